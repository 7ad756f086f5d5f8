/* Triggers: which way does one look? Words say it by their kind; "?", "+" and "-" by what they touch, and a word that may look
 * either way by what is nearer. */
#include "walk.h"

/* ---- signs ---- */

bool rsi_is_sign_mark(const walk *w, const rsi_mark *mark) {
  return w->t[mark->first].kind == RSI_TOKEN_SIGN && w->t[mark->last].kind == RSI_TOKEN_SIGN;
}

static bool is_free_dash(const walk *w, uint32_t token) {
  return sign_at(w, token) == '-' && !w->t[token].is_glued && token + 1 < w->n && !w->t[token + 1].is_line &&
         !w->t[token + 1].is_glued && w->t[token + 1].kind != RSI_TOKEN_SIGN;
}

#define LONGEST_ANSWERED 5 /* tokens of a thing in such a list, its sign among them */

/* "headache - worse in am": a dash that stands free is punctuation, unless what follows is remarked upon in the same way, up to a
 * last sign that can be nothing else: "fever - chills - cough +". */
static bool is_punctuation(const walk *w, uint32_t token) {
  if (!is_free_dash(w, token))
    return false;
  for (uint32_t i = token + 1, last = i + LONGEST_ANSWERED; i < w->n && i <= last; i++) {
    if (is_free_dash(w, i))
      last = i + LONGEST_ANSWERED;
    else if (sign_at(w, i) && strchr("+-", sign_at(w, i)))
      return !(starts_at(w, i + 1) || sign_at(w, i + 1) == ',');
    else if (w->t[i].kind == RSI_TOKEN_SIGN)
      return true;
  }
  return true;
}

/* "PE?", "fever -", "Phalen +, Tinel (-)": is the sign a remark on what stands in front of it? */
bool rsi_sign_looks_back(const walk *w, const rsi_mark *mark) {
  const rsi_token *first = &w->t[mark->first];
  uint32_t next = mark->last + 1;
  if (!mark->first || first->starts || (w->t[mark->first - 1].kind == RSI_TOKEN_NUMBER && first->sign == '-'))
    return false;
  if (is_end(w, next))
    return !is_punctuation(w, mark->first);
  bool is_free_behind = next < w->n && !w->t[next].is_glued;
  if (first->sign == '-')
    return false; /* "low- back", "chest pain -worse": too many dashes */
  return is_free_behind && (first->is_glued || w->t[mark->first].sign == '(');
}

/* Does a plus or minus stand free in front and touch the word behind? */
static bool is_prefix(const walk *w, uint32_t sign) {
  return sign_at(w, sign) && strchr("+-", sign_at(w, sign)) && !w->t[sign].is_glued && !starts_at(w, sign + 1) &&
         w->t[sign + 1].is_glued && w->t[sign + 1].kind != RSI_TOKEN_SIGN;
}

/* "-fever, -chills, +weight loss", "no fever +rash"; "3+ blood", "fever + chills", "chest pain -worse" are something else, and a
 * dash is a bullet or a pause unless such a list goes on around it. */
static bool marks_member(const walk *w, const rsi_mark *mark) {
  uint32_t first = mark->first, next = mark->last + 1;
  if (starts_at(w, next) || w->t[next].kind == RSI_TOKEN_SIGN || first != mark->last)
    return false;
  if (first && sign_at(w, first - 1) == ',' && !w->t[first].is_line)
    return is_prefix(w, first) || sign_at(w, first) == '+';
  if (sign_at(w, first) == '+')
    return is_prefix(w, first) || !first;
  for (uint32_t i = next; i < next + LONGEST_ANSWERED && !starts_at(w, i); i++)
    if (is_prefix(w, first) && is_prefix(w, i))
      return true;
  for (uint32_t i = first, back = 0; i && back < LONGEST_ANSWERED && !w->t[i].starts; back++)
    if (is_prefix(w, first) && is_prefix(w, --i))
      return true;
  return false;
}

bool rsi_sign_looks_ahead(const walk *w, const rsi_mark *mark) {
  uint32_t next = mark->last + 1;
  if (strchr("+-", w->t[mark->first].sign))
    return marks_member(w, mark);
  if (starts_at(w, next) || w->t[next].kind == RSI_TOKEN_SIGN)
    return next < w->n && !w->t[next].starts && (w->t[next].sign == '#' || w->t[next].sign == '(');
  return w->t[next].is_glued || !w->t[mark->first].is_glued;
}

/* ---- words ---- */

/* "Fever: no  Chills: yes": the answer to a label, when nothing that it could speak of follows. */
bool rsi_is_answer(const walk *w, const rsi_mark *mark) {
  if (!mark->first || w->t[mark->first].starts)
    return mark->first > 1 && w->t[mark->first].starts && strchr("?-", sign_at(w, mark->first - 1)) &&
           sign_at(w, mark->first - 1) && !w->t[mark->first].is_line && is_end(w, mark->last + 1);
  if (!sign_at(w, mark->first - 1) || !strchr(":=?", sign_at(w, mark->first - 1)))
    return false;
  uint32_t next = mark->last + 1;
  return is_end(w, next) || w->t[next].is_wide || (is_label(w, next) && (w->t[next].is_capital || sign_at(w, next + 1) == ':'));
}

/* A word that is both kinds of trigger ("denied", "suspected") looks at what is nearer; what ends the clause behind it leaves only
 * what stands in front. */
bool rsi_looks_back(const walk *w, const rsi_mark *mark) {
  uint32_t next = mark->last + 1;
  if (!mark->first || w->t[mark->first].starts)
    return false;
  const rsi_cue_def *past = starts_at(w, next) ? NULL : role_at(w, next, RSI_ROLE_BEFORE);
  if (past && rsi_detail_of(past) == RSI_SAID_HISTORICAL && is_end(w, mark_at(w, next)->last + 1u))
    return false; /* "?calculus nil prev" */
  if (!starts_at(w, next) && rsi_role_at(w->r, RSI_FAMILY_IMAGING, next, RSI_ROLE_SHOWN_ON))
    return true; /* "EP éliminée par TDM" */
  if (is_end(w, next) || role_at(w, next, RSI_ROLE_STOP) || role_at(w, next, RSI_ROLE_AND) || role_at(w, next, RSI_ROLE_OR))
    return true;
  char before = sign_at(w, mark->first - 1);
  if (before == ':')
    return is_label(w, next);
  if (before == ',' || before == '(')
    return false;
  bool is_behind = false, is_ahead = false;
  for (uint32_t k = 0; k < 2 && !is_ahead; k++)
    is_ahead = !starts_at(w, next + k) && item_starting(w, next + k);
  uint32_t at = mark->first - 1;
  for (uint32_t k = 0; k < 3 && at && role_at(w, at, RSI_ROLE_BETWEEN); k++)
    at--;
  is_behind = item_covering(w, at) != NULL;
  return is_behind && !is_ahead;
}

bool rsi_is_trigger(const walk *w, const rsi_mark *mark, uint8_t axis) {
  for (uint8_t i = 0; i < mark->n_cues; i++) {
    const rsi_cue_def *cue = &w->r->rb->cues[mark->cues[i]];
    uint8_t role = rsi_role_of(cue);
    if ((role != RSI_ROLE_BEFORE && role != RSI_ROLE_AFTER && role != RSI_ROLE_BOTH) || axis_of(rsi_detail_of(cue)) != axis)
      continue;
    if (!rsi_is_sign_mark(w, mark) || (role == RSI_ROLE_AFTER ? rsi_sign_looks_back(w, mark) : rsi_sign_looks_ahead(w, mark)))
      return true;
  }
  return false;
}
