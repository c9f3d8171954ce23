#include "study_private.h"

#include <stdlib.h>
#include <string.h>

#define KEYS_PER_TOKEN 20
#define PEOPLE_PER_HOUSEHOLD 15
#define REVIEWERS 2
#define WINDOW_MONTHS 12

/* Text that is freed with the struct around it, as libcyaml's own is. */
static void fill_text(char **text, const char *otherwise)
{
	if (*text && **text)
		return;
	free(*text);
	*text = tl_alloc(strlen(otherwise) + 1, 1);
	memcpy(*text, otherwise, strlen(otherwise));
}

void study_fill_own(struct tl_study *study, struct tl_study_file *file)
{
	static char board[] = "board", *only_board[] = {board};

	for (unsigned i = 0; i < file->localities_count; i++)
		fill_text(&file->localities[i].label, file->localities[i].code);
	for (unsigned i = 0; i < file->partners_count; i++)
		fill_text(&file->partners[i].label, file->partners[i].code);
	study->file = file;
	study->name = file->name;
	study->title = file->title;
	study->about = file->about;
	study->localities = file->localities;
	study->localities_count = file->localities_count;
	study->localities_open = file->localities_open;
	study->partners = file->partners;
	study->partners_count = file->partners_count;
	study->extract_list = file->extracts;
	study->extracts_count = file->extracts_count;
	study->linkage = file->linkage;
	if (!study->linkage.keys_per_token)
		study->linkage.keys_per_token = KEYS_PER_TOKEN;
	if (!study->linkage.people_per_household)
		study->linkage.people_per_household = PEOPLE_PER_HOUSEHOLD;
	if (!study->linkage.reviewers)
		study->linkage.reviewers = REVIEWERS;
	study->packs = file->packs_count ? file->packs : only_board;
	study->packs_count = file->packs_count ? file->packs_count : 1;
}

void study_fill_contract(struct tl_contract *contract)
{
	struct tl_thresholds *thresholds = &contract->thresholds;

	if (!contract->version)
		contract->version = 1;
	fill_text(&contract->title, contract->name);
	thresholds->warn = thresholds->warn_key ? *thresholds->warn_key : -1;
	thresholds->stop = thresholds->stop_key ? *thresholds->stop_key : -1;
	for (unsigned i = 0; i < contract->rules_count; i++)
		if (contract->rules[i].broken == TL_ALLOW)
			contract->rules[i].broken = TL_REJECT;
	for (unsigned i = 0; i < contract->foreignKeys_count; i++)
		if (contract->foreignKeys[i].broken == TL_ALLOW)
			contract->foreignKeys[i].broken = TL_REJECT;
	for (unsigned i = 0; i < contract->fields_count; i++) {
		struct tl_field *field = &contract->fields[i];

		fill_text(&field->title, field->name);
		for (unsigned j = 0; j < field->codes_count; j++)
			fill_text(&field->codes[j].label, field->codes[j].code);
	}
}

static void fill_months(unsigned *months, const unsigned *given)
{
	*months = given ? *given : WINDOW_MONTHS;
}

void study_fill_measure(struct tl_measure *measure)
{
	if (!measure->version)
		measure->version = 1;
	fill_months(&measure->windows.before, measure->windows.before_key);
	fill_months(&measure->windows.after, measure->windows.after_key);
	if (measure->per == 0)
		measure->per = 1;
	for (unsigned i = 0; i < measure->bands_count; i++)
		fill_text(&measure->bands[i].label, measure->bands[i].code);
	measure->baseline = measure->baseline_key ? *measure->baseline_key : 0;
}

void study_fill_programme(struct tl_programme *programme)
{
	if (!programme->version)
		programme->version = 1;
	for (unsigned i = 0; i < programme->phases_count; i++)
		fill_text(&programme->phases[i].label, programme->phases[i].name);
	for (unsigned i = 0; i < programme->steps_count; i++)
		fill_text(&programme->steps[i].label, programme->steps[i].name);
}
