/* A condition as a tree on a page, a part a line with its value, and no deeper than it matters.
 *
 * What decides is shown: of "all of these" that fail, what fails; of "any" that hold, what holds. A joint of which one part is left
 * is that part. Findings that are asked for alike and known alike stand on one line; a definition that was written out is not
 * written out again. `--format json` has everything. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "explain_page.h"

#define MOST_ON_A_LINE 12 /* findings that are alike */
#define MOST_PARTS 200    /* of one joint; no condition of the book comes near */

typedef struct tree {
  rsi_sheet *sheet;
  const rsi_step *steps;
  uint32_t n;
  enum rsi_detail detail;
} tree;

static const rsi_node *node_at(const tree *t, uint32_t i) { return &t->sheet->rb->nodes[t->steps[i].node]; }
static uint32_t end_of(const tree *t, uint32_t i) { return rsi_step_end(t->steps, t->n, i); }
static bool is_leaf_at(const tree *t, uint32_t i) { return rsi_is_leaf(node_at(t, i)->op); }

/* ---- what decides ---- */

static bool decides(const tree *t, uint32_t joint, uint32_t part, bool wants_true) {
  uint8_t value = t->steps[joint].value, own = t->steps[part].value;
  switch (node_at(t, joint)->op) {
  case RSI_OP_ALL:
  case RSI_OP_ANY:
    if (t->detail == RSI_DETAIL_NEEDS && own != (wants_true ? RSI_TRUE : RSI_FALSE))
      return true; /* of "any" that fail all do; of "all" that fail also what is unknown */
    return own == value && t->detail != RSI_DETAIL_NEEDS;
  case RSI_OP_AT_LEAST:
    return value == RSI_TRUE ? own == RSI_TRUE : own != RSI_TRUE;
  default:
    return true;
  }
}

/* Of several reasons why "all" fails or "any" holds, the plainest: a fact that was told, then one that was not, then a joint. */
static uint32_t plainest(const tree *t, uint32_t joint) {
  uint32_t best = RSI_NONE;
  int best_rank = -1;
  for (uint32_t k = joint + 1; k < end_of(t, joint); k = end_of(t, k)) {
    if (t->steps[k].value != t->steps[joint].value)
      continue;
    int rank = !is_leaf_at(t, k) ? 0 : t->steps[k].is_assumed ? 1 : 2;
    if (rank > best_rank) {
      best = k;
      best_rank = rank;
    }
  }
  return best;
}

static bool is_one_enough(const tree *t, uint32_t i) {
  uint8_t op = node_at(t, i)->op, value = t->steps[i].value;
  return t->detail == RSI_DETAIL_REASON && ((op == RSI_OP_ALL && value == RSI_FALSE) || (op == RSI_OP_ANY && value == RSI_TRUE));
}

/* The only part of a joint that is shown; RSI_NONE when there are several or none. */
static uint32_t only_part(const tree *t, uint32_t i, bool wants_true) {
  uint32_t only = RSI_NONE, n = 0;
  uint8_t op = node_at(t, i)->op;
  if (op != RSI_OP_ALL && op != RSI_OP_ANY)
    return RSI_NONE;
  if (is_one_enough(t, i))
    return plainest(t, i);
  for (uint32_t k = i + 1; k < end_of(t, i); k = end_of(t, k))
    if (decides(t, i, k, wants_true)) {
      only = k;
      n++;
    }
  return n == 1 ? only : RSI_NONE;
}

/* ---- leaves ---- */

static bool is_alike(const tree *t, uint32_t a, uint32_t b) {
  const rsi_node *x = node_at(t, a), *y = node_at(t, b);
  const rscan_rulebase *rb = t->sheet->rb;
  if (!is_leaf_at(t, a) || !is_leaf_at(t, b) || rb->facts[x->fact].kind != RSI_FINDING || rb->facts[y->fact].kind != RSI_FINDING ||
      x->arg != y->arg || t->steps[a].value != t->steps[b].value)
    return false;
  rsi_known silent_a, silent_b;
  const rsi_known *known_a = rsi_known_in(t->sheet->scratch, &t->steps[a], &silent_a),
                  *known_b = rsi_known_in(t->sheet->scratch, &t->steps[b], &silent_b);
  if (!known_a || !known_b)
    return !known_a && !known_b && t->steps[a].value != RSI_UNKNOWN; /* each that is unknown has a question of its own */
  bool is_of_same_words = known_a->start == known_b->start && known_a->length == known_b->length && known_a->path == known_b->path;
  return known_a->state == known_b->state && known_a->origin == known_b->origin && is_of_same_words &&
         known_a->because == known_b->because;
}

/* The same asked twice, as where two definitions meet. */
static bool is_same(const tree *t, uint32_t a, uint32_t b, bool wants_true) {
  for (uint32_t only; (only = only_part(t, a, wants_true)) != RSI_NONE;)
    a = only;
  for (uint32_t only; (only = only_part(t, b, wants_true)) != RSI_NONE;)
    b = only;
  return is_leaf_at(t, a) && is_leaf_at(t, b) && node_at(t, a)->fact == node_at(t, b)->fact &&
         node_at(t, a)->arg == node_at(t, b)->arg && t->steps[a].value == t->steps[b].value;
}

static void put_ask(tree *t, uint32_t fact) {
  rsi_sheet *s = t->sheet;
  const char *ask = rsi_say(s->rb, s->rb->facts[fact].ask, s->lang);
  for (uint32_t i = 0; i < s->n_asked; i++)
    if (s->asked[i] == fact)
      return;
  if (!*ask)
    return;
  if (s->n_asked < RSI_MAX_REPEATED)
    s->asked[s->n_asked++] = fact;
  rsi_page_also(&s->page, ask);
}

/* What leaves ask for, and what is known of them; for an unknown one the question that would settle it. */
static void put_leaf(tree *t, uint32_t i, const rsi_node *wanted, const uint32_t *alike, uint32_t n_alike, uint32_t n_more) {
  rsi_sheet *s = t->sheet;
  const rsi_node *leaf = node_at(t, i);
  const rsi_sink sink = rsi_page_sink(&s->page);
  rsi_known silent;
  const rsi_known *known = rsi_known_in(s->scratch, &t->steps[i], &silent);
  char count[16];
  rsi_page_put(&s->page, rsi_fact_label(s->rb, leaf->fact, s->lang));
  for (uint32_t k = 0; k < n_alike; k++) {
    rsi_page_put(&s->page, rsi_sheet_word(s, "list.semicolon"));
    rsi_page_also(&s->page, rsi_fact_label(s->rb, node_at(t, alike[k])->fact, s->lang));
  }
  if (n_more) {
    snprintf(count, sizeof count, "%u", (unsigned)n_more);
    rsi_page_put(&s->page, " ");
    rsi_sheet_tell(s, "list.rest", count, NULL);
  }
  rsi_page_put(&s->page, rsi_sheet_word(s, "list.colon"));
  rsi_page_put(&s->page, " ");
  rsi_put_wanted(&sink, s->rb, s->lang, wanted);
  rsi_page_put(&s->page, " (");
  if (!known && leaf->op == RSI_OP_SCORE && rsi_score_state(&s->scratch->world, leaf->fact) != s->rb->facts[leaf->fact].full) {
    rsi_page_put(&s->page, rsi_sheet_word(s, "explain.so-far"));
    rsi_page_put(&s->page, " ");
    rsi_put_state(&sink, s->rb, s->lang, leaf->fact, rsi_score_state(&s->scratch->world, leaf->fact), NAN, NAN);
  } else
    rsi_sheet_known(s, known);
  rsi_page_put(&s->page, ")");
  if (t->steps[i].value == RSI_UNKNOWN)
    put_ask(t, leaf->fact);
}

/* ---- lines ---- */

static void begin_line(tree *t, uint8_t value, unsigned indent) {
  rsi_sheet *s = t->sheet;
  rsi_page_begin(&s->page, indent, indent + 4);
  rsi_page_put(&s->page, "[");
  rsi_page_put(&s->page, rsi_word(s->rb, s->lang, "truth", rsi_truth_name(value)));
  rsi_page_put(&s->page, "] ");
}

static void put_colon(rsi_sheet *s) {
  rsi_page_put(&s->page, rsi_sheet_word(s, "list.colon"));
  rsi_page_put(&s->page, " ");
}

/* The node, where it is a definition; NULL. A group's name is put where it is joined. */
static const rsi_node *definition_at(const tree *t, uint32_t i) {
  const rsi_node *n = node_at(t, i);
  return n->name && (n->fact == RSI_NONE || rsi_is_leaf(n->op)) ? n : NULL;
}

static bool was_shown(tree *t, rsi_str name, uint8_t value) {
  rsi_sheet *s = t->sheet;
  const char *own = rsi_string(s->rb, name);
  for (uint32_t i = 0; i < s->n_shown; i++)
    if (s->shown[i].value == value && strcmp(rsi_string(s->rb, s->shown[i].name), own) == 0)
      return true;
  if (s->n_shown < RSI_MAX_REPEATED) {
    s->shown[s->n_shown].name = name;
    s->shown[s->n_shown++].value = value;
  }
  return false;
}

/* The parts of a joint that are shown; one that is joined in the same way is its parts. Returns how many. */
static uint32_t gather_parts(const tree *t, uint32_t i, bool wants_true, uint32_t parts[MOST_PARTS], uint32_t n) {
  uint8_t op = node_at(t, i)->op;
  for (uint32_t k = i + 1; k < end_of(t, i) && n < MOST_PARTS; k = end_of(t, k)) {
    uint32_t at = k, only;
    if (!decides(t, i, k, wants_true))
      continue;
    while ((only = only_part(t, at, wants_true)) != RSI_NONE && !is_leaf_at(t, only))
      at = only;
    bool is_same = (op == RSI_OP_ANY || op == RSI_OP_ALL) && node_at(t, at)->op == op && t->steps[at].value == t->steps[i].value &&
                   only_part(t, at, wants_true) == RSI_NONE;
    if (is_same && (node_at(t, at)->fact == RSI_NONE || node_at(t, at)->fact < t->sheet->rb->n_facts))
      n = gather_parts(t, at, wants_true, parts, n);
    else
      parts[n++] = k;
  }
  return n;
}

static void put_part(tree *t, uint32_t i, unsigned indent, bool wants_true);

static void put_parts(tree *t, uint32_t i, unsigned indent, bool wants_true) {
  uint32_t parts[MOST_PARTS], n = gather_parts(t, i, wants_true, parts, 0);
  for (uint32_t k = 0; k < n; k++) {
    uint32_t alike[MOST_ON_A_LINE], n_alike = 0, n_more = 0;
    bool is_earlier = false;
    for (uint32_t e = 0; e < k && !is_earlier; e++)
      is_earlier = is_alike(t, parts[e], parts[k]) || is_same(t, parts[e], parts[k], wants_true);
    if (is_earlier)
      continue; /* it stands on that one's line */
    for (uint32_t e = k + 1; e < n; e++) {
      if (!is_alike(t, parts[k], parts[e]) || is_same(t, parts[k], parts[e], wants_true))
        continue;
      if (n_alike < MOST_ON_A_LINE)
        alike[n_alike++] = parts[e];
      else
        n_more++;
    }
    if (!n_alike) {
      put_part(t, parts[k], indent, wants_true);
      continue;
    }
    begin_line(t, t->steps[parts[k]].value, indent);
    put_leaf(t, parts[k], node_at(t, parts[k]), alike, n_alike, n_more);
  }
}

/* What "not" asks of a leaf, as values: "absent" for "not suspected", "below 18" for "not at least 18". False when it takes two
 * runs. */
static bool turn_round(const tree *t, rsi_node *leaf) {
  const rsi_fact *f = &t->sheet->rb->facts[leaf->fact];
  rsi_state rest[2];
  bool is_one = rsi_state_minus(f->kind, f->full, leaf->arg, rest) == 1;
  if (is_one)
    leaf->arg = rest[0];
  return is_one;
}

static void put_not(rsi_sheet *s) {
  rsi_page_put(&s->page, rsi_sheet_word(s, "explain.not"));
  put_colon(s);
}

static void put_joint_line(tree *t, uint32_t i, const rsi_node *definition, bool is_turned) {
  rsi_sheet *s = t->sheet;
  const rsi_sink sink = rsi_page_sink(&s->page);
  rsi_node plain = *node_at(t, i);
  bool is_plain = !definition && (plain.fact == RSI_NONE || plain.fact < s->rb->n_facts);
  if (is_turned && is_plain && (plain.op == RSI_OP_ANY || plain.op == RSI_OP_ALL)) {
    rsi_page_put(&s->page, rsi_sheet_word(s, plain.op == RSI_OP_ANY ? "explain.none" : "explain.not-all"));
    return;
  }
  if (is_turned)
    put_not(s);
  if (definition) {
    rsi_page_put(&s->page, rsi_node_name(s->rb, definition, s->lang));
    put_colon(s);
  }
  plain.name = 0;
  rsi_put_joint(&sink, s->rb, s->lang, &plain);
}

/* One part on a line, with what is below it further in. Joints of which one part is shown are that part, "not" turns round what it
 * stands before. */
static void put_part(tree *t, uint32_t i, unsigned indent, bool wants_true) {
  rsi_sheet *s = t->sheet;
  const rsi_node *definition = NULL;
  bool is_turned = false;
  begin_line(t, t->steps[i].value, indent);
  for (uint32_t only; (only = only_part(t, i, wants_true)) != RSI_NONE || node_at(t, i)->op == RSI_OP_NOT;) {
    if (only != RSI_NONE) {
      definition = definition_at(t, i) ? definition_at(t, i) : definition;
      i = only;
      continue;
    }
    is_turned = !is_turned;
    wants_true = !wants_true;
    definition = NULL;
    i++;
  }
  definition = definition_at(t, i) ? definition_at(t, i) : definition;
  if (is_leaf_at(t, i)) {
    rsi_node wanted = *node_at(t, i);
    if (is_turned && !turn_round(t, &wanted))
      put_not(s);
    put_leaf(t, i, &wanted, NULL, 0, 0);
    return;
  }
  if (definition && was_shown(t, definition->name, t->steps[i].value)) {
    if (is_turned)
      put_not(s);
    rsi_page_put(&s->page, rsi_node_name(s->rb, definition, s->lang));
    put_colon(s);
    rsi_page_put(&s->page, rsi_sheet_word(s, "explain.above"));
    return;
  }
  put_joint_line(t, i, definition, is_turned);
  put_parts(t, i, indent + 2, wants_true);
}

void rsi_sheet_condition(rsi_sheet *s, uint32_t node, unsigned indent, enum rsi_detail detail) {
  tree t = {.sheet = s, .detail = detail};
  t.steps = rsi_scratch_trace(s->scratch, node, &t.n);
  s->has_failed |= !t.steps;
  if (t.steps && !(detail == RSI_DETAIL_NEEDS && t.steps[0].value == RSI_TRUE))
    put_part(&t, 0, indent, true);
}
