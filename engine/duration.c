/* How long has it lasted? "x 2 wks", "6-mo hx", "depuis 3 semaines", "since yesterday", "LBP 8 mo", "started 2h ago".
 *
 * Orders are full of other lengths of time: ages, courses of treatment, times since an operation, intervals of follow-up. So a time
 * is taken only with a reason, and the better reason wins: words that say that something lasts, or standing right beside a
 * complaint; "ago" behind it; standing beside another finding; how long it has been getting worse. Several with equally good
 * reasons give the range from the shortest to the longest: which complaint is asked about is not known here. */
#include <math.h>
#include <string.h>

#include "quantity.h"

enum reason { REASON_LASTS = 1, REASON_AGO, REASON_BESIDE_OTHER, REASON_WORSE, REASON_NONE };

typedef struct candidate {
  double low, high;
  bool is_low_open, is_high_open;
  uint8_t reason;
  uint32_t first, end; /* tokens */
} candidate;

#define MOST_CANDIDATES 16

/* A finding said to be there. What enters a guideline is a complaint; of others it is less likely that their length is told. */
static const rsi_fact *finding_of(const rsi_reader *r, const rsi_item *item) {
  if (!item->counts || item->is_family || item->is_conditional || item->is_historical || item->polarity == RSI_SAID_ABSENT)
    return NULL;
  const rsi_cue_def *cue = rsi_match_cue(r, rsi_match_at(r, item->match));
  return cue->kind == RSI_CUE_FACT && cue->state != RSI_ABSENT ? &r->rb->facts[cue->target] : NULL;
}

static bool has_break(const rsi_reader *r, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i <= to; i++)
    if (rsi_begins_at(r, i) || (rsi_sign_at(r, i) && strchr(",.;:)", rsi_sign_at(r, i))))
      return true;
  return false;
}

#define NEAR_BEFORE 2  /* other tokens between a complaint and its duration: "swelling L 3 wks" */
#define NEAR_AFTER 3   /* "6 mo exertional chest tightness" */
#define NEAR_AGO 6     /* "struck head on a cupboard door 2h ago" */
#define NEAR_MEMBER 16 /* "knee pain, no trauma, no locking, 3 wks" */

enum beside { BESIDE_NOTHING, BESIDE_FINDING, BESIDE_COMPLAINT };

/* A time that is a list member of its own: "daily HA, 4 months, no fever", "knee pain. 3 wks. No locking", "HA: 3 d". */
static bool is_member(const rsi_reader *r, uint32_t first, uint32_t end) {
  char behind = rsi_sign_at(r, end);
  return first && (rsi_token_at(r, first)->starts || (rsi_sign_at(r, first - 1) && strchr(",:)", rsi_sign_at(r, first - 1)))) &&
         (rsi_begins_at(r, end) || (behind && strchr(",.;:-", behind)));
}

/* "physio, 6 wks", "on NSAIDs, 6 wks": the member in front of the time tells of something else that lasts. */
static bool follows_other(const rsi_reader *r, uint32_t first) {
  uint32_t last = first - 1, begin;
  while (last && rsi_token_at(r, last)->kind == RSI_TOKEN_SIGN)
    last--;
  for (begin = last; begin && !rsi_token_at(r, begin)->starts && rsi_sign_at(r, begin - 1) != ','; begin--)
    ;
  return rsi_value_ending(r, last, RSI_ROLE_NOT_LASTING) || rsi_value_ending(r, last, RSI_ROLE_NOT_LASTED) ||
         rsi_value_at(r, begin, RSI_ROLE_NOT_LASTING);
}

/* The complaint that a member of its own speaks of: the nearest in front, over what was denied. Is it told in the member right in
 * front, or are there others between? */
static enum beside in_front_of_member(const rsi_reader *r, uint32_t first) {
  enum beside best = BESIDE_NOTHING;
  if (follows_other(r, first))
    return best;
  for (uint32_t i = r->items.count; i-- > 0 && best != BESIDE_COMPLAINT;) {
    const rsi_item *item = RSI_AT(&r->items, rsi_item, i);
    const rsi_fact *fact = finding_of(r, item);
    if (item->last >= first || first - item->last > NEAR_MEMBER)
      continue;
    uint8_t kind = rsi_match_cue(r, rsi_match_at(r, item->match))->kind;
    if (kind == RSI_CUE_MODALITY || kind == RSI_CUE_PRIOR)
      return best;
    if (fact && fact->is_complaint)
      best = has_break(r, item->last + 1u, first - 2) ? BESIDE_FINDING : BESIDE_COMPLAINT;
  }
  return best;
}

/* "2 wks ago knee injury", "3 mo post knee injury": the time at tokens first to end begins a member, and behind its word for "ago"
 * stands a complaint. */
static bool is_of_complaint_behind(const rsi_reader *r, uint32_t first, uint32_t end) {
  uint32_t behind = rsi_mark_at(r, RSI_FAMILY_VALUE, end)->last + 1u;
  if (!rsi_begins_at(r, first) && !strchr(",(", rsi_sign_at(r, first - 1) ? rsi_sign_at(r, first - 1) : 'x'))
    return false;
  for (uint32_t i = 0; i < r->items.count; i++) {
    const rsi_item *item = RSI_AT(&r->items, rsi_item, i);
    const rsi_fact *fact = finding_of(r, item);
    if (fact && fact->is_complaint && item->first >= behind && item->first <= behind + 1 && !has_break(r, behind, item->first))
      return true;
  }
  return false;
}

/* What stands beside the time at tokens first to end. A time inside the words of something that began before it ("physio 6 wks") is
 * that thing's own, unless a complaint is named there too ("knee injury 6 wks ago"). */
static enum beside beside(const rsi_reader *r, uint32_t first, uint32_t end, bool is_past) {
  enum beside best = BESIDE_NOTHING;
  bool is_covered = false;
  uint32_t most = is_past ? NEAR_AGO : NEAR_BEFORE;
  for (uint32_t i = 0; i < r->items.count; i++) {
    const rsi_item *item = RSI_AT(&r->items, rsi_item, i);
    const rsi_fact *fact = finding_of(r, item);
    is_covered |= item->first < first && item->last >= first;
    bool is_before = item->last < first && first - item->last <= most + 1 && !has_break(r, item->last + 1u, first);
    bool is_after = !is_past && item->first >= end && item->first - end <= NEAR_AFTER && !has_break(r, end, item->first);
    bool is_inside =
        is_past && item->first == first && item->last < end && rsi_token_at(r, first)->kind == RSI_TOKEN_WORD; /* "fell mon" */
    if (fact && (is_before || is_after || is_inside))
      best = fact->is_complaint ? BESIDE_COMPLAINT : best == BESIDE_COMPLAINT ? best : BESIDE_FINDING;
  }
  bool is_ago = is_past && !rsi_begins_at(r, end) && rsi_value_at(r, end, RSI_ROLE_AGO);
  if (best == BESIDE_NOTHING && is_member(r, first, is_ago ? rsi_mark_at(r, RSI_FAMILY_VALUE, end)->last + 1u : end))
    return in_front_of_member(r, first);
  if (best == BESIDE_NOTHING && is_ago)
    return is_of_complaint_behind(r, first, end) ? BESIDE_COMPLAINT : BESIDE_NOTHING;
  return is_covered && best != BESIDE_COMPLAINT ? BESIDE_NOTHING : best;
}

/* Some findings are exams: "CT head done". */
static bool overlaps_exam(const rsi_reader *r, const rsi_item *item) {
  for (uint32_t i = 0; i < r->items.count; i++) {
    const rsi_item *other = RSI_AT(&r->items, rsi_item, i);
    uint8_t kind = rsi_match_cue(r, rsi_match_at(r, other->match))->kind;
    if ((kind == RSI_CUE_MODALITY || kind == RSI_CUE_PRIOR) && other->first <= item->last && other->last >= item->first)
      return true;
  }
  return false;
}

#define NEAR_EXAM 5

/* "xray normal 2 wks ago": the time of an exam, when no complaint stands nearer. */
static bool is_of_exam(const rsi_reader *r, uint32_t first) {
  for (uint32_t i = r->items.count; i-- > 0;) {
    const rsi_item *item = RSI_AT(&r->items, rsi_item, i);
    uint8_t kind = rsi_match_cue(r, rsi_match_at(r, item->match))->kind;
    const rsi_fact *fact = finding_of(r, item);
    if (item->last >= first || first - item->last > NEAR_EXAM || has_break(r, item->last + 1u, first))
      continue;
    if (kind == RSI_CUE_MODALITY || kind == RSI_CUE_PRIOR)
      return true;
    if (fact && fact->is_complaint && !overlaps_exam(r, item))
      return false;
  }
  return false;
}

/* A word with a role that ends right in front of a token, or with one other token between. */
static bool role_before(const rsi_reader *r, uint32_t token, uint8_t role) {
  for (uint32_t back = 1; back <= 2 && back <= token && !rsi_token_at(r, token - back + 1)->starts; back++)
    if (rsi_value_ending(r, token - back, role))
      return true;
  return false;
}

/* "PMHx: LBP x 10 yrs", "mother with OA x 20 yrs": the time of what stands right in front, and is told of the past or the family.
 */
static bool is_of_another(const rsi_reader *r, uint32_t first) {
  for (uint32_t i = 0; i < r->items.count; i++) {
    const rsi_item *item = RSI_AT(&r->items, rsi_item, i);
    bool is_owner = item->last + 1u == first || (item->first < first && item->last >= first);
    if (item->counts && is_owner && (item->is_historical || item->is_family))
      return true;
  }
  return false;
}

/* Why should the time at tokens first to end be how long the complaint has lasted? */
static uint8_t reason_of(const rsi_reader *r, uint32_t first, uint32_t end, bool is_moment) {
  bool has_end = !rsi_begins_at(r, end);
  bool is_free_before = first && !rsi_token_at(r, first)->starts;
  const rsi_mark *lasting = is_free_before ? rsi_value_ending(r, first - 1, RSI_ROLE_LASTING) : NULL;
  bool is_ago = has_end && rsi_value_at(r, end, RSI_ROLE_AGO);
  bool is_since = is_ago && (lasting || is_of_complaint_behind(r, first, end)); /* "depuis 3 sem post trauma" */
  if (has_end && rsi_value_at(r, end, RSI_ROLE_NOT_LASTED) && !is_since)
    return REASON_NONE;
  bool is_worse =
      role_before(r, lasting ? lasting->first : first, RSI_ROLE_WORSE) || (has_end && rsi_value_at(r, end, RSI_ROLE_WORSE));
  if (lasting && lasting->first && role_before(r, lasting->first, RSI_ROLE_NOT_LASTING))
    return REASON_NONE;
  if (lasting && !is_ago && is_of_another(r, lasting->first))
    return REASON_NONE;
  if (!lasting && is_free_before && rsi_value_ending(r, first - 1, RSI_ROLE_NOT_LASTING))
    return REASON_NONE;
  if (is_of_exam(r, lasting ? lasting->first : first) && (is_ago || is_moment || beside(r, first, end, false) != BESIDE_COMPLAINT))
    return REASON_NONE;
  if (lasting || (has_end && !is_moment && rsi_value_at(r, end, RSI_ROLE_LASTED)))
    return is_worse ? REASON_WORSE : REASON_LASTS;
  enum beside neighbour = beside(r, first, end, is_ago || is_moment);
  if (is_ago || is_moment)
    return neighbour == BESIDE_COMPLAINT ? REASON_AGO : REASON_NONE;
  if (neighbour == BESIDE_NOTHING)
    return REASON_NONE;
  return is_worse ? REASON_WORSE : neighbour == BESIDE_COMPLAINT ? REASON_LASTS : REASON_BESIDE_OTHER;
}

static bool in_days(const rsi_measure *m, const rsi_unit *unit, candidate *c) {
  c->low = rsi_own_unit(c->low, unit->factor, unit->offset);
  c->high = rsi_own_unit(c->high, unit->factor, unit->offset);
  if (!(c->low > m->min))
    c->low = m->min;
  if (!(c->high < m->max))
    c->high = m->max;
  return c->low <= c->high;
}

/* "2 yrs 3 mo": a smaller unit behind, less than one of the larger. */
static void add_smaller(const rsi_reader *r, const rsi_measure *m, rsi_quantity *q, const rsi_unit *unit) {
  rsi_quantity more;
  const rsi_unit *smaller;
  uint32_t at = q->unit_end + (rsi_role_at(r, RSI_FAMILY_ASSERTION, q->unit_end, RSI_ROLE_AND) != NULL);
  if (q->low != q->high || rsi_begins_at(r, at) || !rsi_is_number(r, at) || !rsi_quantity_read(r, at, &more) || !more.unit ||
      more.low != more.high || !rsi_unit_at(r, more.unit_mark->first, m, &smaller) || more.low * smaller->factor >= unit->factor ||
      rsi_value_at(r, more.unit_end, RSI_ROLE_WORSE))
    return;
  q->low = q->high = q->low + more.low * smaller->factor / unit->factor;
  q->unit_end = more.unit_end;
}

#define A_YEAR 365        /* days */
#define MOST_AMBIGUOUS 24 /* months: "x 18 m" */

/* "m" is a metre or a month: a time only where something is said to last or to be past. */
static bool may_be_time(const rsi_reader *r, uint32_t first, const rsi_quantity *q, const rsi_unit *unit) {
  if (!rsi_is_ambiguous(r, q->unit_mark, unit))
    return true;
  bool is_after = first && !rsi_token_at(r, first)->starts && rsi_value_ending(r, first - 1, RSI_ROLE_LASTING) &&
                  !rsi_value_ending(r, first - 1, RSI_ROLE_COMPARE), /* "fell from over 2 m" */
      is_before = !rsi_begins_at(r, q->unit_end) &&
                  (rsi_value_at(r, q->unit_end, RSI_ROLE_LASTED) || rsi_value_at(r, q->unit_end, RSI_ROLE_AGO));
  return q->high <= MOST_AMBIGUOUS && (is_after || is_before);
}

/* A time at token i: number and unit, a moment, or a unit in the plural alone. */
static bool read_candidate(const rsi_reader *r, const rsi_measure *m, uint32_t i, candidate *c) {
  rsi_quantity q;
  const rsi_unit *unit;
  bool is_share = i > 1 && rsi_sign_at(r, i - 1) == '/' && rsi_token_at(r, i - 2)->kind == RSI_TOKEN_NUMBER; /* "15/30 days" */
  if (is_share && rsi_token_at(r, i)->is_glued && rsi_token_at(r, i - 1)->is_glued)
    return false;
  bool is_number = (rsi_is_number(r, i) || rsi_value_at(r, i, RSI_ROLE_NUMBER) || rsi_value_at(r, i, RSI_ROLE_COMPARE)) &&
                   rsi_quantity_read(r, i, &q);
  const rsi_mark *mark = is_number && q.unit ? rsi_unit_at(r, q.unit_mark->first, m, &unit) : NULL;
  if (mark && !may_be_time(r, i, &q, unit))
    return false;
  if (mark) {
    add_smaller(r, m, &q, unit);
    *c = (candidate){q.low, q.high, q.is_low_open, q.is_high_open, REASON_NONE, i, q.unit_end};
    c->reason = reason_of(r, i, c->end, false);
    return in_days(m, unit, c);
  }
  const rsi_cue_def *moment = rsi_value_at(r, i, RSI_ROLE_MOMENT), *many = rsi_value_at(r, i, RSI_ROLE_MANY);
  bool is_counted = many && i && rsi_token_at(r, i - 1)->kind == RSI_TOKEN_NUMBER; /* "67 ans" was an age */
  mark = (moment || (many && !is_number && !is_counted)) ? rsi_unit_at(r, i, m, &unit) : NULL;
  if (!mark)
    return false;
  *c = (candidate){.first = i, .end = mark->last + 1u};
  rsi_unpack_range((moment ? moment : many)->state, &c->low, &c->high);
  bool is_dated = moment && c->high >= A_YEAR && !rsi_begins_at(r, c->end) && rsi_is_number(r, c->end) &&
                  !(rsi_quantity_read(r, c->end, &q) && q.unit);
  if (is_dated) /* "since August 2019", "since Aug 12": how long ago, only a calendar tells */
    return false;
  c->reason = reason_of(r, i, c->end, moment != NULL);
  return in_days(m, unit, c);
}

#define NEAR_DAY 3 /* tokens from a complaint to the number of its day: "LBP, day 3" */

static bool ends_member(const rsi_reader *r, uint32_t token) {
  return rsi_begins_at(r, token) || (rsi_sign_at(r, token) && strchr(",.;)", rsi_sign_at(r, token)));
}

/* "day 4 of pancreatitis", "J10 d'une pancréatite": a word for a day before a number, and a complaint behind it. A letter by itself
 * may name a vertebra ("D8 pain"), so it takes a word in between. */
static bool read_day_number(const rsi_reader *r, const rsi_measure *m, uint32_t i, candidate *c) {
  const rsi_unit *unit;
  rsi_quantity q;
  if (!i || rsi_begins_at(r, i) || rsi_token_at(r, i)->kind != RSI_TOKEN_NUMBER || !rsi_unit_at(r, i - 1, m, &unit) ||
      unit->factor != 1 || unit->offset != 0)
    return false;
  const rsi_token *day = rsi_token_at(r, i - 1);
  bool is_letter = day->end - day->start == 1;
  if ((i > 1 && !day->starts &&
       (rsi_token_at(r, i - 2)->kind == RSI_TOKEN_NUMBER || role_before(r, i - 1, RSI_ROLE_NOT_LASTING))) ||
      !rsi_quantity_read(r, i, &q) || q.unit || q.end != i + 1 ||
      (!rsi_begins_at(r, i + 1) && rsi_value_at(r, i + 1, RSI_ROLE_NOT_LASTED)))
    return false;
  for (uint32_t k = 0; k < r->items.count; k++) {
    const rsi_item *item = RSI_AT(&r->items, rsi_item, k);
    const rsi_fact *fact = finding_of(r, item);
    bool is_behind = item->first >= i + 1u + is_letter && item->first <= i + NEAR_AFTER && !has_break(r, i + 1, item->first);
    bool is_in_front = !is_letter && item->last + 1u < i && i - item->last <= NEAR_DAY && !day->starts && ends_member(r, i + 1) &&
                       rsi_value_at(r, i - 1, RSI_ROLE_UNIT);
    if (fact && fact->is_complaint && (is_behind || is_in_front)) {
      *c = (candidate){q.low, q.high, false, false, REASON_LASTS, i - 1, i + 1};
      return in_days(m, unit, c);
    }
  }
  return false;
}

static uint32_t gather(const rsi_reader *r, const rsi_measure *m, candidate *list) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < r->tokens.count && n < MOST_CANDIDATES;) {
    bool is_any = read_candidate(r, m, i, &list[n]) || read_day_number(r, m, i, &list[n]);
    uint32_t end = is_any ? list[n].end : i + 1;
    n += is_any && list[n].reason < REASON_NONE;
    i = end;
  }
  return n;
}

/* The best reason; of its candidates those of less than a day only when there are no others: episodes last hours, complaints last
 * days. */
static bool choose(candidate *list, uint32_t n, candidate *hull) {
  uint8_t best = REASON_NONE;
  double longest = 0;
  for (uint32_t i = 0; i < n; i++)
    best = list[i].reason < best ? list[i].reason : best;
  for (uint32_t i = 0; i < n; i++)
    longest = list[i].reason == best && list[i].high > longest ? list[i].high : longest;
  bool is_found = false;
  for (uint32_t i = 0; i < n; i++) {
    candidate *c = &list[i];
    if (c->reason != best || (longest >= 1 && c->high < 1)) {
      c->reason = REASON_NONE;
      continue;
    }
    if (!is_found || c->low < hull->low)
      hull->low = c->low, hull->is_low_open = c->is_low_open;
    if (!is_found || c->high > hull->high)
      hull->high = c->high, hull->is_high_open = c->is_high_open;
    is_found = true;
  }
  hull->reason = best;
  return is_found;
}

static bool overlap(rsi_state a, rsi_state b) { return RSI_CELL_LOW(a) <= RSI_CELL_HIGH(b) && RSI_CELL_LOW(b) <= RSI_CELL_HIGH(a); }

/* Words like "chronic" were told as mentions already. A number beats a word that contradicts it, but what only got worse since does
 * not beat "chronic". Returns whether the numbers are to be told. */
static bool settle_with_words(rsi_reader *r, rsi_state state, uint8_t reason) {
  for (uint32_t i = 0; i < r->mentions.count; i++) {
    rsi_mention *mention = RSI_AT(&r->mentions, rsi_mention, i);
    if (mention->fact != r->rb->duration || mention->has_number || !mention->state)
      continue;
    if (reason == REASON_WORSE)
      return false;
    if (!overlap(mention->state, state))
      mention->state = 0;
  }
  return true;
}

bool rsi_says_how_long(const rsi_reader *r, uint32_t token, bool is_bare) {
  const rsi_unit *unit;
  rsi_quantity q;
  if (r->rb->duration == RSI_NONE || rsi_begins_at(r, token))
    return false;
  bool is_lasting = rsi_value_at(r, token, RSI_ROLE_LASTING) != NULL;
  token += rsi_sign_at(r, token) == ',';
  token = is_lasting ? rsi_mark_at(r, RSI_FAMILY_VALUE, token)->last + 1u : token;
  return (is_lasting || is_bare) && rsi_quantity_read(r, token, &q) && q.unit &&
         rsi_unit_at(r, q.unit_mark->first, &r->rb->measures[r->rb->facts[r->rb->duration].detail], &unit) &&
         (rsi_begins_at(r, q.unit_end) ||
          !(rsi_value_at(r, q.unit_end, RSI_ROLE_AGO) || rsi_value_at(r, q.unit_end, RSI_ROLE_NOT_LASTED)));
}

void rsi_read_duration(rsi_reader *r) {
  if (r->rb->duration == RSI_NONE)
    return;
  candidate list[MOST_CANDIDATES], hull = {0};
  const rsi_fact *fact = &r->rb->facts[r->rb->duration];
  uint32_t n = gather(r, &r->rb->measures[fact->detail], list);
  if (!choose(list, n, &hull))
    return;
  rsi_state state = rsi_cells_of(r->rb, fact, hull.low, hull.is_low_open, hull.high, hull.is_high_open);
  if (!settle_with_words(r, state, hull.reason))
    return;
  for (uint32_t i = 0; i < n && !r->has_failed; i++) {
    if (list[i].reason == REASON_NONE)
      continue;
    rsi_mention *mention = rsi_mention_add(r, r->rb->duration, state, rsi_token_at(r, list[i].first)->start,
                                           rsi_token_at(r, list[i].end - 1)->end, RSI_NONE);
    if (mention) {
      mention->has_number = 1;
      mention->low = hull.low;
      mention->high = hull.high;
    }
  }
}
