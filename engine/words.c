/* What a decision's parts are called; see words.h. */
#include "words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- patterns ---- */

void rsi_put(const rsi_sink *sink, const char *text) { sink->put(sink->to, text, strlen(text)); }

void rsi_tell(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const char *id, const char *const args[], size_t n_args) {
  const char *pattern = rsi_wording(rb, id, lang), *from = pattern;
  for (const char *p = pattern; *p; p++) {
    size_t index = (size_t)(p[1] - '0');
    if (p[0] != '{' || p[1] < '0' || p[1] > '9' || p[2] != '}' || index >= n_args)
      continue;
    sink->put(sink->to, from, (size_t)(p - from));
    rsi_put(sink, args[index] ? args[index] : "");
    p += 2;
    from = p + 1;
  }
  rsi_put(sink, from);
}

void rsi_tell0(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const char *id) {
  rsi_put(sink, rsi_wording(rb, id, lang));
}

void rsi_tell1(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const char *id, const char *a) {
  rsi_tell(sink, rb, lang, id, (const char *const[]){a}, 1);
}

void rsi_tell2(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const char *id, const char *a, const char *b) {
  rsi_tell(sink, rb, lang, id, (const char *const[]){a, b}, 2);
}

/* Wording has no white space at its ends: what stands between words is put here. */
static void put_between(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const char *id) {
  rsi_put(sink, " ");
  rsi_tell0(sink, rb, lang, id);
  rsi_put(sink, " ");
}

void rsi_put_comma(const rsi_sink *sink, const rscan_rulebase *rb, int lang) {
  rsi_tell0(sink, rb, lang, "list.comma");
  rsi_put(sink, " ");
}

const char *rsi_word(const rscan_rulebase *rb, int lang, const char *prefix, const char *name) {
  char id[96];
  int length = snprintf(id, sizeof id, "%s.%s", prefix, name);
  const char *word = length < (int)sizeof id ? rsi_wording(rb, id, lang) : id;
  return word == id ? name : word; /* a missing wording gives the id back, which is ours and dies here */
}

/* ---- names on the wire ---- */

const char *rsi_fact_id(const rscan_rulebase *rb, uint32_t fact) {
  return rsi_string(rb, fact < rb->n_facts ? rb->facts[fact].id : rb->groups[fact - rb->n_facts].id);
}

const char *rsi_fact_label(const rscan_rulebase *rb, uint32_t fact, int lang) {
  const char *label = rsi_say(rb, fact < rb->n_facts ? rb->facts[fact].label : rb->groups[fact - rb->n_facts].label, lang);
  return *label ? label : rsi_fact_id(rb, fact);
}

const char *rsi_kind_name(const rscan_rulebase *rb, uint32_t fact) {
  static const char *const names[] = {"finding", "choice", "measure", "prior", "score"};
  return fact < rb->n_facts ? names[rb->facts[fact].kind] : "group";
}

const char *rsi_origin_name(uint8_t origin) {
  static const char *const names[] = {"field", "code", "text", "group", "implication", "derivation", "prior", "assumption"};
  return names[origin];
}

const char *rsi_assertion_name(uint8_t assertion) {
  static const char *const names[] = {"present", "absent", "possible", "historical", "family", "conditional"};
  return names[assertion];
}

const char *rsi_certainty_name(uint8_t certainty) {
  static const char *const names[] = {NULL, "very-low", "low", "moderate", "high"};
  return names[certainty];
}

const char *rsi_strength_name(uint8_t strength) {
  static const char *const names[] = {NULL, "conditional", "strong"};
  return names[strength];
}

const char *rsi_candidate_name(uint8_t kind) {
  static const char *const names[] = {"scenario", "no-scenario", "does-not-apply"};
  return names[kind];
}

const char *rsi_lang_name(int lang) { return lang == RSI_FR ? "fr" : "en"; }

const char *rsi_exam_name(const rscan_rulebase *rb, uint32_t exam, int lang) {
  const char *title = rsi_say(rb, rb->exams[exam].title, lang);
  return *title ? title : rsi_string(rb, rb->exams[exam].id);
}

/* ---- states ---- */

static uint8_t kind_of(const rscan_rulebase *rb, uint32_t fact) { return fact < rb->n_facts ? rb->facts[fact].kind : RSI_FINDING; }

/* Bit i of a finding, choice or prior, by name. */
static const char *bit_name(const rscan_rulebase *rb, uint32_t fact, unsigned bit) {
  static const char *const findings[] = {"absent", "suspected", "present"};
  uint8_t kind = kind_of(rb, fact);
  if (kind == RSI_FINDING)
    return bit < 3 ? findings[bit] : "unknown";
  const rsi_fact *f = &rb->facts[fact];
  if (kind == RSI_PRIOR && bit == 0)
    return "not-done";
  unsigned value = kind == RSI_PRIOR ? bit - 1 : bit;
  return value < f->values.count ? rsi_string(rb, rb->values[f->values.first + value].id) : "other";
}

size_t rsi_state_names(const rscan_rulebase *rb, uint32_t fact, rsi_state state, const char *names[]) {
  uint8_t kind = kind_of(rb, fact);
  rsi_state full = fact < rb->n_facts ? rb->facts[fact].full : RSI_FINDING_FULL;
  size_t count = 0;
  state &= ~RSI_UNTOLD;
  if (state == full)
    names[count++] = "unknown";
  else if (kind == RSI_FINDING && state == (RSI_SUSPECTED | RSI_PRESENT))
    names[count++] = "suspected";
  else if (rsi_kind_has_cells(kind)) {
    const rsi_span values = rb->facts[fact].values;
    for (uint32_t i = values.first; i < values.first + values.count && !count; i++)
      if (rb->values[i].state == state && rb->values[i].id)
        names[count++] = rsi_string(rb, rb->values[i].id);
  } else
    for (unsigned bit = 0; state >> bit && count < RSI_MAX_NAMES; bit++)
      if (state >> bit & 1)
        names[count++] = bit_name(rb, fact, bit);
  return count;
}

/* Cell 2i+1 is the cut c_i itself, cell 2i what lies between it and the cut before. */
rsi_bounds rsi_bounds_of(const rscan_rulebase *rb, uint32_t fact, rsi_state state) {
  const rsi_span cuts = rb->facts[fact].cuts;
  const double *cut = rb->numbers + cuts.first;
  uint32_t low = RSI_CELL_LOW(state), high = RSI_CELL_HIGH(state);
  rsi_bounds b = {0};
  b.has_low = low > 0 && (low - 1) / 2 < cuts.count;
  b.has_high = high / 2 < cuts.count;
  if (b.has_low)
    b.low = cut[(low - 1) / 2], b.is_low_open = low % 2 == 0;
  if (b.has_high)
    b.high = cut[high / 2], b.is_high_open = high % 2 == 0;
  return b;
}

/* ---- for people ---- */

/* A short text on the stack; what does not fit is left out whole. */
typedef struct short_text {
  size_t used;
  char data[256];
} short_text;

static void put_short(void *to, const char *text, size_t length) {
  short_text *b = to;
  if (length < sizeof b->data - b->used) {
    memcpy(b->data + b->used, text, length);
    b->used += length;
    b->data[b->used] = '\0';
  }
}

typedef struct number_text {
  char text[40];
} number_text;

/* Numbers for people: whole ones as they are, others to four significant digits, which is more than any threshold has. */
static number_text number_of(double value) {
  number_text n;
  if (fabs(value) < 1e9 && value == floor(value)) {
    snprintf(n.text, sizeof n.text, "%ld", (long)value);
    return n;
  }
  double size = fabs(value);
  long scale = size < 1 ? 10000 : size < 100 ? 100 : 10, part, whole;
  double rounded = floor(size * (double)scale + 0.5);
  if (rounded > 9e15)
    rounded = 9e15;
  whole = (long)(rounded / (double)scale);
  part = (long)(rounded - (double)whole * (double)scale);
  int digits = scale == 10000 ? 4 : scale == 100 ? 2 : 1;
  for (; digits > 0 && part % 10 == 0; digits--)
    part /= 10;
  snprintf(n.text, sizeof n.text, digits ? "%s%ld.%0*ld" : "%s%ld", value < 0 ? "-" : "", whole, digits, part);
  return n;
}

/* The same with the language's own decimal sign. */
static number_text number_in(const rscan_rulebase *rb, int lang, double value) {
  number_text n = number_of(value);
  const char *sign = rsi_word(rb, lang, "number", "decimal");
  char *point = strchr(n.text, '.');
  if (point && sign[0] && !sign[1])
    *point = *sign;
  return n;
}

void rsi_put_number_in(const rsi_sink *sink, const rscan_rulebase *rb, int lang, double value) {
  rsi_put(sink, number_in(rb, lang, value).text);
}

typedef struct measured {
  char text[96];
} measured;

/* A unit of UCUM as people write it: "mm[Hg]" is mmHg, "10*9/L" 10⁹/L, "ng/mL{FEU}" ng/mL FEU, "mL/min/{1.73_m2}" mL/min/1.73 m².
 * What stands in braces is a remark on the unit; a number behind a letter or a star is a power; u before another letter is micro.
 */
static void put_ucum(const rsi_sink *sink, const char *unit) {
  static const char *const powers[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  bool is_power = false, is_remark = false;
  for (const char *p = unit; *p; p++) {
    char before = p > unit ? p[-1] : '/';
    bool is_digit = *p >= '0' && *p <= '9';
    is_power = is_digit && (is_power || before == '*' || (before >= 'a' && before <= 'z'));
    is_remark = *p == '{' || (is_remark && *p != '}');
    if (*p == '{' ? before != '/' : *p == '_')
      rsi_put(sink, " ");
    else if (is_power)
      rsi_put(sink, powers[*p - '0']);
    else if (*p == 'u' && (before == '/' || before == '.') && p[1] >= 'A' && !is_remark)
      rsi_put(sink, "µ");
    else if (!strchr("{}[]*", *p))
      sink->put(sink->to, p, 1);
  }
}

void rsi_put_unit(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const char *unit) {
  char name[32], *end = name;
  for (const char *p = unit; *p && end < name + sizeof name - 1; p++)
    *end++ = *p >= 'A' && *p <= 'Z' ? (char)(*p + ('a' - 'A')) : *p;
  *end = '\0';
  const char *word = rsi_word(rb, lang, "unit", name);
  if (word != name)
    rsi_put(sink, word);
  else
    put_ucum(sink, unit);
}

/* A number with its unit, in words where the wording has them; "1" is no unit. */
static measured with_unit(const rscan_rulebase *rb, int lang, uint32_t fact, double value) {
  measured m;
  short_text text = {.used = 0};
  const rsi_sink sink = {put_short, &text};
  const rsi_fact *f = &rb->facts[fact];
  const char *unit = f->kind == RSI_MEASURE ? rsi_string(rb, rb->measures[f->detail].unit) : "";
  if (strcmp(unit, "1") != 0)
    rsi_put_unit(&sink, rb, lang, unit);
  snprintf(m.text, sizeof m.text,
           !text.used            ? "%s"
           : text.data[0] == '/' ? "%s%.40s"
                                 : "%s %.40s",
           number_in(rb, lang, value).text, text.data);
  return m;
}

void rsi_put_range(const rsi_sink *sink, const rscan_rulebase *rb, int lang, uint32_t fact, rsi_bounds b) {
  measured low = b.has_low ? with_unit(rb, lang, fact, b.low) : (measured){""},
           high = b.has_high ? with_unit(rb, lang, fact, b.high) : (measured){""};
  if (b.has_low && b.has_high && b.low == b.high) {
    rsi_put(sink, low.text);
    return;
  }
  if (b.has_low)
    rsi_tell1(sink, rb, lang, b.is_low_open ? "bound.above" : "bound.at-least", low.text);
  if (b.has_low && b.has_high)
    put_between(sink, rb, lang, "bound.and");
  if (b.has_high)
    rsi_tell1(sink, rb, lang, b.is_high_open ? "bound.below" : "bound.at-most", high.text);
}

/* A value's label in the rule base, otherwise the wording of its name. */
static const char *label_of(const rscan_rulebase *rb, int lang, uint32_t fact, const char *id) {
  const rsi_span values = fact < rb->n_facts ? rb->facts[fact].values : (rsi_span){0, 0};
  for (uint32_t i = values.first; i < values.first + values.count; i++)
    if (strcmp(rsi_string(rb, rb->values[i].id), id) == 0) {
      const char *label = rsi_say(rb, rb->values[i].label, lang);
      return *label ? label : id;
    }
  return rsi_word(rb, lang, "state", id);
}

void rsi_put_state(const rsi_sink *sink, const rscan_rulebase *rb, int lang, uint32_t fact, rsi_state state, double low,
                   double high) {
  const char *names[RSI_MAX_NAMES];
  if (!isnan(low)) {
    if (low != high) {
      rsi_put_number_in(sink, rb, lang, low);
      rsi_put(sink, "–");
    }
    rsi_put(sink, with_unit(rb, lang, fact, high).text);
    return;
  }
  size_t count = rsi_state_names(rb, fact, state, names);
  if (!count)
    rsi_put_range(sink, rb, lang, fact, rsi_bounds_of(rb, fact, state));
  for (size_t i = 0; i < count; i++) {
    if (i && i + 1 < count)
      rsi_put_comma(sink, rb, lang);
    else if (i)
      put_between(sink, rb, lang, "list.or");
    rsi_put(sink, label_of(rb, lang, fact, names[i]));
  }
}

void rsi_put_ask(const rsi_sink *sink, const rscan_rulebase *rb, int lang, const rsi_question *q) {
  if (q->kind == RSI_ITEM_EXAM || q->kind == RSI_ITEM_REASON) {
    rsi_tell0(sink, rb, lang, q->kind == RSI_ITEM_EXAM ? "ask.exam" : "ask.reason");
    return;
  }
  const char *ask = rsi_say(rb, q->fact < rb->n_facts ? rb->facts[q->fact].ask : rb->groups[q->fact - rb->n_facts].ask, lang);
  if (*ask)
    rsi_put(sink, ask);
  else
    rsi_tell1(sink, rb, lang, "ask.fact", rsi_fact_label(rb, q->fact, lang));
}

void rsi_put_answer(const rsi_sink *sink, const struct rscan_decision *d, const rsi_question *q, const rsi_answer *a) {
  int lang = d->referral->language;
  bool is_settled = d->exam == RSI_NONE && q->kind != RSI_ITEM_EXAM && a->leads_to != RSCAN_NEEDS_INFORMATION; /* no exam to rate */
  if (q->kind == RSI_ITEM_EXAM)
    rsi_put(sink, rsi_exam_name(d->rb, a->exam, lang));
  else
    rsi_put_state(sink, d->rb, lang, q->fact, a->state, NAN, NAN);
  rsi_put(sink, " → ");
  rsi_put(sink, rsi_word(d->rb, lang, "category", is_settled ? "settled" : rscan_category_name((rscan_category)a->leads_to)));
}

static const char *verdict_id(const struct rscan_decision *d, char id[64]) {
  if (d->verdict == RSCAN_NO_CRITERIA && d->no_criteria_reason)
    snprintf(id, 64, "no-criteria.%s", d->no_criteria_reason);
  else if (d->verdict == RSCAN_UNRATED)
    snprintf(id, 64, d->n_recommended ? "advice.order" : d->n_questions ? "advice.ask" : "advice.none");
  else
    snprintf(id, 64, "verdict.%s", rscan_category_name((rscan_category)d->verdict));
  return id;
}

void rsi_put_summary(const rsi_sink *sink, const struct rscan_decision *d) {
  int lang = d->referral->language;
  char id[64], shown[RSI_SHOWN];
  short_text better = {.used = 0};
  const rsi_sink list = {put_short, &better};
  const char *exam = d->exam != RSI_NONE ? rsi_exam_name(d->rb, d->exam, lang)
                     : d->referral->exam ? rsi_shown(shown, d->referral->exam)
                                         : "";
  bool is_better = d->n_recommended > 0;
  for (uint32_t i = 0; i < d->n_recommended; i++)
    is_better = is_better && d->recommended[i].exam != d->exam;
  for (uint32_t i = 0; i < d->n_recommended && i < 2; i++) { /* the best two say enough */
    if (i)
      put_between(&list, d->rb, lang, "list.or");
    rsi_put(&list, rsi_exam_name(d->rb, d->recommended[i].exam, lang));
  }
  rsi_tell2(sink, d->rb, lang, verdict_id(d, id), exam, better.data);
  if (is_better && d->verdict != RSCAN_UNRATED) {
    rsi_put(sink, " ");
    rsi_tell1(sink, d->rb, lang, "summary.better", better.data);
  }
}
