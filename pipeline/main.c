/* throughline: the driver. Finds the command and runs it, or becomes the stage's own program. */
#include "pipeline.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int unknown_command(const char *typed)
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

static int become(const char *program, char **argv)
{
	struct tl_arena arena = {0};
	const char *path = program_path(&arena, program);

	execv(path, argv);
	fprintf(stderr, "throughline: cannot start %s; was everything installed?\n", path);
	tl_arena_free(&arena);
	return EX_OSERR;
}

int command_help(int argc, char **argv)
{
	if (argc > 1) {
		const struct command *command = command_of(argv[1]);
		char *help[] = {argv[1], "--help", NULL};

		if (!command)
			return unknown_command(argv[1]);
		if (command->program)
			return become(command->program, help);
		if (command->run != command_help)
			return command->run(2, help);
	}
	printf("usage: throughline COMMAND [options] STUDY\n\n");
	for (const struct command *command = commands; command->name; command++)
		printf("  %-9s %s\n", command->name, command->summary);
	printf("\nExit status: 0 done; 3 the disclosure audit refused; 64 asked wrongly; 65 data "
	       "refused;\n"
	       "66 input missing; 70 our bug; 71, 73, 74 the machine; 78 the study is wrong.\n");
	return EX_OK;
}

int main(int argc, char **argv)
{
	umask(077);
	if (argc < 2) {
		command_help(1, argv);
		return EX_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("throughline %s (%s)\n", tl_version, tl_source_id);
		return EX_OK;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return command_help(1, argv);

	const struct command *command = command_of(argv[1]);
	if (!command)
		return unknown_command(argv[1]);
	return command->program ? become(command->program, argv + 1)
				: command->run(argc - 1, argv + 1);
}
