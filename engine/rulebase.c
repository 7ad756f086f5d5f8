/* The public door of a rule base: load, share, let go. */
#include <stdatomic.h>
#include <string.h>

#include "checks.h"
#include "compile.h"
#include "file.h"
#include "limits.h"
#include "order.h"
#include "partial.h"

static rscan_load_options options_of(const rscan_load_options *given) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  if (given) /* a caller compiled against an older header knows fewer members */
    memcpy(&options, given, given->size < sizeof options ? given->size : sizeof options);
  return options;
}

static void hand_on(rscan_error *to, const rscan_error *from) {
  for (size_t i = 0; i < rscan_error_count(from); i++)
    rsi_error_copy(to, from, i);
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

/* From the modules, which are read, to a rule base. */
static rscan_rulebase *make(rsi_book *book, const rscan_allocator *a, const rscan_load_options *options) {
  rsi_file_make_records(book);
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

static void report_unnamed(rsi_book *book, const char *dir, const rscan_load_options *options) {
  rsi_file_report_unnamed(book, dir, book->root);
  if (book->site)
    rsi_file_report_unnamed(book, options->site, book->site);
}

/* Attempts, each without what had mistakes in the one before; these go to told. */
static rscan_rulebase *attempt(rsi_book *book, const rscan_allocator *a, const rscan_load_options *options, rscan_error *told) {
  rscan_rulebase *rb = NULL;
  bool can_do = !rsi_book_has_failed(book) && rsi_leave_out_unread(book, told);
  book->has_hole = false;
  if (can_do && options->like)
    rsi_leave_out_like(book, options->like->left_out, options->like->n_left_out);
  book->records = rsi_arena_here(&book->arena);
  for (uint32_t i = 0; can_do && !rb && i < RSI_MAX_ATTEMPTS; i++) {
    rb = make(book, a, options);
    can_do = rb || rsi_leave_out(book, told);
  }
  if (!rb)
    return NULL;
  rb->left_out = rsi_left_out_freeze(book, &rb->arena);
  rb->n_left_out = book->left_out.count;
  if (!rb->left_out)
    rsi_error_out_of_memory(book->err);
  return rb;
}

/* The same as make without what has mistakes. What was said of it then stands in book->err, whether it can be done or not. */
static rscan_rulebase *make_partial(rsi_book *book, const rscan_allocator *a, const char *dir, const rscan_load_options *options) {
  rscan_error *told = rsi_error_new(a, RSCAN_BAD_RULEBASE);
  rscan_rulebase *rb = NULL;
  if (told && book->root && (book->site || !options->site)) {
    report_unnamed(book, dir, options);
    rb = attempt(book, a, options, told);
  }
  for (size_t i = 0; i < rscan_error_count(told); i++)
    if (rb || !rsi_is_code(told, i, RSI_LEFT_OUT)) /* where nothing can be tried, the mistakes are enough */
      rsi_error_copy(book->err, told, i);
  if (!told || rscan_error_status(told) == RSCAN_NO_MEMORY)
    rsi_error_out_of_memory(book->err);
  rscan_error_free(told);
  return rb;
}

static rscan_rulebase *load(rsi_book *book, const rscan_allocator *a, const char *dir, const rscan_load_options *options) {
  rsi_file_read_directory(book, dir, false);
  if (options->site)
    rsi_file_read_directory(book, options->site, true);
  rscan_rulebase *rb = options->partial ? make_partial(book, a, dir, options) : make(book, a, options);
  if (!rsi_book_has_failed(book))
    return rb;
  rscan_rulebase_unref(rb);
  return NULL;
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
size_t rscan_rulebase_left_out_count(const rscan_rulebase *rb) { return rb->n_left_out; }

const rscan_left_out *rscan_rulebase_left_out(const rscan_rulebase *rb, size_t index) {
  return index < rb->n_left_out ? &rb->left_out[index].told : NULL;
}
