/* Small things that every room of the engine uses: arena, strings by offset, spans, three values. */
#ifndef RSI_BASE_H
#define RSI_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rightscan.h"

#define RSI_NONE UINT32_MAX

typedef uint32_t rsi_str; /* offset into the string pool of a rule base; 0 is the empty string, "not given" */

enum rsi_lang { RSI_EN, RSI_FR, RSI_LANGS };

/* Text for people, by language. */
typedef struct rsi_text {
  rsi_str in[RSI_LANGS];
} rsi_text;

/* A run of entries in one of the pools of a rule base. */
typedef struct rsi_span {
  uint32_t first, count;
} rsi_span;

/* A place in a rule base: file is an index into its list of files; line and column from 1, column in characters. */
typedef struct rsi_where {
  uint32_t file, line, column;
} rsi_where;

typedef enum rsi_truth { RSI_FALSE, RSI_UNKNOWN, RSI_TRUE } rsi_truth; /* ordered: and is min, or is max, not is 2 - x */

/* ---- memory: everything asks the caller's allocator; NULL means out of memory and is handed up ---- */

void *rsi_alloc(const rscan_allocator *a, size_t size);
void *rsi_resize(const rscan_allocator *a, void *block, size_t size);
void rsi_release(const rscan_allocator *a, void *block);
extern const rscan_allocator rsi_malloc_allocator;

/* An arena gives memory that is freed all at once. Reset keeps the blocks, so that a warm arena allocates nothing. */
typedef struct rsi_arena {
  const rscan_allocator *allocator;
  struct rsi_arena_block *head, *current;
  bool has_failed; /* an allocation returned NULL since the last reset */
} rsi_arena;

void rsi_arena_init(rsi_arena *arena, const rscan_allocator *allocator);
void *rsi_arena_alloc(rsi_arena *arena, size_t size); /* zeroed, aligned to 16; NULL when out of memory */
char *rsi_arena_strndup(rsi_arena *arena, const char *text, size_t length);
void rsi_arena_reset(rsi_arena *arena);
typedef struct rsi_arena_mark { /* a point to go back to: what was taken after it is let go, its blocks are kept */
  struct rsi_arena_block *block;
  size_t used;
} rsi_arena_mark;
rsi_arena_mark rsi_arena_here(const rsi_arena *arena);
void rsi_arena_rewind(rsi_arena *arena, rsi_arena_mark mark); /* has_failed stays */
void rsi_arena_free(rsi_arena *arena);
/* An allocator that takes from the arena and gives nothing back: for vecs, bufs and maps that die with it. */
rscan_allocator rsi_arena_allocator(rsi_arena *arena);

/* A growing array: RSI_PUSH returns a pointer to a new zeroed element, or NULL when out of memory. */
typedef struct rsi_vec {
  void *items;
  uint32_t count, capacity;
} rsi_vec;
void *rsi_vec_push(const rscan_allocator *a, rsi_vec *vec, size_t item_size);
#define RSI_PUSH(a, vec, type) ((type *)rsi_vec_push((a), (vec), sizeof(type)))
#define RSI_AT(vec, type, i) (((type *)(vec)->items) + (i))
void rsi_vec_free(const rscan_allocator *a, rsi_vec *vec);

/* Sorts in place without allocating. Not stable: compare must be a total order wherever the order shows. */
void rsi_sort(void *items, size_t count, size_t item_size, int (*compare)(const void *a, const void *b, const void *context),
              const void *context);

/* A growing string: always NUL-terminated, sticky failure. */
typedef struct rsi_buf {
  const rscan_allocator *allocator;
  char *data;
  size_t length, capacity;
  bool has_failed;
} rsi_buf;
void rsi_buf_init(rsi_buf *buf, const rscan_allocator *a);
void rsi_buf_add(rsi_buf *buf, const char *text, size_t length);
void rsi_buf_puts(rsi_buf *buf, const char *text);
void rsi_buf_putc(rsi_buf *buf, char c);
void rsi_buf_printf(rsi_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3))); /* never %f %g: see below */
void rsi_buf_vprintf(rsi_buf *buf, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
void rsi_buf_number(rsi_buf *buf, double value); /* shortest decimal that reads back the same, '.' whatever the locale */
void rsi_buf_clear(rsi_buf *buf);
void rsi_buf_free(rsi_buf *buf);

/* Reads exactly `length` bytes as a decimal number (-12, 3.5, 1e-3), '.' whatever the locale. False, and *value untouched, when
 * they are anything else or out of range. */
bool rsi_number_read(const char *text, size_t length, double *value);

/* 64 bits of hash for tables in memory: fast, not the same on every machine, so nothing that is shown may depend on its order. */
uint64_t rsi_hash(const char *bytes, size_t length);

/* ---- diagnostics ---- */

rscan_error *rsi_error_new(const rscan_allocator *a, rscan_status status);
/* Adds one diagnostic; file and path may be NULL. Out of memory: the error's status becomes RSCAN_NO_MEMORY. */
void rsi_error_add(rscan_error *err, rscan_severity severity, const char *code, const char *file, uint32_t line, uint32_t column,
                   const char *path, const char *hint, const char *format, ...) __attribute__((format(printf, 9, 10)));
void rsi_error_vadd(rscan_error *err, rscan_severity severity, const char *code, const char *file, uint32_t line, uint32_t column,
                    const char *path, const char *hint, const char *format, va_list args) __attribute__((format(printf, 9, 0)));
void rsi_error_copy(rscan_error *to, const rscan_error *from, size_t index); /* adds one diagnostic of another error */
bool rsi_error_renew(rscan_error **err); /* an empty one in its place; false when out of memory, which the old one then says */
bool rsi_error_has_errors(const rscan_error *err); /* any of severity RSCAN_ERROR, or out of memory */
void rsi_error_out_of_memory(rscan_error *err);    /* from now on the whole error says only that */
bool rsi_error_is_full(const rscan_error *err);    /* one more would only be counted: no need to work out its hint */
void rsi_error_sort(rscan_error *err);             /* by file, line, column; stable */
/* Hands err to the caller through out (freeing it when out is NULL). */
void rsi_error_hand(rscan_error **out, rscan_error *err);
/* One-line helper for a failing door: makes, fills and hands over an error; returns its status. a NULL: malloc. */
rscan_status rsi_fail(rscan_error **out, const rscan_allocator *a, rscan_status status, const char *code, const char *path,
                      const char *hint, const char *format, ...) __attribute__((format(printf, 7, 8)));
/* For "out of memory" itself: a constant object that needs no allocation and that rscan_error_free accepts. */
rscan_status rsi_fail_no_memory(rscan_error **out);

/* ---- names ---- */

/* The candidate nearest to word by edit distance, or NULL when none is near enough to be meant. candidate(i) for i < count. */
const char *rsi_nearest(const char *word, const char *(*candidate)(const void *context, size_t index), const void *context,
                        size_t count);

#endif
