/* check: one referral, one decision. advise: the same without an exam. explain: why. */
#include <string.h>

#include "cli.h"

static const cli_option *const decide_options[] = {cli_referral_options, cli_format_options, cli_lang_options, cli_common_options,
                                                   NULL};

static int print_decision(const cli_args *args, rscan_scratch *scratch) {
  rscan_format format;
  rscan_error *err = NULL;
  size_t length;
  if (!cli_format(args, RSCAN_FORMAT_TEXT, &format))
    return CLI_USAGE;
  const char *text = rscan_decision_render(scratch, format, &length, &err);
  return text ? cli_print(text, length) : cli_fail(err);
}

static int run_check(const cli_args *args) { return cli_decide(args, cli_open_book, print_decision); }

static int run_advise(const cli_args *args) {
  if (cli_has(args, "exam"))
    return cli_usage(args, "advise is for when no exam has been chosen; `rightscan check` judges one");
  return cli_decide(args, cli_open_book, print_decision);
}

static const cli_option explain_options[] = {
    {"why-not", "SCENARIO|EXAM", "say what would have to change for this scenario to be chosen, or this exam usually appropriate"},
    {"format", "text|json|dot|svg", "how to print the answer; dot (for Graphviz) and svg draw the guideline with the way taken"},
    {NULL, NULL, NULL},
};
static const cli_option *const all_explain_options[] = {explain_options, cli_referral_options, cli_lang_options, cli_common_options,
                                                        NULL};

static int print_explanation(const cli_args *args, rscan_scratch *scratch) {
  rscan_format format;
  rscan_error *err = NULL;
  size_t length;
  if (!cli_format(args, RSCAN_FORMAT_TEXT, &format))
    return CLI_USAGE;
  const char *text = rscan_decision_explain(scratch, format, cli_value(args, "why-not"), &length, &err);
  return text ? cli_print(text, length) : cli_fail(err);
}

static int run_explain(const cli_args *args) { return cli_decide(args, cli_open_draft, print_explanation); }

const cli_command cli_check = {
    "check",
    "[OPTION …]",
    "Judge one referral",
    "Example:\n  rightscan check --age 46 --sex male --exam \"MRI brain\" --reason \"recurrent migraine, normal neuro exam\"",
    decide_options,
    run_check};
const cli_command cli_advise = {
    "advise",
    "[OPTION …]",
    "Say what to order, when no exam has been chosen",
    "Example:\n  rightscan advise --age 30 --sex female --pregnant yes --reason \"RLQ pain and fever, ?appendicitis\"",
    decide_options,
    run_advise};
const cli_command cli_explain = {
    "explain",
    "[OPTION …]",
    "Say why, step by step",
    "Takes the options of check. Each scenario is shown with how it came out, what decided it and where each fact came from.\n\n"
    "--why-not takes a scenario (\"headache/sudden\", or \"sudden\" alone) or an exam, by id or in words. What would have to "
    "change comes first:\n"
    "the smallest sets of facts, found by search.",
    all_explain_options,
    run_explain};
