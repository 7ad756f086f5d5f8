/* Are there facts with which these conditions hold and those fail? See lint.h.
 *
 * A depth-first search as in search.c: take a leaf that keeps an aim open, try its sides, follow implications and exclusions, give
 * up a side as soon as Kleene's logic says that an aim cannot be met. An aim that is met by what was told stays met (knowing more
 * never makes a condition less known), so it is set aside for the rest of the branch; one that is met by silence may be undone, and
 * is not.
 *
 * A guideline may have a thousand scenarios, so two things keep a step cheap: an aim is looked at again only when a fact changed
 * that it may ask about; and when all that remains is that conditions fail, it is tried first to have every finding that they name
 * absent. */
#include "lint.h"

#include <math.h>

#include "limits.h"
#include "words.h"

enum outlook { FAILS, OPEN, MET_BY_SILENCE, MET };

static enum outlook solve(rsi_solver *x, uint32_t n_met, uint64_t changed);

/* What an aim looks at next: a fact, and the states to try first. */
typedef struct step {
  uint32_t fact;
  rsi_state arg;
  bool wants_inside;
} step;

static rsi_truth eval(rsi_world *w, uint32_t node, bool is_strict) {
  w->is_strict = is_strict;
  rsi_truth t = rsi_eval(w, node);
  w->is_strict = true;
  return t;
}

/* ---- the leaf that keeps a condition open; a score is one thing here: its total can be told ---- */

static uint32_t open_leaf(rsi_world *w, uint32_t node) {
  const rsi_node *n = &w->rb->nodes[node];
  if (eval(w, node, true) != RSI_UNKNOWN)
    return RSI_NONE;
  for (uint32_t i = node + 1; i < n->end; i = w->rb->nodes[i].end) {
    uint32_t leaf = open_leaf(w, i);
    if (leaf != RSI_NONE)
      return leaf;
  }
  return n->op == RSI_OP_IN || n->op == RSI_OP_WITHIN || n->op == RSI_OP_SCORE ? node : RSI_NONE;
}

static enum outlook open_at(rsi_world *w, uint32_t node, bool wants_true, step *next) {
  uint32_t leaf = open_leaf(w, node);
  if (leaf == RSI_NONE)
    return FAILS; /* nothing a referral could say decides it */
  *next = (step){w->rb->nodes[leaf].fact, w->rb->nodes[leaf].arg, wants_true};
  return OPEN;
}

static enum outlook look_at_node(rsi_world *w, const rsi_aim *aim, step *next) {
  bool wants_true = aim->kind == RSI_AIM_TRUE;
  rsi_truth t = eval(w, aim->index, true);
  if (t != RSI_UNKNOWN)
    return (t == RSI_TRUE) == wants_true ? MET : FAILS;
  if (aim->may_be_silent && eval(w, aim->index, false) == RSI_FALSE)
    return MET_BY_SILENCE;
  return open_at(w, aim->index, wants_true, next);
}

static enum outlook look_at_entry(rsi_world *w, const rsi_aim *aim, step *next) {
  rsi_span enters = w->rb->guidelines[aim->index].enters;
  if (w->entries[aim->index])
    return MET;
  for (uint32_t i = enters.first; i < enters.first + enters.count; i++) {
    uint32_t fact = w->rb->indices[i];
    if (w->states[fact] & (RSI_SUSPECTED | RSI_PRESENT)) {
      *next = (step){fact, RSI_SUSPECTED | RSI_PRESENT, true};
      return OPEN;
    }
  }
  return FAILS;
}

static enum outlook look_at_standing(rsi_world *w, const rsi_aim *aim, step *next) {
  rsi_span yields = w->rb->guidelines[aim->index].yields;
  enum outlook all = MET_BY_SILENCE; /* a fact more may bring another guideline into play */
  for (uint32_t i = yields.first; i < yields.first + yields.count && all != FAILS; i++) {
    uint32_t other = w->rb->indices[i], applies = w->rb->guidelines[other].applies;
    if (!w->entries[other])
      continue;
    rsi_aim fails = {.kind = RSI_AIM_FALSE, .may_be_silent = true, .index = applies};
    step here;
    enum outlook one = applies == RSI_NONE ? FAILS : look_at_node(w, &fails, &here);
    if (one == OPEN && all != OPEN)
      *next = here;
    all = one < all ? one : all;
  }
  return all;
}

static enum outlook look_at_total(rsi_world *w, const rsi_aim *aim, step *next) {
  const rsi_score *score = &w->rb->scores[w->rb->facts[aim->index].detail];
  rsi_state total = rsi_score_state(w, aim->index);
  if (rsi_state_inside(RSI_SCORE, total, aim->state))
    return MET;
  if (rsi_state_is_empty(RSI_SCORE, rsi_state_and(RSI_SCORE, total, aim->state)))
    return FAILS;
  for (uint32_t i = 0; i < score->criteria.count; i++) {
    const rsi_criterion *c = &w->rb->criteria[score->criteria.first + i];
    if (eval(w, c->when, true) == RSI_UNKNOWN)
      return open_at(w, c->when, c->points > 0, next);
  }
  return FAILS;
}

static enum outlook look(rsi_world *w, const rsi_aim *aim, step *next) {
  switch ((enum rsi_aim_kind)aim->kind) {
  case RSI_AIM_ENTERED:
    return look_at_entry(w, aim, next);
  case RSI_AIM_STANDS:
    return look_at_standing(w, aim, next);
  case RSI_AIM_TOTAL:
    return look_at_total(w, aim, next);
  default:
    return look_at_node(w, aim, next);
  }
}

/* ---- which aims a fact concerns: a bit a fact, shared by many ---- */

#define ALL_FACTS UINT64_MAX

static uint64_t bit_of(uint32_t fact) { return (uint64_t)1 << (fact * 2654435761u >> 26); }

static uint64_t facts_of(const rscan_rulebase *rb, const rsi_aim *aim) {
  uint64_t facts = 0;
  if (aim->kind != RSI_AIM_TRUE && aim->kind != RSI_AIM_FALSE)
    return ALL_FACTS;
  for (uint32_t i = aim->index; i < rb->nodes[aim->index].end; i++) {
    const rsi_node *n = &rb->nodes[i];
    facts |= n->op == RSI_OP_SCORE ? ALL_FACTS : n->op == RSI_OP_IN || n->op == RSI_OP_WITHIN ? bit_of(n->fact) : 0;
  }
  return facts ? facts : ALL_FACTS; /* no facts: to be looked at all the same, once */
}

static uint64_t changed_since(const rsi_world *w, uint32_t mark) {
  uint64_t changed = 0;
  for (uint32_t i = mark; i < w->n_trail; i++)
    changed |= bit_of(w->trail[i].fact);
  return changed;
}

/* ---- the search ---- */

bool rsi_lint_tell(rsi_solver *x, uint32_t fact, rsi_state state) {
  rsi_world *w = &x->lint->world;
  if (!rsi_world_tell(w, fact, state) || !rsi_world_follow(w, NULL, NULL, NULL))
    return false;
  rsi_told *told = RSI_PUSH(&x->lint->scratch, &x->told, rsi_told);
  if (told)
    *told = (rsi_told){fact, state};
  return told != NULL;
}

static enum outlook try_state(rsi_solver *x, uint32_t fact, rsi_state state, uint32_t n_met) {
  rsi_world *w = &x->lint->world;
  uint32_t mark = rsi_world_mark(w), n_told = x->told.count;
  enum outlook found = FAILS;
  if (rsi_lint_tell(x, fact, state))
    found = solve(x, n_met, changed_since(w, mark));
  if (found == FAILS) {
    rsi_world_back(w, mark);
    x->told.count = n_told;
  }
  return found;
}

/* Points are whole or halves, mostly, and so are totals: between 0 and 1 there is none. */
static bool holds_total(const rscan_rulebase *rb, uint32_t fact, rsi_state state) {
  rsi_span criteria = rb->scores[rb->facts[fact].detail].criteria;
  rsi_bounds b = rsi_bounds_of(rb, fact, state);
  double per_point = 1; /* totals lie on a grid of so many to a point */
  if (!criteria.count || !b.has_low || !b.has_high || !b.is_low_open || !b.is_high_open)
    return true;
  for (uint32_t i = criteria.first; i < criteria.first + criteria.count; i++) {
    double points = rb->criteria[i].points;
    if (points != floor(points))
      per_point = 2;
    if (points * 2 != floor(points * 2))
      return true;
  }
  return (floor(b.low * per_point) + 1) / per_point < b.high;
}

static enum outlook try_side(rsi_solver *x, uint32_t fact, rsi_state side, uint32_t n_met) {
  uint8_t kind = x->lint->rb->facts[fact].kind;
  if (rsi_state_is_empty(kind, side) || (kind == RSI_SCORE && !holds_total(x->lint->rb, fact, side)))
    return FAILS;
  if (!x->as_referrals_tell || kind != RSI_FINDING)
    return try_state(x, fact, side, n_met);
  enum outlook found = side & RSI_PRESENT ? try_state(x, fact, RSI_PRESENT, n_met) : FAILS;
  return found == FAILS && (side & RSI_ABSENT) ? try_state(x, fact, RSI_ABSENT, n_met) : found;
}

static enum outlook branch(rsi_solver *x, const step *next, uint32_t n_met) {
  uint8_t kind = x->lint->rb->facts[next->fact].kind;
  rsi_state now = x->lint->world.states[next->fact] & ~RSI_UNTOLD, sides[3];
  int n = rsi_state_minus(kind, now, next->arg, sides);
  sides[n] = rsi_state_and(kind, now, next->arg);
  enum outlook found = FAILS;
  for (int i = 0; i <= n && found == FAILS && !x->is_exhausted; i++)
    found = try_side(x, next->fact, sides[next->wants_inside ? n - i : i], n_met);
  return found;
}

static void set_aside(rsi_solver *x, uint32_t i, uint32_t n_met) {
  rsi_aim met = x->aims[i];
  x->aims[i] = x->aims[n_met];
  x->aims[n_met] = met;
}

/* Only conditions that must fail are left. */
static bool must_only_fail(const rsi_solver *x, uint32_t n_met) {
  bool is_all = true;
  for (uint32_t i = n_met; i < x->n_aims && is_all; i++)
    is_all = x->aims[i].kind == RSI_AIM_FALSE;
  return is_all;
}

static void tell_absent(rsi_world *w, uint32_t node) {
  const rscan_rulebase *rb = w->rb;
  for (uint32_t end = rb->nodes[node].end; node < end; node++, w->steps++)
    if (rb->nodes[node].op == RSI_OP_IN && rb->facts[rb->nodes[node].fact].kind == RSI_FINDING)
      rsi_world_tell(w, rb->nodes[node].fact, RSI_ABSENT); /* where it can be */
}

/* Every finding that they name is absent: does that do? If not, the first that it does not do for comes to the front: it is the
 * next to be looked at. */
static bool guess(rsi_solver *x, uint32_t n_met) {
  rsi_world *w = &x->lint->world;
  uint32_t mark = rsi_world_mark(w), first = n_met;
  step next;
  for (uint32_t i = n_met; i < x->n_aims; i++)
    tell_absent(w, x->aims[i].index);
  if (rsi_world_follow(w, NULL, NULL, NULL))
    while (first < x->n_aims && look(w, &x->aims[first], &next) == MET)
      first++;
  if (first == x->n_aims)
    return true;
  rsi_world_back(w, mark);
  set_aside(x, first, n_met);
  return false;
}

/* What holds the search up: conditions that must fail come last, since most of them fail by themselves. */
static bool find_open(rsi_solver *x, uint32_t n_met, bool must_fail, step *next) {
  for (uint32_t i = n_met; i < x->n_aims; i++)
    if ((x->aims[i].kind == RSI_AIM_FALSE) == must_fail && look(&x->lint->world, &x->aims[i], next) == OPEN)
      return true;
  return false;
}

static bool is_over(rsi_solver *x) {
  if (x->lint->world.steps > x->limit || x->lint->world.has_failed)
    x->is_exhausted = true;
  return x->is_exhausted;
}

/* Aims before n_met are met already; facts of `changed` were told since the others were looked at. */
static enum outlook solve(rsi_solver *x, uint32_t n_met, uint64_t changed) {
  rsi_world *w = &x->lint->world;
  step next = {0};
  enum outlook one = MET;
  if (is_over(x))
    return FAILS;
  for (uint32_t i = n_met; i < x->n_aims; i++) {
    if (!(x->aims[i].facts & changed))
      continue;
    one = look(w, &x->aims[i], &next);
    if (one == FAILS)
      return FAILS;
    if (one == MET)
      set_aside(x, i, n_met++);
  }
  if (!x->as_referrals_tell && must_only_fail(x, n_met) && guess(x, n_met)) /* an example for people should be small, though */
    return MET;
  bool is_open = find_open(x, n_met, false, &next) || find_open(x, n_met, true, &next);
  return is_open ? branch(x, &next, n_met) : MET;
}

enum rsi_solution rsi_lint_solve(rsi_solver *x) {
  rsi_world *w = &x->lint->world;
  w->is_strict = true;
  x->limit = w->steps + RSI_MAX_LINT_STEPS;
  x->is_exhausted = false;
  for (uint32_t i = 0; i < x->n_aims; i++)
    x->aims[i].facts = facts_of(w->rb, &x->aims[i]);
  enum outlook found = solve(x, 0, ALL_FACTS);
  if (w->has_failed)
    rsi_error_out_of_memory(x->lint->err);
  return found == MET ? RSI_POSSIBLE : x->is_exhausted ? RSI_UNDECIDED : RSI_IMPOSSIBLE;
}
