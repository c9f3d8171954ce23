/*
 * A council's worth of deliveries, as large as asked for and the same every time:
 *   make_rows DIR [EVENTS [PERSONS]]     (5,000,000 events of 500,000 persons)
 *
 * Writes DIR/people.csv, ten files of events in two shapes (calls-*.csv, contacts-*.csv) and the
 * same calls with every text quoted (quoted.csv, a tenth as many). Nothing in them is about
 * anybody.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#define FILES 10
#define DAYS 1095 /* from 2012-01-01 on */

/* splitmix64 (Steele, Lea, Flood 2014): every draw follows from the seed. */
static uint64_t mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static uint64_t draw(uint64_t *state, uint64_t below)
{
	*state += 1;
	return mix(*state) % below;
}

static const char *const types[] = {"DA", "ASB", "VIOL", "CONCERN", "THEFT", "DISORDER"};
static const char *const areas[] = {
	"Ellesmere Port", "Chester", "Northwich", "Winsford", "Neston", "Frodsham", "Malpas"};
static const char *const grades[] = {"I", "P", "S"};
static const char *const outcomes[] = {
	"No further action", "Referred on", "Advice given", "Crime recorded", "Arrest"};
static const char *const teams[] = {"Response team 1", "Response team 2", "Response team 3",
	"Neighbourhood north", "Neighbourhood south", "Public protection"};
static const char *const venues[] = {
	"Family home", "Children's centre", "School", "Health centre", "By telephone"};

static void day_of(uint64_t n, int *year, int *month, int *day)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int rest = (int)n;

	*year = 2012;
	for (;; ++*year) {
		int length = *year % 4 == 0 ? 366 : 365;

		if (rest < length)
			break;
		rest -= length;
	}
	for (*month = 1;; ++*month) {
		int length = lengths[*month - 1] + (*month == 2 && *year % 4 == 0);

		if (rest < length)
			break;
		rest -= length;
	}
	*day = rest + 1;
}

/* A partner's own name for a person. */
static void key_of(char text[16], int partner, uint64_t person)
{
	snprintf(text, 16, "%c%07u", 'A' + partner,
		(unsigned)(mix(person * 64 + (uint64_t)partner) % 10000000));
}

static const char calls_header[] =
	"Incident,Nominal,Received,Grade,Type,Beat,Closed,Outcome,Team,Minutes\n";

static void write_call(FILE *out, uint64_t *state, int partner, uint64_t persons, uint64_t number,
	const char *quote)
{
	int year, month, day;
	unsigned hour = (unsigned)draw(state, 20), minutes = (unsigned)draw(state, 180);
	char key[16];

	day_of(draw(state, DAYS), &year, &month, &day);
	key_of(key, partner, draw(state, persons));
	fprintf(out, "%sINC-%c-%08u%s,%s%s%s,", quote, 'A' + partner, (unsigned)number, quote,
		quote, key, quote);
	fprintf(out, "%04d-%02d-%02dT%02u:%02u:00Z,%s%s%s,%s%s%s,%s%s%s,", year, month, day, hour,
		(unsigned)draw(state, 60), quote, grades[draw(state, 3)], quote, quote,
		types[draw(state, 6)], quote, quote, areas[draw(state, 7)], quote);
	fprintf(out, "%04d-%02d-%02dT%02u:%02u:00Z,%s%s%s,%s%s%s,%u\n", year, month, day,
		hour + minutes / 60, minutes % 60, quote, outcomes[draw(state, 5)], quote, quote,
		teams[draw(state, 6)], quote, minutes);
}

static const char contacts_header[] =
	"Contact ref,Client,Date,Type,Area,Worker,Venue,Outcome,Next due,Minutes,Cost\n";

static void write_contact(
	FILE *out, uint64_t *state, int partner, uint64_t persons, uint64_t number)
{
	int year, month, day;
	char key[16];

	day_of(draw(state, DAYS - 60), &year, &month, &day);
	key_of(key, partner, draw(state, persons));
	fprintf(out, "C%c/%04d/%07u,%s,%02d/%02d/%04d,%s,%s,Family worker %u,%s,%s,", 'A' + partner,
		year, (unsigned)number, key, day, month, year, types[draw(state, 6)],
		areas[draw(state, 7)], (unsigned)draw(state, 40), venues[draw(state, 5)],
		outcomes[draw(state, 5)]);
	day_of(draw(state, DAYS), &year, &month, &day);
	if (draw(state, 3))
		fprintf(out, "%02d/%02d/%04d", day, month, year);
	fprintf(out, ",%u,%u.%02u\n", (unsigned)draw(state, 400), (unsigned)draw(state, 900),
		(unsigned)draw(state, 100));
}

static void write_person(FILE *out, uint64_t *state, uint64_t person)
{
	int year, month, day;
	char key[16];

	day_of(draw(state, DAYS), &year, &month, &day);
	day = day > 28 ? 28 : day; /* of every year */
	key_of(key, 0, person);
	fprintf(out, "%s,%016" PRIx64 ",%02d/%02d/%04d,%s,%s\n", key, mix(person), day, month,
		year - (int)draw(state, 70), draw(state, 2) ? "F" : "M", areas[draw(state, 7)]);
}

static FILE *begin(const char *dir, const char *name, const char *header)
{
	char path[4096];
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	out = fopen(path, "w");
	if (!out) {
		perror(path);
		exit(EX_CANTCREAT);
	}
	fputs(header, out);
	return out;
}

static void end(FILE *out)
{
	bool failed = ferror(out);

	if (fclose(out) || failed) {
		perror("write");
		exit(EX_IOERR);
	}
}

int main(int argc, char **argv)
{
	uint64_t events = argc > 2 ? strtoull(argv[2], NULL, 10) : 5000000;
	uint64_t persons = argc > 3 ? strtoull(argv[3], NULL, 10) : 500000;
	uint64_t state = 20121001;
	FILE *out;

	if (argc < 2 || argc > 4 || !events || !persons) {
		fprintf(stderr, "usage: make_rows DIR [EVENTS [PERSONS]]\n");
		return EX_USAGE;
	}
	out = begin(argv[1], "people.csv", "Ref,NHS,Born,Sex,Area\n");
	for (uint64_t i = 0; i < persons; i++)
		write_person(out, &state, i);
	end(out);
	for (int file = 0; file < FILES; file++) {
		bool calls = file % 2 == 0;
		char name[32];

		snprintf(
			name, sizeof name, "%s-%d.csv", calls ? "calls" : "contacts", file / 2 + 1);
		out = begin(argv[1], name, calls ? calls_header : contacts_header);
		for (uint64_t i = 0; i < events / FILES; i++)
			if (calls)
				write_call(out, &state, file, persons / FILES, i, "");
			else
				write_contact(out, &state, file, persons / FILES, i);
		end(out);
	}
	out = begin(argv[1], "quoted.csv", calls_header);
	for (uint64_t i = 0; i < events / FILES; i++)
		write_call(out, &state, 0, persons / FILES, i, "\"");
	end(out);
	return EX_OK;
}
