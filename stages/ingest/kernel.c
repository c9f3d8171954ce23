#include "kernel.h"

#include <math.h>
#include <string.h>

#include <throughline/cpu.h>

static void take_text(
	struct ingest_kernel *kernel, struct ingest_batch *batch, size_t row, struct tl_str text)
{
	for (uint64_t i = 0; i < 2; i++)
		batch->hash[i][row] = tl_hash64(text.data, text.length, i);
	if (batch->hash[0][row] == INGEST_NO_HASH || batch->hash[1][row] == INGEST_NO_HASH)
		batch->by_row[row] = true;
	else if (kernel->writer)
		kernel->codes[row] =
			tl_facts_word(kernel->writer, kernel->at, text, batch->hash[0][row]);
}

void ingest_kernel_one(
	struct ingest_kernel *kernel, struct ingest_batch *batch, size_t row, struct tl_str text)
{
	struct tl_value value;

	if (tl_value_read(kernel->rule, text, &value) != TL_FAULT_NONE || value.sentinel ||
		value.why || value.near) {
		batch->by_row[row] = true;
		return;
	}
	switch (kernel->rule->type) {
	case TL_FACT_INT:
	case TL_FACT_DAY:
		kernel->numbers[row] = value.present ? value.number : TL_NO_INT;
		break;
	case TL_FACT_REAL:
		kernel->reals[row] = value.present ? value.real + 0.0 : NAN;
		break;
	case TL_FACT_TEXT:
		kernel->codes[row] = 0;
		batch->hash[0][row] = batch->hash[1][row] = INGEST_NO_HASH;
		if (value.present)
			take_text(kernel, batch, row, value.text);
		break;
	}
}

/* Without a branch, for as many values at a time as fit in a register. Values that are none leave
 * the lanes as they were. */
TL_EACH_WIDTH static void add_column(uint64_t *restrict lanes, int lane, size_t field,
	const uint64_t *restrict values, uint64_t none, size_t count)
{
	for (size_t row = 0; row < count; row++) {
		uint64_t added = ingest_lane_add(lane, lanes[row], field, values[row]);

		lanes[row] = values[row] == none ? lanes[row] : added;
	}
}

void ingest_kernel_run(struct ingest_kernel *kernel, struct ingest_batch *batch)
{
	const enum tl_fact_type type = kernel->rule->type;
	uint64_t none = INGEST_NO_HASH;
	const double nothing = NAN;

	kernel->fn(kernel, batch);
	if (type == TL_FACT_REAL)
		memcpy(&none, &nothing, sizeof none);
	for (int i = 0; i < 2; i++)
		add_column(batch->lane[i], i, kernel->field,
			type == TL_FACT_TEXT ? batch->hash[i] : (const uint64_t *)kernel->numbers,
			none, batch->count);
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
