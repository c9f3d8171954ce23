/* A pattern and a text: what is accepted is a real day, and its ISO form reads back as itself. */
#include "fuzz.h"

#include <string.h>

#include <throughline/date.h>
#include <throughline/num.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char format[64] = "";
	struct tl_day day, again;
	const uint8_t *zero = memchr(data, 0, size);
	double real;
	int64_t whole;
	char iso[11];

	if (!zero || (size_t)(zero - data) >= sizeof format)
		return 0;
	memcpy(format, data, (size_t)(zero - data));
	struct tl_str text = tl_str_slice((const char *)zero + 1, size - (size_t)(zero - data) - 1);
	if (tl_day_format_is_known(format) && tl_day_parse(text, format, &day))
		if (!tl_day_read(tl_str(tl_day_iso(day, iso)), &again) || again.n != day.n)
			abort();
	tl_num_int(text, (struct tl_num_style){.group = ','}, &whole);
	if (tl_num_real(text, (struct tl_num_style){0}, &real) && real != real)
		abort();
	return 0;
}
