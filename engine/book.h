/* A rule base while it is being loaded: what was read, what it names, and what is wrong with it. */
#ifndef RSI_BOOK_H
#define RSI_BOOK_H

#include "parsed.h"

/* Things with ids that are unique over the whole book. */
enum rsi_catalogue_kind {
  RSI_BOOK_FACT /* groups too, after the facts */,
  RSI_BOOK_SHARED_RESULT,
  RSI_BOOK_REGION,
  RSI_BOOK_MODALITY,
  RSI_BOOK_TECHNIQUE,
  RSI_BOOK_CONTRAST,
  RSI_BOOK_EXAM,
  RSI_BOOK_AUTHORITY,
  RSI_BOOK_PROFILE,
  RSI_BOOK_GUIDELINE,
  RSI_BOOK_RULE,
  RSI_BOOK_MESSAGE /* and one for each other language */,
  RSI_BOOK_KINDS = RSI_BOOK_MESSAGE + RSI_LANGS
};

typedef struct rsi_catalogue {
  rsi_vec items;   /* pointers to records, in the order of the files */
  rsi_names names; /* id → index of the item */
} rsi_catalogue;

typedef struct rsi_module { /* a file that rulebase.xml names, and what was read of it */
  const char *href;
  uint32_t file;                   /* RSI_NONE: its path was refused */
  rsi_where where;                 /* where it is named */
  const struct rsi_xml_node *root; /* as far as it could be read; NULL when not at all */
  const struct rsi_shape *shape;   /* NULL: it cannot be used */
  rsi_vec left_out;                /* const rsi_xml_node *, of the load's allocator: elements just below the root that are not read */
  bool is_left_out;                /* all of it */
} rsi_module;

/* What a partial load does without: an element just below a root, a guideline, or a whole file. */
typedef struct rsi_left_out {
  rscan_left_out told;
  const char *href; /* of a whole file, as rulebase.xml names it; otherwise NULL */
  uint32_t kinds; /* a bit for each rsi_catalogue_kind that it is or, when it has no id, may define */
} rsi_left_out;

typedef struct rsi_language_file {
  const struct rsi_xml_node *root;
  uint32_t file;
} rsi_language_file;

typedef struct rsi_unchecked_cue {
  const parsed_cue *cue;
  uint8_t kind;
} rsi_unchecked_cue;

typedef struct rsi_book {
  rsi_arena arena;         /* everything that is read; gone when the load is done */
  rscan_allocator scratch; /* takes from the arena: nothing made with it needs to be freed */
  rscan_error *err;
  rsi_buf bytes;            /* of the file being read */
  rsi_vec files;            /* const char *: paths as loaded */
  uint32_t first_site_file; /* this file and those after it are the site's */
  rsi_vec modules;          /* rsi_module, in the order they are named */
  bool has_hole;            /* a file that is named could not be read: what it defines is not known */
  rsi_vec left_out;         /* rsi_left_out, of the load's allocator: causes before what follows from them */
  rsi_arena_mark records;   /* where the trees of the modules end and the records made of them begin */
  uint64_t digest;
  const parsed_root *root, *site; /* <rulebase> of the book, of the site */
  rsi_catalogue kinds[RSI_BOOK_KINDS];
  uint32_t n_facts;                               /* items of RSI_BOOK_FACT before the groups */
  rsi_names combinations;                         /* indices of the parts, ascending, joined by + → exam */
  rsi_names switched_off;                         /* guidelines; value 1: the book has it */
  rsi_vec phrases; /* rsi_unchecked_cue: cues of plain words, whose mistakes the lexicon would find as well */
  rsi_vec groups, exclusives, extends, languages; /* parsed_fact *, parsed_exclusive *, parsed_exam *, rsi_language_file */
  rsi_vec styles;                                 /* parsed_root * */
} rsi_book;

bool rsi_book_init(rsi_book *book, const rscan_allocator *a);
void rsi_book_forget(rsi_book *book); /* the records and all that was allocated since book->records, to make them anew */
void rsi_book_free(rsi_book *book); /* not book->err */

/* True when memory ran out anywhere; err then says so. */
bool rsi_book_has_failed(rsi_book *book);

/* ---- words ---- */

void rsi_book_report(rsi_book *book, rsi_code_id id, rsi_where where, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Text in the arena; NULL when out of memory. */
const char *rsi_book_printf(rsi_book *book, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *rsi_book_place(rsi_book *book, rsi_where where);  /* `file:line:column` */
const char *rsi_book_shown(rsi_book *book, const char *text); /* cut to what fits a message */
/* `did you mean "x" (file:line:column)?`, or NULL. */
const char *rsi_book_hint(rsi_book *book, const rsi_names *names, const char *id);

/* ---- names ---- */

typedef struct parsed_named { /* how every record with an id begins */
  parsed_head head;
  parsed_name id;
} parsed_named;

static inline void *rsi_book_item(const rsi_book *book, enum rsi_catalogue_kind kind, uint32_t index) {
  return *RSI_AT(&book->kinds[kind].items, void *, index);
}
static inline uint32_t rsi_book_count(const rsi_book *book, enum rsi_catalogue_kind kind) { return book->kinds[kind].items.count; }
static inline parsed_fact *rsi_book_fact(const rsi_book *book, uint32_t index) { return rsi_book_item(book, RSI_BOOK_FACT, index); }
static inline parsed_exam *rsi_book_exam(const rsi_book *book, uint32_t index) { return rsi_book_item(book, RSI_BOOK_EXAM, index); }

bool rsi_has_bounds(const parsed_bounds *bounds); /* any of the four */

/* Adds id → index; reports id-twice when there is one already. what: "finding". */
void rsi_book_define(rsi_book *book, rsi_names *names, const parsed_name *id, uint32_t index, const char *what);

#endif
