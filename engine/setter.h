/* What the setters of a referral share. Inside the request room only. */
#ifndef RSI_SETTER_H
#define RSI_SETTER_H

#include "referral.h"

#define RSI_MAX_ID 128 /* bytes of an id as written; the rule base has none that is half as long */

/* ---- messages ---- */

#define RSI_HINT (RSI_SHOWN + 24)
/* "did you mean …?" in out, or NULL when nothing is near. */
const char *rsi_hint(char out[RSI_HINT], const char *nearest);
/* One bad input: makes the error, returns its status. */
rscan_status rsi_refuse(const rscan_referral *r, rscan_error **err, const char *code, const char *path, const char *hint,
                        const char *format, ...) __attribute__((format(printf, 6, 7)));
rscan_status rsi_unknown_fact(const rscan_referral *r, const char *id, const char *path, rscan_error **err);

/* A place in the request: "$.findings.fever" to show in an error; the same without "$." is what a decision says. */
typedef struct rsi_place {
  char path[2 + 24 + 1 + RSI_MAX_ID + 1];
} rsi_place;
rsi_place rsi_place_of(const char *member, const char *key);                   /* key may be NULL */
rsi_place rsi_place_in(const char *array, uint32_t index, const char *member); /* member may be NULL */
const char *rsi_keep_path(rscan_referral *r, const rsi_place *p);              /* in the arena; NULL when out of memory */

/* ---- strings and names ---- */

static inline char rsi_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c; }
bool rsi_same_caseless(const char *a, const char *b);
rscan_status rsi_check_utf8(const rscan_referral *r, const char *text, const char *path, rscan_error **err);
/* Keeps a copy of text in *field; NULL or blank unsets. */
rscan_status rsi_set_string(rscan_referral *r, const char **field, const char *text, const char *path, rscan_error **err);
/* An id as written, '_' being as good as '-'; false when it is too long to be one. */
bool rsi_plain_id(char out[RSI_MAX_ID], const char *text, size_t length);
uint32_t rsi_find_told(const rscan_rulebase *rb, const char *text, size_t length); /* fact; n_facts + group; RSI_NONE */
const char *rsi_fact_name(const void *rb, size_t index);                           /* of a fact or n_facts + group */

/* ---- what is told already ---- */

rsi_told_finding *rsi_finding_of(const rscan_referral *r, uint32_t fact);
rsi_told_measure *rsi_measure_of(const rscan_referral *r, uint32_t fact);
rscan_status rsi_check_repeat(const rscan_referral *r, uint32_t fact, const char *path, rscan_error **err);
rscan_status rsi_check_room(const rscan_referral *r, const rsi_vec *list, const char *name, rscan_error **err);

/* ---- dates and age (age.c), numbers (told.c) ---- */

rscan_status rsi_read_date(const rscan_referral *r, const char *text, const char *path, int32_t *date, rscan_error **err);
void rsi_work_out_age(rscan_referral *r); /* from the dates, unless it is told */
rscan_status rsi_set_age_range(rscan_referral *r, double low, double high, const char *path, rscan_error **err); /* in years */
const rsi_unit *rsi_find_unit(const rscan_rulebase *rb, const rsi_measure *measure, const char *text, size_t length);
/* Finite, in order and plausible; fact may be RSI_NONE. */
rscan_status rsi_check_range(const rscan_referral *r, uint32_t fact, double low, double high, const char *path,
                             rscan_error **err);

#endif
