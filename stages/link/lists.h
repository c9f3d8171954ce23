/*
 * What people decided about linking, beside the study: sheets that every run obeys.
 *
 *   never-link.csv  two people who must not be shown to be the same person or of one family: an
 *                   adopted child under two names, someone harmed and who caused the harm
 *       partner,token,value,other_partner,other_token,other_value,never,reason
 *       never: person (not the same person) or family (neither that nor one family); blank is
 *       family
 *   communal.csv    household keys of places where people live who are no family: refuges,
 *                   hostels, children's homes
 *       partner,household,reason
 *       partner blank: a key of scope programme
 *   answers.csv     what reviewers said of pairs: the same person or different people
 *       partner,token,value,other_partner,other_token,other_value,answer,reviewer
 *       answer: same, different, unsure. It binds where two reviewers agree (linkage.reviewers: 1,
 *       where one will do).
 *
 * People are named as in removals.csv (named.h). A line that names nobody who is in the extracts
 * now is no error: it waits for them.
 */
#ifndef LINK_LISTS_H
#define LINK_LISTS_H

#include <throughline/named.h>
#include <throughline/vec.h>

struct tl_stagedir;

enum link_apart { LINK_NOT_ONE_PERSON, LINK_NOT_ONE_FAMILY };

struct link_pair_line { /* two people named by a sheet */
	int64_t line;
	struct tl_named one, other;
	enum link_apart never;
	bool same; /* of an answer: the same person; else kept apart */
};

struct link_communal_line {
	struct tl_str partner, household;
};

/* Two nodes kept apart, in both directions, sorted. */
struct link_apart_pair {
	uint32_t node, other;
	enum link_apart never;
	bool answered; /* by a reviewer, else by never-link.csv */
	bool second; /* node is the one the sheet names second: it leaves a family they share */
};

enum link_answer { LINK_SAME, LINK_DIFFERENT, LINK_UNSURE, LINK_ANSWERS };

struct link_together_pair {
	uint32_t node, other;
};

struct link_lists {
	struct tl_sheet never_sheet, communal_sheet, answers_sheet;
	TL_VEC(struct link_pair_line) pairs; /* never-link.csv's, then the answers' */
	TL_VEC(struct link_communal_line) communal; /* sorted */
	TL_VEC(struct link_apart_pair) apart; /* by node, other */
	TL_VEC(struct link_together_pair) together;
	int64_t pairs_unmet; /* lines of which one side is in no extract */
	int64_t never_unmet; /* ... of never-link.csv; the rest are answers */
	int64_t agreement[LINK_ANSWERS][LINK_ANSWERS]; /* pairs that two reviewers answered, by what
							  each said */
	int64_t answers_alone; /* pairs of which one reviewer has said something, where two must */
	int64_t answers_unsure; /* pairs on which reviewers differ, or are not sure */
};

struct link;
/* Reads and checks the sheets and records them as inputs. */
bool link_lists_read(struct link *link, struct tl_stagedir *stage, struct tl_err *err);
/* After link_prepare: which nodes the lines name. */
void link_lists_resolve(struct link *link);
bool link_lists_communal(
	const struct link_lists *lists, struct tl_str partner, struct tl_str household);
/* answers.c: pairs on which reviewers agree become constraints. */
bool link_answers_read(struct link *link, const struct tl_sheet *sheet, struct tl_err *err);
/* Cohen's kappa over the pairs that two reviewers answered; false where it is not defined. */
bool link_answers_kappa(const struct link_lists *lists, int64_t *pairs, double *kappa);
void link_lists_free(struct link_lists *lists);

#endif
