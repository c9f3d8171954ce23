/*
 * Short spellings of libcyaml's field macros for the tables in lib/study_keys_*.c. Each takes the
 * key, the struct and its member; the capital word says what the key holds, _NEEDED that it must be
 * there.
 */
#ifndef THROUGHLINE_LIB_STUDY_KEYS_H
#define THROUGHLINE_LIB_STUDY_KEYS_H

#include "study_private.h"

#define OPTIONAL_POINTER (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define OPTIONAL_WORD (CYAML_FLAG_STRICT | CYAML_FLAG_OPTIONAL)

// clang-format off
#define TEXT(key, type, member) \
	CYAML_FIELD_STRING_PTR(key, OPTIONAL_POINTER, type, member, 0, CYAML_UNLIMITED)
#define TEXT_NEEDED(key, type, member) \
	CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, type, member, 1, CYAML_UNLIMITED)
#define TEXTS(key, type, member) \
	CYAML_FIELD_SEQUENCE(key, OPTIONAL_POINTER, type, member, &study_text, 0, CYAML_UNLIMITED)
#define TEXTS_NEEDED(key, type, member) \
	CYAML_FIELD_SEQUENCE(key, CYAML_FLAG_POINTER, type, member, &study_text, 1, CYAML_UNLIMITED)
#define WHOLE(key, type, member) CYAML_FIELD_UINT(key, CYAML_FLAG_OPTIONAL, type, member)
#define WHOLE_OR_NULL(key, type, member) CYAML_FIELD_UINT_PTR(key, OPTIONAL_POINTER, type, member)
#define WHOLE_NEEDED(key, type, member) CYAML_FIELD_UINT(key, CYAML_FLAG_DEFAULT, type, member)
#define REAL(key, type, member) CYAML_FIELD_FLOAT(key, CYAML_FLAG_OPTIONAL, type, member)
#define REAL_OR_NULL(key, type, member) CYAML_FIELD_FLOAT_PTR(key, OPTIONAL_POINTER, type, member)
#define YES_NO(key, type, member) CYAML_FIELD_BOOL(key, CYAML_FLAG_OPTIONAL, type, member)
#define YES_NO_OR_NULL(key, type, member) CYAML_FIELD_BOOL_PTR(key, OPTIONAL_POINTER, type, member)
#define WORD(key, type, member, words) \
	CYAML_FIELD_ENUM(key, OPTIONAL_WORD, type, member, words, TL_LEN(words))
#define WORD_NEEDED(key, type, member, words) \
	CYAML_FIELD_ENUM(key, CYAML_FLAG_STRICT, type, member, words, TL_LEN(words))
#define KEYS(key, type, member, fields) \
	CYAML_FIELD_MAPPING(key, CYAML_FLAG_OPTIONAL, type, member, fields)
#define KEYS_OR_NULL(key, type, member, fields) \
	CYAML_FIELD_MAPPING_PTR(key, OPTIONAL_POINTER, type, member, fields)
#define KEYS_NEEDED(key, type, member, fields) \
	CYAML_FIELD_MAPPING(key, CYAML_FLAG_DEFAULT, type, member, fields)
/* Keys of a mapping that has no struct of its own: its members lie in the struct around it. */
#define KEYS_OF_SAME(name, around, list) \
	{.key = name, .data_offset = 0, .value = {CYAML_VALUE_MAPPING( \
		CYAML_FLAG_OPTIONAL, around, list)}}
#define KEYS_OF_SAME_NEEDED(name, around, list) \
	{.key = name, .data_offset = 0, .value = {CYAML_VALUE_MAPPING( \
		CYAML_FLAG_DEFAULT, around, list)}}
#define LIST(key, type, member, entry) \
	CYAML_FIELD_SEQUENCE(key, OPTIONAL_POINTER, type, member, &entry, 0, CYAML_UNLIMITED)
#define LIST_NEEDED(key, type, member, entry) \
	CYAML_FIELD_SEQUENCE(key, CYAML_FLAG_POINTER, type, member, &entry, 1, CYAML_UNLIMITED)
#define ENTRY(name, type, fields) \
	static const struct cyaml_schema_value name = { \
		CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, type, fields)}
#define ROOT(name, type, fields) \
	const struct cyaml_schema_value name = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, type, fields)}
// clang-format on

/* An entry of a list of texts. */
static const struct cyaml_schema_value study_text = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CYAML_UNLIMITED)};

#endif
