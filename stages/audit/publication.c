#include "publication.h"

#include <throughline/schema.h>

#include "restated.h"

/* Every table of schema/publication.sql; a parent before what refers to it. */
static const char *const copies[] = {
	"INSERT INTO about SELECT * FROM candidate.about ORDER BY key",
	"INSERT INTO label SELECT * FROM candidate.label ORDER BY kind, code",
	"INSERT INTO definition SELECT * FROM candidate.definition ORDER BY definition",
	"INSERT INTO cell SELECT * FROM candidate.cell ORDER BY id",
	"INSERT INTO operand SELECT * FROM candidate.operand ORDER BY cell, role, position",
	"INSERT INTO sum SELECT * FROM candidate.sum ORDER BY sum, cell",
	"INSERT INTO protocol SELECT * FROM candidate.protocol ORDER BY kind, name",
	"INSERT INTO coverage SELECT * FROM candidate.coverage ORDER BY partner, contract, month",
	("INSERT INTO locality_coverage SELECT * FROM candidate.locality_coverage"
	 " ORDER BY partner, contract, locality, month"),
};

bool publication_write(struct tl_stagedir *stage, const char *study, const char *candidate_path,
	struct tl_digest *content, struct tl_err *err)
{
	struct tl_db *db =
		tl_db_create(tl_stagedir_path(stage, "publication.db"), tl_schema_publication, err);
	bool ok = db && tl_db_attach(db, candidate_path, "candidate", err);

	for (size_t i = 0; ok && i < TL_LEN(copies); i++)
		ok = tl_db_exec(db, copies[i], err);
	ok = ok && restated_write(db, study, stage, err);
	if (ok && tl_db_content_digest(db, content, err))
		return tl_db_finish(db, err);
	tl_db_free(db);
	return false;
}
