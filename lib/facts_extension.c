/*
 * tl_facts.so, for `.load tl_facts.so` in the stock sqlite3 shell.
 *
 * The virtual table is the very code that `throughline sql` runs: it calls libsqlite3 by name and
 * not through the table of functions that SQLite hands to extensions. That is sound only where the
 * program that loads us uses the same libsqlite3.so, so that is checked; a program with a SQLite of
 * its own inside gets a message instead of a crash.
 */
#define SQLITE_CORE 1 /* sqlite3ext.h: the type of the table, without its macros */
#include <sqlite3ext.h>

#include <stddef.h>

#include "facts_vtab.h"

int sqlite3_tlfacts_init(sqlite3 *handle, char **message, const sqlite3_api_routines *api);

int sqlite3_tlfacts_init(sqlite3 *handle, char **message, const sqlite3_api_routines *api)
{
	if (api->create_module_v2 != sqlite3_create_module_v2) {
		*message =
			api->mprintf("this program carries a SQLite of its own; tl_facts needs the "
				     "system's sqlite3, or use `throughline sql`");
		return 1; /* SQLITE_ERROR */
	}
	return facts_vtab_register(handle, NULL);
}
