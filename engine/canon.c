/* Meaning written out by ids; see canon.h. The form is for comparing, not for reading: ids and numbers between brackets. */
#include "canon.h"

#include "words.h"

static void put_ids(rsi_buf *out, const rscan_rulebase *rb, rsi_span span,
                    const char *(*id)(const rscan_rulebase *rb, uint32_t index)) {
  rsi_buf_putc(out, '[');
  for (uint32_t i = 0; i < span.count; i++)
    rsi_buf_printf(out, "%s ", id(rb, rb->indices[span.first + i]));
  rsi_buf_putc(out, ']');
}

static const char *exam_id(const rscan_rulebase *rb, uint32_t i) { return rsi_string(rb, rb->exams[i].id); }
static const char *region_id(const rscan_rulebase *rb, uint32_t i) {
  return i == RSI_NONE ? "-" : rsi_string(rb, rb->regions[i].id);
}
static const char *modality_id(const rscan_rulebase *rb, uint32_t i) {
  return i == RSI_NONE ? "-" : rsi_string(rb, rb->modalities[i].id);
}
static const char *technique_id(const rscan_rulebase *rb, uint32_t i) {
  return i == RSI_NONE ? "-" : rsi_string(rb, rb->techniques[i].id);
}
static const char *guideline_id(const rscan_rulebase *rb, uint32_t i) { return rsi_string(rb, rb->guidelines[i].id); }
static const char *rule_id(const rscan_rulebase *rb, uint32_t i) { return rsi_string(rb, rb->rules[i].id); }
static const char *authority_id(const rscan_rulebase *rb, uint32_t i) {
  return i == RSI_NONE ? "-" : rsi_string(rb, rb->authorities[i].id);
}

/* ---- facts ---- */

static void put_state(rsi_buf *out, const rscan_rulebase *rb, uint32_t fact, rsi_state state) {
  state &= ~RSI_UNTOLD;
  if (fact >= rb->n_facts || !rsi_kind_has_cells(rb->facts[fact].kind)) {
    const char *names[RSI_MAX_NAMES];
    size_t n = rsi_state_names(rb, fact, state, names);
    for (size_t i = 0; i < n; i++)
      rsi_buf_printf(out, i ? "|%s" : "%s", names[i]);
    return;
  }
  rsi_bounds b = rsi_bounds_of(rb, fact, state);
  rsi_buf_putc(out, b.is_low_open ? '(' : '[');
  if (b.has_low)
    rsi_buf_number(out, b.low);
  rsi_buf_putc(out, ',');
  if (b.has_high)
    rsi_buf_number(out, b.high);
  rsi_buf_putc(out, b.is_high_open ? ')' : ']');
}

static void put_number(rsi_buf *out, double value) {
  rsi_buf_number(out, value);
  rsi_buf_putc(out, ' ');
}

static void put_measure(rsi_buf *out, const rscan_rulebase *rb, const rsi_measure *m) {
  for (uint32_t i = 0; i < m->units.count; i++) {
    const rsi_unit *unit = &rb->units[m->units.first + i];
    rsi_buf_printf(out, " %s ", rsi_string(rb, unit->id));
    put_number(out, unit->factor);
    put_number(out, unit->offset);
  }
  put_number(out, m->min);
  put_number(out, m->max);
  for (uint32_t i = m->derive; m->derive != RSI_NONE && i < rb->terms[m->derive].end; i++) {
    const rsi_term *t = &rb->terms[i];
    rsi_buf_printf(out, "{%d %u %s ", t->op, (unsigned)(t->end - i), t->op == RSI_TERM_VALUE ? rsi_fact_id(rb, t->fact) : "");
    put_number(out, t->op == RSI_TERM_NUMBER ? t->number : 0);
  }
}

static void put_prior(rsi_buf *out, const rscan_rulebase *rb, const rsi_prior *p) {
  put_ids(out, rb, p->modalities, modality_id);
  rsi_buf_printf(out, "%s ", region_id(rb, p->region));
  put_number(out, p->within_days);
}

static void put_score(rsi_buf *out, const rscan_rulebase *rb, const rsi_score *score) {
  for (uint32_t i = 0; i < score->criteria.count; i++) {
    put_number(out, rb->criteria[score->criteria.first + i].points);
    rsi_canon_condition(out, rb, rb->criteria[score->criteria.first + i].when, true);
  }
}

static void put_implications(rsi_buf *out, const rscan_rulebase *rb, uint32_t fact) {
  rsi_span span = rb->facts[fact].implications;
  for (uint32_t i = 0; i < span.count; i++) {
    const rsi_implication *im = &rb->implications[rb->indices[span.first + i]];
    if (im->from_fact != fact)
      continue;
    rsi_buf_puts(out, " =>");
    put_state(out, rb, fact, im->from);
    rsi_buf_printf(out, ">%s:", rsi_fact_id(rb, im->to_fact));
    put_state(out, rb, im->to_fact, im->to);
  }
}

static const char *any_fact_id(const rscan_rulebase *rb, uint32_t i) { return i == RSI_NONE ? "-" : rsi_fact_id(rb, i); }

void rsi_canon_fact(rsi_buf *out, const rscan_rulebase *rb, uint32_t fact) {
  if (fact >= rb->n_facts) {
    put_ids(out, rb, rb->groups[fact - rb->n_facts].members, rsi_fact_id);
    return;
  }
  const rsi_fact *f = &rb->facts[fact];
  rsi_buf_printf(out, "%s %u ", rsi_kind_name(rb, fact), (unsigned)f->possible_sexes);
  for (uint32_t i = f->values.first; i < f->values.first + f->values.count; i++) {
    rsi_buf_printf(out, "<%s ", rsi_string(rb, rb->values[i].id));
    if (rsi_kind_has_cells(f->kind))
      put_state(out, rb, fact, rb->values[i].state);
  }
  if (f->kind == RSI_MEASURE)
    put_measure(out, rb, &rb->measures[f->detail]);
  else if (f->kind == RSI_PRIOR)
    put_prior(out, rb, &rb->priors[f->detail]);
  else if (f->kind == RSI_SCORE)
    put_score(out, rb, &rb->scores[f->detail]);
  rsi_buf_printf(out, " %s %s", any_fact_id(rb, f->historical), any_fact_id(rb, f->family));
  put_implications(out, rb, fact);
}

void rsi_canon_fact_silence(rsi_buf *out, const rscan_rulebase *rb, uint32_t fact) {
  if (fact < rb->n_facts && !rsi_kind_has_cells(rb->facts[fact].kind))
    put_state(out, rb, fact, rb->facts[fact].unstated);
}

static void put_cue(rsi_buf *out, const rscan_rulebase *rb, const rsi_cue_def *cue) {
  rsi_buf_printf(out, "%d %d %d %s\n", cue->kind, cue->lang, cue->is_pattern, rsi_string(rb, cue->text));
}

uint32_t rsi_canon_cue(rsi_buf *out, const rscan_rulebase *rb, uint32_t index) {
  const rsi_cue_def *cue = &rb->cues[index];
  if (cue->kind > RSI_CUE_RESULT)
    return RSI_NONE;
  uint32_t fact = cue->kind == RSI_CUE_GROUP ? rb->n_facts + cue->target : cue->target;
  put_state(out, rb, fact, cue->state);
  put_cue(out, rb, cue);
  return fact;
}

uint32_t rsi_canon_code(rsi_buf *out, const rscan_rulebase *rb, uint32_t index) {
  const rsi_code *code = &rb->codes[index];
  if (code->kind != RSI_CODE_FACT)
    return RSI_NONE;
  rsi_buf_printf(out, "%s %s ", rsi_string(rb, code->system), rsi_string(rb, code->code));
  put_state(out, rb, code->target, code->state);
  return code->target;
}

/* ---- conditions ---- */

void rsi_canon_condition(rsi_buf *out, const rscan_rulebase *rb, uint32_t node, bool with_silence) {
  const rsi_node *n = &rb->nodes[node];
  bool is_leaf = n->op == RSI_OP_IN || n->op == RSI_OP_WITHIN || n->op == RSI_OP_SCORE;
  rsi_buf_printf(out, "(%d %d", n->op, n->count);
  if (n->fact != RSI_NONE)
    rsi_buf_printf(out, " %s ", rsi_fact_id(rb, n->fact));
  if (is_leaf)
    put_state(out, rb, n->fact, n->arg);
  if (n->op == RSI_OP_REPEAT)
    rsi_buf_printf(out, " %llu", (unsigned long long)n->arg);
  if (with_silence && is_leaf)
    rsi_buf_printf(out, " %d", n->flags);
  for (uint32_t i = node + 1; i < n->end; i = rb->nodes[i].end)
    rsi_canon_condition(out, rb, i, with_silence);
  rsi_buf_putc(out, ')');
}

/* ---- exams and rules ---- */

void rsi_canon_exam(rsi_buf *out, const rscan_rulebase *rb, uint32_t exam) {
  const rsi_exam *e = &rb->exams[exam];
  rsi_buf_printf(out, "%s %s %s %d %d%d%d %d %d %u %s", modality_id(rb, e->modality), region_id(rb, e->region),
                 technique_id(rb, e->technique), e->contrast, e->is_default, e->has_side, e->is_placeholder, e->radiation_adult,
                 e->radiation_child, (unsigned)e->order, e->stands_for == RSI_NONE ? "-" : exam_id(rb, e->stands_for));
  put_ids(out, rb, e->parts, exam_id);
}

static void put_row(rsi_buf *out, const rscan_rulebase *rb, const rsi_row *row) {
  rsi_buf_printf(out, "{%s %s %d %d %u}", exam_id(rb, row->exam), authority_id(rb, row->authority), row->category,
                 row->panel_disagrees, (unsigned)row->order);
}

void rsi_canon_filters(rsi_buf *out, const rscan_rulebase *rb, const rsi_rule *rule) {
  for (uint32_t i = rule->filters.first; i < rule->filters.first + rule->filters.count; i++) {
    const rsi_exam_filter *f = &rb->filters[i];
    put_ids(out, rb, f->modalities, modality_id);
    put_ids(out, rb, f->regions, region_id);
    put_ids(out, rb, f->exams, exam_id);
    rsi_buf_printf(out, "%d %d;", f->contrasts, f->radiation_at_least);
  }
}

/* ---- guidelines ---- */

void rsi_canon_enters(rsi_buf *out, const rscan_rulebase *rb, const rsi_guideline *g) {
  put_ids(out, rb, g->enters, rsi_fact_id);
  put_ids(out, rb, g->enters_ordered, rsi_fact_id);
}

void rsi_canon_regions(rsi_buf *out, const rscan_rulebase *rb, const rsi_guideline *g) { put_ids(out, rb, g->regions, region_id); }

void rsi_canon_gaps(rsi_buf *out, const rscan_rulebase *rb, const rsi_guideline *g) {
  for (uint32_t i = g->gaps.first; i < g->gaps.first + g->gaps.count; i++) {
    rsi_buf_printf(out, "%s %s ", rsi_string(rb, rb->gaps[i].id), rsi_string(rb, rb->gaps[i].reason.in[RSI_EN]));
    rsi_canon_condition(out, rb, rb->gaps[i].when, true);
  }
}

void rsi_canon_yields(rsi_buf *out, const rscan_rulebase *rb, const rsi_guideline *g) { put_ids(out, rb, g->yields, guideline_id); }

static void put_scenario(rsi_buf *out, const rscan_rulebase *rb, const rsi_scenario *s) {
  rsi_buf_printf(out, "\n%s %d", rsi_string(rb, s->id), s->urgency);
  rsi_canon_condition(out, rb, s->when, true);
  for (uint32_t k = s->rows.first; k < s->rows.first + s->rows.count; k++)
    put_row(out, rb, &rb->rows[k]);
  put_ids(out, rb, s->weighs, rule_id);
}

void rsi_canon_guideline(rsi_buf *out, const rscan_rulebase *rb, uint32_t guideline) {
  const rsi_guideline *g = &rb->guidelines[guideline];
  rsi_canon_regions(out, rb, g);
  rsi_canon_enters(out, rb, g);
  rsi_canon_yields(out, rb, g);
  if (g->applies != RSI_NONE)
    rsi_canon_condition(out, rb, g->applies, true);
  for (uint32_t i = g->scenarios.first; i < g->scenarios.first + g->scenarios.count; i++)
    put_scenario(out, rb, &rb->scenarios[i]);
}

/* ---- what is shared ---- */

void rsi_canon_ground(rsi_buf *out, const rscan_rulebase *rb) {
  for (uint32_t i = 0; i < rb->n_exams; i++) {
    rsi_buf_printf(out, "%s ", exam_id(rb, i));
    rsi_canon_exam(out, rb, i);
  }
  for (uint32_t i = 0; i < rb->n_regions; i++)
    rsi_buf_printf(out, "%s<%s ", region_id(rb, i), region_id(rb, rb->regions[i].within));
  if (rb->profile != RSI_NONE)
    put_ids(out, rb, rb->profiles[rb->profile].prefer, authority_id);
  for (uint32_t i = 0; i < rb->n_rules; i++) {
    const rsi_rule *r = &rb->rules[i];
    rsi_buf_printf(out, "\n%s %d", rule_id(rb, i), r->level);
    rsi_canon_condition(out, rb, r->when, true);
    rsi_canon_filters(out, rb, r);
  }
}

static const char *target_id(const rscan_rulebase *rb, const rsi_cue_def *cue) {
  switch (cue->kind) {
  case RSI_CUE_GROUP:
    return rsi_string(rb, rb->groups[cue->target].id);
  case RSI_CUE_SHARED_RESULT:
    return rsi_string(rb, rb->shared_results[cue->target].id);
  case RSI_CUE_REGION:
    return region_id(rb, cue->target);
  case RSI_CUE_MODALITY:
    return modality_id(rb, cue->target);
  case RSI_CUE_TECHNIQUE:
    return technique_id(rb, cue->target);
  case RSI_CUE_CONTRAST:
    return "contrast";
  case RSI_CUE_LANGUAGE:
    return "language";
  default:
    return rsi_fact_id(rb, cue->target);
  }
}

void rsi_canon_exam_names(rsi_buf *out, const rscan_rulebase *rb, uint32_t exam) {
  const rsi_exam *e = &rb->exams[exam];
  rsi_buf_printf(out, "%s: %s %s", exam_id(rb, exam), rsi_string(rb, e->title.in[RSI_EN]), rsi_string(rb, e->title.in[RSI_FR]));
  for (uint32_t k = 0; k < e->aliases.count; k++)
    rsi_buf_printf(out, "; %s", rsi_string(rb, rb->aliases[e->aliases.first + k].text));
}

static void put_whole_cue(rsi_buf *out, const rscan_rulebase *rb, const rsi_cue_def *cue) {
  rsi_buf_printf(out, "%s ", target_id(rb, cue));
  if (cue->kind == RSI_CUE_CONTRAST || cue->kind == RSI_CUE_LANGUAGE)
    rsi_buf_printf(out, "%u ", (unsigned)cue->target);
  else if (cue->kind <= RSI_CUE_RESULT && cue->kind != RSI_CUE_GROUP)
    put_state(out, rb, cue->target, cue->state);
  put_cue(out, rb, cue);
}

void rsi_canon_language(rsi_buf *out, const rscan_rulebase *rb) {
  for (uint32_t i = 0; i < rb->n_cues; i++)
    if (rb->cues[i].kind > RSI_CUE_RESULT)
      put_whole_cue(out, rb, &rb->cues[i]);
}

void rsi_canon_words(rsi_buf *out, const rscan_rulebase *rb) {
  for (uint32_t i = 0; i < rb->n_cues; i++)
    put_whole_cue(out, rb, &rb->cues[i]);
  for (uint32_t i = 0; i < rb->n_exams; i++)
    rsi_canon_exam_names(out, rb, i);
}

void rsi_canon_numbering(rsi_buf *out, const rscan_rulebase *rb) {
  for (uint32_t i = 0; i < rb->n_facts + rb->n_groups; i++) {
    rsi_buf_printf(out, "%s %s ", rsi_fact_id(rb, i), rsi_kind_name(rb, i));
    if (i >= rb->n_facts)
      continue;
    for (uint32_t k = 0; k < rb->facts[i].values.count; k++)
      rsi_buf_printf(out, "<%s ", rsi_string(rb, rb->values[rb->facts[i].values.first + k].id));
    if (rb->facts[i].kind == RSI_MEASURE)
      put_measure(out, rb, &rb->measures[rb->facts[i].detail]);
  }
  for (uint32_t i = 0; i < rb->n_exams; i++)
    rsi_buf_printf(out, "%s ", exam_id(rb, i));
  for (uint32_t i = 0; i < rb->n_regions; i++)
    rsi_buf_printf(out, "%s ", region_id(rb, i));
  for (uint32_t i = 0; i < rb->n_modalities; i++)
    rsi_buf_printf(out, "%s ", modality_id(rb, i));
  for (uint32_t i = 0; i < rb->n_authorities; i++)
    rsi_buf_printf(out, "%s ", authority_id(rb, i));
}
