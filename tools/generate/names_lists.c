/*
 * The lists, in the order of how common each is here (which is nobody's statistic).
 */
#include "names.h"

// clang-format off
#define LIST(name, ...) \
	static const char *const name##_items[] = {__VA_ARGS__}; \
	static const struct names_words name = {name##_items, TL_LEN(name##_items)}

LIST(british_female,
	"Margaret/Maggie/Peggy/Meg", "Susan/Sue/Susie", "Sarah/Sally", "Elizabeth/Liz/Beth/Betty/Lizzie", "Emma/Em",
	"Jennifer/Jenny/Jen", "Karen", "Patricia/Pat/Trish", "Victoria/Vicky/Tori", "Jacqueline/Jackie",
	"Christine/Chris/Tina", "Katherine/Kate/Kathy/Katie", "Rebecca/Becky/Becca", "Deborah/Debbie/Deb", "Mary/Molly",
	"Samantha/Sam", "Linda", "Julie", "Helen/Nell", "Laura", "Amanda/Mandy", "Alison/Ali", "Nicola/Nicky", "Tracey",
	"Barbara/Barb/Babs", "Ann/Annie", "Michelle/Shell", "Joanne/Jo", "Lisa", "Claire", "Louise/Lou", "Angela/Angie",
	"Kelly", "Charlotte/Lottie/Charlie", "Jessica/Jess/Jessie", "Amy", "Gemma", "Hannah", "Rachel/Rach", "Janet/Jan",
	"Olivia/Liv/Livvy", "Amelia/Millie", "Isabella/Izzy/Bella", "Sophie", "Emily/Em", "Grace/Gracie", "Lily", "Ella", "Ava",
	"Mia", "Chloe", "Lucy", "Ruby", "Megan/Meg", "Poppy", "Evie", "Daisy", "Freya", "Alice", "Phoebe", "Georgia/Georgie",
	"Eleanor/Ellie/Nell", "Abigail/Abby/Gail", "Caitlin/Cait", "Holly", "Bethany/Beth", "Zoe", "Natalie/Nat", "Danielle/Dani",
	"Stacey", "Leanne", "Hayley", "Kirsty", "Donna", "Dawn", "Sharon/Shaz", "Teresa/Terri/Tess", "Pamela/Pam", "Diane/Di",
	"Gillian/Gill", "Heather", "Wendy", "Lorraine", "Maureen/Mo", "Sheila", "Jean", "Joan", "Doreen", "Dorothy/Dot/Dolly",
	"Irene/Rene", "Kathleen/Kath", "Frances/Fran", "Josephine/Josie/Jo", "Philippa/Pippa", "Anne-Marie", "Mary-Jane",
	"Sarah-Jane", "Lily-Mae", "Ellie-Mae", "Catherine/Cath/Cathy/Kate", "Lindsay", "Paula", "Marie", "Carol", "Beverley/Bev",
	"Valerie/Val", "Yvonne", "Hazel", "Rosemary/Rose/Rosie", "Shirley", "Sandra/Sandy", "Maria", "Caroline/Carrie/Caz",
	"Melanie/Mel", "Kerry", "Lauren", "Jade", "Shannon", "Paige", "Courtney", "Ellen", "Martha", "Matilda/Tilly", "Imogen/Immy",
	"Scarlett", "Rosie", "Florence/Flo/Florrie", "Maisie", "Harriet/Hattie", "Summer", "Niamh", "Siobhan", "Aoife", "Zara");
LIST(british_male,
	"David/Dave/Davey", "John/Jack/Johnny", "Paul", "Michael/Mike/Mick/Mickey", "James/Jim/Jimmy/Jamie", "Andrew/Andy/Drew",
	"Robert/Rob/Bob/Bobby", "Stephen/Steve", "Peter/Pete", "Christopher/Chris/Kit", "Mark", "Richard/Rich/Dick/Ricky",
	"William/Bill/Will/Billy", "Thomas/Tom/Tommy", "Daniel/Dan/Danny", "Matthew/Matt", "Anthony/Tony/Ant", "Ian",
	"Kevin/Kev", "Gary/Gaz", "Simon/Si", "Alan/Al", "Philip/Phil/Pip", "Joseph/Joe/Joey", "Benjamin/Ben/Benny",
	"Samuel/Sam/Sammy", "Alexander/Alex/Sandy/Alec", "Nicholas/Nick/Nicky", "Jonathan/Jon/Jonny", "Adam", "Lee", "Ryan",
	"Craig", "Jason", "Scott", "Stuart/Stu", "Martin/Marty", "Neil", "Graham", "Keith", "Oliver/Ollie", "Harry", "Jacob/Jake",
	"Charlie", "George/Georgie", "Oscar", "Joshua/Josh", "Ethan", "Callum/Cal", "Liam", "Lewis/Lew", "Luke", "Nathan/Nate",
	"Jordan", "Connor", "Kieran", "Aaron", "Dylan", "Tyler", "Logan", "Mason", "Leo", "Archie", "Alfie", "Freddie", "Noah",
	"Max", "Riley", "Edward/Ed/Eddie/Ted/Ned", "Frederick/Fred/Freddie", "Henry/Harry/Hal", "Charles/Charlie/Chas", "Arthur/Art",
	"Albert/Bert/Albie", "Walter/Walt", "Ronald/Ron/Ronnie", "Kenneth/Ken/Kenny", "Raymond/Ray", "Terence/Terry", "Brian",
	"Colin", "Derek/Del", "Dennis/Den", "Roy", "Leonard/Len/Lenny", "Norman/Norm", "Patrick/Pat/Paddy", "Gerald/Gerry",
	"Gerard/Ged", "Vincent/Vince", "Victor/Vic", "Timothy/Tim", "Theodore/Theo/Ted", "Dominic/Dom", "Sebastian/Seb",
	"Zachary/Zac", "Toby", "Gareth/Gaz", "Wayne", "Darren/Daz", "Dean", "Carl", "Russell/Russ", "Barry/Baz", "Trevor/Trev",
	"Nigel/Nige", "Clive", "Malcolm/Mal", "Geoffrey/Geoff", "Roger/Rog", "Bernard/Bernie", "Eric", "Frank", "Stanley/Stan",
	"Douglas/Doug", "Gordon", "Donald/Don", "Hugh", "Duncan", "Ewan", "Rhys", "Owen", "Declan", "Finlay/Fin", "Jamie",
	"Jay", "Kyle", "Reece", "Bradley/Brad", "Corey", "Louis/Lou", "Isaac/Ike", "Jenson", "Harrison/Harry", "Tommy-Lee");
LIST(british_surnames,
	"Smith", "Jones", "Taylor", "Williams", "Brown", "Davies", "Evans", "Thomas", "Wilson", "Johnson", "Roberts",
	"Robinson", "Wright", "Thompson", "Walker", "White", "Edwards", "Hughes", "Green", "Hall", "Lewis", "Harris",
	"Clarke", "Jackson", "Wood", "Turner", "Martin", "Cooper", "Hill", "Ward", "Morris", "Moore", "Clark", "Baker",
	"Harrison", "King", "Lee", "Morgan", "Allen", "James", "Phillips", "Scott", "Watson", "Davis", "Parker", "Bennett",
	"Price", "Griffiths", "Young", "Cook", "Mitchell", "Bailey", "Carter", "Richardson", "Shaw", "Bell", "Collins",
	"Kelly", "Murphy", "Miller", "Cox", "Marshall", "Richards", "Simpson", "Anderson", "Ellis", "Adams", "Wilkinson",
	"Foster", "Powell", "Chapman", "Webb", "Rogers", "Gray", "Mason", "Hunt", "Mills", "Holmes", "Palmer", "Matthews",
	"Gibson", "Fisher", "Barnes", "Knight", "Lloyd", "Butler", "Russell", "Barker", "Stevens", "Jenkins", "Dixon",
	"Fletcher", "Hunter", "Howard", "Stevenson", "Ross", "Payne", "Atkinson", "McDonald", "McCarthy", "O'Brien",
	"O'Connor", "O'Neill", "MacDonald", "Reid", "Murray", "Stewart", "Campbell", "Graham", "Hamilton", "Burns",
	"Armstrong", "Elliott", "Pearson", "Andrews", "Ford", "Spencer", "Gallagher", "Doyle", "Byrne", "Walsh", "Ryan",
	"Fitzgerald", "Lawson", "Lowe", "Jordan", "Day", "Brooks", "West", "Cole", "Hart", "Bradley", "Perry", "Barrett",
	"Whittaker", "Sutcliffe", "Ashworth", "Entwistle", "Winstanley", "Cholmondeley", "Featherstone", "St John", "de Souza");
LIST(british_starts,
	"Ash", "Birk", "Black", "Brad", "Bram", "Brock", "Burn", "Cald", "Cam", "Carl", "Chad", "Cliff", "Cold", "Cram", "Crow",
	"Dal", "Den", "Dray", "Dun", "East", "Eld", "Far", "Fen", "Finch", "Gar", "Glen", "Gold", "Grim", "Hal", "Ham", "Hark",
	"Hart", "Hather", "Haw", "Hazel", "Hol", "Hors", "Hun", "Kel", "Ken", "Kirk", "Lang", "Lath", "Leigh", "Lind", "Long",
	"Mar", "Mel", "Mid", "Mor", "Nether", "New", "Nor", "Oak", "Old", "Or", "Pem", "Pen", "Pick", "Rad", "Raven", "Red",
	"Rish", "Roth", "Row", "Rush", "Sax", "Sedge", "Shel", "Ship", "Sil", "Spar", "Stan", "Staple", "Stock", "Stone",
	"Swin", "Tan", "Thorn", "Til", "Tren", "Up", "Wad", "Wal", "War", "Wet", "Whit", "Wick", "Wil", "Win", "Wool", "Wy", "Yard");
LIST(british_middles, "", "en", "er", "ing", "le", "ad", "in", "s");
LIST(british_ends,
	"bank", "borough", "bourne", "brook", "bridge", "burn", "bury", "by", "cliffe", "combe", "cote", "croft", "dale", "dean",
	"den", "don", "field", "fold", "ford", "gate", "grave", "greave", "ham", "head", "hill", "holme", "hurst", "land", "ley",
	"low", "man", "mere", "more", "mouth", "ridge", "rick", "sall", "shaw", "son", "stead", "stone", "thorpe", "ton", "tree",
	"wain", "wall", "water", "way", "well", "wick", "win", "wood", "worth", "wright", "yard");
LIST(british_female_starts,
	"Ad", "Al", "An", "Ar", "Bel", "Ber", "Bri", "Cal", "Car", "Cel", "Cor", "Dar", "Del", "Ed", "El", "Em", "Ev", "Fel", "Flor",
	"Gab", "Gen", "Gwen", "Il", "Is", "Jac", "Jan", "Jos", "Kar", "Kat", "Ker", "Lar", "Len", "Lor", "Luc", "Mab", "Mar", "Mel",
	"Mir", "Nel", "Nor", "Od", "Or", "Per", "Ros", "Sab", "Sel", "Shar", "Tam", "Tes", "Ver", "Viv", "Win", "Zel");
LIST(british_female_ends,
	"a", "abel", "alie", "anna", "anne", "dra", "ella", "elle", "ena", "essa", "etta", "ia", "ice", "ie", "ina", "inda", "ine", "isa",
	"ise", "ita", "lyn", "mina", "nie", "ora", "owen", "ssa", "tha", "ula", "wyn", "y");
LIST(british_male_starts,
	"Al", "Am", "Ar", "Bar", "Ber", "Bran", "Bren", "Cal", "Cam", "Cas", "Clay", "Con", "Dar", "Den", "Des", "Ed", "El", "Er", "Fin",
	"Gar", "Gil", "Gra", "Har", "Hub", "Jar", "Jer", "Jul", "Kel", "Ken", "Lan", "Lar", "Len", "Lor", "Mar", "Mer", "Mor", "Ned",
	"Nor", "Os", "Per", "Quin", "Ray", "Rod", "Rol", "Ros", "Ser", "Sil", "Tar", "Tor", "Tre", "Val", "Wen", "Wil", "Zan");
LIST(british_male_ends,
	"an", "ald", "ard", "bert", "by", "den", "don", "dric", "ek", "en", "ent", "ford", "frey", "ian", "in", "ius", "lan", "ley", "man",
	"mon", "mund", "nard", "on", "or", "rick", "son", "ton", "us", "vin", "well", "win", "y");

LIST(polish_female, "Anna/Ania", "Katarzyna/Kasia", "Agnieszka/Aga", "Magdalena/Magda", "Monika", "Ewa", "Joanna/Asia",
	"Aleksandra/Ola", "Zuzanna/Zuzia", "Julia", "Maja", "Zofia/Zosia", "Karolina", "Natalia", "Paulina", "Beata", "Iwona",
	"Wiktoria", "Dorota", "Ma\xc5\x82gorzata/Gosia", "Barbara/Basia", "Halina", "Justyna", "Marta", "Oliwia");
LIST(polish_male, "Piotr", "Krzysztof/Krzys", "Tomasz/Tomek", "Pawe\xc5\x82", "Marcin", "Micha\xc5\x82", "Jakub/Kuba", "Mateusz",
	"Kacper", "Szymon", "Wojciech/Wojtek", "Adam", "Andrzej", "Grzegorz", "Filip", "Jan", "Dawid", "Kamil", "Damian", "Rafa\xc5\x82",
	"Sebastian", "Bartosz/Bartek", "\xc5\x81ukasz", "Maciej", "Oskar");
LIST(polish_surnames, "Nowak", "Kowalski|Kowalska", "Wi\xc5\x9bniewski|Wi\xc5\x9bniewska", "Lewandowski|Lewandowska",
	"Zieli\xc5\x84ski|Zieli\xc5\x84ska", "Mazur", "Wojciechowski|Wojciechowska", "Kr\xc3\xb3l", "Szyma\xc5\x84ski|Szyma\xc5\x84ska", "Pawlak",
	"Wieczorek", "Jab\xc5\x82o\xc5\x84ski|Jab\xc5\x82o\xc5\x84ska", "Dudek", "Stepien", "Walczak");
LIST(polish_starts, "Bar", "Bog", "Cho", "Dab", "Dom", "Gor", "Jab", "Jan", "Kal", "Kam", "Kor", "Kra", "Lip", "Mal", "Maj",
	"Olsz", "Ost", "Paw", "Piot", "Pol", "Rad", "Rud", "Sad", "Sik", "Sok", "Szcz", "Tom", "Urb", "Wal", "Wit", "Zab", "Zak");
LIST(polish_ends, "anski|anska", "czyk", "ecki|ecka", "elski|elska", "iak", "icki|icka", "ik", "inski|inska", "kowski|kowska",
	"owicz", "owski|owska", "ewski|ewska", "orek", "ula", "ura");

LIST(pakistani_female, "Fatima", "Ayesha", "Aisha", "Maryam", "Zainab", "Khadija", "Saima", "Nasreen", "Shazia", "Sana", "Amina",
	"Hafsa", "Iqra", "Rukhsana", "Shabana", "Samina", "Nadia", "Farzana", "Zara", "Hira", "Sadia", "Noreen", "Tahira", "Sumaiya");
LIST(pakistani_male, "Mohammed/Mo", "Muhammad", "Mohammad", "Ahmed", "Ali", "Imran", "Usman", "Bilal", "Hassan", "Hussain", "Hamza",
	"Ibrahim", "Yusuf", "Omar", "Asif", "Tariq", "Shahid", "Kashif", "Adnan", "Faisal", "Zubair", "Abdul", "Rashid", "Amir", "Junaid");
LIST(pakistani_starts, "Ab", "Ad", "Af", "As", "Fa", "Far", "Ha", "Ham", "Im", "Ja", "Ka", "Kha", "Ma", "Mu", "Na", "Ra", "Sa", "Sha",
	"Ta", "Wa", "Ya", "Za");
LIST(pakistani_female_ends, "bia", "dia", "fia", "hira", "jida", "kia", "lima", "mina", "mira", "neela", "reen", "riya", "sma", "yra", "zia");
LIST(pakistani_male_ends, "ban", "bir", "dil", "deem", "fan", "him", "heer", "id", "jid", "kir", "lid", "man", "mir", "nan", "seef",
	"shan", "yan", "zim");
LIST(pakistani_surnames, "Khan", "Ahmed|Begum", "Hussain|Bibi", "Ali", "Hussain", "Ahmed", "Mahmood", "Iqbal", "Akhtar", "Shah",
	"Malik", "Mirza", "Butt", "Chaudhry", "Rehman", "Aziz", "Qureshi", "Sheikh", "Javed", "Rafiq", "Siddiqui", "Ashraf", "Uddin|Khatun",
	"Miah|Begum", "Rahman");
LIST(pakistani_surname_ends, "ari", "bbas", "dri", "eed", "fiq", "hani", "hmi", "jar", "koor", "leem", "meed", "mtaz", "nsari", "qat",
	"rooq", "shir", "ttar", "waz", "yub", "zmi");

LIST(punjabi_female, "Harpreet", "Manpreet", "Jasmine", "Simran", "Kiran", "Gurpreet", "Amandeep", "Rajinder", "Sukhwinder",
	"Jaspreet", "Baljit", "Parminder", "Kulwinder", "Navdeep", "Priya", "Anita", "Meena", "Sunita", "Neha", "Pooja", "Anjali");
LIST(punjabi_male, "Harpreet", "Gurpreet", "Manpreet", "Amandeep", "Balwinder", "Jaswinder", "Sukhdev", "Rajinder", "Kuldeep",
	"Arjan", "Jasdeep", "Raj", "Sanjay", "Vijay", "Anil", "Rakesh", "Amit", "Dilip", "Nitin", "Hitesh", "Ketan");
LIST(punjabi_surnames, "Singh|Kaur", "Patel", "Sharma", "Gill", "Sandhu", "Dhillon", "Shah", "Kumar|Kumari", "Sidhu", "Bains", "Mistry",
	"Desai", "Chauhan", "Rai", "Grewal", "Johal", "Dhaliwal", "Solanki", "Parmar", "Mehta");
LIST(punjabi_starts, "Ba", "Bha", "Cha", "Da", "Dha", "Ga", "Gha", "Ja", "Ka", "Kha", "La", "Ma", "Na", "Pa", "Ra", "Sa", "Ta", "Va");
LIST(punjabi_ends, "chal", "dwa", "gat", "hota", "jral", "karia", "lhotra", "mra", "nand", "ngra", "pal", "rekh", "sral", "tia", "twal", "wan", "yat");

LIST(african_female, "Blessing", "Grace", "Ngozi", "Chioma", "Funmilayo/Funmi", "Abena", "Ama", "Esther", "Mercy", "Amara", "Folake",
	"Yetunde", "Akosua", "Adaeze/Ada", "Temitope/Temi", "Precious", "Patience", "Efua", "Ifeoma", "Kehinde");
LIST(african_male, "Emmanuel/Emma", "Samuel/Sam", "Chinedu", "Oluwaseun/Seun", "Kwame", "Kofi", "Tunde", "Emeka", "Kwabena",
	"Babatunde", "Ikechukwu/Ike", "Daniel", "Victor", "Godwin", "Sunday", "Ayodele/Ayo", "Taiwo", "Yaw", "Obinna", "Segun");
LIST(african_surnames, "Mensah", "Okafor", "Adeyemi", "Owusu", "Boateng", "Okonkwo", "Asante", "Eze", "Adebayo", "Osei", "Appiah",
	"Balogun", "Ogunleye", "Nwosu", "Agyemang", "Ibrahim", "Oyelaran", "Danso", "Afolabi", "Chukwu");
LIST(african_starts, "Ab", "Ad", "Ade", "Ag", "Ak", "An", "Bab", "Ch", "Ek", "Eme", "Ib", "Ik", "Nw", "Ob", "Od", "Og", "Ok", "Ol", "Om", "On", "Ow");
LIST(african_ends, "abor", "adike", "afo", "ankwo", "aro", "ebe", "egbu", "emi", "eola", "iah", "ibo", "iku", "inde", "odu", "okoro", "olade", "omo",
	"onda", "ubi", "ugo", "uma", "unde");

LIST(chinese_female, "Mei", "Xiu", "Ying", "Li Na", "Fang", "Yan", "Jing", "Hui", "Xin Yi", "Wai Ling", "Siu Ming", "Lan");
LIST(chinese_male, "Wei", "Jun", "Ming", "Hao", "Lei", "Chun", "Kai", "Tao", "Yong", "Wai Kit", "Ka Ho", "Zhi Wei");
LIST(chinese_starts, "Ba", "Chun", "Da", "Fei", "Guo", "Hai", "Hong", "Jia", "Jin", "Lin", "Mei", "Ping", "Qing", "Rui", "Shu", "Wen", "Xiao", "Yu", "Zhen");
LIST(chinese_ends, " Bo", " Hua", " Lan", " Li", " Ling", " Min", " Qi", " Rong", " Shan", " Ting", " Xin", " Yan", " Yi", " Yu");
LIST(chinese_surnames, "Chan", "Wong", "Li", "Wang", "Zhang", "Chen", "Liu", "Lee", "Cheung", "Lam", "Ng", "Ho", "Yang", "Huang", "Wu", "Lau",
	"Zhao", "Leung", "Tang", "Xu", "Cheng", "Yip", "Kwok", "Fung", "Ma", "Mak", "Tse", "Zhu", "Sun", "Lin");

LIST(city_starts, "Alder", "Arrow", "Barrow", "Beck", "Bell", "Cross", "Dove", "Elm", "Fox", "Grey", "Heron", "Ivy", "Lark", "Lime", "Maple",
	"Otter", "Peat", "Quarry", "Rook", "Salt", "Swift", "Teal", "Vale", "Willow", "Yew");
LIST(city_ends, "chester", "mouth", "stow", "market", "haven", "minster", "port", "minton");
LIST(street_ends, " Road", " Street", " Avenue", " Close", " Lane", " Drive", " Way", " Court", " Crescent", " Grove");
// clang-format on

const struct names_community names_communities[] = {
	{"british", {&british_female, &british_female_starts, NULL, &british_female_ends},
		{&british_male, &british_male_starts, NULL, &british_male_ends},
		{&british_surnames, &british_starts, &british_middles, &british_ends}},
	{"polish", {&polish_female, NULL, NULL, NULL}, {&polish_male, NULL, NULL, NULL},
		{&polish_surnames, &polish_starts, NULL, &polish_ends}},
	{"pakistani", {&pakistani_female, &pakistani_starts, NULL, &pakistani_female_ends},
		{&pakistani_male, &pakistani_starts, NULL, &pakistani_male_ends},
		{&pakistani_surnames, &pakistani_starts, NULL, &pakistani_surname_ends}},
	{"punjabi", {&punjabi_female, NULL, NULL, NULL}, {&punjabi_male, NULL, NULL, NULL},
		{&punjabi_surnames, &punjabi_starts, NULL, &punjabi_ends}},
	{"west-african", {&african_female, NULL, NULL, NULL}, {&african_male, NULL, NULL, NULL},
		{&african_surnames, &african_starts, NULL, &african_ends}},
	{"chinese", {&chinese_female, &chinese_starts, NULL, &chinese_ends},
		{&chinese_male, &chinese_starts, NULL, &chinese_ends},
		{&chinese_surnames, NULL, NULL, NULL}},
	{0},
};

void names_city(struct tl_buf *text, uint32_t number)
{
	tl_buf_clear(text);
	tl_buf_addc(text, city_starts.items[number % city_starts.count]);
	tl_buf_addc(text, city_ends.items[(number + number / city_starts.count) % city_ends.count]);
}

void names_add_street(struct tl_buf *text, uint32_t number)
{
	const struct names_words *starts = &british_starts, *ends = &british_ends;

	tl_buf_addc(text, starts->items[number % starts->count]);
	tl_buf_addc(text, ends->items[number / starts->count % ends->count]);
	tl_buf_addc(text, street_ends.items[(number / 7 + number) % street_ends.count]);
}
