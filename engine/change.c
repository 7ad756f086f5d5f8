/* What would have to be different? See change.h: facts are told, the conditions asked, and what stands in the way is tried in turn.
 */
#include "change.h"

#include <math.h>
#include <string.h>

#include "limits.h"

/* ---- does it lead there? ---- */

enum outlook { MISSED, OPEN, REACHED };

/* The scenario as the only outcome of its guideline; open: a node that leaves it open. */
static enum outlook look_at_scenario(rsi_seeker *x, uint32_t *open) {
  const rsi_scenario *of = &x->rb->scenarios[x->aim.scenario];
  rsi_world *w = &x->s->world;
  if (!w->entries[of->guideline] || rsi_standing_of(x->s, of->guideline, open) == RSI_OUT)
    return MISSED;
  for (uint32_t i = x->rb->guidelines[of->guideline].scenarios.first; i < x->aim.scenario; i++) {
    rsi_truth t = rsi_is_held(x->s, &x->rb->scenarios[i]) ? rsi_eval(w, x->rb->scenarios[i].when) : RSI_FALSE;
    if (t == RSI_TRUE)
      return MISSED;
    if (t == RSI_UNKNOWN && *open == RSI_NONE)
      *open = x->rb->scenarios[i].when;
  }
  rsi_truth own = rsi_eval(w, of->when);
  if (own == RSI_UNKNOWN && *open == RSI_NONE)
    *open = of->when;
  return own == RSI_FALSE ? MISSED : *open == RSI_NONE ? REACHED : OPEN;
}

/* A leaf to try both sides of, when it is open. */
static enum outlook look(rsi_seeker *x, uint32_t *leaf) {
  uint32_t node = RSI_NONE;
  if (x->aim.exam != RSI_NONE) {
    rsi_judgement j = rsi_judge(x->s, (rsi_goal){x->aim.exam});
    *leaf = j.undecided;
    return j.low == RSCAN_USUALLY_APPROPRIATE                              ? REACHED
           : j.high < RSCAN_USUALLY_APPROPRIATE || j.undecided == RSI_NONE ? MISSED
                                                                           : OPEN;
  }
  enum outlook found = look_at_scenario(x, &node);
  *leaf = found == OPEN ? rsi_unknown_leaf(&x->s->world, node) : RSI_NONE;
  return found;
}

static bool is_over(rsi_seeker *x) {
  x->has_failed |= x->s->world.has_failed;
  x->is_exhausted |= x->has_failed || x->steps + x->s->world.steps > x->limit;
  return x->is_exhausted;
}

/* Is there a condition that reads silence on this fact as something? */
static bool is_read_from_silence(const rsi_seeker *x, uint32_t fact) {
  bool is_read = false;
  for (uint32_t i = 0; i < x->leaves.count && !is_read; i++) {
    const rsi_node *leaf = &x->rb->nodes[*RSI_AT(&x->leaves, uint32_t, i)];
    is_read = leaf->fact == fact && leaf->flags &&
              (leaf->flags & RSI_NODE_ASSUMES_ABSENT || x->rb->facts[fact].unstated != x->rb->facts[fact].full);
  }
  return is_read;
}

/* Did trying out a fact say something that silence had settled, or bring a guideline into play? Then it matters that it is tried
 * out at all: with what leaves it open settled otherwise, it would not be. */
static bool has_more_said(const rsi_seeker *x, uint32_t mark, uint32_t n_in_play) {
  const rsi_world *w = &x->s->world;
  bool has = w->n_in_play != n_in_play;
  for (uint32_t i = mark; i < w->n_trail && !has; i++) {
    const rsi_step_back *step = &w->trail[i];
    has = step->fact != RSI_NONE && (step->was & RSI_UNTOLD) && !(w->states[step->fact] & RSI_UNTOLD) &&
          is_read_from_silence(x, step->fact);
  }
  return has;
}

/* Is there a completion that does not lead there? Then options receives what stands in the way in it; options may be NULL. */
static bool is_missed(rsi_seeker *x, rsi_vec *options) {
  rsi_world *w = &x->s->world;
  uint32_t leaf;
  if (is_over(x))
    return true;
  enum outlook found = look(x, &leaf);
  if (found == MISSED)
    for (uint32_t i = 0; options && i < x->targets.count; i++)
      rsi_list_obstacles(x, *RSI_AT(&x->targets, uint32_t, i), options);
  if (found != OPEN)
    return found == MISSED;
  const rsi_node *node = &w->rb->nodes[leaf];
  uint8_t kind = w->rb->facts[node->fact].kind;
  rsi_state sides[3], seen = node->op == RSI_OP_SCORE && (w->states[node->fact] & RSI_UNTOLD) ? rsi_score_state(w, node->fact)
                                                                                              : rsi_leaf_state(w, node);
  int n = rsi_state_minus(kind, seen, node->arg, sides);
  sides[n++] = rsi_state_and(kind, seen, node->arg);
  for (int i = 0; i < n; i++) {
    uint32_t mark = rsi_world_mark(w), n_in_play = w->n_in_play;
    bool is_found = rsi_world_tell(w, node->fact, sides[i]) && rsi_world_follow(w, NULL, NULL, NULL) && is_missed(x, options);
    bool is_said = is_found && has_more_said(x, mark, n_in_play);
    rsi_world_back(w, mark);
    if (is_said && options)
      rsi_list_settlers(x, leaf, options);
    if (is_found)
      return true;
  }
  return false;
}

static bool leads_there(rsi_seeker *x) { return rsi_retell(x) && !is_missed(x, NULL); }

/* ---- what was found ---- */

/* The change with one more of its fact's values; false when it does not go on from those that it has. */
static bool join(const rsi_seeker *x, rsi_change *c, const rsi_change *more) {
  const rsi_fact *f = &x->rb->facts[c->fact];
  if (!rsi_kind_has_cells(f->kind)) {
    c->state |= more->state;
    return true;
  }
  if (more->range.high == c->range.low && more->range.is_high_open != c->range.is_low_open)
    c->range.low = more->range.low, c->range.is_low_open = more->range.is_low_open;
  else if (more->range.low == c->range.high && more->range.is_low_open != c->range.is_high_open)
    c->range.high = more->range.high, c->range.is_high_open = more->range.is_high_open;
  else
    return false;
  c->state = rsi_cells_of(x->rb, f, c->range.low, c->range.is_low_open, c->range.high, c->range.is_high_open);
  return true;
}

/* A value more, if it leads there by itself, and when nobody says which of them it is. Never all there are: that says nothing. */
static bool add_value(rsi_seeker *x, const rsi_change as_found[RSI_MAX_CHANGES], rsi_change *c, const rsi_change *more) {
  const rsi_change before = *c;
  const rsi_fact *f = &x->rb->facts[c->fact];
  const rsi_known *root = rsi_root_of(x, c->fact);
  rsi_change both = before;
  bool has_cells = rsi_kind_has_cells(f->kind);
  bool is_told = root && rsi_may_be_told(x, root, more);
  if (is_told || !join(x, &both, more) || (!has_cells && both.state == before.state))
    return false;
  if (has_cells ? isinf(both.range.low) && isinf(both.range.high) : both.state == f->full)
    return false;
  rsi_change wide[RSI_MAX_CHANGES];
  memcpy(wide, x->changes, sizeof wide);
  memcpy(x->changes, as_found, sizeof wide);
  *c = *more;
  bool is_good = leads_there(x);
  memcpy(x->changes, wide, sizeof wide);
  *c = both;
  is_good = is_good && leads_there(x);
  if (!is_good)
    *c = before;
  return is_good;
}

/* What need only be suspected, all the numbers that will do. */
static void widen(rsi_seeker *x, const rsi_change as_found[RSI_MAX_CHANGES], uint32_t at) {
  rsi_change classes[RSI_MAX_CLASSES], *c = &x->changes[at];
  bool is_wider = c->fact < x->rb->n_facts, is_closed = c->is_closed;
  if (is_wider && x->rb->facts[c->fact].kind == RSI_FINDING) {
    rsi_change suspected = *c;
    suspected.state = RSI_SUSPECTED | RSI_PRESENT;
    if (c->state == RSI_PRESENT)
      add_value(x, as_found, c, &suspected);
    return;
  }
  uint32_t n = is_wider ? rsi_classes_of(x, c->fact, classes) : 0;
  while (is_wider) {
    is_wider = false;
    for (uint32_t i = 0; i < n; i++)
      is_wider |= add_value(x, as_found, c, &classes[i]);
  }
  c->is_closed = is_closed;
}

static bool is_same_facts(const rsi_seeker *x, const rsi_way *way) {
  for (uint32_t i = 0; i < x->n_changes; i++) {
    bool is_found = false;
    for (uint32_t k = 0; k < way->n_changes; k++)
      is_found |= way->changes[k].fact == x->changes[i].fact;
    if (!is_found)
      return false;
  }
  return way->n_changes == x->n_changes;
}

/* The scenario that is certain to be chosen, and gives the exam its rating. */
static uint32_t scenario_reached(rsi_seeker *x) {
  if (x->aim.scenario != RSI_NONE)
    return x->aim.scenario;
  for (uint32_t i = 0; i < x->s->world.n_in_play; i++) {
    uint32_t guideline = x->s->world.in_play[i], node;
    rsi_span scenarios = x->rb->guidelines[guideline].scenarios;
    if (rsi_standing_of(x->s, guideline, &node) != RSI_STANDS)
      continue;
    for (uint32_t k = scenarios.first; k < scenarios.first + scenarios.count; k++) {
      rsi_truth t = rsi_is_held(x->s, &x->rb->scenarios[k]) ? rsi_eval(&x->s->world, x->rb->scenarios[k].when) : RSI_FALSE;
      if (t == RSI_TRUE && rsi_rate(x->s, &x->rb->scenarios[k], x->aim.exam) == RSCAN_USUALLY_APPROPRIATE)
        return k;
      if (t != RSI_FALSE)
        break;
    }
  }
  return RSI_NONE;
}

static bool is_denied(const rsi_seeker *x, const rsi_change *c) {
  uint32_t at = c->fact < x->rb->n_facts ? x->s->known_of[c->fact] : 0;
  const rsi_known *k = at ? RSI_AT(&x->s->known, rsi_known, at - 1) : NULL;
  return k && k->origin != RSI_FROM_ASSUMPTION && !rsi_may_be_told(x, k, c);
}

/* A set of the same facts is kept once, with all their values that will do. */
static void note_way(rsi_seeker *x) {
  rsi_change as_found[RSI_MAX_CHANGES];
  for (uint32_t i = 0; i < x->ways.count; i++)
    if (is_same_facts(x, RSI_AT(&x->ways, rsi_way, i)))
      return;
  if (x->ways.count == RSI_MAX_WAYS_KEPT) {
    x->is_full = true;
    return;
  }
  rsi_way *way = RSI_PUSH(&x->rb->allocator, &x->ways, rsi_way);
  if (!way) {
    x->has_failed = true;
    return;
  }
  memcpy(as_found, x->changes, sizeof as_found);
  for (uint32_t i = 0; i < x->n_changes; i++)
    widen(x, as_found, i);
  rsi_retell(x);
  way->scenario = scenario_reached(x);
  way->n_changes = x->n_changes;
  for (uint32_t i = 0; i < x->n_changes; i++) { /* in the author's order of facts */
    uint32_t at = i;
    for (; at > 0 && way->changes[at - 1].fact > x->changes[i].fact; at--)
      way->changes[at] = way->changes[at - 1];
    way->changes[at] = x->changes[i];
  }
  for (uint32_t i = 0; i < way->n_changes; i++) {
    way->is_closed |= way->changes[i].is_closed;
    way->n_denied += is_denied(x, &way->changes[i]);
  }
  memcpy(x->changes, as_found, sizeof as_found);
}

/* ---- the search ---- */

/* What an option was tried with is not tried again beside it: each set is looked at once. */
static bool set_aside(rsi_seeker *x, const rsi_change *option) {
  rsi_change *done = RSI_PUSH(&x->rb->allocator, &x->done, rsi_change);
  x->has_failed |= !done;
  if (done)
    *done = *option;
  return done != NULL;
}

static void seek(rsi_seeker *x, uint32_t n_left) {
  rsi_vec options = {0};
  uint32_t n_done = x->done.count;
  if (is_over(x))
    return;
  bool goes_together = rsi_retell(x), is_there = goes_together && !is_missed(x, n_left ? &options : NULL);
  if (x->is_exhausted)
    is_there = false;
  if (!goes_together && n_left)
    rsi_list_conflicts(x, &options);
  if (is_there && !n_left)
    note_way(x);
  x->was_cut |= !is_there && !n_left;
  for (uint32_t i = 0; i < options.count && !is_over(x); i++) {
    x->changes[x->n_changes++] = *RSI_AT(&options, rsi_change, i);
    seek(x, n_left - 1);
    x->n_changes--;
    if (!set_aside(x, RSI_AT(&options, rsi_change, i)))
      break;
  }
  x->done.count = n_done;
  rsi_vec_free(&x->rb->allocator, &options);
}

/* Sets of n facts; the smaller ones are known not to lead there. Returns how many were found. */
static uint32_t seek_all(rsi_seeker *x, uint32_t n, bool allows_closed) {
  uint32_t before = x->ways.count;
  x->allows_closed = allows_closed;
  x->was_cut = x->has_skipped = false;
  x->n_changes = x->done.count = 0;
  seek(x, n);
  return x->ways.count - before;
}

/* ---- the best of what was found ---- */

/* Do these changes alone imply those? Then those say it more directly. */
static bool implies_change(const rsi_seeker *x, const rsi_change *c) {
  rsi_world *w = &x->s->world;
  if (c->fact < x->rb->n_facts) {
    uint8_t kind = x->rb->facts[c->fact].kind;
    bool is_counted = kind == RSI_SCORE && (w->states[c->fact] & RSI_UNTOLD);
    return rsi_state_inside(kind, is_counted ? rsi_score_state(w, c->fact) : w->states[c->fact], c->state);
  }
  bool is_any = w->group_has_some[c->fact - x->rb->n_facts]; /* a member tells what "at least one" tells */
  rsi_span members = x->rb->groups[c->fact - x->rb->n_facts].members;
  for (uint32_t k = members.first; k < members.first + members.count; k++)
    is_any |= !(w->states[x->rb->indices[k]] & (RSI_ABSENT | RSI_UNTOLD));
  return c->state == RSI_PRESENT && is_any;
}

static bool implies(rsi_seeker *x, const rsi_way *a, const rsi_way *b) {
  bool is_all = true;
  x->n_changes = a->n_changes;
  memcpy(x->changes, a->changes, sizeof a->changes);
  rsi_tell_changes_alone(x);
  for (uint32_t i = 0; i < b->n_changes && is_all; i++)
    is_all = implies_change(x, &b->changes[i]);
  x->n_changes = 0;
  return is_all;
}

static bool names_group(const rsi_seeker *x, const rsi_way *way) {
  bool has = false;
  for (uint32_t i = 0; i < way->n_changes; i++)
    has |= way->changes[i].fact >= x->rb->n_facts && way->changes[i].state == RSI_PRESENT;
  return has;
}

/* Of two ways of which one implies the other the more direct one is kept; "at least one of the red flags" is less than to name
 * them. */
static void keep_direct(rsi_seeker *x) {
  for (uint32_t i = x->ways.count; i-- > 0;)
    for (uint32_t k = 0; k < x->ways.count; k++) {
      rsi_way *a = RSI_AT(&x->ways, rsi_way, i), *b = RSI_AT(&x->ways, rsi_way, k);
      bool is_less =
          i != k && (names_group(x, a) ? implies(x, b, a) : !names_group(x, b) && implies(x, a, b) && !(k > i && implies(x, b, a)));
      if (!is_less || (b->is_closed && !a->is_closed))
        continue;
      memmove(a, a + 1, (--x->ways.count - i) * sizeof *a);
      break;
    }
}

static bool comes_before(const rsi_way *a, const rsi_way *b) {
  if (a->is_closed != b->is_closed)
    return b->is_closed;
  if (a->n_denied != b->n_denied)
    return a->n_denied < b->n_denied;
  return a->scenario + 1 < b->scenario + 1; /* those that lead to one of several come first */
}

static void sort(rsi_vec *ways) {
  for (uint32_t i = 1; i < ways->count; i++)
    for (uint32_t k = i; k > 0 && comes_before(RSI_AT(ways, rsi_way, k), RSI_AT(ways, rsi_way, k - 1)); k--) {
      rsi_way w = *RSI_AT(ways, rsi_way, k);
      *RSI_AT(ways, rsi_way, k) = *RSI_AT(ways, rsi_way, k - 1);
      *RSI_AT(ways, rsi_way, k - 1) = w;
    }
}

/* ---- what is looked at ---- */

static void add_node(rsi_seeker *x, uint32_t node);

static void add_leaf(rsi_seeker *x, uint32_t node) {
  const rsi_node *n = &x->rb->nodes[node];
  uint32_t *leaf = RSI_PUSH(&x->rb->allocator, &x->leaves, uint32_t);
  x->has_failed |= !leaf;
  if (leaf)
    *leaf = node;
  if (x->is_looked_at[n->fact] & 1)
    return;
  x->is_looked_at[n->fact] |= 1;
  rsi_span criteria = n->op == RSI_OP_SCORE ? x->rb->scores[x->rb->facts[n->fact].detail].criteria : (rsi_span){0, 0};
  for (uint32_t i = criteria.first; i < criteria.first + criteria.count; i++)
    add_node(x, x->rb->criteria[i].when);
}

static void add_node(rsi_seeker *x, uint32_t node) {
  for (uint32_t i = node; node != RSI_NONE && i < x->rb->nodes[node].end; i++)
    if (rsi_is_leaf(x->rb->nodes[i].op))
      add_leaf(x, i);
}

static void add_guideline(rsi_seeker *x, uint32_t guideline) {
  const rsi_guideline *g = &x->rb->guidelines[guideline];
  add_node(x, g->applies);
  for (uint32_t i = g->scenarios.first; i < g->scenarios.first + g->scenarios.count; i++)
    add_node(x, x->rb->scenarios[i].when);
  for (uint32_t i = 0; i < g->yields.count; i++)
    add_node(x, x->rb->guidelines[x->rb->indices[g->yields.first + i]].applies);
}

/* And what implies what is looked at. */
static void close_over_implications(rsi_seeker *x) {
  for (bool is_more = true; is_more;) {
    is_more = false;
    for (uint32_t i = 0; i < x->rb->n_implications; i++) {
      const rsi_implication *im = &x->rb->implications[i];
      if (x->is_looked_at[im->to_fact] & 1 && !(x->is_looked_at[im->from_fact] & 1)) {
        x->is_looked_at[im->from_fact] |= 1;
        is_more = true;
      }
    }
  }
}

static void add_targets(rsi_seeker *x, const rsi_world *played) {
  const rscan_rulebase *rb = x->rb;
  for (uint32_t i = 0; i < rb->n_scenarios; i++) {
    const rsi_scenario *of = &rb->scenarios[i];
    if (x->aim.scenario != RSI_NONE ? i != x->aim.scenario || !rsi_is_held(x->s, of)
                                    : (played && !played->entries[of->guideline]) || !rsi_would_recommend(x->s, i, x->aim.exam))
      continue;
    uint32_t *target = RSI_PUSH(&rb->allocator, &x->targets, uint32_t);
    x->has_failed |= !target;
    if (target)
      *target = i;
  }
}

/* played NULL: whether in play or not. */
static void gather(rsi_seeker *x, const rsi_world *played) {
  x->targets.count = x->leaves.count = 0;
  add_targets(x, played);
  for (uint32_t i = 0; i < x->rb->n_guidelines; i++) {
    bool is_wanted = x->played->entries[i] > 0;
    for (uint32_t k = 0; k < x->targets.count && !is_wanted; k++)
      is_wanted = x->rb->scenarios[*RSI_AT(&x->targets, uint32_t, k)].guideline == i;
    if (is_wanted)
      add_guideline(x, i);
  }
  close_over_implications(x);
}

/* ---- the door ---- */

static bool has_open(const rsi_seeker *x) {
  bool has = false;
  for (uint32_t i = 0; i < x->ways.count; i++)
    has |= !RSI_AT(&x->ways, rsi_way, i)->is_closed;
  return has;
}

/* More and more facts, until a set is found that is open to this patient, or there can be none. A set that is not is of interest
 * when it is no larger, or when there is no other. */
static void deepen(rsi_seeker *x, rsi_prospect *p) {
  bool may_be_open = true, may_be_closed = true;
  uint32_t n_open = 0;
  for (uint32_t n = 1; (may_be_open || may_be_closed) && !n_open && n <= RSI_MAX_CHANGES && !x->is_exhausted; n++) {
    bool has_skipped = !may_be_open;
    if (may_be_open) {
      n_open = seek_all(x, n, false);
      may_be_open = x->was_cut;
      has_skipped = x->has_skipped;
    }
    if (may_be_closed && has_skipped && !x->is_exhausted) {
      uint32_t n_closed = seek_all(x, n, true);
      may_be_closed = x->was_cut && !n_closed;
    } else if (!has_skipped)
      may_be_closed = may_be_closed && may_be_open;
    p->n_tried = x->is_exhausted ? p->n_tried : n;
  }
  p->is_complete = !x->is_exhausted && !x->is_full && (n_open || !(may_be_open || may_be_closed));
}

/* First by the guidelines in play; where they do not lead there, by any. */
static void search_all(rsi_seeker *x, rsi_prospect *p) {
  gather(x, x->played);
  x->is_base = true;
  rsi_retell(x);
  x->is_base = false;
  p->is_so = x->targets.count && !is_missed(x, NULL) && !x->is_exhausted;
  if (x->targets.count && !p->is_so)
    deepen(x, p);
  p->is_nowhere = x->aim.exam == RSI_NONE && !x->targets.count;
  if (p->is_so || x->aim.exam == RSI_NONE || has_open(x))
    return;
  uint32_t n_before = x->targets.count;
  gather(x, NULL);
  p->is_nowhere = !x->targets.count;
  if (x->targets.count == n_before)
    return;
  p->is_elsewhere = true;
  x->is_exhausted = false;
  x->limit = x->steps + RSI_MAX_CHANGE_STEPS;
  deepen(x, p);
}

static uint32_t order_of(const struct rscan_decision *d) {
  return !d->order.n_exams ? RSI_NONE : d->order.n_exams == 1 ? d->order.exams[0] : d->order.preferred;
}

static void release(rsi_seeker *x) {
  const rscan_allocator *a = &x->rb->allocator;
  rsi_vec *lists[] = {&x->targets, &x->leaves, &x->done, &x->causes, &x->tolerated, &x->traced};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    rsi_vec_free(a, lists[i]);
  rsi_release(a, x->is_looked_at);
}

bool rsi_prospect_find(struct rscan_scratch *s, const rsi_target *target, rsi_prospect *p) {
  const struct rscan_decision *d = &s->decision;
  const rsi_world played = s->world;
  rsi_seeker x = {.s = s,
                  .rb = s->rb,
                  .aim = *target,
                  .played = &played,
                  .is_strict = played.is_strict,
                  .limit = RSI_MAX_CHANGE_STEPS,
                  .overdrawn = RSI_NONE};
  *p = (rsi_prospect){.aim = *target};
  x.rated = target->exam != RSI_NONE ? target->exam : order_of(d);
  x.ordered = target->exam != RSI_NONE ? target->exam : d->order.n_exams ? d->order.exams[0] : RSI_NONE;
  x.is_looked_at = rsi_alloc(&s->rb->allocator, s->rb->n_facts + 1);
  x.has_failed = !x.is_looked_at || !rsi_world_init(&s->world, s->rb);
  if (!x.has_failed) {
    memset(x.is_looked_at, 0, s->rb->n_facts + 1);
    search_all(&x, p);
    keep_direct(&x);
    sort(&x.ways);
    x.has_failed |= s->world.has_failed;
    rsi_world_free(&s->world);
  }
  s->world = played;
  p->ways = x.ways;
  for (uint32_t i = 0; i < p->ways.count; i++)
    p->n_open += !RSI_AT(&p->ways, rsi_way, i)->is_closed;
  release(&x);
  return !x.has_failed;
}

void rsi_prospect_free(const struct rscan_scratch *s, rsi_prospect *p) { rsi_vec_free(&s->rb->allocator, &p->ways); }
