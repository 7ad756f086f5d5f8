/* What a decision costs: load time, decisions a second, latency, allocations, memory, on the shipped rule base and on made-up ones
 * of 100, 1,000 and 10,000 scenarios. Public header only. CPU time of one thread; each row is measured in a process of its own, so
 * that peak memory is its own too.
 *
 * usage: bench RULES_DIR PROGRAM [REFERRALS.ndjson] */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "rightscan.h"

#define N_REFERRALS 512 /* distinct ones, so that no cache sees the same twice in a row */
#define N_ROUNDS 400
#define FACTS 11 /* a referral, as in the figures to compare with */

static uint32_t seed = 1;
static uint32_t below(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % n;
}

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void die(const char *what, rscan_error *err) {
  fprintf(stderr, "bench: %s%s%s\n", what, err ? ": " : "", err ? rscan_error_text(err, 0) : "");
  exit(1);
}

/* ---- allocations, counted ---- */

static unsigned long n_allocations;
static void *count_alloc(size_t size, void *context) {
  (void)context;
  n_allocations++;
  return malloc(size);
}
static void *count_resize(void *block, size_t size, void *context) {
  (void)context;
  n_allocations++;
  return realloc(block, size);
}
static void count_release(void *block, void *context) {
  (void)context;
  free(block);
}
static const rscan_allocator counting = {count_alloc, count_resize, count_release, NULL};

/* ---- a made-up rule base: guidelines of six scenarios, each over ten findings of its own ---- */

#define SCENARIOS_EACH 6
#define FINDINGS_EACH 10

static FILE *open_file(const char *dir, const char *name) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *out = fopen(path, "w");
  if (!out)
    die(strerror(errno), NULL);
  return out;
}

static void write_exams(const char *dir) {
  FILE *out = open_file(dir, "exams.xml");
  fputs("<exams xmlns=\"urn:rightscan:rules\" format=\"1\"><modality id=\"MR\"><title lang=\"en\">MRI</title><title "
        "lang=\"fr\">IRM</title><cue>MRI</cue></modality>"
        "<exam id=\"none\" contrast=\"none\"><title lang=\"en\">no imaging</title><title lang=\"fr\">aucune</title></exam>",
        out);
  for (int i = 0; i < 60; i++)
    fprintf(out,
            "<region id=\"region-%d\"><title lang=\"en\">r%d</title><title lang=\"fr\">r%d</title><cue>region%d</cue></region>"
            "<exam id=\"exam-%d\" modality=\"MR\" region=\"region-%d\" contrast=\"without\" default=\"yes\" "
            "radiation-adult=\"%d\"><title lang=\"en\">e%d</title><title lang=\"fr\">e%d</title></exam>",
            i, i, i, i, i, i, i % 5, i, i);
  fputs("</exams>", out);
  fclose(out);
}

static void write_finding(FILE *out, const char *id, const char *attributes) {
  fprintf(out,
          "<finding id=\"%s\" %s><label lang=\"en\">%s</label><label lang=\"fr\">%s</label><ask lang=\"en\">%s?</ask><ask "
          "lang=\"fr\">%s?</ask><cue>%s</cue></finding>",
          id, attributes, id, id, id, id, id);
}

static void write_guideline(const char *dir, unsigned g) {
  static const char *const categories[] = {"usually-appropriate", "may-be-appropriate", "usually-not-appropriate"};
  char name[64], id[64];
  snprintf(name, sizeof name, "g%u.xml", g);
  FILE *out = open_file(dir, name);
  fprintf(out,
          "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"guideline-%u\" version=\"1\" reviewed=\"2026-01-01\" "
          "review-by=\"2036-01-01\" regions=\"region-%u\">"
          "<title lang=\"en\">G</title><title lang=\"fr\">G</title><source id=\"acr\" authority=\"acr\" "
          "year=\"2020\">A</source><enter findings=\"complaint-%u\"/>",
          g, g % 60, g);
  for (int s = 0; s < SCENARIOS_EACH; s++) {
    fprintf(out, "<scenario id=\"s%d\"><title lang=\"en\">S</title><title lang=\"fr\">S</title><when>", s);
    if (s == SCENARIOS_EACH - 1)
      fputs("<always/>", out);
    else
      fprintf(out,
              "<all><any><has finding=\"sign-%u-%d\"/><has finding=\"sign-%u-%d\"/></any><lacks finding=\"sign-%u-%d\"/><measure "
              "of=\"age\" at-least=\"%d\"/></all>",
              g, s, g, s + 1, g, (s + 4) % FINDINGS_EACH, 10 * s);
    fputs("</when><why lang=\"en\">w</why><why lang=\"fr\">w</why><instead lang=\"en\">i</instead><instead "
          "lang=\"fr\">i</instead><ratings source=\"acr\">",
          out);
    for (int c = 0; c < 3; c++) {
      fprintf(out, "<%s>", categories[c]);
      for (int e = 0; e < 3; e++)
        fprintf(out, "exam-%u ", (g + (unsigned)(s * 7 + c * 3 + e)) % 60);
      fprintf(out, "</%s>", categories[c]);
    }
    fputs("</ratings></scenario>", out);
  }
  fputs("</guideline>", out);
  fclose(out);
  (void)id;
}

static void write_book(const char *dir, unsigned n_scenarios) {
  unsigned n_guidelines = (n_scenarios + SCENARIOS_EACH - 1) / SCENARIOS_EACH;
  char id[64];
  FILE *out = open_file(dir, "facts.xml");
  fputs("<facts xmlns=\"urn:rightscan:rules\" format=\"1\"><measure id=\"age\" unit=\"a\" min=\"0\" max=\"130\"><label "
        "lang=\"en\">age</label><label lang=\"fr\">age</label>"
        "<ask lang=\"en\">age?</ask><ask lang=\"fr\">age?</ask></measure>"
        "<choice id=\"sex\"><label lang=\"en\">sex</label><label lang=\"fr\">sexe</label><ask lang=\"en\">sex?</ask><ask "
        "lang=\"fr\">sexe?</ask>"
        "<value id=\"female\"><label lang=\"en\">f</label><label lang=\"fr\">f</label></value><value id=\"male\"><label "
        "lang=\"en\">m</label><label lang=\"fr\">m</label></value></choice>",
        out);
  for (unsigned g = 0; g < n_guidelines; g++) {
    snprintf(id, sizeof id, "complaint-%u", g);
    write_finding(out, id, "");
    for (int f = 0; f < FINDINGS_EACH; f++) {
      snprintf(id, sizeof id, "sign-%u-%d", g, f);
      write_finding(out, id, f % 2 ? "unstated=\"absent\"" : "");
    }
  }
  fputs("</facts>", out);
  fclose(out);
  write_exams(dir);
  out = open_file(dir, "authorities.xml");
  fputs("<authorities xmlns=\"urn:rightscan:rules\" format=\"1\"><authority id=\"acr\"><title lang=\"en\">A</title><title "
        "lang=\"fr\">A</title></authority></authorities>",
        out);
  fclose(out);
  out = open_file(dir, "rulebase.xml");
  fputs("<rulebase xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"bench\" version=\"1\" effective=\"2026-01-01\" "
        "review-by=\"2036-01-01\"><title lang=\"en\">B</title><title lang=\"fr\">B</title>"
        "<module href=\"authorities.xml\"/><module href=\"exams.xml\"/><module href=\"facts.xml\"/>",
        out);
  for (unsigned g = 0; g < n_guidelines; g++) {
    fprintf(out, "<module href=\"g%u.xml\"/>", g);
    write_guideline(dir, g);
  }
  fputs("</rulebase>", out);
  fclose(out);
}

/* ---- referrals for a made-up rule base ---- */

static void make_referral(rscan_referral *r, unsigned n_guidelines, int is_decided, char *json, size_t room) {
  unsigned g = below(n_guidelines);
  size_t n =
      (size_t)snprintf(json, room, "{\"age\":%u,\"sex\":\"%s\",\"exam\":\"exam-%u\",\"findings\":{\"complaint-%u\":\"present\"",
                       20 + below(60), below(2) ? "male" : "female", (g + below(40)) % 60, g);
  int told = is_decided ? FACTS - 3 : 2;
  for (int f = 0; f < told; f++)
    n += (size_t)snprintf(json + n, room - n, ",\"sign-%u-%d\":\"%s\"", g, f, below(4) ? "absent" : "present");
  snprintf(json + n, room - n, "}}");
  rscan_error *err = NULL;
  if (rscan_referral_parse(r, json, strlen(json), &err) != RSCAN_OK)
    die("referral", err);
}

/* ---- measuring ---- */

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

typedef struct figures {
  double load_ms, mean_us, p50_us, p99_us, line_us, allocations;
  long peak_kb;
  unsigned n;
} figures;

static figures measure(rscan_rulebase *book, double load_ms, rscan_referral **referrals, char **lines, unsigned n) {
  static double latencies[N_REFERRALS * 40];
  rscan_error *err = NULL;
  figures f = {.load_ms = load_ms, .n = n};
  rscan_scratch *scratch = rscan_scratch_new(book, &err);
  rscan_referral *line_referral = rscan_referral_new(book, &err);
  unsigned n_latencies = 0;
  struct rusage usage;
  for (int round = 0; round < 3; round++) /* warm */
    for (unsigned i = 0; i < n; i++)
      if (!rscan_decide(scratch, referrals[i], &err))
        die("decide", err);
  unsigned long before = n_allocations;
  double start = now(CLOCK_PROCESS_CPUTIME_ID);
  unsigned rounds = n * N_ROUNDS > 200000 ? N_ROUNDS : 200000 / n + 1;
  for (unsigned round = 0; round < rounds; round++)
    for (unsigned i = 0; i < n; i++)
      rscan_decide(scratch, referrals[i], NULL);
  double total = (double)rounds * n;
  f.mean_us = (now(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e6 / total;
  f.allocations = (double)(n_allocations - before) / total;
  for (int round = 0; round < 40; round++)
    for (unsigned i = 0; i < n; i++) {
      double t = now(CLOCK_MONOTONIC);
      rscan_decide(scratch, referrals[i], NULL);
      latencies[n_latencies++] = (now(CLOCK_MONOTONIC) - t) * 1e6;
    }
  qsort(latencies, n_latencies, sizeof *latencies, compare);
  f.p50_us = latencies[n_latencies / 2];
  f.p99_us = latencies[(size_t)n_latencies * 99 / 100];
  start = now(CLOCK_PROCESS_CPUTIME_ID);
  size_t bytes = 0, length;
  for (int round = 0; round < 40; round++)
    for (unsigned i = 0; i < n; i++) {
      rscan_referral_parse(line_referral, lines[i], strlen(lines[i]), NULL);
      rscan_decide(scratch, line_referral, NULL);
      rscan_decision_render(scratch, RSCAN_FORMAT_JSON, &length, NULL);
      bytes += length;
    }
  f.line_us = (now(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e6 / (40.0 * n);
  getrusage(RUSAGE_SELF, &usage);
  f.peak_kb = usage.ru_maxrss;
  rscan_referral_free(line_referral);
  rscan_scratch_free(scratch);
  return f;
}

static void print_row(const char *name, const figures *f) {
  printf("%-34s %8.1f %9.2f %8.2f %8.2f %10.2f %9.2f %9.1f\n", name, f->load_ms, f->mean_us, f->p50_us, f->p99_us, f->line_us,
         f->allocations, (double)f->peak_kb / 1024);
  fflush(stdout);
}

static rscan_rulebase *load(const char *dir, double *ms) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  rscan_error *err = NULL;
  options.allocator = &counting;
  double best = 1e9;
  rscan_rulebase *book = NULL;
  for (int i = 0; i < 3; i++) {
    rscan_rulebase_unref(book);
    double start = now(CLOCK_PROCESS_CPUTIME_ID);
    book = rscan_rulebase_load(dir, &options, &err);
    if (!book)
      die("load", err);
    double took = (now(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e3;
    best = took < best ? took : best;
  }
  *ms = best;
  return book;
}

static void bench_made_up(unsigned n_scenarios, int is_decided) {
  char dir[] = "/tmp/rightscan-bench-XXXXXX", name[64], json[4096];
  static rscan_referral *referrals[N_REFERRALS];
  static char *lines[N_REFERRALS];
  double ms;
  if (!mkdtemp(dir))
    die(strerror(errno), NULL);
  write_book(dir, n_scenarios);
  rscan_rulebase *book = load(dir, &ms);
  for (unsigned i = 0; i < N_REFERRALS; i++) {
    referrals[i] = rscan_referral_new(book, NULL);
    make_referral(referrals[i], (n_scenarios + SCENARIOS_EACH - 1) / SCENARIOS_EACH, is_decided, json, sizeof json);
    lines[i] = strdup(json);
  }
  snprintf(name, sizeof name, "%u scenarios, %s", n_scenarios, is_decided ? "facts decide" : "some end in questions");
  figures f = measure(book, ms, referrals, lines, N_REFERRALS);
  print_row(name, &f);
  char command[128];
  snprintf(command, sizeof command, "rm -rf %s", dir);
  if (system(command) != 0)
    die("cannot remove the made-up rule base", NULL);
}

static void bench_shipped(const char *rules, const char *path) {
  static rscan_referral *referrals[N_REFERRALS];
  static char *lines[N_REFERRALS];
  char *line = NULL;
  size_t room = 0;
  unsigned n = 0;
  double ms;
  rscan_rulebase *book = load(rules, &ms);
  FILE *in = fopen(path, "r");
  if (!in)
    die(path, NULL);
  while (n < N_REFERRALS && getline(&line, &room, in) > 1) {
    referrals[n] = rscan_referral_new(book, NULL);
    rscan_error *err = NULL;
    if (rscan_referral_parse(referrals[n], line, strlen(line), &err) != RSCAN_OK)
      die(path, err);
    lines[n++] = strdup(line);
  }
  fclose(in);
  figures f = measure(book, ms, referrals, lines, n);
  char name[64];
  const char *base = strrchr(path, '/');
  snprintf(name, sizeof name, "shipped, %s", base ? base + 1 : path);
  print_row(name, &f);
}

/* A whole process: start, load, read, decide, print, end. Wall time, best and median of 21. */
static void bench_process(const char *rules, const char *program) {
  double times[21];
  for (int i = 0; i < 21; i++) {
    double start = now(CLOCK_MONOTONIC);
    pid_t child = fork();
    if (child == 0) {
      if (!freopen("/dev/null", "w", stdout))
        _exit(1);
      execl(program, program, "check", "--rules", rules, "--age", "46", "--sex", "male", "--exam", "MRI brain without contrast",
            "--reason", "recurrent migraine, normal neuro exam", (char *)NULL);
      _exit(127);
    }
    int status;
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
      die("the program failed", NULL);
    times[i] = (now(CLOCK_MONOTONIC) - start) * 1e3;
  }
  qsort(times, 21, sizeof *times, compare);
  printf("\n`rightscan check`, a whole process: median %.1f ms, best %.1f ms\n", times[10], times[0]);
}

/* Each row in a process of its own. */
static void apart(void (*run)(const void *), const void *argument) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    run(argument);
    exit(0);
  }
  int status;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    exit(1);
}

typedef struct row {
  unsigned n_scenarios;
  int is_decided;
  const char *rules, *path;
} row;
static void run_row(const void *argument) {
  const row *r = argument;
  if (r->path)
    bench_shipped(r->rules, r->path);
  else
    bench_made_up(r->n_scenarios, r->is_decided);
}

int main(int argc, char **argv) {
  static const row rows[] = {{100, 1, 0, 0}, {1000, 1, 0, 0}, {10000, 1, 0, 0}, {100, 0, 0, 0}, {1000, 0, 0, 0}, {10000, 0, 0, 0}};
  if (argc < 3) {
    fprintf(stderr, "usage: bench RULES_DIR PROGRAM [REFERRALS.ndjson …]\n");
    return 2;
  }
  printf("%-34s %8s %9s %8s %8s %10s %9s %9s\n", "rule base, referrals", "load ms", "mean us", "p50 us", "p99 us", "line us",
         "allocs", "peak MiB");
  for (int i = 3; i < argc; i++)
    apart(run_row, &(row){0, 0, argv[1], argv[i]});
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    apart(run_row, &rows[i]);
  bench_process(argv[1], argv[2]);
  puts("\nmean, p50, p99: rscan_decide alone, on a referral already set; line: JSON line to JSON line (parse, decide, render);\n"
       "allocs: allocations a warm decision; peak: of the process, made-up referrals and loading included.");
  return 0;
}
