/*
 * A whole sample: reads a truth file, writes OUT/extracts and OUT/truth.csv; and, where `links` is
 * not NULL, a file that says which person each key is.
 */
#ifndef GENERATE_GENERATE_H
#define GENERATE_GENERATE_H

#include <throughline/err.h>

bool generate_run(const char *truth_path, const char *out, const char *links, struct tl_err *err);

#endif
