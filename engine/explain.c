/* The reasoning, step by step, for both of its forms: how guidelines and scenarios came out, what a condition's parts ask for, and
 * what "why not X?" is about. */
#include "explain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "referral.h"

/* ---- how things came out ---- */

static bool keep_candidates(struct rscan_scratch *s, rsi_account *a) {
  rsi_vec list = {0};
  bool is_done = rsi_candidates(s, a->guideline, s->decision.exam, true, &list);
  rsi_candidate *kept = is_done ? rsi_arena_alloc(&s->arena, (list.count + 1) * sizeof *kept) : NULL;
  if (kept && list.count)
    memcpy(kept, list.items, list.count * sizeof *kept);
  a->candidates = kept;
  a->n_candidates = kept ? list.count : 0;
  rsi_vec_free(&s->rb->allocator, &list);
  return kept != NULL;
}

bool rsi_account_of(struct rscan_scratch *s, uint32_t guideline, rsi_account *a) {
  const rsi_guideline *g = &s->rb->guidelines[guideline];
  uint32_t node;
  *a = (rsi_account){.guideline = guideline, .role = RSI_ROLE_IN_PLAY, .to = RSI_NONE};
  if (!s->world.entries[guideline]) {
    a->role = RSI_ROLE_NOT_ENTERED;
    return true;
  }
  if (g->applies != RSI_NONE && rsi_eval(&s->world, g->applies) == RSI_FALSE) {
    a->role = RSI_ROLE_NOT_APPLYING;
    return true;
  }
  enum rsi_standing standing = rsi_standing_of(s, guideline, &node);
  a->is_open = standing == RSI_MAY_STAND;
  for (uint32_t i = 0; standing == RSI_OUT && i < g->yields.count; i++) {
    uint32_t to = s->rb->indices[g->yields.first + i], applies = s->rb->guidelines[to].applies;
    if (s->world.entries[to] && (applies == RSI_NONE || rsi_eval(&s->world, applies) == RSI_TRUE)) {
      a->role = RSI_ROLE_YIELDS;
      a->to = to;
      return true;
    }
  }
  return keep_candidates(s, a);
}

bool rsi_is_undecided(const struct rscan_decision *d) { return d->n_questions > 0; }

enum rsi_outcome rsi_outcome_of(struct rscan_scratch *s, const rsi_account *a, uint32_t scenario) {
  const rscan_rulebase *rb = s->rb;
  if (!rsi_is_held(s, &rb->scenarios[scenario]))
    return RSI_OUTCOME_NOT_HELD;
  for (uint32_t i = rb->guidelines[a->guideline].scenarios.first; i < scenario; i++)
    if (rsi_is_held(s, &rb->scenarios[i]) && rsi_eval(&s->world, rb->scenarios[i].when) == RSI_TRUE)
      return RSI_OUTCOME_NOT_REACHED;
  bool is_candidate = false;
  for (uint32_t i = 0; i < a->n_candidates; i++)
    is_candidate |= a->candidates[i].scenario == scenario;
  bool is_only = a->n_candidates == 1 && !(rsi_is_undecided(&s->decision) && s->decision.n_candidates > 1);
  return !is_candidate ? RSI_OUTCOME_RULED_OUT : is_only ? RSI_OUTCOME_CHOSEN : RSI_OUTCOME_OPEN;
}

uint32_t rsi_scenario_before(struct rscan_scratch *s, uint32_t scenario) {
  const rscan_rulebase *rb = s->rb;
  uint32_t perhaps = RSI_NONE;
  for (uint32_t i = rb->guidelines[rb->scenarios[scenario].guideline].scenarios.first; i < scenario; i++) {
    rsi_truth t = rsi_is_held(s, &rb->scenarios[i]) ? rsi_eval(&s->world, rb->scenarios[i].when) : RSI_FALSE;
    if (t == RSI_TRUE)
      return i;
    if (t == RSI_UNKNOWN && perhaps == RSI_NONE)
      perhaps = i;
  }
  return perhaps;
}

const char *rsi_outcome_name(enum rsi_outcome outcome) {
  static const char *const names[] = {"chosen", "open", "ruled-out", "not-reached", "not-held"};
  return names[outcome];
}

const char *rsi_truth_name(uint8_t truth) {
  static const char *const names[] = {"false", "unknown", "true"};
  return names[truth];
}

const char *rsi_role_name(uint8_t role) {
  static const char *const names[] = {"in-play", "does-not-apply", "yields", "not-entered"};
  return names[role];
}

/* ---- conditions ---- */

bool rsi_is_leaf(uint8_t op) { return op == RSI_OP_IN || op == RSI_OP_WITHIN || op == RSI_OP_SCORE; }

uint32_t rsi_step_end(const rsi_step *steps, uint32_t n_steps, uint32_t i) {
  uint32_t end = i + 1;
  while (end < n_steps && steps[end].depth > steps[i].depth)
    end++;
  return end;
}

const rsi_known *rsi_known_of(const struct rscan_decision *d, const rsi_step *step) {
  uint32_t fact = d->rb->nodes[step->node].fact;
  for (uint32_t i = 0; i < d->n_facts; i++)
    if (d->facts[i].fact == fact)
      return &d->facts[i];
  bool may_be_first = d->rb->facts[fact].kind == RSI_PRIOR; /* an exam taken for the first of its kind is told as not done */
  for (uint32_t i = 0; (step->is_assumed || may_be_first) && i < d->n_assumed; i++)
    if (d->assumed[i].fact == fact)
      return &d->assumed[i];
  return NULL;
}

const rsi_known *rsi_known_in(const struct rscan_scratch *s, const rsi_step *step, rsi_known *silent) {
  const rsi_known *known = rsi_known_of(&s->decision, step);
  const rsi_node *leaf = &s->rb->nodes[step->node];
  if (known || !step->is_assumed)
    return known;
  *silent = (rsi_known){.fact = leaf->fact,
                        .state = rsi_leaf_state(&s->world, leaf),
                        .low = NAN,
                        .high = NAN,
                        .origin = RSI_FROM_ASSUMPTION,
                        .because = RSI_NONE};
  return silent;
}

static const rsi_known *told(const struct rscan_decision *d, uint32_t fact) {
  for (uint32_t i = 0; i < d->n_facts; i++)
    if (d->facts[i].fact == fact)
      return &d->facts[i];
  return NULL;
}

bool rsi_is_news(const struct rscan_decision *d, const rsi_known *k) {
  uint8_t kind = k->fact < d->rb->n_facts ? d->rb->facts[k->fact].kind : RSI_FINDING;
  bool is_absent = k->fact < d->rb->n_facts && kind == RSI_FINDING && k->state == RSI_ABSENT;
  const rsi_known *because = k->origin == RSI_FROM_IMPLICATION ? told(d, k->because) : NULL;
  if (because && (because->origin == RSI_FROM_DERIVATION || because->state == RSI_ABSENT || kind == RSI_MEASURE))
    return false; /* "more than a week old", of a number; what an absence leaves; a number that nobody told */
  return k->origin != RSI_FROM_DERIVATION && !(is_absent && (k->origin == RSI_FROM_IMPLICATION || k->origin == RSI_FROM_GROUP));
}

const rsi_known *rsi_known_now(const struct rscan_scratch *s, uint32_t fact, rsi_known *assumed) {
  const struct rscan_decision *d = &s->decision;
  for (uint32_t i = 0; i < d->n_facts; i++)
    if (d->facts[i].fact == fact)
      return &d->facts[i];
  for (uint32_t i = 0; i < d->n_assumed; i++)
    if (d->assumed[i].fact == fact)
      return &d->assumed[i];
  if (fact >= s->rb->n_facts || s->world.is_strict || s->rb->facts[fact].unstated == s->rb->facts[fact].full)
    return NULL;
  *assumed = (rsi_known){.fact = fact,
                         .state = s->rb->facts[fact].unstated,
                         .low = NAN,
                         .high = NAN,
                         .origin = RSI_FROM_ASSUMPTION,
                         .because = RSI_NONE};
  return assumed;
}

const char *rsi_place_in_book(const rscan_rulebase *rb, rsi_where where) {
  const char *file = rb->files[where.file], *main = rb->files[0], *slash = strrchr(main, '/');
  size_t length = slash ? (size_t)(slash - main) + 1 : 0;
  return strncmp(file, main, length) == 0 ? file + length : file;
}

void rsi_put_wanted(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const rsi_node *leaf) {
  const rsi_fact *fact = &rb->facts[leaf->fact];
  if (fact->kind == RSI_PRIOR && leaf->arg == (fact->full & ~(rsi_state)1))
    rsi_put(sink, rsi_word(rb, lang, "state", "done"));
  else if (fact->kind == RSI_FINDING && leaf->arg == (RSI_SUSPECTED | RSI_PRESENT))
    rsi_tell0(sink, rb, lang, "state.present-or-suspected");
  else
    rsi_put_state(sink, rb, lang, leaf->fact, leaf->arg, NAN, NAN);
}

void rsi_put_joint(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const rsi_node *node) {
  char count[16], days[32];
  bool is_group = node->fact != RSI_NONE && node->fact >= rb->n_facts && !rsi_is_leaf(node->op) && node->op != RSI_OP_REPEAT;
  const char *name = is_group ? rsi_fact_label(rb, node->fact, lang) : node->name ? rsi_node_name(rb, node, lang) : NULL;
  if (name) {
    rsi_put(sink, name);
    rsi_tell0(sink, rb, lang, "list.colon");
    rsi_put(sink, " ");
  }
  switch (node->op) {
  case RSI_OP_AT_LEAST:
    snprintf(count, sizeof count, "%u", (unsigned)node->count);
    rsi_tell1(sink, rb, lang, "joint.at-least", count);
    return;
  case RSI_OP_REPEAT:
    snprintf(days, sizeof days, "%llu", (unsigned long long)node->arg);
    rsi_tell1(sink, rb, lang, "joint.repeat", days);
    return;
  default:
    rsi_put(sink, rsi_word(rb, lang, "joint",
                           node->op == RSI_OP_ALL   ? "all"
                           : node->op == RSI_OP_ANY ? "any"
                           : node->op == RSI_OP_NOT ? "not"
                                                    : "always"));
  }
}

/* ---- what "why not" is about ---- */

static bool is_named(const rscan_rulebase *rb, rsi_str id, const char *name, size_t length) {
  const char *own = rsi_string(rb, id);
  return strncmp(own, name, length) == 0 && !own[length];
}

/* Scenarios of that name, in a guideline of that name if it was given: how many there are, of them in play, and the first. */
typedef struct named {
  uint32_t all, in_play, first, first_in_play;
} named;

static named scenarios_named(const struct rscan_scratch *s, const char *name) {
  const rscan_rulebase *rb = s->rb;
  const char *slash = strchr(name, '/'), *id = slash ? slash + 1 : name;
  named n = {.first = RSI_NONE, .first_in_play = RSI_NONE};
  for (uint32_t i = 0; i < rb->n_scenarios; i++) {
    const rsi_guideline *g = &rb->guidelines[rb->scenarios[i].guideline];
    if (strcmp(rsi_string(rb, rb->scenarios[i].id), id) != 0 || (slash && !is_named(rb, g->id, name, (size_t)(slash - name))))
      continue;
    n.first = n.all++ ? n.first : i;
    if (s->world.entries[rb->scenarios[i].guideline])
      n.first_in_play = n.in_play++ ? n.first_in_play : i;
  }
  return n;
}

static void add_to_hint(char *hint, size_t size, const char *more) {
  size_t used = strlen(hint);
  if (used + strlen(more) < size)
    memcpy(hint + used, more, strlen(more) + 1);
}

/* A scenario's name alone, where several guidelines have one. */
static rscan_status refuse_several(const struct rscan_scratch *s, const char *name, rscan_error **err) {
  const rscan_rulebase *rb = s->rb;
  char hint[400] = "say which: ", full[200], shown[RSI_SHOWN];
  bool is_first = true;
  for (uint32_t i = 0; i < rb->n_scenarios; i++) {
    if (strcmp(rsi_string(rb, rb->scenarios[i].id), name) != 0)
      continue;
    snprintf(full, sizeof full, "%s%s/%s", is_first ? "" : ", ", rsi_string(rb, rb->guidelines[rb->scenarios[i].guideline].id),
             name);
    add_to_hint(hint, sizeof hint, full);
    is_first = false;
  }
  return rsi_fail(err, &rb->allocator, RSCAN_BAD_ARGUMENT, "why-not-several", NULL, hint, "several guidelines have a scenario %s",
                  rsi_shown(shown, name));
}

typedef struct choice_of_names {
  const rscan_rulebase *rb;
  uint32_t guideline;
} choice_of_names;

static const char *guideline_at(const void *context, size_t i) {
  const choice_of_names *c = context;
  return rsi_string(c->rb, c->rb->guidelines[i].id);
}

static const char *scenario_at(const void *context, size_t i) {
  const choice_of_names *c = context;
  return rsi_string(c->rb, c->rb->scenarios[c->rb->guidelines[c->guideline].scenarios.first + i].id);
}

static const char *target_at(const void *context, size_t i) {
  const rscan_rulebase *rb = ((const choice_of_names *)context)->rb;
  return rsi_string(rb, i < rb->n_scenarios ? rb->scenarios[i].id : rb->exams[i - rb->n_scenarios].id);
}

/* The nearest of all; of "guideline/scenario" the nearest guideline, and in it the nearest scenario. */
static void find_nearest(const rscan_rulebase *rb, const char *name, char *hint, size_t size) {
  choice_of_names c = {rb, RSI_NONE};
  const char *slash = strchr(name, '/'), *nearest = NULL;
  char guideline[120] = "";
  *hint = '\0';
  if (!slash) {
    nearest = rsi_nearest(name, target_at, &c, rb->n_scenarios + rb->n_exams);
  } else {
    snprintf(guideline, sizeof guideline, "%.*s", (int)(slash - name < 100 ? slash - name : 100), name);
    const char *of = rsi_nearest(guideline, guideline_at, &c, rb->n_guidelines);
    for (uint32_t i = 0; of && i < rb->n_guidelines; i++)
      if (guideline_at(&c, i) == of)
        c.guideline = i;
    if (!of)
      return;
    snprintf(guideline, sizeof guideline, "%.100s/", of);
    nearest = rsi_nearest(slash + 1, scenario_at, &c, rb->guidelines[c.guideline].scenarios.count);
  }
  if (nearest)
    snprintf(hint, size, "did you mean \"%.100s%.100s\"?", guideline, nearest);
}

/* An exam by id, code, name or words; not by a body part alone, which fits a scenario's misspelt name too. */
static rscan_status find_exam(const struct rscan_scratch *s, const char *name, uint32_t *exam, rscan_error **err) {
  rsi_order order;
  rscan_status status = rsi_order_read(s->reader, s->rb, name, &order, err);
  *exam = RSI_NONE;
  if (status == RSCAN_OK && order.n_exams && (order.is_exact || order.modality != RSI_NONE))
    *exam = order.preferred != RSI_NONE ? order.preferred : order.exams[0];
  return status;
}

static rscan_status target_of(const struct rscan_scratch *s, const char *why_not, rsi_target *target, rscan_error **err) {
  named n = scenarios_named(s, why_not);
  *target = (rsi_target){n.in_play == 1 ? n.first_in_play : n.first, RSI_NONE};
  if (n.all == 1 || n.in_play == 1)
    return RSCAN_OK;
  if (n.all)
    return refuse_several(s, why_not, err);
  rscan_status status = find_exam(s, why_not, &target->exam, err);
  if (status != RSCAN_OK || target->exam != RSI_NONE)
    return status;
  char shown[RSI_SHOWN], hint[240];
  find_nearest(s->rb, why_not, hint, sizeof hint);
  return rsi_fail(err, &s->rb->allocator, RSCAN_BAD_ARGUMENT, "why-not-unknown", NULL, *hint ? hint : NULL,
                  "the rule base has no scenario or exam %s", rsi_shown(shown, why_not));
}

bool rsi_would_recommend(const struct rscan_scratch *s, uint32_t scenario, uint32_t exam) {
  const rsi_scenario *of = &s->rb->scenarios[scenario];
  return rsi_is_held(s, of) && rsi_rate(s, of, exam) == RSCAN_USUALLY_APPROPRIATE;
}

bool rsi_render_explain(struct rscan_scratch *scratch, rscan_format format, const char *why_not, rsi_buf *out, rscan_error **err) {
  rsi_target target;
  if (why_not && target_of(scratch, why_not, &target, err) != RSCAN_OK)
    return false;
  return format == RSCAN_FORMAT_JSON ? rsi_explain_json(scratch, why_not ? &target : NULL, out)
                                     : rsi_explain_text(scratch, why_not ? &target : NULL, out);
}
