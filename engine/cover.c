/* Coverage of a rule base by its cases: what each case looked at is marked while it runs. See cover.h. */
#include "cover.h"

#include <stdio.h>
#include <string.h>

#include "explain.h"

/* ---- life ---- */

/* What makes two nodes one piece of text: where they were written, and which of the nodes that one element gives it is. */
static int compare_nodes(const void *a, const void *b, const void *context) {
  const rsi_node *nodes = context;
  uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
  const rsi_node *x = &nodes[i], *y = &nodes[k];
  const uint64_t keys[][2] = {{x->where.file, y->where.file},
                              {x->where.line, y->where.line},
                              {x->where.column, y->where.column},
                              {x->op, y->op},
                              {x->fact, y->fact},
                              {x->arg, y->arg}};
  for (size_t n = 0; n < sizeof keys / sizeof *keys; n++)
    if (keys[n][0] != keys[n][1])
      return keys[n][0] < keys[n][1] ? -1 : 1;
  return 0;
}

static int compare_index(const void *a, const void *b, const void *context) {
  int order = compare_nodes(a, b, context);
  uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
  return order ? order : i < k ? -1 : i > k;
}

static bool has_branches(uint8_t op) { return op != RSI_OP_TRUE && op != RSI_OP_NOT; }

static bool is_group(const rscan_rulebase *rb, const rsi_node *node) { return node->fact != RSI_NONE && node->fact >= rb->n_facts; }

/* A group is one thing to its author: its members are not counted one by one. */
static void note_branches(struct rscan_coverage *c, uint32_t node, uint32_t *list, uint32_t *n) {
  const rsi_node *of = &c->rb->nodes[node];
  if (has_branches(of->op))
    list[(*n)++] = node;
  for (uint32_t i = node + 1; i < of->end && !is_group(c->rb, of); i = c->rb->nodes[i].end)
    note_branches(c, i, list, n);
}

static bool find_places(struct rscan_coverage *c) {
  const rscan_rulebase *rb = c->rb;
  uint32_t n = 0, *list = rsi_alloc(&rb->allocator, (rb->n_nodes + 1) * sizeof *list);
  if (!list)
    return false;
  memset(c->first, 0xff, rb->n_nodes * sizeof *c->first);
  for (uint32_t g = 0; g < rb->n_guidelines; g++) {
    const rsi_guideline *of = &rb->guidelines[g];
    if (of->applies != RSI_NONE)
      note_branches(c, of->applies, list, &n);
    for (uint32_t i = of->scenarios.first; i < of->scenarios.first + of->scenarios.count; i++)
      note_branches(c, rb->scenarios[i].when, list, &n);
  }
  rsi_sort(list, n, sizeof *list, compare_index, rb->nodes);
  for (uint32_t i = 0; i < n; i++)
    c->first[list[i]] = i && compare_nodes(&list[i - 1], &list[i], rb->nodes) == 0 ? c->first[list[i - 1]] : list[i];
  rsi_release(&rb->allocator, list);
  return true;
}

static void *zeroed(const rscan_allocator *a, size_t count, size_t size, bool *is_good) {
  void *block = rsi_alloc(a, (count + 1) * size);
  *is_good = *is_good && block;
  return block ? memset(block, 0, (count + 1) * size) : NULL;
}

rscan_coverage *rscan_coverage_new(const rscan_cases *cases, rscan_error **err) {
  rscan_rulebase *rb = cases->rb;
  const rscan_allocator *a = &rb->allocator;
  struct rscan_coverage *c = rsi_alloc(a, sizeof *c);
  bool is_good = c != NULL;
  if (is_good) {
    *c = (struct rscan_coverage){.cases = cases, .rb = rscan_rulebase_ref(rb)};
    c->chosen = zeroed(a, rb->n_scenarios, sizeof *c->chosen, &is_good);
    c->candidate = zeroed(a, rb->n_scenarios, 1, &is_good);
    c->first = zeroed(a, rb->n_nodes, sizeof *c->first, &is_good);
    c->seen = zeroed(a, rb->n_nodes, 1, &is_good);
    c->impossible = zeroed(a, rb->n_nodes, 1, &is_good);
    c->is_looked_at = zeroed(a, rb->n_guidelines, 1, &is_good);
    c->undecided = zeroed(a, rb->n_guidelines, sizeof *c->undecided, &is_good);
    c->rows = zeroed(a, rb->n_rows, 1, &is_good);
    c->rules = zeroed(a, rb->n_rules, 1, &is_good);
    c->cues = zeroed(a, rb->n_cues, 1, &is_good);
    c->cases_of = zeroed(a, rb->n_guidelines, sizeof *c->cases_of, &is_good);
  }
  if (is_good && find_places(c))
    return c;
  rscan_coverage_free(c);
  rsi_fail_no_memory(err);
  return NULL;
}

void rscan_coverage_free(rscan_coverage *c) {
  if (!c)
    return;
  rscan_rulebase *rb = c->rb;
  void *blocks[] = {c->chosen, c->candidate, c->first,    c->seen, c->impossible, c->is_looked_at, c->undecided, c->rows,
                    c->rules,  c->cues,      c->cases_of, c};
  rscan_allocator a = rb->allocator;
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    rsi_release(&a, blocks[i]);
  rscan_rulebase_unref(rb);
}

/* ---- marking ---- */

void rsi_cover_mark(const struct rscan_coverage *c, rsi_world *world, uint32_t node, uint8_t *seen) {
  const rsi_node *of = &c->rb->nodes[node];
  if (has_branches(of->op)) {
    rsi_truth t = rsi_eval(world, node);
    if (t != RSI_UNKNOWN)
      seen[c->first[node]] |= t == RSI_TRUE ? RSI_SEEN_TRUE : RSI_SEEN_FALSE;
  }
  for (uint32_t i = node + 1; i < of->end && !is_group(c->rb, of); i = c->rb->nodes[i].end)
    rsi_cover_mark(c, world, i, seen);
}

/* The conditions that were looked at: up to the first scenario that holds. */
static void mark_guideline(struct rscan_coverage *c, struct rscan_scratch *s, uint32_t guideline) {
  const rsi_guideline *g = &c->rb->guidelines[guideline];
  uint32_t node;
  if (g->applies != RSI_NONE)
    rsi_cover_mark(c, &s->world, g->applies, c->seen);
  if (rsi_standing_of(s, guideline, &node) == RSI_OUT)
    return;
  for (uint32_t i = g->scenarios.first; i < g->scenarios.first + g->scenarios.count; i++) {
    if (!rsi_is_held(s, &c->rb->scenarios[i]))
      continue;
    rsi_cover_mark(c, &s->world, c->rb->scenarios[i].when, c->seen);
    if (rsi_eval(&s->world, c->rb->scenarios[i].when) == RSI_TRUE)
      return;
  }
}

static void mark_row(struct rscan_coverage *c, const rsi_row *row) {
  if (row)
    c->rows[row - c->rb->rows] = 1;
}

static void mark_rows(struct rscan_coverage *c, const rsi_recommendation *list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    mark_row(c, list[i].row);
}

/* A row is exercised where the case would notice if it changed: only what is expected is compared. */
static void mark_decision(struct rscan_coverage *c, const struct rscan_decision *d, const parsed_expect *expect) {
  if (d->guideline != RSI_NONE)
    c->cases_of[d->guideline]++;
  if (d->scenario != RSI_NONE)
    c->chosen[d->scenario]++;
  for (uint32_t i = 0; i < d->n_candidates; i++)
    if (d->candidates[i].scenario != RSI_NONE)
      c->candidate[d->candidates[i].scenario] = 1;
  if (expect->verdict)
    mark_row(c, d->row);
  if (expect->has_recommended)
    mark_rows(c, d->recommended, d->n_recommended);
  if (expect->has_alternatives)
    mark_rows(c, d->alternatives, d->n_alternatives);
  for (uint32_t i = 0; i < d->n_cautions; i++)
    c->rules[d->cautions[i].rule] = 1;
}

/* The cues that the reason's words matched. Reading once more is cheap, and nothing else has to remember them. */
static void mark_cues(struct rscan_coverage *c, struct rscan_scratch *s, const char *reason) {
  rsi_reading reading;
  if (!reason || rsi_read(s->reader, reason, strlen(reason), &reading, NULL) != RSCAN_OK)
    return;
  for (uint32_t i = 0; i < reading.n_mentions; i++)
    if (reading.mentions[i].cue != RSI_NONE)
      c->cues[reading.mentions[i].cue] = 1;
}

rscan_outcome rscan_coverage_run(rscan_coverage *c, size_t index, rscan_scratch *s, const char **message) {
  const parsed_case *of = rsi_case_at(c->cases, index);
  rscan_outcome outcome = rscan_case_run(c->cases, index, s, message);
  c->n_run++;
  c->n_failed += outcome == RSCAN_FAILED;
  c->n_broken += outcome == RSCAN_BROKEN;
  if (outcome == RSCAN_BROKEN)
    return outcome;
  mark_decision(c, &s->decision, rsi_case_expect(of));
  for (uint32_t i = 0; i < s->world.n_in_play; i++)
    mark_guideline(c, s, s->world.in_play[i]);
  mark_cues(c, s, rsi_case_referral(of)->reason.text);
  return outcome;
}

/* ---- counting ---- */

rsi_tally rsi_cover_scenarios(const struct rscan_coverage *c, uint32_t guideline) {
  rsi_span span = c->rb->guidelines[guideline].scenarios;
  rsi_tally t = {0, span.count};
  for (uint32_t i = span.first; i < span.first + span.count; i++)
    t.covered += c->chosen[i] > 0;
  return t;
}

static uint32_t next_below(const struct rscan_coverage *c, uint32_t root, uint32_t from) {
  for (uint32_t i = from; root != RSI_NONE && i < c->rb->nodes[root].end; i++)
    if (c->first[i] == i)
      return i;
  return RSI_NONE;
}

uint32_t rsi_cover_next_node(const struct rscan_coverage *c, uint32_t guideline, uint32_t node) {
  const rsi_guideline *g = &c->rb->guidelines[guideline];
  bool is_begun = node == RSI_NONE;
  for (uint32_t i = 0; i <= g->scenarios.count; i++) {
    uint32_t root = i ? c->rb->scenarios[g->scenarios.first + i - 1].when : g->applies, found;
    if (root == RSI_NONE)
      continue;
    bool is_here = !is_begun && node >= root && node < c->rb->nodes[root].end;
    if (!is_here && !is_begun)
      continue;
    if ((found = next_below(c, root, is_here ? node + 1 : root)) != RSI_NONE)
      return found;
    is_begun = true;
  }
  return RSI_NONE;
}

rsi_tally rsi_cover_branches(const struct rscan_coverage *c, uint32_t guideline) {
  rsi_tally t = {0, 0};
  for (uint32_t n = RSI_NONE; (n = rsi_cover_next_node(c, guideline, n)) != RSI_NONE;) {
    t.total += 2 - rsi_cover_is_impossible(c, n, RSI_SEEN_TRUE) - rsi_cover_is_impossible(c, n, RSI_SEEN_FALSE);
    t.covered += ((c->seen[n] & RSI_SEEN_TRUE) != 0) + ((c->seen[n] & RSI_SEEN_FALSE) != 0);
  }
  return t;
}

rsi_tally rsi_cover_rows(const struct rscan_coverage *c, uint32_t guideline) {
  rsi_tally t = {0, 0};
  rsi_span scenarios = c->rb->guidelines[guideline].scenarios;
  for (uint32_t i = scenarios.first; i < scenarios.first + scenarios.count; i++) {
    rsi_span rows = c->rb->scenarios[i].rows;
    t.total += rows.count;
    for (uint32_t k = rows.first; k < rows.first + rows.count; k++)
      t.covered += c->rows[k];
  }
  return t;
}

rsi_tally rsi_cover_rules(const struct rscan_coverage *c) {
  rsi_tally t = {0, c->rb->n_rules};
  for (uint32_t i = 0; i < c->rb->n_rules; i++)
    t.covered += c->rules[i];
  return t;
}

bool rsi_cover_counts_cue(const rsi_cue_def *cue) { return cue->kind <= RSI_CUE_SHARED_RESULT; }

rsi_tally rsi_cover_cues(const struct rscan_coverage *c) {
  rsi_tally t = {0, 0};
  for (uint32_t i = 0; i < c->rb->n_cues; i++)
    if (rsi_cover_counts_cue(&c->rb->cues[i])) {
      t.total++;
      t.covered += c->cues[i];
    }
  return t;
}

static const char *guideline_at(const void *context, size_t i) {
  const rscan_rulebase *rb = context;
  return rsi_string(rb, rb->guidelines[i].id);
}

uint32_t rsi_guideline_named(const rscan_rulebase *rb, const char *id, rscan_error **err) {
  for (uint32_t i = 0; i < rb->n_guidelines; i++)
    if (strcmp(guideline_at(rb, i), id) == 0)
      return i;
  char hint[160];
  const char *near = rsi_nearest(id, guideline_at, rb, rb->n_guidelines);
  snprintf(hint, sizeof hint, "did you mean \"%s\"?", near ? near : "");
  rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "guideline-unknown", NULL, near ? hint : NULL, "the rule base has no guideline \"%s\"",
           id);
  return RSI_NONE;
}

double rscan_coverage_percent(rscan_coverage *c, const char *guideline) {
  uint32_t only = guideline ? rsi_guideline_named(c->rb, guideline, NULL) : RSI_NONE;
  rsi_tally t = {0, 0};
  if ((guideline && only == RSI_NONE) || !rsi_cover_find_impossible(c, only))
    return -1;
  for (uint32_t g = 0; g < c->rb->n_guidelines; g++)
    if (only == RSI_NONE || g == only)
      t = rsi_tally_add(t, rsi_tally_add(rsi_cover_scenarios(c, g), rsi_cover_branches(c, g)));
  return rsi_tally_percent(t);
}
