/* The account of files as one page: offline, no script, tables that a screen reader can follow. */
#include "report_account.h"

#include <throughline/html.h>
#include <throughline/num.h>

static const char head[] =
	"<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" "
	"content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	"<style>\n"
	"body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;"
	"color:#1a1a1a;background:#fff}\n"
	"table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}\n"
	"caption{text-align:left;font-weight:600;padding:.25rem 0}\n"
	"th,td{border-bottom:1px solid #767676;padding:.35rem .5rem;text-align:left;"
	"vertical-align:top;overflow-wrap:break-word}\n"
	"td.n,th.n{text-align:right;white-space:nowrap}\n"
	".state{border-left:.4rem solid #1a1a1a;padding:.25rem .75rem}\n"
	"h1,h2{overflow-wrap:anywhere}.wide{overflow-x:auto}.wide table{min-width:44rem}\n"
	"@media print{.wide{overflow:visible}.wide table{min-width:0}tr{break-inside:avoid}}\n"
	"</style>\n";

static void add_text(struct tl_buf *out, const char *text)
{
	tl_html_text(out, tl_str(text));
}

static void add_element(struct tl_buf *out, const char *tag, const char *text)
{
	tl_buf_addf(out, "<%s>", tag);
	add_text(out, text);
	tl_buf_addf(out, "</%s>\n", tag);
}

static void add_number_cell(struct tl_buf *out, int64_t number)
{
	tl_buf_addc(out, "<td class=\"n\">");
	tl_buf_add_number(out, (double)number, 0);
	tl_buf_addc(out, "</td>");
}

static void add_examples(struct tl_buf *out, const struct ingest_fault *fault)
{
	struct tl_buf words = {0};

	tl_buf_addc(out, "<td>");
	for (size_t i = 0; i < fault->example_count; i++) {
		tl_buf_clear(&words);
		ingest_example_words(&fault->examples[i], &words);
		if (i)
			tl_buf_addc(out, "<br>");
		tl_html_text(out, tl_buf_str(&words));
	}
	if (fault->example_count && fault->rows > (int64_t)fault->example_count)
		tl_buf_addc(out, "<br>and others");
	tl_buf_addc(out, "</td>");
	tl_buf_free(&words);
}

static void add_fault(struct tl_buf *out, const struct ingest_fault *fault)
{
	struct tl_buf text = {0};

	tl_buf_addc(out, "<tr>");
	add_number_cell(out, fault->rows);
	tl_buf_addc(out, "<th scope=\"row\">");
	add_text(out, tl_faults[fault->reason].name);
	tl_buf_addc(out, "</th><td>");
	ingest_fault_place(fault, &text);
	tl_html_text(out, tl_buf_str(&text));
	tl_buf_addc(out, "</td><td>");
	tl_buf_clear(&text);
	ingest_fault_advice(fault, &text);
	tl_html_text(out, tl_buf_str(&text));
	tl_buf_addc(out, "</td>");
	add_examples(out, fault);
	tl_buf_addc(out, "</tr>\n");
	tl_buf_free(&text);
}

static void add_faults(struct tl_buf *out, const struct ingest_account *file)
{
	if (!file->fault_count)
		return;
	tl_buf_addc(out,
		"<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Rows rejected\">\n"
		"<table>\n<caption>Rows rejected, by reason and column</caption>\n<thead><tr>"
		"<th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\">Why</th>"
		"<th scope=\"col\">Where</th><th scope=\"col\">What to do</th>"
		"<th scope=\"col\">First places</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < file->fault_count; i++)
		add_fault(out, &file->faults[i]);
	tl_buf_addc(out, "</tbody>\n</table>\n</div>\n");
}

static void add_totals(struct tl_buf *out, const struct ingest_account *file)
{
	tl_buf_addc(out, "<table>\n<caption>Rows</caption>\n<thead><tr>"
			 "<th scope=\"col\" class=\"n\">Read</th><th scope=\"col\" class=\"n\">Kept"
			 "</th><th scope=\"col\" class=\"n\">Rejected</th></tr></thead>\n"
			 "<tbody><tr>");
	add_number_cell(out, file->read);
	add_number_cell(out, file->kept);
	add_number_cell(out, file->rejected);
	tl_buf_addc(out, "</tr></tbody>\n</table>\n");
	if (!file->swallowed)
		return;
	tl_buf_addc(out, "<p>About ");
	tl_buf_add_number(out, (double)file->swallowed, 0);
	tl_buf_addc(out, " more rows are lost inside quotes, and in none of these numbers.</p>\n");
}

static void add_state(struct tl_buf *out, const struct ingest_account *file)
{
	tl_buf_addc(out, "<p class=\"state\"><strong>");
	if (file->refused)
		tl_buf_addc(out, "Refused.</strong> ");
	else if (file->rejected)
		tl_buf_addf(
			out, "Usable, with rows rejected%s</strong> ", file->warning ? ":" : ".");
	else
		tl_buf_addc(out, "Fine.</strong> Every row is kept. ");
	if (file->refused || file->warning)
		add_text(out, file->refused ? file->refused : file->warning);
	tl_buf_addc(out, "</p>\n");
}

static void add_remarks(struct tl_buf *out, const struct ingest_account *file)
{
	struct tl_buf words = {0};

	if (!(file->remark_count + file->note_count))
		return;
	tl_buf_addc(out, "<h3>Also</h3>\n<ul>\n");
	for (size_t i = 0; i < file->remark_count; i++) {
		tl_buf_clear(&words);
		ingest_remark_words(&file->remarks[i], &words);
		add_element(out, "li", tl_buf_c(&words));
	}
	for (size_t i = 0; i < file->note_count; i++)
		add_element(out, "li", file->notes[i]);
	tl_buf_addc(out, "</ul>\n");
	tl_buf_free(&words);
}

static void add_file(struct tl_buf *out, const struct ingest_account *file)
{
	tl_buf_addc(out, "<section>\n");
	add_element(out, "h2", file->file);
	add_state(out, file);
	add_totals(out, file);
	add_faults(out, file);
	add_remarks(out, file);
	tl_buf_addc(out, "</section>\n");
}

void ingest_report_html(const struct ingest_account *files, size_t count, struct tl_buf *out)
{
	struct tl_buf title = {0};

	if (count)
		tl_buf_addf(&title, "What became of the rows: %s, version %u", files[0].contract,
			files[0].version);
	tl_buf_addc(out, head);
	add_element(out, "title", tl_buf_c(&title));
	tl_buf_addc(out, "</head>\n<body>\n<main>\n");
	add_element(out, "h1", tl_buf_c(&title));
	tl_buf_addc(out, "<p>Every row of a file is kept or has a reason. Records count from 1 "
			 "after the header; lines are those a text editor shows. No value of any "
			 "row is repeated here.</p>\n");
	for (size_t i = 0; i < count; i++)
		add_file(out, &files[i]);
	tl_buf_addc(out, "</main>\n</body>\n</html>\n");
	tl_buf_free(&title);
}
