/* The account of files as one JSON document: docs/validate.md is its description. */
#include "report_account.h"

static void add_text(struct tl_buf *out, const char *key, const char *text)
{
	tl_buf_addf(out, "\"%s\":", key);
	if (text)
		tl_buf_add_json(out, tl_str(text));
	else
		tl_buf_addc(out, "null");
}

static void add_examples(struct tl_buf *out, const struct ingest_fault *fault)
{
	tl_buf_addc(out, ",\"examples\":[");
	for (size_t i = 0; i < fault->example_count; i++) {
		const struct ingest_example *example = &fault->examples[i];

		tl_buf_addf(out, "%s{\"record\":%lld,\"line\":%lld,\"last_line\":%lld",
			i ? "," : "", (long long)example->record, (long long)example->line,
			(long long)example->last_line);
		if (example->header) {
			tl_buf_addf(out, ",\"column\":%zu,", example->column + 1);
			add_text(out, "header", example->header);
		}
		tl_buf_add_char(out, '}');
	}
	tl_buf_add_char(out, ']');
}

static void add_fault(struct tl_buf *out, const struct ingest_fault *fault)
{
	tl_buf_add_char(out, '{');
	add_text(out, "reason", tl_faults[fault->reason].name);
	tl_buf_addf(out, ",\"rows\":%lld,", (long long)fault->rows);
	add_text(out, "field", fault->field);
	if (fault->column)
		tl_buf_addf(out, ",\"column\":%zu,", fault->column);
	else
		tl_buf_addc(out, ",\"column\":null,");
	add_text(out, "sentence", tl_faults[fault->reason].sentence);
	tl_buf_add_char(out, ',');
	add_text(out, "wanted", *fault->wanted ? fault->wanted : NULL);
	tl_buf_addf(out, ",\"no_value_fits\":%s", fault->whole ? "true" : "false");
	add_examples(out, fault);
	tl_buf_add_char(out, '}');
}

static void add_remark(struct tl_buf *out, const struct ingest_remark *remark)
{
	tl_buf_add_char(out, '{');
	add_text(out, "finding", remark->name);
	tl_buf_addf(out, ",\"rows\":%lld,", (long long)remark->rows);
	add_text(out, "field", *remark->field ? remark->field : NULL);
	tl_buf_add_char(out, ',');
	add_text(out, "sentence", remark->sentence);
	tl_buf_add_char(out, '}');
}

static const char *state_of(const struct ingest_account *file)
{
	if (file->refused)
		return "refused";
	return file->rejected ? "usable" : "fine";
}

static void add_file(struct tl_buf *out, const struct ingest_account *file)
{
	tl_buf_addc(out, "\n{");
	add_text(out, "file", file->file);
	tl_buf_addf(
		out, ",\"state\":\"%s\",\"exit_status\":%d,", state_of(file), file->exit_status);
	add_text(out, "refused", file->refused);
	tl_buf_add_char(out, ',');
	add_text(out, "warning", file->warning);
	tl_buf_addf(out, ",\"rows_read\":%lld,\"rows_kept\":%lld,\"rows_rejected\":%lld,",
		(long long)file->read, (long long)file->kept, (long long)file->rejected);
	tl_buf_addf(out, "\"rows_lost_in_quotes\":%lld,", (long long)file->swallowed);
	tl_buf_addc(out, "\"faults\":[");
	for (size_t i = 0; i < file->fault_count; i++) {
		tl_buf_addc(out, i ? ",\n  " : "\n  ");
		add_fault(out, &file->faults[i]);
	}
	tl_buf_addc(out, "],\"findings\":[");
	for (size_t i = 0; i < file->remark_count; i++) {
		tl_buf_addc(out, i ? ",\n  " : "\n  ");
		add_remark(out, &file->remarks[i]);
	}
	tl_buf_addc(out, "],\"notes\":[");
	for (size_t i = 0; i < file->note_count; i++) {
		tl_buf_addc(out, i ? "," : "");
		tl_buf_add_json(out, tl_str(file->notes[i]));
	}
	tl_buf_addc(out, "]}");
}

void ingest_report_json(const struct ingest_account *files, size_t count, struct tl_buf *out)
{
	tl_buf_addc(out, "{\"format\":1,");
	add_text(out, "contract", count ? files[0].contract : NULL);
	tl_buf_addf(out, ",\"version\":%u,", count ? files[0].version : 0);
	add_text(out, "kind", count ? files[0].kind : NULL);
	tl_buf_addc(out, ",\"files\":[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			tl_buf_add_char(out, ',');
		add_file(out, &files[i]);
	}
	tl_buf_addc(out, "\n]}\n");
}
