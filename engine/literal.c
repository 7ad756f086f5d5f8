/* What any match of an expression must hold: the literals that the prefilter looks for.
 *
 * Three answers, best first: the expression is a handful of strings (the prefilter then decides alone, no pattern is asked); a
 * match begins with one of a set (the pattern is tried at that very place); one of a set occurs somewhere in a match. Sets are
 * weighed by how common their words are in the whole lexicon: "pain" begins hundreds of phrases, "RLQ" ends few. */
#include "expr.h"

#include <math.h>
#include <string.h>

typedef struct set {
  uint32_t n, limit; /* limit: how many it may become */
  rsi_literal items[RSI_LITERAL_MOST];
} set;

/* The set of the empty string, or the empty set. Items are left alone: a set is large, and most of it is never looked at. */
static void start_set(set *s, bool is_empty, uint32_t limit) {
  s->n = !is_empty;
  s->limit = limit;
  if (!is_empty)
    s->items[0] = (rsi_literal){.length = 0};
}

typedef struct search {
  uint32_t limit;
  const rsi_word_counts *counts;
  const rsi_expr *tail; /* left out of the strings: a plural or any ending at the end of a phrase */
  bool is_inexact;      /* a hyphen or slash was meant as such, and the literal only says "gap" */
  set current;          /* what the elements so far spell */
  bool is_prefix;       /* since the start of the expression */
  rsi_literals *best;
  double best_cost;
} search;

/* ---- spelling out ---- */

/* While sets are built, these stand at the ends of a literal that a word must begin or end with. */
enum { EDGE_BEFORE = 1, EDGE_BEHIND = 2 };

static bool is_gap_byte(unsigned char c) { return c == ' ' || c == '\n' || c == '-' || c == '/'; }

/* What comes after an edge makes it one in the middle, which says nothing. */
static void forget_edge(rsi_literal *item) {
  if (item->length && item->bytes[item->length - 1] == EDGE_BEHIND)
    item->bytes[--item->length] = 0;
}

static bool append_edge(set *s, bool before, bool behind) {
  for (uint32_t i = 0; i < s->n; i++) {
    rsi_literal *item = &s->items[i];
    char mark = !item->length && before ? EDGE_BEFORE : item->length && behind ? EDGE_BEHIND : 0;
    if (mark && item->length < RSI_LITERAL_LONGEST && item->bytes[item->length ? item->length - 1 : 0] != mark)
      item->bytes[item->length++] = mark;
  }
  return true;
}

static bool append_byte(set *s, char c) {
  for (uint32_t i = 0; i < s->n; i++) {
    rsi_literal *item = &s->items[i];
    forget_edge(item);
    if (c == ' ' && item->length && item->bytes[item->length - 1] == ' ')
      continue;
    if (item->length == RSI_LITERAL_LONGEST)
      return false;
    item->bytes[item->length++] = c;
  }
  return true;
}

static bool append_text(set *s, const char *text, uint32_t length) {
  for (uint32_t i = 0; i < s->n; i++) {
    rsi_literal *item = &s->items[i];
    forget_edge(item);
    if (item->length + length > RSI_LITERAL_LONGEST)
      return false;
    memcpy(item->bytes + item->length, text, length);
    item->length = (uint8_t)(item->length + length);
  }
  return true;
}

/* Told apart by the length and the last letters mostly: this is where choosing literals spends its time. */
static bool add(set *s, const rsi_literal *item) {
  size_t last = item->length ? item->length - 1u : 0;
  for (uint32_t i = 0; i < s->n; i++) {
    const rsi_literal *old = &s->items[i];
    if (old->bytes[last] == item->bytes[last] && old->length == item->length && !memcmp(old, item, sizeof *old))
      return true;
  }
  if (s->n >= s->limit)
    return false;
  s->items[s->n++] = *item;
  return true;
}

static bool has_room(const set *s, uint32_t length) {
  for (uint32_t i = 0; i < s->n; i++)
    if (s->items[i].length + length > RSI_LITERAL_LONGEST)
      return false;
  return true;
}

static bool add_all(set *s, const set *more) {
  for (uint32_t i = 0; i < more->n; i++)
    if (!add(s, &more->items[i]))
      return false;
  return true;
}

static void copy(set *to, const set *from) {
  to->n = from->n;
  to->limit = from->limit;
  memcpy(to->items, from->items, from->n * sizeof *from->items);
}

static bool extend(search *x, set *s, const rsi_expr *e);

/* A plural, mostly. */
static bool extend_optional_text(set *s, const rsi_expr *text) {
  for (uint32_t i = 0, n = s->n; i < n; i++) {
    rsi_literal with = s->items[i];
    forget_edge(&with);
    if (with.length + text->length > RSI_LITERAL_LONGEST)
      return false;
    memcpy(with.bytes + with.length, text->text, text->length);
    with.length = (uint8_t)(with.length + text->length);
    if (!add(s, &with))
      return false;
  }
  return true;
}

static bool extend_optional(search *x, set *s, const rsi_expr *body) {
  if (body->op == RSI_EXPR_TEXT)
    return extend_optional_text(s, body);
  set with;
  copy(&with, s);
  return extend(x, &with, body) && add_all(s, &with);
}

static bool extend_choice(search *x, set *s, const rsi_expr *first) {
  set all, one;
  start_set(&all, true, s->limit);
  for (const rsi_expr *child = first; child; child = child->next) {
    copy(&one, s);
    if (!extend(x, &one, child) || !add_all(&all, &one))
      return false;
  }
  copy(s, &all);
  return true;
}

static bool in_set(const uint32_t *bits, unsigned c) { return bits[c / 32] >> c % 32 & 1; }

static bool is_gap_class(const rsi_expr *e) {
  static const uint32_t gaps[2] = {1u << '\t' | 1u << '\n' | 1u << '\v' | 1u << '\f' | 1u << '\r',
                                   1u << (' ' - 32) | 1u << ('-' - 32) | 1u << ('/' - 32)};
  if (e->op != RSI_EXPR_CLASS)
    return false;
  uint32_t others = (e->set[0] & ~gaps[0]) | (e->set[1] & ~gaps[1]);
  for (unsigned i = 2; i < 8; i++)
    others |= e->set[i];
  return !others;
}

static bool extend_class(set *s, const rsi_expr *e) {
  set all, one;
  unsigned n = 0;
  start_set(&all, true, s->limit);
  if (is_gap_class(e))
    return append_byte(s, ' ');
  for (unsigned c = 0; c < 256; c++) {
    if (!in_set(e->set, c))
      continue;
    copy(&one, s);
    if (++n > 4 || !append_byte(&one, is_gap_byte((unsigned char)c) ? ' ' : (char)c) || !add_all(&all, &one))
      return false;
  }
  copy(s, &all);
  return n > 0;
}

static bool extend_repeat(search *x, set *s, const rsi_expr *e) {
  if (e == x->tail)
    return true;
  if (is_gap_class(e->first) && e->max) /* however many: one blank */
    return e->min ? append_byte(s, ' ') : extend_optional(x, s, e->first);
  if (e->min == 0 && e->max == 1)
    return extend_optional(x, s, e->first);
  if (e->min != e->max || e->max > 8)
    return false;
  for (unsigned i = 0; i < e->max; i++)
    if (!extend(x, s, e->first))
      return false;
  return true;
}

static bool extend_gap(set *s, bool is_optional) {
  set with;
  copy(&with, s);
  if (!append_byte(&with, ' '))
    return false;
  if (is_optional)
    return add_all(s, &with);
  copy(s, &with);
  return true;
}

static bool extend_exact(search *x, set *s, const char *text) {
  for (; *text; text++) {
    x->is_inexact = true; /* its capitals are still to be compared */
    if (!append_byte(s, is_gap_byte((unsigned char)*text) ? ' ' : *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text))
      return false;
  }
  return true;
}

/* Appends every string that e can match to every string of s. False when they are too many, too long or not to be listed. */
static bool extend(search *x, set *s, const rsi_expr *e) {
  switch (e->op) {
  case RSI_EXPR_CHAR:
    x->is_inexact |= is_gap_byte(e->byte);
    return append_byte(s, is_gap_byte(e->byte) ? ' ' : (char)e->byte);
  case RSI_EXPR_TEXT:
    return append_text(s, e->text, e->length);
  case RSI_EXPR_CLASS:
    return extend_class(s, e);
  case RSI_EXPR_GAP:
    return extend_gap(s, !e->min);
  case RSI_EXPR_EXACT:
    return extend_exact(x, s, e->text);
  case RSI_EXPR_ALT:
    return extend_choice(x, s, e->first);
  case RSI_EXPR_REPEAT:
    return extend_repeat(x, s, e);
  case RSI_EXPR_SEQ:
    for (const rsi_expr *child = e->first; child; child = child->next)
      if (!extend(x, s, child))
        return false;
    return true;
  case RSI_EXPR_WORDS:
  case RSI_EXPR_NUMBER:
  case RSI_EXPR_SLIP:
    return false;
  case RSI_EXPR_LEAD:
    return append_edge(s, true, false);
  case RSI_EXPR_TRAIL:
    return append_edge(s, false, true);
  case RSI_EXPR_EDGE:
    return append_edge(s, true, true);
  default:
    return true; /* takes nothing */
  }
}

/* How many strings it can match, as extend would list them but for those that are alike, or any number above the limit: most lists
 * are known to be too long before one string is written. */
static uint32_t spellings(const search *x, const rsi_expr *e, uint32_t limit) {
  uint32_t n = e->op != RSI_EXPR_ALT;
  switch (e->op) {
  case RSI_EXPR_WORDS:
  case RSI_EXPR_NUMBER:
  case RSI_EXPR_SLIP:
    return limit + 1;
  case RSI_EXPR_GAP:
    return e->min ? 1 : 2;
  case RSI_EXPR_ALT:
    for (const rsi_expr *child = e->first; child && n <= limit; child = child->next)
      n += spellings(x, child, limit);
    return n;
  case RSI_EXPR_SEQ:
    for (const rsi_expr *child = e->first; child && n <= limit; child = child->next)
      if (child->op < RSI_EXPR_EDGE && child->op != RSI_EXPR_TEXT)
        n *= spellings(x, child, limit);
    return n;
  case RSI_EXPR_REPEAT:
    return e == x->tail || e->min ? 1 : 1 + spellings(x, e->first, limit);
  default:
    return 1;
  }
}

/* ---- choosing ---- */

#define COUNTED 7 /* letters by which words are told apart */

/* One bit tells capitals from small letters, and digits have it too. */
static bool is_word_byte(char c) { return (unsigned)((c | 32) - 'a') < 26 || (unsigned)(c - '0') < 10; }

/* The next word of a text: where it ends, its length and its place in the counts. False when there is none. */
static bool next_word(const char *text, size_t length, size_t *at, size_t *n, uint32_t *key) {
  uint32_t hash = 2166136261u;
  size_t i = *at, from;
  while (i < length && !is_word_byte(text[i]))
    i++;
  for (from = i; i < length && is_word_byte(text[i]); i++)
    if (i - from < COUNTED)
      hash = (hash ^ (unsigned char)(text[i] | 32)) * 16777619u;
  *at = i;
  *n = i - from;
  *key = (hash ^ hash >> 14) & ((1 << 14) - 1);
  return i > from;
}

void rsi_count_words(rsi_word_counts *counts, const char *text, size_t length) {
  uint32_t key;
  for (size_t at = 0, n; next_word(text, length, &at, &n, &key);)
    if (counts->count[key] < UINT16_MAX)
      counts->count[key]++;
}

/* Roughly how often a literal turns up in texts: as its rarest word does, and the shorter the oftener. */
static double commonness(const search *x, const rsi_literal *item) {
  static const double by_length[] = {1000, 200, 30, 5, 2, 1.5};
  unsigned least = UINT16_MAX, n_words = 0;
  size_t longest = 0;
  uint32_t key;
  for (size_t at = 0, n; next_word(item->bytes, item->length, &at, &n, &key); n_words++) {
    unsigned count = x->counts ? x->counts->count[key] : 1;
    least = count < least ? count : least;
    longest = n > longest ? n : longest;
  }
  bool is_word = item->bytes[0] == EDGE_BEFORE && item->bytes[item->length - 1] == EDGE_BEHIND;
  double weight = is_word ? 1.5 : item->length < 6 ? by_length[item->length] : 1, count = longest ? least + 1 : 20;
  for (; n_words > 1; n_words--) /* each further word is found beside the first in few of its texts */
    weight /= 4;
  return weight * count * sqrt(count); /* a word that is in many phrases is in more texts yet */
}

static bool is_blank(const rsi_literal *item) { return !item->length || item->bytes[item->length - 1] == EDGE_BEFORE; }

static void consider(search *x, const set *s, uint8_t use) {
  for (uint32_t i = 0; i < s->n; i++) {
    if (is_blank(&s->items[i]))
      return;
    if (s->items[i].bytes[0] == ' ' && use == RSI_LITERAL_PREFIX)
      use = RSI_LITERAL_INSIDE; /* where a run of blanks starts is not known */
  }
  double cost = 0, factor = use == RSI_LITERAL_INSIDE ? 1.5 : 1; /* many places are tried, not one */
  for (uint32_t i = 0; i < s->n; i++) {
    cost += commonness(x, &s->items[i]);
    if (x->best->use != RSI_LITERAL_NONE && cost * factor >= x->best_cost)
      return;
  }
  if (!s->n)
    return;
  x->best_cost = cost * factor;
  x->best->use = use;
  x->best->n = s->n;
  memcpy(x->best->items, s->items, s->n * sizeof *s->items);
}

static void restart(search *x) {
  start_set(&x->current, false, x->limit);
  x->is_prefix = false;
}

static void start_search(search *x, const rsi_word_counts *counts, uint32_t limit, rsi_literals *best) {
  x->limit = limit;
  x->counts = counts;
  x->tail = NULL;
  x->is_inexact = false;
  x->best = best;
  x->best_cost = 0;
  restart(x);
}

/* One slip leaves the first letters or the last ones whole, but for the letter in the middle that a swap could carry across. */
static void slip_literals(const char *word, set *s) {
  size_t n = strlen(word), half = (n - 1) / 2;
  size_t second = n - half - 1;
  s->n = 2;
  s->items[0] = s->items[1] = (rsi_literal){0};
  s->items[0].length = (uint8_t)(half < RSI_LITERAL_LONGEST ? half : RSI_LITERAL_LONGEST);
  memcpy(s->items[0].bytes, word, s->items[0].length);
  s->items[1].length = (uint8_t)(second < RSI_LITERAL_LONGEST ? second : RSI_LITERAL_LONGEST);
  memcpy(s->items[1].bytes, word + n - s->items[1].length, s->items[1].length);
}

static bool inside(const search *x, const rsi_expr *e, set *s);

/* The literals of each alternative together; none when one has none. */
static bool inside_choice(const search *x, const rsi_expr *first, set *s) {
  start_set(s, true, x->limit);
  for (const rsi_expr *child = first; child; child = child->next) {
    set one;
    if (!inside(x, child, &one) || !add_all(s, &one))
      return false;
  }
  return s->n > 0;
}

static void walk(search *x, const rsi_expr *e);

/* The best literals that lie somewhere inside any match of e. */
static bool inside(const search *x, const rsi_expr *e, set *s) {
  rsi_literals best;
  search sub;
  best.use = RSI_LITERAL_NONE;
  best.n = 0;
  start_search(&sub, x->counts, x->limit, &best);
  walk(&sub, e);
  consider(&sub, &sub.current, RSI_LITERAL_INSIDE);
  start_set(s, true, x->limit);
  s->n = best.n;
  memcpy(s->items, best.items, best.n * sizeof *best.items);
  return best.n > 0;
}

static void walk_unlisted(search *x, const rsi_expr *e, bool is_first) {
  set s;
  start_set(&s, true, x->limit);
  if (e->op == RSI_EXPR_SLIP) {
    slip_literals(e->text, &s);
    consider(x, &s, is_first ? RSI_LITERAL_WORD : RSI_LITERAL_INSIDE);
    return;
  }
  if (e->op == RSI_EXPR_ALT && !inside_choice(x, e->first, &s))
    s.n = 0;
  else if (e->op == RSI_EXPR_REPEAT && (!e->min || !inside(x, e->first, &s)))
    s.n = 0;
  if (s.n)
    consider(x, &s, RSI_LITERAL_INSIDE);
}

/* Goes along the elements of a sequence, considering what they spell wherever that might be the best. */
static void walk(search *x, const rsi_expr *e) {
  if (e->op == RSI_EXPR_SEQ) {
    for (const rsi_expr *child = e->first; child; child = child->next)
      walk(x, child);
    return;
  }
  if (e->op == RSI_EXPR_LOOK && e->byte == RSI_LOOK_AHEAD) { /* what is seen ahead is in the text too */
    set ahead;
    if (inside(x, e->first, &ahead))
      consider(x, &ahead, RSI_LITERAL_INSIDE);
  }
  if (e->op >= RSI_EXPR_EDGE || (e->op == RSI_EXPR_TEXT && has_room(&x->current, e->length))) { /* these cannot fail */
    extend(x, &x->current, e);
    return;
  }
  set longer, alone;
  copy(&longer, &x->current);
  uint32_t n = spellings(x, e, x->limit);
  bool is_listed = n * longer.n <= x->limit && extend(x, &longer, e), is_choice = e->op == RSI_EXPR_ALT;
  if (is_listed && !is_choice) {
    copy(&x->current, &longer);
    return;
  }
  bool is_first = x->is_prefix && x->current.n == 1 && is_blank(&x->current.items[0]);
  consider(x, &x->current, x->is_prefix ? RSI_LITERAL_PREFIX : RSI_LITERAL_INSIDE);
  start_set(&alone, false, x->limit);
  bool is_listed_alone = n <= x->limit && extend(x, &alone, e); /* perhaps it is not only because of what stands before it */
  if (is_listed_alone && is_choice)
    consider(x, &alone, RSI_LITERAL_INSIDE);
  if (is_listed) {
    copy(&x->current, &longer);
    return;
  }
  restart(x);
  if (is_listed_alone)
    copy(&x->current, &alone);
  else
    walk_unlisted(x, e, is_first);
}

/* ---- a phrase that is a handful of strings ---- */

static uint8_t tail_kind(const rsi_expr *e) {
  if (e->op != RSI_EXPR_REPEAT || e->min)
    return RSI_TAIL_NONE;
  if (e->is_greedy_only && e->first->op == RSI_EXPR_CLASS)
    return RSI_TAIL_ANY;
  const rsi_expr *body = e->first;
  if (e->max != 1 || body->op != RSI_EXPR_TEXT)
    return RSI_TAIL_NONE;
  bool is_s = body->length == 1 && body->text[0] == 's', is_es = body->length == 2 && !memcmp(body->text, "es", 2);
  return is_s ? RSI_TAIL_S : is_es ? RSI_TAIL_ES : RSI_TAIL_NONE;
}

/* The last element that takes anything, looked for in sequences only. */
static const rsi_expr *last_of(const rsi_expr *e) {
  const rsi_expr *last = e;
  while (last && last->op == RSI_EXPR_SEQ) {
    const rsi_expr *found = NULL;
    for (const rsi_expr *child = last->first; child; child = child->next)
      if (child->op < RSI_EXPR_EDGE && !(child->op == RSI_EXPR_SEQ && !child->first))
        found = child;
    last = found;
  }
  return last;
}

static bool list_whole(search *x, const rsi_expr *expr) {
  set all;
  start_set(&all, false, RSI_LITERAL_WHOLE);
  const rsi_expr *last = last_of(expr);
  x->tail = last && tail_kind(last) ? last : NULL;
  bool is_listed = spellings(x, expr, all.limit) <= all.limit && extend(x, &all, expr) && !x->is_inexact;
  uint8_t kind = x->tail ? tail_kind(last) : RSI_TAIL_NONE;
  x->tail = NULL;
  x->is_inexact = false;
  if (!is_listed)
    return false;
  x->best->use = RSI_LITERAL_ALL;
  x->best->tail = kind;
  x->best->n = all.n;
  memcpy(x->best->items, all.items, all.n * sizeof *all.items);
  return true;
}

#define LONGEST_PART 16 /* bytes of a literal that only calls for a pattern: longer ones cost memory and save little */

/* Takes the edges off again: kept for the whole set when every literal has them. */
static void finish_edges(rsi_literals *out) {
  out->has_lead = out->has_trail = out->n > 0;
  for (uint32_t i = 0; i < out->n; i++) {
    rsi_literal *item = &out->items[i];
    bool has_trail = item->bytes[item->length - 1] == EDGE_BEHIND, has_lead = item->bytes[0] == EDGE_BEFORE;
    forget_edge(item);
    if (has_lead) {
      memmove(item->bytes, item->bytes + 1, sizeof item->bytes - 1);
      item->bytes[--item->length] = 0;
    }
    out->has_lead &= has_lead;
    out->has_trail &= has_trail && item->length <= LONGEST_PART;
  }
}

static void cut_parts(rsi_literals *out) {
  set s;
  start_set(&s, true, RSI_LITERAL_MOST);
  for (uint32_t i = 0; i < out->n; i++) {
    rsi_literal *item = &out->items[i];
    if (item->length > LONGEST_PART) {
      memset(item->bytes + LONGEST_PART, 0, sizeof item->bytes - LONGEST_PART);
      item->length = LONGEST_PART;
    }
    add(&s, item);
  }
  out->n = s.n;
  memcpy(out->items, s.items, s.n * sizeof *s.items);
}

void rsi_expr_literals(const rsi_expr *expr, bool is_phrase, const rsi_word_counts *counts, rsi_literals *out) {
  out->use = RSI_LITERAL_NONE;
  out->tail = RSI_TAIL_NONE;
  out->n = 0;
  search x;
  start_search(&x, counts, RSI_LITERAL_SET, out);
  if (is_phrase && list_whole(&x, expr)) {
    finish_edges(out);
    return;
  }
  for (int round = 0; round < 2 && out->use == RSI_LITERAL_NONE; round++) {
    start_search(&x, counts, round ? RSI_LITERAL_MOST : RSI_LITERAL_SET, out);
    x.is_prefix = true;
    walk(&x, expr);
    consider(&x, &x.current, x.is_prefix ? RSI_LITERAL_PREFIX : RSI_LITERAL_INSIDE);
  }
  finish_edges(out);
  cut_parts(out);
}
