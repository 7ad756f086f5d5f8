/* The rule base as pages to read: an index, and a page for each guideline that shows whom it is for, how it decides, what it says
 * of each exam and by whose word, and the cases that it is tested by. HTML that needs neither script nor network.
 *
 * Here are the index and what all pages share; doc_guideline.c and doc_facts.c fill the page of a guideline. */
#include "doc.h"

#include <string.h>

#include "cover.h"
#include "explain.h"
#include "text.h"

static const char *word(const rsi_site *s, const char *id) { return rsi_wording(s->rb, id, s->lang); }
static void raw(const rsi_site *s, const char *markup) { rsi_html_raw(&s->html, markup); }
static void put(const rsi_site *s, const char *text) { rsi_html_put(&s->html, text); }
static void put_word(const rsi_site *s, const char *id) { rsi_html_word(&s->html, id); }

/* ---- parts ---- */

void rsi_doc_section(rsi_site *s, const char *id) {
  if (s->n_sections < RSI_DOC_SECTIONS)
    s->sections[s->n_sections++] = id;
  rsi_buf_printf(s->html.out, "<h2 id=\"at.%s\">", id);
  put_word(s, id);
  raw(s, "</h2>\n");
}

void rsi_doc_table(rsi_site *s, const char *class, const char *label, const char *const *columns, size_t n_columns) {
  rsi_html_wide(&s->html, label);
  rsi_buf_printf(s->html.out, "<table class=\"%s\">\n<thead><tr>", class);
  for (size_t i = 0; i < n_columns; i++) {
    raw(s, "<th scope=\"col\">");
    put_word(s, columns[i]);
    raw(s, "</th>");
  }
  raw(s, "</tr></thead>\n<tbody>\n");
}

void rsi_doc_end_table(rsi_site *s) {
  raw(s, "</tbody>\n</table>\n");
  rsi_html_end_wide(&s->html);
}

void rsi_doc_code(rsi_site *s, const char *id) {
  raw(s, "<code class=\"id\" lang=\"en\" translate=\"no\">");
  put(s, id);
  raw(s, "</code>");
}

static void put_page_link(rsi_site *s, const char *page, const char *text) {
  raw(s, "<a href=\"");
  put(s, page);
  raw(s, ".html\">");
  put(s, text);
  raw(s, "</a>");
}

void rsi_doc_scenario_link(rsi_site *s, const rsi_scenario *scenario) {
  raw(s, "<a href=\"#");
  put(s, rsi_doc_id(s, scenario->id));
  raw(s, "\">");
  put(s, rsi_doc_say(s, scenario->title));
  raw(s, "</a>");
}

void rsi_doc_category(rsi_site *s, uint8_t category) {
  const char *name = rscan_category_name((rscan_category)category);
  rsi_buf_printf(s->html.out, "<td class=\"%s\">", name);
  put(s, rsi_word(s->rb, s->lang, "category", name));
}

/* ---- conditions ---- */

/* A joint of one part says nothing but that part. */
static uint32_t without_joints(const rsi_site *s, uint32_t node) {
  const rsi_node *n = &s->rb->nodes[node];
  while ((n->op == RSI_OP_ALL || n->op == RSI_OP_ANY) && node + 1 < n->end && n[1].end == n->end)
    n = &s->rb->nodes[++node];
  return node;
}

/* The definition that stands here, NULL; groups have words of their own. */
static const rsi_node *definition_of(const rsi_site *s, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i <= to; i++)
    if (s->rb->nodes[i].name && s->rb->nodes[i].fact == RSI_NONE)
      return &s->rb->nodes[i];
  return NULL;
}

static void put_tree(rsi_site *s, uint32_t node);

/* A joint within a joint of the same kind adds nothing, unless it has a name. */
static bool is_spliced(const rsi_site *s, uint8_t op, uint32_t from, uint32_t to) {
  const rsi_node *n = &s->rb->nodes[to];
  return n->op == op && (op == RSI_OP_ALL || op == RSI_OP_ANY) && n->fact == RSI_NONE && !definition_of(s, from, to);
}

static void put_parts(rsi_site *s, uint32_t node) {
  const rsi_node *nodes = s->rb->nodes;
  for (uint32_t i = node + 1; i < nodes[node].end; i = nodes[i].end) {
    uint32_t inner = without_joints(s, i);
    if (is_spliced(s, nodes[node].op, i, inner))
      put_parts(s, inner);
    else
      put_tree(s, i);
  }
}

static void put_node(rsi_site *s, const rsi_node *n) {
  const rsi_sink sink = rsi_html_sink(&s->html);
  rsi_node bare = *n; /* a definition's id is no word: it stands behind, as code */
  if (!rsi_is_leaf(n->op)) {
    bare.name = 0;
    rsi_put_joint(&sink, s->rb, s->lang, &bare);
    return;
  }
  put(s, rsi_fact_label(s->rb, n->fact, s->lang));
  put_word(s, "list.colon");
  raw(s, " <b>");
  rsi_put_wanted(&sink, s->rb, s->lang, n);
  raw(s, "</b>");
}

/* What is defined once and used by name can be folded up. */
static void put_tree(rsi_site *s, uint32_t node) {
  uint32_t inner = without_joints(s, node);
  const rsi_node *n = &s->rb->nodes[inner];
  const rsi_node *definition = definition_of(s, node, inner);
  bool has_children = n->end > inner + 1, is_folded = has_children && definition;
  raw(s, is_folded ? "<li><details open><summary>" : "<li>");
  const char *title = definition ? rsi_node_title(s->rb, definition, s->lang) : NULL;
  if (title) {
    put(s, title);
    put_word(s, "list.colon");
    raw(s, " ");
  }
  put_node(s, n);
  if (definition) {
    raw(s, " ");
    rsi_doc_code(s, rsi_doc_id(s, definition->name));
  }
  raw(s, is_folded ? "</summary>\n" : "");
  if (has_children) {
    raw(s, "<ul>\n");
    put_parts(s, inner);
    raw(s, "</ul>\n");
  }
  raw(s, is_folded ? "</details></li>\n" : "</li>\n");
}

void rsi_doc_condition(rsi_site *s, uint32_t node) {
  raw(s, "<ul class=\"tree\">\n");
  put_tree(s, node);
  raw(s, "</ul>\n");
}

/* ---- the frame of a page ---- */

static void put_navigation(const rsi_site *s, const char *page) {
  raw(s, "<nav class=\"top\" aria-label=\"");
  put_word(s, "doc.pages");
  raw(s, "\">");
  raw(s, strcmp(page, "index") == 0 ? "<a href=\"index.html\" aria-current=\"page\">" : "<a href=\"index.html\">");
  put_word(s, "doc.all");
  raw(s, "</a>");
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

static void put_book(const rsi_site *s) {
  const rsi_sink sink = rsi_html_sink(&s->html);
  raw(s, "<p class=\"quiet\">");
  rsi_tell2(&sink, s->rb, s->lang, "doc.book", rsi_doc_say(s, s->rb->title), rsi_doc_id(s, s->rb->version));
  raw(s, "</p>\n");
}

static void put_contents(const rsi_site *s) {
  raw(s, "<nav class=\"contents\" aria-labelledby=\"at.contents\">\n<h2 id=\"at.contents\">");
  put_word(s, "doc.contents");
  raw(s, "</h2>\n<ul>\n");
  for (unsigned i = 0; i < s->n_sections; i++) {
    rsi_buf_printf(s->html.out, "<li><a href=\"#at.%s\">", s->sections[i]);
    put_word(s, s->sections[i]);
    raw(s, "</a></li>\n");
  }
  raw(s, "</ul>\n</nav>\n");
}

/* ---- the index ---- */

/* The part of the body that a guideline's author named first: what it is listed under. RSI_NONE where none is named. */
static uint32_t region_of(const rscan_rulebase *rb, uint32_t guideline) {
  const rsi_span regions = rb->guidelines[guideline].regions;
  return regions.count ? rb->indices[regions.first] : RSI_NONE;
}

/* By the letters of their words, accents and capitals apart, as a reader looks them up. */
static int compare_words(const char *a, const char *b) {
  char folded_a[256], folded_b[256];
  folded_a[rsi_fold(a, strlen(a), folded_a, sizeof folded_a - 1, NULL)] = '\0';
  folded_b[rsi_fold(b, strlen(b), folded_b, sizeof folded_b - 1, NULL)] = '\0';
  int order = strcmp(folded_a, folded_b);
  return order ? order : strcmp(a, b);
}

static const char *region_title(const rsi_site *s, uint32_t region) {
  return region == RSI_NONE ? word(s, "doc.any-region") : rsi_doc_say(s, s->rb->regions[region].title);
}

static int compare_guidelines(const void *a, const void *b, const void *context) {
  const rsi_site *s = context;
  const rscan_rulebase *rb = s->rb;
  uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
  int order = compare_words(region_title(s, region_of(rb, i)), region_title(s, region_of(rb, k)));
  order = order ? order : compare_words(rsi_doc_say(s, rb->guidelines[i].title), rsi_doc_say(s, rb->guidelines[k].title));
  return order ? order : (i > k) - (i < k);
}

static void put_labels(const rsi_site *s, rsi_span facts) {
  const rsi_sink sink = rsi_html_sink(&s->html);
  for (uint32_t k = 0; k < facts.count; k++) {
    if (k)
      rsi_put_comma(&sink, s->rb, s->lang);
    put(s, rsi_fact_label(s->rb, s->rb->indices[facts.first + k], s->lang));
  }
}

static void put_guideline_row(rsi_site *s, const rsi_guideline *g) {
  raw(s, "<tr><th scope=\"row\">");
  put_page_link(s, rsi_doc_id(s, g->id), rsi_doc_say(s, g->title));
  raw(s, "</th><td>");
  put_labels(s, g->enters);
  rsi_buf_printf(s->html.out, "</td><td class=\"n\">%u</td><td class=\"date\">%s</td><td class=\"date\">%s</td></tr>\n",
                 (unsigned)g->scenarios.count, rsi_doc_id(s, g->reviewed), rsi_doc_id(s, g->review_by));
}

static void put_guidelines(rsi_site *s) {
  static const char *const columns[] = {"doc.guideline", "doc.enters-column", "doc.scenarios", "doc.reviewed", "doc.review-by"};
  const rscan_rulebase *rb = s->rb;
  uint32_t *order = rsi_arena_alloc(&s->arena, (rb->n_guidelines + 1) * sizeof *order);
  for (uint32_t i = 0; order && i < rb->n_guidelines; i++)
    order[i] = i;
  if (!order)
    return;
  rsi_sort(order, rb->n_guidelines, sizeof *order, compare_guidelines, s);
  rsi_doc_section(s, "doc.guidelines");
  rsi_doc_table(s, "index", word(s, "doc.guidelines"), columns, sizeof columns / sizeof *columns);
  for (uint32_t i = 0; i < rb->n_guidelines; i++) {
    uint32_t region = region_of(rb, order[i]);
    if (!i || region != region_of(rb, order[i - 1])) {
      raw(s, i ? "</tbody>\n<tbody>\n" : "");
      rsi_buf_printf(s->html.out, "<tr><th class=\"group\" scope=\"rowgroup\" colspan=\"%zu\">", sizeof columns / sizeof *columns);
      put(s, region_title(s, region));
      raw(s, "</th></tr>\n");
    }
    put_guideline_row(s, &rb->guidelines[order[i]]);
  }
  rsi_doc_end_table(s);
}

static void put_rule(rsi_site *s, const rsi_rule *r) {
  raw(s, "<details class=\"rule\"><summary><h3>");
  put(s, rsi_doc_say(s, r->title));
  raw(s, "</h3></summary>\n<p><strong>");
  put(s, rsi_word(s->rb, s->lang, "safety", rscan_safety_name((rscan_safety)r->level)));
  raw(s, "</strong> ");
  put(s, rsi_doc_say(s, r->message));
  raw(s, " ");
  put(s, rsi_doc_say(s, r->advice));
  raw(s, "</p>\n");
  rsi_doc_condition(s, r->when);
  if (r->source != RSI_NONE) {
    raw(s, "<p class=\"quiet\">");
    rsi_html_source(&s->html, &s->rb->sources[r->source]);
    raw(s, "</p>\n");
  }
  raw(s, "</details>\n");
}

static void put_index(rsi_site *s) {
  put_guidelines(s);
  if (!s->rb->n_rules)
    return;
  rsi_doc_section(s, "doc.safety");
  rsi_html_tag(&s->html, "p", NULL, word(s, "doc.safety-meaning"));
  raw(s, "\n");
  for (uint32_t i = 0; i < s->rb->n_rules; i++)
    put_rule(s, &s->rb->rules[i]);
}

/* ---- the door ---- */

/* The body is written first: then it is known what the table of contents has to lead to. */
static void put_page(rsi_site *s, const rsi_guideline *g) {
  rsi_buf body, *page = s->html.out;
  const char *title = rsi_doc_say(s, g ? g->title : s->rb->title);
  rsi_buf_init(&body, &s->rb->allocator);
  s->html.out = &body;
  if (g)
    rsi_doc_guideline(s, g);
  else
    put_index(s);
  s->html.out = page;
  rsi_html_begin(&s->html, title);
  put_navigation(s, g ? rsi_doc_id(s, g->id) : "index");
  put_book(s);
  if (g) {
    const rsi_sink sink = rsi_html_sink(&s->html);
    raw(s, "<p class=\"quiet\">");
    rsi_tell(&sink, s->rb, s->lang, "doc.dates",
             (const char *const[]){rsi_doc_id(s, g->version), rsi_doc_id(s, g->reviewed), rsi_doc_id(s, g->review_by)}, 3);
    raw(s, "</p>\n");
  }
  put_contents(s);
  rsi_buf_add(page, body.data ? body.data : "", body.length);
  page->has_failed |= body.has_failed;
  rsi_buf_free(&body);
  rsi_html_end(&s->html);
}

char *rscan_rulebase_page(const rscan_rulebase *rb, const rscan_cases *cases, const char *guideline, const char *language,
                          rscan_error **err) {
  rsi_buf buf, footer;
  uint32_t only = guideline ? rsi_guideline_named(rb, guideline, err) : RSI_NONE;
  if (guideline && only == RSI_NONE)
    return NULL;
  rsi_buf_init(&buf, &rsi_malloc_allocator); /* not the book's: the text may outlive it */
  rsi_site s = {.rb = rb, .cases = cases, .lang = language && strcmp(language, "fr") == 0 ? RSI_FR : RSI_EN};
  rsi_arena_init(&s.arena, &rb->allocator);
  const rscan_allocator memory = rsi_arena_allocator(&s.arena);
  rsi_buf_init(&footer, &memory);
  rsi_buf_printf(&footer, "%s · %s", rsi_say(rb, guideline ? rb->guidelines[only].title : rb->title, s.lang),
                 rsi_string(rb, rb->version));
  s.html = (rsi_html){&buf, rb, s.lang, footer.data};
  put_page(&s, guideline ? &rb->guidelines[only] : NULL);
  buf.has_failed |= s.arena.has_failed;
  rsi_arena_free(&s.arena);
  if (!buf.has_failed)
    return buf.data;
  rsi_buf_free(&buf);
  rsi_fail_no_memory(err);
  return NULL;
}
