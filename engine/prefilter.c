/* Building the prefilter. All literals are gathered first; then the trie is made breadth first, a node being a range of them that
 * begin alike, which its children divide by their next byte. So the children of a node stand side by side, the failure links of a
 * level are ready when the next one needs them, and no node is made that a freeze would have to move.
 *
 * Where a range holds one literal only the trie ends, and the rest of it is compared when it is met: eight of ten nodes would have
 * one child. Nothing is missed by that, since what may begin inside the rest is found along the failure links as the text goes on.
 * Sparse on purpose: a dense table would take longer to fill than a text takes to read. Only the root and its children, where
 * reading mostly is, have tables. */
#include "prefilter.h"

typedef struct added {
  char bytes[RSI_PREFILTER_LONGEST]; /* zero behind its length */
  uint8_t length;
  uint32_t entry;
} added;

typedef struct branch {
  uint32_t from, ended, to; /* places in order: literals that end here, then those that go on */
  uint32_t first;           /* child */
  uint8_t n_children, byte, depth;
  bool is_leaf; /* the literals are one, which goes on */
} branch;

void rsi_prefilter_begin(rsi_prefilter_builder *builder, const rscan_allocator *allocator) {
  *builder = (rsi_prefilter_builder){.allocator = allocator};
}

void rsi_prefilter_builder_free(rsi_prefilter_builder *builder) {
  rsi_vec_free(builder->allocator, &builder->literals);
  rsi_vec_free(builder->allocator, &builder->branches);
}

void rsi_prefilter_add(rsi_prefilter_builder *builder, const char *literal, size_t length, uint32_t entry) {
  added *one = RSI_PUSH(builder->allocator, &builder->literals, added);
  if (!one) {
    builder->has_failed = true;
    return;
  }
  memcpy(one->bytes, literal, length);
  one->length = (uint8_t)length;
  one->entry = entry;
}

/* ---- dividing ---- */

/* The literals in alphabetical order, those that are the same as they were added; and room to sort in. */
typedef struct sorting {
  rsi_prefilter_builder *builder;
  const added *literals;
  uint32_t *order, *spare;
} sorting;

static const added *literal_at(const sorting *s, uint32_t place) { return &s->literals[s->order[place]]; }
static unsigned key_of(const sorting *s, uint32_t place, uint8_t depth) {
  return (unsigned char)literal_at(s, place)->bytes[depth] & 0x7f;
}

/* The end of those that have the same byte at a depth as the first of a range. */
static uint32_t end_of_alike(const sorting *s, uint32_t from, uint32_t to, uint8_t depth) {
  unsigned key = key_of(s, from, depth);
  if (key_of(s, to - 1, depth) == key)
    return to;
  while (key_of(s, from, depth) == key)
    from++;
  return from;
}

#define FEW 20 /* literals that insertion sorts faster */

static void insert_each(sorting *s, uint32_t from, uint32_t to) {
  for (uint32_t i = from + 1; i < to; i++) {
    uint32_t moved = s->order[i], k = i;
    for (; k > from && memcmp(literal_at(s, k - 1)->bytes, s->literals[moved].bytes, RSI_PREFILTER_LONGEST) > 0; k--)
      s->order[k] = s->order[k - 1];
    s->order[k] = moved;
  }
}

/* Sorts literals that are alike up to a depth: by the byte there, and then each lot of the same byte by the next. */
static void sort_from(sorting *s, uint32_t from, uint32_t to, uint8_t depth) {
  if (to - from < FEW) {
    insert_each(s, from, to);
    return;
  }
  uint32_t place[129] = {0};
  for (uint32_t i = from; i < to; i++)
    place[key_of(s, i, depth) + 1]++;
  for (unsigned c = 1; c < 129; c++)
    place[c] += place[c - 1];
  for (uint32_t i = from; i < to; i++)
    s->spare[place[key_of(s, i, depth)]++] = s->order[i];
  memcpy(s->order + from, s->spare, (to - from) * sizeof *s->order);
  if (depth + 1 < RSI_PREFILTER_LONGEST)
    for (uint32_t i = from + place[0], end; i < to; i = end) { /* not those that have ended: they are the same */
      end = end_of_alike(s, i, to, depth);
      sort_from(s, i, end, (uint8_t)(depth + 1));
    }
}

/* Do all of a range say the same? It is sorted. */
static bool are_one(const sorting *s, uint32_t from, uint32_t to) {
  return !memcmp(literal_at(s, from)->bytes, literal_at(s, to - 1)->bytes, RSI_PREFILTER_LONGEST);
}

static void push_branch(rsi_prefilter_builder *builder, uint32_t from, uint32_t to, uint8_t byte, uint8_t depth) {
  branch *b = builder->branches.count < RSI_MAX_NODES ? RSI_PUSH(builder->allocator, &builder->branches, branch) : NULL;
  if (b)
    *b = (branch){.from = from, .ended = from, .to = to, .byte = byte, .depth = depth};
  builder->has_failed |= !b;
}

static void divide(sorting *s, uint32_t index) {
  branch b = *RSI_AT(&s->builder->branches, branch, index);
  b.first = s->builder->branches.count;
  b.is_leaf = b.depth && literal_at(s, b.from)->length > b.depth && are_one(s, b.from, b.to);
  if (!b.is_leaf) {
    while (b.ended < b.to && literal_at(s, b.ended)->length == b.depth)
      b.ended++;
    for (uint32_t i = b.ended, end; i < b.to && b.n_children < RSI_NODE_CHILDREN; i = end, b.n_children++) {
      end = end_of_alike(s, i, b.to, b.depth);
      push_branch(s->builder, i, end, (uint8_t)key_of(s, i, b.depth), (uint8_t)(b.depth + 1));
    }
  }
  *RSI_AT(&s->builder->branches, branch, index) = b;
}

static bool grow(sorting *s, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    s->order[i] = i;
  sort_from(s, 0, n, 0);
  push_branch(s->builder, 0, n, 0, 0);
  for (uint32_t i = 0; n && i < s->builder->branches.count && !s->builder->has_failed; i++)
    divide(s, i);
  return !s->builder->has_failed;
}

/* ---- laying out ---- */

typedef struct layout {
  uint8_t *bytes;
  uint32_t *children, *fail, *outputs, *entries;
  rsi_prefilter_output *output;
  char *rests;
  uint32_t from_root[128];
  uint32_t n_outputs, n_entries, n_rests;
} layout;

/* Lays the node's output and returns what it and the shorter ones are: RSI_NODE_… flags. */
static uint32_t lay_output(const sorting *s, layout *l, uint32_t node, const branch *b) {
  uint32_t along = node ? l->outputs[l->fail[node]] : 0, end = b->is_leaf ? b->to : b->ended;
  uint32_t flags = node ? l->children[l->fail[node]] & (RSI_NODE_HAS_OUTPUT | RSI_NODE_ENDS_INSIDE) : 0;
  l->outputs[node] = along;
  if (end == b->from)
    return flags;
  rsi_prefilter_output *output = &l->output[l->n_outputs];
  *output = (rsi_prefilter_output){
      .first = l->n_entries, .count = end - b->from, .shorter = along, .common = UINT32_MAX, .depth = b->depth};
  for (uint32_t i = b->from; i < end; i++) {
    l->entries[l->n_entries] = literal_at(s, i)->entry;
    output->common &= l->entries[l->n_entries++];
  }
  if (b->is_leaf) {
    const added *literal = literal_at(s, b->from);
    output->rest = l->n_rests;
    output->rest_length = (uint8_t)(literal->length - b->depth);
    memcpy(l->rests + l->n_rests, literal->bytes + b->depth, output->rest_length);
    l->n_rests += output->rest_length;
  }
  l->outputs[node] = l->n_outputs++;
  bool ends_inside = output->rest_length ? l->rests[output->rest] != ' ' : !(output->common & RSI_ENTRY_TRAIL);
  return flags | RSI_NODE_HAS_OUTPUT | (ends_inside ? RSI_NODE_ENDS_INSIDE : 0);
}

/* The failure link of a child: where its parent's links lead on the same byte. */
static uint32_t fail_of(const layout *l, uint32_t parent, uint8_t byte) {
  for (uint32_t state = l->fail[parent]; parent && state; state = l->fail[state]) {
    const uint8_t *bytes = l->bytes + RSI_NODE_FIRST(l->children[state]),
                  *found = memchr(bytes, byte, l->children[state] & RSI_NODE_CHILDREN);
    if (found)
      return (uint32_t)(found - l->bytes);
  }
  return parent ? l->from_root[byte] : 0;
}

static void lay_out(const sorting *s, layout *l) {
  const branch *branches = s->builder->branches.items;
  for (uint32_t at = 0; at < s->builder->branches.count; at++) {
    const branch *b = &branches[at];
    uint32_t flags = lay_output(s, l, at, b);
    for (uint32_t child = b->first; child < b->first + b->n_children; child++) {
      l->bytes[child] = branches[child].byte;
      l->fail[child] = fail_of(l, at, branches[child].byte);
      if (!at)
        l->from_root[branches[child].byte] = child;
    }
    l->children[at] = b->first << 9 | flags | b->n_children;
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
      dense[state << 7 | (l->bytes[RSI_NODE_FIRST(l->children[state]) + i] & 0x7f)] = RSI_NODE_FIRST(l->children[state]) + i;
  out->dense = dense;
  out->n_dense = n;
  return true;
}

/* How much room the outputs take: their number, and the bytes of what the trie leaves out of their literals. */
static void count_outputs(const sorting *s, uint32_t *n_outputs, size_t *n_rests) {
  const branch *branches = s->builder->branches.items;
  for (uint32_t i = 0; i < s->builder->branches.count; i++) {
    *n_outputs += branches[i].is_leaf || branches[i].ended > branches[i].from;
    if (branches[i].is_leaf)
      *n_rests += (size_t)literal_at(s, branches[i].from)->length - branches[i].depth;
  }
}

static bool freeze(const sorting *s, rsi_arena *arena, rsi_prefilter *out) {
  size_t n = s->builder->branches.count, n_rests = 0;
  uint32_t n_outputs = 1;
  count_outputs(s, &n_outputs, &n_rests);
  layout l = {.bytes = rsi_arena_alloc(arena, n),
              .children = rsi_arena_alloc(arena, n * sizeof *l.children),
              .fail = rsi_arena_alloc(arena, n * sizeof *l.fail),
              .outputs = rsi_arena_alloc(arena, n * sizeof *l.outputs),
              .entries = rsi_arena_alloc(arena, (s->builder->literals.count + 1) * sizeof *l.entries),
              .output = rsi_arena_alloc(arena, n_outputs * sizeof *l.output),
              .rests = rsi_arena_alloc(arena, n_rests + 1),
              .n_outputs = 1};
  if (arena->has_failed)
    return false;
  lay_out(s, &l);
  *out = (rsi_prefilter){.bytes = l.bytes,
                         .children = l.children,
                         .fail = l.fail,
                         .outputs = l.outputs,
                         .output = l.output,
                         .entries = l.entries,
                         .rests = l.rests,
                         .n_nodes = (uint32_t)n};
  return lay_dense(&l, arena, out);
}

bool rsi_prefilter_end(rsi_prefilter_builder *builder, rsi_arena *arena, rsi_prefilter *out) {
  uint32_t n = builder->literals.count;
  sorting s = {.builder = builder, .literals = builder->literals.items};
  *out = (rsi_prefilter){0};
  s.order = rsi_alloc(builder->allocator, (2 * (size_t)n + 1) * sizeof *s.order);
  s.spare = s.order ? s.order + n : NULL;
  bool is_done = s.order && !builder->has_failed && grow(&s, n) && freeze(&s, arena, out);
  rsi_release(builder->allocator, s.order);
  return is_done;
}
