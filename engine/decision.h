/* The decision as the decide room leaves it, for the render room to put into words. All arrays live in the scratch. */
#ifndef RSI_DECISION_H
#define RSI_DECISION_H

#include "order.h"
#include "referral.h"

enum rsi_origin { RSI_FROM_FIELD, RSI_FROM_CODE, RSI_FROM_TEXT, RSI_FROM_GROUP, RSI_FROM_IMPLICATION, RSI_FROM_DERIVATION, RSI_FROM_PRIOR, RSI_FROM_ASSUMPTION };

typedef struct rsi_known { /* one fact and where it came from */
  uint32_t fact;
  rsi_state state;
  double low, high;       /* measure or score as told, own unit; NaN otherwise */
  uint8_t origin;         /* rsi_origin */
  uint8_t assertion;      /* from text */
  uint32_t start, length; /* from text: bytes of the reason */
  const char *path;       /* from a field or code: JSON path, e.g. "findings.fever", "codes[0]" */
  uint32_t because;       /* from group or implication: that fact (or n_facts + group) */
} rsi_known;

typedef struct rsi_recommendation { uint32_t exam; const rsi_row *row; /* NULL for "no imaging" where no row says so */ } rsi_recommendation;

enum rsi_candidate_kind { RSI_CANDIDATE_SCENARIO, RSI_CANDIDATE_NO_SCENARIO, RSI_CANDIDATE_DOES_NOT_APPLY };
typedef struct rsi_candidate {
  uint8_t kind;
  uint32_t guideline, scenario; /* scenario RSI_NONE unless kind is SCENARIO */
  uint8_t category;             /* what it gives the ordered exam: rscan_category 0 to 3 */
} rsi_candidate;

enum rsi_item_kind { RSI_ITEM_FACT, RSI_ITEM_GROUP, RSI_ITEM_EXAM /* which exam is meant */, RSI_ITEM_REASON /* why is it asked for */ };
typedef struct rsi_answer {
  rsi_state state;       /* what the answer tells of the fact; group: RSI_ABSENT none, RSI_PRESENT at least one */
  uint32_t exam;         /* RSI_ITEM_EXAM */
  uint8_t leads_to;      /* rscan_category; RSCAN_NEEDS_INFORMATION: asks on */
  uint32_t next;         /* index of the next question; RSI_NONE when settled */
} rsi_answer;
typedef struct rsi_question {
  uint8_t kind;
  uint32_t fact;         /* fact, or n_facts + group */
  const rsi_answer *answers;
  uint32_t n_answers;
} rsi_question;

typedef struct rsi_caution { uint32_t rule; uint32_t exam; /* the exam that it speaks of; RSI_NONE: pregnancy was assumed */ } rsi_caution;

typedef struct rsi_position { const rsi_row *row; bool is_deciding; } rsi_position; /* what each authority says of the exam */

struct rscan_decision {
  const rscan_rulebase *rb;
  const rscan_referral *referral;
  uint8_t verdict;            /* rscan_category; RSCAN_UNRATED when no exam was asked about */
  uint8_t urgency, safety;
  const char *no_criteria_reason; /* no-guideline, no-scenario, not-rated, other-region, exam-not-understood; NULL */
  rsi_order order;            /* what the exam was understood as */
  uint32_t exam;              /* the one rated; RSI_NONE */
  bool is_exam_assumed;       /* taken as the catalogue's default */
  bool is_minimal;            /* the questions are proved fewest */
  bool panel_disagrees;
  uint32_t guideline, scenario; /* that decided; RSI_NONE */
  const rsi_row *row;         /* of the exam in that scenario; NULL */
#define RSI_LIST(type, name) const type *name; uint32_t n_##name
  RSI_LIST(rsi_recommendation, recommended);
  RSI_LIST(rsi_recommendation, alternatives);
  RSI_LIST(rsi_candidate, candidates);
  RSI_LIST(rsi_question, questions);   /* the first is to be asked first */
  RSI_LIST(rsi_known, facts);          /* told, in order of facts */
  RSI_LIST(rsi_known, assumed);        /* from silence */
  RSI_LIST(rsi_caution, cautions);
  RSI_LIST(rsi_position, positions);
  RSI_LIST(uint32_t, sources);         /* rb->sources */
  RSI_LIST(rsi_warning, warnings);
#undef RSI_LIST
};

struct rscan_scratch; /* where a decision's working state is kept; the decide room owns the inside */

/* One step of the explanation: a condition's node with its value, in preorder, with depth. For explain. */
typedef struct rsi_step { uint32_t node; uint8_t value; /* rsi_truth */ uint8_t depth; bool is_assumed; } rsi_step;
/* Evaluates a condition as the last decision did, and lists its nodes (arena of the scratch). */
const rsi_step *rsi_scratch_trace(struct rscan_scratch *scratch, uint32_t node, uint32_t *n_steps);

/* render room */
bool rsi_render_json(const struct rscan_decision *decision, rsi_buf *out);
bool rsi_render_text(const struct rscan_decision *decision, rsi_buf *out);
bool rsi_render_explain(struct rscan_scratch *scratch, rscan_format format, const char *why_not, rsi_buf *out, rscan_error **err);

#endif
