/* How a match can begin: its first letters. A phrase that is called for by a literal inside it is then tried only where a word begins
 * with one of them, which is a comparison of four bytes a word. */
#include <string.h>

#include "expr.h"

typedef struct beginning {
  char bytes[4];
  uint8_t length;
} beginning;

typedef struct starts {
  beginning items[RSI_MAX_STARTS];
  const char *numbers;
  bool is_closed[RSI_MAX_STARTS]; /* what comes next is not to be listed, or the four bytes are full */
  uint32_t n;
} starts;

static bool is_gap_byte(char c) { return c == ' ' || c == '\n' || c == '-' || c == '/'; }

/* A hyphen or slash that a match begins with is told; behind other letters it may be any gap. */
static void append(starts *s, char c) {
  for (uint32_t i = 0; i < s->n; i++) {
    if (s->is_closed[i])
      continue;
    if (is_gap_byte(c) && s->items[i].length)
      s->is_closed[i] = true;
    else
      s->items[i].bytes[s->items[i].length++] = c;
    s->is_closed[i] |= is_gap_byte(c) || s->items[i].length == sizeof s->items[i].bytes;
  }
}

static bool close_all(starts *s) {
  for (uint32_t i = 0; i < s->n; i++)
    s->is_closed[i] = true;
  return true;
}

/* Adds what is in more, but for what s has already. */
static bool merge(starts *s, const starts *more) {
  for (uint32_t i = 0; i < more->n; i++) {
    uint32_t k = 0;
    while (k < s->n && (s->is_closed[k] != more->is_closed[i] || memcmp(&s->items[k], &more->items[i], sizeof s->items[k]) != 0))
      k++;
    if (k == RSI_MAX_STARTS)
      return false;
    s->items[k] = more->items[i];
    s->is_closed[k] = more->is_closed[i];
    s->n += k == s->n;
  }
  return true;
}

static bool is_open(const starts *s) {
  for (uint32_t i = 0; i < s->n; i++)
    if (!s->is_closed[i])
      return true;
  return false;
}

/* What has begun ends in a gap; what has not begins behind it. */
static bool close_begun(starts *s) {
  for (uint32_t i = 0; i < s->n; i++)
    s->is_closed[i] |= s->items[i].length > 0;
  return true;
}

/* Nothing more can be said of how a match goes on; of one that has not begun yet, nothing at all. */
static bool give_up(starts *s) {
  for (uint32_t i = 0; i < s->n; i++)
    if (!s->is_closed[i] && !s->items[i].length)
      return false;
  return close_all(s);
}

/* A number begins with a digit, or as one of the number words does. */
static bool begin_number(starts *s) {
  if (!s->numbers)
    return give_up(s);
  for (uint32_t i = 0; i < s->n; i++)
    if (!s->is_closed[i] && s->items[i].length)
      return give_up(s); /* it has begun with something else */
  starts all = {.n = 1, .numbers = s->numbers};
  for (uint32_t i = 0; i < s->n; i++)
    if (s->is_closed[i]) { /* other ways to begin are kept */
      all.items[all.n - 1] = s->items[i];
      all.is_closed[all.n - 1] = true;
      all.n++;
    }
  all.n--;
  starts one = {.n = 1};
  for (char digit = '0'; digit <= '9'; digit++) {
    one.items[0] = (beginning){.bytes = {digit}, .length = 1};
    one.is_closed[0] = true;
    if (!merge(&all, &one))
      return false;
  }
  for (const char *word = s->numbers; *word; word += strcspn(word, "|"), word += *word == '|') {
    one.items[0] = (beginning){.length = 0};
    for (size_t k = 0; k < sizeof one.items[0].bytes && word[k] && word[k] != '|'; k++)
      one.items[0].bytes[one.items[0].length++] = word[k];
    if (!merge(&all, &one))
      return false;
  }
  *s = all;
  return true;
}

static bool go_on(starts *s, const rsi_expr *e);

static bool choose(starts *s, const rsi_expr *first) {
  starts all = {.n = 0, .numbers = s->numbers}, one;
  for (const rsi_expr *child = first; child; child = child->next) {
    one = *s;
    if (!go_on(&one, child) || !merge(&all, &one))
      return false;
  }
  *s = all;
  return true;
}

static bool repeat(starts *s, const rsi_expr *e) {
  starts with = *s;
  if (!go_on(&with, e->first))
    return false;
  if (e->max > 1) /* however it goes on from here, it has begun */
    give_up(&with);
  if (e->min == 0)
    return merge(s, &with);
  *s = with;
  return true;
}

static bool go_on(starts *s, const rsi_expr *e) {
  switch (e->op) {
    case RSI_EXPR_CHAR:
      append(s, (char)e->byte);
      return true;
    case RSI_EXPR_TEXT:
      for (uint32_t i = 0; i < e->length; i++)
        append(s, e->text[i]);
      return true;
    case RSI_EXPR_EXACT:
      for (const char *c = e->text; *c; c++)
        append(s, *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c);
      return true;
    case RSI_EXPR_SEQ:
      for (const rsi_expr *child = e->first; child && is_open(s); child = child->next)
        if (!go_on(s, child))
          return false;
      return true;
    case RSI_EXPR_ALT: return choose(s, e->first);
    case RSI_EXPR_REPEAT: return repeat(s, e);
    case RSI_EXPR_GAP: return s->numbers ? give_up(s) : close_begun(s);
    case RSI_EXPR_WORDS: case RSI_EXPR_CLASS: case RSI_EXPR_SLIP: return give_up(s);
    case RSI_EXPR_NUMBER: return begin_number(s);
    default: return true; /* takes nothing */
  }
}

uint32_t rsi_expr_starts(const rsi_expr *expr, const char *numbers, rsi_start out[RSI_MAX_STARTS]) {
  starts s = {.n = 1, .numbers = numbers};
  if (!go_on(&s, expr))
    return 0;
  for (uint32_t i = 0; i < s.n; i++) {
    const beginning *item = &s.items[i];
    if (!item->length)
      return 0;
    static const char ones[4] = {'\xff', '\xff', '\xff', '\xff'};
    out[i] = (rsi_start){0};
    memcpy(&out[i].bytes, item->bytes, 4);
    memcpy(&out[i].mask, ones, item->length);
  }
  return s.n;
}
