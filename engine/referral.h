/* A referral as it was asked: fields as given, nothing read out of the text yet. */
#ifndef RSI_REFERRAL_H
#define RSI_REFERRAL_H

#include "text.h"

enum rsi_policy { RSI_POLICY_DOCUMENTED, RSI_POLICY_STRICT };

/* A date as days since 1970-01-01 (proleptic Gregorian); RSI_NO_DATE when not given. */
#define RSI_NO_DATE INT32_MIN

typedef struct rsi_told_finding { uint32_t fact; rsi_state state; const char *path; } rsi_told_finding; /* fact may be n_facts + group */
typedef struct rsi_told_measure { uint32_t fact; double low, high; const char *path; } rsi_told_measure; /* in the measure's own unit */
typedef struct rsi_told_prior {
  uint32_t modality, region, exam; /* RSI_NONE when not understood */
  int32_t date;
  const char *exam_text, *result_text; /* as given; result_text may be NULL */
  const char *path;
} rsi_told_prior;
typedef struct rsi_told_code { const char *system, *code, *path; } rsi_told_code; /* system NULL when not given; code in upper case */
typedef struct rsi_warning { const char *code, *path, *text; } rsi_warning; /* text: already in words, in English */

struct rscan_referral {
  rscan_rulebase *rb; /* counted */
  rsi_arena arena;    /* all strings and arrays below */
  const char *id, *exam, *reason, *consultation; /* NULL when not given */
  double age_low, age_high;                      /* years; NaN when not given. From birth_date and today when age is not told */
  bool age_is_told;                              /* by the field, not worked out from dates */
  int32_t birth_date, today;
  int sex, setting;                              /* value index of the choice; -1 not given, -2 given as unknown */
  rsi_state pregnant;                            /* RSI_ABSENT, RSI_PRESENT, RSI_FINDING_FULL given as unknown, 0 not given */
  uint8_t language, policy;
  bool prior_complete;
  rsi_vec findings, measures, priors, codes;     /* of the types above */
  rsi_vec authorities;                           /* uint32_t, in order; empty: the profile's */
  rsi_vec warnings;                              /* rsi_warning */
  rsi_reader *reader;                            /* made when a prior exam is first given in words; NULL until then */
  struct rsi_json_shapes *shapes;                /* of requests read so far; NULL until the first */
  bool refuses_repeats;                          /* a fact told twice is a mistake (a request), not a change of mind (setters) */
};

/* A measure as a range; low == high for a value. The setter rscan_referral_add_measure is this with one number. */
rscan_status rsi_referral_add_range(rscan_referral *referral, const char *id, double low, double high, const char *unit, rscan_error **err);
/* Adds a warning in words; path and text are copied. False when out of memory. */
bool rsi_referral_warn(rscan_referral *referral, const char *code, const char *path, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Unit words as people write them ("months", "mois", "y") → UCUM unit of time, or NULL. */
const char *rsi_time_unit(const char *word, size_t length);
/* The short name of a code system, whichever way it is written (FHIR URI, OID, "ICD-10-CA"): "icd10", "loinc" …; otherwise lower case. */
void rsi_code_system(const char *text, size_t length, char *out, size_t capacity);
/* text as it may be shown in a message: quoted, cut to a readable length, without control characters. Returns out. */
#define RSI_SHOWN 80
const char *rsi_shown(char out[RSI_SHOWN], const char *text);

#endif
