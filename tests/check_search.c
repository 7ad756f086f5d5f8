/* The exact search and the fewest questions, held against brute force of the same definitions on random small rule bases.
 *
 * The brute force shares nothing with the engine but the compiled conditions: it tries every completion of the facts, with its own
 * two-valued and three-valued evaluation, and plays every order of questions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "scratch.h"
#include "support.h"

#define MAX_FACTS 24
#define N_BOOKS 400

/* ---- random rule bases ----
 *
 * A fact that silence settles is never implied by another: then an assumption is a plain value, and the brute force need not know that
 * an implication lifts it. */

static uint32_t seed;
static uint32_t below(uint32_t n) { return chance_below(&seed, n); }

static const char *const label =
    "<label lang=\"en\">x</label><label lang=\"fr\">x</label><ask lang=\"en\">x?</ask><ask lang=\"fr\">x?</ask>";

static void add_leaf(chance_text *t) {
  static const char *const kinds[] = {"has", "suspects", "lacks"};
  switch (below(6)) {
  case 0:
    add(t, "<choice of=\"c\" is=\"%s\"/>", below(2) ? "v0" : "v1 v2");
    return;
  case 1:
    add(t, "<measure of=\"m\" %s=\"%u\"/>", below(2) ? "at-least" : "below", 10 * (1 + below(3)));
    return;
  case 2:
    add(t, "<score of=\"s\" at-least=\"%u\"/>", 1 + below(2));
    return;
  case 3:
    add(t, "<has group=\"g\"/>");
    return;
  default:
    add(t, "<%s finding=\"f%u\"/>", kinds[below(3)], below(5));
  }
}

static void add_condition(chance_text *t, int depth) {
  static const char *const ops[] = {"all", "any", "not"};
  uint32_t op = below(3);
  if (depth == 0 || below(3) == 0) {
    add_leaf(t);
    return;
  }
  add(t, "<%s>", ops[op]);
  for (uint32_t i = 0; i < (op == 2 ? 1 : 2 + below(2)); i++)
    add_condition(t, depth - 1);
  add(t, "</%s>", ops[op]);
}

static rscan_rulebase *random_book(void) {
  static const char *const categories[] = {"usually-appropriate", "may-be-appropriate", "usually-not-appropriate"};
  static chance_text facts, scores, guideline;
  facts.n = scores.n = guideline.n = 0;
  add(&facts, "<finding id=\"e\">%s<cue>entry</cue></finding>", label);
  for (int i = 0; i < 5; i++) {
    add(&facts, "<finding id=\"f%d\" unstated=\"%s\" danger=\"%s\">%s<cue>word%c</cue>", i, i < 3 || below(3) ? "unknown" : "absent",
        below(4) ? "no" : "yes", label, 'a' + i);
    if (i > 0 && below(3) == 0)
      add(&facts, "<implies finding=\"f%u\"/>", below(i < 3 ? (uint32_t)i : 3));
    add(&facts, "</finding>");
  }
  if (below(2))
    add(&facts, "<exclusive facts=\"f%u f4\"/>", below(4));
  add(&facts, "<choice id=\"c\">%s<value id=\"v0\">%s</value><value id=\"v1\">%s</value><value id=\"v2\">%s</value></choice>",
      label, "<label lang=\"en\">0</label><label lang=\"fr\">0</label>", "<label lang=\"en\">1</label><label lang=\"fr\">1</label>",
      "<label lang=\"en\">2</label><label lang=\"fr\">2</label>");
  add(&facts, "<measure id=\"m\" unit=\"1\">%s</measure>", label);
  add(&facts, "<group id=\"g\" members=\"f0 f1\">%s</group>", label);
  add(&scores,
      "<score id=\"s\">%s<source id=\"src\" year=\"2000\">s</source><criterion><label lang=\"en\">a</label><label "
      "lang=\"fr\">a</label><has finding=\"f2\"/></criterion>"
      "<criterion><label lang=\"en\">b</label><label lang=\"fr\">b</label><has finding=\"f3\"/></criterion></score>",
      label);
  add(&guideline, "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"gl\" version=\"1\" reviewed=\"2026-01-01\" "
                  "review-by=\"2030-01-01\" regions=\"knee\">"
                  "<title lang=\"en\">G</title><title lang=\"fr\">G</title><source id=\"acr\" authority=\"acr\" "
                  "year=\"2020\">ACR</source><enter findings=\"e\"/>");
  if (below(3) == 0) {
    add(&guideline, "<applies>");
    add_condition(&guideline, 1);
    add(&guideline, "</applies>");
  }
  for (uint32_t i = 0; i < 2 + below(4); i++) {
    const char *category = categories[below(3)];
    add(&guideline, "<scenario id=\"s%u\"><title lang=\"en\">S</title><title lang=\"fr\">S</title><when>", i);
    add_condition(&guideline, 2);
    add(&guideline, "</when><ratings source=\"acr\"><%s>mr-knee</%s></ratings></scenario>", category, category);
  }
  add(&guideline, "</guideline>");
  return test_book(facts.data, scores.data, guideline.data, NULL);
}

/* ---- brute force: a world is a domain a fact, as a list of single values ---- */

typedef struct domain {
  rsi_state values[64];
  uint32_t n;
} domain;
typedef struct domains {
  domain of[MAX_FACTS];
} domains;

static const rscan_rulebase *rb;

#define NOT_TOLD UINT64_MAX /* a score's value in a completion: it is worked out */

static void fill(domain *d, uint8_t kind, rsi_state state) {
  d->n = 0;
  if (rsi_kind_has_cells(kind)) {
    for (uint32_t c = RSI_CELL_LOW(state); c <= RSI_CELL_HIGH(state); c++)
      d->values[d->n++] = RSI_CELLS(c, c);
  } else {
    for (int b = 0; b < 62; b++)
      if (state >> b & 1)
        d->values[d->n++] = (rsi_state)1 << b;
  }
}

static bool in(uint8_t kind, rsi_state value, rsi_state set) {
  return rsi_kind_has_cells(kind) ? RSI_CELL_LOW(value) >= RSI_CELL_LOW(set) && RSI_CELL_LOW(value) <= RSI_CELL_HIGH(set)
                                  : (value & set) != 0;
}

/* Two-valued evaluation on one completion. */
static bool holds(const rsi_state *world, uint32_t node) {
  const rsi_node *n = &rb->nodes[node];
  bool any = false, all = true;
  if (n->op == RSI_OP_TRUE)
    return true;
  if (n->op == RSI_OP_IN || n->op == RSI_OP_WITHIN)
    return in(rb->facts[n->fact].kind, world[n->fact], n->arg);
  if (n->op == RSI_OP_SCORE) {
    const rsi_fact *f = &rb->facts[n->fact];
    const rsi_score *s = &rb->scores[f->detail];
    double points = 0;
    if (world[n->fact] != NOT_TOLD)
      return in(RSI_SCORE, world[n->fact], n->arg);
    for (uint32_t i = 0; i < s->criteria.count; i++)
      points += holds(world, rb->criteria[s->criteria.first + i].when) ? rb->criteria[s->criteria.first + i].points : 0;
    return in(RSI_SCORE, rsi_cells_of(rb, f, points, false, points, false), n->arg);
  }
  for (uint32_t i = node + 1; i < n->end; i = rb->nodes[i].end) {
    bool part = holds(world, i);
    any |= part;
    all &= part;
    if (n->op == RSI_OP_NOT)
      return !part;
  }
  return n->op == RSI_OP_ALL ? all : any;
}

static bool is_admissible(const rsi_state *world) {
  for (uint32_t i = 0; i < rb->n_implications; i++) {
    const rsi_implication *im = &rb->implications[i];
    if (in(rb->facts[im->from_fact].kind, world[im->from_fact], im->from) &&
        !in(rb->facts[im->to_fact].kind, world[im->to_fact], im->to))
      return false;
  }
  return true;
}

static uint8_t outcome(const rsi_state *world) {
  const rsi_guideline *g = &rb->guidelines[0];
  if (g->applies != RSI_NONE && !holds(world, g->applies))
    return 0;
  for (uint32_t i = 0; i < g->scenarios.count; i++) {
    const rsi_scenario *s = &rb->scenarios[g->scenarios.first + i];
    if (holds(world, s->when))
      return rb->rows[s->rows.first].category;
  }
  return 0;
}

/* A bit per category that some admissible completion gives; 0 when there is none. group: at least one of its members is present. */
static unsigned categories_of(const domains *d, rsi_state *world, uint32_t fact, bool group) {
  unsigned found = 0;
  if (fact == rb->n_facts) {
    bool has_member = false;
    for (uint32_t i = 0; group && i < rb->groups[0].members.count; i++)
      has_member |= world[rb->indices[rb->groups[0].members.first + i]] == RSI_PRESENT;
    return (!group || has_member) && is_admissible(world) ? 1u << outcome(world) : 0;
  }
  if (!d->of[fact].n) { /* a score that was not told */
    world[fact] = NOT_TOLD;
    return categories_of(d, world, fact + 1, group);
  }
  for (uint32_t i = 0; i < d->of[fact].n; i++) {
    world[fact] = d->of[fact].values[i];
    found |= categories_of(d, world, fact + 1, group);
  }
  return found;
}

static bool is_one(unsigned bits) { return (bits & (bits - 1)) == 0; }

/* Least worst-case number of questions by trying everything; `items` as the engine defines them. */
static uint32_t cost(const domains *d, const rsi_askable *items, uint32_t n, unsigned used, bool group, uint32_t limit) {
  rsi_state world[MAX_FACTS];
  if (is_one(categories_of(d, world, 0, group)))
    return 0;
  uint32_t best = 99;
  for (uint32_t i = 0; i < n && limit; i++) {
    uint32_t worst = 0, n_possible = 0;
    if (used >> i & 1)
      continue;
    for (uint32_t k = 0; k < items[i].n_answers && worst < best; k++) {
      domains then = *d;
      bool some = group;
      if (items[i].fact >= rb->n_facts) {
        some |= items[i].answers[k] == RSI_PRESENT;
        for (uint32_t m = 0; items[i].answers[k] == RSI_ABSENT && m < rb->groups[0].members.count; m++) {
          domain *of = &then.of[rb->indices[rb->groups[0].members.first + m]];
          bool can = false;
          for (uint32_t v = 0; v < of->n; v++)
            can |= of->values[v] == RSI_ABSENT;
          of->n = can;
          of->values[0] = RSI_ABSENT;
        }
      } else {
        uint8_t kind = rb->facts[items[i].fact].kind;
        domain all = then.of[items[i].fact], *of = &then.of[items[i].fact];
        if (!all.n)
          fill(&all, kind, items[i].answers[k]);
        of->n = 0;
        for (uint32_t v = 0; v < all.n; v++)
          if (in(kind, all.values[v], items[i].answers[k]))
            of->values[of->n++] = all.values[v];
        if (!of->n)
          continue;
      }
      if (!categories_of(&then, world, 0, some))
        continue;
      n_possible++;
      uint32_t c = 1 + cost(&then, items, n, used | 1u << i, some, limit - 1);
      worst = c > worst ? c : worst;
    }
    if (n_possible && worst < best)
      best = worst;
  }
  return best;
}

/* ---- the comparison ---- */

static uint32_t plan_depth(const rscan_decision *d, uint32_t question) {
  uint32_t deepest = 0;
  for (uint32_t i = 0; i < d->questions[question].n_answers; i++) {
    const rsi_answer *a = &d->questions[question].answers[i];
    uint32_t depth = a->next == RSI_NONE ? 0 : plan_depth(d, a->next);
    ck_assert_msg(a->next != RSI_NONE || a->leads_to != RSCAN_NEEDS_INFORMATION, "a plan ends without settling");
    deepest = depth > deepest ? depth : deepest;
  }
  return 1 + deepest;
}

static void tell_some(rscan_referral *r) {
  static const char *const states[] = {"present", "suspected", "absent", "unknown"};
  rscan_error *err = NULL;
  ck_assert_int_eq(rscan_referral_set_exam(r, "mr-knee", &err), RSCAN_OK);
  ck_assert_int_eq(rscan_referral_add_finding(r, "e", "present", &err), RSCAN_OK);
  for (int i = 0; i < 5; i++) {
    char id[4] = {'f', (char)('0' + i), 0};
    if (below(3) == 0)
      ck_assert_int_eq(rscan_referral_add_finding(r, id, states[below(4)], &err), RSCAN_OK);
  }
}

static void snapshot(const rscan_scratch *s, domains *d) {
  for (uint32_t f = 0; f < rb->n_facts; f++) {
    rsi_state state = s->world.states[f];
    uint8_t kind = rb->facts[f].kind;
    if (kind == RSI_SCORE && (state & RSI_UNTOLD))
      d->of[f].n = 0;
    else
      fill(&d->of[f], kind, !rsi_kind_has_cells(kind) && state & RSI_UNTOLD && state & rb->facts[f].unstated ? state & rb->facts[f].unstated : state);
  }
}

/* A score reads facts that silence leaves unknown though scenarios assume them absent: such books are outside of this comparison.
 */
static bool is_comparable(const rscan_scratch *s) {
  for (uint32_t i = 0; i < rb->n_criteria; i++) {
    uint32_t f = rb->nodes[rb->criteria[i].when].fact;
    if ((s->world.states[f] & RSI_UNTOLD) && rb->facts[f].unstated != rb->facts[f].full)
      return false;
  }
  return true;
}

static uint32_t n_open, n_compared;

static void compare_one(uint32_t number) {
  rscan_error *err = NULL;
  seed = number * 7919u + 17;
  rscan_rulebase *book = random_book();
  rscan_scratch *s = rscan_scratch_new(book, &err);
  rscan_referral *r = rscan_referral_new(book, &err);
  static domains d;
  rsi_state world[MAX_FACTS];
  rb = book;
  ck_assert_uint_le(rb->n_facts, MAX_FACTS);
  tell_some(r);
  const rscan_decision *decision = rscan_decide(s, r, &err);
  ck_assert_ptr_nonnull(decision);
  snapshot(s, &d);
  unsigned found = categories_of(&d, world, 0, false);
  if (is_comparable(s) && found) { /* contradicting referrals have no completion */
    n_compared++;
    bool is_settled = decision->verdict != RSCAN_NEEDS_INFORMATION;
    ck_assert_msg(is_settled == is_one(found), "book %u: engine says %s, completions give categories %#x", number,
                  rscan_category_name(decision->verdict), found);
    if (is_settled) {
      uint8_t category = decision->verdict == RSCAN_NO_CRITERIA ? 0 : decision->verdict;
      ck_assert_msg(1u << category == found, "book %u: engine says %u, completions give %#x", number, category, found);
    } else if (decision->is_minimal) {
      rsi_askable items[RSI_MAX_ITEMS];
      uint32_t n = rsi_askables(s, (rsi_goal){decision->exam}, items, RSI_MAX_ITEMS);
      uint32_t depth = plan_depth(decision, 0), least = cost(&d, items, n, 0, false, depth);
      n_open++;
      ck_assert_msg(depth == least, "book %u: a plan of %u questions, %u would do", number, depth, least);
    }
  }
  rscan_referral_free(r);
  rscan_scratch_free(s);
  rscan_rulebase_unref(book);
}

START_TEST(verdicts_and_fewest_questions_equal_brute_force) {
  for (uint32_t i = 0; i < N_BOOKS; i++)
    compare_one(i);
  ck_assert_msg(n_compared > N_BOOKS / 3 && n_open > N_BOOKS / 20,
                "only %u books compared, %u of them open: the generator proves too little", n_compared, n_open);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("search");
  TCase *tc = tcase_create("brute force");
  tcase_set_timeout(tc, 300);
  tcase_add_test(tc, verdicts_and_fewest_questions_equal_brute_force);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
