/* Parts of a condition that do nothing where they stand: that can never hold, or never fail. See lint.h.
 *
 * The search behind coverage (cover.h) knows for each part which sides no patient can take. Not all of that is a slip: that what is
 * asked follows from the scenarios before, or from silence, is how people write, and makes a condition easier to read. A slip is an
 * alternative that never lets anybody in; under <not> an exclusion of everybody; and what is true of every patient by itself. */
#include "lint.h"

#include "cover.h"
#include "explain.h"

typedef struct branches {
  rsi_lint *l;
  const struct rscan_coverage *c;
  uint8_t *is_told;             /* a node each, kept at its first: what several scenarios use is told once */
  uint32_t guideline, scenario; /* RSI_NONE: in <applies> */
} branches;

static bool is_group(const rscan_rulebase *rb, const rsi_node *n) { return n->fact != RSI_NONE && n->fact >= rb->n_facts; }

/* ---- never ---- */

/* The least that must be asked besides, so that no facts are left. */
static enum rsi_asked find_obstacle(branches *b, uint32_t node, bool must_hold) {
  enum rsi_asked asked = RSI_BY_ITSELF, last = b->scenario == RSI_NONE ? RSI_IN_PLAY : RSI_AFTER_EARLIER;
  rsi_solver *x = &b->l->solver;
  for (; asked < last; asked++) {
    if (asked == RSI_WHERE_APPLIES && b->scenario == RSI_NONE)
      continue;
    rsi_solver_begin(x);
    rsi_solver_aim(x, must_hold ? RSI_AIM_TRUE : RSI_AIM_FALSE, node);
    rsi_lint_aim_at_place(b->l, b->guideline, b->scenario, asked);
    if (rsi_solve(x) == RSI_IMPOSSIBLE)
      break;
  }
  return asked;
}

static void report_dead(branches *b, uint32_t node, bool must_hold, enum rsi_asked asked) {
  static const char *const where[] = {"", " where the guideline applies", " where the guideline is in play",
                                      " without the guideline stepping back for another one",
                                      " where the scenarios before it fail"};
  static const char *const hints[] = {"parts of it contradict each other, or something they imply",
                                      "it contradicts the guideline's <applies>",
                                      "none of the guideline's <enter> findings can go with it, or <applies> speaks against it",
                                      "a guideline that this one yields to is in play and applies whenever it is so",
                                      "take it out, or look at which earlier scenario takes these patients"};
  rsi_lint *l = b->l;
  const rsi_guideline *g = &l->rb->guidelines[b->guideline];
  rsi_buf hint, part;
  rsi_buf_init(&hint, &l->scratch);
  rsi_buf_init(&part, &l->scratch);
  rsi_buf_puts(&hint, must_hold || asked ? hints[asked] : "it is true of every patient; take it out, or look at what was meant");
  if (must_hold && asked <= RSI_WHERE_APPLIES)
    rsi_lint_put_contradiction(l, &hint, node, asked == RSI_WHERE_APPLIES ? g->applies : RSI_NONE);
  rsi_lint_put_part(l, &part, node);
  if (part.has_failed || hint.has_failed)
    return;
  const char *verb = must_hold ? "hold" : "fail", *id = rsi_string(l->rb, g->id);
  if (b->scenario == RSI_NONE)
    rsi_lint_report(l, RSI_BRANCH_DEAD, l->rb->nodes[node].where, hint.data, "%s can never %s%s, in <applies> of guideline \"%s\"",
                    part.data, verb, where[asked], id);
  else
    rsi_lint_report(l, RSI_BRANCH_DEAD, l->rb->nodes[node].where, hint.data, "%s can never %s%s, in scenario \"%s\"", part.data,
                    verb, where[asked], rsi_string(l->rb, l->rb->scenarios[b->scenario].id));
}

/* ---- always ---- */

/* A number anywhere in its range, any value of a choice: that is how an author asks whether something is known at all. */
static bool asks_if_known(const rscan_rulebase *rb, uint32_t node) {
  for (uint32_t i = node; i < rb->nodes[node].end; i++) {
    const rsi_node *n = &rb->nodes[i];
    if (rsi_is_leaf(n->op) && rsi_state_inside(rb->facts[n->fact].kind, rb->facts[n->fact].full, n->arg))
      return true;
  }
  return false;
}

static bool is_last(const branches *b) {
  rsi_span scenarios = b->l->rb->guidelines[b->guideline].scenarios;
  return b->scenario == scenarios.first + scenarios.count - 1;
}

static bool check_always(branches *b, uint32_t node) {
  rsi_lint *l = b->l;
  if (asks_if_known(l->rb, node))
    return false;
  rsi_solver_begin(&l->solver);
  rsi_solver_aim(&l->solver, RSI_AIM_FALSE, node);
  if (rsi_solve(&l->solver) != RSI_IMPOSSIBLE)
    return false;
  rsi_buf part;
  rsi_buf_init(&part, &l->scratch);
  rsi_lint_put_part(l, &part, node);
  if (!part.has_failed)
    rsi_lint_report(l, RSI_ALWAYS_TRUE, l->rb->nodes[node].where,
                    "one of its parts is the opposite of another; if all patients are meant, <always/> says so",
                    "%s is true of every patient once its facts are known", part.data);
  return true;
}

/* ---- the walk ---- */

/* One of a list of names, that an earlier scenario takes: the list reads better whole. */
static bool is_listed(const rscan_rulebase *rb, uint32_t node, uint32_t parent) {
  const rsi_where *here = &rb->nodes[node].where, *list = &rb->nodes[parent].where;
  return node != parent && here->line == list->line && here->column == list->column;
}

static void check_dead(branches *b, uint32_t node, uint32_t parent, bool must_hold) {
  enum rsi_asked asked = find_obstacle(b, node, must_hold);
  if (asked == RSI_BY_ITSELF && rsi_lint_asks_outside(b->l->rb, node))
    return; /* limit-outside says it better */
  if (asked < RSI_AFTER_EARLIER || !is_listed(b->l->rb, node, parent))
    report_dead(b, node, must_hold, asked);
}

/* A definition of one condition, or <all> around one: what is inside is meant, where it does as little. */
static uint32_t only_part(const branches *b, uint32_t node, uint8_t side) {
  const rsi_node *nodes = b->l->rb->nodes;
  uint32_t part = node + 1;
  bool is_only = (nodes[node].op == RSI_OP_ALL || nodes[node].op == RSI_OP_ANY) && !is_group(b->l->rb, &nodes[node]) &&
                 part < nodes[node].end && nodes[part].end == nodes[node].end && b->c->first[part] != RSI_NONE &&
                 (b->c->impossible[b->c->first[part]] & side);
  return is_only ? part : RSI_NONE;
}

/* Of what does nothing the outermost part is told. is_root: the whole condition would be dead, which others tell. */
static void look_at(branches *b, uint32_t node, uint32_t parent, bool must_hold, bool is_root) {
  const rscan_rulebase *rb = b->l->rb;
  const rsi_node *n = &rb->nodes[node];
  uint32_t first = b->c->first[node];
  uint8_t impossible = first == RSI_NONE ? 0 : b->c->impossible[first];
  bool is_dead = impossible & (must_hold ? RSI_SEEN_TRUE : RSI_SEEN_FALSE), is_done = is_dead;
  uint32_t part = impossible ? only_part(b, node, is_dead && must_hold ? RSI_SEEN_TRUE : RSI_SEEN_FALSE) : RSI_NONE;
  if (first != RSI_NONE && b->is_told[first])
    return;
  if (part != RSI_NONE) {
    look_at(b, part, node, must_hold, is_root);
    return;
  }
  if (is_dead && !is_root)
    check_dead(b, node, parent, must_hold);
  else if (!is_dead && (impossible & RSI_SEEN_FALSE) && must_hold && !(is_root && is_last(b)))
    is_done = check_always(b, node);
  if (first != RSI_NONE)
    b->is_told[first] = is_done && !(is_dead && is_root);
  for (uint32_t i = node + 1; i < n->end && !is_done && !is_group(rb, n); i = rb->nodes[i].end)
    look_at(b, i, node, must_hold != (n->op == RSI_OP_NOT), is_root && (n->op == RSI_OP_NOT || n->op == RSI_OP_ALL));
}

static void look_at_guideline(branches *b) {
  const rsi_guideline *g = &b->l->rb->guidelines[b->guideline];
  b->scenario = RSI_NONE;
  if (g->applies != RSI_NONE)
    look_at(b, g->applies, g->applies, true, true);
  for (b->scenario = g->scenarios.first; b->scenario < g->scenarios.first + g->scenarios.count; b->scenario++)
    look_at(b, b->l->rb->scenarios[b->scenario].when, b->l->rb->scenarios[b->scenario].when, true, true);
}

void rsi_lint_branches(rsi_lint *l) {
  struct rscan_cases none = {.rb = (rscan_rulebase *)l->rb}; /* it is referred to, and not changed */
  rscan_coverage *coverage = rscan_coverage_new(&none, NULL);
  branches b = {.l = l, .c = coverage, .is_told = rsi_arena_alloc(&l->arena, l->rb->n_nodes + 1)};
  bool is_good = coverage && b.is_told && rsi_cover_find_impossible(coverage, RSI_NONE);
  for (; is_good && b.guideline < l->rb->n_guidelines; b.guideline++)
    look_at_guideline(&b);
  if (!is_good)
    rsi_error_out_of_memory(l->err);
  rscan_coverage_free(coverage);
}
