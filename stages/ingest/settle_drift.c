/* Columns that came otherwise than in the delivery before. */
#include "settle.h"

#include <string.h>

#define VALUES_THAT_TELL 10 /* fewer prove nothing about a column */

struct column {
	struct tl_str header, field, looks; /* field "": the contract knows none */
	int64_t seen; /* values looked at */
};
typedef TL_VEC(struct column) column_vec;

struct writing {
	struct tl_stmt *stmt;
	const struct ingest_shard *shard;
	const char *since; /* the delivery compared with; NULL: the contract */
	struct tl_buf *warnings;
	struct tl_arena *arena;
	struct tl_err *err;
};

/* What a column is called across files: its field, else its header. */
static struct tl_str name_of(const struct column *column)
{
	return column->field.length ? column->field : column->header;
}

static const struct column *find(const column_vec *columns, struct tl_str name)
{
	for (size_t i = 0; i < columns->count; i++)
		if (tl_str_equal_fold(name_of(&columns->items[i]), name))
			return &columns->items[i];
	return NULL;
}

static bool read_columns(const struct ingest_shard *shard, struct tl_arena *arena,
	column_vec *columns, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(shard->db,
		"SELECT header, field, looks, seen FROM file_column ORDER BY position", err);
	bool row = true, ok = stmt;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row) {
		struct column column = {tl_arena_str(arena, tl_column_text(stmt, 0)),
			tl_arena_str(arena, tl_column_text(stmt, 1)),
			tl_arena_str(arena, tl_column_text(stmt, 2)), tl_column_int(stmt, 3)};

		/* The columns of a wide table are many by nature: one stands for all. */
		if (name_of(&column).length && !find(columns, name_of(&column)))
			*tl_vec_push(columns) = column;
	}
	tl_stmt_free(stmt);
	return ok;
}

/* What the contract expects: its fields under their own names, of any look. */
static void expected_columns(const struct tl_contract *contract, column_vec *columns)
{
	for (unsigned i = 0; i < contract->fields_count; i++) {
		const char *name = contract->fields[i].name;

		if (!contract->reshape.columns_count ||
			(strcmp(name, contract->reshape.header) != 0 &&
				strcmp(name, contract->reshape.value) != 0))
			*tl_vec_push(columns) = (struct column){tl_str(name), tl_str(name), {0}, 0};
	}
}

static bool write(const struct writing *writing, const char *change, struct tl_str name,
	struct tl_str was, struct tl_str now)
{
	tl_bind_textz(writing->stmt, 1, writing->shard->delivery->name);
	tl_bind_textz(writing->stmt, 2, change);
	tl_bind_text(writing->stmt, 3, name);
	tl_bind_text(writing->stmt, 4, was);
	tl_bind_text(writing->stmt, 5, now);
	if (writing->since) {
		tl_buf_addf(writing->warnings, "%s: column \"" TL_STR_FMT "\" differs from %s: %s",
			writing->shard->delivery->name, TL_STR_ARG(name), writing->since, change);
		if (now.length && !strcmp(change, "gone"))
			tl_buf_addf(writing->warnings, "; renamed? is it \"" TL_STR_FMT "\" now?",
				TL_STR_ARG(now));
		else if (was.length && now.length)
			tl_buf_addf(writing->warnings,
				", \"" TL_STR_FMT "\" is now \"" TL_STR_FMT "\"", TL_STR_ARG(was),
				TL_STR_ARG(now));
		tl_buf_add_char(writing->warnings, '\n');
	}
	return tl_stmt_run(writing->stmt, writing->err);
}

static bool is_reshaped(const struct tl_contract *contract, struct tl_str name)
{
	return contract->reshape.columns_count &&
	       tl_str_equal(name, tl_str(contract->reshape.value));
}

static bool looks_otherwise(const struct column *before, const struct column *now)
{
	return before->seen >= VALUES_THAT_TELL && now->seen >= VALUES_THAT_TELL &&
	       !tl_str_equal(before->looks, now->looks);
}

/* A column of now that was not there before and that is no field of the contract. */
static bool is_stranger(const column_vec *before, const struct column *column)
{
	return !column->field.length && !find(before, column->header);
}

/* What a column that is gone may be called now: of the strangers the one spelt nearest, else the
 * one in its place, where the file before had as many columns. "": none. */
static struct tl_str successor(
	const struct writing *writing, const column_vec *before, const column_vec *now, size_t gone)
{
	const char **names = tl_arena_array(writing->arena, now->count + 1, sizeof *names);
	const char *nearest;
	size_t count = 0;

	for (size_t i = 0; i < now->count; i++)
		if (is_stranger(before, &now->items[i]))
			names[count++] = tl_arena_text(writing->arena, now->items[i].header);
	nearest = tl_str_nearest(before->items[gone].header, names, count);
	if (!nearest && writing->since && before->count == now->count &&
		is_stranger(before, &now->items[gone]))
		return now->items[gone].header;
	return tl_str(nearest ? nearest : "");
}

static bool compare(const struct writing *writing, const column_vec *before, const column_vec *now)
{
	bool ok = true;

	for (size_t i = 0; ok && i < now->count; i++) {
		const struct column *column = &now->items[i];
		struct tl_str name = name_of(column);
		const struct column *was = find(before, name);

		if (is_reshaped(writing->shard->delivery->contract, name))
			continue;
		if (!was) {
			ok = write(writing, "new", name, TL_STR(""), column->header);
			continue;
		}
		if (!tl_str_equal_fold(was->header, column->header))
			ok = write(writing, "renamed", name, was->header, column->header);
		if (ok && looks_otherwise(was, column))
			ok = write(writing, "type", name, was->looks, column->looks);
	}
	for (size_t i = 0; ok && i < before->count; i++)
		if (!find(now, name_of(&before->items[i])))
			ok = write(writing, "gone", name_of(&before->items[i]),
				before->items[i].header, successor(writing, before, now, i));
	return ok;
}

/* The delivery of the same contract before this one; NULL where it is the first. */
static const struct ingest_shard *find_before(const struct ingest_shard *shards, size_t at)
{
	for (size_t i = at; i-- > 0;)
		if (shards[i].db && shards[i].delivery->contract == shards[at].delivery->contract)
			return &shards[i];
	return NULL;
}

static bool write_one(
	struct writing *writing, const struct ingest_shard *shards, size_t at, struct tl_err *err)
{
	const struct ingest_shard *before = find_before(shards, at);
	struct tl_arena arena = {0};
	column_vec then = {0}, now = {0};
	bool ok = read_columns(&shards[at], &arena, &now, err);

	writing->shard = &shards[at];
	writing->arena = &arena;
	writing->since = before ? before->delivery->name : NULL;
	if (before)
		ok = ok && read_columns(before, &arena, &then, err);
	else
		expected_columns(shards[at].delivery->contract, &then);
	/* An empty file has no columns to speak of. */
	ok = ok && (!now.count || compare(writing, &then, &now));
	tl_vec_free(&now);
	tl_vec_free(&then);
	tl_arena_free(&arena);
	return ok;
}

bool settle_write_drift(struct tl_db *db, const struct ingest_shard *shards, size_t count,
	struct tl_buf *warnings, struct tl_err *err)
{
	struct writing writing = {.warnings = warnings, .err = err};
	bool ok;

	writing.stmt = tl_db_prepare(db, "INSERT INTO drift VALUES (?1, ?2, ?3, ?4, ?5)", err);
	ok = writing.stmt;
	for (size_t i = 0; ok && i < count; i++)
		ok = !shards[i].db || write_one(&writing, shards, i, err);
	tl_stmt_free(writing.stmt);
	return ok;
}
