/* Diagnostics, and the nearest name for their hints.
 *
 * A diagnostic is put into words when it is added, into one block of its own, so that reading it needs no memory and no
 * lock. Running out of memory must be reportable without memory: that is one constant object. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base.h"
#include "limits.h"

typedef struct diagnostic {
  rscan_severity severity;
  uint32_t line, column, sequence;
  const char *text, *message, *code, *file, *path, *hint; /* in one block, which starts with text */
} diagnostic;

struct rscan_error {
  rscan_allocator allocator;
  rscan_status status;
  diagnostic *items;
  uint32_t count, capacity;
  uint32_t n_added, n_errors; /* with the hidden ones */
  uint32_t n_hidden;          /* beyond RSI_MAX_DIAGNOSTICS: only counted, by the one diagnostic shown after the last */
  diagnostic hidden;
  char hidden_text[48], hidden_message[48];
};

static const diagnostic out_of_memory = {.severity = RSCAN_ERROR,
                                         .text = "error: out of memory [no-memory]",
                                         .message = "out of memory",
                                         .code = "no-memory"};

static const rscan_error no_memory = {
    .status = RSCAN_NO_MEMORY, .items = (diagnostic *)&out_of_memory, .count = 1, .n_added = 1, .n_errors = 1};

/* ---- making ---- */

rscan_error *rsi_error_new(const rscan_allocator *a, rscan_status status) {
  rscan_error *err = rsi_alloc(a, sizeof *err);
  if (err)
    *err = (rscan_error){.allocator = *a, .status = status};
  return err;
}

void rscan_error_free(rscan_error *err) {
  if (!err || err == &no_memory)
    return;
  const rscan_allocator a = err->allocator;
  for (uint32_t i = 0; i < err->count; i++)
    rsi_release(&a, (char *)err->items[i].text);
  rsi_release(&a, err->items);
  rsi_release(&a, err);
}

void rscan_error_keep_file(rscan_error *err, const char *file) {
  if (!err || err == &no_memory)
    return;
  uint32_t count = err->count;
  err->count = err->n_errors = 0;
  for (uint32_t i = 0; i < count; i++) {
    diagnostic d = err->items[i];
    if (d.file && strcmp(d.file, file) == 0) {
      err->n_errors += d.severity == RSCAN_ERROR;
      err->items[err->count++] = d;
    } else
      rsi_release(&err->allocator, (char *)d.text);
  }
}

static const char *severity_name(rscan_severity severity) {
  return severity == RSCAN_ERROR ? "error" : severity == RSCAN_WARNING ? "warning" : "note";
}

/* `file:line:column: `, or the JSON path, or nothing. */
static void add_place(rsi_buf *buf, const diagnostic *d, const char *file, const char *path) {
  if (file) {
    rsi_buf_puts(buf, file);
    if (d->line)
      rsi_buf_printf(buf, ":%u", (unsigned)d->line);
    if (d->line && d->column)
      rsi_buf_printf(buf, ":%u", (unsigned)d->column);
    rsi_buf_puts(buf, ": ");
  } else if (path)
    rsi_buf_printf(buf, "%s: ", path);
}

/* Appends a copy of text (NULL: none) with its NUL; returns where it starts. */
static size_t add_part(rsi_buf *buf, const char *text) {
  size_t at = buf->length;
  if (text)
    rsi_buf_add(buf, text, strlen(text) + 1);
  return at;
}

/* Fills d's strings from one new block; false when out of memory. */
static bool put_into_words(const rscan_allocator *a, diagnostic *d, const char *message, const char *code, const char *file,
                           const char *path, const char *hint) {
  rsi_buf buf;
  rsi_buf_init(&buf, a);
  add_place(&buf, d, file, path);
  rsi_buf_printf(&buf, "%s: %s [%s]", severity_name(d->severity), message, code);
  if (hint)
    rsi_buf_printf(&buf, "\n  hint: %s", hint);
  rsi_buf_add(&buf, "", 1);
  size_t message_at = add_part(&buf, message), code_at = add_part(&buf, code), file_at = add_part(&buf, file);
  size_t path_at = add_part(&buf, path), hint_at = add_part(&buf, hint);
  if (buf.has_failed) {
    rsi_buf_free(&buf);
    return false;
  }
  d->text = buf.data; /* the buffer's block is ours now */
  d->message = buf.data + message_at;
  d->code = buf.data + code_at;
  d->file = file ? buf.data + file_at : NULL;
  d->path = path ? buf.data + path_at : NULL;
  d->hint = hint ? buf.data + hint_at : NULL;
  return true;
}

/* A place for one more: a new one, or that of a warning when an error comes and the list is full. NULL: only count it. */
static diagnostic *place_for(rscan_error *err, rscan_severity severity) {
  if (err->count < RSI_MAX_DIAGNOSTICS) {
    rsi_vec vec = {err->items, err->count, err->capacity};
    diagnostic *d = RSI_PUSH(&err->allocator, &vec, diagnostic);
    err->items = vec.items;
    err->count = vec.count;
    err->capacity = vec.capacity;
    if (!d)
      err->status = RSCAN_NO_MEMORY;
    return d;
  }
  bool all_are_errors = err->n_errors >= RSI_MAX_DIAGNOSTICS;
  for (uint32_t i = err->count; severity == RSCAN_ERROR && !all_are_errors && i-- > 0;)
    if (err->items[i].severity != RSCAN_ERROR) {
      rsi_release(&err->allocator, (char *)err->items[i].text);
      err->items[i].text = NULL;
      err->n_hidden++;
      return &err->items[i];
    }
  err->n_hidden++;
  return NULL;
}

static void word_hidden(rscan_error *err) {
  snprintf(err->hidden_text, sizeof err->hidden_text, "note: %u more not shown [more]", (unsigned)err->n_hidden);
  snprintf(err->hidden_message, sizeof err->hidden_message, "%u more not shown", (unsigned)err->n_hidden);
  err->hidden = (diagnostic){.severity = RSCAN_NOTE, .text = err->hidden_text, .message = err->hidden_message, .code = "more"};
}

void rsi_error_vadd(rscan_error *err, rscan_severity severity, const char *code, const char *file, uint32_t line, uint32_t column,
                    const char *path, const char *hint, const char *format, va_list args) {
  if (!err || err == &no_memory)
    return;
  rsi_buf message;
  rsi_buf_init(&message, &err->allocator);
  rsi_buf_vprintf(&message, format, args);
  diagnostic *d = place_for(err, severity);
  if (d) {
    *d = (diagnostic){.severity = severity, .line = line, .column = column, .sequence = err->n_added};
    if (message.has_failed || !put_into_words(&err->allocator, d, message.data, code, file, path, hint)) {
      *d = err->items[--err->count];
      err->status = RSCAN_NO_MEMORY;
    }
  }
  err->n_added++;
  err->n_errors += severity == RSCAN_ERROR;
  if (err->n_hidden)
    word_hidden(err);
  rsi_buf_free(&message);
}

bool rsi_error_has_errors(const rscan_error *err) { return err && (err->n_errors > 0 || err->status == RSCAN_NO_MEMORY); }

void rsi_error_add(rscan_error *err, rscan_severity severity, const char *code, const char *file, uint32_t line, uint32_t column,
                   const char *path, const char *hint, const char *format, ...) {
  va_list args;
  va_start(args, format);
  rsi_error_vadd(err, severity, code, file, line, column, path, hint, format, args);
  va_end(args);
}

void rsi_error_copy(rscan_error *to, const rscan_error *from, size_t i) {
  rsi_error_add(to, rscan_error_severity(from, i), rscan_error_code(from, i), rscan_error_file(from, i), rscan_error_line(from, i),
                rscan_error_column(from, i), rscan_error_path(from, i), rscan_error_hint(from, i), "%s",
                rscan_error_message(from, i));
}

bool rsi_error_renew(rscan_error **err) {
  rscan_error *fresh = rsi_error_new(&(*err)->allocator, (*err)->status);
  if (!fresh) {
    rsi_error_out_of_memory(*err);
    return false;
  }
  rscan_error_free(*err);
  *err = fresh;
  return true;
}

void rsi_error_out_of_memory(rscan_error *err) {
  if (err && err != &no_memory)
    err->status = RSCAN_NO_MEMORY;
}

bool rsi_error_is_full(const rscan_error *err) { return err && err->n_errors >= RSI_MAX_DIAGNOSTICS; }

static int compare_strings(const char *a, const char *b) { return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL); }

static int compare_places(const void *pa, const void *pb, const void *context) {
  (void)context;
  const diagnostic *a = pa, *b = pb;
  int by_file = compare_strings(a->file, b->file);
  if (by_file)
    return by_file;
  if (a->line != b->line)
    return a->line < b->line ? -1 : 1;
  if (a->column != b->column)
    return a->column < b->column ? -1 : 1;
  return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

void rsi_error_sort(rscan_error *err) {
  if (err && err != &no_memory)
    rsi_sort(err->items, err->count, sizeof *err->items, compare_places, NULL);
}

void rsi_error_hand(rscan_error **out, rscan_error *err) {
  if (!err || err->status == RSCAN_NO_MEMORY) {
    rscan_error_free(err);
    err = (rscan_error *)&no_memory;
  }
  if (out)
    *out = err;
  else
    rscan_error_free(err);
}

rscan_status rsi_fail_no_memory(rscan_error **out) {
  if (out)
    *out = (rscan_error *)&no_memory;
  return RSCAN_NO_MEMORY;
}

rscan_status rsi_fail(rscan_error **out, const rscan_allocator *a, rscan_status status, const char *code, const char *path,
                      const char *hint, const char *format, ...) {
  if (!out)
    return status;
  if (!a)
    a = &rsi_malloc_allocator;
  rscan_error *err = rsi_error_new(a, status);
  rsi_buf message;
  rsi_buf_init(&message, a);
  va_list args;
  va_start(args, format);
  rsi_buf_vprintf(&message, format, args);
  va_end(args);
  if (message.has_failed && err)
    err->status = RSCAN_NO_MEMORY;
  rsi_error_add(err, RSCAN_ERROR, code, NULL, 0, 0, path, hint, "%s", message.data);
  rsi_buf_free(&message);
  rsi_error_hand(out, err);
  return rscan_error_status(*out);
}

/* ---- reading ---- */

static const diagnostic nothing = {.text = "", .message = "", .code = ""};

static const diagnostic *at(const rscan_error *err, size_t index) {
  if (err && index < err->count)
    return &err->items[index];
  return err && err->n_hidden && index == err->count ? &err->hidden : &nothing;
}

rscan_status rscan_error_status(const rscan_error *err) { return err ? err->status : RSCAN_OK; }
size_t rscan_error_count(const rscan_error *err) { return err ? err->count + (err->n_hidden > 0) : 0; }
const char *rscan_error_text(const rscan_error *err, size_t index) { return at(err, index)->text; }
rscan_severity rscan_error_severity(const rscan_error *err, size_t index) { return at(err, index)->severity; }
const char *rscan_error_code(const rscan_error *err, size_t index) { return at(err, index)->code; }
const char *rscan_error_message(const rscan_error *err, size_t index) { return at(err, index)->message; }
const char *rscan_error_hint(const rscan_error *err, size_t index) { return at(err, index)->hint; }
const char *rscan_error_file(const rscan_error *err, size_t index) { return at(err, index)->file; }
const char *rscan_error_path(const rscan_error *err, size_t index) { return at(err, index)->path; }
uint32_t rscan_error_line(const rscan_error *err, size_t index) { return at(err, index)->line; }
uint32_t rscan_error_column(const rscan_error *err, size_t index) { return at(err, index)->column; }

/* ---- nearest name ---- */

#define LONGEST_NAME 64 /* longer words get no hint: the table below lives on the stack */

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* How many slips (a letter more, less, other, or two swapped) may separate what was typed from what was meant. */
static size_t allowed_slips(size_t length) { return length <= 2 ? 0 : length <= 4 ? 1 : length <= 8 ? 2 : 3; }

/* Optimal string alignment distance of a and b, or anything above ceiling when it is above. Three rows are kept: swaps look back
 * two. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length, size_t ceiling) {
  size_t rows[3][LONGEST_NAME + 1];
  for (size_t j = 0; j <= b_length; j++)
    rows[0][j] = j;
  for (size_t i = 1; i <= a_length; i++) {
    size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *above_that = rows[(i + 1) % 3];
    size_t best = row[0] = i;
    for (size_t j = 1; j <= b_length; j++) {
      row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = least(row[j], above_that[j - 2] + 1);
      best = least(best, row[j]);
    }
    if (best > ceiling)
      return best;
  }
  return rows[a_length % 3][b_length];
}

const char *rsi_nearest(const char *word, const char *(*candidate)(const void *context, size_t index), const void *context,
                        size_t count) {
  size_t length = strlen(word);
  if (length > LONGEST_NAME)
    return NULL;
  const char *nearest = NULL;
  size_t ceiling = allowed_slips(length);
  for (size_t i = 0; i < count; i++) {
    const char *name = candidate(context, i);
    size_t name_length = strlen(name);
    size_t gap = name_length > length ? name_length - length : length - name_length;
    if (name_length > LONGEST_NAME || gap > ceiling)
      continue;
    size_t slips = distance(word, length, name, name_length, ceiling);
    if (slips > ceiling || (nearest && slips == ceiling))
      continue;
    nearest = name;
    ceiling = slips;
    if (slips == 0)
      break;
  }
  return nearest;
}
