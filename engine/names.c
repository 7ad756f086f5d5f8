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

/* A table of n free slots; NULL when out of memory. */
static rsi_slot *new_slots(const rscan_allocator *a, uint32_t n) {
  rsi_slot *slots = n ? rsi_alloc(a, n * sizeof *slots) : NULL;
  return slots ? memset(slots, 0, n * sizeof *slots) : NULL;
}

/* A table of new_n slots with the n that were in old, which is released; NULL, and old left alone, when out of memory. */
static rsi_slot *grow(const rscan_allocator *a, rsi_slot *old, uint32_t n, uint32_t new_n) {
  rsi_slot *slots = new_n > n ? new_slots(a, new_n) : NULL;
  for (uint32_t i = 0; slots && i < n; i++) {
    uint32_t at = old[i].hash & (new_n - 1);
    while (old[i].at && slots[at].at)
      at = (at + 1) & (new_n - 1);
    if (old[i].at)
      slots[at] = old[i];
  }
  if (slots)
    rsi_release(a, old);
  return slots;
}

/* ---- names ---- */

void rsi_names_init(rsi_names *names, const rscan_allocator *a) { *names = (rsi_names){.allocator = a}; }

static rsi_name *entry(const rsi_names *names, uint32_t index) { return RSI_AT(&names->entries, rsi_name, index); }

/* The slot that holds text, or the free one where it belongs. */
static rsi_slot *slot_of(const rsi_names *names, const char *text, uint32_t hash) {
  uint32_t at = hash & (names->n_slots - 1);
  while (names->slots[at].at && (names->slots[at].hash != hash || strcmp(entry(names, names->slots[at].at - 1)->text, text) != 0))
    at = (at + 1) & (names->n_slots - 1);
  return &names->slots[at];
}

rsi_name *rsi_names_find(const rsi_names *names, const char *text) {
  uint32_t found = names->n_slots ? slot_of(names, text, hash_of(text))->at : 0;
  return found ? entry(names, found - 1) : NULL;
}

static bool names_grow(rsi_names *names) {
  uint32_t n = names->n_slots ? names->n_slots * 2 : FIRST_SLOTS;
  rsi_slot *slots = grow(names->allocator, names->slots, names->n_slots, n);
  if (!slots)
    return false;
  names->slots = slots;
  names->n_slots = n;
  return true;
}

rsi_name *rsi_names_add(rsi_names *names, const char *text, uint32_t value, rsi_where where, bool *is_new) {
  rsi_name *name = rsi_names_find(names, text);
  *is_new = !name;
  if (name)
    return name;
  bool has_room = names->entries.count * 2 < names->n_slots || names_grow(names);
  name = has_room ? RSI_PUSH(names->allocator, &names->entries, rsi_name) : NULL;
  if (!name) {
    names->has_failed = true;
    return NULL;
  }
  uint32_t hash = hash_of(text);
  *slot_of(names, text, hash) = (rsi_slot){hash, names->entries.count};
  *name = (rsi_name){text, value, where};
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

static rsi_slot *pool_slot(const rsi_pool *pool, const char *text, uint32_t hash) {
  uint32_t at = hash & (pool->n_slots - 1);
  while (pool->slots[at].at && (pool->slots[at].hash != hash || strcmp(pool->bytes.data + pool->slots[at].at, text) != 0))
    at = (at + 1) & (pool->n_slots - 1);
  return &pool->slots[at];
}

static bool pool_has_room(rsi_pool *pool) {
  if (pool->bytes.length > UINT32_MAX / 2) /* offsets are 32 bits; far more than all files that are read */
    return false;
  if (pool->count * 2 < pool->n_slots)
    return true;
  rsi_slot *slots = grow(pool->bytes.allocator, pool->slots, pool->n_slots, pool->n_slots * 2);
  if (slots) {
    pool->slots = slots;
    pool->n_slots *= 2;
  }
  return slots != NULL;
}

rsi_str rsi_pool_add(rsi_pool *pool, const char *text) {
  if (!text || !*text || pool->bytes.has_failed)
    return 0;
  if (!pool_has_room(pool)) {
    pool->bytes.has_failed = true;
    return 0;
  }
  uint32_t hash = hash_of(text);
  rsi_slot *slot = pool_slot(pool, text, hash);
  if (slot->at)
    return slot->at;
  uint32_t at = (uint32_t)pool->bytes.length;
  rsi_buf_add(&pool->bytes, text, strlen(text) + 1);
  if (pool->bytes.has_failed)
    return 0;
  *slot = (rsi_slot){hash, at};
  pool->count++;
  return at;
}
