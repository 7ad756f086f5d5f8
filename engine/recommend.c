/* What to order: the usually appropriate exams that every candidate agrees on and that safety lets through, best first. */
#include "scratch.h"

#include <string.h>

static bool is_child(const struct rscan_scratch *s) {
  const rscan_rulebase *rb = s->rb;
  if (rb->age == RSI_NONE || (s->world.states[rb->age] & RSI_UNTOLD))
    return false;
  const rsi_fact *age = &rb->facts[rb->age];
  for (uint32_t i = 0; i < age->values.count; i++) {
    const rsi_value *range = &rb->values[age->values.first + i];
    if (strcmp(rsi_string(rb, range->id), "child") == 0)
      return rsi_state_inside(RSI_MEASURE, s->world.states[rb->age], range->state);
  }
  return false;
}

/* Unknown radiation counts as middling, so that it is neither hidden nor preferred. */
static int dose(const rsi_exam *exam, bool child) {
  int8_t band = child && exam->radiation_child >= 0 ? exam->radiation_child : exam->radiation_adult;
  return band < 0 || band > 5 ? 3 : band;
}

/* Better exams compare lower. */
static int compare(const struct rscan_scratch *s, const rsi_recommendation *a, const rsi_recommendation *b, bool child) {
  const rsi_exam *ea = &s->rb->exams[a->exam], *eb = &s->rb->exams[b->exam];
  int by_category = (int)b->row->category - (int)a->row->category;
  int by_rank = (int)s->rank[a->row->authority] - (int)s->rank[b->row->authority];
  int by_dose = dose(ea, child) - dose(eb, child);
  int by_site = (int)ea->order - (int)eb->order;
  return by_category ? by_category
         : by_rank   ? by_rank
         : by_dose   ? by_dose
         : by_site   ? by_site
                     : (int)a->row->order - (int)b->row->order;
}

static void sort_from(const struct rscan_scratch *s, rsi_vec *list, uint32_t from) {
  bool child = is_child(s);
  for (uint32_t i = from + 1; i < list->count; i++) {
    rsi_recommendation r = *RSI_AT(list, rsi_recommendation, i);
    uint32_t at = i;
    for (; at > from && compare(s, &r, RSI_AT(list, rsi_recommendation, at - 1), child) < 0; at--)
      *RSI_AT(list, rsi_recommendation, at) = *RSI_AT(list, rsi_recommendation, at - 1);
    *RSI_AT(list, rsi_recommendation, at) = r;
  }
}

static void add(struct rscan_scratch *s, rsi_vec *list, uint32_t exam, const rsi_row *row) {
  for (uint32_t i = 0; i < list->count; i++)
    if (RSI_AT(list, rsi_recommendation, i)->exam == exam)
      return;
  rsi_recommendation *r = RSI_PUSH(&s->rb->allocator, list, rsi_recommendation);
  if (!r)
    s->arena.has_failed = true;
  else
    *r = (rsi_recommendation){exam, row};
}

static const rsi_candidate *next_scenario(const struct rscan_scratch *s, uint32_t guideline, uint32_t *at) {
  while (*at < s->candidates.count) {
    const rsi_candidate *c = RSI_AT(&s->candidates, rsi_candidate, (*at)++);
    if (c->guideline == guideline && c->kind == RSI_CANDIDATE_SCENARIO)
      return c;
  }
  return NULL;
}

/* Does every candidate scenario of the guideline give the exam this category? */
static bool all_give(const struct rscan_scratch *s, uint32_t guideline, uint32_t exam, uint8_t category) {
  uint32_t at = 0;
  for (const rsi_candidate *c; (c = next_scenario(s, guideline, &at));)
    if (rsi_rate(s, &s->rb->scenarios[c->scenario], exam) != category)
      return false;
  return true;
}

/* The exam as ordered keeps its own id where a placeholder's row spoke of it. */
static uint32_t as_ordered(const struct rscan_scratch *s, const rsi_row *row) {
  for (uint32_t exam = s->decision.exam; exam != RSI_NONE; exam = s->rb->exams[exam].stands_for)
    if (exam == row->exam)
      return s->decision.exam;
  return row->exam;
}

/* The exams of one guideline that all its candidates put in a category. */
static void gather_category(struct rscan_scratch *s, uint32_t guideline, uint8_t category, rsi_vec *list) {
  uint32_t at = 0;
  const rsi_candidate *first = next_scenario(s, guideline, &at);
  if (!first)
    return;
  const rsi_scenario *scenario = &s->rb->scenarios[first->scenario];
  for (uint32_t i = 0; i < scenario->rows.count; i++) {
    const rsi_row *row = &s->rb->rows[scenario->rows.first + i];
    if (row->category == category && row == rsi_row_for(s, scenario, row->exam) && all_give(s, guideline, row->exam, category))
      add(s, list, as_ordered(s, row), row);
  }
}

/* Takes the exams that safety stops out of a list. What it says of the others is noted only for those recommended. */
static void heed_safety(struct rscan_scratch *s, rsi_vec *list, bool is_noted) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < list->count; i++) {
    rsi_recommendation r = *RSI_AT(list, rsi_recommendation, i);
    if (rsi_safety_of(s, r.exam, is_noted) != RSCAN_SAFETY_STOP)
      *RSI_AT(list, rsi_recommendation, kept++) = r;
  }
  list->count = kept;
}

static bool has_any_usually(const struct rscan_scratch *s, uint32_t guideline) {
  uint32_t at = 0;
  for (const rsi_candidate *c; (c = next_scenario(s, guideline, &at));)
    if (rsi_signature(s, &s->rb->scenarios[c->scenario]) != 1)
      return true;
  return false;
}

/* One guideline's recommendation. No candidate holds a usually appropriate exam: no imaging. Safety stops all of them: the best
 * may-be exam that is left. */
static void recommend_from(struct rscan_scratch *s, uint32_t guideline) {
  uint32_t at = 0, before = s->recommended.count;
  if (!next_scenario(s, guideline, &at))
    return;
  gather_category(s, guideline, RSCAN_USUALLY_APPROPRIATE, &s->recommended);
  bool is_stopped = s->recommended.count > before;
  heed_safety(s, &s->recommended, true);
  sort_from(s, &s->recommended, before);
  gather_category(s, guideline, RSCAN_MAY_BE_APPROPRIATE, &s->alternatives);
  heed_safety(s, &s->alternatives, false);
  sort_from(s, &s->alternatives, 0);
  if (s->recommended.count > before)
    return;
  if (is_stopped && s->alternatives.count) {
    rsi_recommendation best = *RSI_AT(&s->alternatives, rsi_recommendation, 0);
    memmove(s->alternatives.items, RSI_AT(&s->alternatives, rsi_recommendation, 1), (s->alternatives.count - 1) * sizeof best);
    s->alternatives.count--;
    add(s, &s->recommended, best.exam, best.row);
  } else if (!has_any_usually(s, guideline) && s->rb->exam_none != RSI_NONE) {
    add(s, &s->recommended, s->rb->exam_none, NULL);
  }
}

/* The exam that was ordered is no alternative to itself unless it is what is recommended. */
static void drop_from_alternatives(struct rscan_scratch *s, uint32_t exam) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < s->alternatives.count; i++) {
    rsi_recommendation r = *RSI_AT(&s->alternatives, rsi_recommendation, i);
    bool is_recommended = false;
    for (uint32_t k = 0; k < s->recommended.count; k++)
      is_recommended |= RSI_AT(&s->recommended, rsi_recommendation, k)->exam == r.exam;
    if (r.exam != exam && !is_recommended)
      *RSI_AT(&s->alternatives, rsi_recommendation, kept++) = r;
  }
  s->alternatives.count = kept;
}

static void add_source(struct rscan_scratch *s, const rsi_row *row) {
  if (!row)
    return;
  for (uint32_t i = 0; i < s->sources.count; i++)
    if (*RSI_AT(&s->sources, uint32_t, i) == row->source)
      return;
  uint32_t *source = RSI_PUSH(&s->rb->allocator, &s->sources, uint32_t);
  if (source)
    *source = row->source;
  else
    s->arena.has_failed = true;
}

/* What every authority says of the ordered exam in the scenario that decided. */
static void add_positions(struct rscan_scratch *s) {
  const struct rscan_decision *d = &s->decision;
  if (!d->row)
    return;
  const rsi_scenario *scenario = &s->rb->scenarios[d->scenario];
  for (uint32_t i = 0; i < scenario->rows.count; i++) {
    const rsi_row *row = &s->rb->rows[scenario->rows.first + i];
    if (row->exam != d->row->exam)
      continue;
    rsi_position *p = RSI_PUSH(&s->rb->allocator, &s->positions, rsi_position);
    if (p)
      *p = (rsi_position){row, row == d->row};
    else
      s->arena.has_failed = true;
  }
}

/* While something is still open, "no scenario" among the candidates means that they do not agree on anything. */
static bool is_only_scenarios(const struct rscan_scratch *s, uint32_t guideline) {
  for (uint32_t i = 0; i < s->candidates.count; i++) {
    const rsi_candidate *c = RSI_AT(&s->candidates, rsi_candidate, i);
    if (c->guideline == guideline && c->kind != RSI_CANDIDATE_SCENARIO)
      return false;
  }
  return true;
}

bool rsi_recommend(struct rscan_scratch *s) {
  struct rscan_decision *d = &s->decision;
  if (d->exam != RSI_NONE)
    d->safety = rsi_safety_of(s, d->exam, true);
  if (d->exam == RSI_NONE) { /* what to order: every guideline that is settled says its own */
    for (uint32_t i = 0; i < s->world.n_in_play && d->verdict == RSCAN_UNRATED; i++)
      if (!d->n_questions || is_only_scenarios(s, s->world.in_play[i]))
        recommend_from(s, s->world.in_play[i]);
  } else if (d->guideline != RSI_NONE && d->verdict != RSCAN_NEEDS_INFORMATION) {
    recommend_from(s, d->guideline);
  }
  sort_from(s, &s->alternatives, 0);
  drop_from_alternatives(s, d->exam);
  if (d->verdict ==
      RSCAN_NO_CRITERIA) { /* never a bare "no": what would be appropriate is offered, but not as an answer to this order */
    rsi_vec swap = s->alternatives;
    s->alternatives = s->recommended;
    s->recommended = swap;
    s->recommended.count = 0;
  }
  add_source(s, d->row);
  for (uint32_t i = 0; i < s->recommended.count; i++)
    add_source(s, RSI_AT(&s->recommended, rsi_recommendation, i)->row);
  add_positions(s);
  if (d->exam != RSI_NONE)
    rsi_safety_if_pregnant(s, d->exam);
  return !s->arena.has_failed;
}
