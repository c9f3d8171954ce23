/* One chunk of one column, to bytes and back. The format is described in schema/facts.sql. */
#include "facts_private.h"

#include <math.h>
#include <string.h>

#include <throughline/cpu.h>

/* Without a branch per value: TL_NO_INT, the least there is, is one less than none when it is
 * counted from one above it. */
TL_EACH_WIDTH struct facts_range facts_range_of(const int64_t *values, size_t count)
{
	const uint64_t above = (uint64_t)TL_NO_INT + 1;
	uint64_t least = UINT64_MAX;
	int64_t most = TL_NO_INT;
	bool gaps = false;

	for (size_t i = 0; i < count; i++) {
		uint64_t shifted = (uint64_t)values[i] - above;

		least = shifted < least ? shifted : least;
		most = values[i] > most ? values[i] : most;
		gaps |= values[i] == TL_NO_INT;
	}
	return (struct facts_range){
		.least = most == TL_NO_INT ? INT64_MAX : (int64_t)(least + above),
		.most = most,
		.any = most != TL_NO_INT,
		.gaps = gaps,
	};
}

/* The pattern with all bits set is never a value, whether there are gaps or not. */
static int width_of(struct facts_range range)
{
	uint64_t reach = (uint64_t)range.most - (uint64_t)range.least;

	if (!range.any || (reach == 0 && !range.gaps))
		return 0;
	if (reach < UINT8_MAX)
		return 1;
	if (reach < UINT16_MAX)
		return 2;
	return reach < UINT32_MAX ? 4 : 8;
}

#define PACK(type)                                                                                 \
	for (size_t i = 0; i < count; i++) {                                                       \
		type packed = values[i] == TL_NO_INT                                               \
				      ? (type)-1                                                   \
				      : (type)((uint64_t)values[i] - (uint64_t)least);             \
		memcpy((char *)data + i * sizeof packed, &packed, sizeof packed);                  \
	}

TL_EACH_WIDTH static void pack(
	void *data, int width, const int64_t *values, size_t count, int64_t least)
{
	if (width == 1)
		PACK(uint8_t)
	else if (width == 2)
		PACK(uint16_t)
	else if (width == 4)
		PACK(uint32_t)
	else if (width == 8)
		memcpy(data, values, count * sizeof *values);
}

#define UNPACK(type)                                                                               \
	for (size_t i = 0; i < count; i++) {                                                       \
		type offset;                                                                       \
                                                                                                   \
		memcpy(&offset, (const char *)data + i * sizeof offset, sizeof offset);            \
		values[i] = offset == (type)-1 ? TL_NO_INT : (int64_t)((uint64_t)least + offset);  \
	}

TL_EACH_WIDTH void facts_unpack(int64_t *values, struct facts_packed packed, const void *data)
{
	size_t count = packed.rows;
	int64_t least = packed.least;
	int width = packed.width;

	if (width == 0)
		for (size_t i = 0; i < count; i++)
			values[i] = least;
	else if (width == 1)
		UNPACK(uint8_t)
	else if (width == 2)
		UNPACK(uint16_t)
	else if (width == 4)
		UNPACK(uint32_t)
	else
		memcpy(values, data, count * sizeof *values);
}

/* So many values at a time are widened where they are soon found again. */
#define STEP ((size_t)1024)

TL_EACH_WIDTH static void widen_days(int64_t *values, const int32_t *days, size_t count)
{
	for (size_t i = 0; i < count; i++)
		values[i] = days[i] == TL_NO_DAY.n ? TL_NO_INT : days[i];
}

TL_EACH_WIDTH static void widen_codes(int64_t *values, const uint32_t *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		values[i] = codes[i];
}

/* Some of the writer's own values as numbers: where they lie, or in wide. */
static const int64_t *numbers_of(
	enum tl_fact_type type, const void *values, size_t from, size_t count, int64_t wide[STEP])
{
	if (type == TL_FACT_INT)
		return (const int64_t *)values + from;
	if (type == TL_FACT_DAY)
		widen_days(wide, (const int32_t *)values + from, count);
	else
		widen_codes(wide, (const uint32_t *)values + from, count);
	return wide;
}

static size_t step_at(size_t at, size_t count)
{
	return count - at < STEP ? count - at : STEP;
}

static struct facts_packed pack_numbers(
	enum tl_fact_type type, const void *values, size_t count, char *data)
{
	int64_t wide[STEP];
	struct facts_range range = {.least = INT64_MAX, .most = TL_NO_INT};
	struct facts_packed packed = {.rows = count};

	for (size_t at = 0; at < count; at += STEP) {
		size_t step = step_at(at, count);
		struct facts_range more =
			facts_range_of(numbers_of(type, values, at, step, wide), step);

		range.least = more.least < range.least ? more.least : range.least;
		range.most = more.most > range.most ? more.most : range.most;
		range.any |= more.any;
		range.gaps |= more.gaps;
	}
	packed.width = width_of(range);
	for (size_t at = 0; packed.width && at < count; at += STEP) {
		size_t step = step_at(at, count);

		pack(data + at * (size_t)packed.width, packed.width,
			numbers_of(type, values, at, step, wide), step, range.least);
	}
	packed.has_least = range.any && packed.width != 8;
	packed.least = packed.has_least ? range.least : TL_NO_INT;
	return packed;
}

struct facts_packed facts_pack_ints(const int64_t *values, size_t count, void *data)
{
	return pack_numbers(TL_FACT_INT, values, count, data);
}

static struct facts_packed pack_reals(const double *values, size_t count, void *data)
{
	struct facts_packed packed = {.rows = count, .least = TL_NO_INT};

	for (size_t i = 0; i < count && !packed.width; i++)
		packed.width = isnan(values[i]) ? 0 : 8;
	memcpy(data, values, count * (size_t)packed.width);
	return packed;
}

struct facts_packed facts_pack(enum tl_fact_type type, const void *values, size_t count, void *data)
{
	return type == TL_FACT_REAL ? pack_reals(values, count, data)
				    : pack_numbers(type, values, count, data);
}
