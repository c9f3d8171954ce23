/* The workbook: which sheets it has, and which parts of the zip they and what they share are. */
#include "xlsx_private.h"

#include <string.h>

#define SHEETS_MAX 4096

struct relation {
	const char *id, *type, *target; /* type: the last word of its address */
};

struct sheet {
	const char *name, *relation;
	bool hidden;
};

struct reading {
	struct xlsx_part part;
	struct xlsx_book *book;
	const char *folder; /* of the part whose relations are read, with its slash */
	TL_VEC(struct relation) relations;
	TL_VEC(struct sheet) sheets;
};

static const char *keep(struct reading *reading, const char *text)
{
	return tl_arena_text(&reading->book->arena, tl_str(text));
}

static void ignore_end(void *context, const char *element)
{
	(void)context, (void)element;
}

/* ---- relations --------------------------------------------------------------------------------
 */

static void relation_start(void *context, const char *element, const char **attributes)
{
	struct reading *reading = context;
	const char *id = xlsx_attribute(attributes, "Id"),
		   *type = xlsx_attribute(attributes, "Type"),
		   *target = xlsx_attribute(attributes, "Target"), *word;

	if (strcmp(element, "Relationship") || !id || !type || !target ||
		reading->relations.count == SHEETS_MAX)
		return;
	word = strrchr(type, '/');
	*tl_vec_push(&reading->relations) = (struct relation){
		.id = keep(reading, id),
		.type = keep(reading, word ? word + 1 : type),
		.target = target[0] == '/' ? keep(reading, target + 1)
					   : tl_arena_printf(&reading->book->arena, "%s%s",
						     reading->folder, target),
	};
}

static bool read_relations(struct reading *reading, struct xlsx_package *package, const char *name,
	const char *folder, struct tl_err *err)
{
	static const struct xlsx_handler handler = {relation_start, ignore_end, NULL};

	tl_vec_clear(&reading->relations);
	reading->folder = folder;
	return xlsx_part_read(&reading->part, package, name, &handler, reading, err);
}

/* By its id, or by the kind of thing it leads to. */
static const struct relation *find_relation(
	const struct reading *reading, const char *id, const char *type)
{
	for (size_t i = 0; i < reading->relations.count; i++) {
		const struct relation *relation = &reading->relations.items[i];

		if ((!id || !strcmp(relation->id, id)) && !strcmp(relation->type, type))
			return relation;
	}
	return NULL;
}

static const char *target_of(const struct reading *reading, const char *type)
{
	const struct relation *relation = find_relation(reading, NULL, type);

	return relation ? relation->target : NULL;
}

/* ---- sheets -----------------------------------------------------------------------------------
 */

static void workbook_start(void *context, const char *element, const char **attributes)
{
	struct reading *reading = context;
	const char *name = xlsx_attribute(attributes, "name"),
		   *id = xlsx_attribute(attributes, "id"),
		   *state = xlsx_attribute(attributes, "state");

	if (!strcmp(element, "workbookPr"))
		reading->book->from_1904 = xlsx_attribute_is_true(attributes, "date1904");
	if (strcmp(element, "sheet") || !name || !id || reading->sheets.count == SHEETS_MAX)
		return;
	*tl_vec_push(&reading->sheets) = (struct sheet){
		.name = keep(reading, name),
		.relation = keep(reading, id),
		.hidden = state && strcmp(state, "visible"),
	};
}

/* Charts stand among the sheets and are none. */
static void drop_charts(struct reading *reading)
{
	size_t kept = 0;

	for (size_t i = 0; i < reading->sheets.count; i++)
		if (find_relation(reading, reading->sheets.items[i].relation, "worksheet"))
			reading->sheets.items[kept++] = reading->sheets.items[i];
	reading->sheets.count = kept;
}

static bool fail_sheet(const struct reading *reading, const struct xlsx_package *package,
	const char *wanted, struct tl_err *err)
{
	const char *names[8];
	size_t count =
		reading->sheets.count < TL_LEN(names) ? reading->sheets.count : TL_LEN(names);
	struct tl_buf list = {0};
	const char *nearest;

	for (size_t i = 0; i < count; i++) {
		names[i] = reading->sheets.items[i].name;
		tl_buf_addf(&list, "%s\"%s\"", i ? ", " : "", names[i]);
	}
	if (count < reading->sheets.count)
		tl_buf_addc(&list, " ...");
	nearest = wanted ? tl_str_nearest(tl_str(wanted), names, count) : NULL;
	if (!wanted)
		tl_fail(err, EX_DATAERR,
			"%s: it has %zu sheets (%s); say in the contract which one, as sheet: NAME",
			package->path, reading->sheets.count, tl_buf_c(&list));
	else if (nearest)
		tl_fail(err, EX_DATAERR, "%s: it has no sheet \"%s\"; the nearest is \"%s\"",
			package->path, wanted, nearest);
	else
		tl_fail(err, EX_DATAERR, "%s: it has no sheet \"%s\"; its sheets are %s",
			package->path, wanted, tl_buf_c(&list));
	tl_buf_free(&list);
	return false;
}

static bool choose_sheet(struct reading *reading, const struct xlsx_package *package,
	const char *wanted, struct tl_err *err)
{
	struct xlsx_book *book = reading->book;

	drop_charts(reading);
	if (!reading->sheets.count)
		return xlsx_fail_damaged(package, err);
	for (size_t i = 0; i < reading->sheets.count; i++) {
		const struct sheet *sheet = &reading->sheets.items[i];

		if (wanted ? !tl_str_equal_fold(
				     tl_str_trim(tl_str(sheet->name)), tl_str_trim(tl_str(wanted)))
			   : reading->sheets.count > 1)
			continue;
		book->sheet = find_relation(reading, sheet->relation, "worksheet")->target;
		book->sheet_is_hidden = sheet->hidden;
		return true;
	}
	return fail_sheet(reading, package, wanted, err);
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static bool fail_no_workbook(const struct xlsx_package *package, struct tl_err *err)
{
	return tl_fail(err, EX_DATAERR,
		"%s: a zip file, but there is no Excel workbook in it; save it as .xlsx, or unpack "
		"it if it "
		"holds CSV files",
		package->path);
}

static bool read_workbook(struct reading *reading, struct xlsx_package *package, const char *name,
	const char *sheet, struct tl_err *err)
{
	static const struct xlsx_handler handler = {workbook_start, ignore_end, NULL};
	struct tl_arena *arena = &reading->book->arena;
	const char *slash = strrchr(name, '/'), *file = slash ? slash + 1 : name, *folder,
		   *relations;

	folder = tl_arena_text(arena, tl_str_slice(name, (size_t)(file - name)));
	relations = tl_arena_printf(arena, "%s_rels/%s.rels", folder, file);
	if (!xlsx_part_read(&reading->part, package, name, &handler, reading, err) ||
		!read_relations(reading, package, relations, folder, err) ||
		!choose_sheet(reading, package, sheet, err))
		return false;
	reading->book->strings = target_of(reading, "sharedStrings");
	reading->book->styles = target_of(reading, "styles");
	return true;
}

bool xlsx_book_read(
	struct xlsx_book *book, struct xlsx_package *package, const char *sheet, struct tl_err *err)
{
	struct reading reading = {.book = book};
	const char *workbook;
	bool ok = false;

	if (!xlsx_package_has(package, "_rels/.rels")) {
		fail_no_workbook(package, err);
		goto done;
	}
	if (!read_relations(&reading, package, "_rels/.rels", "", err))
		goto done;
	workbook = target_of(&reading, "officeDocument");
	if (!workbook || !tl_str_ends(tl_str(workbook), TL_STR(".xml")) ||
		!tl_str_find(tl_str(workbook), TL_STR("workbook"), &(size_t){0})) {
		fail_no_workbook(package, err);
		goto done;
	}
	ok = read_workbook(&reading, package, workbook, sheet, err);
done:
	tl_vec_free(&reading.relations);
	tl_vec_free(&reading.sheets);
	return ok;
}

void xlsx_book_free(struct xlsx_book *book)
{
	tl_arena_free(&book->arena);
}
