/* What a method was asked: its options by name, parsed as they are wanted. */
#include "stat.h"

#include <string.h>
#include <throughline/num.h>

static size_t place_of(const struct stat_run *run, const char *name)
{
	size_t place = 0;

	while (run->method->options[place].name &&
		strcmp(run->method->options[place].name, name) != 0)
		place++;
	assert(run->method->options[place].name);
	return place;
}

struct stat_values stat_option_values(const struct stat_run *run, const char *name)
{
	return run->given[place_of(run, name)];
}

const char *stat_option(const struct stat_run *run, const char *name)
{
	struct stat_values values = stat_option_values(run, name);

	if (values.count)
		return values.items[values.count - 1];
	return run->method->options[place_of(run, name)].fallback;
}

bool stat_flag(const struct stat_run *run, const char *name)
{
	return stat_option(run, name) != NULL;
}

bool stat_option_real(
	const struct stat_run *run, const char *name, double *value, struct tl_err *err)
{
	const char *text = stat_option(run, name);

	if (!text || tl_num_real(tl_str(text), (struct tl_num_style){0}, value))
		return true;
	return tl_fail(err, EX_USAGE, "--%s takes a number", name);
}

bool stat_option_scale(
	const struct stat_run *run, const char *name, double *scale, struct tl_err *err)
{
	if (!stat_option_real(run, name, scale, err))
		return false;
	return *scale > 0 || tl_fail(err, EX_USAGE, "--%s takes a number above 0", name);
}

bool stat_option_whole(const struct stat_run *run, const char *name, size_t least, size_t *value,
	struct tl_err *err)
{
	const char *text = stat_option(run, name);
	int64_t whole;

	if (!text)
		return true;
	if (!tl_num_int(tl_str(text), (struct tl_num_style){0}, &whole) || whole < (int64_t)least)
		return tl_fail(err, EX_USAGE, "--%s takes a whole number from %zu", name, least);
	*value = (size_t)whole;
	return true;
}

bool stat_unknown_word(
	const char *name, const char *text, const char *const *words, struct tl_err *err)
{
	struct tl_buf all = {0};
	size_t count = 0;
	const char *nearest;

	for (; words[count]; count++)
		tl_buf_addf(&all, "%s%s", count ? ", " : "", words[count]);
	nearest = tl_str_nearest(tl_str(text), words, count);
	tl_fail(err, EX_USAGE, "--%s takes one of %s%s%s", name, tl_buf_c(&all),
		nearest ? "; did you mean " : "", nearest ? nearest : "");
	tl_buf_free(&all);
	return false;
}

bool stat_option_word(const struct stat_run *run, const char *name, const char *const *words,
	size_t *chosen, struct tl_err *err)
{
	const char *text = stat_option(run, name);

	for (size_t i = 0; text && words[i]; i++) {
		if (strcmp(words[i], text) != 0)
			continue;
		*chosen = i;
		return true;
	}
	return text ? stat_unknown_word(name, text, words, err) : true;
}

bool stat_option_list(struct stat_run *run, const char *name, struct tl_str **items, size_t *count)
{
	const char *text = stat_option(run, name);
	struct tl_str rest = tl_str(text), item;

	*count = 0;
	if (!text)
		return false;
	*items = tl_arena_array(&run->arena, strlen(text) + 1, sizeof **items);
	while (tl_str_cut(&rest, ',', &item))
		(*items)[(*count)++] = tl_str_trim(item);
	return true;
}
