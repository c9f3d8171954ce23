/* What the parts of the .xlsx reader share. A workbook is a zip of XML parts. */
#ifndef LIB_XLSX_PRIVATE_H
#define LIB_XLSX_PRIVATE_H

#include <throughline/date.h>
#include <throughline/num.h>
#include <throughline/vec.h>
#include <throughline/xlsx.h>

#include <expat.h>
#include <zip.h>

/* ---- the zip, and one part of it at a time (xlsx_part.c) ------------------------------------- */

struct xlsx_package {
	const char *path;
	zip_t *zip;
	int64_t unpacked;
};
bool xlsx_package_open(struct xlsx_package *package, const char *path, struct tl_err *err);
bool xlsx_package_has(const struct xlsx_package *package, const char *name);
void xlsx_package_close(struct xlsx_package *package);

/* Names are without their namespace, in both spellings of the standard. */
struct xlsx_handler {
	void (*start)(void *context, const char *element, const char **attributes);
	void (*end)(void *context, const char *element);
	void (*text)(void *context, struct tl_str text); /* NULL: none is wanted */
};

struct xlsx_part {
	struct xlsx_package *package;
	const struct xlsx_handler *handler;
	void *context;
	zip_file_t *file;
	XML_Parser parser;
	int64_t packed, unpacked;
	bool paused, at_end, failed;
	struct tl_err *err; /* of the step under way */
};
bool xlsx_part_open(struct xlsx_part *part, struct xlsx_package *package, const char *name,
	const struct xlsx_handler *handler, void *context, struct tl_err *err);
/* Reads on until the handler pauses, or a block is through. */
bool xlsx_part_step(struct xlsx_part *part, bool *more, struct tl_err *err);
void xlsx_part_pause(struct xlsx_part *part);
/* For handlers: stops with a message "path: ..."; the first one counts. */
void xlsx_part_fail(struct xlsx_part *part, const char *what);
void xlsx_part_close(struct xlsx_part *part);
/* A small part from its start to its end. */
bool xlsx_part_read(struct xlsx_part *part, struct xlsx_package *package, const char *name,
	const struct xlsx_handler *handler, void *context, struct tl_err *err);

const char *xlsx_attribute(const char **attributes, const char *name); /* NULL: not there */
bool xlsx_attribute_is_true(const char **attributes, const char *name);
bool xlsx_fail_damaged(const struct xlsx_package *package, struct tl_err *err);

/* ---- the workbook: which part is the sheet (xlsx_book.c) ------------------------------------ */

struct xlsx_book {
	struct tl_arena arena;
	const char *sheet; /* names of parts; NULL: there is none */
	const char *strings, *styles;
	bool from_1904, sheet_is_hidden;
};
bool xlsx_book_read(struct xlsx_book *book, struct xlsx_package *package, const char *sheet,
	struct tl_err *err);
void xlsx_book_free(struct xlsx_book *book);

/* ---- shared strings (xlsx_strings.c) -------------------------------------------------------- */

struct xlsx_strings {
	struct tl_buf bytes;
	TL_VEC(size_t) ends;
};
bool xlsx_strings_read(struct xlsx_strings *strings, struct xlsx_package *package, const char *name,
	struct tl_err *err);
bool xlsx_strings_at(const struct xlsx_strings *strings, size_t number, struct tl_str *text);
void xlsx_strings_free(struct xlsx_strings *strings);
/* Appends text, in which _x000D_ stands for a character that XML cannot hold. */
void xlsx_add_text(struct tl_buf *buf, struct tl_str text);

/* ---- what a number is shown as (xlsx_style.c) ----------------------------------------------- */

enum xlsx_shown { XLSX_NUMBER, XLSX_DATE, XLSX_DATE_TIME, XLSX_TIME };
struct xlsx_styles {
	TL_VEC(enum xlsx_shown) of; /* by the number a cell has */
};
bool xlsx_styles_read(struct xlsx_styles *styles, struct xlsx_package *package, const char *name,
	struct tl_err *err);
void xlsx_styles_free(struct xlsx_styles *styles);
enum xlsx_shown xlsx_format_shows(const char *code); /* "dd/mm/yyyy hh:mm" */
/* A number as text; false where it is none. */
bool xlsx_add_number(
	struct tl_buf *buf, struct tl_str number, enum xlsx_shown shown, bool from_1904);

/* ---- the sheet, row by row (xlsx_sheet.c) --------------------------------------------------- */

enum xlsx_cell {
	XLSX_CELL_NUMBER,
	XLSX_CELL_SHARED,
	XLSX_CELL_INLINE,
	XLSX_CELL_BOOLEAN,
	XLSX_CELL_AS_IT_IS
};
struct xlsx_field {
	size_t start, length; /* in bytes */
};

struct tl_xlsx {
	struct tl_buf path;
	struct xlsx_package package;
	struct xlsx_book book;
	struct xlsx_strings strings;
	struct xlsx_styles styles;
	struct xlsx_part sheet;
	struct tl_digest digest;
	int64_t size;
	int64_t header_row;
	bool finished;

	int64_t row; /* its number in the sheet; 0: none yet */
	bool row_hidden, row_done;
	size_t width; /* of the header */
	bool header_seen;
	int64_t records;
	struct tl_buf bytes;
	TL_VEC(struct xlsx_field) cells; /* by column */
	TL_VEC(struct tl_str) fields;

	size_t column,
		next_column; /* of the cell being read, from 0; the least the next may have */
	enum xlsx_cell kind;
	size_t style;
	bool in_cell, in_value, in_phonetic, has_formula;
	struct tl_buf value;

	int64_t hidden_rows, hidden_columns, merged, without_result;
	struct tl_buf remarks;
};

/* Its context is the tl_xlsx; it pauses with row_done at the end of each row to hand over. */
extern const struct xlsx_handler xlsx_sheet_handler;

#endif
