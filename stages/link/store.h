/* What store*.c share. */
#ifndef LINK_STORE_H
#define LINK_STORE_H

#include "compared.h"
#include "exact.h"

#include <throughline/db.h>

bool link_write_model(const struct link *link, struct tl_db *db, struct tl_err *err);

#endif
