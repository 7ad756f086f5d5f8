/* Lint: what can be known of a rule base without a patient, once it has loaded.
 *
 * Loading finds what is wrong with one element or one name. This room asks what the whole means: can this scenario ever be chosen,
 * is there a patient for whom nothing is said, do the cues read their own examples. Questions about conditions are decided by
 * search over the facts (lint_solve.c), never by sampling. */
#ifndef RSI_LINT_H
#define RSI_LINT_H

#include "codes.h"
#include "text.h"
#include "world.h"

typedef struct rsi_lint {
  const rscan_rulebase *rb;
  rscan_error *err;
  rsi_arena arena; /* of the whole run: places and names for messages, aims, indices */
  rscan_allocator scratch;
  rsi_world world;
  uint64_t authorities; /* of the profile in force */
  const char *today;    /* NULL: dates are not judged */
} rsi_lint;

void rsi_lint_report(rsi_lint *l, rsi_code_id id, rsi_where where, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* `file:line:column`, in the arena; "" when out of memory. */
const char *rsi_lint_place(rsi_lint *l, rsi_where where);

/* ---- one concern each ---- */

void rsi_lint_scenarios(rsi_lint *l); /* unreachable, shadowed */
void rsi_lint_gaps(rsi_lint *l);
void rsi_lint_scores(rsi_lint *l);
void rsi_lint_cues(rsi_lint *l); /* phrases that are small words, or stand twice */
void rsi_lint_examples(rsi_lint *l);
void rsi_lint_wording(rsi_lint *l); /* words that label patients */

/* ---- are there facts with which …? ---- */

enum rsi_aim_kind {
  RSI_AIM_TRUE,    /* the condition `index` holds, without help from silence */
  RSI_AIM_FALSE,   /* the condition `index` fails */
  RSI_AIM_ENTERED, /* guideline `index` is in play */
  RSI_AIM_STANDS,  /* guideline `index` does not step back for another one */
  RSI_AIM_TOTAL,   /* the criteria of score `index` come to a total inside `state` */
};
typedef struct rsi_aim {
  uint8_t kind;
  bool may_be_silent; /* FALSE: it is enough that it fails when nothing more is said */
  uint32_t index;
  rsi_state state;
  uint64_t facts; /* the solver's */
} rsi_aim;

typedef struct rsi_told {
  uint32_t fact;
  rsi_state state;
} rsi_told;
enum rsi_solution { RSI_IMPOSSIBLE, RSI_POSSIBLE, RSI_UNDECIDED };
typedef struct rsi_solver {
  rsi_lint *lint;
  rsi_aim *aims; /* reordered while searching */
  uint32_t n_aims;
  bool as_referrals_tell; /* a finding is present or absent: nobody tells "suspected, and not present" */
  rsi_vec told;           /* rsi_told: the facts found */
  uint64_t limit;         /* of world.steps */
  bool is_exhausted;
} rsi_solver;

/* Searches for facts that meet every aim, in a world that may have been told something already. Complete up to the limit, but for
 * derived measures, which are taken as free, and scores, which may be told against their criteria: it never calls possible things
 * impossible. When they are found, the world is left knowing them. */
enum rsi_solution rsi_lint_solve(rsi_solver *x);
/* One more fact, told first. False when it contradicts what is known. */
bool rsi_lint_tell(rsi_solver *x, uint32_t fact, rsi_state state);

#endif
