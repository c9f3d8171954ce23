#include "pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <throughline/yaml.h>

#define OWN_PAGES "*"
#define OWN_SUFFIX ".md"

struct pack_file {
	char *title, *above, *below, *footer;
	char **pages;
	unsigned pages_count;
};

static const struct cyaml_schema_value page_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED)};
static const struct cyaml_schema_field pack_fields[] = {
	CYAML_FIELD_STRING_PTR("title", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct pack_file,
		title, 0, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("above", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct pack_file,
		above, 0, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("below", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct pack_file,
		below, 0, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("footer", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct pack_file,
		footer, 0, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("pages", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct pack_file,
		pages, &page_schema, 0, CYAML_UNLIMITED),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_value pack_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct pack_file, pack_fields)};

/* Where in a pack's file a key stands: "file:line:column" taken apart, named as messages name it.
 */
static struct render_place place_of(struct tl_arena *arena, const char *path, const char *shown_as,
	const char *key, int exit_status)
{
	struct render_place place = {tl_arena_text(arena, tl_str(shown_as)), 1, 1, exit_status};
	struct tl_buf where = {0};

	tl_yaml_where(path, key, &where);
	if (where.length > strlen(path))
		sscanf(where.data + strlen(path), ":%d:%d", &place.line, &place.column);
	tl_buf_free(&where);
	return place;
}

/* One of the two files a pack comes from. */
struct source {
	struct render_pack *pack;
	const char *path, *shown_as;
	int exit_status;
};

static void take(
	const struct source *source, const char *key, const char *given, struct render_text *text)
{
	if (!given)
		return;
	text->text = tl_arena_text(&source->pack->arena, tl_str(given));
	text->place = place_of(
		&source->pack->arena, source->path, source->shown_as, key, source->exit_status);
}

static void take_pages(const struct source *source, const struct pack_file *file)
{
	struct render_pack *pack = source->pack;

	if (!file->pages)
		return;
	pack->page_count = file->pages_count;
	pack->pages = tl_arena_array(&pack->arena, pack->page_count, sizeof *pack->pages);
	for (size_t i = 0; i < pack->page_count; i++) {
		const char *key = tl_arena_printf(&pack->arena, "pages.%zu", i);

		pack->pages[i].name = tl_arena_text(&pack->arena, tl_str(file->pages[i]));
		pack->pages[i].place = place_of(
			&pack->arena, source->path, source->shown_as, key, source->exit_status);
	}
}

static bool read_source(const struct source *source, struct tl_err *err)
{
	void *data = NULL;
	const struct pack_file *file;

	if (!tl_yaml_load(source->path, &pack_schema, &data, err))
		return false;
	file = data;
	take(source, "title", file->title, &source->pack->title);
	take(source, "above", file->above, &source->pack->above);
	take(source, "below", file->below, &source->pack->below);
	take(source, "footer", file->footer, &source->pack->footer);
	take_pages(source, file);
	tl_yaml_free(&pack_schema, data);
	return true;
}

static bool name_is_plain(const char *name)
{
	return *name && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* Where the page lies: the study's own before the product's. */
static bool find_page(struct render_pack *pack, struct render_page_file *page,
	struct tl_stagedir *stage, struct tl_err *err)
{
	const char *input = tl_arena_printf(&pack->arena, "file:pages/%s.md", page->name);
	bool there;

	if (!name_is_plain(page->name))
		return render_fail(
			page->place, err, "a page's name is small letters, digits and dashes");
	page->path = tl_arena_printf(&pack->arena, "%s/pages/%s.md", stage->study, page->name);
	if (!tl_path_is_there(page->path, TL_PATH_GIVEN, &there, err))
		return false;
	if (there) {
		page->place = (struct render_place){input + strlen("file:"), 1, 1, EX_CONFIG};
		return tl_stagedir_input(stage, input, err);
	}
	page->path =
		tl_arena_printf(&pack->arena, "%s/reports/pages/%s.md", tl_share_dir(), page->name);
	if (!tl_path_is_there(page->path, TL_PATH_GIVEN, &there, err))
		return false;
	if (!there)
		return render_fail(page->place, err,
			"there is no page \"%s\"; write it as pages/%s.md in the study", page->name,
			page->name);
	input = tl_arena_printf(&pack->arena, "data:reports/pages/%s.md", page->name);
	page->place = (struct render_place){input + strlen("data:"), 1, 1, EX_SOFTWARE};
	return tl_stagedir_input(stage, input, err);
}

static bool is_named(const struct render_pack *pack, const char *name)
{
	for (size_t i = 0; i < pack->page_count; i++)
		if (strcmp(pack->pages[i].name, name) == 0)
			return true;
	return false;
}

/* quarterly.md -> "quarterly", NULL where the list names it already. */
static const char *own_page_name(struct render_pack *pack, const char *file)
{
	const char *name =
		tl_arena_text(&pack->arena, tl_str_slice(file, strlen(file) - strlen(OWN_SUFFIX)));

	return is_named(pack, name) ? NULL : name;
}

/* Puts the study's unnamed pages in place of "*". */
static bool expand_own_pages(
	struct render_pack *pack, struct tl_stagedir *stage, struct tl_err *err)
{
	const char *folder = tl_arena_printf(&pack->arena, "%s/pages", stage->study), **found;
	struct render_page_file *pages;
	size_t count = 0, found_count;

	if (!tl_dir_names(
		    folder, OWN_SUFFIX, TL_PATH_GIVEN, &pack->arena, &found, &found_count, err))
		return false;
	pages = tl_arena_array(&pack->arena, pack->page_count + found_count, sizeof *pages);
	for (size_t i = 0; i < pack->page_count; i++) {
		if (strcmp(pack->pages[i].name, OWN_PAGES) != 0) {
			pages[count++] = pack->pages[i];
			continue;
		}
		for (size_t own = 0; own < found_count; own++) {
			const char *name = own_page_name(pack, found[own]);

			if (name)
				pages[count++] = (struct render_page_file){
					.name = name, .place = pack->pages[i].place};
		}
	}
	pack->pages = pages;
	pack->page_count = count;
	return true;
}

static bool read_own(struct render_pack *pack, struct tl_stagedir *stage, struct tl_err *err)
{
	struct source own = {pack, tl_arena_printf(&pack->arena, "%s/pack.yaml", stage->study),
		"pack.yaml", EX_CONFIG};
	bool there;

	if (!tl_stagedir_input(stage, "yaml:pack.yaml", err) ||
		!tl_stagedir_input(stage, "list:pages/.md", err))
		return false;
	return tl_path_is_there(own.path, TL_PATH_GIVEN, &there, err) &&
	       (!there || read_source(&own, err));
}

bool render_pack_load(
	struct render_pack *pack, const char *name, struct tl_stagedir *stage, struct tl_err *err)
{
	const char *relative = tl_arena_printf(&pack->arena, "reports/packs/%s.yaml", name);
	const char *path = tl_arena_printf(&pack->arena, "%s/%s", tl_share_dir(), relative);
	struct source ready = {pack, path, relative, EX_SOFTWARE};

	if (!tl_stagedir_input(stage, tl_arena_printf(&pack->arena, "data:%s", relative), err) ||
		!read_source(&ready, err) ||
		(strcmp(name, "board") == 0 && !read_own(pack, stage, err)) ||
		!expand_own_pages(pack, stage, err))
		return false;
	for (size_t i = 0; i < pack->page_count; i++)
		if (!find_page(pack, &pack->pages[i], stage, err))
			return false;
	return true;
}

void render_pack_free(struct render_pack *pack)
{
	tl_arena_free(&pack->arena);
}
