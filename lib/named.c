#include <throughline/named.h>

#include <string.h>

static bool is_key(struct tl_str token)
{
	return tl_str_equal(token, TL_STR("key"));
}

const char *tl_field_token(const struct tl_field *field)
{
	if (field->role == TL_ROLE_TOKEN)
		return field->token ? field->token : field->name;
	return field->role == TL_ROLE_KEY || field->role == TL_ROLE_OTHER ? "key" : NULL;
}

static bool knows_partner(const struct tl_study *study, struct tl_str code)
{
	for (unsigned i = 0; i < study->partners_count; i++)
		if (tl_str_equal(code, tl_str(study->partners[i].code)))
			return true;
	return false;
}

static bool knows_token(const struct tl_study *study, struct tl_str token)
{
	for (size_t i = 0; i < study->contracts_count; i++)
		for (unsigned j = 0; j < study->contracts[i]->fields_count; j++) {
			const char *name = tl_field_token(&study->contracts[i]->fields[j]);

			if (name && tl_str_equal(token, tl_str(name)))
				return true;
		}
	return false;
}

bool tl_named_check(const struct tl_study *study, const char *path, int64_t at,
	const struct tl_named *named, struct tl_err *err)
{
	long long line = (long long)at;

	if (!named->value.length)
		return tl_fail(err, EX_CONFIG, "%s:%lld: the value is blank; whom does it name?",
			path, line);
	if (named->partner.length && !knows_partner(study, named->partner))
		return tl_fail(err, EX_CONFIG,
			"%s:%lld: no partner of study.yaml has this code; leave it blank for all",
			path, line);
	if (!knows_token(study, named->token))
		return tl_fail(err, EX_CONFIG,
			"%s:%lld: no extract has a token of this name; write one, or key", path,
			line);
	if (!named->partner.length && is_key(named->token))
		return tl_fail(err, EX_CONFIG, "%s:%lld: a key is one partner's own; say whose",
			path, line);
	return true;
}

static struct tl_digest digest_of(const char *what, struct tl_str a, struct tl_str b)
{
	struct tl_sha256 sha;

	tl_sha256_init(&sha);
	tl_sha256_add_str(&sha, tl_str(what));
	tl_sha256_add_str(&sha, a);
	tl_sha256_add_str(&sha, b);
	return tl_sha256_done(&sha);
}

struct tl_digest tl_named_key(struct tl_str partner, struct tl_str key)
{
	return digest_of("key", partner, key);
}

struct tl_digest tl_named_token(struct tl_str token, struct tl_str value)
{
	return digest_of("token", token, value);
}

struct tl_digest tl_named_household(struct tl_str space, struct tl_str key)
{
	return digest_of("household", space, key);
}

bool tl_removals_read(
	struct tl_removals *removals, const struct tl_study *study, struct tl_err *err)
{
	static const struct tl_sheet_column columns[] = {
		{"partner", true}, {"token", true}, {"value", true}};
	struct tl_buf path = {0};
	struct tl_sheet *sheet = &removals->sheet;
	bool ok;

	*removals = (struct tl_removals){0};
	if (study->alone)
		return true;
	tl_buf_addf(&path, "%s/" TL_REMOVALS, study->dir);
	ok = tl_sheet_read(sheet, tl_buf_c(&path), columns, TL_LEN(columns), err);
	tl_buf_free(&path);
	removals->items = tl_arena_array(&sheet->arena, sheet->count, sizeof *removals->items);
	for (size_t i = 0; ok && i < sheet->count; i++) {
		const struct tl_str *cells = sheet->rows[i].cells;

		removals->items[i] = (struct tl_named){cells[0], cells[1], cells[2]};
		ok = tl_named_check(
			study, sheet->path, sheet->rows[i].line, &removals->items[i], err);
	}
	removals->count = ok ? sheet->count : 0;
	return ok;
}

void tl_removals_free(struct tl_removals *removals)
{
	tl_sheet_free(&removals->sheet);
	*removals = (struct tl_removals){0};
}
