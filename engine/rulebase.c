/* The public door of a rule base: load, share, let go. */
#include <stdatomic.h>
#include <string.h>

#include "checks.h"
#include "compile.h"
#include "file.h"
#include "order.h"

static rscan_load_options options_of(const rscan_load_options *given) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  if (given) /* a caller compiled against an older header knows fewer members */
    memcpy(&options, given, given->size < sizeof options ? given->size : sizeof options);
  return options;
}

static void hand_on(rscan_error *to, const rscan_error *from) {
  for (size_t i = 0; i < rscan_error_count(from); i++)
    rsi_error_add(to, rscan_error_severity(from, i), rscan_error_code(from, i), rscan_error_file(from, i),
                  rscan_error_line(from, i), rscan_error_column(from, i), NULL, rscan_error_hint(from, i), "%s",
                  rscan_error_message(from, i));
}

/* The lexicon and the index of orders are made of the finished rule base. What the lexicon cannot read is told with its exact
 * place. */
static bool finish(rsi_book *book, rscan_rulebase *rb) {
  rscan_error *found = rsi_error_new(&rb->allocator, RSCAN_BAD_RULEBASE);
  if (!found || !rsi_order_index_make(rb)) {
    rsi_error_out_of_memory(book->err);
    rscan_error_free(found);
    return false;
  }
  rb->lexicon = rsi_lexicon_new(rb, found);
  if (!rb->lexicon)
    rsi_check_phrases(book);
  if (rscan_error_status(found) == RSCAN_NO_MEMORY)
    rsi_error_out_of_memory(book->err);
  else if (rb->lexicon || !rsi_error_has_errors(book->err))
    hand_on(book->err, found);
  rscan_error_free(found);
  return rb->lexicon != NULL && !rsi_error_has_errors(book->err);
}

static rscan_rulebase *load(rsi_book *book, const rscan_allocator *a, const char *dir, const rscan_load_options *options) {
  rsi_file_read_directory(book, dir, false);
  if (options->site)
    rsi_file_read_directory(book, options->site, true);
  /* With a file missing, every name it defines would seem to be undefined: that is told when the file is mended. */
  if (book->root && !book->has_hole && !rsi_book_has_failed(book))
    rsi_check(book);
  if (rsi_error_has_errors(book->err))
    rsi_check_phrases(book);
  if (rsi_book_has_failed(book) || rsi_error_has_errors(book->err))
    return NULL;
  rscan_rulebase *rb = rsi_compile(book, a, options->profile);
  if (rb && !finish(book, rb)) {
    rscan_rulebase_unref(rb);
    return NULL;
  }
  if (!rb && rsi_error_has_errors(book->err))
    rsi_check_phrases(book);
  return rb;
}

rscan_rulebase *rscan_rulebase_load(const char *dir, const rscan_load_options *opts, rscan_error **err) {
  const rscan_load_options options = options_of(opts);
  const rscan_allocator a = options.allocator ? *options.allocator : rsi_malloc_allocator;
  rsi_book book;
  rscan_rulebase *rb = NULL;
  if (rsi_book_init(&book, &a))
    rb = load(&book, &a, dir ? dir : RSCAN_RULES_DIR, &options);
  rsi_book_free(&book);
  rsi_error_sort(book.err);
  if (!rb) {
    rsi_error_hand(err, book.err);
    return NULL;
  }
  if (rscan_error_count(book.err))
    rb->warnings = book.err;
  else
    rscan_error_free(book.err);
  return rb;
}

/* The count is the only member that ever changes; it is atomic, so that any thread may share or let go. */
static _Atomic uint32_t *references(rscan_rulebase *rb) { return (_Atomic uint32_t *)&rb->references; }

rscan_rulebase *rscan_rulebase_ref(rscan_rulebase *rb) {
  if (rb)
    atomic_fetch_add_explicit(references(rb), 1, memory_order_relaxed);
  return rb;
}

void rscan_rulebase_unref(rscan_rulebase *rb) {
  if (!rb || atomic_fetch_sub_explicit(references(rb), 1, memory_order_acq_rel) != 1)
    return;
  const rscan_allocator a = rb->allocator;
  if (rb->lexicon)
    rsi_lexicon_free(rb->lexicon);
  rscan_error_free(rb->warnings);
  rsi_arena_free(&rb->arena);
  rsi_release(&a, rb);
}

const char *rscan_rulebase_version(const rscan_rulebase *rb) { return rsi_string(rb, rb->version); }
const char *rscan_rulebase_digest(const rscan_rulebase *rb) { return rb->digest; }
const rscan_error *rscan_rulebase_warnings(const rscan_rulebase *rb) { return rb->warnings; }
