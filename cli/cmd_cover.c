/* cover: what the rule base's own cases exercise, and what they never touch. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static bool read_format(const cli_args *args, rscan_format *format) {
  const char *value = cli_value(args, "format");
  if (!value || strcmp(value, "html") != 0)
    return cli_format(args, RSCAN_FORMAT_TEXT, format);
  *format = RSCAN_FORMAT_HTML;
  return true;
}

/* A percentage to reach; -1 when none was given. */
static bool read_bar(const cli_args *args, double *bar) {
  const char *value = cli_value(args, "fail-under");
  char *end = NULL;
  *bar = value ? strtod(value, &end) : -1;
  if (!value || (*value && !*end && *bar >= 0 && *bar <= 100))
    return true;
  cli_usage(args, "--fail-under is a percentage from 0 to 100, not \"%s\"", value);
  return false;
}

static void run_all(const rscan_cases *cases, rscan_coverage *coverage, rscan_scratch *scratch) {
  size_t n_bad = 0;
  for (size_t i = 0; i < rscan_cases_count(cases); i++)
    n_bad += rscan_coverage_run(coverage, i, scratch, NULL) != RSCAN_PASSED;
  if (n_bad)
    fprintf(stderr, "rightscan cover: %zu of %zu cases do not pass; `rightscan test` says why\n", n_bad, rscan_cases_count(cases));
}

static int report(const cli_args *args, rscan_coverage *coverage, rscan_scratch *scratch, rscan_format format, double bar) {
  const char *guideline = args->n_rest ? args->rest[0] : NULL;
  rscan_error *err = NULL;
  char *text = cli_has(args, "suggest") ? rscan_coverage_suggest(coverage, guideline, scratch, &err)
                                        : rscan_coverage_report(coverage, guideline, cli_language(args), format, &err);
  if (!text)
    return cli_fail(err);
  int status = cli_print(text, strlen(text));
  double percent = rscan_coverage_percent(coverage, guideline);
  rscan_text_free(text);
  if (status != CLI_DONE || percent >= bar)
    return status;
  fprintf(stderr, "rightscan cover: %.1f %% of scenarios and branches are exercised, wanted %g %%\n", percent, bar);
  return CLI_CHECK_FAILED;
}

static int cover(const cli_args *args, rscan_rulebase *book, rscan_format format, double bar) {
  rscan_error *err = NULL;
  rscan_scratch *scratch = rscan_scratch_new(book, &err);
  rscan_cases *cases = scratch ? rscan_cases_load(book, cli_rules_dir(args), &err) : NULL;
  rscan_coverage *coverage = cases ? rscan_coverage_new(cases, &err) : NULL;
  int status;
  if (!coverage) {
    status = cli_fail(err);
  } else {
    run_all(cases, coverage, scratch);
    status = report(args, coverage, scratch, format, bar);
  }
  rscan_coverage_free(coverage);
  rscan_cases_free(cases);
  rscan_scratch_free(scratch);
  return status;
}

static int run_cover(const cli_args *args) {
  rscan_rulebase *book;
  rscan_format format;
  double bar;
  if (!read_format(args, &format) || !read_bar(args, &bar))
    return CLI_USAGE;
  if (args->n_rest > 1)
    return cli_usage(args, "cover takes one guideline, or none for all");
  int status = cli_open_book(args, &book);
  if (status == CLI_DONE) {
    status = cover(args, book, format, bar);
    rscan_rulebase_unref(book);
  }
  return status;
}

static const cli_option options[] = {
    {"fail-under", "PERCENT", "fail (status 1) when fewer of the scenarios and branches are exercised"},
    {"suggest", NULL, "print the missing cases as XML: facts solved for, the expectation left for you to confirm"},
    {NULL, NULL, NULL},
};
static const cli_option *const tables[] = {options, cli_common_options, NULL};
const cli_command cli_cover = {
    "cover",
    "[GUIDELINE]",
    "Say what the cases of the rule base exercise, and what they never touch",
    "Counts scenarios chosen, branches of conditions (each fact and each all/any seen to hold and to fail), ratings that a case "
    "would\n"
    "notice if they changed, safety rules and cues. The percentage is of scenarios and branches. With a GUIDELINE its ratings are\n"
    "listed one by one. --format html makes one page that needs nothing else.",
    tables,
    run_cover};
