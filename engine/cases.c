/* Reading case files and checking what they name against a rule base. See cases.h. */
#include "cases.h"

#include <string.h>

#include "file.h"
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

static void report_undefined(struct rscan_cases *cases, rsi_code_id code, const char *what, const parsed_name *ref, name_at *at,
                             size_t count) {
  const char *near = rsi_error_is_full(cases->book.err) ? NULL : rsi_nearest(ref->id, at, cases->rb, count);
  rsi_book_report(&cases->book, code, ref->where, near ? rsi_book_printf(&cases->book, "did you mean \"%s\"?", near) : NULL,
                  "%s \"%s\" is not defined", what, rsi_book_shown(&cases->book, ref->id));
}

/* Index of ref among count names, or RSI_NONE with a diagnostic; RSI_NONE in silence when it was not given. */
static uint32_t find(struct rscan_cases *cases, rsi_code_id code, const char *what, const parsed_name *ref, name_at *at,
                     uint32_t count) {
  for (uint32_t i = 0; ref->id && i < count; i++)
    if (!strcmp(at(cases->rb, i), ref->id))
      return i;
  if (ref->id)
    report_undefined(cases, code, what, ref, at, count);
  return RSI_NONE;
}

static void check_all(struct rscan_cases *cases, rsi_code_id code, const char *what, const parsed_names *refs, name_at *at,
                      uint32_t count) {
  for (uint32_t i = 0; i < refs->count; i++)
    find(cases, code, what, &refs->items[i], at, count);
}

static void check_exam(struct rscan_cases *cases, const parsed_name *ref) {
  if (ref->id && rsi_find_exam(cases->rb, ref->id) == RSI_NONE)
    report_undefined(cases, RSI_EXAM_UNDEFINED, "exam", ref, exam_at, cases->rb->n_exams);
}

static void check_exams(struct rscan_cases *cases, const parsed_names *refs) {
  for (uint32_t i = 0; i < refs->count; i++)
    check_exam(cases, &refs->items[i]);
}

static uint32_t check_fact(struct rscan_cases *cases, const parsed_name *ref) {
  uint32_t fact = ref->id ? rsi_find_fact(cases->rb, ref->id) : RSI_NONE;
  if (ref->id && fact == RSI_NONE)
    report_undefined(cases, RSI_FACT_UNDEFINED, "fact", ref, fact_at, (size_t)cases->rb->n_facts + cases->rb->n_groups);
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
  check_all(cases, RSI_AUTHORITY_UNDEFINED, "authority", &r->authorities, authorities_at, cases->rb->n_authorities);
}

/* ---- what is expected ---- */

static bool is_scenario_of(const rscan_rulebase *rb, const char *id, uint32_t guideline) {
  for (uint32_t i = 0; i < rb->n_scenarios; i++)
    if ((guideline == RSI_NONE || rb->scenarios[i].guideline == guideline) && !strcmp(rsi_string(rb, rb->scenarios[i].id), id))
      return true;
  return false;
}

static void check_scenario(struct rscan_cases *cases, const parsed_name *ref, uint32_t guideline) {
  if (ref->id && !is_scenario_of(cases->rb, ref->id, guideline))
    report_undefined(cases, RSI_SCENARIO_UNDEFINED, guideline == RSI_NONE ? "scenario" : "in that guideline, scenario", ref,
                     scenarios_at, cases->rb->n_scenarios);
}

static bool is_outcome(const char *id) {
  return !strcmp(id, rsi_candidate_name(RSI_CANDIDATE_NO_SCENARIO)) || !strcmp(id, rsi_candidate_name(RSI_CANDIDATE_DOES_NOT_APPLY));
}

static void check_expect(struct rscan_cases *cases, const parsed_expect *e) {
  const rscan_rulebase *rb = cases->rb;
  uint32_t guideline = find(cases, RSI_GUIDELINE_UNDEFINED, "guideline", &e->guideline, guidelines_at, rb->n_guidelines);
  check_scenario(cases, &e->scenario, guideline);
  for (uint32_t i = 0; i < e->candidates.count; i++) /* candidates may come from several guidelines, and may be no scenario */
    if (!is_outcome(e->candidates.items[i].id))
      check_scenario(cases, &e->candidates.items[i], RSI_NONE);
  check_exam(cases, &e->exam);
  check_exams(cases, &e->recommended);
  check_exams(cases, &e->alternatives);
  check_fact(cases, &e->question);
  check_all(cases, RSI_RULE_UNDEFINED, "safety rule", &e->caution, rules_at, rb->n_rules);
  check_told(cases, &e->facts);
}

/* ---- reading ---- */

/* What cases of a file without a guideline are called after: the file's name, without directory and ending. */
static const char *stem(rsi_book *book, const char *path) {
  const char *from = strrchr(path, '/');
  from = from ? from + 1 : path;
  const char *end = strchr(from, '.');
  return rsi_book_printf(book, "%.*s", (int)(end ? (size_t)(end - from) : strlen(from)), from);
}

static void add_case(struct rscan_cases *cases, const parsed_cases *file, parsed_case *c, const char *href, rsi_names *seen) {
  rsi_book *book = &cases->book;
  if (!c->id.id || !c->referrals.count || !c->expects.count)
    return;
  c->guideline = file->guideline.id;
  c->name = rsi_book_printf(book, "%s/%s", c->guideline ? c->guideline : stem(book, href), c->id.id);
  c->place = rsi_book_place(book, c->head.where);
  c->file = *RSI_AT(&book->files, const char *, c->head.where.file);
  parsed_case **item = c->name ? RSI_PUSH(&book->scratch, &cases->items, parsed_case *) : NULL;
  if (!item)
    return;
  *item = c;
  parsed_name name = {c->name, c->id.where, RSI_NONE};
  rsi_book_define(book, seen, &name, cases->items.count - 1, "case");
  check_referral(cases, c->referrals.items);
  check_expect(cases, c->expects.items);
}

static void read_file(struct rscan_cases *cases, const char *dir, const parsed_words *href, rsi_names *seen) {
  rsi_book *book = &cases->book;
  const rsi_xml_node *node = rsi_file_check_href(book, href) ? rsi_file_parse(book, dir, href->text, href->where) : NULL;
  parsed_cases *file = node ? rsi_arena_alloc(&book->arena, sizeof *file) : NULL;
  if (!file)
    return;
  if (strcmp(node->name, "cases") != 0) {
    rsi_book_report(book, RSI_ROOT_UNKNOWN, node->where, NULL, "the root of a case file is <cases>, not <%s>",
                    rsi_book_shown(book, node->name));
    return;
  }
  rsi_shape_read(book, &rsi_shape_cases, node, file);
  find(cases, RSI_GUIDELINE_UNDEFINED, "guideline", &file->guideline, guidelines_at, cases->rb->n_guidelines);
  for (uint32_t i = 0; i < file->cases.count; i++)
    add_case(cases, file, PARSED_AT(file->cases, parsed_case, i), href->text, seen);
}

static void read_all(struct rscan_cases *cases, const char *dir) {
  const parsed_root *root = rsi_file_read_rulebase(&cases->book, dir);
  rsi_names seen;
  rsi_names_init(&seen, &cases->book.scratch);
  for (uint32_t i = 0; root && i < root->modules.count; i++) {
    const parsed_module *module = PARSED_AT(root->modules, parsed_module, i);
    if (module->head.kind == 1 && module->href.text)
      read_file(cases, dir, &module->href, &seen);
  }
}

rscan_cases *rscan_cases_load(rscan_rulebase *rb, const char *dir, rscan_error **err) {
  rscan_cases *cases = rsi_alloc(&rb->allocator, sizeof *cases);
  if (!cases) {
    rsi_fail_no_memory(err);
    return NULL;
  }
  *cases = (rscan_cases){.rb = rscan_rulebase_ref(rb)};
  if (rsi_book_init(&cases->book, &rb->allocator))
    read_all(cases, dir ? dir : RSCAN_RULES_DIR);
  if (cases->book.err && !rsi_book_has_failed(&cases->book) && !rsi_error_has_errors(cases->book.err))
    return cases;
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
  rscan_error_free(cases->book.err);
  rsi_book_free(&cases->book);
  rsi_release(&rb->allocator, cases);
  rscan_rulebase_unref(rb);
}

size_t rscan_cases_count(const rscan_cases *cases) { return cases->items.count; }
const char *rscan_case_name(const rscan_cases *cases, size_t index) { return rsi_case_at(cases, index)->name; }
const char *rscan_case_place(const rscan_cases *cases, size_t index) { return rsi_case_at(cases, index)->place; }
const char *rscan_case_file(const rscan_cases *cases, size_t index) { return rsi_case_at(cases, index)->file; }
