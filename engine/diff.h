/* Two rule bases held side by side: what differs clinically, and which referrals they answer differently. Inside the render room
 * only.
 *
 * side 0 is the old book, side 1 the new one. Everything is paired by id. */
#ifndef RSI_DIFF_H
#define RSI_DIFF_H

#include "names.h"
#include "referral.h"
#include "scratch.h"
#include "words.h"

enum rsi_change_kind {
  RSI_GUIDELINE_ADDED,
  RSI_GUIDELINE_REMOVED,
  RSI_ENTRY_CHANGED,
  RSI_APPLIES_CHANGED,
  RSI_YIELDS_CHANGED,
  RSI_REVIEW_CHANGED,
  RSI_SOURCE_ADDED,
  RSI_SOURCE_REMOVED,
  RSI_SOURCE_RENEWED,
  RSI_SCENARIO_ADDED,
  RSI_SCENARIO_REMOVED,
  RSI_SCENARIO_ORDER,
  RSI_CONDITION_CHANGED,
  RSI_SILENCE_CHANGED,
  RSI_URGENCY_CHANGED,
  RSI_WEIGHS_CHANGED,
  RSI_WORDING_CHANGED,
  RSI_RATING_ADDED,
  RSI_RATING_REMOVED,
  RSI_RATING_MOVED,
  RSI_PANEL_CHANGED,
  RSI_FACT_ADDED,
  RSI_FACT_REMOVED,
  RSI_FACT_CHANGED,
  RSI_FACT_SILENCE_CHANGED,
  RSI_FACT_WORDS_CHANGED,
  RSI_FACT_CODES_CHANGED,
  RSI_EXAM_ADDED,
  RSI_EXAM_REMOVED,
  RSI_EXAM_CHANGED,
  RSI_RULE_ADDED,
  RSI_RULE_REMOVED,
  RSI_RULE_LEVEL_CHANGED,
  RSI_RULE_CONDITION_CHANGED,
  RSI_RULE_EXAMS_CHANGED,
  RSI_PREFERENCE_CHANGED,
  RSI_N_CHANGES
};

typedef struct rsi_change {
  uint8_t kind;
  uint32_t guideline[2], scenario[2]; /* RSI_NONE where it does not belong to one, or is not in that book */
  uint32_t subject[2];                /* fact (or n_facts + group), exam, source, rule or row, by kind */
} rsi_change;

/* How an answer parts from the other; the first that differs counts. */
enum rsi_parting { RSI_SAME, RSI_PARTS_READING, RSI_PARTS_VERDICT, RSI_PARTS_RECOMMENDED, RSI_PARTS_SCENARIO, RSI_PARTS_URGENCY };

/* An answer as far as it is compared; ids are numbers of the old book, those of the new book's own come after them. */
#define RSI_MAX_COMPARED 8 /* exams recommended: more are never shown */
typedef struct rsi_answered {
  uint8_t is_read, verdict, urgency, n_recommended;
  uint32_t guideline, scenario;
  uint32_t about; /* the guideline that decided; while none has, the first whose outcomes are possible */
  uint32_t recommended[RSI_MAX_COMPARED];
} rsi_answered;

typedef struct rsi_diff_example {
  uint64_t line;
  const char *id;
  rsi_answered sides[2];
} rsi_diff_example;

#define RSI_MAX_EXAMPLES 100 /* kept of each part, whatever is shown */
typedef struct rsi_part {    /* referrals of one guideline that part in one way */
  uint32_t guideline;        /* unified; RSI_NONE when none decided */
  uint8_t parting, from, to; /* verdicts, urgencies */
  uint64_t count;
  rsi_vec examples; /* rsi_diff_example */
} rsi_part;

struct rsi_memo;

struct rscan_diff {
  rscan_allocator allocator;
  rsi_arena arena;
  rscan_rulebase *books[2];                                                 /* counted */
  uint32_t *guideline_in_new, *scenario_in_new, *exam_in_new, *fact_in_new; /* an old one each; RSI_NONE when gone */
  uint32_t *guideline_unified, *scenario_unified, *exam_unified; /* a new one each: the old one's number, or n_old + its own */
  rsi_vec changes;                                               /* rsi_change, in the order in which they are told */

  /* referrals: */
  struct rscan_scratch *scratches[2];
  rscan_referral *referrals[2];
  bool has_same_numbering, has_same_ground, has_same_words, has_same_codes;
  uint8_t *watched; /* a fact of the old book each: it enters a guideline that differs, in either book */
  struct rsi_memo *memo;
  uint64_t n_referrals, n_unread, n_parted;
  uint64_t n_better, n_worse, n_to_question, n_from_question, n_other_verdict, n_recommended, n_scenario, n_urgency, n_reading;
  rsi_vec parts; /* rsi_part */
};

/* impact.c: which referrals can be touched at all. */
bool rsi_impact_find(struct rscan_diff *diff);

/* diff.c */
bool rsi_diff_same(struct rscan_diff *diff, void (*put)(rsi_buf *out, const rscan_rulebase *rb, uint32_t index), uint32_t old_index,
                   uint32_t new_index);
const char *rsi_change_name(uint8_t kind);

#endif
