/* Scenarios that can never be chosen, and bands of scores that can never be reached. See lint.h.
 *
 * That a scenario is shadowed is the same question as that it is unreachable, asked with every earlier one failing. Which earlier
 * ones it takes is seen from the search itself: those that never failed in it were not needed. Only an earlier scenario that is
 * held by every authority that holds the later one counts: otherwise a referral's choice of authorities may skip it. */
#include "lint.h"

#include <math.h>
#include <string.h>

#include "explain.h"
#include "names.h"

/* Scenarios of one guideline that a question was given up for: told once, however many they are. */
typedef struct open_questions {
  uint32_t first, count;
} open_questions;

void rsi_lint_aim_at_place(rsi_lint *l, uint32_t guideline, uint32_t scenario, enum rsi_asked asked) {
  const rsi_guideline *g = &l->rb->guidelines[guideline];
  if (asked >= RSI_STANDING)
    rsi_solver_aim_at_guideline(&l->solver, guideline);
  else if (asked >= RSI_WHERE_APPLIES && g->applies != RSI_NONE)
    rsi_solver_aim(&l->solver, RSI_AIM_TRUE, g->applies);
  if (asked == RSI_IN_PLAY)
    rsi_solver_aim(&l->solver, RSI_AIM_IN_PLAY, guideline);
  if (asked == RSI_AFTER_EARLIER)
    rsi_solver_aim_before(&l->solver, scenario, l->rb->scenarios[scenario].authorities);
}

static enum rsi_solution ask(rsi_lint *l, uint32_t scenario, enum rsi_asked asked) {
  const rsi_scenario *s = &l->rb->scenarios[scenario];
  rsi_solver_begin(&l->solver);
  rsi_solver_aim(&l->solver, RSI_AIM_TRUE, s->when);
  rsi_lint_aim_at_place(l, s->guideline, scenario, asked);
  return rsi_solve(&l->solver);
}

static enum rsi_solution ask_after(rsi_lint *l, uint32_t scenario, const uint32_t *failing, uint32_t n) {
  const rsi_scenario *s = &l->rb->scenarios[scenario];
  rsi_solver_begin(&l->solver);
  rsi_solver_aim(&l->solver, RSI_AIM_TRUE, s->when);
  rsi_solver_aim_at_guideline(&l->solver, s->guideline);
  for (uint32_t i = 0; i < n; i++)
    rsi_solver_aim(&l->solver, RSI_AIM_FALSE, l->rb->scenarios[failing[i]].when);
  return rsi_solve(&l->solver);
}

/* ---- the parts of a condition that cannot go together ---- */

#define MAX_PARTS 64
#define MAX_NAMED 4 /* more are no help to a reader */

typedef struct parts {
  uint32_t nodes[MAX_PARTS], n;
} parts;

/* What must hold, each by itself: all of these inside all of these. */
static void gather_parts(const rscan_rulebase *rb, uint32_t node, parts *p) {
  const rsi_node *n = &rb->nodes[node];
  bool is_whole = n->op != RSI_OP_ALL || (n->fact != RSI_NONE && n->fact >= rb->n_facts);
  if (is_whole && p->n < MAX_PARTS)
    p->nodes[p->n++] = node;
  for (uint32_t i = node + 1; i < n->end && !is_whole; i = rb->nodes[i].end)
    gather_parts(rb, i, p);
}

static bool are_impossible(rsi_lint *l, const parts *p) {
  rsi_solver_begin(&l->solver);
  for (uint32_t i = 0; i < p->n; i++)
    rsi_solver_aim(&l->solver, RSI_AIM_TRUE, p->nodes[i]);
  return rsi_solve(&l->solver) == RSI_IMPOSSIBLE;
}

static void put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }

void rsi_lint_put_part(rsi_lint *l, rsi_buf *out, uint32_t node) {
  const rsi_node *n = &l->rb->nodes[node];
  const rsi_sink sink = {put_to_buffer, out};
  if (rsi_is_leaf(n->op)) {
    rsi_buf_printf(out, "“%s: ", rsi_fact_label(l->rb, n->fact, RSI_EN));
    rsi_put_wanted(&sink, l->rb, RSI_EN, n);
  } else {
    rsi_buf_puts(out, "“");
    rsi_put_joint(&sink, l->rb, RSI_EN, n);
  }
  rsi_buf_puts(out, "”");
}

/* As few parts as are impossible together; nothing where these are too many. */
static void put_contradiction(rsi_lint *l, rsi_buf *out, parts *p) {
  if (p->n == MAX_PARTS || !are_impossible(l, p))
    return;
  for (uint32_t i = p->n; i-- > 0;) {
    parts fewer = *p;
    memmove(fewer.nodes + i, fewer.nodes + i + 1, (--fewer.n - i) * sizeof *fewer.nodes);
    if (are_impossible(l, &fewer))
      *p = fewer;
  }
  for (uint32_t i = 0; i < p->n && p->n <= MAX_NAMED; i++) {
    rsi_buf_puts(out, i == 0 ? ": " : i + 1 < p->n ? ", " : " and ");
    rsi_lint_put_part(l, out, p->nodes[i]);
    rsi_where where = l->rb->nodes[p->nodes[i]].where;
    rsi_buf_printf(out, " at %u:%u", (unsigned)where.line, (unsigned)where.column);
  }
}

void rsi_lint_put_contradiction(rsi_lint *l, rsi_buf *out, uint32_t node, uint32_t other) {
  parts p = {.n = 0};
  gather_parts(l->rb, node, &p);
  if (other != RSI_NONE)
    gather_parts(l->rb, other, &p);
  put_contradiction(l, out, &p);
}

/* ---- unreachable ---- */

static void report_unreachable(rsi_lint *l, uint32_t scenario) {
  static const char *const where[] = {"", " where the guideline applies", " where the guideline is in play",
                                      " without the guideline stepping back for another one"};
  static const char *const hints[] = {"parts of it contradict each other, or something they imply",
                                      "it contradicts the guideline's <applies>",
                                      "none of the guideline's <enter> findings can go with it",
                                      "a guideline that this one yields to is in play and applies whenever it is true"};
  const rsi_scenario *s = &l->rb->scenarios[scenario];
  enum rsi_asked asked = RSI_BY_ITSELF;
  rsi_buf hint;
  while (asked < RSI_STANDING && ask(l, scenario, asked) != RSI_IMPOSSIBLE)
    asked++;
  rsi_buf_init(&hint, &l->scratch);
  rsi_buf_puts(&hint, hints[asked]);
  if (asked <= RSI_WHERE_APPLIES)
    rsi_lint_put_contradiction(l, &hint, s->when, asked == RSI_WHERE_APPLIES ? l->rb->guidelines[s->guideline].applies : RSI_NONE);
  rsi_lint_report(l, RSI_SCENARIO_UNREACHABLE, s->where, hint.data, "no facts can make the condition of scenario \"%s\" true%s",
                  rsi_string(l->rb, s->id), where[asked]);
}

/* ---- shadowed ---- */

/* The earlier scenarios that the search just made could not do without. */
static uint32_t gather_decisive(rsi_lint *l, uint32_t scenario, uint32_t *earlier) {
  uint32_t n = 0;
  for (uint32_t s = l->rb->guidelines[l->rb->scenarios[scenario].guideline].scenarios.first; s < scenario; s++)
    for (uint32_t i = 0; i < l->solver.aims.count; i++) {
      const rsi_aim *aim = RSI_AT(&l->solver.aims, rsi_aim, i);
      if (aim->kind == RSI_AIM_FALSE && aim->was_decisive && aim->index == l->rb->scenarios[s].when)
        earlier[n++] = s;
    }
  return n;
}

/* Earlier scenarios that do not fail in the world just found, in which this one holds: only such a one can shadow it alone. */
static uint32_t gather_candidates(rsi_lint *l, uint32_t scenario, uint32_t *candidates) {
  const rscan_rulebase *rb = l->rb;
  uint32_t n = 0;
  for (uint32_t s = rb->guidelines[rb->scenarios[scenario].guideline].scenarios.first; s < scenario; s++)
    if (!(rb->scenarios[scenario].authorities & ~rb->scenarios[s].authorities) &&
        rsi_eval(&l->solver.world, rb->scenarios[s].when) != RSI_FALSE)
      candidates[n++] = s;
  return n;
}

/* Drops those without which it is still impossible. */
static uint32_t drop_needless(rsi_lint *l, uint32_t scenario, uint32_t *earlier, uint32_t n) {
  for (uint32_t i = n; i-- > 0;) {
    uint32_t dropped = earlier[i];
    memmove(earlier + i, earlier + i + 1, (n - 1 - i) * sizeof *earlier);
    if (ask_after(l, scenario, earlier, n - 1) == RSI_IMPOSSIBLE) {
      n--;
    } else {
      memmove(earlier + i + 1, earlier + i, (n - 1 - i) * sizeof *earlier);
      earlier[i] = dropped;
    }
  }
  return n;
}

/* One alone is the best answer; otherwise as few as will do. */
static uint32_t choose_earlier(rsi_lint *l, uint32_t scenario, uint32_t *earlier, uint32_t n, const uint32_t *candidates,
                               uint32_t n_candidates) {
  for (uint32_t i = 0; i < n_candidates; i++)
    if (ask_after(l, scenario, &candidates[i], 1) == RSI_IMPOSSIBLE) {
      earlier[0] = candidates[i];
      return 1;
    }
  return drop_needless(l, scenario, earlier, n);
}

static void report_shadowed(rsi_lint *l, uint32_t scenario, const uint32_t *earlier, uint32_t n) {
  const rscan_rulebase *rb = l->rb;
  rsi_buf names;
  rsi_buf_init(&names, &l->scratch);
  for (uint32_t i = 0; i < n; i++)
    rsi_buf_printf(&names, "%s\"%s\" (%s)", i ? ", " : "", rsi_string(rb, rb->scenarios[earlier[i]].id),
                   rsi_lint_place(l, rb->scenarios[earlier[i]].where));
  const rsi_scenario *s = &rb->scenarios[scenario];
  rsi_lint_report(l, RSI_SCENARIO_SHADOWED, s->where, "put the narrower one first, or take the later one out",
                  "scenario \"%s\" is never chosen: whatever makes it true also makes %s%s true, which stand%s before it",
                  rsi_string(rb, s->id), n > 1 ? "one of " : "", names.data ? names.data : "", n > 1 ? "" : "s");
}

/* ---- a guideline ---- */

static void note_open(open_questions *open, uint32_t scenario) {
  if (!open->count++)
    open->first = scenario;
}

static void report_open(rsi_lint *l, const open_questions *open, const char *what) {
  if (!open->count)
    return;
  const rsi_scenario *s = &l->rb->scenarios[open->first];
  rsi_buf more;
  rsi_buf_init(&more, &l->scratch);
  if (open->count > 1)
    rsi_buf_printf(&more, " (and %u more of this guideline)", open->count - 1);
  rsi_lint_report(l, RSI_LINT_UNDECIDED, s->where, "fewer facts in one condition make it easier to see, for people too",
                  "it was not decided whether scenario \"%s\"%s %s: there are too many combinations of facts",
                  rsi_string(l->rb, s->id), more.data ? more.data : "", what);
}

static void check_guideline(rsi_lint *l, rsi_span scenarios, uint32_t *earlier, uint32_t *candidates) {
  open_questions reachable = {0, 0}, chosen = {0, 0};
  for (uint32_t i = scenarios.first; i < scenarios.first + scenarios.count; i++) {
    enum rsi_solution found = ask(l, i, RSI_AFTER_EARLIER); /* mostly yes, and then nothing else need be asked */
    if (found == RSI_POSSIBLE)
      continue;
    uint32_t n = gather_decisive(l, i, earlier);
    enum rsi_solution alone = ask(l, i, RSI_STANDING);
    uint32_t n_candidates = alone == RSI_POSSIBLE ? gather_candidates(l, i, candidates) : 0;
    if (alone == RSI_IMPOSSIBLE)
      report_unreachable(l, i);
    else if (found == RSI_IMPOSSIBLE)
      report_shadowed(l, i, earlier, choose_earlier(l, i, earlier, n, candidates, n_candidates));
    else
      note_open(alone == RSI_UNDECIDED ? &reachable : &chosen, i);
  }
  report_open(l, &reachable, "can be reached");
  report_open(l, &chosen, "is ever chosen before the ones above it");
}

void rsi_lint_scenarios(rsi_lint *l) {
  uint32_t *earlier = rsi_arena_alloc(&l->arena, (l->rb->n_scenarios + 1) * sizeof *earlier),
           *candidates = rsi_arena_alloc(&l->arena, (l->rb->n_scenarios + 1) * sizeof *candidates);
  for (uint32_t g = 0; g < l->rb->n_guidelines && earlier && candidates; g++)
    check_guideline(l, l->rb->guidelines[g].scenarios, earlier, candidates);
}

/* ---- scores ---- */

static enum rsi_solution ask_total(rsi_lint *l, uint32_t fact, rsi_state state) {
  rsi_solver_begin(&l->solver);
  rsi_solver_aim(&l->solver, RSI_AIM_TOTAL, fact);
  if (l->solver.aims.count)
    RSI_AT(&l->solver.aims, rsi_aim, 0)->state = state;
  return rsi_solve(&l->solver);
}

/* "; its criteria come to 0 to 9 points". */
static const char *range_of_points(rsi_lint *l, uint32_t fact) {
  rsi_span criteria = l->rb->scores[l->rb->facts[fact].detail].criteria;
  double least = 0, most = 0;
  rsi_buf text;
  for (uint32_t i = criteria.first; i < criteria.first + criteria.count; i++)
    *(l->rb->criteria[i].points < 0 ? &least : &most) += l->rb->criteria[i].points;
  rsi_buf_init(&text, &l->scratch);
  rsi_buf_puts(&text, "; its criteria come to ");
  rsi_buf_number(&text, least);
  rsi_buf_puts(&text, " to ");
  rsi_buf_number(&text, most);
  rsi_buf_puts(&text, " points, where they go together");
  return text.has_failed ? "" : text.data;
}

static void check_band(rsi_lint *l, uint32_t fact, const rsi_value *band) {
  enum rsi_solution found = ask_total(l, fact, band->state);
  const char *score = rsi_string(l->rb, l->rb->facts[fact].id), *id = rsi_string(l->rb, band->id);
  if (found == RSI_IMPOSSIBLE)
    rsi_lint_report(l, RSI_SCORE_UNREACHABLE, band->where, "look at the points of its criteria, and at its threshold",
                    "no total of score \"%s\" lies in its band \"%s\"%s", score, id, range_of_points(l, fact));
  if (found == RSI_UNDECIDED)
    rsi_lint_report(
        l, RSI_LINT_UNDECIDED, band->where, NULL,
        "it was not decided whether score \"%s\" can come to its band \"%s\": there are too many combinations of criteria", score,
        id);
}

static bool is_band(const rscan_rulebase *rb, const rsi_node *n) {
  rsi_span values = rb->facts[n->fact].values;
  for (uint32_t i = values.first; i < values.first + values.count; i++)
    if (rb->values[i].state == n->arg)
      return true;
  return false;
}

/* ---- totals that lie in no band ---- */

static bool is_in_band(const rscan_rulebase *rb, uint32_t fact, uint32_t cell) {
  rsi_span values = rb->facts[fact].values;
  bool is_in = false;
  for (uint32_t i = values.first; i < values.first + values.count && !is_in; i++)
    is_in = cell >= RSI_CELL_LOW(rb->values[i].state) && cell <= RSI_CELL_HIGH(rb->values[i].state);
  return is_in;
}

/* The band that ends below a cell, or else the one that begins above it: where an author looks for a hole. */
static const rsi_value *band_beside(const rscan_rulebase *rb, uint32_t fact, uint32_t low, uint32_t high) {
  rsi_span values = rb->facts[fact].values;
  const rsi_value *below = NULL, *above = NULL;
  for (uint32_t i = values.first; i < values.first + values.count; i++) {
    const rsi_value *band = &rb->values[i];
    below = RSI_CELL_HIGH(band->state) + 1 == low ? band : below;
    above = RSI_CELL_LOW(band->state) == high + 1 ? band : above;
  }
  return below ? below : above;
}

static void check_hole(rsi_lint *l, uint32_t fact, uint32_t low, uint32_t high) {
  const rsi_value *band = band_beside(l->rb, fact, low, high);
  if (!band || ask_total(l, fact, RSI_CELLS(low, high)) != RSI_POSSIBLE)
    return;
  rsi_buf range;
  rsi_buf_init(&range, &l->scratch);
  const rsi_sink sink = {put_to_buffer, &range};
  rsi_put_range(&sink, l->rb, RSI_EN, fact, rsi_bounds_of(l->rb, fact, RSI_CELLS(low, high)));
  rsi_lint_report(l, RSI_BAND_GAP, band->where, "let one band begin where the other ends: below=\"4\" and at-least=\"4\"",
                  "no band of score \"%s\" holds a total of %s, and its criteria can come to that",
                  rsi_string(l->rb, l->rb->facts[fact].id), range.data ? range.data : "");
}

static void check_holes(rsi_lint *l, uint32_t fact) {
  uint32_t last = RSI_CELL_HIGH(l->rb->facts[fact].full), begin = RSI_NONE;
  for (uint32_t cell = RSI_CELL_LOW(l->rb->facts[fact].full); l->rb->facts[fact].values.count && cell <= last + 1; cell++) {
    bool is_hole = cell <= last && !is_in_band(l->rb, fact, cell);
    if (is_hole && begin == RSI_NONE)
      begin = cell;
    if (!is_hole && begin != RSI_NONE) {
      check_hole(l, fact, begin, cell - 1);
      begin = RSI_NONE;
    }
  }
}

/* A number of its own in a condition. What is written once and used in many places is said once. */
static void check_threshold(rsi_lint *l, rsi_names *told, uint32_t node) {
  const rsi_node *n = &l->rb->nodes[node];
  bool is_new;
  if (is_band(l->rb, n) || ask_total(l, n->fact, n->arg) != RSI_IMPOSSIBLE ||
      !rsi_names_add(told, rsi_lint_place(l, n->where), 0, n->where, &is_new) || !is_new)
    return;
  rsi_buf range;
  rsi_buf_init(&range, &l->scratch);
  const rsi_sink sink = {put_to_buffer, &range};
  rsi_put_state(&sink, l->rb, RSI_EN, n->fact, n->arg, NAN, NAN);
  rsi_lint_report(l, RSI_SCORE_UNREACHABLE, n->where, "look at the points of its criteria, and at this threshold",
                  "no total of score \"%s\" is %s%s", rsi_string(l->rb, l->rb->facts[n->fact].id), range.data ? range.data : "",
                  range_of_points(l, n->fact));
}

static bool has_criteria(const rscan_rulebase *rb, uint32_t fact) { /* one without is only ever told */
  return rb->facts[fact].kind == RSI_SCORE && rb->scores[rb->facts[fact].detail].criteria.count;
}

void rsi_lint_scores(rsi_lint *l) {
  rsi_names told;
  rsi_names_init(&told, &l->scratch);
  for (uint32_t i = 0; i < l->rb->n_facts; i++) {
    rsi_span values = l->rb->facts[i].values;
    for (uint32_t v = values.first; v < values.first + values.count && has_criteria(l->rb, i); v++)
      check_band(l, i, &l->rb->values[v]);
    if (has_criteria(l->rb, i))
      check_holes(l, i);
  }
  for (uint32_t i = 0; i < l->rb->n_nodes; i++)
    if (l->rb->nodes[i].op == RSI_OP_SCORE && has_criteria(l->rb, l->rb->nodes[i].fact))
      check_threshold(l, &told, i);
}
