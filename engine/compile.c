/* The frame of the compiler, and what its parts share. See compile.h. */
#include "compile.h"

#include <string.h>

#include "text.h"

/* ---- strings, texts, lists ---- */

rsi_str rsi_build_string(rsi_builder *b, const char *text) { return rsi_pool_add(&b->pool, text); }

rsi_text rsi_build_text(rsi_builder *b, const parsed_text *text) {
  rsi_text built;
  for (int lang = 0; lang < RSI_LANGS; lang++) {
    built.in[lang] = rsi_build_string(b, text->in[lang]);
    rsi_written *written = built.in[lang] ? RSI_ADD(b, written, rsi_written) : NULL;
    if (written)
      *written = (rsi_written){built.in[lang], (uint8_t)lang, text->where[lang]};
  }
  return built;
}

void rsi_build_index(rsi_builder *b, uint32_t index) {
  uint32_t *entry = RSI_ADD(b, indices, uint32_t);
  if (entry)
    *entry = index;
}

rsi_span rsi_build_indices(rsi_builder *b, const parsed_names *refs) {
  rsi_span span = {b->indices.count, 0};
  for (uint32_t i = 0; i < refs->count; i++)
    if (refs->items[i].to != RSI_NONE)
      rsi_build_index(b, refs->items[i].to);
  span.count = b->indices.count - span.first;
  return span;
}

void rsi_build_pair(rsi_builder *b, rsi_vec *pairs, uint32_t key, uint32_t value) {
  rsi_pair *pair = RSI_PUSH(&b->book->scratch, pairs, rsi_pair);
  if (pair)
    *pair = (rsi_pair){key, value};
}

/* A counting sort: stable, so that what belongs to a key stays in the order of the files. */
void rsi_build_spans(rsi_builder *b, const rsi_vec *pairs, uint32_t n, rsi_span *spans) {
  uint32_t first = b->indices.count;
  for (uint32_t i = 0; i < pairs->count; i++)
    rsi_build_index(b, 0);
  if (b->book->arena.has_failed)
    return;
  memset(spans, 0, n * sizeof *spans);
  for (uint32_t i = 0; i < pairs->count; i++)
    spans[RSI_AT(pairs, rsi_pair, i)->key].count++;
  for (uint32_t key = 0; key < n; key++) {
    spans[key].first = first;
    first += spans[key].count;
    spans[key].count = 0;
  }
  for (uint32_t i = 0; i < pairs->count; i++) {
    const rsi_pair *pair = RSI_AT(pairs, rsi_pair, i);
    rsi_span *span = &spans[pair->key];
    *RSI_AT(&b->indices, uint32_t, span->first + span->count++) = pair->value;
  }
}

uint32_t rsi_build_source(rsi_builder *b, const parsed_list *sources) {
  if (!sources->count)
    return RSI_NONE;
  const parsed_source *from = sources->items;
  rsi_source *source = RSI_ADD(b, sources, rsi_source);
  if (!source)
    return RSI_NONE;
  source->id = rsi_build_string(b, from->id.id);
  source->text = rsi_build_string(b, from->text.text);
  source->url = rsi_build_string(b, from->url.text);
  source->authority = from->authority.id ? from->authority.to : RSI_NONE;
  source->year = from->year == RSI_NONE ? 0 : (int32_t)from->year;
  source->where = from->head.where;
  return b->sources.count - 1;
}

/* ---- cues and codes ---- */

rsi_state rsi_finding_state(uint8_t means, uint8_t otherwise) {
  switch (means ? means : otherwise) {
  case PARSED_SUSPECTED:
    return RSI_SUSPECTED | RSI_PRESENT;
  case PARSED_ABSENT:
    return RSI_ABSENT;
  default:
    return RSI_PRESENT;
  }
}

void rsi_build_cues(rsi_builder *b, const parsed_list *cues, uint8_t kind, uint32_t target, rsi_state state) {
  for (uint32_t i = 0; i < cues->count; i++) {
    const parsed_cue *from = PARSED_AT(*cues, parsed_cue, i);
    rsi_cue_def *cue = RSI_ADD(b, cues, rsi_cue_def);
    if (!cue)
      return;
    *cue = (rsi_cue_def){.kind = kind,
                         .lang = from->lang ? from->lang - 1 : RSI_LANGS,
                         .is_pattern = from->head.kind,
                         .target = target};
    cue->state = from->means ? rsi_finding_state(from->means, 0) : state;
    cue->text = rsi_build_string(b, from->words.text);
    cue->where = from->words.where;
  }
}

/* Codes match whatever the case they are written in. */
static const char *upper(rsi_builder *b, const char *text) {
  char *copy = rsi_arena_strndup(&b->book->arena, text, strlen(text));
  for (char *p = copy; p && *p; p++)
    if (*p >= 'a' && *p <= 'z')
      *p = (char)(*p - 'a' + 'A');
  return copy;
}

void rsi_build_code(rsi_builder *b, const parsed_code *from, uint8_t kind, uint32_t target, rsi_state state) {
  rsi_code *code = RSI_ADD(b, codes, rsi_code);
  if (!code)
    return;
  code->system = rsi_build_string(b, from->system.id);
  code->code = rsi_build_string(b, upper(b, from->code.text));
  code->kind = kind;
  code->target = target;
  code->state = from->means ? rsi_finding_state(from->means, 0) : state;
}

static int compare_codes(const void *pa, const void *pb, const void *context) {
  const char *strings = context;
  const rsi_code *a = pa, *b = pb;
  int by_code = strcmp(strings + a->code, strings + b->code);
  int by_system = by_code ? by_code : strcmp(strings + a->system, strings + b->system);
  if (by_system)
    return by_system;
  if (a->kind != b->kind)
    return a->kind < b->kind ? -1 : 1;
  if (a->target != b->target)
    return a->target < b->target ? -1 : 1;
  return a->state < b->state ? -1 : a->state > b->state;
}

/* ---- languages ---- */

static bool push_language_cue(void *context, const rsi_cue_def *def, const char *text) {
  rsi_builder *b = context;
  rsi_cue_def *cue = RSI_ADD(b, cues, rsi_cue_def);
  if (!cue)
    return false;
  *cue = *def;
  cue->text = rsi_build_string(b, text);
  return true;
}

static void compile_languages(rsi_builder *b) {
  for (uint32_t i = 0; i < b->book->languages.count; i++) {
    const rsi_language_file *file = RSI_AT(&b->book->languages, rsi_language_file, i);
    const char *path = *RSI_AT(&b->book->files, const char *, file->file);
    if (!rsi_language_read(b->book->arena.allocator, file->root, b->book->err, path, push_language_cue, b))
      rsi_error_out_of_memory(b->book->err);
  }
}

/* ---- how to write ---- */

static void compile_style(rsi_builder *b, const parsed_root *root, const parsed_style *from) {
  uint8_t lang = root->lang ? (uint8_t)(root->lang - 1) : RSI_EN;
  const rsi_cue_def cue = {.kind = RSI_CUE_MODALITY, .lang = lang, .where = from->words.where};
  const char *path = *RSI_AT(&b->book->files, const char *, from->head.where.file);
  if (!from->words.text || (from->head.kind == RSI_STYLE_AVOID && !from->instead.text) ||
      !rsi_cue_check(b->book->arena.allocator, &cue, from->words.text, path, b->book->err))
    return;
  rsi_style *style = RSI_ADD(b, styles, rsi_style);
  if (style)
    *style = (rsi_style){from->head.kind, lang, rsi_build_string(b, from->words.text), rsi_build_string(b, from->instead.text),
                         from->words.where};
}

static void compile_styles(rsi_builder *b) {
  for (uint32_t i = 0; i < b->book->styles.count; i++) {
    const parsed_root *root = *RSI_AT(&b->book->styles, const parsed_root *, i);
    for (uint32_t k = 0; k < root->styles.count; k++)
      compile_style(b, root, PARSED_AT(root->styles, parsed_style, k));
  }
}

/* ---- authorities, profiles, messages ---- */

static void compile_authorities(rsi_builder *b) {
  for (uint32_t i = 0; i < rsi_book_count(b->book, RSI_BOOK_AUTHORITY); i++) {
    const parsed_authority *from = rsi_book_item(b->book, RSI_BOOK_AUTHORITY, i);
    rsi_authority *authority = RSI_ADD(b, authorities, rsi_authority);
    if (!authority)
      return;
    authority->id = rsi_build_string(b, from->id.id);
    authority->title = rsi_build_text(b, &from->title);
    authority->url = from->urls.count ? rsi_build_string(b, PARSED_AT(from->urls, parsed_example, 0)->text.text) : 0;
  }
}

/* A book without a profile prefers its authorities as they come. */
static void compile_only_profile(rsi_builder *b) {
  rsi_profile *profile = RSI_ADD(b, profiles, rsi_profile);
  if (!profile)
    return;
  profile->prefer = (rsi_span){b->indices.count, b->authorities.count};
  for (uint32_t i = 0; i < b->authorities.count; i++)
    rsi_build_index(b, i);
}

static void compile_profiles(rsi_builder *b) {
  uint32_t count = rsi_book_count(b->book, RSI_BOOK_PROFILE);
  for (uint32_t i = 0; i < count; i++) {
    const parsed_profile *from = rsi_book_item(b->book, RSI_BOOK_PROFILE, i);
    rsi_profile *profile = RSI_ADD(b, profiles, rsi_profile);
    if (!profile)
      return;
    profile->id = rsi_build_string(b, from->id.id);
    profile->title = rsi_build_text(b, &from->title);
    profile->prefer = rsi_build_indices(b, &from->prefer);
    if (from->is_default == PARSED_YES)
      b->profile = i;
  }
  if (!count)
    compile_only_profile(b);
}

/* The profile that the caller asked for by name. */
static void choose_profile(rsi_builder *b, const char *wanted) {
  const rsi_names *names = &b->book->kinds[RSI_BOOK_PROFILE].names;
  const rsi_name *name = wanted ? rsi_names_find(names, wanted) : NULL;
  if (name)
    b->profile = name->value;
  else if (wanted)
    rsi_report(b->book->err, RSI_PROFILE_UNDEFINED, NULL, (rsi_where){0, 0, 0}, rsi_book_hint(b->book, names, wanted),
               "the book has no profile \"%s\"", rsi_book_shown(b->book, wanted));
}

/* A definition within another is written out after it, and finished before. */
static int compare_definitions(const void *pa, const void *pb, const void *context) {
  (void)context;
  uint32_t a = ((const rsi_definition *)pa)->node, b = ((const rsi_definition *)pb)->node;
  return a < b ? -1 : a > b;
}

static int compare_messages(const void *pa, const void *pb, const void *context) {
  const char *strings = context;
  return strcmp(strings + ((const rsi_message *)pa)->id, strings + ((const rsi_message *)pb)->id);
}

static void compile_messages(rsi_builder *b) {
  const rsi_catalogue *french = &b->book->kinds[RSI_BOOK_MESSAGE + RSI_FR];
  for (uint32_t i = 0; i < rsi_book_count(b->book, RSI_BOOK_MESSAGE + RSI_EN); i++) {
    const parsed_message *english = rsi_book_item(b->book, RSI_BOOK_MESSAGE + RSI_EN, i);
    const rsi_name *name = rsi_names_find(&french->names, english->id.id);
    const parsed_message *translated = name ? rsi_book_item(b->book, RSI_BOOK_MESSAGE + RSI_FR, name->value) : NULL;
    rsi_message *message = RSI_ADD(b, messages, rsi_message);
    if (!message)
      return;
    message->id = rsi_build_string(b, english->id.id);
    message->text.in[RSI_EN] = rsi_build_string(b, english->text.text);
    message->text.in[RSI_FR] = translated ? rsi_build_string(b, translated->text.text) : 0;
  }
}

/* ---- by id ---- */

/* A table of open addressing over ids, at most half full; RSI_NONE is free. rsi_find_fact() and rsi_find_exam() look into it. */
static void fill_by_id(rsi_builder *b, rsi_vec *table, uint32_t count, const char *(*id_of)(const rsi_book *book, uint32_t index)) {
  uint32_t n_slots = 2;
  while (n_slots < 2 * count)
    n_slots *= 2;
  for (uint32_t i = 0; i < n_slots; i++) {
    uint32_t *slot = RSI_PUSH(&b->book->scratch, table, uint32_t);
    if (!slot)
      return; /* shows in the book's arena */
    *slot = RSI_NONE;
  }
  for (uint32_t i = 0; i < count; i++) {
    const char *id = id_of(b->book, i);
    uint32_t slot = (uint32_t)rsi_hash(id, strlen(id)) & (n_slots - 1);
    while (*RSI_AT(table, uint32_t, slot) != RSI_NONE)
      slot = (slot + 1) & (n_slots - 1);
    *RSI_AT(table, uint32_t, slot) = i;
  }
}

static const char *fact_id(const rsi_book *book, uint32_t index) { return rsi_book_fact(book, index)->id.id; }
static const char *exam_id(const rsi_book *book, uint32_t index) { return rsi_book_exam(book, index)->id.id; }

static uint32_t index_of(const rsi_builder *b, int kind, const char *id) {
  const rsi_name *name = rsi_names_find(&b->book->kinds[kind].names, id);
  return name ? name->value : RSI_NONE;
}

static void find_known(rsi_builder *b) {
  b->age = index_of(b, RSI_BOOK_FACT, "age");
  b->sex = index_of(b, RSI_BOOK_FACT, "sex");
  b->pregnancy = index_of(b, RSI_BOOK_FACT, "pregnancy");
  b->setting = index_of(b, RSI_BOOK_FACT, "setting");
  b->purpose = index_of(b, RSI_BOOK_FACT, "purpose");
  b->duration = index_of(b, RSI_BOOK_FACT, "duration");
  b->exam_none = index_of(b, RSI_BOOK_EXAM, "none");
}

static void sort_arrays(rsi_builder *b) {
  fill_by_id(b, &b->fact_by_id, rsi_book_count(b->book, RSI_BOOK_FACT), fact_id);
  fill_by_id(b, &b->exam_by_id, rsi_book_count(b->book, RSI_BOOK_EXAM), exam_id);
  rsi_sort(b->codes.items, b->codes.count, sizeof(rsi_code), compare_codes, b->pool.bytes.data);
  rsi_sort(b->definitions.items, b->definitions.count, sizeof(rsi_definition), compare_definitions, NULL);
  rsi_sort(b->messages.items, b->messages.count, sizeof(rsi_message), compare_messages, b->pool.bytes.data);
}

/* ---- the rule base itself ---- */

/* A tight copy in the rule base's arena. */
static const void *freeze(rscan_rulebase *rb, const void *items, size_t count, size_t size) {
  void *copy = rsi_arena_alloc(&rb->arena, count * size);
  return copy && count ? memcpy(copy, items, count * size) : copy;
}

static void freeze_files(rscan_rulebase *rb, const rsi_book *book) {
  const char **files = rsi_arena_alloc(&rb->arena, book->files.count * sizeof *files);
  for (uint32_t i = 0; files && i < book->files.count; i++) {
    const char *path = *RSI_AT(&book->files, const char *, i);
    files[i] = rsi_arena_strndup(&rb->arena, path, strlen(path));
  }
  rb->files = files;
  rb->n_files = book->files.count;
}

static void freeze_title(rscan_rulebase *rb, rsi_builder *b) {
  const parsed_root *root = b->book->root;
  rb->id = rsi_build_string(b, root->id.id);
  rb->version = rsi_build_string(b, root->version.text);
  rb->effective = rsi_build_string(b, root->effective.text);
  rb->review_by = rsi_build_string(b, root->review_by.text);
  rb->review_where = root->review_by.where;
  rb->title = rsi_build_text(b, &root->title);
  static const char digits[] = "0123456789abcdef";
  for (int i = 0; i < 16; i++)
    rb->digest[i] = digits[b->book->digest >> (60 - 4 * i) & 15];
}

static void freeze_all(rscan_rulebase *rb, rsi_builder *b) {
  freeze_title(rb, b);
#define FREEZE(type, name)                                           \
  rb->name = freeze(rb, b->name.items, b->name.count, sizeof(type)); \
  rb->n_##name = b->name.count;
  RSI_ARRAYS(FREEZE)
#undef FREEZE
  rb->strings = freeze(rb, b->pool.bytes.data, b->pool.bytes.length, 1);
  rb->n_strings = (uint32_t)b->pool.bytes.length;
  freeze_files(rb, b->book);
  rb->profile = b->profile;
  rb->age = b->age;
  rb->sex = b->sex;
  rb->pregnancy = b->pregnancy;
  rb->setting = b->setting;
  rb->purpose = b->purpose;
  rb->duration = b->duration;
  rb->exam_none = b->exam_none;
}

static rscan_rulebase *new_rulebase(const rscan_allocator *a) {
  rscan_rulebase *rb = rsi_alloc(a, sizeof *rb);
  if (!rb)
    return NULL;
  memset(rb, 0, sizeof *rb);
  rb->allocator = *a;
  rb->references = 1;
  rsi_arena_init(&rb->arena, &rb->allocator);
  return rb;
}

static bool build(rsi_builder *b, const char *profile) {
  uint32_t n_facts = rsi_book_count(b->book, RSI_BOOK_FACT);
  b->cuts = rsi_arena_alloc(&b->book->arena, (n_facts + 1) * sizeof *b->cuts);
  b->silence = rsi_arena_alloc(&b->book->arena, n_facts + 1);
  if (!rsi_pool_init(&b->pool, &b->book->scratch) || !b->cuts || !b->silence)
    return false;
  find_known(b);
  compile_authorities(b);
  compile_profiles(b);
  choose_profile(b, profile);
  compile_messages(b);
  rsi_compile_exams(b);
  rsi_compile_facts(b);
  rsi_compile_rules(b);
  rsi_compile_guidelines(b);
  compile_languages(b);
  compile_styles(b);
  sort_arrays(b);
  return !rsi_book_has_failed(b->book) && !rsi_error_has_errors(b->book->err);
}

rscan_rulebase *rsi_compile(rsi_book *book, const rscan_allocator *a, const char *profile) {
  rsi_builder b = {.book = book};
  rscan_rulebase *rb = build(&b, profile) ? new_rulebase(a) : NULL;
  if (rb)
    freeze_all(rb, &b);
  if (rsi_book_has_failed(book) || (rb && rb->arena.has_failed)) {
    rsi_error_out_of_memory(book->err);
    rscan_rulebase_unref(rb);
    return NULL;
  }
  if (!rb && !rsi_error_has_errors(book->err))
    rsi_error_out_of_memory(book->err);
  return rb;
}
