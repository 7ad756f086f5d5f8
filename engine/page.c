/* A page of text for a terminal; see page.h. Columns are counted in characters: the wording has no wide or combining ones. */
#include "page.h"

#include <string.h>

rsi_page rsi_page_on(rsi_buf *out) { return (rsi_page){.out = out, .space_at = SIZE_MAX}; }

static bool is_character_start(char c) { return ((unsigned char)c & 0xc0) != 0x80; }

static void add_spaces(rsi_buf *out, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    rsi_buf_putc(out, ' ');
}

/* Breaks the line at the last space: what stands behind it moves down, behind the indent. */
static void break_line(rsi_page *page) {
  rsi_buf *out = page->out;
  size_t tail_at = page->space_at + 1, tail = out->length - tail_at;
  add_spaces(out, page->indent);
  if (out->has_failed)
    return;
  memmove(out->data + tail_at + page->indent, out->data + tail_at, tail);
  memset(out->data + tail_at, ' ', page->indent);
  out->data[page->space_at] = '\n';
  page->space_at = SIZE_MAX;
  page->column = page->indent;
  for (size_t i = tail_at + page->indent; i < out->length; i++)
    page->column += is_character_start(out->data[i]);
}

static void put_bytes(void *to, const char *text, size_t length) {
  rsi_page *page = to;
  for (size_t i = 0; i < length && !page->out->has_failed; i++) {
    bool is_space = text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r';
    if (is_space && (page->is_bare || page->space_at == page->out->length - 1))
      continue; /* white space in the rule base's texts is only layout */
    if (is_space)
      page->space_at = page->out->length;
    page->is_bare = page->is_bare && is_space;
    rsi_buf_putc(page->out, is_space ? ' ' : text[i]);
    page->column += is_character_start(text[i]);
    if (page->column > RSI_PAGE_WIDTH && !is_space && page->space_at != SIZE_MAX)
      break_line(page);
  }
}

void rsi_page_begin(rsi_page *page, unsigned at, unsigned indent) {
  rsi_page_end(page);
  add_spaces(page->out, at);
  page->column = at;
  page->indent = indent;
  page->space_at = SIZE_MAX;
  page->is_bare = true;
}

void rsi_page_put(rsi_page *page, const char *text) { put_bytes(page, text, strlen(text)); }

void rsi_page_also(rsi_page *page, const char *text) {
  rsi_page_put(page, " ");
  rsi_page_put(page, text);
}

void rsi_page_end(rsi_page *page) {
  rsi_buf *out = page->out;
  if (!out->length || out->data[out->length - 1] == '\n')
    return;
  if (page->space_at == out->length - 1) { /* nothing came behind the last space */
    out->data[out->length - 1] = '\n';
    return;
  }
  rsi_buf_putc(out, '\n');
}

rsi_sink rsi_page_sink(rsi_page *page) { return (rsi_sink){put_bytes, page}; }
