#include "scan_private.h"

bool measure_scan_run(
	struct measure_scan *scan, size_t jobs TL_UNUSED, struct tl_err *err TL_UNUSED)
{
	measure_scan_plan(scan);
	measure_scan_give_up(scan);
	return true;
}
