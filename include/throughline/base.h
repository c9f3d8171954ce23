/*
 * What every file here may assume: fixed-width integers, sizes, exit statuses, the version.
 *
 * Exit statuses are an interface (sysexits.h): 0 done, 3 disclosure audit refused, 64 asked
 * wrongly, 65 data refused, 66 input missing, 70 our bug, 71/73/74 the machine, 75 another run is
 * under way, 78 the study is wrong. The driver and schedulers branch on them.
 */
#ifndef THROUGHLINE_BASE_H
#define THROUGHLINE_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sysexits.h>

#define EX_REFUSED 3 /* the audit found that a reader could work out a hidden number */

#define TL_LEN(array) (sizeof(array) / sizeof((array)[0]))
#define TL_PRINTF(text, first) __attribute__((format(printf, text, first)))
#define TL_UNUSED __attribute__((unused))

extern const char tl_version[]; /* "0.1.0" */
extern const char tl_source_id[]; /* 16 hex digits over the sources this binary was built from */

#endif
