#include "answers.h"

#include <throughline/num.h>
#include <throughline/outfile.h>

#define WINDOW_MONTHS 12

static const char *const arm_names[] = {
	[ARM_PROGRAMME] = "programme",
	[ARM_WAITING] = "waiting-list",
};
static_assert(TL_LEN(arm_names) == ARM_COUNT_OF, "the last arm has its name");

/* ---- windows ------------------------------------------------------------------------------ */

static struct tl_day index_of(const struct town_family *family, enum answers_arm arm)
{
	return arm == ARM_PROGRAMME ? family->start : family->waits_from;
}

static struct tl_span before_of(const struct town_family *family, enum answers_arm arm)
{
	struct tl_day index = index_of(family, arm);

	return (struct tl_span){tl_day_add_months(index, -WINDOW_MONTHS), index};
}

/* To the as-at day; of those who wait, to the day they begin themselves. */
static struct tl_span after_of(
	const struct town *town, const struct town_family *family, enum answers_arm arm)
{
	struct tl_day index = index_of(family, arm);
	struct tl_day end = tl_day_add_months(index, WINDOW_MONTHS);
	struct tl_day last = tl_day_add(town->truth->as_at, 1);

	if (end.n > last.n)
		end = last;
	if (arm == ARM_WAITING && tl_day_is_set(family->start) && end.n > family->start.n)
		end = family->start;
	return (struct tl_span){index, end};
}

void answers_note(struct answers *answers, const struct demand_happening *happening)
{
	const struct town_family *family = &answers->town->families[happening->family];

	for (int arm = 0; arm < ARM_COUNT_OF; arm++) {
		if (!tl_day_is_set(index_of(family, (enum answers_arm)arm)))
			continue;
		answers->before[happening->kind][arm] +=
			tl_span_holds(before_of(family, (enum answers_arm)arm), happening->day);
		answers->after[happening->kind][arm] += tl_span_holds(
			after_of(answers->town, family, (enum answers_arm)arm), happening->day);
	}
}

/* ---- writing ------------------------------------------------------------------------------ */

static void add_whole(
	struct tl_buf *out, const char *what, const char *name, const char *part, int64_t value)
{
	tl_buf_addf(out, "%s,%s,%s,%lld\n", what, name, part, (long long)value);
}

static void add_real(
	struct tl_buf *out, const char *what, const char *name, const char *part, double value)
{
	tl_buf_addf(out, "%s,%s,%s,", what, name, part);
	tl_buf_add_real(out, value);
	tl_buf_add_char(out, '\n');
}

static void add_arms(const struct answers *answers, struct tl_buf *out)
{
	const struct town *town = answers->town;

	for (int arm = 0; arm < ARM_COUNT_OF; arm++) {
		int64_t families = 0, before = 0, after = 0;

		for (uint32_t i = 0; i < town->families_count; i++) {
			const struct town_family *family = &town->families[i];
			struct tl_span span;

			if (!tl_day_is_set(index_of(family, (enum answers_arm)arm)))
				continue;
			families++;
			span = before_of(family, (enum answers_arm)arm);
			before += span.to.n - span.from.n;
			span = after_of(town, family, (enum answers_arm)arm);
			after += span.to.n - span.from.n;
		}
		add_whole(out, "families", arm_names[arm], "", families);
		add_whole(out, "family_days", arm_names[arm], "before", before);
		add_whole(out, "family_days", arm_names[arm], "after", after);
	}
}

/* What an ordinary year and a year with a crisis in it come to: the months before the index are 1
 * each but for those of the crisis. */
static double crisis_year(const struct truth *truth)
{
	double months = WINDOW_MONTHS;

	for (unsigned i = 0; i < truth->crisis_count; i++)
		months += (double)truth->crisis[i] / 1000 - 1;
	return months / WINDOW_MONTHS;
}

static void add_demand(const struct answers *answers, struct tl_buf *out)
{
	const struct truth *truth = answers->town->truth;

	for (int kind = 0; kind < DEMAND_COUNT_OF; kind++) {
		const char *name = demand_names[kind];
		const struct truth_demand *demand = truth_demand_of(truth, name);
		double ordinary = (double)demand->per_1000_family_years / 1000;

		if (kind == DEMAND_CONTACT)
			continue;
		add_real(out, "rate_ratio", name, "", demand->rate_ratio);
		add_real(out, "expected_per_family_year", name, "before",
			ordinary * crisis_year(truth));
		add_real(out, "expected_per_family_year", name, "programme after",
			ordinary * demand->rate_ratio);
		add_real(out, "expected_per_family_year", name, "waiting-list after", ordinary);
		for (int arm = 0; arm < ARM_COUNT_OF; arm++) {
			tl_buf_addf(out, "events,%s,%s before,%lld\n", name, arm_names[arm],
				(long long)answers->before[kind][arm]);
			tl_buf_addf(out, "events,%s,%s after,%lld\n", name, arm_names[arm],
				(long long)answers->after[kind][arm]);
		}
	}
}

static void add_rows(const struct partners *partners, struct tl_buf *out)
{
	for (int i = 0; i < PARTNERS_SHEET_COUNT_OF; i++) {
		const struct sheet *sheet = &partners->sheets[i];
		const struct sheet_facts *facts = sheet->facts;

		add_whole(out, "rows_good", facts->delivery, "", sheet->rows);
		for (int s = 0; s < SHEET_SPOILS_MAX && facts->spoils[s].reason; s++)
			add_whole(out, "rows_spoilt", facts->delivery, facts->spoils[s].reason,
				sheet->spoilt[s]);
	}
	add_whole(out, "rows_sent_twice", "police-calls", "", partners->sent_twice);
}

static void add_links(const struct partners *partners, struct tl_buf *out)
{
	add_whole(out, "people", "", "", partners->town->people_count);
	add_whole(out, "contradictions", "", "", partners->contradictions);
	add_whole(out, "keys_with_common_token", "", "", partners->common_tokens);
}

bool answers_write(const struct answers *answers, const struct partners *partners, const char *path,
	struct tl_err *err)
{
	struct tl_buf out = {0};
	bool ok;

	tl_buf_addc(&out, "what,name,part,value\n");
	add_arms(answers, &out);
	add_demand(answers, &out);
	add_rows(partners, &out);
	add_links(partners, &out);
	ok = tl_file_write(path, 0644, tl_buf_str(&out), err);
	tl_buf_free(&out);
	return ok;
}
