/* The public view of a decision, and its names on the wire. */
#include "flow.h"
#include "scratch.h"

/* ---- names ---- */

const char *rscan_category_name(rscan_category category) {
  static const char *const names[] = {"unrated",     "usually-not-appropriate", "may-be-appropriate", "usually-appropriate",
                                      "no-criteria", "needs-information"};
  return (unsigned)category < sizeof names / sizeof *names ? names[category] : "unrated";
}

const char *rscan_urgency_name(rscan_urgency urgency) {
  static const char *const names[] = {"none", "routine", "urgent", "emergency"};
  return (unsigned)urgency < sizeof names / sizeof *names ? names[urgency] : "none";
}

const char *rscan_safety_name(rscan_safety safety) {
  static const char *const names[] = {"none", "inform", "warn", "stop"};
  return (unsigned)safety < sizeof names / sizeof *names ? names[safety] : "none";
}

/* ---- a decision ---- */

rscan_category rscan_decision_verdict(const rscan_decision *d) { return (rscan_category)d->verdict; }
rscan_urgency rscan_decision_urgency(const rscan_decision *d) { return (rscan_urgency)d->urgency; }
rscan_safety rscan_decision_safety(const rscan_decision *d) { return (rscan_safety)d->safety; }
const char *rscan_decision_no_criteria_reason(const rscan_decision *d) { return d->no_criteria_reason; }
size_t rscan_decision_recommended_count(const rscan_decision *d) { return d->n_recommended; }
size_t rscan_decision_question_count(const rscan_decision *d) { return d->n_questions; }

const char *rscan_decision_exam(const rscan_decision *d) {
  return d->exam == RSI_NONE ? NULL : rsi_string(d->rb, d->rb->exams[d->exam].id);
}

const char *rscan_decision_guideline(const rscan_decision *d) {
  return d->guideline == RSI_NONE ? NULL : rsi_string(d->rb, d->rb->guidelines[d->guideline].id);
}

const char *rscan_decision_scenario(const rscan_decision *d) {
  return d->scenario == RSI_NONE ? NULL : rsi_string(d->rb, d->rb->scenarios[d->scenario].id);
}

const char *rscan_decision_recommended(const rscan_decision *d, size_t index) {
  return index < d->n_recommended ? rsi_string(d->rb, d->rb->exams[d->recommended[index].exam].id) : NULL;
}

const char *rscan_decision_question(const rscan_decision *d, size_t index) {
  if (index >= d->n_questions)
    return NULL;
  const rsi_question *q = &d->questions[index];
  switch (q->kind) {
  case RSI_ITEM_FACT:
    return rsi_string(d->rb, d->rb->facts[q->fact].id);
  case RSI_ITEM_GROUP:
    return rsi_string(d->rb, d->rb->groups[q->fact - d->rb->n_facts].id);
  case RSI_ITEM_EXAM:
    return "exam";
  default:
    return "reason";
  }
}

/* ---- words ---- */

static const char *hand_text(rscan_scratch *s, bool is_done, size_t *length, rscan_error **err) {
  if (!is_done || s->buffer.has_failed) {
    rsi_fail_no_memory(err);
    return NULL;
  }
  if (length)
    *length = s->buffer.length;
  return s->buffer.data;
}

const char *rscan_decision_render(rscan_scratch *s, rscan_format format, size_t *length, rscan_error **err) {
  rsi_buf_clear(&s->buffer);
  if (rsi_refuse_picture(format, err))
    return NULL;
  bool is_done =
      format == RSCAN_FORMAT_JSON ? rsi_render_json(&s->decision, &s->buffer) : rsi_render_text(&s->decision, &s->buffer);
  return hand_text(s, is_done, length, err);
}

/* The picture dies with the decision: it lies in the same arena. */
static bool draw(rscan_scratch *s, rscan_format format) {
  const rsi_flow *flow = rsi_flow_of_decision(&s->arena, s);
  if (flow)
    (format == RSCAN_FORMAT_DOT ? rsi_flow_dot : rsi_flow_svg)(flow, &s->buffer);
  return flow != NULL;
}

const char *rscan_decision_explain(rscan_scratch *s, rscan_format format, const char *why_not, size_t *length, rscan_error **err) {
  rscan_error *failure = NULL;
  rsi_buf_clear(&s->buffer);
  if (format == RSCAN_FORMAT_DOT || format == RSCAN_FORMAT_SVG) {
    if (!why_not)
      return hand_text(s, draw(s, format), length, err);
    rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "no-picture", NULL, NULL,
             "a picture shows the way taken; why not is answered as text or JSON");
    return NULL;
  }
  bool is_done = rsi_render_explain(s, format, why_not, &s->buffer, &failure);
  if (failure) {
    rsi_error_hand(err, failure);
    return NULL;
  }
  return hand_text(s, is_done, length, err);
}

/* ---- the trace of a condition ---- */

static void trace(struct rscan_scratch *s, uint32_t node, uint8_t depth, rsi_step *steps, uint32_t *n) {
  const rsi_node *at = &s->rb->nodes[node];
  bool is_leaf = at->op == RSI_OP_IN || at->op == RSI_OP_WITHIN;
  bool is_assumed = is_leaf && at->flags && !s->world.is_strict && (s->world.states[at->fact] & RSI_UNTOLD) &&
                    rsi_leaf_state(&s->world, at) != s->rb->facts[at->fact].full;
  steps[(*n)++] = (rsi_step){node, (uint8_t)rsi_eval(&s->world, node), depth, is_assumed};
  for (uint32_t i = node + 1; i < at->end; i = s->rb->nodes[i].end)
    trace(s, i, (uint8_t)(depth + 1), steps, n);
}

const rsi_step *rsi_scratch_trace(struct rscan_scratch *s, uint32_t node, uint32_t *n_steps) {
  rsi_step *steps = rsi_arena_alloc(&s->arena, (s->rb->nodes[node].end - node) * sizeof *steps);
  *n_steps = 0;
  if (steps)
    trace(s, node, 0, steps, n_steps);
  return steps;
}
