/* Phrases: what authors write in <cue>, into an expression.
 *
 *   sequence     = { unit | "..." } separated by white space
 *   unit         = group | word
 *   group        = "[" sequence { "|" sequence } "]"     one of these
 *                | "(" sequence { "|" sequence } ")"     one of these, or nothing
 *   word         = letters, digits and signs; a group may be part of it: night sweat(s)
 *   word endings = "*" any ending, "~" one slip of the keys; "=" in front: exactly these capitals
 *   "#"          = a number; standing alone, the sign itself; "\" takes the next sign as it is
 *
 * An edge is asked for on both sides of each word, so what separates words may be generous. */
#include "expr.h"

#include <stdio.h>
#include <string.h>

#include "fold.h"
#include "limits.h"

typedef struct parser {
  rsi_arena *arena;
  const char *text;  /* folded, capitals kept */
  const char *small; /* the same without capitals, in the arena */
  size_t length, at;
  uint8_t edges;
  unsigned depth;
  rsi_cue_error *error;
  size_t error_at;
  rsi_expr *spare; /* parts not yet used */
  unsigned n_spare;
} parser;

#define PARTS 16 /* taken from the arena at once: a phrase has a dozen */

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_word(char c) { return is_letter(c) || is_digit(c); }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static rsi_expr *fail(parser *p, size_t at, rsi_code_id code, const char *hint, const char *message) {
  if (!p->error->is_set) {
    p->error->is_set = true;
    p->error->code = code;
    p->error->hint = hint;
    p->error_at = at;
    snprintf(p->error->message, sizeof p->error->message, "%s", message);
  }
  return NULL;
}

static bool has_failed(const parser *p) { return p->error->is_set || p->arena->has_failed; }
static char peek(const parser *p) { return p->at < p->length ? p->text[p->at] : 0; }
static bool is_space(char c) { return c == ' ' || c == '\n'; }
static bool ends_unit(char c) { return !c || is_space(c) || c == '|' || c == ']' || c == ')'; }

static rsi_expr *leaf(parser *p, uint8_t op, char byte) {
  if (!p->n_spare) {
    p->spare = rsi_arena_alloc(p->arena, PARTS * sizeof *p->spare);
    if (!p->spare)
      return NULL;
    p->n_spare = PARTS;
  }
  rsi_expr *e = &p->spare[--p->n_spare];
  e->op = op;
  e->byte = (uint8_t)byte;
  return e;
}

static rsi_expr *gap(parser *p, uint16_t least) {
  rsi_expr *e = leaf(p, RSI_EXPR_GAP, 0);
  if (e)
    e->min = least;
  return e;
}

static rsi_expr *repeat(parser *p, rsi_expr *body, uint16_t min, uint16_t max) {
  rsi_expr *e = leaf(p, RSI_EXPR_REPEAT, 0);
  if (e) {
    e->min = min;
    e->max = max;
    rsi_expr_append(e, body);
  }
  return e;
}

static const uint32_t small_letters[8] = {0, 0, 0, 0x07fffffe, 0, 0, 0, 0};

static rsi_expr *any_ending(parser *p) {
  rsi_expr *e = leaf(p, RSI_EXPR_CLASS, 0);
  if (!e)
    return NULL;
  e->set = small_letters;
  e = repeat(p, e, 0, 40);
  if (e)
    e->is_greedy_only = true;
  return e;
}

/* Words of four letters or more also match their plural. "arthritis" has none, "mass" takes es. */
static void append_plural(parser *p, rsi_expr *unit, const char *end, unsigned n_letters) {
  if (n_letters < 4 || !is_letter(end[-1]))
    return;
  char last = lower(end[-1]), before = lower(end[-2]);
  bool takes_es = last == 'x' || (last == 's' && before == 's') || (last == 'h' && (before == 's' || before == 'c'));
  if (last == 's' && !takes_es)
    return;
  rsi_expr *ending = leaf(p, RSI_EXPR_TEXT, 0);
  if (!ending)
    return;
  ending->text = takes_es ? "es" : "s";
  ending->length = takes_es ? 2 : 1;
  rsi_expr_append(unit, repeat(p, ending, 0, 1));
}

static rsi_expr *parse_group(parser *p, bool is_free, bool after_digit);

/* A run of letters or digits, the next of which stands at p->at - 1. */
static rsi_expr *run(parser *p) {
  size_t from = --p->at;
  while (is_word(peek(p)) && is_digit(peek(p)) == is_digit(p->text[from]))
    p->at++;
  rsi_expr *e = leaf(p, RSI_EXPR_TEXT, 0);
  if (e) {
    e->text = p->small + from;
    e->length = (uint32_t)(p->at - from);
  }
  return e;
}

/* One sign of a word. A hyphen, full stop or apostrophe between letters may be missing in the text. */
static void append_sign(parser *p, rsi_expr *unit, char before, char c, char after) {
  bool is_between = is_word(before) && is_word(after);
  if ((c == '-' || c == '/') && is_between)
    rsi_expr_append(unit, gap(p, c == '/'));
  else if ((c == '\'' || c == '.') && is_word(before) && !(c == '.' && is_digit(before) && is_digit(after)))
    rsi_expr_append(unit, repeat(p, leaf(p, RSI_EXPR_CHAR, c), 0, 1));
  else
    rsi_expr_append(unit, leaf(p, RSI_EXPR_CHAR, c));
}

static rsi_expr *parse_exact(parser *p) {
  size_t from = ++p->at;
  rsi_expr *unit = leaf(p, RSI_EXPR_SEQ, 0);
  while (!has_failed(p)) {
    size_t start = p->at;
    while (!ends_unit(peek(p)) && peek(p) != '/')
      p->at++;
    rsi_expr *word = leaf(p, RSI_EXPR_EXACT, 0);
    if (!unit || !word)
      return NULL;
    if (p->at == start || p->at - start > 60)
      return fail(p, from - 1, RSI_PHRASE_EXACT, "write the capitals right after it, as in =RA", "“=” stands before no word");
    word->text = rsi_arena_strndup(p->arena, p->text + start, p->at - start);
    rsi_expr_append(unit, word);
    if (peek(p) != '/')
      break;
    p->at++;
    rsi_expr_append(unit, gap(p, 1));
  }
  return unit;
}

static rsi_expr *parse_slip(parser *p, size_t from, unsigned n_letters) {
  rsi_expr *word = leaf(p, RSI_EXPR_SLIP, 0);
  if (n_letters < 5 || n_letters != p->at - from || n_letters > 40)
    return fail(p, from, RSI_PHRASE_SLIP, "a slip in a short word makes another word",
                "“~” needs one word of five letters or more");
  if (!word || !(word->text = rsi_arena_strndup(p->arena, p->text + from, n_letters)))
    return NULL;
  for (char *c = (char *)word->text; *c; c++)
    *c = lower(*c);
  p->at++;
  return word;
}

/* A word: everything up to white space, with the groups that are part of it. */
static rsi_expr *parse_word(parser *p) {
  rsi_expr *unit = leaf(p, RSI_EXPR_SEQ, 0);
  size_t from = p->at;
  unsigned n_letters = 0;
  bool has_star = false;
  while (unit && !has_failed(p) && !ends_unit(peek(p))) {
    char c = peek(p), before = p->at > from ? p->text[p->at - 1] : 0, after = p->at + 1 < p->length ? p->text[p->at + 1] : 0;
    if (has_star)
      return fail(p, p->at - 1, RSI_PHRASE_STAR, "it stands for any ending, so nothing of the word can follow",
                  "“*” stands inside a word");
    if (c == '(' || c == '[') {
      rsi_expr_append(unit, parse_group(p, false, false));
      continue;
    }
    if (c == '~' && ends_unit(after))
      return parse_slip(p, from, n_letters);
    p->at++;
    if (c == '*' && p->at - 1 > from) {
      has_star = true;
      rsi_expr_append(unit, any_ending(p));
    } else if (c == '#' && !(p->at - 1 == from && ends_unit(after))) {
      rsi_expr_append(unit, leaf(p, RSI_EXPR_NUMBER, 0));
    } else if (c == '\\' && after) {
      p->at++;
      rsi_expr_append(unit, leaf(p, RSI_EXPR_CHAR, lower(after)));
    } else if (is_word(c)) {
      if (is_word(before) && is_digit(c) != is_digit(before))
        rsi_expr_append(unit, gap(p, 0)); /* L5S1, L5-S1, L5 S1 */
      size_t start = p->at - 1;
      rsi_expr_append(unit, run(p));
      n_letters += is_letter(c) ? (unsigned)(p->at - start) : 0;
    } else
      append_sign(p, unit, before, c, after);
  }
  if (unit && !has_star && !has_failed(p) && p->at > from + 1)
    append_plural(p, unit, p->text + p->at, n_letters);
  return unit;
}

/* ---- edges and gaps between units ---- */

/* The first sign of what follows, looking into groups; a sign there means that no white space need stand before it. */
static bool starts_with_sign(const parser *p, size_t at) {
  char c = p->text[at];
  if (c != '[' && c != '(')
    return at < p->length && !is_word(c) && c != '=' && c != '#' && c != '\\';
  unsigned depth = 0;
  bool is_start = true;
  for (; at < p->length; at++) {
    c = p->text[at];
    if (c == '[' || c == '(' || c == '|') {
      depth += c != '|';
      is_start = depth == 1 || is_start;
    } else if (c == ']' || c == ')') {
      if (--depth == 0)
        return false;
    } else if (!is_space(c)) {
      if (is_start && depth == 1 && starts_with_sign(p, at))
        return true;
      is_start = false;
    }
  }
  return false;
}

static bool is_number_start(const parser *p, size_t at) { return at < p->length && (is_digit(p->text[at]) || p->text[at] == '#'); }

/* The lone "#" of an alternative is the sign itself (a fracture); anywhere else it is a number. */
static bool is_lone_sign(const parser *p, size_t from) {
  size_t end = p->at, before = from;
  while (end < p->length && is_space(p->text[end]))
    end++;
  while (before && is_space(p->text[before - 1]))
    before--;
  bool ends = end == p->length || p->text[end] == '|' || p->text[end] == ']' || p->text[end] == ')';
  bool starts = !before || p->text[before - 1] == '|' || p->text[before - 1] == '[' || p->text[before - 1] == '(';
  return p->at == from + 1 && p->text[from] == '#' && starts && ends;
}

typedef struct unit {
  rsi_expr *expr;
  bool is_free; /* a group: its words bring their own edges */
  bool ends_in_letter, ends_in_digit;
} unit;

static unit parse_unit(parser *p, bool after_digit) {
  size_t from = p->at;
  unit u = {0};
  char c = peek(p);
  if (c == '[' || c == '(') {
    size_t start = p->at;
    rsi_expr *group = parse_group(p, true, after_digit);
    if (has_failed(p) || ends_unit(peek(p))) {
      u.expr = group;
      u.is_free = true;
      return u;
    }
    p->at = start; /* "(micro)hematuria": the group is part of a word */
  }
  if (c == '=' && from + 1 < p->length && !ends_unit(p->text[from + 1]))
    u.expr = parse_exact(p);
  else
    u.expr = parse_word(p);
  if (has_failed(p) || p->at == from)
    return u;
  if (p->text[from] == '#' && p->at == from + 1)
    u.expr = leaf(p, is_lone_sign(p, from) ? RSI_EXPR_CHAR : RSI_EXPR_NUMBER, '#');
  char last = p->text[p->at - 1];
  u.ends_in_letter = is_letter(last) || last == '*' || last == ')' || last == ']' || last == '~';
  u.ends_in_digit = is_digit(last) || (u.expr && u.expr->op == RSI_EXPR_NUMBER);
  return u;
}

static void append_edge(parser *p, rsi_expr *sequence, uint8_t op, uint8_t edges) {
  rsi_expr_append(sequence, leaf(p, op, (char)edges));
}

/* "...": never first or last, since it would then be no part of the phrase. */
static bool parse_words(parser *p, rsi_expr *sequence) {
  size_t from = p->at;
  p->at += 3;
  while (is_space(peek(p)))
    p->at++;
  if (!sequence->first || !peek(p) || peek(p) == '|' || peek(p) == ']' || peek(p) == ')')
    return fail(p, from, RSI_PHRASE_GAP, "write the words on both sides of it", "“...” stands at the edge of a phrase") != NULL;
  rsi_expr_append(sequence, leaf(p, RSI_EXPR_WORDS, 0));
  return true;
}

/* What stood last in a sequence, as far as the next gap and edge care. */
typedef struct tie {
  bool has_word;                     /* a unit that must be there */
  bool is_letter, is_digit, is_sign; /* how the last one ends */
} tie;

static bool needs_gap(const parser *p, const tie *last, size_t next) {
  return !(last->is_sign || last->is_digit || starts_with_sign(p, next) || (last->is_letter && is_number_start(p, next)));
}

static bool has_lead(const parser *p, const unit *u, size_t from) {
  char c = p->text[from];
  return !u->is_free && (is_word(c) || c == '=' || c == '(' || c == '[' || (c == '#' && u->ends_in_digit));
}

/* Does the unit that ends here touch what follows, letter against digit, so that no edge can be asked for? */
static bool touches_next(const parser *p, const unit *u) {
  size_t next = p->at;
  while (next < p->length && is_space(p->text[next]))
    next++;
  char c = next < p->length ? p->text[next] : 0;
  return (u->ends_in_letter && is_number_start(p, next)) || (u->ends_in_digit && (is_letter(c) || c == '[' || c == '('));
}

/* A word with its edges, or a group. */
static rsi_expr *bounded_unit(parser *p, const tie *last, unit *u) {
  size_t from = p->at;
  rsi_expr *whole = leaf(p, RSI_EXPR_SEQ, 0);
  bool joins_number = last->is_letter && is_number_start(p, from);
  *u = parse_unit(p, last->is_digit);
  if (has_failed(p))
    return NULL;
  if (p->at == from)
    return fail(p, from, RSI_PHRASE_SYNTAX, NULL, "this sign has no meaning here");
  if (has_lead(p, u, from) && !joins_number)
    append_edge(p, whole, RSI_EXPR_LEAD, last->is_digit ? RSI_EDGES_UNIT : p->edges);
  rsi_expr_append(whole, u->expr);
  if (!u->is_free && (u->ends_in_letter || u->ends_in_digit) && !touches_next(p, u))
    append_edge(p, whole, RSI_EXPR_TRAIL, p->edges);
  return whole;
}

/* Appends a unit and the gap to its neighbour. An optional unit takes its gap with it: without it there is one gap, not two. */
static void append_unit(parser *p, rsi_expr *sequence, rsi_expr *whole, const unit *u, tie *last, bool is_gap_needed) {
  bool is_optional = u->is_free && u->expr->op == RSI_EXPR_REPEAT;
  if (!is_optional) {
    rsi_expr_append(sequence, last->has_word ? gap(p, is_gap_needed) : NULL);
    rsi_expr_append(sequence, whole);
    *last = (tie){true, u->ends_in_letter, u->ends_in_digit, !u->is_free && !u->ends_in_letter && !u->ends_in_digit};
    return;
  }
  rsi_expr *inside = leaf(p, RSI_EXPR_SEQ, 0), *choice = u->expr->first;
  if (last->has_word)
    rsi_expr_append(inside, gap(p, is_gap_needed));
  rsi_expr_append(inside, choice);
  size_t next = p->at;
  while (next < p->length && is_space(p->text[next]))
    next++;
  if (!last->has_word)
    rsi_expr_append(inside, gap(p, !starts_with_sign(p, next) && !is_number_start(p, next)));
  rsi_expr_append(sequence, repeat(p, inside, 0, 1));
}

/* Units up to | ] ) or the end. after_digit: a number may touch the first word. */
static rsi_expr *parse_sequence(parser *p, bool after_digit) {
  rsi_expr *sequence = leaf(p, RSI_EXPR_SEQ, 0);
  tie last = {.is_digit = after_digit};
  while (sequence && !has_failed(p)) {
    while (is_space(peek(p)) || (peek(p) == '/' && (p->at + 1 == p->length || ends_unit(p->text[p->at + 1]))))
      p->at++; /* a slash alone is a space between words */
    if (ends_unit(peek(p)))
      break;
    if (p->at + 3 <= p->length && !memcmp(p->text + p->at, "...", 3)) {
      if (!parse_words(p, sequence))
        return NULL;
      last.is_digit = last.is_letter = last.is_sign = false;
    }
    unit u;
    bool is_gap_needed = needs_gap(p, &last, p->at);
    rsi_expr *whole = bounded_unit(p, &last, &u);
    if (has_failed(p))
      return NULL;
    append_unit(p, sequence, whole, &u, &last, is_gap_needed);
  }
  return sequence;
}

/* Longer alternatives first, so that PCRE2, which takes the first that fits, takes the longest. */
static void append_alternative(rsi_expr *choice, rsi_expr *one, size_t length) {
  one->length = (uint32_t)length;
  rsi_expr **slot = &choice->first;
  while (*slot && (*slot)->length >= one->length)
    slot = &(*slot)->next;
  one->next = *slot;
  *slot = one;
  if (!one->next)
    choice->last = one;
}

/* A group, at its opening bracket. is_free: it stands among words, not inside one. */
static rsi_expr *parse_group(parser *p, bool is_free, bool after_digit) {
  size_t from = p->at++;
  bool is_optional = p->text[from] == '(';
  char closing = is_optional ? ')' : ']';
  if (++p->depth > 8)
    return fail(p, from, RSI_PHRASE_BRACKET, "split the phrase in two", "groups are nested more than eight deep");
  rsi_expr *choice = leaf(p, RSI_EXPR_ALT, 0);
  while (choice && !has_failed(p)) {
    size_t start = p->at;
    rsi_expr *one = is_free ? parse_sequence(p, after_digit) : parse_word(p);
    if (has_failed(p))
      return NULL;
    if (!memchr("|])", peek(p) ? peek(p) : ' ', 3))
      return fail(p, from, RSI_PHRASE_BRACKET, is_optional ? "close it with )" : "close it with ]", "this bracket is never closed");
    if (!one->first && p->at == start)
      return fail(p, start, RSI_PHRASE_EMPTY, is_optional ? NULL : "round brackets make words optional", "an alternative is empty");
    append_alternative(choice, one, p->at - start);
    if (p->text[p->at++] == '|')
      continue;
    if (p->text[p->at - 1] != closing)
      return fail(p, p->at - 1, RSI_PHRASE_BRACKET, NULL, "this bracket does not fit the one that was opened");
    break;
  }
  p->depth--;
  return is_optional && choice ? repeat(p, choice, 0, 1) : choice;
}

/* Could the expression match nothing at all? */
static bool is_nullable(const rsi_expr *e) {
  switch (e->op) {
  case RSI_EXPR_CHAR:
  case RSI_EXPR_TEXT:
  case RSI_EXPR_CLASS:
  case RSI_EXPR_NUMBER:
  case RSI_EXPR_EXACT:
  case RSI_EXPR_SLIP:
    return false;
  case RSI_EXPR_SEQ:
    for (const rsi_expr *child = e->first; child; child = child->next)
      if (!is_nullable(child))
        return false;
    return true;
  case RSI_EXPR_ALT:
    for (const rsi_expr *child = e->first; child; child = child->next)
      if (is_nullable(child))
        return true;
    return false;
  case RSI_EXPR_REPEAT:
    return e->min == 0 || is_nullable(e->first);
  default:
    return true;
  }
}

static const char *lower_copy(rsi_arena *arena, const char *text, size_t length) {
  char *copy = rsi_arena_strndup(arena, text, length);
  for (size_t i = 0; copy && i < length; i++)
    copy[i] = lower(copy[i]);
  return copy;
}

/* Where the byte of the folded text at a place came from. */
static size_t offset_of(const char *text, size_t length, size_t place) {
  char folded[RSI_MAX_PHRASE * 2];
  uint32_t offsets[RSI_MAX_PHRASE * 2];
  rsi_fold_plain(text, length, folded, sizeof folded, offsets);
  return offsets[place];
}

rsi_expr *rsi_phrase_parse(rsi_arena *arena, const char *text, size_t length, uint8_t edges, rsi_cue_error *error) {
  char folded[RSI_MAX_PHRASE * 2];
  error->is_set = false;
  parser p = {.arena = arena, .text = folded, .edges = edges, .error = error};
  rsi_expr *expr = NULL;
  if (length > RSI_MAX_PHRASE)
    fail(&p, 0, RSI_PHRASE_TOO_LONG, "is a “;” missing?", "a phrase is longer than anybody types");
  else {
    p.length = rsi_fold_plain(text, length, folded, sizeof folded, NULL);
    while (p.length && is_space(folded[p.length - 1]))
      folded[--p.length] = 0;
    p.small = lower_copy(arena, folded, p.length);
    expr = p.small ? parse_sequence(&p, false) : NULL;
  }
  if (!has_failed(&p) && p.at < p.length)
    fail(&p, p.at, RSI_PHRASE_BRACKET, "write \\ before it if the sign itself is meant", "this bracket was never opened");
  else if (!has_failed(&p) && is_nullable(expr))
    fail(&p, 0, RSI_PHRASE_OPTIONAL, "at least one word must be there", "everything in this phrase is optional");
  if (error->is_set)
    error->offset = length <= RSI_MAX_PHRASE ? offset_of(text, length, p.error_at < p.length ? p.error_at : p.length) : 0;
  return has_failed(&p) ? NULL : expr;
}
