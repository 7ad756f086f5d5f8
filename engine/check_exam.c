/* The catalogue of exams, and the authorities. See checks.h. */
#include <string.h>

#include "checks.h"
#include "limits.h"
#include "text.h"

/* ---- regions, modalities, techniques, contrasts ---- */

static void check_entries(rsi_book *book, int kind, uint8_t cue_kind) {
  for (uint32_t i = 0; i < rsi_book_count(book, kind); i++)
    rsi_check_cues(book, &((parsed_entry *)rsi_book_item(book, kind, i))->cues, cue_kind);
}

static void report_region_circle(void *context, uint32_t from, uint32_t to) {
  rsi_book *book = context;
  const parsed_entry *inner = rsi_book_item(book, RSI_BOOK_REGION, from), *outer = rsi_book_item(book, RSI_BOOK_REGION, to);
  rsi_book_report(book, RSI_REGION_CYCLE, inner->within.where, NULL, "region \"%s\" lies within \"%s\" (%s), which lies within it",
                  inner->id.id, outer->id.id, rsi_book_place(book, outer->id.where));
}

static void check_regions(rsi_book *book) {
  rsi_graph graph;
  rsi_graph_init(&graph, &book->scratch);
  for (uint32_t i = 0; i < rsi_book_count(book, RSI_BOOK_REGION); i++) {
    parsed_entry *region = rsi_book_item(book, RSI_BOOK_REGION, i);
    rsi_resolve_name(book, RSI_BOOK_REGION, &region->within);
    rsi_graph_node(&graph);
    rsi_graph_edge(&graph, region->within.to);
  }
  rsi_graph_circles(&graph, report_region_circle, book);
}

/* ---- exams ---- */

typedef struct seen_names {
  rsi_names aliases, codes, placeholders;
} seen_names;

static void check_seen(rsi_book *book, rsi_names *seen, const char *key, uint32_t exam, rsi_where where, rsi_code_id code,
                       const char *what) {
  bool is_new;
  const rsi_name *first = key ? rsi_names_add(seen, key, exam, where, &is_new) : NULL;
  if (first && !is_new)
    rsi_book_report(book, code, where, NULL, "%s is given to \"%s\" too, at %s", what, rsi_book_exam(book, first->value)->id.id,
                    rsi_book_place(book, first->where));
}

/* A name as orders are compared: case, accents and marks do not matter. */
static const char *fold(rsi_book *book, const char *text) {
  size_t length = strlen(text);
  char *out = rsi_arena_alloc(&book->arena, 4 * length + 1);
  if (out)
    out[rsi_fold(text, length, out, 4 * length, NULL)] = '\0';
  return out;
}

static void check_names(rsi_book *book, seen_names *seen, const parsed_exam *from, uint32_t exam) {
  for (uint32_t i = 0; i < from->aliases.count; i++) {
    const parsed_words *text = &PARSED_AT(from->aliases, parsed_alias, i)->text;
    if (text->text)
      check_seen(book, &seen->aliases, fold(book, text->text), exam, text->where, RSI_ALIAS_TWICE,
                 rsi_book_printf(book, "the name \"%s\"", rsi_book_shown(book, text->text)));
  }
  for (uint32_t i = 0; i < from->codes.count; i++) {
    const parsed_code *code = PARSED_AT(from->codes, parsed_code, i);
    if (code->system.id && code->code.text)
      check_seen(book, &seen->codes, rsi_book_printf(book, "%s|%s", code->system.id, code->code.text), exam, code->code.where,
                 RSI_CODE_TWICE, rsi_book_printf(book, "the code %s|%s", code->system.id, rsi_book_shown(book, code->code.text)));
  }
}

static bool is_open(const parsed_name *ref) { return ref->id && ref->to == RSI_NONE; }

static void check_placeholder(rsi_book *book, seen_names *seen, const parsed_exam *exam, uint32_t index) {
  if (exam->is_placeholder != PARSED_YES || is_open(&exam->modality) || is_open(&exam->technique) || is_open(&exam->region))
    return;
  bool is_new;
  const char *key = rsi_book_printf(book, "%u %u %u %u", (unsigned)exam->modality.to, (unsigned)exam->contrast,
                                    (unsigned)exam->technique.to, (unsigned)exam->region.to);
  const rsi_name *first = key ? rsi_names_add(&seen->placeholders, key, index, exam->id.where, &is_new) : NULL;
  if (first && !is_new)
    rsi_book_report(book, RSI_PLACEHOLDER_TWICE, exam->id.where, NULL,
                    "\"%s\" (%s) is a placeholder of the same region, modality, contrast and technique",
                    rsi_book_exam(book, first->value)->id.id, rsi_book_place(book, first->where));
}

static void check_order(rsi_book *book, const parsed_exam *exam) {
  if (exam->order != RSI_NONE && exam->order > UINT16_MAX)
    rsi_book_report(book, RSI_TOO_MANY, exam->head.where, NULL, "order is %u; at most %u fits", (unsigned)exam->order,
                    (unsigned)UINT16_MAX);
}

static void check_exam(rsi_book *book, seen_names *seen, parsed_exam *exam, uint32_t index) {
  rsi_resolve_name(book, RSI_BOOK_MODALITY, &exam->modality);
  rsi_resolve_name(book, RSI_BOOK_REGION, &exam->region);
  rsi_resolve_name(book, RSI_BOOK_TECHNIQUE, &exam->technique);
  check_order(book, exam);
  check_placeholder(book, seen, exam, index);
  check_names(book, seen, exam, index);
}

static void check_exam_list(rsi_book *book) {
  seen_names seen;
  rsi_names_init(&seen.aliases, &book->scratch);
  rsi_names_init(&seen.codes, &book->scratch);
  rsi_names_init(&seen.placeholders, &book->scratch);
  for (uint32_t i = 0; i < rsi_book_count(book, RSI_BOOK_EXAM); i++)
    check_exam(book, &seen, rsi_book_exam(book, i), i);
  for (uint32_t i = 0; i < book->extends.count; i++) {
    parsed_exam *extend = *RSI_AT(&book->extends, parsed_exam *, i);
    check_order(book, extend);
    if (rsi_resolve_name(book, RSI_BOOK_EXAM, &extend->id))
      check_names(book, &seen, extend, extend->id.to);
  }
}

/* ---- authorities ---- */

static void check_profiles(rsi_book *book) {
  uint32_t n_defaults = 0, count = rsi_book_count(book, RSI_BOOK_PROFILE);
  const parsed_profile *last = NULL;
  for (uint32_t i = 0; i < count; i++) {
    parsed_profile *profile = rsi_book_item(book, RSI_BOOK_PROFILE, i);
    rsi_resolve_names(book, RSI_BOOK_AUTHORITY, &profile->prefer);
    rsi_check_list(book, &profile->prefer);
    n_defaults += profile->is_default == PARSED_YES;
    last = profile->is_default == PARSED_YES || !last ? profile : last;
  }
  if (last && n_defaults != 1)
    rsi_book_report(book, RSI_PROFILE_DEFAULT, last->head.where, NULL,
                    n_defaults ? "more than one profile is the default" : "no profile is the default");
}

void rsi_check_exams(rsi_book *book) {
  check_entries(book, RSI_BOOK_REGION, RSI_CUE_REGION);
  check_entries(book, RSI_BOOK_MODALITY, RSI_CUE_MODALITY);
  check_entries(book, RSI_BOOK_TECHNIQUE, RSI_CUE_TECHNIQUE);
  check_entries(book, RSI_BOOK_CONTRAST, RSI_CUE_CONTRAST);
  check_regions(book);
  check_exam_list(book);
  uint32_t n_authorities = rsi_book_count(book, RSI_BOOK_AUTHORITY);
  if (n_authorities > RSI_MAX_AUTHORITIES)
    rsi_book_report(book, RSI_TOO_MANY,
                    ((parsed_authority *)rsi_book_item(book, RSI_BOOK_AUTHORITY, RSI_MAX_AUTHORITIES))->head.where, NULL,
                    "there are %u authorities; at most %d fit", (unsigned)n_authorities, RSI_MAX_AUTHORITIES);
  check_profiles(book);
}
