/* Are there facts with which these conditions hold and those fail, and which are they?
 *
 * One search serves all who ask that of a rule base without a patient: lint (can this scenario ever be chosen, is there a patient
 * for whom nothing is said), coverage (can this branch be taken at all) and its suggestions (a referral that reaches this
 * scenario). It is complete, never a sample: what it calls impossible no facts can do. Its cost is counted in conditions evaluated,
 * and when that runs out it says that it does not know.
 *
 * Three things are read generously, so that nothing possible is called impossible: a finding may stay suspected and never become
 * present; a score may be told against its criteria; a derived measure may have any value that interval arithmetic over its inputs
 * allows. */
#ifndef RSI_SOLVE_H
#define RSI_SOLVE_H

#include "world.h"

enum rsi_aim_kind {
  RSI_AIM_TRUE,    /* the condition `index` holds, without help from silence */
  RSI_AIM_FALSE,   /* the condition `index` fails */
  RSI_AIM_ENTERED, /* guideline `index` is in play by a finding of its own */
  RSI_AIM_IN_PLAY, /* or by one that only counts when an exam of its regions is ordered */
  RSI_AIM_STANDS,  /* guideline `index` does not step back for another one */
  RSI_AIM_TOTAL,   /* the criteria of score `index` come to a total inside `state` */
};
typedef struct rsi_aim {
  uint8_t kind;
  bool may_be_silent; /* FALSE: it is enough that it fails when nothing more is said */
  bool was_decisive;  /* the solver's: it failed somewhere. Without the aims that never did, what is impossible still is */
  uint32_t index;
  rsi_state state;
  uint64_t facts; /* the solver's: which facts it may look at, as bits that many share */
} rsi_aim;

typedef struct rsi_told {
  uint32_t fact;
  rsi_state state;
  double number;    /* of a measure or score that was made one number; NaN */
  bool is_left_out; /* while it is tried whether it is needed */
} rsi_told;

enum rsi_solution { RSI_IMPOSSIBLE, RSI_POSSIBLE, RSI_UNDECIDED };

typedef struct rsi_solver {
  rsi_world world;
  const rscan_allocator *allocator;
  rsi_vec aims;      /* rsi_aim; the search reorders them */
  rsi_vec told;      /* rsi_told: the facts found */
  uint32_t *derived; /* measures that are worked out */
  uint32_t n_derived;
  bool as_referrals_tell; /* a finding is present or absent: nobody tells "suspected, and not present" */
  bool through_criteria;  /* a total is reached by the score's criteria where it can be, rather than told */
  bool has_numbers;       /* they were chosen: from now on only what is one number is derived from, as in a referral */
  uint64_t budget;        /* of all questions that are still to come; behind that each has a few */
  uint64_t most;          /* of one question */
  uint64_t limit;         /* of this one, in world.steps */
  uint64_t because;       /* facts that the last failure depended on */
  bool is_in_vain;        /* none of them was the one just tried: its other values would fail likewise */
  bool is_exhausted;
  bool has_failed; /* out of memory; stays */
} rsi_solver;

bool rsi_solver_init(rsi_solver *x, const rscan_rulebase *rb);
void rsi_solver_free(rsi_solver *x);

/* A new question: nothing is known and nothing aimed at. */
void rsi_solver_begin(rsi_solver *x);
void rsi_solver_aim(rsi_solver *x, uint8_t kind, uint32_t index);
void rsi_solver_may_fail_silently(rsi_solver *x, uint32_t node);
/* In play, standing, and where it applies. */
void rsi_solver_aim_at_guideline(rsi_solver *x, uint32_t guideline);
/* The earlier scenarios of its guideline fail: those that each of these authorities holds, and so no choice among them skips. */
void rsi_solver_aim_before(rsi_solver *x, uint32_t scenario, uint64_t authorities);

/* Searches. When facts are found, the world is left knowing them and `told` has those that were told. */
enum rsi_solution rsi_solve(rsi_solver *x);

/* ---- solve_example.c: what was found, for people ---- */

/* Of several values the first that will do; then leaves out, one by one, what is not needed when silence is read as usual. The
 * world is left knowing the rest. */
void rsi_solver_make_small(rsi_solver *x);
/* Makes each measure and total one number, as plain as can be, and tells the inputs of what is derived rather than itself. False
 * when no numbers were found that go together. */
bool rsi_solver_choose_numbers(rsi_solver *x);

/* ---- between the two files ---- */

bool rsi_solver_tell(rsi_solver *x, uint32_t fact, rsi_state state); /* with what follows; false when that contradicts */
bool rsi_solver_is_met(rsi_solver *x);                               /* every aim, silence read as usual */

#endif
