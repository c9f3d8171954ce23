/* The study's folder as the driver meets it: is it one, and is it free? */
#include "pipeline.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <throughline/named.h>
#include <throughline/protocol.h>

bool study_open(struct tl_study *study, const struct driver_options *options, struct tl_err *err)
{
	struct tl_buf path = {0};

	bool there;

	tl_buf_addf(&path, "%s/study.yaml", options->study);
	bool ok = tl_path_is_there(path.data, TL_PATH_GIVEN, &there, err);
	tl_buf_free(&path);
	if (!ok)
		return false;
	if (!there)
		return tl_fail(err, EX_NOINPUT,
			"%s: no study is there (a study has a study.yaml); `throughline new DIR` "
			"makes one",
			options->study);
	return tl_study_load(study, options->study, options->extracts, err);
}

bool study_check_removals(const struct tl_study *study, struct tl_err *err)
{
	struct tl_removals removals;
	bool ok = tl_removals_read(&removals, study, err);

	tl_removals_free(&removals);
	return ok;
}

static bool hides_nothing(const struct tl_policy *policy)
{
	return policy->threshold <= 1 && policy->base <= 1 && policy->contributors == 0 &&
	       !policy->zeros_hidden;
}

static bool has_people(const struct tl_study *study)
{
	for (size_t i = 0; i < study->contracts_count; i++)
		for (unsigned j = 0; j < study->contracts[i]->fields_count; j++)
			if (study->contracts[i]->fields[j].role == TL_ROLE_KEY)
				return true;
	return false;
}

void study_say_exposed(const struct tl_study *study)
{
	if (hides_nothing(study->policy) && has_people(study))
		fprintf(stderr,
			"throughline: warning: policy %s hides nothing: exact counts of people "
			"will be published\n",
			study->policy->name);
}

bool study_say_protocol(const char *study, struct tl_err *err)
{
	struct tl_protocol_edits edits = {0};
	struct tl_protocol protocol = {0};
	struct tl_buf words = {0};
	bool ok = tl_protocol_read(&protocol, study, err) &&
		  tl_protocol_edits(&edits, study, &protocol, err);

	for (size_t i = 0; ok && i < edits.items.count; i++) {
		const struct tl_protocol_edit *edit = &edits.items.items[i];

		tl_buf_clear(&words);
		tl_protocol_edit_words(edit, &words);
		fprintf(stderr,
			"throughline: warning: %s/" TL_PROTOCOL
			": %s %s: %s; the pack says so until it is restored "
			"(releases/%03d/" TL_PROTOCOL " is as it was then)\n",
			study, edit->kind, edit->name, tl_buf_c(&words), edit->release);
	}
	tl_buf_free(&words);
	tl_protocol_edits_free(&edits);
	tl_protocol_free(&protocol);
	return ok;
}

bool study_lock(const char *study, int *lock, struct tl_err *err)
{
	struct tl_buf path = {0};
	bool ok = false;

	*lock = -1;
	tl_buf_addf(&path, "%s/run", study);
	if (make_folder(path.data, 0700, err)) {
		*lock = open(path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (*lock < 0)
			tl_fail_errno(err, "open", path.data);
		else if (flock(*lock, LOCK_EX | LOCK_NB) != 0)
			tl_fail(err, EX_TEMPFAIL, "%s: another run is under way; wait for it",
				study);
		else
			ok = true;
	}
	tl_buf_free(&path);
	return ok;
}

void study_unlock(int *lock)
{
	if (*lock >= 0)
		close(*lock);
	*lock = -1;
}
