/* Pages of HTML; see html.h. Colours are chosen for contrast of at least 7 to 1 and never stand alone: a word says the same. */
#include "html.h"

#include <string.h>

static const char style[] =
    "body{font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:64rem;margin:0 auto;padding:1rem}"
    "h1{font-size:1.7rem;line-height:1.2}h2{font-size:1.3rem;margin-top:2rem}h3{font-size:1.1rem;margin-bottom:.3rem}"
    "a{color:#0b4a8f}a:focus-visible,summary:focus-visible{outline:3px solid #0b4a8f;outline-offset:2px}"
    ".skip{position:absolute;left:-99rem}.skip:focus{position:static}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0}caption{text-align:left;font-weight:600;padding:.3rem 0}"
    "th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top}th{background:#f0f0f0}"
    "td.n,th.n{text-align:right;white-space:nowrap}small,.quiet{color:#4a4a4a}code{font-size:.9em}"
    "ul.tree,ul.tree ul{list-style:none;margin:0;padding-left:1.1rem;border-left:2px solid #c4c4c4}ul.tree{padding-left:.6rem}"
    "ol.flow{list-style:none;padding:0;margin:0}ol.flow>li{border:1px solid #767676;border-radius:.4rem;padding:.5rem .8rem;"
    "margin:0 0 1.6rem;position:relative}ol.flow>li:not(:last-child)::after{content:attr(data-no) \" \\2193\";position:absolute;"
    "left:1.5rem;bottom:-1.5rem;color:#4a4a4a}ol.flow .then{margin:.4rem 0 0;font-weight:600}"
    ".usually-appropriate,.good{background:#dff3e3;color:#0a3d17}.may-be-appropriate{background:#fff0c7;color:#4a3300}"
    ".usually-not-appropriate,.bad{background:#fbe0e3;color:#5f0a15}.urgency{background:#5f0a15;color:#fff;padding:.1rem .5rem;"
    "border-radius:.3rem}.quietly{background:#f0f0f0;padding:.1rem .5rem;border-radius:.3rem}"
    "@media(max-width:40rem){table{display:block;overflow-x:auto}}@media "
    "print{body{max-width:none;padding:0;font-size:10pt}nav,.skip{display:none}details>*{display:block}details::details-content{"
    "content-visibility:visible;display:block}h2,h3{break-after:avoid}"
    "tr,li{break-inside:avoid}.usually-appropriate,.may-be-appropriate,.usually-not-appropriate,.urgency,.good,.bad"
    "{print-color-adjust:exact;-webkit-print-color-adjust:exact}a{color:inherit}}";

void rsi_html_raw(const rsi_html *h, const char *markup) { rsi_buf_puts(h->out, markup); }

static void put_escaped(void *to, const char *text, size_t length) {
  rsi_buf *out = to;
  for (size_t i = 0; i < length; i++)
    switch (text[i]) {
    case '&':
      rsi_buf_puts(out, "&amp;");
      break;
    case '<':
      rsi_buf_puts(out, "&lt;");
      break;
    case '>':
      rsi_buf_puts(out, "&gt;");
      break;
    case '"':
      rsi_buf_puts(out, "&quot;");
      break;
    default:
      rsi_buf_putc(out, text[i]);
    }
}

void rsi_html_put(const rsi_html *h, const char *text) { put_escaped(h->out, text, strlen(text)); }
rsi_sink rsi_html_sink(const rsi_html *h) { return (rsi_sink){put_escaped, h->out}; }
void rsi_html_word(const rsi_html *h, const char *id) { rsi_html_put(h, rsi_wording(h->rb, id, h->lang)); }

void rsi_html_tag(const rsi_html *h, const char *tag, const char *class, const char *text) {
  rsi_buf_printf(h->out, class ? "<%s class=\"%s\">" : "<%s>", tag, class);
  rsi_html_put(h, text);
  rsi_buf_printf(h->out, "</%s>", tag);
}

void rsi_html_link(const rsi_html *h, const char *url, const char *text) {
  if (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0) {
    rsi_html_put(h, text);
    return;
  }
  rsi_html_raw(h, "<a href=\"");
  rsi_html_put(h, url);
  rsi_html_raw(h, "\">");
  rsi_html_put(h, text);
  rsi_html_raw(h, "</a>");
}

void rsi_html_begin(const rsi_html *h, const char *title) {
  rsi_buf_printf(h->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", rsi_lang_name(h->lang));
  rsi_html_raw(h, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  rsi_html_tag(h, "title", NULL, title);
  rsi_buf_printf(h->out, "\n<style>%s</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">", style);
  rsi_html_word(h, "html.skip");
  rsi_html_raw(h, "</a>\n<main id=\"main\">\n");
  rsi_html_tag(h, "h1", NULL, title);
  rsi_html_raw(h, "\n");
}

void rsi_html_end(const rsi_html *h) { rsi_html_raw(h, "</main>\n</body>\n</html>\n"); }
