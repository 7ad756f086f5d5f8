/* The rule base as pages to read: an index, and a page for each guideline that shows whom it is for, how it decides, what it says
 * of each exam and by whose word, and the cases that it is tested by. HTML that needs neither script nor network. */
#include <stdio.h>
#include <string.h>

#include "cases.h"
#include "cover.h"
#include "explain.h"
#include "html.h"

typedef struct site {
  rsi_html html;
  const rscan_rulebase *rb;
  const rscan_cases *cases; /* NULL: none are shown */
  int lang;
} site;

static const char *word(const site *s, const char *id) { return rsi_wording(s->rb, id, s->lang); }
static const char *say(const site *s, rsi_text text) { return rsi_say(s->rb, text, s->lang); }
static const char *id_of(const site *s, rsi_str id) { return rsi_string(s->rb, id); }
static void raw(const site *s, const char *markup) { rsi_html_raw(&s->html, markup); }
static void put(const site *s, const char *text) { rsi_html_put(&s->html, text); }
static void put_word(const site *s, const char *id) { rsi_html_word(&s->html, id); }

static void heading(const site *s, const char *tag, const char *id) {
  rsi_html_tag(&s->html, tag, NULL, word(s, id));
  raw(s, "\n");
}

/* A paragraph with what it is in front; nothing when there is nothing to say. */
static void put_note(const site *s, const char *id, rsi_text text) {
  if (!*say(s, text))
    return;
  raw(s, "<p><strong>");
  put_word(s, id);
  raw(s, "</strong> ");
  put(s, say(s, text));
  raw(s, "</p>\n");
}

static void put_link(const site *s, const char *page, const char *text) {
  raw(s, "<a href=\"");
  put(s, page);
  raw(s, ".html\">");
  put(s, text);
  raw(s, "</a>");
}

/* ---- conditions ---- */

static void put_tree(const site *s, uint32_t node);

static void put_children(const site *s, uint32_t node) {
  raw(s, "<ul>\n");
  for (uint32_t i = node + 1; i < s->rb->nodes[node].end; i = s->rb->nodes[i].end)
    put_tree(s, i);
  raw(s, "</ul>\n");
}

/* What is defined once and used by name is folded up, so that a condition can be read at a glance. */
static void put_tree(const site *s, uint32_t node) {
  const rsi_node *n = &s->rb->nodes[node];
  const rsi_sink sink = rsi_html_sink(&s->html);
  bool has_children = n->end > node + 1, is_folded = has_children && n->name != 0;
  raw(s, is_folded ? "<li><details><summary>" : "<li>");
  if (rsi_is_leaf(n->op)) {
    put(s, rsi_fact_label(s->rb, n->fact, s->lang));
    put_word(s, "list.colon");
    raw(s, " <b>");
    rsi_put_wanted(&sink, s->rb, s->lang, n);
    raw(s, "</b>");
  } else {
    rsi_put_joint(&sink, s->rb, s->lang, n);
  }
  raw(s, is_folded ? "</summary>\n" : "");
  if (has_children)
    put_children(s, node);
  raw(s, is_folded ? "</details></li>\n" : "</li>\n");
}

static void put_condition(const site *s, uint32_t node) {
  raw(s, "<ul class=\"tree\">\n");
  put_tree(s, node);
  raw(s, "</ul>\n");
}

/* ---- ratings ---- */

static void put_category(const site *s, uint8_t category) {
  const char *name = rscan_category_name((rscan_category)category);
  raw(s, "<td class=\"");
  put(s, name);
  raw(s, "\">");
  put(s, rsi_word(s->rb, s->lang, "category", name));
}

static void put_radiation(const site *s, const rsi_exam *e) {
  int bands[2] = {e->radiation_adult, e->radiation_child};
  raw(s, "<td class=\"n\">");
  for (int i = 0; i < 2; i++) {
    if (bands[i] < 0 || (i && bands[1] == bands[0]))
      continue;
    if (i)
      raw(s, " / ");
    if (bands[i] == RSI_RADIATION_VARIES)
      put_word(s, "doc.varies");
    else
      rsi_buf_printf(s->html.out, "%d", bands[i]);
  }
  raw(s, "</td>");
}

static void put_row(const site *s, const rsi_row *row) {
  const rscan_rulebase *rb = s->rb;
  const char *certainty = rsi_certainty_name(row->certainty), *strength = rsi_strength_name(row->strength);
  raw(s, "<tr><th scope=\"row\">");
  put(s, rsi_exam_name(rb, row->exam, s->lang));
  raw(s, "</th>");
  put_category(s, row->category);
  if (row->panel_disagrees) {
    raw(s, "<br><small>");
    put_word(s, "text.panel");
    raw(s, "</small>");
  }
  raw(s, "</td><td>");
  put(s, say(s, rb->authorities[row->authority].title));
  if (rb->sources[row->source].year)
    rsi_buf_printf(s->html.out, " %d", (int)rb->sources[row->source].year);
  raw(s, "</td><td>");
  if (strength)
    put(s, rsi_word(rb, s->lang, "strength", strength));
  if (strength && certainty)
    raw(s, ", ");
  if (certainty)
    put(s, rsi_word(rb, s->lang, "certainty", certainty));
  raw(s, "</td>");
  put_radiation(s, &rb->exams[row->exam]);
  raw(s, "</tr>\n");
}

static void put_rows(const site *s, const rsi_scenario *scenario) {
  static const char *const columns[] = {"doc.exam", "doc.category", "doc.authority", "doc.evidence", "doc.radiation"};
  raw(s, "<table>\n<thead><tr>");
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
    raw(s, "<th scope=\"col\">");
    put_word(s, columns[i]);
    raw(s, "</th>");
  }
  raw(s, "</tr></thead>\n<tbody>\n");
  for (uint8_t category = RSCAN_USUALLY_APPROPRIATE; category >= RSCAN_USUALLY_NOT_APPROPRIATE; category--)
    for (uint32_t k = scenario->rows.first; k < scenario->rows.first + scenario->rows.count; k++)
      if (s->rb->rows[k].category == category)
        put_row(s, &s->rb->rows[k]);
  raw(s, "</tbody>\n</table>\n");
}

/* What sources add in words, each once. */
static void put_row_notes(const site *s, const rsi_scenario *scenario) {
  const rsi_row *last = NULL;
  for (uint32_t k = scenario->rows.first; k < scenario->rows.first + scenario->rows.count; k++) {
    const rsi_row *row = &s->rb->rows[k];
    bool is_told = !*say(s, row->note);
    for (uint32_t i = scenario->rows.first; i < k && !is_told; i++)
      is_told = memcmp(&s->rb->rows[i].note, &row->note, sizeof row->note) == 0;
    if (is_told)
      continue;
    raw(s, last ? "" : "<ul>\n");
    raw(s, "<li>");
    put(s, say(s, s->rb->authorities[row->authority].title));
    put_word(s, "list.colon");
    raw(s, " ");
    put(s, say(s, row->note));
    raw(s, "</li>\n");
    last = row;
  }
  raw(s, last ? "</ul>\n" : "");
}

/* ---- scenarios ---- */

static void put_urgency(const site *s, uint8_t urgency) {
  if (!urgency)
    return;
  raw(s, urgency >= RSCAN_URGENT ? " <span class=\"urgency\">" : " <span class=\"quietly\">");
  put(s, rsi_word(s->rb, s->lang, "doc.urgency", rscan_urgency_name((rscan_urgency)urgency)));
  raw(s, "</span>");
}

static bool is_first_of_exam(const site *s, const rsi_scenario *scenario, uint32_t k) {
  for (uint32_t i = scenario->rows.first; i < k; i++)
    if (s->rb->rows[i].exam == s->rb->rows[k].exam && s->rb->rows[i].category == s->rb->rows[k].category)
      return false;
  return true;
}

/* A cell with the exams of one category, by any authority; "no imaging" where none is usually appropriate. */
static void put_exams(const site *s, const rsi_scenario *scenario, uint8_t category) {
  const rsi_sink sink = rsi_html_sink(&s->html);
  bool is_any = false;
  raw(s, "<td");
  for (uint32_t k = scenario->rows.first; k < scenario->rows.first + scenario->rows.count; k++) {
    if (s->rb->rows[k].category != category || !is_first_of_exam(s, scenario, k))
      continue;
    if (is_any)
      rsi_put_comma(&sink, s->rb, s->lang);
    else
      rsi_buf_printf(s->html.out, " class=\"%s\">", rscan_category_name((rscan_category)category));
    put(s, rsi_exam_name(s->rb, s->rb->rows[k].exam, s->lang));
    is_any = true;
  }
  raw(s, is_any ? "" : ">");
  if (!is_any && category == RSCAN_USUALLY_APPROPRIATE && s->rb->exam_none != RSI_NONE)
    put(s, rsi_exam_name(s->rb, s->rb->exam_none, s->lang));
  raw(s, "</td>");
}

static void put_scenario_link(const site *s, const rsi_scenario *scenario) {
  raw(s, "<a href=\"#");
  put(s, id_of(s, scenario->id));
  raw(s, "\">");
  put(s, say(s, scenario->title));
  raw(s, "</a>");
}

static void put_scenario(const site *s, const rsi_scenario *scenario, unsigned number) {
  raw(s, "<section id=\"");
  put(s, id_of(s, scenario->id));
  rsi_buf_printf(s->html.out, "\">\n<h3>%u. ", number);
  put(s, say(s, scenario->title));
  put_urgency(s, scenario->urgency);
  raw(s, "</h3>\n");
  put_note(s, "text.why", scenario->why);
  put_note(s, "text.instead", scenario->instead);
  put_note(s, "text.later", scenario->later);
  put_note(s, "doc.patient", scenario->patient);
  put_rows(s, scenario);
  put_row_notes(s, scenario);
  raw(s, "</section>\n");
}

static void put_scenario_table(const site *s, const rsi_guideline *g) {
  raw(s, "<table>\n<thead><tr><th scope=\"col\">");
  put_word(s, "doc.scenario");
  for (uint8_t category = RSCAN_USUALLY_APPROPRIATE; category >= RSCAN_MAY_BE_APPROPRIATE; category--) {
    raw(s, "</th><th scope=\"col\">");
    put(s, rsi_word(s->rb, s->lang, "category", rscan_category_name((rscan_category)category)));
  }
  raw(s, "</th></tr></thead>\n<tbody>\n");
  for (uint32_t i = 0; i < g->scenarios.count; i++) {
    const rsi_scenario *scenario = &s->rb->scenarios[g->scenarios.first + i];
    rsi_buf_printf(s->html.out, "<tr><th scope=\"row\">%u. ", (unsigned)i + 1);
    put_scenario_link(s, scenario);
    put_urgency(s, scenario->urgency);
    raw(s, "</th>");
    put_exams(s, scenario, RSCAN_USUALLY_APPROPRIATE);
    put_exams(s, scenario, RSCAN_MAY_BE_APPROPRIATE);
    raw(s, "</tr>\n");
  }
  raw(s, "</tbody>\n</table>\n");
}

/* The decision as a flow: the first box whose condition holds decides, otherwise on to the next. */
static void put_flow(const site *s, const rsi_guideline *g) {
  raw(s, "<ol class=\"flow\">\n");
  for (uint32_t i = 0; i < g->scenarios.count; i++) {
    const rsi_scenario *scenario = &s->rb->scenarios[g->scenarios.first + i];
    raw(s, "<li data-no=\"");
    put_word(s, "doc.otherwise");
    rsi_buf_printf(s->html.out, "\"><strong>%u. ", (unsigned)i + 1);
    put_word(s, "doc.if");
    raw(s, "</strong>\n");
    put_condition(s, scenario->when);
    raw(s, "<p class=\"then\">");
    put_word(s, "doc.then");
    raw(s, " ");
    put_scenario_link(s, scenario);
    put_urgency(s, scenario->urgency);
    raw(s, "</p></li>\n");
  }
  raw(s, "<li>");
  put_word(s, "doc.no-scenario");
  raw(s, "</li>\n</ol>\n");
}

/* ---- whom it is for ---- */

static void put_names(const site *s, const char *id, rsi_span span) {
  if (!span.count)
    return;
  const rsi_sink sink = rsi_html_sink(&s->html);
  raw(s, "<p><strong>");
  put_word(s, id);
  raw(s, "</strong> ");
  for (uint32_t i = 0; i < span.count; i++) {
    if (i)
      rsi_put_comma(&sink, s->rb, s->lang);
    put(s, rsi_fact_label(s->rb, s->rb->indices[span.first + i], s->lang));
  }
  raw(s, "</p>\n");
}

static void put_yields(const site *s, rsi_span span) {
  if (!span.count)
    return;
  raw(s, "<p><strong>");
  put_word(s, "doc.yields");
  raw(s, "</strong> ");
  for (uint32_t i = 0; i < span.count; i++) {
    const rsi_guideline *g = &s->rb->guidelines[s->rb->indices[span.first + i]];
    raw(s, i ? ", " : "");
    put_link(s, id_of(s, g->id), say(s, g->title));
  }
  raw(s, "</p>\n");
}

static void put_dates(const site *s, const rsi_guideline *g) {
  const rsi_sink sink = rsi_html_sink(&s->html);
  raw(s, "<p class=\"quiet\">");
  rsi_tell(&sink, s->rb, s->lang, "doc.dates",
           (const char *const[]){id_of(s, g->version), id_of(s, g->reviewed), id_of(s, g->review_by)}, 3);
  raw(s, "</p>\n");
}

static void put_sources(const site *s, rsi_span span) {
  heading(s, "h2", "doc.sources");
  raw(s, "<ul>\n");
  for (uint32_t i = span.first; i < span.first + span.count; i++) {
    const rsi_source *source = &s->rb->sources[i];
    raw(s, "<li>");
    rsi_html_link(&s->html, id_of(s, source->url), id_of(s, source->text));
    if (source->year)
      rsi_buf_printf(s->html.out, " (%d)", (int)source->year);
    raw(s, "</li>\n");
  }
  raw(s, "</ul>\n");
}

static void put_gaps(const site *s, rsi_span span) {
  if (!span.count)
    return;
  heading(s, "h2", "doc.gaps");
  for (uint32_t i = span.first; i < span.first + span.count; i++) {
    rsi_html_tag(&s->html, "p", NULL, say(s, s->rb->gaps[i].reason));
    put_condition(s, s->rb->gaps[i].when);
  }
}

/* ---- cases ---- */

static void put_told(const site *s, const parsed_list *list) {
  const parsed_told *told = list->items;
  for (uint32_t i = 0; i < list->count; i++) {
    uint32_t fact = rsi_find_fact(s->rb, told[i].of.id);
    raw(s, "<br>");
    put(s, fact == RSI_NONE ? told[i].of.id : rsi_fact_label(s->rb, fact, s->lang));
    put_word(s, "list.colon");
    raw(s, " ");
    put(s, rsi_word(s->rb, s->lang, "state", told[i].state.id ? told[i].state.id : "present"));
  }
}

static void put_measures(const site *s, const parsed_list *list) {
  const parsed_told_measure *told = list->items;
  for (uint32_t i = 0; i < list->count; i++) {
    uint32_t fact = rsi_find_fact(s->rb, told[i].of.id);
    raw(s, "<br>");
    put(s, fact == RSI_NONE ? told[i].of.id : rsi_fact_label(s->rb, fact, s->lang));
    put_word(s, "list.colon");
    raw(s, " ");
    rsi_buf_number(s->html.out, told[i].value);
    raw(s, " ");
    put(s, told[i].unit.text ? told[i].unit.text : "");
  }
}

static void put_referral(const site *s, const parsed_referral *r) {
  const rsi_sink sink = rsi_html_sink(&s->html);
  if (r->age.text) {
    rsi_tell1(&sink, s->rb, s->lang, r->age.text[strspn(r->age.text, "0123456789.")] ? "doc.age-with-unit" : "doc.age",
              r->age.text);
    raw(s, " ");
  }
  put(s, r->exam.text ? r->exam.text : "");
  if (r->reason.text) {
    raw(s, "<br><q>");
    put(s, r->reason.text);
    raw(s, "</q>");
  }
  for (uint32_t i = 0; i < r->codes.count; i++) {
    raw(s, i ? " " : "<br>");
    put(s, r->codes.items[i].id);
  }
  put_told(s, &r->findings);
  put_told(s, &r->choices);
  put_measures(s, &r->measures);
}

static void put_expected(const site *s, const rsi_guideline *g, const parsed_expect *e) {
  raw(s, "</td>");
  if (e->verdict)
    put_category(s, e->verdict);
  else
    raw(s, "<td>");
  raw(s, "</td><td>");
  for (uint32_t i = g->scenarios.first; e->scenario.id && i < g->scenarios.first + g->scenarios.count; i++)
    if (strcmp(id_of(s, s->rb->scenarios[i].id), e->scenario.id) == 0)
      put_scenario_link(s, &s->rb->scenarios[i]);
  raw(s, "</td></tr>\n");
}

static void put_cases(const site *s, const rsi_guideline *g) {
  bool is_any = false;
  for (size_t i = 0; s->cases && i < rscan_cases_count(s->cases); i++) {
    const parsed_case *c = rsi_case_at(s->cases, i);
    if (!c->guideline || strcmp(c->guideline, id_of(s, g->id)) != 0)
      continue;
    if (!is_any) {
      heading(s, "h2", "doc.cases");
      raw(s, "<table>\n<thead><tr><th scope=\"col\">");
      put_word(s, "doc.referral");
      raw(s, "</th><th scope=\"col\">");
      put_word(s, "doc.expected");
      raw(s, "</th><th scope=\"col\">");
      put_word(s, "doc.scenario");
      raw(s, "</th></tr></thead>\n<tbody>\n");
    }
    is_any = true;
    raw(s, "<tr><td>");
    put_referral(s, rsi_case_referral(c));
    put_expected(s, g, rsi_case_expect(c));
  }
  raw(s, is_any ? "</tbody>\n</table>\n" : "");
}

/* ---- pages ---- */

static void put_navigation(const site *s, const char *page) {
  raw(s, "<nav>");
  put_link(s, "index", word(s, "doc.all"));
  for (int lang = 0; lang < RSI_LANGS; lang++) {
    if (lang == s->lang)
      continue;
    rsi_buf_printf(s->html.out, " · <a href=\"../%s/", rsi_lang_name(lang));
    put(s, page);
    rsi_buf_printf(s->html.out, ".html\" hreflang=\"%s\" lang=\"%s\">", rsi_lang_name(lang), rsi_lang_name(lang));
    put(s, rsi_wording(s->rb, "doc.language", lang));
    raw(s, "</a>");
  }
  raw(s, "</nav>\n");
}

static void put_guideline(const site *s, const rsi_guideline *g) {
  rsi_html_begin(&s->html, say(s, g->title));
  put_navigation(s, id_of(s, g->id));
  put_dates(s, g);
  heading(s, "h2", "doc.whom");
  put_names(s, "doc.enters", g->enters);
  if (g->applies != RSI_NONE) {
    raw(s, "<p><strong>");
    put_word(s, "doc.applies");
    raw(s, "</strong></p>\n");
    put_condition(s, g->applies);
  }
  put_yields(s, g->yields);
  heading(s, "h2", "doc.scenarios");
  put_scenario_table(s, g);
  heading(s, "h2", "doc.flow");
  rsi_html_tag(&s->html, "p", NULL, word(s, "doc.flow-meaning"));
  put_flow(s, g);
  put_gaps(s, g->gaps);
  heading(s, "h2", "doc.ratings");
  for (uint32_t i = 0; i < g->scenarios.count; i++)
    put_scenario(s, &s->rb->scenarios[g->scenarios.first + i], (unsigned)i + 1);
  put_sources(s, g->sources);
  put_cases(s, g);
  rsi_html_end(&s->html);
}

static void put_rules(const site *s) {
  if (!s->rb->n_rules)
    return;
  heading(s, "h2", "doc.safety");
  for (uint32_t i = 0; i < s->rb->n_rules; i++) {
    const rsi_rule *r = &s->rb->rules[i];
    rsi_html_tag(&s->html, "h3", NULL, say(s, r->title));
    raw(s, "\n<p><strong>");
    put(s, rsi_word(s->rb, s->lang, "safety", rscan_safety_name((rscan_safety)r->level)));
    raw(s, "</strong> ");
    put(s, say(s, r->message));
    raw(s, " ");
    put(s, say(s, r->advice));
    raw(s, "</p>\n");
    put_condition(s, r->when);
  }
}

static void put_index(const site *s) {
  static const char *const columns[] = {"doc.guideline", "doc.enters-column", "doc.scenarios", "doc.reviewed", "doc.review-by"};
  rsi_html_begin(&s->html, say(s, s->rb->title));
  put_navigation(s, "index");
  raw(s, "<p class=\"quiet\">");
  put(s, id_of(s, s->rb->version));
  raw(s, "</p>\n<table>\n<thead><tr>");
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
    raw(s, "<th scope=\"col\">");
    put_word(s, columns[i]);
    raw(s, "</th>");
  }
  raw(s, "</tr></thead>\n<tbody>\n");
  for (uint32_t i = 0; i < s->rb->n_guidelines; i++) {
    const rsi_guideline *g = &s->rb->guidelines[i];
    raw(s, "<tr><th scope=\"row\">");
    put_link(s, id_of(s, g->id), say(s, g->title));
    raw(s, "</th><td>");
    for (uint32_t k = 0; k < g->enters.count; k++) {
      raw(s, k ? ", " : "");
      put(s, rsi_fact_label(s->rb, s->rb->indices[g->enters.first + k], s->lang));
    }
    rsi_buf_printf(s->html.out, "</td><td class=\"n\">%u</td><td>%s</td><td>%s</td></tr>\n", (unsigned)g->scenarios.count,
                   id_of(s, g->reviewed), id_of(s, g->review_by));
  }
  raw(s, "</tbody>\n</table>\n");
  put_rules(s);
  rsi_html_end(&s->html);
}

char *rscan_rulebase_page(const rscan_rulebase *rb, const rscan_cases *cases, const char *guideline, const char *language,
                          rscan_error **err) {
  rsi_buf buf;
  uint32_t only = guideline ? rsi_guideline_named(rb, guideline, err) : RSI_NONE;
  if (guideline && only == RSI_NONE)
    return NULL;
  rsi_buf_init(&buf, &rsi_malloc_allocator); /* not the book's: the text may outlive it */
  site s = {.rb = rb, .cases = cases, .lang = language && strcmp(language, "fr") == 0 ? RSI_FR : RSI_EN};
  s.html = (rsi_html){&buf, rb, s.lang};
  if (guideline)
    put_guideline(&s, &rb->guidelines[only]);
  else
    put_index(&s);
  if (!buf.has_failed)
    return buf.data;
  rsi_buf_free(&buf);
  rsi_fail_no_memory(err);
  return NULL;
}
