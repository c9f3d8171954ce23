#include "protocol_text.h"

#include "rule.h"

#include <string.h>

static const struct measure_definition *definition_of(
	const struct measure_definitions *list, const char *kind, const char *name)
{
	for (size_t i = 0; i < list->items.count; i++)
		if (strcmp(list->items.items[i].kind, kind) == 0 &&
			strcmp(list->items.items[i].name, name) == 0)
			return &list->items.items[i];
	return NULL;
}

static void add_use(
	const struct measure_definitions *list, const struct tl_use *use, struct tl_buf *out)
{
	const struct measure_definition *d = definition_of(list, "measure", use->name);

	tl_buf_addf(
		out, "- **%s** (`%s`, version %u, `%s`)", d->title, use->name, d->version, d->id);
	if (strcmp(d->polarity, "neither") != 0)
		tl_buf_addf(
			out, ", better when %s", strcmp(d->polarity, "up") == 0 ? "more" : "fewer");
	if (use->matters > 0)
		tl_buf_addf(out, "; a change of %g%% would matter", use->matters);
	tl_buf_addf(out, ". %s\n", d->rule);
}

static void add_uses(const struct tl_programme *programme, const struct measure_definitions *list,
	bool primary, struct tl_buf *out)
{
	bool any = false;

	for (unsigned i = 0; i < programme->measures_count; i++) {
		const struct tl_use *use = &programme->measures[i];

		if (use->primary != primary)
			continue;
		if (!any)
			tl_buf_addf(out, "\n### %s\n\n",
				primary ? "What it is judged by" : "What else is looked at");
		any = true;
		add_use(list, use, out);
	}
	if (primary && !any)
		tl_buf_addc(out, "\n### What it is judged by\n\nNo measure is named as primary.\n");
}

static void add_framework(const struct tl_study *study, const struct tl_framework *framework,
	const struct measure_definitions *list, struct tl_buf *out)
{
	const struct measure_definition *d = definition_of(list, "framework", framework->name);

	tl_buf_addf(out,
		"\n### Which outcomes it is held to\n\n%s (`%s`, `%s`), set by %s; in force ",
		framework->title, framework->name, d->id, framework->source);
	tl_buf_addf(out, "from %s %s%s.\n\n", framework->from, framework->to ? "to " : "on",
		framework->to ? framework->to : "");
	for (unsigned i = 0; i < framework->outcomes_count; i++) {
		tl_buf_addc(out, "- ");
		measure_rule_of_outcome(study, &framework->outcomes[i], out);
		tl_buf_addc(out, "\n");
	}
}

static void add_programme(const struct tl_study *study, const struct tl_programme *programme,
	const struct measure_definitions *list, struct tl_buf *out)
{
	const struct measure_definition *d = definition_of(list, "programme", programme->name);

	tl_buf_addf(out, "\n## %s\n\n`%s`, version %u, `%s`.", programme->title, programme->name,
		d->version, d->id);
	if (programme->about)
		tl_buf_addf(out, " %s", programme->about);
	tl_buf_addc(out, "\n\n### How it is meant to work\n\n");
	tl_buf_addf(out, "%s\n",
		programme->theory ? programme->theory
				  : "Not said (`theory` in the programme's definition).");
	tl_buf_addf(out, "\n### Who is counted, and compared with whom\n\n%s\n", d->rule);
	tl_buf_addf(out, "Comparison: %s.\n", tl_comparison_names[programme->comparison.kind]);
	if (programme->framework)
		add_framework(study, programme->framework, list, out);
	add_uses(programme, list, true, out);
	add_uses(programme, list, false, out);
}

static void add_area(
	const struct tl_study *study, const struct measure_definitions *list, struct tl_buf *out)
{
	if (!study->area_measures_count)
		return;
	tl_buf_addc(out, "\n## The area\n\n");
	for (size_t i = 0; i < study->area_measures_count; i++) {
		const struct tl_use use = {.name = study->area_measures[i]->name};

		add_use(list, &use, out);
	}
}

static void add_sheets(const struct measure_definitions *list, struct tl_buf *out)
{
	bool any = false;

	for (size_t i = 0; i < list->items.count; i++) {
		const struct measure_definition *d = &list->items.items[i];

		if (strcmp(d->kind, "sheet") != 0)
			continue;
		if (!any)
			tl_buf_addc(out, "\n## What it is worth\n\n");
		any = true;
		tl_buf_addf(out, "- %s (`%s.csv`, `%s`).\n", d->title, d->name, d->id);
	}
}

static void add_first(struct tl_buf *out, bool late)
{
	tl_buf_addf(out, "1. The first%s.\n", late ? ", written after the data were read" : "");
}

static void add_amendment(struct tl_buf *out, int number, struct tl_str reason, bool late)
{
	tl_buf_addf(out, "%d. Amended%s: " TL_STR_FMT "\n", number,
		late ? " after the data were read" : "", TL_STR_ARG(reason));
}

/* Each protocol by its first row: what a protocol says of itself stands in all of its rows. */
static void add_history(
	const struct tl_protocol *protocol, const char *reason, bool late, struct tl_buf *out)
{
	int number = 0;

	tl_buf_addc(out, "\n## Protocols\n\n");
	for (size_t i = 0; i < protocol->sheet.count; i++) {
		const struct tl_str *cells = protocol->sheet.rows[i].cells;
		bool was_late = cells[TL_PROTOCOL_WRITTEN].length;

		if (tl_protocol_number(&protocol->sheet.rows[i]) == number)
			continue;
		if (++number == 1)
			add_first(out, was_late);
		else
			add_amendment(out, number, cells[TL_PROTOCOL_REASON], was_late);
	}
	if (!number)
		add_first(out, late);
	else
		add_amendment(out, number + 1, tl_str(reason), late);
}

void protocol_text(const struct measure_world *world, const struct measure_definitions *list,
	const struct tl_protocol *protocol, const char *reason, bool late, struct tl_buf *out)
{
	const struct tl_study *study = world->study;

	tl_buf_addf(out, "# Protocol: %s\n\n", study->title);
	tl_buf_addf(out,
		"Protocol %d, written by `throughline protocol` from the study's definitions. Each "
		"is "
		"named by the first sixteen digits of its hash; `" TL_PROTOCOL "` lists them. What "
		"is defined otherwise later says so beside its figures. How people are linked, the "
		"months reported and the disclosure policy are settings of the study: they decide "
		"figures too, and no protocol compares them.\n",
		protocol->last + 1);
	if (late)
		tl_buf_addf(out, "\n**Protocol %d was written after the data were read.**\n",
			protocol->last + 1);
	if (study->about)
		tl_buf_addf(out, "\n%s\n", study->about);
	for (size_t i = 0; i < study->programmes_count; i++)
		add_programme(study, study->programmes[i], list, out);
	add_area(study, list, out);
	add_sheets(list, out);
	tl_buf_addc(out,
		"\n## How sure, and what could change it\n\n"
		"Intervals are 95% and 99.8%. Several primary measures are judged together (Holm), "
		"the "
		"others by Benjamini and Hochberg. Each primary measure is also given with other "
		"windows, with the first day counted the other way, with a run-in, and with people "
		"linked more strictly and more loosely. Before and after alone is level 1: not "
		"evidence "
		"of impact.\n");
	add_history(protocol, reason, late, out);
}
