/* What words say, to readers and to the engine: wording that labels patients, cues against their own examples, phrases that stand
 * twice or are next to nothing. See lint.h.
 *
 * What to avoid is written as phrases in the rule base, like cues, and found with the reader that finds cues: a small rule base is
 * made of those phrases alone. */
#include <stdio.h>
#include <string.h>

#include "expr.h"
#include "lint.h"
#include "names.h"

#define SHOWN 60 /* bytes of an author's words in a message */

static int shown(const char *text, size_t length) {
  size_t n = length < SHOWN ? length : SHOWN;
  while (n < length && n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
    n--;
  return (int)n;
}

static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/* The next of phrases separated by ";", trimmed. */
static bool next_phrase(const char **at, const char **phrase, size_t *length) {
  while (**at) {
    const char *from = *at;
    size_t n = strcspn(from, ";");
    *at += n + (from[n] == ';');
    while (n && is_space(*from))
      from++, n--;
    while (n && is_space(from[n - 1]))
      n--;
    *phrase = from;
    *length = n;
    if (n)
      return true;
  }
  return false;
}

/* The place of a phrase inside its cue's words, which begin at `where`. */
static rsi_where place_in(rsi_where where, const char *words, const char *phrase) {
  for (words += strspn(words, " \t\r\n"); words < phrase; words++) {
    if (*words == '\n') {
      where.line++;
      where.column = 1;
    } else if (((unsigned char)*words & 0xc0) != 0x80)
      where.column++;
  }
  return where;
}

/* Folded, for comparing; in the arena, NULL when out of memory. */
static char *folded(rsi_lint *l, const char *prefix, const char *text, size_t length) {
  size_t before = strlen(prefix), room = 2 * length + 1;
  char *copy = rsi_arena_alloc(&l->arena, before + room);
  if (!copy)
    return NULL;
  memcpy(copy, prefix, before);
  length = rsi_fold(text, length, copy + before, room, NULL);
  copy[before + (length < room ? length : room - 1)] = '\0';
  return copy;
}

/* ---- phrases ---- */

/* Two findings that share phrases: told once, however many they are. */
typedef struct shared {
  uint32_t first, second; /* cues */
  const char *phrase;     /* the first that they share */
  size_t length;
  unsigned count;
} shared;

typedef struct phrases {
  rsi_lint *l;
  rsi_names seen;  /* folded phrase → cue */
  rsi_names pairs; /* "finding finding" → shares */
  rsi_vec shares;  /* shared */
} phrases;

/* That two findings are ruled out by the same words is common, and harms nobody. */
static bool tells_finding(const rsi_lint *l, const rsi_cue_def *cue) {
  return cue->kind == RSI_CUE_FACT && l->rb->facts[cue->target].kind == RSI_FINDING && cue->state != RSI_ABSENT;
}

static const char *id_of(const rsi_lint *l, uint32_t cue) { return rsi_string(l->rb, l->rb->facts[l->rb->cues[cue].target].id); }

static void add_pair(phrases *p, uint32_t first, uint32_t second, const char *phrase, size_t length) {
  rsi_buf key;
  bool is_new;
  rsi_buf_init(&key, &p->l->scratch);
  rsi_buf_printf(&key, "%s %s", id_of(p->l, first), id_of(p->l, second));
  rsi_name *pair =
      key.has_failed ? NULL : rsi_names_add(&p->pairs, key.data, p->shares.count, p->l->rb->cues[second].where, &is_new);
  shared *s = pair && is_new ? RSI_PUSH(&p->l->scratch, &p->shares, shared) : NULL;
  if (s)
    *s = (shared){first, second, phrase, length, 1};
  else if (pair && !is_new)
    RSI_AT(&p->shares, shared, pair->value)->count++;
}

static void check_twice(phrases *p, uint32_t index, const char *phrase, size_t length) {
  const rsi_cue_def *cues = p->l->rb->cues, *cue = &cues[index];
  static const char *const prefixes[] = {"en ", "fr ", ""};
  char *key = folded(p->l, prefixes[cue->lang], phrase, length);
  bool is_new;
  const rsi_name *first = key ? rsi_names_add(&p->seen, key, index, cue->where, &is_new) : NULL;
  if (first && !is_new && cues[first->value].target != cue->target)
    add_pair(p, first->value, index, phrase, length);
}

static void report_twice(phrases *p) {
  rsi_lint *l = p->l;
  for (uint32_t i = 0; i < p->shares.count; i++) {
    const shared *s = RSI_AT(&p->shares, shared, i);
    const rsi_cue_def *cue = &l->rb->cues[s->second];
    char more[40] = "";
    if (s->count > 1)
      snprintf(more, sizeof more, " (and %u more)", s->count - 1);
    rsi_lint_report(l, RSI_PHRASE_TWICE, place_in(cue->where, rsi_string(l->rb, cue->text), s->phrase),
                    "if one implies the other, <implies> says so once; if not, one of them may need another word",
                    "“%.*s”%s means \"%s\" here and \"%s\" at %s", shown(s->phrase, s->length), s->phrase, more,
                    id_of(l, s->second), id_of(l, s->first), rsi_lint_place(l, l->rb->cues[s->first].where));
  }
}

/* The words of the rule base that say nothing by themselves, folded. */
static void gather_small_words(rsi_lint *l, rsi_names *small) {
  for (uint32_t i = 0; i < l->rb->n_styles; i++) {
    const rsi_style *style = &l->rb->styles[i];
    const char *at = rsi_string(l->rb, style->words), *word;
    size_t length;
    bool is_new;
    while (style->kind == RSI_STYLE_SMALL_WORDS && next_phrase(&at, &word, &length)) {
      char *key = folded(l, "", word, length);
      if (key)
        rsi_names_add(small, key, i, style->where, &is_new);
    }
  }
}

static void check_short(rsi_lint *l, const rsi_names *small, rsi_arena *arena, const rsi_cue_def *cue, const char *phrase,
                        size_t length) {
  rsi_cue_error error;
  rsi_buf least;
  if (!memchr(phrase, '(', length))
    return;
  rsi_arena_reset(arena);
  const rscan_allocator scratch = rsi_arena_allocator(arena);
  rsi_buf_init(&least, &scratch);
  const rsi_expr *expr = rsi_phrase_parse(arena, phrase, length, RSI_EDGES_WORD, &error);
  bool is_spelt = expr && rsi_expr_shortest(expr, &least) && !least.has_failed && least.data;
  if (arena->has_failed)
    rsi_error_out_of_memory(l->err);
  if (is_spelt && rsi_names_find(small, least.data))
    rsi_lint_report(l, RSI_PHRASE_SHORT, place_in(cue->where, rsi_string(l->rb, cue->text), phrase),
                    "round brackets make words optional; square ones ask for one of them", "“%.*s” matches “%s” by itself",
                    shown(phrase, length), phrase, least.data);
}

void rsi_lint_cues(rsi_lint *l) {
  phrases p = {.l = l};
  rsi_names small;
  rsi_arena arena; /* of one phrase */
  rsi_names_init(&p.seen, &l->scratch);
  rsi_names_init(&p.pairs, &l->scratch);
  rsi_names_init(&small, &l->scratch);
  rsi_arena_init(&arena, &l->rb->allocator);
  gather_small_words(l, &small);
  for (uint32_t i = 0; i < l->rb->n_cues; i++) {
    const rsi_cue_def *cue = &l->rb->cues[i];
    const char *at = rsi_string(l->rb, cue->text), *phrase;
    size_t length;
    while (!cue->is_pattern && cue->kind != RSI_CUE_LANGUAGE && next_phrase(&at, &phrase, &length)) {
      if (tells_finding(l, cue))
        check_twice(&p, i, phrase, length);
      check_short(l, &small, &arena, cue, phrase, length);
    }
  }
  report_twice(&p);
  rsi_arena_free(&arena);
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
  rsi_world_reset(&l->world);
  rsi_state own = told_of(reading, fact);
  if (own)
    return own;
  for (uint32_t i = 0; i < reading->n_mentions; i++) {
    const rsi_mention *m = &reading->mentions[i];
    rsi_state state = m->fact < rb->n_facts ? state_of(rb, m) : 0;
    uint32_t mark = rsi_world_mark(&l->world);
    if (state && (!rsi_world_tell(&l->world, m->fact, state) || !rsi_world_follow(&l->world, NULL, NULL, NULL)))
      rsi_world_back(&l->world, mark);
  }
  if (l->world.has_failed)
    rsi_error_out_of_memory(l->err);
  return l->world.states[fact] & RSI_UNTOLD ? 0 : l->world.states[fact];
}

static void check_example(rsi_lint *l, rsi_reader *reader, const rsi_example *example) {
  const char *text = rsi_string(l->rb, example->text), *id = rsi_string(l->rb, l->rb->facts[example->fact].id);
  rsi_reading reading;
  size_t length = strlen(text);
  rscan_status status = rsi_read(reader, text, length, &reading, NULL);
  if (status == RSCAN_NO_MEMORY)
    rsi_error_out_of_memory(l->err);
  if (status != RSCAN_OK)
    return;
  rsi_state state = understood(l, &reading, example->fact);
  bool is_given = state && !(state & RSI_ABSENT);
  if (example->is_counter ? state == RSI_PRESENT : !is_given)
    rsi_lint_report(l, RSI_CUE_MISSES_EXAMPLE, example->where, "`rightscan read` shows what is understood of a text",
                    example->is_counter   ? "“%.*s” is a counterexample of \"%s\", and is read as: present"
                    : state == RSI_ABSENT ? "“%.*s” is an example of \"%s\", and is read as: absent"
                                          : "“%.*s” is an example of \"%s\", and no cue finds it there",
                    shown(text, length), text, id);
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

/* ---- wording ---- */

static void check_text(rsi_lint *l, rsi_reader *reader, const rsi_written *written) {
  const char *text = rsi_string(l->rb, written->text);
  const rsi_exam_word *words;
  uint32_t n = 0;
  rscan_status status = rsi_read_exam(reader, text, strlen(text), &words, &n, NULL);
  if (status == RSCAN_NO_MEMORY)
    rsi_error_out_of_memory(l->err);
  for (uint32_t i = 0; status == RSCAN_OK && i < n; i++) {
    const rsi_style *style = &l->rb->styles[words[i].target];
    if (style->lang != written->lang)
      continue;
    rsi_buf hint;
    rsi_buf_init(&hint, &l->scratch);
    rsi_buf_printf(&hint, "write “%s”", rsi_string(l->rb, style->instead));
    rsi_lint_report(l, RSI_WORDING_LABELS_PATIENT, written->where, hint.data, "“%.*s” is not how this rule base speaks of patients",
                    shown(text + words[i].start, words[i].length), text + words[i].start);
  }
}

static int compare_written(const void *pa, const void *pb, const void *context) {
  (void)context;
  const rsi_written *a = pa, *b = pb;
  if (a->where.file != b->where.file)
    return a->where.file < b->where.file ? -1 : 1;
  if (a->where.line != b->where.line)
    return a->where.line < b->where.line ? -1 : 1;
  return a->where.column < b->where.column ? -1 : a->where.column > b->where.column;
}

static void check_texts(rsi_lint *l, rsi_reader *reader) {
  rsi_written *texts = rsi_arena_alloc(&l->arena, l->rb->n_written * sizeof *texts);
  if (!texts)
    return;
  memcpy(texts, l->rb->written, l->rb->n_written * sizeof *texts);
  rsi_sort(texts, l->rb->n_written, sizeof *texts, compare_written, NULL);
  for (uint32_t i = 0; i < l->rb->n_written; i++)
    if (!i || compare_written(&texts[i - 1], &texts[i], NULL)) /* an inherited text is one text */
      check_text(l, reader, &texts[i]);
}

void rsi_lint_wording(rsi_lint *l) {
  rscan_rulebase avoided = {.allocator = l->rb->allocator, .strings = l->rb->strings, .n_strings = l->rb->n_strings};
  rsi_cue_def *cues = rsi_arena_alloc(&l->arena, (l->rb->n_styles + 1) * sizeof *cues);
  for (uint32_t i = 0; cues && i < l->rb->n_styles; i++) {
    const rsi_style *style = &l->rb->styles[i];
    if (style->kind == RSI_STYLE_AVOID)
      cues[avoided.n_cues++] =
          (rsi_cue_def){.kind = RSI_CUE_MODALITY, .lang = style->lang, .target = i, .text = style->words, .where = style->where};
  }
  avoided.cues = cues;
  if (!avoided.n_cues || !l->rb->n_written)
    return;
  avoided.lexicon = rsi_lexicon_new(&avoided, NULL);
  rsi_reader *reader = avoided.lexicon ? rsi_reader_new(&avoided) : NULL;
  if (reader)
    check_texts(l, reader);
  else
    rsi_error_out_of_memory(l->err);
  rsi_reader_free(reader);
  rsi_lexicon_free(avoided.lexicon);
}
