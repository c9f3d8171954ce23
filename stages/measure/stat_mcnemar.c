/* stat mcnemar: did as many people change one way as the other? */
#include "stat.h"

static bool run_mcnemar(struct stat_run *run, struct tl_err *err)
{
	const double *b, *c;
	struct stat_column *chisq, *p, *chisq_cc, *p_cc, *p_exact;

	if (!stat_numbers(run, "pre-only", &b, err) || !stat_numbers(run, "post-only", &c, err))
		return false;
	stat_answer_rows(run);
	chisq = stat_put(run, "chisq");
	p = stat_put(run, "p");
	chisq_cc = stat_put(run, "chisq_cc");
	p_cc = stat_put(run, "p_cc");
	p_exact = stat_put(run, "p_exact");
	for (size_t i = 0; i < run->table.rows; i++) {
		struct tl_mcnemar test = tl_mcnemar_test(b[i], c[i]);

		stat_real(run, chisq, i, test.chisq);
		stat_real(run, p, i, test.p);
		stat_real(run, chisq_cc, i, test.chisq_cc);
		stat_real(run, p_cc, i, test.p_cc);
		stat_real(run, p_exact, i, test.p_exact);
	}
	stat_note_refused(run, p_exact, (const char *const[]){"pre-only", "post-only", NULL});
	return true;
}

// clang-format off
static const struct stat_option options[] = {
	{"pre-only", "COLUMN", "pre_only", "people with a yes before only: b"},
	{"post-only", "COLUMN", "post_only", "people with a yes after only: c"},
	STAT_OPTION_END,
};

const struct stat_method stat_method_mcnemar = {
	.name = "mcnemar",
	.summary = "a yes or no before and after of the same people",
	.options = options,
	.help =
	"A row for each row: its columns, then chisq, p, chisq_cc, p_cc, p_exact.\n"
	"Unit: none.\n"
	"Formula: chisq (b-c)^2/(b+c); chisq_cc (|b-c|-1)^2/(b+c), not corrected when b = c; p from chi\n"
	"squared with 1 degree of freedom; p_exact two-sided binomial(b+c, 1/2).\n"
	"Source: McNemar 1947; R mcnemar.test.\n"
	"Refused (empty): b+c = 0 (p_exact is 1), a negative or unknown count.\n",
	.run = run_mcnemar,
};
// clang-format on
