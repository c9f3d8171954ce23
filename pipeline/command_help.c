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

int command_help(int argc, char **argv)
{
	if (argc > 1) {
		const struct command *command = command_of(argv[1]);
		char *help[] = {argv[1], "--help", NULL};

		if (!command)
			return command_unknown(argv[1]);
		if (command->program)
			return command_become(command->program, help);
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
