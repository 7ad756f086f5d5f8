/* What a cue says, as a tree: made from a phrase (phrase.c) or from a pattern (pattern.c), asked for the literals that any match must
 * hold (literal.c), and written out as the PCRE2 pattern that decides a match (expr.c).
 *
 * Both languages meet in one tree so that the prefilter and PCRE2 cannot disagree about what was meant: PCRE2 is given what was
 * analysed, never what was typed. */
#ifndef RSI_EXPR_H
#define RSI_EXPR_H

#include "codes.h"
#include "model.h"

enum rsi_expr_op {
  RSI_EXPR_CHAR,   /* one byte of folded text, lower case */
  RSI_EXPR_TEXT,   /* text[0..length): letters and digits of folded text */
  RSI_EXPR_CLASS,  /* one byte out of a set */
  RSI_EXPR_GAP,    /* what separates words: blanks, hyphens, slashes; min 0 when nothing will do too */
  RSI_EXPR_WORDS,  /* "...": up to three other words of the same clause */
  RSI_EXPR_NUMBER, /* "#" */
  RSI_EXPR_EXACT,  /* text: a word in exactly these capitals */
  RSI_EXPR_SLIP,   /* text: a word with one slip of the keys allowed */
  RSI_EXPR_SEQ, RSI_EXPR_ALT, RSI_EXPR_REPEAT,
  RSI_EXPR_EDGE,   /* \b */
  RSI_EXPR_LEAD, RSI_EXPR_TRAIL, /* a phrase's edge before or after a word */
  RSI_EXPR_INSIDE, /* \B */
  RSI_EXPR_START, RSI_EXPR_END,  /* ^ $ */
  RSI_EXPR_LOOK,   /* a look around: nothing is taken */
};
enum rsi_look { RSI_LOOK_AHEAD, RSI_LOOK_NOT_AHEAD, RSI_LOOK_BEHIND, RSI_LOOK_NOT_BEHIND };

/* How a phrase's first and last word may touch what stands beside them. */
enum rsi_edges {
  RSI_EDGES_WORD,   /* no letter or digit on either side */
  RSI_EDGES_NUMBER, /* a digit may follow: "T38.5" */
  RSI_EDGES_UNIT,   /* a digit may stand on either side: "3wks", "45F" */
};

typedef struct rsi_expr {
  uint8_t op;
  uint8_t byte;            /* CHAR; LOOK: rsi_look; LEAD, TRAIL: rsi_edges */
  bool is_lazy, is_greedy_only; /* REPEAT: suffixed ? or + */
  uint16_t min, max;       /* REPEAT; GAP: min */
  const uint32_t *set;     /* CLASS: 8 words, a bit a byte */
  const char *text;        /* TEXT, of a length; EXACT, SLIP */
  uint32_t length;         /* TEXT; SEQ: of an alternative's words as they were typed */
  struct rsi_expr *first, *last, *next;
} rsi_expr;

/* Where in a cue's words a mistake stands, and what it is. */
typedef struct rsi_cue_error {
  bool is_set;   /* when nothing was made and this is false, the arena has failed */
  rsi_code_id code;
  const char *hint;
  size_t offset; /* bytes of the words */
  char message[160];
} rsi_cue_error;

rsi_expr *rsi_expr_new(rsi_arena *arena, uint8_t op);      /* NULL when out of memory */
void rsi_expr_append(rsi_expr *parent, rsi_expr *child);   /* child may be NULL */

/* One phrase, text[0..length). NULL with error filled in, or when the arena failed. */
rsi_expr *rsi_phrase_parse(rsi_arena *arena, const char *text, size_t length, uint8_t edges, rsi_cue_error *error);
/* One PCRE2 pattern, in the part of its syntax that doc/text.md allows. */
rsi_expr *rsi_pattern_parse(rsi_arena *arena, const char *text, size_t length, rsi_cue_error *error);

/* The PCRE2 pattern. numbers: an alternation of number words that "#" takes too, or "". */
void rsi_expr_write(const rsi_expr *expr, const char *numbers, rsi_buf *out);
/* In how many ways can it be tried from one place, at most? A quick bound when that is enough; otherwise see ways.c. */
double rsi_expr_ways(const rsi_expr *expr, double enough, rsi_arena *arena);

/* The shortest text that matches, as literals are written, appended to out. False when it holds a class of a pattern. */
bool rsi_expr_shortest(const rsi_expr *expr, rsi_buf *out);

/* ---- literals ---- */

#define RSI_LITERAL_LONGEST 31 /* bytes: a whole phrase mostly fits */
#define RSI_LITERAL_WHOLE 12   /* spellings of a phrase that are listed whole */
#define RSI_LITERAL_SET 24     /* literals of one set; */
#define RSI_LITERAL_MOST 96    /* when no set is so small, since any is better than asking always */

typedef struct rsi_literal { /* 32 bytes, zero behind its length: two are compared and copied as they stand */
  char bytes[RSI_LITERAL_LONGEST];
  uint8_t length;
} rsi_literal;
enum rsi_literal_use {
  RSI_LITERAL_NONE,   /* nothing is certain to occur: always asked */
  RSI_LITERAL_INSIDE, /* one of the literals occurs somewhere in a match */
  RSI_LITERAL_WORD,   /* one of them occurs in the first word of a match */
  RSI_LITERAL_PREFIX, /* a match begins with one of them */
  RSI_LITERAL_ALL,    /* a match is one of them, and its tail */
};
enum rsi_tail { RSI_TAIL_NONE, RSI_TAIL_S, RSI_TAIL_ES, RSI_TAIL_ANY }; /* what may still follow a literal of ALL: a plural, any ending */
typedef struct rsi_literals {
  uint8_t use, tail;
  bool has_lead, has_trail; /* a word begins, or ends, where a literal does */
  uint32_t n;
  rsi_literal items[RSI_LITERAL_MOST];
} rsi_literals;

/* How often words occur in the whole lexicon: the rarest literals make the fewest false alarms. */
typedef struct rsi_word_counts { uint16_t count[1 << 14]; } rsi_word_counts;
void rsi_count_words(rsi_word_counts *counts, const char *text, size_t length);

/* Literals in which a run of blanks, hyphens and slashes is one blank. Only a phrase has edges that the prefilter can judge, so only a
 * phrase is ever ALL. counts may be NULL. */
/* How a match can begin: its first letters, up to four, as they lie in memory; a text begins so when (text & mask) == bytes. Returns how
 * many there are, or 0 when they are not to be listed. numbers as in rsi_expr_write. */
typedef struct rsi_start { uint32_t bytes, mask; } rsi_start;
#define RSI_MAX_STARTS 64
uint32_t rsi_expr_starts(const rsi_expr *expr, const char *numbers, rsi_start out[RSI_MAX_STARTS]);

void rsi_expr_literals(const rsi_expr *expr, bool is_phrase, const rsi_word_counts *counts, rsi_literals *out);

#endif
