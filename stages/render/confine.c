#define _GNU_SOURCE /* syscall, O_PATH */
#include "confine.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's interface, by number: headers of the systems we build on are older than it. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif
#define GIVE_VERSION 1U
#define RULE_PATH_BENEATH 1
struct ruleset {
	uint64_t files, network;
};
struct path_rule {
	uint64_t allowed;
	int folder;
} __attribute__((packed));

enum right {
	EXECUTE = 1 << 0,
	WRITE_FILE = 1 << 1,
	READ_FILE = 1 << 2,
	READ_DIR = 1 << 3,
	REMOVE_DIR = 1 << 4,
	REMOVE_FILE = 1 << 5,
	MAKE_DIR = 1 << 7,
	MAKE_FILE = 1 << 8,
	TRUNCATE = 1 << 14, /* since version 3 */
	ALL_OF_VERSION_1 = (1 << 13) - 1,
	OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE,
};
#define BIND_AND_CONNECT 3U /* since version 4 */

static const struct {
	const char *path;
	enum right rights;
} system_rules[] = {
	{"/usr", READ_FILE | READ_DIR | EXECUTE},
	{"/bin", READ_FILE | READ_DIR | EXECUTE},
	{"/lib", READ_FILE | READ_DIR | EXECUTE},
	{"/lib64", READ_FILE | READ_DIR | EXECUTE},
	{"/opt", READ_FILE | READ_DIR | EXECUTE},
	{"/nix", READ_FILE | READ_DIR | EXECUTE},
	{"/etc/ld.so.cache", READ_FILE},
	{"/etc/fonts", READ_FILE | READ_DIR},
	{"/dev/urandom", READ_FILE},
	{"/dev/null", READ_FILE | WRITE_FILE},
};

/* What is not there needs no rule: it cannot be opened anyway. */
static bool allow(int rules, const struct ruleset *handled, const char *path, uint64_t rights)
{
	struct path_rule rule = {rights & handled->files, open(path, O_PATH | O_CLOEXEC)};
	struct stat found;
	bool ok;

	if (rule.folder < 0)
		return true;
	if (fstat(rule.folder, &found) == 0 && !S_ISDIR(found.st_mode))
		rule.allowed &= OF_A_FILE;
	ok = syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &rule, 0U) == 0;
	close(rule.folder);
	return ok;
}

/* In run/ itself folders are swapped and removed, but no file of it is read or written. */
static bool allow_all(int rules, const struct ruleset *handled, struct tl_stagedir *stage,
	const char *publication)
{
	const uint64_t reading = READ_FILE | READ_DIR;
	const uint64_t moving = READ_DIR | MAKE_DIR | REMOVE_DIR | REMOVE_FILE;
	struct tl_arena *arena = &stage->arena;
	const char *study = stage->study;
	bool ok = true;

	for (size_t i = 0; i < TL_LEN(system_rules); i++)
		ok = ok && allow(rules, handled, system_rules[i].path, system_rules[i].rights);
	return ok &&
	       allow(rules, handled, tl_arena_printf(arena, "%s/reports", tl_share_dir()),
		       reading) &&
	       allow(rules, handled, tl_arena_printf(arena, "%s/%s", study, publication),
		       reading) &&
	       allow(rules, handled, tl_arena_printf(arena, "%s/pages", study), reading) &&
	       allow(rules, handled, tl_arena_printf(arena, "%s/pack.yaml", study), READ_FILE) &&
	       allow(rules, handled, stage->part,
		       reading | moving | MAKE_FILE | WRITE_FILE | TRUNCATE) &&
	       allow(rules, handled, tl_arena_printf(arena, "%s/..", stage->part), moving);
}

bool render_confine(struct tl_stagedir *stage, const char *publication)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, GIVE_VERSION);
	struct ruleset handled = {
		.files = (uint64_t)ALL_OF_VERSION_1 | (version >= 3 ? TRUNCATE : 0),
		.network = version >= 4 ? BIND_AND_CONNECT : 0,
	};
	int rules;
	bool ok;

	if (version < 1)
		return false;
	rules = (int)syscall(SYS_landlock_create_ruleset, &handled,
		version >= 4 ? sizeof handled : sizeof handled.files, 0U);
	if (rules < 0)
		return false;
	ok = allow_all(rules, &handled, stage, publication) &&
	     prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	     syscall(SYS_landlock_restrict_self, rules, 0U) == 0;
	close(rules);
	return ok;
}
