/* throughline check: reads every definition of a study; says what is wrong, what is odd, what is
 * there. */
#include "pipeline.h"

#include <stdio.h>

#include "check_design.h"

// clang-format off
static const char help[] =
	"usage: throughline check [--extracts DIR] STUDY\n"
	"\n"
	"Reads every definition of STUDY (study.yaml, contracts, measures, programmes, policy, sheets) and\n"
	"says what is wrong with file, line and column, and what is odd; then, of each programme, the best\n"
	"evidence that its design allows, the smallest change that its primary measures would find (from\n"
	"`plan` and `expected`: 80% power at two-sided 5%), and what would improve it. Reads no delivery,\n"
	"writes nothing.\n"
	"\n"
	HELP_EXTRACTS
	HELP_HELP
	"\n"
	"Exit status: 0 the definitions hold together; 64 asked wrongly; 66 no study is there; 70 our\n"
	"bug; 78 the study is wrong.\n";
// clang-format on

/* "1 contract", "2 contracts" */
static void say_count(const char *before, unsigned long count, const char *what)
{
	printf("%s%lu %s%s", before, count, what, count == 1 ? "" : "s");
}

static void summary(const struct tl_study *study)
{
	printf("%s: ", study->title ? study->title : study->name);
	say_count("", study->contracts_count, "contract");
	say_count(", ", study->measures_count, "measure");
	say_count(", ", study->programmes_count, "programme");
	say_count(", ", study->area_measures_count, "area measure");
	printf("; policy %s\n", study->policy->name);
}

static void say_designs(const struct tl_study *study)
{
	struct tl_buf out = {0};

	check_design_say(study, &out);
	fputs(tl_buf_c(&out), stdout);
	tl_buf_free(&out);
}

int command_check(int argc, char **argv)
{
	struct driver_options options;
	struct tl_study study = {0};
	struct tl_err err = {0};
	int status = EX_OK;

	if (!driver_options_parse(&options, argc, argv, help, TAKES_EXTRACTS, &status))
		return status;
	if (study_open(&study, &options, &err) && study_check_removals(&study, &err)) {
		fputs(tl_buf_c(&study.warnings), stderr);
		study_say_exposed(&study);
		summary(&study);
		say_designs(&study);
	} else {
		status = tl_say_failure("throughline", &err);
	}
	tl_study_free(&study);
	return status;
}
