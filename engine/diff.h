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
  RSI_GUIDELINE_WORDED, /* its title */
  RSI_ENTRY_CHANGED,
  RSI_REGIONS_CHANGED,
  RSI_APPLIES_CHANGED,
  RSI_YIELDS_CHANGED,
  RSI_GAPS_CHANGED,
  RSI_REVIEW_CHANGED,
  RSI_SOURCE_ADDED,
  RSI_SOURCE_REMOVED,
  RSI_SOURCE_RENEWED,
  RSI_SCENARIO_ADDED,
  RSI_SCENARIO_REMOVED,
  RSI_SCENARIO_MOVED,
  RSI_CONDITION_CHANGED,
  RSI_SILENCE_CHANGED,
  RSI_URGENCY_CHANGED,
  RSI_WEIGHS_CHANGED,
  RSI_WORDING_CHANGED,
  RSI_RATING_ADDED,
  RSI_RATING_REMOVED,
  RSI_RATING_MOVED,
  RSI_RATING_EVIDENCE, /* of the same category: on what it rests, whether the panel agreed, what is noted */
  RSI_FACT_ADDED,
  RSI_FACT_REMOVED,
  RSI_FACT_CHANGED,
  RSI_FACT_SILENCE_CHANGED,
  RSI_FACT_WORDS_CHANGED,
  RSI_FACT_CODES_CHANGED,
  RSI_FACT_ASKED, /* label, question, red flag or not */
  RSI_EXAM_ADDED,
  RSI_EXAM_REMOVED,
  RSI_EXAM_CHANGED,
  RSI_EXAM_NAMES_CHANGED,
  RSI_RULE_ADDED,
  RSI_RULE_REMOVED,
  RSI_RULE_LEVEL_CHANGED,
  RSI_RULE_CONDITION_CHANGED,
  RSI_RULE_EXAMS_CHANGED,
  RSI_RULE_WORDED,
  RSI_PREFERENCE_CHANGED,
  RSI_LANGUAGE_CHANGED, /* words of no fact: negations, units, body parts, modalities */
  RSI_PHRASES_CHANGED,  /* what the programs say */
  RSI_N_CHANGES
};

typedef struct rsi_change {
  uint8_t kind;
  uint32_t guideline[2], scenario[2]; /* RSI_NONE where it does not belong to one, or is not in that book */
  uint32_t subject[2];                /* fact (or n_facts + group), exam, source, rule or row, by kind */
} rsi_change;

/* How an answer parts from the other; the first that differs counts. */
enum rsi_parting {
  RSI_SAME,
  RSI_PARTS_READING,
  RSI_PARTS_VERDICT,
  RSI_PARTS_RECOMMENDED,
  RSI_PARTS_SAFETY,
  RSI_PARTS_QUESTION,
  RSI_PARTS_SCENARIO,
  RSI_PARTS_URGENCY,
  RSI_PARTS_ALTERNATIVES,
  RSI_PARTS_WORDS, /* the same answer, in other words or on other evidence */
  RSI_N_PARTINGS
};

/* An answer as far as it is compared; ids are numbers of the old book, those of the new book's own come after them. */
#define RSI_MAX_COMPARED 8 /* exams recommended: more are never shown */
#define RSI_ASKS_EXAM (RSI_NONE - 1)
#define RSI_ASKS_REASON (RSI_NONE - 2)
#define RSI_ASKS_UNKNOWN (RSI_NONE - 3) /* not worked out: too much is open */
typedef struct rsi_answered {
  uint8_t is_read, verdict, urgency, safety, n_recommended;
  uint32_t guideline, scenario;
  uint32_t about;    /* the guideline that decided; while none has, the first whose outcomes are possible */
  uint32_t question; /* the fact that is asked for first; RSI_ASKS_…; RSI_NONE */
  uint32_t recommended[RSI_MAX_COMPARED];
  uint64_t cautions, alternatives; /* hashes of their ids */
  uint64_t open;                   /* while nothing is settled: hash of the outcomes that are possible */
  uint64_t words;                  /* hash of what is said beside: advice, evidence, the question's text */
} rsi_answered;

typedef struct rsi_diff_told {
  uint32_t fact; /* or n_facts + group */
  rsi_state state;
} rsi_diff_told;

/* A referral as a committee wants to see it. */
#define RSI_MAX_TOLD 6
#define RSI_MAX_EXAMPLE_TEXT 500 /* bytes of its exam and reason that are kept */
typedef struct rsi_diff_example {
  uint64_t line, said; /* said: hash of what is kept of it, so that it is not shown twice */
  const char *id, *exam, *reason;
  double age_low, age_high;
  int sex;
  uint8_t side, n_told; /* the book by whose numbers it was read */
  rsi_diff_told told[RSI_MAX_TOLD];
  rsi_answered sides[2];
} rsi_diff_example;

#define RSI_MAX_EXAMPLES 100      /* kept of each part, whatever is shown */
#define RSI_MAX_EXAMPLE_LOOKS 1000 /* of so many of a part: referrals that say the same are kept once */
typedef struct rsi_part {         /* referrals of one guideline that part in one way */
  uint32_t guideline;             /* unified; RSI_NONE when none decided */
  uint8_t parting;
  uint32_t from, to; /* by parting: whether it can be read, verdicts, urgencies, safety, questions */
  uint64_t count;
  rsi_vec examples; /* rsi_diff_example */
} rsi_part;

struct rsi_memo;
struct rsi_impact;

struct rscan_diff {
  rscan_allocator allocator;
  rsi_arena arena;
  rscan_rulebase *books[2];                                                 /* counted */
  /* An old one each; RSI_NONE when gone. */
  uint32_t *guideline_in_new, *scenario_in_new, *exam_in_new, *fact_in_new, *rule_in_new;
  /* A new one each: the old one's number, or n_old + its own. */
  uint32_t *guideline_unified, *scenario_unified, *exam_unified, *fact_unified, *rule_unified;
  rsi_vec changes;                                               /* rsi_change, in the order in which they are told */

  /* referrals: */
  struct rscan_scratch *scratches[2];
  rscan_referral *referrals[2];
  struct rsi_impact *impact;
  struct rsi_memo *memo;
  uint64_t n_referrals, n_unread, n_parted, n_parting[RSI_N_PARTINGS];
  uint64_t n_not_asked; /* of those that do not part: whether the question does was not worked out */
  uint64_t n_better, n_worse, n_to_question, n_from_question, n_other_verdict; /* of those that part in verdict */
  rsi_vec parts; /* rsi_part */
};

/* diff.c */
bool rsi_diff_same(struct rscan_diff *diff, void (*put)(rsi_buf *out, const rscan_rulebase *rb, uint32_t index), uint32_t old_index,
                   uint32_t new_index);
bool rsi_diff_same_text(const struct rscan_diff *diff, rsi_text old_text, rsi_text new_text);
extern const rsi_change rsi_no_change; /* that belongs nowhere yet */
void rsi_diff_note(struct rscan_diff *diff, rsi_change at, uint8_t kind, uint32_t old_subject, uint32_t new_subject);
const char *rsi_change_name(uint8_t kind);

/* diff_shared.c: what belongs to no single guideline: facts, exams, safety rules, words. */
void rsi_diff_shared(struct rscan_diff *diff);

#endif
