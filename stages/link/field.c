#include "field.h"

#include <string.h>
#include <throughline/arena.h>

/* Where EM starts, from what studies of administrative data report; it moves from there. */
static const struct level_facts name_levels[] = {
	{"missing", 0, 0},
	{"exact", .80, .90},
	{"variant", .03, .01},
	{"close", .07, .03},
	{"far", .03, .01},
	{"initial", .01, .005},
	{"swapped", .01, .005},
	{"different", .05, .04},
};
static const struct level_facts date_levels[] = {
	{"missing", 0, 0},
	{"exact", .86, .01},
	{"day-month-swapped", .02, .01},
	{"close", .05, .02},
	{"first-of-january", .01, .01},
	{"two-parts", .02, .05},
	{"year", .01, .05},
	{"different", .03, .85},
};
static const struct level_facts postcode_levels[] = {
	{"missing", 0, 0},
	{"exact", .70, .85},
	{"close", .05, .05},
	{"sector", .04, .02},
	{"district", .04, .02},
	{"different", .17, .06},
};
static const struct level_facts equal_levels[] = {
	{"missing", 0, 0},
	{"exact", .92, .80},
	{"different", .08, .20},
};
static const struct level_facts text_levels[] = {
	{"missing", 0, 0},
	{"exact", .75, .85},
	{"close", .06, .04},
	{"far", .03, .02},
	{"different", .16, .09},
};
static const struct level_facts filter_levels[] = {
	{"missing", 0, 0},
	{"exact", .78, .85},
	{"variant", .03, .01},
	{"dice-90", .04, .02},
	{"dice-80", .04, .02},
	{"part", .01, .01},
	{"dice-70", .03, .02},
	{"dice-60", .01, .01},
	{"dice-50", .01, .01},
	{"stand-in", .01, .005},
	{"different", .04, .045},
};
/* Of whole records; the second class is whoever is alike and somebody else: the curves of
 * record_curve.h. */
static const struct level_facts clk_levels[] = {
	{"missing", 0, 0},
	{"exact", .3000, .0010},
	{"dice-95", .1336, .0001},
	{"dice-90", .1474, .0004},
	{"dice-85", .1714, .0023},
	{"dice-80", .1366, .0104},
	{"dice-75", .0746, .0346},
	{"dice-70", .0279, .0854},
	{"dice-65", .0071, .1558},
	{"different", .0014, .7100},
};

#define LEVELS(table) TL_LEN(table) - 1, table
// clang-format off
const struct kind_facts field_kinds[] = {
	[FIELD_FORENAME] = {"forename", false, LEVELS(name_levels)},
	[FIELD_SURNAME]  = {"surname",  true,  LEVELS(name_levels)},
	[FIELD_NAME]     = {"name",     false, LEVELS(name_levels)},
	[FIELD_DATE]     = {"date",     false, LEVELS(date_levels)},
	[FIELD_CODE]     = {"code",     false, LEVELS(equal_levels)},
	[FIELD_POSTCODE] = {"postcode", true,  LEVELS(postcode_levels)},
	[FIELD_TEXT]     = {"text",     true,  LEVELS(text_levels)},
	[FIELD_TOKEN]    = {"token",    false, LEVELS(equal_levels)},
	[FIELD_FILTER]   = {"filter",   false, LEVELS(filter_levels)},
	[FIELD_CLK]      = {"clk",      false, LEVELS(clk_levels)},
};
// clang-format on
static_assert(TL_LEN(field_kinds) == FIELD_KIND_COUNT_OF, "every kind has its facts");
static_assert(TL_LEN(name_levels) == NAME_DIFFERENT + 1, "names");
static_assert(TL_LEN(date_levels) == DATE_DIFFERENT + 1, "dates");
static_assert(TL_LEN(postcode_levels) == POSTCODE_DIFFERENT + 1, "postcodes");
static_assert(TL_LEN(text_levels) == TEXT_DIFFERENT + 1, "texts");
static_assert(TL_LEN(filter_levels) == FILTER_DIFFERENT + 1, "filters");
static_assert(FILTER_DIFFERENT + 1 <= FIELD_LEVELS_MAX, "no kind has more levels");
static_assert(TL_LEN(clk_levels) <= FIELD_LEVELS_MAX, "no kind has more levels");

struct field field_of(const char *name, enum field_kind kind, enum field_kind meaning)
{
	return (struct field){name, kind, meaning, field_kinds[meaning].is_shared};
}

static bool kind_of(struct tl_str word, enum field_kind *kind, struct tl_err *err)
{
	const char *names[FIELD_KIND_COUNT_OF];
	const char *nearest;

	for (size_t i = 0; i < FIELD_KIND_COUNT_OF; i++) {
		names[i] = field_kinds[i].name;
		if (tl_str_equal(word, tl_str(names[i]))) {
			*kind = (enum field_kind)i;
			return true;
		}
	}
	nearest = tl_str_nearest(word, names, FIELD_KIND_COUNT_OF);
	return tl_fail(err, EX_USAGE, "no kind of field \"" TL_STR_FMT "\"%s%s%s", TL_STR_ARG(word),
		nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

static bool field_parse(
	struct field *field, struct tl_str text, struct tl_arena *arena, struct tl_err *err)
{
	struct tl_str whole = text, column, word;
	enum field_kind kind, meaning;

	if (!tl_str_cut(&text, ':', &column) || !column.length || !tl_str_cut(&text, ':', &word))
		return tl_fail(
			err, EX_USAGE, "\"" TL_STR_FMT "\" is not COLUMN:KIND", TL_STR_ARG(whole));
	if (!kind_of(word, &kind, err))
		return false;
	meaning = kind;
	if (tl_str_cut(&text, ':', &word)) {
		if (kind != FIELD_TOKEN && kind != FIELD_FILTER)
			return tl_fail(err, EX_USAGE,
				"\"" TL_STR_FMT "\": only a token or a filter has a meaning",
				TL_STR_ARG(whole));
		if (!kind_of(word, &meaning, err))
			return false;
	}
	if (text.length)
		return tl_fail(err, EX_USAGE, "\"" TL_STR_FMT "\" is not COLUMN:KIND:MEANING",
			TL_STR_ARG(whole));
	*field = field_of(tl_arena_text(arena, column), kind, meaning);
	return true;
}

bool fields_parse(struct field fields[FIELDS_MAX], size_t *count, const char *text,
	struct tl_arena *arena, struct tl_err *err)
{
	struct tl_str rest = tl_str(text), piece;

	for (*count = 0; tl_str_cut(&rest, ',', &piece); (*count)++) {
		if (*count == FIELDS_MAX)
			return tl_fail(err, EX_USAGE, "more than %d fields", FIELDS_MAX);
		if (!field_parse(&fields[*count], tl_str_trim(piece), arena, err))
			return false;
		for (size_t i = 0; i < *count; i++)
			if (strcmp(fields[i].name, fields[*count].name) == 0)
				return tl_fail(err, EX_USAGE, "the column \"%s\" is named twice",
					fields[i].name);
	}
	return true;
}
