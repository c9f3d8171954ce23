/* The charts of linking.html. Numbers are printed with fixed places, so that bytes stay the same.
 */
#include "page.h"

#include <inttypes.h>
#include <math.h>

#include <throughline/html.h>

#define WIDE 640.0
#define BAR 18.0
#define LABEL 200.0

static void text_at(struct tl_buf *out, double x, double y, const char *anchor, struct tl_str words)
{
	tl_buf_addf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
	tl_html_text(out, words);
	tl_buf_addc(out, "</text>\n");
}

static void number_at(struct tl_buf *out, double x, double y, const char *anchor, int places,
	double value, const char *unit)
{
	struct tl_buf words = {0};

	tl_buf_addf(&words, "%.*f%s", places, value, unit);
	text_at(out, x, y, anchor, tl_buf_str(&words));
	tl_buf_free(&words);
}

/* ---- the curve ------------------------------------------------------------------------------ */

#define CURVE_HIGH 260.0
#define WEIGHT_FROM (-10.0)
#define WEIGHT_TO 30.0

static double curve_x(double weight)
{
	return 50 + (WIDE - 70) * (weight - WEIGHT_FROM) / (WEIGHT_TO - WEIGHT_FROM);
}

static double curve_y(double share)
{
	return 20 + (CURVE_HIGH - 60) * (1 - share) / 0.5; /* from half to all */
}

static void add_line(struct tl_buf *out, const struct linkage *linkage, bool precision)
{
	tl_buf_addf(out, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s points=\"",
		precision ? "#1a1a1a" : "#4d6d9a", precision ? "" : " stroke-dasharray=\"6 3\"");
	for (size_t i = 0; i < CURVE_POINTS; i++) {
		const struct curve_point *point = &linkage->curve[i];
		double share = precision ? point->precision : point->recall;

		if (point->weight >= WEIGHT_FROM && point->weight <= WEIGHT_TO && share >= 0.5)
			tl_buf_addf(out, "%.1f,%.1f ", curve_x(point->weight), curve_y(share));
	}
	tl_buf_addc(out, "\"/>\n");
}

void page_curve(struct tl_buf *out, const struct compared *compared)
{
	tl_buf_addf(out,
		"<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"Precision rises and "
		"recall "
		"falls with the threshold; the table above has the three in use\">\n",
		WIDE, CURVE_HIGH);
	for (int share = 50; share <= 100; share += 10) {
		double y = curve_y(share / 100.0);

		tl_buf_addf(out,
			"<line x1=\"50\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ccc\"/>\n",
			WIDE - 20, y, y);
		number_at(out, 45, y + 4, "end", 0, share, "%");
	}
	for (int weight = -10; weight <= 30; weight += 10)
		number_at(out, curve_x(weight), CURVE_HIGH - 22, "middle", 0, weight, "");
	text_at(out, WIDE / 2, CURVE_HIGH - 4, "middle", TL_STR("threshold, bits"));
	add_line(out, &compared->linkage, true);
	add_line(out, &compared->linkage, false);
	for (enum link_threshold at = 0; at < LINK_THRESHOLDS; at++) {
		double x = curve_x(fmax(WEIGHT_FROM, fmin(WEIGHT_TO, compared->threshold[at])));

		/* Where there is one threshold it is drawn once. */
		if (at != LINK_DEFAULT &&
			!(compared->threshold[at] < compared->threshold[LINK_DEFAULT]) &&
			!(compared->threshold[at] > compared->threshold[LINK_DEFAULT]))
			continue;
		tl_buf_addf(out,
			"<line x1=\"%.1f\" x2=\"%.1f\" y1=\"20\" y2=\"%.1f\" stroke=\"#767676\" "
			"stroke-dasharray=\"2 2\"/>\n",
			x, x, CURVE_HIGH - 40);
		text_at(out, x, 14, "middle", tl_str(link_threshold_names[at]));
	}
	tl_buf_addc(out, "</svg>\n<p>Solid: precision, the share of links that are right. Dashed: "
			 "recall, the share of true pairs that are linked. Both by the model's own "
			 "estimate.</p>\n");
}

/* ---- weights -------------------------------------------------------------------------------- */

static double level_weight(const struct model *model, size_t field, unsigned level)
{
	double same = model->same[field][0][level], unrelated = model->unrelated[field][0][level];

	return same > 0 && unrelated > 0 ? log2(same / unrelated) : 0;
}

static void add_bar(
	struct tl_buf *out, double y, struct tl_str label, double from, double to, double scale)
{
	double zero = LABEL + (WIDE - LABEL) * 0.4, low = fmin(from, to), high = fmax(from, to);

	text_at(out, LABEL - 6, y + 12, "end", label);
	tl_buf_addf(out,
		"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.0f\" fill=\"%s\"/>\n",
		zero + low * scale, y, (high - low) * scale, BAR - 4,
		to >= from ? "#4d6d9a" : "#b5651d");
	number_at(out, zero + high * scale + 4, y + 12, "start", 1, to - from, "");
}

void page_weights(struct tl_buf *out, const struct compared *compared)
{
	const struct model *model = &compared->linkage.model;
	double y = 0, high = 0;

	for (size_t f = 0; f < compared->records.field_count; f++)
		high += (double)field_kinds[model->fields[f].kind].levels * BAR + 10;
	tl_buf_addf(out,
		"<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"What each level of "
		"agreement adds to a pair's weight\">\n",
		WIDE, high);
	for (size_t f = 0; f < compared->records.field_count; f++, y += 10) {
		const struct kind_facts *kind = &field_kinds[model->fields[f].kind];

		for (unsigned level = 1; level <= kind->levels; level++, y += BAR) {
			struct tl_buf label = {0};

			tl_buf_addf(
				&label, "%s: %s", model->fields[f].name, kind->level[level].name);
			add_bar(out, y, tl_buf_str(&label), 0, level_weight(model, f, level), 12);
			tl_buf_free(&label);
		}
	}
	tl_buf_addc(out,
		"</svg>\n<p>Bits for (blue) and against (brown) one person, before a value's own "
		"rarity is counted.</p>\n");
}

/* ---- waterfalls ----------------------------------------------------------------------------- */

static double pattern_weight(const struct linkage *linkage, uint32_t pattern)
{
	return scorer_verdict(&linkage->scorer, scorer_odds(&linkage->scorer, pattern), 0, 0)
		.weight;
}

/* The commonest pattern with a weight in [from, to); NULL: none. */
static const struct pattern_count *commonest(const struct linkage *linkage, double from, double to)
{
	const struct pattern_count *best = NULL;

	for (size_t i = 0; i < linkage->pairs.pattern_count; i++) {
		const struct pattern_count *pattern = &linkage->pairs.patterns[i];
		double weight = pattern_weight(linkage, pattern->pattern);

		if (weight >= from && weight < to && (!best || pattern->count > best->count))
			best = pattern;
	}
	return best;
}

static void add_steps(
	struct tl_buf *out, const struct compared *compared, const struct levels *levels)
{
	const struct model *model = &compared->linkage.model;
	const struct scorer *scorer = &compared->linkage.scorer;
	double weight = scorer->prior_same, y = 0;

	add_bar(out, y, TL_STR("before any field"), 0, weight, 5);
	for (size_t f = 0; f < compared->records.field_count; f++) {
		double step = (double)scorer->same[f][levels->parent[f]][levels->own[f]];
		struct tl_buf label = {0};

		if (!levels->own[f])
			continue;
		y += BAR;
		tl_buf_addf(&label, "%s: %s", model->fields[f].name,
			field_kinds[model->fields[f].kind].level[levels->own[f]].name);
		add_bar(out, y, tl_buf_str(&label), weight, weight + step, 5);
		weight += step;
		tl_buf_free(&label);
	}
	add_bar(out, y + BAR, TL_STR("against the unrelated"), 0, weight, 5);
}

static void add_waterfall(struct tl_buf *out, const struct compared *compared, const char *title,
	const struct pattern_count *pattern)
{
	struct levels levels;

	if (!pattern)
		return;
	pattern_levels(&compared->linkage.patterns, pattern->pattern, &levels);
	tl_buf_addc(out, "<h3>");
	tl_html_text(out, tl_str(title));
	tl_buf_addf(out,
		"</h3>\n<p>%" PRId64 " pairs were compared that agree so; weight %.1f bits after "
		"the household is taken into account, before the rarity of a pair's own values and "
		"whatever keeps two people apart.</p>\n",
		pattern->count, pattern_weight(&compared->linkage, pattern->pattern));
	tl_buf_addf(out,
		"<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"The weight field by "
		"field\">\n",
		WIDE, ((double)compared->records.field_count + 2) * BAR);
	add_steps(out, compared, &levels);
	tl_buf_addc(out, "</svg>\n");
}

void page_waterfalls(struct tl_buf *out, const struct compared *compared)
{
	const struct linkage *linkage = &compared->linkage;
	const double *threshold = compared->threshold;
	bool has_strict = threshold[LINK_STRICT] > threshold[LINK_DEFAULT];

	add_waterfall(out, compared,
		has_strict ? "The commonest agreement from the strict threshold up"
			   : "The commonest agreement from the threshold up",
		commonest(linkage, threshold[LINK_STRICT], INFINITY));
	add_waterfall(out, compared, "The commonest between default and strict",
		commonest(linkage, threshold[LINK_DEFAULT], threshold[LINK_STRICT]));
	add_waterfall(out, compared, "The commonest between loose and default",
		commonest(linkage, threshold[LINK_LOOSE], threshold[LINK_DEFAULT]));
}
