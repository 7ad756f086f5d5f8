/* What differs between two rule bases beside their guidelines: facts, exams, safety rules, preferences, words. See diff.h. */
#include "canon.h"
#include "diff.h"

/* ---- facts ---- */

/* Words and codes stand in lists of their own, in the order of the book: what each fact has of them is summed up in one pass, as 64
 * bits of hash (FNV-1a). */
typedef uint32_t list_fn(rsi_buf *out, const rscan_rulebase *rb, uint32_t index);
static uint64_t *sum_up(struct rscan_diff *d, int side, list_fn *put, uint32_t count) {
  const rscan_rulebase *rb = d->books[side];
  uint64_t *sums = rsi_arena_alloc(&d->arena, ((size_t)rb->n_facts + rb->n_groups + 1) * sizeof *sums);
  rsi_buf buf;
  rsi_buf_init(&buf, &d->allocator);
  for (uint32_t i = 0; sums && i < count; i++) {
    rsi_buf_clear(&buf);
    uint32_t fact = put(&buf, rb, i);
    for (size_t k = 0; fact != RSI_NONE && k < buf.length; k++)
      sums[fact] = (sums[fact] ^ (unsigned char)buf.data[k]) * 1099511628211u;
  }
  d->arena.has_failed |= buf.has_failed;
  rsi_buf_free(&buf);
  return sums;
}

static void compare_lists(struct rscan_diff *d, list_fn *put, uint32_t n_old, uint32_t n_new, uint8_t kind) {
  uint64_t *from = sum_up(d, 0, put, n_old), *to = sum_up(d, 1, put, n_new);
  for (uint32_t i = 0; from && to && i < d->books[0]->n_facts + d->books[0]->n_groups; i++)
    if (d->fact_in_new[i] != RSI_NONE && from[i] != to[d->fact_in_new[i]])
      rsi_diff_note(d, rsi_no_change, kind, i, d->fact_in_new[i]);
}

/* unified: the new book's numbers in both. */
static void note_only_in(struct rscan_diff *d, const uint32_t *in_new, const uint32_t *unified, uint32_t n_old, uint32_t n_new,
                         uint8_t removed, uint8_t added) {
  for (uint32_t i = 0; i < n_old; i++)
    if (in_new[i] == RSI_NONE)
      rsi_diff_note(d, rsi_no_change, removed, i, RSI_NONE);
  for (uint32_t k = 0; k < n_new; k++)
    if (unified[k] >= n_old)
      rsi_diff_note(d, rsi_no_change, added, RSI_NONE, k);
}

/* What people see of a fact: its label, its question, whether it is a red flag. */
static bool is_asked_alike(const struct rscan_diff *d, uint32_t i, uint32_t k) {
  const rscan_rulebase *old = d->books[0], *new = d->books[1];
  if (i >= old->n_facts || k >= new->n_facts) {
    const rsi_group *a = i < old->n_facts ? NULL : &old->groups[i - old->n_facts];
    const rsi_group *b = k < new->n_facts ? NULL : &new->groups[k - new->n_facts];
    return a && b && rsi_diff_same_text(d, a->label, b->label) && rsi_diff_same_text(d, a->ask, b->ask);
  }
  const rsi_fact *a = &old->facts[i], *b = &new->facts[k];
  return a->is_danger == b->is_danger && rsi_diff_same_text(d, a->label, b->label) && rsi_diff_same_text(d, a->ask, b->ask);
}

static void compare_facts(struct rscan_diff *d) {
  const rscan_rulebase *old = d->books[0], *new = d->books[1];
  uint32_t n = old->n_facts + old->n_groups;
  note_only_in(d, d->fact_in_new, d->fact_unified, n, new->n_facts + new->n_groups, RSI_FACT_REMOVED, RSI_FACT_ADDED);
  for (uint32_t i = 0; i < n; i++) {
    if (d->fact_in_new[i] == RSI_NONE)
      continue;
    if (!rsi_diff_same(d, rsi_canon_fact, i, d->fact_in_new[i]))
      rsi_diff_note(d, rsi_no_change, RSI_FACT_CHANGED, i, d->fact_in_new[i]);
    if (!rsi_diff_same(d, rsi_canon_fact_silence, i, d->fact_in_new[i]))
      rsi_diff_note(d, rsi_no_change, RSI_FACT_SILENCE_CHANGED, i, d->fact_in_new[i]);
    if (!is_asked_alike(d, i, d->fact_in_new[i]))
      rsi_diff_note(d, rsi_no_change, RSI_FACT_ASKED, i, d->fact_in_new[i]);
  }
  compare_lists(d, rsi_canon_cue, old->n_cues, new->n_cues, RSI_FACT_WORDS_CHANGED);
  compare_lists(d, rsi_canon_code, old->n_codes, new->n_codes, RSI_FACT_CODES_CHANGED);
}

static void put_exam_names(rsi_buf *out, const rscan_rulebase *rb, uint32_t exam) { rsi_canon_exam_names(out, rb, exam); }

static void compare_exams(struct rscan_diff *d) {
  note_only_in(d, d->exam_in_new, d->exam_unified, d->books[0]->n_exams, d->books[1]->n_exams, RSI_EXAM_REMOVED, RSI_EXAM_ADDED);
  for (uint32_t i = 0; i < d->books[0]->n_exams; i++) {
    uint32_t k = d->exam_in_new[i];
    if (k != RSI_NONE && !rsi_diff_same(d, rsi_canon_exam, i, k))
      rsi_diff_note(d, rsi_no_change, RSI_EXAM_CHANGED, i, k);
    if (k != RSI_NONE && !rsi_diff_same(d, put_exam_names, i, k))
      rsi_diff_note(d, rsi_no_change, RSI_EXAM_NAMES_CHANGED, i, k);
  }
}

/* ---- safety rules ---- */

static void put_when(rsi_buf *out, const rscan_rulebase *rb, uint32_t i) { rsi_canon_condition(out, rb, rb->rules[i].when, true); }
static void put_filters(rsi_buf *out, const rscan_rulebase *rb, uint32_t i) { rsi_canon_filters(out, rb, &rb->rules[i]); }

static void compare_rule(struct rscan_diff *d, uint32_t i, uint32_t k) {
  const rsi_rule *a = &d->books[0]->rules[i], *b = &d->books[1]->rules[k];
  if (a->level != b->level)
    rsi_diff_note(d, rsi_no_change, RSI_RULE_LEVEL_CHANGED, i, k);
  if (!rsi_diff_same(d, put_when, i, k))
    rsi_diff_note(d, rsi_no_change, RSI_RULE_CONDITION_CHANGED, i, k);
  if (!rsi_diff_same(d, put_filters, i, k))
    rsi_diff_note(d, rsi_no_change, RSI_RULE_EXAMS_CHANGED, i, k);
  if (!rsi_diff_same_text(d, a->title, b->title) || !rsi_diff_same_text(d, a->message, b->message) ||
      !rsi_diff_same_text(d, a->advice, b->advice))
    rsi_diff_note(d, rsi_no_change, RSI_RULE_WORDED, i, k);
}

static void compare_rules(struct rscan_diff *d) {
  const rscan_rulebase *old = d->books[0], *new = d->books[1];
  note_only_in(d, d->rule_in_new, d->rule_unified, old->n_rules, new->n_rules, RSI_RULE_REMOVED, RSI_RULE_ADDED);
  for (uint32_t i = 0; i < old->n_rules; i++)
    if (d->rule_in_new[i] != RSI_NONE)
      compare_rule(d, i, d->rule_in_new[i]);
}

/* ---- what has no id of its own ---- */

static void put_preference(rsi_buf *out, const rscan_rulebase *rb, uint32_t unused) {
  (void)unused;
  if (rb->profile == RSI_NONE)
    return;
  rsi_span prefer = rb->profiles[rb->profile].prefer;
  for (uint32_t i = 0; i < prefer.count; i++)
    rsi_buf_printf(out, "%s ", rsi_string(rb, rb->authorities[rb->indices[prefer.first + i]].id));
}

static void put_language(rsi_buf *out, const rscan_rulebase *rb, uint32_t unused) {
  (void)unused;
  rsi_canon_language(out, rb);
}

static void put_phrases(rsi_buf *out, const rscan_rulebase *rb, uint32_t unused) {
  (void)unused;
  for (uint32_t i = 0; i < rb->n_messages; i++)
    rsi_buf_printf(out, "%s: %s / %s\n", rsi_string(rb, rb->messages[i].id), rsi_string(rb, rb->messages[i].text.in[RSI_EN]),
                   rsi_string(rb, rb->messages[i].text.in[RSI_FR]));
}

void rsi_diff_shared(struct rscan_diff *d) {
  static const struct {
    void (*put)(rsi_buf *out, const rscan_rulebase *rb, uint32_t index);
    uint8_t kind;
  } wholes[] = {{put_preference, RSI_PREFERENCE_CHANGED}, {put_language, RSI_LANGUAGE_CHANGED}, {put_phrases, RSI_PHRASES_CHANGED}};
  compare_facts(d);
  compare_exams(d);
  compare_rules(d);
  for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++)
    if (!rsi_diff_same(d, wholes[i].put, 0, 0))
      rsi_diff_note(d, rsi_no_change, wholes[i].kind, RSI_NONE, RSI_NONE);
}
