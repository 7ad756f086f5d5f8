/* Assertion: is a thing that the text names said to be there, not there, possible, past, of the family, or only in case of?
 *
 * The NegEx and ConText family of algorithms: trigger words speak of what stands behind them (before-triggers) or in front of them
 * (after-triggers), as far as their reach. What makes or breaks it is where a reach ends. Orders are lists more than sentences, so a
 * reach is walked word by word over the members of a list, and a comma is asked whether the list goes on behind it: it does not when
 * the next member shows signs of a statement of its own (a verb, a value, a trigger, an exam). All words are in rules/language. */
#include <string.h>

#include "lexicon.h"

#define LONGEST_REACH 64 /* tokens */
#define LONGEST_MEMBER 10 /* words of one list member that a reach crosses */
#define NOWHERE UINT32_MAX

/* ---- looking at tokens and marks ---- */

typedef struct walk {
  const rsi_reader *r;
  const rsi_token *t;
  rsi_item *items;
  uint32_t n, n_items;
  uint32_t aside[8][2]; /* stretches inside the reach that a trigger does not speak of: "no pain after the fall, nausea or …" */
  uint32_t n_asides;
} walk;

static uint8_t axis_of(uint8_t assertion) { return assertion <= RSI_SAID_POSSIBLE ? 0 : assertion; }

static const rsi_mark *mark_at(const walk *w, uint32_t token) { return rsi_mark_at(w->r, RSI_FAMILY_ASSERTION, token); }
static const rsi_cue_def *role_at(const walk *w, uint32_t token, uint8_t role) {
  return rsi_role_at(w->r, RSI_FAMILY_ASSERTION, token, role);
}

static const rsi_cue_def *role_in(const walk *w, const rsi_mark *mark, uint8_t role) {
  for (uint8_t i = 0; i < mark->n_cues; i++)
    if (rsi_role_of(&w->r->rb->cues[mark->cues[i]]) == role)
      return &w->r->rb->cues[mark->cues[i]];
  return NULL;
}

/* The mark whose words end at a token. */
static const rsi_mark *mark_ending_at(const walk *w, uint32_t token) {
  for (uint32_t back = 0; back < 8 && back <= token; back++) {
    const rsi_mark *mark = mark_at(w, token - back);
    if (mark && mark->last == token)
      return mark;
  }
  return NULL;
}

static char sign_at(const walk *w, uint32_t token) { return token < w->n ? w->t[token].sign : 0; }
static bool starts_at(const walk *w, uint32_t token) { return token >= w->n || w->t[token].starts; }

/* The first item that starts at or behind a token: items are in order. */
static uint32_t item_from(const walk *w, uint32_t token) {
  uint32_t low = 0, high = w->n_items;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (w->items[middle].first < token)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static const rsi_item *item_starting(const walk *w, uint32_t token) {
  for (uint32_t i = item_from(w, token); i < w->n_items && w->items[i].first == token; i++)
    if (w->items[i].counts)
      return &w->items[i];
  return NULL;
}

static const rsi_item *item_covering(const walk *w, uint32_t token) {
  for (uint32_t i = item_from(w, token + 1), back = 0; i-- > 0 && back < 8; back++)
    if (w->items[i].counts && w->items[i].first <= token && w->items[i].last >= token)
      return &w->items[i];
  return NULL;
}

static bool is_number(const walk *w, uint32_t token) {
  return token < w->n && w->t[token].kind == RSI_TOKEN_NUMBER && !(w->t[token].is_glued && token && w->t[token - 1].kind == RSI_TOKEN_WORD);
}

/* The number of a measure that a finding holds as well: "GCS 13". */
static bool is_measured(const walk *w, uint32_t token) {
  const rsi_item *item = item_covering(w, token);
  if (!item || item->match == RSI_NONE || w->t[token].kind != RSI_TOKEN_NUMBER)
    return false;
  for (uint32_t i = item->match < 8 ? 0 : item->match - 8; i < w->r->matches.count && i < item->match + 8; i++) {
    const rsi_match *match = rsi_match_at(w->r, i);
    if (!match->is_dropped && match->start >= item->start && match->end <= item->end && rsi_match_cue(w->r, match)->kind == RSI_CUE_NUMBER)
      return true;
  }
  return false;
}

/* A number of its own, or a word that says when: what follows a thing to say how long or how much. */
static bool is_value(const walk *w, uint32_t token) {
  return is_number(w, token) || rsi_role_at(w->r, RSI_FAMILY_VALUE, token, RSI_ROLE_MOMENT) ||
         (rsi_role_at(w->r, RSI_FAMILY_VALUE, token, RSI_ROLE_LASTING) && token + 1 < w->n &&
          (w->t[token + 1].kind == RSI_TOKEN_NUMBER || rsi_mark_at(w->r, RSI_FAMILY_VALUE, token + 1)));
}

/* "Neuro:" begins a topic. Two words only when they begin with a capital. */
static bool is_label(const walk *w, uint32_t token) {
  if (token >= w->n || w->t[token].kind != RSI_TOKEN_WORD)
    return false;
  if (sign_at(w, token + 1) == ':' && w->t[token + 1].is_glued)
    return true;
  return w->t[token].is_capital && token + 2 < w->n && w->t[token + 1].kind == RSI_TOKEN_WORD && !w->t[token + 1].starts &&
         sign_at(w, token + 2) == ':' && w->t[token + 2].is_glued;
}

/* A word with a capital in running small letters: somebody forgot the full stop. Titles In Capitals show nothing. */
static bool is_sudden_capital(const walk *w, uint32_t token) {
  const rsi_token *before = &w->t[token - 1];
  return w->t[token].is_capital && before->kind == RSI_TOKEN_WORD && w->r->plain[before->start] == w->r->lower[before->start];
}

static bool is_end(const walk *w, uint32_t token) {
  return starts_at(w, token) || (w->t[token].kind == RSI_TOKEN_SIGN && strchr(",.;)!|", w->t[token].sign));
}

/* ---- which way a trigger looks ---- */

static bool is_sign_mark(const walk *w, const rsi_mark *mark) {
  return w->t[mark->first].kind == RSI_TOKEN_SIGN && w->t[mark->last].kind == RSI_TOKEN_SIGN;
}

/* "PE?", "fever -", "Phalen +, Tinel (-)": is the sign a remark on what stands in front of it? */
static bool sign_looks_back(const walk *w, const rsi_mark *mark) {
  const rsi_token *first = &w->t[mark->first];
  uint32_t next = mark->last + 1;
  if (!mark->first || first->starts || (w->t[mark->first - 1].kind == RSI_TOKEN_NUMBER && first->sign == '-'))
    return false;
  if (is_end(w, next))
    return true;
  bool is_free_behind = next < w->n && !w->t[next].is_glued;
  if (first->sign == '-')
    return false; /* "low- back", "chest pain -worse": too many dashes */
  return is_free_behind && (first->is_glued || w->t[mark->first].sign == '(');
}

static bool sign_looks_ahead(const walk *w, const rsi_mark *mark) {
  uint32_t next = mark->last + 1;
  if (starts_at(w, next) || w->t[next].kind == RSI_TOKEN_SIGN)
    return next < w->n && !w->t[next].starts && (w->t[next].sign == '#' || w->t[next].sign == '(');
  return w->t[next].is_glued || !w->t[mark->first].is_glued;
}

/* "Fever: no  Chills: yes": the answer to a label, when nothing that it could speak of follows. */
static bool is_answer(const walk *w, const rsi_mark *mark) {
  if (!mark->first || w->t[mark->first].starts)
    return mark->first > 1 && w->t[mark->first].starts && strchr("?-", sign_at(w, mark->first - 1)) && sign_at(w, mark->first - 1) &&
           !w->t[mark->first].is_line && is_end(w, mark->last + 1);
  if (!sign_at(w, mark->first - 1) || !strchr(":=?", sign_at(w, mark->first - 1)))
    return false;
  uint32_t next = mark->last + 1;
  return is_end(w, next) || w->t[next].is_wide || (is_label(w, next) && (w->t[next].is_capital || sign_at(w, next + 1) == ':'));
}

/* A word that is both kinds of trigger ("denied", "suspected") looks at what is nearer; what ends the clause behind it leaves only what
 * stands in front. */
static bool looks_back(const walk *w, const rsi_mark *mark) {
  uint32_t next = mark->last + 1;
  if (!mark->first || w->t[mark->first].starts)
    return false;
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

/* ---- how far ahead ---- */

/* What one member of a list shows, from a token up to the next comma, "and" or "or". */
typedef struct member {
  uint32_t end;     /* the connector, or where the sentence ends */
  bool is_fresh;    /* a statement of its own */
  bool is_weak;     /* perhaps one: "new", "left", "severe" */
  bool is_last;     /* the sentence or the reach ends there */
  bool before_or;   /* the connector is "or" */
} member;

static bool is_trigger(const walk *w, const rsi_mark *mark, uint8_t axis) {
  for (uint8_t i = 0; i < mark->n_cues; i++) {
    const rsi_cue_def *cue = &w->r->rb->cues[mark->cues[i]];
    uint8_t role = rsi_role_of(cue);
    if ((role != RSI_ROLE_BEFORE && role != RSI_ROLE_AFTER && role != RSI_ROLE_BOTH) || axis_of(rsi_detail_of(cue)) != axis)
      continue;
    if (!is_sign_mark(w, mark) || (role == RSI_ROLE_AFTER ? sign_looks_back(w, mark) : sign_looks_ahead(w, mark)))
      return true;
  }
  return false;
}

static const rsi_cue_def *cue_of(const walk *w, const rsi_item *item) {
  return item->match == RSI_NONE ? NULL : rsi_match_cue(w->r, rsi_match_at(w->r, item->match));
}

static bool says_absent(const rsi_cue_def *cue) { return cue && (cue->kind == RSI_CUE_FACT || cue->kind == RSI_CUE_GROUP) && cue->state == RSI_ABSENT; }
static bool is_exam(const rsi_cue_def *cue) { return cue && (cue->kind == RSI_CUE_MODALITY || cue->kind == RSI_CUE_PRIOR); }

/* "neuro exam normal" holds the word that says how it is; "LOC" holds none. */
static bool holds_statement(const walk *w, const rsi_item *item) {
  for (uint32_t i = item->first; i <= item->last; i++) {
    const rsi_mark *mark = mark_at(w, i);
    if (mark && mark->last <= item->last && (role_in(w, mark, RSI_ROLE_FRESH) || is_trigger(w, mark, axis_of(RSI_SAID_ABSENT))))
      return true;
  }
  return false;
}

/* "afebrile", "NVI" and exams are foreign to a list of what is absent. "LOC", which says that consciousness was not kept, is not, because
 * the same words name a finding as well; but "neuro exam normal" is, whatever else it names, because it makes its own statement. */
static void find_foreign(walk *w) {
  for (uint32_t i = 0; i < w->n_items; i++) {
    rsi_item *item = &w->items[i];
    bool is_absent = says_absent(cue_of(w, item)), is_named = !is_absent && !is_exam(cue_of(w, item));
    for (uint32_t k = i < 8 ? 0 : i - 8; k < w->n_items && k < i + 8; k++) {
      const rsi_item *other = &w->items[k];
      if (other->first != item->first || other->last != item->last || !other->counts)
        continue;
      is_absent |= says_absent(cue_of(w, other));
      is_named |= !says_absent(cue_of(w, other)) && !is_exam(cue_of(w, other));
    }
    item->is_foreign = !is_named || (is_absent && item->counts && holds_statement(w, item));
  }
}

static bool is_foreign_at(const walk *w, uint32_t token) {
  for (uint32_t i = item_from(w, token); i < w->n_items && w->items[i].first == token; i++)
    if (w->items[i].is_foreign)
      return true;
  return false;
}

static bool is_plus(const walk *w, uint32_t token) { /* " + " joins; "Phalen +," and "+fever" do not */
  const rsi_mark *mark = mark_at(w, token);
  return !mark || !is_sign_mark(w, mark) || (!sign_looks_back(w, mark) && !w->t[token].is_glued && token + 1 < w->n && !w->t[token + 1].is_glued);
}

static bool joins(const walk *w, uint32_t token) { return role_at(w, token, RSI_ROLE_AND) && is_plus(w, token); }
static bool is_slash(const walk *w, uint32_t token) { return sign_at(w, token) == '/' || sign_at(w, token) == '\\'; }

static member look_at_member(const walk *w, uint32_t from, uint8_t axis) {
  member m = {.end = from};
  unsigned words = 0;
  for (uint32_t i = from;; i = m.end) {
    m.end = i;
    if (i >= w->n || (i > from && w->t[i].starts) || i - from > LONGEST_REACH) {
      m.is_last = true;
      return m;
    }
    const rsi_mark *mark = mark_at(w, i);
    if (sign_at(w, i) == ',' || joins(w, i))
      return m;
    if (role_at(w, i, RSI_ROLE_OR)) {
      m.before_or = true;
      return m;
    }
    if (mark && !role_in(w, mark, RSI_ROLE_IGNORE) && (is_trigger(w, mark, axis) || role_in(w, mark, RSI_ROLE_STOP))) {
      m.is_last = true;
      m.is_fresh |= i == from;
      return m;
    }
    if (is_label(w, i)) {
      m.is_fresh |= i == from;
      m.is_last = true;
      return m;
    }
    bool is_inside = item_covering(w, i) && !item_starting(w, i);
    m.is_fresh |= (mark && role_in(w, mark, RSI_ROLE_FRESH)) || is_foreign_at(w, i) || (is_inside ? is_measured(w, i) : is_value(w, i));
    m.is_fresh |= i == from && mark && role_in(w, mark, RSI_ROLE_ALONG); /* "no LOC, on apixaban" */
    m.is_weak |= mark && role_in(w, mark, RSI_ROLE_QUALITY);
    m.is_fresh |= w->t[i].kind == RSI_TOKEN_WORD && ++words > LONGEST_MEMBER;
    m.end = mark ? mark->last + 1u : i + 1;
  }
}

/* Does a list of what a trigger speaks of go on behind a comma or an "and"? An "or" further on closes it, and so shows that it does;
 * needs_or: only that shows it. */
static bool list_goes_on(const walk *w, uint32_t from, uint8_t axis, bool needs_or) {
  if (role_at(w, from, RSI_ROLE_OR))
    return true;
  member m = look_at_member(w, from, axis);
  bool is_weak = m.is_weak;
  if (m.is_fresh)
    return false;
  for (unsigned k = 0; k < 12 && !m.before_or && !m.is_last; k++) {
    m = look_at_member(w, m.end + 1, axis);
    if (m.is_fresh)
      break;
    is_weak |= m.is_weak && m.is_last;
  }
  if (m.before_or && !m.is_fresh)
    return true;
  return !is_weak && !needs_or;
}

/* The second of two things with nothing between, followed by a value: "no chills knee pain for 3 weeks". */
static bool has_value_behind(const walk *w, const rsi_item *item) {
  uint32_t next = item->last + 1;
  return !starts_at(w, next) && is_value(w, next);
}

static void close_aside(walk *w, uint32_t *from, uint32_t to) {
  if (*from != NOWHERE && w->n_asides < sizeof w->aside / sizeof *w->aside) {
    w->aside[w->n_asides][0] = *from;
    w->aside[w->n_asides++][1] = to;
  }
  *from = NOWHERE;
}

static bool is_aside(const walk *w, uint32_t token) {
  for (uint32_t i = 0; i < w->n_asides; i++)
    if (token >= w->aside[i][0] && token < w->aside[i][1])
      return true;
  return false;
}

/* The state of a walk over the members of a list. */
typedef struct stride {
  uint32_t first;     /* token behind the trigger */
  uint32_t item_end;  /* of the thing that is being crossed; NOWHERE */
  uint32_t aside;     /* where an aside began; NOWHERE */
  unsigned words, depth;
  bool had_item;      /* a thing was named since the last connector */
  bool had_or;
  bool had_comma;     /* or any connector */
} stride;

enum step { STEP_ON, STEP_NEXT, STEP_END }; /* look further at the token; go to the next; the reach ends in front of it */

#define LONGEST_REMARK 4 /* tokens behind an exam: "no imaging of it done yet," */

/* Some findings are exams: "CT done". */
static bool shares_words_with_exam(const walk *w, uint32_t item) {
  for (uint32_t i = item < 8 ? 0 : item - 8; i < w->n_items && i < item + 8; i++)
    if (is_exam(cue_of(w, &w->items[i])) && w->items[i].first <= w->items[item].last && w->items[i].last >= w->items[item].first)
      return true;
  return false;
}

/* "no prior imaging, neck pain": what is missing is an exam, and what follows the comma is something else. */
static bool names_only_exams(const walk *w, uint32_t first, uint32_t end) {
  bool has_exam = false;
  for (uint32_t i = item_from(w, first); i < w->n_items && w->items[i].first < end; i++) {
    const rsi_cue_def *cue = cue_of(w, &w->items[i]);
    bool is_one = is_exam(cue) || (cue && cue->kind == RSI_CUE_LANGUAGE);
    if (!is_one && !shares_words_with_exam(w, i))
      return false;
    has_exam = (has_exam && !is_one) || (is_one && end - w->items[i].last <= LONGEST_REMARK + 1u);
  }
  return has_exam;
}

/* Connectors, and the marks that end or bend a reach. */
static enum step step_over_mark(walk *w, stride *s, uint32_t i, uint32_t next, uint8_t reach, uint8_t axis) {
  const rsi_mark *mark = mark_at(w, i);
  bool is_or = role_at(w, i, RSI_ROLE_OR), is_comma = sign_at(w, i) == ',', is_and = !is_comma && joins(w, i);
  if (mark && role_in(w, mark, RSI_ROLE_IGNORE))
    return STEP_NEXT;
  if (mark && axis == RSI_SAID_HISTORICAL && reach != RSI_REACH_SENTENCE && (s->had_item || s->had_comma) && is_trigger(w, mark, 0))
    return STEP_END; /* "hx of stones, no fever, ?stone": the list of what was is over */
  if (mark && !s->depth && (role_in(w, mark, RSI_ROLE_STOP) || is_trigger(w, mark, axis)))
    return STEP_END; /* in brackets it speaks only of what they hold: "bleeding (occult nor overt), …" */
  if ((is_or || is_and || is_slash(w, i)) && s->aside != NOWHERE && role_at(w, s->aside, RSI_ROLE_ASIDE))
    return STEP_NEXT; /* "after a fall or twist": still the aside */
  if (is_or || is_and || is_comma || is_slash(w, i)) {
    bool is_sentence = reach == RSI_REACH_SENTENCE;
    if ((is_and || is_comma) && !is_sentence && names_only_exams(w, s->first, i) && !role_at(w, next, RSI_ROLE_OR))
      return STEP_END;
    bool needs_or = is_comma && (reach == RSI_REACH_ITEM || (s->had_or && reach != RSI_REACH_THROUGH));
    if (reach == RSI_REACH_NEXT || ((is_and || is_comma) && !is_sentence && !list_goes_on(w, next, axis, needs_or)))
      return STEP_END;
    close_aside(w, &s->aside, i);
    s->had_or |= is_or;
    s->had_comma = true;
    s->had_item = false;
    s->words = 0;
    return STEP_NEXT;
  }
  if (mark && reach != RSI_REACH_SENTENCE && i > s->first && s->aside == NOWHERE &&
      (role_in(w, mark, RSI_ROLE_ASIDE) || (s->had_item && role_in(w, mark, RSI_ROLE_ALONG))))
    s->aside = i;
  return s->aside != NOWHERE ? STEP_NEXT : STEP_ON;
}

/* "no fracture on xray": the exam in which it was seen. */
static bool is_shown_on(const walk *w, uint32_t token) {
  for (uint32_t back = 1; back <= 4 && back <= token; back++) {
    const rsi_mark *mark = rsi_mark_at(w->r, RSI_FAMILY_IMAGING, token - back);
    if (mark && mark->last + 1u == token)
      return rsi_role_at(w->r, RSI_FAMILY_IMAGING, token - back, RSI_ROLE_SHOWN_ON) != NULL;
  }
  return false;
}

/* Words and things: does one of them begin a new statement? */
static bool begins_anew(walk *w, stride *s, uint32_t i) {
  const rsi_mark *mark = mark_at(w, i);
  if (i > s->first && (is_label(w, i) || (is_sudden_capital(w, i) && (s->had_item || s->words > 2)))) /* not "brother with Crohn" */
    return true;
  if (is_foreign_at(w, i) && (s->had_item || s->words > 2 || is_shown_on(w, i))) /* "no trauma xray normal", but "no prior knee xray" */
    return true;
  const rsi_item *item = s->item_end == NOWHERE ? item_starting(w, i) : NULL;
  bool is_fresh = mark && (role_in(w, mark, RSI_ROLE_FRESH) || role_in(w, mark, RSI_ROLE_QUALITY));
  if (s->had_item && (is_fresh || is_value(w, i) || (item && (s->had_or || has_value_behind(w, item)))))
    return true;
  if (item)
    s->item_end = item->last;
  return w->t[i].kind == RSI_TOKEN_WORD && ++s->words > LONGEST_MEMBER;
}

/* Where the reach of a before-trigger ends: the first token that it does not speak of. */
static uint32_t reach_ahead(walk *w, const rsi_mark *trigger, uint8_t reach, uint8_t axis) {
  stride s = {.first = trigger->last + 1u, .item_end = NOWHERE, .aside = NOWHERE};
  uint32_t i = s.first;
  w->n_asides = 0;
  for (uint32_t next; i < w->n && !w->t[i].starts && i - s.first <= LONGEST_REACH; i = next) {
    const rsi_mark *mark = mark_at(w, i);
    next = mark ? mark->last + 1u : i + 1;
    if (s.item_end != NOWHERE && i > s.item_end) {
      s.had_item = true;
      s.item_end = NOWHERE;
      if (reach == RSI_REACH_NEXT)
        break;
    }
    s.depth += w->t[i].sign == '(';
    if ((w->t[i].sign == ')' && s.depth-- == 0) || (w->t[i].sign == ':' && i > s.first && reach != RSI_REACH_SENTENCE))
      break;
    enum step step = step_over_mark(w, &s, i, next, reach, axis);
    if (step == STEP_END || (step == STEP_ON && reach != RSI_REACH_SENTENCE && begins_anew(w, &s, i)))
      break;
  }
  close_aside(w, &s.aside, i);
  return i;
}

/* ---- how far back ---- */

/* The first token that an after-trigger speaks of: the thing in front of it, and what is joined to it by "and", "or" or a slash. With
 * RSI_REACH_NEXT only a thing that ends right there. */
static uint32_t reach_back(const walk *w, uint32_t from, uint8_t reach, uint8_t axis) {
  unsigned words = 0;
  bool had_item = false;
  uint32_t begin = from + 1;
  for (uint32_t i = from;;) {
    const rsi_mark *mark = mark_ending_at(w, i);
    const rsi_item *item = item_covering(w, i);
    bool is_joint = role_at(w, i, RSI_ROLE_OR) || joins(w, i) || is_slash(w, i) || (sign_at(w, i) == ',' && reach == RSI_REACH_LIST);
    if (mark && !role_in(w, mark, RSI_ROLE_IGNORE) && (role_in(w, mark, RSI_ROLE_STOP) || is_trigger(w, mark, axis)) && !item)
      return begin;
    if (is_joint) {
      if (reach == RSI_REACH_NEXT)
        return begin;
      words = 0;
      had_item = false;
    } else if (w->t[i].kind == RSI_TOKEN_SIGN && strchr(",;:.!?|", w->t[i].sign)) {
      return begin;
    } else if (item) {
      if (had_item)
        return begin;
      had_item = true;
      i = item->first;
      begin = i;
      words = 0;
    } else if (reach == RSI_REACH_NEXT || ++words > 6 || (had_item && words > 3))
      return begin;
    if (!is_joint)
      begin = i;
    if (!i || w->t[i].starts)
      return begin;
    i--;
  }
}

/* Over the words that may stand between a thing and what is said of it: "fever: denied", "PE has been ruled out", "ileus, resolved." */
static uint32_t skip_between(const walk *w, const rsi_mark *trigger, bool is_answer_to_label) {
  uint32_t at = trigger->first - 1u;
  if (sign_at(w, at) == ',' && at && is_end(w, trigger->last + 1u))
    at--;
  for (unsigned k = 0; k < 6 && at; k++) {
    const rsi_mark *mark = mark_ending_at(w, at);
    bool is_sign = w->t[at].kind == RSI_TOKEN_SIGN && strchr(is_answer_to_label ? ":-=(?" : ":-=(", w->t[at].sign);
    if (mark && role_in(w, mark, RSI_ROLE_BETWEEN) && !item_covering(w, at) && mark->first)
      at = mark->first - 1u;
    else if (is_sign)
      at--;
    else
      break;
  }
  return at;
}

/* ---- saying it ---- */

static void say(const walk *w, rsi_item *item, const rsi_cue_def *cue, const rsi_mark *mark, uint32_t distance) {
  uint8_t assertion = rsi_detail_of(cue);
  if (distance >= item->distance[assertion])
    return;
  item->distance[assertion] = distance;
  item->reach[assertion] = rsi_reach_of(cue);
  item->span[assertion][0] = w->t[mark->first].start;
  item->span[assertion][1] = w->t[mark->last].end;
}

static bool overlaps_result(const walk *w, const rsi_mark *mark) {
  for (uint32_t i = item_from(w, mark->first < 4 ? 0 : mark->first - 4u); i < w->n_items && w->items[i].first <= mark->last; i++) {
    const rsi_cue_def *cue = cue_of(w, &w->items[i]);
    if (cue && (cue->kind == RSI_CUE_RESULT || cue->kind == RSI_CUE_SHARED_RESULT) && w->items[i].last >= mark->first)
      return true;
  }
  return false;
}

/* An exam with "neg" behind it was done; a word that says in itself that something is absent is only turned round when the trigger
 * stands right in front of it. */
static bool may_say(const walk *w, const rsi_item *item, const rsi_cue_def *cue, const rsi_mark *mark, uint32_t distance, bool is_back) {
  const rsi_cue_def *own = cue_of(w, item);
  if (!own || rsi_detail_of(cue) != RSI_SAID_ABSENT)
    return true;
  if (is_exam(own) || own->kind == RSI_CUE_LANGUAGE)
    return !is_back || !overlaps_result(w, mark);
  return !item->is_foreign || (distance <= 1 && !is_back);
}

/* Does a mark stand in the gap of an item's phrase, whose words are no part of it? */
static bool is_in_gap(const walk *w, const rsi_item *item, const rsi_mark *mark) {
  const rsi_match *match = item->match == RSI_NONE ? NULL : rsi_match_at(w->r, item->match);
  for (int k = 0; match && k < 2; k++)
    if (match->gap[k][1] > match->gap[k][0] && w->t[mark->first].start >= match->gap[k][0] && w->t[mark->last].end <= match->gap[k][1])
      return true;
  return false;
}

/* "physio w/o relief": a thing that begins before the negator took it in, and it speaks of nothing behind that thing. Returns the token
 * behind it; NOWHERE when the negator is free. */
static uint32_t spent_at(const walk *w, const rsi_mark *mark) {
  for (uint32_t i = item_from(w, mark->first), back = 0; i-- > 0 && back < 8; back++) {
    const rsi_item *item = &w->items[i];
    if (item->match == RSI_NONE || !item->counts || item->last < mark->last)
      continue;
    if (!is_in_gap(w, item, mark))
      return item->last + 1u;
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

static void look_ahead(walk *w, const rsi_mark *mark, const rsi_cue_def *cue) {
  uint8_t reach = rsi_reach_of(cue);
  if ((reach == RSI_REACH_LIST || reach == RSI_REACH_THROUGH) && overlaps_result(w, mark))
    reach = RSI_REACH_ITEM; /* "no fracture, OA": the trigger belongs to the result that holds it */
  bool is_held = holds_exam(w, mark);
  uint32_t end = is_held ? mark->last + 1u : reach_ahead(w, mark, reach, axis_of(rsi_detail_of(cue)));
  uint32_t spent = rsi_detail_of(cue) == RSI_SAID_ABSENT ? spent_at(w, mark) : NOWHERE;
  end = spent < end ? spent : end;
  for (uint32_t i = item_from(w, mark->first + 1u); i < w->n_items && w->items[i].first < end; i++) {
    rsi_item *item = &w->items[i]; /* it may begin inside the trigger: "no new symptoms of" */
    uint32_t distance = item->first > mark->last ? item->first - mark->last : 0;
    bool is_meant = !is_held || is_exam(cue_of(w, item)) || (cue_of(w, item) && cue_of(w, item)->kind == RSI_CUE_LANGUAGE);
    if (is_meant && !is_aside(w, item->first) && may_say(w, item, cue, mark, distance, false))
      say(w, item, cue, mark, distance);
  }
}

static void look_behind(walk *w, const rsi_mark *mark, const rsi_cue_def *cue, bool is_answer_to_label) {
  if (!mark->first)
    return;
  uint32_t from = skip_between(w, mark, is_answer_to_label);
  uint32_t begin = reach_back(w, from, rsi_reach_of(cue), axis_of(rsi_detail_of(cue)));
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
  const rsi_cue_def *answer = role_in(w, mark, RSI_ROLE_ANSWER), *before = role_in(w, mark, RSI_ROLE_BEFORE), *after = role_in(w, mark, RSI_ROLE_AFTER);
  if (answer && is_answer(w, mark)) {
    look_behind(w, mark, answer, true);
    return;
  }
  bool is_sign = is_sign_mark(w, mark);
  if (after && (is_sign ? sign_looks_back(w, mark) : !before || looks_back(w, mark))) {
    look_behind(w, mark, after, false);
    return;
  }
  for (uint8_t i = 0; i < mark->n_cues; i++) { /* one word may be a trigger on several axes: "prior family history of" */
    const rsi_cue_def *cue = &w->r->rb->cues[mark->cues[i]];
    bool is_length = rsi_detail_of(cue) == RSI_SAID_HISTORICAL && follows_unit(w, mark);
    if (rsi_role_of(cue) == RSI_ROLE_BEFORE && !is_length && (!is_sign || sign_looks_ahead(w, mark))) {
      deny_good_news(w, mark, cue);
      look_ahead(w, mark, cue);
    }
  }
}

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
  find_foreign(&w);
  for (uint32_t i = 0; i < w.n_items; i++)
    memset(items[i].distance, 0xff, sizeof items[i].distance);
  for (uint32_t i = 0; i < r->marks.count; i++) {
    const rsi_mark *mark = RSI_AT(&r->marks, rsi_mark, i);
    if (mark_at(&w, mark->first) == mark)
      apply_mark(&w, mark);
  }
  for (uint32_t i = 0; i < w.n_items; i++)
    settle(&items[i]);
}
