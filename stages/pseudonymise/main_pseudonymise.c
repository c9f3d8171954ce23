/* tl-pseudonymise: what a partner runs before anything leaves it. */
#include "pseudonymise.h"

#include <throughline/options.h>
#include <throughline/pool.h>

#include <stdio.h>
#include <string.h>

// clang-format off
static const char usage[] =
	"usage: throughline pseudonymise --contract CONTRACT --key KEY --out DIR [--opt-out LIST]\n"
	"                                [--split] [--as-at DAY] [--jobs N] FILE\n"
	"       throughline pseudonymise --contract CONTRACT --key KEY --fingerprint\n"
	"       throughline pseudonymise --new-key KEY\n"
	"\n"
	"Makes of an extract that names people one that may travel: names, numbers and addresses are left\n"
	"out; keyed tokens, match keys and Bloom filters stand in their place; a birth is kept to its month, a\n"
	"postcode to the area agreed. The contract says what becomes of each column. What is written may be\n"
	"sent on as it is, with the contract that is written beside it; docs/pseudonymise.md says what each\n"
	"form gives away.\n"
	"\n"
	"  --contract CONTRACT  a file (.yaml or .json) with the key pseudonymise, or a name in the catalogue\n"
	"  --key KEY            the file with the programme's key; nobody but you may be able to read it\n"
	"  --out DIR            the folder to make: extract, contract, rejects.csv and report.txt\n"
	"  --opt-out LIST       a sheet of people who are left out, by nhs, upn, nino, uprn or id\n"
	"  --split              tokens in one file and everything else in another, under a fresh id\n"
	"  --as-at DAY          the day the file describes (2026-03-31): later days are in the future\n"
	"  --jobs N             threads; the processors there are, where not given\n"
	"  --fingerprint        say the key's fingerprint for this contract, to compare with a partner's\n"
	"  --new-key KEY        make a key; one partner does, and the others get it on a safe way\n"
	"  --help, --version\n"
	"\n"
	"With variants: true in the contract, tokens of nicknames, of each name of several and of the birth's\n"
	"parts stand behind filters: fewer people are missed. Not with flip.\n"
	"\n"
	"Hardening, as the contract asks (pseudonymise: {harden: ...}), and what it costs in links found:\n"
	"  salt: birth.year     one name has other bits for each year of birth; a wrong year is no link\n"
	"  fold: true           half the bits; likeness is blurred, near spellings are told apart less well\n"
	"  flip: 0.02           this share of bits inverted, each record's own; no two filters are equal, and\n"
	"                       likeness of the same name falls from 1 to about 0.9\n"
	"\n"
	"Exit status: 0 done (rows may be rejected), 64 asked wrongly, 65 the file, the list or the key will\n"
	"not do, 66 one of them is missing, 70 our bug, 71 73 74 the machine, 78 the contract is wrong.\n";
// clang-format on

static int refuse(const char *what)
{
	return tl_usage_error("throughline pseudonymise", "%s", what);
}

/* A key pasted where a file is named is shown to nobody, not in an error either. */
static bool is_key_itself(const char *text)
{
	return text && strlen(text) == 64 && strspn(text, "0123456789abcdefABCDEF") == 64;
}

static bool check(struct pseudonymise_opts *opts, const struct tl_args *args, const char *day)
{
	opts->exit_status = EX_OK;
	if (is_key_itself(opts->key) || is_key_itself(opts->new_key))
		return (opts->exit_status = refuse(
				"a key itself stands where the file that holds it is to be named; "
				"the shell may have kept it: take it out of the history")) == EX_OK;
	if (opts->new_key)
		return !(args->count || opts->contract || opts->key || opts->out) ||
		       (opts->exit_status = refuse("--new-key goes alone")) == EX_OK;
	if (!opts->contract)
		opts->exit_status = refuse("which contract? --contract FILE");
	else if (!opts->key)
		opts->exit_status = refuse("which key? --key FILE; --new-key FILE makes one");
	else if (!opts->fingerprint && !opts->out)
		opts->exit_status = refuse("where to? --out DIR");
	else if (args->count != (opts->fingerprint ? 0 : 1))
		opts->exit_status = refuse(opts->fingerprint ? "--fingerprint reads no file"
							     : "which file? one at a time");
	else if (day && !tl_day_parse(tl_str(day), "default", &opts->as_at))
		opts->exit_status = refuse("--as-at takes a day, as 2026-03-31");
	opts->file = args->count ? args->names[0] : NULL;
	return opts->exit_status == EX_OK;
}

static bool parse(struct pseudonymise_opts *opts, int argc, char **argv)
{
	const char *day = NULL;
	const struct tl_option options[] = {
		{.name = "contract", .value = &opts->contract},
		{.name = "key", .value = &opts->key},
		{.name = "out", .value = &opts->out},
		{.name = "opt-out", .value = &opts->opt_out},
		{.name = "split", .flag = &opts->split},
		{.name = "as-at", .value = &day},
		{.name = "jobs", .number = &opts->jobs},
		{.name = "fingerprint", .flag = &opts->fingerprint},
		{.name = "new-key", .value = &opts->new_key},
	};
	struct tl_args args;

	opts->as_at = TL_NO_DAY;
	opts->jobs = tl_pool_default_threads();
	if (!tl_options_parse(&args, argc, argv, "throughline pseudonymise", usage, options,
		    TL_LEN(options))) {
		opts->exit_status = args.exit_status;
		return false;
	}
	return check(opts, &args, day);
}

static bool say_fingerprint(struct pseudonymise_run *run, struct tl_err *err)
{
	char text[17];

	if (!pseudonymise_load(run, err))
		return false;
	key_fingerprint(&run->key, run->contract->pseudonymise, text);
	puts(text);
	return true;
}

static bool say_report(struct pseudonymise_run *run, struct tl_err *err)
{
	struct tl_buf report = {0};
	bool ok = pseudonymise(run, err);

	fputs(tl_buf_c(&run->remarks), stderr);
	if (ok)
		pseudonymise_report(run, &report);
	ok = ok && ((fputs(tl_buf_c(&report), stdout) != EOF && fflush(stdout) == 0) ||
			   tl_fail_errno(err, "write", "standard output"));
	tl_buf_free(&report);
	return ok;
}

int main(int argc, char **argv)
{
	struct pseudonymise_opts opts = {0};
	struct pseudonymise_run run = {.opts = &opts};
	struct tl_err err = {0};
	bool ok;

	if (!parse(&opts, argc, argv))
		return opts.exit_status;
	ok = opts.new_key       ? key_make(opts.new_key, &err)
	     : opts.fingerprint ? say_fingerprint(&run, &err)
				: say_report(&run, &err);
	pseudonymise_free(&run);
	return ok ? EX_OK : tl_say_failure("throughline pseudonymise", &err);
}
