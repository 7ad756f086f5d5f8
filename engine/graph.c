/* Depth-first search with its own stack. See graph.h. */
#include "graph.h"

#include <string.h>

enum { UNSEEN, OPEN, DONE };

typedef struct step {
  uint32_t node, edge;
} step;

typedef struct search {
  const rsi_graph *graph;
  uint8_t *seen;
  uint32_t *levels; /* nodes on the longest path that begins here */
  step *stack;
  uint32_t depth;
} search;

void rsi_graph_init(rsi_graph *graph, const rscan_allocator *allocator) { *graph = (rsi_graph){.allocator = allocator}; }

void rsi_graph_node(rsi_graph *graph) {
  uint32_t *first = RSI_PUSH(graph->allocator, &graph->firsts, uint32_t);
  if (first)
    *first = graph->edges.count;
}

void rsi_graph_edge(rsi_graph *graph, uint32_t to) {
  uint32_t *edge = to == RSI_NONE ? NULL : RSI_PUSH(graph->allocator, &graph->edges, uint32_t);
  if (edge)
    *edge = to;
}

static uint32_t end_of(const rsi_graph *graph, uint32_t node) {
  return node + 1 < graph->firsts.count ? *RSI_AT(&graph->firsts, uint32_t, node + 1) : graph->edges.count;
}

static void enter(search *s, uint32_t node) {
  s->seen[node] = OPEN;
  s->levels[node] = 1;
  s->stack[s->depth++] = (step){node, *RSI_AT(&s->graph->firsts, uint32_t, node)};
}

static void leave(search *s, uint32_t node) {
  s->seen[node] = DONE;
  s->depth--;
  if (!s->depth)
    return;
  uint32_t above = s->stack[s->depth - 1].node;
  if (s->levels[above] <= s->levels[node])
    s->levels[above] = s->levels[node] + 1;
}

static void walk(search *s, uint32_t start, void (*found)(void *context, uint32_t from, uint32_t to), void *context) {
  enter(s, start);
  while (s->depth) {
    step *top = &s->stack[s->depth - 1];
    if (top->edge == end_of(s->graph, top->node)) {
      leave(s, top->node);
      continue;
    }
    uint32_t to = *RSI_AT(&s->graph->edges, uint32_t, top->edge++);
    if (s->seen[to] == UNSEEN)
      enter(s, to);
    else if (s->seen[to] == OPEN)
      found(context, top->node, to);
    else if (s->levels[top->node] <= s->levels[to])
      s->levels[top->node] = s->levels[to] + 1;
  }
}

uint32_t rsi_graph_circles(rsi_graph *graph, void (*found)(void *context, uint32_t from, uint32_t to), void *context) {
  uint32_t n = graph->firsts.count, longest = 0;
  search s = {graph, rsi_alloc(graph->allocator, n), rsi_alloc(graph->allocator, n * sizeof(uint32_t)),
              rsi_alloc(graph->allocator, n * sizeof(step)), 0};
  if (!s.seen || !s.levels || !s.stack)
    return 0;
  memset(s.seen, UNSEEN, n);
  for (uint32_t i = 0; i < n; i++) {
    if (s.seen[i] == UNSEEN)
      walk(&s, i, found, context);
    longest = s.levels[i] > longest ? s.levels[i] : longest;
  }
  return longest;
}
