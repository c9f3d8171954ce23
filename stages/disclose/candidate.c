#include "candidate.h"
#include "dominance.h"
#include "rules.h"

#include <stdio.h>
#include <string.h>

#include <throughline/num.h>
#include <throughline/schema.h>

/* ---- about: measure's, and the policy in public words ---- */

static bool put_about(struct tl_stmt *stmt, const char *key, const char *value, struct tl_err *err)
{
	tl_bind_textz(stmt, 1, key);
	tl_bind_textz(stmt, 2, value ? value : "");
	return tl_stmt_run(stmt, err);
}

static bool put_about_number(
	struct tl_stmt *stmt, const char *key, unsigned value, struct tl_err *err)
{
	char text[16];

	snprintf(text, sizeof text, "%u", value);
	return put_about(stmt, key, text, err);
}

static bool write_about(
	struct tl_db *db, const struct tl_policy *policy, bool any_asked, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO about VALUES (?1, ?2)", err);
	bool ok = stmt && put_about(stmt, "audience", "public", err) &&
		  put_about(stmt, "policy", policy->name, err) &&
		  put_about(stmt, "policy_title", policy->title, err) &&
		  put_about(stmt, "policy_about", policy->about, err) &&
		  put_about_number(stmt, "policy_threshold", policy->threshold, err) &&
		  put_about_number(stmt, "policy_base", policy->base, err) &&
		  put_about_number(stmt, "policy_contributors", policy->contributors, err) &&
		  put_about(stmt, "policy_amounts",
			  policy->dominance_n || policy->p_percent ? "hidden" : "shown", err) &&
		  put_about_number(stmt, "policy_least_width",
			  policy->least_width < 2 ? 2 : policy->least_width, err) &&
		  put_about(stmt, "policy_zeros", policy->zeros_hidden ? "hidden" : "shown", err) &&
		  put_about(stmt, "policy_secondary", any_asked ? "yes" : "no", err);

	tl_stmt_free(stmt);
	return ok;
}

/* Words and dates, as measure has them. The digest of the accepted rows stays behind: whoever can
 * guess the rows but for one small number could try its values until the digest agrees. */
static bool copy_words(struct tl_db *db, const char *measure_path, struct tl_err *err)
{
	static const char *const copies[] = {
		"INSERT INTO about SELECT key, value FROM measured.about"
		" WHERE key <> 'row_digest' ORDER BY key",
		"INSERT INTO label SELECT kind, code, label, position FROM measured.label"
		" ORDER BY kind, code",
		"INSERT INTO definition SELECT definition, kind, name, version, title, about, "
		"polarity,"
		" rule FROM measured.definition ORDER BY definition",
		"INSERT INTO protocol SELECT kind, name, standing, reason FROM measured.protocol"
		" ORDER BY kind, name",
		"INSERT INTO coverage SELECT partner, contract, kind, month, state"
		" FROM measured.coverage ORDER BY partner, contract, month",
		"INSERT INTO locality_coverage SELECT partner, contract, kind, locality, month, "
		"state"
		" FROM measured.locality_coverage ORDER BY partner, contract, locality, month",
	};

	if (!tl_db_attach(db, measure_path, "measured", err))
		return false;
	for (size_t i = 0; i < TL_LEN(copies); i++)
		if (!tl_db_exec(db, copies[i], err))
			return false;
	return true;
}

/* ---- cells ---- */

static void bind_key(struct tl_stmt *stmt, const struct measured_point *point)
{
	const struct measured_figure *figure = point->figure;
	const char *const keys[] = {point->id, figure->programme, figure->locality, figure->measure,
		figure->statistic, figure->arm, figure->partner, figure->variant, figure->grp,
		figure->axis};

	for (size_t i = 0; i < TL_LEN(keys); i++)
		tl_bind_textz(stmt, (int)i + 1, keys[i]);
	if (point->position == INT64_MIN)
		tl_bind_null(stmt, 11);
	else
		tl_bind_int(stmt, 11, point->position);
	tl_bind_textz(stmt, 12, point->period_from);
	tl_bind_textz(stmt, 13, point->period_to);
}

static void bind_numbers(struct tl_stmt *stmt, const struct tl_result *result)
{
	const double numbers[] = {result->value, result->lower, result->upper, result->lower_998,
		result->upper_998, result->centre};

	for (size_t i = 0; i < TL_LEN(numbers); i++)
		tl_bind_real(stmt, 14 + (int)i, tl_num_stored(numbers[i]));
	tl_bind_textz(stmt, 20, result->flag ? result->flag : "");
	tl_bind_real(stmt, 21, tl_num_stored(result->numerator));
	tl_bind_real(stmt, 22, tl_num_stored(result->denominator));
}

static bool put_cell(struct tl_stmt *stmt, const struct measured_point *point, const char *as_at,
	struct tl_err *err)
{
	const struct tl_result *result = &point->published;

	bind_key(stmt, point);
	bind_numbers(stmt, result);
	tl_bind_textz(stmt, 23, point->figure->unit);
	tl_bind_textz(stmt, 24, tl_statuses[result->status].name);
	tl_bind_textz(stmt, 25, tl_reasons[result->reason].name);
	tl_bind_textz(stmt, 26, result->method ? result->method : "");
	if (point->figure->evidence)
		tl_bind_int(stmt, 27, point->figure->evidence);
	else
		tl_bind_null(stmt, 27);
	tl_bind_textz(stmt, 28, as_at);
	tl_bind_textz(stmt, 29, point->figure->definition);
	return tl_stmt_run(stmt, err);
}

static const char put_cell_sql[] =
	"INSERT INTO cell (id, programme, locality, measure, statistic, arm, partner, variant, grp,"
	" axis, position, period_from, period_to, value, lower, upper, lower_998, upper_998, "
	"centre,"
	" flag, numerator, denominator, unit, eligible, missing, status, reason, method, evidence,"
	" as_at, definition) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
	"?15,"
	" ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, NULL, NULL, ?24, ?25, ?26, ?27, ?28, ?29)";

static char *read_as_at(struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "SELECT value FROM about WHERE key = 'as_at'", err);
	bool row = false;
	char *as_at = NULL;

	if (stmt && tl_stmt_next(stmt, &row, err)) {
		struct tl_str text = row ? tl_column_text(stmt, 0) : TL_STR("");

		as_at = tl_alloc(text.length + 1, 1);
		memcpy(as_at, text.data, text.length);
	}
	tl_stmt_free(stmt);
	return as_at;
}

bool candidate_leaves_out(const struct measured_point *point)
{
	return strcmp(point->figure->axis, "gap") == 0 && !measured_is_published(point);
}

static bool write_cells(struct tl_db *db, const struct measured *measured, struct tl_err *err)
{
	char *as_at = read_as_at(db, err);
	struct tl_stmt *stmt = as_at ? tl_db_prepare(db, put_cell_sql, err) : NULL;
	bool ok = stmt != NULL;

	for (size_t i = 0; ok && i < measured->points.count; i++)
		ok = candidate_leaves_out(&measured->points.items[i]) ||
		     put_cell(stmt, &measured->points.items[i], as_at, err);
	tl_stmt_free(stmt);
	free(as_at);
	return ok;
}

static bool write_operands(struct tl_db *db, const struct measured *measured, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "INSERT INTO operand VALUES (?1, ?2, ?3, ?4)", err);
	bool ok = stmt != NULL;

	for (size_t i = 0; ok && i < measured->points.count; i++) {
		const struct measured_point *point = &measured->points.items[i];

		if (candidate_leaves_out(point))
			continue;
		for (size_t j = point->operands_from; ok && j < point->operands_to; j++) {
			const struct measured_operand *operand = &measured->operands.items[j];

			if (tl_role_is_of_months(operand->role))
				continue;
			tl_bind_textz(stmt, 1, point->id);
			tl_bind_textz(stmt, 2, operand->role);
			tl_bind_int(stmt, 3, operand->position);
			tl_bind_textz(stmt, 4, measured->points.items[operand->point].id);
			ok = tl_stmt_run(stmt, err);
		}
	}
	tl_stmt_free(stmt);
	return ok;
}

static bool write_sums(struct tl_db *db, const struct measured *measured, const struct sums *sums,
	struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO sum VALUES (?1, ?2, ?3)", err);
	bool ok = stmt != NULL;

	for (size_t i = 0; ok && i < sums->terms.count; i++) {
		tl_bind_int(stmt, 1, sums->terms.items[i].sum + 1);
		tl_bind_textz(stmt, 2, measured->points.items[sums->terms.items[i].point].id);
		tl_bind_real(stmt, 3, sums->terms.items[i].coefficient);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}

bool candidate_write(const char *path, const char *measure_path, const struct measured *measured,
	const struct sums *sums, const struct tl_policy *policy, struct tl_digest *content,
	struct tl_err *err)
{
	struct tl_db *db = tl_db_create(path, tl_schema_publication, err);
	bool ok = db && copy_words(db, measure_path, err) &&
		  write_about(db, policy, rules_any_asked(measured), err) &&
		  write_cells(db, measured, err) && write_operands(db, measured, err) &&
		  write_sums(db, measured, sums, err) && tl_db_content_digest(db, content, err);

	if (ok)
		return tl_db_finish(db, err);
	tl_db_free(db);
	return false;
}

/* ---- working.db ---- */

/* From where to where a reader must still be able to think an amount. */
static void bind_room(
	struct tl_stmt *stmt, const struct measured_point *point, const struct tl_policy *policy)
{
	double room = 0;

	if (!point->is_amount) {
		tl_bind_null(stmt, 4);
		tl_bind_null(stmt, 5);
		return;
	}
	if (rules_hide(policy, point))
		room = dominance_protection(policy, point);
	tl_bind_real(stmt, 4, point->measured.value - room);
	tl_bind_real(stmt, 5, point->measured.value + room);
}

static bool write_decisions(struct tl_db *db, const struct measured *measured,
	const struct tl_policy *policy, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "INSERT INTO decision VALUES (?1, ?2, ?3, ?4, ?5)", err);
	bool ok = stmt != NULL;

	for (size_t i = 0; ok && i < measured->points.count; i++) {
		const struct measured_point *point = &measured->points.items[i];

		if (point->figure->role == MEASURED_DERIVED || candidate_leaves_out(point))
			continue;
		tl_bind_textz(stmt, 1, point->id);
		tl_bind_textz(stmt, 2, rule_names[point->rule]);
		tl_bind_int(stmt, 3, rules_cost(point));
		bind_room(stmt, point, policy);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}

bool working_write(const char *path, const struct measured *measured,
	const struct tl_policy *policy, const struct tl_digest *root, int64_t round,
	struct tl_err *err)
{
	struct tl_db *db = tl_db_create(path, tl_schema_working, err);
	struct tl_stmt *stmt =
		db ? tl_db_prepare(db, "INSERT INTO about VALUES (?1, ?2)", err) : NULL;
	char text[24];
	bool ok;

	snprintf(text, sizeof text, "%lld", (long long)round);
	ok = stmt && put_about(stmt, "root", root->hex, err) &&
	     put_about(stmt, "round", text, err) && write_decisions(db, measured, policy, err);
	if (ok)
		return tl_db_finish(db, err);
	tl_db_free(db);
	return false;
}
