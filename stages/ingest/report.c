#include "report.h"

#define REASONS_TOLD 3

void ingest_report_head(bool json, FILE *out)
{
	if (!json)
		fprintf(out, "%-28s %12s %12s %12s  %s\n", "delivery", "rows read", "kept",
			"rejected", "why");
}

static const char *grouped(struct tl_buf *buf, int64_t number)
{
	tl_buf_clear(buf);
	tl_buf_add_number(buf, (double)number, 0);
	return tl_buf_c(buf);
}

/* The reason with the most rows among those not told yet; of equals the first of the list. */
static enum tl_fault next_reason(const struct ingest_tally *tally, const bool *told)
{
	enum tl_fault best = TL_FAULT_NONE;

	for (enum tl_fault reason = TL_FAULT_NONE; reason < TL_FAULT_COUNT_OF; reason++)
		if (!told[reason] && tally->rejected[reason] > tally->rejected[best])
			best = reason;
	return best;
}

static void say_reasons(const struct ingest_tally *tally, struct tl_buf *line)
{
	bool told[TL_FAULT_COUNT_OF] = {false};

	for (size_t i = 0; i < REASONS_TOLD; i++) {
		enum tl_fault reason = next_reason(tally, told);

		if (reason == TL_FAULT_NONE)
			return;
		told[reason] = true;
		tl_buf_addf(line, "%s%s ", i ? ", " : "", tl_faults[reason].name);
		tl_buf_add_number(line, (double)tally->rejected[reason], 0);
	}
	if (next_reason(tally, told) != TL_FAULT_NONE)
		tl_buf_addc(line, ", ...");
}

static void add_members(struct tl_buf *line, const struct ingest_tally *tally)
{
	const char *before = "";

	tl_buf_addf(line, ",\"rows_read\":%lld,\"rows_kept\":%lld,\"rows_rejected\":%lld,",
		(long long)tally->read, (long long)tally->kept,
		(long long)ingest_tally_rejected(tally));
	tl_buf_addf(
		line, "\"columns_unknown\":%lld,\"reasons\":{", (long long)tally->unknown_columns);
	for (size_t i = 0; i < TL_FAULT_COUNT_OF; i++)
		if (tally->rejected[i]) {
			tl_buf_addf(line, "%s\"%s\":%lld", before, tl_faults[i].name,
				(long long)tally->rejected[i]);
			before = ",";
		}
	tl_buf_addc(line, "}}\n");
}

static void begin_event(struct tl_buf *line, const struct tl_delivery *delivery)
{
	tl_buf_addc(line, "{\"event\":\"delivery\",\"delivery\":");
	tl_buf_add_json(line, tl_str(delivery->name));
}

void ingest_report_delivery(const struct ingest_outcome *outcome, bool json, FILE *out)
{
	const struct ingest_tally *tally = &outcome->tally;
	struct tl_buf line = {0}, number = {0};

	if (json) {
		begin_event(&line, outcome->delivery);
		add_members(&line, tally);
	} else {
		tl_buf_addf(&line, "%-28s", outcome->delivery->name);
		tl_buf_addf(&line, " %12s", grouped(&number, tally->read));
		tl_buf_addf(&line, " %12s", grouped(&number, tally->kept));
		tl_buf_addf(&line, " %12s", grouped(&number, ingest_tally_rejected(tally)));
		if (tally->read > tally->kept)
			tl_buf_addc(&line, "  ");
		say_reasons(tally, &line);
		tl_buf_add_char(&line, '\n');
	}
	fputs(tl_buf_c(&line), out);
	tl_buf_free(&number);
	tl_buf_free(&line);
}

void ingest_report_late(const struct tl_delivery *delivery, bool json, FILE *out)
{
	struct tl_buf line = {0};

	if (json) {
		begin_event(&line, delivery);
		tl_buf_addc(&line, ",\"late\":true}\n");
	} else {
		tl_buf_addf(&line, "%-28s %12s\n", delivery->name, "late");
	}
	fputs(tl_buf_c(&line), out);
	tl_buf_free(&line);
}

static void report_removals(const struct ingest_settled *settled, bool json, FILE *out)
{
	struct tl_buf words = {0};

	for (size_t i = 0; i < settled->removals.count; i++) {
		const struct ingest_removals_met *each = &settled->removals.items[i];

		tl_buf_addc(&words, i ? "," : "");
		if (json) {
			tl_buf_addc(&words, "{\"delivery\":");
			tl_buf_add_json(&words, tl_str(each->delivery));
			tl_buf_addf(&words, ",\"requests\":%lld,\"met\":%lld}",
				(long long)each->asked, (long long)each->met);
		} else {
			tl_buf_addf(&words, " %s %lld of %lld", each->delivery,
				(long long)each->met, (long long)each->asked);
		}
	}
	if (json)
		fprintf(out,
			"{\"event\":\"removals\",\"requests\":%lld,\"met\":%lld,\"deliveries\":[%s]"
			"}\n",
			(long long)settled->requests, (long long)settled->requests_met,
			tl_buf_c(&words));
	else
		fprintf(out, "requests for removal: %lld of %lld found a row;%s\n",
			(long long)settled->requests_met, (long long)settled->requests,
			words.length ? tl_buf_c(&words) : " no delivery could have one");
	tl_buf_free(&words);
}

void ingest_report_settled(const struct ingest_settled *settled, bool json, FILE *out)
{
	struct tl_buf kept = {0}, dead = {0};

	if (settled->requests)
		report_removals(settled, json, out);
	if (json)
		fprintf(out,
			"{\"event\":\"settled\",\"deliveries\":%lld,\"late\":%lld,\"rows_kept\":%"
			"lld,"
			"\"rows_dead\":%lld}\n",
			(long long)settled->deliveries, (long long)settled->late,
			(long long)settled->kept, (long long)settled->dead);
	else
		fprintf(out,
			"settled: deliveries %lld, late %lld, rows kept %s, of them counted "
			"no more %s\n",
			(long long)settled->deliveries, (long long)settled->late,
			grouped(&kept, settled->kept), grouped(&dead, settled->dead));
	tl_buf_free(&dead);
	tl_buf_free(&kept);
}
