#include "results.h"

#include <throughline/num.h>
#include <throughline/outfile.h>

#define FLUSH_BYTES ((size_t)256 * 1024)

static const char select_cells[] =
	"SELECT id, programme, locality, measure, statistic, arm, partner, variant, grp, axis, "
	"position,"
	" period_from, period_to, value, lower, upper, lower_998, upper_998, centre, flag, "
	"numerator,"
	" denominator, unit, eligible, missing, status, reason, method, evidence, as_at, "
	"definition,"
	" (SELECT words FROM restatement WHERE restatement.cell = cell.id) AS restated"
	" FROM cell ORDER BY programme, locality, measure, statistic, arm, partner, variant, grp, "
	"axis,"
	" position, period_from, period_to";

struct writer {
	struct tl_outfile file;
	struct tl_sha256 sha;
	struct tl_buf buf;
};

static bool flush(struct writer *writer, struct tl_err *err)
{
	tl_sha256_add(&writer->sha, tl_buf_c(&writer->buf), writer->buf.length);
	if (!tl_outfile_write(&writer->file, tl_buf_str(&writer->buf), err))
		return false;
	tl_buf_clear(&writer->buf);
	return true;
}

static void add_header(struct tl_buf *buf, const struct tl_stmt *stmt)
{
	for (int i = 0; i < tl_column_count(stmt); i++)
		tl_buf_addf(buf, "%s%s", i ? "," : "", tl_column_name(stmt, i));
	tl_buf_add_char(buf, '\n');
}

static void add_row(struct tl_buf *buf, struct tl_stmt *stmt)
{
	for (int i = 0; i < tl_column_count(stmt); i++) {
		if (i)
			tl_buf_add_char(buf, ',');
		if (tl_column_is_number(stmt, i))
			tl_buf_add_real(buf, tl_column_real(stmt, i));
		else
			tl_buf_add_csv(buf, tl_column_text(stmt, i));
	}
	tl_buf_add_char(buf, '\n');
}

static bool write_rows(
	struct writer *writer, struct tl_stmt *stmt, int64_t *rows, struct tl_err *err)
{
	bool row = false;

	add_header(&writer->buf, stmt);
	while (tl_stmt_next(stmt, &row, err)) {
		if (!row)
			return flush(writer, err);
		add_row(&writer->buf, stmt);
		(*rows)++;
		if (writer->buf.length > FLUSH_BYTES && !flush(writer, err))
			return false;
	}
	return false;
}

bool render_results_write(struct tl_db *db, const char *path, struct tl_digest *digest,
	int64_t *rows, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, select_cells, err);
	struct writer writer = {0};
	bool ok;

	tl_sha256_init(&writer.sha);
	ok = stmt && tl_outfile_open(&writer.file, path, 0644, err) &&
	     write_rows(&writer, stmt, rows, err) && tl_outfile_commit(&writer.file, err);
	if (ok)
		*digest = tl_sha256_done(&writer.sha);
	tl_outfile_abandon(&writer.file);
	tl_buf_free(&writer.buf);
	tl_stmt_free(stmt);
	return ok;
}
