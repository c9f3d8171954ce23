/*
 * A hand-off between stages: a folder that appears whole, once, and the same every time.
 *
 * Built as `<dir>.part`, files and directory synced together at the end, then swapped in whole. Its
 * manifest.json is the done-mark and holds only what determines the output: inputs by digest,
 * program and version, counts, a content digest per table and for the whole. Times, host, threads
 * and paths go to run/log.jsonl, which nothing hashes.
 *
 * Inputs are recorded by the stage as it reads them, in a form the driver can check again without
 * knowing the stage ("is it stale?" = "does any recorded input have another digest now?"):
 *   yaml:PATH        canonical digest of a definition (comments do not count)
 *   yaml:PATH#KEY    of one top-level key; KEY[NAME=VALUE]: of a list, the items whose NAME is so
 *   file:PATH        SHA-256 of the bytes; an absent file has the digest ""
 *   list:DIR/SUFFIX  the sorted names in DIR that end in SUFFIX ("list:measures/.yaml")
 *   store:DIR        `content` of that hand-off's manifest; absent has ""
 *   extract:NAME     SHA-256 of a delivery as it lies in the extracts folder
 *   matches:PATTERN  the sorted names in the extracts folder that a pattern with * takes in
 *   data:PATH        a file of the product's own (catalogue, reports), below the share folder
 *   program:NAME     tl_version and tl_source_id
 * PATHs are relative to the study folder.
 *
 * manifest.json has sorted keys and sorted lists: content, counts [{name, value}], inputs [{digest,
 * name}], program ("tl-link 0.1.0 <source id>"), tables [{digest, name}]. Lists and not objects, so
 * that it loads by a schema like every other definition.
 */
#ifndef THROUGHLINE_STAGEDIR_H
#define THROUGHLINE_STAGEDIR_H

#include <throughline/db.h>
#include <throughline/options.h>
#include <throughline/path.h>
#include <throughline/vec.h>

struct tl_input {
	const char *name; /* "yaml:contracts/police.yaml" */
	struct tl_digest digest;
};

struct tl_count {
	const char *name; /* "rows_kept" */
	int64_t value;
};

struct tl_stagedir {
	struct tl_arena arena;
	const char *study; /* the study folder */
	const char *extracts; /* where deliveries lie */
	char *name; /* "run/2-link", as the caller gave it */
	char *dir; /* the final folder, study included */
	char *part; /* where it is being built; NULL when not started */
	char *program; /* "tl-link" */
	bool open; /* may be handed on: 0755 and 0644 */
	int lock; /* an open .part, held while it is being built; 0 = none */
	int64_t began; /* second of the start: what was delivered since is not remembered as seen */
	TL_VEC(struct tl_input) inputs;
	TL_VEC(struct tl_input) tables; /* parts of the content */
	TL_VEC(struct tl_count) counts;
	struct tl_digest content; /* after commit */
};

/* Starts STUDY/dir as dir.part (an old .part is thrown away; a dir without manifest too). Folders
 * are 0700 unless `open` (5-publish and packs are 0755). Other folders are only made, never
 * removed. EX_CANTCREAT while another process is building the same folder. Records
 * program:`program`. extracts NULL: STUDY/extracts.
 *
 * For tests of what kill -9 leaves behind: with TL_FAULT="write:DIR" in the environment the process
 * kills itself when DIR has begun, with "commit:DIR" just before DIR is swapped in. */
bool tl_stagedir_begin(struct tl_stagedir *stage, const char *study, const char *extracts,
	const char *dir, bool open, const char *program, struct tl_err *err);
/* One that builds nothing, for a program that only looks: inputs may be recorded, and abandon
 * forgets them. The texts must outlive it. */
void tl_stagedir_none(struct tl_stagedir *stage, const char *study, const char *extracts);
/* Path of a file inside the .part; lives in the arena. Folders in `name` are made. */
const char *tl_stagedir_path(struct tl_stagedir *stage, const char *name);
/* Records an input with the digest it has now, as tl_input_digest gives it: before it is read, so
 * that a change meanwhile makes the hand-off stale. Recorded twice, the first digest stays. */
bool tl_stagedir_input(struct tl_stagedir *stage, const char *name, struct tl_err *err);
/* Records an input whose digest is already known (a delivery hashed while it was read, which is
 * then remembered in run/seen when the folder is committed). */
void tl_stagedir_input_known(struct tl_stagedir *stage, const char *name, struct tl_digest digest);
/* Adds value to the count of that name, which starts at 0. */
void tl_stagedir_count(struct tl_stagedir *stage, const char *name, int64_t value);
/* Adds one file's or table's digest to the content of the folder. */
void tl_stagedir_content(struct tl_stagedir *stage, const char *name, struct tl_digest digest);
/* Writes manifest.json, syncs, swaps in whole: at every moment STUDY/dir is the old folder, the new
 * one, or nothing with a manifest. Sets stage->content; the rest ends here. */
bool tl_stagedir_commit(struct tl_stagedir *stage, struct tl_err *err);
/* Throws the .part away unless committed; harmless on {0} and after commit. */
void tl_stagedir_abandon(struct tl_stagedir *stage);

/* What an input's digest is now. study, extracts: folders; extracts NULL: STUDY/extracts.
 * Deliveries are large, so their digests are remembered in run/seen with size, times and inode, and
 * bytes are read again only when one of these changed (as git's index does) or after
 * tl_seen_forget. */
bool tl_input_digest(const char *study, const char *extracts, const char *name,
	struct tl_digest *digest, struct tl_err *err);
/* Forgets every remembered digest: for --verify. Nothing remembered is no error. */
bool tl_seen_forget(const char *study, struct tl_err *err);

/* The names in a folder that end in suffix, in byte order, names that begin with a dot left out:
 * what list:DIR/SUFFIX digests. An absent folder has none; one that cannot be listed is a failure
 * (path.h). Names live in the arena. */
bool tl_dir_names(const char *dir, const char *suffix, enum tl_path_of of, struct tl_arena *arena,
	const char ***names, size_t *count, struct tl_err *err);
/* The names below a folder that a glob(3) pattern takes in ("calls-*.csv", "2015-??/calls.csv"), in
 * byte order; the folder's own name is taken as it is. Failures as above, of every folder that the
 * pattern leads into. Names live in the arena. */
bool tl_dir_matches(const char *dir, const char *pattern, enum tl_path_of of,
	struct tl_arena *arena, const char ***names, size_t *count, struct tl_err *err);

struct tl_manifest {
	struct tl_arena arena;
	const char *program;
	struct tl_digest content;
	struct tl_input *inputs; /* by name */
	size_t input_count;
	struct tl_input *tables; /* the content, table by table */
	size_t table_count;
	struct tl_count *counts; /* by name */
	size_t count_count;
};
/* *found is false where STUDY/dir has no manifest. */
bool tl_manifest_read(const char *study, const char *dir, struct tl_manifest *manifest, bool *found,
	struct tl_err *err);
void tl_manifest_free(struct tl_manifest *manifest);

/* The share folder with catalogue/, reports/ and schema/: $THROUGHLINE_SHARE, else ../share beside
 * the running program. */
const char *tl_share_dir(void);

/* Adds one event to STUDY/run/log.jsonl (append, one write):
 * {"time":...,"pid":...,"event":...,<members>}; members is "" or JSON members without a leading
 * comma. A log that cannot be written stops nothing. */
void tl_log_event(const char *study, const char *event, const char *json_members);

#endif
