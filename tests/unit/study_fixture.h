/*
 * A small study that is right, written into a temporary folder, for tests that then spoil it.
 */
#ifndef THROUGHLINE_TESTS_STUDY_FIXTURE_H
#define THROUGHLINE_TESTS_STUDY_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <throughline/study.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct fixture_file {
	const char *name, *text;
};

// clang-format off
static const struct fixture_file fixture_files[] = {
	{"study.yaml",
		"name: small\n"
		"title: A small study\n"
		"as_at: 2015-03-31\n"
		"months: {from: 2014-04, to: 2015-03}\n"
		"localities:\n"
		"  - {code: north, label: North End, names: [N, Northern]}\n"
		"  - {code: south}\n"
		"partners:\n"
		"  - {code: police, label: County Police}\n"
		"  - {code: team, label: Access team}\n"
		"extracts:\n"
		"  - {file: calls-*.csv, contract: calls}\n"
		"  - {file: families.csv, contract: families}\n"
		"  - {file: waiting.csv, contract: waiting, late: true}\n"
		"  - {file: people.csv, contract: people}\n"
		"area_measures: [calls-rate]\n"},
	{"contracts/calls.yaml",
		"name: calls\n"
		"partner: police\n"
		"kind: events\n"
		"encoding: windows-1252\n"
		"period: {from: 2014-04-01, to: 2015-03-31}\n"
		"missingValues: [\"\", N/K]\n"
		"fields:\n"
		"  - {name: nominal, role: key}\n"
		"  - {name: nhs_no, role: token, token: nhs, trusted: true}\n"
		"  - {name: called, role: date, type: date, format: \"%d/%m/%Y\"}\n"
		"  - name: nature\n"
		"    role: type\n"
		"    codes:\n"
		"      - {code: DV, label: Domestic abuse}\n"
		"      - {code: ASB}\n"
		"      - {code: D.V., means: DV}\n"
		"  - {name: area, role: locality, aliases: [Beat]}\n"
		"  - {name: minutes, type: integer, groupChar: \",\",\n"
		"     constraints: {minimum: 0}}\n"
		"thresholds: {warn: 0, stop: 0.5}\n"},
	{"contracts/families.yaml",
		"name: families\n"
		"partner: team\n"
		"kind: episodes\n"
		"fields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: opened, role: start, type: date}\n"
		"  - {name: closed, role: end, type: date}\n"
		"  - {name: allocated, role: step, type: date}\n"
		"  - {name: family, role: household, scope: programme}\n"
		"  - {name: notes, role: ignore}\n"},
	{"contracts/waiting.yaml",
		"name: waiting\n"
		"partner: team\n"
		"kind: episodes\n"
		"fields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: listed, role: start, type: date}\n"},
	{"contracts/people.yaml",
		"name: people\n"
		"partner: team\n"
		"kind: population\n"
		"fields:\n"
		"  - {name: month, role: start, type: yearmonth}\n"
		"  - {name: area, role: locality}\n"
		"  - {name: residents, role: value, type: integer}\n"},
	{"measures/calls-rate.yaml",
		"name: calls-rate\n"
		"title: Urgent calls\n"
		"shape: rate\n"
		"polarity: down\n"
		"unit: urgent calls\n"
		"numerator:\n"
		"  contracts: [calls]\n"
		"  where:\n"
		"    - {column: nature, codes: [DV]}\n"
		"denominator:\n"
		"  contracts: [people]\n"
		"per: 1000\n"
		"windows: {run_in: 3}\n"},
	{"measures/wait.yaml",
		"name: wait\n"
		"title: Days to a lead worker\n"
		"shape: duration\n"
		"unit: days\n"
		"numerator: {contracts: [families]}\n"
		"from_step: start\n"
		"to_step: allocated\n"},
	{"programmes/support.yaml",
		"name: support\n"
		"title: Support\n"
		"unit: family\n"
		"cohort:\n"
		"  contracts: [families]\n"
		"phases:\n"
		"  - {name: soft, from: 2014-07-01}\n"
		"  - {name: full, from: 2014-10-01}\n"
		"steps:\n"
		"  - {name: opened, column: start}\n"
		"  - {name: lead, label: Lead worker, column: allocated}\n"
		"comparison:\n"
		"  kind: waiting-list\n"
		"  pool: {contracts: [waiting]}\n"
		"measures:\n"
		"  - {name: calls-rate, primary: true}\n"
		"  - {name: wait}\n"
		"partners:\n"
		"  - {partner: police, what: Data}\n"},
	{"extracts/calls-b.csv", ""},
	{"extracts/calls-a.csv", ""},
	{"extracts/families.csv", ""},
	{"extracts/people.csv", ""},
};
// clang-format on

static void fixture_write(const char *dir, const char *name, const char *text)
{
	struct tl_buf path = {0};
	FILE *file;

	tl_buf_addf(&path, "%s/%s", dir, name);
	for (char *slash = strchr(path.data + strlen(dir) + 1, '/'); slash;
		slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path.data, 0700);
		*slash = '/';
	}
	file = fopen(path.data, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
	tl_buf_free(&path);
}

/* A new folder with the study in it; release with fixture_free. */
TL_UNUSED static char *fixture_make(void)
{
	const char *temporary = getenv("TMPDIR");
	struct tl_buf template = {0};

	tl_buf_addf(&template, "%s/study.XXXXXX", temporary ? temporary : "/tmp");
	assert_non_null(mkdtemp(template.data));
	for (size_t i = 0; i < TL_LEN(fixture_files); i++)
		fixture_write(template.data, fixture_files[i].name, fixture_files[i].text);
	return template.data;
}

TL_UNUSED static void fixture_remove(const char *dir, const char *name)
{
	struct tl_buf path = {0};

	tl_buf_addf(&path, "%s/%s", dir, name);
	assert_int_equal(remove(path.data), 0);
	tl_buf_free(&path);
}

TL_UNUSED static void fixture_free(char *dir)
{
	pid_t child = fork();
	int status = 1;

	if (child == 0)
		execlp("rm", "rm", "-rf", dir, (char *)NULL);
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	free(dir);
}

/* Writes a file of the study again with the first `find` in it replaced by `put`. */
TL_UNUSED static void fixture_spoil(
	const char *dir, const char *name, const char *find, const char *put)
{
	struct tl_buf text = {0};

	for (size_t i = 0; i < TL_LEN(fixture_files); i++) {
		const char *whole = fixture_files[i].text, *at;

		if (strcmp(fixture_files[i].name, name))
			continue;
		at = strstr(whole, find);
		assert_non_null(at);
		tl_buf_addf(&text, "%.*s%s%s", (int)(at - whole), whole, put, at + strlen(find));
	}
	assert_int_not_equal(text.length, 0);
	fixture_write(dir, name, text.data);
	tl_buf_free(&text);
}

/* text with every "DIR/" taken out, so that tables can hold it. */
TL_UNUSED static void fixture_strip(const char *dir, const char *text, struct tl_buf *out)
{
	size_t length = strlen(dir) + 1;
	const char *at;

	tl_buf_clear(out);
	while ((at = strstr(text, dir))) {
		tl_buf_add(out, tl_str_slice(text, (size_t)(at - text)));
		text = at + (at[length - 1] == '/' ? length : length - 1);
	}
	tl_buf_addc(out, text);
}

#endif
