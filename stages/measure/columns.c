#include "columns.h"

#include <string.h>
#include <throughline/extract.h>
#include <throughline/yaml.h>

#include "select.h"

/* A definition, and the rows of it that are looked at. */
struct looking {
	const struct measure_world *world;
	struct tl_arena *arena;
	const char *path; /* of the definition */
	struct tl_err *err;
};

static bool counts(const struct measure_delivery *delivery)
{
	return delivery->dead_count < delivery->facts.rows;
}

static bool has(const struct measure_delivery *delivery, const struct tl_field *field)
{
	const struct tl_csv_row header = {
		.fields = delivery->headers, .count = delivery->header_count};

	return tl_layout_has(delivery->contract, field, &header);
}

/* " (is it "natrue"?)" where a header that no field has looks like it, else "". */
static const char *lookalike(const struct looking *looking, const struct measure_delivery *delivery,
	const struct tl_field *field)
{
	const struct tl_contract *contract = delivery->contract;
	const char **unknown =
		tl_arena_array(looking->arena, delivery->header_count + 1, sizeof *unknown);
	const char *nearest;
	size_t count = 0;

	for (size_t i = 0; i < delivery->header_count; i++) {
		const struct tl_csv_row one = {.fields = &delivery->headers[i], .count = 1};
		bool known = !delivery->headers[i].length;

		for (unsigned j = 0; !known && j < contract->fields_count; j++)
			known = tl_layout_has(contract, &contract->fields[j], &one);
		if (!known)
			unknown[count++] = tl_arena_text(looking->arena, delivery->headers[i]);
	}
	nearest = tl_str_nearest(tl_str(field->name), unknown, count);
	return nearest ? tl_arena_printf(looking->arena, " (is it \"%s\"?)", nearest) : "";
}

static bool fail_lacking(const struct looking *looking, const char *at,
	const struct measure_delivery *delivery, const struct tl_field *field)
{
	const struct tl_contract *contract = delivery->contract;
	struct tl_buf where = {0};

	tl_yaml_where(looking->path, at, &where);
	tl_fail(looking->err, EX_DATAERR,
		"%s: this reads \"%s\", and %s (delivery %s) has no such column%s; ask %s for it, "
		"name it as it comes among the field's aliases in contract %s, or, where blank is "
		"meant, give the field constraints: {required: false}",
		tl_buf_c(&where), field->name, delivery->file, delivery->name,
		lookalike(looking, delivery, field),
		tl_study_partner_label(looking->world->study, contract->partner), contract->name);
	tl_buf_free(&where);
	return false;
}

/* One column, in every delivery of one contract. */
static bool look_at_field(const struct looking *looking, const char *at,
	const struct tl_contract *contract, const struct tl_field *field)
{
	const struct measure_world *world = looking->world;

	if (!field || (field->constraints.required && !*field->constraints.required))
		return true;
	for (size_t i = 0; i < world->delivery_count; i++) {
		const struct measure_delivery *delivery = &world->deliveries[i];

		if (delivery->contract == contract && counts(delivery) && !has(delivery, field))
			return fail_lacking(looking, at, delivery, field);
	}
	return true;
}

static bool look_at_column(const struct looking *looking, const char *at,
	const struct tl_rows *rows, const char *column)
{
	for (unsigned i = 0; column && i < rows->contracts_count; i++) {
		const struct tl_contract *contract =
			tl_study_contract(looking->world->study, rows->contracts[i]);

		if (!look_at_field(looking, at, contract, tl_contract_field(contract, column)))
			return false;
	}
	return true;
}

/* A SELECT reads the columns whose names it says. */
static bool look_at_sql(const struct looking *looking, const char *at, const char *sql)
{
	const struct tl_study *study = looking->world->study;

	for (size_t i = 0; i < study->contracts_count; i++) {
		const struct tl_contract *contract = study->contracts[i];

		if (!measure_select_names(sql, contract->name))
			continue;
		for (unsigned j = 0; j < contract->fields_count; j++) {
			const struct tl_field *field = &contract->fields[j];
			const char *column = tl_field_column(field);

			if (column &&
				(measure_select_reads(sql, column) ||
					measure_select_reads(sql, field->name)) &&
				!look_at_field(looking, at, contract, field))
				return false;
		}
	}
	return true;
}

static const char *place(const struct looking *looking, const char *at, const char *key)
{
	return tl_arena_printf(looking->arena, "%s.%s", at, key);
}

static bool look_at_rows(const struct looking *looking, const char *at, const struct tl_rows *rows)
{
	if (rows->sql)
		return look_at_sql(looking, place(looking, at, "sql"), rows->sql);
	for (unsigned i = 0; i < rows->where_count; i++)
		if (!look_at_column(looking,
			    tl_arena_printf(looking->arena, "%s.where.%u.column", at, i), rows,
			    rows->where[i].column))
			return false;
	return look_at_column(looking, place(looking, at, "quantity"), rows, rows->quantity) &&
	       look_at_column(looking, place(looking, at, "date"), rows, rows->date);
}

/* The population's strata; of rows about people, link knows age and sex. */
static bool look_at_standard(const struct looking *looking, const struct tl_measure *measure)
{
	const struct tl_standardise *how = &measure->standardise;
	const struct tl_rows *rows[] = {&measure->denominator, &measure->numerator};
	size_t count = tl_kinds[measure->numerator.kind].has_persons ? 1 : 2;
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++)
		ok = look_at_column(looking, "standardise.age", rows[i], how->age) &&
		     look_at_column(looking, "standardise.sex", rows[i], how->sex);
	return ok;
}

static bool look_at_measure(struct looking *looking, const struct tl_measure *measure)
{
	const struct tl_rows *rows = &measure->numerator;

	looking->path = measure->path;
	return look_at_rows(looking, "numerator", rows) &&
	       look_at_rows(looking, "denominator", &measure->denominator) &&
	       look_at_rows(looking, "competes", &measure->competes) &&
	       look_at_column(looking, "by", rows, measure->by) &&
	       look_at_column(looking, "from_step", rows, measure->from_step) &&
	       look_at_column(looking, "to_step", rows, measure->to_step) &&
	       look_at_standard(looking, measure);
}

/* What is known of a unit is no column, but for the rest, which both arms' rows have. */
static bool look_at_match(const struct looking *looking, const struct tl_programme *programme)
{
	const struct tl_comparison *comparison = &programme->comparison;

	for (unsigned i = 0; i < comparison->match.on_count; i++) {
		const char *attribute = comparison->match.on[i].attribute;
		const char *at =
			tl_arena_printf(looking->arena, "comparison.match.on.%u.attribute", i);
		bool known = false;

		for (size_t j = 0; !known && tl_match_known[j]; j++)
			known = !strcmp(tl_match_known[j], attribute);
		if (!known && (!look_at_column(looking, at, &programme->cohort, attribute) ||
				      !look_at_column(looking, at, &comparison->pool, attribute)))
			return false;
	}
	return true;
}

static bool look_at_programme(struct looking *looking, const struct tl_programme *programme)
{
	const struct tl_comparison *comparison = &programme->comparison;

	looking->path = programme->path;
	for (unsigned i = 0; i < programme->steps_count; i++)
		if (!look_at_column(looking, tl_arena_printf(looking->arena, "steps.%u.column", i),
			    &programme->cohort, programme->steps[i].column))
			return false;
	return look_at_rows(looking, "cohort", &programme->cohort) &&
	       look_at_column(looking, "index", &programme->cohort, programme->index) &&
	       look_at_rows(looking, "transferred", &programme->transferred) &&
	       look_at_rows(looking, "comparison.pool", &comparison->pool) &&
	       look_at_column(looking, "comparison.index", &comparison->pool, comparison->index) &&
	       look_at_match(looking, programme);
}

bool measure_columns_check(const struct measure_world *world, struct tl_err *err)
{
	const struct tl_study *study = world->study;
	struct tl_arena arena = {0};
	struct looking looking = {.world = world, .arena = &arena, .err = err};
	bool ok = true;

	for (size_t i = 0; ok && i < study->measures_count; i++)
		ok = look_at_measure(&looking, study->measures[i]);
	for (size_t i = 0; ok && i < study->programmes_count; i++)
		ok = look_at_programme(&looking, study->programmes[i]);
	tl_arena_free(&arena);
	return ok;
}
