/* Shares of rows lost, against what a contract lets pass. */
#include <throughline/extract.h>

#define WARN_SHARE 0.1 /* where a contract has no thresholds.warn */

enum tl_threshold tl_threshold_of(const struct tl_contract *contract, const char *how, int64_t lost,
	int64_t read, struct tl_buf *words)
{
	const struct tl_thresholds *limits = &contract->thresholds;
	double share = read ? (double)lost / (double)read : 0;
	double warn = limits->warn >= 0 ? limits->warn : WARN_SHARE;
	bool stops = limits->stop >= 0 && share > limits->stop;

	if (!stops && share <= warn)
		return TL_THRESHOLD_FINE;
	tl_buf_addf(words, "%lld of %lld rows %s (%.1f%%), more than the %g%% that contract %s %s",
		(long long)lost, (long long)read, how, 100 * share,
		100 * (stops ? limits->stop : warn), contract->name,
		stops ? "lets pass" : "expects");
	if (!stops && limits->warn < 0)
		tl_buf_addc(words, " (a tenth, where it does not say)");
	return stops ? TL_THRESHOLD_STOP : TL_THRESHOLD_WARN;
}
