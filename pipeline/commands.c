/* THE table of commands. To add one: a row here, and a file command_<name>.c or a program
 * tl-<name>. */
#include "pipeline.h"

#include <string.h>

// clang-format off
const struct command commands[] = {
	{"new",      "make a study that runs, to start from",                     command_new,     NULL},
	{"check",    "read the definitions of a study and say what is wrong",     command_check,   NULL},
	{"run",      "bring a study's draft up to date, from extracts to pack",   command_run,     NULL},
	{"status",   "which steps are up to date",                                command_status,  NULL},
	{"why",      "why a step would run again",                                command_why,     NULL},
	{"explain",  "from a published cell to the rows under it (confidential)", command_explain, NULL},
	{"sql",      "ask a study's stores a question, read-only (confidential)", command_sql,     NULL},
	{"protocol", "write down what a study means to measure, before its data", NULL, "tl-protocol"},
	{"release",  "freeze the audited month; the only memory there is",        command_release, NULL},
	{"validate", "hold files against a contract, on a partner's desk",        NULL, "tl-validate"},
	{"sniff",    "draft a contract from a file",                              NULL, "tl-sniff"},
	{"pseudonymise", "what a partner makes of an extract before it travels", NULL, "tl-pseudonymise"},
	{"ingest",   "stage 1: read the deliveries and settle what counts",       NULL, "tl-ingest"},
	{"link",     "stage 2: who is the same person, the same family",          NULL, "tl-link"},
	{"measure",  "stage 3: every figure, exact, with what lies under it",     NULL, "tl-measure"},
	{"disclose", "stage 4: apply the disclosure policy, make a candidate",    NULL, "tl-disclose"},
	{"audit",    "stage 5: attack the candidate; publish it if it holds",     NULL, "tl-audit"},
	{"render",   "stage 6: pages and charts from what is published",          NULL, "tl-render"},
	{"match",    "who is the same person in plain CSV files, with no study",  NULL, "tl-match"},
	{"stat",     "one method on one CSV, to check any number by hand",        NULL, "tl-stat"},
	{"help",     "this list, or `throughline help COMMAND`",                  command_help,    NULL},
	{NULL, NULL, NULL, NULL},
};
// clang-format on

const struct command *command_of(const char *name)
{
	for (const struct command *command = commands; command->name; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}
