#include "explain.h"
bool measure_explain(const char *study, const char *extracts, size_t jobs, const char *cell,
	struct tl_buf *out, struct tl_err *err)
{
	(void)study;(void)extracts;(void)jobs;(void)cell;(void)out;
	return tl_fail(err, EX_SOFTWARE, "not yet");
}
