/* Everything that a referral says, told to the world, with where each fact came from.
 *
 * Order of telling is order of weight: fields, then the words of the reason, then codes, then what groups say of their members,
 * then what all of these imply. A later voice may narrow an earlier one; where it contradicts, the earlier stands and the conflict
 * is reported. */
#include "derive.h"
#include "scratch.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void rsi_warn(struct rscan_scratch *scratch, const char *code, const char *path, const char *format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  rsi_warning *w = RSI_PUSH(&scratch->rb->allocator, &scratch->warnings, rsi_warning);
  if (!w) {
    scratch->arena.has_failed = true;
    return;
  }
  w->code = code;
  w->path = path;
  w->text = rsi_arena_strndup(&scratch->arena, text, strlen(text));
}

static const char *fact_id(const struct rscan_scratch *s, uint32_t fact) {
  const rscan_rulebase *rb = s->rb;
  return rsi_string(rb, fact < rb->n_facts ? rb->facts[fact].id : rb->groups[fact - rb->n_facts].id);
}

static void record(struct rscan_scratch *s, const rsi_known *known) {
  rsi_known *k = RSI_PUSH(&s->rb->allocator, &s->known, rsi_known);
  if (!k) {
    s->arena.has_failed = true;
    return;
  }
  *k = *known;
  if (known->fact < s->rb->n_facts)
    s->known_of[known->fact] = s->known.count;
}

/* Tells one fact. What was told before and is contradicted now stands. */
static void tell(struct rscan_scratch *s, rsi_known known) {
  uint32_t before = s->known_of[known.fact];
  if (!rsi_world_tell(&s->world, known.fact, known.state)) {
    rsi_warn(s, "conflict", known.path, "\"%s\" is told twice and differently; the first (field before text before code) stands",
             fact_id(s, known.fact));
    return;
  }
  if (!before)
    record(s, &known);
  else
    RSI_AT(&s->known, rsi_known, before - 1)->state = s->world.states[known.fact];
}

static rsi_known from_field(uint32_t fact, rsi_state state, const char *path) {
  return (rsi_known){
      .fact = fact, .state = state, .low = NAN, .high = NAN, .origin = RSI_FROM_FIELD, .path = path, .because = RSI_NONE};
}

static void tell_measure_field(struct rscan_scratch *s, uint32_t fact, double low, double high, const char *path) {
  if (fact == RSI_NONE)
    return;
  rsi_known known = from_field(fact, rsi_cells_of(s->rb, &s->rb->facts[fact], low, false, high, false), path);
  known.low = low;
  known.high = high;
  tell(s, known);
}

/* A choice's field: value index, or -2 for "unknown", which asks to assume nothing. */
static void tell_choice_field(struct rscan_scratch *s, uint32_t fact, int value, const char *path) {
  if (fact == RSI_NONE || value == -1)
    return;
  const rsi_fact *f = &s->rb->facts[fact];
  tell(s, from_field(fact, value >= 0 ? (rsi_state)1 << value : f->full, path));
}

/* ---- priors given as fields ---- */

static bool has_modality(const rscan_rulebase *rb, const rsi_prior *prior, uint32_t modality) {
  for (uint32_t i = 0; i < prior->modalities.count; i++)
    if (rb->indices[prior->modalities.first + i] == modality)
      return true;
  return false;
}

static bool is_of_prior(const rscan_rulebase *rb, const rsi_prior *prior, const rsi_told_prior *told) {
  if (told->modality == RSI_NONE || !has_modality(rb, prior, told->modality))
    return false;
  return told->region == RSI_NONE || prior->region == RSI_NONE || rsi_region_within(rb, told->region, prior->region) ||
         rsi_region_within(rb, prior->region, told->region);
}

/* Too old to count; or, without both dates, perhaps. */
static bool may_be_too_old(const struct rscan_scratch *s, const rsi_prior *prior, const rsi_told_prior *told, bool *is_too_old) {
  *is_too_old = false;
  if (isinf(prior->within_days))
    return false;
  if (told->date == RSI_NO_DATE || s->referral->today == RSI_NO_DATE)
    return true;
  *is_too_old = (double)s->referral->today - told->date > prior->within_days;
  return *is_too_old;
}

static rscan_status tell_one_prior(struct rscan_scratch *s, uint32_t fact, const rsi_told_prior *told, rscan_error **err) {
  const rsi_fact *f = &s->rb->facts[fact];
  const rsi_prior *prior = &s->rb->priors[f->detail];
  bool is_too_old;
  if (!is_of_prior(s->rb, prior, told))
    return RSCAN_OK;
  bool may_not_count = may_be_too_old(s, prior, told, &is_too_old);
  if (is_too_old)
    return RSCAN_OK;
  rsi_state state = 0;
  if (told->result_text) {
    rscan_status status = rsi_read_result(s->reader, fact, told->result_text, &state, err);
    if (status != RSCAN_OK)
      return status;
    if (!state)
      state = (rsi_state)1 << (f->values.count + 1); /* done, with a result that the book has no word for */
  } else {
    state = f->full & ~(rsi_state)1;
  }
  rsi_known known = from_field(fact, may_not_count ? state | 1 : state, told->path);
  known.origin = RSI_FROM_PRIOR;
  tell(s, known);
  return RSCAN_OK;
}

static rscan_status tell_priors(struct rscan_scratch *s, rscan_error **err) {
  const rscan_referral *r = s->referral;
  if (!r->priors.count && !r->prior_complete)
    return RSCAN_OK;
  for (uint32_t k = 0; k < s->n_priors; k++) {
    uint32_t fact = s->priors[k];
    for (uint32_t i = 0; i < r->priors.count; i++) {
      rscan_status status = tell_one_prior(s, fact, RSI_AT(&r->priors, rsi_told_prior, i), err);
      if (status != RSCAN_OK)
        return status;
    }
    if (r->prior_complete && !s->known_of[fact])
      tell(s, from_field(fact, 1, "prior_complete"));
  }
  return RSCAN_OK;
}

static rscan_status tell_fields(struct rscan_scratch *s, rscan_error **err) {
  const rscan_referral *r = s->referral;
  const rscan_rulebase *rb = s->rb;
  if (!isnan(r->age_low))
    tell_measure_field(s, rb->age, r->age_low, r->age_high, r->age_is_told ? "age" : "birth_date");
  tell_choice_field(s, rb->sex, r->sex, "sex");
  tell_choice_field(s, rb->setting, r->setting, "setting");
  if (r->pregnant && rb->pregnancy != RSI_NONE)
    tell(s, from_field(rb->pregnancy, r->pregnant, "pregnant"));
  for (uint32_t i = 0; i < r->findings.count; i++) {
    const rsi_told_finding *t = RSI_AT(&r->findings, rsi_told_finding, i);
    if (t->fact < rb->n_facts)
      tell(s, from_field(t->fact, t->state, t->path));
  }
  for (uint32_t i = 0; i < r->measures.count; i++) {
    const rsi_told_measure *t = RSI_AT(&r->measures, rsi_told_measure, i);
    tell_measure_field(s, t->fact, t->low, t->high, t->path);
  }
  return tell_priors(s, err);
}

/* ---- the reason's words ---- */

/* Of several mentions of one finding the strongest counts: present, then suspected, then absent. Danger outweighs its denial. */
static int strength(rsi_state state) { return state == RSI_PRESENT ? 3 : state & RSI_SUSPECTED ? 2 : 1; }

/* Joins a further mention into the one kept so far. */
static void join(const rscan_rulebase *rb, rsi_mention *kept, const rsi_mention *more) {
  uint8_t kind = kept->fact < rb->n_facts ? rb->facts[kept->fact].kind : RSI_FINDING;
  switch (kind) {
  case RSI_FINDING:
    if (strength(more->state) > strength(kept->state))
      *kept = *more;
    return;
  case RSI_CHOICE:
    kept->state |= more->state;
    return;
  case RSI_PRIOR:
    kept->state = kept->state & more->state ? kept->state & more->state : kept->state | more->state;
    return;
  default: /* measures and scores: a number before words, otherwise what was said first */
    if (more->has_number && !kept->has_number)
      *kept = *more;
    else if (!more->has_number && !kept->has_number && !rsi_state_is_empty(kind, rsi_state_and(kind, kept->state, more->state)))
      kept->state = rsi_state_and(kind, kept->state, more->state);
  }
}

static rsi_known from_mention(const rsi_mention *m) {
  return (rsi_known){.fact = m->fact,
                     .state = m->state,
                     .low = m->has_number ? m->low : NAN,
                     .high = m->has_number ? m->high : NAN,
                     .origin = RSI_FROM_TEXT,
                     .assertion = m->assertion,
                     .start = m->start,
                     .length = m->length,
                     .because = RSI_NONE};
}

/* "XR neg" names no body part: the text room offers it to every prior of the modality. When an exam was ordered, it is taken for
 * the priors of the ordered part, if there are any. */
static bool is_of_ordered_part(const struct rscan_scratch *s, uint32_t fact) {
  const rsi_order *order = &s->decision.order;
  uint32_t region = order->n_exams ? s->rb->exams[order->exams[0]].region : RSI_NONE,
           own = s->rb->priors[s->rb->facts[fact].detail].region;
  return region != RSI_NONE && own != RSI_NONE && (rsi_region_within(s->rb, own, region) || rsi_region_within(s->rb, region, own));
}

static bool is_prior(const struct rscan_scratch *s, const rsi_mention *m) {
  return m->fact < s->rb->n_facts && s->rb->facts[m->fact].kind == RSI_PRIOR;
}

static bool is_of_another_part(const struct rscan_scratch *s, const rsi_reading *reading, const rsi_mention *m) {
  if (!is_prior(s, m) || is_of_ordered_part(s, m->fact))
    return false;
  for (uint32_t i = 0; i < reading->n_mentions; i++) {
    const rsi_mention *other = &reading->mentions[i];
    if (other->start == m->start && is_prior(s, other) && is_of_ordered_part(s, other->fact))
      return true;
  }
  return false;
}

/* A field and the text may differ in degree without conflict (a range and a number in it); then both count. */
static void tell_mentions(struct rscan_scratch *s, const rsi_reading *reading, rsi_mention *joined, uint32_t *n_joined) {
  *n_joined = 0;
  for (uint32_t i = 0; i < reading->n_mentions; i++) {
    const rsi_mention *m = &reading->mentions[i];
    if (!m->state || is_of_another_part(s, reading, m))
      continue;
    uint32_t k = 0;
    while (k < *n_joined && joined[k].fact != m->fact)
      k++;
    if (k == *n_joined)
      joined[(*n_joined)++] = *m;
    else
      join(s->rb, &joined[k], m);
  }
  for (uint32_t k = 0; k < *n_joined; k++)
    if (joined[k].fact < s->rb->n_facts)
      tell(s, from_mention(&joined[k]));
}

static void tell_nothing_imaged(struct rscan_scratch *s) {
  for (uint32_t k = 0; k < s->n_priors; k++)
    if (!s->known_of[s->priors[k]])
      tell(s, (rsi_known){.fact = s->priors[k], .state = 1, .low = NAN, .high = NAN, .origin = RSI_FROM_TEXT, .because = RSI_NONE});
}

/* ---- codes ---- */

static int compare_code(const rscan_rulebase *rb, const rsi_code *entry, const char *code, size_t length) {
  const char *own = rsi_string(rb, entry->code);
  int order = strncmp(own, code, length);
  return order ? order : own[length] != '\0';
}

static bool is_system(const char *given, const char *own) {
  if (!given)
    return true;
  if (strcmp(own, "icd10") == 0)
    return strstr(given, "icd10") || strstr(given, "icd-10");
  if (strcmp(own, "snomed") == 0)
    return strstr(given, "snomed") != NULL;
  return strstr(given, own) != NULL;
}

/* Every entry whose code is this prefix. */
static bool tell_prefix(struct rscan_scratch *s, const rsi_told_code *told, const char *code, size_t length) {
  const rscan_rulebase *rb = s->rb;
  uint32_t low = 0, high = rb->n_codes;
  bool is_known = false;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (compare_code(rb, &rb->codes[mid], code, length) < 0)
      low = mid + 1;
    else
      high = mid;
  }
  for (; low < rb->n_codes && compare_code(rb, &rb->codes[low], code, length) == 0; low++) {
    const rsi_code *entry = &rb->codes[low];
    if (entry->kind != RSI_CODE_FACT || !is_system(told->system, rsi_string(rb, entry->system)))
      continue;
    tell(s, (rsi_known){.fact = entry->target,
                        .state = entry->state,
                        .low = NAN,
                        .high = NAN,
                        .origin = RSI_FROM_CODE,
                        .path = told->path,
                        .because = RSI_NONE});
    is_known = true;
  }
  return is_known;
}

static void tell_codes(struct rscan_scratch *s) {
  for (uint32_t i = 0; i < s->referral->codes.count; i++) {
    const rsi_told_code *told = RSI_AT(&s->referral->codes, rsi_told_code, i);
    bool is_known = false;
    size_t length = strlen(told->code);
    for (size_t n = length; n > 0; n--)
      if (told->code[n - 1] != '.')
        is_known |= tell_prefix(s, told, told->code, n);
    if (!is_known)
      rsi_warn(s, "code-unknown", told->path, "the rule base has no concept for the code \"%s\"", told->code);
  }
}

/* ---- groups, implications, derived measures ---- */

/* "No red flags": every member that was not spoken of by itself is absent. "Red flags": some are present, none is assumed absent.
 */
static void tell_group(struct rscan_scratch *s, rsi_known known) {
  const rsi_group *group = &s->rb->groups[known.fact - s->rb->n_facts];
  record(s, &known);
  if (known.state & RSI_PRESENT && !(known.state & RSI_ABSENT))
    rsi_world_mark_group(&s->world, known.fact - s->rb->n_facts);
  for (uint32_t i = 0; i < group->members.count; i++) {
    uint32_t member = s->rb->indices[group->members.first + i];
    if (s->known_of[member])
      continue;
    rsi_known m = {.fact = member,
                   .state = known.state == RSI_ABSENT ? RSI_ABSENT : RSI_FINDING_FULL,
                   .low = NAN,
                   .high = NAN,
                   .origin = RSI_FROM_GROUP,
                   .assertion = known.assertion,
                   .start = known.start,
                   .length = known.length,
                   .path = known.path,
                   .because = known.fact};
    tell(s, m);
  }
}

static void tell_groups(struct rscan_scratch *s, const rsi_mention *joined, uint32_t n_joined) {
  const rscan_referral *r = s->referral;
  for (uint32_t i = 0; i < r->findings.count; i++) {
    const rsi_told_finding *t = RSI_AT(&r->findings, rsi_told_finding, i);
    if (t->fact >= s->rb->n_facts)
      tell_group(s, from_field(t->fact, t->state, t->path));
  }
  for (uint32_t k = 0; k < n_joined; k++)
    if (joined[k].fact >= s->rb->n_facts)
      tell_group(s, from_mention(&joined[k]));
}

static void note_conflict(void *context, const rsi_implication *im, bool is_backwards) {
  struct rscan_scratch *s = context;
  uint32_t from = is_backwards ? im->to_fact : im->from_fact, to = is_backwards ? im->from_fact : im->to_fact;
  rsi_warn(s, "conflict", NULL, "\"%s\" as told does not go with \"%s\" as told; both stand", fact_id(s, from), fact_id(s, to));
}

static void note_implied(void *context, uint32_t fact, uint32_t because) {
  struct rscan_scratch *s = context;
  if (s->world.states[fact] & RSI_UNTOLD)
    return;
  if (!s->known_of[fact])
    record(s, &(rsi_known){.fact = fact,
                           .state = s->world.states[fact],
                           .low = NAN,
                           .high = NAN,
                           .origin = RSI_FROM_IMPLICATION,
                           .because = because});
  else
    RSI_AT(&s->known, rsi_known, s->known_of[fact] - 1)->state = s->world.states[fact];
}

static rsi_range told_range(const void *context, uint32_t fact) {
  const struct rscan_scratch *s = context;
  uint32_t known = s->known_of[fact];
  const rsi_known *k = known ? RSI_AT(&s->known, rsi_known, known - 1) : NULL;
  return (rsi_range){k ? k->low : NAN, k ? k->high : NAN, false, false};
}

static void tell_derived(struct rscan_scratch *s) {
  for (uint32_t i = 0; i < s->n_derived; i++) {
    uint32_t fact = s->derived[i], at = s->known_of[fact];
    if (at && RSI_AT(&s->known, rsi_known, at - 1)->origin != RSI_FROM_IMPLICATION)
      continue; /* what an implication left of it is narrowed to what it comes to */
    rsi_range r = rsi_derive(s->rb, s->rb->measures[s->rb->facts[fact].detail].derive, told_range, s);
    if (isnan(r.low) || isnan(r.high))
      continue;
    tell(s, (rsi_known){.fact = fact,
                        .state = rsi_cells_of(s->rb, &s->rb->facts[fact], r.low, false, r.high, false),
                        .low = r.low,
                        .high = r.high,
                        .origin = RSI_FROM_DERIVATION,
                        .because = RSI_NONE});
  }
}

/* A number that an implication or words narrowed without giving one has no range of its own to derive from. */
static rscan_status read_reason(struct rscan_scratch *s, rsi_mention **joined, uint32_t *n_joined, rscan_error **err) {
  rsi_reading reading;
  rscan_status status = rsi_read(s->reader, s->referral->reason, strlen(s->referral->reason), &reading, err);
  if (status != RSCAN_OK)
    return status;
  *joined = rsi_arena_alloc(&s->arena, (reading.n_mentions + 1) * sizeof **joined);
  if (!*joined)
    return rsi_fail_no_memory(err);
  tell_mentions(s, &reading, *joined, n_joined);
  if (reading.says_nothing_imaged)
    tell_nothing_imaged(s);
  if (reading.is_truncated)
    rsi_warn(s, "reason-truncated", "reason", "only the first %d bytes of the reason were read", RSI_MAX_TEXT);
  return RSCAN_OK;
}

bool rsi_is_first_of(const rscan_rulebase *rb, uint32_t exam, uint32_t prior) {
  const rsi_exam *e = &rb->exams[exam];
  const rsi_told_prior ordered = {.modality = e->modality, .region = e->region};
  return e->region != RSI_NONE && is_of_prior(rb, &rb->priors[rb->facts[prior].detail], &ordered);
}

/* "No injury" takes the fracture from what an earlier radiograph may have shown; it does not say that there was one. */
static bool may_be_first(const struct rscan_scratch *s, uint32_t prior) {
  uint32_t known = s->known_of[prior];
  return !known ||
         (RSI_AT(&s->known, rsi_known, known - 1)->origin == RSI_FROM_IMPLICATION && s->world.states[prior] & RSI_NOT_DONE);
}

static void assume_not_done(struct rscan_scratch *s, uint32_t prior) {
  const rsi_known known = {
      .fact = prior, .state = RSI_NOT_DONE, .low = NAN, .high = NAN, .origin = RSI_FROM_ASSUMPTION, .because = RSI_NONE};
  if (s->known_of[prior])
    *RSI_AT(&s->known, rsi_known, s->known_of[prior] - 1) = known;
  tell(s, known);
}

void rsi_assume_first(struct rscan_scratch *s, uint32_t exam) {
  for (uint32_t k = 0; k < s->n_priors && !s->world.is_strict; k++)
    if (may_be_first(s, s->priors[k]) && rsi_is_first_of(s->rb, exam, s->priors[k]))
      assume_not_done(s, s->priors[k]);
  rsi_world_follow(&s->world, note_conflict, note_implied, s);
}

rscan_status rsi_gather(struct rscan_scratch *scratch, const rscan_referral *referral, rscan_error **err) {
  rsi_mention *joined = NULL;
  uint32_t n_joined = 0;
  scratch->referral = referral;
  scratch->world.is_strict = referral->policy == RSI_POLICY_STRICT;
  rscan_status status = tell_fields(scratch, err);
  if (status == RSCAN_OK && referral->reason)
    status = read_reason(scratch, &joined, &n_joined, err);
  if (status != RSCAN_OK)
    return status;
  tell_codes(scratch);
  tell_groups(scratch, joined, n_joined);
  rsi_world_follow(&scratch->world, note_conflict, note_implied, scratch);
  tell_derived(scratch);
  rsi_world_follow(&scratch->world, note_conflict, note_implied, scratch);
  return scratch->arena.has_failed ? rsi_fail_no_memory(err) : RSCAN_OK;
}
