/* A diff told: the changes guideline by guideline, conditions as trees with what came and went, then the referrals that part, and a
 * few sentences for a committee. Text or JSON. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diff.h"
#include "explain.h"
#include "json_write.h"

#define MAX_LINES 300 /* of one condition that are compared line by line; longer ones are shown whole */

typedef struct report {
  const struct rscan_diff *d;
  const rscan_rulebase *words; /* the new book: its wording is used */
  int lang;
  rsi_buf *out;
  rsi_json json;
  uint32_t max_examples;
  rsi_buf parts[4]; /* subject, what of it, from, to: what a sentence is filled in with */
} report;

static void put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }
static const char *word(const report *r, const char *id) { return rsi_wording(r->words, id, r->lang); }
static const char *category_word(const report *r, uint8_t category) {
  return rsi_word(r->words, r->lang, "category", rscan_category_name((rscan_category)category));
}

/* ---- what a change speaks of ---- */

enum { SUBJECT, OF_IT, FROM, TO };

static void clear_parts(report *r) {
  for (size_t i = 0; i < sizeof r->parts / sizeof *r->parts; i++) {
    rsi_buf_clear(&r->parts[i]);
    rsi_buf_puts(&r->parts[i], "");
  }
}

static const rscan_rulebase *book(const report *r, int side) { return r->d->books[side]; }

/* The side on which it can be named: the new one, or the old one for what is gone. */
static int named_side(const uint32_t pair[2]) { return pair[1] == RSI_NONE ? 0 : 1; }

static void put_list(report *r, rsi_buf *to, int side, rsi_span span,
                     const char *(*name)(const rscan_rulebase *rb, uint32_t index, int lang)) {
  const rsi_sink sink = {put_to_buffer, to};
  for (uint32_t i = 0; i < span.count; i++) {
    if (i)
      rsi_put_comma(&sink, r->words, r->lang);
    rsi_buf_puts(to, name(book(r, side), book(r, side)->indices[span.first + i], r->lang));
  }
}

static const char *guideline_name(const rscan_rulebase *rb, uint32_t i, int lang) {
  return rsi_say(rb, rb->guidelines[i].title, lang);
}
static const char *rule_name(const rscan_rulebase *rb, uint32_t i, int lang) { return rsi_say(rb, rb->rules[i].title, lang); }
static const char *authority_name(const rscan_rulebase *rb, uint32_t i, int lang) {
  (void)lang;
  return rsi_string(rb, rb->authorities[i].id);
}

static void put_scenario_order(report *r, rsi_buf *to, int side, uint32_t guideline) {
  const rsi_sink sink = {put_to_buffer, to};
  rsi_span span = book(r, side)->guidelines[guideline].scenarios;
  for (uint32_t i = 0; i < span.count; i++) {
    if (i)
      rsi_put_comma(&sink, r->words, r->lang);
    rsi_buf_puts(to, rsi_string(book(r, side), book(r, side)->scenarios[span.first + i].id));
  }
}

static void put_source(report *r, rsi_buf *to, int side, uint32_t source) {
  const rsi_source *s = &book(r, side)->sources[source];
  rsi_buf_puts(to, rsi_string(book(r, side), s->text));
  if (s->year)
    rsi_buf_printf(to, ", %d", (int)s->year);
}

static void put_rated_exam(report *r, rsi_buf *to, int side, uint32_t row) {
  const rscan_rulebase *rb = book(r, side);
  const rsi_row *of = &rb->rows[row];
  rsi_buf_printf(to, "%s (%s", rsi_exam_name(rb, of->exam, r->lang), rsi_string(rb, rb->authorities[of->authority].id));
  if (rb->sources[of->source].year)
    rsi_buf_printf(to, " %d", (int)rb->sources[of->source].year);
  rsi_buf_putc(to, ')');
}

/* The facts of two conditions of one shape whose leaves read silence differently. */
static void put_silence(report *r, rsi_buf *to, uint32_t old_node, uint32_t new_node) {
  const rscan_rulebase *old = book(r, 0), *new = book(r, 1);
  const rsi_sink sink = {put_to_buffer, to};
  uint32_t n = old->nodes[old_node].end - old_node, seen = RSI_NONE;
  for (uint32_t i = 0; i < n && new_node + i < new->nodes[new_node].end; i++) {
    const rsi_node *a = &old->nodes[old_node + i], *b = &new->nodes[new_node + i];
    if (a->flags == b->flags || b->fact == seen)
      continue;
    if (to->length)
      rsi_put_comma(&sink, r->words, r->lang);
    rsi_buf_puts(to, rsi_fact_label(new, b->fact, r->lang));
    seen = b->fact;
  }
}

/* From and to of one side, for the kinds that have them. */
static void put_side(report *r, const rsi_change *c, int side) {
  const rscan_rulebase *rb = book(r, side);
  rsi_buf *to = &r->parts[side ? TO : FROM];
  const rsi_sink sink = {put_to_buffer, to};
  uint32_t subject = c->subject[side];
  switch (c->kind) {
  case RSI_ENTRY_CHANGED:
    put_list(r, to, side, rb->guidelines[c->guideline[side]].enters, rsi_fact_label);
    break;
  case RSI_YIELDS_CHANGED:
    put_list(r, to, side, rb->guidelines[c->guideline[side]].yields, guideline_name);
    break;
  case RSI_REVIEW_CHANGED:
    rsi_buf_printf(to, "%s (%s)", rsi_string(rb, rb->guidelines[c->guideline[side]].reviewed),
                   rsi_string(rb, rb->guidelines[c->guideline[side]].review_by));
    break;
  case RSI_SOURCE_RENEWED:
    put_source(r, to, side, subject);
    break;
  case RSI_SCENARIO_ORDER:
    put_scenario_order(r, to, side, c->guideline[side]);
    break;
  case RSI_URGENCY_CHANGED:
    rsi_buf_puts(to, rscan_urgency_name((rscan_urgency)rb->scenarios[c->scenario[side]].urgency));
    break;
  case RSI_WEIGHS_CHANGED:
    put_list(r, to, side, rb->scenarios[c->scenario[side]].weighs, rule_name);
    break;
  case RSI_RATING_ADDED:
  case RSI_RATING_REMOVED:
  case RSI_RATING_MOVED:
  case RSI_PANEL_CHANGED:
    if (subject != RSI_NONE)
      rsi_buf_puts(to, category_word(r, rb->rows[subject].category));
    break;
  case RSI_FACT_SILENCE_CHANGED:
    rsi_put_state(&sink, rb, r->lang, subject, rb->facts[subject].unstated, NAN, NAN);
    break;
  case RSI_RULE_LEVEL_CHANGED:
    rsi_buf_puts(to, rscan_safety_name((rscan_safety)rb->rules[subject].level));
    break;
  case RSI_PREFERENCE_CHANGED:
    if (rb->profile != RSI_NONE)
      put_list(r, to, side, rb->profiles[rb->profile].prefer, authority_name);
    break;
  default:
    break;
  }
  if (!to->length && (c->kind == RSI_ENTRY_CHANGED || c->kind == RSI_YIELDS_CHANGED || c->kind == RSI_WEIGHS_CHANGED))
    rsi_buf_puts(to, word(r, "diff.none"));
}

static void put_subject(report *r, const rsi_change *c) {
  rsi_buf *to = &r->parts[SUBJECT];
  int side = named_side(c->subject);
  const rscan_rulebase *rb = book(r, side);
  uint32_t subject = c->subject[side];
  if (c->kind == RSI_SOURCE_ADDED || c->kind == RSI_SOURCE_REMOVED || c->kind == RSI_SOURCE_RENEWED)
    put_source(r, to, side, subject);
  else if (c->kind >= RSI_FACT_ADDED && c->kind <= RSI_FACT_CODES_CHANGED)
    rsi_buf_puts(to, rsi_fact_label(rb, subject, r->lang));
  else if (c->kind >= RSI_EXAM_ADDED && c->kind <= RSI_EXAM_CHANGED)
    rsi_buf_puts(to, rsi_exam_name(rb, subject, r->lang));
  else if (c->kind >= RSI_RULE_ADDED && c->kind <= RSI_RULE_EXAMS_CHANGED)
    rsi_buf_puts(to, rule_name(rb, subject, r->lang));
  else if (c->scenario[0] != RSI_NONE || c->scenario[1] != RSI_NONE)
    rsi_buf_puts(to, rsi_say(book(r, named_side(c->scenario)),
                             book(r, named_side(c->scenario))->scenarios[c->scenario[named_side(c->scenario)]].title, r->lang));
  else if (c->guideline[0] != RSI_NONE || c->guideline[1] != RSI_NONE)
    rsi_buf_puts(to, guideline_name(book(r, named_side(c->guideline)), c->guideline[named_side(c->guideline)], r->lang));
  if (c->kind >= RSI_RATING_ADDED && c->kind <= RSI_PANEL_CHANGED)
    put_rated_exam(r, &r->parts[OF_IT], side, subject);
  if (c->kind == RSI_SILENCE_CHANGED)
    put_silence(r, &r->parts[OF_IT], book(r, 0)->scenarios[c->scenario[0]].when, book(r, 1)->scenarios[c->scenario[1]].when);
}

static void fill_parts(report *r, const rsi_change *c) {
  clear_parts(r);
  put_subject(r, c);
  for (int side = 0; side < 2; side++)
    if (c->subject[side] != RSI_NONE || c->scenario[side] != RSI_NONE || c->guideline[side] != RSI_NONE ||
        c->kind == RSI_PREFERENCE_CHANGED)
      put_side(r, c, side);
}

static void tell_change(report *r, const rsi_sink *sink, const rsi_change *c) {
  char id[64];
  fill_parts(r, c);
  snprintf(id, sizeof id, "change.%s", rsi_change_name(c->kind));
  rsi_tell(sink, r->words, r->lang, id,
           (const char *const[]){r->parts[SUBJECT].data, r->parts[OF_IT].data, r->parts[FROM].data, r->parts[TO].data}, 4);
}

/* The conditions that a change is about, as trees; RSI_NONE where there is none. */
static bool conditions_of(const report *r, const rsi_change *c, uint32_t nodes[2]) {
  for (int side = 0; side < 2; side++) {
    const rscan_rulebase *rb = book(r, side);
    switch (c->kind) {
    case RSI_APPLIES_CHANGED:
      nodes[side] = rb->guidelines[c->guideline[side]].applies;
      break;
    case RSI_CONDITION_CHANGED:
      nodes[side] = rb->scenarios[c->scenario[side]].when;
      break;
    case RSI_SCENARIO_ADDED:
    case RSI_SCENARIO_REMOVED:
      nodes[side] = c->scenario[side] == RSI_NONE ? RSI_NONE : rb->scenarios[c->scenario[side]].when;
      break;
    case RSI_RULE_CONDITION_CHANGED:
      nodes[side] = rb->rules[c->subject[side]].when;
      break;
    default:
      return false;
    }
  }
  return true;
}

/* ---- trees, line by line ---- */

typedef struct lines {
  char *at[MAX_LINES];
  uint32_t count;
  bool is_cut;
} lines;

static void split(char *text, lines *to) {
  to->count = 0;
  for (char *line = text; *line;) {
    char *end = strchr(line, '\n');
    if (to->count == MAX_LINES) {
      to->is_cut = true;
      return;
    }
    to->at[to->count++] = line;
    if (!end)
      return;
    *end = '\0';
    line = end + 1;
  }
}

typedef struct compared_lines {
  lines sides[2];
  uint16_t common[MAX_LINES + 1][MAX_LINES + 1]; /* the longest run of lines in common from (i, k) on */
} compared_lines;

static void measure_common(compared_lines *c) {
  for (uint32_t i = c->sides[0].count + 1; i-- > 0;)
    for (uint32_t k = c->sides[1].count + 1; k-- > 0;) {
      uint16_t down = i < c->sides[0].count ? c->common[i + 1][k] : 0, right = k < c->sides[1].count ? c->common[i][k + 1] : 0;
      bool is_same = i < c->sides[0].count && k < c->sides[1].count && strcmp(c->sides[0].at[i], c->sides[1].at[k]) == 0;
      c->common[i][k] = is_same ? (uint16_t)(c->common[i + 1][k + 1] + 1) : down > right ? down : right;
    }
}

typedef struct marked_line {
  char mark;
  const char *text;
} marked_line;

/* Both trees as one list: what stands in both, what went, what came. */
static uint32_t merge(compared_lines *c, marked_line list[2 * MAX_LINES]) {
  uint32_t i = 0, k = 0, n = 0;
  measure_common(c);
  while (i < c->sides[0].count || k < c->sides[1].count) {
    bool has_old = i < c->sides[0].count, has_new = k < c->sides[1].count;
    if (has_old && has_new && strcmp(c->sides[0].at[i], c->sides[1].at[k]) == 0)
      list[n++] = (marked_line){' ', c->sides[0].at[i]}, i++, k++;
    else if (has_old && (!has_new || c->common[i + 1][k] >= c->common[i][k + 1]))
      list[n++] = (marked_line){'-', c->sides[0].at[i++]};
    else
      list[n++] = (marked_line){'+', c->sides[1].at[k++]};
  }
  return n;
}

/* What changed, and the parts that it stands in: a line that is further out than the one shown below it. */
static void put_compared(rsi_buf *out, compared_lines *c) {
  marked_line list[2 * MAX_LINES];
  bool is_shown[2 * MAX_LINES];
  uint32_t n = merge(c, list);
  size_t depth = 0;
  for (uint32_t i = n; i-- > 0;) {
    size_t own = strspn(list[i].text, " ");
    is_shown[i] = list[i].mark != ' ' || own < depth;
    depth = is_shown[i] ? own : depth;
  }
  for (uint32_t i = 0; i < n; i++)
    if (is_shown[i])
      rsi_buf_printf(out, "    %c %s\n", list[i].mark, list[i].text);
}

static void put_trees(report *r, rsi_buf *out, const uint32_t nodes[2]) {
  compared_lines *c = rsi_alloc(&r->d->allocator, sizeof *c);
  rsi_buf texts[2];
  for (int side = 0; side < 2; side++) {
    rsi_buf_init(&texts[side], &r->d->allocator);
    rsi_buf_puts(&texts[side], "");
    if (nodes[side] != RSI_NONE)
      rsi_show_condition(&texts[side], book(r, side), r->lang, nodes[side], 0);
  }
  out->has_failed |= !c || texts[0].has_failed || texts[1].has_failed;
  if (!out->has_failed) {
    memset(c, 0, sizeof *c);
    split(texts[0].data, &c->sides[0]);
    split(texts[1].data, &c->sides[1]);
    put_compared(out, c);
    if (c->sides[0].is_cut || c->sides[1].is_cut)
      rsi_buf_puts(out, "      …\n");
  }
  rsi_buf_free(&texts[0]);
  rsi_buf_free(&texts[1]);
  rsi_release(&r->d->allocator, c);
}

/* ---- names of both books' things by one number ---- */

static const char *guideline_title(const report *r, uint32_t unified) {
  if (unified == RSI_NONE)
    return word(r, "diff.no-guideline");
  uint32_t n = book(r, 0)->n_guidelines;
  return unified < n ? guideline_name(book(r, 0), unified, r->lang) : guideline_name(book(r, 1), unified - n, r->lang);
}

static const char *guideline_id(const report *r, uint32_t unified) {
  uint32_t n = book(r, 0)->n_guidelines;
  if (unified == RSI_NONE)
    return NULL;
  return unified < n ? rsi_string(book(r, 0), book(r, 0)->guidelines[unified].id)
                     : rsi_string(book(r, 1), book(r, 1)->guidelines[unified - n].id);
}

static const rsi_scenario *scenario_of(const report *r, uint32_t unified, const rscan_rulebase **rb) {
  uint32_t n = book(r, 0)->n_scenarios;
  *rb = book(r, unified < n ? 0 : 1);
  return unified == RSI_NONE ? NULL : &(*rb)->scenarios[unified < n ? unified : unified - n];
}

static uint32_t exam_of(const report *r, uint32_t unified, const rscan_rulebase **rb) {
  uint32_t n = book(r, 0)->n_exams;
  *rb = book(r, unified < n ? 0 : 1);
  return unified < n ? unified : unified - n;
}

/* ---- the parts in order: guidelines with most referrals first, in them the kinds with most ---- */

typedef struct order {
  const rsi_part *parts;
  uint32_t n;
} order;

static uint64_t total_of(const order *o, uint32_t guideline) {
  uint64_t total = 0;
  for (uint32_t i = 0; i < o->n; i++)
    total += o->parts[i].guideline == guideline ? o->parts[i].count : 0;
  return total;
}

static int compare_parts(const void *a, const void *b, const void *context) {
  const order *o = context;
  const rsi_part *x = &o->parts[*(const uint32_t *)a], *y = &o->parts[*(const uint32_t *)b];
  uint64_t tx = total_of(o, x->guideline), ty = total_of(o, y->guideline);
  if (tx != ty)
    return tx > ty ? -1 : 1;
  if (x->guideline != y->guideline)
    return x->guideline < y->guideline ? -1 : 1;
  if (x->count != y->count)
    return x->count > y->count ? -1 : 1;
  return *(const uint32_t *)a < *(const uint32_t *)b ? -1 : 1; /* as they were met */
}

static uint32_t *order_parts(report *r) {
  order o = {r->d->parts.items, r->d->parts.count};
  uint32_t *list = rsi_alloc(&r->d->allocator, (o.n + 1) * sizeof *list);
  for (uint32_t i = 0; list && i < o.n; i++)
    list[i] = i;
  if (list)
    rsi_sort(list, o.n, sizeof *list, compare_parts, &o);
  r->out->has_failed |= !list;
  return list;
}

/* ---- sentences ---- */

typedef struct number {
  char text[48];
} number; /* 20 digits and six marks of up to four bytes */

/* 1,234,567 with the language's own separator. */
static number number_of(const report *r, uint64_t value) {
  number n;
  char digits[24];
  size_t used = 0;
  const char *mark = word(r, "number.thousands");
  int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
  for (int i = 0; i < length; i++) {
    n.text[used++] = digits[i];
    if ((length - i) % 3 == 1 && i + 1 < length && strlen(mark) <= 4)
      for (const char *m = mark; *m; m++)
        n.text[used++] = *m;
  }
  n.text[used] = '\0';
  return n;
}

static number percent_of(const report *r, uint64_t part, uint64_t whole) {
  number n;
  uint64_t tenths = whole ? (part * 1000 + whole / 2) / whole : 0;
  if (!tenths && part)
    tenths = 1;
  snprintf(n.text, sizeof n.text, "%llu%s%llu", (unsigned long long)(tenths / 10), word(r, "number.decimal"),
           (unsigned long long)(tenths % 10));
  return n;
}

/* The guidelines that any change belongs to. */
static uint32_t count_guidelines(const report *r) {
  uint32_t n = 0, last[2] = {RSI_NONE, RSI_NONE};
  for (uint32_t i = 0; i < r->d->changes.count; i++) {
    const rsi_change *c = RSI_AT(&r->d->changes, rsi_change, i);
    bool has_one = c->guideline[0] != RSI_NONE || c->guideline[1] != RSI_NONE;
    n += has_one && (c->guideline[0] != last[0] || c->guideline[1] != last[1]);
    if (has_one)
      memcpy(last, c->guideline, sizeof last);
  }
  return n;
}

typedef void sentence_fn(report *r, const char *id, const char *const args[], size_t n_args);

static void tell_numbers(report *r, sentence_fn *say, const char *id, const uint64_t *values, size_t n) {
  number texts[6];
  const char *args[6];
  for (size_t i = 0; i < n; i++) {
    texts[i] = number_of(r, values[i]);
    args[i] = texts[i].text;
  }
  say(r, id, args, n);
}

static void say_referrals(report *r, sentence_fn *say, const uint32_t *parts) {
  const struct rscan_diff *d = r->d;
  uint64_t n_verdict = d->n_better + d->n_worse + d->n_to_question + d->n_from_question + d->n_other_verdict;
  number all = number_of(r, d->n_referrals), parted = number_of(r, d->n_parted),
         percent = percent_of(r, d->n_parted, d->n_referrals);
  if (d->n_parted)
    say(r, "diff.parted", (const char *const[]){all.text, parted.text, percent.text}, 3);
  else
    say(r, "diff.none-parted", (const char *const[]){all.text}, 1);
  if (n_verdict)
    tell_numbers(r, say, "diff.verdicts",
                 (const uint64_t[]){n_verdict, d->n_better, d->n_worse, d->n_to_question, d->n_from_question, d->n_other_verdict},
                 6);
  if (d->n_recommended + d->n_scenario + d->n_urgency)
    tell_numbers(r, say, "diff.others", (const uint64_t[]){d->n_recommended, d->n_scenario, d->n_urgency}, 3);
  if (d->n_parted && parts) {
    order o = {d->parts.items, d->parts.count};
    uint32_t guideline = o.parts[parts[0]].guideline;
    number most = number_of(r, total_of(&o, guideline));
    say(r, "diff.most", (const char *const[]){guideline_title(r, guideline), most.text}, 2);
  }
  if (d->n_unread || d->n_reading)
    tell_numbers(r, say, "diff.unread", (const uint64_t[]){d->n_unread, d->n_reading}, 2);
}

static void say_summary(report *r, sentence_fn *say, const uint32_t *parts) {
  if (r->d->changes.count)
    tell_numbers(r, say, "diff.changes", (const uint64_t[]){r->d->changes.count, count_guidelines(r)}, 2);
  else
    say(r, "diff.no-changes", NULL, 0);
  if (r->d->n_referrals)
    say_referrals(r, say, parts);
}

/* ---- text ---- */

static void say_text(report *r, const char *id, const char *const args[], size_t n_args) {
  const rsi_sink sink = {put_to_buffer, r->out};
  rsi_tell(&sink, r->words, r->lang, id, args, n_args);
  rsi_buf_putc(r->out, '\n');
}

static void put_text_changes(report *r) {
  const rsi_sink sink = {put_to_buffer, r->out};
  uint32_t last[2] = {RSI_NONE - 1, RSI_NONE - 1}, nodes[2];
  for (uint32_t i = 0; i < r->d->changes.count; i++) {
    const rsi_change *c = RSI_AT(&r->d->changes, rsi_change, i);
    if (memcmp(last, c->guideline, sizeof last) != 0) {
      int side = named_side(c->guideline);
      rsi_buf_printf(r->out, "\n%s\n",
                     c->guideline[side] == RSI_NONE ? word(r, "diff.shared")
                                                    : guideline_name(book(r, side), c->guideline[side], r->lang));
      memcpy(last, c->guideline, sizeof last);
    }
    rsi_buf_puts(r->out, "  ");
    tell_change(r, &sink, c);
    rsi_buf_putc(r->out, '\n');
    if (conditions_of(r, c, nodes))
      put_trees(r, r->out, nodes);
  }
}

static void put_mark(report *r, const char *id) { rsi_buf_printf(r->out, "%s ", word(r, id)); }

static void put_text_answer(report *r, const rsi_answered *a) {
  const rscan_rulebase *rb = book(r, 1);
  const rsi_scenario *scenario = a->scenario == RSI_NONE ? NULL : scenario_of(r, a->scenario, &rb);
  if (!a->is_read) {
    rsi_buf_puts(r->out, word(r, "diff.cannot-read"));
    return;
  }
  rsi_buf_puts(r->out, category_word(r, a->verdict));
  if (scenario) {
    put_mark(r, "list.semicolon");
    rsi_buf_puts(r->out, rsi_say(rb, scenario->title, r->lang));
  }
  if (a->urgency) {
    put_mark(r, "list.semicolon");
    rsi_buf_puts(r->out, rscan_urgency_name((rscan_urgency)a->urgency));
  }
  for (uint32_t i = 0; i < a->n_recommended; i++) {
    put_mark(r, i ? "list.comma" : "list.semicolon");
    uint32_t exam = exam_of(r, a->recommended[i], &rb);
    rsi_buf_puts(r->out, rsi_exam_name(rb, exam, r->lang));
  }
}

static void put_text_example(report *r, const rsi_diff_example *e) {
  const rsi_sink sink = {put_to_buffer, r->out};
  number line = number_of(r, e->line);
  rsi_buf_puts(r->out, "    ");
  rsi_tell2(&sink, r->words, r->lang, e->id ? "diff.example-id" : "diff.example", line.text, e->id);
  rsi_buf_puts(r->out, "\n      - ");
  put_text_answer(r, &e->sides[0]);
  rsi_buf_puts(r->out, "\n      + ");
  put_text_answer(r, &e->sides[1]);
  rsi_buf_putc(r->out, '\n');
}

static void tell_part(report *r, const rsi_sink *sink, const rsi_part *p) {
  static const char *const ids[] = {
      "", "diff.part-reading", "diff.part-verdict", "diff.part-recommended", "diff.part-scenario", "diff.part-urgency"};
  bool is_urgency = p->parting == RSI_PARTS_URGENCY, is_reading = p->parting == RSI_PARTS_READING;
  const char *from = is_urgency   ? rscan_urgency_name((rscan_urgency)p->from)
                     : is_reading ? word(r, p->from ? "diff.read" : "diff.cannot-read")
                                  : category_word(r, p->from);
  const char *to = is_urgency   ? rscan_urgency_name((rscan_urgency)p->to)
                   : is_reading ? word(r, p->to ? "diff.read" : "diff.cannot-read")
                                : category_word(r, p->to);
  rsi_tell2(sink, r->words, r->lang, ids[p->parting], from, to);
}

static void put_text_parts(report *r, const uint32_t *ordered) {
  const rsi_sink sink = {put_to_buffer, r->out};
  uint32_t last = RSI_NONE - 1;
  for (uint32_t i = 0; i < r->d->parts.count; i++) {
    const rsi_part *p = RSI_AT(&r->d->parts, rsi_part, ordered[i]);
    if (p->guideline != last)
      rsi_buf_printf(r->out, "\n%s\n", guideline_title(r, p->guideline));
    last = p->guideline;
    rsi_buf_printf(r->out, "  %s  ", number_of(r, p->count).text);
    tell_part(r, &sink, p);
    rsi_buf_putc(r->out, '\n');
    for (uint32_t k = 0; k < p->examples.count && k < r->max_examples; k++)
      put_text_example(r, RSI_AT(&p->examples, rsi_diff_example, k));
  }
}

static void put_text(report *r, const uint32_t *parts) {
  say_summary(r, say_text, parts);
  if (r->d->changes.count)
    rsi_buf_printf(r->out, "\n== %s ==\n", word(r, "diff.heading-changes"));
  put_text_changes(r);
  if (r->d->parts.count && parts) {
    rsi_buf_printf(r->out, "\n== %s ==\n", word(r, "diff.heading-referrals"));
    put_text_parts(r, parts);
  }
}

/* ---- JSON ---- */

static void put_piece(void *to, const char *text, size_t length) { rsi_json_piece(to, text, length); }

static void say_json(report *r, const char *id, const char *const args[], size_t n_args) {
  rsi_json *j = &r->json;
  const rsi_sink sink = {put_piece, j};
  rsi_json_raw(j, j->needs_comma ? ",\"" : "\"", j->needs_comma ? 2 : 1);
  rsi_tell(&sink, r->words, r->lang, id, args, n_args);
  rsi_json_raw(j, "\"", 1);
  j->needs_comma = true;
}

static void put_json_book(report *r, int side) {
  rsi_json *j = &r->json;
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "version", rsi_string(book(r, side), book(r, side)->version));
  RSI_JSON_STRING(j, "digest", book(r, side)->digest);
  rsi_json_close(j, '}');
}

static const char *subject_id(const report *r, const rsi_change *c) {
  int side = named_side(c->subject);
  const rscan_rulebase *rb = book(r, side);
  uint32_t subject = c->subject[side];
  if (subject == RSI_NONE)
    return NULL;
  if (c->kind >= RSI_SOURCE_ADDED && c->kind <= RSI_SOURCE_RENEWED)
    return rsi_string(rb, rb->sources[subject].id);
  if (c->kind >= RSI_RATING_ADDED && c->kind <= RSI_PANEL_CHANGED)
    return rsi_string(rb, rb->exams[rb->rows[subject].exam].id);
  if (c->kind <= RSI_FACT_CODES_CHANGED)
    return rsi_fact_id(rb, subject);
  return rsi_string(rb, c->kind <= RSI_EXAM_CHANGED ? rb->exams[subject].id : rb->rules[subject].id);
}

static void put_json_change(report *r, const rsi_change *c) {
  rsi_json *j = &r->json;
  const rsi_sink sink = {put_piece, j};
  int g = named_side(c->guideline), s = named_side(c->scenario), row = named_side(c->subject);
  bool is_rating = c->kind >= RSI_RATING_ADDED && c->kind <= RSI_PANEL_CHANGED;
  uint32_t nodes[2];
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "kind", rsi_change_name(c->kind));
  RSI_JSON_STRING(j, "guideline",
                  c->guideline[g] == RSI_NONE ? NULL : rsi_string(book(r, g), book(r, g)->guidelines[c->guideline[g]].id));
  RSI_JSON_STRING(j, "scenario",
                  c->scenario[s] == RSI_NONE ? NULL : rsi_string(book(r, s), book(r, s)->scenarios[c->scenario[s]].id));
  RSI_JSON_STRING(j, "subject", subject_id(r, c));
  RSI_JSON_STRING(j, "authority",
                  is_rating ? rsi_string(book(r, row), book(r, row)->authorities[book(r, row)->rows[c->subject[row]].authority].id)
                            : NULL);
  RSI_JSON_NAME(j, "text");
  rsi_json_raw(j, "\"", 1);
  tell_change(r, &sink, c);
  rsi_json_raw(j, "\"", 1);
  j->needs_comma = true;
  RSI_JSON_STRING(j, "from", r->parts[FROM].length ? r->parts[FROM].data : NULL);
  RSI_JSON_STRING(j, "to", r->parts[TO].length ? r->parts[TO].data : NULL);
  if (conditions_of(r, c, nodes)) {
    rsi_buf tree;
    rsi_buf_init(&tree, &r->d->allocator);
    put_trees(r, &tree, nodes);
    RSI_JSON_STRING(j, "condition", tree.data);
    r->out->has_failed |= tree.has_failed;
    rsi_buf_free(&tree);
  }
  rsi_json_close(j, '}');
}

static void put_json_answer(report *r, const rsi_answered *a) {
  rsi_json *j = &r->json;
  const rscan_rulebase *rb = book(r, 1);
  const rsi_scenario *scenario = a->scenario == RSI_NONE ? NULL : scenario_of(r, a->scenario, &rb);
  if (!a->is_read) {
    rsi_json_null(j);
    return;
  }
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "verdict", a->verdict == RSCAN_UNRATED ? NULL : rscan_category_name((rscan_category)a->verdict));
  RSI_JSON_STRING(j, "guideline", guideline_id(r, a->guideline));
  RSI_JSON_STRING(j, "scenario", scenario ? rsi_string(rb, scenario->id) : NULL);
  RSI_JSON_STRING(j, "urgency", a->urgency ? rscan_urgency_name((rscan_urgency)a->urgency) : NULL);
  RSI_JSON_OPEN(j, "recommended", '[');
  for (uint32_t i = 0; i < a->n_recommended; i++) {
    uint32_t exam = exam_of(r, a->recommended[i], &rb);
    rsi_json_string(j, rsi_string(rb, rb->exams[exam].id));
  }
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

static void put_json_part(report *r, const rsi_part *p) {
  static const char *const names[] = {"same", "reading", "verdict", "recommended", "scenario", "urgency"};
  rsi_json *j = &r->json;
  bool is_verdict = p->parting == RSI_PARTS_VERDICT, is_urgency = p->parting == RSI_PARTS_URGENCY;
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "guideline", guideline_id(r, p->guideline));
  RSI_JSON_STRING(j, "kind", names[p->parting]);
  if (is_verdict || is_urgency) {
    RSI_JSON_STRING(j, "from",
                    is_verdict ? rscan_category_name((rscan_category)p->from) : rscan_urgency_name((rscan_urgency)p->from));
    RSI_JSON_STRING(j, "to", is_verdict ? rscan_category_name((rscan_category)p->to) : rscan_urgency_name((rscan_urgency)p->to));
  }
  RSI_JSON_NUMBER(j, "count", (double)p->count);
  RSI_JSON_OPEN(j, "examples", '[');
  for (uint32_t k = 0; k < p->examples.count && k < r->max_examples; k++) {
    const rsi_diff_example *e = RSI_AT(&p->examples, rsi_diff_example, k);
    rsi_json_open(j, '{');
    RSI_JSON_NUMBER(j, "line", (double)e->line);
    RSI_JSON_STRING(j, "id", e->id);
    RSI_JSON_NAME(j, "old");
    put_json_answer(r, &e->sides[0]);
    RSI_JSON_NAME(j, "new");
    put_json_answer(r, &e->sides[1]);
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

static void put_json_referrals(report *r, const uint32_t *parts) {
  rsi_json *j = &r->json;
  const struct rscan_diff *d = r->d;
  rsi_json_open(j, '{');
  RSI_JSON_NUMBER(j, "count", (double)d->n_referrals);
  RSI_JSON_NUMBER(j, "different", (double)d->n_parted);
  RSI_JSON_NUMBER(j, "unreadable", (double)d->n_unread);
  RSI_JSON_OPEN(j, "groups", '[');
  for (uint32_t i = 0; parts && i < d->parts.count; i++)
    put_json_part(r, RSI_AT(&d->parts, rsi_part, parts[i]));
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

static void put_json(report *r, const uint32_t *parts) {
  rsi_json *j = &r->json;
  rsi_json_open(j, '{');
  RSI_JSON_NAME(j, "old");
  put_json_book(r, 0);
  RSI_JSON_NAME(j, "new");
  put_json_book(r, 1);
  RSI_JSON_OPEN(j, "summary", '[');
  say_summary(r, say_json, parts);
  rsi_json_close(j, ']');
  RSI_JSON_OPEN(j, "changes", '[');
  for (uint32_t i = 0; i < r->d->changes.count; i++)
    put_json_change(r, RSI_AT(&r->d->changes, rsi_change, i));
  rsi_json_close(j, ']');
  RSI_JSON_NAME(j, "referrals");
  if (r->d->n_referrals)
    put_json_referrals(r, parts);
  else
    rsi_json_null(j);
  rsi_json_close(j, '}');
}

/* ---- the door ---- */

char *rscan_diff_report(const rscan_diff *d, size_t max_examples, const char *language, rscan_format format, rscan_error **err) {
  rsi_buf buf;
  report r = {.d = d, .words = d->books[1], .lang = language && strcmp(language, "fr") == 0 ? RSI_FR : RSI_EN, .out = &buf};
  rsi_buf_init(&buf, &rsi_malloc_allocator); /* not the books': the text may outlive them */
  r.json.buf = &buf;
  r.max_examples = max_examples < RSI_MAX_EXAMPLES ? (uint32_t)max_examples : RSI_MAX_EXAMPLES;
  for (size_t i = 0; i < sizeof r.parts / sizeof *r.parts; i++)
    rsi_buf_init(&r.parts[i], &d->allocator);
  uint32_t *parts = order_parts(&r);
  if (format == RSCAN_FORMAT_JSON)
    put_json(&r, parts);
  else
    put_text(&r, parts);
  for (size_t i = 0; i < sizeof r.parts / sizeof *r.parts; i++) {
    buf.has_failed |= r.parts[i].has_failed;
    rsi_buf_free(&r.parts[i]);
  }
  rsi_release(&d->allocator, parts);
  if (!buf.has_failed)
    return buf.data;
  rsi_buf_free(&buf);
  rsi_fail_no_memory(err);
  return NULL;
}
