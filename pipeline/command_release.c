/*
 * throughline release: freezes the audited draft into releases/NNN/ and adds it to the ledger, the
 * only memory a study has. Nothing else writes there.
 *
 *   releases/ledger.jsonl          a line per release; each names the SHA-256 of the line before
 *                                  (throughline/released.h)
 *   releases/NNN/publication.db    what was published, results.csv and the packs as rendered
 *   releases/NNN/protocol.csv      what was written down before the data, as it was then
 *   releases/NNN/confidential/     (0700) release.db: person ids, delivery profiles, atoms
 *
 * Whoever removals.csv names is taken out of every earlier release's confidential part first; what
 * was published stands.
 *
 * The folder is made as NNN.part, synced and renamed before the ledger gets its line; a folder
 * without a line is a release that was cut off, and the next one replaces it.
 */
#include "pipeline.h"

#include <throughline/tree.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <throughline/infile.h>
#include <throughline/outfile.h>
#include <throughline/protocol.h>
#include <throughline/schema.h>

#include "release_forget.h"
#include "release_store.h"
#include "release_verify.h"

#include <throughline/released.h>

// clang-format off
static const char help[] =
	"usage: throughline release [--extracts DIR] STUDY\n"
	"\n"
	"Freezes STUDY's draft, once a run has brought it up to date and somebody has looked at the\n"
	"pack: copies the publication, results.csv and the packs to STUDY/releases/NNN/, with what later\n"
	"months need to know beside them (confidential), and adds a line to STUDY/releases/ledger.jsonl.\n"
	"Back these up: they are the only memory a study has. Where the publication is that of the last\n"
	"release, none is made. Whoever removals.csv names is taken out of what every release remembers;\n"
	"what was published stands.\n"
	"\n"
	HELP_EXTRACTS
	HELP_HELP
	"\n"
	"Exit status: 0 released, or nothing new; 64 asked wrongly; 65 the ledger was edited or is cut off; 66 input\n"
	"missing; 70 our bug; 71, 73, 74 the machine; 75 a run is under way; 78 the draft is not up to\n"
	"date, or the study is wrong.\n";
// clang-format on

struct release {
	struct tl_study study;
	struct plan plan;
	struct tl_arena arena;
	const char *dir; /* the study */
	struct tl_buf ledger; /* its lines as they stand */
	int lock;
	int number; /* of the release being made */
	bool same; /* there is nothing to release: the last one published just this */
	int64_t forgotten; /* keys taken out of earlier releases */
	int rebuilt; /* how many of them */
	const char *folder, *part;
};

static bool all_up_to_date(const struct release *release, struct tl_err *err)
{
	const struct step *stale;

	if (!staleness_first(
		    &release->plan, release->dir, release->study.extracts, &stale, NULL, err))
		return false;
	return !stale ||
	       tl_fail(err, EX_CONFIG,
		       "%s: step \"%s\" is not up to date; `throughline run` first, look at the "
		       "pack, then release it",
		       release->dir, stale->name);
}

/* After the last line's end there is nothing, not one more line. */
static bool next_line(struct tl_str *rest, struct tl_str *line)
{
	return tl_str_cut(rest, '\n', line) && (line->length || rest->data);
}

/* Each line must name the digest of the one before: otherwise the ledger was edited. */
static bool read_ledger(struct release *release, struct tl_err *err)
{
	const char *path =
		tl_arena_printf(&release->arena, "%s/releases/ledger.jsonl", release->dir);
	struct tl_digest previous = {""};

	if (!tl_file_read_all(path, TL_LEDGER_BYTES_MAX, &release->ledger, err))
		return false;
	if (release->ledger.length && !tl_str_ends(tl_buf_str(&release->ledger), TL_STR("\n")))
		return tl_fail(
			err, EX_DATAERR, "%s: the last line is cut off; restore the ledger", path);
	struct tl_str rest = tl_buf_str(&release->ledger), line;
	release->number = 1;
	for (int at = 1; next_line(&rest, &line); at++) {
		const char *link =
			tl_arena_printf(&release->arena, "\"previous\":\"%s\"}", previous.hex);
		if (!tl_str_ends(line, tl_str(link)))
			return tl_fail(err, EX_DATAERR,
				"%s:%d: the chain is broken here: this line does not name the "
				"digest of the "
				"one before; restore the ledger",
				path, at);
		previous = tl_sha256_of(line);
		if (tl_released_number(line))
			release->number = tl_released_number(line) + 1;
	}
	return true;
}

/* The last line of all, or of a release. */
static struct tl_str last_line(const struct release *release, bool of_release)
{
	struct tl_str rest = tl_buf_str(&release->ledger), line, last = {0};

	while (next_line(&rest, &line))
		if (!of_release || tl_released_number(line))
			last = line;
	return last;
}

/* Whether the draft is, byte for byte, what the last release published. */
static bool nothing_new(struct release *release, bool *same, struct tl_err *err)
{
	struct tl_digest publication;
	const char *member;

	if (!tl_sha256_file(tl_arena_printf(&release->arena, "%s/" PUBLISH_DIR "/publication.db",
				    release->dir),
		    &publication, err))
		return false;
	member = tl_arena_printf(&release->arena, "\"publication\":\"%s\"", publication.hex);
	*same = strstr(tl_arena_text(&release->arena, last_line(release, true)), member) != NULL;
	return true;
}

static struct tl_digest last_line_digest(const struct release *release)
{
	return release->number > 1 ? tl_sha256_of(last_line(release, false))
				   : (struct tl_digest){""};
}

static bool freeze_file(
	struct release *release, const char *from, const char *name, struct tl_err *err)
{
	return copy_file(tl_arena_printf(&release->arena, "%s/%s", release->dir, from),
		tl_arena_printf(&release->arena, "%s/%s", release->part, name), 0644, err);
}

/* board.html and whatever other packs the study has. */
static bool freeze_packs(struct release *release, struct tl_err *err)
{
	const char *folder = tl_arena_printf(&release->arena, "%s/" PACKS_DIR, release->dir),
		   **names;
	size_t count;
	bool ok =
		tl_dir_names(folder, ".html", TL_PATH_GIVEN, &release->arena, &names, &count, err);

	for (size_t i = 0; ok && i < count; i++)
		ok = freeze_file(release,
			tl_arena_printf(&release->arena, PACKS_DIR "/%s", names[i]), names[i], err);
	return ok;
}

static bool sync_folder(const char *path, struct tl_err *err)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = folder >= 0 && fsync(folder) == 0;

	if (folder >= 0)
		close(folder);
	return ok || tl_fail_errno(err, "sync", path);
}

/* A folder without a line is a release that was cut off, and may be made again: unless it holds
 * another publication than the draft. Then the ledger was emptied, or an older one put in its
 * place, and the folder is what a board saw. */
static bool may_replace(struct release *release, struct tl_err *err)
{
	const char *there = tl_arena_printf(&release->arena, "%s/publication.db", release->folder);
	const char *draft =
		tl_arena_printf(&release->arena, "%s/" PUBLISH_DIR "/publication.db", release->dir);
	struct tl_digest old, new;
	bool found;

	if (!tl_path_is_there(there, TL_PATH_GIVEN, &found, err))
		return false;
	if (!found)
		return true;
	if (!tl_sha256_file(there, &old, err) || !tl_sha256_file(draft, &new, err))
		return false;
	return strcmp(old.hex, new.hex) == 0 ||
	       tl_fail(err, EX_DATAERR,
		       "%s: this release is there, and " TL_LEDGER " does not name it; restore the "
		       "ledger from a backup, or move the folder away if nobody was shown it",
		       release->folder);
}

static bool freeze_protocol(struct release *release, struct tl_err *err)
{
	bool there;

	return tl_path_is_there(tl_arena_printf(&release->arena, "%s/" TL_PROTOCOL, release->dir),
		       TL_PATH_GIVEN, &there, err) &&
	       (!there || freeze_file(release, TL_PROTOCOL, TL_PROTOCOL, err));
}

static bool freeze(struct release *release, struct tl_err *err)
{
	const char *secret = tl_arena_printf(&release->arena, "%s/confidential", release->part);

	return tl_tree_remove(release->part, err) && tl_tree_remove(release->folder, err) &&
	       make_folder(release->part, 0755, err) && make_folder(secret, 0700, err) &&
	       freeze_file(release, PUBLISH_DIR "/publication.db", "publication.db", err) &&
	       freeze_file(release, PACKS_DIR "/results.csv", "results.csv", err) &&
	       freeze_packs(release, err) && freeze_protocol(release, err) &&
	       release_store_write(&release->study, release->number - 1,
		       tl_arena_printf(&release->arena, "%s/release.db", secret), err) &&
	       sync_folder(secret, err) && sync_folder(release->part, err) &&
	       (rename(release->part, release->folder) == 0 ||
		       tl_fail_errno(err, "rename", release->part));
}

static bool add_line(struct release *release, struct tl_err *err)
{
	const char *path = tl_arena_printf(&release->arena, "%s/" TL_LEDGER, release->dir);

	return tl_file_write(path, 0644, tl_buf_str(&release->ledger), err);
}

static bool add_to_ledger(struct release *release, struct tl_err *err)
{
	const char *protocol =
		tl_arena_printf(&release->arena, "releases/%03d/" TL_PROTOCOL, release->number);
	struct tl_digest previous = last_line_digest(release), publication, confidential, plan;
	char as_at[11];

	if (!tl_sha256_file(tl_arena_printf(&release->arena, "%s/publication.db", release->folder),
		    &publication, err) ||
		!tl_sha256_file(tl_arena_printf(&release->arena, "%s/confidential/release.db",
					release->folder),
			&confidential, err) ||
		!tl_input_digest(release->dir, NULL,
			tl_arena_printf(&release->arena, "file:%s", protocol), &plan, err))
		return false;
	/* "previous" stays last: read_ledger looks for it at the line's end. */
	tl_buf_addf(&release->ledger,
		"{\"release\":%d,\"as_at\":\"%s\",\"publication\":\"%s\",\"confidential\":\"%s\","
		"\"protocol\":\"%s\",\"version\":\"%s\",\"previous\":\"%s\"}\n",
		release->number, tl_day_iso(release->study.as_at, as_at), publication.hex,
		confidential.hex, plan.hex, tl_version, previous.hex);
	return add_line(release, err);
}

/* Whether all that changed since the draft was made is what releases remember: then the draft that
 * was released is still the draft. */
static bool only_memory_changed(struct release *release, bool *only, struct tl_err *err)
{
	bool ok = true;

	*only = true;
	for (size_t i = 0; ok && i < release->plan.count; i++) {
		struct staleness staleness;

		ok = staleness_of(&staleness, release->dir, release->study.extracts,
			&release->plan.steps[i], err);
		*only = *only && staleness.made;
		for (size_t j = 0; ok && j < staleness.changed.count; j++)
			*only = *only && strstr(staleness.changed.items[j], ":releases/");
		staleness_free(&staleness);
	}
	return ok;
}

/* ---- people who asked to be left out -------------------------------------------------------- */

/* The line comes first: a rebuilding that was cut off is found again, and makes the same bytes. */
static bool note_rebuilt(
	struct release *release, int number, struct tl_digest digest, struct tl_err *err)
{
	const char *begins = tl_arena_printf(
		&release->arena, "{\"rebuilt\":%d,\"confidential\":\"%s\",", number, digest.hex);

	if (strstr(tl_buf_c(&release->ledger), begins))
		return true;
	tl_buf_addf(&release->ledger, "%s\"version\":\"%s\",\"previous\":\"%s\"}\n", begins,
		tl_version, last_line_digest(release).hex);
	return add_line(release, err);
}

static bool forget_removed(struct release *release, struct tl_err *err)
{
	struct tl_removals removals;
	bool ok = tl_removals_read(&removals, &release->study, err);

	for (int i = 1; ok && removals.count && i < release->number; i++) {
		struct tl_digest digest;
		int64_t keys;

		ok = release_forget(release->dir, i, &removals, &keys, &digest, err);
		if (!ok || !keys)
			continue;
		ok = note_rebuilt(release, i, digest, err) &&
		     release_forget_commit(release->dir, i, err);
		release->forgotten = keys > release->forgotten ? keys : release->forgotten;
		release->rebuilt++;
	}
	tl_removals_free(&removals);
	return ok;
}

static bool make_release(
	struct release *release, const struct driver_options *options, struct tl_err *err)
{
	bool memory_only;

	if (!study_open(&release->study, options, err) ||
		!study_lock(release->dir, &release->lock, err) ||
		!plan_make(&release->plan, &release->study, err) || !read_ledger(release, err) ||
		!release_verify(release->dir, tl_buf_str(&release->ledger), err) ||
		!study_say_protocol(release->dir, err) ||
		!only_memory_changed(release, &memory_only, err) ||
		(memory_only && !nothing_new(release, &release->same, err)) ||
		(!release->same && !all_up_to_date(release, err)) || !forget_removed(release, err))
		return false;
	if (release->same)
		return true;
	release->folder =
		tl_arena_printf(&release->arena, "%s/releases/%03d", release->dir, release->number);
	release->part = tl_arena_printf(&release->arena, "%s.part", release->folder);
	return may_replace(release, err) && freeze(release, err) && add_to_ledger(release, err);
}

int command_release(int argc, char **argv)
{
	struct driver_options options;
	struct release release = {.lock = -1};
	struct tl_err err = {0};
	int status = EX_OK;

	if (!driver_options_parse(&options, argc, argv, help, TAKES_EXTRACTS, &status))
		return status;
	release.dir = options.study;
	if (!make_release(&release, &options, &err))
		status = tl_say_failure("throughline", &err);
	else if (release.same)
		printf("nothing new since release %03d\n", release.number - 1);
	else if (status == EX_OK)
		printf("release %03d: %s/releases/%03d/%s.html\n", release.number, options.study,
			release.number, release.study.packs[0]);
	if (status == EX_OK && release.rebuilt)
		printf("%lld key%s of people who asked to be left out taken out of what %d "
		       "release%s remember%s\n",
			(long long)release.forgotten, release.forgotten == 1 ? "" : "s",
			release.rebuilt, release.rebuilt == 1 ? "" : "s",
			release.rebuilt == 1 ? "s" : "");
	tl_buf_free(&release.ledger);
	plan_free(&release.plan);
	tl_study_free(&release.study);
	study_unlock(&release.lock);
	tl_arena_free(&release.arena);
	return status;
}
