/* tl-disclose: what of the measures may be said, by the study's disclosure policy. */
#include "disclose.h"

#include <stdio.h>

static const char usage[] =
	"usage: tl-disclose [--extracts DIR] [--jobs N] [--json] STUDY\n"
	"\n"
	"Applies the study's disclosure policy to STUDY/run/3-measure and writes a candidate for\n"
	"publication to STUDY/run/4-protect/public (confidential until tl-audit has passed it).\n"
	"\n"
	"exit status: 0 done, 64 asked wrongly, 66 nothing measured yet, 70 our bug,\n"
	"71 73 74 75 the machine, 78 the study is wrong\n";

static void print_tally(const struct disclose_tally *tally, bool json)
{
	if (json)
		printf("{\"event\":\"disclose\",\"cells\":%lld,\"shown\":%lld,\"rounded\":%lld,"
		       "\"hidden\":%lld,\"sums\":%lld}\n",
			(long long)tally->cells, (long long)tally->shown, (long long)tally->rounded,
			(long long)tally->hidden, (long long)tally->sums);
	else
		printf("%lld cells: %lld shown, %lld rounded, %lld hidden, %lld without a number\n",
			(long long)tally->cells, (long long)tally->shown, (long long)tally->rounded,
			(long long)tally->hidden, (long long)tally->other);
}

int main(int argc, char **argv)
{
	struct tl_stage_options options = {0};
	struct disclose_tally tally = {0};
	struct tl_err err = {0};

	if (!tl_stage_options_parse(&options, argc, argv, "tl-disclose", usage, NULL, 0))
		return options.exit_status;
	if (!disclose_run(&options, &tally, &err))
		return tl_say_failure("tl-disclose", &err);
	print_tally(&tally, options.json);
	return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}
