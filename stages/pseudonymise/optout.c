#include "optout.h"

#include <throughline/sheet.h>

#include <stdlib.h>

/* What a list may name people by, in the order of the columns asked for. */
static const enum tl_identity kinds[] = {
	TL_IDENTITY_NHS, TL_IDENTITY_UPN, TL_IDENTITY_NINO, TL_IDENTITY_UPRN, TL_IDENTITY_ID};
static const struct tl_sheet_column columns[] = {
	{.name = "nhs"}, {.name = "upn"}, {.name = "nino"}, {.name = "uprn"}, {.name = "id"}};
static_assert(TL_LEN(kinds) == TL_LEN(columns), "each kind has its column");

/* A byte for the kind, so that a number of one kind is none of another's. */
static void add_person(struct optout *optout, enum tl_identity of, const struct tl_buf *normal)
{
	*tl_vec_push(&optout->people) =
		tl_str(tl_arena_printf(&optout->arena, "%c%s", 'A' + (int)of, tl_buf_c(normal)));
	*tl_vec_push(&optout->lines) = optout->line_count;
}

static bool take_row(struct optout *optout, const struct tl_sheet *sheet,
	const struct tl_sheet_row *row, struct tl_err *err)
{
	struct tl_buf normal = {0};
	size_t named = 0;
	bool ok = true;

	for (size_t i = 0; ok && i < TL_LEN(kinds); i++) {
		if (!row->cells[i].length)
			continue;
		tl_buf_clear(&normal);
		ok = tl_identity_normalise(kinds[i], row->cells[i], &normal);
		if (ok)
			add_person(optout, kinds[i], &normal);
		else
			tl_fail(err, EX_DATAERR,
				"%s:%lld: what is under \"%s\" is none (a wrong check digit?); "
				"mend it, or this request goes unheard",
				sheet->path, (long long)row->line, columns[i].name);
		named += ok;
	}
	tl_buf_free(&normal);
	return ok &&
	       (named || tl_fail(err, EX_DATAERR,
				 "%s:%lld: this line names nobody; fill in a column called nhs, "
				 "upn, nino, uprn or id",
				 sheet->path, (long long)row->line));
}

static bool check_columns(
	struct optout *optout, const struct tl_sheet *sheet, unsigned known, struct tl_err *err)
{
	for (size_t i = 0; i < TL_LEN(kinds); i++)
		if (sheet->at[i] != TL_SHEET_NOWHERE)
			optout->kinds |= 1u << kinds[i];
	if (optout->kinds & known)
		return true;
	return tl_fail(err, EX_DATAERR,
		"%s: no column of this list can be met by the extract; name one nhs, upn, nino, "
		"uprn or id, as the contract's identities are",
		sheet->path);
}

/* The lines go where their people go. */
static void sort_people(struct optout *optout)
{
	size_t count = optout->people.count;
	size_t *before = tl_arena_array(&optout->arena, count, sizeof *before);
	uint32_t *order = tl_str_sort(optout->people.items, count);

	for (size_t i = 0; i < count; i++)
		before[i] = optout->lines.items[i];
	for (size_t i = 0; i < count; i++)
		optout->lines.items[i] = before[order[i]];
	free(order);
}

bool optout_read(struct optout *optout, const char *path, unsigned known, struct tl_err *err)
{
	struct tl_sheet sheet;
	bool ok = tl_sheet_read(&sheet, path, columns, TL_LEN(columns), err);

	*optout = (struct optout){0};
	if (ok && !sheet.found)
		ok = tl_fail(err, EX_NOINPUT, "%s: there is no such list", path);
	ok = ok && check_columns(optout, &sheet, known, err);
	for (size_t i = 0; ok && i < sheet.count; i++, optout->line_count++)
		ok = take_row(optout, &sheet, &sheet.rows[i], err);
	if (optout->people.count)
		sort_people(optout);
	tl_sheet_free(&sheet);
	return ok;
}

/* As tl_str_compare orders what add_person made. */
static int compare(struct tl_str person, enum tl_identity of, struct tl_str normal)
{
	char kind = (char)('A' + (int)of);

	if (person.data[0] != kind)
		return person.data[0] < kind ? -1 : 1;
	return tl_str_compare(tl_str_slice(person.data + 1, person.length - 1), normal);
}

bool optout_names(
	const struct optout *optout, enum tl_identity of, struct tl_str normal, bool *heard)
{
	size_t low = 0, high = optout->people.count, first;

	if (!(optout->kinds >> of & 1))
		return false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(optout->people.items[middle], of, normal) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	first = low;
	while (low < optout->people.count && !compare(optout->people.items[low], of, normal))
		heard[optout->lines.items[low++]] = true;
	return low > first;
}

void optout_free(struct optout *optout)
{
	tl_vec_free(&optout->people);
	tl_vec_free(&optout->lines);
	tl_arena_free(&optout->arena);
}
