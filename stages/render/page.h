/*
 * A page and the sections it becomes: front matter between lines of "---", then Markdown whose
 * fenced blocks and "= " spans are SQL.
 *
 *   title    the section's heading, with values in it       nav      what links to it say
 *   repeat   programme, locality, measure or a SELECT: one section per row, columns bound as :name
 *   group    what stands before the links to its sections; sections of one group come together
 *
 * A paragraph whose values all came out empty, and a heading with nothing under it, leave no trace;
 * nor does a page without anything left. Raw HTML is dropped, pictures are refused: a pack makes no
 * request.
 */
#ifndef RENDER_PAGE_H
#define RENDER_PAGE_H

#include "fields.h"
#include "pack.h"
#include "render.h"

struct render_page {
	const char *name;
	struct render_place place; /* of its first line */
	struct tl_buf source;
	struct render_fields fields;
	const char *body;
	struct render_place body_place;
};

struct render_section {
	const struct render_page *page;
	struct render_params params;
	const char *id;
	struct tl_buf title, nav, group, html; /* HTML; html is empty where nothing was left */
};

struct render_sections {
	TL_VEC(struct render_section) list;
};

bool render_page_read(struct render_page *page, const struct render_page_file *file,
	struct tl_arena *arena, struct tl_err *err);
void render_page_free(struct render_page *page);

/* Adds the page's sections, their ids and titles, but not yet what is in them: links need all ids.
 */
bool render_page_plan(const struct render_page *page, struct render_sections *sections,
	struct render *render, struct tl_err *err);
bool render_section_write(
	struct render_section *section, struct render *render, struct tl_err *err);
/* Drops sections with nothing left in them and puts those of one group behind its first. */
void render_sections_arrange(struct render_sections *sections);
void render_sections_free(struct render_sections *sections);

#endif
