/* What partners send as numbers only: population, incidents, claimants. */
#include "partners.h"

/* About `expected`, give or take a tenth, by the season. */
static int64_t about(const struct partners *partners, const char *what, uint64_t a,
	struct tl_day month, double expected)
{
	const struct town *town = partners->town;
	double season = (double)town->truth->season[tl_month_index(month) % 12] / 1000;
	double noise =
		chance_share(town_chance(town, what), a, (uint64_t)tl_month_index(month)) +
		chance_share(town_chance(town, what), a + 1000, (uint64_t)tl_month_index(month));

	return (int64_t)(expected * season * (0.9 + 0.1 * noise) + 0.5);
}

/* Mid-year estimates, each for the year from July; they grow by half a percent a year. */
static void population(struct partners *partners)
{
	const struct truth *truth = partners->town->truth;
	struct sheet *sheet = &partners->sheets[POPULATION];

	for (struct tl_day from = truth->first_day; from.n <= truth->as_at.n;
		from = tl_day_add_months(from, 12))
		for (unsigned i = 0; i < truth->localities_count; i++) {
			int years = (tl_month_index(from) - tl_month_index(truth->first_day)) / 12;
			int64_t people = truth->localities[i].population;

			sheet_day(sheet, from);
			sheet_day(sheet, tl_day_add_months(from, 12));
			sheet_text(sheet, truth->localities[i].label);
			sheet_number(sheet, people + people * years / 200, true);
			sheet_end_row(sheet);
		}
}

static void incidents(struct partners *partners)
{
	static const struct {
		const char *name;
		unsigned per_100000; /* a month */
	} categories[] = {{"Violence", 95}, {"Burglary", 60}, {"Theft", 230},
		{"Criminal damage", 110}, {"Antisocial behaviour", 480}, {"Domestic abuse", 140}};
	static const char *const areas[] = {
		"Ellesmere Port & Neston", "Chester", "Northwich and Winsford"};
	const struct truth *truth = partners->town->truth;
	struct sheet *sheet = &partners->sheets[POLICE_INCIDENTS];

	for (struct tl_day month = truth->first_day; month.n <= truth->as_at.n;
		month = tl_day_add_months(month, 1))
		for (unsigned i = 0; i < truth->localities_count; i++)
			for (size_t c = 0; c < TL_LEN(categories); c++) {
				sheet_day(sheet, month);
				sheet_text(sheet, areas[i]);
				sheet_text(sheet, categories[c].name);
				sheet_number(sheet,
					about(partners, categories[c].name, i, month,
						(double)categories[c].per_100000 *
							truth->localities[i].population / 100000),
					true);
				sheet_end_row(sheet);
			}
}

static void claimants(struct partners *partners)
{
	static const char *const areas[] = {
		"Ellesmere Port", "City of Chester", "Northwich & Winsford"};
	const struct truth *truth = partners->town->truth;
	struct sheet *sheet = &partners->sheets[JOBCENTRE_CLAIMANTS];

	for (struct tl_day month = truth->first_day; month.n <= truth->as_at.n;
		month = tl_day_add_months(month, 1))
		for (unsigned i = 0; i < truth->localities_count; i++) {
			int months = tl_month_index(month) - tl_month_index(truth->first_day);
			double expected =
				0.026 * truth->localities[i].population * (1 - 0.006 * months);

			sheet_day(sheet, month);
			sheet_text(sheet, areas[i]);
			sheet_number(sheet, about(partners, "claimants", i, month, expected), true);
			sheet_number(
				sheet, about(partners, "job starts", i, month, expected / 9), true);
			sheet_end_row(sheet);
		}
}

void partners_write_counts(struct partners *partners)
{
	population(partners);
	incidents(partners);
	claimants(partners);
}
