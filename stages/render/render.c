#include "render.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/infile.h>
#include <throughline/outfile.h>
#include <throughline/schema.h>

#include "confine.h"
#include "document.h"
#include "page.h"
#include "results.h"
#include "words.h"

#define PUBLICATION "run/5-publish/public"
#define PACKS "run/6-packs"
#define VIEWS_BYTES_MAX ((size_t)256 * 1024)
#define STYLE_BYTES_MAX ((size_t)256 * 1024)
#define STEPS_MAX ((int64_t)200 * 1000 * 1000) /* of one SELECT: some seconds */

/* A file of the product's own, read whole and recorded. */
static bool read_share(struct render *render, const char *name, size_t limit, struct tl_buf *out,
	struct tl_err *err)
{
	const char *input = tl_arena_printf(&render->arena, "data:reports/%s", name);
	const char *path = tl_arena_printf(&render->arena, "%s/reports/%s", tl_share_dir(), name);

	return tl_stagedir_input(&render->stage, input, err) &&
	       tl_file_read_all(path, limit, out, err);
}

/* What pages see of the publication; from then on it only answers SELECTs. */
static bool make_ready(struct render *render, struct tl_err *err)
{
	struct tl_db *db = render->source.db;
	struct tl_buf views = {0};
	bool ok = read_share(render, "views.sql", VIEWS_BYTES_MAX, &views, err) &&
		  render_words_register(db, err) && tl_db_exec(db, tl_buf_c(&views), err) &&
		  tl_db_confine(db, STEPS_MAX, err);

	tl_buf_free(&views);
	return ok;
}

static bool open_publication(struct render *render, const char *study, struct tl_err *err)
{
	const char *path =
		tl_arena_printf(&render->arena, "%s/" PUBLICATION "/publication.db", study);

	if (!tl_stagedir_input(&render->stage, "store:" PUBLICATION, err))
		return false;
	render->source.db = tl_db_open(path, tl_schema_publication, err);
	if (!render->source.db && err->exit_status == EX_NOINPUT)
		return tl_fail_in(err, "nothing is published yet; run the stages before this one");
	return render->source.db && make_ready(render, err);
}

/* A publication without a row. */
static bool open_nothing(struct render *render, struct tl_err *err)
{
	render->source = (struct render_source){tl_db_open(":memory:", NULL, err), true};
	return render->source.db && tl_db_exec(render->source.db, tl_schema_publication, err) &&
	       make_ready(render, err);
}

/* ---- one pack -------------------------------------------------------------------------------- */

/* Everything of one pack; pages stay in memory until the document is written. */
struct binding {
	const char *name;
	struct render_pack pack;
	struct render_page *pages;
	struct render_sections sections;
	struct tl_buf stylesheet, html;
};

static bool plan(struct binding *binding, struct render *render, struct tl_err *err)
{
	binding->pages = tl_alloc(binding->pack.page_count + 1, sizeof *binding->pages);
	for (size_t i = 0; i < binding->pack.page_count; i++)
		if ((!render_page_read(
			     &binding->pages[i], &binding->pack.pages[i], &render->arena, err) ||
			    !render_page_plan(
				    &binding->pages[i], &binding->sections, render, err)) &&
			!tl_fail_later(err, render->wrong))
			return false;
	return true;
}

static bool write_sections(struct binding *binding, struct render *render, struct tl_err *err)
{
	if (!render_pack_load(&binding->pack, binding->name, &render->stage, err) ||
		!read_share(render, "style.css", STYLE_BYTES_MAX, &binding->stylesheet, err) ||
		!plan(binding, render, err))
		return false;
	for (size_t i = 0; i < binding->sections.list.count; i++)
		if (!render_section_write(&binding->sections.list.items[i], render, err))
			return false;
	render_sections_arrange(&binding->sections);
	return true;
}

static bool write_document(struct binding *binding, struct render *render, struct tl_err *err)
{
	return render_document(&binding->html, &binding->pack, &binding->sections,
		tl_buf_c(&binding->stylesheet), render, err);
}

static bool write_pack(struct binding *binding, struct render *render, struct tl_err *err)
{
	const char *file = tl_arena_printf(&render->arena, "%s.html", binding->name);
	struct tl_digest digest;

	if (!write_sections(binding, render, err) ||
		!render_chart_draw(&render->charts, &render->stage, err) ||
		!write_document(binding, render, err) ||
		!tl_file_write(tl_stagedir_path(&render->stage, file), 0644,
			tl_buf_str(&binding->html), err))
		return false;
	digest = tl_sha256_of(tl_buf_str(&binding->html));
	tl_stagedir_content(&render->stage, file, digest);
	return true;
}

static void binding_free(struct binding *binding)
{
	for (size_t i = 0; binding->pages && i < binding->pack.page_count; i++)
		render_page_free(&binding->pages[i]);
	free(binding->pages);
	render_sections_free(&binding->sections);
	tl_buf_free(&binding->stylesheet);
	tl_buf_free(&binding->html);
	render_pack_free(&binding->pack);
}

static bool check_pack(struct binding *binding, struct render *render, struct tl_err *err)
{
	return (write_sections(binding, render, err) && write_document(binding, render, err)) ||
	       tl_fail_later(err, render->wrong);
}

/* ---- all ------------------------------------------------------------------------------------- */

/* Names between commas: what study.yaml lists under packs. */
static bool packs_of(struct render *render, struct tl_str *names, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		render->source.db, "SELECT value FROM about WHERE key = 'packs'", err);
	bool row = false, ok = stmt && tl_stmt_next(stmt, &row, err);

	*names = tl_arena_str(&render->arena, row ? tl_column_text(stmt, 0) : TL_STR("board"));
	tl_stmt_free(stmt);
	return ok;
}

/* Every pack that there is. */
static bool packs_there_are(struct render *render, struct tl_str *names, struct tl_err *err)
{
	static const char suffix[] = ".yaml";
	const char *folder = tl_arena_printf(&render->arena, "%s/reports/packs", tl_share_dir());
	struct tl_buf list = {0};
	const char **files;
	size_t count;
	bool ok = tl_dir_names(folder, suffix, TL_PATH_GIVEN, &render->arena, &files, &count, err);

	for (size_t i = 0; ok && i < count; i++)
		tl_buf_addf(&list, "%s%.*s", i ? "," : "", (int)(strlen(files[i]) - strlen(suffix)),
			files[i]);
	*names = tl_arena_str(&render->arena, tl_buf_str(&list));
	tl_buf_free(&list);
	return ok;
}

static void add_tally(
	const struct render *render, const struct binding *binding, struct render_tally *tally)
{
	tally->packs++;
	tally->pages += (int64_t)binding->pack.page_count;
	tally->sections += (int64_t)binding->sections.list.count;
	tally->charts += (int64_t)render->charts.list.count;
}

/* Sections that a link may reach and charts are a pack's own. */
static bool each_pack(struct render *render, struct tl_str names,
	bool (*make)(struct binding *, struct render *, struct tl_err *),
	struct render_tally *tally, struct tl_err *err)
{
	struct tl_str name;
	bool ok = true;

	while (ok && tl_str_cut(&names, ',', &name)) {
		struct binding binding = {.name = tl_arena_text(&render->arena, name)};

		render->ids.names.count = 0;
		ok = make(&binding, render, err);
		if (ok)
			add_tally(render, &binding, tally);
		render_charts_free(&render->charts);
		binding_free(&binding);
	}
	return ok;
}

static void count(struct render *render, const struct render_tally *tally)
{
	tl_stagedir_count(&render->stage, "packs", tally->packs);
	tl_stagedir_count(&render->stage, "pages", tally->pages);
	tl_stagedir_count(&render->stage, "sections", tally->sections);
	tl_stagedir_count(&render->stage, "charts", tally->charts);
	tl_stagedir_count(&render->stage, "cells", tally->cells);
}

static bool write_results(struct render *render, struct render_tally *tally, struct tl_err *err)
{
	struct tl_digest digest;

	if (!render_results_write(render->source.db,
		    tl_stagedir_path(&render->stage, "results.csv"), &digest, &tally->cells, err))
		return false;
	tl_stagedir_content(&render->stage, "results.csv", digest);
	return true;
}

static void render_free(struct render *render)
{
	render_charts_free(&render->charts);
	tl_vec_free(&render->ids.names);
	tl_db_free(render->source.db);
	tl_stagedir_abandon(&render->stage);
	tl_arena_free(&render->arena);
}

bool render_run(const struct tl_stage_options *options, bool confined, struct render_tally *tally,
	struct tl_err *err)
{
	struct render render = {0};
	struct tl_str packs;
	bool ok = false;

	if (!tl_stagedir_begin(&render.stage, options->study, options->extracts, PACKS, true,
		    "tl-render", err))
		goto done;
	if (confined)
		render_confine(&render.stage, PUBLICATION);
	if (!open_publication(&render, options->study, err) || !packs_of(&render, &packs, err) ||
		!each_pack(&render, packs, write_pack, tally, err) ||
		!write_results(&render, tally, err))
		goto done;
	count(&render, tally);
	ok = tl_stagedir_commit(&render.stage, err);
done:
	render_free(&render);
	return ok;
}

bool render_check(const struct tl_stage_options *options, struct tl_buf *wrong, struct tl_err *err)
{
	struct render render = {.wrong = wrong};
	struct render_tally tally = {0};
	struct tl_str packs;
	bool ok;

	tl_stagedir_none(&render.stage, options->study, options->extracts);
	ok = open_nothing(&render, err) && packs_there_are(&render, &packs, err) &&
	     each_pack(&render, packs, check_pack, &tally, err);
	render_free(&render);
	return ok;
}
