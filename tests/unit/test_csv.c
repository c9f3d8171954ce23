#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/resource.h>

#include "scratch.h"

#include <throughline/csv.h>

/* The three ways to a file's rows, which must give the same. */
enum way { BY_REFERENCE, ROW_BY_ROW, PLAIN_TOGETHER, WAYS };

static void say_row(struct tl_buf *out, const struct tl_csv_row *row)
{
	tl_buf_addf(out, "%lld@%lld%s:", (long long)row->record, (long long)row->line,
		row->bad_encoding ? "!" : "");
	for (size_t i = 0; i < row->count; i++)
		tl_buf_addf(out, "[" TL_STR_FMT "]", TL_STR_ARG(row->fields[i]));
	tl_buf_add_char(out, '\n');
}

static void say_plain(struct tl_buf *out, const struct tl_csv_rows *rows)
{
	for (size_t r = 0; r < rows->count; r++) {
		tl_buf_addf(out, "%lld@%lld:", (long long)rows->record + (long long)r,
			(long long)rows->line + (long long)r);
		for (size_t i = 0; i < rows->columns; i++) {
			struct tl_str field = tl_csv_rows_field(rows, r, i);

			tl_buf_addf(out, "[" TL_STR_FMT "]", TL_STR_ARG(field));
		}
		tl_buf_add_char(out, '\n');
	}
}

/* A file as one text, a line per row: "record@line: [field][field]", "!" for bad encoding. */
static bool dump(const char *path, struct tl_csv_options options, enum way way, struct tl_buf *out,
	struct tl_err *err)
{
	struct tl_csv_rows rows = {0};
	struct tl_csv_row row = {0};
	struct tl_csv *csv;
	bool more = true, ok;

	options.reference_only = way == BY_REFERENCE;
	csv = tl_csv_open(path, options, err);
	ok = csv != NULL;
	while (ok && more) {
		if (way == PLAIN_TOGETHER)
			ok = tl_csv_next_plain(csv, row.count, &rows, err);
		say_plain(out, &rows);
		ok = ok && tl_csv_next(csv, &row, &more, err);
		if (ok && more)
			say_row(out, &row);
	}
	tl_csv_free(csv);
	return ok;
}

static void assert_rows(struct tl_str bytes, struct tl_csv_options options, const char *want)
{
	const char *path = scratch_bytes("rows.csv", bytes.data, bytes.length);

	for (enum way way = 0; way < WAYS; way++) {
		struct tl_buf got = {0};
		struct tl_err err = {0};

		if (!dump(path, options, way, &got, &err))
			fail_msg("%s", err.text);
		assert_string_equal(tl_buf_c(&got), want);
		tl_buf_free(&got);
	}
}

static void rows_come_as_delivered_with_their_record_and_line(void **state)
{
	// clang-format off
	static const struct {
		struct tl_str bytes;
		const char *want;
	} cases[] = {
		{TL_STR_INIT(""), ""},
		{TL_STR_INIT("a,b\n1,2\n"), "0@1:[a][b]\n1@2:[1][2]\n"},
		{TL_STR_INIT("a,b\n1,2"), "0@1:[a][b]\n1@2:[1][2]\n"},
		{TL_STR_INIT("a,b\r\n1,2\r\n"), "0@1:[a][b]\n1@2:[1][2]\n"},
		{TL_STR_INIT("a,b\r1,2\r"), "0@1:[a][b]\n1@2:[1][2]\n"},
		{TL_STR_INIT("a\nb\rc\r\nd"), "0@1:[a]\n1@2:[b]\n2@3:[c]\n3@4:[d]\n"},
		{TL_STR_INIT("a\n\n\nb\n"), "0@1:[a]\n1@2:\n2@3:\n3@4:[b]\n"},
		{TL_STR_INIT("a\r\n\r\n\r\nb\r\n"), "0@1:[a]\n1@2:\n2@3:\n3@4:[b]\n"},
		{TL_STR_INIT("a\r\rb"), "0@1:[a]\n1@2:\n2@3:[b]\n"},
		{TL_STR_INIT("a\n\rb"), "0@1:[a]\n1@2:\n2@3:[b]\n"},
		{TL_STR_INIT(","), "0@1:[][]\n"},
		{TL_STR_INIT("\"\"\n"), "0@1:[]\n"},
		{TL_STR_INIT("a,\n,\n"), "0@1:[a][]\n1@2:[][]\n"},
		{TL_STR_INIT(" a\t, b ,\tc \n  \n"), "0@1:[ a\t][ b ][\tc ]\n1@2:[  ]\n"},
		{TL_STR_INIT("\"a,b\",\"say \"\"hi\"\"\"\n"), "0@1:[a,b][say \"hi\"]\n"},
		{TL_STR_INIT("O'Neill,5' 6\" tall,x\n"), "0@1:[O'Neill][5' 6\" tall][x]\n"},
		/* lines inside quotes: every ending counts once, and the bytes stay */
		{TL_STR_INIT("h\n\"x\ny\r\nz\",1\nb,2\n"), "0@1:[h]\n1@2:[x\ny\r\nz][1]\n2@5:[b][2]\n"},
		{TL_STR_INIT("\"x\ry\"\rb\r"), "0@1:[x\ry]\n1@3:[b]\n"},
		{TL_STR_INIT("\"x\r\"\nb\n"), "0@1:[x\r]\n1@3:[b]\n"},
		{TL_STR_INIT("\"x\r\n\"\r\nb\n"), "0@1:[x\r\n]\n1@3:[b]\n"},
		/* blanks between a closing quote and the delimiter are outside the text */
		{TL_STR_INIT("\"a\" ,b\n\"c\"\t \n\"d\"  "), "0@1:[a][b]\n1@2:[c]\n2@3:[d]\n"},
		{TL_STR_INIT("\"a\" , b\n"), "0@1:[a][ b]\n"},
		{TL_STR_INIT("\"a \"\" b\",c\n"), "0@1:[a \" b][c]\n"},
		{TL_STR_INIT("\"a \",\" b\"\n"), "0@1:[a ][ b]\n"},
		{TL_STR_INIT("\"a\" b\",c\n"), "0@1:[a\" b][c]\n"}, /* a quote that was not doubled */
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_rows(cases[i].bytes, (struct tl_csv_options){0}, cases[i].want);
}

static void another_delimiter_is_taken_and_the_comma_is_text(void **state)
{
	(void)state;
	assert_rows(TL_STR("a;b,c\n1;\"2;3\"\n"), (struct tl_csv_options){.delimiter = ';'},
		"0@1:[a][b,c]\n1@2:[1][2;3]\n");
	assert_rows(TL_STR("a\tb\n\t\n\"x\"\ty\n \t\"z\" \t\n"),
		(struct tl_csv_options){.delimiter = '\t'},
		"0@1:[a][b]\n1@2:[][]\n2@3:[x][y]\n3@4:[ ][z][]\n");
}

static void title_rows_are_passed_over_and_lines_still_count(void **state)
{
	struct tl_csv_options two = {.skip_lines = 2};

	(void)state;
	assert_rows(TL_STR("Title \"of\" it\n\na,b\n1,2\n"), two, "0@3:[a][b]\n1@4:[1][2]\n");
	assert_rows(TL_STR("T\r\nU\r\na,b\r\n1,2\r\n"), two, "0@3:[a][b]\n1@4:[1][2]\n");
	assert_rows(TL_STR("T\rU\ra,b\r1,2\r"), two, "0@3:[a][b]\n1@4:[1][2]\n");
	assert_rows(TL_STR("one \"quote\n\" never closed\na\n"), two, "0@3:[a]\n");
	assert_rows(TL_STR("T\n"), two, "");
}

static void encodings_become_utf8_and_what_is_none_is_flagged(void **state)
{
	// clang-format off
	static const struct {
		struct tl_str bytes;
		enum tl_encoding encoding;
		const char *want;
	} cases[] = {
		{TL_STR_INIT("\xef\xbb\xbf" "a,b\n"), TL_UTF8, "0@1:[a][b]\n"},
		{TL_STR_INIT("\xef\xbb\xbf\"a\",b\n"), TL_WINDOWS_1252, "0@1:[a][b]\n"},
		{TL_STR_INIT("\xef\xbb\xbf"), TL_UTF8, ""},
		{TL_STR_INIT("Si\xc3\xa2n,x\nSi\xe2n,y\nz\n"), TL_UTF8,
			"0@1:[Si\xc3\xa2n][x]\n1@2!:[Si\xe2n][y]\n2@3:[z]\n"},
		/* two halves of a character in neighbouring fields are two errors, not a letter */
		{TL_STR_INIT("\xc3,\xa2\n"), TL_UTF8, "0@1!:[\xc3][\xa2]\n"},
		{TL_STR_INIT("Si\xe2n,\x80" "5,\xa3\n"), TL_WINDOWS_1252,
			"0@1:[Si\xc3\xa2n][\xe2\x82\xac" "5][\xc2\xa3]\n"},
		{TL_STR_INIT("\x93q\x94 \x9f\xff\n"), TL_WINDOWS_1252,
			"0@1:[\xe2\x80\x9cq\xe2\x80\x9d \xc5\xb8\xc3\xbf]\n"},
		{TL_STR_INIT("a\x81\nb\n"), TL_WINDOWS_1252, "0@1!:[a\xff]\n1@2:[b]\n"},
		{TL_STR_INIT("\xff\xfe" "a\0,\0\xe2\0\n\0" "1\0\n\0"), TL_UTF8, "0@1:[a][\xc3\xa2]\n1@2:[1]\n"},
		{TL_STR_INIT("\xfe\xff\0a\0,\x20\xac\0\r\0\n\0" "1"), TL_UTF16,
			"0@1:[a][\xe2\x82\xac]\n1@2:[1]\n"},
		{TL_STR_INIT("\xff\xfe\x3d\xd8\x00\xde\n\0"), TL_UTF16, "0@1:[\xf0\x9f\x98\x80]\n"},
		{TL_STR_INIT("\xff\xfe\x3d\xd8" "a\0\n\0\x00\xde\n\0"), TL_UTF16,
			"0@1!:[\xff" "a]\n1@2!:[\xff]\n"},
		{TL_STR_INIT("\xff\xfe" "a\0\n\0b"), TL_UTF16, "0@1:[a]\n1@2!:[\xff]\n"},
		{TL_STR_INIT(""), TL_UTF16, ""},
		/* without a mark, where the contract names the order; a mark still wins */
		{TL_STR_INIT("a\0,\0\xe2\0\n\0"), TL_UTF16LE, "0@1:[a][\xc3\xa2]\n"},
		{TL_STR_INIT("\0a\0,\x20\xac\0\r"), TL_UTF16BE, "0@1:[a][\xe2\x82\xac]\n"},
		{TL_STR_INIT("\xff\xfe" "a\0\n\0"), TL_UTF16BE, "0@1:[a]\n"},
		{TL_STR_INIT(""), TL_UTF16LE, ""},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_rows(cases[i].bytes, (struct tl_csv_options){.encoding = cases[i].encoding},
			cases[i].want);
}

static void refuse(
	struct tl_str bytes, struct tl_csv_options options, const char *where, const char *what)
{
	const char *path = scratch_bytes("refused.csv", bytes.data, bytes.length);

	for (enum way way = 0; way < WAYS; way++) {
		struct tl_buf got = {0};
		struct tl_err err = {0};

		assert_false(dump(path, options, way, &got, &err));
		assert_int_equal(err.exit_status, EX_DATAERR);
		if (strncmp(err.text, path, strlen(path)) ||
			strncmp(err.text + strlen(path), where, strlen(where)) ||
			!strstr(err.text, what))
			fail_msg("%s", err.text);
		tl_buf_free(&got);
	}
}

static void an_unclosed_quote_is_named_by_the_line_that_opened_it(void **state)
{
	struct tl_csv_options none = {0};

	(void)state;
	refuse(TL_STR("a,b\n1,2\n3,\"4\n5,6\n"), none, ":3: ", "opened on this line is never");
	refuse(TL_STR("a,b\n\"x\ny\",\"z\nw"), none, ":3: ", "opened on this line is");
	refuse(TL_STR("\"a\",\"b\r\nc\r\n"), none, ":1: ", "opened on this line is");
	refuse(TL_STR("a,\"\"\"\nb\n"), none, ":1: ", "opened on this line is");
}

static void utf16_without_its_mark_is_refused(void **state)
{
	(void)state;
	refuse(TL_STR("a\0,\0"), (struct tl_csv_options){.encoding = TL_UTF16},
		":1: ", "byte order mark");
}

static void a_field_has_a_limit_whether_quoted_or_not(void **state)
{
	struct tl_buf text = {0};
	struct tl_buf want = {0};

	(void)state;
	tl_buf_addc(&text, "h\n\"");
	for (size_t i = 0; i < TL_CSV_FIELD_MAX; i++)
		tl_buf_add_char(&text, 'x');
	tl_buf_addc(&text, "\",1\n");
	tl_buf_addf(&want, "0@1:[h]\n1@2:[%.*s][1]\n", (int)TL_CSV_FIELD_MAX, text.data + 3);
	assert_rows(tl_buf_str(&text), (struct tl_csv_options){0}, want.data);

	tl_buf_clear(&text);
	tl_buf_addc(&text, "h\n1,\"x\n");
	while (text.length < 200000)
		tl_buf_addc(&text, "and, so\non");
	refuse(tl_buf_str(&text), (struct tl_csv_options){0}, ":65",
		"opened on line 2 is not closed");

	tl_buf_clear(&text);
	tl_buf_addc(&text, "h\n1,");
	while (text.length < 200000)
		tl_buf_addc(&text, "xyz");
	refuse(tl_buf_str(&text), (struct tl_csv_options){0}, ":2: ", "starts on line 2 is longer");
	tl_buf_free(&text);
	tl_buf_free(&want);
}

static void a_row_has_a_limit_of_fields(void **state)
{
	struct tl_buf text = {0};
	struct tl_csv_row row;
	struct tl_err err = {0};
	struct tl_csv *csv;
	bool more;

	(void)state;
	for (size_t i = 1; i < TL_CSV_ROW_FIELDS_MAX; i++)
		tl_buf_add_char(&text, ',');
	csv = tl_csv_open(scratch_text("wide.csv", text.data), (struct tl_csv_options){0}, &err);
	assert_non_null(csv);
	assert_true(tl_csv_next(csv, &row, &more, &err));
	assert_int_equal(row.count, TL_CSV_ROW_FIELDS_MAX);
	tl_csv_free(csv);
	tl_buf_addc(&text, ",\n");
	refuse(tl_buf_str(&text), (struct tl_csv_options){0}, ":1: ", "more than 4096 fields");
	tl_buf_free(&text);
}

static void a_row_has_a_limit_of_bytes(void **state)
{
	struct tl_buf text = {0};

	(void)state;
	tl_buf_addc(&text, "h\n");
	for (size_t field = 0; field < TL_CSV_ROW_MAX / 1000; field++) {
		for (size_t i = 0; i < 1000; i++)
			tl_buf_add_char(&text, 'x');
		tl_buf_addc(&text, field % 2 ? "," : ",\"\n\",");
	}
	refuse(tl_buf_str(&text), (struct tl_csv_options){0}, ":5",
		"starts on line 2 is longer than");
	tl_buf_free(&text);
}

/* Two gigabytes that take no room on disk: a quote is opened and the rest is NULs. */
static void a_huge_unclosed_quote_is_refused_without_reading_on(void **state)
{
	const char *path = scratch_bytes("huge.csv", "a,b\n1,\"", 7);
	struct rusage before, after;

	(void)state;
	assert_int_equal(truncate(path, (off_t)2 << 30), 0);
	assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
	for (enum way way = 0; way < WAYS; way++) {
		struct tl_buf got = {0};
		struct tl_err err = {0};

		assert_false(dump(path, (struct tl_csv_options){0}, way, &got, &err));
		assert_int_equal(err.exit_status, EX_DATAERR);
		assert_non_null(strstr(err.text, "a quote opened on line 2 is not closed within"));
		tl_buf_free(&got);
	}
	assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
	assert_true(after.ru_maxrss - before.ru_maxrss < 32 * 1024); /* kilobytes */
	assert_true(after.ru_inblock - before.ru_inblock < 32 * 1024); /* blocks of 512 bytes */
}

/* Rows of every kind across the borders of the blocks the file is read in, checked by counting. */
static void rows_across_blocks_are_not_torn(void **state)
{
	static const char *const ends[] = {"\n", "\r\n", "\r"};
	struct tl_csv_row row;
	bool more = true;

	(void)state;
	for (size_t style = 0; style < TL_LEN(ends); style++) {
		struct tl_buf text = {0};
		struct tl_err err = {0};
		struct tl_csv *csv;
		int64_t line = 1, record = 0;

		for (int i = 0; i < 20000; i++)
			tl_buf_addf(&text, "\"n %d\" ,\"x%sy \"\"%d\"\"\", %d%s", i, ends[style],
				i % 7, i, ends[style]);
		csv = tl_csv_open(
			scratch_text("long.csv", text.data), (struct tl_csv_options){0}, &err);
		assert_non_null(csv);
		for (;; record++, line += 2) {
			char first[32], second[32], third[32];

			assert_true(tl_csv_next(csv, &row, &more, &err));
			if (!more)
				break;
			snprintf(first, sizeof first, "n %d", (int)record);
			snprintf(
				second, sizeof second, "x%sy \"%d\"", ends[style], (int)record % 7);
			snprintf(third, sizeof third, " %d", (int)record);
			assert_int_equal(row.count, 3);
			assert_true(tl_str_equal(row.fields[0], tl_str(first)));
			assert_true(tl_str_equal(row.fields[1], tl_str(second)));
			assert_true(tl_str_equal(row.fields[2], tl_str(third)));
			assert_int_equal(row.record, record);
			assert_int_equal(row.line, line);
		}
		assert_int_equal(record, 20000);
		assert_int_equal(tl_csv_bytes(csv), text.length);
		assert_string_equal(tl_csv_digest(csv).hex, tl_sha256_of(tl_buf_str(&text)).hex);
		tl_csv_free(csv);
		tl_buf_free(&text);
	}
}

/* Every mixture of plain, quoted, ragged, empty and odd rows, long enough for several blocks. */
static void the_ways_to_the_rows_agree(void **state)
{
	static const char *const pieces[] = {"a,b,c", "1,2,3", "\"x\",2,3", "1,\"a\nb\",3", "", "1",
		"1,2,3,4", ",,", "Si\xc3\xa2n,b,c", "Si\xe2n,b,c", "5' 6\" tall,b,c", "\"q\" ,b,c"};
	static const char *const line_ends[] = {"\n", "\n", "\n", "\r\n", "\r"};
	uint32_t chance = 1;

	(void)state;
	for (int round = 0; round < 12; round++) {
		struct tl_buf text = {0}, want = {0};
		struct tl_err err = {0};
		const char *path;

		while (text.length < 700000) {
			bool plain = round % 3 && (chance >> 16) % (round % 3 == 1 ? 50 : 3000);

			chance = chance * 1103515245 + 12345;
			tl_buf_addc(&text, pieces[plain ? 1 : (chance >> 16) % TL_LEN(pieces)]);
			chance = chance * 1103515245 + 12345;
			tl_buf_addc(
				&text, line_ends[round < 6 ? 3 * (round & 1)
							   : (chance >> 16) % TL_LEN(line_ends)]);
		}
		path = scratch_bytes("mixed.csv", text.data, text.length);
		assert_true(dump(path, (struct tl_csv_options){0}, BY_REFERENCE, &want, &err));
		for (enum way way = ROW_BY_ROW; way < WAYS; way++) {
			struct tl_buf got = {0};

			assert_true(dump(path, (struct tl_csv_options){0}, way, &got, &err));
			assert_true(tl_str_equal(tl_buf_str(&got), tl_buf_str(&want)));
			tl_buf_free(&got);
		}
		tl_buf_free(&want);
		tl_buf_free(&text);
	}
}

static void utf16_units_across_blocks_are_not_torn(void **state)
{
	struct tl_buf bytes = {0};
	struct tl_csv_row row;
	struct tl_err err = {0};
	struct tl_csv *csv;
	bool more = true;
	int64_t rows = 0;

	(void)state;
	tl_buf_add(&bytes, TL_STR("\xff\xfe"));
	for (int i = 0; i < 30000; i++) /* 10 bytes a row: no block ends where a row does */
		tl_buf_add(&bytes, TL_STR("\x3d\xd8\x00\xde,\0a\0\n\0"));
	csv = tl_csv_open(scratch_bytes("utf16.csv", bytes.data, bytes.length),
		(struct tl_csv_options){0}, &err);
	assert_non_null(csv);
	for (; tl_csv_next(csv, &row, &more, &err) && more; rows++) {
		assert_false(row.bad_encoding);
		assert_int_equal(row.count, 2);
		assert_true(tl_str_equal(row.fields[0], TL_STR("\xf0\x9f\x98\x80")));
	}
	assert_int_equal(rows, 30000);
	tl_csv_free(csv);
	tl_buf_free(&bytes);
}

static void a_file_that_is_not_there_is_missing_input(void **state)
{
	struct tl_err err = {0};

	(void)state;
	assert_null(tl_csv_open(scratch_path("absent.csv"), (struct tl_csv_options){0}, &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	tl_csv_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_come_as_delivered_with_their_record_and_line),
		cmocka_unit_test(another_delimiter_is_taken_and_the_comma_is_text),
		cmocka_unit_test(title_rows_are_passed_over_and_lines_still_count),
		cmocka_unit_test(encodings_become_utf8_and_what_is_none_is_flagged),
		cmocka_unit_test(an_unclosed_quote_is_named_by_the_line_that_opened_it),
		cmocka_unit_test(utf16_without_its_mark_is_refused),
		cmocka_unit_test(a_field_has_a_limit_whether_quoted_or_not),
		cmocka_unit_test(a_row_has_a_limit_of_fields),
		cmocka_unit_test(a_row_has_a_limit_of_bytes),
		cmocka_unit_test(a_huge_unclosed_quote_is_refused_without_reading_on),
		cmocka_unit_test(rows_across_blocks_are_not_torn),
		cmocka_unit_test(the_ways_to_the_rows_agree),
		cmocka_unit_test(utf16_units_across_blocks_are_not_torn),
		cmocka_unit_test(a_file_that_is_not_there_is_missing_input),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
