/* tl-link: deliveries' keys and records become people and families. */
#include "compared.h"
#include "ids.h"
#include "model_file.h"
#include "page.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include <throughline/db.h>
#include <throughline/options.h>
#include <throughline/outfile.h>
#include <throughline/pool.h>
#include <throughline/schema.h>
#include <throughline/stagedir.h>

// clang-format off
static const char usage[] =
	"usage: tl-link [--extracts DIR] [--jobs N] [--json] STUDY\n"
	"\n"
	"Decides from the keys, tokens and household keys in STUDY/run/1-ingest who is the same person and\n"
	"the same family, and writes STUDY/run/2-link (confidential).\n"
	"\n"
	"  --extracts DIR   where the deliveries lie (STUDY/extracts)\n"
	"  --jobs N         threads (as many as processors)\n"
	"  --json           an event a line instead of text\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 done; 64 asked wrongly; 65 a store is damaged; 66 ingest has not run; 70 our bug;\n"
	"71, 73, 74 the machine; 78 the study is wrong.\n";
// clang-format on

static bool content(struct tl_stagedir *stage, const char *path, struct tl_err *err)
{
	struct tl_db *db = tl_db_open(path, tl_schema_link, err);
	struct tl_digest digest;
	bool ok = db && tl_db_content_digest(db, &digest, err);

	if (ok)
		tl_stagedir_content(stage, "link.db", digest);
	tl_db_free(db);
	return ok;
}

struct tier {
	struct link *link;
	struct clusters *clusters;
};

/* What people have said comes first, then tokens. Default alone notes what it does in the journal,
 * so the thresholds do not meet. */
static bool first_tier(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	struct tier *tier = task;
	struct clusters *clusters = &tier->clusters[index];

	clusters_start(clusters, tier->link, (enum link_threshold)index);
	link_answers(tier->link, clusters);
	link_tokens(tier->link, clusters);
	return true;
}

static bool cluster(struct link *link, size_t threads, struct tl_err *err)
{
	struct clusters clusters[LINK_THRESHOLDS];
	struct tier tier = {link, clusters};
	bool ok = tl_pool_for(threads, LINK_THRESHOLDS, first_tier, &tier, err) &&
		  link_compare(link, clusters, threads, err);

	if (ok)
		link_people(link, clusters, threads);
	/* The households' are for families. */
	claims_free(&link->births);
	claims_free(&link->deaths);
	claims_free(&link->sexes);
	claims_free(&link->places);
	for (enum link_threshold at = 0; at < LINK_THRESHOLDS; at++)
		clusters_free(&clusters[at]);
	return ok;
}

/* To be checked in and applied next month. */
static bool write_model(
	const struct compared *compared, struct tl_stagedir *stage, struct tl_err *err)
{
	struct tl_buf out = {0};
	bool ok;

	model_write(&compared->linkage.model, &out);
	ok = tl_file_write(tl_stagedir_path(stage, "model.yaml"), 0600, tl_buf_str(&out), err);
	tl_buf_free(&out);
	return ok;
}

/* What people should look at, and how the linking was done. */
static bool write_review(struct link *link, struct tl_stagedir *stage, struct tl_err *err)
{
	struct queue queue;
	bool ok;

	if (!link->compared)
		return true;
	queue_make(&queue, link);
	ok = queue_write(&queue, link, stage, err) && page_write(link, &queue, stage, err) &&
	     write_model(link->compared, stage, err);
	queue_free(&queue);
	return ok;
}

static bool link_run(const struct tl_stage_options *options, struct link *link,
	const struct tl_study *study, struct tl_err *err)
{
	struct tl_stagedir stage = {0};
	bool ok = false;

	link->study = study;
	if (!tl_stagedir_begin(
		    &stage, options->study, options->extracts, "run/2-link", false, "tl-link", err))
		return false;
	const char *path = tl_stagedir_path(&stage, "link.db");
	if (!link_lists_read(link, &stage, err) || !link_load(link, &stage, options->jobs, err))
		goto done;
	link_prepare(link, options->jobs);
	link_lists_resolve(link);
	if (!cluster(link, options->jobs, err))
		goto done;
	link_families(link);
	if (!link_ids(link, &stage, err))
		goto done;
	link_number(link);
	tl_stagedir_count(&stage, "keys", link->tally.keys);
	tl_stagedir_count(&stage, "people", link->tally.people);
	tl_stagedir_count(&stage, "families", link->tally.families);
	ok = link_write(link, path, options->jobs, err) && content(&stage, path, err) &&
	     write_review(link, &stage, err) && tl_stagedir_commit(&stage, err);
done:
	tl_stagedir_abandon(&stage);
	return ok;
}

static void print_tally(const struct link_tally *tally, bool json)
{
	if (json) {
		printf("{\"event\":\"link\",\"keys\":%" PRId64 ",\"people\":%" PRId64
		       ",\"families\":%" PRId64 ",\"joined\":%" PRId64
		       ",\"contradictions\":%" PRId64 ",\"tokens_too_common\":%" PRId64 "}\n",
			tally->keys, tally->people, tally->families, tally->joined,
			tally->contradictions, tally->tokens_too_common);
		return;
	}
	if (tally->keys == 0)
		printf("no extract names people: nothing to link\n");
	printf("%10" PRId64 " keys of partners\n%10" PRId64 " people\n%10" PRId64 " families\n"
	       "%10" PRId64 " joins of keys\n"
	       "%10" PRId64 " joins refused: birth month and sex both differ\n"
	       "%10" PRId64 " tokens not used: on too many keys\n"
	       "%10" PRId64 " joins refused: kept apart\n"
	       "%10" PRId64 " communal addresses\n",
		tally->keys, tally->people, tally->families, tally->joined, tally->contradictions,
		tally->tokens_too_common, tally->kept_apart, tally->communal);
}

/* What was compared, and what the model believes of each threshold. */
static void print_model(const struct compared *compared)
{
	const struct blocks *blocks = &compared->linkage.blocks;
	struct tl_buf words = {0}, doubt = {0};

	records_unread_words(&compared->records, 10, &words);
	for (size_t i = 0; i < blocks->count; i++) {
		tl_buf_addf(&words, "%10" PRId64 " candidate pairs by ", blocks->passes[i].pairs);
		block_pass_words(&blocks->passes[i], &compared->records, &words);
		tl_buf_add_char(&words, '\n');
	}
	tl_buf_addf(&words, "%10" PRId64 " pairs compared", compared->linkage.tally.compared);
	if (isnan(compared->linkage.tally.blocking_recall))
		tl_buf_addc(&words, ": all there are\n");
	else
		tl_buf_addf(&words, "; blocking recall %.4f by estimate\n",
			compared->linkage.tally.blocking_recall);
	for (enum link_threshold at = 0; at < LINK_THRESHOLDS; at++) {
		const struct curve_point *point = &compared->point[at];

		tl_buf_addf(&words, "%10.4f %s threshold; ", compared->threshold[at],
			link_threshold_names[at]);
		if (isnan(point->precision))
			tl_buf_addc(
				&words, "no pair reaches it, so there is nothing to estimate\n");
		else
			tl_buf_addf(&words, "estimated precision %.4f, recall %.4f\n",
				point->precision, point->recall);
	}
	linkage_doubt(&compared->linkage, &doubt);
	if (doubt.length)
		tl_buf_addf(&words, "warning: %s\n", tl_buf_c(&doubt));
	fputs(tl_buf_c(&words), stdout);
	tl_buf_free(&doubt);
	tl_buf_free(&words);
}

/* A line that names nobody is no error, and may be a slip: it keeps nobody apart. */
static void print_unmet(const struct link_lists *lists)
{
	int64_t never = (int64_t)lists->never_sheet.count,
		answers = (int64_t)lists->pairs.count - never;

	if (lists->never_unmet)
		printf("%10" PRId64 " of %" PRId64
		       " lines of never-link.csv name somebody who is in no extract; they wait\n",
			lists->never_unmet, never);
	if (lists->pairs_unmet > lists->never_unmet)
		printf("%10" PRId64 " of %" PRId64
		       " binding answers name somebody who is in no extract; they wait\n",
			lists->pairs_unmet - lists->never_unmet, answers);
}

static void say(const struct link *link, bool json)
{
	print_tally(&link->tally, json);
	if (!json)
		print_unmet(&link->lists);
	if (link->compared && !json)
		print_model(link->compared);
}

int main(int argc, char **argv)
{
	struct tl_stage_options options;
	struct tl_study study = {0};
	struct link link = {0};
	struct tl_err err = {0};
	int status = EX_OK;

	if (!tl_stage_options_parse(&options, argc, argv, "tl-link", usage, NULL, 0))
		return options.exit_status;
	if (tl_study_load(&study, options.study, options.extracts, &err) &&
		link_run(&options, &link, &study, &err))
		say(&link, options.json);
	else
		status = tl_say_failure("tl-link", &err);
	link_release(&link);
	tl_study_free(&study);
	return status;
}
