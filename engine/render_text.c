/* A decision for a terminal, or a person who reads one: the verdict, the better exam, why, what instead, and what it rests on.
 *
 * One paragraph a thing, the most important first, 8 to 20 lines in all; what is left out for length is counted, never hidden. */
#include <math.h>
#include <stdio.h>

#include "page.h"
#include "referral.h"

typedef struct rscan_decision decision;

#define SHOWN_ASSUMED 8 /* of the facts assumed; the rest is counted */
#define SHOWN_CANDIDATES 3
#define SHOWN_ALTERNATIVES 4
#define SHOWN_CAUTIONS 3

typedef struct sheet {
  rsi_page page;
  const decision *d;
  int lang;
} sheet;

/* Begins a paragraph with its label. */
static void begin(sheet *s, const char *id) {
  rsi_page_begin(&s->page, 0, 2);
  rsi_page_put(&s->page, rsi_wording(s->d->rb, id, s->lang));
  rsi_page_put(&s->page, " ");
}

static void say(sheet *s, const char *id, rsi_text text) {
  const char *words = rsi_say(s->d->rb, text, s->lang);
  if (!*words)
    return;
  begin(s, id);
  rsi_page_put(&s->page, words);
}

/* "and 5 more" */
static void count_rest(sheet *s, uint32_t rest) {
  const rsi_sink sink = rsi_page_sink(&s->page);
  char number[16];
  if (!rest)
    return;
  snprintf(number, sizeof number, "%u", (unsigned)rest);
  rsi_page_put(&s->page, " ");
  rsi_tell1(&sink, s->d->rb, s->lang, "list.rest", number);
}

static void separate(sheet *s, uint32_t i) {
  if (i) {
    rsi_page_put(&s->page, rsi_wording(s->d->rb, "list.semicolon", s->lang));
    rsi_page_put(&s->page, " ");
  }
}

/* ---- the answer ---- */

static void put_headline(sheet *s) {
  const rsi_sink sink = rsi_page_sink(&s->page);
  rsi_page_begin(&s->page, 0, 2);
  rsi_put_summary(&sink, s->d);
  if (s->d->urgency >= RSCAN_URGENT) {
    rsi_page_begin(&s->page, 0, 2);
    rsi_page_put(&s->page, rsi_word(s->d->rb, s->lang, "urgency", rscan_urgency_name((rscan_urgency)s->d->urgency)));
  }
}

/* Several situations are possible and agree on the exam, or wait for the question. */
static void put_candidates(sheet *s) {
  const decision *d = s->d;
  uint32_t count = 0;
  for (uint32_t i = 0; d->scenario == RSI_NONE && i < d->n_candidates; i++) {
    if (d->candidates[i].kind != RSI_CANDIDATE_SCENARIO || count++ >= SHOWN_CANDIDATES)
      continue;
    if (count == 1)
      begin(s, "text.candidates");
    separate(s, count - 1);
    rsi_page_put(&s->page, rsi_say(d->rb, d->rb->scenarios[d->candidates[i].scenario].title, s->lang));
  }
  if (count > SHOWN_CANDIDATES)
    count_rest(s, count - SHOWN_CANDIDATES);
}

static void put_situation(sheet *s) {
  const decision *d = s->d;
  const rsi_sink sink = rsi_page_sink(&s->page);
  char shown[RSI_SHOWN];
  if (d->scenario != RSI_NONE) {
    begin(s, "text.situation");
    rsi_tell2(&sink, d->rb, s->lang, "text.scenario-of", rsi_say(d->rb, d->rb->scenarios[d->scenario].title, s->lang),
              rsi_say(d->rb, d->rb->guidelines[d->guideline].title, s->lang));
  }
  put_candidates(s);
  if (d->is_exam_assumed && d->exam != RSI_NONE) {
    rsi_page_begin(&s->page, 0, 2);
    rsi_tell2(&sink, d->rb, s->lang, "text.exam-assumed", rsi_shown(shown, d->referral->exam),
              rsi_exam_name(d->rb, d->exam, s->lang));
  } else if (d->order.is_placeholder && d->exam != RSI_NONE) {
    rsi_page_begin(&s->page, 0, 2);
    rsi_tell2(&sink, d->rb, s->lang, "text.exam-placeholder", rsi_shown(shown, d->referral->exam),
              rsi_exam_name(d->rb, d->exam, s->lang));
  }
}

static void put_advice(sheet *s) {
  if (s->d->scenario == RSI_NONE)
    return;
  const rsi_scenario *scenario = &s->d->rb->scenarios[s->d->scenario];
  say(s, "text.why", scenario->why);
  say(s, "text.instead", scenario->instead);
  say(s, "text.later", scenario->later);
}

static void put_alternatives(sheet *s) {
  const decision *d = s->d;
  uint32_t shown = d->n_alternatives < SHOWN_ALTERNATIVES ? d->n_alternatives : SHOWN_ALTERNATIVES;
  if (!shown)
    return;
  begin(s, "text.alternatives");
  for (uint32_t i = 0; i < shown; i++) {
    separate(s, i);
    rsi_page_put(&s->page, rsi_exam_name(d->rb, d->alternatives[i].exam, s->lang));
  }
  count_rest(s, d->n_alternatives - shown);
}

/* ---- what is asked ---- */

static void put_questions(sheet *s) {
  const decision *d = s->d;
  const rsi_sink sink = rsi_page_sink(&s->page);
  for (uint32_t i = 0; i < d->n_questions; i++) {
    const rsi_question *q = &d->questions[i];
    begin(s, "text.question");
    rsi_put_ask(&sink, d->rb, s->lang, q);
    for (uint32_t k = 0; i == 0 && k < q->n_answers; k++) { /* what the answers lead to is known for the first only */
      rsi_page_begin(&s->page, 4, 6);
      rsi_put_answer(&sink, d, q, &q->answers[k]);
    }
  }
}

/* ---- what it rests on ---- */

static void put_cautions(sheet *s) {
  const decision *d = s->d;
  uint32_t shown = d->n_cautions < SHOWN_CAUTIONS ? d->n_cautions : SHOWN_CAUTIONS;
  for (uint32_t i = 0; i < shown; i++) {
    const rsi_rule *rule = &d->rb->rules[d->cautions[i].rule];
    rsi_page_begin(&s->page, 0, 2);
    rsi_page_put(&s->page, rsi_word(d->rb, s->lang, "safety", rscan_safety_name((rscan_safety)rule->level)));
    if (d->cautions[i].exam != RSI_NONE && d->cautions[i].exam != d->exam) {
      rsi_page_also(&s->page, rsi_exam_name(d->rb, d->cautions[i].exam, s->lang));
      rsi_page_put(&s->page, rsi_wording(d->rb, "list.colon", s->lang));
    }
    rsi_page_also(&s->page, rsi_say(d->rb, rule->message, s->lang));
    rsi_page_also(&s->page, rsi_say(d->rb, rule->advice, s->lang));
  }
  if (d->n_cautions > shown) {
    rsi_page_begin(&s->page, 0, 2);
    count_rest(s, d->n_cautions - shown);
  }
}

static bool is_absence(const decision *d, const rsi_known *k) {
  return d->rb->facts[k->fact].kind == RSI_FINDING && k->state == RSI_ABSENT;
}

/* What silence was taken for: absent findings in one list, other values in another. */
static void put_assumed(sheet *s, const char *id, bool of_absence) {
  const decision *d = s->d;
  const rsi_sink sink = rsi_page_sink(&s->page);
  uint32_t count = 0;
  for (uint32_t i = 0; i < d->n_assumed; i++) {
    const rsi_known *k = &d->assumed[i];
    if (is_absence(d, k) != of_absence || count++ >= SHOWN_ASSUMED)
      continue;
    if (count == 1)
      begin(s, id);
    separate(s, count - 1);
    rsi_page_put(&s->page, rsi_fact_label(d->rb, k->fact, s->lang));
    if (of_absence)
      continue;
    rsi_page_put(&s->page, rsi_wording(d->rb, "list.colon", s->lang));
    rsi_page_put(&s->page, " ");
    rsi_put_state(&sink, d->rb, s->lang, k->fact, k->state, NAN, NAN);
  }
  if (count > SHOWN_ASSUMED)
    count_rest(s, count - SHOWN_ASSUMED);
}

static void put_source(sheet *s, uint32_t index) {
  const decision *d = s->d;
  const rsi_source *source = &d->rb->sources[index];
  const char *text = rsi_string(d->rb, source->text);
  char year[16];
  rsi_page_put(&s->page, *text ? text : rsi_string(d->rb, source->id));
  if (source->year) {
    snprintf(year, sizeof year, "%d", (int)source->year);
    rsi_page_also(&s->page, year);
  }
  if (d->row && d->row->source == index && d->row->variant) {
    rsi_page_put(&s->page, " (");
    rsi_page_put(&s->page, rsi_string(d->rb, d->row->variant));
    rsi_page_put(&s->page, ")");
  }
}

/* Authorities that say otherwise than the one that decided. */
static void put_disagreement(sheet *s) {
  const decision *d = s->d;
  const rsi_sink sink = rsi_page_sink(&s->page);
  for (uint32_t i = 0; d->row && i < d->n_positions; i++) {
    const rsi_row *row = d->positions[i].row;
    if (d->positions[i].is_deciding || row->category == d->row->category)
      continue;
    begin(s, "text.otherwise");
    put_source(s, row->source);
    rsi_page_put(&s->page, rsi_wording(d->rb, "list.colon", s->lang));
    rsi_page_also(&s->page, rsi_word(d->rb, s->lang, "category", rscan_category_name((rscan_category)row->category)));
  }
  if (d->panel_disagrees) {
    rsi_page_begin(&s->page, 0, 2);
    rsi_tell0(&sink, d->rb, s->lang, "text.panel");
  }
}

static void put_sources(sheet *s) {
  const decision *d = s->d;
  if (d->n_sources)
    begin(s, "text.sources");
  for (uint32_t i = 0; i < d->n_sources; i++) {
    separate(s, i);
    put_source(s, d->sources[i]);
  }
}

static void put_warnings(sheet *s) {
  for (uint32_t i = 0; i < s->d->n_warnings; i++) {
    begin(s, "text.warning");
    if (s->d->warnings[i].path) {
      rsi_page_put(&s->page, s->d->warnings[i].path);
      rsi_page_put(&s->page, ": ");
    }
    rsi_page_put(&s->page, s->d->warnings[i].text);
  }
}

bool rsi_render_text(const struct rscan_decision *d, rsi_buf *out) {
  sheet s = {rsi_page_on(out), d, d->referral->language};
  put_headline(&s);
  put_situation(&s);
  put_advice(&s);
  put_alternatives(&s);
  put_questions(&s);
  put_cautions(&s);
  put_assumed(&s, "text.assumed-absent", true);
  put_assumed(&s, "text.assumed", false);
  put_disagreement(&s);
  put_sources(&s);
  put_warnings(&s);
  if (d->verdict != RSCAN_USUALLY_APPROPRIATE && d->referral->exam) {
    rsi_page_begin(&s.page, 0, 2);
    rsi_page_put(&s.page, rsi_wording(d->rb, "override", s.lang));
  }
  rsi_page_end(&s.page);
  return !out->has_failed;
}
