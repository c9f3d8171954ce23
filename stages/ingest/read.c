/* One file: its rows held against its contract. */
#include "read.h"
#include "swallow.h"

#include <string.h>

static bool is_blank(const struct tl_csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (tl_str_trim(row->fields[i]).length)
			return false;
	return true;
}

/* Blank fields after the last column are what spreadsheets leave behind, and no harm. */
static bool has_surplus(const struct tl_csv_row *row, size_t columns)
{
	for (size_t i = columns; i < row->count; i++)
		if (tl_str_trim(row->fields[i]).length)
			return true;
	return false;
}

static char delimiter_of(const struct ingest_reading *reading)
{
	return reading->contract->delimiter ? reading->contract->delimiter[0] : ',';
}

static enum ingest_reason check_shape(
	const struct ingest_reading *reading, const struct tl_csv_row *row)
{
	size_t columns = reading->layout.columns;
	bool few = row->count < columns, many = has_surplus(row, columns);

	if (is_blank(row))
		return REASON_BLANK_ROW;
	if (row->bad_encoding)
		return REASON_NOT_UTF8;
	if (ingest_row_swallows(row, columns, delimiter_of(reading), few || many))
		return REASON_SWALLOWED;
	if (few)
		return REASON_TOO_FEW_FIELDS;
	if (many)
		return REASON_TOO_MANY_FIELDS;
	return REASON_NONE;
}

static enum ingest_reason read_fields(
	struct ingest_reading *reading, const struct tl_csv_row *row, size_t *field)
{
	enum ingest_reason reason = REASON_NONE;

	for (size_t i = 0; i < reading->rules.count && reason == REASON_NONE; i++) {
		size_t at = reading->layout.at[i];
		struct tl_str text = at == INGEST_NOWHERE ? tl_str(NULL) : row->fields[at];

		*field = i;
		reason = ingest_value_read(&reading->rules.items[i], text, &reading->values[i]);
	}
	return reason;
}

/* Ends are the first day no longer in: an end on the day of the start is an empty episode, kept. */
static enum ingest_reason check_span(const struct ingest_reading *reading, size_t *field)
{
	const struct ingest_value *start = NULL, *end = NULL;

	for (size_t i = 0; i < reading->rules.count; i++) {
		if (reading->rules.items[i].field->role == TL_ROLE_START)
			start = &reading->values[i];
		if (reading->rules.items[i].field->role == TL_ROLE_END) {
			end = &reading->values[i];
			*field = i;
		}
	}
	if (start && end && start->present && end->present && end->number < start->number)
		return REASON_END_BEFORE_START;
	return REASON_NONE;
}

static void take_row(struct ingest_reading *reading, const struct tl_csv_row *row)
{
	enum ingest_reason reason = check_shape(reading, row);
	size_t field = INGEST_WHOLE_ROW;

	if (reason == REASON_NONE)
		reason = read_fields(reading, row, &field);
	if (reason == REASON_NONE)
		reason = check_span(reading, &field);
	if (reason == REASON_NONE)
		ingest_sink_keep(&reading->sink, row, reading->values);
	else
		ingest_sink_reject(&reading->sink, row, reason, field);
}

static void keep_headers(struct ingest_reading *reading, const struct tl_csv_row *header)
{
	const char **headers = tl_arena_array(&reading->arena, header->count + 1, sizeof *headers);

	for (size_t i = 0; i < header->count; i++)
		headers[i] = tl_arena_text(&reading->arena, tl_str_trim(header->fields[i]));
	reading->headers = headers;
}

static bool read_header(
	struct ingest_reading *reading, const struct tl_csv_row *header, struct tl_err *err)
{
	if (!ingest_layout_make(
		    &reading->rules, header, reading->path, &reading->arena, &reading->layout, err))
		return false;
	keep_headers(reading, header);
	return true;
}

static bool read_rows(struct ingest_reading *reading, struct tl_err *err)
{
	struct ingest_tally *tally = &reading->sink.tally;
	struct tl_csv_row row;
	bool more;

	if (!tl_csv_next(reading->csv, &row, &more, err))
		return false;
	if (more && !read_header(reading, &row, err))
		return false;
	tally->unknown_columns = (int64_t)reading->layout.unknown;
	while (more) {
		if (!tl_csv_next(reading->csv, &row, &more, err))
			return false;
		if (more)
			take_row(reading, &row);
	}
	assert(tally->read == tally->kept + ingest_tally_rejected(tally));
	return true;
}

static bool check_not_empty(const struct ingest_reading *reading, struct tl_err *err)
{
	const struct ingest_tally *tally = &reading->sink.tally;
	const char *empty = reading->contract->empty;

	if (tally->read > tally->rejected[REASON_BLANK_ROW] || (empty && !strcmp(empty, "allowed")))
		return true;
	return tl_fail(err, EX_DATAERR,
		"%s: no rows; ask for the file again or, if there is nothing to report, say "
		"\"empty: "
		"allowed\" in contract %s",
		reading->path, reading->contract->name);
}

static enum ingest_reason commonest(const struct ingest_tally *tally)
{
	enum ingest_reason most = REASON_NONE;

	for (enum ingest_reason reason = REASON_NONE; reason < REASON_COUNT_OF; reason++)
		if (tally->rejected[reason] > tally->rejected[most])
			most = reason;
	return most;
}

static bool check_thresholds(
	const struct ingest_reading *reading, struct tl_buf *warning, struct tl_err *err)
{
	const struct ingest_tally *tally = &reading->sink.tally;
	const struct tl_thresholds *limits = &reading->contract->thresholds;
	long long rejected = (long long)ingest_tally_rejected(tally), read = (long long)tally->read;
	double share = read ? (double)rejected / (double)read : 0;
	const struct ingest_reason_facts *most = &ingest_reasons[commonest(tally)];

	if (limits->stop >= 0 && share > limits->stop)
		return tl_fail(err, EX_DATAERR,
			"%s: %lld of %lld rows rejected, more than contract %s lets pass; most "
			"often: %s. "
			"%s",
			reading->path, rejected, read, reading->contract->name, most->name,
			most->sentence);
	if (limits->warn >= 0 && share > limits->warn)
		tl_buf_addf(warning,
			"%s: %lld of %lld rows rejected, more than contract %s expects; most "
			"often: %s. %s",
			reading->path, rejected, read, reading->contract->name, most->name,
			most->sentence);
	return true;
}

static bool open_file(struct ingest_reading *reading, struct tl_err *err)
{
	struct tl_csv_options options = {
		.delimiter = reading->contract->delimiter ? reading->contract->delimiter[0] : '\0',
		.encoding = reading->contract->encoding_resolved,
		.skip_lines = reading->contract->skip_lines,
	};

	reading->csv = tl_csv_open(reading->path, options, err);
	return reading->csv;
}

bool ingest_reading_rows(struct ingest_reading *reading, struct tl_err *err)
{
	if (!ingest_rules_make(
		    reading->study, reading->contract, &reading->arena, &reading->rules, err))
		return false;
	reading->values =
		tl_arena_array(&reading->arena, reading->rules.count, sizeof *reading->values);
	ingest_sink_start(&reading->sink, &reading->rules, reading->study, reading->stored);
	return open_file(reading, err) && read_rows(reading, err);
}

bool ingest_reading_judge(
	const struct ingest_reading *reading, struct tl_buf *warning, struct tl_err *err)
{
	return check_not_empty(reading, err) && check_thresholds(reading, warning, err);
}

void ingest_reading_free(struct ingest_reading *reading)
{
	tl_csv_free(reading->csv);
	ingest_sink_free(&reading->sink);
	tl_arena_free(&reading->arena);
	*reading = (struct ingest_reading){0};
}
