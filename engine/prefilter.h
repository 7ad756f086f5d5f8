/* The prefilter: one pass over a text finds every literal of the lexicon (Aho-Corasick), and so the few cues worth asking about. */
#ifndef RSI_PREFILTER_H
#define RSI_PREFILTER_H

#include <string.h>

#include "base.h"

/* The literals that end at a node. */
typedef struct rsi_prefilter_output {
  uint32_t first, count; /* entries */
  uint32_t shorter;      /* the output of the longest literal that is a suffix of this one; 0 when none */
  uint8_t depth;         /* bytes of the literal */
} rsi_prefilter_output;

/* Nodes stand breadth first, 0 is the root, children side by side. What a step needs of a node is apart from the rest, and the bytes of
 * siblings share a cache line: a step rarely touches more than two lines. */
typedef struct rsi_prefilter {
  const uint8_t *bytes;     /* by node: the byte that leads to it */
  const uint32_t *children; /* by node: first child << 8 | their number */
  const uint32_t *fail;     /* by node: the longest proper suffix that is a node too */
  const uint32_t *outputs;  /* by node: its output, or the one along fail; 0 when none */
  const rsi_prefilter_output *output; /* 0 is none */
  const uint32_t *entries;  /* what the caller gave with each literal */
  uint32_t n_nodes;
  uint32_t from_root[256];  /* the root's children by byte; 0 when none */
} rsi_prefilter;

#define RSI_MAX_NODES (1u << 24)

/* While it is being built: a trie whose children are linked. */
typedef struct rsi_prefilter_builder {
  const rscan_allocator *allocator;
  rsi_vec nodes, outputs;
  uint32_t n_ends; /* nodes where a literal ends */
  uint32_t from_root[256];
  bool has_failed;
} rsi_prefilter_builder;

void rsi_prefilter_begin(rsi_prefilter_builder *builder, const rscan_allocator *allocator);
void rsi_prefilter_add(rsi_prefilter_builder *builder, const char *literal, size_t length, uint32_t entry);
/* Freezes into the arena. False when out of memory. Free the builder in any case. */
bool rsi_prefilter_end(rsi_prefilter_builder *builder, rsi_arena *arena, rsi_prefilter *out);
void rsi_prefilter_builder_free(rsi_prefilter_builder *builder);

/* The next node after one byte. Inline: it is the inner loop of reading. */
static inline uint32_t rsi_prefilter_step(const rsi_prefilter *p, uint32_t state, uint8_t c) {
  while (state) {
    uint32_t first = p->children[state] >> 8, n = p->children[state] & 0xff;
    if (n > 8) { /* near the root */
      const uint8_t *found = memchr(p->bytes + first, c, n);
      if (found)
        return (uint32_t)(found - p->bytes);
    } else
      for (uint32_t i = 0; i < n; i++)
        if (p->bytes[first + i] == c)
          return first + i;
    state = p->fail[state];
  }
  return p->from_root[c];
}

/* The output of exactly this literal, or 0. */
uint32_t rsi_prefilter_find(const rsi_prefilter *prefilter, const char *literal, size_t length);

#endif
