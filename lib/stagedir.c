#include <throughline/stagedir.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "manifest.h"
#include "seen.h"
#include <throughline/tree.h>

static void fault(const struct tl_stagedir *stage, const char *moment)
{
	const char *wanted = getenv("TL_FAULT");
	size_t length = strlen(moment);

	if (wanted && strncmp(wanted, moment, length) == 0 && wanted[length] == ':' &&
		strcmp(wanted + length + 1, stage->name) == 0)
		raise(SIGKILL);
}

static void folder_unlock(int *lock)
{
	if (*lock)
		close(*lock);
	*lock = 0;
}

static bool is_busy(const char *path, struct tl_err *err)
{
	return tl_fail(err, EX_CANTCREAT,
		"%s: another process is building this folder; wait for it", path);
}

/* Whoever held the folder before may have put another in its place meanwhile. */
static bool is_still_there(int fd, const char *path)
{
	struct stat held, found;

	return fstat(fd, &held) == 0 && stat(path, &found) == 0 && held.st_dev == found.st_dev &&
	       held.st_ino == found.st_ino;
}

/* The lock is on the folder itself and ends with the process, however that ends. Above 2, so that 0
 * can mean none even where stdin was closed. */
static bool folder_lock(const char *path, int *lock, struct tl_err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool locked;

	if (fd < 0)
		return tl_fail_errno(err, "open", path);
	*lock = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	close(fd);
	if (*lock < 0) {
		*lock = 0;
		return tl_fail_errno(err, "lock", path);
	}
	locked = flock(*lock, LOCK_EX | LOCK_NB) == 0;
	if (locked && is_still_there(*lock, path))
		return true;
	if (!locked && errno != EWOULDBLOCK)
		tl_fail_errno(err, "lock", path);
	else
		is_busy(path, err);
	folder_unlock(lock);
	return false;
}

/* What a process that was killed left behind; one that lives is in the way. */
static bool remove_leftovers(struct tl_stagedir *stage, struct tl_err *err)
{
	const char *manifest = tl_arena_printf(&stage->arena, "%s/" MANIFEST_NAME, stage->dir);

	int lock = 0;
	bool there, ok = tl_path_is_there(stage->part, TL_PATH_MADE, &there, err);

	if (ok && there) {
		ok = folder_lock(stage->part, &lock, err) && tl_tree_remove(stage->part, err);
		folder_unlock(&lock);
	}
	return ok && tl_path_is_there(manifest, TL_PATH_MADE, &there, err) &&
	       (there || tl_tree_remove(stage->dir, err));
}

static bool make_part(struct tl_stagedir *stage, struct tl_err *err)
{
	struct stat found;
	unsigned mode = stage->open ? 0755 : 0700;

	if (stat(stage->study, &found) != 0)
		return tl_fail_errno(err, "open", stage->study);
	if (!tl_tree_make_parents(stage->dir, mode, err) || !remove_leftovers(stage, err))
		return false;
	if (mkdir(stage->part, mode) != 0)
		return errno == EEXIST ? is_busy(stage->part, err)
				       : tl_fail_errno(err, "create", stage->part);
	return folder_lock(stage->part, &stage->lock, err);
}

bool tl_stagedir_begin(struct tl_stagedir *stage, const char *study, const char *extracts,
	const char *dir, bool open, const char *program, struct tl_err *err)
{
	struct tl_arena *arena;
	struct tl_err ignored = {0};

	*stage = (struct tl_stagedir){.open = open, .began = (int64_t)time(NULL)};
	arena = &stage->arena;
	stage->study = tl_arena_text(arena, tl_str(study));
	stage->extracts = extracts ? tl_arena_text(arena, tl_str(extracts))
				   : tl_arena_printf(arena, "%s/extracts", study);
	stage->name = tl_arena_text(arena, tl_str(dir));
	stage->dir = tl_arena_printf(arena, "%s/%s", study, dir);
	stage->part = tl_arena_printf(arena, "%s.part", stage->dir);
	stage->program = tl_arena_text(arena, tl_str(program));
	if (!make_part(stage, err)) {
		stage->part = NULL; /* it is not ours: abandon must leave it alone */
		tl_stagedir_abandon(stage);
		return false;
	}
	tl_stagedir_input(stage, tl_arena_printf(arena, "program:%s", program), &ignored);
	fault(stage, "write");
	return true;
}

void tl_stagedir_none(struct tl_stagedir *stage, const char *study, const char *extracts)
{
	*stage = (struct tl_stagedir){.study = study, .extracts = extracts};
}

const char *tl_stagedir_path(struct tl_stagedir *stage, const char *name)
{
	const char *path = tl_arena_printf(&stage->arena, "%s/%s", stage->part, name);
	struct tl_err told_by_whoever_opens_it = {0};

	tl_tree_make_parents(path, stage->open ? 0755 : 0700, &told_by_whoever_opens_it);
	return path;
}

static struct tl_input *input_find(struct tl_stagedir *stage, const char *name)
{
	for (size_t i = 0; i < stage->inputs.count; i++)
		if (strcmp(stage->inputs.items[i].name, name) == 0)
			return &stage->inputs.items[i];
	return NULL;
}

bool tl_stagedir_input(struct tl_stagedir *stage, const char *name, struct tl_err *err)
{
	struct tl_digest digest;

	if (input_find(stage, name))
		return true;
	if (!tl_input_digest(stage->study, stage->extracts, name, &digest, err))
		return false;
	tl_stagedir_input_known(stage, name, digest);
	return true;
}

void tl_stagedir_input_known(struct tl_stagedir *stage, const char *name, struct tl_digest digest)
{
	if (!input_find(stage, name))
		*tl_vec_push(&stage->inputs) =
			(struct tl_input){tl_arena_text(&stage->arena, tl_str(name)), digest};
}

void tl_stagedir_count(struct tl_stagedir *stage, const char *name, int64_t value)
{
	for (size_t i = 0; i < stage->counts.count; i++)
		if (strcmp(stage->counts.items[i].name, name) == 0) {
			stage->counts.items[i].value += value;
			return;
		}
	*tl_vec_push(&stage->counts) =
		(struct tl_count){tl_arena_text(&stage->arena, tl_str(name)), value};
}

void tl_stagedir_content(struct tl_stagedir *stage, const char *name, struct tl_digest digest)
{
	*tl_vec_push(&stage->tables) =
		(struct tl_input){tl_arena_text(&stage->arena, tl_str(name)), digest};
}

static void remember_deliveries(const struct tl_stagedir *stage)
{
	for (size_t i = 0; i < stage->inputs.count; i++)
		seen_remember(stage->study, stage->extracts, &stage->inputs.items[i], stage->began);
}

/* All but the content, which callers may still ask for. */
static void stagedir_release(struct tl_stagedir *stage)
{
	struct tl_digest content = stage->content;

	folder_unlock(&stage->lock);
	tl_vec_free(&stage->inputs);
	tl_vec_free(&stage->tables);
	tl_vec_free(&stage->counts);
	tl_arena_free(&stage->arena);
	*stage = (struct tl_stagedir){.content = content};
}

/* The old folder is swapped to where the .part was and removed there: it is held meanwhile, so that
 * nobody begins anew under our hands. */
static bool swap_in(struct tl_stagedir *stage, struct tl_err *err)
{
	int old = 0;
	bool there;
	bool ok = tl_path_is_there(stage->dir, TL_PATH_MADE, &there, err) &&
		  (!there || folder_lock(stage->dir, &old, err)) &&
		  tl_tree_swap(stage->part, stage->dir, err);

	folder_unlock(&old);
	return ok;
}

bool tl_stagedir_commit(struct tl_stagedir *stage, struct tl_err *err)
{
	assert(stage->part);
	if (!manifest_write(stage, err) || !tl_tree_seal(stage->part, stage->open, err))
		return false;
	fault(stage, "commit");
	if (!swap_in(stage, err))
		return false;
	remember_deliveries(stage);
	stagedir_release(stage);
	return true;
}

void tl_stagedir_abandon(struct tl_stagedir *stage)
{
	struct tl_err ignored = {0};

	if (stage->part)
		tl_tree_remove(stage->part, &ignored);
	stagedir_release(stage);
}
