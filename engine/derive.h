/* What a derived measure comes to: interval arithmetic over what is known of its inputs. */
#ifndef RSI_DERIVE_H
#define RSI_DERIVE_H

#include "model.h"

/* Numbers from low to high; NaN in both: nothing is known. An open end is not one of them. */
typedef struct rsi_range {
  double low, high;
  bool is_low_open, is_high_open;
} rsi_range;
typedef rsi_range rsi_range_fn(const void *context, uint32_t fact);

/* The range of a term whose facts have the ranges of range_of. Never narrower than it could be; what is unknown makes all of it
 * unknown. */
rsi_range rsi_derive(const rscan_rulebase *rb, uint32_t term, rsi_range_fn *range_of, const void *context);

#endif
