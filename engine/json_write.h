/* JSON written straight into a buffer: one line, members in the order they are written, nothing allocated once the buffer is warm.
 *
 * The writer remembers only whether a comma is due. Strings must be UTF-8; they are copied eight bytes at a time until a byte needs
 * escaping, which in practice is seldom. The small steps are inline because a decision takes some four hundred of them. */
#ifndef RSI_JSON_WRITE_H
#define RSI_JSON_WRITE_H

#include <string.h>

#include "base.h"

typedef struct rsi_json {
  rsi_buf *buf; /* NUL-terminated again at every closing bracket; has_failed when memory ran out */
  bool needs_comma;
} rsi_json;

char *rsi_json_grow(rsi_json *j, size_t extra); /* the slow way of rsi_json_room; NULL when out of memory */

/* Room for `extra` more bytes and a NUL. */
static inline char *rsi_json_room(rsi_json *j, size_t extra) {
  return j->buf->capacity - j->buf->length > extra ? j->buf->data + j->buf->length : rsi_json_grow(j, extra);
}

static inline void rsi_json_filled(rsi_json *j, const char *end) { j->buf->length = (size_t)(end - j->buf->data); }

/* A short piece whose length is known when compiling, behind the comma that is due. */
static inline void rsi_json_fixed(rsi_json *j, const char *text, size_t length, bool needs_comma_after) {
  char *to = rsi_json_room(j, length + 1);
  if (!to)
    return;
  *to = ',';
  to += j->needs_comma;
  memcpy(to, text, length);
  rsi_json_filled(j, to + length);
  j->needs_comma = needs_comma_after;
}

static inline void rsi_json_open(rsi_json *j, char bracket) { rsi_json_fixed(j, &bracket, 1, false); } /* '{' or '[' */
static inline void rsi_json_null(rsi_json *j) { rsi_json_fixed(j, "null", 4, true); }
static inline void rsi_json_bool(rsi_json *j, bool value) {
  if (value)
    rsi_json_fixed(j, "true", 4, true);
  else
    rsi_json_fixed(j, "false", 5, true);
}

void rsi_json_close(rsi_json *j, char bracket);                    /* '}' or ']' */
void rsi_json_raw(rsi_json *j, const char *text, size_t length);   /* as it stands */
void rsi_json_string(rsi_json *j, const char *text);               /* NULL: null */
void rsi_json_string_n(rsi_json *j, const char *text, size_t length);
void rsi_json_piece(rsi_json *j, const char *text, size_t length); /* part of a string whose quotes the caller writes raw */
void rsi_json_number(rsi_json *j, double value);                   /* null unless finite */

/* A member's name, a literal of plain ASCII; its value comes next. */
#define RSI_JSON_NAME(j, name) rsi_json_fixed((j), "\"" name "\":", sizeof(name) + 2, false)
/* A whole member. */
#define RSI_JSON_STRING(j, name, text) (RSI_JSON_NAME(j, name), rsi_json_string((j), (text)))
#define RSI_JSON_NUMBER(j, name, value) (RSI_JSON_NAME(j, name), rsi_json_number((j), (value)))
#define RSI_JSON_BOOL(j, name, value) (RSI_JSON_NAME(j, name), rsi_json_bool((j), (value)))
#define RSI_JSON_OPEN(j, name, bracket) (RSI_JSON_NAME(j, name), rsi_json_open((j), (bracket)))

#endif
