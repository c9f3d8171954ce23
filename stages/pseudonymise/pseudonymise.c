#include "pseudonymise.h"

#include "clear.h"

#include <throughline/outfile.h>
#include <throughline/path.h>
#include <throughline/tree.h>

#include <string.h>
#include <unistd.h>

const char *pseudonymise_path(struct pseudonymise_run *run, const char *name)
{
	return tl_arena_printf(&run->arena, "%s/%s", run->part, name);
}

const char *pseudonymise_path_of(struct pseudonymise_run *run, int file, const char *ending)
{
	static const char *const folders[] = {"tokens/", "payload/"};

	return tl_arena_printf(&run->arena, "%s/%s%s%s", run->part,
		run->names[1] ? folders[file] : "", run->names[file], ending);
}

/* The identities by which a row can be known to be of somebody on a list. */
static unsigned identities(const struct tl_contract *contract)
{
	unsigned known = 0;

	for (unsigned i = 0; i < contract->fields_count; i++)
		known |= 1u << contract->fields[i].identity;
	return known & ~1u;
}

bool pseudonymise_load(struct pseudonymise_run *run, struct tl_err *err)
{
	const struct pseudonymise_opts *opts = run->opts;
	const struct tl_pseudonymise *wanted;

	if (!tl_study_alone(&run->study, opts->contract, opts->as_at, &run->contract, err))
		return false;
	tl_buf_add(&run->remarks, tl_buf_str(&run->study.warnings));
	wanted = run->contract->pseudonymise;
	if (!wanted)
		return tl_fail(err, EX_CONFIG,
			"%s: the contract does not say what to make of the extract; give it the "
			"key "
			"pseudonymise, and its fields identities",
			run->contract->path);
	return key_read(&run->key, opts->key, wanted->study, err);
}

static bool make_folders(struct pseudonymise_run *run, struct tl_err *err)
{
	bool there;

	if (!tl_path_is_there(run->opts->out, TL_PATH_GIVEN, &there, err))
		return false;
	if (there)
		return tl_fail(err, EX_CANTCREAT,
			"%s: there is something already; name a folder that is to be made",
			run->opts->out);
	return tl_tree_remove(run->part, err) &&
	       tl_tree_make_parents(pseudonymise_path_of(run, 0, ""), 0700, err) &&
	       (!run->names[1] ||
		       tl_tree_make_parents(pseudonymise_path_of(run, 1, ""), 0700, err));
}

static bool may_be_empty(const struct tl_contract *contract)
{
	return contract->empty && !strcmp(contract->empty, "allowed");
}

/* What spreadsheets leave behind counts against no file. */
static int64_t blank_rows(const struct pseudonymise_run *run)
{
	size_t places = run->plan.rules.places;
	int64_t rows = 0;

	for (size_t place = 0; place < places; place++)
		rows += run->tally.rejected[TL_FAULT_BLANK_ROW * places + place];
	return rows;
}

/* More rows than the contract expects, or lets pass, are left behind; as `validate` has it. */
static bool check_thresholds(struct pseudonymise_run *run, struct tl_err *err)
{
	int64_t blank = blank_rows(run), usable = run->tally.read - run->tally.opted_out - blank;
	struct tl_buf words = {0};
	enum tl_threshold passed = tl_threshold_of(
		run->contract, "rejected", pseudonymise_rejected(run) - blank, usable, &words);

	if (passed == TL_THRESHOLD_STOP)
		tl_fail(err, EX_DATAERR, "%s: %s; `throughline validate` says why", run->opts->file,
			tl_buf_c(&words));
	else if (passed == TL_THRESHOLD_WARN)
		tl_buf_addf(&run->remarks,
			"throughline pseudonymise: warning: %s: %s; they do not travel: "
			"rejects.csv names them, `throughline validate` says why\n",
			run->opts->file, tl_buf_c(&words));
	tl_buf_free(&words);
	return passed != TL_THRESHOLD_STOP;
}

/* A file of which nothing or too little could be used is not to be sent. */
static bool judge(struct pseudonymise_run *run, struct tl_err *err)
{
	int64_t read = run->tally.read, rejected = pseudonymise_rejected(run);

	if (!read && !may_be_empty(run->contract))
		return tl_fail(err, EX_DATAERR, "%s: no rows", run->opts->file);
	if (rejected && rejected == read - run->tally.opted_out && !may_be_empty(run->contract))
		return tl_fail(err, EX_DATAERR,
			"%s: no row could be used; `throughline validate` says why",
			run->opts->file);
	return check_thresholds(run, err);
}

static bool write_report(struct pseudonymise_run *run, struct tl_err *err)
{
	struct tl_buf report = {0};
	bool ok;

	pseudonymise_report(run, &report);
	ok = tl_file_write(pseudonymise_path(run, "report.txt"), 0600, tl_buf_str(&report), err);
	tl_buf_free(&report);
	return ok;
}

static bool write_all(struct pseudonymise_run *run, struct tl_err *err)
{
	return make_folders(run, err) && pseudonymise_rows(run, err) && judge(run, err) &&
	       pseudonymise_contract(run, 0, err) &&
	       (!run->names[1] || pseudonymise_contract(run, 1, err)) && write_report(run, err) &&
	       tl_tree_seal(run->part, false, err) && tl_tree_swap(run->part, run->opts->out, err);
}

bool pseudonymise(struct pseudonymise_run *run, struct tl_err *err)
{
	const struct pseudonymise_opts *opts = run->opts;
	struct tl_err ignored = {0};
	size_t length = strlen(opts->out);
	bool ok;

	if (!pseudonymise_load(run, err) ||
		!plan_make(&run->plan, &run->study, run->contract, &run->key, opts->split, err) ||
		(opts->opt_out &&
			!optout_read(&run->optout, opts->opt_out, identities(run->contract), err)))
		return false;
	clear_warn(&run->plan, &run->remarks);
	while (length > 1 && opts->out[length - 1] == '/')
		length--;
	run->part = tl_arena_printf(&run->arena, "%.*s.part", (int)length, opts->out);
	run->names[0] = opts->split ? tl_arena_printf(&run->arena, "%s-tokens", run->contract->name)
				    : run->contract->name;
	run->names[1] = opts->split ? run->contract->name : NULL;
	ok = write_all(run, err);
	if (!ok)
		tl_tree_remove(run->part, &ignored);
	return ok;
}

void pseudonymise_free(struct pseudonymise_run *run)
{
	key_forget(&run->key);
	optout_free(&run->optout);
	plan_free(&run->plan);
	tl_study_free(&run->study);
	tl_buf_free(&run->remarks);
	tl_arena_free(&run->arena);
}
