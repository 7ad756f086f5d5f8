/* Reading case files and checking what they name against a rule base. See cases.h. */
#include "cases.h"

#include <string.h>

#include "file.h"
#include "partial.h"
#include "shape.h"
#include "words.h"

/* ---- names of a compiled rule base, for hints ---- */

typedef const char *name_at(const void *rb, size_t index);

static const char *fact_at(const void *context, size_t index) {
  const rscan_rulebase *rb = context;
  return rsi_string(rb, index < rb->n_facts ? rb->facts[index].id : rb->groups[index - rb->n_facts].id);
}

static const char *exam_at(const void *context, size_t index) {
  const rscan_rulebase *rb = context;
  return rsi_string(rb, rb->exams[index].id);
}

/* clang-format off */
#define NAME_AT(array) \
  static const char *array##_at(const void *context, size_t index) { \
    const rscan_rulebase *rb = context; \
    return rsi_string(rb, rb->array[index].id); \
  }
NAME_AT(guidelines)
NAME_AT(scenarios)
NAME_AT(rules)
NAME_AT(authorities)
/* clang-format on */

/* kind: of rsi_catalogue_kind. */
static void report_undefined(struct rscan_cases *cases, rsi_code_id code, int kind, const char *what, const parsed_name *ref,
                             name_at *at, size_t count) {
  const rsi_left_out *left_out = rsi_left_out_find(cases->rb->left_out, cases->rb->n_left_out, kind, ref->id);
  const char *near = rsi_error_is_full(cases->book.err) ? NULL : rsi_nearest(ref->id, at, cases->rb, count);
  const char *hint = near ? rsi_book_printf(&cases->book, "did you mean \"%s\"?", near) : NULL;
  if (left_out)
    rsi_left_out_report(&cases->book, left_out, what, ref, hint);
  else
    rsi_book_report(&cases->book, code, ref->where, hint, "%s \"%s\" is not defined", what, rsi_book_shown(&cases->book, ref->id));
}

/* Index of ref among count names, or RSI_NONE with a diagnostic; RSI_NONE in silence when it was not given. */
static uint32_t find(struct rscan_cases *cases, rsi_code_id code, int kind, const char *what, const parsed_name *ref, name_at *at,
                     uint32_t count) {
  for (uint32_t i = 0; ref->id && i < count; i++)
    if (!strcmp(at(cases->rb, i), ref->id))
      return i;
  if (ref->id)
    report_undefined(cases, code, kind, what, ref, at, count);
  return RSI_NONE;
}

static uint32_t find_guideline(struct rscan_cases *cases, const parsed_name *ref) {
  return find(cases, RSI_GUIDELINE_UNDEFINED, RSI_BOOK_GUIDELINE, "guideline", ref, guidelines_at, cases->rb->n_guidelines);
}

static void check_exam(struct rscan_cases *cases, const parsed_name *ref) {
  if (ref->id && rsi_find_exam(cases->rb, ref->id) == RSI_NONE)
    report_undefined(cases, RSI_EXAM_UNDEFINED, RSI_BOOK_EXAM, "exam", ref, exam_at, cases->rb->n_exams);
}

static void check_exams(struct rscan_cases *cases, const parsed_names *refs) {
  for (uint32_t i = 0; i < refs->count; i++)
    check_exam(cases, &refs->items[i]);
}

static uint32_t check_fact(struct rscan_cases *cases, const parsed_name *ref) {
  uint32_t fact = ref->id ? rsi_find_fact(cases->rb, ref->id) : RSI_NONE;
  if (ref->id && fact == RSI_NONE)
    report_undefined(cases, RSI_FACT_UNDEFINED, RSI_BOOK_FACT, "fact", ref, fact_at,
                     (size_t)cases->rb->n_facts + cases->rb->n_groups);
  return fact;
}

/* ---- what is told of a fact ---- */

static bool has_value(const rscan_rulebase *rb, const rsi_fact *fact, const char *id) {
  if (!strcmp(id, "unknown") || (fact->kind == RSI_PRIOR && (!strcmp(id, "not-done") || !strcmp(id, "other"))))
    return true;
  for (uint32_t i = 0; i < fact->values.count; i++)
    if (!strcmp(rsi_string(rb, rb->values[fact->values.first + i].id), id))
      return true;
  return false;
}

static void check_told(struct rscan_cases *cases, const parsed_list *list) {
  const rscan_rulebase *rb = cases->rb;
  for (uint32_t i = 0; i < list->count; i++) {
    const parsed_told *told = PARSED_AT(*list, parsed_told, i);
    uint32_t fact = check_fact(cases, &told->of);
    if (fact == RSI_NONE || !told->state.id)
      continue;
    const char *state = told->state.id;
    bool is_finding = fact >= rb->n_facts || rb->facts[fact].kind == RSI_FINDING;
    bool fits = is_finding ? !strcmp(state, "present") || !strcmp(state, "suspected") || !strcmp(state, "absent") ||
                                 !strcmp(state, "unknown")
                           : has_value(rb, &rb->facts[fact], state);
    if (!fits)
      rsi_book_report(&cases->book, RSI_VALUE_UNDEFINED, told->state.where,
                      is_finding ? "present, suspected, absent or unknown" : NULL, "\"%s\" cannot be \"%s\"", told->of.id,
                      rsi_book_shown(&cases->book, state));
  }
}

static void check_measures(struct rscan_cases *cases, const parsed_list *list) {
  const rscan_rulebase *rb = cases->rb;
  for (uint32_t i = 0; i < list->count; i++) {
    const parsed_told_measure *told = PARSED_AT(*list, parsed_told_measure, i);
    uint32_t fact = check_fact(cases, &told->of);
    if (fact == RSI_NONE || fact >= rb->n_facts || rb->facts[fact].kind != RSI_MEASURE || !told->unit.text)
      continue;
    rsi_span units = rb->measures[rb->facts[fact].detail].units;
    bool is_known = false;
    for (uint32_t u = 0; u < units.count; u++)
      is_known |= !strcmp(rsi_string(rb, rb->units[units.first + u].id), told->unit.text);
    if (!is_known)
      rsi_book_report(&cases->book, RSI_UNIT_UNDEFINED, told->unit.where, NULL, "\"%s\" is no unit of measure \"%s\"",
                      rsi_book_shown(&cases->book, told->unit.text), told->of.id);
  }
}

static void check_referral(struct rscan_cases *cases, const parsed_referral *r) {
  check_told(cases, &r->findings);
  check_told(cases, &r->choices);
  check_measures(cases, &r->measures);
  for (uint32_t i = 0; i < r->authorities.count; i++)
    find(cases, RSI_AUTHORITY_UNDEFINED, RSI_BOOK_AUTHORITY, "authority", &r->authorities.items[i], authorities_at,
         cases->rb->n_authorities);
}

/* ---- what is expected ---- */

static bool is_scenario_of(const rscan_rulebase *rb, const char *id, uint32_t guideline) {
  for (uint32_t i = 0; i < rb->n_scenarios; i++)
    if ((guideline == RSI_NONE || rb->scenarios[i].guideline == guideline) && !strcmp(rsi_string(rb, rb->scenarios[i].id), id))
      return true;
  return false;
}

/* Any guideline that was left out may have had a scenario that none of the others has. */
static const rsi_left_out *left_out_guideline(const rscan_rulebase *rb) {
  for (uint32_t i = 0; i < rb->n_left_out; i++)
    if (rb->left_out[i].kinds >> RSI_BOOK_GUIDELINE & 1)
      return &rb->left_out[i];
  return NULL;
}

static void check_scenario(struct rscan_cases *cases, const parsed_name *ref, uint32_t guideline) {
  if (!ref->id || is_scenario_of(cases->rb, ref->id, guideline))
    return;
  const rsi_left_out *left_out = guideline == RSI_NONE ? left_out_guideline(cases->rb) : NULL;
  if (left_out)
    rsi_book_report(&cases->book, RSI_LEFT_OUT, ref->where, NULL, "scenario \"%s\" is not defined, perhaps because %s was left out",
                    rsi_book_shown(&cases->book, ref->id), left_out->told.file);
  else
    report_undefined(cases, RSI_SCENARIO_UNDEFINED, RSI_BOOK_GUIDELINE,
                     guideline == RSI_NONE ? "scenario" : "in that guideline, scenario", ref, scenarios_at, cases->rb->n_scenarios);
}

static bool is_outcome(const char *id) {
  return !strcmp(id, rsi_candidate_name(RSI_CANDIDATE_NO_SCENARIO)) ||
         !strcmp(id, rsi_candidate_name(RSI_CANDIDATE_DOES_NOT_APPLY));
}

static void check_expect(struct rscan_cases *cases, const parsed_expect *e) {
  uint32_t guideline = find_guideline(cases, &e->guideline);
  if (!e->guideline.id || guideline != RSI_NONE)
    check_scenario(cases, &e->scenario, guideline);
  for (uint32_t i = 0; i < e->candidates.count; i++) /* candidates may come from several guidelines, and may be no scenario */
    if (!is_outcome(e->candidates.items[i].id))
      check_scenario(cases, &e->candidates.items[i], RSI_NONE);
  check_exam(cases, &e->exam);
  check_exams(cases, &e->recommended);
  check_exams(cases, &e->alternatives);
  check_fact(cases, &e->question);
  for (uint32_t i = 0; i < e->caution.count; i++)
    find(cases, RSI_RULE_UNDEFINED, RSI_BOOK_RULE, "safety rule", &e->caution.items[i], rules_at, cases->rb->n_rules);
  check_told(cases, &e->facts);
}

/* ---- one file ---- */

typedef struct case_file {
  struct rscan_cases *cases;
  const char *href, *path;
  const rsi_xml_node *root; /* as far as it could be read; NULL when not at all */
  parsed_cases *parsed;     /* NULL: it is no file of cases */
  rsi_names *seen;          /* names of cases, of all files */
} case_file;

/* What cases of a file without a guideline are called after: the file's name, without directory and ending. */
static const char *stem(rsi_book *book, const char *path) {
  const char *from = strrchr(path, '/');
  from = from ? from + 1 : path;
  const char *end = strchr(from, '.');
  return rsi_book_printf(book, "%.*s", (int)(end ? (size_t)(end - from) : strlen(from)), from);
}

static const char *guideline_of(const case_file *f) { return f->root ? rsi_xml_attribute(f->root, "guideline") : NULL; }

/* The n-th <case> of a file; NULL when nothing can be made of it. */
static parsed_case *case_at(const case_file *f, uint32_t n) {
  parsed_case *c = f->parsed && n < f->parsed->cases.count ? PARSED_AT(f->parsed->cases, parsed_case, n) : NULL;
  return c && c->id.id && c->referrals.count && c->expects.count ? c : NULL;
}

/* What a case names. Where its guideline is missing, all else that is missing follows from that. */
static void check_cases(const case_file *f) {
  rsi_book *book = &f->cases->book;
  bool has_guideline = find_guideline(f->cases, &f->parsed->guideline) != RSI_NONE || !f->parsed->guideline.id;
  for (uint32_t i = 0; i < f->parsed->cases.count; i++) {
    parsed_case *c = case_at(f, i);
    if (!c)
      continue;
    c->guideline = f->parsed->guideline.id;
    c->name = rsi_book_printf(book, "%s/%s", c->guideline ? c->guideline : stem(book, f->href), c->id.id);
    parsed_name name = {c->name, c->id.where, RSI_NONE};
    rsi_book_define(book, f->seen, &name, 0, "case");
    if (!has_guideline)
      continue;
    check_referral(f->cases, c->referrals.items);
    check_expect(f->cases, c->expects.items);
  }
}

/* ---- mistakes, each to its case ---- */

/* Does diagnostic i stand at a place from node (NULL: the beginning) on, and before the place where next (NULL: the end) begins? */
static bool stands_in(const rscan_error *err, size_t i, const rsi_xml_node *node, const rsi_xml_node *next) {
  const uint32_t line = rscan_error_line(err, i), column = rscan_error_column(err, i);
  bool is_after = !node || line > node->where.line || (line == node->where.line && column >= node->where.column);
  bool is_before = !next || line < next->where.line || (line == next->where.line && column < next->where.column);
  return is_after && is_before;
}

static void collect(const case_file *f, rscan_error **mistakes, const rsi_xml_node *node, const rsi_xml_node *next) {
  const rscan_error *err = f->cases->book.err;
  for (size_t i = 0; i < rscan_error_count(err); i++) {
    if (rscan_error_severity(err, i) != RSCAN_ERROR || !stands_in(err, i, node, next))
      continue;
    if (!*mistakes)
      *mistakes = rsi_error_new(&f->cases->rb->allocator, RSCAN_BAD_RULEBASE);
    rsi_error_copy(*mistakes, err, i);
    f->cases->book.arena.has_failed |= !*mistakes || rscan_error_status(*mistakes) == RSCAN_NO_MEMORY;
  }
}

/* Adds c, which takes the mistakes over. */
static void add_case(const case_file *f, parsed_case *c, rscan_error *mistakes) {
  parsed_case **item = c ? RSI_PUSH(&f->cases->book.scratch, &f->cases->items, parsed_case *) : NULL;
  if (!item) {
    rscan_error_free(mistakes);
    return;
  }
  *item = c;
  c->mistakes = mistakes;
  c->file = f->path;
}

/* What stands for something that is no case and should be one. line 0: for the whole file. */
static void add_broken(const case_file *f, rsi_where where, rscan_error *mistakes) {
  rsi_book *book = &f->cases->book;
  parsed_case *c = rsi_arena_alloc(&book->arena, sizeof *c);
  const char *prefix = guideline_of(f) ? guideline_of(f) : stem(book, f->href);
  if (c && prefix) {
    c->guideline = guideline_of(f);
    c->name = where.line ? rsi_book_printf(book, "%s/(line %u)", prefix, (unsigned)where.line)
                         : rsi_book_printf(book, "%s/(file)", prefix);
    c->place = where.line ? rsi_book_place(book, where) : f->path;
  }
  add_case(f, c && c->name ? c : NULL, mistakes);
}

/* Everything below the root is a case, or should be one. What is wrong with the root breaks them all. */
static uint32_t add_children(const case_file *f) {
  uint32_t n_cases = 0, n_added = 0;
  const rsi_xml_node *first = f->parsed ? f->root->first : NULL;
  for (const rsi_xml_node *child = first; child; child = child->next) {
    parsed_case *c = !strcmp(child->name, "case") ? case_at(f, n_cases++) : NULL;
    rscan_error *mistakes = NULL;
    collect(f, &mistakes, NULL, first);
    collect(f, &mistakes, child, child->next);
    if (c) {
      c->place = rsi_book_place(&f->cases->book, c->head.where);
      add_case(f, c, mistakes);
    } else if (mistakes)
      add_broken(f, child->where, mistakes);
    n_added += c || mistakes;
  }
  return n_added;
}

static void add_file(const case_file *f) {
  const rscan_error *err = f->cases->book.err;
  rscan_error *mistakes = NULL;
  bool is_whole = f->parsed && !rsi_error_is_full(err); /* beyond, nobody knows which of the cases are sound */
  if (is_whole && (add_children(f) || !rsi_error_has_errors(err)))
    return;
  collect(f, &mistakes, NULL, NULL);
  add_broken(f, (rsi_where){0, 0, 0}, mistakes);
}

/* ---- reading ---- */

static void parse_file(case_file *f, const rsi_xml_node *node) {
  rsi_book *book = &f->cases->book;
  if (strcmp(node->name, "cases") != 0) {
    rsi_book_report(book, RSI_ROOT_UNKNOWN, node->where, NULL, "the root of a case file is <cases>, not <%s>",
                    rsi_book_shown(book, node->name));
    return;
  }
  f->parsed = rsi_arena_alloc(&book->arena, sizeof *f->parsed);
  if (!f->parsed)
    return;
  rsi_shape_read(book, &rsi_shape_cases, node, f->parsed);
  check_cases(f);
}

static void read_file(struct rscan_cases *cases, const char *dir, const parsed_words *href, rsi_names *seen) {
  rsi_book *book = &cases->book;
  case_file f = {.cases = cases, .href = href->text, .seen = seen};
  const rsi_xml_node *part = NULL, *node = NULL;
  bool is_ours = rsi_file_check_href(book, href);
  if (is_ours)
    node = rsi_file_parse(book, dir, href->text, href->where, &part);
  f.root = node ? node : part;
  f.path = book->files.count ? *RSI_AT(&book->files, const char *, is_ours ? book->files.count - 1 : 0) : NULL;
  if (node)
    parse_file(&f, node);
  rsi_error_sort(book->err);
  if (!rsi_book_has_failed(book))
    add_file(&f);
  if (!rsi_book_has_failed(book))
    rsi_error_renew(&book->err);
}

/* False, with a diagnostic, when rulebase.xml cannot be read. Mistakes in it were told when the rule base was loaded. */
static bool read_all(struct rscan_cases *cases, const char *dir) {
  const parsed_root *root = rsi_file_read_rulebase(&cases->book, dir);
  rsi_names seen;
  rsi_names_init(&seen, &cases->book.scratch);
  if (!root || rsi_book_has_failed(&cases->book) || !rsi_error_renew(&cases->book.err))
    return false;
  for (uint32_t i = 0; i < root->modules.count; i++) {
    const parsed_module *module = PARSED_AT(root->modules, parsed_module, i);
    if (module->head.kind == 1 && module->href.text)
      read_file(cases, dir, &module->href, &seen);
  }
  return !rsi_book_has_failed(&cases->book);
}

rscan_cases *rscan_cases_load(rscan_rulebase *rb, const char *dir, rscan_error **err) {
  rscan_cases *cases = rsi_alloc(&rb->allocator, sizeof *cases);
  if (!cases) {
    rsi_fail_no_memory(err);
    return NULL;
  }
  *cases = (rscan_cases){.rb = rscan_rulebase_ref(rb)};
  if (rsi_book_init(&cases->book, &rb->allocator) && read_all(cases, dir ? dir : RSCAN_RULES_DIR))
    return cases;
  rsi_book_has_failed(&cases->book); /* err then says so */
  rsi_error_sort(cases->book.err);
  rsi_error_hand(err, cases->book.err);
  cases->book.err = NULL;
  rscan_cases_free(cases);
  return NULL;
}

void rscan_cases_free(rscan_cases *cases) {
  if (!cases)
    return;
  rscan_rulebase *rb = cases->rb;
  for (uint32_t i = 0; i < cases->items.count; i++)
    rscan_error_free(rsi_case_at(cases, i)->mistakes);
  rscan_error_free(cases->book.err);
  rsi_book_free(&cases->book);
  rsi_release(&rb->allocator, cases);
  rscan_rulebase_unref(rb);
}

size_t rscan_cases_count(const rscan_cases *cases) { return cases->items.count; }
const char *rscan_case_name(const rscan_cases *cases, size_t index) { return rsi_case_at(cases, index)->name; }
const char *rscan_case_place(const rscan_cases *cases, size_t index) { return rsi_case_at(cases, index)->place; }
const char *rscan_case_file(const rscan_cases *cases, size_t index) { return rsi_case_at(cases, index)->file; }
const rscan_error *rscan_case_mistakes(const rscan_cases *cases, size_t index) { return rsi_case_at(cases, index)->mistakes; }
