/* Conditions: every name must name something of the right kind, every value be one that the fact has. */
#include <math.h>
#include <string.h>

#include "checks.h"

static void add_edge(rsi_graph *graph, uint32_t to) {
  if (graph)
    rsi_graph_edge(graph, to);
}

static void check_findings(const rsi_scope *scope, parsed_condition *c) {
  rsi_resolve_fact(scope->book, PARSED_FINDING, &c->finding);
  rsi_resolve_fact(scope->book, PARSED_GROUP, &c->group);
  rsi_resolve_facts(scope->book, PARSED_FINDING, &c->any);
  rsi_resolve_facts(scope->book, PARSED_FINDING, &c->all);
}

static void check_values(const rsi_scope *scope, parsed_condition *c, int kind) {
  parsed_fact *fact = rsi_resolve_fact(scope->book, kind, &c->of);
  if (!fact)
    return;
  rsi_resolve_values(scope->book, fact, &c->is);
  if (kind == PARSED_SCORE)
    add_edge(scope->facts, c->of.to);
}

bool rsi_unit_factor(const parsed_fact *measure, const char *unit, double *factor, double *offset) {
  *factor = 1;
  *offset = 0;
  if (!unit || (measure->unit.text && !strcmp(unit, measure->unit.text)))
    return true;
  for (uint32_t i = 0; i < measure->units.count; i++) {
    const parsed_unit *other = PARSED_AT(measure->units, parsed_unit, i);
    if (!other->id.text || strcmp(unit, other->id.text) != 0)
      continue;
    *factor = other->factor;
    *offset = isnan(other->offset) ? 0 : other->offset;
    return true;
  }
  return false;
}

static void report_unit(rsi_book *book, const parsed_fact *measure, const parsed_words *unit) {
  rsi_buf list;
  rsi_buf_init(&list, &book->scratch);
  rsi_buf_puts(&list, measure->unit.text ? measure->unit.text : "");
  for (uint32_t i = 0; i < measure->units.count; i++) {
    const char *id = PARSED_AT(measure->units, parsed_unit, i)->id.text;
    rsi_buf_printf(&list, ", %s", id ? id : "");
  }
  rsi_book_report(book, RSI_UNIT_UNDEFINED, unit->where, NULL, "\"%s\" is no unit of measure \"%s\"; it must be one of %s",
                  rsi_book_shown(book, unit->text), measure->id.id, list.data);
}

static void check_measure(const rsi_scope *scope, parsed_condition *c) {
  double factor, offset;
  parsed_fact *fact = rsi_resolve_fact(scope->book, PARSED_MEASURE, &c->of);
  if (!fact)
    return;
  if (!rsi_unit_factor(fact, c->unit.text, &factor, &offset))
    report_unit(scope->book, fact, &c->unit);
  add_edge(scope->facts, c->of.to);
}

static void check_holds(const rsi_scope *scope, parsed_condition *c) {
  if (!scope->guideline) {
    rsi_book_report(scope->book, RSI_CONDITION_MISPLACED, c->head.where, NULL,
                    "<holds> names a <define> of a guideline; there is none here");
    return;
  }
  const rsi_names *names = &scope->guideline->define_names;
  const rsi_name *name = c->define.id ? rsi_names_find(names, c->define.id) : NULL;
  c->define.to = name ? name->value : RSI_NONE;
  if (name) {
    PARSED_AT(scope->guideline->defines, parsed_define, name->value)->is_used = true;
    add_edge(scope->defines, name->value);
  } else if (c->define.id)
    rsi_book_report(scope->book, RSI_DEFINE_UNDEFINED, c->define.where, rsi_book_hint(scope->book, names, c->define.id),
                    "this guideline has no <define id=\"%s\">", rsi_book_shown(scope->book, c->define.id));
}

void rsi_check_days(rsi_book *book, double days, rsi_where where) {
  if (days < 0)
    rsi_book_report(book, RSI_LIMIT_OUTSIDE, where, "days are counted back from the referral: 365 is the last year",
                    "within-days is %g: no exam was done that long ago", days);
}

void rsi_check_conditions(const rsi_scope *scope, const parsed_list *conditions) {
  for (uint32_t i = 0; i < conditions->count; i++) {
    parsed_condition *c = PARSED_AT(*conditions, parsed_condition, i);
    switch ((enum parsed_condition_kind)c->head.kind) {
    case PARSED_HAS:
    case PARSED_SUSPECTS:
    case PARSED_LACKS:
      check_findings(scope, c);
      break;
    case PARSED_CHOICE_IS:
      check_values(scope, c, PARSED_CHOICE);
      break;
    case PARSED_PRIOR_IS:
      check_values(scope, c, PARSED_PRIOR);
      break;
    case PARSED_SCORE_IS:
      check_values(scope, c, PARSED_SCORE);
      break;
    case PARSED_MEASURE_IS:
      check_measure(scope, c);
      break;
    case PARSED_HOLDS:
      check_holds(scope, c);
      break;
    case PARSED_REPEAT:
      if (!scope->is_safety)
        rsi_book_report(scope->book, RSI_CONDITION_MISPLACED, c->head.where, NULL, "<repeat> is a condition of safety rules only");
      rsi_check_days(scope->book, c->within_days, c->head.where);
      break;
    case PARSED_ALL:
    case PARSED_ANY:
    case PARSED_NOT:
    case PARSED_AT_LEAST:
      rsi_check_conditions(scope, &c->children);
      break;
    case PARSED_ALWAYS:
      break;
    }
  }
}
