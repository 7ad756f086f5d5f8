/* Names are defined, the site is laid over the book, then each concern is checked. See checks.h. */
#include "checks.h"

#include <string.h>

#include "text.h"

/* ---- what each kind is called ---- */

typedef struct kind_words {
  const char *word;
  rsi_code_id undefined;
  bool is_replaceable; /* by the site's of the same id */
} kind_words;

static const kind_words kinds[RSI_BOOK_KINDS] = {
    [RSI_BOOK_FACT] = {"fact", RSI_FACT_UNDEFINED, false},
    [RSI_BOOK_SHARED_RESULT] = {"shared result", RSI_RESULT_UNDEFINED, false},
    [RSI_BOOK_REGION] = {"region", RSI_REGION_UNDEFINED, true},
    [RSI_BOOK_MODALITY] = {"modality", RSI_MODALITY_UNDEFINED, true},
    [RSI_BOOK_TECHNIQUE] = {"technique", RSI_TECHNIQUE_UNDEFINED, true},
    [RSI_BOOK_CONTRAST] = {"contrast", RSI_VALUE_BAD, true},
    [RSI_BOOK_EXAM] = {"exam", RSI_EXAM_UNDEFINED, true},
    [RSI_BOOK_AUTHORITY] = {"authority", RSI_AUTHORITY_UNDEFINED, true},
    [RSI_BOOK_PROFILE] = {"profile", RSI_PROFILE_UNDEFINED, true},
    [RSI_BOOK_GUIDELINE] = {"guideline", RSI_GUIDELINE_UNDEFINED, true},
    [RSI_BOOK_RULE] = {"safety rule", RSI_RULE_UNDEFINED, true},
    [RSI_BOOK_MESSAGE + RSI_EN] = {"message", RSI_VALUE_BAD, true},
    [RSI_BOOK_MESSAGE + RSI_FR] = {"message", RSI_VALUE_BAD, true},
};

static const kind_words fact_kinds[] = {
    [PARSED_FINDING] = {"finding", RSI_FINDING_UNDEFINED, false}, [PARSED_CHOICE] = {"choice", RSI_CHOICE_UNDEFINED, false},
    [PARSED_MEASURE] = {"measure", RSI_MEASURE_UNDEFINED, false}, [PARSED_PRIOR] = {"prior exam", RSI_PRIOR_UNDEFINED, false},
    [PARSED_SCORE] = {"score", RSI_SCORE_UNDEFINED, false},       [PARSED_GROUP] = {"group", RSI_GROUP_UNDEFINED, false},
};

/* ---- resolving ---- */

#define FEW 16 /* names that a message may list */

/* Where the names of a kind are to be found, for kinds that `rightscan list` has: all of them, when they are few. */
static const char *const lists[RSI_BOOK_KINDS] = {
    [RSI_BOOK_REGION] = "regions", [RSI_BOOK_MODALITY] = "modalities",   [RSI_BOOK_TECHNIQUE] = "techniques",
    [RSI_BOOK_EXAM] = "exams",     [RSI_BOOK_AUTHORITY] = "authorities", [RSI_BOOK_GUIDELINE] = "guidelines",
    [RSI_BOOK_RULE] = "safety",
};

static const char *list_of(rsi_book *book, int kind) {
  const rsi_vec *entries = &book->kinds[kind].names.entries;
  rsi_buf all;
  rsi_buf_init(&all, &book->scratch);
  if (!lists[kind])
    return NULL;
  if (!entries->count || entries->count > FEW)
    return rsi_book_printf(book, "`rightscan list %s` has them all", lists[kind]);
  for (uint32_t i = 0; i < entries->count; i++)
    rsi_buf_printf(&all, "%s%s", i ? ", " : "There are ", RSI_AT(entries, rsi_name, i)->text);
  return all.has_failed ? NULL : all.data;
}

#define STEM 4 /* letters that two words begin with, to be of one kin */
#define KIN 6  /* of them that are told */

/* Is a word of the name in the id, or does one begin as a word of the id does? "lumbar" is of the kin of "lumbar-spine",
 * "craniofacial" of "facial-bones". */
static bool is_kin(const char *id, const char *name) {
  for (const char *word = name; *word; word += strcspn(word, "-"), word += *word == '-') {
    size_t length = strcspn(word, "-");
    for (const char *p = id; length >= STEM && *p; p++)
      if (strncmp(p, word, p == id || p[-1] == '-' ? STEM : length) == 0)
        return true;
  }
  return false;
}

static const char *kin_of(rsi_book *book, const rsi_names *names, const char *id) {
  rsi_buf kin;
  uint32_t n = 0;
  rsi_buf_init(&kin, &book->scratch);
  for (uint32_t i = 0; i < names->entries.count && n < KIN; i++) {
    const char *name = RSI_AT(&names->entries, rsi_name, i)->text;
    if (is_kin(id, name))
      rsi_buf_printf(&kin, "%s%s", n++ ? ", " : "perhaps ", name);
  }
  return n && !kin.has_failed ? rsi_book_printf(book, "%s?", kin.data) : NULL;
}

/* The nearest name, or some that have a word in common, and where the others are. */
static const char *hint_for(rsi_book *book, int kind, const char *id) {
  const rsi_names *names = &book->kinds[kind].names;
  const char *near = rsi_book_hint(book, names, id);
  if (!near && names->entries.count > FEW && !rsi_error_is_full(book->err) && lists[kind])
    near = kin_of(book, names, id);
  const char *list = rsi_error_is_full(book->err) ? NULL : list_of(book, kind);
  return near && list ? rsi_book_printf(book, "%s %s", near, list) : near ? near : list;
}

static void report_undefined(rsi_book *book, rsi_code_id code, const char *word, int kind, const parsed_name *ref) {
  const rsi_left_out *left_out = rsi_left_out_of(book, kind, ref);
  const char *hint = hint_for(book, kind, ref->id);
  if (left_out)
    rsi_left_out_report(book, left_out, word, ref, hint);
  else
    rsi_book_report(book, code, ref->where, hint, "%s \"%s\" is not defined", word, rsi_book_shown(book, ref->id));
}

bool rsi_resolve_name(rsi_book *book, int kind, parsed_name *ref) {
  ref->to = RSI_NONE;
  if (!ref->id)
    return false;
  const rsi_name *name = rsi_names_find(&book->kinds[kind].names, ref->id);
  if (name)
    ref->to = name->value;
  else
    report_undefined(book, kinds[kind].undefined, kinds[kind].word, kind, ref);
  return name != NULL;
}

void rsi_resolve_names(rsi_book *book, int kind, parsed_names *refs) {
  for (uint32_t i = 0; i < refs->count; i++)
    rsi_resolve_name(book, kind, &refs->items[i]);
}

parsed_fact *rsi_resolve_fact(rsi_book *book, int kind, parsed_name *ref) {
  ref->to = RSI_NONE;
  if (!ref->id)
    return NULL;
  const rsi_names *names = &book->kinds[RSI_BOOK_FACT].names;
  const rsi_name *name = rsi_names_find(names, ref->id);
  const kind_words *wanted = kind < 0 ? &kinds[RSI_BOOK_FACT] : &fact_kinds[kind];
  if (!name) {
    report_undefined(book, wanted->undefined, wanted->word, RSI_BOOK_FACT, ref);
    return NULL;
  }
  parsed_fact *fact = rsi_book_fact(book, name->value);
  fact->is_used = true;
  if (kind >= 0 && fact->head.kind != kind) {
    rsi_book_report(book, RSI_FACT_KIND, ref->where, NULL, "\"%s\" is a %s (%s), and a %s is needed here", ref->id,
                    fact_kinds[fact->head.kind].word, rsi_book_place(book, fact->id.where), wanted->word);
    return NULL;
  }
  ref->to = name->value;
  return fact;
}

parsed_fact *rsi_resolve_fact_if_there(rsi_book *book, int kind, parsed_name *ref) {
  bool is_there = !ref->id || rsi_names_find(&book->kinds[RSI_BOOK_FACT].names, ref->id);
  return is_there || !rsi_left_out_of(book, RSI_BOOK_FACT, ref) ? rsi_resolve_fact(book, kind, ref) : NULL;
}

void rsi_resolve_facts(rsi_book *book, int kind, parsed_names *refs) {
  for (uint32_t i = 0; i < refs->count; i++)
    rsi_resolve_fact(book, kind, &refs->items[i]);
}

void rsi_resolve_values(rsi_book *book, const parsed_fact *fact, parsed_names *refs) {
  bool is_prior = fact->head.kind == PARSED_PRIOR, is_choice = fact->head.kind == PARSED_CHOICE;
  rsi_code_id code = is_choice ? RSI_VALUE_UNDEFINED : is_prior ? RSI_RESULT_UNDEFINED : RSI_BAND_UNDEFINED;
  for (uint32_t i = 0; i < refs->count; i++) {
    parsed_name *ref = &refs->items[i];
    const rsi_name *name = rsi_names_find(&fact->value_names, ref->id);
    ref->to = name ? name->value : RSI_NONE;
    if (!name && !(is_prior && (!strcmp(ref->id, "other") || !strcmp(ref->id, "not-done"))))
      rsi_book_report(book, code, ref->where, rsi_book_hint(book, &fact->value_names, ref->id), "\"%s\" is no %s of %s \"%s\" (%s)",
                      rsi_book_shown(book, ref->id),
                      is_choice  ? "value"
                      : is_prior ? "result"
                                 : "band",
                      fact_kinds[fact->head.kind].word, fact->id.id, rsi_book_place(book, fact->id.where));
  }
}

/* ---- combinations of exams ---- */

/* Resolves the parts of a+b into parts, which has room for max. Returns how many; 0 when one is not defined or given twice. */
static uint32_t resolve_parts(rsi_book *book, const parsed_name *ref, uint32_t *parts, uint32_t max) {
  uint32_t count = 0;
  bool is_good = true;
  for (const char *from = ref->id; from;) {
    const char *end = strchr(from, '+');
    size_t length = end ? (size_t)(end - from) : strlen(from);
    parsed_name part = {rsi_arena_strndup(&book->arena, from, length), ref->where, RSI_NONE};
    part.where.column += (uint32_t)(from - ref->id);
    is_good = rsi_resolve_name(book, RSI_BOOK_EXAM, &part) && is_good && count < max;
    for (uint32_t i = 0; is_good && i < count; i++)
      if (parts[i] == part.to) {
        rsi_book_report(book, RSI_NAMED_TWICE, part.where, NULL, "exam \"%s\" is combined with itself", part.id);
        is_good = false;
      }
    if (is_good)
      parts[count++] = part.to;
    from = end ? end + 1 : NULL;
  }
  return is_good ? count : 0;
}

static int compare_indices(const void *a, const void *b, const void *context) {
  (void)context;
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

/* a+b and b+a are one exam: the key is the parts in the order of the catalogue. */
static const char *combination_key(rsi_book *book, const uint32_t *parts, uint32_t count) {
  uint32_t *sorted = rsi_arena_alloc(&book->arena, count * sizeof *sorted);
  rsi_buf key;
  rsi_buf_init(&key, &book->scratch);
  if (!sorted)
    return NULL;
  memcpy(sorted, parts, count * sizeof *sorted);
  rsi_sort(sorted, count, sizeof *sorted, compare_indices, NULL);
  for (uint32_t i = 0; i < count; i++)
    rsi_buf_printf(&key, "%u+", (unsigned)sorted[i]);
  return key.has_failed ? NULL : key.data;
}

static void add_combination(rsi_book *book, parsed_name *ref, uint32_t *parts, uint32_t count) {
  rsi_catalogue *exams = &book->kinds[RSI_BOOK_EXAM];
  parsed_exam *exam = rsi_arena_alloc(&book->arena, sizeof *exam);
  void **item = exam ? RSI_PUSH(&book->scratch, &exams->items, void *) : NULL;
  if (!item)
    return;
  *exam = (parsed_exam){.head.where = ref->where, .id = *ref, .order = RSI_NONE, .parts = parts, .n_parts = count};
  exam->modality.to = exam->region.to = exam->technique.to = RSI_NONE;
  *item = exam;
  ref->to = exams->items.count - 1;
}

#define MAX_PARTS 8 /* exams done together */

bool rsi_resolve_exam(rsi_book *book, parsed_name *ref) {
  if (!ref->id || !strchr(ref->id, '+'))
    return rsi_resolve_name(book, RSI_BOOK_EXAM, ref);
  ref->to = RSI_NONE;
  uint32_t *parts = rsi_arena_alloc(&book->arena, MAX_PARTS * sizeof *parts);
  uint32_t count = parts ? resolve_parts(book, ref, parts, MAX_PARTS) : 0;
  const char *key = count ? combination_key(book, parts, count) : NULL;
  bool is_new;
  rsi_name *name = key ? rsi_names_add(&book->combinations, key, 0, ref->where, &is_new) : NULL;
  if (!name)
    return false;
  if (is_new) {
    add_combination(book, ref, parts, count);
    name->value = ref->to;
  }
  ref->to = name->value;
  return true;
}

/* ---- lists and cues ---- */

void rsi_check_list_seen(rsi_book *book, rsi_names *seen, const parsed_names *refs) {
  for (uint32_t i = 0; i < refs->count; i++) {
    bool is_new;
    const rsi_name *first = rsi_names_add(seen, refs->items[i].id, i, refs->items[i].where, &is_new);
    if (first && !is_new)
      rsi_book_report(book, RSI_NAMED_TWICE, refs->items[i].where, NULL, "\"%s\" is named twice; the first is at %s",
                      rsi_book_shown(book, first->text), rsi_book_place(book, first->where));
  }
}

void rsi_check_list(rsi_book *book, const parsed_names *refs) {
  rsi_names seen;
  rsi_names_init(&seen, &book->scratch);
  rsi_check_list_seen(book, &seen, refs);
}

static void check_cue(rsi_book *book, const parsed_cue *cue, uint8_t kind) {
  const rsi_cue_def def = {.kind = kind,
                           .lang = cue->lang ? cue->lang - 1 : RSI_LANGS,
                           .is_pattern = cue->head.kind,
                           .where = cue->words.where};
  rsi_cue_check(book->arena.allocator, &def, cue->words.text, *RSI_AT(&book->files, const char *, cue->head.where.file), book->err);
}

void rsi_check_cues(rsi_book *book, const parsed_list *cues, uint8_t kind) {
  for (uint32_t i = 0; i < cues->count; i++) {
    const parsed_cue *cue = PARSED_AT(*cues, parsed_cue, i);
    if (!cue->words.text || !*cue->words.text)
      continue;
    rsi_unchecked_cue *later = cue->head.kind ? NULL : RSI_PUSH(&book->scratch, &book->phrases, rsi_unchecked_cue);
    if (later)
      *later = (rsi_unchecked_cue){cue, kind};
    else if (cue->head.kind)
      check_cue(book, cue, kind);
  }
}

void rsi_check_phrases(rsi_book *book) {
  for (uint32_t i = 0; i < book->phrases.count; i++) {
    const rsi_unchecked_cue *later = RSI_AT(&book->phrases, rsi_unchecked_cue, i);
    check_cue(book, later->cue, later->kind);
  }
  book->phrases.count = 0;
}

/* ---- names ---- */

static bool is_of_site(const rsi_book *book, const parsed_named *item) { return item->head.where.file >= book->first_site_file; }

/* Puts item into the catalogue: new, in place of the book's, or not at all. */
static void define_item(rsi_book *book, int kind, rsi_vec *kept, parsed_named *item) {
  rsi_catalogue *catalogue = &book->kinds[kind];
  bool is_new;
  rsi_name *name = rsi_names_add(&catalogue->names, item->id.id, kept->count, item->id.where, &is_new);
  if (!name)
    return;
  void **slot = is_new ? RSI_PUSH(&book->scratch, kept, void *) : RSI_AT(kept, void *, name->value);
  if (!slot)
    return;
  bool replaces = !is_new && kinds[kind].is_replaceable && is_of_site(book, item) && !is_of_site(book, *slot);
  if (is_new || replaces) {
    *slot = item;
    name->where = item->id.where;
  } else
    rsi_book_report(book, RSI_ID_TWICE, item->id.where, NULL, "%s \"%s\" is defined twice; the first is at %s", kinds[kind].word,
                    rsi_book_shown(book, item->id.id), rsi_book_place(book, name->where));
}

static void define_kind(rsi_book *book, int kind) {
  rsi_vec kept = {0}, *items = &book->kinds[kind].items;
  for (uint32_t i = 0; i < items->count; i++) {
    parsed_named *item = *RSI_AT(items, parsed_named *, i);
    rsi_name *off = kind == RSI_BOOK_GUIDELINE && item->id.id ? rsi_names_find(&book->switched_off, item->id.id) : NULL;
    if (off && !is_of_site(book, item))
      off->value = 1;
    else if (item->id.id)
      define_item(book, kind, &kept, item);
  }
  *items = kept;
}

static void switch_off(rsi_book *book, const parsed_root *root) {
  for (uint32_t i = 0; root && i < root->switch_offs.count; i++) {
    const parsed_names *names = &PARSED_AT(root->switch_offs, parsed_ref_element, i)->names;
    bool is_new;
    for (uint32_t n = 0; n < names->count; n++)
      rsi_names_add(&book->switched_off, names->items[n].id, 0, names->items[n].where, &is_new);
  }
}

static void check_switched_off(rsi_book *book) {
  for (uint32_t i = 0; i < book->switched_off.entries.count; i++) {
    const rsi_name *off = RSI_AT(&book->switched_off.entries, rsi_name, i);
    parsed_name ref = {off->text, off->where, RSI_NONE};
    if (!off->value && !rsi_left_out_of(book, RSI_BOOK_GUIDELINE, &ref))
      report_undefined(book, RSI_GUIDELINE_UNDEFINED, "guideline", RSI_BOOK_GUIDELINE, &ref);
  }
}

static void define_names(rsi_book *book) {
  switch_off(book, book->site);
  rsi_vec *facts = &book->kinds[RSI_BOOK_FACT].items;
  for (uint32_t i = 0; i < book->groups.count; i++) {
    void **item = RSI_PUSH(&book->scratch, facts, void *);
    if (item)
      *item = *RSI_AT(&book->groups, void *, i);
  }
  for (int kind = 0; kind < RSI_BOOK_KINDS; kind++)
    define_kind(book, kind);
  for (uint32_t i = 0; i < facts->count; i++)
    book->n_facts += rsi_book_fact(book, i)->head.kind != PARSED_GROUP;
  check_switched_off(book);
}

static void check_review(rsi_book *book, const parsed_words *last, const parsed_words *next) {
  if (last->text && next->text && strcmp(last->text, next->text) > 0) /* dates of this form sort as text */
    rsi_book_report(book, RSI_REVIEW_ORDER, next->where, NULL,
                    "review-by is %s, and lies before %s, when it was reviewed or took effect", next->text, last->text);
}

static void check_reviews(rsi_book *book) {
  if (book->root)
    check_review(book, &book->root->effective, &book->root->review_by);
  for (uint32_t i = 0; i < rsi_book_count(book, RSI_BOOK_GUIDELINE); i++) {
    const parsed_guideline *guideline = rsi_book_item(book, RSI_BOOK_GUIDELINE, i);
    check_review(book, &guideline->reviewed, &guideline->review_by);
  }
}

/* A message that only one language has. */
static void check_messages(rsi_book *book) {
  const rsi_names *english = &book->kinds[RSI_BOOK_MESSAGE + RSI_EN].names, *french = &book->kinds[RSI_BOOK_MESSAGE + RSI_FR].names;
  for (uint32_t i = 0; i < english->entries.count; i++) {
    const rsi_name *name = RSI_AT(&english->entries, rsi_name, i);
    if (!rsi_names_find(french, name->text))
      rsi_book_report(book, RSI_TEXT_UNTRANSLATED, name->where, NULL,
                      "message \"%s\" is not in French: readers of French will see English", name->text);
  }
  for (uint32_t i = 0; i < french->entries.count; i++) {
    const rsi_name *name = RSI_AT(&french->entries, rsi_name, i);
    const parsed_name ref = {name->text, name->where, RSI_NONE};
    if (!rsi_names_find(english, name->text) && !rsi_left_out_of(book, RSI_BOOK_MESSAGE + RSI_EN, &ref))
      rsi_book_report(book, RSI_TEXT_MISSING, name->where, rsi_book_hint(book, english, name->text),
                      "message \"%s\" is not in English", name->text);
  }
}

void rsi_check(rsi_book *book) {
  define_names(book);
  check_reviews(book);
  check_messages(book);
  rsi_check_exams(book);
  rsi_check_facts(book);
  rsi_check_rules(book);
  rsi_check_guidelines(book);
}
