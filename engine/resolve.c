/* Overlaps. Matches compete within a class: what names findings and groups, what names results, the words of one fact's values, and
 * so on; across classes they live together, since "6 wk of knee pain" is a duration and a finding.
 *
 *   1. A match inside a longer one of its class is part of it and says nothing by itself ("hip fracture" is not also "fracture"),
 *      unless it stands in the longer one's gap, whose words are no part of it.
 *   2. Of two matches of the same words for the same fact, the more specific counts: capitals, plain words, any ending, a slip;
 * then the one that the author wrote first. For different facts both count, but a slip yields to words that were meant.
 *   3. Two that overlap in part both count, unless they contradict each other on one fact: then the longer counts ("no change in"
 *      against "change in frequency").
 *   4. A decoy takes everything inside it away, but for the measure whose number it holds ("SpO2 88 RA").
 *   5. Role words: the longest win within a family, wherever they overlap. */
#include <string.h>

#include "lexicon.h"

/* ---- order ---- */

static int compare_matches(const void *a, const void *b, const void *context) {
  const rsi_match *x = a, *y = b;
  (void)context;
  if (x->start != y->start)
    return x->start < y->start ? -1 : 1;
  if (x->end != y->end)
    return x->end > y->end ? -1 : 1;
  if (x->rank != y->rank)
    return x->rank > y->rank ? -1 : 1;
  return x->cue < y->cue ? -1 : x->cue > y->cue;
}

/* By start, longest first. Matches come nearly in order, and few: insertion is what they need. */
static void sort_matches(rsi_match *items, uint32_t n) {
  if (n > 200) {
    rsi_sort(items, n, sizeof *items, compare_matches, NULL);
    return;
  }
  for (uint32_t i = 1; i < n; i++) {
    rsi_match moved = items[i];
    uint32_t to = i;
    for (; to && compare_matches(&moved, &items[to - 1], NULL) < 0; to--)
      items[to] = items[to - 1];
    items[to] = moved;
  }
}

/* Two literals of one phrase may have called for it at the same place. */
static void forget_repeats(rsi_reader *r) {
  rsi_match *items = r->matches.items;
  uint32_t n = 0;
  for (uint32_t i = 0; i < r->matches.count; i++)
    if (!n || items[n - 1].cue != items[i].cue || items[n - 1].start != items[i].start || items[n - 1].end != items[i].end)
      items[n++] = items[i];
  r->matches.count = n;
}

/* ---- classes ---- */

enum { CLASS_FINDING = 1, CLASS_RESULT, CLASS_DECOY, CLASS_FAMILY, CLASS_KIND = 16, CLASS_FACT = 64 };

static uint8_t family_of(uint8_t role) {
  return role <= RSI_ROLE_BETWEEN    ? RSI_FAMILY_ASSERTION
         : role <= RSI_ROLE_EARLIER  ? RSI_FAMILY_VALUE
         : role <= RSI_ROLE_SHOWN_ON ? RSI_FAMILY_IMAGING
                                     : RSI_FAMILIES;
}

static uint32_t class_of(const rsi_reader *r, const rsi_match *match) {
  const rsi_cue_def *cue = rsi_match_cue(r, match);
  switch (cue->kind) {
  case RSI_CUE_FACT:
    return r->rb->facts[cue->target].kind == RSI_FINDING ? CLASS_FINDING : CLASS_FACT + cue->target;
  case RSI_CUE_GROUP:
    return CLASS_FINDING;
  case RSI_CUE_RESULT:
  case RSI_CUE_SHARED_RESULT:
    return CLASS_RESULT;
  case RSI_CUE_LANGUAGE:
    return rsi_role_of(cue) == RSI_ROLE_DECOY ? CLASS_DECOY : CLASS_FAMILY + family_of(rsi_role_of(cue));
  default:
    return CLASS_KIND + cue->kind;
  }
}

/* ---- dropping ---- */

static bool is_in_gap(const rsi_match *outer, const rsi_match *inner) {
  for (int i = 0; i < 2; i++)
    if (outer->gap[i][1] > outer->gap[i][0] && inner->start >= outer->gap[i][0] && inner->end <= outer->gap[i][1])
      return true;
  return false;
}

/* Same class, a comes first in order. Which of the two is to be dropped? NULL when both count. */
static rsi_match *loser(const rsi_reader *r, rsi_match *a, rsi_match *b, bool is_role) {
  bool is_inside = b->end <= a->end, is_same = is_inside && a->start == b->start && a->end == b->end;
  if (is_role) {
    bool is_apart = b->start >= a->end;
    return is_apart || is_same ? NULL : b->end - b->start > a->end - a->start ? a : b;
  }
  const rsi_cue_def *x = rsi_match_cue(r, a), *y = rsi_match_cue(r, b);
  bool is_same_fact = x->kind == y->kind && x->target == y->target;
  if (!is_inside)
    return !is_same_fact || x->state == y->state || b->start >= a->end ? NULL : b->end - b->start > a->end - a->start ? a : b;
  if (!is_same)
    return is_in_gap(a, b) ? NULL : b;
  if (is_same_fact)
    return x->kind == RSI_CUE_RESULT && x->state != y->state ? NULL : b;
  return !a->rank != !b->rank ? (a->rank ? b : a) : NULL;
}

#define LOOK_BACK 256 /* matches: one that overlaps another stands close before it in this order */

static void drop_overlapped(rsi_reader *r) {
  rsi_match *items = r->matches.items;
  for (uint32_t j = 0; j < r->matches.count; j++)
    items[j].furthest = j && items[j - 1].furthest > items[j].end ? items[j - 1].furthest : items[j].end;
  for (uint32_t j = 1; j < r->matches.count; j++) {
    uint32_t class = items[j].class;
    bool is_role = class >= CLASS_FAMILY && class < CLASS_FAMILY + RSI_FAMILIES;
    for (uint32_t back = 1; back <= LOOK_BACK && back <= j && !items[j].is_dropped; back++) {
      rsi_match *before = &items[j - back];
      if (before->furthest <= items[j].start)
        break;
      if (before->is_dropped || before->end <= items[j].start || before->class != class)
        continue;
      rsi_match *dropped = loser(r, before, &items[j], is_role);
      if (dropped)
        dropped->is_dropped = true;
    }
  }
}

static void apply_decoys(rsi_reader *r) {
  rsi_match *items = r->matches.items;
  for (uint32_t i = 0; i < r->matches.count; i++) {
    if (items[i].class != CLASS_DECOY)
      continue;
    bool has_number = strchr(rsi_string(r->rb, rsi_match_cue(r, &items[i])->text), '#') != NULL;
    uint32_t first = i;
    while (first && items[first - 1].start == items[i].start)
      first--;
    for (uint32_t k = first; k < r->matches.count && items[k].start < items[i].end; k++)
      if (items[k].end <= items[i].end && rsi_match_cue(r, &items[k])->kind != RSI_CUE_LANGUAGE &&
          !(has_number && rsi_match_cue(r, &items[k])->kind == RSI_CUE_NUMBER))
        items[k].is_dropped = true;
  }
}

/* ---- marks ---- */

static void mark_one(rsi_reader *r, const rsi_match *match, uint8_t family) {
  uint16_t first = r->token_at[match->start], last = r->token_at[match->end - 1];
  uint16_t *slot = &r->mark_at[family][first];
  if (*slot) {
    rsi_mark *mark = RSI_AT(&r->marks, rsi_mark, *slot - 1);
    if (mark->last == last && mark->n_cues < sizeof mark->cues / sizeof *mark->cues)
      mark->cues[mark->n_cues++] = match->cue;
    return;
  }
  rsi_mark *mark = r->marks.count < UINT16_MAX ? RSI_PUSH(&r->allocator, &r->marks, rsi_mark) : NULL;
  if (!mark) {
    r->has_failed |= r->marks.count < UINT16_MAX;
    return;
  }
  *mark = (rsi_mark){.first = first, .last = last, .cues = {match->cue}, .n_cues = 1};
  *slot = (uint16_t)r->marks.count;
}

static void mark_tokens(rsi_reader *r) {
  for (int family = 0; family < RSI_FAMILIES; family++)
    memset(r->mark_at[family], 0, (r->tokens.count + 1) * sizeof *r->mark_at[family]);
  for (uint32_t i = 0; i < r->matches.count; i++) {
    const rsi_match *match = rsi_match_at(r, i);
    const rsi_cue_def *cue = rsi_match_cue(r, match);
    uint8_t family = cue->kind == RSI_CUE_LANGUAGE ? family_of(rsi_role_of(cue)) : RSI_FAMILIES;
    if (family < RSI_FAMILIES && !match->is_dropped)
      mark_one(r, match, family);
  }
}

void rsi_resolve(rsi_reader *r) {
  for (uint32_t i = 0; i < r->matches.count; i++) {
    rsi_match *match = RSI_AT(&r->matches, rsi_match, i);
    match->class = class_of(r, match);
  }
  sort_matches(r->matches.items, r->matches.count);
  forget_repeats(r);
  apply_decoys(r);
  drop_overlapped(r);
  mark_tokens(r);
}

const rsi_mark *rsi_mark_at(const rsi_reader *r, uint8_t family, uint32_t token) {
  uint16_t slot = token < r->tokens.count ? r->mark_at[family][token] : 0;
  return slot ? RSI_AT(&r->marks, rsi_mark, slot - 1) : NULL;
}

const rsi_cue_def *rsi_role_at(const rsi_reader *r, uint8_t family, uint32_t token, uint8_t role) {
  const rsi_mark *mark = rsi_mark_at(r, family, token);
  for (uint8_t i = 0; mark && i < mark->n_cues; i++)
    if (rsi_role_of(&r->rb->cues[mark->cues[i]]) == role)
      return &r->rb->cues[mark->cues[i]];
  return NULL;
}
