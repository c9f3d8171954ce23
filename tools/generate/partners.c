#include "partners.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/outfile.h>

bool partners_open(
	struct partners *partners, const struct town *town, const char *folder, struct tl_err *err)
{
	const struct truth *truth = town->truth;

	*partners = (struct partners){.town = town};
	if (truth->localities_count != PARTNERS_PLACES)
		return tl_fail(err, EX_CONFIG, "the partners know %d localities, the truth file %u",
			PARTNERS_PLACES, truth->localities_count);
	partners->known_to_police = tl_alloc(town->people_count, sizeof(bool));
	partners->known_to_school = tl_alloc(town->people_count, sizeof(bool));
	partners->is_tenant = tl_alloc(town->people_count, sizeof(bool));
	partners->has_common_token = tl_alloc(town->people_count, sizeof(bool));
	for (int i = 0; i < PARTNERS_SHEET_COUNT_OF; i++)
		if (!sheet_open(&partners->sheets[i], folder, &partners_sheets[i], truth->seed,
			    truth->spoilt_permille, err))
			return false;
	return true;
}

bool partners_close(struct partners *partners, struct tl_err *err)
{
	bool ok = true;

	for (int i = 0; i < PARTNERS_SHEET_COUNT_OF; i++)
		if (partners->sheets[i].path)
			ok = sheet_close(&partners->sheets[i], err) && ok;
	free(partners->known_to_police);
	free(partners->known_to_school);
	free(partners->is_tenant);
	free(partners->has_common_token);
	partners->known_to_police = partners->known_to_school = partners->is_tenant =
		partners->has_common_token = NULL;
	return ok;
}

/* How the keys of each partner that names people begin. */
static const struct {
	const char *partner, *prefix;
} keys[] = {
	{"ambulance", ""},
	{"community-health", ""},
	{"council-housing", "T/"},
	{"domestic-abuse", "DA-"},
	{"fire", "F"},
	{"hospital", "H"},
	{"housing-association", "HA"},
	{"hub", "IES-"},
	{"mental-health", "MH"},
	{"police", "N"},
	{"schools", "S"},
	{"social-care", "C"},
	{"youth-offending", "Y"},
};

static struct town_key key_of(const struct town *town, const char *partner, uint32_t person)
{
	size_t at = 0;

	while (at < TL_LEN(keys) && strcmp(keys[at].partner, partner) != 0)
		at++;
	assert(at < TL_LEN(keys));
	return town_key_of(town, partner, keys[at].prefix, person);
}

struct sheet *partners_begin(
	struct partners *partners, enum partners_sheet number, const char *partner, uint32_t person)
{
	struct sheet *sheet = &partners->sheets[number];

	sheet_text(sheet, key_of(partners->town, partner, person).text);
	return sheet;
}

bool partners_write_links(const struct town *town, const char *path, struct tl_err *err)
{
	struct tl_outfile out = {0};
	struct tl_buf row = {0};
	bool ok = tl_outfile_open(&out, path, 0644, err) &&
		  tl_outfile_write(&out, TL_STR("partner,key,person\n"), err);

	for (size_t i = 0; i < TL_LEN(keys); i++)
		for (uint32_t person = 0; ok && person < town->people_count; person++) {
			tl_buf_clear(&row);
			tl_buf_addf(&row, "%s,%s,%u\n", keys[i].partner,
				key_of(town, keys[i].partner, person).text, (unsigned)person);
			ok = tl_outfile_write(&out, tl_buf_str(&row), err);
		}
	ok = ok && tl_outfile_commit(&out, err);
	tl_outfile_abandon(&out);
	tl_buf_free(&row);
	return ok;
}

static bool has_token(const struct town *town, const char *token, uint32_t person)
{
	const struct town_person *who = &town->people[person];

	if (token[0] == 'u') /* upn: who goes or went to school */
		return !who->is_adult && town_age(who, town->truth->as_at) >= 5;
	return token[1] == 'h' || who->is_adult; /* nhs: everyone; nino: adults */
}

void partners_token(struct partners *partners, struct sheet *sheet, const char *partner,
	const char *token, uint32_t person, const char *nothing)
{
	const struct town *town = partners->town;
	bool missing = chance_permille(town_chance(town, "missing token"), person,
		chance_for(town->truth->seed, partner).seed,
		truth_missing_of(town->truth, partner, town_ethnicity(town, person)));

	if (missing || !has_token(town, token, person))
		sheet_text(sheet, nothing);
	else
		sheet_text(sheet, town_token_of(town, token, person).text);
}

const char *partners_place(const struct partners *partners, uint32_t person, struct tl_day day,
	const char *const *spellings)
{
	const struct town *town = partners->town;
	const struct town_family *family = &town->families[town->people[person].family];

	return spellings[town_locality(family, day)];
}
