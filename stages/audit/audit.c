#include "audit.h"
#include "publication.h"
#include "verdict.h"

#include <errno.h>
#include <glpk.h>
#include <unistd.h>

#include <throughline/stagedir.h>
#include <throughline/tree.h>

#define CANDIDATE "run/4-protect/public"
#define VERDICT "run/4-verdict/public"
#define PUBLICATION "run/5-publish/public"

static const char *path_in(
	struct tl_arena *arena, const struct tl_stage_options *options, const char *name)
{
	return tl_arena_printf(arena, "%s/%s", options->study, name);
}

static void count(
	const struct candidate *candidate, const struct verdict *verdict, struct audit_tally *tally)
{
	tally->cells = (int64_t)candidate->cells.count;
	for (size_t i = 0; i < candidate->cells.count; i++)
		tally->hidden += candidate->cells.items[i].status == TL_SUPPRESSED;
	tally->sums = (int64_t)candidate_sums(candidate);
	tally->recovered = (int64_t)verdict->recovered.count;
	tally->asked = (int64_t)verdict->asks.cells.count;
}

static bool begin(struct tl_stagedir *stage, const struct tl_stage_options *options,
	const char *dir, bool open, struct tl_err *err)
{
	return tl_stagedir_begin(
		       stage, options->study, options->extracts, dir, open, "tl-audit", err) &&
	       tl_stagedir_input(stage, "store:" CANDIDATE, err);
}

static void say(struct tl_stagedir *stage, const struct audit_tally *tally, const char *store,
	struct tl_digest content)
{
	tl_stagedir_content(stage, store, content);
	tl_stagedir_count(stage, "cells", tally->cells);
	tl_stagedir_count(stage, "cells_hidden", tally->hidden);
	tl_stagedir_count(stage, "sums", tally->sums);
}

static bool publish(const struct tl_stage_options *options, const struct audit_tally *tally,
	const char *candidate_path, struct tl_err *err)
{
	struct tl_stagedir stage = {0};
	struct tl_digest content;
	bool ok = begin(&stage, options, PUBLICATION, true, err) &&
		  publication_write(&stage, options->study, candidate_path, &content, err);

	if (ok) {
		say(&stage, tally, "publication.db", content);
		ok = tl_stagedir_commit(&stage, err);
	}
	tl_stagedir_abandon(&stage);
	return ok;
}

/* The done-mark first: a folder without it is no publication, whatever else happens. */
static bool withdraw(
	struct tl_arena *arena, const struct tl_stage_options *options, struct tl_err *err)
{
	const char *manifest = path_in(arena, options, PUBLICATION "/manifest.json");

	if (unlink(manifest) != 0 && errno != ENOENT && errno != ENOTDIR)
		return tl_fail_errno(err, "remove", manifest);
	return tl_tree_remove(path_in(arena, options, PUBLICATION), err);
}

static bool write_verdict(const struct tl_stage_options *options, const struct candidate *candidate,
	const struct verdict *verdict, const struct audit_tally *tally, struct tl_err *err)
{
	struct tl_stagedir stage = {0};
	struct tl_digest content;
	bool there, ok = begin(&stage, options, VERDICT, false, err);
	const char *earlier = ok ? path_in(&stage.arena, options, VERDICT "/verdict.db") : NULL;

	ok = ok && tl_path_is_there(earlier, TL_PATH_MADE, &there, err) &&
	     verdict_write(tl_stagedir_path(&stage, "verdict.db"), there ? earlier : NULL,
		     candidate, verdict, &content, err);
	if (ok) {
		say(&stage, tally, "verdict.db", content);
		tl_stagedir_count(&stage, "recovered", tally->recovered);
		tl_stagedir_count(&stage, "asked", tally->asked);
		ok = tl_stagedir_commit(&stage, err);
	}
	tl_stagedir_abandon(&stage);
	return ok;
}

static bool refuse(struct tl_arena *arena, const struct tl_stage_options *options,
	const struct candidate *candidate, const struct verdict *verdict,
	const struct audit_tally *tally, struct tl_err *err)
{
	if (!withdraw(arena, options, err) ||
		!write_verdict(options, candidate, verdict, tally, err))
		return false;
	return tl_fail(err, EX_REFUSED,
		"the audit found %lld number%s that a reader could work out; " VERDICT
		" says which (confidential)",
		(long long)tally->recovered, tally->recovered == 1 ? "" : "s");
}

/* A candidate without its manifest is one that disclose is still writing, or left behind. */
static bool has_candidate(const struct tl_stage_options *options, struct tl_err *err)
{
	struct tl_digest digest;

	if (!tl_input_digest(options->study, options->extracts, "store:" CANDIDATE, &digest, err))
		return false;
	return *digest.hex ||
	       tl_fail(err, EX_NOINPUT, "%s/" CANDIDATE ": no candidate; run tl-disclose first",
		       options->study);
}

bool audit_run(
	const struct tl_stage_options *options, struct audit_tally *tally, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct candidate candidate = {0};
	struct verdict verdict = {0};
	const char *candidate_path = path_in(&arena, options, CANDIDATE "/candidate.db");
	bool ok = has_candidate(options, err) &&
		  candidate_read(&candidate, candidate_path,
			  path_in(&arena, options, CANDIDATE "/working.db"), err) &&
		  verdict_find(&candidate, &verdict, err);

	if (ok) {
		count(&candidate, &verdict, tally);
		ok = tally->recovered ? refuse(&arena, options, &candidate, &verdict, tally, err)
				      : publish(options, tally, candidate_path, err);
	}
	verdict_free(&verdict);
	candidate_free(&candidate);
	tl_arena_free(&arena);
	glp_free_env();
	return ok;
}
