/* tl-audit: tests a candidate as its readers could, and publishes it or says what to hide. */
#include "audit.h"

#include <stdio.h>

// clang-format off
static const char usage[] =
	"usage: tl-audit [--extracts DIR] [--jobs N] [--json] STUDY\n"
	"\n"
	"Tries to work out the hidden numbers of STUDY/run/4-protect/public from those shown. Where it\n"
	"cannot, it writes STUDY/run/5-publish/public. Where it can, it writes STUDY/run/4-verdict/public\n"
	"(confidential), which tl-disclose heeds, and nothing is published.\n"
	"\n"
	"  --extracts DIR   where the deliveries lie (STUDY/extracts)\n"
	"  --jobs N         as every stage takes it; of no use here\n"
	"  --json           an event a line instead of text\n"
	"  --quiet          say nothing of a refusal: the exit status and the verdict do\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 published; 3 refused; 64 asked wrongly; 65 the candidate is damaged; 66 no\n"
	"candidate yet; 70 our bug; 71, 73, 74 the machine.\n";
// clang-format on

static void print_tally(const struct audit_tally *tally, bool json)
{
	if (json)
		printf("{\"event\":\"audit\",\"cells\":%lld,\"hidden\":%lld,\"sums\":%lld,"
		       "\"recovered\":%lld}\n",
			(long long)tally->cells, (long long)tally->hidden, (long long)tally->sums,
			(long long)tally->recovered);
	else if (tally->recovered == 0)
		printf("%lld cells published, %lld of them hidden; %lld sums give nothing back\n",
			(long long)tally->cells, (long long)tally->hidden, (long long)tally->sums);
}

int main(int argc, char **argv)
{
	struct tl_stage_options options = {0};
	struct audit_tally tally = {0};
	struct tl_err err = {0};
	bool ok, quiet = false;
	const struct tl_option own[] = {{.name = "quiet", .flag = &quiet}};

	if (!tl_stage_options_parse(&options, argc, argv, "tl-audit", usage, own, TL_LEN(own)))
		return options.exit_status;
	ok = audit_run(&options, &tally, &err);
	if (ok || err.exit_status == EX_REFUSED)
		print_tally(&tally, options.json);
	if (quiet && err.exit_status == EX_REFUSED)
		return EX_REFUSED;
	if (!ok)
		return tl_say_failure("tl-audit", &err);
	return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}
