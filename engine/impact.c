/* Which referrals a change can touch at all, so that the others need not be decided twice.
 *
 * A decision looks only at guidelines that are in play, or that come into play while the unknown facts of such guidelines are tried
 * out. So a referral can be answered differently only where one of these differs, or something that all stand on does. What may come
 * into play is followed generously: it costs a decision to be wrong on one side, an answer to be wrong on the other. */
#include <string.h>

#include "canon.h"
#include "diff.h"

/* ---- does what all stand on say the same? ---- */

static void put_ground(rsi_buf *out, const rscan_rulebase *rb, uint32_t unused) {
  (void)unused;
  rsi_canon_ground(out, rb);
}

static void put_words(rsi_buf *out, const rscan_rulebase *rb, uint32_t unused) {
  (void)unused;
  rsi_canon_words(out, rb);
}

static void put_codes(rsi_buf *out, const rscan_rulebase *rb, uint32_t unused) {
  (void)unused;
  for (uint32_t i = 0; i < rb->n_codes; i++) {
    uint32_t fact = rsi_canon_code(out, rb, i);
    rsi_buf_printf(out, "%s\n", fact == RSI_NONE ? rsi_string(rb, rb->exams[rb->codes[i].target].id) : rsi_fact_id(rb, fact));
    rsi_buf_printf(out, "%s", fact == RSI_NONE ? rsi_string(rb, rb->codes[i].code) : "");
  }
}

static void put_numbering(rsi_buf *out, const rscan_rulebase *rb, uint32_t unused) {
  (void)unused;
  rsi_canon_numbering(out, rb);
}

static bool has_changed_fact(const struct rscan_diff *d) {
  for (uint32_t i = 0; i < d->changes.count; i++) {
    uint8_t kind = RSI_AT(&d->changes, rsi_change, i)->kind;
    if (kind == RSI_FACT_CHANGED || kind == RSI_FACT_SILENCE_CHANGED)
      return true;
  }
  return false;
}

/* ---- what may come into play ---- */

enum { MAY_HOLD = 1, MAY_FAIL = 2 }; /* what may become known of a finding; of other facts both */

typedef struct reach {
  const rscan_rulebase *rb;
  uint8_t *facts;      /* a fact each */
  uint32_t *stack;     /* facts whose consequences are to be followed */
  uint32_t n_stack;
  uint8_t *guidelines; /* a guideline each: reached */
} reach;

static void add_fact(reach *r, uint32_t fact, uint8_t how) {
  if (r->rb->facts[fact].kind != RSI_FINDING)
    how = MAY_HOLD | MAY_FAIL;
  if ((r->facts[fact] & how) == how)
    return;
  r->facts[fact] |= how;
  r->stack[r->n_stack++] = fact;
}

/* What a state asks of a finding: present or suspected, absent, or either. */
static uint8_t side_of(const rscan_rulebase *rb, uint32_t fact, rsi_state state) {
  if (rb->facts[fact].kind != RSI_FINDING)
    return MAY_HOLD | MAY_FAIL;
  return (uint8_t)((state & (RSI_SUSPECTED | RSI_PRESENT) ? MAY_HOLD : 0) | (state & RSI_ABSENT ? MAY_FAIL : 0));
}

static uint8_t other_side(uint8_t side) { return side == MAY_HOLD ? MAY_FAIL : side == MAY_FAIL ? MAY_HOLD : side; }

/* Forwards: from holds, so to does. Backwards: to does not, so from does not. */
static void follow(reach *r, uint32_t fact) {
  const rsi_fact *f = &r->rb->facts[fact];
  for (uint32_t i = 0; i < f->implications.count; i++) {
    const rsi_implication *im = &r->rb->implications[r->rb->indices[f->implications.first + i]];
    uint8_t from = side_of(r->rb, im->from_fact, im->from), to = side_of(r->rb, im->to_fact, im->to);
    if (im->from_fact == fact && (r->facts[fact] & from))
      add_fact(r, im->to_fact, to);
    if (im->to_fact == fact && (r->facts[fact] & other_side(to)))
      add_fact(r, im->from_fact, other_side(from));
  }
  for (uint32_t i = 0; i < f->groups.count; i++) { /* of a group that has some, the last member that can be is */
    rsi_span members = r->rb->groups[r->rb->indices[f->groups.first + i]].members;
    for (uint32_t k = 0; k < members.count; k++)
      add_fact(r, r->rb->indices[members.first + k], MAY_HOLD);
  }
  for (uint32_t i = 0; i < f->enters.count && (r->facts[fact] & MAY_HOLD); i++)
    r->guidelines[r->rb->indices[f->enters.first + i]] = 1;
}

static void add_condition(reach *r, uint32_t root) {
  for (uint32_t i = root; root != RSI_NONE && i < r->rb->nodes[root].end; i++) {
    const rsi_node *n = &r->rb->nodes[i];
    if (n->op != RSI_OP_IN && n->op != RSI_OP_WITHIN && n->op != RSI_OP_SCORE)
      continue;
    bool is_new = r->facts[n->fact] != (MAY_HOLD | MAY_FAIL);
    add_fact(r, n->fact, MAY_HOLD | MAY_FAIL);
    if (n->op != RSI_OP_SCORE || !is_new)
      continue;
    rsi_span criteria = r->rb->scores[r->rb->facts[n->fact].detail].criteria;
    for (uint32_t k = 0; k < criteria.count; k++)
      add_condition(r, r->rb->criteria[criteria.first + k].when);
  }
}

/* An exam that is ordered may be taken as not done before: what that implies, if anything, follows in any guideline. */
static void add_first_exams(reach *r) {
  for (uint32_t i = 0; i < r->rb->n_implications; i++) {
    const rsi_implication *im = &r->rb->implications[i];
    if (r->rb->facts[im->from_fact].kind == RSI_PRIOR && (im->from & 1))
      add_fact(r, im->from_fact, MAY_HOLD | MAY_FAIL);
    if (r->rb->facts[im->to_fact].kind == RSI_PRIOR && !(im->to & 1) && (other_side(side_of(r->rb, im->from_fact, im->from)) & MAY_HOLD))
      add_fact(r, im->to_fact, MAY_HOLD | MAY_FAIL);
  }
}

/* Guidelines that may come into play while this one is decided. */
static void reach_from(reach *r, uint32_t guideline) {
  const rsi_guideline *g = &r->rb->guidelines[guideline];
  memset(r->facts, 0, r->rb->n_facts);
  memset(r->guidelines, 0, r->rb->n_guidelines);
  r->n_stack = 0;
  add_first_exams(r);
  add_condition(r, g->applies);
  for (uint32_t i = g->scenarios.first; i < g->scenarios.first + g->scenarios.count; i++)
    add_condition(r, r->rb->scenarios[i].when);
  while (r->n_stack)
    follow(r, r->stack[--r->n_stack]);
}

/* Marks `near` backwards along "may come into play" until nothing changes. edges: n × n bits. */
static void spread(uint8_t *near, const uint8_t *edges, uint32_t n) {
  for (bool has_changed = true; has_changed;) {
    has_changed = false;
    for (uint32_t g = 0; g < n; g++)
      for (uint32_t h = 0; h < n && !near[g]; h++)
        if (near[h] && (edges[(size_t)g * ((n + 7) / 8) + h / 8] >> h % 8 & 1))
          near[g] = 1, has_changed = true;
  }
}

static bool find_near(struct rscan_diff *d, int side, uint8_t *near) {
  const rscan_rulebase *rb = d->books[side];
  const rscan_allocator *a = &d->allocator;
  uint32_t n = rb->n_guidelines;
  size_t row = (n + 7) / 8;
  reach r = {.rb = rb, .facts = rsi_alloc(a, rb->n_facts + 1), .stack = rsi_alloc(a, (2 * (size_t)rb->n_facts + 1) * sizeof *r.stack), .guidelines = rsi_alloc(a, n + 1)};
  uint8_t *edges = rsi_alloc(a, row * n + 1);
  bool is_good = r.facts && r.stack && r.guidelines && edges;
  if (is_good)
    memset(edges, 0, row * n + 1);
  for (uint32_t g = 0; is_good && g < n; g++) {
    reach_from(&r, g);
    for (uint32_t h = 0; h < n; h++)
      if (r.guidelines[h])
        edges[row * g + h / 8] |= (uint8_t)(1u << h % 8);
  }
  if (is_good)
    spread(near, edges, n);
  rsi_release(a, r.facts);
  rsi_release(a, r.stack);
  rsi_release(a, r.guidelines);
  rsi_release(a, edges);
  return is_good;
}

bool rsi_impact_find(struct rscan_diff *d) {
  const rscan_rulebase *old = d->books[0], *new = d->books[1];
  d->has_same_numbering = rsi_diff_same(d, put_numbering, 0, 0);
  d->has_same_ground = !has_changed_fact(d) && rsi_diff_same(d, put_ground, 0, 0);
  d->has_same_words = rsi_diff_same(d, put_words, 0, 0);
  d->has_same_codes = rsi_diff_same(d, put_codes, 0, 0);
  for (int side = 0; side < 2; side++)
    if (!(d->is_near[side] = rsi_arena_alloc(&d->arena, d->books[side]->n_guidelines + 1)))
      return false;
  for (uint32_t i = 0; i < old->n_guidelines; i++)
    d->is_near[0][i] = d->guideline_in_new[i] == RSI_NONE || !rsi_diff_same(d, rsi_canon_guideline, i, d->guideline_in_new[i]);
  for (uint32_t k = 0; k < new->n_guidelines; k++)
    d->is_near[1][k] = d->guideline_unified[k] >= old->n_guidelines || d->is_near[0][d->guideline_unified[k]];
  return find_near(d, 0, d->is_near[0]) && find_near(d, 1, d->is_near[1]) && !d->arena.has_failed;
}
