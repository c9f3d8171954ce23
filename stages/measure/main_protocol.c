/* tl-protocol: the plan of a study, written down before its data, and its amendments. */
#include "protocol.h"

#include <stdio.h>
#include <throughline/options.h>

// clang-format off
static const char usage[] =
	"usage: tl-protocol [--extracts DIR] [--jobs N] [--json] [--amend REASON] STUDY\n"
	"\n"
	"Writes down what STUDY means to measure, before its data can say what would look best:\n"
	"STUDY/protocol.md in words (how the programme is meant to work, who is counted, compared with\n"
	"whom, primary measures, windows, sensitivity), STUDY/protocol.csv with the hash of every\n"
	"measure, programme and outcome framework. Later runs say in the pack which definitions changed\n"
	"since, and where there were figures of a run or a release before, that the plan or an amendment\n"
	"came after the data. A release keeps a copy of protocol.csv; what is edited there by hand after\n"
	"it is said by run, check and the pack, and nothing is added to it.\n"
	"Reads definitions only, no delivery. Run again: says that nothing changed, or what did.\n"
	"\n"
	"  --amend REASON   adds the changed definitions as an amendment, with the reason, which is\n"
	"                   published with them\n"
	"  --extracts DIR   where the deliveries lie (STUDY/extracts)\n"
	"  --jobs N         as in every stage; there is nothing to share out\n"
	"  --json           an event a line instead of text\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 written, or nothing changed; 64 asked wrongly; 65 a release's copy is not what the\n"
	"ledger says; 66 input missing; 70 our bug; 71, 73, 74 the machine; 78 the study is wrong, it\n"
	"changed and no reason is given, or protocol.csv was edited after a release.\n";
// clang-format on

static void say(int number, bool written, bool json)
{
	if (json)
		printf("{\"event\":\"protocol\",\"number\":%d,\"written\":%s}\n", number,
			written ? "true" : "false");
	else if (written)
		printf("protocol %d is written: " PROTOCOL_TEXT ", " TL_PROTOCOL "\n", number);
	else
		printf("nothing changed since protocol %d\n", number);
}

int main(int argc, char **argv)
{
	const char *reason = NULL;
	const struct tl_option own[] = {{.name = "amend", .value = &reason}};
	struct tl_stage_options options;
	struct tl_study study = {0};
	struct tl_err err = {0};
	int number = 0;
	bool written = false, late = false, ok;

	if (!tl_stage_options_parse(&options, argc, argv, "tl-protocol", usage, own, TL_LEN(own)))
		return options.exit_status;
	ok = tl_study_load(&study, options.study, options.extracts, &err);
	if (ok) {
		const struct measure_world world = {
			.study = &study, .locality_count = study.localities_count};

		ok = protocol_write(
			&world, reason && *reason ? reason : NULL, &number, &written, &late, &err);
	}
	tl_study_free(&study);
	if (!ok)
		return tl_say_failure("tl-protocol", &err);
	say(number, written, options.json);
	if (late)
		fputs("tl-protocol: written after the data were read, which the pack says\n",
			stderr);
	return EX_OK;
}
