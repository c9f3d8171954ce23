/* tl-measure: linked people and live rows in, every figure out, exact, with what lies under it. */
#include "measure.h"

#include "explain.h"
#include "select.h"

#include <inttypes.h>
#include <stdio.h>
#include <throughline/options.h>

// clang-format off
static const char usage[] =
	"usage: tl-measure [--extracts DIR] [--jobs N] [--json] [--explain CELL | --check] STUDY\n"
	"\n"
	"Measures what the study defines, exactly, from STUDY/run/1-ingest and 2-link, and writes\n"
	"STUDY/run/3-measure (confidential).\n"
	"\n"
	"  --extracts DIR   where the deliveries lie (STUDY/extracts)\n"
	"  --jobs N         definitions measured at the same time (as many as processors)\n"
	"  --json           an event a line instead of text\n"
	"  --explain CELL   writes nothing: says what lies under the cell of this id, down to file and\n"
	"                   record number (confidential)\n"
	"  --check          writes and reads nothing but definitions: says whether their SELECTs will do\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 done; 64 asked wrongly; 65 data refused; 66 input missing; 70 our bug; 71, 73, 74\n"
	"the machine; 78 the study is wrong.\n";
// clang-format on

static void say(const struct measure_counts *counts, bool json)
{
	if (json)
		printf("{\"event\":\"measured\",\"definitions\":%zu,\"points\":%zu,\"atoms\":%zu}"
		       "\n",
			counts->definitions, counts->points, counts->atoms);
	else
		printf("measured %zu definition%s: %zu figures on %zu classes of rows and people\n",
			counts->definitions, counts->definitions == 1 ? "" : "s", counts->points,
			counts->atoms);
}

static bool explain(const struct tl_stage_options *options, const char *cell, struct tl_err *err)
{
	struct tl_buf out = {0};
	bool ok =
		measure_explain(options->study, options->extracts, options->jobs, cell, &out, err);

	if (ok && fwrite(tl_buf_c(&out), 1, out.length, stdout) != out.length)
		ok = tl_fail(err, EX_IOERR, "standard output cannot be written");
	tl_buf_free(&out);
	return ok;
}

static int check_definitions(const struct tl_stage_options *options)
{
	struct tl_study study = {0};
	struct tl_buf wrong = {0};
	struct tl_err err = {0};
	bool ok = tl_study_load(&study, options->study, options->extracts, &err) &&
		  measure_select_check(&study, &wrong, &err);
	int status = tl_say_failures("tl-measure", &wrong);

	if (!ok)
		status = tl_say_failure("tl-measure", &err);
	tl_buf_free(&wrong);
	tl_study_free(&study);
	return status;
}

int main(int argc, char **argv)
{
	const char *cell = NULL;
	bool check = false;
	const struct tl_option own[] = {
		{.name = "explain", .value = &cell}, {.name = "check", .flag = &check}};
	struct tl_stage_options options;
	struct measure_counts counts = {0};
	struct tl_err err = {0};

	if (!tl_stage_options_parse(&options, argc, argv, "tl-measure", usage, own, TL_LEN(own)))
		return options.exit_status;
	if (check)
		return check_definitions(&options);
	if (cell) {
		if (!explain(&options, cell, &err))
			return tl_say_failure("tl-measure", &err);
	} else {
		if (!measure_run(options.study, options.extracts, options.jobs, &counts, &err))
			return tl_say_failure("tl-measure", &err);
		say(&counts, options.json);
	}
	if (fflush(stdout) != 0)
		return EX_IOERR;
	return EX_OK;
}
