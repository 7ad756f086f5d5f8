/* The back of a guideline's page: the facts that it looks at and what silence about each means, its scores item by item, and the
 * cases that it is tested by. */
#include <math.h>
#include <string.h>

#include "doc.h"
#include "explain.h"

static const char *word(const rsi_site *s, const char *id) { return rsi_wording(s->rb, id, s->lang); }
static void raw(const rsi_site *s, const char *markup) { rsi_html_raw(&s->html, markup); }
static void put(const rsi_site *s, const char *text) { rsi_html_put(&s->html, text); }
static void put_word(const rsi_site *s, const char *id) { rsi_html_word(&s->html, id); }

/* ---- what silence means ---- */

/* What silence about a leaf's fact is read as; the fact's full set when it is read as nothing and has to be asked. */
static rsi_state silence_of(const rsi_site *s, const rsi_node *leaf) {
  const rsi_fact *f = &s->rb->facts[leaf->fact];
  return leaf->flags & RSI_NODE_ASSUMES_ABSENT ? RSI_ABSENT : leaf->flags & RSI_NODE_ASSUMES ? f->unstated : f->full;
}

static void note_facts(const rsi_site *s, uint32_t root, rsi_state *silence) {
  for (uint32_t i = root; root != RSI_NONE && i < s->rb->nodes[root].end; i++)
    if (rsi_is_leaf(s->rb->nodes[i].op) && !silence[s->rb->nodes[i].fact])
      silence[s->rb->nodes[i].fact] = silence_of(s, &s->rb->nodes[i]);
}

/* A fact each: what silence about it means in this guideline; 0 for those that it does not look at. NULL when out of memory. */
static rsi_state *silence_in(rsi_site *s, const rsi_guideline *g) {
  rsi_state *silence = rsi_arena_alloc(&s->arena, (s->rb->n_facts + 1) * sizeof *silence);
  if (!silence)
    return NULL;
  note_facts(s, g->applies, silence);
  for (uint32_t i = 0; i < g->scenarios.count; i++)
    note_facts(s, s->rb->scenarios[g->scenarios.first + i].when, silence);
  for (uint32_t i = 0; i < g->gaps.count; i++)
    note_facts(s, s->rb->gaps[g->gaps.first + i].when, silence);
  return silence;
}

/* The facts that silence means the same of, in one paragraph. */
static void put_assumed(rsi_site *s, const rsi_state *silence, uint32_t first) {
  const rsi_sink sink = rsi_html_sink(&s->html);
  const rsi_fact *facts = s->rb->facts;
  raw(s, "<p><strong>");
  put_word(s, "doc.silence-as");
  raw(s, " ");
  rsi_put_state(&sink, s->rb, s->lang, first, silence[first], NAN, NAN);
  put_word(s, "list.colon");
  raw(s, "</strong> ");
  bool is_first = true;
  for (uint32_t i = first; i < s->rb->n_facts; i++) {
    bool is_same =
        silence[i] == silence[first] && facts[i].kind == facts[first].kind && (facts[i].kind == RSI_FINDING || i == first);
    if (!is_same)
      continue;
    if (!is_first) {
      put_word(s, "list.semicolon");
      raw(s, " ");
    }
    put(s, rsi_fact_label(s->rb, i, s->lang));
    is_first = false;
  }
  raw(s, "</p>\n");
}

static bool is_told_before(const rsi_site *s, const rsi_state *silence, uint32_t fact) {
  for (uint32_t i = 0; i < fact; i++)
    if (silence[i] == silence[fact] && s->rb->facts[i].kind == RSI_FINDING && s->rb->facts[fact].kind == RSI_FINDING)
      return true;
  return false;
}

/* What is worked out from other facts is asked for through those. */
static bool is_asked(const rsi_site *s, const rsi_state *silence, uint32_t fact) {
  const rsi_fact *f = &s->rb->facts[fact];
  bool is_derived = f->kind == RSI_MEASURE && s->rb->measures[f->detail].derive != RSI_NONE;
  return silence[fact] == f->full && *rsi_doc_say(s, f->ask) && !is_derived;
}

void rsi_doc_facts(rsi_site *s, const rsi_guideline *g) {
  const rsi_state *silence = silence_in(s, g);
  if (!silence)
    return;
  rsi_doc_section(s, "doc.silence");
  rsi_html_tag(&s->html, "p", NULL, word(s, "doc.silence-meaning"));
  raw(s, "\n");
  for (uint32_t i = 0; i < s->rb->n_facts; i++)
    if (silence[i] && silence[i] != s->rb->facts[i].full && !is_told_before(s, silence, i))
      put_assumed(s, silence, i);
  bool is_any = false;
  for (uint32_t i = 0; i < s->rb->n_facts; i++) {
    if (!silence[i] || !is_asked(s, silence, i))
      continue;
    if (!is_any) {
      raw(s, "<p><strong>");
      put_word(s, "doc.silence-asked");
      raw(s, "</strong></p>\n<ul>\n");
    }
    is_any = true;
    raw(s, "<li>");
    put(s, rsi_fact_label(s->rb, i, s->lang));
    put_word(s, "list.colon");
    raw(s, " ");
    put(s, rsi_doc_say(s, s->rb->facts[i].ask));
    raw(s, "</li>\n");
  }
  raw(s, is_any ? "</ul>\n" : "");
}

/* ---- scores ---- */

/* Scores that a score's own items look at come with it. */
static void add_inner_scores(const rsi_site *s, rsi_state *silence) {
  for (bool is_more = true; is_more;) {
    is_more = false;
    for (uint32_t i = 0; i < s->rb->n_facts; i++) {
      if (!silence[i] || s->rb->facts[i].kind != RSI_SCORE)
        continue;
      const rsi_span criteria = s->rb->scores[s->rb->facts[i].detail].criteria;
      for (uint32_t c = criteria.first; c < criteria.first + criteria.count; c++)
        for (uint32_t n = s->rb->criteria[c].when; n < s->rb->nodes[s->rb->criteria[c].when].end; n++) {
          const rsi_node *node = &s->rb->nodes[n];
          if (node->op != RSI_OP_SCORE || silence[node->fact])
            continue;
          silence[node->fact] = silence_of(s, node);
          is_more = true;
        }
    }
  }
}

static bool counts_silence(const rsi_site *s, const rsi_score *score) {
  for (uint32_t c = score->criteria.first; c < score->criteria.first + score->criteria.count; c++)
    for (uint32_t n = s->rb->criteria[c].when; n < s->rb->nodes[s->rb->criteria[c].when].end; n++)
      if (rsi_is_leaf(s->rb->nodes[n].op) && s->rb->nodes[n].flags)
        return true;
  return false;
}

static void put_bands(const rsi_site *s, const rsi_fact *fact) {
  bool is_any = false;
  for (uint32_t i = 0; i < fact->values.count; i++) {
    const char *label = rsi_doc_say(s, s->rb->values[fact->values.first + i].label);
    if (!*label)
      continue;
    if (is_any) {
      put_word(s, "list.semicolon");
      raw(s, " ");
    } else {
      raw(s, "<p><strong>");
      put_word(s, "doc.score-bands");
      raw(s, "</strong> ");
    }
    put(s, label);
    is_any = true;
  }
  raw(s, is_any ? "</p>\n" : "");
}

static void put_score(rsi_site *s, uint32_t fact) {
  static const char *const columns[] = {"doc.score-item", "doc.score-points", "doc.score-when"};
  const rsi_fact *f = &s->rb->facts[fact];
  const rsi_score *score = &s->rb->scores[f->detail];
  const rsi_sink sink = rsi_html_sink(&s->html);
  raw(s, "<section id=\"score.");
  put(s, rsi_doc_id(s, f->id));
  raw(s, "\">\n<h3>");
  put(s, rsi_fact_label(s->rb, fact, s->lang));
  raw(s, " ");
  rsi_doc_code(s, rsi_doc_id(s, f->id));
  raw(s, "</h3>\n");
  rsi_doc_table(s, "score", rsi_fact_label(s->rb, fact, s->lang), columns, sizeof columns / sizeof *columns);
  for (uint32_t i = score->criteria.first; i < score->criteria.first + score->criteria.count; i++) {
    const rsi_criterion *c = &s->rb->criteria[i];
    raw(s, "<tr><th scope=\"row\">");
    put(s, rsi_doc_say(s, c->label));
    raw(s, "</th><td class=\"n\">");
    rsi_put_number_in(&sink, s->rb, s->lang, c->points);
    raw(s, "</td><td>");
    rsi_doc_condition(s, c->when);
    raw(s, "</td></tr>\n");
  }
  rsi_doc_end_table(s);
  put_bands(s, f);
  rsi_html_tag(&s->html, "p", NULL, word(s, counts_silence(s, score) ? "doc.score-silence-counts" : "doc.score-silence"));
  if (score->source != RSI_NONE) {
    raw(s, "\n<p class=\"quiet\">");
    rsi_html_source(&s->html, &s->rb->sources[score->source]);
    raw(s, "</p>");
  }
  raw(s, "\n</section>\n");
}

void rsi_doc_scores(rsi_site *s, const rsi_guideline *g) {
  rsi_state *silence = silence_in(s, g);
  bool is_any = false;
  if (!silence)
    return;
  add_inner_scores(s, silence);
  for (uint32_t i = 0; i < s->rb->n_facts; i++) {
    if (!silence[i] || s->rb->facts[i].kind != RSI_SCORE)
      continue;
    if (!is_any)
      rsi_doc_section(s, "doc.scores");
    is_any = true;
    put_score(s, i);
  }
}

/* ---- cases ---- */

/* In the words of the book where it has them; an id that it does not know as code. */
static void put_fact_name(rsi_site *s, const char *id) {
  uint32_t fact = rsi_find_fact(s->rb, id);
  raw(s, "<br>");
  if (fact == RSI_NONE)
    rsi_doc_code(s, id);
  else
    put(s, rsi_fact_label(s->rb, fact, s->lang));
  put_word(s, "list.colon");
  raw(s, " ");
}

/* A value's label; findings and groups have the words of the wording. */
static const char *state_label(const rsi_site *s, uint32_t fact, const char *state) {
  const rsi_span values = fact < s->rb->n_facts ? s->rb->facts[fact].values : (rsi_span){0, 0};
  for (uint32_t i = values.first; i < values.first + values.count; i++)
    if (strcmp(rsi_doc_id(s, s->rb->values[i].id), state) == 0 && *rsi_doc_say(s, s->rb->values[i].label))
      return rsi_doc_say(s, s->rb->values[i].label);
  return rsi_word(s->rb, s->lang, "state", state);
}

static void put_told(rsi_site *s, const parsed_list *list) {
  const parsed_told *told = list->items;
  for (uint32_t i = 0; i < list->count; i++) {
    put_fact_name(s, told[i].of.id);
    put(s, state_label(s, rsi_find_fact(s->rb, told[i].of.id), told[i].state.id ? told[i].state.id : "present"));
  }
}

static void put_measures(rsi_site *s, const parsed_list *list) {
  const parsed_told_measure *told = list->items;
  const rsi_sink sink = rsi_html_sink(&s->html);
  for (uint32_t i = 0; i < list->count; i++) {
    uint32_t fact = rsi_find_fact(s->rb, told[i].of.id);
    bool is_measure = fact < s->rb->n_facts && s->rb->facts[fact].kind == RSI_MEASURE;
    const char *unit = told[i].unit.text ? told[i].unit.text
                       : is_measure      ? rsi_doc_id(s, s->rb->measures[s->rb->facts[fact].detail].unit)
                                         : "1";
    put_fact_name(s, told[i].of.id);
    rsi_put_number_in(&sink, s->rb, s->lang, told[i].value);
    if (strcmp(unit, "1") == 0)
      continue;
    raw(s, *unit == '/' ? "" : " ");
    rsi_put_unit(&sink, s->rb, s->lang, unit);
  }
}

/* What was typed is in the language of the referral, which may not be the page's. */
static void open_typed(const rsi_site *s, const char *tag, const parsed_referral *r) {
  int lang = r->language ? r->language - 1 : RSI_EN;
  rsi_buf_printf(s->html.out, "<%s", tag);
  if (lang != s->lang)
    rsi_buf_printf(s->html.out, " lang=\"%s\"", rsi_lang_name(lang));
  raw(s, ">");
}

static void put_exam(rsi_site *s, const parsed_referral *r) {
  uint32_t exam = r->exam.text ? rsi_find_exam(s->rb, r->exam.text) : RSI_NONE;
  if (exam != RSI_NONE) {
    put(s, rsi_exam_name(s->rb, exam, s->lang));
  } else if (r->exam.text) {
    open_typed(s, "span", r);
    put(s, r->exam.text);
    raw(s, "</span>");
  }
}

static void put_referral(rsi_site *s, const parsed_referral *r) {
  const rsi_sink sink = rsi_html_sink(&s->html);
  if (r->age.text) {
    rsi_tell1(&sink, s->rb, s->lang, r->age.text[strspn(r->age.text, "0123456789.")] ? "doc.age-with-unit" : "doc.age",
              r->age.text);
    raw(s, " ");
  }
  put_exam(s, r);
  if (r->reason.text) {
    raw(s, "<br>");
    open_typed(s, "q", r);
    put(s, r->reason.text);
    raw(s, "</q>");
  }
  for (uint32_t i = 0; i < r->codes.count; i++) {
    raw(s, i ? " " : "<br>");
    rsi_doc_code(s, r->codes.items[i].id);
  }
  put_told(s, &r->findings);
  put_told(s, &r->choices);
  put_measures(s, &r->measures);
}

static void put_expected(rsi_site *s, const rsi_guideline *g, const parsed_expect *e) {
  raw(s, "</td>");
  if (e->verdict)
    rsi_doc_category(s, e->verdict);
  else
    raw(s, "<td>–");
  raw(s, "</td><td>");
  for (uint32_t i = g->scenarios.first; e->scenario.id && i < g->scenarios.first + g->scenarios.count; i++)
    if (strcmp(rsi_doc_id(s, s->rb->scenarios[i].id), e->scenario.id) == 0)
      rsi_doc_scenario_link(s, &s->rb->scenarios[i]);
  raw(s, e->scenario.id ? "</td></tr>\n" : "–</td></tr>\n");
}

void rsi_doc_cases(rsi_site *s, const rsi_guideline *g) {
  static const char *const columns[] = {"doc.referral", "doc.expected", "doc.scenario"};
  bool is_any = false;
  for (size_t i = 0; s->cases && i < rscan_cases_count(s->cases); i++) {
    const parsed_case *c = rsi_case_at(s->cases, i);
    if (c->mistakes || !c->guideline || strcmp(c->guideline, rsi_doc_id(s, g->id)) != 0)
      continue;
    if (!is_any) {
      rsi_doc_section(s, "doc.cases");
      rsi_doc_table(s, "cases", word(s, "doc.cases"), columns, sizeof columns / sizeof *columns);
    }
    is_any = true;
    raw(s, "<tr><td>");
    put_referral(s, rsi_case_referral(c));
    put_expected(s, g, rsi_case_expect(c));
  }
  if (is_any)
    rsi_doc_end_table(s);
}
