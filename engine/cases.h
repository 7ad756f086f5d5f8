/* The worked referrals of a rule base: what was asked, and what the decision must say. Data; deciding and comparing is elsewhere.
 *
 * Case files are no part of the compiled rule base. They are read when asked for, checked against a rule base that is loaded, and
 * kept as they were read. A mistake breaks the case that it stands in and no other: the case stays in the list, with what is wrong. */
#ifndef RSI_CASES_H
#define RSI_CASES_H

#include "book.h"
#include "model.h"
#include "xml.h"

typedef struct parsed_told { /* <finding of state>, <choice of is>, <fact of is> */
  parsed_head head;
  parsed_name of, state;
} parsed_told;

typedef struct parsed_told_measure {
  parsed_head head;
  parsed_name of;
  double value;
  parsed_words unit; /* NULL: the measure's own */
} parsed_told_measure;

typedef struct parsed_told_prior {
  parsed_head head;
  parsed_words exam, date, result;
} parsed_told_prior;

typedef struct parsed_referral { /* a text that was not given is NULL */
  parsed_head head;
  parsed_words age, birth_date, today, exam, reason;
  parsed_name setting;
  parsed_names codes, authorities;
  uint8_t sex;                   /* 1 female, 2 male, 3 other, 4 unknown */
  uint8_t pregnant;              /* 1 yes, 2 no, 3 unknown */
  uint8_t language;              /* 1 + rsi_lang */
  uint8_t policy;                /* 1 documented, 2 strict */
  uint8_t prior_complete;        /* parsed_yes_no */
  parsed_list findings, choices; /* parsed_told */
  parsed_list measures;          /* parsed_told_measure */
  parsed_list priors;            /* parsed_told_prior */
} parsed_referral;

typedef struct parsed_expect { /* 0 or NULL: not compared */
  parsed_head head;
  uint8_t verdict; /* rscan_category */
  uint8_t urgency; /* 1 + rscan_urgency */
  uint8_t safety;  /* 1 + rscan_safety */
  parsed_name exam, guideline, scenario, question;
  uint8_t reason;                                              /* for no-criteria; rsi_case_reason() names it */
  parsed_names recommended, alternatives, candidates, caution; /* compared when their has_ is set, even if empty */
  uint8_t has_recommended, has_alternatives, has_candidates, has_caution;
  parsed_list facts; /* parsed_told */
  const rsi_xml_node *node; /* where each attribute stands */
} parsed_expect;

typedef struct parsed_case {
  parsed_head head;
  parsed_name id;
  parsed_list referrals, expects; /* exactly one each */
  const char *guideline;          /* NULL when the file tests no single one */
  const char *name;               /* guideline/id; the file's own name where there is no guideline */
  const char *place;              /* file:line:column */
  const char *file;
  rscan_error *mistakes; /* NULL: none. Otherwise nothing of the case is to be used but these names */
} parsed_case;

typedef struct parsed_cases { /* a whole file */
  parsed_head head;
  parsed_name guideline;
  parsed_list cases;
} parsed_cases;

struct rscan_cases {
  rscan_rulebase *rb; /* counted */
  rsi_book book;      /* holds everything that was read */
  rsi_vec items;      /* parsed_case *, in the order of the files */
};

const char *rsi_case_reason(uint8_t reason); /* "not-rated" and so on; NULL for 0 */

/* Lists in the scratch where the decision is not as the case expects, and says it in the scratch's buffer. False when out of memory. */
struct rscan_scratch;
bool rsi_case_compare(struct rscan_scratch *scratch, const parsed_case *c);

static inline const parsed_case *rsi_case_at(const struct rscan_cases *cases, size_t index) {
  return *RSI_AT(&cases->items, parsed_case *, index);
}
static inline const parsed_referral *rsi_case_referral(const parsed_case *c) { return c->referrals.items; }
static inline const parsed_expect *rsi_case_expect(const parsed_case *c) { return c->expects.items; }

#endif
