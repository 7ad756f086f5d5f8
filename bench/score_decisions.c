/* How often the engine decides referrals as typed the way the ACR table does. Public header only.
 *
 * usage: score_decisions RULES_DIR VIGNETTES.jsonl EXAM-ALIASES.tsv [--codes] [--misses]
 * A vignette counts when its variant (or, where it names none, its topic) is in the book. An unanswered one (no criteria, more information) is wrong unless that is what
 * was expected. Over-imaging: an exam called appropriate that is not; missed imaging: one called not appropriate that is. */
#include <ctype.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rightscan.h"

enum { N_VERDICTS = 5 };
static const char *const verdicts[N_VERDICTS] = {"usually-appropriate", "may-be-appropriate", "usually-not-appropriate",
                                                 "no-criteria", "needs-information"};

static json_t *topics, *aliases; /* topic slug or variant → true; ACR procedure → exam id */

static void die(const char *what, rscan_error *err) {
  fprintf(stderr, "score_decisions: %s%s%s\n", what, err ? ": " : "", err ? rscan_error_text(err, 0) : "");
  exit(1);
}

static void slug(const char *text, char *out, size_t room) {
  size_t n = 0;
  for (; *text && n + 2 < room; text++) {
    if (isalnum((unsigned char)*text))
      out[n++] = (char)tolower((unsigned char)*text);
    else if (n && out[n - 1] != '-')
      out[n++] = '-';
  }
  while (n && out[n - 1] == '-')
    n--;
  out[n] = '\0';
}

/* The topics of the book, from the variants that its ratings name. */
static void read_topics(const rscan_rulebase *book) {
  char *ratings = rscan_rulebase_ratings(book, NULL, RSCAN_FORMAT_TSV, NULL), *save = NULL;
  topics = json_object();
  for (char *line = strtok_r(ratings, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
    size_t n = strcspn(line, ".\t");
    if (line[n] == '.') {
      line[strcspn(line, "\t")] = '\0';
      json_object_set_new(topics, line, json_true());
      line[n] = '\0';
      json_object_set_new(topics, line, json_true());
    }
  }
  rscan_text_free(ratings);
}

static void read_aliases(const char *path) {
  FILE *in = fopen(path, "r");
  char *line = NULL;
  size_t room = 0;
  if (!in)
    die(path, NULL);
  aliases = json_object();
  while (getline(&line, &room, in) > 0) {
    char *tab = strchr(line, '\t'), *end = tab ? strchr(tab + 1, '\t') : NULL;
    if (!end)
      continue;
    *tab = *end = '\0';
    json_object_set_new(aliases, line, json_string(tab + 1));
  }
  free(line);
  fclose(in);
}

/* The variant is rated; or, where a vignette has none, its topic is. */
static bool is_in_book(json_t *v) {
  char topic[256];
  const char *variant = json_string_value(json_object_get(v, "variant_id"));
  if (variant)
    return json_object_get(topics, variant) != NULL;
  slug(json_string_value(json_object_get(v, "topic")), topic, sizeof topic);
  return json_object_get(topics, topic) != NULL;
}

static json_t *request_of(json_t *v, bool has_codes) {
  const char *sex = json_string_value(json_object_get(v, "sex"));
  json_t *r = json_object();
  json_object_set(r, "id", json_object_get(v, "id"));
  if (json_is_number(json_object_get(v, "age")))
    json_object_set(r, "age", json_object_get(v, "age"));
  if (sex)
    json_object_set_new(r, "sex", json_string(*sex == 'F' ? "female" : *sex == 'M' ? "male" : "unknown"));
  if (json_is_true(json_object_get(v, "pregnant")))
    json_object_set_new(r, "pregnant", json_true());
  json_object_set(r, "exam", json_object_get(v, "ordered"));
  json_object_set(r, "reason", json_object_get(v, "text"));
  if (json_is_string(json_object_get(v, "setting")))
    json_object_set(r, "setting", json_object_get(v, "setting"));
  if (has_codes && json_is_array(json_object_get(v, "icd10")))
    json_object_set(r, "codes", json_object_get(v, "icd10"));
  return r;
}

static int verdict_index(const char *name) {
  for (int i = 0; i < N_VERDICTS; i++)
    if (name && strcmp(verdicts[i], name) == 0)
      return i;
  return N_VERDICTS - 1;
}

static bool names_variant(json_t *decision, const char *list, const char *variant) {
  size_t i;
  json_t *entry;
  json_array_foreach(json_object_get(decision, list), i, entry) {
    const char *own = json_string_value(json_object_get(entry, "variant"));
    if (own && strcmp(own, variant) == 0)
      return true;
  }
  return false;
}

static bool has_exam(json_t *list, const char *member, const char *exam) {
  size_t i;
  json_t *entry;
  json_array_foreach(list, i, entry) {
    const char *own = json_string_value(member ? json_object_get(entry, member) : entry);
    const char *as = own && !member ? json_string_value(json_object_get(aliases, own)) : NULL;
    if (own && strcmp(as ? as : own, exam) == 0)
      return true;
  }
  return false;
}

/* Is the first exam recommended one of those that the table puts first? */
static bool is_first_choice(json_t *decision, json_t *expected) {
  json_t *first = json_object_get(expected, "first_choice"), *best = json_array_get(json_object_get(decision, "recommended"), 0);
  const char *exam = json_string_value(json_object_get(best, "exam"));
  return exam ? has_exam(first, NULL, exam) : json_array_size(first) == 0;
}

typedef struct tally {
  unsigned n, right, n_variants, right_variants, first_choice, over, missed, unanswered;
  unsigned confusion[N_VERDICTS][N_VERDICTS];
} tally;

static void count(tally *t, json_t *v, json_t *decision, bool shows_misses) {
  json_t *expected = json_object_get(v, "expected"), *also = json_object_get(expected, "also_accept");
  const char *want = json_string_value(json_object_get(expected, "verdict")),
             *got = json_string_value(json_object_get(decision, "verdict"));
  const char *variant = json_string_value(json_object_get(v, "variant_id"));
  int w = verdict_index(want), g = verdict_index(got);
  bool is_right = w == g || (got && has_exam(also, NULL, got));
  t->n++;
  t->right += is_right;
  t->confusion[w][g]++;
  t->first_choice += is_first_choice(decision, expected);
  t->over += !is_right && g < w && w <= 2;
  t->missed += !is_right && w < 2 && g == 2;
  t->unanswered += !is_right && g > 2;
  if (variant) {
    t->n_variants++;
    t->right_variants += names_variant(decision, "positions", variant) || names_variant(decision, "recommended", variant) ||
                         names_variant(decision, "alternatives", variant);
  }
  if (!is_right && shows_misses)
    printf("%s: expected %s, decided %s (%s/%s)\n  %s | %s\n", json_string_value(json_object_get(v, "id")), want,
           got ? got : "nothing",
           json_is_string(json_object_get(decision, "guideline")) ? json_string_value(json_object_get(decision, "guideline")) : "-",
           json_is_string(json_object_get(decision, "scenario")) ? json_string_value(json_object_get(decision, "scenario")) : "-",
           json_string_value(json_object_get(v, "ordered")), json_string_value(json_object_get(v, "text")));
}

static double percent(unsigned part, unsigned whole) { return whole ? 100.0 * part / whole : 0; }

static void print(const tally *t) {
  printf("%u referrals of topics in the book\n", t->n);
  printf("verdict right      %3u of %3u  %5.1f %%\n", t->right, t->n, percent(t->right, t->n));
  printf("variant right      %3u of %3u  %5.1f %%\n", t->right_variants, t->n_variants, percent(t->right_variants, t->n_variants));
  printf("first choice right %3u of %3u  %5.1f %%\n", t->first_choice, t->n, percent(t->first_choice, t->n));
  printf("over-imaging %u, missed imaging %u, unanswered %u\n\nexpected \\ decided       ", t->over, t->missed, t->unanswered);
  for (int g = 0; g < N_VERDICTS; g++)
    printf(" %-9.9s", verdicts[g] + (g < 3 && strncmp(verdicts[g], "usually-", 8) == 0 ? 8 : 0));
  puts("");
  for (int w = 0; w < N_VERDICTS; w++) {
    printf("%-24s", verdicts[w]);
    for (int g = 0; g < N_VERDICTS; g++)
      printf(" %9u", t->confusion[w][g]);
    puts("");
  }
}

int main(int argc, char **argv) {
  bool has_codes = false, shows_misses = false;
  rscan_error *err = NULL;
  char *line = NULL;
  size_t room = 0;
  tally t = {0};
  if (argc < 4) {
    fprintf(stderr, "usage: score_decisions RULES_DIR VIGNETTES.jsonl EXAM-ALIASES.tsv [--codes] [--misses]\n");
    return 2;
  }
  for (int i = 4; i < argc; i++) {
    has_codes |= strcmp(argv[i], "--codes") == 0;
    shows_misses |= strcmp(argv[i], "--misses") == 0;
  }
  rscan_rulebase *book = rscan_rulebase_load(argv[1], NULL, &err);
  rscan_scratch *scratch = book ? rscan_scratch_new(book, &err) : NULL;
  rscan_referral *referral = scratch ? rscan_referral_new(book, &err) : NULL;
  if (!referral)
    die("cannot start", err);
  read_topics(book);
  read_aliases(argv[3]);
  FILE *in = fopen(argv[2], "r");
  if (!in)
    die(argv[2], NULL);
  while (getline(&line, &room, in) > 1) {
    json_t *v = json_loads(line, 0, NULL);
    if (v && is_in_book(v)) {
      json_t *request = request_of(v, has_codes), *decision = NULL;
      char *text = json_dumps(request, JSON_COMPACT);
      if (rscan_referral_parse(referral, text, strlen(text), &err) != RSCAN_OK || !rscan_decide(scratch, referral, &err))
        die(text, err);
      decision = json_loads(rscan_decision_render(scratch, RSCAN_FORMAT_JSON, NULL, NULL), 0, NULL);
      count(&t, v, decision, shows_misses);
      free(text);
      json_decref(request);
      json_decref(decision);
    }
    json_decref(v);
  }
  fclose(in);
  free(line);
  print(&t);
  json_decref(topics);
  json_decref(aliases);
  rscan_referral_free(referral);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
  return 0;
}
