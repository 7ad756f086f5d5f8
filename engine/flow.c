/* The ladder of a guideline, step by step, and how far each step was taken; see flow.h. Reach is a truth like any other: a step is
 * reached when none before it led away, perhaps when one may have; what leads on from it is reach and not its own condition. */
#include "flow_build.h"

#include <stdio.h>
#include <string.h>

typedef rsi_flow_builder builder;

static const char *word(const builder *b, const char *id) { return rsi_wording(b->rb, id, b->lang); }
static const char *say(const builder *b, rsi_text text) { return rsi_say(b->rb, text, b->lang); }

static rsi_flow_box end_box(builder *b, uint8_t mark) {
  rsi_flow_box box = {b->lines.items, b->lines.count, mark};
  b->lines = (rsi_vec){0};
  return box;
}

/* ---- the way taken ---- */

/* What the decision found possible in a guideline, by search rather than by logic alone; nothing when it listed none of it. */
typedef struct possible {
  bool is_listed, may_not_apply, may_have_none;
  uint32_t n_scenarios;
} possible;

static possible possible_of(const builder *b, uint32_t guideline) {
  possible p = {0};
  const struct rscan_decision *d = b->scratch ? &b->scratch->decision : NULL;
  for (uint32_t i = 0; d && i < d->n_candidates; i++) {
    if (d->candidates[i].guideline != guideline)
      continue;
    p.is_listed = true;
    p.may_not_apply |= d->candidates[i].kind == RSI_CANDIDATE_DOES_NOT_APPLY;
    p.may_have_none |= d->candidates[i].kind == RSI_CANDIDATE_NO_SCENARIO;
    p.n_scenarios += d->candidates[i].kind == RSI_CANDIDATE_SCENARIO;
  }
  return p;
}

static bool is_candidate(const builder *b, uint32_t scenario) {
  const struct rscan_decision *d = &b->scratch->decision;
  for (uint32_t i = 0; i < d->n_candidates; i++)
    if (d->candidates[i].scenario == scenario)
      return true;
  return false;
}

static rsi_truth both(rsi_truth a, rsi_truth z) { return a < z ? a : z; }
static rsi_truth not_so(rsi_truth a) { return (rsi_truth)(RSI_TRUE - a); }

static uint8_t mark_for(const builder *b, rsi_truth truth) {
  return !b->scratch ? RSI_FLOW_PLAIN : truth == RSI_TRUE ? RSI_FLOW_TAKEN : truth == RSI_UNKNOWN ? RSI_FLOW_OPEN : RSI_FLOW_NOT;
}

/* Does a scenario hold, so far as the search knows? What it did not find possible does not. */
static rsi_truth holds(const builder *b, const possible *p, uint32_t scenario, rsi_truth reach) {
  rsi_truth truth = rsi_eval(&b->scratch->world, b->rb->scenarios[scenario].when);
  if (!rsi_flow_is_held(b, &b->rb->scenarios[scenario]))
    return RSI_FALSE;
  if (!p->is_listed || reach == RSI_FALSE)
    return truth;
  if (!is_candidate(b, scenario))
    return RSI_FALSE;
  return p->n_scenarios == 1 && !p->may_have_none ? RSI_TRUE : truth; /* the only one left */
}

static const char *outcome_word(const builder *b, uint32_t scenario, rsi_truth reach, rsi_truth truth) {
  enum rsi_outcome outcome = !rsi_flow_is_held(b, &b->rb->scenarios[scenario]) ? RSI_OUTCOME_NOT_HELD
                             : reach == RSI_FALSE                              ? RSI_OUTCOME_NOT_REACHED
                             : truth == RSI_FALSE                              ? RSI_OUTCOME_RULED_OUT
                             : both(reach, truth) == RSI_TRUE                  ? RSI_OUTCOME_CHOSEN
                                                                               : RSI_OUTCOME_OPEN;
  return rsi_word(b->rb, b->lang, "flow", rsi_outcome_name(outcome));
}

/* ---- steps ---- */

static rsi_flow_step *add_step(builder *b, const char *id, rsi_flow_box question) {
  rsi_flow_step *step = RSI_PUSH(&b->memory, &b->steps, rsi_flow_step);
  if (step)
    *step = (rsi_flow_step){.id = id, .question = question, .right = "", .down = ""};
  return step;
}

/* Ends a step that has an answer beside it: the ways to the answer and down, and how far each is taken. */
static void end_step(builder *b, rsi_flow_step *step, bool is_yes_right, rsi_truth right, rsi_truth down) {
  if (!step)
    return;
  step->right = word(b, is_yes_right ? "truth.true" : "truth.false");
  step->down = word(b, is_yes_right ? "truth.false" : "truth.true");
  step->right_mark = mark_for(b, right);
  step->down_mark = mark_for(b, down);
  step->answer = end_box(b, step->right_mark);
}

static bool holds_entry(const builder *b, uint32_t fact) {
  return b->scratch && (b->scratch->world.states[fact] & ~RSI_UNTOLD & RSI_ABSENT) == 0;
}

/* What brings the guideline into play; of a decision what did, where that is known. */
static void put_entries(builder *b, const char *title, const char *because, rsi_span span) {
  bool is_known = false;
  uint32_t n = 0;
  for (uint32_t i = 0; i < span.count; i++)
    is_known |= holds_entry(b, b->rb->indices[span.first + i]);
  if (!span.count || (b->scratch && !is_known && because == NULL))
    return;
  rsi_buf buf = rsi_flow_begin(b);
  for (uint32_t i = 0; i < span.count; i++) {
    uint32_t fact = b->rb->indices[span.first + i];
    if (is_known && !holds_entry(b, fact))
      continue;
    if (n++)
      rsi_buf_printf(&buf, "%s ", word(b, "list.semicolon"));
    rsi_buf_puts(&buf, rsi_fact_label(b->rb, fact, b->lang));
  }
  rsi_flow_add(b, word(b, is_known && because ? because : title), 0, RSI_FLOW_TEXT);
  rsi_flow_add(b, rsi_flow_text(&buf), 1, RSI_FLOW_TEXT);
}

static void add_entry(builder *b, const rsi_guideline *g) {
  rsi_flow_add(b, say(b, g->title), 0, RSI_FLOW_TITLE);
  put_entries(b, "doc.enters", "flow.because", g->enters);
  put_entries(b, "doc.enters-ordered", NULL, g->enters_ordered);
  rsi_flow_step *step = add_step(b, "entry", end_box(b, mark_for(b, RSI_TRUE)));
  if (step)
    step->down_mark = mark_for(b, RSI_TRUE);
}

/* Returns how surely the way goes on. */
static rsi_truth add_applies(builder *b, const rsi_guideline *g, const possible *p) {
  rsi_truth applies = RSI_TRUE;
  if (g->applies == RSI_NONE)
    return RSI_TRUE;
  if (b->scratch)
    applies = rsi_eval(&b->scratch->world, g->applies);
  if (applies == RSI_UNKNOWN && p->is_listed && !p->may_not_apply)
    applies = RSI_TRUE;
  b->place = word(b, "flow.start");
  rsi_flow_add(b, word(b, "flow.applies"), 0, RSI_FLOW_TITLE);
  rsi_flow_condition(b, g->applies);
  rsi_flow_step *step = add_step(b, "applies", end_box(b, mark_for(b, RSI_TRUE)));
  rsi_flow_add(b, word(b, "flow.not-applying"), 0, RSI_FLOW_TEXT);
  end_step(b, step, false, not_so(applies), applies);
  return applies;
}

/* Does it step back? As explain has it: for one that is looked at too and applies. */
static rsi_truth yields(builder *b, uint32_t other) {
  const rsi_guideline *g = &b->rb->guidelines[other];
  if (!b->scratch || !b->scratch->world.entries[other])
    return RSI_FALSE;
  return g->applies == RSI_NONE ? RSI_TRUE : rsi_eval(&b->scratch->world, g->applies);
}

static rsi_truth add_yields(builder *b, const rsi_guideline *g, const possible *p, rsi_truth reach) {
  rsi_truth any = RSI_FALSE;
  if (!g->yields.count)
    return reach;
  rsi_flow_add(b, word(b, "flow.yields"), 0, RSI_FLOW_TITLE);
  for (uint32_t i = 0; i < g->yields.count; i++) {
    uint32_t other = b->rb->indices[g->yields.first + i];
    rsi_truth truth = yields(b, other);
    rsi_buf buf = rsi_flow_begin(b);
    rsi_buf_puts(&buf, b->scratch ? rsi_flow_truth(b, truth) : "");
    rsi_buf_puts(&buf, say(b, b->rb->guidelines[other].title));
    rsi_flow_add(b, rsi_flow_text(&buf), 1, RSI_FLOW_TEXT);
    any = any > truth ? any : truth;
  }
  if (any == RSI_UNKNOWN && p->is_listed && !p->may_not_apply)
    any = RSI_FALSE;
  rsi_flow_step *step = add_step(b, "yields", end_box(b, mark_for(b, reach)));
  rsi_flow_add(b, word(b, "flow.stepped-back"), 0, RSI_FLOW_TEXT);
  end_step(b, step, true, both(reach, any), both(reach, not_so(any)));
  return both(reach, not_so(any));
}

static rsi_truth add_scenario(builder *b, uint32_t scenario, unsigned number, const possible *p, rsi_truth reach) {
  const rsi_scenario *of = &b->rb->scenarios[scenario];
  rsi_truth truth = b->scratch ? holds(b, p, scenario, reach) : RSI_UNKNOWN;
  rsi_buf place = rsi_flow_begin(b), title = rsi_flow_begin(b);
  rsi_buf_printf(&place, "%u", number);
  b->place = rsi_flow_text(&place);
  rsi_buf_printf(&title, "%u. %s", number, say(b, of->title));
  rsi_flow_add(b, rsi_flow_text(&title), 0, RSI_FLOW_TITLE);
  if (b->scratch)
    rsi_flow_add(b, outcome_word(b, scenario, reach, truth), 0, RSI_FLOW_STATUS);
  rsi_flow_condition(b, of->when);
  rsi_flow_step *step = add_step(b, rsi_string(b->rb, of->id), end_box(b, mark_for(b, reach)));
  rsi_flow_exams(b, of);
  rsi_truth on = both(reach, not_so(truth));
  end_step(b, step, true, both(reach, truth), on);
  return on;
}

static rsi_truth add_gap(builder *b, const rsi_gap *gap, rsi_truth reach) {
  rsi_truth truth = b->scratch ? rsi_eval(&b->scratch->world, gap->when) : RSI_UNKNOWN;
  rsi_buf id = rsi_flow_begin(b);
  b->place = word(b, "flow.gap");
  rsi_flow_add(b, word(b, "flow.gap"), 0, RSI_FLOW_TITLE);
  rsi_flow_condition(b, gap->when);
  rsi_buf_printf(&id, "gap/%s", rsi_string(b->rb, gap->id));
  rsi_flow_step *step = add_step(b, rsi_flow_text(&id), end_box(b, mark_for(b, reach)));
  rsi_flow_add(b, say(b, gap->reason), 0, RSI_FLOW_TEXT);
  rsi_truth on = both(reach, not_so(truth));
  end_step(b, step, true, both(reach, truth), on);
  return on;
}

static void add_scenarios(builder *b, const rsi_guideline *g, const possible *p, rsi_truth reach) {
  for (uint32_t i = 0; i < g->scenarios.count; i++)
    reach = add_scenario(b, g->scenarios.first + i, (unsigned)i + 1, p, reach);
  if (p->is_listed && !p->may_have_none)
    reach = RSI_FALSE;
  for (uint32_t i = 0; i < g->gaps.count; i++)
    reach = add_gap(b, &b->rb->gaps[g->gaps.first + i], reach);
  rsi_flow_add(b, word(b, "doc.no-scenario"), 0, RSI_FLOW_TEXT);
  add_step(b, "end", end_box(b, mark_for(b, reach)));
}

/* A guideline that does not apply, or steps back, is drawn as far as that. */
static rsi_ladder ladder_of(builder *b, uint32_t guideline) {
  const rsi_guideline *g = &b->rb->guidelines[guideline];
  const possible p = possible_of(b, guideline);
  rsi_flow_survey(b, g);
  b->steps = (rsi_vec){0};
  add_entry(b, g);
  rsi_truth reach = add_applies(b, g, &p);
  if (reach != RSI_FALSE)
    reach = add_yields(b, g, &p, reach);
  if (reach != RSI_FALSE)
    add_scenarios(b, g, &p, reach);
  rsi_flow_step *last = b->steps.count ? RSI_AT(&b->steps, rsi_flow_step, b->steps.count - 1) : NULL;
  if (last)
    last->down = "";
  return (rsi_ladder){rsi_string(b->rb, g->id), say(b, g->title), b->steps.items, b->steps.count};
}

/* ---- the doors ---- */

/* An exam that was typed may hold what no XML can: the two characters that are none become the one that says so. */
static void mend(rsi_buf *buf) {
  for (size_t i = 0; !buf->has_failed && i + 2 < buf->length; i++)
    if (memcmp(buf->data + i, "\xef\xbf\xbe", 3) == 0 || memcmp(buf->data + i, "\xef\xbf\xbf", 3) == 0)
      buf->data[i + 2] = '\xbd';
}

static const char *summary_of(builder *b) {
  const struct rscan_decision *d = &b->scratch->decision;
  rsi_buf buf = rsi_flow_begin(b);
  const rsi_sink sink = rsi_flow_sink(&buf);
  rsi_put_summary(&sink, d);
  mend(&buf);
  if (!b->scratch->world.n_in_play) {
    rsi_buf_putc(&buf, ' ');
    rsi_buf_puts(&buf, word(b, "flow.none-in-play"));
  }
  for (uint32_t i = 0; i < d->n_questions && i < 1; i++) {
    uint32_t fact = d->questions[i].fact;
    if (d->questions[i].kind != RSI_ITEM_FACT)
      continue;
    rsi_buf_printf(&buf, " %s %s", word(b, "text.question"), say(b, b->rb->facts[fact].ask));
  }
  return rsi_flow_text(&buf);
}

const rsi_flow *rsi_flow_of_guideline(rsi_arena *arena, const rscan_rulebase *rb, int lang, uint32_t guideline) {
  builder b = rsi_flow_start(arena, rb, lang, NULL);
  rsi_flow *flow = rsi_arena_alloc(arena, sizeof *flow);
  rsi_ladder *ladder = rsi_arena_alloc(arena, sizeof *ladder);
  if (!flow || !ladder)
    return NULL;
  *ladder = ladder_of(&b, guideline);
  *flow = (rsi_flow){rb, lang, ladder->title, "", "", ladder, 1};
  return arena->has_failed ? NULL : flow;
}

const rsi_flow *rsi_flow_of_decision(rsi_arena *arena, struct rscan_scratch *scratch) {
  const rscan_rulebase *rb = scratch->rb;
  builder b = rsi_flow_start(arena, rb, scratch->decision.referral->language, scratch);
  const rsi_world *world = &scratch->world;
  rsi_flow *flow = rsi_arena_alloc(arena, sizeof *flow);
  rsi_ladder *ladders = rsi_arena_alloc(arena, (world->n_in_play + 1) * sizeof *ladders);
  if (!flow || !ladders)
    return NULL;
  for (uint32_t i = 0; i < world->n_in_play; i++)
    ladders[i] = ladder_of(&b, world->in_play[i]);
  *flow = (rsi_flow){rb, b.lang, word(&b, "flow.title"), summary_of(&b), word(&b, "flow.legend"), ladders, world->n_in_play};
  return arena->has_failed ? NULL : flow;
}

bool rsi_refuse_picture(rscan_format format, rscan_error **err) {
  if (format != RSCAN_FORMAT_DOT && format != RSCAN_FORMAT_SVG)
    return false;
  rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "no-picture", NULL, "`show GUIDELINE` and `explain` draw pictures",
           "there is no picture of this: dot and svg are of guidelines and of the way a decision took");
  return true;
}
