/* What a part of a rule base means, written out by ids: two books say the same where these texts are the same, however their parts
 * are numbered and wherever thresholds fall. Texts for people, places and order of definition are left out unless they mean
 * something. */
#ifndef RSI_CANON_H
#define RSI_CANON_H

#include "model.h"

/* with_silence: also how each leaf reads silence. */
void rsi_canon_condition(rsi_buf *out, const rscan_rulebase *rb, uint32_t node, bool with_silence);
/* What a fact is and implies; not its words and codes. A group is its members. */
void rsi_canon_fact(rsi_buf *out, const rscan_rulebase *rb, uint32_t fact);
void rsi_canon_fact_silence(rsi_buf *out, const rscan_rulebase *rb, uint32_t fact);
/* One cue or code: returns the fact that it belongs to, RSI_NONE (and nothing written) when it belongs to none. */
uint32_t rsi_canon_cue(rsi_buf *out, const rscan_rulebase *rb, uint32_t cue);
uint32_t rsi_canon_code(rsi_buf *out, const rscan_rulebase *rb, uint32_t code);
void rsi_canon_exam(rsi_buf *out, const rscan_rulebase *rb, uint32_t exam);
void rsi_canon_filters(rsi_buf *out, const rscan_rulebase *rb, const rsi_rule *rule);
void rsi_canon_enters(rsi_buf *out, const rscan_rulebase *rb, const rsi_guideline *g);
void rsi_canon_regions(rsi_buf *out, const rscan_rulebase *rb, const rsi_guideline *g);
void rsi_canon_gaps(rsi_buf *out, const rscan_rulebase *rb, const rsi_guideline *g);
void rsi_canon_yields(rsi_buf *out, const rscan_rulebase *rb, const rsi_guideline *g);
/* All of a guideline that decides. */
void rsi_canon_guideline(rsi_buf *out, const rscan_rulebase *rb, uint32_t guideline);
/* What every guideline stands on: catalogue, authorities, safety rules. */
void rsi_canon_ground(rsi_buf *out, const rscan_rulebase *rb);
void rsi_canon_exam_names(rsi_buf *out, const rscan_rulebase *rb, uint32_t exam);
/* Words that name no fact: of exams, and those that say no, perhaps, before, two weeks. */
void rsi_canon_language(rsi_buf *out, const rscan_rulebase *rb);
/* How words are read: every cue, name and alias. */
void rsi_canon_words(rsi_buf *out, const rscan_rulebase *rb);
/* What a parsed referral refers to by number: equal texts mean that one parsed for one book fits the other. */
void rsi_canon_numbering(rsi_buf *out, const rscan_rulebase *rb);

#endif
