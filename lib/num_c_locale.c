#include "num_c_locale.h"

#include <assert.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static locale_t c_locale;
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;

static void make_c_locale(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	assert(c_locale);
}

static locale_t enter_c_locale(void)
{
	pthread_once(&c_locale_once, make_c_locale);
	return uselocale(c_locale);
}

double num_strtod(const char *text)
{
	locale_t before = enter_c_locale();
	double value = strtod(text, NULL); /* glibc rounds correctly */

	uselocale(before);
	return value;
}

void num_print(char *text, size_t size, int digits, char form, double value)
{
	locale_t before = enter_c_locale();

	if (form == 'e')
		snprintf(text, size, "%.*e", digits, value);
	else if (form == 'f')
		snprintf(text, size, "%.*f", digits, value);
	else
		snprintf(text, size, "%.*g", digits, value);
	uselocale(before);
}
