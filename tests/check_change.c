/* What would have to change, held against brute force on random small rule bases: every set of one or two facts that a referral
 * could tell is told and decided like any referral. The search must find sets as small as the smallest, and each that it finds must
 * lead where it says, with every value that it names. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "change.h"
#include "referral.h"
#include "support.h"

#define N_BOOKS 200
#define N_REFERRALS 2

static uint32_t seed;
static uint32_t below(uint32_t n) { return chance_below(&seed, n); }

/* ---- random rule bases ---- */

#define LABEL "<label lang=\"en\">x</label><label lang=\"fr\">x</label>"
#define ASK "<ask lang=\"en\">x?</ask><ask lang=\"fr\">x?</ask>"

static void add_leaf(chance_text *t) {
  static const char *const kinds[] = {"has", "suspects", "lacks"};
  switch (below(8)) {
  case 0:
    add(t, "<choice of=\"c\" is=\"%s\"/>", below(2) ? "v0" : "v1 v2");
    return;
  case 1:
    add(t, "<measure of=\"%s\" %s=\"%u\"/>", below(2) ? "m" : "same", below(2) ? "at-least" : "below", 10 * (1 + below(3)));
    return;
  case 2:
    add(t, "<score of=\"s\" at-least=\"%u\"/>", 1 + below(2));
    return;
  case 3:
    add(t, "<%s group=\"g\"/>", below(2) ? "has" : "lacks");
    return;
  default:
    add(t, "<%s finding=\"f%u\"/>", kinds[below(3)], below(6));
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

static void add_guideline(chance_text *t, const char *id, const char *entry, const char *yields) {
  static const char *const categories[] = {"usually-appropriate", "may-be-appropriate", "usually-not-appropriate"};
  add(t,
      "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"%s\" version=\"1\" reviewed=\"2026-01-01\" "
      "review-by=\"2030-01-01\" regions=\"knee\">"
      "<title lang=\"en\">G</title><title lang=\"fr\">G</title><source id=\"acr\" authority=\"acr\" "
      "year=\"2020\">ACR</source><enter findings=\"%s\"/>%s",
      id, entry, yields);
  if (below(2) == 0) {
    add(t, "<applies>");
    add_condition(t, 1);
    add(t, "</applies>");
  }
  for (uint32_t i = 0; i < 2 + below(3); i++) {
    const char *category = categories[below(3)];
    add(t, "<scenario id=\"%s%u\"><title lang=\"en\">S</title><title lang=\"fr\">S</title><when>", id, i);
    add_condition(t, 2);
    add(t, "</when><ratings source=\"acr\"><%s>mr-knee</%s></ratings></scenario>", category, category);
  }
  add(t, "</guideline>");
}

static rscan_rulebase *random_book(void) {
  static chance_text facts, scores, guidelines;
  facts.n = scores.n = guidelines.n = 0;
  add(&facts, "<finding id=\"e\">" LABEL ASK "<cue>entry</cue></finding>");
  for (int i = 0; i < 6; i++) {
    add(&facts, "<finding id=\"f%d\" unstated=\"%s\">" LABEL ASK "<cue>word%c</cue>", i, below(3) ? "absent" : "unknown", 'a' + i);
    if (i > 0 && below(3) == 0)
      add(&facts, "<implies finding=\"f%u\"%s/>", below((uint32_t)i), below(4) ? "" : " state=\"absent\"");
    add(&facts, "</finding>");
  }
  if (below(2))
    add(&facts, "<exclusive facts=\"f%u f5\"/>", below(5));
  add(&facts, "<choice id=\"c\">" LABEL ASK "<value id=\"v0\">" LABEL "</value><value id=\"v1\">" LABEL
              "</value><value id=\"v2\">" LABEL "</value></choice>");
  add(&facts, "<measure id=\"m\" unit=\"1\" min=\"0\" max=\"50\">" LABEL ASK "%s</measure>",
      below(2) ? "<implies at-least=\"20\" finding=\"f1\"/>" : "");
  add(&facts, "<measure id=\"same\" unit=\"1\" min=\"0\" max=\"50\">" LABEL ASK "<derive><value of=\"m\"/></derive>%s</measure>",
      below(2) ? "<implies below=\"10\" finding=\"f2\"/>" : "");
  add(&facts, "<group id=\"g\" members=\"f0 f1 f3\">" LABEL ASK "</group>");
  add(&scores, "<score id=\"s\">" LABEL ASK "<source id=\"src\" year=\"2000\">s</source><criterion>" LABEL
               "<has finding=\"f2\"/></criterion><criterion>" LABEL "<has finding=\"f3\"/></criterion></score>");
  add_guideline(&guidelines, "ga", "e", below(2) ? "<yields to=\"gb\"/>" : "");
  add(&guidelines, "\f");
  add_guideline(&guidelines, "gb", "f4", "");
  return test_book(facts.data, scores.data, guidelines.data, NULL);
}

/* ---- what a referral can tell ---- */

typedef struct option {
  const char *fact, *member, *value;
} option;
static const option options[] = {{"e", "findings", "\"present\""},
                                 {"e", "findings", "\"absent\""},
                                 {"f0", "findings", "\"present\""},
                                 {"f0", "findings", "\"absent\""},
                                 {"f1", "findings", "\"present\""},
                                 {"f1", "findings", "\"absent\""},
                                 {"f2", "findings", "\"present\""},
                                 {"f2", "findings", "\"absent\""},
                                 {"f3", "findings", "\"present\""},
                                 {"f3", "findings", "\"absent\""},
                                 {"f4", "findings", "\"present\""},
                                 {"f4", "findings", "\"absent\""},
                                 {"f5", "findings", "\"present\""},
                                 {"f5", "findings", "\"absent\""},
                                 {"g", "findings", "\"present\""},
                                 {"g", "findings", "\"absent\""},
                                 {"c", "findings", "\"v0\""},
                                 {"c", "findings", "\"v1\""},
                                 {"c", "findings", "\"v2\""},
                                 {"m", "measures", "5"},
                                 {"m", "measures", "10"},
                                 {"m", "measures", "15"},
                                 {"m", "measures", "20"},
                                 {"m", "measures", "25"},
                                 {"m", "measures", "30"},
                                 {"m", "measures", "35"},
                                 {"s", "measures", "0"},
                                 {"s", "measures", "1"},
                                 {"s", "measures", "2"}};
#define N_OPTIONS (sizeof options / sizeof *options)

/* A referral: words, and facts told by fields. */
typedef struct asking {
  char reason[200];
  option fields[12];
  uint32_t n_fields;
} asking;

static void put_member(chance_text *t, const asking *a, const option *more, uint32_t n_more, const char *member) {
  bool is_first = true;
  add(t, ",\"%s\":{", member);
  for (uint32_t i = 0; i < a->n_fields + n_more; i++) {
    const option *o = i < a->n_fields ? &a->fields[i] : &more[i - a->n_fields];
    if (strcmp(o->member, member) != 0)
      continue;
    add(t, "%s\"%s\":%s", is_first ? "" : ",", o->fact, o->value);
    is_first = false;
  }
  add(t, "}");
}

static rscan_rulebase *book;
static rscan_scratch *scratch;
static rscan_referral *referral;

static uint32_t n_conflicts(void) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < scratch->decision.n_warnings; i++)
    n += strstr(scratch->decision.warnings[i].text, "both stand") ||
         strstr(scratch->decision.warnings[i].text, "\"same\" is told twice");
  return n;
}

/* Decides it with more facts. False when they do not go together. */
static bool decide(const asking *a, const option *more, uint32_t n_more) {
  static chance_text request;
  rscan_error *err = NULL;
  request.n = 0;
  add(&request, "{\"exam\":\"mr-knee\",\"reason\":\"%s\"", a->reason);
  put_member(&request, a, more, n_more, "findings");
  put_member(&request, a, more, n_more, "measures");
  add(&request, "}");
  rscan_status status = rscan_referral_parse(referral, request.data, request.n, &err);
  ck_assert_msg(status == RSCAN_OK, "%s: %s", request.data, err ? rscan_error_text(err, 0) : "?");
  ck_assert(rscan_decide(scratch, referral, NULL) != NULL);
  uint32_t score = rsi_find_fact(book, "s");
  rsi_state told = scratch->world.states[score];
  bool is_overdrawn = !(told & RSI_UNTOLD) &&
                      rsi_state_is_empty(RSI_SCORE, rsi_state_and(RSI_SCORE, told, rsi_score_state(&scratch->world, score)));
  return n_conflicts() == 0 && !is_overdrawn;
}

static bool is_reached(const rsi_target *target) {
  rsi_account account;
  if (target->exam != RSI_NONE)
    return scratch->decision.verdict == RSCAN_USUALLY_APPROPRIATE;
  ck_assert(rsi_account_of(scratch, book->scenarios[target->scenario].guideline, &account));
  return account.role == RSI_ROLE_IN_PLAY && account.n_candidates == 1 && account.candidates[0].scenario == target->scenario;
}

/* By a guideline that is in play anyway: the search prefers these. */
static uint8_t was_in_play[4];

static bool is_reached_in_play(const rsi_target *target) {
  bool is_any = false;
  for (uint32_t g = 0; target->exam != RSI_NONE && g < book->n_guidelines && !is_any; g++) {
    rsi_account account;
    ck_assert(rsi_account_of(scratch, g, &account));
    is_any = was_in_play[g] && account.role == RSI_ROLE_IN_PLAY && account.n_candidates > 0;
    for (uint32_t i = 0; i < account.n_candidates && is_any; i++)
      is_any = account.candidates[i].category == RSCAN_USUALLY_APPROPRIATE;
  }
  return is_any || (target->exam == RSI_NONE && is_reached(target));
}

static bool is_field(const asking *a, const char *fact) {
  for (uint32_t i = 0; i < a->n_fields; i++)
    if (strcmp(a->fields[i].fact, fact) == 0)
      return true;
  return false;
}

#define MAX_TARGETS 16
#define NEVER 99

/* How many facts have to be told otherwise, at least, for each target; NEVER when more than two, or none will do. */
static char best[MAX_TARGETS][100]; /* what that is, for a failure's message */

static uint32_t least_in_play[MAX_TARGETS];

static void find_least(const asking *a, const rsi_target *targets, uint32_t n_targets, uint32_t least[MAX_TARGETS]) {
  for (uint32_t t = 0; t < n_targets; t++)
    least[t] = least_in_play[t] = NEVER;
  decide(a, NULL, 0);
  for (uint32_t g = 0; g < book->n_guidelines; g++)
    was_in_play[g] = scratch->world.entries[g] > 0;
  for (size_t i = 0; i <= N_OPTIONS; i++)
    for (size_t k = 0; k <= i; k++) {
      option told[2];
      uint32_t n = 0;
      if (i < N_OPTIONS && k < N_OPTIONS && i != k && strcmp(options[i].fact, options[k].fact) == 0)
        continue;
      if (i < N_OPTIONS)
        told[n++] = options[i];
      if (k < N_OPTIONS && k != i)
        told[n++] = options[k];
      bool is_closed = (n > 0 && is_field(a, told[0].fact)) || (n > 1 && is_field(a, told[1].fact));
      if (is_closed || !decide(a, told, n))
        continue;
      for (uint32_t t = 0; t < n_targets; t++) {
        if (n < least_in_play[t] && is_reached_in_play(&targets[t]))
          least_in_play[t] = n;
        if (n < least[t] && is_reached(&targets[t])) {
          least[t] = n;
          snprintf(best[t], sizeof best[t], "%s=%s %s=%s", n ? told[0].fact : "", n ? told[0].value : "", n > 1 ? told[1].fact : "",
                   n > 1 ? told[1].value : "");
        }
      }
    }
}

/* ---- each way that was found ---- */

/* Every single value that a change names, in turn. Returns false when there are no more. */
static bool value_of(const rsi_change *c, uint32_t number, option *o) {
  static const char *const findings[] = {"\"absent\"", "\"suspected\"", "\"present\""};
  static char numbers[8][40];
  static uint32_t next;
  *o = (option){.fact = rsi_fact_id(book, c->fact), .member = "findings"};
  if (c->fact >= book->n_facts) {
    o->value = c->state == RSI_PRESENT ? "\"present\"" : "\"absent\"";
    return number == 0;
  }
  uint8_t kind = book->facts[c->fact].kind;
  if (rsi_kind_has_cells(kind)) {
    double step = kind == RSI_SCORE ? 1 : 0.5;
    double low = isinf(c->range.low) ? 0 : c->range.low + (c->range.is_low_open ? step : 0);
    double high = isinf(c->range.high) ? (kind == RSI_SCORE ? 2 : 50) : c->range.high - (c->range.is_high_open ? step : 0);
    double value = number == 0 ? low : number == 1 ? high : (low + high) / 2;
    if (kind == RSI_SCORE)
      value = floor(value);
    snprintf(numbers[next % 8], sizeof numbers[0], "%g", value);
    o->member = "measures";
    o->value = numbers[next++ % 8];
    return number < 3;
  }
  for (unsigned bit = 0; bit < 3; bit++)
    if (c->state >> bit & 1 && number-- == 0) {
      snprintf(numbers[next % 8], sizeof numbers[0], "\"v%u\"", bit);
      o->value = kind == RSI_FINDING ? findings[bit] : numbers[next++ % 8];
      return true;
    }
  return false;
}

static bool has_score(const rsi_way *way) {
  bool has = false;
  for (uint32_t i = 0; i < way->n_changes; i++)
    has |= way->changes[i].fact < book->n_facts && book->facts[way->changes[i].fact].kind == RSI_SCORE;
  return has;
}

static void check_way(const asking *a, const rsi_target *target, const rsi_way *way) {
  option told[RSI_MAX_CHANGES];
  for (uint32_t varied = 0; varied < way->n_changes; varied++)
    for (uint32_t number = 0; number < 4; number++) {
      bool is_there = true;
      for (uint32_t i = 0; i < way->n_changes; i++)
        is_there = value_of(&way->changes[i], i == varied ? number : 0, &told[i]) && is_there;
      if (!is_there)
        break;
      bool goes_together = decide(a, told, way->n_changes);
      if (!goes_together && has_score(way))
        continue; /* the criteria do not allow every total of the band */
      chance_text t = {.n = 0};
      for (uint32_t i = 0; i < way->n_changes; i++)
        add(&t, " %s=%s (%g..%g)", told[i].fact, told[i].value, way->changes[i].range.low, way->changes[i].range.high);
      ck_assert_msg(goes_together && is_reached(target), "does not lead to scenario %d:%s: %s", (int)target->scenario, t.data,
                    goes_together ? "decided otherwise" : "contradiction");
    }
}

/* "f0=absent s=[1..]" for a failure's message. */
static const char *show(const rsi_prospect *p) {
  static chance_text t;
  t.n = 0;
  add(&t, "-");
  for (uint32_t i = 0; i < p->n_open && i < 1; i++) {
    const rsi_way *way = RSI_AT(&p->ways, rsi_way, i);
    for (uint32_t k = 0; k < way->n_changes; k++)
      add(&t, " %s=%llx[%g..%g]", rsi_fact_id(book, way->changes[k].fact), (unsigned long long)(way->changes[k].state & 7),
          way->changes[k].range.low, way->changes[k].range.high);
  }
  return t.data;
}

static void check_target(const asking *a, const rsi_target *target, uint32_t least, uint32_t most, const char *as) {
  rsi_prospect p;
  decide(a, NULL, 0);
  ck_assert(rsi_prospect_find(scratch, target, &p));
  uint32_t found = p.is_so ? 0 : p.n_open ? RSI_AT(&p.ways, rsi_way, 0)->n_changes : NEVER;
  bool is_least = found == least || (found > least && found <= most) || (least == NEVER && found > 2) ||
                  (most == NEVER && p.is_elsewhere && found >= least);
  ck_assert_msg(is_least, "%u facts (%s), in play %u, and not %u: %s (scenario %d, reason %s, %u fields)", (unsigned)least,
                least == NEVER ? "" : as, (unsigned)most, (unsigned)found, show(&p), (int)target->scenario, a->reason,
                (unsigned)a->n_fields);
  for (uint32_t i = 0; i < p.n_open; i++)
    check_way(a, target, RSI_AT(&p.ways, rsi_way, i));
  for (uint32_t i = p.n_open; i < p.ways.count; i++)
    ck_assert(RSI_AT(&p.ways, rsi_way, i)->is_closed);
  rsi_prospect_free(scratch, &p);
}

/* ---- the whole ---- */

static asking random_asking(void) {
  asking a = {.reason = "", .n_fields = 0};
  size_t n = 0;
  if (below(4))
    n += (size_t)snprintf(a.reason + n, sizeof a.reason - n, "entry; ");
  for (int i = 0; i < 6; i++)
    if (below(3) == 0)
      n += (size_t)snprintf(a.reason + n, sizeof a.reason - n, "%sword%c; ",
                            below(2)   ? ""
                            : below(2) ? "no "
                                       : "possible ",
                            'a' + i);
  for (int i = 0; i < 3; i++) {
    const option *o = &options[below(N_OPTIONS)];
    if (below(2) && !is_field(&a, o->fact) && strcmp(o->fact, "g") != 0)
      a.fields[a.n_fields++] = *o;
  }
  if (!n)
    snprintf(a.reason, sizeof a.reason, "nothing");
  return a;
}

START_TEST(the_smallest_sets_are_those_of_brute_force) {
  seed = 4711u + (uint32_t)_i;
  book = random_book();
  scratch = rscan_scratch_new(book, NULL);
  referral = rscan_referral_new(book, NULL);
  rsi_target targets[MAX_TARGETS];
  uint32_t n = 0, least[MAX_TARGETS];
  targets[n++] = (rsi_target){RSI_NONE, rsi_find_exam(book, "mr-knee")};
  for (uint32_t i = 0; i < book->n_scenarios; i++)
    targets[n++] = (rsi_target){i, RSI_NONE};
  for (int r = 0; r < N_REFERRALS; r++) {
    asking a = random_asking();
    if (!decide(&a, NULL, 0))
      continue; /* what does not go together by itself is told of elsewhere */
    find_least(&a, targets, n, least);
    for (uint32_t t = 0; t < n; t++)
      check_target(&a, &targets[t], least[t], least_in_play[t], best[t]);
  }
  rscan_referral_free(referral);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("change");
  TCase *tc = tcase_create("change");
  tcase_set_timeout(tc, 120);
  tcase_add_loop_test(tc, the_smallest_sets_are_those_of_brute_force, 0, N_BOOKS);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
