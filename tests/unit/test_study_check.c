#include "study_fixture.h"

/* Each row spoils one file of the study and says what is said about it. Line and column are those
 * of the value that is wrong, counted in the fixture's text. */
static const struct {
	const char *file, *find, *put, *want;
} wrongs[] = {
	// clang-format off
	{"study.yaml", "title:", "titel:",
		"study.yaml:2:1: unknown key \"titel\"; did you mean \"title\"?"},
	{"study.yaml", "2015-03-31", "31/03/2015",
		"study.yaml:3:8: \"31/03/2015\" is not a date; write it as 2014-06-30"},
	{"study.yaml", "from: 2014-04", "from: 2015-04",
		"study.yaml:4:29: the last month comes before the first; put from before to"},
	{"study.yaml", "from: 2014-04", "from: April",
		"study.yaml:4:16: \"April\" is not a month; write it as 2014-06"},
	{"study.yaml", "name: small", "name: Small Study",
		"study.yaml:1:7: \"Small Study\" will not do as a name; write a-z, 0-9, - and _ only"},
	{"study.yaml", "{code: south}", "{code: north}",
		"study.yaml:7:12: \"north\" is here twice; leave one out or name it otherwise"},
	{"study.yaml", "{code: south}", "{code: elsewhere}",
		"study.yaml:7:12: \"elsewhere\" has a meaning of its own; give the locality another code"},
	{"study.yaml", "{code: south}", "{code: south, names: [northern]}",
		"study.yaml:7:27: \"northern\" means the locality \"north\" already; leave one out"},
	{"study.yaml", "{code: team,", "{code: police,",
		"study.yaml:10:12: \"police\" is here twice; leave one out or name it otherwise"},
	{"study.yaml", "contract: families", "contract: famlies",
		"study.yaml:13:36: there is no contracts/famlies.yaml, here or in the catalogue; did you mean \"families\"?"},
	{"study.yaml", "contract: families", "contract: ../families",
		"study.yaml:13:36: \"../families\" will not do as a name; write a-z, 0-9, - and _ only"},
	{"study.yaml", "file: families.csv, contract: families", "file: people.csv, contract: people",
		"study.yaml:15:12: \"people.csv under contract people\" is here twice; leave one out or name it otherwise"},
	{"study.yaml", "file: families.csv", "file: ../families.csv",
		"study.yaml:13:12: an extract lies below the extracts folder; write its path from there"},
	{"study.yaml", "contract: families}", "contract: families, period: {from: 2015-04-01, to: 2015-03-31}}",
		"study.yaml:13:77: the period ends before it begins; put from before to"},
	{"study.yaml", "contract: families}", "contract: families, period: {from: 2015-02-29, to: 2015-03-31}}",
		"study.yaml:13:61: \"2015-02-29\" is not a date; write it as 2014-06-30"},
	{"study.yaml", "contract: families}", "contract: families, period: {from: 2015-02-01, to: 31/03/2015}}",
		"study.yaml:13:77: \"31/03/2015\" is not a date; write it as 2014-06-30"},
	{"study.yaml", "contract: families}", "contract: families, period: {until: 2015-03-31}}",
		"study.yaml:13:55: unknown key \"until\"; known here: from, to"},
	{"study.yaml", "[calls-rate]", "[calls-rat]",
		"study.yaml:16:17: there is no measures/calls-rat.yaml, here or in the catalogue; did you mean \"calls-rate\"?"},
	{"study.yaml", "[calls-rate]", "[calls-rate, calls-rate]",
		"study.yaml:16:29: \"calls-rate\" is here twice; leave one out or name it otherwise"},
	{"study.yaml", "area_measures", "disclosure: {policy: defualt}\narea_measures",
		"study.yaml:16:22: there is no policies/defualt.yaml, here or in the catalogue; did you mean \"default\"?"},

	{"study.yaml", "area_measures", "linkage: {fields: [{token: nsh, kind: token}]}\narea_measures",
		"study.yaml:16:28: no extract has a token \"nsh\"; did you mean \"nhs\"?"},
	{"study.yaml", "area_measures", "linkage: {fields: [{token: birth, kind: dtae}]}\narea_measures",
		"study.yaml:16:41: \"dtae\" is no kind of field; did you mean \"date\"?"},
	{"study.yaml", "area_measures", "linkage: {fields: [{token: nhs, kind: filter, meaning: surnam}]}\narea_measures",
		"study.yaml:16:56: \"surnam\" is no kind of field; did you mean \"surname\"?"},
	{"study.yaml", "area_measures", "linkage: {fields: [{token: nhs, kind: filter, meaning: clk}]}\narea_measures",
		"study.yaml:16:56: \"clk\" is no kind of field; known here: forename, surname, name, date, code, postcode, text"},
	{"study.yaml", "area_measures", "linkage: {fields: [{token: birth, kind: date, meaning: date}]}\narea_measures",
		"study.yaml:16:56: only a token or a filter has a meaning; a date is one already"},
	{"study.yaml", "area_measures", "linkage: {fields: [{token: sex, kind: code}, {token: sex, kind: code}]}\narea_measures",
		"study.yaml:16:54: \"sex\" is here twice; leave one out or name it otherwise"},
	{"study.yaml", "area_measures", "linkage: {truth: nhss}\narea_measures",
		"study.yaml:16:18: no extract has a token \"nhss\"; did you mean \"nhs\"?"},
	{"study.yaml", "area_measures", "linkage: {exclusive_tokens: [nsh]}\narea_measures",
		"study.yaml:16:30: no extract has a token \"nsh\"; did you mean \"nhs\"?"},
	{"study.yaml", "area_measures", "linkage: {bias: [amr]}\narea_measures",
		"study.yaml:16:18: no extract that names people has a text attribute \"amr\"; did you mean \"arm\"?"},
	{"study.yaml", "area_measures", "linkage: {bias: [arm, arm]}\narea_measures",
		"study.yaml:16:23: \"arm\" is here twice; leave one out or name it otherwise"},
	{"study.yaml", "area_measures", "linkage: {strict: 1, loose: 5}\narea_measures",
		"study.yaml:16:29: loose asks for more than strict does; its weight is the lower"},
	{"study.yaml", "area_measures", "linkage: {threshold: 4, strict: 3.5}\narea_measures",
		"study.yaml:16:33: strict asks for less than threshold does; its weight is the higher"},
	{"study.yaml", "area_measures", "linkage: {threshold: 4, loose: 5}\narea_measures",
		"study.yaml:16:32: loose asks for more than threshold does; its weight is the lower"},
	{"study.yaml", "area_measures", "linkage: {recall: 93, precision: 1}\narea_measures",
		"study.yaml:16:19: a share of links, above 0 and at most 1: 0.93"},
	{"study.yaml", "area_measures", "linkage: {recall: 0.93}\narea_measures",
		"study.yaml:16:19: recall and precision are stated together: what is missed, and what is wrong"},
	{"study.yaml", "area_measures",
		"linkage: {recall: 0.93, precision: 1, fields: [{token: nhs, kind: token}]}\narea_measures",
		"study.yaml:16:19: where people are compared by linkage.fields the model says itself what it misses; leave it out"},
	{"study.yaml", "area_measures", "linkage: {families: modle}\narea_measures",
		"study.yaml:16:21: \"modle\" is not known here; write keys or model"},
	{"study.yaml", "area_measures", "linkage: {reviewers: 3}\narea_measures",
		"study.yaml:16:22: an answer binds when one reviewer gave it, or two; write 1 or 2"},

	{"contracts/calls.yaml", "name: calls", "name: call",
		"contracts/calls.yaml:1:7: the name is \"call\" but the file's is \"calls\"; make them the same"},
	{"contracts/calls.yaml", "partner: police", "partner: polcie",
		"contracts/calls.yaml:2:10: \"polcie\" is not among the partners of study.yaml; did you mean \"police\"?"},
	{"contracts/calls.yaml", "kind: events", "kind: event",
		"contracts/calls.yaml:3:7: \"kind\" takes persons, events, episodes, measurements, counts, population, finance, workforce or relations, not \"event\"; did you mean \"events\"?"},
	{"contracts/calls.yaml", "missingValues", "missingValeus",
		"contracts/calls.yaml:6:1: unknown key \"missingValeus\"; did you mean \"missingValues\"?"},
	{"contracts/calls.yaml", "windows-1252", "latin1",
		"contracts/calls.yaml:4:11: \"latin1\" is not known here; write utf-8, windows-1252, utf-16, utf-16le or utf-16be"},
	{"contracts/calls.yaml", "encoding:", "delimiter: \"||\"\nencoding:",
		"contracts/calls.yaml:4:12: a delimiter is one character, and no quote; write \";\" or \"\\t\""},
	{"contracts/calls.yaml", "encoding:", "empty: yes\nencoding:",
		"contracts/calls.yaml:4:8: \"yes\" is not known here; write allowed"},
	{"contracts/calls.yaml", "to: 2015-03-31", "to: 2013-03-31",
		"contracts/calls.yaml:5:32: the period ends before it begins; put from before to"},
	{"contracts/calls.yaml", "to: 2015-03-31", "to: 2015-02-29",
		"contracts/calls.yaml:5:32: \"2015-02-29\" is not a date; write it as 2014-06-30"},
	{"contracts/calls.yaml", "role: key", "role: start",
		"contracts/calls.yaml:8:27: events have no field of role start; leave the role out to keep it as an attribute"},
	{"contracts/calls.yaml", "role: key", "role: none",
		"contracts/calls.yaml:8:3: events need a field of role key; add the role"},
	{"contracts/calls.yaml", "role: key}", "role: key}\n  - {name: other, role: key}",
		"contracts/calls.yaml:9:25: another field has role key already; leave one out"},
	{"contracts/calls.yaml", "role: date, type: date", "role: date",
		"contracts/calls.yaml:10:26: role date needs type date, datetime, yearmonth or year"},
	{"contracts/calls.yaml", "%d/%m/%Y", "%d/%q/%Y",
		"contracts/calls.yaml:10:52: \"%d/%q/%Y\" is not a date format; write it like \"%d/%m/%Y\""},
	{"contracts/calls.yaml", "format: \"%d/%m/%Y\"", "format: any, formats: [\"%Y\"]",
		"contracts/calls.yaml:10:52: format and formats are both given; put all into formats"},
	{"contracts/calls.yaml", "type: integer,", "formats: [any],",
		"contracts/calls.yaml:18:30: formats are for dates; the type is string"},
	{"contracts/calls.yaml", "type: integer,", "",
		"contracts/calls.yaml:19:29: only numbers and dates have bounds; the type is string"},
	{"contracts/calls.yaml", "minimum: 0", "minimum: none",
		"contracts/calls.yaml:19:29: \"none\" is not a number"},
	{"contracts/calls.yaml", "groupChar: \",\"", "groupChar: \", \"",
		"contracts/calls.yaml:18:47: this is one character, such as \",\""},
	{"contracts/calls.yaml", "role: token, token: nhs, trusted: true", "trusted: true",
		"contracts/calls.yaml:9:29: only a token can be trusted; write role: token"},
	{"contracts/calls.yaml", "role: token, token: nhs, trusted: true", "token: nhs",
		"contracts/calls.yaml:9:27: this names a token, but the role is none; write role: token"},
	{"contracts/calls.yaml", "role: token, token: nhs, trusted: true", "scope: partner",
		"contracts/calls.yaml:9:27: only a household has a scope; write role: household"},
	{"contracts/calls.yaml", "trusted: true}", "trusted: true}\n  - {name: nhs2, role: token, token: nhs}",
		"contracts/calls.yaml:10:24: \"token nhs\" is here twice; leave one out or name it otherwise"},
	{"contracts/calls.yaml", "{code: ASB}", "{code: DV}",
		"contracts/calls.yaml:15:16: \"DV\" is here twice; leave one out or name it otherwise"},
	{"contracts/calls.yaml", "means: DV", "means: VD",
		"contracts/calls.yaml:16:29: \"VD\" is not known here; write DV, ASB or D.V."},
	{"contracts/calls.yaml", "name: minutes", "name: Date",
		"contracts/calls.yaml:18:12: \"Date\" is the column of field 3; name this one otherwise and list the header under aliases"},
	{"contracts/calls.yaml", "name: minutes", "name: line",
		"contracts/calls.yaml:18:12: \"line\" is a column of ours; name it otherwise and list the header under aliases"},
	{"contracts/calls.yaml", "name: minutes", "name: area",
		"contracts/calls.yaml:18:12: \"area\" is here twice; leave one out or name it otherwise"},
	{"contracts/calls.yaml", "stop: 0.5", "stop: 1.5",
		"contracts/calls.yaml:20:29: this is a share of the rows read: a number from 0 to 1"},
	{"contracts/calls.yaml", "warn: 0", "warn: 0.6",
		"contracts/calls.yaml:20:20: this never warns: stop comes first"},
	{"contracts/families.yaml", "scope: programme", "scope: program",
		"contracts/families.yaml:9:44: \"program\" is not known here; write partner or programme"},
	{"contracts/people.yaml", "type: integer", "type: string",
		"contracts/people.yaml:7:29: role value needs type integer or number"},

	{"measures/calls-rate.yaml", "shape: rate", "shape: share",
		"measures/calls-rate.yaml:11:14: a share of events cannot be out of population"},
	{"measures/calls-rate.yaml", "shape: rate", "shape: stock",
		"measures/calls-rate.yaml:7:14: a stock cannot be made of events"},
	{"measures/calls-rate.yaml", "shape: rate", "shape: count",
		"measures/calls-rate.yaml:11:3: a count has no denominator; leave it out"},
	{"measures/calls-rate.yaml", "denominator:\n  contracts: [people]\n", "",
		"study.yaml:16:17: \"calls-rate\" is a rate without a denominator, which an area needs; add one (population)"},
	{"measures/calls-rate.yaml", "[calls]", "[call]",
		"measures/calls-rate.yaml:7:15: no extract in study.yaml has the contract \"call\"; did you mean \"calls\"?"},
	{"measures/calls-rate.yaml", "[calls]", "[calls, families]",
		"measures/calls-rate.yaml:7:22: \"families\" holds episodes, the contracts before it events; rows together are of one kind"},
	{"measures/calls-rate.yaml", "column: nature", "column: natrue",
		"measures/calls-rate.yaml:9:16: contract \"calls\" has no column \"natrue\"; did you mean \"nature\"?"},
	{"measures/calls-rate.yaml", "column: nature", "column: key",
		"measures/calls-rate.yaml:9:16: contract \"calls\" has no column \"key\"; known here: called, date, nature, type, area, locality, minutes"},
	{"measures/calls-rate.yaml", "column: nature, codes: [DV]", "column: nature",
		"measures/calls-rate.yaml:9:7: this tests nothing; add codes, not_codes, is, from or to"},
	{"measures/calls-rate.yaml", "codes: [DV]", "codes: [DV], is: blank",
		"measures/calls-rate.yaml:9:7: a condition makes one test; write two conditions"},
	{"measures/calls-rate.yaml", "codes: [DV]", "codes: [DVA]",
		"measures/calls-rate.yaml:9:32: \"DVA\" is no code that \"nature\" keeps; did you mean \"DV\"?"},
	{"measures/calls-rate.yaml", "codes: [DV]", "codes: [D.V.]",
		"measures/calls-rate.yaml:9:32: \"D.V.\" is no code that \"nature\" keeps; known here: DV, ASB"},
	{"measures/calls-rate.yaml", "codes: [DV]", "is: empty",
		"measures/calls-rate.yaml:9:28: \"empty\" is not known here; write blank or present"},
	{"measures/calls-rate.yaml", "codes: [DV]", "from: 3",
		"measures/calls-rate.yaml:9:30: \"nature\" is neither number nor date; its type is string"},
	{"measures/calls-rate.yaml", "column: nature, codes: [DV]", "column: date, from: 1/4/2014",
		"measures/calls-rate.yaml:9:28: \"1/4/2014\" is not a date; write it as 2014-06-30"},
	{"measures/calls-rate.yaml", "column: nature, codes: [DV]", "column: locality, codes: [North]",
		"measures/calls-rate.yaml:9:34: \"North\" is not the code of a locality of study.yaml; did you mean \"north\"?"},
	{"measures/calls-rate.yaml", "denominator:", "  quantity: nature\ndenominator:",
		"measures/calls-rate.yaml:10:13: \"nature\" of contract \"calls\" holds no numbers; its type is string"},
	{"measures/calls-rate.yaml", "denominator:", "  date: minutes\ndenominator:",
		"measures/calls-rate.yaml:10:9: \"minutes\" of contract \"calls\" holds no dates; its type is integer"},
	{"measures/calls-rate.yaml", "denominator:", "  sql: SELECT 1\ndenominator:",
		"measures/calls-rate.yaml:9:5: sql picks the rows by itself; write where into the SELECT"},
	{"measures/calls-rate.yaml", "per: 1000", "per: -1",
		"measures/calls-rate.yaml:12:6: a rate is per a number above 0, such as 10000"},
	{"measures/calls-rate.yaml", "per: 1000", "by: natur",
		"measures/calls-rate.yaml:12:5: contract \"calls\" has no column \"natur\"; did you mean \"nature\"?"},
	{"measures/calls-rate.yaml", "per: 1000", "from_step: date",
		"measures/calls-rate.yaml:12:12: only a duration or a survival has this; leave it out"},
	{"measures/calls-rate.yaml", "run_in: 3", "day_0: neither",
		"measures/calls-rate.yaml:13:18: \"neither\" is not known here; write after or before"},
	{"measures/calls-rate.yaml", "per: 1000", "spc: {rebase: [{date: 2014-09-31, reason: x}]}",
		"measures/calls-rate.yaml:12:23: \"2014-09-31\" is not a date; write it as 2014-06-30"},
	{"measures/calls-rate.yaml", "per: 1000", "spc: {baseline: 0}",
		"measures/calls-rate.yaml:12:17: limits need 2 points or more; write how many, or leave this out for all"},
	{"measures/calls-rate.yaml", "per: 1000", "spc: {baseline: 1}",
		"measures/calls-rate.yaml:12:17: limits need 2 points or more; write how many, or leave this out for all"},
	{"measures/calls-rate.yaml", "per: 1000", "spc: {chart: x}",
		"measures/calls-rate.yaml:12:14: \"x\" is not known here; write xmr, run, u, uprime, p, pprime, g or t"},
	{"measures/calls-rate.yaml", "per: 1000", "spc: {chart: p}",
		"measures/calls-rate.yaml:12:14: chart p is of a share; write xmr, or make this one"},
	{"measures/calls-rate.yaml", "run_in: 3", "after: 0",
		"measures/calls-rate.yaml:13:18: a window has 1 month or more; leave this out for 12"},
	{"measures/calls-rate.yaml", "run_in: 3", "before: 0",
		"measures/calls-rate.yaml:13:19: a window has 1 month or more; leave this out for 12"},
	{"measures/calls-rate.yaml", "per: 1000", "its: {from: 2014-10-15}",
		"measures/calls-rate.yaml:12:13: the series is by month: write the first day of the month that it began in"},
	{"measures/calls-rate.yaml", "per: 1000", "its: {from: 2014-10-01, control: nort}",
		"measures/calls-rate.yaml:12:34: \"nort\" is not the code of a locality of study.yaml; did you mean \"north\"?"},
	{"measures/calls-rate.yaml", "per: 1000", "its: {from: 2014-10-01, control: North End}",
		"measures/calls-rate.yaml:12:34: \"North End\" is not the code of a locality of study.yaml; did you mean \"north\"?"},
	{"measures/calls-rate.yaml", "per: 1000", "its: {from: 2014-04-01}",
		"measures/calls-rate.yaml:12:13: the study's months are 2014-04 to 2015-03: a series that is interrupted has months before this day and after it"},
	{"measures/calls-rate.yaml", "per: 1000", "its: {from: 2015-04-01}",
		"measures/calls-rate.yaml:12:13: the study's months are 2014-04 to 2015-03: a series that is interrupted has months before this day and after it"},
	{"study.yaml", "area_measures:", "packs: [bord]\narea_measures:",
		"study.yaml:16:9: there is no pack \"bord\"; did you mean \"board\"?"},
	{"study.yaml", "as_at: 2015-03-31", "as_at: 2014-03-31",
		"study.yaml:3:8: the as-at date comes before the first reporting month; nothing is known yet"},
	{"study.yaml", "as_at: 2015-03-31", "as_at: 2015-02-28",
		"study.yaml:4:29: the last month comes after the as-at date; nothing is known of it yet"},
	{"study.yaml", "from: 2014-04,", "from: 1915-03,",
		"study.yaml:4:16: these are more than 1200 months; is the year right?"},
	{"measures/wait.yaml", "to_step: allocated\n", "",
		"measures/wait.yaml:3:8: a duration needs from_step and to_step; add them"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nprimaryKey: [nominal, caled]",
		"contracts/calls.yaml:4:23: contract \"calls\" has no field \"caled\"; did you mean \"called\"?"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nreplaces: key",
		"contracts/calls.yaml:4:11: rows are replaced by their primary key, and none is given; add primaryKey"},
	{"contracts/calls.yaml", "kind: events", "kind: events\noverlaps: warn",
		"contracts/calls.yaml:4:11: only episodes overlap or stay open; this contract holds events"},
	{"contracts/calls.yaml", "kind: events", "kind: events\noutside_life: reject",
		"contracts/calls.yaml:4:15: neither the rows nor an extract of persons of the same partner say birth or death; leave this out"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nduplicates: drop",
		"contracts/calls.yaml:4:13: \"drop\" is not known here; write keep or reject"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nsymbols: [{symbol: c, reason: suppressed}]",
		"contracts/calls.yaml:4:10: symbols stand for numbers about places; list them under missingValues of events"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nsentinels: [01/01/1900]",
		"contracts/calls.yaml:4:13: \"01/01/1900\" is not a date; write it as 2014-06-30"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nwithholds: [{from: 2015-01-01, to: 2014-12-31, reason: moved}]",
		"contracts/calls.yaml:4:36: the period ends before it begins; put from before to"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nwithholds: [{from: 2015-01-01, to: 2015-01-31, reason: moved, localities: [nort]}]",
		"contracts/calls.yaml:4:76: \"nort\" is not the code of a locality of study.yaml; did you mean \"north\"?"},
	{"contracts/calls.yaml", "kind: events", "kind: events\ncoverage: {by: place}",
		"contracts/calls.yaml:4:16: \"by\" takes extract or locality, not \"place\""},
	{"contracts/families.yaml", "kind: episodes", "kind: episodes\ncoverage: {by: locality}",
		"contracts/families.yaml:4:16: rows of episodes hold from their first month on, so none need come each month; name the days of a locality that is missing under withholds"},
	{"contracts/calls.yaml", "role: locality, aliases: [Beat]}\n  - {name: minutes, type: integer, groupChar: \",\",\n     constraints: {minimum: 0}}",
		"aliases: [Beat]}\n  - {name: minutes, type: integer, groupChar: \",\",\n     constraints: {minimum: 0}}\ncoverage: {by: locality}",
		"contracts/calls.yaml:20:16: no field has the role locality, so no row says which locality it is of"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nbands: {rows_least: 2, rows_most: 1}",
		"contracts/calls.yaml:4:21: the least is more than the most"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nreshape: {columns: [\"*-14\"], header: called, value: minuts}",
		"contracts/calls.yaml:4:53: contract \"calls\" has no field \"minuts\"; did you mean \"minutes\"?"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nrules: [{name: minutes, require: [{column: minutes, is: present}]}]",
		"contracts/calls.yaml:4:16: a field is called \"minutes\" already; name the rule otherwise"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nrules: [{name: r, require: [{column: minutes, not_before: called}]}]",
		"contracts/calls.yaml:4:59: \"minutes\" and \"called\" cannot be compared; both are to be dates or both numbers"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nrules: [{name: r, require: [{column: minutes}]}]",
		"contracts/calls.yaml:4:29: this tests nothing; add codes, not_codes, is, from, to, before, after, not_before or not_after"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nrules: [{name: r, when: [{column: nature, from: 3}], require: [{column: minutes, is: present}]}]",
		"contracts/calls.yaml:4:49: \"nature\" is neither number nor date; its type is string"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nforeignKeys: [{fields: [nominal], reference: {resource: famlies, fields: [person]}}]",
		"contracts/calls.yaml:4:57: no extract in study.yaml has the contract \"famlies\"; did you mean \"families\"?"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nforeignKeys: [{fields: [nominal], reference: {resource: families, fields: [person, opened]}}]",
		"contracts/calls.yaml:4:75: 1 fields cannot refer to 2; name as many"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nforeignKeys: [{fields: [nominal], reference: {resource: families, fields: [opened]}}]",
		"contracts/calls.yaml:4:76: \"nominal\" and \"opened\" are kept as different types and never equal"},
	{"contracts/calls.yaml", "kind: events", "kind: events\nforeignKeys: [{fields: [nominal], reference: {resource: families, fields: [notes]}}]",
		"contracts/calls.yaml:4:76: \"notes\" has role ignore and is not kept; give it another role"},
	{"contracts/calls.yaml", "constraints: {minimum: 0}", "constraints: {pattern: \"\\\\p{L}\"}",
		"contracts/calls.yaml:19:29: this pattern cannot be used: only \\d, \\w and \\s are known of a backslash and a letter"},
	{"contracts/calls.yaml", "constraints: {minimum: 0}", "constraints: {minLength: 5, maxLength: 4}",
		"contracts/calls.yaml:19:31: no text is that long: maxLength is 4"},
	{"contracts/calls.yaml", "constraints: {minimum: 0}", "degrade: month",
		"contracts/calls.yaml:19:15: month and year are of dates; the type is integer"},
	{"contracts/calls.yaml", "role: key}", "role: key, degrade: area}",
		"contracts/calls.yaml:8:41: a key names somebody; cut short, it would name others too"},
	{"contracts/people.yaml", "kind: population", "kind: relations",
		"contracts/people.yaml:6:24: relations have no field of role locality; leave the role out to keep it as an attribute"},
	{"measures/wait.yaml", "to_step: allocated", "to_step: family",
		"measures/wait.yaml:7:10: contract \"families\" has no column \"family\"; known here: opened, start, closed, end, allocated"},

	{"programmes/support.yaml", "unit: family", "unit: families",
		"programmes/support.yaml:3:7: \"families\" is not known here; write family or person"},
	{"programmes/support.yaml", "contracts: [families]", "contracts: [people]",
		"programmes/support.yaml:5:14: people come into a programme by episodes or events, not by population"},
	{"programmes/support.yaml", "phases:", "index: closd\nphases:",
		"programmes/support.yaml:6:8: contract \"families\" has no column \"closd\"; did you mean \"closed\"?"},
	{"programmes/support.yaml", "2014-10-01", "2014-07-01",
		"programmes/support.yaml:8:24: this phase does not begin after the one before it; put them in order"},
	{"programmes/support.yaml", "name: full", "name: soft",
		"programmes/support.yaml:8:12: \"soft\" is here twice; leave one out or name it otherwise"},
	{"programmes/support.yaml", "column: allocated", "column: allocatd",
		"programmes/support.yaml:11:46: contract \"families\" has no column \"allocatd\"; did you mean \"allocated\"?"},
	{"programmes/support.yaml", "  pool: {contracts: [waiting]}\n", "",
		"programmes/support.yaml:13:9: a waiting-list comparison needs a pool: who waits; add it"},
	{"programmes/support.yaml", "kind: waiting-list", "kind: none",
		"programmes/support.yaml:14:9: there is a pool but the kind is none; write kind: waiting-list"},
	{"programmes/support.yaml", "kind: waiting-list", "kind: waiting",
		"programmes/support.yaml:13:9: \"kind\" takes none, waiting-list, not-yet-live, matched or other-localities, not \"waiting\""},
	{"measures/calls-rate.yaml", "shape: rate\npolarity: down\nunit: urgent calls\nnumerator:\n  contracts: [calls]\n  where:\n    - {column: nature, codes: [DV]}\ndenominator:\n  contracts: [people]\nper: 1000\n",
		"shape: money\nunit: pounds\npolarity: down\nnumerator: {contracts: [calls]}\n",
		"programmes/support.yaml:16:33: \"calls-rate\" is of shape money, which has no figure to judge a programme by; make what is counted primary, and give it a price in costs.csv"},
	{"programmes/support.yaml", "name: wait}", "name: waits}",
		"programmes/support.yaml:17:12: there is no measures/waits.yaml, here or in the catalogue; did you mean \"wait\"?"},
	{"programmes/support.yaml", "name: wait}", "name: calls-rate}",
		"programmes/support.yaml:17:12: \"calls-rate\" is here twice; leave one out or name it otherwise"},
	{"programmes/support.yaml", "partner: police", "partner: council",
		"programmes/support.yaml:19:15: \"council\" is not among the partners of study.yaml; known here: police, team"},
	{"programmes/support.yaml", "unit: family", "framework: suporting-families\nunit: family",
		"programmes/support.yaml:3:12: there is no frameworks/suporting-families.yaml, here or in the catalogue; did you mean \"supporting-families\"?"},
	{"programmes/support.yaml", "contracts: [waiting]", "contracts: [families]",
		"programmes/support.yaml:14:9: these are the very rows that bring people into the programme, so nobody is left to compare with; say who was without it"},
	{"programmes/support.yaml", "primary: true", "primary: true, negative_control: true",
		"programmes/support.yaml:16:57: \"calls-rate\" is primary as well: what the programme cannot change is nothing to judge it by; leave one of the two out"},
	{"programmes/support.yaml", "unit: family", "go_live: [{locality: north, from: 1814-10-01}]\nunit: family",
		"programmes/support.yaml:3:35: 1814-10-01 lies more than thirty years from the reporting months; is the year right?"},
	{"programmes/support.yaml", "kind: waiting-list", "kind: matched\n  match: {on: [{attribute: people, bins: 1}]}",
		"programmes/support.yaml:14:42: one band holds everybody, so nothing is matched by it; give 2 or more, or leave the attribute out"},
	{"programmes/support.yaml", "unit: family", "framework: ../aims\nunit: family",
		"programmes/support.yaml:3:12: \"../aims\" will not do as a name; write a-z, 0-9, - and _ only"},
	// clang-format on
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
			print_error("%s: %s -> %s:\n got  %s\n want %s\n", wrongs[i].file,
				wrongs[i].find, wrongs[i].put, tl_buf_c(&said), wrongs[i].want);
			failed++;
		}
		fixture_spoil(dir, wrongs[i].file, "", "");
	}
	tl_buf_free(&said);
	fixture_free(dir);
	assert_int_equal(failed, 0);
}

/* ---- outcome frameworks -------------------------------------------------------------------- */

static const char framework[] =
	"name: aims\ntitle: Aims\nsource: The board\nfrom: 2014-01\nto: 2015-12\n"
	"outcomes:\n  - code: \"1\"\n    label: Fewer calls\n"
	"    evidence: [{measure: calls-rate}]\n"
	"  - {code: \"2\", label: Secure housing}\n";

static void a_wrong_framework_is_named_with_its_place_and_what_to_do(void **state)
{
	// clang-format off
	static const struct { const char *find, *put, *want; } cases[] = {
		{"name: aims", "name: aim", "frameworks/aims.yaml:1:7: the name is \"aim\" but the file's is \"aims\"; make them the same"},
		{"from: 2014-01", "from: 2014", "frameworks/aims.yaml:4:7: \"2014\" is not a month; write it as 2014-06"},
		{"to: 2015-12", "to: 2013-12", "frameworks/aims.yaml:5:5: the last month comes before the first; put from before to"},
		{"measure: calls-rate", "measure: calls-rat", "frameworks/aims.yaml:9:26: there is no measures/calls-rat.yaml, here or in the catalogue; did you mean \"calls-rate\"?"},
		{"measure: calls-rate", "measure: wait, code: x", "frameworks/aims.yaml:9:38: \"wait\" is not broken down by anything, so it has no code; leave it out, or add by to the measure"},
		{"\"2\"", "\"1\"", "frameworks/aims.yaml:10:12: \"1\" is here twice; leave one out or name it otherwise"},
		{"source: The board\n", "", "frameworks/aims.yaml:1:1: \"source\" is missing here; add it"},
	};
	// clang-format on
	char *dir = fixture_make();
	struct tl_buf said = {0};

	(void)state;
	fixture_spoil(
		dir, "programmes/support.yaml", "unit: family", "framework: aims\nunit: family");
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		const char *at = strstr(framework, cases[i].find);
		struct tl_study study;
		struct tl_err err = {0};
		struct tl_buf text = {0};

		assert_non_null(at);
		tl_buf_add(&text, tl_str_slice(framework, (size_t)(at - framework)));
		tl_buf_addf(&text, "%s%s", cases[i].put, at + strlen(cases[i].find));
		fixture_write(dir, "frameworks/aims.yaml", tl_buf_c(&text));
		assert_false(tl_study_load(&study, dir, NULL, &err));
		assert_int_equal(err.exit_status, EX_CONFIG);
		fixture_strip(dir, err.text, &said);
		assert_string_equal(tl_buf_c(&said), cases[i].want);
		tl_buf_free(&text);
	}
	tl_buf_free(&said);
	fixture_free(dir);
}

/* The fixture's months are 2014-04 to 2015-03. */
static void a_framework_that_was_not_in_force_is_warned_of(void **state)
{
	// clang-format off
	static const struct { const char *from, *to, *want; } cases[] = {
		{"2010-01", "to: 2014-03", "programmes/support.yaml:3:12: the framework \"aims\" ended with 2014-03, before the first reporting month; name the one that was in force\n"},
		{"2010-01", "to: 2014-04", ""},
		{"2010-01", "about: It goes on", ""},
		{"2015-03", "about: It goes on", ""},
		{"2015-04", "about: It goes on", "programmes/support.yaml:3:12: the framework \"aims\" begins with 2015-04, after the last reporting month; name the one that was in force\n"},
	};
	// clang-format on
	char *dir = fixture_make();
	struct tl_buf said = {0};

	(void)state;
	fixture_spoil(
		dir, "programmes/support.yaml", "unit: family", "framework: aims\nunit: family");
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_study study;
		struct tl_err err = {0};
		struct tl_buf text = {0};

		tl_buf_addf(&text,
			"name: aims\ntitle: Aims\nsource: The board\nfrom: %s\n%s\n"
			"outcomes: [{code: a, label: Fewer calls}]\n",
			cases[i].from, cases[i].to);
		fixture_write(dir, "frameworks/aims.yaml", tl_buf_c(&text));
		if (!tl_study_load(&study, dir, NULL, &err))
			fail_msg("%s", err.text);
		fixture_strip(dir, tl_buf_c(&study.warnings), &said);
		assert_string_equal(tl_buf_c(&said), cases[i].want);
		assert_string_equal(
			study.programmes[0]->framework->outcomes[0].label, "Fewer calls");
		tl_study_free(&study);
		tl_buf_free(&text);
	}
	tl_buf_free(&said);
	fixture_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_definition_is_named_with_its_place_and_what_to_do),
		cmocka_unit_test(a_wrong_framework_is_named_with_its_place_and_what_to_do),
		cmocka_unit_test(a_framework_that_was_not_in_force_is_warned_of),
	};

	setenv("THROUGHLINE_SHARE", ".", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
