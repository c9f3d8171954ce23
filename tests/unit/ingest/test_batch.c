#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "small_study.h"

#include "../../../stages/ingest/read.h"

#include <stdlib.h>
#include <string.h>

#define ROWS 6000

/* A column of a contract: its field, and texts of every sort that may stand in it, the usual first.
 */
struct column {
	const char *name, *field;
	const char *texts[20];
};

// clang-format off
static const struct column columns[] = {
	{"Person", "role: key", {"N1234567", "a", "N7654321", "", " N1", "Z\xc3\xa9", "none", "a-key-of-more-than-16", "N1\xc2\xa0"}},
	{"Slashes", "role: date, type: date, format: \"%d/%m/%Y\"",
		{"03/04/2017", "31/12/2016", "3/4/2017", "30/02/2017", "", "03-04-2017", "01/01/2031", "01/01/1700", "0a/04/2017", " 03/04/2017"}},
	{"Iso", "type: date, constraints: {minimum: \"2016-01-01\", maximum: \"2018-01-01\"}",
		{"2017-04-03", "2016-01-01", "2015-12-31", "2018-01-02", "", "2017-02-29", "2017-04-03T10:00", "0000-00-00"}},
	{"Stamp", "type: datetime", {"2017-04-03T10:11:12Z", "2017-04-03 10:11:12", "2017-04-03", "2017-04-03T24:11:12Z",
		"2017-04-03T10:11:12+01:00", "2017-04-03T10:11:12.5Z", "2017-04-03T10:60", "2017-04-03T10:59:60", ""}},
	{"Either", "type: date, formats: [\"%d/%m/%Y\", \"%m/%d/%Y\"]", {"03/04/2017", "04/13/2017", "4/3/2017", "", "13/13/2017"}},
	{"Month", "type: yearmonth", {"2017-04", "2017-13", "", "2017-4", "201704"}},
	{"Born", "role: birth, type: date", {"1990-05-17", "", "2030-01-01", "1990-5-17"}},
	{"Whole", "type: integer, constraints: {minimum: \"0\", maximum: \"600\"}",
		{"35", "0", "600", "601", "-1", "", "007", "+5", "1e2", "3.0", "99999999999999999999", "1,000"}},
	{"Wide", "type: integer, groupChar: \",\"", {"1", "1,000", "-9223372036854775807", "1234567890123456", "12,34", "-"}},
	{"Digits", "type: integer", {"7", "12345678", "123456789", "1234567", "123456", "12345", "1234", "123", "12", "00000000",
		"1234567:", "/2345678", "123:5678", "12\x7f", "1\x01", "1 2", "1.5", "-12345678", "0"}},
	{"Unknown", "type: integer, missingValues: [\"\", \"-1\", \"999\"]", {"5", "-1", "999", "", "0"}},
	{"Real", "type: number", {"1.5", "-0.25", "0.1", "123456789012345", "0.1234567890123456", "1e3", "", "1.", ".5", "-0", "NaN", "1..2"}},
	{"Points", "type: number", {"276.81", "0.5", "12345.67", "123456.7", "1.234567", "1.2345678", "99999999", "9.9", "1.2.3",
		"1.:", "/.5", "1:.5", "12,5", "..", "00.00", "1.\x01", "-1.25", "9999999."}},
	{"Comma", "type: number, decimalChar: \",\"", {"1,5", "1.5", "", "-2,75", "12345,67", "1,2,3"}},
	{"Kind", "role: type, codes: [{code: DV}, {code: ASB}, {code: asb, means: ASB}]", {"DV", "asb", "ASB", "XX", "", " DV"}},
	{"Listed", "constraints: {enum: [yes, no]}", {"yes", "no", "perhaps", ""}},
	{"Truth", "type: boolean", {"true", "FALSE", "1", "2", ""}},
	{"Area", "role: locality", {"north", "South", "N. Town", "nowhere", "", "a locality with a name of more than thirty-two bytes"}},
	{"Text", "constraints: {maxLength: 6}", {"abc", "abcdef", "abcdefg", "\xc3\xa2\xc3\xa2\xc3\xa2\xc3\xa2\xc3\xa2\xc3\xa2", ""}},
	{"Needed", "constraints: {required: true}", {"x", "y", "", " "}},
	{"Passed", "role: ignore", {"x", "", "anything"}},
	{"NHS", "role: token, token: nhs, trusted: true", {"9a3f", "", "77c1", " 9a3f", "77c1-and-longer-than-sixteen"}},
	{"House", "role: household", {"F1", "F2", ""}},
	{"Postcode", "degrade: sector", {"CH65 4AB", "ch654ab", "CH65", "", "not one"}},
};
// clang-format on

static uint32_t chance(uint32_t *state, uint32_t below)
{
	*state = *state * 1664525 + 1013904223;
	return (*state >> 16) % below;
}

/* Mostly the first two texts of each column; one time in `odd` another. Odd seeds quote half of
 * them. */
static void write_rows(const struct column *const *used, size_t count, uint32_t odd, uint32_t seed)
{
	struct tl_buf text = {0};
	bool quoted = seed % 2;

	for (size_t i = 0; i < count; i++)
		tl_buf_addf(&text, "%s%s", i ? "," : "", used[i]->name);
	tl_buf_add_char(&text, '\n');
	for (int row = 0; row < ROWS; row++) {
		for (size_t i = 0; i < count; i++) {
			uint32_t texts = 0, pick;

			while (texts < TL_LEN(used[i]->texts) && used[i]->texts[texts])
				texts++;
			pick = chance(&seed, odd) ? chance(&seed, 2) : chance(&seed, texts);
			if (i)
				tl_buf_add_char(&text, ',');
			if (strchr(used[i]->texts[pick], ',') || (quoted && chance(&seed, 2)))
				tl_buf_addf(&text, chance(&seed, odd * 5) ? "\"%s\"" : "\"%s\r\n\"",
					used[i]->texts[pick]);
			else
				tl_buf_addc(&text, used[i]->texts[pick]);
		}
		if (chance(&seed, odd * 9) == 0)
			tl_buf_addc(&text, chance(&seed, 2) ? ",surplus" : "\n");
		tl_buf_add_char(&text, '\n');
	}
	scratch_write("extracts/calls.csv", tl_buf_c(&text));
	tl_buf_free(&text);
}

static void write_contract(const struct column *const *used, size_t count)
{
	struct tl_buf text = {0};

	tl_buf_addc(&text, "name: calls\npartner: police\nkind: events\nfields:\n");
	for (size_t i = 0; i < count; i++)
		tl_buf_addf(&text, "  - {name: %s, %s}\n", used[i]->name, used[i]->field);
	scratch_write("contracts/calls.yaml", tl_buf_c(&text));
	tl_buf_free(&text);
}

static void read_by(const char *level, struct tl_buf *store, struct ingest_outcome *outcome)
{
	struct small_study small;
	struct tl_err err = {0};

	setenv("TL_CPU", level, 1);
	small_study_load(&small);
	if (!ingest_read(&small.study, &small.deliveries[0], outcome, &err) ||
		!tl_file_read_all(
			scratch_path("run/1-ingest/calls/shard.db"), (size_t)1 << 26, store, &err))
		fail_msg("%s", err.text);
	small_study_free(&small);
	unsetenv("TL_CPU");
}

static void hold_equal(const struct column *const *used, size_t count, uint32_t odd, uint32_t seed)
{
	static const char *const levels[] = {"reference", "scalar", "avx512"};
	struct tl_buf want = {0};
	struct ingest_outcome first = {0};

	small_study_write("  - {file: calls.csv, contract: calls}\n");
	write_contract(used, count);
	write_rows(used, count, odd, seed);
	read_by(levels[0], &want, &first);
	assert_true(first.tally.read >= ROWS && first.tally.kept > 0);
	for (size_t i = 1; i < TL_LEN(levels); i++) {
		struct tl_buf got = {0};
		struct ingest_outcome outcome = {0};

		read_by(levels[i], &got, &outcome);
		assert_memory_equal(&outcome.tally, &first.tally, sizeof first.tally);
		assert_true(tl_str_equal(tl_buf_str(&got), tl_buf_str(&want)));
		tl_buf_free(&got);
		tl_buf_free(&outcome.warning);
		tl_buf_free(&outcome.absent);
	}
	tl_buf_free(&want);
	tl_buf_free(&first.warning);
}

/* Together and one by one: the same store to the byte. */
static void each_column_reads_the_same_in_a_batch_as_alone(void **state)
{
	(void)state;
	for (size_t i = 2; i < TL_LEN(columns); i++)
		hold_equal((const struct column *const[]){&columns[0], &columns[1], &columns[i]}, 3,
			i / 2 % 2 ? 3 : 40, (uint32_t)i);
}

static void whole_rows_read_the_same_in_a_batch_as_alone(void **state)
{
	const struct column *used[TL_LEN(columns)];

	(void)state;
	for (size_t i = 0; i < TL_LEN(columns); i++)
		used[i] = &columns[i];
	for (uint32_t seed = 1; seed <= 4; seed++)
		hold_equal(used, TL_LEN(columns), seed < 3 ? 60 : 100000, seed);
}

/* Rows that are quoted are gathered before they are taken; a quote that is never closed ends them.
 */
static void rows_before_a_broken_one_are_counted_either_way(void **state)
{
	static const char *const levels[] = {"reference", "avx512"};
	struct tl_buf text = {0};

	(void)state;
	small_study_write("  - {file: calls.csv, contract: calls}\n");
	write_contract((const struct column *const[]){&columns[0], &columns[1]}, 2);
	tl_buf_addc(&text, "Person,Slashes\n");
	for (int row = 0; row < 1010; row++)
		tl_buf_addc(&text, "\"N1\",03/04/2017\n");
	tl_buf_addc(&text, "\"N2,03/04/2017\n");
	scratch_write("extracts/calls.csv", tl_buf_c(&text));
	for (size_t i = 0; i < TL_LEN(levels); i++) {
		struct small_study small;
		struct tl_err err = {0};

		small_study_load(&small);
		setenv("TL_CPU", levels[i], 1);
		struct ingest_reading reading = {.study = &small.study,
			.contract = small.deliveries[0].contract,
			.path = scratch_path("extracts/calls.csv")};
		assert_false(ingest_reading_rows(&reading, &err));
		assert_int_equal(err.exit_status, EX_DATAERR);
		assert_int_equal(reading.sink.tally.kept, 1010);
		ingest_reading_free(&reading);
		small_study_free(&small);
	}
	unsetenv("TL_CPU");
	tl_buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(each_column_reads_the_same_in_a_batch_as_alone),
		scratch_test(whole_rows_read_the_same_in_a_batch_as_alone),
		scratch_test(rows_before_a_broken_one_are_counted_either_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
