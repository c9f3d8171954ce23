#include "study_fixture.h"

/* Each row spoils one file of the study and says what is said about it. Line and column are those of
 * the value that is wrong, counted in the fixture's text. */
static const struct {
	const char *file, *find, *put, *want;
} wrongs[] = {
	/* clang-format off */
	{"study.yaml", "title:", "titel:", "study.yaml:2:1: unknown key \"titel\"; did you mean \"title\"?"},
	{"study.yaml", "2015-03-31", "31/03/2015", "?"},
	{"study.yaml", "from: 2014-04", "from: 2015-04", "?"},
	{"study.yaml", "from: 2014-04", "from: April", "?"},
	{"study.yaml", "name: small", "name: Small Study", "?"},
	{"study.yaml", "{code: south}", "{code: north}", "?"},
	{"study.yaml", "{code: south}", "{code: elsewhere}", "?"},
	{"study.yaml", "{code: south}", "{code: south, names: [northern]}", "?"},
	{"study.yaml", "{code: team,", "{code: police,", "?"},
	{"study.yaml", "contract: families", "contract: famlies", "?"},
	{"study.yaml", "contract: families", "contract: ../families", "?"},
	{"study.yaml", "file: families.csv", "file: people.csv", "?"},
	{"study.yaml", "file: families.csv", "file: ../families.csv", "?"},
	{"study.yaml", "[calls-rate]", "[calls-rat]", "?"},
	{"study.yaml", "[calls-rate]", "[calls-rate, calls-rate]", "?"},
	{"study.yaml", "area_measures", "disclosure: {policy: defualt}\narea_measures", "?"},

	{"contracts/calls.yaml", "name: calls", "name: call", "?"},
	{"contracts/calls.yaml", "partner: police", "partner: polcie", "?"},
	{"contracts/calls.yaml", "kind: events", "kind: event", "?"},
	{"contracts/calls.yaml", "missingValues", "missingValeus", "?"},
	{"contracts/calls.yaml", "windows-1252", "latin1", "?"},
	{"contracts/calls.yaml", "encoding:", "delimiter: \"||\"\nencoding:", "?"},
	{"contracts/calls.yaml", "encoding:", "empty: yes\nencoding:", "?"},
	{"contracts/calls.yaml", "to: 2015-03-31", "to: 2013-03-31", "?"},
	{"contracts/calls.yaml", "to: 2015-03-31", "to: 2015-02-29", "?"},
	{"contracts/calls.yaml", "role: key", "role: start", "?"},
	{"contracts/calls.yaml", "role: key", "role: none", "?"},
	{"contracts/calls.yaml", "role: key}", "role: key}\n  - {name: other, role: key}", "?"},
	{"contracts/calls.yaml", "role: date, type: date", "role: date", "?"},
	{"contracts/calls.yaml", "%d/%m/%Y", "%d/%q/%Y", "?"},
	{"contracts/calls.yaml", "format: \"%d/%m/%Y\"", "format: any, formats: [\"%Y\"]", "?"},
	{"contracts/calls.yaml", "type: integer,", "formats: [any],", "?"},
	{"contracts/calls.yaml", "type: integer,", "", "?"},
	{"contracts/calls.yaml", "minimum: 0", "minimum: none", "?"},
	{"contracts/calls.yaml", "groupChar: \",\"", "groupChar: \", \"", "?"},
	{"contracts/calls.yaml", "role: token, token: nhs, trusted: true", "trusted: true", "?"},
	{"contracts/calls.yaml", "role: token, token: nhs, trusted: true", "token: nhs", "?"},
	{"contracts/calls.yaml", "role: token, token: nhs, trusted: true", "scope: partner", "?"},
	{"contracts/calls.yaml", "trusted: true}", "trusted: true}\n  - {name: nhs2, role: token, token: nhs}", "?"},
	{"contracts/calls.yaml", "{code: ASB}", "{code: DV}", "?"},
	{"contracts/calls.yaml", "means: DV", "means: VD", "?"},
	{"contracts/calls.yaml", "name: minutes", "name: Date", "?"},
	{"contracts/calls.yaml", "name: minutes", "name: line", "?"},
	{"contracts/calls.yaml", "name: minutes", "name: area", "?"},
	{"contracts/calls.yaml", "stop: 0.5", "stop: 1.5", "?"},
	{"contracts/calls.yaml", "warn: 0", "warn: 0.6", "?"},
	{"contracts/families.yaml", "scope: programme", "scope: program", "?"},
	{"contracts/people.yaml", "type: integer", "type: string", "?"},

	{"measures/calls-rate.yaml", "shape: rate", "shape: share", "?"},
	{"measures/calls-rate.yaml", "shape: rate", "shape: stock", "?"},
	{"measures/calls-rate.yaml", "shape: rate", "shape: count", "?"},
	{"measures/calls-rate.yaml", "denominator:\n  contracts: [people]\n", "", "?"},
	{"measures/calls-rate.yaml", "[calls]", "[call]", "?"},
	{"measures/calls-rate.yaml", "[calls]", "[calls, families]", "?"},
	{"measures/calls-rate.yaml", "column: nature", "column: natrue", "?"},
	{"measures/calls-rate.yaml", "column: nature", "column: key", "?"},
	{"measures/calls-rate.yaml", "column: nature, codes: [DV]", "column: nature", "?"},
	{"measures/calls-rate.yaml", "codes: [DV]", "codes: [DV], is: blank", "?"},
	{"measures/calls-rate.yaml", "codes: [DV]", "codes: [DVA]", "?"},
	{"measures/calls-rate.yaml", "codes: [DV]", "codes: [D.V.]", "?"},
	{"measures/calls-rate.yaml", "codes: [DV]", "is: empty", "?"},
	{"measures/calls-rate.yaml", "codes: [DV]", "from: 3", "?"},
	{"measures/calls-rate.yaml", "column: nature, codes: [DV]", "column: date, from: 1/4/2014", "?"},
	{"measures/calls-rate.yaml", "column: nature, codes: [DV]", "column: locality, codes: [North]", "?"},
	{"measures/calls-rate.yaml", "denominator:", "  quantity: nature\ndenominator:", "?"},
	{"measures/calls-rate.yaml", "denominator:", "  date: minutes\ndenominator:", "?"},
	{"measures/calls-rate.yaml", "denominator:", "  sql: SELECT 1\ndenominator:", "?"},
	{"measures/calls-rate.yaml", "per: 1000", "per: -1", "?"},
	{"measures/calls-rate.yaml", "per: 1000", "by: natur", "?"},
	{"measures/calls-rate.yaml", "per: 1000", "from_step: date", "?"},
	{"measures/calls-rate.yaml", "run_in: 3", "day_0: neither", "?"},
	{"measures/calls-rate.yaml", "per: 1000", "spc: {rebase: [{date: 2014-09-31, reason: x}]}", "?"},
	{"measures/wait.yaml", "to_step: allocated\n", "", "?"},
	{"measures/wait.yaml", "to_step: allocated", "to_step: family", "?"},

	{"programmes/support.yaml", "unit: family", "unit: families", "?"},
	{"programmes/support.yaml", "contracts: [families]", "contracts: [people]", "?"},
	{"programmes/support.yaml", "phases:", "index: closd\nphases:", "?"},
	{"programmes/support.yaml", "2014-10-01", "2014-07-01", "?"},
	{"programmes/support.yaml", "name: full", "name: soft", "?"},
	{"programmes/support.yaml", "column: allocated", "column: allocatd", "?"},
	{"programmes/support.yaml", "  pool: {contracts: [waiting]}\n", "", "?"},
	{"programmes/support.yaml", "kind: waiting-list", "kind: none", "?"},
	{"programmes/support.yaml", "kind: waiting-list", "kind: waiting", "?"},
	{"programmes/support.yaml", "name: wait}", "name: waits}", "?"},
	{"programmes/support.yaml", "name: wait}", "name: calls-rate}", "?"},
	{"programmes/support.yaml", "partner: police", "partner: council", "?"},
	/* clang-format on */
};

static void a_wrong_definition_is_named_with_its_place_and_what_to_do(void **state)
{
	char *dir = fixture_make();
	struct tl_buf said = {0};
	int failed = 0;

	(void)state;
	for (size_t i = 0; i < TL_LEN(wrongs); i++) {
		struct tl_study study;
		struct tl_err err = {0};
		bool ok;

		fixture_spoil(dir, wrongs[i].file, wrongs[i].find, wrongs[i].put);
		ok = tl_study_load(&study, dir, NULL, &err);
		if (ok)
			tl_study_free(&study);
		fixture_strip(dir, err.text, &said);
		if (ok || err.exit_status != EX_CONFIG || strcmp(tl_buf_c(&said), wrongs[i].want)) {
			print_error("%s: %s -> %s:\n got  %s\n want %s\n", wrongs[i].file, wrongs[i].find,
				wrongs[i].put, tl_buf_c(&said), wrongs[i].want);
			failed++;
		}
		fixture_spoil(dir, wrongs[i].file, "", "");
	}
	tl_buf_free(&said);
	fixture_free(dir);
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_definition_is_named_with_its_place_and_what_to_do),
	};

	setenv("THROUGHLINE_SHARE", ".", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
