/* The reader: one thread's buffers, and finding the matches of all cues in one text.
 *
 * The prefilter reads the folded text with each run of blanks, hyphens and slashes as one blank. What it finds is a match already
 * (a phrase that is a handful of strings), a place to try a pattern at, or a pattern worth trying on the whole text. */
#include <string.h>

#include "codes.h"
#include "fold.h"
#include "lexicon.h"
#include "limits.h"

/* ---- life ---- */

/* "=RA": the callout stands right behind the letters, with the capitals that they must have had. 1: no match here, try another way.
 */
static int compare_capitals(pcre2_callout_block *block, void *context) {
  const rsi_reader *reader = context;
  size_t n = block->callout_string_length;
  return n > block->current_position || memcmp(reader->plain + block->current_position - n, block->callout_string, n) != 0;
}

static bool make_buffers(rsi_reader *r) {
  const rscan_allocator *a = &r->allocator;
  size_t room = RSI_MAX_FOLDED + 8; /* a few bytes behind the end may be looked at */
  r->plain = rsi_alloc(a, room);
  r->lower = rsi_alloc(a, room);
  r->offsets = rsi_alloc(a, room * sizeof *r->offsets);
  r->squeezed = rsi_alloc(a, room * sizeof *r->squeezed);
  r->token_at = rsi_alloc(a, room * sizeof *r->token_at);
  bool is_done = r->plain && r->lower && r->offsets && r->squeezed && r->token_at;
  for (int i = 0; i < RSI_FAMILIES; i++) {
    r->mark_at[i] = rsi_alloc(a, room * sizeof **r->mark_at);
    is_done &= r->mark_at[i] != NULL;
  }
  return is_done;
}

static bool make_pcre2(rsi_reader *r) {
  uint32_t n = r->lexicon->n_phrases;
  r->codes = rsi_alloc(&r->allocator, n * sizeof *r->codes);
  r->asked = rsi_alloc(&r->allocator, n * sizeof *r->asked);
  if (!r->codes || !r->asked)
    return false;
  memset(r->codes, 0, n * sizeof *r->codes);
  memset(r->asked, 0, n * sizeof *r->asked);
  r->general = rsi_pcre2_memory(&r->allocator);
  if (!r->general)
    return false;
  r->compile = pcre2_compile_context_create(r->general);
  r->match = pcre2_match_context_create(r->general);
  r->data = pcre2_match_data_create(3, r->general); /* the match and two gaps */
  if (!r->compile || !r->match || !r->data)
    return false;
  pcre2_set_match_limit(r->match, RSI_MATCH_LIMIT);
  pcre2_set_callout(r->match, compare_capitals, r);
  return true;
}

rsi_reader *rsi_reader_new(const rscan_rulebase *rb) {
  rsi_reader *r = rsi_alloc(&rb->allocator, sizeof *r);
  if (!r)
    return NULL;
  *r = (rsi_reader){.rb = rb, .lexicon = rb->lexicon, .allocator = rb->allocator, .limit_cue = RSI_NONE};
  rsi_arena_init(&r->scratch, &r->allocator);
  rsi_buf_init(&r->buf, &r->allocator);
  if (make_buffers(r) && make_pcre2(r))
    return r;
  rsi_reader_free(r);
  return NULL;
}

void rsi_reader_free(rsi_reader *r) {
  if (!r)
    return;
  rscan_allocator a = r->allocator;
  for (uint32_t i = 0; r->codes && r->asked && i < r->lexicon->n_phrases; i++)
    pcre2_code_free(r->codes[i]);
  pcre2_match_data_free(r->data);
  pcre2_match_context_free(r->match);
  pcre2_compile_context_free(r->compile);
  pcre2_general_context_free(r->general);
  void *blocks[] = {r->codes,    r->asked,    r->plain,      r->lower,      r->offsets,
                    r->squeezed, r->token_at, r->mark_at[0], r->mark_at[1], r->mark_at[2]};
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    rsi_release(&a, blocks[i]);
  rsi_vec *vecs[] = {&r->matches, &r->tokens, &r->marks, &r->items, &r->mentions, &r->words};
  for (size_t i = 0; i < sizeof vecs / sizeof *vecs; i++)
    rsi_vec_free(&a, vecs[i]);
  rsi_arena_free(&r->scratch);
  rsi_buf_free(&r->buf);
  rsi_release(&a, r);
}

void rsi_reader_take(rsi_reader *r, const char *text, size_t length) {
  size_t cut = rsi_text_cut(text, length, RSI_MAX_TEXT);
  r->text = text;
  r->text_length = cut;
  r->has_failed = false;
  r->limit_cue = RSI_NONE;
  r->length = (uint32_t)rsi_fold_plain(text, cut, r->plain, RSI_MAX_FOLDED + 1, r->offsets);
  r->is_truncated = cut < length || r->offsets[r->length] < cut;
  for (uint32_t i = 0; i <= r->length; i++)
    r->lower[i] = (char)(r->plain[i] + 32 * ((unsigned)(r->plain[i] - 'A') < 26));
  memset(r->lower + r->length, 0, 8);
  r->matches.count = r->tokens.count = r->marks.count = r->items.count = r->mentions.count = r->words.count = 0;
  if (++r->reading == 0) { /* after four billion texts the stamps could repeat */
    memset(r->asked, 0, r->lexicon->n_phrases * sizeof *r->asked);
    r->reading = 1;
  }
}

rscan_status rsi_reader_status(const rsi_reader *r, rscan_error **err) {
  const rscan_rulebase *rb = r->rb;
  if (r->has_failed)
    return rsi_fail_no_memory(err);
  if (r->limit_cue == RSI_NONE)
    return RSCAN_OK;
  const rsi_where *where = &rb->cues[r->limit_cue].where;
  return rsi_fail(err, &rb->allocator, RSCAN_LIMIT, "cue-limit", "reason", NULL,
                  "the cue at %s:%u:%u met its match limit on this text",
                  rb->files && where->file < rb->n_files ? rb->files[where->file] : "?", where->line, where->column);
}

/* ---- matches ---- */

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
static bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/* Does no token hold the byte: a blank, or the apostrophe of "pts'"? */
static bool is_between_tokens(const rsi_reader *r, size_t at) {
  return r->token_at[at] >= r->tokens.count || rsi_token_at(r, r->token_at[at])->start > at;
}

/* What stands between tokens at the ends of a match is nobody's words; a match of nothing else is none. */
static void push_match(rsi_reader *r, const rsi_phrase *phrase, size_t start, size_t end) {
  while (end > start && is_between_tokens(r, end - 1))
    end--;
  while (start < end && is_between_tokens(r, start))
    start++;
  if (start == end)
    return;
  if (r->matches.count >= RSI_MAX_MATCHES) {
    r->is_truncated = true;
    return;
  }
  rsi_match *match = RSI_PUSH(&r->allocator, &r->matches, rsi_match);
  if (!match) {
    r->has_failed = true;
    return;
  }
  *match = (rsi_match){.cue = phrase->cue, .start = (uint16_t)start, .end = (uint16_t)end, .rank = phrase->rank};
}

static pcre2_code *code_of(rsi_reader *r, uint32_t index) {
  if (!r->codes[index])
    r->codes[index] = rsi_phrase_compile(r->lexicon, index, &r->scratch, &r->buf, r->compile);
  return r->codes[index];
}

/* Asks PCRE2 from offset on. Returns where the match starts, or SIZE_MAX. */
static size_t ask(rsi_reader *r, uint32_t index, size_t offset, uint32_t options) {
  const rsi_phrase *phrase = &r->lexicon->phrases[index];
  pcre2_code *code = code_of(r, index);
  if (!code) {
    r->has_failed = true;
    return SIZE_MAX;
  }
  int n = pcre2_match(code, (PCRE2_SPTR)r->lower, r->length, offset, options | PCRE2_NOTEMPTY, r->data, r->match);
  if (n == PCRE2_ERROR_NOMATCH)
    return SIZE_MAX;
  if (n < 0) {
    if (n == PCRE2_ERROR_NOMEMORY)
      r->has_failed = true;
    else
      r->limit_cue = phrase->cue;
    return SIZE_MAX;
  }
  const PCRE2_SIZE *at = pcre2_get_ovector_pointer(r->data);
  uint32_t before = r->matches.count;
  push_match(r, phrase, at[0], at[1]);
  if (r->matches.count > before)
    for (int i = 1; i < (n ? n : 3); i++)
      if (at[2 * i] != PCRE2_UNSET) {
        rsi_match *match = RSI_AT(&r->matches, rsi_match, before);
        match->gap[i - 1][0] = (uint16_t)at[2 * i];
        match->gap[i - 1][1] = (uint16_t)at[2 * i + 1];
      }
  return at[0];
}

/* May a word begin at start, or end at end, as the phrase's edges want it? The same as RSI_EXPR_LEAD and RSI_EXPR_TRAIL. */
static bool may_begin(const rsi_reader *r, const rsi_phrase *phrase, size_t start) {
  if (!start || !is_word(r->lower[start]))
    return true;
  char before = r->lower[start - 1];
  return phrase->edges == RSI_EDGES_UNIT ? !is_letter(before) : !is_word(before);
}

static bool may_end(const rsi_reader *r, const rsi_phrase *phrase, size_t end) {
  if (!is_word(r->lower[end - 1]) || !is_word(r->lower[end]))
    return true;
  return phrase->edges != RSI_EDGES_WORD && !is_letter(r->lower[end]);
}

static bool has_start(const rsi_phrase *phrase, const char *at) {
  uint32_t bytes; /* the buffer has room behind its end */
  memcpy(&bytes, at, sizeof bytes);
  for (uint32_t i = 0; i < phrase->n_starts; i++)
    if ((bytes & phrase->starts[i].mask) == phrase->starts[i].bytes)
      return true;
  return false;
}

/* Tries a phrase on the whole text, once a reading: where a word begins as it may, or wherever PCRE2 finds it. */
static void ask_everywhere(rsi_reader *r, uint32_t index) {
  const rsi_phrase *phrase = &r->lexicon->phrases[index];
  if (r->asked[index] == r->reading)
    return;
  r->asked[index] = r->reading;
  if (phrase->has_edge && phrase->n_starts && !r->without_prefilter) {
    if (!(phrase->firsts & r->firsts))
      return;
    for (uint32_t i = 0; i < r->tokens.count && !r->has_failed; i++) {
      uint32_t start = rsi_token_at(r, i)->start;
      if ((rsi_token_at(r, i)->first_bit & phrase->firsts) && has_start(phrase, r->lower + start) && may_begin(r, phrase, start))
        ask(r, index, start, PCRE2_ANCHORED);
    }
    return;
  }
  for (size_t at = 0; at < r->length; at++)
    if ((at = ask(r, index, at, 0)) == SIZE_MAX)
      return;
}

/* A literal that is the whole phrase, but for its plural or ending. */
static void take_whole(rsi_reader *r, const rsi_phrase *phrase, size_t start, size_t end) {
  size_t tail = end;
  if (phrase->exact && memcmp(r->plain + start, phrase->exact, end - start) != 0)
    return;
  if (phrase->tail == RSI_TAIL_ANY)
    while (is_letter(r->lower[tail]))
      tail++;
  else if (phrase->tail != RSI_TAIL_NONE) {
    tail += phrase->tail == RSI_TAIL_ES && r->lower[tail] == 'e';
    tail = (phrase->tail == RSI_TAIL_S || tail > end) && r->lower[tail] == 's' ? tail + 1 : end;
    if (!may_end(r, phrase, tail))
      tail = end;
  }
  if (may_end(r, phrase, tail))
    push_match(r, phrase, start, tail);
}

/* A slip in the first word of a phrase leaves half of the word whole: it is tried where the word that holds that half begins. */
static void ask_word(rsi_reader *r, uint32_t index, const rsi_phrase *phrase, size_t at) {
  while (at && is_letter(r->lower[at - 1]))
    at--;
  if (may_begin(r, phrase, at))
    ask(r, index, at, PCRE2_ANCHORED);
}

/* An edge in front of a literal or behind it means at least that no letter touches a letter there: inside a phrase a number may. */
static inline bool touches_letters(const rsi_reader *r, uint32_t edges, size_t start, size_t end) {
  return ((edges & RSI_ENTRY_LEAD) && start && is_letter(r->lower[start - 1]) && is_letter(r->lower[start])) ||
         ((edges & RSI_ENTRY_TRAIL) && is_letter(r->lower[end]) && is_letter(r->lower[end - 1]));
}

/* One literal found. */
static void take_literal(rsi_reader *r, uint32_t entry, uint32_t kinds, size_t start, size_t end) {
  if (touches_letters(r, entry, start, end))
    return;
  uint32_t index = entry >> 2;
  const rsi_phrase *phrase = &r->lexicon->phrases[index];
  if (!(kinds >> phrase->kind & 1))
    return;
  switch (phrase->use) {
  case RSI_LITERAL_INSIDE:
    ask_everywhere(r, index);
    break;
  case RSI_LITERAL_WORD:
    ask_word(r, index, phrase, start);
    break;
  case RSI_LITERAL_PREFIX:
    if (!phrase->has_edge || may_begin(r, phrase, start))
      ask(r, index, start, PCRE2_ANCHORED);
    break;
  default:
    if (may_begin(r, phrase, start))
      take_whole(r, phrase, start, end);
    break;
  }
}

static bool is_gap(char c) { return c == ' ' || c == '\n' || c == '-' || c == '/'; }

/* Where the rest of a literal ends if it stands at a place, else 0. */
static size_t end_of_rest(const rsi_reader *r, const char *rest, uint8_t length, size_t at) {
  const char *text = r->lower;
  for (uint8_t i = 0; i < length; i++, at++) {
    while (is_gap(text[at - 1]) && is_gap(text[at])) /* the run of a blank that was met */
      at++;
    if (rest[i] != text[at] && !(rest[i] == ' ' && is_gap(text[at])))
      return 0;
  }
  return at;
}

static void scan_literals(rsi_reader *r, uint32_t kinds) {
  const rsi_prefilter *p = &r->lexicon->prefilter;
  uint32_t state = 0, n = 0;
  bool was_gap = false;
  for (uint32_t i = 0; i < r->length && !r->has_failed; i++) {
    char c = r->lower[i];
    if (is_gap(c)) {
      if (was_gap)
        continue;
      c = ' ';
    }
    was_gap = c == ' ';
    r->squeezed[n++] = (uint16_t)i;
    state = rsi_prefilter_step(p, state, (uint8_t)c);
    bool is_inside = is_letter(c) && is_letter(r->lower[i + 1]);
    for (uint32_t o = rsi_prefilter_output_of(p, state, is_inside); o; o = p->output[o].shorter) {
      const rsi_prefilter_output *output = &p->output[o];
      size_t start = r->squeezed[n - output->depth], end = i + 1u;
      if (output->rest_length && !(end = end_of_rest(r, p->rests + output->rest, output->rest_length, end)))
        continue;
      if (!touches_letters(r, output->common, start, end))
        for (uint32_t k = 0; k < output->count; k++)
          take_literal(r, p->entries[output->first + k], kinds, start, end);
    }
  }
}

void rsi_reader_scan(rsi_reader *r, uint32_t kinds) {
  const rsi_lexicon *lexicon = r->lexicon;
  r->matches.count = 0;
  if (!r->without_prefilter)
    scan_literals(r, kinds);
  uint32_t n = r->without_prefilter ? lexicon->n_phrases : lexicon->n_always;
  for (uint32_t i = 0; i < n && !r->has_failed; i++) {
    uint32_t index = r->without_prefilter ? i : lexicon->always[i];
    if (kinds >> lexicon->phrases[index].kind & 1)
      ask_everywhere(r, index);
  }
}
