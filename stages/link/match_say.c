#include "match.h"

#include <inttypes.h>
#include <math.h>

#include "truth.h"

static void say_left_out(const struct match *match, struct tl_buf *out)
{
	for (size_t i = 0; i < MATCH_REASON_COUNT_OF; i++)
		if (match->left_out[i].count)
			tl_buf_addf(out,
				"%12" PRId64 " rows left out: %s (first: %s:%" PRId64 ")\n",
				match->left_out[i].count, match_reasons[i], match->left_out[i].file,
				match->left_out[i].line);
	if (match->records.repeated_ids)
		tl_buf_addf(out,
			"%12zu rows have an id that another row of their source has too: what "
			"is written cannot tell these apart\n",
			match->records.repeated_ids);
	records_unread_words(&match->records, 12, out);
}

static void say_passes(const struct match *match, struct tl_buf *out)
{
	const struct blocks *blocks = &match->linkage.blocks;

	for (size_t i = 0; i < blocks->count; i++) {
		tl_buf_addf(out, "%12" PRId64 " candidate pairs by ", blocks->passes[i].pairs);
		block_pass_words(&blocks->passes[i], &match->records, out);
		if (blocks->passes[i].split_blocks)
			tl_buf_addf(
				out, "; %" PRId64 " blocks split", blocks->passes[i].split_blocks);
		tl_buf_add_char(out, '\n');
	}
}

static void say_score(struct tl_buf *out, const char *what, struct truth_score score)
{
	tl_buf_addf(out,
		"%-10s true: precision %.4f, recall %.4f, F1 %.4f (%" PRId64 " of %" PRId64
		" found, %" PRId64 " there)\n",
		what, truth_precision(score), truth_recall(score), truth_f1(score), score.right,
		score.found, score.there);
}

void match_say(const struct match *match, struct tl_buf *out)
{
	const struct linkage *linkage = &match->linkage;
	const struct linkage_tally *tally = &linkage->tally;
	struct pair_space space = {&match->records, match->within};
	struct truth_scores scores;
	struct tl_buf doubt = {0};

	tl_buf_addf(out, "%12" PRId64 " rows read\n", match->rows_read);
	say_left_out(match, out);
	say_passes(match, out);
	tl_buf_addf(out,
		"%12" PRId64 " pairs compared\n%12" PRId64 " pairs linked\n%12" PRIu32
		" people\n%12" PRIu32 " households\n",
		tally->compared, tally->linked, linkage->clusters, linkage->households);
	if (!tally->linked) {
		tl_buf_addc(out, "nothing was linked, so there is nothing to estimate\n");
		if (!match->opts.threshold && !match->opts.model)
			tl_buf_addc(out,
				"where rows do belong together, too little here tells them apart: "
				"give --model of a larger file, or --threshold\n");
		return;
	}
	tl_buf_addf(out, "threshold %.4f; estimated: precision %.4f, recall %.4f, F1 %.4f",
		linkage->threshold, tally->chosen.precision, tally->chosen.recall,
		tally->chosen.f1);
	if (isnan(tally->blocking_recall))
		tl_buf_addc(out, "; all pairs were compared\n");
	else
		tl_buf_addf(out, "; blocking recall %.4f\n", tally->blocking_recall);
	linkage_doubt(linkage, &doubt);
	if (doubt.length)
		tl_buf_addf(out, "warning: %s\n", tl_buf_c(&doubt));
	tl_buf_free(&doubt);
	if (!match->opts.truth || !match->records.truth)
		return;
	scores = truth_of(linkage, &space, match->opts.jobs);
	say_score(out, "pairs", scores.pairs);
	say_score(out, "clusters", scores.clusters);
}
