/* HTML pages that stand alone: one file, no script, a stylesheet for screen and paper inside. Inside the render room only. */
#ifndef RSI_HTML_H
#define RSI_HTML_H

#include "words.h"

typedef struct rsi_html {
  rsi_buf *out;
  const rscan_rulebase *rb;
  int lang;
  const char *footer; /* at the foot of each printed page, beside its number; NULL for none */
} rsi_html;

/* Everything up to and including the <h1>. */
void rsi_html_begin(const rsi_html *h, const char *title);
void rsi_html_end(const rsi_html *h);
void rsi_html_raw(const rsi_html *h, const char *markup); /* as it stands: never text from outside */
void rsi_html_put(const rsi_html *h, const char *text);   /* escaped; fit for attributes in double quotes too */
rsi_sink rsi_html_sink(const rsi_html *h);                /* escapes what is put into it */
void rsi_html_word(const rsi_html *h, const char *id);    /* a wording, escaped */
/* <tag class="…">text</tag>; class may be NULL. */
void rsi_html_tag(const rsi_html *h, const char *tag, const char *class, const char *text);
void rsi_html_source(const rsi_html *h, const rsi_source *source); /* its text, a link where it has an address of the web, and its year */
/* Around a table or picture that may be wider than the page: it scrolls by itself, and the keyboard reaches it by its label. */
void rsi_html_wide(const rsi_html *h, const char *label);
void rsi_html_end_wide(const rsi_html *h);

#endif
