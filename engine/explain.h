/* What an explanation is made of, for its two forms (text and JSON). Inside the render room only. */
#ifndef RSI_EXPLAIN_H
#define RSI_EXPLAIN_H

#include "scratch.h"
#include "words.h"

/* How a guideline that an entry finding speaks for came out. */
enum rsi_role { RSI_ROLE_IN_PLAY, RSI_ROLE_NOT_APPLYING, RSI_ROLE_YIELDS };
typedef struct rsi_account {
  uint8_t role;
  uint32_t to; /* the guideline that it steps back for; RSI_NONE */
} rsi_account;
rsi_account rsi_account_of(struct rscan_scratch *scratch, uint32_t guideline);

/* How a scenario came out: the first that is true is chosen, those behind it are not looked at. */
enum rsi_outcome { RSI_OUTCOME_CHOSEN, RSI_OUTCOME_OPEN, RSI_OUTCOME_RULED_OUT, RSI_OUTCOME_NOT_REACHED, RSI_OUTCOME_NOT_HELD };
enum rsi_outcome rsi_outcome_of(struct rscan_scratch *scratch, uint32_t scenario);
const char *rsi_outcome_name(enum rsi_outcome outcome);
const char *rsi_truth_name(uint8_t truth);
const char *rsi_role_name(uint8_t role);

/* What is known of a leaf's fact: told, or assumed where the step says so; NULL when nothing is. */
const rsi_known *rsi_known_of(const struct rscan_decision *decision, const rsi_step *step);
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
typedef struct rsi_target { uint32_t scenario, exam; } rsi_target; /* one of them; the other RSI_NONE */
rscan_status rsi_target_of(const struct rscan_scratch *scratch, const char *why_not, rsi_target *target, rscan_error **err);
/* Would this exam be usually appropriate in that scenario, by the authorities that count? */
bool rsi_would_recommend(const struct rscan_scratch *scratch, uint32_t scenario, uint32_t exam);

bool rsi_explain_json(struct rscan_scratch *scratch, const rsi_target *target, rsi_buf *out);

#endif
