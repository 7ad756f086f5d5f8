/* Inside the text room: a number with what may surround it. */
#ifndef RSI_QUANTITY_H
#define RSI_QUANTITY_H

#include "lexicon.h"

/* "2 to 3", ">500", "6+", "a few": from low to high; open ends are not part of it. */
typedef struct rsi_quantity {
  double low, high;
  bool is_low_open, is_high_open;
  uint32_t end;            /* the token behind the number */
  const rsi_cue_def *unit; /* of role UNIT or MANY, when one follows; NULL */
  const rsi_mark *unit_mark;
  uint32_t unit_end; /* the token behind the unit; end when there is none */
} rsi_quantity;

/* Reads one at a token, which may be a comparison, a number or a number word. False when there is none. */
bool rsi_quantity_read(const rsi_reader *reader, uint32_t token, rsi_quantity *out);
/* The value of a number token: "1,450", "38,5", "0.4". */
double rsi_number_value(const char *text, uint32_t length);
/* The cue of role UNIT at a token whose name is one of the measure's units; *unit is that unit. NULL when none is. */
const rsi_mark *rsi_unit_at(const rsi_reader *reader, uint32_t token, const rsi_measure *measure, const rsi_unit **unit);
bool rsi_name_is(const rsi_reader *reader, const rsi_cue_def *cue, const char *name);

/* Do the words of a unit name another one as well? "m" is a metre or a month. */
bool rsi_is_ambiguous(const rsi_reader *reader, const rsi_mark *mark, const rsi_unit *unit);

/* A number that is not part of a word ("L4", "T2"), unless the word is one that stands beside numbers. */
bool rsi_is_number(const rsi_reader *reader, uint32_t token);
bool rsi_begins_at(const rsi_reader *reader, uint32_t token); /* a sentence or line begins, or the text has ended */
char rsi_sign_at(const rsi_reader *reader, uint32_t token);
/* The mark of the value family whose words end at a token and that has a role, or NULL. */
const rsi_mark *rsi_value_ending(const rsi_reader *reader, uint32_t token, uint8_t role);
static inline const rsi_cue_def *rsi_value_at(const rsi_reader *reader, uint32_t token, uint8_t role) {
  return rsi_role_at(reader, RSI_FAMILY_VALUE, token, role);
}
void rsi_use_tokens(rsi_reader *reader, uint32_t first, uint32_t end);

/* person.c, duration.c */
void rsi_read_person(rsi_reader *reader);
void rsi_read_duration(rsi_reader *reader);
/* Does a length of time stand at a token, with words that something lasted ("x 3 wks") or, when is_bare, without ("3 wks")? */
bool rsi_says_how_long(const rsi_reader *reader, uint32_t token, bool is_bare);

#endif
