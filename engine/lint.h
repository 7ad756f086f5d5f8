/* Lint: what can be known of a rule base without a patient, once it has loaded.
 *
 * Loading finds what is wrong with one element or one name. This room asks what the whole means: can this scenario ever be chosen,
 * is there a patient for whom nothing is said, do the cues read their own examples. Questions about conditions are decided by
 * search over the facts (solve.h), never by sampling. */
#ifndef RSI_LINT_H
#define RSI_LINT_H

#include "codes.h"
#include "names.h"
#include "solve.h"
#include "text.h"

typedef struct rsi_lint {
  const rscan_rulebase *rb;
  rscan_error *err;
  rsi_arena arena; /* of the whole run: places and names for messages, aims, indices */
  rscan_allocator scratch;
  rsi_solver solver;
  uint64_t authorities; /* of the profile in force */
  const char *today;    /* NULL: dates are not judged */
} rsi_lint;

void rsi_lint_report(rsi_lint *l, rsi_code_id id, rsi_where where, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* `file:line:column`, in the arena; "" when out of memory. */
const char *rsi_lint_place(rsi_lint *l, rsi_where where);
/* How many bytes of an author's words a message shows, never half a letter: for "%.*s". */
int rsi_lint_shown(const char *text, size_t length);

/* What a question about a part of a guideline asks for besides, each more than the one before. */
enum rsi_asked { RSI_BY_ITSELF, RSI_WHERE_APPLIES, RSI_IN_PLAY, RSI_STANDING, RSI_AFTER_EARLIER };
/* scenario: which others are the earlier ones; RSI_NONE where none are asked for. */
void rsi_lint_aim_at_place(rsi_lint *l, uint32_t guideline, uint32_t scenario, enum rsi_asked asked);
/* “age: below 18”, as a reader knows it. */
void rsi_lint_put_part(rsi_lint *l, rsi_buf *out, uint32_t node);
/* ": this at 3:4 and that at 5:6": as few parts of a condition (and of another, unless RSI_NONE) as cannot hold together. */
void rsi_lint_put_contradiction(rsi_lint *l, rsi_buf *out, uint32_t node, uint32_t other);
/* A condition in which a number stands outside of what its measure can be. */
bool rsi_lint_asks_outside(const rscan_rulebase *rb, uint32_t node);
/* Every text for people, each once, in the order of the files; in the arena. */
rsi_written *rsi_lint_written(rsi_lint *l, uint32_t *n);
/* The words of the rule base that say nothing by themselves, folded; of one language, or (RSI_LANGS) of all. */
void rsi_lint_small_words(rsi_lint *l, int lang, rsi_names *small);

/* ---- one concern each ---- */

void rsi_lint_scenarios(rsi_lint *l); /* unreachable, shadowed */
void rsi_lint_gaps(rsi_lint *l);      /* undeclared, and declared for nobody */
void rsi_lint_scores(rsi_lint *l);
void rsi_lint_cues(rsi_lint *l); /* phrases that are small words, or mean two findings */
void rsi_lint_examples(rsi_lint *l);
void rsi_lint_wording(rsi_lint *l);  /* words that label patients */
void rsi_lint_branches(rsi_lint *l); /* parts of a condition that can never hold, or never fail */
void rsi_lint_slips(rsi_lint *l);    /* numbers, years and regions that cannot be meant */
void rsi_lint_texts(rsi_lint *l);    /* left unfinished, or in the other language */

#endif
