/* The decide room's working memory: one a thread. Everything grows to what a decision needs and is then reused. */
#ifndef RSI_SCRATCH_H
#define RSI_SCRATCH_H

#include "decision.h"
#include "limits.h"
#include "world.h"

struct rscan_scratch {
  rscan_rulebase *rb; /* counted */
  rsi_arena arena;    /* the lists of the decision; reset by every decision */
  rsi_world world;
  rsi_reader *reader;
  rsi_buf buffer; /* rendered text */
  struct rscan_decision decision;
  const rscan_referral *referral;
  bool is_brief; /* no questions are looked for, no facts listed */

  rsi_vec known;         /* rsi_known: what was told, and from where, in the order it was told */
  uint32_t *known_of;    /* a fact each: index into known + 1; 0 when not told */
  rsi_vec warnings;      /* rsi_warning of this decision */
  uint32_t *derived;     /* measures that are worked out */
  uint32_t n_derived;
  uint32_t *ordered;    /* guidelines that an order helps to enter */
  uint32_t n_ordered;
  uint32_t *priors;      /* facts that are exams already done */
  uint32_t n_priors;

  uint64_t authorities;              /* those that count in this referral, a bit each */
  uint8_t rank[RSI_MAX_AUTHORITIES]; /* and their order of preference */

  uint32_t *stamps; /* a fact each, then a safety rule each: last round in which it was seen */
  uint32_t stamp;

  rsi_span *rules_of;   /* a fact each: into rule_list */
  uint32_t *rule_list;
  uint32_t *fired;      /* rules that may fire for this referral, in the book's order */
  uint32_t n_fired;

  rsi_vec candidates, cautions, sources, recommended, alternatives, positions, assumed; /* behind the decision's lists */
  rsi_vec differences; /* rscan_difference: how the last case's decision is not as expected */
};

/* decide.c: rscan_decide() in its two halves, for those who look at what is in play before they ask for an answer. */
bool rsi_decide_begin(struct rscan_scratch *scratch, const rscan_referral *referral, rscan_error **err);
const rscan_decision *rsi_decide_rest(struct rscan_scratch *scratch, bool is_brief, rscan_error **err);

/* decide.c: guidelines that a complaint without a body part enters because an exam of theirs is ordered. */
void rsi_enter_ordered(struct rscan_scratch *scratch, uint32_t exam);

/* facts.c: everything the referral says, told to the world, with where it came from. */
rscan_status rsi_gather(struct rscan_scratch *scratch, const rscan_referral *referral, rscan_error **err);
/* An order for an exam of which nothing earlier is said is taken for the first of its kind: those priors are assumed not done. */
void rsi_assume_first(struct rscan_scratch *scratch, uint32_t exam);
bool rsi_is_first_of(const rscan_rulebase *rb, uint32_t exam, uint32_t prior); /* would it be one of these? */
void rsi_warn(struct rscan_scratch *scratch, const char *code, const char *path, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* outcome.c */

/* What is asked of the book: the category of one exam, or (exam RSI_NONE) what to order. */
typedef struct rsi_goal { uint32_t exam; } rsi_goal;
typedef struct rsi_judgement {
  bool is_settled;
  uint64_t value;     /* settled: the category; without an exam a signature of what is recommended */
  uint8_t low, high;  /* categories that are still possible */
  uint32_t undecided; /* a leaf that keeps it open; RSI_NONE when settled */
} rsi_judgement;
/* What Kleene's logic alone says of the world as it is. */
rsi_judgement rsi_judge(struct rscan_scratch *scratch, rsi_goal goal);
/* The row that speaks of the exam in a scenario: the first authority in order of preference, then the placeholder's; or NULL. */
const rsi_row *rsi_row_for(const struct rscan_scratch *scratch, const rsi_scenario *scenario, uint32_t exam);
uint8_t rsi_rate(const struct rscan_scratch *scratch, const rsi_scenario *scenario, uint32_t exam);
bool rsi_is_held(const struct rscan_scratch *scratch, const rsi_scenario *scenario);

enum rsi_standing { RSI_OUT, RSI_MAY_STAND, RSI_STANDS };
/* Does the guideline apply, and has it not stepped back? */
enum rsi_standing rsi_standing_of(struct rscan_scratch *scratch, uint32_t guideline, uint32_t *undecided_node);
/* What is recommended in a scenario, as one number that differs when the exams do. */
uint64_t rsi_signature(const struct rscan_scratch *scratch, const rsi_scenario *scenario);

/* search.c */

typedef struct rsi_settlement {
  bool is_settled;    /* every admissible completion gives value */
  bool is_by_logic;   /* and Kleene's logic alone said so */
  bool is_exhausted;  /* the step limit was reached: not known, taken as not settled */
  uint64_t value;
} rsi_settlement;
rsi_settlement rsi_settle(struct rscan_scratch *scratch, rsi_goal goal);
/* Candidate outcomes of one guideline, exactly (or Kleene's when the limit is reached): adds them to out, a rsi_candidate vector. */
bool rsi_candidates(struct rscan_scratch *scratch, uint32_t guideline, uint32_t exam, bool is_exact, rsi_vec *out);

/* question.c */
#define RSI_MAX_ANSWERS 15 /* classes of one item: an answer has four bits in a key, 0 is "not asked" */
typedef struct rsi_askable {
  uint32_t fact; /* or n_facts + group */
  uint32_t n_answers;
  rsi_state answers[RSI_MAX_ANSWERS];
} rsi_askable;
/* What could be asked, danger first, then in the author's order. Returns how many, at most max. */
uint32_t rsi_askables(struct rscan_scratch *scratch, rsi_goal goal, rsi_askable *items, uint32_t max);
/* Fills decision.questions and is_minimal. */
bool rsi_ask(struct rscan_scratch *scratch, rsi_goal goal);
/* Only what it would ask first, for those who compare: the fact, or n_facts + group; RSI_NONE when it would take more than max_steps
 * condition evaluations to tell, or nothing is asked. False when out of memory. */
bool rsi_asks_first(struct rscan_scratch *scratch, rsi_goal goal, uint64_t max_steps, uint32_t *fact);

/* recommend.c: recommended, alternatives, cautions, safety, sources, positions, from the decision's candidates. */
bool rsi_recommend(struct rscan_scratch *scratch);

/* safety.c */
bool rsi_safety_index(struct rscan_scratch *scratch);      /* once: which rules a fact can fire */
bool rsi_safety_start(struct rscan_scratch *scratch);      /* the rules that what is known may fire */
/* The strongest rule that fires for the exam; when is_noted, each is added to the cautions. */
uint8_t rsi_safety_of(struct rscan_scratch *scratch, uint32_t exam, bool is_noted);
void rsi_safety_if_pregnant(struct rscan_scratch *scratch, uint32_t exam); /* cautions for a pregnancy that was assumed absent */

#endif
