#include "protocol.h"

#include "protocol_text.h"

#include <string.h>
#include <throughline/infile.h>
#include <throughline/num.h>
#include <throughline/outfile.h>
#include <throughline/path.h>
#include <throughline/released.h>

#define SHEET_BYTES_MAX ((size_t)64 * 1024 * 1024)

static const char *const standings[] = {
	[PROTOCOL_AS_PLANNED] = "as planned",
	[PROTOCOL_LATE] = "written after the data were read",
	[PROTOCOL_AMENDED] = "amended",
	[PROTOCOL_AMENDED_LATE] = "amended after the data were read",
	[PROTOCOL_CHANGED] = "changed since",
	[PROTOCOL_NEW] = "not planned",
	[PROTOCOL_DROPPED] = "dropped",
	[PROTOCOL_EDITED] = "edited",
};
static_assert(TL_LEN(standings) == PROTOCOL_STANDING_COUNT_OF, "the last has its words");

/* ---- reading -------------------------------------------------------------------------------- */

bool protocol_record(struct tl_stagedir *stage, const char *study, struct tl_err *err)
{
	int last;
	bool ok = tl_stagedir_input(stage, "file:" TL_PROTOCOL, err) &&
		  tl_stagedir_input(stage, "file:" TL_LEDGER, err) &&
		  tl_released_last(study, &last, err);

	for (int i = 1; ok && i <= last; i++)
		ok = tl_stagedir_input(stage,
			tl_arena_printf(&stage->arena, "file:releases/%03d/" TL_PROTOCOL, i), err);
	return ok;
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

static bool is_of(const struct tl_sheet_row *row, const struct measure_definition *d)
{
	return row && tl_str_equal(row->cells[TL_PROTOCOL_DEFINITION], tl_str(d->id));
}

static const struct tl_sheet_row *row_of(
	const struct tl_protocol *protocol, int number, const struct measure_definition *d)
{
	return tl_protocol_row(protocol, number, tl_str(d->kind), tl_str(d->name));
}

/* The amendment that made it what it is: those after it only list it again. */
static const struct tl_sheet_row *amendment_of(
	const struct tl_protocol *protocol, const struct measure_definition *d)
{
	int number = protocol->last;

	while (number > 2 && is_of(row_of(protocol, number - 1, d), d))
		number--;
	return row_of(protocol, number, d);
}

static struct protocol_stand stand_of(struct tl_arena *arena, const struct tl_protocol *protocol,
	const struct measure_definition *d)
{
	const struct tl_sheet_row *first = row_of(protocol, 1, d);
	const struct tl_sheet_row *last = row_of(protocol, protocol->last, d);
	struct protocol_stand stand = {.kind = d->kind, .name = d->name, .reason = ""};

	if (!last) {
		stand.standing = PROTOCOL_NEW;
	} else if (!is_of(last, d)) {
		stand.standing = PROTOCOL_CHANGED;
	} else if (is_of(first, d)) {
		stand.standing = first->cells[TL_PROTOCOL_WRITTEN].length ? PROTOCOL_LATE
									  : PROTOCOL_AS_PLANNED;
	} else {
		last = amendment_of(protocol, d);
		stand.reason = tl_arena_text(arena, last->cells[TL_PROTOCOL_REASON]);
		stand.standing = last->cells[TL_PROTOCOL_WRITTEN].length ? PROTOCOL_AMENDED_LATE
									 : PROTOCOL_AMENDED;
	}
	stand.words = standings[stand.standing];
	return stand;
}

static bool is_listed(const struct measure_definitions *list, const struct tl_sheet_row *row)
{
	for (size_t i = 0; i < list->items.count; i++)
		if (tl_str_equal(row->cells[TL_PROTOCOL_KIND], tl_str(list->items.items[i].kind)) &&
			tl_str_equal(
				row->cells[TL_PROTOCOL_NAME], tl_str(list->items.items[i].name)))
			return true;
	return false;
}

static int compare_stands(const void *a, const void *b)
{
	const struct protocol_stand *x = a, *y = b;
	int order = strcmp(x->kind, y->kind);

	return order ? order : strcmp(x->name, y->name);
}

static void add_dropped(const struct tl_protocol *protocol, const struct measure_definitions *list,
	struct protocol_stands *stands)
{
	for (size_t i = 0; i < protocol->sheet.count; i++) {
		const struct tl_sheet_row *row = &protocol->sheet.rows[i];

		if (tl_protocol_number(row) == protocol->last && !is_listed(list, row))
			*tl_vec_push(&stands->items) = (struct protocol_stand){
				tl_arena_text(&stands->arena, row->cells[TL_PROTOCOL_KIND]),
				tl_arena_text(&stands->arena, row->cells[TL_PROTOCOL_NAME]), "",
				PROTOCOL_DROPPED, standings[PROTOCOL_DROPPED]};
	}
}

/* The stand of that name; one of its own for what is in no definition and no protocol any more. */
static struct protocol_stand *find_stand(
	struct protocol_stands *stands, const struct tl_protocol_edit *edit)
{
	struct protocol_stand *stand;

	for (size_t i = 0; i < stands->items.count; i++)
		if (strcmp(stands->items.items[i].kind, edit->kind) == 0 &&
			strcmp(stands->items.items[i].name, edit->name) == 0)
			return &stands->items.items[i];
	stand = tl_vec_push(&stands->items);
	*stand = (struct protocol_stand){.kind = tl_arena_text(&stands->arena, tl_str(edit->kind)),
		.name = tl_arena_text(&stands->arena, tl_str(edit->name)),
		.reason = ""};
	return stand;
}

/* From the last to the first, which has the word. */
static void say_edits(const struct tl_protocol_edits *edits, struct protocol_stands *stands)
{
	struct tl_buf words = {0};

	for (size_t i = edits->items.count; i-- > 0;) {
		struct protocol_stand *stand = find_stand(stands, &edits->items.items[i]);

		tl_buf_clear(&words);
		tl_protocol_edit_words(&edits->items.items[i], &words);
		stand->standing = PROTOCOL_EDITED;
		stand->words = tl_arena_text(&stands->arena, tl_buf_str(&words));
	}
	tl_buf_free(&words);
}

void protocol_compare(const struct tl_protocol *protocol, const struct tl_protocol_edits *edits,
	const struct measure_definitions *list, struct protocol_stands *stands)
{
	for (size_t i = 0; protocol->last && i < list->items.count; i++)
		if (is_planned(&list->items.items[i]))
			*tl_vec_push(&stands->items) =
				stand_of(&stands->arena, protocol, &list->items.items[i]);
	add_dropped(protocol, list, stands);
	say_edits(edits, stands);
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
		tl_bind_textz(stmt, 3, stand->words);
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
static void add_sheet(struct tl_buf *out, const struct tl_protocol *protocol)
{
	for (int c = 0; c < TL_PROTOCOL_CELL_COUNT_OF; c++)
		tl_buf_addf(out, "%s%s", c ? "," : "", tl_protocol_columns[c].name);
	tl_buf_add_char(out, '\n');
	for (size_t i = 0; i < protocol->sheet.count; i++) {
		for (int c = 0; c < TL_PROTOCOL_CELL_COUNT_OF; c++) {
			tl_buf_addc(out, c ? "," : "");
			tl_buf_add_csv(out, protocol->sheet.rows[i].cells[c]);
		}
		tl_buf_add_char(out, '\n');
	}
}

static bool refuse_edited(
	const char *study, const struct tl_protocol_edits *edits, struct tl_err *err)
{
	const struct tl_protocol_edit *edit = edits->items.items;
	struct tl_buf what = {0};
	bool ok = edits->items.count == 0;

	if (!ok) {
		tl_protocol_edit_words(edit, &what);
		tl_fail(err, EX_CONFIG,
			"%s/" TL_PROTOCOL ": %s %s: %s; restore it (releases/%03d/" TL_PROTOCOL
			" is as it was then)",
			study, edit->kind, edit->name, tl_buf_c(&what), edit->release);
	}
	tl_buf_free(&what);
	return ok;
}

static bool has_changed(const struct protocol_stands *stands, struct tl_buf *what)
{
	size_t count = 0;

	for (size_t i = 0; i < stands->items.count; i++) {
		const struct protocol_stand *stand = &stands->items.items[i];

		if (stand->standing != PROTOCOL_CHANGED && stand->standing != PROTOCOL_NEW &&
			stand->standing != PROTOCOL_DROPPED)
			continue;
		tl_buf_addf(what, "%s%s %s (%s)", count++ ? ", " : "", stand->kind, stand->name,
			stand->words);
	}
	return count > 0;
}

static bool write_files(const struct measure_world *world, struct tl_protocol *protocol,
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
	tl_buf_addf(&path, "%s/" TL_PROTOCOL, world->study->dir);
	ok = ok && tl_file_write(tl_buf_c(&path), 0644, tl_buf_str(&sheet), err);
	tl_buf_free(&path);
	tl_buf_free(&text);
	tl_buf_free(&sheet);
	return ok;
}

static bool decide(const struct measure_world *world, struct tl_protocol *protocol,
	const struct measure_definitions *list, const char *reason, int *number, bool *written,
	bool *late, struct tl_err *err)
{
	struct protocol_stands stands = {0};
	struct tl_buf what = {0};
	bool changed, ok = true;

	protocol_compare(protocol, &(struct tl_protocol_edits){0}, list, &stands);
	changed = has_changed(&stands, &what);
	*written = protocol->last == 0 || (changed && reason);
	*number = protocol->last + *written;
	if (*written)
		ok = data_were_read(world->study->dir, late, err) &&
		     write_files(world, protocol, list, reason, *late, err);
	else if (changed)
		ok = tl_fail(err, EX_CONFIG,
			"%s/" TL_PROTOCOL
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
	const char *study = world->study->dir;
	struct measure_definitions list = {0};
	struct tl_protocol_edits edits = {0};
	struct tl_protocol protocol = {0};
	bool ok = measure_definitions_list(&list, world, err) &&
		  protocol_add_sheets(&list, world->study, err) &&
		  tl_protocol_read(&protocol, study, err) &&
		  tl_protocol_edits(&edits, study, &protocol, err) &&
		  refuse_edited(study, &edits, err);

	if (ok) {
		qsort(list.items.items, list.items.count, sizeof *list.items.items, compare_names);
		ok = decide(world, &protocol, &list, reason, number, written, late, err);
	}
	tl_protocol_edits_free(&edits);
	tl_protocol_free(&protocol);
	measure_definitions_free(&list);
	return ok;
}
