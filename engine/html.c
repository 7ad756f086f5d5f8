/* Pages of HTML; see html.h. Colours are chosen for contrast of at least 7 to 1 and never stand alone: a word says the same. */
#include "html.h"

#include <string.h>

static const char style[] =
    "body{font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:64rem;margin:0 "
    "auto;padding:1rem;overflow-wrap:break-word}"
    "h1{font-size:1.7rem;line-height:1.2}h2{font-size:1.3rem;margin-top:2rem}h3{font-size:1.1rem;margin-bottom:.3rem}"
    "a{color:#0b4a8f}:focus-visible{outline:3px solid #0b4a8f;outline-offset:2px}main:focus{outline:0}"
    ".skip{position:absolute;left:-99rem}.skip:focus{position:static}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0}caption{text-align:left;font-weight:600;padding:.3rem 0}"
    "th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top}th{background:#f0f0f0}"
    "td.n,th.n{text-align:right;white-space:nowrap}td.date{white-space:nowrap}small,.quiet{color:#4a4a4a}code{font-size:.9em}"
    "th.group{background:#e3ebf4;font-size:1.05rem}th.group::first-letter{text-transform:uppercase}"
    "code.id{font-size:.75rem;font-weight:400;color:#4a4a4a;white-space:nowrap}"
    ".wide{overflow-x:auto;margin:.5rem 0;background:linear-gradient(90deg,#fff 30%,#fff0) 0 0/3rem 100% no-repeat local,"
    "linear-gradient(270deg,#fff 30%,#fff0) 100% 0/3rem 100% no-repeat local,linear-gradient(90deg,#0004,#0000) 0 0/1rem 100% "
    "no-repeat scroll,"
    "linear-gradient(270deg,#0004,#0000) 100% 0/1rem 100% no-repeat scroll}.wide>table{margin:0}"
    "table.ratings,table.glance,table.index,table.cases,table.score{min-width:50rem;table-layout:fixed}"
    ".ratings th:nth-child(1){width:29%}.ratings th:nth-child(2){width:15%}.ratings th:nth-child(3){width:27%}.ratings "
    "th:nth-child(5){width:12%}"
    ".glance th:nth-child(1){width:28%}.index th:nth-child(1){width:26%}.index th:nth-child(n+3){width:11%}"
    ".cases th:nth-child(2),.cases th:nth-child(3){width:22%}.score th:nth-child(2){width:10%}"
    ".drawn{min-width:56rem}.drawn svg{display:block;width:100%;height:auto}"
    ".contents ul{columns:2 16rem;margin:0;padding-left:1.2rem}.contents h2{font-size:1.1rem;margin:1rem 0 .3rem}"
    "ul.tree,ul.tree ul{list-style:none;margin:0;padding-left:1.1rem;border-left:2px solid #c4c4c4}ul.tree{padding-left:.6rem}"
    "td>ul.tree{border:0;padding:0}summary>h3{display:inline}details.rule{margin:.4rem 0}"
    ".usually-appropriate,.good{background:#dff3e3;color:#0a3d17}.may-be-appropriate{background:#fff0c7;color:#4a3300}"
    ".usually-not-appropriate,.bad{background:#fbe0e3;color:#5f0a15}.needs-information,.no-criteria{background:#e3ebf4;color:#"
    "0b2f57}"
    ".urgency{background:#f0f0f0;color:#1a1a1a;border:1px solid #767676;padding:.05rem "
    ".5rem;border-radius:.3rem;font-size:.9rem;white-space:nowrap}"
    ".urgency.urgent{background:#7a3b00;color:#fff;border-color:#7a3b00}.urgency.emergency{background:#5f0a15;color:#fff;border-"
    "color:#5f0a15}"
    "@media(max-width:40rem){body>main>table,section>table{display:block;overflow-x:auto}}"
    "@page{margin:16mm 15mm 18mm;@bottom-right{content:counter(page) \" / \" counter(pages);font:9pt "
    "system-ui,sans-serif;color:#4a4a4a}}"
    "@media print{body{max-width:none;padding:0;font-size:10pt}.top,.skip{display:none}.wide{overflow:visible;background:none}"
    "details>*{display:block}details::details-content{content-visibility:visible;display:block}summary{list-style:none}"
    "table{font-size:8.5pt;line-height:1.35}th,td{padding:.1rem "
    ".35rem}table.ratings,table.glance,table.index,table.cases,table.score,.drawn{min-width:0}.drawn "
    "svg{break-inside:avoid;width:88%}"
    "h2,h3,summary,thead{break-after:avoid}h1,h2,h3,summary{break-inside:avoid}tr,li:not(:has(ul)),p{break-inside:avoid}p{orphans:"
    "3;widows:3}"
    "p:has(+ul),p:has(+.wide){break-after:avoid}th.group{break-after:avoid}"
    "a[href^=\"http\"]::after{content:\" <\" attr(href) \">\";font-size:.85em;color:#4a4a4a;overflow-wrap:anywhere}"
    ".usually-appropriate,.may-be-appropriate,.usually-not-appropriate,.needs-information,.no-criteria,.urgency,.good,.bad,th"
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

/* A link, where url is one of the web; otherwise only its text. */
static void put_link(const rsi_html *h, const char *url, const char *text) {
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

void rsi_html_source(const rsi_html *h, const rsi_source *source) {
  put_link(h, rsi_string(h->rb, source->url), rsi_string(h->rb, source->text));
  if (source->year)
    rsi_buf_printf(h->out, " (%d)", (int)source->year);
}

void rsi_html_wide(const rsi_html *h, const char *label) {
  rsi_html_raw(h, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
  rsi_html_put(h, label);
  rsi_html_raw(h, "\">\n");
}

void rsi_html_end_wide(const rsi_html *h) { rsi_html_raw(h, "</div>\n"); }

/* A string of the stylesheet: what could end it, or the element that it stands in, as a code. */
static void put_css_string(const rsi_html *h, const char *text) {
  for (; *text; text++)
    if (strchr("\"\\<>&\n\r", *text))
      rsi_buf_printf(h->out, "\\%x ", (unsigned)(unsigned char)*text);
    else
      rsi_buf_putc(h->out, *text);
}

void rsi_html_begin(const rsi_html *h, const char *title) {
  rsi_buf_printf(h->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", rsi_lang_name(h->lang));
  rsi_html_raw(h, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  rsi_html_tag(h, "title", NULL, title);
  rsi_buf_printf(h->out, "\n<style>%s", style);
  if (h->footer) {
    rsi_html_raw(h, "@page{@bottom-left{content:\"");
    put_css_string(h, h->footer);
    rsi_html_raw(h, "\";font:9pt system-ui,sans-serif;color:#4a4a4a}}");
  }
  rsi_html_raw(h, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
  rsi_html_word(h, "html.skip");
  rsi_html_raw(h, "</a>\n<main id=\"main\" tabindex=\"-1\">\n");
  rsi_html_tag(h, "h1", NULL, title);
  rsi_html_raw(h, "\n");
}

void rsi_html_end(const rsi_html *h) { rsi_html_raw(h, "</main>\n</body>\n</html>\n"); }
