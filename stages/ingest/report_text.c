/* The account of files for a terminal. */
#include "report_account.h"

#include <throughline/num.h>

#define WIDTH 96

static void add_count(struct tl_buf *out, int64_t number)
{
	tl_buf_add_number(out, (double)number, 0);
}

/* Words in lines of at most WIDTH, each behind the indent. */
static void add_wrapped(struct tl_buf *out, const char *indent, struct tl_str text)
{
	size_t width = tl_str(indent).length, column = 0;
	struct tl_str word;

	while (tl_str_cut(&text, ' ', &word)) {
		if (column && column + 1 + word.length > WIDTH) {
			tl_buf_add_char(out, '\n');
			column = 0;
		}
		tl_buf_addc(out, column ? " " : indent);
		tl_buf_add(out, word);
		column += word.length + (column ? 1 : width);
	}
	tl_buf_add_char(out, '\n');
}

static void add_total(struct tl_buf *out, const char *label, int64_t rows)
{
	struct tl_buf number = {0};

	add_count(&number, rows);
	tl_buf_addf(out, "  %-14s %12s\n", label, tl_buf_c(&number));
	tl_buf_free(&number);
}

static void add_examples(struct tl_buf *out, const struct ingest_fault *fault)
{
	struct tl_buf line = {0};

	if (!fault->example_count)
		return;
	tl_buf_addc(&line, fault->rows > (int64_t)fault->example_count ? "first: " : "at: ");
	for (size_t i = 0; i < fault->example_count; i++) {
		if (i)
			tl_buf_addc(&line, ", ");
		ingest_example_words(&fault->examples[i], &line);
	}
	add_wrapped(out, "      ", tl_buf_str(&line));
	tl_buf_free(&line);
}

static void add_fault(struct tl_buf *out, const struct ingest_fault *fault)
{
	struct tl_buf text = {0};

	tl_buf_addc(out, "\n  ");
	add_count(out, fault->rows);
	tl_buf_addf(
		out, " %s: %s, ", fault->rows == 1 ? "row" : "rows", tl_faults[fault->reason].name);
	ingest_fault_place(fault, out);
	tl_buf_add_char(out, '\n');
	ingest_fault_advice(fault, &text);
	add_wrapped(out, "      ", tl_buf_str(&text));
	tl_buf_free(&text);
	add_examples(out, fault);
}

static void add_remark(struct tl_buf *out, const struct ingest_remark *remark)
{
	struct tl_buf words = {0};

	ingest_remark_words(remark, &words);
	add_wrapped(out, "  ", tl_buf_str(&words));
	tl_buf_free(&words);
}

static const char *state_of(const struct ingest_account *file)
{
	if (file->refused)
		return "REFUSED";
	return file->rejected ? "usable, some rows rejected" : "fine";
}

static void add_file(struct tl_buf *out, const struct ingest_account *file)
{
	tl_buf_addf(out, "%s: %s\n", file->file, state_of(file));
	if (file->refused)
		add_wrapped(out, "  ", tl_str(file->refused));
	else if (file->warning)
		add_wrapped(out, "  ", tl_str(file->warning));
	add_total(out, "rows read", file->read);
	add_total(out, "rows kept", file->kept);
	add_total(out, "rows rejected", file->rejected);
	if (file->swallowed)
		add_total(out, "lost in quotes", file->swallowed);
	for (size_t i = 0; i < file->fault_count; i++)
		add_fault(out, &file->faults[i]);
	if (file->remark_count + file->note_count)
		tl_buf_add_char(out, '\n');
	for (size_t i = 0; i < file->remark_count; i++)
		add_remark(out, &file->remarks[i]);
	for (size_t i = 0; i < file->note_count; i++)
		add_wrapped(out, "  ", tl_str(file->notes[i]));
	tl_buf_add_char(out, '\n');
}

void ingest_report_text(const struct ingest_account *files, size_t count, struct tl_buf *out)
{
	size_t refused = 0, faulty = 0;

	if (count)
		tl_buf_addf(out, "Held against contract %s, version %u (%s from %s)\n\n",
			files[0].contract, files[0].version, files[0].kind, files[0].partner);
	for (size_t i = 0; i < count; i++) {
		add_file(out, &files[i]);
		refused += files[i].refused != NULL;
		faulty += !files[i].refused && files[i].rejected;
	}
	tl_buf_addf(out, "%zu %s: %zu fine, %zu usable with rows rejected, %zu refused\n", count,
		count == 1 ? "file" : "files", count - refused - faulty, faulty, refused);
}
