/* What the guidelines in play say of an exam, as far as Kleene's logic can tell.
 *
 * Each guideline gives a range of categories: the least and the best that its candidate outcomes give the exam. "No scenario",
 * "does not apply" and "steps back" give none (0). The verdict is the best over guidelines, so it lies between the best of the
 * leasts and the best of the bests; when the two meet, nothing that is unknown matters. */
#include "scratch.h"

#include <string.h>

static uint32_t find_row(const rscan_rulebase *rb, const rsi_scenario *scenario, uint32_t exam) {
  uint32_t low = scenario->rows.first, high = low + scenario->rows.count;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (rb->rows[mid].exam < exam)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

static const rsi_row *preferred_row(const struct rscan_scratch *s, const rsi_scenario *scenario, uint32_t exam) {
  const rsi_row *best = NULL;
  uint32_t end = scenario->rows.first + scenario->rows.count;
  for (uint32_t i = find_row(s->rb, scenario, exam); i < end && s->rb->rows[i].exam == exam; i++) {
    const rsi_row *row = &s->rb->rows[i];
    if ((s->authorities >> row->authority & 1) && (!best || s->rank[row->authority] < s->rank[best->authority]))
      best = row;
  }
  return best;
}

const rsi_row *rsi_row_for(const struct rscan_scratch *s, const rsi_scenario *scenario, uint32_t exam) {
  const rsi_row *row = NULL;
  /* A placeholder may have a wider one of its own: "joint", then "area of interest". The loader lets no circle through. */
  for (; !row && exam != RSI_NONE; exam = s->rb->exams[exam].stands_for)
    row = preferred_row(s, scenario, exam);
  return row;
}

uint8_t rsi_rate(const struct rscan_scratch *s, const rsi_scenario *scenario, uint32_t exam) {
  const rsi_row *row = rsi_row_for(s, scenario, exam);
  return row ? row->category : RSCAN_UNRATED;
}

bool rsi_is_held(const struct rscan_scratch *s, const rsi_scenario *scenario) {
  return (scenario->authorities & s->authorities) != 0;
}

uint64_t rsi_signature(const struct rscan_scratch *s, const rsi_scenario *scenario) {
  uint64_t sum = 1;
  uint32_t last = RSI_NONE;
  for (uint32_t i = 0; i < scenario->rows.count; i++) {
    uint32_t exam = s->rb->rows[scenario->rows.first + i].exam;
    if (exam != last && rsi_rate(s, scenario, exam) == RSCAN_USUALLY_APPROPRIATE && exam != s->rb->exam_none)
      sum = (sum ^ (exam + 1)) * 0x9e3779b97f4a7c15u;
    last = exam;
  }
  return sum;
}

static rsi_truth applies(struct rscan_scratch *s, uint32_t guideline) {
  uint32_t node = s->rb->guidelines[guideline].applies;
  return node == RSI_NONE ? RSI_TRUE : rsi_eval(&s->world, node);
}

enum rsi_standing rsi_standing_of(struct rscan_scratch *s, uint32_t guideline, uint32_t *undecided_node) {
  const rsi_guideline *g = &s->rb->guidelines[guideline];
  rsi_truth own = applies(s, guideline);
  if (own == RSI_FALSE)
    return RSI_OUT;
  *undecided_node = own == RSI_UNKNOWN ? g->applies : RSI_NONE;
  for (uint32_t i = 0; i < g->yields.count; i++) {
    uint32_t other = s->rb->indices[g->yields.first + i];
    if (!s->world.entries[other])
      continue;
    rsi_truth theirs = applies(s, other);
    if (theirs == RSI_TRUE)
      return RSI_OUT;
    if (theirs == RSI_UNKNOWN && *undecided_node == RSI_NONE)
      *undecided_node = s->rb->guidelines[other].applies;
  }
  return *undecided_node == RSI_NONE ? RSI_STANDS : RSI_MAY_STAND;
}

/* One guideline's part of the judgement. */
typedef struct part {
  uint8_t low, high;
  bool is_one;
  uint64_t value;
  uint32_t undecided_node;
} part;

static void add_outcome(part *p, bool is_first, uint8_t category, uint64_t value) {
  if (is_first) {
    *p = (part){category, category, true, value, p->undecided_node};
    return;
  }
  p->low = category < p->low ? category : p->low;
  p->high = category > p->high ? category : p->high;
  p->is_one = p->is_one && p->value == value;
}

static part judge_guideline(struct rscan_scratch *s, uint32_t guideline, rsi_goal goal, enum rsi_standing standing,
                            uint32_t standing_node) {
  const rsi_guideline *g = &s->rb->guidelines[guideline];
  part p = {.undecided_node = standing_node};
  bool is_first = true, is_found = false;
  if (standing == RSI_MAY_STAND) {
    add_outcome(&p, true, RSCAN_UNRATED, 0);
    is_first = false;
  }
  for (uint32_t i = g->scenarios.first; i < g->scenarios.first + g->scenarios.count && !is_found; i++) {
    const rsi_scenario *scenario = &s->rb->scenarios[i];
    if (!rsi_is_held(s, scenario))
      continue;
    rsi_truth t = rsi_eval(&s->world, scenario->when);
    if (t == RSI_FALSE)
      continue;
    is_found = t == RSI_TRUE;
    if (!is_found && p.undecided_node == RSI_NONE)
      p.undecided_node = scenario->when;
    uint8_t category = goal.exam == RSI_NONE ? 0 : rsi_rate(s, scenario, goal.exam);
    add_outcome(&p, is_first, category, goal.exam == RSI_NONE ? rsi_signature(s, scenario) : category);
    is_first = false;
  }
  if (!is_found)
    add_outcome(&p, is_first, RSCAN_UNRATED, 0);
  return p;
}

rsi_judgement rsi_judge(struct rscan_scratch *s, rsi_goal goal) {
  rsi_judgement j = {.is_settled = true, .undecided = RSI_NONE};
  uint32_t first_node = RSI_NONE, first_high = 0;
  for (uint32_t i = 0; i < s->world.n_in_play; i++) {
    uint32_t g = s->world.in_play[i], node;
    enum rsi_standing standing = rsi_standing_of(s, g, &node);
    if (standing == RSI_OUT)
      continue;
    part p = judge_guideline(s, g, goal, standing, node);
    j.low = p.low > j.low ? p.low : j.low;
    if (p.high > j.high)
      j.high = p.high;
    if (goal.exam == RSI_NONE) {
      j.value = j.value * 31 + p.value;
      if (!p.is_one && first_node == RSI_NONE)
        first_node = p.undecided_node;
      j.is_settled = j.is_settled && p.is_one;
    } else if (p.low < p.high && p.high > first_high) {
      first_node = p.undecided_node; /* of those that are open, the one that could give the best */
      first_high = p.high;
    }
  }
  if (goal.exam != RSI_NONE) {
    j.is_settled = j.low == j.high;
    j.value = j.low;
  }
  if (!j.is_settled)
    j.undecided = rsi_unknown_leaf(&s->world, first_node);
  return j;
}
