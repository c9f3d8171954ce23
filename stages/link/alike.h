/*
 * What a name sounds like, for filters, which have no sound: of each rare filter the frequent one
 * that it is most like, for most rare spellings are slips of a frequent one. So a slip in a name
 * need not hide a pair from blocking, on data that never shows a name.
 */
#ifndef LINK_ALIKE_H
#define LINK_ALIKE_H

#include "dictionary.h"

#define ALIKE_LEAST 0.6 /* Dice */
#define ALIKE_FREQUENT_MAX ((size_t)8192)

/* alike[i] of values 1 to count, to be freed: values 1 to `frequent` are their own, of the others
 * the most alike of those, or their own where none reaches ALIKE_LEAST. */
uint32_t *alike_make(const struct dictionary *filters, size_t frequent);

#endif
