/* JSON read as it stands, value by value: strict RFC 8259, bounded nesting, and always knowing the path, line and column.
 *
 * The caller asks for what it expects; nothing is built that it does not ask for. Strings are decoded into one block that is as long
 * as the input and was there before reading began, so that reading itself cannot run out of memory. The first failure sticks. */
#ifndef RSI_JSON_READ_H
#define RSI_JSON_READ_H

#include "base.h"
#include "limits.h"

typedef struct rsi_json_level { bool is_array; uint32_t index; const char *key; } rsi_json_level;

typedef struct rsi_json_in {
  const char *start, *at, *end;
  char *decoded;         /* where the next decoded string goes */
  uint32_t depth;
  bool is_first;         /* nothing was read yet in the innermost array or object */
  const char *failure;   /* what is wrong, in words; NULL while all is well */
  const char *code;      /* of the failure */
  rsi_json_level levels[RSI_MAX_JSON_DEPTH];
} rsi_json_in;

/* block: at least length + 1 bytes, living as long as the strings that are read. */
void rsi_json_start(rsi_json_in *in, const char *json, size_t length, char *block);
/* The first byte of the next value: one of { [ " 0 (any number) t f n. Otherwise '\0', and the input has failed. */
char rsi_json_peek(rsi_json_in *in);

/* Each reads one value; the peek must have said that it is one. */
const char *rsi_json_text(rsi_json_in *in);             /* decoded, without NUL inside; NULL on failure */
bool rsi_json_double(rsi_json_in *in, double *value);
bool rsi_json_literal(rsi_json_in *in);                 /* true, false or null */
bool rsi_json_skip(rsi_json_in *in);                    /* a value of any kind, checked all the same */

/* Walking: enter, then a key or an element after the other until NULL or false: the end, or a failure. */
bool rsi_json_enter(rsi_json_in *in);                   /* the { or [ that the peek showed */
const char *rsi_json_key(rsi_json_in *in);
bool rsi_json_element(rsi_json_in *in);
bool rsi_json_finish(rsi_json_in *in);                  /* nothing but white space is left */

/* Where the reading stands. */
typedef struct rsi_json_path { char text[256]; } rsi_json_path;
rsi_json_path rsi_json_path_of(const rsi_json_in *in);  /* "$.findings.fever", "$.codes[3]" */
void rsi_json_place(const rsi_json_in *in, uint32_t *line, uint32_t *column); /* from 1, column in characters */

/* Length in bytes of the character at p, 0 when it is not UTF-8. end bounds the reading. */
size_t rsi_utf8_length(const char *p, const char *end);

#endif
