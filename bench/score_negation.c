/* How well assertion is read on a test kit: score_negation RULES NEGATION.tsv [CONTEXT.tsv] [--misses]
 *
 * Rows of the first table: id, concept, sentence, Negated or Affirmed. Of the second: id, Recent, Historical or Hypothetical, Patient or
 * Other. "absent" is Negated. Only the language files speak here: the rule base's findings help or hinder as they do in use. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon.h"

enum { COLUMNS = 4, MOST_ROWS = 20000 };
typedef struct row { char *column[COLUMNS]; } row;
typedef struct table { char *text; row *rows; size_t n; } table;

static table read_table(const char *path) {
  table t = {NULL, calloc(MOST_ROWS, sizeof(row)), 0};
  FILE *in = fopen(path, "rb");
  if (!in || fseek(in, 0, SEEK_END) != 0) {
    perror(path);
    exit(3);
  }
  long size = ftell(in);
  rewind(in);
  t.text = calloc(1, (size_t)size + 1);
  if (fread(t.text, 1, (size_t)size, in) != (size_t)size)
    exit(3);
  fclose(in);
  char *save = NULL, *line = strtok_r(t.text, "\r\n", &save); /* the first line names the columns */
  while ((line = strtok_r(NULL, "\r\n", &save)) && t.n < MOST_ROWS) {
    row *r = &t.rows[t.n++];
    for (int i = 0; i < COLUMNS; i++) {
      r->column[i] = line;
      char *tab = strchr(line, '\t');
      line = tab ? tab + 1 : line + strlen(line);
      if (tab)
        *tab = '\0';
    }
  }
  return t;
}

static int assertion_of(rsi_reader *reader, const row *r) {
  enum rsi_assertion assertion = RSI_SAID_PRESENT;
  rscan_error *err = NULL;
  if (rsi_read_assertion(reader, r->column[2], r->column[1], &assertion, &err) != RSCAN_OK) {
    fprintf(stderr, "%s: %s\n", r->column[0], err ? rscan_error_message(err, 0) : "?");
    rscan_error_free(err);
  }
  return assertion;
}

static double ratio(unsigned part, unsigned whole) { return whole ? (double)part / whole : 0; }

static void score_negation(const table *t, const int *read, bool shows_misses) {
  unsigned hit = 0, false_alarm = 0, missed = 0;
  for (size_t i = 0; i < t->n; i++) {
    bool is_negated = !strcmp(t->rows[i].column[3], "Negated"), is_absent = read[i] == RSI_SAID_ABSENT;
    hit += is_negated && is_absent;
    false_alarm += !is_negated && is_absent;
    missed += is_negated && !is_absent;
    if (shows_misses && is_negated != is_absent)
      printf("%s %s: [%s] %s\n", is_absent ? "false" : "missed", t->rows[i].column[0], t->rows[i].column[1], t->rows[i].column[2]);
  }
  double precision = ratio(hit, hit + false_alarm), recall = ratio(hit, hit + missed);
  printf("Negated: %zu mentions, %u right, %u false, %u missed: precision %.4f, recall %.4f, F1 %.4f\n", t->n, hit, false_alarm, missed, precision, recall,
         precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0);
}

static const char *const names[] = {"present", "absent", "possible", "historical", "family", "conditional"};

/* How each label was read: one assertion holds temporality, experiencer and negation at once, so a negated past counts as absent. */
static void show_confusion(const table *context, const table *t, const int *read, int column, const char *const *labels) {
  printf("%-14s", "label \\ read");
  for (int a = 0; a < 6; a++)
    printf("%13s", names[a]);
  printf("\n");
  for (; *labels; labels++) {
    unsigned count[6] = {0};
    for (size_t i = 0; i < context->n && i < t->n; i++)
      if (!strcmp(context->rows[i].column[0], t->rows[i].column[0]) && !strcmp(context->rows[i].column[column], *labels))
        count[read[i]]++;
    printf("%-14s", *labels);
    for (int a = 0; a < 6; a++)
      printf("%13u", count[a]);
    printf("\n");
  }
}

int main(int argc, char **argv) {
  bool shows_misses = argc > 1 && !strcmp(argv[argc - 1], "--misses");
  argc -= shows_misses;
  if (argc < 3) {
    fputs("usage: score_negation RULES NEGATION.tsv [CONTEXT.tsv] [--misses]\n", stderr);
    return 2;
  }
  rscan_error *err = NULL;
  rscan_rulebase *rb = rscan_rulebase_load(argv[1], NULL, &err);
  if (!rb) {
    fprintf(stderr, "%s\n", err ? rscan_error_text(err, 0) : "cannot load");
    return 4;
  }
  table t = read_table(argv[2]);
  int *read = calloc(t.n + 1, sizeof *read);
  rsi_reader *reader = rsi_reader_new(rb);
  for (size_t i = 0; i < t.n; i++)
    read[i] = assertion_of(reader, &t.rows[i]);
  score_negation(&t, read, shows_misses);
  if (argc > 3) {
    table context = read_table(argv[3]);
    show_confusion(&context, &t, read, 1, (const char *const[]){"Recent", "Historical", "Hypothetical", NULL});
    show_confusion(&context, &t, read, 2, (const char *const[]){"Patient", "Other", NULL});
    free(context.rows);
    free(context.text);
  }
  rsi_reader_free(reader);
  rscan_rulebase_unref(rb);
  free(read);
  free(t.rows);
  free(t.text);
  return 0;
}
