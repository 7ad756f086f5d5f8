/* What stands in the way: which facts would have to be told otherwise for a condition to come out otherwise. See change.h.
 *
 * Everything comes down to one question: how can this fact get another value? By being told so; by what implies it; by taking away
 * what implies the value that it has. Of parts that must all come out otherwise one is enough to name, so the one with the fewest
 * ways is taken; of parts of which any will do, all. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"

/* ---- ranges ---- */

static rsi_range range_of_state(const rscan_rulebase *rb, uint32_t fact, rsi_state state) {
  rsi_bounds b = rsi_bounds_of(rb, fact, state);
  return (rsi_range){b.has_low ? b.low : -INFINITY, b.has_high ? b.high : INFINITY, b.has_low && b.is_low_open,
                     b.has_high && b.is_high_open};
}

rsi_bounds rsi_bounds_of_range(rsi_range r) {
  return (rsi_bounds){r.low, r.high, !isinf(r.low), !isinf(r.high), r.is_low_open, r.is_high_open};
}

static bool is_inside(rsi_range a, rsi_range of) {
  bool is_low = a.low > of.low || (a.low == of.low && (a.is_low_open || !of.is_low_open));
  return is_low && (a.high < of.high || (a.high == of.high && (a.is_high_open || !of.is_high_open)));
}

static bool is_apart(rsi_range a, rsi_range b) {
  return a.high < b.low || a.low > b.high || (a.high == b.low && (a.is_high_open || b.is_low_open)) ||
         (a.low == b.high && (a.is_low_open || b.is_high_open));
}

/* ---- the values of a fact that are told apart ---- */

/* The fact that a measure repeats under another name ("age in years"); RSI_NONE. */
static uint32_t repeated_by(const rscan_rulebase *rb, uint32_t fact) {
  const rsi_fact *f = &rb->facts[fact];
  uint32_t derive = f->kind == RSI_MEASURE ? rb->measures[f->detail].derive : RSI_NONE;
  return derive != RSI_NONE && rb->terms[derive].op == RSI_TERM_VALUE ? rb->terms[derive].fact : RSI_NONE;
}

static bool is_derived(const rscan_rulebase *rb, uint32_t fact) {
  const rsi_fact *f = &rb->facts[fact];
  return f->kind == RSI_MEASURE && rb->measures[f->detail].derive != RSI_NONE;
}

typedef struct cut { /* between the numbers below and those above; `value` itself is above it, or below when is_after */
  double value;
  bool is_after;
} cut;

typedef struct cuts {
  cut items[RSI_MAX_CLASSES - 1];
  uint32_t n;
} cuts;

static void add_cut(cuts *c, double value, bool is_after) {
  uint32_t at = 0;
  if (isinf(value) || c->n == sizeof c->items / sizeof *c->items)
    return;
  while (at < c->n && (c->items[at].value < value || (c->items[at].value == value && c->items[at].is_after < is_after)))
    at++;
  if (at < c->n && c->items[at].value == value && c->items[at].is_after == is_after)
    return;
  memmove(&c->items[at + 1], &c->items[at], (c->n - at) * sizeof *c->items);
  c->items[at] = (cut){value, is_after};
  c->n++;
}

static void add_range(cuts *c, rsi_range r) {
  add_cut(c, r.low, r.is_low_open);
  add_cut(c, r.high, !r.is_high_open);
}

/* One input of what is worked out, at a number that is tried. */
typedef struct trial {
  const rsi_seeker *x;
  uint32_t derived, input;
  double number;
} trial;

static rsi_range range_tried(const void *context, uint32_t fact) {
  const trial *t = context;
  return fact == t->input ? (rsi_range){t->number, t->number, false, false} : rsi_range_told(t->x, fact);
}

/* NaN when another input is not one number. */
static double result_at(trial *t, double number) {
  t->number = number;
  rsi_range r = rsi_derive(t->x->rb, t->x->rb->measures[t->x->rb->facts[t->derived].detail].derive, range_tried, t);
  return r.low == r.high ? r.low : NAN;
}

/* The number of the input at which the result passes a threshold, by halving; NaN. A D-dimer of 500 at an age of 30. */
static double input_at(trial *t, double threshold, bool *is_falling) {
  const rsi_measure *m = &t->x->rb->measures[t->x->rb->facts[t->input].detail];
  double low = isinf(m->min) ? 0 : m->min, high = isinf(m->max) ? 1e9 : m->max;
  double at_low = result_at(t, low), at_high = result_at(t, high);
  *is_falling = at_low > at_high;
  if (isinf(threshold) || !((at_low < threshold && threshold < at_high) || (at_high < threshold && threshold < at_low)))
    return NAN;
  for (int i = 0; i < 100; i++) {
    double middle = low + (high - low) / 2, found = result_at(t, middle);
    if (isnan(found))
      return NAN;
    if ((found < threshold) != *is_falling)
      low = middle;
    else
      high = middle;
  }
  return round(high * 1e6) / 1e6;
}

/* The thresholds of what is worked out from the fact, as its own. */
static void add_derived_range(const rsi_seeker *x, uint32_t fact, cuts *c, uint32_t derived, rsi_range r) {
  trial t = {.x = x, .derived = derived, .input = fact};
  bool is_falling = false;
  double low = input_at(&t, r.low, &is_falling);
  if (!isnan(low))
    add_cut(c, low, r.is_low_open != is_falling);
  double high = input_at(&t, r.high, &is_falling);
  if (!isnan(high))
    add_cut(c, high, !r.is_high_open != is_falling);
}

static bool is_input_of(const rscan_rulebase *rb, uint32_t fact, uint32_t derived) {
  bool is_input = false;
  rsi_span inputs = is_derived(rb, derived) ? rb->measures[rb->facts[derived].detail].inputs : (rsi_span){0, 0};
  for (uint32_t i = inputs.first; i < inputs.first + inputs.count; i++)
    is_input |= rb->indices[i] == fact;
  return is_input;
}

/* A threshold of the fact itself, of what repeats it, of what is worked out from it. */
static void add_threshold(const rsi_seeker *x, uint32_t fact, cuts *c, uint32_t of, rsi_state state) {
  rsi_range r = rsi_kind_has_cells(x->rb->facts[of].kind) ? range_of_state(x->rb, of, state) : (rsi_range){NAN, NAN, false, false};
  if (isnan(r.low))
    return;
  if (of == fact || repeated_by(x->rb, of) == fact)
    add_range(c, r);
  else if (x->rb->facts[fact].kind == RSI_MEASURE && is_input_of(x->rb, fact, of))
    add_derived_range(x, fact, c, of, r);
}

static void gather_cuts(const rsi_seeker *x, uint32_t fact, cuts *c) {
  const rscan_rulebase *rb = x->rb;
  for (uint32_t i = 0; i < x->leaves.count; i++) {
    const rsi_node *leaf = &rb->nodes[*RSI_AT(&x->leaves, uint32_t, i)];
    add_threshold(x, fact, c, leaf->fact, leaf->arg);
  }
  for (uint32_t i = 0; i < rb->n_implications; i++) {
    const rsi_implication *im = &rb->implications[i]; /* that may matter: asked for, or contradicted */
    if (x->is_looked_at[im->to_fact] & 1 || !(x->played->states[im->to_fact] & RSI_UNTOLD))
      add_threshold(x, fact, c, im->from_fact, im->from);
  }
}

/* A score has no total between two whole numbers. */
static bool is_empty(const rscan_rulebase *rb, uint32_t fact, rsi_range r) {
  const rsi_fact *f = &rb->facts[fact];
  if (f->kind == RSI_MEASURE)
    return r.high < rb->measures[f->detail].min || r.low > rb->measures[f->detail].max;
  return r.is_low_open && r.is_high_open && floor(r.low) + 1 >= r.high && floor(r.low * 2) / 2 + 0.5 >= r.high;
}

static uint32_t ranges_of(const rsi_seeker *x, uint32_t fact, rsi_change classes[RSI_MAX_CLASSES]) {
  const rsi_fact *f = &x->rb->facts[fact];
  cuts c = {.n = 0};
  uint32_t n = 0;
  gather_cuts(x, fact, &c);
  for (uint32_t i = 0; i <= c.n; i++) {
    const cut *low = i ? &c.items[i - 1] : NULL, *high = i < c.n ? &c.items[i] : NULL;
    rsi_range r = {low ? low->value : -INFINITY, high ? high->value : INFINITY, low && low->is_after, high && !high->is_after};
    if (is_empty(x->rb, fact, r))
      continue;
    classes[n++] =
        (rsi_change){.fact = fact, .range = r, .state = rsi_cells_of(x->rb, f, r.low, r.is_low_open, r.high, r.is_high_open)};
  }
  return n;
}

uint32_t rsi_classes_of(rsi_seeker *x, uint32_t fact, rsi_change classes[RSI_MAX_CLASSES]) {
  const rsi_fact *f = &x->rb->facts[fact];
  uint32_t n = 0;
  if (rsi_kind_has_cells(f->kind))
    return ranges_of(x, fact, classes);
  rsi_state full = f->kind == RSI_FINDING ? RSI_PRESENT | RSI_ABSENT : f->full; /* nobody tells "suspected, and not present" */
  for (unsigned bit = 0; bit < RSI_MAX_VALUES + 2; bit++)
    if (full >> bit & 1)
      classes[n++] = (rsi_change){.fact = fact, .state = (rsi_state)1 << bit, .range = {NAN, NAN, false, false}};
  return n;
}

/* ---- a list of options ---- */

/* Numbers are compared as numbers: thresholds of what is worked out from them are none of their own. */
bool rsi_may_be_told(const rsi_seeker *x, const rsi_known *told, const rsi_change *c) {
  uint8_t kind = c->fact < x->rb->n_facts ? x->rb->facts[c->fact].kind : RSI_FINDING;
  if (rsi_kind_has_cells(kind) && !isnan(told->low))
    return !is_apart((rsi_range){told->low, told->high, false, false}, c->range);
  return !rsi_state_is_empty(kind, rsi_state_and(kind, told->state, c->state));
}

/* Is it told already? */
static bool is_told(const rsi_seeker *x, const rsi_known *told, const rsi_change *c) {
  uint8_t kind = x->rb->facts[c->fact].kind;
  if (rsi_kind_has_cells(kind) && !isnan(told->low))
    return is_inside((rsi_range){told->low, told->high, false, false}, c->range);
  return rsi_state_inside(kind, told->state, c->state);
}

/* Fields tell what is so, and age and sex are so however they were told; what a field leaves open may be told more exactly. */
static bool is_closed(const rsi_seeker *x, const rsi_change *c) {
  const rsi_known *root = rsi_root_of(x, c->fact);
  if (!root ||
      !(root->origin == RSI_FROM_FIELD || root->origin == RSI_FROM_PRIOR || c->fact == x->rb->age || c->fact == x->rb->sex))
    return false;
  return !rsi_may_be_told(x, root, c);
}

static bool is_same(const rsi_change *a, const rsi_change *b) {
  return a->fact == b->fact && a->state == b->state && a->range.low == b->range.low && a->range.high == b->range.high;
}

/* Of bits the range is no number, and equals nothing. */
static bool is_same_change(const rsi_change *a, const rsi_change *b) {
  return isnan(a->range.low) && isnan(b->range.low) ? a->fact == b->fact && a->state == b->state : is_same(a, b);
}

static bool is_among(const rsi_vec *list, const rsi_change *c) {
  for (uint32_t i = 0; i < list->count; i++)
    if (is_same_change(RSI_AT(list, rsi_change, i), c))
      return true;
  return false;
}

static void add(rsi_seeker *x, rsi_vec *options, rsi_change c) {
  c.is_closed = is_closed(x, &c);
  if (c.is_closed && !x->allows_closed) {
    x->has_skipped = true;
    return;
  }
  if (is_among(&x->done, &c) || is_among(options, &c))
    return;
  rsi_change *added = RSI_PUSH(&x->rb->allocator, options, rsi_change);
  if (added)
    *added = c;
  else
    x->has_failed = true;
}

static void add_all(rsi_seeker *x, rsi_vec *options, const rsi_vec *more) {
  for (uint32_t i = 0; i < more->count; i++)
    add(x, options, *RSI_AT(more, rsi_change, i));
}

/* Keeps the shorter of two lists in best; frees the other's items. */
static void keep_shorter(const rsi_seeker *x, rsi_vec *best, bool *has_best, rsi_vec *other) {
  if (!*has_best || other->count < best->count) {
    rsi_vec_free(&x->rb->allocator, best);
    *best = *other;
    *has_best = true;
  } else
    rsi_vec_free(&x->rb->allocator, other);
}

/* ---- how a fact can get another value ---- */

static void trace_wish(rsi_seeker *x, const rsi_wish *w, rsi_vec *options);

static rsi_wish wish_of(const rsi_seeker *x, uint32_t fact, rsi_state set, bool is_inside) {
  rsi_wish w = {.fact = fact, .set = set, .range = {NAN, NAN, false, false}, .is_inside = is_inside};
  if (rsi_kind_has_cells(x->rb->facts[fact].kind))
    w.range = range_of_state(x->rb, fact, set);
  return w;
}

/* Would the wish be met if the fact were in this set? */
static bool meets(const rsi_seeker *x, const rsi_wish *w, rsi_state set, rsi_range range) {
  if (rsi_kind_has_cells(x->rb->facts[w->fact].kind))
    return w->is_inside ? is_inside(range, w->range) : is_apart(range, w->range);
  return w->is_inside ? !(set & ~w->set & ~RSI_UNTOLD) : !(set & w->set & ~RSI_UNTOLD);
}

static void tell_directly(rsi_seeker *x, const rsi_wish *w, rsi_vec *options) {
  const rsi_known *root = rsi_root_of(x, w->fact);
  rsi_change classes[RSI_MAX_CLASSES];
  if (is_derived(x->rb, w->fact) && !root)
    return; /* its inputs are what people tell */
  uint32_t n = rsi_classes_of(x, w->fact, classes);
  for (uint32_t i = 0; i < n; i++) {
    if (!(root && is_told(x, root, &classes[i])) && meets(x, w, classes[i].state, classes[i].range))
      add(x, options, classes[i]);
  }
}

static void want_group(rsi_seeker *x, uint32_t group, bool wants_some, rsi_vec *options) {
  if (!rsi_is_changed(x, group))
    add(x, options, (rsi_change){.fact = group, .state = wants_some ? RSI_PRESENT : RSI_ABSENT, .range = {NAN, NAN, false, false}});
}

/* What follows may be a set that silence then reads as one value. */
static bool may_meet(const rsi_seeker *x, const rsi_wish *w, rsi_state set) {
  const rsi_fact *f = &x->rb->facts[w->fact];
  rsi_state silence = set & (f->kind == RSI_FINDING ? RSI_ABSENT : f->unstated);
  if (meets(x, w, set, wish_of(x, w->fact, set, true).range))
    return true;
  return !rsi_kind_has_cells(f->kind) && silence && meets(x, w, silence, w->range);
}

/* Implications, read forwards and backwards, and groups: "none of the red flags" is one statement of them all. */
static void tell_what_implies(rsi_seeker *x, const rsi_wish *w, rsi_vec *options) {
  const rsi_fact *f = &x->rb->facts[w->fact];
  for (uint32_t i = 0; i < f->implications.count; i++) {
    const rsi_implication *im = &x->rb->implications[x->rb->indices[f->implications.first + i]];
    rsi_state rest[2];
    if (im->to_fact == w->fact && may_meet(x, w, im->to)) {
      rsi_wish from = wish_of(x, im->from_fact, im->from, true);
      trace_wish(x, &from, options);
    }
    if (im->from_fact == w->fact && rsi_state_minus(f->kind, f->full, im->from, rest) == 1 && may_meet(x, w, rest[0])) {
      rsi_wish to = wish_of(x, im->to_fact, im->to, false);
      trace_wish(x, &to, options);
    }
  }
  for (uint32_t i = 0; i < f->groups.count; i++) {
    uint32_t group = x->rb->n_facts + x->rb->indices[f->groups.first + i];
    if (meets(x, w, RSI_ABSENT, w->range))
      want_group(x, group, false, options);
    if (meets(x, w, RSI_PRESENT, w->range))
      want_group(x, group, true, options);
  }
}

/* A measure that repeats another one wants of it what is wanted of itself; of one that is worked out any input may do. */
static void tell_inputs(rsi_seeker *x, const rsi_wish *w, rsi_vec *options) {
  const rsi_measure *m = &x->rb->measures[x->rb->facts[w->fact].detail];
  uint32_t repeated = repeated_by(x->rb, w->fact);
  for (uint32_t i = m->inputs.first; i < m->inputs.first + m->inputs.count; i++) {
    rsi_wish in = {.fact = x->rb->indices[i],
                   .range = repeated == RSI_NONE ? (rsi_range){-INFINITY, INFINITY, false, false} : w->range,
                   .is_inside = repeated == RSI_NONE || w->is_inside};
    trace_wish(x, &in, options);
  }
}

/* The value that it has followed from others: what if those had not been told? */
static void take_away_causes(rsi_seeker *x, uint32_t fact, rsi_vec *options) {
  for (uint32_t i = 0; i < x->causes.count; i++) {
    const rsi_cause *c = RSI_AT(&x->causes, rsi_cause, i);
    if (c->fact != fact)
      continue;
    rsi_wish away = wish_of(x, c->because, x->s->world.states[c->because] & ~RSI_UNTOLD, false);
    trace_wish(x, &away, options);
  }
}

static bool is_traced(rsi_seeker *x, const rsi_wish *w) {
  for (uint32_t i = 0; i < x->traced.count; i++) {
    const rsi_wish *t = RSI_AT(&x->traced, rsi_wish, i);
    bool is_same_range = t->range.low == w->range.low && t->range.high == w->range.high &&
                         t->range.is_low_open == w->range.is_low_open && t->range.is_high_open == w->range.is_high_open;
    if (t->fact == w->fact && t->is_inside == w->is_inside && t->set == w->set && (is_same_range || isnan(w->range.low)))
      return true;
  }
  rsi_wish *noted = RSI_PUSH(&x->rb->allocator, &x->traced, rsi_wish);
  x->has_failed |= !noted;
  if (noted)
    *noted = *w;
  return !noted;
}

static void trace_wish(rsi_seeker *x, const rsi_wish *w, rsi_vec *options) {
  if (rsi_is_changed(x, w->fact) || is_traced(x, w))
    return;
  x->steps++;
  tell_directly(x, w, options);
  tell_what_implies(x, w, options);
  if (is_derived(x->rb, w->fact))
    tell_inputs(x, w, options);
  take_away_causes(x, w->fact, options);
}

static void want(rsi_seeker *x, uint32_t fact, rsi_state set, bool inside, rsi_vec *options) {
  rsi_wish w = wish_of(x, fact, set, inside);
  x->traced.count = 0;
  trace_wish(x, &w, options);
}

/* ---- how a condition can come out otherwise ---- */

static void want_node(rsi_seeker *x, uint32_t node, bool wants_true, rsi_vec *options);

static void want_criteria(rsi_seeker *x, uint32_t fact, rsi_vec *options) {
  rsi_span criteria = x->rb->scores[x->rb->facts[fact].detail].criteria;
  for (uint32_t i = criteria.first; i < criteria.first + criteria.count; i++) {
    uint32_t when = x->rb->criteria[i].when;
    rsi_truth t = rsi_eval(&x->s->world, when);
    if (t != RSI_UNKNOWN)
      want_node(x, when, t == RSI_FALSE, options);
  }
}

static void want_leaf(rsi_seeker *x, const rsi_node *n, bool wants_true, rsi_vec *options) {
  want(x, n->fact, n->arg, wants_true, options);
  if (n->op == RSI_OP_SCORE && (x->s->world.states[n->fact] & RSI_UNTOLD))
    want_criteria(x, n->fact, options);
}

/* Every part that is as it should not be: any of them may do, or (is_one) one of them is enough to name. */
static void want_parts(rsi_seeker *x, uint32_t node, bool wants_true, bool is_one, rsi_vec *options) {
  const rsi_node *nodes = x->rb->nodes;
  rsi_vec best = {0};
  bool has_best = false;
  for (uint32_t i = node + 1; i < nodes[node].end; i = nodes[i].end) {
    rsi_vec part = {0};
    if (rsi_eval(&x->s->world, i) != (wants_true ? RSI_FALSE : RSI_TRUE))
      continue;
    want_node(x, i, wants_true, is_one ? &part : options);
    if (is_one)
      keep_shorter(x, &best, &has_best, &part);
  }
  add_all(x, options, &best);
  rsi_vec_free(&x->rb->allocator, &best);
}

static void want_node(rsi_seeker *x, uint32_t node, bool wants_true, rsi_vec *options) {
  const rsi_node *n = &x->rb->nodes[node];
  bool is_group = n->fact != RSI_NONE && n->fact >= x->rb->n_facts && !rsi_is_leaf(n->op);
  switch (n->op) {
  case RSI_OP_IN:
  case RSI_OP_WITHIN:
  case RSI_OP_SCORE:
    want_leaf(x, n, wants_true, options);
    return;
  case RSI_OP_NOT:
    want_node(x, node + 1, !wants_true, options);
    return;
  case RSI_OP_ALL:
    if (is_group) /* `lacks group`, wanted: no member; not wanted: some */
      want_group(x, n->fact, !wants_true, options);
    want_parts(x, node, wants_true, wants_true && !(is_group && x->s->world.group_has_some[n->fact - x->rb->n_facts]), options);
    return;
  case RSI_OP_ANY:
    if (is_group)
      want_group(x, n->fact, wants_true, options);
    want_parts(x, node, wants_true, !wants_true && !is_group, options);
    return;
  case RSI_OP_AT_LEAST:
    want_parts(x, node, wants_true, false, options);
    return;
  default: /* always so */
    return;
  }
}

/* ---- how a guideline can come to answer with a scenario ---- */

static void want_entry(rsi_seeker *x, uint32_t guideline, rsi_vec *options) {
  const rsi_guideline *g = &x->rb->guidelines[guideline];
  for (uint32_t i = 0; i < g->enters.count; i++)
    want(x, x->rb->indices[g->enters.first + i], RSI_SUSPECTED | RSI_PRESENT, true, options);
  for (uint32_t i = 0; i < g->enters_ordered.count; i++)
    want(x, x->rb->indices[g->enters_ordered.first + i], RSI_SUSPECTED | RSI_PRESENT, true, options);
}

/* Another guideline takes precedence: it must not apply, or not be in play, for which its first entry finding would have to go. */
static void want_out(rsi_seeker *x, uint32_t guideline, rsi_vec *options) {
  const rsi_guideline *g = &x->rb->guidelines[guideline];
  if (g->applies != RSI_NONE)
    want_node(x, g->applies, false, options);
  for (int ordered = 0; ordered < 2; ordered++) {
    rsi_span enters = ordered ? g->enters_ordered : g->enters;
    for (uint32_t i = enters.first; i < enters.first + enters.count; i++)
      if (!(x->s->world.states[x->rb->indices[i]] & (RSI_ABSENT | RSI_UNTOLD))) {
        want(x, x->rb->indices[i], RSI_SUSPECTED | RSI_PRESENT, false, options);
        return;
      }
  }
}

/* Each thing that is certainly not as it has to be would be enough to name; the one with the fewest ways is. */
void rsi_list_obstacles(rsi_seeker *x, uint32_t scenario, rsi_vec *options) {
  const rsi_scenario *of = &x->rb->scenarios[scenario];
  const rsi_guideline *g = &x->rb->guidelines[of->guideline];
  rsi_world *w = &x->s->world;
  rsi_vec best = {0}, one = {0};
  bool has_best = false;
#define CONSIDER(list)                       \
  do {                                       \
    one = (rsi_vec){0};                      \
    list;                                    \
    keep_shorter(x, &best, &has_best, &one); \
  } while (0)
  if (!w->entries[of->guideline])
    CONSIDER(want_entry(x, of->guideline, &one));
  if (g->applies != RSI_NONE && rsi_eval(w, g->applies) == RSI_FALSE)
    CONSIDER(want_node(x, g->applies, true, &one));
  for (uint32_t i = 0; i < g->yields.count; i++) {
    uint32_t to = x->rb->indices[g->yields.first + i], applies = x->rb->guidelines[to].applies;
    if (w->entries[to] && (applies == RSI_NONE || rsi_eval(w, applies) == RSI_TRUE))
      CONSIDER(want_out(x, to, &one));
  }
  for (uint32_t i = g->scenarios.first; i < scenario; i++)
    if (rsi_is_held(x->s, &x->rb->scenarios[i]) && rsi_eval(w, x->rb->scenarios[i].when) == RSI_TRUE)
      CONSIDER(want_node(x, x->rb->scenarios[i].when, false, &one));
  if (rsi_eval(w, of->when) == RSI_FALSE)
    CONSIDER(want_node(x, of->when, true, &one));
#undef CONSIDER
  add_all(x, options, &best);
  rsi_vec_free(&x->rb->allocator, &best);
}

void rsi_list_conflicts(rsi_seeker *x, rsi_vec *options) {
  if (x->overdrawn != RSI_NONE && x->rb->facts[x->overdrawn].kind == RSI_MEASURE) {
    want(x, x->overdrawn, x->rb->facts[x->overdrawn].full, true, options); /* any other input, and what implies something of it */
    return;
  }
  if (x->overdrawn != RSI_NONE) {
    want_criteria(x, x->overdrawn, options);
    want(x, x->overdrawn, x->s->world.states[x->overdrawn], false, options);
    return;
  }
  want(x, x->conflict->from_fact, x->conflict->from, false, options);
  want(x, x->conflict->to_fact, x->conflict->to, true, options);
}

/* The condition of a guideline, or of a score's criterion, that a leaf stands in. */
static uint32_t condition_around(const rscan_rulebase *rb, uint32_t leaf) {
  uint32_t around = leaf;
#define CONSIDER(node)                                                    \
  if ((node) != RSI_NONE && leaf >= (node) && leaf < rb->nodes[node].end) \
  around = (node)
  for (uint32_t i = 0; i < rb->n_scenarios; i++)
    CONSIDER(rb->scenarios[i].when);
  for (uint32_t i = 0; i < rb->n_guidelines; i++)
    CONSIDER(rb->guidelines[i].applies);
  for (uint32_t i = 0; i < rb->n_criteria; i++)
    CONSIDER(rb->criteria[i].when);
#undef CONSIDER
  return around;
}

static void want_settled(rsi_seeker *x, uint32_t root, rsi_vec *options) {
  for (uint32_t i = root; i < x->rb->nodes[root].end; i++) {
    const rsi_node *n = &x->rb->nodes[i];
    if (rsi_is_leaf(n->op)) {
      want(x, n->fact, n->arg, true, options);
      want(x, n->fact, n->arg, false, options);
    } else if (n->fact != RSI_NONE && n->fact >= x->rb->n_facts) {
      want_group(x, n->fact, true, options);
      want_group(x, n->fact, false, options);
    }
  }
}

void rsi_list_settlers(rsi_seeker *x, uint32_t leaf, rsi_vec *options) {
  uint32_t root = condition_around(x->rb, leaf);
  want_settled(x, root, options);
  for (uint32_t i = 0; i < x->leaves.count; i++) { /* a criterion leaves open what asks for its score */
    uint32_t at = *RSI_AT(&x->leaves, uint32_t, i);
    const rsi_node *n = &x->rb->nodes[at];
    rsi_span criteria = n->op == RSI_OP_SCORE ? x->rb->scores[x->rb->facts[n->fact].detail].criteria : (rsi_span){0, 0};
    for (uint32_t k = criteria.first; k < criteria.first + criteria.count; k++)
      if (x->rb->criteria[k].when == root)
        want_settled(x, condition_around(x->rb, at), options);
  }
}
