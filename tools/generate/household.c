#include "household.h"

#include <throughline/str.h>

/* What a draw of a family, or of a person in it, is for. */
enum family_draw {
	DRAW_KIND,
	DRAW_COMMUNITY,
	DRAW_SURNAME,
	DRAW_SECOND,
	DRAW_BARREL,
	DRAW_CHILDREN,
	DRAW_HOME,
	DRAW_MOVES,
	DRAW_COMMUNAL,
	DRAW_PARENT_AGE,
	DRAW_MOTHER,
	DRAW_NEXT /* and a number for each move after it: stays last */
};
enum person_draw {
	DRAW_SEX,
	DRAW_FORENAME,
	DRAW_MIDDLE,
	DRAW_BIRTH,
	DRAW_TWIN,
	DRAW_SAME_NAME,
	DRAW_FATHER,
	DRAW_OWN_SURNAME,
	DRAW_RENAMED,
	DRAW_LEAVES,
	DRAW_OWN_PLACE
};

#define COMMUNAL_ADDRESSES 12

void population_init(
	struct population *population, const struct profile *profile, unsigned seed, size_t records)
{
	size_t cities = records / profile->records_per_city;

	*population = (struct population){
		.profile = profile,
		.postcodes = (uint32_t)(records / profile->records_per_postcode + 1),
		.family = chance_for(seed, "family"),
		.person = chance_for(seed, "person"),
	};
	names_init(&population->names, &population->arena, profile);
	population->cities = zipf_make(&population->arena,
		cities < 4     ? 4
		: cities > 180 ? 180
			       : (uint32_t)cities,
		4);
}

void population_free(struct population *population)
{
	tl_arena_free(&population->arena);
}

/* Making one household. */
struct making {
	const struct population *population;
	const struct profile *profile;
	struct household *household;
	uint32_t number, community;
	unsigned parents; /* how many came before the children */
	struct surname surname;
};

static uint64_t family_bits(const struct making *making, enum family_draw draw)
{
	return chance_bits(making->population->family, making->number, (uint64_t)draw);
}

/* Draws for the person who comes next. */
static uint64_t person_of(const struct making *making)
{
	return (uint64_t)making->number * HOUSEHOLD_PEOPLE_MOST + making->household->count;
}

static uint64_t person_bits(const struct making *making, enum person_draw draw)
{
	return chance_bits(making->population->person, person_of(making), (uint64_t)draw);
}

static bool person_permille(const struct making *making, enum person_draw draw, unsigned permille)
{
	return chance_permille(
		making->population->person, person_of(making), (uint64_t)draw, permille);
}

static int person_between(const struct making *making, enum person_draw draw, int low, int high)
{
	return chance_between(
		making->population->person, person_of(making), (uint64_t)draw, low, high);
}

/* Which entry of a list of permilles a draw falls into. */
static unsigned entry_of(const unsigned *permille, unsigned count, uint64_t bits)
{
	uint64_t at = bits % 1000;
	unsigned i = 0;

	while (i + 1 < count && at >= permille[i])
		at -= permille[i++];
	return i;
}

static struct place place_of(const struct population *population, uint64_t bits, uint64_t more)
{
	uint32_t city = zipf_draw(&population->cities, bits);
	uint32_t units = zipf_share(&population->cities, city, population->postcodes);

	return (struct place){
		.city = city,
		.unit = (uint32_t)(more >> 40) % units,
		.house = 1 + (uint32_t)(more & 0xffff) % 60,
		.flat = (more >> 16 & 0xff) < 40 ? 1 + (uint32_t)(more >> 24 & 0xff) % 8 : 0,
	};
}

/* Half of those who move stay in their town. */
static struct place new_place(
	const struct population *population, struct place old, uint64_t bits, uint64_t more)
{
	struct place place = place_of(population, bits, more);

	if (bits >> 63) {
		place.city = old.city;
		place.unit %= zipf_share(&population->cities, old.city, population->postcodes);
	}
	return place;
}

/* A day of the years in which the records were made. */
static struct tl_day some_day(const struct profile *profile, uint64_t bits)
{
	return tl_day_add(profile->as_at, -(int)(bits % (profile->years * 365)));
}

static void name_person(struct making *making, struct household_person *person)
{
	const struct names *names = &making->population->names;

	person->forename = names_draw_forename(names, person->community, person->is_female,
		person->is_adult, person_bits(making, DRAW_FORENAME));
	person->middle = names_draw_forename(names, person->community, person->is_female,
		person->is_adult, person_bits(making, DRAW_MIDDLE));
}

static struct household_person *add_person(
	struct making *making, bool is_female, struct tl_day birth, struct surname surname)
{
	struct household *household = making->household;
	struct household_person *person = &household->people[household->count];
	const struct profile *profile = making->profile;
	bool is_adult = profile->as_at.n - birth.n >= 18 * 365;

	assert(household->count < HOUSEHOLD_PEOPLE_MOST);
	*person = (struct household_person){.birth = birth,
		.is_female = is_female,
		.is_adult = is_adult,
		.community = making->community,
		.surname = surname,
		.later = surname,
		.renamed = TL_NO_DAY,
		.leaves = TL_NO_DAY};
	name_person(making, person);
	if (is_adult && is_female &&
		person_permille(making, DRAW_RENAMED, profile->renamed_permille)) {
		uint64_t bits = person_bits(making, DRAW_RENAMED);

		person->renamed = some_day(profile, bits >> 20);
		person->later =
			names_draw_surname(&making->population->names, making->community, bits);
	}
	if (is_adult && household->count &&
		person_permille(making, DRAW_LEAVES, profile->leaves_permille)) {
		uint64_t bits = person_bits(making, DRAW_OWN_PLACE);

		person->leaves = some_day(profile, bits >> 20);
		person->own = new_place(making->population, household->places[0], bits,
			person_bits(making, DRAW_LEAVES));
	}
	household->count++;
	return person;
}

static struct tl_day birth_at_age(const struct making *making, int from, int to)
{
	int years = person_between(making, DRAW_BIRTH, from, to);

	return tl_day_add(making->profile->as_at,
		-(years * 1461 / 4) - (int)(person_bits(making, DRAW_BIRTH) & 0x1ff) % 365);
}

static struct tl_day birth_near(const struct making *making, struct tl_day other, int from, int to)
{
	return tl_day_add(other, person_between(making, DRAW_BIRTH, from, to));
}

/* The partner of the first adult, with the same surname or an own one. */
static struct household_person *add_partner(struct making *making)
{
	const struct household_person *first = &making->household->people[0];
	struct surname surname = making->surname;

	if (person_permille(making, DRAW_OWN_SURNAME, making->profile->own_surname_permille))
		surname = names_draw_surname(&making->population->names, making->community,
			person_bits(making, DRAW_OWN_SURNAME));
	return add_person(making, !first->is_female,
		birth_near(making, first->birth, -6 * 365, 6 * 365), surname);
}

static void name_after_parent(const struct making *making, struct household_person *child)
{
	for (unsigned i = 0; i < making->parents; i++) {
		const struct household_person *parent = &making->household->people[i];

		if (parent->is_female == child->is_female) {
			child->forename = parent->forename;
			return;
		}
	}
}

/* Children of a mother born on a day; one after another, twins on one day. */
static void add_children(
	struct making *making, struct tl_day mother, struct surname surname, struct surname other)
{
	const struct profile *profile = making->profile;
	unsigned count = 1 + entry_of(profile->children, profile->children_count,
				     family_bits(making, DRAW_CHILDREN));
	struct tl_day birth = TL_NO_DAY;

	making->parents = making->household->count;
	for (unsigned i = 0; i < count && making->household->count < HOUSEHOLD_PEOPLE_MOST; i++) {
		struct household_person *child;
		uint64_t sex = person_bits(making, DRAW_SEX);
		bool same_name =
			person_permille(making, DRAW_SAME_NAME, profile->same_name_permille);

		if (!i)
			birth = birth_near(making, mother, 19 * 365, 34 * 365);
		else if (!person_permille(making, DRAW_TWIN, profile->twins_permille))
			birth = birth_near(making, birth, 330, 1700);
		if (birth.n >= profile->as_at.n) /* not born yet */
			birth = tl_day_add(profile->as_at,
				-(int)(person_bits(making, DRAW_TWIN) % (profile->years * 365)) -
					1);
		child = add_person(making, sex & 1, birth,
			person_bits(making, DRAW_FATHER) % 3 ? surname : other);
		if (same_name)
			name_after_parent(making, child);
	}
}

static void add_people(struct making *making, enum profile_family kind)
{
	bool is_female = family_bits(making, DRAW_MOTHER) & 1;
	const struct names *names = &making->population->names;
	struct surname surname = making->surname, other = surname;
	struct tl_day mother;

	switch (kind) {
	case FAMILY_SINGLE:
		add_person(making, is_female, birth_at_age(making, 19, 92), surname);
		return;
	case FAMILY_COUPLE:
		add_person(making, is_female, birth_at_age(making, 20, 85), surname);
		add_partner(making);
		return;
	case FAMILY_ONE_PARENT:
		add_person(making, is_female || family_bits(making, DRAW_MOTHER) & 6,
			birth_at_age(making, 22, 50), surname);
		add_children(making, making->household->people[0].birth, surname, other);
		return;
	case FAMILY_TWO_PARENTS:
		add_person(making, false, birth_at_age(making, 23, 54), surname);
		mother = add_partner(making)->birth;
		add_children(making, mother, surname, other);
		return;
	case FAMILY_STEP:
		other = names_draw_surname(
			names, making->community, family_bits(making, DRAW_SECOND));
		add_person(making, false, birth_at_age(making, 25, 54), surname);
		mother = add_partner(making)->birth;
		add_children(making, mother, surname, other);
		return;
	case FAMILY_THREE_GENERATIONS:
		add_person(making, true, birth_at_age(making, 24, 46), surname);
		mother = making->household->people[0].birth;
		add_person(making, is_female, birth_near(making, mother, -36 * 365, -19 * 365),
			surname);
		add_children(making, mother, surname, other);
		return;
	case FAMILY_COUNT_OF:
		break;
	}
	assert(false);
}

/* In equal parts of the years, one in each, so that they ascend. */
static void add_moves(struct making *making)
{
	struct household *household = making->household;
	const struct profile *profile = making->profile;
	int days = (int)profile->years * 365;

	household->moves =
		entry_of(profile->moves, profile->moves_count, family_bits(making, DRAW_MOVES));
	for (unsigned i = 0; i < household->moves; i++) {
		uint64_t bits = chance_bits(
			making->population->family, making->number, (uint64_t)DRAW_NEXT + i);
		int part = days / (int)household->moves;

		household->moved[i] = tl_day_add(profile->as_at,
			-days + part * (int)i + (int)((bits >> 20) % (uint64_t)part));
		household->places[i + 1] = new_place(making->population, household->places[i], bits,
			chance_bits(making->population->family, bits, 2));
	}
}

static void add_first_place(struct making *making)
{
	const struct population *population = making->population;
	uint64_t bits = family_bits(making, DRAW_HOME);

	making->household->places[0] =
		place_of(population, bits, chance_bits(population->family, bits, 0));
	if (chance_permille(population->family, making->number, DRAW_COMMUNAL,
		    making->profile->communal_permille))
		making->household->places[0] = place_of(population, 0,
			chance_bits(population->family, bits % COMMUNAL_ADDRESSES, 1));
}

void household_make(
	struct household *household, const struct population *population, uint32_t number)
{
	const struct profile *profile = population->profile;
	const struct names *names = &population->names;
	struct making making = {population, profile, household, number, 0, 0, {0}};

	household->count = 0;
	making.community = names_draw_community(names, family_bits(&making, DRAW_COMMUNITY));
	making.surname =
		names_draw_surname(names, making.community, family_bits(&making, DRAW_SURNAME));
	if (chance_permille(
		    population->family, number, DRAW_BARREL, profile->double_barrelled_permille))
		making.surname.second = zipf_draw(
			&names->of[making.community].surnames, family_bits(&making, DRAW_SECOND));
	add_first_place(&making);
	add_moves(&making);
	add_people(&making, entry_of(profile->family_permille, FAMILY_COUNT_OF,
				    family_bits(&making, DRAW_KIND)));
}

struct place household_place(
	const struct household *household, const struct household_person *person, struct tl_day day)
{
	unsigned at = 0;

	if (tl_day_is_set(person->leaves) && day.n >= person->leaves.n)
		return person->own;
	while (at < household->moves && day.n >= household->moved[at].n)
		at++;
	return household->places[at];
}

#define UNITS_PER_SECTOR 50
#define UNITS_PER_DISTRICT (UNITS_PER_SECTOR * 10)

/* Areas that begin as a postcode may and that Royal Mail does not use. A city has nine districts
 * of one; the letters C I K M O V stand in no second half. */
void place_postcode(struct tl_buf *text, struct place place)
{
	static const char areas[][3] = {"AD", "BC", "CE", "DF", "EA", "FE", "GE", "HE", "KE", "LC",
		"MA", "NF", "OE", "PB", "RC", "SF", "TE", "UC", "WE", "YE"};
	static const char letters[] = "ABDEFGHJLNPQRSTUWXYZ";
	uint32_t areas_count = (uint32_t)TL_LEN(areas),
		 letter = place.unit % UNITS_PER_SECTOR * 8 + 3;

	tl_buf_clear(text);
	tl_buf_addc(text, areas[place.city % areas_count]);
	tl_buf_addf(text, "%u %u",
		place.city / areas_count * 9 + 1 + place.unit / UNITS_PER_DISTRICT % 9,
		place.unit / UNITS_PER_SECTOR % 10);
	tl_buf_add_char(text, letters[letter / 20]);
	tl_buf_add_char(text, letters[letter % 20]);
}

/* A postcode has one street. */
void place_address(struct tl_buf *text, struct place place)
{
	tl_buf_clear(text);
	if (place.flat)
		tl_buf_addf(text, "Flat %u ", place.flat);
	tl_buf_addf(text, "%u ", place.house);
	names_add_street(text, place.city * 7919 + place.unit);
}
