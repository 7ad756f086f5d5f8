/* The lexicon: every phrase of every cue, with the literals by which the prefilter finds it. Made once, never changed, shared by
 * threads.
 *
 * Phrases are not compiled here. Most are never asked about in the life of a process (the prefilter sees to that) and a third never
 * need PCRE2 at all; a reader compiles what it meets, for itself. That keeps loading to parsing, and needs no lock. */
#include "lexicon.h"

#include <stdio.h>
#include <string.h>

#include "limits.h"

/* ---- phrases of a cue ---- */

static uint8_t edges_of(const rsi_cue_def *cue) {
  if (cue->kind == RSI_CUE_NUMBER)
    return RSI_EDGES_NUMBER;
  if (cue->kind != RSI_CUE_LANGUAGE)
    return RSI_EDGES_WORD;
  switch (rsi_role_of(cue)) {
  case RSI_ROLE_UNIT:
  case RSI_ROLE_MANY:
  case RSI_ROLE_AGE:
  case RSI_ROLE_SEX_LETTER:
    return RSI_EDGES_UNIT;
  case RSI_ROLE_LASTING:
  case RSI_ROLE_AGED:
  case RSI_ROLE_COMPARE:
  case RSI_ROLE_MEASURED:
    return RSI_EDGES_NUMBER;
  default:
    return RSI_EDGES_WORD;
  }
}

static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

bool rsi_next_phrase(bool is_pattern, const char **at, const char **phrase, size_t *length) {
  while (**at) {
    const char *from = *at;
    size_t n = is_pattern ? strlen(from) : strcspn(from, ";");
    *at += n + (!is_pattern && from[n] == ';');
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

static bool next_phrase(bool is_pattern, const char **at, rsi_words *words) {
  size_t n;
  if (!rsi_next_phrase(is_pattern, at, &words->text, &n))
    return false;
  words->length = (uint16_t)(n > RSI_MAX_PHRASE ? RSI_MAX_PHRASE + 1 : n); /* one more is too long */
  return true;
}

static uint8_t rank_of(const rsi_words *words, bool is_pattern) {
  if (is_pattern)
    return 2;
  return memchr(words->text, '~', words->length)   ? 0
         : memchr(words->text, '*', words->length) ? 1
         : memchr(words->text, '=', words->length) ? 3
                                                   : 2;
}

/* Does a match of it begin at the edge of a word whatever it begins with? */
static bool begins_at_edge(const rsi_expr *e) {
  while (e && (e->op == RSI_EXPR_SEQ || (e->op == RSI_EXPR_ALT && !e->first->next)))
    e = e->first;
  return e && (e->op == RSI_EXPR_EDGE || e->op == RSI_EXPR_LEAD);
}

static rsi_expr *parse_phrase(rsi_arena *arena, const rsi_phrase *phrase, const rsi_words *words, rsi_cue_error *error) {
  return phrase->is_pattern ? rsi_pattern_parse(arena, words->text, words->length, error)
                            : rsi_phrase_parse(arena, words->text, words->length, phrase->edges, error);
}

/* Is it plain from its signs alone that there are few ways? Each may double them: what may be left out, one of several, a plural.
 */
static bool has_few_ways(const rsi_words *words) {
  unsigned doublings = 1;
  for (size_t i = 0; i < words->length; i++)
    switch (words->text[i]) {
    case ' ':
    case '\n':
    case '\t':
    case '.':
    case '\'':
      doublings++;
      break;
    case '(':
    case '[':
    case '|':
    case '#':
    case '~':
      doublings += 2;
      break;
    default:
      break;
    }
  return doublings < 31 && 1u << doublings <= RSI_MAX_PHRASE_WAYS;
}

/* The first time that a phrase is met: are there not too many ways to try it? */
static rsi_expr *parse_bounded(rsi_arena *arena, const rsi_phrase *phrase, const rsi_words *words, rsi_cue_error *error) {
  rsi_expr *expr = parse_phrase(arena, phrase, words, error);
  double ways = expr && !phrase->is_pattern && !has_few_ways(words) ? rsi_expr_ways(expr, RSI_MAX_PHRASE_WAYS, arena) : 0;
  if (ways <= RSI_MAX_PHRASE_WAYS)
    return expr;
  if (arena->has_failed)
    return NULL;
  *error =
      (rsi_cue_error){.is_set = true, .code = RSI_PHRASE_UNSAFE, .hint = "write two phrases with fewer words in round brackets"};
  snprintf(error->message, sizeof error->message,
           "this phrase can be tried in about %.0f ways from one place; the most allowed is %d", ways, RSI_MAX_PHRASE_WAYS);
  return NULL;
}

pcre2_code *rsi_phrase_compile(const rsi_lexicon *lexicon, uint32_t phrase, rsi_arena *scratch, rsi_buf *buf,
                               pcre2_compile_context *context) {
  rsi_cue_error error;
  int code;
  PCRE2_SIZE offset;
  rsi_arena_reset(scratch);
  rsi_buf_clear(buf);
  const rsi_expr *expr = parse_phrase(scratch, &lexicon->phrases[phrase], &lexicon->words[phrase], &error);
  if (!expr)
    return NULL; /* it parsed when the lexicon was made: only memory can be missing now */
  rsi_expr_write(expr, lexicon->numbers, buf);
  if (buf->has_failed)
    return NULL;
  return pcre2_compile((PCRE2_SPTR)buf->data, buf->length, 0, &code, &offset, context);
}

/* ---- one cue checked by itself ---- */

rsi_where rsi_place_in_words(rsi_where where, const char *words, const char *byte) {
  for (words += strspn(words, " \t\r\n"); words < byte && *words; words++) {
    if (*words == '\n') {
      where.line++;
      where.column = 1;
    } else if (((unsigned char)*words & 0xc0) != 0x80)
      where.column++;
  }
  return where;
}

static void *take_memory(PCRE2_SIZE size, void *allocator) { return rsi_alloc(allocator, size); }
static void give_memory(void *block, void *allocator) { rsi_release(allocator, block); }

pcre2_general_context *rsi_pcre2_memory(const rscan_allocator *a) {
  return pcre2_general_context_create(take_memory, give_memory, (void *)(uintptr_t)a);
}

/* Does PCRE2 take it? What is ours was checked before; this finds what only PCRE2 knows: a look behind of varying length. */
static bool check_compile(const rscan_allocator *a, const rsi_expr *expr, rsi_cue_error *error) {
  rsi_buf buf;
  int code = PCRE2_ERROR_NOMEMORY;
  PCRE2_SIZE offset;
  rsi_buf_init(&buf, a);
  rsi_expr_write(expr, "", &buf);
  pcre2_general_context *memory = rsi_pcre2_memory(a);
  pcre2_compile_context *context = memory ? pcre2_compile_context_create(memory) : NULL;
  pcre2_code *compiled =
      context && !buf.has_failed ? pcre2_compile((PCRE2_SPTR)buf.data, buf.length, 0, &code, &offset, context) : NULL;
  bool has_memory = compiled || (code != PCRE2_ERROR_NOMEMORY && code != PCRE2_ERROR_HEAP_FAILED);
  if (!compiled && has_memory) {
    error->is_set = true;
    error->code = RSI_PATTERN_COMPILE;
    pcre2_get_error_message(code, (PCRE2_UCHAR *)error->message, sizeof error->message);
  }
  pcre2_code_free(compiled);
  pcre2_compile_context_free(context);
  pcre2_general_context_free(memory);
  rsi_buf_free(&buf);
  return has_memory;
}

static bool check_phrase(const rscan_allocator *a, rsi_arena *arena, const rsi_cue_def *def, const char *start,
                         const rsi_words *words, const char *file, rscan_error *err) {
  const rsi_phrase phrase = {.edges = edges_of(def), .is_pattern = def->is_pattern};
  rsi_cue_error error;
  rsi_literals literals;
  const rsi_expr *expr = parse_bounded(arena, &phrase, words, &error);
  bool has_memory = expr || error.is_set;
  if (expr && phrase.is_pattern)
    has_memory = check_compile(a, expr, &error);
  if (!has_memory) {
    rsi_error_out_of_memory(err);
    return false;
  }
  if (error.is_set) {
    rsi_report(err, error.code, file, rsi_place_in_words(def->where, start, words->text + error.offset), error.hint, "%s",
               error.message);
    return false;
  }
  if (!phrase.is_pattern) /* words: there is always one to look for */
    return true;
  rsi_expr_literals(expr, false, NULL, &literals);
  if (literals.use == RSI_LITERAL_NONE)
    rsi_report(err, RSI_PATTERN_SLOW, file, def->where, "a word that must occur makes it a hundred times faster",
               "“%.*s” holds no literal, and so is tried on every text", words->length < 40 ? words->length : 40, words->text);
  return true;
}

bool rsi_cue_check(const rscan_allocator *a, const rsi_cue_def *def, const char *text, const char *file, rscan_error *err) {
  const char *start = rsi_cue_words(def, text, NULL, NULL), *at = start;
  bool is_good = true;
  unsigned n = 0;
  rsi_arena arena;
  rsi_words words;
  rsi_arena_init(&arena, a);
  while (next_phrase(def->is_pattern, &at, &words)) {
    rsi_arena_reset(&arena);
    is_good &= check_phrase(a, &arena, def, start, &words, file, err);
    n++;
  }
  rsi_arena_free(&arena);
  if (!n)
    rsi_report(err, RSI_TEXT_EMPTY, file, def->where, NULL, "this cue holds no words");
  return is_good && n;
}

/* ---- the whole ---- */

typedef struct building {
  const rscan_rulebase *rb;
  rsi_lexicon *lexicon;
  rsi_vec phrases, words, always;
  rsi_prefilter_builder prefilter;
  rsi_word_counts *counts;
  rsi_arena arena; /* of one phrase */
  rsi_buf numbers;
  rscan_error *err;
} building;

/* The beginnings that a match may have, for a phrase that is called for by a literal inside it. */
static bool push_starts(building *b, rsi_phrase *phrase, const rsi_expr *expr) {
  rsi_start starts[RSI_MAX_STARTS];
  uint32_t n = rsi_expr_starts(expr, b->numbers.data, starts);
  if (!n)
    return true;
  rsi_start *kept = rsi_arena_alloc(&b->lexicon->arena, n * sizeof *kept);
  if (!kept)
    return false;
  memcpy(kept, starts, n * sizeof *kept);
  phrase->starts = kept;
  phrase->n_starts = (uint8_t)n;
  for (uint32_t i = 0; i < n; i++)
    phrase->firsts |= rsi_byte_bit(*(const unsigned char *)&starts[i].bytes);
  return true;
}

/* Has every match of the set a word begin, or end, where its literal does? Of a whole phrase with a tail the end is not the
 * literal's. */
static bool push_entries(building *b, const rsi_literals *literals, uint32_t index) {
  bool has_trail = literals->has_trail && (literals->use != RSI_LITERAL_ALL || literals->tail == RSI_TAIL_NONE);
  if (literals->use == RSI_LITERAL_NONE) {
    uint32_t *always = RSI_PUSH(&b->lexicon->allocator, &b->always, uint32_t);
    if (always)
      *always = index;
    return always != NULL;
  }
  for (uint32_t i = 0; i < literals->n; i++)
    rsi_prefilter_add(&b->prefilter, literals->items[i].bytes, literals->items[i].length,
                      RSI_ENTRY(index, literals->has_lead, has_trail));
  return !b->prefilter.has_failed;
}

static bool push_literals(building *b, rsi_phrase *phrase, const rsi_words *words) {
  rsi_literals literals;
  rsi_cue_error error;
  rsi_arena_reset(&b->arena);
  const rsi_expr *expr = parse_bounded(&b->arena, phrase, words, &error);
  if (!expr) {
    const rsi_where where = b->rb->cues[phrase->cue].where;
    if (error.is_set)
      rsi_report(b->err, error.code, b->rb->files ? b->rb->files[where.file] : NULL, where, error.hint, "%s", error.message);
    return false;
  }
  rsi_expr_literals(expr, !phrase->is_pattern, b->counts, &literals);
  phrase->use = literals.use;
  phrase->tail = literals.tail;
  phrase->has_edge = !phrase->is_pattern || begins_at_edge(expr);
  if (literals.use == RSI_LITERAL_INSIDE && phrase->has_edge && !push_starts(b, phrase, expr))
    return false;
  return push_entries(b, &literals, b->phrases.count - 1);
}

/* "=RA" alone needs no pattern: the letters are found by the prefilter and its capitals compared with the text. */
static bool take_exact(building *b, rsi_phrase *phrase, const rsi_words *words) {
  size_t n = words->length;
  if (phrase->is_pattern || n < 2 || n > RSI_LITERAL_LONGEST || words->text[0] != '=')
    return false;
  char folded[RSI_LITERAL_LONGEST];
  for (size_t i = 1; i < n; i++) {
    char c = words->text[i];
    bool is_capital = c >= 'A' && c <= 'Z';
    if (!is_capital && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
      return false;
    folded[i - 1] = (char)(is_capital ? c + 32 : c);
  }
  phrase->exact = words->text + 1;
  phrase->has_edge = true;
  phrase->use = RSI_LITERAL_ALL;
  rsi_prefilter_add(&b->prefilter, folded, n - 1, RSI_ENTRY(b->phrases.count - 1, true, true));
  return true;
}

static bool add_cue(building *b, uint32_t index) {
  const rscan_allocator *a = &b->lexicon->allocator;
  const rsi_cue_def *cue = &b->rb->cues[index];
  const char *at = rsi_cue_words(cue, rsi_string(b->rb, cue->text), NULL, NULL);
  rsi_words words;
  while (next_phrase(cue->is_pattern, &at, &words)) {
    rsi_phrase *phrase = RSI_PUSH(a, &b->phrases, rsi_phrase);
    rsi_words *kept = RSI_PUSH(a, &b->words, rsi_words);
    if (!phrase || !kept)
      return false;
    *kept = words;
    *phrase = (rsi_phrase){.cue = index,
                           .kind = cue->kind,
                           .edges = edges_of(cue),
                           .rank = rank_of(&words, cue->is_pattern),
                           .is_pattern = cue->is_pattern};
    if (!take_exact(b, phrase, &words) && !push_literals(b, phrase, &words))
      return false;
  }
  return true;
}

/* What all words of the lexicon are counted from, and the number words that "#" takes. */
static void survey(building *b) {
  for (uint32_t i = 0; i < b->rb->n_cues; i++) {
    const rsi_cue_def *cue = &b->rb->cues[i];
    const char *at = rsi_cue_words(cue, rsi_string(b->rb, cue->text), NULL, NULL);
    rsi_words words;
    rsi_count_words(b->counts, at, strlen(at));
    if (cue->kind != RSI_CUE_LANGUAGE || rsi_role_of(cue) != RSI_ROLE_NUMBER)
      continue;
    while (next_phrase(false, &at, &words)) {
      bool is_word = words.length > 1; /* "a week" is one, "a cause" is none: not where a phrase asks for a number */
      for (size_t k = 0; k < words.length; k++)
        is_word &= words.text[k] >= 'a' && words.text[k] <= 'z';
      if (is_word) {
        rsi_buf_puts(&b->numbers, b->numbers.length ? "|" : "");
        rsi_buf_add(&b->numbers, words.text, words.length);
      }
    }
  }
}

static const void *keep(rsi_arena *arena, const rsi_vec *vec, size_t item_size) {
  void *kept = rsi_arena_alloc(arena, vec->count * item_size);
  if (kept && vec->count)
    memcpy(kept, vec->items, vec->count * item_size);
  return kept;
}

static bool build(building *b) {
  rsi_lexicon *lexicon = b->lexicon;
  survey(b);
  for (uint32_t i = 0; i < b->rb->n_cues; i++)
    if (!add_cue(b, i))
      return false;
  lexicon->phrases = keep(&lexicon->arena, &b->phrases, sizeof(rsi_phrase));
  lexicon->words = keep(&lexicon->arena, &b->words, sizeof(rsi_words));
  lexicon->always = keep(&lexicon->arena, &b->always, sizeof(uint32_t));
  lexicon->numbers = rsi_arena_strndup(&lexicon->arena, b->numbers.data, b->numbers.length);
  lexicon->n_phrases = b->phrases.count;
  lexicon->n_always = b->always.count;
  return !b->numbers.has_failed && !lexicon->arena.has_failed &&
         rsi_prefilter_end(&b->prefilter, &lexicon->arena, &lexicon->prefilter);
}

rsi_lexicon *rsi_lexicon_new(const rscan_rulebase *rb, rscan_error *err) {
  const rscan_allocator *a = &rb->allocator;
  rsi_lexicon *lexicon = rsi_alloc(a, sizeof *lexicon);
  building b = {.rb = rb, .lexicon = lexicon, .counts = rsi_alloc(a, sizeof *b.counts), .err = err};
  if (lexicon) {
    *lexicon = (rsi_lexicon){.allocator = *a, .rb = rb};
    rsi_arena_init(&lexicon->arena, &lexicon->allocator);
  }
  rsi_arena_init(&b.arena, a);
  rsi_buf_init(&b.numbers, a);
  rsi_prefilter_begin(&b.prefilter, a);
  if (b.counts)
    memset(b.counts, 0, sizeof *b.counts);
  bool is_done = lexicon && b.counts && build(&b);
  if (!is_done && !rsi_error_has_errors(err))
    rsi_error_out_of_memory(err);
  rsi_vec_free(a, &b.phrases);
  rsi_vec_free(a, &b.words);
  rsi_vec_free(a, &b.always);
  rsi_prefilter_builder_free(&b.prefilter);
  rsi_buf_free(&b.numbers);
  rsi_arena_free(&b.arena);
  rsi_release(a, b.counts);
  if (!is_done) {
    rsi_lexicon_free(lexicon);
    lexicon = NULL;
  }
  return lexicon;
}

void rsi_lexicon_free(rsi_lexicon *lexicon) {
  if (!lexicon)
    return;
  rscan_allocator a = lexicon->allocator;
  rsi_arena_free(&lexicon->arena);
  rsi_release(&a, lexicon);
}
