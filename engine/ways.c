/* In how many ways can an expression be tried from one place? That bounds PCRE2's backtracking whatever the text says, so that no
 * cue that was accepted meets the match limit.
 *
 * The product of everything that may vary is thousands of times too much for a list of words: of "(the|his) [head|neck]" no place
 * of a text takes two. So choices count together only where two of them can begin with the same letters, and what may be left out
 * counts twice only where what follows it can begin as it does. */
#include <string.h>

#include "expr.h"

#define MANY 1e18
#define WAYS_OF_WORDS 4  /* "...": none to three */
#define WAYS_OF_NUMBER 4 /* "#": a range, a decimal, or fewer digits of it */
#define WAYS_OF_SLIP 3   /* "~": the same letters by leaving one out, putting one in or swapping two */

/* How a part can begin, behind any gap. */
typedef struct head {
  uint32_t bytes[8];
  rsi_start starts[RSI_MAX_STARTS];
  uint32_t n; /* 0: the starts are not to be listed */
  bool is_nullable;
  double ways;
} head;

static double ways_of(const rsi_expr *e, const rsi_expr *rest, rsi_arena *arena);

/* ---- how parts begin ---- */

static bool any_byte(uint32_t set[8]) {
  memset(set, 0xff, 8 * sizeof *set);
  return false;
}

static bool one_byte(uint32_t set[8], unsigned char c) {
  set[c / 32] |= 1u << c % 32;
  return false;
}

static bool first_bytes_of_all(const rsi_expr *child, uint32_t set[8]);

/* Adds the bytes that it can begin with, behind any gap, to set. May it take nothing but a gap, so that what follows may begin it
 * too? */
static bool first_bytes(const rsi_expr *e, uint32_t set[8]) {
  bool is_nullable = false;
  switch (e->op) {
  case RSI_EXPR_CHAR:
    return one_byte(set, e->byte);
  case RSI_EXPR_TEXT:
    return one_byte(set, (unsigned char)e->text[0]);
  case RSI_EXPR_EXACT:
    return one_byte(set, (unsigned char)(e->text[0] >= 'A' && e->text[0] <= 'Z' ? e->text[0] + 32 : e->text[0]));
  case RSI_EXPR_SLIP:
  case RSI_EXPR_NUMBER:
  case RSI_EXPR_WORDS:
    return any_byte(set);
  case RSI_EXPR_CLASS:
    for (int i = 0; i < 8; i++)
      set[i] |= e->set[i];
    return false;
  case RSI_EXPR_SEQ:
    return first_bytes_of_all(e->first, set);
  case RSI_EXPR_ALT:
    for (const rsi_expr *child = e->first; child; child = child->next)
      is_nullable |= first_bytes(child, set);
    return is_nullable;
  case RSI_EXPR_REPEAT:
    return first_bytes(e->first, set) || !e->min;
  default:
    return true; /* edges and looks take nothing */
  }
}

static bool first_bytes_of_all(const rsi_expr *child, uint32_t set[8]) {
  bool is_nullable = true;
  for (; child && is_nullable; child = child->next)
    is_nullable = first_bytes(child, set);
  return is_nullable;
}

/* Of a part and, when is_rest, of all that follows it. */
static void look_at_head(const rsi_expr *e, bool is_rest, head *h) {
  rsi_expr whole = {.op = RSI_EXPR_SEQ, .first = (rsi_expr *)(uintptr_t)e}, alone;
  memset(h->bytes, 0, sizeof h->bytes);
  if (!is_rest) {
    alone = *e;
    alone.next = NULL;
    whole.first = &alone;
  }
  h->is_nullable = first_bytes(&whole, h->bytes);
  h->n = rsi_expr_starts(&whole, NULL, h->starts);
}

/* A hyphen may be the part's own first sign, or of the gap before it. */
static bool starts_in_gap(const head *h) {
  return (h->bytes[1] >> ('-' - 32) & 1) || (h->bytes[1] >> ('/' - 32) & 1) || (h->bytes[1] & 1);
}

/* Could both begin at the same place? */
static bool clash(const head *a, const head *b) {
  bool shares_byte = a->is_nullable || b->is_nullable || starts_in_gap(a) || starts_in_gap(b);
  for (int i = 0; i < 8 && !shares_byte; i++)
    shares_byte = a->bytes[i] & b->bytes[i];
  if (!shares_byte || !a->n || !b->n || starts_in_gap(a) || starts_in_gap(b))
    return shares_byte;
  for (uint32_t i = 0; i < a->n; i++)
    for (uint32_t k = 0; k < b->n; k++)
      if (!((a->starts[i].bytes ^ b->starts[k].bytes) & a->starts[i].mask & b->starts[k].mask))
        return true;
  return false;
}

/* ---- ways ---- */

static double ways_of_leaf(const rsi_expr *e) {
  return e->op == RSI_EXPR_WORDS    ? WAYS_OF_WORDS
         : e->op == RSI_EXPR_NUMBER ? WAYS_OF_NUMBER
         : e->op == RSI_EXPR_SLIP   ? WAYS_OF_SLIP
                                    : 1;
}

/* All alternatives that fit at one place begin as the longest of them does: the most that clash with one. */
static double ways_of_choice(const rsi_expr *e, rsi_arena *arena) {
  uint32_t n = 0, i = 0;
  double most = 0;
  for (const rsi_expr *child = e->first; child; child = child->next)
    n++;
  head *heads = rsi_arena_alloc(arena, n * sizeof *heads);
  if (!heads)
    return MANY;
  for (const rsi_expr *child = e->first; child; child = child->next, i++) {
    look_at_head(child, false, &heads[i]);
    heads[i].ways = ways_of(child, NULL, arena);
  }
  for (i = 0; i < n; i++) {
    double sum = 0;
    for (uint32_t k = 0; k < n; k++)
      sum += k == i || clash(&heads[i], &heads[k]) ? heads[k].ways : 0;
    most = sum > most ? sum : most;
  }
  return most;
}

static double ways_of_repeat(const rsi_expr *e, const rsi_expr *rest, rsi_arena *arena) {
  double once = ways_of(e->first, NULL, arena), power = 1, sum = 0;
  if (e->min == 0 && e->max == 1 && rest) {
    head taken, left;
    look_at_head(e->first, false, &taken);
    look_at_head(rest, true, &left);
    if (!clash(&taken, &left))
      return once > 1 ? once : 1;
  }
  if (e->is_greedy_only) /* it gives nothing back */
    return once;
  for (unsigned i = 0; i <= e->max && sum < MANY; i++, power *= once)
    if (i >= e->min)
      sum += power;
  return sum;
}

static double ways_of(const rsi_expr *e, const rsi_expr *rest, rsi_arena *arena) {
  double ways = 1;
  switch (e->op) {
  case RSI_EXPR_WORDS:
  case RSI_EXPR_NUMBER:
  case RSI_EXPR_SLIP:
    return ways_of_leaf(e);
  case RSI_EXPR_ALT:
    return ways_of_choice(e, arena);
  case RSI_EXPR_REPEAT:
    return ways_of_repeat(e, rest, arena);
  default:
    for (const rsi_expr *child = e->first; child && ways < MANY; child = child->next)
      ways *= ways_of(child, child->next, arena);
    return ways;
  }
}

/* As if everything fitted everywhere. */
static double most_ways(const rsi_expr *e) {
  double ways = e->op != RSI_EXPR_ALT;
  for (const rsi_expr *child = e->first; child && ways < MANY; child = child->next) {
    double one = child->first ? most_ways(child) : ways_of_leaf(child);
    ways = e->op == RSI_EXPR_ALT ? ways + one : ways * one;
  }
  if (e->op != RSI_EXPR_REPEAT)
    return ways;
  double power = 1, sum = 0;
  for (unsigned i = 0; i <= e->max && sum < MANY; i++, power *= ways)
    if (i >= e->min)
      sum += power;
  return e->is_greedy_only ? ways : sum;
}

double rsi_expr_ways(const rsi_expr *expr, double enough, rsi_arena *arena) {
  double most = expr->first ? most_ways(expr) : ways_of_leaf(expr);
  return most <= enough ? most : ways_of(expr, NULL, arena);
}
