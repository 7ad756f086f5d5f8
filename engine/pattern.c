/* Patterns: the part of PCRE2's syntax that <pattern> may use, into an expression.
 *
 * What is not known here is refused rather than passed on, because a cue must be safe on any text: nothing repeats without bound (a
 * repeat of one character is read as up to RSI_MAX_REPEAT; of a group it is an error), and the ways in which a pattern can be tried from
 * one place are counted and limited. So PCRE2's match limit is never met. */
#include "expr.h"

#include <stdio.h>
#include <string.h>

#include "fold.h"
#include "limits.h"

typedef struct parser {
  rsi_arena *arena;
  const char *text;
  size_t length, at;
  unsigned depth;
  rsi_cue_error *error;
} parser;

static rsi_expr *fail(parser *p, size_t at, rsi_code_id code, const char *hint, const char *message) {
  if (!p->error->is_set) {
    p->error->is_set = true;
    p->error->code = code;
    p->error->hint = hint;
    p->error->offset = at;
    snprintf(p->error->message, sizeof p->error->message, "%s", message);
  }
  return NULL;
}

static bool has_failed(const parser *p) { return p->error->is_set || p->arena->has_failed; }
static int peek(const parser *p) { return p->at < p->length ? (unsigned char)p->text[p->at] : 0; }
static char lower(int c) { return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c); }

static bool take(parser *p, const char *token) {
  size_t n = strlen(token);
  if (p->length - p->at < n || memcmp(p->text + p->at, token, n) != 0)
    return false;
  p->at += n;
  return true;
}

/* ---- sets of characters ---- */

static void put(uint32_t *set, unsigned c) { set[c / 32] |= 1u << c % 32; }
static void put_range(uint32_t *set, unsigned from, unsigned to) {
  for (unsigned c = from; c <= to; c++)
    put(set, (unsigned char)lower((int)c));
}

/* \d \w \s and their opposites; false when the letter is none of them. Folded text is ASCII, so these are small. */
static bool put_named(uint32_t *set, int letter) {
  uint32_t named[8] = {0};
  switch (lower(letter)) {
    case 'w': put_range(named, 'a', 'z'); put_range(named, '0', '9'); put(named, '_'); break;
    case 'd': put_range(named, '0', '9'); break;
    case 's': put_range(named, '\t', '\r'); put(named, ' '); break;
    default: return false;
  }
  bool is_opposite = letter != lower(letter);
  for (unsigned i = 0; i < 8; i++)
    set[i] |= is_opposite ? (i < 4 ? ~named[i] : 0) : named[i];
  return true;
}

static rsi_expr *new_class(parser *p, uint32_t **set) {
  rsi_expr *e = rsi_expr_new(p->arena, RSI_EXPR_CLASS);
  *set = rsi_arena_alloc(p->arena, 8 * sizeof **set);
  if (!e || !*set)
    return NULL;
  e->set = *set;
  return e;
}

/* A character beyond ASCII becomes what it folds to in texts. */
static size_t fold_one(const parser *p, char out[8]) {
  size_t end = rsi_fold_end(p->text, p->length, (uint32_t)p->at) - p->at;
  size_t n = rsi_fold_plain(p->text + p->at, end, out, 8, NULL);
  for (size_t i = 0; i < n; i++)
    out[i] = lower(out[i]);
  return end;
}

/* One member of a class: sets *single to its byte, or to -1 when it was a set of its own. */
static bool class_member(parser *p, uint32_t *set, int *single) {
  int c = peek(p);
  *single = -1;
  if (c >= 0x80) {
    char folded[8];
    p->at += fold_one(p, folded);
    for (const char *f = folded; *f; f++)
      put(set, (unsigned char)*f);
    return true;
  }
  p->at++;
  if (c == '\\') {
    c = peek(p);
    p->at++;
    if (put_named(set, c))
      return true;
    if (c == 'n' || c == 't')
      c = c == 'n' ? '\n' : '\t';
    else if ((c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || !c)
      return fail(p, p->at - 2, RSI_PATTERN_SYNTAX, NULL, "this escape is not allowed in a class") != NULL;
  }
  *single = c;
  return true;
}

static rsi_expr *parse_class(parser *p) {
  size_t from = p->at++;
  uint32_t *set;
  rsi_expr *e = new_class(p, &set);
  if (!e)
    return NULL;
  bool is_negated = take(p, "^");
  for (bool is_first = true; p->at < p->length && (is_first || peek(p) != ']'); is_first = false) {
    int low, high;
    if (peek(p) == '[' && p->at + 1 < p->length && strchr(":.=", p->text[p->at + 1]))
      return fail(p, p->at, RSI_PATTERN_SYNTAX, "write the characters out", "named classes are not allowed");
    size_t start = p->at;
    if (!class_member(p, set, &low))
      return NULL;
    high = low;
    if (low >= 0 && peek(p) == '-' && p->at + 1 < p->length && p->text[p->at + 1] != ']') {
      p->at++;
      if (!class_member(p, set, &high))
        return NULL;
      if (high < low)
        return fail(p, start, RSI_PATTERN_SYNTAX, NULL, "this range runs backwards");
    }
    if (low >= 0)
      put_range(set, (unsigned)low, (unsigned)high);
  }
  if (!take(p, "]"))
    return fail(p, from, RSI_PATTERN_BRACKET, "close it with ]", "this class is never closed");
  for (unsigned i = 0; is_negated && i < 8; i++)
    set[i] = i < 4 ? ~set[i] : 0;
  return e;
}

/* ---- items ---- */

static rsi_expr *character(parser *p, int c) {
  rsi_expr *e = rsi_expr_new(p->arena, RSI_EXPR_CHAR);
  if (e)
    e->byte = (uint8_t)lower(c);
  return e;
}

static rsi_expr *parse_escape(parser *p) {
  int c = (p->at++, peek(p));
  uint32_t *set;
  p->at++;
  if (c == 'b' || c == 'B')
    return rsi_expr_new(p->arena, c == 'b' ? RSI_EXPR_EDGE : RSI_EXPR_INSIDE);
  if (c && strchr("dDwWsS", c)) {
    rsi_expr *e = new_class(p, &set);
    if (e)
      put_named(set, c);
    return e;
  }
  if (c == 'n' || c == 't')
    return character(p, c == 'n' ? '\n' : '\t');
  if (!c || (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c >= 0x80)
    return fail(p, p->at - 2, RSI_PATTERN_SYNTAX, "allowed are \\b \\B \\d \\D \\w \\W \\s \\S \\n \\t and signs", "this escape is not allowed");
  return character(p, c);
}

static rsi_expr *parse_alternatives(parser *p);

static rsi_expr *parse_group(parser *p) {
  static const struct { const char *opening; int look; } kinds[] = {
      {"(?=", RSI_LOOK_AHEAD}, {"(?!", RSI_LOOK_NOT_AHEAD}, {"(?<=", RSI_LOOK_BEHIND}, {"(?<!", RSI_LOOK_NOT_BEHIND}, {"(?:", -1}};
  size_t from = p->at;
  int look = -1;
  bool is_known = false;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !is_known; i++)
    if ((is_known = take(p, kinds[i].opening)))
      look = kinds[i].look;
  if (!is_known && (p->at++, peek(p) == '?' || peek(p) == '*'))
    return fail(p, from, RSI_PATTERN_SYNTAX, "allowed are (…) (?:…) (?=…) (?!…) (?<=…) (?<!…)", "this kind of group is not allowed");
  if (++p->depth > 8)
    return fail(p, from, RSI_PATTERN_BRACKET, NULL, "groups are nested more than eight deep");
  rsi_expr *body = parse_alternatives(p);
  p->depth--;
  if (has_failed(p))
    return NULL;
  if (!take(p, ")"))
    return fail(p, from, RSI_PATTERN_BRACKET, "close it with )", "this bracket is never closed");
  if (look < 0)
    return body;
  rsi_expr *e = rsi_expr_new(p->arena, RSI_EXPR_LOOK);
  if (e) {
    e->byte = (uint8_t)look;
    rsi_expr_append(e, body);
  }
  return e;
}

static rsi_expr *parse_beyond_ascii(parser *p) {
  char folded[8];
  rsi_expr *e = rsi_expr_new(p->arena, RSI_EXPR_SEQ);
  p->at += fold_one(p, folded);
  for (const char *f = folded; *f; f++)
    rsi_expr_append(e, character(p, *f));
  return e;
}

static rsi_expr *parse_item(parser *p) {
  uint32_t *set;
  int c = peek(p);
  if (c == '(')
    return parse_group(p);
  if (c == '[')
    return parse_class(p);
  if (c == '\\')
    return parse_escape(p);
  if (c >= 0x80)
    return parse_beyond_ascii(p);
  p->at++;
  if (c == '^' || c == '$')
    return rsi_expr_new(p->arena, c == '^' ? RSI_EXPR_START : RSI_EXPR_END);
  if (c == '*' || c == '+' || c == '?')
    return fail(p, p->at - 1, RSI_PATTERN_SYNTAX, "write \\ before it if the sign itself is meant", "there is nothing here to repeat");
  if (c != '.')
    return character(p, c);
  rsi_expr *any = new_class(p, &set);
  if (any) {
    put_range(set, 0, 127);
    set[0] &= ~(1u << '\n');
  }
  return any;
}

/* ---- repeats ---- */

static bool read_number(parser *p, unsigned *value) {
  size_t from = p->at;
  for (*value = 0; peek(p) >= '0' && peek(p) <= '9'; p->at++)
    if (*value < 100000)
      *value = *value * 10 + (unsigned)(peek(p) - '0');
  return p->at > from;
}

/* A quantifier at p->at: its bounds, UINT32_MAX for none. False when there is none. */
static bool read_quantifier(parser *p, unsigned *min, unsigned *max) {
  size_t from = p->at;
  if (take(p, "?"))
    *min = 0, *max = 1;
  else if (take(p, "*"))
    *min = 0, *max = UINT32_MAX;
  else if (take(p, "+"))
    *min = 1, *max = UINT32_MAX;
  else {
    if (!take(p, "{") || !read_number(p, min)) {
      p->at = from;
      return false;
    }
    *max = *min;
    if (take(p, ",") && !read_number(p, max))
      *max = UINT32_MAX;
    if (!take(p, "}")) {
      p->at = from; /* a brace that begins no quantifier is a brace */
      return false;
    }
  }
  return true;
}

static rsi_expr *parse_repeat(parser *p) {
  rsi_expr *item = parse_item(p);
  unsigned min, max;
  size_t from = p->at;
  if (has_failed(p) || !read_quantifier(p, &min, &max))
    return item;
  bool is_single = item->op == RSI_EXPR_CHAR || item->op == RSI_EXPR_CLASS;
  if (max == UINT32_MAX && !is_single)
    return fail(p, from, RSI_PATTERN_UNBOUNDED, "give the most it can be, as in {0,5}", "a group repeats without bound");
  if (max == UINT32_MAX)
    max = min > RSI_MAX_REPEAT ? min : RSI_MAX_REPEAT;
  if (max < min || max > 200)
    return fail(p, from, RSI_PATTERN_REPEAT, NULL, "a repeat is at most 200, and not less than its least");
  rsi_expr *e = rsi_expr_new(p->arena, RSI_EXPR_REPEAT);
  if (!e)
    return NULL;
  e->min = (uint16_t)min;
  e->max = (uint16_t)max;
  e->is_lazy = take(p, "?");
  e->is_greedy_only = !e->is_lazy && take(p, "+");
  rsi_expr_append(e, item);
  if (peek(p) && strchr("?*+", peek(p)))
    return fail(p, p->at, RSI_PATTERN_SYNTAX, NULL, "a repeat cannot itself be repeated");
  return e;
}

static rsi_expr *parse_alternatives(parser *p) {
  rsi_expr *choice = rsi_expr_new(p->arena, RSI_EXPR_ALT);
  do {
    rsi_expr *sequence = rsi_expr_new(p->arena, RSI_EXPR_SEQ);
    while (p->at < p->length && peek(p) != '|' && peek(p) != ')' && !has_failed(p))
      rsi_expr_append(sequence, parse_repeat(p));
    if (has_failed(p))
      return NULL;
    rsi_expr_append(choice, sequence);
  } while (take(p, "|"));
  return choice;
}

rsi_expr *rsi_pattern_parse(rsi_arena *arena, const char *text, size_t length, rsi_cue_error *error) {
  *error = (rsi_cue_error){0};
  parser p = {.arena = arena, .text = text, .length = length, .error = error};
  if (length > RSI_MAX_PHRASE)
    return fail(&p, 0, RSI_PATTERN_TOO_LONG, NULL, "a pattern is longer than anybody can check");
  for (size_t i = 0; i < length; i++) /* they stand for edges in literal.c */
    if ((unsigned char)text[i] < ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != '\r')
      return fail(&p, i, RSI_PATTERN_SYNTAX, NULL, "a control character never stands in a text");
  rsi_expr *expr = parse_alternatives(&p);
  if (!has_failed(&p) && p.at < length)
    return fail(&p, p.at, RSI_PATTERN_BRACKET, "write \\ before it if the sign itself is meant", "this bracket was never opened");
  double ways = has_failed(&p) ? 0 : rsi_expr_ways(expr, RSI_MAX_WAYS, arena);
  if (ways > RSI_MAX_WAYS && !arena->has_failed) {
    fail(&p, 0, RSI_PATTERN_UNSAFE, "shorten the ranges of its repeats, or write phrases", "");
    snprintf(error->message, sizeof error->message, "this pattern can be tried in about %.0f ways from one place; the most allowed is %d",
             ways, RSI_MAX_WAYS);
  }
  return has_failed(&p) ? NULL : expr;
}
