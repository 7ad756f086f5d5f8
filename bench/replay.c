/* What a diff of two rule bases costs a referral: replay RULES [NUMBER]
 *
 * The new rule base is the old one with one guideline changed at a time (the verdict of its first scenario's rows). Referrals are
 * made by chance from the rule base (tests/made.c): each differs from all others, as a year of a hospital's orders would, and
 * worse, because chance knows no habits. Then the same referrals again under other ids and ages. Prints referrals a second of one
 * core. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "diff.h"
#include "made.h"

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* n referrals, of which n_kinds are different but for their ids. */
static rsi_buf *make_lines(const rscan_rulebase *rb, uint32_t n, uint32_t n_kinds) {
  rsi_buf *lines = calloc(n, sizeof *lines);
  made m = {rb, 1};
  for (uint32_t i = 0; lines && i < n; i++) {
    if (i % n_kinds == 0)
      m.state = 1;
    rsi_buf_init(&lines[i], &rsi_malloc_allocator);
    made_referral(&m, &lines[i], i);
  }
  return lines;
}

static void free_lines(rsi_buf *lines, uint32_t n) {
  for (uint32_t i = 0; lines && i < n; i++)
    rsi_buf_free(&lines[i]);
  free(lines);
}

/* The seconds that all referrals take. */
static double replay(rscan_diff *d, rsi_buf *lines, uint32_t n) {
  double begin = now();
  for (uint32_t i = 0; i < n; i++)
    if (rscan_diff_referral(d, lines[i].data, lines[i].length, NULL) != RSCAN_OK)
      exit(1);
  return now() - begin;
}

/* A rule base may not be changed; a copy of the rows may, for as long as it is compared. */
static rsi_row *change(rscan_rulebase *rb, uint32_t guideline) {
  rsi_row *rows = malloc(rb->n_rows * sizeof *rows);
  const rsi_scenario *s = &rb->scenarios[rb->guidelines[guideline].scenarios.first];
  if (!rows)
    exit(1);
  memcpy(rows, rb->rows, rb->n_rows * sizeof *rows);
  for (uint32_t i = 0; i < s->rows.count; i++)
    rows[s->rows.first + i].category = (uint8_t)(1 + rows[s->rows.first + i].category % 3);
  return rows;
}

/* Each guideline changed in turn; all referrals a second. */
static double rate(const rscan_rulebase *old, rscan_rulebase *new, uint32_t n, uint32_t n_kinds, double *parted) {
  rsi_buf *lines = make_lines(old, n, n_kinds);
  double seconds = 0, all = (double)n * old->n_guidelines;
  *parted = 0;
  for (uint32_t g = 0; lines && g < old->n_guidelines; g++) {
    const rsi_row *rows = new->rows;
    new->rows = change(new, g);
    rscan_diff *d = rscan_diff_new((rscan_rulebase *)old, new, NULL);
    if (!d)
      exit(1);
    seconds += replay(d, lines, n);
    *parted += (double)rscan_diff_parted_count(d) / all;
    rscan_diff_free(d);
    free((void *)new->rows);
    new->rows = rows;
  }
  free_lines(lines, n);
  return all / seconds;
}

int main(int argc, char **argv) {
  rscan_rulebase *old = rscan_rulebase_load(argc > 1 ? argv[1] : "rules", NULL, NULL),
                 *new = rscan_rulebase_load(argc > 1 ? argv[1] : "rules", NULL, NULL);
  uint32_t n = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 100000;
  double parted, ignored;
  if (!old || !new)
    return 1;
  double different = rate(old, new, n, n, &parted), repeating = rate(old, new, n, n / 20, &ignored);
  printf(
      "diff, %u guidelines changed in turn, referrals a second: %.0f made by chance, all different (%.1f %% answered otherwise); "
      "%.0f where each comes twenty times\n",
      old->n_guidelines, different, 100 * parted, repeating);
  rscan_rulebase_unref(old);
  rscan_rulebase_unref(new);
  return 0;
}
