/* The state of a load, and how it speaks. See book.h. */
#include "book.h"

#include <math.h>
#include <string.h>

#include "utf8.h"

#define FNV_BASIS 14695981039346656037u
#define SHOWN 60 /* bytes of an author's text repeated in a message */

static void begin_records(rsi_book *book) {
  rsi_vec *lists[] = {&book->phrases, &book->groups, &book->exclusives, &book->extends, &book->languages, &book->styles};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    *lists[i] = (rsi_vec){0};
  for (int i = 0; i < RSI_BOOK_KINDS; i++) {
    book->kinds[i].items = (rsi_vec){0};
    rsi_names_init(&book->kinds[i].names, &book->scratch);
  }
  rsi_names_init(&book->combinations, &book->scratch);
  rsi_names_init(&book->switched_off, &book->scratch);
  book->n_facts = 0;
}

bool rsi_book_init(rsi_book *book, const rscan_allocator *a) {
  *book = (rsi_book){.err = rsi_error_new(a, RSCAN_BAD_RULEBASE), .first_site_file = UINT32_MAX, .digest = FNV_BASIS};
  rsi_arena_init(&book->arena, a);
  rsi_buf_init(&book->bytes, a);
  book->scratch = rsi_arena_allocator(&book->arena);
  begin_records(book);
  return book->err != NULL;
}

void rsi_book_forget(rsi_book *book) {
  rsi_arena_rewind(&book->arena, book->records);
  begin_records(book);
}

void rsi_book_free(rsi_book *book) {
  for (uint32_t i = 0; i < book->modules.count; i++)
    rsi_vec_free(book->arena.allocator, &RSI_AT(&book->modules, rsi_module, i)->left_out);
  rsi_vec_free(book->arena.allocator, &book->left_out);
  rsi_buf_free(&book->bytes);
  rsi_arena_free(&book->arena);
}

bool rsi_book_has_failed(rsi_book *book) {
  if (book->arena.has_failed)
    rsi_error_out_of_memory(book->err);
  return rscan_error_status(book->err) == RSCAN_NO_MEMORY;
}

/* ---- words ---- */

static const char *path_of(const rsi_book *book, rsi_where where) {
  return where.file < book->files.count ? *RSI_AT(&book->files, const char *, where.file) : NULL;
}

void rsi_book_report(rsi_book *book, rsi_code_id id, rsi_where where, const char *hint, const char *format, ...) {
  va_list args;
  va_start(args, format);
  rsi_vreport(book->err, id, path_of(book, where), where, hint, format, args);
  va_end(args);
}

const char *rsi_book_printf(rsi_book *book, const char *format, ...) {
  rsi_buf buf;
  rsi_buf_init(&buf, &book->scratch);
  va_list args;
  va_start(args, format);
  rsi_buf_vprintf(&buf, format, args);
  va_end(args);
  return buf.has_failed ? NULL : buf.data;
}

const char *rsi_book_place(rsi_book *book, rsi_where where) {
  const char *path = path_of(book, where);
  const char *place = rsi_book_printf(book, "%s:%u:%u", path ? path : "?", (unsigned)where.line, (unsigned)where.column);
  return place ? place : "";
}

const char *rsi_book_shown(rsi_book *book, const char *text) {
  size_t length = rsi_whole_characters(text, SHOWN);
  if (!text[length])
    return text;
  const char *cut = rsi_book_printf(book, "%.*s…", (int)length, text);
  return cut ? cut : "";
}

const char *rsi_book_hint(rsi_book *book, const rsi_names *names, const char *id) {
  const rsi_name *near = rsi_error_is_full(book->err) ? NULL : rsi_names_nearest(names, id);
  return near ? rsi_book_printf(book, "did you mean \"%s\" (%s)?", near->text, rsi_book_place(book, near->where)) : NULL;
}

/* ---- names ---- */

void rsi_book_define(rsi_book *book, rsi_names *names, const parsed_name *id, uint32_t index, const char *what) {
  bool is_new;
  const rsi_name *first = id->id ? rsi_names_add(names, id->id, index, id->where, &is_new) : NULL;
  if (first && !is_new)
    rsi_book_report(book, RSI_ID_TWICE, id->where, NULL, "%s \"%s\" is defined twice; the first is at %s", what,
                    rsi_book_shown(book, id->id), rsi_book_place(book, first->where));
}

bool rsi_has_bounds(const parsed_bounds *b) {
  return !isnan(b->at_least) || !isnan(b->above) || !isnan(b->at_most) || !isnan(b->below);
}
