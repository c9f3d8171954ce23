/*
 * What to ask disclose to hide so that no hidden number can be worked out.
 *
 *   1. ask     for every recovered cell the cheapest published number that its proof stands on,
 *              with all cells that are the same number (twins.h), which are paid for together; then
 *              the attack is made again as if these were hidden, on the blocks they lie in, until
 *              nothing is recovered
 *   2. spare   what was asked for and turns out not to be needed (spare.h)
 *
 * The next audit looks at the new candidate with fresh eyes: this is advice, not a verdict.
 */
#ifndef AUDIT_REPAIR_H
#define AUDIT_REPAIR_H

#include "attack.h"

#define REPAIR_PASSES_MAX 200

struct asks {
	TL_VEC(size_t) cells; /* ascending */
};

/* attack: as attack_run left it; it is used up. Fewer asks than needed where nothing can be hidden.
 */
bool repair_choose(struct attack *attack, struct asks *asks, struct tl_err *err);

#endif
