/* throughline check: reads every definition of a study; says what is wrong, what is odd, what is
 * there. */
#include "pipeline.h"

#include <stdio.h>

static void summary(const struct tl_study *study)
{
	printf("%s: %zu contracts, %zu measures, %zu programmes, %zu area measures; policy %s\n",
		study->title ? study->title : study->name, study->contracts_count,
		study->measures_count, study->programmes_count, study->area_measures_count,
		study->policy->name);
}

int command_check(int argc, char **argv)
{
	struct driver_options options;
	struct tl_study study = {0};
	struct tl_err err = {0};
	int status = EX_OK;

	if (!driver_options_parse(&options, argc, argv,
		    "usage: throughline check [--extracts DIR] STUDY\n", false, &status))
		return status;
	if (tl_study_load(&study, options.study, options.extracts, &err)) {
		fputs(tl_buf_c(&study.warnings), stderr);
		summary(&study);
	} else {
		status = tl_say_failure("throughline", &err);
	}
	tl_study_free(&study);
	return status;
}
