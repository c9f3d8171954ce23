/* throughline check: reads every definition of a study; says what is wrong, what is odd, what is
 * there. */
#include "pipeline.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check_design.h"
#include "check_gone.h"

// clang-format off
static const char help[] =
	"usage: throughline check [--extracts DIR] STUDY\n"
	"\n"
	"Reads every definition of STUDY (study.yaml, contracts, measures, programmes, policy, sheets) and\n"
	"says what is wrong with file, line and column, and what is odd. Every SELECT of a measure, a\n"
	"programme or a page is prepared against stores without a row, and all that will not do are said;\n"
	"and so are deliveries of the last release that lie there no more.\n"
	"Then, of each programme, the best evidence that its design allows, the smallest change that its\n"
	"primary measures would find (from `plan` and `expected`: 80% power at two-sided 5%), and what\n"
	"would improve it. Reads no delivery, writes nothing.\n"
	"\n"
	HELP_EXTRACTS
	HELP_HELP
	"\n"
	"Exit status: 0 the definitions hold together; 64 asked wrongly; 65 a release's protocol is not\n"
	"what the ledger says; 66 no study is there; 70 our bug; 78 the study is wrong.\n";
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

static bool say_gone(const struct tl_study *study, struct tl_err *err)
{
	struct tl_buf out = {0};
	struct tl_str rest, line;
	bool ok = check_gone_say(study, &out, err);

	rest = tl_buf_str(&out);
	while (ok && tl_str_cut(&rest, '\n', &line))
		if (line.length)
			tl_say_line("throughline: warning", line);
	tl_buf_free(&out);
	return ok;
}

/* The stage that will run a definition's SELECTs looks at them, and says itself what is wrong. */
static int look_at_selects(const char *program, const struct driver_options *options)
{
	struct tl_arena arena = {0};
	const char *path = program_path(&arena, program);
	int wait_status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		execl(path, program, "--check", "--", options->study, (char *)NULL);
		perror(path);
		_exit(EX_OSERR);
	}
	while (pid > 0 && waitpid(pid, &wait_status, 0) < 0 && errno == EINTR)
		;
	tl_arena_free(&arena);
	return pid > 0 && WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : EX_OSERR;
}

/* Both say all that is wrong; what is wrong with the one keeps nothing from the other. */
static int look_at_all_selects(const struct driver_options *options)
{
	int measures = look_at_selects("tl-measure", options);
	int pages = look_at_selects("tl-render", options);

	return measures != EX_OK ? measures : pages;
}

int command_check(int argc, char **argv)
{
	struct driver_options options;
	struct tl_study study = {0};
	struct tl_err err = {0};
	int status = EX_OK;

	if (!driver_options_parse(&options, argc, argv, help, TAKES_EXTRACTS, &status))
		return status;
	if (!study_open(&study, &options, &err) || !study_check_removals(&study, &err) ||
		!study_say_protocol(options.study, &err) || !say_gone(&study, &err))
		status = tl_say_failure("throughline", &err);
	if (status == EX_OK)
		status = look_at_all_selects(&options);
	if (status == EX_OK) {
		fputs(tl_buf_c(&study.warnings), stderr);
		study_say_exposed(&study);
		summary(&study);
		say_designs(&study);
	}
	tl_study_free(&study);
	return status;
}
