/*
 * A study as an analyst wrote it: parsed, checked, nothing computed.
 *
 *   my-study/study.yaml  contracts/<name>.yaml  measures/<name>.yaml  programmes/<name>.yaml
 *
 * A contract, measure or framework that is not in the study's own folder is taken from catalogue/
 * by name. docs/study.md describes every key;
 * schema/json/{study,contract,measure,programme,framework,policy}.schema.json say the same to an
 * editor.
 *
 * tl_study_load fails with EX_NOINPUT (no such study) or EX_CONFIG, one line: file:line:column,
 * what, what to do, the nearest name for a typo. Text that a key leaves out is NULL, a list is
 * empty; a label is its code then, a contract's or field's title its name, a version 1. The structs
 * are loaded by libcyaml (lib/study_*.c holds its tables); the members marked "resolved" are filled
 * in by tl_study_load after parsing and are never read from a file.
 */
#ifndef THROUGHLINE_STUDY_H
#define THROUGHLINE_STUDY_H

#include <throughline/arena.h>
#include <throughline/csv.h>
#include <throughline/date.h>
#include <throughline/err.h>
#include <throughline/identity.h>
#include <throughline/num.h>
#include <throughline/accounts.h>

/* ---- contracts: what a partner delivers --------------------------------------------------- */

/* The kind of extract decides its facts table and which roles its fields may have. */
enum tl_kind {
	TL_KIND_PERSONS, /* facts table "record" */
	TL_KIND_EVENTS, /* "event" */
	TL_KIND_EPISODES, /* "episode" */
	TL_KIND_MEASUREMENTS, /* "measurement" */
	TL_KIND_COUNTS, /* "count" */
	TL_KIND_POPULATION, /* "population" */
	/* Read, checked and kept; no measure counts them yet. */
	TL_KIND_FINANCE, /* "finance" */
	TL_KIND_WORKFORCE, /* "workforce" */
	TL_KIND_RELATIONS, /* "relation" */
	TL_KIND_COUNT_OF
};
struct tl_kind_facts {
	const char *name; /* "events", as a contract says it */
	const char *table; /* "event" */
	bool has_persons; /* rows belong to a person key */
	bool of_months; /* a row is a number for a place and a period, its month where it has no end
			 */
};
extern const struct tl_kind_facts tl_kinds[TL_KIND_COUNT_OF];

enum tl_role {
	TL_ROLE_NONE, /* an attribute: kept under the field's own name, may be filtered on */
	TL_ROLE_KEY, /* the partner's own name for a person */
	TL_ROLE_TOKEN, /* a keyed token that several partners share (NHS number, UPN ...) */
	TL_ROLE_HOUSEHOLD, /* a household key */
	TL_ROLE_DATE, /* of an event or measurement */
	TL_ROLE_START, /* of an episode, of a record's validity, of a count's period */
	TL_ROLE_END, /* ... first day no longer in it; blank = open */
	TL_ROLE_STEP, /* a dated step of an episode, under the field's own name */
	TL_ROLE_TYPE, /* what kind of event */
	TL_ROLE_LOCALITY,
	TL_ROLE_BIRTH, /* date of birth, kept to the month */
	TL_ROLE_SEX,
	TL_ROLE_DEATH,
	TL_ROLE_VALUE, /* of a measurement; the number of a count or population row */
	TL_ROLE_IGNORE, /* known, not kept */
	TL_ROLE_OTHER, /* of a relation: the partner's key of the other person */
	TL_ROLE_PROVIDER, /* of money or staff: who is paid, who employs */
	TL_ROLE_FINGERPRINT, /* of the key that tokens and filters were made with */
	TL_ROLE_COUNT_OF
};
extern const char *const tl_role_names[TL_ROLE_COUNT_OF];

enum tl_field_type { /* Frictionless types we read */
	TL_TYPE_STRING,
	TL_TYPE_INTEGER,
	TL_TYPE_NUMBER,
	TL_TYPE_DATE,
	TL_TYPE_DATETIME, /* kept to the day */
	TL_TYPE_YEARMONTH, /* "2014-06": its first day */
	TL_TYPE_YEAR, /* "2014": its first day */
	TL_TYPE_BOOLEAN, /* kept as 0 and 1 */
	TL_TYPE_TIME, /* "23:59" or "23:59:00", kept as text */
	TL_TYPE_DURATION, /* ISO 8601, "P1Y2M", kept as text */
	TL_TYPE_COUNT_OF
};
extern const char *const tl_type_names[TL_TYPE_COUNT_OF];

struct tl_code {
	char *code, *label;
	char *means; /* the code to keep instead, for partners' spellings; NULL: itself */
};

struct tl_constraints { /* Frictionless */
	bool *required; /* true: neither file nor row may lack it; false: both may; NULL: not said
			 */
	char **enumeration; /* key "enum" */
	unsigned enumeration_count;
	char *minimum, *maximum; /* numbers or dates */
	bool unique; /* no two rows of a file; blanks are not equal to one another */
	char *pattern; /* the whole text matches: pattern.h */
	unsigned minLength, maxLength; /* characters; 0: no limit */
};

/* How much of a value is kept; the rest is not needed and never stored. */
enum tl_degrade {
	TL_DEGRADE_NONE,
	TL_DEGRADE_MONTH, /* a date: the first of its month */
	TL_DEGRADE_YEAR, /* a date: the first of its year */
	TL_DEGRADE_AREA, /* a postcode: "CH65 0BA" is CH */
	TL_DEGRADE_DISTRICT, /* ... CH65 */
	TL_DEGRADE_SECTOR, /* ... CH65 0 */
	TL_DEGRADE_COUNT_OF
};

struct tl_field {
	char *name, *title;
	enum tl_field_type type;
	char *format; /* dates: a strptime pattern, "any" or "default" */
	char **formats; /* dates: several, tried in this order */
	unsigned formats_count;
	char **aliases; /* other headers this column has come under; * and ? stand for any text */
	unsigned aliases_count;
	enum tl_role role;
	bool trusted; /* token: equal tokens are the same person */
	char *token; /* token: its name across partners (nhs, upn); NULL: the field's name */
	enum tl_identity identity; /* before pseudonymise: what it says of who the person is */
	char *scope; /* household: "partner" (default) or "programme" (shared by all partners) */
	struct tl_code *codes; /* if given, any other code is a reason to reject the row */
	unsigned codes_count;
	char **missingValues;
	unsigned missingValues_count;
	char *groupChar, *decimalChar;
	bool *bareNumber; /* Frictionless; false: text before and after a number is skipped */
	char **trueValues, **falseValues; /* Frictionless; its own words where not given */
	unsigned trueValues_count, falseValues_count;
	struct tl_constraints constraints;
	enum tl_degrade degrade;
	char *description;
};

struct tl_thresholds { /* shares of the rows read, 0 to 1 */
	double *warn_key, *stop_key; /* as the file has them; NULL: not given */
	/* resolved; negative: not set. */
	double warn, stop; /* rejected rows above this: say so; refuse the delivery (EX_DATAERR) */
};

/* What becomes of rows that a rule of the contract speaks of. */
enum tl_choice {
	TL_ALLOW, /* nothing: they are not looked for */
	TL_WARN, /* kept, counted as a finding */
	TL_REJECT, /* not counted: rejected with a reason, or dead where other files must be known
		    */
};

/* One condition on a row, in a measure or a contract's rule; a row counts when all of them hold.
 * Exactly one test is given. */
struct tl_condition {
	char *column; /* a field's name, or a role's: date, type, start, end, locality, value */
	char **codes; /* the column's text is one of these */
	unsigned codes_count;
	char **not_codes; /* ... is none of these; a blank passes */
	unsigned not_codes_count;
	char *is; /* "blank" or "present" */
	char *from, *to; /* number or date, both ends included */
};

struct tl_comparison_test { /* a column against another; in a rule only */
	struct tl_condition plain; /* column, and the tests above */
	char *before, *after, *not_before, *not_after; /* the other column */
};

/* A row for which all of `when` hold must meet all of `require`. */
struct tl_row_rule {
	char *name, *reason; /* reason: for the partner, a sentence */
	struct tl_comparison_test *when;
	unsigned when_count;
	struct tl_comparison_test *require;
	unsigned require_count;
	enum tl_choice broken; /* TL_REJECT where not given */
};

struct tl_foreign_key { /* Frictionless */
	char **fields;
	unsigned fields_count;
	char *resource; /* a contract's name; "": this one */
	char **reference; /* its fields, as many */
	unsigned reference_count;
	enum tl_choice broken; /* TL_REJECT where not given */
	const struct tl_contract *target; /* resolved */
};

/* A column per month becomes a row per month. */
struct tl_reshape {
	char **columns; /* the wide columns' headers, or patterns of them */
	unsigned columns_count;
	char *header, *value; /* the fields that take a wide column's header and its cell */
};

struct tl_symbol { /* what stands in a number's place */
	char *symbol, *reason; /* "c", "suppressed" */
};

enum tl_coverage_by {
	TL_COVERAGE_BY_EXTRACT, /* a month is covered for all localities or for none */
	TL_COVERAGE_BY_LOCALITY, /* ... for those it has a row of; as a whole if for all */
};

struct tl_coverage {
	enum tl_coverage_by by;
};

struct tl_withheld {
	char *from, *to, *reason; /* days, both included */
	char **localities; /* codes; none: all */
	unsigned localities_count;
	struct tl_span days; /* resolved */
};

struct tl_bands { /* against the last release; 0: not looked at */
	double rows_least, rows_most; /* times the rows of the last delivery then */
	unsigned
		days; /* the newest row is at most this old on the as-at day, and newer than then */
};

enum tl_replaces {
	TL_REPLACES_NOTHING,
	TL_REPLACES_ALL, /* a later file stands for every earlier one */
	TL_REPLACES_PERIOD, /* ... for their rows of the months it speaks of */
	TL_REPLACES_KEY, /* ... for their rows with the primary keys it has */
};

/* One column that pseudonymise adds to what travels; exactly one of token, match, filter and record
 * is given. */
struct tl_pseudonym {
	char *name; /* its header */
	char *token; /* "slk581" */
	char **match; /* a match key: parts that tl_identity_read reads, "forename.initial" */
	unsigned match_count;
	char *filter; /* an attribute filter: of this identity */
	char **record; /* a record filter: of these */
	unsigned record_count;
	bool trusted; /* token and match: equal ones are the same person */
};

struct tl_hardening { /* of filters */
	char *salt; /* part of the person's identity that is put before every feature: "birth.year"
		     */
	bool fold;
	double flip; /* the share of bits inverted, kept in 256ths */
};

struct tl_pseudonymise {
	char *study; /* whose tokens they are: keys are per study */
	struct tl_pseudonym *add;
	unsigned add_count;
	bool variants; /* filters of names and births have them (variant.h) */
	struct tl_hardening harden;
};

struct tl_contract {
	char *name, *title, *partner;
	unsigned version;
	enum tl_kind kind;
	char *encoding; /* utf-8 (default), windows-1252, utf-16, utf-16le, utf-16be */
	char *delimiter; /* "," by default */
	unsigned skip_lines;
	char *sheet; /* of a workbook; NULL: its only one */
	unsigned header_row; /* of a sheet; 0: the one below skip_lines */
	char *period_from, *period_to; /* the days it covers, both included; NULL: the rows' own */
	char *empty; /* "allowed": no rows is no error */
	char **missingValues; /* Frictionless; [""] by default */
	unsigned missingValues_count;
	struct tl_field *fields;
	unsigned fields_count;
	struct tl_thresholds thresholds;
	char *agreement, *purpose, *retention, *description;
	char **primaryKey; /* Frictionless: no two rows share all of these fields */
	unsigned primaryKey_count;
	struct tl_foreign_key *foreignKeys;
	unsigned foreignKeys_count;
	struct tl_row_rule *rules;
	unsigned rules_count;
	bool one_key_per_person; /* two keys of this partner are two people */
	char *duplicates; /* of a row within its file: "keep" (default) or "reject" */
	enum tl_choice overlaps, doubly_open; /* episodes of one person */
	enum tl_choice outside_life; /* dated before birth or after death, where a row has both */
	enum tl_replaces replaces;
	struct tl_coverage coverage;
	struct tl_withheld *withholds;
	unsigned withholds_count;
	struct tl_bands bands;
	struct tl_reshape reshape; /* columns_count 0: not wide */
	struct tl_symbol *symbols; /* kinds without persons: why a number is not there */
	unsigned symbols_count;
	struct tl_pseudonymise *pseudonymise; /* NULL: the extract travels as it is */
	char **sentinels; /* days that mean nothing was recorded, as 1900-01-01 */
	unsigned sentinels_count;
	/* resolved: */
	struct tl_day
		retention_from; /* rows dated before are past it; TL_NO_DAY: not said in months */
	char *path; /* of the file, for messages and inputs */
	bool ready; /* from the catalogue, not the study's own */
	char *input; /* its name as a stagedir input: "yaml:contracts/police.yaml" */
	struct tl_span period;
	enum tl_encoding encoding_resolved;
};

/* ---- measures ----------------------------------------------------------------------------- */

/* Rows of extracts: contracts + where, or sql. */
struct tl_rows {
	char **contracts; /* names, all of one kind */
	unsigned contracts_count;
	struct tl_condition *where;
	unsigned where_count;
	char *quantity; /* a numeric column that is added up; NULL: each row counts 1 */
	char *date; /* the column that dates a row; NULL: date (events), start (episodes, counts) */
	/* One SELECT that picks rows and never adds them up, over views named after the contracts
	 * (dashes become underscores): person, day, quantity; or, for counts and population,
	 * locality, from_day, to_day, quantity. */
	char *sql;
	/* resolved: */
	enum tl_kind kind;
	const char *at; /* where in its file: "numerator"; NULL: the file has none */
};

enum tl_shape {
	TL_SHAPE_COUNT, /* rows (or their quantity) */
	TL_SHAPE_RATE, /* ... per unit-time: per family-year in a programme, per population in an
			  area */
	TL_SHAPE_SHARE, /* numerator rows out of denominator rows */
	TL_SHAPE_DURATION, /* days from one dated step of an episode to another */
	TL_SHAPE_STOCK, /* people with an open episode on the last day of each month */
	TL_SHAPE_FLOW, /* people starting (or, by date: end, leaving) in each month */
	TL_SHAPE_RATIO, /* rows per other rows */
	TL_SHAPE_SCORE_CHANGE, /* a score before and after, in the same people */
	TL_SHAPE_SURVIVAL, /* how long until something happens, censored where it has not yet */
	TL_SHAPE_MONEY, /* comes with a later version: the cell says [x] and why */
	TL_SHAPE_OVERLAP, /* how many agencies, or services, are about the same people */
	TL_SHAPE_SERIES, /* a monthly count drawn as an XmR chart, with no before/after */
	TL_SHAPE_COUNT_OF
};
struct tl_shape_facts {
	const char *name;
	bool built; /* false: accepted, shown as [x] */
	bool needs_denominator;
};
extern const struct tl_shape_facts tl_shapes[TL_SHAPE_COUNT_OF];

enum tl_polarity { TL_POLARITY_NEITHER, TL_POLARITY_UP, TL_POLARITY_DOWN }; /* which way is good */

struct tl_windows { /* months round the index date, half-open: [-before, 0) and [run_in, run_in +
		       after) */
	unsigned *before_key, *after_key; /* as given; not 0 */
	unsigned before, after, run_in; /* 12, 12, 0 where not given */
	char *day_0; /* "after" (default) or "before": where the index day counts */
};

struct tl_rebase {
	char *date, *reason;
};

struct tl_band { /* of scores: from this one up to the next band's */
	char *code, *label;
	double from;
};

struct tl_its_design { /* an interrupted time series of the months of an area measure */
	char *from, *what; /* when, the first day of a month, and what began */
	char *family; /* "ols" (default) or "quasi-poisson" */
	unsigned harmonics; /* of the year; 0: none */
	char *control; /* a locality where it never began: each of the others less it */
	struct tl_day day; /* resolved */
};

struct tl_stratum { /* of a population: ages from and to included */
	const char *age, *sex; /* codes of the population's columns; NULL: not by this */
	const char *code, *label;
	int from, to;
	double weight; /* people of the standard */
};

struct tl_standardise { /* of a rate per population */
	char *method; /* "direct" (default) or "indirect" */
	char *age, *sex; /* columns of the population that hold bands of age, and sexes */
	char *standard; /* direct: standards/<name>.csv, here or in the catalogue */
	/* resolved: */
	bool indirect;
	struct tl_stratum *strata; /* count 0: not standardised */
	unsigned strata_count;
	const char *source; /* of the standard; NULL: not said */
	const char *inputs[2]; /* where the standard is looked for; NULL: nowhere */
};
/* "0-4", "0 to 4", "85+", "85 and over", "under 1", "0": whole years, both included. */
bool tl_age_band(struct tl_str text, int *from, int *to);

struct tl_measure {
	char *name, *title, *about;
	unsigned version;
	enum tl_shape shape;
	enum tl_polarity polarity;
	char *unit; /* what is counted, plural, as a board says it: "urgent calls" */
	struct tl_rows numerator, denominator;
	struct tl_windows windows;
	double per; /* rates: per this many (1 where not given; 10000 for "per 10,000 children") */
	char *from_step, *to_step; /* duration: columns of the episode */
	double standard_days; /* duration: share within this many days; 0: none */
	char *by; /* a column whose codes break the measure down (grp) */
	char *chart; /* "xmr" (default), "run", "u", "p", "uprime", "pprime" */
	struct tl_rebase *rebase; /* of the chart: dated, reasoned; never automatic */
	unsigned rebase_count;
	struct tl_its_design its; /* from NULL: none */
	struct tl_standardise standardise;
	struct tl_rows competes; /* survival: what ends the wait in another way */
	struct tl_band *bands; /* score-change */
	unsigned bands_count;
	unsigned at_least; /* a count or rate of an area: how many are often; 0: not asked */
	char *of; /* overlap: "partners" (default) or "contracts"; stock, flow: "people" (default)
		     or "families" */
	bool waiting; /* stock: its episodes are waits, whose ages and clearance are given too */
	unsigned *baseline_key; /* as the file has it; NULL: not given */
	/* resolved: */
	unsigned baseline; /* XmR: limits from the first n points; 0: all */
	char *path;
	bool ready;
	char *input;
	char *digest; /* 64 hex digits: hash of the canonical definition */
};

/* ---- programmes --------------------------------------------------------------------------- */

struct tl_phase { /* index dates from this day on, until the next phase, belong to it */
	char *name, *label, *from;
};

struct tl_step { /* of the funnel, in order; a unit reached it when the column holds a date <= as_at
		  */
	char *name, *label, *column;
};

enum tl_comparison_kind {
	TL_COMPARE_NONE,
	TL_COMPARE_WAITING_LIST,
	TL_COMPARE_NOT_YET_LIVE, /* the pool, where the programme had not begun on their first day
				  */
	TL_COMPARE_MATCHED, /* those of the pool who look like the programme's */
	TL_COMPARE_OTHER_LOCALITIES, /* the pool, where the programme never begins */
	TL_COMPARE_COUNT_OF
};
extern const char *const tl_comparison_names[TL_COMPARE_COUNT_OF];

enum tl_match_method {
	TL_MATCH_CEM, /* coarsened exact matching */
	TL_MATCH_EXACT,
	TL_MATCH_IPW, /* inverse-probability weights, for the effect on those supported */
	TL_MATCH_COUNT_OF
};
extern const char *const tl_match_names[TL_MATCH_COUNT_OF];

/* Something that is known of a unit on its first day: age, sex, locality, people (how many in the
 * family), prior (events of the primary measures a year, before), quarter (of the year), or a
 * column of the cohort's and the pool's rows. */
struct tl_match_on {
	char *attribute;
	char **cuts; /* cem: inner cut points, ascending numbers */
	unsigned cuts_count;
	unsigned bins; /* cem: so many equal bins; neither: as many as Sturges says */
};
extern const char *const tl_match_known[]; /* the attributes that are no column; NULL ends it */

struct tl_match {
	enum tl_match_method method;
	struct tl_match_on *on;
	unsigned on_count;
};

struct tl_comparison {
	enum tl_comparison_kind kind;
	struct tl_rows pool; /* episodes or events of who is compared with */
	char *index; /* the column with their pseudo-index date */
	char **localities; /* other-localities: theirs, by code */
	unsigned localities_count;
	struct tl_match match;
};

struct tl_go_live { /* from when the programme was there; a locality not listed never had it */
	char *locality, *from;
	struct tl_day day; /* resolved */
};

/* Difference-in-differences of the primary measures as localities, or units, begin one after the
 * other. */
struct tl_did_design {
	char *unit; /* NULL: no such design; "locality", or "unit": families or people */
	char *period; /* "month", "quarter" (default) or "year" */
	char *control; /* "never" or "not-yet" (default) */
	unsigned anticipation; /* periods before the start in which it may already act */
};

struct tl_use { /* of a measure in a programme */
	char *name;
	bool primary;
	double expected; /* before the data: events a unit-year without the programme; 0: not said
			  */
	double matters; /* the smallest change that would matter, in percent; 0: not said */
	bool negative_control; /* the programme cannot change it: what is seen is the design's own
				*/
	struct tl_measure *measure; /* resolved */
};

struct tl_contribution {
	char *partner, *what;
};

struct tl_plan { /* before the data: how many are expected by as_at; 0: not said */
	double units, comparison;
	double variance; /* of a unit's events over their mean: repeats; 4 where not given */
};

/* What shows that an outcome was reached: a measure, or one code of those it is broken down by. */
struct tl_evidence {
	char *measure, *code;
};

struct tl_outcome {
	char *code, *label;
	struct tl_evidence *evidence;
	unsigned evidence_count;
};

/* The outcomes that a funder or a national programme holds a programme to, for as long as it did.
 */
struct tl_framework {
	char *name, *title, *about;
	char *source; /* who set it, and where it says so */
	char *from, *to; /* months, both included; to NULL: still in force */
	struct tl_outcome *outcomes;
	unsigned outcomes_count;
	/* resolved: */
	struct tl_day month_from, month_to; /* first days; month_to TL_NO_DAY: still in force */
	char *path, *input, *digest;
};

struct tl_programme {
	char *name, *title, *about;
	char *theory; /* how it is meant to work, for the protocol; NULL: not said */
	struct tl_plan plan;
	unsigned version;
	char *unit; /* "family" or "person" */
	struct tl_rows cohort;
	char *index; /* the column with the index date; NULL: start */
	struct tl_phase *phases;
	unsigned phases_count;
	struct tl_step *steps;
	unsigned steps_count;
	struct tl_rows
		transferred; /* rows of who came from an earlier service: an arm of their own */
	struct tl_go_live *go_live;
	unsigned go_live_count;
	struct tl_comparison comparison;
	struct tl_did_design did;
	struct tl_use *measures;
	unsigned measures_count;
	struct tl_contribution *partners;
	unsigned partners_count;
	char *framework_name; /* key "framework" */
	/* resolved: */
	const struct tl_framework *framework; /* NULL: held to none */
	char *path, *input, *digest;
};

/* ---- the disclosure policy ---------------------------------------------------------------- */

struct tl_policy {
	char *name, *title, *source; /* source: who publishes by this rule, and where it says so */
	char *about; /* the public statement, one or two sentences */
	unsigned threshold; /* a count n with 0 < n < threshold is hidden; 0 or 1: none is */
	unsigned base; /* the rest is rounded to the nearest multiple; 0 or 1: exact */
	bool zeros_hidden; /* a zero counts as small */
	unsigned contributors; /* a number with fewer people under it (but some) is hidden; 0: no
				  rule */
	/* Amounts, whose contributors are known (stages/disclose/dominance.h): hidden where the n
	 * largest, 1 or 2 (0: no such rule), have more than k% of it, or all others together less
	 * than p% of the largest. */
	unsigned dominance_n, dominance_k, p_percent;
	unsigned significant; /* significant figures of what cannot be recomputed from counts; 0: 12
			       */
	unsigned least_width; /* how many whole numbers a hidden cell must still be able to be (>=
				 2) */
	char *path, *input; /* resolved */
};

/* ---- the study ---------------------------------------------------------------------------- */

struct tl_locality {
	char *code, *label;
	char **names; /* other spellings partners use */
	unsigned names_count;
};

struct tl_partner {
	char *code, *label;
};

struct tl_extract {
	char *file; /* below the extracts folder; may be a pattern with * (each match is a delivery)
		     */
	char *contract;
	bool late; /* known not to have come yet: its absence is no error, and is said in the pack
		    */
	char *period_from, *period_to; /* the days it covers, both included; NULL: see below */
	/* resolved: */
	struct tl_contract *terms; /* the contract */
	struct tl_span period; /* its own, else the contract's; from TL_NO_DAY: the rows' own */
};

/* One file of an extract: the unit of `read`. The name is unique: contract, or contract.<n> in the
 * order of the file names where a pattern has several. */
struct tl_delivery {
	const char *name;
	const char *file; /* below the extracts folder */
	const struct tl_extract *extract;
	const struct tl_contract *contract;
	bool present; /* absent only if the extract is late */
};

struct tl_linked_field { /* what link compares people by */
	char *token; /* a token's name; or birth, sex, locality: the columns of these roles */
	char *kind; /* how it is compared: stages/link/field.h has the words */
	char *meaning; /* of a token or filter: what it was made from; NULL: nothing else */
};

/* What linkage.fields may say of a kind, NULL at the end; a meaning is one of them but token,
 * filter and clk. */
extern const char *const tl_linked_kinds[];
struct tl_linkage {
	struct tl_linked_field *fields; /* none: tokens alone decide */
	unsigned fields_count;
	char *model; /* a model file below the study, applied as it is; NULL: fitted each time */
	double *threshold, *strict,
		*loose; /* weights in bits; NULL: from the model's own estimate */
	char *families; /* "keys": household keys alone make families; NULL: the model too */
	char *truth; /* in a test study: the token that holds the true person; NULL: nobody knows */
	unsigned keys_per_token; /* more keys than this on one token: not merged, flagged (20) */
	unsigned
		people_per_household; /* more people than this at a time: a communal address (15) */
	unsigned reviewers; /* so many must agree on a pair before it binds: 1 or 2 (2) */
	char **exclusive_tokens; /* a person has one value: others keep people apart, as an NHS
				    number that is new at adoption */
	unsigned exclusive_tokens_count;
	char **bias; /* by what else the data-quality pack shows who is linked less often: text
			attributes of extracts that name people, or "arm" */
	unsigned bias_count;
	/* What a check by hand found of links by tokens alone, between 0 and 1; NULL: not known. */
	double *recall, *precision;
};

struct tl_disclosure {
	char *policy; /* a name in policies/ or the catalogue; "default" where not given */
};

struct tl_months {
	char *from, *to; /* "2011-07", both included */
};

struct tl_study_file; /* what libcyaml loads study.yaml into */

struct tl_study {
	struct tl_arena arena;
	const char *dir; /* as given */
	const char *extracts; /* the extracts folder */
	char *name, *title, *about;
	struct tl_day as_at;
	struct tl_day month_from, month_to; /* first days of the first and last reporting month */
	struct tl_locality *localities;
	unsigned localities_count;
	bool localities_open; /* any code met is a locality: for national tables by provider */
	struct tl_partner *partners;
	unsigned partners_count;
	struct tl_extract *extract_list;
	unsigned extracts_count;
	struct tl_linkage linkage;
	struct tl_policy *policy;
	struct tl_contract **contracts; /* those that extracts name, by name */
	size_t contracts_count;
	struct tl_measure **measures; /* those that programmes and area_measures name, by name */
	size_t measures_count;
	struct tl_programme **programmes; /* by name of the file, all in programmes/ */
	size_t programmes_count;
	struct tl_framework **frameworks; /* those that programmes name, in their order */
	size_t frameworks_count;
	struct tl_measure **area_measures; /* as listed */
	size_t area_measures_count;
	struct tl_accounts
		*accounts; /* costs.csv and its like: accounts.h; never NULL once loaded */
	char **packs; /* names; ["board"] where not given */
	unsigned packs_count;
	struct tl_buf
		warnings; /* lines "file:line:column: what" that are no errors; "" where none */
	struct tl_study_file *file; /* owned */
	bool alone; /* tl_study_alone: no more than one contract */
};

/* extracts NULL: the study's own. release with tl_study_free; {0} is fine to free. */
bool tl_study_load(
	struct tl_study *study, const char *dir, const char *extracts, struct tl_err *err);
void tl_study_free(struct tl_study *study);

/* What stands in for a study where there is none, on a partner's desk: one contract, a file's path
 * (it has a slash or ends in .yaml, .yml or .json) or a name in contracts/ here or the catalogue.
 * Its own name need not be the file's, and any partner and locality will do. as_at TL_NO_DAY: no
 * day lies in the future. EX_NOINPUT where there is no such contract; else it fails as
 * tl_study_load does. */
bool tl_study_alone(struct tl_study *study, const char *contract, struct tl_day as_at,
	const struct tl_contract **loaded, struct tl_err *err);

/* The deliveries as the extracts folder lies now, in the order of study.yaml, patterns sorted.
 * EX_NOINPUT where a named file is absent and not late, naming study.yaml's line. */
bool tl_study_deliveries(const struct tl_study *study, struct tl_arena *arena,
	struct tl_delivery **deliveries, size_t *count, struct tl_err *err);
/* The number in a delivery's name: 3 of "calls.3", 0 of "calls" alone; -1: it is none of the
 * contract's. */
int64_t tl_delivery_number(struct tl_str delivery, const char *contract);

/* Whether a measure's `by` is no column of its rows but what is known of their people: "sex",
 * "age", or an attribute of another extract that names people. */
bool tl_measure_is_by_people(const struct tl_study *study, const struct tl_measure *measure);
const struct tl_contract *tl_study_contract(const struct tl_study *study, const char *name);
const struct tl_measure *tl_study_measure(const struct tl_study *study, const char *name);
/* What a partner is called; the code itself where the study has none of it. */
const char *tl_study_partner_label(const struct tl_study *study, const char *code);
/* Whether its coverage can differ between localities: `coverage: {by: locality}`, or days withheld
 * for some of them. */
bool tl_contract_by_locality(const struct tl_contract *contract);
/* Whether days withheld are so for a locality (code). */
bool tl_withheld_for(const struct tl_withheld *withheld, const char *locality);
/* The locality's code for a spelling (code, label or one of names; case and outer blanks do not
 * count); false where unknown. With localities_open any other text but the blank is a code itself:
 * then *code is the trimmed spelling, and lives no longer than it does. */
bool tl_study_locality(const struct tl_study *study, struct tl_str spelling, struct tl_str *code);
/* The field a contract calls by exactly this name, as a number; fields_count where there is none.
 */
unsigned tl_contract_field_number(const struct tl_contract *contract, const char *name);
/* A field by its name, else by its role's name; NULL where there is none. */
const struct tl_field *tl_contract_field(const struct tl_contract *contract, const char *name);
/* The facts column a field becomes: the role's name for roles that are the same in every contract
 * (key is key_no, other is other_no; date, start, end, type, locality, birth, sex, death, value),
 * else the field's name (steps and attributes). NULL for ignore, and for token and household
 * fields, which `record` alone keeps, as token:<name> and household:<scope>. */
const char *tl_field_column(const struct tl_field *field);

#endif
