/* Guidelines with their scenarios and rows, and safety rules. See compile.h. */
#include <string.h>

#include "compile.h"

/* ---- rows: a scenario's own, and those it inherits ---- */

typedef struct row_list {
  rsi_builder *b;
  const parsed_guideline *guideline;
  uint32_t first_source;
  uint16_t order;
} row_list;

static void add_row(row_list *list, const parsed_ratings *ratings, const parsed_rating *rating, const parsed_name *exam) {
  rsi_builder *b = list->b;
  const parsed_source *source = PARSED_AT(list->guideline->sources, parsed_source, ratings->source.to);
  rsi_row *row = RSI_ADD(b, rows, rsi_row);
  if (!row)
    return;
  row->exam = exam->to;
  row->category = rating->head.kind;
  row->panel_disagrees = rating->panel;
  row->authority = (uint8_t)source->authority.to;
  row->certainty = ratings->certainty;
  row->strength = ratings->strength;
  row->departs = ratings->departs == PARSED_YES;
  row->order = list->order == UINT16_MAX ? UINT16_MAX : list->order++;
  row->source = list->first_source + ratings->source.to;
  row->variant = rsi_build_string(b, ratings->variant.text);
  row->note = rsi_build_text(b, &ratings->note);
  row->where = exam->where;
}

static void add_rows(row_list *list, const parsed_scenario *s) {
  for (uint32_t r = 0; r < s->ratings.count; r++) {
    const parsed_ratings *ratings = PARSED_AT(s->ratings, parsed_ratings, r);
    for (uint32_t i = 0; i < ratings->ratings.count; i++) {
      const parsed_rating *rating = PARSED_AT(ratings->ratings, parsed_rating, i);
      for (uint32_t e = 0; e < rating->exams.count; e++)
        add_row(list, ratings, rating, &rating->exams.items[e]);
    }
  }
}

/* By exam, then authority; then order, so that a scenario's own row comes before what it inherits. */
static int compare_rows(const void *pa, const void *pb, const void *context) {
  (void)context;
  const rsi_row *a = pa, *b = pb;
  if (a->exam != b->exam)
    return a->exam < b->exam ? -1 : 1;
  if (a->authority != b->authority)
    return a->authority < b->authority ? -1 : 1;
  return a->order < b->order ? -1 : a->order > b->order;
}

static const parsed_scenario *refined(const parsed_guideline *g, const parsed_scenario *s) {
  return s->refines.id ? PARSED_AT(g->scenarios, parsed_scenario, s->refines.to) : NULL;
}

static rsi_span compile_rows(row_list *list, const parsed_scenario *s, uint64_t *authorities) {
  rsi_vec *rows = &list->b->rows;
  rsi_span span = {rows->count, 0};
  for (; s; s = refined(list->guideline, s))
    add_rows(list, s);
  rsi_sort(RSI_AT(rows, rsi_row, span.first), rows->count - span.first, sizeof(rsi_row), compare_rows, NULL);
  uint32_t kept = span.first;
  for (uint32_t i = span.first; i < rows->count; i++) {
    const rsi_row *row = RSI_AT(rows, rsi_row, i);
    *authorities |= (uint64_t)1 << row->authority;
    const rsi_row *last = kept > span.first ? RSI_AT(rows, rsi_row, kept - 1) : NULL;
    if (!last || last->exam != row->exam || last->authority != row->authority)
      *RSI_AT(rows, rsi_row, kept++) = *row;
  }
  rows->count = kept;
  span.count = kept - span.first;
  return span;
}

/* A text is inherited whole: a scenario that gives it in one language does not mix it with another's. */
static rsi_text inherited(rsi_builder *b, const parsed_guideline *g, const parsed_scenario *s, size_t offset) {
  static const parsed_text nothing;
  for (; s; s = refined(g, s)) {
    const parsed_text *text = (const parsed_text *)(const void *)((const char *)s + offset);
    if (text->in[RSI_EN])
      return rsi_build_text(b, text);
  }
  return rsi_build_text(b, &nothing);
}

/* ---- scenarios and gaps ---- */

static uint32_t compile_when(rsi_builder *b, const parsed_guideline *g, const parsed_list *when) {
  const parsed_wrapper *wrapper = when->items;
  rsi_conditions conditions = {.b = b, .guideline = g, .silence = RSI_SILENCE_DOCUMENTED};
  return rsi_build_conditions(&conditions, &wrapper->children, wrapper->head.where);
}

static rsi_span compile_weighs(rsi_builder *b, const parsed_scenario *s) {
  rsi_span span = {b->indices.count, 0};
  for (uint32_t i = 0; i < s->weighs.count; i++)
    span.count += rsi_build_indices(b, &PARSED_AT(s->weighs, parsed_ref_element, i)->names).count;
  return span;
}

static void compile_scenario(rsi_builder *b, const parsed_guideline *g, uint32_t guideline, uint32_t first_source,
                             const parsed_scenario *from) {
  row_list list = {b, g, first_source, 0};
  rsi_scenario *scenario = RSI_ADD(b, scenarios, rsi_scenario);
  if (!scenario)
    return;
  scenario->id = rsi_build_string(b, from->id.id);
  scenario->title = inherited(b, g, from, offsetof(parsed_scenario, title));
  scenario->why = inherited(b, g, from, offsetof(parsed_scenario, why));
  scenario->patient = inherited(b, g, from, offsetof(parsed_scenario, patient));
  scenario->instead = inherited(b, g, from, offsetof(parsed_scenario, instead));
  scenario->later = inherited(b, g, from, offsetof(parsed_scenario, later));
  scenario->guideline = guideline;
  scenario->when = compile_when(b, g, &from->when);
  scenario->urgency = from->urgency; /* the words are in the order of rscan_urgency, 0 none */
  scenario->rows = compile_rows(&list, from, &scenario->authorities);
  scenario->weighs = compile_weighs(b, from);
  scenario->where = from->head.where;
}

static rsi_span compile_gaps(rsi_builder *b, const parsed_guideline *g) {
  rsi_span span = {b->gaps.count, g->gaps.count};
  for (uint32_t i = 0; i < g->gaps.count; i++) {
    const parsed_scenario *from = PARSED_AT(g->gaps, parsed_scenario, i);
    rsi_gap *gap = RSI_ADD(b, gaps, rsi_gap);
    if (!gap)
      return span;
    gap->id = rsi_build_string(b, from->id.id);
    gap->reason = rsi_build_text(b, &from->why);
    gap->when = compile_when(b, g, &from->when);
    gap->where = from->head.where;
  }
  return span;
}

/* ---- guidelines ---- */

static void set_silence(rsi_builder *b, const parsed_guideline *g, bool is_set) {
  for (uint32_t i = 0; i < g->unstated.count; i++) {
    const parsed_ref_element *unstated = PARSED_AT(g->unstated, parsed_ref_element, i);
    for (uint32_t n = 0; n < unstated->names.count; n++)
      b->silence[unstated->names.items[n].to] = is_set ? unstated->word : 0;
  }
}

static rsi_span compile_sources(rsi_builder *b, const parsed_guideline *g) {
  rsi_span span = {b->sources.count, g->sources.count};
  for (uint32_t i = 0; i < g->sources.count; i++) {
    parsed_list one = {PARSED_AT(g->sources, parsed_source, i), 1, 1};
    rsi_build_source(b, &one);
  }
  return span;
}

static rsi_span compile_lists(rsi_builder *b, const parsed_list *elements) {
  rsi_span span = {b->indices.count, 0};
  for (uint32_t i = 0; i < elements->count; i++)
    span.count += rsi_build_indices(b, &PARSED_AT(*elements, parsed_ref_element, i)->names).count;
  return span;
}

static uint32_t compile_applies(rsi_builder *b, const parsed_guideline *g) {
  return g->applies.count ? compile_when(b, g, &g->applies) : RSI_NONE;
}

static void compile_guideline(rsi_builder *b, uint32_t index) {
  const parsed_guideline *from = rsi_book_item(b->book, RSI_BOOK_GUIDELINE, index);
  rsi_guideline *g = RSI_ADD(b, guidelines, rsi_guideline);
  if (!g)
    return;
  set_silence(b, from, true);
  g->id = rsi_build_string(b, from->id.id);
  g->version = rsi_build_string(b, from->version.text);
  g->reviewed = rsi_build_string(b, from->reviewed.text);
  g->review_by = rsi_build_string(b, from->review_by.text);
  g->title = rsi_build_text(b, &from->title);
  g->regions = rsi_build_indices(b, &from->regions);
  g->enters = compile_lists(b, &from->enters);
  g->enters_ordered = compile_lists(b, &from->enters_ordered);
  g->yields = compile_lists(b, &from->yields);
  g->applies = compile_applies(b, from);
  g->sources = compile_sources(b, from);
  g->scenarios = (rsi_span){b->scenarios.count, from->scenarios.count};
  for (uint32_t i = 0; i < from->scenarios.count; i++)
    compile_scenario(b, from, index, g->sources.first, PARSED_AT(from->scenarios, parsed_scenario, i));
  g->gaps = compile_gaps(b, from);
  g->where = from->head.where;
  g->review_where = from->review_by.where;
  set_silence(b, from, false);
  for (uint32_t i = 0; i < g->enters.count && !b->book->arena.has_failed; i++)
    rsi_build_pair(b, &b->enters, *RSI_AT(&b->indices, uint32_t, g->enters.first + i), index);
}

static void mark_complaints(rsi_builder *b, rsi_span findings) {
  for (uint32_t i = 0; i < findings.count; i++)
    RSI_AT(&b->facts, rsi_fact, *RSI_AT(&b->indices, uint32_t, findings.first + i))->is_complaint = true;
}

void rsi_compile_guidelines(rsi_builder *b) {
  for (uint32_t i = 0; i < rsi_book_count(b->book, RSI_BOOK_GUIDELINE); i++)
    compile_guideline(b, i);
  rsi_span *spans = rsi_arena_alloc(&b->book->arena, (b->facts.count + 1) * sizeof *spans);
  if (!spans || b->book->arena.has_failed)
    return;
  rsi_build_spans(b, &b->enters, b->facts.count, spans);
  for (uint32_t i = 0; i < b->facts.count; i++)
    RSI_AT(&b->facts, rsi_fact, i)->enters = spans[i];
  for (uint32_t i = 0; i < b->guidelines.count; i++) {
    const rsi_guideline *g = RSI_AT(&b->guidelines, rsi_guideline, i);
    mark_complaints(b, g->enters);
    mark_complaints(b, g->enters_ordered);
  }
}

/* ---- safety ---- */

static void compile_filters(rsi_builder *b, rsi_rule *rule, const parsed_rule *from) {
  rule->filters = (rsi_span){b->filters.count, from->filters.count};
  for (uint32_t i = 0; i < from->filters.count; i++) {
    const parsed_filter *given = PARSED_AT(from->filters, parsed_filter, i);
    rsi_exam_filter *filter = RSI_ADD(b, filters, rsi_exam_filter);
    if (!filter)
      return;
    filter->modalities = rsi_build_indices(b, &given->modalities);
    filter->regions = rsi_build_indices(b, &given->regions);
    filter->exams = rsi_build_indices(b, &given->exams);
    filter->contrasts = given->contrasts; /* the words are in the order of rsi_contrast */
    filter->radiation_at_least = given->radiation ? (int8_t)(given->radiation - 1) : -1;
  }
}

void rsi_compile_rules(rsi_builder *b) {
  for (uint32_t i = 0; i < rsi_book_count(b->book, RSI_BOOK_RULE); i++) {
    const parsed_rule *from = rsi_book_item(b->book, RSI_BOOK_RULE, i);
    uint32_t source = rsi_build_source(b, &from->source), when = compile_when(b, NULL, &from->when);
    rsi_rule *rule = RSI_ADD(b, rules, rsi_rule);
    if (!rule)
      return;
    rule->id = rsi_build_string(b, from->id.id);
    rule->title = rsi_build_text(b, &from->title);
    rule->message = rsi_build_text(b, &from->message);
    rule->advice = rsi_build_text(b, &from->advice);
    rule->level = from->level; /* the words are in the order of rscan_safety, 0 none */
    rule->when = when;
    rule->source = source;
    rule->where = from->head.where;
    compile_filters(b, rule, from);
  }
}
