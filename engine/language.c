/* Language files: words that carry no clinical meaning but change the meaning of others. Each element becomes one cue of kind
 * RSI_CUE_LANGUAGE whose target says what its words do; a table is all there is to it. doc/text.md describes the elements. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codes.h"
#include "lexicon.h"

enum { HAS_ASSERTION = 1, HAS_COMPARE = 2, HAS_STANDS = 4, HAS_REACH = 8, HAS_ID = 16, HAS_RANGE = 32, HAS_SEX = 64 };

typedef struct element {
  const char *name;
  uint8_t role, attributes;
} element;

static const element elements[] = {
    {"trigger", RSI_ROLE_BEFORE, HAS_ASSERTION | HAS_STANDS | HAS_REACH},
    {"ignore", RSI_ROLE_IGNORE, 0},
    {"stop", RSI_ROLE_STOP, 0},
    {"aside", RSI_ROLE_ASIDE, 0},
    {"along", RSI_ROLE_ALONG, 0},
    {"fresh", RSI_ROLE_FRESH, 0},
    {"quality", RSI_ROLE_QUALITY, 0},
    {"and", RSI_ROLE_AND, 0},
    {"or", RSI_ROLE_OR, 0},
    {"between", RSI_ROLE_BETWEEN, 0},
    {"number", RSI_ROLE_NUMBER, HAS_RANGE},
    {"unit", RSI_ROLE_UNIT, HAS_ID},
    {"many", RSI_ROLE_MANY, HAS_ID | HAS_RANGE},
    {"moment", RSI_ROLE_MOMENT, HAS_ID | HAS_RANGE},
    {"compare", RSI_ROLE_COMPARE, HAS_COMPARE},
    {"range", RSI_ROLE_RANGE, 0},
    {"lasting", RSI_ROLE_LASTING, 0},
    {"lasted", RSI_ROLE_LASTED, 0},
    {"ago", RSI_ROLE_AGO, 0},
    {"not-lasting", RSI_ROLE_NOT_LASTING, 0},
    {"not-lasted", RSI_ROLE_NOT_LASTED, 0},
    {"worse", RSI_ROLE_WORSE, 0},
    {"age", RSI_ROLE_AGE, HAS_ID},
    {"aged", RSI_ROLE_AGED, 0},
    {"sex", RSI_ROLE_SEX, HAS_SEX},
    {"sex-letter", RSI_ROLE_SEX_LETTER, HAS_SEX},
    {"measured", RSI_ROLE_MEASURED, 0},
    {"earlier", RSI_ROLE_EARLIER, 0},
    {"imaging", RSI_ROLE_IMAGING, 0},
    {"wanted", RSI_ROLE_WANTED, 0},
    {"wanted-after", RSI_ROLE_WANTED_AFTER, 0},
    {"done", RSI_ROLE_DONE, 0},
    {"done-after", RSI_ROLE_DONE_AFTER, 0},
    {"shown-on", RSI_ROLE_SHOWN_ON, 0},
    {"decoy", RSI_ROLE_DECOY, 0},
    {"abbreviation", RSI_ROLE_ABBREVIATION, 0},
};

static const char *const assertions[] = {"present", "absent", "possible", "historical", "family", "conditional", NULL};
static const char *const comparisons[] = {"above", "at-least", "below", "at-most", "about", NULL};
static const char *const sides[] = {"before", "after", "answer", "both", NULL};
static const char *const reaches[] = {"word", "next", "item", "list", "through", "sentence", NULL};

static rsi_state pack_range(float low, float high) {
  uint32_t bits[2];
  memcpy(&bits[0], &low, 4);
  memcpy(&bits[1], &high, 4);
  return (rsi_state)bits[0] | (rsi_state)bits[1] << 32;
}

void rsi_unpack_range(rsi_state state, double *low, double *high) {
  uint32_t bits[2] = {(uint32_t)state, (uint32_t)(state >> 32)};
  float value;
  memcpy(&value, &bits[0], 4);
  *low = (double)value;
  memcpy(&value, &bits[1], 4);
  *high = (double)value;
}

const char *rsi_cue_words(const rsi_cue_def *cue, const char *text, const char **name, size_t *name_length) {
  const char *end = cue->kind == RSI_CUE_LANGUAGE && *text == '{' ? strchr(text, '|') : NULL;
  if (name) {
    *name = end ? text + 1 : text;
    *name_length = end ? (size_t)(end - text - 1) : 0;
  }
  return end ? end + 1 : text;
}

typedef struct reading {
  rscan_error *err;
  const char *path;
  const rsi_xml_node *node;
  bool has_failed;
} reading;

/* The attribute's place in list, or -1 with a diagnostic; fallback when it is not given and may be missing. */
static int word_of(reading *r, const char *name, const char *const *list, int fallback) {
  const rsi_xml_node *node = r->node;
  for (uint32_t i = 0; i < node->n_attrs; i++) {
    if (strcmp(node->attrs[i].name, name) != 0)
      continue;
    for (int k = 0; list[k]; k++)
      if (!strcmp(list[k], node->attrs[i].value))
        return k;
    rsi_report(r->err, RSI_VALUE_BAD, r->path, node->attrs[i].where, NULL, "\"%s\" is not a value of %s (%s, %s, %s …)",
               node->attrs[i].value, name, list[0], list[1], list[2]);
    r->has_failed = true;
    return -1;
  }
  if (fallback < 0) {
    rsi_report(r->err, RSI_ATTRIBUTE_MISSING, r->path, node->where, NULL, "<%s> needs the attribute %s", node->name, name);
    r->has_failed = true;
  }
  return fallback;
}

/* A number written with a full stop whatever the locale: strtod would ask it. */
static float number_of(reading *r, const char *name, float fallback) {
  const char *value = rsi_xml_attribute(r->node, name);
  if (!value)
    return fallback;
  double whole = 0, scale = 1;
  const char *c = value;
  for (; *c >= '0' && *c <= '9'; c++)
    whole = whole * 10 + (*c - '0');
  if (*c == '.')
    for (c++; *c >= '0' && *c <= '9'; c++)
      whole += (*c - '0') * (scale /= 10);
  if (*c || !*value) {
    rsi_report(r->err, RSI_NUMBER_BAD, r->path, r->node->where, NULL, "%s=\"%s\" is not a number", name, value);
    r->has_failed = true;
  }
  return (float)whole;
}

static void check_attributes(reading *r, uint8_t allowed) {
  static const struct {
    const char *name;
    uint8_t bit;
  } known[] = {{"is", HAS_ASSERTION | HAS_COMPARE | HAS_SEX},
               {"stands", HAS_STANDS},
               {"reach", HAS_REACH},
               {"id", HAS_ID},
               {"low", HAS_RANGE},
               {"high", HAS_RANGE}};
  for (uint32_t i = 0; i < r->node->n_attrs; i++) {
    bool is_known = false;
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
      is_known |= !strcmp(known[k].name, r->node->attrs[i].name) && (allowed & known[k].bit);
    if (!is_known) {
      rsi_report(r->err, RSI_ATTRIBUTE_UNKNOWN, r->path, r->node->attrs[i].where, NULL, "<%s> has no attribute %s", r->node->name,
                 r->node->attrs[i].name);
      r->has_failed = true;
    }
  }
}

static void read_trigger(reading *r, rsi_cue_def *def) {
  int assertion = word_of(r, "is", assertions, -1), side = word_of(r, "stands", sides, -1),
      reach = word_of(r, "reach", reaches, RSI_REACH_ITEM);
  if (!r->has_failed)
    def->target = RSI_LANGUAGE(RSI_ROLE_BEFORE + side, assertion, reach);
}

/* The name that goes in front of the words: a unit, or a value of sex. */
static const char *name_of(reading *r, uint8_t attributes) {
  const char *attribute = attributes & HAS_ID ? "id" : attributes & HAS_SEX ? "is" : NULL;
  const char *name = attribute ? rsi_xml_attribute(r->node, attribute) : NULL;
  if (attribute && (!name || !*name || strchr(name, '|'))) {
    rsi_report(r->err, RSI_ATTRIBUTE_MISSING, r->path, r->node->where, NULL, "<%s> needs the attribute %s", r->node->name,
               attribute);
    r->has_failed = true;
  }
  return name;
}

/* One element. Returns false only when push did: out of memory. */
static bool read_element(reading *r, uint8_t lang, const rscan_allocator *a,
                         bool (*push)(void *context, const rsi_cue_def *def, const char *text), void *context) {
  const element *known = NULL;
  for (size_t i = 0; i < sizeof elements / sizeof *elements && !known; i++)
    if (!strcmp(elements[i].name, r->node->name))
      known = &elements[i];
  if (!known) {
    rsi_report(r->err, RSI_ELEMENT_UNKNOWN, r->path, r->node->where, NULL, "<%s> is not an element of a language file",
               r->node->name);
    return true;
  }
  r->has_failed = false;
  rsi_cue_def def = {.kind = RSI_CUE_LANGUAGE,
                     .lang = lang,
                     .target = RSI_LANGUAGE(known->role, 0, 0),
                     .where = r->node->text_where};
  check_attributes(r, known->attributes);
  if (known->attributes & HAS_STANDS)
    read_trigger(r, &def);
  if (known->attributes & HAS_COMPARE)
    def.target = RSI_LANGUAGE(known->role, word_of(r, "is", comparisons, -1), 0);
  const char *name = name_of(r, known->attributes);
  if (known->attributes & HAS_RANGE)
    def.state = pack_range(number_of(r, "low", 0), number_of(r, "high", INFINITY));
  rsi_buf words;
  rsi_buf_init(&words, a);
  if (name && !r->has_failed)
    rsi_buf_printf(&words, "{%s|", name);
  rsi_buf_puts(&words, r->node->text + strspn(r->node->text, " \t\r\n"));
  bool has_room = !words.has_failed;
  if (has_room && !r->has_failed && rsi_cue_check(a, &def, words.data, r->path, r->err))
    has_room = push(context, &def, words.data);
  rsi_buf_free(&words);
  return has_room;
}

bool rsi_language_read(const rscan_allocator *a, const rsi_xml_node *root, rscan_error *err, const char *path,
                       bool (*push)(void *context, const rsi_cue_def *def, const char *text), void *context) {
  const char *lang = rsi_xml_attribute(root, "lang");
  reading r = {.err = err, .path = path};
  for (const rsi_xml_node *node = root->first; node; node = node->next) {
    r.node = node;
    if (!read_element(&r, lang && !strcmp(lang, "fr") ? RSI_FR : RSI_EN, a, push, context))
      return false;
  }
  return true;
}
