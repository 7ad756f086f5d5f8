/* Memory, growing arrays and strings, numbers as text. Nothing here knows what a referral is.
 *
 * Every block comes from the caller's allocator, and running out of it is a result: NULL, or a flag that stays set. */
#include "base.h"

#include <math.h>
#include <stdarg.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_CONFIG_H
#include "config.h"
#else
#define PACKAGE_VERSION "unversioned" /* a file compiled by hand, outside the build */
#endif

const char *rscan_version(void) { return PACKAGE_VERSION; }

/* ---- the caller's allocator ---- */

static void *malloc_alloc(size_t size, void *context) {
  (void)context;
  return malloc(size);
}

static void *malloc_resize(void *block, size_t size, void *context) {
  (void)context;
  return realloc(block, size);
}

static void malloc_release(void *block, void *context) {
  (void)context;
  free(block);
}

const rscan_allocator rsi_malloc_allocator = {malloc_alloc, malloc_resize, malloc_release, NULL};

void *rsi_alloc(const rscan_allocator *a, size_t size) { return a->alloc(size ? size : 1, a->context); }

void *rsi_resize(const rscan_allocator *a, void *block, size_t size) {
  return block ? a->resize(block, size ? size : 1, a->context) : rsi_alloc(a, size);
}

void rsi_release(const rscan_allocator *a, void *block) {
  if (block)
    a->release(block, a->context);
}

/* ---- arena ---- */

#define ARENA_ALIGN 16u
#define ARENA_FIRST_BLOCK (8u << 10)
#define ARENA_LARGEST_BLOCK (1u << 20) /* blocks double up to here: few calls for a large book, little waste for a small one */

struct rsi_arena_block {
  struct rsi_arena_block *next;
  size_t size, used;
  alignas(ARENA_ALIGN) char data[];
};

void rsi_arena_init(rsi_arena *arena, const rscan_allocator *allocator) { *arena = (rsi_arena){.allocator = allocator}; }

static size_t next_block_size(const rsi_arena *arena, size_t wanted) {
  size_t size = arena->current ? arena->current->size * 2 : ARENA_FIRST_BLOCK;
  if (size > ARENA_LARGEST_BLOCK)
    size = ARENA_LARGEST_BLOCK;
  return size < wanted ? wanted : size;
}

/* Makes the current block one with room for size bytes: a kept one further on, or a new one at the end. */
static bool arena_find_room(rsi_arena *arena, size_t size) {
  while (arena->current && arena->current->size - arena->current->used < size && arena->current->next)
    arena->current = arena->current->next;
  if (arena->current && arena->current->size - arena->current->used >= size)
    return true;
  size_t block_size = next_block_size(arena, size);
  struct rsi_arena_block *block = rsi_alloc(arena->allocator, sizeof *block + block_size);
  if (!block)
    return false;
  *block = (struct rsi_arena_block){.size = block_size};
  if (arena->current)
    arena->current->next = block;
  else
    arena->head = block;
  arena->current = block;
  return true;
}

void *rsi_arena_alloc(rsi_arena *arena, size_t size) {
  if (size <= SIZE_MAX / 2) {
    size_t rounded = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    if (arena_find_room(arena, rounded)) {
      void *result = arena->current->data + arena->current->used;
      arena->current->used += rounded;
      return memset(result, 0, rounded);
    }
  }
  arena->has_failed = true;
  return NULL;
}

char *rsi_arena_strndup(rsi_arena *arena, const char *text, size_t length) {
  char *copy = length < SIZE_MAX ? rsi_arena_alloc(arena, length + 1) : NULL;
  if (copy && length)
    memcpy(copy, text, length);
  return copy;
}

void rsi_arena_reset(rsi_arena *arena) {
  for (struct rsi_arena_block *block = arena->head; block; block = block->next)
    block->used = 0;
  arena->current = arena->head;
  arena->has_failed = false;
}

rsi_arena_mark rsi_arena_here(const rsi_arena *arena) {
  return (rsi_arena_mark){arena->current, arena->current ? arena->current->used : 0};
}

void rsi_arena_rewind(rsi_arena *arena, rsi_arena_mark mark) {
  for (struct rsi_arena_block *block = mark.block ? mark.block->next : arena->head; block; block = block->next)
    block->used = 0;
  if (mark.block)
    mark.block->used = mark.used;
  arena->current = mark.block ? mark.block : arena->head;
}

void rsi_arena_free(rsi_arena *arena) {
  for (struct rsi_arena_block *block = arena->head, *next; block; block = next) {
    next = block->next;
    rsi_release(arena->allocator, block);
  }
  rsi_arena_init(arena, arena->allocator);
}

/* A block begins with its size, so that it can grow by copying. */
static void *arena_block_alloc(size_t size, void *context) {
  char *block = size < SIZE_MAX - ARENA_ALIGN ? rsi_arena_alloc(context, size + ARENA_ALIGN) : NULL;
  if (!block)
    return NULL;
  memcpy(block, &size, sizeof size);
  return block + ARENA_ALIGN;
}

static void *arena_block_resize(void *block, size_t size, void *context) {
  size_t old_size;
  memcpy(&old_size, (char *)block - ARENA_ALIGN, sizeof old_size);
  if (size <= old_size)
    return block;
  void *moved = arena_block_alloc(size, context);
  return moved ? memcpy(moved, block, old_size) : NULL;
}

static void arena_block_release(void *block, void *context) { (void)block, (void)context; }

rscan_allocator rsi_arena_allocator(rsi_arena *arena) {
  return (rscan_allocator){arena_block_alloc, arena_block_resize, arena_block_release, arena};
}

/* ---- growing array ---- */

void *rsi_vec_push(const rscan_allocator *a, rsi_vec *vec, size_t item_size) {
  if (vec->count == vec->capacity) {
    uint32_t capacity = vec->capacity ? vec->capacity * 2 : 8;
    if (capacity <= vec->capacity || capacity > SIZE_MAX / item_size)
      return NULL;
    void *items = rsi_resize(a, vec->items, capacity * item_size);
    if (!items)
      return NULL;
    vec->items = items;
    vec->capacity = capacity;
  }
  return memset((char *)vec->items + item_size * vec->count++, 0, item_size);
}

void rsi_vec_free(const rscan_allocator *a, rsi_vec *vec) {
  rsi_release(a, vec->items);
  *vec = (rsi_vec){0};
}

/* ---- sorting: a heap sort, because qsort may allocate and takes no context ---- */

static void swap_bytes(char *a, char *b, size_t size) {
  for (size_t i = 0; i < size; i++) {
    char kept = a[i];
    a[i] = b[i];
    b[i] = kept;
  }
}

static void sift_down(char *items, size_t from, size_t count, size_t size, int (*compare)(const void *, const void *, const void *),
                      const void *context) {
  for (size_t child; (child = 2 * from + 1) < count; from = child) {
    if (child + 1 < count && compare(items + child * size, items + (child + 1) * size, context) < 0)
      child++;
    if (compare(items + from * size, items + child * size, context) >= 0)
      return;
    swap_bytes(items + from * size, items + child * size, size);
  }
}

void rsi_sort(void *items, size_t count, size_t item_size, int (*compare)(const void *a, const void *b, const void *context),
              const void *context) {
  for (size_t i = count / 2; i-- > 0;)
    sift_down(items, i, count, item_size, compare, context);
  for (size_t i = count; i-- > 1;) {
    swap_bytes(items, (char *)items + i * item_size, item_size);
    sift_down(items, 0, i, item_size, compare, context);
  }
}

/* ---- growing string ---- */

/* What an empty buffer's data points to until it owns memory (capacity is then 0, and nothing writes to it). */
static char *no_data(void) { return (char *)""; }

void rsi_buf_init(rsi_buf *buf, const rscan_allocator *a) { *buf = (rsi_buf){.allocator = a, .data = no_data()}; }

/* Room for length more bytes and the NUL. */
static bool buf_reserve(rsi_buf *buf, size_t length) {
  if (buf->has_failed)
    return false;
  if (buf->capacity - buf->length > length)
    return true;
  size_t capacity = buf->capacity ? buf->capacity : 64;
  while (capacity - buf->length <= length && capacity <= SIZE_MAX / 4)
    capacity *= 2;
  char *data = capacity - buf->length > length ? rsi_resize(buf->allocator, buf->capacity ? buf->data : NULL, capacity) : NULL;
  if (!data) {
    buf->has_failed = true;
    return false;
  }
  buf->data = data;
  buf->capacity = capacity;
  return true;
}

void rsi_buf_add(rsi_buf *buf, const char *text, size_t length) {
  if (!buf_reserve(buf, length))
    return;
  if (length)
    memcpy(buf->data + buf->length, text, length);
  buf->length += length;
  buf->data[buf->length] = '\0';
}

void rsi_buf_puts(rsi_buf *buf, const char *text) { rsi_buf_add(buf, text, strlen(text)); }

void rsi_buf_putc(rsi_buf *buf, char c) { rsi_buf_add(buf, &c, 1); }

void rsi_buf_vprintf(rsi_buf *buf, const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  if (length < 0)
    buf->has_failed = true;
  else if (buf_reserve(buf, (size_t)length)) {
    vsnprintf(buf->data + buf->length, (size_t)length + 1, format, again);
    buf->length += (size_t)length;
  }
  va_end(again);
}

void rsi_buf_printf(rsi_buf *buf, const char *format, ...) {
  va_list args;
  va_start(args, format);
  rsi_buf_vprintf(buf, format, args);
  va_end(args);
}

void rsi_buf_clear(rsi_buf *buf) {
  buf->length = 0;
  buf->has_failed = false;
  if (buf->capacity)
    buf->data[0] = '\0';
}

void rsi_buf_free(rsi_buf *buf) {
  if (buf->capacity)
    rsi_release(buf->allocator, buf->data);
  rsi_buf_init(buf, buf->allocator);
}

/* ---- numbers ---- */

/* The fewest digits that read back as value, without sign and trailing zeros, and the power of ten of the first.
 * printf and strtod follow the locale's decimal point, but the same one, and it is dropped here: digits and exponent do not vary.
 */
static size_t shortest_digits(double value, char digits[20], int *exponent) {
  char text[40];
  for (int precision = 14; precision <= 16; precision++) { /* 15 digits always survive, 17 always suffice */
    snprintf(text, sizeof text, "%.*e", precision, value);
    if (strtod(text, NULL) == value)
      break;
  }
  size_t count = 0;
  const char *p = text;
  for (; *p != 'e'; p++)
    if (*p >= '0' && *p <= '9')
      digits[count++] = *p;
  *exponent = atoi(p + 1);
  while (count > 1 && digits[count - 1] == '0')
    count--;
  return count;
}

static void add_zeros(rsi_buf *buf, int count) {
  for (int i = 0; i < count; i++)
    rsi_buf_putc(buf, '0');
}

static void add_plain(rsi_buf *buf, const char *digits, int count, int exponent) {
  if (exponent < 0) {
    rsi_buf_puts(buf, "0.");
    add_zeros(buf, -exponent - 1);
    rsi_buf_add(buf, digits, (size_t)count);
    return;
  }
  int whole = exponent + 1 < count ? exponent + 1 : count;
  rsi_buf_add(buf, digits, (size_t)whole);
  add_zeros(buf, exponent + 1 - count);
  if (count > whole) {
    rsi_buf_putc(buf, '.');
    rsi_buf_add(buf, digits + whole, (size_t)(count - whole));
  }
}

void rsi_buf_number(rsi_buf *buf, double value) {
  if (!isfinite(value)) {
    rsi_buf_puts(buf, isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
    return;
  }
  char digits[20];
  int exponent;
  if (value < 0)
    rsi_buf_putc(buf, '-');
  int count = (int)shortest_digits(fabs(value), digits, &exponent);
  if (exponent >= -7 && exponent < 21) {
    add_plain(buf, digits, count, exponent);
    return;
  }
  rsi_buf_add(buf, digits, 1);
  if (count > 1) {
    rsi_buf_putc(buf, '.');
    rsi_buf_add(buf, digits + 1, (size_t)count - 1);
  }
  rsi_buf_printf(buf, "e%d", exponent);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* An exponent as written after e; false unless it is a whole number of at most four digits. */
static bool read_exponent(const char *text, size_t length, int *exponent) {
  size_t i = length && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  if (i == length || length - i > 4)
    return false;
  int value = 0;
  for (; i < length; i++) {
    if (!is_digit(text[i]))
      return false;
    value = value * 10 + (text[i] - '0');
  }
  *exponent = text[0] == '-' ? -value : value;
  return true;
}

/* The number is rewritten as whole digits and an exponent ("3.50" is "350e-2"), which strtod reads alike in every locale. */
bool rsi_number_read(const char *text, size_t length, double *value) {
  char plain[64 + 16];
  size_t used = 0, digits = 0, i = 0;
  int exponent = 0, shift = 0;
  if (i < length && (text[i] == '-' || text[i] == '+'))
    plain[used++] = text[i++];
  for (bool in_fraction = false; i < length && used < 64; i++) {
    if (text[i] == '.' && !in_fraction && digits) {
      in_fraction = true;
      if (i + 1 == length || !is_digit(text[i + 1]))
        return false;
    } else if (is_digit(text[i])) {
      plain[used++] = text[i];
      digits++;
      shift -= in_fraction;
    } else
      break;
  }
  if (!digits)
    return false;
  if (i < length && ((text[i] != 'e' && text[i] != 'E') || !read_exponent(text + i + 1, length - i - 1, &exponent)))
    return false;
  snprintf(plain + used, sizeof plain - used, "e%d", exponent + shift);
  double result = strtod(plain, NULL);
  if (!isfinite(result))
    return false;
  *value = result;
  return true;
}

/* ---- hashes ---- */

uint64_t rsi_hash(const char *bytes, size_t length) {
  uint64_t hash = length * 0x9e3779b97f4a7c15u, word;
  for (; length >= 8; bytes += 8, length -= 8) {
    memcpy(&word, bytes, 8);
    hash = (hash ^ word) * 0xff51afd7ed558ccdu;
    hash ^= hash >> 32;
  }
  for (; length; bytes++, length--)
    hash = (hash ^ (unsigned char)*bytes) * 0xff51afd7ed558ccdu;
  return hash ^ hash >> 29;
}
