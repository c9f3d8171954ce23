/* The queue as files that people fill in. */
#include "queue.h"

#include <throughline/html.h>
#include <throughline/outfile.h>
#include <throughline/stagedir.h>

/* ---- as CSV --------------------------------------------------------------------------------- */

static void add_key(struct tl_buf *out, const struct node *node)
{
	tl_buf_add_csv(out, node->partner);
	tl_buf_addc(out, ",key,");
	tl_buf_add_csv(out, node->key);
}

static struct tl_str value_of(const struct compared *compared, uint32_t node, size_t field)
{
	const struct values *values = compared->records.values[field];
	uint32_t value = records_row(&compared->records, compared->record_of[node])[field];

	return value ? dictionary_text(&values->text, value) : tl_str("");
}

static bool is_shown(const struct compared *compared, size_t field)
{
	enum field_kind kind = compared->records.fields[field].kind;

	return kind != FIELD_TOKEN && kind != FIELD_FILTER && kind != FIELD_CLK;
}

static void add_pair(
	struct tl_buf *out, const struct link *link, size_t number, const struct queue_pair *pair)
{
	const struct compared *compared = link->compared;

	tl_buf_addf(out, "%zu,", number);
	add_key(out, &link->nodes.items[pair->node]);
	tl_buf_addc(out, ",");
	add_key(out, &link->nodes.items[pair->other]);
	tl_buf_addc(out, ",,");
	for (size_t f = 0; f < compared->records.field_count; f++)
		if (is_shown(compared, f)) {
			tl_buf_addc(out, ",");
			tl_buf_add_csv(out, value_of(compared, pair->node, f));
			tl_buf_addc(out, ",");
			tl_buf_add_csv(out, value_of(compared, pair->other, f));
		}
	tl_buf_addc(out, "\n");
}

static bool write_csv(const struct queue *queue, const struct link *link, struct tl_stagedir *stage,
	struct tl_err *err)
{
	const struct records *records = &link->compared->records;
	struct tl_buf out = {0};
	bool ok;

	tl_buf_addc(&out, "pair,partner,token,value,other_partner,other_token,other_value,answer,"
			  "reviewer");
	for (size_t f = 0; f < records->field_count; f++)
		if (is_shown(link->compared, f))
			tl_buf_addf(&out, ",%s one,%s two", records->fields[f].name,
				records->fields[f].name);
	tl_buf_addc(&out, "\n");
	for (size_t i = 0; i < queue->pairs.count; i++)
		add_pair(&out, link, i + 1, &queue->pairs.items[i]);
	ok = tl_file_write(tl_stagedir_path(stage, "queue.csv"), 0600, tl_buf_str(&out), err);
	tl_buf_free(&out);
	return ok;
}

/* ---- for partners to look up ---------------------------------------------------------------- */

static void add_lookup(
	struct tl_buf *out, size_t number, const struct node *own, const struct node *other)
{
	bool both = tl_str_equal(own->partner, other->partner);

	tl_buf_addf(out, "%zu,", number);
	tl_buf_add_csv(out, own->key);
	tl_buf_addc(out, ",");
	tl_buf_add_csv(out, other->partner);
	tl_buf_addc(out, ",");
	if (both)
		tl_buf_add_csv(out, other->key);
	tl_buf_addc(out, ",,\n");
}

static bool write_lookup(const struct queue *queue, const struct link *link, struct tl_str partner,
	struct tl_stagedir *stage, struct tl_err *err)
{
	const char *name =
		tl_arena_printf(&stage->arena, "lookup-" TL_STR_FMT ".csv", TL_STR_ARG(partner));
	struct tl_buf out = {0};
	bool ok;

	tl_buf_addc(&out, "pair,key,other_partner,other_key,answer,reviewer\n");
	for (size_t i = 0; i < queue->pairs.count; i++) {
		const struct node *one = &link->nodes.items[queue->pairs.items[i].node],
				  *other = &link->nodes.items[queue->pairs.items[i].other];

		if (tl_str_equal(one->partner, partner))
			add_lookup(&out, i + 1, one, other);
		else if (tl_str_equal(other->partner, partner))
			add_lookup(&out, i + 1, other, one);
	}
	ok = tl_file_write(tl_stagedir_path(stage, name), 0600, tl_buf_str(&out), err);
	tl_buf_free(&out);
	return ok;
}

static bool write_lookups(const struct queue *queue, const struct link *link,
	struct tl_stagedir *stage, struct tl_err *err)
{
	for (uint32_t s = 0; s < link->compared->records.source_count; s++)
		if (!write_lookup(queue, link, link->compared->records.sources[s], stage, err))
			return false;
	return true;
}

/* ---- as a page ------------------------------------------------------------------------------ */

static const char head[] =
	"<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
	"'unsafe-inline'; script-src 'unsafe-inline'\">\n"
	"<title>Pairs to look at</title>\n<style>\n"
	"body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;"
	"color:#1a1a1a;background:#fff}\n"
	"fieldset{border:1px solid #767676;margin:0 0 1rem;padding:.5rem 1rem}\n"
	"table{border-collapse:collapse;width:100%}caption{text-align:left}\n"
	"th,td{border-bottom:1px solid #767676;padding:.25rem .5rem;text-align:left;"
	"overflow-wrap:anywhere}th{width:20%}td{width:40%}\n"
	"label{margin-right:1.5rem}button{font:inherit;padding:.35rem 1rem}\n"
	"</style>\n</head>\n<body>\n<h1>Are these the same person?</h1>\n"
	"<p>Confidential. Each box shows two records. Say what you would say without knowing what "
	"the computer thinks; a second reviewer does the same on their own. Unsure is an "
	"answer. Nothing leaves this page until you save it.</p>\n"
	"<p><label>Your initials <input id=\"who\" autocomplete=\"off\"></label></p>\n<form "
	"id=\"pairs\">\n";

/* The names of the keys stay as they are: the file is read back. */
static const char tail[] =
	"</form>\n<p><button type=\"button\" id=\"save\">Save answers.csv</button> <span "
	"id=\"said\" "
	"role=\"status\"></span></p>\n<script>\n"
	"const cell=s=>/[\",\\n\\r]/.test(s)?'\"'+s.replace(/\"/g,'\"\"')+'\"':s;\n"
	"document.getElementById('save').onclick=()=>{\n"
	" const "
	"who=document.getElementById('who').value.trim(),said=document.getElementById('said');\n"
	" if(!who){said.textContent='Your initials first.';return}\n"
	" const "
	"lines=['partner,token,value,other_partner,other_token,other_value,answer,reviewer'];\n"
	" for(const pair of document.querySelectorAll('fieldset')){\n"
	"  const chosen=pair.querySelector('input:checked');if(!chosen)continue;\n"
	"  const d=pair.dataset;\n"
	"  lines.push([d.p,'key',d.k,d.op,'key',d.ok,chosen.value,who].map(cell).join(','))}\n"
	" const link=document.createElement('a');\n"
	" link.href=URL.createObjectURL(new "
	"Blob([lines.join('\\n')+'\\n'],{type:'text/csv'}));\n"
	" link.download='answers-'+who.replace(/[^A-Za-z0-9]/g,'')+'.csv';link.click();\n"
	" said.textContent=(lines.length-1)+' answers saved.'};\n"
	"</script>\n</body>\n</html>\n";

static void add_attribute(struct tl_buf *out, const char *name, struct tl_str value)
{
	tl_buf_addf(out, " data-%s=\"", name);
	tl_html_attr(out, value);
	tl_buf_addc(out, "\"");
}

static void add_fields(
	struct tl_buf *out, const struct compared *compared, const struct queue_pair *pair)
{
	for (size_t f = 0; f < compared->records.field_count; f++) {
		if (!is_shown(compared, f))
			continue;
		tl_buf_addc(out, "<tr><th scope=\"row\">");
		tl_html_text(out, tl_str(compared->records.fields[f].name));
		tl_buf_addc(out, "</th><td>");
		tl_html_text(out, value_of(compared, pair->node, f));
		tl_buf_addc(out, "</td><td>");
		tl_html_text(out, value_of(compared, pair->other, f));
		tl_buf_addc(out, "</td></tr>\n");
	}
}

static void add_box(
	struct tl_buf *out, const struct link *link, size_t number, const struct queue_pair *pair)
{
	static const char *const answers[] = {"same", "different", "unsure"};
	const struct node *one = &link->nodes.items[pair->node],
			  *other = &link->nodes.items[pair->other];

	tl_buf_addc(out, "<fieldset");
	add_attribute(out, "p", one->partner);
	add_attribute(out, "k", one->key);
	add_attribute(out, "op", other->partner);
	add_attribute(out, "ok", other->key);
	tl_buf_addf(out,
		"><legend>Pair %zu</legend>\n<table><thead><tr><td></td><th scope=\"col\">",
		number);
	tl_html_text(out, one->partner);
	tl_buf_addc(out, "</th><th scope=\"col\">");
	tl_html_text(out, other->partner);
	tl_buf_addc(out, "</th></tr></thead><tbody>\n");
	add_fields(out, link->compared, pair);
	tl_buf_addc(out, "</tbody></table>\n<p>");
	for (size_t i = 0; i < TL_LEN(answers); i++)
		tl_buf_addf(out,
			"<label><input type=\"radio\" name=\"pair-%zu\" value=\"%s\"> %s</label> ",
			number, answers[i], answers[i]);
	tl_buf_addc(out, "</p></fieldset>\n");
}

static bool write_page(const struct queue *queue, const struct link *link,
	struct tl_stagedir *stage, struct tl_err *err)
{
	struct tl_buf out = {0};
	bool ok;

	tl_buf_addc(&out, head);
	for (size_t i = 0; i < queue->pairs.count; i++)
		add_box(&out, link, i + 1, &queue->pairs.items[i]);
	tl_buf_addc(&out, tail);
	ok = tl_file_write(tl_stagedir_path(stage, "queue.html"), 0600, tl_buf_str(&out), err);
	tl_buf_free(&out);
	return ok;
}

bool queue_write(const struct queue *queue, const struct link *link, struct tl_stagedir *stage,
	struct tl_err *err)
{
	return write_csv(queue, link, stage, err) &&
	       (!queue->readable || write_page(queue, link, stage, err)) &&
	       (!queue->opaque || write_lookups(queue, link, stage, err));
}
