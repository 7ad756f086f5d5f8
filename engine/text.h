/* The text room: what words say. Its door is narrow: a lexicon made once from the cues of a rule base, and readings of text.
 *
 * Reading goes: fold (lower case, no accents, offsets kept) → prefilter (one Aho-Corasick pass over the literals that cues must
 * contain) → confirm (PCRE2, under match limits) → resolve overlaps (longest, then most specific) → assertion (triggers, scope)
 * → values → mentions. See doc/text.md. */
#ifndef RSI_TEXT_H
#define RSI_TEXT_H

#include "model.h"
#include "xml.h"

typedef struct rsi_lexicon rsi_lexicon;
typedef struct rsi_reader rsi_reader; /* scratch of one thread: buffers, PCRE2 match data */

enum rsi_assertion { RSI_SAID_PRESENT, RSI_SAID_ABSENT, RSI_SAID_POSSIBLE, RSI_SAID_HISTORICAL, RSI_SAID_FAMILY, RSI_SAID_CONDITIONAL };

/* One thing that the text says, already turned into a state of a fact. */
typedef struct rsi_mention {
  uint32_t fact;       /* fact, or n_facts + group */
  rsi_state state;     /* what it tells; 0 when the mention tells nothing (historical without a finding for it, conditional …) */
  uint8_t assertion;   /* rsi_assertion */
  uint8_t has_number;  /* measure or score given as a number: low and high are set, in the measure's own unit */
  double low, high;    /* duration words and unitless values give ranges */
  uint32_t start, length; /* bytes of the text as given */
  uint32_t trigger_start, trigger_length; /* the words that set the assertion; length 0 when none */
  uint32_t cue;        /* index into rb->cues; RSI_NONE */
} rsi_mention;

typedef struct rsi_reading {
  const rsi_mention *mentions; /* in order of start; belong to the reader, until its next use */
  uint32_t n_mentions;
  bool is_truncated;           /* the text was longer than RSI_MAX_TEXT */
  bool says_nothing_imaged;    /* "no imaging yet": every prior is not done */
} rsi_reading;

/* What an order's words name: a match of a region, modality, technique or contrast cue. */
typedef struct rsi_exam_word {
  uint8_t kind;        /* RSI_CUE_REGION … RSI_CUE_CONTRAST */
  uint32_t target;
  uint32_t start, length;
} rsi_exam_word;

/* Language files (root <language>) → cue definitions of kind RSI_CUE_LANGUAGE. Called by the loader for each such file.
 * push(context, def, text) adds a cue with a copy of text as its words (def->text is not set). Mistakes go to err; false only when out
 * of memory. */
bool rsi_language_read(const rscan_allocator *a, const rsi_xml_node *root, rscan_error *err, const char *path,
                       bool (*push)(void *context, const rsi_cue_def *def, const char *text), void *context);

/* Checks one cue's syntax without compiling a lexicon: used by the loader for exact places. Adds diagnostics to err. */
bool rsi_cue_check(const rscan_allocator *a, const rsi_cue_def *def, const char *text, const char *file, rscan_error *err);

/* The next of the phrases that ";" separates in a cue's words, trimmed; a pattern is one phrase. Moves *at; false at the end. */
bool rsi_next_phrase(bool is_pattern, const char **at, const char **phrase, size_t *length);
/* The place of a byte inside a cue's words, whose first character that is not blank stands at `where`. */
rsi_where rsi_place_in_words(rsi_where where, const char *words, const char *byte);

rsi_lexicon *rsi_lexicon_new(const rscan_rulebase *rb, rscan_error *err); /* from rb->cues; NULL on failure */
void rsi_lexicon_free(rsi_lexicon *lexicon);

rsi_reader *rsi_reader_new(const rscan_rulebase *rb);
void rsi_reader_free(rsi_reader *reader);
/* RSCAN_OK, RSCAN_NO_MEMORY, or RSCAN_LIMIT (a cue met its match limit: err names it). Allocates nothing when warm. */
rscan_status rsi_read(rsi_reader *reader, const char *text, size_t length, rsi_reading *reading, rscan_error **err);
/* Words of an order. Overlaps resolved: longest wins within a kind; a technique and a modality may share words (CTA). */
rscan_status rsi_read_exam(rsi_reader *reader, const char *text, size_t length, const rsi_exam_word **words, uint32_t *n_words, rscan_error **err);
/* A prior's result as words ("mild OA, no fracture"): the state that they give to one prior fact; 0 when they say nothing known. */
rscan_status rsi_read_result(rsi_reader *reader, uint32_t prior_fact, const char *text, rsi_state *state, rscan_error **err);
/* The assertion of one phrase in a text, whatever the vocabulary (for test kits). The phrase is found caselessly. */
rscan_status rsi_read_assertion(rsi_reader *reader, const char *text, const char *phrase, enum rsi_assertion *assertion, rscan_error **err);

/* Folded copy of text: lower case ASCII without accents, typographic marks plain. Used for aliases too. Returns length. */
size_t rsi_fold(const char *text, size_t length, char *out, size_t capacity, uint32_t *offsets /* may be NULL */);

#endif
