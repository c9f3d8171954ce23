/*
 * generate: made-up extracts with a known truth, for samples and benches.
 *
 * Reads a truth file (sample-data/west-cheshire/truth.yaml says what is in one) and writes
 * OUT/extracts/ and OUT/truth.csv; or reads a profile (bench/link/profiles/default.yaml) and writes
 * records of people to be linked: the same bytes every time.
 */
#include "generate/generate.h"

#include "generate/people.h"

#include <string.h>
#include <sys/stat.h>
#include <throughline/options.h>

static const char usage[] =
	"usage: generate [--links FILE] TRUTH OUT\n"
	"       generate people [--records N] [--seed N] PROFILE OUT.csv\n"
	"Writes made-up extracts to OUT/extracts and what was planted in them to OUT/truth.csv;\n"
	"or records of made-up people, with who each is (cluster, household), to OUT.csv.\n"
	"  --links FILE   writes there which person each partner's key is\n"
	"  --records N    so many rows, instead of what the profile says\n"
	"  --seed N       other people and other mistakes of the same kind\n";

int main(int argc, char **argv)
{
	const char *links = NULL;
	size_t records = 0, seed = 0;
	struct tl_option options[] = {
		{.name = "links", .value = &links},
		{.name = "records", .number = &records},
		{.name = "seed", .number = &seed},
	};
	struct tl_args args = {0};
	struct tl_err err = {0};
	bool people, ok;

	if (!tl_options_parse(&args, argc, argv, "generate", usage, options, TL_LEN(options)))
		return args.exit_status;
	umask(022); /* made-up people have nothing to hide */
	people = args.count == 3 && !strcmp(args.names[0], "people");
	if (!people && args.count != 2)
		return tl_usage_error(
			"generate", "a truth file and a folder to write to are needed");
	if (people ? links != NULL : records || seed)
		return tl_usage_error(
			"generate", "--records and --seed are for people, --links for extracts");
	ok = people ? people_write(args.names[1], records, seed, args.names[2], &err)
		    : generate_run(args.names[0], args.names[1], links, &err);
	return ok ? EX_OK : tl_say_failure("generate", &err);
}
