#include "sheet.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/hash.h>
#include <throughline/num.h>

static void put(struct sheet *sheet, const char *data, size_t length)
{
	if (sheet->packed)
		sheet->failed |= gzwrite(sheet->packed, data, (unsigned)length) != (int)length;
	else
		sheet->failed |= fwrite(data, 1, length, sheet->file) != length;
}

static void put_text(struct sheet *sheet, const char *text)
{
	if (text && *text)
		put(sheet, text, strlen(text));
}

bool sheet_open(struct sheet *sheet, const char *folder, const struct sheet_facts *facts,
	unsigned seed, unsigned spoilt_permille, struct tl_err *err)
{
	struct tl_buf path = {0};

	*sheet = (struct sheet){.facts = facts, .spoilt_permille = spoilt_permille};
	sheet->chance = chance_for(seed, facts->file);
	sheet->times = chance_for(seed, "time of day");
	tl_buf_addf(&path, "%s/%s", folder, facts->file);
	sheet->path = path.data;
	if (tl_str_ends(tl_str(facts->file), TL_STR(".gz")))
		sheet->packed = gzopen(sheet->path, "wb9"); /* zlib writes no time and no name */
	else
		sheet->file = fopen(sheet->path, "wb");
	if (!sheet->packed && !sheet->file)
		return tl_fail_errno(err, "write", sheet->path);
	put_text(sheet, facts->before);
	put_text(sheet, facts->header);
	put_text(sheet, facts->line_end);
	return true;
}

static struct tl_buf *next_field(struct sheet *sheet)
{
	assert(sheet->count < SHEET_FIELDS_MAX);
	tl_buf_clear(&sheet->fields[sheet->count]);
	return &sheet->fields[sheet->count++];
}

void sheet_text(struct sheet *sheet, const char *text)
{
	tl_buf_addc(next_field(sheet), text ? text : "");
}

/* The time of day is thrown away by whoever reads it, but partners send it. */
void sheet_day(struct sheet *sheet, struct tl_day day)
{
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct tl_buf *field = next_field(sheet);
	const struct tl_buf *who = &sheet->fields[0];
	int y, m, d, hour, minute;

	if (!tl_day_is_set(day))
		return;
	/* The same row sent again in another file has the same time. */
	hour = chance_between(
		sheet->times, tl_hash64(who->data, who->length, 0), (uint64_t)day.n, 0, 23);
	minute = chance_between(sheet->times, (uint64_t)day.n, (uint64_t)hour, 0, 59);
	tl_day_split(day, &y, &m, &d);
	switch (sheet->facts->dates) {
	case DATES_ISO:
		tl_buf_addf(field, "%04d-%02d-%02d", y, m, d);
		break;
	case DATES_DMY:
		tl_buf_addf(field, "%02d/%02d/%04d", d, m, y);
		break;
	case DATES_ISO_Z:
		tl_buf_addf(field, "%04d-%02d-%02dT%02d:%02d:00Z", y, m, d, hour, minute);
		break;
	case DATES_ISO_TIME:
		tl_buf_addf(field, "%04d-%02d-%02d %02d:%02d", y, m, d, hour, minute);
		break;
	case DATES_DMY_TIME:
		tl_buf_addf(field, "%02d/%02d/%04d %02d:%02d", d, m, y, hour, minute);
		break;
	case DATES_D_MON_Y:
		tl_buf_addf(field, "%02d-%s-%04d", d, months[m - 1], y);
		break;
	case DATES_MONTH:
		tl_buf_addf(field, "%04d-%02d", y, m);
		break;
	case DATES_MON_YY:
		tl_buf_addf(field, "%s-%02d", months[m - 1], y % 100);
		break;
	case DATES_COUNT_OF:
		break;
	}
}

void sheet_number(struct sheet *sheet, int64_t number, bool grouped)
{
	if (grouped)
		tl_buf_add_number(next_field(sheet), (double)number, 0);
	else
		tl_buf_addf(next_field(sheet), "%lld", (long long)number);
}

static void add_field(struct sheet *sheet, const char *text)
{
	bool quoted = strchr(text, sheet->facts->delimiter) || strchr(text, '"');

	if (quoted)
		tl_buf_add_char(&sheet->row, '"');
	tl_buf_addc(&sheet->row, text);
	if (quoted)
		tl_buf_add_char(&sheet->row, '"');
}

static void write_row(struct sheet *sheet, const struct sheet_spoil *spoil)
{
	tl_buf_clear(&sheet->row);
	for (size_t i = 0; i < sheet->count; i++) {
		bool here = spoil && spoil->column == (int)i;

		if (i)
			tl_buf_add_char(&sheet->row, sheet->facts->delimiter);
		add_field(sheet, here ? spoil->text : tl_buf_c(&sheet->fields[i]));
	}
	if (spoil && spoil->column == SHEET_ONE_MORE) {
		tl_buf_add_char(&sheet->row, sheet->facts->delimiter);
		tl_buf_addc(&sheet->row, spoil->text);
	}
	tl_buf_addc(&sheet->row, sheet->facts->line_end);
	put(sheet, sheet->row.data, sheet->row.length);
}

static uint32_t spoils_of(const struct sheet_facts *facts)
{
	uint32_t count = 0;

	while (count < SHEET_SPOILS_MAX && facts->spoils[count].reason)
		count++;
	return count;
}

void sheet_end_row(struct sheet *sheet)
{
	uint64_t at = (uint64_t)sheet->rows++;
	uint32_t spoils = spoils_of(sheet->facts);

	write_row(sheet, NULL);
	if (spoils && chance_permille(sheet->chance, at, 3, sheet->spoilt_permille)) {
		uint32_t which = chance_below(sheet->chance, at, 4, spoils);

		write_row(sheet, &sheet->facts->spoils[which]);
		sheet->spoilt[which]++;
	}
	sheet->count = 0;
}

bool sheet_close(struct sheet *sheet, struct tl_err *err)
{
	bool ok = !sheet->failed;

	if (sheet->packed)
		ok = gzclose(sheet->packed) == Z_OK && ok;
	if (sheet->file)
		ok = fclose(sheet->file) == 0 && ok;
	sheet->packed = NULL;
	sheet->file = NULL;
	if (!ok)
		tl_fail(err, EX_IOERR, "%s: cannot be written whole; is the disk full?",
			sheet->path);
	for (size_t i = 0; i < SHEET_FIELDS_MAX; i++)
		tl_buf_free(&sheet->fields[i]);
	tl_buf_free(&sheet->row);
	free(sheet->path);
	sheet->path = NULL;
	return ok;
}
