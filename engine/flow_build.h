/* What a ladder is built with: the box and the ladder at hand, and the words that go into them. Inside flow*.c only. */
#ifndef RSI_FLOW_BUILD_H
#define RSI_FLOW_BUILD_H

#include "explain.h"
#include "flow.h"

typedef struct rsi_flow_builder {
  rsi_arena *arena;
  rscan_allocator memory; /* of the arena */
  const rscan_rulebase *rb;
  struct rscan_scratch *scratch; /* NULL: nothing was decided */
  int lang;
  uint64_t authorities;              /* those that count */
  uint8_t rank[RSI_MAX_AUTHORITIES]; /* and their order of preference */
  rsi_vec lines;                     /* rsi_flow_line: the box at hand */
  rsi_vec steps;                     /* rsi_flow_step: the ladder at hand */
  rsi_vec shared;                    /* definitions and groups of the guideline at hand */
  uint32_t n_letters;
  const char *place; /* what the step at hand is called when one refers to it */
} rsi_flow_builder;

rsi_flow_builder rsi_flow_start(rsi_arena *arena, const rscan_rulebase *rb, int lang, struct rscan_scratch *scratch);
/* Before a ladder: which of its definitions and groups are worth a letter. */
void rsi_flow_survey(rsi_flow_builder *b, const rsi_guideline *g);

/* A text in the making, and the text made of it: of the arena; "" when out of memory, which the arena remembers. */
rsi_buf rsi_flow_begin(rsi_flow_builder *b);
rsi_sink rsi_flow_sink(rsi_buf *buf);
const char *rsi_flow_text(const rsi_buf *buf);

void rsi_flow_add(rsi_flow_builder *b, const char *text, unsigned depth, unsigned style); /* a line to the box at hand */
const char *rsi_flow_truth(rsi_flow_builder *b, rsi_truth truth);                         /* "[yes] " */
void rsi_flow_condition(rsi_flow_builder *b, uint32_t node);                              /* lines */
void rsi_flow_exams(rsi_flow_builder *b, const rsi_scenario *scenario);                   /* urgency, and the exams by category */
bool rsi_flow_is_held(const rsi_flow_builder *b, const rsi_scenario *scenario);           /* by an authority that counts */

#endif
