/* A diff as JSON, on one line. */
#include <string.h>

#include "diff_tell.h"

static void put_piece(void *to, const char *text, size_t length) { rsi_json_piece(to, text, length); }

static void say_json(rsi_report *r, const char *id, const char *const args[], size_t n_args) {
  rsi_json *j = &r->json;
  const rsi_sink sink = {put_piece, j};
  rsi_json_raw(j, j->needs_comma ? ",\"" : "\"", j->needs_comma ? 2 : 1);
  rsi_tell(&sink, r->words, r->lang, id, args, n_args);
  rsi_json_raw(j, "\"", 1);
  j->needs_comma = true;
}

static void put_book(rsi_report *r, int side) {
  rsi_json *j = &r->json;
  const rscan_rulebase *rb = rsi_report_book(r, side);
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "version", rsi_string(rb, rb->version));
  RSI_JSON_STRING(j, "digest", rb->digest);
  rsi_json_close(j, '}');
}

/* ---- changes ---- */

static const char *subject_id(const rscan_rulebase *rb, const rsi_change *c, uint32_t subject) {
  if (subject == RSI_NONE)
    return NULL;
  if (c->kind >= RSI_SOURCE_ADDED && c->kind <= RSI_SOURCE_RENEWED)
    return rsi_string(rb, rb->sources[subject].id);
  if (c->kind >= RSI_RATING_ADDED && c->kind <= RSI_RATING_EVIDENCE)
    return rsi_string(rb, rb->exams[rb->rows[subject].exam].id);
  if (c->kind <= RSI_FACT_ASKED)
    return rsi_fact_id(rb, subject);
  return rsi_string(rb, c->kind <= RSI_EXAM_NAMES_CHANGED ? rb->exams[subject].id : rb->rules[subject].id);
}

static const char *authority_id(const rscan_rulebase *rb, const rsi_change *c, uint32_t subject) {
  bool is_rating = c->kind >= RSI_RATING_ADDED && c->kind <= RSI_RATING_EVIDENCE;
  return is_rating ? rsi_string(rb, rb->authorities[rb->rows[subject].authority].id) : NULL;
}

static const char *guideline_id(const rsi_report *r, uint32_t unified) {
  rsi_named g = rsi_named_guideline(r, unified);
  return g.index == RSI_NONE ? NULL : rsi_string(g.rb, g.rb->guidelines[g.index].id);
}

/* The guidelines that use what changed; none where it belongs to one. */
static void put_users(rsi_report *r, const rsi_change *c) {
  rsi_json *j = &r->json;
  const rscan_rulebase *rb = rsi_report_book(r, rsi_named_side(c->subject));
  uint32_t *list = rsi_alloc(&r->d->allocator, (rb->n_guidelines + 1) * sizeof *list);
  RSI_JSON_OPEN(j, "used_by", '[');
  for (uint32_t i = 0, n = list ? rsi_report_users(r, c, list, rb->n_guidelines) : 0; i < n; i++)
    rsi_json_string(j, rsi_string(rb, rb->guidelines[list[i]].id));
  rsi_json_close(j, ']');
  r->out->has_failed |= !list;
  rsi_release(&r->d->allocator, list);
}

static void put_change(rsi_report *r, const rsi_change *c) {
  rsi_json *j = &r->json;
  const rsi_sink sink = {put_piece, j};
  int of_guideline = rsi_named_side(c->guideline), of_scenario = rsi_named_side(c->scenario),
      of_subject = rsi_named_side(c->subject);
  const rscan_rulebase *books[] = {rsi_report_book(r, 0), rsi_report_book(r, 1)};
  uint32_t guideline = c->guideline[of_guideline], scenario = c->scenario[of_scenario], subject = c->subject[of_subject];
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "kind", rsi_change_name(c->kind));
  RSI_JSON_STRING(j, "guideline",
                  guideline == RSI_NONE ? NULL : rsi_string(books[of_guideline], books[of_guideline]->guidelines[guideline].id));
  RSI_JSON_STRING(j, "scenario",
                  scenario == RSI_NONE ? NULL : rsi_string(books[of_scenario], books[of_scenario]->scenarios[scenario].id));
  RSI_JSON_STRING(j, "subject", subject_id(books[of_subject], c, subject));
  RSI_JSON_STRING(j, "authority", authority_id(books[of_subject], c, subject));
  RSI_JSON_NAME(j, "text");
  rsi_json_raw(j, "\"", 1);
  rsi_report_change(r, &sink, c);
  rsi_json_raw(j, "\"", 1);
  j->needs_comma = true;
  RSI_JSON_STRING(j, "from", r->parts[RSI_TELL_FROM].length ? r->parts[RSI_TELL_FROM].data : NULL);
  RSI_JSON_STRING(j, "to", r->parts[RSI_TELL_TO].length ? r->parts[RSI_TELL_TO].data : NULL);
  RSI_JSON_STRING(j, "details", rsi_report_details(r, c) ? r->details.data : NULL);
  put_users(r, c);
  rsi_json_close(j, '}');
}

/* ---- referrals ---- */

static const char *question_id(const rsi_report *r, uint32_t question) {
  rsi_named fact;
  if (question == RSI_ASKS_EXAM || question == RSI_ASKS_REASON)
    return question == RSI_ASKS_EXAM ? "exam" : "reason";
  if (question == RSI_ASKS_UNKNOWN)
    return NULL;
  fact = rsi_named_fact(r, question);
  return fact.index == RSI_NONE ? NULL : rsi_fact_id(fact.rb, fact.index);
}

static void put_answer(rsi_report *r, const rsi_answered *a) {
  rsi_json *j = &r->json;
  rsi_named scenario = rsi_named_scenario(r, a->scenario);
  if (!a->is_read) {
    rsi_json_null(j);
    return;
  }
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "verdict", a->verdict == RSCAN_UNRATED ? NULL : rscan_category_name((rscan_category)a->verdict));
  RSI_JSON_STRING(j, "guideline", guideline_id(r, a->guideline));
  RSI_JSON_STRING(j, "scenario",
                  scenario.index == RSI_NONE ? NULL : rsi_string(scenario.rb, scenario.rb->scenarios[scenario.index].id));
  RSI_JSON_STRING(j, "urgency", a->urgency ? rscan_urgency_name((rscan_urgency)a->urgency) : NULL);
  RSI_JSON_STRING(j, "safety", rscan_safety_name((rscan_safety)a->safety));
  RSI_JSON_STRING(j, "question", question_id(r, a->question));
  RSI_JSON_OPEN(j, "recommended", '[');
  for (uint32_t i = 0; i < a->n_recommended; i++) {
    rsi_named exam = rsi_named_exam(r, a->recommended[i]);
    rsi_json_string(j, rsi_string(exam.rb, exam.rb->exams[exam.index].id));
  }
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

static void put_example(rsi_report *r, const rsi_diff_example *e) {
  rsi_json *j = &r->json;
  rsi_json_open(j, '{');
  RSI_JSON_NUMBER(j, "line", (double)e->line);
  RSI_JSON_STRING(j, "id", e->id);
  RSI_JSON_STRING(j, "exam", e->exam);
  RSI_JSON_STRING(j, "reason", e->reason);
  RSI_JSON_NAME(j, "old");
  put_answer(r, &e->sides[0]);
  RSI_JSON_NAME(j, "new");
  put_answer(r, &e->sides[1]);
  rsi_json_close(j, '}');
}

/* The end of a parting by its name on the wire; NULL where it has none. */
static const char *end_id(const rsi_report *r, const rsi_part *p, uint32_t end) {
  switch (p->parting) {
  case RSI_PARTS_READING:
    return end ? "read" : "unreadable";
  case RSI_PARTS_VERDICT:
    return rscan_category_name((rscan_category)end);
  case RSI_PARTS_SAFETY:
    return rscan_safety_name((rscan_safety)end);
  case RSI_PARTS_QUESTION:
    return question_id(r, end);
  case RSI_PARTS_URGENCY:
    return rscan_urgency_name((rscan_urgency)end);
  default:
    return NULL;
  }
}

static void put_part(rsi_report *r, const rsi_part *p) {
  rsi_json *j = &r->json;
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "guideline", guideline_id(r, p->guideline));
  RSI_JSON_STRING(j, "kind", rsi_parting_name(p->parting));
  RSI_JSON_STRING(j, "from", end_id(r, p, p->from));
  RSI_JSON_STRING(j, "to", end_id(r, p, p->to));
  RSI_JSON_NUMBER(j, "count", (double)p->count);
  RSI_JSON_OPEN(j, "examples", '[');
  for (uint32_t k = 0; k < p->examples.count && k < r->max_examples; k++)
    put_example(r, RSI_AT(&p->examples, rsi_diff_example, k));
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

static void put_referrals(rsi_report *r, const uint32_t *parts) {
  rsi_json *j = &r->json;
  rsi_json_open(j, '{');
  RSI_JSON_NUMBER(j, "count", (double)r->d->n_referrals);
  RSI_JSON_NUMBER(j, "different", (double)r->d->n_parted);
  RSI_JSON_NUMBER(j, "unreadable", (double)r->d->n_unread);
  RSI_JSON_OPEN(j, "groups", '[');
  for (uint32_t i = 0; parts && i < r->d->parts.count; i++)
    put_part(r, RSI_AT(&r->d->parts, rsi_part, parts[i]));
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

void rsi_report_json(rsi_report *r, const uint32_t *parts) {
  rsi_json *j = &r->json;
  rsi_json_open(j, '{');
  RSI_JSON_NAME(j, "old");
  put_book(r, 0);
  RSI_JSON_NAME(j, "new");
  put_book(r, 1);
  RSI_JSON_OPEN(j, "summary", '[');
  rsi_report_summary(r, say_json, parts);
  rsi_json_close(j, ']');
  RSI_JSON_OPEN(j, "changes", '[');
  for (uint32_t i = 0; i < r->d->changes.count; i++)
    put_change(r, RSI_AT(&r->d->changes, rsi_change, i));
  rsi_json_close(j, ']');
  RSI_JSON_NAME(j, "referrals");
  if (r->d->n_referrals)
    put_referrals(r, parts);
  else
    rsi_json_null(j);
  rsi_json_close(j, '}');
}
