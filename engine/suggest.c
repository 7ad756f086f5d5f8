/* The cases that are missing, written as XML: facts are solved for (solve.h), what to expect is left to a person.
 *
 * For a scenario that no case reaches, facts are sought with which its guideline applies, its own condition holds and every earlier
 * one fails. What must hold is judged without silence, so that each fact it needs is told; what must fail may fail by silence. What
 * is found is made small and definite, and decided like any referral: only a case that reaches its scenario is suggested. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cover.h"
#include "explain.h"
#include "limits.h"
#include "solve.h"

#define MOST_THROUGH_CRITERIA 40000 /* steps: there is a second try */

typedef struct suggestion {
  struct rscan_scratch *s;
  const rscan_rulebase *rb;
  rscan_referral *referral;
  rsi_solver solver;
  uint32_t guideline, scenario;
  enum rsi_solution found;
  bool has_failed; /* out of memory */
} suggestion;

static const rsi_told *told_at(const suggestion *x, uint32_t i) { return RSI_AT(&x->solver.told, rsi_told, i); }

/* ---- states as an author writes them ---- */

/* The word for a state: a finding's, a value's, a band's; NULL when only a number will do. */
static const char *word_of(const rscan_rulebase *rb, const rsi_told *t) {
  const rsi_fact *f = &rb->facts[t->fact];
  const char *names[RSI_MAX_NAMES];
  if (!rsi_kind_has_cells(f->kind))
    return rsi_state_names(rb, t->fact, t->state, names) ? names[0] : NULL;
  for (uint32_t i = f->values.first; i < f->values.first + f->values.count; i++)
    if (f->kind == RSI_SCORE && rb->values[i].id && rsi_state_inside(f->kind, rb->values[i].state, t->state))
      return rsi_string(rb, rb->values[i].id);
  return NULL;
}

/* Through the same setters as any referral. */
static bool fill_in(suggestion *x) {
  rscan_status status = RSCAN_OK;
  for (uint32_t i = 0; i < x->solver.told.count && status == RSCAN_OK; i++) {
    const rsi_told *t = told_at(x, i);
    const char *id = rsi_fact_id(x->rb, t->fact), *word = word_of(x->rb, t);
    status = word ? rscan_referral_add_finding(x->referral, id, word, NULL)
                  : rscan_referral_add_measure(x->referral, id, t->number, NULL, NULL);
  }
  x->has_failed |= status == RSCAN_NO_MEMORY;
  return status == RSCAN_OK;
}

/* ---- one scenario ---- */

static const rscan_decision *decide(suggestion *x) {
  const rscan_decision *d = rscan_decide(x->s, x->referral, NULL);
  x->has_failed |= !d;
  return d;
}

/* A scenario that no authority of the profile holds is asked for by the authorities that do. */
static void set_authorities(suggestion *x) {
  const rscan_rulebase *rb = x->rb;
  rscan_referral_clear(x->referral);
  decide(x); /* for the profile's authorities */
  if (rsi_is_held(x->s, &rb->scenarios[x->scenario]))
    return;
  for (uint32_t a = 0; a < rb->n_authorities; a++)
    if (rb->scenarios[x->scenario].authorities >> a & 1)
      x->has_failed |= rscan_referral_add_authority(x->referral, rsi_string(rb, rb->authorities[a].id), NULL) != RSCAN_OK;
  decide(x);
}

static void set_aims(suggestion *x) {
  const rsi_guideline *g = &x->rb->guidelines[x->guideline];
  rsi_solver_begin(&x->solver);
  rsi_solver_aim(&x->solver, RSI_AIM_TRUE, x->rb->scenarios[x->scenario].when);
  rsi_solver_aim_at_guideline(&x->solver, x->guideline);
  for (uint32_t i = g->scenarios.first; i < x->scenario; i++)
    if (rsi_is_held(x->s, &x->rb->scenarios[i]))
      rsi_solver_may_fail_silently(&x->solver, x->rb->scenarios[i].when);
}

static bool look_for_facts(suggestion *x, bool through_criteria) {
  set_aims(x);
  x->solver.as_referrals_tell = true;
  x->solver.through_criteria = through_criteria;
  x->found = rsi_solve(&x->solver);
  if (x->found != RSI_POSSIBLE)
    return false;
  rsi_solver_make_small(&x->solver);
  if (!rsi_solver_choose_numbers(&x->solver))
    return false;
  rsi_solver_make_small(&x->solver);
  return true;
}

/* Decides the referral with one exam after the other, best first, until the scenario decides. */
static const rsi_row *find_exam(suggestion *x) {
  rsi_span rows = x->rb->scenarios[x->scenario].rows;
  for (uint8_t category = RSCAN_USUALLY_APPROPRIATE; category >= RSCAN_USUALLY_NOT_APPROPRIATE; category--)
    for (uint32_t k = rows.first; k < rows.first + rows.count; k++) {
      const rsi_row *row = &x->rb->rows[k];
      if (row->category != category || row->exam == x->rb->exam_none)
        continue;
      x->has_failed |= rscan_referral_set_exam(x->referral, rsi_string(x->rb, x->rb->exams[row->exam].id), NULL) != RSCAN_OK;
      const rscan_decision *d = decide(x);
      if (d && d->scenario == x->scenario)
        return row;
    }
  return NULL;
}

/* ---- the XML ---- */

static void put_attribute(rsi_buf *out, const char *name, const char *value) { rsi_buf_printf(out, " %s=\"%s\"", name, value); }

/* Facts with an attribute of their own. */
static const char *attribute_of(const rscan_rulebase *rb, uint32_t fact) {
  return fact == rb->age ? "age" : fact == rb->sex ? "sex" : fact == rb->setting ? "setting" : NULL;
}

static void put_value(rsi_buf *out, const rscan_rulebase *rb, const rsi_told *t, const char *name) {
  const char *word = word_of(rb, t);
  rsi_buf_printf(out, " %s=\"", name);
  if (word)
    rsi_buf_puts(out, word);
  else
    rsi_buf_number(out, t->number);
  rsi_buf_putc(out, '"');
}

static void put_fact(rsi_buf *out, const rscan_rulebase *rb, const rsi_told *t) {
  bool is_finding = rb->facts[t->fact].kind == RSI_FINDING, is_word = word_of(rb, t) != NULL;
  rsi_buf_printf(out, "\n      <%s", is_finding ? "finding" : is_word ? "choice" : "measure");
  put_attribute(out, "of", rsi_fact_id(rb, t->fact));
  put_value(out, rb, t, is_finding ? "state" : is_word ? "is" : "value");
  rsi_buf_puts(out, "/>");
}

static void put_authorities(rsi_buf *out, const suggestion *x) {
  const rsi_vec *list = &x->referral->authorities;
  if (list->count)
    rsi_buf_puts(out, " authorities=\"");
  for (uint32_t i = 0; i < list->count; i++)
    rsi_buf_printf(out, "%s%s", i ? " " : "", rsi_string(x->rb, x->rb->authorities[*RSI_AT(list, uint32_t, i)].id));
  if (list->count)
    rsi_buf_putc(out, '"');
}

/* A comment may not hold two hyphens in a row. */
static void put_comment(rsi_buf *out, const char *text) {
  for (; *text; text++) {
    if (text[0] == '-' && text[1] == '-')
      rsi_buf_puts(out, "- ");
    else
      rsi_buf_putc(out, *text);
  }
}

/* What the engine answers today stands in a comment: it is for a person to say whether that is right. */
static void put_case(rsi_buf *out, const suggestion *x, const rsi_row *row) {
  const rscan_rulebase *rb = x->rb;
  const struct rscan_decision *d = &x->s->decision;
  const char *scenario = rsi_string(rb, rb->scenarios[x->scenario].id),
             *guideline = rsi_string(rb, rb->guidelines[x->guideline].id);
  rsi_buf_printf(out, "  <case id=\"suggested-%s.%s\">\n    <referral exam=\"%s\"", guideline, scenario,
                 rsi_string(rb, rb->exams[row->exam].id));
  for (uint32_t i = 0; i < x->solver.told.count; i++)
    if (attribute_of(rb, told_at(x, i)->fact))
      put_value(out, rb, told_at(x, i), attribute_of(rb, told_at(x, i)->fact));
  put_authorities(out, x);
  rsi_buf_puts(out, ">");
  for (uint32_t i = 0; i < x->solver.told.count; i++)
    if (!attribute_of(rb, told_at(x, i)->fact))
      put_fact(out, rb, told_at(x, i));
  rsi_buf_puts(out, "\n    </referral>\n    <!-- ");
  put_comment(out, rsi_say(rb, rb->scenarios[x->scenario].title, RSI_EN));
  rsi_buf_puts(out, ". ");
  put_comment(out, rsi_wording(rb, "suggest.confirm", RSI_EN));
  rsi_buf_printf(out, " verdict=\"%s\" recommended=\"", rscan_category_name((rscan_category)d->verdict));
  for (uint32_t i = 0; i < d->n_recommended; i++)
    rsi_buf_printf(out, "%s%s", i ? " " : "", rsi_string(rb, rb->exams[d->recommended[i].exam].id));
  rsi_buf_printf(out, "\" -->\n    <expect guideline=\"%s\" scenario=\"%s\"/>\n  </case>\n", guideline, scenario);
}

/* A score is told as its criteria where that leads there, so that its points are tried out too; or else as its band. */
static const rsi_row *find_case(suggestion *x) {
  const rsi_row *row = NULL;
  for (int through_criteria = x->solver.budget > 0; through_criteria >= 0 && !row; through_criteria--) {
    set_authorities(x);
    x->solver.most = through_criteria ? MOST_THROUGH_CRITERIA : RSI_MAX_SOLVE_STEPS;
    row = look_for_facts(x, through_criteria) && fill_in(x) ? find_exam(x) : NULL;
    if (x->found == RSI_IMPOSSIBLE)
      break;
  }
  return row;
}

static void suggest(suggestion *x, rsi_buf *out) {
  const rsi_row *row = find_case(x);
  if (row) {
    put_case(out, x, row);
    return;
  }
  rsi_buf_printf(out, "  <!-- %s/%s: ", rsi_string(x->rb, x->rb->guidelines[x->guideline].id),
                 rsi_string(x->rb, x->rb->scenarios[x->scenario].id));
  put_comment(out, rsi_wording(x->rb, x->found == RSI_IMPOSSIBLE ? "suggest.none" : "suggest.undecided", RSI_EN));
  rsi_buf_puts(out, " -->\n");
}

char *rscan_coverage_suggest(const rscan_coverage *c, const char *guideline, rscan_scratch *s, rscan_error **err) {
  uint32_t only = guideline ? rsi_guideline_named(c->rb, guideline, err) : RSI_NONE;
  suggestion x = {.s = s, .rb = c->rb};
  rsi_buf buf;
  if (guideline && only == RSI_NONE)
    return NULL;
  x.referral = rscan_referral_new(c->rb, err);
  if (!x.referral)
    return NULL;
  x.has_failed = !rsi_solver_init(&x.solver, c->rb);
  rsi_buf_init(&buf, &rsi_malloc_allocator); /* not the book's: the text may outlive it */
  rsi_buf_puts(&buf, "<cases xmlns=\"urn:rightscan:rules\" format=\"1\">\n");
  for (x.scenario = 0; x.scenario < c->rb->n_scenarios && !x.has_failed; x.scenario++) {
    x.guideline = c->rb->scenarios[x.scenario].guideline;
    if (!c->chosen[x.scenario] && (only == RSI_NONE || x.guideline == only))
      suggest(&x, &buf);
  }
  rsi_buf_puts(&buf, "</cases>\n");
  x.has_failed |= x.solver.has_failed;
  rsi_solver_free(&x.solver);
  rscan_referral_free(x.referral);
  s->decision.referral = NULL; /* it is gone: the scratch must not be asked about it */
  if (!buf.has_failed && !x.has_failed)
    return buf.data;
  rsi_buf_free(&buf);
  rsi_fail_no_memory(err);
  return NULL;
}
