/* From matches to what the text says: each match that can be asserted becomes an item, each item a mention with the state that it
 * tells of its fact. Also the doors of the room. */
#include <math.h>
#include <string.h>

#include "fold.h"
#include "lexicon.h"
#include "limits.h"

/* ---- items ---- */

static bool is_assertable(const rsi_cue_def *cue) {
  switch (cue->kind) {
    case RSI_CUE_FACT: case RSI_CUE_GROUP: case RSI_CUE_PRIOR: case RSI_CUE_RESULT: case RSI_CUE_SHARED_RESULT: case RSI_CUE_MODALITY: return true;
    case RSI_CUE_LANGUAGE: return rsi_role_of(cue) == RSI_ROLE_IMAGING;
    default: return false;
  }
}

/* Things whose sequence shows how a list is built. */
static bool is_thing(const rsi_reader *r, const rsi_cue_def *cue) {
  return cue->kind == RSI_CUE_GROUP || cue->kind == RSI_CUE_MODALITY || cue->kind == RSI_CUE_PRIOR ||
         (cue->kind == RSI_CUE_FACT && r->rb->facts[cue->target].kind == RSI_FINDING);
}

static rsi_item *push_item(rsi_reader *r, uint32_t match, uint32_t start, uint32_t end, bool counts) {
  rsi_item *item = RSI_PUSH(&r->allocator, &r->items, rsi_item);
  if (!item) {
    r->has_failed = true;
    return NULL;
  }
  item->match = match;
  item->start = (uint16_t)start;
  item->end = (uint16_t)end;
  item->first = r->token_at[start];
  item->last = r->token_at[end - 1];
  item->counts = counts;
  return item;
}

static void gather_items(rsi_reader *r) {
  for (uint32_t i = 0; i < r->matches.count; i++) {
    const rsi_match *match = rsi_match_at(r, i);
    const rsi_cue_def *cue = rsi_match_cue(r, match);
    if (!match->is_dropped && is_assertable(cue))
      push_item(r, i, match->start, match->end, is_thing(r, cue));
  }
}

/* ---- mentions ---- */

rsi_mention *rsi_mention_add(rsi_reader *r, uint32_t fact, rsi_state state, uint32_t start, uint32_t end, uint32_t cue) {
  rsi_mention *mention = RSI_PUSH(&r->allocator, &r->mentions, rsi_mention);
  if (!mention) {
    r->has_failed = true;
    return NULL;
  }
  *mention = (rsi_mention){.fact = fact, .state = state, .assertion = RSI_SAID_PRESENT, .cue = cue, .start = r->offsets[start]};
  mention->length = rsi_fold_end(r->text, r->text_length, r->offsets[end - 1]) - mention->start;
  return mention;
}

void rsi_mention_trigger(rsi_reader *r, rsi_mention *mention, const uint16_t span[2]) {
  if (!mention || span[1] <= span[0])
    return;
  mention->trigger_start = r->offsets[span[0]];
  mention->trigger_length = rsi_fold_end(r->text, r->text_length, r->offsets[span[1] - 1]) - mention->trigger_start;
}

#define SUSPECTED_AT_LEAST (RSI_SUSPECTED | RSI_PRESENT)

/* What a finding's or group's mention tells, given the state of its cue and how it was asserted; 0 when nothing. Words that say that all is
 * well never come to mean that it is not: "not afebrile" leaves it open. But "no LOC" does say that consciousness was kept. */
static rsi_state finding_state(rsi_state cue, uint8_t polarity, bool is_foreign) {
  bool is_absent_word = cue == RSI_ABSENT;
  switch (polarity) {
    case RSI_SAID_ABSENT: return !is_absent_word ? RSI_ABSENT : is_foreign ? 0 : RSI_PRESENT;
    case RSI_SAID_POSSIBLE: return is_absent_word ? 0 : SUSPECTED_AT_LEAST;
    default: return cue;
  }
}

/* Not in the set that the words name. For cells only when what is left is one run. */
static rsi_state complement(const rsi_reader *r, const rsi_fact *fact, rsi_state state) {
  if (!rsi_kind_has_cells(fact->kind))
    return fact->full & ~state;
  uint32_t low = RSI_CELL_LOW(state), high = RSI_CELL_HIGH(state), least = RSI_CELL_LOW(fact->full), most = RSI_CELL_HIGH(fact->full);
  (void)r;
  if (low <= least && high < most)
    return RSI_CELLS(high + 1, most);
  return high >= most && low > least ? RSI_CELLS(least, low - 1) : 0;
}

static rsi_state value_state(const rsi_reader *r, const rsi_fact *fact, rsi_state state, const rsi_item *item) {
  if (item->is_family || item->is_conditional || item->polarity == RSI_SAID_POSSIBLE)
    return 0;
  return item->polarity == RSI_SAID_ABSENT ? complement(r, fact, state) : state;
}

static void add(rsi_reader *r, const rsi_item *item, uint32_t cue, uint32_t fact, rsi_state state) {
  rsi_mention *mention = rsi_mention_add(r, fact, state, item->start, item->end, cue);
  uint8_t said = rsi_item_assertion(item);
  if (!mention)
    return;
  mention->assertion = said;
  rsi_mention_trigger(r, mention, item->span[said]);
}

/* Words that say when by themselves ("TKR 3 wks ago") are no history, whatever stands in front of them. */
static bool says_when(const rsi_reader *r, const rsi_item *item) {
  for (uint32_t i = item->first; i <= item->last; i++)
    if (rsi_role_at(r, RSI_FAMILY_VALUE, i, RSI_ROLE_AGO) || rsi_role_at(r, RSI_FAMILY_VALUE, i, RSI_ROLE_MOMENT) ||
        (rsi_token_at(r, i)->kind == RSI_TOKEN_NUMBER && i < item->last && rsi_role_at(r, RSI_FAMILY_VALUE, i + 1, RSI_ROLE_UNIT)))
      return true;
  return false;
}

/* "hx of x" and "mother had x" tell of the finding named for them, or of nothing; said not to be, they also deny the thing itself when
 * no word says that only the past is meant ("no hx of PE", against "no prev PE", which leaves today's open). */
static void add_finding(rsi_reader *r, const rsi_item *item, uint32_t cue_index) {
  const rsi_cue_def *cue = &r->rb->cues[cue_index];
  bool is_group = cue->kind == RSI_CUE_GROUP;
  const rsi_fact *fact = is_group ? NULL : &r->rb->facts[cue->target];
  uint32_t target = is_group ? r->rb->n_facts + cue->target : cue->target;
  rsi_state state = finding_state(cue->state, item->polarity, item->is_foreign);
  uint32_t other = !fact ? RSI_NONE : item->is_family ? fact->family : item->is_historical ? fact->historical : RSI_NONE;
  bool is_elsewhere = item->is_family || item->is_conditional || item->is_historical;
  if (!is_elsewhere) {
    add(r, item, cue_index, target, state);
    return;
  }
  bool is_past_only = item->is_historical && item->reach[RSI_SAID_HISTORICAL] <= RSI_REACH_ITEM;
  bool denies_all = item->polarity == RSI_SAID_ABSENT && !is_past_only && !item->is_family && !item->is_conditional && cue->state != RSI_ABSENT;
  if (other != RSI_NONE && !item->is_conditional && cue->state != RSI_ABSENT)
    add(r, item, cue_index, other, state);
  if (other != target)
    add(r, item, cue_index, target, denies_all ? RSI_ABSENT : 0);
}

static void add_item(rsi_reader *r, const rsi_item *item) {
  uint32_t cue_index = rsi_match_at(r, item->match)->cue;
  const rsi_cue_def *cue = &r->rb->cues[cue_index];
  if (cue->kind == RSI_CUE_GROUP || (cue->kind == RSI_CUE_FACT && r->rb->facts[cue->target].kind == RSI_FINDING))
    add_finding(r, item, cue_index);
  else if (cue->kind == RSI_CUE_FACT)
    add(r, item, cue_index, cue->target, value_state(r, &r->rb->facts[cue->target], cue->state, item));
}

static int compare_mentions(const void *a, const void *b, const void *context) {
  const rsi_mention *x = a, *y = b;
  (void)context;
  if (x->start != y->start)
    return x->start < y->start ? -1 : 1;
  if (x->fact != y->fact)
    return x->fact < y->fact ? -1 : 1;
  return x->cue < y->cue ? -1 : x->cue > y->cue;
}

static void sort_mentions(rsi_mention *items, uint32_t n) {
  if (n > 200) {
    rsi_sort(items, n, sizeof *items, compare_mentions, NULL);
    return;
  }
  for (uint32_t i = 1; i < n; i++) {
    rsi_mention moved = items[i];
    uint32_t to = i;
    for (; to && compare_mentions(&moved, &items[to - 1], NULL) < 0; to--)
      items[to] = items[to - 1];
    items[to] = moved;
  }
}

/* ---- doors ---- */

#define KIND(k) (1u << (k))
#define READING_KINDS (KIND(RSI_CUE_FACT) | KIND(RSI_CUE_NUMBER) | KIND(RSI_CUE_GROUP) | KIND(RSI_CUE_PRIOR) | KIND(RSI_CUE_RESULT) | \
                       KIND(RSI_CUE_SHARED_RESULT) | KIND(RSI_CUE_REGION) | KIND(RSI_CUE_MODALITY) | KIND(RSI_CUE_LANGUAGE))
#define EXAM_KINDS (KIND(RSI_CUE_REGION) | KIND(RSI_CUE_MODALITY) | KIND(RSI_CUE_TECHNIQUE) | KIND(RSI_CUE_CONTRAST))

static void prepare(rsi_reader *r, const char *text, size_t length, uint32_t kinds) {
  rsi_reader_take(r, text, length);
  rsi_cut_tokens(r);
  if (!r->has_failed)
    rsi_reader_scan(r, kinds);
  if (!r->has_failed)
    rsi_find_sentences(r);
  if (!r->has_failed)
    rsi_resolve(r);
}

rscan_status rsi_read(rsi_reader *r, const char *text, size_t length, rsi_reading *reading, rscan_error **err) {
  bool says_nothing_imaged = false;
  prepare(r, text, length, READING_KINDS);
  if (!r->has_failed)
    gather_items(r);
  if (!r->has_failed)
    rsi_assert_items(r);
  for (uint32_t i = 0; i < r->items.count && !r->has_failed; i++) {
    rsi_item *item = RSI_AT(&r->items, rsi_item, i);
    item->is_historical &= !says_when(r, item);
    add_item(r, item);
  }
  if (!r->has_failed)
    rsi_read_values(r);
  if (!r->has_failed)
    says_nothing_imaged = rsi_read_priors(r);
  rscan_status status = rsi_reader_status(r, err);
  if (status != RSCAN_OK)
    return status;
  sort_mentions(r->mentions.items, r->mentions.count);
  *reading = (rsi_reading){r->mentions.items, r->mentions.count, r->is_truncated, says_nothing_imaged};
  return RSCAN_OK;
}

rscan_status rsi_read_exam(rsi_reader *r, const char *text, size_t length, const rsi_exam_word **words, uint32_t *n_words, rscan_error **err) {
  prepare(r, text, length, EXAM_KINDS);
  for (uint32_t i = 0; i < r->matches.count && !r->has_failed; i++) {
    const rsi_match *match = rsi_match_at(r, i);
    if (match->is_dropped)
      continue;
    rsi_exam_word *word = RSI_PUSH(&r->allocator, &r->words, rsi_exam_word);
    const rsi_cue_def *cue = rsi_match_cue(r, match);
    if (!word) {
      r->has_failed = true;
      break;
    }
    *word = (rsi_exam_word){.kind = cue->kind, .target = cue->target, .start = r->offsets[match->start]};
    word->length = rsi_fold_end(r->text, r->text_length, r->offsets[match->end - 1]) - word->start;
  }
  rscan_status status = rsi_reader_status(r, err);
  if (status == RSCAN_OK) {
    *words = r->words.items;
    *n_words = r->words.count;
  }
  return status;
}

rscan_status rsi_read_result(rsi_reader *r, uint32_t prior_fact, const char *text, rsi_state *state, rscan_error **err) {
  prepare(r, text, strlen(text), KIND(RSI_CUE_RESULT) | KIND(RSI_CUE_SHARED_RESULT) | KIND(RSI_CUE_LANGUAGE));
  if (!r->has_failed)
    gather_items(r);
  if (!r->has_failed)
    rsi_assert_items(r);
  rscan_status status = rsi_reader_status(r, err);
  if (status == RSCAN_OK)
    *state = rsi_result_of(r, prior_fact, 0, r->items.count, NULL);
  return status;
}

/* ---- one phrase ---- */

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/* Where the phrase stands in the folded text: as whole words if it does so anywhere, in capitals (test kits show it so), and rather not
 * as the label of what follows. */
static uint32_t find_phrase(const rsi_reader *r, const char *phrase, size_t n) {
  uint32_t best = RSI_NONE;
  int best_score = -1;
  for (uint32_t at = 0; n && at + n <= r->length; at++) {
    if (memcmp(r->lower + at, phrase, n) != 0)
      continue;
    bool is_whole = (!at || !is_word(r->lower[at - 1])) && !is_word(r->lower[at + n]), is_capitals = true;
    for (size_t i = 0; i < n; i++)
      is_capitals &= r->plain[at + i] < 'a' || r->plain[at + i] > 'z';
    int score = 4 * is_whole + 2 * is_capitals + (r->lower[at + n] != ':');
    if (score > best_score) {
      best_score = score;
      best = at;
    }
  }
  return best;
}

#define LEAST_PART 4 /* letters of a phrase that are enough to find it by */

/* As find_phrase; when the text does not hold all of it, words are left out at the end or the beginning until it does. Concepts of test
 * kits run over the end of their sentence. */
static uint32_t find_part(const rsi_reader *r, const char *phrase, size_t *n) {
  uint32_t at = find_phrase(r, phrase, *n);
  for (size_t left = *n; at == RSI_NONE && left > LEAST_PART;) {
    while (left && phrase[left - 1] != ' ')
      left--;
    while (left && phrase[left - 1] == ' ')
      left--;
    if (left >= LEAST_PART && (at = find_phrase(r, phrase, left)) != RSI_NONE)
      *n = left;
  }
  for (size_t from = 0; at == RSI_NONE && from < *n;) {
    while (from < *n && phrase[from] != ' ')
      from++;
    from += from < *n;
    if (*n - from >= LEAST_PART && (at = find_phrase(r, phrase + from, *n - from)) != RSI_NONE)
      *n -= from;
  }
  return at;
}

/* The phrase as an item, instead of the vocabulary's own items that share its words. */
static void insert_phrase(rsi_reader *r, uint32_t start, uint32_t end) {
  rsi_item *added = push_item(r, RSI_NONE, start, end, true);
  if (!added)
    return;
  rsi_item phrase = *added, *items = r->items.items;
  uint32_t n = 0, place = RSI_NONE;
  for (uint32_t i = 0; i + 1 < r->items.count; i++) {
    if (items[i].last >= phrase.first && items[i].first <= phrase.last)
      continue;
    if (place == RSI_NONE && items[i].first > phrase.first)
      place = n;
    items[n++] = items[i];
  }
  if (place == RSI_NONE)
    place = n;
  memmove(items + place + 1, items + place, (n - place) * sizeof *items);
  items[place] = phrase;
  r->items.count = n + 1;
}

rscan_status rsi_read_assertion(rsi_reader *r, const char *text, const char *phrase, enum rsi_assertion *assertion, rscan_error **err) {
  char folded[RSI_MAX_PHRASE];
  prepare(r, text, strlen(text), READING_KINDS);
  size_t n = rsi_fold(phrase, strlen(phrase), folded, sizeof folded, NULL);
  const char *words = folded + (folded[0] == ' ' || folded[0] == '\n');
  n -= (size_t)(words - folded);
  while (n && (words[n - 1] == ' ' || words[n - 1] == '\n' || words[n - 1] == '.'))
    n--;
  uint32_t at = find_part(r, words, &n);
  if (!r->has_failed && at == RSI_NONE)
    return rsi_fail(err, &r->allocator, RSCAN_BAD_INPUT, "phrase-not-found", "concept", NULL, "the text does not hold “%.60s”", phrase);
  if (!r->has_failed)
    gather_items(r);
  if (!r->has_failed)
    insert_phrase(r, at, at + (uint32_t)n);
  if (!r->has_failed)
    rsi_assert_items(r);
  rscan_status status = rsi_reader_status(r, err);
  for (uint32_t i = 0; status == RSCAN_OK && i < r->items.count; i++) {
    const rsi_item *item = RSI_AT(&r->items, rsi_item, i);
    if (item->match == RSI_NONE)
      *assertion = (enum rsi_assertion)rsi_item_assertion(item);
  }
  return status;
}
