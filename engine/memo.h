/* Answers to referrals that said the same before: structured referrals of a year repeat each other, but for their ids and ages.
 *
 * The key is the line as it stands, without its id and with the age as the range that either book can tell apart; so equal keys
 * mean equal answers, and a line that repeats is not even parsed. Inside the render room only. */
#ifndef RSI_MEMO_H
#define RSI_MEMO_H

#include "diff.h"

typedef struct rsi_memo_entry {
  uint64_t hash;
  uint32_t key, length; /* in the memo's keys */
  bool is_filled;
  rsi_answered sides[2];
} rsi_memo_entry;

struct rsi_memo *
rsi_memo_new(struct rscan_diff *diff); /* in the diff's arena, but for what rsi_memo_free lets go. NULL: out of memory */
void rsi_memo_free(struct rsi_memo *memo);
/* The line's entry, new and not filled when nothing like it came before. NULL: not kept. */
rsi_memo_entry *rsi_memo_find(struct rsi_memo *memo, const char *json, size_t length);
void rsi_memo_fill(rsi_memo_entry *entry, const rsi_answered sides[2]);
/* The id in the line that was looked up last, for the caller to copy; length 0 when it has none that is plain. */
const char *rsi_memo_id(const struct rsi_memo *memo, size_t *length);

#endif
