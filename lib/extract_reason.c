#include <throughline/extract.h>

// clang-format off
const struct tl_fault_facts tl_faults[] = {
	[TL_FAULT_NONE] = {"kept", "The row is kept."},
	[TL_FAULT_BLANK_ROW] = {"blank row", "The row has nothing in it."},
	[TL_FAULT_NOT_UTF8] = {"not UTF-8",
		"The row holds bytes that are not UTF-8; save the file as UTF-8 or say which encoding it has."},
	[TL_FAULT_NUL] = {"NUL byte",
		"The row holds bytes of value 0, which are no text: is the file UTF-16 without its mark, or was it cut "
		"off and padded? Save it as UTF-8, or say which encoding it has."},
	[TL_FAULT_SWALLOWED] = {"quote swallows rows",
		"A quote is opened by mistake, and the lines up to the next quote have become one text: double "
		"the quote if it belongs to the text, else take it out."},
	[TL_FAULT_TOO_FEW_FIELDS] = {"too few fields", "The row has fewer fields than the header."},
	[TL_FAULT_TOO_MANY_FIELDS] = {"too many fields",
		"The row has more fields than the header; is a text with a comma in it not quoted?"},
	[TL_FAULT_BLANK] = {"blank required value", "A value that every row must have is blank."},
	[TL_FAULT_UNKNOWN_CODE] = {"unknown code", "The value is not one of the codes agreed for this column."},
	[TL_FAULT_NOT_WHOLE] = {"not a whole number", "The value should be a whole number."},
	[TL_FAULT_NOT_NUMBER] = {"not a number", "The value should be a number."},
	[TL_FAULT_NOT_DATE] = {"not a date",
		"The value is no date that exists, or is not written in the form agreed."},
	[TL_FAULT_NOT_TRUE_FALSE] = {"not true or false", "The value should be true or false."},
	[TL_FAULT_FUTURE] = {"date in the future",
		"The date lies after the day that the extract describes."},
	[TL_FAULT_BELOW] = {"below minimum", "The value is lower than the lowest agreed."},
	[TL_FAULT_ABOVE] = {"above maximum", "The value is higher than the highest agreed."},
	[TL_FAULT_END_BEFORE_START] = {"end before start",
		"The end lies before the start: an earlier day, or an earlier time on the same day."},
	[TL_FAULT_REMOVED] = {"removed at the person's request",
		"The person asked not to be in the data; nothing is wrong with the row."},
	[TL_FAULT_NOT_IN_FORM] = {"not in the form agreed", "The value is not written in the form agreed for this column."},
	[TL_FAULT_TOO_SHORT] = {"too short", "The value has fewer characters than agreed."},
	[TL_FAULT_TOO_LONG] = {"too long", "The value has more characters than agreed."},
	[TL_FAULT_NOT_POSTCODE] = {"not a postcode", "The value should be a postcode, whole or without its last part."},
	[TL_FAULT_BEFORE_BIRTH] = {"before birth", "The row is dated before the person's date of birth."},
	[TL_FAULT_AFTER_DEATH] = {"after death", "The row is dated after the person's date of death."},
	[TL_FAULT_ROW_RULE] = {"rule between columns broken",
		"The columns of the row do not agree with one another as the contract says they should."},
	[TL_FAULT_SAME_ROW] = {"same row again", "The file has this very row before; one of the two is to go."},
	[TL_FAULT_KEY_AGAIN] = {"primary key again",
		"An earlier row of the file has the same primary key; each is to be there once."},
	[TL_FAULT_VALUE_AGAIN] = {"value again", "An earlier row of the file has this value, which may be there only once."},
	[TL_FAULT_NEGATIVE] = {"negative count",
		"A number of people or things cannot be below nought. Where -1 stands for unknown, say so under "
		"missingValues or symbols; where it may be below, give the column a minimum."},
	[TL_FAULT_NO_FINGERPRINT] = {"no fingerprint of the key",
		"Nothing says which key the row's tokens and filters were made with, so nobody in it could be linked; was "
		"the column lost after pseudonymise wrote it?"},
	[TL_FAULT_OTHER_KEY] = {"made with another key",
		"The row's tokens and filters were made with another key, or other settings, than the contract names by "
		"this fingerprint; make the extract again with the programme's key."},
};
// clang-format on
static_assert(TL_LEN(tl_faults) == TL_FAULT_COUNT_OF, "the last reason has its facts");
