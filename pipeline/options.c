#include "pipeline.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/options.h>
#include <throughline/pool.h>

bool driver_options_parse(struct driver_options *options, int argc, char **argv, const char *usage,
	bool wants_word, int *status)
{
	const char *repairs = NULL;
	const struct tl_option known[] = {
		{"extracts", NULL, &options->extracts, NULL},
		{"jobs", NULL, NULL, &options->jobs},
		{"repairs", NULL, &repairs, NULL},
		{"json", &options->json, NULL, NULL},
		{"verify", &options->verify, NULL, NULL},
		{"dry-run", &options->dry, NULL, NULL},
		{"n", &options->dry, NULL, NULL},
		{"verbose", &options->verbose, NULL, NULL},
		{"v", &options->verbose, NULL, NULL},
	};
	struct tl_args args = {0};

	*options = (struct driver_options){
		.jobs = tl_pool_default_threads(), .repairs = REPAIRS_DEFAULT};
	if (!tl_options_parse(&args, argc, argv, "throughline", usage, known, TL_LEN(known))) {
		*status = args.exit_status;
		return false;
	}
	*status = EX_USAGE;
	if (options->jobs > JOBS_MAX)
		return tl_usage_error("throughline", "--jobs is at most %d", JOBS_MAX), false;
	if (repairs && (strlen(repairs) != 1 || *repairs < '0' || *repairs > '0' + REPAIRS_DEFAULT))
		return tl_usage_error("throughline", "--repairs is 0 to %d", REPAIRS_DEFAULT),
		       false;
	if (repairs)
		options->repairs = (unsigned)(*repairs - '0');
	if (args.count < 1)
		return tl_usage_error("throughline", "which study?"), false;
	if (args.count > (wants_word ? 2u : 1u))
		return tl_usage_error("throughline", "what is this for: \"%s\"?",
			       args.names[args.count - 1]),
		       false;
	options->study = args.names[0];
	options->word = args.count > 1 ? args.names[1] : NULL;
	*status = EX_OK;
	return true;
}
