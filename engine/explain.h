/* What an explanation is made of, for its two forms (text and JSON). Inside the render room only. */
#ifndef RSI_EXPLAIN_H
#define RSI_EXPLAIN_H

#include "scratch.h"
#include "words.h"

/* How a guideline came out. */
enum rsi_role { RSI_ROLE_IN_PLAY, RSI_ROLE_NOT_APPLYING, RSI_ROLE_YIELDS, RSI_ROLE_NOT_ENTERED };
typedef struct rsi_account {
  uint32_t guideline;
  uint8_t role;
  bool is_open;                    /* in play, and it is not certain that it answers: that it applies, or does not step back */
  uint32_t to;                     /* the guideline that it steps back for; RSI_NONE */
  const rsi_candidate *candidates; /* in the scratch's arena */
  uint32_t n_candidates;
} rsi_account;
/* False when out of memory. */
bool rsi_account_of(struct rscan_scratch *scratch, uint32_t guideline, rsi_account *account);

/* How a scenario came out. Chosen is the only outcome that its guideline has left; possible (open) one of several, or of several
 * guidelines between which a question decides. */
enum rsi_outcome { RSI_OUTCOME_CHOSEN, RSI_OUTCOME_OPEN, RSI_OUTCOME_RULED_OUT, RSI_OUTCOME_NOT_REACHED, RSI_OUTCOME_NOT_HELD };
enum rsi_outcome rsi_outcome_of(struct rscan_scratch *scratch, const rsi_account *account, uint32_t scenario);
/* The scenario before it that holds, or else may hold; RSI_NONE. */
uint32_t rsi_scenario_before(struct rscan_scratch *scratch, uint32_t scenario);
const char *rsi_outcome_name(enum rsi_outcome outcome);
const char *rsi_truth_name(uint8_t truth);
const char *rsi_role_name(uint8_t role);
/* The first question decides: several outcomes stand, and do not agree. */
bool rsi_is_undecided(const struct rscan_decision *decision);

/* What is known of a leaf's fact: told, or assumed where the step says so; NULL when nothing is. */
const rsi_known *rsi_known_of(const struct rscan_decision *decision, const rsi_step *step);
/* The same, and what its condition reads from silence, put into *silent. */
const rsi_known *rsi_known_in(const struct rscan_scratch *scratch, const rsi_step *step, rsi_known *silent);
bool rsi_is_leaf(uint8_t op);
/* The step behind the last one below steps[i]. */
uint32_t rsi_step_end(const rsi_step *steps, uint32_t n_steps, uint32_t i);
/* What a leaf asks for: "present", "suspected or present", "at least 18 years". */
void rsi_put_wanted(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const rsi_node *leaf);
/* What a node that joins others is called: "all of these", "red flags: at least one". */
void rsi_put_joint(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const rsi_node *node);

/* show.c: a condition as lines of text, a part a line, deeper parts further in. */
void rsi_show_condition(rsi_buf *out, const rscan_rulebase *rb, int lang, uint32_t node, int indent);

/* What "why not" asks about. */
typedef struct rsi_target {
  uint32_t scenario, exam;
} rsi_target; /* one of them; the other RSI_NONE */
/* Would this exam be usually appropriate in that scenario, by the authorities that count? */
bool rsi_would_recommend(const struct rscan_scratch *scratch, uint32_t scenario, uint32_t exam);

/* The file of a place, from the directory of the rule base on. */
const char *rsi_place_in_book(const rscan_rulebase *rb, rsi_where where);
/* Known and worth a line: not what merely follows (absences, numbers that are worked out, each member of "no red flags"). */
bool rsi_is_news(const struct rscan_decision *decision, const rsi_known *known);
/* What is known of a fact or group that stands in no condition: told, implied, or read from silence (then put into *assumed). NULL.
 */
const rsi_known *rsi_known_now(const struct rscan_scratch *scratch, uint32_t fact, rsi_known *assumed);

/* explain_text.c, explain_json.c; target may be NULL */
bool rsi_explain_text(struct rscan_scratch *scratch, const rsi_target *target, rsi_buf *out);
bool rsi_explain_json(struct rscan_scratch *scratch, const rsi_target *target, rsi_buf *out);

#endif
