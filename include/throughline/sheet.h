/*
 * A small sheet that people keep beside a study (removals.csv, never-link.csv ...): its columns by
 * name, in any order, its rows whole in memory.
 *
 * Cells are trimmed; a column that the file does not have is blank. Rows with nothing in them are
 * left out. A file without a header and a column that is needed and not there are EX_CONFIG, and so
 * are an unknown one that looks like a known one misspelt and a row of another number of fields
 * than the header (245,000 without its quotes); other columns are the keeper's own notes. No
 * message repeats a cell.
 */
#ifndef THROUGHLINE_SHEET_H
#define THROUGHLINE_SHEET_H

#include <throughline/arena.h>
#include <throughline/csv.h>

#define TL_SHEET_NOWHERE SIZE_MAX

struct tl_sheet_column {
	const char *name; /* "title|description": the first is its own, the rest other headers */
	bool needed;
};

struct tl_sheet_row {
	int64_t line; /* of the file, for messages */
	const struct tl_str *cells; /* one for each column asked for */
};

struct tl_sheet {
	struct tl_arena arena;
	const char *path;
	const size_t *at; /* the field a column is in, from 0; TL_SHEET_NOWHERE: none */
	int64_t header_line;
	size_t width; /* fields of the header */
	struct tl_sheet_row *rows; /* as in the file */
	size_t count;
	bool found; /* there is such a file */
	struct tl_digest digest; /* of the file as it was read; "" where there is none */
};

/* A file that is not there has no rows. */
bool tl_sheet_read(struct tl_sheet *sheet, const char *path, const struct tl_sheet_column *columns,
	size_t column_count, struct tl_err *err);
void tl_sheet_free(struct tl_sheet *sheet); /* {0} is fine */

#endif
