/* What would have to be different: the smallest sets of facts with which a scenario would be chosen, or an exam be usually
 * appropriate.
 *
 * Found by search, never guessed. Facts are told otherwise than the referral tells them, or told where it is silent; everything
 * else stays, and what follows from the facts follows anew. First no fact is changed, then one, then two …: where that does not
 * lead there in every completion that is still possible, a completion is looked for in which it does not, and what stands in the
 * way *there*. One of those facts must be told otherwise in any set that leads there, so trying each of them in turn misses none. A
 * set counts only if it goes with what else was told (implications are followed, scores and derived measures worked out).
 *
 * Cost is counted in conditions evaluated. Where it runs out, the answer says so. */
#ifndef RSI_CHANGE_H
#define RSI_CHANGE_H

#include "derive.h"
#include "explain.h"

#define RSI_MAX_CHANGES 6    /* facts of one set */
#define RSI_MAX_WAYS_KEPT 64 /* nobody reads more */

typedef struct rsi_change {
  uint32_t fact;   /* or n_facts + group: RSI_ABSENT none of it, RSI_PRESENT at least one */
  rsi_state state; /* what is to be told */
  rsi_range range; /* the same of a measure or a score, as numbers */
  bool is_closed;  /* it cannot change for this patient: a field tells otherwise, or it is age or sex */
} rsi_change;

typedef struct rsi_way { /* changes that lead there together */
  rsi_change changes[RSI_MAX_CHANGES];
  uint32_t n_changes;
  bool is_closed;    /* one of them is */
  uint32_t n_denied; /* of them: facts that were told, and otherwise */
  uint32_t scenario; /* that would be chosen; RSI_NONE when several would, that agree */
} rsi_way;

typedef struct rsi_prospect {
  rsi_target aim;
  bool is_so;        /* nothing needs to change */
  bool is_elsewhere; /* no guideline in play leads there: others were searched */
  bool is_nowhere;   /* no scenario of the rule base does */
  bool is_complete;  /* these are all of the smallest; when there are none: there is no way at all */
  uint32_t n_tried;  /* sets of up to so many facts were searched without exception */
  rsi_vec ways;      /* rsi_way: those that are open to this patient first; freed by rsi_prospect_free */
  uint32_t n_open;
} rsi_prospect;

/* Searches for target. The scratch's last decision stays as it is. False when out of memory. */
bool rsi_prospect_find(struct rscan_scratch *scratch, const rsi_target *target, rsi_prospect *prospect);
void rsi_prospect_free(const struct rscan_scratch *scratch, rsi_prospect *prospect);

/* ---- between change.c, retell.c and obstacle.c ---- */

typedef struct rsi_cause {
  uint32_t fact, because;
} rsi_cause;

typedef struct rsi_wish { /* a fact inside a set of its values, or outside */
  uint32_t fact;
  rsi_state set;
  rsi_range range; /* of cells */
  bool is_inside;
} rsi_wish;

typedef struct rsi_seeker {
  struct rscan_scratch *s;
  const rscan_rulebase *rb;
  rsi_target aim;
  uint32_t rated,
      ordered; /* the exams that the order is taken for: of which nothing earlier is said, and whose region counts; RSI_NONE */
  bool is_strict;
  rsi_vec targets;         /* uint32_t: scenarios that would do */
  rsi_vec leaves;          /* uint32_t: nodes of the conditions that are looked at */
  uint8_t *is_looked_at;   /* a fact each: is it, and RSI_OVERDRAWN */
  const rsi_world *played; /* as the decision left it */
  rsi_change changes[RSI_MAX_CHANGES];
  uint32_t n_changes;
  rsi_vec done;                    /* rsi_change: those that were tried further up, with everything that goes with them */
  rsi_vec causes;                  /* rsi_cause: what followed from what */
  rsi_vec tolerated;               /* const rsi_implication *: contradictions of the referral itself */
  const rsi_implication *conflict; /* what is told does not go together; NULL */
  uint32_t overdrawn;              /* a score that its criteria do not allow, a derived measure that its inputs do not; RSI_NONE */
  rsi_vec traced;                  /* rsi_wish: of the fact that is being traced back, so that nothing is followed twice */
  uint64_t steps, limit;
  bool is_base; /* the referral itself is being told: its contradictions stand */
  bool allows_closed, has_skipped, was_cut, is_exhausted, is_full, has_failed;
  rsi_vec ways;
} rsi_seeker;

#define RSI_OVERDRAWN 2    /* a score or derived measure that the referral itself contradicts so */
#define RSI_MAX_CLASSES 64 /* of one fact */

/* The values of a fact that the conditions tell apart. Returns how many. */
uint32_t rsi_classes_of(rsi_seeker *x, uint32_t fact, rsi_change classes[RSI_MAX_CLASSES]);
rsi_bounds rsi_bounds_of_range(rsi_range range);
/* Tells everything with the changes as they are, and what follows. False when it does not go together: then conflict or overdrawn
 * says why. */
bool rsi_retell(rsi_seeker *x);
/* The changes, and what follows from them, of a patient of whom nothing else is known but numbers to derive from. */
void rsi_tell_changes_alone(rsi_seeker *x);
/* What the referral itself says of a fact or group; NULL when it says nothing. */
const rsi_known *rsi_root_of(const rsi_seeker *x, uint32_t fact);
/* The numbers that are told of a measure, with the changes as they are; context is the seeker. NaN: none. */
rsi_range rsi_range_told(const void *context, uint32_t fact);
/* Does the change go with what is told? */
bool rsi_may_be_told(const rsi_seeker *x, const rsi_known *told, const rsi_change *change);
bool rsi_is_changed(const rsi_seeker *x, uint32_t fact);

/* Adds to options (rsi_change) what stands in the way in the world as it is: a scenario that is not the one chosen, facts that do
 * not go together. No set without one of these leads there. */
void rsi_list_obstacles(rsi_seeker *x, uint32_t scenario, rsi_vec *options);
/* The same of a condition that leaves this leaf open: whatever settles it one way or the other. */
void rsi_list_settlers(rsi_seeker *x, uint32_t leaf, rsi_vec *options);
void rsi_list_conflicts(rsi_seeker *x, rsi_vec *options);

#endif
