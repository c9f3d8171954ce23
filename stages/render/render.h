/*
 * Render: from what is published, and nothing else, to packs.
 *
 *   run/5-publish/public/publication.db + reports/ + STUDY/pack.yaml, STUDY/pages/  -> run/6-packs/
 *       board.html    one file, no request leaves it; likewise benefits.html, where study.yaml
 *                     lists that pack
 *       results.csv   every published cell
 *
 * A pack is a list of pages (pack.h); a page is Markdown with SQL (page.h), once or once per
 * programme, measure or row of a SELECT: its sections. Blocks (block.h) are tables, callouts, tiles
 * and charts; charts (chart.h) are collected while pages are written and drawn by one gnuplot at
 * the end.
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include <throughline/options.h>
#include <throughline/stagedir.h>

#include "chart.h"
#include "grid.h"
#include "mark.h"

struct render_tally {
	int64_t packs, pages, sections, charts, cells;
};

/* What every page is written with. */
struct render {
	struct tl_arena arena; /* of the run */
	struct tl_stagedir stage;
	struct render_source source;
	struct render_ids ids;
	struct render_charts charts;
	struct tl_buf *wrong; /* of a check, which goes on behind what is wrong; else NULL */
};

/* confined: the process may touch no more than it needs from then on (confine.h). */
bool render_run(const struct tl_stage_options *options, bool confined, struct render_tally *tally,
	struct tl_err *err);

/* Writes nothing: prepares every SELECT of the pack's pages against a publication without a row,
 * and adds to wrong, for each that will not do, a line that says where it stands. False: it could
 * not be looked. */
bool render_check(const struct tl_stage_options *options, struct tl_buf *wrong, struct tl_err *err);

#endif
