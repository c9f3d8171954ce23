/* One value held against one field of a contract. */
#include "../scratch.h"

#include <throughline/extract.h>

#include <math.h>

#include <throughline/date.h>

static char none[] = "-", na[] = "n/a", dmy[] = "%d/%m/%Y", my[] = "%m/%Y", comma[] = ",",
	    one[] = "1", ten[] = "10", since[] = "2010-01-01", until[] = "2017-12-31",
	    code_a[] = "A", code_m[] = "M", code_1[] = "1", north[] = "north",
	    north_label[] = "North Town", north_other[] = "N. Town";
static char *nulls[] = {none, na}, *formats[] = {dmy, my}, *enumeration[] = {one, ten},
	    *names[] = {north_other};
static struct tl_code codes[] = {
	{code_a, NULL, NULL}, {code_m, NULL, NULL}, {code_1, NULL, code_m}};
static struct tl_locality localities[] = {{north, north_label, names, 1}};

/* The rule that a contract of the kind makes of a lone field. */
static struct tl_rule rule_of(struct tl_field *field, enum tl_kind kind,
	const struct tl_study *study, struct tl_arena *arena)
{
	static char name[] = "field";
	struct tl_contract *contract = tl_arena_alloc(arena, sizeof *contract);
	struct tl_rules rules;
	struct tl_err err = {0};

	field->name = field->name ? field->name : name;
	contract->kind = kind;
	contract->name = name;
	contract->fields = field;
	contract->fields_count = 1;
	assert_true(tl_rules_make(study, contract, arena, &rules, &err));
	return rules.items[0];
}

static enum tl_fault read_as(struct tl_field field, const char *text, struct tl_value *value)
{
	struct tl_study study = {
		.as_at = tl_day_of(2018, 3, 31), .localities = localities, .localities_count = 1};
	struct tl_arena arena = {0};
	struct tl_rule rule = rule_of(&field, TL_KIND_EVENTS, &study, &arena);
	enum tl_fault reason = tl_value_read(&rule, tl_str(text), value);

	tl_arena_free(&arena);
	return reason;
}

static void each_type_takes_its_own_and_refuses_the_rest_with_its_reason(void **state)
{
	static const struct {
		enum tl_field_type type;
		const char *text;
		enum tl_fault reason;
		double want;
	} rows[] = {
		{TL_TYPE_INTEGER, "42", TL_FAULT_NONE, 42},
		{TL_TYPE_INTEGER, "  42\xc2\xa0", TL_FAULT_NONE, 42},
		{TL_TYPE_INTEGER, "-7", TL_FAULT_NONE, -7},
		{TL_TYPE_INTEGER, "4.2", TL_FAULT_NOT_WHOLE, 0},
		{TL_TYPE_INTEGER, "9223372036854775808", TL_FAULT_NOT_WHOLE, 0},
		{TL_TYPE_INTEGER, "-9223372036854775808", TL_FAULT_NOT_WHOLE,
			0}, /* our word for nothing */
		{TL_TYPE_INTEGER, "twelve", TL_FAULT_NOT_WHOLE, 0},
		{TL_TYPE_NUMBER, "4.25", TL_FAULT_NONE, 4.25},
		{TL_TYPE_NUMBER, "1e2", TL_FAULT_NONE, 100},
		{TL_TYPE_NUMBER, "1e999", TL_FAULT_NOT_NUMBER, 0},
		{TL_TYPE_NUMBER, "nan", TL_FAULT_NOT_NUMBER, 0},
		{TL_TYPE_NUMBER, "#DIV/0!", TL_FAULT_NOT_NUMBER, 0},
		{TL_TYPE_DATE, "1970-01-31", TL_FAULT_NONE, 30},
		{TL_TYPE_DATE, "2015-02-29", TL_FAULT_NOT_DATE, 0},
		{TL_TYPE_DATE, "31/01/1970", TL_FAULT_NOT_DATE,
			0}, /* the contract decides, never a guess */
		{TL_TYPE_DATETIME, "1970-01-31T23:59:59Z", TL_FAULT_NONE, 30},
		{TL_TYPE_YEARMONTH, "1970-02", TL_FAULT_NONE, 31},
		{TL_TYPE_YEARMONTH, "1970-13", TL_FAULT_NOT_DATE, 0},
		{TL_TYPE_BOOLEAN, "TRUE", TL_FAULT_NONE, 1},
		{TL_TYPE_BOOLEAN, "0", TL_FAULT_NONE, 0},
		{TL_TYPE_BOOLEAN, "yes", TL_FAULT_NOT_TRUE_FALSE, 0},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(rows); i++) {
		struct tl_value value;
		enum tl_fault reason =
			read_as((struct tl_field){.type = rows[i].type}, rows[i].text, &value);

		if (reason != rows[i].reason)
			fail_msg("row %zu: %s", i, tl_faults[reason].name);
		if (reason == TL_FAULT_NONE)
			assert_true((rows[i].type == TL_TYPE_NUMBER
						    ? value.real
						    : (double)value.number) == rows[i].want);
	}
}

static void a_blank_or_a_null_mark_is_nothing_and_refused_only_where_required(void **state)
{
	static const char *const blanks[] = {"", "   ", "\t", "\xc2\xa0", "-", "n/a"};
	struct tl_field field = {
		.type = TL_TYPE_INTEGER, .missingValues = nulls, .missingValues_count = 2};
	struct tl_value value;
	bool yes = true, no = false;

	(void)state;
	for (size_t i = 0; i < TL_LEN(blanks); i++) {
		field.constraints.required = &no;
		assert_int_equal(read_as(field, blanks[i], &value), TL_FAULT_NONE);
		assert_false(value.present);
		field.constraints.required = &yes;
		assert_int_equal(read_as(field, blanks[i], &value), TL_FAULT_BLANK);
	}
	assert_int_equal(read_as(field, "0", &value), TL_FAULT_NONE);
	assert_true(value.present);
}

static void codes_become_what_they_mean_and_others_are_unknown(void **state)
{
	struct tl_field field = {.codes = codes, .codes_count = 3};
	struct tl_value value;

	(void)state;
	assert_int_equal(read_as(field, "1", &value), TL_FAULT_NONE);
	assert_true(tl_str_equal(value.text, TL_STR("M")));
	assert_int_equal(read_as(field, " A ", &value), TL_FAULT_NONE);
	assert_true(tl_str_equal(value.text, TL_STR("A")));
	assert_int_equal(read_as(field, "a", &value), TL_FAULT_UNKNOWN_CODE);
	field = (struct tl_field){
		.constraints = {.enumeration = enumeration, .enumeration_count = 2}};
	assert_int_equal(read_as(field, "10", &value), TL_FAULT_NONE);
	assert_int_equal(read_as(field, "100", &value), TL_FAULT_UNKNOWN_CODE);
}

static void date_formats_are_tried_in_their_order(void **state)
{
	struct tl_field field = {.type = TL_TYPE_DATE, .formats = formats, .formats_count = 2};
	struct tl_value value;

	(void)state;
	assert_int_equal(read_as(field, "03/04/2014", &value), TL_FAULT_NONE);
	assert_int_equal(value.number, tl_day_of(2014, 4, 3).n);
	assert_int_equal(read_as(field, "04/2014", &value), TL_FAULT_NONE);
	assert_int_equal(value.number, tl_day_of(2014, 4, 1).n);
	assert_int_equal(read_as(field, "2014-04-03", &value), TL_FAULT_NOT_DATE);
}

static void thousands_are_read_only_where_the_contract_names_their_mark(void **state)
{
	struct tl_field field = {.type = TL_TYPE_INTEGER};
	struct tl_value value;

	(void)state;
	assert_int_equal(read_as(field, "1,234", &value), TL_FAULT_NOT_WHOLE);
	field.groupChar = comma;
	assert_int_equal(read_as(field, "1,234", &value), TL_FAULT_NONE);
	assert_int_equal(value.number, 1234);
}

static void limits_are_within_and_have_their_own_reasons(void **state)
{
	struct tl_field number = {
		.type = TL_TYPE_NUMBER, .constraints = {.minimum = one, .maximum = ten}};
	struct tl_field date = {
		.type = TL_TYPE_DATE, .constraints = {.minimum = since, .maximum = until}};
	struct tl_value value;

	(void)state;
	assert_int_equal(read_as(number, "1", &value), TL_FAULT_NONE);
	assert_int_equal(read_as(number, "10.0", &value), TL_FAULT_NONE);
	assert_int_equal(read_as(number, "0.99", &value), TL_FAULT_BELOW);
	assert_int_equal(read_as(number, "10.01", &value), TL_FAULT_ABOVE);
	assert_int_equal(read_as(date, "2010-01-01", &value), TL_FAULT_NONE);
	assert_int_equal(read_as(date, "2017-12-31", &value), TL_FAULT_NONE);
	assert_int_equal(read_as(date, "2009-12-31", &value), TL_FAULT_BELOW);
	assert_int_equal(read_as(date, "2018-01-01", &value), TL_FAULT_ABOVE);
}

static void only_ends_steps_and_attributes_may_lie_after_the_as_at_day(void **state)
{
	static const struct {
		enum tl_role role;
		enum tl_fault reason;
	} rows[] = {
		{TL_ROLE_DATE, TL_FAULT_FUTURE},
		{TL_ROLE_START, TL_FAULT_FUTURE},
		{TL_ROLE_BIRTH, TL_FAULT_FUTURE},
		{TL_ROLE_DEATH, TL_FAULT_FUTURE},
		{TL_ROLE_END, TL_FAULT_NONE},
		{TL_ROLE_STEP, TL_FAULT_NONE},
		{TL_ROLE_NONE, TL_FAULT_NONE},
	};
	struct tl_value value;

	(void)state;
	for (size_t i = 0; i < TL_LEN(rows); i++) {
		struct tl_field field = {.type = TL_TYPE_DATE, .role = rows[i].role};

		assert_int_equal(read_as(field, "2018-03-31", &value), TL_FAULT_NONE);
		assert_int_equal(read_as(field, "2018-04-01", &value), rows[i].reason);
	}
}

static void a_date_of_birth_is_kept_to_its_month(void **state)
{
	struct tl_field field = {.type = TL_TYPE_DATE, .role = TL_ROLE_BIRTH};
	struct tl_value value;

	(void)state;
	assert_int_equal(read_as(field, "2008-03-27", &value), TL_FAULT_NONE);
	assert_int_equal(value.number, tl_day_of(2008, 3, 1).n);
}

static void an_unlisted_locality_is_elsewhere_and_no_reason(void **state)
{
	struct tl_study open = {.localities_open = true}, none_listed = {0};
	struct tl_field field = {.role = TL_ROLE_LOCALITY};
	struct tl_arena arena = {0};
	struct tl_value value;
	struct tl_rule rule;

	(void)state;
	assert_int_equal(read_as(field, "n. town", &value), TL_FAULT_NONE);
	assert_true(tl_str_equal(value.text, TL_STR("north")));
	assert_int_equal(read_as(field, "Atlantis", &value), TL_FAULT_NONE);
	assert_true(tl_str_equal(value.text, TL_STR("elsewhere")));
	rule = rule_of(&field, TL_KIND_EVENTS, &open, &arena);
	assert_int_equal(tl_value_read(&rule, TL_STR(" RF4 "), &value), TL_FAULT_NONE);
	assert_true(tl_str_equal(value.text, TL_STR("RF4")));
	rule = rule_of(&field, TL_KIND_EVENTS, &none_listed, &arena);
	assert_int_equal(tl_value_read(&rule, TL_STR("RF4"), &value), TL_FAULT_NONE);
	assert_true(tl_str_equal(value.text, TL_STR("RF4")));
	tl_arena_free(&arena);
}

static void every_reason_has_a_name_of_its_own_and_a_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_FAULT_COUNT_OF; i++) {
		assert_non_null(tl_faults[i].name);
		assert_non_null(tl_faults[i].sentence);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(tl_faults[i].name, tl_faults[j].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_takes_its_own_and_refuses_the_rest_with_its_reason),
		cmocka_unit_test(a_blank_or_a_null_mark_is_nothing_and_refused_only_where_required),
		cmocka_unit_test(codes_become_what_they_mean_and_others_are_unknown),
		cmocka_unit_test(date_formats_are_tried_in_their_order),
		cmocka_unit_test(thousands_are_read_only_where_the_contract_names_their_mark),
		cmocka_unit_test(limits_are_within_and_have_their_own_reasons),
		cmocka_unit_test(only_ends_steps_and_attributes_may_lie_after_the_as_at_day),
		cmocka_unit_test(a_date_of_birth_is_kept_to_its_month),
		cmocka_unit_test(an_unlisted_locality_is_elsewhere_and_no_reason),
		cmocka_unit_test(every_reason_has_a_name_of_its_own_and_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
