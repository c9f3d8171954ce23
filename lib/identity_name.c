/* Forenames and surnames. */
#include "identity_private.h"

#include <string.h>

static const char *const titles[] = {"DAME", "DR", "LADY", "LORD", "MASTER", "MISS", "MR", "MRS",
	"MS", "MSTR", "MX", "PROF", "PROFESSOR", "REV", "REVD", "REVEREND", "SIR"};
static const char *const endings[] = {
	"ESQ", "ESQUIRE", "II", "III", "JNR", "JR", "JUNIOR", "SENIOR", "SNR", "SR"};
/* What follows is a name the person had before. */
static const char *const former[] = {"AKA", "FORMERLY", "NEE"};
/* Typed in where a name was not known. */
static const char *const no_names[] = {"ANON", "ANONYMOUS", "BABY", "BABY BOY", "BABY GIRL", "BOY",
	"CHILD", "FEMALE", "GIRL", "INFANT", "MALE", "N A", "NK", "NO NAME", "NONE", "NOT GIVEN",
	"NOT KNOWN", "NOT RECORDED", "NOT STATED", "NOTKNOWN", "NULL", "TBC", "TEST", "TWIN",
	"TWIN ONE", "TWIN TWO", "UNBORN", "UNK", "UNKNOWN", "UNNAMED", "X", "XX", "XXX", "XXXX",
	"ZZ", "ZZZ"};

static bool is_one_of(struct tl_str word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tl_str_equal(word, tl_str(words[i])))
			return true;
	return false;
}

static struct tl_str first_word(struct tl_str name)
{
	struct tl_str word = name;

	tl_str_cut(&name, ' ', &word);
	return word;
}

static struct tl_str last_word(struct tl_str name)
{
	size_t at = name.length;

	while (at && name.data[at - 1] != ' ')
		at--;
	return tl_str_slice(name.data + at, name.length - at);
}

/* What the words at start say is taken for the whole name; the buffer ends with it. */
static bool keep(struct tl_buf *out, size_t start, struct tl_str name)
{
	if (!name.length || is_one_of(name, no_names, TL_LEN(no_names))) {
		out->length = start;
	} else {
		memmove(out->data + start, name.data, name.length);
		out->length = start + name.length;
	}
	if (out->data)
		out->data[out->length] = '\0';
	return out->length > start;
}

static struct tl_str add_name(struct tl_str text, struct tl_buf *out, size_t start)
{
	identity_add_words(text, (struct identity_words){0}, out);
	return tl_str_slice(tl_buf_c(out) + start, out->length - start);
}

bool tl_identity_forename(struct tl_str text, struct tl_buf *out)
{
	size_t start = out->length;
	struct tl_str name = add_name(text, out, start), word = first_word(name);

	while (word.length < name.length && is_one_of(word, titles, TL_LEN(titles))) {
		name = tl_str_slice(name.data + word.length + 1, name.length - word.length - 1);
		word = first_word(name);
	}
	return keep(out, start, name);
}

/* "SMITH NEE JONES" is SMITH; a surname Nee stays. */
static struct tl_str without_former(struct tl_str name)
{
	struct tl_str rest = name, word;

	while (tl_str_cut(&rest, ' ', &word))
		if (word.data > name.data && rest.length && is_one_of(word, former, TL_LEN(former)))
			return tl_str_slice(name.data, (size_t)(word.data - name.data) - 1);
	return name;
}

bool tl_identity_surname(struct tl_str text, struct tl_buf *out)
{
	size_t start = out->length;
	struct tl_str name = without_former(add_name(text, out, start)), word = last_word(name);

	while (word.length < name.length && is_one_of(word, endings, TL_LEN(endings))) {
		name.length -= word.length + 1;
		word = last_word(name);
	}
	return keep(out, start, name);
}
