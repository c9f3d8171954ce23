#include <throughline/str.h>

#include <string.h>

struct tl_str tl_str(const char *text)
{
	return (struct tl_str){text, text ? strlen(text) : 0};
}

struct tl_str tl_str_slice(const char *data, size_t length)
{
	return (struct tl_str){data, length};
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct tl_str tl_str_trim(struct tl_str s)
{
	static const struct tl_str no_break = TL_STR_INIT("\xc2\xa0");

	for (;;) {
		if (s.length && is_blank(s.data[0]))
			s = tl_str_slice(s.data + 1, s.length - 1);
		else if (tl_str_starts(s, no_break))
			s = tl_str_slice(s.data + 2, s.length - 2);
		else
			break;
	}
	for (;;) {
		if (s.length && is_blank(s.data[s.length - 1]))
			s.length -= 1;
		else if (tl_str_ends(s, no_break))
			s.length -= 2;
		else
			return s;
	}
}

bool tl_str_equal(struct tl_str a, struct tl_str b)
{
	return a.length == b.length && (!a.length || !memcmp(a.data, b.data, a.length));
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool tl_str_equal_fold(struct tl_str a, struct tl_str b)
{
	if (a.length != b.length)
		return false;
	for (size_t i = 0; i < a.length; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return true;
}

int tl_str_compare(struct tl_str a, struct tl_str b)
{
	size_t common = a.length < b.length ? a.length : b.length;
	int order = common ? memcmp(a.data, b.data, common) : 0;

	return order ? order : (a.length > b.length) - (a.length < b.length);
}

bool tl_str_starts(struct tl_str s, struct tl_str prefix)
{
	return s.length >= prefix.length &&
	       tl_str_equal(tl_str_slice(s.data, prefix.length), prefix);
}

bool tl_str_ends(struct tl_str s, struct tl_str suffix)
{
	return s.length >= suffix.length &&
	       (!suffix.length ||
		       !memcmp(s.data + (s.length - suffix.length), suffix.data, suffix.length));
}

bool tl_str_find(struct tl_str s, struct tl_str needle, size_t *at)
{
	for (size_t i = 0; i + needle.length <= s.length; i++) {
		if (needle.length && memcmp(s.data + i, needle.data, needle.length))
			continue;
		*at = i;
		return true;
	}
	return false;
}

bool tl_str_cut(struct tl_str *s, char separator, struct tl_str *head)
{
	const char *found;

	if (!s->data)
		return false;
	found = s->length ? memchr(s->data, separator, s->length) : NULL;
	*head = tl_str_slice(s->data, found ? (size_t)(found - s->data) : s->length);
	/* After the last piece the view is NULL, not empty: "a," has two pieces. */
	*s = found ? tl_str_slice(found + 1, s->length - head->length - 1) : tl_str_slice(NULL, 0);
	return true;
}
