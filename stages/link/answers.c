/*
 * answers.csv: what reviewers said of pairs. A pair's answer is what all its reviewers say, once
 * there are two of them (linkage.reviewers); what one says alone is a note, and where they differ
 * or one is unsure it constrains nothing: the pair stays in the queue. Agreement between two
 * reviewers beyond chance is Cohen's kappa (J. Cohen, Educational and Psychological Measurement 20
 * (1960) 37-46).
 */
#include "link.h"

#include <stdlib.h>
#include <string.h>

enum { PARTNER, TOKEN, VALUE, OTHER_PARTNER, OTHER_TOKEN, OTHER_VALUE, ANSWER, REVIEWER };

struct answer {
	struct link_pair_line pair;
	enum link_answer said;
	struct tl_str reviewer;
};

static int named_order(const struct tl_named *x, const struct tl_named *y)
{
	int order = tl_str_compare(x->partner, y->partner);

	if (!order)
		order = tl_str_compare(x->token, y->token);
	return order ? order : tl_str_compare(x->value, y->value);
}

static int pair_order(const struct answer *x, const struct answer *y)
{
	int order = named_order(&x->pair.one, &y->pair.one);

	return order ? order : named_order(&x->pair.other, &y->pair.other);
}

static int answer_order(const void *a, const void *b)
{
	const struct answer *x = a, *y = b;
	int order = pair_order(x, y);

	if (!order)
		order = tl_str_compare(x->reviewer, y->reviewer);
	return order ? order : (int)x->said - (int)y->said;
}

/* AB and ab are one reviewer. */
static struct tl_str without_case(struct tl_str name, struct tl_arena *arena)
{
	struct tl_buf folded = {0};
	struct tl_str kept;

	for (size_t i = 0; i < name.length; i++)
		tl_buf_add_char(&folded, name.data[i] >= 'A' && name.data[i] <= 'Z'
						 ? (char)(name.data[i] + 32)
						 : name.data[i]);
	kept = tl_arena_str(arena, tl_buf_str(&folded));
	tl_buf_free(&folded);
	return kept;
}

static bool read_answer(struct link *link, const struct tl_sheet *sheet,
	const struct tl_sheet_row *row, struct answer *answer, struct tl_err *err)
{
	static const char *const words[LINK_ANSWERS] = {"same", "different", "unsure"};
	const struct tl_str *cells = row->cells;
	struct tl_named one = {cells[PARTNER], cells[TOKEN], cells[VALUE]},
			other = {cells[OTHER_PARTNER], cells[OTHER_TOKEN], cells[OTHER_VALUE]};
	bool swap = named_order(&one, &other) > 0;
	size_t said = 0;

	while (said < LINK_ANSWERS && !tl_str_equal_fold(cells[ANSWER], tl_str(words[said])))
		said++;
	if (said == LINK_ANSWERS)
		return tl_fail(err, EX_CONFIG,
			"%s:%lld: the answer is none of same, different, unsure; a pair that "
			"nobody "
			"answered has no line",
			sheet->path, (long long)row->line);
	if (!cells[REVIEWER].length && link->study->linkage.reviewers > 1)
		return tl_fail(err, EX_CONFIG,
			"%s:%lld: no reviewer; an answer binds where two say it, so say who does "
			"(or reviewers: 1 under linkage in study.yaml)",
			sheet->path, (long long)row->line);
	*answer = (struct answer){.said = (enum link_answer)said,
		.reviewer = without_case(cells[REVIEWER], &link->arena)};
	answer->pair = (struct link_pair_line){.line = row->line,
		.one = swap ? other : one,
		.other = swap ? one : other,
		.never = LINK_NOT_ONE_PERSON,
		.same = said == LINK_SAME};
	return tl_named_check(link->study, sheet->path, row->line, &one, err) &&
	       tl_named_check(link->study, sheet->path, row->line, &other, err);
}

/* The first answer by another than the first reviewer; count where there is none. */
static size_t second_reviewer(const struct answer *answers, size_t count)
{
	size_t i = 1;

	while (i < count && tl_str_equal(answers[i].reviewer, answers[0].reviewer))
		i++;
	return i;
}

static void settle_pair(
	struct link_lists *lists, unsigned reviewers, const struct answer *answers, size_t count)
{
	size_t second = second_reviewer(answers, count);
	bool agreed = answers[0].said != LINK_UNSURE;

	for (size_t i = 1; i < count; i++)
		agreed = agreed && answers[i].said == answers[0].said;
	/* What the two said, for kappa. */
	if (second < count)
		lists->agreement[answers[0].said][answers[second].said]++;
	if (agreed && second == count && reviewers > 1)
		lists->answers_alone++;
	else if (agreed)
		*tl_vec_push(&lists->pairs) = answers[0].pair;
	else
		lists->answers_unsure++;
}

bool link_answers_read(struct link *link, const struct tl_sheet *sheet, struct tl_err *err)
{
	struct answer *answers = tl_arena_array(&link->arena, sheet->count, sizeof *answers);

	for (size_t i = 0; i < sheet->count; i++)
		if (!read_answer(link, sheet, &sheet->rows[i], &answers[i], err))
			return false;
	if (sheet->count)
		qsort(answers, sheet->count, sizeof *answers, answer_order);
	for (size_t i = 0, end; i < sheet->count; i = end) {
		for (end = i + 1; end < sheet->count && !pair_order(&answers[i], &answers[end]);)
			end++;
		settle_pair(&link->lists, link->study->linkage.reviewers, answers + i, end - i);
	}
	return true;
}

bool link_answers_kappa(const struct link_lists *lists, int64_t *pairs, double *kappa)
{
	double total = 0, agreed = 0, chance = 0;

	for (int i = 0; i < LINK_ANSWERS; i++)
		for (int j = 0; j < LINK_ANSWERS; j++)
			total += (double)lists->agreement[i][j];
	for (int i = 0; i < LINK_ANSWERS; i++) {
		double first = 0, second = 0;

		for (int j = 0; j < LINK_ANSWERS; j++) {
			first += (double)lists->agreement[i][j];
			second += (double)lists->agreement[j][i];
		}
		agreed += (double)lists->agreement[i][i];
		chance += first * second;
	}
	*pairs = (int64_t)total;
	if (total == 0 || chance >= total * total)
		return false;
	*kappa = (agreed / total - chance / (total * total)) / (1 - chance / (total * total));
	return true;
}
