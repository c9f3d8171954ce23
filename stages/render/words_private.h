/*
 * The functions of words.h by theme, each in a table that ends in a row without a name.
 */
#ifndef RENDER_WORDS_PRIVATE_H
#define RENDER_WORDS_PRIVATE_H

#include "words.h"

struct render_function {
	const char *name;
	int arguments;
	tl_sql_fn *fn;
};

extern const struct render_function
	render_number_functions[]; /* numbers, hidden numbers, changes */
extern const struct render_function render_day_functions[];
extern const struct render_function render_mark_functions[]; /* flags, levels, drawings, links */

#endif
