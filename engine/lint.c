/* The door of lint, and what one look at a scenario or a date can tell. See lint.h. */
#include "lint.h"

#include <string.h>

/* ---- shared ---- */

static const char *path_of(const rsi_lint *l, rsi_where where) {
  return where.file < l->rb->n_files ? l->rb->files[where.file] : NULL;
}

void rsi_lint_report(rsi_lint *l, rsi_code_id id, rsi_where where, const char *hint, const char *format, ...) {
  va_list args;
  va_start(args, format);
  rsi_vreport(l->err, id, path_of(l, where), where, hint, format, args);
  va_end(args);
}

const char *rsi_lint_place(rsi_lint *l, rsi_where where) {
  const char *path = path_of(l, where);
  rsi_buf buf;
  rsi_buf_init(&buf, &l->scratch);
  rsi_buf_printf(&buf, "%s:%u:%u", path ? path : "?", (unsigned)where.line, (unsigned)where.column);
  return buf.has_failed ? "" : buf.data;
}

#define SHOWN 60 /* bytes of an author's words in a message */

int rsi_lint_shown(const char *text, size_t length) {
  size_t n = length < SHOWN ? length : SHOWN;
  while (n < length && n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
    n--;
  return (int)n;
}

/* ---- what to do instead ---- */

/* What the profile's authorities say of the scenario: a bit per category. */
static unsigned categories_of(const rsi_lint *l, const rsi_scenario *s) {
  unsigned found = 0;
  for (uint32_t i = s->rows.first; i < s->rows.first + s->rows.count; i++)
    if (l->authorities >> l->rb->rows[i].authority & 1)
      found |= 1u << l->rb->rows[i].category;
  return found;
}

static void check_instead(rsi_lint *l) {
  for (uint32_t i = 0; i < l->rb->n_scenarios; i++) {
    const rsi_scenario *s = &l->rb->scenarios[i];
    unsigned categories = categories_of(l, s);
    bool is_refusal = (categories >> RSCAN_USUALLY_NOT_APPROPRIATE & 1) && !(categories >> RSCAN_USUALLY_APPROPRIATE & 1);
    if (is_refusal && !s->instead.in[RSI_EN])
      rsi_lint_report(l, RSI_NOTHING_BETTER, s->where,
                      "say in <instead> what helps this patient, or rate what is appropriate (\"none\" too)",
                      "scenario \"%s\" rates exams usually not appropriate and nothing usually appropriate, and has no <instead>",
                      rsi_string(l->rb, s->id));
  }
}

/* ---- what is told ---- */

static void check_explained(rsi_lint *l) {
  for (uint32_t i = 0; i < l->rb->n_scenarios; i++) {
    const rsi_scenario *s = &l->rb->scenarios[i];
    const char *id = rsi_string(l->rb, s->id);
    if (!s->why.in[RSI_EN])
      rsi_lint_report(l, RSI_EXPLANATION_MISSING, s->where,
                      "say in <why lang=\"en\"> and <why lang=\"fr\"> what the ratings rest on",
                      "scenario \"%s\" has no <why>: a physician is told what to order, and not why", id);
    if (!s->patient.in[RSI_EN])
      rsi_lint_report(l, RSI_EXPLANATION_MISSING, s->where,
                      "say the same in plain words in <patient lang=\"en\"> and <patient lang=\"fr\">",
                      "scenario \"%s\" has no <patient>: there is nothing to tell the patient", id);
  }
}

/* ---- facts that imply each other ---- */

static rsi_state told_when_true(const rsi_fact *f, rsi_state state) { return f->kind == RSI_FINDING ? state & RSI_PRESENT : state; }

/* Does what `im` gives bring back what it came from? */
static bool leads_back(rsi_lint *l, const rsi_implication *im) {
  rsi_world *w = &l->solver.world;
  rsi_solver_begin(&l->solver);
  return rsi_world_tell(w, im->to_fact, told_when_true(&l->rb->facts[im->to_fact], im->to)) &&
         rsi_world_follow(w, NULL, NULL, NULL) && !(w->states[im->from_fact] & RSI_UNTOLD) &&
         rsi_state_inside(l->rb->facts[im->from_fact].kind, w->states[im->from_fact], im->from);
}

static void check_implications(rsi_lint *l) {
  uint8_t *is_told = rsi_arena_alloc(&l->arena, l->rb->n_facts + 1);
  for (uint32_t i = 0; i < l->rb->n_implications && is_told; i++) {
    const rsi_implication *im = &l->rb->implications[i];
    const rsi_fact *from = &l->rb->facts[im->from_fact], *to = &l->rb->facts[im->to_fact];
    bool is_positive = !rsi_kind_has_cells(from->kind) && told_when_true(from, im->from) &&
                       told_when_true(to, im->to); /* that numbers decide a finding, and absence works backwards, is no circle */
    if (!is_positive || is_told[im->from_fact] || is_told[im->to_fact] || !leads_back(l, im))
      continue;
    is_told[im->from_fact] = is_told[im->to_fact] = 1;
    rsi_lint_report(l, RSI_IMPLICATION_CYCLE, from->where, "keep one of the two, or take out the <implies> that says too much",
                    "\"%s\" implies \"%s\" (%s), which implies it: they always hold together", rsi_string(l->rb, from->id),
                    rsi_string(l->rb, to->id), rsi_lint_place(l, to->where));
  }
}

/* ---- dates ---- */

/* A review that is due before the last one (review-order) has one thing wrong with it. */
static void check_review(rsi_lint *l, const char *what, rsi_str id, rsi_str last, rsi_str review_by, rsi_where where) {
  bool is_out_of_order = last && review_by && strcmp(rsi_string(l->rb, last), rsi_string(l->rb, review_by)) > 0;
  if (review_by && !is_out_of_order && strcmp(rsi_string(l->rb, review_by), l->today) < 0) /* dates written alike sort as text */
    rsi_lint_report(l, RSI_REVIEW_PASSED, where, "review it against its sources, then move review-by on",
                    "%s \"%s\" was to be reviewed by %s", what, rsi_string(l->rb, id), rsi_string(l->rb, review_by));
}

static void check_reviews(rsi_lint *l) {
  if (!l->today)
    return;
  check_review(l, "rule base", l->rb->id, l->rb->effective, l->rb->review_by, l->rb->review_where);
  for (uint32_t i = 0; i < l->rb->n_guidelines; i++) {
    const rsi_guideline *g = &l->rb->guidelines[i];
    check_review(l, "guideline", g->id, g->reviewed, g->review_by, g->review_where);
  }
}

/* ---- the door ---- */

static void add_warnings(rsi_lint *l) {
  const rscan_error *found = l->rb->warnings;
  for (size_t i = 0; i < rscan_error_count(found); i++)
    rsi_error_add(l->err, rscan_error_severity(found, i), rscan_error_code(found, i), rscan_error_file(found, i),
                  rscan_error_line(found, i), rscan_error_column(found, i), rscan_error_path(found, i), rscan_error_hint(found, i),
                  "%s", rscan_error_message(found, i));
}

static uint64_t profile_authorities(const rscan_rulebase *rb) {
  uint64_t authorities = 0;
  rsi_span prefer = rb->n_profiles ? rb->profiles[rb->profile].prefer : (rsi_span){0, 0};
  for (uint32_t i = prefer.first; i < prefer.first + prefer.count; i++)
    authorities |= (uint64_t)1 << rb->indices[i];
  return authorities;
}

static void check_all(rsi_lint *l) {
  add_warnings(l);
  check_instead(l);
  check_explained(l);
  check_implications(l);
  check_reviews(l);
  rsi_lint_scenarios(l);
  rsi_lint_gaps(l);
  rsi_lint_scores(l);
  rsi_lint_cues(l);
  rsi_lint_examples(l);
  rsi_lint_wording(l);
  rsi_lint_texts(l);
  rsi_lint_slips(l);
  rsi_lint_branches(l);
}

static bool is_date(const char *text) {
  static const char form[] = "dddd-dd-dd";
  for (size_t i = 0; i < sizeof form; i++)
    if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
      return false;
  int month = (text[5] - '0') * 10 + text[6] - '0', day = (text[8] - '0') * 10 + text[9] - '0';
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

rscan_error *rscan_rulebase_lint(const rscan_rulebase *rb, const rscan_lint_options *given) {
  rscan_lint_options options = RSCAN_LINT_OPTIONS_INIT;
  rscan_error *result = NULL;
  if (given) /* a caller compiled against an older header knows fewer members */
    memcpy(&options, given, given->size < sizeof options ? given->size : sizeof options);
  if (options.today && !is_date(options.today)) {
    rsi_fail(&result, &rb->allocator, RSCAN_BAD_ARGUMENT, "date-bad", NULL, "write it as 2026-11-24", "\"%s\" is not a date",
             options.today);
    return result;
  }
  rsi_lint l = {.rb = rb,
                .err = rsi_error_new(&rb->allocator, RSCAN_OK),
                .authorities = profile_authorities(rb),
                .today = options.today};
  rsi_arena_init(&l.arena, &rb->allocator);
  l.scratch = rsi_arena_allocator(&l.arena);
  bool is_ready = l.err && rsi_solver_init(&l.solver, rb);
  if (is_ready)
    check_all(&l);
  if (!is_ready || l.arena.has_failed || l.solver.has_failed)
    rsi_error_out_of_memory(l.err);
  rsi_solver_free(&l.solver);
  rsi_arena_free(&l.arena);
  rsi_error_sort(l.err);
  rsi_error_hand(&result, l.err);
  return result;
}
