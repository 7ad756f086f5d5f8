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

static int run_lint(const cli_args *args) {
  rscan_load_options load = RSCAN_LOAD_OPTIONS_INIT;
  rscan_error *err = NULL;
  load.site = cli_value(args, "site");
  load.profile = cli_value(args, "profile");
  const char *dir = args->n_rest ? args->rest[0] : cli_rules_dir(args);
  rscan_rulebase *book = rscan_rulebase_load(dir, &load, &err);
  const rscan_error *found = book ? rscan_rulebase_warnings(book) : err;
  size_t n_errors = 0, n = found ? rscan_error_count(found) : 0;
  for (size_t i = 0; i < n; i++) {
    printf("%s\n", rscan_error_text(found, i));
    n_errors += rscan_error_severity(found, i) == RSCAN_ERROR;
  }
  printf("%zu error%s, %zu warning%s\n", n_errors, n_errors == 1 ? "" : "s", n - n_errors, n - n_errors == 1 ? "" : "s");
  bool is_clean = book && (!cli_has(args, "strict") || n == 0);
  rscan_error_free(err);
  rscan_rulebase_unref(book);
  return is_clean ? CLI_DONE : CLI_CHECK_FAILED;
}

static const cli_option show_options[] = {
    {"ratings", NULL, "print every rating: variant_id, exam, category, panel_disagreement, source (--format tsv)"},
    {NULL, NULL, NULL},
};
static const cli_option lint_options[] = {
    {"strict", NULL, "warnings fail the check too"},
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
const cli_command cli_lint = {"lint", "[DIR]", "Check a rule base without a patient", "", lint_tables, run_lint};
