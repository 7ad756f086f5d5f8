/* Facts: their values, what they imply, what they are worked out from. See checks.h. */
#include <math.h>
#include <string.h>

#include "checks.h"
#include "limits.h"
#include "model.h"

/* ---- values ---- */

/* How many values a choice or prior may have: a prior has two more than it lists, and one bit is RSI_UNTOLD. */
static void check_count(rsi_book *book, const parsed_fact *fact) {
  bool has_bits = fact->head.kind == PARSED_CHOICE || fact->head.kind == PARSED_PRIOR;
  if (has_bits && fact->values.count > RSI_MAX_VALUES)
    rsi_book_report(book, RSI_TOO_MANY, fact->head.where, NULL, "\"%s\" has %u values; at most %d fit", fact->id.id,
                    (unsigned)fact->values.count, RSI_MAX_VALUES);
}

static void define_values(rsi_book *book, parsed_fact *fact) {
  static const char *const words[] = {"", "value", "range", "result", "band"};
  rsi_names_init(&fact->value_names, &book->scratch);
  if (fact->head.kind == PARSED_GROUP || fact->head.kind == PARSED_FINDING)
    return;
  check_count(book, fact);
  for (uint32_t i = 0; i < fact->values.count; i++) {
    const parsed_name *id = &PARSED_AT(fact->values, parsed_value, i)->id;
    bool is_reserved = id->id && ((fact->head.kind == PARSED_PRIOR && (!strcmp(id->id, "other") || !strcmp(id->id, "not-done"))) ||
                                  !strcmp(id->id, "unknown"));
    if (is_reserved)
      rsi_book_report(book, RSI_ID_RESERVED, id->where, NULL, "\"%s\" exists by itself, and cannot be defined", id->id);
    else
      rsi_book_define(book, &fact->value_names, id, i, words[fact->head.kind]);
  }
}

/* ---- implications ---- */

static void check_implies(rsi_book *book, const parsed_list *list) {
  for (uint32_t i = 0; i < list->count; i++) {
    parsed_implies *implies = PARSED_AT(*list, parsed_implies, i);
    rsi_resolve_fact_if_there(book, PARSED_FINDING, &implies->finding); /* what is not there need not follow */
    const parsed_fact *choice = rsi_resolve_fact_if_there(book, PARSED_CHOICE, &implies->choice);
    if (choice)
      rsi_resolve_values(book, choice, &implies->is);
  }
}

static void check_values(rsi_book *book, const parsed_fact *fact) {
  static const uint8_t cue_kinds[] = {[PARSED_CHOICE] = RSI_CUE_FACT,
                                      [PARSED_MEASURE] = RSI_CUE_FACT,
                                      [PARSED_PRIOR] = RSI_CUE_RESULT,
                                      [PARSED_SCORE] = RSI_CUE_FACT};
  for (uint32_t i = 0; i < fact->values.count; i++) {
    const parsed_value *value = PARSED_AT(fact->values, parsed_value, i);
    rsi_check_cues(book, &value->cues, cue_kinds[fact->head.kind]);
    check_implies(book, &value->implies);
  }
}

/* ---- one kind each ---- */

static void check_mention(rsi_book *book, const parsed_list *list) {
  for (uint32_t i = 0; i < list->count; i++)
    rsi_resolve_fact_if_there(book, PARSED_FINDING, &PARSED_AT(*list, parsed_mention, i)->finding);
}

static void check_choice(rsi_book *book, parsed_fact *choice) {
  const char *id = choice->unstated.id;
  if (!id || !strcmp(id, "unknown"))
    return;
  const rsi_name *name = rsi_names_find(&choice->value_names, id);
  if (name)
    choice->unstated.to = name->value;
  else
    rsi_book_report(book, RSI_VALUE_UNDEFINED, choice->unstated.where, rsi_book_hint(book, &choice->value_names, id),
                    "\"%s\" is no value of choice \"%s\"", rsi_book_shown(book, id), choice->id.id);
}

static void check_terms(rsi_book *book, const parsed_list *terms, rsi_graph *graph) {
  for (uint32_t i = 0; i < terms->count; i++) {
    parsed_term *term = PARSED_AT(*terms, parsed_term, i);
    if (term->head.kind == RSI_TERM_VALUE && rsi_resolve_fact(book, PARSED_MEASURE, &term->of))
      rsi_graph_edge(graph, term->of.to);
    check_terms(book, &term->children, graph);
  }
}

static void check_measure(rsi_book *book, parsed_fact *measure, rsi_graph *graph) {
  rsi_names units;
  rsi_names_init(&units, &book->scratch);
  bool is_new;
  if (measure->unit.text)
    rsi_names_add(&units, measure->unit.text, 0, measure->unit.where, &is_new);
  for (uint32_t i = 0; i < measure->units.count; i++) {
    const parsed_words *id = &PARSED_AT(measure->units, parsed_unit, i)->id;
    parsed_name name = {id->text, id->where, RSI_NONE};
    rsi_book_define(book, &units, &name, i, "unit");
  }
  for (uint32_t i = 0; i < measure->derive.count; i++)
    check_terms(book, &PARSED_AT(measure->derive, parsed_wrapper, i)->children, graph);
}

/* A result without a label takes that of the shared result of its id. */
static void check_results(rsi_book *book, const parsed_fact *prior) {
  const rsi_names *shared = &book->kinds[RSI_BOOK_SHARED_RESULT].names;
  for (uint32_t i = 0; i < prior->values.count; i++) {
    const parsed_value *result = PARSED_AT(prior->values, parsed_value, i);
    if (result->label.in[RSI_EN] || !result->id.id || rsi_names_find(shared, result->id.id))
      continue;
    const rsi_left_out *left_out = rsi_left_out_of(book, RSI_BOOK_SHARED_RESULT, &result->id);
    if (left_out)
      rsi_left_out_report(book, left_out, "shared result", &result->id, NULL);
    else
      rsi_book_report(book, RSI_TEXT_MISSING, result->head.where, rsi_book_hint(book, shared, result->id.id),
                      "result \"%s\" needs a <label lang=\"en\">: there is no shared result of that id",
                      rsi_book_shown(book, result->id.id));
  }
}

static void check_prior(rsi_book *book, parsed_fact *prior) {
  rsi_resolve_names(book, RSI_BOOK_MODALITY, &prior->modalities);
  rsi_check_days(book, prior->within_days, prior->head.where);
  rsi_resolve_name(book, RSI_BOOK_REGION, &prior->region);
  check_results(book, prior);
}

/* ---- scores ---- */

static void low_end(const parsed_bounds *b, double *low, bool *is_open) {
  *is_open = isnan(b->at_least);
  *low = !isnan(b->at_least) ? b->at_least : !isnan(b->above) ? b->above : -INFINITY;
}

static void high_end(const parsed_bounds *b, double *high, bool *is_open) {
  *is_open = isnan(b->at_most);
  *high = !isnan(b->at_most) ? b->at_most : !isnan(b->below) ? b->below : INFINITY;
}

/* Does a end before b begins? */
static bool is_before(const parsed_bounds *a, const parsed_bounds *b) {
  double end, begin;
  bool is_end_open, is_begin_open;
  high_end(a, &end, &is_end_open);
  low_end(b, &begin, &is_begin_open);
  return end < begin || (end == begin && (is_end_open || is_begin_open));
}

static void check_bands(rsi_book *book, const parsed_fact *score) {
  for (uint32_t i = 0; i < score->values.count; i++)
    for (uint32_t j = 0; j < i; j++) {
      const parsed_value *a = PARSED_AT(score->values, parsed_value, j), *b = PARSED_AT(score->values, parsed_value, i);
      if (!is_before(&a->bounds, &b->bounds) && !is_before(&b->bounds, &a->bounds))
        rsi_book_report(book, RSI_BAND_OVERLAP, b->head.where, NULL, "band \"%s\" overlaps band \"%s\" (%s)",
                        b->id.id ? b->id.id : "", a->id.id ? a->id.id : "", rsi_book_place(book, a->head.where));
    }
}

static void check_score(rsi_book *book, parsed_fact *score, rsi_graph *graph) {
  const rsi_scope scope = {.book = book, .facts = graph};
  for (uint32_t i = 0; i < score->criteria.count; i++)
    rsi_check_conditions(&scope, &PARSED_AT(score->criteria, parsed_criterion, i)->conditions);
  rsi_resolve_facts(book, -1, &score->needs);
  for (uint32_t i = 0; i < score->source.count; i++)
    rsi_resolve_name(book, RSI_BOOK_AUTHORITY, &PARSED_AT(score->source, parsed_source, i)->authority);
  if (score->values.count > RSI_MAX_VALUES)
    rsi_book_report(book, RSI_TOO_MANY, score->head.where, NULL, "\"%s\" has %u bands; at most %d fit", score->id.id,
                    (unsigned)score->values.count, RSI_MAX_VALUES);
  else
    check_bands(book, score);
}

/* ---- all facts ---- */

/* A fact that implies another is asked about through it. */
static bool implies_something(const parsed_fact *fact) {
  bool implies = fact->implies.count > 0;
  for (uint32_t i = 0; i < fact->values.count; i++)
    implies |= PARSED_AT(fact->values, parsed_value, i)->implies.count > 0;
  return implies;
}

static void check_fact(rsi_book *book, parsed_fact *fact, rsi_graph *graph) {
  static const uint8_t cue_kinds[] = {
      [PARSED_FINDING] = RSI_CUE_FACT, [PARSED_CHOICE] = RSI_CUE_FACT,  [PARSED_MEASURE] = RSI_CUE_NUMBER,
      [PARSED_PRIOR] = RSI_CUE_PRIOR,  [PARSED_SCORE] = RSI_CUE_NUMBER, [PARSED_GROUP] = RSI_CUE_GROUP};
  rsi_graph_node(graph);
  rsi_check_cues(book, &fact->cues, cue_kinds[fact->head.kind]);
  check_implies(book, &fact->implies);
  check_values(book, fact);
  fact->is_used |= implies_something(fact);
  switch ((enum parsed_fact_kind)fact->head.kind) {
  case PARSED_FINDING:
    check_mention(book, &fact->historical);
    check_mention(book, &fact->family);
    break;
  case PARSED_CHOICE:
    check_choice(book, fact);
    break;
  case PARSED_MEASURE:
    check_measure(book, fact, graph);
    break;
  case PARSED_PRIOR:
    check_prior(book, fact);
    break;
  case PARSED_SCORE:
    check_score(book, fact, graph);
    break;
  case PARSED_GROUP:
    rsi_resolve_facts(book, PARSED_FINDING, &fact->members);
    rsi_check_list(book, &fact->members);
    break;
  case PARSED_SHARED_RESULT:
    break;
  }
}

static void report_circle(void *context, uint32_t from, uint32_t to) {
  rsi_book *book = context;
  const parsed_fact *fact = rsi_book_fact(book, from), *other = rsi_book_fact(book, to);
  rsi_book_report(book, RSI_DERIVE_CYCLE, fact->head.where, NULL,
                  "\"%s\" is worked out from \"%s\" (%s), which is worked out from it", fact->id.id, other->id.id,
                  rsi_book_place(book, other->id.where));
}

/* Facts that the engine fills by itself must be what it takes them for. */
static void check_reserved(rsi_book *book) {
  static const struct {
    const char *id;
    int kind;
    const char *word;
  } reserved[] = {
      {"age", PARSED_MEASURE, "a measure"},   {"sex", PARSED_CHOICE, "a choice"},     {"pregnancy", PARSED_FINDING, "a finding"},
      {"setting", PARSED_CHOICE, "a choice"}, {"purpose", PARSED_CHOICE, "a choice"}, {"duration", PARSED_MEASURE, "a measure"},
  };
  for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
    const rsi_name *name = rsi_names_find(&book->kinds[RSI_BOOK_FACT].names, reserved[i].id);
    parsed_fact *fact = name ? rsi_book_fact(book, name->value) : NULL;
    if (fact && fact->head.kind != reserved[i].kind)
      rsi_book_report(book, RSI_FACT_KIND, fact->id.where, NULL, "\"%s\" is filled from the referral, and must be %s",
                      reserved[i].id, reserved[i].word);
    if (fact)
      fact->is_used = true;
  }
}

static void check_exclusives(rsi_book *book) {
  for (uint32_t i = 0; i < book->exclusives.count; i++) {
    parsed_exclusive *exclusive = *RSI_AT(&book->exclusives, parsed_exclusive *, i);
    rsi_resolve_facts(book, PARSED_FINDING, &exclusive->facts);
    rsi_check_list(book, &exclusive->facts);
  }
}

void rsi_check_facts(rsi_book *book) {
  rsi_graph graph;
  rsi_graph_init(&graph, &book->scratch);
  uint32_t count = rsi_book_count(book, RSI_BOOK_FACT);
  for (uint32_t i = 0; i < count; i++)
    define_values(book, rsi_book_fact(book, i));
  for (uint32_t i = 0; i < count; i++)
    check_fact(book, rsi_book_fact(book, i), &graph);
  if (rsi_graph_circles(&graph, report_circle, book) > RSI_MAX_CONDITION_DEPTH)
    rsi_book_report(book, RSI_CONDITION_TOO_DEEP, rsi_book_fact(book, 0)->head.where, NULL,
                    "a chain of measures or scores worked out from each other has more than %d links", RSI_MAX_CONDITION_DEPTH);
  for (uint32_t i = 0; i < rsi_book_count(book, RSI_BOOK_SHARED_RESULT); i++)
    rsi_check_cues(book, &((parsed_value *)rsi_book_item(book, RSI_BOOK_SHARED_RESULT, i))->cues, RSI_CUE_SHARED_RESULT);
  check_reserved(book);
  check_exclusives(book);
}
