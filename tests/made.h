/* Referrals made by chance from a rule base, one request a line, as a hospital's orders would be: mostly one complaint, some of the
 * facts that its guideline looks at, an exam that it rates, an age. The same seed makes the same referrals. */
#ifndef TEST_MADE_H
#define TEST_MADE_H

#include "model.h"

typedef struct made { const rscan_rulebase *rb; uint32_t state; } made; /* state: the seed */

uint32_t made_below(made *m, uint32_t n); /* 0 … n - 1 */
/* Writes the next referral, without a line's end. number: its id. */
void made_referral(made *m, rsi_buf *out, uint32_t number);

#endif
