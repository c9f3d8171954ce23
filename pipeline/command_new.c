/* throughline new DIR: a study that runs, copied from the catalogue's template, with an empty
 * ledger. */
#include "pipeline.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <throughline/outfile.h>

// clang-format off
static const char help[] =
	"usage: throughline new DIR\n"
	"\n"
	"Makes DIR a study that runs: made-up extracts of two partners, their contracts, a measure, a\n"
	"programme and an empty ledger of releases. Put your own in their place.\n"
	"\n"
	HELP_HELP
	"\n"
	"Exit status: 0 made; 64 asked wrongly; 66 the template is missing; 70 our bug; 71, 74 the\n"
	"machine; 73 DIR is there already, or cannot be made.\n";
// clang-format on

static bool copy_tree(const char *from, const char *to, struct tl_err *err);

static bool copy_entry(const char *from, const char *to, struct tl_err *err)
{
	struct stat st;

	if (stat(from, &st) != 0)
		return tl_fail_errno(err, "look at", from);
	return S_ISDIR(st.st_mode) ? copy_tree(from, to, err) : copy_file(from, to, 0644, err);
}

static bool copy_tree(const char *from, const char *to, struct tl_err *err)
{
	DIR *folder = opendir(from);
	const struct dirent *entry;
	bool ok;

	if (!folder)
		return tl_fail_errno(err, "open", from);
	ok = mkdir(to, 0755) == 0 || tl_fail_errno(err, "make", to);
	while (ok && (entry = readdir(folder))) {
		struct tl_buf source = {0}, target = {0};

		if (entry->d_name[0] == '.')
			continue;
		tl_buf_addf(&source, "%s/%s", from, entry->d_name);
		tl_buf_addf(&target, "%s/%s", to, entry->d_name);
		ok = copy_entry(source.data, target.data, err);
		tl_buf_free(&source);
		tl_buf_free(&target);
	}
	closedir(folder);
	return ok;
}

static bool write_ledger(const char *study, struct tl_err *err)
{
	struct tl_buf path = {0};

	tl_buf_addf(&path, "%s/releases", study);
	bool ok = make_folder(path.data, 0755, err);
	tl_buf_addc(&path, "/ledger.jsonl");
	ok = ok && tl_file_write(path.data, 0644, TL_STR(""), err);
	tl_buf_free(&path);
	return ok;
}

int command_new(int argc, char **argv)
{
	struct driver_options options;
	struct tl_err err = {0};
	struct tl_buf template = {0};
	struct stat st;
	int status = EX_OK;

	if (!driver_options_parse(&options, argc, argv, help, 0, &status))
		return status;
	tl_buf_addf(&template, "%s/catalogue/template", tl_share_dir());
	if (stat(options.study, &st) == 0)
		tl_fail(&err, EX_CANTCREAT, "%s is there already; name a folder that is not",
			options.study);
	else if (copy_tree(template.data, options.study, &err) && write_ledger(options.study, &err))
		printf("%s is a study that runs: `throughline run %s`, then put your own "
		       "contracts, measures and "
		       "extracts in their place\n",
			options.study, options.study);
	if (err.exit_status)
		status = tl_say_failure("throughline", &err);
	tl_buf_free(&template);
	return status;
}
