/* A table's block: plain, or a matrix. */
#include "block_private.h"

#include "align.h"
#include "matrix.h"
#include "table.h"

static void write_titled(struct tl_buf *out, struct render_block *block, struct render_grid *grid,
	const char *title, const char *label)
{
	render_grid_align(grid);
	render_table(out, grid, title, label, RENDER_TABLE_PAGE, &block->render->ids);
}

static void write_part(struct tl_buf *out, struct render_block *block,
	const struct render_matrix *matrix, size_t number)
{
	struct tl_buf title = {0}, label = {0};
	struct render_grid part = {0};

	tl_buf_add(&title, tl_buf_str(&block->title));
	tl_buf_add(&label, tl_buf_str(&block->label));
	if (matrix->parts > 1) {
		tl_buf_addf(&title, ", %zu of %zu", number + 1, matrix->parts);
		tl_buf_addf(&label, ", %zu of %zu", number + 1, matrix->parts);
	}
	render_matrix_part(&part, matrix, number);
	write_titled(out, block, &part, tl_buf_c(&title), tl_buf_c(&label));
	render_grid_free(&part);
	tl_buf_free(&title);
	tl_buf_free(&label);
}

static bool write_matrix(struct tl_buf *out, struct render_block *block,
	const struct render_grid *grid, struct tl_err *err)
{
	struct render_matrix matrix = {0};
	bool ok = render_matrix_init(&matrix, grid, block->sql_place, err);

	for (size_t i = 0; ok && i < matrix.parts; i++)
		write_part(out, block, &matrix, i);
	render_matrix_free(&matrix);
	return ok;
}

bool render_block_table(struct tl_buf *out, struct render_block *block, struct render_grid *grid,
	struct tl_err *err)
{
	bool matrix = tl_str_equal(block->variant, TL_STR("matrix"));

	if (block->variant.length && !matrix)
		return render_fail(block->place, err, "a table is plain or \"table matrix\"");
	tl_buf_addc(out, "<div class=\"block\">");
	if (matrix && !write_matrix(out, block, grid, err))
		return false;
	if (!matrix)
		write_titled(out, block, grid, tl_buf_c(&block->title), tl_buf_c(&block->label));
	if (!render_block_caption(out, block, err))
		return false;
	tl_buf_addc(out, "</div>\n");
	return true;
}
