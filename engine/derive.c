/* Interval arithmetic. See derive.h. */
#include "derive.h"

#include <math.h>

static const rsi_range unknown = {NAN, NAN, false, false};

static double least(const double corners[4]) { return fmin(fmin(corners[0], corners[1]), fmin(corners[2], corners[3])); }
static double most(const double corners[4]) { return fmax(fmax(corners[0], corners[1]), fmax(corners[2], corners[3])); }

/* 0 × infinity, a NaN, is passed over. Where nothing is negative an end is open as soon as what it comes from is. */
static rsi_range product(rsi_range a, rsi_range b) {
  const double corners[] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
  rsi_range r = {least(corners), most(corners), false, false};
  r.is_low_open = a.low >= 0 && b.low >= 0 && r.low > 0 && (a.is_low_open || b.is_low_open);
  r.is_high_open = a.low >= 0 && b.low >= 0 && r.high > 0 && (a.is_high_open || b.is_high_open);
  return r;
}

static rsi_range quotient(rsi_range a, rsi_range b) {
  if (b.low <= 0 && b.high >= 0)
    return unknown;
  const double corners[] = {a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high};
  rsi_range r = {least(corners), most(corners), false, false};
  r.is_low_open = a.low >= 0 && b.low > 0 && r.low > 0 && (a.is_low_open || b.is_high_open);
  r.is_high_open = a.low >= 0 && b.low > 0 && r.high > 0 && (a.is_high_open || b.is_low_open);
  return r;
}

static rsi_range combine(uint8_t op, rsi_range a, rsi_range b) {
  switch (op) {
  case RSI_TERM_SUM:
    return (rsi_range){a.low + b.low, a.high + b.high, a.is_low_open || b.is_low_open, a.is_high_open || b.is_high_open};
  case RSI_TERM_DIFFERENCE:
    return (rsi_range){a.low - b.high, a.high - b.low, a.is_low_open || b.is_high_open, a.is_high_open || b.is_low_open};
  case RSI_TERM_GREATEST:
    return (rsi_range){fmax(a.low, b.low), fmax(a.high, b.high), false, false};
  case RSI_TERM_LEAST:
    return (rsi_range){fmin(a.low, b.low), fmin(a.high, b.high), false, false};
  case RSI_TERM_QUOTIENT:
    return quotient(a, b);
  default:
    return product(a, b);
  }
}

rsi_range rsi_derive(const rscan_rulebase *rb, uint32_t term, rsi_range_fn *range_of, const void *context) {
  const rsi_term *t = &rb->terms[term];
  if (t->op == RSI_TERM_NUMBER)
    return (rsi_range){t->number, t->number, false, false};
  if (t->op == RSI_TERM_VALUE)
    return range_of(context, t->fact);
  rsi_range all = rsi_derive(rb, term + 1, range_of, context);
  for (uint32_t i = rb->terms[term + 1].end; i < t->end; i = rb->terms[i].end) {
    rsi_range part = rsi_derive(rb, i, range_of, context);
    all = isnan(all.low) || isnan(part.low) || isnan(all.high) || isnan(part.high) ? unknown : combine(t->op, all, part);
  }
  return all;
}
