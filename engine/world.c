/* States, implications and three-valued evaluation. See world.h.
 *
 * Kleene's strong logic falls out of ordered truth values: all is the least of its parts, any the greatest, not is 2 - x. */
#include "world.h"

#include <math.h>
#include <string.h>

#define ENTERED ((rsi_state)1 << 32) /* in a step back without a fact: the rest is a guideline, not a group */

/* An empty run of cells: low above high. */
#define NO_CELLS RSI_CELLS(1, 0)

bool rsi_state_is_empty(uint8_t kind, rsi_state s) {
  return rsi_kind_has_cells(kind) ? RSI_CELL_LOW(s) > RSI_CELL_HIGH(s) : (s & ~RSI_UNTOLD) == 0;
}

rsi_state rsi_state_and(uint8_t kind, rsi_state a, rsi_state b) {
  if (!rsi_kind_has_cells(kind))
    return a & b & ~RSI_UNTOLD;
  uint32_t low = RSI_CELL_LOW(a) > RSI_CELL_LOW(b) ? RSI_CELL_LOW(a) : RSI_CELL_LOW(b);
  uint32_t high = RSI_CELL_HIGH(a) < RSI_CELL_HIGH(b) ? RSI_CELL_HIGH(a) : RSI_CELL_HIGH(b);
  return low > high ? NO_CELLS : RSI_CELLS(low, high);
}

bool rsi_state_inside(uint8_t kind, rsi_state s, rsi_state of) {
  if (!rsi_kind_has_cells(kind))
    return (s & ~of & ~RSI_UNTOLD) == 0;
  return RSI_CELL_LOW(s) >= RSI_CELL_LOW(of) && RSI_CELL_HIGH(s) <= RSI_CELL_HIGH(of);
}

int rsi_state_minus(uint8_t kind, rsi_state s, rsi_state minus, rsi_state pieces[2]) {
  int n = 0;
  if (!rsi_kind_has_cells(kind)) {
    pieces[0] = s & ~minus & ~RSI_UNTOLD;
    return pieces[0] != 0;
  }
  uint32_t low = RSI_CELL_LOW(s), high = RSI_CELL_HIGH(s), from = RSI_CELL_LOW(minus), to = RSI_CELL_HIGH(minus);
  if (from > high || to < low) {
    pieces[n++] = s & ~RSI_UNTOLD;
    return n;
  }
  if (low < from)
    pieces[n++] = RSI_CELLS(low, from - 1);
  if (to < high)
    pieces[n++] = RSI_CELLS(to + 1, high);
  return n;
}

/* ---- a world's memory ---- */

bool rsi_world_init(rsi_world *world, const rscan_rulebase *rb) {
  const rscan_allocator *a = &rb->allocator;
  memset(world, 0, sizeof *world);
  world->rb = rb;
  world->states = rsi_alloc(a, (rb->n_facts + 1) * sizeof *world->states);
  world->group_has_some = rsi_alloc(a, rb->n_groups + 1);
  world->entries = rsi_alloc(a, (rb->n_guidelines + 1) * sizeof *world->entries);
  world->in_play = rsi_alloc(a, (rb->n_guidelines + 1) * sizeof *world->in_play);
  world->pending = rsi_alloc(a, (rb->n_facts + 1) * sizeof *world->pending);
  world->is_pending = rsi_alloc(a, rb->n_facts + 1);
  if (!world->states || !world->group_has_some || !world->entries || !world->in_play || !world->pending || !world->is_pending) {
    rsi_world_free(world);
    return false;
  }
  for (uint32_t i = 0; i < rb->n_facts; i++)
    world->states[i] = rb->facts[i].full | RSI_UNTOLD;
  memset(world->group_has_some, 0, rb->n_groups + 1);
  memset(world->entries, 0, (rb->n_guidelines + 1) * sizeof *world->entries);
  memset(world->is_pending, 0, rb->n_facts + 1);
  return true;
}

void rsi_world_free(rsi_world *world) {
  if (!world->rb)
    return;
  const rscan_allocator *a = &world->rb->allocator;
  rsi_release(a, world->states);
  rsi_release(a, world->group_has_some);
  rsi_release(a, world->entries);
  rsi_release(a, world->in_play);
  rsi_release(a, world->pending);
  rsi_release(a, world->is_pending);
  rsi_release(a, world->trail);
  memset(world, 0, sizeof *world);
}

static bool push_back(rsi_world *world, uint32_t fact, rsi_state was) {
  if (world->n_trail == world->max_trail) {
    uint32_t max = world->max_trail ? world->max_trail * 2 : 256;
    rsi_step_back *trail = rsi_resize(&world->rb->allocator, world->trail, max * sizeof *trail);
    if (!trail) {
      world->has_failed = true;
      return false;
    }
    world->trail = trail;
    world->max_trail = max;
  }
  world->trail[world->n_trail++] = (rsi_step_back){fact, was};
  return true;
}

/* ---- telling ---- */

static bool is_entered(rsi_state s) { return (s & (RSI_ABSENT | RSI_UNTOLD)) == 0; }

static void enter(rsi_world *world, uint32_t fact) {
  rsi_span enters = world->rb->facts[fact].enters;
  for (uint32_t i = 0; i < enters.count; i++) {
    uint32_t g = world->rb->indices[enters.first + i];
    if (world->entries[g]++ == 0)
      world->in_play[world->n_in_play++] = g;
  }
}

bool rsi_world_enter(rsi_world *world, uint32_t guideline) {
  if (world->entries[guideline])
    return true;
  if (!push_back(world, RSI_NONE, ENTERED | guideline))
    return false;
  world->entries[guideline]++;
  world->in_play[world->n_in_play++] = guideline;
  return true;
}

/* Undoing goes backwards, so that a guideline that was entered last is the last in the list. */
static void leave(rsi_world *world, uint32_t fact) {
  rsi_span enters = world->rb->facts[fact].enters;
  for (uint32_t i = enters.count; i-- > 0;) {
    if (--world->entries[world->rb->indices[enters.first + i]] == 0)
      world->n_in_play--;
  }
}

static bool set_state(rsi_world *world, uint32_t fact, rsi_state state) {
  rsi_state was = world->states[fact];
  if (state == was)
    return true;
  if (!push_back(world, fact, was))
    return false;
  world->states[fact] = state;
  const rsi_fact *f = &world->rb->facts[fact];
  if (f->kind == RSI_FINDING && is_entered(state) && !is_entered(was))
    enter(world, fact);
  if ((f->implications.count || f->groups.count) && !world->is_pending[fact]) {
    world->is_pending[fact] = 1;
    world->pending[world->n_pending++] = fact;
  }
  return true;
}

bool rsi_world_tell(rsi_world *world, uint32_t fact, rsi_state state) {
  uint8_t kind = world->rb->facts[fact].kind;
  rsi_state left = rsi_state_and(kind, world->states[fact], state);
  return !rsi_state_is_empty(kind, left) && set_state(world, fact, left);
}

/* What an implication leaves of a fact that nobody spoke of is still silence while that can go with it: "not present" does not undo
 * "assumed absent". */
static bool infer(rsi_world *world, uint32_t fact, rsi_state state) {
  const rsi_fact *f = &world->rb->facts[fact];
  rsi_state left = rsi_state_and(f->kind, world->states[fact], state), silence = f->kind == RSI_FINDING ? RSI_ABSENT : f->unstated;
  if (rsi_state_is_empty(f->kind, left))
    return false;
  bool is_silent = (world->states[fact] & RSI_UNTOLD) && !rsi_kind_has_cells(f->kind) && (left & silence) && (left & ~silence);
  return set_state(world, fact, is_silent ? left | RSI_UNTOLD : left);
}

/* Of a marked group at least one member is present: the last one that can be, is. False when none can. */
static bool follow_group(rsi_world *world, uint32_t group) {
  rsi_span members = world->rb->groups[group].members;
  uint32_t last = RSI_NONE, n = 0;
  for (uint32_t i = 0; i < members.count; i++) {
    uint32_t member = world->rb->indices[members.first + i];
    if (world->states[member] & RSI_PRESENT) {
      last = member;
      n++;
    }
  }
  return n > 1 || (n == 1 && rsi_world_tell(world, last, RSI_PRESENT));
}

bool rsi_world_mark_group(rsi_world *world, uint32_t group) {
  if (!world->group_has_some[group] && push_back(world, RSI_NONE, group))
    world->group_has_some[group] = 1;
  return follow_group(world, group);
}

static void forget_pending(rsi_world *world) {
  while (world->n_pending)
    world->is_pending[world->pending[--world->n_pending]] = 0;
}

/* One implication, forwards (from holds, so to holds) and backwards (to cannot be, so from cannot). */
static bool follow_one(rsi_world *world, const rsi_implication *im, rsi_conflict_fn *on_conflict, rsi_derived_fn *on_change,
                       void *context) {
  const rsi_fact *facts = world->rb->facts;
  uint8_t from_kind = facts[im->from_fact].kind, to_kind = facts[im->to_fact].kind;
  rsi_state from = world->states[im->from_fact], to = world->states[im->to_fact], pieces[2];

  if (rsi_state_inside(from_kind, from, im->from)) {
    if (!(to & RSI_UNTOLD) && rsi_state_inside(to_kind, to, im->to))
      return true;
    if (infer(world, im->to_fact, im->to)) {
      if (on_change)
        on_change(context, im->to_fact, im->from_fact);
      return true;
    }
    if (on_conflict)
      on_conflict(context, im, false);
    return on_conflict != NULL;
  }
  if (!rsi_state_is_empty(to_kind, rsi_state_and(to_kind, to, im->to)))
    return true;
  int n = rsi_state_minus(from_kind, from, im->from, pieces);
  if (n == 2)
    return true; /* two runs of cells cannot be kept as one: leave it wider than it could be */
  if (n == 1 && pieces[0] != (from & ~RSI_UNTOLD) && infer(world, im->from_fact, pieces[0]) && on_change)
    on_change(context, im->from_fact, im->to_fact);
  return true;
}

static bool follow_groups(rsi_world *world, uint32_t fact) {
  rsi_span groups = world->rb->facts[fact].groups;
  for (uint32_t i = 0; i < groups.count; i++) {
    uint32_t group = world->rb->indices[groups.first + i];
    if (world->group_has_some[group] && !follow_group(world, group))
      return false;
  }
  return true;
}

bool rsi_world_follow(rsi_world *world, rsi_conflict_fn *on_conflict, rsi_derived_fn *on_change, void *context) {
  while (world->n_pending) {
    uint32_t fact = world->pending[--world->n_pending];
    world->is_pending[fact] = 0;
    if (!follow_groups(world, fact) && !on_conflict) {
      forget_pending(world);
      return false;
    }
    rsi_span span = world->rb->facts[fact].implications;
    for (uint32_t i = 0; i < span.count; i++) {
      const rsi_implication *im = &world->rb->implications[world->rb->indices[span.first + i]];
      if (!follow_one(world, im, on_conflict, on_change, context)) {
        forget_pending(world);
        return false;
      }
    }
  }
  return true;
}

uint32_t rsi_world_mark(const rsi_world *world) { return world->n_trail; }

/* A step that narrowed no fact: a guideline was entered, or a group marked. */
static void undo_mark(rsi_world *world, rsi_state mark) {
  if (!(mark & ENTERED))
    world->group_has_some[mark] = 0;
  else if (--world->entries[mark & ~ENTERED] == 0)
    world->n_in_play--;
}

void rsi_world_back(rsi_world *world, uint32_t mark) {
  while (world->n_trail > mark) {
    rsi_step_back step = world->trail[--world->n_trail];
    if (step.fact == RSI_NONE) {
      undo_mark(world, step.was);
      continue;
    }
    const rsi_fact *f = &world->rb->facts[step.fact];
    if (f->kind == RSI_FINDING && f->enters.count && is_entered(world->states[step.fact]) && !is_entered(step.was))
      leave(world, step.fact);
    world->states[step.fact] = step.was;
  }
  forget_pending(world);
}

void rsi_world_reset(rsi_world *world) {
  rsi_world_back(world, 0);
  world->is_strict = false;
  world->has_repeat = false;
  world->has_failed = false;
  world->steps = 0;
}

/* ---- evaluation ---- */

rsi_state rsi_leaf_state(const rsi_world *world, const rsi_node *node) {
  rsi_state s = world->states[node->fact];
  if (!(s & RSI_UNTOLD))
    return s;
  s &= ~RSI_UNTOLD;
  if (world->is_strict || !node->flags)
    return s;
  const rsi_fact *f = &world->rb->facts[node->fact];
  rsi_state assumed = node->flags & RSI_NODE_ASSUMES_ABSENT ? RSI_ABSENT : f->unstated;
  return s & assumed ? s & assumed : s;
}

static rsi_truth leaf_truth(uint8_t kind, rsi_state s, rsi_state arg) {
  if (rsi_state_inside(kind, s, arg))
    return RSI_TRUE;
  return rsi_state_is_empty(kind, rsi_state_and(kind, s, arg)) ? RSI_FALSE : RSI_UNKNOWN;
}

rsi_state rsi_score_state(rsi_world *world, uint32_t fact) {
  const rsi_fact *f = &world->rb->facts[fact];
  const rsi_score *score = &world->rb->scores[f->detail];
  double low = 0, high = 0;
  for (uint32_t i = 0; i < score->criteria.count; i++) {
    const rsi_criterion *c = &world->rb->criteria[score->criteria.first + i];
    rsi_truth t = rsi_eval(world, c->when);
    if (t == RSI_TRUE) {
      low += c->points;
      high += c->points;
    } else if (t == RSI_UNKNOWN) {
      low += fmin(c->points, 0);
      high += fmax(c->points, 0);
    }
  }
  return rsi_cells_of(world->rb, f, low, false, high, false);
}

static rsi_truth score_truth(rsi_world *world, const rsi_node *node) {
  rsi_state s = world->states[node->fact];
  return leaf_truth(RSI_SCORE, s & RSI_UNTOLD ? rsi_score_state(world, node->fact) : s, node->arg);
}

static bool is_group(const rsi_world *world, const rsi_node *node) {
  return node->fact != RSI_NONE && node->fact >= world->rb->n_facts;
}

static rsi_truth eval_all(rsi_world *world, uint32_t node) {
  const rsi_node *n = &world->rb->nodes[node];
  if (is_group(world, n) && world->group_has_some[n->fact - world->rb->n_facts])
    return RSI_FALSE; /* `lacks group` */
  rsi_truth t = RSI_TRUE;
  for (uint32_t i = node + 1; i < n->end && t != RSI_FALSE; i = world->rb->nodes[i].end) {
    rsi_truth part = rsi_eval(world, i);
    t = part < t ? part : t;
  }
  return t;
}

static rsi_truth eval_any(rsi_world *world, uint32_t node) {
  const rsi_node *n = &world->rb->nodes[node];
  if (is_group(world, n) && world->group_has_some[n->fact - world->rb->n_facts])
    return RSI_TRUE; /* `has group`, `suspects group` */
  rsi_truth t = RSI_FALSE;
  for (uint32_t i = node + 1; i < n->end && t != RSI_TRUE; i = world->rb->nodes[i].end) {
    rsi_truth part = rsi_eval(world, i);
    t = part > t ? part : t;
  }
  return t;
}

static rsi_truth eval_at_least(rsi_world *world, uint32_t node) {
  const rsi_node *n = &world->rb->nodes[node];
  unsigned is_true = 0, may_be = 0;
  for (uint32_t i = node + 1; i < n->end; i = world->rb->nodes[i].end) {
    rsi_truth part = rsi_eval(world, i);
    is_true += part == RSI_TRUE;
    may_be += part != RSI_FALSE;
  }
  return is_true >= n->count ? RSI_TRUE : may_be >= n->count ? RSI_UNKNOWN : RSI_FALSE;
}

rsi_truth rsi_eval(rsi_world *world, uint32_t node) {
  const rsi_node *n = &world->rb->nodes[node];
  world->steps++;
  switch (n->op) {
  case RSI_OP_TRUE:
    return RSI_TRUE;
  case RSI_OP_IN:
  case RSI_OP_WITHIN:
    return leaf_truth(world->rb->facts[n->fact].kind, rsi_leaf_state(world, n), n->arg);
  case RSI_OP_SCORE:
    return score_truth(world, n);
  case RSI_OP_ALL:
    return eval_all(world, node);
  case RSI_OP_ANY:
    return eval_any(world, node);
  case RSI_OP_NOT:
    return (rsi_truth)(RSI_TRUE - rsi_eval(world, node + 1));
  case RSI_OP_AT_LEAST:
    return eval_at_least(world, node);
  case RSI_OP_REPEAT:
    return world->has_repeat && world->repeat_days <= (double)n->arg ? RSI_TRUE : RSI_FALSE;
  }
  return RSI_UNKNOWN;
}

/* ---- what keeps a condition unknown ---- */

static uint32_t unknown_criterion(rsi_world *world, uint32_t fact) {
  const rsi_score *score = &world->rb->scores[world->rb->facts[fact].detail];
  for (uint32_t i = 0; i < score->criteria.count; i++) {
    uint32_t when = world->rb->criteria[score->criteria.first + i].when;
    if (rsi_eval(world, when) == RSI_UNKNOWN)
      return rsi_unknown_leaf(world, when);
  }
  return RSI_NONE;
}

uint32_t rsi_unknown_leaf(rsi_world *world, uint32_t node) {
  const rsi_node *n = &world->rb->nodes[node];
  if (rsi_eval(world, node) != RSI_UNKNOWN)
    return RSI_NONE;
  if (n->op == RSI_OP_SCORE) {
    uint32_t leaf = world->states[n->fact] & RSI_UNTOLD ? unknown_criterion(world, n->fact) : RSI_NONE;
    return leaf == RSI_NONE ? node : leaf;
  }
  for (uint32_t i = node + 1; i < n->end; i = world->rb->nodes[i].end) {
    uint32_t leaf = rsi_unknown_leaf(world, i);
    if (leaf != RSI_NONE)
      return leaf;
  }
  return node;
}
