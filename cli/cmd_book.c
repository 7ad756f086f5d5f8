/* list, show: what is in the book. lint: what is wrong with it. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"

static int print_and_free(char *text, rscan_error *err) {
  if (!text)
    return cli_fail(err);
  int status = cli_print(text, strlen(text));
  rscan_text_free(text);
  return status;
}

static int run_list(const cli_args *args) {
  rscan_rulebase *book;
  rscan_error *err = NULL;
  rscan_format format;
  if (!cli_format(args, RSCAN_FORMAT_TEXT, &format))
    return CLI_USAGE;
  if (args->n_rest > 1)
    return cli_stray(args, "one kind of things");
  int status = cli_open_draft(args, &book);
  if (status == CLI_DONE)
    status =
        print_and_free(rscan_rulebase_list(book, args->n_rest ? args->rest[0] : "guidelines", cli_language(args), format, &err),
                       err);
  if (status == CLI_DONE && !cli_is_whole(book))
    status = CLI_BAD_RULEBASE;
  rscan_rulebase_unref(book);
  return status;
}

static int run_show(const cli_args *args) {
  rscan_rulebase *book;
  rscan_error *err = NULL;
  rscan_format format;
  char *text;
  bool is_ratings = cli_has(args, "ratings");
  if (!cli_format(args, is_ratings ? RSCAN_FORMAT_TSV : RSCAN_FORMAT_TEXT, &format))
    return CLI_USAGE;
  if (args->n_rest > 1)
    return cli_stray(args, is_ratings ? "one guideline, or none for all" : "one id");
  if (!is_ratings && !args->n_rest)
    return cli_usage(args, "show takes an id; `rightscan list` has them");
  int status = cli_open_draft(args, &book);
  if (status != CLI_DONE)
    return status;
  if (is_ratings)
    text = rscan_rulebase_ratings(book, args->n_rest ? args->rest[0] : NULL, format, &err);
  else
    text = rscan_rulebase_show(book, args->rest[0], cli_language(args), format, &err);
  status = print_and_free(text, err);
  if (status == CLI_DONE && !args->n_rest && !cli_is_whole(book)) /* one thing that is shown is whole */
    status = CLI_BAD_RULEBASE;
  if (status == CLI_BAD_INPUT && args->n_rest && cli_lacks(args, book, args->rest[0]))
    status = CLI_BAD_RULEBASE;
  rscan_rulebase_unref(book);
  return status;
}

/* What the deep look finds, of a rule base with mistakes in what they leave; what loading found when they leave nothing. */
static rscan_error *find(const cli_args *args, bool *is_loaded, const char **unchecked) {
  rscan_load_options load = RSCAN_LOAD_OPTIONS_INIT;
  rscan_lint_options lint = RSCAN_LINT_OPTIONS_INIT;
  rscan_error *found = NULL;
  load.site = cli_value(args, "site");
  load.profile = cli_value(args, "profile");
  load.partial = 1;
  lint.today = cli_value(args, "today");
  rscan_rulebase *book = rscan_rulebase_load(cli_rules_dir(args), &load, &found);
  *is_loaded = book != NULL;
  *unchecked = !book ? "scenarios, gaps, scores, cues and their examples, texts, dates"
               : rscan_rulebase_left_out_count(book)
                   ? "what was left out, facts that nothing asks about, words that mean two things"
                   : NULL;
  if (book) {
    cli_tell_left_out(args, book);
    found = rscan_rulebase_lint(book, &lint);
  }
  rscan_rulebase_unref(book);
  return found;
}

static bool is_same_file(const char *a, const char *b) {
  struct stat x, y;
  return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Only what is said of the one file: diagnostics may spell its path otherwise than the author did. */
static void keep_file(rscan_error *found, const char *file) {
  const char *spelt = NULL;
  for (size_t i = 0; i < rscan_error_count(found) && !spelt; i++)
    if (rscan_error_file(found, i) && is_same_file(rscan_error_file(found, i), file))
      spelt = rscan_error_file(found, i);
  char *kept = strdup(spelt ? spelt : file);
  if (kept)
    rscan_error_keep_file(found, kept);
  free(kept);
}

/* "0 errors" of a file that nobody has looked at would be a lie. */
static void tell_if_cases(const cli_args *args) {
  size_t length;
  char *text = cli_read_all(args->file, &length);
  if (text && strstr(text, "<cases") && !strstr(text, "<rulebase"))
    fprintf(stderr, "rightscan lint: cases are not looked at; `rightscan test %s` runs them\n", cli_rules_dir(args));
  free(text);
}

static bool passes(const rscan_error *found, bool is_strict) {
  bool is_clean = true;
  for (size_t i = 0; i < rscan_error_count(found); i++)
    is_clean &= rscan_error_severity(found, i) < (is_strict ? RSCAN_WARNING : RSCAN_ERROR);
  return is_clean;
}

static int print_text(const char *text) { return cli_print(text, strlen(text)); }

static size_t count(const rscan_error *found, rscan_severity severity) {
  size_t n = 0;
  for (size_t i = 0; i < rscan_error_count(found); i++)
    n += rscan_error_severity(found, i) == severity;
  return n;
}

static const char *plural(size_t n) { return n == 1 ? "" : "s"; }

/* What fails the check comes first, each group in the order of the files. Notes are many and no mistakes: counted, and shown when
 * asked for. */
static int print_found(const rscan_error *found, bool has_notes, const char *unchecked) {
  size_t errors = count(found, RSCAN_ERROR), warnings = count(found, RSCAN_WARNING), notes = count(found, RSCAN_NOTE);
  char last[400];
  int status = CLI_DONE;
  for (int severity = RSCAN_ERROR; severity >= (has_notes ? RSCAN_NOTE : RSCAN_WARNING); severity--)
    for (size_t i = 0; i < rscan_error_count(found) && status == CLI_DONE; i++)
      if (rscan_error_severity(found, i) == (rscan_severity)severity)
        status = print_text(rscan_error_text(found, i));
  snprintf(last, sizeof last, "%zu error%s, %zu warning%s, %zu note%s%s%s%s", errors, plural(errors), warnings, plural(warnings),
           notes, plural(notes), notes && !has_notes ? " (--notes shows them)" : "",
           unchecked ? "; not checked because of the errors: " : "", unchecked ? unchecked : "");
  return status == CLI_DONE ? print_text(last) : status;
}

static int explain(const char *code) {
  rscan_error *err = NULL;
  char *page = rscan_lint_explain(code, &err);
  if (page)
    return print_and_free(page, NULL);
  cli_print_error(err);
  rscan_error_free(err);
  return CLI_USAGE;
}

static int run_lint(const cli_args *args) {
  rscan_error *err = NULL;
  rscan_format format;
  bool is_loaded;
  const char *unchecked;
  if (cli_has(args, "explain"))
    return explain(cli_value(args, "explain"));
  if (!cli_format(args, RSCAN_FORMAT_TEXT, &format))
    return CLI_USAGE;
  if (args->n_rest)
    return cli_stray(args, "the directory of a rule base, or one file of it");
  rscan_error *found = find(args, &is_loaded, &unchecked);
  if (is_loaded && rscan_error_status(found) != RSCAN_OK) {
    bool is_usage = rscan_error_status(found) == RSCAN_BAD_ARGUMENT;
    return cli_fail(found), is_usage ? CLI_USAGE : CLI_BAD_INPUT;
  }
  if (is_loaded && args->file) {
    keep_file(found, args->file);
    tell_if_cases(args);
  }
  int status = format == RSCAN_FORMAT_TEXT ? print_found(found, cli_has(args, "notes"), unchecked)
                                           : print_and_free(rscan_lint_report(found, format, &err), err);
  bool is_good = is_loaded && passes(found, cli_has(args, "strict"));
  rscan_error_free(found);
  return status == CLI_DONE && !is_good ? CLI_CHECK_FAILED : status;
}

static const cli_option show_options[] = {
    {"ratings", NULL, "print every rating: variant_id, exam, category, panel_disagreement, source (--format tsv)"},
    {"format", "text|json|tsv|dot|svg", "how to print it; dot (for Graphviz) and svg draw how a guideline decides"},
    {NULL, NULL, NULL},
};
static const cli_option lint_options[] = {
    {"strict", NULL, "warnings fail the check too (notes never do)"},
    {"notes", NULL, "print the notes too, which text only counts; JSON and SARIF always have them"},
    {"today", "YYYY-MM-DD", "the day against which reviews and the years of sources are judged; without it they are not"},
    {"format", "text|json|sarif", "how to print what was found"},
    {"explain", "[CODE]",
     "print a page about one code: what it means, why it matters, how to mend it; without CODE, list all codes"},
    {NULL, NULL, NULL},
};
static const cli_option *const list_tables[] = {cli_format_options, cli_lang_options, cli_common_options, NULL};
static const cli_option *const show_tables[] = {show_options, cli_lang_options, cli_common_options, NULL};
static const cli_option *const lint_tables[] = {lint_options, cli_common_options, NULL};

const cli_command cli_list = {
    "list",
    "[KIND] [DIR]",
    "List what is in the rule base",
    "KIND is guidelines (default), scenarios, exams, findings, scores, safety, authorities, regions, modalities or\n"
    "techniques.",
    list_tables,
    run_list};
const cli_command cli_show = {"show",
                              "ID [DIR] | --ratings [GUIDELINE] [DIR]",
                              "Show one thing of the rule base",
                              "ID names a guideline, a scenario (guideline/scenario), an exam, a fact, a score or a safety rule.",
                              show_tables,
                              run_show};
const cli_command cli_lint = {
    "lint",
    "[DIR|FILE]",
    "Check a rule base without a patient",
    "Everything that can be known without a patient: mistakes of the format and of names; scenarios that can never be\n"
    "chosen; patients for whom a guideline has nothing to say; cues that miss their own examples; wording that labels\n"
    "patients; numbers and texts that cannot be meant. Errors come first, then warnings; notes are counted, and shown with "
    "--notes.\n"
    "With a FILE only what is said of that file of its rule base. Exit status 1 when there are errors.",
    lint_tables,
    run_lint};
