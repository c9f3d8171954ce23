#include <throughline/pattern.h>

#include <throughline/arena.h>

#include <regex.h>
#include <stdlib.h>
#include <string.h>

struct tl_pattern {
	regex_t regex;
};

struct translating {
	const char *at;
	struct tl_buf *out;
	const char *wrong;
};

static const struct {
	char letter;
	const char *outside, *inside; /* of brackets; NULL: cannot be said there */
} classes[] = {
	{'d', "[0-9]", "0-9"},
	{'D', "[^0-9]", NULL},
	{'w', "[A-Za-z0-9_]", "A-Za-z0-9_"},
	{'W', "[^A-Za-z0-9_]", NULL},
	{'s', "[ \t\r\n\f\v]", " \t\r\n\f\v"},
	{'S', "[^ \t\r\n\f\v]", NULL},
};

static bool is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* at points at the byte after a backslash. */
static void take_escape(struct translating *t, bool inside)
{
	char c = *t->at;

	for (size_t i = 0; i < TL_LEN(classes); i++) {
		if (classes[i].letter != c)
			continue;
		if (inside && !classes[i].inside)
			t->wrong = "\\D, \\W and \\S cannot stand in brackets";
		else
			tl_buf_addc(t->out, inside ? classes[i].inside : classes[i].outside);
		t->at++;
		return;
	}
	if (!c || is_letter_or_digit(c)) {
		t->wrong = "only \\d, \\w and \\s are known of a backslash and a letter";
	} else if (!inside) {
		tl_buf_add_char(t->out, '\\');
		tl_buf_add_char(t->out, c);
		t->at++;
	} else if (strchr("]^-[", c)) {
		/* In brackets POSIX has no escape; place alone decides what these mean. */
		t->wrong = "in brackets write ] first, ^ not first and - last, without a backslash";
	} else {
		tl_buf_add_char(t->out, c);
		t->at++;
	}
}

/* at points behind the opening bracket. */
static void take_brackets(struct translating *t)
{
	tl_buf_add_char(t->out, '[');
	if (*t->at == '^')
		tl_buf_add_char(t->out, *t->at++);
	if (*t->at == ']')
		tl_buf_add_char(t->out, *t->at++);
	while (*t->at && *t->at != ']' && !t->wrong) {
		if (*t->at == '\\') {
			t->at++;
			take_escape(t, true);
		} else if (t->at[0] == '[' && t->at[1] && strchr(":.=", t->at[1])) {
			const char *end = strstr(t->at + 2, "]");

			if (!end) {
				t->wrong = "a bracket is not closed";
				return;
			}
			tl_buf_add(t->out, tl_str_slice(t->at, (size_t)(end + 1 - t->at)));
			t->at = end + 1;
		} else {
			tl_buf_add_char(t->out, *t->at++);
		}
	}
	if (!t->wrong && !*t->at)
		t->wrong = "a bracket is not closed";
	else if (!t->wrong)
		tl_buf_add_char(t->out, *t->at++);
}

static void take_one(struct translating *t)
{
	char c = *t->at++;

	if (c == '\\') {
		take_escape(t, false);
	} else if (c == '[') {
		take_brackets(t);
	} else if (c == '(' && t->at[0] == '?') {
		tl_buf_add_char(t->out, c);
		if (t->at[1] == ':')
			t->at += 2;
		else
			t->wrong = "(? is not known here, but for (?:";
	} else {
		tl_buf_add_char(t->out, c);
		if (strchr("*+?}", c) && *t->at && strchr("*+?", *t->at))
			t->wrong = "two quantifiers in a row are not known here";
	}
}

struct tl_pattern *tl_pattern_new(const char *text, const char **wrong)
{
	struct tl_buf posix = {0};
	struct translating t = {text, &posix, NULL};
	struct tl_pattern *pattern = tl_alloc(1, sizeof *pattern);

	tl_buf_addc(&posix, "^(");
	while (*t.at && !t.wrong)
		take_one(&t);
	tl_buf_addc(&posix, ")$");
	if (!t.wrong && regcomp(&pattern->regex, posix.data, REG_EXTENDED | REG_NOSUB))
		t.wrong = "it is no POSIX extended regular expression";
	tl_buf_free(&posix);
	*wrong = t.wrong;
	if (!t.wrong)
		return pattern;
	free(pattern);
	return NULL;
}

bool tl_pattern_matches(const struct tl_pattern *pattern, struct tl_str s)
{
	regmatch_t span = {.rm_so = 0, .rm_eo = (regoff_t)s.length};

	return regexec(&pattern->regex, s.length ? s.data : "", 1, &span, REG_STARTEND) == 0;
}

void tl_pattern_free(struct tl_pattern *pattern)
{
	if (pattern)
		regfree(&pattern->regex);
	free(pattern);
}

static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The classic walk: at most one star is ever retried, so the time is length times length. */
bool tl_name_matches(const char *pattern, struct tl_str name)
{
	const char *star = NULL;
	size_t at = 0, retry = 0;

	while (at < name.length) {
		if (*pattern == '*') {
			star = pattern++;
			retry = at;
		} else if (*pattern && (*pattern == '?' || fold(*pattern) == fold(name.data[at]))) {
			pattern++;
			at++;
		} else if (star) {
			pattern = star + 1;
			at = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}
