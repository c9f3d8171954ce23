#include "study_private.h"

#include <stdlib.h>
#include <string.h>

static void add_message(const struct study_check *check, const char *at, const char *format,
	va_list args, struct tl_buf *out) __attribute__((format(printf, 3, 0)));

static void add_message(const struct study_check *check, const char *at, const char *format,
	va_list args, struct tl_buf *out)
{
	tl_yaml_where(check->path, at, out);
	tl_buf_addc(out, ": ");
	tl_buf_addv(out, format, args);
}

bool study_fail(const struct study_check *check, const char *at, const char *format, ...)
{
	struct tl_buf message = {0};
	va_list args;

	va_start(args, format);
	add_message(check, at, format, args, &message);
	va_end(args);
	tl_fail(check->err, EX_CONFIG, "%s", tl_buf_c(&message));
	tl_buf_free(&message);
	return false;
}

void study_warn(const struct study_check *check, const char *at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_message(check, at, format, args, &check->study->warnings);
	va_end(args);
	tl_buf_add_char(&check->study->warnings, '\n');
}

const char *study_at(const struct study_check *check, const char *format, ...)
{
	struct tl_buf text = {0};
	const char *kept;
	va_list args;

	va_start(args, format);
	tl_buf_addv(&text, format, args);
	va_end(args);
	kept = tl_arena_text(&check->study->arena, tl_buf_str(&text));
	tl_buf_free(&text);
	return kept;
}

const char *study_hint(
	const struct study_check *check, const char *typed, const char *const *names, size_t count)
{
	const char *nearest = tl_str_nearest(tl_str(typed), names, count);
	struct tl_buf hint = {0};
	const char *kept;

	if (nearest) {
		tl_buf_addf(&hint, "did you mean \"%s\"?", nearest);
	} else if (count) {
		tl_buf_addc(&hint, "known here: ");
		for (size_t i = 0; i < count; i++)
			tl_buf_addf(&hint, "%s%s", i ? ", " : "", names[i]);
	} else {
		tl_buf_addc(&hint, "none is defined");
	}
	kept = tl_arena_text(&check->study->arena, tl_buf_str(&hint));
	tl_buf_free(&hint);
	return kept;
}

bool study_check_word(const struct study_check *check, const char *at, const char *value,
	const char *const *words, size_t count)
{
	struct tl_buf wants = {0};

	if (!value)
		return true;
	for (size_t i = 0; i < count; i++)
		if (!strcmp(words[i], value))
			return true;
	for (size_t i = 0; i < count; i++)
		tl_buf_addf(&wants, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " or ", words[i]);
	study_fail(check, at, "\"%s\" is not known here; write %s", value, tl_buf_c(&wants));
	tl_buf_free(&wants);
	return false;
}

bool study_check_day(
	const struct study_check *check, const char *at, const char *value, struct tl_day *day)
{
	*day = TL_NO_DAY;
	return !value || tl_day_parse(tl_str(value), "default", day) ||
	       study_fail(check, at, "\"%s\" is not a date; write it as 2014-06-30", value);
}

bool study_check_period(const struct study_check *check, const char *at, const char *from,
	const char *to, struct tl_span *period)
{
	const char *end = study_at(check, "%s.to", at);
	struct tl_day last;

	if (!study_check_day(check, study_at(check, "%s.from", at), from, &period->from) ||
		!study_check_day(check, end, to, &last))
		return false;
	period->to = to ? tl_day_add(last, 1) : TL_NO_DAY;
	return !to || last.n >= period->from.n ||
	       study_fail(check, end, "the period ends before it begins; put from before to");
}

static bool is_name(struct tl_str name)
{
	for (size_t i = 0; i < name.length; i++) {
		char c = name.data[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			    (i && (c == '-' || c == '_'))))
			return false;
	}
	return name.length > 0;
}

bool study_check_form(const struct study_check *check, const char *at, const char *name)
{
	return is_name(tl_str(name)) ||
	       study_fail(check, at, "\"%s\" will not do as a name; write a-z, 0-9, - and _ only",
		       name);
}

bool study_check_name(const struct study_check *check, const char *name)
{
	struct tl_str file =
		tl_str(strrchr(check->path, '/') ? strrchr(check->path, '/') + 1 : check->path);

	if (!study_check_form(check, "name", name))
		return false;
	if (check->study->alone)
		return true;
	file.length -= strlen(".yaml");
	if (!tl_str_equal(file, tl_str(name)))
		return study_fail(check, "name",
			"the name is \"%s\" but the file's is \"" TL_STR_FMT
			"\"; make them the same",
			name, TL_STR_ARG(file));
	return true;
}

bool study_check_partner(const struct study_check *check, const char *at, const char *code)
{
	const struct tl_study *study = check->study;
	const char **codes =
		tl_arena_array(&check->study->arena, study->partners_count, sizeof *codes);

	for (unsigned i = 0; i < study->partners_count; i++) {
		codes[i] = study->partners[i].code;
		if (!strcmp(codes[i], code))
			return true;
	}
	if (study->alone)
		return true;
	return study_fail(check, at, "\"%s\" is not among the partners of study.yaml; %s", code,
		study_hint(check, code, codes, study->partners_count));
}

const char *study_hint_locality(const struct study_check *check, const char *typed)
{
	const struct tl_study *study = check->study;
	const char **codes =
		tl_arena_array(&check->study->arena, study->localities_count + 1, sizeof *codes);
	struct tl_str found;

	for (unsigned i = 0; i < study->localities_count; i++)
		codes[i] = study->localities[i].code;
	if (tl_study_locality(study, tl_str(typed), &found)) /* its label, or another name */
		typed = tl_arena_text(&check->study->arena, found);
	return study_hint(check, typed, codes, study->localities_count);
}

/* On a partner's desk there is no study to say which localities there are. */
bool study_check_locality(const struct study_check *check, const char *at, const char *code)
{
	const struct tl_study *study = check->study;
	struct tl_str found;

	return study->alone ||
	       (tl_study_locality(study, tl_str(code), &found) &&
		       tl_str_equal(found, tl_str(code))) ||
	       study_fail(check, at, "\"%s\" is not the code of a locality of study.yaml; %s", code,
		       study_hint_locality(check, code));
}

bool study_check_unique(const struct study_check *check, const char *list, const char *key,
	const char *const *names, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (strcmp(names[i], names[j]))
				continue;
			return study_fail(check,
				study_at(check, "%s.%zu%s%s", list, i, key ? "." : "",
					key ? key : ""),
				"\"%s\" is here twice; leave one out or name it otherwise",
				names[i]);
		}
	}
	return true;
}

bool study_type_is_day(enum tl_field_type type)
{
	return type == TL_TYPE_DATE || type == TL_TYPE_DATETIME || type == TL_TYPE_YEARMONTH ||
	       type == TL_TYPE_YEAR;
}

bool study_type_is_number(enum tl_field_type type)
{
	return type == TL_TYPE_INTEGER || type == TL_TYPE_NUMBER;
}
