/*
 * A whole sample: reads FOLDER's truth file, writes OUT/extracts and OUT/truth.csv.
 */
#ifndef GENERATE_GENERATE_H
#define GENERATE_GENERATE_H

#include <throughline/err.h>

bool generate_run(const char *truth_path, const char *out, struct tl_err *err);

#endif
