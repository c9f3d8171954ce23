#include <throughline/extract.h>

#include <string.h>

bool tl_header_is(struct tl_str header, const char *name)
{
	header = tl_str_trim(header);
	return strpbrk(name, "*?") ? tl_name_matches(name, header)
				   : tl_str_equal_fold(header, tl_str_trim(tl_str(name)));
}

/* How many headers are the name; *at is the first of them. */
static size_t find_header(const struct tl_csv_row *header, const char *name, size_t *at)
{
	size_t found = 0;

	for (size_t i = header->count; i-- > 0;)
		if (tl_header_is(header->fields[i], name)) {
			*at = i;
			found++;
		}
	return found;
}

static bool fail_twice(const struct tl_csv_row *header, const char *path,
	const struct tl_field *field, struct tl_err *err)
{
	return tl_fail(err, EX_DATAERR,
		"%s:%lld: two columns for \"%s\"; ask for the file with one of them renamed", path,
		(long long)header->line, field->name);
}

/* Steps: the field's own name wins; else all aliases together may match one column only. */
static bool find_field(
	const struct tl_field *field, const struct tl_csv_row *header, size_t *at, size_t *found)
{
	*at = TL_NOWHERE;
	*found = find_header(header, field->name, at);
	for (unsigned i = 0; !*found && i < field->aliases_count; i++) {
		size_t other = TL_NOWHERE, count = find_header(header, field->aliases[i], &other);

		if (count > 1 || (count && *at != TL_NOWHERE && other != *at))
			return false;
		if (count)
			*at = other;
	}
	return *found <= 1;
}

static bool knows_none(const struct tl_rules *rules, const struct tl_csv_row *header)
{
	for (size_t i = 0; i < rules->count; i++) {
		size_t at, found;

		if (!find_field(rules->items[i].field, header, &at, &found) || found ||
			at != TL_NOWHERE)
			return false;
	}
	return true;
}

static struct tl_str without_quotes(struct tl_str text)
{
	text = tl_str_trim(text);
	return text.length >= 2 && text.data[0] == '"' && text.data[text.length - 1] == '"'
		       ? tl_str_slice(text.data + 1, text.length - 2)
		       : text;
}

/* Whether a line that came out as one field names a field of the contract if it is cut so. */
static bool is_cut_by(const struct tl_rules *rules, struct tl_str line, char delimiter)
{
	struct tl_str piece;

	if (!memchr(line.data, delimiter, line.length))
		return false;
	while (tl_str_cut(&line, delimiter, &piece))
		for (size_t i = 0; i < rules->count; i++)
			if (tl_header_is(without_quotes(piece), rules->items[i].field->name))
				return true;
	return false;
}

/* As the contract would say the delimiter of the file; NULL: it is not that. */
static const char *other_delimiter(const struct tl_rules *rules, const struct tl_csv_row *header)
{
	static const struct {
		char character;
		const char *text;
	} delimiters[] = {{',', ","}, {';', ";"}, {'\t', "\\t"}, {'|', "|"}};

	for (size_t i = 0; header->count == 1 && i < TL_LEN(delimiters); i++)
		if (is_cut_by(rules, header->fields[0], delimiters[i].character))
			return delimiters[i].text;
	return NULL;
}

/* Steps: is it the nearest header, is the whole line no header, or is it not there. */
static bool fail_missing(const struct tl_csv_row *header, const char *path,
	const struct tl_rules *rules, const struct tl_rule *rule, struct tl_arena *arena,
	struct tl_err *err)
{
	const struct tl_field *field = rule->field;
	bool may_waive = !field->constraints.required &&
			 (!rule->required || field->role == TL_ROLE_FINGERPRINT);
	const char *or_waive = !may_waive ? ""
					  : "; where it may be blank throughout, give it "
					    "constraints: {required: false} there";
	const char **names = tl_arena_array(arena, header->count + 1, sizeof *names);
	const char *nearest;

	for (size_t i = 0; i < header->count; i++)
		names[i] = tl_arena_text(arena, tl_str_trim(header->fields[i]));
	nearest = other_delimiter(rules, header);
	if (nearest)
		return tl_fail(err, EX_DATAERR,
			"%s:%lld: the columns of this line are separated by \"%s\"; say delimiter: "
			"\"%s\" in contract %s, or ask for the file as the contract has it",
			path, (long long)header->line, nearest, nearest, rules->contract->name);
	nearest = tl_str_nearest(tl_str(field->name), names, header->count);
	if (nearest)
		return tl_fail(err, EX_DATAERR,
			"%s:%lld: no column named \"%s\"; the nearest is \"%s\": if that is it, "
			"add it to "
			"the field's aliases in contract %s%s",
			path, (long long)header->line, field->name, nearest, rules->contract->name,
			or_waive);
	if (knows_none(rules, header))
		return tl_fail(err, EX_DATAERR,
			"%s:%lld: no column of contract %s is named in this line; if it is a "
			"title, "
			"say in the contract how many skip_lines there are above the header; if it "
			"is data, ask for the file with its headers",
			path, (long long)header->line, rules->contract->name);
	return tl_fail(err, EX_DATAERR,
		"%s:%lld: no column named \"%s\", which contract %s requires; ask for it, or name "
		"the "
		"column it comes under as an alias%s",
		path, (long long)header->line, field->name, rules->contract->name, or_waive);
}

/* The field of a wide table that is in no column of its own: 0 the header, 1 the cell, -1 neither.
 */
static int reshaped(const struct tl_reshape *reshape, const struct tl_field *field)
{
	if (!reshape->columns_count)
		return -1;
	return !strcmp(field->name, reshape->header)  ? 0
	       : !strcmp(field->name, reshape->value) ? 1
						      : -1;
}

/* What no field claims and a pattern takes in. */
static bool find_wide(const struct tl_rules *rules, const struct tl_csv_row *header,
	const char *path, struct tl_arena *arena, struct tl_layout *layout, struct tl_err *err)
{
	const struct tl_reshape *reshape = &rules->contract->reshape;

	layout->wide = tl_arena_array(arena, header->count, sizeof *layout->wide);
	for (size_t i = 0; i < header->count; i++)
		for (unsigned j = 0; j < reshape->columns_count && !layout->known[i]; j++)
			if (tl_header_is(header->fields[i], reshape->columns[j])) {
				layout->known[i] = true;
				layout->wide[layout->wide_count++] = i;
			}
	return !reshape->columns_count || layout->wide_count ||
	       tl_fail(err, EX_DATAERR,
		       "%s:%lld: no column like \"%s\", which contract %s makes rows of", path,
		       (long long)header->line, reshape->columns[0], rules->contract->name);
}

bool tl_layout_has(const struct tl_contract *contract, const struct tl_field *field,
	const struct tl_csv_row *header)
{
	size_t at, found;

	return reshaped(&contract->reshape, field) >= 0 ||
	       !find_field(field, header, &at, &found) || at != TL_NOWHERE;
}

bool tl_layout_make(const struct tl_rules *rules, const struct tl_csv_row *header, const char *path,
	struct tl_arena *arena, struct tl_layout *layout, struct tl_err *err)
{
	bool *known = tl_arena_array(arena, header->count + 1, sizeof *known);

	*layout = (struct tl_layout){.known = known};
	layout->at = tl_arena_array(arena, rules->count, sizeof *layout->at);
	layout->columns = header->count;
	for (size_t i = 0; i < rules->count; i++) {
		const struct tl_rule *rule = &rules->items[i];
		int wide = reshaped(&rules->contract->reshape, rule->field);
		size_t found;

		if (wide >= 0) {
			layout->at[i] = header->count + (size_t)wide;
			continue;
		}
		if (!find_field(rule->field, header, &layout->at[i], &found))
			return fail_twice(header, path, rule->field, err);
		if (layout->at[i] != TL_NOWHERE)
			known[layout->at[i]] = true;
		else if (rule->needed)
			return fail_missing(header, path, rules, rule, arena, err);
	}
	if (!find_wide(rules, header, path, arena, layout, err))
		return false;
	for (size_t i = 0; i < header->count; i++)
		layout->unknown += !known[i];
	return true;
}
