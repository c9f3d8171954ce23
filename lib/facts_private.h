/* The chunk format, shared by the writer, the reader and the virtual table; see schema/facts.sql.
 */
#ifndef THROUGHLINE_FACTS_PRIVATE_H
#define THROUGHLINE_FACTS_PRIVATE_H

#include <throughline/facts.h>
#include <throughline/vec.h>
#include <throughline/words.h>

static_assert(
	__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "chunks are little-endian, read as they are");

#define FACTS_FORMAT 1

/* The words of a text column while rows are gathered. Code 0 is nothing, code n the word n - 1. */
struct facts_dictionary {
	struct tl_words words;
	TL_VEC(bool) used; /* by code */
	/* Those that are written, in byte order: given, or sorted at the end. */
	const struct tl_str *sorted;
	size_t count;
};
/* Says that the codes occur. */
void facts_dictionary_use(struct facts_dictionary *dictionary, const uint32_t *codes, size_t count);
/* Returns the new code of each old one, to be freed; NULL where words were given, whose codes stay.
 * No word can be added any more. */
uint32_t *facts_dictionary_sort(struct facts_dictionary *dictionary);
bool facts_dictionary_write(const struct facts_dictionary *dictionary, struct tl_db *db,
	int64_t column_no, struct tl_err *err);
void facts_dictionary_free(struct facts_dictionary *dictionary);

/* A chunk as bytes: rows * width of them, kept somewhere else. */
struct facts_packed {
	size_t rows;
	int width;
	bool has_least; /* else least is TL_NO_INT */
	int64_t least;
};

struct facts_range {
	int64_t least, most;
	bool any, gaps;
};
struct facts_range facts_range_of(const int64_t *values, size_t count);
/* Values as the writer holds them (int64, int32, double or uint32), at most TL_CHUNK_ROWS. data has
 * room for 8 bytes a row. Of ints nothing is TL_NO_INT. */
struct facts_packed facts_pack(
	enum tl_fact_type type, const void *values, size_t count, void *data);
struct facts_packed facts_pack_ints(const int64_t *values, size_t count, void *data);
void facts_unpack(int64_t *values, struct facts_packed packed, const void *data);

/* Where packed chunks wait until all rows are known: in memory, or past FACTS_SPOOL_MEMORY bytes,
 * where a folder was named, in a file that has no name. A failure is kept and told by
 * facts_spool_ok. */
#define FACTS_SPOOL_MEMORY ((size_t)32 * 1024 * 1024)
struct facts_spool {
	const char *dir; /* NULL: memory alone */
	int file; /* + 1; 0: not made */
	int failure; /* errno */
	char *memory;
	size_t capacity, length; /* length: of all that was added */
};
/* Returns where the bytes are. */
size_t facts_spool_add(struct facts_spool *spool, const void *data, size_t length);
/* The bytes: where they are in memory, or read into `scratch`; until more is added. */
const void *facts_spool_get(struct facts_spool *spool, size_t at, void *scratch, size_t length);
bool facts_spool_ok(const struct facts_spool *spool, struct tl_err *err);
void facts_spool_free(struct facts_spool *spool);

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
/* The rows of an INT column by value. */
struct facts_found {
	int64_t value, row;
};
struct facts_lookup {
	struct facts_found *rows; /* by value, then row; NULL: not made */
	size_t count;
};
bool facts_lookup_make(struct facts_lookup *lookup, const struct facts_layout *layout,
	size_t column, struct tl_err *err);
/* Where the rows of a value, or else of the next, begin. */
size_t facts_lookup_first(const struct facts_lookup *lookup, int64_t value);
void facts_lookup_free(struct facts_lookup *lookup);

/* Says that the store's bytes contradict each other. Returns false. */
bool facts_damaged(const struct facts_layout *layout, struct tl_err *err);
/* Rows in a chunk of a table of so many rows. */
size_t facts_chunk_rows(int64_t rows, size_t chunk);

#endif
