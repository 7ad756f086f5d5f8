/* What reading a reason costs: text LANGUAGE.xml … [--cues N]
 *
 * A vocabulary of made-up words, so that no list in the book matters: phrases of one to four words with alternatives, optional words,
 * endings, gaps and a few patterns, as authors write them; texts of about 150 characters that hold several of them, with filler, slips of
 * the keys, negations and numbers. Prints, for each size of vocabulary, what making the lexicon and reading a text cost, and whether asking
 * every pattern one by one reads the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lexicon.h"

enum { N_WORDS = 1500, N_TEXTS = 4000, N_CHECKED = 300, ROUNDS = 5 };

static uint32_t state = 20261122;
static uint32_t below(uint32_t n) {
  state = state * 1664525u + 1013904223u;
  return (uint32_t)((uint64_t)(state >> 4) * n >> 28);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* ---- words, cues, texts ---- */

static char words[N_WORDS][20];

static void make_words(void) {
  static const char *const onset[] = {"b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl", "ch", "gr", "sc"};
  static const char *const rhyme[] = {"a", "e", "i", "o", "u", "an", "er", "in", "ol", "us", "ea", "ix", "ar", "en", "om"};
  for (int i = 0; i < N_WORDS; i++)
    for (uint32_t k = 1 + below(3) + (i > 100); k; k--)
      strcat(strcat(words[i], onset[below(20)]), rhyme[below(15)]);
}

static const char *word(void) { /* a few words are in many phrases, most in few */
  uint32_t at = below(1000);
  return words[at * at / 1000 * (N_WORDS - 1) / 1000];
}

static void make_cue(char *out, bool is_pattern) {
  uint32_t n = 1 + below(4);
  *out = '\0';
  if (is_pattern) {
    sprintf(out, "\\b(?:%s|%s)\\s?[-/]?\\s?\\d{1,2}\\b(?!\\s?%s)", word(), word(), word());
    return;
  }
  for (uint32_t i = 0; i < n; i++) {
    char part[80];
    uint32_t kind = below(20);
    if (kind < 3)
      sprintf(part, "[%s|%s|%s]", word(), word(), word());
    else if (kind < 5 && n > 1 && i + 1 < n)
      sprintf(part, "(%s) %s", word(), word());
    else if (kind < 7)
      sprintf(part, "%s*", word());
    else if (kind < 8 && i)
      sprintf(part, "... %s", word());
    else
      sprintf(part, "%s", word());
    strcat(strcat(out, i ? " " : ""), part);
  }
}

/* A text that a phrase matches, roughly: first alternatives, optional words left out now and then. */
static void say(char *out, const char *cue) {
  bool is_skipped = false;
  for (const char *c = cue; *c; c++) {
    if (*c == '|')
      is_skipped = true;
    else if (*c == ']' || *c == ')')
      is_skipped = false;
    else if (*c == '(')
      is_skipped = below(2);
    else if (!is_skipped && !strchr("[*.", *c))
      strncat(out, c, 1);
  }
}

static void make_text(char *out, char (*cues)[200], const bool *is_pattern, uint32_t n_cues) {
  static const char *const between[] = {", no ", ". ", " with ", " and ", ", ", " x 3 wks, ", " ?", " or ", " 45 yo ", ", denies ", " since yesterday. ", ", hx of ", " / "};
  *out = '\0';
  for (uint32_t i = 3 + below(4); i && strlen(out) < 300; i--) {
    uint32_t at = below(n_cues);
    if (!is_pattern[at])
      say(out, cues[at]);
    strcat(out, " ");
    for (uint32_t k = below(3); k; k--)
      strcat(strcat(out, words[below(N_WORDS)]), " ");
    strcat(out, between[below(13)]);
  }
  for (char *c = out; *c; c++)
    if (*c >= 'a' && *c <= 'z' && below(150) == 0)
      *c = (char)('a' + below(26));
}

/* ---- a rule base made by hand ---- */

typedef struct pool { char *text; uint32_t length; rsi_cue_def *cues; uint32_t n_cues; } pool;

static bool push(void *context, const rsi_cue_def *def, const char *text) {
  pool *p = context;
  p->cues[p->n_cues] = *def;
  p->cues[p->n_cues++].text = p->length;
  strcpy(p->text + p->length, text);
  p->length += (uint32_t)strlen(text) + 1;
  return true;
}

static void read_languages(pool *p, char **paths, int n) {
  rsi_arena arena;
  rsi_arena_init(&arena, &rsi_malloc_allocator);
  rscan_error *err = rsi_error_new(&rsi_malloc_allocator, RSCAN_BAD_RULEBASE);
  for (int i = 0; i < n; i++) {
    static char bytes[1 << 20];
    FILE *in = fopen(paths[i], "rb");
    size_t length = in ? fread(bytes, 1, sizeof bytes, in) : 0;
    const rsi_xml_node *root = in ? rsi_xml_read(&arena, paths[i], 0, bytes, length, err, NULL) : NULL;
    if (!root || !rsi_language_read(&rsi_malloc_allocator, root, err, paths[i], push, p)) {
      fprintf(stderr, "cannot read %s\n", paths[i]);
      exit(3);
    }
    fclose(in);
  }
  rsi_arena_free(&arena);
  rscan_error_free(err);
}

static int by_value(const void *a, const void *b) { return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b); }

static bool is_same(const rsi_reading *a, const rsi_mention *b, uint32_t n) {
  bool same = a->n_mentions == n;
  for (uint32_t i = 0; same && i < n; i++)
    same = a->mentions[i].fact == b[i].fact && a->mentions[i].state == b[i].state && a->mentions[i].start == b[i].start && a->mentions[i].length == b[i].length;
  return same;
}

static void read_all(rsi_reader *reader, char (*texts)[1000], double *times, unsigned *mentions) {
  *mentions = 0;
  for (int i = 0; i < N_TEXTS; i++) {
    rsi_reading reading;
    double start = now();
    if (rsi_read(reader, texts[i], strlen(texts[i]), &reading, NULL) != RSCAN_OK)
      exit(1);
    double took = now() - start;
    times[i] = took < times[i] ? took : times[i];
    *mentions += reading.n_mentions;
  }
}

static unsigned count_differences(const rscan_rulebase *rb, rsi_reader *reader, char (*texts)[1000]) {
  rsi_reader *plain = rsi_reader_new(rb);
  unsigned different = 0;
  plain->without_prefilter = true;
  for (int i = 0; i < N_CHECKED; i++) {
    rsi_reading with, without;
    if (rsi_read(reader, texts[i], strlen(texts[i]), &with, NULL) == RSCAN_OK && rsi_read(plain, texts[i], strlen(texts[i]), &without, NULL) == RSCAN_OK)
      different += !is_same(&with, without.mentions, without.n_mentions);
  }
  rsi_reader_free(plain);
  return different;
}

static void bench(uint32_t n_cues, char **paths, int n_paths) {
  static char texts[N_TEXTS][1000];
  static double times[N_TEXTS];
  char(*cues)[200] = calloc(n_cues, sizeof *cues);
  bool *is_pattern = calloc(n_cues, sizeof *is_pattern);
  pool p = {calloc(1, 8u << 20), 1, calloc(n_cues + 2000, sizeof(rsi_cue_def)), 0};
  rsi_fact *facts = calloc(n_cues, sizeof *facts);
  state = 20261122;
  read_languages(&p, paths, n_paths);
  for (uint32_t i = 0; i < n_cues; i++) {
    is_pattern[i] = below(50) == 0;
    make_cue(cues[i], is_pattern[i]);
    facts[i] = (rsi_fact){.kind = RSI_FINDING, .full = RSI_FINDING_FULL, .historical = RSI_NONE, .family = RSI_NONE, .detail = RSI_NONE};
    push(&p, &(rsi_cue_def){.kind = RSI_CUE_FACT, .target = i, .state = RSI_PRESENT, .is_pattern = is_pattern[i]}, cues[i]);
  }
  size_t bytes = 0;
  for (int i = 0; i < N_TEXTS; i++) {
    make_text(texts[i], cues, is_pattern, n_cues);
    times[i] = 1e9;
    bytes += strlen(texts[i]);
  }
  rscan_rulebase rb = {.allocator = rsi_malloc_allocator, .strings = p.text, .cues = p.cues, .n_cues = p.n_cues, .facts = facts, .n_facts = n_cues,
                       .age = RSI_NONE, .sex = RSI_NONE, .duration = RSI_NONE};
  double make = 1e9;
  for (int i = 0; i < ROUNDS; i++) {
    double start = now();
    rsi_lexicon_free(rb.lexicon);
    rscan_error *err = rsi_error_new(&rsi_malloc_allocator, RSCAN_BAD_RULEBASE);
    rb.lexicon = rsi_lexicon_new(&rb, err);
    if (!rb.lexicon) {
      fprintf(stderr, "%s\n", rscan_error_text(err, 0));
      exit(1);
    }
    rscan_error_free(err);
    double took = now() - start;
    make = took < make ? took : make;
  }
  rsi_reader *reader = rsi_reader_new(&rb);
  unsigned mentions = 0;
  for (int i = 0; i < ROUNDS; i++)
    read_all(reader, texts, times, &mentions);
  qsort(times, N_TEXTS, sizeof *times, by_value);
  double sum = 0;
  for (int i = 0; i < N_TEXTS; i++)
    sum += times[i];
  unsigned different = count_differences(&rb, reader, texts);
  printf("%6u cues (%u phrases, %u nodes): lexicon %.1f ms; a text of %zu bytes with %.1f mentions %.1f us, p99 %.1f us; %u of %d texts read otherwise without the prefilter\n",
         n_cues, rb.lexicon->n_phrases, rb.lexicon->prefilter.n_nodes, make / 1e3, bytes / N_TEXTS, (double)mentions / N_TEXTS, sum / N_TEXTS, times[N_TEXTS * 99 / 100], different, N_CHECKED);
  rsi_reader_free(reader);
  rsi_lexicon_free(rb.lexicon);
  free(facts);
  free(p.text);
  free(p.cues);
  free(cues);
  free(is_pattern);
}

int main(int argc, char **argv) {
  uint32_t only = argc > 2 && !strcmp(argv[argc - 2], "--cues") ? (uint32_t)strtoul(argv[argc - 1], NULL, 10) : 0;
  int n_paths = argc - 1 - (only ? 2 : 0);
  static const uint32_t sizes[] = {200, 2000, 10000};
  if (n_paths < 1) {
    fputs("usage: text LANGUAGE.xml … [--cues N]\n", stderr);
    return 2;
  }
  make_words();
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    if (!only || sizes[i] == only)
      bench(sizes[i], argv + 1, n_paths);
  return 0;
}
