/* A page of text for a terminal: paragraphs that wrap at 80 columns with a hanging indent. Inside the render room only. */
#ifndef RSI_PAGE_H
#define RSI_PAGE_H

#include "words.h"

#define RSI_PAGE_WIDTH 80

typedef struct rsi_page {
  rsi_buf *out;
  unsigned column, indent;
  bool is_bare; /* nothing stands on this line yet but its indent */
  size_t space_at; /* the last place where this line may be broken; SIZE_MAX when none */
} rsi_page;

rsi_page rsi_page_on(rsi_buf *out);
/* Begins a paragraph on a line of its own: the first line at `at`, the lines that it wraps to at `indent`. */
void rsi_page_begin(rsi_page *page, unsigned at, unsigned indent);
void rsi_page_put(rsi_page *page, const char *text);
/* As rsi_page_put after a space. */
void rsi_page_also(rsi_page *page, const char *text);
void rsi_page_end(rsi_page *page); /* ends the last line */
rsi_sink rsi_page_sink(rsi_page *page);

#endif
