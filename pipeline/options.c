#include "pipeline.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/options.h>
#include <throughline/pool.h>

/* Reads the words against the options that this command takes: what its help does not name is
 * unknown. */
static bool parse(struct driver_options *options, int argc, char **argv, const char *name,
	const char *help, unsigned takes, struct tl_args *args, const char **repairs)
{
	const struct {
		unsigned by;
		struct tl_option option;
	} all[] = {
		{TAKES_EXTRACTS, {.name = "extracts", .value = &options->extracts}},
		{TAKES_JSON, {.name = "json", .flag = &options->json}},
		{TAKES_CSV, {.name = "csv", .flag = &options->csv}},
		{TAKES_RUN, {.name = "jobs", .number = &options->jobs}},
		{TAKES_RUN, {.name = "j", .number = &options->jobs}},
		{TAKES_RUN, {.name = "repairs", .value = repairs}},
		{TAKES_RUN, {.name = "verify", .flag = &options->verify}},
		{TAKES_RUN, {.name = "dry-run", .flag = &options->dry}},
		{TAKES_RUN, {.name = "n", .flag = &options->dry}},
		{TAKES_RUN, {.name = "verbose", .flag = &options->verbose}},
		{TAKES_RUN, {.name = "v", .flag = &options->verbose}},
	};
	struct tl_option known[TL_LEN(all)];
	size_t count = 0;

	for (size_t i = 0; i < TL_LEN(all); i++)
		if (all[i].by & takes)
			known[count++] = all[i].option;
	return tl_options_parse(args, argc, argv, name, help, known, count);
}

static int check(struct driver_options *options, const struct tl_args *args, const char *name,
	unsigned takes, const char *repairs)
{
	if (options->jobs > JOBS_MAX)
		return tl_usage_error(name, "--jobs is at most %d", JOBS_MAX);
	if (repairs && (strlen(repairs) != 1 || *repairs < '0' || *repairs > '0' + REPAIRS_DEFAULT))
		return tl_usage_error(name, "--repairs is 0 to %d", REPAIRS_DEFAULT);
	if (args->count < 1)
		return tl_usage_error(name, "which study?");
	if (args->count > (takes & TAKES_WORD ? 2u : 1u) && !options->csv)
		return tl_usage_error(
			name, "what is this for: \"%s\"?", args->names[args->count - 1]);
	if (repairs)
		options->repairs = (unsigned)(*repairs - '0');
	options->study = args->names[0];
	options->word = args->count > 1 ? args->names[1] : NULL;
	options->words = args->names + 1;
	options->word_count = args->count - 1;
	return EX_OK;
}

bool driver_options_parse(struct driver_options *options, int argc, char **argv, const char *help,
	unsigned takes, int *status)
{
	const char *repairs = NULL;
	struct tl_args args = {0};
	struct tl_buf name = {0};
	bool ok;

	*options = (struct driver_options){
		.jobs = tl_pool_default_threads(), .repairs = REPAIRS_DEFAULT};
	tl_buf_addf(&name, "throughline %s", argv[0]);
	ok = parse(options, argc, argv, name.data, help, takes, &args, &repairs);
	*status = ok ? check(options, &args, name.data, takes, repairs) : args.exit_status;
	tl_buf_free(&name);
	return ok && *status == EX_OK;
}
