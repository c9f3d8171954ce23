/*
 * generate: made-up extracts with a known truth, for samples and benches.
 *
 * Reads a truth file (sample-data/west-cheshire/truth.yaml says what is in one) and writes
 * OUT/extracts/ and OUT/truth.csv: the same bytes every time.
 */
#include "generate/generate.h"

#include <sys/stat.h>
#include <throughline/options.h>

static const char usage[] =
	"usage: generate [--links FILE] TRUTH OUT\n"
	"Writes made-up extracts to OUT/extracts and what was planted in them to OUT/truth.csv.\n"
	"  --links FILE   writes there which person each partner's key is\n";

int main(int argc, char **argv)
{
	const char *links = NULL;
	struct tl_option option = {.name = "links", .value = &links};
	struct tl_args args = {0};
	struct tl_err err = {0};

	if (!tl_options_parse(&args, argc, argv, "generate", usage, &option, 1))
		return args.exit_status;
	umask(022); /* made-up people have nothing to hide */
	if (args.count != 2)
		return tl_usage_error(
			"generate", "a truth file and a folder to write to are needed");
	if (!generate_run(args.names[0], args.names[1], links, &err))
		return tl_say_failure("generate", &err);
	return EX_OK;
}
