/*
 * Deliveries of the last release against the files that lie there now, by number alone: check reads
 * none of them; `run` finds by rows which one is gone.
 */
#ifndef PIPELINE_CHECK_GONE_H
#define PIPELINE_CHECK_GONE_H

#include "pipeline.h"

/* A line each to out; nothing where nothing was released or no fewer are there. What keeps the
 * files from being listed is a line too: check looks at definitions, and these hold. */
bool check_gone_say(const struct tl_study *study, struct tl_buf *out, struct tl_err *err);

#endif
