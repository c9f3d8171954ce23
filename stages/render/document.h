/*
 * The one HTML file round a pack's sections: head, skip link, navigation, landmarks, footer. The
 * stylesheet is inlined and a content policy allows nothing else: no request leaves the file.
 */
#ifndef RENDER_DOCUMENT_H
#define RENDER_DOCUMENT_H

#include "page.h"

bool render_document(struct tl_buf *out, const struct render_pack *pack,
	const struct render_sections *sections, const char *stylesheet, struct render *render,
	struct tl_err *err);

#endif
