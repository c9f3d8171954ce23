/*
 * strtod and printf follow the locale; a decimal comma from there must never reach a file. These
 * two do not. Private to lib/num*.c and lib/xlsx_style.c.
 */
#ifndef THROUGHLINE_LIB_NUM_C_LOCALE_H
#define THROUGHLINE_LIB_NUM_C_LOCALE_H

#include <stddef.h>

double num_strtod(const char *text);
/* form: 'e', 'f' or 'g', with so many digits. */
void num_print(char *text, size_t size, int digits, char form, double value);

#endif
