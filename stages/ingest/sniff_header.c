/* What a header says in words. */
#include "sniff.h"

#include <ctype.h>

/* "DateOfBirth", "Date of birth" and "DATE-OF-BIRTH" are "date_of_birth"; with blanks round it. */
void sniff_plain_header(const char *header, struct tl_buf *out)
{
	bool was_small = false;

	tl_buf_clear(out);
	tl_buf_add_char(out, ' ');
	for (const char *at = header; *at; at++) {
		unsigned char c = (unsigned char)*at;

		if ((!isalnum(c) || (isupper(c) && was_small)) && out->length > 1 &&
			out->data[out->length - 1] != '_')
			tl_buf_add_char(out, '_');
		if (isalnum(c))
			tl_buf_add_char(out, (char)tolower(c));
		was_small = islower(c) || isdigit(c);
	}
	while (out->length > 1 && out->data[out->length - 1] == '_')
		out->data[--out->length] = '\0';
	tl_buf_add_char(out, ' ');
}

static bool has_word(struct tl_str form, const char *const *words, size_t count)
{
	struct tl_str word;

	form = tl_str_trim(form);
	while (tl_str_cut(&form, '_', &word))
		for (size_t i = 0; i < count; i++)
			if (tl_str_equal(word, tl_str(words[i])))
				return true;
	return false;
}

static bool header_has(const char *header, const char *const *words, size_t count)
{
	struct tl_buf form = {0};
	bool has;

	sniff_plain_header(header, &form);
	has = has_word(tl_buf_str(&form), words, count);
	tl_buf_free(&form);
	return has;
}

bool sniff_looks_like_id(const char *header)
{
	static const char *const words[] = {"id", "ids", "key", "ref", "reference", "token", "hash",
		"nhs", "upn", "uln", "nino", "uprn", "no", "number", "name", "forename", "surname",
		"firstname", "lastname", "address", "postcode", "email", "phone", "telephone",
		"mobile", "dob", "birth", "person", "client", "child", "pupil", "patient",
		"nominal", "household", "family", "worker", "officer", "notes", "note", "comment",
		"comments"};

	return header_has(header, words, TL_LEN(words));
}

bool sniff_looks_like_date(const char *header)
{
	static const char *const words[] = {"date", "dates", "day", "dob", "dod", "birth", "born",
		"death", "start", "started", "end", "ended", "from", "until", "opened", "closed",
		"decom", "dec", "admitted", "discharged", "due", "period", "month"};

	return header_has(header, words, TL_LEN(words));
}
