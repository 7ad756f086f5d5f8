/* Referrals made by chance from a rule base; see made.h. */
#include "made.h"

#include "chance.h"

#define MAX_TOLD 10

uint32_t made_below(made *m, uint32_t n) {
  return chance_below(&m->state, n);
}

typedef struct told {
  uint32_t facts[MAX_TOLD], n;
} told;

static bool tell(told *t, uint32_t fact) {
  for (uint32_t i = 0; i < t->n; i++)
    if (t->facts[i] == fact)
      return false;
  if (t->n == MAX_TOLD)
    return false;
  t->facts[t->n++] = fact;
  return true;
}

/* A fact that some scenario of the guideline looks at; RSI_NONE when the draw was none. */
static uint32_t some_fact(made *m, const rsi_guideline *g) {
  const rscan_rulebase *rb = m->rb;
  uint32_t when = rb->scenarios[g->scenarios.first + made_below(m, g->scenarios.count)].when;
  const rsi_node *n = &rb->nodes[when + made_below(m, rb->nodes[when].end - when)];
  bool is_leaf = n->op == RSI_OP_IN && n->fact < rb->n_facts;
  return is_leaf && (rb->facts[n->fact].kind == RSI_FINDING || rb->facts[n->fact].kind == RSI_CHOICE) ? n->fact : RSI_NONE;
}

static bool has_own_member(const rscan_rulebase *rb, uint32_t fact) {
  return fact == rb->age || fact == rb->sex || fact == rb->setting || fact == rb->pregnancy;
}

static void put_state(made *m, rsi_buf *out, uint32_t fact, bool is_present) {
  static const char *const states[] = {"absent", "absent", "absent", "present", "present", "suspected", "unknown"};
  const rsi_fact *f = &m->rb->facts[fact];
  if (is_present)
    rsi_buf_puts(out, made_below(m, 8) ? "\"present\"" : "\"suspected\"");
  else if (f->kind == RSI_FINDING)
    rsi_buf_printf(out, "\"%s\"", states[made_below(m, 7)]);
  else
    rsi_buf_printf(out, "\"%s\"", rsi_string(m->rb, m->rb->values[f->values.first + made_below(m, f->values.count)].id));
}

/* An exam that a scenario rates; one time in ten any. */
static uint32_t some_exam(made *m, const rsi_guideline *g) {
  const rscan_rulebase *rb = m->rb;
  const rsi_scenario *s = &rb->scenarios[g->scenarios.first + made_below(m, g->scenarios.count)];
  if (!s->rows.count || made_below(m, 10) == 0)
    return made_below(m, rb->n_exams);
  return rb->rows[s->rows.first + made_below(m, s->rows.count)].exam;
}

void made_referral(made *m, rsi_buf *out, uint32_t number) {
  static const char *const settings[] = {"outpatient", "emergency", "inpatient"};
  const rscan_rulebase *rb = m->rb;
  const rsi_guideline *g = &rb->guidelines[made_below(m, rb->n_guidelines)];
  uint32_t n_tries = 3 + made_below(m, 8), enters = g->enters.count + g->enters_ordered.count;
  told t = {.n = 0};
  if (enters) {
    uint32_t at = made_below(m, enters);
    tell(&t, rb->indices[at < g->enters.count ? g->enters.first + at : g->enters_ordered.first + at - g->enters.count]);
  }
  rsi_buf_printf(out, "{\"id\":\"m%u\",\"age\":%u,\"sex\":\"%s\"", number,
                 made_below(m, 12) ? 18 + made_below(m, 72) : made_below(m, 18), made_below(m, 2) ? "female" : "male");
  if (made_below(m, 10))
    rsi_buf_printf(out, ",\"exam\":\"%s\"", rsi_string(rb, rb->exams[some_exam(m, g)].id));
  if (made_below(m, 2))
    rsi_buf_printf(out, ",\"setting\":\"%s\"", settings[made_below(m, 3)]);
  for (uint32_t i = 0; i < n_tries; i++) {
    uint32_t fact = some_fact(m, g);
    if (fact != RSI_NONE && !has_own_member(rb, fact))
      tell(&t, fact);
  }
  rsi_buf_puts(out, ",\"findings\":{");
  for (uint32_t i = 0; i < t.n; i++) {
    rsi_buf_printf(out, "%s\"%s\":", i ? "," : "", rsi_string(rb, rb->facts[t.facts[i]].id));
    put_state(m, out, t.facts[i], i == 0);
  }
  rsi_buf_puts(out, "}}");
}
