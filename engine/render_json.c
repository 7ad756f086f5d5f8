/* A decision as one line of JSON: doc/contract/decision.schema.json, member by member, in its order.
 *
 * Every list entry is complete in itself, so that a program can show it without looking anything up. Texts for people are in the
 * referral's language; names for programs never change with it. */
#include <math.h>

#include "referral.h"
#include "render.h"

typedef struct rscan_decision decision;

static void put_piece(void *to, const char *text, size_t length) { rsi_json_piece(to, text, length); }

rsi_sink rsi_json_open_string(rsi_json *j) {
  rsi_json_fixed(j, "\"", 1, false);
  return (rsi_sink){put_piece, j};
}

void rsi_json_close_string(rsi_json *j) {
  rsi_json_raw(j, "\"", 1);
  j->needs_comma = true;
}

/* A text of the rule base; null when it has none. */
static void say(rsi_json *j, const decision *d, rsi_text text) {
  const char *words = rsi_say(d->rb, text, d->referral->language);
  rsi_json_string(j, *words ? words : NULL);
}

#define SAY(j, d, name, text) (RSI_JSON_NAME(j, name), say((j), (d), (text)))

static void put_id(rsi_json *j, const decision *d, rsi_str id) { rsi_json_string(j, id ? rsi_string(d->rb, id) : NULL); }

#define ID(j, d, name, id) (RSI_JSON_NAME(j, name), put_id((j), (d), (id)))

/* ---- exams ---- */

static void put_radiation(rsi_json *j, int8_t band) {
  if (band == RSI_RADIATION_VARIES)
    rsi_json_string(j, "varies");
  else if (band < 0)
    rsi_json_null(j);
  else
    rsi_json_number(j, band);
}

static void put_exam(rsi_json *j, const decision *d, uint32_t exam) {
  ID(j, d, "exam", d->rb->exams[exam].id);
  RSI_JSON_STRING(j, "name", rsi_exam_name(d->rb, exam, d->referral->language));
}

static void put_row(rsi_json *j, const decision *d, const rsi_row *row) {
  const rsi_source *source = row ? &d->rb->sources[row->source] : NULL;
  bool has_authority = source && source->authority != RSI_NONE;
  RSI_JSON_STRING(j, "category", row ? rscan_category_name((rscan_category)row->category) : NULL);
  ID(j, d, "source", source ? source->id : 0);
  ID(j, d, "authority", has_authority ? d->rb->authorities[source->authority].id : 0);
  ID(j, d, "variant", row ? row->variant : 0);
  RSI_JSON_STRING(j, "certainty", row ? rsi_certainty_name(row->certainty) : NULL);
  RSI_JSON_STRING(j, "strength", row ? rsi_strength_name(row->strength) : NULL);
  RSI_JSON_BOOL(j, "panel_disagreement", row && row->panel_disagrees);
}

static void put_recommendations(rsi_json *j, const decision *d, const rsi_recommendation *list, uint32_t count) {
  rsi_json_open(j, '[');
  for (uint32_t i = 0; i < count; i++) {
    const rsi_exam *exam = &d->rb->exams[list[i].exam];
    rsi_json_open(j, '{');
    put_exam(j, d, list[i].exam);
    RSI_JSON_NAME(j, "radiation");
    put_radiation(j, exam->radiation_adult);
    RSI_JSON_NAME(j, "radiation_child");
    put_radiation(j, exam->radiation_child);
    put_row(j, d, list[i].row);
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
}

/* How the exam's words were understood. */
static void put_order(rsi_json *j, const decision *d) {
  const rsi_order *order = &d->order;
  RSI_JSON_NAME(j, "order");
  if (!d->referral->exam) {
    rsi_json_null(j);
    return;
  }
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "text", d->referral->exam);
  RSI_JSON_BOOL(j, "exact", order->is_exact);
  RSI_JSON_BOOL(j, "placeholder", order->is_placeholder);
  RSI_JSON_BOOL(j, "assumed", d->is_exam_assumed);
  RSI_JSON_OPEN(j, "fits", '[');
  for (uint32_t i = 0; i < order->n_exams; i++) {
    rsi_json_open(j, '{');
    put_exam(j, d, order->exams[i]);
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

/* ---- candidates ---- */

static void put_candidates(rsi_json *j, const decision *d) {
  RSI_JSON_OPEN(j, "candidates", '[');
  for (uint32_t i = 0; i < d->n_candidates; i++) {
    const rsi_candidate *c = &d->candidates[i];
    const rsi_scenario *scenario = c->kind == RSI_CANDIDATE_SCENARIO ? &d->rb->scenarios[c->scenario] : NULL;
    rsi_json_open(j, '{');
    RSI_JSON_STRING(j, "kind", rsi_candidate_name(c->kind));
    ID(j, d, "guideline", d->rb->guidelines[c->guideline].id);
    ID(j, d, "scenario", scenario ? scenario->id : 0);
    SAY(j, d, "title", scenario ? scenario->title : d->rb->guidelines[c->guideline].title);
    RSI_JSON_STRING(j, "category", d->exam == RSI_NONE ? NULL : rscan_category_name((rscan_category)c->category));
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
}

/* ---- facts ---- */

/* A state by name: a string, or an array when several values are still possible; left out for a range without a name. */
static void put_names(rsi_json *j, const decision *d, uint32_t fact, rsi_state state) {
  const char *names[RSI_MAX_NAMES];
  size_t count = rsi_state_names(d->rb, fact, state, names);
  if (!count)
    return;
  RSI_JSON_NAME(j, "state");
  if (count > 1)
    rsi_json_open(j, '[');
  for (size_t i = 0; i < count; i++)
    rsi_json_string(j, names[i]);
  if (count > 1)
    rsi_json_close(j, ']');
}

static void put_bounds(rsi_json *j, rsi_bounds b) {
  if (b.has_low && b.is_low_open)
    RSI_JSON_NUMBER(j, "above", b.low);
  else if (b.has_low)
    RSI_JSON_NUMBER(j, "at_least", b.low);
  if (b.has_high && b.is_high_open)
    RSI_JSON_NUMBER(j, "below", b.high);
  else if (b.has_high)
    RSI_JSON_NUMBER(j, "at_most", b.high);
}

static void put_unit(rsi_json *j, const decision *d, uint32_t fact) {
  const rsi_fact *f = &d->rb->facts[fact];
  if (f->kind == RSI_MEASURE)
    ID(j, d, "unit", d->rb->measures[f->detail].unit);
}

void rsi_json_state(rsi_json *j, const decision *d, uint32_t fact, rsi_state state) {
  put_names(j, d, fact, state);
  if (fact < d->rb->n_facts && rsi_kind_has_cells(d->rb->facts[fact].kind) && state != d->rb->facts[fact].full) {
    put_bounds(j, rsi_bounds_of(d->rb, fact, state));
    put_unit(j, d, fact);
  }
}

void rsi_json_bounds(rsi_json *j, const decision *d, uint32_t fact, rsi_bounds bounds) {
  put_bounds(j, bounds);
  put_unit(j, d, fact);
}

static void put_fact_value(rsi_json *j, const decision *d, const rsi_known *known) {
  if (isnan(known->low)) {
    rsi_json_state(j, d, known->fact, known->state);
    return;
  }
  if (known->state != d->rb->facts[known->fact].full)
    put_names(j, d, known->fact, known->state);
  if (known->low == known->high) {
    RSI_JSON_NUMBER(j, "value", known->low);
  } else {
    RSI_JSON_NUMBER(j, "low", known->low);
    RSI_JSON_NUMBER(j, "high", known->high);
  }
  put_unit(j, d, known->fact);
}

/* Where it came from: a span of the reason in bytes, with the words themselves, or a member of the request, or another fact. */
static void put_origin(rsi_json *j, const decision *d, const rsi_known *known) {
  RSI_JSON_STRING(j, "origin", rsi_origin_name(known->origin));
  if (known->length && d->referral->reason) {
    RSI_JSON_STRING(j, "assertion", rsi_assertion_name(known->assertion));
    RSI_JSON_OPEN(j, "span", '{');
    RSI_JSON_NUMBER(j, "start", known->start);
    RSI_JSON_NUMBER(j, "end", known->start + known->length);
    rsi_json_close(j, '}');
    RSI_JSON_NAME(j, "text");
    rsi_json_string_n(j, d->referral->reason + known->start, known->length);
  }
  if (known->path)
    RSI_JSON_STRING(j, "path", known->path);
  if ((known->origin == RSI_FROM_GROUP || known->origin == RSI_FROM_IMPLICATION) && known->because != RSI_NONE)
    RSI_JSON_STRING(j, "because", rsi_fact_id(d->rb, known->because));
}

/* Worked out by the engine and without news: what follows from an absence is absent, an age is an age. The explanation has these
 * too; in a decision they would outweigh what was told. */
static bool is_without_news(const decision *d, const rsi_known *known) {
  bool is_absent = known->origin == RSI_FROM_IMPLICATION && known->fact < d->rb->n_facts
                   && d->rb->facts[known->fact].kind == RSI_FINDING && known->state == RSI_ABSENT;
  return is_absent || known->origin == RSI_FROM_DERIVATION;
}

void rsi_json_facts(rsi_json *j, const decision *d, const rsi_known *list, uint32_t count, enum rsi_facts_form form) {
  rsi_json_open(j, '[');
  for (uint32_t i = 0; i < count; i++) {
    if (form == RSI_FACTS_NEWS && is_without_news(d, &list[i]))
      continue;
    rsi_json_open(j, '{');
    RSI_JSON_STRING(j, "id", rsi_fact_id(d->rb, list[i].fact));
    RSI_JSON_STRING(j, "kind", rsi_kind_name(d->rb, list[i].fact));
    RSI_JSON_STRING(j, "label", rsi_fact_label(d->rb, list[i].fact, d->referral->language));
    put_fact_value(j, d, &list[i]);
    if (form != RSI_FACTS_BARE)
      put_origin(j, d, &list[i]);
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
}

/* ---- questions ---- */

static const char *field_of(const rscan_rulebase *rb, uint32_t fact) {
  return fact == rb->age         ? "age"
         : fact == rb->sex       ? "sex"
         : fact == rb->setting   ? "setting"
         : fact == rb->pregnancy ? "pregnant"
                                 : NULL;
}

/* The member of the request that an answer fills. */
static void put_path(rsi_json *j, const decision *d, const rsi_question *q) {
  const char *field = q->kind == RSI_ITEM_EXAM ? "exam" : q->kind == RSI_ITEM_REASON ? "reason" : field_of(d->rb, q->fact);
  RSI_JSON_NAME(j, "path");
  if (field) {
    rsi_json_string(j, field);
    return;
  }
  bool is_number = q->fact < d->rb->n_facts && d->rb->facts[q->fact].kind == RSI_MEASURE; /* a score is asked for by its bands */
  const rsi_sink sink = rsi_json_open_string(j);
  rsi_put(&sink, is_number ? "measures." : "findings.");
  rsi_put(&sink, rsi_fact_id(d->rb, q->fact));
  rsi_json_close_string(j);
}

static void put_ask(rsi_json *j, const decision *d, const rsi_question *q) {
  RSI_JSON_NAME(j, "ask");
  const rsi_sink sink = rsi_json_open_string(j);
  rsi_put_ask(&sink, d->rb, d->referral->language, q);
  rsi_json_close_string(j);
}

/* What to put at the question's path. Pregnancy has a field of its own, with words of its own. */
static void put_answer_values(rsi_json *j, const decision *d, const rsi_question *q, rsi_state state) {
  const char *names[RSI_MAX_NAMES];
  size_t count = rsi_state_names(d->rb, q->fact, state, names);
  RSI_JSON_OPEN(j, "values", '[');
  for (size_t i = 0; i < count; i++) {
    bool is_yes_no = q->fact == d->rb->pregnancy && (state == RSI_PRESENT || state == RSI_ABSENT);
    rsi_json_string(j, is_yes_no ? (state == RSI_PRESENT ? "yes" : "no") : names[i]);
  }
  rsi_json_close(j, ']');
  if (q->fact >= d->rb->n_facts || !rsi_kind_has_cells(d->rb->facts[q->fact].kind) || state == d->rb->facts[q->fact].full)
    return;
  RSI_JSON_OPEN(j, "range", '{');
  rsi_json_bounds(j, d, q->fact, rsi_bounds_of(d->rb, q->fact, state));
  rsi_json_close(j, '}');
}

static void put_answer(rsi_json *j, const decision *d, const rsi_question *q, const rsi_answer *a) {
  rsi_json_open(j, '{');
  if (q->kind == RSI_ITEM_EXAM) {
    RSI_JSON_OPEN(j, "values", '[');
    put_id(j, d, d->rb->exams[a->exam].id);
    rsi_json_close(j, ']');
    RSI_JSON_STRING(j, "label", rsi_exam_name(d->rb, a->exam, d->referral->language));
  } else {
    put_answer_values(j, d, q, a->state);
    RSI_JSON_NAME(j, "label");
    const rsi_sink sink = rsi_json_open_string(j);
    rsi_put_state(&sink, d->rb, d->referral->language, q->fact, a->state, NAN, NAN);
    rsi_json_close_string(j);
  }
  RSI_JSON_STRING(j, "leads_to", rscan_category_name((rscan_category)a->leads_to));
  RSI_JSON_NUMBER(j, "next", a->next == RSI_NONE ? NAN : a->next);
  rsi_json_close(j, '}');
}

void rsi_json_questions(rsi_json *j, const decision *d) {
  RSI_JSON_OPEN(j, "questions", '[');
  for (uint32_t i = 0; i < d->n_questions; i++) {
    const rsi_question *q = &d->questions[i];
    bool is_exam = q->kind == RSI_ITEM_EXAM, is_reason = q->kind == RSI_ITEM_REASON;
    rsi_json_open(j, '{');
    RSI_JSON_STRING(j, "id", is_exam ? "exam" : is_reason ? "reason" : rsi_fact_id(d->rb, q->fact));
    RSI_JSON_STRING(j, "kind", is_exam ? "exam" : is_reason ? "reason" : rsi_kind_name(d->rb, q->fact));
    put_path(j, d, q);
    put_ask(j, d, q);
    RSI_JSON_BOOL(j, "danger", !is_exam && !is_reason && q->fact < d->rb->n_facts && d->rb->facts[q->fact].is_danger);
    RSI_JSON_OPEN(j, "answers", '[');
    for (uint32_t k = 0; k < q->n_answers; k++)
      put_answer(j, d, q, &q->answers[k]);
    rsi_json_close(j, ']');
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
}

/* ---- why and on what evidence ---- */

static void put_cautions(rsi_json *j, const decision *d) {
  RSI_JSON_OPEN(j, "cautions", '[');
  for (uint32_t i = 0; i < d->n_cautions; i++) {
    const rsi_caution *c = &d->cautions[i];
    const rsi_rule *rule = &d->rb->rules[c->rule];
    rsi_json_open(j, '{');
    ID(j, d, "rule", rule->id);
    RSI_JSON_STRING(j, "level", rscan_safety_name((rscan_safety)rule->level));
    if (c->exam != RSI_NONE)
      put_exam(j, d, c->exam);
    SAY(j, d, "title", rule->title);
    SAY(j, d, "message", rule->message);
    SAY(j, d, "advice", rule->advice);
    ID(j, d, "source", rule->source == RSI_NONE ? 0 : d->rb->sources[rule->source].id);
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
}

static void put_advice(rsi_json *j, const decision *d) {
  RSI_JSON_NAME(j, "advice");
  if (d->scenario == RSI_NONE) {
    rsi_json_null(j);
    return;
  }
  const rsi_scenario *scenario = &d->rb->scenarios[d->scenario];
  rsi_json_open(j, '{');
  SAY(j, d, "why", scenario->why);
  SAY(j, d, "instead", scenario->instead);
  SAY(j, d, "later", scenario->later);
  SAY(j, d, "patient", scenario->patient);
  rsi_json_close(j, '}');
}

/* The row by which a source speaks in the scenario that decided. */
static rsi_str variant_of(const decision *d, uint32_t source) {
  if (d->row && d->row->source == source)
    return d->row->variant;
  const rsi_span rows = d->scenario == RSI_NONE ? (rsi_span){0, 0} : d->rb->scenarios[d->scenario].rows;
  for (uint32_t i = rows.first; i < rows.first + rows.count; i++)
    if (d->rb->rows[i].source == source && d->rb->rows[i].variant)
      return d->rb->rows[i].variant;
  return 0;
}

static void put_year(rsi_json *j, int32_t year) {
  RSI_JSON_NAME(j, "year");
  if (year)
    rsi_json_number(j, year);
  else
    rsi_json_null(j);
}

static void put_sources(rsi_json *j, const decision *d) {
  RSI_JSON_OPEN(j, "sources", '[');
  for (uint32_t i = 0; i < d->n_sources; i++) {
    const rsi_source *source = &d->rb->sources[d->sources[i]];
    const rsi_authority *authority = source->authority == RSI_NONE ? NULL : &d->rb->authorities[source->authority];
    rsi_json_open(j, '{');
    ID(j, d, "id", source->id);
    ID(j, d, "authority", authority ? authority->id : 0);
    SAY(j, d, "authority_title", authority ? authority->title : (rsi_text){{0}});
    put_year(j, source->year);
    ID(j, d, "title", source->text);
    ID(j, d, "url", source->url);
    ID(j, d, "variant", variant_of(d, d->sources[i]));
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
}

static void put_positions(rsi_json *j, const decision *d) {
  RSI_JSON_OPEN(j, "positions", '[');
  for (uint32_t i = 0; i < d->n_positions; i++) {
    const rsi_row *row = d->positions[i].row;
    rsi_json_open(j, '{');
    put_row(j, d, row);
    put_year(j, d->rb->sources[row->source].year);
    SAY(j, d, "note", row->note);
    RSI_JSON_BOOL(j, "deciding", d->positions[i].is_deciding);
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
}

static void put_warnings(rsi_json *j, const decision *d) {
  RSI_JSON_OPEN(j, "warnings", '[');
  for (uint32_t i = 0; i < d->n_warnings; i++) {
    rsi_json_open(j, '{');
    RSI_JSON_STRING(j, "code", d->warnings[i].code);
    RSI_JSON_STRING(j, "path", d->warnings[i].path);
    RSI_JSON_STRING(j, "text", d->warnings[i].text);
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
}

/* ---- the whole ---- */

static void put_verdict(rsi_json *j, const decision *d) {
  int lang = d->referral->language;
  RSI_JSON_STRING(j, "id", d->referral->id);
  RSI_JSON_STRING(j, "verdict", d->verdict == RSCAN_UNRATED ? NULL : rscan_category_name((rscan_category)d->verdict));
  RSI_JSON_NAME(j, "summary");
  const rsi_sink sink = rsi_json_open_string(j);
  rsi_put_summary(&sink, d);
  rsi_json_close_string(j);
  ID(j, d, "exam", d->exam == RSI_NONE ? 0 : d->rb->exams[d->exam].id);
  RSI_JSON_STRING(j, "exam_name", d->exam == RSI_NONE ? NULL : rsi_exam_name(d->rb, d->exam, lang));
  put_order(j, d);
  RSI_JSON_STRING(j, "urgency", d->urgency == RSCAN_URGENCY_NONE ? NULL : rscan_urgency_name((rscan_urgency)d->urgency));
}

static void put_choice(rsi_json *j, const decision *d) {
  RSI_JSON_NAME(j, "recommended");
  put_recommendations(j, d, d->recommended, d->n_recommended);
  RSI_JSON_NAME(j, "alternatives");
  put_recommendations(j, d, d->alternatives, d->n_alternatives);
  ID(j, d, "guideline", d->guideline == RSI_NONE ? 0 : d->rb->guidelines[d->guideline].id);
  SAY(j, d, "guideline_title", d->guideline == RSI_NONE ? (rsi_text){{0}} : d->rb->guidelines[d->guideline].title);
  ID(j, d, "scenario", d->scenario == RSI_NONE ? 0 : d->rb->scenarios[d->scenario].id);
  SAY(j, d, "scenario_title", d->scenario == RSI_NONE ? (rsi_text){{0}} : d->rb->scenarios[d->scenario].title);
  put_candidates(j, d);
  rsi_json_questions(j, d);
  RSI_JSON_BOOL(j, "minimal", d->is_minimal);
}

static void put_grounds(rsi_json *j, const decision *d) {
  RSI_JSON_NAME(j, "assumed");
  rsi_json_facts(j, d, d->assumed, d->n_assumed, RSI_FACTS_BARE);
  RSI_JSON_NAME(j, "facts");
  rsi_json_facts(j, d, d->facts, d->n_facts, RSI_FACTS_NEWS);
  put_cautions(j, d);
  put_advice(j, d);
  put_sources(j, d);
  RSI_JSON_STRING(j, "safety", rscan_safety_name((rscan_safety)d->safety));
  RSI_JSON_STRING(j, "no_criteria_reason", d->no_criteria_reason);
  RSI_JSON_BOOL(j, "panel_disagreement", d->panel_disagrees);
  put_positions(j, d);
}

static void put_frame(rsi_json *j, const decision *d) {
  RSI_JSON_OPEN(j, "override", '{');
  RSI_JSON_BOOL(j, "open", true);
  RSI_JSON_STRING(j, "how", rsi_wording(d->rb, "override", d->referral->language));
  rsi_json_close(j, '}');
  put_warnings(j, d);
  RSI_JSON_STRING(j, "language", rsi_lang_name(d->referral->language));
  RSI_JSON_NUMBER(j, "contract", RSCAN_CONTRACT);
  RSI_JSON_OPEN(j, "rulebase", '{');
  ID(j, d, "id", d->rb->id);
  ID(j, d, "version", d->rb->version);
  RSI_JSON_STRING(j, "digest", d->rb->digest);
  rsi_json_close(j, '}');
  RSI_JSON_STRING(j, "consultation", d->referral->consultation);
}

bool rsi_render_json(const struct rscan_decision *d, rsi_buf *out) {
  rsi_json j = {.buf = out};
  rsi_json_open(&j, '{');
  put_verdict(&j, d);
  put_choice(&j, d);
  put_grounds(&j, d);
  put_frame(&j, d);
  rsi_json_close(&j, '}');
  return !out->has_failed;
}
