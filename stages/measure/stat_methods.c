/* THE table of methods. To add one: a file stat_<method>.c, its extern in stat.h, its line here. */
#include "stat.h"

#include <string.h>

const struct stat_method *const stat_methods[] = {
	&stat_method_proportion,
	&stat_method_rate,
	&stat_method_dsr,
	&stat_method_isr,
	&stat_method_mean,
	&stat_method_quantile,
	&stat_method_ratio,
	&stat_method_difference,
	&stat_method_mcnemar,
	&stat_method_paired,
	&stat_method_adjust,
	&stat_method_spc,
	&stat_method_funnel,
	&stat_method_its,
	&stat_method_survival,
	&stat_method_did,
	&stat_method_matching,
	&stat_method_appraise,
	&stat_method_deflate,
	&stat_method_money,
	NULL,
};

const struct stat_method *stat_method_of(const char *name)
{
	for (size_t i = 0; stat_methods[i]; i++)
		if (strcmp(stat_methods[i]->name, name) == 0)
			return stat_methods[i];
	return NULL;
}
