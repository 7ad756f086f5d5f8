/* What the pages of the site share, and the parts that a page of a guideline is put together from. Inside doc*.c only. */
#ifndef RSI_DOC_H
#define RSI_DOC_H

#include "cases.h"
#include "html.h"

enum { RSI_DOC_SECTIONS = 16 };

typedef struct rsi_site {
  rsi_html html;
  const rscan_rulebase *rb;
  const rscan_cases *cases; /* NULL: none are shown */
  int lang;
  rsi_arena arena;                        /* of this page */
  const char *sections[RSI_DOC_SECTIONS]; /* wording ids of the headings so far, for the table of contents */
  unsigned n_sections;
} rsi_site;

static inline const char *rsi_doc_say(const rsi_site *s, rsi_text text) { return rsi_say(s->rb, text, s->lang); }
static inline const char *rsi_doc_id(const rsi_site *s, rsi_str id) { return rsi_string(s->rb, id); }

/* doc.c */

/* A heading that the table of contents leads to. */
void rsi_doc_section(rsi_site *s, const char *id);
/* A table that scrolls by itself where it is too wide, with the keyboard too. label says what it is to those who do not see it. */
void rsi_doc_table(rsi_site *s, const char *class, const char *label, const char *const *columns, size_t n_columns);
void rsi_doc_end_table(rsi_site *s);
/* An id for authors: small, and marked as what it is in any language. */
void rsi_doc_code(rsi_site *s, const char *id);
void rsi_doc_condition(rsi_site *s, uint32_t node);
/* <td class="category">its words, left open. */
void rsi_doc_category(rsi_site *s, uint8_t category);
void rsi_doc_scenario_link(rsi_site *s, const rsi_scenario *scenario);

/* doc_guideline.c */
void rsi_doc_guideline(rsi_site *s, const rsi_guideline *g);

/* doc_facts.c: what a guideline asks, what silence means to it, how its scores are counted; the cases that test it. */
void rsi_doc_facts(rsi_site *s, const rsi_guideline *g);
void rsi_doc_scores(rsi_site *s, const rsi_guideline *g);
void rsi_doc_cases(rsi_site *s, const rsi_guideline *g);

#endif
