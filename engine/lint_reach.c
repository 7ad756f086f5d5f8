/* Scenarios that can never be chosen, and bands of scores that can never be reached. See lint.h.
 *
 * Both are decided exactly. That a scenario is shadowed is the same question as that it is unreachable, asked with every earlier
 * one failing; which earlier ones it takes is then found by asking again with fewer. Only an earlier scenario that is held by every
 * authority that holds the later one counts: otherwise a referral's choice of authorities may skip it. */
#include "lint.h"

static enum rsi_solution ask(rsi_lint *l, rsi_aim *aims, uint32_t n_aims) {
  rsi_solver x = {.lint = l, .aims = aims, .n_aims = n_aims};
  rsi_world_reset(&l->world);
  return rsi_lint_solve(&x);
}

/* ---- scenarios ---- */

typedef struct question {
  rsi_lint *l;
  const rsi_guideline *g;
  uint32_t guideline, scenario;
  rsi_aim *aims;     /* room for every scenario and what comes before them */
  uint32_t *earlier; /* scenarios that count as standing before this one */
  uint32_t n_earlier;
} question;

/* The scenario holds, its guideline is in play and applies; and `n` of the earlier ones fail. */
static enum rsi_solution ask_with(question *q, bool is_in_play, bool applies, const uint32_t *failing, uint32_t n) {
  const rscan_rulebase *rb = q->l->rb;
  uint32_t n_aims = 0;
  q->aims[n_aims++] = (rsi_aim){.kind = RSI_AIM_TRUE, .index = rb->scenarios[q->scenario].when};
  if (applies && q->g->applies != RSI_NONE)
    q->aims[n_aims++] = (rsi_aim){.kind = RSI_AIM_TRUE, .index = q->g->applies};
  if (is_in_play)
    q->aims[n_aims++] = (rsi_aim){.kind = RSI_AIM_ENTERED, .index = q->guideline};
  for (uint32_t i = 0; i < n; i++)
    q->aims[n_aims++] = (rsi_aim){.kind = RSI_AIM_FALSE, .index = rb->scenarios[failing[i]].when};
  return ask(q->l, q->aims, n_aims);
}

static void report_undecided(question *q, const char *what) {
  const rsi_scenario *s = &q->l->rb->scenarios[q->scenario];
  rsi_lint_report(q->l, RSI_LINT_UNDECIDED, s->where, "fewer facts in one condition make it easier to see, for people too",
                  "it was not decided whether scenario \"%s\" %s: there are too many combinations of facts",
                  rsi_string(q->l->rb, s->id), what);
}

/* False when the scenario is unreachable, or nobody knows. */
static bool check_reachable(question *q) {
  const rsi_scenario *s = &q->l->rb->scenarios[q->scenario];
  enum rsi_solution found = ask_with(q, true, true, NULL, 0);
  if (found == RSI_UNDECIDED)
    report_undecided(q, "can be reached");
  if (found != RSI_IMPOSSIBLE)
    return found == RSI_POSSIBLE;
  bool is_by_itself = ask_with(q, false, false, NULL, 0) == RSI_IMPOSSIBLE;
  bool is_by_applies = !is_by_itself && ask_with(q, false, true, NULL, 0) == RSI_IMPOSSIBLE;
  rsi_lint_report(q->l, RSI_SCENARIO_UNREACHABLE, s->where,
                  is_by_itself    ? "two of its conditions contradict each other, or something they imply"
                  : is_by_applies ? "it contradicts the guideline's <applies>"
                                  : "none of the guideline's <enter> findings can go with it",
                  "no facts can make the condition of scenario \"%s\" true%s", rsi_string(q->l->rb, s->id),
                  is_by_itself    ? ""
                  : is_by_applies ? " where the guideline applies"
                                  : " where the guideline is in play");
  return false;
}

static void report_one(question *q, uint32_t earlier) {
  const rscan_rulebase *rb = q->l->rb;
  const rsi_scenario *s = &rb->scenarios[q->scenario], *before = &rb->scenarios[earlier];
  rsi_lint_report(q->l, RSI_SCENARIO_SHADOWED, s->where, "put the narrower one first, or take the later one out",
                  "scenario \"%s\" is never chosen: whatever makes it true also makes \"%s\" (%s) true, which stands before it",
                  rsi_string(rb, s->id), rsi_string(rb, before->id), rsi_lint_place(q->l, before->where));
}

/* No single one shadows it: drops those that are not needed, and names the rest. */
static void report_several(question *q) {
  const rscan_rulebase *rb = q->l->rb;
  rsi_buf names;
  rsi_buf_init(&names, &q->l->scratch);
  for (uint32_t i = q->n_earlier; i-- > 0;) {
    uint32_t dropped = q->earlier[i];
    q->earlier[i] = q->earlier[q->n_earlier - 1];
    if (ask_with(q, true, true, q->earlier, q->n_earlier - 1) == RSI_IMPOSSIBLE)
      q->n_earlier--;
    else
      q->earlier[i] = dropped;
  }
  for (uint32_t s = q->g->scenarios.first; s < q->scenario; s++)
    for (uint32_t i = 0; i < q->n_earlier; i++)
      if (q->earlier[i] == s)
        rsi_buf_printf(&names, "%s\"%s\"", names.length ? ", " : "", rsi_string(rb, rb->scenarios[s].id));
  const rsi_scenario *s = &rb->scenarios[q->scenario];
  rsi_lint_report(q->l, RSI_SCENARIO_SHADOWED, s->where, "put the narrower one first, or take the later one out",
                  "scenario \"%s\" is never chosen: whatever makes it true also makes one of %s true, which stand before it",
                  rsi_string(rb, s->id), names.data ? names.data : "");
}

static void check_shadowed(question *q) {
  enum rsi_solution found = q->n_earlier ? ask_with(q, true, true, q->earlier, q->n_earlier) : RSI_POSSIBLE;
  if (found == RSI_UNDECIDED)
    report_undecided(q, "is ever chosen before the ones above it");
  if (found != RSI_IMPOSSIBLE)
    return;
  for (uint32_t i = 0; i < q->n_earlier; i++)
    if (ask_with(q, true, true, &q->earlier[i], 1) == RSI_IMPOSSIBLE) {
      report_one(q, q->earlier[i]);
      return;
    }
  report_several(q);
}

static void gather_earlier(question *q) {
  const rscan_rulebase *rb = q->l->rb;
  q->n_earlier = 0;
  for (uint32_t i = q->g->scenarios.first; i < q->scenario; i++)
    if (!(rb->scenarios[q->scenario].authorities & ~rb->scenarios[i].authorities))
      q->earlier[q->n_earlier++] = i;
}

void rsi_lint_scenarios(rsi_lint *l) {
  for (uint32_t g = 0; g < l->rb->n_guidelines; g++) {
    const rsi_guideline *guideline = &l->rb->guidelines[g];
    rsi_span scenarios = guideline->scenarios;
    question q = {.l = l, .g = guideline, .guideline = g};
    q.aims = rsi_arena_alloc(&l->arena, (scenarios.count + 3) * sizeof *q.aims);
    q.earlier = rsi_arena_alloc(&l->arena, (scenarios.count + 1) * sizeof *q.earlier);
    if (!q.aims || !q.earlier)
      return;
    for (q.scenario = scenarios.first; q.scenario < scenarios.first + scenarios.count; q.scenario++) {
      gather_earlier(&q);
      if (check_reachable(&q))
        check_shadowed(&q);
    }
  }
}

/* ---- scores ---- */

static void check_band(rsi_lint *l, uint32_t fact, const rsi_value *band) {
  rsi_aim aim = {.kind = RSI_AIM_TOTAL, .index = fact, .state = band->state};
  enum rsi_solution found = ask(l, &aim, 1);
  const char *score = rsi_string(l->rb, l->rb->facts[fact].id), *id = rsi_string(l->rb, band->id);
  if (found == RSI_IMPOSSIBLE)
    rsi_lint_report(l, RSI_SCORE_UNREACHABLE, band->where, "look at the points of its criteria, and at its threshold",
                    "no total of score \"%s\" lies in its band \"%s\"", score, id);
  if (found == RSI_UNDECIDED)
    rsi_lint_report(
        l, RSI_LINT_UNDECIDED, band->where, NULL,
        "it was not decided whether score \"%s\" can come to its band \"%s\": there are too many combinations of criteria", score,
        id);
}

/* A score without criteria is only ever told. */
void rsi_lint_scores(rsi_lint *l) {
  for (uint32_t i = 0; i < l->rb->n_facts; i++) {
    const rsi_fact *f = &l->rb->facts[i];
    if (f->kind != RSI_SCORE || !l->rb->scores[f->detail].criteria.count)
      continue;
    for (uint32_t v = f->values.first; v < f->values.first + f->values.count; v++)
      check_band(l, i, &l->rb->values[v]);
  }
}
