/* What is known: one state a fact, with implications carried through, and a trail so that a search can take steps back.
 *
 * The decide room asks its questions of a world. Telling a fact only ever narrows its state; a state narrowed to nothing is a
 * contradiction, and the caller takes the step back. */
#ifndef RSI_WORLD_H
#define RSI_WORLD_H

#include "model.h"

typedef struct rsi_step_back { uint32_t fact; rsi_state was; } rsi_step_back; /* fact RSI_NONE: a group was marked or a guideline entered; was says which */

typedef struct rsi_world {
  const rscan_rulebase *rb;
  rsi_state *states;        /* a fact each */
  uint8_t *group_has_some;  /* a group each: at least one member is present, no telling which */
  uint16_t *entries;        /* a guideline each: how many of its entry findings are present or suspected */
  uint32_t *in_play;        /* guidelines with entries > 0, in the order they were entered */
  uint32_t n_in_play;
  rsi_step_back *trail;
  uint32_t n_trail, max_trail;
  uint32_t *pending;        /* facts whose implications are still to be followed */
  uint32_t n_pending;
  uint8_t *is_pending;
  bool has_failed;          /* out of memory: what was told since may be missing, and whoever asks must not believe the answer */
  bool is_strict;           /* silence means nothing */
  bool has_repeat;          /* for RSI_OP_REPEAT: the exam looked at was done repeat_days ago */
  double repeat_days;
  uint64_t steps;           /* conditions evaluated; the measure of a search's cost */
} rsi_world;

bool rsi_world_init(rsi_world *world, const rscan_rulebase *rb);
void rsi_world_free(rsi_world *world);
void rsi_world_reset(rsi_world *world); /* nothing known; costs what was told, not how large the book is */

/* Puts a guideline in play that its entry findings did not. */
bool rsi_world_enter(rsi_world *world, uint32_t guideline);

/* Narrows a fact to state, following nothing. False when nothing is left (the state is then unchanged). */
bool rsi_world_tell(rsi_world *world, uint32_t fact, rsi_state state);
/* Follows the implications of everything told since the last call. on_conflict may be NULL: then false at the first contradiction
 * (the search's use); otherwise it is called and the implication dropped (the referral's use). */
typedef void rsi_conflict_fn(void *context, const rsi_implication *implication, bool is_backwards);
typedef void rsi_derived_fn(void *context, uint32_t fact, uint32_t because);
bool rsi_world_follow(rsi_world *world, rsi_conflict_fn *on_conflict, rsi_derived_fn *on_change, void *context);
/* At least one member is present, no telling which. False when none can be. */
bool rsi_world_mark_group(rsi_world *world, uint32_t group);

uint32_t rsi_world_mark(const rsi_world *world);
void rsi_world_back(rsi_world *world, uint32_t mark);

rsi_truth rsi_eval(rsi_world *world, uint32_t node);
/* The state that a leaf sees: silence read as its node says. */
rsi_state rsi_leaf_state(const rsi_world *world, const rsi_node *node);
/* What a score comes to from its criteria, as cells. */
rsi_state rsi_score_state(rsi_world *world, uint32_t fact);
/* The first leaf below node that is unknown and keeps node unknown; RSI_NONE. Descends into score criteria. */
uint32_t rsi_unknown_leaf(rsi_world *world, uint32_t node);

/* States as sets, whichever way a kind keeps them. */
rsi_state rsi_state_and(uint8_t kind, rsi_state a, rsi_state b); /* 0 when empty: cell runs use RSI_NO_CELLS inside */
bool rsi_state_is_empty(uint8_t kind, rsi_state s);
bool rsi_state_inside(uint8_t kind, rsi_state s, rsi_state of);
/* s without `minus`, in at most two pieces (a run of cells can split). Returns how many. */
int rsi_state_minus(uint8_t kind, rsi_state s, rsi_state minus, rsi_state pieces[2]);

#endif
