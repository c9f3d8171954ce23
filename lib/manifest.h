/* manifest.json, written by stagedir.c and read by the driver. */
#ifndef THROUGHLINE_MANIFEST_H
#define THROUGHLINE_MANIFEST_H

#include <throughline/stagedir.h>

#define MANIFEST_NAME "manifest.json"

/* Sorts the lists, sets stage->content, writes the file. */
bool manifest_write(struct tl_stagedir *stage, struct tl_err *err);

#endif
