/* The sections of a pack in the order of its document. */
#include "page.h"

static void section_free(struct render_section *section)
{
	tl_vec_free(&section->params.list);
	tl_buf_free(&section->title);
	tl_buf_free(&section->nav);
	tl_buf_free(&section->group);
	tl_buf_free(&section->html);
}

static bool same_group(const struct render_section *a, const struct render_section *b)
{
	return a->group.length && tl_str_equal(tl_buf_str(&a->group), tl_buf_str(&b->group));
}

/* Takes it out of the old list, where an empty one is left. */
static void move(struct render_sections *to, struct render_section *section)
{
	*tl_vec_push(&to->list) = *section;
	*section = (struct render_section){0};
}

void render_sections_arrange(struct render_sections *sections)
{
	struct render_sections arranged = {0};

	for (size_t i = 0; i < sections->list.count; i++) {
		struct render_section *section = &sections->list.items[i];
		size_t placed = arranged.list.count;

		if (!section->html.length)
			continue;
		move(&arranged, section);
		for (size_t j = i + 1; j < sections->list.count; j++) {
			struct render_section *later = &sections->list.items[j];

			if (later->html.length && same_group(later, &arranged.list.items[placed]))
				move(&arranged, later);
		}
	}
	render_sections_free(sections);
	*sections = arranged;
}

void render_sections_free(struct render_sections *sections)
{
	for (size_t i = 0; i < sections->list.count; i++)
		section_free(&sections->list.items[i]);
	tl_vec_free(&sections->list);
}
