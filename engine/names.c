/* Open addressing with linear probing, at most half full. See names.h. */
#include "names.h"

#include <string.h>

#define FIRST_SLOTS 64u

static uint32_t hash_of(const char *text) { /* FNV-1a */
  uint32_t hash = 2166136261u;
  for (; *text; text++)
    hash = (hash ^ (unsigned char)*text) * 16777619u;
  return hash;
}

/* A table of n zeros; NULL when out of memory. */
static uint32_t *new_slots(const rscan_allocator *a, uint32_t n) {
  uint32_t *slots = n ? rsi_alloc(a, n * sizeof *slots) : NULL;
  return slots ? memset(slots, 0, n * sizeof *slots) : NULL;
}

/* ---- names ---- */

void rsi_names_init(rsi_names *names, const rscan_allocator *a) { *names = (rsi_names){.allocator = a}; }

void rsi_names_free(rsi_names *names) {
  rsi_vec_free(names->allocator, &names->entries);
  rsi_release(names->allocator, names->slots);
  rsi_names_init(names, names->allocator);
}

static rsi_name *entry(const rsi_names *names, uint32_t index) { return RSI_AT(&names->entries, rsi_name, index); }

/* The slot that holds text, or the free one where it belongs. */
static uint32_t *slot_of(const rsi_names *names, const char *text) {
  uint32_t at = hash_of(text) & (names->n_slots - 1);
  while (names->slots[at] && strcmp(entry(names, names->slots[at] - 1)->text, text) != 0)
    at = (at + 1) & (names->n_slots - 1);
  return &names->slots[at];
}

rsi_name *rsi_names_find(const rsi_names *names, const char *text) {
  uint32_t found = names->n_slots ? *slot_of(names, text) : 0;
  return found ? entry(names, found - 1) : NULL;
}

static bool names_grow(rsi_names *names) {
  uint32_t n = names->n_slots ? names->n_slots * 2 : FIRST_SLOTS;
  uint32_t *slots = new_slots(names->allocator, n);
  if (!slots)
    return false;
  rsi_release(names->allocator, names->slots);
  names->slots = slots;
  names->n_slots = n;
  for (uint32_t i = 0; i < names->entries.count; i++)
    *slot_of(names, entry(names, i)->text) = i + 1;
  return true;
}

rsi_name *rsi_names_add(rsi_names *names, const char *text, uint32_t value, rsi_where where, bool *is_new) {
  rsi_name *name = rsi_names_find(names, text);
  *is_new = !name;
  if (name)
    return name;
  if (names->entries.count * 2 >= names->n_slots && !names_grow(names)) {
    names->has_failed = true;
    return NULL;
  }
  uint32_t *slot = slot_of(names, text);
  name = RSI_PUSH(names->allocator, &names->entries, rsi_name);
  if (!name) {
    names->has_failed = true;
    return NULL;
  }
  *name = (rsi_name){text, value, where};
  *slot = names->entries.count;
  return name;
}

static const char *name_at(const void *context, size_t index) { return entry(context, (uint32_t)index)->text; }

const rsi_name *rsi_names_nearest(const rsi_names *names, const char *text) {
  const char *nearest = rsi_nearest(text, name_at, names, names->entries.count);
  return nearest ? rsi_names_find(names, nearest) : NULL;
}

/* ---- pool ---- */

bool rsi_pool_init(rsi_pool *pool, const rscan_allocator *a) {
  *pool = (rsi_pool){.slots = new_slots(a, FIRST_SLOTS), .n_slots = FIRST_SLOTS};
  rsi_buf_init(&pool->bytes, a);
  rsi_buf_add(&pool->bytes, "", 1);
  return pool->slots && !pool->bytes.has_failed;
}

void rsi_pool_free(rsi_pool *pool) {
  rsi_release(pool->bytes.allocator, pool->slots);
  rsi_buf_free(&pool->bytes);
}

static uint32_t *pool_slot(const rsi_pool *pool, const char *text) {
  uint32_t at = hash_of(text) & (pool->n_slots - 1);
  while (pool->slots[at] && strcmp(pool->bytes.data + pool->slots[at], text) != 0)
    at = (at + 1) & (pool->n_slots - 1);
  return &pool->slots[at];
}

static bool pool_grow(rsi_pool *pool) {
  uint32_t *old = pool->slots, n_old = pool->n_slots;
  uint32_t *slots = new_slots(pool->bytes.allocator, n_old * 2);
  if (!slots)
    return false;
  pool->slots = slots;
  pool->n_slots = n_old * 2;
  for (uint32_t i = 0; i < n_old; i++)
    if (old[i])
      *pool_slot(pool, pool->bytes.data + old[i]) = old[i];
  rsi_release(pool->bytes.allocator, old);
  return true;
}

rsi_str rsi_pool_add(rsi_pool *pool, const char *text) {
  if (!text || !*text || pool->bytes.has_failed)
    return 0;
  if (pool->count * 2 >= pool->n_slots && !pool_grow(pool)) {
    pool->bytes.has_failed = true;
    return 0;
  }
  uint32_t *slot = pool_slot(pool, text);
  if (*slot)
    return *slot;
  size_t at = pool->bytes.length;
  if (at > UINT32_MAX / 2) { /* offsets are 32 bits; far more than all files that are read */
    pool->bytes.has_failed = true;
    return 0;
  }
  rsi_buf_add(&pool->bytes, text, strlen(text) + 1);
  if (pool->bytes.has_failed)
    return 0;
  *slot = (uint32_t)at;
  pool->count++;
  return *slot;
}
