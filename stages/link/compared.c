#include "compared.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "curve.h"
#include "model_file.h"

/* Where study.yaml gives no weight: the lowest at which the model believes so few links false. */
#define STRICT_PRECISION 0.998
#define LOOSE_PRECISION 0.95

/* ---- fields --------------------------------------------------------------------------------- */

static bool name_fields(const struct link *link, struct field fields[FIELDS_MAX], size_t *count,
	struct tl_arena *arena, struct tl_err *err)
{
	const struct tl_linkage *linkage = &link->study->linkage;
	struct tl_err asked = {0};
	struct tl_buf text = {0};
	bool ok;

	for (unsigned i = 0; i < linkage->fields_count; i++)
		tl_buf_addf(&text, "%s%s:%s%s%s", i ? "," : "", linkage->fields[i].token,
			linkage->fields[i].kind, linkage->fields[i].meaning ? ":" : "",
			linkage->fields[i].meaning ? linkage->fields[i].meaning : "");
	ok = fields_parse(fields, count, tl_buf_c(&text), arena, &asked);
	tl_buf_free(&text);
	return ok || tl_fail(err, EX_CONFIG, "%s/study.yaml: linkage.fields: %s", link->study->dir,
			     asked.text);
}

static bool is_role(const char *name)
{
	return strcmp(name, "birth") == 0 || strcmp(name, "sex") == 0 ||
	       strcmp(name, "locality") == 0;
}

/* A field that nobody delivers would only be missing, everywhere. */
static bool check_fields(
	const struct link *link, const struct field *fields, size_t count, struct tl_err *err)
{
	for (size_t f = 0; f < count; f++) {
		size_t name = link_token_find(link, tl_str(fields[f].name)), uses = 0;

		if (name < link->token_names.count)
			link_token_uses(link, name, 0, &uses);
		if (!uses && !is_role(fields[f].name) && link->nodes.count)
			return tl_fail(err, EX_CONFIG,
				"%s/study.yaml: linkage.fields: no extract delivers a token \"%s\"",
				link->study->dir, fields[f].name);
	}
	return true;
}

/* What most records of a node say of a token; the first in byte order where equal. */
static struct tl_str token_of(const struct link *link, const struct node *node, const char *name)
{
	struct tl_str best = {0};
	uint32_t most = 0;

	for (uint32_t i = 0; i < node->use_count; i++) {
		const struct token_use *use = &link->tokens_by_node[node->first_use + i];

		if (use->times > most && tl_str_equal(link_token_name(link, use), tl_str(name))) {
			most = use->times;
			best = link_token_value(link, use);
		}
	}
	return best;
}

/* A day of birth is kept to its month, so the day is not to be compared. */
static struct tl_str month_of(struct tl_day birth, char text[11])
{
	if (!tl_day_is_set(birth))
		return tl_str(NULL);
	return tl_str_slice(tl_day_iso(birth, text), strlen("2001-05"));
}

/* A node's first place in byte order: one that does not hang on the order of rows. */
static struct tl_str first_place(const struct link *link, size_t node)
{
	const struct claims *places = &link->places;
	uint32_t least = 0;

	for (size_t i = places->first[node]; i < places->first[node + 1]; i++)
		if (!least || places->list.items[i].value < least)
			least = places->list.items[i].value;
	return merged_text(&link->places_named, least);
}

static void add_records(struct link *link, struct records *records, size_t threads)
{
	struct tl_str values[FIELDS_MAX];
	char month[11];

	for (size_t i = 0; i < link->nodes.count; i++) {
		const struct node *node = &link->nodes.items[i];

		for (size_t f = 0; f < records->field_count; f++) {
			const char *name = records->fields[f].name;

			if (strcmp(name, "birth") == 0)
				values[f] = month_of(node->birth, month);
			else if (strcmp(name, "sex") == 0)
				values[f] = merged_text(&link->sexes_named, node->sex);
			else if (strcmp(name, "locality") == 0)
				values[f] = first_place(link, i);
			else
				values[f] = token_of(link, node, name);
			if (!values[f].length)
				values[f].data = NULL;
		}
		records_add(records,
			&(struct record_text){
				.source = node->partner, .id = node->key, .fields = values});
	}
	records_finish(records, threads);
}

/* ---- constraints ---------------------------------------------------------------------------- */

typedef TL_VEC(struct record_pair) pair_list;

static int pair_order(const void *a, const void *b)
{
	const struct record_pair *x = a, *y = b;

	if (x->a != y->a)
		return (x->a > y->a) - (x->a < y->a);
	return (x->b > y->b) - (x->b < y->b);
}

static void push(const struct compared *compared, pair_list *pairs, uint32_t node, uint32_t other)
{
	uint32_t a = compared->record_of[node], b = compared->record_of[other];

	*tl_vec_push(pairs) = (struct record_pair){a < b ? a : b, a < b ? b : a};
}

static void sort(pair_list *pairs)
{
	if (pairs->count)
		qsort(pairs->items, pairs->count, sizeof *pairs->items, pair_order);
}

/* Each member of a cluster with its root. */
static void list_must(const struct compared *compared, const struct link *link,
	const struct clusters *clusters, pair_list *must)
{
	tl_vec_clear(must);
	for (uint32_t i = 0; i < link->nodes.count; i++)
		if (clusters_root(clusters, i) != i)
			push(compared, must, i, clusters_root(clusters, i));
	sort(must);
}

static void list_never(const struct compared *compared, const struct link *link,
	double least_weight, pair_list *never)
{
	const struct pairs *pairs = &compared->linkage.pairs;

	for (size_t i = 0; i < link->lists.apart.count; i++)
		push(compared, never, link->lists.apart.items[i].node,
			link->lists.apart.items[i].other);
	for (size_t i = 0; i < pairs->chunk_count; i++)
		for (size_t j = 0; j < pairs->chunks[i].count; j++) {
			const struct pair *pair = &pairs->chunks[i].items[j];

			if (pair->weight >= least_weight &&
				nodes_differ(link, compared->records.input[pair->a],
					compared->records.input[pair->b]))
				*tl_vec_push(never) = (struct record_pair){pair->a, pair->b};
		}
	sort(never);
}

/* ---- thresholds ----------------------------------------------------------------------------- */

/* The lowest weight from which on the model believes links to be this precise. */
static double weight_for(const struct linkage *linkage, double precision)
{
	double weight = linkage->curve[CURVE_POINTS - 1].weight;

	for (size_t i = CURVE_POINTS; i-- > 0 && !(linkage->curve[i].precision < precision);)
		weight = linkage->curve[i].weight;
	return weight;
}

static struct curve_point point_at(const struct linkage *linkage, double weight)
{
	size_t i = 0;

	while (i + 1 < CURVE_POINTS && linkage->curve[i].weight < weight)
		i++;
	return linkage->curve[i];
}

static void set_thresholds(const struct link *link, struct compared *compared)
{
	const struct tl_linkage *asked = &link->study->linkage;
	const struct linkage *linkage = &compared->linkage;
	double *threshold = compared->threshold;

	threshold[LINK_DEFAULT] = linkage->threshold;
	threshold[LINK_STRICT] =
		asked->strict ? *asked->strict
			      : fmax(linkage->threshold, weight_for(linkage, STRICT_PRECISION));
	threshold[LINK_LOOSE] =
		asked->loose ? *asked->loose
			     : fmin(linkage->threshold, weight_for(linkage, LOOSE_PRECISION));
	for (enum link_threshold at = 0; at < LINK_THRESHOLDS; at++)
		compared->point[at] = point_at(linkage, threshold[at]);
	compared->point[LINK_DEFAULT] = linkage->tally.chosen;
}

/* ---- clusters ------------------------------------------------------------------------------- */

/* Records of one cluster, in the order of the first; each is tried against the cluster's first. */
static void take_clusters(struct link *link, const struct compared *compared,
	const uint32_t *cluster, uint32_t count, struct clusters *clusters)
{
	uint32_t *first = tl_alloc((size_t)count + 1, sizeof *first);

	memset(first, 0xff, ((size_t)count + 1) * sizeof *first);
	/* Nodes ascend, so the outcome follows partner and key. */
	for (uint32_t node = 0; node < link->nodes.count; node++) {
		uint32_t its = cluster[compared->record_of[node]];

		if (first[its] == UINT32_MAX)
			first[its] = node;
		else
			clusters_try(clusters, link, first[its], node, LINK_BY_MODEL, "model");
	}
	free(first);
}

static bool is_noted(const struct link *link, uint32_t node, uint32_t other)
{
	for (size_t i = 0; i < link->journal.count; i++) {
		const struct journal_entry *entry = &link->journal.items[i];

		if ((entry->node == node && entry->other == other) ||
			(entry->node == other && entry->other == node))
			return true;
	}
	return false;
}

/* Pairs that the model would link and people forbid: the journal says which. */
static void note_forbidden(struct link *link, const struct compared *compared)
{
	for (size_t i = 0; i < link->lists.apart.count; i++) {
		const struct link_apart_pair *apart = &link->lists.apart.items[i];
		uint32_t pattern;

		if (apart->node < apart->other || is_noted(link, apart->node, apart->other) ||
			compared_pair(compared, apart->node, apart->other, &pattern).weight <
				compared->threshold[LINK_DEFAULT])
			continue;
		link->tally.kept_apart++;
		*tl_vec_push(&link->journal) = (struct journal_entry){.change = "refused",
			.reason = link_verdict_reasons[LINK_APART],
			.node = apart->node,
			.other = apart->other};
	}
}

static bool cluster_at(struct link *link, struct compared *compared, struct clusters *clusters,
	const pair_list *never, size_t threads, struct tl_err *err)
{
	struct linkage *linkage = &compared->linkage;
	const struct pair_space space = {&compared->records, NULL};
	uint32_t *cluster = tl_alloc(compared->records.count + 1, sizeof *cluster), count;
	pair_list must = {0};
	bool ok;

	list_must(compared, link, clusters, &must);
	const struct cluster_rules rules = {.threshold = compared->threshold[clusters->at],
		.is_distinct = compared->is_distinct,
		.must = must.items,
		.must_count = must.count,
		.never = never->items,
		.never_count = never->count};

	ok = cluster_people(cluster, &count, &linkage->pairs, &space, &linkage->patterns,
		&linkage->chance, &linkage->scorer, &rules, threads, err);
	if (ok) {
		take_clusters(link, compared, cluster, count, clusters);
		if (clusters->at == LINK_DEFAULT)
			note_forbidden(link, compared);
		if (clusters->at == LINK_DEFAULT)
			ok = cluster_households(linkage->household, &linkage->households, cluster,
				count, &linkage->pairs, &compared->records,
				linkage_household_least(&linkage->model), threads, err);
	}
	tl_vec_free(&must);
	free(cluster);
	return ok;
}

static void by_node(struct link *link, struct compared *compared)
{
	compared->household = tl_alloc(link->nodes.count + 1, sizeof *compared->household);
	for (uint32_t node = 0; node < link->nodes.count; node++)
		compared->household[node] = compared->linkage.household[compared->record_of[node]];
}

static void know_sources(const struct link *link, struct compared *compared)
{
	compared->record_of = tl_alloc(link->nodes.count + 1, sizeof *compared->record_of);
	compared->is_distinct =
		tl_alloc(compared->records.source_count + 1, sizeof *compared->is_distinct);
	for (uint32_t r = 0; r < compared->records.count; r++) {
		uint32_t node = compared->records.input[r];

		compared->record_of[node] = r;
		if (link->nodes.items[node].single)
			compared->is_distinct[compared->records.source[r]] = true;
	}
}

static bool run(struct link *link, struct compared *compared,
	struct clusters clusters[LINK_THRESHOLDS], size_t threads, struct tl_err *err)
{
	struct linkage_options options = linkage_defaults();
	struct model model;
	pair_list never = {0};
	bool ok = true;

	options.threads = threads;
	options.is_distinct = compared->is_distinct;
	if (link->study->linkage.model) {
		const char *path = tl_arena_printf(
			&link->arena, "%s/%s", link->study->dir, link->study->linkage.model);

		if (!model_read(&model, path, compared->records.fields,
			    compared->records.field_count, err))
			return false;
		options.model = &model;
	}
	if (link->study->linkage.threshold)
		options.threshold = *link->study->linkage.threshold;
	if (!linkage_run(&compared->linkage, &compared->records, &options, err))
		return false;
	set_thresholds(link, compared);
	list_never(compared, link, compared->threshold[LINK_LOOSE], &never);
	for (enum link_threshold at = 0; ok && at < LINK_THRESHOLDS; at++)
		ok = cluster_at(link, compared, &clusters[at], &never, threads, err);
	if (ok)
		by_node(link, compared);
	tl_vec_free(&never);
	return ok;
}

bool link_compare(struct link *link, struct clusters clusters[LINK_THRESHOLDS], size_t threads,
	struct tl_err *err)
{
	struct field fields[FIELDS_MAX];
	size_t count;

	if (!link->study->linkage.fields_count || link->nodes.count < 2)
		return true;
	if (!name_fields(link, fields, &count, &link->arena, err) ||
		!check_fields(link, fields, count, err))
		return false;
	link->compared = tl_alloc(1, sizeof *link->compared);
	records_begin(&link->compared->records, fields, count);
	add_records(link, &link->compared->records, threads);
	know_sources(link, link->compared);
	return run(link, link->compared, clusters, threads, err);
}

struct verdict compared_pair(
	const struct compared *compared, uint32_t node, uint32_t other, uint32_t *pattern)
{
	const struct records *records = &compared->records;
	const uint32_t *a = records_row(records, compared->record_of[node]),
		       *b = records_row(records, compared->record_of[other]);
	struct compare *compare = compare_new(records, &compared->linkage.patterns);
	int16_t all, shared;

	*pattern = compare_pair(compare, a, b);
	chance_rarity(&compared->linkage.chance, records, &compared->linkage.patterns, *pattern, a,
		&all, &shared);
	compare_free(compare);
	return scorer_verdict(&compared->linkage.scorer,
		scorer_odds(&compared->linkage.scorer, *pattern), all, shared);
}

void compared_free(struct compared *compared)
{
	if (!compared)
		return;
	linkage_free(&compared->linkage);
	records_free(&compared->records);
	free(compared->is_distinct);
	free(compared->household);
	free(compared->record_of);
	free(compared);
}
