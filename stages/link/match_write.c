#include "match.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/num.h>
#include <throughline/outfile.h>
#include <throughline/pool.h>

#include "model_file.h"

#define FLUSH_AT ((size_t)1 << 20)

static bool print(struct tl_buf *out, struct tl_err *err)
{
	bool ok = fwrite(tl_buf_c(out), 1, out->length, stdout) == out->length;

	tl_buf_clear(out);
	return ok || tl_fail(err, EX_IOERR, "standard output cannot be written");
}

static void add_whole(struct tl_buf *out, uint32_t number)
{
	char digits[10];
	size_t at = sizeof digits;

	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	tl_buf_add(out, tl_str_slice(digits + at, sizeof digits - at));
}

#define ROWS_A_PART ((size_t)16384)
#define PARTS 32 /* at once */

struct writing {
	const struct match *match;
	struct tl_buf *sources; /* each as it is written */
	size_t from; /* rows written before these parts */
	struct tl_buf parts[PARTS];
};

static bool write_part(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	struct writing *writing = task;
	const struct linkage *linkage = &writing->match->linkage;
	const struct records *records = &writing->match->records;
	struct tl_buf *out = &writing->parts[index];
	size_t from = writing->from + index * ROWS_A_PART;

	for (size_t i = from; i < from + ROWS_A_PART && i < records->count; i++) {
		tl_buf_add(out, tl_buf_str(&writing->sources[records->source[i]]));
		tl_buf_add_char(out, ',');
		tl_buf_add_csv(out, records_id(records, i));
		tl_buf_add_char(out, ',');
		add_whole(out, linkage->cluster[i] + 1);
		tl_buf_add_char(out, ',');
		add_whole(out, linkage->household[i] + 1);
		tl_buf_add_char(out, '\n');
	}
	return true;
}

static bool write_rows(struct writing *writing, struct tl_err *err)
{
	size_t count = writing->match->records.count;
	bool ok = true;

	for (; ok && writing->from < count; writing->from += PARTS * ROWS_A_PART) {
		ok = tl_pool_for(writing->match->opts.jobs, PARTS, write_part, writing, err);
		for (size_t i = 0; ok && i < PARTS; i++)
			ok = print(&writing->parts[i], err);
	}
	return ok;
}

bool match_write_clusters(const struct match *match, struct tl_err *err)
{
	const struct records *records = &match->records;
	struct writing writing = {.match = match};
	struct tl_buf header = {0};
	bool ok;

	writing.sources = tl_alloc((size_t)records->source_count + 1, sizeof *writing.sources);
	for (uint32_t i = 0; i < records->source_count; i++)
		tl_buf_add_csv(&writing.sources[i], records->sources[i]);
	tl_buf_addc(&header, "source,id,cluster,household\n");
	ok = print(&header, err) && write_rows(&writing, err);
	if (ok && fflush(stdout) != 0)
		ok = tl_fail(err, EX_IOERR, "standard output cannot be written");
	tl_buf_free(&header);
	for (uint32_t i = 0; i < records->source_count; i++)
		tl_buf_free(&writing.sources[i]);
	free(writing.sources);
	for (size_t i = 0; i < PARTS; i++)
		tl_buf_free(&writing.parts[i]);
	return ok;
}

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

static struct pair *linked_pairs(const struct linkage *linkage, size_t *count)
{
	struct pair *linked = tl_alloc((size_t)linkage->tally.kept + 1, sizeof *linked);

	*count = 0;
	for (size_t i = 0; i < linkage->pairs.chunk_count; i++)
		for (size_t j = 0; j < linkage->pairs.chunks[i].count; j++) {
			const struct pair *pair = &linkage->pairs.chunks[i].items[j];

			if (pair->weight >= linkage->threshold)
				linked[(*count)++] = *pair;
		}
	qsort(linked, *count, sizeof *linked, compare_pairs);
	return linked;
}

static void add_pair(struct tl_buf *out, const struct match *match, const struct pair *pair)
{
	tl_buf_add_csv(out, records_id(&match->records, pair->a));
	tl_buf_add_char(out, ',');
	tl_buf_add_csv(out, records_id(&match->records, pair->b));
	tl_buf_addf(out, ",%.4f,%.6f\n", (double)pair->weight, pair_probability(pair->weight));
}

bool match_write_pairs(const struct match *match, struct tl_err *err)
{
	struct tl_outfile file = {0};
	struct tl_buf out = {0};
	size_t count;
	struct pair *linked = linked_pairs(&match->linkage, &count);
	bool ok = tl_outfile_open(&file, match->opts.pairs, 0600, err);

	tl_buf_addc(&out, "id_l,id_r,weight,probability\n");
	for (size_t i = 0; ok && i < count; i++) {
		add_pair(&out, match, &linked[i]);
		if (out.length >= FLUSH_AT) {
			ok = tl_outfile_write(&file, tl_buf_str(&out), err);
			tl_buf_clear(&out);
		}
	}
	ok = ok && tl_outfile_write(&file, tl_buf_str(&out), err) && tl_outfile_commit(&file, err);
	tl_outfile_abandon(&file);
	tl_buf_free(&out);
	free(linked);
	return ok;
}

bool match_write_model(const struct match *match, struct tl_err *err)
{
	struct tl_buf out = {0};
	bool ok;

	model_write(&match->linkage.model, &out);
	ok = tl_file_write(match->opts.save_model, 0644, tl_buf_str(&out), err);
	tl_buf_free(&out);
	return ok;
}
