#include "marks.h"

#include <stdlib.h>
#include <throughline/arena.h>
#include <throughline/hash.h>

#define FIRST_SLOTS 1024

struct ingest_mark ingest_mark_of(struct tl_str bytes)
{
	struct ingest_mark mark = {
		{tl_hash64(bytes.data, bytes.length, 0), tl_hash64(bytes.data, bytes.length, 1)}};

	mark.hash[0] |= !mark.hash[0] && !mark.hash[1]; /* 0, 0 is a free slot */
	return mark;
}

static size_t slot_of(const struct ingest_marks *marks, struct ingest_mark mark)
{
	size_t mask = marks->slot_count - 1, slot = (size_t)mark.hash[0] & mask;

	while ((marks->slots[slot].hash[0] || marks->slots[slot].hash[1]) &&
		(marks->slots[slot].hash[0] != mark.hash[0] ||
			marks->slots[slot].hash[1] != mark.hash[1]))
		slot = (slot + 1) & mask;
	return slot;
}

bool ingest_marks_has(const struct ingest_marks *marks, struct ingest_mark mark)
{
	const struct ingest_mark *found;

	if (!marks->slot_count)
		return false;
	found = &marks->slots[slot_of(marks, mark)];
	return found->hash[0] || found->hash[1];
}

static void make_room(struct ingest_marks *marks)
{
	struct ingest_marks larger = {.count = marks->count};

	if (marks->count * 2 < marks->slot_count)
		return;
	larger.slot_count = marks->slot_count ? marks->slot_count * 2 : FIRST_SLOTS;
	larger.slots = tl_alloc(larger.slot_count, sizeof *larger.slots);
	for (size_t i = 0; i < marks->slot_count; i++)
		if (marks->slots[i].hash[0] || marks->slots[i].hash[1])
			larger.slots[slot_of(&larger, marks->slots[i])] = marks->slots[i];
	free(marks->slots);
	*marks = larger;
}

void ingest_marks_add(struct ingest_marks *marks, struct ingest_mark mark)
{
	struct ingest_mark *slot;

	make_room(marks);
	slot = &marks->slots[slot_of(marks, mark)];
	marks->count += !slot->hash[0] && !slot->hash[1];
	*slot = mark;
}

void ingest_marks_free(struct ingest_marks *marks)
{
	free(marks->slots);
	*marks = (struct ingest_marks){0};
}
