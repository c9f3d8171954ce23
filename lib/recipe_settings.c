/* The settings of a recipe, as they are stored: text. */
#include "recipe_private.h"

#include <string.h>
#include <throughline/num.h>

static bool set_per(struct tl_recipe_settings *settings, const char *value)
{
	double per;

	if (!tl_num_real(tl_str(value), (struct tl_num_style){0}, &per) || !(per > 0))
		return false;
	settings->per = per;
	return true;
}

static bool set_polarity(struct tl_recipe_settings *settings, const char *value)
{
	if (strcmp(value, "up") != 0 && strcmp(value, "down") != 0 && strcmp(value, "neither") != 0)
		return false;
	settings->polarity = value;
	return true;
}

static bool set_baseline(struct tl_recipe_settings *settings, const char *value)
{
	int64_t points;

	if (!tl_num_int(tl_str(value), (struct tl_num_style){0}, &points) || points < 0 ||
		points > UINT32_MAX)
		return false;
	settings->baseline = (unsigned)points;
	return true;
}

static bool set_rebase(struct tl_recipe_settings *settings, const char *value)
{
	struct tl_str rest = tl_str(value), head;
	struct tl_day day;

	while (*value && tl_str_cut(&rest, ',', &head))
		if (!tl_day_read(head, &day))
			return false;
	settings->rebase = value;
	return true;
}

static bool set_chart(struct tl_recipe_settings *settings, const char *value)
{
	settings->chart = value;
	return tl_recipe_chart_is(value);
}

static bool set_complement(struct tl_recipe_settings *settings, const char *value)
{
	settings->complement = strcmp(value, "yes") == 0;
	return settings->complement || strcmp(value, "no") == 0;
}

static bool set_from(struct tl_recipe_settings *settings, const char *value)
{
	struct tl_day day;

	settings->from = value;
	return tl_day_read(tl_str(value), &day);
}

static bool set_term(struct tl_recipe_settings *settings, const char *value)
{
	settings->term = value;
	return recipe_its_term_is(value);
}

static bool set_harmonics(struct tl_recipe_settings *settings, const char *value)
{
	int64_t harmonics;

	if (!tl_num_int(tl_str(value), (struct tl_num_style){0}, &harmonics) || harmonics < 0 ||
		harmonics > TL_ITS_HARMONICS_MOST)
		return false;
	settings->harmonics = (unsigned)harmonics;
	return true;
}

static bool set_family(struct tl_recipe_settings *settings, const char *value)
{
	settings->counts = strcmp(value, "quasi-poisson") == 0;
	return settings->counts || strcmp(value, "ols") == 0;
}

static const struct {
	const char *name;
	bool (*set)(struct tl_recipe_settings *settings, const char *value);
} known_settings[] = {
	{"per", set_per},
	{"polarity", set_polarity},
	{"baseline", set_baseline},
	{"rebase", set_rebase},
	{"chart", set_chart},
	{"complement", set_complement},
	{"from", set_from},
	{"term", set_term},
	{"harmonics", set_harmonics},
	{"family", set_family},
};

bool tl_recipe_set(struct tl_recipe_settings *settings, const char *name, const char *value)
{
	for (size_t i = 0; i < TL_LEN(known_settings); i++)
		if (strcmp(known_settings[i].name, name) == 0)
			return known_settings[i].set(settings, value);
	return false;
}
