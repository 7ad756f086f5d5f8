/* Numbers as doctors type them: "38.9", "38,5", "1,450", "95 000", "2-3", "2 à 3", ">500", "6+", "1/2", "a few". */
#include "quantity.h"

#include <math.h>
#include <string.h>

static const rsi_token *token_of(const rsi_reader *r, uint32_t i) { return rsi_token_at(r, i); }

bool rsi_begins_at(const rsi_reader *r, uint32_t i) { return i >= r->tokens.count || token_of(r, i)->starts; }
char rsi_sign_at(const rsi_reader *r, uint32_t i) { return i < r->tokens.count ? token_of(r, i)->sign : 0; }

bool rsi_is_number(const rsi_reader *r, uint32_t i) {
  if (i >= r->tokens.count || token_of(r, i)->kind != RSI_TOKEN_NUMBER || token_of(r, i)->is_used)
    return false;
  return !i || !token_of(r, i)->is_glued || token_of(r, i - 1)->kind != RSI_TOKEN_WORD ||
         rsi_value_ending(r, i - 1, RSI_ROLE_LASTING);
}

const rsi_mark *rsi_value_ending(const rsi_reader *r, uint32_t i, uint8_t role) {
  for (uint32_t back = 0; back < 6 && back <= i; back++) {
    const rsi_mark *mark = rsi_mark_at(r, RSI_FAMILY_VALUE, i - back);
    if (mark && mark->last == i && rsi_role_at(r, RSI_FAMILY_VALUE, i - back, role))
      return mark;
  }
  return NULL;
}

void rsi_use_tokens(rsi_reader *r, uint32_t first, uint32_t end) {
  for (uint32_t i = first; i < end && i < r->tokens.count; i++)
    RSI_AT(&r->tokens, rsi_token, i)->is_used = true;
}

/* A comma before exactly three digits groups thousands, as in English; before any other number of them it is the French decimal
 * comma. */
double rsi_number_value(const char *text, uint32_t length) {
  double value = 0, scale = 0;
  for (uint32_t i = 0; i < length; i++) {
    char c = text[i];
    if (c >= '0' && c <= '9') {
      value = scale > 0 ? value + (c - '0') * scale : value * 10 + (c - '0');
      scale /= 10;
      continue;
    }
    uint32_t digits = 0;
    while (i + 1 + digits < length && text[i + 1 + digits] >= '0' && text[i + 1 + digits] <= '9')
      digits++;
    bool is_grouping = c == ',' && digits == 3 && i > 0 && i <= 3 && text[0] != '0';
    if (!is_grouping && scale == 0)
      scale = 0.1;
    else if (!is_grouping)
      break; /* "1.2.3": a version, a date */
  }
  return value;
}

static double value_of(const rsi_reader *r, uint32_t i) {
  const rsi_token *t = token_of(r, i);
  return rsi_number_value(r->lower + t->start, (uint32_t)(t->end - t->start));
}

static uint32_t digits_of(const rsi_reader *r, uint32_t i) {
  const rsi_token *t = token_of(r, i);
  for (uint32_t at = t->start; at < t->end; at++)
    if (r->lower[at] == '.' || r->lower[at] == ',')
      return 0;
  return (uint32_t)(t->end - t->start);
}

static bool is_number_token(const rsi_reader *r, uint32_t i) {
  return i < r->tokens.count && token_of(r, i)->kind == RSI_TOKEN_NUMBER;
}

/* "95 000": thousands set apart by a blank, unless what follows shows that these are two numbers. */
static bool is_grouped(const rsi_reader *r, uint32_t i) {
  uint32_t digits = digits_of(r, i);
  return digits > 0 && digits <= 3 && is_number_token(r, i + 1) && !token_of(r, i + 1)->is_glued && digits_of(r, i + 1) == 3 &&
         rsi_sign_at(r, i + 2) != '/' && !token_of(r, i + 1)->starts && r->lower[token_of(r, i)->start] != '0';
}

/* One number or number word at i: sets low, high and end. */
static bool read_simple(const rsi_reader *r, uint32_t i, double *low, double *high, uint32_t *end) {
  if (i >= r->tokens.count || token_of(r, i)->is_used)
    return false;
  if (!is_number_token(r, i)) {
    const rsi_cue_def *word = rsi_value_at(r, i, RSI_ROLE_NUMBER);
    if (!word)
      return false;
    rsi_unpack_range(word->state, low, high);
    *end = rsi_mark_at(r, RSI_FAMILY_VALUE, i)->last + 1u;
    return true;
  }
  *low = *high = value_of(r, i);
  *end = i + 1;
  if (is_grouped(r, i)) {
    *low = *high = *low * 1000 + value_of(r, i + 1);
    *end = i + 2;
  } else if (rsi_sign_at(r, i + 1) == '/' && is_number_token(r, i + 2) && token_of(r, i + 1)->is_glued &&
             token_of(r, i + 2)->is_glued && !rsi_value_at(r, i + 1, RSI_ROLE_UNIT) && value_of(r, i + 2) >= 2 &&
             value_of(r, i + 2) <= 4 && *low < value_of(r, i + 2)) {
    *low = *high = *low / value_of(r, i + 2); /* "1/2 yr" */
    *end = i + 3;
  }
  return true;
}

/* The rest of a mixed number behind a whole one: "2 1/2", "1-1/2", "two and a half", "un an et demi". Adds it, and returns the
 * token behind. */
static uint32_t add_part(const rsi_reader *r, uint32_t i, rsi_quantity *q, bool is_behind_unit) {
  double low, high;
  uint32_t end;
  if (rsi_begins_at(r, i) || q->low < 1 || !(isfinite(q->low) && q->low == floor(q->low)))
    return i;
  bool has_and = rsi_role_at(r, RSI_FAMILY_ASSERTION, i, RSI_ROLE_AND) != NULL,
       has_hyphen = rsi_sign_at(r, i) == '-' && token_of(r, i)->is_glued;
  uint32_t at = i + (has_and || has_hyphen);
  bool is_fraction = is_number_token(r, at);
  if (rsi_begins_at(r, at) || !(is_fraction || has_and) || !read_simple(r, at, &low, &high, &end) || low != high || !(low < 1) ||
      (is_behind_unit && !rsi_begins_at(r, end) && rsi_value_at(r, end, RSI_ROLE_UNIT)))
    return i;
  q->low += low;
  q->high += low;
  return end;
}

static bool is_range_sign(const rsi_reader *r, uint32_t i) { return rsi_value_at(r, i, RSI_ROLE_RANGE) && !token_of(r, i)->starts; }

static void read_unit(const rsi_reader *r, rsi_quantity *q) {
  uint32_t at = q->end;
  bool is_hyphen =
      rsi_sign_at(r, at) == '-' && token_of(r, at)->is_glued && at + 1 < r->tokens.count && token_of(r, at + 1)->is_glued;
  at += is_hyphen; /* "6-mo" */
  q->unit = rsi_begins_at(r, at) ? NULL : rsi_value_at(r, at, RSI_ROLE_UNIT);
  q->unit_mark = q->unit ? rsi_mark_at(r, RSI_FAMILY_VALUE, at) : NULL;
  q->unit_end = q->unit ? q->unit_mark->last + 1u : q->end;
}

static void compare(rsi_quantity *q, uint8_t how) {
  switch (how) {
  case RSI_ABOVE:
    q->low = q->high;
    q->is_low_open = true;
    q->high = INFINITY;
    break;
  case RSI_AT_LEAST:
    q->high = INFINITY;
    break;
  case RSI_BELOW:
    q->high = q->low;
    q->is_high_open = true;
    q->low = -INFINITY;
    break;
  case RSI_AT_MOST:
    q->low = -INFINITY;
    break;
  default:
    break;
  }
}

bool rsi_quantity_read(const rsi_reader *r, uint32_t i, rsi_quantity *q) {
  *q = (rsi_quantity){0};
  uint8_t how = RSI_ABOUT;
  for (int k = 0; k < 2 && i < r->tokens.count; k++) { /* "about >6" */
    const rsi_cue_def *word = rsi_value_at(r, i, RSI_ROLE_COMPARE);
    if (!word)
      break;
    how = rsi_detail_of(word) == RSI_ABOUT ? how : rsi_detail_of(word);
    i = rsi_mark_at(r, RSI_FAMILY_VALUE, i)->last + 1u;
  }
  if (!read_simple(r, i, &q->low, &q->high, &q->end))
    return false;
  double low, high;
  uint32_t end;
  q->end = add_part(r, q->end, q, false);
  if (is_range_sign(r, q->end) && read_simple(r, rsi_mark_at(r, RSI_FAMILY_VALUE, q->end)->last + 1u, &low, &high, &end) &&
      high > q->low) {
    q->high = high;
    q->end = end;
  }
  if (rsi_sign_at(r, q->end) == '+' && token_of(r, q->end)->is_glued &&
      !is_number_token(r, q->end + 1)) { /* "6+ weeks", not "20+3" */
    q->high = INFINITY;
    q->end++;
  }
  read_unit(r, q);
  if (q->unit)
    q->unit_end = add_part(r, q->unit_end, q, true); /* "a year and a half" */
  compare(q, how);
  return true;
}

bool rsi_name_is(const rsi_reader *r, const rsi_cue_def *cue, const char *name) {
  const char *own;
  size_t length;
  rsi_cue_words(cue, rsi_string(r->rb, cue->text), &own, &length);
  return strlen(name) == length && !memcmp(own, name, length);
}

bool rsi_is_ambiguous(const rsi_reader *r, const rsi_mark *mark, const rsi_unit *unit) {
  for (uint8_t k = 0; k < mark->n_cues; k++) {
    const rsi_cue_def *cue = &r->rb->cues[mark->cues[k]];
    if (rsi_role_of(cue) == RSI_ROLE_UNIT && !rsi_name_is(r, cue, rsi_string(r->rb, unit->id)))
      return true;
  }
  return false;
}

const rsi_mark *rsi_unit_at(const rsi_reader *r, uint32_t i, const rsi_measure *measure, const rsi_unit **unit) {
  const rsi_mark *mark = i < r->tokens.count ? rsi_mark_at(r, RSI_FAMILY_VALUE, i) : NULL;
  for (uint8_t k = 0; mark && k < mark->n_cues; k++) {
    const rsi_cue_def *cue = &r->rb->cues[mark->cues[k]];
    uint8_t role = rsi_role_of(cue);
    for (uint32_t u = 0; (role == RSI_ROLE_UNIT || role == RSI_ROLE_MANY || role == RSI_ROLE_MOMENT || role == RSI_ROLE_AGE) &&
                         u < measure->units.count;
         u++) {
      *unit = &r->rb->units[measure->units.first + u];
      if (rsi_name_is(r, cue, rsi_string(r->rb, (*unit)->id)))
        return mark;
    }
  }
  return NULL;
}
