#include "disclose.h"
#include "asked.h"
#include "candidate.h"
#include "rules.h"

#include <throughline/schema.h>
#include <throughline/stagedir.h>

static void count_cells(
	const struct measured *measured, const struct sums *sums, struct disclose_tally *tally)
{
	for (size_t i = 0; i < measured->points.count; i++) {
		const struct measured_point *point = &measured->points.items[i];

		if (candidate_leaves_out(point))
			continue;
		tally->cells++;
		tally->shown += point->published.status == TL_SHOWN;
		tally->rounded += point->published.status == TL_ROUNDED;
		tally->hidden += point->published.status == TL_SUPPRESSED;
		tally->hidden_by_audit +=
			point->figure->role == MEASURED_BASE && point->rule == RULE_ASKED;
	}
	tally->other = tally->cells - tally->shown - tally->rounded - tally->hidden;
	tally->sums = (int64_t)sums->count;
	tally->components = (int64_t)sums->components;
	tally->components_by_partition = (int64_t)sums->components_by_partition;
}

bool disclose_files(struct disclose_files *files, const struct tl_policy *policy,
	const struct tl_digest *root, struct disclose_tally *tally, struct tl_err *err)
{
	struct measured measured = {0};
	struct sums sums = {0};
	struct tl_db *db = tl_db_open(files->measure, tl_schema_measure, err);
	int64_t round = 0;
	bool ok = db && measured_load(&measured, db, err) &&
		  (!files->verdict || asked_read(files->verdict, root, &measured, &round, err)) &&
		  rules_publish(&measured, policy, err) &&
		  sums_find(&measured, policy->zeros_hidden, &sums, err) &&
		  candidate_write(files->candidate, files->measure, &measured, &sums, policy,
			  &files->candidate_content, err) &&
		  working_write(files->working, &measured, policy, root, round, err);

	if (ok)
		count_cells(&measured, &sums, tally);
	tl_db_free(db);
	sums_free(&sums);
	measured_free(&measured);
	return ok;
}

struct tl_digest disclose_root(const struct tl_digest *measures, const struct tl_digest *policy)
{
	struct tl_sha256 sha;

	tl_sha256_init(&sha);
	tl_sha256_add_str(&sha, tl_str(measures->hex));
	tl_sha256_add_str(&sha, tl_str(policy->hex));
	return tl_sha256_done(&sha);
}

static const char *recorded(
	const struct tl_stagedir *stage, const char *name, struct tl_digest *digest)
{
	for (size_t i = 0; i < stage->inputs.count; i++)
		if (tl_str_equal(tl_str(stage->inputs.items[i].name), tl_str(name)))
			*digest = stage->inputs.items[i].digest;
	return digest->hex;
}

static const char *path_in(struct tl_stagedir *stage, const char *folder, const char *file)
{
	return tl_arena_printf(&stage->arena, "%s/%s/%s", stage->study, folder, file);
}

#define MEASURES "run/3-measure"
#define VERDICT "run/4-verdict/public"

/* Inputs are recorded before they are read; the root is made of the digests that were recorded. */
static bool record_inputs(struct tl_stagedir *stage, const struct tl_policy *policy,
	struct tl_digest *root, bool *has_verdict, struct tl_err *err)
{
	struct tl_digest measures = {0}, rules = {0}, verdict = {0};

	if (!tl_stagedir_input(stage, "yaml:study.yaml#disclosure", err) ||
		!tl_stagedir_input(stage, policy->input, err) ||
		!tl_stagedir_input(stage, "store:" MEASURES, err) ||
		!tl_stagedir_input(stage, "store:" VERDICT, err))
		return false;
	recorded(stage, policy->input, &rules);
	if (!*recorded(stage, "store:" MEASURES, &measures))
		return tl_fail(err, EX_NOINPUT,
			"%s/" MEASURES ": no measures; run tl-measure first", stage->study);
	*has_verdict = *recorded(stage, "store:" VERDICT, &verdict) != '\0';
	*root = disclose_root(&measures, &rules);
	return true;
}

static void say(struct tl_stagedir *stage, const struct disclose_files *files,
	const struct disclose_tally *tally)
{
	/* Not working.db, which is confidential: the published folder's manifest repeats the digest
	 * of this content, and whoever guesses at what was decided could try until it agrees. Nor
	 * need the audit be run again when it alone changed: what can be worked out depends on the
	 * candidate. */
	tl_stagedir_content(stage, "candidate.db", files->candidate_content);
	tl_stagedir_count(stage, "cells", tally->cells);
	tl_stagedir_count(stage, "cells_shown", tally->shown);
	tl_stagedir_count(stage, "cells_rounded", tally->rounded);
	tl_stagedir_count(stage, "cells_hidden", tally->hidden);
	tl_stagedir_count(stage, "cells_hidden_by_audit", tally->hidden_by_audit);
	tl_stagedir_count(stage, "sums", tally->sums);
	tl_stagedir_count(stage, "components", tally->components);
	tl_stagedir_count(stage, "components_by_partition", tally->components_by_partition);
}

static bool protect(struct tl_stagedir *stage, const struct tl_policy *policy,
	struct disclose_tally *tally, struct tl_err *err)
{
	struct disclose_files files = {0};
	struct tl_digest root;
	bool has_verdict = false;

	if (!record_inputs(stage, policy, &root, &has_verdict, err))
		return false;
	files.measure = path_in(stage, MEASURES, "measure.db");
	files.verdict = has_verdict ? path_in(stage, VERDICT, "verdict.db") : NULL;
	files.candidate = tl_stagedir_path(stage, "candidate.db");
	files.working = tl_stagedir_path(stage, "working.db");
	if (!disclose_files(&files, policy, &root, tally, err))
		return false;
	say(stage, &files, tally);
	return true;
}

bool disclose_run(
	const struct tl_stage_options *options, struct disclose_tally *tally, struct tl_err *err)
{
	struct tl_study study = {0};
	struct tl_stagedir stage = {0};
	bool ok = tl_study_load(&study, options->study, options->extracts, err) &&
		  tl_stagedir_begin(&stage, options->study, options->extracts,
			  "run/4-protect/public", false, "tl-disclose", err) &&
		  protect(&stage, study.policy, tally, err) && tl_stagedir_commit(&stage, err);

	tl_stagedir_abandon(&stage);
	tl_study_free(&study);
	return ok;
}
