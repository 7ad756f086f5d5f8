/* Inside assertion: the tokens, marks and items of one text, and what stands where. trigger.c says which way a trigger looks,
 * reach.c how far, assertion.c what that says of each item. */
#ifndef RSI_WALK_H
#define RSI_WALK_H

#include <string.h>

#include "lexicon.h"

#define NOWHERE UINT32_MAX

typedef struct walk {
  const rsi_reader *r;
  const rsi_token *t;
  rsi_item *items;
  uint32_t n, n_items;
  uint32_t aside[8][2]; /* stretches inside the reach that a trigger does not speak of: "no pain after the fall, nausea or …" */
  uint32_t n_asides;
} walk;

static inline uint8_t axis_of(uint8_t assertion) { return assertion <= RSI_SAID_POSSIBLE ? 0 : assertion; }

static inline const rsi_mark *mark_at(const walk *w, uint32_t token) { return rsi_mark_at(w->r, RSI_FAMILY_ASSERTION, token); }
static inline const rsi_cue_def *role_at(const walk *w, uint32_t token, uint8_t role) {
  return rsi_role_at(w->r, RSI_FAMILY_ASSERTION, token, role);
}

static inline const rsi_cue_def *role_in(const walk *w, const rsi_mark *mark, uint8_t role) {
  for (uint8_t i = 0; i < mark->n_cues; i++)
    if (rsi_role_of(&w->r->rb->cues[mark->cues[i]]) == role)
      return &w->r->rb->cues[mark->cues[i]];
  return NULL;
}

/* The mark whose words end at a token. */
static inline const rsi_mark *mark_ending_at(const walk *w, uint32_t token) {
  for (uint32_t back = 0; back < 8 && back <= token; back++) {
    const rsi_mark *mark = mark_at(w, token - back);
    if (mark && mark->last == token)
      return mark;
  }
  return NULL;
}

static inline char sign_at(const walk *w, uint32_t token) { return token < w->n ? w->t[token].sign : 0; }
static inline bool starts_at(const walk *w, uint32_t token) { return token >= w->n || w->t[token].starts; }

/* The first item that starts at or behind a token: items are in order. */
static inline uint32_t item_from(const walk *w, uint32_t token) {
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

static inline const rsi_item *item_starting(const walk *w, uint32_t token) {
  for (uint32_t i = item_from(w, token); i < w->n_items && w->items[i].first == token; i++)
    if (w->items[i].counts)
      return &w->items[i];
  return NULL;
}

static inline const rsi_item *item_covering(const walk *w, uint32_t token) {
  for (uint32_t i = item_from(w, token + 1), back = 0; i-- > 0 && back < 8; back++)
    if (w->items[i].counts && w->items[i].first <= token && w->items[i].last >= token)
      return &w->items[i];
  return NULL;
}

static inline const rsi_cue_def *cue_of(const walk *w, const rsi_item *item) {
  return item->match == RSI_NONE ? NULL : rsi_match_cue(w->r, rsi_match_at(w->r, item->match));
}

static inline bool is_exam(const rsi_cue_def *cue) { return cue && (cue->kind == RSI_CUE_MODALITY || cue->kind == RSI_CUE_PRIOR); }

/* Some findings are exams: "CT done". */
static inline bool shares_words_with_exam(const walk *w, uint32_t item) {
  for (uint32_t i = item < 8 ? 0 : item - 8; i < w->n_items && i < item + 8; i++)
    if (is_exam(cue_of(w, &w->items[i])) && w->items[i].first <= w->items[item].last && w->items[i].last >= w->items[item].first)
      return true;
  return false;
}

static inline bool is_slash(const walk *w, uint32_t token) { return sign_at(w, token) == '/' || sign_at(w, token) == '\\'; }

/* "Neuro:" begins a topic. Two words only when they begin with a capital. */
static inline bool is_label(const walk *w, uint32_t token) {
  if (token >= w->n || w->t[token].kind != RSI_TOKEN_WORD)
    return false;
  if (sign_at(w, token + 1) == ':' && w->t[token + 1].is_glued)
    return true;
  return w->t[token].is_capital && token + 2 < w->n && w->t[token + 1].kind == RSI_TOKEN_WORD && !w->t[token + 1].starts &&
         sign_at(w, token + 2) == ':' && w->t[token + 2].is_glued;
}

static inline bool is_group_at(const walk *w, uint32_t token) {
  const rsi_item *item = item_covering(w, token);
  const rsi_cue_def *cue = item ? cue_of(w, item) : NULL;
  return cue && cue->kind == RSI_CUE_GROUP;
}

static inline bool is_end(const walk *w, uint32_t token) {
  return starts_at(w, token) || (w->t[token].kind == RSI_TOKEN_SIGN && strchr(",.;)!|", w->t[token].sign));
}

/* trigger.c */
/* Does the mark consist of signs, or of a number? */
bool rsi_is_sign_mark(const walk *w, const rsi_mark *mark);
/* Is a sign a remark on what stands in front of it, or behind? */
bool rsi_sign_looks_back(const walk *w, const rsi_mark *mark);
bool rsi_sign_looks_ahead(const walk *w, const rsi_mark *mark);
bool rsi_is_answer(const walk *w, const rsi_mark *mark);
/* Does a word that may look either way look back? */
bool rsi_looks_back(const walk *w, const rsi_mark *mark);
/* "Neg:", "ROS neg:", "Denies:": the trigger of absence that heads a list, or NULL. */
const rsi_cue_def *rsi_heading_of(const walk *w, const rsi_mark *mark);
/* Does the mark say anything of the axis: that something is or is not there, that it is past, of the family, or only in case of? */
bool rsi_is_trigger(const walk *w, const rsi_mark *mark, uint8_t axis);

/* reach.c */
/* Marks the items that are no members of a list of what is absent. */
void rsi_find_foreign(walk *w);
/* Where the reach of a before-trigger ends: the first token that it does not speak of. Fills asides. */
uint32_t rsi_reach_ahead(walk *w, const rsi_mark *trigger, uint8_t reach, uint8_t detail);
/* The same for a heading that denies: up to a member that is a statement of its own. */
uint32_t rsi_reach_of_heading(const walk *w, uint32_t first);
bool rsi_is_aside(const walk *w, uint32_t token);
/* The token from which an after-trigger looks back, over the words that may stand between; and the first that it speaks of from
 * there. */
uint32_t rsi_skip_between(const walk *w, const rsi_mark *trigger, bool is_answer_to_label);
uint32_t rsi_reach_back(const walk *w, uint32_t from, uint8_t reach, uint8_t axis);

#endif
