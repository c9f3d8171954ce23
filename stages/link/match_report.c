#include "match.h"

#include <throughline/html.h>
#include <throughline/outfile.h>

#include "page.h"

bool match_write_report(const struct match *match, struct tl_err *err)
{
	/* The charts are those of a study, which has three thresholds: here they are one. */
	struct compared view = {.records = match->records, .linkage = match->linkage};
	struct tl_buf out = {0}, said = {0};
	bool ok;

	for (size_t i = 0; i < LINK_THRESHOLDS; i++)
		view.threshold[i] = match->linkage.threshold;
	tl_buf_addc(&out, page_head);
	match_say(match, &said);
	tl_buf_addc(&out, "<h2>What was done</h2>\n<pre>");
	tl_html_text(&out, tl_buf_str(&said));
	tl_buf_addc(&out, "</pre>\n<h2>What the model believes</h2>\n");
	page_curve(&out, &view);
	page_weights(&out, &view);
	page_waterfalls(&out, &view);
	tl_buf_addc(&out, "</body>\n</html>\n");
	ok = tl_file_write(match->opts.report, 0600, tl_buf_str(&out), err);
	tl_buf_free(&said);
	tl_buf_free(&out);
	return ok;
}
