/* A request in JSON → a referral: one table of members, each read by the setter that the C API has for it.
 *
 * Jansson reads the JSON (doc/request.md says why it and not another). It is strict about the grammar, UTF-8, lone surrogates,
 * NUL and repeated members; what it does not bound, the nesting, is checked beforehand in one pass over the bytes. Where Jansson
 * knows a byte, a second look at the bytes finds the JSON path that it lies on. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "limits.h"
#include "setter.h"

/* ---- paths ---- */

typedef struct level { bool is_array; uint32_t index; const char *key; size_t key_length; } level;

/* Walks JSON as far as it needs to know where it is: strings, nesting, the key or index at each level. */
typedef struct walk {
  const char *json;
  size_t at, end;
  uint32_t depth;
  level levels[RSI_MAX_JSON_DEPTH];
} walk;

/* Steps over the string that opens at w->at; afterwards at is behind its closing quote, or at the end. */
static size_t skip_string(walk *w) {
  size_t start = ++w->at;
  while (w->at < w->end && w->json[w->at] != '"')
    w->at += w->json[w->at] == '\\' && w->at + 1 < w->end ? 2 : 1;
  size_t length = w->at - start;
  w->at += w->at < w->end;
  return length;
}

/* One byte or one string further. False when the nesting passes the limit. */
static bool step(walk *w) {
  level *top = w->depth ? &w->levels[w->depth - 1] : NULL;
  char c = w->json[w->at];
  if (c == '"') {
    const char *start = w->json + w->at + 1;
    size_t length = skip_string(w);
    bool is_key = top && !top->is_array && !top->key;
    if (is_key)
      top->key = start, top->key_length = length;
    return true;
  }
  w->at++;
  if (c == '{' || c == '[') {
    if (w->depth == RSI_MAX_JSON_DEPTH)
      return false;
    w->levels[w->depth++] = (level){.is_array = c == '['};
  } else if ((c == '}' || c == ']') && top) {
    w->depth--;
  } else if (c == ',' && top) {
    top->index++;
    top->key = NULL;
  }
  return true;
}

typedef struct json_path { char text[256]; } json_path;

static json_path path_of(const walk *w) {
  json_path p = {"$"};
  size_t used = 1;
  for (uint32_t i = 0; i < w->depth && used < sizeof p.text - 80; i++) {
    const level *at = &w->levels[i];
    int key_length = (int)(at->key_length < 64 ? at->key_length : 64);
    if (at->is_array)
      used += (size_t)snprintf(p.text + used, sizeof p.text - used, "[%u]", (unsigned)at->index);
    else if (at->key)
      used += (size_t)snprintf(p.text + used, sizeof p.text - used, ".%.*s", key_length, at->key);
  }
  for (char *c = p.text; *c; c++)
    if ((unsigned char)*c < 0x20 || (unsigned char)*c >= 0x7f)
      *c = '?'; /* a key cut short or not UTF-8 must not spoil the message */
  return p;
}

typedef struct json_place { uint32_t line, column; } json_place;

static json_place place_at(const char *json, size_t offset) {
  json_place p = {1, 1};
  for (size_t i = 0; i < offset; i++) {
    if (json[i] == '\n')
      p = (json_place){p.line + 1, 1};
    else if (((unsigned char)json[i] & 0xc0) != 0x80)
      p.column++;
  }
  return p;
}

/* Reports bad JSON at a byte, with the path, line and column that it has. */
static rscan_status bad_json(const rscan_referral *r, const walk *w, rscan_status status, const char *code, const char *message, rscan_error **err) {
  json_path path = path_of(w);
  json_place at = place_at(w->json, w->at < w->end ? w->at : w->end);
  rscan_error *e = rsi_error_new(&r->rb->allocator, status);
  if (e)
    rsi_error_add(e, RSCAN_ERROR, code, NULL, at.line, at.column, path.text, NULL, "%s (line %u, column %u)", message, (unsigned)at.line,
                  (unsigned)at.column);
  rsi_error_hand(err, e);
  return e ? status : RSCAN_NO_MEMORY;
}

/* ---- the JSON itself ---- */

/* Bytes that may open a level: where they are few, as in every honest request, the walk is not needed. */
static size_t count_openings(const char *json, size_t length) {
  size_t count = 0;
  for (size_t i = 0; i < length; i++)
    count += (size_t)((json[i] | 0x20) == '{'); /* '[' is '{' less that bit */
  return count;
}

static rscan_status check_nesting(const rscan_referral *r, const char *json, size_t length, rscan_error **err) {
  walk w = {.json = json, .end = length};
  char message[64];
  if (count_openings(json, length) <= RSI_MAX_JSON_DEPTH)
    return RSCAN_OK;
  snprintf(message, sizeof message, "expected at most %d levels of nesting", RSI_MAX_JSON_DEPTH);
  while (w.at < w.end)
    if (!step(&w))
      return bad_json(r, &w, RSCAN_LIMIT, "json-too-deep", message, err);
  return RSCAN_OK;
}

static rscan_status report_jansson(const rscan_referral *r, const char *json, size_t length, const json_error_t *e, rscan_error **err) {
  enum json_error_code code = json_error_code(e);
  size_t offset = e->position < 0 ? 0 : (size_t)e->position < length ? (size_t)e->position : length;
  walk w = {.json = json, .end = offset};
  char message[JSON_ERROR_TEXT_LENGTH + 32], shown[RSI_SHOWN];
  while (w.at < w.end && step(&w))
    ;
  switch (code) {
  case json_error_out_of_memory:
    return rsi_fail_no_memory(err);
  case json_error_duplicate_key:
    return bad_json(r, &w, RSCAN_BAD_INPUT, "member-duplicate", "this member is given twice", err);
  case json_error_null_character:
  case json_error_null_byte_in_key:
    return bad_json(r, &w, RSCAN_BAD_INPUT, "json-invalid", "a text holds a NUL character", err);
  case json_error_premature_end_of_input:
    return bad_json(r, &w, RSCAN_BAD_INPUT, "json-invalid", "the request ends before it is complete", err);
  case json_error_end_of_input_expected:
    return bad_json(r, &w, RSCAN_BAD_INPUT, "json-invalid", "expected nothing behind the request's closing brace", err);
  case json_error_numeric_overflow:
    return bad_json(r, &w, RSCAN_BAD_INPUT, "json-invalid", "this number is too large", err);
  case json_error_invalid_utf8:
    return bad_json(r, &w, RSCAN_BAD_INPUT, "not-utf8", "expected text in UTF-8; found other bytes", err);
  default:
    snprintf(message, sizeof message, "not JSON: %s", rsi_shown(shown, e->text));
    return bad_json(r, &w, RSCAN_BAD_INPUT, "json-invalid", message, err);
  }
}

/* ---- types ---- */

/* What was found, for a message. */
typedef struct found { char text[RSI_SHOWN + 16]; } found;

static found found_value(const json_t *value) {
  found f;
  char shown[RSI_SHOWN];
  switch (json_typeof(value)) {
  case JSON_STRING:
    snprintf(f.text, sizeof f.text, "%s", rsi_shown(shown, json_string_value(value)));
    return f;
  case JSON_OBJECT:
    return (found){"an object"};
  case JSON_ARRAY:
    return (found){"an array"};
  case JSON_INTEGER:
  case JSON_REAL:
    return (found){"a number"};
  case JSON_NULL:
    return (found){"null"};
  case JSON_TRUE:
    return (found){"true"};
  default:
    return (found){"false"};
  }
}

static rscan_status wrong_type(const rscan_referral *r, const char *path, const char *expected, const json_t *value, rscan_error **err) {
  found f = found_value(value);
  return rsi_refuse(r, err, "type-wrong", path, NULL, "expected %s; found %s", expected, f.text);
}

/* ---- members of one value ---- */

typedef rscan_status string_setter(rscan_referral *r, const char *text, rscan_error **err);
typedef rscan_status member_reader(rscan_referral *r, const json_t *value, rscan_error **err);
typedef struct member {
  const char *name;
  string_setter *set;  /* a plain string; or */
  member_reader *read; /* anything else */
} member;

static bool is_space(char c) { return c == ' ' || c == '\t'; }

/* "5 months", "18 mois", "10 d", "46": a number, and a unit unless it is years. */
static bool split_age(const char *text, double *value, const char **unit) {
  size_t start = 0, end, length = strlen(text);
  while (is_space(text[start]))
    start++;
  while (length > start && is_space(text[length - 1]))
    length--;
  for (end = start; (text[end] >= '0' && text[end] <= '9') || text[end] == '.'; end++)
    ;
  size_t word = end;
  while (is_space(text[word]))
    word++;
  *unit = word < length ? rsi_time_unit(text + word, length - word) : "a";
  return *unit && rsi_number_read(text + start, end - start, value);
}

static rscan_status read_age(rscan_referral *r, const json_t *value, rscan_error **err) {
  double number = 0;
  const char *unit = "a";
  if (json_is_number(value))
    number = json_number_value(value);
  else if (!json_is_string(value) || !split_age(json_string_value(value), &number, &unit))
    return wrong_type(r, "$.age", "years as a number, or a text such as \"5 months\", \"3 weeks\", \"10 d\"", value, err);
  return rscan_referral_set_age(r, number, unit, err);
}

static rscan_status read_pregnant(rscan_referral *r, const json_t *value, rscan_error **err) {
  if (json_is_boolean(value))
    return rscan_referral_set_pregnant(r, json_is_true(value) ? "yes" : "no", err);
  if (!json_is_string(value))
    return wrong_type(r, "$.pregnant", "true, false, \"yes\", \"no\" or \"unknown\"", value, err);
  return rscan_referral_set_pregnant(r, json_string_value(value), err);
}

static rscan_status read_prior_complete(rscan_referral *r, const json_t *value, rscan_error **err) {
  if (!json_is_boolean(value))
    return wrong_type(r, "$.prior_complete", "true or false", value, err);
  return rscan_referral_set_prior_complete(r, json_is_true(value), err);
}

static rscan_status read_strings(rscan_referral *r, const char *name, string_setter *add, const json_t *value, rscan_error **err) {
  rsi_place p = rsi_place_of(name, NULL);
  if (!json_is_array(value))
    return wrong_type(r, p.path, "an array of texts", value, err);
  for (size_t i = 0; i < json_array_size(value); i++) {
    const json_t *entry = json_array_get(value, i);
    if (!json_is_string(entry)) {
      rsi_place at = rsi_place_in(name, (uint32_t)i, NULL);
      return wrong_type(r, at.path, "a text", entry, err);
    }
    rscan_status status = add(r, json_string_value(entry), err);
    if (status != RSCAN_OK)
      return status;
  }
  return RSCAN_OK;
}

static rscan_status read_codes(rscan_referral *r, const json_t *value, rscan_error **err) {
  return read_strings(r, "codes", rscan_referral_add_code, value, err);
}

static rscan_status read_authorities(rscan_referral *r, const json_t *value, rscan_error **err) {
  return read_strings(r, "authorities", rscan_referral_add_authority, value, err);
}

static rscan_status read_findings(rscan_referral *r, const json_t *value, rscan_error **err) {
  if (!json_is_object(value))
    return wrong_type(r, "$.findings", "an object", value, err);
  for (void *it = json_object_iter((json_t *)value); it; it = json_object_iter_next((json_t *)value, it)) {
    const json_t *state = json_object_iter_value(it);
    if (json_is_null(state))
      continue;
    if (!json_is_string(state)) {
      rsi_place at = rsi_place_of("findings", json_object_iter_key(it));
      return wrong_type(r, at.path, "a text such as \"present\" or \"absent\"", state, err);
    }
    rscan_status status = rscan_referral_add_finding(r, json_object_iter_key(it), json_string_value(state), err);
    if (status != RSCAN_OK)
      return status;
  }
  return RSCAN_OK;
}

/* ---- measures ---- */

typedef struct number_parts { double value, low, high; const char *unit; } number_parts;

static rscan_status read_part(rscan_referral *r, const char *id, const char *name, const json_t *value, number_parts *parts, rscan_error **err) {
  const struct { const char *name; double *field; } numbers[] = {{"value", &parts->value}, {"low", &parts->low}, {"high", &parts->high}};
  rsi_place at = rsi_place_of("measures", id);
  if (strcmp(name, "unit") == 0) {
    if (!json_is_string(value))
      return wrong_type(r, at.path, "its unit as a text", value, err);
    parts->unit = json_string_value(value);
    return RSCAN_OK;
  }
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (strcmp(name, numbers[i].name) == 0) {
      if (!json_is_number(value))
        return wrong_type(r, at.path, "numbers as value, low and high", value, err);
      *numbers[i].field = json_number_value(value);
      return RSCAN_OK;
    }
  char shown[RSI_SHOWN];
  bool is_noted = rsi_referral_warn(r, "member-unknown", at.path + 2, "unknown member %s was ignored", rsi_shown(shown, name));
  return is_noted ? RSCAN_OK : rsi_fail_no_memory(err);
}

static rscan_status read_measure_object(rscan_referral *r, const char *id, const json_t *value, rscan_error **err) {
  number_parts parts = {NAN, NAN, NAN, NULL};
  for (void *it = json_object_iter((json_t *)value); it; it = json_object_iter_next((json_t *)value, it)) {
    if (json_is_null(json_object_iter_value(it)))
      continue;
    rscan_status status = read_part(r, id, json_object_iter_key(it), json_object_iter_value(it), &parts, err);
    if (status != RSCAN_OK)
      return status;
  }
  bool has_value = !isnan(parts.value), has_range = !isnan(parts.low) && !isnan(parts.high);
  rsi_place at = rsi_place_of("measures", id);
  if (has_value == has_range)
    return wrong_type(r, at.path, "either value, or low and high", value, err);
  return has_value ? rsi_referral_add_range(r, id, parts.value, parts.value, parts.unit, err)
                   : rsi_referral_add_range(r, id, parts.low, parts.high, parts.unit, err);
}

static rscan_status read_measures(rscan_referral *r, const json_t *value, rscan_error **err) {
  if (!json_is_object(value))
    return wrong_type(r, "$.measures", "an object", value, err);
  for (void *it = json_object_iter((json_t *)value); it; it = json_object_iter_next((json_t *)value, it)) {
    const char *id = json_object_iter_key(it);
    const json_t *number = json_object_iter_value(it);
    rscan_status status = RSCAN_OK;
    if (json_is_number(number))
      status = rscan_referral_add_measure(r, id, json_number_value(number), NULL, err);
    else if (json_is_object(number))
      status = read_measure_object(r, id, number, err);
    else if (json_is_string(number) && strcmp(json_string_value(number), "unknown") == 0)
      status = rscan_referral_add_finding(r, id, "unknown", err);
    else if (!json_is_null(number)) {
      rsi_place at = rsi_place_of("measures", id);
      status = wrong_type(r, at.path, "a number, an object with value or low and high, or \"unknown\"", number, err);
    }
    if (status != RSCAN_OK)
      return status;
  }
  return RSCAN_OK;
}

/* ---- prior exams ---- */

static rscan_status read_prior(rscan_referral *r, uint32_t index, const json_t *value, rscan_error **err) {
  static const char *const names[] = {"exam", "date", "result"};
  const char *texts[3] = {NULL, NULL, NULL};
  char shown[RSI_SHOWN];
  for (void *it = json_object_iter((json_t *)value); it; it = json_object_iter_next((json_t *)value, it)) {
    const char *name = json_object_iter_key(it);
    const json_t *text = json_object_iter_value(it);
    rsi_place at = rsi_place_in("prior", index, name);
    size_t i = 0;
    while (i < 3 && strcmp(names[i], name) != 0)
      i++;
    if (i == 3 && !rsi_referral_warn(r, "member-unknown", at.path + 2, "unknown member %s was ignored", rsi_shown(shown, name)))
      return rsi_fail_no_memory(err);
    if (i == 3 || json_is_null(text))
      continue;
    if (!json_is_string(text))
      return wrong_type(r, at.path, "a text", text, err);
    texts[i] = json_string_value(text);
  }
  return rscan_referral_add_prior(r, texts[0] ? texts[0] : "", texts[1], texts[2], err);
}

static rscan_status read_priors(rscan_referral *r, const json_t *value, rscan_error **err) {
  if (!json_is_array(value))
    return wrong_type(r, "$.prior", "an array of objects with exam, date and result", value, err);
  for (size_t i = 0; i < json_array_size(value); i++) {
    const json_t *entry = json_array_get(value, i);
    rsi_place at = rsi_place_in("prior", (uint32_t)i, NULL);
    rscan_status status = json_is_object(entry) ? read_prior(r, (uint32_t)i, entry, err)
                                                : wrong_type(r, at.path, "an object with exam, date and result", entry, err);
    if (status != RSCAN_OK)
      return status;
  }
  return RSCAN_OK;
}

/* ---- the request ---- */

/* Every member of the contract (doc/contract/request.schema.json). */
static const member members[] = {
    {"id", rscan_referral_set_id, NULL},
    {"age", NULL, read_age},
    {"birth_date", rscan_referral_set_birth_date, NULL},
    {"today", rscan_referral_set_today, NULL},
    {"sex", rscan_referral_set_sex, NULL},
    {"pregnant", NULL, read_pregnant},
    {"exam", rscan_referral_set_exam, NULL},
    {"reason", rscan_referral_set_reason, NULL},
    {"codes", NULL, read_codes},
    {"findings", NULL, read_findings},
    {"measures", NULL, read_measures},
    {"prior", NULL, read_priors},
    {"prior_complete", NULL, read_prior_complete},
    {"setting", rscan_referral_set_setting, NULL},
    {"language", rscan_referral_set_language, NULL},
    {"policy", rscan_referral_set_policy, NULL},
    {"authorities", NULL, read_authorities},
    {"consultation", rscan_referral_set_consultation, NULL},
};
#define N_MEMBERS (sizeof members / sizeof *members)

static const char *member_name(const void *context, size_t index) {
  (void)context;
  return members[index].name;
}

static rscan_status note_unknown(rscan_referral *r, const char *name, rscan_error **err) {
  char shown[RSI_SHOWN], hint[RSI_HINT];
  const char *near = rsi_hint(hint, rsi_nearest(name, member_name, NULL, N_MEMBERS));
  rsi_place at = rsi_place_of(name, NULL);
  bool is_noted = rsi_referral_warn(r, "member-unknown", at.path + 2, "unknown member %s was ignored%s%s", rsi_shown(shown, name),
                                    near ? "; " : "", near ? near : "");
  return is_noted ? RSCAN_OK : rsi_fail_no_memory(err);
}

static rscan_status read_member(rscan_referral *r, const char *name, const json_t *value, rscan_error **err) {
  size_t i = 0;
  while (i < N_MEMBERS && strcmp(members[i].name, name) != 0)
    i++;
  if (i == N_MEMBERS)
    return note_unknown(r, name, err);
  if (json_is_null(value)) /* null is "not given" */
    return RSCAN_OK;
  if (members[i].read)
    return members[i].read(r, value, err);
  if (json_is_string(value))
    return members[i].set(r, json_string_value(value), err);
  rsi_place at = rsi_place_of(name, NULL);
  return wrong_type(r, at.path, "a text", value, err);
}

/* What the fields say of age together, once all are read. */
static rscan_status check_age(rscan_referral *r, rscan_error **err) {
  bool is_noted = true;
  if (r->birth_date != RSI_NO_DATE && r->today == RSI_NO_DATE && !r->age_is_told)
    is_noted = rsi_referral_warn(r, "age-unknown", "birth_date", "the age is not known: birth_date needs today beside it");
  else if (r->birth_date != RSI_NO_DATE && r->today != RSI_NO_DATE && r->age_is_told) {
    double low = r->age_low, high = r->age_high;
    r->age_is_told = false;
    rsi_work_out_age(r);
    if (r->age_low >= high + 1 || r->age_low <= low - 1)
      is_noted = rsi_referral_warn(r, "conflict", "age", "age and birth_date do not agree; age stands");
    r->age_is_told = true;
    r->age_low = low;
    r->age_high = high;
  }
  return is_noted ? RSCAN_OK : rsi_fail_no_memory(err);
}

static rscan_status read_request(rscan_referral *r, const json_t *root, rscan_error **err) {
  if (!json_is_object(root))
    return wrong_type(r, "$", "an object", root, err);
  for (void *it = json_object_iter((json_t *)root); it; it = json_object_iter_next((json_t *)root, it)) {
    rscan_status status = read_member(r, json_object_iter_key(it), json_object_iter_value(it), err);
    if (status != RSCAN_OK)
      return status;
  }
  return check_age(r, err);
}

static rscan_status read_json(rscan_referral *r, const char *json, size_t length, rscan_error **err) {
  json_error_t failure;
  rscan_status status = check_nesting(r, json, length, err);
  if (status != RSCAN_OK)
    return status;
  json_t *root = json_loadb(json, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &failure);
  if (!root)
    return report_jansson(r, json, length, &failure, err);
  status = read_request(r, root, err);
  json_decref(root);
  return status;
}

rscan_status rscan_referral_parse(rscan_referral *referral, const char *json, size_t length, rscan_error **err) {
  rscan_referral_clear(referral);
  if (length > RSI_MAX_REQUEST)
    return rsi_fail(err, &referral->rb->allocator, RSCAN_LIMIT, "request-too-large", "$", NULL, "expected at most %u bytes; found %zu",
                    RSI_MAX_REQUEST, length);
  if (length >= 3 && memcmp(json, "\xef\xbb\xbf", 3) == 0) /* a byte order mark says nothing */
    json += 3, length -= 3;
  referral->refuses_repeats = true;
  rscan_status status = read_json(referral, json, length, err);
  referral->refuses_repeats = false;
  if (status != RSCAN_OK)
    rscan_referral_clear(referral);
  return status;
}
