/* A diff in words: what its text and its JSON have in common. Inside the render room only.
 *
 * Sentences come from the new book's wording; what is gone is named by the old book. */
#ifndef RSI_DIFF_TELL_H
#define RSI_DIFF_TELL_H

#include "diff.h"
#include "json_write.h"

typedef struct rsi_report {
  const struct rscan_diff *d;
  const rscan_rulebase *words; /* the new book */
  int lang;
  rsi_buf *out;
  rsi_json json;
  uint32_t max_examples;
  rsi_buf parts[4]; /* subject, what of it, from, to: what a sentence is filled in with */
  rsi_buf details;  /* of one change: lines that went and came */
} rsi_report;

enum { RSI_TELL_SUBJECT, RSI_TELL_OF_IT, RSI_TELL_FROM, RSI_TELL_TO };

static inline const rscan_rulebase *rsi_report_book(const rsi_report *r, int side) { return r->d->books[side]; }
/* The side on which it can be named: the new one, or the old one for what is gone. */
static inline int rsi_named_side(const uint32_t pair[2]) { return pair[1] == RSI_NONE ? 0 : 1; }
static inline const char *rsi_report_word(const rsi_report *r, const char *id) { return rsi_wording(r->words, id, r->lang); }
const char *rsi_category_word(const rsi_report *r, uint8_t category);
void rsi_put_to_buffer(void *to, const char *text, size_t length); /* a sink into a rsi_buf */

/* diff_tell.c: the sentence of a change; leaves its parts in r->parts. */
void rsi_report_change(rsi_report *r, const rsi_sink *sink, const rsi_change *change);
/* The guidelines that a change of something shared touches, by number of the named side's book: at most max, all of them counted. */
uint32_t rsi_report_users(const rsi_report *r, const rsi_change *change, uint32_t *list, uint32_t max);
/* How many guidelines any change touches, their own or of something that they use. False when out of memory. */
bool rsi_report_touched(const rsi_report *r, uint32_t *count);

/* diff_details.c: fills r->details with the lines that went and came; false where the sentence says it all. */
bool rsi_report_details(rsi_report *r, const rsi_change *change);

/* Things of either book by the number that both share. */
typedef struct rsi_named { const rscan_rulebase *rb; uint32_t index; } rsi_named; /* index RSI_NONE: none */
rsi_named rsi_named_guideline(const rsi_report *r, uint32_t unified);
rsi_named rsi_named_scenario(const rsi_report *r, uint32_t unified);
rsi_named rsi_named_exam(const rsi_report *r, uint32_t unified);
rsi_named rsi_named_fact(const rsi_report *r, uint32_t unified);
const char *rsi_guideline_title(const rsi_report *r, uint32_t unified); /* never NULL */

/* diff_json.c; parts: the order in which they are told. */
void rsi_report_json(rsi_report *r, const uint32_t *parts);

/* diff_report.c: the sentences for a committee, one call of say each. */
typedef void rsi_say_fn(rsi_report *r, const char *id, const char *const args[], size_t n_args);
void rsi_report_summary(rsi_report *r, rsi_say_fn *say, const uint32_t *parts);
const char *rsi_parting_name(uint8_t parting); /* on the wire */

#endif
