/* rightscan: one program, a file a subcommand. */
#include <string.h>

#include "cli.h"

static const cli_command *const commands[] = {&cli_check, &cli_advise, &cli_batch, &cli_explain, &cli_read, &cli_list, &cli_show,
                                              &cli_lint,  &cli_test,   &cli_cover, &cli_new,     &cli_diff, &cli_doc};
#define N_COMMANDS (sizeof commands / sizeof *commands)

/* Authors work on the rule base that they name or stand in, clinics on the installed one. A command's own first arguments never
 * name a rule base; diff takes care of its two sides itself. */
static const struct {
  const cli_command *command;
  size_t n_own;
} for_authors[] = {{&cli_explain, 0}, {&cli_read, 1},  {&cli_list, 0}, {&cli_show, 0}, {&cli_lint, 0},
                   {&cli_test, 0},    {&cli_cover, 0}, {&cli_new, 2},  {&cli_diff, 2}, {&cli_doc, 0}};

static const cli_command *find(const char *name) {
  for (size_t i = 0; i < N_COMMANDS; i++)
    if (strcmp(commands[i]->name, name) == 0)
      return commands[i];
  return NULL;
}

static void print_overview(FILE *out) {
  fputs("Usage: rightscan COMMAND [OPTION …]\n\n"
        "Is this the right exam for this patient, and if not, what is?\n\n",
        out);
  for (size_t i = 0; i < N_COMMANDS; i++)
    fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
  fputs("  version    say which version this is\n"
        "  help       explain a command: rightscan help COMMAND\n\n"
        "All but check, advise and batch take the directory of a rule base; without one they use the one in this directory,\n"
        "if there is any, and say so.\n\n"
        "Advice, not command: guidelines inform a decision that stays with the clinician and the patient.\n",
        out);
}

static int help(int argc, char **argv) {
  if (argc > 2 && strcmp(argv[2], "--man") == 0) {
    cli_print_man(commands, N_COMMANDS);
    return CLI_DONE;
  }
  const cli_command *command = argc > 2 ? find(argv[2]) : NULL;
  if (argc > 2 && !command) {
    fprintf(stderr, "rightscan: there is no command \"%s\"; `rightscan help` lists them\n", argv[2]);
    return CLI_USAGE;
  }
  if (command)
    cli_print_help(command, stdout);
  else
    print_overview(stdout);
  return CLI_DONE;
}

static bool choose_book(cli_args *args) {
  for (size_t i = 0; i < sizeof for_authors / sizeof *for_authors; i++)
    if (for_authors[i].command == args->command)
      return cli_choose_book(args, for_authors[i].n_own);
  return true;
}

static bool asks_for_help(int argc, char **argv) {
  for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++)
    if (strcmp(argv[i], "--help") == 0)
      return true;
  return false;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    print_overview(stderr);
    return CLI_USAGE;
  }
  if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0)
    return help(argc, argv);
  if (strcmp(argv[1], "version") == 0 || strcmp(argv[1], "--version") == 0) {
    printf("rightscan %s (contract %d, rule base format %d)\n", rscan_version(), RSCAN_CONTRACT, RSCAN_FORMAT);
    return CLI_DONE;
  }
  const cli_command *command = find(argv[1]);
  if (!command) {
    fprintf(stderr, "rightscan: there is no command \"%s\"; `rightscan help` lists them\n", argv[1]);
    return CLI_USAGE;
  }
  static cli_args args;
  if (asks_for_help(argc, argv)) {
    cli_print_help(command, stdout);
    return CLI_DONE;
  }
  if (!cli_parse(command, argc - 2, argv + 2, &args) || !choose_book(&args))
    return CLI_USAGE;
  return command->run(&args);
}
