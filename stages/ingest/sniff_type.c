/* Of what type a column is, and how it writes it. */
#include "sniff.h"

/* So many in a hundred values decide; the others will be rejected, and the draft says how many. */
#define MOST_PERCENT 90

static bool is_most(int64_t rows, const struct sniff_column *column)
{
	return column->values && rows * 100 >= column->values * MOST_PERCENT;
}

/* Dates are mistyped more than numbers are, and what is left a text is never looked at again: where
 * more than half of the values are dates, they all should be. */
static bool are_meant_as_dates(const struct sniff_dates *dates, const struct sniff_column *column)
{
	return dates->count && (dates->fit + dates->clash) * 2 > column->values;
}

/* "20140603" is a number as well; only a header that speaks of a day makes it one. */
static bool is_all_digits(const struct sniff_dates *dates)
{
	return dates->formats[0] == sniff_date_format_count - 1;
}

static bool set_dates(struct sniff_field *field)
{
	const struct sniff_column *column = field->column;

	field->dates = sniff_dates_of(column);
	if (!are_meant_as_dates(&field->dates, column))
		return false;
	if (is_all_digits(&field->dates) && !sniff_looks_like_date(column->header))
		return false;
	field->is_date = true;
	field->type = TL_TYPE_YEARMONTH;
	for (size_t i = 0; i < field->dates.count; i++) {
		const struct sniff_date_format *format =
			&sniff_date_formats[field->dates.formats[i]];

		if (format->has_time)
			field->type = TL_TYPE_DATETIME;
		else if (!format->month_only && field->type == TL_TYPE_YEARMONTH)
			field->type = TL_TYPE_DATE;
	}
	return true;
}

static bool set_number(struct sniff_field *field)
{
	const struct sniff_column *column = field->column;

	/* A name made of digits: adding it up would mean nothing, and its zeros count. */
	if (column->leading_zeros || column->long_digits ||
		(column->real && sniff_looks_like_id(column->header)))
		return false;
	if (!is_most(column->grouped_real, column) && is_most(column->comma_real, column)) {
		field->type = TL_TYPE_NUMBER;
		field->group = '.';
		field->decimal = ',';
		return true;
	}
	if (!is_most(column->grouped_real, column))
		return false;
	field->type =
		column->grouped_whole == column->grouped_real ? TL_TYPE_INTEGER : TL_TYPE_NUMBER;
	if (column->grouped_real > column->real)
		field->group = ',';
	return true;
}

static bool set_serials(struct sniff_field *field)
{
	const struct sniff_column *column = field->column;

	field->is_serial = column->serials && is_most(column->serials, column) &&
			   sniff_looks_like_date(column->header) && tl_day_format_is_known("excel");
	if (field->is_serial)
		field->type = TL_TYPE_DATE;
	return field->is_serial;
}

void sniff_type(struct sniff_field *field)
{
	const struct sniff_column *column = field->column;

	field->type = TL_TYPE_STRING;
	if (!column->values || set_serials(field) || set_dates(field) || set_number(field))
		return;
	if (column->booleans == column->values)
		field->type = TL_TYPE_BOOLEAN;
}
