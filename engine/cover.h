/* What the cases of a rule base exercise, and what they never touch: counted while they run, reported and completed afterwards.
 *
 * Things are counted as their author wrote them: a definition that five scenarios use is one piece of text, so its leaves are one
 * leaf each, seen in any of them. Inside the render room only. */
#ifndef RSI_COVER_H
#define RSI_COVER_H

#include "cases.h"
#include "scratch.h"
#include "words.h"

enum { RSI_SEEN_FALSE = 1, RSI_SEEN_TRUE = 2 };

struct rscan_coverage {
  const rscan_cases *cases; /* borrowed */
  rscan_rulebase *rb;       /* counted */
  uint32_t *chosen;         /* a scenario each: cases that it decided */
  uint8_t *candidate;       /* a scenario each: it was possible in some case */
  uint32_t *first;          /* a node each: the first node that was written at the same place; RSI_NONE for what has no branches */
  uint8_t *seen;            /* a node each, kept at its first: RSI_SEEN_… */
  uint8_t *impossible;      /* the same: sides that no case can take; known for a guideline once it was looked at */
  uint8_t *is_looked_at;    /* a guideline each */
  uint32_t *undecided;      /* a guideline each: branches of which it was not decided whether one can */
  uint8_t *rows, *rules, *cues;
  uint32_t *cases_of; /* a guideline each: cases that it decided */
  uint32_t n_run, n_failed, n_broken;
};

typedef struct rsi_tally {
  uint32_t covered, total;
} rsi_tally;
static inline rsi_tally rsi_tally_add(rsi_tally a, rsi_tally b) { return (rsi_tally){a.covered + b.covered, a.total + b.total}; }
static inline double rsi_tally_percent(rsi_tally t) { return t.total ? 100.0 * t.covered / t.total : 100; }

rsi_tally rsi_cover_scenarios(const struct rscan_coverage *c, uint32_t guideline);
rsi_tally rsi_cover_branches(const struct rscan_coverage *c, uint32_t guideline);
rsi_tally rsi_cover_rows(const struct rscan_coverage *c, uint32_t guideline);
rsi_tally rsi_cover_rules(const struct rscan_coverage *c);
rsi_tally rsi_cover_cues(const struct rscan_coverage *c);
bool rsi_cover_counts_cue(const rsi_cue_def *cue); /* cues of facts: what a reason is read with */

/* A branch that no case took and none can take is not counted. */
static inline bool rsi_cover_is_impossible(const struct rscan_coverage *c, uint32_t node, uint8_t side) {
  return (c->impossible[node] & side & ~c->seen[node]) != 0;
}
/* Marks the sides that the branches of a condition take in a world. */
void rsi_cover_mark(const struct rscan_coverage *c, rsi_world *world, uint32_t node, uint8_t *seen);
/* cover_reach.c: finds the branches of a guideline (RSI_NONE: of all) that no case can take. False when out of memory. */
bool rsi_cover_find_impossible(struct rscan_coverage *c, uint32_t guideline);

/* Walks over the nodes of a guideline that have branches, each once: RSI_NONE after the last. Start with RSI_NONE. */
uint32_t rsi_cover_next_node(const struct rscan_coverage *c, uint32_t guideline, uint32_t node);

/* The guideline of that id; RSI_NONE with err filled when there is none. */
uint32_t rsi_guideline_named(const rscan_rulebase *rb, const char *id, rscan_error **err);

#endif
