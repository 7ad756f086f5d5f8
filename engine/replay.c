/* Referrals answered by two rule bases, and how the answers part.
 *
 * Each step is dearer than the one before, and most referrals need only the first ones: the memo knows the line (memo.c); the line
 * is parsed, once where the books number their facts alike; the old book decides, and what it met shows that no change can reach
 * the referral (impact.c); the new book decides too. */
#include <string.h>

#include "diff.h"
#include "memo.h"

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
  if (rsi_impact_find(d) && (d->memo = rsi_memo_new(d)))
    return true;
  rsi_fail_no_memory(err);
  return false;
}

/* ---- one side ---- */

static const rsi_answered unanswered = {.guideline = RSI_NONE, .scenario = RSI_NONE, .about = RSI_NONE};

/* A value as a word is kept as cells, and cells are numbered by the thresholds of a book. */
static bool has_cells_told(const rscan_referral *r) {
  for (uint32_t i = 0; i < r->findings.count; i++) {
    uint32_t fact = RSI_AT(&r->findings, rsi_told_finding, i)->fact;
    if (fact < r->rb->n_facts && rsi_kind_has_cells(r->rb->facts[fact].kind))
      return true;
  }
  return false;
}

static void note_answer(struct rscan_diff *d, int side, const struct rscan_decision *decision, rsi_answered *a) {
  *a = (rsi_answered){.is_read = 1,
                      .verdict = decision->verdict,
                      .urgency = decision->urgency,
                      .guideline = decision->guideline,
                      .scenario = decision->scenario};
  a->n_recommended = (uint8_t)(decision->n_recommended < RSI_MAX_COMPARED ? decision->n_recommended : RSI_MAX_COMPARED);
  for (uint32_t i = 0; i < a->n_recommended; i++)
    a->recommended[i] = side ? d->exam_unified[decision->recommended[i].exam] : decision->recommended[i].exam;
  a->about = a->guideline == RSI_NONE && decision->n_candidates ? decision->candidates[0].guideline : a->guideline;
  if (side && a->guideline != RSI_NONE)
    a->guideline = d->guideline_unified[a->guideline];
  if (side && a->about != RSI_NONE)
    a->about = d->guideline_unified[a->about];
  if (side && a->scenario != RSI_NONE)
    a->scenario = d->scenario_unified[a->scenario];
}

static bool answer(struct rscan_diff *d, int side, const rscan_referral *referral, rsi_answered *a, rscan_error **err) {
  struct rscan_scratch *s = d->scratches[side];
  const struct rscan_decision *decision = NULL;
  if (rsi_decide_begin(s, referral, err))
    decision = rsi_decide_rest(s, true, err);
  if (decision)
    note_answer(d, side, decision, a);
  return decision != NULL;
}

/* ---- can a change touch it? ---- */

/* Words and codes count only where the referral has them. */
static bool reads_the_same(const struct rscan_diff *d, const rscan_referral *r) {
  if (!d->has_same_words && (r->reason || r->priors.count || (r->exam && rsi_find_exam(r->rb, r->exam) == RSI_NONE)))
    return false;
  return d->has_same_codes || !r->codes.count;
}

/* Settled by logic alone for one exam, given by its id: nothing is tried out, and what is in play is all there is. */
static bool is_settled_at_once(struct rscan_scratch *s, const rscan_referral *r) {
  uint32_t exam = r->exam ? rsi_find_exam(s->rb, r->exam) : RSI_NONE;
  if (exam == RSI_NONE)
    return false;
  rsi_assume_first(s, exam);
  return rsi_judge(s, (rsi_goal){exam}).is_settled && !s->world.has_met && !s->world.has_failed;
}

/* ---- counting ---- */

static enum rsi_parting parting_of(const rsi_answered *a, const rsi_answered *b) {
  if (a->is_read != b->is_read)
    return RSI_PARTS_READING;
  if (a->verdict != b->verdict)
    return RSI_PARTS_VERDICT;
  if (a->n_recommended != b->n_recommended ||
      memcmp(a->recommended, b->recommended, a->n_recommended * sizeof *a->recommended) != 0)
    return RSI_PARTS_RECOMMENDED;
  if (a->guideline != b->guideline || a->scenario != b->scenario)
    return RSI_PARTS_SCENARIO;
  return a->urgency != b->urgency ? RSI_PARTS_URGENCY : RSI_SAME;
}

static rsi_part *part_of(struct rscan_diff *d, uint32_t guideline, uint8_t parting, uint8_t from, uint8_t to) {
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

/* read: the referral, where it was parsed just now; NULL. */
static bool keep_example(struct rscan_diff *d, rsi_part *p, const rsi_answered sides[2], const rscan_referral *read) {
  if (p->examples.count >= RSI_MAX_EXAMPLES)
    return true;
  rsi_diff_example *e = RSI_PUSH(&d->allocator, &p->examples, rsi_diff_example);
  if (!e)
    return false;
  *e = (rsi_diff_example){d->n_referrals, id_of(d, read), {sides[0], sides[1]}};
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

static bool count(struct rscan_diff *d, const rsi_answered sides[2], const rscan_referral *read) {
  enum rsi_parting parting = parting_of(&sides[0], &sides[1]);
  uint8_t from = 0, to = 0;
  switch (parting) {
  case RSI_SAME:
    return true;
  case RSI_PARTS_READING:
    d->n_reading++, from = sides[0].is_read, to = sides[1].is_read;
    break;
  case RSI_PARTS_VERDICT:
    from = sides[0].verdict, to = sides[1].verdict, count_verdict(d, from, to);
    break;
  case RSI_PARTS_RECOMMENDED:
    d->n_recommended++;
    break;
  case RSI_PARTS_SCENARIO:
    d->n_scenario++;
    break;
  case RSI_PARTS_URGENCY:
    d->n_urgency++, from = sides[0].urgency, to = sides[1].urgency;
    break;
  }
  d->n_parted++;
  rsi_part *p = part_of(d, sides[0].about != RSI_NONE ? sides[0].about : sides[1].about, parting, from, to);
  if (!p)
    return false;
  p->count++;
  return keep_example(d, p, sides, read);
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
  *is_shared = sides[0].is_read && d->has_same_numbering && !has_cells_told(d->referrals[0]);
  sides[1].is_read = *is_shared;
  return *is_shared ? RSCAN_OK : read_side(d, 1, json, length, &sides[1], err);
}

static bool decide_new(struct rscan_diff *d, rsi_answered *a, bool is_shared, rscan_error **err) {
  rscan_referral *first = d->referrals[0];
  if (!is_shared)
    return answer(d, 1, d->referrals[1], a, err);
  first->rb = d->books[1]; /* numbered alike: for this once it is the new book's */
  bool is_answered = answer(d, 1, first, a, err);
  first->rb = d->books[0];
  return is_answered;
}

/* What the old book says. *is_same: the new one would say it too. */
static bool decide_old(struct rscan_diff *d, rsi_answered *a, bool may_be_same, bool *is_same, rscan_error **err) {
  struct rscan_scratch *s = d->scratches[0];
  const rscan_referral *r = d->referrals[0];
  const struct rscan_decision *decision = NULL;
  s->world.watched = d->watched;
  if (!rsi_decide_begin(s, r, err))
    return false;
  *is_same = may_be_same && !s->world.has_met && is_settled_at_once(s, r);
  if (*is_same)
    return true;
  decision = rsi_decide_rest(s, true, err);
  if (decision)
    note_answer(d, 0, decision, a);
  *is_same = may_be_same && !s->world.has_met;
  return decision != NULL;
}

/* Answers that nothing remembered. Where no change can reach, both sides are left as they were: alike. */
static rscan_status find_out(struct rscan_diff *d, const char *json, size_t length, rsi_answered sides[2], rscan_error **err) {
  rscan_error *failure = NULL;
  bool is_shared = false, is_same = false;
  rscan_status status = read_side(d, 0, json, length, &sides[0], err);
  if (status == RSCAN_OK)
    status = read_new(d, json, length, sides, &is_shared, err);
  if (status != RSCAN_OK)
    return status;
  bool may_be_same = sides[0].is_read && sides[1].is_read && d->has_same_ground && reads_the_same(d, d->referrals[0]);
  if (sides[0].is_read && !decide_old(d, &sides[0], may_be_same, &is_same, &failure))
    return fail(failure, err);
  if (is_same)
    sides[1] = sides[0];
  else if (sides[1].is_read && !decide_new(d, &sides[1], is_shared, &failure))
    return fail(failure, err);
  return RSCAN_OK;
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
  return count(d, sides, is_remembered ? NULL : d->referrals[sides[0].is_read ? 0 : 1]) ? RSCAN_OK : fail(NULL, err);
}
