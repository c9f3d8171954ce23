/*
 * Command lines, parsed alike by every program: --long, --long VALUE, --long=VALUE, one-letter -x,
 * with a number also -x2, and "--" before names that begin with a dash. --help and --version are
 * known everywhere. A mistyped option is answered with the nearest one.
 *
 *   static const char usage[] = "usage: tl-link [--extracts DIR] [--jobs N] [--json] STUDY\n...";
 *   struct tl_stage_options options;
 *   if (!tl_stage_options_parse(&options, argc, argv, "tl-link", usage, NULL, 0))
 *           return options.exit_status;
 *
 * This is main's voice: --help and --version print on stdout, mistakes on stderr.
 */
#ifndef THROUGHLINE_OPTIONS_H
#define THROUGHLINE_OPTIONS_H

#include <throughline/err.h>

/* What an option that may be repeated was given, in order; points into argv. free(items). */
struct tl_option_values {
	const char **items;
	size_t count, capacity;
};

/* One option; exactly one of flag, value, number and values is set. */
struct tl_option {
	const char *name; /* "extracts" is --extracts, "n" is -n, or --n */
	bool *flag; /* set to true */
	const char **value; /* takes a value; points into argv */
	size_t *number; /* takes a whole number, at least 1 */
	struct tl_option_values *values; /* takes a value, any number of times; or, when bare, */
	bool bare; /* takes none: each time counts as "" */
};

struct tl_args {
	const char **names; /* what is no option, in order; points into argv */
	size_t count;
	int exit_status; /* where parsing returned false: EX_OK after --help, else EX_USAGE */
};

/* Parses argv[1..] in any order; argv is overwritten to hold the names. False: return
 * args->exit_status from main. Sets umask 077, for everything a program here writes. */
bool tl_options_parse(struct tl_args *args, int argc, char **argv, const char *program,
	const char *usage, const struct tl_option *options, size_t count);

/* Says on stderr what is wrong with the command line and how to ask for help; returns EX_USAGE. */
int tl_usage_error(const char *program, const char *format, ...) TL_PRINTF(2, 3);

/* What every stage's command line shares:
 *   tl-<stage> [--extracts DIR] [--jobs N] [--json] STUDY */
struct tl_stage_options {
	const char *study;
	const char *extracts; /* given, else STUDY/extracts */
	size_t jobs; /* given, else the processors online */
	bool json;
	int exit_status;
};
/* `extra`: options of this stage's own, or NULL. */
bool tl_stage_options_parse(struct tl_stage_options *options, int argc, char **argv,
	const char *program, const char *usage, const struct tl_option *extra, size_t extra_count);

#endif
