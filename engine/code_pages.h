/* A page about each code of codes.h, for guideline authors. */
#ifndef RSI_CODE_PAGES_H
#define RSI_CODE_PAGES_H

#include "codes.h"

typedef struct rsi_code_page {
  const char *codes; /* the code; or codes that share a page, as their common beginning and * or * and their common end */
  const char *why, *example, *mend;
} rsi_code_page;

/* Every code has one. */
const rsi_code_page *rsi_code_page_of(int id);

#endif
