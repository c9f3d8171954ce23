/* The rows: read in order, made by threads in batches, written in order. */
#include "pseudonymise.h"

#include <throughline/outfile.h>
#include <throughline/pool.h>

#include <stdlib.h>
#include <string.h>

#define BATCH_ROWS ((size_t)512)
#define BATCHES_PER_JOB ((size_t)4)

struct reject {
	int64_t record, line;
	enum tl_fault fault;
	size_t place;
};

struct batch {
	struct tl_arena arena; /* of the rows' fields; cleared between rounds */
	struct tl_csv_row *rows;
	size_t count;
	struct row_maker maker;
	struct tl_buf out[2];
	TL_VEC(struct reject) rejects;
	int64_t opted_out;
};

struct making {
	struct pseudonymise_run *run;
	struct tl_table *table;
	struct tl_arena arena; /* as long as the making */
	struct batch *batches;
	size_t batch_count;
	struct tl_outfile files[2], rejects;
};

static void take_row(struct batch *batch, const struct tl_csv_row *row)
{
	struct tl_csv_row *kept = &batch->rows[batch->count++];
	struct tl_str *fields = tl_arena_array(&batch->arena, row->count, sizeof *fields);

	*kept = *row;
	kept->fields = fields;
	for (size_t i = 0; i < row->count; i++)
		fields[i] = tl_arena_str(&batch->arena, row->fields[i]);
}

/* As many batches as there are rows for; *more is false at the end of the file. */
static bool fill(struct making *making, bool *more, struct tl_err *err)
{
	struct tl_csv_row row;

	for (size_t i = 0; i < making->batch_count; i++) {
		struct batch *batch = &making->batches[i];

		batch->count = 0;
		tl_arena_clear(&batch->arena);
		while (*more && batch->count < BATCH_ROWS) {
			if (!tl_table_next(making->table, &row, more, err))
				return false;
			if (*more)
				take_row(batch, &row);
		}
	}
	return true;
}

static bool make_batch(size_t index, void *task, struct tl_err *err)
{
	struct making *making = task;
	struct batch *batch = &making->batches[index];

	(void)err;
	tl_buf_clear(&batch->out[0]);
	tl_buf_clear(&batch->out[1]);
	tl_vec_clear(&batch->rejects);
	batch->opted_out = 0;
	for (size_t i = 0; i < batch->count; i++) {
		const struct tl_csv_row *row = &batch->rows[i];
		enum tl_fault fault;
		size_t place;
		enum row_outcome outcome = row_make(&batch->maker, row, batch->out, &fault, &place);

		batch->opted_out += outcome == ROW_OPTED_OUT;
		if (outcome == ROW_REJECTED)
			*tl_vec_push(&batch->rejects) =
				(struct reject){row->record, row->line, fault, place};
	}
	return true;
}

static bool write_reject(struct making *making, const struct reject *reject, struct tl_err *err)
{
	const struct tl_rules *rules = &making->run->plan.rules;
	struct tl_buf line = {0};
	bool ok;

	making->run->tally.rejected[(size_t)reject->fault * rules->places + reject->place]++;
	tl_buf_addf(&line, "%lld,%lld,%s,", (long long)reject->record, (long long)reject->line,
		tl_faults[reject->fault].name);
	tl_buf_add_csv(&line, tl_str(tl_rules_place(rules, reject->place)));
	tl_buf_add_char(&line, '\n');
	ok = tl_outfile_write(&making->rejects, tl_buf_str(&line), err);
	tl_buf_free(&line);
	return ok;
}

static bool write_batch(struct making *making, struct batch *batch, struct tl_err *err)
{
	struct pseudonymise_tally *tally = &making->run->tally;

	tally->read += (int64_t)batch->count;
	tally->opted_out += batch->opted_out;
	tally->written += (int64_t)(batch->count - batch->rejects.count) - batch->opted_out;
	for (size_t i = 0; i < batch->rejects.count; i++)
		if (!write_reject(making, &batch->rejects.items[i], err))
			return false;
	for (int file = 0; file < 2; file++)
		if (batch->out[file].length &&
			!tl_outfile_write(&making->files[file], tl_buf_str(&batch->out[file]), err))
			return false;
	return true;
}

static bool write_header(struct making *making, int file, struct tl_err *err)
{
	const struct plan *plan = &making->run->plan;
	struct tl_buf line = {0};
	bool ok;

	for (size_t i = 0; i < plan->column_count; i++) {
		if (!plan->columns[i].shared[file])
			continue;
		if (line.length)
			tl_buf_add_char(&line, ',');
		tl_buf_add_csv(&line, tl_str(plan->columns[i].name));
	}
	tl_buf_add_char(&line, '\n');
	ok = tl_outfile_open(&making->files[file], pseudonymise_path_of(making->run, file, ".csv"),
		     0600, err) &&
	     tl_outfile_write(&making->files[file], tl_buf_str(&line), err);
	tl_buf_free(&line);
	return ok;
}

static bool begin(struct making *making, struct tl_err *err)
{
	struct pseudonymise_run *run = making->run;
	const struct optout *optout = run->opts->opt_out ? &run->optout : NULL;
	struct tl_csv_row header;
	bool more;

	if (!tl_table_next(making->table, &header, &more, err))
		return false;
	if (!more)
		return tl_fail(err, EX_DATAERR, "%s: the file is empty", run->opts->file);
	if (!tl_layout_make(
		    &run->plan.rules, &header, run->opts->file, &run->arena, &run->layout, err))
		return false;
	making->batch_count = run->opts->jobs * BATCHES_PER_JOB;
	making->batches =
		tl_arena_array(&making->arena, making->batch_count, sizeof *making->batches);
	for (size_t i = 0; i < making->batch_count; i++) {
		struct batch *batch = &making->batches[i];

		batch->rows = tl_arena_array(&making->arena, BATCH_ROWS, sizeof *batch->rows);
		row_maker_start(&batch->maker, &run->plan, &run->layout, optout, &making->arena);
	}
	return write_header(making, 0, err) && (!run->names[1] || write_header(making, 1, err)) &&
	       tl_outfile_open(
		       &making->rejects, pseudonymise_path(run, "rejects.csv"), 0600, err) &&
	       tl_outfile_write(&making->rejects, TL_STR("record,line,reason,field\n"), err);
}

static void add_fields(struct making *making)
{
	struct field_tally *all = making->run->tally.fields;

	for (size_t b = 0; b < making->batch_count; b++)
		for (size_t i = 0; i < making->run->plan.rules.count; i++) {
			const struct field_tally *one = &making->batches[b].maker.fields[i];

			all[i].usable += one->usable;
			all[i].blank += one->blank;
			all[i].unusable += one->unusable;
			all[i].emptied += one->emptied;
		}
}

static void count_unheard(struct making *making)
{
	struct pseudonymise_run *run = making->run;

	for (size_t line = 0; line < run->optout.line_count; line++) {
		bool heard = false;

		for (size_t b = 0; b < making->batch_count; b++)
			heard = heard || making->batches[b].maker.heard[line];
		run->tally.unheard += !heard;
	}
}

static void end(struct making *making)
{
	for (size_t i = 0; i < making->batch_count; i++) {
		struct batch *batch = &making->batches[i];

		row_maker_free(&batch->maker);
		tl_buf_free(&batch->out[0]);
		tl_buf_free(&batch->out[1]);
		tl_vec_free(&batch->rejects);
		tl_arena_free(&batch->arena);
	}
	tl_outfile_abandon(&making->files[0]);
	tl_outfile_abandon(&making->files[1]);
	tl_outfile_abandon(&making->rejects);
	tl_arena_free(&making->arena);
	tl_table_free(making->table);
}

static bool make_all(struct making *making, struct tl_err *err)
{
	bool more = true;

	while (more) {
		if (!fill(making, &more, err) ||
			!tl_pool_for(making->run->opts->jobs, making->batch_count, make_batch,
				making, err))
			return false;
		for (size_t i = 0; i < making->batch_count; i++)
			if (!write_batch(making, &making->batches[i], err))
				return false;
	}
	add_fields(making);
	count_unheard(making);
	if (*tl_table_remarks(making->table))
		tl_buf_addf(&making->run->remarks, "%s: %s\n", making->run->opts->file,
			tl_table_remarks(making->table));
	return true;
}

bool pseudonymise_rows(struct pseudonymise_run *run, struct tl_err *err)
{
	struct making making = {.run = run};
	bool ok;

	run->tally.rejected = tl_arena_array(
		&run->arena, (size_t)TL_FAULT_COUNT_OF * run->plan.rules.places, sizeof(int64_t));
	run->tally.fields =
		tl_arena_array(&run->arena, run->plan.rules.count, sizeof *run->tally.fields);
	making.table = tl_extract_open(run->contract, run->opts->file, err);
	ok = making.table && begin(&making, err) && make_all(&making, err) &&
	     tl_outfile_commit(&making.files[0], err) &&
	     (!run->names[1] || tl_outfile_commit(&making.files[1], err)) &&
	     tl_outfile_commit(&making.rejects, err);
	end(&making);
	return ok;
}
