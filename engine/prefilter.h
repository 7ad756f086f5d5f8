/* The prefilter: one pass over a text finds every literal of the lexicon (Aho-Corasick), and so the few cues worth asking about. */
#ifndef RSI_PREFILTER_H
#define RSI_PREFILTER_H

#include <string.h>

#include "base.h"

/* The lowest bits of what is kept with a literal: no letter may touch a letter in front of it, or behind. */
#define RSI_ENTRY_LEAD 1u
#define RSI_ENTRY_TRAIL 2u

/* A literal that ends at a node, or that goes on behind it in one way only. */
typedef struct rsi_prefilter_output {
  uint32_t first, count; /* entries */
  uint32_t shorter;      /* the output of the longest other one that ends here or goes on; 0 when none */
  uint32_t common;       /* bits that all of its entries have */
  uint32_t rest;         /* where the bytes behind the node stand in rests */
  uint8_t depth;         /* bytes of the literal up to the node */
  uint8_t rest_length;   /* and behind it */
} rsi_prefilter_output;

/* Nodes stand breadth first, 0 is the root, children side by side. What a step needs of a node is apart from the rest, and the
 * bytes of siblings share a cache line: a step rarely touches more than two lines. */
typedef struct rsi_prefilter {
  const uint8_t *bytes;               /* by node: the byte that leads to it */
  const uint32_t *children;           /* by node: first child, what outputs[node] is (RSI_NODE_…), number of children */
  const uint32_t *fail;               /* by node: the longest proper suffix that is a node too */
  const uint32_t *outputs;            /* by node: its output, or the one along fail; 0 when none */
  const rsi_prefilter_output *output; /* 0 is none */
  const uint32_t *entries;            /* what the caller gave with each literal */
  const char *rests;
  uint32_t n_nodes;
  const uint32_t *dense; /* of the root and its children, where reading mostly is: the next node by byte, 128 to a node */
  uint32_t n_dense;
} rsi_prefilter;

#define RSI_PREFILTER_LONGEST 31 /* bytes of a literal */
#define RSI_MAX_NODES (1u << 23)
#define RSI_NODE_FIRST(children) ((children) >> 9)
#define RSI_NODE_ENDS_INSIDE 0x100u /* one of them may end, or go on, between two letters */
#define RSI_NODE_HAS_OUTPUT 0x80u
#define RSI_NODE_CHILDREN 0x7fu /* bytes are ASCII */

typedef struct rsi_prefilter_builder {
  const rscan_allocator *allocator;
  rsi_vec literals, branches;
  bool has_failed;
} rsi_prefilter_builder;

void rsi_prefilter_begin(rsi_prefilter_builder *builder, const rscan_allocator *allocator);
void rsi_prefilter_add(rsi_prefilter_builder *builder, const char *literal, size_t length, uint32_t entry);
/* Freezes into the arena. False when out of memory. Free the builder in any case. */
bool rsi_prefilter_end(rsi_prefilter_builder *builder, rsi_arena *arena, rsi_prefilter *out);
void rsi_prefilter_builder_free(rsi_prefilter_builder *builder);

/* The next node after one byte of ASCII. Inline: it is the inner loop of reading. */
static inline uint32_t rsi_prefilter_step(const rsi_prefilter *p, uint32_t state, uint8_t c) {
  while (state >= p->n_dense) {
    uint32_t first = RSI_NODE_FIRST(p->children[state]), n = p->children[state] & RSI_NODE_CHILDREN;
    for (uint32_t i = 0; i < n; i++)
      if (p->bytes[first + i] == c)
        return first + i;
    state = p->fail[state];
  }
  return p->dense[state << 7 | (c & 0x7f)];
}

/* Most nodes where a literal ends are met inside longer words, and that is known without a look at the literal. */
static inline uint32_t rsi_prefilter_output_of(const rsi_prefilter *p, uint32_t state, bool is_inside_word) {
  return p->children[state] & (is_inside_word ? RSI_NODE_ENDS_INSIDE : RSI_NODE_HAS_OUTPUT) ? p->outputs[state] : 0;
}

#endif
