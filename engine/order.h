/* The order's words → the exams that they fit. */
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

/* n_exams == 0: not understood. Order of attempts: catalogue id, code (`system|code` or bare), alias, words. */
rscan_status rsi_order_read(rsi_reader *reader, const char *text, rsi_order *order, rscan_error **err);

#endif
