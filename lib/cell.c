#include <throughline/cell.h>

#include <string.h>

const struct tl_status_facts tl_statuses[] = {
	[TL_SHOWN] = {"shown", "", "shown"},
	[TL_ROUNDED] = {"rounded", "", "rounded"},
	[TL_SUPPRESSED] = {"suppressed", "[c]", "hidden to protect people"},
	[TL_TOO_FEW] = {"too few", "[u]", "too few to say"},
	[TL_NOT_APPLICABLE] = {"not applicable", "[z]", "does not apply"},
	[TL_NOT_AVAILABLE] = {"not available", "[x]", "not available"},
	[TL_LOW] = {"low", "[low]", "rounds to zero"},
	[TL_UNRELIABLE] = {"unreliable", "[u]", "not reliable enough to print"},
};
static_assert(TL_LEN(tl_statuses) == TL_STATUS_COUNT_OF, "the last status has its facts");

const struct tl_reason_facts tl_reasons[] = {
	[TL_REASON_NONE] = {"", ""},
	[TL_REASON_SMALL] = {"small", "small number"},
	[TL_REASON_PROTECTS] = {"protects", "small number, or protects one"},
	[TL_REASON_UNDER] = {"under", "a number under it is hidden"},
	[TL_REASON_NO_DENOMINATOR] = {"no denominator", "nothing to divide by"},
	[TL_REASON_NOT_COVERED] = {"not covered", "no data for this period"},
	[TL_REASON_WITHHELD] = {"withheld", "withheld: a partner keeps rows of this time back"},
	[TL_REASON_NO_COMPARISON] = {"no comparison", "no comparison"},
	[TL_REASON_TOO_FEW] = {"too few", "too few to say"},
	[TL_REASON_ANYWAY] = {"anyway",
		"what would have happened anyway is out of a comparison already"},
	[TL_REASON_NEVER] = {"never", "not within the years planned"},
	[TL_REASON_NOT_STATED] = {"not stated", "not stated yet"},
	[TL_REASON_LATER] = {"later", "comes with a later version"},
	[TL_REASON_BEFORE_AFTER] = {"before and after",
		"before and after alone is no evidence of impact"},
	[TL_REASON_NOT_BALANCED] = {"not balanced", "the two groups are not alike"},
	[TL_REASON_NO_UNTREATED] = {"no untreated", "nobody is without it to compare with"},
	[TL_REASON_FEW_LOCALITIES] = {"few localities", "fewer than five localities"},
	[TL_REASON_FEW_POINTS] = {"few points", "too few months to judge"},
	[TL_REASON_FEW_EVENTS] = {"few events", "fewer than ten events"},
	[TL_REASON_DENOMINATOR] = {"denominator", "what it is divided by is not covered"},
	[TL_REASON_NOT_ESTIMATED] = {"not estimated", "how much is missed is not known"},
	[TL_REASON_SENDER] = {"sender", "so its sender says"},
};
static_assert(TL_LEN(tl_reasons) == TL_REASON_COUNT_OF, "the last reason has its facts");

bool tl_status_of(struct tl_str name, enum tl_status *status)
{
	for (size_t i = 0; i < TL_LEN(tl_statuses); i++) {
		if (tl_str_equal(name, tl_str(tl_statuses[i].name))) {
			*status = (enum tl_status)i;
			return true;
		}
	}
	return false;
}

/* Every text goes in with its length, so that no two keys run into the same bytes. */
void tl_cell_id(const struct tl_cell_key *key, char id[17])
{
	struct tl_sha256 sha;
	struct tl_digest digest;

	tl_sha256_init(&sha);
	tl_sha256_add_str(&sha, tl_str(key->programme));
	tl_sha256_add_str(&sha, tl_str(key->locality));
	tl_sha256_add_str(&sha, tl_str(key->measure));
	tl_sha256_add_str(&sha, tl_str(key->statistic));
	tl_sha256_add_str(&sha, tl_str(key->arm));
	tl_sha256_add_str(&sha, tl_str(key->partner));
	tl_sha256_add_str(&sha, tl_str(key->variant));
	tl_sha256_add_str(&sha, tl_str(key->grp));
	tl_sha256_add_str(&sha, tl_str(key->axis));
	tl_sha256_add_int(&sha, key->position);
	tl_sha256_add_str(&sha, tl_str(key->period_from));
	tl_sha256_add_str(&sha, tl_str(key->period_to));
	digest = tl_sha256_done(&sha);
	memcpy(id, digest.hex, 16);
	id[16] = '\0';
}

bool tl_statistic_is_time(const char *statistic)
{
	return tl_str_ends(tl_str(statistic), TL_STR("_years")) ||
	       tl_str_ends(tl_str(statistic), TL_STR("_months"));
}
