/* Inside the text room: the lexicon (what all cues come to), the reader (what one thread needs to read), and the steps of reading. */
#ifndef RSI_LEXICON_H
#define RSI_LEXICON_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "expr.h"
#include "prefilter.h"
#include "text.h"

/* ---- what the words of a language file do: the target of a cue of kind RSI_CUE_LANGUAGE ---- */

enum rsi_role {
  /* assertion */
  RSI_ROLE_BEFORE, RSI_ROLE_AFTER, RSI_ROLE_ANSWER, /* triggers: they stand before, after, or as the answer to what they speak of */
  RSI_ROLE_BOTH,                                    /* in the middle of two such things */
  RSI_ROLE_IGNORE,                                  /* looks like a trigger and is none */
  RSI_ROLE_STOP,                                    /* ends every reach */
  RSI_ROLE_ASIDE, RSI_ROLE_ALONG,                   /* what follows is out of reach up to the next comma; only when a thing was named */
  RSI_ROLE_FRESH, RSI_ROLE_QUALITY,                 /* shows a new statement in a list; does so unless the list goes on after it */
  RSI_ROLE_AND, RSI_ROLE_OR,                        /* join the members of a list */
  RSI_ROLE_BETWEEN,                                 /* may stand between a thing and the trigger behind it */
  /* values */
  RSI_ROLE_NUMBER, RSI_ROLE_UNIT, RSI_ROLE_MANY, RSI_ROLE_MOMENT, RSI_ROLE_COMPARE, RSI_ROLE_RANGE,
  RSI_ROLE_LASTING, RSI_ROLE_LASTED, RSI_ROLE_AGO, RSI_ROLE_NOT_LASTING, RSI_ROLE_NOT_LASTED, RSI_ROLE_WORSE,
  RSI_ROLE_AGED, RSI_ROLE_AGE, RSI_ROLE_SEX, RSI_ROLE_SEX_LETTER, RSI_ROLE_MEASURED, RSI_ROLE_EARLIER,
  /* exams already done */
  RSI_ROLE_IMAGING, RSI_ROLE_WANTED, RSI_ROLE_WANTED_AFTER, RSI_ROLE_DONE, RSI_ROLE_DONE_AFTER, RSI_ROLE_SHOWN_ON,
  /* the rest */
  RSI_ROLE_DECOY, RSI_ROLE_ABBREVIATION,
};
enum rsi_reach { RSI_REACH_WORD, RSI_REACH_NEXT, RSI_REACH_ITEM, RSI_REACH_LIST, RSI_REACH_THROUGH, RSI_REACH_SENTENCE };
enum rsi_compare { RSI_ABOVE, RSI_AT_LEAST, RSI_BELOW, RSI_AT_MOST, RSI_ABOUT };

/* target = role | detail << 8 | reach << 16; detail is an rsi_assertion or an rsi_compare. state holds two floats: low, high. The words
 * may begin with a name: "{wk|week; weeks". */
#define RSI_LANGUAGE(role, detail, reach) ((uint32_t)(role) | (uint32_t)(detail) << 8 | (uint32_t)(reach) << 16)
static inline uint8_t rsi_role_of(const rsi_cue_def *cue) { return cue->target & 0xff; }
static inline uint8_t rsi_detail_of(const rsi_cue_def *cue) { return cue->target >> 8 & 0xff; }
static inline uint8_t rsi_reach_of(const rsi_cue_def *cue) { return cue->target >> 16 & 0xff; }
void rsi_unpack_range(rsi_state state, double *low, double *high);
/* The words of a cue without the name in front; the name, if asked for. */
const char *rsi_cue_words(const rsi_cue_def *cue, const char *text, const char **name, size_t *name_length);

/* Which role words are looked up together; within a family the longest words win. */
enum rsi_family { RSI_FAMILY_ASSERTION, RSI_FAMILY_VALUE, RSI_FAMILY_IMAGING, RSI_FAMILIES };

/* ---- lexicon ---- */

typedef struct rsi_phrase { /* what reading looks at, in half a cache line; the rest is in rsi_words */
  uint32_t cue;
  uint8_t kind;       /* of the cue */
  uint8_t use, tail;  /* rsi_literal_use, rsi_tail */
  uint8_t edges;      /* rsi_edges */
  uint8_t rank;       /* how specific its words are: 0 a slip, 1 any ending, 2 plain words, 3 capitals */
  bool is_pattern;
  bool has_edge;      /* a match begins at the edge of a word */
  uint8_t n_starts;   /* INSIDE: what a match can begin with; 0 when anything */
  uint32_t firsts;    /* a bit for each first byte of them, by rsi_byte_bit */
  const rsi_start *starts;
  const char *exact;  /* ALL: capitals that the text must show; NULL */
} rsi_phrase;

static inline uint32_t rsi_byte_bit(unsigned char c) { return 1u << (c >= 'a' && c <= 'z' ? c - 'a' : c >= '0' && c <= '9' ? 26 : 27); }

typedef struct rsi_words {
  const char *text;   /* inside the cue's words */
  uint16_t length;
} rsi_words;

/* What the prefilter keeps with a literal. */
#define RSI_ENTRY(phrase, has_lead, has_trail) ((phrase) << 2 | ((has_lead) ? RSI_ENTRY_LEAD : 0) | ((has_trail) ? RSI_ENTRY_TRAIL : 0))

struct rsi_lexicon {
  rscan_allocator allocator;
  rsi_arena arena;
  const rscan_rulebase *rb;
  const rsi_phrase *phrases;
  const rsi_words *words; /* of each phrase */
  uint32_t n_phrases;
  const uint32_t *always; /* phrases without a literal */
  uint32_t n_always;
  rsi_prefilter prefilter;
  const char *numbers;    /* number words as alternatives of a pattern */
};

/* A context through which PCRE2 takes its memory from an allocator, which must outlive it. NULL when out of memory. */
pcre2_general_context *rsi_pcre2_memory(const rscan_allocator *a);
/* The phrase's PCRE2 code. NULL when out of memory. */
pcre2_code *rsi_phrase_compile(const rsi_lexicon *lexicon, uint32_t phrase, rsi_arena *scratch, rsi_buf *buf, pcre2_compile_context *context);

/* ---- reader ---- */

typedef struct rsi_match {
  uint32_t cue;
  uint16_t start, end;     /* folded text */
  uint16_t gap[2][2];      /* the spans of "...": words in between are no part of the phrase */
  uint8_t rank;
  bool is_dropped;
  uint16_t furthest;       /* the furthest end of this match and all before it */
  uint32_t class;          /* matches compete within a class: resolve.c */
} rsi_match;

enum rsi_token_kind { RSI_TOKEN_WORD, RSI_TOKEN_NUMBER, RSI_TOKEN_SIGN };
typedef struct rsi_token {
  uint32_t first_bit; /* rsi_byte_bit of its first byte */
  uint16_t start, end;
  uint8_t kind;
  char sign;          /* SIGN: which */
  bool is_glued;      /* nothing stands between it and the token before */
  bool is_line;       /* first of a line */
  bool is_wide;       /* more than one blank before it */
  bool is_capital;    /* a word with a capital first and small letters after */
  bool is_abbreviated; /* a full stop behind it ends nothing */
  bool is_used;       /* a number that some measure has taken */
  bool starts;        /* a sentence, line or topic begins here: no reach crosses */
} rsi_token;

/* Words of one family that start at a token: the longest there, with every role that they have. */
typedef struct rsi_mark {
  uint16_t first, last;  /* tokens */
  uint32_t cues[6];      /* several roles of the same words */
  uint8_t n_cues;
} rsi_mark;

/* Something that is said to be present or not: a match that may be asserted. */
typedef struct rsi_item {
  uint32_t match;         /* RSI_NONE for a phrase that was asked about */
  uint16_t first, last;   /* tokens */
  uint16_t start, end;    /* folded text */
  bool counts;            /* a finding, group or exam: the end of one and the start of the next say something about a list */
  bool is_foreign;        /* no member of a list of what is absent: an exam, or words that say by themselves that all is well */
  uint8_t polarity;       /* rsi_assertion PRESENT, ABSENT, POSSIBLE */
  bool is_historical, is_family, is_conditional;
  uint32_t distance[6];   /* by rsi_assertion: how near its trigger stands, in tokens; UINT32_MAX when there is none */
  uint8_t reach[6];       /* how far that trigger speaks */
  uint8_t far;            /* bits 1 << rsi_assertion: one comma stands between, and no "or" */
  uint16_t span[6][2];    /* where that trigger stands in the folded text */
} rsi_item;

struct rsi_reader {
  const rscan_rulebase *rb;
  const rsi_lexicon *lexicon;
  rscan_allocator allocator;
  rsi_arena scratch;                 /* while a phrase is compiled */
  rsi_buf buf;
  pcre2_general_context *general;
  pcre2_compile_context *compile;
  pcre2_match_context *match;
  pcre2_match_data *data;
  pcre2_code **codes;                /* by phrase, made when first needed: each reader its own, so that no lock is needed */
  uint32_t *asked;                   /* by phrase: the reading in which it was last tried on the whole text */
  uint32_t reading;

  const char *text;
  size_t text_length;
  bool is_truncated;
  char *plain, *lower;               /* folded text with and without capitals; RSI_MAX_FOLDED bytes and a NUL */
  uint32_t *offsets;
  uint16_t *squeezed;                /* where each byte that the prefilter read stands */
  uint16_t *token_at;                /* by byte: the token there, or the next */
  uint16_t *mark_at[RSI_FAMILIES];   /* by token: index + 1 into marks */
  uint32_t length;
  uint32_t firsts;                   /* rsi_byte_bit of the first byte of every token */
  rsi_vec matches, tokens, marks, items, mentions, words;
  bool has_failed;                   /* out of memory */
  uint32_t limit_cue;                /* a cue that met its match limit; RSI_NONE */
  bool without_prefilter;            /* tests: ask every pattern, whatever its literals */
};

#define RSI_MAX_FOLDED (2 * RSI_MAX_TEXT)

/* Folds a text into the reader. */
void rsi_reader_take(rsi_reader *reader, const char *text, size_t length);
/* Which kinds of cue to find: bits 1 << rsi_cue_kind. Fills matches, unordered. */
void rsi_reader_scan(rsi_reader *reader, uint32_t kinds);
rscan_status rsi_reader_status(const rsi_reader *reader, rscan_error **err);

/* token.c: cuts the text, before it is searched; and finds where sentences begin, when its abbreviations are known. */
void rsi_cut_tokens(rsi_reader *reader);
void rsi_find_sentences(rsi_reader *reader);
/* mention.c: orders matches, drops the overlapped, and marks the tokens with role words. */
void rsi_resolve(rsi_reader *reader);
/* The mark of a family that starts at a token, or NULL; and its first cue with a role, or NULL. */
const rsi_mark *rsi_mark_at(const rsi_reader *reader, uint8_t family, uint32_t token);
const rsi_cue_def *rsi_role_at(const rsi_reader *reader, uint8_t family, uint32_t token, uint8_t role);

/* assertion.c: sets the assertion of each item. Items are in order of start. */
void rsi_assert_items(rsi_reader *reader);
uint8_t rsi_item_assertion(const rsi_item *item);

/* value.c: ages, durations, numbers beside their words. */
void rsi_read_values(rsi_reader *reader);
/* prior.c: exams already done and what they showed. Returns whether the text says that nothing was imaged. */
bool rsi_read_priors(rsi_reader *reader);
/* A prior's result from the result words among items first to last; 0 when they say nothing. */
rsi_state rsi_result_of(const rsi_reader *reader, uint32_t prior_fact, uint32_t first, uint32_t last, const rsi_item **telling);
/* Adds a mention of a folded span. NULL when out of memory. */
rsi_mention *rsi_mention_add(rsi_reader *reader, uint32_t fact, rsi_state state, uint32_t start, uint32_t end, uint32_t cue);
void rsi_mention_trigger(rsi_reader *reader, rsi_mention *mention, const uint16_t span[2]);

static inline const rsi_token *rsi_token_at(const rsi_reader *reader, uint32_t index) { return (const rsi_token *)reader->tokens.items + index; }
static inline const rsi_match *rsi_match_at(const rsi_reader *reader, uint32_t index) { return (const rsi_match *)reader->matches.items + index; }
static inline const rsi_cue_def *rsi_match_cue(const rsi_reader *reader, const rsi_match *match) { return &reader->rb->cues[match->cue]; }

#endif
