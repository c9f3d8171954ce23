#include "likeness.h"

#include <stdlib.h>
#include <throughline/hash.h>

#define DISTINCT_LEAST 0.9 /* of the values: as good as none is met twice */
#define COUNTED_MOST ((size_t)5000) /* filters, to know how often a bit is set */
#define EVEN 0.2 /* bits that fewer or more of the filters have say little */

bool likeness_is_for(const struct records *records, size_t field)
{
	enum field_kind kind = records->fields[field].kind;

	return kind == FIELD_CLK || (kind == FIELD_FILTER && records->known[field] &&
					    (double)values_count(records->values[field]) >=
						    DISTINCT_LEAST * records->known[field]);
}

/* The bits of a field that are set in some filters and not in others; all, where too few are. */
static size_t list_even_bits(const struct values *values, uint16_t *even)
{
	size_t bits = values->row_words * 64, count = values_count(values), found = 0;
	size_t step = count / COUNTED_MOST + 1, seen = 0;
	uint32_t *set = tl_alloc(bits + 1, sizeof *set);

	for (size_t i = 1; i <= count; i += step, seen++)
		for (size_t bit = 0; bit < bits; bit++)
			set[bit] += values_filter_bit(values, (uint32_t)i, bit);
	for (size_t bit = 0; bit < bits; bit++)
		if (set[bit] >= EVEN * (double)seen && set[bit] <= (1 - EVEN) * (double)seen)
			even[found++] = (uint16_t)bit;
	if (found < LIKENESS_BITS)
		for (found = 0; found < bits; found++)
			even[found] = (uint16_t)found;
	free(set);
	return found;
}

/* The fields of pass `number`: the one there is, or each two in turn. */
static size_t choose_fields(
	const struct records *records, size_t number, size_t fields[LIKENESS_FIELDS])
{
	size_t all[FIELDS_MAX] = {0}, count = 0;

	for (size_t i = 0; i < records->field_count; i++)
		if (likeness_is_for(records, i))
			all[count++] = i;
	if (count < 2) {
		fields[0] = all[0];
		return count;
	}
	number %= count * (count - 1) / 2;
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++)
			if (!number--) {
				fields[0] = all[i];
				fields[1] = all[j];
				return 2;
			}
	return 0;
}

static size_t bits_to_tell(size_t records)
{
	size_t bits = 1;

	while (bits < LIKENESS_BITS && (records >> bits) > 1)
		bits++;
	return bits;
}

bool likeness_plan(struct likeness *likeness, const struct records *records, size_t number)
{
	uint16_t *even[LIKENESS_FIELDS] = {0};
	size_t found[LIKENESS_FIELDS];

	*likeness = (struct likeness){.key_bits = bits_to_tell(records->count)};
	likeness->field_count = choose_fields(records, number, likeness->fields);
	for (size_t i = 0; i < likeness->field_count; i++) {
		const struct values *values = records->values[likeness->fields[i]];

		even[i] = tl_alloc(values->row_words * 64 + 1, sizeof **even);
		found[i] = list_even_bits(values, even[i]);
		if (!found[i])
			likeness->field_count = 0;
	}
	for (size_t i = 0; i < LIKENESS_BITS && likeness->field_count; i++) {
		size_t field = i % likeness->field_count;
		uint64_t place[2] = {number, i};

		likeness->sample[i].field = (uint16_t)field;
		likeness->sample[i].bit =
			even[field][tl_hash64(place, sizeof place, 1) % found[field]];
	}
	for (size_t i = 0; i < LIKENESS_FIELDS; i++)
		free(even[i]);
	return likeness->field_count != 0;
}

unsigned likeness_bit(const struct likeness *likeness, const struct records *records,
	const uint32_t *row, size_t at)
{
	size_t field = likeness->fields[likeness->sample[at].field];

	return values_filter_bit(records->values[field], row[field], likeness->sample[at].bit);
}

uint32_t likeness_key(
	const struct likeness *likeness, const struct records *records, const uint32_t *row)
{
	uint32_t key = 1;

	for (size_t i = 0; i < likeness->field_count; i++)
		if (!row[likeness->fields[i]])
			return 0;
	for (size_t i = 0; i < likeness->key_bits; i++)
		key = key << 1 | likeness_bit(likeness, records, row, i);
	return key;
}
