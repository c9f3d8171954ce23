#include "death.h"

// clang-format off
const struct ingest_death_facts ingest_deaths[] = {
	[DEATH_DELIVERED_AGAIN] = {"delivered again", "The whole file is one that was delivered before.", false},
	[DEATH_SUPERSEDED] = {"superseded", "A later file of the same extract stands in this row's place.", false},
	[DEATH_DUPLICATE] = {"duplicate", "An earlier file of the same extract has this row.", false},
	[DEATH_KEY_BEFORE] = {"primary key in an earlier file", "An earlier file of the same extract has a row with this primary key.", false},
	[DEATH_BEFORE_BIRTH] = {"before birth", "The row is dated before the month in which the partner's persons say that the person was born.", true},
	[DEATH_AFTER_DEATH] = {"after death", "The row is dated after the day on which the partner's persons say that the person died.", true},
	[DEATH_BROKEN_KEY] = {"broken key", "The row refers to one that the other extract does not have.", true},
	[DEATH_OVERLAP] = {"overlapping episode", "An episode of the same person that starts before this one shares days with it.", true},
	[DEATH_DOUBLY_OPEN] = {"open twice", "An episode of the same person that starts before this one has no end either.", true},
};
// clang-format on
static_assert(TL_LEN(ingest_deaths) == DEATH_COUNT_OF, "the last death has its facts");
