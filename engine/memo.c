/* The memo of a diff; see memo.h. Open addressing, at most half full; when it is full, or too seldom of use, it adds nothing more.
 */
#include "memo.h"

#include <string.h>

#define SLOTS (1u << 19)    /* of 4 bytes */
#define MAX_ENTRIES 200000u /* of 200 bytes, and as many for the key: some 90 MB */
#define MAX_KEY 2000u       /* longer lines are told in words, and seldom twice */
#define TRIAL 8192u /* after so many look-ups one in thirty must have found something: it saves thirty times what it costs */
#define MAX_PLAIN_ID 64u
#define MAX_PLAIN_AGE 110u /* years; what is beyond is for the reader to judge */

struct rsi_memo {
  const rscan_allocator *allocator;
  uint32_t *slots; /* 1 + index of the entry; 0 is free */
  rsi_memo_entry *entries;
  uint32_t n_entries;
  rsi_buf keys;
  char key[MAX_KEY + 64];
  size_t length;
  const char *id;
  size_t id_length;
  rsi_state ages[MAX_PLAIN_AGE + 1][2]; /* what either book sees of an age in whole years */
  bool is_age_worked_with;              /* into another measure: then its number counts beside measures */
  uint64_t n_asked, n_found;
};

static void see_ages(struct rsi_memo *m, const struct rscan_diff *d) {
  for (int side = 0; side < 2; side++) {
    const rscan_rulebase *rb = d->books[side];
    for (uint32_t age = 0; age <= MAX_PLAIN_AGE && rb->age != RSI_NONE; age++)
      m->ages[age][side] = rsi_cells_of(rb, &rb->facts[rb->age], age, false, age, false);
    for (uint32_t i = 0; i < rb->n_measures; i++)
      for (uint32_t k = 0; k < rb->measures[i].inputs.count; k++)
        m->is_age_worked_with |= rb->indices[rb->measures[i].inputs.first + k] == rb->age;
  }
}

struct rsi_memo *rsi_memo_new(struct rscan_diff *d) {
  struct rsi_memo *m = rsi_arena_alloc(&d->arena, sizeof *m);
  if (!m)
    return NULL;
  m->allocator = &d->allocator;
  rsi_buf_init(&m->keys, m->allocator);
  m->slots = rsi_alloc(m->allocator, SLOTS * sizeof *m->slots);
  m->entries = rsi_alloc(m->allocator, MAX_ENTRIES * sizeof *m->entries);
  if (!m->slots || !m->entries) {
    rsi_memo_free(m);
    return NULL;
  }
  memset(m->slots, 0, SLOTS * sizeof *m->slots);
  see_ages(m, d);
  return m;
}

void rsi_memo_free(struct rsi_memo *m) {
  if (!m)
    return;
  rsi_release(m->allocator, m->slots);
  rsi_release(m->allocator, m->entries);
  rsi_buf_free(&m->keys);
}

const char *rsi_memo_id(const struct rsi_memo *m, size_t *length) {
  *length = m->id_length;
  return m->id;
}

/* ---- keys ----
 *
 * Only members of the outermost object are looked at, and only where they are as plain as they mostly are; whatever else is copied
 * byte by byte. A member that is left out leaves a mark, so that one given twice, which is refused, is not taken for one given
 * once. */

/* The byte behind a string that begins at p; end when it does not end. */
static const char *skip_string(const char *p, const char *end) {
  for (p++; p < end && *p != '"'; p++)
    if (*p == '\\')
      p++;
  return p < end ? p + 1 : end;
}

static bool is_space(char c) { return c == ' ' || c == '\t'; }

/* The value of a member whose name ends before p; NULL when p is no name's end. */
static const char *value_of(const char *p, const char *end) {
  while (p < end && is_space(*p))
    p++;
  if (p >= end || *p++ != ':')
    return NULL;
  while (p < end && is_space(*p))
    p++;
  return p < end ? p : NULL;
}

static bool is_name(const char *from, const char *to, const char *name) {
  size_t length = strlen(name);
  return (size_t)(to - from) == length + 2 && memcmp(from + 1, name, length) == 0;
}

static void put(struct rsi_memo *m, const void *bytes, size_t length) {
  memcpy(m->key + m->length, bytes, length);
  m->length += length;
}

/* A plain id: printable ASCII without quotes or escapes. Returns the byte behind it; NULL when it is not plain. */
static const char *take_id(struct rsi_memo *m, const char *value, const char *end) {
  const char *to = *value == '"' ? skip_string(value, end) : end;
  if (to == end || (size_t)(to - value) > MAX_PLAIN_ID + 2)
    return NULL;
  for (const char *p = value + 1; p < to - 1; p++)
    if (*p < ' ' || *p > '~' || *p == '\\')
      return NULL;
  m->id = value + 1;
  m->id_length = (size_t)(to - value) - 2;
  put(m, "\x01", 1);
  return to;
}

/* A plain age: whole years. Returns the byte behind it; NULL when it is not plain. */
static const char *take_age(struct rsi_memo *m, const char *value, const char *end) {
  unsigned age = 0;
  const char *p = value;
  for (; p < end && *p >= '0' && *p <= '9' && p - value < 3; p++)
    age = age * 10 + (unsigned)(*p - '0');
  if (p == value || p == end || (*p != ',' && *p != '}' && !is_space(*p)) || age > MAX_PLAIN_AGE ||
      (*value == '0' && p - value > 1))
    return NULL;
  put(m, "\x02", 1);
  put(m, m->ages[age], sizeof m->ages[age]);
  return p;
}

static const char *take_member(struct rsi_memo *m, const char *name, const char *name_end, const char *end, bool may_fold_age) {
  const char *value = value_of(name_end, end), *behind = NULL;
  if (value && is_name(name, name_end, "id"))
    behind = take_id(m, value, end);
  else if (value && may_fold_age && is_name(name, name_end, "age"))
    behind = take_age(m, value, end);
  return behind;
}

static bool has_measures(const char *json, size_t length) { return memmem(json, length, "\"measures\"", 10) != NULL; }

static bool make_key(struct rsi_memo *m, const char *json, size_t length) {
  const char *end = json + length;
  unsigned depth = 0;
  bool may_fold_age = !m->is_age_worked_with || !has_measures(json, length);
  m->length = m->id_length = 0;
  if (length > MAX_KEY)
    return false;
  for (const char *p = json; p < end;) {
    const char *from = p, *behind = NULL;
    if (*p == '"') {
      p = skip_string(p, end);
      behind = depth == 1 ? take_member(m, from, p, end, may_fold_age) : NULL;
    } else {
      depth += (*p == '{' || *p == '[') - (*p == '}' || *p == ']');
      p++;
    }
    if (behind)
      p = behind;
    else
      put(m, from, (size_t)(p - from));
  }
  return true;
}

/* ---- looking up ---- */

static bool is_of_use(const struct rsi_memo *m) { return m->n_asked < TRIAL || m->n_found * 30 >= m->n_asked; }

static rsi_memo_entry *add(struct rsi_memo *m, uint32_t slot, uint64_t hash) {
  size_t at = m->keys.length;
  if (m->n_entries == MAX_ENTRIES)
    return NULL;
  rsi_buf_add(&m->keys, m->key, m->length);
  if (m->keys.has_failed)
    return NULL; /* it goes on without */
  rsi_memo_entry *e = &m->entries[m->n_entries++];
  *e = (rsi_memo_entry){.hash = hash, .key = (uint32_t)at, .length = (uint32_t)m->length};
  m->slots[slot] = m->n_entries;
  return e;
}

rsi_memo_entry *rsi_memo_find(struct rsi_memo *m, const char *json, size_t length) {
  m->id_length = 0;
  if (!is_of_use(m) || !make_key(m, json, length))
    return NULL;
  uint64_t hash = rsi_hash(m->key, m->length);
  uint32_t slot = (uint32_t)hash & (SLOTS - 1);
  m->n_asked++;
  for (; m->slots[slot]; slot = (slot + 1) & (SLOTS - 1)) {
    rsi_memo_entry *e = &m->entries[m->slots[slot] - 1];
    if (e->hash == hash && e->length == m->length && memcmp(m->keys.data + e->key, m->key, e->length) == 0) {
      m->n_found++;
      return e;
    }
  }
  return add(m, slot, hash);
}

void rsi_memo_fill(rsi_memo_entry *entry, const rsi_answered sides[2]) {
  memcpy(entry->sides, sides, sizeof entry->sides);
  entry->is_filled = true;
}
