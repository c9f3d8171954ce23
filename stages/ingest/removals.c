#include "removals.h"

#include <string.h>
#include <unistd.h>

enum { PARTNER, TOKEN, VALUE, COLUMNS };
static const char *const column_names[COLUMNS] = {"partner", "token", "value"};

struct request {
	const char *path;
	int64_t line;
	struct tl_str cells[COLUMNS]; /* trimmed */
};

static const char *token_of(const struct tl_field *field)
{
	if (field->role == TL_ROLE_TOKEN)
		return field->token ? field->token : field->name;
	return INGEST_IS_KEY(field->role) ? "key" : NULL;
}

static void add_word(struct tl_buf *out, struct tl_str word)
{
	uint64_t length = word.length;

	tl_buf_add(out, tl_str_slice((const char *)&length, sizeof length));
	tl_buf_add(out, word);
}

static struct ingest_mark mark_of(struct tl_buf *bytes, struct tl_str token, struct tl_str value)
{
	tl_buf_clear(bytes);
	add_word(bytes, token);
	add_word(bytes, value);
	return ingest_mark_of(tl_buf_str(bytes));
}

static bool knows_partner(const struct tl_study *study, struct tl_str code)
{
	for (unsigned i = 0; i < study->partners_count; i++)
		if (tl_str_equal(code, tl_str(study->partners[i].code)))
			return true;
	return false;
}

static bool knows_token(const struct tl_study *study, struct tl_str token)
{
	for (size_t i = 0; i < study->contracts_count; i++)
		for (unsigned j = 0; j < study->contracts[i]->fields_count; j++) {
			const char *name = token_of(&study->contracts[i]->fields[j]);

			if (name && tl_str_equal(token, tl_str(name)))
				return true;
		}
	return false;
}

static bool check_request(
	const struct request *request, const struct tl_study *study, struct tl_err *err)
{
	const struct tl_str *cells = request->cells;
	long long line = (long long)request->line;

	if (!cells[VALUE].length)
		return tl_fail(err, EX_CONFIG, "%s:%lld: the value is blank; whom does it remove?",
			request->path, line);
	if (cells[PARTNER].length && !knows_partner(study, cells[PARTNER]))
		return tl_fail(err, EX_CONFIG,
			"%s:%lld: no partner of study.yaml has this code; leave it blank for all",
			request->path, line);
	if (!knows_token(study, cells[TOKEN]))
		return tl_fail(err, EX_CONFIG,
			"%s:%lld: no extract has a token of this name; write one, or key",
			request->path, line);
	if (!cells[PARTNER].length && tl_str_equal(cells[TOKEN], TL_STR("key")))
		return tl_fail(err, EX_CONFIG, "%s:%lld: a key is one partner's own; say whose",
			request->path, line);
	return true;
}

static bool find_columns(
	const struct tl_csv_row *header, const char *path, size_t at[COLUMNS], struct tl_err *err)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		at[i] = header->count;
		for (size_t j = header->count; j-- > 0;)
			if (tl_str_equal_fold(
				    tl_str_trim(header->fields[j]), tl_str(column_names[i])))
				at[i] = j;
		if (at[i] == header->count)
			return tl_fail(err, EX_CONFIG,
				"%s:%lld: no column \"%s\"; the header is partner,token,value",
				path, (long long)header->line, column_names[i]);
	}
	return true;
}

static struct request read_request(
	const struct tl_csv_row *row, const char *path, const size_t at[COLUMNS])
{
	struct request request = {.path = path, .line = row->line};

	for (size_t i = 0; i < COLUMNS; i++)
		if (at[i] < row->count)
			request.cells[i] = tl_str_trim(row->fields[at[i]]);
	return request;
}

static bool concerns(const struct request *request, const struct tl_contract *contract)
{
	return !request->cells[PARTNER].length ||
	       tl_str_equal(request->cells[PARTNER], tl_str(contract->partner));
}

static bool read_requests(struct ingest_removals *removals, struct tl_csv *csv, const char *path,
	const struct tl_study *study, const struct tl_contract *contract, struct tl_err *err)
{
	struct tl_csv_row row;
	size_t at[COLUMNS];
	bool more;

	if (!tl_csv_next(csv, &row, &more, err) || (more && !find_columns(&row, path, at, err)))
		return false;
	while (more) {
		struct request request;

		if (!tl_csv_next(csv, &row, &more, err))
			return false;
		if (!more || row.count == 0 || (row.count == 1 && !row.fields[0].length))
			continue;
		request = read_request(&row, path, at);
		if (!check_request(&request, study, err))
			return false;
		if (concerns(&request, contract))
			ingest_marks_add(
				&removals->people, mark_of(&removals->bytes, request.cells[TOKEN],
							   request.cells[VALUE]));
	}
	return true;
}

static void list_fields(
	struct ingest_removals *removals, const struct ingest_rules *rules, struct tl_arena *arena)
{
	removals->fields = tl_arena_array(arena, rules->count, sizeof *removals->fields);
	for (size_t i = 0; i < rules->count; i++)
		if (token_of(rules->items[i].field))
			removals->fields[removals->field_count++] = i;
}

bool ingest_removals_read(struct ingest_removals *removals, const struct tl_study *study,
	const struct ingest_rules *rules, struct tl_arena *arena, struct tl_err *err)
{
	const char *path = tl_arena_printf(arena, "%s/" INGEST_REMOVALS, study->dir);
	struct tl_csv *csv;
	bool ok;

	if (study->alone || access(path, F_OK) != 0)
		return true;
	csv = tl_csv_open(path, (struct tl_csv_options){0}, err);
	ok = csv && read_requests(removals, csv, path, study, rules->contract, err);
	if (ok)
		removals->digest = tl_csv_digest(csv);
	tl_csv_free(csv);
	list_fields(removals, rules, arena);
	return ok;
}

bool ingest_removals_name(struct ingest_removals *removals, const struct ingest_rules *rules,
	const struct ingest_layout *layout, const struct tl_csv_row *row)
{
	if (!removals->people.count)
		return false;
	for (size_t i = 0; i < removals->field_count; i++) {
		size_t field = removals->fields[i], at = layout->at[field];
		struct tl_str value;

		if (at >= row->count)
			continue;
		value = tl_str_trim(row->fields[at]);
		if (value.length &&
			ingest_marks_has(&removals->people,
				mark_of(&removals->bytes,
					tl_str(token_of(rules->items[field].field)), value)))
			return true;
	}
	return false;
}

void ingest_removals_free(struct ingest_removals *removals)
{
	ingest_marks_free(&removals->people);
	tl_buf_free(&removals->bytes);
	*removals = (struct ingest_removals){0};
}
