/* Exams already done, and what they showed: "WB xray normal w small effusion", "no fracture on XR", "pas de radio", "no imaging so
 * far".
 *
 * A word for a modality is a prior exam only when something says so: a result in its statement, a word like "done" or "showed", or
 * "on" between a finding and it ("nodule on CT"). Otherwise it is most often the exam that is asked for, and says nothing. A result
 * counts for every prior of that modality and of the region that stands beside it; without a region, for every prior of the
 * modality. */
#include <math.h>
#include <string.h>

#include "quantity.h"

#define NOT_DONE ((rsi_state)1)

/* What the words around one modality come to. */
typedef struct statement {
  const rsi_item *exam;
  uint32_t first, end;           /* tokens that speak of it */
  uint32_t first_item, end_item; /* items among them */
  uint32_t regions[4], n_regions;
  double days_ago; /* 0 when not said */
} statement;

static const rsi_item *items_of(const rsi_reader *r) { return r->items.items; }
static const rsi_cue_def *cue_of(const rsi_reader *r, const rsi_item *item) {
  return rsi_match_cue(r, rsi_match_at(r, item->match));
}
static bool is_exam(const rsi_cue_def *cue) { return cue->kind == RSI_CUE_MODALITY || cue->kind == RSI_CUE_PRIOR; }
static bool is_result(const rsi_cue_def *cue) { return cue->kind == RSI_CUE_RESULT || cue->kind == RSI_CUE_SHARED_RESULT; }
static const rsi_cue_def *imaging_at(const rsi_reader *r, uint32_t token, uint8_t role) {
  return rsi_role_at(r, RSI_FAMILY_IMAGING, token, role);
}

/* ---- results ---- */

/* "neuro normal ct head please": a result in the words of a finding that says by itself that something is not there belongs to that
 * finding, unless it names the exam as well. */
static bool is_taken(const rsi_reader *r, const rsi_item *item) {
  for (uint32_t i = 0; i < r->items.count && items_of(r)[i].first <= item->first && item->polarity != RSI_SAID_ABSENT; i++) {
    const rsi_item *other = &items_of(r)[i];
    const rsi_cue_def *cue = cue_of(r, other);
    if (cue->kind != RSI_CUE_FACT || cue->state != RSI_ABSENT || !other->counts || other->last < item->last ||
        other->end - other->start <= item->end - item->start)
      continue;
    bool has_exam = false;
    for (uint32_t k = i ? i - 1 : 0; k < r->items.count && items_of(r)[k].first <= other->last; k++)
      has_exam |= is_exam(cue_of(r, &items_of(r)[k])) && items_of(r)[k].first >= other->first;
    if (!has_exam)
      return true;
  }
  return false;
}

/* The state that a result cue tells of a prior; 0 when it is not one of its results. */
static rsi_state result_state(const rscan_rulebase *rb, const rsi_cue_def *cue, uint32_t prior) {
  if (cue->kind == RSI_CUE_RESULT)
    return cue->target == prior ? cue->state : 0;
  const rsi_span *values = &rb->facts[prior].values;
  for (uint32_t i = 0; i < values->count; i++)
    if (!strcmp(rsi_string(rb, rb->values[values->first + i].id), rsi_string(rb, rb->shared_results[cue->target].id)))
      return rb->values[values->first + i].state;
  return 0;
}

/* "XR shows ?OA", "XR suggests OA": reports hedge, and for a prior exam a hedged result is the result. But "XR ?OA" asks for one.
 */
static bool is_hedged_result(const rsi_reader *r, const rsi_item *item) {
  const uint16_t *span = item->span[RSI_SAID_POSSIBLE];
  if (item->polarity != RSI_SAID_POSSIBLE || span[1] <= span[0] || span[0] > item->start)
    return false;
  uint32_t trigger = r->token_at[span[0]];
  for (uint32_t back = 0; back <= 4 && back <= trigger; back++) {
    uint32_t at = trigger - back;
    const rsi_mark *mark = rsi_mark_at(r, RSI_FAMILY_IMAGING, at);
    bool is_there = mark && (!back || mark->last + 1u == trigger) && rsi_token_at(r, at)->kind == RSI_TOKEN_WORD;
    if (is_there && imaging_at(r, at, RSI_ROLE_DONE_AFTER) && !imaging_at(r, at, RSI_ROLE_WANTED_AFTER))
      return true;
  }
  return false;
}

/* "xray for OA": what it is wanted for, not what it showed. */
static bool is_indication(const rsi_reader *r, const rsi_item *item) {
  return item->first && !rsi_token_at(r, item->first)->starts && imaging_at(r, item->first - 1u, RSI_ROLE_WANTED) != NULL &&
         !is_hedged_result(r, item);
}

/* A prior holds one result. Of several that the words name, the one that its author lists last: authors go from least to most
 * telling, so "normal except effusion" is the effusion, and "no fracture, OA" the arthritis. What is only denied is what it is not.
 */
rsi_state rsi_result_of(const rsi_reader *r, uint32_t prior, uint32_t first, uint32_t end, const rsi_item **telling) {
  rsi_state best = 0, denied = 0, all = r->rb->facts[prior].full & ~NOT_DONE;
  const rsi_item *best_item = NULL, *denied_item = NULL;
  for (uint32_t i = first; i < end; i++) {
    const rsi_item *item = &items_of(r)[i];
    rsi_state state = is_result(cue_of(r, item)) ? result_state(r->rb, cue_of(r, item), prior) : 0;
    if (!state || is_taken(r, item) || item->is_conditional || item->is_family || is_indication(r, item))
      continue;
    if (item->polarity == RSI_SAID_ABSENT) {
      denied |= state;
      denied_item = item;
    } else if ((item->polarity == RSI_SAID_PRESENT || is_hedged_result(r, item)) && state > best) {
      best = state;
      best_item = item;
    }
  }
  if (telling)
    *telling = best ? best_item : denied_item;
  return best ? best : denied ? all & ~denied : 0;
}

/* ---- the statement around an exam ---- */

static bool is_connector(const rsi_reader *r, uint32_t i) {
  char sign = rsi_sign_at(r, i);
  return (sign && strchr("/+&(", sign)) || rsi_role_at(r, RSI_FAMILY_ASSERTION, i, RSI_ROLE_AND) ||
         rsi_role_at(r, RSI_FAMILY_ASSERTION, i, RSI_ROLE_OR);
}

static bool is_region_token(const rsi_reader *r, uint32_t token) {
  const rsi_token *t = rsi_token_at(r, token);
  for (uint32_t i = 0; i < r->matches.count && rsi_match_at(r, i)->start <= t->start; i++) {
    const rsi_match *match = rsi_match_at(r, i);
    if (!match->is_dropped && match->end >= t->end && rsi_match_cue(r, match)->kind == RSI_CUE_REGION)
      return true;
  }
  return false;
}

/* The first item at or behind a token. */
static uint32_t item_from(const rsi_reader *r, uint32_t token) {
  uint32_t i = 0;
  while (i < r->items.count && items_of(r)[i].first < token)
    i++;
  return i;
}

static bool result_starts_at(const rsi_reader *r, uint32_t token) {
  for (uint32_t i = item_from(r, token); i < r->items.count && items_of(r)[i].first == token; i++)
    if (is_result(cue_of(r, &items_of(r)[i])))
      return true;
  return false;
}

/* Does the other exam at item k share the statement: "XR and US normal"? */
static bool shares(const rsi_reader *r, uint32_t from, const rsi_item *other) {
  for (uint32_t i = from; i < other->first; i++)
    if (!is_connector(r, i) && !is_region_token(r, i))
      return false;
  return other->first > from;
}

#define LONGEST_STATEMENT 16 /* tokens behind an exam */

#define LONGEST_BRACKET 6 /* tokens */

/* "XR (2 wks ago): OA": what stands in brackets behind an exam is an aside. */
static uint32_t behind_bracket(const rsi_reader *r, uint32_t i) {
  for (uint32_t k = 1; rsi_sign_at(r, i) == '(' && k <= LONGEST_BRACKET; k++)
    if (rsi_sign_at(r, i + k) == ')')
      return i + k + 1u;
  return i;
}

/* "US: GB ok - equivocal": a dash begins a sentence, but another result goes on with the report. */
static bool goes_on(const rsi_reader *r, uint32_t i) {
  return i < r->tokens.count && rsi_sign_at(r, i - 1) == '-' && result_starts_at(r, i + (rsi_sign_at(r, i) == '"'));
}

/* "US: stones, wall thick, no fluid" is a report up to its full stop; without the colon a comma ends it, unless a result follows.
 */
static uint32_t statement_end(const rsi_reader *r, const rsi_item *exam) {
  uint32_t i = behind_bracket(r, exam->last + 1u), from = i;
  bool is_report = rsi_sign_at(r, i) == ':' || (is_region_token(r, i) && rsi_sign_at(r, i + 1) == ':');
  uint32_t dash = i + (!rsi_begins_at(r, i) && is_region_token(r, i));
  if (rsi_sign_at(r, dash) == '-' && dash + 1 < r->tokens.count && goes_on(r, dash + 1)) /* "XR - mild OA" */
    i = dash + 2;
  for (; (!rsi_begins_at(r, i) || (is_report && goes_on(r, i))) && i - exam->last <= LONGEST_STATEMENT; i++) {
    if (rsi_sign_at(r, i) == ',' && !is_report && !result_starts_at(r, i + 1))
      break;
    bool is_other = false;
    for (uint32_t k = item_from(r, i); k < r->items.count && items_of(r)[k].first == i; k++)
      if (is_exam(cue_of(r, &items_of(r)[k])) && items_of(r)[k].last > exam->last) {
        is_other = !shares(r, from, &items_of(r)[k]);
        from = items_of(r)[k].last + 1u;
      }
    if (is_other)
      break;
  }
  return i;
}

/* Results in front of the exam: right there ("normal knee xray"), or joined to it by "on" ("no fracture on XR"). */
static uint32_t statement_first(const rsi_reader *r, const rsi_item *exam) {
  uint32_t i = exam->first;
  while (i && !rsi_token_at(r, i)->starts && is_region_token(r, i - 1))
    i--;
  bool is_shown = false;
  for (uint32_t back = 1; back <= 5 && back <= i && !is_shown; back++) {
    const rsi_mark *mark = rsi_mark_at(r, RSI_FAMILY_IMAGING, i - back);
    is_shown = mark && mark->last + 1u >= i && imaging_at(r, i - back, RSI_ROLE_SHOWN_ON);
  }
  if (!is_shown) {
    for (uint32_t k = 0; k < r->items.count; k++)
      if (items_of(r)[k].last + 1u == i && !rsi_begins_at(r, i) && is_result(cue_of(r, &items_of(r)[k])) &&
          !is_taken(r, &items_of(r)[k]))
        return items_of(r)[k].first;
    return exam->first;
  }
  for (uint32_t n = 0; n < 10 && i && !rsi_token_at(r, i)->starts && rsi_sign_at(r, i - 1) != ','; n++)
    i--;
  return i;
}

static bool is_ago(const rsi_reader *r, uint32_t token) {
  return rsi_value_at(r, token, RSI_ROLE_AGO) &&
         (rsi_value_ending(r, token - 1, RSI_ROLE_UNIT) || rsi_value_ending(r, token - 1, RSI_ROLE_MANY));
}

/* "no trauma films neg": what is said not to be is no body part of the exam; nor is "2 months back". */
static bool is_other_word(const rsi_reader *r, const rsi_match *region, uint32_t first) {
  if (first && !rsi_token_at(r, first)->starts && is_ago(r, first))
    return true;
  for (uint32_t i = 0; i < r->items.count && items_of(r)[i].start <= region->start; i++)
    if (items_of(r)[i].start == region->start && items_of(r)[i].end <= region->end && items_of(r)[i].polarity == RSI_SAID_ABSENT)
      return true;
  return false;
}

/* "US appendix not seen": the body part is a word of a result, which knows its exam. */
static bool is_in_result(const rsi_reader *r, const rsi_match *region) {
  for (uint32_t i = 0; i < r->items.count && items_of(r)[i].start <= region->start; i++)
    if (items_of(r)[i].end > region->end && cue_of(r, &items_of(r)[i])->kind == RSI_CUE_RESULT &&
        !is_indication(r, &items_of(r)[i]))
      return true;
  return false;
}

/* "cam on XR with groin pain": the body part of a complaint that is joined to the exam. */
static bool is_of_joined_complaint(const rsi_reader *r, const rsi_match *region, uint32_t from, uint32_t first) {
  bool is_joined = false, is_complaint = false;
  for (uint32_t i = from; i < first && !is_joined; i++)
    is_joined = !rsi_sign_at(r, i) &&
                (rsi_role_at(r, RSI_FAMILY_ASSERTION, i, RSI_ROLE_ALONG) || rsi_role_at(r, RSI_FAMILY_ASSERTION, i, RSI_ROLE_AND));
  for (uint32_t i = 0; i < r->items.count && is_joined && items_of(r)[i].start <= region->start; i++) {
    const rsi_cue_def *cue = cue_of(r, &items_of(r)[i]);
    is_complaint |= items_of(r)[i].end >= region->end && items_of(r)[i].end - items_of(r)[i].start > region->end - region->start &&
                    cue->kind == RSI_CUE_FACT;
  }
  return is_complaint;
}

static void find_regions(const rsi_reader *r, statement *s) {
  uint32_t low = s->exam->first, high = s->exam->last;
  for (unsigned k = 0;
       k < 3 && low && !rsi_token_at(r, low)->starts && !(rsi_sign_at(r, low - 1) && strchr(",:.", rsi_sign_at(r, low - 1))); k++)
    low--;
  for (unsigned k = 0;
       k < 4 && !rsi_begins_at(r, high + 1) && !(rsi_sign_at(r, high + 1) && strchr(",:.", rsi_sign_at(r, high + 1))); k++)
    high++;
  for (uint32_t i = 0; i < r->matches.count && s->n_regions < 4; i++) {
    const rsi_match *match = rsi_match_at(r, i);
    const rsi_cue_def *cue = rsi_match_cue(r, match);
    if (match->is_dropped || cue->kind != RSI_CUE_REGION)
      continue;
    uint32_t first = r->token_at[match->start], last = r->token_at[match->end - 1];
    bool is_touching = (last >= low && first <= s->exam->last) || (first >= s->exam->first && first <= high);
    bool is_behind_complaint = first < s->exam->first && last + 1u < s->exam->first && !is_connector(r, last + 1u);
    if (is_touching && !is_behind_complaint && !is_other_word(r, match, first) && !is_in_result(r, match) &&
        !is_of_joined_complaint(r, match, s->exam->last + 1u, first))
      s->regions[s->n_regions++] = cue->target;
  }
}

/* "CT 3 yrs ago" */
static double days_ago(const rsi_reader *r, uint32_t from, uint32_t end) {
  const rsi_unit *unit;
  rsi_quantity q;
  if (r->rb->duration == RSI_NONE)
    return 0;
  const rsi_measure *m = &r->rb->measures[r->rb->facts[r->rb->duration].detail];
  for (uint32_t i = from; i < end; i++)
    if (rsi_quantity_read(r, i, &q) && q.unit && !rsi_begins_at(r, q.unit_end) && rsi_value_at(r, q.unit_end, RSI_ROLE_AGO) &&
        rsi_unit_at(r, q.unit_mark->first, m, &unit))
      return isfinite(q.low) ? rsi_own_unit(q.low, unit->factor, unit->offset) : 0;
  return 0;
}

static statement statement_of(const rsi_reader *r, const rsi_item *exam) {
  statement s = {.exam = exam, .first = statement_first(r, exam), .end = statement_end(r, exam)};
  s.first_item = item_from(r, s.first);
  s.end_item = item_from(r, s.end);
  s.days_ago = days_ago(r, exam->last + 1u, s.end);
  find_regions(r, &s);
  return s;
}

/* ---- done, wanted, or neither ---- */

/* A mark of the family with a role that ends in front of the exam, over at most `most` tokens. */
static bool role_in_front(const rsi_reader *r, const rsi_item *exam, uint8_t role, uint32_t most) {
  uint32_t start = exam->first;
  for (uint32_t back = 1; back <= most + 5 && back <= start && !rsi_token_at(r, start - back + 1)->starts; back++) {
    const rsi_mark *mark = rsi_mark_at(r, RSI_FAMILY_IMAGING, start - back);
    if (rsi_sign_at(r, start - back) == ',')
      return false;
    if (mark && mark->last + 1u + most >= start && imaging_at(r, start - back, role))
      return true;
  }
  return false;
}

static bool role_behind(const rsi_reader *r, const statement *s, uint8_t role, uint32_t most) {
  for (uint32_t i = s->exam->last + 1u; i < s->end && i <= s->exam->last + 1u + most; i++)
    if (imaging_at(r, i, role))
      return true;
  return false;
}

static bool wanted_only_behind(const rsi_reader *r, const statement *s, uint32_t most) {
  for (uint32_t i = s->exam->last + 1u; i < s->end && i <= s->exam->last + 1u + most; i++)
    if (imaging_at(r, i, RSI_ROLE_WANTED_AFTER) && !imaging_at(r, i, RSI_ROLE_DONE_AFTER))
      return true;
  return false;
}

/* Has the statement a result of any prior, said to be or not to be? */
static const rsi_item *any_result(const rsi_reader *r, const statement *s) {
  for (uint32_t i = s->first_item; i < s->end_item; i++) {
    const rsi_item *item = &items_of(r)[i];
    if (is_result(cue_of(r, item)) && !is_taken(r, item) && !item->is_conditional &&
        (item->polarity != RSI_SAID_POSSIBLE || is_hedged_result(r, item)) && !is_indication(r, item))
      return item;
  }
  return NULL;
}

static bool is_done(const rsi_reader *r, const statement *s) {
  const rsi_item *result = any_result(r, s);
  bool is_wanted = role_in_front(r, s->exam, RSI_ROLE_WANTED, 2), is_wanted_after = role_behind(r, s, RSI_ROLE_WANTED_AFTER, 6);
  bool is_shown = role_in_front(r, s->exam, RSI_ROLE_SHOWN_ON, 2);
  if (result && !is_shown) {
    bool is_close = result->first <= s->exam->last + 4u && (result->first > s->exam->last || result->last + 3u >= s->exam->first);
    return is_close ? !(is_wanted && is_wanted_after) : !is_wanted && !is_wanted_after;
  }
  if (is_shown && result && result->first < s->exam->first) /* "today" may be when it was done or when it is wanted */
    return !wanted_only_behind(r, s, 6);
  if (is_shown)
    return !is_wanted_after && (result || s->first < s->exam->first);
  return !is_wanted && !is_wanted_after &&
         (role_in_front(r, s->exam, RSI_ROLE_DONE, 2) || role_behind(r, s, RSI_ROLE_DONE_AFTER, 3) ||
          cue_of(r, s->exam)->kind == RSI_CUE_PRIOR);
}

/* ---- telling ---- */

static bool has_region(const rscan_rulebase *rb, const statement *s, uint32_t region) {
  if (!s->n_regions || region == RSI_NONE)
    return true;
  for (uint32_t i = 0; i < s->n_regions; i++)
    if (rsi_region_within(rb, s->regions[i], region) || rsi_region_within(rb, region, s->regions[i]))
      return true;
  return false;
}

static bool is_meant(const rsi_reader *r, const statement *s, uint32_t fact) {
  const rscan_rulebase *rb = r->rb;
  const rsi_cue_def *cue = cue_of(r, s->exam);
  if (rb->facts[fact].kind != RSI_PRIOR)
    return false;
  if (cue->kind == RSI_CUE_PRIOR)
    return cue->target == fact;
  const rsi_prior *prior = &rb->priors[rb->facts[fact].detail];
  bool has_modality = cue->kind == RSI_CUE_LANGUAGE;
  for (uint32_t i = 0; i < prior->modalities.count; i++)
    has_modality |= rb->indices[prior->modalities.first + i] == cue->target;
  return has_modality && has_region(rb, s, prior->region) && !(s->days_ago > prior->within_days);
}

static void tell(rsi_reader *r, const statement *s, uint32_t fact, rsi_state state, const rsi_item *telling, uint8_t said) {
  uint32_t start = s->exam->start, end = s->exam->end;
  if (telling && telling->start < start)
    start = telling->start;
  if (telling && telling->end > end)
    end = telling->end;
  rsi_mention *mention = rsi_mention_add(r, fact, state, start, end, rsi_match_at(r, s->exam->match)->cue);
  if (!mention)
    return;
  mention->assertion = said;
  if (said != RSI_SAID_PRESENT)
    rsi_mention_trigger(r, mention, s->exam->span[said]);
}

static void tell_priors(rsi_reader *r, const statement *s, bool is_absent) {
  for (uint32_t fact = 0; fact < r->rb->n_facts && !r->has_failed; fact++) {
    const rsi_item *telling = NULL;
    if (!is_meant(r, s, fact))
      continue;
    rsi_state done = r->rb->facts[fact].full & ~NOT_DONE;
    rsi_state state = is_absent ? NOT_DONE : rsi_result_of(r, fact, s->first_item, s->end_item, &telling);
    bool is_sure =
        s->n_regions || cue_of(r, s->exam)->kind == RSI_CUE_PRIOR; /* "CT done": of what, and so which prior, is not said */
    if (!state && !is_sure)
      continue;
    tell(r, s, fact, state ? state : done, telling, is_absent ? RSI_SAID_ABSENT : RSI_SAID_PRESENT);
  }
}

/* "first xray" says that there was none before, but "first xray normal" that there was one. */
static bool is_first_but_done(const rsi_reader *r, const statement *s) {
  const uint16_t *span = s->exam->span[RSI_SAID_ABSENT];
  bool is_held = span[0] < s->exam->start && span[1] >= s->exam->end;
  return is_held && (any_result(r, s) || (role_behind(r, s, RSI_ROLE_DONE_AFTER, 1) && !wanted_only_behind(r, s, 6)));
}

bool rsi_read_priors(rsi_reader *r) {
  bool says_nothing_imaged = false;
  for (uint32_t i = 0; i < r->items.count && !r->has_failed; i++) {
    const rsi_item *item = &items_of(r)[i];
    const rsi_cue_def *cue = cue_of(r, item);
    bool is_general = cue->kind == RSI_CUE_LANGUAGE;
    if ((!is_general && !is_exam(cue)) || item->is_conditional || item->is_family)
      continue;
    statement s = statement_of(r, item);
    if (item->polarity == RSI_SAID_ABSENT && (is_general || !is_first_but_done(r, &s))) {
      bool is_other = role_behind(r, &s, RSI_ROLE_WANTED_AFTER, 0) && !is_general; /* "no MR contraindication" */
      if (is_general && !s.n_regions)
        says_nothing_imaged = true;
      else if (!is_other)
        tell_priors(r, &s, true);
    } else if (!is_general && item->polarity != RSI_SAID_POSSIBLE && is_done(r, &s))
      tell_priors(r, &s, false);
  }
  return says_nothing_imaged;
}
