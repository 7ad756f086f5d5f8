/* Looking things up in a compiled rule base. See model.h. */
#include "model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *fact_id(const rscan_rulebase *rb, uint32_t fact) {
  return rsi_string(rb, fact < rb->n_facts ? rb->facts[fact].id : rb->groups[fact - rb->n_facts].id);
}

static const char *exam_id(const rscan_rulebase *rb, uint32_t exam) { return rsi_string(rb, rb->exams[exam].id); }

static uint32_t find(const rscan_rulebase *rb, const char *id, const uint32_t *table, uint32_t n_slots,
                     const char *(*id_of)(const rscan_rulebase *rb, uint32_t index)) {
  uint32_t slot = (uint32_t)rsi_hash(id, strlen(id)) & (n_slots - 1);
  while (table[slot] != RSI_NONE && strcmp(id_of(rb, table[slot]), id) != 0)
    slot = (slot + 1) & (n_slots - 1);
  return table[slot];
}

uint32_t rsi_find_fact(const rscan_rulebase *rb, const char *id) { return find(rb, id, rb->fact_by_id, rb->n_fact_by_id, fact_id); }

uint32_t rsi_find_exam(const rscan_rulebase *rb, const char *id) { return find(rb, id, rb->exam_by_id, rb->n_exam_by_id, exam_id); }

const char *rsi_node_title(const rscan_rulebase *rb, const rsi_node *node, int lang) {
  uint32_t index = node >= rb->nodes && node < rb->nodes + rb->n_nodes ? (uint32_t)(node - rb->nodes) : RSI_NONE;
  for (uint32_t low = 0, high = rb->n_definitions; low < high;) {
    uint32_t middle = low + (high - low) / 2;
    if (rb->definitions[middle].node == index)
      return rsi_say(rb, rb->definitions[middle].title, lang);
    if (index < rb->definitions[middle].node)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

const char *rsi_node_name(const rscan_rulebase *rb, const rsi_node *node, int lang) {
  const char *title = rsi_node_title(rb, node, lang);
  return title ? title : rsi_string(rb, node->name);
}

const char *rsi_wording(const rscan_rulebase *rb, const char *id, int lang) {
  for (uint32_t low = 0, high = rb->n_messages; low < high;) {
    uint32_t middle = low + (high - low) / 2;
    int order = strcmp(id, rsi_string(rb, rb->messages[middle].id));
    if (order == 0) {
      const char *words = rsi_say(rb, rb->messages[middle].text, lang);
      return *words ? words : id;
    }
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return id;
}

/* How many cuts lie below value. */
static uint32_t cuts_below(const double *cuts, uint32_t n, double value) {
  uint32_t low = 0;
  for (uint32_t high = n; low < high;) {
    uint32_t middle = low + (high - low) / 2;
    if (cuts[middle] < value)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

rsi_state rsi_cells_in(const double *cuts, uint32_t n, double low, bool is_low_open, double high, bool is_high_open) {
  uint32_t below_low = cuts_below(cuts, n, low), below_high = cuts_below(cuts, n, high);
  bool is_low_cut = below_low < n && cuts[below_low] == low, is_high_cut = below_high < n && cuts[below_high] == high;
  uint32_t first = 2 * below_low + (is_low_cut ? (is_low_open ? 2 : 1) : 0);
  uint32_t last = 2 * below_high + (is_high_cut && !is_high_open ? 1 : 0);
  return RSI_CELLS(first, last);
}

rsi_state rsi_cells_of(const rscan_rulebase *rb, const rsi_fact *fact, double low, bool is_low_open, double high,
                       bool is_high_open) {
  return rsi_cells_in(rb->numbers + fact->cuts.first, fact->cuts.count, low, is_low_open, high, is_high_open);
}

double rsi_own_unit(double value, double factor, double offset) {
  if (factor == 1 && offset == 0)
    return value;
  char text[40]; /* printf and strtod agree on the decimal point, whatever the locale's is */
  snprintf(text, sizeof text, "%.8e", value * factor + offset);
  return strtod(text, NULL);
}

bool rsi_region_within(const rscan_rulebase *rb, uint32_t region, uint32_t outer) {
  for (; region != RSI_NONE; region = rb->regions[region].within)
    if (region == outer)
      return true;
  return false;
}
