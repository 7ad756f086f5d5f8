/* Conditions into the flat preorder tree of model.h: names written out, numbers turned into runs of cells. */
#include <math.h>
#include <string.h>

#include "checks.h"
#include "compile.h"
#include "limits.h"

/* ---- numbers ---- */

static void add_cut(rsi_builder *b, uint32_t fact, double value) {
  double *cut = isnan(value) ? NULL : RSI_PUSH(&b->book->scratch, &b->cuts[fact], double);
  if (cut)
    *cut = value;
}

void rsi_add_cuts(rsi_builder *b, uint32_t fact, const parsed_bounds *bounds, const char *unit) {
  double factor, offset;
  rsi_unit_factor(rsi_book_fact(b->book, fact), unit, &factor, &offset);
  const double values[] = {bounds->at_least, bounds->above, bounds->at_most, bounds->below};
  for (int i = 0; i < 4; i++)
    add_cut(b, fact, isnan(values[i]) ? NAN : rsi_own_unit(values[i], factor, offset));
}

rsi_state rsi_build_cells(const rsi_builder *b, uint32_t fact, const parsed_bounds *bounds, const char *unit) {
  double factor, offset;
  rsi_unit_factor(rsi_book_fact(b->book, fact), unit, &factor, &offset);
  bool is_low_open = isnan(bounds->at_least), is_high_open = isnan(bounds->at_most);
  double low = is_low_open ? bounds->above : bounds->at_least, high = is_high_open ? bounds->below : bounds->at_most;
  low = isnan(low) ? -INFINITY : rsi_own_unit(low, factor, offset);
  high = isnan(high) ? INFINITY : rsi_own_unit(high, factor, offset);
  const rsi_fact *built = RSI_AT(&b->facts, rsi_fact, fact);
  return rsi_cells_in(RSI_AT(&b->numbers, double, built->cuts.first), built->cuts.count, low, is_low_open, high, is_high_open);
}

void rsi_collect_cuts(rsi_builder *b, const parsed_list *conditions) {
  for (uint32_t i = 0; i < conditions->count; i++) {
    const parsed_condition *c = PARSED_AT(*conditions, parsed_condition, i);
    if ((c->head.kind == PARSED_MEASURE_IS || c->head.kind == PARSED_SCORE_IS) && rsi_has_bounds(&c->bounds))
      rsi_add_cuts(b, c->of.to, &c->bounds, c->head.kind == PARSED_MEASURE_IS ? c->unit.text : NULL);
    rsi_collect_cuts(b, &c->children);
  }
}

/* ---- nodes ---- */

static uint32_t begin(rsi_conditions *c, uint8_t op, rsi_where where) {
  rsi_vec *nodes = &c->b->nodes;
  if (!c->has_stopped && nodes->count - c->first >= RSI_MAX_CONDITION_NODES) {
    rsi_book_report(c->b->book, RSI_CONDITION_TOO_LARGE, where, "definitions that use each other may double again and again",
                    "the condition has more than %d parts when what it names is written out", RSI_MAX_CONDITION_NODES);
    c->has_stopped = true;
  }
  rsi_node *node = c->has_stopped ? NULL : RSI_ADD(c->b, nodes, rsi_node);
  if (!node) {
    c->has_stopped = true;
    return RSI_NONE;
  }
  *node = (rsi_node){.op = op, .fact = RSI_NONE, .where = where};
  return nodes->count - 1;
}

static rsi_node *at(const rsi_conditions *c, uint32_t index) {
  return index == RSI_NONE ? NULL : RSI_AT(&c->b->nodes, rsi_node, index);
}

static void end(rsi_conditions *c, uint32_t index) {
  rsi_node *node = at(c, index);
  if (node)
    node->end = c->b->nodes.count;
}

/* Only findings and choices are ever read by silence. */
static uint8_t silence_flags(const rsi_conditions *c, uint32_t fact) {
  uint8_t kind = rsi_book_fact(c->b->book, fact)->head.kind;
  if (kind != PARSED_FINDING && kind != PARSED_CHOICE)
    return 0;
  if (c->silence == RSI_SILENCE_ABSENT)
    return kind == PARSED_FINDING ? RSI_NODE_ASSUMES | RSI_NODE_ASSUMES_ABSENT : 0;
  if (c->silence == RSI_SILENCE_NONE || c->b->silence[fact] == 2)
    return 0;
  return c->b->silence[fact] == 1 ? RSI_NODE_ASSUMES | RSI_NODE_ASSUMES_ABSENT : RSI_NODE_ASSUMES;
}

static void leaf(rsi_conditions *c, uint8_t op, uint32_t fact, rsi_state arg, rsi_where where) {
  uint32_t index = begin(c, op, where);
  rsi_node *node = at(c, index);
  if (!node)
    return;
  node->fact = fact;
  node->arg = arg;
  node->flags = silence_flags(c, fact);
  end(c, index);
}

/* ---- findings ---- */

static uint32_t leaves(rsi_conditions *c, uint8_t op, const parsed_names *refs, rsi_state arg, rsi_where where) {
  uint32_t parent = begin(c, op, where);
  for (uint32_t i = 0; i < refs->count; i++)
    leaf(c, RSI_OP_IN, refs->items[i].to, arg, where);
  end(c, parent);
  return parent;
}

static void list(rsi_conditions *c, uint8_t op, const parsed_names *refs, rsi_state arg, rsi_where where) {
  if (refs->count == 1)
    leaf(c, RSI_OP_IN, refs->items[0].to, arg, where);
  else
    leaves(c, op, refs, arg, where);
}

/* A group stays one node, so that it can be asked for as one. */
static void group_of(rsi_conditions *c, uint8_t op, const parsed_name *ref, rsi_state arg, rsi_where where) {
  const parsed_fact *group = rsi_book_fact(c->b->book, ref->to);
  rsi_node *node = at(c, leaves(c, op, &group->members, arg, where));
  if (!node)
    return;
  node->fact = ref->to;
  node->name = rsi_build_string(c->b, group->id.id);
}

static void findings(rsi_conditions *c, const parsed_condition *from) {
  bool is_lacks = from->head.kind == PARSED_LACKS;
  rsi_state arg = is_lacks ? RSI_ABSENT : from->head.kind == PARSED_HAS ? RSI_PRESENT : RSI_SUSPECTED | RSI_PRESENT;
  if (from->finding.id)
    leaf(c, RSI_OP_IN, from->finding.to, arg, from->head.where);
  else if (from->group.id)
    group_of(c, is_lacks ? RSI_OP_ALL : RSI_OP_ANY, &from->group, arg, from->head.where);
  else if (from->any.count)
    list(c, RSI_OP_ANY, &from->any, arg, from->head.where);
  else
    list(c, RSI_OP_ALL, &from->all, arg, from->head.where);
}

/* ---- choices, priors, measures, scores ---- */

static void choice(rsi_conditions *c, const parsed_condition *from) {
  rsi_state arg = 0;
  for (uint32_t i = 0; i < from->is.count; i++)
    arg |= (rsi_state)1 << from->is.items[i].to;
  leaf(c, RSI_OP_IN, from->of.to, arg, from->head.where);
}

static void prior(rsi_conditions *c, const parsed_condition *from) {
  uint32_t n_results = rsi_book_fact(c->b->book, from->of.to)->values.count;
  rsi_state arg = from->done == PARSED_NO ? 1 : 0;
  if (from->done == PARSED_YES)
    arg = (((rsi_state)1 << (n_results + 2)) - 1) & ~(rsi_state)1;
  for (uint32_t i = 0; i < from->is.count; i++) {
    const parsed_name *result = &from->is.items[i];
    arg |= (rsi_state)1 << (result->to != RSI_NONE ? result->to + 1 : !strcmp(result->id, "other") ? n_results + 1 : 0);
  }
  leaf(c, RSI_OP_IN, from->of.to, arg, from->head.where);
}

static void score(rsi_conditions *c, const parsed_condition *from) {
  if (!from->is.count) {
    leaf(c, RSI_OP_SCORE, from->of.to, rsi_build_cells(c->b, from->of.to, &from->bounds, NULL), from->head.where);
    return;
  }
  const parsed_fact *fact = rsi_book_fact(c->b->book, from->of.to);
  uint32_t parent = from->is.count > 1 ? begin(c, RSI_OP_ANY, from->head.where) : RSI_NONE;
  for (uint32_t i = 0; i < from->is.count; i++) {
    const parsed_value *band = PARSED_AT(fact->values, parsed_value, from->is.items[i].to);
    leaf(c, RSI_OP_SCORE, from->of.to, rsi_build_cells(c->b, from->of.to, &band->bounds, NULL), from->head.where);
  }
  end(c, parent);
}

/* ---- trees ---- */

static void one(rsi_conditions *c, const parsed_condition *from, int depth);

static void children(rsi_conditions *c, const parsed_list *list, int depth) {
  for (uint32_t i = 0; i < list->count; i++)
    one(c, PARSED_AT(*list, parsed_condition, i), depth);
}

static uint32_t tree(rsi_conditions *c, uint8_t op, const parsed_list *list, rsi_where where, int depth) {
  uint32_t parent = begin(c, op, where);
  children(c, list, depth + 1);
  end(c, parent);
  return parent;
}

/* All of a list; a list of one is that one. */
static void all_of(rsi_conditions *c, const parsed_list *list, rsi_where where, int depth) {
  if (list->count == 1)
    children(c, list, depth);
  else
    tree(c, RSI_OP_ALL, list, where, depth);
}

static void negation(rsi_conditions *c, const parsed_condition *from, int depth) {
  uint32_t parent = begin(c, RSI_OP_NOT, from->head.where);
  all_of(c, &from->children, from->head.where, depth + 1);
  end(c, parent);
}

static void holds(rsi_conditions *c, const parsed_condition *from, int depth) {
  const parsed_define *define = PARSED_AT(c->guideline->defines, parsed_define, from->define.to);
  uint32_t parent = tree(c, RSI_OP_ALL, &define->conditions, from->head.where, depth);
  if (!at(c, parent))
    return;
  at(c, parent)->name = rsi_build_string(c->b, define->id.id);
  rsi_definition *titled = define->title.in[RSI_EN] ? RSI_ADD(c->b, definitions, rsi_definition) : NULL;
  if (titled)
    *titled = (rsi_definition){parent, rsi_build_text(c->b, &define->title)};
}

static void at_least(rsi_conditions *c, const parsed_condition *from, int depth) {
  uint32_t parent = tree(c, RSI_OP_AT_LEAST, &from->children, from->head.where, depth);
  if (at(c, parent))
    at(c, parent)->count = (uint16_t)from->count;
}

static void repeat(rsi_conditions *c, const parsed_condition *from) {
  uint32_t index = begin(c, RSI_OP_REPEAT, from->head.where);
  if (at(c, index))
    at(c, index)->arg = from->within_days > 0 ? (rsi_state)from->within_days : 0;
  end(c, index);
}

static void one(rsi_conditions *c, const parsed_condition *from, int depth) {
  rsi_where where = from->head.where;
  if (depth > RSI_MAX_CONDITION_DEPTH && !c->has_stopped) {
    rsi_book_report(c->b->book, RSI_CONDITION_TOO_DEEP, where, NULL,
                    "conditions are nested more than %d deep when what they name is written out", RSI_MAX_CONDITION_DEPTH);
    c->has_stopped = true;
  }
  if (c->has_stopped)
    return;
  switch ((enum parsed_condition_kind)from->head.kind) {
  case PARSED_HAS:
  case PARSED_SUSPECTS:
  case PARSED_LACKS:
    findings(c, from);
    break;
  case PARSED_CHOICE_IS:
    choice(c, from);
    break;
  case PARSED_PRIOR_IS:
    prior(c, from);
    break;
  case PARSED_SCORE_IS:
    score(c, from);
    break;
  case PARSED_MEASURE_IS:
    leaf(c, RSI_OP_WITHIN, from->of.to, rsi_build_cells(c->b, from->of.to, &from->bounds, from->unit.text), where);
    break;
  case PARSED_HOLDS:
    holds(c, from, depth);
    break;
  case PARSED_ALL:
    all_of(c, &from->children, where, depth);
    break;
  case PARSED_ANY:
    tree(c, RSI_OP_ANY, &from->children, where, depth);
    break;
  case PARSED_NOT:
    negation(c, from, depth);
    break;
  case PARSED_AT_LEAST:
    at_least(c, from, depth);
    break;
  case PARSED_REPEAT:
    repeat(c, from);
    break;
  case PARSED_ALWAYS:
    end(c, begin(c, RSI_OP_TRUE, where));
    break;
  }
}

uint32_t rsi_build_conditions(rsi_conditions *c, const parsed_list *conditions, rsi_where where) {
  c->first = c->b->nodes.count;
  c->has_stopped = false;
  all_of(c, conditions, where, 1);
  return c->first;
}
