/* doc: the rule base as a site of static pages, in every language. Each file is written whole under another name, then renamed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

static const char *const languages[] = {"en", "fr"};
#define N_LANGUAGES (sizeof languages / sizeof *languages)

typedef struct site {
  rscan_rulebase *book;
  rscan_cases *cases;
  const char *out;
  size_t n_pages;
} site;

static bool make_dir(const char *path) {
  if (mkdir(path, 0777) == 0 || errno == EEXIST)
    return true;
  fprintf(stderr, "rightscan doc: cannot make %s: %s\n", path, strerror(errno));
  return false;
}

static bool write_file(const char *path, const char *text) {
  char temporary[4200];
  snprintf(temporary, sizeof temporary, "%s.part", path);
  FILE *out = fopen(temporary, "wb");
  bool is_written = out && fwrite(text, 1, strlen(text), out) == strlen(text);
  is_written = out && fclose(out) == 0 && is_written && rename(temporary, path) == 0;
  if (is_written)
    return true;
  fprintf(stderr, "rightscan doc: cannot write %s: %s\n", path, strerror(errno));
  if (out)
    unlink(temporary);
  return false;
}

/* guideline NULL: the index. */
static int write_page(site *s, const char *language, const char *guideline) {
  char path[4100];
  rscan_error *err = NULL;
  char *text = rscan_rulebase_page(s->book, s->cases, guideline, language, &err);
  if (!text)
    return cli_fail(err);
  snprintf(path, sizeof path, "%s/%s/%s.html", s->out, language, guideline ? guideline : "index");
  bool is_written = write_file(path, text);
  rscan_text_free(text);
  s->n_pages++;
  return is_written ? CLI_DONE : CLI_BAD_INPUT;
}

static int write_guidelines(site *s, const char *language) {
  rscan_error *err = NULL;
  int status = CLI_DONE;
  char *list = rscan_rulebase_list(s->book, "guidelines", language, RSCAN_FORMAT_TSV, &err);
  if (!list)
    return cli_fail(err);
  for (char *line = list, *next; *line && status == CLI_DONE; line = next) {
    size_t length = strcspn(line, "\n");
    next = line + length + (line[length] == '\n');
    line[strcspn(line, "\t\n")] = '\0';
    status = write_page(s, language, line);
  }
  rscan_text_free(list);
  return status;
}

/* The front page only leads on to a language. */
static bool write_front(const site *s) {
  char path[4100];
  snprintf(path, sizeof path, "%s/index.html", s->out);
  return write_file(path, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta "
                          "charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
                          "initial-scale=1\"><title>Rightscan</title></head>\n<body><main><h1>Rightscan</h1>\n<ul>\n"
                          "<li><a href=\"en/index.html\">English</a></li>\n<li><a href=\"fr/index.html\" lang=\"fr\" "
                          "hreflang=\"fr\">Français</a></li>\n"
                          "</ul></main></body>\n</html>\n");
}

static int write_site(site *s) {
  char path[4100];
  int status = make_dir(s->out) ? CLI_DONE : CLI_BAD_INPUT;
  for (size_t i = 0; i < N_LANGUAGES && status == CLI_DONE; i++) {
    snprintf(path, sizeof path, "%s/%s", s->out, languages[i]);
    status = make_dir(path) ? write_page(s, languages[i], NULL) : CLI_BAD_INPUT;
    if (status == CLI_DONE)
      status = write_guidelines(s, languages[i]);
  }
  if (status == CLI_DONE && !write_front(s))
    status = CLI_BAD_INPUT;
  if (status == CLI_DONE)
    printf("%zu pages: %s/index.html\n", s->n_pages, s->out);
  return status;
}

static int run_doc(const cli_args *args) {
  rscan_error *err = NULL;
  const char *out = cli_value(args, "out");
  site s = {.out = out ? out : "rightscan-doc"};
  if (args->n_rest)
    return cli_stray(args, "the directory of a rule base (--out names the one to write)");
  if (strlen(s.out) > 4000)
    return cli_usage(args, "the name of the directory is too long");
  int status = cli_open_draft(args, &s.book);
  if (status != CLI_DONE)
    return status;
  s.cases = rscan_cases_load(s.book, cli_rules_dir(args), &err);
  status = s.cases ? write_site(&s) : cli_fail(err);
  if (status == CLI_DONE && !cli_is_whole(s.book))
    status = CLI_BAD_RULEBASE;
  rscan_cases_free(s.cases);
  rscan_rulebase_unref(s.book);
  return status;
}

static const cli_option options[] = {
    {"out", "DIR", "directory to write (rightscan-doc)"},
    {NULL, NULL, NULL},
};
static const cli_option *const tables[] = {options, cli_common_options, NULL};
const cli_command cli_doc = {
    "doc",
    "[DIR]",
    "Write the rule base as a site to read and print: one page a guideline, English and French",
    "Each guideline is drawn, then told in full: conditions, ratings, what silence means, scores, sources, cases.\n"
    "Static HTML: no script, nothing from the network.",
    tables,
    run_doc};
