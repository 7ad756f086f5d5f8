#include "support.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMESPACE "urn:rightscan:rules"

char *test_root(const char *root, const char *attributes, const char *text) {
  char *out = NULL;
  ck_assert_int_ge(asprintf(&out, "<%s xmlns=\"" NAMESPACE "\" format=\"1\" %s>%s</%s>", root, attributes, text, root), 0);
  return out;
}

static void write_file(const char *dir, const char *name, const char *text) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *out = fopen(path, "wb");
  ck_assert_msg(out != NULL, "cannot write %s", path);
  fputs(text, out);
  fclose(out);
}

char *test_make_dir(const test_file *files) {
  const char *base = getenv("TMPDIR");
  char *dir = NULL;
  ck_assert_int_ge(asprintf(&dir, "%s/rightscan-test-XXXXXX", base ? base : "/tmp"), 0);
  ck_assert_ptr_nonnull(mkdtemp(dir));
  for (; files->name; files++)
    write_file(dir, files->name, files->text);
  return dir;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at) {
  (void)st, (void)kind, (void)at;
  return remove(path);
}

void test_remove_dir(char *dir) {
  nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  free(dir);
}

rscan_rulebase *test_load(const test_file *files, rscan_error **err) {
  char manifest[8192];
  size_t n = (size_t)snprintf(manifest, sizeof manifest,
                              "<rulebase xmlns=\"" NAMESPACE "\" format=\"1\" id=\"test\" version=\"1\" effective=\"2026-01-01\" "
                              "review-by=\"2030-01-01\"><title lang=\"en\">Test</title><title lang=\"fr\">Essai</title>");
  bool has_manifest = false;
  for (const test_file *f = files; f->name; f++) {
    has_manifest |= strcmp(f->name, "rulebase.xml") == 0;
    n += (size_t)snprintf(manifest + n, sizeof manifest - n, "<module href=\"%s\"/>", f->name);
  }
  snprintf(manifest + n, sizeof manifest - n, "</rulebase>");
  char *dir = test_make_dir(files);
  if (!has_manifest)
    write_file(dir, "rulebase.xml", manifest);
  rscan_rulebase *book = rscan_rulebase_load(dir, NULL, err);
  test_remove_dir(dir);
  return book;
}

/* The shared part of every tiny book: two authorities, a few exams. */
static const char *const authorities =
    "<authority id=\"home\"><title lang=\"en\">Home</title></authority>"
    "<authority id=\"acr\"><title lang=\"en\">ACR</title></authority>"
    "<profile id=\"both\" default=\"yes\" prefer=\"home acr\"><title lang=\"en\">Both</title></profile>";
static const char *const exams =
    "<region id=\"limb\"><title lang=\"en\">limb</title><cue>limb</cue></region>"
    "<region id=\"knee\" within=\"limb\"><title lang=\"en\">knee</title><cue>knee</cue></region>"
    "<region id=\"head\"><title lang=\"en\">head</title><cue>head; brain</cue></region>"
    "<modality id=\"MR\"><title lang=\"en\">MRI</title><cue>MRI</cue></modality>"
    "<modality id=\"CT\"><title lang=\"en\">CT</title><cue>CT</cue></modality>"
    "<modality id=\"DX\"><title lang=\"en\">radiograph</title><cue>radiograph; x-ray</cue></modality>"
    "<contrast id=\"without\"><title lang=\"en\">without contrast</title><cue>without contrast</cue></contrast>"
    "<contrast id=\"with\"><title lang=\"en\">with contrast</title><cue>with contrast</cue></contrast>"
    "<exam id=\"none\" contrast=\"none\"><title lang=\"en\">no imaging</title></exam>"
    "<exam id=\"mr-knee\" modality=\"MR\" region=\"knee\" contrast=\"without\" default=\"yes\" radiation-adult=\"0\"><title "
    "lang=\"en\">MRI knee</title></exam>"
    "<exam id=\"mr-knee-with\" modality=\"MR\" region=\"knee\" contrast=\"with\" radiation-adult=\"0\"><title lang=\"en\">MRI knee "
    "with contrast</title></exam>"
    "<exam id=\"ct-knee\" modality=\"CT\" region=\"knee\" contrast=\"without\" radiation-adult=\"2\"><title lang=\"en\">CT "
    "knee</title></exam>"
    "<exam id=\"xr-knee\" modality=\"DX\" region=\"knee\" contrast=\"none\" default=\"yes\" radiation-adult=\"1\"><title "
    "lang=\"en\">Radiograph knee</title></exam>"
    "<exam id=\"ct-head\" modality=\"CT\" region=\"head\" contrast=\"without\" default=\"yes\" radiation-adult=\"3\"><title "
    "lang=\"en\">CT head</title></exam>";

rscan_rulebase *test_book(const char *facts, const char *scores, const char *guidelines, const char *extra_module) {
  char *parts[4] = {test_root("authorities", "", authorities), test_root("exams", "", exams), test_root("facts", "", facts),
                    test_root("scores", "", scores ? scores : "")};
  test_file files[12] = {{"authorities.xml", parts[0]}, {"exams.xml", parts[1]}, {"facts.xml", parts[2]}, {"scores.xml", parts[3]}};
  char *pieces[6] = {NULL};
  size_t n = 4, n_pieces = 0;
  /* guidelines: one or more whole guideline documents, separated by a line of "---" */
  char *copy = strdup(guidelines), *save = NULL;
  for (char *g = strtok_r(copy, "\f", &save); g && n < 10; g = strtok_r(NULL, "\f", &save)) {
    static const char *const names[] = {"g0.xml", "g1.xml", "g2.xml", "g3.xml", "g4.xml", "g5.xml"};
    pieces[n_pieces] = strdup(g);
    files[n++] = (test_file){names[n_pieces], pieces[n_pieces]};
    n_pieces++;
  }
  if (extra_module)
    files[n++] = (test_file){"extra.xml", extra_module};
  rscan_error *err = NULL;
  rscan_rulebase *book = test_load(files, &err);
  for (size_t i = 0; err && i < rscan_error_count(err); i++)
    fprintf(stderr, "%s\n", rscan_error_text(err, i));
  ck_assert_msg(book != NULL, "the tiny rule base has errors");
  rscan_error_free(err);
  for (size_t i = 0; i < 4; i++)
    free(parts[i]);
  for (size_t i = 0; i < n_pieces; i++)
    free(pieces[i]);
  free(copy);
  return book;
}

int test_run(Suite *suite) {
  SRunner *runner = srunner_create(suite);
  srunner_set_tap(runner, "-");
  srunner_run_all(runner, CK_SILENT);
  int n_failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return n_failed != 0;
}

/* ---- allocations ---- */

unsigned long test_calls, test_fail_at, test_held;

static bool is_to_fail(void) { return ++test_calls == test_fail_at; } /* a debugger stops here to see whose allocation it is */

static void *count_alloc(size_t size, void *context) {
  (void)context;
  if (is_to_fail())
    return NULL;
  test_held++;
  return malloc(size);
}

static void *count_resize(void *block, size_t size, void *context) {
  (void)context;
  if (is_to_fail())
    return NULL;
  test_held += !block;
  return realloc(block, size);
}

static void count_release(void *block, void *context) {
  (void)context;
  test_held -= block != NULL;
  free(block);
}

const rscan_allocator test_allocator = {count_alloc, count_resize, count_release, NULL};
