/* The manual page, from the same tables as the help: `rightscan help --man`. */
#include <string.h>

#include "cli.h"

/* Text as mdoc: backslashes and leading dots are the page's own language. */
static void put(const char *text) {
  for (bool is_start = true; *text; text++) {
    if (is_start && (*text == '.' || *text == '\''))
      fputs("\\&", stdout);
    if (*text == '\\')
      fputs("\\e", stdout);
    else
      putchar(*text);
    is_start = *text == '\n';
  }
}

static void put_options(const cli_option *table) {
  for (; table->name; table++) {
    printf(".It Fl \\-%s", table->name);
    if (table->argument)
      printf(" Ar \"%s\"", table->argument);
    putchar('\n');
    put(table->help);
    puts(".");
  }
}

static void put_command(const cli_command *command) {
  printf(".Ss %s %s\n", command->name, command->arguments);
  put(command->summary);
  puts(".");
  if (*command->details) {
    puts(".Bd -literal");
    put(command->details);
    puts("\n.Ed");
  }
  puts(".Bl -tag -width indent");
  for (const cli_option *const *table = command->options; *table; table++)
    if (*table != cli_common_options && (*table != cli_referral_options || command == &cli_check))
      put_options(*table);
  puts(".El");
}

void cli_print_man(const cli_command *const *commands, size_t n) {
  puts(".\\\" Made by `rightscan help --man`; do not edit.\n"
       ".Dd November 24, 2026\n.Dt RIGHTSCAN 1\n.Os\n.Sh NAME\n.Nm rightscan\n.Nd is this the right imaging exam for this patient, "
       "and if not, what is?\n"
       ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar options\n.Sh DESCRIPTION\n"
       ".Nm\nholds imaging referrals against a rule base of guidelines: a verdict on the exam that was ordered, the exam to prefer "
       "(often\n"
       "ultrasound, radiography or none), why, on whose evidence, and which single question would settle it when facts are "
       "missing.\n"
       "Guidelines advise, they do not forbid: the decision stays with the clinician and the patient.\n"
       ".Sh COMMANDS");
  for (size_t i = 0; i < n; i++)
    put_command(commands[i]);
  puts(".Sh COMMON OPTIONS\n.Bl -tag -width indent");
  put_options(cli_common_options);
  puts(".El\n.Sh ENVIRONMENT\n.Bl -tag -width indent\n.It Ev RIGHTSCAN_RULES\nThe rule base to use when\n.Fl \\-rules\nis not "
       "given.\n.El\n"
       ".Sh WHICH RULE BASE\n"
       "The first of these: a directory with a\n.Pa rulebase.xml\nthat stands among the arguments of an author's command (all but\n"
       ".Ic check , advise\nand\n.Ic batch ) ;\n.Fl \\-rules ;\n.Ev RIGHTSCAN_RULES\n(said if it is another than the one "
       "here);\nfor an author's command, the current "
       "directory or its\n"
       ".Pa rules ,\nif there is a\n.Pa rulebase.xml\nin it, which is said on stderr; the installed one.\n"
       ".Sh EXIT STATUS\n0 done; 1 the check it was asked to make failed; 2 usage; 3 bad input; 4 bad rule base.\n"
       ".Sh EXAMPLES\n.Dl rightscan check --age 46 --sex male --exam \\(dqMRI brain\\(dq --reason \\(dqrecurrent migraine, normal "
       "neuro exam\\(dq\n"
       ".Dl rightscan batch referrals.ndjson > decisions.ndjson\n.Dl rightscan lint my-rules\n"
       ".Sh SEE ALSO\n.Xr rightscan 3");
}
