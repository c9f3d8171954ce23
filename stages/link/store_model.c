/* The model's part of link.db. */
#include "store.h"

#include <math.h>

static bool write_thresholds(const struct link *link, struct tl_db *db, struct tl_err *err)
{
	/* In the order of the primary key. */
	static const enum link_threshold order[] = {LINK_DEFAULT, LINK_LOOSE, LINK_STRICT};
	const struct compared *compared = link->compared;
	struct tl_buf doubt = {0};
	struct tl_stmt *insert = tl_db_prepare(
		db, "INSERT INTO linking_threshold VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", err);
	bool is_believed, ok = insert;

	if (compared)
		linkage_doubt(&compared->linkage, &doubt);
	is_believed = compared && !doubt.length;
	tl_buf_free(&doubt);
	for (size_t i = 0; ok && i < TL_LEN(order); i++) {
		enum link_threshold at = order[i];
		struct exact exact;

		tl_bind_textz(insert, 1, link_threshold_names[at]);
		tl_bind_real(insert, 2, compared ? compared->threshold[at] : NAN);
		tl_bind_real(insert, 3, is_believed ? compared->point[at].precision : NAN);
		tl_bind_real(insert, 4, is_believed ? compared->point[at].recall : NAN);
		if (link_exact(link, at, &exact)) {
			tl_bind_int(insert, 5, exact.found);
			tl_bind_int(insert, 6, exact.right);
			tl_bind_int(insert, 7, exact.there);
		}
		ok = tl_stmt_run(insert, err);
	}
	return ok;
}

static bool write_curve(const struct linkage *linkage, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *insert =
		tl_db_prepare(db, "INSERT INTO linking_curve VALUES (?1, ?2, ?3, ?4, ?5)", err);
	bool ok = insert;

	for (size_t i = 0; ok && i < CURVE_POINTS; i++) {
		const struct curve_point *point = &linkage->curve[i];

		tl_bind_real(insert, 1, point->weight);
		tl_bind_real(insert, 2, point->pairs);
		tl_bind_real(insert, 3, point->precision);
		tl_bind_real(insert, 4, point->recall);
		tl_bind_real(insert, 5, point->f1);
		ok = tl_stmt_run(insert, err);
	}
	return ok;
}

static bool write_level(const struct model *model, size_t field, unsigned given, unsigned level,
	struct tl_stmt *insert, struct tl_err *err)
{
	double same = model->same[field][given][level],
	       unrelated = model->unrelated[field][given][level];
	size_t parent = model->patterns.parent[field];

	tl_bind_textz(insert, 1, model->fields[field].name);
	tl_bind_int(insert, 2, given);
	tl_bind_int(insert, 3, level);
	tl_bind_textz(insert, 4, field_kinds[model->fields[field].kind].level[level].name);
	tl_bind_textz(insert, 5, given && parent != NO_PARENT ? model->fields[parent].name : NULL);
	tl_bind_real(insert, 6, same);
	tl_bind_real(insert, 7, model->household[field][given][level]);
	tl_bind_real(insert, 8, unrelated);
	tl_bind_real(insert, 9, same > 0 && unrelated > 0 ? log2(same / unrelated) : NAN);
	return tl_stmt_run(insert, err);
}

static bool write_field(
	const struct model *model, size_t field, struct tl_stmt *insert, struct tl_err *err)
{
	size_t parent = model->patterns.parent[field];
	size_t givens = parent == NO_PARENT ? 0 : field_kinds[model->fields[parent].kind].levels;
	size_t levels = field_kinds[model->fields[field].kind].levels;

	for (unsigned given = 0; given <= givens; given++)
		for (unsigned level = 1; level <= levels; level++)
			if (!write_level(model, field, given, level, insert, err))
				return false;
	return true;
}

static bool write_levels(const struct compared *compared, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *insert = tl_db_prepare(
		db, "INSERT INTO linking_level VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", err);
	bool ok = insert;

	for (size_t field = 0; ok && field < compared->records.field_count; field++)
		ok = write_field(&compared->linkage.model, field, insert, err);
	return ok;
}

static bool write_passes(const struct compared *compared, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *insert =
		tl_db_prepare(db, "INSERT INTO linking_pass VALUES (?1, ?2, ?3, ?4)", err);
	struct tl_buf words = {0};
	bool ok = insert;

	for (size_t i = 0; ok && i < compared->linkage.blocks.count; i++) {
		const struct block_pass *pass = &compared->linkage.blocks.passes[i];

		tl_buf_clear(&words);
		block_pass_words(pass, &compared->records, &words);
		tl_bind_int(insert, 1, (int64_t)i + 1);
		tl_bind_text(insert, 2, tl_buf_str(&words));
		tl_bind_int(insert, 3, pass->pairs);
		tl_bind_int(insert, 4, pass->split_blocks);
		ok = tl_stmt_run(insert, err);
	}
	tl_buf_free(&words);
	return ok;
}

bool link_write_model(const struct link *link, struct tl_db *db, struct tl_err *err)
{
	const struct compared *compared = link->compared;

	if (!compared)
		return !link->study->linkage.truth || write_thresholds(link, db, err);
	return write_thresholds(link, db, err) && write_curve(&compared->linkage, db, err) &&
	       write_levels(compared, db, err) && write_passes(compared, db, err);
}
