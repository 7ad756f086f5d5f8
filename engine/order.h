/* The order's words → the exams that they fit.
 *
 * Attempts, in order: catalogue id, code, name or alias as written, words. The first three are look-ups in an index made once
 * when the rule base is loaded; only the last reads text. */
#ifndef RSI_ORDER_H
#define RSI_ORDER_H

#include "text.h"

#define RSI_MAX_FITTING 64

typedef struct rsi_order {
  uint32_t exams[RSI_MAX_FITTING]; /* every exam that the order fits, in catalogue order */
  uint32_t n_exams;
  uint32_t preferred;  /* the catalogue's default among them; RSI_NONE */
  uint32_t region, modality; /* what was understood; RSI_NONE */
  bool is_exact;       /* by id, code or alias */
  bool is_placeholder; /* the body part as ordered has no exam of its own: the placeholder stands for it */
} rsi_order;

/* Names and modalities of the catalogue, sorted for looking up; in rb->arena. The loader calls it once, when everything else is
 * in place. False when out of memory. */
typedef struct rsi_order_index rsi_order_index;
bool rsi_order_index_make(rscan_rulebase *rb);

/* n_exams == 0: not understood (region or modality may still be). Order of attempts: catalogue id, code (`system|code` or bare),
 * alias, words. reader may be NULL: then words are not tried. */
rscan_status rsi_order_read(rsi_reader *reader, const rscan_rulebase *rb, const char *text, rsi_order *order, rscan_error **err);

#endif
