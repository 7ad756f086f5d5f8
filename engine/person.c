/* Age and sex in text: "45F", "45 yo woman", "F 45 ans", "femme de 45 ans", "8 mo F", "age 78". Only the first age counts, and
 * never one that stands beside a member of the family. */
#include <string.h>

#include "quantity.h"

static const rsi_measure *age_measure(const rsi_reader *r) {
  return r->rb->age == RSI_NONE ? NULL : &r->rb->measures[r->rb->facts[r->rb->age].detail];
}

/* A letter for a sex counts in capitals only, or glued to a number that opens the text. */
static const rsi_cue_def *sex_letter_at(const rsi_reader *r, uint32_t i) {
  const rsi_cue_def *cue = i < r->tokens.count ? rsi_value_at(r, i, RSI_ROLE_SEX_LETTER) : NULL;
  if (!cue)
    return NULL;
  uint32_t start = rsi_token_at(r, i)->start;
  bool is_capital = r->plain[start] != r->lower[start];
  return is_capital || (i == 1 && rsi_token_at(r, i)->is_glued) ? cue : NULL;
}

static const rsi_cue_def *sex_at(const rsi_reader *r, uint32_t i) {
  const rsi_cue_def *word = i < r->tokens.count ? rsi_value_at(r, i, RSI_ROLE_SEX) : NULL;
  return word ? word : sex_letter_at(r, i);
}

static void tell_sex(rsi_reader *r, const rsi_cue_def *cue, uint32_t token) {
  const rscan_rulebase *rb = r->rb;
  if (rb->sex == RSI_NONE || !cue)
    return;
  const rsi_fact *fact = &rb->facts[rb->sex];
  const rsi_mark *mark = rsi_mark_at(r, RSI_FAMILY_VALUE, token);
  for (uint32_t i = 0; i < fact->values.count; i++) {
    const rsi_value *value = &rb->values[fact->values.first + i];
    if (rsi_name_is(r, cue, rsi_string(rb, value->id)))
      rsi_mention_add(r, rb->sex, value->state, rsi_token_at(r, mark->first)->start, rsi_token_at(r, mark->last)->end,
                      (uint32_t)(cue - rb->cues));
  }
}

static bool tell_age(rsi_reader *r, const rsi_quantity *q, const rsi_unit *unit, uint32_t first, uint32_t end) {
  const rsi_measure *m = age_measure(r);
  double low = rsi_own_unit(q->low, unit->factor, unit->offset), high = rsi_own_unit(q->high, unit->factor, unit->offset);
  if (!(low >= m->min && high <= m->max))
    return false;
  const rsi_fact *fact = &r->rb->facts[r->rb->age];
  rsi_mention *mention = rsi_mention_add(r, r->rb->age, rsi_cells_of(r->rb, fact, low, false, high, false),
                                         rsi_token_at(r, first)->start, rsi_token_at(r, end - 1)->end, RSI_NONE);
  if (mention) {
    mention->has_number = 1;
    mention->low = low;
    mention->high = high;
  }
  rsi_use_tokens(r, first, end);
  return true;
}

/* "mother 65 yo", "dad (72M)": someone else's age. */
static bool is_relative(const rsi_reader *r, uint32_t i) {
  for (uint32_t back = 1; back <= 4 && back <= i && !rsi_token_at(r, i - back + 1)->starts; back++) {
    const rsi_cue_def *cue = rsi_role_at(r, RSI_FAMILY_ASSERTION, i - back, RSI_ROLE_BEFORE);
    if (cue && rsi_detail_of(cue) == RSI_SAID_FAMILY)
      return true;
  }
  return false;
}

static bool opens(const rsi_reader *r, uint32_t i) {
  return rsi_begins_at(r, i) || rsi_sign_at(r, i - 1) == ',' || rsi_sign_at(r, i - 1) == '(';
}

/* The token of a word or letter for a sex right in front of token i, over "/" or ",": "F/45", "woman, 45". RSI_NONE when there is
 * none. */
static uint32_t sex_before(const rsi_reader *r, uint32_t i) {
  if (!i || rsi_token_at(r, i)->starts)
    return RSI_NONE;
  uint32_t at = i - 1;
  if (at && (rsi_sign_at(r, at) == '/' || rsi_sign_at(r, at) == ','))
    at--;
  return sex_at(r, at) ? at : RSI_NONE;
}

static bool ends_here(const rsi_reader *r, uint32_t i) {
  return rsi_begins_at(r, i) || strchr(",.)", rsi_sign_at(r, i) ? rsi_sign_at(r, i) : 'x');
}

/* The unit in which the number at i is an age, and the token behind it; NULL when it is no age. */
static const rsi_unit *age_unit(const rsi_reader *r, uint32_t i, const rsi_quantity *q, uint32_t *end) {
  const rsi_measure *m = age_measure(r);
  const rsi_unit *years = &r->rb->units[m->units.first], *unit;
  uint32_t next = q->end;
  next += rsi_sign_at(r, next) == '-' && rsi_token_at(r, next)->is_glued; /* "45-year-old" */
  *end = q->end;
  if (!rsi_begins_at(r, next) && rsi_value_at(r, next, RSI_ROLE_AGE)) {
    const rsi_mark *mark = rsi_unit_at(r, next, m, &unit);
    *end = mark ? mark->last + 1u : next;
    return mark ? unit : NULL;
  }
  bool is_aged = i && rsi_value_ending(r, i - 1, RSI_ROLE_AGED) && !rsi_token_at(r, i)->starts;
  bool is_second = sex_before(r, i) != RSI_NONE && opens(r, sex_before(r, i));
  const rsi_mark *mark = rsi_begins_at(r, q->end) ? NULL : rsi_unit_at(r, q->end, m, &unit);
  if (mark && !rsi_is_ambiguous(r, mark, unit)) {
    uint32_t behind = mark->last + 1u;
    bool has_sex = !rsi_begins_at(r, behind) && sex_at(r, behind);
    *end = behind;
    return is_aged || is_second || (opens(r, i) && (has_sex || (i == 0 && rsi_sign_at(r, behind) == ',' && unit->factor > 0.05)))
               ? unit
               : NULL;
  }
  bool is_joined = i && (rsi_sign_at(r, i - 1) == '/' || i == 1); /* "M/60", or a text that begins "M 60" */
  if (is_aged || (is_second && (is_joined || ends_here(r, q->end))))
    return years;
  return opens(r, i) && sex_letter_at(r, q->end) && !rsi_begins_at(r, q->end) ? years : NULL;
}

static bool read_age(rsi_reader *r, uint32_t i) {
  rsi_quantity q;
  uint32_t end;
  bool is_free = rsi_is_number(r, i) ||
                 (i && rsi_token_at(r, i)->kind == RSI_TOKEN_NUMBER && !rsi_token_at(r, i)->is_used && sex_letter_at(r, i - 1));
  if (!is_free || !rsi_quantity_read(r, i, &q) || is_relative(r, i))
    return false;
  const rsi_unit *unit = age_unit(r, i, &q, &end);
  if (!unit || !tell_age(r, &q, unit, i, end))
    return false;
  uint32_t before = sex_before(r, i), after = end;
  if (rsi_sign_at(r, after) == ',' || rsi_sign_at(r, after) == '/')
    after++;
  if (before != RSI_NONE)
    tell_sex(r, sex_at(r, before), before);
  else
    for (uint32_t k = 0; k < 4 && !rsi_begins_at(r, after + k); k++) /* "45 yo R-handed woman" */
      if (k == 0 ? sex_at(r, after) != NULL : rsi_value_at(r, after + k, RSI_ROLE_SEX) != NULL) {
        tell_sex(r, sex_at(r, after + k), after + k);
        break;
      }
  return true;
}

void rsi_read_person(rsi_reader *r) {
  uint32_t before = r->mentions.count;
  bool has_age = !age_measure(r);
  for (uint32_t i = 0; i < r->tokens.count && !has_age; i++)
    has_age = rsi_token_at(r, i)->kind == RSI_TOKEN_NUMBER && read_age(r, i);
  for (uint32_t i = before; i < r->mentions.count; i++)
    if (RSI_AT(&r->mentions, rsi_mention, i)->fact == r->rb->sex)
      return;
  for (uint32_t i = 0; i < r->tokens.count && i < 3; i++) /* "Woman with …": a sex without an age, at the very beginning */
    if (rsi_value_at(r, i, RSI_ROLE_SEX) && !is_relative(r, i)) {
      tell_sex(r, rsi_value_at(r, i, RSI_ROLE_SEX), i);
      return;
    }
}
