/* Looking into a rule base without a patient: lists, one thing by its id, and the table of every rating. */
#include <stdio.h>
#include <string.h>

#include "flow.h"
#include "json_write.h"
#include "words.h"

typedef struct shelf {
  const rscan_rulebase *rb;
  int lang;
  rscan_format format;
  rsi_buf buf;
  rsi_json json;
} shelf;

/* The buffer's memory becomes the caller's; it is released with free() through the same allocator (see rscan_text_free). */
static char *hand(shelf *s, rscan_error **err) {
  if (s->buf.has_failed || !s->buf.data) {
    rsi_buf_free(&s->buf);
    rsi_fail_no_memory(err);
    return NULL;
  }
  return s->buf.data;
}

void rscan_text_free(char *text) { rsi_release(&rsi_malloc_allocator, text); }

static bool start(shelf *s, const rscan_rulebase *rb, const char *language, rscan_format format, rscan_error **err) {
  memset(s, 0, sizeof *s);
  if (rsi_refuse_picture(format, err))
    return false;
  if (language && strcmp(language, "en") != 0 && strcmp(language, "fr") != 0) {
    rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "language-unknown", NULL, "use \"en\" or \"fr\"", "there is no language \"%s\"",
             language);
    return false;
  }
  s->rb = rb;
  s->lang = language && strcmp(language, "fr") == 0 ? RSI_FR : RSI_EN;
  s->format = format;
  rsi_buf_init(&s->buf, &rsi_malloc_allocator); /* not the book's: the text may outlive it */
  s->json.buf = &s->buf;
  rsi_buf_puts(&s->buf, "");
  return true;
}

/* ---- lists ---- */

typedef struct entry {
  rsi_str id, within;
  rsi_text title;
} entry;
typedef struct listing {
  const char *kind;
  uint32_t (*count)(const rscan_rulebase *rb);
  entry (*at)(const rscan_rulebase *rb, uint32_t i);
} listing;

#define LISTING(name, array, title_of, within_of)                                  \
  static uint32_t count_##name(const rscan_rulebase *rb) { return rb->n_##array; } \
  static entry at_##name(const rscan_rulebase *rb, uint32_t i) {                   \
    return (entry){rb->array[i].id, within_of, rb->array[i].title_of};             \
  }
LISTING(guidelines, guidelines, title, 0)
LISTING(scenarios, scenarios, title, rb->guidelines[rb->scenarios[i].guideline].id)
LISTING(exams, exams, title, 0)
LISTING(findings, facts, label, 0)
LISTING(safety, rules, title, 0)
LISTING(authorities, authorities, title, 0)
LISTING(regions, regions, title, 0)
LISTING(modalities, modalities, title, 0)
LISTING(techniques, techniques, title, 0)

static uint32_t count_scores(const rscan_rulebase *rb) { return rb->n_scores; }
static entry at_scores(const rscan_rulebase *rb, uint32_t i) {
  for (uint32_t f = 0; f < rb->n_facts; f++)
    if (rb->facts[f].kind == RSI_SCORE && rb->facts[f].detail == i)
      return (entry){rb->facts[f].id, 0, rb->facts[f].label};
  return (entry){0, 0, {{0, 0}}};
}

static const listing listings[] = {
    {"guidelines", count_guidelines, at_guidelines},
    {"scenarios", count_scenarios, at_scenarios},
    {"exams", count_exams, at_exams},
    {"findings", count_findings, at_findings},
    {"scores", count_scores, at_scores},
    {"safety", count_safety, at_safety},
    {"authorities", count_authorities, at_authorities},
    {"regions", count_regions, at_regions},
    {"modalities", count_modalities, at_modalities},
    {"techniques", count_techniques, at_techniques},
};
#define N_LISTINGS (sizeof listings / sizeof *listings)

static const char *kind_at(const void *context, size_t i) {
  (void)context;
  return listings[i].kind;
}

static void put_entry(shelf *s, const entry *e) {
  const char *title = rsi_say(s->rb, e->title, s->lang);
  if (s->format == RSCAN_FORMAT_JSON) {
    rsi_json_open(&s->json, '{');
    RSI_JSON_STRING(&s->json, "id", rsi_string(s->rb, e->id));
    if (e->within)
      RSI_JSON_STRING(&s->json, "guideline", rsi_string(s->rb, e->within));
    RSI_JSON_STRING(&s->json, "title", title);
    rsi_json_close(&s->json, '}');
    return;
  }
  char id[256];
  snprintf(id, sizeof id, "%s%s%s", e->within ? rsi_string(s->rb, e->within) : "", e->within ? "/" : "", rsi_string(s->rb, e->id));
  rsi_buf_printf(&s->buf, s->format == RSCAN_FORMAT_TSV ? "%s\t%s\n" : "%-44s %s\n", id, title);
}

char *rscan_rulebase_list(const rscan_rulebase *rb, const char *kind, const char *language, rscan_format format,
                          rscan_error **err) {
  shelf s;
  const listing *l = NULL;
  for (size_t i = 0; i < N_LISTINGS && !l; i++)
    if (strcmp(listings[i].kind, kind) == 0)
      l = &listings[i];
  if (!l) {
    const char *near = rsi_nearest(kind, kind_at, NULL, N_LISTINGS);
    rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "kind-unknown", NULL,
             near ? near : "guidelines, scenarios, exams, findings, scores, safety, authorities, regions, modalities or techniques",
             "a rule base has no list of \"%s\"", kind);
    return NULL;
  }
  if (!start(&s, rb, language, format, err))
    return NULL;
  if (format == RSCAN_FORMAT_JSON)
    rsi_json_open(&s.json, '[');
  for (uint32_t i = 0; i < l->count(rb); i++) {
    entry e = l->at(rb, i);
    put_entry(&s, &e);
  }
  if (format == RSCAN_FORMAT_JSON)
    rsi_json_close(&s.json, ']');
  return hand(&s, err);
}

static const rsi_where *place_of_guideline(const rscan_rulebase *rb, const char *id) {
  for (uint32_t i = 0; i < rb->n_guidelines; i++)
    if (strcmp(rsi_string(rb, rb->guidelines[i].id), id) == 0)
      return &rb->guidelines[i].where;
  return NULL;
}

static const rsi_where *place_of_fact(const rscan_rulebase *rb, const char *id) {
  uint32_t fact = rsi_find_fact(rb, id);
  if (fact == RSI_NONE)
    return NULL;
  return fact < rb->n_facts ? &rb->facts[fact].where : &rb->groups[fact - rb->n_facts].where;
}

const char *rscan_rulebase_place(const rscan_rulebase *rb, int is_guideline, const char *id, uint32_t *line, uint32_t *column) {
  const rsi_where *where = is_guideline ? place_of_guideline(rb, id) : place_of_fact(rb, id);
  if (!where || where->file >= rb->n_files)
    return NULL;
  *line = where->line;
  *column = where->column;
  return rb->files[where->file];
}

/* ---- ratings ---- */

static void put_rating(shelf *s, const rsi_row *row) {
  const rscan_rulebase *rb = s->rb;
  const char *variant = rsi_string(rb, row->variant), *exam = rsi_string(rb, rb->exams[row->exam].id),
             *authority = rsi_string(rb, rb->authorities[row->authority].id);
  const char *category = rscan_category_name((rscan_category)row->category);
  char source[128];
  snprintf(source, sizeof source, "%s %d", authority, rb->sources[row->source].year);
  if (s->format != RSCAN_FORMAT_JSON) {
    rsi_buf_printf(&s->buf, "%s\t%s\t%s\t%s\t%s\n", variant, exam, category, row->panel_disagrees ? "yes" : "no", source);
    return;
  }
  rsi_json_open(&s->json, '{');
  RSI_JSON_STRING(&s->json, "variant_id", *variant ? variant : NULL);
  RSI_JSON_STRING(&s->json, "exam", exam);
  RSI_JSON_STRING(&s->json, "category", category);
  RSI_JSON_BOOL(&s->json, "panel_disagreement", row->panel_disagrees);
  RSI_JSON_STRING(&s->json, "source", source);
  RSI_JSON_BOOL(&s->json, "departs", row->departs);
  rsi_json_close(&s->json, '}');
}

/* Rows that a scenario inherited, or that several scenarios hold of one variant, are told once: by where they were written. */
static bool is_told(const rscan_rulebase *rb, const rsi_guideline *g, uint32_t scenario, const rsi_row *row) {
  for (uint32_t i = g->scenarios.first; i < scenario; i++) {
    rsi_span rows = rb->scenarios[i].rows;
    for (uint32_t k = rows.first; k < rows.first + rows.count; k++) {
      const rsi_row *r = &rb->rows[k];
      if (r->exam == row->exam && r->authority == row->authority && r->variant == row->variant && r->category == row->category &&
          r->source == row->source)
        return true;
    }
  }
  return false;
}

static void put_guideline_ratings(shelf *s, const rsi_guideline *g) {
  for (uint32_t i = g->scenarios.first; i < g->scenarios.first + g->scenarios.count; i++) {
    rsi_span rows = s->rb->scenarios[i].rows;
    for (uint32_t k = rows.first; k < rows.first + rows.count; k++)
      if (!is_told(s->rb, g, i, &s->rb->rows[k]))
        put_rating(s, &s->rb->rows[k]);
  }
}

static const char *guideline_at(const void *context, size_t i) {
  const rscan_rulebase *rb = context;
  return rsi_string(rb, rb->guidelines[i].id);
}

static uint32_t find_guideline(const rscan_rulebase *rb, const char *id, size_t length) {
  for (uint32_t i = 0; i < rb->n_guidelines; i++) {
    const char *own = rsi_string(rb, rb->guidelines[i].id);
    if (strncmp(own, id, length) == 0 && !own[length])
      return i;
  }
  return RSI_NONE;
}

static void fail_guideline(const rscan_rulebase *rb, const char *id, rscan_error **err) {
  const char *near = rsi_nearest(id, guideline_at, rb, rb->n_guidelines);
  char hint[160];
  snprintf(hint, sizeof hint, "did you mean \"%s\"?", near ? near : "");
  rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "guideline-unknown", NULL, near ? hint : "`list guidelines` has them all",
           "the rule base has no guideline \"%s\"", id);
}

char *rscan_rulebase_ratings(const rscan_rulebase *rb, const char *guideline, rscan_format format, rscan_error **err) {
  shelf s;
  uint32_t only = guideline ? find_guideline(rb, guideline, strlen(guideline)) : RSI_NONE;
  if (guideline && only == RSI_NONE) {
    fail_guideline(rb, guideline, err);
    return NULL;
  }
  if (!start(&s, rb, NULL, format, err))
    return NULL;
  if (format == RSCAN_FORMAT_JSON)
    rsi_json_open(&s.json, '[');
  else
    rsi_buf_puts(&s.buf, "variant_id\texam\tcategory\tpanel_disagreement\tsource\n");
  for (uint32_t i = 0; i < rb->n_guidelines; i++)
    if (only == RSI_NONE || i == only)
      put_guideline_ratings(&s, &rb->guidelines[i]);
  if (format == RSCAN_FORMAT_JSON)
    rsi_json_close(&s.json, ']');
  return hand(&s, err);
}
