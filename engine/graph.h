/* Who refers to whom, and whether that goes in a circle. */
#ifndef RSI_GRAPH_H
#define RSI_GRAPH_H

#include "base.h"

/* Nodes are numbered from 0; edges are added node by node, in order. */
typedef struct rsi_graph {
  const rscan_allocator *allocator;
  rsi_vec firsts; /* uint32_t: index of each node's first edge */
  rsi_vec edges;  /* uint32_t: where it leads */
} rsi_graph;

/* allocator: one that needs no releasing (rsi_arena_allocator); running out of memory shows there. */
void rsi_graph_init(rsi_graph *graph, const rscan_allocator *allocator);
void rsi_graph_node(rsi_graph *graph);              /* begins the next node */
void rsi_graph_edge(rsi_graph *graph, uint32_t to); /* from the node begun last; RSI_NONE is left out */

/* Calls found(context, from, to) once for every edge that closes a circle. Returns how many nodes the longest path has
 * when there is none. Iterative: a chain may be as long as the book. */
uint32_t rsi_graph_circles(rsi_graph *graph, void (*found)(void *context, uint32_t from, uint32_t to), void *context);

#endif
