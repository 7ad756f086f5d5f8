/* A diff told: a few sentences for a committee, the changes guideline by guideline, then the referrals that part, with examples.
 * The text is here; diff_tell.c has its sentences, diff_details.c what went and came, diff_json.c the other form. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diff_tell.h"
#include "flow.h"
#include "utf8.h"

#define MAX_REASON 160 /* bytes of an example's reason that are shown */
#define MAX_USERS 4    /* guidelines named that use what changed */

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

static uint32_t *order_parts(rsi_report *r) {
  order o = {r->d->parts.items, r->d->parts.count};
  uint32_t *list = rsi_alloc(&r->d->allocator, (o.n + 1) * sizeof *list);
  for (uint32_t i = 0; list && i < o.n; i++)
    list[i] = i;
  if (list)
    rsi_sort(list, o.n, sizeof *list, compare_parts, &o);
  r->out->has_failed |= !list;
  return list;
}

/* ---- numbers ---- */

typedef struct number {
  char text[48]; /* 20 digits and six marks of up to four bytes */
} number;

/* 1,234,567 with the language's own mark. */
static number number_of(const rsi_report *r, uint64_t value) {
  number n;
  char digits[24];
  size_t used = 0;
  const char *mark = rsi_report_word(r, "number.thousands");
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

static number percent_of(const rsi_report *r, uint64_t part, uint64_t whole) {
  number n;
  uint64_t tenths = whole ? (part * 1000 + whole / 2) / whole : 0;
  if (!tenths && part)
    tenths = 1;
  snprintf(n.text, sizeof n.text, "%llu%s%llu", (unsigned long long)(tenths / 10), rsi_report_word(r, "number.decimal"),
           (unsigned long long)(tenths % 10));
  return n;
}

/* ---- what parted ---- */

const char *rsi_parting_name(uint8_t parting) {
  static const char *const names[RSI_N_PARTINGS] = {"same",     "reading",  "verdict", "recommended",  "safety",
                                                    "question", "scenario", "urgency", "alternatives", "words"};
  return names[parting];
}

/* From what, or to what, in words; "" where it has no ends. */
static const char *end_of(const rsi_report *r, const rsi_part *p, uint32_t end) {
  switch (p->parting) {
  case RSI_PARTS_READING:
    return rsi_report_word(r, end ? "diff.read" : "diff.cannot-read");
  case RSI_PARTS_VERDICT:
    return rsi_category_word(r, (uint8_t)end);
  case RSI_PARTS_SAFETY:
    return rsi_report_word(r, end == RSCAN_SAFETY_NONE     ? "diff.safety-none"
                              : end == RSCAN_SAFETY_INFORM ? "diff.safety-inform"
                              : end == RSCAN_SAFETY_WARN   ? "diff.safety-warn"
                                                           : "diff.safety-stop");
  case RSI_PARTS_QUESTION:
    if (end == RSI_ASKS_EXAM || end == RSI_ASKS_REASON) /* never unknown: such answers do not part by it */
      return rsi_report_word(r, end == RSI_ASKS_EXAM ? "diff.asks-exam" : "diff.asks-reason");
    rsi_named fact = rsi_named_fact(r, end);
    return fact.index == RSI_NONE ? rsi_report_word(r, "diff.none") : rsi_fact_label(fact.rb, fact.index, r->lang);
  case RSI_PARTS_URGENCY:
    return rscan_urgency_name((rscan_urgency)end);
  default:
    return "";
  }
}

/* ---- the summary ---- */

static void say_count(rsi_report *r, rsi_say_fn *say, const char *id, uint64_t value) {
  number n = number_of(r, value);
  if (value)
    say(r, id, (const char *const[]){n.text}, 1);
}

static void say_parted(rsi_report *r, rsi_say_fn *say) {
  const struct rscan_diff *d = r->d;
  uint64_t n_read = d->n_referrals - d->n_unread;
  number all = number_of(r, n_read), parted = number_of(r, d->n_parted), percent = percent_of(r, d->n_parted, n_read);
  if (d->n_parted)
    say(r, "diff.parted", (const char *const[]){all.text, parted.text, percent.text}, 3);
  else if (n_read)
    say(r, "diff.none-parted", (const char *const[]){all.text}, 1);
}

static void say_referrals(rsi_report *r, rsi_say_fn *say, const uint32_t *parts) {
  const struct rscan_diff *d = r->d;
  say_count(r, say, "diff.unread", d->n_unread);
  say_parted(r, say);
  say_count(r, say, "diff.n-better", d->n_better);
  say_count(r, say, "diff.n-worse", d->n_worse);
  say_count(r, say, "diff.n-to-question", d->n_to_question);
  say_count(r, say, "diff.n-from-question", d->n_from_question);
  say_count(r, say, "diff.n-other-verdict", d->n_other_verdict);
  say_count(r, say, "diff.n-recommended", d->n_parting[RSI_PARTS_RECOMMENDED]);
  say_count(r, say, "diff.n-safety", d->n_parting[RSI_PARTS_SAFETY]);
  say_count(r, say, "diff.n-question", d->n_parting[RSI_PARTS_QUESTION]);
  say_count(r, say, "diff.n-scenario", d->n_parting[RSI_PARTS_SCENARIO]);
  say_count(r, say, "diff.n-urgency", d->n_parting[RSI_PARTS_URGENCY]);
  say_count(r, say, "diff.n-alternatives", d->n_parting[RSI_PARTS_ALTERNATIVES]);
  say_count(r, say, "diff.n-words", d->n_parting[RSI_PARTS_WORDS]);
  say_count(r, say, "diff.n-not-asked", d->n_not_asked);
  say_count(r, say, "diff.n-reading", d->n_parting[RSI_PARTS_READING]);
  if (d->n_parted && parts) {
    order o = {d->parts.items, d->parts.count};
    uint32_t guideline = o.parts[parts[0]].guideline;
    number most = number_of(r, total_of(&o, guideline));
    say(r, "diff.most", (const char *const[]){rsi_guideline_title(r, guideline), most.text}, 2);
  }
}

/* What one side left out for mistakes was left out of the other as well. */
static uint32_t left_out(const rsi_report *r) {
  uint32_t old = r->d->books[0]->n_left_out, new = r->d->books[1]->n_left_out;
  return old > new ? old : new;
}

void rsi_report_summary(rsi_report *r, rsi_say_fn *say, const uint32_t *parts) {
  uint32_t n_touched;
  r->out->has_failed |= !rsi_report_touched(r, &n_touched);
  number changes = number_of(r, r->d->changes.count), touched = number_of(r, n_touched);
  say_count(r, say, "diff.left-out", left_out(r));
  if (r->d->changes.count)
    say(r, "diff.changes", (const char *const[]){changes.text, touched.text}, 2);
  else
    say(r, strcmp(r->d->books[0]->digest, r->d->books[1]->digest) == 0 ? "diff.same-files" : "diff.no-changes", NULL, 0);
  if (r->d->n_referrals)
    say_referrals(r, say, parts);
}

/* ---- text ---- */

static void say_text(rsi_report *r, const char *id, const char *const args[], size_t n_args) {
  const rsi_sink sink = {rsi_put_to_buffer, r->out};
  rsi_tell(&sink, r->words, r->lang, id, args, n_args);
  rsi_buf_putc(r->out, '\n');
}

static void put_users(rsi_report *r, const rsi_change *c) {
  const rsi_sink sink = {rsi_put_to_buffer, r->out};
  const rscan_rulebase *rb = rsi_report_book(r, rsi_named_side(c->subject));
  uint32_t list[MAX_USERS], n = rsi_report_users(r, c, list, MAX_USERS);
  if (!n)
    return;
  rsi_buf_printf(r->out, "    %s ", rsi_report_word(r, "diff.used-by"));
  for (uint32_t i = 0; i < n && i < MAX_USERS; i++) {
    if (i)
      rsi_put_comma(&sink, r->words, r->lang);
    rsi_buf_puts(r->out, rsi_say(rb, rb->guidelines[list[i]].title, r->lang));
  }
  if (n > MAX_USERS) {
    rsi_put_comma(&sink, r->words, r->lang);
    rsi_tell1(&sink, r->words, r->lang, "list.rest", number_of(r, n - MAX_USERS).text);
  }
  rsi_buf_putc(r->out, '\n');
}

/* The changes of one guideline whose details were written, so that what a shared definition changes in five scenarios is shown
 * once. */
typedef struct shown {
  uint64_t hash;
  const rsi_change *change;
} shown;

static const rsi_change *shown_before(rsi_report *r, rsi_vec *list, const rsi_change *c) {
  uint64_t hash = rsi_hash(r->details.data, r->details.length);
  for (uint32_t i = 0; i < list->count; i++)
    if (RSI_AT(list, shown, i)->hash == hash && RSI_AT(list, shown, i)->change->kind == c->kind)
      return RSI_AT(list, shown, i)->change;
  shown *added = RSI_PUSH(&r->d->allocator, list, shown);
  if (added)
    *added = (shown){hash, c};
  r->out->has_failed |= !added;
  return NULL;
}

static void put_text_change(rsi_report *r, rsi_vec *list, const rsi_change *c) {
  const rsi_sink sink = {rsi_put_to_buffer, r->out};
  rsi_buf_puts(r->out, "  ");
  rsi_report_change(r, &sink, c);
  rsi_buf_putc(r->out, '\n');
  if (rsi_report_details(r, c) && r->details.length) {
    const rsi_change *before = shown_before(r, list, c);
    int side = before ? rsi_named_side(before->scenario) : 0;
    if (before && before->scenario[side] != RSI_NONE) {
      const rscan_rulebase *rb = rsi_report_book(r, side);
      rsi_buf_puts(r->out, "    ");
      rsi_tell1(&sink, r->words, r->lang, "diff.as-before", rsi_say(rb, rb->scenarios[before->scenario[side]].title, r->lang));
      rsi_buf_putc(r->out, '\n');
    } else
      rsi_buf_add(r->out, r->details.data, r->details.length);
  }
  put_users(r, c);
}

static void put_text_changes(rsi_report *r) {
  uint32_t last[2] = {RSI_NONE - 1, RSI_NONE - 1};
  rsi_vec list = {0};
  for (uint32_t i = 0; i < r->d->changes.count; i++) {
    const rsi_change *c = RSI_AT(&r->d->changes, rsi_change, i);
    if (memcmp(last, c->guideline, sizeof last) != 0) {
      const rscan_rulebase *rb = rsi_report_book(r, rsi_named_side(c->guideline));
      uint32_t guideline = c->guideline[rsi_named_side(c->guideline)];
      rsi_buf_printf(r->out, "\n%s\n",
                     guideline == RSI_NONE ? rsi_report_word(r, "diff.shared")
                                           : rsi_say(rb, rb->guidelines[guideline].title, r->lang));
      memcpy(last, c->guideline, sizeof last);
      list.count = 0;
    }
    put_text_change(r, &list, c);
  }
  rsi_vec_free(&r->d->allocator, &list);
}

/* ---- text: referrals ---- */

static void put_mark(rsi_report *r, const char *id) { rsi_buf_printf(r->out, "%s ", rsi_report_word(r, id)); }

static void put_text_answer(rsi_report *r, const rsi_answered *a) {
  const rsi_sink sink = {rsi_put_to_buffer, r->out};
  rsi_named scenario = rsi_named_scenario(r, a->scenario),
            question = rsi_named_fact(r, a->question < RSI_ASKS_UNKNOWN ? a->question : RSI_NONE);
  if (!a->is_read) {
    rsi_buf_puts(r->out, rsi_report_word(r, "diff.cannot-read"));
    return;
  }
  rsi_buf_puts(r->out, rsi_category_word(r, a->verdict));
  if (question.index != RSI_NONE)
    rsi_buf_printf(r->out, " (%s)", rsi_fact_label(question.rb, question.index, r->lang));
  if (scenario.index != RSI_NONE) {
    put_mark(r, "list.semicolon");
    rsi_buf_puts(r->out, rsi_say(scenario.rb, scenario.rb->scenarios[scenario.index].title, r->lang));
  }
  if (a->urgency) {
    put_mark(r, "list.semicolon");
    rsi_buf_puts(r->out, rscan_urgency_name((rscan_urgency)a->urgency));
  }
  for (uint32_t i = 0; i < a->n_recommended; i++) {
    rsi_named exam = rsi_named_exam(r, a->recommended[i]);
    if (i)
      rsi_put_comma(&sink, r->words, r->lang);
    else
      put_mark(r, "list.semicolon");
    rsi_buf_puts(r->out, rsi_exam_name(exam.rb, exam.index, r->lang));
  }
}

static void put_age(rsi_report *r, const rscan_rulebase *rb, const rsi_diff_example *e) {
  const rsi_sink sink = {rsi_put_to_buffer, r->out};
  if (rb->age == RSI_NONE || isnan(e->age_low))
    return;
  rsi_put_state(&sink, rb, r->lang, rb->age, 0, e->age_low, e->age_high);
  put_mark(r, "list.semicolon");
}

static void put_sex(rsi_report *r, const rscan_rulebase *rb, const rsi_diff_example *e) {
  if (rb->sex == RSI_NONE || e->sex < 0)
    return;
  rsi_buf_puts(r->out, rsi_say(rb, rb->values[rb->facts[rb->sex].values.first + (uint32_t)e->sex].label, r->lang));
  put_mark(r, "list.semicolon");
}

static void put_told(rsi_report *r, const rscan_rulebase *rb, const rsi_diff_told *told) {
  const rsi_sink sink = {rsi_put_to_buffer, r->out};
  rsi_buf_printf(r->out, "%s %s ", rsi_fact_label(rb, told->fact, r->lang), "=");
  rsi_put_state(&sink, rb, r->lang, told->fact, told->state, NAN, NAN);
}

static void put_text_example(rsi_report *r, const rsi_diff_example *e) {
  const rsi_sink sink = {rsi_put_to_buffer, r->out};
  const rscan_rulebase *rb = rsi_report_book(r, e->side);
  number line = number_of(r, e->line);
  rsi_buf_puts(r->out, "    ");
  rsi_tell2(&sink, r->words, r->lang, e->id ? "diff.example-id" : "diff.example", line.text, e->id);
  put_mark(r, "list.colon");
  put_age(r, rb, e);
  put_sex(r, rb, e);
  rsi_buf_puts(r->out, e->exam ? e->exam : rsi_report_word(r, "diff.none"));
  if (e->reason) {
    int length = (int)rsi_whole_characters(e->reason, MAX_REASON);
    put_mark(r, "list.semicolon");
    rsi_buf_printf(r->out, "\"%.*s%s\"", length, e->reason, e->reason[length] ? "…" : "");
  }
  for (uint32_t i = 0; i < e->n_told; i++) {
    put_mark(r, "list.semicolon");
    put_told(r, rb, &e->told[i]);
  }
  rsi_buf_puts(r->out, "\n      - ");
  put_text_answer(r, &e->sides[0]);
  rsi_buf_puts(r->out, "\n      + ");
  put_text_answer(r, &e->sides[1]);
  rsi_buf_putc(r->out, '\n');
}

static void put_text_part(rsi_report *r, const rsi_part *p) {
  const rsi_sink sink = {rsi_put_to_buffer, r->out};
  char id[32];
  snprintf(id, sizeof id, "diff.part-%s", rsi_parting_name(p->parting));
  rsi_buf_printf(r->out, "  %s  ", number_of(r, p->count).text);
  rsi_tell2(&sink, r->words, r->lang, id, end_of(r, p, p->from), end_of(r, p, p->to));
  rsi_buf_putc(r->out, '\n');
  for (uint32_t k = 0; k < p->examples.count && k < r->max_examples; k++)
    put_text_example(r, RSI_AT(&p->examples, rsi_diff_example, k));
}

static void put_text(rsi_report *r, const uint32_t *parts) {
  uint32_t last = RSI_NONE - 1;
  rsi_report_summary(r, say_text, parts);
  if (r->d->changes.count)
    rsi_buf_printf(r->out, "\n== %s ==\n", rsi_report_word(r, "diff.heading-changes"));
  put_text_changes(r);
  if (r->d->parts.count && parts)
    rsi_buf_printf(r->out, "\n== %s ==\n", rsi_report_word(r, "diff.heading-referrals"));
  for (uint32_t i = 0; parts && i < r->d->parts.count; i++) {
    const rsi_part *p = RSI_AT(&r->d->parts, rsi_part, parts[i]);
    if (p->guideline != last)
      rsi_buf_printf(r->out, "\n%s\n", rsi_guideline_title(r, p->guideline));
    last = p->guideline;
    put_text_part(r, p);
  }
}

/* ---- the door ---- */

char *rscan_diff_report(const rscan_diff *d, size_t max_examples, const char *language, rscan_format format, rscan_error **err) {
  rsi_buf buf;
  rsi_report r = {.d = d, .words = d->books[1], .lang = language && strcmp(language, "fr") == 0 ? RSI_FR : RSI_EN, .out = &buf};
  if (rsi_refuse_picture(format, err))
    return NULL;
  rsi_buf *const own[] = {&r.parts[0], &r.parts[1], &r.parts[2], &r.parts[3], &r.details};
  rsi_buf_init(&buf, &rsi_malloc_allocator); /* not the books': the text may outlive them */
  r.json.buf = &buf;
  r.max_examples = max_examples < RSI_MAX_EXAMPLES ? (uint32_t)max_examples : RSI_MAX_EXAMPLES;
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    rsi_buf_init(own[i], &d->allocator);
  uint32_t *parts = order_parts(&r);
  if (format == RSCAN_FORMAT_JSON)
    rsi_report_json(&r, parts);
  else
    put_text(&r, parts);
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    rsi_buf_free(own[i]);
  rsi_release(&d->allocator, parts);
  if (!buf.has_failed)
    return buf.data;
  rsi_buf_free(&buf);
  rsi_fail_no_memory(err);
  return NULL;
}
