#include "own.h"

#define NAME_LEAST 3 /* letters of a name that is looked for */

static struct tl_str without_s(struct tl_str word)
{
	return word.length && word.data[word.length - 1] == 'S'
		       ? tl_str_slice(word.data, word.length - 1)
		       : word;
}

static bool holds_word(struct tl_str words, struct tl_str word)
{
	struct tl_str each;

	while (tl_str_cut(&words, ' ', &each))
		if (tl_str_equal(each, word) || tl_str_equal(without_s(each), word))
			return true;
	return false;
}

static bool contains(struct tl_str text, struct tl_str part)
{
	size_t at;

	return tl_str_find(text, part, &at);
}

/* Each word of a name of some length is there; *length adds theirs up. */
static bool holds_name(struct tl_str words, struct tl_str name,
	bool (*holds)(struct tl_str, struct tl_str), size_t *length)
{
	struct tl_str word;
	bool found = false;

	while (tl_str_cut(&name, ' ', &word))
		if (word.length >= NAME_LEAST) {
			if (!holds(words, word))
				return false;
			*length += word.length;
			found = true;
		}
	return found;
}

/* Johnson alone is not John and Johnson: the word is as long as both. */
static bool runs_together(struct tl_str words, struct tl_str forename, struct tl_str surname)
{
	struct tl_str word;

	while (tl_str_cut(&words, ' ', &word)) {
		size_t length = 0;

		if (holds_name(word, forename, contains, &length) &&
			holds_name(word, surname, contains, &length) && word.length >= length)
			return true;
	}
	return false;
}

static bool holds_nickname(
	struct tl_str words, struct tl_str forename, const struct tl_nicknames *nicknames)
{
	struct tl_str name, word, rest;

	while (tl_str_cut(&forename, ' ', &name)) {
		uint32_t groups = tl_nicknames_groups(nicknames, name);

		for (rest = words; groups && tl_str_cut(&rest, ' ', &word);)
			if (tl_nickname_shared(groups, tl_nicknames_groups(nicknames, word)) ||
				tl_nickname_shared(
					groups, tl_nicknames_groups(nicknames, without_s(word))))
				return true;
	}
	return false;
}

bool own_names(struct tl_str words, struct tl_str forename, struct tl_str surname,
	const struct tl_nicknames *nicknames)
{
	size_t length = 0;

	if (holds_name(words, surname, holds_word, &length) &&
		(holds_name(words, forename, holds_word, &length) ||
			holds_nickname(words, forename, nicknames)))
		return true;
	return runs_together(words, forename, surname);
}

/* Digits in front, and nothing behind them but letters (3RD); -1 where there are none. */
static int number_of(struct tl_str word)
{
	int number = 0;
	size_t i = 0;

	for (; i < word.length && i < 8 && word.data[i] >= '0' && word.data[i] <= '9'; i++)
		number = number * 10 + (word.data[i] - '0');
	return i ? number : -1;
}

static int month_of(struct tl_str word)
{
	static const char months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
	size_t at;

	if (word.length >= 3 && tl_str_find(tl_str(months), tl_str_slice(word.data, 3), &at) &&
		at % 3 == 0)
		return (int)(at / 3) + 1;
	return number_of(word);
}

static bool is_year(struct tl_str word, int year)
{
	int number = number_of(word);

	return number == year || (word.length == 2 && number == year % 100);
}

bool own_birth(struct tl_str words, struct tl_str birth)
{
	int all = number_of(birth), year = all / 10000, month = all / 100 % 100, day = all % 100;
	struct tl_str last[3] = {{0}}; /* words, the latest first */

	if (birth.length != 8)
		return false;
	while (tl_str_cut(&words, ' ', &last[0])) {
		int number = last[0].length == 8 ? number_of(last[0]) : -1;

		if (number == all || number == day * 1000000 + month * 10000 + year)
			return true;
		if (month_of(last[1]) == month &&
			((number_of(last[2]) == day && is_year(last[0], year)) ||
				(number_of(last[0]) == day && is_year(last[2], year))))
			return true;
		if (month_of(last[2]) == month && number_of(last[1]) == day &&
			is_year(last[0], year))
			return true;
		last[2] = last[1];
		last[1] = last[0];
	}
	return false;
}
