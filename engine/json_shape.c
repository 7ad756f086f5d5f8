/* Requests of one shape, parsed once; see json_shape.h.
 *
 * The key of a shape is its text with a mark in place of each value that is a plain text (printable ASCII, no escape) or a plain
 * number. Names of members stay in it. A key is kept only with a tree that Jansson made of such a text, and its marks are bytes
 * that no text holds outside of strings, so a text that is not JSON finds no tree. The table is direct-mapped: a later shape takes
 * the place of an earlier one. */
#include "json_shape.h"

#include <assert.h>
#include <string.h>

#include "json_read.h"

#define SLOTS 4096       /* shapes remembered; each has some 3 kB */
#define MAX_KEY 1024     /* bytes; what is longer is prose, and seldom of the same shape twice */
#define MAX_VALUES 64    /* of a shape */
#define MAX_DIGITS 15    /* a whole number of so many is exact as a double, and so is their power of ten */
#define TEXT_MARK '\x01' /* bytes below space are never copied into a key, but for these two */
#define NUMBER_MARK '\x02'

typedef struct shape {
  json_t *tree;
  uint32_t length, n_values;
  json_t *values[]; /* of the tree, in the order of the text; behind them the key */
} shape;

typedef struct plain {
  const char *text; /* NULL for a number */
  size_t length;
  double number;
} plain;

struct rsi_json_shapes {
  const rscan_allocator *allocator;
  json_t *unshaped; /* of the last call, if it has no shape */
  uint32_t length, n_values;
  char key[MAX_KEY];
  plain values[MAX_VALUES];
  shape *slots[SLOTS];
};

rsi_json_shapes *rsi_json_shapes_new(const rscan_allocator *a) {
  rsi_json_shapes *s = rsi_alloc(a, sizeof *s);
  if (!s)
    return NULL;
  memset(s, 0, sizeof *s);
  s->allocator = a;
  return s;
}

static void forget(rsi_json_shapes *s, shape **slot) {
  if (*slot)
    json_decref((*slot)->tree);
  rsi_release(s->allocator, *slot);
  *slot = NULL;
}

void rsi_json_shapes_free(rsi_json_shapes *s) {
  if (!s)
    return;
  for (size_t i = 0; i < SLOTS; i++)
    forget(s, &s->slots[i]);
  json_decref(s->unshaped);
  rsi_release(s->allocator, s);
}

/* ---- the shape of a text ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static bool put(rsi_json_shapes *s, const char *bytes, size_t length) {
  if (length > MAX_KEY - s->length)
    return false;
  memcpy(s->key + s->length, bytes, length);
  s->length += (uint32_t)length;
  return true;
}

static bool put_value(rsi_json_shapes *s, char mark, plain v) {
  if (s->n_values == MAX_VALUES || !put(s, &mark, 1))
    return false;
  s->values[s->n_values++] = v;
  return true;
}

/* A string that begins at *at, as a name or as a value; false when it is not plain. */
static bool take_string(rsi_json_shapes *s, const char **at, const char *end) {
  const char *from = *at + 1, *to = from;
  while (to < end && *to != '"' && *to != '\\' && *to >= ' ' && *to <= '~')
    to++;
  if (to == end || *to != '"')
    return false;
  const char *next = to + 1;
  while (next < end && is_space(*next))
    next++;
  bool is_name = next < end && *next == ':';
  *at = to + 1;
  return is_name ? put(s, from - 1, (size_t)(to - from) + 2)
                 : put_value(s, TEXT_MARK, (plain){.text = from, .length = (size_t)(to - from)});
}

/* A number as JSON writes it, short enough to be exact; false when it is not plain. */
static bool take_number(rsi_json_shapes *s, const char **at, const char *end) {
  static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const char *p = *at + (**at == '-'), *first = p, *point = NULL;
  double whole = 0;
  int n_digits = 0;
  for (; p < end && (is_digit(*p) || (*p == '.' && !point)); p++)
    if (*p == '.')
      point = p;
    else
      whole = whole * 10 + (*p - '0'), n_digits++;
  bool has_whole = n_digits && is_digit(*first) && (*first != '0' || p == first + 1 || point == first + 1);
  bool is_ended = p < end && (*p == ',' || *p == '}' || *p == ']' || is_space(*p));
  if (!has_whole || !is_ended || n_digits > MAX_DIGITS || (point && point + 1 == p))
    return false;
  double number = point ? whole / powers[p - point - 1] : whole;
  number = **at == '-' ? -number : number;
  *at = p;
  return put_value(s, NUMBER_MARK, (plain){.number = number});
}

/* Writes the key of the text and lists its values; false when it has something that is not plain. */
static bool take_shape(rsi_json_shapes *s, const char *json, size_t length) {
  const char *at = json, *end = json + length;
  bool is_plain = true;
  s->length = s->n_values = 0;
  while (at < end && is_plain) {
    if (*at == '"')
      is_plain = take_string(s, &at, end);
    else if (*at == '-' || is_digit(*at))
      is_plain = take_number(s, &at, end);
    else
      is_plain = ((*at >= ' ' && *at <= '~') || is_space(*at)) && put(s, at++, 1);
  }
  return is_plain;
}

/* ---- shapes that were seen ---- */

static const char *key_of(const shape *of) { return (const char *)(of->values + of->n_values); }

static bool is_shape(const rsi_json_shapes *s, const shape *of) {
  return of && of->length == s->length && memcmp(key_of(of), s->key, s->length) == 0;
}

/* Puts the values of the text into the tree; false when out of memory. */
static bool fill(const rsi_json_shapes *s, const shape *of) {
  int failures = 0;
  for (uint32_t i = 0; i < of->n_values; i++)
    if (s->values[i].text)
      failures += json_string_setn_nocheck(of->values[i], s->values[i].text, s->values[i].length) != 0;
    else
      failures += json_real_set(of->values[i], s->values[i].number) != 0;
  return failures == 0;
}

/* Lists the texts and numbers of a tree in the order in which they were written, as far as they fit. Recurses no deeper than the
 * key of a shape can nest. */
static uint32_t list_values(json_t *tree, json_t **values, uint32_t n) {
  const char *name;
  json_t *part;
  size_t i;
  if ((json_is_string(tree) || json_is_real(tree)) && n < MAX_VALUES)
    values[n++] = tree;
  json_object_foreach(tree, name, part) n = list_values(part, values, n);
  json_array_foreach(tree, i, part) n = list_values(part, values, n);
  return n;
}

/* Keeps the tree with the shape of its text. False when there is no memory for that, which is no loss. */
static bool keep(rsi_json_shapes *s, shape **slot, json_t *tree) {
  shape *of = rsi_alloc(s->allocator, sizeof *of + s->n_values * sizeof *of->values + s->length);
  if (!of)
    return false;
  forget(s, slot);
  *of = (shape){.tree = tree, .length = s->length, .n_values = s->n_values};
  uint32_t n_values = list_values(tree, of->values, 0);
  assert(n_values == s->n_values);
  (void)n_values;
  memcpy(of->values + of->n_values, s->key, s->length);
  *slot = of;
  return true;
}

rscan_status rsi_json_shapes_read(rsi_json_shapes *s, const char *json, size_t length, json_t **value, rscan_error **err) {
  json_decref(s->unshaped);
  s->unshaped = NULL;
  bool has_shape = take_shape(s, json, length);
  shape **slot = &s->slots[has_shape ? rsi_hash(s->key, s->length) % SLOTS : 0];
  if (has_shape && is_shape(s, *slot)) {
    *value = (*slot)->tree;
    if (fill(s, *slot))
      return RSCAN_OK;
    forget(s, slot);
    return rsi_fail_no_memory(err);
  }
  rscan_status status = rsi_json_read(s->allocator, json, length, value, err);
  if (status != RSCAN_OK || !has_shape || !keep(s, slot, *value))
    s->unshaped = *value;
  return status;
}
