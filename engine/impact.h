/* Which referrals a change can touch at all, so that the others need not be decided. */
#ifndef RSI_IMPACT_H
#define RSI_IMPACT_H

#include "diff.h"

struct rsi_impact;

/* Once a diff, when the changes are known; NULL when out of memory. Lives in the diff's arena. */
struct rsi_impact *rsi_impact_new(struct rscan_diff *diff);
/* With a referral told to the old book (rsi_decide_begin): may the new book answer it differently? True when in doubt. */
bool rsi_impact_may_touch(struct rsi_impact *impact, struct rscan_scratch *old);
/* Would one parsed for the old book fit the new one? */
bool rsi_impact_can_share(const struct rsi_impact *impact, const rscan_referral *referral);

#endif
