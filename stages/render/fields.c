#include "fields.h"

#include <string.h>

/* How long the key at the start of a line is; 0 where the line is no field. SQL never looks like
 * one: no statement begins with a small word and a colon. */
static size_t key_length(const char *line)
{
	size_t length = strspn(line, "abcdefghijklmnopqrstuvwxyz_");

	if (!length || line[length] != ':')
		return 0;
	return strchr(" \n", line[length + 1]) ? length : 0; /* strchr finds the NUL as well */
}

static size_t line_length(const char *text)
{
	size_t length = strcspn(text, "\n");

	return text[length] ? length + 1 : length;
}

static bool is_continuation(const char *line)
{
	return (*line == ' ' || *line == '\t') && line[strspn(line, " \t")] != '\n' &&
	       line[strspn(line, " \t")] != '\0';
}

static const char *known_key(struct tl_str key, const char *const *known, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tl_str_equal(key, tl_str(known[i])))
			return known[i];
	return NULL;
}

static bool fail_unknown(struct tl_str key, const char *const *known, size_t count,
	struct render_place place, struct tl_err *err)
{
	const char *nearest = tl_str_nearest(key, known, count);
	struct tl_buf keys = {0};

	for (size_t i = 0; i < count; i++)
		tl_buf_addf(&keys, "%s%s", i ? ", " : "", known[i]);
	if (nearest)
		render_fail(place, err, "unknown key \"" TL_STR_FMT "\"; did you mean \"%s\"?",
			TL_STR_ARG(key), nearest);
	else
		render_fail(place, err, "unknown key \"" TL_STR_FMT "\"; known are %s",
			TL_STR_ARG(key), tl_buf_c(&keys));
	tl_buf_free(&keys);
	return false;
}

static void add(struct render_fields *fields, struct tl_arena *arena, const char *key,
	const char *value, size_t length, struct render_place place)
{
	struct render_field *field = tl_vec_push(&fields->list);
	size_t blanks = strspn(value, " ");

	if (blanks > length)
		blanks = length;
	while (length > blanks && strchr(" \n\t\r", value[length - 1]))
		length--;
	field->key = key;
	field->value = tl_arena_text(arena, tl_str_slice(value + blanks, length - blanks));
	field->place = place;
	field->place.column += (int)blanks;
}

bool render_fields_read(struct render_fields *fields, struct tl_arena *arena, const char *text,
	struct render_place place, const char *const *known, size_t known_count, size_t *used,
	struct tl_err *err)
{
	size_t at = 0, length;

	while ((length = key_length(text + at)) > 0) {
		struct render_place here = render_place_in(place, text, at);
		struct tl_str typed = tl_str_slice(text + at, length);
		const char *key = known_key(typed, known, known_count);
		size_t value = at + length + 1;

		if (!key)
			return fail_unknown(typed, known, known_count, here, err);
		if (render_fields_get(fields, key))
			return render_fail(here, err, "\"%s\" is given twice", key);
		at += line_length(text + at);
		while (is_continuation(text + at))
			at += line_length(text + at);
		add(fields, arena, key, text + value, at - value,
			render_place_in(place, text, value));
	}
	*used = at;
	return true;
}

const struct render_field *render_fields_get(const struct render_fields *fields, const char *key)
{
	for (size_t i = 0; i < fields->list.count; i++)
		if (strcmp(fields->list.items[i].key, key) == 0)
			return &fields->list.items[i];
	return NULL;
}

void render_fields_free(struct render_fields *fields)
{
	tl_vec_free(&fields->list);
}
