/* Any bytes as a text, and as an author's phrase and pattern.
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -DWITH_LIBFUZZER -Iinclude -Iengine fuzz/fuzz_text.c, the engine's sources …
 *   RIGHTSCAN_RULES=rules ./fuzz_text fuzz/corpus/text
 *
 * A text is read with the shipped rule base: it never meets a limit, mentions stand inside it and in order, and reading it again gives
 * the same. As a cue it is refused with a place, or it compiles and can be asked. Built without WITH_LIBFUZZER it replays files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon.h"
#include "limits.h"

static rscan_rulebase *book;
static rsi_reader *reader;

static void fail(const char *what) {
  fprintf(stderr, "fuzz_text: %s\n", what);
  abort();
}

static void set_up(void) {
  rscan_error *err = NULL;
  const char *rules = getenv("RIGHTSCAN_RULES");
  book = rscan_rulebase_load(rules ? rules : "rules", NULL, &err);
  if (!book)
    fail(rscan_error_text(err, 0));
  reader = rsi_reader_new(book);
  if (!reader)
    fail("out of memory");
}

/* A digest of a reading, so that two can be compared. */
static uint64_t read_text(const char *text, size_t length) {
  rsi_reading reading;
  rscan_error *err = NULL;
  if (rsi_read(reader, text, length, &reading, &err) != RSCAN_OK)
    fail(err ? rscan_error_text(err, 0) : "a reading fails without an error");
  uint64_t digest = reading.n_mentions;
  for (uint32_t i = 0, last = 0; i < reading.n_mentions; i++) {
    const rsi_mention *m = &reading.mentions[i];
    if (m->start < last || !m->length || (size_t)m->start + m->length > length || (size_t)m->trigger_start + m->trigger_length > length)
      fail("a mention stands outside its text, or out of order");
    if (m->fact >= book->n_facts + book->n_groups)
      fail("a mention of no fact");
    last = m->start;
    digest = (digest * 1099511628211u) ^ m->fact ^ m->state ^ ((uint64_t)m->start << 32) ^ m->length;
  }
  return digest;
}

static void read_order(const char *text, size_t length) {
  const rsi_exam_word *words;
  uint32_t n;
  if (rsi_read_exam(reader, text, length, &words, &n, NULL) != RSCAN_OK)
    fail("an order cannot be read");
}

static void ask_about(const char *text) {
  enum rsi_assertion assertion;
  char phrase[24];
  snprintf(phrase, sizeof phrase, "%s", text + strlen(text) / 2);
  rscan_error *err = NULL;
  if (rsi_read_assertion(reader, text, phrase, &assertion, &err) != RSCAN_OK && (!err || rscan_error_status(err) != RSCAN_BAD_INPUT))
    fail("an assertion cannot be read");
  rscan_error_free(err);
}

static void check_cue(const char *text, bool is_pattern) {
  rscan_error *err = rsi_error_new(&rsi_malloc_allocator, RSCAN_BAD_RULEBASE);
  rsi_cue_def def = {.kind = RSI_CUE_FACT, .is_pattern = is_pattern, .where = {0, 1, 1}};
  bool is_good = rsi_cue_check(&rsi_malloc_allocator, &def, text, "fuzz.xml", err);
  if (is_good == rsi_error_has_errors(err))
    fail("a cue is refused without a diagnostic, or accepted with one");
  rscan_error_free(err);
  if (!is_good)
    return;
  const char *strings = text;
  def.text = 0;
  rscan_rulebase tiny = {.allocator = rsi_malloc_allocator, .strings = strings, .cues = &def, .n_cues = 1, .age = RSI_NONE, .sex = RSI_NONE, .duration = RSI_NONE};
  const rsi_fact fact = {.kind = RSI_FINDING, .full = RSI_FINDING_FULL, .historical = RSI_NONE, .family = RSI_NONE, .detail = RSI_NONE};
  tiny.facts = &fact;
  tiny.n_facts = 1;
  def.state = RSI_PRESENT;
  tiny.lexicon = rsi_lexicon_new(&tiny, NULL);
  rsi_reader *own = tiny.lexicon ? rsi_reader_new(&tiny) : NULL;
  rsi_reading reading;
  if (!own || rsi_read(own, text, strlen(text), &reading, NULL) != RSCAN_OK)
    fail("an accepted cue cannot be asked");
  rsi_reader_free(own);
  rsi_lexicon_free(tiny.lexicon);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
  if (!book)
    set_up();
  char *text = calloc(1, size + 1);
  if (size)
    memcpy(text, data, size);
  if (read_text(text, size) != read_text(text, size))
    fail("a text reads differently the second time");
  read_order(text, size);
  ask_about(text);
  check_cue(text, false);
  check_cue(text, true);
  free(text);
  return 0;
}

#ifndef WITH_LIBFUZZER
int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    FILE *in = fopen(argv[i], "rb");
    unsigned char *bytes = malloc(1 << 21);
    if (!in || !bytes)
      return 1;
    size_t size = fread(bytes, 1, 1 << 21, in);
    fclose(in);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
  }
  rsi_reader_free(reader);
  rscan_rulebase_unref(book);
  return 0;
}
#endif
