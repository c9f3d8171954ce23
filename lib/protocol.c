#include <throughline/protocol.h>

#include <throughline/num.h>
#include <throughline/released.h>

const struct tl_sheet_column tl_protocol_columns[] = {
	[TL_PROTOCOL_NUMBER] = {"protocol", true},
	[TL_PROTOCOL_KIND] = {"kind", true},
	[TL_PROTOCOL_NAME] = {"name", true},
	[TL_PROTOCOL_VERSION] = {"version", false},
	[TL_PROTOCOL_DEFINITION] = {"definition", true},
	[TL_PROTOCOL_REASON] = {"reason", false},
	[TL_PROTOCOL_WRITTEN] = {"written", false},
};
static_assert(TL_LEN(tl_protocol_columns) == TL_PROTOCOL_CELL_COUNT_OF, "the last has its name");

/* What a cell that is another is called; NULL: rows are found by it. */
static const char *const others[] = {
	[TL_PROTOCOL_VERSION] = "another version",
	[TL_PROTOCOL_DEFINITION] = "another definition",
	[TL_PROTOCOL_REASON] = "another reason",
	[TL_PROTOCOL_WRITTEN] = "another word on when it was written",
};
static_assert(TL_LEN(others) == TL_PROTOCOL_CELL_COUNT_OF, "the last has its words");

/* ---- reading -------------------------------------------------------------------------------- */

static bool number_of(const struct tl_sheet_row *row, int *number)
{
	int64_t value;

	if (!tl_num_int(row->cells[TL_PROTOCOL_NUMBER], (struct tl_num_style){0}, &value) ||
		value < 1 || value > INT32_MAX)
		return false;
	*number = (int)value;
	return true;
}

bool tl_protocol_read(struct tl_protocol *protocol, const char *folder, struct tl_err *err)
{
	struct tl_buf path = {0};
	bool ok;
	int number;

	tl_buf_addf(&path, "%s/" TL_PROTOCOL, folder);
	ok = tl_sheet_read(&protocol->sheet, tl_buf_c(&path), tl_protocol_columns,
		TL_PROTOCOL_CELL_COUNT_OF, err);
	for (size_t i = 0; ok && i < protocol->sheet.count; i++) {
		const struct tl_sheet_row *row = &protocol->sheet.rows[i];

		if (!number_of(row, &number) ||
			(number != protocol->last && number != protocol->last + 1))
			ok = tl_fail(err, EX_CONFIG,
				"%s:%lld: protocols are numbered 1, 2, 3 ... in order; restore the "
				"file "
				"that `throughline protocol` wrote",
				tl_buf_c(&path), (long long)row->line);
		else
			protocol->last = number;
	}
	tl_buf_free(&path);
	return ok;
}

void tl_protocol_free(struct tl_protocol *protocol)
{
	tl_sheet_free(&protocol->sheet);
}

int tl_protocol_number(const struct tl_sheet_row *row)
{
	int number = 0;

	return number_of(row, &number) ? number : 0;
}

const struct tl_sheet_row *tl_protocol_row(
	const struct tl_protocol *protocol, int number, struct tl_str kind, struct tl_str name)
{
	for (size_t i = 0; i < protocol->sheet.count; i++) {
		const struct tl_sheet_row *row = &protocol->sheet.rows[i];

		if (tl_protocol_number(row) == number &&
			tl_str_equal(row->cells[TL_PROTOCOL_KIND], kind) &&
			tl_str_equal(row->cells[TL_PROTOCOL_NAME], name))
			return row;
	}
	return NULL;
}

/* ---- what was edited ------------------------------------------------------------------------ */

static void add_edit(struct tl_protocol_edits *edits, const struct tl_sheet_row *row, int release,
	const char *what)
{
	*tl_vec_push(&edits->items) = (struct tl_protocol_edit){
		tl_arena_text(&edits->arena, row->cells[TL_PROTOCOL_KIND]),
		tl_arena_text(&edits->arena, row->cells[TL_PROTOCOL_NAME]), release, what};
}

static const struct tl_sheet_row *same_row(
	const struct tl_protocol *protocol, const struct tl_sheet_row *row)
{
	return tl_protocol_row(protocol, tl_protocol_number(row), row->cells[TL_PROTOCOL_KIND],
		row->cells[TL_PROTOCOL_NAME]);
}

/* The protocols after `known`, up to the release's last, against those that it froze. */
static void compare(struct tl_protocol_edits *edits, const struct tl_protocol *frozen,
	const struct tl_protocol *protocol, int known, int release)
{
	for (size_t i = 0; i < frozen->sheet.count; i++) {
		const struct tl_sheet_row *was = &frozen->sheet.rows[i];
		const struct tl_sheet_row *is = same_row(protocol, was);

		if (tl_protocol_number(was) <= known)
			continue;
		if (!is)
			add_edit(edits, was, release, "taken out");
		for (size_t c = 0; is && c < TL_LEN(others); c++)
			if (others[c] && !tl_str_equal(was->cells[c], is->cells[c]))
				add_edit(edits, was, release, others[c]);
	}
	for (size_t i = 0; i < protocol->sheet.count; i++) {
		const struct tl_sheet_row *is = &protocol->sheet.rows[i];
		int number = tl_protocol_number(is);

		if (number > known && number <= frozen->last && !same_row(frozen, is))
			add_edit(edits, is, release, "put in");
	}
}

/* After the first release nothing can be written before the data. */
static void compare_later(
	struct tl_protocol_edits *edits, const struct tl_protocol *protocol, int known, int release)
{
	for (size_t i = 0; i < protocol->sheet.count; i++) {
		const struct tl_sheet_row *row = &protocol->sheet.rows[i];

		if (tl_protocol_number(row) > known && !row->cells[TL_PROTOCOL_WRITTEN].length)
			add_edit(edits, row, release, "as if written before the data");
	}
}

/* The release's own copy; where there was no protocol the digest is "". */
static bool read_frozen(struct tl_protocol *frozen, const char *study, int release,
	struct tl_str digest, struct tl_err *err)
{
	struct tl_buf folder = {0};
	bool ok;

	tl_buf_addf(&folder, "%s/releases/%03d", study, release);
	ok = !digest.length || tl_protocol_read(frozen, tl_buf_c(&folder), err);
	if (ok && !tl_str_equal(tl_str(frozen->sheet.digest.hex), digest))
		ok = tl_fail(err, EX_DATAERR,
			"%s/" TL_PROTOCOL
			": this is not what the ledger says was released; restore "
			"it, or the ledger, from a backup",
			tl_buf_c(&folder));
	tl_buf_free(&folder);
	return ok;
}

bool tl_protocol_edits(struct tl_protocol_edits *edits, const char *study,
	const struct tl_protocol *protocol, struct tl_err *err)
{
	struct tl_buf ledger = {0};
	struct tl_str rest, line, digest;
	bool first = true, ok = tl_released_ledger(study, &ledger, err);
	int known = 0;

	rest = tl_buf_str(&ledger);
	while (ok && tl_str_cut(&rest, '\n', &line)) {
		struct tl_protocol frozen = {0};
		int release = tl_released_number(line);

		if (!release || !tl_released_member(line, "protocol", &digest))
			continue;
		ok = read_frozen(&frozen, study, release, digest, err);
		if (ok)
			compare(edits, &frozen, protocol, known, release);
		known = frozen.last > known ? frozen.last : known;
		if (ok && first)
			compare_later(edits, protocol, known, release);
		first = false;
		tl_protocol_free(&frozen);
	}
	tl_buf_free(&ledger);
	return ok;
}

void tl_protocol_edits_free(struct tl_protocol_edits *edits)
{
	tl_vec_free(&edits->items);
	tl_arena_free(&edits->arena);
}

void tl_protocol_edit_words(const struct tl_protocol_edit *edit, struct tl_buf *out)
{
	tl_buf_addf(out, "edited after release %d: %s", edit->release, edit->what);
}
