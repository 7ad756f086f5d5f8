/* Trying what can be tried of a rule base that has mistakes: the smallest thing around each mistake is left out, then whatever needs
 * it, until the rest makes sense by itself.
 *
 * What is left out is an element just below a root (a finding, an exam, a safety rule), a guideline, or a file of which not even that
 * is known. Only authors see such a rule base; a clinic gets the whole one or none. */
#ifndef RSI_PARTIAL_H
#define RSI_PARTIAL_H

#include "book.h"

/* After reading: leaves out the files that cannot be used and whatever else book->err has errors in, and moves book->err to told. Errors
 * of rulebase.xml itself leave nothing out. False when the book cannot do without. */
bool rsi_leave_out_unread(rsi_book *book, rscan_error *told);

/* After a vain attempt to make the rule base: leaves out what book->err has errors in, moves these to told, and makes the book ready for
 * another attempt. False when the book cannot do without, or nothing more can be left out. */
bool rsi_leave_out(rsi_book *book, rscan_error *told);

/* Leaves out what another rule base has left out, by kind and id, or by the file's name: two that lack the same can be compared. */
void rsi_leave_out_like(rsi_book *book, const rsi_left_out *list, uint32_t count);

/* What was left out of this kind and id, or may have defined it; NULL when that is not why it is missing. */
const rsi_left_out *rsi_left_out_find(const rsi_left_out *list, uint32_t count, int kind, const char *id);
static inline const rsi_left_out *rsi_left_out_of(const rsi_book *book, int kind, const parsed_name *ref) {
  return ref->id ? rsi_left_out_find(book->left_out.items, book->left_out.count, kind, ref->id) : NULL;
}

/* Says that ref is missing because of what was left out. word: "finding". */
void rsi_left_out_report(rsi_book *book, const rsi_left_out *left_out, const char *word, const parsed_name *ref, const char *hint);

/* A copy of book->left_out in the arena; NULL when out of memory. */
const rsi_left_out *rsi_left_out_freeze(const rsi_book *book, rsi_arena *arena);

#endif
