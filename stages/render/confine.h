/*
 * What tl-render may touch, told to the kernel (Landlock, Linux 5.13 on): it and the gnuplot that
 * it starts read the publication, the share folder's reports, the study's pages and pack.yaml, and
 * the system's own programs and libraries; write the hand-off being built; and, from Linux 6.7 on,
 * open no TCP connection. The rest of the study is out of reach, whatever a page or a chart may
 * say.
 *
 * A second wall: the first is that render opens nothing else. So where the kernel has no Landlock,
 * nothing happens. It holds for the process until it ends. A page that is a link to a file
 * elsewhere cannot be read.
 */
#ifndef RENDER_CONFINE_H
#define RENDER_CONFINE_H

#include <throughline/stagedir.h>

/* After the hand-off has begun, before anything of the study is read. publication: its folder,
 * below the study. False where the kernel cannot do it. */
bool render_confine(struct tl_stagedir *stage, const char *publication);

#endif
