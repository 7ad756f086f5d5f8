/* Slips of the pen that load: a number outside what it measures, a year that is to come, an exam of another part of the body. See
 * lint.h. */
#include "lint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

static void put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }

/* ---- numbers ---- */

/* A bound that lies outside, or at the edge and cuts off nothing or all. */
static bool is_outside(const rsi_measure *m, rsi_bounds b) {
  return (b.has_low && (b.low < m->min || b.low > m->max || (b.low == m->max && b.is_low_open))) ||
         (b.has_high && (b.high > m->max || b.high < m->min || (b.high == m->min && b.is_high_open)));
}

bool rsi_lint_asks_outside(const rscan_rulebase *rb, uint32_t node) {
  bool is_one = false;
  for (uint32_t i = node; i < rb->nodes[node].end && !is_one; i++) {
    const rsi_node *n = &rb->nodes[i];
    is_one = n->op == RSI_OP_WITHIN && rb->facts[n->fact].kind == RSI_MEASURE &&
             is_outside(&rb->measures[rb->facts[n->fact].detail], rsi_bounds_of(rb, n->fact, n->arg));
  }
  return is_one;
}

static void check_limit(rsi_lint *l, rsi_names *told, uint32_t fact, rsi_state state, rsi_where where) {
  const rsi_fact *f = &l->rb->facts[fact];
  const rsi_measure *m = &l->rb->measures[f->detail];
  bool is_new;
  if (!is_outside(m, rsi_bounds_of(l->rb, fact, state)) || !rsi_names_add(told, rsi_lint_place(l, where), 0, where, &is_new) ||
      !is_new)
    return;
  rsi_buf range, hint;
  rsi_buf_init(&range, &l->scratch);
  rsi_buf_init(&hint, &l->scratch);
  const rsi_sink sink = {put_to_buffer, &range};
  rsi_put_range(&sink, l->rb, RSI_EN, fact, rsi_bounds_of(l->rb, fact, state));
  rsi_buf_puts(&hint, "look at the number and at its unit;");
  if (isfinite(m->min)) {
    rsi_buf_puts(&hint, " its min is ");
    rsi_buf_number(&hint, m->min);
  }
  if (isfinite(m->max)) {
    rsi_buf_puts(&hint, isfinite(m->min) ? " and its max " : " its max is ");
    rsi_buf_number(&hint, m->max);
  }
  rsi_buf_printf(&hint, " (%s)", rsi_lint_place(l, f->where));
  if (!range.has_failed && !hint.has_failed)
    rsi_lint_report(l, RSI_LIMIT_OUTSIDE, where, hint.data, "“%s” is outside of what \"%s\" can be", range.data,
                    rsi_string(l->rb, f->id));
}

/* What a definition says is written out in each scenario, and told once. */
static void check_limits(rsi_lint *l) {
  const rscan_rulebase *rb = l->rb;
  rsi_names told;
  rsi_names_init(&told, &l->scratch);
  for (uint32_t f = 0; f < rb->n_facts; f++)
    for (uint32_t v = rb->facts[f].values.first;
         rb->facts[f].kind == RSI_MEASURE && v < rb->facts[f].values.first + rb->facts[f].values.count; v++)
      check_limit(l, &told, f, rb->values[v].state, rb->values[v].where);
  for (uint32_t i = 0; i < rb->n_nodes; i++)
    if (rb->nodes[i].op == RSI_OP_WITHIN && rb->facts[rb->nodes[i].fact].kind == RSI_MEASURE)
      check_limit(l, &told, rb->nodes[i].fact, rb->nodes[i].arg, rb->nodes[i].where);
}

/* ---- years and days ---- */

#define FIRST_YEAR 1896 /* nobody was imaged before */

static void check_source(rsi_lint *l, const rsi_source *s, int32_t today) {
  const char *id = rsi_string(l->rb, s->id);
  if (s->year && s->year < FIRST_YEAR)
    rsi_lint_report(l, RSI_LIMIT_OUTSIDE, s->where, "write all four digits of the year", "source%s%s%s cannot be of the year %d",
                    *id ? " \"" : "", id, *id ? "\"" : "", (int)s->year);
  if (today && s->year > today)
    rsi_lint_report(l, RSI_YEAR_FUTURE, s->where, "look at the digits of the year", "source%s%s%s is of %d, which is to come",
                    *id ? " \"" : "", id, *id ? "\"" : "", (int)s->year);
}

static void check_years(rsi_lint *l) {
  int32_t today = l->today ? (int32_t)strtol(l->today, NULL, 10) : 0;
  for (uint32_t i = 0; i < l->rb->n_sources; i++)
    check_source(l, &l->rb->sources[i], today);
  for (uint32_t i = 0; l->today && i < l->rb->n_guidelines; i++) {
    const rsi_guideline *g = &l->rb->guidelines[i];
    if (strcmp(rsi_string(l->rb, g->reviewed), l->today) > 0)
      rsi_lint_report(l, RSI_YEAR_FUTURE, g->where, "look at the digits of reviewed",
                      "guideline \"%s\" was reviewed on %s, which is to come", rsi_string(l->rb, g->id),
                      rsi_string(l->rb, g->reviewed));
  }
}

/* ---- exams of another part of the body ---- */

static bool is_of_region(const rscan_rulebase *rb, const rsi_guideline *g, uint32_t region) {
  bool is_of = false;
  for (uint32_t i = g->regions.first; i < g->regions.first + g->regions.count && !is_of; i++)
    is_of = rsi_region_within(rb, region, rb->indices[i]) || rsi_region_within(rb, rb->indices[i], region);
  return is_of;
}

/* An exam that is not right may be of any part: that is why it is not. One for each exam of a guideline. */
static void check_row(rsi_lint *l, rsi_names *told, const rsi_guideline *g, const rsi_row *row) {
  const rsi_exam *exam = &l->rb->exams[row->exam];
  bool is_new, is_meant = row->category != RSCAN_USUALLY_APPROPRIATE || exam->is_placeholder || exam->parts.count ||
                          exam->region == RSI_NONE || is_of_region(l->rb, g, exam->region);
  rsi_buf key;
  if (is_meant)
    return;
  rsi_buf_init(&key, &l->scratch);
  rsi_buf_printf(&key, "%s %s", rsi_string(l->rb, g->id), rsi_string(l->rb, exam->id));
  if (!key.has_failed && rsi_names_add(told, key.data, 0, row->where, &is_new) && is_new)
    rsi_lint_report(l, RSI_REGION_OTHER, row->where, "is another exam meant? if not, add its region to regions",
                    "\"%s\" is rated usually appropriate, and its region \"%s\" is none of those of guideline \"%s\"",
                    rsi_string(l->rb, exam->id), rsi_string(l->rb, l->rb->regions[exam->region].id), rsi_string(l->rb, g->id));
}

static void check_regions(rsi_lint *l) {
  rsi_names told;
  rsi_names_init(&told, &l->scratch);
  for (uint32_t i = 0; i < l->rb->n_scenarios; i++) {
    const rsi_scenario *s = &l->rb->scenarios[i];
    const rsi_guideline *g = &l->rb->guidelines[s->guideline];
    for (uint32_t r = s->rows.first; g->regions.count && r < s->rows.first + s->rows.count; r++)
      check_row(l, &told, g, &l->rb->rows[r]);
  }
}

void rsi_lint_slips(rsi_lint *l) {
  check_limits(l);
  check_years(l);
  check_regions(l);
}
