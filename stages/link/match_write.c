#include "match.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/num.h>
#include <throughline/outfile.h>

#include "model_file.h"

#define FLUSH_AT ((size_t)1 << 20)

static bool print(struct tl_buf *out, struct tl_err *err)
{
	bool ok = fwrite(tl_buf_c(out), 1, out->length, stdout) == out->length;

	tl_buf_clear(out);
	return ok || tl_fail(err, EX_IOERR, "standard output cannot be written");
}

bool match_write_clusters(const struct match *match, struct tl_err *err)
{
	const struct linkage *linkage = &match->linkage;
	const struct records *records = &match->records;
	struct tl_buf out = {0};
	bool ok = true;

	tl_buf_addc(&out, "source,id,cluster,household\n");
	for (size_t i = 0; ok && i < records->count; i++) {
		tl_buf_add_csv(&out, records->sources[records->source[i]]);
		tl_buf_add_char(&out, ',');
		tl_buf_add_csv(&out, records_id(records, i));
		tl_buf_addf(&out, ",%u,%u\n", linkage->cluster[i] + 1, linkage->household[i] + 1);
		if (out.length >= FLUSH_AT)
			ok = print(&out, err);
	}
	ok = ok && print(&out, err);
	if (ok && fflush(stdout) != 0)
		ok = tl_fail(err, EX_IOERR, "standard output cannot be written");
	tl_buf_free(&out);
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
