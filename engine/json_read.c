/* Jansson's refusals in the project's words; see json_read.h.
 *
 * Jansson tells its kinds of failure apart by a code, and mistakes of grammar only by a text. Both are looked up here, and a text
 * that is not known (of another version) still leaves code, line and column. Its memory is the C library's, not the caller's. */
#include "json_read.h"

#include <stdio.h>
#include <string.h>

#include "limits.h"
#include "setter.h"

/* Jansson recurses: its ceiling is ours. */
_Static_assert(JSON_PARSER_MAX_DEPTH <= RSI_MAX_JSON_DEPTH, "a request could need more stack than limits.h allows");

typedef struct refusal {
  enum json_error_code kind;
  const char *text; /* how Jansson's own begins */
  const char *code, *message, *hint;
} refusal;

/* The first that fits counts; the last fits everything. */
static const refusal refusals[] = {
    {json_error_premature_end_of_input, "", "json-invalid", "the request ends before it is complete", NULL},
    {json_error_end_of_input_expected, "", "json-invalid", "expected nothing behind the request's closing brace", NULL},
    {json_error_duplicate_key, "", "member-duplicate", " is given twice in one object", "keep one of the two"},
    {json_error_stack_overflow, "", "json-too-deep", "objects and arrays are nested too deep", NULL},
    {json_error_invalid_utf8, "", "not-utf8", "expected text in UTF-8; found other bytes", "save or send the request as UTF-8"},
    {json_error_null_character, "", "json-invalid", "a text holds a NUL character", "leave \\u0000 out"},
    {json_error_null_byte_in_key, "", "json-invalid", "a name holds a NUL character", "leave \\u0000 out"},
    {json_error_numeric_overflow, "", "json-invalid", "this number is too large", NULL},
    {json_error_invalid_syntax, "string or '}'", "json-invalid", "expected a name in double quotes",
     "\"name\": value, and no comma before }"},
    {json_error_invalid_syntax, "':'", "json-invalid", "expected : after the name", NULL},
    {json_error_invalid_syntax, "'}'", "json-invalid", "expected , or }", NULL},
    {json_error_invalid_syntax, "']'", "json-invalid", "expected , or ]", NULL},
    {json_error_invalid_syntax, "unexpected newline", "json-invalid", "a text is broken by the end of a line", "write it as \\n"},
    {json_error_invalid_syntax, "control character", "json-invalid", "a control character in a text",
     "write it as an escape: \\t, \\u001b"},
    {json_error_invalid_syntax, "invalid escape", "json-invalid", "unknown escape after \\", "write \\ itself as \\\\"},
    {json_error_invalid_syntax, "invalid Unicode", "json-invalid", "half of a surrogate pair stands alone",
     "write the character itself, or both of its halves"},
    {json_error_unknown, "", "json-invalid", "expected a value: \"text\", number, true, false, null, { or [", NULL}};

static const refusal *refusal_of(const json_error_t *failure) {
  const refusal *r = refusals;
  while (r->kind != json_error_unknown
         && (r->kind != json_error_code(failure) || strncmp(r->text, failure->text, strlen(r->text)) != 0))
    r++;
  return r;
}

/* Out of memory mostly has no code in Jansson 2.14. A word that was read to its closing quote, and then found no memory, has that
 * of a bad token. */
static bool is_out_of_memory(const json_error_t *failure, const char *json) {
  enum json_error_code kind = json_error_code(failure);
  bool is_token = strncmp(failure->text, "invalid token", 13) == 0 || strncmp(failure->text, "string or '}'", 13) == 0;
  return kind == json_error_unknown || kind == json_error_out_of_memory
         || (kind == json_error_invalid_syntax && is_token && json[failure->position - 1] == '"');
}

/* The name in double quotes that ends at end, fit to be shown. */
static const char *shown_name(char out[RSI_SHOWN], const char *end) {
  char name[2 * RSI_SHOWN];
  const char *start = end - 1;
  while (start[-1] != '"')
    start--;
  snprintf(name, sizeof name, "%.*s", (int)(end - 1 - start), start);
  return rsi_shown(out, name);
}

/* Jansson counts columns in characters, up to the last one that it read. */
static rscan_status refuse(const rscan_allocator *a, const char *json, const json_error_t *failure, rscan_error **err) {
  const refusal *r = refusal_of(failure);
  int line = failure->line, column = failure->column > 0 ? failure->column : 1;
  char shown[RSI_SHOWN];
  const char *name = r->kind == json_error_duplicate_key ? shown_name(shown, json + failure->position) : "";
  rscan_error *e = rsi_error_new(a, r->kind == json_error_stack_overflow ? RSCAN_LIMIT : RSCAN_BAD_INPUT);
  if (!e)
    return rsi_fail_no_memory(err);
  rsi_error_add(e, RSCAN_ERROR, r->code, NULL, (uint32_t)line, (uint32_t)column, "$", r->hint, "%s%s (line %d, column %d)", name,
                r->message, line, column);
  rscan_status status = rscan_error_status(e);
  rsi_error_hand(err, e);
  return status;
}

/* Where the buffer for its longest word cannot grow, Jansson 2.14 does not fail but aborts (akheron/jansson#362). It will need less
 * than this, in one piece. */
static bool has_room(size_t length) {
  void *room = rsi_alloc(&rsi_malloc_allocator, 3 * length + 64);
  rsi_release(&rsi_malloc_allocator, room);
  return room != NULL;
}

rscan_status rsi_json_read(const rscan_allocator *a, const char *json, size_t length, json_t **value, rscan_error **err) {
  const size_t flags = JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_REJECT_DUPLICATES;
  const char *nul = length ? memchr(json, '\0', length) : NULL; /* behind a number Jansson 2.14 would pass over it */
  json_error_t failure = {.text = ""};                          /* Jansson does not set its code when it runs out of memory */
  *value = NULL;
  if (nul)
    return rsi_fail(err, a, RSCAN_BAD_INPUT, "json-invalid", "$", NULL, "byte %zu of the request is a NUL byte",
                    (size_t)(nul - json) + 1);
  if (!has_room(length))
    return rsi_fail_no_memory(err);
  *value = json_loadb(json, length, flags, &failure);
  if (*value)
    return RSCAN_OK;
  return is_out_of_memory(&failure, json) ? rsi_fail_no_memory(err) : refuse(a, json, &failure, err);
}
