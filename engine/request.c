/* A request in JSON → a referral: one table of members, each read by the setter that the C API has for it.
 *
 * Reading and setting go hand in hand, so that a mistake is found at its place. The first one ends it and leaves the referral empty. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "json_read.h"
#include "limits.h"
#include "setter.h"

typedef struct request {
  rscan_referral *r;
  rscan_error **err;
  rsi_json_in in; /* its failure, if any, is reported at the end, whatever the status in between */
} request;

/* ---- failures ---- */

static rscan_status report_failure(request *q) {
  rsi_json_path path = rsi_json_path_of(&q->in);
  rscan_status status = strcmp(q->in.code, "json-too-deep") == 0 ? RSCAN_LIMIT : RSCAN_BAD_INPUT;
  rscan_error *e = rsi_error_new(&q->r->rb->allocator, status);
  uint32_t line, column;
  rsi_json_place(&q->in, &line, &column);
  if (e)
    rsi_error_add(e, RSCAN_ERROR, q->in.code, NULL, line, column, path.text, NULL, "%s (line %u, column %u)", q->in.failure,
                  (unsigned)line, (unsigned)column);
  status = e ? rscan_error_status(e) : RSCAN_NO_MEMORY;
  rsi_error_hand(q->err, e);
  return status;
}

/* The next value is of another type than expected: says which. */
static rscan_status wrong_type(request *q, const char *path, const char *expected) {
  char shown[RSI_SHOWN];
  const char *found = NULL, *text;
  switch (rsi_json_peek(&q->in)) {
  case '{':
    found = "an object";
    break;
  case '[':
    found = "an array";
    break;
  case '0':
    found = "a number";
    break;
  case '"':
    text = rsi_json_text(&q->in);
    found = text ? rsi_shown(shown, text) : NULL;
    break;
  case '\0':
    break;
  default:
    found = *q->in.at == 't' ? "true" : *q->in.at == 'f' ? "false" : "null";
  }
  return found ? rsi_refuse(q->r, q->err, "type-wrong", path, NULL, "expected %s; found %s", expected, found) : RSCAN_BAD_INPUT;
}

static rscan_status note_unknown(request *q, const char *path, const char *name, const char *near) {
  char shown[RSI_SHOWN];
  bool is_noted = rsi_referral_warn(q->r, "member-unknown", path, "unknown member %s was ignored%s%s", rsi_shown(shown, name),
                                    near ? "; " : "", near ? near : "");
  if (!is_noted)
    return rsi_fail_no_memory(q->err);
  return rsi_json_skip(&q->in) ? RSCAN_OK : RSCAN_BAD_INPUT;
}

/* null is "not given". Skips it. */
static bool is_null(request *q) { return rsi_json_peek(&q->in) == 'n' && rsi_json_literal(&q->in); }

/* ---- members of one value ---- */

typedef rscan_status string_setter(rscan_referral *r, const char *text, rscan_error **err);
typedef rscan_status member_reader(request *q);
typedef struct member {
  const char *name;
  string_setter *set;  /* a plain text; or */
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

static rscan_status read_age(request *q) {
  static const char expected[] = "years as a number, or a text such as \"5 months\", \"3 weeks\", \"10 d\"";
  double number = 0;
  const char *unit = "a";
  char c = rsi_json_peek(&q->in), shown[RSI_SHOWN];
  if (c != '0' && c != '"')
    return wrong_type(q, "$.age", expected);
  const char *text = c == '"' ? rsi_json_text(&q->in) : NULL;
  if (c == '"' ? !text : !rsi_json_double(&q->in, &number))
    return RSCAN_BAD_INPUT;
  if (text && !split_age(text, &number, &unit))
    return rsi_refuse(q->r, q->err, "type-wrong", "$.age", NULL, "expected %s; found %s", expected, rsi_shown(shown, text));
  return rscan_referral_set_age(q->r, number, unit, q->err);
}

static rscan_status read_pregnant(request *q) {
  char c = rsi_json_peek(&q->in);
  if (c != 't' && c != 'f' && c != '"')
    return wrong_type(q, "$.pregnant", "true, false, \"yes\", \"no\" or \"unknown\"");
  const char *state = c == '"' ? rsi_json_text(&q->in) : rsi_json_literal(&q->in) ? (c == 't' ? "yes" : "no") : NULL;
  return state ? rscan_referral_set_pregnant(q->r, state, q->err) : RSCAN_BAD_INPUT;
}

static rscan_status read_prior_complete(request *q) {
  char c = rsi_json_peek(&q->in);
  if (c != 't' && c != 'f')
    return wrong_type(q, "$.prior_complete", "true or false");
  return rsi_json_literal(&q->in) ? rscan_referral_set_prior_complete(q->r, c == 't', q->err) : RSCAN_BAD_INPUT;
}

static rscan_status read_text(request *q, string_setter *set, const char *path) {
  if (rsi_json_peek(&q->in) != '"')
    return wrong_type(q, path, "a text");
  const char *text = rsi_json_text(&q->in);
  return text ? set(q->r, text, q->err) : RSCAN_BAD_INPUT;
}

static rscan_status read_texts(request *q, const char *name, string_setter *add) {
  rscan_status status = RSCAN_OK;
  if (rsi_json_peek(&q->in) != '[') {
    rsi_place at = rsi_place_of(name, NULL);
    return wrong_type(q, at.path, "an array of texts");
  }
  if (!rsi_json_enter(&q->in))
    return RSCAN_BAD_INPUT;
  for (uint32_t i = 0; status == RSCAN_OK && rsi_json_element(&q->in); i++) {
    if (rsi_json_peek(&q->in) == '"') {
      status = read_text(q, add, NULL);
    } else {
      rsi_place at = rsi_place_in(name, i, NULL);
      status = wrong_type(q, at.path, "a text");
    }
  }
  return status;
}

static rscan_status read_codes(request *q) { return read_texts(q, "codes", rscan_referral_add_code); }
static rscan_status read_authorities(request *q) { return read_texts(q, "authorities", rscan_referral_add_authority); }

/* ---- findings and measures ---- */

static rscan_status read_finding(request *q, const char *id) {
  if (rsi_json_peek(&q->in) != '"') {
    rsi_place at = rsi_place_of("findings", id);
    return wrong_type(q, at.path, "a text such as \"present\" or \"absent\"");
  }
  const char *state = rsi_json_text(&q->in);
  return state ? rscan_referral_add_finding(q->r, id, state, q->err) : RSCAN_BAD_INPUT;
}

typedef struct number_parts {
  double value, low, high;
  const char *unit;
} number_parts;

static rscan_status read_part(request *q, const char *id, const char *name, number_parts *parts) {
  const struct {
    const char *name;
    double *field;
  } numbers[] = {{"value", &parts->value}, {"low", &parts->low}, {"high", &parts->high}};
  rsi_place at = rsi_place_of("measures", id);
  char c = rsi_json_peek(&q->in);
  if (strcmp(name, "unit") == 0) {
    if (c != '"')
      return wrong_type(q, at.path, "its unit as a text");
    parts->unit = rsi_json_text(&q->in);
    return parts->unit ? RSCAN_OK : RSCAN_BAD_INPUT;
  }
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (strcmp(name, numbers[i].name) == 0) {
      if (c != '0')
        return wrong_type(q, at.path, "numbers as value, low and high");
      return rsi_json_double(&q->in, numbers[i].field) ? RSCAN_OK : RSCAN_BAD_INPUT;
    }
  return note_unknown(q, at.path + 2, name, NULL);
}

static rscan_status read_measure_object(request *q, const char *id) {
  number_parts parts = {NAN, NAN, NAN, NULL};
  const char *name;
  rscan_status status = rsi_json_enter(&q->in) ? RSCAN_OK : RSCAN_BAD_INPUT;
  while (status == RSCAN_OK && (name = rsi_json_key(&q->in)))
    status = is_null(q) ? RSCAN_OK : read_part(q, id, name, &parts);
  if (status != RSCAN_OK || q->in.failure)
    return status;
  bool has_value = !isnan(parts.value), has_range = !isnan(parts.low) && !isnan(parts.high);
  rsi_place at = rsi_place_of("measures", id);
  if (has_value == has_range)
    return rsi_refuse(q->r, q->err, "type-wrong", at.path, NULL, "expected either value, or low and high");
  return has_value ? rsi_referral_add_range(q->r, id, parts.value, parts.value, parts.unit, q->err)
                   : rsi_referral_add_range(q->r, id, parts.low, parts.high, parts.unit, q->err);
}

static rscan_status read_measure(request *q, const char *id) {
  static const char expected[] = "a number, an object with value or low and high, or \"unknown\"";
  char c = rsi_json_peek(&q->in), shown[RSI_SHOWN];
  double number;
  if (c == '0')
    return rsi_json_double(&q->in, &number) ? rscan_referral_add_measure(q->r, id, number, NULL, q->err) : RSCAN_BAD_INPUT;
  if (c == '{')
    return read_measure_object(q, id);
  rsi_place at = rsi_place_of("measures", id);
  if (c != '"')
    return wrong_type(q, at.path, expected);
  const char *text = rsi_json_text(&q->in);
  if (!text)
    return RSCAN_BAD_INPUT;
  if (strcmp(text, "unknown") != 0)
    return rsi_refuse(q->r, q->err, "type-wrong", at.path, NULL, "expected %s; found %s", expected, rsi_shown(shown, text));
  return rscan_referral_add_finding(q->r, id, text, q->err);
}

/* An object whose members are facts by id. */
static rscan_status read_facts(request *q, const char *path, rscan_status (*read)(request *q, const char *id)) {
  rscan_status status = RSCAN_OK;
  const char *id;
  if (rsi_json_peek(&q->in) != '{')
    return wrong_type(q, path, "an object");
  if (!rsi_json_enter(&q->in))
    return RSCAN_BAD_INPUT;
  while (status == RSCAN_OK && (id = rsi_json_key(&q->in)))
    status = is_null(q) ? RSCAN_OK : read(q, id);
  return status;
}

static rscan_status read_findings(request *q) { return read_facts(q, "$.findings", read_finding); }
static rscan_status read_measures(request *q) { return read_facts(q, "$.measures", read_measure); }

/* ---- prior exams ---- */

static rscan_status read_prior_member(request *q, uint32_t index, const char *name, const char *texts[3]) {
  static const char *const names[] = {"exam", "date", "result"};
  rsi_place at = rsi_place_in("prior", index, name);
  for (size_t i = 0; i < 3; i++) {
    if (strcmp(names[i], name) != 0)
      continue;
    if (rsi_json_peek(&q->in) != '"')
      return wrong_type(q, at.path, "a text");
    texts[i] = rsi_json_text(&q->in);
    return texts[i] ? RSCAN_OK : RSCAN_BAD_INPUT;
  }
  return note_unknown(q, at.path + 2, name, NULL);
}

static rscan_status read_prior(request *q, uint32_t index) {
  const char *texts[3] = {NULL, NULL, NULL}, *name;
  rscan_status status = RSCAN_OK;
  if (rsi_json_peek(&q->in) != '{') {
    rsi_place at = rsi_place_in("prior", index, NULL);
    return wrong_type(q, at.path, "an object with exam, date and result");
  }
  if (!rsi_json_enter(&q->in))
    return RSCAN_BAD_INPUT;
  while (status == RSCAN_OK && (name = rsi_json_key(&q->in)))
    status = is_null(q) ? RSCAN_OK : read_prior_member(q, index, name, texts);
  if (status != RSCAN_OK || q->in.failure)
    return status;
  return rscan_referral_add_prior(q->r, texts[0] ? texts[0] : "", texts[1], texts[2], q->err);
}

static rscan_status read_priors(request *q) {
  rscan_status status = RSCAN_OK;
  if (rsi_json_peek(&q->in) != '[')
    return wrong_type(q, "$.prior", "an array of objects with exam, date and result");
  if (!rsi_json_enter(&q->in))
    return RSCAN_BAD_INPUT;
  for (uint32_t i = 0; status == RSCAN_OK && rsi_json_element(&q->in); i++)
    status = read_prior(q, i);
  return status;
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

static rscan_status read_member(request *q, const char *name, uint32_t *seen) {
  char hint[RSI_HINT];
  size_t i = 0;
  while (i < N_MEMBERS && strcmp(members[i].name, name) != 0)
    i++;
  rsi_place at = rsi_place_of(name, NULL);
  if (i == N_MEMBERS)
    return note_unknown(q, at.path + 2, name, rsi_hint(hint, rsi_nearest(name, member_name, NULL, N_MEMBERS)));
  if (*seen >> i & 1)
    return rsi_refuse(q->r, q->err, "member-duplicate", at.path, NULL, "this member is given twice");
  *seen |= (uint32_t)1 << i;
  if (is_null(q))
    return RSCAN_OK;
  return members[i].read ? members[i].read(q) : read_text(q, members[i].set, at.path);
}

/* What the fields say of age together, once all are read. */
static rscan_status check_age(request *q) {
  rscan_referral *r = q->r;
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
  return is_noted ? RSCAN_OK : rsi_fail_no_memory(q->err);
}

static rscan_status read_request(request *q) {
  rscan_status status = RSCAN_OK;
  uint32_t seen = 0;
  const char *name;
  if (rsi_json_peek(&q->in) != '{')
    return wrong_type(q, "$", "an object");
  if (!rsi_json_enter(&q->in))
    return RSCAN_BAD_INPUT;
  while (status == RSCAN_OK && (name = rsi_json_key(&q->in)))
    status = read_member(q, name, &seen);
  if (status == RSCAN_OK && !q->in.failure && rsi_json_finish(&q->in))
    status = check_age(q);
  return status;
}

rscan_status rscan_referral_parse(rscan_referral *referral, const char *json, size_t length, rscan_error **err) {
  request q = {.r = referral, .err = err};
  rscan_referral_clear(referral);
  if (length > RSI_MAX_REQUEST)
    return rsi_fail(err, &referral->rb->allocator, RSCAN_LIMIT, "request-too-large", "$", NULL,
                    "expected at most %u bytes; found %zu", RSI_MAX_REQUEST, length);
  if (length >= 3 && memcmp(json, "\xef\xbb\xbf", 3) == 0) /* a byte order mark says nothing */
    json += 3, length -= 3;
  char *block = rsi_arena_alloc(&referral->arena, length + 1);
  if (!block)
    return rsi_fail_no_memory(err);
  rsi_json_start(&q.in, json, length, block);
  referral->refuses_repeats = true;
  rscan_status status = read_request(&q);
  referral->refuses_repeats = false;
  if (q.in.failure)
    status = report_failure(&q);
  if (status != RSCAN_OK)
    rscan_referral_clear(referral);
  return status;
}
