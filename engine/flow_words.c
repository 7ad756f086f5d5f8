/* The words of a ladder: conditions and exams; see flow_build.h. A condition is written as its author would say it: joints within
 * joints of the same kind are one, findings of which the same is asked stand in one line, and what was defined once and is used
 * again is told once, under its title; under a letter where it has none, since its id is no word of either language. */
#include "flow_build.h"

#include <stdio.h>
#include <string.h>

enum { MIN_SHARED = 4 };                    /* nodes of a definition that is worth a letter: smaller ones are told again */
enum { MIN_ALIKE = 3 };                     /* findings that are drawn together */
enum { MAX_EXAMS = 6, MAX_POOR_EXAMS = 3 }; /* of one category; the rest is counted */

typedef rsi_flow_builder builder;

/* A definition or group that was met, and where it was told first. */
typedef struct shared {
  rsi_str name;
  rsi_state asked; /* of a group's members: one that is had and one that is lacked are two things to tell */
  uint32_t uses, size;
  uint32_t letter;   /* 1 + its number; 0: none yet */
  const char *place; /* NULL: not told yet */
} shared;

/* ---- texts ---- */

static const char *word(const builder *b, const char *id) { return rsi_wording(b->rb, id, b->lang); }

static void put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }
rsi_sink rsi_flow_sink(rsi_buf *buf) { return (rsi_sink){put_to_buffer, buf}; }

rsi_buf rsi_flow_begin(builder *b) {
  rsi_buf buf;
  rsi_buf_init(&buf, &b->memory);
  return buf;
}

const char *rsi_flow_text(const rsi_buf *buf) { return buf->has_failed || !buf->data ? "" : buf->data; }

/* "a: " */
static void put_lead(const builder *b, rsi_buf *buf, const char *text) {
  rsi_buf_puts(buf, text);
  rsi_buf_puts(buf, word(b, "list.colon"));
  rsi_buf_putc(buf, ' ');
}

static void put_rest(builder *b, rsi_buf *buf, uint32_t count) {
  char number[16];
  const rsi_sink sink = rsi_flow_sink(buf);
  snprintf(number, sizeof number, "%u", (unsigned)count);
  rsi_tell1(&sink, b->rb, b->lang, "list.rest", number);
}

void rsi_flow_add(builder *b, const char *text, unsigned depth, unsigned style) {
  rsi_flow_line *line = RSI_PUSH(&b->memory, &b->lines, rsi_flow_line);
  if (line)
    *line = (rsi_flow_line){text, (uint8_t)depth, (uint8_t)style};
}

/* ---- conditions ---- */

const char *rsi_flow_truth(builder *b, rsi_truth truth) {
  rsi_buf buf = rsi_flow_begin(b);
  rsi_buf_printf(&buf, "[%s] ", rsi_word(b->rb, b->lang, "truth", rsi_truth_name((uint8_t)truth)));
  return rsi_flow_text(&buf);
}

/* "[yes] " before what was looked at; nothing where nothing was decided. */
static const char *mark_of(builder *b, uint32_t node) {
  return b->scratch ? rsi_flow_truth(b, rsi_eval(&b->scratch->world, node)) : "";
}

static const rsi_node *node_at(const builder *b, uint32_t node) { return &b->rb->nodes[node]; }

static bool is_group(const builder *b, const rsi_node *n) {
  return n->fact != RSI_NONE && n->fact >= b->rb->n_facts && !rsi_is_leaf(n->op) && n->op != RSI_OP_REPEAT;
}

static rsi_state asked_of(const builder *b, const rsi_node *n) {
  return is_group(b, n) && n + 1 < b->rb->nodes + n->end ? n[1].arg : 0;
}

static shared *shared_of(const builder *b, const rsi_node *n) {
  for (uint32_t i = 0; n->name && !rsi_is_leaf(n->op) && i < b->shared.count; i++) {
    shared *s = RSI_AT(&b->shared, shared, i);
    if (s->name == n->name && s->asked == asked_of(b, n))
      return s;
  }
  return NULL;
}

/* Told once and referred to afterwards. */
static bool is_shared(const builder *b, const rsi_node *n) {
  const shared *s = shared_of(b, n);
  return s && s->uses > 1 && s->size >= MIN_SHARED;
}

/* Counts how often each definition and group will be met: what stands inside one that was met before will not be told again. */
static void count_shared(builder *b, uint32_t root) {
  for (uint32_t i = root; root != RSI_NONE && i < node_at(b, root)->end;) {
    const rsi_node *n = node_at(b, i);
    shared *s = shared_of(b, n);
    if (s) {
      s->uses++;
      i = s->size >= MIN_SHARED ? n->end : i + 1;
      continue;
    }
    if (n->name && !rsi_is_leaf(n->op) && (s = RSI_PUSH(&b->memory, &b->shared, shared)) != NULL)
      *s = (shared){.name = n->name, .asked = asked_of(b, n), .uses = 1, .size = n->end - i};
    i++;
  }
}

/* What a joint adds nothing to: one of a single part, or of a double negation's inside, unless it has a name to be told by. */
static uint32_t lone(const builder *b, uint32_t node) {
  const rsi_node *n = node_at(b, node);
  while ((n->op == RSI_OP_ALL || n->op == RSI_OP_ANY) && node + 1 < n->end && node_at(b, node + 1)->end == n->end &&
         !is_shared(b, n)) {
    node++;
    n = node_at(b, node);
  }
  return node;
}

/* The joint within a definition that is nothing but that joint. */
static uint32_t inside(const builder *b, uint32_t node) {
  for (uint32_t part = node + 1; part < node_at(b, node)->end && node_at(b, part)->end == node_at(b, node)->end; part = node + 1) {
    const rsi_node *n = node_at(b, part);
    if ((n->op != RSI_OP_ALL && n->op != RSI_OP_ANY) || is_shared(b, n) || is_group(b, n))
      break;
    node = part;
  }
  return node;
}

static const char *wanted_of(builder *b, const rsi_node *leaf) {
  rsi_buf buf = rsi_flow_begin(b);
  const rsi_sink sink = rsi_flow_sink(&buf);
  rsi_put_wanted(&sink, b->rb, b->lang, leaf);
  return rsi_flow_text(&buf);
}

/* The parts of a joint, with those of a joint of the same kind within it that has no name to be told by. */
static void list_parts(builder *b, uint32_t node, rsi_vec *parts) {
  uint8_t op = node_at(b, node)->op;
  for (uint32_t i = node + 1; i < node_at(b, node)->end; i = node_at(b, i)->end) {
    uint32_t part = lone(b, i);
    const rsi_node *n = node_at(b, part);
    if (n->op == op && (op == RSI_OP_ALL || op == RSI_OP_ANY) && !is_group(b, n) && !is_shared(b, n)) {
      list_parts(b, part, parts);
      continue;
    }
    uint32_t *slot = RSI_PUSH(&b->memory, parts, uint32_t);
    if (slot)
      *slot = part;
  }
}

static void put_part(builder *b, uint32_t node, unsigned depth, const char *before);

/* How many parts from the first on are findings of which the same is wanted. */
static uint32_t alike(builder *b, const uint32_t *parts, uint32_t count) {
  const rsi_node *first = node_at(b, parts[0]);
  uint32_t n = 1;
  if (!rsi_is_leaf(first->op) || rsi_kind_has_cells(b->rb->facts[first->fact].kind))
    return 1;
  const char *wanted = wanted_of(b, first);
  while (n < count && rsi_is_leaf(node_at(b, parts[n])->op) && strcmp(wanted_of(b, node_at(b, parts[n])), wanted) == 0)
    n++;
  return n;
}

/* "absent: fever; weight loss; chills" */
static void put_alike(builder *b, const uint32_t *parts, uint32_t count, unsigned depth) {
  rsi_buf buf = rsi_flow_begin(b);
  put_lead(b, &buf, wanted_of(b, node_at(b, parts[0])));
  for (uint32_t i = 0; i < count; i++) {
    if (i)
      rsi_buf_printf(&buf, "%s ", word(b, "list.semicolon"));
    rsi_buf_puts(&buf, mark_of(b, parts[i]));
    rsi_buf_puts(&buf, rsi_fact_label(b->rb, node_at(b, parts[i])->fact, b->lang));
  }
  rsi_flow_add(b, rsi_flow_text(&buf), depth, RSI_FLOW_TEXT);
}

static void put_parts(builder *b, uint32_t node, unsigned depth) {
  rsi_vec list = {0};
  list_parts(b, node, &list);
  const uint32_t *parts = list.items;
  for (uint32_t i = 0, n; i < list.count; i += n) {
    n = alike(b, parts + i, list.count - i);
    if (n >= MIN_ALIKE)
      put_alike(b, parts + i, n, depth);
    else
      put_part(b, parts[i], depth, NULL), n = 1;
  }
}

/* "A", "B" … */
static const char *letter_of(builder *b, shared *s) {
  rsi_buf buf = rsi_flow_begin(b);
  if (!s->letter)
    s->letter = ++b->n_letters;
  rsi_buf_putc(&buf, (char)('A' + (s->letter - 1) % 26));
  if (s->letter > 26)
    rsi_buf_printf(&buf, "%u", (unsigned)(s->letter - 1) / 26 + 1);
  return rsi_flow_text(&buf);
}

static const char *name_of(builder *b, shared *s, const rsi_node *n) {
  const char *title = rsi_node_title(b->rb, n, b->lang);
  return title ? title : letter_of(b, s);
}

static const char *joint_word(builder *b, const rsi_node *n) {
  rsi_buf buf = rsi_flow_begin(b);
  const rsi_sink sink = rsi_flow_sink(&buf);
  rsi_node bare = *n; /* a definition's id is no word */
  bare.name = 0;
  rsi_put_joint(&sink, b->rb, b->lang, &bare);
  return rsi_flow_text(&buf);
}

static void put_joint(builder *b, uint32_t node, unsigned depth, const char *before) {
  const rsi_node *n = node_at(b, node);
  shared *s = is_shared(b, n) ? shared_of(b, n) : NULL;
  rsi_buf buf = rsi_flow_begin(b);
  const rsi_sink sink = rsi_flow_sink(&buf);
  rsi_buf_puts(&buf, before);
  bool is_again = s && s->place;
  const char *name = s && !is_group(b, n) ? name_of(b, s, n) : NULL;
  if (is_again) {
    rsi_tell2(&sink, b->rb, b->lang, "flow.as-in", name ? name : rsi_fact_label(b->rb, n->fact, b->lang), s->place);
  } else {
    if (name)
      put_lead(b, &buf, name);
    rsi_buf_puts(&buf, joint_word(b, node_at(b, inside(b, node))));
  }
  if (s && !is_again)
    s->place = b->place;
  rsi_flow_add(b, rsi_flow_text(&buf), depth, RSI_FLOW_TEXT);
  if (!is_again)
    put_parts(b, inside(b, node), depth + 1);
}

/* One part of a condition, and what is below it. before: what stands in front of it, its mark included; NULL: only its mark. */
static void put_part(builder *b, uint32_t node, unsigned depth, const char *before) {
  node = lone(b, node);
  const rsi_node *n = node_at(b, node);
  rsi_buf buf = rsi_flow_begin(b);
  before = before ? before : mark_of(b, node);
  if (n->op == RSI_OP_NOT) {
    rsi_buf_puts(&buf, before);
    put_lead(b, &buf, joint_word(b, n));
    put_part(b, node + 1, depth, rsi_flow_text(&buf));
  } else if (rsi_is_leaf(n->op)) {
    rsi_buf_puts(&buf, before);
    put_lead(b, &buf, rsi_fact_label(b->rb, n->fact, b->lang));
    rsi_buf_puts(&buf, wanted_of(b, n));
    rsi_flow_add(b, rsi_flow_text(&buf), depth, RSI_FLOW_TEXT);
  } else {
    put_joint(b, node, depth, before);
  }
}

void rsi_flow_condition(builder *b, uint32_t node) { put_part(b, node, 0, NULL); }

/* ---- what is told more than once ---- */

void rsi_flow_survey(builder *b, const rsi_guideline *g) {
  b->shared = (rsi_vec){0};
  b->n_letters = 0;
  count_shared(b, g->applies);
  for (uint32_t i = 0; i < g->scenarios.count; i++)
    count_shared(b, b->rb->scenarios[g->scenarios.first + i].when);
  for (uint32_t i = 0; i < g->gaps.count; i++)
    count_shared(b, b->rb->gaps[g->gaps.first + i].when);
}

/* ---- exams ---- */

static void prefer(builder *b, uint32_t authority, uint8_t rank) {
  if (b->authorities >> authority & 1)
    return;
  b->authorities |= (uint64_t)1 << authority;
  b->rank[authority] = rank;
}

/* As the decision ranked them; without one as the book's profile does. */
static void set_authorities(builder *b) {
  if (b->scratch) {
    b->authorities = b->scratch->authorities;
    memcpy(b->rank, b->scratch->rank, sizeof b->rank);
    return;
  }
  const rsi_span order = b->rb->profile == RSI_NONE ? (rsi_span){0, 0} : b->rb->profiles[b->rb->profile].prefer;
  for (uint32_t i = 0; i < order.count; i++)
    prefer(b, b->rb->indices[order.first + i], (uint8_t)i);
  for (uint32_t i = 0; b->rb->profile == RSI_NONE && i < b->rb->n_authorities; i++)
    prefer(b, i, (uint8_t)i);
}

bool rsi_flow_is_held(const builder *b, const rsi_scenario *scenario) { return (scenario->authorities & b->authorities) != 0; }

static bool comes_before(const builder *b, const rsi_row *a, const rsi_row *z) {
  uint8_t rank_a = b->rank[a->authority], rank_z = b->rank[z->authority];
  return rank_a != rank_z ? rank_a < rank_z : a->order < z->order;
}

/* The row that speaks of each exam, in order of preference and then as the author wrote them. */
static rsi_vec deciding_rows(builder *b, const rsi_scenario *scenario) {
  rsi_vec list = {0};
  const rsi_row *rows = b->rb->rows + scenario->rows.first;
  for (uint32_t i = 0, next; i < scenario->rows.count; i = next) {
    const rsi_row *best = NULL;
    for (next = i; next < scenario->rows.count && rows[next].exam == rows[i].exam; next++)
      if ((b->authorities >> rows[next].authority & 1 || !rsi_flow_is_held(b, scenario)) &&
          (!best || comes_before(b, &rows[next], best)))
        best = &rows[next];
    const rsi_row **slot = best ? RSI_PUSH(&b->memory, &list, const rsi_row *) : NULL;
    if (!slot)
      continue;
    const rsi_row **first = list.items;
    for (; slot > first && comes_before(b, best, slot[-1]); slot--)
      slot[0] = slot[-1];
    *slot = best;
  }
  return list;
}

static void put_category(builder *b, const rsi_vec *rows, uint8_t category) {
  uint32_t most = category == RSCAN_USUALLY_NOT_APPROPRIATE ? MAX_POOR_EXAMS : MAX_EXAMS, n = 0, total = 0;
  for (uint32_t i = 0; i < rows->count; i++)
    total += (*RSI_AT(rows, const rsi_row *, i))->category == category;
  bool is_none = !total && category == RSCAN_USUALLY_APPROPRIATE && b->rb->exam_none != RSI_NONE;
  if (!total && !is_none)
    return;
  rsi_flow_add(b, rsi_word(b->rb, b->lang, "category", rscan_category_name((rscan_category)category)), 0,
               RSI_FLOW_CATEGORY + category);
  if (is_none)
    rsi_flow_add(b, rsi_exam_name(b->rb, b->rb->exam_none, b->lang), 1, RSI_FLOW_TEXT);
  for (uint32_t i = 0; i < rows->count && n < most; i++) {
    const rsi_row *row = *RSI_AT(rows, const rsi_row *, i);
    if (row->category != category)
      continue;
    rsi_flow_add(b, rsi_exam_name(b->rb, row->exam, b->lang), 1, RSI_FLOW_TEXT);
    n++;
  }
  if (total > n) {
    rsi_buf buf = rsi_flow_begin(b);
    put_rest(b, &buf, total - n);
    rsi_flow_add(b, rsi_flow_text(&buf), 1, RSI_FLOW_TEXT);
  }
}

void rsi_flow_exams(builder *b, const rsi_scenario *scenario) {
  rsi_vec rows = deciding_rows(b, scenario);
  if (scenario->urgency)
    rsi_flow_add(b, rsi_word(b->rb, b->lang, "doc.urgency", rscan_urgency_name((rscan_urgency)scenario->urgency)), 0,
                 RSI_FLOW_ROUTINE + scenario->urgency - RSCAN_ROUTINE);
  for (uint8_t category = RSCAN_USUALLY_APPROPRIATE; category >= RSCAN_USUALLY_NOT_APPROPRIATE; category--)
    put_category(b, &rows, category);
}

/* ---- the start ---- */

builder rsi_flow_start(rsi_arena *arena, const rscan_rulebase *rb, int lang, struct rscan_scratch *scratch) {
  builder b = {.arena = arena, .rb = rb, .scratch = scratch, .lang = lang};
  b.memory = rsi_arena_allocator(arena);
  set_authorities(&b);
  return b;
}
