/* Typed reading: a table says what each element looks like, and one reader checks it against the table and fills its record.
 *
 * A shape lists the attributes, texts and children that an element may have and where each goes in the record. Everything that can
 * be wrong with a single element is found here, with its place, once for all elements. */
#ifndef RSI_SHAPE_H
#define RSI_SHAPE_H

#include "book.h"
#include "xml.h"

enum rsi_attr_type {
  RSI_ATTR_NAME,      /* parsed_name */
  RSI_ATTR_NAMES,     /* parsed_names: a list; at least one */
  RSI_ATTR_ANY_NAMES, /* parsed_names: perhaps none */
  RSI_ATTR_WORDS,     /* parsed_words: any text but an empty one */
  RSI_ATTR_TEXT,      /* parsed_words: any text */
  RSI_ATTR_DATE,      /* parsed_words */
  RSI_ATTR_NUMBER,    /* double; NaN when not given */
  RSI_ATTR_WHOLE,     /* uint32_t; RSI_NONE when not given */
  RSI_ATTR_WORD,      /* uint8_t: 1 + index in words; 0 when not given */
  RSI_ATTR_WORD_SET,  /* uint8_t: a bit per index in words */
  RSI_ATTR_FORMAT,    /* checked, not kept */
};

/* How a name must be spelt. */
enum rsi_spelling {
  RSI_SPELT_ID,       /* kebab-case */
  RSI_SPELT_MODALITY, /* capitals and digits */
  RSI_SPELT_EXAM,     /* ids joined by + */
  RSI_SPELT_MESSAGE,  /* ids joined by . */
  RSI_SPELT_CODE,     /* anything without white space */
};

#define RSI_REQUIRED 1
#define RSI_ONE_OF 2 /* exactly one of the attributes so marked is given */

typedef struct rsi_attr_shape {
  const char *name; /* NULL ends the table */
  uint8_t type, spelling, flags;
  uint16_t offset;
  const char *const *words; /* RSI_ATTR_WORD and _WORD_SET; ends with NULL */
} rsi_attr_shape;

typedef struct rsi_text_shape { /* children <name lang="…">words</name> → parsed_text */
  const char *name;
  uint16_t offset;
  bool is_required; /* in English */
} rsi_text_shape;

typedef struct rsi_child_shape {
  const struct rsi_shape *const *shapes; /* alternatives with the same record, ended by NULL; NULL ends the table */
  uint16_t offset;                       /* of a parsed_list */
  uint8_t min, max;                      /* how many there must and may be; max 0: any number */
} rsi_child_shape;
/* clang-format off */
#define RSI_SHAPES(...) ((const rsi_shape *const[]){__VA_ARGS__, NULL})
/* clang-format on */

enum rsi_content {
  RSI_CONTENT_NONE,
  RSI_CONTENT_WORDS,   /* parsed_words, runs of white space made one space */
  RSI_CONTENT_RAW,     /* parsed_words, only trimmed */
  RSI_CONTENT_EXAMS,   /* parsed_names */
  RSI_CONTENT_NUMBER,  /* double */
  RSI_CONTENT_FOREIGN, /* another room reads this element: nothing is checked */
};

typedef struct rsi_shape {
  const char *name;
  uint16_t size; /* of the record, which begins with a parsed_head */
  uint8_t kind;  /* for parsed_head */
  uint8_t content;
  uint16_t content_offset;
  const rsi_attr_shape *attrs;                                            /* NULL: none */
  const rsi_text_shape *texts;                                            /* NULL: none */
  const rsi_child_shape *children;                                        /* NULL: none */
  void (*finish)(rsi_book *book, const rsi_xml_node *node, void *record); /* NULL: nothing more to check */
} rsi_shape;

/* Reads node, which has this shape, into record (zeroed, shape->size bytes). Mistakes go to book->err. */
void rsi_shape_read(rsi_book *book, const rsi_shape *shape, const rsi_xml_node *node, void *record);

/* ---- shapes and words used in several files ---- */

extern const char *const rsi_words_lang[], *const rsi_words_yes_no[], *const rsi_words_state[],
                                                                          *const rsi_words_sex[], *const rsi_words_contrast[],
                                                                                                      *const rsi_words_urgency[],
                                                                                                          *const rsi_words_safety[];

/* clang-format off */
/* Rows of a table of attributes. */
#define RSI_ATTR(name, type, flags, record, field) {name, type, 0, flags, offsetof(record, field), NULL}
#define RSI_NAME(name, type, spelling, flags, record, field) {name, type, spelling, flags, offsetof(record, field), NULL}
#define RSI_WORD(name, type, flags, record, field, words) {name, type, 0, flags, offsetof(record, field), words}
#define RSI_ID(record) RSI_NAME("id", RSI_ATTR_NAME, RSI_SPELT_ID, RSI_REQUIRED, record, id)
#define RSI_FORMAT_ATTR {"format", RSI_ATTR_FORMAT, 0, RSI_REQUIRED, 0, NULL}
#define RSI_BOUNDS_ATTRS(record) \
  RSI_ATTR("at-least", RSI_ATTR_NUMBER, 0, record, bounds.at_least), RSI_ATTR("above", RSI_ATTR_NUMBER, 0, record, bounds.above), \
  RSI_ATTR("at-most", RSI_ATTR_NUMBER, 0, record, bounds.at_most), RSI_ATTR("below", RSI_ATTR_NUMBER, 0, record, bounds.below)
#define RSI_NO_ATTR {NULL, 0, 0, 0, 0, NULL}
/* clang-format on */

/* Reports bounds that contradict each other, or (when they are needed) that are not there. */
void rsi_check_bounds(rsi_book *book, const rsi_xml_node *node, const parsed_bounds *bounds, bool is_needed);

extern const rsi_shape rsi_shape_source, rsi_shape_code;
extern const rsi_shape *const rsi_shapes_cue[];       /* <cue>, <pattern> */
extern const rsi_shape *const rsi_shapes_condition[]; /* every condition */
extern const rsi_shape rsi_shape_when;

/* The root elements. */
extern const rsi_shape rsi_shape_rulebase, rsi_shape_authorities, rsi_shape_exams, rsi_shape_facts, rsi_shape_scores,
    rsi_shape_guideline, rsi_shape_safety, rsi_shape_language, rsi_shape_wording, rsi_shape_style, rsi_shape_cases;

#endif
