/* The catalogue: regions, modalities, techniques, exams with their names and codes, and combinations. See compile.h. */
#include <string.h>

#include "compile.h"
#include "shape.h"

/* ---- regions, modalities, techniques ---- */

static void compile_entries(rsi_builder *b, int kind, rsi_vec *out, uint8_t cue_kind) {
  for (uint32_t i = 0; i < rsi_book_count(b->book, kind); i++) {
    const parsed_entry *from = rsi_book_item(b->book, kind, i);
    rsi_term_entry *entry = RSI_PUSH(&b->book->scratch, out, rsi_term_entry);
    if (!entry)
      return;
    entry->id = rsi_build_string(b, from->id.id);
    entry->title = rsi_build_text(b, &from->title);
    entry->within = from->within.id ? from->within.to : RSI_NONE;
    entry->where = from->head.where;
    rsi_build_cues(b, &from->cues, cue_kind, i, 0);
  }
}

static void compile_contrasts(rsi_builder *b) {
  for (uint32_t i = 0; i < rsi_book_count(b->book, RSI_BOOK_CONTRAST); i++) {
    const parsed_entry *from = rsi_book_item(b->book, RSI_BOOK_CONTRAST, i);
    for (uint32_t word = 1; rsi_words_contrast[word]; word++)
      if (!strcmp(rsi_words_contrast[word], from->id.id))
        rsi_build_cues(b, &from->cues, RSI_CUE_CONTRAST, word, 0);
  }
}

/* ---- one exam ---- */

static int8_t radiation(uint8_t word) {
  return word == 0 ? RSI_RADIATION_UNKNOWN : word == PARSED_RADIATION_VARIES ? RSI_RADIATION_VARIES : (int8_t)(word - 1);
}

static void add_names(rsi_builder *b, const parsed_exam *from, uint32_t exam) {
  for (uint32_t i = 0; i < from->aliases.count; i++) {
    rsi_alias *alias = RSI_ADD(b, aliases, rsi_alias);
    if (alias)
      *alias = (rsi_alias){rsi_build_string(b, PARSED_AT(from->aliases, parsed_alias, i)->text.text), exam};
  }
}

static void add_codes(rsi_builder *b, const parsed_exam *from, uint32_t exam) {
  for (uint32_t i = 0; i < from->codes.count; i++) {
    const parsed_code *code = PARSED_AT(from->codes, parsed_code, i);
    rsi_exam_code *own = RSI_ADD(b, exam_codes, rsi_exam_code);
    if (own)
      *own = (rsi_exam_code){rsi_build_string(b, code->system.id), rsi_build_string(b, code->code.text)};
    rsi_build_code(b, code, RSI_CODE_EXAM, exam, 0);
  }
}

static uint32_t reference(const parsed_name *ref) { return ref->id ? ref->to : RSI_NONE; }

static void fill_exam(rsi_builder *b, rsi_exam *exam, const parsed_exam *from) {
  exam->id = rsi_build_string(b, from->id.id);
  exam->title = rsi_build_text(b, &from->title);
  exam->modality = reference(&from->modality);
  exam->region = reference(&from->region);
  exam->technique = reference(&from->technique);
  exam->contrast = from->contrast ? from->contrast - 1 : RSI_CONTRAST_NONE;
  exam->is_default = from->is_default == PARSED_YES;
  exam->has_side = from->has_side == PARSED_YES;
  exam->is_placeholder = from->is_placeholder == PARSED_YES;
  exam->radiation_adult = radiation(from->radiation_adult);
  exam->radiation_child = radiation(from->radiation_child);
  exam->order = from->order == RSI_NONE ? UINT16_MAX : (uint16_t)from->order; /* not said: least at hand */
  exam->stands_for = RSI_NONE;
  exam->where = from->head.where;
}

/* The site's (or another file's) additions to each exam, as pairs grouped by exam. */
static rsi_span *group_extends(rsi_builder *b, uint32_t n_exams) {
  rsi_vec pairs = {0};
  for (uint32_t i = 0; i < b->book->extends.count; i++)
    rsi_build_pair(b, &pairs, (*RSI_AT(&b->book->extends, parsed_exam *, i))->id.to, i);
  rsi_span *spans = rsi_arena_alloc(&b->book->arena, (n_exams + 1) * sizeof *spans);
  if (spans)
    rsi_build_spans(b, &pairs, n_exams, spans);
  return spans;
}

static void compile_exam(rsi_builder *b, uint32_t index, rsi_span extends) {
  const parsed_exam *from = rsi_book_exam(b->book, index);
  rsi_exam *exam = RSI_ADD(b, exams, rsi_exam);
  if (!exam)
    return;
  fill_exam(b, exam, from);
  exam->aliases.first = b->aliases.count;
  exam->codes.first = b->exam_codes.count;
  add_names(b, from, index);
  add_codes(b, from, index);
  for (uint32_t i = 0; i < extends.count; i++) {
    const parsed_exam *extend = *RSI_AT(&b->book->extends, parsed_exam *, *RSI_AT(&b->indices, uint32_t, extends.first + i));
    add_names(b, extend, index);
    add_codes(b, extend, index);
    if (extend->order != RSI_NONE)
      exam->order = (uint16_t)extend->order;
  }
  exam->aliases.count = b->aliases.count - exam->aliases.first;
  exam->codes.count = b->exam_codes.count - exam->codes.first;
}

/* ---- combinations: together as strong in everything as the strongest part ---- */

static int8_t stronger(int8_t a, int8_t b) { return a > b ? a : b; }

static void join_titles(rsi_builder *b, rsi_exam *exam, const parsed_exam *from) {
  for (int lang = 0; lang < RSI_LANGS; lang++) {
    rsi_buf title;
    rsi_buf_init(&title, &b->book->scratch);
    bool is_complete = true;
    for (uint32_t i = 0; i < from->n_parts; i++) {
      const char *part = rsi_book_exam(b->book, from->parts[i])->title.in[lang];
      is_complete &= part != NULL;
      rsi_buf_printf(&title, "%s%s", i ? " + " : "", part ? part : "");
    }
    exam->title.in[lang] = is_complete ? rsi_build_string(b, title.data) : 0;
  }
}

static void compile_combination(rsi_builder *b, uint32_t index) {
  const parsed_exam *from = rsi_book_exam(b->book, index);
  rsi_exam *exam = RSI_AT(&b->exams, rsi_exam, index);
  join_titles(b, exam, from);
  exam->parts = (rsi_span){b->indices.count, from->n_parts};
  for (uint32_t i = 0; i < from->n_parts; i++) {
    const rsi_exam *part = RSI_AT(&b->exams, rsi_exam, from->parts[i]);
    rsi_build_index(b, from->parts[i]);
    if (i == 0) {
      exam->modality = part->modality;
      exam->region = part->region;
      exam->technique = part->technique;
    }
    exam->contrast = part->contrast > exam->contrast ? part->contrast : exam->contrast;
    exam->radiation_adult = stronger(exam->radiation_adult, part->radiation_adult);
    exam->radiation_child = stronger(exam->radiation_child, part->radiation_child);
    exam->order = i == 0 || part->order > exam->order ? part->order : exam->order;
  }
}

/* ---- placeholders: the one of the nearest region around an exam stands for it; one without a region stands for any ---- */

static const char *placeholder_key(rsi_builder *b, const rsi_exam *exam, uint32_t region) {
  return rsi_book_printf(b->book, "%u %u %u %u", (unsigned)exam->modality, (unsigned)exam->contrast, (unsigned)exam->technique,
                         (unsigned)region);
}

static uint32_t outer_region(const rsi_builder *b, uint32_t region) { return RSI_AT(&b->regions, rsi_term_entry, region)->within; }

static uint32_t find_placeholder(rsi_builder *b, const rsi_names *placeholders, const rsi_exam *exam) {
  uint32_t region = exam->is_placeholder && exam->region != RSI_NONE ? outer_region(b, exam->region) : exam->region;
  for (;; region = outer_region(b, region)) {
    const char *key = placeholder_key(b, exam, region);
    const rsi_name *name = key ? rsi_names_find(placeholders, key) : NULL;
    if (name)
      return name->value;
    if (region == RSI_NONE)
      return RSI_NONE;
  }
}

static void link_placeholders(rsi_builder *b) {
  rsi_names placeholders;
  rsi_names_init(&placeholders, &b->book->scratch);
  bool is_new;
  for (uint32_t i = 0; i < b->exams.count; i++) {
    const rsi_exam *exam = RSI_AT(&b->exams, rsi_exam, i);
    const char *key = exam->is_placeholder ? placeholder_key(b, exam, exam->region) : NULL;
    if (key)
      rsi_names_add(&placeholders, key, i, exam->where, &is_new);
  }
  for (uint32_t i = 0; placeholders.entries.count && i < b->exams.count; i++) {
    rsi_exam *exam = RSI_AT(&b->exams, rsi_exam, i);
    if (!exam->parts.count && exam->region != RSI_NONE)
      exam->stands_for = find_placeholder(b, &placeholders, exam);
  }
}

void rsi_compile_exams(rsi_builder *b) {
  compile_entries(b, RSI_BOOK_REGION, &b->regions, RSI_CUE_REGION);
  compile_entries(b, RSI_BOOK_MODALITY, &b->modalities, RSI_CUE_MODALITY);
  compile_entries(b, RSI_BOOK_TECHNIQUE, &b->techniques, RSI_CUE_TECHNIQUE);
  compile_contrasts(b);
  uint32_t n_exams = rsi_book_count(b->book, RSI_BOOK_EXAM);
  const rsi_span *extends = group_extends(b, n_exams);
  for (uint32_t i = 0; extends && i < n_exams; i++)
    compile_exam(b, i, extends[i]);
  if (b->exams.count < n_exams)
    return;
  for (uint32_t i = 0; i < n_exams; i++) /* the parts of a combination always stand before it */
    if (rsi_book_exam(b->book, i)->n_parts)
      compile_combination(b, i);
  link_placeholders(b);
}
