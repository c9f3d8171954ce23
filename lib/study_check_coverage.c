/* By what the coverage of a contract is judged, and what it withholds. */
#include "study_private.h"

#include <string.h>

bool tl_contract_by_locality(const struct tl_contract *contract)
{
	bool by = contract->coverage.by == TL_COVERAGE_BY_LOCALITY;

	for (unsigned i = 0; i < contract->withholds_count; i++)
		by = by || contract->withholds[i].localities_count;
	return by;
}

bool tl_withheld_for(const struct tl_withheld *withheld, const char *locality)
{
	for (unsigned i = 0; i < withheld->localities_count; i++)
		if (!strcmp(withheld->localities[i], locality))
			return true;
	return !withheld->localities_count;
}

static bool check_withheld(
	const struct study_check *check, const char *at, struct tl_withheld *withheld)
{
	if (!study_check_period(check, at, withheld->from, withheld->to, &withheld->days))
		return false;
	for (unsigned i = 0; i < withheld->localities_count; i++)
		if (!study_check_locality(check, study_at(check, "%s.localities.%u", at, i),
			    withheld->localities[i]))
			return false;
	return true;
}

/* Only rows that each say a place and a month of their own can be missing for a place and month. */
static bool check_by(const struct study_check *check, const struct tl_contract *contract)
{
	const struct tl_study *study = check->study;
	bool placed = false;

	if (contract->coverage.by != TL_COVERAGE_BY_LOCALITY)
		return true;
	if (contract->kind != TL_KIND_EVENTS && !tl_kinds[contract->kind].of_months)
		return study_fail(check, "coverage.by",
			"rows of %s hold from their first month on, so none need come each month; "
			"name "
			"the days of a locality that is missing under withholds",
			tl_kinds[contract->kind].name);
	for (unsigned i = 0; i < contract->fields_count; i++)
		placed = placed || contract->fields[i].role == TL_ROLE_LOCALITY;
	if (!placed)
		return study_fail(check, "coverage.by",
			"no field has the role locality, so no row says which locality it is of");
	return study->alone || (study->localities_count && !study->localities_open) ||
	       study_fail(check, "coverage.by",
		       "study.yaml does not say which localities there are; list them there");
}

bool study_check_coverage(const struct study_check *check, struct tl_contract *contract)
{
	for (unsigned i = 0; i < contract->withholds_count; i++)
		if (!check_withheld(
			    check, study_at(check, "withholds.%u", i), &contract->withholds[i]))
			return false;
	return check_by(check, contract);
}
