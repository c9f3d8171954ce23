#include "row.h"

#include "contact.h"
#include "own.h"

#include <throughline/outfile.h>

#include <stdlib.h>
#include <string.h>

#define TOKEN_BYTES 16 /* of the MAC: 128 bits tell apart more people than there are */
#define BETWEEN '\x1f' /* parts of a match key */

void row_maker_start(struct row_maker *maker, const struct plan *plan,
	const struct tl_layout *layout, const struct optout *optout, struct tl_arena *arena)
{
	size_t count = plan->rules.count;

	*maker = (struct row_maker){.plan = plan, .layout = layout, .optout = optout};
	maker->values = tl_arena_array(arena, count, sizeof *maker->values);
	maker->normals = tl_arena_array(arena, count, sizeof *maker->normals);
	maker->fields = tl_arena_array(arena, count, sizeof *maker->fields);
	if (optout)
		maker->heard = tl_arena_array(arena, optout->line_count, sizeof *maker->heard);
	plan_tools(plan, arena, &maker->tools);
}

void row_maker_free(struct row_maker *maker)
{
	for (size_t i = 0; maker->normals && i < maker->plan->rules.count; i++)
		tl_buf_free(&maker->normals[i]);
	tl_buf_free(&maker->message);
	tl_buf_free(&maker->words);
	tl_buf_free(&maker->form);
	tl_buf_free(&maker->salt);
}

static struct tl_str text_of(
	const struct row_maker *maker, const struct tl_csv_row *row, size_t field)
{
	size_t at = maker->layout->at[field];

	return at == TL_NOWHERE ? tl_str(NULL) : tl_str_trim(row->fields[at]);
}

/* A code stands for what it means; a birth is the day before it was cut to its month. */
static bool normalise(const struct tl_rule *rule, struct tl_str text, const struct tl_value *value,
	struct tl_buf *normal)
{
	switch (rule->field->identity) {
	case TL_IDENTITY_BIRTH:
		return tl_identity_birth((struct tl_day){(int32_t)value->exact}, normal);
	case TL_IDENTITY_SEX:
		return tl_identity_sex(value->text, normal);
	case TL_IDENTITY_NONE:
	case TL_IDENTITY_FORENAME:
	case TL_IDENTITY_SURNAME:
	case TL_IDENTITY_POSTCODE:
	case TL_IDENTITY_NHS:
	case TL_IDENTITY_UPN:
	case TL_IDENTITY_NINO:
	case TL_IDENTITY_UPRN:
	case TL_IDENTITY_ID:
	case TL_IDENTITY_TEXT:
	case TL_IDENTITY_COUNT_OF:
		break;
	}
	return tl_identity_normalise(rule->field->identity, text, normal);
}

static enum tl_fault read_identity(struct row_maker *maker, struct tl_str text, size_t field)
{
	const struct tl_rule *rule = &maker->plan->rules.items[field];
	struct field_tally *tally = &maker->fields[field];
	struct tl_buf *normal = &maker->normals[field];

	tl_buf_clear(normal);
	if (!maker->values[field].present) {
		tally->blank++;
		return TL_FAULT_NONE;
	}
	if (normalise(rule, text, &maker->values[field], normal)) {
		tally->usable++;
		return TL_FAULT_NONE;
	}
	tally->unusable++;
	return rule->required ? TL_FAULT_NOT_IN_FORM : TL_FAULT_NONE;
}

static enum tl_fault read_fields(
	struct row_maker *maker, const struct tl_csv_row *row, size_t *place)
{
	const struct tl_rules *rules = &maker->plan->rules;
	enum tl_fault fault = tl_row_shape(rules->contract, maker->layout->columns, row);

	*place = rules->places - 1;
	for (size_t i = 0; i < rules->count && fault == TL_FAULT_NONE; i++) {
		struct tl_str text = text_of(maker, row, i);

		*place = i;
		fault = tl_value_read(&rules->items[i], text, &maker->values[i]);
		/* A field that does not travel is read for what it says of the person. */
		if (fault == TL_FAULT_NONE && rules->items[i].field->identity) {
			maker->values[i].present =
				maker->values[i].present || (!rules->items[i].kept && text.length);
			fault = read_identity(maker, text, i);
		}
	}
	return fault;
}

/* By all that names the person, so that every line that does is heard. */
static bool is_opted_out(const struct row_maker *maker)
{
	const struct tl_contract *contract = maker->plan->contract;
	bool named = false;

	for (size_t i = 0; maker->optout && i < contract->fields_count; i++)
		if (contract->fields[i].identity && maker->normals[i].length &&
			optout_names(maker->optout, contract->fields[i].identity,
				tl_buf_str(&maker->normals[i]), maker->heard))
			named = true;
	return named;
}

static void add_mac(struct tl_hmac *hmac, struct tl_str message, struct tl_buf *out)
{
	uint8_t mac[TL_HMAC_BYTES];

	tl_hmac_of(hmac, message, mac);
	tl_buf_add_hex(out, mac, TOKEN_BYTES);
}

static void add_token(struct row_maker *maker, const struct column *column, struct tl_buf *out)
{
	const struct tl_buf *normal = &maker->normals[column->field];

	if (normal->length)
		add_mac(&maker->tools.hmacs[column->hmac], tl_buf_str(normal), out);
}

static struct tl_str normal_of(const struct row_maker *maker, const struct part *part)
{
	return tl_buf_str(&maker->normals[part->field]);
}

/* What the row says under the first field with an identity; "" where there is none. */
static struct tl_str known(const struct row_maker *maker, enum tl_identity of)
{
	size_t field = maker->plan->field_of[of];

	return field == PLAN_NOWHERE ? tl_str("") : tl_buf_str(&maker->normals[field]);
}

/* Without one of its parts a match key would join people of whom less is known. */
static void add_match(struct row_maker *maker, const struct column *column, struct tl_buf *out)
{
	tl_buf_clear(&maker->message);
	for (size_t i = 0; i < column->part_count; i++) {
		const struct part *part = &column->parts[i];

		if (!tl_identity_part(
			    part->part, part->of, normal_of(maker, part), &maker->message))
			return;
		tl_buf_add_char(&maker->message, BETWEEN);
	}
	add_mac(&maker->tools.hmacs[column->hmac], tl_buf_str(&maker->message), out);
}

/* Of a person whose names and birth are known; sex may be 9, as the key's rule has it. */
static void add_slk(struct row_maker *maker, const struct column *column, struct tl_buf *out)
{
	struct tl_str parts[4];

	for (size_t i = 0; i < TL_LEN(parts); i++) {
		parts[i] = normal_of(maker, &column->parts[i]);
		if (i < 3 && !parts[i].length)
			return;
	}
	tl_buf_clear(&maker->message);
	tl_identity_slk581(parts[0], parts[1], parts[2], parts[3], &maker->message);
	add_mac(&maker->tools.hmacs[column->hmac], tl_buf_str(&maker->message), out);
}

/* Noise is the record's own: by its key, else by its place in the file. */
static struct tl_str record_name(
	struct row_maker *maker, const struct column *column, const struct tl_csv_row *row)
{
	struct tl_str key = known(maker, TL_IDENTITY_ID);

	tl_buf_clear(&maker->message);
	tl_buf_addf(&maker->message, "%s\n", column->name);
	if (key.length)
		tl_buf_add(&maker->message, key);
	else
		tl_buf_addf(&maker->message, "%lld", (long long)row->record);
	return tl_buf_str(&maker->message);
}

static void add_variants(struct row_maker *maker, const struct column *column, struct tl_buf *out)
{
	const struct part *part = &column->parts[0];
	uint8_t mac[TL_HMAC_BYTES];

	tl_variants_make(
		&maker->variants, part->of, normal_of(maker, part), maker->plan->nicknames);
	for (size_t i = 0; i < maker->variants.count; i++) {
		const struct tl_variant *variant = &maker->variants.items[i];

		tl_buf_clear(&maker->message);
		tl_variant_message(variant, tl_buf_str(&maker->salt), &maker->message);
		tl_hmac_of(&maker->tools.hmacs[column->variant_hmac], tl_buf_str(&maker->message),
			mac);
		tl_variant_write(variant->kind, mac, out);
	}
}

static void add_filter(struct row_maker *maker, const struct column *column,
	const struct tl_csv_row *row, struct tl_buf *out)
{
	const struct plan *plan = maker->plan;
	struct tl_filter filter = {0};

	for (size_t i = 0; i < column->part_count; i++) {
		struct tl_str normal = normal_of(maker, &column->parts[i]);

		if (normal.length)
			tl_bloom_add(&maker->tools.blooms[column->hmac + i], normal,
				tl_buf_str(&maker->salt), &filter);
	}
	if (!filter.bits)
		return;
	if (plan->contract->pseudonymise->harden.fold)
		tl_filter_fold(&filter);
	if (plan->flip_in256)
		tl_filter_flip(&filter, plan->flip_in256, &maker->tools.noise,
			record_name(maker, column, row));
	tl_filter_write(&filter, out);
	if (column->has_variants)
		add_variants(maker, column, out);
}

/* Forename and surname both, the birth, or a number of the person's, blanks in it or not. */
static bool names_the_person(struct row_maker *maker, struct tl_str text)
{
	static const enum tl_identity numbers[] = {
		TL_IDENTITY_NHS, TL_IDENTITY_UPN, TL_IDENTITY_NINO, TL_IDENTITY_POSTCODE};
	size_t at, kept = 0;

	tl_buf_clear(&maker->words);
	if (!tl_identity_text(text, &maker->words))
		return false;
	if (own_names(tl_buf_str(&maker->words), known(maker, TL_IDENTITY_FORENAME),
		    known(maker, TL_IDENTITY_SURNAME), maker->plan->nicknames) ||
		own_birth(tl_buf_str(&maker->words), known(maker, TL_IDENTITY_BIRTH)))
		return true;
	for (size_t i = 0; i < maker->words.length; i++)
		if (maker->words.data[i] != ' ')
			maker->words.data[kept++] = maker->words.data[i];
	for (size_t i = 0; i < TL_LEN(numbers); i++) {
		struct tl_str number = known(maker, numbers[i]);

		if (number.length &&
			tl_str_find(tl_str_slice(maker->words.data, kept), number, &at))
			return true;
	}
	return false;
}

struct form {
	enum tl_identity of;
	size_t words; /* that it is written in at most, within a text */
};
static const struct form forms[] = {{TL_IDENTITY_NHS, 3}, {TL_IDENTITY_UPN, 3},
	{TL_IDENTITY_NINO, 5}, {TL_IDENTITY_POSTCODE, 2}};

static bool has_form(struct row_maker *maker, enum tl_identity form, struct tl_str text)
{
	tl_buf_clear(&maker->form);
	return tl_identity_normalise(form, text, &maker->form);
}

/* A number or a postcode begins these words. */
static bool begins_telling(struct row_maker *maker, struct tl_str words)
{
	struct tl_str rest = words, word;

	for (size_t count = 1; tl_str_cut(&rest, ' ', &word); count++) {
		size_t length = (size_t)(word.data - words.data) + word.length;
		bool longer = false;

		for (size_t i = 0; i < TL_LEN(forms); i++) {
			if (count <= forms[i].words &&
				has_form(maker, forms[i].of, tl_str_slice(words.data, length)))
				return true;
			longer = longer || count < forms[i].words;
		}
		if (!longer)
			break;
	}
	return false;
}

/* A number or a postcode, whosever: the whole cell, or words of it. */
static bool is_telling(struct row_maker *maker, struct tl_str text)
{
	struct tl_str words, word;

	for (size_t i = 0; i < TL_LEN(forms); i++)
		if (has_form(maker, forms[i].of, text))
			return true;
	tl_buf_clear(&maker->words);
	tl_identity_text(text, &maker->words);
	words = tl_buf_str(&maker->words);
	do {
		if (begins_telling(maker, words))
			return true;
	} while (tl_str_cut(&words, ' ', &word));
	return false;
}

/* The cell is the row's own forename or surname and nothing else. */
static bool is_name(struct row_maker *maker, struct tl_str text)
{
	static const enum tl_identity names[] = {TL_IDENTITY_FORENAME, TL_IDENTITY_SURNAME};

	for (size_t i = 0; i < TL_LEN(names); i++) {
		tl_buf_clear(&maker->words);
		if (tl_identity_normalise(names[i], text, &maker->words) &&
			tl_str_equal(tl_buf_str(&maker->words), known(maker, names[i])))
			return true;
	}
	return false;
}

/* Without codes of its own, sex travels where it says one, a text where it names nobody, and a
 * number where it is none of a person's. */
static bool may_travel(struct row_maker *maker, const struct column *column, struct tl_str text)
{
	const struct tl_field *field = maker->plan->rules.items[column->field].field;

	if (!text.length || !column->free)
		return true;
	tl_buf_clear(&maker->words);
	if (field->role == TL_ROLE_SEX)
		return tl_identity_sex(text, &maker->words);
	if (!column->text)
		return (field->type != TL_TYPE_INTEGER && field->type != TL_TYPE_NUMBER) ||
		       (!has_form(maker, TL_IDENTITY_NHS, text) && !contact_is_number(text));
	return !names_the_person(maker, text) && !is_name(maker, text) &&
	       !is_telling(maker, text) && !contact_in_text(text);
}

static void add_copy(struct row_maker *maker, const struct column *column,
	const struct tl_csv_row *row, struct tl_buf *out)
{
	struct tl_str text = text_of(maker, row, column->field);

	if (may_travel(maker, column, text))
		tl_buf_add_csv(out, text);
	else
		maker->fields[column->field].emptied++;
}

static void add_month(
	const struct row_maker *maker, const struct column *column, struct tl_buf *out)
{
	const struct tl_value *value = &maker->values[column->field];
	char iso[11];

	if (value->present)
		tl_buf_add(out,
			tl_str_slice(tl_day_iso((struct tl_day){(int32_t)value->number}, iso), 7));
}

static void add_cell(struct row_maker *maker, const struct column *column,
	const struct tl_csv_row *row, struct tl_buf *out)
{
	switch (column->made) {
	case MADE_COPY:
		add_copy(maker, column, row, out);
		break;
	case MADE_MONTH:
		add_month(maker, column, out);
		break;
	case MADE_AREA:
		if (maker->values[column->field].present)
			tl_buf_add(out, maker->values[column->field].text);
		break;
	case MADE_TOKEN:
	case MADE_FRESH:
		add_token(maker, column, out);
		break;
	case MADE_SLK:
		add_slk(maker, column, out);
		break;
	case MADE_MATCH:
		add_match(maker, column, out);
		break;
	case MADE_FILTER:
		add_filter(maker, column, row, out);
		break;
	case MADE_FINGERPRINT:
		tl_buf_addc(out, maker->plan->fingerprint);
		break;
	case MADE_COUNT_OF:
		break;
	}
}

/* A cell that both files share is made once. */
static void add_row(struct row_maker *maker, const struct tl_csv_row *row, struct tl_buf out[2])
{
	const struct plan *plan = maker->plan;
	bool begun[2] = {false, false};

	tl_buf_clear(&maker->salt);
	if (plan->salted)
		tl_identity_part(plan->salt.part, plan->salt.of, normal_of(maker, &plan->salt),
			&maker->salt);
	for (size_t i = 0; i < plan->column_count; i++) {
		const struct column *column = &plan->columns[i];
		struct tl_buf *first = &out[column->shared[0] ? 0 : 1];
		size_t start;

		for (int file = 0; file < 2; file++)
			if (column->shared[file]) {
				if (begun[file])
					tl_buf_add_char(&out[file], ',');
				begun[file] = true;
			}
		start = first->length;
		add_cell(maker, column, row, first);
		if (column->shared[0] && column->shared[1])
			tl_buf_add(&out[1],
				tl_str_slice(tl_buf_c(first) + start, first->length - start));
	}
	for (int file = 0; file < 2; file++)
		if (begun[file])
			tl_buf_add_char(&out[file], '\n');
}

enum row_outcome row_make(struct row_maker *maker, const struct tl_csv_row *row,
	struct tl_buf out[2], enum tl_fault *fault, size_t *place)
{
	*fault = read_fields(maker, row, place);
	if (*fault != TL_FAULT_NONE)
		return ROW_REJECTED;
	if (is_opted_out(maker))
		return ROW_OPTED_OUT;
	add_row(maker, row, out);
	return ROW_WRITTEN;
}
