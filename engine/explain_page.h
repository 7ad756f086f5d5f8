/* The page of an explanation, for the files that write on it. Inside the render room only. */
#ifndef RSI_EXPLAIN_PAGE_H
#define RSI_EXPLAIN_PAGE_H

#include "explain.h"
#include "page.h"

#define RSI_MAX_REPEATED 64 /* definitions and questions of one page that are not written twice; behind that they may be */

typedef struct rsi_sheet {
  rsi_page page;
  struct rscan_scratch *scratch;
  const struct rscan_decision *d;
  const rscan_rulebase *rb;
  int lang;
  bool has_failed;
  struct rsi_shown_part {
    rsi_str name;
    uint8_t value;
  } shown[RSI_MAX_REPEATED]; /* definitions that were written out */
  uint32_t n_shown;
  uint32_t asked[RSI_MAX_REPEATED]; /* facts whose question was */
  uint32_t n_asked;
} rsi_sheet;

const char *rsi_sheet_word(const rsi_sheet *sheet, const char *id);
/* "absent, from the words “no fever”"; known NULL: unknown. */
void rsi_sheet_known(rsi_sheet *sheet, const rsi_known *known);
void rsi_sheet_tell(rsi_sheet *sheet, const char *id, const char *a, const char *b);

/* How much of a condition is worth a line. */
enum rsi_detail {
  RSI_DETAIL_REASON, /* one reason for its value */
  RSI_DETAIL_NEEDS,  /* all that is not as it would have to be */
};
void rsi_sheet_condition(rsi_sheet *sheet, uint32_t node, unsigned indent, enum rsi_detail detail);

#endif
