/* Which referrals a change can touch at all; see impact.h.
 *
 * A decision looks only at what was told, at the guidelines in play, and at those that come into play while unknown facts are tried
 * out. Trying a fact narrows it and what its implications lead to, and a guideline comes into play by a finding among these. So,
 * from what is told, all that a decision could ever look at is a walk along leaves, implications and entries; when the walk meets
 * neither a guideline that differs, nor a finding that enters one, nor a fact that changed, both books take the same steps. The
 * walk errs on the safe side: it follows an implication whether or not it will hold. */
#include "impact.h"

#include <string.h>

#include "canon.h"

enum { CHANGED = 1, ENTERS = 2 /* a guideline that differs, in either book */ };
enum { MAY_BE_ABSENT = 1, MAY_BE_ELSE = 2, MAY_BE = 3 };

struct rsi_impact {
  const rscan_rulebase *old;
  bool is_ground_same, are_words_same, are_codes_same, are_numbers_same;
  uint8_t *differs; /* a guideline of the old book each */
  uint8_t *marks;   /* a fact (or n_facts + group) each */
  rsi_span *leaves; /* a guideline each: into pool, the leaves of its conditions and of the scores in them */
  rsi_span *led_to; /* a fact each: into pool, what trying it may narrow, itself included: MAY_BE + 4 * fact */
  rsi_vec pool;     /* uint32_t */
  uint32_t round, *fact_round, *tried_round, *guideline_round; /* the last walk that met it */
  uint32_t *queue, n_queue;
};

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

/* Facts that the engine fills or looks at by itself, spoken of or not. */
static bool is_everywhere(const rscan_rulebase *rb, uint32_t fact) {
  return fact == rb->age || fact == rb->sex || fact == rb->pregnancy || fact == rb->setting || fact == rb->purpose ||
         fact == rb->duration;
}

/* Where nothing else tells two apart, the one that was written first comes first. */
static bool is_order_kept(const uint32_t *in_new, uint32_t n) {
  uint32_t last = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (in_new[i] == RSI_NONE)
      continue;
    if (in_new[i] < last)
      return false;
    last = in_new[i];
  }
  return true;
}

/* ---- what differs ---- */

static void mark_changes(struct rsi_impact *m, const struct rscan_diff *d) {
  for (uint32_t i = 0; i < d->changes.count; i++) {
    const rsi_change *c = RSI_AT(&d->changes, rsi_change, i);
    if (c->kind == RSI_FACT_CHANGED || c->kind == RSI_FACT_SILENCE_CHANGED || c->kind == RSI_FACT_REMOVED ||
        c->kind == RSI_FACT_ASKED) {
      m->marks[c->subject[0]] |= CHANGED;
      m->is_ground_same = m->is_ground_same && !is_everywhere(m->old, c->subject[0]);
    }
    if (c->kind == RSI_RULE_WORDED)
      m->is_ground_same = false;
    if (c->guideline[0] != RSI_NONE)
      m->differs[c->guideline[0]] = 1;
  }
}

static bool uses_changed(const struct rsi_impact *m, uint32_t guideline) {
  const rscan_rulebase *rb = m->old;
  for (uint32_t i = 0; i < m->leaves[guideline].count; i++) {
    const rsi_node *leaf = &rb->nodes[*RSI_AT(&m->pool, uint32_t, m->leaves[guideline].first + i)];
    if (m->marks[leaf->fact] & CHANGED)
      return true;
  }
  return false;
}

static void mark_entries(struct rsi_impact *m, const rscan_rulebase *rb, const rsi_guideline *g) {
  const rsi_span spans[] = {g->enters, g->enters_ordered};
  for (size_t k = 0; k < 2; k++)
    for (uint32_t i = 0; i < spans[k].count; i++) {
      uint32_t fact = rsi_find_fact(m->old, rsi_fact_id(rb, rb->indices[spans[k].first + i]));
      if (fact != RSI_NONE)
        m->marks[fact] |= ENTERS;
    }
}

static void mark_guidelines(struct rsi_impact *m, struct rscan_diff *d) {
  const rscan_rulebase *new = d->books[1];
  for (uint32_t i = 0; i < m->old->n_guidelines; i++) {
    uint32_t k = d->guideline_in_new[i];
    m->differs[i] = m->differs[i] || k == RSI_NONE || uses_changed(m, i) || !rsi_diff_same(d, rsi_canon_guideline, i, k);
  }
  for (uint32_t i = 0; i < m->old->n_guidelines; i++)
    if (m->differs[i])
      mark_entries(m, m->old, &m->old->guidelines[i]);
  for (uint32_t k = 0; k < new->n_guidelines; k++) {
    uint32_t i = d->guideline_unified[k];
    if (i >= m->old->n_guidelines || m->differs[i])
      mark_entries(m, new, &new->guidelines[k]);
  }
}

/* ---- leaves of guidelines ---- */

static void add_to_pool(struct rscan_diff *d, struct rsi_impact *m, uint32_t value) {
  rscan_allocator in_arena = rsi_arena_allocator(&d->arena);
  uint32_t *entry = RSI_PUSH(&in_arena, &m->pool, uint32_t);
  if (entry)
    *entry = value;
}

/* Is there a leaf already that looks at the same fact, reading silence the same way? */
static bool has_leaf(const struct rsi_impact *m, uint32_t first, const rsi_node *n) {
  for (uint32_t i = first; i < m->pool.count; i++) {
    const rsi_node *other = &m->old->nodes[*RSI_AT(&m->pool, uint32_t, i)];
    if (other->fact == n->fact && other->flags == n->flags && (n->fact < m->old->n_facts || other->op == n->op))
      return true;
  }
  return false;
}

/* Leaves, and the nodes that stand for a group: these are no leaves, but a change of the group is a change of them. */
static void add_leaves(struct rscan_diff *d, struct rsi_impact *m, uint32_t first, uint32_t node) {
  const rscan_rulebase *rb = m->old;
  for (uint32_t i = node; node != RSI_NONE && i < rb->nodes[node].end; i++) {
    const rsi_node *n = &rb->nodes[i];
    if (n->fact == RSI_NONE || has_leaf(m, first, n))
      continue;
    add_to_pool(d, m, i);
    const rsi_score *score = n->op == RSI_OP_SCORE ? &rb->scores[rb->facts[n->fact].detail] : NULL;
    for (uint32_t k = 0; score && k < score->criteria.count; k++)
      add_leaves(d, m, first, rb->criteria[score->criteria.first + k].when);
  }
}

static void find_leaves(struct rscan_diff *d, struct rsi_impact *m) {
  for (uint32_t g = 0; g < m->old->n_guidelines; g++) {
    const rsi_guideline *of = &m->old->guidelines[g];
    m->leaves[g].first = m->pool.count;
    add_leaves(d, m, m->leaves[g].first, of->applies);
    for (uint32_t i = 0; i < of->scenarios.count; i++)
      add_leaves(d, m, m->leaves[g].first, m->old->scenarios[of->scenarios.first + i].when);
    m->leaves[g].count = m->pool.count - m->leaves[g].first;
  }
}

/* ---- what trying a fact may narrow ----
 *
 * A finding may become absent, or anything else, which is what enters guidelines; for other kinds the two are not told apart. */

static int polarity(const rscan_rulebase *rb, uint32_t fact, rsi_state state) {
  if (rb->facts[fact].kind != RSI_FINDING)
    return MAY_BE;
  return (state & RSI_ABSENT ? MAY_BE_ABSENT : 0) | (state & (RSI_PRESENT | RSI_SUSPECTED) ? MAY_BE_ELSE : 0);
}

/* met: a fact each, what was met of it; list: facts met, in order. */
typedef struct reach {
  struct rsi_impact *m;
  uint8_t *met;
  uint32_t *list, n;
} reach;

static bool meet(reach *r, uint32_t fact, int how) {
  if ((r->met[fact] | how) == r->met[fact])
    return false;
  if (!r->met[fact])
    r->list[r->n++] = fact;
  r->met[fact] |= (uint8_t)how;
  return true;
}

/* Forwards, and backwards: what leaves no room for the implied takes away what implies it. */
static bool follow(reach *r, const rsi_implication *im) {
  const rscan_rulebase *rb = r->m->old;
  bool is_new = (r->met[im->from_fact] & polarity(rb, im->from_fact, im->from)) != 0 &&
                meet(r, im->to_fact, polarity(rb, im->to_fact, im->to));
  if (r->met[im->to_fact] & polarity(rb, im->to_fact, RSI_FINDING_FULL & ~im->to))
    is_new |= meet(r, im->from_fact, polarity(rb, im->from_fact, RSI_FINDING_FULL & ~im->from));
  return is_new;
}

static void reach_from(reach *r, uint32_t fact) {
  const rscan_rulebase *rb = r->m->old;
  bool is_growing = meet(r, fact, MAY_BE);
  while (is_growing) {
    is_growing = false;
    for (uint32_t i = 0; i < r->n; i++) {
      rsi_span span = rb->facts[r->list[i]].implications;
      for (uint32_t k = 0; k < span.count; k++)
        is_growing |= follow(r, &rb->implications[rb->indices[span.first + k]]);
    }
  }
}

static bool find_led_to(struct rscan_diff *d, struct rsi_impact *m) {
  uint32_t n = m->old->n_facts;
  reach r = {.m = m, .met = rsi_arena_alloc(&d->arena, n + 1), .list = rsi_arena_alloc(&d->arena, (n + 1) * sizeof *r.list)};
  for (uint32_t fact = 0; r.met && r.list && fact < n; fact++) {
    reach_from(&r, fact);
    m->led_to[fact] = (rsi_span){m->pool.count, r.n};
    while (r.n) {
      uint32_t met = r.list[--r.n];
      add_to_pool(d, m, met * 4 + r.met[met]);
      r.met[met] = 0;
    }
  }
  return r.met && r.list;
}

/* ---- making ready ---- */

struct rsi_impact *rsi_impact_new(struct rscan_diff *d) {
  const rscan_rulebase *old = d->books[0];
  struct rsi_impact *m = rsi_arena_alloc(&d->arena, sizeof *m);
  if (!m)
    return NULL;
  m->old = old;
  m->differs = rsi_arena_alloc(&d->arena, old->n_guidelines + 1);
  m->marks = rsi_arena_alloc(&d->arena, old->n_facts + old->n_groups + 1);
  m->leaves = rsi_arena_alloc(&d->arena, (old->n_guidelines + 1) * sizeof *m->leaves);
  m->led_to = rsi_arena_alloc(&d->arena, (old->n_facts + 1) * sizeof *m->led_to);
  m->fact_round = rsi_arena_alloc(&d->arena, (old->n_facts + 1) * sizeof *m->fact_round);
  m->tried_round = rsi_arena_alloc(&d->arena, (old->n_facts + 1) * sizeof *m->tried_round);
  m->guideline_round = rsi_arena_alloc(&d->arena, (old->n_guidelines + 1) * sizeof *m->guideline_round);
  m->queue = rsi_arena_alloc(&d->arena, (old->n_guidelines + 1) * sizeof *m->queue);
  if (d->arena.has_failed)
    return NULL;
  m->is_ground_same = rsi_diff_same(d, put_ground, 0, 0) && is_order_kept(d->fact_in_new, old->n_facts + old->n_groups) &&
                      is_order_kept(d->guideline_in_new, old->n_guidelines);
  m->are_words_same = rsi_diff_same(d, put_words, 0, 0);
  m->are_codes_same = rsi_diff_same(d, put_codes, 0, 0);
  m->are_numbers_same = rsi_diff_same(d, put_numbering, 0, 0);
  find_leaves(d, m);
  mark_changes(m, d);
  mark_guidelines(m, d);
  return find_led_to(d, m) && !d->arena.has_failed ? m : NULL;
}

/* A value as a word is kept as cells, and cells are numbered by the thresholds of a book. */
static bool has_cells_told(const rscan_referral *r) {
  for (uint32_t i = 0; i < r->findings.count; i++) {
    uint32_t fact = RSI_AT(&r->findings, rsi_told_finding, i)->fact;
    if (fact < r->rb->n_facts && rsi_kind_has_cells(r->rb->facts[fact].kind))
      return true;
  }
  return false;
}

bool rsi_impact_can_share(const struct rsi_impact *m, const rscan_referral *referral) {
  return m->are_numbers_same && !has_cells_told(referral);
}

/* ---- one referral ---- */

/* Words and codes count only where the referral has them. */
static bool is_read_alike(const struct rsi_impact *m, const rscan_referral *r) {
  bool has_words = r->reason || r->priors.count || (r->exam && rsi_find_exam(r->rb, r->exam) == RSI_NONE);
  return (m->are_words_same || !has_words) && (m->are_codes_same || !r->codes.count);
}

static bool is_told_marked(const struct rsi_impact *m, const struct rscan_scratch *s) {
  for (uint32_t i = 0; i < s->known.count; i++)
    if (m->marks[RSI_AT(&s->known, rsi_known, i)->fact] & CHANGED)
      return true;
  for (uint32_t i = 0; i < s->world.n_trail; i++) {
    uint32_t fact = s->world.trail[i].fact;
    if (fact != RSI_NONE &&
        (m->marks[fact] & CHANGED || (m->marks[fact] & ENTERS && !(s->world.states[fact] & (RSI_ABSENT | RSI_UNTOLD)))))
      return true;
  }
  return false;
}

static bool has_marked_group(const rsi_world *w) {
  for (uint32_t i = 0; i < w->rb->n_groups; i++)
    if (w->group_has_some[i])
      return true;
  return false;
}

/* Settled by logic alone for one exam, given by its id: nothing is tried out, and what is in play is all there is. */
static bool is_settled_at_once(struct rscan_scratch *s) {
  uint32_t exam = s->referral->exam ? rsi_find_exam(s->rb, s->referral->exam) : RSI_NONE;
  return exam != RSI_NONE && rsi_judge(s, (rsi_goal){exam}).is_settled;
}

static void visit(struct rsi_impact *m, uint32_t guideline) {
  if (m->guideline_round[guideline] == m->round)
    return;
  m->guideline_round[guideline] = m->round;
  m->queue[m->n_queue++] = guideline;
}

static bool is_any_different(const struct rsi_impact *m) {
  for (uint32_t i = 0; i < m->n_queue; i++)
    if (m->differs[m->queue[i]])
      return true;
  return false;
}

/* Whatever trying the fact may narrow; true when that meets a marked one. */
static bool try_fact(struct rsi_impact *m, uint32_t fact, bool *is_growing) {
  m->tried_round[fact] = m->round;
  for (uint32_t i = 0; i < m->led_to[fact].count; i++) {
    uint32_t entry = *RSI_AT(&m->pool, uint32_t, m->led_to[fact].first + i), met = entry / 4;
    bool may_enter = (entry & MAY_BE_ELSE) != 0;
    if (m->marks[met] & CHANGED || (m->marks[met] & ENTERS && may_enter))
      return true;
    *is_growing |= m->fact_round[met] != m->round;
    m->fact_round[met] = m->round;
    for (uint32_t k = 0; may_enter && k < m->old->facts[met].enters.count; k++)
      visit(m, m->old->indices[m->old->facts[met].enters.first + k]);
  }
  return false;
}

/* Could the search try the fact? When its leaf is open, or something that can be tried narrows it. */
static bool may_be_tried(const struct rsi_impact *m, uint32_t fact, bool is_open) {
  return m->tried_round[fact] != m->round && (is_open || m->fact_round[fact] == m->round);
}

/* A group that is open may be answered as a whole, which narrows members that silence had closed. */
static bool try_members(struct rsi_impact *m, uint32_t group, bool *is_growing) {
  rsi_span members = m->old->groups[group].members;
  for (uint32_t i = 0; i < members.count; i++) {
    uint32_t member = m->old->indices[members.first + i];
    if (may_be_tried(m, member, true) && try_fact(m, member, is_growing))
      return true;
  }
  return false;
}

/* Is there more than one value that the leaf's fact may have? */
static bool is_open(const rsi_world *w, const rsi_node *leaf) {
  rsi_state s = rsi_leaf_state(w, leaf);
  if (rsi_kind_has_cells(w->rb->facts[leaf->fact].kind))
    return (s & RSI_UNTOLD) != 0 || RSI_CELL_LOW(s) < RSI_CELL_HIGH(s);
  return (s & (s - 1)) != 0;
}

static bool has_open_leaf(const rsi_world *w, uint32_t node) {
  for (uint32_t i = node + 1; i < w->rb->nodes[node].end; i++)
    if (w->rb->nodes[i].fact < w->rb->n_facts && is_open(w, &w->rb->nodes[i]))
      return true;
  return false;
}

static bool try_leaf(struct rsi_impact *m, const rsi_world *w, uint32_t node, bool *is_growing) {
  const rsi_node *leaf = &w->rb->nodes[node];
  if (leaf->fact >= w->rb->n_facts)
    return has_open_leaf(w, node) && try_members(m, leaf->fact - w->rb->n_facts, is_growing);
  return may_be_tried(m, leaf->fact, is_open(w, leaf)) && try_fact(m, leaf->fact, is_growing);
}

/* The walk, until nothing new is met; true when it meets what differs. */
static bool walk(struct rsi_impact *m, const rsi_world *w) {
  bool is_growing = true;
  while (is_growing) {
    is_growing = false;
    for (uint32_t q = 0; q < m->n_queue; q++) {
      rsi_span leaves = m->leaves[m->queue[q]];
      for (uint32_t i = 0; i < leaves.count; i++)
        if (try_leaf(m, w, *RSI_AT(&m->pool, uint32_t, leaves.first + i), &is_growing))
          return true;
    }
    if (is_any_different(m))
      return true;
  }
  return false;
}

bool rsi_impact_may_touch(struct rsi_impact *m, struct rscan_scratch *s) {
  if (!m->is_ground_same || !is_read_alike(m, s->referral) || s->world.has_failed || has_marked_group(&s->world) ||
      is_told_marked(m, s))
    return true;
  m->round++;
  m->n_queue = 0;
  for (uint32_t i = 0; i < s->world.n_in_play; i++)
    visit(m, s->world.in_play[i]);
  if (is_any_different(m))
    return true;
  return !is_settled_at_once(s) && walk(m, &s->world);
}
