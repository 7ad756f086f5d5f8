/* Facts: cuts and cells first, then states, values, implications, cues and codes. See compile.h. */
#include <math.h>
#include <string.h>

#include "compile.h"
#include "limits.h"
#include "shape.h"

/* ---- cuts: every number that any condition, range, band or implication compares with ---- */

static void cuts_of_values(rsi_builder *b, uint32_t index, const parsed_fact *fact) {
  for (uint32_t i = 0; i < fact->values.count; i++)
    rsi_add_cuts(b, index, &PARSED_AT(fact->values, parsed_value, i)->bounds, NULL);
  for (uint32_t i = 0; fact->head.kind == PARSED_MEASURE && i < fact->implies.count; i++)
    rsi_add_cuts(b, index, &PARSED_AT(fact->implies, parsed_implies, i)->bounds, NULL);
}

static void cuts_of_guideline(rsi_builder *b, const parsed_guideline *g) {
  for (uint32_t i = 0; i < g->applies.count; i++)
    rsi_collect_cuts(b, &PARSED_AT(g->applies, parsed_wrapper, i)->children);
  for (uint32_t i = 0; i < g->defines.count; i++)
    rsi_collect_cuts(b, &PARSED_AT(g->defines, parsed_define, i)->conditions);
  for (uint32_t i = 0; i < g->scenarios.count; i++)
    rsi_collect_cuts(b, &((parsed_wrapper *)PARSED_AT(g->scenarios, parsed_scenario, i)->when.items)->children);
  for (uint32_t i = 0; i < g->gaps.count; i++)
    rsi_collect_cuts(b, &((parsed_wrapper *)PARSED_AT(g->gaps, parsed_scenario, i)->when.items)->children);
}

static void collect_all_cuts(rsi_builder *b) {
  for (uint32_t i = 0; i < b->book->n_facts; i++) {
    const parsed_fact *fact = rsi_book_fact(b->book, i);
    if (rsi_kind_has_cells(fact->head.kind))
      cuts_of_values(b, i, fact);
    for (uint32_t c = 0; c < fact->criteria.count; c++)
      rsi_collect_cuts(b, &PARSED_AT(fact->criteria, parsed_criterion, c)->conditions);
  }
  for (uint32_t i = 0; i < rsi_book_count(b->book, RSI_BOOK_RULE); i++)
    rsi_collect_cuts(b, &((parsed_wrapper *)((parsed_rule *)rsi_book_item(b->book, RSI_BOOK_RULE, i))->when.items)->children);
  for (uint32_t i = 0; i < rsi_book_count(b->book, RSI_BOOK_GUIDELINE); i++)
    cuts_of_guideline(b, rsi_book_item(b->book, RSI_BOOK_GUIDELINE, i));
}

static int compare_numbers(const void *pa, const void *pb, const void *context) {
  (void)context;
  double a = *(const double *)pa, b = *(const double *)pb;
  return a < b ? -1 : a > b;
}

/* Sorted, each once. */
static rsi_span build_cuts(rsi_builder *b, uint32_t index) {
  rsi_vec *cuts = &b->cuts[index];
  rsi_span span = {b->numbers.count, 0};
  rsi_sort(cuts->items, cuts->count, sizeof(double), compare_numbers, NULL);
  for (uint32_t i = 0; i < cuts->count; i++) {
    double cut = *RSI_AT(cuts, double, i);
    if (i && cut == *RSI_AT(cuts, double, i - 1))
      continue;
    double *number = RSI_ADD(b, numbers, double);
    if (number)
      *number = cut;
  }
  span.count = b->numbers.count - span.first;
  if (span.count > RSI_MAX_CUTS) {
    const parsed_fact *fact = rsi_book_fact(b->book, index);
    rsi_book_report(b->book, RSI_TOO_MANY, fact->head.where, NULL, "\"%s\" is compared with %u different numbers; at most %d fit",
                    fact->id.id, (unsigned)span.count, RSI_MAX_CUTS);
  }
  return span;
}

/* ---- states ---- */

static rsi_state bits(uint32_t count) { return count >= 63 ? RSI_UNTOLD - 1 : ((rsi_state)1 << count) - 1; }

/* The least and the most that criteria can come to. */
static void score_range(const parsed_fact *score, double *low, double *high) {
  *low = *high = 0;
  for (uint32_t i = 0; i < score->criteria.count; i++) {
    double points = PARSED_AT(score->criteria, parsed_criterion, i)->points;
    points = isnan(points) ? 1 : points;
    *(points < 0 ? low : high) += points;
  }
}

static rsi_state full_cells(rsi_builder *b, const rsi_fact *fact, const parsed_fact *from) {
  double low = isnan(from->min) ? -INFINITY : from->min, high = isnan(from->max) ? INFINITY : from->max;
  if (from->head.kind == PARSED_SCORE)
    score_range(from, &low, &high);
  return rsi_cells_in(RSI_AT(&b->numbers, double, fact->cuts.first), fact->cuts.count, low, false, high, false);
}

static void set_states(rsi_builder *b, rsi_fact *fact, const parsed_fact *from) {
  switch ((enum parsed_fact_kind)from->head.kind) {
  case PARSED_FINDING:
    fact->full = RSI_FINDING_FULL;
    break;
  case PARSED_CHOICE:
    fact->full = bits(from->values.count);
    break;
  case PARSED_PRIOR:
    fact->full = bits(from->values.count + 2);
    break;
  default:
    fact->full = full_cells(b, fact, from);
  }
  fact->unstated = fact->full;
  if (from->head.kind == PARSED_FINDING && from->silence == 1)
    fact->unstated = RSI_ABSENT;
  if (from->head.kind == PARSED_CHOICE && from->unstated.id && from->unstated.to != RSI_NONE)
    fact->unstated = (rsi_state)1 << from->unstated.to;
}

static rsi_state value_state(rsi_builder *b, uint32_t index, uint32_t value) {
  const parsed_fact *from = rsi_book_fact(b->book, index);
  if (rsi_kind_has_cells(from->head.kind))
    return rsi_build_cells(b, index, &PARSED_AT(from->values, parsed_value, value)->bounds, NULL);
  return (rsi_state)1 << (from->head.kind == PARSED_PRIOR ? value + 1 : value);
}

/* ---- implications ---- */

static void imply(rsi_builder *b, uint32_t from_fact, rsi_state from, uint32_t to_fact, rsi_state to) {
  rsi_implication *implication = RSI_ADD(b, implications, rsi_implication);
  if (!implication)
    return;
  *implication = (rsi_implication){from_fact, to_fact, from, to};
  rsi_build_pair(b, &b->implied, from_fact, b->implications.count - 1);
  if (to_fact != from_fact)
    rsi_build_pair(b, &b->implied, to_fact, b->implications.count - 1);
}

static rsi_state is_state(const parsed_names *is) {
  rsi_state state = 0;
  for (uint32_t i = 0; i < is->count; i++)
    state |= (rsi_state)1 << is->items[i].to;
  return state;
}

/* What one <implies> adds. A finding that is only suspected makes what it implies suspected, never sure. */
static void compile_implies(rsi_builder *b, const parsed_implies *from, uint32_t fact, rsi_state state) {
  bool from_finding = rsi_book_fact(b->book, fact)->head.kind == PARSED_FINDING;
  if ((from->choice.id ? &from->choice : &from->finding)->to == RSI_NONE) /* left out */
    return;
  if (from->choice.id) {
    imply(b, fact, state, from->choice.to, is_state(&from->is));
    return;
  }
  rsi_state implied = rsi_finding_state(from->state, PARSED_PRESENT);
  imply(b, fact, state, from->finding.to, implied);
  if (from_finding && from->state != PARSED_ABSENT)
    imply(b, fact, RSI_SUSPECTED | RSI_PRESENT, from->finding.to, RSI_SUSPECTED | RSI_PRESENT);
}

static void compile_implies_list(rsi_builder *b, const parsed_list *list, uint32_t fact, rsi_state state) {
  for (uint32_t i = 0; i < list->count; i++)
    compile_implies(b, PARSED_AT(*list, parsed_implies, i), fact, state);
}

/* A finding that can only hold for some sexes is absent for the others. */
static uint8_t compile_possible(rsi_builder *b, const parsed_fact *from, uint32_t index) {
  if (!from->possible || b->sex == RSI_NONE)
    return 0xff;
  const parsed_fact *sex = rsi_book_fact(b->book, b->sex);
  rsi_state possible = 0;
  for (int i = 0; rsi_words_sex[i]; i++) {
    const rsi_name *name = from->possible >> i & 1 ? rsi_names_find(&sex->value_names, rsi_words_sex[i]) : NULL;
    if (name)
      possible |= (rsi_state)1 << name->value;
  }
  rsi_state others = bits(sex->values.count) & ~possible;
  if (others)
    imply(b, b->sex, others, index, RSI_ABSENT);
  return (uint8_t)possible;
}

static void compile_exclusives(rsi_builder *b) {
  for (uint32_t i = 0; i < b->book->exclusives.count; i++) {
    const parsed_names *facts = &(*RSI_AT(&b->book->exclusives, parsed_exclusive *, i))->facts;
    for (uint32_t x = 0; x < facts->count; x++)
      for (uint32_t y = 0; y < facts->count; y++)
        if (x != y)
          imply(b, facts->items[x].to, RSI_PRESENT, facts->items[y].to, RSI_ABSENT);
  }
}

/* ---- values ---- */

static void compile_value(rsi_builder *b, uint32_t fact, uint32_t index, const parsed_value *from) {
  const rsi_names *shared = &b->book->kinds[RSI_BOOK_SHARED_RESULT].names;
  uint8_t kind = rsi_book_fact(b->book, fact)->head.kind;
  rsi_state state = value_state(b, fact, index);
  const rsi_name *name = kind == PARSED_PRIOR && !from->label.in[RSI_EN] ? rsi_names_find(shared, from->id.id) : NULL;
  const parsed_value *labelled = name ? rsi_book_item(b->book, RSI_BOOK_SHARED_RESULT, name->value) : from;
  rsi_value *value = RSI_ADD(b, values, rsi_value);
  if (!value)
    return;
  value->id = rsi_build_string(b, from->id.id);
  value->label = rsi_build_text(b, &labelled->label);
  value->state = state;
  value->where = from->head.where;
  rsi_build_cues(b, &from->cues, kind == PARSED_PRIOR ? RSI_CUE_RESULT : RSI_CUE_FACT, fact, state);
  for (uint32_t i = 0; i < from->codes.count; i++)
    rsi_build_code(b, PARSED_AT(from->codes, parsed_code, i), RSI_CODE_FACT, fact, state);
  compile_implies_list(b, &from->implies, fact, state);
}

static rsi_span compile_values(rsi_builder *b, uint32_t fact, const parsed_fact *from) {
  rsi_span span = {b->values.count, from->values.count};
  for (uint32_t i = 0; i < from->values.count; i++)
    compile_value(b, fact, i, PARSED_AT(from->values, parsed_value, i));
  return span;
}

static void compile_shared_results(rsi_builder *b) {
  for (uint32_t i = 0; i < rsi_book_count(b->book, RSI_BOOK_SHARED_RESULT); i++) {
    const parsed_value *from = rsi_book_item(b->book, RSI_BOOK_SHARED_RESULT, i);
    rsi_value *value = RSI_ADD(b, shared_results, rsi_value);
    if (!value)
      return;
    value->id = rsi_build_string(b, from->id.id);
    value->label = rsi_build_text(b, &from->label);
    value->where = from->head.where;
    rsi_build_cues(b, &from->cues, RSI_CUE_SHARED_RESULT, i, 0);
  }
}

/* ---- the kinds' details ---- */

static void compile_term(rsi_builder *b, const parsed_term *from, rsi_vec *inputs) {
  rsi_term *term = RSI_ADD(b, terms, rsi_term);
  uint32_t index = b->terms.count - 1;
  if (!term)
    return;
  *term = (rsi_term){.op = from->head.kind, .fact = RSI_NONE, .number = from->head.kind == RSI_TERM_NUMBER ? from->number : 0};
  if (from->head.kind == RSI_TERM_VALUE) {
    term->fact = from->of.to;
    uint32_t *input = RSI_PUSH(&b->book->scratch, inputs, uint32_t);
    if (input)
      *input = from->of.to;
  }
  for (uint32_t i = 0; i < from->children.count; i++)
    compile_term(b, PARSED_AT(from->children, parsed_term, i), inputs);
  RSI_AT(&b->terms, rsi_term, index)->end = b->terms.count;
}

static void compile_derive(rsi_builder *b, rsi_measure *measure, const parsed_fact *from) {
  measure->derive = RSI_NONE;
  if (!from->derive.count)
    return;
  const parsed_wrapper *derive = from->derive.items;
  rsi_vec inputs = {0};
  measure->derive = b->terms.count;
  compile_term(b, derive->children.items, &inputs);
  measure->inputs.first = b->indices.count;
  for (uint32_t i = 0; i < inputs.count; i++) {
    uint32_t input = *RSI_AT(&inputs, uint32_t, i);
    bool is_known = false;
    for (uint32_t k = 0; k < i; k++)
      is_known |= *RSI_AT(&inputs, uint32_t, k) == input;
    if (!is_known)
      rsi_build_index(b, input);
  }
  measure->inputs.count = b->indices.count - measure->inputs.first;
}

static rsi_span compile_units(rsi_builder *b, const parsed_fact *from) {
  rsi_span span = {b->units.count, 0};
  rsi_unit *own = RSI_ADD(b, units, rsi_unit);
  if (own)
    *own = (rsi_unit){rsi_build_string(b, from->unit.text), 1, 0};
  for (uint32_t i = 0; i < from->units.count; i++) {
    const parsed_unit *other = PARSED_AT(from->units, parsed_unit, i);
    rsi_unit *unit = RSI_ADD(b, units, rsi_unit);
    if (unit)
      *unit = (rsi_unit){rsi_build_string(b, other->id.text), other->factor, isnan(other->offset) ? 0 : other->offset};
  }
  span.count = b->units.count - span.first;
  return span;
}

static uint32_t compile_measure(rsi_builder *b, const parsed_fact *from) {
  rsi_measure *measure = RSI_ADD(b, measures, rsi_measure);
  if (!measure)
    return RSI_NONE;
  measure->unit = rsi_build_string(b, from->unit.text);
  measure->units = compile_units(b, from);
  measure->min = isnan(from->min) ? -INFINITY : from->min;
  measure->max = isnan(from->max) ? INFINITY : from->max;
  measure->is_duration = from->measure_kind == 2;
  compile_derive(b, measure, from);
  return b->measures.count - 1;
}

static uint32_t compile_prior(rsi_builder *b, const parsed_fact *from) {
  rsi_prior *prior = RSI_ADD(b, priors, rsi_prior);
  if (!prior)
    return RSI_NONE;
  prior->modalities = rsi_build_indices(b, &from->modalities);
  prior->region = from->region.id ? from->region.to : RSI_NONE;
  prior->within_days = isnan(from->within_days) ? INFINITY : from->within_days;
  return b->priors.count - 1;
}

/* The criteria's conditions come later, when every fact has its cells. */
static uint32_t compile_score(rsi_builder *b, const parsed_fact *from) {
  uint32_t source = rsi_build_source(b, &from->source);
  rsi_score *score = RSI_ADD(b, scores, rsi_score);
  if (!score)
    return RSI_NONE;
  score->source = source;
  return b->scores.count - 1;
}

static void compile_criteria(rsi_builder *b, const rsi_fact *fact, const parsed_fact *from) {
  rsi_span span = {b->criteria.count, from->criteria.count};
  rsi_conditions conditions = {.b = b, .silence = from->silence == 1 ? RSI_SILENCE_ABSENT : RSI_SILENCE_NONE};
  for (uint32_t i = 0; i < from->criteria.count; i++) {
    const parsed_criterion *criterion = PARSED_AT(from->criteria, parsed_criterion, i);
    uint32_t when = rsi_build_conditions(&conditions, &criterion->conditions, criterion->head.where);
    rsi_criterion *built = RSI_ADD(b, criteria, rsi_criterion);
    if (!built)
      return;
    built->label = rsi_build_text(b, &criterion->label);
    built->points = isnan(criterion->points) ? 1 : criterion->points;
    built->when = when;
  }
  RSI_AT(&b->scores, rsi_score, fact->detail)->criteria = span;
}

/* ---- one fact ---- */

static void compile_words(rsi_builder *b, uint32_t index, const parsed_fact *from) {
  static const uint8_t kinds[] = {[PARSED_FINDING] = RSI_CUE_FACT,
                                  [PARSED_CHOICE] = RSI_CUE_FACT,
                                  [PARSED_MEASURE] = RSI_CUE_NUMBER,
                                  [PARSED_PRIOR] = RSI_CUE_PRIOR,
                                  [PARSED_SCORE] = RSI_CUE_NUMBER};
  rsi_build_cues(b, &from->cues, kinds[from->head.kind], index, from->head.kind == PARSED_FINDING ? RSI_PRESENT : 0);
  for (uint32_t i = 0; i < from->codes.count; i++) /* a reason code is a reason to look: suspected, unless it says otherwise */
    rsi_build_code(b, PARSED_AT(from->codes, parsed_code, i), RSI_CODE_FACT, index, rsi_finding_state(PARSED_SUSPECTED, 0));
  const parsed_list *lists[] = {&from->examples, &from->counterexamples};
  for (uint8_t list = 0; list < 2; list++)
    for (uint32_t i = 0; i < lists[list]->count; i++) {
      const parsed_example *text = PARSED_AT(*lists[list], parsed_example, i);
      rsi_example *example = RSI_ADD(b, examples, rsi_example);
      if (example)
        *example = (rsi_example){index, list, rsi_build_string(b, text->text.text), text->head.where};
    }
}

static uint32_t mentioned(const parsed_list *list) { return list->count ? ((parsed_mention *)list->items)->finding.to : RSI_NONE; }

static void compile_plain(rsi_builder *b, uint32_t index) {
  const parsed_fact *from = rsi_book_fact(b->book, index);
  rsi_span cuts = rsi_kind_has_cells(from->head.kind) ? build_cuts(b, index) : (rsi_span){0, 0};
  rsi_fact *fact = RSI_ADD(b, facts, rsi_fact);
  if (!fact)
    return;
  fact->id = rsi_build_string(b, from->id.id);
  fact->label = rsi_build_text(b, &from->label);
  fact->ask = rsi_build_text(b, &from->ask);
  fact->kind = from->head.kind;
  fact->is_danger = from->danger == PARSED_YES;
  fact->cuts = cuts;
  set_states(b, fact, from);
  fact->possible_sexes = 0xff;
  fact->historical = mentioned(&from->historical);
  fact->family = mentioned(&from->family);
  fact->detail = fact->kind == RSI_MEASURE ? compile_measure(b, from)
                 : fact->kind == RSI_PRIOR ? compile_prior(b, from)
                 : fact->kind == RSI_SCORE ? compile_score(b, from)
                                           : RSI_NONE;
  fact->where = from->head.where;
}

/* What needs the states of other facts. */
static void compile_linked(rsi_builder *b, uint32_t index) {
  const parsed_fact *from = rsi_book_fact(b->book, index);
  rsi_fact *fact = RSI_AT(&b->facts, rsi_fact, index);
  compile_words(b, index, from);
  fact->values = compile_values(b, index, from);
  if (fact->kind == RSI_FINDING) {
    fact->possible_sexes = compile_possible(b, from, index);
    compile_implies_list(b, &from->implies, index, RSI_PRESENT);
  }
  for (uint32_t i = 0; fact->kind == RSI_MEASURE && i < from->implies.count; i++) {
    const parsed_implies *implies = PARSED_AT(from->implies, parsed_implies, i);
    compile_implies(b, implies, index, rsi_build_cells(b, index, &implies->bounds, NULL));
  }
  if (fact->kind == RSI_SCORE)
    compile_criteria(b, fact, from);
}

static void compile_groups(rsi_builder *b) {
  for (uint32_t i = b->book->n_facts; i < rsi_book_count(b->book, RSI_BOOK_FACT); i++) {
    const parsed_fact *from = rsi_book_fact(b->book, i);
    rsi_group *group = RSI_ADD(b, groups, rsi_group);
    if (!group)
      return;
    uint32_t index = b->groups.count - 1;
    group->id = rsi_build_string(b, from->id.id);
    group->label = rsi_build_text(b, &from->label);
    group->ask = rsi_build_text(b, &from->ask);
    group->members = rsi_build_indices(b, &from->members);
    group->where = from->head.where;
    rsi_build_cues(b, &from->cues, RSI_CUE_GROUP, index, RSI_PRESENT);
    for (uint32_t m = 0; m < from->members.count; m++)
      rsi_build_pair(b, &b->groupings, from->members.items[m].to, index);
  }
}

/* ---- implications that cannot hold together ---- */

typedef struct closure {
  const rsi_builder *b;
  const rsi_span *implied;
  rsi_state *states; /* what follows of each fact; 0: nothing said */
  uint32_t *touched;
  uint32_t n_touched;
} closure;

static bool narrow(closure *c, uint32_t fact, rsi_state state) {
  rsi_state was = c->states[fact];
  if (!was)
    c->touched[c->n_touched++] = fact;
  c->states[fact] = was ? was & state : state;
  return c->states[fact] != 0;
}

/* Follows implications forwards from what was narrowed first; the fact that nothing is left of, or RSI_NONE. What is narrowed again
 * has its implications followed again: a state only ever shrinks, so this ends. */
static uint32_t follow(closure *c) {
  for (bool has_changed = true; has_changed;) {
    has_changed = false;
    for (uint32_t t = 0; t < c->n_touched; t++) {
      rsi_span span = c->implied[c->touched[t]];
      for (uint32_t i = 0; i < span.count; i++) {
        const rsi_implication *im = RSI_AT(&c->b->implications, rsi_implication, *RSI_AT(&c->b->indices, uint32_t, span.first + i));
        rsi_state from = c->states[im->from_fact], to = c->states[im->to_fact];
        if (im->from_fact != c->touched[t] || (from & ~im->from) || (to && !(to & ~im->to)))
          continue;
        if (!narrow(c, im->to_fact, im->to))
          return im->to_fact;
        has_changed = true;
      }
    }
  }
  return RSI_NONE;
}

static void report_contradiction(rsi_builder *b, uint32_t fact, uint32_t broken) {
  const parsed_fact *from = rsi_book_fact(b->book, fact), *to = rsi_book_fact(b->book, broken);
  rsi_book_report(b->book, RSI_IMPLICATION_CONTRADICTION, from->id.where, NULL,
                  "what \"%s\" implies contradicts itself: nothing is left for \"%s\" (%s)", from->id.id, to->id.id,
                  rsi_book_place(b->book, to->id.where));
}

static void check_contradictions(rsi_builder *b, const rsi_span *implied) {
  closure c = {.b = b, .implied = implied};
  c.states = rsi_arena_alloc(&b->book->arena, (b->facts.count + 1) * sizeof *c.states);
  c.touched = rsi_arena_alloc(&b->book->arena, (b->facts.count + 1) * sizeof *c.touched);
  uint32_t last = RSI_NONE;
  for (uint32_t i = 0; c.states && c.touched && i < b->implications.count; i++) {
    const rsi_implication *im = RSI_AT(&b->implications, rsi_implication, i);
    if (rsi_kind_has_cells(RSI_AT(&b->facts, rsi_fact, im->from_fact)->kind) || im->from_fact == last)
      continue;
    narrow(&c, im->from_fact, im->from);
    uint32_t broken = follow(&c);
    if (broken != RSI_NONE) {
      report_contradiction(b, im->from_fact, broken);
      last = im->from_fact;
    }
    while (c.n_touched)
      c.states[c.touched[--c.n_touched]] = 0;
  }
}

/* ---- all facts ---- */

static void link_spans(rsi_builder *b) {
  uint32_t n = b->facts.count;
  rsi_span *implied = rsi_arena_alloc(&b->book->arena, (n + 1) * sizeof *implied);
  rsi_span *groups = rsi_arena_alloc(&b->book->arena, (n + 1) * sizeof *groups);
  if (!implied || !groups)
    return;
  rsi_build_spans(b, &b->implied, n, implied);
  rsi_build_spans(b, &b->groupings, n, groups);
  for (uint32_t i = 0; i < n; i++) {
    RSI_AT(&b->facts, rsi_fact, i)->implications = implied[i];
    RSI_AT(&b->facts, rsi_fact, i)->groups = groups[i];
  }
  if (!b->book->arena.has_failed)
    check_contradictions(b, implied);
}

void rsi_compile_facts(rsi_builder *b) {
  collect_all_cuts(b);
  for (uint32_t i = 0; i < b->book->n_facts; i++)
    compile_plain(b, i);
  if (b->facts.count < b->book->n_facts)
    return; /* out of memory */
  for (uint32_t i = 0; i < b->book->n_facts; i++)
    compile_linked(b, i);
  compile_groups(b);
  compile_exclusives(b);
  compile_shared_results(b);
  link_spans(b);
}
