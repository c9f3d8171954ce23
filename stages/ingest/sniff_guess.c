/* From columns to fields of a contract: left out or named, with a type, a role, codes. */
#include "sniff.h"

static bool is_reserved(struct tl_str name)
{
	return tl_str_equal_fold(name, TL_STR("record_no")) ||
	       tl_str_equal_fold(name, TL_STR("line")) ||
	       tl_str_equal_fold(name, TL_STR("key_no")) ||
	       tl_str_equal_fold(name, TL_STR("other_no"));
}

static const char *column_of(const struct sniff_field *field)
{
	struct tl_field stand_in = {.name = (char *)field->name, .role = field->role};

	return tl_field_column(&stand_in);
}

static bool is_taken(const struct sniff_file *file, const struct sniff_guess *guess, size_t at)
{
	struct tl_str name = tl_str(guess->fields[at].name);

	if (is_reserved(name))
		return true;
	for (size_t i = 0; i < file->columns.count; i++) {
		const char *column;

		if (i == at || guess->fields[i].left_out)
			continue;
		column = column_of(&guess->fields[i]);
		if ((column && tl_str_equal_fold(name, tl_str(column))) ||
			tl_str_equal_fold(name, tl_str(guess->fields[i].name)))
			return true;
	}
	return false;
}

/* A name that a role has taken gets a tail; the header becomes its alias. */
static void settle_names(struct sniff_file *file, struct sniff_guess *guess)
{
	for (size_t i = 0; i < file->columns.count; i++) {
		struct sniff_field *field = &guess->fields[i];

		while (!field->left_out && is_taken(file, guess, i))
			field->name = tl_arena_printf(&file->arena, "%s_", field->name);
	}
}

const char *sniff_why_left_out(const struct sniff_file *file, size_t at)
{
	struct tl_str header = tl_str(file->columns.items[at].header);

	if (!header.length)
		return "it has no header";
	for (size_t i = 0; i < file->columns.count; i++)
		if (i != at && tl_str_equal_fold(header, tl_str(file->columns.items[i].header)))
			return "another column has the same header";
	return tl_str_is_utf8(header) ? NULL : "its header is not readable text";
}

/* ---- codes ---- */

/* Few texts, each in many rows, in a column that names nobody. */
static bool may_have_codes(const struct sniff_field *field)
{
	const struct sniff_column *column = field->column;

	if (field->type != TL_TYPE_STRING || column->long_words || !column->values ||
		column->words.count > SNIFF_CODES_MAX ||
		(field->role != TL_ROLE_NONE && field->role != TL_ROLE_TYPE &&
			field->role != TL_ROLE_SEX) ||
		sniff_looks_like_id(column->header))
		return false;
	for (size_t i = 0; i < column->words.count; i++)
		if (column->words.items[i].rows < SNIFF_CODE_ROWS)
			return false;
	return true;
}

void sniff_guess(struct sniff_file *file, struct sniff_guess *guess)
{
	size_t count = file->columns.count;

	*guess = (struct sniff_guess){0};
	guess->fields = tl_arena_array(&file->arena, count, sizeof *guess->fields);
	for (size_t i = 0; i < count; i++) {
		guess->fields[i].column = &file->columns.items[i];
		guess->fields[i].name = file->columns.items[i].header;
		guess->fields[i].left_out = sniff_why_left_out(file, i);
		sniff_type(&guess->fields[i]);
	}
	sniff_roles(file, guess);
	settle_names(file, guess);
	for (size_t i = 0; i < count; i++) {
		struct sniff_field *field = &guess->fields[i];
		bool may = may_have_codes(field);

		field->names_persons = may && sniff_names_persons(field->column);
		field->has_codes = may && !field->names_persons;
	}
}
