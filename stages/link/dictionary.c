#include "dictionary.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/arena.h>
#include <throughline/hash.h>

#define AT_ONCE ((size_t)32)
#define LENGTH_BITS 20 /* fields are shorter: TL_CSV_FIELD_MAX */
#define LENGTH_MAX ((UINT64_C(1) << LENGTH_BITS) - 1)
#define SLOTS_FIRST ((size_t)1024)

static size_t home_of(uint32_t hash, size_t room)
{
	return (size_t)(hash * UINT64_C(0x9e3779b1) >> 3) & (room - 1);
}

static void place(struct dictionary_slot *slots, size_t room, struct dictionary_slot slot)
{
	size_t at = home_of(slot.hash, room);

	while (slots[at].number)
		at = (at + 1) & (room - 1);
	slots[at] = slot;
}

static void grow_slots(struct dictionary *dictionary)
{
	size_t room = dictionary->slots_room ? dictionary->slots_room * 2 : SLOTS_FIRST;
	struct dictionary_slot *slots = tl_alloc(room, sizeof *slots);

	for (size_t i = 0; i < dictionary->slots_room; i++)
		if (dictionary->slots[i].number)
			place(slots, room, dictionary->slots[i]);
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

uint32_t dictionary_append(struct dictionary *dictionary, struct tl_str value)
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

static uint32_t hash_of(struct tl_str value)
{
	return (uint32_t)(tl_hash64(value.data, value.length, 0) >> 32);
}

/* The place where a value is, or would be. */
static size_t look_up(const struct dictionary *dictionary, struct tl_str value, uint32_t hash)
{
	size_t mask = dictionary->slots_room - 1;

	for (size_t at = home_of(hash, dictionary->slots_room);; at = (at + 1) & mask) {
		const struct dictionary_slot *slot = &dictionary->slots[at];

		if (!slot->number ||
			(slot->hash == hash && (slot->span & LENGTH_MAX) == value.length &&
				memcmp(dictionary->text + (slot->span >> LENGTH_BITS), value.data,
					value.length) == 0))
			return at;
	}
}

uint32_t dictionary_find(const struct dictionary *dictionary, struct tl_str value)
{
	if (!value.length || !dictionary->count)
		return 0;
	return dictionary->slots[look_up(dictionary, value, hash_of(value))].number;
}

static uint32_t add(struct dictionary *dictionary, struct tl_str value, uint32_t hash)
{
	struct dictionary_slot *slot;

	if (!value.length)
		return 0;
	assert(value.length < LENGTH_MAX);
	if ((size_t)dictionary->count * 3 >= dictionary->slots_room * 2)
		grow_slots(dictionary);
	slot = &dictionary->slots[look_up(dictionary, value, hash)];
	if (!slot->number) {
		slot->hash = hash;
		slot->number = dictionary_append(dictionary, value);
		slot->span = dictionary->starts[slot->number] << LENGTH_BITS | value.length;
	}
	return slot->number;
}

uint32_t dictionary_add(struct dictionary *dictionary, struct tl_str value)
{
	return add(dictionary, value, hash_of(value));
}

/* The memory that a value's place and text lie in is asked for before it is wanted. */
static void ask_for_place(const struct dictionary *dictionary, uint32_t hash)
{
	if (dictionary->slots_room)
		__builtin_prefetch(&dictionary->slots[home_of(hash, dictionary->slots_room)]);
}

static void ask_for_text(const struct dictionary *dictionary, uint32_t hash)
{
	const struct dictionary_slot *slot;

	if (!dictionary->slots_room)
		return;
	slot = &dictionary->slots[home_of(hash, dictionary->slots_room)];
	if (slot->number)
		__builtin_prefetch(dictionary->text + (slot->span >> LENGTH_BITS));
}

void dictionary_add_all(
	struct dictionary *dictionary, const struct tl_str *values, size_t count, uint32_t *numbers)
{
	uint32_t hashes[AT_ONCE];

	for (size_t from = 0; from < count; from += AT_ONCE) {
		size_t more = count - from < AT_ONCE ? count - from : AT_ONCE;

		for (size_t i = 0; i < more; i++) {
			hashes[i] = hash_of(values[from + i]);
			ask_for_place(dictionary, hashes[i]);
		}
		for (size_t i = 0; i < more; i++)
			ask_for_text(dictionary, hashes[i]);
		for (size_t i = 0; i < more; i++)
			numbers[from + i] = add(dictionary, values[from + i], hashes[i]);
	}
}

struct tl_str dictionary_text(const struct dictionary *dictionary, uint32_t number)
{
	uint64_t start;

	if (!number)
		return TL_STR("");
	start = dictionary->starts[number];
	return tl_str_slice(dictionary->text + start, dictionary->starts[number + 1] - start);
}

void dictionary_seal(struct dictionary *dictionary)
{
	free(dictionary->slots);
	dictionary->slots = NULL;
	dictionary->slots_room = 0;
}

void dictionary_free(struct dictionary *dictionary)
{
	free(dictionary->text);
	free(dictionary->starts);
	free(dictionary->slots);
	*dictionary = (struct dictionary){0};
}
