/* about, label, definition and coverage: everything in the store that is no number. */
#include "emit.h"

#include "bias.h"
#include "cohort.h"
#include "definitions.h"
#include "protocol.h"
#include "quality.h"

#include <string.h>
#include <throughline/schema.h>

/* ---- about ---------------------------------------------------------------------------------- */

static bool say(struct tl_stmt *stmt, const char *key, const char *value, struct tl_err *err)
{
	tl_bind_textz(stmt, 1, key);
	tl_bind_textz(stmt, 2, value ? value : "");
	return tl_stmt_run(stmt, err);
}

/* One digest over all deliveries' accepted rows; it does not depend on the order of any file. */
static bool digest_rows(struct tl_db *settle, struct tl_digest *digest, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		settle, "SELECT delivery, row_digest FROM delivery ORDER BY delivery", err);
	struct tl_sha256 sha;
	bool row = false, ok;

	tl_sha256_init(&sha);
	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row) {
		tl_sha256_add_str(&sha, tl_column_text(stmt, 0));
		tl_sha256_add_str(&sha, tl_column_text(stmt, 1));
	}
	tl_stmt_free(stmt);
	*digest = tl_sha256_done(&sha);
	return ok;
}

/* "board,benefits": render knows no study. */
static bool say_packs(struct tl_stmt *stmt, const struct tl_study *study, struct tl_err *err)
{
	struct tl_buf names = {0};
	bool ok;

	for (unsigned i = 0; i < study->packs_count; i++)
		tl_buf_addf(&names, "%s%s", i ? "," : "", study->packs[i]);
	ok = say(stmt, "packs", tl_buf_c(&names), err);
	tl_buf_free(&names);
	return ok;
}

static bool write_about(
	struct tl_db *db, struct tl_db *settle, const struct tl_study *study, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO about VALUES (?1, ?2)", err);
	char as_at[11], from[11], to[11];
	struct tl_digest digest;

	return stmt && digest_rows(settle, &digest, err) && say(stmt, "about", study->about, err) &&
	       say(stmt, "as_at", tl_day_iso(study->as_at, as_at), err) &&
	       say(stmt, "month_from", tl_day_iso(study->month_from, from), err) &&
	       say(stmt, "month_to", tl_day_iso(study->month_to, to), err) &&
	       say(stmt, "name", study->name, err) && say_packs(stmt, study, err) &&
	       say(stmt, "row_digest", digest.hex, err) && say(stmt, "title", study->title, err) &&
	       say(stmt, "version", tl_version, err);
}

/* ---- labels --------------------------------------------------------------------------------- */

struct label {
	const char *kind, *code, *label;
	int64_t position;
};
struct labels {
	TL_VEC(struct label) items;
	struct tl_arena arena;
};

/* The same code with another label under the same kind: the code stands for itself, which is never
 * wrong; the kind with its owner ("group:contacts") still has the right words. */
static void add(struct labels *labels, const char *kind, const char *code, const char *label,
	int64_t position)
{
	for (size_t i = 0; i < labels->items.count; i++) {
		struct label *known = &labels->items.items[i];

		if (strcmp(known->kind, kind) != 0 || strcmp(known->code, code) != 0)
			continue;
		if (strcmp(known->label, label) != 0)
			known->label = known->code;
		return;
	}
	*tl_vec_push(&labels->items) = (struct label){kind, code, label, position};
}

static void add_owned(struct labels *labels, const char *kind, const char *owner, const char *code,
	const char *label, int64_t position)
{
	add(labels, kind, code, label, position);
	add(labels, tl_arena_printf(&labels->arena, "%s:%s", kind, owner), code, label, position);
}

static const struct {
	const char *kind, *code, *label;
} fixed[] = {
	{"arm", "programme", "In the programme"},
	{"arm", "transferred", "From an earlier service"},
	{"arm", "programme-matched", "In the programme, with a match"},
	{"arm", "waiting-list", "Waiting"},
	{"arm", "not-yet-live", "Where it had not begun"},
	{"arm", "pool", "To match from"},
	{"arm", "matched", "Matched, without it"},
	{"arm", "other-localities", "In other localities"},
	{"axis", "before", "Before"},
	{"axis", "after", "After"},
	{"axis", "unmatched", "Before matching"},
	{"axis", "matched", "After matching"},
	{"axis", "profile", "Months from the first day"},
	{"group", "two-or-more", "Known to two or more partners"},
	{"group", "begun", "All who began"},
	{"group", "left", "Left in the month"},
	{"measure", "cohort", "Who is supported"},
	{"measure", "funnel", "How far they came"},
	{"measure", "attrition", "From enrolled to analysed"},
	{"measure", "balance", "How alike the two groups are"},
	{"measure", "rows", "Rows received"},
	{"measure", "linkage", "People linked across partners"},
	{"statistic", "events", "Number"},
	{"statistic", "people", "People"},
	{"statistic", "linked", "People whom two or more partners know"},
	{"statistic", "families", "Families"},
	{"statistic", "their_families", "Families they belong to"},
	{"statistic", "unit_years", "Years of follow-up"},
	{"statistic", "unit_months", "Months of follow-up"},
	{"statistic", "population", "Population"},
	{"statistic", "person_years", "Population over the period, in years"},
	{"statistic", "numerator", "Number that count"},
	{"statistic", "denominator", "Out of"},
	{"statistic", "rate", "Rate"},
	{"statistic", "dsr", "Rate, standardised"},
	{"statistic", "isr", "Observed, standardised"},
	{"statistic", "standard_population", "In the standard population"},
	{"statistic", "share", "Share"},
	{"statistic", "share_of_previous", "Share of the step before"},
	{"statistic", "ratio_before_after", "After against before"},
	{"statistic", "rate_ratio", "Rate against the comparison"},
	{"statistic", "change", "Change against the comparison"},
	{"statistic", "adjusted_rate", "Rate, weighted"},
	{"statistic", "ratio_of_ratios", "Change over time against the comparison's"},
	{"statistic", "missed_least", "Rate ratio if missed links told for fewer"},
	{"statistic", "missed_most", "Rate ratio if missed links told for more"},
	{"statistic", "lost_least", "Rate ratio if those lost told for fewer"},
	{"statistic", "lost_most", "Rate ratio if those lost told for more"},
	{"statistic", "recall", "Links thought to be made, of all there are"},
	{"statistic", "precision", "Links thought to be right, of all made"},
	{"statistic", "events_avoided", "Events avoided"},
	{"statistic", "e_value", "E-value"},
	{"statistic", "att", "Effect per unit and period"},
	{"statistic", "att_pretest", "Whether they already differed before"},
	{"statistic", "att_p", "How many other orders give as much"},
	{"statistic", "its_level", "Change of the level"},
	{"statistic", "its_trend", "Change of the trend"},
	{"statistic", "its_total", "All months since, against what would have been"},
	{"statistic", "its_effect", "Against what would have been"},
	{"statistic", "durbin_watson", "Durbin-Watson"},
	{"statistic", "breusch_godfrey", "Breusch-Godfrey"},
	{"statistic", "gap", "Between one and the next"},
	{"statistic", "gap_limits", "Between one and the next, judged"},
	{"statistic", "gap_median", "Half of them came within"},
	{"statistic", "survival", "Without it so far"},
	{"statistic", "cumulative", "To whom it has happened"},
	{"statistic", "in_hand", "Begun, completed or not"},
	{"statistic", "clearance_weeks", "Weeks to clear those waiting"},
	{"statistic", "median_time", "Median time, days"},
	{"statistic", "restricted_mean", "Mean time up to the end, days"},
	{"statistic", "logrank_p", "Log-rank test against the comparison"},
	{"statistic", "mean_change", "Mean change"},
	{"statistic", "wilcoxon_p", "Wilcoxon's test of the change"},
	{"group", "happened", "It happened"},
	{"group", "at-risk", "Still followed without it"},
	{"group", "competes", "Ended in another way"},
	{"group", "both", "Scored before and after"},
	{"group", "improved", "Better"},
	{"group", "worse", "Worse"},
	{"group", "none", "None"},
	{"group", "often", "Often"},
	{"axis", "concentration", "By person"},
	{"group", "4-or-more", "Four or more"},
	{"statistic", "p", "p that there is no difference"},
	{"statistic", "p_holm", "p over all primary measures"},
	{"statistic", "p_bh", "p over all other measures"},
	{"statistic", "detectable", "Smallest fall these data would find"},
	{"statistic", "pairwise", "Rate against another locality's"},
	{"statistic", "pairwise_p_alone", "p of one pair of localities"},
	{"statistic", "pairwise_p", "p over all pairs of localities"},
	{"statistic", "funnel_limits", "Against all localities"},
	{"statistic", "top_share", "Share of the busiest 5 in 100"},
	{"statistic", "gini", "Gini coefficient"},
	{"statistic", "smd", "Standardised difference"},
	{"statistic", "variance_ratio", "Ratio of variances"},
	{"statistic", "mean", "Mean"},
	{"statistic", "effective_size", "Effective size"},
	{"statistic", "spread", "Standard error of the logarithm of the ratio"},
	{"statistic", "median_days", "Median days"},
	{"statistic", "p90_days", "Days within which nine in ten are done"},
	{"statistic", "xmr", "Process chart"},
	{"statistic", "rows_read", "Rows read"},
	{"statistic", "rows_kept", "Rows kept"},
	{"statistic", "rows_rejected", "Rows not accepted"},
	{"statistic", "rows_dead", "Rows kept once though sent twice"},
	{"step", "enrolled", "Enrolled"},
	{"step", "with-person", "Linked to a person"},
	{"step", "by-as-at", "Begun by the as-at day"},
	{"step", "followed-up", "Followed up in full"},
	{"step", "analysed", "In the analysis"},
	{"step", "matched", "With a match"},
};

static void add_fixed(struct labels *labels)
{
	for (size_t i = 0; i < TL_LEN(fixed); i++)
		add(labels, fixed[i].kind, fixed[i].code, fixed[i].label, (int64_t)i + 1000);
	for (size_t i = 1; i < TL_REASON_COUNT_OF; i++)
		add(labels, "reason", tl_reasons[i].name, tl_reasons[i].words, (int64_t)i);
}

static void add_places(struct labels *labels, const struct measure_world *world)
{
	add(labels, "locality", "all", world->locality_count ? "All localities" : "Everywhere", 0);
	for (size_t i = 0; i < world->locality_count; i++)
		add(labels, "locality", world->localities[i].code, world->localities[i].label,
			(int64_t)i + 1);
	add(labels, "locality", "elsewhere", "Elsewhere or not known",
		(int64_t)world->locality_count + 1);
}

static void add_study(struct labels *labels, const struct tl_study *study)
{
	for (unsigned i = 0; i < study->partners_count; i++)
		add(labels, "partner", study->partners[i].code, study->partners[i].label,
			(int64_t)i + 1);
	for (size_t i = 0; i < study->contracts_count; i++)
		add(labels, "contract", study->contracts[i]->name, study->contracts[i]->title,
			(int64_t)i + 1);
	for (size_t i = 0; i < study->area_measures_count; i++) {
		const struct tl_measure *measure = study->area_measures[i];

		add(labels, "measure", measure->name, measure->title, (int64_t)i + 1);
		if (measure->its.from)
			add(labels, "its", measure->name,
				measure->its.what ? measure->its.what : measure->its.from,
				(int64_t)i + 1);
	}
}

/* Which measures a programme is judged by, and which it cannot change, is for pages to say. */
static void add_use(struct labels *labels, const struct tl_programme *programme,
	const struct tl_use *use, int64_t at)
{
	const struct tl_measure *measure = use->measure;

	add(labels, "measure", measure->name, measure->title, at);
	if (use->primary)
		add(labels, tl_arena_printf(&labels->arena, "primary:%s", programme->name),
			measure->name, measure->title, at);
	if (use->matters > 0)
		add(labels, tl_arena_printf(&labels->arena, "matters:%s", programme->name),
			measure->name, tl_arena_printf(&labels->arena, "%g", use->matters), at);
	if (use->negative_control)
		add(labels, tl_arena_printf(&labels->arena, "negative-control:%s", programme->name),
			measure->name, measure->title, at);
}

static void add_programme(struct labels *labels, const struct tl_programme *programme, int64_t at)
{
	const struct tl_comparison *comparison = &programme->comparison;

	add(labels, "programme", programme->name, programme->title, at);
	if (measure_compares(programme))
		add(labels, "comparison", programme->name, tl_comparison_names[comparison->kind],
			at);
	for (unsigned i = 0; i < programme->measures_count; i++)
		add_use(labels, programme, &programme->measures[i], at * 100 + (int64_t)i);
	for (unsigned i = 0; i < programme->phases_count; i++)
		add_owned(labels, "phase", programme->name, programme->phases[i].name,
			programme->phases[i].label, (int64_t)i + 1);
	for (unsigned i = 0; i < programme->steps_count; i++) {
		const struct tl_step *step = &programme->steps[i];

		add_owned(labels, "step", programme->name, step->name, step->label, (int64_t)i + 1);
		add(labels, "step",
			tl_arena_printf(&labels->arena, "%s:%u", programme->name, i + 1),
			step->label, (int64_t)i + 1);
	}
}

/* What linkage.bias shows people by: kind "bias" for an axis, "bias:AXIS" for its groups. */
static void add_bias_codes(
	struct labels *labels, const struct tl_study *study, const char *kind, const char *name)
{
	for (size_t i = 0; i < study->contracts_count; i++) {
		const struct tl_field *field = tl_contract_field(study->contracts[i], name);

		if (field && field->title)
			add(labels, "bias", name, field->title, 0);
		for (unsigned c = 0; field && c < field->codes_count; c++)
			if (field->codes[c].label && !field->codes[c].means)
				add(labels, kind, field->codes[c].code, field->codes[c].label,
					(int64_t)c + 1);
	}
	add(labels, kind, "not-recorded", "Not recorded", 1000);
}

static void add_bias(struct labels *labels, const struct tl_study *study)
{
	for (unsigned i = 0; i < study->linkage.bias_count; i++)
		if (strcmp(study->linkage.bias[i], "arm") != 0)
			add_bias_codes(labels, study,
				tl_arena_printf(&labels->arena, "bias:%s", study->linkage.bias[i]),
				study->linkage.bias[i]);
	for (size_t i = 0; measure_bias_has(study, "arm") && i < study->programmes_count; i++)
		add(labels, "bias", measure_bias_axis(&labels->arena, study->programmes[i]),
			study->programmes[i]->title, (int64_t)i + 1);
	if (measure_bias_has(study, "arm"))
		add(labels, "arm", "outside", "Outside the programme", 2000);
}

static void add_bands(struct labels *labels, const struct tl_measure *measure)
{
	for (unsigned i = 0; i < measure->bands_count; i++)
		add_owned(labels, "group", measure->name, measure->bands[i].code,
			measure->bands[i].label, (int64_t)i + 1);
}

static bool add_groups(struct labels *labels, const struct measure_world *world, struct tl_err *err)
{
	for (size_t i = 0; i < world->study->measures_count; i++) {
		const struct tl_measure *measure = world->study->measures[i];
		struct measure_groups groups;

		add_bands(labels, measure);
		if (!measure_groups_of(world, measure, &labels->arena, &groups, err))
			return false;
		for (size_t g = 0; g < groups.items.count; g++)
			add_owned(labels, "group", measure->name, groups.items.items[g].code,
				groups.items.items[g].label, (int64_t)g + 1);
		measure_groups_free(&groups);
	}
	return true;
}

static bool add_reject_reasons(struct labels *labels, struct tl_db *settle, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		settle, "SELECT DISTINCT reason FROM reject_total ORDER BY reason", err);
	int64_t position = 100;
	bool row = false, ok;

	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row) {
		const char *reason = tl_arena_text(&labels->arena, tl_column_text(stmt, 0));

		add(labels, "reason", reason, reason, position++);
	}
	tl_stmt_free(stmt);
	return ok;
}

static int compare_labels(const void *a, const void *b)
{
	const struct label *left = a, *right = b;
	int order = strcmp(left->kind, right->kind);

	return order ? order : strcmp(left->code, right->code);
}

static bool write_labels(struct tl_db *db, struct labels *labels, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO label VALUES (?1, ?2, ?3, ?4)", err);
	bool ok = stmt;

	qsort(labels->items.items, labels->items.count, sizeof *labels->items.items,
		compare_labels);
	for (size_t i = 0; ok && i < labels->items.count; i++) {
		const struct label *label = &labels->items.items[i];

		tl_bind_textz(stmt, 1, label->kind);
		tl_bind_textz(stmt, 2, label->code);
		tl_bind_textz(stmt, 3, label->label);
		tl_bind_int(stmt, 4, label->position);
		ok = tl_stmt_run(stmt, err);
	}
	return ok;
}

static bool make_labels(struct tl_db *db, struct tl_db *settle, const struct measure_world *world,
	const struct measure_model *model, struct tl_err *err)
{
	struct labels labels = {0};
	bool ok;

	add_places(&labels, world);
	add_study(&labels, world->study);
	for (size_t i = 0; i < world->study->programmes_count; i++)
		add_programme(&labels, world->study->programmes[i], (int64_t)i + 1);
	add_bias(&labels, world->study);
	add_fixed(&labels);
	for (size_t i = 0; i < MEASURE_AGES; i++)
		add(&labels, "age", measure_ages[i].code, measure_ages[i].label, (int64_t)i + 1);
	for (size_t i = 0; i < model->labels.count; i++)
		add(&labels, model->labels.items[i].kind, model->labels.items[i].code,
			model->labels.items[i].label, model->labels.items[i].position);
	ok = add_groups(&labels, world, err) && add_reject_reasons(&labels, settle, err) &&
	     write_labels(db, &labels, err);
	tl_vec_free(&labels.items);
	tl_arena_free(&labels.arena);
	return ok;
}

/* ---- coverage ------------------------------------------------------------------------------- */

/* Rows as they are; columns: how many. */
static bool copy_rows(struct tl_db *db, struct tl_db *settle, const char *select,
	const char *insert, int columns, struct tl_err *err)
{
	struct tl_stmt *from = tl_db_prepare(settle, select, err);
	struct tl_stmt *to = from ? tl_db_prepare(db, insert, err) : NULL;
	bool row = false, ok = to;

	while (ok && (ok = tl_stmt_next(from, &row, err)) && row) {
		for (int i = 0; i < columns; i++)
			tl_bind_text(to, i + 1, tl_column_text(from, i));
		ok = tl_stmt_run(to, err);
	}
	tl_stmt_free(to);
	tl_stmt_free(from);
	return ok;
}

static bool write_coverage(struct tl_db *db, struct tl_db *settle, struct tl_err *err)
{
	return copy_rows(db, settle,
		       "SELECT partner, contract, kind, month, state FROM coverage"
		       " ORDER BY partner, contract, month",
		       "INSERT INTO coverage VALUES (?1, ?2, ?3, ?4, ?5)", 5, err) &&
	       copy_rows(db, settle,
		       "SELECT partner, contract, kind, locality, month, state"
		       " FROM locality_coverage ORDER BY partner, contract, locality, month",
		       "INSERT INTO locality_coverage VALUES (?1, ?2, ?3, ?4, ?5, ?6)", 6, err);
}

static bool write_definitions(
	struct tl_db *db, const struct measure_world *world, struct tl_err *err)
{
	struct measure_definitions list = {0};
	struct protocol_stands stands = {0};
	struct tl_protocol_edits edits = {0};
	struct tl_protocol protocol = {0};
	bool ok = measure_definitions_list(&list, world, err) &&
		  measure_emit_definitions(db, &list, err) &&
		  protocol_add_sheets(&list, world->study, err) &&
		  tl_protocol_read(&protocol, world->study->dir, err) &&
		  tl_protocol_edits(&edits, world->study->dir, &protocol, err);

	if (ok) {
		protocol_compare(&protocol, &edits, &list, &stands);
		ok = protocol_emit(db, &stands, err);
	}
	protocol_stands_free(&stands);
	tl_protocol_edits_free(&edits);
	tl_protocol_free(&protocol);
	measure_definitions_free(&list);
	return ok;
}

bool measure_emit_words(struct tl_db *db, const struct measure_world *world,
	const struct measure_model *model, struct tl_err *err)
{
	struct tl_db *settle = tl_db_open(world->settle_path, tl_schema_settle, err);
	bool ok = settle && write_about(db, settle, world->study, err) &&
		  make_labels(db, settle, world, model, err) && write_coverage(db, settle, err) &&
		  write_definitions(db, world, err);

	tl_db_free(settle);
	return ok;
}
