/* Building the prefilter. The trie grows with linked children; freezing lays the nodes out breadth first, so that the children of a node
 * stand side by side and the failure links of a level are ready when the next one needs them.
 *
 * Sparse on purpose: a dense table of 40,000 nodes takes 8 MB and longer to fill than a text takes to read, and nearly every node below
 * the second level has one child. Only the root and its children, where reading mostly is, have tables. */
#include "prefilter.h"

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

void rsi_prefilter_builder_free(rsi_prefilter_builder *builder) {
  rsi_vec_free(builder->allocator, &builder->nodes);
  rsi_vec_free(builder->allocator, &builder->outputs);
}

static uint32_t child_of(rsi_prefilter_builder *builder, uint32_t parent, uint8_t byte) {
  growing_node *nodes = builder->nodes.items;
  uint32_t found = parent ? nodes[parent].child : builder->from_root[byte];
  while (found && nodes[found].byte != byte)
    found = nodes[found].sibling;
  if (found)
    return found;
  growing_node *node = builder->nodes.count < RSI_MAX_NODES ? RSI_PUSH(builder->allocator, &builder->nodes, growing_node) : NULL;
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
  builder->n_ends += !node->output;
  *output = (growing_output){entry, node->output};
  node->output = builder->outputs.count;
}

/* The arrays while they are filled. */
typedef struct layout {
  uint8_t *bytes;
  uint32_t *children, *fail, *outputs, *entries;
  rsi_prefilter_output *output;
  uint32_t *old_of; /* by new node: the growing one */
  uint32_t from_root[256];
  uint32_t n_outputs, n_entries;
} layout;

/* Entries in the order in which they were added: the list runs backwards. */
static uint32_t lay_entries(const rsi_prefilter_builder *builder, uint32_t head, uint32_t *entries) {
  const growing_output *outputs = builder->outputs.items;
  uint32_t n = 0;
  for (uint32_t at = head; at; at = outputs[at - 1].next)
    n++;
  for (uint32_t at = head, i = n; at; at = outputs[at - 1].next)
    entries[--i] = outputs[at - 1].entry;
  return n;
}

static void lay_output(const rsi_prefilter_builder *builder, layout *l, uint32_t node, const growing_node *old) {
  uint32_t along = node ? l->outputs[l->fail[node]] : 0;
  if (!old->output) {
    l->outputs[node] = along;
    return;
  }
  uint32_t n = lay_entries(builder, old->output, l->entries + l->n_entries), common = UINT32_MAX;
  for (uint32_t i = 0; i < n; i++)
    common &= l->entries[l->n_entries + i];
  l->output[l->n_outputs] = (rsi_prefilter_output){l->n_entries, n, along, common, old->depth};
  l->outputs[node] = l->n_outputs++;
  l->n_entries += n;
}

/* The failure link of a child: where its parent's links lead on the same byte. */
static uint32_t fail_of(const layout *l, uint32_t parent, uint8_t byte) {
  for (uint32_t state = l->fail[parent]; parent && state; state = l->fail[state]) {
    const uint8_t *bytes = l->bytes + (l->children[state] >> 8), *found = memchr(bytes, byte, l->children[state] & RSI_NODE_CHILDREN);
    if (found)
      return (uint32_t)(found - l->bytes);
  }
  return parent ? l->from_root[byte] : 0;
}

static void lay_out(const rsi_prefilter_builder *builder, layout *l) {
  const growing_node *growing = builder->nodes.items;
  uint32_t used = 1;
  for (uint32_t at = 0; at < builder->nodes.count; at++) {
    const growing_node *old = &growing[l->old_of[at]];
    uint32_t first = used;
    lay_output(builder, l, at, old);
    for (uint32_t child = old->child; child && used - first < RSI_NODE_CHILDREN; child = growing[child].sibling) {
      l->bytes[used] = growing[child].byte;
      l->fail[used] = fail_of(l, at, growing[child].byte);
      if (!at)
        l->from_root[growing[child].byte] = used;
      l->old_of[used++] = child;
    }
    l->children[at] = first << 8 | (l->outputs[at] ? RSI_NODE_HAS_OUTPUT : 0) | (used - first);
  }
}

/* Every step from the root and from its children, failures followed. */
static bool lay_dense(const layout *l, rsi_arena *arena, rsi_prefilter *out) {
  uint32_t n = 1 + (l->children[0] & RSI_NODE_CHILDREN);
  uint32_t *dense = rsi_arena_alloc(arena, ((size_t)n << 7) * sizeof *dense);
  if (!dense)
    return false;
  for (uint32_t c = 0; c < 128; c++)
    for (uint32_t state = 0; state < n; state++)
      dense[state << 7 | c] = l->from_root[c];
  for (uint32_t state = 1; state < n; state++)
    for (uint32_t i = 0; i < (l->children[state] & RSI_NODE_CHILDREN); i++)
      dense[state << 7 | (l->bytes[(l->children[state] >> 8) + i] & 0x7f)] = (l->children[state] >> 8) + i;
  out->dense = dense;
  out->n_dense = n;
  return true;
}

bool rsi_prefilter_end(rsi_prefilter_builder *builder, rsi_arena *arena, rsi_prefilter *out) {
  size_t n = builder->nodes.count;
  *out = (rsi_prefilter){.n_nodes = (uint32_t)n};
  if (builder->has_failed)
    return false;
  layout l = {.bytes = rsi_arena_alloc(arena, n), .children = rsi_arena_alloc(arena, n * sizeof *l.children),
              .fail = rsi_arena_alloc(arena, n * sizeof *l.fail), .outputs = rsi_arena_alloc(arena, n * sizeof *l.outputs),
              .entries = rsi_arena_alloc(arena, (builder->outputs.count + 1) * sizeof *l.entries),
              .output = rsi_arena_alloc(arena, (builder->n_ends + 1) * sizeof *l.output),
              .old_of = rsi_alloc(builder->allocator, n * sizeof *l.old_of), .n_outputs = 1};
  bool is_done = !arena->has_failed && l.old_of;
  if (is_done) {
    l.old_of[0] = 0;
    lay_out(builder, &l);
    is_done = lay_dense(&l, arena, out);
    out->bytes = l.bytes;
    out->children = l.children;
    out->fail = l.fail;
    out->outputs = l.outputs;
    out->output = l.output;
    out->entries = l.entries;
  }
  rsi_release(builder->allocator, l.old_of);
  return is_done;
}

uint32_t rsi_prefilter_find(const rsi_prefilter *p, const char *literal, size_t length) {
  uint32_t at = 0;
  for (size_t i = 0; i < length; i++) {
    uint32_t first = p->children[at] >> 8, n = p->children[at] & RSI_NODE_CHILDREN;
    const uint8_t *found = n ? memchr(p->bytes + first, literal[i], n) : NULL;
    if (!found)
      return 0;
    at = (uint32_t)(found - p->bytes);
  }
  uint32_t output = p->outputs[at];
  return output && p->output[output].depth == length ? output : 0;
}
