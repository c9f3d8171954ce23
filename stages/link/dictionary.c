#include "dictionary.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/arena.h>
#include <throughline/hash.h>

#define SLOTS_FIRST ((size_t)1024)

static void place(uint64_t *slots, size_t room, uint64_t slot, size_t at)
{
	while (slots[at & (room - 1)])
		at++;
	slots[at & (room - 1)] = slot;
}

/* The upper half of a hash says where a slot belongs, so growing needs no text. */
static size_t home_of(uint64_t slot, size_t room)
{
	return (size_t)((slot >> 32) * UINT64_C(0x9e3779b1)) & (room - 1);
}

static void grow_slots(struct dictionary *dictionary)
{
	size_t room = dictionary->slots_room ? dictionary->slots_room * 4 : SLOTS_FIRST;
	uint64_t *slots = tl_alloc(room, sizeof *slots);

	for (size_t i = 0; i < dictionary->slots_room; i++)
		if (dictionary->slots[i])
			place(slots, room, dictionary->slots[i],
				home_of(dictionary->slots[i], room));
	free(dictionary->slots);
	dictionary->slots = slots;
	dictionary->slots_room = room;
}

static size_t room_for(size_t room, size_t needed, size_t first)
{
	if (!room)
		room = first;
	while (room < needed)
		room *= 2;
	return room;
}

static uint32_t keep(struct dictionary *dictionary, struct tl_str value)
{
	size_t starts = room_for(dictionary->starts_room, (size_t)dictionary->count + 3, 64);
	uint64_t end;

	if (starts != dictionary->starts_room) {
		bool is_first = !dictionary->starts;

		dictionary->starts =
			tl_grow(dictionary->starts, starts, sizeof *dictionary->starts);
		dictionary->starts_room = starts;
		if (is_first)
			dictionary->starts[0] = dictionary->starts[1] = 0;
	}
	end = dictionary->starts[dictionary->count + 1];
	size_t text = room_for(dictionary->text_room, end + value.length, 1024);
	if (text != dictionary->text_room) {
		dictionary->text = tl_grow(dictionary->text, text, 1);
		dictionary->text_room = text;
	}
	memcpy(dictionary->text + end, value.data, value.length);
	dictionary->count++;
	dictionary->starts[dictionary->count + 1] = end + value.length;
	return dictionary->count;
}

/* The place where a value is, or would be; its hash in the upper half of *hash. */
static size_t look_up(const struct dictionary *dictionary, struct tl_str value, uint64_t *hash)
{
	size_t mask = dictionary->slots_room - 1;

	*hash = tl_hash64(value.data, value.length, 0) & ~UINT64_C(0xffffffff);
	for (size_t at = home_of(*hash, dictionary->slots_room);; at = (at + 1) & mask) {
		uint64_t slot = dictionary->slots[at];

		if (!slot || (!((slot ^ *hash) >> 32) &&
				     tl_str_equal(dictionary_text(dictionary, (uint32_t)slot), value)))
			return at;
	}
}

uint32_t dictionary_find(const struct dictionary *dictionary, struct tl_str value)
{
	uint64_t hash;

	if (!value.length || !dictionary->count)
		return 0;
	return (uint32_t)dictionary->slots[look_up(dictionary, value, &hash)];
}

uint32_t dictionary_add(struct dictionary *dictionary, struct tl_str value)
{
	uint64_t hash;
	size_t at;

	if (!value.length)
		return 0;
	if ((size_t)dictionary->count * 2 >= dictionary->slots_room)
		grow_slots(dictionary);
	at = look_up(dictionary, value, &hash);
	if (!dictionary->slots[at])
		dictionary->slots[at] = hash | keep(dictionary, value);
	return (uint32_t)dictionary->slots[at];
}

struct tl_str dictionary_text(const struct dictionary *dictionary, uint32_t number)
{
	uint64_t start;

	if (!number)
		return TL_STR("");
	start = dictionary->starts[number];
	return tl_str_slice(dictionary->text + start, dictionary->starts[number + 1] - start);
}

void dictionary_free(struct dictionary *dictionary)
{
	free(dictionary->text);
	free(dictionary->starts);
	free(dictionary->slots);
	*dictionary = (struct dictionary){0};
}
