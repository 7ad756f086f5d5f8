/* One case decided: the referral goes through the same door as any request. Comparing is in case_compare.c. */
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

/* ---- the door ---- */

static bool decide(struct rscan_scratch *s, const parsed_case *c, rscan_referral *referral, rscan_error **err) {
  rsi_buf request;
  rsi_buf_init(&request, &s->rb->allocator);
  put_request(&request, rsi_case_referral(c));
  bool is_read = request.has_failed ? rsi_fail_no_memory(err) == RSCAN_OK
                                    : rscan_referral_parse(referral, request.data, request.length, err) == RSCAN_OK;
  rsi_buf_free(&request);
  return is_read && rscan_decide(s, referral, err);
}

/* All that is wrong with a case that could not be read. */
static void put_mistakes(rsi_buf *out, const rscan_error *mistakes) {
  for (size_t i = 0; i < rscan_error_count(mistakes); i++)
    rsi_buf_printf(out, "%s%s", i ? "\n" : "", rscan_error_text(mistakes, i));
}

static rscan_outcome run_broken(const parsed_case *c, struct rscan_scratch *s, const char **message) {
  rsi_buf_clear(&s->buffer);
  s->differences.count = 0;
  put_mistakes(&s->buffer, c->mistakes);
  if (message)
    *message = s->buffer.has_failed ? "out of memory" : s->buffer.data;
  return RSCAN_BROKEN;
}

static const char *exam_at(const void *context, size_t index) {
  const rscan_rulebase *rb = context;
  return rsi_string(rb, rb->exams[index].id);
}

/* An exam that nobody understands is a slip of the case, unless that is what it expects. */
static bool is_lost_exam(const struct rscan_scratch *s, const parsed_case *c) {
  static const char lost[] = "exam-not-understood";
  const char *found = s->decision.no_criteria_reason, *expected = rsi_case_reason(rsi_case_expect(c)->reason);
  return s->differences.count && found && strcmp(found, lost) == 0 && !(expected && strcmp(expected, lost) == 0);
}

static void put_lost_exam(struct rscan_scratch *s, const parsed_case *c) {
  const parsed_words *exam = &rsi_case_referral(c)->exam;
  const char *near = rsi_nearest(exam->text, exam_at, s->rb, s->rb->n_exams);
  rsi_buf_clear(&s->buffer);
  s->differences.count = 0;
  rsi_buf_printf(&s->buffer, "%s:%u:%u: error: exam \"%s\" was not understood [exam-undefined]\n  hint: ", c->file,
                 (unsigned)exam->where.line, (unsigned)exam->where.column, exam->text);
  if (near)
    rsi_buf_printf(&s->buffer, "did you mean \"%s\"?", near);
  else
    rsi_buf_puts(&s->buffer,
                 "`rightscan list exams` has them; a case that wants it so expects no-criteria-reason=\"exam-not-understood\"");
}

rscan_outcome rscan_case_run(const rscan_cases *cases, size_t index, rscan_scratch *s, const char **message) {
  const parsed_case *c = rsi_case_at(cases, index);
  if (c->mistakes)
    return run_broken(c, s, message);
  rscan_error *err = NULL;
  rscan_referral *referral = rscan_referral_new(s->rb, &err);
  bool is_decided = referral && decide(s, c, referral, &err);
  rsi_buf_clear(&s->buffer);
  s->differences.count = 0;
  rscan_outcome outcome = RSCAN_BROKEN;
  if (is_decided && rsi_case_compare(s, c))
    outcome = s->differences.count ? RSCAN_FAILED : RSCAN_PASSED;
  else
    rsi_buf_puts(&s->buffer, err ? rscan_error_text(err, 0) : "out of memory");
  if (outcome == RSCAN_FAILED && is_lost_exam(s, c)) {
    outcome = RSCAN_BROKEN;
    put_lost_exam(s, c);
  }
  if (message)
    *message = outcome == RSCAN_PASSED ? NULL : s->buffer.data;
  s->decision.referral = NULL; /* it goes now: the scratch must not be asked about it */
  rscan_error_free(err);
  rscan_referral_free(referral);
  return outcome;
}

size_t rscan_case_difference_count(const rscan_scratch *s) { return s->differences.count; }

const rscan_difference *rscan_case_difference(const rscan_scratch *s, size_t index) {
  return index < s->differences.count ? RSI_AT(&s->differences, rscan_difference, index) : NULL;
}
