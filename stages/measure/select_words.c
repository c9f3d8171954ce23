/* The words of a definition's SELECT: which views it speaks of, and whether it only picks. */
#include "select_private.h"

#include <ctype.h>
#include <string.h>

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The next name or key word outside quotes and comments; false at the end. */
static bool next_word(const char **at, struct tl_str *word)
{
	const char *c = *at;

	for (; *c; c++) {
		if (*c == '\'') {
			for (c++; *c && *c != '\''; c++)
				;
		} else if (c[0] == '-' && c[1] == '-') {
			while (c[1] && c[1] != '\n')
				c++;
		} else if (is_word(*c)) {
			const char *start = c;

			while (is_word(*c))
				c++;
			*word = tl_str_slice(start, (size_t)(c - start));
			*at = c;
			return true;
		}
		if (!*c)
			break;
	}
	*at = c;
	return false;
}

void measure_select_view_name(const char *contract, struct tl_buf *name)
{
	tl_buf_clear(name);
	for (const char *c = contract; *c; c++)
		tl_buf_add_char(name, *c == '-' ? '_' : *c);
}

bool measure_select_names(const char *sql, const char *contract)
{
	struct tl_buf name = {0};
	bool found;

	measure_select_view_name(contract, &name);
	found = measure_select_says(sql, tl_buf_c(&name));
	tl_buf_free(&name);
	return found;
}

/* Several words ("Child Id") are looked for as they stand. */
bool measure_select_says(const char *sql, const char *name)
{
	const char *rest = name;
	struct tl_str word, first;
	bool one = next_word(&rest, &first) && first.length == strlen(name), found = false;
	size_t at;

	if (!one)
		return tl_str_find(tl_str(sql), tl_str(name), &at);
	while (!found && next_word(&sql, &word))
		found = tl_str_equal_fold(word, first);
	return found;
}

/* A name behind AS is the SELECT's own; in its ORDER BY that comes before any column's. */
bool measure_select_reads(const char *sql, const char *name)
{
	struct tl_str word, before = TL_STR(""), wanted = tl_str(name);
	bool own = false, ordered = false, one = false;
	const char *at = name;

	one = next_word(&at, &word) && word.length == wanted.length;
	if (!one)
		return measure_select_says(sql, name);
	while (next_word(&sql, &word)) {
		bool given = tl_str_equal_fold(before, TL_STR("as"));

		ordered = ordered || (tl_str_equal_fold(before, TL_STR("order")) &&
					     tl_str_equal_fold(word, TL_STR("by")));
		if (tl_str_equal_fold(word, wanted)) {
			if (!given && !(own && ordered))
				return true;
			own = own || given;
		}
		before = word;
	}
	return false;
}

static bool is_one_of(struct tl_str word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tl_str_equal_fold(word, tl_str(words[i])))
			return true;
	return false;
}

/* Disclosure control must know the rows under a figure, so the adding up is the engine's. */
bool measure_select_picks_only(const struct tl_rows *rows, const char *path, struct tl_err *err)
{
	static const char *const clauses[] = {"group", "distinct", "over", "limit"};
	static const char *const functions[] = {"sum", "total", "avg", "count", "group_concat"};
	const char *at = rows->sql;
	struct tl_str word;

	while (next_word(&at, &word)) {
		bool called = at[strspn(at, " \t\r\n")] == '(';

		if (is_one_of(word, clauses, TL_LEN(clauses)) ||
			(called && is_one_of(word, functions, TL_LEN(functions))))
			return measure_select_fail(rows, path, (int)(word.data - rows->sql), err,
				"it says " TL_STR_FMT
				"; a definition picks rows and leaves the adding up to the engine",
				TL_STR_ARG(word));
	}
	return true;
}
