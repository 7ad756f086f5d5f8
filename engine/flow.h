/* What a guideline does, as a ladder: it is looked at, does it apply, then one scenario after the other as a question with its
 * answer beside it, and what it leaves open at the end. With a decision at hand each rung says how it came out.
 *
 * flow.c makes the ladder, with the words of flow_words.c; flow_dot.c and flow_svg.c only draw it. Inside the render room only. */
#ifndef RSI_FLOW_H
#define RSI_FLOW_H

#include "scratch.h"
#include "words.h"

/* How a way was taken: not asked (the bare guideline), for certain, perhaps, or not. */
enum rsi_flow_mark { RSI_FLOW_PLAIN, RSI_FLOW_TAKEN, RSI_FLOW_OPEN, RSI_FLOW_NOT };

enum rsi_flow_style {
  RSI_FLOW_TEXT,
  RSI_FLOW_TITLE,   /* what the box is about */
  RSI_FLOW_STATUS,  /* how it came out */
  RSI_FLOW_ROUTINE, /* urgency, in its order */
  RSI_FLOW_URGENT,
  RSI_FLOW_EMERGENCY,
  RSI_FLOW_CATEGORY, /* RSI_FLOW_CATEGORY + rscan_category: the exams of that category follow */
};

typedef struct rsi_flow_line { /* before it is wrapped */
  const char *text;
  uint8_t depth, style;
} rsi_flow_line;

typedef struct rsi_flow_box {
  const rsi_flow_line *lines;
  uint32_t n_lines; /* 0: there is no such box */
  uint8_t mark;     /* rsi_flow_mark: is this where the way leads? */
} rsi_flow_box;

typedef struct rsi_flow_step {
  const char *id; /* of its own within the ladder: "applies", a scenario's, "gap/…", "end" */
  rsi_flow_box question, answer;
  const char *right, *down; /* words on the ways to the answer and to the next step; "" for none */
  uint8_t right_mark, down_mark;
} rsi_flow_step;

typedef struct rsi_ladder {
  const char *id, *title;
  const rsi_flow_step *steps;
  uint32_t n_steps;
} rsi_ladder;

typedef struct rsi_flow {
  const rscan_rulebase *rb;
  int lang;
  const char *title, *summary, *legend; /* summary and legend: only of a decision, "" otherwise */
  const rsi_ladder *ladders;
  uint32_t n_ladders;
} rsi_flow;

/* One guideline, nothing decided; all guidelines that the last decision of the scratch looked at. In the arena; NULL when out of
 * memory. */
const rsi_flow *rsi_flow_of_guideline(rsi_arena *arena, const rscan_rulebase *rb, int lang, uint32_t guideline);
const rsi_flow *rsi_flow_of_decision(rsi_arena *arena, struct rscan_scratch *scratch);

void rsi_flow_dot(const rsi_flow *flow, rsi_buf *out);
/* One picture; or one a step, to stand below each other on a page of HTML, so that a printer may turn the page between them. */
void rsi_flow_svg(const rsi_flow *flow, rsi_buf *out);
void rsi_flow_svg_steps(const rsi_flow *flow, rsi_buf *out);

/* True, and err filled, when format is that of a picture: for the doors that draw none. */
bool rsi_refuse_picture(rscan_format format, rscan_error **err);

#endif
