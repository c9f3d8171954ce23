/* tl-validate: files held against a contract, with no study and no store. */
#include "report_account.h"

#include <throughline/options.h>
#include <throughline/outfile.h>
#include <throughline/vec.h>

#include <stdio.h>

static const char usage[] =
	"usage: throughline validate --contract CONTRACT [--as-at DAY] [--json]\n"
	"                            [--html FILE] [--csv FILE] FILE...\n"
	"\n"
	"Holds files against a contract as ingest does, and says what became of every row: kept, "
	"or\n"
	"rejected with a reason, a column and a line. Shows no value of any row, and needs no "
	"study.\n"
	"\n"
	"  --contract CONTRACT  a file (.yaml or .json), or a name in the catalogue\n"
	"  --as-at DAY          the day the files describe (2026-03-31): later days are in the "
	"future\n"
	"  --json               one JSON document instead of text\n"
	"  --html FILE          the same as a page\n"
	"  --csv FILE           the same as a sheet\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 every file will do (rows may be rejected), 64 asked wrongly, 65 a file is\n"
	"refused, 66 a file or the contract is missing, 70 our bug, 71 73 74 the machine, 78 the\n"
	"contract is wrong.\n";

struct command {
	const char *contract, *day, *html, *csv;
	bool json;
	struct tl_day as_at;
	struct tl_args files;
};

static int refuse(const char *what)
{
	return tl_usage_error("throughline validate", "%s", what);
}

static bool parse(struct command *command, int argc, char **argv)
{
	const struct tl_option options[] = {
		{.name = "contract", .value = &command->contract},
		{.name = "as-at", .value = &command->day},
		{.name = "json", .flag = &command->json},
		{.name = "html", .value = &command->html},
		{.name = "csv", .value = &command->csv},
	};
	int *status = &command->files.exit_status;

	command->as_at = TL_NO_DAY;
	if (!tl_options_parse(&command->files, argc, argv, "throughline validate", usage, options,
		    TL_LEN(options)))
		return false;
	if (!command->contract)
		*status = refuse("which contract? --contract NAME");
	else if (!command->files.count)
		*status = refuse("which file?");
	else if (command->day && !tl_day_parse(tl_str(command->day), "default", &command->as_at))
		*status = refuse("--as-at takes a day, as 2026-03-31");
	return *status == EX_OK;
}

static void read_file(const struct tl_study *study, const struct tl_contract *contract,
	const char *path, struct ingest_account *account)
{
	struct ingest_reading reading = {.study = study, .contract = contract, .path = path};
	struct tl_buf warning = {0};
	struct tl_err err = {0};

	if (ingest_reading_rows(&reading, &err))
		ingest_reading_judge(&reading, &warning, &err);
	ingest_account_make(account, &reading, path, tl_buf_str(&warning), &err);
	tl_buf_free(&warning);
	ingest_reading_free(&reading);
}

typedef void report_form(const struct ingest_account *, size_t, struct tl_buf *);

static bool write_form(report_form *form, const struct ingest_account *accounts, size_t count,
	const char *path, struct tl_err *err)
{
	struct tl_buf text = {0};
	bool ok;

	if (!path)
		return true;
	form(accounts, count, &text);
	ok = tl_file_write(path, 0600, tl_buf_str(&text), err);
	tl_buf_free(&text);
	return ok;
}

static bool say(
	const struct command *command, const struct ingest_account *accounts, struct tl_err *err)
{
	size_t count = command->files.count;
	struct tl_buf text = {0};
	bool ok;

	(command->json ? ingest_report_json : ingest_report_text)(accounts, count, &text);
	ok = (fputs(tl_buf_c(&text), stdout) != EOF && fflush(stdout) == 0) ||
	     tl_fail_errno(err, "write", "standard output");
	tl_buf_free(&text);
	return ok && write_form(ingest_report_html, accounts, count, command->html, err) &&
	       write_form(ingest_report_csv, accounts, count, command->csv, err);
}

/* The worst that befell any file: that of the machine stands above that of the data. */
static int worst_status(const struct ingest_account *accounts, size_t count)
{
	int worst = EX_OK;

	for (size_t i = 0; i < count; i++)
		if (accounts[i].exit_status > worst)
			worst = accounts[i].exit_status;
	return worst;
}

/* Nothing is written over the files, the contract or the other report. */
static bool spares(const struct command *command, const char *contract, struct tl_err *err)
{
	size_t count = command->files.count;
	struct tl_named_path *paths = tl_alloc(count + 3, sizeof *paths);
	bool ok;

	for (size_t i = 0; i < count; i++)
		paths[i] = (struct tl_named_path){"", command->files.names[i], false};
	paths[count] = (struct tl_named_path){"--contract ", contract, false};
	paths[count + 1] = (struct tl_named_path){"--html ", command->html, true};
	paths[count + 2] = (struct tl_named_path){"--csv ", command->csv, true};
	ok = tl_outfile_spares(paths, count + 3, err);
	free(paths);
	return ok;
}

static bool run(const struct command *command, int *status, struct tl_err *err)
{
	const struct tl_contract *contract;
	struct ingest_account *accounts;
	struct tl_study study;
	size_t count = command->files.count;
	bool ok;

	if (!tl_study_alone(&study, command->contract, command->as_at, &contract, err))
		return false;
	if (!spares(command, contract->path, err)) {
		tl_study_free(&study);
		return false;
	}
	fputs(tl_buf_c(&study.warnings), stderr);
	accounts = tl_alloc(count, sizeof *accounts);
	for (size_t i = 0; i < count; i++)
		read_file(&study, contract, command->files.names[i], &accounts[i]);
	ok = say(command, accounts, err);
	*status = worst_status(accounts, count);
	for (size_t i = 0; i < count; i++)
		ingest_account_free(&accounts[i]);
	free(accounts);
	tl_study_free(&study);
	return ok;
}

int main(int argc, char **argv)
{
	struct command command = {0};
	struct tl_err err = {0};
	int status = EX_OK;

	if (!parse(&command, argc, argv))
		return command.files.exit_status;
	if (!run(&command, &status, &err))
		return tl_say_failure("throughline validate", &err);
	return status;
}
