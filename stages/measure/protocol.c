#include "protocol.h"

#include "protocol_text.h"

#include <string.h>
#include <throughline/infile.h>
#include <throughline/num.h>
#include <throughline/outfile.h>
#include <throughline/path.h>
#include <throughline/released.h>

#define SHEET_BYTES_MAX ((size_t)64 * 1024 * 1024)

enum { NUMBER, KIND, NAME, VERSION, DEFINITION, REASON, WRITTEN, COLUMNS };
static const struct tl_sheet_column columns[COLUMNS] = {
	[NUMBER] = {"protocol", true},
	[KIND] = {"kind", true},
	[NAME] = {"name", true},
	[VERSION] = {"version", false},
	[DEFINITION] = {"definition", true},
	[REASON] = {"reason", false},
	[WRITTEN] = {"written", false},
};

const char *const protocol_standings[] = {
	[PROTOCOL_AS_PLANNED] = "as planned",
	[PROTOCOL_LATE] = "written after the data were read",
	[PROTOCOL_AMENDED] = "amended",
	[PROTOCOL_CHANGED] = "changed since",
	[PROTOCOL_NEW] = "not planned",
	[PROTOCOL_DROPPED] = "dropped",
};
static_assert(TL_LEN(protocol_standings) == PROTOCOL_STANDING_COUNT_OF, "the last has its words");

/* ---- reading -------------------------------------------------------------------------------- */

static bool number_of(const struct tl_sheet_row *row, int *number)
{
	int64_t value;

	if (!tl_num_int(row->cells[NUMBER], (struct tl_num_style){0}, &value) || value < 1 ||
		value > INT32_MAX)
		return false;
	*number = (int)value;
	return true;
}

bool protocol_read(struct protocol *protocol, const char *study, struct tl_err *err)
{
	struct tl_buf path = {0};
	bool ok;
	int number;

	tl_buf_addf(&path, "%s/" PROTOCOL_SHEET, study);
	ok = tl_sheet_read(&protocol->sheet, tl_buf_c(&path), columns, COLUMNS, err);
	for (size_t i = 0; ok && i < protocol->sheet.count; i++) {
		const struct tl_sheet_row *row = &protocol->sheet.rows[i];

		if (!number_of(row, &number) ||
			(number != protocol->last && number != protocol->last + 1))
			ok = tl_fail(err, EX_CONFIG,
				"%s:%lld: protocols are numbered 1, 2, 3 ... in order; restore the "
				"file "
				"that `throughline protocol` wrote",
				tl_buf_c(&path), (long long)row->line);
		else
			protocol->last = number;
	}
	tl_buf_free(&path);
	return ok;
}

void protocol_free(struct protocol *protocol)
{
	tl_sheet_free(&protocol->sheet);
}

static const struct tl_sheet_row *row_of(
	const struct protocol *protocol, int number, const char *kind, const char *name)
{
	for (size_t i = 0; i < protocol->sheet.count; i++) {
		const struct tl_sheet_row *row = &protocol->sheet.rows[i];
		int its;

		if (number_of(row, &its) && its == number &&
			tl_str_equal(row->cells[KIND], tl_str(kind)) &&
			tl_str_equal(row->cells[NAME], tl_str(name)))
			return row;
	}
	return NULL;
}

const char *protocol_reason(struct protocol *protocol, int number)
{
	int its;

	for (size_t i = 0; i < protocol->sheet.count; i++)
		if (number_of(&protocol->sheet.rows[i], &its) && its == number)
			return tl_arena_text(
				&protocol->sheet.arena, protocol->sheet.rows[i].cells[REASON]);
	return "";
}

/* ---- sheets --------------------------------------------------------------------------------- */

/* What is planned; spend.csv, signoff.csv and benchmarks.csv tell what came of it. */
static const struct {
	const char *name, *title;
} sheets[] = {
	{"costs", "What an event costs"},
	{"benefits", "What is claimed as a benefit"},
	{"profile", "How the benefits are planned by year"},
	{"agreements", "Who owes whom"},
	{"rates", "Payment by results"},
	{"targets", "Targets"},
	{"deflators", "Prices of other years"},
	{"bias", "Optimism bias"},
};

bool protocol_add_sheets(
	struct measure_definitions *list, const struct tl_study *study, struct tl_err *err)
{
	struct tl_buf path = {0}, text = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < TL_LEN(sheets); i++) {
		bool there;

		tl_buf_clear(&path);
		tl_buf_addf(&path, "%s/%s.csv", study->dir, sheets[i].name);
		ok = tl_path_is_there(tl_buf_c(&path), TL_PATH_GIVEN, &there, err);
		if (!ok || !there)
			continue;
		tl_buf_clear(&text);
		ok = tl_file_read_all(tl_buf_c(&path), SHEET_BYTES_MAX, &text, err);
		*tl_vec_push(&list->items) =
			(struct measure_definition){.id = measure_definition_name(&list->arena,
							    tl_sha256_of(tl_buf_str(&text)).hex),
				.kind = "sheet",
				.name = sheets[i].name,
				.title = sheets[i].title,
				.about = "",
				.polarity = "",
				.rule = "",
				.version = 1};
	}
	tl_buf_free(&path);
	tl_buf_free(&text);
	return ok;
}

/* ---- comparing ------------------------------------------------------------------------------ */

/* The study's measures, programmes and their frameworks; not the product's, nor what partners
 * agreed to send. */
static bool is_planned(const struct measure_definition *definition)
{
	if (strcmp(definition->kind, "measure") == 0)
		return !*measure_definition_own_rule(definition->name);
	return strcmp(definition->kind, "programme") == 0 ||
	       strcmp(definition->kind, "sheet") == 0 || strcmp(definition->kind, "framework") == 0;
}

static enum protocol_standing standing_of(
	const struct tl_sheet_row *first, const struct tl_sheet_row *last, const char *id)
{
	if (!last)
		return PROTOCOL_NEW;
	if (!tl_str_equal(last->cells[DEFINITION], tl_str(id)))
		return PROTOCOL_CHANGED;
	if (first && tl_str_equal(first->cells[DEFINITION], tl_str(id)))
		return first->cells[WRITTEN].length ? PROTOCOL_LATE : PROTOCOL_AS_PLANNED;
	return PROTOCOL_AMENDED;
}

static bool is_listed(const struct measure_definitions *list, const struct tl_sheet_row *row)
{
	for (size_t i = 0; i < list->items.count; i++)
		if (tl_str_equal(row->cells[KIND], tl_str(list->items.items[i].kind)) &&
			tl_str_equal(row->cells[NAME], tl_str(list->items.items[i].name)))
			return true;
	return false;
}

static int compare_stands(const void *a, const void *b)
{
	const struct protocol_stand *x = a, *y = b;
	int order = strcmp(x->kind, y->kind);

	return order ? order : strcmp(x->name, y->name);
}

static void add_dropped(const struct protocol *protocol, const struct measure_definitions *list,
	struct protocol_stands *stands)
{
	for (size_t i = 0; i < protocol->sheet.count; i++) {
		const struct tl_sheet_row *row = &protocol->sheet.rows[i];
		int number;

		if (number_of(row, &number) && number == protocol->last && !is_listed(list, row))
			*tl_vec_push(&stands->items) = (struct protocol_stand){
				tl_arena_text(&stands->arena, row->cells[KIND]),
				tl_arena_text(&stands->arena, row->cells[NAME]), "",
				PROTOCOL_DROPPED};
	}
}

void protocol_compare(const struct protocol *protocol, const struct measure_definitions *list,
	struct protocol_stands *stands)
{
	if (!protocol->last)
		return;
	for (size_t i = 0; i < list->items.count; i++) {
		const struct measure_definition *d = &list->items.items[i];
		const struct tl_sheet_row *last =
			row_of(protocol, protocol->last, d->kind, d->name);
		enum protocol_standing standing =
			standing_of(row_of(protocol, 1, d->kind, d->name), last, d->id);

		if (is_planned(d))
			*tl_vec_push(&stands->items) = (struct protocol_stand){d->kind, d->name,
				standing == PROTOCOL_AMENDED
					? tl_arena_text(&stands->arena, last->cells[REASON])
					: "",
				standing};
	}
	add_dropped(protocol, list, stands);
	if (stands->items.count)
		qsort(stands->items.items, stands->items.count, sizeof *stands->items.items,
			compare_stands);
}

void protocol_stands_free(struct protocol_stands *stands)
{
	tl_vec_free(&stands->items);
	tl_arena_free(&stands->arena);
}

bool protocol_emit(struct tl_db *db, const struct protocol_stands *stands, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "INSERT INTO protocol VALUES (?1, ?2, ?3, ?4)", err);
	bool ok = stmt;

	for (size_t i = 0; ok && i < stands->items.count; i++) {
		const struct protocol_stand *stand = &stands->items.items[i];

		tl_bind_textz(stmt, 1, stand->kind);
		tl_bind_textz(stmt, 2, stand->name);
		tl_bind_textz(stmt, 3, protocol_standings[stand->standing]);
		tl_bind_textz(stmt, 4, stand->reason);
		ok = tl_stmt_run(stmt, err);
	}
	return ok;
}

/* ---- writing -------------------------------------------------------------------------------- */

/* Whether figures were there to be seen: a run's, or a release's. */
static bool data_were_read(const char *study, bool *read, struct tl_err *err)
{
	struct tl_buf path = {0};
	int released;
	bool ok;

	tl_buf_addf(&path, "%s/run/3-measure/measure.db", study);
	ok = tl_released_last(study, &released, err) &&
	     tl_path_is_there(tl_buf_c(&path), TL_PATH_GIVEN, read, err);
	*read = ok && (*read || released);
	tl_buf_free(&path);
	return ok;
}

static void add_row(struct tl_buf *out, int number, const struct measure_definition *d,
	const char *reason, bool late)
{
	tl_buf_addf(out, "%d,%s,%s,%u,%s,", number, d->kind, d->name, d->version, d->id);
	tl_buf_add_csv(out, tl_str(reason ? reason : ""));
	tl_buf_addc(out, late ? ",after the data\n" : ",\n");
}

/* What is there already stays as it is, to the letter of its cells. */
static void add_sheet(struct tl_buf *out, const struct protocol *protocol)
{
	for (int c = 0; c < COLUMNS; c++)
		tl_buf_addf(out, "%s%s", c ? "," : "", columns[c].name);
	tl_buf_add_char(out, '\n');
	for (size_t i = 0; i < protocol->sheet.count; i++) {
		for (int c = 0; c < COLUMNS; c++) {
			tl_buf_addc(out, c ? "," : "");
			tl_buf_add_csv(out, protocol->sheet.rows[i].cells[c]);
		}
		tl_buf_add_char(out, '\n');
	}
}

static bool has_changed(const struct protocol_stands *stands, struct tl_buf *what)
{
	size_t count = 0;

	for (size_t i = 0; i < stands->items.count; i++) {
		const struct protocol_stand *stand = &stands->items.items[i];

		if (stand->standing == PROTOCOL_AS_PLANNED || stand->standing == PROTOCOL_LATE ||
			stand->standing == PROTOCOL_AMENDED)
			continue;
		tl_buf_addf(what, "%s%s %s (%s)", count++ ? ", " : "", stand->kind, stand->name,
			protocol_standings[stand->standing]);
	}
	return count > 0;
}

static bool write_files(const struct measure_world *world, struct protocol *protocol,
	const struct measure_definitions *list, const char *reason, bool late, struct tl_err *err)
{
	struct tl_buf sheet = {0}, text = {0}, path = {0};
	int number = protocol->last + 1;
	bool ok;

	add_sheet(&sheet, protocol);
	for (size_t i = 0; i < list->items.count; i++)
		if (is_planned(&list->items.items[i]))
			add_row(&sheet, number, &list->items.items[i], reason, late);
	protocol_text(world, list, protocol, reason, late, &text);
	tl_buf_addf(&path, "%s/" PROTOCOL_TEXT, world->study->dir);
	ok = tl_file_write(tl_buf_c(&path), 0644, tl_buf_str(&text), err);
	tl_buf_clear(&path);
	tl_buf_addf(&path, "%s/" PROTOCOL_SHEET, world->study->dir);
	ok = ok && tl_file_write(tl_buf_c(&path), 0644, tl_buf_str(&sheet), err);
	tl_buf_free(&path);
	tl_buf_free(&text);
	tl_buf_free(&sheet);
	return ok;
}

static bool decide(const struct measure_world *world, struct protocol *protocol,
	const struct measure_definitions *list, const char *reason, int *number, bool *written,
	bool *late, struct tl_err *err)
{
	struct protocol_stands stands = {0};
	struct tl_buf what = {0};
	bool changed, ok = true;

	protocol_compare(protocol, list, &stands);
	changed = has_changed(&stands, &what);
	*written = protocol->last == 0 || (changed && reason);
	*number = protocol->last + *written;
	if (*written)
		ok = data_were_read(world->study->dir, late, err) &&
		     write_files(world, protocol, list, reason, *late, err);
	else if (changed)
		ok = tl_fail(err, EX_CONFIG,
			"%s/" PROTOCOL_SHEET
			": since protocol %d: %s; amend it with --amend REASON, or "
			"put the definitions back",
			world->study->dir, protocol->last, tl_buf_c(&what));
	tl_buf_free(&what);
	protocol_stands_free(&stands);
	return ok;
}

static int compare_names(const void *a, const void *b)
{
	const struct measure_definition *x = a, *y = b;
	int order = strcmp(x->kind, y->kind);

	return order ? order : strcmp(x->name, y->name);
}

bool protocol_write(const struct measure_world *world, const char *reason, int *number,
	bool *written, bool *late, struct tl_err *err)
{
	struct measure_definitions list = {0};
	struct protocol protocol = {0};
	bool ok = measure_definitions_list(&list, world, err) &&
		  protocol_add_sheets(&list, world->study, err) &&
		  protocol_read(&protocol, world->study->dir, err);

	if (ok) {
		qsort(list.items.items, list.items.count, sizeof *list.items.items, compare_names);
		ok = decide(world, &protocol, &list, reason, number, written, late, err);
	}
	protocol_free(&protocol);
	measure_definitions_free(&list);
	return ok;
}
