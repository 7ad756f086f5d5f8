/* The reasoning as a page of text: the facts and where each came from, then the guidelines that they brought into play and how each
 * scenario came out. For "why not X?" what would have to change comes first, and only what bears on X follows. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "change.h"
#include "explain_page.h"
#include "referral.h"

#define SHOWN_WAYS 8 /* that would do; the rest is counted */

const char *rsi_sheet_word(const rsi_sheet *s, const char *id) { return rsi_wording(s->rb, id, s->lang); }

void rsi_sheet_tell(rsi_sheet *s, const char *id, const char *a, const char *b) {
  const rsi_sink sink = rsi_page_sink(&s->page);
  rsi_tell2(&sink, s->rb, s->lang, id, a, b);
}

static void put_heading(rsi_sheet *s, const char *id) {
  rsi_page_end(&s->page);
  rsi_buf_putc(s->page.out, '\n');
  rsi_page_begin(&s->page, 0, 2);
  rsi_page_put(&s->page, rsi_sheet_word(s, id));
}

/* ---- facts ---- */

/* The code that told it; NULL when it was none. */
static const char *code_of(const rsi_sheet *s, const rsi_known *k) {
  const rsi_vec *codes = &s->d->referral->codes;
  for (uint32_t i = 0; k->origin == RSI_FROM_CODE && k->path && i < codes->count; i++)
    if (strcmp(RSI_AT(codes, rsi_told_code, i)->path, k->path) == 0)
      return RSI_AT(codes, rsi_told_code, i)->code;
  return NULL;
}

static void put_origin(rsi_sheet *s, const rsi_known *k) {
  const char *reason = s->d->referral->reason;
  char quoted[RSI_SHOWN], words[RSI_SHOWN];
  if (k->length && reason) {
    snprintf(words, sizeof words, "%.*s", (int)(k->length < sizeof words - 1 ? k->length : sizeof words - 1), reason + k->start);
    rsi_sheet_tell(s, "origin.text", rsi_shown(quoted, words), NULL);
  } else if (k->origin == RSI_FROM_IMPLICATION || k->origin == RSI_FROM_GROUP)
    rsi_sheet_tell(s, k->origin == RSI_FROM_GROUP ? "origin.group" : "origin.implication",
                   k->because == RSI_NONE ? "" : rsi_fact_label(s->rb, k->because, s->lang), NULL);
  else if (code_of(s, k))
    rsi_sheet_tell(s, "origin.code", code_of(s, k), NULL);
  else if (k->path)
    rsi_sheet_tell(s, "origin.field", k->path, NULL);
  else
    rsi_page_put(&s->page, rsi_word(s->rb, s->lang, "origin", rsi_origin_name(k->origin)));
}

void rsi_sheet_known(rsi_sheet *s, const rsi_known *k) {
  const rsi_sink sink = rsi_page_sink(&s->page);
  if (!k) {
    rsi_page_put(&s->page, rsi_sheet_word(s, "state.unknown"));
    return;
  }
  rsi_put_state(&sink, s->rb, s->lang, k->fact, k->state, k->low, k->high);
  rsi_put_comma(&sink, s->rb, s->lang);
  put_origin(s, k);
}

static void put_label(rsi_sheet *s, uint32_t fact) {
  rsi_page_put(&s->page, rsi_fact_label(s->rb, fact, s->lang));
  rsi_page_put(&s->page, rsi_sheet_word(s, "list.colon"));
  rsi_page_put(&s->page, " ");
}

/* The same words say the same of both: "XR normal" of every radiograph that may be meant. */
static bool is_said_alike(const rsi_sheet *s, const rsi_known *a, const rsi_known *b) {
  const char *names_a[RSI_MAX_NAMES], *names_b[RSI_MAX_NAMES];
  if (!a->length || a->start != b->start || a->length != b->length || a->origin != b->origin || !isnan(a->low) || !isnan(b->low))
    return false;
  bool is_one = rsi_state_names(s->rb, a->fact, a->state, names_a) == 1 && rsi_state_names(s->rb, b->fact, b->state, names_b) == 1;
  return is_one && strcmp(names_a[0], names_b[0]) == 0 && strcmp(rsi_kind_name(s->rb, a->fact), rsi_kind_name(s->rb, b->fact)) == 0;
}

static void put_fact(rsi_sheet *s, uint32_t at) {
  const rsi_known *facts = s->d->facts;
  for (uint32_t i = 0; i < at; i++)
    if (rsi_is_news(s->d, &facts[i]) && is_said_alike(s, &facts[i], &facts[at]))
      return; /* it stands on that one's line */
  rsi_page_begin(&s->page, 2, 6);
  for (uint32_t i = s->d->n_facts; i-- > at + 1;)
    if (rsi_is_news(s->d, &facts[i]) && is_said_alike(s, &facts[at], &facts[i])) {
      rsi_page_put(&s->page, rsi_fact_label(s->rb, facts[i].fact, s->lang));
      rsi_page_put(&s->page, rsi_sheet_word(s, "list.semicolon"));
      rsi_page_put(&s->page, " ");
    }
  put_label(s, facts[at].fact);
  rsi_sheet_known(s, &facts[at]);
}

/* What was told, and what it implies that is news; the rest is told of where a condition looks at it. */
static void put_facts(rsi_sheet *s) {
  bool is_first = true;
  for (uint32_t i = 0; i < s->d->n_facts; i++) {
    if (!rsi_is_news(s->d, &s->d->facts[i]))
      continue;
    if (is_first)
      put_heading(s, "explain.facts");
    is_first = false;
    put_fact(s, i);
  }
}

/* Absences in one paragraph, other values in another. */
static void put_assumed(rsi_sheet *s, const char *id, bool of_absence) {
  const rsi_sink sink = rsi_page_sink(&s->page);
  bool is_first = true;
  for (uint32_t i = 0; i < s->d->n_assumed; i++) {
    const rsi_known *k = &s->d->assumed[i];
    if ((s->rb->facts[k->fact].kind == RSI_FINDING && k->state == RSI_ABSENT) != of_absence)
      continue;
    if (is_first)
      put_heading(s, id);
    else
      rsi_page_put(&s->page, rsi_sheet_word(s, "list.semicolon"));
    is_first = false;
    rsi_page_put(&s->page, " ");
    if (of_absence) {
      rsi_page_put(&s->page, rsi_fact_label(s->rb, k->fact, s->lang));
      continue;
    }
    put_label(s, k->fact);
    rsi_put_state(&sink, s->rb, s->lang, k->fact, k->state, NAN, NAN);
  }
}

/* What decides, when several situations are possible: the question; or that they agree. */
static void put_question(rsi_sheet *s) {
  const rsi_sink sink = rsi_page_sink(&s->page);
  const rsi_question *q = s->d->questions;
  if (!rsi_is_undecided(s->d)) {
    if (s->d->n_candidates > 1 && s->d->verdict != RSCAN_NO_CRITERIA) {
      rsi_page_begin(&s->page, 0, 2);
      rsi_page_put(&s->page, rsi_sheet_word(s, "explain.agree"));
    }
    return;
  }
  rsi_page_begin(&s->page, 0, 2);
  rsi_page_put(&s->page, rsi_sheet_word(s, "explain.question"));
  rsi_page_put(&s->page, " ");
  rsi_put_ask(&sink, s->rb, s->lang, q);
  for (uint32_t k = 0; k < q->n_answers; k++) {
    rsi_page_begin(&s->page, 4, 6);
    rsi_put_answer(&sink, s->d, q, &q->answers[k]);
  }
}

/* ---- guidelines ---- */

static const char *title_of(const rsi_sheet *s, uint32_t scenario) {
  return rsi_say(s->rb, s->rb->scenarios[scenario].title, s->lang);
}
static const char *guideline_title(const rsi_sheet *s, uint32_t guideline) {
  return rsi_say(s->rb, s->rb->guidelines[guideline].title, s->lang);
}

static void put_id(rsi_sheet *s, rsi_str id) {
  rsi_page_put(&s->page, " (");
  rsi_page_put(&s->page, rsi_string(s->rb, id));
  rsi_page_put(&s->page, ")");
}

/* A title with its id, and how it came out: "Locked knee (locked): chosen". */
static void put_titled(rsi_sheet *s, const char *id, const char *title, rsi_str own_id, const char *more) {
  const rsi_sink sink = rsi_page_sink(&s->page);
  rsi_tell(&sink, s->rb, s->lang, id, (const char *const[]){title, more, rsi_string(s->rb, own_id)}, 3);
}

static void put_scenario(rsi_sheet *s, const rsi_account *account, uint32_t scenario, unsigned number) {
  const rsi_scenario *of = &s->rb->scenarios[scenario];
  enum rsi_outcome outcome = rsi_outcome_of(s->scratch, account, scenario);
  char count[16];
  snprintf(count, sizeof count, "%u. ", number);
  rsi_page_begin(&s->page, 2, 5);
  rsi_page_put(&s->page, count);
  put_titled(s, "explain.scenario", title_of(s, scenario), of->id, rsi_word(s->rb, s->lang, "outcome", rsi_outcome_name(outcome)));
  if (outcome != RSI_OUTCOME_NOT_REACHED && outcome != RSI_OUTCOME_NOT_HELD)
    rsi_sheet_condition(s, of->when, 5, RSI_DETAIL_REASON);
}

/* Those behind one that holds. */
static uint32_t first_not_reached(rsi_sheet *s, const rsi_account *account) {
  const rsi_span scenarios = s->rb->guidelines[account->guideline].scenarios;
  uint32_t i = scenarios.first;
  while (i < scenarios.first + scenarios.count && rsi_outcome_of(s->scratch, account, i) != RSI_OUTCOME_NOT_REACHED)
    i++;
  return i;
}

static void put_not_reached(rsi_sheet *s, const rsi_guideline *g, uint32_t first) {
  char number[32];
  uint32_t end = g->scenarios.first + g->scenarios.count;
  rsi_page_begin(&s->page, 2, 5);
  snprintf(number, sizeof number, first + 1 < end ? "%u–%u. " : "%u. ", (unsigned)(first - g->scenarios.first + 1),
           (unsigned)g->scenarios.count);
  rsi_page_put(&s->page, number);
  rsi_page_put(&s->page, rsi_word(s->rb, s->lang, "outcome", rsi_outcome_name(RSI_OUTCOME_NOT_REACHED)));
  rsi_page_put(&s->page, rsi_sheet_word(s, "list.colon"));
  for (uint32_t i = first; i < end; i++) {
    rsi_page_put(&s->page, " ");
    rsi_page_put(&s->page, rsi_string(s->rb, s->rb->scenarios[i].id));
    rsi_page_put(&s->page, i + 1 < end ? rsi_sheet_word(s, "list.semicolon") : "");
  }
}

static void put_guideline(rsi_sheet *s, uint32_t guideline) {
  const rsi_guideline *g = &s->rb->guidelines[guideline];
  rsi_account account;
  char id[48];
  if (!rsi_account_of(s->scratch, guideline, &account)) {
    s->has_failed = true;
    return;
  }
  s->n_shown = 0;
  snprintf(id, sizeof id, "explain.%s", account.is_open ? "may-apply" : rsi_role_name(account.role));
  put_heading(s, "explain.guideline");
  rsi_page_put(&s->page, " ");
  put_titled(s, id, guideline_title(s, guideline), g->id, account.to == RSI_NONE ? "" : guideline_title(s, account.to));
  if (g->applies != RSI_NONE && account.role != RSI_ROLE_YIELDS && rsi_eval(&s->scratch->world, g->applies) != RSI_TRUE)
    rsi_sheet_condition(s, g->applies, 2, RSI_DETAIL_REASON);
  uint32_t n = account.role == RSI_ROLE_IN_PLAY ? g->scenarios.count : 0, end = first_not_reached(s, &account);
  for (uint32_t i = 0; i < n && g->scenarios.first + i < end; i++)
    put_scenario(s, &account, g->scenarios.first + i, i + 1);
  if (n && end < g->scenarios.first + n)
    put_not_reached(s, g, end);
}

static void put_guidelines(rsi_sheet *s) {
  const rsi_world *world = &s->scratch->world;
  char count[16];
  for (uint32_t i = 0; i < world->n_in_play; i++)
    put_guideline(s, world->in_play[i]);
  snprintf(count, sizeof count, "%u", (unsigned)(s->rb->n_guidelines - world->n_in_play));
  put_heading(s, "explain.others");
  rsi_page_put(&s->page, " ");
  rsi_sheet_tell(s, "explain.not-entered", count, NULL);
}

/* ---- what would have to change ---- */

static void put_change(rsi_sheet *s, const rsi_change *c) {
  const rsi_sink sink = rsi_page_sink(&s->page);
  rsi_known silent;
  const rsi_known *now = rsi_known_now(s->scratch, c->fact, &silent);
  rsi_node leaf = {.fact = c->fact, .arg = c->state};
  put_label(s, c->fact);
  if (c->fact >= s->rb->n_facts)
    rsi_page_put(&s->page, rsi_word(s->rb, s->lang, "group", c->state == RSI_PRESENT ? "some" : "none"));
  else if (rsi_kind_has_cells(s->rb->facts[c->fact].kind) && !isnan(c->range.low))
    rsi_put_range(&sink, s->rb, s->lang, c->fact, rsi_bounds_of_range(c->range));
  else
    rsi_put_wanted(&sink, s->rb, s->lang, &leaf);
  rsi_page_put(&s->page, " (");
  rsi_page_put(&s->page, rsi_sheet_word(s, "why-not.now"));
  rsi_page_put(&s->page, " ");
  rsi_sheet_known(s, now);
  rsi_page_put(&s->page, ")");
}

/* What is asked for alike and known alike stands on one line. */
static bool is_alike(const rsi_sheet *s, const rsi_change *a, const rsi_change *b) {
  rsi_known silent_a, silent_b;
  const rsi_known *now_a = rsi_known_now(s->scratch, a->fact, &silent_a), *now_b = rsi_known_now(s->scratch, b->fact, &silent_b);
  bool is_finding = a->fact < s->rb->n_facts && b->fact < s->rb->n_facts && s->rb->facts[a->fact].kind == RSI_FINDING &&
                    s->rb->facts[b->fact].kind == RSI_FINDING;
  if (!is_finding || a->state != b->state || !now_a || !now_b)
    return is_finding && a->state == b->state && now_a == now_b;
  return now_a->origin == RSI_FROM_ASSUMPTION && now_b->origin == RSI_FROM_ASSUMPTION && now_a->state == now_b->state;
}

static void put_changes_alike(rsi_sheet *s, const rsi_change *const changes[], uint32_t n) {
  for (uint32_t i = 0; i + 1 < n; i++) {
    rsi_page_put(&s->page, rsi_fact_label(s->rb, changes[i]->fact, s->lang));
    rsi_page_put(&s->page, rsi_sheet_word(s, "list.semicolon"));
    rsi_page_put(&s->page, " ");
  }
  put_change(s, changes[n - 1]);
}

static void put_and(rsi_sheet *s, bool is_due) {
  if (!is_due)
    return;
  rsi_page_also(&s->page, rsi_sheet_word(s, "bound.and"));
  rsi_page_put(&s->page, " ");
}

/* The ways that are still to be put. */
typedef struct heap {
  const rsi_way *ways[RSI_MAX_WAYS_KEPT];
  uint32_t n, n_lines;
} heap;

static bool has_change(const rsi_way *way, const rsi_change *c) {
  for (uint32_t i = 0; i < way->n_changes; i++)
    if (way->changes[i].fact == c->fact && way->changes[i].state == c->state)
      return true;
  return false;
}

/* The change in which another way differs from the first, where one is all; NULL. */
static const rsi_change *other_change(const rsi_way *first, uint32_t leaving_out, const rsi_way *other) {
  const rsi_change *differing = NULL;
  if (other->scenario != first->scenario || other->n_changes != first->n_changes)
    return NULL;
  for (uint32_t i = 0; i < first->n_changes; i++)
    if (i != leaving_out && !has_change(other, &first->changes[i]))
      return NULL;
  for (uint32_t i = 0; i < other->n_changes; i++)
    if (!has_change(first, &other->changes[i]) || other->changes[i].fact == first->changes[leaving_out].fact)
      differing = &other->changes[i];
  return differing;
}

/* The change of the first way that most others replace by one of their own. */
static uint32_t most_replaced(const heap *h, uint32_t *n_others) {
  uint32_t best = 0;
  *n_others = 0;
  for (uint32_t i = 0; i < h->ways[0]->n_changes; i++) {
    uint32_t n = 0;
    for (uint32_t k = 1; k < h->n; k++)
      n += other_change(h->ways[0], i, h->ways[k]) != NULL;
    if (n > *n_others) {
      *n_others = n;
      best = i;
    }
  }
  return best;
}

static bool begin_way(rsi_sheet *s, heap *h, unsigned indent) {
  if (h->n_lines++ >= SHOWN_WAYS)
    return false;
  rsi_page_begin(&s->page, indent, indent + 2);
  rsi_page_put(&s->page, "– ");
  return true;
}

/* What may stand in one place, a line for those that are alike. */
static void put_choices(rsi_sheet *s, heap *h, const rsi_change *changes[], uint32_t n, unsigned indent) {
  for (uint32_t i = 0; i < n; i++) {
    const rsi_change *alike[RSI_MAX_WAYS_KEPT];
    uint32_t n_alike = 0;
    if (!changes[i])
      continue;
    for (uint32_t k = n; k-- > i + 1;) /* backwards, so that the list can be shortened */
      if (changes[k] && is_alike(s, changes[i], changes[k])) {
        memmove(&alike[1], alike, n_alike++ * sizeof *alike);
        alike[0] = changes[k];
        changes[k] = NULL;
      }
    memmove(&alike[1], alike, n_alike++ * sizeof *alike);
    alike[0] = changes[i];
    if (begin_way(s, h, indent))
      put_changes_alike(s, alike, n_alike);
  }
}

/* The first way of the heap, and with it all that differ from it in one change, always the same. */
static void put_first(rsi_sheet *s, heap *h, unsigned indent) {
  const rsi_way *way = h->ways[0];
  const rsi_change *choices[RSI_MAX_WAYS_KEPT];
  uint32_t n_others, replaced = most_replaced(h, &n_others), n = 0, n_kept = 0;
  choices[n++] = &way->changes[replaced];
  for (uint32_t i = 1; i < h->n; i++) {
    const rsi_change *other = n_others ? other_change(way, replaced, h->ways[i]) : NULL;
    if (other)
      choices[n++] = other;
    else
      h->ways[n_kept++] = h->ways[i];
  }
  h->n = n_kept;
  if (way->n_changes > 1) {
    if (!begin_way(s, h, indent))
      return;
    for (uint32_t i = 0, put = 0; i < way->n_changes; i++)
      if (i != replaced || !n_others) {
        put_and(s, put++ > 0);
        put_change(s, &way->changes[i]);
      }
    if (!n_others)
      return;
    rsi_page_also(&s->page, rsi_sheet_word(s, "why-not.and-any"));
  }
  put_choices(s, h, choices, n, way->n_changes > 1 ? indent + 2 : indent);
}

/* Those of an exam stand under the scenario that they lead to. */
static void put_ways(rsi_sheet *s, const rsi_prospect *p, uint32_t first, uint32_t end) {
  heap h = {.n = 0, .n_lines = 0};
  char count[16];
  uint32_t scenario = RSI_NONE;
  bool is_exam = p->aim.exam != RSI_NONE;
  for (uint32_t i = first; i < end; i++)
    h.ways[h.n++] = RSI_AT(&p->ways, rsi_way, i);
  while (h.n) {
    uint32_t leads_to = is_exam ? h.ways[0]->scenario : RSI_NONE;
    if (leads_to != scenario && leads_to != RSI_NONE && h.n_lines < SHOWN_WAYS) {
      rsi_page_begin(&s->page, 4, 6);
      rsi_sheet_tell(s, "why-not.leads-to", title_of(s, leads_to), guideline_title(s, s->rb->scenarios[leads_to].guideline));
    }
    scenario = leads_to;
    put_first(s, &h, leads_to != RSI_NONE ? 6 : 4);
  }
  if (h.n_lines > SHOWN_WAYS) {
    snprintf(count, sizeof count, "%u", (unsigned)(h.n_lines - SHOWN_WAYS));
    rsi_page_begin(&s->page, 4, 6);
    rsi_sheet_tell(s, "list.rest", count, NULL);
  }
}

static void begin_sentence(rsi_sheet *s, const rsi_prospect *p, const char *what) {
  char id[64];
  snprintf(id, sizeof id, "why-not.%s.%s", p->aim.exam == RSI_NONE ? "scenario" : "exam", what);
  rsi_page_begin(&s->page, 2, 4);
  rsi_page_put(&s->page, rsi_sheet_word(s, id));
}

static void put_limit(rsi_sheet *s, const rsi_prospect *p) {
  char count[16];
  if (p->is_complete)
    return;
  snprintf(count, sizeof count, "%u", (unsigned)p->n_tried);
  rsi_page_begin(&s->page, 2, 4);
  rsi_sheet_tell(s, p->n_open ? "why-not.more" : "why-not.limit", count, NULL);
}

/* The first sentence: what would do; or that nothing can, and why. */
static void put_prospect(rsi_sheet *s, const rsi_prospect *p) {
  if (p->is_so || p->is_nowhere) {
    begin_sentence(s, p, p->is_so ? "so" : "nowhere");
    return;
  }
  if (p->is_elsewhere)
    begin_sentence(s, p, "elsewhere");
  if (p->n_open) {
    begin_sentence(s, p, p->n_open == 1 ? "one" : "any");
    put_ways(s, p, 0, p->n_open);
  } else if (p->is_complete)
    begin_sentence(s, p, p->ways.count ? "closed" : "never");
  if (p->ways.count > p->n_open && (p->n_open || !p->is_complete)) {
    rsi_page_begin(&s->page, 2, 4);
    rsi_page_put(&s->page, rsi_sheet_word(s, "why-not.also-closed"));
  }
  put_ways(s, p, p->n_open, p->ways.count);
  put_limit(s, p);
}

/* ---- how it stands ---- */

static void put_entries(rsi_sheet *s, const rsi_guideline *g) {
  for (uint32_t i = 0; i < g->enters.count; i++) {
    rsi_page_put(&s->page, i ? rsi_sheet_word(s, "list.semicolon") : "");
    rsi_page_also(&s->page, rsi_fact_label(s->rb, s->rb->indices[g->enters.first + i], s->lang));
  }
}

static void put_guideline_standing(rsi_sheet *s, const rsi_account *a, enum rsi_detail detail) {
  const rsi_guideline *g = &s->rb->guidelines[a->guideline];
  char id[64];
  snprintf(id, sizeof id, "why-not.%s", a->is_open ? "may-apply" : rsi_role_name(a->role));
  rsi_page_begin(&s->page, 2, 4);
  rsi_sheet_tell(s, id, guideline_title(s, a->guideline), a->to == RSI_NONE ? "" : guideline_title(s, a->to));
  if (a->role == RSI_ROLE_NOT_ENTERED)
    put_entries(s, g);
  else if (a->role != RSI_ROLE_YIELDS && g->applies != RSI_NONE)
    rsi_sheet_condition(s, g->applies, 4, detail);
}

/* Why a scenario came out as it did: its guideline, those before it, its own condition. */
static void put_standing(rsi_sheet *s, uint32_t scenario, enum rsi_detail detail) {
  const rsi_scenario *of = &s->rb->scenarios[scenario];
  rsi_account account;
  char id[64];
  if (!rsi_account_of(s->scratch, of->guideline, &account)) {
    s->has_failed = true;
    return;
  }
  enum rsi_outcome outcome = rsi_outcome_of(s->scratch, &account, scenario);
  uint32_t before = rsi_scenario_before(s->scratch, scenario);
  if (account.role != RSI_ROLE_IN_PLAY || account.is_open)
    put_guideline_standing(s, &account, detail);
  if (account.role != RSI_ROLE_IN_PLAY && outcome != RSI_OUTCOME_NOT_HELD)
    return;
  if (outcome == RSI_OUTCOME_OPEN && before != RSI_NONE && rsi_eval(&s->scratch->world, of->when) == RSI_TRUE)
    snprintf(id, sizeof id, "why-not.held-back");
  else
    snprintf(id, sizeof id, "why-not.%s", rsi_outcome_name(outcome));
  rsi_page_begin(&s->page, 2, 4);
  rsi_sheet_tell(s, id, title_of(s, scenario), before == RSI_NONE ? "" : title_of(s, before));
  if (outcome == RSI_OUTCOME_OPEN && before != RSI_NONE && rsi_eval(&s->scratch->world, of->when) == RSI_TRUE)
    rsi_sheet_condition(s, s->rb->scenarios[before].when, 4, detail);
  else if (outcome == RSI_OUTCOME_NOT_REACHED)
    rsi_sheet_condition(s, s->rb->scenarios[before].when, 4, RSI_DETAIL_REASON);
  if (outcome == RSI_OUTCOME_OPEN || outcome == RSI_OUTCOME_RULED_OUT)
    rsi_sheet_condition(s, of->when, 4, detail);
}

static void put_exam_reasons(rsi_sheet *s, uint32_t exam) {
  const struct rscan_decision *d = s->d;
  const char *name = rsi_exam_name(s->rb, exam, s->lang);
  if (d->scenario != RSI_NONE) {
    uint8_t category = rsi_rate(s->scratch, &s->rb->scenarios[d->scenario], exam);
    rsi_page_begin(&s->page, 2, 4);
    rsi_sheet_tell(s, "why-not.rated", title_of(s, d->scenario),
                   rsi_word(s->rb, s->lang, "category", rscan_category_name((rscan_category)category)));
  }
  for (uint32_t i = 0; i < d->n_cautions; i++)
    if (d->cautions[i].exam == exam && s->rb->rules[d->cautions[i].rule].level == RSCAN_SAFETY_STOP) {
      rsi_page_begin(&s->page, 2, 4);
      rsi_sheet_tell(s, "why-not.stopped", name, rsi_say(s->rb, s->rb->rules[d->cautions[i].rule].message, s->lang));
    }
}

/* What merely does not hold was told of above; a line names it. */
static void put_unmet(rsi_sheet *s, const rsi_account *account, uint32_t exam) {
  const rsi_span scenarios = s->rb->guidelines[account->guideline].scenarios;
  bool is_first = true;
  for (uint32_t k = scenarios.first; k < scenarios.first + scenarios.count; k++) {
    if (k == s->d->scenario || !rsi_would_recommend(s->scratch, k, exam) ||
        rsi_outcome_of(s->scratch, account, k) != RSI_OUTCOME_RULED_OUT)
      continue;
    if (is_first)
      rsi_page_begin(&s->page, 2, 4);
    rsi_page_put(&s->page, is_first ? rsi_sheet_word(s, "why-not.unmet") : rsi_sheet_word(s, "list.semicolon"));
    rsi_page_also(&s->page, title_of(s, k));
    is_first = false;
  }
}

/* The scenarios of guidelines in play that call the exam usually appropriate, and why each is not chosen. */
static void put_exam_standing(rsi_sheet *s, uint32_t exam) {
  const rsi_world *world = &s->scratch->world;
  put_exam_reasons(s, exam);
  for (uint32_t i = 0; i < world->n_in_play; i++) {
    const rsi_span scenarios = s->rb->guidelines[world->in_play[i]].scenarios;
    rsi_account account;
    bool is_told = false;
    s->n_shown = 0;
    if (!rsi_account_of(s->scratch, world->in_play[i], &account)) {
      s->has_failed = true;
      return;
    }
    bool is_in_play = account.role == RSI_ROLE_IN_PLAY;
    for (uint32_t k = scenarios.first; k < scenarios.first + scenarios.count; k++) {
      if (k == s->d->scenario || !rsi_would_recommend(s->scratch, k, exam) || (is_told && !is_in_play) ||
          (is_in_play && rsi_outcome_of(s->scratch, &account, k) == RSI_OUTCOME_RULED_OUT))
        continue;
      put_standing(s, k, RSI_DETAIL_REASON);
      is_told = true;
    }
    if (is_in_play)
      put_unmet(s, &account, exam);
  }
}

static void put_target(rsi_sheet *s, const rsi_target *target) {
  if (target->exam != RSI_NONE) {
    rsi_sheet_tell(s, "why-not.heading", rsi_exam_name(s->rb, target->exam, s->lang), NULL);
    put_id(s, s->rb->exams[target->exam].id);
    return;
  }
  const rsi_scenario *of = &s->rb->scenarios[target->scenario];
  char place[32];
  rsi_sheet_tell(s, "why-not.heading", title_of(s, target->scenario), NULL);
  rsi_page_put(&s->page, " (");
  rsi_page_put(&s->page, rsi_string(s->rb, s->rb->guidelines[of->guideline].id));
  rsi_page_put(&s->page, "/");
  rsi_page_put(&s->page, rsi_string(s->rb, of->id));
  snprintf(place, sizeof place, ":%u)", (unsigned)of->where.line);
  rsi_page_put(&s->page, ", ");
  rsi_page_put(&s->page, rsi_place_in_book(s->rb, of->where));
  rsi_page_put(&s->page, place);
}

static void put_why_not(rsi_sheet *s, const rsi_target *target) {
  rsi_prospect prospect;
  bool is_found = rsi_prospect_find(s->scratch, target, &prospect);
  rsi_page_end(&s->page);
  rsi_buf_putc(s->page.out, '\n');
  rsi_page_begin(&s->page, 0, 2);
  put_target(s, target);
  if (is_found)
    put_prospect(s, &prospect);
  s->has_failed |= !is_found;
  rsi_prospect_free(s->scratch, &prospect);
  put_heading(s, "why-not.standing");
  if (target->scenario != RSI_NONE)
    put_standing(s, target->scenario, RSI_DETAIL_NEEDS);
  else
    put_exam_standing(s, target->exam);
}

bool rsi_explain_text(struct rscan_scratch *scratch, const rsi_target *target, rsi_buf *out) {
  rsi_sheet s = {
      rsi_page_on(out), scratch, &scratch->decision, scratch->rb, scratch->decision.referral->language, false, {{0, 0}}, 0, {0}, 0};
  const rsi_sink sink = rsi_page_sink(&s.page);
  rsi_page_begin(&s.page, 0, 2);
  rsi_put_summary(&sink, s.d);
  put_question(&s);
  if (target) {
    put_why_not(&s, target);
    put_facts(&s);
  } else {
    put_facts(&s);
    put_assumed(&s, "text.assumed-absent", true);
    put_assumed(&s, "text.assumed", false);
    put_guidelines(&s);
  }
  rsi_page_end(&s.page);
  return !out->has_failed && !s.has_failed;
}
