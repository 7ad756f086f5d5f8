/* Referrals answered by two rule bases, and how the answers part.
 *
 * Each step is dearer than the one before, and most referrals need only the first ones: the memo knows the line (memo.c); the line
 * is parsed, once where the books number their facts alike; what it tells the old book shows that no change can reach it
 * (impact.c); both books decide. */
#include <string.h>

#include "diff.h"
#include "impact.h"
#include "memo.h"
#include "utf8.h"

/* ---- making ready ---- */

static bool make_ready(struct rscan_diff *d, rscan_error **err) {
  if (d->memo)
    return true;
  for (int side = 0; side < 2; side++) {
    if (!d->scratches[side] && !(d->scratches[side] = rscan_scratch_new(d->books[side], err)))
      return false;
    if (!d->referrals[side] && !(d->referrals[side] = rscan_referral_new(d->books[side], err)))
      return false;
  }
  if ((d->impact || (d->impact = rsi_impact_new(d))) && (d->memo = rsi_memo_new(d)))
    return true;
  rsi_fail_no_memory(err);
  return false;
}

/* ---- one side ---- */

static const rsi_answered unanswered = {.guideline = RSI_NONE, .scenario = RSI_NONE, .about = RSI_NONE, .question = RSI_NONE};

static uint32_t unified(const uint32_t *in_both, int side, uint32_t index) {
  return side && index != RSI_NONE ? in_both[index] : index;
}

static uint64_t add_to_hash(uint64_t hash, uint32_t value) { return (hash ^ (value + 1)) * 0x9e3779b97f4a7c15u; }

static void note_lists(const struct rscan_diff *d, int side, const struct rscan_decision *decision, rsi_answered *a) {
  a->n_recommended = (uint8_t)(decision->n_recommended < RSI_MAX_COMPARED ? decision->n_recommended : RSI_MAX_COMPARED);
  for (uint32_t i = 0; i < a->n_recommended; i++)
    a->recommended[i] = unified(d->exam_unified, side, decision->recommended[i].exam);
  for (uint32_t i = 0; i < decision->n_alternatives; i++)
    a->alternatives = add_to_hash(a->alternatives, unified(d->exam_unified, side, decision->alternatives[i].exam));
  for (uint32_t i = 0; i < decision->n_cautions; i++) {
    const rsi_caution *c = &decision->cautions[i];
    a->cautions = add_to_hash(a->cautions, unified(d->rule_unified, side, c->rule));
    a->cautions = add_to_hash(a->cautions, unified(d->exam_unified, side, c->exam));
    a->cautions = add_to_hash(a->cautions, decision->rb->rules[c->rule].level);
  }
}

static uint64_t add_string(uint64_t hash, const rscan_rulebase *rb, rsi_str string) {
  const char *text = rsi_string(rb, string);
  return (hash ^ rsi_hash(text, strlen(text))) * 0x9e3779b97f4a7c15u;
}

static uint64_t add_text(uint64_t hash, const rscan_rulebase *rb, rsi_text text) {
  for (int lang = 0; lang < RSI_LANGS; lang++)
    hash = add_string(hash, rb, text.in[lang]);
  return hash;
}

static uint64_t add_evidence(uint64_t hash, const rscan_rulebase *rb, const rsi_row *row) {
  if (!row)
    return hash;
  const rsi_source *source = &rb->sources[row->source];
  hash = add_string(add_string(add_string(hash, rb, source->text), rb, source->url), rb, row->variant);
  hash = add_to_hash(add_to_hash(hash, (uint32_t)source->year), row->certainty | row->strength << 8 | row->panel_disagrees << 16);
  return add_text(add_to_hash(hash, row->category), rb, row->note);
}

/* What is said beside the answer itself. */
static uint64_t words_of(const struct rscan_decision *d, uint32_t question) {
  const rscan_rulebase *rb = d->rb;
  uint64_t hash = d->no_criteria_reason ? rsi_hash(d->no_criteria_reason, strlen(d->no_criteria_reason)) : 0;
  if (d->scenario != RSI_NONE) {
    const rsi_scenario *scenario = &rb->scenarios[d->scenario];
    const rsi_text texts[] = {scenario->title, scenario->why, scenario->patient, scenario->instead, scenario->later};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
      hash = add_text(hash, rb, texts[i]);
  }
  for (uint32_t i = 0; i < d->n_positions; i++)
    hash = add_evidence(hash, rb, d->positions[i].row);
  for (uint32_t i = 0; i < d->n_recommended; i++)
    hash = add_evidence(hash, rb, d->recommended[i].row);
  for (uint32_t i = 0; i < d->n_cautions; i++)
    hash = add_text(add_text(hash, rb, rb->rules[d->cautions[i].rule].message), rb, rb->rules[d->cautions[i].rule].advice);
  if (question < rb->n_facts)
    hash = add_text(hash, rb, rb->facts[question].ask);
  return hash;
}

static bool is_open(const struct rscan_decision *d) {
  return d->verdict == RSCAN_NEEDS_INFORMATION ||
         (d->verdict == RSCAN_UNRATED && d->guideline == RSI_NONE && d->n_candidates && !d->referral->exam);
}

/* What is asked first. A search for it is bounded here: the rest of the answer is compared without it, and there may be a million.
 * False when out of memory. */
static bool find_question(struct rscan_scratch *s, uint32_t *question) {
  const struct rscan_decision *d = &s->decision;
  *question = RSI_NONE;
  if (d->n_questions)
    *question = d->questions[0].kind == RSI_ITEM_EXAM ? RSI_ASKS_EXAM : RSI_ASKS_REASON;
  if (d->n_questions || !is_open(d))
    return true;
  bool is_done = rsi_asks_first(s, (rsi_goal){d->exam}, RSI_MAX_COMPARED_ASK_STEPS, question) && !s->world.has_failed;
  if (*question == RSI_NONE)
    *question = RSI_ASKS_UNKNOWN;
  return is_done;
}

/* The outcomes that are possible, in whatever order. */
static uint64_t outcomes_of(const struct rscan_diff *d, int side, const struct rscan_decision *decision) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < decision->n_candidates; i++) {
    const rsi_candidate *c = &decision->candidates[i];
    sum += add_to_hash(add_to_hash(c->kind, unified(d->guideline_unified, side, c->guideline)),
                       unified(d->scenario_unified, side, c->scenario));
  }
  return sum;
}

static void note_answer(struct rscan_diff *d, int side, const struct rscan_decision *decision, uint32_t question, rsi_answered *a) {
  uint32_t about =
      decision->guideline == RSI_NONE && decision->n_candidates ? decision->candidates[0].guideline : decision->guideline;
  *a = (rsi_answered){.is_read = 1,
                      .verdict = decision->verdict,
                      .urgency = decision->urgency,
                      .safety = decision->safety,
                      .guideline = unified(d->guideline_unified, side, decision->guideline),
                      .scenario = unified(d->scenario_unified, side, decision->scenario),
                      .about = unified(d->guideline_unified, side, about),
                      .question = question < RSI_ASKS_UNKNOWN ? unified(d->fact_unified, side, question) : question,
                      .open = is_open(decision) ? outcomes_of(d, side, decision) : 0,
                      .words = words_of(decision, question)};
  note_lists(d, side, decision, a);
}

/* Decides for one side, from the beginning or (has_begun) from where it stands. */
static bool answer(struct rscan_diff *d, int side, const rscan_referral *referral, bool has_begun, rsi_answered *a,
                   rscan_error **err) {
  struct rscan_scratch *s = d->scratches[side];
  const struct rscan_decision *decision = NULL;
  uint32_t question;
  if (has_begun || rsi_decide_begin(s, referral, err))
    decision = rsi_decide_rest(s, true, err);
  if (!decision)
    return false;
  if (!find_question(s, &question)) {
    rsi_fail_no_memory(err);
    return false;
  }
  note_answer(d, side, decision, question, a);
  return true;
}

/* ---- counting ---- */

static bool is_question_known(const rsi_answered *a) { return a->question != RSI_ASKS_UNKNOWN; }

static enum rsi_parting parting_of(const rsi_answered *a, const rsi_answered *b) {
  if (a->is_read != b->is_read)
    return RSI_PARTS_READING;
  if (a->verdict != b->verdict)
    return RSI_PARTS_VERDICT;
  if (a->n_recommended != b->n_recommended ||
      memcmp(a->recommended, b->recommended, a->n_recommended * sizeof *a->recommended) != 0)
    return RSI_PARTS_RECOMMENDED;
  if (a->safety != b->safety || a->cautions != b->cautions)
    return RSI_PARTS_SAFETY;
  if (a->question != b->question && is_question_known(a) && is_question_known(b))
    return RSI_PARTS_QUESTION;
  if (a->guideline != b->guideline || a->scenario != b->scenario || a->open != b->open)
    return RSI_PARTS_SCENARIO;
  if (a->urgency != b->urgency)
    return RSI_PARTS_URGENCY;
  if (a->alternatives != b->alternatives)
    return RSI_PARTS_ALTERNATIVES;
  return a->words != b->words && is_question_known(a) && is_question_known(b) ? RSI_PARTS_WORDS : RSI_SAME;
}

static rsi_part *part_of(struct rscan_diff *d, uint32_t guideline, uint8_t parting, uint32_t from, uint32_t to) {
  for (uint32_t i = 0; i < d->parts.count; i++) {
    rsi_part *p = RSI_AT(&d->parts, rsi_part, i);
    if (p->guideline == guideline && p->parting == parting && p->from == from && p->to == to)
      return p;
  }
  rsi_part *p = RSI_PUSH(&d->allocator, &d->parts, rsi_part);
  if (p)
    *p = (rsi_part){.guideline = guideline, .parting = parting, .from = from, .to = to};
  return p;
}

/* The id as it stands in the line; of one that is not plain, as it was read. */
static const char *id_of(struct rscan_diff *d, const rscan_referral *read) {
  size_t length;
  const char *id = rsi_memo_id(d->memo, &length);
  if (!length && !(read && read->id))
    return NULL;
  return length ? rsi_arena_strndup(&d->arena, id, length) : rsi_arena_strndup(&d->arena, read->id, strlen(read->id));
}

/* What is worth showing of a referral: as it was read by the book of that side. */
static rsi_diff_example example_of(const rscan_referral *r, uint8_t side) {
  rsi_diff_example e = {
      .exam = r->exam, .reason = r->reason, .age_low = r->age_low, .age_high = r->age_high, .sex = r->sex, .side = side};
  for (uint32_t i = 0; i < r->findings.count && e.n_told < RSI_MAX_TOLD; i++) {
    const rsi_told_finding *told = RSI_AT(&r->findings, rsi_told_finding, i);
    e.told[e.n_told++] = (rsi_diff_told){told->fact, told->state};
  }
  e.said = r->exam ? rsi_hash(r->exam, strlen(r->exam)) : 0;
  e.said = e.said * 31 + (r->reason ? rsi_hash(r->reason, strlen(r->reason)) : 0);
  e.said = e.said * 31 + rsi_hash((const char *)&e.age_low, sizeof e.age_low) + (uint64_t)e.sex;
  for (uint32_t i = 0; i < e.n_told; i++)
    e.said = add_to_hash(add_to_hash(e.said, e.told[i].fact), (uint32_t)e.told[i].state);
  return e;
}

static bool is_kept_already(const rsi_part *p, uint64_t said) {
  for (uint32_t i = 0; i < p->examples.count; i++)
    if (RSI_AT(&p->examples, rsi_diff_example, i)->said == said)
      return true;
  return false;
}

static const char *copy_of(struct rscan_diff *d, const char *text) {
  return text ? rsi_arena_strndup(&d->arena, text, rsi_whole_characters(text, RSI_MAX_EXAMPLE_TEXT)) : NULL;
}

/* read: the referral, by the first book that can read it; NULL when it is not parsed now, because the memo knew it. */
static bool keep_example(struct rscan_diff *d, rsi_part *p, const rsi_answered sides[2], const rscan_referral *read,
                         const char *json, size_t length) {
  uint8_t side = sides[0].is_read ? 0 : 1;
  if (p->examples.count >= RSI_MAX_EXAMPLES || p->count > RSI_MAX_EXAMPLE_LOOKS)
    return true;
  if (!read && rscan_referral_parse(d->referrals[side], json, length, NULL) == RSCAN_OK)
    read = d->referrals[side];
  if (!read)
    return false; /* it was read before: only memory can be wanting */
  rsi_diff_example found = example_of(read, side);
  if (is_kept_already(p, found.said))
    return true;
  rsi_diff_example *e = RSI_PUSH(&d->allocator, &p->examples, rsi_diff_example);
  if (!e)
    return false;
  *e = found;
  e->line = d->n_referrals;
  e->id = id_of(d, read);
  e->exam = copy_of(d, found.exam);
  e->reason = copy_of(d, found.reason);
  memcpy(e->sides, sides, sizeof e->sides);
  return !d->arena.has_failed;
}

static bool is_category(uint8_t verdict) {
  return verdict >= RSCAN_USUALLY_NOT_APPROPRIATE && verdict <= RSCAN_USUALLY_APPROPRIATE;
}

static void count_verdict(struct rscan_diff *d, uint8_t from, uint8_t to) {
  if (is_category(from) && is_category(to))
    *(to > from ? &d->n_better : &d->n_worse) += 1;
  else if (to == RSCAN_NEEDS_INFORMATION)
    d->n_to_question++;
  else if (from == RSCAN_NEEDS_INFORMATION)
    d->n_from_question++;
  else
    d->n_other_verdict++;
}

/* From what to what, where a parting has such. */
static void ends_of(enum rsi_parting parting, const rsi_answered *a, uint32_t *end) {
  *end = parting == RSI_PARTS_READING    ? a->is_read
         : parting == RSI_PARTS_VERDICT  ? a->verdict
         : parting == RSI_PARTS_SAFETY   ? a->safety
         : parting == RSI_PARTS_QUESTION ? a->question
         : parting == RSI_PARTS_URGENCY  ? a->urgency
                                         : 0;
}

static bool count(struct rscan_diff *d, const rsi_answered sides[2], const rscan_referral *read, const char *json, size_t length) {
  enum rsi_parting parting = parting_of(&sides[0], &sides[1]);
  uint32_t from, to;
  if (parting == RSI_SAME) {
    d->n_not_asked += !is_question_known(&sides[0]) || !is_question_known(&sides[1]);
    return true;
  }
  ends_of(parting, &sides[0], &from);
  ends_of(parting, &sides[1], &to);
  if (parting == RSI_PARTS_VERDICT)
    count_verdict(d, sides[0].verdict, sides[1].verdict);
  d->n_parting[parting]++;
  d->n_parted++;
  rsi_part *p = part_of(d, sides[0].about != RSI_NONE ? sides[0].about : sides[1].about, (uint8_t)parting, from, to);
  if (!p)
    return false;
  p->count++;
  return keep_example(d, p, sides, read, json, length);
}

/* ---- the door ---- */

static rscan_status fail(rscan_error *failure, rscan_error **err) {
  rscan_status status = failure ? rscan_error_status(failure) : RSCAN_NO_MEMORY;
  if (failure)
    rsi_error_hand(err, failure);
  else
    rsi_fail_no_memory(err);
  return status;
}

static rscan_status read_side(struct rscan_diff *d, int side, const char *json, size_t length, rsi_answered *a, rscan_error **err) {
  rscan_error *failure = NULL;
  rscan_status status = rscan_referral_parse(d->referrals[side], json, length, &failure);
  a->is_read = status == RSCAN_OK;
  if (status == RSCAN_NO_MEMORY)
    return fail(failure, err);
  rscan_error_free(failure);
  return RSCAN_OK;
}

static rscan_status read_new(struct rscan_diff *d, const char *json, size_t length, rsi_answered sides[2], bool *is_shared,
                             rscan_error **err) {
  *is_shared = sides[0].is_read && rsi_impact_can_share(d->impact, d->referrals[0]);
  sides[1].is_read = *is_shared;
  return *is_shared ? RSCAN_OK : read_side(d, 1, json, length, &sides[1], err);
}

static bool decide_new(struct rscan_diff *d, rsi_answered *a, bool is_shared, rscan_error **err) {
  rscan_referral *first = d->referrals[0];
  if (!is_shared)
    return answer(d, 1, d->referrals[1], false, a, err);
  first->rb = d->books[1]; /* numbered alike: for this once it is the new book's */
  bool is_answered = answer(d, 1, first, false, a, err);
  first->rb = d->books[0];
  return is_answered;
}

/* Both sides decide, where the change may touch the referral. */
static bool decide(struct rscan_diff *d, rsi_answered sides[2], bool is_shared, rscan_error **err) {
  bool may_be_same = sides[0].is_read && sides[1].is_read;
  if (sides[0].is_read) {
    if (!rsi_decide_begin(d->scratches[0], d->referrals[0], err))
      return false;
    if (may_be_same && !rsi_impact_may_touch(d->impact, d->scratches[0]))
      return true; /* both are left as they are: alike */
    if (!answer(d, 0, d->referrals[0], true, &sides[0], err))
      return false;
  }
  return !sides[1].is_read || decide_new(d, &sides[1], is_shared, err);
}

/* Answers that nothing remembered. */
static rscan_status find_out(struct rscan_diff *d, const char *json, size_t length, rsi_answered sides[2], rscan_error **err) {
  rscan_error *failure = NULL;
  bool is_shared = false;
  rscan_status status = read_side(d, 0, json, length, &sides[0], err);
  if (status == RSCAN_OK)
    status = read_new(d, json, length, sides, &is_shared, err);
  if (status != RSCAN_OK)
    return status;
  return decide(d, sides, is_shared, &failure) ? RSCAN_OK : fail(failure, err);
}

rscan_status rscan_diff_referral(rscan_diff *d, const char *json, size_t length, rscan_error **err) {
  rsi_answered sides[2] = {unanswered, unanswered};
  rscan_error *failure = NULL;
  if (!make_ready(d, &failure))
    return fail(failure, err);
  d->n_referrals++;
  rsi_memo_entry *entry = rsi_memo_find(d->memo, json, length);
  bool is_remembered = entry && entry->is_filled;
  if (is_remembered) {
    memcpy(sides, entry->sides, sizeof sides);
  } else {
    rscan_status status = find_out(d, json, length, sides, err);
    if (status != RSCAN_OK)
      return status;
    if (entry)
      rsi_memo_fill(entry, sides);
  }
  d->n_unread += !sides[0].is_read && !sides[1].is_read;
  const rscan_referral *read = is_remembered ? NULL : d->referrals[sides[0].is_read ? 0 : 1];
  return count(d, sides, read, json, length) ? RSCAN_OK : fail(NULL, err);
}
