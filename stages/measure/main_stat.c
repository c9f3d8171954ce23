/* tl-stat: one method on one CSV, the answer as CSV on standard output. */
#include "stat.h"

#include <stdio.h>
#include <string.h>
#include <throughline/options.h>
#include <throughline/vec.h>

static const char program[] = "tl-stat";

static void say_methods(FILE *out)
{
	fputs("usage: throughline stat METHOD [OPTION...] FILE\n"
	      "       throughline stat --help METHOD\n"
	      "\n"
	      "Answers with a CSV what one method says about another (\"-\": standard input), so\n"
	      "that any number can be checked by hand.\n"
	      "\n",
		out);
	for (size_t i = 0; stat_methods[i]; i++)
		fprintf(out, "  %-12s %s\n", stat_methods[i]->name, stat_methods[i]->summary);
	fputs("\n"
	      "Exit status: 0 done; 64 asked wrongly; 65 data refused; 66 input missing; 70 our "
	      "bug;\n"
	      "71, 74 the machine.\n",
		out);
}

static void add_option_help(struct tl_buf *help, const struct stat_option *option)
{
	struct tl_buf word = {0};

	tl_buf_addf(&word, "--%s%s%s", option->name, option->argument ? " " : "",
		option->argument ? option->argument : "");
	tl_buf_addf(help, "  %-20s %s", tl_buf_c(&word), option->help);
	if (option->fallback)
		tl_buf_addf(help, " (%s)", option->fallback);
	tl_buf_add_char(help, '\n');
	tl_buf_free(&word);
}

static void add_help(struct tl_buf *help, const struct stat_method *method)
{
	tl_buf_addf(help, "usage: throughline stat %s [OPTION...] FILE\n\n%s\n\n", method->name,
		method->summary);
	for (const struct stat_option *option = method->options; option->name; option++)
		add_option_help(help, option);
	tl_buf_addf(help, "\n%s", method->help);
}

static int unknown_method(const char *typed)
{
	TL_VEC(const char *) names = {0};
	const char *nearest;

	for (size_t i = 0; stat_methods[i]; i++)
		*tl_vec_push(&names) = stat_methods[i]->name;
	nearest = tl_str_nearest(tl_str(typed), names.items, names.count);
	tl_vec_free(&names);
	return tl_usage_error(program, "no method %s%s%s", typed, nearest ? ", did you mean " : "",
		nearest ? nearest : "");
}

/* --help, --help METHOD, --version: what stands before a method. */
static int answer_without_method(int argc, char **argv)
{
	const struct stat_method *method;
	struct tl_buf help = {0};

	if (strcmp(argv[1], "--version") == 0) {
		printf("%s %s\n", program, tl_version);
		return EX_OK;
	}
	if (strcmp(argv[1], "--help") != 0)
		return tl_usage_error(program, "the method comes first");
	if (argc == 2) {
		say_methods(stdout);
		return EX_OK;
	}
	method = stat_method_of(argv[2]);
	if (!method)
		return unknown_method(argv[2]);
	add_help(&help, method);
	fputs(tl_buf_c(&help), stdout);
	tl_buf_free(&help);
	return EX_OK;
}

/* The method's table as tl_options_parse wants it; what it finds lands in `found`. */
static struct tl_option *options_of(
	struct tl_arena *arena, const struct stat_method *method, struct tl_option_values **found)
{
	size_t count = 0;
	struct tl_option *options;

	while (method->options[count].name)
		count++;
	options = tl_arena_array(arena, count + 1, sizeof *options);
	*found = tl_arena_array(arena, count + 1, sizeof **found);
	for (size_t i = 0; i < count; i++)
		options[i] = (struct tl_option){
			.name = method->options[i].name,
			.values = &(*found)[i],
			.bare = !method->options[i].argument,
		};
	return options;
}

static bool parse(struct stat_run *run, int argc, char **argv, const char **path, int *status)
{
	const char *caller = tl_arena_printf(&run->arena, "%s %s", program, run->method->name);
	struct tl_option_values *found;
	struct tl_option *options = options_of(&run->arena, run->method, &found);
	struct stat_values *given;
	struct tl_buf help = {0};
	struct tl_args args;
	size_t count = 0;
	bool ok;

	while (options[count].name)
		count++;
	add_help(&help, run->method);
	ok = tl_options_parse(&args, argc, argv, caller, tl_buf_c(&help), options, count);
	tl_buf_free(&help);
	*status = args.exit_status;
	if (ok && args.count != 1) {
		*status = tl_usage_error(caller, "one file is expected, %zu are named", args.count);
		ok = false;
	}
	given = tl_arena_array(&run->arena, count + 1, sizeof *given);
	for (size_t i = 0; i < count; i++) {
		const char **items = tl_arena_array(&run->arena, found[i].count + 1, sizeof *items);

		for (size_t j = 0; j < found[i].count; j++)
			items[j] = found[i].items[j];
		given[i] = (struct stat_values){items, found[i].count};
		free(found[i].items);
	}
	run->given = given;
	*path = ok ? args.names[0] : NULL;
	return ok;
}

static void say_notes(const struct stat_run *run)
{
	struct tl_str rest = tl_buf_str(&run->notes), line;

	while (rest.length && tl_str_cut(&rest, '\n', &line))
		if (line.length)
			fprintf(stderr, "%s: note: " TL_STR_FMT "\n", program, TL_STR_ARG(line));
}

static bool answer(struct stat_run *run, const char *path, struct tl_err *err)
{
	struct tl_buf out = {0};
	bool ok = stat_read(run, path, err) && run->method->run(run, err);

	if (ok) {
		stat_write(run, &out);
		if (fwrite(tl_buf_c(&out), 1, out.length, stdout) != out.length ||
			fflush(stdout) != 0)
			ok = tl_fail(err, EX_IOERR, "standard output cannot be written");
	}
	if (ok)
		say_notes(run);
	tl_buf_free(&out);
	return ok;
}

int main(int argc, char **argv)
{
	struct stat_run run = {0};
	struct tl_err err = {0};
	const char *path;
	int status;

	if (argc < 2) {
		say_methods(stderr);
		return EX_USAGE;
	}
	if (argv[1][0] == '-')
		return answer_without_method(argc, argv);
	run.method = stat_method_of(argv[1]);
	if (!run.method)
		return unknown_method(argv[1]);
	if (parse(&run, argc - 1, argv + 1, &path, &status)) {
		status = EX_OK;
		if (!answer(&run, path, &err))
			status = tl_say_failure(program, &err);
	}
	stat_run_free(&run);
	return status;
}
