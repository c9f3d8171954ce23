/* What became of the rows, in counts. */
#include "pseudonymise.h"

int64_t pseudonymise_rejected(const struct pseudonymise_run *run)
{
	const struct pseudonymise_tally *tally = &run->tally;

	return tally->read - tally->written - tally->opted_out;
}

static void add_rejected(const struct pseudonymise_run *run, struct tl_buf *out)
{
	const struct tl_rules *rules = &run->plan.rules;

	for (size_t fault = 0; fault < TL_FAULT_COUNT_OF; fault++)
		for (size_t place = 0; place < rules->places; place++) {
			int64_t rows = run->tally.rejected[fault * rules->places + place];
			const char *name = tl_rules_place(rules, place);

			if (rows)
				tl_buf_addf(out, "  %lld %s%s%s\n", (long long)rows,
					tl_faults[fault].name, *name ? ": " : "", name);
		}
}

static void add_identities(const struct pseudonymise_run *run, struct tl_buf *out)
{
	const struct tl_contract *contract = run->contract;

	tl_buf_addc(out, "\nWhat says who people are, in the rows read (kept or not):\n");
	for (unsigned i = 0; i < contract->fields_count; i++) {
		const struct field_tally *tally = &run->tally.fields[i];

		if (contract->fields[i].identity)
			tl_buf_addf(out,
				"  %s (%s): %lld usable, %lld blank, %lld no such thing, so no "
				"token\n",
				contract->fields[i].name,
				tl_identity_names[contract->fields[i].identity],
				(long long)tally->usable, (long long)tally->blank,
				(long long)tally->unusable);
	}
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (run->tally.fields[i].emptied)
			tl_buf_addf(out,
				"  %s: left blank in %lld rows, where the cell tells who somebody "
				"is\n",
				contract->fields[i].name, (long long)run->tally.fields[i].emptied);
}

static const char *const words_of[] = {
	[MADE_COPY] = "as delivered",
	[MADE_MONTH] = "to the month",
	[MADE_AREA] = "postcode cut short",
	[MADE_TOKEN] = "token",
	[MADE_SLK] = "token of SLK-581",
	[MADE_MATCH] = "match key",
	[MADE_FILTER] = "filter",
	[MADE_FRESH] = "fresh id",
	[MADE_FINGERPRINT] = "fingerprint of the key",
};
static_assert(TL_LEN(words_of) == MADE_COUNT_OF, "the last has its words");

static void add_columns(const struct pseudonymise_run *run, int file, struct tl_buf *out)
{
	tl_buf_addf(out, "\nColumns of %s.csv:\n", run->names[file]);
	for (size_t i = 0; i < run->plan.column_count; i++) {
		const struct column *column = &run->plan.columns[i];

		if (column->shared[file])
			tl_buf_addf(out, "  %s: %s%s\n", column->name, words_of[column->made],
				column->has_variants ? " with variants" : "");
	}
}

static void add_dropped(const struct pseudonymise_run *run, struct tl_buf *out)
{
	const struct tl_contract *contract = run->contract;

	tl_buf_addc(out, "\nFields that do not travel:");
	for (unsigned i = 0; i < contract->fields_count; i++) {
		bool travels = false;

		for (size_t j = 0; j < run->plan.column_count; j++)
			travels = travels || run->plan.columns[j].field == i;
		if (!travels)
			tl_buf_addf(out, " %s", contract->fields[i].name);
	}
	tl_buf_addf(out,
		"\nColumns of the file that the contract does not know, and so do not travel: "
		"%zu\n",
		run->layout.unknown);
}

void pseudonymise_report(const struct pseudonymise_run *run, struct tl_buf *out)
{
	const struct pseudonymise_tally *tally = &run->tally;

	tl_buf_addf(out,
		"contract %s, study %s, fingerprint of the key %s\n\n"
		"%lld rows read: %lld written, %lld rejected, %lld of people who opted out\n",
		run->contract->name, run->contract->pseudonymise->study, run->plan.fingerprint,
		(long long)tally->read, (long long)tally->written,
		(long long)pseudonymise_rejected(run), (long long)tally->opted_out);
	add_rejected(run, out);
	if (tally->unheard)
		tl_buf_addf(out, "%lld lines of the opt-out list met no row that could be used\n",
			(long long)tally->unheard);
	add_identities(run, out);
	add_columns(run, 0, out);
	if (run->names[1])
		add_columns(run, 1, out);
	add_dropped(run, out);
}
