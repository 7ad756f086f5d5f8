/* Expressions: building them, and writing them as PCRE2. */
#include "expr.h"

#include <string.h>

#include "limits.h"

rsi_expr *rsi_expr_new(rsi_arena *arena, uint8_t op) {
  rsi_expr *e = rsi_arena_alloc(arena, sizeof *e);
  if (e)
    e->op = op;
  return e;
}

void rsi_expr_append(rsi_expr *parent, rsi_expr *child) {
  if (!parent || !child)
    return;
  if (parent->last)
    parent->last->next = child;
  else
    parent->first = child;
  parent->last = child;
}

/* ---- as PCRE2 ---- */

static void write_byte(rsi_buf *out, unsigned char c) {
  bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  if (c < ' ' || c >= 0x7f)
    rsi_buf_printf(out, "\\x%02x", c);
  else {
    if (!is_word && c != ' ')
      rsi_buf_putc(out, '\\');
    rsi_buf_putc(out, (char)c);
  }
}

static bool in_set(const uint32_t *set, unsigned c) { return c < 256 && (set[c / 32] >> c % 32 & 1); }

static void write_class(const uint32_t *set, rsi_buf *out) {
  rsi_buf_putc(out, '[');
  for (unsigned c = 0; c < 256; c++) {
    if (!in_set(set, c))
      continue;
    unsigned last = c;
    while (in_set(set, last + 1))
      last++;
    rsi_buf_printf(out, "\\x%02x", c);
    if (last > c)
      rsi_buf_printf(out, "-\\x%02x", last);
    c = last;
  }
  rsi_buf_putc(out, ']');
}

/* Every word that one slip makes of this one: a letter left out, put in, mistaken, or swapped with the next. */
static void write_slip(const char *word, rsi_buf *out) {
  size_t n = strlen(word);
  rsi_buf_printf(out, "(?:%s", word);
  for (size_t i = 0; i < n; i++) {
    int before = (int)i;
    rsi_buf_printf(out, "|%.*s(?:[a-z]?%s|[a-z]%s", before, word, word + i + 1, word + i);
    if (i + 1 < n)
      rsi_buf_printf(out, "|%c%c%s", word[i + 1], word[i], word + i + 2);
    rsi_buf_putc(out, ')');
  }
  rsi_buf_printf(out, "|%s[a-z])", word);
}

/* The callout lets the reader compare with the text as it was given; see lexicon.c. */
static void write_exact(const char *word, rsi_buf *out) {
  for (const char *c = word; *c; c++)
    write_byte(out, (unsigned char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c));
  rsi_buf_puts(out, "(?C\"");
  for (const char *c = word; *c; c++)
    rsi_buf_add(out, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
  rsi_buf_puts(out, "\")");
}

static void write_one(const rsi_expr *e, const char *numbers, rsi_buf *out);

static void write_alternatives(const rsi_expr *first, const char *numbers, rsi_buf *out) {
  for (const rsi_expr *child = first; child; child = child->next) {
    if (child != first)
      rsi_buf_putc(out, '|');
    write_one(child, numbers, out);
  }
}

static void write_repeat(const rsi_expr *e, const char *numbers, rsi_buf *out) {
  rsi_buf_puts(out, "(?:");
  write_one(e->first, numbers, out);
  if (e->min == 0 && e->max == 1)
    rsi_buf_puts(out, ")?");
  else
    rsi_buf_printf(out, "){%u,%u}", e->min, e->max);
  if (e->is_lazy || e->is_greedy_only)
    rsi_buf_putc(out, e->is_lazy ? '?' : '+');
}

static void write_number(const char *numbers, rsi_buf *out) {
  static const char digits[] = "(?:\\d{1,6}(?:[.,]\\d{1,3})?(?:\\s?-\\s?\\d{1,6}(?:[.,]\\d{1,3})?)?";
  rsi_buf_puts(out, digits);
  if (*numbers)
    rsi_buf_printf(out, "|%s", numbers);
  rsi_buf_putc(out, ')');
}

static void write_one(const rsi_expr *e, const char *numbers, rsi_buf *out) {
  static const char *const look[] = {"(?=", "(?!", "(?<=", "(?<!"};
  static const char *const lead[] = {"(?<![a-z0-9])", "(?<![a-z0-9])", "(?<![a-z])"};
  static const char *const trail[] = {"(?![a-z0-9])", "(?![a-z])", "(?![a-z])"};
  switch (e->op) {
    case RSI_EXPR_CHAR: write_byte(out, e->byte); break;
    case RSI_EXPR_TEXT: rsi_buf_add(out, e->text, e->length); break; /* letters and digits stand for themselves */
    case RSI_EXPR_CLASS: write_class(e->set, out); break;
    case RSI_EXPR_GAP: rsi_buf_puts(out, e->min ? "[\\s\\-/]+" : "[\\s\\-/]*"); break;
    case RSI_EXPR_WORDS: rsi_buf_puts(out, "((?:[\\s\\-/]+(?:[a-z0-9'%]|\\.(?=[0-9]))++){0,3}?)"); break;
    case RSI_EXPR_NUMBER: write_number(numbers, out); break;
    case RSI_EXPR_EXACT: write_exact(e->text, out); break;
    case RSI_EXPR_SLIP: write_slip(e->text, out); break;
    case RSI_EXPR_EDGE: rsi_buf_puts(out, "\\b"); break;
    case RSI_EXPR_INSIDE: rsi_buf_puts(out, "\\B"); break;
    case RSI_EXPR_START: rsi_buf_putc(out, '^'); break;
    case RSI_EXPR_END: rsi_buf_putc(out, '$'); break;
    case RSI_EXPR_LEAD: rsi_buf_puts(out, lead[e->byte]); break;
    case RSI_EXPR_TRAIL: rsi_buf_puts(out, trail[e->byte]); break;
    case RSI_EXPR_SEQ:
      for (const rsi_expr *child = e->first; child; child = child->next)
        write_one(child, numbers, out);
      break;
    case RSI_EXPR_ALT:
      rsi_buf_puts(out, "(?:");
      write_alternatives(e->first, numbers, out);
      rsi_buf_putc(out, ')');
      break;
    case RSI_EXPR_REPEAT: write_repeat(e, numbers, out); break;
    case RSI_EXPR_LOOK:
      rsi_buf_puts(out, look[e->byte]);
      write_alternatives(e->first->first, numbers, out); /* bare: a look behind wants its alternatives at the top */
      rsi_buf_putc(out, ')');
      break;
  }
}

void rsi_expr_write(const rsi_expr *expr, const char *numbers, rsi_buf *out) { write_one(expr, numbers, out); }

/* ---- the shortest match ---- */

static uint32_t shortest_length(const rsi_expr *e) {
  uint32_t length = 0, least = UINT32_MAX;
  switch (e->op) {
    case RSI_EXPR_CHAR: case RSI_EXPR_CLASS: return 1;
    case RSI_EXPR_GAP: return e->min;
    case RSI_EXPR_TEXT: return e->length;
    case RSI_EXPR_NUMBER: return 1;
    case RSI_EXPR_EXACT: case RSI_EXPR_SLIP: return (uint32_t)strlen(e->text);
    case RSI_EXPR_REPEAT: return e->min * shortest_length(e->first);
    case RSI_EXPR_SEQ:
      for (const rsi_expr *child = e->first; child; child = child->next)
        length += shortest_length(child);
      return length;
    case RSI_EXPR_ALT:
      for (const rsi_expr *child = e->first; child; child = child->next) {
        length = shortest_length(child);
        least = length < least ? length : least;
      }
      return least;
    default: return 0;
  }
}

bool rsi_expr_shortest(const rsi_expr *e, rsi_buf *out) {
  const rsi_expr *best = e->first;
  switch (e->op) {
    case RSI_EXPR_CHAR: rsi_buf_putc(out, (char)e->byte); return true;
    case RSI_EXPR_TEXT: rsi_buf_add(out, e->text, e->length); return true;
    case RSI_EXPR_GAP:
      if (e->min)
        rsi_buf_putc(out, ' ');
      return true;
    case RSI_EXPR_EXACT: case RSI_EXPR_SLIP: rsi_buf_puts(out, e->text); return true;
    case RSI_EXPR_NUMBER: rsi_buf_putc(out, '2'); return true;
    case RSI_EXPR_CLASS: return false;
    case RSI_EXPR_REPEAT: return !e->min || rsi_expr_shortest(e->first, out);
    case RSI_EXPR_SEQ:
      for (const rsi_expr *child = e->first; child; child = child->next)
        if (!rsi_expr_shortest(child, out))
          return false;
      return true;
    case RSI_EXPR_ALT:
      for (const rsi_expr *child = e->first; child; child = child->next)
        if (shortest_length(child) < shortest_length(best))
          best = child;
      return rsi_expr_shortest(best, out);
    default: return true;
  }
}
