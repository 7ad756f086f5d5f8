/* Requests in their plainest form, read without building anything. Inside the render room only. */
#ifndef RSI_PLAIN_H
#define RSI_PLAIN_H

#include "referral.h"

/* Reads a request that is plain: ASCII without escapes; id, age, sex, exam, setting, findings and measures; each once, of its
 * plainest type. The referral is then what rscan_referral_parse() would have made of it. False when the request is not plain, or
 * anything in it is refused: that is for the parser to judge, and the referral is worth nothing. */
bool rsi_plain_read(rscan_referral *referral, const char *json, size_t length);

#endif
