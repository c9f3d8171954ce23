/* Whether a column's texts may be names of persons: staff, mostly. */
#include "sniff.h"

#include <string.h>

#define WORDS_MAX 4

static const char *const headers[] = {"allocated_to", "allocated_worker", "assigned_to", "author",
	"case_holder", "caseworker", "case_worker", "completed_by", "contact", "gp", "key_worker",
	"keyworker", "lead", "lead_professional", "manager", "name", "officer", "owner",
	"practitioner", "recorded_by", "referrer", "social_worker", "staff", "supervisor", "sw",
	"team_manager", "worker"};

static const char *const titles[] = {"dr", "miss", "mr", "mrs", "ms", "mx", "prof", "professor",
	"rev", "sir", "dame", "pc", "dc", "sgt", "cllr", "sister"};

/* Of lists that many partners use: ethnic groups (as the census has them), faiths, and what stands
 * for nothing recorded. A text all of whose words are among them names nobody, though most of them
 * are somebody's surname; forenames (Roma, Christian) are not among them. */
static const char *const listed[] = {"african", "any", "arab", "asian", "background", "bangladeshi",
	"black", "british", "buddhist", "caribbean", "chinese", "church", "declined", "english",
	"ethnic", "ethnicity", "european", "gypsy", "hindu", "indian", "irish", "jewish", "known",
	"mixed", "multiple", "muslim", "no", "not", "northern", "obtained", "other", "pakistani",
	"recorded", "refused", "religion", "scottish", "sikh", "stated", "traveller", "unknown",
	"welsh", "white"};

static bool is_listed(struct tl_str word)
{
	for (size_t i = 0; i < TL_LEN(listed); i++)
		if (tl_str_equal_fold(word, tl_str(listed[i])))
			return true;
	return false;
}

static bool header_says_so(const char *header)
{
	struct tl_buf form = {0};
	bool says = false;

	sniff_plain_header(header, &form);
	for (size_t i = 0; i < TL_LEN(headers); i++)
		says = says || tl_str_equal(tl_str_trim(tl_buf_str(&form)), tl_str(headers[i]));
	tl_buf_free(&form);
	return says;
}

static bool is_title(struct tl_str word)
{
	if (word.length && word.data[word.length - 1] == '.')
		word.length--;
	for (size_t i = 0; i < TL_LEN(titles); i++)
		if (tl_str_equal_fold(word, tl_str(titles[i])))
			return true;
	return false;
}

/* "Jane", "O'Neill", "Smith-Jones,", "J.": letters, the first a capital; any beyond ASCII may be.
 */
static bool is_capitalised(struct tl_str word)
{
	for (size_t i = 0; i < word.length; i++) {
		unsigned char c = (unsigned char)word.data[i];
		bool capital = (c >= 'A' && c <= 'Z') || c >= 0x80;

		if (!capital && (!i || !((c >= 'a' && c <= 'z') || memchr("'-.,", c, 4))))
			return false;
	}
	return word.length;
}

static bool is_name(struct tl_str text, bool *titled)
{
	struct tl_str word;
	size_t words = 0;
	bool capitals = true, known = true;

	*titled = false;
	while (tl_str_cut(&text, ' ', &word)) {
		if (!word.length)
			continue;
		if (!words && text.length)
			*titled = is_title(word);
		capitals = capitals && is_capitalised(word);
		known = known && is_listed(word);
		words++;
	}
	return capitals && !known && words > 1 && words <= WORDS_MAX;
}

bool sniff_names_persons(const struct sniff_column *column)
{
	size_t names = 0;
	bool titled = false;

	if (!column->words.count)
		return false;
	for (size_t i = 0; i < column->words.count && !titled; i++)
		names += is_name(column->words.items[i].text, &titled);
	return titled || names * 2 >= column->words.count || header_says_so(column->header);
}
