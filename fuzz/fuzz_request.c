/* Any bytes as a request: it is refused with a place, leaving nothing behind, or it is decided and the decision is JSON.
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -DWITH_LIBFUZZER -Iinclude fuzz/fuzz_request.c … -ljansson
 *   RIGHTSCAN_RULES=rules ./fuzz_request fuzz/corpus/request
 *
 * Built without WITH_LIBFUZZER it replays the files it is given, and so runs in the ordinary suite. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rightscan.h"

static rscan_rulebase *book;
static rscan_scratch *scratch;
static rscan_referral *referral;

static void fail(const char *what) {
  fprintf(stderr, "fuzz_request: %s\n", what);
  abort();
}

static void set_up(void) {
  rscan_error *err = NULL;
  const char *rules = getenv("RIGHTSCAN_RULES");
  book = rscan_rulebase_load(rules ? rules : "rules", NULL, &err);
  if (!book)
    fail(rscan_error_text(err, 0));
  scratch = rscan_scratch_new(book, NULL);
  referral = rscan_referral_new(book, NULL);
  if (!scratch || !referral)
    fail("out of memory");
}

static void check_refusal(rscan_error *err) {
  if (!err || rscan_error_count(err) == 0 || !rscan_error_path(err, 0) || !*rscan_error_code(err, 0))
    fail("a refusal without place or code");
  json_t *text = json_string(rscan_error_text(err, 0)); /* NULL unless UTF-8 */
  if (!text)
    fail("a refusal that is not UTF-8");
  json_decref(text);
  rscan_error_free(err);
}

static void check_json(const char *text) {
  json_t *json = text ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
  if (!json || strchr(text, '\n'))
    fail("a decision that is not one line of JSON");
  json_decref(json);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
  rscan_error *err = NULL;
  if (!book)
    set_up();
  if (rscan_referral_parse(referral, (const char *)data, size, &err) != RSCAN_OK) {
    check_refusal(err);
    return 0;
  }
  if (!rscan_decide(scratch, referral, &err)) {
    rscan_error_free(err); /* a limit may be reached; no more can be said */
    return 0;
  }
  check_json(rscan_decision_render(scratch, RSCAN_FORMAT_JSON, NULL, &err));
  check_json(rscan_decision_explain(scratch, RSCAN_FORMAT_JSON, NULL, NULL, &err));
  if (!rscan_decision_render(scratch, RSCAN_FORMAT_TEXT, NULL, &err))
    fail("a decision without a page");
  return 0;
}

#ifndef WITH_LIBFUZZER
static void replay(const char *path) {
  static unsigned char data[1 << 20];
  FILE *in = fopen(path, "rb");
  if (!in)
    fail(path);
  size_t size = fread(data, 1, sizeof data, in);
  fclose(in);
  LLVMFuzzerTestOneInput(data, size);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++)
    replay(argv[i]);
  printf("%d replayed\n", argc - 1);
  rscan_referral_free(referral);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
  return argc > 1 ? 0 : 1;
}
#endif
