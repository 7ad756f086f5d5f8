/* The page of a guideline: whom it is for, its scenarios at a glance, how it decides as a picture, and then each scenario in full.
 */
#include <stdio.h>
#include <string.h>

#include "doc.h"
#include "explain.h"
#include "flow.h"

static const char *word(const rsi_site *s, const char *id) { return rsi_wording(s->rb, id, s->lang); }
static void raw(const rsi_site *s, const char *markup) { rsi_html_raw(&s->html, markup); }
static void put(const rsi_site *s, const char *text) { rsi_html_put(&s->html, text); }
static void put_word(const rsi_site *s, const char *id) { rsi_html_word(&s->html, id); }

/* ---- whom it is for ---- */

static void put_lead(const rsi_site *s, const char *id) {
  raw(s, "<p><strong>");
  put_word(s, id);
  raw(s, "</strong> ");
}

/* A paragraph with what it is in front; nothing when there is nothing to say. */
static void put_note(const rsi_site *s, const char *id, rsi_text text) {
  if (!*rsi_doc_say(s, text))
    return;
  put_lead(s, id);
  put(s, rsi_doc_say(s, text));
  raw(s, "</p>\n");
}

static void put_names(const rsi_site *s, const char *id, rsi_span span) {
  if (!span.count)
    return;
  const rsi_sink sink = rsi_html_sink(&s->html);
  put_lead(s, id);
  for (uint32_t i = 0; i < span.count; i++) {
    if (i)
      rsi_put_comma(&sink, s->rb, s->lang);
    put(s, rsi_fact_label(s->rb, s->rb->indices[span.first + i], s->lang));
  }
  raw(s, "</p>\n");
}

static void put_yields(const rsi_site *s, rsi_span span) {
  if (!span.count)
    return;
  const rsi_sink sink = rsi_html_sink(&s->html);
  put_lead(s, "doc.yields");
  for (uint32_t i = 0; i < span.count; i++) {
    const rsi_guideline *g = &s->rb->guidelines[s->rb->indices[span.first + i]];
    if (i)
      rsi_put_comma(&sink, s->rb, s->lang);
    rsi_html_raw(&s->html, "<a href=\"");
    put(s, rsi_doc_id(s, g->id));
    raw(s, ".html\">");
    put(s, rsi_doc_say(s, g->title));
    raw(s, "</a>");
  }
  raw(s, "</p>\n");
}

static void put_whom(rsi_site *s, const rsi_guideline *g) {
  rsi_doc_section(s, "doc.whom");
  put_names(s, "doc.enters", g->enters);
  put_names(s, "doc.enters-ordered", g->enters_ordered);
  if (g->applies != RSI_NONE) {
    put_lead(s, "doc.applies");
    raw(s, "</p>\n");
    rsi_doc_condition(s, g->applies);
  }
  put_yields(s, g->yields);
}

/* ---- scenarios at a glance ---- */

static void put_urgency(const rsi_site *s, uint8_t urgency) {
  if (!urgency)
    return;
  rsi_buf_printf(s->html.out, " <span class=\"urgency %s\">", rscan_urgency_name((rscan_urgency)urgency));
  put(s, rsi_word(s->rb, s->lang, "doc.urgency", rscan_urgency_name((rscan_urgency)urgency)));
  raw(s, "</span>");
}

static bool is_first_of_exam(const rsi_site *s, const rsi_scenario *scenario, uint32_t k) {
  for (uint32_t i = scenario->rows.first; i < k; i++)
    if (s->rb->rows[i].exam == s->rb->rows[k].exam && s->rb->rows[i].category == s->rb->rows[k].category)
      return false;
  return true;
}

enum { MAX_POOR_EXAMS = 3 }; /* at a glance; all of them stand in the scenario's own table */

static void put_more(const rsi_site *s, uint32_t count) {
  const rsi_sink sink = rsi_html_sink(&s->html);
  char number[16];
  snprintf(number, sizeof number, "%u", (unsigned)count);
  rsi_put_comma(&sink, s->rb, s->lang);
  rsi_tell1(&sink, s->rb, s->lang, "list.rest", number);
}

/* A cell with the exams of one category, by any authority; "no imaging" where none is usually appropriate. */
static void put_exams(const rsi_site *s, const rsi_scenario *scenario, uint8_t category) {
  const rsi_sink sink = rsi_html_sink(&s->html);
  const char *name = rscan_category_name((rscan_category)category);
  uint32_t n = 0, most = category == RSCAN_USUALLY_NOT_APPROPRIATE ? MAX_POOR_EXAMS : UINT32_MAX;
  for (uint32_t k = scenario->rows.first; k < scenario->rows.first + scenario->rows.count; k++) {
    if (s->rb->rows[k].category != category || !is_first_of_exam(s, scenario, k) || ++n > most)
      continue;
    if (n > 1)
      rsi_put_comma(&sink, s->rb, s->lang);
    else
      rsi_buf_printf(s->html.out, "<td class=\"%s\">", name);
    put(s, rsi_exam_name(s->rb, s->rb->rows[k].exam, s->lang));
  }
  if (n > most)
    put_more(s, n - most);
  if (!n && category == RSCAN_USUALLY_APPROPRIATE && s->rb->exam_none != RSI_NONE) {
    rsi_buf_printf(s->html.out, "<td class=\"%s\">", name);
    put(s, rsi_exam_name(s->rb, s->rb->exam_none, s->lang));
  } else if (!n) {
    raw(s, "<td>–");
  }
  raw(s, "</td>");
}

static void put_scenario_table(rsi_site *s, const rsi_guideline *g) {
  static const char *const columns[] = {"doc.scenario", "category.usually-appropriate", "category.may-be-appropriate",
                                        "category.usually-not-appropriate"};
  rsi_doc_section(s, "doc.scenarios");
  rsi_doc_table(s, "glance", word(s, "doc.scenarios"), columns, sizeof columns / sizeof *columns);
  for (uint32_t i = 0; i < g->scenarios.count; i++) {
    const rsi_scenario *scenario = &s->rb->scenarios[g->scenarios.first + i];
    rsi_buf_printf(s->html.out, "<tr><th scope=\"row\">%u. ", (unsigned)i + 1);
    rsi_doc_scenario_link(s, scenario);
    put_urgency(s, scenario->urgency);
    raw(s, "</th>");
    for (uint8_t category = RSCAN_USUALLY_APPROPRIATE; category >= RSCAN_USUALLY_NOT_APPROPRIATE; category--)
      put_exams(s, scenario, category);
    raw(s, "</tr>\n");
  }
  rsi_doc_end_table(s);
}

/* ---- how it decides ---- */

static void put_flow(rsi_site *s, const rsi_guideline *g) {
  const rsi_flow *flow = rsi_flow_of_guideline(&s->arena, s->rb, s->lang, (uint32_t)(g - s->rb->guidelines));
  rsi_doc_section(s, "doc.flow");
  rsi_html_tag(&s->html, "p", NULL, word(s, "doc.flow-meaning"));
  raw(s, "\n");
  rsi_html_wide(&s->html, word(s, "doc.flow"));
  raw(s, "<div class=\"drawn\">\n");
  if (flow)
    rsi_flow_svg_steps(flow, s->html.out);
  raw(s, "</div>\n");
  rsi_html_end_wide(&s->html);
}

static void put_gaps(rsi_site *s, rsi_span span) {
  if (!span.count)
    return;
  rsi_doc_section(s, "doc.gaps");
  for (uint32_t i = span.first; i < span.first + span.count; i++) {
    rsi_html_tag(&s->html, "p", NULL, rsi_doc_say(s, s->rb->gaps[i].reason));
    rsi_doc_condition(s, s->rb->gaps[i].when);
  }
}

/* ---- a scenario in full ---- */

static void put_radiation(const rsi_site *s, const rsi_exam *e) {
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

static void put_row(rsi_site *s, const rsi_row *row) {
  const rscan_rulebase *rb = s->rb;
  const char *certainty = rsi_certainty_name(row->certainty), *strength = rsi_strength_name(row->strength);
  raw(s, "<tr><th scope=\"row\">");
  put(s, rsi_exam_name(rb, row->exam, s->lang));
  raw(s, "</th>");
  rsi_doc_category(s, row->category);
  if (row->panel_disagrees) {
    raw(s, "<br><small>");
    put_word(s, "text.panel");
    raw(s, "</small>");
  }
  raw(s, "</td><td>");
  put(s, rsi_doc_say(s, rb->authorities[row->authority].title));
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

static void put_rows(rsi_site *s, const rsi_scenario *scenario) {
  static const char *const columns[] = {"doc.exam", "doc.category", "doc.authority", "doc.evidence", "doc.radiation"};
  rsi_doc_table(s, "ratings", rsi_doc_say(s, scenario->title), columns, sizeof columns / sizeof *columns);
  for (uint8_t category = RSCAN_USUALLY_APPROPRIATE; category >= RSCAN_USUALLY_NOT_APPROPRIATE; category--)
    for (uint32_t k = scenario->rows.first; k < scenario->rows.first + scenario->rows.count; k++)
      if (s->rb->rows[k].category == category)
        put_row(s, &s->rb->rows[k]);
  rsi_doc_end_table(s);
}

/* What sources add in words, each once. */
static void put_row_notes(const rsi_site *s, const rsi_scenario *scenario) {
  const rsi_row *last = NULL;
  for (uint32_t k = scenario->rows.first; k < scenario->rows.first + scenario->rows.count; k++) {
    const rsi_row *row = &s->rb->rows[k];
    bool is_told = !*rsi_doc_say(s, row->note);
    for (uint32_t i = scenario->rows.first; i < k && !is_told; i++)
      is_told = memcmp(&s->rb->rows[i].note, &row->note, sizeof row->note) == 0;
    if (is_told)
      continue;
    raw(s, last ? "" : "<ul>\n");
    raw(s, "<li>");
    put(s, rsi_doc_say(s, s->rb->authorities[row->authority].title));
    put_word(s, "list.colon");
    raw(s, " ");
    put(s, rsi_doc_say(s, row->note));
    raw(s, "</li>\n");
    last = row;
  }
  raw(s, last ? "</ul>\n" : "");
}

static void put_scenario(rsi_site *s, const rsi_scenario *scenario, unsigned number) {
  raw(s, "<section id=\"");
  put(s, rsi_doc_id(s, scenario->id));
  rsi_buf_printf(s->html.out, "\">\n<h3>%u. ", number);
  put(s, rsi_doc_say(s, scenario->title));
  put_urgency(s, scenario->urgency);
  raw(s, " ");
  rsi_doc_code(s, rsi_doc_id(s, scenario->id));
  raw(s, "</h3>\n");
  put_lead(s, number > 1 ? "doc.if-none-before" : "doc.if");
  raw(s, "</p>\n");
  rsi_doc_condition(s, scenario->when);
  put_note(s, "text.why", scenario->why);
  put_note(s, "text.instead", scenario->instead);
  put_note(s, "text.later", scenario->later);
  put_note(s, "doc.patient", scenario->patient);
  put_rows(s, scenario);
  put_row_notes(s, scenario);
  raw(s, "</section>\n");
}

static void put_sources(rsi_site *s, rsi_span span) {
  rsi_doc_section(s, "doc.sources");
  raw(s, "<ul>\n");
  for (uint32_t i = span.first; i < span.first + span.count; i++) {
    raw(s, "<li>");
    rsi_html_source(&s->html, &s->rb->sources[i]);
    raw(s, "</li>\n");
  }
  raw(s, "</ul>\n");
}

void rsi_doc_guideline(rsi_site *s, const rsi_guideline *g) {
  put_whom(s, g);
  put_scenario_table(s, g);
  put_flow(s, g);
  put_gaps(s, g->gaps);
  rsi_doc_section(s, "doc.ratings");
  for (uint32_t i = 0; i < g->scenarios.count; i++)
    put_scenario(s, &s->rb->scenarios[g->scenarios.first + i], (unsigned)i + 1);
  rsi_doc_facts(s, g);
  rsi_doc_scores(s, g);
  put_sources(s, g->sources);
  rsi_doc_cases(s, g);
}
