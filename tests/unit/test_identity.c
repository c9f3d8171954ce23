#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include <throughline/identity.h>

struct example {
	const char *text, *normal; /* NULL: none */
};

static void check(enum tl_identity identity, const struct example *examples, size_t count)
{
	struct tl_buf out = {0};

	for (size_t i = 0; i < count; i++) {
		bool found;

		tl_buf_clear(&out);
		tl_buf_addc(&out, "before ");
		found = tl_identity_normalise(identity, tl_str(examples[i].text), &out);
		assert_string_equal(out.data + 7, examples[i].normal ? examples[i].normal : "");
		assert_int_equal(found, examples[i].normal != NULL);
		/* A normal form is its own. */
		if (found && identity != TL_IDENTITY_SEX) {
			size_t length = out.length - 7;

			assert_true(
				identity == TL_IDENTITY_BIRTH ||
				tl_identity_normalise(identity, tl_str(examples[i].normal), &out));
			if (identity != TL_IDENTITY_BIRTH)
				assert_string_equal(out.data + 7 + length, examples[i].normal);
		}
	}
	tl_buf_free(&out);
}
#define CHECK(identity, ...)                                                                       \
	check(identity, (const struct example[]){__VA_ARGS__},                                     \
		TL_LEN(((const struct example[]){__VA_ARGS__})))

static void forenames_lose_case_accents_titles_and_what_is_in_brackets(void **state)
{
	(void)state;
	CHECK(TL_IDENTITY_FORENAME, {"Zo\xc3\xab", "ZOE"}, {"  anne-marie ", "ANNE MARIE"},
		{"Mary  Ann", "MARY ANN"}, {"D'Arcy", "DARCY"},
		{"D\xe2\x80\x99"
		 "Arcy",
			"DARCY"},
		{"Zoe\xcc\x88", "ZOE"}, {"\xc5\x81ukasz", "LUKASZ"}, {"Si\xc3\xb4n", "SION"},
		{"Nguy\xe1\xbb\x85n", "NGUYEN"}, {"\xc8\x98tefan", "STEFAN"},
		{"\xc4\xb0lker", "ILKER"}, {"\xc3\x86thel", "AETHEL"}, {"Mr John", "JOHN"},
		{"DR. JANE", "JANE"}, {"Master", "MASTER"}, {"Mr Dr John", "JOHN"},
		{"Elizabeth (Liz)", "ELIZABETH"}, {"John2", "JOHN"}, {"Jo.hn", "JO HN"},
		{"unknown", NULL}, {"Not Known", NULL}, {"N/A", NULL}, {"Baby", NULL},
		{"BABY GIRL", NULL}, {"xx", NULL}, {"", NULL}, {" - ", NULL}, {"1234", NULL},
		{"(Liz)", NULL}, {"\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd", NULL}, {"\xff\xfe", NULL},
		{"Zo\xc3", "ZO"}, {"Babyl", "BABYL"}, {"(", NULL}, {"Jo) n", "JO N"});
}

static void surnames_lose_what_follows_them(void **state)
{
	(void)state;
	CHECK(TL_IDENTITY_SURNAME, {"O'Neill", "ONEILL"}, {"Smith-Jones", "SMITH JONES"},
		{"van der Berg", "VAN DER BERG"}, {"Gro\xc3\x9f", "GROSS"}, {"Smith Jnr", "SMITH"},
		{"SMITH ESQ.", "SMITH"}, {"Junior", "JUNIOR"}, {"Smith nee Jones", "SMITH"},
		{"Smith (n\xc3\xa9"
		 "e Jones)",
			"SMITH"},
		{"Nee", "NEE"}, {"Mc Donald", "MC DONALD"}, {"Master", "MASTER"},
		{"\xc3\x98stergaard", "OSTERGAARD"}, {"UNKNOWN", NULL}, {"NK", NULL});
}

static void a_birth_is_eight_digits(void **state)
{
	(void)state;
	CHECK(TL_IDENTITY_BIRTH, {"1970-01-31", "19700131"}, {" 2014-02-28 ", "20140228"},
		{"2014-02-30", NULL}, {"31/01/1970", NULL}, {"", NULL});
}

static void sex_is_a_digit(void **state)
{
	(void)state;
	CHECK(TL_IDENTITY_SEX, {"m", "1"}, {" Male", "1"}, {"1", "1"}, {"F", "2"}, {"woman", "2"},
		{"Indeterminate", "3"}, {"X", "3"}, {"9", NULL}, {"U", NULL}, {"", NULL});
}

/* The first six are the forms as Royal Mail gives them. */
static void postcodes_have_the_forms_of_the_uk(void **state)
{
	(void)state;
	CHECK(TL_IDENTITY_POSTCODE, {"M1 1AE", "M11AE"}, {"B33 8TH", "B338TH"},
		{"CR2 6XH", "CR26XH"}, {"DN55 1PT", "DN551PT"}, {"W1A 0AX", "W1A0AX"},
		{"EC1A 1BB", "EC1A1BB"}, {"ch650ba", "CH650BA"}, {" c h65-0 ba", "CH650BA"},
		{"CH65 OBA", "CH650BA"}, {"0X1 2JD", "OX12JD"}, {"CH65 0B0", NULL}, {"CH65", NULL},
		{"CH65 0", NULL}, {"ZZ99 3VZ", NULL}, {"CH65 0BAA", NULL}, {"123 456", NULL},
		{"CH65 0BI", NULL}, {"CH65\xc3\xa9 0BA", NULL}, {"", NULL});
}

/* 943 476 5919 is the NHS Data Dictionary's own: 9*10+4*9+3*8+4*7+7*6+6*5+5*4+9*3+1*2 = 299, and
 * 299 = 27 * 11 + 2, so 9. 450 557 7104: 40+45+0+35+30+35+28+3+0 = 216 = 19 * 11 + 7, so 4.
 * 400 000 002: 40+4 = 4 * 11, so 0. 400 000 008: 40+16 = 5 * 11 + 1, which has no check digit. */
static void nhs_numbers_are_held_against_their_check_digit(void **state)
{
	(void)state;
	CHECK(TL_IDENTITY_NHS, {"943 476 5919", "9434765919"}, {"943-476-5919", "9434765919"},
		{"9434765919", "9434765919"}, {"4000000004", "4000000004"}, {"9434765918", NULL},
		{"4505577104", "4505577104"}, {"4505577106", NULL}, {"4000000020", "4000000020"},
		{"4000000080", NULL}, {"4000000081", NULL}, {"943476591", NULL},
		{"94347659190", NULL}, {"943476591X", NULL}, {"0000000000", NULL},
		{"4444444444", NULL}, {"", NULL});
}

/* H801200001001: 8*2+0*3+1*4+2*5+1*10+1*13 = 53 = 2 * 23 + 7, and the eighth letter is H. With A
 * (0) as last it is 40 = 23 + 17, and U is the eighteenth without I, O and S; with B (1) 53 again.
 */
static void upns_are_held_against_their_check_letter(void **state)
{
	(void)state;
	CHECK(TL_IDENTITY_UPN, {"H801200001001", "H801200001001"},
		{"h801 2000 01001", "H801200001001"}, {"A801200001001", NULL},
		{"U80120000100A", "U80120000100A"}, {"H80120000100B", "H80120000100B"},
		{"H80120000100I", NULL}, {"H80120000100", NULL}, {"HH01200001001", NULL},
		{"", NULL});
}

static void ninos_lose_their_suffix(void **state)
{
	(void)state;
	CHECK(TL_IDENTITY_NINO, {"AB 12 34 56 C", "AB123456"}, {"ab123456", "AB123456"},
		{"QQ123456C", NULL}, {"AB123456E", NULL}, {"AO123456A", NULL}, {"TN010170M", NULL},
		{"GB123456A", NULL}, {"AB12345", NULL}, {"A1123456", NULL});
}

static void other_numbers_and_texts(void **state)
{
	(void)state;
	CHECK(TL_IDENTITY_UPRN, {"000100023336956", NULL}, {"0010002333", "10002333"},
		{"100023336956", "100023336956"}, {"0", NULL}, {"", NULL}, {"12a", NULL});
	CHECK(TL_IDENTITY_TEXT, {"Flat 2 (rear), 10 High St.", "FLAT 2 REAR 10 HIGH ST"},
		{"10a-12 O'Connell St", "10A 12 OCONNELL ST"}, {"...", NULL});
	CHECK(TL_IDENTITY_ID, {" a/B 1 ", "a/B 1"}, {"  ", NULL});
}

static void parts_are_cut_from_normal_forms(void **state)
{
	static const struct {
		enum tl_identity_part part;
		enum tl_identity of;
		const char *normal, *want;
	} examples[] = {
		{TL_PART_WHOLE, TL_IDENTITY_SURNAME, "VAN DER BERG", "VANDERBERG"},
		{TL_PART_WHOLE, TL_IDENTITY_ID, "a b", "a b"},
		{TL_PART_FIRST, TL_IDENTITY_FORENAME, "MARY ANN", "MARY"},
		{TL_PART_INITIAL, TL_IDENTITY_FORENAME, "MARY", "M"},
		{TL_PART_FIRST3, TL_IDENTITY_SURNAME, "O NEILL", "ONE"},
		{TL_PART_FIRST3, TL_IDENTITY_SURNAME, "NG", "NG"},
		{TL_PART_YEAR, TL_IDENTITY_BIRTH, "19700131", "1970"},
		{TL_PART_MONTH, TL_IDENTITY_BIRTH, "19700131", "197001"},
		{TL_PART_AREA, TL_IDENTITY_POSTCODE, "CH650BA", "CH"},
		{TL_PART_AREA, TL_IDENTITY_POSTCODE, "M11AE", "M"},
		{TL_PART_DISTRICT, TL_IDENTITY_POSTCODE, "CH650BA", "CH65"},
		{TL_PART_SECTOR, TL_IDENTITY_POSTCODE, "CH650BA", "CH650"},
		/* The US National Archives' own examples. */
		{TL_PART_SOUNDEX, TL_IDENTITY_SURNAME, "WASHINGTON", "W252"},
		{TL_PART_SOUNDEX, TL_IDENTITY_SURNAME, "LEE", "L000"},
		{TL_PART_SOUNDEX, TL_IDENTITY_SURNAME, "GUTIERREZ", "G362"},
		{TL_PART_SOUNDEX, TL_IDENTITY_SURNAME, "PFISTER", "P236"},
		{TL_PART_SOUNDEX, TL_IDENTITY_SURNAME, "JACKSON", "J250"},
		{TL_PART_SOUNDEX, TL_IDENTITY_SURNAME, "TYMCZAK", "T522"},
		{TL_PART_SOUNDEX, TL_IDENTITY_SURNAME, "ASHCRAFT", "A261"},
	};
	struct tl_buf out = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(examples); i++) {
		tl_buf_clear(&out);
		assert_true(tl_identity_part(
			examples[i].part, examples[i].of, tl_str(examples[i].normal), &out));
		assert_string_equal(out.data, examples[i].want);
		assert_false(tl_identity_part(examples[i].part, examples[i].of, tl_str(""), &out));
	}
	tl_buf_free(&out);
}

/* By hand from the rule. The first two names are those of METeOR's explanation of the surname and
 * forename letters: a short name is filled with 2, a hyphen is no letter. */
static void slk_581_is_made_as_its_rule_says(void **state)
{
	static const char *const examples[][5] = {
		{"JOHN", "SMITH", "19700131", "1", "MIHOH310119701"},
		{"EVE", "FARR", "19280302", "2", "AR2VE020319282"},
		{"JO", "NG", "20100909", "2", "G22O2090920102"},
		{"T", "O", "20100909", "3", "22222090920103"},
		{"ANNE MARIE", "SMITH JONES", "20041231", "", "MIHNN311220049"},
		{"", "SMITH", "20041231", "1", "MIH99311220041"},
		{"JOHN", "", "", "1", "999OH010119001"},
	};
	struct tl_buf out = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(examples); i++) {
		const char *const *e = examples[i];

		tl_buf_clear(&out);
		tl_identity_slk581(tl_str(e[0]), tl_str(e[1]), tl_str(e[2]), tl_str(e[3]), &out);
		assert_string_equal(out.data, e[4]);
		assert_int_equal(out.length, TL_SLK581_LENGTH);
	}
	tl_buf_free(&out);
}

static void postcodes_are_cut_to_areas(void **state)
{
	static const struct {
		const char *text;
		enum tl_identity_part part;
		const char *want;
	} examples[] = {
		{"ch65 0ba", TL_PART_AREA, "CH"},
		{"ch65 0ba", TL_PART_DISTRICT, "CH65"},
		{"ch650ba", TL_PART_SECTOR, "CH65 0"},
		{"M1", TL_PART_AREA, "M"},
		{"M1", TL_PART_DISTRICT, "M1"},
		{"M1", TL_PART_SECTOR, NULL},
		{"house", TL_PART_AREA, NULL},
		{"", TL_PART_AREA, NULL},
	};
	struct tl_buf out = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(examples); i++) {
		tl_buf_clear(&out);
		assert_int_equal(
			tl_identity_postcode_area(tl_str(examples[i].text), examples[i].part, &out),
			examples[i].want != NULL);
		assert_string_equal(tl_buf_c(&out), examples[i].want ? examples[i].want : "");
	}
	tl_buf_free(&out);
}

static void every_kind_and_part_has_its_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_IDENTITY_COUNT_OF; i++)
		assert_non_null(tl_identity_names[i]);
	for (size_t i = 0; i < TL_PART_COUNT_OF; i++)
		assert_non_null(tl_identity_parts[i].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forenames_lose_case_accents_titles_and_what_is_in_brackets),
		cmocka_unit_test(surnames_lose_what_follows_them),
		cmocka_unit_test(a_birth_is_eight_digits),
		cmocka_unit_test(sex_is_a_digit),
		cmocka_unit_test(postcodes_have_the_forms_of_the_uk),
		cmocka_unit_test(nhs_numbers_are_held_against_their_check_digit),
		cmocka_unit_test(upns_are_held_against_their_check_letter),
		cmocka_unit_test(ninos_lose_their_suffix),
		cmocka_unit_test(other_numbers_and_texts),
		cmocka_unit_test(parts_are_cut_from_normal_forms),
		cmocka_unit_test(slk_581_is_made_as_its_rule_says),
		cmocka_unit_test(postcodes_are_cut_to_areas),
		cmocka_unit_test(every_kind_and_part_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
