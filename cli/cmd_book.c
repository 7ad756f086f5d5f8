/* list, show: what is in the book. lint: what is wrong with it. */
#include <string.h>

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
    return cli_usage(args, "list takes one kind");
  int status = cli_open_book(args, &book);
  if (status == CLI_DONE)
    status =
        print_and_free(rscan_rulebase_list(book, args->n_rest ? args->rest[0] : "guidelines", cli_language(args), format, &err),
                       err);
  if (book)
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
  if (is_ratings ? args->n_rest > 1 : args->n_rest != 1)
    return cli_usage(args, is_ratings ? "show --ratings takes one guideline, or none for all"
                                      : "show takes one id; `rightscan list` has them");
  int status = cli_open_book(args, &book);
  if (status != CLI_DONE)
    return status;
  if (is_ratings)
    text = rscan_rulebase_ratings(book, args->n_rest ? args->rest[0] : NULL, format, &err);
  else
    text = rscan_rulebase_show(book, args->rest[0], cli_language(args), format, &err);
  status = print_and_free(text, err);
  rscan_rulebase_unref(book);
  return status;
}

/* What the deep look finds when the rule base loads, and what loading found when it does not. */
static rscan_error *find(const cli_args *args, bool *is_loaded) {
  rscan_load_options load = RSCAN_LOAD_OPTIONS_INIT;
  rscan_lint_options lint = RSCAN_LINT_OPTIONS_INIT;
  rscan_error *found = NULL;
  load.site = cli_value(args, "site");
  load.profile = cli_value(args, "profile");
  lint.today = cli_value(args, "today");
  rscan_rulebase *book = rscan_rulebase_load(args->n_rest ? args->rest[0] : cli_rules_dir(args), &load, &found);
  *is_loaded = book != NULL;
  if (book)
    found = rscan_rulebase_lint(book, &lint);
  rscan_rulebase_unref(book);
  return found;
}

static bool passes(const rscan_error *found, bool is_strict) {
  bool is_clean = true;
  for (size_t i = 0; i < rscan_error_count(found); i++)
    is_clean &= rscan_error_severity(found, i) < (is_strict ? RSCAN_WARNING : RSCAN_ERROR);
  return is_clean;
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
  if (cli_has(args, "explain"))
    return explain(cli_value(args, "explain"));
  if (!cli_format(args, RSCAN_FORMAT_TEXT, &format))
    return CLI_USAGE;
  if (args->n_rest > 1)
    return cli_usage(args, "lint takes one directory");
  rscan_error *found = find(args, &is_loaded);
  if (is_loaded && rscan_error_status(found) != RSCAN_OK) {
    bool is_usage = rscan_error_status(found) == RSCAN_BAD_ARGUMENT;
    return cli_fail(found), is_usage ? CLI_USAGE : CLI_BAD_INPUT;
  }
  int status = print_and_free(rscan_lint_report(found, format, &err), err);
  bool is_good = is_loaded && passes(found, cli_has(args, "strict"));
  rscan_error_free(found);
  return status == CLI_DONE && !is_good ? CLI_CHECK_FAILED : status;
}

static const cli_option show_options[] = {
    {"ratings", NULL, "print every rating: variant_id, exam, category, panel_disagreement, source (--format tsv)"},
    {NULL, NULL, NULL},
};
static const cli_option lint_options[] = {
    {"strict", NULL, "warnings fail the check too (notes never do)"},
    {"today", "YYYY-MM-DD", "the day against which review dates are judged; without it they are not"},
    {"explain", "CODE", "print a page about one code: what it means, why it matters, how to mend it"},
    {NULL, NULL, NULL},
};
static const cli_option *const list_tables[] = {cli_common_options, NULL};
static const cli_option *const show_tables[] = {show_options, cli_common_options, NULL};
static const cli_option *const lint_tables[] = {lint_options, cli_common_options, NULL};

const cli_command cli_list = {"list",
                              "[KIND]",
                              "List what is in the rule base",
                              "KIND is guidelines (default), scenarios, exams, findings, scores, safety or authorities.",
                              list_tables,
                              run_list};
const cli_command cli_show = {"show",
                              "ID | --ratings [GUIDELINE]",
                              "Show one thing of the rule base",
                              "ID names a guideline, a scenario (guideline/scenario), an exam, a fact, a score or a safety rule.",
                              show_tables,
                              run_show};
const cli_command cli_lint = {"lint",
                              "[DIR]",
                              "Check a rule base without a patient",
                              "Everything that can be known without a patient: mistakes of the format and of names; scenarios that can never be\n"
                              "chosen; patients for whom a guideline has nothing to say; cues that miss their own examples; wording that labels\n"
                              "patients. --format is text, json or sarif. Exit status 1 when there are errors.",
                              lint_tables,
                              run_lint};
