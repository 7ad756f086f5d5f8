/* Branches that no case can take, were all known: given what facts imply, the scenarios before and where the guideline applies. See
 * cover.h.
 *
 * Each is decided by search (solve.h). A world that the search finds is looked at as a case would be: it takes many branches beside
 * the one that was asked for, so that few have to be asked for. What is not decided counts as possible, and is said to be
 * undecided. */
#include "cover.h"
#include "solve.h"

#define MAX_HOLDING 16

typedef struct reach {
  struct rscan_coverage *c;
  const rscan_rulebase *rb;
  rsi_solver solver;
  uint32_t guideline;
  uint8_t *possible;  /* a node each, kept at its first: RSI_SEEN_… */
  uint8_t *undecided; /* the same */
} reach;

/* Which sides the world found takes, of each scenario before which all others fail that no choice of authorities skips. */
static void mark_scenarios(reach *x) {
  const rsi_guideline *g = &x->rb->guidelines[x->guideline];
  uint64_t holding[MAX_HOLDING]; /* authorities of scenarios that do not fail: what only they hold is not looked at */
  uint32_t n_holding = 0;
  for (uint32_t i = g->scenarios.first; i < g->scenarios.first + g->scenarios.count && n_holding < MAX_HOLDING; i++) {
    const rsi_scenario *s = &x->rb->scenarios[i];
    bool is_hidden = false;
    for (uint32_t k = 0; k < n_holding; k++)
      is_hidden |= !(s->authorities & ~holding[k]);
    if (is_hidden)
      continue;
    rsi_cover_mark(x->c, &x->solver.world, s->when, x->possible);
    if (rsi_eval(&x->solver.world, s->when) != RSI_FALSE)
      holding[n_holding++] = s->authorities;
  }
}

/* The conditions of a scenario (RSI_NONE: <applies>) are looked at. */
static void aim_at_place(reach *x, uint32_t scenario) {
  rsi_solver_begin(&x->solver);
  if (scenario == RSI_NONE) {
    rsi_solver_aim(&x->solver, RSI_AIM_IN_PLAY, x->guideline);
    return;
  }
  rsi_solver_aim_at_guideline(&x->solver, x->guideline);
  rsi_solver_aim_before(&x->solver, scenario, x->rb->scenarios[scenario].authorities);
}

static enum rsi_solution solve(reach *x, uint32_t scenario) {
  enum rsi_solution found = x->solver.budget ? rsi_solve(&x->solver) : RSI_UNDECIDED;
  const rsi_guideline *g = &x->rb->guidelines[x->guideline];
  if (found == RSI_POSSIBLE && g->applies != RSI_NONE)
    rsi_cover_mark(x->c, &x->solver.world, g->applies, x->possible);
  if (found == RSI_POSSIBLE && scenario != RSI_NONE)
    mark_scenarios(x);
  return found;
}

static void ask_all(reach *x, uint32_t scenario, uint32_t root) {
  aim_at_place(x, scenario);
  enum rsi_solution found = solve(x, scenario);
  for (uint32_t n = root; n < x->rb->nodes[root].end && found != RSI_IMPOSSIBLE; n++)
    for (uint8_t side = RSI_SEEN_FALSE; x->c->first[n] != RSI_NONE && side <= RSI_SEEN_TRUE; side++) {
      if (x->possible[x->c->first[n]] & side)
        continue;
      aim_at_place(x, scenario);
      rsi_solver_aim(&x->solver, side == RSI_SEEN_TRUE ? RSI_AIM_TRUE : RSI_AIM_FALSE, n);
      enum rsi_solution taken = found == RSI_POSSIBLE ? solve(x, scenario) : RSI_UNDECIDED;
      if (taken != RSI_IMPOSSIBLE)
        (taken == RSI_POSSIBLE ? x->possible : x->undecided)[x->c->first[n]] |= side;
    }
}

static void note_rest(reach *x, uint32_t root) {
  for (uint32_t n = root; n < x->rb->nodes[root].end; n++) {
    uint32_t first = x->c->first[n];
    if (first == RSI_NONE)
      continue;
    uint8_t rest = (RSI_SEEN_FALSE | RSI_SEEN_TRUE) & ~x->possible[first];
    x->c->impossible[first] = rest & ~x->undecided[first];
    if (first == n)
      x->c->undecided[x->guideline] +=
          ((rest & x->undecided[n] & RSI_SEEN_FALSE) != 0) + ((rest & x->undecided[n] & RSI_SEEN_TRUE) != 0);
  }
}

/* The last scenario first: a world in which it holds shows how all before it fail. */
static void look_at_guideline(reach *x) {
  const rsi_guideline *g = &x->rb->guidelines[x->guideline];
  for (uint32_t i = g->scenarios.count; i-- > 0;)
    ask_all(x, g->scenarios.first + i, x->rb->scenarios[g->scenarios.first + i].when);
  if (g->applies != RSI_NONE)
    ask_all(x, RSI_NONE, g->applies);
  for (uint32_t i = 0; i < g->scenarios.count; i++)
    note_rest(x, x->rb->scenarios[g->scenarios.first + i].when);
  if (g->applies != RSI_NONE)
    note_rest(x, g->applies);
}

bool rsi_cover_find_impossible(struct rscan_coverage *c, uint32_t only) {
  reach x = {.c = c, .rb = c->rb};
  bool is_good = rsi_solver_init(&x.solver, c->rb);
  x.possible = rsi_alloc(&c->rb->allocator, 2 * (c->rb->n_nodes + 1));
  x.undecided = x.possible ? x.possible + c->rb->n_nodes + 1 : NULL;
  for (uint32_t n = 0; x.possible && n < c->rb->n_nodes; n++)
    x.possible[n] = c->seen[n], x.undecided[n] = 0;
  for (x.guideline = 0; x.guideline < c->rb->n_guidelines && is_good && x.possible && !x.solver.has_failed; x.guideline++)
    if ((only == RSI_NONE || only == x.guideline) && !c->is_looked_at[x.guideline]) {
      look_at_guideline(&x);
      c->is_looked_at[x.guideline] = !x.solver.has_failed;
    }
  is_good = is_good && x.possible && !x.solver.has_failed;
  rsi_solver_free(&x.solver);
  rsi_release(&c->rb->allocator, x.possible);
  return is_good;
}
