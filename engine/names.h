/* Names: a map from text to a number, and the pool that strings of a rule base end up in. Both are made with an allocator that
 * needs no releasing (rsi_arena_allocator). */
#ifndef RSI_NAMES_H
#define RSI_NAMES_H

#include "base.h"

typedef struct rsi_name {
  const char *text; /* belongs to whoever put it in, and must live as long as the map */
  uint32_t value;
  rsi_where where; /* of the first definition */
} rsi_name;

typedef struct rsi_slot { /* of a hash table; the hash saves reading the text again */
  uint32_t hash, at;      /* at 0: free */
} rsi_slot;

/* Entries stay in the order they came in, so that walking over them never depends on a hash. */
typedef struct rsi_names {
  const rscan_allocator *allocator;
  rsi_vec entries; /* rsi_name */
  rsi_slot *slots; /* at: 1 + index of the entry */
  uint32_t n_slots;
  bool has_failed;
} rsi_names;

void rsi_names_init(rsi_names *names, const rscan_allocator *a);
/* NULL when there is none. */
rsi_name *rsi_names_find(const rsi_names *names, const char *text);
/* The entry of that text: a new one (*is_new), or the one that was there. NULL when out of memory. */
rsi_name *rsi_names_add(rsi_names *names, const char *text, uint32_t value, rsi_where where, bool *is_new);
/* The nearest name that may have been meant, or NULL. */
const rsi_name *rsi_names_nearest(const rsi_names *names, const char *text);

/* One long run of NUL-terminated strings, each held once. Offset 0 is the empty string. */
typedef struct rsi_pool {
  rsi_buf bytes;
  rsi_slot *slots; /* at: offset */
  uint32_t n_slots, count;
} rsi_pool;

bool rsi_pool_init(rsi_pool *pool, const rscan_allocator *a);
/* 0 for NULL and for "", and (with bytes.has_failed set) when out of memory. */
rsi_str rsi_pool_add(rsi_pool *pool, const char *text);

#endif
