/* The module `facts` on a bare SQLite connection, for tl_facts_register and for the extension. */
#ifndef THROUGHLINE_FACTS_VTAB_H
#define THROUGHLINE_FACTS_VTAB_H

#include <sqlite3.h>

/* db: the connection where it is ours, so that tables can be shown by a store; NULL. */
struct tl_db;
int facts_vtab_register(sqlite3 *handle, struct tl_db *db);

#endif
