/*
 * What is measured, before it is written: points with their keys, the atoms under them, and how the
 * derived ones follow.
 *
 * A task fills a model of its own; models are then joined in the order of the tasks, so that
 * threads do not show. Texts in a point live in the study, the world or the model's arena.
 *
 * Explaining: `watched` names cells; whoever makes a base point with one of these ids also hands
 * over the rows under it (measure_model_watch, measure_model_source).
 */
#ifndef MEASURE_MODEL_H
#define MEASURE_MODEL_H

#include <throughline/num.h>
#include <throughline/recipe.h>
#include <throughline/vec.h>

#define MEASURE_NO_POSITION INT64_MIN
#define MEASURE_UNKNOWN ((int64_t)-1) /* contributors that are not known: counts as delivered */
#define MEASURE_NO_POINT SIZE_MAX

enum measure_role { MEASURE_BASE, MEASURE_MODEL, MEASURE_DERIVED, MEASURE_GIVEN };

/* The key of a cell and what its figure says of it. NULL text is "". */
struct measure_key {
	const char *programme, *locality, *measure, *statistic, *arm, *partner, *grp, *axis;
	const char *variant; /* NULL: main */
	const char *unit, *definition;
	double scale; /* 0 is 1 */
	int evidence; /* 0: no claim is made */
	int64_t position; /* MEASURE_NO_POSITION */
	struct tl_day from, to; /* both days included; TL_NO_DAY: none */
};

struct measure_point {
	struct measure_key key;
	enum measure_role role;
	char id[17];
	int64_t units; /* base: the sum of its atoms, value times scale */
	double value, lower, upper, lower_998, upper_998, centre;
	double numerator, denominator; /* of a share or rate */
	const char *flag, *interval; /* interval: how the limits are made */
	int64_t contributors;
	bool is_amount; /* base: rows stand for other numbers than 1 */
	int64_t largest, second; /* of an amount: what its two largest contributors add to it */
	enum tl_status status;
	enum tl_reason reason;
	enum tl_method method; /* of the recipe; meaningless for base */
	struct tl_recipe_settings settings;
	size_t first_operand, operand_count;
};

struct measure_atom {
	int64_t units, contributors, largest, second; /* contributors MEASURE_UNKNOWN: none known */
};

struct measure_link { /* a base point stands on an atom */
	uint32_t point, atom;
};

struct measure_share { /* what a row puts into an atom: see joint.h */
	int64_t at; /* the row, in the delivery's facts */
	int64_t from, to; /* a stretch of its line; below 0: taken away */
	int64_t who;
	int32_t delivery;
	uint32_t what; /* is counted of the row; 0: like nothing else */
	uint32_t tally, atom;
};

struct measure_scan;
struct measure_scan_tally;
struct measure_scanned { /* a tally of the scan, and the atoms made of it */
	const struct measure_scan_tally *tally;
	const size_t *atoms; /* by place and class; MEASURE_NO_POINT: none */
	size_t first; /* to be added to them */
};

struct measure_couple { /* what a measure divides by each other */
	uint32_t what, with;
};

struct measure_operand {
	const char *role;
	size_t point;
};

struct measure_label { /* a name that only the rows could tell */
	const char *kind, *code, *label;
	int64_t position;
};

struct measure_source { /* a row under a watched point */
	size_t point;
	int64_t unit; /* whose: rows of one unit count once together; -1: each row for itself */
	int32_t delivery; /* in the world; -1: `words` says it all */
	int64_t at;
	int64_t amount;
	const char *words; /* NULL, or what there is to say: "1 July 2013 to 30 June 2014" */
};

struct measure_model {
	struct tl_arena arena;
	TL_VEC(struct tl_arena) joined; /* arenas of models that were joined to this one */
	TL_VEC(struct measure_point) points;
	TL_VEC(struct measure_atom) atoms;
	TL_VEC(struct measure_link) links;
	TL_VEC(struct measure_operand) operands;
	TL_VEC(struct measure_share) shares;
	TL_VEC(struct measure_couple) couples;
	uint32_t tallies; /* that made shares */
	const struct measure_scan *scan; /* what has been added up already (scan.h), or NULL */
	TL_VEC(struct measure_scanned) scanned;
	TL_VEC(struct measure_label) labels;
	const char *const *watched; /* ids, sorted; NULL: not explaining */
	size_t watched_count;
	TL_VEC(struct measure_source) sources;
};
void measure_model_free(struct measure_model *model);
/* Moves everything of `from` to the end of `model`, its memory too. */
void measure_model_join(struct measure_model *model, struct measure_model *from);

/* A base point with nothing under it yet; value 0. */
size_t measure_model_base(struct measure_model *model, const struct measure_key *key);
/* A point that is not there, and why. */
size_t measure_model_absent(struct measure_model *model, const struct measure_key *key,
	enum measure_role role, enum tl_status status, enum tl_reason reason);
size_t measure_model_atom(struct measure_model *model, struct measure_atom atom);
/* Puts an atom under a base point: its value grows by units / scale. */
void measure_model_stand(struct measure_model *model, size_t point, size_t atom);
/* A number that a sheet of the study states, or that follows from such alone: it counts nobody.
 * Limits NaN: none. */
size_t measure_model_given(struct measure_model *model, const struct measure_key *key, double value,
	double lower, double upper);
/* A number that no recipe gives (a median), with the counts it rests on. NaN value: too few. Where
 * a count is not there, neither is the number, for the same reason. */
size_t measure_model_number(struct measure_model *model, const struct measure_key *key,
	double value, double lower, double upper, double lower_998, double upper_998,
	const char *interval, const struct measure_operand *operands, size_t count);
/* A point that follows from others, computed at once. Operands without a point (MEASURE_NO_POINT)
 * are left out. Where an operand is not there, neither is the point, for the same reason. */
size_t measure_model_derive(struct measure_model *model, const struct measure_key *key,
	enum tl_method method, const struct measure_operand *operands, size_t count,
	const struct tl_recipe_settings *settings);
/* A process chart: of each of these points, under its key, how it stands among them all
 * (TL_METHOD_XMR). */
void measure_model_judge(struct measure_model *model, const struct measure_key *keys,
	const size_t *points, size_t count, const struct tl_recipe_settings *settings);

/* Texts live as long as the model, or longer. */
void measure_model_label(struct measure_model *model, const char *kind, const char *code,
	const char *label, int64_t position);

/* The id of the point that has this key. */
void measure_key_id(const struct measure_key *key, char id[17]);

bool measure_model_is_watched(const struct measure_model *model, size_t point);
void measure_model_source(struct measure_model *model, struct measure_source source);

#endif
