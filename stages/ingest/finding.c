#include "finding.h"

// clang-format off
const struct ingest_finding_facts ingest_findings[] = {
	[FINDING_SENTINEL] = {"date that stands for none", "A date that the contract says means nothing was recorded was read as blank.", false},
	[FINDING_BEFORE_BIRTH] = {"before birth", "The row is dated before the person's date of birth.", false},
	[FINDING_AFTER_DEATH] = {"after death", "The row is dated after the person's date of death.", false},
	[FINDING_ROW_RULE] = {"rule between columns broken", "The columns of the row do not agree with one another as the contract says they should.", false},
	[FINDING_PAST_RETENTION] = {"past retention", "The row is older than the agreement lets us keep; delete it from the extract.", false},
	[FINDING_BROKEN_KEY] = {"broken key", "The row refers to one that the other extract does not have.", false},
	[FINDING_OVERLAP] = {"overlapping episode", "Two episodes of one person share days.", false},
	[FINDING_DOUBLY_OPEN] = {"open twice", "One person has two episodes without an end.", false},
	[FINDING_REPLACED_WHOLE] = {"replaced as a whole", "No row of the delivery counts, for a file after it replaces them all. If this is the newer of the two, rename it so that it sorts last, or write it last under extracts in study.yaml.", true},
	[FINDING_REPLACED_BY_FEW] = {"month replaced by few rows", "Less than half of the month's rows are left, for this file replaces the earlier one's. If it was not meant to correct the month, take its rows of the month out.", true},
	[FINDING_FEWER_ROWS] = {"fewer rows than expected", "The delivery has far fewer rows than the last one released; is part of it missing?", true},
	[FINDING_MORE_ROWS] = {"more rows than expected", "The delivery has far more rows than the last one released; does it hold something twice?", true},
	[FINDING_OLD] = {"old", "The newest row is older than the contract expects; is the latest month missing?", true},
	[FINDING_NO_NEWER] = {"no newer", "The newest row is no newer than in the last release; was an old file sent again?", true},
	[FINDING_GONE] = {"released delivery gone", "The last release was made from a delivery that is there no more, and none came with rows of its days. Put the file back; if it was withdrawn, say so beside the figures, for what was published counts it.", true},
	[FINDING_STRAY] = {"dates that stand apart", "A few rows lie months from all others; is the year mistyped? Their months count as not covered.", false},
	[FINDING_GAP] = {"months without rows", "Between its first and last row the extract has months without any. They count as absent, not as nought: if nothing happened in them, state the period that the extract covers.", true},
	[FINDING_EMPTY] = {"covered month without rows", "A month that is stated as covered has no row at all, and counts as nought; did nothing happen, or is it missing?", true},
	[FINDING_NO_FILE] = {"months of no file", "The period is stated for several files together, and none of them has a row of these months. They count as absent, not as nought: is a file missing? If nothing happened, state the period of each file.", true},
	[FINDING_NO_LOCALITY] = {"no rows of a locality", "In these months the extract has no row of this locality. They are not available for it, nor for all localities together: ask for the rows that are missing.", true},
	[FINDING_LOCALITY_EMPTY] = {"locality without rows", "This locality usually has rows, and has none in these months, which count as nought. If they are missing from the file, write coverage: {by: locality} in the contract.", true},
	[FINDING_ELSEWHERE] = {"rows of no listed locality", "Their locality is none that study.yaml lists, so they count as elsewhere; is one misspelt? Add its spelling to the names of the locality, or ask for it to be put right. In an extract of a wider area this is as it should be.", false},
};
// clang-format on
static_assert(TL_LEN(ingest_findings) == FINDING_COUNT_OF, "the last finding has its facts");
