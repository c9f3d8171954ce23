/*
 * The driver's nouns: a command, the plan of steps, and whether a step is stale.
 *
 * A study is a pure function of its folder: every step writes one hand-off (stagedir.h), and a step
 * is stale when an input that its manifest records has another digest now. So there is no state
 * here but what lies in run/, and everything there but releases/ may be deleted at any time.
 */
#ifndef PIPELINE_H
#define PIPELINE_H

#include <stdio.h>

#include <throughline/stagedir.h>
#include <throughline/study.h>

#define REPAIRS_DEFAULT 5
#define JOBS_MAX 64
#define VERDICT_DIR "run/4-verdict/public"
#define PROTECT_DIR "run/4-protect/public"
#define PUBLISH_DIR "run/5-publish/public"
#define PACKS_DIR "run/6-packs"

/* ---- commands ------------------------------------------------------------------------------ */

struct command {
	const char *name;
	const char *summary; /* one line in `throughline help` */
	int (*run)(int argc, char **argv);
	const char *program; /* instead of run: the program that is this command */
};
extern const struct command commands[];
const struct command *command_of(const char *name);
void command_list(FILE *out); /* all of them, a line each */
int command_unknown(const char *typed); /* says so, with the nearest name; gives EX_USAGE */
/* Becomes the program of a command; comes back, with an exit status, only if it cannot be started.
 */
int command_become(const char *program, char **argv);

int command_run(int argc, char **argv);
int command_status(int argc, char **argv);
int command_why(int argc, char **argv);
int command_check(int argc, char **argv);
int command_release(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_new(int argc, char **argv);
int command_sql(int argc, char **argv);
int command_help(int argc, char **argv);

/* What the commands' own lines share; words are what is left (the study first). */
struct driver_options {
	const char *study, *extracts;
	const char *word; /* a second word: a step, a cell, SQL */
	const char *const *words; /* with those that follow it; points into argv */
	size_t word_count;
	size_t jobs;
	unsigned repairs;
	bool json, csv, dry, verify, verbose;
};

/* What a command takes besides the study; its help describes the same. */
enum {
	TAKES_WORD = 1,
	TAKES_EXTRACTS = 2,
	TAKES_JSON = 4,
	TAKES_RUN = 8, /* --jobs, --repairs, --verify, -n, -v */
	TAKES_CSV = 16, /* --csv, and with it several words */
};
/* False after it has said what is wrong (exit EX_USAGE) or printed the help (exit 0): *status. */
bool driver_options_parse(struct driver_options *options, int argc, char **argv, const char *help,
	unsigned takes, int *status);

/* Lines that several commands' help shares. */
#define HELP_EXTRACTS "  --extracts DIR   where the deliveries lie (STUDY/extracts)\n"
#define HELP_HELP "  --help, --version\n"

/* ---- the plan ------------------------------------------------------------------------------ */

/* One step: a program, what it is told besides the study, and the hand-off it makes. */
struct step {
	const char *name; /* "read police-calls", "settle", "link" ... */
	const char *program; /* "tl-ingest" */
	const char *option; /* "--read", or NULL */
	const char *value; /* "police-calls", or NULL */
	const char *dir; /* "run/1-ingest/police-calls" */
	bool parallel; /* may run beside its neighbours: the reads */
};

struct plan {
	struct tl_arena arena;
	struct step *steps;
	size_t count;
};
/* All steps of a study in the order of the road. */
bool plan_make(struct plan *plan, const struct tl_study *study, struct tl_err *err);
void plan_free(struct plan *plan);
const struct step *plan_step(const struct plan *plan, const char *name);

/* Takes out of run/1-ingest what no delivery of the plan makes, and unfinished .part folders. */
bool plan_prune(const struct plan *plan, const char *study, struct tl_err *err);

/* ---- staleness ----------------------------------------------------------------------------- */

struct staleness {
	struct tl_arena arena;
	bool made; /* there is a hand-off */
	bool stale; /* not made, or an input changed */
	TL_VEC(const char *) changed; /* the inputs that changed, as recorded */
};
bool staleness_of(struct staleness *staleness, const char *study, const char *extracts,
	const struct step *step, struct tl_err *err);
void staleness_free(struct staleness *staleness);
/* The first step of the plan that is stale, NULL where none is; why (NULL: nobody asks) gets its
 * first changed input in words, or that it was not made. */
bool staleness_first(const struct plan *plan, const char *study, const char *extracts,
	const struct step **step, struct tl_buf *why, struct tl_err *err);
/* "contracts/police.yaml changed": what an analyst reads. */
void staleness_words(const char *input, struct tl_buf *out);

/* ---- the study's folder -------------------------------------------------------------------- */

/* tl_study_load, with a hint where the folder is no study. */
bool study_open(struct tl_study *study, const struct driver_options *options, struct tl_err *err);
/* removals.csv is read by every step that reads a delivery: what is wrong with it is said once,
 * before the first of them. */
bool study_check_removals(const struct tl_study *study, struct tl_err *err);
/* A warning on stderr where the policy hides nothing and some contract's rows are people. */
void study_say_exposed(const struct tl_study *study);
/* A warning on stderr for each row of protocol.csv that was edited after a release; that they were
 * is no failure, for the pack says so. */
bool study_say_protocol(const char *study, struct tl_err *err);
/* One run or release at a time: a lock on STUDY/run, which ends with the process, however that
 * ends. EX_TEMPFAIL where another holds it. */
bool study_lock(const char *study, int *lock, struct tl_err *err);
void study_unlock(int *lock); /* -1: there is none */

/* ---- small things -------------------------------------------------------------------------- */

/* The path of a program of ours: beside the driver. */
const char *program_path(struct tl_arena *arena, const char *program);
/* The mode is given whatever the umask. A folder that is there already keeps its own. */
bool make_folder(const char *path, unsigned mode, struct tl_err *err);
bool copy_file(const char *from, const char *to, unsigned mode, struct tl_err *err);
double seconds_now(void); /* monotonic: for progress, never for results */

#endif
