/* Numbers beside the words of a measure or score: "eGFR 28", "T: 38,5", "D-dimer >500 ng/mL FEU", "Cr 110 -> 340", "20 wks GA".
 *
 * A number without unit is the range over the units in which it would be plausible: "T 101" can only be Fahrenheit, "D-dimer 600" may
 * be several things, and the range says so. A number that is plausible in none is not the measure's. */
#include <math.h>
#include <string.h>

#include "quantity.h"

/* ---- from a quantity to the measure's own unit ---- */

static bool is_plausible(const rsi_measure *m, double low, double high) {
  bool is_low_in = low == -INFINITY || (low >= m->min && low <= m->max), is_high_in = high == INFINITY || (high >= m->min && high <= m->max);
  return is_low_in && is_high_in && (isfinite(low) || isfinite(high));
}

static void convert(const rsi_unit *unit, double low, double high, double *low_out, double *high_out) {
  *low_out = isfinite(low) ? rsi_own_unit(low, unit->factor, unit->offset) : low;
  *high_out = isfinite(high) ? rsi_own_unit(high, unit->factor, unit->offset) : high;
}

/* The range that q may mean. False when it is plausible in no unit. */
static bool range_of(const rsi_reader *r, const rsi_measure *m, const rsi_quantity *q, const rsi_unit *given, double *low, double *high) {
  bool is_found = false;
  for (uint32_t i = 0; i < m->units.count; i++) {
    const rsi_unit *unit = &r->rb->units[m->units.first + i];
    double from, to;
    if (given && unit != given)
      continue;
    convert(unit, q->low, q->high, &from, &to);
    if (!is_plausible(m, from, to))
      continue;
    *low = is_found && *low < from ? *low : from;
    *high = is_found && *high > to ? *high : to;
    is_found = true;
  }
  if (*low == -INFINITY && is_found)
    *low = m->min;
  if (*high == INFINITY && is_found)
    *high = m->max;
  return is_found;
}

static void tell(rsi_reader *r, const rsi_match *match, const rsi_quantity *q, const rsi_unit *unit, uint32_t start, uint32_t end) {
  const rsi_fact *fact = &r->rb->facts[rsi_match_cue(r, match)->target];
  double low = q->low, high = q->high;
  if (fact->kind == RSI_MEASURE && !range_of(r, &r->rb->measures[fact->detail], q, unit, &low, &high))
    return;
  rsi_state state = rsi_cells_of(r->rb, fact, low, q->is_low_open, high, q->is_high_open);
  rsi_mention *mention = rsi_mention_add(r, rsi_match_cue(r, match)->target, state, start, end, match->cue);
  if (mention) {
    mention->has_number = 1;
    mention->low = low;
    mention->high = high;
  }
}

/* ---- the number that belongs to a word ---- */

#define MOST_BETWEEN 5 /* tokens between a measure's name and its number: "WBC count this am was 14" */

static bool is_filler(const rsi_reader *r, uint32_t i) {
  char sign = rsi_sign_at(r, i);
  if (rsi_value_at(r, i, RSI_ROLE_MEASURED) || rsi_value_at(r, i, RSI_ROLE_EARLIER))
    return true;
  if (sign == '-')
    return i + 1 < r->tokens.count && rsi_token_at(r, i + 1)->kind == RSI_TOKEN_NUMBER;
  return sign && strchr(":=(~", sign);
}

/* An arrow, or a word that says that a later value follows: "110 -> 340", "60 now 110". Returns the token of the later number, or 0.
 * A number with a unit that is none of the measure's is no value of it: "GCS 15 at 2h". */
static uint32_t later_number(const rsi_reader *r, uint32_t i, const rsi_measure *m) {
  if (rsi_sign_at(r, i) == '-' && rsi_sign_at(r, i + 1) == '>')
    i += 2;
  else if (!rsi_begins_at(r, i) && rsi_value_at(r, i, RSI_ROLE_MEASURED))
    i = rsi_mark_at(r, RSI_FAMILY_VALUE, i)->last + 1u;
  else
    return 0;
  rsi_quantity q;
  const rsi_unit *unit;
  if (rsi_begins_at(r, i) || rsi_token_at(r, i)->kind != RSI_TOKEN_NUMBER || !rsi_quantity_read(r, i, &q))
    return 0;
  return !q.unit || (m && rsi_unit_at(r, q.unit_mark->first, m, &unit)) ? i : 0;
}

static bool read_right(rsi_reader *r, const rsi_match *match, const rsi_measure *m) {
  uint32_t at = r->token_at[match->end - 1] + 1u;
  bool is_earlier = false; /* "Cr baseline 80": not today's, unless a later one follows */
  for (unsigned k = 0; k < MOST_BETWEEN && !rsi_begins_at(r, at) && is_filler(r, at); k++) {
    const rsi_mark *mark = rsi_mark_at(r, RSI_FAMILY_VALUE, at);
    if (rsi_value_at(r, at, RSI_ROLE_COMPARE))
      break;
    is_earlier |= rsi_value_at(r, at, RSI_ROLE_EARLIER) && !rsi_value_at(r, at, RSI_ROLE_MEASURED);
    at = mark ? mark->last + 1u : at + 1;
  }
  rsi_quantity q;
  const rsi_unit *unit = NULL;
  if (rsi_begins_at(r, at) || !rsi_quantity_read(r, at, &q))
    return false;
  uint32_t first = at, later;
  while ((later = later_number(r, q.end, m)) && rsi_quantity_read(r, later, &q))
    is_earlier = false;
  uint32_t end = q.end;
  const rsi_mark *unit_mark = m ? rsi_unit_at(r, q.unit_mark ? q.unit_mark->first : q.end, m, &unit) : NULL;
  if (unit_mark)
    end = unit_mark->last + 1u;
  else if (q.unit && rsi_name_is(r, q.unit, "%"))
    return false; /* "Cr up 45 %": a share of something, not the measure itself */
  if (rsi_sign_at(r, q.end) == '/' && q.end + 1 < r->tokens.count && rsi_token_at(r, q.end + 1)->kind == RSI_TOKEN_NUMBER && !unit_mark)
    end = q.end + 2; /* "BP 120/80", "GCS 15/15" */
  if (!is_earlier)
    tell(r, match, &q, unit_mark ? unit : NULL, match->start, rsi_token_at(r, end - 1)->end);
  rsi_use_tokens(r, first, end);
  return true;
}

/* "20 wks GA", "14/40": the number in front, with a unit or when the cue is a pattern that says what it follows. */
static void read_left(rsi_reader *r, const rsi_match *match, const rsi_measure *m) {
  uint32_t first = r->token_at[match->start], at = first;
  const rsi_unit *unit = NULL;
  const rsi_mark *unit_mark = NULL;
  for (uint32_t back = 1; back <= 3 && back <= first && m && !unit_mark; back++) {
    unit_mark = rsi_unit_at(r, first - back, m, &unit);
    if (unit_mark && unit_mark->last + 1u != first)
      unit_mark = NULL;
  }
  if (unit_mark)
    at = unit_mark->first;
  else if (!rsi_match_cue(r, match)->is_pattern)
    return;
  if (!at || rsi_begins_at(r, first) || rsi_token_at(r, at - 1)->kind != RSI_TOKEN_NUMBER)
    return;
  uint32_t number = at - 1;
  if (number > 1 && (rsi_sign_at(r, number - 1) == '+' || rsi_sign_at(r, number - 1) == '-') && rsi_token_at(r, number - 2)->kind == RSI_TOKEN_NUMBER)
    number -= 2; /* "20+3 wks" is 20, "20-22 wks" a range */
  rsi_quantity q;
  if (!rsi_quantity_read(r, number, &q))
    return;
  tell(r, match, &q, unit_mark ? unit : NULL, rsi_token_at(r, number)->start, match->end);
  rsi_use_tokens(r, number, at);
}

static void read_measures(rsi_reader *r) {
  for (uint32_t i = 0; i < r->matches.count && !r->has_failed; i++) {
    const rsi_match *match = rsi_match_at(r, i);
    const rsi_cue_def *cue = rsi_match_cue(r, match);
    if (cue->kind != RSI_CUE_NUMBER || match->is_dropped)
      continue;
    const rsi_fact *fact = &r->rb->facts[cue->target];
    const rsi_measure *measure = fact->kind == RSI_MEASURE ? &r->rb->measures[fact->detail] : NULL;
    if (!read_right(r, match, measure))
      read_left(r, match, measure);
  }
}

void rsi_read_values(rsi_reader *r) {
  read_measures(r);
  if (!r->has_failed)
    rsi_read_person(r);
  if (!r->has_failed)
    rsi_read_duration(r);
}
