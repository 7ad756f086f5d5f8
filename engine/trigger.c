/* Triggers: which way does one look? Words say it by their kind; "?", "+" and "-" by what they touch, and a word that may look
 * either way by what is nearer. */
#include "walk.h"

/* ---- signs ---- */

/* "?", "(-)", "0" */
bool rsi_is_sign_mark(const walk *w, const rsi_mark *mark) {
  return w->t[mark->first].kind != RSI_TOKEN_WORD && w->t[mark->last].kind != RSI_TOKEN_WORD;
}

static bool is_number_mark(const walk *w, const rsi_mark *mark) { return w->t[mark->first].kind == RSI_TOKEN_NUMBER; }

/* A nought is a number first of all: "pain 0/10", "day 0", "grade 0". It denies only where it touches what it denies, and nothing
 * else stands there that it could count. */
static bool is_free_nought(const walk *w, uint32_t at) {
  const rsi_token *t = &w->t[at];
  bool is_listed = at > 1 && is_slash(w, at - 1) && w->t[at - 2].kind == RSI_TOKEN_WORD; /* "0 trauma/0 fever" */
  return t->end - t->start == 1 && (!t->is_glued || is_listed) && (is_end(w, at + 1) || !w->t[at + 1].is_glued);
}

static uint32_t last_of_sentence(const walk *w, uint32_t at) {
  while (!starts_at(w, at + 1))
    at++;
  return at - (sign_at(w, at) == '.');
}

static bool ends_with_nought(const walk *w, uint32_t at) {
  at = last_of_sentence(w, at);
  return w->t[at].kind == RSI_TOKEN_NUMBER && is_free_nought(w, at) && w->r->lower[w->t[at].start] == '0';
}

static bool is_measure(const walk *w, uint32_t token) {
  for (uint32_t i = 0; i < w->r->matches.count && rsi_match_at(w->r, i)->start <= w->t[token].start; i++) {
    const rsi_match *match = rsi_match_at(w->r, i);
    if (!match->is_dropped && match->end >= w->t[token].end && rsi_match_cue(w->r, match)->kind == RSI_CUE_NUMBER)
      return true;
  }
  return false;
}

/* "LOC 0, emesis 0", but "Wells 0" */
static bool nought_looks_back(const walk *w, uint32_t at) {
  if (!at || w->t[at].starts || !is_free_nought(w, at) || !item_covering(w, at - 1) || is_measure(w, at - 1))
    return false;
  return is_end(w, at + 1) || (item_starting(w, at + 1) && ends_with_nought(w, at));
}

/* "0 fever, 0 chills", "headache 0 trauma", "0 imaging". At the beginning of a member a word will do that stands for no measure. */
static bool nought_looks_ahead(const walk *w, uint32_t at) {
  if (starts_at(w, at + 1) || !is_free_nought(w, at) || nought_looks_back(w, at))
    return false;
  uint32_t item = item_from(w, at + 1);
  bool has_item = item < w->n_items && w->items[item].first == at + 1;
  bool has_word = w->t[at + 1].kind == RSI_TOKEN_WORD && !rsi_mark_at(w->r, RSI_FAMILY_VALUE, at + 1);
  bool opens = w->t[at].starts || (sign_at(w, at - 1) && strchr(",(/+", sign_at(w, at - 1))) || role_at(w, at - 1, RSI_ROLE_AND) ||
               role_at(w, at - 1, RSI_ROLE_OR);
  return opens ? has_item || has_word : has_item && item_covering(w, at - 1);
}

static bool is_free_dash(const walk *w, uint32_t token) {
  return sign_at(w, token) == '-' && !w->t[token].is_glued && token + 1 < w->n && !w->t[token + 1].is_line &&
         !w->t[token + 1].is_glued && (w->t[token + 1].kind != RSI_TOKEN_SIGN || sign_at(w, token + 1) == '"');
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

/* "head injury, (-) LOC": a sign in brackets that begins a member, or stands between the complaint and another thing. But
 * "headache (-) fever (-)" are answers. */
static bool opens_statement(const walk *w, const rsi_mark *mark) {
  uint32_t at = mark->first - 1u, next = mark->last + 1u;
  if (!item_covering(w, next))
    return false;
  const rsi_item *before = item_covering(w, at);
  const rsi_cue_def *cue = before ? cue_of(w, before) : NULL;
  const rsi_fact *fact = cue && cue->kind == RSI_CUE_FACT ? &w->r->rb->facts[cue->target] : NULL;
  bool is_complaint = fact && fact->is_complaint && fact->enters.count;
  return sign_at(w, at) == ',' || role_at(w, at, RSI_ROLE_AND) || (is_complaint && sign_at(w, last_of_sentence(w, next)) != ')');
}

/* "PE?", "fever -", "Phalen +, Tinel (-)": is the sign a remark on what stands in front of it? */
bool rsi_sign_looks_back(const walk *w, const rsi_mark *mark) {
  const rsi_token *first = &w->t[mark->first];
  uint32_t next = mark->last + 1;
  if (is_number_mark(w, mark))
    return nought_looks_back(w, mark->first);
  if (!mark->first || first->starts || (w->t[mark->first - 1].kind == RSI_TOKEN_NUMBER && first->sign == '-'))
    return false;
  if (is_end(w, next))
    return !is_punctuation(w, mark->first);
  bool is_free_behind = next < w->n && !w->t[next].is_glued;
  if (first->sign == '(' && opens_statement(w, mark))
    return false;
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
  if (is_number_mark(w, mark))
    return nought_looks_ahead(w, mark->first);
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
  if (!starts_at(w, next) && sign_at(w, next) == ':' && item_covering(w, mark->first - 1u))
    return true; /* "cough neg: OA" */
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

/* A heading stands at the beginning of a sentence or member, or behind what stands for the whole list ("red flags neg: …"). Behind
 * anything else only a word that never looks back heads a list: "pt denies: …", but not "Lachman neg: …". */
const rsi_cue_def *rsi_heading_of(const walk *w, const rsi_mark *mark) {
  uint32_t colon = mark->last + 1u;
  if (starts_at(w, colon) || sign_at(w, colon) != ':' || starts_at(w, colon + 1) || rsi_is_sign_mark(w, mark))
    return NULL;
  const rsi_cue_def *denier = NULL;
  bool looks_back = false;
  for (uint8_t i = 0; i < mark->n_cues; i++) {
    const rsi_cue_def *cue = &w->r->rb->cues[mark->cues[i]];
    uint8_t role = rsi_role_of(cue);
    if (role == RSI_ROLE_IGNORE)
      return NULL;
    if (role > RSI_ROLE_ANSWER || rsi_detail_of(cue) != RSI_SAID_ABSENT)
      continue;
    looks_back |= role != RSI_ROLE_BEFORE || rsi_reach_of(cue) < RSI_REACH_LIST;
    denier = denier && rsi_role_of(denier) == RSI_ROLE_BEFORE ? denier : cue;
  }
  if (!mark->first || w->t[mark->first].starts)
    return denier;
  uint32_t at = mark->first - 1u;
  if (sign_at(w, at))
    return strchr(".,(-/", sign_at(w, at)) ? denier : NULL; /* "LBP 3 wks. Neg: …": the full stop of an abbreviation */
  bool is_sudden = w->t[mark->first].is_capital && !w->t[at].is_capital && !item_covering(w, at);
  const rsi_item *before = item_covering(w, at);
  bool is_behind_time = !(before && is_exam(cue_of(w, before))) && /* "LBP 3 wks neg: …", but "US neg: …" */
                        (rsi_mark_at(w->r, RSI_FAMILY_VALUE, at) || w->t[at].kind == RSI_TOKEN_NUMBER);
  return !looks_back || is_sudden || is_behind_time || is_group_at(w, at) ? denier : NULL;
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
