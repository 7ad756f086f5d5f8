/* cover: what the rule base's own cases exercise, and what they never touch. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

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
  rscan_text_free(text);
  double percent = status == CLI_DONE && bar >= 0 ? rscan_coverage_percent(coverage, guideline) : 100;
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
  if (!cli_format(args, RSCAN_FORMAT_TEXT, &format) || !read_bar(args, &bar))
    return CLI_USAGE;
  if (args->n_rest > 1)
    return cli_stray(args, "one guideline, or none for all");
  int status = cli_open_draft(args, &book);
  if (status == CLI_DONE) {
    status = cover(args, book, format, bar);
    if (status == CLI_DONE && !args->n_rest && !cli_is_whole(book)) /* the one guideline asked about is there */
      status = CLI_CHECK_FAILED;
    if (status == CLI_BAD_INPUT && args->n_rest && cli_lacks(args, book, args->rest[0]))
      status = CLI_BAD_RULEBASE;
    rscan_rulebase_unref(book);
  }
  return status;
}

static const cli_option options[] = {
    {"fail-under", "PERCENT", "fail (status 1) when fewer of the scenarios and branches are exercised"},
    {"suggest", NULL, "print the missing cases as XML: facts solved for, the expectation left for you to confirm"},
    {"format", "text|json|html", "how to print it; html is one page that needs nothing else"},
    {NULL, NULL, NULL},
};
static const cli_option *const tables[] = {options, cli_lang_options, cli_common_options, NULL};
const cli_command cli_cover = {
    "cover",
    "[GUIDELINE] [DIR]",
    "Say what the cases of the rule base exercise, and what they never touch",
    "Counts scenarios chosen, branches of conditions (each fact and each all/any seen to hold and to fail), ratings that a case "
    "would\n"
    "notice if they changed, safety rules and cues. The percentage is of scenarios and branches; branches that nothing a referral\n"
    "says can take are not counted. With a GUIDELINE these and its ratings are listed one by one. --format html makes one page\n"
    "that needs nothing else.",
    tables,
    run_cover};
