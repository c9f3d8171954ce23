/* A step is stale when an input that its manifest records has another digest now. */
#include "pipeline.h"

#include <string.h>

bool staleness_of(struct staleness *staleness, const char *study, const char *extracts,
	const struct step *step, struct tl_err *err)
{
	struct tl_manifest manifest = {0};
	bool ok = false;

	*staleness = (struct staleness){0};
	if (!tl_manifest_read(study, step->dir, &manifest, &staleness->made, err))
		goto done;
	staleness->stale = !staleness->made;
	for (size_t i = 0; i < manifest.input_count; i++) {
		const struct tl_input *input = &manifest.inputs[i];
		struct tl_digest now;

		/* An input that can no longer be read has changed; running the step says how. */
		struct tl_err unread = {0};
		if (tl_input_digest(study, extracts, input->name, &now, &unread) &&
			tl_digest_equal(&now, &input->digest))
			continue;
		staleness->stale = true;
		*tl_vec_push(&staleness->changed) =
			tl_arena_text(&staleness->arena, tl_str(input->name));
	}
	ok = true;
done:
	tl_manifest_free(&manifest);
	return ok;
}

static void add_why(const struct staleness *staleness, struct tl_buf *why)
{
	if (staleness->changed.count)
		staleness_words(staleness->changed.items[0], why);
	else
		tl_buf_addc(why, "it was not made yet");
}

bool staleness_first(const struct plan *plan, const char *study, const char *extracts,
	const struct step **step, struct tl_buf *why, struct tl_err *err)
{
	bool ok = true;

	*step = NULL;
	for (size_t i = 0; ok && !*step && i < plan->count; i++) {
		struct staleness staleness;

		ok = staleness_of(&staleness, study, extracts, &plan->steps[i], err);
		if (ok && staleness.stale)
			*step = &plan->steps[i];
		if (*step && why)
			add_why(&staleness, why);
		staleness_free(&staleness);
	}
	return ok;
}

void staleness_free(struct staleness *staleness)
{
	tl_vec_free(&staleness->changed);
	tl_arena_free(&staleness->arena);
	*staleness = (struct staleness){0};
}

/* What each kind of input is called when it changed; %s is what follows its colon. */
static const struct {
	const char *prefix, *before, *after;
} input_words[] = {
	{"yaml:", "", " changed"},
	{"file:", "", " changed"},
	{"list:", "files came or went: ", ""},
	{"matches:", "deliveries came or went: ", ""},
	{"store:", "", " changed"},
	{"extract:", "the delivery ", " changed"},
	{"data:", "", " (of throughline itself) changed"},
	{"program:", "", " is another version"},
};

void staleness_words(const char *input, struct tl_buf *out)
{
	for (size_t i = 0; i < TL_LEN(input_words); i++) {
		size_t length = strlen(input_words[i].prefix);
		if (strncmp(input, input_words[i].prefix, length) == 0) {
			tl_buf_addf(out, "%s%s%s", input_words[i].before, input + length,
				input_words[i].after);
			return;
		}
	}
	tl_buf_addf(out, "%s changed", input);
}
