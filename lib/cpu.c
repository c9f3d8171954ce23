#include <throughline/cpu.h>

#include <stdlib.h>
#include <string.h>

const char *const tl_cpu_names[] = {
	[TL_CPU_REFERENCE] = "reference",
	[TL_CPU_SCALAR] = "scalar",
	[TL_CPU_SSE2] = "sse2",
	[TL_CPU_AVX2] = "avx2",
	[TL_CPU_AVX512] = "avx512",
};
static_assert(TL_LEN(tl_cpu_names) == TL_CPU_COUNT_OF, "the last level has its name");

enum tl_cpu_level tl_cpu_has(void)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
		__builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2") &&
		__builtin_cpu_supports("avx512vpopcntdq"))
		return TL_CPU_AVX512;
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
		return TL_CPU_AVX2;
	return TL_CPU_SSE2;
#else
	return TL_CPU_SCALAR;
#endif
}

enum tl_cpu_level tl_cpu_level(void)
{
	enum tl_cpu_level has = tl_cpu_has();
	const char *asked = getenv("TL_CPU");

	for (enum tl_cpu_level level = TL_CPU_REFERENCE; asked && level < has; level++)
		if (!strcmp(asked, tl_cpu_names[level]))
			return level;
	return has;
}
