/*
 * A quote that was opened by mistake and closed by another one further down: the rows between them
 * have become the text of one field.
 */
#ifndef INGEST_SWALLOW_H
#define INGEST_SWALLOW_H

#include <throughline/csv.h>

/* A text of several lines in a quoted field is no fault. It is one where the row has too few or too
 * many fields (ragged), or where every whole line inside the text has just the delimiters of a row
 * (of at least three columns: prose seldom has the same two commas or more in line after line). */
bool ingest_row_swallows(const struct tl_csv_row *row, size_t columns, char delimiter, bool ragged);

#endif
