/* Any workbook is read to its end or refused with one message; rows come in order, as UTF-8 and as
 * wide as the header. An input is a workbook as it lies, or the insides of its sheet, strings,
 * styles and list of sheets, with a byte 0x1f between them. */
#include "fuzz.h"

#include <throughline/xlsx.h>

#include <string.h>
#include <zip.h>

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"

static void add_part(
	zip_t *zip, const char *name, const char *before, struct tl_str inside, const char *after)
{
	struct tl_buf text = {0};
	zip_int64_t at;

	tl_buf_addc(&text, before);
	tl_buf_add(&text, inside);
	tl_buf_addc(&text, after);
	at = zip_file_add(zip, name, zip_source_buffer(zip, text.data, text.length, 1), 0);
	if (at < 0 || zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0))
		abort();
}

static void write_book(const char *path, struct tl_str rest)
{
	struct tl_str parts[4] = {{0}};
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	for (size_t i = 0; i < 4; i++)
		tl_str_cut(&rest, '\x1f', &parts[i]);
	add_part(zip, "_rels/.rels", "<Relationships xmlns='" PACKAGE "'>",
		TL_STR("<Relationship Id='a' Type='/officeDocument' Target='xl/workbook.xml'/>"),
		"</Relationships>");
	add_part(zip, "xl/_rels/workbook.xml.rels", "<Relationships xmlns='" PACKAGE "'>",
		TL_STR("<Relationship Id='one' Type='/worksheet' Target='1.xml'/>"
		       "<Relationship Id='s' Type='/sharedStrings' Target='s.xml'/>"
		       "<Relationship Id='t' Type='/styles' Target='t.xml'/>"),
		"</Relationships>");
	add_part(zip, "xl/1.xml", "<worksheet xmlns='" MAIN "'>", parts[0], "</worksheet>");
	add_part(zip, "xl/s.xml", "<sst xmlns='" MAIN "'>", parts[1], "</sst>");
	add_part(zip, "xl/t.xml", "<styleSheet xmlns='" MAIN "'>", parts[2], "</styleSheet>");
	add_part(zip, "xl/workbook.xml", "<workbook xmlns='" MAIN "' xmlns:r='" OFFICE "'>",
		parts[3].length ? parts[3]
				: TL_STR("<sheets><sheet name='d' r:id='one'/></sheets>"),
		"</workbook>");
	if (zip_close(zip))
		abort();
}

static void check_row(const struct tl_csv_row *row, int64_t *line, size_t *width)
{
	if (row->line <= *line || row->count < *width)
		abort();
	*line = row->line;
	if (row->record == 0)
		*width = row->count;
	for (size_t i = 0; i < row->count; i++)
		if (!tl_str_is_utf8(row->fields[i]) || row->fields[i].length > TL_CSV_FIELD_MAX)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_str input = tl_str_slice((const char *)data, size);
	char path[64];
	struct tl_err err = {0};
	struct tl_csv_row row;
	bool ok, more = true, whole = tl_str_starts(input, TL_STR("PK"));
	int64_t line = 0;
	size_t width = 0;
	int file = whole ? fuzz_file(data, size, path) : -1;
	struct tl_xlsx *xlsx;

	if (!whole) {
		snprintf(path, sizeof path, "/dev/shm/fuzz_xlsx.%ld", (long)getpid());
		write_book(path, input);
	}
	xlsx = tl_xlsx_open(path, (struct tl_xlsx_options){0}, &err);
	for (ok = xlsx; ok && more;) {
		ok = tl_xlsx_next(xlsx, &row, &more, &err);
		if (ok && more)
			check_row(&row, &line, &width);
	}
	if (ok ? !tl_xlsx_remarks(xlsx) : !err.text[0])
		abort();
	tl_xlsx_free(xlsx);
	if (whole)
		close(file);
	else
		unlink(path);
	return 0;
}
