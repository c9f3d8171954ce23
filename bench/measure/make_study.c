/*
 * A council's worth of extracts, as large as asked for and the same every time:
 *   make_study DIR [EVENTS [PERSONS]]     (5,000,000 events of 500,000 persons)
 *
 * Writes fifteen: people.csv (the council's, with localities), nominals.csv (the police's, with the
 * same tokens), enrolments.csv and waiting.csv (a twentieth of the people each), population.csv and
 * ten files of events in two shapes. Nothing in them is about anybody.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/date.h>
#include <throughline/err.h>

#define FILES 10
#define MONTHS_FROM (2012 * 12)
#define DAYS 1096 /* from 2012-01-01 on */

/* splitmix64 (Steele, Lea, Flood 2014): every draw follows from the seed. */
static uint64_t mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static uint64_t state = 20121001;

static uint64_t draw(uint64_t below)
{
	return mix(++state) % below;
}

static const char *const localities[] = {"ashford", "brampton", "carlow", "denby", "eastleigh",
	"farndon", "gosford", "hartwell", "ilford", "kenton"};
static const char *const types[] = {"DA", "ASB", "VIOL", "CONCERN", "THEFT", "DISORDER"};
static const char *const grades[] = {"I", "P", "S"};
static const char *const outcomes[] = {
	"No further action", "Referred on", "Advice given", "Crime recorded", "Arrest"};
static const char *const teams[] = {"Response team 1", "Response team 2", "Response team 3",
	"Neighbourhood north", "Neighbourhood south", "Public protection"};
static const char *const venues[] = {
	"Family home", "Children's centre", "School", "Health centre", "By telephone"};
#define ONE_OF(words) (words)[draw(TL_LEN(words))]

/* A day of the three years, as 2012-12-31 or 31/12/2012. */
static const char *draw_day(char text[11], bool iso)
{
	char parts[11];

	tl_day_iso(tl_day_add(tl_month_day(MONTHS_FROM), (int)draw(DAYS)), parts);
	if (iso)
		memcpy(text, parts, sizeof parts);
	else
		snprintf(text, 11, "%.2s/%.2s/%.4s", parts + 8, parts + 5, parts);
	return text;
}

static void write_call(FILE *out, uint64_t persons, uint64_t number)
{
	unsigned hour = (unsigned)draw(20), minutes = (unsigned)draw(180);
	char day[11];

	draw_day(day, true);
	fprintf(out, "INC-%08u,N%07u,%sT%02u:%02u:00Z,%s,%s,%s,", (unsigned)number,
		(unsigned)draw(persons), day, hour, (unsigned)draw(60), ONE_OF(grades),
		ONE_OF(types), ONE_OF(localities));
	fprintf(out, "%sT%02u:%02u:00Z,%s,%s,%u\n", day, hour + 1 + minutes / 60, minutes % 60,
		ONE_OF(outcomes), ONE_OF(teams), minutes);
}

static void write_contact(FILE *out, uint64_t persons, uint64_t number)
{
	char day[11], due[11];

	fprintf(out, "C/2012/%08u,C%07u,%s,%s,%s,Family worker %u,%s,%s,%s,%u,%u.%02u\n",
		(unsigned)number, (unsigned)draw(persons), draw_day(day, false), ONE_OF(types),
		ONE_OF(localities), (unsigned)draw(40), ONE_OF(venues), ONE_OF(outcomes),
		draw(3) ? draw_day(due, false) : "", (unsigned)draw(400), (unsigned)draw(900),
		(unsigned)draw(100));
}

/* One person in fifty has no known place. */
static void write_person(FILE *out, uint64_t persons TL_UNUSED, uint64_t person)
{
	char day[11];

	draw_day(day, false);
	memcpy(day, draw(28) < 9 ? "07" : "19", 2);
	fprintf(out, "C%07u,%016" PRIx64 ",%.6s%u,%s,%s\n", (unsigned)person, mix(person), day,
		1940 + (unsigned)draw(70), draw(2) ? "F" : "M", draw(50) ? ONE_OF(localities) : "");
}

static void write_nominal(FILE *out, uint64_t persons TL_UNUSED, uint64_t person)
{
	fprintf(out, "N%07u,%016" PRIx64 "\n", (unsigned)person, mix(person));
}

/* Every twentieth person enrols; half of those wait first, and as many others only wait. */
static void write_enrolment(FILE *out, uint64_t persons TL_UNUSED, uint64_t number)
{
	char day[11];

	fprintf(out, "C%07u,%s\n", (unsigned)number * 20, draw_day(day, false));
}

static void write_waiting(FILE *out, uint64_t persons TL_UNUSED, uint64_t number)
{
	char day[11];

	fprintf(out, "C%07u,%s\n", (unsigned)number * 20 + (number % 2 ? 7 : 0),
		draw_day(day, false));
}

static void write_population(FILE *out, uint64_t persons, uint64_t number)
{
	fprintf(out, "2012-01-01,2015-01-01,%s,%u\n", localities[number],
		(unsigned)(persons / TL_LEN(localities)));
}

typedef void write_row(FILE *out, uint64_t persons, uint64_t number);

static void write_file(const char *dir, const char *name, const char *header, write_row *row,
	uint64_t persons, uint64_t rows)
{
	char path[4096];
	FILE *out;
	bool failed;

	snprintf(path, sizeof path, "%s/%s.csv", dir, name);
	out = fopen(path, "w");
	if (!out) {
		perror(path);
		exit(EX_CANTCREAT);
	}
	fprintf(out, "%s\n", header);
	for (uint64_t i = 0; i < rows; i++)
		row(out, persons, i);
	failed = ferror(out);
	if (fclose(out) || failed) {
		perror(path);
		exit(EX_IOERR);
	}
}

int main(int argc, char **argv)
{
	uint64_t events = argc > 2 ? strtoull(argv[2], NULL, 10) : 5000000;
	uint64_t persons = argc > 3 ? strtoull(argv[3], NULL, 10) : 500000;

	if (argc < 2 || argc > 4 || !events || persons < 20) {
		fprintf(stderr, "usage: make_study DIR [EVENTS [PERSONS]]\n");
		return EX_USAGE;
	}
	write_file(argv[1], "people", "Ref,NHS,Born,Sex,Area", write_person, persons, persons);
	write_file(argv[1], "nominals", "Nominal,NHS", write_nominal, persons, persons);
	write_file(argv[1], "enrolments", "Ref,Began", write_enrolment, persons, persons / 20);
	write_file(argv[1], "waiting", "Ref,Since", write_waiting, persons, persons / 20);
	write_file(argv[1], "population", "From,To,Locality,People", write_population, persons,
		TL_LEN(localities));
	for (int file = 0; file < FILES; file++) {
		bool calls = file % 2 == 0;
		char name[32];

		snprintf(name, sizeof name, "%s-%d", calls ? "calls" : "contacts", file / 2 + 1);
		write_file(argv[1], name,
			calls ? "Incident,Nominal,Received,Grade,Type,Beat,Closed,Outcome,Team,"
				"Minutes"
			      : "Contact ref,Client,Date,Type,Area,Worker,Venue,Outcome,Next due,"
				"Minutes,Cost",
			calls ? write_call : write_contact, persons, events / FILES);
	}
	return EX_OK;
}
