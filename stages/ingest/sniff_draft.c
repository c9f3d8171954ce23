/* The draft as YAML. Texts of the file stand in it only as headers and as codes that many rows
 * share. */
#include "sniff.h"

#include <string.h>

#define INDENT "    "

/* ---- a column ---- */

static void add_formats(struct tl_buf *out, const struct sniff_field *field)
{
	if (field->is_serial)
		tl_buf_addc(out, INDENT "format: excel\n");
	if (!field->is_date)
		return;
	tl_buf_addc(out, field->dates.count > 1 ? INDENT "formats: [" : INDENT "format: ");
	for (size_t i = 0; i < field->dates.count; i++) {
		if (i)
			tl_buf_addc(out, ", ");
		sniff_add_quoted(out, sniff_date_formats[field->dates.formats[i]].format);
	}
	tl_buf_addc(out, field->dates.count > 1 ? "]\n" : "\n");
}

/* What official statistics write in a number's place, and the reason that a contract gives it. */
static const struct {
	const char *mark, *reason;
} gss_symbols[] = {
	{"c", "suppressed"},
	{"[c]", "suppressed"},
	{"x", "not available"},
	{"[x]", "not available"},
	{"..", "not available"},
	{"z", "not applicable"},
	{"[z]", "not applicable"},
	{"u", "unreliable"},
	{"[u]", "unreliable"},
	{"low", "low"},
	{"[low]", "low"},
};

static void doubt_symbols(struct tl_buf *out, const struct sniff_field *field)
{
	bool begun = false;

	for (size_t i = 0; sniff_is_number(field) && i < TL_LEN(gss_symbols); i++)
		for (size_t mark = 0; mark < sniff_mark_count; mark++) {
			if (!field->column->marks[mark] ||
				strcmp(sniff_marks[mark], gss_symbols[i].mark) != 0)
				continue;
			tl_buf_addc(out, begun ? ", "
					       : INDENT
						 "# unsure: symbols of official "
						 "statistics say why a number is not there; in "
						 "counts write, for the whole contract,\n" INDENT
						 "# symbols: [");
			begun = true;
			tl_buf_addc(out, "{symbol: ");
			sniff_add_quoted(out, gss_symbols[i].mark);
			tl_buf_addf(out, ", reason: %s}", gss_symbols[i].reason);
		}
	if (begun)
		tl_buf_addc(out, "]\n");
}

/* Only where the type would refuse them: in a text they may mean something. */
static void add_marks(struct tl_buf *out, const struct sniff_field *field)
{
	bool begun = false;

	if (field->type == TL_TYPE_STRING)
		return;
	for (size_t i = 0; i < sniff_mark_count; i++) {
		if (!field->column->marks[i])
			continue;
		tl_buf_addc(out, begun ? ", " : INDENT "missingValues: [\"\", ");
		begun = true;
		sniff_add_quoted(out, sniff_marks[i]);
	}
	if (begun)
		tl_buf_addc(out, "] # unsure: taken for \"nothing recorded\"\n");
}

static int by_bytes(const void *a, const void *b)
{
	return tl_str_compare(
		((const struct sniff_word *)a)->text, ((const struct sniff_word *)b)->text);
}

static void add_codes(struct tl_buf *out, const struct sniff_field *field, struct tl_arena *arena)
{
	size_t count = field->column->words.count;
	struct sniff_word *words;

	if (!field->has_codes)
		return;
	words = tl_arena_array(arena, count, sizeof *words);
	memcpy(words, field->column->words.items, count * sizeof *words);
	qsort(words, count, sizeof *words, by_bytes);
	tl_buf_addf(out,
		INDENT "codes: # unsure: texts of the file, each in %d rows or more; any other "
		       "would be rejected\n",
		SNIFF_CODE_ROWS);
	for (size_t i = 0; i < count; i++) {
		tl_buf_addc(out, INDENT "  - {code: ");
		sniff_add_quoted(out, tl_arena_text(arena, words[i].text));
		tl_buf_addc(out, "}\n");
	}
}

static void add_field(struct tl_buf *out, const struct sniff_field *field, enum tl_kind kind,
	const struct sniff_repeats *repeats, struct tl_arena *arena)
{
	const struct sniff_column *column = field->column;

	tl_buf_addf(out, "  # column %zu: ", column->number);
	sniff_add_rows(out, column->rows - column->blanks);
	tl_buf_addc(out, " filled, ");
	sniff_add_count(out, column->blanks);
	tl_buf_addc(out, " blank\n");
	sniff_doubts(out, field);
	if (field->role == TL_ROLE_KEY)
		sniff_doubt_keys(out, kind, repeats->keys);
	tl_buf_addc(out, "  - name: ");
	sniff_add_quoted(out, field->name);
	tl_buf_add_char(out, '\n');
	if (strcmp(field->name, column->header)) {
		tl_buf_addc(out, INDENT "aliases: [");
		sniff_add_quoted(out, column->header);
		tl_buf_addc(out, "]\n");
	}
	if (field->role != TL_ROLE_NONE)
		tl_buf_addf(out, INDENT "role: %s\n", tl_role_names[field->role]);
	if (field->type != TL_TYPE_STRING)
		tl_buf_addf(out, INDENT "type: %s\n", tl_type_names[field->type]);
	add_formats(out, field);
	if (field->group)
		tl_buf_addf(out, INDENT "groupChar: \"%c\"\n", field->group);
	if (field->decimal)
		tl_buf_addf(out, INDENT "decimalChar: \"%c\"\n", field->decimal);
	add_marks(out, field);
	doubt_symbols(out, field);
	add_codes(out, field, arena);
}

static void add_left_out(struct tl_buf *out, const struct sniff_field *field)
{
	tl_buf_addf(out, "  # unsure: column %zu is left out: %s\n", field->column->number,
		field->left_out);
}

/* ---- the file ---- */

static void add_sheet(struct tl_buf *out, const struct sniff_layout *layout)
{
	if (layout->options.xlsx.sheet) {
		tl_buf_addc(out, "sheet: ");
		sniff_add_quoted(out, layout->options.xlsx.sheet);
		tl_buf_add_char(out, '\n');
	}
	if (layout->header_line > 1)
		tl_buf_addf(out, "header_row: %lld # unsure: the same in every file?\n",
			(long long)layout->header_line);
}

static void add_text_layout(struct tl_buf *out, const struct sniff_layout *layout)
{
	const struct tl_csv_options *options = &layout->options.csv;

	if (layout->guessed_encoding)
		tl_buf_addc(out, "# unsure: the file is not UTF-8; Windows-1252 is the likeliest\n"
				 "encoding: windows-1252\n");
	if (options->encoding == TL_UTF16)
		tl_buf_addc(out, "encoding: utf-16\n");
	if (options->delimiter != ',') {
		tl_buf_addc(out, "delimiter: ");
		sniff_add_quoted(out, (char[]){options->delimiter, '\0'});
		tl_buf_add_char(out, '\n');
	}
	if (options->skip_lines)
		tl_buf_addf(out,
			"skip_lines: %lld # unsure: titles above the header, the same in every "
			"file?\n",
			(long long)options->skip_lines);
}

/* The path stays out of it: it says nothing of the contract. */
static void add_stopped(struct tl_buf *out, const struct sniff_file *file)
{
	struct tl_str why = tl_str(file->stopped.text), path = tl_str(file->path);

	if (!file->stopped.exit_status)
		return;
	if (tl_str_starts(why, path))
		why = tl_str_slice(why.data + path.length, why.length - path.length);
	tl_buf_addc(out, "# unsure: only the rows before a fault were looked at; ");
	if (tl_str_starts(why, TL_STR(":")) && !tl_str_starts(why, TL_STR(": ")))
		tl_buf_addc(out, "line ");
	while (why.length && (why.data[0] == ':' || why.data[0] == ' '))
		why = tl_str_slice(why.data + 1, why.length - 1);
	tl_buf_add(out, why);
	tl_buf_add_char(out, '\n');
}

static void add_warnings(
	struct tl_buf *out, const struct sniff_file *file, const struct sniff_repeats *repeats)
{
	size_t nameless = 0;

	add_stopped(out, file);

	if (!file->rows)
		tl_buf_addc(out, "# unsure: there are no rows below the header: every type is a "
				 "text until there are\n");
	for (size_t i = 0; i < file->columns.count; i++)
		nameless += !*file->columns.items[i].header;
	if (nameless > 1)
		tl_buf_addf(out,
			"# unsure: %zu columns have no header; do the headers stand in several "
			"rows?\n",
			nameless);
	if (file->ragged) {
		tl_buf_addc(out, "# unsure: ");
		sniff_add_rows(out, file->ragged);
		tl_buf_addc(out, " with fewer fields than the header; they would be rejected\n");
	}
	if (file->swallowed) {
		tl_buf_addc(out, "# unsure: ");
		sniff_add_rows(out, file->swallowed);
		tl_buf_addc(out,
			" in which a quote takes in the lines below; they would be rejected\n");
	}
	if (repeats->rows) {
		tl_buf_addc(out, "# unsure: ");
		sniff_add_rows(out, repeats->rows);
		tl_buf_addc(out, " equal to an earlier one; all meant? If not, write duplicates: "
				 "reject\n");
	}
	if (file->mixed) {
		tl_buf_addc(out, "# unsure: ");
		sniff_add_count(out, file->mixed);
		tl_buf_addc(out, file->mixed == 1 ? " line that looks" : " lines that look");
		tl_buf_addc(out,
			" like UTF-8 in a file that is not; two files in one? "
			"Letters with accents would come out wrong: ask for one encoding\n");
	}
	if (file->bad_encoding) {
		tl_buf_addc(out, "# unsure: ");
		sniff_add_rows(out, file->bad_encoding);
		tl_buf_addc(out, " with bytes that are no text; they would be rejected\n");
	}
}

#define WIDE_LEAST 3 /* columns with a month for a header make a wide table */

static bool names_month(const struct sniff_field *field, const char *format)
{
	struct tl_day day;

	return !field->left_out && tl_day_parse(tl_str(field->column->header), format, &day);
}

/* A column a month: said with what would make rows of them, for only a person can tell what the
 * numbers are. */
static void add_wide(
	struct tl_buf *out, const struct sniff_file *file, const struct sniff_guess *guess)
{
	for (size_t i = 0; i < sniff_date_format_count; i++) {
		const char *format = sniff_date_formats[i].format, *comma = "";
		size_t count = 0;

		for (size_t j = 0; j < file->columns.count; j++)
			count += names_month(&guess->fields[j], format);
		if (count < WIDE_LEAST)
			continue;
		tl_buf_addf(out,
			"# unsure: %zu columns have a month or day for a header: a wide table? "
			"Then write kind: counts, take their\n"
			"# fields out, and put in:\n# reshape: {columns: [",
			count);
		for (size_t j = 0; j < file->columns.count; j++)
			if (names_month(&guess->fields[j], format)) {
				tl_buf_addc(out, comma);
				sniff_add_quoted(out, file->columns.items[j].header);
				comma = ", ";
			}
		tl_buf_addc(out, "], header: month, value: number}\n"
				 "#   - {name: month, role: start, type: ");
		tl_buf_addf(out,
			"%s, format: ", sniff_date_formats[i].month_only ? "yearmonth" : "date");
		sniff_add_quoted(out, format);
		tl_buf_addc(out, "}\n#   - {name: number, role: value, type: number}\n");
		return;
	}
}

void sniff_draft(const struct sniff_file *file, const struct sniff_guess *guess,
	const struct sniff_repeats *repeats, const char *name, const char *partner,
	struct tl_buf *out)
{
	struct tl_arena arena = {0};

	tl_buf_addc(out, "# Drafted by `throughline sniff` from ");
	sniff_add_rows(out, file->rows);
	tl_buf_addc(out,
		". Read every line of it;\n"
		"# what is marked \"unsure\" is a guess that the partner has to confirm.\n");
	add_warnings(out, file, repeats);
	add_wide(out, file, guess);
	tl_buf_addf(out, "name: %s\n", name);
	tl_buf_addf(out, "partner: %s%s\n", partner ? partner : "partner",
		partner ? "" : " # unsure: whose extract is it? a code of study.yaml's partners");
	tl_buf_addf(out, "kind: %s # unsure: %s\n", tl_kinds[guess->kind].name,
		guess->unsure_kind ? "nothing says what a row is" : "by the headers alone");
	(file->layout.is_workbook ? add_sheet : add_text_layout)(out, &file->layout);
	tl_buf_addc(out, "thresholds: {warn: 0.01, stop: 0.1} # shares of rows rejected; to be "
			 "agreed\n"
			 "fields:\n");
	for (size_t i = 0; i < file->columns.count; i++)
		if (guess->fields[i].left_out)
			add_left_out(out, &guess->fields[i]);
		else
			add_field(out, &guess->fields[i], guess->kind, repeats, &arena);
	tl_arena_free(&arena);
}
