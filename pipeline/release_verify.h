/*
 * Whether the releases are what their ledger says: each has its folder, whose publication, protocol
 * and confidential store have the digests that its lines name (the confidential one that of the
 * release or of a rebuilding). EX_DATAERR, naming the file, where one is not; it is to be restored
 * from a backup, for a release is never made twice.
 */
#ifndef PIPELINE_RELEASE_VERIFY_H
#define PIPELINE_RELEASE_VERIFY_H

#include <throughline/err.h>
#include <throughline/str.h>

bool release_verify(const char *study, struct tl_str ledger, struct tl_err *err);

#endif
