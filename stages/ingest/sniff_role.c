/* What a column may be to us, by its header and type; always said to be a guess. */
#include "sniff.h"

#include <string.h>

/* Headers in their plain form: small letters, words parted by "_". In each list the likelier first.
 */
static const char key_names[] =
	" person_key person_id personal_id person_ref person client_id client_ref client_key "
	"client "
	"child_id child_key child pupil_id pupil_key pupil patient_id patient individual_id "
	"service_user_id tenant_id tenant nominal nominal_ref customer_id customer member_id "
	"participant_id subject_id unique_id uid pseudo_id id ";
static const char token_names[] =
	" nhs nhs_no nhs_number nhsno upn uln nino ni_number national_insurance_number token "
	"nhs_token upn_token nino_token person_token link_token ";
static const char household_names[] =
	" household household_id household_key family family_id family_ref family_key hh_id ";
static const char birth_names[] = " dob date_of_birth birth_date birthdate birth born d_o_b ";
static const char death_names[] =
	" dod date_of_death death_date deathdate death date_of_death_month died ";
static const char sex_names[] = " sex gender ";
static const char start_names[] =
	" start start_date date_start startdate from from_date date_from valid_from admission_date "
	"date_admitted admitted open_date date_opened opened open referral_date date_referred "
	"referred entry_date period_start date_started started poc_start decom ";
static const char end_names[] =
	" end end_date date_end enddate to to_date date_to valid_to until discharge_date "
	"date_discharged discharged close_date date_closed closed exit_date period_end date_ended "
	"ended stop dec ";
static const char date_names[] =
	" date event_date incident_date contact_date call_date visit_date offence_date "
	"attendance_date appointment_date called seen day month period reported_date month_year "
	"year_month occurred review_date date_of_event date_of_incident date_of_contact ";
static const char type_names[] =
	" type event_type category event kind nature offence offence_type crime_type incident_type "
	"contact_type call_type visit_type reason code ";
static const char locality_names[] =
	" locality area ward district local_authority local_authority_name la la_name la_code lad "
	"region borough authority beat lsoa_name lsoa lsoa_code geography place town new_la_code "
	"provider_code org_code org_name ";
static const char value_names[] =
	" value score count number total n quantity population persons people rate cases ";

/* What each kind's fields may be besides none: the table of docs/study.md. */
#define BIT(role) (1u << (role))
#define WHO                                                                                        \
	(BIT(TL_ROLE_KEY) | BIT(TL_ROLE_TOKEN) | BIT(TL_ROLE_HOUSEHOLD) | BIT(TL_ROLE_BIRTH) |     \
		BIT(TL_ROLE_SEX) | BIT(TL_ROLE_DEATH))
#define SPAN (BIT(TL_ROLE_START) | BIT(TL_ROLE_END) | BIT(TL_ROLE_LOCALITY))
static const struct {
	enum tl_kind kind;
	unsigned roles;
} allowed[] = {
	{TL_KIND_PERSONS, WHO | SPAN},
	{TL_KIND_EVENTS, WHO | BIT(TL_ROLE_DATE) | BIT(TL_ROLE_TYPE) | BIT(TL_ROLE_LOCALITY) |
				 BIT(TL_ROLE_VALUE)},
	{TL_KIND_EPISODES, WHO | SPAN},
	{TL_KIND_COUNTS, SPAN | BIT(TL_ROLE_VALUE)},
};

enum wants { ANY, DAY, NUMBER };
static const struct {
	enum tl_role role;
	const char *names;
	enum wants wants;
} guesses[] = {
	{TL_ROLE_KEY, key_names, ANY},
	{TL_ROLE_TOKEN, token_names, ANY},
	{TL_ROLE_HOUSEHOLD, household_names, ANY},
	{TL_ROLE_BIRTH, birth_names, DAY},
	{TL_ROLE_DEATH, death_names, DAY},
	{TL_ROLE_SEX, sex_names, ANY},
	{TL_ROLE_START, start_names, DAY},
	{TL_ROLE_END, end_names, DAY},
	{TL_ROLE_DATE, date_names, DAY},
	{TL_ROLE_TYPE, type_names, ANY},
	{TL_ROLE_LOCALITY, locality_names, ANY},
	{TL_ROLE_VALUE, value_names, NUMBER},
};

/* How early the name stands in the list; SIZE_MAX where it does not. */
static size_t rank_in(const char *names, const char *form)
{
	const char *at = strstr(names, form);

	return at ? (size_t)(at - names) : SIZE_MAX;
}

static bool will_do(const struct sniff_field *field, enum wants wants)
{
	if (wants == DAY)
		return field->is_date || field->is_serial;
	if (wants == NUMBER)
		return field->type == TL_TYPE_INTEGER || field->type == TL_TYPE_NUMBER;
	return field->column->values > 0;
}

/* A row without the day that dates it would be rejected: a column blank in most rows dates none. */
static bool may_date_rows(const struct sniff_field *field)
{
	return (field->is_date || field->is_serial) &&
	       field->column->values * 2 > field->column->rows;
}

static bool dates_rows(enum tl_role role)
{
	return role == TL_ROLE_DATE || role == TL_ROLE_START;
}

/* The column with the likeliest name gets the role; tokens may be several. */
static void give_role(struct sniff_file *file, struct sniff_guess *guess, size_t number)
{
	size_t best = SIZE_MAX, rank = SIZE_MAX;
	struct tl_buf form = {0};

	for (size_t i = 0; i < file->columns.count; i++) {
		struct sniff_field *field = &guess->fields[i];
		size_t here;

		if (field->left_out || field->role != TL_ROLE_NONE ||
			!will_do(field, guesses[number].wants) ||
			(dates_rows(guesses[number].role) && !may_date_rows(field)))
			continue;
		sniff_plain_header(field->column->header, &form);
		here = rank_in(guesses[number].names, tl_buf_c(&form));
		if (here < SIZE_MAX && guesses[number].role == TL_ROLE_TOKEN)
			field->role = TL_ROLE_TOKEN;
		else if (here < rank) {
			rank = here;
			best = i;
		}
	}
	if (best != SIZE_MAX && guesses[number].role != TL_ROLE_TOKEN)
		guess->fields[best].role = guesses[number].role;
	tl_buf_free(&form);
}

static struct sniff_field *field_of(
	const struct sniff_file *file, const struct sniff_guess *guess, enum tl_role role)
{
	for (size_t i = 0; i < file->columns.count; i++)
		if (guess->fields[i].role == role)
			return &guess->fields[i];
	return NULL;
}

/* The only column of days that says nothing else and is mostly filled, or the first of several. */
static struct sniff_field *free_day(const struct sniff_file *file, const struct sniff_guess *guess)
{
	for (size_t i = 0; i < file->columns.count; i++)
		if (guess->fields[i].role == TL_ROLE_NONE && !guess->fields[i].left_out &&
			may_date_rows(&guess->fields[i]))
			return &guess->fields[i];
	return NULL;
}

static struct sniff_field *some_number(
	const struct sniff_file *file, const struct sniff_guess *guess)
{
	struct sniff_field *value = field_of(file, guess, TL_ROLE_VALUE);

	for (size_t i = 0; i < file->columns.count && !value; i++)
		if (guess->fields[i].role == TL_ROLE_NONE && !guess->fields[i].left_out &&
			will_do(&guess->fields[i], NUMBER))
			value = &guess->fields[i];
	return value;
}

/* Filled in every row, called like an identifier, and with the most different texts. */
static struct sniff_field *likely_key(
	const struct sniff_file *file, const struct sniff_guess *guess)
{
	struct sniff_field *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < file->columns.count; i++) {
		struct sniff_field *field = &guess->fields[i];
		const struct sniff_column *column = field->column;
		size_t weight = column->distinct + 1;

		if (field->left_out)
			continue;
		weight += field->is_date ? 0 : 4 * SNIFF_DISTINCT_MAX;
		weight += column->blanks ? 0 : 2 * SNIFF_DISTINCT_MAX;
		weight += sniff_looks_like_id(column->header) ? SNIFF_DISTINCT_MAX : 0;
		if (weight > most) {
			most = weight;
			best = field;
		}
	}
	return best;
}

static void settle_people(struct sniff_file *file, struct sniff_guess *guess)
{
	struct sniff_field *date = field_of(file, guess, TL_ROLE_DATE);

	if (field_of(file, guess, TL_ROLE_START)) {
		guess->kind = TL_KIND_EPISODES;
		return;
	}
	if (!date && (date = free_day(file, guess))) {
		date->role = TL_ROLE_DATE;
		date->unsure_role = guess->unsure_kind = true;
	}
	guess->kind = date ? TL_KIND_EVENTS : TL_KIND_PERSONS;
}

static bool settle_counts(struct sniff_file *file, struct sniff_guess *guess)
{
	struct sniff_field *start = field_of(file, guess, TL_ROLE_START),
			   *date = field_of(file, guess, TL_ROLE_DATE);
	struct sniff_field *value = some_number(file, guess);

	if (!start)
		start = date ? date : free_day(file, guess);
	if (!start || !value)
		return false;
	start->role = TL_ROLE_START;
	guess->kind = TL_KIND_COUNTS;
	return true;
}

static void settle_kind(struct sniff_file *file, struct sniff_guess *guess)
{
	struct sniff_field *key = field_of(file, guess, TL_ROLE_KEY);

	if (!key && settle_counts(file, guess))
		return;
	if (!key && (key = likely_key(file, guess))) {
		key->role = TL_ROLE_KEY;
		key->unsure_role = guess->unsure_kind = true;
	}
	settle_people(file, guess);
}

static void take_back_roles(struct sniff_file *file, struct sniff_guess *guess)
{
	unsigned roles = 0;

	for (size_t i = 0; i < TL_LEN(allowed); i++)
		if (allowed[i].kind == guess->kind)
			roles = allowed[i].roles;
	for (size_t i = 0; i < file->columns.count; i++)
		if (!(roles & BIT(guess->fields[i].role)))
			guess->fields[i].role = TL_ROLE_NONE;
}

/* Names and codes are texts, even where they are made of digits. */
static void make_text(struct sniff_field *field)
{
	static const unsigned texts = BIT(TL_ROLE_KEY) | BIT(TL_ROLE_TOKEN) |
				      BIT(TL_ROLE_HOUSEHOLD) | BIT(TL_ROLE_TYPE) |
				      BIT(TL_ROLE_LOCALITY) | BIT(TL_ROLE_SEX);

	if (!(texts & BIT(field->role)))
		return;
	field->type = TL_TYPE_STRING;
	field->is_date = field->is_serial = false;
	field->group = field->decimal = '\0';
}

void sniff_roles(struct sniff_file *file, struct sniff_guess *guess)
{
	for (size_t i = 0; i < TL_LEN(guesses); i++)
		give_role(file, guess, i);
	settle_kind(file, guess);
	take_back_roles(file, guess);
	for (size_t i = 0; i < file->columns.count; i++)
		make_text(&guess->fields[i]);
}
