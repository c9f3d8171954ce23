#include "release_verify.h"

#include <throughline/arena.h>
#include <throughline/hash.h>
#include <throughline/protocol.h>
#include <throughline/released.h>

struct verifying {
	struct tl_arena arena;
	const char *study;
	struct tl_str ledger;
	struct tl_err *err;
};

/* Whether some line that begins so ({"release":N or {"rebuilt":N) has the member. */
static bool is_named(
	struct verifying *v, const char *const *begins, size_t count, const char *member)
{
	struct tl_str rest = v->ledger, line;
	size_t at;

	while (tl_str_cut(&rest, '\n', &line))
		for (size_t i = 0; i < count; i++)
			if (tl_str_starts(line, tl_str(begins[i])) &&
				tl_str_find(line, tl_str(member), &at))
				return true;
	return false;
}

static bool check_file(struct verifying *v, int number, const char *name, const char *member)
{
	const char *const begins[] = {tl_arena_printf(&v->arena, "{\"release\":%d,", number),
		tl_arena_printf(&v->arena, "{\"rebuilt\":%d,", number)};
	const char *path =
		tl_arena_printf(&v->arena, "%s/releases/%03d/%s", v->study, number, name);
	struct tl_digest digest;

	if (!tl_sha256_file(path, &digest, v->err))
		return tl_fail_in(
			v->err, "release %d is not whole; restore it from a backup", number);
	return is_named(v, begins, TL_LEN(begins),
		       tl_arena_printf(&v->arena, "\"%s\":\"%s\"", member, digest.hex)) ||
	       tl_fail(v->err, EX_DATAERR,
		       "%s: this is not what the ledger says was released; restore it, or the "
		       "ledger, from a backup",
		       path);
}

bool release_verify(const char *study, struct tl_str ledger, struct tl_err *err)
{
	struct verifying v = {.study = study, .ledger = ledger, .err = err};
	struct tl_str rest = ledger, line, protocol;
	bool ok = true;

	while (ok && tl_str_cut(&rest, '\n', &line)) {
		int number = tl_released_number(line);

		ok = !number ||
		     (check_file(&v, number, "publication.db", "publication") &&
			     check_file(&v, number, "confidential/release.db", "confidential") &&
			     (!tl_released_member(line, "protocol", &protocol) ||
				     !protocol.length ||
				     check_file(&v, number, TL_PROTOCOL, "protocol")));
	}
	tl_arena_free(&v.arena);
	return ok;
}
