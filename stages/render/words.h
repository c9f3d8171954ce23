/*
 * The functions a page's SQL may call beside SQLite's own: how numbers, hidden numbers, days and
 * intervals read. docs/pages.md lists them for analysts; the tables in words_*.c are complete. All
 * depend on their arguments only. NULL where the first argument is NULL, unless said otherwise.
 */
#ifndef RENDER_WORDS_H
#define RENDER_WORDS_H

#include <throughline/db.h>

bool render_words_register(struct tl_db *db, struct tl_err *err);

#endif
