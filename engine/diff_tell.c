/* What a change of a rule base is called, and whom it touches: subject, part, from and to are filled into the wording's sentence.
 */
#include "diff_tell.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void rsi_put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }

const char *rsi_category_word(const rsi_report *r, uint8_t category) {
  return rsi_word(r->words, r->lang, "category", rscan_category_name((rscan_category)category));
}

/* ---- names of both books' things by one number ---- */

static rsi_named named(const rsi_report *r, uint32_t unified, uint32_t n_old) {
  if (unified == RSI_NONE)
    return (rsi_named){r->words, RSI_NONE};
  return unified < n_old ? (rsi_named){r->d->books[0], unified} : (rsi_named){r->d->books[1], unified - n_old};
}

rsi_named rsi_named_guideline(const rsi_report *r, uint32_t unified) { return named(r, unified, r->d->books[0]->n_guidelines); }
rsi_named rsi_named_scenario(const rsi_report *r, uint32_t unified) { return named(r, unified, r->d->books[0]->n_scenarios); }
rsi_named rsi_named_exam(const rsi_report *r, uint32_t unified) { return named(r, unified, r->d->books[0]->n_exams); }
rsi_named rsi_named_fact(const rsi_report *r, uint32_t unified) {
  return named(r, unified, r->d->books[0]->n_facts + r->d->books[0]->n_groups);
}

static const char *guideline_name(const rscan_rulebase *rb, uint32_t i, int lang) {
  return rsi_say(rb, rb->guidelines[i].title, lang);
}

const char *rsi_guideline_title(const rsi_report *r, uint32_t unified) {
  rsi_named g = rsi_named_guideline(r, unified);
  return g.index == RSI_NONE ? rsi_report_word(r, "diff.no-guideline") : guideline_name(g.rb, g.index, r->lang);
}

/* ---- lists and words ---- */

static void put_list(rsi_report *r, rsi_buf *to, const rscan_rulebase *rb, rsi_span span,
                     const char *(*name)(const rscan_rulebase *rb, uint32_t index, int lang)) {
  const rsi_sink sink = {rsi_put_to_buffer, to};
  for (uint32_t i = 0; i < span.count; i++) {
    if (i)
      rsi_put_comma(&sink, r->words, r->lang);
    rsi_buf_puts(to, name(rb, rb->indices[span.first + i], r->lang));
  }
}

static const char *rule_name(const rscan_rulebase *rb, uint32_t i, int lang) { return rsi_say(rb, rb->rules[i].title, lang); }
static const char *region_name(const rscan_rulebase *rb, uint32_t i, int lang) { return rsi_say(rb, rb->regions[i].title, lang); }
static const char *authority_name(const rscan_rulebase *rb, uint32_t i, int lang) {
  (void)lang;
  return rsi_string(rb, rb->authorities[i].id);
}

static void put_source(rsi_buf *to, const rscan_rulebase *rb, uint32_t source) {
  const rsi_source *s = &rb->sources[source];
  rsi_buf_puts(to, rsi_string(rb, s->text));
  if (s->year)
    rsi_buf_printf(to, ", %d", (int)s->year);
}

static void put_rated_exam(const rsi_report *r, rsi_buf *to, const rscan_rulebase *rb, uint32_t row) {
  const rsi_row *of = &rb->rows[row];
  rsi_buf_printf(to, "%s (%s", rsi_exam_name(rb, of->exam, r->lang), rsi_string(rb, rb->authorities[of->authority].id));
  if (rb->sources[of->source].year)
    rsi_buf_printf(to, " %d", (int)rb->sources[of->source].year);
  rsi_buf_putc(to, ')');
}

/* The facts of two conditions of one shape whose leaves read silence differently. */
static void put_silent(rsi_report *r, rsi_buf *to, uint32_t old_node, uint32_t new_node) {
  const rscan_rulebase *old = rsi_report_book(r, 0), *new = rsi_report_book(r, 1);
  const rsi_sink sink = {rsi_put_to_buffer, to};
  uint32_t n = old->nodes[old_node].end - old_node, seen = RSI_NONE;
  for (uint32_t i = 0; i < n && new_node + i < new->nodes[new_node].end; i++) {
    const rsi_node *a = &old->nodes[old_node + i], *b = &new->nodes[new_node + i];
    if (a->flags == b->flags || b->fact == seen)
      continue;
    if (to->length)
      rsi_put_comma(&sink, r->words, r->lang);
    rsi_buf_puts(to, rsi_fact_label(new, b->fact, r->lang));
    seen = b->fact;
  }
}

static void put_place(rsi_buf *to, const rscan_rulebase *rb, uint32_t scenario) {
  rsi_buf_printf(to, "%u", (unsigned)(scenario - rb->guidelines[rb->scenarios[scenario].guideline].scenarios.first + 1));
}

/* ---- from and to ---- */

static void put_side(rsi_report *r, const rsi_change *c, int side) {
  const rscan_rulebase *rb = rsi_report_book(r, side);
  rsi_buf *to = &r->parts[side ? RSI_TELL_TO : RSI_TELL_FROM];
  const rsi_sink sink = {rsi_put_to_buffer, to};
  const rsi_guideline *g = c->guideline[side] == RSI_NONE ? NULL : &rb->guidelines[c->guideline[side]];
  uint32_t subject = c->subject[side], scenario = c->scenario[side];
  switch (c->kind) {
  case RSI_REGIONS_CHANGED:
    put_list(r, to, rb, g->regions, region_name);
    break;
  case RSI_YIELDS_CHANGED:
    put_list(r, to, rb, g->yields, guideline_name);
    break;
  case RSI_REVIEW_CHANGED:
    rsi_buf_printf(to, "%s (%s)", rsi_string(rb, g->reviewed), rsi_string(rb, g->review_by));
    break;
  case RSI_SOURCE_RENEWED:
    put_source(to, rb, subject);
    break;
  case RSI_SCENARIO_MOVED:
    put_place(to, rb, scenario);
    break;
  case RSI_URGENCY_CHANGED:
    rsi_buf_puts(to, rscan_urgency_name((rscan_urgency)rb->scenarios[scenario].urgency));
    break;
  case RSI_WEIGHS_CHANGED:
    put_list(r, to, rb, rb->scenarios[scenario].weighs, rule_name);
    break;
  case RSI_RATING_ADDED:
  case RSI_RATING_REMOVED:
  case RSI_RATING_MOVED:
    if (subject != RSI_NONE)
      rsi_buf_puts(to, rsi_category_word(r, rb->rows[subject].category));
    break;
  case RSI_FACT_SILENCE_CHANGED:
    rsi_put_state(&sink, rb, r->lang, subject, rb->facts[subject].unstated, NAN, NAN);
    break;
  case RSI_RULE_LEVEL_CHANGED:
    rsi_buf_puts(to, rscan_safety_name((rscan_safety)rb->rules[subject].level));
    break;
  case RSI_PREFERENCE_CHANGED:
    if (rb->profile != RSI_NONE)
      put_list(r, to, rb, rb->profiles[rb->profile].prefer, authority_name);
    break;
  default:
    return;
  }
  if (!to->length)
    rsi_buf_puts(to, rsi_report_word(r, "diff.none"));
}

/* ---- the subject ---- */

static const char *subject_name(const rsi_report *r, const rsi_change *c) {
  int side = rsi_named_side(c->subject), of_scenario = rsi_named_side(c->scenario), of_guideline = rsi_named_side(c->guideline);
  const rscan_rulebase *rb = rsi_report_book(r, side);
  uint32_t subject = c->subject[side], scenario = c->scenario[of_scenario], guideline = c->guideline[of_guideline];
  if (c->kind >= RSI_FACT_ADDED && c->kind <= RSI_FACT_ASKED)
    return rsi_fact_label(rb, subject, r->lang);
  if (c->kind >= RSI_EXAM_ADDED && c->kind <= RSI_EXAM_NAMES_CHANGED)
    return rsi_exam_name(rb, subject, r->lang);
  if (c->kind >= RSI_RULE_ADDED && c->kind <= RSI_RULE_WORDED)
    return rule_name(rb, subject, r->lang);
  if (scenario != RSI_NONE)
    return rsi_say(rsi_report_book(r, of_scenario), rsi_report_book(r, of_scenario)->scenarios[scenario].title, r->lang);
  return guideline == RSI_NONE ? "" : guideline_name(rsi_report_book(r, of_guideline), guideline, r->lang);
}

static void put_subject(rsi_report *r, const rsi_change *c) {
  int side = rsi_named_side(c->subject);
  const rscan_rulebase *rb = rsi_report_book(r, side);
  if (c->kind == RSI_SOURCE_ADDED || c->kind == RSI_SOURCE_REMOVED || c->kind == RSI_SOURCE_RENEWED)
    put_source(&r->parts[RSI_TELL_SUBJECT], rb, c->subject[side]);
  else
    rsi_buf_puts(&r->parts[RSI_TELL_SUBJECT], subject_name(r, c));
  if (c->kind >= RSI_RATING_ADDED && c->kind <= RSI_RATING_EVIDENCE)
    put_rated_exam(r, &r->parts[RSI_TELL_OF_IT], rb, c->subject[side]);
  if (c->kind == RSI_SILENCE_CHANGED)
    put_silent(r, &r->parts[RSI_TELL_OF_IT], r->d->books[0]->scenarios[c->scenario[0]].when,
               r->d->books[1]->scenarios[c->scenario[1]].when);
}

void rsi_report_change(rsi_report *r, const rsi_sink *sink, const rsi_change *c) {
  char id[64];
  for (size_t i = 0; i < sizeof r->parts / sizeof *r->parts; i++) {
    rsi_buf_clear(&r->parts[i]);
    rsi_buf_puts(&r->parts[i], "");
  }
  put_subject(r, c);
  for (int side = 0; side < 2; side++)
    if (c->subject[side] != RSI_NONE || c->scenario[side] != RSI_NONE || c->guideline[side] != RSI_NONE ||
        c->kind == RSI_PREFERENCE_CHANGED)
      put_side(r, c, side);
  for (size_t i = 0; i < sizeof r->parts / sizeof *r->parts; i++)
    r->out->has_failed |= r->parts[i].has_failed; /* clearing forgets it */
  snprintf(id, sizeof id, "change.%s", rsi_change_name(c->kind));
  rsi_tell(sink, r->words, r->lang, id,
           (const char *const[]){r->parts[0].data, r->parts[1].data, r->parts[2].data, r->parts[3].data}, 4);
}

/* ---- who uses what is shared ---- */

static bool names_fact(const rscan_rulebase *rb, uint32_t node, uint32_t fact) {
  for (uint32_t i = node; node != RSI_NONE && i < rb->nodes[node].end; i++) {
    const rsi_node *n = &rb->nodes[i];
    if (n->fact == fact)
      return true;
    const rsi_score *score = n->op == RSI_OP_SCORE ? &rb->scores[rb->facts[n->fact].detail] : NULL;
    for (uint32_t k = 0; score && k < score->criteria.count; k++)
      if (names_fact(rb, rb->criteria[score->criteria.first + k].when, fact))
        return true;
  }
  return false;
}

static bool has(const rscan_rulebase *rb, rsi_span span, uint32_t index) {
  for (uint32_t i = 0; i < span.count; i++)
    if (rb->indices[span.first + i] == index)
      return true;
  return false;
}

static bool uses(const rscan_rulebase *rb, const rsi_guideline *g, uint32_t fact) {
  if (has(rb, g->enters, fact) || has(rb, g->enters_ordered, fact) || names_fact(rb, g->applies, fact))
    return true;
  for (uint32_t i = 0; i < g->scenarios.count; i++)
    if (names_fact(rb, rb->scenarios[g->scenarios.first + i].when, fact))
      return true;
  return false;
}

/* Itself, or what it tells of by an implication or a derived measure. */
static bool uses_somehow(const rscan_rulebase *rb, const rsi_guideline *g, uint32_t fact) {
  if (uses(rb, g, fact))
    return true;
  for (uint32_t i = 0; fact < rb->n_facts && i < rb->facts[fact].implications.count; i++) {
    const rsi_implication *im = &rb->implications[rb->indices[rb->facts[fact].implications.first + i]];
    if (im->from_fact == fact && uses(rb, g, im->to_fact))
      return true;
  }
  for (uint32_t f = 0; f < rb->n_facts; f++)
    if (rb->facts[f].kind == RSI_MEASURE && has(rb, rb->measures[rb->facts[f].detail].inputs, fact) && uses(rb, g, f))
      return true;
  return false;
}

uint32_t rsi_report_users(const rsi_report *r, const rsi_change *c, uint32_t *list, uint32_t max) {
  int side = rsi_named_side(c->subject);
  const rscan_rulebase *rb = rsi_report_book(r, side);
  uint32_t n = 0;
  if (c->kind < RSI_FACT_ADDED || c->kind > RSI_FACT_ASKED)
    return 0;
  for (uint32_t g = 0; g < rb->n_guidelines; g++)
    if (uses_somehow(rb, &rb->guidelines[g], c->subject[side])) {
      if (n < max)
        list[n] = g;
      n++;
    }
  return n;
}

static uint32_t unified_guideline(const rsi_report *r, int side, uint32_t guideline) {
  return side ? r->d->guideline_unified[guideline] : guideline;
}

bool rsi_report_touched(const rsi_report *r, uint32_t *count) {
  uint32_t n = r->d->books[0]->n_guidelines + r->d->books[1]->n_guidelines;
  uint8_t *is_touched = rsi_alloc(&r->d->allocator, n + 1);
  uint32_t *list = rsi_alloc(&r->d->allocator, (n + 1) * sizeof *list);
  *count = 0;
  if (is_touched && list) {
    memset(is_touched, 0, n + 1);
    for (uint32_t i = 0; i < r->d->changes.count; i++) {
      const rsi_change *c = RSI_AT(&r->d->changes, rsi_change, i);
      int own = rsi_named_side(c->guideline), side = rsi_named_side(c->subject);
      if (c->guideline[own] != RSI_NONE)
        is_touched[unified_guideline(r, own, c->guideline[own])] = 1;
      for (uint32_t k = rsi_report_users(r, c, list, n); k-- > 0;)
        is_touched[unified_guideline(r, side, list[k])] = 1;
    }
    for (uint32_t i = 0; i < n; i++)
      *count += is_touched[i];
  }
  bool is_done = is_touched && list;
  rsi_release(&r->d->allocator, is_touched);
  rsi_release(&r->d->allocator, list);
  return is_done;
}
