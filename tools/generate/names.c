#include "names.h"

#include <string.h>

static uint32_t count_of(const struct names_words *words)
{
	return words ? words->count : 0;
}

/* How many different names a list can make. */
static uint32_t capacity_of(const struct names_list *list)
{
	uint32_t made = count_of(list->starts) * count_of(list->ends);

	return count_of(list->words) + (list->middles ? made * count_of(list->middles) : made);
}

static struct zipf spread(
	struct tl_arena *arena, const struct names_list *list, uint32_t wanted, unsigned skew)
{
	uint32_t most = capacity_of(list);

	return zipf_make(arena, wanted < most ? wanted : most, skew);
}

unsigned names_codes(const char *codes[NAMES_COMMUNITY_MOST])
{
	unsigned count = 0;

	for (; names_communities[count].code; count++) {
		assert(count < NAMES_COMMUNITY_MOST);
		codes[count] = names_communities[count].code;
	}
	return count;
}

/* A smaller community has fewer names, but not in proportion. */
static uint32_t fewer(uint32_t wanted, unsigned i)
{
	uint32_t few = i ? wanted / 6 : wanted;

	return few ? few : 1;
}

void names_init(struct names *names, struct tl_arena *arena, const struct profile *profile)
{
	uint64_t upto = 0;

	for (unsigned i = 0; names_communities[i].code; i++) {
		const struct names_community *community = &names_communities[i];

		for (unsigned j = 0; j < profile->communities_count; j++)
			if (!strcmp(profile->communities[j].name, community->code))
				upto += profile->communities[j].permille;
		names->of[i].upto = upto;
		names->of[i].female = spread(arena, &community->female,
			fewer(profile->forenames, i), profile->forenames_skew);
		names->of[i].male = spread(arena, &community->male, fewer(profile->forenames, i),
			profile->forenames_skew);
		names->of[i].surnames = spread(arena, &community->surnames,
			fewer(profile->surnames, i), profile->surnames_skew);
		names->count = i + 1;
	}
}

uint32_t names_draw_community(const struct names *names, uint64_t bits)
{
	uint64_t at = bits % 1000;
	uint32_t i = 0;

	while (i + 1 < names->count && names->of[i].upto <= at)
		i++;
	return i;
}

/* Children have other names in fashion than their parents: the order is turned round by a part. */
uint32_t names_draw_forename(
	const struct names *names, uint32_t community, bool is_female, bool is_adult, uint64_t bits)
{
	const struct zipf *zipf =
		is_female ? &names->of[community].female : &names->of[community].male;
	uint32_t rank = zipf_draw(zipf, bits);

	return is_adult ? rank : (rank + zipf->count / 40) % zipf->count;
}

struct surname names_draw_surname(const struct names *names, uint32_t community, uint64_t bits)
{
	return (struct surname){
		community, zipf_draw(&names->of[community].surnames, bits), NAMES_NONE};
}

/* The part of a word between separators that has this number. */
static struct tl_str piece(const char *word, char separator, uint32_t number)
{
	struct tl_str rest = tl_str(word), head = rest;

	for (uint32_t i = 0; i <= number; i++)
		tl_str_cut(&rest, separator, &head);
	return head;
}

static uint32_t pieces(const char *word, char separator)
{
	uint32_t count = 1;

	for (; *word; word++)
		count += *word == separator;
	return count;
}

/* One of a word's forms: by sex where it has two of those, else familiar or not. */
static void add_form(struct tl_buf *text, const char *word, bool is_female, uint32_t familiar)
{
	uint32_t forms;

	if (strchr(word, '|')) {
		tl_buf_add(text, piece(word, '|', is_female));
		return;
	}
	forms = pieces(word, '/') - 1;
	tl_buf_add(text, piece(word, '/', familiar && forms ? 1 + familiar % forms : 0));
}

static void add_name(struct tl_buf *text, const struct names_list *list, uint32_t rank,
	bool is_female, uint32_t familiar)
{
	if (rank < list->words->count) {
		add_form(text, list->words->items[rank], is_female, familiar);
		return;
	}
	rank -= list->words->count;
	tl_buf_addc(text, list->starts->items[rank % list->starts->count]);
	rank /= list->starts->count;
	if (list->middles)
		tl_buf_addc(text,
			list->middles->items[rank / list->ends->count % list->middles->count]);
	add_form(text, list->ends->items[rank % list->ends->count], is_female, 0);
}

void names_forename(
	struct tl_buf *text, uint32_t community, bool is_female, uint32_t rank, uint32_t familiar)
{
	const struct names_community *of = &names_communities[community];

	tl_buf_clear(text);
	add_name(text, is_female ? &of->female : &of->male, rank, is_female, familiar);
}

void names_surname(struct tl_buf *text, struct surname surname, bool is_female)
{
	const struct names_list *list = &names_communities[surname.community].surnames;

	tl_buf_clear(text);
	add_name(text, list, surname.first, is_female, 0);
	if (surname.second == NAMES_NONE)
		return;
	tl_buf_add_char(text, '-');
	add_name(text, list, surname.second, is_female, 0);
}
