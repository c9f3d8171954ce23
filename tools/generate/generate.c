#include "generate.h"

#include "answers.h"

#include <errno.h>
#include <sys/stat.h>

struct making {
	struct town town;
	struct partners partners;
	struct answers answers;
};

static void note(void *context, const struct demand_happening *happening)
{
	struct making *making = context;

	partners_note(&making->partners, happening);
	answers_note(&making->answers, happening);
}

static bool make_folder(const char *path, struct tl_err *err)
{
	return mkdir(path, 0755) == 0 || errno == EEXIST || tl_fail_errno(err, "make", path);
}

static bool write_all(struct making *making, const char *out, struct tl_err *err)
{
	const char *extracts = tl_arena_printf(&making->town.arena, "%s/extracts", out);
	const char *answers = tl_arena_printf(&making->town.arena, "%s/truth.csv", out);
	bool ok;

	making->answers.town = &making->town;
	if (!make_folder(out, err) || !make_folder(extracts, err))
		return false;
	ok = partners_open(&making->partners, &making->town, extracts, err) &&
	     demand_walk(&making->town, note, making, err);
	if (ok) {
		partners_write_need(&making->partners);
		partners_write_registers(&making->partners);
		partners_write_counts(&making->partners);
	}
	ok = ok && answers_write(&making->answers, &making->partners, answers, err);
	return partners_close(&making->partners, err) && ok;
}

bool generate_run(const char *truth_path, const char *out, const char *links, struct tl_err *err)
{
	struct making making = {0};
	struct truth *truth;
	bool ok;

	if (!truth_load(&truth, truth_path, err))
		return false;
	town_make(&making.town, truth);
	ok = write_all(&making, out, err) &&
	     (!links || partners_write_links(&making.town, links, err));
	town_free(&making.town);
	truth_free(truth);
	return ok;
}
