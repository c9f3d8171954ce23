/* The zip of a workbook, and one XML part of it at a time. */
#include "xlsx_private.h"

#include <string.h>

#define BLOCK_BYTES (64 * 1024)
#define PART_BYTES_FREE ((int64_t)64 << 20) /* below this no ratio makes a bomb */

/* ---- the zip ----------------------------------------------------------------------------------
 */

bool xlsx_package_open(struct xlsx_package *package, const char *path, struct tl_err *err)
{
	int code = 0;

	package->path = path;
	package->zip = zip_open(path, ZIP_RDONLY, &code);
	if (package->zip)
		return true;
	if (code == ZIP_ER_OPEN || code == ZIP_ER_NOENT)
		return tl_fail_errno(err, "open", path);
	return xlsx_fail_damaged(package, err);
}

bool xlsx_package_has(const struct xlsx_package *package, const char *name)
{
	return zip_name_locate(package->zip, name, ZIP_FL_NOCASE) >= 0;
}

void xlsx_package_close(struct xlsx_package *package)
{
	if (package->zip)
		zip_discard(package->zip);
	package->zip = NULL;
}

bool xlsx_fail_damaged(const struct xlsx_package *package, struct tl_err *err)
{
	return tl_fail(err, EX_DATAERR,
		"%s: not a complete .xlsx workbook (cut short or damaged); ask for it again",
		package->path);
}

/* ---- expat's callbacks ------------------------------------------------------------------------
 */

static const char *local(const char *name)
{
	const char *bar = strrchr(name, '|');

	return bar ? bar + 1 : name;
}

const char *xlsx_attribute(const char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i]; i += 2)
		if (!strcmp(local(attributes[i]), name))
			return attributes[i + 1];
	return NULL;
}

bool xlsx_attribute_is_true(const char **attributes, const char *name)
{
	const char *value = xlsx_attribute(attributes, name);

	return value && (!strcmp(value, "1") || !strcmp(value, "true") || !strcmp(value, "on"));
}

static void on_start(void *user, const char *name, const char **attributes)
{
	struct xlsx_part *part = user;

	if (!part->failed)
		part->handler->start(part->context, local(name), attributes);
}

static void on_end(void *user, const char *name)
{
	struct xlsx_part *part = user;

	if (!part->failed)
		part->handler->end(part->context, local(name));
}

static void on_text(void *user, const char *data, int length)
{
	struct xlsx_part *part = user;

	if (!part->failed)
		part->handler->text(part->context, tl_str_slice(data, (size_t)length));
}

/* No workbook has one; who writes one means to blow up whoever reads it. */
static void on_doctype(
	void *user, const char *name, const char *system, const char *public, int own)
{
	(void)name, (void)system, (void)public, (void)own;
	xlsx_part_fail(user, "it holds a document type, which no workbook has; ask for it again");
}

/* ---- a part -----------------------------------------------------------------------------------
 */

static bool find_part(
	const struct xlsx_part *part, const char *name, zip_stat_t *status, struct tl_err *err)
{
	const struct xlsx_package *package = part->package;

	if (zip_stat(package->zip, name, ZIP_FL_NOCASE, status) != 0)
		return xlsx_fail_damaged(package, err);
	if ((status->valid & ZIP_STAT_ENCRYPTION_METHOD) &&
		status->encryption_method != ZIP_EM_NONE)
		return tl_fail(err, EX_DATAERR,
			"%s: it has a password; ask for it without one, by a safe way",
			package->path);
	return true;
}

bool xlsx_part_open(struct xlsx_part *part, struct xlsx_package *package, const char *name,
	const struct xlsx_handler *handler, void *context, struct tl_err *err)
{
	zip_stat_t status;

	*part = (struct xlsx_part){.package = package, .handler = handler, .context = context};
	zip_stat_init(&status);
	if (!find_part(part, name, &status, err))
		return false;
	part->packed = (status.valid & ZIP_STAT_COMP_SIZE) ? (int64_t)status.comp_size : 0;
	part->file = zip_fopen_index(package->zip, status.index, 0);
	if (!part->file)
		return xlsx_fail_damaged(package, err);
	part->parser = XML_ParserCreateNS(NULL, '|');
	if (!part->parser)
		return tl_fail(err, EX_OSERR, "%s: no memory to read it", package->path);
	XML_SetUserData(part->parser, part);
	XML_SetElementHandler(part->parser, on_start, on_end);
	XML_SetStartDoctypeDeclHandler(part->parser, on_doctype);
	if (handler->text)
		XML_SetCharacterDataHandler(part->parser, on_text);
	return true;
}

void xlsx_part_pause(struct xlsx_part *part)
{
	XML_StopParser(part->parser, XML_TRUE);
}

void xlsx_part_fail(struct xlsx_part *part, const char *what)
{
	if (part->failed)
		return;
	part->failed = true;
	tl_fail(part->err, EX_DATAERR, "%s: %s", part->package->path, what);
	XML_StopParser(part->parser, XML_FALSE);
}

static bool check_size(struct xlsx_part *part, int64_t got, struct tl_err *err)
{
	struct xlsx_package *package = part->package;

	part->unpacked += got;
	package->unpacked += got;
	if (part->unpacked > PART_BYTES_FREE && part->unpacked / TL_XLSX_RATIO_MAX > part->packed)
		return tl_fail(err, EX_DATAERR,
			"%s: part of it unpacks to more than %d times its size; if that is right, "
			"deliver it as CSV",
			package->path, TL_XLSX_RATIO_MAX);
	if (package->unpacked > TL_XLSX_UNPACKED_MAX)
		return tl_fail(err, EX_DATAERR,
			"%s: it unpacks to more than %lld bytes; deliver it as CSV", package->path,
			(long long)TL_XLSX_UNPACKED_MAX);
	return true;
}

static bool read_block(struct xlsx_part *part, enum XML_Status *status, struct tl_err *err)
{
	void *block = XML_GetBuffer(part->parser, BLOCK_BYTES);
	zip_int64_t got;

	if (!block)
		return tl_fail(err, EX_OSERR, "%s: no memory to read it", part->package->path);
	got = zip_fread(part->file, block, BLOCK_BYTES);
	if (got < 0)
		return xlsx_fail_damaged(part->package, err);
	if (!check_size(part, got, err))
		return false;
	part->at_end = got == 0;
	*status = XML_ParseBuffer(part->parser, (int)got, part->at_end);
	return true;
}

bool xlsx_part_step(struct xlsx_part *part, bool *more, struct tl_err *err)
{
	enum XML_Status status = XML_STATUS_ERROR;

	part->err = err;
	if (part->paused)
		status = XML_ResumeParser(part->parser);
	else if (!read_block(part, &status, err))
		return false;
	part->paused = status == XML_STATUS_SUSPENDED;
	*more = part->paused || !part->at_end;
	if (part->failed)
		return false;
	return status != XML_STATUS_ERROR || xlsx_fail_damaged(part->package, err);
}

void xlsx_part_close(struct xlsx_part *part)
{
	if (part->parser)
		XML_ParserFree(part->parser);
	if (part->file)
		zip_fclose(part->file);
	part->parser = NULL;
	part->file = NULL;
}

bool xlsx_part_read(struct xlsx_part *part, struct xlsx_package *package, const char *name,
	const struct xlsx_handler *handler, void *context, struct tl_err *err)
{
	bool ok = xlsx_part_open(part, package, name, handler, context, err), more = true;

	while (ok && more)
		ok = xlsx_part_step(part, &more, err);
	xlsx_part_close(part);
	return ok;
}
