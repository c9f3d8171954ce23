/*
 * From a cell's id back to the rows: repeats the measuring and, for the cell and every base figure
 * under it, says what it is, its exact value, its rule, and each row by file, record number and
 * line. Counting or adding them by hand gives the value. Never the content of a field.
 */
#ifndef MEASURE_EXPLAIN_H
#define MEASURE_EXPLAIN_H

#include <throughline/err.h>
#include <throughline/str.h>

bool measure_explain(const char *study, const char *extracts, size_t jobs, const char *cell,
	struct tl_buf *out, struct tl_err *err);

#endif
