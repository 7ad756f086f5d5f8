/* The prefilter: one pass over a text finds every literal of the lexicon (Aho-Corasick), and so the few cues worth asking about. */
#ifndef RSI_PREFILTER_H
#define RSI_PREFILTER_H

#include "base.h"

typedef struct rsi_prefilter_node {
  uint32_t first;    /* first child; children stand side by side */
  uint32_t fail;     /* the longest proper suffix of this node that is a node too */
  uint32_t outputs;  /* entries[outputs .. + n_outputs) end here */
  uint32_t shorter;  /* the nearest node along fail that has outputs; 0 when none */
  uint16_t n_outputs;
  uint8_t n_children, byte;
  uint8_t depth;
} rsi_prefilter_node;

typedef struct rsi_prefilter {
  const rsi_prefilter_node *nodes; /* breadth first; 0 is the root */
  const uint32_t *entries;         /* what the caller gave with each literal */
  uint32_t n_nodes;
  uint32_t from_root[256];         /* the root's children by byte; 0 when none */
} rsi_prefilter;

/* While it is being built: a trie whose children are linked. */
typedef struct rsi_prefilter_builder {
  const rscan_allocator *allocator;
  rsi_vec nodes, outputs;
  uint32_t from_root[256];
  bool has_failed;
} rsi_prefilter_builder;

void rsi_prefilter_begin(rsi_prefilter_builder *builder, const rscan_allocator *allocator);
void rsi_prefilter_add(rsi_prefilter_builder *builder, const char *literal, size_t length, uint32_t entry);
/* Freezes into the arena and frees the builder. False when out of memory. */
bool rsi_prefilter_end(rsi_prefilter_builder *builder, rsi_arena *arena, rsi_prefilter *out);

/* The next node after one byte. Inline: it is the inner loop of reading. */
static inline uint32_t rsi_prefilter_step(const rsi_prefilter *p, uint32_t state, unsigned char c) {
  while (state) {
    const rsi_prefilter_node *node = &p->nodes[state];
    const rsi_prefilter_node *child = &p->nodes[node->first], *end = child + node->n_children;
    for (; child < end; child++)
      if (child->byte == c)
        return (uint32_t)(child - p->nodes);
    state = node->fail;
  }
  return p->from_root[c];
}

#endif
