/* One thing of the rule base by its id, for its authors: the members of its element, conditions as trees, ratings by category. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "explain.h"
#include "flow.h"
#include "json_write.h"

typedef struct sheet {
  const rscan_rulebase *rb;
  int lang;
  rsi_buf *buf;
} sheet;

static void put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }

static void line(sheet *s, int indent, const char *name, const char *value) {
  if (*value)
    rsi_buf_printf(s->buf, "%*s%-12s %s\n", indent, "", name, value);
}

static void text_line(sheet *s, int indent, const char *name, rsi_text text) { line(s, indent, name, rsi_say(s->rb, text, s->lang)); }

/* ---- conditions ---- */

void rsi_show_condition(rsi_buf *out, const rscan_rulebase *rb, int lang, uint32_t node, int indent) {
  const rsi_node *n = &rb->nodes[node];
  rsi_sink sink = {put_to_buffer, out};
  rsi_buf_printf(out, "%*s", indent, "");
  if (rsi_is_leaf(n->op)) {
    rsi_buf_printf(out, "%s: ", rsi_fact_label(rb, n->fact, lang));
    rsi_put_wanted(&sink, rb, lang, n);
  } else {
    rsi_put_joint(&sink, rb, lang, n);
  }
  rsi_buf_putc(out, '\n');
  for (uint32_t i = node + 1; i < n->end; i = rb->nodes[i].end)
    rsi_show_condition(out, rb, lang, i, indent + 2);
}

static void put_condition(sheet *s, uint32_t node, int indent) { rsi_show_condition(s->buf, s->rb, s->lang, node, indent); }

/* ---- guidelines and scenarios ---- */

static void put_category(sheet *s, const rsi_scenario *scenario, uint8_t category, uint8_t authority, bool disagrees) {
  bool is_first = true;
  for (uint32_t i = scenario->rows.first; i < scenario->rows.first + scenario->rows.count; i++) {
    const rsi_row *row = &s->rb->rows[i];
    if (row->category != category || row->authority != authority || row->panel_disagrees != disagrees)
      continue;
    if (is_first)
      rsi_buf_printf(s->buf, "    %s%s (%s %d%s%s):", rscan_category_name((rscan_category)category), disagrees ? ", panel disagrees" : "",
                     rsi_string(s->rb, s->rb->authorities[authority].id), s->rb->sources[row->source].year, row->variant ? ", " : "", rsi_string(s->rb, row->variant));
    rsi_buf_printf(s->buf, " %s", rsi_string(s->rb, s->rb->exams[row->exam].id));
    is_first = false;
  }
  if (!is_first)
    rsi_buf_putc(s->buf, '\n');
}

static void put_scenario(sheet *s, const rsi_scenario *scenario) {
  rsi_buf_printf(s->buf, "\n  %s: %s\n", rsi_string(s->rb, scenario->id), rsi_say(s->rb, scenario->title, s->lang));
  if (scenario->urgency)
    line(s, 4, "urgency", rscan_urgency_name((rscan_urgency)scenario->urgency));
  put_condition(s, scenario->when, 4);
  text_line(s, 4, "why", scenario->why);
  text_line(s, 4, "instead", scenario->instead);
  text_line(s, 4, "later", scenario->later);
  for (uint32_t a = 0; a < s->rb->n_authorities; a++)
    for (uint8_t category = RSCAN_USUALLY_APPROPRIATE; category >= RSCAN_USUALLY_NOT_APPROPRIATE; category--)
      for (int disagrees = 0; disagrees < 2; disagrees++)
        put_category(s, scenario, category, (uint8_t)a, disagrees);
}

static void put_guideline(sheet *s, const rsi_guideline *g) {
  rsi_buf_printf(s->buf, "%s: %s\n", rsi_string(s->rb, g->id), rsi_say(s->rb, g->title, s->lang));
  line(s, 2, "version", rsi_string(s->rb, g->version));
  line(s, 2, "reviewed", rsi_string(s->rb, g->reviewed));
  line(s, 2, "review by", rsi_string(s->rb, g->review_by));
  for (uint32_t i = g->sources.first; i < g->sources.first + g->sources.count; i++)
    line(s, 2, rsi_string(s->rb, s->rb->sources[i].id), rsi_string(s->rb, s->rb->sources[i].text));
  for (uint32_t i = 0; i < g->enters.count; i++)
    line(s, 2, i ? "" : "enter", rsi_fact_label(s->rb, s->rb->indices[g->enters.first + i], s->lang));
  if (g->applies != RSI_NONE) {
    rsi_buf_puts(s->buf, "  applies\n");
    put_condition(s, g->applies, 4);
  }
  for (uint32_t i = 0; i < g->yields.count; i++)
    line(s, 2, i ? "" : "yields to", rsi_string(s->rb, s->rb->guidelines[s->rb->indices[g->yields.first + i]].id));
  for (uint32_t i = 0; i < g->scenarios.count; i++)
    put_scenario(s, &s->rb->scenarios[g->scenarios.first + i]);
}

/* ---- exams, facts, rules ---- */

static void put_entry(sheet *s, const char *name, const rsi_term_entry *entries, uint32_t index) {
  if (index != RSI_NONE)
    line(s, 2, name, rsi_say(s->rb, entries[index].title, s->lang));
}

static void put_exam(sheet *s, const rsi_exam *e) {
  static const char *const contrasts[] = {"", "without", "with", "without and with"};
  rsi_buf_printf(s->buf, "%s: %s\n", rsi_string(s->rb, e->id), rsi_say(s->rb, e->title, s->lang));
  put_entry(s, "modality", s->rb->modalities, e->modality);
  put_entry(s, "region", s->rb->regions, e->region);
  put_entry(s, "technique", s->rb->techniques, e->technique);
  line(s, 2, "contrast", contrasts[e->contrast]);
  if (e->radiation_adult >= 0)
    rsi_buf_printf(s->buf, "  %-12s %d\n", "radiation", e->radiation_adult);
  if (e->radiation_child >= 0)
    rsi_buf_printf(s->buf, "  %-12s %d\n", "child's", e->radiation_child);
  for (uint32_t i = 0; i < e->codes.count; i++)
    line(s, 2, rsi_string(s->rb, s->rb->exam_codes[e->codes.first + i].system), rsi_string(s->rb, s->rb->exam_codes[e->codes.first + i].code));
  for (uint32_t i = 0; i < e->aliases.count; i++)
    line(s, 2, i ? "" : "also", rsi_string(s->rb, s->rb->aliases[e->aliases.first + i].text));
}

static void put_score(sheet *s, const rsi_score *score) {
  for (uint32_t i = 0; i < score->criteria.count; i++) {
    const rsi_criterion *c = &s->rb->criteria[score->criteria.first + i];
    rsi_buf_puts(s->buf, "  ");
    rsi_buf_number(s->buf, c->points);
    rsi_buf_printf(s->buf, "  %s\n", rsi_say(s->rb, c->label, s->lang));
    put_condition(s, c->when, 6);
  }
  if (score->source != RSI_NONE)
    line(s, 2, "source", rsi_string(s->rb, s->rb->sources[score->source].text));
}

static void put_fact(sheet *s, uint32_t fact) {
  const rscan_rulebase *rb = s->rb;
  rsi_sink sink = {put_to_buffer, s->buf};
  rsi_buf_printf(s->buf, "%s (%s): %s\n", rsi_fact_id(rb, fact), rsi_kind_name(rb, fact), rsi_fact_label(rb, fact, s->lang));
  if (fact >= rb->n_facts) {
    const rsi_group *g = &rb->groups[fact - rb->n_facts];
    for (uint32_t i = 0; i < g->members.count; i++)
      line(s, 2, i ? "" : "members", rsi_fact_label(rb, rb->indices[g->members.first + i], s->lang));
    return;
  }
  const rsi_fact *f = &rb->facts[fact];
  text_line(s, 2, "ask", f->ask);
  if (f->kind == RSI_MEASURE)
    line(s, 2, "unit", rsi_string(rb, rb->measures[f->detail].unit));
  if (f->unstated != f->full && !rsi_kind_has_cells(f->kind)) {
    rsi_buf_printf(s->buf, "  %-12s ", "unstated");
    rsi_put_state(&sink, rb, s->lang, fact, f->unstated, NAN, NAN);
    rsi_buf_putc(s->buf, '\n');
  }
  for (uint32_t i = 0; i < f->values.count; i++)
    line(s, 2, rsi_string(rb, rb->values[f->values.first + i].id), rsi_say(rb, rb->values[f->values.first + i].label, s->lang));
  if (f->kind == RSI_SCORE)
    put_score(s, &rb->scores[f->detail]);
  for (uint32_t i = 0; i < rb->n_cues; i++)
    if (rb->cues[i].kind == RSI_CUE_FACT && rb->cues[i].target == fact)
      line(s, 2, rb->cues[i].is_pattern ? "pattern" : "cue", rsi_string(rb, rb->cues[i].text));
}

static void put_rule(sheet *s, const rsi_rule *r) {
  rsi_buf_printf(s->buf, "%s: %s\n", rsi_string(s->rb, r->id), rsi_say(s->rb, r->title, s->lang));
  line(s, 2, "level", rscan_safety_name((rscan_safety)r->level));
  put_condition(s, r->when, 2);
  text_line(s, 2, "message", r->message);
  text_line(s, 2, "advice", r->advice);
  if (r->source != RSI_NONE)
    line(s, 2, "source", rsi_string(s->rb, s->rb->sources[r->source].text));
}

/* ---- the door ---- */

static bool put_guideline_or_scenario(sheet *s, const char *id) {
  const char *slash = strchr(id, '/');
  size_t length = slash ? (size_t)(slash - id) : strlen(id);
  for (uint32_t g = 0; g < s->rb->n_guidelines; g++) {
    const rsi_guideline *of = &s->rb->guidelines[g];
    const char *own = rsi_string(s->rb, of->id);
    if (strlen(own) != length || strncmp(own, id, length) != 0)
      continue;
    if (!slash) {
      put_guideline(s, of);
      return true;
    }
    for (uint32_t i = 0; i < of->scenarios.count; i++)
      if (strcmp(rsi_string(s->rb, s->rb->scenarios[of->scenarios.first + i].id), slash + 1) == 0) {
        put_scenario(s, &s->rb->scenarios[of->scenarios.first + i]);
        return true;
      }
  }
  return false;
}

static bool put_anything(sheet *s, const char *id) {
  uint32_t exam = rsi_find_exam(s->rb, id), fact = rsi_find_fact(s->rb, id);
  if (put_guideline_or_scenario(s, id))
    return true;
  if (exam != RSI_NONE)
    put_exam(s, &s->rb->exams[exam]);
  else if (fact != RSI_NONE)
    put_fact(s, fact);
  for (uint32_t i = 0; i < s->rb->n_rules && exam == RSI_NONE && fact == RSI_NONE; i++)
    if (strcmp(rsi_string(s->rb, s->rb->rules[i].id), id) == 0) {
      put_rule(s, &s->rb->rules[i]);
      return true;
    }
  return exam != RSI_NONE || fact != RSI_NONE;
}

/* Every id that can be shown, for "did you mean". */
static const char *id_at(const void *context, size_t i) {
  const rscan_rulebase *rb = context;
  if (i < rb->n_guidelines)
    return rsi_string(rb, rb->guidelines[i].id);
  i -= rb->n_guidelines;
  if (i < rb->n_exams)
    return rsi_string(rb, rb->exams[i].id);
  i -= rb->n_exams;
  return i < rb->n_facts ? rsi_string(rb, rb->facts[i].id) : rsi_string(rb, rb->rules[i - rb->n_facts].id);
}

static void fail_unknown(const rscan_rulebase *rb, const char *id, rscan_error **err) {
  char hint[160];
  const char *near = rsi_nearest(id, id_at, rb, (size_t)rb->n_guidelines + rb->n_exams + rb->n_facts + rb->n_rules);
  snprintf(hint, sizeof hint, "did you mean \"%s\"?", near ? near : "");
  rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "id-unknown", NULL, near ? hint : NULL, "the rule base has no \"%s\"", id);
}

static uint32_t find_guideline(const rscan_rulebase *rb, const char *id) {
  for (uint32_t i = 0; i < rb->n_guidelines; i++)
    if (strcmp(rsi_string(rb, rb->guidelines[i].id), id) == 0)
      return i;
  return RSI_NONE;
}

static bool draw(sheet *s, uint32_t guideline, rscan_format format) {
  rsi_arena arena;
  rsi_arena_init(&arena, &s->rb->allocator);
  const rsi_flow *flow = rsi_flow_of_guideline(&arena, s->rb, s->lang, guideline);
  if (flow)
    (format == RSCAN_FORMAT_DOT ? rsi_flow_dot : rsi_flow_svg)(flow, s->buf);
  rsi_arena_free(&arena);
  return flow != NULL;
}

/* A picture of a guideline; of other things there is none. */
static char *show_picture(sheet *s, const char *id, rscan_format format, rscan_error **err) {
  uint32_t guideline = find_guideline(s->rb, id);
  if (guideline != RSI_NONE && draw(s, guideline, format) && !s->buf->has_failed)
    return s->buf->data;
  rsi_buf_free(s->buf);
  if (guideline != RSI_NONE) {
    rsi_fail_no_memory(err);
    return NULL;
  }
  const char *near = rsi_nearest(id, id_at, s->rb, s->rb->n_guidelines);
  char shown[RSI_SHOWN], hint[160];
  snprintf(hint, sizeof hint, "did you mean \"%.100s\"?", near ? near : "");
  rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "no-picture", NULL, near ? hint : "`list guidelines` has them all",
           "there is no picture of %s: dot and svg are of guidelines", rsi_shown(shown, id));
  return NULL;
}

char *rscan_rulebase_show(const rscan_rulebase *rb, const char *id, const char *language, rscan_format format, rscan_error **err) {
  rsi_buf buf, json;
  rsi_buf_init(&buf, &rsi_malloc_allocator); /* not the book's: the text may outlive it */
  rsi_buf_init(&json, &rsi_malloc_allocator);
  sheet s = {rb, language && strcmp(language, "fr") == 0 ? RSI_FR : RSI_EN, &buf};
  if (format == RSCAN_FORMAT_DOT || format == RSCAN_FORMAT_SVG)
    return show_picture(&s, id, format, err);
  if (!put_anything(&s, id)) {
    fail_unknown(rb, id, err);
    rsi_buf_free(&buf);
    return NULL;
  }
  if (format == RSCAN_FORMAT_JSON) {
    rsi_json j = {.buf = &json};
    rsi_json_open(&j, '{');
    RSI_JSON_STRING(&j, "id", id);
    RSI_JSON_STRING(&j, "text", buf.data);
    rsi_json_close(&j, '}');
    rsi_buf_free(&buf);
    buf = json;
  }
  if (buf.has_failed) {
    rsi_buf_free(&buf);
    rsi_fail_no_memory(err);
    return NULL;
  }
  return buf.data;
}
