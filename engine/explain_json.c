/* The reasoning as JSON: the same steps as the text, for a program to draw. */
#include <math.h>

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
  const rsi_known *known = rsi_known_of(s->d, step);
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

static void put_scenario(sheet *s, uint32_t scenario) {
  const rsi_scenario *of = &s->rb->scenarios[scenario];
  rsi_json *j = &s->json;
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "id", rsi_string(s->rb, of->id));
  TEXT(s, "title", of->title);
  RSI_JSON_STRING(j, "outcome", rsi_outcome_name(rsi_outcome_of(s->scratch, scenario)));
  RSI_JSON_STRING(j, "category",
                  s->d->exam == RSI_NONE ? NULL : rscan_category_name((rscan_category)rsi_rate(s->scratch, of, s->d->exam)));
  RSI_JSON_NAME(j, "condition");
  put_condition(s, of->when);
  rsi_json_close(j, '}');
}

static void put_guideline(sheet *s, uint32_t guideline) {
  const rsi_guideline *g = &s->rb->guidelines[guideline];
  rsi_account account = rsi_account_of(s->scratch, guideline);
  rsi_json *j = &s->json;
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "id", rsi_string(s->rb, g->id));
  TEXT(s, "title", g->title);
  RSI_JSON_STRING(j, "role", rsi_role_name(account.role));
  RSI_JSON_STRING(j, "yields_to", account.to == RSI_NONE ? NULL : rsi_string(s->rb, s->rb->guidelines[account.to].id));
  RSI_JSON_NAME(j, "applies");
  put_condition(s, g->applies);
  RSI_JSON_OPEN(j, "scenarios", '[');
  for (uint32_t i = 0; account.role == RSI_ROLE_IN_PLAY && i < g->scenarios.count; i++)
    put_scenario(s, g->scenarios.first + i);
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

/* ---- why not ---- */

/* The scenarios in play that would recommend the exam: what their conditions lack says what would have to be different. */
static void put_ways(sheet *s, uint32_t exam) {
  const rsi_world *world = &s->scratch->world;
  rsi_json *j = &s->json;
  RSI_JSON_OPEN(j, "scenarios", '[');
  for (uint32_t i = 0; i < world->n_in_play; i++) {
    const rsi_span scenarios = s->rb->guidelines[world->in_play[i]].scenarios;
    for (uint32_t k = scenarios.first; k < scenarios.first + scenarios.count; k++)
      if (rsi_would_recommend(s->scratch, k, exam))
        put_scenario(s, k);
  }
  rsi_json_close(j, ']');
}

static void put_why_not(sheet *s, const rsi_target *target) {
  rsi_json *j = &s->json;
  RSI_JSON_NAME(j, "why_not");
  if (!target) {
    rsi_json_null(j);
    return;
  }
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "exam", target->exam == RSI_NONE ? NULL : rsi_string(s->rb, s->rb->exams[target->exam].id));
  if (target->exam != RSI_NONE) {
    bool is_rated = s->d->scenario != RSI_NONE;
    uint8_t category = is_rated ? rsi_rate(s->scratch, &s->rb->scenarios[s->d->scenario], target->exam) : RSCAN_UNRATED;
    RSI_JSON_STRING(j, "category", is_rated ? rscan_category_name((rscan_category)category) : NULL);
    put_ways(s, target->exam);
  } else {
    const rsi_scenario *of = &s->rb->scenarios[target->scenario];
    RSI_JSON_STRING(j, "category", NULL);
    RSI_JSON_STRING(j, "guideline", rsi_string(s->rb, s->rb->guidelines[of->guideline].id));
    RSI_JSON_BOOL(j, "in_play", s->scratch->world.entries[of->guideline] > 0);
    RSI_JSON_OPEN(j, "scenarios", '[');
    put_scenario(s, target->scenario);
    rsi_json_close(j, ']');
  }
  rsi_json_close(j, '}');
}

bool rsi_explain_json(struct rscan_scratch *scratch, const rsi_target *target, rsi_buf *out) {
  sheet s = {{.buf = out}, scratch, &scratch->decision, scratch->rb, scratch->decision.referral->language, false};
  rsi_json *j = &s.json;
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "id", s.d->referral->id);
  RSI_JSON_STRING(j, "verdict", s.d->verdict == RSCAN_UNRATED ? NULL : rscan_category_name((rscan_category)s.d->verdict));
  RSI_JSON_NAME(j, "facts");
  rsi_json_facts(j, s.d, s.d->facts, s.d->n_facts, RSI_FACTS_ALL);
  RSI_JSON_NAME(j, "assumed");
  rsi_json_facts(j, s.d, s.d->assumed, s.d->n_assumed, RSI_FACTS_BARE);
  RSI_JSON_OPEN(j, "guidelines", '[');
  for (uint32_t i = 0; i < scratch->world.n_in_play; i++)
    put_guideline(&s, scratch->world.in_play[i]);
  rsi_json_close(j, ']');
  put_why_not(&s, target);
  RSI_JSON_STRING(j, "language", rsi_lang_name(s.lang));
  RSI_JSON_NUMBER(j, "contract", RSCAN_CONTRACT);
  rsi_json_close(j, '}');
  return !out->has_failed && !s.has_failed;
}
