/* The cases that are missing, written as XML: facts are solved for, what to expect is left to a person.
 *
 * For a scenario that no case reaches, facts are sought with which its guideline applies, its own condition holds and every earlier
 * one fails. What must hold is judged without silence, so that each fact it needs is told; what must fail may fail by silence.
 * Facts that turn out not to be needed are then dropped again, and what is left is decided like any referral: only a case that
 * reaches its scenario is suggested. Cost is counted in conditions evaluated, as in search.c. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cover.h"
#include "explain.h"

#define MAX_TOLD 64 /* facts of one suggested case; a scenario needs a handful */

typedef struct told {
  uint32_t fact;
  rsi_state state;   /* what was sought */
  double number;     /* measure, score: one that lies in it */
  rsi_state exactly; /* and its cell; otherwise the state */
} told;

typedef struct solver {
  struct rscan_scratch *s;
  const rscan_rulebase *rb;
  rscan_referral *referral;
  uint32_t guideline, scenario;
  told told[MAX_TOLD];
  uint32_t n_told;
  uint64_t limit;  /* of world.steps */
  bool has_failed; /* out of memory */
} solver;

/* ---- where the solution stands ---- */

enum standing { FAILED, OPEN, SOLVED };

static rsi_truth eval(solver *x, uint32_t node, bool is_strict) {
  x->s->world.is_strict = is_strict;
  rsi_truth t = node == RSI_NONE ? RSI_TRUE : rsi_eval(&x->s->world, node);
  x->s->world.is_strict = false;
  return t;
}

/* Must hold without help from silence. Notes the node that is still open. */
static enum standing must_hold(solver *x, uint32_t node, uint32_t *open) {
  rsi_truth t = eval(x, node, true);
  if (t == RSI_UNKNOWN && *open == RSI_NONE)
    *open = node;
  return t == RSI_FALSE ? FAILED : t == RSI_TRUE ? SOLVED : OPEN;
}

/* Must fail; silence may make it so. */
static enum standing must_fail(solver *x, uint32_t node, uint32_t *open) {
  if (eval(x, node, false) == RSI_FALSE)
    return SOLVED;
  rsi_truth t = eval(x, node, true);
  if (t == RSI_UNKNOWN && *open == RSI_NONE)
    *open = node;
  return t == RSI_TRUE ? FAILED : t == RSI_FALSE ? SOLVED : OPEN;
}

static enum standing worse(enum standing a, enum standing b) { return a < b ? a : b; }

/* No guideline that this one yields to may be in play and apply. */
static enum standing must_not_yield(solver *x, uint32_t *open) {
  const rsi_guideline *g = &x->rb->guidelines[x->guideline];
  enum standing all = SOLVED;
  for (uint32_t i = 0; i < g->yields.count; i++) {
    uint32_t other = x->rb->indices[g->yields.first + i], applies = x->rb->guidelines[other].applies;
    if (x->s->world.entries[other])
      all = worse(all, applies == RSI_NONE ? FAILED : must_fail(x, applies, open));
  }
  return all;
}

static enum standing look(solver *x, uint32_t *open, bool *wants_true) {
  const rsi_guideline *g = &x->rb->guidelines[x->guideline];
  *open = RSI_NONE;
  enum standing all = must_hold(x, x->rb->scenarios[x->scenario].when, open);
  all = worse(all, must_hold(x, g->applies, open));
  *wants_true = *open != RSI_NONE;
  all = worse(all, must_not_yield(x, open));
  for (uint32_t i = g->scenarios.first; i < x->scenario; i++)
    if (rsi_is_held(x->s, &x->rb->scenarios[i]))
      all = worse(all, must_fail(x, x->rb->scenarios[i].when, open));
  return all;
}

/* The first leaf that keeps a condition open; a score is one thing here: its band can be told. */
static uint32_t open_leaf(solver *x, uint32_t node) {
  const rsi_node *n = &x->rb->nodes[node];
  if (eval(x, node, true) != RSI_UNKNOWN)
    return RSI_NONE;
  for (uint32_t i = node + 1; i < n->end; i = x->rb->nodes[i].end) {
    uint32_t leaf = open_leaf(x, i);
    if (leaf != RSI_NONE)
      return leaf;
  }
  return rsi_is_leaf(n->op) ? node : RSI_NONE;
}

/* ---- the search ---- */

static enum standing solve(solver *x);

static enum standing try_state(solver *x, uint32_t fact, rsi_state state) {
  rsi_world *w = &x->s->world;
  uint32_t mark = rsi_world_mark(w), before = x->n_told;
  enum standing found = FAILED;
  if (x->n_told < MAX_TOLD && rsi_world_tell(w, fact, state) && rsi_world_follow(w, NULL, NULL, NULL)) {
    x->told[x->n_told++] = (told){fact, state, NAN, state};
    found = solve(x);
  }
  if (found != SOLVED) {
    x->n_told = before;
    rsi_world_back(w, mark);
  }
  return found;
}

/* What can be told of a fact that is one of a set of values, in the order to try: a finding is present or absent (suspected leaves
 * present unknown), other values come in the author's order. */
static uint32_t words_in(uint8_t kind, rsi_state set, rsi_state words[RSI_MAX_VALUES + 2]) {
  uint32_t n = 0;
  if (kind == RSI_FINDING && (set & RSI_PRESENT))
    words[n++] = RSI_PRESENT;
  for (unsigned bit = 0; bit < (kind == RSI_FINDING ? 1 : RSI_MAX_VALUES + 2); bit++)
    if (set >> bit & 1)
      words[n++] = (rsi_state)1 << bit;
  return n;
}

/* One side of a leaf: a word, or a run of cells. */
static enum standing try_side(solver *x, const rsi_node *leaf, bool is_inside) {
  uint8_t kind = x->rb->facts[leaf->fact].kind;
  rsi_state now = x->s->world.states[leaf->fact], sides[2] = {rsi_state_and(kind, now, leaf->arg), 0}, words[RSI_MAX_VALUES + 2];
  int n_sides = is_inside ? 1 : rsi_state_minus(kind, now, leaf->arg, sides);
  for (int i = 0; i < n_sides; i++) {
    if (rsi_state_is_empty(kind, sides[i]))
      continue;
    uint32_t n = rsi_kind_has_cells(kind) ? 1 : words_in(kind, sides[i], words);
    for (uint32_t k = 0; k < n; k++)
      if (try_state(x, leaf->fact, rsi_kind_has_cells(kind) ? sides[i] : words[k]) == SOLVED)
        return SOLVED;
  }
  return FAILED;
}

static enum standing solve(solver *x) {
  uint32_t open;
  bool wants_true;
  if (x->s->world.steps > x->limit)
    return FAILED;
  enum standing all = look(x, &open, &wants_true);
  uint32_t leaf = all == OPEN ? open_leaf(x, open) : RSI_NONE;
  if (all != OPEN)
    return all;
  if (leaf == RSI_NONE)
    return FAILED;
  const rsi_node *node = &x->rb->nodes[leaf];
  return try_side(x, node, wants_true) == SOLVED || try_side(x, node, !wants_true) == SOLVED ? SOLVED : FAILED;
}

/* A number inside a run of cells, as plain as there is: a bound that is in, or one step beyond one that is not. */
static double number_in(const rscan_rulebase *rb, uint32_t fact, rsi_state state, bool is_from_top) {
  const rsi_fact *f = &rb->facts[fact];
  double min = f->kind == RSI_MEASURE ? rb->measures[f->detail].min : -INFINITY,
         max = f->kind == RSI_MEASURE ? rb->measures[f->detail].max : INFINITY;
  rsi_bounds b = rsi_bounds_of(rb, fact, state);
  double low = b.is_low_open ? b.low + 1 : b.low, high = b.is_high_open ? b.high - 1 : b.high;
  if (!b.has_low && !b.has_high)
    return fmin(fmax(min, 0), max);
  if (b.has_low && b.has_high && low > high)
    return (b.low + b.high) / 2;
  if (!b.has_low)
    return high >= min ? high : (min + b.high) / 2;
  if (!b.has_high)
    return low <= max ? low : (b.low + max) / 2;
  return is_from_top ? high : low;
}

/* ---- fewer facts ---- */

static void start_over(solver *x) {
  x->has_failed |= x->s->world.has_failed;
  rsi_world_reset(&x->s->world);
}

static bool tell_all_but(solver *x, uint32_t but) {
  bool is_good = true;
  start_over(x);
  for (uint32_t i = 0; i < x->n_told && is_good; i++)
    is_good = i == but || rsi_world_tell(&x->s->world, x->told[i].fact, x->told[i].exactly);
  return is_good && rsi_world_follow(&x->s->world, NULL, NULL, NULL);
}

/* With silence read as usual, is the scenario the one that holds? */
static bool is_reached(solver *x) {
  const rsi_guideline *g = &x->rb->guidelines[x->guideline];
  uint32_t node;
  if (!x->s->world.entries[x->guideline] || rsi_standing_of(x->s, x->guideline, &node) != RSI_STANDS)
    return false;
  for (uint32_t i = g->scenarios.first; i < x->scenario; i++)
    if (rsi_is_held(x->s, &x->rb->scenarios[i]) && eval(x, x->rb->scenarios[i].when, false) != RSI_FALSE)
      return false;
  return eval(x, x->rb->scenarios[x->scenario].when, false) == RSI_TRUE;
}

/* What is told must be one number, and another fact may narrow which: an age of which only "below 50" matters, and "not a child".
 */
static bool pin_numbers(solver *x, bool is_from_top) {
  tell_all_but(x, RSI_NONE);
  for (uint32_t i = 0; i < x->n_told; i++) {
    told *t = &x->told[i];
    if (!rsi_kind_has_cells(x->rb->facts[t->fact].kind))
      continue;
    rsi_state now = x->s->world.states[t->fact] & ~RSI_UNTOLD;
    double number = number_in(x->rb, t->fact, now, is_from_top);
    *t = (told){t->fact, now, number, rsi_cells_of(x->rb, &x->rb->facts[t->fact], number, false, number, false)};
  }
  return tell_all_but(x, RSI_NONE) && is_reached(x);
}

static void drop_needless(solver *x) {
  for (uint32_t i = x->n_told; i-- > 0;)
    if (tell_all_but(x, i) && is_reached(x)) {
      memmove(&x->told[i], &x->told[i + 1], (x->n_told - i - 1) * sizeof *x->told);
      x->n_told--;
    }
}

/* ---- states as an author writes them ---- */

/* The word for a state: a finding's, a value's, a band's; NULL when only a number will do. */
static const char *word_of(const rscan_rulebase *rb, const told *t) {
  const rsi_fact *f = &rb->facts[t->fact];
  const char *names[RSI_MAX_NAMES];
  if (!rsi_kind_has_cells(f->kind))
    return rsi_state_names(rb, t->fact, t->state, names) ? names[0] : NULL;
  for (uint32_t i = f->values.first; i < f->values.first + f->values.count; i++)
    if (f->kind == RSI_SCORE && rb->values[i].id && rsi_state_inside(f->kind, rb->values[i].state, t->state))
      return rsi_string(rb, rb->values[i].id);
  return NULL;
}

/* Through the same setters as any referral. */
static bool fill_in(solver *x) {
  rscan_status status = RSCAN_OK;
  for (uint32_t i = 0; i < x->n_told && status == RSCAN_OK; i++) {
    const told *t = &x->told[i];
    const char *id = rsi_fact_id(x->rb, t->fact), *word = word_of(x->rb, t);
    status = word ? rscan_referral_add_finding(x->referral, id, word, NULL)
                  : rscan_referral_add_measure(x->referral, id, t->number, NULL, NULL);
  }
  x->has_failed |= status == RSCAN_NO_MEMORY;
  return status == RSCAN_OK;
}

/* ---- one scenario ---- */

static const rscan_decision *decide(solver *x) {
  const rscan_decision *d = rscan_decide(x->s, x->referral, NULL);
  x->has_failed |= !d;
  return d;
}

/* A scenario that no authority of the profile holds is asked for by the authorities that do. */
static void set_authorities(solver *x) {
  const rscan_rulebase *rb = x->rb;
  rscan_referral_clear(x->referral);
  decide(x); /* for the profile's authorities */
  if (rsi_is_held(x->s, &rb->scenarios[x->scenario]))
    return;
  for (uint32_t a = 0; a < rb->n_authorities; a++)
    if (rb->scenarios[x->scenario].authorities >> a & 1)
      x->has_failed |= rscan_referral_add_authority(x->referral, rsi_string(rb, rb->authorities[a].id), NULL) != RSCAN_OK;
  decide(x);
}

static bool find_facts(solver *x) {
  const rsi_guideline *g = &x->rb->guidelines[x->guideline];
  for (uint32_t i = 0; i < g->enters.count; i++) {
    start_over(x);
    x->n_told = 0;
    x->limit = RSI_MAX_SEARCH_STEPS;
    if (try_state(x, x->rb->indices[g->enters.first + i], RSI_PRESENT) != SOLVED)
      continue;
    if (!pin_numbers(x, false))
      pin_numbers(x, true);
    drop_needless(x);
    start_over(x);
    return true;
  }
  start_over(x);
  return false;
}

/* Decides the referral with one exam after the other, best first, until the scenario decides. */
static const rsi_row *find_exam(solver *x) {
  rsi_span rows = x->rb->scenarios[x->scenario].rows;
  for (uint8_t category = RSCAN_USUALLY_APPROPRIATE; category >= RSCAN_USUALLY_NOT_APPROPRIATE; category--)
    for (uint32_t k = rows.first; k < rows.first + rows.count; k++) {
      const rsi_row *row = &x->rb->rows[k];
      if (row->category != category || row->exam == x->rb->exam_none)
        continue;
      x->has_failed |= rscan_referral_set_exam(x->referral, rsi_string(x->rb, x->rb->exams[row->exam].id), NULL) != RSCAN_OK;
      const rscan_decision *d = decide(x);
      if (d && d->scenario == x->scenario)
        return row;
    }
  return NULL;
}

/* ---- the XML ---- */

static void put_attribute(rsi_buf *out, const char *name, const char *value) { rsi_buf_printf(out, " %s=\"%s\"", name, value); }

/* Facts with an attribute of their own. */
static const char *attribute_of(const rscan_rulebase *rb, uint32_t fact) {
  return fact == rb->age ? "age" : fact == rb->sex ? "sex" : fact == rb->setting ? "setting" : NULL;
}

static void put_value(rsi_buf *out, const rscan_rulebase *rb, const told *t, const char *name) {
  const char *word = word_of(rb, t);
  rsi_buf_printf(out, " %s=\"", name);
  if (word)
    rsi_buf_puts(out, word);
  else
    rsi_buf_number(out, t->number);
  rsi_buf_putc(out, '"');
}

static void put_fact(rsi_buf *out, const rscan_rulebase *rb, const told *t) {
  bool is_finding = rb->facts[t->fact].kind == RSI_FINDING, is_word = word_of(rb, t) != NULL;
  rsi_buf_printf(out, "\n      <%s", is_finding ? "finding" : is_word ? "choice" : "measure");
  put_attribute(out, "of", rsi_fact_id(rb, t->fact));
  put_value(out, rb, t, is_finding ? "state" : is_word ? "is" : "value");
  rsi_buf_puts(out, "/>");
}

static void put_authorities(rsi_buf *out, const solver *x) {
  const rsi_vec *list = &x->referral->authorities;
  if (list->count)
    rsi_buf_puts(out, " authorities=\"");
  for (uint32_t i = 0; i < list->count; i++)
    rsi_buf_printf(out, "%s%s", i ? " " : "", rsi_string(x->rb, x->rb->authorities[*RSI_AT(list, uint32_t, i)].id));
  if (list->count)
    rsi_buf_putc(out, '"');
}

/* A comment may not hold two hyphens in a row. */
static void put_comment(rsi_buf *out, const char *text) {
  for (; *text; text++) {
    if (text[0] == '-' && text[1] == '-')
      rsi_buf_puts(out, "- ");
    else
      rsi_buf_putc(out, *text);
  }
}

/* What the engine answers today stands in a comment: it is for a person to say whether that is right. */
static void put_case(rsi_buf *out, const solver *x, const rsi_row *row) {
  const rscan_rulebase *rb = x->rb;
  const struct rscan_decision *d = &x->s->decision;
  const char *scenario = rsi_string(rb, rb->scenarios[x->scenario].id),
             *guideline = rsi_string(rb, rb->guidelines[x->guideline].id);
  rsi_buf_printf(out, "  <case id=\"suggested-%s.%s\">\n    <referral exam=\"%s\"", guideline, scenario,
                 rsi_string(rb, rb->exams[row->exam].id));
  for (uint32_t i = 0; i < x->n_told; i++)
    if (attribute_of(rb, x->told[i].fact))
      put_value(out, rb, &x->told[i], attribute_of(rb, x->told[i].fact));
  put_authorities(out, x);
  rsi_buf_puts(out, ">");
  for (uint32_t i = 0; i < x->n_told; i++)
    if (!attribute_of(rb, x->told[i].fact))
      put_fact(out, rb, &x->told[i]);
  rsi_buf_puts(out, "\n    </referral>\n    <!-- ");
  put_comment(out, rsi_say(rb, rb->scenarios[x->scenario].title, RSI_EN));
  rsi_buf_puts(out, ". ");
  put_comment(out, rsi_wording(rb, "suggest.confirm", RSI_EN));
  rsi_buf_printf(out, " verdict=\"%s\" recommended=\"", rscan_category_name((rscan_category)d->verdict));
  for (uint32_t i = 0; i < d->n_recommended; i++)
    rsi_buf_printf(out, "%s%s", i ? " " : "", rsi_string(rb, rb->exams[d->recommended[i].exam].id));
  rsi_buf_printf(out, "\" -->\n    <expect guideline=\"%s\" scenario=\"%s\"/>\n  </case>\n", guideline, scenario);
}

static void suggest(solver *x, rsi_buf *out) {
  set_authorities(x);
  bool is_found = find_facts(x);
  const rsi_row *row = is_found && fill_in(x) ? find_exam(x) : NULL;
  if (row) {
    put_case(out, x, row);
    return;
  }
  rsi_buf_printf(out, "  <!-- %s/%s: ", rsi_string(x->rb, x->rb->guidelines[x->guideline].id),
                 rsi_string(x->rb, x->rb->scenarios[x->scenario].id));
  put_comment(out, rsi_wording(x->rb, "suggest.none", RSI_EN));
  rsi_buf_puts(out, " -->\n");
}

char *rscan_coverage_suggest(const rscan_coverage *c, const char *guideline, rscan_scratch *s, rscan_error **err) {
  uint32_t only = guideline ? rsi_guideline_named(c->rb, guideline, err) : RSI_NONE;
  solver x = {.s = s, .rb = c->rb};
  rsi_buf buf;
  if (guideline && only == RSI_NONE)
    return NULL;
  x.referral = rscan_referral_new(c->rb, err);
  if (!x.referral)
    return NULL;
  rsi_buf_init(&buf, &rsi_malloc_allocator); /* not the book's: the text may outlive it */
  rsi_buf_puts(&buf, "<cases xmlns=\"urn:rightscan:rules\" format=\"1\">\n");
  for (x.scenario = 0; x.scenario < c->rb->n_scenarios; x.scenario++) {
    x.guideline = c->rb->scenarios[x.scenario].guideline;
    if (!c->chosen[x.scenario] && (only == RSI_NONE || x.guideline == only))
      suggest(&x, &buf);
  }
  rsi_buf_puts(&buf, "</cases>\n");
  rscan_referral_free(x.referral);
  s->decision.referral = NULL; /* it is gone: the scratch must not be asked about it */
  if (!buf.has_failed && !x.has_failed)
    return buf.data;
  rsi_buf_free(&buf);
  rsi_fail_no_memory(err);
  return NULL;
}
