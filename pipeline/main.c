/* throughline: the driver. Finds the command and runs it, or becomes the stage's own program. */
#include "pipeline.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
	umask(077);
	if (argc < 2) {
		command_list(stderr);
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
		return command_unknown(argv[1]);
	if (command->program)
		return command_become(command->program, argv + 1);
	int status = command->run(argc - 1, argv + 1);
	if ((fflush(stdout) != 0 || ferror(stdout)) && status == EX_OK) {
		fprintf(stderr, "throughline: standard output cannot be written\n");
		status = EX_IOERR;
	}
	return status;
}
