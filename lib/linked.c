#include <throughline/linked.h>

#include <stdlib.h>
#include <string.h>

#include <throughline/facts.h>
#include <throughline/vec.h>

#define TABLE "person_of_key"

enum column { DELIVERY, KEY, PERSON, STRICT, LOOSE };
static const struct tl_fact_column columns[] = {
	[DELIVERY] = {"delivery", TL_FACT_TEXT},
	[KEY] = {"key_no", TL_FACT_INT},
	[PERSON] = {"person_no", TL_FACT_INT},
	[STRICT] = {"strict", TL_FACT_INT},
	[LOOSE] = {"loose", TL_FACT_INT},
};

/* ---- writing -------------------------------------------------------------------------------- */

struct delivery {
	const char *name;
	int64_t first;
	size_t keys;
};

struct tl_linked_writer {
	struct tl_arena arena;
	struct tl_facts_writer *facts;
	TL_VEC(struct delivery) deliveries;
	int64_t *numbers; /* of a chunk */
	uint32_t *codes;
};

struct tl_linked_writer *tl_linked_writer_new(const char *dir)
{
	struct tl_linked_writer *writer = tl_alloc(1, sizeof *writer);

	writer->facts = tl_facts_writer_new(TABLE, columns, TL_LEN(columns));
	if (dir)
		tl_facts_spool(writer->facts, dir);
	writer->numbers = tl_alloc(TL_CHUNK_ROWS, sizeof *writer->numbers);
	writer->codes = tl_alloc(TL_CHUNK_ROWS, sizeof *writer->codes);
	return writer;
}

/* People at a threshold; at another than default only those who are another there. */
static void append_people(struct tl_linked_writer *writer, enum column column,
	const int32_t *people, const int32_t *at_default, size_t count)
{
	bool any = !at_default;

	for (size_t i = 0; i < count; i++) {
		bool same = at_default && people[i] == at_default[i];

		writer->numbers[i] = same ? TL_NO_INT : people[i];
		any |= !same;
	}
	if (any)
		tl_facts_append(writer->facts, column, writer->numbers, count);
}

static void append_keys(struct tl_linked_writer *writer, uint32_t code, size_t first, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		writer->codes[i] = code;
		writer->numbers[i] = (int64_t)(first + i);
	}
	tl_facts_append(writer->facts, DELIVERY, writer->codes, count);
	tl_facts_append(writer->facts, KEY, writer->numbers, count);
}

void tl_linked_add(struct tl_linked_writer *writer, const char *delivery, const int32_t *people,
	const int32_t *strict, const int32_t *loose, size_t keys)
{
	struct tl_str name = tl_str(delivery);
	uint32_t code =
		tl_facts_word(writer->facts, DELIVERY, name, tl_hash64(name.data, name.length, 0));

	*tl_vec_push(&writer->deliveries) = (struct delivery){
		tl_arena_text(&writer->arena, name), tl_facts_writer_rows(writer->facts), keys};
	for (size_t first = 0, count; first < keys; first += count) {
		size_t room = tl_facts_room(writer->facts);

		count = keys - first < room ? keys - first : room;
		append_keys(writer, code, first, count);
		append_people(writer, PERSON, people + first, NULL, count);
		if (strict)
			append_people(writer, STRICT, strict + first, people + first, count);
		if (loose)
			append_people(writer, LOOSE, loose + first, people + first, count);
		tl_facts_end_rows(writer->facts, count);
	}
}

void tl_linked_settle(struct tl_linked_writer *writer)
{
	tl_facts_settle(writer->facts);
}

bool tl_linked_finish(struct tl_linked_writer *writer, struct tl_db *link, struct tl_err *err)
{
	struct tl_stmt *insert =
		tl_db_prepare(link, "INSERT INTO delivery VALUES (?1, ?2, ?3)", err);
	bool ok = insert;

	for (size_t i = 0; ok && i < writer->deliveries.count; i++) {
		tl_bind_textz(insert, 1, writer->deliveries.items[i].name);
		tl_bind_int(insert, 2, writer->deliveries.items[i].first);
		tl_bind_int(insert, 3, (int64_t)writer->deliveries.items[i].keys);
		ok = tl_stmt_run(insert, err);
	}
	tl_stmt_free(insert);
	return ok && tl_facts_finish(writer->facts, link, err) && tl_facts_show(link, TABLE, err);
}

void tl_linked_writer_free(struct tl_linked_writer *writer)
{
	if (!writer)
		return;
	tl_facts_writer_free(writer->facts);
	tl_vec_free(&writer->deliveries);
	free(writer->numbers);
	free(writer->codes);
	tl_arena_free(&writer->arena);
	free(writer);
}

/* ---- reading -------------------------------------------------------------------------------- */

struct extent { /* a delivery's keys, and how many people there are */
	int64_t first, keys, people;
};

static bool find_keys(
	struct tl_db *link, const char *delivery, struct extent *extent, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(link,
		"SELECT first_row, keys, (SELECT rows FROM fact_table WHERE name = 'person') FROM "
		"delivery"
		" WHERE delivery = ?1",
		err);
	bool row = false, ok = stmt;

	*extent = (struct extent){0};
	if (ok)
		tl_bind_textz(stmt, 1, delivery);
	ok = ok && tl_stmt_next(stmt, &row, err);
	if (ok && row)
		*extent = (struct extent){
			tl_column_int(stmt, 0), tl_column_int(stmt, 1), tl_column_int(stmt, 2)};
	tl_stmt_free(stmt);
	return ok;
}

/* What is nothing leaves the person as it was. */
static bool read_people(struct tl_db *link, const struct extent *extent, enum column column,
	int32_t *people, bool *any, struct tl_err *err)
{
	size_t keys = (size_t)extent->keys;
	int64_t *numbers = tl_alloc(keys, sizeof *numbers);
	bool ok = tl_facts_ints(
		link, TABLE, columns[column].name, (size_t)extent->first, keys, numbers, err);

	for (size_t i = 0; ok && i < keys; i++) {
		if (numbers[i] == TL_NO_INT)
			continue;
		if (numbers[i] < 0 || numbers[i] >= extent->people)
			ok = tl_fail(err, EX_DATAERR,
				"run/2-link: a key of a person that does not exist; run link "
				"again");
		people[i] = (int32_t)numbers[i];
		*any = true;
	}
	free(numbers);
	return ok;
}

static enum column column_of(const char *threshold)
{
	if (strcmp(threshold, columns[STRICT].name) == 0)
		return STRICT;
	return strcmp(threshold, columns[LOOSE].name) == 0 ? LOOSE : PERSON;
}

bool tl_linked_read(struct tl_db *link, const char *delivery, const char *threshold,
	struct tl_arena *arena, struct tl_linked *linked, struct tl_err *err)
{
	enum column column = column_of(threshold);
	struct extent extent;
	int32_t *people;
	bool any = false;

	*linked = (struct tl_linked){0};
	if (!find_keys(link, delivery, &extent, err))
		return false;
	if (extent.first < 0 || extent.keys < 0 || extent.keys > UINT32_MAX ||
		extent.people > INT32_MAX)
		return tl_fail(err, EX_DATAERR, "run/2-link: damaged; run link again");
	linked->keys = (size_t)extent.keys;
	linked->people = people = tl_arena_array(arena, linked->keys, sizeof *people);
	return !linked->keys ||
	       (read_people(link, &extent, PERSON, people, &any, err) &&
		       (column == PERSON ||
			       read_people(link, &extent, column, people, &linked->differs, err)));
}
