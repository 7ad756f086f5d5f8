/* The semantic pass: what a rule base says as a whole must make sense. As many mistakes as there are, in one run.
 *
 * It also resolves: after it, the `to` of every reference is the index of what it names. */
#ifndef RSI_CHECKS_H
#define RSI_CHECKS_H

#include "book.h"
#include "graph.h"
#include "partial.h"

void rsi_check(rsi_book *book);

/* ---- one concern each; names are defined before the first is called ---- */

void rsi_check_facts(rsi_book *book);
void rsi_check_exams(rsi_book *book);
void rsi_check_guidelines(rsi_book *book);
void rsi_check_rules(rsi_book *book);

/* ---- shared ---- */

/* Sets ref->to; reports what is not defined. False when it is not, or ref was not given. */
bool rsi_resolve_name(rsi_book *book, int kind, parsed_name *ref);
void rsi_resolve_names(rsi_book *book, int kind, parsed_names *refs);
/* A fact of one kind (parsed_fact_kind), or of any (kind -1); NULL when it is not. */
parsed_fact *rsi_resolve_fact(rsi_book *book, int kind, parsed_name *ref);
void rsi_resolve_facts(rsi_book *book, int kind, parsed_names *refs);
/* The same where the rest keeps its meaning without it: nothing is said of a fact that was left out. */
parsed_fact *rsi_resolve_fact_if_there(rsi_book *book, int kind, parsed_name *ref);
/* A value of a choice, result of a prior or band of a score. */
void rsi_resolve_values(rsi_book *book, const parsed_fact *fact, parsed_names *refs);
/* An exam, or a combination a+b, which is added to the catalogue when it is first named. */
bool rsi_resolve_exam(rsi_book *book, parsed_name *ref);
/* Reports what a list names twice. */
void rsi_check_list(rsi_book *book, const parsed_names *refs);
/* As rsi_check_list over several lists: seen starts empty. */
void rsi_check_list_seen(rsi_book *book, rsi_names *seen, const parsed_names *refs);
/* Patterns at once; plain words are parsed only once in a good rule base, by the lexicon: their mistakes are looked for when there are any. */
void rsi_check_cues(rsi_book *book, const parsed_list *cues, uint8_t kind);
void rsi_check_phrases(rsi_book *book);

typedef struct rsi_scope { /* where conditions stand */
  rsi_book *book;
  parsed_guideline *guideline; /* NULL in scores and safety */
  bool is_safety;
  rsi_graph *facts, *defines; /* edges to the measures and scores, and to the definitions, that are named; NULL: not wanted */
} rsi_scope;
void rsi_check_conditions(const rsi_scope *scope, const parsed_list *conditions);

/* A number of days that is none. */
void rsi_check_days(rsi_book *book, double days, rsi_where where);

/* The unit of a measure by its UCUM id: its own (factor 1), or one that it accepts. False when it is neither. */
bool rsi_unit_factor(const parsed_fact *measure, const char *unit, double *factor, double *offset);

#endif
