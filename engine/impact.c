/* Which referrals a change can touch at all, so that the others need not be decided twice.
 *
 * A decision looks only at guidelines that are in play, or that come into play while unknown facts are tried out; and what brings a
 * guideline into play is a finding that holds. So the findings that enter a guideline which differs, in either book, are watched
 * while the old book decides. If none was met, and all that guidelines stand on is the same, the new book would take the same
 * steps. */
#include "canon.h"
#include "diff.h"

/* ---- does what all stand on say the same? ---- */

static void put_ground(rsi_buf *out, const rscan_rulebase *rb, uint32_t unused) {
  (void)unused;
  rsi_canon_ground(out, rb);
}

static void put_words(rsi_buf *out, const rscan_rulebase *rb, uint32_t unused) {
  (void)unused;
  rsi_canon_words(out, rb);
}

static void put_codes(rsi_buf *out, const rscan_rulebase *rb, uint32_t unused) {
  (void)unused;
  for (uint32_t i = 0; i < rb->n_codes; i++) {
    uint32_t fact = rsi_canon_code(out, rb, i);
    rsi_buf_printf(out, "%s\n", fact == RSI_NONE ? rsi_string(rb, rb->exams[rb->codes[i].target].id) : rsi_fact_id(rb, fact));
    rsi_buf_printf(out, "%s", fact == RSI_NONE ? rsi_string(rb, rb->codes[i].code) : "");
  }
}

static void put_numbering(rsi_buf *out, const rscan_rulebase *rb, uint32_t unused) {
  (void)unused;
  rsi_canon_numbering(out, rb);
}

static bool has_changed_fact(const struct rscan_diff *d) {
  for (uint32_t i = 0; i < d->changes.count; i++) {
    uint8_t kind = RSI_AT(&d->changes, rsi_change, i)->kind;
    if (kind == RSI_FACT_CHANGED || kind == RSI_FACT_SILENCE_CHANGED)
      return true;
  }
  return false;
}

/* ---- what to watch ---- */

static bool put_watched(struct rscan_diff *d) {
  const rscan_rulebase *old = d->books[0], *new = d->books[1];
  d->watched = rsi_arena_alloc(&d->arena, old->n_facts + 1);
  for (uint32_t k = 0; d->watched && k < new->n_guidelines; k++) {
    uint32_t i = d->guideline_unified[k];
    if (i < old->n_guidelines && rsi_diff_same(d, rsi_canon_guideline, i, k))
      continue;
    rsi_span enters = new->guidelines[k].enters;
    for (uint32_t e = 0; e < enters.count; e++) {
      uint32_t fact = rsi_find_fact(old, rsi_fact_id(new, new->indices[enters.first + e]));
      if (fact < old->n_facts)
        d->watched[fact] = 1;
    }
    for (uint32_t e = 0; i < old->n_guidelines && e < old->guidelines[i].enters.count; e++)
      d->watched[old->indices[old->guidelines[i].enters.first + e]] = 1;
  }
  for (uint32_t i = 0; d->watched && i < old->n_guidelines; i++)
    for (uint32_t e = 0; d->guideline_in_new[i] == RSI_NONE && e < old->guidelines[i].enters.count; e++)
      d->watched[old->indices[old->guidelines[i].enters.first + e]] = 1;
  return d->watched != NULL;
}

bool rsi_impact_find(struct rscan_diff *d) {
  d->has_same_numbering = rsi_diff_same(d, put_numbering, 0, 0);
  d->has_same_ground = !has_changed_fact(d) && rsi_diff_same(d, put_ground, 0, 0);
  d->has_same_words = rsi_diff_same(d, put_words, 0, 0);
  d->has_same_codes = rsi_diff_same(d, put_codes, 0, 0);
  return put_watched(d) && !d->arena.has_failed;
}
