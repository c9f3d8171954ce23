#include "link.h"

bool claim_holds(const struct claim *claim, struct tl_day day)
{
	return (!tl_day_is_set(claim->from) || claim->from.n <= day.n) &&
	       (!tl_day_is_set(claim->to) || day.n < claim->to.n);
}

struct tl_str claims_most(const struct claim *claims, size_t count)
{
	struct tl_str best = {0};
	size_t best_times = 0;

	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && tl_str_equal(claims[i].value, claims[end].value);)
			end++;
		if (end - i > best_times) { /* a tie stays with the first in byte order */
			best = claims[i].value;
			best_times = end - i;
		}
	}
	return best;
}

/* The latest end among claims; open wins. */
static struct tl_day latest_end(const struct claim *claims, size_t count)
{
	struct tl_day latest = claims[0].to;

	for (size_t i = 1; i < count && tl_day_is_set(latest); i++)
		if (!tl_day_is_set(claims[i].to) || claims[i].to.n > latest.n)
			latest = claims[i].to;
	return latest;
}

/* Appends spell, ending or continuing the one before. */
static size_t append(struct claim *out, size_t made, struct claim spell)
{
	struct claim *last = made ? &out[made - 1] : NULL;

	if (last && (!tl_day_is_set(last->to) || last->to.n >= spell.from.n)) {
		if (tl_str_equal(last->value, spell.value)) {
			if (!tl_day_is_set(spell.to) ||
				(tl_day_is_set(last->to) && spell.to.n > last->to.n))
				last->to = spell.to;
			return made;
		}
		last->to = spell.from;
	}
	out[made] = spell;
	return made + 1;
}

size_t claims_resolve(const struct claim *claims, size_t count, struct claim *out)
{
	size_t made = 0;

	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && claims[end].from.n == claims[i].from.n;)
			end++;
		struct claim spell = claims[i];
		spell.value = claims_most(claims + i, end - i);
		spell.to = latest_end(claims + i, end - i);
		/* A spell that ended before it began says nothing. */
		if (tl_day_is_set(spell.to) && tl_day_is_set(spell.from) &&
			spell.to.n <= spell.from.n)
			continue;
		made = append(out, made, spell);
	}
	return made;
}
