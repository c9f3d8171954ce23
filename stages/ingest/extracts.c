/* The part of a study that says which file is which delivery. */
#include "ingest.h"

#include <string.h>

bool ingest_record_extracts(struct tl_stagedir *stage, const struct tl_study *study,
	const struct tl_contract *contract, struct tl_err *err)
{
	const char *list =
		contract ? tl_arena_printf(&stage->arena, "yaml:study.yaml#extracts[contract=%s]",
				   contract->name)
			 : "yaml:study.yaml#extracts";

	if (!tl_stagedir_input(stage, list, err))
		return false;
	for (unsigned i = 0; i < study->extracts_count; i++) {
		const struct tl_extract *extract = &study->extract_list[i];

		if ((contract && extract->terms != contract) || !strpbrk(extract->file, "*?["))
			continue;
		if (!tl_stagedir_input(stage,
			    tl_arena_printf(&stage->arena, "matches:%s", extract->file), err))
			return false;
	}
	return true;
}
