#include <throughline/options.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <throughline/arena.h>
#include <throughline/num.h>
#include <throughline/pool.h>
#include <throughline/vec.h>

int tl_usage_error(const char *program, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s: ", program);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "; try %s --help\n", program);
	return EX_USAGE;
}

/* A dash or two, as the length of the name asks. */
static const char *dashes(const char *name)
{
	return name[1] ? "--" : "-";
}

static const struct tl_option *find(
	struct tl_str name, const struct tl_option *options, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tl_str_equal(name, tl_str(options[i].name)))
			return &options[i];
	return NULL;
}

static int unknown_option(const char *program, const char *typed, struct tl_str name,
	const struct tl_option *options, size_t count)
{
	TL_VEC(const char *) names = {0};
	const char *nearest;

	for (size_t i = 0; i < count; i++)
		*tl_vec_push(&names) = options[i].name;
	*tl_vec_push(&names) = "help";
	*tl_vec_push(&names) = "version";
	nearest = tl_str_nearest(name, names.items, names.count);
	tl_vec_free(&names);
	if (nearest)
		return tl_usage_error(program, "unknown option %s, did you mean %s%s", typed,
			dashes(nearest), nearest);
	return tl_usage_error(program, "unknown option %s", typed);
}

/* A known option with its value, if it takes one. */
static int take(const struct tl_option *option, const char *value, const char *program)
{
	int64_t number;

	if (option->flag || option->bare) {
		if (value)
			return tl_usage_error(
				program, "%s%s takes no value", dashes(option->name), option->name);
		if (option->flag)
			*option->flag = true;
		else
			*tl_vec_push(option->values) = "";
		return EX_OK;
	}
	if (option->values) {
		*tl_vec_push(option->values) = value;
		return EX_OK;
	}
	if (option->value) {
		*option->value = value;
		return EX_OK;
	}
	if (!tl_num_int(tl_str(value), (struct tl_num_style){0}, &number) || number < 1)
		return tl_usage_error(program, "%s%s takes a whole number from 1",
			dashes(option->name), option->name);
	*option->number = (size_t)number;
	return EX_OK;
}

struct parse {
	int argc, at;
	char **argv;
	const char *program, *usage;
	const struct tl_option *options;
	size_t count;
	bool done; /* --help or --version was answered */
};

static int answer(struct parse *parse, bool help)
{
	parse->done = true;
	if (help)
		fputs(parse->usage, stdout);
	else
		printf("%s %s\n", parse->program, tl_version);
	return EX_OK;
}

/* -j2: one letter with its number behind it; NULL where the word is nothing like that. */
static const struct tl_option *find_short(const struct parse *parse, struct tl_str word)
{
	const struct tl_option *option = NULL;

	if (parse->argv[parse->at][1] != '-' && word.length > 1 && word.data[1] >= '0' &&
		word.data[1] <= '9')
		option = find(tl_str_slice(word.data, 1), parse->options, parse->count);
	return option && option->number ? option : NULL;
}

static int parse_option(struct parse *parse)
{
	const char *typed = parse->argv[parse->at];
	struct tl_str rest = tl_str(typed + (typed[1] == '-' ? 2 : 1));
	const char *equals = typed[1] == '-' ? strchr(typed, '=') : NULL;
	const char *value = equals ? equals + 1 : NULL;
	const struct tl_option *option;

	if (equals)
		rest.length = (size_t)(equals - rest.data);
	if (tl_str_equal(rest, TL_STR("help")) || tl_str_equal(rest, TL_STR("version")))
		return answer(parse, *rest.data == 'h');
	option = find(rest, parse->options, parse->count);
	if (!option && (option = find_short(parse, rest)))
		value = rest.data + 1;
	else if (!option || (typed[1] != '-' && rest.length > 1))
		return unknown_option(parse->program, typed, rest, parse->options, parse->count);
	if (!option->flag && !option->bare && !value) {
		if (++parse->at == parse->argc)
			return tl_usage_error(parse->program, "%s needs a value", typed);
		value = parse->argv[parse->at];
	}
	return take(option, value, parse->program);
}

bool tl_options_parse(struct tl_args *args, int argc, char **argv, const char *program,
	const char *usage, const struct tl_option *options, size_t count)
{
	struct parse parse = {argc, 1, argv, program, usage, options, count, false};
	int kept =
		1; /* argv[1..kept) are no options; the option words they overwrite are done with */
	bool names_only = false;

	umask(077);
	*args = (struct tl_args){.exit_status = EX_OK};
	for (; parse.at < argc; parse.at++) {
		char *word = argv[parse.at];

		if (names_only || word[0] != '-' || word[1] == '\0') {
			argv[kept++] = word;
		} else if (strcmp(word, "--") == 0) {
			names_only = true;
		} else {
			args->exit_status = parse_option(&parse);
			if (args->exit_status != EX_OK || parse.done)
				return false;
		}
	}
	args->names = (const char **)&argv[1];
	args->count = (size_t)(kept - 1);
	return true;
}

static const char *default_extracts(const char *study)
{
	static struct tl_arena arena; /* as long as the command line itself */

	return tl_arena_printf(&arena, "%s/extracts", study);
}

bool tl_stage_options_parse(struct tl_stage_options *options, int argc, char **argv,
	const char *program, const char *usage, const struct tl_option *extra, size_t extra_count)
{
	const struct tl_option shared[] = {
		{.name = "extracts", .value = &options->extracts},
		{.name = "jobs", .number = &options->jobs},
		{.name = "j", .number = &options->jobs},
		{.name = "json", .flag = &options->json},
	};
	TL_VEC(struct tl_option) all = {0};
	struct tl_args args;
	bool ok;

	*options = (struct tl_stage_options){.jobs = tl_pool_default_threads()};
	for (size_t i = 0; i < TL_LEN(shared); i++)
		*tl_vec_push(&all) = shared[i];
	for (size_t i = 0; i < extra_count; i++)
		*tl_vec_push(&all) = extra[i];
	ok = tl_options_parse(&args, argc, argv, program, usage, all.items, all.count);
	tl_vec_free(&all);
	options->exit_status = args.exit_status;
	if (!ok)
		return false;
	if (args.count != 1) {
		options->exit_status = tl_usage_error(
			program, "one study folder is expected, %zu are named", args.count);
		return false;
	}
	options->study = args.names[0];
	if (!options->extracts)
		options->extracts = default_extracts(options->study);
	return true;
}
