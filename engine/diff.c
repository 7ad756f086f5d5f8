/* What differs between two rule bases, clinically: everything is paired by id and compared by what it means. See diff.h and
 * canon.h. */
#include "diff.h"

#include <string.h>

#include "canon.h"
#include "memo.h"

/* ---- pairing ---- */

typedef const char *id_fn(const rscan_rulebase *rb, uint32_t index);

static const char *guideline_id(const rscan_rulebase *rb, uint32_t i) { return rsi_string(rb, rb->guidelines[i].id); }
static const char *rule_id(const rscan_rulebase *rb, uint32_t i) { return rsi_string(rb, rb->rules[i].id); }
static const char *exam_id(const rscan_rulebase *rb, uint32_t i) { return rsi_string(rb, rb->exams[i].id); }

/* The new book's index of each old thing, by id; RSI_NONE when it is gone. NULL when out of memory. */
static uint32_t *pair(struct rscan_diff *d, id_fn *id, uint32_t n_old, uint32_t n_new) {
  uint32_t *to = rsi_arena_alloc(&d->arena, (n_old + 1) * sizeof *to);
  rscan_allocator in_arena = rsi_arena_allocator(&d->arena);
  rsi_names names;
  bool is_new;
  rsi_names_init(&names, &in_arena);
  for (uint32_t i = 0; i < n_new; i++)
    rsi_names_add(&names, id(d->books[1], i), i, (rsi_where){0, 0, 0}, &is_new);
  for (uint32_t i = 0; to && i < n_old; i++) {
    const rsi_name *name = rsi_names_find(&names, id(d->books[0], i));
    to[i] = name ? name->value : RSI_NONE;
  }
  return names.has_failed ? NULL : to;
}

/* One numbering for both books: a new thing has its old number, or one behind all old ones. */
static uint32_t *unify(struct rscan_diff *d, const uint32_t *in_new, uint32_t n_old, uint32_t n_new) {
  uint32_t *to = rsi_arena_alloc(&d->arena, (n_new + 1) * sizeof *to);
  for (uint32_t i = 0; to && i < n_new; i++)
    to[i] = n_old + i;
  for (uint32_t i = 0; to && i < n_old; i++)
    if (in_new[i] != RSI_NONE)
      to[in_new[i]] = i;
  return to;
}

/* The scenario of that id in another book's guideline. */
static uint32_t scenario_named(const rscan_rulebase *rb, uint32_t guideline, const char *id) {
  rsi_span span = rb->guidelines[guideline].scenarios;
  for (uint32_t i = span.first; i < span.first + span.count; i++)
    if (strcmp(rsi_string(rb, rb->scenarios[i].id), id) == 0)
      return i;
  return RSI_NONE;
}

static bool pair_scenarios(struct rscan_diff *d) {
  const rscan_rulebase *old = d->books[0], *new = d->books[1];
  d->scenario_in_new = rsi_arena_alloc(&d->arena, (old->n_scenarios + 1) * sizeof *d->scenario_in_new);
  for (uint32_t i = 0; d->scenario_in_new && i < old->n_scenarios; i++) {
    uint32_t guideline = d->guideline_in_new[old->scenarios[i].guideline];
    d->scenario_in_new[i] =
        guideline == RSI_NONE ? RSI_NONE : scenario_named(new, guideline, rsi_string(old, old->scenarios[i].id));
  }
  return d->scenario_in_new && (d->scenario_unified = unify(d, d->scenario_in_new, old->n_scenarios, new->n_scenarios));
}

static bool pair_all(struct rscan_diff *d) {
  const rscan_rulebase *old = d->books[0], *new = d->books[1];
  d->guideline_in_new = pair(d, guideline_id, old->n_guidelines, new->n_guidelines);
  d->exam_in_new = pair(d, exam_id, old->n_exams, new->n_exams);
  d->fact_in_new = pair(d, rsi_fact_id, old->n_facts + old->n_groups, new->n_facts + new->n_groups);
  d->rule_in_new = pair(d, rule_id, old->n_rules, new->n_rules);
  if (!d->guideline_in_new || !d->exam_in_new || !d->fact_in_new || !d->rule_in_new || !pair_scenarios(d))
    return false;
  d->guideline_unified = unify(d, d->guideline_in_new, old->n_guidelines, new->n_guidelines);
  d->exam_unified = unify(d, d->exam_in_new, old->n_exams, new->n_exams);
  d->fact_unified = unify(d, d->fact_in_new, old->n_facts + old->n_groups, new->n_facts + new->n_groups);
  d->rule_unified = unify(d, d->rule_in_new, old->n_rules, new->n_rules);
  return !d->arena.has_failed;
}

/* ---- comparing ---- */

/* Where one thing is compared in two books: both are written out, and the texts are compared. */
typedef struct compared {
  rsi_buf sides[2];
} compared;

static void begin(struct rscan_diff *d, compared *c) {
  for (int i = 0; i < 2; i++) {
    rsi_buf_init(&c->sides[i], &d->allocator);
    rsi_buf_puts(&c->sides[i], "");
  }
}

static bool end(struct rscan_diff *d, compared *c) {
  d->arena.has_failed |= c->sides[0].has_failed || c->sides[1].has_failed;
  bool is_same = !d->arena.has_failed && strcmp(c->sides[0].data, c->sides[1].data) == 0;
  rsi_buf_free(&c->sides[0]);
  rsi_buf_free(&c->sides[1]);
  return is_same;
}

bool rsi_diff_same(struct rscan_diff *d, void (*put)(rsi_buf *out, const rscan_rulebase *rb, uint32_t index), uint32_t old_index,
                   uint32_t new_index) {
  compared c;
  begin(d, &c);
  put(&c.sides[0], d->books[0], old_index);
  put(&c.sides[1], d->books[1], new_index);
  return end(d, &c);
}

bool rsi_diff_same_text(const struct rscan_diff *d, rsi_text a, rsi_text b) {
  for (int lang = 0; lang < RSI_LANGS; lang++)
    if (strcmp(rsi_string(d->books[0], a.in[lang]), rsi_string(d->books[1], b.in[lang])) != 0)
      return false;
  return true;
}

static bool is_same_string(const struct rscan_diff *d, rsi_str a, rsi_str b) {
  return strcmp(rsi_string(d->books[0], a), rsi_string(d->books[1], b)) == 0;
}

static void put_condition(rsi_buf *out, const rscan_rulebase *rb, uint32_t node) {
  if (node != RSI_NONE)
    rsi_canon_condition(out, rb, node, false);
}

static void put_condition_with_silence(rsi_buf *out, const rscan_rulebase *rb, uint32_t node) {
  if (node != RSI_NONE)
    rsi_canon_condition(out, rb, node, true);
}

static void put_enters(rsi_buf *out, const rscan_rulebase *rb, uint32_t i) { rsi_canon_enters(out, rb, &rb->guidelines[i]); }
static void put_regions(rsi_buf *out, const rscan_rulebase *rb, uint32_t i) { rsi_canon_regions(out, rb, &rb->guidelines[i]); }
static void put_gaps(rsi_buf *out, const rscan_rulebase *rb, uint32_t i) { rsi_canon_gaps(out, rb, &rb->guidelines[i]); }
static void put_yields(rsi_buf *out, const rscan_rulebase *rb, uint32_t i) { rsi_canon_yields(out, rb, &rb->guidelines[i]); }

static void put_weighs(rsi_buf *out, const rscan_rulebase *rb, uint32_t scenario) {
  rsi_span span = rb->scenarios[scenario].weighs;
  for (uint32_t i = 0; i < span.count; i++)
    rsi_buf_printf(out, "%s ", rule_id(rb, rb->indices[span.first + i]));
}

/* ---- noting ---- */

const rsi_change rsi_no_change = {0, {RSI_NONE, RSI_NONE}, {RSI_NONE, RSI_NONE}, {RSI_NONE, RSI_NONE}};

static void note(struct rscan_diff *d, rsi_change change, uint8_t kind) {
  rsi_change *c = RSI_PUSH(&d->allocator, &d->changes, rsi_change);
  if (!c) {
    d->arena.has_failed = true;
    return;
  }
  *c = change;
  c->kind = kind;
}

void rsi_diff_note(struct rscan_diff *d, rsi_change at, uint8_t kind, uint32_t old_subject, uint32_t new_subject) {
  at.subject[0] = old_subject;
  at.subject[1] = new_subject;
  note(d, at, kind);
}

/* ---- ratings ---- */

/* The other book's row of the same exam and authority in the paired scenario. */
static const rsi_row *row_like(const rscan_rulebase *of, const rscan_rulebase *in, const rsi_scenario *scenario,
                               const rsi_row *row) {
  const char *exam = exam_id(of, row->exam), *authority = rsi_string(of, of->authorities[row->authority].id);
  for (uint32_t k = scenario->rows.first; k < scenario->rows.first + scenario->rows.count; k++)
    if (strcmp(exam_id(in, in->rows[k].exam), exam) == 0 &&
        strcmp(rsi_string(in, in->authorities[in->rows[k].authority].id), authority) == 0)
      return &in->rows[k];
  return NULL;
}

/* Sources are compared by id: a source that was renewed is told once. */
static bool has_same_evidence(const struct rscan_diff *d, const rsi_row *a, const rsi_row *b) {
  return a->panel_disagrees == b->panel_disagrees && a->certainty == b->certainty && a->strength == b->strength &&
         a->departs == b->departs && is_same_string(d, a->variant, b->variant) && rsi_diff_same_text(d, a->note, b->note) &&
         is_same_string(d, d->books[0]->sources[a->source].id, d->books[1]->sources[b->source].id);
}

static void compare_rows(struct rscan_diff *d, rsi_change at) {
  const rscan_rulebase *old = d->books[0], *new = d->books[1];
  const rsi_scenario *from = &old->scenarios[at.scenario[0]], *to = &new->scenarios[at.scenario[1]];
  for (uint32_t k = from->rows.first; k < from->rows.first + from->rows.count; k++) {
    const rsi_row *row = &old->rows[k], *other = row_like(old, new, to, row);
    uint32_t index = other ? (uint32_t)(other - new->rows) : RSI_NONE;
    if (!other)
      rsi_diff_note(d, at, RSI_RATING_REMOVED, k, RSI_NONE);
    else if (row->category != other->category)
      rsi_diff_note(d, at, RSI_RATING_MOVED, k, index);
    else if (!has_same_evidence(d, row, other))
      rsi_diff_note(d, at, RSI_RATING_EVIDENCE, k, index);
  }
  for (uint32_t k = to->rows.first; k < to->rows.first + to->rows.count; k++)
    if (!row_like(new, old, from, &new->rows[k]))
      rsi_diff_note(d, at, RSI_RATING_ADDED, RSI_NONE, k);
}

/* ---- scenarios ---- */

static bool has_same_wording(const struct rscan_diff *d, const rsi_scenario *a, const rsi_scenario *b) {
  return rsi_diff_same_text(d, a->title, b->title) && rsi_diff_same_text(d, a->why, b->why) &&
         rsi_diff_same_text(d, a->patient, b->patient) && rsi_diff_same_text(d, a->instead, b->instead) &&
         rsi_diff_same_text(d, a->later, b->later);
}

static void compare_scenario(struct rscan_diff *d, rsi_change at) {
  const rsi_scenario *from = &d->books[0]->scenarios[at.scenario[0]], *to = &d->books[1]->scenarios[at.scenario[1]];
  if (!rsi_diff_same(d, put_condition, from->when, to->when))
    note(d, at, RSI_CONDITION_CHANGED);
  else if (!rsi_diff_same(d, put_condition_with_silence, from->when, to->when))
    note(d, at, RSI_SILENCE_CHANGED);
  if (from->urgency != to->urgency)
    note(d, at, RSI_URGENCY_CHANGED);
  if (!rsi_diff_same(d, put_weighs, at.scenario[0], at.scenario[1]))
    note(d, at, RSI_WEIGHS_CHANGED);
  compare_rows(d, at);
  if (!has_same_wording(d, from, to))
    note(d, at, RSI_WORDING_CHANGED);
}

/* Of the scenarios that both have, those that moved: all but the longest run that kept its order. (length: of the longest such run
 * that ends with a scenario; from: the one before it there.) */
static void note_moved(struct rscan_diff *d, rsi_change at) {
  rsi_span span = d->books[0]->guidelines[at.guideline[0]].scenarios;
  uint32_t *length = rsi_arena_alloc(&d->arena, (span.count + 1) * sizeof *length);
  uint32_t *from = rsi_arena_alloc(&d->arena, (span.count + 1) * sizeof *from);
  const uint32_t *in_new = d->scenario_in_new + span.first;
  uint32_t last = RSI_NONE;
  for (uint32_t i = 0; length && from && i < span.count; i++) {
    from[i] = RSI_NONE;
    length[i] = in_new[i] != RSI_NONE;
    for (uint32_t k = 0; length[i] && k < i; k++)
      if (length[k] >= length[i] && in_new[k] < in_new[i])
        length[i] = length[k] + 1, from[i] = k;
    if (length[i] && (last == RSI_NONE || length[i] > length[last]))
      last = i;
  }
  for (uint32_t i = span.count; length && from && i-- > 0;) {
    bool has_stayed = i == last;
    last = has_stayed ? from[i] : last;
    length[i] = !has_stayed && length[i];
  }
  for (uint32_t i = 0; length && i < span.count; i++)
    if (length[i])
      note(d, (rsi_change){0, {at.guideline[0], at.guideline[1]}, {span.first + i, in_new[i]}, {RSI_NONE, RSI_NONE}},
           RSI_SCENARIO_MOVED);
}

static void compare_scenarios(struct rscan_diff *d, rsi_change at) {
  rsi_span from = d->books[0]->guidelines[at.guideline[0]].scenarios, to = d->books[1]->guidelines[at.guideline[1]].scenarios;
  for (uint32_t i = from.first; i < from.first + from.count; i++)
    if (d->scenario_in_new[i] == RSI_NONE)
      note(d, (rsi_change){0, {at.guideline[0], at.guideline[1]}, {i, RSI_NONE}, {RSI_NONE, RSI_NONE}}, RSI_SCENARIO_REMOVED);
  for (uint32_t i = to.first; i < to.first + to.count; i++)
    if (d->scenario_unified[i] >= d->books[0]->n_scenarios)
      note(d, (rsi_change){0, {at.guideline[0], at.guideline[1]}, {RSI_NONE, i}, {RSI_NONE, RSI_NONE}}, RSI_SCENARIO_ADDED);
  note_moved(d, at);
  for (uint32_t i = to.first; i < to.first + to.count; i++)
    if (d->scenario_unified[i] < d->books[0]->n_scenarios)
      compare_scenario(d, (rsi_change){0, {at.guideline[0], at.guideline[1]}, {d->scenario_unified[i], i}, {RSI_NONE, RSI_NONE}});
}

/* ---- guidelines ---- */

static uint32_t source_named(const rscan_rulebase *rb, rsi_span sources, const char *id) {
  for (uint32_t i = sources.first; i < sources.first + sources.count; i++)
    if (strcmp(rsi_string(rb, rb->sources[i].id), id) == 0)
      return i;
  return RSI_NONE;
}

static void compare_sources(struct rscan_diff *d, rsi_change at) {
  const rscan_rulebase *old = d->books[0], *new = d->books[1];
  rsi_span from = old->guidelines[at.guideline[0]].sources, to = new->guidelines[at.guideline[1]].sources;
  for (uint32_t i = from.first; i < from.first + from.count; i++) {
    uint32_t k = source_named(new, to, rsi_string(old, old->sources[i].id));
    const rsi_source *a = &old->sources[i], *b = k == RSI_NONE ? NULL : &new->sources[k];
    if (!b)
      rsi_diff_note(d, at, RSI_SOURCE_REMOVED, i, RSI_NONE);
    else if (a->year != b->year || !is_same_string(d, a->text, b->text) || !is_same_string(d, a->url, b->url))
      rsi_diff_note(d, at, RSI_SOURCE_RENEWED, i, k);
  }
  for (uint32_t k = to.first; k < to.first + to.count; k++)
    if (source_named(old, from, rsi_string(new, new->sources[k].id)) == RSI_NONE)
      rsi_diff_note(d, at, RSI_SOURCE_ADDED, RSI_NONE, k);
}

static void compare_guideline(struct rscan_diff *d, uint32_t i, uint32_t k) {
  const rsi_guideline *from = &d->books[0]->guidelines[i], *to = &d->books[1]->guidelines[k];
  rsi_change at = rsi_no_change;
  at.guideline[0] = i;
  at.guideline[1] = k;
  if (!rsi_diff_same_text(d, from->title, to->title))
    note(d, at, RSI_GUIDELINE_WORDED);
  if (!rsi_diff_same(d, put_enters, i, k))
    note(d, at, RSI_ENTRY_CHANGED);
  if (!rsi_diff_same(d, put_regions, i, k))
    note(d, at, RSI_REGIONS_CHANGED);
  if (!rsi_diff_same(d, put_condition_with_silence, from->applies, to->applies))
    note(d, at, RSI_APPLIES_CHANGED);
  if (!rsi_diff_same(d, put_yields, i, k))
    note(d, at, RSI_YIELDS_CHANGED);
  if (!rsi_diff_same(d, put_gaps, i, k))
    note(d, at, RSI_GAPS_CHANGED);
  if (!is_same_string(d, from->reviewed, to->reviewed) || !is_same_string(d, from->review_by, to->review_by))
    note(d, at, RSI_REVIEW_CHANGED);
  compare_sources(d, at);
  compare_scenarios(d, at);
}

static void compare_guidelines(struct rscan_diff *d) {
  for (uint32_t i = 0; i < d->books[0]->n_guidelines; i++)
    if (d->guideline_in_new[i] == RSI_NONE)
      note(d, (rsi_change){0, {i, RSI_NONE}, {RSI_NONE, RSI_NONE}, {RSI_NONE, RSI_NONE}}, RSI_GUIDELINE_REMOVED);
  for (uint32_t k = 0; k < d->books[1]->n_guidelines; k++)
    if (d->guideline_unified[k] >= d->books[0]->n_guidelines)
      note(d, (rsi_change){0, {RSI_NONE, k}, {RSI_NONE, RSI_NONE}, {RSI_NONE, RSI_NONE}}, RSI_GUIDELINE_ADDED);
    else
      compare_guideline(d, d->guideline_unified[k], k);
}

const char *rsi_change_name(uint8_t kind) {
  static const char *const names[RSI_N_CHANGES] = {
      "guideline-added",      "guideline-removed",    "guideline-worded",
      "entry-changed",        "regions-changed",      "applies-changed",
      "yields-changed",       "gaps-changed",         "review-changed",
      "source-added",         "source-removed",       "source-renewed",
      "scenario-added",       "scenario-removed",     "scenario-moved",
      "condition-changed",    "silence-changed",      "urgency-changed",
      "weighs-changed",       "wording-changed",      "rating-added",
      "rating-removed",       "rating-moved",         "rating-evidence",
      "fact-added",           "fact-removed",         "fact-changed",
      "fact-silence-changed", "fact-words-changed",   "fact-codes-changed",
      "fact-asked",           "exam-added",           "exam-removed",
      "exam-changed",         "exam-names-changed",   "safety-added",
      "safety-removed",       "safety-level-changed", "safety-condition-changed",
      "safety-exams-changed", "safety-worded",        "preference-changed",
      "language-changed",     "phrases-changed",
  };
  return names[kind];
}

/* ---- life ---- */

static bool fill(struct rscan_diff *d) {
  if (!pair_all(d))
    return false;
  compare_guidelines(d);
  rsi_diff_shared(d);
  return !d->arena.has_failed;
}

rscan_diff *rscan_diff_new(rscan_rulebase *old_book, rscan_rulebase *new_book, rscan_error **err) {
  if (!old_book || !new_book) {
    rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "argument-missing", NULL, NULL, "rscan_diff_new needs two rule bases");
    return NULL;
  }
  struct rscan_diff *d = rsi_alloc(&new_book->allocator, sizeof *d);
  if (!d) {
    rsi_fail_no_memory(err);
    return NULL;
  }
  *d = (struct rscan_diff){.allocator = new_book->allocator, .books = {rscan_rulebase_ref(old_book), rscan_rulebase_ref(new_book)}};
  rsi_arena_init(&d->arena, &d->allocator);
  if (fill(d))
    return d;
  rscan_diff_free(d);
  rsi_fail_no_memory(err);
  return NULL;
}

void rscan_diff_free(rscan_diff *d) {
  if (!d)
    return;
  rscan_allocator a = d->allocator;
  for (uint32_t i = 0; i < d->parts.count; i++)
    rsi_vec_free(&a, &RSI_AT(&d->parts, rsi_part, i)->examples);
  rsi_vec_free(&a, &d->parts);
  rsi_vec_free(&a, &d->changes);
  rsi_memo_free(d->memo);
  for (int side = 0; side < 2; side++) {
    rscan_referral_free(d->referrals[side]);
    rscan_scratch_free(d->scratches[side]);
  }
  rsi_arena_free(&d->arena);
  for (int side = 0; side < 2; side++)
    rscan_rulebase_unref(d->books[side]);
  rsi_release(&a, d);
}

size_t rscan_diff_change_count(const rscan_diff *d) { return d->changes.count; }
uint64_t rscan_diff_referral_count(const rscan_diff *d) { return d->n_referrals; }
uint64_t rscan_diff_parted_count(const rscan_diff *d) { return d->n_parted; }
