#include "kernel.h"

#include <math.h>
#include <string.h>

void ingest_kernel_one(
	struct ingest_kernel *kernel, struct ingest_batch *batch, size_t row, struct tl_str text)
{
	struct tl_value value;
	uint64_t hash[2] = {0};
	int64_t bits;

	if (tl_value_read(kernel->rule, text, &value) != TL_FAULT_NONE || value.sentinel ||
		value.why) {
		batch->by_row[row] = true;
		return;
	}
	switch (kernel->rule->type) {
	case TL_FACT_INT:
	case TL_FACT_DAY:
		kernel->numbers[row] = value.present ? value.number : TL_NO_INT;
		hash[0] = hash[1] = (uint64_t)value.number;
		break;
	case TL_FACT_REAL:
		kernel->reals[row] = value.present ? value.real + 0.0 : NAN;
		memcpy(&bits, &kernel->reals[row], sizeof bits);
		hash[0] = hash[1] = (uint64_t)bits;
		break;
	case TL_FACT_TEXT:
		hash[0] = tl_hash64(value.text.data, value.text.length, 0);
		hash[1] = tl_hash64(value.text.data, value.text.length, 1);
		kernel->codes[row] =
			value.present && kernel->writer
				? tl_facts_word(kernel->writer, kernel->at, value.text, hash[0])
				: 0;
		break;
	}
	if (value.present) {
		struct ingest_column column = ingest_column_of(batch, kernel);

		ingest_column_take(&column, row, hash[0], hash[1]);
	}
}

static bool has_dictionary(const struct tl_rule *rule)
{
	return rule->field->codes_count || rule->field->constraints.enumeration_count ||
	       rule->holds_text || rule->field->degrade != TL_DEGRADE_NONE;
}

bool ingest_kernel_takes_key(const struct tl_rule *rule)
{
	return rule->field->type == TL_TYPE_STRING && !has_dictionary(rule);
}

/* Texts that mean nothing, or why there is nothing, could pass for numbers and days: "-1", "999".
 */
static bool has_signs(const struct tl_rule *rule)
{
	for (size_t i = 0; i < rule->null_count; i++)
		if (*rule->nulls[i])
			return true;
	return rule->symbol_count > 0;
}

static bool is_number(const struct tl_rule *rule)
{
	return !has_dictionary(rule) && !has_signs(rule) && !rule->style.strip;
}

static ingest_kernel_fn *choose(struct ingest_kernel *kernel, struct tl_arena *arena)
{
	const struct tl_rule *rule = kernel->rule;

	if (!rule->kept)
		return rule->required ? ingest_kernel_memo : NULL;
	if (rule->field->role == TL_ROLE_KEY)
		return ingest_kernel_key;
	if (rule->type == TL_FACT_INT && rule->field->type == TL_TYPE_INTEGER && is_number(rule))
		return ingest_kernel_whole;
	if (rule->type == TL_FACT_REAL && is_number(rule))
		return ingest_kernel_real;
	if (rule->type == TL_FACT_DAY && rule->field->type != TL_TYPE_YEAR &&
		!rule->field->codes_count && !has_signs(rule) &&
		!rule->field->constraints.enumeration_count && !rule->holds_text &&
		ingest_kernel_day_make(kernel, arena))
		return ingest_kernel_day;
	if ((rule->field->role == TL_ROLE_TOKEN || rule->field->role == TL_ROLE_HOUSEHOLD) &&
		ingest_kernel_takes_key(rule))
		return ingest_kernel_word; /* a memory of so many would only be in the way */
	return ingest_kernel_memo;
}

void ingest_kernel_make(struct ingest_kernel *kernel, const struct tl_rule *rule, size_t field,
	size_t column, struct tl_facts_writer *writer, struct tl_arena *arena)
{
	*kernel = (struct ingest_kernel){
		.rule = rule, .field = field, .column = column, .writer = writer};
	if (column == TL_NOWHERE)
		return;
	kernel->at = rule->main_at != TL_NOWHERE ? rule->main_at : rule->record_at;
	kernel->fn = choose(kernel, arena);
	if (kernel->fn == ingest_kernel_memo)
		kernel->memo = ingest_memo_make(arena);
	kernel->numbers = tl_arena_array(arena, INGEST_BATCH_ROWS, sizeof *kernel->numbers);
}
