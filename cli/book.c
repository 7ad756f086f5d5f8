/* Opening the rule base that the command line names, and saying what is wrong with it. */
#include <stdlib.h>

#include "cli.h"

const char *cli_rules_dir(const cli_args *args) {
  const char *dir = cli_value(args, "rules");
  if (!dir)
    dir = getenv("RIGHTSCAN_RULES");
  return dir && *dir ? dir : NULL;
}

void cli_print_error(const rscan_error *err) {
  for (size_t i = 0; i < rscan_error_count(err); i++)
    fprintf(stderr, "%s\n", rscan_error_text(err, i));
}

int cli_fail(rscan_error *err) {
  int status = rscan_error_status(err) == RSCAN_BAD_RULEBASE ? CLI_BAD_RULEBASE : CLI_BAD_INPUT;
  cli_print_error(err);
  rscan_error_free(err);
  return status;
}

int cli_open_book(const cli_args *args, rscan_rulebase **book) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  rscan_error *err = NULL;
  options.site = cli_value(args, "site");
  options.profile = cli_value(args, "profile");
  *book = rscan_rulebase_load(cli_rules_dir(args), &options, &err);
  if (*book)
    return CLI_DONE;
  cli_fail(err);
  return CLI_BAD_RULEBASE;
}
