#include "sink.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/keys.h>

enum { REJECT_RECORD_NO, REJECT_LINE, REJECT_REASON, REJECT_FIELD };
static const struct tl_fact_column reject_columns[] = {
	[REJECT_RECORD_NO] = {"record_no", TL_FACT_INT},
	[REJECT_LINE] = {"line", TL_FACT_INT},
	[REJECT_REASON] = {"reason", TL_FACT_TEXT},
	[REJECT_FIELD] = {"field", TL_FACT_TEXT},
};

int64_t ingest_tally_rejected(const struct ingest_tally *tally)
{
	int64_t sum = 0;

	for (size_t i = 0; i < TL_FAULT_COUNT_OF; i++)
		sum += tally->rejected[i];
	return sum;
}

/* However large the file, its rows wait on disk: beside what will be made of them, never in /tmp.
 */
static void spool(struct tl_facts_writer *writer, const struct tl_study *study)
{
	if (writer && study->dir)
		tl_facts_spool(writer, study->dir);
}

void ingest_sink_start(struct ingest_sink *sink, const struct tl_rules *rules,
	const struct tl_study *study, bool stored)
{
	const char *table = tl_kinds[rules->contract->kind].table;
	size_t places = TL_FAULT_COUNT_OF * rules->places;

	*sink = (struct ingest_sink){.rules = rules, .study = study};
	sink->first = sink->last = TL_NO_DAY;
	sink->rejected_by_field = tl_alloc(places, sizeof *sink->rejected_by_field);
	sink->examples = tl_alloc(places, sizeof *sink->examples);
	sink->found = tl_alloc(FINDING_COUNT_OF * rules->places, sizeof *sink->found);
	if (!stored)
		return;
	sink->months.rows_of_day = tl_alloc(INGEST_DAYS, sizeof *sink->months.rows_of_day);
	sink->main = tl_facts_writer_new(table, rules->main, rules->main_count);
	if (rules->has_record)
		sink->record = tl_facts_writer_new("record", rules->record, rules->record_count);
	sink->reject = tl_facts_writer_new("reject", reject_columns, TL_LEN(reject_columns));
	spool(sink->main, study);
	spool(sink->record, study);
	spool(sink->reject, study);
}

void ingest_sink_free(struct ingest_sink *sink)
{
	tl_facts_writer_free(sink->main);
	tl_facts_writer_free(sink->record);
	tl_facts_writer_free(sink->reject);
	tl_words_free(&sink->keys);
	free(sink->months.rows_of_day);
	free(sink->rejected_by_field);
	free(sink->examples);
	free(sink->found);
	tl_vec_free(&sink->near);
	*sink = (struct ingest_sink){0};
}

static void put_value(struct tl_facts_writer *writer, size_t at, enum tl_fact_type type,
	const struct tl_value *value)
{
	switch (type) {
	case TL_FACT_INT:
	case TL_FACT_DAY:
		tl_facts_int(writer, at, value->number);
		break;
	case TL_FACT_REAL:
		tl_facts_real(writer, at, value->real);
		break;
	case TL_FACT_TEXT:
		tl_facts_text(writer, at, value->text);
		break;
	}
}

static void digest_value(struct ingest_row_hash *row, size_t field, enum tl_fact_type type,
	const struct tl_value *value)
{
	switch (type) {
	case TL_FACT_INT:
	case TL_FACT_DAY:
		ingest_row_hash_number(row, field, value->number);
		break;
	case TL_FACT_REAL:
		ingest_row_hash_real(row, field, value->real);
		break;
	case TL_FACT_TEXT:
		ingest_row_hash_text(row, field, value->text);
		break;
	}
}

static void put_place(struct tl_facts_writer *writer, const struct tl_csv_row *row)
{
	tl_facts_int(writer, TL_AT_RECORD_NO, row->record);
	tl_facts_int(writer, TL_AT_LINE, row->line);
}

static int64_t number_key(struct ingest_sink *sink, struct tl_str key)
{
	return tl_words_number(&sink->keys, key, tl_hash64(key.data, key.length, 0));
}

static void put_field(struct ingest_sink *sink, size_t field, const struct tl_value *value)
{
	const struct tl_rule *rule = &sink->rules->items[field];

	if (rule->field->role == TL_ROLE_OTHER)
		tl_facts_int(sink->main, rule->main_at, number_key(sink, value->text));
	else if (rule->main_at != TL_NOWHERE)
		put_value(sink->main, rule->main_at, rule->type, value);
	if (rule->record_at != TL_NOWHERE)
		put_value(sink->record, rule->record_at, rule->type, value);
	if (rule->field->role == TL_ROLE_KEY) {
		int64_t number = number_key(sink, value->text);

		tl_facts_int(sink->main, TL_AT_KEY_NO, number);
		if (sink->record)
			tl_facts_int(sink->record, TL_AT_KEY_NO, number);
	}
	/* Numbers of keys change as keys come; what they stand for does not. */
	digest_value(&sink->row, field,
		rule->field->role == TL_ROLE_OTHER ? TL_FACT_TEXT : rule->type, value);
}

/* A number that is not there, and why. */
static void put_why(struct ingest_sink *sink, size_t field, const char *why)
{
	struct tl_value reason = {.text = tl_str(why)};

	tl_facts_text(sink->main, sink->rules->items[field].why_at, reason.text);
	digest_value(&sink->row, field, TL_FACT_TEXT, &reason);
}

static void see_day(struct ingest_sink *sink, struct tl_day day)
{
	if (!tl_day_is_set(day) || day.n > sink->study->as_at.n)
		return;
	if (!tl_day_is_set(sink->first) || day.n < sink->first.n)
		sink->first = day;
	if (!tl_day_is_set(sink->last) || day.n > sink->last.n)
		sink->last = day;
}

/* The last day that a row without an end speaks of: a count covers its month, a population stands
 * until the next, an open episode is known of only on its first day. */
static struct tl_day last_day_without_end(const struct ingest_sink *sink, struct tl_day start)
{
	switch (sink->rules->contract->kind) {
	case TL_KIND_COUNTS:
	case TL_KIND_FINANCE:
	case TL_KIND_WORKFORCE:
		return tl_day_add(tl_day_add_months(tl_month_start(start), 1), -1);
	case TL_KIND_POPULATION:
		return sink->study->as_at;
	case TL_KIND_PERSONS:
	case TL_KIND_EVENTS:
	case TL_KIND_EPISODES:
	case TL_KIND_MEASUREMENTS:
	case TL_KIND_RELATIONS:
	case TL_KIND_COUNT_OF:
		break;
	}
	return start;
}

/* Such a row speaks of every month from its start to its end; any other of the one it is dated in.
 */
static bool speaks_of_all(enum tl_kind kind)
{
	return kind == TL_KIND_COUNTS || kind == TL_KIND_FINANCE || kind == TL_KIND_WORKFORCE;
}

void ingest_sink_count_months(struct ingest_sink *sink, struct tl_day start, struct tl_day end)
{
	struct tl_day month;

	if (!tl_day_is_set(start))
		return;
	month = tl_day_add_months(tl_month_start(start), 1);
	ingest_months_add(&sink->months, start.n);
	if (!tl_day_is_set(end) || !speaks_of_all(sink->rules->contract->kind))
		return;
	for (; month.n < end.n && month.n <= sink->study->as_at.n;
		month = tl_day_add_months(month, 1))
		ingest_months_add(&sink->months, month.n);
}

void ingest_sink_see(struct ingest_sink *sink, struct tl_day start, struct tl_day end)
{
	if (!tl_day_is_set(start))
		return;
	see_day(sink, start);
	see_day(sink, tl_day_is_set(end) ? tl_day_add(end, end.n > start.n ? -1 : 0)
					 : last_day_without_end(sink, start));
}

static void see_days(struct ingest_sink *sink, const struct tl_value *values)
{
	struct tl_day start = TL_NO_DAY, end = TL_NO_DAY;

	for (size_t i = 0; i < sink->rules->count; i++) {
		enum tl_role role = sink->rules->items[i].field->role;

		if (!values[i].present)
			continue;
		if (role == TL_ROLE_DATE || role == TL_ROLE_START)
			start = (struct tl_day){(int32_t)values[i].number};
		else if (role == TL_ROLE_END)
			end = (struct tl_day){(int32_t)values[i].number};
	}
	ingest_sink_see(sink, start, end);
	ingest_sink_count_months(sink, start, end);
}

/* Line breaks inside a row lie inside its quoted fields, as they were delivered. */
int64_t ingest_row_last_line(const struct tl_csv_row *row)
{
	int64_t line = row->line;

	for (size_t i = 0; i < row->count && !row->in_sheet; i++) {
		struct tl_str text = row->fields[i];

		for (size_t at = 0; at < text.length; at++)
			line += text.data[at] == '\n' ||
				(text.data[at] == '\r' &&
					(at + 1 == text.length || text.data[at + 1] != '\n'));
	}
	return line;
}

static void note_near(struct ingest_sink *sink, const char *code)
{
	for (size_t i = 0; i < sink->near.count; i++)
		if (sink->near.items[i] == code)
			return;
	*tl_vec_push(&sink->near) = code;
}

static void store_row(
	struct ingest_sink *sink, const struct tl_csv_row *row, const struct tl_value *values)
{
	ingest_row_hash_start(&sink->row);
	put_place(sink->main, row);
	if (sink->record)
		put_place(sink->record, row);
	for (size_t i = 0; i < sink->rules->count; i++)
		if (values[i].present)
			put_field(sink, i, &values[i]);
		else if (values[i].why)
			put_why(sink, i, values[i].why);
	for (size_t i = 0; i < sink->rules->count; i++)
		if (values[i].near)
			note_near(sink, values[i].near);
	tl_facts_end_row(sink->main);
	if (sink->record)
		tl_facts_end_row(sink->record);
	ingest_rowsum_add(&sink->rowsum, &sink->row);
}

void ingest_sink_keep(
	struct ingest_sink *sink, const struct tl_csv_row *row, const struct tl_value *values)
{
	if (sink->main)
		store_row(sink, row, values);
	see_days(sink, values);
	sink->tally.read++;
	sink->tally.kept++;
}

static void store_reject(
	struct ingest_sink *sink, const struct tl_csv_row *row, enum tl_fault reason, size_t field)
{
	tl_facts_int(sink->reject, REJECT_RECORD_NO, row->record);
	tl_facts_int(sink->reject, REJECT_LINE, row->line);
	tl_facts_text(sink->reject, REJECT_REASON, tl_str(tl_faults[reason].name));
	if (field != INGEST_WHOLE_ROW)
		tl_facts_text(
			sink->reject, REJECT_FIELD, tl_str(tl_rules_place(sink->rules, field)));
	tl_facts_end_row(sink->reject);
}

void ingest_sink_reject(
	struct ingest_sink *sink, const struct tl_csv_row *row, enum tl_fault reason, size_t field)
{
	size_t places = sink->rules->places;
	size_t place = reason * places + (field == INGEST_WHOLE_ROW ? places - 1 : field);
	int64_t before = sink->rejected_by_field[place]++, last_line = ingest_row_last_line(row);

	if (sink->reject)
		store_reject(sink, row, reason, field);
	if (before < INGEST_EXAMPLES)
		sink->examples[place][before] = (struct ingest_example){
			row->record, row->line, last_line, NULL, sink->wide_column};
	/* A line was a row, as far as anyone can tell. */
	if (reason == TL_FAULT_SWALLOWED)
		sink->tally.swallowed += last_line - row->line;
	sink->tally.read++;
	sink->tally.rejected[reason]++;
}

static bool write_tokens(const struct tl_rules *rules, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO token VALUES (?1, ?2)", err);
	bool ok = stmt;

	for (size_t i = 0; ok && i < rules->count; i++) {
		const struct tl_field *field = rules->items[i].field;

		if (field->role != TL_ROLE_TOKEN)
			continue;
		tl_bind_textz(stmt, 1, field->token ? field->token : field->name);
		tl_bind_int(stmt, 2, field->trusted);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}

static bool write_reject_totals(
	const struct ingest_sink *sink, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "INSERT INTO reject_total VALUES (?1, ?2, ?3)", err);
	size_t places = sink->rules->places;
	bool ok = stmt;

	for (size_t i = 0; ok && i < TL_FAULT_COUNT_OF * places; i++) {
		if (!sink->rejected_by_field[i])
			continue;
		tl_bind_textz(stmt, 1, tl_faults[i / places].name);
		tl_bind_textz(stmt, 2, tl_rules_place(sink->rules, i % places));
		tl_bind_int(stmt, 3, sink->rejected_by_field[i]);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}

void ingest_sink_find(struct ingest_sink *sink, enum ingest_finding finding, size_t place)
{
	size_t places = sink->rules->places;

	sink->found[finding * places + (place == INGEST_WHOLE_ROW ? places - 1 : place)]++;
}

static bool write_findings(const struct ingest_sink *sink, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO finding VALUES (?1, ?2, ?3)", err);
	size_t places = sink->rules->places;
	bool ok = stmt;

	for (size_t i = 0; ok && i < FINDING_COUNT_OF * places; i++) {
		if (!sink->found[i])
			continue;
		tl_bind_textz(stmt, 1, ingest_findings[i / places].name);
		tl_bind_textz(stmt, 2, tl_rules_place(sink->rules, i % places));
		tl_bind_int(stmt, 3, sink->found[i]);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}

/* Every column that holds keys by number: from now on by their places in byte order, which do not
 * depend on the order of the rows. */
static void renumber_keys(struct ingest_sink *sink)
{
	size_t count = sink->keys.sorted_count;
	int64_t *rank = tl_alloc(count + 1, sizeof *rank);

	for (size_t i = 0; i < count; i++)
		rank[sink->keys.numbers[i]] = (int64_t)i;
	tl_facts_renumber(sink->main, TL_AT_KEY_NO, rank, count);
	if (sink->record)
		tl_facts_renumber(sink->record, TL_AT_KEY_NO, rank, count);
	for (size_t i = 0; i < sink->rules->count; i++)
		if (sink->rules->items[i].field->role == TL_ROLE_OTHER)
			tl_facts_renumber(sink->main, sink->rules->items[i].main_at, rank, count);
	free(rank);
}

static bool write_near(const struct ingest_sink *sink, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO near_locality VALUES (?1)", err);
	bool ok = stmt;

	for (size_t i = 0; ok && i < sink->near.count; i++) {
		tl_bind_textz(stmt, 1, sink->near.items[i]);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}

bool ingest_sink_finish(struct ingest_sink *sink, struct tl_db *db, struct tl_err *err)
{
	tl_words_sort(&sink->keys, NULL);
	if (sink->rules->has_keys)
		renumber_keys(sink);
	return tl_keys_write(
		       db, (struct tl_keys){sink->keys.sorted, sink->keys.sorted_count}, err) &&
	       write_tokens(sink->rules, db, err) &&
	       ingest_months_write(&sink->months, sink->first, sink->last, db, err) &&
	       write_reject_totals(sink, db, err) && write_findings(sink, db, err) &&
	       write_near(sink, db, err) && tl_facts_finish(sink->main, db, err) &&
	       (!sink->record || tl_facts_finish(sink->record, db, err)) &&
	       tl_facts_finish(sink->reject, db, err);
}
