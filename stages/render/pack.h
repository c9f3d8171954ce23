/*
 * A pack: its name, what stands round its pages, and which pages in which order.
 *
 * reports/packs/<name>.yaml holds the product's own; of the board's STUDY/pack.yaml may give any of
 * the keys anew.
 * A page is STUDY/pages/<name>.md where that exists, else reports/pages/<name>.md; "*" in the list
 * stands for the study's own pages that are not named in it, in the order of their names.
 */
#ifndef RENDER_PACK_H
#define RENDER_PACK_H

#include <throughline/stagedir.h>

#include "grid.h"

struct render_text { /* Markdown with values */
	char *text;
	struct render_place place;
};

struct render_page_file {
	const char *name; /* "summary": letters, digits, dashes */
	const char *path;
	struct render_place place; /* its first line, as messages name it */
};

struct render_pack {
	struct tl_arena arena;
	struct render_text title, above, below, footer;
	struct render_page_file *pages;
	size_t page_count;
};

/* Reads the pack called name and records what it read, and looked for, as inputs of the stage. */
bool render_pack_load(
	struct render_pack *pack, const char *name, struct tl_stagedir *stage, struct tl_err *err);
void render_pack_free(struct render_pack *pack);

#endif
