#include "quality.h"

#include "definitions.h"
#include "tally.h"

#include <string.h>
#include <throughline/db.h>
#include <throughline/schema.h>

struct partners {
	const struct tl_study *study;
	size_t *points; /* people of each partner, by its place in the study */
	size_t all, several;
};

static struct measure_key people_key(
	struct measure_model *model, const char *partner, const char *grp)
{
	return (struct measure_key){
		.locality = "all",
		.measure = "linkage",
		.statistic = "people",
		.partner = partner,
		.grp = grp,
		.unit = "people",
		.definition = measure_definition_own(&model->arena, "linkage"),
		.position = MEASURE_NO_POSITION,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY,
	};
}

static size_t people_point(struct measure_model *model, const char *partner, const char *grp)
{
	struct measure_key key = people_key(model, partner, grp);
	size_t point = measure_model_base(model, &key);

	model->points.items[point].contributors = 0;
	return point;
}

/* Only partners that send people have a point. */
static size_t point_of(struct partners *partners, struct measure_model *model, const char *code)
{
	for (unsigned i = 0; i < partners->study->partners_count; i++) {
		if (strcmp(partners->study->partners[i].code, code) != 0)
			continue;
		if (partners->points[i] == MEASURE_NO_POINT)
			partners->points[i] =
				people_point(model, partners->study->partners[i].code, "");
		return partners->points[i];
	}
	return MEASURE_NO_POINT;
}

static void push(struct measure_members *members, int64_t person, size_t point)
{
	if (point != MEASURE_NO_POINT)
		*tl_vec_push(&members->items) = (struct measure_member){person, point};
}

static bool gather(struct tl_db *link, struct partners *partners, struct measure_model *model,
	struct measure_members *members, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(link,
		"SELECT DISTINCT k.person_no, d.partner FROM person_of_key k"
		" JOIN settle.delivery d ON d.delivery = k.delivery WHERE k.threshold = 'default'"
		" ORDER BY k.person_no, d.partner",
		err);
	int64_t last = -1, count = 0;
	bool row = false, ok;

	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row) {
		int64_t person = tl_column_int(stmt, 0);

		count = person == last ? count + 1 : 1;
		last = person;
		push(members, person, point_of(partners, model, tl_column_textz(stmt, 1)));
		if (count == 1)
			push(members, person, partners->all);
		if (count == 2)
			push(members, person, partners->several);
	}
	tl_stmt_free(stmt);
	return ok;
}

static void divide(struct measure_model *model, const struct partners *partners)
{
	struct measure_key key = people_key(model, "", "two-or-more");
	const struct measure_operand operands[] = {{"x", partners->several}, {"n", partners->all}};

	key.statistic = "share";
	key.unit = "%";
	measure_model_derive(model, &key, TL_METHOD_SHARE, operands, 2, NULL);
}

bool measure_quality_linkage(
	const struct measure_world *world, struct measure_model *model, struct tl_err *err)
{
	struct tl_db *link;
	struct partners partners = {.study = world->study};
	struct measure_members members = {0};
	bool ok;

	if (!world->people_count)
		return true;
	link = tl_db_open(world->link_path, tl_schema_link, err);
	partners.points = tl_alloc(world->study->partners_count + 1, sizeof *partners.points);
	for (unsigned i = 0; i < world->study->partners_count; i++)
		partners.points[i] = MEASURE_NO_POINT;
	partners.all = people_point(model, "", "");
	partners.several = people_point(model, "", "two-or-more");
	ok = link && tl_db_attach(link, world->settle_path, "settle", err) &&
	     gather(link, &partners, model, &members, err);
	if (ok) {
		measure_tally_members(model, &members);
		divide(model, &partners);
	}
	tl_vec_free(&members.items);
	free(partners.points);
	tl_db_free(link);
	return ok;
}
