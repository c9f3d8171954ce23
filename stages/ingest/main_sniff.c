/* tl-sniff: a file in, the draft of a contract out. */
#include "sniff.h"

#include <throughline/options.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: throughline sniff [--name NAME] [--partner CODE] [--sheet SHEET] FILE\n"
	"\n"
	"Drafts a contract for a file, as YAML on stdout: delimiter, encoding, title rows, types,\n"
	"forms of dates, codes, marks for nothing recorded, roles. What is a guess is marked\n"
	"\"# unsure: ...\"; read the draft, ask the partner, then save it as contracts/NAME.yaml.\n"
	"The draft holds the headers, and texts that many rows share as codes; no other value.\n"
	"\n"
	"  --name NAME      of the contract (the file's)\n"
	"  --partner CODE   whose extract it is\n"
	"  --sheet SHEET    of a workbook, where it has several\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 done, 64 asked wrongly, 65 the file is refused, 66 it is missing, 70 our "
	"bug,\n"
	"71 73 74 the machine.\n";

struct command {
	const char *name, *partner, *sheet;
	struct tl_args files;
};

static bool is_code(const char *text)
{
	for (const char *at = text; *at; at++)
		if (!islower((unsigned char)*at) && !isdigit((unsigned char)*at) &&
			(at == text || (*at != '-' && *at != '_')))
			return false;
	return *text;
}

static bool parse(struct command *command, int argc, char **argv)
{
	const struct tl_option options[] = {
		{.name = "name", .value = &command->name},
		{.name = "partner", .value = &command->partner},
		{.name = "sheet", .value = &command->sheet},
	};
	const char *names[2];
	int *status = &command->files.exit_status;

	if (!tl_options_parse(&command->files, argc, argv, "throughline sniff", usage, options,
		    TL_LEN(options)))
		return false;
	names[0] = command->name;
	names[1] = command->partner;
	if (command->files.count != 1)
		*status = tl_usage_error("throughline sniff", "one file at a time");
	for (size_t i = 0; i < TL_LEN(names); i++)
		if (names[i] && !is_code(names[i]))
			*status = tl_usage_error("throughline sniff",
				"a name has a-z, 0-9, - and _ only: \"%s\"", names[i]);
	return *status == EX_OK;
}

/* "Police Calls 2014.csv.gz" is police-calls-2014. */
static void name_of(const char *path, struct tl_buf *name)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	const char *end = strchr(base + (*base == '.'), '.');

	for (const char *at = base; *at && at != end; at++) {
		unsigned char c = (unsigned char)*at;

		if (isalnum(c))
			tl_buf_add_char(name, (char)tolower(c));
		else if (name->length && name->data[name->length - 1] != '-')
			tl_buf_add_char(name, '-');
	}
	while (name->length && name->data[name->length - 1] == '-')
		name->data[--name->length] = '\0';
	if (!name->length)
		tl_buf_addc(name, "extract");
}

static bool run(const struct command *command, struct tl_err *err)
{
	const char *path = command->files.names[0];
	struct tl_buf name = {0}, draft = {0};
	struct sniff_file file = {0};
	struct sniff_guess guess;
	struct sniff_repeats repeats;
	bool ok = sniff_file(path, command->sheet, &file, err);

	if (ok) {
		sniff_guess(&file, &guess);
		ok = sniff_repeats(&file, &guess, &repeats, err);
	}
	if (ok) {
		name_of(path, &name);
		sniff_draft(&file, &guess, &repeats,
			command->name ? command->name : tl_buf_c(&name), command->partner, &draft);
		ok = (fputs(tl_buf_c(&draft), stdout) != EOF && fflush(stdout) == 0) ||
		     tl_fail_errno(err, "write", "standard output");
	}
	if (ok && file.stopped.exit_status) { /* there is a draft, and the file is refused */
		*err = file.stopped;
		ok = false;
	}
	tl_buf_free(&draft);
	tl_buf_free(&name);
	sniff_file_free(&file);
	return ok;
}

int main(int argc, char **argv)
{
	struct command command = {0};
	struct tl_err err = {0};

	if (!parse(&command, argc, argv))
		return command.files.exit_status;
	if (!run(&command, &err))
		return tl_say_failure("throughline sniff", &err);
	return EX_OK;
}
