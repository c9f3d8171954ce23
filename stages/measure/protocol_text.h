/* protocol.md: the plan in words, for people to read, sign and hold the figures against. */
#ifndef MEASURE_PROTOCOL_TEXT_H
#define MEASURE_PROTOCOL_TEXT_H

#include "protocol.h"

/* `protocol` as it stood before; reason NULL: this is the first. late: the data were read. */
void protocol_text(const struct measure_world *world, const struct measure_definitions *list,
	const struct tl_protocol *protocol, const char *reason, bool late, struct tl_buf *out);

#endif
