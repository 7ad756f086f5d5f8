/* The reasoning as JSON: the same steps as the text, for a program to draw. */
#include <math.h>

#include "change.h"
#include "explain.h"
#include "referral.h"
#include "render.h"

typedef struct sheet {
  rsi_json json;
  struct rscan_scratch *scratch;
  const struct rscan_decision *d;
  const rscan_rulebase *rb;
  int lang;
  bool has_failed;
} sheet;

static void put_text(sheet *s, rsi_text text) {
  const char *words = rsi_say(s->rb, text, s->lang);
  rsi_json_string(&s->json, *words ? words : NULL);
}

#define TEXT(s, name, text) (RSI_JSON_NAME(&(s)->json, name), put_text((s), (text)))

/* ---- conditions ---- */

static const char *op_name(uint8_t op) {
  static const char *const names[] = {"always", "fact", "fact", "fact", "all", "any", "not", "at-least", "repeat"};
  return names[op];
}

static void put_leaf(sheet *s, const rsi_step *step) {
  const rsi_node *leaf = &s->rb->nodes[step->node];
  rsi_known silent;
  const rsi_known *known = rsi_known_in(s->scratch, step, &silent);
  rsi_json *j = &s->json;
  RSI_JSON_STRING(j, "fact", rsi_fact_id(s->rb, leaf->fact));
  RSI_JSON_STRING(j, "label", rsi_fact_label(s->rb, leaf->fact, s->lang));
  RSI_JSON_NAME(j, "asks_for");
  const rsi_sink sink = rsi_json_open_string(j);
  rsi_put_wanted(&sink, s->rb, s->lang, leaf);
  rsi_json_close_string(j);
  RSI_JSON_NAME(j, "known");
  rsi_json_facts(j, s->d, known, known ? 1 : 0, RSI_FACTS_ALL);
  if (step->value == RSI_UNKNOWN)
    TEXT(s, "ask", s->rb->facts[leaf->fact].ask);
}

static void put_steps(sheet *s, const rsi_step *steps, uint32_t n_steps, uint32_t i) {
  const rsi_node *node = &s->rb->nodes[steps[i].node];
  rsi_json *j = &s->json;
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "op", op_name(node->op));
  RSI_JSON_STRING(j, "value", rsi_truth_name(steps[i].value));
  if (rsi_is_leaf(node->op)) {
    put_leaf(s, &steps[i]);
  } else {
    if (node->name)
      RSI_JSON_STRING(j, "name", rsi_string(s->rb, node->name));
    if (node->name && node->fact == RSI_NONE)
      RSI_JSON_STRING(j, "title", rsi_node_name(s->rb, node, s->lang));
    if (node->op == RSI_OP_AT_LEAST)
      RSI_JSON_NUMBER(j, "count", node->count);
    RSI_JSON_OPEN(j, "of", '[');
    for (uint32_t k = i + 1; k < rsi_step_end(steps, n_steps, i); k = rsi_step_end(steps, n_steps, k))
      put_steps(s, steps, n_steps, k);
    rsi_json_close(j, ']');
  }
  rsi_json_close(j, '}');
}

static void put_condition(sheet *s, uint32_t node) {
  uint32_t n_steps = 0;
  const rsi_step *steps = node == RSI_NONE ? NULL : rsi_scratch_trace(s->scratch, node, &n_steps);
  s->has_failed |= node != RSI_NONE && !steps;
  if (steps)
    put_steps(s, steps, n_steps, 0);
  else
    rsi_json_null(&s->json);
}

/* ---- guidelines ---- */

static void put_id(sheet *s, rsi_str id) { rsi_json_string(&s->json, id ? rsi_string(s->rb, id) : NULL); }

#define ID(s, name, id) (RSI_JSON_NAME(&(s)->json, name), put_id((s), (id)))

static void put_place(sheet *s, rsi_where where) {
  rsi_json *j = &s->json;
  RSI_JSON_OPEN(j, "place", '{');
  RSI_JSON_STRING(j, "file", rsi_place_in_book(s->rb, where));
  RSI_JSON_NUMBER(j, "line", where.line);
  rsi_json_close(j, '}');
}

static void put_scenario(sheet *s, const rsi_account *account, uint32_t scenario) {
  const rsi_scenario *of = &s->rb->scenarios[scenario];
  rsi_json *j = &s->json;
  uint32_t before = rsi_scenario_before(s->scratch, scenario);
  rsi_json_open(j, '{');
  ID(s, "id", of->id);
  TEXT(s, "title", of->title);
  RSI_JSON_STRING(j, "outcome", rsi_outcome_name(rsi_outcome_of(s->scratch, account, scenario)));
  ID(s, "behind", before == RSI_NONE ? 0 : s->rb->scenarios[before].id);
  RSI_JSON_STRING(j, "category",
                  s->d->exam == RSI_NONE ? NULL : rscan_category_name((rscan_category)rsi_rate(s->scratch, of, s->d->exam)));
  put_place(s, of->where);
  RSI_JSON_NAME(j, "condition");
  put_condition(s, of->when);
  rsi_json_close(j, '}');
}

static bool give_account(sheet *s, uint32_t guideline, rsi_account *account) {
  bool is_good = rsi_account_of(s->scratch, guideline, account);
  s->has_failed |= !is_good;
  return is_good;
}

static void begin_guideline(sheet *s, const rsi_account *account) {
  const rsi_guideline *g = &s->rb->guidelines[account->guideline];
  rsi_json *j = &s->json;
  rsi_json_open(j, '{');
  ID(s, "id", g->id);
  TEXT(s, "title", g->title);
  RSI_JSON_STRING(j, "role", rsi_role_name(account->role));
  RSI_JSON_BOOL(j, "is_certain", !account->is_open);
  ID(s, "yields_to", account->to == RSI_NONE ? 0 : s->rb->guidelines[account->to].id);
  RSI_JSON_OPEN(j, "enters", '[');
  for (uint32_t i = 0; i < g->enters.count; i++)
    rsi_json_string(j, rsi_fact_id(s->rb, s->rb->indices[g->enters.first + i]));
  rsi_json_close(j, ']');
  RSI_JSON_NAME(j, "applies");
  put_condition(s, g->applies);
}

static void put_guideline(sheet *s, uint32_t guideline) {
  const rsi_guideline *g = &s->rb->guidelines[guideline];
  rsi_json *j = &s->json;
  rsi_account account;
  if (!give_account(s, guideline, &account))
    return;
  begin_guideline(s, &account);
  RSI_JSON_OPEN(j, "scenarios", '[');
  for (uint32_t i = 0; account.role == RSI_ROLE_IN_PLAY && i < g->scenarios.count; i++)
    put_scenario(s, &account, g->scenarios.first + i);
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

/* ---- what would have to change ---- */

static void put_change(sheet *s, const rsi_change *c) {
  const rsi_node wanted = {.fact = c->fact, .arg = c->state};
  bool has_range = c->fact < s->rb->n_facts && rsi_kind_has_cells(s->rb->facts[c->fact].kind);
  rsi_known silent;
  const rsi_known *now = rsi_known_now(s->scratch, c->fact, &silent);
  rsi_json *j = &s->json;
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "id", rsi_fact_id(s->rb, c->fact));
  RSI_JSON_STRING(j, "kind", rsi_kind_name(s->rb, c->fact));
  RSI_JSON_STRING(j, "label", rsi_fact_label(s->rb, c->fact, s->lang));
  if (has_range)
    rsi_json_bounds(j, s->d, c->fact, rsi_bounds_of_range(c->range));
  else
    rsi_json_state(j, s->d, c->fact, c->state);
  RSI_JSON_NAME(j, "asks_for");
  const rsi_sink sink = rsi_json_open_string(j);
  if (has_range)
    rsi_put_range(&sink, s->rb, s->lang, c->fact, rsi_bounds_of_range(c->range));
  else if (c->fact >= s->rb->n_facts)
    rsi_put(&sink, rsi_word(s->rb, s->lang, "group", c->state == RSI_PRESENT ? "some" : "none"));
  else
    rsi_put_wanted(&sink, s->rb, s->lang, &wanted);
  rsi_json_close_string(j);
  RSI_JSON_BOOL(j, "can_change", !c->is_closed);
  RSI_JSON_NAME(j, "known");
  rsi_json_facts(j, s->d, now, now ? 1 : 0, RSI_FACTS_ALL);
  rsi_json_close(j, '}');
}

static void put_way(sheet *s, const rsi_way *way) {
  rsi_json *j = &s->json;
  rsi_json_open(j, '{');
  RSI_JSON_BOOL(j, "can_change", !way->is_closed);
  ID(s, "guideline", way->scenario == RSI_NONE ? 0 : s->rb->guidelines[s->rb->scenarios[way->scenario].guideline].id);
  ID(s, "scenario", way->scenario == RSI_NONE ? 0 : s->rb->scenarios[way->scenario].id);
  RSI_JSON_OPEN(j, "changes", '[');
  for (uint32_t i = 0; i < way->n_changes; i++)
    put_change(s, &way->changes[i]);
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

static void put_prospect(sheet *s, const rsi_target *target) {
  rsi_json *j = &s->json;
  rsi_prospect p;
  s->has_failed |= !rsi_prospect_find(s->scratch, target, &p);
  RSI_JSON_BOOL(j, "is_so", p.is_so);
  RSI_JSON_BOOL(j, "is_possible", p.is_so || p.n_open > 0 || (!p.is_nowhere && !p.is_complete));
  RSI_JSON_BOOL(j, "is_elsewhere", p.is_elsewhere && !p.is_nowhere);
  RSI_JSON_BOOL(j, "is_complete", p.is_complete);
  RSI_JSON_NUMBER(j, "facts_tried", p.n_tried);
  RSI_JSON_OPEN(j, "ways", '[');
  for (uint32_t i = 0; i < p.ways.count; i++)
    put_way(s, RSI_AT(&p.ways, rsi_way, i));
  rsi_json_close(j, ']');
  rsi_prospect_free(s->scratch, &p);
}

/* ---- why not ---- */

/* The scenario asked about; or those that would recommend the exam, of the guidelines in play. */
static void put_scenarios(sheet *s, const rsi_target *target) {
  const rsi_world *world = &s->scratch->world;
  rsi_json *j = &s->json;
  rsi_account account;
  RSI_JSON_OPEN(j, "scenarios", '[');
  if (target->scenario != RSI_NONE && give_account(s, s->rb->scenarios[target->scenario].guideline, &account))
    put_scenario(s, &account, target->scenario);
  for (uint32_t i = 0; target->exam != RSI_NONE && i < world->n_in_play; i++) {
    const rsi_span scenarios = s->rb->guidelines[world->in_play[i]].scenarios;
    if (!give_account(s, world->in_play[i], &account))
      return;
    for (uint32_t k = scenarios.first; k < scenarios.first + scenarios.count; k++)
      if (rsi_would_recommend(s->scratch, k, target->exam))
        put_scenario(s, &account, k);
  }
  rsi_json_close(j, ']');
}

static void put_stops(sheet *s, uint32_t exam) {
  rsi_json *j = &s->json;
  RSI_JSON_OPEN(j, "stopped_by", '[');
  for (uint32_t i = 0; exam != RSI_NONE && i < s->d->n_cautions; i++)
    if (s->d->cautions[i].exam == exam && s->rb->rules[s->d->cautions[i].rule].level == RSCAN_SAFETY_STOP)
      put_text(s, s->rb->rules[s->d->cautions[i].rule].message);
  rsi_json_close(j, ']');
}

static void put_target(sheet *s, const rsi_target *target) {
  const rsi_scenario *of = target->scenario == RSI_NONE ? NULL : &s->rb->scenarios[target->scenario];
  bool is_rated = target->exam != RSI_NONE && s->d->scenario != RSI_NONE;
  uint8_t category = is_rated ? rsi_rate(s->scratch, &s->rb->scenarios[s->d->scenario], target->exam) : RSCAN_UNRATED;
  rsi_json *j = &s->json;
  ID(s, "exam", target->exam == RSI_NONE ? 0 : s->rb->exams[target->exam].id);
  RSI_JSON_STRING(j, "name", target->exam == RSI_NONE ? NULL : rsi_exam_name(s->rb, target->exam, s->lang));
  RSI_JSON_STRING(j, "category", is_rated ? rscan_category_name((rscan_category)category) : NULL);
  ID(s, "scenario", of ? of->id : 0);
  ID(s, "guideline", of ? s->rb->guidelines[of->guideline].id : 0);
  RSI_JSON_BOOL(j, "in_play", of && s->scratch->world.entries[of->guideline] > 0);
}

static void put_guideline_of(sheet *s, const rsi_target *target) {
  rsi_account account;
  if (target->scenario == RSI_NONE || !give_account(s, s->rb->scenarios[target->scenario].guideline, &account)) {
    rsi_json_null(&s->json);
    return;
  }
  begin_guideline(s, &account);
  rsi_json_close(&s->json, '}');
}

static void put_why_not(sheet *s, const rsi_target *target) {
  rsi_json *j = &s->json;
  RSI_JSON_NAME(j, "why_not");
  if (!target) {
    rsi_json_null(j);
    return;
  }
  rsi_json_open(j, '{');
  put_target(s, target);
  put_prospect(s, target);
  put_stops(s, target->exam);
  RSI_JSON_NAME(j, "standing");
  put_guideline_of(s, target);
  put_scenarios(s, target);
  rsi_json_close(j, '}');
}

static void put_summary(sheet *s) {
  rsi_json *j = &s->json;
  RSI_JSON_STRING(j, "id", s->d->referral->id);
  RSI_JSON_STRING(j, "verdict", s->d->verdict == RSCAN_UNRATED ? NULL : rscan_category_name((rscan_category)s->d->verdict));
  RSI_JSON_NAME(j, "summary");
  const rsi_sink sink = rsi_json_open_string(j);
  rsi_put_summary(&sink, s->d);
  rsi_json_close_string(j);
  rsi_json_questions(j, s->d);
}

bool rsi_explain_json(struct rscan_scratch *scratch, const rsi_target *target, rsi_buf *out) {
  sheet s = {{.buf = out}, scratch, &scratch->decision, scratch->rb, scratch->decision.referral->language, false};
  rsi_json *j = &s.json;
  rsi_json_open(j, '{');
  put_summary(&s);
  put_why_not(&s, target);
  RSI_JSON_NAME(j, "facts");
  rsi_json_facts(j, s.d, s.d->facts, s.d->n_facts, RSI_FACTS_ALL);
  RSI_JSON_NAME(j, "assumed");
  rsi_json_facts(j, s.d, s.d->assumed, s.d->n_assumed, RSI_FACTS_BARE);
  RSI_JSON_OPEN(j, "guidelines", '[');
  for (uint32_t i = 0; i < scratch->world.n_in_play; i++)
    put_guideline(&s, scratch->world.in_play[i]);
  rsi_json_close(j, ']');
  RSI_JSON_STRING(j, "language", rsi_lang_name(s.lang));
  RSI_JSON_NUMBER(j, "contract", RSCAN_CONTRACT);
  rsi_json_close(j, '}');
  return !out->has_failed && !s.has_failed;
}
