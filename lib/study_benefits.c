/* benefits.csv, the register. */
#include "study_sheet.h"

#include <math.h>
#include <string.h>
#include <throughline/num.h>

enum {
	ID,
	TITLE,
	OWNER,
	PROGRAMME,
	MEASURE,
	COST,
	PARTNER,
	BASIS,
	BASELINE,
	TARGET,
	NEED,
	ENGAGED,
	IMPACT,
	DEADWEIGHT,
	ATTRIBUTION,
	BIAS,
	DISBENEFIT,
	DEPENDENCIES,
	REVIEW,
	KIND,
	CASHABLE,
	PRIORITY
};
static const struct tl_sheet_column columns[] = {
	[ID] = {"id", true},
	[TITLE] = {"title", true},
	[OWNER] = {"owner", true},
	[PROGRAMME] = {"programme", true},
	[MEASURE] = {"measure", false},
	[COST] = {"cost", false},
	[PARTNER] = {"partner", false},
	[BASIS] = {"basis", true},
	[BASELINE] = {"baseline", false},
	[TARGET] = {"target", false},
	[NEED] = {"need", false},
	[ENGAGED] = {"engaged", false},
	[IMPACT] = {"impact", false},
	[DEADWEIGHT] = {"deadweight", false},
	[ATTRIBUTION] = {"attribution", false},
	[BIAS] = {"bias", false},
	[DISBENEFIT] = {"disbenefit", false},
	[DEPENDENCIES] = {"dependencies", false},
	[REVIEW] = {"next_review", false},
	[KIND] = {"kind", false},
	[CASHABLE] = {"cashable", false},
	[PRIORITY] = {"priority", false},
};

const char *const tl_basis_names[] = {[TL_BASIS_ASSUMPTION] = "assumption",
	[TL_BASIS_COMPARISON] = "comparison",
	[TL_BASIS_COUNT] = "count"};
static_assert(TL_LEN(tl_basis_names) == TL_BASIS_COUNT_OF, "the last basis has its name");

/* ---- a line --------------------------------------------------------------------------------- */

static bool read_cost(const struct study_sheet *s, size_t row, const struct tl_accounts *accounts,
	struct tl_benefit *line)
{
	const char **codes =
		tl_arena_array(&s->check.study->arena, accounts->costs_count + 1, sizeof *codes);
	size_t which = SIZE_MAX;

	for (size_t i = 0; i < accounts->costs_count; i++)
		codes[i] = accounts->costs[i].code;
	if (!study_cell_name(
		    s, row, COST, codes, accounts->costs_count, "the codes of costs.csv", &which))
		return false;
	if (which == SIZE_MAX)
		return true;
	line->cost = &accounts->costs[which];
	return line->cost->worth != TL_WORTH_UNSTATED ||
	       study_sheet_fail(s, row, COST,
		       "costs.csv does not say whether \"%s\" is fiscal, economic or social; fill "
		       "in its kind",
		       line->cost->code);
}

static bool read_bias(const struct study_sheet *s, size_t row, const struct tl_accounts *accounts,
	struct tl_benefit *line)
{
	const char **grades =
		tl_arena_array(&s->check.study->arena, accounts->biases_count + 1, sizeof *grades);
	size_t which = SIZE_MAX;

	for (size_t i = 0; i < accounts->biases_count; i++)
		grades[i] = accounts->biases[i].grade;
	if (!study_cell_name(
		    s, row, BIAS, grades, accounts->biases_count, "the grades of bias.csv", &which))
		return false;
	if (which != SIZE_MAX)
		line->bias = &accounts->biases[which];
	return true;
}

/* A cost says what kind of money it is; a line without one says it itself. */
static bool read_kind(const struct study_sheet *s, size_t row, struct tl_benefit *line)
{
	size_t worth = TL_WORTH_UNSTATED;

	if (line->cost) {
		line->worth = line->cost->worth;
		line->cashable = line->cost->cashable;
		return (study_cell_is_blank(s, row, KIND) &&
			       study_cell_is_blank(s, row, CASHABLE)) ||
		       study_sheet_fail(s, row, study_cell_is_blank(s, row, KIND) ? CASHABLE : KIND,
			       "costs.csv says this of \"%s\"; leave it blank here",
			       line->cost->code);
	}
	if (!study_cell_word(s, row, KIND, tl_worth_names, TL_WORTH_COUNT_OF, &worth) ||
		!study_cell_share(s, row, CASHABLE, &line->cashable))
		return false;
	line->worth = (enum tl_worth)worth;
	if (line->worth == TL_WORTH_UNSTATED)
		return study_sheet_fail(s, row, KIND,
			"a line without a cost says its kind: fiscal, economic or social");
	return line->cashable == 0 || line->worth == TL_WORTH_FISCAL ||
	       study_sheet_fail(s, row, CASHABLE,
		       "only fiscal money can leave a budget; write 0, or kind fiscal");
}

/* Whoever gains must be somebody the pack can name. */
static bool check_agency(const struct study_sheet *s, size_t row, struct tl_benefit *line)
{
	const struct tl_study *study = s->check.study;
	struct tl_str agency;

	if (line->partner || !line->cost)
		return line->partner ||
		       study_sheet_fail(s, row, PARTNER,
			       "who gains? a line without a cost names its partner");
	agency = tl_str(line->cost->agency);
	if (tl_str_equal_fold(agency, TL_STR(TL_SOCIETY))) {
		line->partner = TL_SOCIETY;
		return true;
	}
	for (unsigned i = 0; i < study->partners_count; i++) {
		if (!tl_str_equal_fold(agency, tl_str(study->partners[i].code)) &&
			!tl_str_equal_fold(agency, tl_str(study->partners[i].label)))
			continue;
		line->partner = study->partners[i].code;
		return true;
	}
	return study_sheet_fail(s, row, PARTNER,
		"who gains? the agency of \"%s\" is no partner of study.yaml; fill in the partner",
		line->cost->code);
}

static bool check_use(const struct study_sheet *s, size_t row, const struct tl_benefit *line,
	const struct tl_use *use)
{
	if (use->negative_control)
		return study_sheet_fail(s, row, MEASURE,
			"\"%s\" is a negative control of \"%s\": the programme cannot change it, "
			"so "
			"nobody gains by it; name another measure",
			line->measure->name, line->programme->name);
	return line->basis == TL_BASIS_ASSUMPTION || line->measure->shape == TL_SHAPE_COUNT ||
	       line->measure->shape == TL_SHAPE_RATE ||
	       study_sheet_fail(s, row, MEASURE,
		       "\"%s\" is no count of events, so none can be avoided", line->measure->name);
}

static bool check_measure(const struct study_sheet *s, size_t row, const struct tl_benefit *line)
{
	if (!line->measure)
		return line->basis == TL_BASIS_ASSUMPTION ||
		       study_sheet_fail(s, row, MEASURE,
			       "the basis is %s, so a measure is needed: what is counted?",
			       tl_basis_names[line->basis]);
	for (unsigned i = 0; i < line->programme->measures_count; i++)
		if (line->programme->measures[i].measure == line->measure)
			return check_use(s, row, line, &line->programme->measures[i]);
	return study_sheet_fail(s, row, MEASURE, "\"%s\" is not a measure of the programme \"%s\"",
		line->measure->name, line->programme->name);
}

static bool check_basis(const struct study_sheet *s, size_t row, const struct tl_benefit *line)
{
	if (line->basis == TL_BASIS_ASSUMPTION)
		return true;
	if (!line->cost)
		return study_sheet_fail(s, row, COST,
			"the basis is %s, so a cost is needed: what is one of them worth?",
			tl_basis_names[line->basis]);
	if (line->basis == TL_BASIS_COUNT && line->measure->polarity == TL_POLARITY_DOWN)
		return study_sheet_fail(s, row, BASIS,
			"\"%s\" is better when fewer, so those that happened are no gain; write "
			"comparison, for those that did not happen",
			line->measure->name);
	if (line->basis == TL_BASIS_COMPARISON && line->deadweight > 0)
		study_sheet_warn(s, row, DEADWEIGHT,
			"a comparison has what would have happened anyway out already; the line's "
			"benefit to date and forecast are refused");
	return true;
}

static bool read_words(const struct study_sheet *s, size_t row, struct tl_benefit *line)
{
	size_t basis = SIZE_MAX;

	study_cell_text(s, row, DISBENEFIT, &line->disbenefit);
	study_cell_text(s, row, DEPENDENCIES, &line->dependencies);
	if (!study_cell_needed(s, row, ID, &line->id) ||
		!study_cell_needed(s, row, TITLE, &line->title) ||
		!study_cell_needed(s, row, OWNER, &line->owner) ||
		!study_cell_day(s, row, REVIEW, &line->next_review) ||
		!study_cell_word(s, row, BASIS, tl_basis_names, TL_BASIS_COUNT_OF, &basis))
		return false;
	if (basis == SIZE_MAX)
		return study_sheet_fail(
			s, row, BASIS, "the basis is blank; write assumption, comparison or count");
	line->basis = (enum tl_basis)basis;
	return true;
}

static bool read_priority(const struct study_sheet *s, size_t row, struct tl_benefit *line)
{
	return study_cell_is_blank(s, row, PRIORITY) ||
	       (tl_num_int(
			study_cell(s, row, PRIORITY), (struct tl_num_style){0}, &line->priority) &&
		       line->priority > 0) ||
	       study_sheet_fail(
		       s, row, PRIORITY, "a priority is a whole number from 1, which claims first");
}

int tl_benefit_compare(const struct tl_benefit *a, const struct tl_benefit *b)
{
	bool a_has = a->priority > 0, b_has = b->priority > 0;

	if (a_has != b_has)
		return a_has ? -1 : 1;
	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	return strcmp(a->id, b->id);
}

static bool read_numbers(const struct study_sheet *s, size_t row, struct tl_benefit *line)
{
	return read_priority(s, row, line) &&
	       study_cell_number(s, row, BASELINE, &line->baseline) &&
	       study_cell_number(s, row, TARGET, &line->target) &&
	       study_cell_share(s, row, NEED, &line->need) &&
	       study_cell_share(s, row, ENGAGED, &line->engaged) &&
	       study_cell_number(s, row, IMPACT, &line->impact) &&
	       study_cell_share(s, row, DEADWEIGHT, &line->deadweight) &&
	       study_cell_share(s, row, ATTRIBUTION, &line->attribution);
}

static bool read_line(const struct study_sheet *s, size_t row, const struct tl_accounts *accounts,
	struct tl_benefit *line)
{
	*line = (struct tl_benefit){.baseline = NAN,
		.target = NAN,
		.need = 1,
		.engaged = 1,
		.impact = NAN,
		.attribution = 1,
		.next_review = TL_NO_DAY,
		.line = s->lines[row]};
	if (!read_words(s, row, line) || !read_numbers(s, row, line) ||
		!study_cell_programme(s, row, PROGRAMME, &line->programme))
		return false;
	if (!line->programme)
		return study_sheet_fail(s, row, PROGRAMME, "the programme is blank; fill it in");
	return study_cell_measure(s, row, MEASURE, &line->measure) &&
	       read_cost(s, row, accounts, line) && read_kind(s, row, line) &&
	       read_bias(s, row, accounts, line) &&
	       study_cell_partner(s, row, PARTNER, &line->partner) && check_agency(s, row, line) &&
	       check_measure(s, row, line) && check_basis(s, row, line);
}

/* ---- a whole and its part ------------------------------------------------------------------- */

static const struct tl_cost *cost_above(const struct tl_benefit *a, const struct tl_benefit *b)
{
	if (a->cost == b->cost)
		return NULL;
	if (tl_cost_is_within(a->cost, b->cost))
		return b->cost;
	return tl_cost_is_within(b->cost, a->cost) ? a->cost : NULL;
}

static bool check_no_part_twice(const struct study_sheet *s, const struct tl_accounts *accounts)
{
	for (size_t i = 1; i < accounts->benefits_count; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct tl_benefit *a = &accounts->benefits[i],
						*b = &accounts->benefits[j];
			const struct tl_cost *whole;

			if (!a->cost || !b->cost || a->programme != b->programme)
				continue;
			whole = cost_above(a, b);
			if (whole)
				return study_sheet_fail(s, i, COST,
					"\"%s\" and \"%s\" (line %lld) are a cost and a part of "
					"it; "
					"\"%s\" would be counted twice, so claim one of them",
					a->cost->code, b->cost->code, (long long)b->line,
					whole == a->cost ? b->cost->code : a->cost->code);
		}
	}
	return true;
}

bool study_read_benefits(const struct study_check *check, struct tl_accounts *accounts)
{
	struct tl_study *study = check->study;
	struct study_sheet s;

	if (!study_sheet_read(check, study_path(study, study->dir, "benefits.csv"), columns,
		    TL_LEN(columns), &s) ||
		!study_sheet_unique(&s, ID))
		return false;
	accounts->benefits = tl_arena_array(&study->arena, s.rows + 1, sizeof *accounts->benefits);
	for (size_t i = 0; i < s.rows; i++) {
		if (!read_line(&s, i, accounts, &accounts->benefits[i]))
			return false;
		accounts->benefits_count++;
	}
	return check_no_part_twice(&s, accounts);
}
