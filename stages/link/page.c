#include "page.h"

#include <inttypes.h>
#include <math.h>

#include <throughline/html.h>
#include <throughline/outfile.h>
#include <throughline/stagedir.h>

#include "exact.h"

const char page_head[] =
	"<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
	"'unsafe-inline'\">\n"
	"<title>How records were linked</title>\n<style>\n"
	"body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;"
	"color:#1a1a1a;background:#fff}\n"
	"table{border-collapse:collapse;margin:.5rem 0 1.5rem}caption{text-align:left;"
	"font-weight:600}\n"
	"th,td{border-bottom:1px solid #767676;padding:.3rem .6rem;text-align:left;"
	"vertical-align:top}\n"
	"pre{white-space:pre-wrap}td.n{text-align:right}svg{width:100%;height:auto;font-size:12px}"
	"\n"
	"</style>\n</head>\n<body>\n<h1>How records were linked</h1>\n"
	"<p>Confidential: for whoever links. It has no value of a record, but some "
	"patterns are those of few pairs.</p>\n";

static void begin_table(struct tl_buf *out, const char *caption, const char *const *columns)
{
	tl_buf_addf(out, "<table><caption>%s</caption>\n<thead><tr>", caption);
	for (; *columns; columns++)
		tl_buf_addf(out, "<th scope=\"col\">%s</th>", *columns);
	tl_buf_addc(out, "</tr></thead><tbody>\n");
}

static void add_number(struct tl_buf *out, double value, const char *unit)
{
	if (isnan(value))
		tl_buf_addc(out, "<td>no pair</td>");
	else
		tl_buf_addf(out, "<td class=\"n\">%.1f%s</td>", value, unit);
}

static void add_count(struct tl_buf *out, const char *what, int64_t count)
{
	tl_buf_addf(out, "<tr><th scope=\"row\">%s</th><td class=\"n\">%" PRId64 "</td></tr>\n",
		what, count);
}

static double share(int64_t part, int64_t whole)
{
	return whole ? 100.0 * (double)part / (double)whole : NAN;
}

static void add_thresholds(struct tl_buf *out, const struct link *link)
{
	static const enum link_threshold order[] = {LINK_STRICT, LINK_DEFAULT, LINK_LOOSE};
	static const char *const columns[] = {"Threshold", "Weight, bits", "Estimated precision",
		"Estimated recall", "Exact precision", "Exact recall", NULL};
	const struct compared *compared = link->compared;

	begin_table(out, "The three thresholds", columns);
	for (size_t i = 0; i < TL_LEN(order); i++) {
		enum link_threshold at = order[i];
		struct exact exact;

		tl_buf_addf(out, "<tr><th scope=\"row\">%s</th>", link_threshold_names[at]);
		add_number(out, compared->threshold[at], "");
		add_number(out, 100 * compared->point[at].precision, "%");
		add_number(out, 100 * compared->point[at].recall, "%");
		if (link_exact(link, at, &exact)) {
			add_number(out, share(exact.right, exact.found), "%");
			add_number(out, share(exact.right, exact.there), "%");
		} else {
			tl_buf_addc(out, "<td>not known</td><td>not known</td>");
		}
		tl_buf_addc(out, "</tr>\n");
	}
	tl_buf_addc(out, "</tbody></table>\n");
	if (isnan(compared->linkage.tally.blocking_recall))
		tl_buf_addc(out, "<p>Every pair was compared, so no true pair is missed by "
				 "blocking.</p>\n");
	else
		tl_buf_addf(out,
			"<p>Of all true pairs, blocking brings together %.1f%% by estimate (on "
			"made-up people it was out by up to six points, mostly too low with "
			"filters): what it misses no threshold finds.</p>\n",
			100 * compared->linkage.tally.blocking_recall);
}

static void add_doubt(struct tl_buf *out, const struct linkage *linkage)
{
	struct tl_buf doubt = {0};

	linkage_doubt(linkage, &doubt);
	if (doubt.length) {
		tl_buf_addc(out, "<p><strong>Warning:</strong> ");
		tl_html_text(out, tl_buf_str(&doubt));
		tl_buf_addc(out, ".</p>\n");
	}
	tl_buf_free(&doubt);
}

static void add_passes(struct tl_buf *out, const struct compared *compared)
{
	static const char *const columns[] = {
		"Pairs that agree in", "Candidates", "Blocks split", NULL};
	struct tl_buf words = {0};

	begin_table(out, "Which pairs were compared", columns);
	for (size_t i = 0; i < compared->linkage.blocks.count; i++) {
		const struct block_pass *pass = &compared->linkage.blocks.passes[i];

		tl_buf_clear(&words);
		block_pass_words(pass, &compared->records, &words);
		tl_buf_addc(out, "<tr><th scope=\"row\">");
		tl_html_text(out, tl_buf_str(&words));
		tl_buf_addf(out,
			"</th><td class=\"n\">%" PRId64 "</td><td class=\"n\">%" PRId64
			"</td></tr>\n",
			pass->pairs, pass->split_blocks);
	}
	tl_buf_addf(out, "</tbody></table>\n<p>%" PRId64 " pairs were compared, each once.</p>\n",
		compared->linkage.tally.compared);
	tl_buf_free(&words);
}

static void add_review(struct tl_buf *out, const struct link *link, const struct queue *queue)
{
	int64_t pairs;
	double kappa;

	tl_buf_addf(out,
		"<h2>Review</h2>\n<p>%" PRId64 " pairs lie between loose and strict and nobody has "
		"decided them; %zu of them are in queue.csv. Answers go into answers.csv, and the "
		"next run obeys those on which %s.</p>\n",
		queue->doubtful, queue->pairs.count,
		link->study->linkage.reviewers > 1 ? "two reviewers agree"
						   : "nobody differs (linkage.reviewers: 1)");
	if (link->lists.answers_alone)
		tl_buf_addf(out,
			"<p>Of %" PRId64 " pairs one reviewer has answered, and waits for "
			"another: they bind nothing and stay in the queue.</p>\n",
			link->lists.answers_alone);
	if (link_answers_kappa(&link->lists, &pairs, &kappa))
		tl_buf_addf(out,
			"<p>Two reviewers answered %" PRId64
			" pairs; their agreement beyond chance (Cohen's kappa) is %.2f. On %" PRId64
			" pairs they differ or are not sure.</p>\n",
			pairs, kappa, link->lists.answers_unsure);
	else
		tl_buf_addc(out, "<p>No two reviewers have answered the same pairs yet.</p>\n");
}

static void add_partners(struct tl_buf *out, const struct link *link)
{
	static const char *const columns[] = {"Partner", "Keys", "With a trusted token",
		"With each field", "One key a person", NULL};
	const struct records *records = &link->compared->records;

	begin_table(out, "What each partner gave", columns);
	for (uint32_t s = 0; s < records->source_count; s++) {
		int64_t keys = 0, tokens = 0, whole = 0;

		for (uint32_t r = 0; r < records->count; r++) {
			bool all = true;

			if (records->source[r] != s)
				continue;
			for (size_t f = 0; f < records->field_count; f++)
				all = all && records_row(records, r)[f];
			keys++;
			tokens += link->nodes.items[records->input[r]].has_token;
			whole += all;
		}
		tl_buf_addc(out, "<tr><th scope=\"row\">");
		tl_html_text(out, records->sources[s]);
		tl_buf_addf(out, "</th><td class=\"n\">%" PRId64 "</td>", keys);
		add_number(out, share(tokens, keys), "%");
		add_number(out, share(whole, keys), "%");
		tl_buf_addf(
			out, "<td>%s</td></tr>\n", link->compared->is_distinct[s] ? "yes" : "no");
	}
	tl_buf_addc(out, "</tbody></table>\n");
}

static void add_guild(struct tl_buf *out, const struct link *link)
{
	const struct compared *compared = link->compared;

	tl_buf_addc(out, "<h2>What GUILD asks</h2>\n<h3>The data before linking</h3>\n");
	add_partners(out, link);
	tl_buf_addc(out,
		"<h3>The linking</h3>\n<ul>\n<li>Tier 1: equal trusted tokens, unless birth month "
		"and sex both differ or a token is on too many keys.</li>\n<li>Tier 2: "
		"likelihood of agreement in ");
	for (size_t f = 0; f < compared->records.field_count; f++)
		tl_buf_addf(out, "%s%s (%s)", f ? ", " : "", compared->records.fields[f].name,
			field_kinds[compared->records.fields[f].kind].name);
	tl_buf_addf(out,
		", in three classes of pairs (one person, one household, unrelated), fitted in %zu "
		"rounds without labels; rare values count for more; average linkage.</li>\n"
		"<li>Kept apart: never-link.csv (%zu lines), answers.csv, one key a person, "
		"different trusted tokens.</li>\n</ul>\n<h3>The data after linking</h3>\n",
		compared->linkage.tally.rounds, link->lists.never_sheet.count);
	begin_table(out, "Outcome", (const char *const[]){"What", "How many", NULL});
	add_count(out, "keys of partners", link->tally.keys);
	add_count(out, "people", link->tally.people);
	add_count(out, "families", link->tally.families);
	add_count(out, "joins refused: birth month and sex differ", link->tally.contradictions);
	add_count(out, "joins refused: kept apart", link->tally.kept_apart);
	add_count(out, "communal addresses", link->tally.communal);
	tl_buf_addc(out,
		"</tbody></table>\n<p>Who is linked less often than others is in the pack, on its "
		"data quality page: by partner, locality, sex and age.</p>\n");
}

bool page_write(const struct link *link, const struct queue *queue, struct tl_stagedir *stage,
	struct tl_err *err)
{
	struct tl_buf out = {0};
	bool ok;

	tl_buf_addc(&out, page_head);
	add_thresholds(&out, link);
	add_doubt(&out, &link->compared->linkage);
	page_curve(&out, link->compared);
	tl_buf_addc(&out, "<h2>What each agreement is worth</h2>\n");
	page_weights(&out, link->compared);
	tl_buf_addc(&out, "<h2>How pairs come to their weight</h2>\n");
	page_waterfalls(&out, link->compared);
	add_passes(&out, link->compared);
	add_review(&out, link, queue);
	add_guild(&out, link);
	tl_buf_addc(&out, "</body>\n</html>\n");
	ok = tl_file_write(tl_stagedir_path(stage, "linking.html"), 0600, tl_buf_str(&out), err);
	tl_buf_free(&out);
	return ok;
}
