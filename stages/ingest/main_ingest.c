/* tl-ingest: partners' files in, typed rows and the reasons of those refused out. */
#include "report.h"

#include <throughline/options.h>
#include <throughline/pool.h>

#include <string.h>

// clang-format off
static const char usage[] =
	"usage: tl-ingest [--extracts DIR] [--jobs N] [--json] [--read DELIVERY | --settle] STUDY\n"
	"\n"
	"Reads what the partners delivered into STUDY/run/1-ingest, one folder a delivery, and settles what\n"
	"all deliveries together amount to. Every row is kept or has a reason.\n"
	"\n"
	"  --extracts DIR   where the deliveries lie (STUDY/extracts)\n"
	"  --jobs N         deliveries read and settled at the same time (as many as processors)\n"
	"  --json           an event a line instead of a table\n"
	"  --read DELIVERY  read this one only, do not settle\n"
	"  --settle         settle only, from what was read before\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 done; 64 asked wrongly; 65 data refused; 66 input missing; 70 our bug; 71, 73, 74\n"
	"the machine; 78 the study is wrong.\n";
// clang-format on

struct command {
	struct tl_stage_options common;
	const char *read;
	bool settle;
};

struct work {
	const struct tl_study *study;
	const struct tl_delivery *deliveries;
	size_t count;
	struct ingest_outcome *outcomes;
};

static bool parse(struct command *command, int argc, char **argv)
{
	const struct tl_option own[] = {
		{.name = "read", .value = &command->read},
		{.name = "settle", .flag = &command->settle},
	};

	if (!tl_stage_options_parse(
		    &command->common, argc, argv, "tl-ingest", usage, own, TL_LEN(own)))
		return false;
	if (!command->read || !command->settle)
		return true;
	command->common.exit_status =
		tl_usage_error("tl-ingest", "--read and --settle exclude each other");
	return false;
}

static bool read_one(size_t index, void *task, struct tl_err *err)
{
	struct work *work = task;

	if (!work->deliveries[index].present)
		return true;
	return ingest_read(work->study, &work->deliveries[index], &work->outcomes[index], err);
}

static void say_warnings(struct tl_str lines)
{
	struct tl_str line;

	while (tl_str_cut(&lines, '\n', &line))
		if (line.length)
			tl_say_line("tl-ingest: warning", line);
}

static void say_outcomes(const struct work *work, bool json)
{
	ingest_report_head(json, stdout);
	for (size_t i = 0; i < work->count; i++) {
		const struct ingest_outcome *outcome = &work->outcomes[i];

		if (!work->deliveries[i].present)
			ingest_report_late(&work->deliveries[i], json, stdout);
		else if (outcome->delivery)
			ingest_report_delivery(outcome, json, stdout);
		say_warnings(tl_buf_str(&outcome->warning));
		say_warnings(tl_buf_str(&outcome->absent));
	}
}

static bool read_all(struct work *work, const struct command *command, struct tl_err *err)
{
	bool ok;

	work->outcomes = tl_alloc(work->count + 1, sizeof *work->outcomes);
	ok = tl_pool_for(command->common.jobs, work->count, read_one, work, err);
	if (ok)
		say_outcomes(work, command->common.json);
	for (size_t i = 0; i < work->count; i++) {
		tl_buf_free(&work->outcomes[i].warning);
		tl_buf_free(&work->outcomes[i].absent);
	}
	free(work->outcomes);
	return ok;
}

static bool keep_only(
	struct work *work, const char *name, struct tl_arena *arena, struct tl_err *err)
{
	const char **names = tl_arena_array(arena, work->count + 1, sizeof *names);
	const char *nearest;

	for (size_t i = 0; i < work->count; i++) {
		names[i] = work->deliveries[i].name;
		if (strcmp(names[i], name) == 0) {
			work->deliveries += i;
			work->count = 1;
			return true;
		}
	}
	nearest = tl_str_nearest(tl_str(name), names, work->count);
	if (nearest)
		return tl_fail(
			err, EX_USAGE, "no delivery \"%s\"; did you mean \"%s\"?", name, nearest);
	return tl_fail(
		err, EX_USAGE, "no delivery \"%s\"; study.yaml names them under extracts", name);
}

static bool settle(
	const struct work *work, const struct tl_stage_options *options, struct tl_err *err)
{
	struct ingest_settled settled = {0};

	bool ok = ingest_settle(
		work->study, work->deliveries, work->count, options->jobs, &settled, err);

	if (ok) {
		ingest_report_settled(&settled, options->json, stdout);
		say_warnings(tl_buf_str(&settled.warnings));
	}
	ingest_settled_free(&settled);
	return ok;
}

static bool run(const struct command *command, struct tl_err *err)
{
	struct tl_study study = {0};
	struct tl_arena arena = {0};
	struct tl_delivery *deliveries = NULL;
	struct work work = {.study = &study};
	bool ok = tl_study_load(&study, command->common.study, command->common.extracts, err) &&
		  tl_study_deliveries(&study, &arena, &deliveries, &work.count, err);

	work.deliveries = deliveries;
	if (ok && command->read)
		ok = keep_only(&work, command->read, &arena, err);
	if (ok && !command->settle)
		ok = read_all(&work, command, err);
	if (ok && !command->read)
		ok = settle(&work, &command->common, err);
	tl_arena_free(&arena);
	tl_study_free(&study);
	return ok;
}

int main(int argc, char **argv)
{
	struct command command = {0};
	struct tl_err err = {0};

	if (!parse(&command, argc, argv))
		return command.common.exit_status;
	if (!run(&command, &err))
		return tl_say_failure("tl-ingest", &err);
	if (fflush(stdout)) {
		tl_fail_errno(&err, "write", "standard output");
		return tl_say_failure("tl-ingest", &err);
	}
	return EX_OK;
}
