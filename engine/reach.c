/* How far does a trigger speak? This is what makes or breaks assertion. Orders are lists more than sentences, so a reach is walked
 * word by word over the members of a list, and a comma is asked whether the list goes on behind it: it does not when the next
 * member shows signs of a statement of its own (a verb, a value, a trigger, an exam), nor when the list so far had no need of
 * commas. */
#include "quantity.h"
#include "walk.h"

#define LONGEST_REACH 64  /* tokens */
#define LONGEST_MEMBER 10 /* words of one list member that a reach crosses */

/* ---- what stands at a token ---- */

static bool is_number(const walk *w, uint32_t token) {
  return token < w->n && w->t[token].kind == RSI_TOKEN_NUMBER &&
         !(w->t[token].is_glued && token && w->t[token - 1].kind == RSI_TOKEN_WORD);
}

/* The number of a measure that a finding holds as well: "GCS 13". */
static bool is_measured(const walk *w, uint32_t token) {
  const rsi_item *item = item_covering(w, token);
  if (!item || item->match == RSI_NONE || w->t[token].kind != RSI_TOKEN_NUMBER)
    return false;
  for (uint32_t i = item->match < 8 ? 0 : item->match - 8; i < w->r->matches.count && i < item->match + 8; i++) {
    const rsi_match *match = rsi_match_at(w->r, i);
    if (!match->is_dropped && match->start >= item->start && match->end <= item->end &&
        rsi_match_cue(w->r, match)->kind == RSI_CUE_NUMBER)
      return true;
  }
  return false;
}

static bool is_number_cue_at(const walk *w, uint32_t token) {
  for (uint32_t i = 0; i < w->r->matches.count && rsi_match_at(w->r, i)->start <= w->t[token].start; i++) {
    const rsi_match *match = rsi_match_at(w->r, i);
    if (!match->is_dropped && match->end >= w->t[token].end && rsi_match_cue(w->r, match)->kind == RSI_CUE_NUMBER)
      return true;
  }
  return false;
}

static bool is_range_of_measure(const walk *w, const rsi_item *item) {
  const rsi_cue_def *cue = cue_of(w, item);
  if (!cue || cue->kind != RSI_CUE_FACT || w->r->rb->facts[cue->target].kind != RSI_MEASURE)
    return false;
  for (uint32_t i = item->first; i <= item->last; i++)
    if (w->t[i].kind == RSI_TOKEN_NUMBER)
      return true;
  return false;
}

/* The number of a measure, beside its words or in them: "GCS 8", "GCS8", "GCS: 8", "E1 V2 M4". Not "fever > 38". */
static bool is_measure_number(const walk *w, uint32_t token) {
  const rsi_item *item = item_covering(w, token);
  if (item && is_range_of_measure(w, item))
    return true;
  if (!token || w->t[token].kind != RSI_TOKEN_NUMBER || w->t[token].starts)
    return false;
  uint32_t before = token - 1;
  if (before && !w->t[before].starts && sign_at(w, before) && strchr(":=(", sign_at(w, before)))
    before--;
  return is_measured(w, token) || is_number_cue_at(w, before);
}

/* A number of its own, or a word that says when: what follows a thing to say how long or how much. */
static bool is_value(const walk *w, uint32_t token) {
  return is_number(w, token) || is_measure_number(w, token) || rsi_role_at(w->r, RSI_FAMILY_VALUE, token, RSI_ROLE_MOMENT) ||
         (rsi_role_at(w->r, RSI_FAMILY_VALUE, token, RSI_ROLE_LASTING) && token + 1 < w->n &&
          (w->t[token + 1].kind == RSI_TOKEN_NUMBER || rsi_mark_at(w->r, RSI_FAMILY_VALUE, token + 1)));
}

/* A word with a capital in running small letters: somebody forgot the full stop. Titles In Capitals show nothing. */
static bool is_sudden_capital(const walk *w, uint32_t token) {
  const rsi_token *before = &w->t[token - 1];
  return w->t[token].is_capital && before->kind == RSI_TOKEN_WORD && w->r->plain[before->start] == w->r->lower[before->start];
}

static bool says_absent(const rsi_cue_def *cue) {
  return cue && (cue->kind == RSI_CUE_FACT || cue->kind == RSI_CUE_GROUP) && cue->state == RSI_ABSENT;
}

/* "neuro exam normal" holds the word that says how it is; "LOC" holds none. */
static bool holds_statement(const walk *w, const rsi_item *item) {
  for (uint32_t i = item->first; i <= item->last; i++) {
    const rsi_mark *mark = mark_at(w, i);
    if (mark && mark->last <= item->last && (role_in(w, mark, RSI_ROLE_FRESH) || rsi_is_trigger(w, mark, axis_of(RSI_SAID_ABSENT))))
      return true;
  }
  return false;
}

/* "afebrile", "NVI" and exams are foreign to a list of what is absent. "LOC", which says that consciousness was not kept, is not,
 * because the same words name a finding as well; but "neuro exam normal" is, whatever else it names, because it makes its own
 * statement. */
void rsi_find_foreign(walk *w) {
  for (uint32_t i = 0; i < w->n_items; i++) {
    rsi_item *item = &w->items[i];
    if (is_range_of_measure(w, item)) {
      item->is_foreign = true;
      continue;
    }
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
  return !mark || !rsi_is_sign_mark(w, mark) ||
         (!rsi_sign_looks_back(w, mark) && !w->t[token].is_glued && token + 1 < w->n && !w->t[token + 1].is_glued);
}

static bool joins(const walk *w, uint32_t token) { return role_at(w, token, RSI_ROLE_AND) && is_plus(w, token); }

/* Words that show a new statement. The letter of "N/V" is none. */
static bool is_fresh_at(const walk *w, uint32_t token) {
  bool is_half = w->t[token].end - w->t[token].start == 1 && is_slash(w, token + 1) && w->t[token + 1].is_glued;
  return role_at(w, token, RSI_ROLE_FRESH) && !is_half;
}

/* ---- members of a list ---- */

/* What one member of a list shows, from a token up to the next comma, "and" or "or". */
typedef struct member {
  uint32_t end;   /* the connector, or where the sentence ends */
  bool is_fresh;  /* a statement of its own */
  bool is_weak;   /* perhaps one: "new", "left", "severe" */
  bool is_last;   /* the sentence or the reach ends there */
  bool before_or; /* the connector is "or" */
} member;

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
    if (mark && !role_in(w, mark, RSI_ROLE_IGNORE) && (rsi_is_trigger(w, mark, axis) || role_in(w, mark, RSI_ROLE_STOP))) {
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
    m.is_fresh |= is_fresh_at(w, i) || is_foreign_at(w, i) || (is_inside ? is_measured(w, i) : is_value(w, i));
    m.is_fresh |= i == from && mark && role_in(w, mark, RSI_ROLE_ALONG); /* "no LOC, on apixaban" */
    m.is_weak |= mark && role_in(w, mark, RSI_ROLE_QUALITY);
    m.is_fresh |= w->t[i].kind == RSI_TOKEN_WORD && ++words > LONGEST_MEMBER;
    m.end = mark ? mark->last + 1u : i + 1;
  }
}

/* Does a list of what a trigger speaks of go on behind a comma or an "and"? An "or" further on closes it, and so shows that it
 * does; needs_or: only that shows it. */
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

bool rsi_is_aside(const walk *w, uint32_t token) {
  for (uint32_t i = 0; i < w->n_asides; i++)
    if (token >= w->aside[i][0] && token < w->aside[i][1])
      return true;
  return false;
}

/* ---- how far ahead ---- */

/* The state of a walk over the members of a list. */
typedef struct stride {
  uint32_t first;    /* token behind the trigger */
  uint32_t item_end; /* of the thing that is being crossed; NOWHERE */
  uint32_t aside;    /* where an aside began; NOWHERE */
  unsigned words, depth;
  bool had_item;          /* a thing was named since the last connector */
  bool had_or, had_comma; /* the latter: or any connector */
  bool is_bare;           /* a list without commas: "no fever chills night sweats" */
  bool is_repeated;       /* the trigger said before: "no fever, no chills" */
} stride;

enum step { STEP_ON, STEP_NEXT, STEP_END }; /* look further at the token; go to the next; the reach ends in front of it */

#define LONGEST_REMARK 4 /* tokens behind an exam: "no imaging of it done yet," */

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

/* "no red flags, LBP": what stands for a whole list is not followed by its members. */
static bool ends_in_group(const walk *w, uint32_t comma) { return comma && is_group_at(w, comma - 1); }

#define LONGEST_REPEATED 8 /* tokens */

/* "no fever, no chills, knee pain": where each member has its own trigger, one without is none of them. */
static bool is_repeated(const walk *w, const rsi_mark *trigger, uint8_t detail) {
  for (uint32_t i = trigger->first, back = 0; i-- > 0 && back < LONGEST_REPEATED && !w->t[i + 1].starts; back++) {
    const rsi_cue_def *cue = role_at(w, i, RSI_ROLE_BEFORE);
    if (cue && rsi_detail_of(cue) == detail && rsi_reach_of(cue) != RSI_REACH_SENTENCE)
      return true;
  }
  return false;
}

/* Connectors, and the marks that end or bend a reach. */
static enum step step_over_mark(walk *w, stride *s, uint32_t i, uint32_t next, uint8_t reach, uint8_t axis) {
  const rsi_mark *mark = mark_at(w, i);
  bool is_or = role_at(w, i, RSI_ROLE_OR), is_comma = sign_at(w, i) == ',', is_and = !is_comma && joins(w, i);
  if (mark && role_in(w, mark, RSI_ROLE_IGNORE))
    return STEP_NEXT;
  if (mark && (axis == RSI_SAID_HISTORICAL || axis == RSI_SAID_FAMILY) && reach != RSI_REACH_SENTENCE &&
      (s->had_item || s->had_comma) && rsi_is_trigger(w, mark, 0))
    return STEP_END; /* "hx of stones, no fever, ?stone": the list of what was is over */
  if (mark && !s->depth && (role_in(w, mark, RSI_ROLE_STOP) || rsi_is_trigger(w, mark, axis)))
    return STEP_END; /* in brackets it speaks only of what they hold: "bleeding (occult nor overt), …" */
  if ((is_or || is_and || is_slash(w, i)) && s->aside != NOWHERE && role_at(w, s->aside, RSI_ROLE_ASIDE))
    return STEP_NEXT; /* "after a fall or twist": still the aside */
  if (is_or || is_and || is_comma || is_slash(w, i)) {
    bool is_sentence = reach == RSI_REACH_SENTENCE;
    if ((is_and || is_comma) && !is_sentence && names_only_exams(w, s->first, i) && !role_at(w, next, RSI_ROLE_OR))
      return STEP_END;
    bool is_closing = ((s->had_or || s->is_bare || s->is_repeated) && reach != RSI_REACH_THROUGH) || ends_in_group(w, i);
    bool needs_or = is_comma && (reach == RSI_REACH_ITEM || is_closing);
    if ((reach == RSI_REACH_NEXT && !is_slash(w, i)) ||
        ((is_and || is_comma) && !is_sentence && !list_goes_on(w, next, axis, needs_or)))
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
    if (mark && mark->last + 1u >= token) /* "on plain films": the words of the mark may run into the exam's */
      return rsi_role_at(w->r, RSI_FAMILY_IMAGING, token - back, RSI_ROLE_SHOWN_ON) != NULL;
  }
  return false;
}

/* Words and things: does one of them begin a new statement? */
static bool begins_anew(walk *w, stride *s, uint32_t i) {
  const rsi_mark *mark = mark_at(w, i);
  if (i > s->first && (is_label(w, i) || (is_sudden_capital(w, i) && (s->had_item || s->words > 2)))) /* not "brother with Crohn" */
    return true;
  if (is_foreign_at(w, i) &&
      (s->had_item || s->words > 2 || is_shown_on(w, i))) /* "no trauma xray normal", but "no prior knee xray" */
    return true;
  const rsi_item *item = s->item_end == NOWHERE ? item_starting(w, i) : NULL;
  bool is_fresh = is_fresh_at(w, i) || (mark && role_in(w, mark, RSI_ROLE_QUALITY));
  if (s->had_item && (is_fresh || is_value(w, i) || (item && (s->had_or || has_value_behind(w, item)))))
    return true;
  s->is_bare |= item && s->had_item;
  if (item)
    s->item_end = item->last;
  return w->t[i].kind == RSI_TOKEN_WORD && ++s->words > LONGEST_MEMBER;
}

/* Where the reach of a before-trigger ends: the first token that it does not speak of. */
uint32_t rsi_reach_ahead(walk *w, const rsi_mark *trigger, uint8_t reach, uint8_t detail) {
  uint8_t axis = axis_of(detail);
  stride s = {.first = trigger->last + 1u, .item_end = NOWHERE, .aside = NOWHERE};
  s.is_repeated = detail == RSI_SAID_ABSENT && is_repeated(w, trigger, detail);
  uint32_t i = s.first;
  const rsi_item *own = item_covering(w, trigger->last); /* "?PE" may be a cue, question mark and all */
  if (own && own->last > trigger->last && own->first == trigger->first)
    s.item_end = own->last;
  w->n_asides = 0;
  for (uint32_t next; i < w->n && !w->t[i].starts && i - s.first <= LONGEST_REACH; i = next) {
    const rsi_mark *mark = mark_at(w, i);
    next = mark ? mark->last + 1u : i + 1;
    if (s.item_end != NOWHERE && i > s.item_end) {
      s.had_item = true;
      s.item_end = NOWHERE;
      if (reach == RSI_REACH_NEXT && !is_slash(w, i))
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

/* ---- under a heading ---- */

/* "is", "fell"; not "worsening", which may stand in front of a thing as well. */
static bool is_verb_at(const walk *w, uint32_t token) { return is_fresh_at(w, token) && !role_at(w, token, RSI_ROLE_QUALITY); }

/* "LBP x 3 wks", "weakness since yesterday": nobody says since when he has not got it. */
static bool is_lasting(const walk *w, uint32_t token) {
  const rsi_item *item = item_starting(w, token);
  const rsi_cue_def *cue = item ? cue_of(w, item) : NULL;
  uint32_t next = item ? item->last + 1u : 0;
  return cue && cue->kind == RSI_CUE_FACT && cue->state != RSI_ABSENT && !starts_at(w, next + 1) && !starts_at(w, next) &&
         (rsi_says_how_long(w->r, next, w->r->rb->facts[cue->target].enters.count) ||
          (rsi_role_at(w->r, RSI_FAMILY_VALUE, next, RSI_ROLE_LASTING) &&
           rsi_role_at(w->r, RSI_FAMILY_VALUE, next + 1, RSI_ROLE_MOMENT)));
}

/* "on apixaban", "CT please", "GCS 14", "he walks", "LBP x 3 wks", "+rash", "Neuro:" */
static bool is_own_statement(const walk *w, uint32_t i, bool is_begin) {
  const rsi_mark *mark = mark_at(w, i);
  const rsi_item *item = item_starting(w, i);
  if (is_verb_at(w, i) || is_lasting(w, i) || (is_begin && mark && role_in(w, mark, RSI_ROLE_ALONG)))
    return true;
  if (item && (is_exam(cue_of(w, item)) || shares_words_with_exam(w, (uint32_t)(item - w->items))))
    return true;
  if (is_measure_number(w, i) || is_label(w, i) || (sign_at(w, i) == ':' && w->t[i - 1].kind == RSI_TOKEN_WORD))
    return true;
  if (!mark || role_in(w, mark, RSI_ROLE_IGNORE) || !rsi_is_trigger(w, mark, axis_of(RSI_SAID_ABSENT)))
    return false;
  for (uint8_t k = 0; k < mark->n_cues; k++) /* "Neg: fever, no chills, rash" */
    if (rsi_role_of(&w->r->rb->cues[mark->cues[k]]) <= RSI_ROLE_BOTH &&
        rsi_detail_of(&w->r->rb->cues[mark->cues[k]]) == RSI_SAID_ABSENT)
      return false;
  return true;
}

/* "Neg: cancer, fever, new leg weakness, incontinence change": who heads a list with its answer means all of it, whatever stands in
 * its members, up to one that is a statement of its own. */
uint32_t rsi_reach_of_heading(const walk *w, uint32_t first) {
  uint32_t last_member = first, i = first;
  unsigned depth = 0;
  for (uint32_t next; i < w->n && !w->t[i].starts; i = next) {
    const rsi_mark *mark = mark_at(w, i);
    next = mark ? mark->last + 1u : i + 1;
    depth += sign_at(w, i) == '(';
    if (sign_at(w, i) == ')' && depth-- == 0)
      return i;
    if (sign_at(w, i) == ',' || is_slash(w, i) || joins(w, i) || role_at(w, i, RSI_ROLE_OR)) {
      last_member = next;
      continue;
    }
    bool is_stop = mark && !role_in(w, mark, RSI_ROLE_IGNORE) && role_in(w, mark, RSI_ROLE_STOP);
    if (is_stop || (i > first && is_sudden_capital(w, i) && i > last_member && item_covering(w, i - 1)))
      return i;
    if (i > first ? is_own_statement(w, i, i == last_member) : is_lasting(w, i) || is_measure_number(w, i))
      return last_member > first ? last_member : i;
  }
  return i;
}

/* ---- how far back ---- */

/* The first token that an after-trigger speaks of: the thing in front of it, and what is joined to it by "and", "or" or a slash.
 * With RSI_REACH_NEXT only a thing that ends right there. */
uint32_t rsi_reach_back(const walk *w, uint32_t from, uint8_t reach, uint8_t axis) {
  unsigned words = 0;
  bool had_item = false;
  uint32_t begin = from + 1;
  for (uint32_t i = from;;) {
    const rsi_mark *mark = mark_ending_at(w, i);
    const rsi_item *item = item_covering(w, i);
    bool is_joint =
        role_at(w, i, RSI_ROLE_OR) || joins(w, i) || is_slash(w, i) || (sign_at(w, i) == ',' && reach == RSI_REACH_LIST);
    if (mark && !role_in(w, mark, RSI_ROLE_IGNORE) && (role_in(w, mark, RSI_ROLE_STOP) || rsi_is_trigger(w, mark, axis)) && !item)
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

/* Over the words that may stand between a thing and what is said of it: "fever: denied", "PE has been ruled out", "ileus,
 * resolved." */
uint32_t rsi_skip_between(const walk *w, const rsi_mark *trigger, bool is_answer_to_label) {
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
  if (sign_at(w, at) == ',' && at && at + 1u < trigger->first && item_covering(w, at - 1) && is_end(w, trigger->last + 1u))
    at--; /* "had fever, now gone" */
  return at;
}
