/* What cues read: their own examples or not, another finding's words, next to nothing. See lint.h.
 *
 * Cues are not compared as they are written: texts are read, examples as they stand and of each phrase the shortest that it
 * matches. So what counts is what a physician's words would do. */
#include "lint.h"

#include <stdio.h>
#include <string.h>

#include "expr.h"
#include "names.h"

/* Folded, for comparing; in the arena, NULL when out of memory. */
static char *folded(rsi_lint *l, const char *text, size_t length) {
  size_t room = 2 * length + 1;
  char *copy = rsi_arena_alloc(&l->arena, room);
  if (copy) {
    length = rsi_fold(text, length, copy, room, NULL);
    copy[length < room ? length : room - 1] = '\0';
  }
  return copy;
}

/* ---- findings that belong together ---- */

static bool asks_about(const rscan_rulebase *rb, uint32_t node, uint32_t fact) {
  for (uint32_t i = node; node != RSI_NONE && i < rb->nodes[node].end; i++) {
    const rsi_node *n = &rb->nodes[i];
    if (n->op == RSI_OP_IN && n->fact == fact)
      return true;
    rsi_span criteria = n->op == RSI_OP_SCORE ? rb->scores[rb->facts[n->fact].detail].criteria : (rsi_span){0, 0};
    for (uint32_t c = criteria.first; c < criteria.first + criteria.count; c++)
      if (asks_about(rb, rb->criteria[c].when, fact))
        return true;
  }
  return false;
}

static bool enters(const rscan_rulebase *rb, const rsi_guideline *g, uint32_t fact) {
  for (uint32_t i = 0; i < g->enters.count + g->enters_ordered.count; i++)
    if (rb->indices[i < g->enters.count ? g->enters.first + i : g->enters_ordered.first + i - g->enters.count] == fact)
      return true;
  return false;
}

static bool is_complaint(const rscan_rulebase *rb, uint32_t fact) { return rb->facts[fact].enters.count > 0; }

static bool uses(const rscan_rulebase *rb, const rsi_guideline *g, uint32_t fact) {
  bool is_used = asks_about(rb, g->applies, fact) || enters(rb, g, fact);
  for (uint32_t i = g->scenarios.first; i < g->scenarios.first + g->scenarios.count && !is_used; i++)
    is_used = asks_about(rb, rb->scenarios[i].when, fact);
  return is_used;
}

/* A guideline that asks about both was written by somebody who knew both: there, words that mean the two are meant to. Two
 * complaints must enter the same one, though: mostly it names the other only to leave its patients out. A detail that brings
 * nothing into play by itself harms nobody. */
static bool are_used_together(const rscan_rulebase *rb, uint32_t a, uint32_t b) {
  bool are_complaints = is_complaint(rb, a) && is_complaint(rb, b), are_related = !is_complaint(rb, a) && !is_complaint(rb, b);
  for (uint32_t g = 0; g < rb->n_guidelines && !are_related; g++) {
    const rsi_guideline *of = &rb->guidelines[g];
    are_related = are_complaints ? enters(rb, of, a) && enters(rb, of, b) : uses(rb, of, a) && uses(rb, of, b);
  }
  return are_related;
}

/* Does one of them follow from the other? */
static bool follow_from_each_other(rsi_lint *l, uint32_t a, uint32_t b) {
  rsi_world *w = &l->solver.world;
  bool is_related = false;
  for (int i = 0; i < 2 && !is_related; i++) {
    rsi_solver_begin(&l->solver);
    is_related =
        rsi_world_tell(w, i ? a : b, RSI_PRESENT) && rsi_world_follow(w, NULL, NULL, NULL) && w->states[i ? b : a] == RSI_PRESENT;
  }
  return is_related;
}

/* One text is an example of both: their author knows. */
static bool share_example(const rscan_rulebase *rb, uint32_t a, uint32_t b) {
  for (uint32_t i = 0; i < rb->n_examples; i++)
    for (uint32_t k = 0; k < rb->n_examples && rb->examples[i].fact == a && !rb->examples[i].is_counter; k++)
      if (rb->examples[k].fact == b && !rb->examples[k].is_counter && rb->examples[k].text == rb->examples[i].text)
        return true;
  return false;
}

static bool are_related(rsi_lint *l, uint32_t a, uint32_t b) {
  return follow_from_each_other(l, a, b) || share_example(l->rb, a, b) || are_used_together(l->rb, a, b);
}

/* ---- what is read in the same words ---- */

static bool tells(const rsi_mention *m, uint32_t fact) { return m->fact == fact && m->state && !(m->state & RSI_ABSENT); }

/* The mention of another finding in the same words as one of `fact`; or, when there is none of `fact`, any other finding. That two
 * are ruled out by the same words is common, and harms nobody. */
static const rsi_mention *find_other(const rsi_lint *l, const rsi_reading *reading, uint32_t fact) {
  for (uint32_t i = 0; i < reading->n_mentions; i++) {
    const rsi_mention *m = &reading->mentions[i];
    bool is_other = m->fact < l->rb->n_facts && m->fact != fact && m->cue != RSI_NONE && tells(m, m->fact) &&
                    l->rb->facts[m->fact].kind == RSI_FINDING;
    bool has_own = false, is_shared = false;
    for (uint32_t k = 0; k < reading->n_mentions && is_other; k++) {
      const rsi_mention *own = &reading->mentions[k];
      has_own |= tells(own, fact);
      is_shared |= tells(own, fact) && own->start < m->start + m->length && m->start < own->start + own->length;
    }
    if (is_other && (is_shared || !has_own))
      return m;
  }
  return NULL;
}

static bool read_text(rsi_lint *l, rsi_reader *reader, const char *text, rsi_reading *reading) {
  rscan_status status = rsi_read(reader, text, strlen(text), reading, NULL);
  if (status == RSCAN_NO_MEMORY)
    rsi_error_out_of_memory(l->err);
  return status == RSCAN_OK;
}

/* ---- phrases ---- */

/* Two findings that share words: told once, however many phrases do. */
typedef struct shared {
  uint32_t cue, other; /* cues */
  const char *phrase;  /* the first */
  size_t length;
  unsigned count;
} shared;

typedef struct phrases {
  rsi_lint *l;
  rsi_reader *reader;
  rsi_names small; /* the words of the rule base that say nothing by themselves */
  rsi_names pairs; /* "finding finding" → shares */
  rsi_vec shares;  /* shared */
  rsi_arena arena; /* of one phrase */
} phrases;

static const char *id_of(const rsi_lint *l, uint32_t cue) { return rsi_string(l->rb, l->rb->facts[l->rb->cues[cue].target].id); }

static void add_pair(phrases *p, const shared *found) {
  const rsi_cue_def *cues = p->l->rb->cues;
  bool is_before = cues[found->cue].target < cues[found->other].target, is_new;
  rsi_buf key;
  rsi_buf_init(&key, &p->l->scratch);
  rsi_buf_printf(&key, "%s %s", id_of(p->l, is_before ? found->cue : found->other),
                 id_of(p->l, is_before ? found->other : found->cue));
  rsi_name *pair = key.has_failed ? NULL : rsi_names_add(&p->pairs, key.data, p->shares.count, cues[found->cue].where, &is_new);
  shared *s = pair && is_new ? RSI_PUSH(&p->l->scratch, &p->shares, shared) : NULL;
  if (s)
    *s = *found;
  else if (pair && !is_new && cues[RSI_AT(&p->shares, shared, pair->value)->cue].target == cues[found->cue].target)
    RSI_AT(&p->shares, shared, pair->value)->count++; /* the other finding's phrases say the same again */
}

/* What the shortest text of a phrase is read as. */
static void check_read(phrases *p, uint32_t index, const shared *found, const char *text) {
  const rsi_cue_def *cue = &p->l->rb->cues[index];
  rsi_reading reading;
  if (cue->kind != RSI_CUE_FACT || p->l->rb->facts[cue->target].kind != RSI_FINDING || cue->state == RSI_ABSENT ||
      !read_text(p->l, p->reader, text, &reading))
    return;
  const rsi_mention *other = find_other(p->l, &reading, cue->target);
  shared s = *found;
  s.other = other ? other->cue : RSI_NONE;
  if (other)
    add_pair(p, &s);
}

static void report_twice(phrases *p) {
  rsi_lint *l = p->l;
  for (uint32_t i = 0; i < p->shares.count; i++) {
    const shared *s = RSI_AT(&p->shares, shared, i);
    const rsi_cue_def *cue = &l->rb->cues[s->cue];
    if (are_related(l, cue->target, l->rb->cues[s->other].target))
      continue;
    char more[40] = "";
    if (s->count > 1)
      snprintf(more, sizeof more, " (and %u more)", s->count - 1);
    rsi_lint_report(l, RSI_PHRASE_TWICE, rsi_place_in_words(cue->where, rsi_string(l->rb, cue->text), s->phrase),
                    "if one implies the other, <implies> says so once; if both are meant, give both the same <example>; if not, "
                    "one of them needs another word",
                    "“%.*s”%s means \"%s\" here and \"%s\" at %s", rsi_lint_shown(s->phrase, s->length), s->phrase, more,
                    id_of(l, s->cue), id_of(l, s->other), rsi_lint_place(l, l->rb->cues[s->other].where));
  }
}

void rsi_lint_small_words(rsi_lint *l, int lang, rsi_names *small) {
  for (uint32_t i = 0; i < l->rb->n_styles; i++) {
    const rsi_style *style = &l->rb->styles[i];
    const char *at = rsi_string(l->rb, style->words), *word;
    size_t length;
    bool is_new;
    bool is_wanted = style->kind == RSI_STYLE_SMALL_WORDS && (lang == RSI_LANGS || style->lang == lang);
    while (is_wanted && rsi_next_phrase(false, &at, &word, &length)) {
      char *key = folded(l, word, length);
      if (key)
        rsi_names_add(small, key, i, style->where, &is_new);
    }
  }
}

static void check_short(phrases *p, const rsi_cue_def *cue, const char *phrase, size_t length, const char *least) {
  if (memchr(phrase, '(', length) && !memchr(phrase, '=', length) && rsi_names_find(&p->small, least))
    rsi_lint_report(p->l, RSI_PHRASE_SHORT, rsi_place_in_words(cue->where, rsi_string(p->l->rb, cue->text), phrase),
                    "round brackets make words optional; square ones ask for one of them", "“%.*s” matches “%s” by itself",
                    rsi_lint_shown(phrase, length), phrase, least);
}

static void check_phrase(phrases *p, uint32_t cue, const char *phrase, size_t length) {
  rsi_cue_error error;
  rsi_buf least;
  rsi_arena_reset(&p->arena);
  const rscan_allocator scratch = rsi_arena_allocator(&p->arena);
  rsi_buf_init(&least, &scratch);
  const rsi_expr *expr = rsi_phrase_parse(&p->arena, phrase, length, RSI_EDGES_WORD, &error);
  if (expr && rsi_expr_shortest(expr, &least) && !least.has_failed && least.data) {
    check_short(p, &p->l->rb->cues[cue], phrase, length, least.data);
    check_read(p, cue, &(shared){cue, RSI_NONE, phrase, length, 1}, least.data);
  }
  if (p->arena.has_failed)
    rsi_error_out_of_memory(p->l->err);
}

/* Of a book that is not whole nobody can say which findings belong together. */
void rsi_lint_cues(rsi_lint *l) {
  phrases p = {.l = l, .reader = rsi_reader_new(l->rb)};
  rsi_names_init(&p.pairs, &l->scratch);
  rsi_names_init(&p.small, &l->scratch);
  rsi_arena_init(&p.arena, &l->rb->allocator);
  rsi_lint_small_words(l, RSI_LANGS, &p.small);
  if (!p.reader)
    rsi_error_out_of_memory(l->err);
  for (uint32_t i = 0; i < l->rb->n_cues && p.reader; i++) {
    const rsi_cue_def *cue = &l->rb->cues[i];
    const char *at = rsi_string(l->rb, cue->text), *phrase;
    size_t length;
    while (!cue->is_pattern && cue->kind != RSI_CUE_LANGUAGE && rsi_next_phrase(false, &at, &phrase, &length))
      check_phrase(&p, i, phrase, length);
  }
  if (!l->rb->n_left_out)
    report_twice(&p);
  rsi_reader_free(p.reader);
  rsi_arena_free(&p.arena);
}

/* ---- examples ---- */

static rsi_state state_of(const rscan_rulebase *rb, const rsi_mention *m) {
  const rsi_fact *f = &rb->facts[m->fact];
  if (!m->has_number || !rsi_kind_has_cells(f->kind))
    return m->state;
  return rsi_cells_of(rb, f, m->low, false, m->high, false);
}

/* Of several mentions of one finding present counts before suspected, and that before absent. */
static rsi_state told_of(const rsi_reading *reading, uint32_t fact) {
  rsi_state best = 0;
  for (uint32_t i = 0; i < reading->n_mentions; i++) {
    const rsi_mention *m = &reading->mentions[i];
    if (m->fact == fact && m->state && (!best || (m->state & ~RSI_UNTOLD) == RSI_PRESENT || best == RSI_ABSENT))
      best = m->state & ~RSI_UNTOLD;
  }
  return best;
}

/* What the text says of a finding, by itself or by what other facts imply. */
static rsi_state understood(rsi_lint *l, const rsi_reading *reading, uint32_t fact) {
  const rscan_rulebase *rb = l->rb;
  rsi_solver_begin(&l->solver);
  rsi_state own = told_of(reading, fact);
  if (own)
    return own;
  for (uint32_t i = 0; i < reading->n_mentions; i++) {
    const rsi_mention *m = &reading->mentions[i];
    rsi_state state = m->fact < rb->n_facts ? state_of(rb, m) : 0;
    uint32_t mark = rsi_world_mark(&l->solver.world);
    if (state && (!rsi_world_tell(&l->solver.world, m->fact, state) || !rsi_world_follow(&l->solver.world, NULL, NULL, NULL)))
      rsi_world_back(&l->solver.world, mark);
  }
  return l->solver.world.states[fact] & RSI_UNTOLD ? 0 : l->solver.world.states[fact];
}

static void report_stolen(rsi_lint *l, const rsi_example *example, const char *text, const rsi_mention *m) {
  const rsi_cue_def *cue = &l->rb->cues[m->cue];
  if (!follow_from_each_other(l, example->fact, m->fact) && !share_example(l->rb, example->fact, m->fact))
    rsi_lint_report(l, RSI_CUE_STEALS, cue->where,
                    "narrow this cue; or, where both are meant, let one imply the other, or give both that example",
                    "“%.*s” in “%.*s”, an example of \"%s\" (%s), is read as \"%s\" too",
                    rsi_lint_shown(text + m->start, m->length), text + m->start, rsi_lint_shown(text, strlen(text)), text,
                    rsi_string(l->rb, l->rb->facts[example->fact].id), rsi_lint_place(l, example->where),
                    rsi_string(l->rb, l->rb->facts[m->fact].id));
}

/* "…, and no cue finds it there": who found something instead. */
static void report_missed(rsi_lint *l, const rsi_example *example, const char *text, rsi_state state, const rsi_mention *other) {
  rsi_buf instead;
  rsi_buf_init(&instead, &l->scratch);
  if (other && !example->is_counter)
    rsi_buf_printf(&instead, "; “%.*s” is read as \"%s\" (%s)", rsi_lint_shown(text + other->start, other->length),
                   text + other->start, rsi_string(l->rb, l->rb->facts[other->fact].id),
                   rsi_lint_place(l, l->rb->cues[other->cue].where));
  rsi_lint_report(l, RSI_CUE_MISSES_EXAMPLE, example->where, "`rightscan read` shows what is understood of a text",
                  example->is_counter   ? "“%.*s” is a counterexample of \"%s\", and is read as: present%s"
                  : state == RSI_ABSENT ? "“%.*s” is an example of \"%s\", and is read as: absent%s"
                                        : "“%.*s” is an example of \"%s\", and no cue finds it there%s",
                  rsi_lint_shown(text, strlen(text)), text, rsi_string(l->rb, l->rb->facts[example->fact].id),
                  instead.data ? instead.data : "");
}

static void check_example(rsi_lint *l, rsi_reader *reader, const rsi_example *example) {
  const char *text = rsi_string(l->rb, example->text);
  rsi_reading reading;
  if (!read_text(l, reader, text, &reading))
    return;
  rsi_state state = understood(l, &reading, example->fact);
  const rsi_mention *other = find_other(l, &reading, example->fact);
  bool is_given = state && !(state & RSI_ABSENT);
  if (example->is_counter ? state == RSI_PRESENT : !is_given)
    report_missed(l, example, text, state, other);
  else if (other && !example->is_counter && !l->rb->n_left_out)
    report_stolen(l, example, text, other);
}

void rsi_lint_examples(rsi_lint *l) {
  rsi_reader *reader = l->rb->n_examples ? rsi_reader_new(l->rb) : NULL;
  if (l->rb->n_examples && !reader)
    rsi_error_out_of_memory(l->err);
  for (uint32_t i = 0; reader && i < l->rb->n_examples; i++)
    if (l->rb->facts[l->rb->examples[i].fact].kind == RSI_FINDING)
      check_example(l, reader, &l->rb->examples[i]);
  rsi_reader_free(reader);
}
