/* tl-disclose: what of the measures may be said, by the study's disclosure policy. */
#include "disclose.h"

#include <stdio.h>

// clang-format off
static const char usage[] =
	"usage: tl-disclose [--extracts DIR] [--jobs N] [--json] STUDY\n"
	"\n"
	"Applies the study's disclosure policy to STUDY/run/3-measure and writes a candidate for\n"
	"publication to STUDY/run/4-protect/public (confidential until tl-audit has passed it). Heeds\n"
	"what a verdict of tl-audit on the same draft asks to hide.\n"
	"\n"
	"  --extracts DIR   where the deliveries lie (STUDY/extracts)\n"
	"  --jobs N         as every stage takes it; of no use here\n"
	"  --json           an event a line instead of text\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 done; 64 asked wrongly; 65 a store is damaged; 66 nothing measured yet; 70 our bug;\n"
	"71, 73, 74 the machine; 78 the study is wrong.\n";
// clang-format on

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
