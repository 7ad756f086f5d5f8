/* Facts told by id: states of findings, choices, groups, bands and results, and numbers with their units. */
#include "setter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "limits.h"

/* ---- units ---- */

const char *rsi_time_unit(const char *word, size_t length) {
  static const struct {
    const char *word, *unit;
  } words[] = {{"a", "a"},     {"y", "a"},        {"yr", "a"},        {"yrs", "a"},   {"year", "a"},   {"years", "a"},
               {"an", "a"},    {"ans", "a"},      {"mo", "mo"},       {"mos", "mo"},  {"month", "mo"}, {"months", "mo"},
               {"mois", "mo"}, {"w", "wk"},       {"wk", "wk"},       {"wks", "wk"},  {"week", "wk"},  {"weeks", "wk"},
               {"sem", "wk"},  {"semaine", "wk"}, {"semaines", "wk"}, {"d", "d"},     {"day", "d"},    {"days", "d"},
               {"j", "d"},     {"jour", "d"},     {"jours", "d"},     {"h", "h"},     {"hr", "h"},     {"hrs", "h"},
               {"hour", "h"},  {"hours", "h"},    {"heure", "h"},     {"heures", "h"}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strlen(words[i].word) == length) {
      size_t k = 0;
      while (k < length && rsi_lower(word[k]) == words[i].word[k])
        k++;
      if (k == length)
        return words[i].unit;
    }
  return NULL;
}

/* A unit bare of what people write differently: letters in lower case and digits only, micro as u ("µmol/L", "umol_l"). */
static bool bare_unit(char out[RSI_MAX_ID], const char *text, size_t length) {
  size_t used = 0;
  if (length >= RSI_MAX_ID)
    return false;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)rsi_lower(text[i]);
    bool is_micro = i + 1 < length
                    && ((c == 0xc2 && (unsigned char)text[i + 1] == 0xb5) || (c == 0xce && (unsigned char)text[i + 1] == 0xbc));
    if (is_micro)
      out[used++] = 'u', i++;
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '%')
      out[used++] = (char)c;
  }
  out[used] = '\0';
  return used > 0;
}

const rsi_unit *rsi_find_unit(const rscan_rulebase *rb, const rsi_measure *measure, const char *text, size_t length) {
  const rsi_unit *units = rb->units + measure->units.first;
  const char *time = rsi_time_unit(text, length);
  char given[RSI_MAX_ID], own[RSI_MAX_ID];
  for (uint32_t i = 0; i < measure->units.count; i++) {
    const char *id = rsi_string(rb, units[i].id);
    if ((strlen(id) == length && memcmp(id, text, length) == 0) || (time && strcmp(id, time) == 0))
      return &units[i];
  }
  for (uint32_t i = 0; i < measure->units.count; i++) {
    const char *id = rsi_string(rb, units[i].id);
    if (bare_unit(given, text, length) && bare_unit(own, id, strlen(id)) && strcmp(given, own) == 0)
      return &units[i];
  }
  return NULL;
}

static rscan_status unknown_unit(rscan_referral *r, uint32_t fact, const char *unit, const char *path, rscan_error **err) {
  const rsi_measure *measure = &r->rb->measures[r->rb->facts[fact].detail];
  char shown[RSI_SHOWN];
  rsi_buf known;
  rsi_buf_init(&known, &r->rb->allocator);
  for (uint32_t i = 0; i < measure->units.count; i++)
    rsi_buf_printf(&known, "%s%s", i ? ", " : "", rsi_string(r->rb, r->rb->units[measure->units.first + i].id));
  rscan_status status = rsi_refuse(r, err, "unit-unknown", path, NULL, "%s is not a unit of \"%s\"; expected one of %s",
                                   rsi_shown(shown, unit), rsi_string(r->rb, r->rb->facts[fact].id), known.data);
  rsi_buf_free(&known);
  return status;
}

/* A measure's key: its id, perhaps with a unit behind it ("duration_days"). */
typedef struct measure_key {
  uint32_t fact;        /* RSI_NONE: no such measure */
  const rsi_unit *unit; /* named by the key; NULL */
  const char *bad_unit; /* the rest of the key, when that is no unit of the measure before it */
} measure_key;

static bool takes_numbers(const rscan_rulebase *rb, uint32_t fact) {
  return fact < rb->n_facts && rsi_kind_has_cells(rb->facts[fact].kind);
}

static measure_key read_measure_key(const rscan_rulebase *rb, const char *key) {
  size_t length = strlen(key);
  measure_key k = {rsi_find_told(rb, key, length), NULL, NULL};
  if (k.fact != RSI_NONE || length >= RSI_MAX_ID)
    return k;
  for (size_t i = length; i-- > 1;) {
    uint32_t fact = key[i] == '-' || key[i] == '_' ? rsi_find_told(rb, key, i) : RSI_NONE;
    if (fact >= rb->n_facts || rb->facts[fact].kind != RSI_MEASURE)
      continue;
    k = (measure_key){fact, rsi_find_unit(rb, &rb->measures[rb->facts[fact].detail], key + i + 1, length - i - 1), NULL};
    if (!k.unit)
      k.bad_unit = key + i + 1;
    return k;
  }
  return k;
}

/* ---- states ---- */

static const struct {
  const char *word;
  rsi_state state;
} finding_states[] = {
    {"present", RSI_PRESENT}, {"suspected", RSI_SUSPECTED | RSI_PRESENT}, {"absent", RSI_ABSENT}, {"unknown", RSI_FINDING_FULL}};
#define N_FINDING_STATES (sizeof finding_states / sizeof *finding_states)

/* Words that each kind takes besides the values of the rule base. */
static size_t own_words(uint8_t kind, const char *words[4]) {
  size_t count = 0;
  if (kind == RSI_FINDING)
    for (size_t i = 0; i + 1 < N_FINDING_STATES; i++)
      words[count++] = finding_states[i].word;
  if (kind == RSI_PRIOR)
    words[count++] = "not-done", words[count++] = "done", words[count++] = "other";
  words[count++] = "unknown";
  return count;
}

static bool own_state(const rsi_fact *fact, const char *word, rsi_state *state) {
  const struct {
    const char *word;
    rsi_state state;
  } of_prior[] = {{"not-done", 1}, {"done", fact->full & ~(rsi_state)1}, {"other", (rsi_state)1 << (fact->values.count + 1)}};
  if (strcmp(word, "unknown") == 0) {
    *state = fact->full;
    return true;
  }
  for (size_t i = 0; fact->kind == RSI_FINDING && i < N_FINDING_STATES; i++)
    if (strcmp(word, finding_states[i].word) == 0) {
      *state = finding_states[i].state;
      return true;
    }
  for (size_t i = 0; fact->kind == RSI_PRIOR && i < sizeof of_prior / sizeof *of_prior; i++)
    if (strcmp(word, of_prior[i].word) == 0) {
      *state = of_prior[i].state;
      return true;
    }
  return false;
}

/* The state that a word tells of a fact; false when it tells none. */
static bool read_state(const rscan_rulebase *rb, const rsi_fact *fact, const char *text, rsi_state *state) {
  char word[RSI_MAX_ID];
  if (!rsi_plain_id(word, text, strlen(text)))
    return false;
  for (uint32_t i = 0; i < fact->values.count; i++) {
    const rsi_value *value = &rb->values[fact->values.first + i];
    if (value->id && strcmp(rsi_string(rb, value->id), word) == 0) {
      *state = value->state;
      return true;
    }
  }
  return own_state(fact, word, state);
}

typedef struct word_list {
  const rscan_rulebase *rb;
  const rsi_fact *fact;
  const char *own[4];
  size_t n_own;
} word_list;

static const char *word_at(const void *context, size_t index) {
  const word_list *list = context;
  return index < list->n_own ? list->own[index]
                             : rsi_string(list->rb, list->rb->values[list->fact->values.first + index - list->n_own].id);
}

static rscan_status unknown_state(rscan_referral *r, const rsi_fact *fact, const char *text, const char *path,
                                  rscan_error **err) {
  word_list list = {.rb = r->rb, .fact = fact};
  list.n_own = own_words(fact->kind, list.own);
  char shown[RSI_SHOWN], hint[RSI_HINT];
  rsi_buf known;
  rsi_buf_init(&known, &r->rb->allocator);
  for (size_t pass = 0, written = 0; pass < 2; pass++) /* the rule base's values first, then the words that always do */
    for (size_t i = pass ? 0 : list.n_own; i < (pass ? list.n_own : list.n_own + fact->values.count); i++)
      if (*word_at(&list, i))
        rsi_buf_printf(&known, "%s%s", written++ ? ", " : "", word_at(&list, i));
  const char *nearest = rsi_nearest(text, word_at, &list, list.n_own + fact->values.count);
  rscan_status status = rsi_refuse(r, err, "state-unknown", path, rsi_hint(hint, nearest), "expected one of %s; found %s",
                                   known.data, rsi_shown(shown, text));
  rsi_buf_free(&known);
  return status;
}

/* ---- choices with a field of their own ---- */

/* A value by id in any case, or by its first letter alone where only one value has it. -1: none. */
static int find_value(const rscan_rulebase *rb, const rsi_fact *fact, const char *text) {
  int found = -1;
  for (uint32_t i = 0; i < fact->values.count; i++) {
    const char *id = rsi_string(rb, rb->values[fact->values.first + i].id);
    if (rsi_same_caseless(id, text))
      return (int)i;
    if (text[0] && !text[1] && rsi_lower(text[0]) == id[0]) {
      if (found >= 0)
        return -1;
      found = (int)i;
    }
  }
  return found;
}

static rscan_status set_choice(rscan_referral *r, uint32_t fact, const char *text, int *field, const char *path,
                               rscan_error **err) {
  if (!text) {
    *field = -1;
    return RSCAN_OK;
  }
  if (fact == RSI_NONE)
    return rsi_referral_warn(r, "fact-unknown", path + 2, "the rule base knows no \"%s\"; ignored", path + 2)
               ? RSCAN_OK
               : rsi_fail_no_memory(err);
  rscan_status status = rsi_check_repeat(r, fact, path, err);
  if (status != RSCAN_OK)
    return status;
  int value = rsi_same_caseless(text, "unknown") ? -2 : find_value(r->rb, &r->rb->facts[fact], text);
  if (value == -1)
    return unknown_state(r, &r->rb->facts[fact], text, path, err);
  *field = value;
  return RSCAN_OK;
}

rscan_status rscan_referral_set_sex(rscan_referral *r, const char *sex, rscan_error **err) {
  return set_choice(r, r->rb->sex, sex, &r->sex, "$.sex", err);
}

rscan_status rscan_referral_set_setting(rscan_referral *r, const char *setting, rscan_error **err) {
  return set_choice(r, r->rb->setting, setting, &r->setting, "$.setting", err);
}

static rscan_status set_pregnant(rscan_referral *r, rsi_state state, const char *path, rscan_error **err) {
  rscan_status status = rsi_check_repeat(r, r->rb->pregnancy, path, err);
  if (status == RSCAN_OK)
    r->pregnant = state;
  return status;
}

rscan_status rscan_referral_set_pregnant(rscan_referral *r, const char *state, rscan_error **err) {
  static const struct {
    const char *word;
    rsi_state state;
  } words[] = {{"yes", RSI_PRESENT}, {"no", RSI_ABSENT}, {"unknown", RSI_FINDING_FULL}};
  char shown[RSI_SHOWN];
  if (!state) {
    r->pregnant = 0;
    return RSCAN_OK;
  }
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (rsi_same_caseless(state, words[i].word))
      return set_pregnant(r, words[i].state, "$.pregnant", err);
  return rsi_refuse(r, err, "state-unknown", "$.pregnant", NULL, "expected one of yes, no, unknown; found %s",
                    rsi_shown(shown, state));
}

/* ---- findings, choices, groups, bands, results ---- */

static void forget(rsi_vec *vec, void *item, size_t size) {
  size_t index = (size_t)((char *)item - (char *)vec->items) / size;
  memmove(item, (char *)item + size, (vec->count - index - 1) * size);
  vec->count--;
}

static rscan_status tell_state(rscan_referral *r, uint32_t fact, rsi_state state, const rsi_place *p, rscan_error **err) {
  rsi_told_finding *told = rsi_finding_of(r, fact);
  rsi_told_measure *number = rsi_measure_of(r, fact);
  const char *path = rsi_keep_path(r, p);
  if (!told && path)
    told = RSI_PUSH(&r->rb->allocator, &r->findings, rsi_told_finding);
  if (!told || !path)
    return rsi_fail_no_memory(err);
  if (number)
    forget(&r->measures, number, sizeof *number);
  *told = (rsi_told_finding){fact, state, path};
  return RSCAN_OK;
}

/* Facts that have a field are told there. */
static rscan_status tell_field(rscan_referral *r, uint32_t fact, rsi_state state, const char *path, rscan_error **err) {
  if (fact == r->rb->pregnancy)
    return set_pregnant(r, state, path, err);
  int value = -2;
  for (int i = 0; i < RSI_MAX_VALUES; i++)
    if (state == (rsi_state)1 << i)
      value = i;
  *(fact == r->rb->sex ? &r->sex : &r->setting) = value;
  return RSCAN_OK;
}

static void untell(rscan_referral *r, uint32_t fact) {
  rsi_told_finding *finding = rsi_finding_of(r, fact);
  rsi_told_measure *measure = rsi_measure_of(r, fact);
  if (finding)
    forget(&r->findings, finding, sizeof *finding);
  if (measure)
    forget(&r->measures, measure, sizeof *measure);
  if (fact == r->rb->pregnancy)
    r->pregnant = 0;
  else if (fact == r->rb->sex || fact == r->rb->setting)
    *(fact == r->rb->sex ? &r->sex : &r->setting) = -1;
  else if (fact == r->rb->age) {
    r->age_is_told = false;
    rsi_work_out_age(r);
  }
}

/* What a group's word is checked against: it takes the words of a finding. */
static const rsi_fact group_like = {.kind = RSI_FINDING, .full = RSI_FINDING_FULL};

rscan_status rscan_referral_add_finding(rscan_referral *r, const char *id, const char *text, rscan_error **err) {
  const rscan_rulebase *rb = r->rb;
  if (!id)
    return rsi_fail(err, &rb->allocator, RSCAN_BAD_ARGUMENT, "argument-missing", NULL, NULL, "a finding needs an id");
  rsi_place p = rsi_place_of("findings", id);
  uint32_t fact = rsi_find_told(rb, id, strlen(id));
  if (fact == RSI_NONE)
    return rsi_unknown_fact(r, id, p.path, err);
  if (!text) {
    untell(r, fact);
    return RSCAN_OK;
  }
  const rsi_fact *f = fact < rb->n_facts ? &rb->facts[fact] : &group_like;
  rsi_state state = 0;
  rscan_status status = rsi_check_room(r, &r->findings, "findings", err);
  if (status == RSCAN_OK)
    status = rsi_check_repeat(r, fact, p.path, err);
  if (status == RSCAN_OK && !read_state(rb, f, text, &state))
    status = unknown_state(r, f, text, p.path, err);
  if (status != RSCAN_OK)
    return status;
  if (fact == rb->age && state == f->full) { /* nothing is told, and nothing is worked out from dates */
    r->age_is_told = true;
    r->age_low = r->age_high = NAN;
    return RSCAN_OK;
  }
  bool has_field = fact == rb->sex || fact == rb->setting || fact == rb->pregnancy;
  return has_field ? tell_field(r, fact, state, p.path, err) : tell_state(r, fact, state, &p, err);
}

/* ---- measures ---- */

static rscan_status check_measure(rscan_referral *r, const measure_key *key, const char *id, const char *path,
                                  rscan_error **err) {
  const rscan_rulebase *rb = r->rb;
  if (key->fact == RSI_NONE)
    return rsi_unknown_fact(r, id, path, err);
  if (key->bad_unit)
    return unknown_unit(r, key->fact, key->bad_unit, path, err);
  if (!takes_numbers(rb, key->fact))
    return rsi_refuse(r, err, "measure-unknown", path, "tell it in findings", "\"%s\" is not a number",
                      rsi_fact_name(rb, key->fact));
  const rsi_fact *f = &rb->facts[key->fact];
  if (f->kind != RSI_MEASURE || rb->measures[f->detail].derive == RSI_NONE)
    return RSCAN_OK;
  rsi_buf inputs;
  rsi_buf_init(&inputs, &rb->allocator);
  for (uint32_t i = 0; i < rb->measures[f->detail].inputs.count; i++)
    rsi_buf_printf(&inputs, "%s\"%s\"", i ? ", " : "tell ",
                   rsi_fact_name(rb, rb->indices[rb->measures[f->detail].inputs.first + i]));
  rscan_status status = rsi_refuse(r, err, "measure-derived", path, inputs.length ? inputs.data : NULL,
                                   "\"%s\" is worked out, never told", rsi_fact_name(rb, key->fact));
  rsi_buf_free(&inputs);
  return status;
}

static rscan_status tell_range(rscan_referral *r, uint32_t fact, double low, double high, const rsi_place *p, rscan_error **err) {
  rsi_told_measure *told = rsi_measure_of(r, fact);
  rsi_told_finding *state = rsi_finding_of(r, fact);
  const char *path = rsi_keep_path(r, p);
  if (!told && path)
    told = RSI_PUSH(&r->rb->allocator, &r->measures, rsi_told_measure);
  if (!told || !path)
    return rsi_fail_no_memory(err);
  if (state)
    forget(&r->findings, state, sizeof *state);
  *told = (rsi_told_measure){fact, low, high, path};
  return RSCAN_OK;
}

rscan_status rsi_referral_add_range(rscan_referral *r, const char *id, double low, double high, const char *unit,
                                    rscan_error **err) {
  const rscan_rulebase *rb = r->rb;
  if (!id)
    return rsi_fail(err, &rb->allocator, RSCAN_BAD_ARGUMENT, "argument-missing", NULL, NULL, "a measure needs an id");
  rsi_place p = rsi_place_of("measures", id);
  measure_key key = read_measure_key(rb, id);
  rscan_status status = rsi_check_room(r, &r->measures, "measures", err);
  if (status == RSCAN_OK)
    status = check_measure(r, &key, id, p.path, err);
  if (status != RSCAN_OK)
    return status;
  if (unit) {
    bool has_units = rb->facts[key.fact].kind == RSI_MEASURE;
    key.unit = has_units ? rsi_find_unit(rb, &rb->measures[rb->facts[key.fact].detail], unit, strlen(unit)) : NULL;
    if (has_units && !key.unit)
      return unknown_unit(r, key.fact, unit, p.path, err);
  }
  if (key.unit) {
    low = rsi_own_unit(low, key.unit->factor, key.unit->offset);
    high = rsi_own_unit(high, key.unit->factor, key.unit->offset);
  }
  if (key.fact == rb->age)
    return rsi_set_age_range(r, low, high, p.path, err);
  status = rsi_check_repeat(r, key.fact, p.path, err);
  if (status == RSCAN_OK)
    status = rsi_check_range(r, key.fact, low, high, p.path, err);
  return status == RSCAN_OK ? tell_range(r, key.fact, low, high, &p, err) : status;
}

rscan_status rscan_referral_add_measure(rscan_referral *r, const char *id, double value, const char *unit, rscan_error **err) {
  return rsi_referral_add_range(r, id, value, value, unit, err);
}
