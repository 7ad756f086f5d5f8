/* Safety: what must be said of an exam whatever its category. A rule fires only on what is known; each fact knows the rules that
 * it can fire, so that a referral pays for its own facts and not for the length of the list. */
#include "scratch.h"

#include <math.h>
#include <string.h>

/* ---- which rules a fact can fire ---- */

static bool is_leaf(uint8_t op) { return op == RSI_OP_IN || op == RSI_OP_WITHIN || op == RSI_OP_SCORE; }

static void count_rules(const rscan_rulebase *rb, rsi_span *rules_of, uint32_t *list) {
  for (uint32_t r = 0; r < rb->n_rules; r++) {
    uint32_t when = rb->rules[r].when;
    for (uint32_t i = when; i < rb->nodes[when].end; i++) {
      if (!is_leaf(rb->nodes[i].op))
        continue;
      rsi_span *span = &rules_of[rb->nodes[i].fact];
      if (list)
        list[span->first + span->count] = r;
      span->count++;
    }
  }
}

bool rsi_safety_index(struct rscan_scratch *s) {
  const rscan_rulebase *rb = s->rb;
  const rscan_allocator *a = &rb->allocator;
  s->rules_of = rsi_alloc(a, (rb->n_facts + 1) * sizeof *s->rules_of);
  s->fired = rsi_alloc(a, (rb->n_rules + 1) * sizeof *s->fired);
  if (!s->rules_of || !s->fired)
    return false;
  memset(s->rules_of, 0, (rb->n_facts + 1) * sizeof *s->rules_of);
  count_rules(rb, s->rules_of, NULL);
  uint32_t total = 0;
  for (uint32_t f = 0; f < rb->n_facts; f++) {
    s->rules_of[f].first = total;
    total += s->rules_of[f].count;
    s->rules_of[f].count = 0;
  }
  s->rule_list = rsi_alloc(a, (total + 1) * sizeof *s->rule_list);
  if (!s->rule_list)
    return false;
  count_rules(rb, s->rules_of, s->rule_list);
  return true;
}

static bool asks_for_repeat(const rscan_rulebase *rb, uint32_t when) {
  for (uint32_t i = when; i < rb->nodes[when].end; i++)
    if (rb->nodes[i].op == RSI_OP_REPEAT)
      return true;
  return false;
}

static void consider(struct rscan_scratch *s, uint32_t rule) {
  uint32_t *stamp = &s->stamps[s->rb->n_facts + rule];
  if (*stamp == s->stamp)
    return;
  *stamp = s->stamp;
  uint32_t at = s->n_fired++;
  for (; at > 0 && s->fired[at - 1] > rule; at--)
    s->fired[at] = s->fired[at - 1];
  s->fired[at] = rule;
}

bool rsi_safety_start(struct rscan_scratch *s) {
  s->stamp++;
  s->n_fired = 0;
  for (uint32_t i = 0; i < s->known.count; i++) {
    uint32_t fact = RSI_AT(&s->known, rsi_known, i)->fact;
    if (fact >= s->rb->n_facts)
      continue;
    for (uint32_t k = 0; k < s->rules_of[fact].count; k++)
      consider(s, s->rule_list[s->rules_of[fact].first + k]);
  }
  if (s->referral->priors.count)
    for (uint32_t r = 0; r < s->rb->n_rules; r++)
      if (asks_for_repeat(s->rb, s->rb->rules[r].when))
        consider(s, r);
  return true;
}

/* ---- does a rule speak of an exam ---- */

static bool lists(const rscan_rulebase *rb, rsi_span span, uint32_t what) {
  for (uint32_t i = 0; i < span.count; i++)
    if (rb->indices[span.first + i] == what)
      return true;
  return false;
}

static bool is_in_regions(const rscan_rulebase *rb, rsi_span regions, uint32_t region) {
  for (uint32_t i = 0; i < regions.count; i++)
    if (region != RSI_NONE && rsi_region_within(rb, region, rb->indices[regions.first + i]))
      return true;
  return false;
}

static bool passes(const rscan_rulebase *rb, const rsi_exam_filter *f, uint32_t exam) {
  const rsi_exam *e = &rb->exams[exam];
  if (f->exams.count && !lists(rb, f->exams, exam))
    return false;
  if (f->modalities.count && !lists(rb, f->modalities, e->modality))
    return false;
  if (f->regions.count && !is_in_regions(rb, f->regions, e->region))
    return false;
  if (f->contrasts && !(f->contrasts >> e->contrast & 1))
    return false;
  return f->radiation_at_least < 0 || e->radiation_adult >= f->radiation_at_least;
}

static bool speaks_of(const rscan_rulebase *rb, const rsi_rule *rule, uint32_t exam) {
  rsi_span parts = rb->exams[exam].parts;
  if (!rule->filters.count)
    return exam != rb->exam_none;
  for (uint32_t i = 0; i < rule->filters.count; i++) {
    const rsi_exam_filter *f = &rb->filters[rule->filters.first + i];
    if (passes(rb, f, exam))
      return true;
    for (uint32_t k = 0; k < parts.count; k++)
      if (passes(rb, f, rb->indices[parts.first + k]))
        return true;
  }
  return false;
}

static bool is_weighed(const struct rscan_scratch *s, uint32_t rule) {
  if (s->decision.scenario == RSI_NONE)
    return false;
  return lists(s->rb, s->rb->scenarios[s->decision.scenario].weighs, rule);
}

/* How many days ago the same exam was done, for the rules on repeats. */
static void look_for_repeat(struct rscan_scratch *s, uint32_t exam) {
  const rscan_referral *r = s->referral;
  const rsi_exam *e = &s->rb->exams[exam];
  s->world.has_repeat = false;
  for (uint32_t i = 0; i < r->priors.count && r->today != RSI_NO_DATE; i++) {
    const rsi_told_prior *p = RSI_AT(&r->priors, rsi_told_prior, i);
    bool is_same = p->exam == exam ||
                   (p->modality != RSI_NONE && p->modality == e->modality && p->region != RSI_NONE && p->region == e->region);
    double days = (double)r->today - p->date;
    if (!is_same || p->date == RSI_NO_DATE || days < 0 || (s->world.has_repeat && days >= s->world.repeat_days))
      continue;
    s->world.has_repeat = true;
    s->world.repeat_days = days;
  }
}

static void note(struct rscan_scratch *s, uint32_t rule, uint32_t exam) {
  for (uint32_t i = 0; i < s->cautions.count; i++) {
    const rsi_caution *c = RSI_AT(&s->cautions, rsi_caution, i);
    if (c->rule == rule)
      return; /* once is enough: the first exam it was said of stands for all */
  }
  rsi_caution *c = RSI_PUSH(&s->rb->allocator, &s->cautions, rsi_caution);
  if (!c)
    s->arena.has_failed = true;
  else
    *c = (rsi_caution){rule, exam};
}

uint8_t rsi_safety_of(struct rscan_scratch *s, uint32_t exam, bool is_noted) {
  uint8_t level = RSCAN_SAFETY_NONE;
  if (!s->n_fired)
    return level;
  look_for_repeat(s, exam);
  for (uint32_t i = 0; i < s->n_fired; i++) {
    const rsi_rule *rule = &s->rb->rules[s->fired[i]];
    if (!speaks_of(s->rb, rule, exam) || is_weighed(s, s->fired[i]) || rsi_eval(&s->world, rule->when) != RSI_TRUE)
      continue;
    level = rule->level > level ? rule->level : level;
    if (is_noted)
      note(s, s->fired[i], exam);
  }
  return level;
}

/* Pregnancy was not spoken of: say what would have to be considered if there is one. */
void rsi_safety_if_pregnant(struct rscan_scratch *s, uint32_t exam) {
  uint32_t pregnancy = s->rb->pregnancy;
  if (pregnancy == RSI_NONE || !(s->world.states[pregnancy] & RSI_UNTOLD) || s->world.is_strict)
    return;
  uint32_t mark = rsi_world_mark(&s->world);
  if (rsi_world_tell(&s->world, pregnancy, RSI_PRESENT) && rsi_world_follow(&s->world, NULL, NULL, NULL)) {
    rsi_span span = s->rules_of[pregnancy];
    for (uint32_t k = 0; k < span.count; k++) {
      uint32_t r = s->rule_list[span.first + k];
      if (s->rb->rules[r].level >= RSCAN_SAFETY_WARN && speaks_of(s->rb, &s->rb->rules[r], exam) && !is_weighed(s, r) && rsi_eval(&s->world, s->rb->rules[r].when) == RSI_TRUE)
        note(s, r, RSI_NONE);
    }
  }
  rsi_world_back(&s->world, mark);
}
