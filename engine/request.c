/* A request in JSON → a referral: one table of members, each read by the setter that the C API has for it.
 *
 * Jansson has read all of it when the first member is looked at; members are taken in the order in which they were written. The
 * first mistake ends it and leaves the referral empty. */
#include <math.h>
#include <string.h>

#include "json_shape.h"
#include "limits.h"
#include "setter.h"

typedef struct request {
  rscan_referral *r;
  rscan_error **err;
} request;

/* ---- failures ---- */

/* value is of another type than expected: says which. */
static rscan_status wrong_type(request *q, const json_t *value, const char *path, const char *expected) {
  static const char *const names[] = {[JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_REAL] = "a number",
                                      [JSON_TRUE] = "true",        [JSON_FALSE] = "false",    [JSON_NULL] = "null"};
  char shown[RSI_SHOWN];
  const char *text = json_string_value(value), *found = text ? rsi_shown(shown, text) : names[json_typeof(value)];
  return rsi_refuse(q->r, q->err, "type-wrong", path, NULL, "expected %s; found %s", expected, found);
}

static rscan_status note_unknown(request *q, const char *path, const char *name, const char *near) {
  char shown[RSI_SHOWN];
  bool is_noted = rsi_referral_warn(q->r, "member-unknown", path, "unknown member %s was ignored%s%s", rsi_shown(shown, name),
                                    near ? "; " : "", near ? near : "");
  return is_noted ? RSCAN_OK : rsi_fail_no_memory(q->err);
}

/* ---- members of one value ---- */

typedef rscan_status string_setter(rscan_referral *r, const char *text, rscan_error **err);
typedef rscan_status member_reader(request *q, json_t *value);
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

static rscan_status read_age(request *q, json_t *value) {
  static const char expected[] = "years as a number, or a text such as \"5 months\", \"3 weeks\", \"10 d\"";
  const char *text = json_string_value(value), *unit = "a";
  double number = json_number_value(value);
  if (json_is_number(value) || (text && split_age(text, &number, &unit)))
    return rscan_referral_set_age(q->r, number, unit, q->err);
  return wrong_type(q, value, "$.age", expected);
}

static rscan_status read_pregnant(request *q, json_t *value) {
  const char *state = json_is_true(value) ? "yes" : json_is_false(value) ? "no" : json_string_value(value);
  if (!state)
    return wrong_type(q, value, "$.pregnant", "true, false, \"yes\", \"no\" or \"unknown\"");
  return rscan_referral_set_pregnant(q->r, state, q->err);
}

static rscan_status read_prior_complete(request *q, json_t *value) {
  if (!json_is_boolean(value))
    return wrong_type(q, value, "$.prior_complete", "true or false");
  return rscan_referral_set_prior_complete(q->r, json_is_true(value), q->err);
}

static rscan_status read_texts(request *q, const json_t *value, const char *name, string_setter *add) {
  rscan_status status = RSCAN_OK;
  if (!json_is_array(value))
    return wrong_type(q, value, rsi_place_of(name, NULL).path, "an array of texts");
  for (uint32_t i = 0; status == RSCAN_OK && i < json_array_size(value); i++) {
    const json_t *entry = json_array_get(value, i);
    status = json_is_string(entry) ? add(q->r, json_string_value(entry), q->err)
                                   : wrong_type(q, entry, rsi_place_in(name, i, NULL).path, "a text");
  }
  return status;
}

static rscan_status read_codes(request *q, json_t *value) { return read_texts(q, value, "codes", rscan_referral_add_code); }
static rscan_status read_authorities(request *q, json_t *value) {
  return read_texts(q, value, "authorities", rscan_referral_add_authority);
}

/* ---- findings and measures ---- */

static rscan_status read_finding(request *q, const char *id, json_t *value) {
  const char *state = json_string_value(value);
  if (!state)
    return wrong_type(q, value, rsi_place_of("findings", id).path, "a text such as \"present\" or \"absent\"");
  return rscan_referral_add_finding(q->r, id, state, q->err);
}

typedef struct number_parts {
  double value, low, high;
  const char *unit;
} number_parts;

static rscan_status read_part(request *q, const char *id, const char *name, const json_t *value, number_parts *parts) {
  const struct {
    const char *name;
    double *field;
  } numbers[] = {{"value", &parts->value}, {"low", &parts->low}, {"high", &parts->high}};
  rsi_place at = rsi_place_of("measures", id);
  if (strcmp(name, "unit") == 0) {
    parts->unit = json_string_value(value);
    return parts->unit ? RSCAN_OK : wrong_type(q, value, at.path, "its unit as a text");
  }
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (strcmp(name, numbers[i].name) == 0) {
      *numbers[i].field = json_number_value(value);
      return json_is_number(value) ? RSCAN_OK : wrong_type(q, value, at.path, "numbers as value, low and high");
    }
  return note_unknown(q, at.path + 2, name, NULL);
}

static rscan_status read_measure_object(request *q, const char *id, json_t *value) {
  number_parts parts = {NAN, NAN, NAN, NULL};
  const char *name;
  json_t *part;
  rscan_status status = RSCAN_OK;
  json_object_foreach(value, name, part) {
    if (!json_is_null(part))
      status = read_part(q, id, name, part, &parts);
    if (status != RSCAN_OK)
      return status;
  }
  bool has_value = !isnan(parts.value), has_range = !isnan(parts.low) && !isnan(parts.high);
  if (has_value == has_range)
    return rsi_refuse(q->r, q->err, "type-wrong", rsi_place_of("measures", id).path, NULL,
                      "expected either value, or low and high");
  return has_value ? rsi_referral_add_range(q->r, id, parts.value, parts.value, parts.unit, q->err)
                   : rsi_referral_add_range(q->r, id, parts.low, parts.high, parts.unit, q->err);
}

static rscan_status read_measure(request *q, const char *id, json_t *value) {
  const char *text = json_string_value(value);
  if (json_is_number(value))
    return rscan_referral_add_measure(q->r, id, json_number_value(value), NULL, q->err);
  if (json_is_object(value))
    return read_measure_object(q, id, value);
  if (text && strcmp(text, "unknown") == 0)
    return rscan_referral_add_finding(q->r, id, text, q->err);
  return wrong_type(q, value, rsi_place_of("measures", id).path, "a number, an object with value or low and high, or \"unknown\"");
}

/* An object whose members are facts by id. null is "not given", here as everywhere. */
static rscan_status read_facts(request *q, json_t *value, const char *path,
                               rscan_status (*read)(request *q, const char *id, json_t *value)) {
  rscan_status status = RSCAN_OK;
  const char *id;
  json_t *fact;
  if (!json_is_object(value))
    return wrong_type(q, value, path, "an object");
  json_object_foreach(value, id, fact) {
    if (!json_is_null(fact))
      status = read(q, id, fact);
    if (status != RSCAN_OK)
      break;
  }
  return status;
}

static rscan_status read_findings(request *q, json_t *value) { return read_facts(q, value, "$.findings", read_finding); }
static rscan_status read_measures(request *q, json_t *value) { return read_facts(q, value, "$.measures", read_measure); }

/* ---- prior exams ---- */

static rscan_status read_prior_member(request *q, uint32_t index, const char *name, const json_t *value, const char *texts[3]) {
  static const char *const names[] = {"exam", "date", "result"};
  rsi_place at = rsi_place_in("prior", index, name);
  for (size_t i = 0; i < 3; i++)
    if (strcmp(names[i], name) == 0) {
      texts[i] = json_string_value(value);
      return texts[i] ? RSCAN_OK : wrong_type(q, value, at.path, "a text");
    }
  return note_unknown(q, at.path + 2, name, NULL);
}

static rscan_status read_prior(request *q, uint32_t index, json_t *value) {
  const char *texts[3] = {NULL, NULL, NULL}, *name;
  json_t *part;
  rscan_status status = RSCAN_OK;
  if (!json_is_object(value))
    return wrong_type(q, value, rsi_place_in("prior", index, NULL).path, "an object with exam, date and result");
  json_object_foreach(value, name, part) {
    if (!json_is_null(part))
      status = read_prior_member(q, index, name, part, texts);
    if (status != RSCAN_OK)
      return status;
  }
  return rscan_referral_add_prior(q->r, texts[0] ? texts[0] : "", texts[1], texts[2], q->err);
}

static rscan_status read_priors(request *q, json_t *value) {
  rscan_status status = RSCAN_OK;
  if (!json_is_array(value))
    return wrong_type(q, value, "$.prior", "an array of objects with exam, date and result");
  for (uint32_t i = 0; status == RSCAN_OK && i < json_array_size(value); i++)
    status = read_prior(q, i, json_array_get(value, i));
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

static rscan_status read_member(request *q, const char *name, json_t *value) {
  char hint[RSI_HINT];
  size_t i = 0;
  while (i < N_MEMBERS && strcmp(members[i].name, name) != 0)
    i++;
  if (i == N_MEMBERS)
    return note_unknown(q, rsi_place_of(name, NULL).path + 2, name,
                        rsi_hint(hint, rsi_nearest(name, member_name, NULL, N_MEMBERS)));
  if (json_is_null(value))
    return RSCAN_OK;
  if (members[i].read)
    return members[i].read(q, value);
  const char *text = json_string_value(value);
  return text ? members[i].set(q->r, text, q->err) : wrong_type(q, value, rsi_place_of(name, NULL).path, "a text");
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

static rscan_status read_request(request *q, json_t *value) {
  rscan_status status = RSCAN_OK;
  const char *name;
  json_t *given;
  if (!json_is_object(value))
    return wrong_type(q, value, "$", "an object");
  json_object_foreach(value, name, given) {
    status = read_member(q, name, given);
    if (status != RSCAN_OK)
      return status;
  }
  return check_age(q);
}

rscan_status rscan_referral_parse(rscan_referral *referral, const char *json, size_t length, rscan_error **err) {
  const rscan_allocator *a = &referral->rb->allocator;
  json_t *value;
  rscan_referral_clear(referral);
  if (!json)
    return rsi_fail(err, a, RSCAN_BAD_ARGUMENT, "argument-missing", NULL, NULL, "rscan_referral_parse needs a request");
  if (length > RSI_MAX_REQUEST)
    return rsi_fail(err, a, RSCAN_LIMIT, "request-too-large", "$", NULL, "expected at most %u bytes; found %zu", RSI_MAX_REQUEST,
                    length);
  if (length >= 3 && memcmp(json, "\xef\xbb\xbf", 3) == 0) /* a byte order mark says nothing */
    json += 3, length -= 3;
  if (!referral->shapes && !(referral->shapes = rsi_json_shapes_new(a)))
    return rsi_fail_no_memory(err);
  rscan_status status = rsi_json_shapes_read(referral->shapes, json, length, &value, err);
  if (status != RSCAN_OK)
    return status;
  referral->refuses_repeats = true;
  status = read_request(&(request){referral, err}, value);
  referral->refuses_repeats = false;
  if (status != RSCAN_OK)
    rscan_referral_clear(referral);
  return status;
}
