/* Building the prefilter. The trie grows with linked children; freezing lays the nodes out breadth first, so that the children of a node
 * stand side by side and the failure links of a level are ready when the next one needs them.
 *
 * Sparse on purpose: a dense table of 40,000 nodes takes 8 MB and longer to fill than a text takes to read; nearly every node below the
 * second level has one child, and the root, where reading mostly is, has a table of its own. */
#include "prefilter.h"

#include <string.h>

typedef struct growing_node {
  uint32_t child, sibling; /* 0: none (the root is nobody's child) */
  uint32_t output;         /* index + 1 into outputs */
  uint8_t byte, depth;
} growing_node;

typedef struct growing_output { uint32_t entry, next; } growing_output;

void rsi_prefilter_begin(rsi_prefilter_builder *builder, const rscan_allocator *allocator) {
  *builder = (rsi_prefilter_builder){.allocator = allocator};
  builder->has_failed = !RSI_PUSH(allocator, &builder->nodes, growing_node);
}

static uint32_t child_of(rsi_prefilter_builder *builder, uint32_t parent, uint8_t byte) {
  growing_node *nodes = builder->nodes.items;
  uint32_t found = parent ? nodes[parent].child : builder->from_root[byte];
  while (found && nodes[found].byte != byte)
    found = nodes[found].sibling;
  if (found)
    return found;
  growing_node *node = RSI_PUSH(builder->allocator, &builder->nodes, growing_node);
  if (!node) {
    builder->has_failed = true;
    return 0;
  }
  nodes = builder->nodes.items;
  found = builder->nodes.count - 1;
  node->byte = byte;
  node->depth = (uint8_t)(nodes[parent].depth + 1);
  node->sibling = nodes[parent].child;
  nodes[parent].child = found;
  if (!parent)
    builder->from_root[byte] = found;
  return found;
}

void rsi_prefilter_add(rsi_prefilter_builder *builder, const char *literal, size_t length, uint32_t entry) {
  uint32_t at = 0;
  for (size_t i = 0; i < length && !builder->has_failed; i++)
    at = child_of(builder, at, (uint8_t)literal[i]);
  growing_output *output = builder->has_failed ? NULL : RSI_PUSH(builder->allocator, &builder->outputs, growing_output);
  if (!output) {
    builder->has_failed = true;
    return;
  }
  growing_node *node = RSI_AT(&builder->nodes, growing_node, at);
  *output = (growing_output){entry, node->output};
  node->output = builder->outputs.count;
}

/* Entries in the order in which they were added: the list runs backwards. */
static uint32_t lay_outputs(const rsi_prefilter_builder *builder, uint32_t head, uint32_t *entries, uint32_t used) {
  const growing_output *outputs = builder->outputs.items;
  uint32_t n = 0;
  for (uint32_t at = head; at; at = outputs[at - 1].next)
    n++;
  for (uint32_t at = head, i = n; at; at = outputs[at - 1].next)
    entries[used + --i] = outputs[at - 1].entry;
  return n;
}

/* The failure link of a child: where its parent's links lead on the same byte. */
static uint32_t fail_of(const rsi_prefilter *p, const rsi_prefilter_node *nodes, uint32_t parent, uint8_t byte) {
  if (!parent)
    return 0;
  for (uint32_t state = nodes[parent].fail; state; state = nodes[state].fail)
    for (uint32_t i = 0; i < nodes[state].n_children; i++)
      if (nodes[nodes[state].first + i].byte == byte)
        return nodes[state].first + i;
  return p->from_root[byte];
}

static void lay_out(const rsi_prefilter_builder *builder, rsi_prefilter *p, rsi_prefilter_node *nodes, uint32_t *entries, uint32_t *old_of) {
  const growing_node *growing = builder->nodes.items;
  uint32_t used = 1, used_entries = 0;
  old_of[0] = 0;
  for (uint32_t at = 0; at < builder->nodes.count; at++) {
    const growing_node *old = &growing[old_of[at]];
    rsi_prefilter_node *node = &nodes[at];
    node->byte = old->byte;
    node->depth = old->depth;
    node->first = used;
    node->outputs = used_entries;
    node->n_outputs = (uint16_t)lay_outputs(builder, old->output, entries, used_entries);
    used_entries += node->n_outputs;
    node->shorter = !at ? 0 : nodes[node->fail].n_outputs ? node->fail : nodes[node->fail].shorter;
    for (uint32_t child = old->child; child; child = growing[child].sibling) {
      nodes[used].byte = growing[child].byte;
      nodes[used].fail = at ? fail_of(p, nodes, at, growing[child].byte) : 0;
      if (!at)
        p->from_root[growing[child].byte] = used;
      old_of[used++] = child;
      node->n_children++;
    }
  }
}

bool rsi_prefilter_end(rsi_prefilter_builder *builder, rsi_arena *arena, rsi_prefilter *out) {
  const rscan_allocator *a = builder->allocator;
  *out = (rsi_prefilter){.n_nodes = builder->nodes.count};
  rsi_prefilter_node *nodes = NULL;
  uint32_t *entries = NULL, *old_of = NULL;
  if (!builder->has_failed) {
    nodes = rsi_arena_alloc(arena, builder->nodes.count * sizeof *nodes);
    entries = rsi_arena_alloc(arena, (builder->outputs.count + 1) * sizeof *entries);
    old_of = rsi_alloc(a, builder->nodes.count * sizeof *old_of);
  }
  bool is_done = nodes && entries && old_of;
  if (is_done)
    lay_out(builder, out, nodes, entries, old_of);
  out->nodes = nodes;
  out->entries = entries;
  rsi_release(a, old_of);
  rsi_vec_free(a, &builder->nodes);
  rsi_vec_free(a, &builder->outputs);
  return is_done;
}
