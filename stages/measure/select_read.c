/* The rows that a definition's SELECT gives, checked: each a row that exists, and each once. */
#include "select_private.h"

#include <math.h>
#include <stdlib.h>
#include <strings.h>
#include <throughline/yaml.h>

struct columns {
	int record, quantity, person, day, from, to, locality, group; /* -1: not given */
};

static int column_named(const struct tl_stmt *stmt, const char *name)
{
	for (int i = 0; name && i < tl_column_count(stmt); i++)
		if (strcasecmp(tl_column_name(stmt, i), name) == 0)
			return i;
	return -1;
}

bool measure_select_fail(const struct tl_rows *rows, const char *path, int offset,
	struct tl_err *err, const char *format, ...)
{
	struct tl_buf where = {0}, key = {0}, what = {0};
	va_list args;

	va_start(args, format);
	tl_buf_addv(&what, format, args);
	va_end(args);
	tl_buf_addf(&key, "%s.sql", rows->at);
	if (offset < 0)
		tl_yaml_where(path, tl_buf_c(&key), &where);
	else
		tl_yaml_where_in(path, tl_buf_c(&key), (size_t)offset, &where);
	tl_fail(err, EX_CONFIG, "%s: %s", tl_buf_c(&where), tl_buf_c(&what));
	tl_buf_free(&what);
	tl_buf_free(&key);
	tl_buf_free(&where);
	return false;
}

static bool fail_whole(const struct measure_pick *pick, const char *what, struct tl_err *err)
{
	return measure_select_fail(pick->rows, pick->path, -1, err, "%s", what);
}

static bool find_columns(const struct tl_stmt *stmt, const struct measure_pick *pick,
	struct columns *columns, struct tl_err *err)
{
	*columns = (struct columns){
		.record = column_named(stmt, "record_no"),
		.quantity = column_named(stmt, "quantity"),
		.person = column_named(stmt, "person"),
		.day = column_named(stmt, "day"),
		.from = column_named(stmt, "from_day"),
		.to = column_named(stmt, "to_day"),
		.locality = column_named(stmt, "locality"),
		.group = column_named(stmt, pick->groups ? pick->groups->column : NULL),
	};
	if (columns->record < 0 || columns->quantity < 0 ||
		(columns->day < 0 && columns->from < 0) ||
		(columns->person < 0 && columns->locality < 0))
		return fail_whole(pick,
			"the SELECT must give record_no, quantity, and person and day, or person, "
			"from_day and to_day, or locality, from_day and to_day",
			err);
	return true;
}

static bool place_of(const struct measure_world *world, int64_t record, struct measure_row *row)
{
	int64_t number = record >> DELIVERY_SHIFT;
	int64_t wanted = record & ((INT64_C(1) << DELIVERY_SHIFT) - 1);
	const struct measure_delivery *delivery;
	size_t low = 0, high;

	if (number < 0 || (size_t)number >= world->delivery_count)
		return false;
	delivery = &world->deliveries[number];
	for (high = delivery->facts.rows; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (delivery->record_no[middle] < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	row->delivery = (int32_t)number;
	row->at = (int64_t)low;
	return low < delivery->facts.rows && delivery->record_no[low] == wanted;
}

static int32_t day_of(struct tl_stmt *stmt, int column, int32_t otherwise)
{
	struct tl_day day = column < 0 ? TL_NO_DAY : tl_column_day(stmt, column);

	return tl_day_is_set(day) ? day.n : otherwise;
}

static int32_t group_of(struct tl_stmt *stmt, int column, const struct measure_groups *groups)
{
	struct tl_str code;

	if (column < 0)
		return -1;
	code = tl_column_is_null(stmt, column) ? TL_STR("not-recorded")
					       : tl_column_text(stmt, column);
	for (size_t i = 0; i < groups->items.count; i++)
		if (tl_str_equal(tl_str(groups->items.items[i].code), code))
			return (int32_t)i;
	return -1;
}

/* Rows without a day or a quantity are not picked. */
static bool read_row(const struct measure_world *world, const struct measure_pick *pick,
	struct tl_stmt *stmt, const struct columns *columns, struct measure_row *row, bool *kept,
	struct tl_err *err)
{
	bool named; /* a person */

	*kept = false;
	if (tl_column_is_null(stmt, columns->record) ||
		!place_of(world, tl_column_int(stmt, columns->record), row))
		return fail_whole(pick,
			"record_no is not that of a row; hand it on as the view gives it", err);
	row->from = day_of(stmt, columns->from >= 0 ? columns->from : columns->day, MEASURE_NO_DAY);
	if (tl_column_is_null(stmt, columns->quantity) || row->from == MEASURE_NO_DAY)
		return true;
	if (!tl_column_is_number(stmt, columns->quantity))
		return fail_whole(pick, "quantity is not a number", err);
	row->quantity = (int64_t)llround(tl_column_real(stmt, columns->quantity));
	row->to = day_of(stmt, columns->to, MEASURE_OPEN);
	if (columns->person < 0 && row->to == MEASURE_OPEN)
		row->to = tl_day_add_months(tl_month_start((struct tl_day){row->from}), 1).n;
	named = columns->person >= 0 && !tl_column_is_null(stmt, columns->person);
	row->person =
		named ? tl_column_int(stmt, columns->person)
		      : measure_provider_at(measure_provider_of(&world->deliveries[row->delivery]),
				(size_t)row->at);
	row->locality = columns->locality < 0 ? -1
					      : measure_world_locality(world,
							tl_column_text(stmt, columns->locality));
	row->group = group_of(stmt, columns->group, pick->groups);
	if (named && (row->person < -1 || row->person >= (int64_t)world->people_count))
		return fail_whole(
			pick, "person is not a person; hand it on as the view gives it", err);
	*kept = true;
	return true;
}

/* Rows that all count once are counted; any other number is the SELECT's own. */
static void say_what(const struct measure_pick *pick, struct measure_rows *rows)
{
	uint32_t what = MEASURE_OF_ROWS;

	for (size_t i = 0; i < rows->count; i++)
		if (rows->items[i].quantity != 1)
			what = measure_what(tl_str(pick->rows->sql));
	for (size_t i = 0; i < rows->count; i++)
		rows->items[i].what = what;
}

static int compare_places(const void *a, const void *b)
{
	const struct measure_row *left = a, *right = b;

	if (left->delivery != right->delivery)
		return left->delivery < right->delivery ? -1 : 1;
	return (left->at > right->at) - (left->at < right->at);
}

static bool each_once(
	const struct measure_pick *pick, struct measure_rows *rows, struct tl_err *err)
{
	if (!rows->count)
		return true;
	qsort(rows->items, rows->count, sizeof *rows->items, compare_places);
	for (size_t i = 1; i < rows->count; i++)
		if (compare_places(&rows->items[i - 1], &rows->items[i]) == 0)
			return fail_whole(pick,
				"the SELECT gives a row more than once; a join may have several "
				"partners for it",
				err);
	return true;
}

struct tl_stmt *measure_select_prepare(const struct tl_study *study,
	const struct measure_pick *pick, struct tl_db *db, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct tl_err cause = {0};
	struct tl_stmt *stmt = tl_db_prepare(db, pick->rows->sql, &cause);
	struct columns columns;

	if (!stmt)
		measure_select_fail(pick->rows, pick->path, tl_db_sql_offset(db), err, "%s%s",
			cause.text, measure_select_hint(study, cause.text, &arena));
	else if (!find_columns(stmt, pick, &columns, err))
		tl_stmt_free(stmt), stmt = NULL;
	tl_arena_free(&arena);
	return stmt;
}

bool measure_select_run(const struct measure_world *world, const struct measure_pick *pick,
	struct tl_db *db, struct measure_rows *rows, struct tl_err *err)
{
	struct tl_stmt *stmt = measure_select_prepare(world->study, pick, db, err);
	struct tl_err cause = {0};
	struct columns columns;
	size_t capacity = 0;
	bool more = false, kept, ok;

	if (!stmt || !find_columns(stmt, pick, &columns, err))
		return false;
	while ((ok = tl_stmt_next(stmt, &more, &cause)) && more) {
		if (rows->count == capacity) {
			capacity = capacity ? capacity * 2 : 1024;
			rows->items = tl_grow(rows->items, capacity, sizeof *rows->items);
		}
		if (!read_row(world, pick, stmt, &columns, &rows->items[rows->count], &kept, err))
			return false;
		rows->count += kept;
	}
	if (!ok && cause.exit_status != EX_CONFIG) {
		*err = cause; /* the store's trouble, not the SELECT's */
		return tl_fail_in(err, "%s: sql", pick->path);
	}
	if (!ok)
		return fail_whole(pick, cause.text, err);
	say_what(pick, rows);
	return each_once(pick, rows, err);
}
