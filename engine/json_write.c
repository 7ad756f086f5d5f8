/* JSON written straight into a buffer; see json_write.h. */
#include "json_write.h"

#include <math.h>
#include <string.h>

char *rsi_json_grow(rsi_json *j, size_t extra) {
  rsi_buf *buf = j->buf;
  size_t capacity = buf->capacity < 4096 ? 4096 : buf->capacity;
  while (capacity - buf->length <= extra && capacity <= SIZE_MAX / 4)
    capacity *= 2;
  char *data = NULL;
  if (!buf->has_failed && capacity - buf->length > extra)
    data = rsi_resize(buf->allocator, buf->capacity ? buf->data : NULL, capacity);
  if (!data) {
    buf->has_failed = true;
    return NULL;
  }
  buf->data = data;
  buf->capacity = capacity;
  return data + buf->length;
}

void rsi_json_raw(rsi_json *j, const char *text, size_t length) {
  char *to = rsi_json_room(j, length);
  if (!to)
    return;
  memcpy(to, text, length);
  rsi_json_filled(j, to + length);
}

void rsi_json_close(rsi_json *j, char bracket) {
  char *to = rsi_json_room(j, 1);
  if (!to)
    return;
  to[0] = bracket;
  to[1] = '\0';
  rsi_json_filled(j, to + 1);
  j->needs_comma = true;
}

/* ---- numbers ---- */

void rsi_json_number(rsi_json *j, double value) {
  char digits[24], *p = digits + sizeof digits;
  if (!isfinite(value)) {
    rsi_json_null(j);
  } else if (value >= 0 && value < 1e15
             && value == (double)(uint64_t)value) { /* nearly all; the general way costs 50 times more */
    uint64_t n = (uint64_t)value;
    do
      *--p = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    rsi_json_fixed(j, p, (size_t)(digits + sizeof digits - p), true);
  } else {
    rsi_json_fixed(j, "", 0, true);
    rsi_buf_number(j->buf, value);
  }
}

/* ---- strings ---- */

#define ONES 0x0101010101010101u
#define HIGHS 0x8080808080808080u

/* Does any of eight bytes need escaping: below 0x20, '"' or '\\'? A byte of 0x80 or more never does. */
static bool needs_escape(uint64_t eight) {
  uint64_t quote = eight ^ ONES * '"', slash = eight ^ ONES * '\\';
  uint64_t hit = (eight - ONES * 0x20) | (quote - ONES) | (slash - ONES);
  return (hit & ~eight & HIGHS) != 0;
}

static char *escape(char *to, unsigned char c) {
  static const char hex[] = "0123456789abcdef";
  const char *at = c ? strchr("\"\"\\\\\nn\tt\rr\bb\ff", c) : NULL; /* each with what is written for it */
  *to++ = '\\';
  if (at) {
    *to++ = at[1];
    return to;
  }
  memcpy(to, "u00", 3);
  to[3] = hex[c >> 4];
  to[4] = hex[c & 15];
  return to + 5;
}

static char *escape_bytes(char *to, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c < 0x20 || c == '"' || c == '\\')
      to = escape(to, c);
    else
      *to++ = (char)c;
  }
  return to;
}

/* Less than a step: two overlapping halves. */
static char *put_short(char *to, const char *text, size_t length) {
  uint32_t low, high;
  if (length < 4)
    return escape_bytes(to, text, length);
  memcpy(&low, text, 4);
  memcpy(&high, text + length - 4, 4);
  if (needs_escape((uint64_t)high << 32 | low))
    return escape_bytes(to, text, length);
  memcpy(to, &low, 4);
  memcpy(to + length - 4, &high, 4);
  return to + length;
}

/* Copies text escaped; `to` has room for six times its length. The last step overlaps the one before it rather than going byte by
 * byte. Returns the end. */
static char *put_escaped(char *to, const char *text, size_t length) {
  uint64_t eight;
  while (length >= 8) {
    size_t i = 0;
    for (; i + 8 <= length; i += 8, to += 8) {
      memcpy(&eight, text + i, 8);
      if (needs_escape(eight))
        break;
      memcpy(to, &eight, 8);
    }
    if (i + 8 > length) {
      size_t rest = length - i;
      memcpy(&eight, text + length - 8, 8);
      if (needs_escape(eight))
        return escape_bytes(to, text + i, rest);
      memcpy(to + rest - 8, &eight, 8);
      return to + rest;
    }
    to = escape_bytes(to, text + i, 8);
    text += i + 8;
    length -= i + 8;
  }
  return put_short(to, text, length);
}

void rsi_json_string_n(rsi_json *j, const char *text, size_t length) {
  char *to = rsi_json_room(j, length * 6 + 3); /* at worst every byte becomes \u00xx */
  if (!to)
    return;
  *to = ',';
  to += j->needs_comma;
  *to++ = '"';
  to = put_escaped(to, text, length);
  *to++ = '"';
  rsi_json_filled(j, to);
  j->needs_comma = true;
}

void rsi_json_piece(rsi_json *j, const char *text, size_t length) {
  char *to = rsi_json_room(j, length * 6);
  if (to)
    rsi_json_filled(j, put_escaped(to, text, length));
}

void rsi_json_string(rsi_json *j, const char *text) {
  if (text)
    rsi_json_string_n(j, text, strlen(text));
  else
    rsi_json_null(j);
}
