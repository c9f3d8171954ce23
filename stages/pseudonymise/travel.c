/* The contract of what travels: the partner's own, less what did not travel. */
#include "pseudonymise.h"

#include <throughline/outfile.h>
#include <throughline/yaml.h>

#include <string.h>

/* Of the file as it was: what travels is UTF-8 with commas, its header in the first line. */
static const char *const of_the_file[] = {"name", "partner", "kind", "title", "fields", "encoding",
	"delimiter", "skip_lines", "sheet", "header_row", "pseudonymise"};
/* What speaks of columns or rows that the tokens of a split file have not. */
static const char *const of_the_payload[] = {"primaryKey", "foreignKeys", "rules", "duplicates",
	"overlaps", "doubly_open", "outside_life", "coverage", "withholds", "bands", "period",
	"retention"};

/* Of a field as it was: headers and dates come in one form now. */
static const char *const of_the_field[] = {"name", "identity", "aliases", "degrade", "type",
	"format", "formats", "constraints", "codes", "missingValues"};

/* A copied column keeps all but its other headers. */
static bool add_field(struct pseudonymise_run *run, const struct column *column, struct tl_buf *out,
	struct tl_err *err)
{
	static const char *const of_a_copy[] = {"name", "identity", "aliases"};
	const struct tl_field *field = &run->contract->fields[column->field];
	bool copy = column->made == MADE_COPY;

	if (column->made == MADE_MONTH)
		tl_buf_addc(out, ", type: yearmonth");
	tl_buf_addc(out, ", ");
	if (!tl_yaml_copy(run->contract->path,
		    tl_arena_printf(&run->arena, "fields.%zu", column->field),
		    copy ? of_a_copy : of_the_field,
		    copy ? TL_LEN(of_a_copy) : TL_LEN(of_the_field), ", ", out, err))
		return false;
	if (!copy && field->constraints.required)
		tl_buf_addf(out, "constraints: {required: %s}, ",
			*field->constraints.required ? "true" : "false");
	out->length -= 2; /* the last comma */
	out->data[out->length] = '\0';
	return true;
}

static bool add_column(struct pseudonymise_run *run, const struct column *column,
	struct tl_buf *out, struct tl_err *err)
{
	bool ok = true;

	tl_buf_addc(out, "  - {name: ");
	tl_buf_add_json(out, tl_str(column->name));
	if (column->made == MADE_FINGERPRINT)
		tl_buf_addf(
			out, ", role: fingerprint, codes: [{code: \"%s\"}]", run->plan.fingerprint);
	else if (column->pseudonym)
		tl_buf_addf(out, ", role: token%s",
			column->pseudonym->trusted ? ", trusted: true" : "");
	else
		ok = add_field(run, column, out, err);
	tl_buf_addc(out, "}\n");
	return ok;
}

static void add_head(struct pseudonymise_run *run, int file, struct tl_buf *out)
{
	bool tokens = run->names[1] && file == 0;

	tl_buf_addf(out,
		"# Written by throughline pseudonymise beside the extract that it describes: put "
		"it into "
		"the study's contracts/.\nname: %s\npartner: ",
		run->names[file]);
	tl_buf_add_json(out, tl_str(run->contract->partner));
	tl_buf_addf(out, "\nkind: %s\ntitle: ",
		tl_kinds[tokens ? TL_KIND_PERSONS : run->contract->kind].name);
	tl_buf_add_json(out, tl_str(run->contract->title));
	tl_buf_add_char(out, '\n');
}

static bool add_terms(
	struct pseudonymise_run *run, int file, struct tl_buf *out, struct tl_err *err)
{
	const char *without[TL_LEN(of_the_file) + TL_LEN(of_the_payload)];
	bool tokens = run->names[1] && file == 0;

	memcpy(without, of_the_file, sizeof of_the_file);
	memcpy(without + TL_LEN(of_the_file), of_the_payload, sizeof of_the_payload);
	return tl_yaml_copy(run->contract->path, "", without,
		tokens ? TL_LEN(without) : TL_LEN(of_the_file), "\n", out, err);
}

/* Loading it finds what still speaks of a column that is gone. */
static bool is_sound(const char *path, struct tl_err *err)
{
	const struct tl_contract *contract;
	struct tl_study study;
	bool ok = tl_study_alone(&study, path, TL_NO_DAY, &contract, err);

	if (ok)
		tl_study_free(&study);
	else
		tl_fail_in(err, "the contract that would travel (take what does not travel out of "
				"its keys and rules)");
	return ok;
}

bool pseudonymise_contract(struct pseudonymise_run *run, int file, struct tl_err *err)
{
	const struct plan *plan = &run->plan;
	const char *path = pseudonymise_path_of(run, file, ".yaml");
	struct tl_buf out = {0};
	bool ok;

	add_head(run, file, &out);
	ok = add_terms(run, file, &out, err);
	tl_buf_addc(&out, "fields:\n");
	for (size_t i = 0; ok && i < plan->column_count; i++)
		if (plan->columns[i].shared[file])
			ok = add_column(run, &plan->columns[i], &out, err);
	ok = ok && tl_file_write(path, 0600, tl_buf_str(&out), err) && is_sound(path, err);
	tl_buf_free(&out);
	return ok;
}
