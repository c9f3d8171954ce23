/*
 * The account of files as a sheet: one row a reason and column, and one for the rows kept, so that
 * the rows of a file add up to those read. A file that will not do as a whole has a row without a
 * number.
 */
#include "report_account.h"

#include <throughline/outfile.h>

static void add_cell(struct tl_buf *out, const char *text)
{
	tl_buf_add_csv(out, tl_str(text));
	tl_buf_add_char(out, ',');
}

static void add_lines(struct tl_buf *out, const struct ingest_fault *fault)
{
	struct tl_buf cell = {0};

	for (size_t i = 0; i < fault->example_count; i++) {
		if (i)
			tl_buf_addc(&cell, "; ");
		ingest_example_words(&fault->examples[i], &cell);
	}
	tl_buf_add_csv(out, tl_buf_str(&cell));
	tl_buf_free(&cell);
}

static void add_fault(
	struct tl_buf *out, const struct ingest_account *file, const struct ingest_fault *fault)
{
	struct tl_buf advice = {0};

	ingest_fault_advice(fault, &advice);
	add_cell(out, file->file);
	tl_buf_addf(out, "%lld,rejected,", (long long)fault->rows);
	add_cell(out, tl_faults[fault->reason].name);
	add_cell(out, fault->field ? fault->field : "");
	if (fault->column)
		tl_buf_addf(out, "%zu", fault->column);
	tl_buf_add_char(out, ',');
	add_cell(out, tl_buf_c(&advice));
	add_lines(out, fault);
	tl_buf_addc(out, "\r\n");
	tl_buf_free(&advice);
}

/* These rows are counted among the kept already. */
static void add_remark(
	struct tl_buf *out, const struct ingest_account *file, const struct ingest_remark *remark)
{
	add_cell(out, file->file);
	tl_buf_addf(out, ",%lld of the kept,", (long long)remark->rows);
	add_cell(out, remark->name);
	add_cell(out, remark->field);
	tl_buf_add_char(out, ',');
	add_cell(out, remark->sentence);
	tl_buf_addc(out, "\r\n");
}

static void add_file(struct tl_buf *out, const struct ingest_account *file)
{
	add_cell(out, file->file);
	tl_buf_addf(out, "%lld,kept,,,,,\r\n", (long long)file->kept);
	if (file->swallowed) {
		add_cell(out, file->file);
		tl_buf_addf(out, ",about %lld more lost in quotes,,,,,\r\n",
			(long long)file->swallowed);
	}
	for (size_t i = 0; i < file->fault_count; i++)
		add_fault(out, file, &file->faults[i]);
	for (size_t i = 0; i < file->remark_count; i++)
		add_remark(out, file, &file->remarks[i]);
	if (!file->refused)
		return;
	add_cell(out, file->file);
	tl_buf_addc(out, ",file refused,,,,");
	add_cell(out, file->refused);
	tl_buf_addc(out, "\r\n");
}

/* The mark and the line ends are what Excel takes for UTF-8 and for rows. */
void ingest_report_csv(const struct ingest_account *files, size_t count, struct tl_buf *out)
{
	tl_buf_addc(out, "\xEF\xBB\xBF"
			 "file,rows,outcome,reason,field,column,what to do,first places\r\n");
	for (size_t i = 0; i < count; i++)
		add_file(out, &files[i]);
}
