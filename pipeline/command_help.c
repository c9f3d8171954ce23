/* throughline help: what there is, and what to say where something is not. */
#include "pipeline.h"

#include <stdio.h>
#include <unistd.h>

int command_unknown(const char *typed)
{
	const char *names[32];
	size_t count = 0;

	for (const struct command *command = commands; command->name; command++)
		names[count++] = command->name;
	const char *nearest = tl_str_nearest(tl_str(typed), names, count);
	fprintf(stderr, "throughline: no command \"%s\"", typed);
	if (nearest)
		fprintf(stderr, "; did you mean \"%s\"?\n", nearest);
	else
		fprintf(stderr, "; `throughline help` lists them\n");
	return EX_USAGE;
}

int command_become(const char *program, char **argv)
{
	struct tl_arena arena = {0};
	const char *path = program_path(&arena, program);

	execv(path, argv);
	fprintf(stderr, "throughline: cannot start %s; was everything installed?\n", path);
	tl_arena_free(&arena);
	return EX_OSERR;
}

// clang-format off
static const char after_list[] =
	"\n"
	"`throughline help COMMAND` says more of each, `throughline --version` which version this is.\n"
	"\n"
	"Exit status: 0 done; 3 the disclosure audit refused; 64 asked wrongly; 65 data refused;\n"
	"66 input missing; 70 our bug; 71, 73, 74 the machine; 75 another run is under way; 78 the study\n"
	"is wrong.\n";
// clang-format on

void command_list(FILE *out)
{
	fprintf(out, "usage: throughline COMMAND [options] STUDY\n\n");
	for (const struct command *command = commands; command->name; command++)
		fprintf(out, "  %-12s %s\n", command->name, command->summary);
	fputs(after_list, out);
}

int command_help(int argc, char **argv)
{
	const char *name = argc > 1 && *argv[1] != '-' ? argv[1] : "help";
	const struct command *command = command_of(name);
	char *help[] = {(char *)(uintptr_t)name, "--help", NULL};

	if (!command)
		return command_unknown(name);
	if (command->program)
		return command_become(command->program, help);
	if (command->run != command_help)
		return command->run(2, help);
	command_list(stdout);
	return EX_OK;
}
