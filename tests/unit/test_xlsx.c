#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <throughline/xlsx.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"

/* What a workbook is made of; NULL: as in a small one with one sheet called Data. */
struct book {
	const char *sheet; /* the inside of worksheet */
	const char *strings; /* the inside of sst */
	const char *styles; /* the inside of styleSheet */
	const char *workbook; /* the inside of workbook */
	const char *relations; /* of the workbook, after those of the one sheet */
};

static char path[64];

static int make_path(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "/tmp/test_xlsx.%ld", (long)getpid());
	return 0;
}

static int remove_path(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

static void add_part(
	zip_t *zip, const char *name, const char *before, const char *inside, const char *after)
{
	size_t size = strlen(before) + strlen(inside) + strlen(after) + 1;
	char *text = malloc(size);

	assert_non_null(text);
	snprintf(text, size, "%s%s%s", before, inside, after);
	assert_true(zip_file_add(zip, name, zip_source_buffer(zip, text, strlen(text), 1), 0) >= 0);
}

static void write_book(const struct book *book)
{
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	assert_non_null(zip);
	add_part(zip, "_rels/.rels", "<Relationships xmlns='" PACKAGE "'>",
		"<Relationship Id='a' Type='" OFFICE "/officeDocument' Target='xl/workbook.xml'/>",
		"</Relationships>");
	add_part(zip, "xl/workbook.xml", "<workbook xmlns='" MAIN "' xmlns:r='" OFFICE "'>",
		book->workbook ? book->workbook
			       : "<sheets><sheet name='Data' sheetId='1' r:id='one'/></sheets>",
		"</workbook>");
	add_part(zip, "xl/_rels/workbook.xml.rels",
		"<Relationships xmlns='" PACKAGE "'>"
		"<Relationship Id='one' Type='" OFFICE "/worksheet' Target='sheets/1.xml'/>"
		"<Relationship Id='str' Type='" OFFICE "/sharedStrings' Target='/xl/texts.xml'/>"
		"<Relationship Id='sty' Type='" OFFICE "/styles' Target='styles.xml'/>",
		book->relations ? book->relations : "", "</Relationships>");
	add_part(zip, "xl/texts.xml", "<sst xmlns='" MAIN "'>", book->strings ? book->strings : "",
		"</sst>");
	add_part(zip, "xl/styles.xml", "<styleSheet xmlns='" MAIN "'>",
		book->styles ? book->styles : "", "</styleSheet>");
	add_part(zip, "xl/sheets/1.xml", "<worksheet xmlns='" MAIN "'>",
		book->sheet ? book->sheet : "<sheetData/>", "</worksheet>");
	assert_int_equal(zip_close(zip), 0);
}

static void write_bytes(const void *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void add_row(const struct tl_csv_row *row, struct tl_buf *out)
{
	tl_buf_addf(out, "%lld %lld:", (long long)row->record, (long long)row->line);
	for (size_t i = 0; i < row->count; i++)
		tl_buf_addf(out, "|" TL_STR_FMT, TL_STR_ARG(row->fields[i]));
	tl_buf_add_char(out, '\n');
}

/* Each row as "record line:|field|field", then the remarks; or what went wrong after the path. */
static const char *read_sheet(struct tl_xlsx_options options, struct tl_buf *out)
{
	struct tl_err err = {0};
	struct tl_xlsx *xlsx = tl_xlsx_open(path, options, &err);
	struct tl_csv_row row;
	bool ok = xlsx, more = true;

	tl_buf_clear(out);
	while (ok && (ok = tl_xlsx_next(xlsx, &row, &more, &err)) && more)
		add_row(&row, out);
	if (ok) {
		tl_buf_addc(out, tl_xlsx_remarks(xlsx));
	} else {
		assert_int_equal(err.exit_status, EX_DATAERR);
		assert_memory_equal(err.text, path, strlen(path));
		tl_buf_addc(out, err.text + strlen(path));
	}
	tl_xlsx_free(xlsx);
	return tl_buf_c(out);
}

static void assert_sheet(const struct book *book, struct tl_xlsx_options options, const char *want)
{
	struct tl_buf out = {0};

	write_book(book);
	assert_true(tl_xlsx_is(path));
	assert_string_equal(read_sheet(options, &out), want);
	tl_buf_free(&out);
}

/* The sheet's data only, in the usual book. */
static void assert_data(const char *data, const char *want)
{
	char sheet[8192];

	snprintf(sheet, sizeof sheet, "<sheetData>%s</sheetData>", data);
	assert_sheet(&(struct book){.sheet = sheet,
			     .strings = "<si><t>who</t></si><si><t xml:space='preserve'> two "
					"</t></si>"},
		(struct tl_xlsx_options){0}, want);
}

static void every_type_of_cell_becomes_text(void **state)
{
	// clang-format off
	static const struct { const char *cell, *want; } cases[] = {
		{"<c r='A2' t='s'><v>1</v></c>", " two "},
		{"<c r='A2' t='inlineStr'><is><t>here &amp; now</t></is></c>", "here & now"},
		{"<c r='A2' t='inlineStr'><is><r><t>in </t></r><r><rPr><b/></rPr><t>bold</t></r></is></c>", "in bold"},
		{"<c r='A2' t='str'><f>A1&amp;\"x\"</f><v>whox</v></c>", "whox"},
		{"<c r='A2' t='b'><v>1</v></c>", "TRUE"},
		{"<c r='A2' t='b'><v>0</v></c>", "FALSE"},
		{"<c r='A2' t='e'><v>#N/A</v></c>", "#N/A"},
		{"<c r='A2' t='d'><v>2014-06-30</v></c>", "2014-06-30"},
		{"<c r='A2'><f>1/4</f><v>0.25</v></c>", "0.25"},
		{"<c r='A2' t='n'><v>12</v></c>", "12"},
		{"<c r='A2'><v>-7</v></c>", "-7"},
		{"<c r='A2'><v>1.1000000000000001</v></c>", "1.1"},
		{"<c r='A2'><v>4.857773456E9</v></c>", "4857773456"},
		{"<c r='A2'><v>123456789012345</v></c>", "123456789012345"},
		{"<c r='A2'><v>1E+20</v></c>", "1e+20"},
		{"<c r='A2'><v> 3 </v></c>", "3"},
		{"<c r='A2' t='s'><v>0</v></c>", "who"},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		char data[512], want[128];

		snprintf(data, sizeof data,
			"<row r='1'><c r='A1' t='s'><v>0</v></c></row><row r='2'>%s</row>",
			cases[i].cell);
		snprintf(want, sizeof want, "0 1:|who\n1 2:|%s\n", cases[i].want);
		assert_data(data, want);
	}
}

static void rows_are_as_wide_as_the_header_and_empty_ones_are_none(void **state)
{
	(void)state;
	assert_data("<row r='1'><c r='A1'><v>1</v></c><c r='C1'><v>3</v></c><c r='D1'/></row>"
		    "<row r='2'><c r='A2' t='s'/><c r='B2'/></row>"
		    "<row r='4'><c r='B4'><v>9</v></c></row>"
		    "<row r='7'><c r='A7'><v>1</v></c><c r='E7'><v>5</v></c></row>"
		    "<row><c><v>1</v></c><c/><c><v>3</v></c></row>",
		"0 1:|1||3\n1 4:||9|\n2 7:|1||||5\n3 8:|1||3\n");
	assert_data("", "");
}

static void the_header_is_where_the_contract_says(void **state)
{
	const struct book book = {.sheet = "<sheetData><row r='1'><c r='A1'><v>2024</v></c></row>"
					   "<row r='3'><c r='B3'><v>1</v></c></row>"
					   "<row r='4'><c r='B4'><v>2</v></c></row></sheetData>"};

	(void)state;
	assert_sheet(&book, (struct tl_xlsx_options){.header_row = 3}, "0 3:||1\n1 4:||2\n");
	assert_sheet(&book, (struct tl_xlsx_options){.header_row = 2},
		": row 2 of the sheet, which should hold the headers, is empty; say in the "
		"contract where "
		"they are, as header_row: N");
	assert_sheet(&book, (struct tl_xlsx_options){.header_row = 9}, "");
}

static void strings_lose_their_looks_and_keep_their_characters(void **state)
{
	(void)state;
	assert_sheet(
		&(struct book){
			.sheet = "<sheetData><row r='1'><c t='s'><v>0</v></c><c t='s'><v>1</v></c>"
				 "<c t='s'><v>2</v></c></row></sheetData>",
			.strings = "<si><r><t>O</t></r><r><rPr><i/></rPr><t>'Neill</t></r></si>"
				   "<si><t>&#x6771;</t><rPh sb='0' eb='1'><t>HI</t></rPh></si>"
				   "<si><t>a_x0009_b_x005F_x0009_c_x00_</t></si>"},
		(struct tl_xlsx_options){0}, "0 1:|O'Neill|\xe6\x9d\xb1|a\tb_x0009_c_x00_\n");
}

/* A number in a cell, the format it is shown in (a built-in one's number, or a code of one's own).
 */
static void assert_shown(const char *number, const char *format, bool from_1904, const char *want)
{
	bool built_in = strspn(format, "0123456789") == strlen(format);
	char styles[512], sheet[512], line[128];

	snprintf(styles, sizeof styles,
		"<numFmts><numFmt numFmtId='170' formatCode='%s'/></numFmts>"
		"<cellStyleXfs><xf numFmtId='0'/></cellStyleXfs>"
		"<cellXfs><xf numFmtId='0'/><xf numFmtId='%s'/></cellXfs>"
		"<dxfs><dxf><numFmt numFmtId='170' formatCode='General'/></dxf></dxfs>",
		built_in ? "General" : format, built_in ? format : "170");
	snprintf(sheet, sizeof sheet,
		"<sheetData><row r='1'><c s='1'><v>%s</v></c></row></sheetData>", number);
	snprintf(line, sizeof line, "0 1:|%s\n", want);
	assert_sheet(
		&(struct book){.sheet = sheet,
			.styles = styles,
			.workbook = from_1904
					    ? "<workbookPr date1904='1'/><sheets>"
					      "<sheet name='Data' sheetId='1' r:id='one'/></sheets>"
					    : NULL},
		(struct tl_xlsx_options){0}, line);
}

/* 41820 is 25569 (1 January 1970) and 16251 days; 1904 began 1462 days after Excel's other day 0.
 */
static void days_are_those_that_excel_shows(void **state)
{
	// clang-format off
	static const struct { const char *number, *format; bool from_1904; const char *want; } cases[] = {
		{"1", "14", false, "1900-01-01"},
		{"59", "14", false, "1900-02-28"},
		{"60", "14", false, "1900-02-29"},
		{"61", "14", false, "1900-03-01"},
		{"0", "14", false, "1900-01-00"},
		{"25569", "14", false, "1970-01-01"},
		{"41820", "14", false, "2014-06-30"},
		{"41820.75", "14", false, "2014-06-30"},
		{"41820.75", "22", false, "2014-06-30T18:00:00"},
		{"41820", "22", false, "2014-06-30T00:00:00"},
		{"41820.999999", "22", false, "2014-07-01T00:00:00"},
		{"0.5", "20", false, "12:00:00"},
		{"41820.5", "20", false, "2014-06-30T12:00:00"},
		{"2958465", "14", false, "9999-12-31"},
		{"2958466", "14", false, "2958466"},
		{"-1", "14", false, "-1"},
		{"0", "14", true, "1904-01-01"},
		{"40358", "14", true, "2014-06-30"},
		{"60", "14", true, "1904-03-01"},
		{"41820", "2", false, "41820"},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_shown(cases[i].number, cases[i].format, cases[i].from_1904, cases[i].want);
}

static void a_format_of_ones_own_is_a_date_by_its_letters(void **state)
{
	static const char date[] = "2014-06-30", time[] = "2014-06-30T06:00:00",
			  number[] = "41820.25";
	// clang-format off
	static const struct { const char *format, *want; } cases[] = {
		{"dd/mm/yyyy", date},
		{"[$-809]d mmmm yyyy;@", date},
		{"mmm\\-yy", date},
		{"mmmm", date},
		{"yyyy\\-mm\\-dd hh:mm", time},
		{"d/m/yy h:mm AM/PM", time},
		{"0.00", number},
		{"General", number},
		{"#,##0\\ \"days\"", number},
		{"[Red]0;[Blue]\\-0", number},
		{"0.00E+00", number},
		{"[h]:mm:ss", number},
		{"[$\xc2\xa3-809]#,##0.00", number},
		{"_-* #,##0.00_-", number},
		{"0.0\"d\"", number},
		{"0;dd", number},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		char escaped[128] = "";

		/* The code stands in an attribute. */
		for (const char *c = cases[i].format; *c; c++)
			snprintf(escaped + strlen(escaped), sizeof escaped - strlen(escaped),
				*c == '"' ? "&quot;" : "%c", *c);
		assert_shown("41820.25", escaped, false, cases[i].want);
	}
}

static void what_somebody_should_look_at_is_said(void **state)
{
	(void)state;
	assert_sheet(
		&(struct book){
			.sheet = "<cols><col min='1' max='1'/><col min='2' max='3' hidden='1'/>"
				 "<col min='4' max='16384' hidden='1'/></cols><sheetData>"
				 "<row r='1'><c><v>1</v></c></row>"
				 "<row r='2' hidden='1'><c><v>2</v></c></row>"
				 "<row "
				 "r='3'><c><f>1+1</f></c><c><f>1+1</f><v></v></c><c><v>4</v></c></"
				 "row>"
				 "</sheetData><mergeCells><mergeCell ref='A1:B1'/></mergeCells>",
			.workbook =
				"<sheets><sheet name='Data' sheetId='1' state='hidden' r:id='one'/>"
				"</sheets>"},
		(struct tl_xlsx_options){0},
		"0 1:|1\n1 2:|2\n2 3:|||4\n"
		"the sheet is hidden, and was read; 1 hidden row, which was read; 2 hidden "
		"columns, which "
		"were read; 1 merged range, of which only the first cell holds anything; 2 "
		"formulas without a "
		"stored result, read as blank");
}

static void a_sheet_is_named_where_there_are_several(void **state)
{
	const struct book book = {
		.sheet = "<sheetData><row r='1'><c><v>5</v></c></row></sheetData>",
		.workbook = "<sheets><sheet name='Notes' sheetId='3' r:id='two'/>"
			    "<sheet name='Chart' sheetId='2' r:id='three'/>"
			    "<sheet name='Data 2024' sheetId='1' r:id='one'/></sheets>",
		.relations =
			"<Relationship Id='two' Type='" OFFICE "/worksheet' Target='sheets/2.xml'/>"
			"<Relationship Id='three' Type='" OFFICE "/chartsheet' Target='c/1.xml'/>",
	};

	(void)state;
	assert_sheet(&book, (struct tl_xlsx_options){.sheet = "Data 2024"}, "0 1:|5\n");
	assert_sheet(&book, (struct tl_xlsx_options){.sheet = "data 2024 "}, "0 1:|5\n");
	assert_sheet(&book, (struct tl_xlsx_options){0},
		": it has 2 sheets (\"Notes\", \"Data 2024\"); say in the contract which one, as "
		"sheet: NAME");
	assert_sheet(&book, (struct tl_xlsx_options){.sheet = "Data 2025"},
		": it has no sheet \"Data 2025\"; the nearest is \"Data 2024\"");
	assert_sheet(&book, (struct tl_xlsx_options){.sheet = "Returns"},
		": it has no sheet \"Returns\"; its sheets are \"Notes\", \"Data 2024\"");
}

/* The same sheet in both date systems, as LibreOffice wrote it: tests/data/xlsx/README.md. */
static void what_libreoffice_writes_is_read(void **state)
{
	static const char *const books[] = {
		"tests/data/xlsx/calls.xlsx", "tests/data/xlsx/calls-1904.xlsx"};
	struct tl_buf out = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(books); i++) {
		struct tl_err err = {0};
		struct tl_buf whole = {0};

		assert_true(tl_file_read_all(books[i], 1 << 20, &whole, &err));
		write_bytes(whole.data, whole.length);
		tl_buf_free(&whole);
		assert_string_equal(read_sheet((struct tl_xlsx_options){"Calls 2014", 3}, &out),
			"0 3:|nominal|called|closed|nature|minutes|cost|urgent\n"
			"1 4:|p01|2014-04-01|2014-04-01T18:30:00|DV|35|1234.5|TRUE\n"
			"2 5:|p02|2014-05-31||O'Neill, & <co>|70|0.1|FALSE\n"
			"3 6:|p03|2014-06-30||ASB|#VALUE!|#DIV/0!|Zo\xc3\xab\n"
			"1 hidden row, which was read; 1 hidden column, which was read; 1 merged "
			"range, of "
			"which only the first cell holds anything");
	}
	tl_buf_free(&out);
}

static void a_damaged_sheet_is_refused(void **state)
{
	static const char damaged[] =
		": not a complete .xlsx workbook (cut short or damaged); ask for it again";
	// clang-format off
	static const struct { const char *data, *want; } cases[] = {
		{"<row r='1'><c t='s'><v>2</v></c></row>", ": a cell of the sheet is damaged; ask for it again"},
		{"<row r='1'><c t='s'><v>-1</v></c></row>", ": a cell of the sheet is damaged; ask for it again"},
		{"<row r='1'><c><v>one</v></c></row>", ": a cell of the sheet is damaged; ask for it again"},
		{"<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row>",
			": a row's cells are not in order; save it anew in Excel"},
		{"<row r='1'><c r='A1'><v>1</v></c><c r='A1'><v>1</v></c></row>",
			": a row's cells are not in order; save it anew in Excel"},
		{"<row r='1'><c r='GAZ1'><v>1</v></c></row>",
			": a row of the sheet has more than 4096 fields; deliver it as CSV"},
		{"<row r='1'><c r='AAAAAAAAAAAAAAAAAAAAAA1'><v>1</v></c></row>",
			": a row of the sheet has more than 4096 fields; deliver it as CSV"},
		{"<row r='1'><c r='A1'><v>1</v></c></row><row r='1'><c r='A1'><v>1</v></c></row>",
			"its rows are not in order"},
		{"<row r='1048577'><c><v>1</v></c></row>", "its rows are not in order, or too many"},
		{"<row r='1'><c>", damaged},
		{"<row r='1'>&lol;</row>", damaged},
	};
	// clang-format on
	struct tl_buf out = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		char sheet[512];

		snprintf(sheet, sizeof sheet, "<sheetData>%s</sheetData>", cases[i].data);
		write_book(&(struct book){.sheet = sheet, .strings = "<si/><si/>"});
		assert_non_null(
			strstr(read_sheet((struct tl_xlsx_options){0}, &out), cases[i].want));
	}
	tl_buf_free(&out);
}

static void an_unlocked_complete_workbook_is_asked_for(void **state)
{
	static const char damaged[] =
		": not a complete .xlsx workbook (cut short or damaged); ask for it again";
	struct tl_buf out = {0}, whole = {0};
	struct tl_err err = {0};
	zip_t *zip;

	(void)state;
	write_bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", 17);
	assert_true(tl_xlsx_is(path));
	assert_string_equal(read_sheet((struct tl_xlsx_options){0}, &out),
		": an Excel file with a password, or an old .xls; save it as .xlsx without a "
		"password");

	write_book(&(struct book){0});
	assert_true(tl_file_read_all(path, 1 << 20, &whole, &err));
	for (size_t length = 4; length < whole.length; length += 97) {
		write_bytes(whole.data, length);
		assert_string_equal(read_sheet((struct tl_xlsx_options){0}, &out), damaged);
	}

	zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	add_part(zip, "2024.csv", "a,b\n", "", "");
	assert_int_equal(zip_close(zip), 0);
	assert_string_equal(read_sheet((struct tl_xlsx_options){0}, &out),
		": a zip file, but there is no Excel workbook in it; save it as .xlsx, or unpack "
		"it if it "
		"holds CSV files");
	write_bytes("a,b\n1,2\n", 8);
	assert_false(tl_xlsx_is(path));
	tl_buf_free(&out);
	tl_buf_free(&whole);
}

static void a_workbook_that_would_blow_up_is_refused(void **state)
{
	const struct book doctype = {.sheet = "<sheetData/>"};
	struct tl_buf out = {0}, blanks = {0};
	zip_t *zip;

	(void)state;
	write_book(&doctype);
	zip = zip_open(path, 0, NULL);
	assert_true(zip_delete(zip, (zip_uint64_t)zip_name_locate(zip, "xl/texts.xml", 0)) == 0);
	add_part(zip, "xl/texts.xml", "<!DOCTYPE sst [<!ENTITY a \"aaaa\">]>",
		"<sst><si><t>&a;</t></si></sst>", "");
	assert_int_equal(zip_close(zip), 0);
	assert_string_equal(read_sheet((struct tl_xlsx_options){0}, &out),
		": it holds a document type, which no workbook has; ask for it again");

	tl_buf_reserve(&blanks, (size_t)80 << 20);
	memset(blanks.data, ' ', (size_t)80 << 20);
	blanks.data[(size_t)80 << 20] = '\0';
	write_book(&(struct book){.sheet = blanks.data});
	assert_string_equal(read_sheet((struct tl_xlsx_options){0}, &out),
		": part of it unpacks to more than 200 times its size; if that is right, deliver "
		"it as CSV");
	tl_buf_free(&blanks);
	tl_buf_free(&out);
}

#define TEST(function) cmocka_unit_test(function)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_type_of_cell_becomes_text),
		TEST(rows_are_as_wide_as_the_header_and_empty_ones_are_none),
		TEST(the_header_is_where_the_contract_says),
		TEST(strings_lose_their_looks_and_keep_their_characters),
		TEST(days_are_those_that_excel_shows),
		TEST(a_format_of_ones_own_is_a_date_by_its_letters),
		TEST(what_somebody_should_look_at_is_said),
		TEST(a_sheet_is_named_where_there_are_several),
		TEST(what_libreoffice_writes_is_read),
		TEST(a_damaged_sheet_is_refused),
		TEST(an_unlocked_complete_workbook_is_asked_for),
		TEST(a_workbook_that_would_blow_up_is_refused),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}
