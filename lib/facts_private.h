/* The chunk format, shared by the writer, the reader and the virtual table; see schema/facts.sql.
 */
#ifndef THROUGHLINE_FACTS_PRIVATE_H
#define THROUGHLINE_FACTS_PRIVATE_H

#include <throughline/facts.h>
#include <throughline/vec.h>

static_assert(
	__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "chunks are little-endian, read as they are");

#define FACTS_FORMAT 1

/* The words of a text column while rows are gathered: in the order met, found again by hash. Code 0
 * is nothing, code n is words.items[n - 1]. */
struct facts_dictionary {
	TL_VEC(struct tl_str) words;
	uint32_t *slots; /* codes, 0 = free; as many as a power of two */
	size_t slot_count;
};
uint32_t facts_dictionary_code(
	struct facts_dictionary *dictionary, struct tl_arena *arena, struct tl_str word);
/* Keeps the words that occur, in byte order, and changes the codes to match. */
void facts_dictionary_sort(struct facts_dictionary *dictionary, uint32_t *codes, size_t rows);
bool facts_dictionary_write(const struct facts_dictionary *dictionary, struct tl_db *db,
	int64_t column_no, struct tl_err *err);
void facts_dictionary_free(struct facts_dictionary *dictionary);

/* Writes a column in chunks; values as the writer holds them (int64, int32, double or uint32). */
bool facts_chunks_write(struct tl_db *db, int64_t column_no, enum tl_fact_type type,
	const void *values, size_t rows, struct tl_err *err);

/* A column as it lies in a store. */
struct facts_column {
	int64_t column_no;
	char *name;
	enum tl_fact_type type;
	size_t words; /* without word 0 */
};

/* A table as it lies in a store: found, its columns listed, nothing decoded. */
struct facts_layout {
	struct tl_db *db;
	const char *name;
	int64_t rows;
	struct facts_column *columns;
	size_t count;
	struct tl_stmt *chunk; /* made by facts_layout_read, ends with the db */
};

/* "int", "day", "real", "text". */
extern const char *const facts_type_names[4];

bool facts_layout_read(struct tl_db *db, const char *table, struct tl_arena *arena,
	struct facts_layout *layout, bool *found, struct tl_err *err);
/* Decodes one chunk of one column; values has room for TL_CHUNK_ROWS. INT, DAY and TEXT become
 * int64 (nothing: TL_NO_INT; of TEXT 0), REAL become doubles. Everything that a damaged store could
 * make unsafe is checked here: sizes, codes past the last word, days past the calendar. */
bool facts_chunk_ints(const struct facts_layout *layout, size_t column, size_t chunk,
	int64_t *values, struct tl_err *err);
bool facts_chunk_reals(const struct facts_layout *layout, size_t column, size_t chunk,
	double *values, struct tl_err *err);
/* All words of a text column, word 0 in front. */
bool facts_words(const struct facts_layout *layout, size_t column, struct tl_arena *arena,
	const struct tl_str **words, struct tl_err *err);
/* Says that the store's bytes contradict each other. Returns false. */
bool facts_damaged(const struct facts_layout *layout, struct tl_err *err);
/* Rows in a chunk of a table of so many rows. */
size_t facts_chunk_rows(int64_t rows, size_t chunk);

#endif
