#include "people.h"

#include "household.h"
#include "slips.h"

#include <stdlib.h>
#include <throughline/outfile.h>

#define FLUSH_BYTES ((size_t)1 << 20)
#define PUPIL_DAYS (19 * 365)
#define RECORDS_MOST ((size_t)200 * 1000 * 1000)

/* A record is the nth of a person, who is the nth of a household. */
struct record {
	uint32_t household, person; /* person: counted through all households */
	uint8_t member, nth;
};

struct people {
	const struct profile *profile;
	struct population population;
	struct chance records, mistakes, order;
	struct record *plan;
	size_t count;
	struct household household;
	struct tl_buf row, forename, surname, text;
};

/* The row being written. */
struct writing {
	struct people *people;
	const struct record *record;
	const struct profile_agency *agency;
	const struct household_person *person;
	struct tl_day day; /* when the record was made */
	uint64_t key; /* of its draws */
	uint64_t rate; /* of its mistakes, in thousandths of what the profile says */
};

static unsigned records_of(const struct people *people, uint32_t person)
{
	const struct profile *profile = people->profile;
	uint32_t at = chance_below(people->records, person, 0, 1000);
	unsigned i = 0;

	while (i + 1 < profile->records_each_count && at >= profile->records_each[i])
		at -= profile->records_each[i++];
	return i + 1;
}

static void plan_records(struct people *people)
{
	uint32_t person = 0;
	size_t made = 0;

	for (uint32_t number = 0; made < people->count; number++) {
		household_make(&people->household, &people->population, number);
		for (unsigned member = 0; member < people->household.count; member++, person++) {
			unsigned records = records_of(people, person);

			for (unsigned nth = 0; nth < records && made < people->count; nth++)
				people->plan[made++] = (struct record){
					number, person, (uint8_t)member, (uint8_t)nth};
		}
	}
}

/* Fisher and Yates's. */
static void shuffle(struct people *people)
{
	for (size_t i = people->count; i > 1; i--) {
		size_t other = chance_below(people->order, i, 0, (uint32_t)i);
		struct record record = people->plan[i - 1];

		people->plan[i - 1] = people->plan[other];
		people->plan[other] = record;
	}
}

enum record_draw {
	DRAW_AGENCY = MISTAKE_COUNT_OF,
	DRAW_SAME_AGENCY,
	DRAW_DAY,
	DRAW_CARE,
	DRAW_HOW
};

/* Whom an agency does not serve, another knows. */
static const struct profile_agency *agency_of(
	const struct people *people, uint64_t key, bool is_pupil)
{
	const struct profile *profile = people->profile;
	const struct profile_agency *last = NULL;
	unsigned sum = 0;
	uint32_t at;

	for (unsigned i = 0; i < profile->agencies_count; i++)
		if (is_pupil || !profile->agencies[i].only_children)
			sum += profile->agencies[i].permille;
	at = chance_below(people->records, key, DRAW_AGENCY, sum);
	for (unsigned i = 0; i < profile->agencies_count; i++) {
		if (!is_pupil && profile->agencies[i].only_children)
			continue;
		last = &profile->agencies[i];
		if (at < last->permille)
			break;
		at -= last->permille;
	}
	return last;
}

static bool wrong(const struct writing *writing, enum profile_mistake mistake)
{
	const struct profile *profile = writing->people->profile;
	uint32_t at = chance_below(
		writing->people->mistakes, writing->key, (uint64_t)mistake, 1000 * 1000);

	return at < profile->mistake_permille[mistake] * writing->rate;
}

static uint64_t how(const struct writing *writing, enum profile_mistake mistake)
{
	return chance_bits(writing->people->mistakes, writing->key, DRAW_HOW + (uint64_t)mistake);
}

static void make_forename(struct writing *writing)
{
	const struct household_person *person = writing->person;
	struct tl_buf *text = &writing->people->forename;
	uint32_t name = wrong(writing, FORENAME_MIDDLE) ? person->middle : person->forename;
	uint64_t familiar = wrong(writing, FORENAME_FAMILIAR)
				    ? 1 + (how(writing, FORENAME_FAMILIAR) & 0xffff)
				    : 0;

	names_forename(text, person->community, person->is_female, name, (uint32_t)familiar);
	if (wrong(writing, FORENAME_BOTH)) {
		struct tl_buf *middle = &writing->people->text;

		names_forename(middle, person->community, person->is_female, person->middle, 0);
		tl_buf_add_char(text, ' ');
		tl_buf_add(text, tl_buf_str(middle));
	}
	if (wrong(writing, FORENAME_SPELLING))
		slips_spelling(text, how(writing, FORENAME_SPELLING));
	if (wrong(writing, FORENAME_TYPO))
		slips_typo(text, how(writing, FORENAME_TYPO));
	if (wrong(writing, FORENAME_SCAN))
		slips_scan(text, how(writing, FORENAME_SCAN));
	if (wrong(writing, FORENAME_INITIAL)) {
		char first = text->data[0];

		tl_buf_clear(text);
		tl_buf_add_char(text, first & (char)0x80 ? 'L' : first);
	}
	if (wrong(writing, FORENAME_MISSING))
		tl_buf_clear(text);
}

static void keep_half(struct tl_buf *text, uint64_t bits)
{
	struct tl_str rest = tl_buf_str(text), head = rest;
	size_t from;

	tl_str_cut(&rest, '-', &head);
	if (!rest.data)
		return;
	if (!(bits & 1))
		head = rest;
	from = (size_t)(head.data - text->data);
	for (size_t i = 0; i < head.length; i++)
		text->data[i] = text->data[from + i];
	text->data[head.length] = '\0';
	text->length = head.length;
}

static void make_surname(struct writing *writing)
{
	const struct household_person *person = writing->person;
	struct tl_buf *text = &writing->people->surname;
	bool is_later = tl_day_is_set(person->renamed) && writing->day.n >= person->renamed.n &&
			!wrong(writing, SURNAME_OTHER);

	names_surname(text, is_later ? person->later : person->surname, person->is_female);
	if (wrong(writing, SURNAME_HALF))
		keep_half(text, how(writing, SURNAME_HALF));
	if (wrong(writing, SURNAME_SPELLING))
		slips_spelling(text, how(writing, SURNAME_SPELLING));
	if (wrong(writing, SURNAME_TYPO))
		slips_typo(text, how(writing, SURNAME_TYPO));
	if (wrong(writing, SURNAME_SCAN))
		slips_scan(text, how(writing, SURNAME_SCAN));
	if (wrong(writing, SURNAME_MISSING))
		tl_buf_clear(text);
}

static struct tl_day make_birth(const struct writing *writing)
{
	struct tl_day day = writing->person->birth;
	int year, month, of_month;

	if (wrong(writing, BIRTH_MISSING))
		return TL_NO_DAY;
	if (wrong(writing, BIRTH_DIGIT))
		day = slips_day_digit(day, how(writing, BIRTH_DIGIT));
	if (wrong(writing, BIRTH_SWAPPED))
		day = slips_day_swap(day);
	if (wrong(writing, BIRTH_YEAR))
		day = slips_day_year(day, how(writing, BIRTH_YEAR));
	if (wrong(writing, BIRTH_JANUARY)) {
		tl_day_split(day, &year, &month, &of_month);
		day = tl_day_of(year, 1, 1);
	}
	return day;
}

static void add_upper(struct tl_buf *row, struct tl_str text, bool capitals)
{
	size_t from = row->length;

	tl_buf_add(row, text);
	for (; capitals && from < row->length; from++)
		if (row->data[from] >= 'a' && row->data[from] <= 'z')
			row->data[from] = (char)(row->data[from] - 'a' + 'A');
}

static void add_field(const struct writing *writing, const struct tl_buf *text)
{
	tl_buf_add_char(&writing->people->row, ',');
	add_upper(&writing->people->row, tl_buf_str(text), writing->agency->capitals);
}

static void add_names(struct writing *writing)
{
	struct people *people = writing->people;
	bool swapped = wrong(writing, NAMES_SWAPPED);

	make_forename(writing);
	make_surname(writing);
	add_field(writing, swapped ? &people->surname : &people->forename);
	add_field(writing, swapped ? &people->forename : &people->surname);
}

static void add_sex(const struct writing *writing)
{
	bool is_female = writing->person->is_female != wrong(writing, SEX_WRONG);

	tl_buf_add_char(&writing->people->row, ',');
	if (!wrong(writing, SEX_MISSING))
		tl_buf_add_char(&writing->people->row, is_female ? 'F' : 'M');
}

static void add_place(struct writing *writing)
{
	struct people *people = writing->people;
	struct tl_buf *text = &people->text;
	struct tl_day day = wrong(writing, ADDRESS_OLD) ? TL_NO_DAY : writing->day;
	struct place place = household_place(&people->household, writing->person, day);

	place_postcode(text, place);
	if (wrong(writing, POSTCODE_TYPO))
		slips_typo(text, how(writing, POSTCODE_TYPO));
	if (wrong(writing, POSTCODE_PART)) {
		struct tl_str rest = tl_buf_str(text), head = rest;

		tl_str_cut(&rest, ' ', &head);
		text->length = head.length;
		text->data[head.length] = '\0';
	}
	if (wrong(writing, POSTCODE_MISSING))
		tl_buf_clear(text);
	add_field(writing, text);
	names_city(text, place.city);
	if (wrong(writing, CITY_TYPO))
		slips_typo(text, how(writing, CITY_TYPO));
	if (wrong(writing, CITY_MISSING))
		tl_buf_clear(text);
	add_field(writing, text);
	place_address(text, place);
	if (wrong(writing, ADDRESS_TYPO))
		slips_typo(text, how(writing, ADDRESS_TYPO));
	if (wrong(writing, ADDRESS_MISSING))
		tl_buf_clear(text);
	add_field(writing, text);
}

static void add_row(struct people *people, size_t i)
{
	const struct profile *profile = people->profile;
	const struct record *record = &people->plan[i];
	struct tl_buf *row = &people->row;
	uint64_t person = (uint64_t)record->person * 256;
	struct writing writing = {.people = people, .record = record, .key = person + record->nth};
	uint32_t days = profile->years * 365;
	uint64_t care;
	char birth[11];

	household_make(&people->household, &people->population, record->household);
	writing.person = &people->household.people[record->member];
	writing.day = tl_day_add(
		profile->as_at, -(int)chance_below(people->records, writing.key, DRAW_DAY, days));
	if (writing.day.n <= writing.person->birth.n)
		writing.day = tl_day_add(writing.person->birth, 1);
	writing.agency = agency_of(people,
		chance_permille(people->records, writing.key, DRAW_SAME_AGENCY,
			profile->same_agency_permille)
			? person
			: writing.key,
		writing.day.n - writing.person->birth.n < PUPIL_DAYS);
	care = profile->carelessness[chance_below(
		people->records, writing.key, DRAW_CARE, profile->carelessness_count)];
	writing.rate = care * writing.agency->mistakes_permille / 1000;

	tl_buf_addf(row, "%zu,%s", i + 1, writing.agency->name);
	add_names(&writing);
	tl_buf_add_char(row, ',');
	tl_buf_addc(row, tl_day_iso(make_birth(&writing), birth));
	add_sex(&writing);
	add_place(&writing);
	tl_buf_addf(row, ",%u,%u\n", record->person + 1, record->household + 1);
}

static bool write_rows(struct people *people, const char *path, struct tl_err *err)
{
	struct tl_outfile out = {0};
	bool ok = tl_outfile_open(&out, path, 0644, err);

	tl_buf_addc(&people->row, "unique_id,agency,first_name,surname,dob,sex,postcode,city,"
				  "address,cluster,household\n");
	for (size_t i = 0; ok && i < people->count; i++) {
		add_row(people, i);
		if (people->row.length >= FLUSH_BYTES) {
			ok = tl_outfile_write(&out, tl_buf_str(&people->row), err);
			tl_buf_clear(&people->row);
		}
	}
	ok = ok && tl_outfile_write(&out, tl_buf_str(&people->row), err) &&
	     tl_outfile_commit(&out, err);
	tl_outfile_abandon(&out);
	return ok;
}

bool people_write(
	const char *profile_path, size_t records, size_t seed, const char *out, struct tl_err *err)
{
	struct people people = {0};
	struct profile *profile;
	unsigned chosen;
	bool ok;

	if (!profile_load(&profile, profile_path, err))
		return false;
	people.profile = profile;
	people.count = records ? records : profile->records;
	if (people.count > RECORDS_MOST) {
		profile_free(profile);
		return tl_fail(err, EX_USAGE, "%zu records are more than %zu; ask for fewer",
			people.count, RECORDS_MOST);
	}
	chosen = seed ? (unsigned)seed : profile->seed;
	people.records = chance_for(chosen, "records");
	people.mistakes = chance_for(chosen, "mistakes");
	people.order = chance_for(chosen, "order");
	people.plan = tl_alloc(people.count, sizeof(*people.plan));
	population_init(&people.population, profile, chosen, people.count);
	plan_records(&people);
	shuffle(&people);
	ok = write_rows(&people, out, err);
	population_free(&people.population);
	free(people.plan);
	tl_buf_free(&people.row);
	tl_buf_free(&people.forename);
	tl_buf_free(&people.surname);
	tl_buf_free(&people.text);
	profile_free(profile);
	return ok;
}
