/* The confidential part of a release: what the next month needs to know of this one. */
#ifndef RELEASE_STORE_H
#define RELEASE_STORE_H

#include <throughline/err.h>

/* Writes schema/release.sql's tables at path from the study's link, settle and measure stores. */
bool release_store_write(const char *study, const char *path, struct tl_err *err);

#endif
