/* Assertion: is a thing that the text names said to be there, not there, possible, past, of the family, or only in case of?
 *
 * The NegEx and ConText family of algorithms: trigger words speak of what stands behind them (before-triggers) or in front of them
 * (after-triggers), as far as their reach (reach.c). Here each trigger finds what it speaks of, and each item takes the word of the
 * nearest. All words are in rules/language. */
#include "quantity.h"
#include "walk.h"

/* ---- what a trigger may say of an item ---- */

static bool is_across_comma(const walk *w, uint32_t from, uint32_t end) {
  unsigned n = 0;
  for (uint32_t i = from; i < end; i++)
    n += sign_at(w, i) == ',' ? 1 : role_at(w, i, RSI_ROLE_OR) ? 2 : 0;
  return n == 1;
}

static void say(const walk *w, rsi_item *item, const rsi_cue_def *cue, const rsi_mark *mark, uint32_t distance) {
  uint8_t assertion = rsi_detail_of(cue);
  if (distance >= item->distance[assertion])
    return;
  item->far = (uint8_t)((item->far & ~(1u << assertion)) | (unsigned)is_across_comma(w, mark->last + 1u, item->first) << assertion);
  item->distance[assertion] = distance;
  item->reach[assertion] = rsi_reach_of(cue);
  item->span[assertion][0] = w->t[mark->first].start;
  item->span[assertion][1] = w->t[mark->last].end;
}

static const rsi_fact *complaint_of(const walk *w, const rsi_item *item) {
  const rsi_cue_def *cue = cue_of(w, item);
  return cue && cue->kind == RSI_CUE_FACT && cue->state != RSI_ABSENT && w->r->rb->facts[cue->target].is_complaint
             ? &w->r->rb->facts[cue->target]
             : NULL;
}

/* "Hx: LBP 10 d", "hx of LBP x 3 wks": of a complaint that has a length of time the history is that of the present illness. */
static bool is_present_illness(const walk *w, const rsi_item *item, const rsi_cue_def *cue, const rsi_mark *mark) {
  const rsi_fact *fact = complaint_of(w, item);
  if (rsi_detail_of(cue) != RSI_SAID_HISTORICAL || rsi_reach_of(cue) != RSI_REACH_LIST || !fact || !fact->enters.count)
    return false;
  bool is_heading = w->t[mark->first].starts && sign_at(w, mark->last + 1u) == ':';
  return rsi_says_how_long(w->r, item->last + 1u, is_heading);
}

static bool overlaps_result(const walk *w, const rsi_mark *mark) {
  for (uint32_t i = item_from(w, mark->first < 4 ? 0 : mark->first - 4u); i < w->n_items && w->items[i].first <= mark->last; i++) {
    const rsi_cue_def *cue = cue_of(w, &w->items[i]);
    if (cue && (cue->kind == RSI_CUE_RESULT || cue->kind == RSI_CUE_SHARED_RESULT) && w->items[i].last >= mark->first)
      return true;
  }
  return false;
}

static bool is_exam_at(const walk *w, uint32_t token) {
  const rsi_item *item = item_covering(w, token);
  return item && (is_exam(cue_of(w, item)) || shares_words_with_exam(w, (uint32_t)(item - w->items)));
}

/* "no fracture, OA": the trigger belongs to the result that holds it. "neg" in "neg for fever, chills" is a result as well, but it
 * counts only behind an exam ("xray neg for fracture, OA"). */
static bool begins_result(const walk *w, const rsi_mark *mark) {
  if (mark->first && !w->t[mark->first].starts && overlaps_result(w, mark) && is_exam_at(w, mark->first - 1u))
    return true;
  for (uint32_t i = item_from(w, mark->first); i < w->n_items && w->items[i].first <= mark->first; i++) {
    const rsi_cue_def *cue = cue_of(w, &w->items[i]);
    if (cue && (cue->kind == RSI_CUE_RESULT || cue->kind == RSI_CUE_SHARED_RESULT) && w->items[i].last > mark->last)
      return true;
  }
  return false;
}

/* An exam with "neg" beside it was done; a word that says in itself that something is absent is only turned round when the trigger
 * stands right in front of it. */
static bool may_say(const walk *w, const rsi_item *item, const rsi_cue_def *cue, const rsi_mark *mark, uint32_t distance,
                    bool is_back) {
  const rsi_cue_def *own = cue_of(w, item);
  if (is_present_illness(w, item, cue, mark))
    return false;
  if (!own || rsi_detail_of(cue) != RSI_SAID_ABSENT)
    return true;
  bool is_other_exam = rsi_reach_of(cue) == RSI_REACH_NEXT && shares_words_with_exam(w, (uint32_t)(item - w->items));
  if (is_exam(own) || own->kind == RSI_CUE_LANGUAGE || is_other_exam)
    return !(is_back || rsi_reach_of(cue) == RSI_REACH_NEXT) || !overlaps_result(w, mark);
  return !item->is_foreign || (distance <= 1 && !is_back);
}

/* Does a mark stand in the gap of an item's phrase, whose words are no part of it? */
static bool is_in_gap(const walk *w, const rsi_item *item, const rsi_mark *mark) {
  const rsi_match *match = item->match == RSI_NONE ? NULL : rsi_match_at(w->r, item->match);
  for (int k = 0; match && k < 2; k++)
    if (match->gap[k][1] > match->gap[k][0] && w->t[mark->first].start >= match->gap[k][0] &&
        w->t[mark->last].end <= match->gap[k][1])
      return true;
  return false;
}

static bool has_or(const walk *w, uint32_t token) {
  while (!starts_at(w, token) && !role_at(w, token, RSI_ROLE_OR))
    token++;
  return !starts_at(w, token);
}

/* "physio w/o relief": a thing that begins before the negator took it in, and it speaks of nothing behind that thing. Returns the
 * token behind it; NOWHERE when the negator is free. */
static uint32_t spent_at(const walk *w, const rsi_mark *mark) {
  for (uint32_t i = item_from(w, mark->first), back = 0; i-- > 0 && back < 8; back++) {
    const rsi_item *item = &w->items[i];
    if (item->match == RSI_NONE || !item->counts || item->last < mark->last)
      continue;
    if (!is_in_gap(w, item, mark))
      return item->last + 1u;
  }
  for (uint32_t i = item_from(w, mark->first); i < w->n_items && w->items[i].first == mark->first; i++) {
    const rsi_cue_def *cue = cue_of(w, &w->items[i]);
    if (cue && cue->kind == RSI_CUE_FACT && w->items[i].counts && cue->state != RSI_ABSENT && w->items[i].last > mark->last &&
        !has_or(w, w->items[i].last + 1u))
      return w->items[i].last + 1u; /* "no weight bearing, ankle pain" */
  }
  return NOWHERE;
}

/* "never imaged", "first xray": the trigger holds what it speaks of. */
static bool holds_exam(const walk *w, const rsi_mark *mark) {
  for (uint32_t i = item_from(w, mark->first + 1u); i < w->n_items && w->items[i].first <= mark->last; i++) {
    const rsi_cue_def *cue = cue_of(w, &w->items[i]);
    if (w->items[i].last == mark->last && cue && (is_exam(cue) || cue->kind == RSI_CUE_LANGUAGE))
      return true;
  }
  return false;
}

/* ---- who is meant ---- */

static bool is_denied(const walk *w, const rsi_mark *mark) {
  const rsi_cue_def *before = mark->first && !w->t[mark->first].starts ? role_at(w, mark->first - 1u, RSI_ROLE_BEFORE) : NULL;
  return before && rsi_detail_of(before) == RSI_SAID_ABSENT;
}

/* "PMHx nil, back pain" */
static bool is_nothing(const walk *w, const rsi_mark *mark) {
  uint32_t next = mark->last + 1;
  const rsi_cue_def *answer = starts_at(w, next) ? NULL : role_at(w, next, RSI_ROLE_ANSWER);
  return answer && rsi_detail_of(answer) == RSI_SAID_ABSENT && is_end(w, mark_at(w, next)->last + 1u);
}

/* Denies what stands under a heading, and what it heads: "red flags neg: fever, …". */
static void deny_under(walk *w, const rsi_mark *mark, const rsi_cue_def *cue, uint32_t first) {
  uint32_t end = rsi_reach_of_heading(w, first);
  const rsi_item *group =
      mark->first && !w->t[mark->first].starts && is_group_at(w, mark->first - 1u) ? item_covering(w, mark->first - 1u) : NULL;
  for (uint32_t i = 0; i < w->n_items && w->items[i].first < end; i++) {
    rsi_item *item = &w->items[i];
    bool is_headed = group && item->first >= group->first && item->last < mark->first;
    uint32_t distance = is_headed ? 1 : item->first - mark->last;
    if ((!is_headed && item->first < first) || !may_say(w, item, cue, mark, distance, false))
      continue;
    say(w, item, cue, mark, distance);
    item->far &= (uint8_t) ~(1u << RSI_SAID_ABSENT); /* never the reason after all */
  }
}

/* "no red flags: cancer, …": the token behind the colon, or NOWHERE. */
static uint32_t list_of_group(const walk *w, const rsi_mark *mark) {
  uint32_t next = mark->last + 1u;
  const rsi_item *group = starts_at(w, next) || !is_group_at(w, next) ? NULL : item_covering(w, next);
  bool is_list = group && !starts_at(w, group->last + 1u) && sign_at(w, group->last + 1u) == ':' && !starts_at(w, group->last + 2u);
  return is_list ? group->last + 2u : NOWHERE;
}

static void look_ahead(walk *w, const rsi_mark *mark, const rsi_cue_def *cue) {
  uint8_t reach = rsi_reach_of(cue);
  if (rsi_detail_of(cue) == RSI_SAID_ABSENT && reach >= RSI_REACH_LIST && list_of_group(w, mark) != NOWHERE)
    deny_under(w, mark, cue, list_of_group(w, mark));
  if (rsi_detail_of(cue) == RSI_SAID_ABSENT && !starts_at(w, mark->last + 1u) && sign_at(w, mark->last + 1u) == ':')
    return; /* no heading: "SLR neg: leg pain" */
  if ((reach == RSI_REACH_LIST || reach == RSI_REACH_THROUGH) && begins_result(w, mark))
    reach = RSI_REACH_ITEM;
  if (reach == RSI_REACH_SENTENCE && rsi_detail_of(cue) != RSI_SAID_CONDITIONAL && is_denied(w, mark))
    reach = RSI_REACH_LIST;                                                                 /* "no PMHx, no meds, LBP" */
  bool is_held = holds_exam(w, mark), is_word = reach == RSI_REACH_WORD, is_inside = false; /* "wants PE ruled out" */
  uint32_t word = mark->last + 1u + (sign_at(w, mark->last + 1u) == '-');
  reach = is_word ? RSI_REACH_NEXT : reach;
  uint32_t end = is_held ? mark->last + 1u : rsi_reach_ahead(w, mark, reach, rsi_detail_of(cue));
  uint32_t spent = rsi_detail_of(cue) == RSI_SAID_ABSENT ? spent_at(w, mark) : NOWHERE;
  end = spent < end ? spent : end;
  for (uint32_t i = item_from(w, mark->first + 1u); i < w->n_items && w->items[i].first < end; i++) {
    rsi_item *item = &w->items[i]; /* it may begin inside the trigger: "no new symptoms of" */
    uint32_t distance = item->first > mark->last ? item->first - mark->last : 0;
    bool is_meant = !is_held || is_exam(cue_of(w, item)) || (cue_of(w, item) && cue_of(w, item)->kind == RSI_CUE_LANGUAGE);
    if (rsi_detail_of(cue) == RSI_SAID_POSSIBLE && item->first <= mark->last && item->last >= mark->last)
      continue; /* "surgeon wants hip excluded as the source": words that hold the doubt are not doubted */
    is_inside |= item->first <= mark->last;
    if (is_word && item->first > (is_inside ? mark->last : word))
      break; /* "non-mechanical pain": there is pain */
    if (is_meant && !rsi_is_aside(w, item->first) && may_say(w, item, cue, mark, distance, false))
      say(w, item, cue, mark, distance);
  }
}

static void look_behind(walk *w, const rsi_mark *mark, const rsi_cue_def *cue, bool is_answer_to_label) {
  if (!mark->first)
    return;
  uint32_t from = rsi_skip_between(w, mark, is_answer_to_label);
  uint32_t begin = rsi_reach_back(w, from, rsi_reach_of(cue), axis_of(rsi_detail_of(cue)));
  for (uint32_t i = item_from(w, begin); i < w->n_items && w->items[i].first <= from; i++) {
    rsi_item *item = &w->items[i];
    uint32_t distance = is_answer_to_label ? 0 : mark->first - item->last; /* "Trauma? No.": the answer, not the question mark */
    if (item->last <= from && may_say(w, item, cue, mark, distance, true))
      say(w, item, cue, mark, distance);
  }
}

/* "3 week history of cough", "45 year old with": a length of time, not the past. */
static bool follows_unit(const walk *w, const rsi_mark *mark) {
  if (!mark->first || w->t[mark->first].starts)
    return false;
  for (uint32_t back = 1; back <= 3 && back <= mark->first; back++) {
    uint32_t at = mark->first - back;
    const rsi_mark *unit = rsi_mark_at(w->r, RSI_FAMILY_VALUE, at);
    if (unit && unit->last + 1u >= mark->first)
      return rsi_role_at(w->r, RSI_FAMILY_VALUE, at, RSI_ROLE_UNIT) || rsi_role_at(w->r, RSI_FAMILY_VALUE, at, RSI_ROLE_MANY) ||
             rsi_role_at(w->r, RSI_FAMILY_VALUE, at, RSI_ROLE_AGE);
  }
  return false;
}

/* "neuro exam not normal" fits words that let others stand between: the good news itself is denied. */
static void deny_good_news(walk *w, const rsi_mark *mark, const rsi_cue_def *cue) {
  if (rsi_detail_of(cue) != RSI_SAID_ABSENT || !role_at(w, mark->last + 1u, RSI_ROLE_FRESH))
    return;
  for (uint32_t i = item_from(w, mark->first), back = 0; i-- > 0 && back < 8; back++)
    if (w->items[i].is_foreign && !is_exam(cue_of(w, &w->items[i])) && is_in_gap(w, &w->items[i], mark))
      say(w, &w->items[i], cue, mark, 0);
}

static void apply_mark(walk *w, const rsi_mark *mark) {
  if (role_in(w, mark, RSI_ROLE_IGNORE))
    return;
  const rsi_cue_def *both = role_in(w, mark, RSI_ROLE_BOTH);
  if (both) {
    look_behind(w, mark, both, false);
    look_ahead(w, mark, both);
    return;
  }
  const rsi_cue_def *answer = role_in(w, mark, RSI_ROLE_ANSWER), *before = role_in(w, mark, RSI_ROLE_BEFORE),
                    *after = role_in(w, mark, RSI_ROLE_AFTER);
  if (answer && rsi_is_answer(w, mark)) {
    look_behind(w, mark, answer, true);
    return;
  }
  bool is_sign = rsi_is_sign_mark(w, mark);
  const rsi_cue_def *heading = rsi_heading_of(w, mark);
  if (heading) {
    deny_under(w, mark, heading, mark->last + 2u);
    return;
  }
  if (after && (is_sign ? rsi_sign_looks_back(w, mark) : !before || rsi_looks_back(w, mark))) {
    look_behind(w, mark, after, false);
    return;
  }
  for (uint8_t i = 0; i < mark->n_cues; i++) { /* one word may be a trigger on several axes: "prior family history of" */
    const rsi_cue_def *cue = &w->r->rb->cues[mark->cues[i]];
    bool is_length = rsi_detail_of(cue) == RSI_SAID_HISTORICAL && follows_unit(w, mark);
    bool is_idle = rsi_detail_of(cue) == RSI_SAID_CONDITIONAL ? is_end(w, mark->last + 1u) /* "passed out once, headache" */
                                                              : axis_of(rsi_detail_of(cue)) && is_nothing(w, mark);
    if (rsi_role_of(cue) == RSI_ROLE_BEFORE && !is_length && !is_idle && (!is_sign || rsi_sign_looks_ahead(w, mark))) {
      deny_good_news(w, mark, cue);
      look_ahead(w, mark, cue);
    }
  }
}

/* ---- what comes of it ---- */

/* What the nearest trigger says; of two as near, the one that takes more back. */
static void settle(rsi_item *item) {
  static const uint8_t order[] = {RSI_SAID_ABSENT, RSI_SAID_POSSIBLE, RSI_SAID_PRESENT};
  item->polarity = RSI_SAID_PRESENT;
  uint32_t nearest = NOWHERE;
  for (int i = 0; i < 3; i++)
    if (item->distance[order[i]] < nearest) {
      nearest = item->distance[order[i]];
      item->polarity = order[i];
    }
  item->is_historical = item->distance[RSI_SAID_HISTORICAL] != NOWHERE;
  item->is_family = item->distance[RSI_SAID_FAMILY] != NOWHERE;
  item->is_conditional = item->distance[RSI_SAID_CONDITIONAL] != NOWHERE;
}

/* ---- the only complaint ---- */

/* A suspicion is a reason too, whether or not its words are known. */
static bool has_suspicion(const walk *w) {
  for (uint32_t i = 0; i < w->r->marks.count; i++) {
    const rsi_mark *mark = RSI_AT(&w->r->marks, rsi_mark, i);
    for (uint8_t k = 0; k < mark->n_cues && mark_at(w, mark->first) == mark; k++) {
      const rsi_cue_def *cue = &w->r->rb->cues[mark->cues[k]];
      if (rsi_role_of(cue) <= RSI_ROLE_BOTH && rsi_detail_of(cue) == RSI_SAID_POSSIBLE)
        return true;
    }
  }
  return false;
}

/* Is it the last member of its list, with nothing but a comma in front? */
static bool ends_list(const walk *w, const rsi_item *item) {
  uint32_t i = item->first, end = item->last + 1u;
  while (i && !w->t[i].starts && sign_at(w, i - 1) != ',' && !role_at(w, i - 1, RSI_ROLE_OR) && !role_at(w, i - 1, RSI_ROLE_AND))
    i--;
  while (!starts_at(w, end) && sign_at(w, end) != ',' && !role_at(w, end, RSI_ROLE_OR))
    end++;
  return i && sign_at(w, i - 1) == ',' && starts_at(w, end);
}

/* Why else would an exam be ordered? A text whose only complaint would be denied, past or the family's from the far side of its
 * list's only comma has it: "no trauma, headache", "hx of stones, flank pain". */
static void keep_a_complaint(const walk *w) {
  rsi_item *kept = NULL;
  for (uint32_t i = 0; i < w->n_items; i++) {
    rsi_item *item = &w->items[i];
    const rsi_fact *fact = complaint_of(w, item);
    if (!fact)
      continue;
    uint8_t said = rsi_item_assertion(item);
    if (said == RSI_SAID_PRESENT || said == RSI_SAID_POSSIBLE)
      return;
    if (said != RSI_SAID_CONDITIONAL && fact->enters.count && (item->far >> said & 1) && ends_list(w, item))
      kept = item;
  }
  if (!kept || has_suspicion(w))
    return;
  kept->polarity = RSI_SAID_PRESENT;
  kept->is_historical = kept->is_family = false;
}

/* ---- the present illness ---- */

/* Is it told of the past by a heading alone: "Hx: RLQ pain, fever"? */
static bool is_under_heading(const walk *w, const rsi_item *item) {
  const uint16_t *span = item->span[RSI_SAID_HISTORICAL];
  if (!item->is_historical || item->reach[RSI_SAID_HISTORICAL] != RSI_REACH_LIST || span[1] <= span[0])
    return false;
  return w->t[w->r->token_at[span[0]]].starts && sign_at(w, w->r->token_at[span[1] - 1] + 1u) == ':';
}

static bool has_complaint_beyond(const walk *w, uint32_t first, uint32_t end) {
  for (uint32_t i = 0; i < w->n_items; i++) {
    const rsi_fact *fact = complaint_of(w, &w->items[i]);
    uint8_t said = rsi_item_assertion(&w->items[i]);
    if (fact && fact->enters.count && (w->items[i].first < first || w->items[i].first >= end) &&
        (said == RSI_SAID_PRESENT || said == RSI_SAID_POSSIBLE))
      return true;
  }
  return false;
}

/* Where no other sentence tells of a complaint, the heading is that of the present illness; "Hx: stones. Flank pain" is the past.
 */
static void hear_heading(const walk *w) {
  for (uint32_t i = 0; i < w->n_items; i++) {
    const rsi_fact *fact = complaint_of(w, &w->items[i]);
    if (!fact || !fact->enters.count || !is_under_heading(w, &w->items[i]))
      continue;
    uint16_t heading = w->items[i].span[RSI_SAID_HISTORICAL][0];
    uint32_t end = w->items[i].last + 1u;
    while (!starts_at(w, end))
      end++;
    bool is_past = has_complaint_beyond(w, w->r->token_at[heading], end);
    for (uint32_t k = 0; k < w->n_items && !is_past; k++)
      if (w->items[k].span[RSI_SAID_HISTORICAL][0] == heading && is_under_heading(w, &w->items[k]))
        w->items[k].is_historical = false;
    return;
  }
}

uint8_t rsi_item_assertion(const rsi_item *item) {
  if (item->is_conditional)
    return RSI_SAID_CONDITIONAL;
  if (item->polarity == RSI_SAID_ABSENT)
    return RSI_SAID_ABSENT;
  return item->is_family ? RSI_SAID_FAMILY : item->is_historical ? RSI_SAID_HISTORICAL : item->polarity;
}

void rsi_assert_items(rsi_reader *r) {
  rsi_item *items = r->items.items;
  walk w = {.r = r, .t = r->tokens.items, .items = items, .n = r->tokens.count, .n_items = r->items.count};
  rsi_find_foreign(&w);
  for (uint32_t i = 0; i < w.n_items; i++)
    memset(items[i].distance, 0xff, sizeof items[i].distance);
  for (uint32_t i = 0; i < r->marks.count; i++) {
    const rsi_mark *mark = RSI_AT(&r->marks, rsi_mark, i);
    if (mark_at(&w, mark->first) == mark)
      apply_mark(&w, mark);
  }
  for (uint32_t i = 0; i < w.n_items; i++)
    settle(&items[i]);
  hear_heading(&w);
  keep_a_complaint(&w);
}
