/* What of a thing went and what came, line by line: conditions as trees, a score with its points, the words that name a finding,
 * texts for people. Each side is written as lines, and the two are compared (diff_lines.c). */
#include <math.h>

#include "diff_lines.h"
#include "diff_tell.h"
#include "explain.h"
#include "text.h"

typedef struct side {
  const rsi_report *r;
  const rscan_rulebase *rb;
  rsi_buf *out;
} side;

static void put_line(side *s, const char *text) { rsi_buf_printf(s->out, "%s\n", text); }

static void put_state(side *s, uint32_t fact, rsi_state state) {
  const rsi_sink sink = {rsi_put_to_buffer, s->out};
  rsi_put_state(&sink, s->rb, s->r->lang, fact, state, NAN, NAN);
}

/* ---- texts for people, each language on its own line ---- */

static void put_text(side *s, const char *name, rsi_text text) {
  for (int lang = 0; lang < RSI_LANGS; lang++)
    if (text.in[lang])
      rsi_buf_printf(s->out, "%s [%s]: %s\n", name, rsi_lang_name(lang), rsi_string(s->rb, text.in[lang]));
}

static void put_scenario_texts(side *s, const rsi_scenario *of) {
  put_text(s, "title", of->title);
  put_text(s, "why", of->why);
  put_text(s, "patient", of->patient);
  put_text(s, "instead", of->instead);
  put_text(s, "later", of->later);
}

static void put_rule_texts(side *s, const rsi_rule *rule) {
  put_text(s, "title", rule->title);
  put_text(s, "message", rule->message);
  put_text(s, "advice", rule->advice);
}

/* ---- facts ---- */

static void put_implications(side *s, uint32_t fact) {
  const rscan_rulebase *rb = s->rb;
  rsi_span span = rb->facts[fact].implications;
  for (uint32_t i = 0; i < span.count; i++) {
    const rsi_implication *im = &rb->implications[rb->indices[span.first + i]];
    if (im->from_fact != fact)
      continue;
    put_state(s, fact, im->from);
    rsi_buf_printf(s->out, " → %s: ", rsi_fact_label(rb, im->to_fact, s->r->lang));
    put_state(s, im->to_fact, im->to);
    rsi_buf_putc(s->out, '\n');
  }
}

static void put_score(side *s, const rsi_score *score) {
  for (uint32_t i = 0; i < score->criteria.count; i++) {
    const rsi_criterion *c = &s->rb->criteria[score->criteria.first + i];
    rsi_buf_printf(s->out, "%s: ", rsi_say(s->rb, c->label, s->r->lang));
    rsi_buf_number(s->out, c->points);
    rsi_buf_putc(s->out, '\n');
    rsi_show_condition(s->out, s->rb, s->r->lang, c->when, 2);
  }
}

static void put_measure(side *s, const rsi_measure *m) {
  for (uint32_t i = 0; i < m->units.count; i++) {
    const rsi_unit *unit = &s->rb->units[m->units.first + i];
    rsi_buf_printf(s->out, "%s × ", rsi_string(s->rb, unit->id));
    rsi_buf_number(s->out, unit->factor);
    rsi_buf_puts(s->out, unit->offset != 0 ? " + " : "\n");
    if (unit->offset != 0)
      rsi_buf_number(s->out, unit->offset), rsi_buf_putc(s->out, '\n');
  }
  if (isfinite(m->min) || isfinite(m->max)) {
    rsi_buf_number(s->out, m->min);
    rsi_buf_puts(s->out, " – ");
    rsi_buf_number(s->out, m->max);
    rsi_buf_putc(s->out, '\n');
  }
}

static void put_prior(side *s, const rsi_prior *p) {
  for (uint32_t i = 0; i < p->modalities.count; i++)
    put_line(s, rsi_say(s->rb, s->rb->modalities[s->rb->indices[p->modalities.first + i]].title, s->r->lang));
  if (p->region != RSI_NONE)
    put_line(s, rsi_say(s->rb, s->rb->regions[p->region].title, s->r->lang));
  if (isfinite(p->within_days)) {
    rsi_buf_puts(s->out, "≤ ");
    rsi_buf_number(s->out, p->within_days);
    rsi_buf_puts(s->out, " d\n");
  }
}

static void put_fact(side *s, uint32_t fact) {
  const rscan_rulebase *rb = s->rb;
  if (fact >= rb->n_facts) {
    rsi_span members = rb->groups[fact - rb->n_facts].members;
    for (uint32_t i = 0; i < members.count; i++)
      put_line(s, rsi_fact_label(rb, rb->indices[members.first + i], s->r->lang));
    return;
  }
  const rsi_fact *f = &rb->facts[fact];
  put_line(s, rsi_kind_name(rb, fact));
  for (uint32_t i = f->values.first; i < f->values.first + f->values.count; i++) {
    rsi_buf_printf(s->out, "%s", rsi_string(rb, rb->values[i].id));
    if (rsi_kind_has_cells(f->kind)) {
      rsi_bounds b = rsi_bounds_of(rb, fact, rb->values[i].state);
      rsi_buf_puts(s->out, b.has_low ? b.is_low_open ? " > " : " ≥ " : "");
      if (b.has_low)
        rsi_buf_number(s->out, b.low);
      rsi_buf_puts(s->out, b.has_high ? b.is_high_open ? " < " : " ≤ " : "");
      if (b.has_high)
        rsi_buf_number(s->out, b.high);
    }
    rsi_buf_putc(s->out, '\n');
  }
  if (f->kind == RSI_MEASURE)
    put_measure(s, &rb->measures[f->detail]);
  else if (f->kind == RSI_PRIOR)
    put_prior(s, &rb->priors[f->detail]);
  else if (f->kind == RSI_SCORE)
    put_score(s, &rb->scores[f->detail]);
  put_implications(s, fact);
}

static void put_asked(side *s, uint32_t fact) {
  const rscan_rulebase *rb = s->rb;
  bool is_group = fact >= rb->n_facts;
  put_text(s, "label", is_group ? rb->groups[fact - rb->n_facts].label : rb->facts[fact].label);
  put_text(s, "ask", is_group ? rb->groups[fact - rb->n_facts].ask : rb->facts[fact].ask);
  if (!is_group && rb->facts[fact].is_danger)
    put_line(s, "danger");
}

/* ---- words and codes ---- */

/* A cue's phrases, a line each. */
static void put_cue(side *s, const rsi_cue_def *cue) {
  const char *at = rsi_string(s->rb, cue->text), *phrase;
  size_t length;
  while (rsi_next_phrase(cue->is_pattern, &at, &phrase, &length))
    rsi_buf_printf(s->out, "[%s] %.*s\n", cue->lang < RSI_LANGS ? rsi_lang_name(cue->lang) : "*", (int)length, phrase);
}

static void put_words(side *s, uint32_t fact) {
  for (uint32_t i = 0; i < s->rb->n_cues; i++) {
    const rsi_cue_def *cue = &s->rb->cues[i];
    if (cue->kind <= RSI_CUE_RESULT && (cue->kind == RSI_CUE_GROUP ? s->rb->n_facts + cue->target : cue->target) == fact)
      put_cue(s, cue);
  }
}

static void put_language(side *s) {
  for (uint32_t i = 0; i < s->rb->n_cues; i++)
    if (s->rb->cues[i].kind > RSI_CUE_RESULT)
      put_cue(s, &s->rb->cues[i]);
}

static void put_codes(side *s, uint32_t fact) {
  for (uint32_t i = 0; i < s->rb->n_codes; i++) {
    const rsi_code *code = &s->rb->codes[i];
    if (code->kind != RSI_CODE_FACT || code->target != fact)
      continue;
    rsi_buf_printf(s->out, "%s %s: ", rsi_string(s->rb, code->system), rsi_string(s->rb, code->code));
    put_state(s, fact, code->state);
    rsi_buf_putc(s->out, '\n');
  }
}

static void put_phrases(side *s) {
  for (uint32_t i = 0; i < s->rb->n_messages; i++)
    put_text(s, rsi_string(s->rb, s->rb->messages[i].id), s->rb->messages[i].text);
}

/* ---- exams and safety rules ---- */

static void put_exam(side *s, const rsi_exam *e) {
  static const char *const contrasts[] = {"-", "C-", "C+", "C-/C+"};
  const rscan_rulebase *rb = s->rb;
  if (e->modality != RSI_NONE)
    put_line(s, rsi_say(rb, rb->modalities[e->modality].title, s->r->lang));
  if (e->region != RSI_NONE)
    put_line(s, rsi_say(rb, rb->regions[e->region].title, s->r->lang));
  if (e->technique != RSI_NONE)
    put_line(s, rsi_say(rb, rb->techniques[e->technique].title, s->r->lang));
  put_line(s, contrasts[e->contrast]);
  rsi_buf_printf(s->out, "RRL %d / %d\n", e->radiation_adult, e->radiation_child);
  rsi_buf_printf(s->out, "%s%s%s#%u\n", e->is_default ? "default " : "", e->has_side ? "side " : "",
                 e->is_placeholder ? "placeholder " : "", (unsigned)e->order);
}

static void put_exam_names(side *s, const rsi_exam *e) {
  put_text(s, "title", e->title);
  for (uint32_t i = 0; i < e->aliases.count; i++)
    put_line(s, rsi_string(s->rb, s->rb->aliases[e->aliases.first + i].text));
}

static void put_filters(side *s, const rsi_rule *rule) {
  const rscan_rulebase *rb = s->rb;
  for (uint32_t i = rule->filters.first; i < rule->filters.first + rule->filters.count; i++) {
    const rsi_exam_filter *f = &rb->filters[i];
    for (uint32_t k = 0; k < f->modalities.count; k++)
      rsi_buf_printf(s->out, "%s ", rsi_string(rb, rb->modalities[rb->indices[f->modalities.first + k]].id));
    for (uint32_t k = 0; k < f->regions.count; k++)
      rsi_buf_printf(s->out, "%s ", rsi_string(rb, rb->regions[rb->indices[f->regions.first + k]].id));
    for (uint32_t k = 0; k < f->exams.count; k++)
      rsi_buf_printf(s->out, "%s ", rsi_string(rb, rb->exams[rb->indices[f->exams.first + k]].id));
    if (f->radiation_at_least >= 0)
      rsi_buf_printf(s->out, "RRL ≥ %d ", f->radiation_at_least);
    if (f->contrasts)
      rsi_buf_printf(s->out, "%s%s", f->contrasts & 1 << RSI_CONTRAST_WITHOUT ? "C- " : "",
                     f->contrasts & (1 << RSI_CONTRAST_WITH | 1 << RSI_CONTRAST_BOTH) ? "C+ " : "");
    rsi_buf_putc(s->out, '\n');
  }
}

/* ---- guidelines ---- */

static void put_entries(side *s, const rsi_guideline *g) {
  for (uint32_t i = 0; i < g->enters.count; i++)
    put_line(s, rsi_fact_label(s->rb, s->rb->indices[g->enters.first + i], s->r->lang));
  for (uint32_t i = 0; i < g->enters_ordered.count; i++)
    rsi_buf_printf(s->out, "%s (%s)\n", rsi_fact_label(s->rb, s->rb->indices[g->enters_ordered.first + i], s->r->lang),
                   rsi_report_word(s->r, "diff.if-ordered"));
}

static void put_gaps(side *s, const rsi_guideline *g) {
  for (uint32_t i = g->gaps.first; i < g->gaps.first + g->gaps.count; i++) {
    put_line(s, rsi_say(s->rb, s->rb->gaps[i].reason, s->r->lang));
    rsi_show_condition(s->out, s->rb, s->r->lang, s->rb->gaps[i].when, 2);
  }
}

static void put_evidence(side *s, const rsi_row *row) {
  const rscan_rulebase *rb = s->rb;
  rsi_buf_printf(s->out, "%s %s\n", rsi_string(rb, rb->sources[row->source].id), rsi_string(rb, row->variant));
  if (row->panel_disagrees)
    put_line(s, "panel: disagrees");
  if (row->certainty)
    rsi_buf_printf(s->out, "certainty: %s\n", rsi_certainty_name(row->certainty));
  if (row->strength)
    rsi_buf_printf(s->out, "strength: %s\n", rsi_strength_name(row->strength));
  put_text(s, "note", row->note);
}

static void put_condition(side *s, uint32_t node) {
  if (node != RSI_NONE)
    rsi_show_condition(s->out, s->rb, s->r->lang, node, 0);
}

/* ---- one side of a change ---- */

/* False when such a change has no lines. */
static bool put_side(side *s, const rsi_change *c, int which) {
  const rscan_rulebase *rb = s->rb;
  uint32_t subject = c->subject[which], scenario = c->scenario[which], guideline = c->guideline[which];
  switch (c->kind) {
  case RSI_GUIDELINE_WORDED:
    put_text(s, "title", rb->guidelines[guideline].title);
    break;
  case RSI_ENTRY_CHANGED:
    put_entries(s, &rb->guidelines[guideline]);
    break;
  case RSI_APPLIES_CHANGED:
    put_condition(s, rb->guidelines[guideline].applies);
    break;
  case RSI_GAPS_CHANGED:
    put_gaps(s, &rb->guidelines[guideline]);
    break;
  case RSI_SCENARIO_ADDED:
  case RSI_SCENARIO_REMOVED:
  case RSI_CONDITION_CHANGED:
    put_condition(s, scenario == RSI_NONE ? RSI_NONE : rb->scenarios[scenario].when);
    break;
  case RSI_WORDING_CHANGED:
    put_scenario_texts(s, &rb->scenarios[scenario]);
    break;
  case RSI_RATING_EVIDENCE:
    put_evidence(s, &rb->rows[subject]);
    break;
  case RSI_FACT_CHANGED:
    put_fact(s, subject);
    break;
  case RSI_FACT_ASKED:
    put_asked(s, subject);
    break;
  case RSI_FACT_WORDS_CHANGED:
    put_words(s, subject);
    break;
  case RSI_FACT_CODES_CHANGED:
    put_codes(s, subject);
    break;
  case RSI_EXAM_CHANGED:
    put_exam(s, &rb->exams[subject]);
    break;
  case RSI_EXAM_NAMES_CHANGED:
    put_exam_names(s, &rb->exams[subject]);
    break;
  case RSI_RULE_CONDITION_CHANGED:
    put_condition(s, rb->rules[subject].when);
    break;
  case RSI_RULE_EXAMS_CHANGED:
    put_filters(s, &rb->rules[subject]);
    break;
  case RSI_RULE_WORDED:
    put_rule_texts(s, &rb->rules[subject]);
    break;
  case RSI_LANGUAGE_CHANGED:
    put_language(s);
    break;
  case RSI_PHRASES_CHANGED:
    put_phrases(s);
    break;
  default:
    return false;
  }
  return true;
}

bool rsi_report_details(rsi_report *r, const rsi_change *c) {
  rsi_buf texts[2];
  bool has_lines = false;
  rsi_buf_clear(&r->details);
  rsi_buf_puts(&r->details, "");
  for (int which = 0; which < 2; which++) {
    side s = {r, rsi_report_book(r, which), &texts[which]};
    rsi_buf_init(&texts[which], &r->d->allocator);
    rsi_buf_puts(&texts[which], "");
    has_lines = put_side(&s, c, which);
    r->details.has_failed |= texts[which].has_failed;
  }
  if (has_lines && !r->details.has_failed)
    rsi_diff_lines(&r->details, texts[0].data, texts[1].data);
  r->out->has_failed |= r->details.has_failed; /* clearing forgets it */
  rsi_buf_free(&texts[0]);
  rsi_buf_free(&texts[1]);
  return has_lines;
}
