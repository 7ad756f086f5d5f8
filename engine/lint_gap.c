/* Patients to whom a guideline applies and for whom it says nothing, each with an example in words; and declared gaps into which no
 * patient falls. See lint.h.
 *
 * Facts are sought with which no scenario and no declared gap holds. What is found is then made small: what is not needed is
 * dropped again, silence being read as usual, and a set of values becomes one of them. */
#include "lint.h"

#include <math.h>

#include "words.h"

/* The guideline is in play, applies and stands, and none of its scenarios holds. */
static void aim_at_silence(rsi_lint *l, uint32_t guideline) {
  const rsi_guideline *g = &l->rb->guidelines[guideline];
  rsi_solver *x = &l->solver;
  rsi_solver_begin(x);
  rsi_solver_aim(x, RSI_AIM_ENTERED, guideline);
  if (g->applies != RSI_NONE)
    rsi_solver_aim(x, RSI_AIM_TRUE, g->applies);
  rsi_solver_aim(x, RSI_AIM_STANDS, guideline);
  for (uint32_t i = g->scenarios.first; i < g->scenarios.first + g->scenarios.count; i++)
    if (l->rb->scenarios[i].authorities & l->authorities)
      rsi_solver_may_fail_silently(x, l->rb->scenarios[i].when);
}

static void put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }

/* "knee pain: present; age: below 18 years". */
static const char *in_words(rsi_lint *l) {
  const rsi_vec *told = &l->solver.told;
  rsi_buf buf;
  rsi_buf_init(&buf, &l->scratch);
  const rsi_sink sink = {put_to_buffer, &buf};
  for (uint32_t i = 0; i < told->count; i++) {
    const rsi_told *t = RSI_AT(told, rsi_told, i);
    rsi_buf_printf(&buf, "%s%s: ", i ? "; " : "", rsi_fact_label(l->rb, t->fact, RSI_EN));
    rsi_put_state(&sink, l->rb, RSI_EN, t->fact, t->state, NAN, NAN);
  }
  return buf.has_failed || !buf.data ? "" : buf.data;
}

static void check_silence(rsi_lint *l, uint32_t guideline) {
  const rsi_guideline *g = &l->rb->guidelines[guideline];
  const char *id = rsi_string(l->rb, g->id);
  aim_at_silence(l, guideline);
  for (uint32_t i = g->gaps.first; i < g->gaps.first + g->gaps.count; i++)
    rsi_solver_may_fail_silently(&l->solver, l->rb->gaps[i].when);
  l->solver.as_referrals_tell = true;
  enum rsi_solution found = rsi_solve(&l->solver);
  if (found == RSI_POSSIBLE) {
    rsi_solver_make_small(&l->solver);
    rsi_lint_report(l, RSI_GUIDELINE_GAP, g->where, "add a scenario for such patients, or a <gap> with the reason for having none",
                    "guideline \"%s\" applies and has no scenario, for example, for a patient with %s", id, in_words(l));
  } else if (found == RSI_UNDECIDED)
    rsi_lint_report(
        l, RSI_LINT_UNDECIDED, g->where, "a last scenario with <always/> leaves no gap",
        "it was not decided whether guideline \"%s\" has a scenario for every patient it applies to: there are too many "
        "combinations of facts",
        id);
}

static void check_declared(rsi_lint *l, uint32_t guideline) {
  const rsi_guideline *g = &l->rb->guidelines[guideline];
  l->solver.as_referrals_tell = false;
  for (uint32_t i = g->gaps.first; i < g->gaps.first + g->gaps.count; i++) {
    aim_at_silence(l, guideline);
    rsi_solver_aim(&l->solver, RSI_AIM_TRUE, l->rb->gaps[i].when);
    if (rsi_solve(&l->solver) == RSI_IMPOSSIBLE)
      rsi_lint_report(l, RSI_GAP_UNUSED, l->rb->gaps[i].where,
                      "take it out, or look at which scenario holds for the patients it was meant for",
                      "no patient falls into gap \"%s\": wherever it holds a scenario does, or guideline \"%s\" does not apply",
                      rsi_string(l->rb, l->rb->gaps[i].id), rsi_string(l->rb, g->id));
  }
}

void rsi_lint_gaps(rsi_lint *l) {
  for (uint32_t i = 0; i < l->rb->n_guidelines; i++) {
    check_silence(l, i);
    check_declared(l, i);
  }
}
