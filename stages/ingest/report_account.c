#include "report_account.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/num.h>
#include <throughline/vec.h>

#define NAMES_TOLD 8

static int most_rows_first(const void *a, const void *b)
{
	const struct ingest_fault *x = a, *y = b;

	if (x->rows != y->rows)
		return x->rows > y->rows ? -1 : 1;
	if (x->reason != y->reason)
		return x->reason < y->reason ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

static const struct ingest_example *copy_examples(struct ingest_account *account,
	const struct ingest_reading *reading, const struct ingest_example *examples, bool wide,
	size_t *count)
{
	struct ingest_example *copy =
		tl_arena_array(&account->arena, INGEST_EXAMPLES, sizeof *copy);

	for (*count = 0; *count < INGEST_EXAMPLES && examples[*count].line; ++*count)
		copy[*count] = examples[*count];
	for (size_t i = 0; wide && i < *count; i++)
		copy[i].header =
			tl_arena_text(&account->arena, tl_str(reading->headers[copy[i].column]));
	return copy;
}

static void set_field(struct ingest_account *account, const struct ingest_reading *reading,
	size_t field, struct ingest_fault *fault)
{
	const struct tl_rule *rule = &reading->rules.items[field];
	size_t at = reading->layout.at[field];
	struct tl_buf wanted = {0};

	fault->field = tl_arena_text(&account->arena, tl_str(rule->field->name));
	fault->column = at < reading->layout.columns ? at + 1 : 0;
	fault->wide = at != TL_NOWHERE && at >= reading->layout.columns;
	ingest_wanted(rule, fault->reason, &wanted);
	fault->wanted = tl_arena_text(&account->arena, tl_buf_str(&wanted));
	tl_buf_free(&wanted);
	/* One row proves nothing about a column. */
	fault->whole = fault->rows > 1 && fault->rows == account->read &&
		       fault->reason != TL_FAULT_BLANK && fault->reason != TL_FAULT_NO_FINGERPRINT;
}

/* A rule between columns is told by its own name and sentence. */
static void set_row_rule(
	struct ingest_account *account, const struct tl_row_rule *rule, struct ingest_fault *fault)
{
	fault->field = tl_arena_text(&account->arena, tl_str(rule->name));
	fault->wanted = tl_arena_text(&account->arena, tl_str(rule->reason));
	fault->rule = true;
}

static void make_faults(struct ingest_account *account, const struct ingest_reading *reading)
{
	const struct ingest_sink *sink = &reading->sink;
	size_t count = reading->rules.count, each = reading->rules.places,
	       places = TL_FAULT_COUNT_OF * each;

	account->faults = tl_arena_array(&account->arena, places, sizeof *account->faults);
	for (size_t i = 0; i < places; i++) {
		struct ingest_fault *fault = &account->faults[account->fault_count];

		if (!sink->rejected_by_field[i])
			continue;
		account->fault_count++;
		fault->reason = (enum tl_fault)(i / each);
		fault->rows = sink->rejected_by_field[i];
		fault->wanted = "";
		if (i % each < count)
			set_field(account, reading, i % each, fault);
		else if (i % each + 1 < each)
			set_row_rule(account, &reading->contract->rules[i % each - count], fault);
		/* Which row a person asked to be taken from is for nobody to know. */
		if (fault->reason != TL_FAULT_REMOVED)
			fault->examples = copy_examples(account, reading, sink->examples[i],
				fault->wide, &fault->example_count);
	}
	if (account->fault_count)
		qsort(account->faults, account->fault_count, sizeof *account->faults,
			most_rows_first);
}

static void make_remarks(struct ingest_account *account, const struct ingest_reading *reading)
{
	size_t each = reading->rules.places, places = FINDING_COUNT_OF * each;

	account->remarks = tl_arena_array(&account->arena, places, sizeof *account->remarks);
	for (size_t i = 0; i < places; i++) {
		const struct ingest_finding_facts *facts = &ingest_findings[i / each];
		const char *field = tl_rules_place(&reading->rules, i % each);

		if (!reading->sink.found[i])
			continue;
		account->remarks[account->remark_count++] = (struct ingest_remark){
			.name = facts->name,
			.sentence = facts->sentence,
			.field = tl_arena_text(&account->arena, tl_str(field)),
			.rows = reading->sink.found[i],
		};
	}
}

/* The ledger is held against itself once more by whoever tells of it. */
static void reconcile(const struct ingest_account *account)
{
	int64_t rejected = 0;

	for (size_t i = 0; i < account->fault_count; i++)
		rejected += account->faults[i].rows;
	assert(rejected == account->rejected);
	assert(account->read == account->kept + account->rejected);
}

typedef TL_VEC(const char *) name_vec;

static void add_names(struct tl_buf *out, const name_vec *names)
{
	for (size_t i = 0; i < names->count && i < NAMES_TOLD; i++)
		tl_buf_addf(out, "%s\"%s\"", i ? ", " : "", names->items[i]);
	if (names->count > NAMES_TOLD)
		tl_buf_addf(out, " and %zu more", names->count - NAMES_TOLD);
}

static void add_note(struct ingest_account *account, struct tl_buf *text)
{
	account->notes[account->note_count++] = tl_arena_text(&account->arena, tl_buf_str(text));
	tl_buf_clear(text);
}

/* Headers are told only where some were found: else the first row may not be headers at all. */
static void note_unknown(
	struct ingest_account *account, const struct ingest_reading *reading, struct tl_buf *text)
{
	const struct tl_layout *layout = &reading->layout;
	size_t blank = 0;
	name_vec names = {0};

	for (size_t i = 0; i < layout->columns; i++) {
		if (layout->known[i])
			continue;
		if (*reading->headers[i])
			*tl_vec_push(&names) = reading->headers[i];
		else
			blank++;
	}
	if (names.count && names.count < layout->columns) {
		tl_buf_addf(text, "%zu %s the contract does not know, not used: ", names.count,
			names.count == 1 ? "column" : "columns");
		add_names(text, &names);
		tl_buf_add_char(text, '.');
		add_note(account, text);
	}
	if (blank) {
		tl_buf_addf(text, "%zu %s without a header, not used.", blank,
			blank == 1 ? "column" : "columns");
		add_note(account, text);
	}
	tl_vec_free(&names);
}

static void note_absent(
	struct ingest_account *account, const struct ingest_reading *reading, struct tl_buf *text)
{
	name_vec names = {0};

	for (size_t i = 0; i < reading->rules.count; i++)
		if (reading->layout.at[i] == TL_NOWHERE && reading->rules.items[i].kept)
			*tl_vec_push(&names) = reading->rules.items[i].field->name;
	if (names.count) {
		tl_buf_addf(text,
			"%zu %s of the contract not in the file, read as blank: ", names.count,
			names.count == 1 ? "column" : "columns");
		add_names(text, &names);
		tl_buf_add_char(text, '.');
		add_note(account, text);
	}
	tl_vec_free(&names);
}

static void make_notes(struct ingest_account *account, const struct ingest_reading *reading)
{
	struct tl_buf text = {0};

	account->notes = tl_arena_array(&account->arena, 4, sizeof *account->notes);
	if (reading->headers) {
		note_unknown(account, reading, &text);
		note_absent(account, reading, &text);
	}
	if (tl_day_is_set(reading->sink.last) && reading->study->alone &&
		reading->study->as_at.n == tl_day_of(9999, 12, 31).n) {
		tl_buf_addc(&text, "Days in the future were not looked for; --as-at says which day "
				   "the file describes.");
		add_note(account, &text);
	}
	tl_buf_free(&text);
}

/* The report names the file once, as the partner knows it. */
static struct tl_str without_path(struct tl_str line, struct tl_str path)
{
	if (!tl_str_starts(line, path))
		return line;
	line = tl_str_slice(line.data + path.length, line.length - path.length);
	return tl_str_starts(line, TL_STR(": ")) ? tl_str_slice(line.data + 2, line.length - 2)
						 : line;
}

/* What follows the file's name on a terminal begins a paragraph here. */
static const char *as_sentence(struct tl_str text, struct tl_arena *arena)
{
	char *sentence = tl_arena_text(arena, text);

	if (*sentence >= 'a' && *sentence <= 'z')
		*sentence = (char)(*sentence - 'a' + 'A');
	return sentence;
}

void ingest_account_make(struct ingest_account *account, const struct ingest_reading *reading,
	const char *file, struct tl_str warning, const struct tl_err *refusal)
{
	const struct tl_contract *contract = reading->contract;
	const struct ingest_tally *tally = &reading->sink.tally;

	*account = (struct ingest_account){
		.contract = contract->name,
		.partner = contract->partner,
		.kind = tl_kinds[contract->kind].name,
		.version = contract->version,
		.read = tally->read,
		.kept = tally->kept,
		.rejected = ingest_tally_rejected(tally),
		.swallowed = tally->swallowed,
	};
	account->file = tl_arena_text(&account->arena, tl_str(file));
	if (warning.length)
		account->warning =
			as_sentence(without_path(warning, tl_str(reading->path)), &account->arena);
	if (refusal && refusal->exit_status) {
		account->refused = tl_arena_text(&account->arena, tl_str(refusal->text));
		account->exit_status = refusal->exit_status;
	}
	if (reading->sink.examples) {
		make_faults(account, reading);
		make_remarks(account, reading);
	}
	make_notes(account, reading);
	reconcile(account);
}

void ingest_account_free(struct ingest_account *account)
{
	tl_arena_free(&account->arena);
	*account = (struct ingest_account){0};
}

void ingest_example_words(const struct ingest_example *example, struct tl_buf *out)
{
	tl_buf_addf(out, "record %lld ", (long long)example->record);
	if (example->last_line > example->line)
		tl_buf_addf(out, "(lines %lld to %lld)", (long long)example->line,
			(long long)example->last_line);
	else if (example->header)
		tl_buf_addf(out, "(line %lld, column %zu, \"%s\")", (long long)example->line,
			example->column + 1, example->header);
	else
		tl_buf_addf(out, "(line %lld)", (long long)example->line);
}

void ingest_fault_place(const struct ingest_fault *fault, struct tl_buf *out)
{
	if (!fault->field)
		tl_buf_addc(out, "the row as a whole");
	else if (fault->wide)
		tl_buf_addf(out, "%s, from the columns that become rows", fault->field);
	else if (fault->rule)
		tl_buf_addf(out, "rule %s", fault->field);
	else if (!fault->column)
		tl_buf_addf(out, "%s, which the file does not have", fault->field);
	else
		tl_buf_addf(out, "column %zu, %s", fault->column, fault->field);
}

void ingest_fault_advice(const struct ingest_fault *fault, struct tl_buf *out)
{
	tl_buf_addc(out, tl_faults[fault->reason].sentence);
	if (*fault->wanted)
		tl_buf_addf(out, " Wanted: %s.", fault->wanted);
	if (fault->whole)
		tl_buf_addc(out, " No row of the file has a value here that fits: does the column "
				 "hold what its header says?");
}

void ingest_remark_words(const struct ingest_remark *remark, struct tl_buf *out)
{
	tl_buf_add_number(out, (double)remark->rows, 0);
	tl_buf_addf(out, " %s kept, but %s%s%s: %s", remark->rows == 1 ? "row" : "rows",
		remark->name, *remark->field ? ", " : "", remark->field, remark->sentence);
}
