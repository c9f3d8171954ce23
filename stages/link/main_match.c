/* tl-match: who is the same person in plain files, with no study. */
#include "match.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/num.h>
#include <throughline/options.h>
#include <throughline/outfile.h>
#include <throughline/pool.h>

#include "model_file.h"

static const char program[] = "throughline match";

// clang-format off
static const char usage[] =
	"usage: throughline match --id COLUMN --fields COLUMN:KIND,... [OPTION...] FILE [FILE]\n"
	"\n"
	"Says which rows are the same person and which people share a household, as CSV on standard\n"
	"output: source,id,cluster,household. One file is searched for its own duplicates, two are\n"
	"linked. What was done, and how good it is believed to be, is said on standard error.\n"
	"\n"
	"  --id COLUMN          the row's id\n"
	"  --fields LIST        what to compare: COLUMN:KIND, with commas between; a kind is forename,\n"
	"                       surname, name, date, code, postcode, text, token, filter or clk; a\n"
	"                       token or filter made from one of the others says so:\n"
	"                       fn:filter:forename\n"
	"  --source COLUMN      who a row is from (the file's name)\n"
	"  --distinct SOURCE    this source has one row a person; may be repeated\n"
	"  --model M.yaml       apply this model instead of fitting one\n"
	"  --save-model M.yaml  write the model, to be reviewed, edited and applied next time\n"
	"  --threshold W        link pairs of at least this weight, in bits (chosen by its estimate)\n"
	"  --pairs PAIRS.csv    also write the linked pairs: id_l,id_r,weight,probability\n"
	"  --report R.html      also write a page: what was done, the estimated curve, the weights\n"
	"  --truth COLUMN       the true person, where known: says how good it is, exactly\n"
	"  --without LIST       to see what an idea is worth: households, rarity, average\n"
	"  --jobs N             threads (the processors online)\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 done; 64 asked wrongly; 65 data refused; 66 input missing; 70 our bug;\n"
	"71, 73, 74 the machine; 78 the model is wrong.\n";
// clang-format on

static bool parse(struct match_opts *opts, int argc, char **argv, int *status)
{
	const struct tl_option options[] = {
		{.name = "id", .value = &opts->id},
		{.name = "fields", .value = &opts->fields},
		{.name = "source", .value = &opts->source},
		{.name = "distinct", .values = &opts->distinct},
		{.name = "model", .value = &opts->model},
		{.name = "save-model", .value = &opts->save_model},
		{.name = "threshold", .value = &opts->threshold},
		{.name = "pairs", .value = &opts->pairs},
		{.name = "report", .value = &opts->report},
		{.name = "truth", .value = &opts->truth},
		{.name = "without", .value = &opts->without},
		{.name = "jobs", .number = &opts->jobs},
	};
	struct tl_args args;

	opts->jobs = tl_pool_default_threads();
	if (!tl_options_parse(&args, argc, argv, program, usage, options, TL_LEN(options))) {
		*status = args.exit_status;
		return false;
	}
	*status = EX_USAGE;
	if (!opts->id || !opts->fields) {
		tl_usage_error(program, "%s is needed", opts->id ? "--fields" : "--id");
		return false;
	}
	if (args.count < 1 || args.count > TL_LEN(opts->files)) {
		tl_usage_error(program, "one file or two are expected, %zu are named", args.count);
		return false;
	}
	for (size_t i = 0; i < args.count; i++)
		opts->files[opts->file_count++] = args.names[i];
	return true;
}

static bool check_without(const char *list, struct tl_err *err)
{
	static const char *const words[] = {"households", "rarity", "average"};
	struct tl_str rest = tl_str(list), piece;

	while (list && tl_str_cut(&rest, ',', &piece)) {
		const char *nearest = tl_str_nearest(piece, words, TL_LEN(words));
		bool known = nearest && tl_str_equal(piece, tl_str(nearest));

		if (!known)
			return tl_fail(err, EX_USAGE,
				"--without: no \"" TL_STR_FMT
				"\"; it takes households, rarity and average%s%s%s",
				TL_STR_ARG(piece), nearest ? "; did you mean \"" : "",
				nearest ? nearest : "", nearest ? "\"?" : "");
	}
	return true;
}

static bool has_word(const char *list, const char *word)
{
	struct tl_str rest = tl_str(list), piece;

	while (list && tl_str_cut(&rest, ',', &piece))
		if (tl_str_equal(piece, tl_str(word)))
			return true;
	return false;
}

/* What can be told before a row is read. */
static bool engine_options(
	struct match_opts *opts, struct linkage_options *options, struct tl_err *err)
{
	if (!check_without(opts->without, err))
		return false;
	*options = linkage_defaults();
	options->threads = opts->jobs;
	options->without_households = has_word(opts->without, "households");
	options->without_rarity = has_word(opts->without, "rarity");
	options->components = has_word(opts->without, "average");
	if (opts->threshold && !tl_num_real(tl_str(opts->threshold), (struct tl_num_style){0},
				       &options->threshold))
		return tl_fail(err, EX_USAGE, "--threshold %s is not a number", opts->threshold);
	return true;
}

static bool spares(const struct match_opts *opts, struct tl_err *err)
{
	const struct tl_named_path paths[] = {
		{"", opts->files[0], false},
		{"", opts->files[1], false},
		{"--model ", opts->model, false},
		{"--save-model ", opts->save_model, true},
		{"--pairs ", opts->pairs, true},
		{"--report ", opts->report, true},
	};

	return tl_outfile_spares(paths, TL_LEN(paths), err);
}

static bool run(struct match *match, struct tl_err *err)
{
	struct match_opts *opts = &match->opts;
	struct linkage_options options;

	if (!engine_options(opts, &options, err) || !spares(opts, err) ||
		!match_begin(match, err) ||
		(opts->model && !model_read(&match->model, opts->model, match->records.fields,
					match->records.field_count, err)) ||
		!match_read(match, err))
		return false;
	options.model = opts->model ? &match->model : NULL;
	options.is_distinct = match->is_distinct;
	options.within = match->within;
	return linkage_run(&match->linkage, &match->records, &options, err) &&
	       (!opts->save_model || match_write_model(match, err)) &&
	       (!opts->report || match_write_report(match, err)) &&
	       (!opts->pairs || match_write_pairs(match, err)) && match_write_clusters(match, err);
}

int main(int argc, char **argv)
{
	struct match match = {0};
	struct tl_buf said = {0};
	struct tl_err err = {0};
	int status;

	if (parse(&match.opts, argc, argv, &status)) {
		status = EX_OK;
		if (run(&match, &err)) {
			match_say(&match, &said);
			fputs(tl_buf_c(&said), stderr);
		} else {
			status = tl_say_failure(program, &err);
		}
	}
	tl_buf_free(&said);
	linkage_free(&match.linkage);
	records_free(&match.records);
	tl_arena_free(&match.arena);
	free(match.opts.distinct.items);
	return status;
}
