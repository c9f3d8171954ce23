/*
 * What the files lib/study*.c share: the shape of study.yaml, libcyaml's tables, the checks of
 * meaning and the words they fail with.
 */
#ifndef THROUGHLINE_LIB_STUDY_PRIVATE_H
#define THROUGHLINE_LIB_STUDY_PRIVATE_H

#include <throughline/stats.h>
#include <throughline/study.h>
#include <throughline/yaml.h>

struct study_terms { /* money: */
	char *price_year, *first_year;
	char *schedule;
};

struct tl_study_file { /* study.yaml as it is written */
	char *name, *title, *about, *as_at;
	struct tl_months months;
	struct tl_locality *localities;
	unsigned localities_count;
	bool localities_open;
	struct tl_partner *partners;
	unsigned partners_count;
	struct tl_extract *extracts;
	unsigned extracts_count;
	struct tl_linkage linkage;
	struct tl_disclosure disclosure;
	struct study_terms money;
	char **area_measures;
	unsigned area_measures_count;
	char **packs;
	unsigned packs_count;
};

/* The keys of each file. tests/unit/test_study_schema.c holds schema/json/ to the same names. */
extern const struct cyaml_schema_value study_schema, study_contract_schema, study_measure_schema,
	study_programme_schema, study_policy_schema, study_framework_schema;

/* Frictionless keys that a contract may have and that we read past; NULL ends the list. */
extern const char *const study_frictionless_keys[];

/* Which roles the fields of each kind must and may have, as bits; none and ignore always may. */
struct study_kind_roles {
	unsigned needed, allowed;
};
extern const struct study_kind_roles study_kind_roles[];

/* One file being checked. `at` in what follows is a dotted path of keys in it
 * ("numerator.where.0"). */
struct study_check {
	struct tl_study *study;
	const char *path;
	struct tl_err *err;
};

/* "file:line:column: message" with EX_CONFIG; returns false. */
bool study_fail(const struct study_check *check, const char *at, const char *format, ...)
	TL_PRINTF(3, 4);
/* Adds "file:line:column: message" to the study's warnings. */
void study_warn(const struct study_check *check, const char *at, const char *format, ...)
	TL_PRINTF(3, 4);
/* A dotted path, in the study's arena. */
const char *study_at(const struct study_check *check, const char *format, ...) TL_PRINTF(2, 3);
/* `did you mean "police"?`, or `known here: ambulance, police`, or `none is defined`. */
const char *study_hint(
	const struct study_check *check, const char *typed, const char *const *names, size_t count);

/* Small checks that many keys need. NULL (the key is left out) passes. */
bool study_check_word(const struct study_check *check, const char *at, const char *value,
	const char *const *words, size_t count);
bool study_check_day(const struct study_check *check, const char *at, const char *value,
	struct tl_day *day); /* *day is TL_NO_DAY for NULL */
/* "2014-06": its first day. */
bool study_check_month(
	const struct study_check *check, const char *at, const char *value, struct tl_day *month);
/* A limit that a condition sets for a field's values: a day or a number as its type is; NULL is
 * none. */
bool study_check_bound(const struct study_check *check, const char *at,
	const struct tl_field *field, const char *bound);
/* Two days, both included, from first; *period is half-open, TL_NO_DAY at both ends for NULL. */
bool study_check_period(const struct study_check *check, const char *at, const char *from,
	const char *to, struct tl_span *period);
/* What a file and a view can be called: a-z, 0-9, - and _, beginning with a letter or digit. */
bool study_check_form(const struct study_check *check, const char *at, const char *name);
/* ... and it is the name of check's own file. */
bool study_check_name(const struct study_check *check, const char *name);
/* What stands for the study's localities is their code. */
bool study_check_locality(const struct study_check *check, const char *at, const char *code);
/* "did you mean "north"?" for a spelling that is none of the study's. */
const char *study_hint_locality(const struct study_check *check, const char *typed);
bool study_check_partner(const struct study_check *check, const char *at, const char *code);
/* No two of count names are equal; name i is said to lie at "<list>.<i>.<key>", or "<list>.<i>"
 * where key is NULL. */
bool study_check_unique(const struct study_check *check, const char *list, const char *key,
	const char *const *names, size_t count);

bool study_type_is_day(enum tl_field_type type);
bool study_type_is_number(enum tl_field_type type);

/* Fills in what a file leaves out and has a default. */
void study_fill_own(struct tl_study *study, struct tl_study_file *file);
void study_fill_contract(struct tl_contract *contract);
void study_fill_measure(struct tl_measure *measure);
void study_fill_programme(struct tl_programme *programme);

/* The meaning of a file of each sort; these also fill in what is resolved. */
bool study_check_contract(const struct study_check *check, struct tl_contract *contract);
bool study_check_field(
	const struct study_check *check, const struct tl_contract *contract, unsigned number);
/* What says who people are, and what becomes of it before the extract travels. */
bool study_check_pseudonymise(const struct study_check *check, const struct tl_contract *contract);
bool study_check_coverage(const struct study_check *check, struct tl_contract *contract);
bool study_check_terms(const struct study_check *check, struct tl_contract *contract);
/* Once every contract is loaded: what one says of another's rows. */
bool study_check_together(const struct study_check *check);
/* standardise: its strata and the standard's weights */
bool study_check_standardise(const struct study_check *check, struct tl_measure *measure);
bool study_check_measure(const struct study_check *check, struct tl_measure *measure);
bool study_check_programme(const struct study_check *check, struct tl_programme *programme);
bool study_check_policy(const struct study_check *check, const struct tl_policy *policy);
bool study_check_own(const struct study_check *check); /* study.yaml itself */
/* Its linkage:, once every contract is loaded. */
bool study_check_linkage(const struct study_check *check);

/* rows: `at` is the key it stands under ("cohort"). Its kind is resolved. */
bool study_check_rows(const struct study_check *check, const char *at, struct tl_rows *rows);
enum study_column { STUDY_ANY_COLUMN, STUDY_DAY_COLUMN, STUDY_NUMBER_COLUMN };
/* Every contract of rows has this column and its type will do. NULL passes. */
bool study_check_column(const struct study_check *check, const char *at, const struct tl_rows *rows,
	const char *column, enum study_column wanted);

/* Finds folder/name.yaml ("contracts", "police") in the study, else in the catalogue. */
struct study_found {
	const char *path, *input;
	bool ready; /* from the catalogue */
};
bool study_find(const struct study_check *check, const char *at, const char *folder,
	const char *name, struct study_found *found);
/* The definitions of one folder of the study and, with ready, of the catalogue: their names,
 * sorted. */
bool study_names(struct tl_study *study, const char *folder, bool ready, const char ***names,
	size_t *count, struct tl_err *err);
/* The packs that can be made, sorted. */
bool study_pack_names(
	struct tl_study *study, const char ***names, size_t *count, struct tl_err *err);
/* Puts together dir and name; "." is left out. In the study's arena. */
const char *study_path(struct tl_study *study, const char *dir, const char *name);

/* The digest of check's file, in the study's arena. */
bool study_digest(const struct study_check *check, char **text);

/* The frameworks that programmes name, once measures are loaded. */
bool study_load_frameworks(const struct study_check *check);

/* costs.csv and its like, once measures and programmes are loaded: study_sheet.h. */
bool study_load_accounts(const struct study_check *check);

/* Reads check's file as a contract. Keys of Frictionless that are not used become warnings; one
 * that looks like a misspelt key of ours is wrong. */
bool study_load_contract(const struct study_check *check, struct tl_contract **contract);

#endif
