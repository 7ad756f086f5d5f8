/* One case decided and compared: the referral goes through the same door as any request, and the message says, in clinical words,
 * where what was expected and what was decided first part. */
#include <math.h>
#include <string.h>

#include "cases.h"
#include "json_write.h"
#include "scratch.h"
#include "words.h"

/* ---- the request ---- */

static const char *const sexes[] = {NULL, "female", "male", "other", "unknown"};
static const char *const answers[] = {NULL, "yes", "no", "unknown"};
static const char *const policies[] = {NULL, "documented", "strict"};

/* A member whose name is not known beforehand. */
static void put_name(rsi_json *j, const char *name) {
  rsi_json_string(j, name);
  rsi_json_raw(j, ":", 1);
  j->needs_comma = false;
}

static void put_given(rsi_json *j, const char *name, const char *text) {
  if (!text)
    return;
  put_name(j, name);
  rsi_json_string(j, text);
}

/* An age of digits alone is a number of years; with a unit it is a string. */
static void put_age(rsi_json *j, const char *age) {
  if (!age)
    return;
  RSI_JSON_NAME(j, "age");
  if (age[strspn(age, "0123456789.")])
    rsi_json_string(j, age);
  else
    rsi_json_raw(j, age, strlen(age)), j->needs_comma = true;
}

static void put_names(rsi_json *j, const char *name, const parsed_names *names) {
  if (!names->count)
    return;
  put_name(j, name);
  rsi_json_open(j, '[');
  for (uint32_t i = 0; i < names->count; i++)
    rsi_json_string(j, names->items[i].id);
  rsi_json_close(j, ']');
}

static void put_told(rsi_json *j, const parsed_list *list) {
  const parsed_told *told = list->items;
  for (uint32_t i = 0; i < list->count; i++)
    put_given(j, told[i].of.id, told[i].state.id ? told[i].state.id : "present");
}

static void put_measures(rsi_json *j, const parsed_list *list) {
  const parsed_told_measure *measures = list->items;
  RSI_JSON_OPEN(j, "measures", '{');
  for (uint32_t i = 0; i < list->count; i++) {
    put_name(j, measures[i].of.id);
    rsi_json_open(j, '{');
    RSI_JSON_NUMBER(j, "value", measures[i].value);
    put_given(j, "unit", measures[i].unit.text);
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, '}');
}

static void put_priors(rsi_json *j, const parsed_list *list) {
  const parsed_told_prior *priors = list->items;
  RSI_JSON_OPEN(j, "prior", '[');
  for (uint32_t i = 0; i < list->count; i++) {
    rsi_json_open(j, '{');
    put_given(j, "exam", priors[i].exam.text);
    put_given(j, "date", priors[i].date.text);
    put_given(j, "result", priors[i].result.text);
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
}

static void put_request(rsi_buf *buf, const parsed_referral *r) {
  rsi_json j = {.buf = buf};
  rsi_json_open(&j, '{');
  put_age(&j, r->age.text);
  put_given(&j, "birth_date", r->birth_date.text);
  put_given(&j, "today", r->today.text);
  put_given(&j, "sex", sexes[r->sex]);
  put_given(&j, "pregnant", answers[r->pregnant]);
  put_given(&j, "exam", r->exam.text);
  put_given(&j, "reason", r->reason.text);
  put_given(&j, "setting", r->setting.id);
  put_given(&j, "policy", policies[r->policy]);
  put_given(&j, "language", r->language ? rsi_lang_name(r->language - 1) : NULL);
  put_names(&j, "codes", &r->codes);
  put_names(&j, "authorities", &r->authorities);
  if (r->prior_complete == PARSED_YES)
    RSI_JSON_BOOL(&j, "prior_complete", true);
  RSI_JSON_OPEN(&j, "findings", '{');
  put_told(&j, &r->findings);
  put_told(&j, &r->choices);
  rsi_json_close(&j, '}');
  put_measures(&j, &r->measures);
  put_priors(&j, &r->priors);
  rsi_json_close(&j, '}');
}

/* ---- the comparison: each writes what differs to the scratch's buffer and returns false ---- */

static bool differs(struct rscan_scratch *s, const char *what, const char *expected, const char *found) {
  rsi_buf_printf(&s->buffer, "%s: expected %s, found %s", what, expected, found);
  return false;
}

static bool is_same(struct rscan_scratch *s, const char *what, const char *expected, const char *found) {
  return !expected || (found && strcmp(expected, found) == 0) || differs(s, what, expected, found ? found : "none");
}

typedef const char *id_at(const struct rscan_decision *d, uint32_t i);
static const char *recommended_at(const struct rscan_decision *d, uint32_t i) { return rsi_string(d->rb, d->rb->exams[d->recommended[i].exam].id); }
static const char *alternative_at(const struct rscan_decision *d, uint32_t i) { return rsi_string(d->rb, d->rb->exams[d->alternatives[i].exam].id); }
static const char *caution_at(const struct rscan_decision *d, uint32_t i) { return rsi_string(d->rb, d->rb->rules[d->cautions[i].rule].id); }
static const char *candidate_at(const struct rscan_decision *d, uint32_t i) {
  return d->candidates[i].scenario == RSI_NONE ? rsi_candidate_name(d->candidates[i].kind) : rsi_string(d->rb, d->rb->scenarios[d->candidates[i].scenario].id);
}

static bool holds(const struct rscan_decision *d, id_at *at, uint32_t count, const char *id) {
  for (uint32_t i = 0; i < count; i++)
    if (strcmp(at(d, i), id) == 0)
      return true;
  return false;
}

/* The same ids in any order; is_part: those expected among others. */
static bool are_same(struct rscan_scratch *s, const char *what, const parsed_names *expected, id_at *at, uint32_t count, bool is_part) {
  const struct rscan_decision *d = &s->decision;
  bool is_good = is_part || expected->count == count;
  for (uint32_t i = 0; i < expected->count && is_good; i++)
    is_good = holds(d, at, count, expected->items[i].id);
  if (is_good)
    return true;
  rsi_buf_printf(&s->buffer, "%s: expected", what);
  for (uint32_t i = 0; i < expected->count; i++)
    rsi_buf_printf(&s->buffer, " %s", expected->items[i].id);
  rsi_buf_puts(&s->buffer, expected->count ? ", found" : " none, found");
  for (uint32_t i = 0; i < count; i++)
    rsi_buf_printf(&s->buffer, " %s", at(d, i));
  if (!count)
    rsi_buf_puts(&s->buffer, " none");
  return false;
}

static void put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }

/* A fact must be known as expected: the same single value, or a suspected finding. */
static bool is_known_as(struct rscan_scratch *s, const parsed_told *expected) {
  const rscan_rulebase *rb = s->rb;
  uint32_t fact = rsi_find_fact(rb, expected->of.id);
  const char *names[RSI_MAX_NAMES];
  if (fact == RSI_NONE || fact >= rb->n_facts)
    return differs(s, expected->of.id, "a fact", "none of that id");
  rsi_state state = s->world.states[fact];
  size_t n = state & RSI_UNTOLD ? 0 : rsi_state_names(rb, fact, state, names);
  const char *wanted = expected->state.id ? expected->state.id : "present";
  if (n == 1 && strcmp(names[0], wanted) == 0)
    return true;
  if (n == 0 && strcmp(wanted, "unknown") == 0 && (state & RSI_UNTOLD))
    return true;
  rsi_sink sink = {put_to_buffer, &s->buffer};
  rsi_buf_printf(&s->buffer, "%s: expected %s, found ", expected->of.id, wanted);
  if (state & RSI_UNTOLD)
    rsi_put(&sink, "nothing said");
  else
    rsi_put_state(&sink, rb, RSI_EN, fact, state, NAN, NAN);
  return false;
}

static bool is_as_expected(struct rscan_scratch *s, const parsed_expect *e) {
  const struct rscan_decision *d = &s->decision;
  const parsed_told *facts = e->facts.items;
  for (uint32_t i = 0; i < e->facts.count; i++)
    if (!is_known_as(s, &facts[i]))
      return false;
  return is_same(s, "exam", e->exam.id, rscan_decision_exam(d))
         && is_same(s, "verdict", e->verdict ? rscan_category_name((rscan_category)e->verdict) : NULL, rscan_category_name((rscan_category)d->verdict))
         && is_same(s, "why no criteria", rsi_case_reason(e->reason), d->no_criteria_reason)
         && is_same(s, "guideline", e->guideline.id, rscan_decision_guideline(d)) && is_same(s, "scenario", e->scenario.id, rscan_decision_scenario(d))
         && (!e->has_candidates || are_same(s, "candidates", &e->candidates, candidate_at, d->n_candidates, false))
         && is_same(s, "first question", e->question.id, rscan_decision_question(d, 0))
         && (!e->has_recommended || are_same(s, "recommended", &e->recommended, recommended_at, d->n_recommended, false))
         && (!e->has_alternatives || are_same(s, "alternatives", &e->alternatives, alternative_at, d->n_alternatives, true))
         && (!e->has_caution || are_same(s, "cautions", &e->caution, caution_at, d->n_cautions, true))
         && is_same(s, "safety", e->safety ? rscan_safety_name((rscan_safety)(e->safety - 1)) : NULL, rscan_safety_name((rscan_safety)d->safety))
         && is_same(s, "urgency", e->urgency ? rscan_urgency_name((rscan_urgency)(e->urgency - 1)) : NULL, rscan_urgency_name((rscan_urgency)d->urgency));
}

/* ---- the door ---- */

static bool decide(struct rscan_scratch *s, const parsed_case *c, rscan_referral *referral, rscan_error **err) {
  rsi_buf request;
  rsi_buf_init(&request, &s->rb->allocator);
  put_request(&request, rsi_case_referral(c));
  bool is_read = request.has_failed ? rsi_fail_no_memory(err) == RSCAN_OK : rscan_referral_parse(referral, request.data, request.length, err) == RSCAN_OK;
  rsi_buf_free(&request);
  return is_read && rscan_decide(s, referral, err);
}

rscan_outcome rscan_case_run(const rscan_cases *cases, size_t index, rscan_scratch *s, const char **message) {
  const parsed_case *c = rsi_case_at(cases, index);
  rscan_error *err = NULL;
  rscan_referral *referral = rscan_referral_new(s->rb, &err);
  bool is_decided = referral && decide(s, c, referral, &err);
  rsi_buf_clear(&s->buffer);
  rscan_outcome outcome = RSCAN_BROKEN;
  if (is_decided)
    outcome = is_as_expected(s, rsi_case_expect(c)) ? RSCAN_PASSED : RSCAN_FAILED;
  else
    rsi_buf_puts(&s->buffer, err ? rscan_error_text(err, 0) : "out of memory");
  if (message)
    *message = outcome == RSCAN_PASSED ? NULL : s->buffer.data;
  s->decision.referral = NULL; /* it goes now: the scratch must not be asked about it */
  rscan_error_free(err);
  rscan_referral_free(referral);
  return outcome;
}
