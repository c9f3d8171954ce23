/*
 * Which vector instructions a kernel may use.
 *
 * A kernel is one loop with a scalar reference and a variant or two for wider registers, listed in
 * a const table {name, level, fn} from slowest to fastest; the caller picks the last row whose
 * level is not above tl_cpu_level(). Variants give the same bytes: what is picked changes time,
 * never results.
 *
 * The environment's TL_CPU = reference | scalar | sse2 | avx2 | avx512 lowers the level, for tests
 * and benches; it never raises it above what the processor has, and any other text is not heeded.
 */
#ifndef THROUGHLINE_CPU_H
#define THROUGHLINE_CPU_H

#include <throughline/base.h>

enum tl_cpu_level {
	TL_CPU_REFERENCE, /* no kernel at all: the slow way that the fast ways are held to */
	TL_CPU_SCALAR,
	TL_CPU_SSE2,
	TL_CPU_AVX2, /* with BMI and POPCNT */
	TL_CPU_AVX512, /* F, BW, VL, VBMI2 and VPOPCNTDQ: Ice Lake and Zen 4 on */
	TL_CPU_COUNT_OF
};

/* Before a function whose loops a compiler turns into vectors by itself: once for each width there
 * is, and the loader picks. For integers alone, so that the results are the same. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define TL_EACH_WIDTH __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define TL_EACH_WIDTH
#endif

extern const char *const tl_cpu_names[TL_CPU_COUNT_OF];
enum tl_cpu_level tl_cpu_has(void); /* the processor's own level */
enum tl_cpu_level tl_cpu_level(void); /* lowered by TL_CPU */

#endif
