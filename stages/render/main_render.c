#include <stdio.h>

#include "render.h"

/* Sanitizers and coverage read and write files of their own when a program ends. */
#ifdef TL_INSTRUMENTED
#define CONFINED false
#else
#define CONFINED true
#endif

// clang-format off
static const char usage[] =
	"usage: tl-render [--extracts DIR] [--jobs N] [--json] [--check] STUDY\n"
	"\n"
	"Prints the board pack of STUDY from what is published in run/5-publish/public:\n"
	"run/6-packs/board.html, one file that opens offline, a file likewise for each other pack that\n"
	"study.yaml lists, and results.csv, every published cell.\n"
	"Pages come from the product's reports/ folder and from STUDY/pages/*.md and STUDY/pack.yaml.\n"
	"\n"
	"  --extracts DIR   where the deliveries lie (STUDY/extracts)\n"
	"  --jobs N         as every stage takes it; of no use here\n"
	"  --json           an event a line instead of text\n"
	"  --check          writes nothing, and reads no publication: says whether every SELECT of the\n"
	"                   pages will do\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 done; 64 asked wrongly; 65 the publication is damaged; 66 nothing published yet, or\n"
	"gnuplot is missing; 70 our bug; 71, 73, 74 the machine; 78 a page or pack.yaml is wrong.\n";
// clang-format on

static void tally_print(const struct tl_stage_options *options, const struct render_tally *tally)
{
	if (options->json)
		printf("{\"event\": \"rendered\", \"packs\": %lld, \"sections\": %lld, \"charts\": "
		       "%lld, \"cells\": %lld}\n",
			(long long)tally->packs, (long long)tally->sections,
			(long long)tally->charts, (long long)tally->cells);
	else
		printf("%s/run/6-packs: packs %lld, sections %lld, charts %lld, cells %lld\n",
			options->study, (long long)tally->packs, (long long)tally->sections,
			(long long)tally->charts, (long long)tally->cells);
}

static int check_pages(const struct tl_stage_options *options)
{
	struct tl_buf wrong = {0};
	struct tl_err err = {0};
	bool ok = render_check(options, &wrong, &err);
	int status = tl_say_failures("tl-render", &wrong);

	if (!ok)
		status = tl_say_failure("tl-render", &err);
	tl_buf_free(&wrong);
	return status;
}

int main(int argc, char **argv)
{
	bool check = false;
	const struct tl_option own[] = {{.name = "check", .flag = &check}};
	struct tl_stage_options options;
	struct render_tally tally = {0};
	struct tl_err err = {0};

	if (!tl_stage_options_parse(&options, argc, argv, "tl-render", usage, own, TL_LEN(own)))
		return options.exit_status;
	if (check)
		return check_pages(&options);
	if (!render_run(&options, CONFINED, &tally, &err))
		return tl_say_failure("tl-render", &err);
	tally_print(&options, &tally);
	return EX_OK;
}
