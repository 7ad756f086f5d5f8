/* The reasoning, step by step, as text: the facts and where each came from, the guidelines that they brought into play and how each
 * scenario's condition came out, leaf by leaf; and for "why not X?", what would have to be different. */
#include "explain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "page.h"
#include "referral.h"

/* ---- how things came out ---- */

rsi_account rsi_account_of(struct rscan_scratch *s, uint32_t guideline) {
  const rsi_guideline *g = &s->rb->guidelines[guideline];
  uint32_t node;
  if (g->applies != RSI_NONE && rsi_eval(&s->world, g->applies) == RSI_FALSE)
    return (rsi_account){RSI_ROLE_NOT_APPLYING, RSI_NONE};
  if (rsi_standing_of(s, guideline, &node) != RSI_OUT)
    return (rsi_account){RSI_ROLE_IN_PLAY, RSI_NONE};
  for (uint32_t i = 0; i < g->yields.count; i++) {
    uint32_t to = s->rb->indices[g->yields.first + i], applies = s->rb->guidelines[to].applies;
    if (s->world.entries[to] && (applies == RSI_NONE || rsi_eval(&s->world, applies) == RSI_TRUE))
      return (rsi_account){RSI_ROLE_YIELDS, to};
  }
  return (rsi_account){RSI_ROLE_IN_PLAY, RSI_NONE};
}

enum rsi_outcome rsi_outcome_of(struct rscan_scratch *s, uint32_t scenario) {
  const rscan_rulebase *rb = s->rb;
  if (!rsi_is_held(s, &rb->scenarios[scenario]))
    return RSI_OUTCOME_NOT_HELD;
  for (uint32_t i = rb->guidelines[rb->scenarios[scenario].guideline].scenarios.first; i < scenario; i++)
    if (rsi_is_held(s, &rb->scenarios[i]) && rsi_eval(&s->world, rb->scenarios[i].when) == RSI_TRUE)
      return RSI_OUTCOME_NOT_REACHED;
  bool is_candidate = s->decision.n_candidates == 0; /* nothing was searched: what Kleene's logic says stands */
  for (uint32_t i = 0; i < s->decision.n_candidates; i++)
    is_candidate |= s->decision.candidates[i].scenario == scenario;
  rsi_truth truth = rsi_eval(&s->world, rb->scenarios[scenario].when);
  if (truth == RSI_FALSE || !is_candidate)
    return RSI_OUTCOME_RULED_OUT;
  return truth == RSI_TRUE ? RSI_OUTCOME_CHOSEN : RSI_OUTCOME_OPEN;
}

const char *rsi_outcome_name(enum rsi_outcome outcome) {
  static const char *const names[] = {"chosen", "open", "ruled-out", "not-reached", "not-held"};
  return names[outcome];
}

const char *rsi_truth_name(uint8_t truth) {
  static const char *const names[] = {"false", "unknown", "true"};
  return names[truth];
}

const char *rsi_role_name(uint8_t role) {
  static const char *const names[] = {"in-play", "does-not-apply", "yields"};
  return names[role];
}

/* ---- conditions ---- */

bool rsi_is_leaf(uint8_t op) { return op == RSI_OP_IN || op == RSI_OP_WITHIN || op == RSI_OP_SCORE; }

uint32_t rsi_step_end(const rsi_step *steps, uint32_t n_steps, uint32_t i) {
  uint32_t end = i + 1;
  while (end < n_steps && steps[end].depth > steps[i].depth)
    end++;
  return end;
}

const rsi_known *rsi_known_of(const struct rscan_decision *d, const rsi_step *step) {
  uint32_t fact = d->rb->nodes[step->node].fact;
  for (uint32_t i = 0; i < d->n_facts; i++)
    if (d->facts[i].fact == fact)
      return &d->facts[i];
  for (uint32_t i = 0; step->is_assumed && i < d->n_assumed; i++)
    if (d->assumed[i].fact == fact)
      return &d->assumed[i];
  return NULL;
}

void rsi_put_wanted(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const rsi_node *leaf) {
  const rsi_fact *fact = &rb->facts[leaf->fact];
  if (fact->kind == RSI_PRIOR && leaf->arg == (fact->full & ~(rsi_state)1))
    rsi_put(sink, rsi_word(rb, lang, "state", "done"));
  else if (fact->kind == RSI_FINDING && leaf->arg == (RSI_SUSPECTED | RSI_PRESENT))
    rsi_tell0(sink, rb, lang, "state.present-or-suspected");
  else
    rsi_put_state(sink, rb, lang, leaf->fact, leaf->arg, NAN, NAN);
}

void rsi_put_joint(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const rsi_node *node) {
  char count[16], days[32];
  bool is_group = node->fact != RSI_NONE && node->fact >= rb->n_facts && !rsi_is_leaf(node->op) && node->op != RSI_OP_REPEAT;
  const char *name = is_group ? rsi_fact_label(rb, node->fact, lang) : node->name ? rsi_string(rb, node->name) : NULL;
  if (name) {
    rsi_put(sink, name);
    rsi_tell0(sink, rb, lang, "list.colon");
    rsi_put(sink, " ");
  }
  switch (node->op) {
  case RSI_OP_AT_LEAST:
    snprintf(count, sizeof count, "%u", (unsigned)node->count);
    rsi_tell1(sink, rb, lang, "joint.at-least", count);
    return;
  case RSI_OP_REPEAT:
    snprintf(days, sizeof days, "%llu", (unsigned long long)node->arg);
    rsi_tell1(sink, rb, lang, "joint.repeat", days);
    return;
  default:
    rsi_put(sink, rsi_word(rb, lang, "joint",
                           node->op == RSI_OP_ALL   ? "all"
                           : node->op == RSI_OP_ANY ? "any"
                           : node->op == RSI_OP_NOT ? "not"
                                                    : "always"));
  }
}

/* ---- why not ---- */

static uint32_t find_scenario(const struct rscan_scratch *s, const char *id) {
  const rscan_rulebase *rb = s->rb;
  uint32_t found = RSI_NONE;
  for (uint32_t i = 0; i < rb->n_scenarios; i++)
    if (strcmp(rsi_string(rb, rb->scenarios[i].id), id) == 0) {
      if (s->world.entries[rb->scenarios[i].guideline])
        return i; /* of several of that name, one whose guideline is in play is meant */
      found = found == RSI_NONE ? i : found;
    }
  return found;
}

static const char *target_name(const void *context, size_t index) {
  const rscan_rulebase *rb = context;
  return rsi_string(rb, index < rb->n_scenarios ? rb->scenarios[index].id : rb->exams[index - rb->n_scenarios].id);
}

rscan_status rsi_target_of(const struct rscan_scratch *s, const char *why_not, rsi_target *target, rscan_error **err) {
  rsi_order order;
  *target = (rsi_target){find_scenario(s, why_not), RSI_NONE};
  if (target->scenario != RSI_NONE)
    return RSCAN_OK;
  rscan_status status = rsi_order_read(NULL, s->rb, why_not, &order, err);
  if (status != RSCAN_OK)
    return status;
  target->exam = order.preferred;
  if (target->exam != RSI_NONE)
    return RSCAN_OK;
  char shown[RSI_SHOWN], hint[RSI_SHOWN + 24];
  const char *nearest = rsi_nearest(why_not, target_name, s->rb, s->rb->n_scenarios + s->rb->n_exams);
  snprintf(hint, sizeof hint, "did you mean \"%.64s\"?", nearest ? nearest : "");
  return rsi_fail(err, &s->rb->allocator, RSCAN_BAD_ARGUMENT, "why-not-unknown", NULL, nearest ? hint : NULL,
                  "the rule base has no scenario or exam %s", rsi_shown(shown, why_not));
}

bool rsi_would_recommend(const struct rscan_scratch *s, uint32_t scenario, uint32_t exam) {
  const rsi_scenario *of = &s->rb->scenarios[scenario];
  return rsi_is_held(s, of) && rsi_rate(s, of, exam) == RSCAN_USUALLY_APPROPRIATE;
}

/* ---- the text ---- */

typedef struct sheet {
  rsi_page page;
  struct rscan_scratch *scratch;
  const struct rscan_decision *d;
  const rscan_rulebase *rb;
  int lang;
  bool has_failed;
} sheet;

static const char *word(const sheet *s, const char *id) { return rsi_wording(s->rb, id, s->lang); }

static void heading(sheet *s, const char *id) {
  rsi_page_end(&s->page);
  rsi_buf_putc(s->page.out, '\n');
  rsi_page_begin(&s->page, 0, 2);
  rsi_page_put(&s->page, word(s, id));
}

static void put_origin(sheet *s, const rsi_known *k) {
  const rsi_sink sink = rsi_page_sink(&s->page);
  const char *reason = s->d->referral->reason;
  char quoted[RSI_SHOWN], words[RSI_SHOWN];
  if (k->length && reason) {
    snprintf(words, sizeof words, "%.*s", (int)(k->length < sizeof words - 1 ? k->length : sizeof words - 1), reason + k->start);
    rsi_tell1(&sink, s->rb, s->lang, "origin.text", rsi_shown(quoted, words));
  } else if (k->origin == RSI_FROM_IMPLICATION || k->origin == RSI_FROM_GROUP)
    rsi_tell1(&sink, s->rb, s->lang, k->origin == RSI_FROM_GROUP ? "origin.group" : "origin.implication",
              k->because == RSI_NONE ? "" : rsi_fact_label(s->rb, k->because, s->lang));
  else if (k->path)
    rsi_tell1(&sink, s->rb, s->lang, "origin.field", k->path);
  else
    rsi_page_put(&s->page, rsi_word(s->rb, s->lang, "origin", rsi_origin_name(k->origin)));
}

static void put_facts(sheet *s, const char *title, const rsi_known *list, uint32_t count, bool with_origin) {
  const rsi_sink sink = rsi_page_sink(&s->page);
  if (!count)
    return;
  heading(s, title);
  for (uint32_t i = 0; i < count; i++) {
    rsi_page_begin(&s->page, 2, 6);
    rsi_page_put(&s->page, rsi_fact_label(s->rb, list[i].fact, s->lang));
    rsi_page_put(&s->page, word(s, "list.colon"));
    rsi_page_put(&s->page, " ");
    rsi_put_state(&sink, s->rb, s->lang, list[i].fact, list[i].state, list[i].low, list[i].high);
    if (!with_origin)
      continue;
    rsi_put_comma(&sink, s->rb, s->lang);
    put_origin(s, &list[i]);
  }
}

static void put_known(sheet *s, const rsi_known *k) {
  const rsi_sink sink = rsi_page_sink(&s->page);
  rsi_put_state(&sink, s->rb, s->lang, k->fact, k->state, k->low, k->high);
  rsi_put_comma(&sink, s->rb, s->lang);
  put_origin(s, k);
}

/* A leaf: what it asks for, and what is known; for an unknown one the question that would settle it. */
static void put_leaf(sheet *s, const rsi_step *step) {
  const rsi_node *leaf = &s->rb->nodes[step->node];
  const rsi_sink sink = rsi_page_sink(&s->page);
  const rsi_known *known = rsi_known_of(s->d, step);
  rsi_page_put(&s->page, rsi_fact_label(s->rb, leaf->fact, s->lang));
  rsi_page_put(&s->page, word(s, "list.colon"));
  rsi_page_put(&s->page, " ");
  rsi_put_wanted(&sink, s->rb, s->lang, leaf);
  rsi_page_put(&s->page, " (");
  if (known)
    put_known(s, known);
  else if (leaf->op == RSI_OP_SCORE)
    rsi_put_state(&sink, s->rb, s->lang, leaf->fact, rsi_score_state(&s->scratch->world, leaf->fact), NAN, NAN);
  else
    rsi_page_put(&s->page, word(s, "state.unknown"));
  rsi_page_put(&s->page, ")");
  const char *ask = rsi_say(s->rb, s->rb->facts[leaf->fact].ask, s->lang);
  if (step->value == RSI_UNKNOWN && *ask)
    rsi_page_also(&s->page, ask);
}

static void put_step(sheet *s, const rsi_step *step, unsigned indent) {
  const rsi_node *node = &s->rb->nodes[step->node];
  const rsi_sink sink = rsi_page_sink(&s->page);
  unsigned at = indent + 2u * (step->depth < 20 ? step->depth : 20);
  rsi_page_begin(&s->page, at, at + 6);
  rsi_page_put(&s->page, "[");
  rsi_page_put(&s->page, rsi_word(s->rb, s->lang, "truth", rsi_truth_name(step->value)));
  rsi_page_put(&s->page, "] ");
  if (rsi_is_leaf(node->op))
    put_leaf(s, step);
  else
    rsi_put_joint(&sink, s->rb, s->lang, node);
}

static void put_condition(sheet *s, uint32_t node, unsigned indent) {
  uint32_t n_steps;
  const rsi_step *steps = rsi_scratch_trace(s->scratch, node, &n_steps);
  s->has_failed |= !steps;
  for (uint32_t i = 0; steps && i < n_steps; i++)
    put_step(s, &steps[i], indent);
}

static void put_scenario(sheet *s, uint32_t scenario, unsigned number) {
  const rsi_scenario *of = &s->rb->scenarios[scenario];
  const rsi_sink sink = rsi_page_sink(&s->page);
  enum rsi_outcome outcome = rsi_outcome_of(s->scratch, scenario);
  char count[16];
  snprintf(count, sizeof count, "%u.", number);
  rsi_page_begin(&s->page, 2, 5);
  rsi_page_put(&s->page, count);
  rsi_page_put(&s->page, " ");
  rsi_tell2(&sink, s->rb, s->lang, "explain.scenario", rsi_say(s->rb, of->title, s->lang),
            rsi_word(s->rb, s->lang, "outcome", rsi_outcome_name(outcome)));
  if (outcome != RSI_OUTCOME_NOT_REACHED && outcome != RSI_OUTCOME_NOT_HELD)
    put_condition(s, of->when, 5);
}

static void put_guideline(sheet *s, uint32_t guideline) {
  const rsi_guideline *g = &s->rb->guidelines[guideline];
  const rsi_sink sink = rsi_page_sink(&s->page);
  rsi_account account = rsi_account_of(s->scratch, guideline);
  char id[48];
  snprintf(id, sizeof id, "explain.%s", rsi_role_name(account.role));
  heading(s, "explain.guideline");
  rsi_page_put(&s->page, " ");
  rsi_tell2(&sink, s->rb, s->lang, id, rsi_say(s->rb, g->title, s->lang),
            account.to == RSI_NONE ? "" : rsi_say(s->rb, s->rb->guidelines[account.to].title, s->lang));
  if (g->applies != RSI_NONE && account.role != RSI_ROLE_YIELDS)
    put_condition(s, g->applies, 2);
  for (uint32_t i = 0; account.role == RSI_ROLE_IN_PLAY && i < g->scenarios.count; i++)
    put_scenario(s, g->scenarios.first + i, i + 1);
}

static void put_guidelines(sheet *s) {
  const rsi_world *world = &s->scratch->world;
  const rsi_sink sink = rsi_page_sink(&s->page);
  char count[16];
  for (uint32_t i = 0; i < world->n_in_play; i++)
    put_guideline(s, world->in_play[i]);
  snprintf(count, sizeof count, "%u", (unsigned)(s->rb->n_guidelines - world->n_in_play));
  heading(s, "explain.others");
  rsi_page_put(&s->page, " ");
  rsi_tell1(&sink, s->rb, s->lang, "explain.not-entered", count);
}

/* ---- what would have to be different ---- */

/* The steps that keep the condition from being true: those below a true step, or a true way of an "any", are left out. */
static void put_needs(sheet *s, const rsi_step *steps, uint32_t n_steps, uint32_t i, bool wants_true) {
  rsi_truth met = wants_true ? RSI_TRUE : RSI_FALSE;
  if (steps[i].value == met)
    return;
  put_step(s, &steps[i], 4);
  bool is_not = s->rb->nodes[steps[i].node].op == RSI_OP_NOT;
  for (uint32_t k = i + 1; k < rsi_step_end(steps, n_steps, i); k = rsi_step_end(steps, n_steps, k))
    put_needs(s, steps, n_steps, k, wants_true != is_not);
}

static void put_scenario_needs(sheet *s, uint32_t scenario) {
  const rsi_scenario *of = &s->rb->scenarios[scenario];
  const rsi_sink sink = rsi_page_sink(&s->page);
  const char *title = rsi_say(s->rb, of->title, s->lang);
  enum rsi_outcome outcome = rsi_outcome_of(s->scratch, scenario);
  uint32_t n_steps;
  rsi_page_begin(&s->page, 2, 4);
  if (!s->scratch->world.entries[of->guideline]) {
    rsi_tell2(&sink, s->rb, s->lang, "why-not.not-entered", title,
              rsi_say(s->rb, s->rb->guidelines[of->guideline].title, s->lang));
    const rsi_span enters = s->rb->guidelines[of->guideline].enters;
    for (uint32_t i = 0; i < enters.count; i++) {
      if (i)
        rsi_put_comma(&sink, s->rb, s->lang);
      else
        rsi_page_put(&s->page, " ");
      rsi_page_put(&s->page, rsi_fact_label(s->rb, s->rb->indices[enters.first + i], s->lang));
    }
    return;
  }
  char id[48];
  snprintf(id, sizeof id, "why-not.%s", rsi_outcome_name(outcome));
  rsi_tell1(&sink, s->rb, s->lang, id, title);
  const rsi_step *steps = rsi_scratch_trace(s->scratch, of->when, &n_steps);
  s->has_failed |= !steps;
  if (steps)
    put_needs(s, steps, n_steps, 0, true);
}

static void put_exam_reasons(sheet *s, uint32_t exam) {
  const struct rscan_decision *d = s->d;
  const rsi_sink sink = rsi_page_sink(&s->page);
  const char *name = rsi_exam_name(s->rb, exam, s->lang);
  if (d->scenario != RSI_NONE) {
    uint8_t category = rsi_rate(s->scratch, &s->rb->scenarios[d->scenario], exam);
    rsi_page_begin(&s->page, 2, 4);
    rsi_tell2(&sink, s->rb, s->lang, "why-not.rated", name,
              rsi_word(s->rb, s->lang, "category", rscan_category_name((rscan_category)category)));
  }
  for (uint32_t i = 0; i < d->n_cautions; i++)
    if (d->cautions[i].exam == exam && s->rb->rules[d->cautions[i].rule].level == RSCAN_SAFETY_STOP) {
      rsi_page_begin(&s->page, 2, 4);
      rsi_tell2(&sink, s->rb, s->lang, "why-not.stopped", name,
                rsi_say(s->rb, s->rb->rules[d->cautions[i].rule].message, s->lang));
    }
}

static void put_exam_needs(sheet *s, uint32_t exam) {
  const rsi_world *world = &s->scratch->world;
  put_exam_reasons(s, exam);
  bool is_anywhere = false;
  for (uint32_t i = 0; i < world->n_in_play; i++) {
    const rsi_span scenarios = s->rb->guidelines[world->in_play[i]].scenarios;
    for (uint32_t k = scenarios.first; k < scenarios.first + scenarios.count; k++) {
      if (k == s->d->scenario || !rsi_would_recommend(s->scratch, k, exam))
        continue;
      is_anywhere = true;
      put_scenario_needs(s, k);
    }
  }
  if (!is_anywhere) {
    rsi_page_begin(&s->page, 2, 4);
    rsi_page_put(&s->page, word(s, "why-not.nowhere"));
  }
}

static bool explain_text(struct rscan_scratch *scratch, const rsi_target *target, rsi_buf *out) {
  sheet s = {rsi_page_on(out), scratch, &scratch->decision, scratch->rb, scratch->decision.referral->language, false};
  const rsi_sink sink = rsi_page_sink(&s.page);
  rsi_page_begin(&s.page, 0, 2);
  rsi_put_summary(&sink, s.d);
  if (target) {
    heading(&s, "why-not.heading");
    if (target->scenario != RSI_NONE)
      put_scenario_needs(&s, target->scenario);
    else
      put_exam_needs(&s, target->exam);
  }
  put_facts(&s, "explain.facts", s.d->facts, s.d->n_facts, true);
  put_facts(&s, "explain.assumed", s.d->assumed, s.d->n_assumed, false);
  put_guidelines(&s);
  rsi_page_end(&s.page);
  return !out->has_failed && !s.has_failed;
}

bool rsi_render_explain(struct rscan_scratch *scratch, rscan_format format, const char *why_not, rsi_buf *out,
                        rscan_error **err) {
  rsi_target target;
  if (why_not && rsi_target_of(scratch, why_not, &target, err) != RSCAN_OK)
    return false;
  return format == RSCAN_FORMAT_JSON ? rsi_explain_json(scratch, why_not ? &target : NULL, out)
                                     : explain_text(scratch, why_not ? &target : NULL, out);
}
