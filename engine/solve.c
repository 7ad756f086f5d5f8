/* Are there facts with which these conditions hold and those fail? See solve.h.
 *
 * A depth-first search: take a leaf that keeps an aim open, try its sides, follow implications, exclusions and derivations, give up
 * a side as soon as Kleene's logic says that an aim cannot be met. An aim that is met by what was told stays met (knowing more
 * never makes a condition less known), so it is set aside for the rest of the branch; one that is met by silence may be undone, and
 * is not.
 *
 * A guideline may have a thousand scenarios, so four things keep the search short: an aim is looked at again only when a fact
 * changed that it may ask about; the aim that failed last is looked at first; a failure that did not depend on the fact just tried
 * would come with its other values too, so they are not tried; and when all that remains is that conditions fail, it is tried first
 * to have every finding that they name absent. */
#include "solve.h"

#include <math.h>

#include "derive.h"
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

static rsi_aim *aim_at(const rsi_solver *x, uint32_t i) { return RSI_AT(&x->aims, rsi_aim, i); }

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

/* ---- guidelines ---- */

static bool is_held_to_be(const rsi_world *w, uint32_t finding) { return (w->states[finding] & (RSI_ABSENT | RSI_UNTOLD)) == 0; }

static enum outlook look_at_findings(const rsi_world *w, rsi_span findings, step *next) {
  enum outlook best = FAILS;
  for (uint32_t i = findings.first; i < findings.first + findings.count && best != MET; i++) {
    uint32_t fact = w->rb->indices[i];
    if (is_held_to_be(w, fact))
      best = MET;
    else if (best == FAILS && (w->states[fact] & (RSI_SUSPECTED | RSI_PRESENT))) {
      *next = (step){fact, RSI_SUSPECTED | RSI_PRESENT, true};
      best = OPEN;
    }
  }
  return best;
}

static enum outlook look_at_entry(const rsi_world *w, const rsi_aim *aim, step *next) {
  const rsi_guideline *g = &w->rb->guidelines[aim->index];
  step other;
  enum outlook own = w->entries[aim->index] ? MET : look_at_findings(w, g->enters, next);
  if (own == MET || aim->kind == RSI_AIM_ENTERED)
    return own;
  enum outlook ordered = look_at_findings(w, g->enters_ordered, &other);
  if (own == FAILS)
    *next = other;
  return ordered > own ? ordered : own;
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

/* ---- scores ---- */

/* A criterion that is open, and the side of it that raises the total, or lowers it. */
static enum outlook look_at_criteria(rsi_world *w, uint32_t fact, bool must_rise, step *next) {
  rsi_span criteria = w->rb->scores[w->rb->facts[fact].detail].criteria;
  for (uint32_t i = criteria.first; i < criteria.first + criteria.count; i++) {
    const rsi_criterion *c = &w->rb->criteria[i];
    if (eval(w, c->when, true) == RSI_UNKNOWN)
      return open_at(w, c->when, (c->points > 0) == must_rise, next);
  }
  return FAILS;
}

static enum outlook look_at_total(rsi_world *w, const rsi_aim *aim, step *next) {
  rsi_state total = rsi_score_state(w, aim->index);
  if (rsi_state_inside(RSI_SCORE, total, aim->state))
    return MET;
  if (rsi_state_is_empty(RSI_SCORE, rsi_state_and(RSI_SCORE, total, aim->state)))
    return FAILS;
  return look_at_criteria(w, aim->index, RSI_CELL_LOW(total) < RSI_CELL_LOW(aim->state), next);
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

/* ---- an aim, whichever ---- */

static enum outlook look(rsi_world *w, const rsi_aim *aim, step *next) {
  switch ((enum rsi_aim_kind)aim->kind) {
  case RSI_AIM_ENTERED:
  case RSI_AIM_IN_PLAY:
    return look_at_entry(w, aim, next);
  case RSI_AIM_STANDS:
    return look_at_standing(w, aim, next);
  case RSI_AIM_TOTAL:
    return look_at_total(w, aim, next);
  default:
    return look_at_node(w, aim, next);
  }
}

bool rsi_solver_is_met(rsi_solver *x) {
  bool is_met = true;
  step next;
  for (uint32_t i = 0; i < x->aims.count && is_met; i++) {
    const rsi_aim *aim = aim_at(x, i);
    if (aim->kind == RSI_AIM_TRUE)
      is_met = eval(&x->world, aim->index, false) == RSI_TRUE;
    else if (aim->kind == RSI_AIM_FALSE)
      is_met = eval(&x->world, aim->index, false) == RSI_FALSE;
    else
      is_met = look(&x->world, aim, &next) >= MET_BY_SILENCE;
  }
  return is_met;
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

/* ---- telling, with what follows ---- */

static rsi_range range_of(const void *context, uint32_t fact) {
  const rsi_solver *x = context;
  const rsi_measure *m = &x->world.rb->measures[x->world.rb->facts[fact].detail];
  for (uint32_t i = 0; i < x->told.count; i++) {
    const rsi_told *t = RSI_AT(&x->told, rsi_told, i);
    if (t->fact == fact && !isnan(t->number) && !t->is_left_out)
      return (rsi_range){t->number, t->number, false, false};
  }
  if (x->has_numbers)
    return (rsi_range){NAN, NAN, false, false};
  rsi_bounds b = rsi_bounds_of(x->world.rb, fact, x->world.states[fact]);
  return (rsi_range){b.has_low ? b.low : m->min, b.has_high ? b.high : m->max, b.has_low && b.is_low_open,
                     b.has_high && b.is_high_open};
}

static bool changed_input(const rsi_world *w, const rsi_measure *derived, uint32_t mark) {
  for (uint32_t i = mark; i < w->n_trail; i++)
    for (uint32_t k = derived->inputs.first; k < derived->inputs.first + derived->inputs.count; k++)
      if (w->rb->indices[k] == w->trail[i].fact)
        return true;
  return false;
}

/* Narrows what is worked out from facts that were told since the mark. */
static bool derive(rsi_solver *x, uint32_t mark) {
  rsi_world *w = &x->world;
  for (uint32_t i = 0; i < x->n_derived; i++) {
    const rsi_fact *f = &w->rb->facts[x->derived[i]];
    const rsi_measure *m = &w->rb->measures[f->detail];
    if (!changed_input(w, m, mark))
      continue;
    rsi_range r = rsi_derive(w->rb, m->derive, range_of, x);
    if (isnan(r.low) || isnan(r.high))
      continue;
    rsi_state state = rsi_cells_of(w->rb, f, r.low, r.is_low_open, r.high, r.is_high_open);
    if (!rsi_state_inside(RSI_MEASURE, w->states[x->derived[i]], state) && !rsi_world_tell(w, x->derived[i], state))
      return false;
  }
  return true;
}

bool rsi_solver_tell(rsi_solver *x, uint32_t fact, rsi_state state) {
  rsi_world *w = &x->world;
  uint32_t mark = rsi_world_mark(w);
  bool is_good = rsi_world_tell(w, fact, state);
  do { /* an implication may tell an input, and a derived measure implies */
    is_good = is_good && rsi_world_follow(w, NULL, NULL, NULL);
    uint32_t now = rsi_world_mark(w);
    is_good = is_good && derive(x, mark);
    mark = now;
  } while (is_good && rsi_world_mark(w) > mark);
  return is_good;
}

/* ---- the search ---- */

static bool note_told(rsi_solver *x, uint32_t fact, rsi_state state) {
  rsi_told *told = RSI_PUSH(x->allocator, &x->told, rsi_told);
  if (told)
    *told = (rsi_told){fact, state, NAN, false};
  x->has_failed |= !told;
  return told != NULL;
}

/* Something is worked out from what was told, sooner or later. */
static bool may_derive(const rsi_solver *x, uint32_t mark) {
  for (uint32_t i = 0; i < x->n_derived; i++)
    if (changed_input(&x->world, &x->world.rb->measures[x->world.rb->facts[x->derived[i]].detail], mark))
      return true;
  return false;
}

static enum outlook try_state(rsi_solver *x, uint32_t fact, rsi_state state, uint32_t n_met) {
  rsi_world *w = &x->world;
  uint32_t mark = rsi_world_mark(w), n_told = x->told.count;
  enum outlook found = FAILS;
  x->because = ALL_FACTS;
  if (note_told(x, fact, state) && rsi_solver_tell(x, fact, state)) {
    uint64_t changed = changed_since(w, mark);
    found = solve(x, n_met, changed);
    x->is_in_vain = !(x->because & changed) && !may_derive(x, mark);
  }
  if (found == FAILS) {
    rsi_world_back(w, mark);
    x->told.count = n_told;
  }
  return found;
}

static enum outlook try_side(rsi_solver *x, uint32_t fact, rsi_state side, uint32_t n_met) {
  uint8_t kind = x->world.rb->facts[fact].kind;
  if (rsi_state_is_empty(kind, side) || (kind == RSI_SCORE && !holds_total(x->world.rb, fact, side)))
    return FAILS;
  if (!x->as_referrals_tell || kind != RSI_FINDING)
    return try_state(x, fact, side, n_met);
  enum outlook found = side & RSI_PRESENT ? try_state(x, fact, RSI_PRESENT, n_met) : FAILS;
  uint64_t because = x->because;
  if (found == FAILS && (side & RSI_ABSENT) && !x->is_in_vain) {
    found = try_state(x, fact, RSI_ABSENT, n_met);
    x->because |= x->is_in_vain ? 0 : because;
  }
  return found;
}

static enum outlook branch(rsi_solver *x, const step *next, uint32_t n_met) {
  uint8_t kind = x->world.rb->facts[next->fact].kind;
  rsi_state now = x->world.states[next->fact] & ~RSI_UNTOLD, sides[3];
  int n = rsi_state_minus(kind, now, next->arg, sides);
  enum outlook found = FAILS;
  uint64_t because = 0;
  bool is_in_vain = false;
  step by_criterion;
  if (kind == RSI_SCORE && x->through_criteria && (x->world.states[next->fact] & RSI_UNTOLD)) {
    rsi_state total = rsi_score_state(&x->world, next->fact);
    bool is_below = RSI_CELL_LOW(total) < RSI_CELL_LOW(next->arg);
    if (look_at_criteria(&x->world, next->fact, is_below == next->wants_inside, &by_criterion) == OPEN)
      found = branch(x, &by_criterion, n_met), because = x->because;
  }
  sides[n] = rsi_state_and(kind, now, next->arg);
  if (now != x->world.rb->facts[next->fact].full)
    because |= bit_of(next->fact); /* that is why it has no more sides */
  for (int i = 0; i <= n && found == FAILS && !x->is_exhausted && !is_in_vain; i++) {
    x->because = 0, x->is_in_vain = false;
    found = try_side(x, next->fact, sides[next->wants_inside ? n - i : i], n_met);
    because |= x->because;
    is_in_vain = x->is_in_vain;
  }
  if (!is_in_vain)
    x->because = because;
  x->is_in_vain = false;
  return found;
}

static void set_aside(rsi_solver *x, uint32_t i, uint32_t n_met) {
  rsi_aim met = *aim_at(x, i);
  *aim_at(x, i) = *aim_at(x, n_met);
  *aim_at(x, n_met) = met;
}

/* Only conditions that must fail are left; the guidelines to step back for are such too. */
static bool must_only_fail(const rsi_solver *x, uint32_t n_met) {
  bool is_all = true;
  for (uint32_t i = n_met; i < x->aims.count && is_all; i++)
    is_all = aim_at(x, i)->kind == RSI_AIM_FALSE || aim_at(x, i)->kind == RSI_AIM_STANDS;
  return is_all;
}

static void tell_absent(rsi_solver *x, uint32_t node) {
  const rsi_node *nodes = x->world.rb->nodes;
  for (uint32_t end = nodes[node].end; node < end; node++, x->world.steps++) {
    uint32_t fact = nodes[node].fact, mark = rsi_world_mark(&x->world);
    if (nodes[node].op == RSI_OP_IN && x->world.rb->facts[fact].kind == RSI_FINDING &&
        rsi_world_tell(&x->world, fact, RSI_ABSENT) && rsi_world_mark(&x->world) > mark)
      note_told(x, fact, RSI_ABSENT); /* where it can be, and was not */
  }
}

/* Every finding that they name is absent: does that do? If not, the first that it does not do for comes to the front: it is the
 * next to be looked at. */
static bool guess(rsi_solver *x, uint32_t n_met) {
  rsi_world *w = &x->world;
  uint32_t mark = rsi_world_mark(w), n_told = x->told.count, first = n_met;
  step next;
  for (uint32_t i = n_met; i < x->aims.count; i++)
    if (aim_at(x, i)->kind == RSI_AIM_FALSE)
      tell_absent(x, aim_at(x, i)->index);
  if (rsi_world_follow(w, NULL, NULL, NULL))
    while (first < x->aims.count && look(w, aim_at(x, first), &next) >= MET_BY_SILENCE)
      first++;
  if (first == x->aims.count)
    return true;
  rsi_world_back(w, mark);
  x->told.count = n_told;
  set_aside(x, first, n_met);
  return false;
}

/* What holds the search up: conditions that must fail come last, since most of them fail by themselves. */
static bool find_open(rsi_solver *x, uint32_t n_met, bool must_fail, step *next) {
  for (uint32_t i = n_met; i < x->aims.count; i++)
    if ((aim_at(x, i)->kind == RSI_AIM_FALSE) == must_fail && look(&x->world, aim_at(x, i), next) == OPEN)
      return true;
  return false;
}

static bool is_over(rsi_solver *x) {
  x->has_failed |= x->world.has_failed;
  x->is_exhausted |= x->world.steps > x->limit || x->told.count > RSI_MAX_SOLVE_FACTS || x->has_failed;
  return x->is_exhausted;
}

/* Aims before n_met are met already; facts of `changed` were told since the others were looked at. */
static enum outlook solve(rsi_solver *x, uint32_t n_met, uint64_t changed) {
  step next = {0};
  if (is_over(x))
    return FAILS;
  for (uint32_t i = n_met; i < x->aims.count; i++) {
    if (!(aim_at(x, i)->facts & changed))
      continue;
    enum outlook one = look(&x->world, aim_at(x, i), &next);
    if (one == FAILS) {
      aim_at(x, i)->was_decisive = true;
      x->because = aim_at(x, i)->facts;
      set_aside(x, i, n_met); /* to the front */
      return FAILS;
    }
    if (one == MET)
      set_aside(x, i, n_met++);
  }
  if (must_only_fail(x, n_met) && guess(x, n_met))
    return MET;
  bool is_open = find_open(x, n_met, false, &next) || find_open(x, n_met, true, &next);
  return is_open ? branch(x, &next, n_met) : MET;
}

enum rsi_solution rsi_solve(rsi_solver *x) {
  rsi_world *w = &x->world;
  uint64_t before = w->steps, most = x->budget < x->most ? x->budget : x->most;
  w->is_strict = true;
  x->limit = before + (most > RSI_MIN_SOLVE_STEPS ? most : RSI_MIN_SOLVE_STEPS);
  x->is_exhausted = false;
  for (uint32_t i = 0; i < x->aims.count; i++)
    aim_at(x, i)->facts = facts_of(w->rb, aim_at(x, i));
  enum outlook found = solve(x, 0, ALL_FACTS);
  x->has_failed |= w->has_failed;
  uint64_t cost = w->steps - before;
  x->budget = cost < x->budget ? x->budget - cost : 0;
  return x->has_failed ? RSI_UNDECIDED : found == MET ? RSI_POSSIBLE : x->is_exhausted ? RSI_UNDECIDED : RSI_IMPOSSIBLE;
}

/* ---- questions ---- */

bool rsi_solver_init(rsi_solver *x, const rscan_rulebase *rb) {
  *x = (rsi_solver){.allocator = &rb->allocator, .budget = RSI_MAX_SOLVE_RUN, .most = RSI_MAX_SOLVE_STEPS};
  x->derived = rsi_alloc(x->allocator, (rb->n_measures + 1) * sizeof *x->derived);
  if (!x->derived || !rsi_world_init(&x->world, rb)) {
    rsi_solver_free(x);
    return false;
  }
  for (uint32_t f = 0; f < rb->n_facts; f++)
    if (rb->facts[f].kind == RSI_MEASURE && rb->measures[rb->facts[f].detail].derive != RSI_NONE)
      x->derived[x->n_derived++] = f;
  return true;
}

void rsi_solver_free(rsi_solver *x) {
  if (!x->allocator)
    return;
  rsi_world_free(&x->world);
  rsi_release(x->allocator, x->derived);
  rsi_vec_free(x->allocator, &x->aims);
  rsi_vec_free(x->allocator, &x->told);
  *x = (rsi_solver){0};
}

void rsi_solver_begin(rsi_solver *x) {
  x->has_failed |= x->world.has_failed;
  rsi_world_reset(&x->world);
  x->aims.count = x->told.count = 0;
  x->has_numbers = false;
}

static void add(rsi_solver *x, rsi_aim aim) {
  rsi_aim *added = RSI_PUSH(x->allocator, &x->aims, rsi_aim);
  if (added)
    *added = aim;
  else
    x->has_failed = true;
}

void rsi_solver_aim(rsi_solver *x, uint8_t kind, uint32_t index) { add(x, (rsi_aim){.kind = kind, .index = index}); }

void rsi_solver_may_fail_silently(rsi_solver *x, uint32_t node) {
  add(x, (rsi_aim){.kind = RSI_AIM_FALSE, .may_be_silent = true, .index = node});
}

void rsi_solver_aim_at_guideline(rsi_solver *x, uint32_t guideline) {
  const rsi_guideline *g = &x->world.rb->guidelines[guideline];
  rsi_solver_aim(x, RSI_AIM_IN_PLAY, guideline);
  if (g->applies != RSI_NONE)
    rsi_solver_aim(x, RSI_AIM_TRUE, g->applies);
  if (g->yields.count)
    rsi_solver_aim(x, RSI_AIM_STANDS, guideline);
}

void rsi_solver_aim_before(rsi_solver *x, uint32_t scenario, uint64_t authorities) {
  const rscan_rulebase *rb = x->world.rb;
  for (uint32_t i = rb->guidelines[rb->scenarios[scenario].guideline].scenarios.first; i < scenario; i++)
    if (!(authorities & ~rb->scenarios[i].authorities))
      rsi_solver_aim(x, RSI_AIM_FALSE, rb->scenarios[i].when);
}
