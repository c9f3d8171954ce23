/* The sheets are read before the extracts' people are known, and resolved after. */
#include "link.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/stagedir.h>

#define NEVER_LINK "never-link.csv"
#define COMMUNAL "communal.csv"
#define ANSWERS "answers.csv"

enum { PARTNER, TOKEN, VALUE, OTHER_PARTNER, OTHER_TOKEN, OTHER_VALUE, WHAT, WHO };
static const struct tl_sheet_column never_columns[] = {{"partner", true}, {"token", true},
	{"value", true}, {"other_partner", true}, {"other_token", true}, {"other_value", true},
	{"never", false}, {"reason", false}};
static const struct tl_sheet_column answer_columns[] = {{"partner", true}, {"token", true},
	{"value", true}, {"other_partner", true}, {"other_token", true}, {"other_value", true},
	{"answer", true}, {"reviewer", false}};
static const struct tl_sheet_column communal_columns[] = {
	{"partner", true}, {"household", true}, {"reason", false}};

static bool read_sheet(struct link *link, struct tl_stagedir *stage, const char *name,
	const struct tl_sheet_column *columns, size_t count, struct tl_sheet *sheet,
	struct tl_err *err)
{
	const char *input = tl_arena_printf(&link->arena, "file:%s", name);

	/* Recorded before it is read: a change meanwhile makes what is written stale. */
	return tl_stagedir_input(stage, input, err) &&
	       tl_sheet_read(sheet, tl_arena_printf(&link->arena, "%s/%s", link->study->dir, name),
		       columns, count, err);
}

static bool read_two(const struct link *link, const struct tl_sheet *sheet,
	const struct tl_sheet_row *row, struct link_pair_line *pair, struct tl_err *err)
{
	const struct tl_str *cells = row->cells;

	*pair = (struct link_pair_line){.line = row->line,
		.one = {cells[PARTNER], cells[TOKEN], cells[VALUE]},
		.other = {cells[OTHER_PARTNER], cells[OTHER_TOKEN], cells[OTHER_VALUE]}};
	return tl_named_check(link->study, sheet->path, row->line, &pair->one, err) &&
	       tl_named_check(link->study, sheet->path, row->line, &pair->other, err);
}

/* The word's place in the list; blank is the first. */
static bool read_word(const struct tl_sheet *sheet, const struct tl_sheet_row *row, int column,
	const char *const *words, size_t count, size_t *which, struct tl_err *err)
{
	for (*which = 0; *which < count; ++*which)
		if (tl_str_equal_fold(row->cells[column], tl_str(words[*which])))
			return true;
	*which = 0;
	return !row->cells[column].length ||
	       tl_fail(err, EX_CONFIG, "%s:%lld: write %s%s%s%s%s here", sheet->path,
		       (long long)row->line, words[0], count > 2 ? ", " : " or ", words[1],
		       count > 2 ? " or " : "", count > 2 ? words[2] : "");
}

static bool read_never(struct link *link, struct tl_err *err)
{
	static const char *const words[] = {"family", "person"};
	struct tl_sheet *sheet = &link->lists.never_sheet;

	for (size_t i = 0; i < sheet->count; i++) {
		struct link_pair_line *pair = tl_vec_push(&link->lists.pairs);
		size_t which;

		if (!read_two(link, sheet, &sheet->rows[i], pair, err) ||
			!read_word(sheet, &sheet->rows[i], WHAT, words, TL_LEN(words), &which, err))
			return false;
		pair->never = which == 0 ? LINK_NOT_ONE_FAMILY : LINK_NOT_ONE_PERSON;
	}
	return true;
}

static int communal_order(const void *a, const void *b)
{
	const struct link_communal_line *x = a, *y = b;
	int order = tl_str_compare(x->partner, y->partner);

	return order ? order : tl_str_compare(x->household, y->household);
}

static bool knows_partner(const struct tl_study *study, struct tl_str code)
{
	for (unsigned i = 0; i < study->partners_count; i++)
		if (tl_str_equal(code, tl_str(study->partners[i].code)))
			return true;
	return !code.length;
}

static bool read_communal(struct link *link, struct tl_err *err)
{
	const struct tl_sheet *sheet = &link->lists.communal_sheet;

	for (size_t i = 0; i < sheet->count; i++) {
		const struct tl_str *cells = sheet->rows[i].cells;

		if (!knows_partner(link->study, cells[0]))
			return tl_fail(err, EX_CONFIG,
				"%s:%lld: no partner of study.yaml has this code; leave it blank "
				"for a household key of scope programme",
				sheet->path, (long long)sheet->rows[i].line);
		if (!cells[1].length)
			return tl_fail(err, EX_CONFIG, "%s:%lld: the household key is blank",
				sheet->path, (long long)sheet->rows[i].line);
		*tl_vec_push(&link->lists.communal) =
			(struct link_communal_line){cells[0], cells[1]};
	}
	if (link->lists.communal.count)
		qsort(link->lists.communal.items, link->lists.communal.count,
			sizeof *link->lists.communal.items, communal_order);
	return true;
}

static bool record_model(struct link *link, struct tl_stagedir *stage, struct tl_err *err)
{
	const char *model = link->study->linkage.model;

	return !model ||
	       tl_stagedir_input(stage, tl_arena_printf(&link->arena, "file:%s", model), err);
}

bool link_lists_read(struct link *link, struct tl_stagedir *stage, struct tl_err *err)
{
	struct link_lists *lists = &link->lists;

	return record_model(link, stage, err) &&
	       read_sheet(link, stage, NEVER_LINK, never_columns, TL_LEN(never_columns),
		       &lists->never_sheet, err) &&
	       read_sheet(link, stage, COMMUNAL, communal_columns, TL_LEN(communal_columns),
		       &lists->communal_sheet, err) &&
	       read_sheet(link, stage, ANSWERS, answer_columns, TL_LEN(answer_columns),
		       &lists->answers_sheet, err) &&
	       read_never(link, err) && read_communal(link, err) &&
	       link_answers_read(link, &lists->answers_sheet, err);
}

bool link_lists_communal(
	const struct link_lists *lists, struct tl_str partner, struct tl_str household)
{
	const struct link_communal_line wanted = {partner, household};

	return lists->communal.count &&
	       bsearch(&wanted, lists->communal.items, lists->communal.count, sizeof wanted,
		       communal_order);
}

typedef TL_VEC(uint32_t) node_list;

static void find_uses(const struct link *link, const struct tl_named *named, node_list *found)
{
	size_t name = link_token_find(link, named->token), count = 0;
	uint32_t value = name < link->token_names.count
				 ? merged_find(&link->token_names.items[name].values, named->value)
				 : 0;
	const struct token_use *uses = value ? link_token_uses(link, name, value, &count) : NULL;

	for (size_t i = 0; i < count; i++)
		if (!named->partner.length ||
			tl_str_equal(link->nodes.items[uses[i].node].partner, named->partner))
			*tl_vec_push(found) = uses[i].node;
}

/* Every node that somebody named is: a key is one, a token may be on several. */
static void find_nodes(const struct link *link, const struct tl_named *named, node_list *found)
{
	tl_vec_clear(found);
	if (tl_str_equal(named->token, TL_STR("key"))) {
		uint32_t node = link_node(link, named->partner, named->value);

		if (node != LINK_NOBODY)
			*tl_vec_push(found) = node;
		return;
	}
	find_uses(link, named, found);
}

static int apart_order(const void *a, const void *b)
{
	const struct link_apart_pair *x = a, *y = b;

	if (x->node != y->node)
		return (x->node > y->node) - (x->node < y->node);
	if (x->other != y->other)
		return (x->other > y->other) - (x->other < y->other);
	return (int)y->never - (int)x->never;
}

static void set_apart(struct link_lists *lists, const struct link_pair_line *line, uint32_t one,
	uint32_t other, bool answered)
{
	if (one == other)
		return; /* one key of one partner: nothing can part it */
	*tl_vec_push(&lists->apart) =
		(struct link_apart_pair){one, other, line->never, answered, false};
	*tl_vec_push(&lists->apart) =
		(struct link_apart_pair){other, one, line->never, answered, true};
}

void link_lists_resolve(struct link *link)
{
	struct link_lists *lists = &link->lists;
	node_list ones = {0}, others = {0};

	for (size_t i = 0; i < lists->pairs.count; i++) {
		const struct link_pair_line *line = &lists->pairs.items[i];
		bool answered = i >= lists->never_sheet.count;

		find_nodes(link, &line->one, &ones);
		find_nodes(link, &line->other, &others);
		lists->pairs_unmet += !ones.count || !others.count;
		lists->never_unmet += !answered && (!ones.count || !others.count);
		for (size_t a = 0; a < ones.count; a++)
			for (size_t b = 0; b < others.count; b++)
				if (line->same)
					*tl_vec_push(&lists->together) =
						(struct link_together_pair){
							ones.items[a], others.items[b]};
				else
					set_apart(lists, line, ones.items[a], others.items[b],
						answered);
	}
	if (lists->apart.count)
		qsort(lists->apart.items, lists->apart.count, sizeof *lists->apart.items,
			apart_order);
	tl_vec_free(&ones);
	tl_vec_free(&others);
}

void link_answers(struct link *link, struct clusters *clusters)
{
	for (size_t i = 0; i < link->lists.together.count; i++)
		clusters_try(clusters, link, link->lists.together.items[i].node,
			link->lists.together.items[i].other, LINK_BY_ANSWER, "answer");
}

void link_lists_free(struct link_lists *lists)
{
	tl_sheet_free(&lists->never_sheet);
	tl_sheet_free(&lists->communal_sheet);
	tl_sheet_free(&lists->answers_sheet);
	tl_vec_free(&lists->pairs);
	tl_vec_free(&lists->communal);
	tl_vec_free(&lists->apart);
	tl_vec_free(&lists->together);
}
