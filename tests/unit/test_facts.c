#include "scratch.h"

#include "../../lib/facts_private.h"

#include <math.h>
#include <stdlib.h>

#include <throughline/facts.h>
#include <throughline/schema.h>

static const char schema[] = "PRAGMA page_size = 65536; PRAGMA user_version = 1;";

enum { NUMBER, DAY, SCORE, CODE };
static const struct tl_fact_column columns[] = {
	{"number", TL_FACT_INT},
	{"day", TL_FACT_DAY},
	{"score", TL_FACT_REAL},
	{"code", TL_FACT_TEXT},
};

/* Rows by a rule, so that a reader can be held to the rule and not to what the writer wrote. */
static int64_t number_of(int64_t row)
{
	return row % 7 == 3 ? TL_NO_INT : row * 1000003 - 5;
}

static int32_t day_of(int64_t row)
{
	return row % 11 == 5 ? TL_NO_DAY.n : (int32_t)(row % 4000 - 100);
}

static double score_of(int64_t row)
{
	return row % 5 == 1 ? NAN : (double)row / 8;
}

/* Words come in no order, are met again, and one in thirteen rows has none. */
static struct tl_str code_of(int64_t row, char text[16])
{
	if (row % 13 == 4)
		return TL_STR("");
	snprintf(text, 16, "c%lld", (long long)((row * 7919) % 1009));
	return tl_str(text);
}

static void add_row(struct tl_facts_writer *writer, int64_t row)
{
	char text[16];

	if (number_of(row) != TL_NO_INT)
		tl_facts_int(writer, NUMBER, number_of(row));
	tl_facts_int(writer, DAY, day_of(row));
	tl_facts_real(writer, SCORE, score_of(row));
	tl_facts_text(writer, CODE, code_of(row, text));
	tl_facts_end_row(writer);
}

static struct tl_db *create(const char *name)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_create(scratch_path(name), schema, &err);

	if (!db)
		fail_msg("%s", err.text);
	return db;
}

static void finish_into(const char *name, struct tl_facts_writer *writer)
{
	struct tl_err err = {0};
	struct tl_db *db = create(name);

	if (!tl_facts_finish(writer, db, &err) || !tl_db_finish(db, &err))
		fail_msg("%s", err.text);
	tl_facts_writer_free(writer);
}

static void write_rows(const char *name, int64_t rows)
{
	struct tl_facts_writer *writer = tl_facts_writer_new("event", columns, TL_LEN(columns));

	for (int64_t row = 0; row < rows; row++)
		add_row(writer, row);
	assert_int_equal(tl_facts_writer_rows(writer), rows);
	finish_into(name, writer);
}

struct reading {
	struct tl_arena arena;
	struct tl_fact_table table;
	bool found;
};

static bool read_table(
	const char *name, const char *table, struct reading *reading, struct tl_err *err)
{
	struct tl_db *db = tl_db_open(scratch_path(name), schema, err);
	bool ok = db &&
		  tl_facts_read(db, table, &reading->arena, &reading->table, &reading->found, err);

	tl_db_free(db);
	return ok;
}

static void read_event(const char *name, struct reading *reading)
{
	struct tl_err err = {0};

	if (!read_table(name, "event", reading, &err))
		fail_msg("%s", err.text);
	assert_true(reading->found);
}

static void rows_come_back_whatever_their_number(void **state)
{
	static const int64_t sizes[] = {0, 1, 255, 256, 257, 65535, 65536, 65537, 200000};

	(void)state;
	for (size_t i = 0; i < TL_LEN(sizes); i++) {
		struct reading reading = {0};
		struct tl_fact_array *c;
		char name[32], text[16];

		snprintf(name, sizeof name, "rows%zu", i);
		write_rows(name, sizes[i]);
		read_event(name, &reading);
		c = reading.table.columns;
		assert_int_equal(reading.table.rows, sizes[i]);
		assert_int_equal(reading.table.column_count, 4);
		for (int64_t row = 0; row < sizes[i]; row++) {
			double score = score_of(row);

			if (c[NUMBER].ints[row] != number_of(row) ||
				c[DAY].days[row] != day_of(row) ||
				!(c[SCORE].reals[row] == score ||
					(isnan(score) && isnan(c[SCORE].reals[row]))) ||
				!tl_str_equal(
					tl_fact_text(&c[CODE], (size_t)row), code_of(row, text)))
				fail_msg("row %lld of %lld", (long long)row, (long long)sizes[i]);
		}
		tl_arena_free(&reading.arena);
	}
}

static void every_width_holds_its_extremes(void **state)
{
	static const int64_t cases[][3] = {
		{5, 5, 5},
		{-3, -3, TL_NO_INT},
		{TL_NO_INT, TL_NO_INT, TL_NO_INT},
		{0, 254, TL_NO_INT},
		{0, 255, TL_NO_INT},
		{0, 256, 1},
		{-10, 65524, TL_NO_INT},
		{-10, 65525, TL_NO_INT},
		{7, 65536, 8},
		{0, 4294967294, TL_NO_INT},
		{0, 4294967295, TL_NO_INT},
		{-4294967296, 4294967296, 0},
		{INT64_MIN + 1, INT64_MAX, TL_NO_INT},
		{INT64_MAX, INT64_MAX - 1, INT64_MAX},
		{INT64_MIN + 1, INT64_MIN + 2, TL_NO_INT},
	};
	static const struct tl_fact_column one[] = {{"n", TL_FACT_INT}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_facts_writer *writer = tl_facts_writer_new("event", one, 1);
		struct reading reading = {0};
		char name[32];

		for (size_t k = 0; k < 3; k++) {
			tl_facts_int(writer, 0, cases[i][k]);
			tl_facts_end_row(writer);
		}
		snprintf(name, sizeof name, "width%zu", i);
		finish_into(name, writer);
		read_event(name, &reading);
		for (size_t k = 0; k < 3; k++)
			assert_true(reading.table.columns[0].ints[k] == cases[i][k]);
		tl_arena_free(&reading.arena);
	}
}

/* Where the least, the most and the gap lie in a chunk makes no difference. */
static void a_chunk_is_packed_alike_wherever_its_extremes_are(void **state)
{
	enum { ROWS = 3000 };
	static const struct tl_fact_column three[] = {
		{"n", TL_FACT_INT}, {"d", TL_FACT_DAY}, {"t", TL_FACT_TEXT}};
	static const size_t places[][3] = {
		{0, 1, 2}, {0, 1023, 1024}, {1025, 2047, 2999}, {2999, 0, 1500}, {2048, 2998, 0}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(places); i++) {
		struct tl_facts_writer *writer = tl_facts_writer_new("event", three, TL_LEN(three));
		struct reading reading = {0};
		char name[32];

		for (size_t row = 0; row < ROWS; row++) {
			int64_t value = row == places[i][0]   ? -70000
					: row == places[i][1] ? 70000
					: row == places[i][2] ? TL_NO_INT
							      : 3;

			tl_facts_int(writer, 0, value);
			tl_facts_int(writer, 1, value);
			tl_facts_text(writer, 2,
				value == 3           ? TL_STR("usual")
				: value == TL_NO_INT ? TL_STR("")
						     : TL_STR("rare"));
			tl_facts_end_row(writer);
		}
		snprintf(name, sizeof name, "extremes%zu", i);
		finish_into(name, writer);
		read_event(name, &reading);
		for (size_t row = 0; row < ROWS; row++) {
			int64_t n = row == places[i][0] ? -70000 : row == places[i][1] ? 70000 : 3;
			bool none = row == places[i][2];

			assert_true(reading.table.columns[0].ints[row] == (none ? TL_NO_INT : n));
			assert_true(reading.table.columns[1].days[row] ==
				    (none ? TL_NO_DAY.n : (int32_t)n));
			assert_true(reading.table.columns[2].codes[row] == (none            ? 0U
										   : n == 3 ? 2U
											    : 1U));
		}
		tl_arena_free(&reading.arena);
	}
}

static void columns_not_set_hold_nothing_and_the_last_setting_counts(void **state)
{
	struct tl_facts_writer *writer = tl_facts_writer_new("event", columns, TL_LEN(columns));
	struct reading reading = {0};
	struct tl_fact_array *c;

	(void)state;
	tl_facts_end_row(writer);
	tl_facts_text(writer, CODE, TL_STR("overwritten"));
	tl_facts_text(writer, CODE, TL_STR("kept"));
	tl_facts_int(writer, NUMBER, 1);
	tl_facts_int(writer, NUMBER, 2);
	tl_facts_end_row(writer);
	tl_facts_text(writer, CODE, TL_STR("of a row that never ended"));
	finish_into("store", writer);
	read_event("store", &reading);
	c = reading.table.columns;
	assert_int_equal(reading.table.rows, 2);
	assert_true(c[NUMBER].ints[0] == TL_NO_INT && c[NUMBER].ints[1] == 2);
	assert_int_equal(c[DAY].days[0], TL_NO_DAY.n);
	assert_true(isnan(c[SCORE].reals[0]));
	assert_int_equal(c[CODE].codes[0], 0);
	assert_int_equal(c[CODE].word_count, 2); /* nothing and "kept" */
	assert_true(tl_str_equal(c[CODE].words[1], TL_STR("kept")));
	tl_arena_free(&reading.arena);
}

static void codes_are_in_byte_order_of_the_words(void **state)
{
	static const char *const met[] = {"b", "\xc3\xa9", "a", "ab", "B", "a", "b c", "Z\x01"};
	static const char *const sorted[] = {"", "B", "Z\x01", "a", "ab", "b", "b c", "\xc3\xa9"};
	static const struct tl_fact_column one[] = {{"w", TL_FACT_TEXT}};
	struct tl_facts_writer *writer = tl_facts_writer_new("event", one, 1);
	struct reading reading = {0};
	const struct tl_fact_array *w;

	(void)state;
	for (size_t i = 0; i < TL_LEN(met); i++) {
		tl_facts_text(writer, 0, tl_str(met[i]));
		tl_facts_end_row(writer);
	}
	finish_into("store", writer);
	read_event("store", &reading);
	w = tl_fact_column_of(&reading.table, "w");
	assert_int_equal(w->word_count, TL_LEN(sorted));
	for (size_t i = 0; i < TL_LEN(sorted); i++)
		assert_true(tl_str_equal(w->words[i], tl_str(sorted[i])));
	for (size_t i = 0; i < TL_LEN(met); i++)
		assert_true(tl_str_equal(tl_fact_text(w, i), tl_str(met[i])));
	assert_null(tl_fact_column_of(&reading.table, "v"));
	tl_arena_free(&reading.arena);
}

static void more_words_than_a_chunk_holds_come_back(void **state)
{
	static const struct tl_fact_column one[] = {{"token", TL_FACT_TEXT}};
	const int64_t count = 150000;
	struct tl_facts_writer *writer = tl_facts_writer_new("event", one, 1);
	struct reading reading = {0};
	char text[32];

	(void)state;
	for (int64_t i = 0; i < count; i++) {
		snprintf(text, sizeof text, "%lld",
			(long long)((i * 7919) % count)); /* 7919 is prime to it */
		tl_facts_text(writer, 0, tl_str(text));
		tl_facts_end_row(writer);
	}
	finish_into("store", writer);
	read_event("store", &reading);
	assert_int_equal(reading.table.columns[0].word_count, count + 1);
	for (int64_t i = 0; i < count; i++) {
		snprintf(text, sizeof text, "%lld", (long long)((i * 7919) % count));
		assert_true(tl_str_equal(
			tl_fact_text(&reading.table.columns[0], (size_t)i), tl_str(text)));
	}
	tl_arena_free(&reading.arena);
}

static void the_same_rows_give_the_same_bytes(void **state)
{
	(void)state;
	write_rows("one", 70000);
	write_rows("two", 70000);
	assert_same_file("one", "two");
}

/* In a thread of its own, say, long before the store is there. */
static void settling_first_changes_nothing(void **state)
{
	struct tl_facts_writer *writer = tl_facts_writer_new("event", columns, TL_LEN(columns));

	(void)state;
	for (int64_t row = 0; row < 70000; row++)
		add_row(writer, row);
	tl_facts_settle(writer);
	tl_facts_settle(writer);
	finish_into("settled", writer);
	write_rows("unsettled", 70000);
	assert_same_file("settled", "unsettled");
}

static struct tl_digest content_of(const char *name)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_open(scratch_path(name), schema, &err);
	struct tl_digest digest;

	assert_true(tl_db_content_digest(db, &digest, &err));
	tl_db_free(db);
	return digest;
}

/* The same rows one by one, and together in pieces that meet no border. */
static void rows_together_are_the_same_rows(void **state)
{
	static const struct tl_fact_column five[] = {{"n", TL_FACT_INT}, {"day", TL_FACT_DAY},
		{"real", TL_FACT_REAL}, {"word", TL_FACT_TEXT}, {"none", TL_FACT_TEXT}};
	const size_t rows = 3 * TL_CHUNK_ROWS + 17;
	struct tl_digest digests[2];

	(void)state;
	for (int together = 0; together < 2; together++) {
		struct tl_facts_writer *writer = tl_facts_writer_new("t", five, 5);
		const char *name = together ? "together.db" : "one-by-one.db";
		struct tl_err err = {0};
		struct tl_db *db = tl_db_create(scratch_path(name), "", &err);

		if (together)
			tl_facts_spool(writer, scratch_path("."));
		for (size_t row = 0; row < rows;) {
			int64_t ints[1000], days[1000];
			double reals[1000];
			uint32_t codes[1000];
			size_t count = 0,
			       most = tl_facts_room(writer) < 1000 ? tl_facts_room(writer) : 1000;

			for (; count < most && row < rows; count++, row++) {
				char word[16];

				snprintf(word, sizeof word, "w%zu", row * 7919 % 1000);
				ints[count] = row % 11 ? (int64_t)(row << 20) : TL_NO_INT;
				days[count] = row % 13 ? (int64_t)(row % 5000) : TL_NO_INT;
				reals[count] = (double)row / 4;
				codes[count] = tl_facts_word(
					writer, 3, tl_str(word), tl_hash64(word, strlen(word), 0));
				if (together)
					continue;
				tl_facts_int(writer, 0, ints[count]);
				tl_facts_int(writer, 1, days[count]);
				tl_facts_real(writer, 2, reals[count]);
				tl_facts_text(writer, 3, tl_str(word));
				tl_facts_end_row(writer);
			}
			if (!together)
				continue;
			tl_facts_append(writer, 0, ints, count);
			tl_facts_append(writer, 1, days, count);
			tl_facts_append(writer, 2, reals, count);
			tl_facts_append(writer, 3, codes, count);
			tl_facts_end_rows(writer, count);
		}
		assert_int_equal(tl_facts_writer_rows(writer), rows);
		assert_true(tl_facts_finish(writer, db, &err));
		tl_facts_writer_free(writer);
		assert_true(tl_db_content_digest(db, &digests[together], &err));
		assert_true(tl_db_finish(db, &err));
	}
	assert_true(tl_digest_equal(&digests[0], &digests[1]));
}

static void what_memory_has_no_room_for_waits_in_a_file(void **state)
{
	const size_t length = 1000003, count = FACTS_SPOOL_MEMORY / length + 3;
	char *piece = tl_alloc(length, 1), *got = tl_alloc(length, 1);

	(void)state;
	for (int filed = 0; filed < 2; filed++) {
		struct facts_spool spool = {.dir = filed ? scratch_path(".") : NULL};
		struct tl_err err = {0};
		size_t at = 0;

		for (size_t i = 0; i < count; i++, at += length) {
			memset(piece, (int)i, length);
			assert_int_equal(facts_spool_add(&spool, piece, length), at);
		}
		assert_int_equal(spool.file != 0, filed);
		for (size_t i = 0; i < count; i++) {
			memset(piece, (int)i, length);
			assert_memory_equal(
				facts_spool_get(&spool, i * length, got, length), piece, length);
		}
		assert_true(facts_spool_ok(&spool, &err));
		facts_spool_free(&spool);
	}
	free(piece);
	free(got);
}

static void the_content_digest_changes_with_any_value(void **state)
{
	struct tl_digest plain, again, other;
	struct tl_facts_writer *writer;

	(void)state;
	write_rows("plain", 1000);
	write_rows("again", 1000);
	plain = content_of("plain");
	again = content_of("again");
	assert_true(tl_digest_equal(&plain, &again));
	for (size_t change = 0; change < 4; change++) {
		char name[16];

		snprintf(name, sizeof name, "change%zu", change);
		writer = tl_facts_writer_new("event", columns, TL_LEN(columns));
		for (int64_t row = 0; row < 999; row++)
			add_row(writer, row);
		tl_facts_int(writer, NUMBER, number_of(999) + (change == NUMBER));
		tl_facts_int(writer, DAY, day_of(999) + (change == DAY));
		tl_facts_real(writer, SCORE, score_of(999) + (change == SCORE));
		tl_facts_text(writer, CODE, change == CODE ? TL_STR("other") : TL_STR("c521"));
		tl_facts_end_row(writer);
		finish_into(name, writer);
		other = content_of(name);
		assert_false(tl_digest_equal(&plain, &other));
	}
}

static void tables_lie_side_by_side_and_an_absent_one_is_not_found(void **state)
{
	static const struct tl_fact_column one[] = {{"n", TL_FACT_INT}};
	struct tl_facts_writer *event = tl_facts_writer_new("event", one, 1);
	struct tl_facts_writer *record = tl_facts_writer_new("record", one, 1);
	struct tl_err err = {0};
	struct tl_db *db = create("store");
	struct reading reading = {0};

	(void)state;
	tl_facts_int(event, 0, 1);
	tl_facts_end_row(event);
	tl_facts_int(record, 0, 2);
	tl_facts_end_row(record);
	assert_true(tl_facts_finish(event, db, &err) && tl_facts_finish(record, db, &err));
	assert_true(tl_db_finish(db, &err));
	assert_true(read_table("store", "record", &reading, &err) && reading.found);
	assert_int_equal(reading.table.columns[0].ints[0], 2);
	assert_true(read_table("store", "event", &reading, &err) && reading.found);
	assert_int_equal(reading.table.columns[0].ints[0], 1);
	assert_true(read_table("store", "episode", &reading, &err) && !reading.found);
	assert_true(tl_db_finish(create("bare"), &err));
	assert_true(read_table("bare", "event", &reading, &err) && !reading.found);
	tl_facts_writer_free(event);
	tl_facts_writer_free(record);
	tl_arena_free(&reading.arena);
}

#define TABLE(rows) "INSERT INTO fact_table VALUES (1, 'event', 1, " #rows ", '');"
#define COLUMN(type, words) "INSERT INTO fact_column VALUES (1, 1, 0, 'a', '" type "', " #words ");"

static void a_store_that_contradicts_itself_is_refused(void **state)
{
	static const struct {
		const char *sql;
		bool good;
	} cases[] = {
		{TABLE(2) COLUMN("int", 0) "INSERT INTO fact_chunk VALUES (1, 0, 2, 1, 5, x'0001')",
			true},
		{TABLE(3) COLUMN("int", 0) "INSERT INTO fact_chunk VALUES (1, 0, 2, 1, 5, x'0001')",
			false},
		{TABLE(1) COLUMN("int", 0) "INSERT INTO fact_chunk VALUES (1, 0, 2, 1, 5, x'0001')",
			false},
		{TABLE(2) COLUMN("int", 0), false},
		{TABLE(2) COLUMN("int", 0) "INSERT INTO fact_chunk VALUES (1, 7, 2, 1, 5, x'0001')",
			false},
		{TABLE(2) COLUMN(
			 "int", 0) "INSERT INTO fact_chunk VALUES (1, 0, 2, 1, NULL, x'0001')",
			false},
		{TABLE(2) COLUMN(
			 "real", 0) "INSERT INTO fact_chunk VALUES (1, 0, 2, 1, 5, x'0001')",
			false},
		{TABLE(1) COLUMN(
			 "day", 0) "INSERT INTO fact_chunk VALUES (1, 0, 1, 1, 99999999999, x'00')",
			false},
		{TABLE(1) COLUMN(
			 "text", 1) "INSERT INTO fact_chunk VALUES (1, 0, 1, 1, 1, x'00');"
				    "INSERT INTO fact_word VALUES (1, 0, x'02000000', 'ab')",
			false},
		{TABLE(1) COLUMN(
			 "text", 1) "INSERT INTO fact_chunk VALUES (1, 0, 1, 1, 1, x'00');"
				    "INSERT INTO fact_word VALUES (1, 0, x'02000000', x'6162')",
			true},
		{TABLE(1) COLUMN(
			 "text", 1) "INSERT INTO fact_chunk VALUES (1, 0, 1, 1, 1, x'01');"
				    "INSERT INTO fact_word VALUES (1, 0, x'02000000', x'6162')",
			false},
		{TABLE(1) COLUMN(
			 "text", 1) "INSERT INTO fact_chunk VALUES (1, 0, 1, 1, -1, x'00');"
				    "INSERT INTO fact_word VALUES (1, 0, x'02000000', x'6162')",
			false},
		{TABLE(1) COLUMN(
			 "text", 1) "INSERT INTO fact_chunk VALUES (1, 0, 1, 1, 1, x'ff');"
				    "INSERT INTO fact_word VALUES (1, 0, x'02000000', x'6162')",
			false},
		{TABLE(1) COLUMN(
			 "text", 1) "INSERT INTO fact_chunk VALUES (1, 0, 1, 1, 1, x'00');"
				    "INSERT INTO fact_word VALUES (1, 0, x'03000000', x'6162')",
			false},
		{TABLE(1) COLUMN(
			 "text", 1) "INSERT INTO fact_chunk VALUES (1, 0, 1, 1, 1, x'00');"
				    "INSERT INTO fact_word VALUES (1, 0, x'01000000', x'6162')",
			false},
		{TABLE(1) COLUMN("text", 1) "INSERT INTO fact_chunk VALUES (1, 0, 1, 1, 1, x'00');",
			false},
		{TABLE(1) COLUMN(
			 "text", 2) "INSERT INTO fact_chunk VALUES (1, 0, 1, 1, 1, x'00');"
				    "INSERT INTO fact_word VALUES (1, 0, x'02000000', x'6162')",
			false},
		{TABLE(9000000000000000000) COLUMN("int", 0), false},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_err err = {0};
		struct reading reading = {0};
		struct tl_db *db;
		char name[32];
		bool ok;

		snprintf(name, sizeof name, "damage%zu", i);
		db = create(name);
		assert_true(tl_db_exec(db, tl_schema_facts, &err));
		if (!tl_db_exec(db, cases[i].sql, &err)) { /* STRICT stops it before we need to */
			assert_false(cases[i].good);
			tl_db_free(db);
			continue;
		}
		assert_true(tl_db_finish(db, &err));
		ok = read_table(name, "event", &reading, &err);
		if (ok != cases[i].good || (!ok && err.exit_status != EX_DATAERR))
			fail_msg("case %zu: %s", i, err.text);
		tl_arena_free(&reading.arena);
	}
}

/* An open connection on which `event` shows the facts of a store. */
static struct tl_db *with_event(const char *name)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_open(":memory:", NULL, &err);
	char sql[700];

	snprintf(sql, sizeof sql, "CREATE VIRTUAL TABLE temp.event USING facts('%s', 'event')",
		scratch_path(name));
	if (!tl_facts_register(db, &err) || !tl_db_exec(db, sql, &err))
		fail_msg("%s", err.text);
	return db;
}

static void the_virtual_table_shows_the_rows(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db;
	struct tl_stmt *stmt;
	bool row;
	char text[16], day[11];
	int64_t i = 0;

	(void)state;
	write_rows("it's", 70000);
	write_rows("store", 70000);
	db = with_event("store");
	stmt = tl_db_prepare(db, "SELECT rowid, * FROM event ORDER BY rowid", &err);
	assert_int_equal(tl_column_count(stmt), 5);
	assert_string_equal(tl_column_name(stmt, 2), "day");
	while (tl_stmt_next(stmt, &row, &err) && row) {
		assert_int_equal(tl_column_int(stmt, 0), i + 1);
		assert_int_equal(tl_column_is_null(stmt, 1), number_of(i) == TL_NO_INT);
		if (number_of(i) != TL_NO_INT)
			assert_true(tl_column_int(stmt, 1) == number_of(i));
		assert_string_equal(
			tl_column_textz(stmt, 2), tl_day_iso((struct tl_day){day_of(i)}, day));
		assert_int_equal(tl_column_is_null(stmt, 3), isnan(score_of(i)));
		assert_int_equal(tl_column_is_null(stmt, 4), code_of(i, text).length == 0);
		assert_true(tl_str_equal(tl_column_text(stmt, 4), code_of(i, text)));
		i++;
	}
	assert_int_equal(i, 70000);
	tl_db_free(db);
}

static void the_virtual_table_answers_questions(void **state)
{
	/* Each by arithmetic on the rule above: 70,000 rows; number is missing in rows 3, 10, ...
	 */
	static const struct {
		const char *sql;
		int64_t want;
	} cases[] = {
		{"SELECT count(*) FROM event", 70000},
		{"SELECT count(number) FROM event", 60000},
		{"SELECT number FROM event WHERE rowid = 65539", 65538LL * 1000003 - 5},
		{"SELECT count(*) FROM event WHERE rowid = 0", 0},
		{"SELECT count(*) FROM event WHERE rowid = 70001", 0},
		{"SELECT count(*) FROM event WHERE rowid = 'x'", 0},
		{"SELECT count(*) FROM event WHERE rowid = 1.5", 0},
		{"SELECT count(*) FROM event WHERE day = '1970-01-01'",
			17}, /* rows 100, 4100, ..., 68100 but 40100 */
		{"SELECT count(*) FROM event a JOIN event b ON b.rowid = a.rowid + 1 WHERE a.rowid "
		 "< 10",
			9},
		{"SELECT max(rowid) FROM event", 70000},
	};
	struct tl_err err = {0};
	struct tl_db *db;

	(void)state;
	write_rows("store", 70000);
	db = with_event("store");
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		int64_t value;

		if (!tl_db_int(db, cases[i].sql, &value, &err))
			fail_msg("%s", err.text);
		if (value != cases[i].want)
			fail_msg("%s: %lld", cases[i].sql, (long long)value);
	}
	tl_db_free(db);
}

static void the_virtual_table_can_be_confined(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db;
	int64_t value;

	(void)state;
	write_rows("store", 100);
	db = with_event("store");
	assert_true(tl_db_exec(
		db, "CREATE TEMP VIEW coded AS SELECT * FROM event WHERE code IS NOT NULL", &err));
	assert_true(tl_db_confine(db, 1000000, &err));
	assert_true(tl_db_int(db, "SELECT count(*) FROM coded", &value, &err));
	assert_int_equal(value, 92); /* 4, 17, ..., 95 have none */
	assert_false(tl_db_exec(db, "CREATE VIRTUAL TABLE temp.b USING facts('x', 'y')", &err));
	tl_db_free(db);
}

/* key_no is 3 * row % 1000, so that values repeat and lie out of order. */
static void a_store_shows_its_facts_and_numbers_are_looked_up(void **state)
{
	static const struct tl_fact_column shown[] = {
		{"key_no", TL_FACT_INT}, {"dense", TL_FACT_INT}, {"word", TL_FACT_TEXT}};
	static const struct {
		const char *sql;
		int64_t want;
	} cases[] = {
		{"SELECT count(*) FROM shown", 70000},
		{"SELECT count(*) FROM shown WHERE key_no = 999", 70},
		{"SELECT sum(dense) FROM shown WHERE key_no = 3", 2415070},
		{"SELECT count(*) FROM shown WHERE key_no = 1000", 0},
		{"SELECT count(*) FROM shown WHERE key_no = -1", 0},
		{"SELECT count(*) FROM shown WHERE key_no = '6'", 70},
		{"SELECT count(*) FROM shown WHERE key_no = 6.5", 0},
		{"SELECT count(*) FROM shown WHERE key_no = NULL", 0},
		{"SELECT count(*) FROM shown WHERE key_no IS NULL", 0},
		{"SELECT key_no FROM shown WHERE dense = 69999", 997},
		{"SELECT count(*) FROM shown a JOIN shown b ON b.dense = a.key_no", 70000},
		{"SELECT sum(b.key_no) FROM shown a JOIN shown b ON b.dense = a.key_no", 34965000},
		{"SELECT count(*) FROM shown WHERE word = 'w3' AND key_no = 9", 70},
		{"SELECT count(*) FROM shown WHERE word = 'w3' AND dense = 3", 1},
	};
	struct tl_err err = {0};
	struct tl_facts_writer *writer = tl_facts_writer_new("shown", shown, TL_LEN(shown));
	struct tl_db *db = tl_db_create(scratch_path("shown"), "PRAGMA user_version = 1;", &err);

	(void)state;
	for (int i = 0; i < 70000; i++) {
		char word[16];

		snprintf(word, sizeof word, "w%d", i % 10);
		tl_facts_int(writer, 0, 3 * i % 1000);
		tl_facts_int(writer, 1, i);
		tl_facts_text(writer, 2, tl_str(word));
		tl_facts_end_row(writer);
	}
	assert_true(db && tl_facts_finish(writer, db, &err));
	if (!tl_facts_show(db, "shown", &err) || !tl_db_finish(db, &err))
		fail_msg("%s", err.text);
	tl_facts_writer_free(writer);
	db = tl_db_open(scratch_path("shown"), NULL, &err);
	assert_true(db && tl_facts_register(db, &err));
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		int64_t value;

		if (!tl_db_int(db, cases[i].sql, &value, &err))
			fail_msg("%s", err.text);
		if (value != cases[i].want)
			fail_msg("%s: %lld", cases[i].sql, (long long)value);
	}
	tl_db_free(db);
}

static void a_virtual_table_over_nothing_says_so(void **state)
{
	static const char *const cases[] = {
		"CREATE VIRTUAL TABLE temp.b USING facts",
		"CREATE VIRTUAL TABLE temp.b USING facts('only')",
		"CREATE VIRTUAL TABLE temp.b USING facts('/no/such/store', 'event')",
	};
	struct tl_err err = {0};
	struct tl_db *db = tl_db_open(":memory:", NULL, &err);

	(void)state;
	assert_true(tl_facts_register(db, &err));
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		err = (struct tl_err){0};
		assert_false(tl_db_exec(db, cases[i], &err));
		assert_true(err.text[0] != '\0');
	}
	tl_db_free(db);
}

/* The sanitizer's run time must be loaded first, which the stock shell does not do. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static void the_stock_shell_loads_the_extension(void **state)
{
#ifdef SANITIZED
	(void)state;
	skip();
#else
	char library[512], command[2048], answer[64] = "";
	ssize_t length = readlink("/proc/self/exe", library, sizeof library - 1);
	FILE *shell;

	(void)state;
	assert_true(length > 0);
	library[length] = '\0';
	for (int i = 0; i < 2; i++)
		*strrchr(library, '/') = '\0';
	write_rows("store", 70000);
	snprintf(command, sizeof command,
		"sqlite3 :memory: '.load %s/lib/tl_facts.so' "
		"\"CREATE VIRTUAL TABLE temp.event USING facts('%s', 'event')\" "
		"\"SELECT count(*), count(number), min(code), max(day) FROM event\" 2>&1",
		library, scratch_path("store"));
	shell = popen(command, "r");
	assert_non_null(shell);
	assert_non_null(fgets(answer, sizeof answer, shell));
	assert_int_equal(pclose(shell), 0);
	/* Of days -100..3899 the last is 1980-09-04. */
	assert_string_equal(answer, "70000|60000|c0|1980-09-04\n");
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(rows_come_back_whatever_their_number),
		scratch_test(every_width_holds_its_extremes),
		scratch_test(a_chunk_is_packed_alike_wherever_its_extremes_are),
		scratch_test(columns_not_set_hold_nothing_and_the_last_setting_counts),
		scratch_test(codes_are_in_byte_order_of_the_words),
		scratch_test(more_words_than_a_chunk_holds_come_back),
		scratch_test(the_same_rows_give_the_same_bytes),
		scratch_test(settling_first_changes_nothing),
		scratch_test(rows_together_are_the_same_rows),
		scratch_test(what_memory_has_no_room_for_waits_in_a_file),
		scratch_test(the_content_digest_changes_with_any_value),
		scratch_test(tables_lie_side_by_side_and_an_absent_one_is_not_found),
		scratch_test(a_store_that_contradicts_itself_is_refused),
		scratch_test(the_virtual_table_shows_the_rows),
		scratch_test(the_virtual_table_answers_questions),
		scratch_test(the_virtual_table_can_be_confined),
		scratch_test(a_store_shows_its_facts_and_numbers_are_looked_up),
		scratch_test(a_virtual_table_over_nothing_says_so),
		scratch_test(the_stock_shell_loads_the_extension),
	};

	return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
