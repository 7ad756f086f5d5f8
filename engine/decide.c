/* From a referral to a decision: gather the facts, find what the order fits, ask the guidelines, recommend.
 *
 * One referral can be followed here from top to bottom: rscan_decide() at the end of the file is the whole story. */
#include <math.h>
#include <string.h>

#include "limits.h"
#include "scratch.h"
#include "setter.h"

/* ---- scratch ---- */

static bool set_up(struct rscan_scratch *s) {
  const rscan_rulebase *rb = s->rb;
  const rscan_allocator *a = &rb->allocator;
  size_t n_stamps = (size_t)rb->n_facts + rb->n_rules + 1;
  if (!rsi_world_init(&s->world, rb))
    return false;
  s->known_of = rsi_alloc(a, (rb->n_facts + 1) * sizeof *s->known_of);
  s->derived = rsi_alloc(a, (rb->n_facts + 1) * sizeof *s->derived);
  s->priors = rsi_alloc(a, (rb->n_priors + 1) * sizeof *s->priors);
  s->ordered = rsi_alloc(a, (rb->n_guidelines + 1) * sizeof *s->ordered);
  s->stamps = rsi_alloc(a, n_stamps * sizeof *s->stamps);
  s->reader = rsi_reader_new(rb);
  if (!s->known_of || !s->derived || !s->priors || !s->ordered || !s->stamps || !s->reader || !rsi_safety_index(s))
    return false;
  memset(s->known_of, 0, (rb->n_facts + 1) * sizeof *s->known_of);
  memset(s->stamps, 0, n_stamps * sizeof *s->stamps);
  for (uint32_t f = 0; f < rb->n_facts; f++) {
    if (rb->facts[f].kind == RSI_MEASURE && rb->measures[rb->facts[f].detail].derive != RSI_NONE)
      s->derived[s->n_derived++] = f;
    if (rb->facts[f].kind == RSI_PRIOR)
      s->priors[s->n_priors++] = f;
  }
  for (uint32_t g = 0; g < rb->n_guidelines; g++)
    if (rb->guidelines[g].enters_ordered.count)
      s->ordered[s->n_ordered++] = g;
  return true;
}

rscan_scratch *rscan_scratch_new(rscan_rulebase *book, rscan_error **err) {
  if (!book) {
    rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "argument-missing", NULL, NULL, "rscan_scratch_new needs a rule base");
    return NULL;
  }
  rscan_scratch *s = rsi_alloc(&book->allocator, sizeof *s);
  if (!s) {
    rsi_fail_no_memory(err);
    return NULL;
  }
  memset(s, 0, sizeof *s);
  s->rb = rscan_rulebase_ref(book);
  rsi_arena_init(&s->arena, &book->allocator);
  rsi_buf_init(&s->buffer, &book->allocator);
  if (!set_up(s)) {
    rscan_scratch_free(s);
    rsi_fail_no_memory(err);
    return NULL;
  }
  return s;
}

void rscan_scratch_free(rscan_scratch *s) {
  if (!s)
    return;
  rscan_rulebase *rb = s->rb;
  rscan_allocator a = rb->allocator;
  rsi_vec *lists[] = {&s->known,       &s->warnings,     &s->candidates, &s->cautions,    &s->sources,
                      &s->recommended, &s->alternatives, &s->positions,  &s->differences, &s->assumed};
  void *blocks[] = {s->known_of, s->derived, s->priors, s->ordered, s->stamps, s->rules_of, s->rule_list, s->fired};
  rsi_world_free(&s->world);
  rsi_reader_free(s->reader);
  rsi_arena_free(&s->arena);
  rsi_buf_free(&s->buffer);
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    rsi_vec_free(&a, lists[i]);
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    rsi_release(&a, blocks[i]);
  rsi_release(&a, s);
  rscan_rulebase_unref(rb);
}

static void start(struct rscan_scratch *s) {
  for (uint32_t i = 0; i < s->known.count; i++) {
    uint32_t fact = RSI_AT(&s->known, rsi_known, i)->fact;
    if (fact < s->rb->n_facts)
      s->known_of[fact] = 0;
  }
  s->known.count = s->warnings.count = s->candidates.count = s->cautions.count = s->sources.count = 0;
  s->recommended.count = s->alternatives.count = s->positions.count = s->assumed.count = 0;
  rsi_arena_reset(&s->arena);
  rsi_world_reset(&s->world);
  memset(&s->decision, 0, sizeof s->decision);
  s->decision.rb = s->rb;
  s->decision.exam = s->decision.guideline = s->decision.scenario = RSI_NONE;
  s->decision.is_minimal = true;
}

/* ---- authorities ---- */

static void prefer(struct rscan_scratch *s, uint32_t authority, uint8_t rank) {
  if (s->authorities >> authority & 1)
    return;
  s->authorities |= (uint64_t)1 << authority;
  s->rank[authority] = rank;
}

static void set_authorities(struct rscan_scratch *s, const rscan_referral *referral) {
  const rscan_rulebase *rb = s->rb;
  s->authorities = 0;
  for (uint32_t i = 0; i < referral->authorities.count; i++)
    prefer(s, *RSI_AT(&referral->authorities, uint32_t, i), (uint8_t)i);
  if (s->authorities)
    return;
  for (uint32_t i = 0; rb->profile != RSI_NONE && i < rb->profiles[rb->profile].prefer.count; i++)
    prefer(s, rb->indices[rb->profiles[rb->profile].prefer.first + i], (uint8_t)i);
  for (uint32_t i = 0; rb->profile == RSI_NONE && i < rb->n_authorities; i++)
    prefer(s, i, (uint8_t)i);
}

static bool is_of_region(const rscan_rulebase *rb, const rsi_guideline *g, uint32_t exam) {
  uint32_t region = rb->exams[exam].region;
  if (region == RSI_NONE || rb->exams[exam].is_placeholder || !g->regions.count)
    return true;
  for (uint32_t i = 0; i < g->regions.count; i++) {
    uint32_t own = rb->indices[g->regions.first + i];
    if (rsi_region_within(rb, region, own) || rsi_region_within(rb, own, region))
      return true;
  }
  return false;
}

/* ---- the order ---- */

/* Does another exam that the order fits get another answer than the default? */
static bool differs(struct rscan_scratch *s, uint32_t rated, const rsi_settlement *of) {
  const rsi_order *order = &s->decision.order;
  for (uint32_t i = 0; i < order->n_exams; i++) {
    if (order->exams[i] == rated)
      continue;
    rsi_settlement other = rsi_settle(s, (rsi_goal){order->exams[i]});
    if (other.is_settled != of->is_settled || (of->is_settled && other.value != of->value))
      return true;
  }
  return false;
}

/* Several exams fit, none is the default and they are not rated alike: which one is meant is the question. */
static bool ask_which_exam(struct rscan_scratch *s) {
  struct rscan_decision *d = &s->decision;
  rsi_question *question = rsi_arena_alloc(&s->arena, sizeof *question);
  rsi_answer *answers = rsi_arena_alloc(&s->arena, d->order.n_exams * sizeof *answers);
  if (!question || !answers)
    return false;
  for (uint32_t i = 0; i < d->order.n_exams; i++) {
    rsi_settlement e = rsi_settle(s, (rsi_goal){d->order.exams[i]});
    uint8_t category = e.is_settled ? (uint8_t)e.value : RSCAN_NEEDS_INFORMATION;
    answers[i] = (rsi_answer){.exam = d->order.exams[i],
                              .leads_to = category == RSCAN_UNRATED ? RSCAN_NO_CRITERIA : category,
                              .next = RSI_NONE};
  }
  *question = (rsi_question){.kind = RSI_ITEM_EXAM, .fact = RSI_NONE, .answers = answers, .n_answers = d->order.n_exams};
  d->questions = question;
  d->n_questions = 1;
  d->verdict = RSCAN_NEEDS_INFORMATION;
  return true;
}

static bool ask_for_reason(struct rscan_scratch *s) {
  rsi_question *question = rsi_arena_alloc(&s->arena, sizeof *question);
  if (!question)
    return false;
  *question = (rsi_question){.kind = RSI_ITEM_REASON, .fact = RSI_NONE};
  s->decision.questions = question;
  s->decision.n_questions = 1;
  s->decision.verdict = RSCAN_NEEDS_INFORMATION;
  return true;
}

static bool has_reason(const rscan_referral *r) {
  return (r->reason && r->reason[strspn(r->reason, " \t\r\n")]) || r->codes.count || r->findings.count || r->measures.count;
}

/* ---- the verdict ---- */

/* Why no criteria: the nearest miss is named. */
static void set_no_criteria(struct rscan_scratch *s) {
  struct rscan_decision *d = &s->decision;
  bool has_scenario = false, is_near = false;
  d->verdict = RSCAN_NO_CRITERIA;
  for (uint32_t i = 0; i < s->candidates.count; i++) {
    const rsi_candidate *c = RSI_AT(&s->candidates, rsi_candidate, i);
    if (c->kind == RSI_CANDIDATE_DOES_NOT_APPLY)
      continue;
    bool near = is_of_region(s->rb, &s->rb->guidelines[c->guideline], d->exam);
    if (d->guideline == RSI_NONE || (near && !is_near))
      d->guideline = c->guideline;
    is_near |= near;
    has_scenario |= c->kind == RSI_CANDIDATE_SCENARIO && near;
  }
  d->no_criteria_reason = d->guideline == RSI_NONE ? "no-guideline"
                          : !is_near               ? "other-region"
                          : has_scenario           ? "not-rated"
                                                   : "no-scenario";
}

/* Do all candidates of the guideline give the verdict? is_if_applies: as far as it applies at all. */
static bool gives(const struct rscan_scratch *s, uint32_t guideline, uint8_t verdict, bool is_if_applies) {
  bool is_given = false;
  for (uint32_t i = 0; i < s->candidates.count; i++) {
    const rsi_candidate *c = RSI_AT(&s->candidates, rsi_candidate, i);
    if (c->guideline != guideline || (is_if_applies && c->kind == RSI_CANDIDATE_DOES_NOT_APPLY))
      continue;
    if (c->category != verdict)
      return false;
    is_given = true;
  }
  return is_given;
}

/* The guideline that decided: the first whose candidates all give the verdict; where one of several certainly does, but which of
 * them applies is open, the first that does if it applies. */
static void set_guideline(struct rscan_scratch *s, uint8_t verdict) {
  struct rscan_decision *d = &s->decision;
  for (int pass = 0; pass < 2; pass++)
    for (uint32_t i = 0; i < s->candidates.count && d->guideline == RSI_NONE; i++) {
      uint32_t guideline = RSI_AT(&s->candidates, rsi_candidate, i)->guideline;
      if (gives(s, guideline, verdict, pass == 1))
        d->guideline = guideline;
    }
}

/* With a single candidate left in the deciding guideline the scenario is known, and with it the row. */
static void set_scenario(struct rscan_scratch *s) {
  struct rscan_decision *d = &s->decision;
  const rsi_candidate *only = NULL;
  unsigned n = 0;
  for (uint32_t i = 0; i < s->candidates.count; i++) {
    const rsi_candidate *c = RSI_AT(&s->candidates, rsi_candidate, i);
    if (c->guideline == d->guideline && c->kind != RSI_CANDIDATE_DOES_NOT_APPLY) {
      only = c;
      n++;
    }
  }
  if (n != 1 || only->kind != RSI_CANDIDATE_SCENARIO)
    return;
  d->scenario = only->scenario;
  if (d->exam != RSI_NONE)
    d->row = rsi_row_for(s, &s->rb->scenarios[d->scenario], d->exam);
  d->panel_disagrees = d->row && d->row->panel_disagrees;
}

static bool list_candidates(struct rscan_scratch *s, bool is_exact) {
  for (uint32_t i = 0; i < s->world.n_in_play; i++) {
    uint32_t node;
    if (rsi_standing_of(s, s->world.in_play[i], &node) != RSI_OUT &&
        !rsi_candidates(s, s->world.in_play[i], s->decision.exam, is_exact, &s->candidates))
      return false;
  }
  return true;
}

/* A settled verdict's other guidelines have had their say: only what decided is listed. */
static void keep_deciding_candidates(struct rscan_scratch *s) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < s->candidates.count; i++) {
    rsi_candidate c = *RSI_AT(&s->candidates, rsi_candidate, i);
    if (c.guideline == s->decision.guideline)
      *RSI_AT(&s->candidates, rsi_candidate, kept++) = c;
  }
  s->candidates.count = kept;
}

/* The highest urgency among the candidates, shown at once. */
static void set_urgency(struct rscan_scratch *s) {
  for (uint32_t i = 0; i < s->candidates.count; i++) {
    const rsi_candidate *c = RSI_AT(&s->candidates, rsi_candidate, i);
    if (c->scenario != RSI_NONE && s->rb->scenarios[c->scenario].urgency > s->decision.urgency)
      s->decision.urgency = s->rb->scenarios[c->scenario].urgency;
  }
}

static bool conclude(struct rscan_scratch *s, const rsi_settlement *settlement) {
  struct rscan_decision *d = &s->decision;
  if (!list_candidates(s, !settlement->is_by_logic))
    return false;
  set_urgency(s);
  if (!settlement->is_settled) {
    d->verdict = RSCAN_NEEDS_INFORMATION;
    return s->is_brief || rsi_ask(s, (rsi_goal){d->exam});
  }
  d->verdict = (uint8_t)settlement->value;
  if (d->verdict == RSCAN_UNRATED)
    set_no_criteria(s);
  else
    set_guideline(s, d->verdict);
  if (d->verdict != RSCAN_NO_CRITERIA && d->guideline != RSI_NONE)
    keep_deciding_candidates(s);
  set_scenario(s);
  return true;
}

/* One exam rated, the others that fit compared. */
static bool decide_order(struct rscan_scratch *s) {
  struct rscan_decision *d = &s->decision;
  uint32_t rated = d->order.n_exams == 1 || d->order.preferred == RSI_NONE ? d->order.exams[0] : d->order.preferred;
  rsi_settlement settlement = rsi_settle(s, (rsi_goal){rated});
  bool is_divided = d->order.n_exams > 1 && differs(s, rated, &settlement);
  if (is_divided && d->order.preferred == RSI_NONE)
    return list_candidates(s, true) && (set_urgency(s), ask_which_exam(s));
  d->exam = rated;
  d->is_exam_assumed = is_divided;
  return conclude(s, &settlement);
}

/* No exam was ordered: what to order. Settled when every candidate recommends the same. */
static bool advise(struct rscan_scratch *s) {
  struct rscan_decision *d = &s->decision;
  rsi_goal goal = {RSI_NONE};
  rsi_settlement settlement = rsi_settle(s, goal);
  if (!list_candidates(s, true))
    return false;
  set_urgency(s);
  if (!settlement.is_settled && !s->is_brief && !rsi_ask(s, goal))
    return false;
  if (!s->candidates.count) {
    d->no_criteria_reason = "no-guideline";
    return true;
  }
  if (settlement.is_settled || (!s->is_brief && !d->n_questions)) {
    d->guideline = RSI_AT(&s->candidates, rsi_candidate, 0)->guideline;
    set_scenario(s);
  }
  return true;
}

/* Is the exam of a region that the guideline names, or of the next larger or smaller one? Wider than that ("whole body") would let
 * everything in. */
static bool names_region(const rscan_rulebase *rb, const rsi_guideline *g, uint32_t region) {
  for (uint32_t i = 0; i < g->regions.count; i++) {
    uint32_t own = rb->indices[g->regions.first + i];
    if (own == region || rb->regions[region].within == own || rb->regions[own].within == region)
      return true;
  }
  return false;
}

/* "Twisted it playing soccer" is a complaint of the ankle when a film of the ankle is ordered. */
void rsi_enter_ordered(struct rscan_scratch *s, uint32_t ordered) {
  const rscan_rulebase *rb = s->rb;
  const rsi_exam *exam = &rb->exams[ordered];
  for (uint32_t i = 0; exam->region != RSI_NONE && !exam->is_placeholder && i < s->n_ordered; i++) {
    const rsi_guideline *g = &rb->guidelines[s->ordered[i]];
    if (s->world.entries[s->ordered[i]] || !names_region(rb, g, exam->region))
      continue;
    for (uint32_t k = 0; k < g->enters_ordered.count; k++)
      if (!(s->world.states[rb->indices[g->enters_ordered.first + k]] & (RSI_ABSENT | RSI_UNTOLD)))
        rsi_world_enter(&s->world, s->ordered[i]);
  }
}

/* What follows from the order itself, before anything is asked of the book. */
static void follow_order(struct rscan_scratch *s) {
  const rsi_order *order = &s->decision.order;
  if (!order->n_exams)
    return;
  if (order->n_exams == 1 || order->preferred != RSI_NONE)
    rsi_assume_first(s, order->n_exams == 1 ? order->exams[0] : order->preferred);
  rsi_enter_ordered(s, order->exams[0]);
}

static bool answer(struct rscan_scratch *s) {
  struct rscan_decision *d = &s->decision;
  const rscan_referral *r = s->referral;
  if (!r->exam)
    return has_reason(r) ? advise(s) : ask_for_reason(s);
  if (!d->order.n_exams) {
    d->verdict = RSCAN_NO_CRITERIA;
    d->no_criteria_reason = "exam-not-understood";
    return true;
  }
  if (!has_reason(r)) {
    d->exam = d->order.n_exams == 1 ? d->order.exams[0] : d->order.preferred;
    return ask_for_reason(s);
  }
  return decide_order(s);
}

/* ---- what was taken from silence ---- */

static void add_assumed(struct rscan_scratch *s, const rsi_known *known) {
  rsi_known *k = RSI_PUSH(&s->rb->allocator, &s->assumed, rsi_known);
  if (k)
    *k = *known;
  else
    s->arena.has_failed = true;
}

static void assume_below(struct rscan_scratch *s, uint32_t node) {
  const rscan_rulebase *rb = s->rb;
  for (uint32_t i = node; node != RSI_NONE && i < rb->nodes[node].end; i++) {
    const rsi_node *leaf = &rb->nodes[i];
    if (leaf->op != RSI_OP_IN || !leaf->flags || !(s->world.states[leaf->fact] & RSI_UNTOLD) || s->stamps[leaf->fact] == s->stamp)
      continue;
    rsi_state state = rsi_leaf_state(&s->world, leaf);
    if (state == rb->facts[leaf->fact].full)
      continue;
    s->stamps[leaf->fact] = s->stamp;
    add_assumed(s, &(rsi_known){.fact = leaf->fact,
                                .state = state,
                                .low = NAN,
                                .high = NAN,
                                .origin = RSI_FROM_ASSUMPTION,
                                .because = RSI_NONE});
  }
}

/* Facts read from silence in the conditions that were looked at: those of the candidates' guidelines, up to the last candidate. */
static bool list_assumed(struct rscan_scratch *s) {
  const rscan_rulebase *rb = s->rb;
  if (s->world.is_strict)
    return true;
  s->stamp++;
  for (uint32_t i = 0; i < s->known.count; i++)
    if (RSI_AT(&s->known, rsi_known, i)->origin == RSI_FROM_ASSUMPTION)
      add_assumed(s, RSI_AT(&s->known, rsi_known, i));
  for (uint32_t i = 0; i < s->candidates.count; i++) {
    const rsi_candidate *c = RSI_AT(&s->candidates, rsi_candidate, i);
    const rsi_guideline *g = &rb->guidelines[c->guideline];
    bool is_last = i + 1 == s->candidates.count || (c + 1)->guideline != c->guideline; /* they stand together, in order */
    uint32_t end = c->scenario == RSI_NONE ? g->scenarios.first + g->scenarios.count : c->scenario + 1;
    if (is_last)
      assume_below(s, g->applies);
    for (uint32_t k = g->scenarios.first; is_last && k < end; k++)
      assume_below(s, rb->scenarios[k].when);
  }
  return !s->arena.has_failed;
}

static bool list_facts(struct rscan_scratch *s) {
  rsi_known *list = rsi_arena_alloc(&s->arena, (s->known.count + 1) * sizeof *list);
  uint32_t n = 0;
  if (!list)
    return false;
  for (uint32_t i = 0; i < s->known.count; i++) {
    rsi_known known = *RSI_AT(&s->known, rsi_known, i);
    uint32_t at = n;
    if (known.origin == RSI_FROM_ASSUMPTION)
      continue;
    for (; at > 0 && list[at - 1].fact > known.fact; at--)
      list[at] = list[at - 1];
    list[at] = known;
    n++;
  }
  s->decision.facts = list;
  s->decision.n_facts = n;
  return true;
}

#define HAND(d, s, name) ((d)->name = (s)->name.items, (d)->n_##name = (s)->name.count)

static void hand_over(struct rscan_scratch *s) {
  struct rscan_decision *d = &s->decision;
  HAND(d, s, recommended);
  HAND(d, s, alternatives);
  HAND(d, s, candidates);
  HAND(d, s, cautions);
  HAND(d, s, positions);
  HAND(d, s, sources);
  HAND(d, s, assumed);
  HAND(d, s, warnings);
}

static void warn_of_referral(struct rscan_scratch *s) {
  for (uint32_t i = 0; i < s->referral->warnings.count; i++) {
    rsi_warning *w = RSI_PUSH(&s->rb->allocator, &s->warnings, rsi_warning);
    if (w)
      *w = *RSI_AT(&s->referral->warnings, rsi_warning, i);
    else
      s->arena.has_failed = true;
  }
}

/* A guideline whose review is due still answers, and says so. Without today nothing is known of it. */
static void warn_if_expired(struct rscan_scratch *s, uint32_t guideline) {
  const rsi_guideline *g = &s->rb->guidelines[guideline];
  const char *review_by = rsi_string(s->rb, g->review_by);
  int32_t due;
  if (*review_by && rsi_read_date(s->referral, review_by, NULL, &due, NULL) == RSCAN_OK && s->referral->today > due)
    rsi_warn(s, "guideline-expired", NULL, "the guideline %s was to be reviewed by %s and may be out of date",
             rsi_string(s->rb, g->id), review_by);
}

/* Of the guideline that decided; while none has, of each that may. */
static bool warn_of_review(struct rscan_scratch *s) {
  uint32_t deciding = s->decision.guideline, last = RSI_NONE;
  if (s->referral->today == RSI_NO_DATE)
    return true;
  if (deciding != RSI_NONE)
    warn_if_expired(s, deciding);
  for (uint32_t i = 0; deciding == RSI_NONE && i < s->candidates.count; i++) {
    uint32_t guideline = RSI_AT(&s->candidates, rsi_candidate, i)->guideline; /* a guideline's candidates stand together */
    if (guideline != last)
      warn_if_expired(s, guideline);
    last = guideline;
  }
  return !s->arena.has_failed;
}

bool rsi_decide_begin(struct rscan_scratch *s, const rscan_referral *referral, rscan_error **err) {
  rscan_error *failure = NULL;
  start(s);
  s->decision.referral = referral;
  set_authorities(s, referral);
  bool is_read = !referral->exam || rsi_order_read(s->reader, s->rb, referral->exam, &s->decision.order, &failure) == RSCAN_OK;
  if (is_read && rsi_gather(s, referral, &failure) == RSCAN_OK) {
    follow_order(s);
    return true;
  }
  rsi_error_hand(err, failure);
  return false;
}

const rscan_decision *rsi_decide_rest(struct rscan_scratch *s, bool is_brief, rscan_error **err) {
  s->is_brief = is_brief;
  warn_of_referral(s);
  bool is_done = rsi_safety_start(s) && answer(s) && rsi_recommend(s) &&
                 (is_brief || (list_assumed(s) && list_facts(s) && warn_of_review(s))) && !s->arena.has_failed &&
                 !s->world.has_failed;
  if (!is_done) {
    rsi_fail_no_memory(err);
    return NULL;
  }
  hand_over(s);
  return &s->decision;
}

const rscan_decision *rscan_decide(rscan_scratch *s, const rscan_referral *referral, rscan_error **err) {
  if (!s || !referral || referral->rb != s->rb) {
    rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "argument-missing", NULL, "make the scratch and the referral from one rule base",
             "rscan_decide needs a scratch and a referral of the same rule base");
    return NULL;
  }
  return rsi_decide_begin(s, referral, err) ? rsi_decide_rest(s, false, err) : NULL;
}
