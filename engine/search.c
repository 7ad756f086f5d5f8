/* What is left when Kleene's logic cannot tell: the admissible completions, searched exactly.
 *
 * A step takes one unknown leaf and tries both sides of it, following implications (a side that contradicts them is not
 * admissible). The search stops early: as soon as two values are found when only "settled or not" is asked, and wherever the
 * outcomes still possible have all been found. Its cost is counted in conditions evaluated, never in time, so that it is the same
 * everywhere. */
#include "scratch.h"

#include <string.h>

#include "limits.h"

typedef struct search {
  struct rscan_scratch *s;
  rsi_goal goal;
  uint64_t values[2];
  int n_values;
  uint64_t limit; /* of world.steps */
  bool is_exhausted;
  /* for candidates: */
  uint32_t guideline;
  uint8_t *found; /* an outcome each: scenarios in order, then "no scenario", then "does not apply" */
} search;

typedef void step_fn(search *x);

/* Tries each side of a leaf. */
static void branch(search *x, uint32_t leaf, step_fn *step) {
  rsi_world *w = &x->s->world;
  const rsi_node *node = &w->rb->nodes[leaf];
  uint8_t kind = w->rb->facts[node->fact].kind;
  rsi_state seen =
      node->op == RSI_OP_SCORE && (w->states[node->fact] & RSI_UNTOLD) ? rsi_score_state(w, node->fact) : rsi_leaf_state(w, node);
  rsi_state sides[3];
  int n = 1;
  sides[0] = rsi_state_and(kind, seen, node->arg);
  n += rsi_state_minus(kind, seen, node->arg, sides + 1);
  for (int i = 0; i < n && !x->is_exhausted; i++) {
    uint32_t mark = rsi_world_mark(w);
    if (rsi_world_tell(w, node->fact, sides[i]) && rsi_world_follow(w, NULL, NULL, NULL))
      step(x);
    rsi_world_back(w, mark);
  }
}

static bool is_over(search *x) {
  if (x->s->world.steps > x->limit)
    x->is_exhausted = true;
  return x->is_exhausted;
}

/* ---- settled or not ---- */

static void add_value(search *x, uint64_t value) {
  if (x->n_values == 0 || (x->n_values == 1 && x->values[0] != value))
    x->values[x->n_values++] = value;
}

static void settle_step(search *x) {
  if (x->n_values == 2 || is_over(x))
    return;
  rsi_judgement j = rsi_judge(x->s, x->goal);
  if (j.is_settled)
    add_value(x, j.value);
  else
    branch(x, j.undecided, settle_step);
}

rsi_settlement rsi_settle(struct rscan_scratch *s, rsi_goal goal) {
  search x = {.s = s, .goal = goal, .limit = s->world.steps + RSI_MAX_SEARCH_STEPS};
  rsi_judgement j = rsi_judge(s, goal);
  if (j.is_settled)
    return (rsi_settlement){.is_settled = true, .is_by_logic = true, .value = j.value};
  branch(&x, j.undecided, settle_step);
  return (rsi_settlement){
      .is_settled = x.n_values == 1 && !x.is_exhausted, .is_exhausted = x.is_exhausted, .value = x.values[0]};
}

/* ---- candidates of one guideline ---- */

/* Marks what may still come out; returns the node that keeps it open, RSI_NONE when one outcome is left or all have been found. */
static uint32_t possible(search *x, bool is_adding) {
  struct rscan_scratch *s = x->s;
  const rsi_guideline *g = &s->rb->guidelines[x->guideline];
  uint32_t none = g->scenarios.count, out = none + 1, open, n_new = 0;
  enum rsi_standing standing = rsi_standing_of(s, x->guideline, &open);
  if (standing != RSI_STANDS) {
    n_new += !x->found[out];
    x->found[out] |= is_adding || standing == RSI_OUT;
    if (standing == RSI_OUT)
      return RSI_NONE;
  }
  rsi_truth t = RSI_FALSE;
  for (uint32_t i = 0; i < g->scenarios.count && t != RSI_TRUE; i++) {
    const rsi_scenario *scenario = &s->rb->scenarios[g->scenarios.first + i];
    t = rsi_is_held(s, scenario) ? rsi_eval(&s->world, scenario->when) : RSI_FALSE;
    if (t == RSI_FALSE)
      continue;
    n_new += !x->found[i];
    if (is_adding || (t == RSI_TRUE && open == RSI_NONE))
      x->found[i] = 1;
    if (t == RSI_UNKNOWN && open == RSI_NONE)
      open = scenario->when;
  }
  if (t != RSI_TRUE) {
    n_new += !x->found[none];
    if (is_adding || open == RSI_NONE)
      x->found[none] = 1;
  }
  return n_new ? open : RSI_NONE;
}

static void candidate_step(search *x) {
  if (is_over(x))
    return;
  uint32_t open = possible(x, false);
  if (open != RSI_NONE)
    branch(x, rsi_unknown_leaf(&x->s->world, open), candidate_step);
}

bool rsi_candidates(struct rscan_scratch *s, uint32_t guideline, uint32_t exam, bool is_exact, rsi_vec *out) {
  const rsi_guideline *g = &s->rb->guidelines[guideline];
  search x = {.s = s, .guideline = guideline, .limit = s->world.steps + RSI_MAX_SEARCH_STEPS};
  x.found = rsi_arena_alloc(&s->arena, g->scenarios.count + 2);
  if (!x.found)
    return false;
  if (is_exact)
    candidate_step(&x);
  if (!is_exact || x.is_exhausted)
    possible(&x, true);
  for (uint32_t i = 0; i < g->scenarios.count + 2; i++) {
    if (!x.found[i])
      continue;
    rsi_candidate *c = RSI_PUSH(&s->rb->allocator, out, rsi_candidate);
    if (!c)
      return false;
    c->kind = i < g->scenarios.count    ? RSI_CANDIDATE_SCENARIO
              : i == g->scenarios.count ? RSI_CANDIDATE_NO_SCENARIO
                                        : RSI_CANDIDATE_DOES_NOT_APPLY;
    c->guideline = guideline;
    c->scenario = i < g->scenarios.count ? g->scenarios.first + i : RSI_NONE;
    c->category = c->scenario == RSI_NONE || exam == RSI_NONE ? RSCAN_UNRATED : rsi_rate(s, &s->rb->scenarios[c->scenario], exam);
  }
  return true;
}
