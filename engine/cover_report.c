/* Coverage told: a table a guideline and what is not exercised, as text, JSON or one HTML page. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cover.h"
#include "explain.h"
#include "flow.h"
#include "html.h"
#include "json_write.h"

#define MAX_MEMBERS 3 /* named of a joint: enough to know it by */

typedef struct report {
  const struct rscan_coverage *c;
  const rscan_rulebase *rb;
  uint32_t only; /* a guideline; RSI_NONE: all */
  rsi_buf *out;
  int lang;
  rsi_html html;
  rsi_json json;
} report;

static const char *word(report *r, const char *id) { return rsi_wording(r->rb, id, r->lang); }
static bool is_wanted(report *r, uint32_t guideline) { return r->only == RSI_NONE || r->only == guideline; }
static const char *id_of(report *r, uint32_t guideline) { return rsi_string(r->rb, r->rb->guidelines[guideline].id); }

typedef struct tallies {
  rsi_tally scenarios, branches, rows;
  uint32_t cases;
} tallies;

static tallies tallies_of(report *r, uint32_t g) {
  return (tallies){rsi_cover_scenarios(r->c, g), rsi_cover_branches(r->c, g), rsi_cover_rows(r->c, g), r->c->cases_of[g]};
}

static tallies tallies_of_all(report *r) {
  tallies sum = {{0, 0}, {0, 0}, {0, 0}, 0};
  for (uint32_t g = 0; g < r->rb->n_guidelines; g++)
    if (is_wanted(r, g)) {
      tallies t = tallies_of(r, g);
      sum = (tallies){rsi_tally_add(sum.scenarios, t.scenarios), rsi_tally_add(sum.branches, t.branches),
                      rsi_tally_add(sum.rows, t.rows), sum.cases + t.cases};
    }
  return sum;
}

/* What decides: scenarios and branches. Never rounded up to "all". */
static unsigned percent(const tallies *t) { return (unsigned)floor(rsi_tally_percent(rsi_tally_add(t->scenarios, t->branches))); }

/* "(fever, weight loss …)": which "all of these" it is. */
static void put_members(report *r, const rsi_sink *sink, uint32_t node) {
  const rsi_node *nodes = r->rb->nodes;
  unsigned n = 0;
  for (uint32_t i = node + 1; i < nodes[node].end && n < MAX_MEMBERS + 1; i = nodes[i].end) {
    if (!rsi_is_leaf(nodes[i].op))
      continue;
    if (n < MAX_MEMBERS) {
      rsi_put(sink, n ? word(r, "list.comma") : " (");
      rsi_put(sink, n ? " " : "");
    }
    rsi_put(sink, n < MAX_MEMBERS ? rsi_fact_label(r->rb, nodes[i].fact, r->lang) : " …");
    n++;
  }
  rsi_put(sink, n ? ")" : "");
}

static void put_condition(report *r, const rsi_sink *sink, uint32_t node) {
  const rsi_node *n = &r->rb->nodes[node];
  if (!rsi_is_leaf(n->op)) {
    rsi_put_joint(sink, r->rb, r->lang, n);
    put_members(r, sink, node);
    return;
  }
  rsi_put(sink, rsi_fact_label(r->rb, n->fact, r->lang));
  rsi_put(sink, word(r, "list.colon"));
  rsi_put(sink, " ");
  rsi_put_wanted(sink, r->rb, r->lang, n);
}

static void put_place(report *r, const rsi_sink *sink, rsi_where where) {
  char place[32];
  snprintf(place, sizeof place, ":%u:%u", (unsigned)where.line, (unsigned)where.column);
  rsi_put(sink, r->rb->files[where.file]);
  rsi_put(sink, place);
}

/* Calls `put` for each branch that no case took: of those that one could take, or of those that none can. */
typedef void branch_fn(report *r, uint32_t node, uint8_t side, bool is_possible);
static uint32_t each_branch_left(report *r, uint32_t guideline, bool is_possible, branch_fn *put) {
  uint32_t count = 0;
  for (uint32_t n = RSI_NONE; (n = rsi_cover_next_node(r->c, guideline, n)) != RSI_NONE;)
    for (uint8_t side = RSI_SEEN_TRUE; side >= RSI_SEEN_FALSE; side--) {
      if ((r->c->seen[n] & side) || rsi_cover_is_impossible(r->c, n, side) == is_possible)
        continue;
      if (put)
        put(r, n, side, is_possible);
      count++;
    }
  return count;
}

/* "never seen to hold", "cannot fail". */
static const char *branch_word(report *r, uint8_t side, bool is_possible) {
  static const char *const ids[2][2] = {{"cover.cannot-fail", "cover.cannot-hold"}, {"cover.never-false", "cover.never-true"}};
  return word(r, ids[is_possible][side == RSI_SEEN_TRUE]);
}

typedef void scenario_fn(report *r, uint32_t scenario);
static void each_missing_scenario(report *r, uint32_t guideline, scenario_fn *put) {
  rsi_span span = r->rb->guidelines[guideline].scenarios;
  for (uint32_t i = span.first; i < span.first + span.count; i++)
    if (!r->c->chosen[i])
      put(r, i);
}

typedef void row_fn(report *r, uint32_t scenario, const rsi_row *row);
static void each_missing_row(report *r, uint32_t guideline, row_fn *put) {
  rsi_span span = r->rb->guidelines[guideline].scenarios;
  for (uint32_t i = span.first; i < span.first + span.count; i++) {
    rsi_span rows = r->rb->scenarios[i].rows;
    for (uint32_t k = rows.first; k < rows.first + rows.count; k++)
      if (!r->c->rows[k])
        put(r, i, &r->rb->rows[k]);
  }
}

/* ---- text ---- */

static void put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }
static rsi_sink text_sink(report *r) { return (rsi_sink){put_to_buffer, r->out}; }

static size_t characters(const char *text) {
  size_t n = 0;
  for (; *text; text++)
    n += ((unsigned char)*text & 0xc0) != 0x80;
  return n;
}

static void put_cell(report *r, const char *text, size_t width, bool is_left) {
  size_t n = characters(text), pad = n < width ? width - n : 1; /* what is too long still stands by itself */
  rsi_buf_printf(r->out, "%*s%s%*s", is_left ? 0 : (int)pad, "", text, is_left ? (int)pad : 0, "");
}

static void put_tally_cell(report *r, rsi_tally t) {
  char cell[32];
  snprintf(cell, sizeof cell, "%u/%u", (unsigned)t.covered, (unsigned)t.total);
  put_cell(r, cell, 12, false);
}

static void put_line(report *r, const char *name, const tallies *t) {
  char cell[16];
  put_cell(r, name, 32, true);
  put_tally_cell(r, t->scenarios);
  put_tally_cell(r, t->branches);
  put_tally_cell(r, t->rows);
  snprintf(cell, sizeof cell, "%u", (unsigned)t->cases);
  put_cell(r, cell, 8, false);
  snprintf(cell, sizeof cell, "%u %%", percent(t));
  put_cell(r, cell, 11, false);
  rsi_buf_putc(r->out, '\n');
}

static void put_text_scenario(report *r, uint32_t scenario) {
  const rsi_sink sink = text_sink(r);
  const rsi_scenario *s = &r->rb->scenarios[scenario];
  rsi_buf_puts(r->out, "  ");
  put_place(r, &sink, s->where);
  rsi_buf_printf(r->out, ": %s: ", rsi_string(r->rb, s->id));
  rsi_put(&sink, word(r, r->c->candidate[scenario] ? "cover.only-possible" : "cover.never-chosen"));
  rsi_buf_putc(r->out, '\n');
}

static void put_text_branch(report *r, uint32_t node, uint8_t side, bool is_possible) {
  const rsi_sink sink = text_sink(r);
  rsi_buf_puts(r->out, "  ");
  put_place(r, &sink, r->rb->nodes[node].where);
  rsi_buf_puts(r->out, ": ");
  put_condition(r, &sink, node);
  rsi_buf_printf(r->out, ": %s\n", branch_word(r, side, is_possible));
}

static void put_text_row(report *r, uint32_t scenario, const rsi_row *row) {
  const rsi_sink sink = text_sink(r);
  rsi_buf_puts(r->out, "  ");
  put_place(r, &sink, row->where);
  rsi_buf_printf(r->out, ": %s: %s, %s\n", rsi_string(r->rb, r->rb->scenarios[scenario].id),
                 rsi_string(r->rb, r->rb->exams[row->exam].id), rsi_string(r->rb, r->rb->authorities[row->authority].id));
}

static void put_text_heading(report *r, const char *id, const char *name) {
  const rsi_sink sink = text_sink(r);
  rsi_buf_putc(r->out, '\n');
  rsi_tell1(&sink, r->rb, r->lang, id, name);
  rsi_buf_putc(r->out, '\n');
}

static void put_text_missing(report *r, uint32_t g) {
  tallies t = tallies_of(r, g);
  bool is_scenario = t.scenarios.covered < t.scenarios.total, is_branch = t.branches.covered < t.branches.total;
  if (is_scenario || is_branch)
    put_text_heading(r, "cover.missing", id_of(r, g));
  each_missing_scenario(r, g, put_text_scenario);
  each_branch_left(r, g, true, put_text_branch);
  if (r->only != RSI_NONE && each_branch_left(r, g, false, NULL)) {
    put_text_heading(r, "cover.impossible", id_of(r, g));
    each_branch_left(r, g, false, put_text_branch);
  }
  if (r->only != RSI_NONE && t.rows.covered < t.rows.total) {
    put_text_heading(r, "cover.missing-rows", id_of(r, g));
    each_missing_row(r, g, put_text_row);
  }
}

static void put_text_count(report *r, const char *id, uint32_t n) {
  const rsi_sink sink = text_sink(r);
  char count[32];
  if (!n)
    return;
  snprintf(count, sizeof count, "%u", (unsigned)n);
  rsi_buf_putc(r->out, '\n');
  rsi_tell1(&sink, r->rb, r->lang, id, count);
  rsi_buf_putc(r->out, '\n');
}

static void put_text_not_counted(report *r) {
  uint32_t n_impossible = 0, n_undecided = 0;
  for (uint32_t g = 0; g < r->rb->n_guidelines; g++)
    if (is_wanted(r, g)) {
      n_impossible += each_branch_left(r, g, false, NULL);
      n_undecided += r->c->undecided[g];
    }
  if (r->only == RSI_NONE)
    put_text_count(r, "cover.impossible-count", n_impossible);
  put_text_count(r, "cover.undecided-count", n_undecided);
}

static void put_text_rest(report *r) {
  const rsi_sink sink = text_sink(r);
  rsi_tally cues = rsi_cover_cues(r->c), rules = rsi_cover_rules(r->c);
  char counts[2][32];
  snprintf(counts[0], sizeof counts[0], "%u/%u", (unsigned)rules.covered, (unsigned)rules.total);
  snprintf(counts[1], sizeof counts[1], "%u/%u", (unsigned)cues.covered, (unsigned)cues.total);
  rsi_buf_putc(r->out, '\n');
  rsi_tell2(&sink, r->rb, r->lang, "cover.rules-and-cues", counts[0], counts[1]);
  rsi_buf_putc(r->out, '\n');
  for (uint32_t i = 0; i < r->rb->n_rules; i++)
    if (!r->c->rules[i]) {
      rsi_buf_puts(r->out, "  ");
      put_place(r, &sink, r->rb->rules[i].where);
      rsi_buf_printf(r->out, ": %s\n", rsi_string(r->rb, r->rb->rules[i].id));
    }
}

static void put_text(report *r) {
  tallies all = tallies_of_all(r);
  put_cell(r, word(r, "cover.guideline"), 32, true);
  put_cell(r, word(r, "cover.scenarios"), 12, false);
  put_cell(r, word(r, "cover.branches"), 12, false);
  put_cell(r, word(r, "cover.rows"), 12, false);
  put_cell(r, word(r, "cover.cases"), 8, false);
  put_cell(r, word(r, "cover.percent"), 11, false);
  rsi_buf_putc(r->out, '\n');
  for (uint32_t g = 0; g < r->rb->n_guidelines; g++)
    if (is_wanted(r, g)) {
      tallies t = tallies_of(r, g);
      put_line(r, id_of(r, g), &t);
    }
  if (r->only == RSI_NONE)
    put_line(r, word(r, "cover.all"), &all);
  for (uint32_t g = 0; g < r->rb->n_guidelines; g++)
    if (is_wanted(r, g))
      put_text_missing(r, g);
  put_text_not_counted(r);
  if (r->only == RSI_NONE)
    put_text_rest(r);
}

/* ---- JSON ---- */

static rsi_json *json_of(report *r) { return &r->json; }

static void put_string_to(void *to, const char *text, size_t length) { rsi_json_piece(to, text, length); }

static void put_json_place(report *r, rsi_where where) {
  rsi_json *j = json_of(r);
  RSI_JSON_STRING(j, "file", r->rb->files[where.file]);
  RSI_JSON_NUMBER(j, "line", where.line);
  RSI_JSON_NUMBER(j, "column", where.column);
}

static void put_json_tally(report *r, rsi_tally t) {
  rsi_json *j = json_of(r);
  rsi_json_open(j, '{');
  RSI_JSON_NUMBER(j, "covered", t.covered);
  RSI_JSON_NUMBER(j, "total", t.total);
  rsi_json_close(j, '}');
}

#define TALLY(r, name, t) (RSI_JSON_NAME(json_of(r), name), put_json_tally(r, t))

static void put_json_scenario(report *r, uint32_t scenario) {
  rsi_json *j = json_of(r);
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "scenario", rsi_string(r->rb, r->rb->scenarios[scenario].id));
  RSI_JSON_BOOL(j, "was_possible", r->c->candidate[scenario]);
  put_json_place(r, r->rb->scenarios[scenario].where);
  rsi_json_close(j, '}');
}

static void put_json_branch(report *r, uint32_t node, uint8_t side, bool is_possible) {
  rsi_json *j = json_of(r);
  const rsi_node *n = &r->rb->nodes[node];
  const rsi_sink sink = {put_string_to, j};
  rsi_json_open(j, '{');
  if (is_possible)
    RSI_JSON_STRING(j, "never", side == RSI_SEEN_TRUE ? "true" : "false");
  else
    RSI_JSON_STRING(j, "cannot", side == RSI_SEEN_TRUE ? "hold" : "fail");
  RSI_JSON_STRING(j, "fact", n->fact != RSI_NONE ? rsi_fact_id(r->rb, n->fact) : NULL);
  RSI_JSON_NAME(j, "condition");
  rsi_json_raw(j, "\"", 1);
  put_condition(r, &sink, node);
  rsi_json_raw(j, "\"", 1);
  j->needs_comma = true;
  put_json_place(r, n->where);
  rsi_json_close(j, '}');
}

static void put_json_row(report *r, uint32_t scenario, const rsi_row *row) {
  rsi_json *j = json_of(r);
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "scenario", rsi_string(r->rb, r->rb->scenarios[scenario].id));
  RSI_JSON_STRING(j, "exam", rsi_string(r->rb, r->rb->exams[row->exam].id));
  RSI_JSON_STRING(j, "authority", rsi_string(r->rb, r->rb->authorities[row->authority].id));
  put_json_place(r, row->where);
  rsi_json_close(j, '}');
}

static void put_json_guideline(report *r, uint32_t g) {
  rsi_json *j = json_of(r);
  tallies t = tallies_of(r, g);
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "guideline", id_of(r, g));
  RSI_JSON_NUMBER(j, "percent", percent(&t));
  RSI_JSON_NUMBER(j, "cases", t.cases);
  TALLY(r, "scenarios", t.scenarios);
  TALLY(r, "branches", t.branches);
  TALLY(r, "rows", t.rows);
  RSI_JSON_OPEN(j, "missing_scenarios", '[');
  each_missing_scenario(r, g, put_json_scenario);
  rsi_json_close(j, ']');
  RSI_JSON_OPEN(j, "missing_branches", '[');
  each_branch_left(r, g, true, put_json_branch);
  rsi_json_close(j, ']');
  RSI_JSON_OPEN(j, "impossible_branches", '[');
  each_branch_left(r, g, false, put_json_branch);
  rsi_json_close(j, ']');
  RSI_JSON_NUMBER(j, "undecided_branches", r->c->undecided[g]);
  RSI_JSON_OPEN(j, "missing_rows", '[');
  each_missing_row(r, g, put_json_row);
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

static void put_json_cues(report *r) {
  rsi_json *j = json_of(r);
  TALLY(r, "cues", rsi_cover_cues(r->c));
  RSI_JSON_OPEN(j, "missing_cues", '[');
  for (uint32_t i = 0; i < r->rb->n_cues; i++) {
    if (!rsi_cover_counts_cue(&r->rb->cues[i]) || r->c->cues[i])
      continue;
    rsi_json_open(j, '{');
    RSI_JSON_STRING(j, "cue", rsi_string(r->rb, r->rb->cues[i].text));
    put_json_place(r, r->rb->cues[i].where);
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
}

static void put_json(report *r) {
  rsi_json *j = json_of(r);
  tallies all = tallies_of_all(r);
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "rulebase", rsi_string(r->rb, r->rb->version));
  RSI_JSON_NUMBER(j, "percent", percent(&all));
  RSI_JSON_NUMBER(j, "cases_run", r->c->n_run);
  RSI_JSON_NUMBER(j, "cases_failed", r->c->n_failed);
  RSI_JSON_NUMBER(j, "cases_broken", r->c->n_broken);
  RSI_JSON_OPEN(j, "guidelines", '[');
  for (uint32_t g = 0; g < r->rb->n_guidelines; g++)
    if (is_wanted(r, g))
      put_json_guideline(r, g);
  rsi_json_close(j, ']');
  if (r->only == RSI_NONE) {
    TALLY(r, "safety", rsi_cover_rules(r->c));
    RSI_JSON_OPEN(j, "missing_safety", '[');
    for (uint32_t i = 0; i < r->rb->n_rules; i++)
      if (!r->c->rules[i])
        rsi_json_string(j, rsi_string(r->rb, r->rb->rules[i].id));
    rsi_json_close(j, ']');
    put_json_cues(r);
  }
  rsi_json_close(j, '}');
}

/* ---- HTML ---- */

static void put_html_tally(report *r, rsi_tally t) {
  rsi_buf_printf(r->out, "<td class=\"n\">%u/%u</td>", (unsigned)t.covered, (unsigned)t.total);
}

static void put_html_line(report *r, const char *id, const char *title, const tallies *t) {
  const rsi_html *h = &r->html;
  rsi_html_raw(h, "<tr><th scope=\"row\">");
  if (id) {
    rsi_html_raw(h, "<a href=\"#");
    rsi_html_put(h, id);
    rsi_html_raw(h, "\">");
  }
  rsi_html_put(h, title);
  rsi_html_raw(h, id ? "</a></th>" : "</th>");
  put_html_tally(r, t->scenarios);
  put_html_tally(r, t->branches);
  put_html_tally(r, t->rows);
  unsigned p = percent(t);
  rsi_buf_printf(r->out, "<td class=\"n\">%u</td><td class=\"n %s\">%u %%</td></tr>\n", (unsigned)t->cases,
                 p >= 90  ? "good"
                 : p < 50 ? "bad"
                          : "",
                 p);
}

static void put_html_table(report *r) {
  static const char *const columns[] = {"cover.scenarios", "cover.branches", "cover.rows", "cover.cases", "cover.percent"};
  const rsi_html *h = &r->html;
  tallies all = tallies_of_all(r);
  rsi_html_raw(h, "<table>\n<thead><tr><th scope=\"col\">");
  rsi_html_word(h, "cover.guideline");
  rsi_html_raw(h, "</th>");
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
    rsi_html_raw(h, "<th scope=\"col\" class=\"n\">");
    rsi_html_word(h, columns[i]);
    rsi_html_raw(h, "</th>");
  }
  rsi_html_raw(h, "</tr></thead>\n<tbody>\n");
  for (uint32_t g = 0; g < r->rb->n_guidelines; g++)
    if (is_wanted(r, g)) {
      tallies t = tallies_of(r, g);
      put_html_line(r, id_of(r, g), rsi_say(r->rb, r->rb->guidelines[g].title, r->lang), &t);
    }
  rsi_html_raw(h, "</tbody>\n<tfoot>");
  put_html_line(r, NULL, word(r, "cover.all"), &all);
  rsi_html_raw(h, "</tfoot>\n</table>\n");
}

static void put_html_scenario(report *r, uint32_t scenario) {
  const rsi_html *h = &r->html;
  const rsi_sink sink = rsi_html_sink(h);
  const rsi_scenario *s = &r->rb->scenarios[scenario];
  rsi_html_raw(h, "<li>");
  rsi_html_tag(h, "strong", NULL, rsi_say(r->rb, s->title, r->lang));
  rsi_html_raw(h, " (<code>");
  rsi_html_put(h, rsi_string(r->rb, s->id));
  rsi_html_raw(h, "</code>): ");
  rsi_html_word(h, r->c->candidate[scenario] ? "cover.only-possible" : "cover.never-chosen");
  rsi_html_raw(h, " <small>");
  put_place(r, &sink, s->where);
  rsi_html_raw(h, "</small></li>\n");
}

static void put_html_branch(report *r, uint32_t node, uint8_t side, bool is_possible) {
  const rsi_html *h = &r->html;
  const rsi_sink sink = rsi_html_sink(h);
  rsi_html_raw(h, "<li>");
  put_condition(r, &sink, node);
  rsi_html_raw(h, ": <strong>");
  rsi_html_put(h, branch_word(r, side, is_possible));
  rsi_html_raw(h, "</strong> <small>");
  put_place(r, &sink, r->rb->nodes[node].where);
  rsi_html_raw(h, "</small></li>\n");
}

static void put_html_row(report *r, uint32_t scenario, const rsi_row *row) {
  const rsi_html *h = &r->html;
  rsi_html_raw(h, "<li>");
  rsi_html_put(h, rsi_say(r->rb, r->rb->scenarios[scenario].title, r->lang));
  rsi_html_word(h, "list.colon");
  rsi_html_raw(h, " ");
  rsi_html_put(h, rsi_exam_name(r->rb, row->exam, r->lang));
  rsi_html_raw(h, " <small>");
  rsi_html_put(h, rsi_string(r->rb, r->rb->authorities[row->authority].id));
  rsi_html_raw(h, "</small></li>\n");
}

static void open_details(report *r, const char *id, uint32_t count) {
  char counts[32];
  const rsi_sink sink = rsi_html_sink(&r->html);
  snprintf(counts, sizeof counts, "%u", (unsigned)count);
  rsi_html_raw(&r->html, "<details><summary>");
  rsi_tell1(&sink, r->rb, r->lang, id, counts);
  rsi_html_raw(&r->html, "</summary>\n<ul>\n");
}

static void put_html_guideline(report *r, uint32_t g) {
  const rsi_html *h = &r->html;
  tallies t = tallies_of(r, g);
  rsi_html_raw(h, "<section id=\"");
  rsi_html_put(h, id_of(r, g));
  rsi_html_raw(h, "\">\n");
  rsi_html_tag(h, "h2", NULL, rsi_say(r->rb, r->rb->guidelines[g].title, r->lang));
  if (t.scenarios.covered < t.scenarios.total) {
    rsi_html_raw(h, "<ul>\n");
    each_missing_scenario(r, g, put_html_scenario);
    rsi_html_raw(h, "</ul>\n");
  }
  if (t.branches.covered < t.branches.total) {
    open_details(r, "cover.branches-left", t.branches.total - t.branches.covered);
    each_branch_left(r, g, true, put_html_branch);
    rsi_html_raw(h, "</ul></details>\n");
  }
  uint32_t n_impossible = each_branch_left(r, g, false, NULL);
  if (n_impossible) {
    open_details(r, "cover.impossible-left", n_impossible);
    each_branch_left(r, g, false, put_html_branch);
    rsi_html_raw(h, "</ul></details>\n");
  }
  if (r->c->undecided[g]) {
    char count[32];
    const rsi_sink sink = rsi_html_sink(h);
    snprintf(count, sizeof count, "%u", (unsigned)r->c->undecided[g]);
    rsi_html_raw(h, "<p>");
    rsi_tell1(&sink, r->rb, r->lang, "cover.undecided-count", count);
    rsi_html_raw(h, "</p>\n");
  }
  if (t.rows.covered < t.rows.total) {
    open_details(r, "cover.rows-left", t.rows.total - t.rows.covered);
    each_missing_row(r, g, put_html_row);
    rsi_html_raw(h, "</ul></details>\n");
  }
  if (t.scenarios.covered == t.scenarios.total && t.branches.covered == t.branches.total && t.rows.covered == t.rows.total)
    rsi_html_tag(h, "p", NULL, word(r, "cover.complete"));
  rsi_html_raw(h, "</section>\n");
}

static void put_html_rest(report *r) {
  const rsi_html *h = &r->html;
  rsi_tally rules = rsi_cover_rules(r->c), cues = rsi_cover_cues(r->c);
  rsi_html_tag(h, "h2", NULL, word(r, "cover.rest"));
  if (rules.covered < rules.total) {
    open_details(r, "cover.rules-left", rules.total - rules.covered);
    for (uint32_t i = 0; i < r->rb->n_rules; i++)
      if (!r->c->rules[i])
        rsi_html_tag(h, "li", NULL, rsi_say(r->rb, r->rb->rules[i].title, r->lang));
    rsi_html_raw(h, "</ul></details>\n");
  }
  if (cues.covered < cues.total) {
    open_details(r, "cover.cues-left", cues.total - cues.covered);
    for (uint32_t i = 0; i < r->rb->n_cues; i++)
      if (rsi_cover_counts_cue(&r->rb->cues[i]) && !r->c->cues[i])
        rsi_html_tag(h, "li", NULL, rsi_string(r->rb, r->rb->cues[i].text));
    rsi_html_raw(h, "</ul></details>\n");
  }
}

static void put_page(report *r) {
  rsi_html_begin(&r->html, word(r, "cover.title"));
  rsi_html_tag(&r->html, "p", NULL, word(r, "cover.meaning"));
  put_html_table(r);
  for (uint32_t g = 0; g < r->rb->n_guidelines; g++)
    if (is_wanted(r, g))
      put_html_guideline(r, g);
  if (r->only == RSI_NONE)
    put_html_rest(r);
  rsi_html_end(&r->html);
}

/* ---- the door ---- */

char *rscan_coverage_report(rscan_coverage *c, const char *guideline, const char *language, rscan_format format,
                            rscan_error **err) {
  rsi_buf buf;
  report r = {
      .c = c, .rb = c->rb, .only = RSI_NONE, .out = &buf, .lang = language && strcmp(language, "fr") == 0 ? RSI_FR : RSI_EN};
  if (rsi_refuse_picture(format, err) || (guideline && (r.only = rsi_guideline_named(c->rb, guideline, err)) == RSI_NONE))
    return NULL;
  if (!rsi_cover_find_impossible(c, r.only)) {
    rsi_fail_no_memory(err);
    return NULL;
  }
  rsi_buf_init(&buf, &rsi_malloc_allocator); /* not the book's: the text may outlive it */
  r.html = (rsi_html){&buf, c->rb, r.lang, NULL};
  r.json.buf = &buf;
  if (format == RSCAN_FORMAT_JSON)
    put_json(&r);
  else if (format == RSCAN_FORMAT_HTML)
    put_page(&r);
  else
    put_text(&r);
  if (!buf.has_failed)
    return buf.data;
  rsi_buf_free(&buf);
  rsi_fail_no_memory(err);
  return NULL;
}
