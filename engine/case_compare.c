/* A case's decision held against what was expected of it: where they part, first what weighs most, and what a person needs to judge
 * which of the two is right: the referral's own words, what was read of them, why the expected scenario was not chosen, what is
 * still possible. For authors, in English, with the ids that they would type. */
#include <math.h>
#include <string.h>

#include "cases.h"
#include "explain.h"

#define SHOWN 12 /* of a list; a reader who wants all asks `explain` */

static const char nothing[] = "nothing"; /* not "none", which is an exam and an urgency */

/* ---- where they part ---- */

typedef struct comparison {
  struct rscan_scratch *s;
  const parsed_case *c;
  const parsed_expect *e;
  bool has_failed; /* out of memory */
} comparison;

static const rsi_xml_attr *attribute(const comparison *m, const char *name) {
  for (uint32_t i = 0; i < m->e->node->n_attrs; i++)
    if (strcmp(m->e->node->attrs[i].name, name) == 0)
      return &m->e->node->attrs[i];
  return NULL;
}

static const char *keep(comparison *m, const char *text) {
  const char *kept = text ? rsi_arena_strndup(&m->s->arena, text, strlen(text)) : NULL;
  m->has_failed |= text && !kept;
  return kept;
}

static rscan_difference *differ(comparison *m, const char *what, const char *expected, rsi_where where, const char *found) {
  rscan_difference *d = RSI_PUSH(&m->s->rb->allocator, &m->s->differences, rscan_difference);
  m->has_failed |= !d;
  if (d)
    *d = (rscan_difference){keep(m, what), keep(m, expected), found ? keep(m, found) : nothing, keep(m, found), 0,
                            where.line,    where.column};
  return d;
}

/* An attribute with one value. found: NULL when the decision has none. */
static void compare(comparison *m, const char *name, const char *found) {
  const rsi_xml_attr *a = attribute(m, name);
  if (a && (!found || strcmp(a->value, found) != 0))
    differ(m, name, a->value, a->where, found);
}

typedef const char *id_at(const struct rscan_decision *d, uint32_t i);
static const char *recommended_at(const struct rscan_decision *d, uint32_t i) {
  return rsi_string(d->rb, d->rb->exams[d->recommended[i].exam].id);
}
static const char *alternative_at(const struct rscan_decision *d, uint32_t i) {
  return rsi_string(d->rb, d->rb->exams[d->alternatives[i].exam].id);
}
static const char *caution_at(const struct rscan_decision *d, uint32_t i) {
  return rsi_string(d->rb, d->rb->rules[d->cautions[i].rule].id);
}
static const char *candidate_at(const struct rscan_decision *d, uint32_t i) {
  return d->candidates[i].scenario == RSI_NONE ? rsi_candidate_name(d->candidates[i].kind)
                                               : rsi_string(d->rb, d->rb->scenarios[d->candidates[i].scenario].id);
}

static bool holds(const struct rscan_decision *d, id_at *at, uint32_t count, const char *id) {
  for (uint32_t i = 0; i < count; i++)
    if (strcmp(at(d, i), id) == 0)
      return true;
  return false;
}

/* The same ids in any order; is_part: those expected among others. */
static void compare_list(comparison *m, const char *name, const parsed_names *expected, id_at *at, uint32_t count, bool is_part) {
  const struct rscan_decision *d = &m->s->decision;
  const rsi_xml_attr *a = attribute(m, name);
  bool is_good = is_part || expected->count == count;
  for (uint32_t i = 0; i < expected->count && is_good; i++)
    is_good = holds(d, at, count, expected->items[i].id);
  if (!a || is_good)
    return;
  rsi_buf_clear(&m->s->buffer);
  rsi_buf_puts(&m->s->buffer, "");
  for (uint32_t i = 0; i < count; i++)
    rsi_buf_printf(&m->s->buffer, "%s%s", i ? " " : "", at(d, i));
  rscan_difference *difference = differ(m, name, a->value, a->where, m->s->buffer.data);
  if (difference && !count)
    difference->found = nothing;
}

static void put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }

/* What was told of a fact; NULL when it is only worked out, or nothing. */
static const rsi_known *told_of(const struct rscan_decision *d, uint32_t fact) {
  for (uint32_t i = 0; i < d->n_facts; i++)
    if (d->facts[i].fact == fact)
      return &d->facts[i];
  return NULL;
}

/* A fact must be known as expected: the same single value, or a suspected finding. */
static void compare_fact(comparison *m, const parsed_told *expected) {
  const rscan_rulebase *rb = m->s->rb;
  uint32_t fact = rsi_find_fact(rb, expected->of.id);
  const char *names[RSI_MAX_NAMES], *wanted = expected->state.id;
  if (fact == RSI_NONE || fact >= rb->n_facts) {
    rscan_difference *d = differ(m, expected->of.id, wanted, expected->state.where, NULL);
    if (d)
      d->is_fact = 1;
    return;
  }
  rsi_state state = m->s->world.states[fact];
  size_t n = state & RSI_UNTOLD ? 0 : rsi_state_names(rb, fact, state, names);
  const char *known = state & RSI_UNTOLD ? "unknown" : n == 1 ? names[0] : NULL;
  if (known && strcmp(known, wanted) == 0)
    return;
  const rsi_known *told = told_of(&m->s->decision, fact);
  rsi_sink sink = {put_to_buffer, &m->s->buffer};
  rsi_buf_clear(&m->s->buffer);
  if (state & RSI_UNTOLD)
    rsi_put(&sink, "nothing said");
  else
    rsi_put_state(&sink, rb, RSI_EN, fact, state, told ? told->low : NAN, told ? told->high : NAN);
  rscan_difference *d = differ(m, expected->of.id, wanted, expected->state.where, m->s->buffer.data);
  if (d) {
    d->is_fact = 1;
    d->in_a_case = keep(m, known);
  }
}

static void compare_all(comparison *m) {
  const struct rscan_decision *d = &m->s->decision;
  const parsed_told *facts = m->e->facts.items;
  for (uint32_t i = 0; i < m->e->facts.count; i++)
    compare_fact(m, &facts[i]);
  compare(m, "exam", rscan_decision_exam(d));
  compare(m, "verdict", d->verdict == RSCAN_UNRATED ? NULL : rscan_category_name((rscan_category)d->verdict));
  compare(m, "no-criteria-reason", d->no_criteria_reason);
  compare(m, "guideline", rscan_decision_guideline(d));
  compare(m, "scenario", rscan_decision_scenario(d));
  compare_list(m, "candidates", &m->e->candidates, candidate_at, d->n_candidates, false);
  compare(m, "question", rscan_decision_question(d, 0));
  compare_list(m, "recommended", &m->e->recommended, recommended_at, d->n_recommended, false);
  compare_list(m, "alternatives", &m->e->alternatives, alternative_at, d->n_alternatives, true);
  compare_list(m, "caution", &m->e->caution, caution_at, d->n_cautions, true);
  compare(m, "safety", rscan_safety_name((rscan_safety)d->safety));
  compare(m, "urgency", rscan_urgency_name((rscan_urgency)d->urgency));
}

/* ---- what a person needs to judge it ---- */

static void put_list_start(rsi_buf *out, const char *title, uint32_t count) { rsi_buf_puts(out, count ? "; " : title); }

static void put_rest(rsi_buf *out, uint32_t count) {
  if (count > SHOWN)
    rsi_buf_printf(out, "; and %u more", (unsigned)(count - SHOWN));
}

/* What is asked first, in the words it is asked in. */
static void put_question(const comparison *m, rsi_buf *out) {
  const struct rscan_decision *d = &m->s->decision;
  const rscan_rulebase *rb = d->rb;
  if (!d->n_questions)
    return;
  const rsi_question *q = &d->questions[0];
  bool is_fact = q->kind == RSI_ITEM_FACT || q->kind == RSI_ITEM_GROUP;
  const char *ask = !is_fact                ? rsi_wording(rb, q->kind == RSI_ITEM_EXAM ? "ask.exam" : "ask.reason", RSI_EN)
                    : q->fact < rb->n_facts ? rsi_say(rb, rb->facts[q->fact].ask, RSI_EN)
                                            : rsi_say(rb, rb->groups[q->fact - rb->n_facts].ask, RSI_EN);
  rsi_buf_printf(out, "; asked: \"%s\" (%s)", *ask ? ask : rsi_fact_label(rb, q->fact, RSI_EN), rscan_decision_question(d, 0));
}

static void put_field(rsi_buf *out, unsigned *n, const char *name, const char *text) {
  if (text)
    rsi_buf_printf(out, "%s%s\"%s\"", (*n)++ ? ", " : "\nreferral: ", name, text);
}

static void put_referral(const comparison *m, rsi_buf *out) {
  const parsed_referral *r = rsi_case_referral(m->c);
  unsigned n = 0;
  put_field(out, &n, "age ", r->age.text);
  put_field(out, &n, "exam ", r->exam.text);
  put_field(out, &n, "reason ", r->reason.text);
  for (uint32_t i = 0; i < r->codes.count; i++)
    put_field(out, &n, "code ", r->codes.items[i].id);
}

/* Marks the facts that the conditions of a guideline look at. */
static void mark_facts(struct rscan_scratch *s, uint32_t guideline) {
  const rsi_guideline *g = &s->rb->guidelines[guideline];
  for (uint32_t i = 0; i < g->enters.count; i++)
    s->stamps[s->rb->indices[g->enters.first + i]] = s->stamp;
  for (uint32_t k = 0; k <= g->scenarios.count; k++) {
    uint32_t node = k ? s->rb->scenarios[g->scenarios.first + k - 1].when : g->applies;
    for (uint32_t i = node; node != RSI_NONE && i < s->rb->nodes[node].end; i++)
      if (rsi_is_leaf(s->rb->nodes[i].op))
        s->stamps[s->rb->nodes[i].fact] = s->stamp;
  }
}

/* Facts that matter: those that a guideline in play looks at. With no guideline in play, all. */
static void put_facts(const comparison *m, rsi_buf *out) {
  struct rscan_scratch *s = m->s;
  const struct rscan_decision *d = &s->decision;
  const rsi_sink sink = {put_to_buffer, out};
  uint32_t n = 0;
  s->stamp++;
  for (uint32_t i = 0; i < s->world.n_in_play; i++)
    mark_facts(s, s->world.in_play[i]);
  for (uint32_t i = 0; i < d->n_facts; i++) {
    const rsi_known *k = &d->facts[i];
    if (s->world.n_in_play && (k->fact >= s->rb->n_facts || s->stamps[k->fact] != s->stamp))
      continue;
    if (n++ >= SHOWN)
      continue;
    put_list_start(out, "\nknown: ", n - 1);
    rsi_buf_printf(out, "%s ", rsi_fact_label(d->rb, k->fact, RSI_EN));
    rsi_put_state(&sink, d->rb, RSI_EN, k->fact, k->state, k->low, k->high);
    if (k->origin == RSI_FROM_TEXT)
      rsi_buf_printf(out, " (\"%.*s\")", (int)k->length, d->referral->reason + k->start);
  }
  put_rest(out, n);
  if (!n)
    rsi_buf_puts(out, "\nknown: nothing that a guideline looks at");
}

static void put_assumed(const comparison *m, rsi_buf *out) {
  const struct rscan_decision *d = &m->s->decision;
  const rsi_sink sink = {put_to_buffer, out};
  for (uint32_t i = 0; i < d->n_assumed && i < SHOWN; i++) {
    put_list_start(out, "\nassumed from silence: ", i);
    rsi_buf_printf(out, "%s ", rsi_fact_label(d->rb, d->assumed[i].fact, RSI_EN));
    rsi_put_state(&sink, d->rb, RSI_EN, d->assumed[i].fact, d->assumed[i].state, NAN, NAN);
  }
  put_rest(out, d->n_assumed);
}

static void put_candidates(const comparison *m, rsi_buf *out) {
  const struct rscan_decision *d = &m->s->decision;
  for (uint32_t i = 0; i < d->n_candidates && i < SHOWN; i++) {
    const rsi_candidate *c = &d->candidates[i];
    put_list_start(out, "\ncandidates: ", i);
    rsi_buf_printf(out, "%s/%s", rsi_string(d->rb, d->rb->guidelines[c->guideline].id), candidate_at(d, i));
    if (d->exam != RSI_NONE)
      rsi_buf_printf(out, " (%s)", rscan_category_name((rscan_category)c->category));
  }
  put_rest(out, d->n_candidates);
  if (!d->n_candidates)
    rsi_buf_puts(out, "\ncandidates: none, no guideline is in play");
}

static uint32_t expected_scenario(const comparison *m) {
  const rscan_rulebase *rb = m->s->rb;
  const char *guideline = m->e->guideline.id ? m->e->guideline.id : m->c->guideline;
  for (uint32_t i = 0; m->e->scenario.id && i < rb->n_scenarios; i++)
    if (strcmp(rsi_string(rb, rb->scenarios[i].id), m->e->scenario.id) == 0 &&
        (!guideline || strcmp(rsi_string(rb, rb->guidelines[rb->scenarios[i].guideline].id), guideline) == 0))
      return i;
  return RSI_NONE;
}

/* The leaves that are not true where one would have to be. */
static void put_obstacles(comparison *m, rsi_buf *out, uint32_t node) {
  const struct rscan_decision *d = &m->s->decision;
  const rsi_sink sink = {put_to_buffer, out};
  uint32_t n_steps, n = 0;
  const rsi_step *steps = rsi_scratch_trace(m->s, node, &n_steps);
  m->has_failed |= !steps;
  for (uint32_t i = 0; steps && i < n_steps; i++) {
    const rsi_node *leaf = &d->rb->nodes[steps[i].node];
    if (!rsi_is_leaf(leaf->op) &&
        (steps[i].value == RSI_TRUE || leaf->op == RSI_OP_NOT)) { /* what is below it does not stand in the way */
      i = rsi_step_end(steps, n_steps, i) - 1;
      continue;
    }
    if (!rsi_is_leaf(leaf->op) || steps[i].value == RSI_TRUE || n++ >= SHOWN)
      continue;
    const rsi_known *known = rsi_known_of(d, &steps[i]);
    put_list_start(out, " ", n - 1);
    rsi_buf_printf(out, "%s is to be ", rsi_fact_label(d->rb, leaf->fact, RSI_EN));
    rsi_put_wanted(&sink, d->rb, RSI_EN, leaf);
    rsi_buf_puts(out, ", is ");
    if (known)
      rsi_put_state(&sink, d->rb, RSI_EN, leaf->fact, known->state, known->low, known->high);
    else
      rsi_buf_puts(out, "not known");
  }
  put_rest(out, n);
}

static void put_why_not(comparison *m, rsi_buf *out) {
  const struct rscan_decision *d = &m->s->decision;
  uint32_t scenario = expected_scenario(m);
  if (scenario == RSI_NONE || scenario == d->scenario)
    return;
  uint32_t guideline = d->rb->scenarios[scenario].guideline, before = rsi_scenario_before(m->s, scenario);
  rsi_account account;
  if (!rsi_account_of(m->s, guideline, &account)) {
    m->has_failed = true;
    return;
  }
  enum rsi_outcome outcome = rsi_outcome_of(m->s, &account, scenario);
  rsi_buf_printf(out, "\nwhy not %s: ", m->e->scenario.id);
  if (account.role == RSI_ROLE_NOT_ENTERED)
    rsi_buf_puts(out, "no entry finding of its guideline is present or suspected");
  else if (account.role == RSI_ROLE_NOT_APPLYING) {
    rsi_buf_puts(out, "its guideline does not apply;");
    put_obstacles(m, out, d->rb->guidelines[guideline].applies);
  } else if (account.role == RSI_ROLE_YIELDS)
    rsi_buf_printf(out, "its guideline steps back for %s", rsi_string(d->rb, d->rb->guidelines[account.to].id));
  else if (outcome == RSI_OUTCOME_NOT_REACHED)
    rsi_buf_printf(out, "an earlier scenario holds: %s", rsi_string(d->rb, d->rb->scenarios[before].id));
  else if (outcome == RSI_OUTCOME_NOT_HELD)
    rsi_buf_puts(out, "no authority that counts here rates it");
  else if (rsi_eval(&m->s->world, d->rb->scenarios[scenario].when) == RSI_TRUE)
    rsi_buf_printf(out, "it holds, but %s may hold too and comes before it",
                   before == RSI_NONE ? "another outcome" : rsi_string(d->rb, d->rb->scenarios[before].id));
  else {
    rsi_buf_puts(out, outcome == RSI_OUTCOME_RULED_OUT ? "ruled out;" : "possible, not certain;");
    put_obstacles(m, out, d->rb->scenarios[scenario].when);
  }
}

static void put_message(comparison *m) {
  rsi_buf *out = &m->s->buffer;
  rsi_buf_clear(out);
  for (uint32_t i = 0; i < m->s->differences.count; i++) {
    const rscan_difference *d = RSI_AT(&m->s->differences, rscan_difference, i);
    rsi_buf_printf(out, "%s%s: expected %s, found %s", i ? "\nand " : "", d->what, *d->expected ? d->expected : nothing, d->found);
    if (i == 0)
      put_question(m, out);
  }
  put_referral(m, out);
  put_facts(m, out);
  put_assumed(m, out);
  put_candidates(m, out);
  put_why_not(m, out);
}

/* ---- the door ---- */

bool rsi_case_compare(struct rscan_scratch *s, const parsed_case *c) {
  comparison m = {s, c, rsi_case_expect(c), false};
  compare_all(&m);
  if (!m.has_failed && s->differences.count)
    put_message(&m);
  if (!m.has_failed && !s->buffer.has_failed)
    return true;
  s->differences.count = 0;
  rsi_buf_clear(&s->buffer);
  return false;
}
