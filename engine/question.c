/* The fewest questions that settle it.
 *
 * An item is something that can be asked: a fact, a whole group, a whole score. Its answers split what is known of it as finely as
 * the open conditions look at it. The cost of a world is 0 when it is settled, otherwise 1 + the least over items of the greatest
 * cost over their admissible answers. It is found by deepening: is there a plan of one question, of two … Plans depend only on
 * which answers were given, not on their order, so what was refuted is remembered by that. "I don't know" is an answer too: the
 * asker sends the fact as unknown and is asked for the best of the rest.
 *
 * Ties go to danger, then to the author's order. Beyond RSI_MAX_ITEMS items or RSI_MAX_SEARCH_STEPS evaluations the next question
 * is chosen greedily and the decision says so. */
#include "scratch.h"

#include <string.h>

#include "limits.h"

#define MAX_OPEN_ITEMS 64
#define MAX_QUESTIONS 24 /* of one plan */
#define MEMO_SIZE 4096   /* a power of two */

typedef rsi_askable item;

typedef struct memo {
  uint64_t key;
  uint8_t refuted;
} memo; /* refuted: no plan of that many questions, plus one; 0 empty */

typedef struct asking {
  struct rscan_scratch *s;
  rsi_goal goal;
  item items[MAX_OPEN_ITEMS];
  uint32_t n_items;
  uint64_t limit;
  bool is_exhausted;
  memo *memos;
  rsi_question *questions;
  rsi_answer *answers[MAX_QUESTIONS];
  uint32_t n_questions;
} asking;

/* ---- items ---- */

static bool is_danger(const rscan_rulebase *rb, uint32_t fact) {
  if (fact < rb->n_facts)
    return rb->facts[fact].is_danger;
  const rsi_group *g = &rb->groups[fact - rb->n_facts];
  for (uint32_t i = 0; i < g->members.count; i++)
    if (rb->facts[rb->indices[g->members.first + i]].is_danger)
      return true;
  return false;
}

/* The place of a group in the author's order is that of its first member. */
static uint32_t author_order(const rscan_rulebase *rb, uint32_t fact) {
  if (fact < rb->n_facts)
    return fact;
  const rsi_group *g = &rb->groups[fact - rb->n_facts];
  return g->members.count ? rb->indices[g->members.first] : fact;
}

static bool comes_before(const rscan_rulebase *rb, uint32_t a, uint32_t b) {
  bool da = is_danger(rb, a), db = is_danger(rb, b);
  if (da != db)
    return da;
  uint32_t oa = author_order(rb, a), ob = author_order(rb, b);
  return oa != ob ? oa < ob : a > b; /* a group before its first member */
}

static item *add_item(asking *q, uint32_t fact) {
  const rscan_rulebase *rb = q->s->rb;
  uint32_t at = 0;
  for (; at < q->n_items; at++) {
    if (q->items[at].fact == fact)
      return &q->items[at];
    if (comes_before(rb, fact, q->items[at].fact))
      break;
  }
  if (q->n_items == MAX_OPEN_ITEMS)
    return NULL;
  for (uint32_t k = at; k < q->n_items; k++)
    if (q->items[k].fact == fact)
      return &q->items[k];
  memmove(&q->items[at + 1], &q->items[at], (q->n_items - at) * sizeof *q->items);
  q->n_items++;
  q->items[at] = (item){.fact = fact, .n_answers = 0};
  return &q->items[at];
}

/* Splits the item's answers by one more way of looking at it. */
static void split(item *it, uint8_t kind, rsi_state arg) {
  for (uint32_t i = 0, n = it->n_answers; i < n; i++) {
    rsi_state both = rsi_state_and(kind, it->answers[i], arg), rest[2];
    int n_rest = rsi_state_minus(kind, it->answers[i], arg, rest);
    if (rsi_state_is_empty(kind, both) || !n_rest)
      continue;
    if (it->n_answers + (uint32_t)n_rest > RSI_MAX_ANSWERS)
      return;
    it->answers[i] = both;
    for (int k = 0; k < n_rest; k++)
      it->answers[it->n_answers++] = rest[k];
  }
}

/* A finding is answered yes or no; one that is suspected is answered confirmed or not. */
static void finding_answers(item *it, rsi_state seen) {
  it->n_answers = 2;
  it->answers[0] = RSI_PRESENT;
  it->answers[1] = seen & RSI_ABSENT ? RSI_ABSENT : RSI_SUSPECTED;
}

/* A score is answered by its bands, between which no total lies; anything else by what is still possible of it. */
static void whole_answers(const rscan_rulebase *rb, item *it, const rsi_fact *f, rsi_state seen) {
  for (uint32_t i = 0; f->kind == RSI_SCORE && i < f->values.count && it->n_answers < RSI_MAX_ANSWERS; i++) {
    rsi_state band = rb->values[f->values.first + i].state;
    if (!rsi_state_is_empty(f->kind, rsi_state_and(f->kind, band, seen)))
      it->answers[it->n_answers++] = band;
  }
  if (!it->n_answers)
    it->answers[it->n_answers++] = seen;
}

static void add_leaf(asking *q, const rsi_node *node, rsi_state seen) {
  const rsi_fact *f = &q->s->rb->facts[node->fact];
  item *it = add_item(q, node->fact);
  if (!it)
    return;
  if (f->kind == RSI_FINDING) {
    finding_answers(it, seen);
    return;
  }
  if (!it->n_answers)
    whole_answers(q->s->rb, it, f, seen & ~RSI_UNTOLD);
  split(it, f->kind, node->arg);
}

static void add_group(asking *q, uint32_t fact) {
  item *it = add_item(q, fact);
  if (!it)
    return;
  it->n_answers = 2;
  it->answers[0] = RSI_PRESENT;
  it->answers[1] = RSI_ABSENT;
}

/* Every leaf that is unknown below an unknown node. Of a score or a group asked as a whole, the parts are not asked for there. */
static void collect(asking *q, uint32_t node) {
  rsi_world *w = &q->s->world;
  const rsi_node *n = &w->rb->nodes[node];
  if (rsi_eval(w, node) != RSI_UNKNOWN)
    return;
  if (n->op == RSI_OP_IN || n->op == RSI_OP_WITHIN) {
    add_leaf(q, n, rsi_leaf_state(w, n));
  } else if (n->op == RSI_OP_SCORE) {
    add_leaf(q, n, w->states[n->fact] & RSI_UNTOLD ? rsi_score_state(w, n->fact) : w->states[n->fact]);
  } else if (n->fact != RSI_NONE && n->fact >= w->rb->n_facts) {
    add_group(q, n->fact);
  } else {
    for (uint32_t i = node + 1; i < n->end; i = w->rb->nodes[i].end)
      collect(q, i);
  }
}

static void collect_guideline(asking *q, uint32_t guideline) {
  struct rscan_scratch *s = q->s;
  const rsi_guideline *g = &s->rb->guidelines[guideline];
  uint32_t node;
  if (rsi_standing_of(s, guideline, &node) == RSI_OUT)
    return;
  if (g->applies != RSI_NONE)
    collect(q, g->applies);
  for (uint32_t i = 0; i < g->yields.count; i++) {
    uint32_t other = s->rb->indices[g->yields.first + i];
    if (s->world.entries[other] && s->rb->guidelines[other].applies != RSI_NONE)
      collect(q, s->rb->guidelines[other].applies);
  }
  for (uint32_t i = 0; i < g->scenarios.count; i++) {
    const rsi_scenario *scenario = &s->rb->scenarios[g->scenarios.first + i];
    if (!rsi_is_held(s, scenario))
      continue;
    collect(q, scenario->when);
    if (rsi_eval(&s->world, scenario->when) == RSI_TRUE)
      break;
  }
}

/* ---- answering ---- */

/* Tells an answer; false when it is not admissible. */
static bool give(asking *q, const item *it, uint32_t answer) {
  rsi_world *w = &q->s->world;
  const rscan_rulebase *rb = w->rb;
  if (it->fact < rb->n_facts)
    return rsi_world_tell(w, it->fact, it->answers[answer]) && rsi_world_follow(w, NULL, NULL, NULL);
  uint32_t group = it->fact - rb->n_facts;
  rsi_span members = rb->groups[group].members;
  if (it->answers[answer] == RSI_PRESENT)
    return rsi_world_mark_group(w, group) && rsi_world_follow(w, NULL, NULL, NULL);
  for (uint32_t i = 0; i < members.count; i++)
    if (!rsi_world_tell(w, rb->indices[members.first + i], RSI_ABSENT))
      return false;
  return rsi_world_follow(w, NULL, NULL, NULL);
}

/* Answers given so far, four bits an item: the key of a world. */
static uint64_t with(uint64_t key, uint32_t index, uint32_t answer) { return key | (uint64_t)(answer + 1) << (4 * index); }
static bool is_asked(uint64_t key, uint32_t index) { return (key >> (4 * index) & 15) != 0; }

static memo *memo_of(asking *q, uint64_t key) {
  uint64_t at = (key * 0x9e3779b97f4a7c15u) >> 40;
  for (uint32_t i = 0; i < 8; i++) {
    memo *m = &q->memos[(at + i) & (MEMO_SIZE - 1)];
    if (!m->refuted || m->key == key)
      return m;
  }
  return NULL;
}

static bool settles(asking *q, uint8_t *value) {
  rsi_settlement e = rsi_settle(q->s, q->goal);
  if (value)
    *value = e.is_settled ? (q->goal.exam == RSI_NONE ? RSCAN_UNRATED : (uint8_t)e.value) : RSCAN_NEEDS_INFORMATION;
  if (q->s->world.steps > q->limit)
    q->is_exhausted = true;
  return e.is_settled;
}

/* Is there a plan of at most depth questions from here? choice receives its first item. */
static bool can_settle(asking *q, uint64_t key, uint32_t depth, uint32_t *choice) {
  if (settles(q, NULL))
    return true;
  memo *m = memo_of(q, key);
  if (depth == 0 || q->is_exhausted || (m && m->refuted && m->key == key && m->refuted > depth))
    return false;
  for (uint32_t i = 0; i < q->n_items; i++) {
    if (is_asked(key, i))
      continue;
    uint32_t n_admissible = 0;
    bool is_plan = true;
    for (uint32_t k = 0; k < q->items[i].n_answers && is_plan; k++) {
      uint32_t mark = rsi_world_mark(&q->s->world);
      if (give(q, &q->items[i], k)) {
        n_admissible++;
        is_plan = can_settle(q, with(key, i, k), depth - 1, NULL);
      }
      rsi_world_back(&q->s->world, mark);
    }
    if (is_plan && n_admissible && !q->is_exhausted) {
      if (choice)
        *choice = i;
      return true;
    }
  }
  if (m && !q->is_exhausted)
    *m = (memo){key, (uint8_t)(depth + 1)};
  return false;
}

static uint32_t least_depth(asking *q, uint64_t key, uint32_t *choice) {
  for (uint32_t depth = 1; depth <= q->n_items && !q->is_exhausted; depth++)
    if (can_settle(q, key, depth, choice))
      return depth;
  return 0;
}

/* ---- plans ---- */

static uint32_t write_question(asking *q, uint32_t index) {
  if (q->n_questions == MAX_QUESTIONS)
    return RSI_NONE;
  const item *it = &q->items[index];
  rsi_answer *answers = rsi_arena_alloc(&q->s->arena, it->n_answers * sizeof *answers);
  if (!answers)
    return RSI_NONE;
  uint32_t at = q->n_questions++;
  q->answers[at] = answers;
  q->questions[at] =
      (rsi_question){.kind = it->fact < q->s->rb->n_facts ? RSI_ITEM_FACT : RSI_ITEM_GROUP, .fact = it->fact, .answers = answers};
  return at;
}

/* Writes the question of an item with what each answer leads to; where more must be asked, that too when is_deep. */
static uint32_t plan(asking *q, uint64_t key, uint32_t index, bool is_deep) {
  uint32_t at = write_question(q, index), n = 0;
  if (at == RSI_NONE)
    return RSI_NONE;
  for (uint32_t k = 0; k < q->items[index].n_answers; k++) {
    uint32_t mark = rsi_world_mark(&q->s->world), choice;
    if (give(q, &q->items[index], k)) {
      rsi_answer *a = &q->answers[at][n++];
      *a = (rsi_answer){.state = q->items[index].answers[k], .exam = RSI_NONE, .next = RSI_NONE};
      uint64_t then = is_deep ? with(key, index, k) : 0;
      if (!settles(q, &a->leads_to) && is_deep && least_depth(q, then, &choice))
        a->next = plan(q, then, choice, true);
    }
    rsi_world_back(&q->s->world, mark);
  }
  q->questions[at].n_answers = n;
  return at;
}

/* The item whose worst answer leaves the least open: settled is best, then the narrower range of categories. */
static uint32_t greedy(asking *q) {
  uint32_t best = RSI_NONE, best_cost = UINT32_MAX;
  for (uint32_t i = 0; i < q->n_items; i++) {
    uint32_t worst = 0, sum = 0, n = 0;
    for (uint32_t k = 0; k < q->items[i].n_answers; k++) {
      uint32_t mark = rsi_world_mark(&q->s->world);
      if (give(q, &q->items[i], k)) {
        rsi_judgement j = rsi_judge(q->s, q->goal);
        uint32_t cost = j.is_settled ? 0 : 1u + j.high - j.low;
        worst = cost > worst ? cost : worst;
        sum += cost;
        n++;
      }
      rsi_world_back(&q->s->world, mark);
    }
    uint32_t cost = worst * 1000 + (n ? sum * 100 / n : 999);
    if (n && cost < best_cost) {
      best_cost = cost;
      best = i;
    }
  }
  return best;
}

static bool start(asking *q, struct rscan_scratch *s, rsi_goal goal) {
  q->s = s;
  q->goal = goal;
  q->memos = rsi_arena_alloc(&s->arena, MEMO_SIZE * sizeof *q->memos);
  q->questions = rsi_arena_alloc(&s->arena, MAX_QUESTIONS * sizeof *q->questions);
  if (!q->memos || !q->questions)
    return false;
  for (uint32_t i = 0; i < s->world.n_in_play; i++)
    collect_guideline(q, s->world.in_play[i]);
  q->limit = s->world.steps + RSI_MAX_SEARCH_STEPS;
  return true;
}

uint32_t rsi_askables(struct rscan_scratch *s, rsi_goal goal, rsi_askable *items, uint32_t max) {
  asking *q = rsi_arena_alloc(&s->arena, sizeof *q);
  if (!q || !start(q, s, goal))
    return 0;
  uint32_t n = q->n_items < max ? q->n_items : max;
  memcpy(items, q->items, n * sizeof *items);
  return n;
}

/* The item to ask about first; RSI_NONE when there is none, or (is_exhausted) when that took too many steps. */
static uint32_t first_item(asking *q, uint64_t max_steps, bool *is_minimal) {
  uint32_t choice = RSI_NONE;
  q->limit = q->s->world.steps + max_steps;
  *is_minimal = q->n_items <= RSI_MAX_ITEMS && least_depth(q, 0, &choice) > 0;
  return choice;
}

bool rsi_ask(struct rscan_scratch *s, rsi_goal goal) {
  asking *q = rsi_arena_alloc(&s->arena, sizeof *q);
  bool is_minimal;
  if (!q || !start(q, s, goal))
    return false;
  uint32_t choice = first_item(q, RSI_MAX_SEARCH_STEPS, &is_minimal);
  q->is_exhausted = false;
  q->limit = s->world.steps + RSI_MAX_SEARCH_STEPS;
  if (!is_minimal)
    choice = greedy(q);
  if (choice != RSI_NONE)
    plan(q, 0, choice, is_minimal);
  s->decision.is_minimal = is_minimal;
  s->decision.questions = q->questions;
  s->decision.n_questions = q->n_questions;
  return !s->arena.has_failed;
}

bool rsi_asks_first(struct rscan_scratch *s, rsi_goal goal, uint64_t max_steps, uint32_t *fact) {
  asking *q = rsi_arena_alloc(&s->arena, sizeof *q);
  bool is_minimal;
  *fact = RSI_NONE;
  if (!q || !start(q, s, goal))
    return false;
  uint32_t choice = first_item(q, max_steps, &is_minimal);
  if (q->is_exhausted)
    return true;
  if (!is_minimal)
    choice = greedy(q);
  if (choice != RSI_NONE)
    *fact = q->items[choice].fact;
  return !s->arena.has_failed;
}
