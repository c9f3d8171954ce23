/* One chunk of one column, to bytes and back. The format is described in schema/facts.sql. */
#include "facts_private.h"

#include <math.h>
#include <string.h>

/* Loops that a compiler turns into vectors, once for each width there is; integers alone, so that
 * the bytes are the same. The loader picks. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define EACH_WIDTH __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define EACH_WIDTH
#endif

/* Without a branch per value: TL_NO_INT, the least there is, is one less than none when it is
 * counted from one above it. */
EACH_WIDTH struct facts_range facts_range_of(const int64_t *values, size_t count)
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

EACH_WIDTH static void pack(
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

EACH_WIDTH void facts_unpack(int64_t *values, struct facts_packed packed, const void *data)
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

/* The writer's own array types, widened. */
EACH_WIDTH static void widen(
	int64_t *values, enum tl_fact_type type, const void *from, size_t count)
{
	if (type == TL_FACT_INT) {
		memcpy(values, from, count * sizeof *values);
	} else if (type == TL_FACT_DAY) {
		const int32_t *days = from;

		for (size_t i = 0; i < count; i++)
			values[i] = days[i] == TL_NO_DAY.n ? TL_NO_INT : days[i];
	} else {
		const uint32_t *codes = from;

		for (size_t i = 0; i < count; i++)
			values[i] = codes[i];
	}
}

struct facts_packed facts_pack_ints(const int64_t *values, size_t count, void *data)
{
	struct facts_range range = facts_range_of(values, count);
	struct facts_packed packed = {.rows = count, .width = width_of(range)};

	pack(data, packed.width, values, count, range.least);
	packed.has_least = range.any && packed.width != 8;
	packed.least = packed.has_least ? range.least : TL_NO_INT;
	return packed;
}

static struct facts_packed pack_reals(const double *values, size_t count, void *data)
{
	struct facts_packed packed = {.rows = count, .least = TL_NO_INT};

	for (size_t i = 0; i < count && !packed.width; i++)
		packed.width = isnan(values[i]) ? 0 : 8;
	memcpy(data, values, count * (size_t)packed.width);
	return packed;
}

struct facts_packed facts_pack(
	enum tl_fact_type type, const void *values, size_t count, int64_t *wide, void *data)
{
	if (type == TL_FACT_REAL)
		return pack_reals(values, count, data);
	widen(wide, type, values, count);
	return facts_pack_ints(wide, count, data);
}
