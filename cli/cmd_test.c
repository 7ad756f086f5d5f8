/* test: the rule base's own cases. A case that fails decided otherwise than expected; one that is broken could not be decided. */
#include <string.h>

#include "cli.h"

static bool is_wanted(const cli_args *args, const char *name) {
  const char *filter = cli_value(args, "filter");
  return !filter || strstr(name, filter);
}

static int run_cases(const cli_args *args, const rscan_cases *cases, rscan_scratch *scratch) {
  size_t n[3] = {0, 0, 0};
  for (size_t i = 0; i < rscan_cases_count(cases); i++) {
    const char *message = NULL, *name = rscan_case_name(cases, i);
    if (!is_wanted(args, name))
      continue;
    rscan_outcome outcome = rscan_case_run(cases, i, scratch, &message);
    n[outcome]++;
    if (outcome != RSCAN_PASSED)
      printf("%s %s (%s)\n  %s\n", outcome == RSCAN_FAILED ? "FAILED" : "BROKEN", name, rscan_case_place(cases, i),
             message ? message : "");
  }
  if (n[0] + n[1] + n[2] == 0) {
    fprintf(stderr, "rightscan test: no case found%s\n", cli_has(args, "filter") ? " that the filter lets through" : "");
    return CLI_CHECK_FAILED;
  }
  printf("%zu passed, %zu failed, %zu broken\n", n[RSCAN_PASSED], n[RSCAN_FAILED], n[RSCAN_BROKEN]);
  return n[RSCAN_FAILED] + n[RSCAN_BROKEN] ? CLI_CHECK_FAILED : CLI_DONE;
}

static int run_test(const cli_args *args) {
  rscan_rulebase *book;
  rscan_error *err = NULL;
  int status = cli_open_book(args, &book);
  if (status != CLI_DONE)
    return status;
  rscan_scratch *scratch = rscan_scratch_new(book, &err);
  rscan_cases *cases = scratch ? rscan_cases_load(book, cli_rules_dir(args), &err) : NULL;
  status = cases ? run_cases(args, cases, scratch) : cli_fail(err);
  rscan_cases_free(cases);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
  return status;
}

static const cli_option options[] = {
    {"filter", "TEXT", "only cases whose name (guideline/id) contains this"},
    {NULL, NULL, NULL},
};
static const cli_option *const tables[] = {options, cli_common_options, NULL};
const cli_command cli_test = {"test", "", "Run the cases of the rule base", "Finding no case is an error.", tables, run_test};
