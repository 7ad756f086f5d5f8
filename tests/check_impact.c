/* The shortcuts of diff, on the shipped rule base: whatever is changed in it, no referral that is answered otherwise is overlooked,
 * and none is counted that is not. Changes are made by chance, wherever one of a few patterns stands, so that no change of a
 * guideline breaks this test. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "diff.h"
#include "made.h"
#include "support.h"

enum { N_REFERRALS = 1000 };

/* One of the `from` in one of the files becomes `to`. */
static const struct {
  const char *files, *from, *to;
} edits[] = {
    {"guidelines", "<has finding=", "<lacks finding="},
    {"guidelines", "<usually-appropriate>", "<may-be-appropriate>"},
    {"guidelines", "at-least=\"", "below=\""},
    {"guidelines", "means=\"unknown\"", "means=\"absent\""},
    {"guidelines", "urgency=\"urgent\"", "urgency=\"routine\""},
    {"guidelines", "regions=\"", "regions=\"toes "},
    {"guidelines", "<any>", "<all>"},
    {"guidelines", "<enter-ordered findings=\"", "<enter findings=\""},
    {"guidelines", "<yields to=\"", "<!-- yields -->"},
    {"facts", "unstated=\"absent\"", "unstated=\"unknown\""},
    {"facts", "<implies finding=\"", "<historical finding=\""},
    {"facts", "danger=\"yes\"", "danger=\"no\""},
    {"facts", "<ask lang=\"en\">", "<ask lang=\"en\">Tell me: "},
    {"scores", "points=\"1", "points=\"3"},
    {"safety", "level=\"warn\"", "level=\"stop\""},
    {"safety", "<message lang=\"en\">", "<message lang=\"en\">Please note: "},
};

static char *dir;

static char *read_file(const char *path) {
  FILE *in = fopen(path, "rb");
  ck_assert_msg(in != NULL, "%s", path);
  struct stat st;
  ck_assert_int_eq(stat(path, &st), 0);
  char *text = calloc(1, (size_t)st.st_size + 1);
  ck_assert_uint_eq(fread(text, 1, (size_t)st.st_size, in), (size_t)st.st_size);
  fclose(in);
  return text;
}

static void write_file(const char *path, const char *text) {
  FILE *out = fopen(path, "wb");
  ck_assert_msg(out && fputs(text, out) >= 0 && fclose(out) == 0, "%s", path);
}

/* The closing tag of an opening one that was renamed. */
static void rename_end(char *at, const char *from, const char *to) {
  char old[40], new[40], *end;
  snprintf(old, sizeof old, "</%s", from + 1);
  snprintf(new, sizeof new, "</%s", to + 1);
  if (*from == '<' && strchr(from, '>') && (end = strstr(at, old)) && strlen(old) == strlen(new))
    memcpy(end, new, strlen(new));
}

/* Edits one place that is drawn; false when there is none or the book does not load with it. The file is put back by the caller. */
static rscan_rulebase *edited(made *m, int e, char path[400], char **kept) {
  char command[600], line[300] = "";
  snprintf(command, sizeof command, "grep -lF -e '%s' %s/%s/*.xml | sort", edits[e].from, dir, edits[e].files);
  FILE *list = popen(command, "r");
  uint32_t n = 0;
  char found[64][300];
  while (n < 64 && fgets(line, sizeof line, list))
    line[strcspn(line, "\n")] = '\0', strcpy(found[n++], line);
  pclose(list);
  if (!n)
    return NULL;
  strcpy(path, found[made_below(m, n)]);
  *kept = read_file(path);
  uint32_t places = 0, at = 0;
  for (char *p = *kept; (p = strstr(p, edits[e].from)); p++)
    places++;
  char *p = *kept;
  for (at = made_below(m, places); (p = strstr(p, edits[e].from)) && at; p++)
    at--;
  char *text = calloc(1, strlen(*kept) + 100);
  memcpy(text, *kept, (size_t)(p - *kept));
  strcat(text, edits[e].to);
  size_t behind = strlen(text);
  strcat(text, p + strlen(edits[e].from));
  rename_end(text + behind, edits[e].from, edits[e].to);
  write_file(path, text);
  free(text);
  return rscan_rulebase_load(dir, NULL, NULL);
}

/* A decision in words, without what every answer carries of its rule base. */
static char *words_of(rscan_scratch *s, rscan_referral *r, const char *json) {
  ck_assert_int_eq(rscan_referral_parse(r, json, strlen(json), NULL), RSCAN_OK);
  ck_assert_ptr_nonnull(rscan_decide(s, r, NULL));
  const char *text = rscan_decision_render(s, RSCAN_FORMAT_JSON, NULL, NULL), *end = strstr(text, "\"rulebase\"");
  return strndup(text, end ? (size_t)(end - text) : strlen(text));
}

/* What a decision comes to: these a diff must never overlook. */
static void outcome_of(char out[400], const struct rscan_decision *d) {
  int n = snprintf(out, 400, "%d %d %d %s %s", d->verdict, d->urgency, d->safety,
                   d->guideline == RSI_NONE ? "" : rsi_string(d->rb, d->rb->guidelines[d->guideline].id),
                   d->scenario == RSI_NONE ? "" : rsi_string(d->rb, d->rb->scenarios[d->scenario].id));
  for (uint32_t i = 0; i < d->n_recommended && n < 300; i++)
    n += snprintf(out + n, 100, " %s", rsi_string(d->rb, d->rb->exams[d->recommended[i].exam].id));
  for (uint32_t i = 0; i < d->n_alternatives && n < 300; i++)
    n += snprintf(out + n, 100, " / %s", rsi_string(d->rb, d->rb->exams[d->alternatives[i].exam].id));
}

static void hold_against_each_other(rscan_rulebase *books[2], made *m, const char *what, uint32_t *n_parted) {
  rscan_scratch *s[2];
  rscan_referral *r[2];
  rscan_diff *d = rscan_diff_new(books[0], books[1], NULL);
  rsi_buf json;
  rsi_buf_init(&json, &rsi_malloc_allocator);
  for (int side = 0; side < 2; side++)
    s[side] = rscan_scratch_new(books[side], NULL), r[side] = rscan_referral_new(books[side], NULL);
  for (uint32_t i = 0; i < N_REFERRALS; i++) {
    char outcomes[2][400], *words[2];
    uint64_t before = rscan_diff_parted_count(d);
    rsi_buf_clear(&json);
    made_referral(m, &json, i);
    ck_assert_int_eq(rscan_diff_referral(d, json.data, json.length, NULL), RSCAN_OK);
    bool has_parted = rscan_diff_parted_count(d) > before;
    for (int side = 0; side < 2; side++) {
      words[side] = words_of(s[side], r[side], json.data);
      outcome_of(outcomes[side], &s[side]->decision);
    }
    bool parts = strcmp(outcomes[0], outcomes[1]) != 0, is_same_text = strcmp(words[0], words[1]) == 0;
    ck_assert_msg(has_parted || !parts, "%s: overlooked: %s\n%s\n%s", what, json.data, outcomes[0], outcomes[1]);
    ck_assert_msg(!has_parted || !is_same_text, "%s: counted, but the same: %s", what, json.data);
    *n_parted += has_parted;
    free(words[0]);
    free(words[1]);
  }
  for (int side = 0; side < 2; side++)
    rscan_referral_free(r[side]), rscan_scratch_free(s[side]);
  rscan_diff_free(d);
  rsi_buf_free(&json);
}

START_TEST(no_referral_that_is_answered_otherwise_is_overlooked_and_none_counted_that_is_not) {
  const char *rules = getenv("RULES");
  char command[600], path[400];
  uint32_t n_tried = 0, n_parted = 0;
  dir = test_make_dir((const test_file[]){{NULL, NULL}});
  ck_assert_ptr_nonnull(rules);
  snprintf(command, sizeof command, "cp -r '%s/.' '%s' && chmod -R u+w '%s'", rules, dir, dir);
  ck_assert_int_eq(system(command), 0);
  rscan_rulebase *old = rscan_rulebase_load(dir, NULL, NULL);
  ck_assert_ptr_nonnull(old);
  made m = {old, 20261124};
  for (int e = 0; e < (int)(sizeof edits / sizeof *edits); e++)
    for (int round = 0; round < 2; round++) {
      char *kept = NULL;
      rscan_rulebase *new = edited(&m, e, path, &kept);
      if (new) {
        n_tried++;
        hold_against_each_other((rscan_rulebase *[]){old, new}, &m, edits[e].from, &n_parted);
      }
      if (kept)
        write_file(path, kept);
      free(kept);
      rscan_rulebase_unref(new);
    }
  rscan_rulebase_unref(old);
  test_remove_dir(dir);
  ck_assert_msg(n_tried >= 16 && n_parted >= 50, "only %u edits could be tried, and %u referrals parted", n_tried, n_parted);
}
END_TEST

int main(void) {
  Suite *s = suite_create("impact");
  TCase *c = tcase_create("impact");
  tcase_set_timeout(c, 300);
  tcase_add_test(c, no_referral_that_is_answered_otherwise_is_overlooked_and_none_counted_that_is_not);
  suite_add_tcase(s, c);
  return test_run(s);
}
