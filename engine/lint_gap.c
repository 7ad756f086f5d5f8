/* Patients to whom a guideline applies and for whom it says nothing, each with an example in words. See lint.h.
 *
 * The search starts from one entry finding after the other and asks for facts with which no scenario and no declared gap holds.
 * What it finds is then made small: what is not needed is dropped again, silence being read as usual, and a set of values becomes
 * one of them. */
#include <math.h>

#include "lint.h"
#include "words.h"

typedef struct gap {
  rsi_lint *l;
  const rsi_guideline *g;
  uint32_t guideline;
  rsi_aim *aims;
  uint32_t n_aims;
  rsi_vec best; /* rsi_told: the smallest example so far */
  bool is_undecided;
} gap;

static bool is_held(const rsi_lint *l, const rsi_scenario *s) { return (s->authorities & l->authorities) != 0; }

static bool fails(rsi_lint *l, uint32_t node) { return rsi_eval(&l->world, node) == RSI_FALSE; }

/* With what the world knows, silence read as usual: is the guideline in play, does it apply and stand, and does nothing in it hold?
 */
static bool is_gap(gap *x) {
  rsi_lint *l = x->l;
  const rscan_rulebase *rb = l->rb;
  bool is_one = l->world.entries[x->guideline] > 0;
  l->world.is_strict = false;
  is_one = is_one && (x->g->applies == RSI_NONE || rsi_eval(&l->world, x->g->applies) == RSI_TRUE);
  for (uint32_t i = x->g->yields.first; i < x->g->yields.first + x->g->yields.count && is_one; i++) {
    uint32_t other = rb->indices[i], applies = rb->guidelines[other].applies;
    is_one = !l->world.entries[other] || (applies != RSI_NONE && fails(l, applies));
  }
  for (uint32_t i = x->g->scenarios.first; i < x->g->scenarios.first + x->g->scenarios.count && is_one; i++)
    is_one = !is_held(l, &rb->scenarios[i]) || fails(l, rb->scenarios[i].when);
  for (uint32_t i = x->g->gaps.first; i < x->g->gaps.first + x->g->gaps.count && is_one; i++)
    is_one = fails(l, rb->gaps[i].when);
  return is_one;
}

/* ---- a smaller example ---- */

static bool tell_all_but(gap *x, const rsi_vec *told, uint32_t but) {
  rsi_world *w = &x->l->world;
  bool is_good = true;
  rsi_world_reset(w);
  for (uint32_t i = 0; i < told->count && is_good; i++)
    is_good = i == but || rsi_world_tell(w, RSI_AT(told, rsi_told, i)->fact, RSI_AT(told, rsi_told, i)->state);
  return is_good && rsi_world_follow(w, NULL, NULL, NULL) && is_gap(x);
}

static void remove_at(rsi_vec *told, uint32_t i) {
  for (told->count--; i < told->count; i++)
    *RSI_AT(told, rsi_told, i) = *RSI_AT(told, rsi_told, i + 1);
}

/* A fact that was narrowed twice is told once. */
static void merge(const rscan_rulebase *rb, rsi_vec *told) {
  for (uint32_t i = told->count; i-- > 0;) {
    const rsi_told *again = RSI_AT(told, rsi_told, i);
    uint32_t first = 0;
    while (RSI_AT(told, rsi_told, first)->fact != again->fact)
      first++;
    rsi_told *kept = RSI_AT(told, rsi_told, first);
    kept->state = rsi_state_and(rb->facts[kept->fact].kind, kept->state, again->state);
    if (first < i)
      remove_at(told, i);
  }
}

/* Of several values the first that will do. */
static void choose_values(gap *x, rsi_vec *told) {
  for (uint32_t i = 0; i < told->count; i++) {
    rsi_told *t = RSI_AT(told, rsi_told, i);
    rsi_state all = t->state;
    if (rsi_kind_has_cells(x->l->rb->facts[t->fact].kind))
      continue;
    for (unsigned bit = 0; bit < 62; bit++) {
      t->state = all & (rsi_state)1 << bit;
      if (t->state && tell_all_but(x, told, RSI_NONE))
        break;
      t->state = all;
    }
  }
}

static void drop_needless(gap *x, rsi_vec *told) {
  for (uint32_t i = told->count; i-- > 0;)
    if (tell_all_but(x, told, i))
      remove_at(told, i);
}

/* ---- the search ---- */

static void set_aims(gap *x) {
  const rscan_rulebase *rb = x->l->rb;
  x->n_aims = 0;
  if (x->g->applies != RSI_NONE)
    x->aims[x->n_aims++] = (rsi_aim){.kind = RSI_AIM_TRUE, .index = x->g->applies};
  for (uint32_t i = x->g->scenarios.first; i < x->g->scenarios.first + x->g->scenarios.count; i++)
    if (is_held(x->l, &rb->scenarios[i]))
      x->aims[x->n_aims++] = (rsi_aim){.kind = RSI_AIM_FALSE, .may_be_silent = true, .index = rb->scenarios[i].when};
  for (uint32_t i = x->g->gaps.first; i < x->g->gaps.first + x->g->gaps.count; i++)
    x->aims[x->n_aims++] = (rsi_aim){.kind = RSI_AIM_FALSE, .may_be_silent = true, .index = rb->gaps[i].when};
  x->aims[x->n_aims++] = (rsi_aim){.kind = RSI_AIM_STANDS, .index = x->guideline};
}

static void look_from(gap *x, uint32_t entry) {
  rsi_solver solver = {.lint = x->l, .aims = x->aims, .n_aims = x->n_aims, .as_referrals_tell = true};
  rsi_world_reset(&x->l->world);
  if (!rsi_lint_tell(&solver, entry, RSI_PRESENT))
    return;
  enum rsi_solution found = rsi_lint_solve(&solver);
  x->is_undecided |= found == RSI_UNDECIDED;
  if (found != RSI_POSSIBLE)
    return;
  merge(x->l->rb, &solver.told);
  choose_values(x, &solver.told);
  drop_needless(x, &solver.told);
  if (!x->best.count || solver.told.count < x->best.count)
    x->best = solver.told;
}

static void put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }

/* "knee pain: present; age: below 18 years". */
static const char *in_words(rsi_lint *l, const rsi_vec *told) {
  rsi_buf *buf = rsi_arena_alloc(&l->arena, sizeof *buf);
  if (!buf)
    return "";
  rsi_buf_init(buf, &l->scratch);
  const rsi_sink sink = {put_to_buffer, buf};
  for (uint32_t i = 0; i < told->count; i++) {
    const rsi_told *t = RSI_AT(told, rsi_told, i);
    rsi_buf_printf(buf, "%s%s: ", i ? "; " : "", rsi_fact_label(l->rb, t->fact, RSI_EN));
    rsi_put_state(&sink, l->rb, RSI_EN, t->fact, t->state, NAN, NAN);
  }
  return buf->has_failed || !buf->data ? "" : buf->data;
}

static void check_guideline(rsi_lint *l, uint32_t guideline) {
  const rsi_guideline *g = &l->rb->guidelines[guideline];
  gap x = {.l = l, .g = g, .guideline = guideline};
  x.aims = rsi_arena_alloc(&l->arena, (g->scenarios.count + g->gaps.count + 2) * sizeof *x.aims);
  if (!x.aims)
    return;
  for (uint32_t i = 0; i < g->enters.count && x.best.count != 1; i++) {
    set_aims(&x);
    look_from(&x, l->rb->indices[g->enters.first + i]);
  }
  if (x.best.count)
    rsi_lint_report(l, RSI_GUIDELINE_GAP, g->where, "add a scenario for such patients, or a <gap> with the reason for having none",
                    "guideline \"%s\" applies and has no scenario, for example, for a patient with %s", rsi_string(l->rb, g->id),
                    in_words(l, &x.best));
  else if (x.is_undecided)
    rsi_lint_report(
        l, RSI_LINT_UNDECIDED, g->where, "a last scenario with <always/> leaves no gap",
        "it was not decided whether guideline \"%s\" has a scenario for every patient it applies to: there are too many "
        "combinations of facts",
        rsi_string(l->rb, g->id));
}

void rsi_lint_gaps(rsi_lint *l) {
  for (uint32_t i = 0; i < l->rb->n_guidelines; i++)
    check_guideline(l, i);
}
