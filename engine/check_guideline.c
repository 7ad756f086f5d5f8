/* Guidelines, their scenarios and ratings, and safety rules. See checks.h. */
#include <string.h>

#include "checks.h"
#include "limits.h"

/* ---- what a guideline names ---- */

static void define_all(rsi_book *book, parsed_guideline *g) {
  rsi_names_init(&g->source_names, &book->scratch);
  rsi_names_init(&g->define_names, &book->scratch);
  rsi_names_init(&g->scenario_names, &book->scratch);
  for (uint32_t i = 0; i < g->sources.count; i++)
    rsi_book_define(book, &g->source_names, &PARSED_AT(g->sources, parsed_source, i)->id, i, "source");
  for (uint32_t i = 0; i < g->defines.count; i++)
    rsi_book_define(book, &g->define_names, &PARSED_AT(g->defines, parsed_define, i)->id, i, "<define>");
  for (uint32_t i = 0; i < g->scenarios.count; i++)
    rsi_book_define(book, &g->scenario_names, &PARSED_AT(g->scenarios, parsed_scenario, i)->id, i, "scenario");
  rsi_names gaps;
  rsi_names_init(&gaps, &book->scratch);
  for (uint32_t i = 0; i < g->gaps.count; i++)
    rsi_book_define(book, &gaps, &PARSED_AT(g->gaps, parsed_scenario, i)->id, i, "<gap>");
}

static void check_sources(rsi_book *book, parsed_guideline *g) {
  for (uint32_t i = 0; i < g->sources.count; i++) {
    parsed_source *source = PARSED_AT(g->sources, parsed_source, i);
    if (!source->id.id || !source->authority.id)
      rsi_book_report(book, RSI_ATTRIBUTE_MISSING, source->head.where, NULL, "a guideline's <source> needs the attribute \"%s\"",
                      source->id.id ? "authority" : "id");
    rsi_resolve_name(book, RSI_BOOK_AUTHORITY, &source->authority);
  }
}

static void check_enter_list(rsi_book *book, rsi_names *seen, const parsed_list *enters) {
  for (uint32_t i = 0; i < enters->count; i++) {
    parsed_names *names = &PARSED_AT(*enters, parsed_ref_element, i)->names;
    rsi_resolve_facts(book, PARSED_FINDING, names);
    rsi_check_list_seen(book, seen, names);
  }
}

static void check_enters(rsi_book *book, parsed_guideline *g) {
  rsi_names seen;
  rsi_names_init(&seen, &book->scratch);
  check_enter_list(book, &seen, &g->enters);
  check_enter_list(book, &seen, &g->enters_ordered);
}

/* One letter too many, too few, another, or two the wrong way round. */
static bool is_one_slip(const char *a, const char *b) {
  size_t before = 0, behind = 0, n = strlen(a), m = strlen(b);
  while (before < n && before < m && a[before] == b[before])
    before++;
  while (behind < n - before && behind < m - before && a[n - 1 - behind] == b[m - 1 - behind])
    behind++;
  n -= before + behind, m -= before + behind;
  return (n <= 1 && m <= 1) || (n == 2 && m == 2 && a[before] == b[before + 1] && a[before + 1] == b[before]);
}

/* What may be missing may also be misspelt. */
static void check_near(rsi_book *book, const parsed_name *ref) {
  const rsi_name *near = rsi_names_nearest(&book->kinds[RSI_BOOK_GUIDELINE].names, ref->id);
  if (near && is_one_slip(near->text, ref->id))
    rsi_book_report(book, RSI_NAME_NEAR, ref->where, "correct it, if that is what was meant",
                    "there is no guideline \"%s\", and optional=\"yes\" allows that; there is \"%s\" (%s)",
                    rsi_book_shown(book, ref->id), near->text, rsi_book_place(book, near->where));
}

/* A guideline that the site switched off, that an author said may not be there yet, or that a partial load left out, is passed over
 * in silence. */
static void check_yields(rsi_book *book, parsed_guideline *g, rsi_graph *graph) {
  for (uint32_t i = 0; i < g->yields.count; i++) {
    parsed_ref_element *yields = PARSED_AT(g->yields, parsed_ref_element, i);
    for (uint32_t n = 0; n < yields->names.count; n++) {
      parsed_name *ref = &yields->names.items[n];
      bool may_be_missing = yields->word == PARSED_YES || rsi_names_find(&book->switched_off, ref->id) ||
                            rsi_left_out_of(book, RSI_BOOK_GUIDELINE, ref);
      if (!may_be_missing || rsi_names_find(&book->kinds[RSI_BOOK_GUIDELINE].names, ref->id))
        rsi_resolve_name(book, RSI_BOOK_GUIDELINE, ref);
      else if (yields->word == PARSED_YES)
        check_near(book, ref);
      rsi_graph_edge(graph, ref->to);
    }
  }
}

static void check_unstated(rsi_book *book, parsed_guideline *g) {
  for (uint32_t i = 0; i < g->unstated.count; i++) {
    parsed_ref_element *unstated = PARSED_AT(g->unstated, parsed_ref_element, i);
    for (uint32_t n = 0; n < unstated->names.count; n++) {
      parsed_name *ref = &unstated->names.items[n];
      const parsed_fact *fact = rsi_resolve_fact(book, -1, ref);
      bool fits = !fact || fact->head.kind == PARSED_FINDING || (fact->head.kind == PARSED_CHOICE && unstated->word == 2);
      if (!fits)
        rsi_book_report(book, RSI_SILENCE_BAD, ref->where, NULL, "\"%s\" (%s) cannot be %s by silence", ref->id,
                        rsi_book_place(book, fact->id.where), unstated->word == 2 ? "made unknown" : "absent");
    }
  }
}

static void report_define_circle(void *context, uint32_t from, uint32_t to) {
  const rsi_scope *scope = context;
  const parsed_define *define = PARSED_AT(scope->guideline->defines, parsed_define, from);
  const parsed_define *other = PARSED_AT(scope->guideline->defines, parsed_define, to);
  rsi_book_report(scope->book, RSI_DEFINE_CYCLE, define->id.where, NULL, "\"%s\" is defined by \"%s\" (%s), which is defined by it",
                  define->id.id, other->id.id, rsi_book_place(scope->book, other->id.where));
}

static void check_defines(rsi_book *book, parsed_guideline *g) {
  rsi_graph graph;
  rsi_graph_init(&graph, &book->scratch);
  rsi_scope scope = {.book = book, .guideline = g, .defines = &graph};
  for (uint32_t i = 0; i < g->defines.count; i++) {
    rsi_graph_node(&graph);
    rsi_check_conditions(&scope, &PARSED_AT(g->defines, parsed_define, i)->conditions);
  }
  rsi_graph_circles(&graph, report_define_circle, &scope);
}

/* ---- scenarios ---- */

typedef struct rated {
  uint32_t authority, exam;
  uint32_t block; /* of ratings */
  uint8_t category;
  parsed_name *name;
} rated;

static int compare_rated(const void *pa, const void *pb, const void *context) {
  (void)context;
  const rated *a = pa, *b = pb;
  if (a->authority != b->authority)
    return a->authority < b->authority ? -1 : 1;
  if (a->exam != b->exam)
    return a->exam < b->exam ? -1 : 1;
  return a->name->where.line != b->name->where.line
             ? (a->name->where.line < b->name->where.line ? -1 : 1)
             : (a->name->where.column > b->name->where.column) - (a->name->where.column < b->name->where.column);
}

static const char *row_hint(rsi_book *book, const rated *a, const rated *b) {
  const char *there = rscan_category_name((rscan_category)a->category), *here = rscan_category_name((rscan_category)b->category);
  return a->category == b->category
             ? rsi_book_printf(book, "it is <%s> both times: take one out", here)
             : rsi_book_printf(book, "it is <%s> there and <%s> here: take out what the source does not say", there, here);
}

/* Two publications of one authority may say the same; the first is the one that is cited. */
static void check_twice(rsi_book *book, rsi_vec *rows) {
  rsi_sort(rows->items, rows->count, sizeof(rated), compare_rated, NULL);
  for (uint32_t i = 1; i < rows->count; i++) {
    const rated *a = RSI_AT(rows, rated, i - 1), *b = RSI_AT(rows, rated, i);
    if (a->authority == b->authority && a->exam == b->exam && (a->block == b->block || a->category != b->category))
      rsi_book_report(book, RSI_ROW_TWICE, b->name->where, row_hint(book, a, b),
                      "exam \"%s\" is already rated by this authority in this scenario, at %s", rsi_book_shown(book, b->name->id),
                      rsi_book_place(book, a->name->where));
  }
}

/* The nearest source of the guideline, and all of them: they are few. */
static const char *source_hint(rsi_book *book, const parsed_guideline *g, const char *id) {
  const char *near = rsi_book_hint(book, &g->source_names, id);
  rsi_buf hint;
  rsi_buf_init(&hint, &book->scratch);
  if (near)
    rsi_buf_printf(&hint, "%s; ", near);
  for (uint32_t i = 0; i < g->source_names.entries.count; i++)
    rsi_buf_printf(&hint, "%s%s", i ? ", " : "it has: ", RSI_AT(&g->source_names.entries, rsi_name, i)->text);
  return hint.length && !hint.has_failed ? hint.data : "it has no <source> at all: add one";
}

/* The authority behind a ratings block; RSI_NONE when its source is not known. */
static uint32_t check_source(rsi_book *book, parsed_guideline *g, parsed_name *ref) {
  const rsi_name *name = ref->id ? rsi_names_find(&g->source_names, ref->id) : NULL;
  if (!name) {
    if (ref->id)
      rsi_book_report(book, RSI_SOURCE_UNDEFINED, ref->where, source_hint(book, g, ref->id),
                      "this guideline has no <source id=\"%s\">", rsi_book_shown(book, ref->id));
    return RSI_NONE;
  }
  ref->to = name->value;
  parsed_source *source = PARSED_AT(g->sources, parsed_source, name->value);
  source->is_used = true;
  return source->authority.to;
}

static void check_ratings(rsi_book *book, parsed_guideline *g, parsed_ratings *ratings, uint32_t block, rsi_vec *rows) {
  uint32_t authority = check_source(book, g, &ratings->source);
  for (uint32_t i = 0; i < ratings->ratings.count; i++) {
    parsed_rating *rating = PARSED_AT(ratings->ratings, parsed_rating, i);
    parsed_names *exams = &rating->exams;
    for (uint32_t e = 0; e < exams->count; e++) {
      parsed_name *exam = &exams->items[e];
      rated *row = rsi_resolve_exam(book, exam) && authority != RSI_NONE ? RSI_PUSH(&book->scratch, rows, rated) : NULL;
      if (row)
        *row = (rated){authority, exam->to, block, rating->head.kind, exam};
    }
  }
}

static void check_scenario(rsi_book *book, parsed_guideline *g, parsed_scenario *s) {
  rsi_scope scope = {.book = book, .guideline = g};
  rsi_vec rows = {0};
  for (uint32_t i = 0; i < s->when.count; i++)
    rsi_check_conditions(&scope, &PARSED_AT(s->when, parsed_wrapper, i)->children);
  for (uint32_t i = 0; i < s->weighs.count; i++)
    rsi_resolve_names(book, RSI_BOOK_RULE, &PARSED_AT(s->weighs, parsed_ref_element, i)->names);
  for (uint32_t i = 0; i < s->ratings.count; i++)
    check_ratings(book, g, PARSED_AT(s->ratings, parsed_ratings, i), i, &rows);
  check_twice(book, &rows);
}

static void report_refines_circle(void *context, uint32_t from, uint32_t to) {
  const rsi_scope *scope = context;
  const parsed_scenario *scenario = PARSED_AT(scope->guideline->scenarios, parsed_scenario, from);
  const parsed_scenario *other = PARSED_AT(scope->guideline->scenarios, parsed_scenario, to);
  rsi_book_report(scope->book, RSI_REFINES_CYCLE, scenario->refines.where, NULL,
                  "scenario \"%s\" refines \"%s\" (%s), which refines it", scenario->id.id, other->id.id,
                  rsi_book_place(scope->book, other->id.where));
}

static void check_refines(rsi_book *book, parsed_guideline *g) {
  rsi_graph graph;
  rsi_graph_init(&graph, &book->scratch);
  rsi_scope scope = {.book = book, .guideline = g};
  for (uint32_t i = 0; i < g->scenarios.count; i++) {
    parsed_name *ref = &PARSED_AT(g->scenarios, parsed_scenario, i)->refines;
    const rsi_name *name = ref->id ? rsi_names_find(&g->scenario_names, ref->id) : NULL;
    ref->to = name ? name->value : RSI_NONE;
    if (ref->id && !name)
      rsi_book_report(book, RSI_SCENARIO_UNDEFINED, ref->where, rsi_book_hint(book, &g->scenario_names, ref->id),
                      "this guideline has no scenario \"%s\"", rsi_book_shown(book, ref->id));
    rsi_graph_node(&graph);
    rsi_graph_edge(&graph, ref->to);
  }
  if (rsi_graph_circles(&graph, report_refines_circle, &scope) > RSI_MAX_REFINES)
    rsi_book_report(book, RSI_TOO_MANY, g->head.where, NULL, "scenarios refine each other in a chain of more than %d",
                    RSI_MAX_REFINES);
}

/* A scenario must be held by somebody, by its own rows or by those it inherits. */
static void check_rated(rsi_book *book, const parsed_guideline *g) {
  for (uint32_t i = 0; i < g->scenarios.count; i++) {
    const parsed_scenario *s = PARSED_AT(g->scenarios, parsed_scenario, i);
    if (!s->ratings.count && !s->refines.id)
      rsi_book_report(book, RSI_SCENARIO_UNRATED, s->head.where, "add <ratings>, or make it a <gap>",
                      "scenario \"%s\" has no ratings: no authority holds it", s->id.id ? s->id.id : "");
  }
}

/* ---- guidelines ---- */

static void check_unused(rsi_book *book, const parsed_guideline *g) {
  for (uint32_t i = 0; i < g->defines.count; i++) {
    const parsed_define *define = PARSED_AT(g->defines, parsed_define, i);
    if (!define->is_used && define->id.id)
      rsi_book_report(book, RSI_DEFINE_UNUSED, define->id.where, NULL, "nothing uses <define id=\"%s\">", define->id.id);
  }
  for (uint32_t i = 0; i < g->sources.count; i++) {
    const parsed_source *source = PARSED_AT(g->sources, parsed_source, i);
    if (!source->is_used && source->id.id)
      rsi_book_report(book, RSI_SOURCE_UNUSED, source->id.where, NULL, "no ratings cite source \"%s\"", source->id.id);
  }
}

static void check_guideline(rsi_book *book, parsed_guideline *g, rsi_graph *yields) {
  rsi_scope scope = {.book = book, .guideline = g};
  define_all(book, g);
  rsi_resolve_names(book, RSI_BOOK_REGION, &g->regions);
  check_sources(book, g);
  check_enters(book, g);
  rsi_graph_node(yields);
  check_yields(book, g, yields);
  check_unstated(book, g);
  check_defines(book, g);
  for (uint32_t i = 0; i < g->applies.count; i++)
    rsi_check_conditions(&scope, &PARSED_AT(g->applies, parsed_wrapper, i)->children);
  for (uint32_t i = 0; i < g->scenarios.count; i++)
    check_scenario(book, g, PARSED_AT(g->scenarios, parsed_scenario, i));
  for (uint32_t i = 0; i < g->gaps.count; i++)
    check_scenario(book, g, PARSED_AT(g->gaps, parsed_scenario, i));
  check_refines(book, g);
  check_rated(book, g);
  check_unused(book, g);
}

/* Where a guideline names another that it yields to; NULL when it does not. */
static const parsed_name *yields_of(const parsed_guideline *g, uint32_t to) {
  for (uint32_t i = 0; i < g->yields.count; i++) {
    const parsed_names *names = &PARSED_AT(g->yields, parsed_ref_element, i)->names;
    for (uint32_t n = 0; n < names->count; n++)
      if (names->items[n].to == to)
        return &names->items[n];
  }
  return NULL;
}

static void report_yields(rsi_book *book, const parsed_guideline *g, const parsed_name *here, const parsed_guideline *other,
                          const parsed_name *there) {
  rsi_book_report(book, RSI_YIELDS_CYCLE, here->where, NULL, "guideline \"%s\" yields to \"%s\", which yields to it (%s)", g->id.id,
                  other->id.id, there ? rsi_book_place(book, there->where) : "by way of others");
}

/* Told at both ends, since nobody but the author knows which of the two is new. */
static void report_yields_circle(void *context, uint32_t from, uint32_t to) {
  rsi_book *book = context;
  const parsed_guideline *g = rsi_book_item(book, RSI_BOOK_GUIDELINE, from), *other = rsi_book_item(book, RSI_BOOK_GUIDELINE, to);
  const parsed_name *here = yields_of(g, to), *there = yields_of(other, from);
  if (here && from == to)
    rsi_book_report(book, RSI_YIELDS_CYCLE, here->where, "take it out", "guideline \"%s\" yields to itself", g->id.id);
  else if (here)
    report_yields(book, g, here, other, there);
  if (here && there && from != to)
    report_yields(book, other, there, g, here);
}

/* Of a book that is not whole nobody can say that a fact is not used. */
static void check_unused_facts(rsi_book *book) {
  for (uint32_t i = 0; i < rsi_book_count(book, RSI_BOOK_FACT) && !book->left_out.count; i++) {
    const parsed_fact *fact = rsi_book_fact(book, i);
    bool is_said = fact->head.kind == PARSED_GROUP && fact->cues.count; /* "no red flags" speaks of its members */
    if (!fact->is_used && !is_said)
      rsi_book_report(book, RSI_FACT_UNUSED, fact->id.where, NULL, "nothing asks about \"%s\"", fact->id.id);
  }
}

void rsi_check_guidelines(rsi_book *book) {
  rsi_graph yields;
  rsi_graph_init(&yields, &book->scratch);
  for (uint32_t i = 0; i < rsi_book_count(book, RSI_BOOK_GUIDELINE); i++)
    check_guideline(book, rsi_book_item(book, RSI_BOOK_GUIDELINE, i), &yields);
  rsi_graph_circles(&yields, report_yields_circle, book);
  check_unused_facts(book);
}

/* ---- safety ---- */

void rsi_check_rules(rsi_book *book) {
  const rsi_scope scope = {.book = book, .is_safety = true};
  for (uint32_t i = 0; i < rsi_book_count(book, RSI_BOOK_RULE); i++) {
    parsed_rule *rule = rsi_book_item(book, RSI_BOOK_RULE, i);
    for (uint32_t w = 0; w < rule->when.count; w++)
      rsi_check_conditions(&scope, &PARSED_AT(rule->when, parsed_wrapper, w)->children);
    for (uint32_t f = 0; f < rule->filters.count; f++) {
      parsed_filter *filter = PARSED_AT(rule->filters, parsed_filter, f);
      rsi_resolve_names(book, RSI_BOOK_MODALITY, &filter->modalities);
      rsi_resolve_names(book, RSI_BOOK_REGION, &filter->regions);
      for (uint32_t e = 0; e < filter->exams.count; e++)
        rsi_resolve_exam(book, &filter->exams.items[e]);
    }
    for (uint32_t s = 0; s < rule->source.count; s++)
      rsi_resolve_name(book, RSI_BOOK_AUTHORITY, &PARSED_AT(rule->source, parsed_source, s)->authority);
  }
}
