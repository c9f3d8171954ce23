#include <throughline/arena.h>
#include <throughline/str.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tl_buf_reserve(struct tl_buf *buf, size_t more)
{
	size_t capacity = buf->capacity ? buf->capacity : 64;

	if (more < buf->capacity - buf->length && buf->data)
		return;
	while (capacity - buf->length <= more)
		capacity = capacity > SIZE_MAX / 2 ? SIZE_MAX : capacity * 2;
	buf->data = tl_grow(buf->data, capacity, 1);
	buf->data[buf->length] = '\0';
	buf->capacity = capacity;
}

void tl_buf_add(struct tl_buf *buf, struct tl_str s)
{
	tl_buf_reserve(buf, s.length);
	if (s.length)
		memcpy(buf->data + buf->length, s.data, s.length);
	buf->length += s.length;
	buf->data[buf->length] = '\0';
}

void tl_buf_addc(struct tl_buf *buf, const char *cstring)
{
	tl_buf_add(buf, tl_str(cstring));
}

void tl_buf_add_hex(struct tl_buf *buf, const uint8_t *bytes, size_t count)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < count; i++) {
		tl_buf_add_char(buf, digits[bytes[i] >> 4]);
		tl_buf_add_char(buf, digits[bytes[i] & 15]);
	}
}

void tl_buf_add_char(struct tl_buf *buf, char c)
{
	tl_buf_add(buf, tl_str_slice(&c, 1));
}

void tl_buf_addv(struct tl_buf *buf, const char *format, va_list args)
{
	va_list again;
	size_t room;
	int wanted;

	tl_buf_reserve(buf, 64);
	room = buf->capacity - buf->length;
	va_copy(again, args);
	wanted = vsnprintf(buf->data + buf->length, room, format, args);
	assert(wanted >= 0);
	if ((size_t)wanted >= room) {
		tl_buf_reserve(buf, (size_t)wanted);
		vsnprintf(buf->data + buf->length, (size_t)wanted + 1, format, again);
	}
	va_end(again);
	buf->length += (size_t)wanted;
}

void tl_buf_addf(struct tl_buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tl_buf_addv(buf, format, args);
	va_end(args);
}

void tl_buf_clear(struct tl_buf *buf)
{
	buf->length = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

void tl_buf_free(struct tl_buf *buf)
{
	free(buf->data);
	*buf = (struct tl_buf){0};
}

struct tl_str tl_buf_str(const struct tl_buf *buf)
{
	return tl_str_slice(buf->data, buf->length);
}

const char *tl_buf_c(const struct tl_buf *buf)
{
	return buf->data ? buf->data : "";
}
