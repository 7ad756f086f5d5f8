/* The rightscan program: a table of subcommands, a file each, on the public header alone.
 *
 * Answers go to stdout, talk to stderr. Exit status: 0 done, 1 the check it was asked to make failed, 2 usage, 3 bad input,
 * 4 bad rule base. */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "rightscan.h"

enum cli_status { CLI_DONE = 0, CLI_CHECK_FAILED = 1, CLI_USAGE = 2, CLI_BAD_INPUT = 3, CLI_BAD_RULEBASE = 4 };

/* One option; a table of these, ended by a NULL name, gives parsing, help and man page alike. */
typedef struct cli_option {
  const char *name;     /* without the two dashes */
  const char *argument; /* what follows it, in capitals; NULL for a flag */
  const char *help;
} cli_option;

typedef struct cli_command cli_command;

#define CLI_MAX_OPTIONS 200

/* A command line taken apart: options in the order given, then the other arguments. */
typedef struct cli_args {
  const cli_command *command;
  struct cli_given {
    const cli_option *option;
    const char *value;
  } given[CLI_MAX_OPTIONS];
  size_t n_given;
  const char **rest;
  size_t n_rest;
  const char *book; /* authors' commands: the rule base they are about, for as long as the program runs; NULL: the installed one */
  const char *file; /* lint: the one file of it that was named, or NULL */
} cli_args;

struct cli_command {
  const char *name, *arguments, *summary, *details;
  const cli_option *const *options; /* tables, ended by NULL */
  int (*run)(const cli_args *args);
};

extern const cli_command cli_check, cli_advise, cli_batch, cli_explain, cli_list, cli_show, cli_lint, cli_test, cli_read, cli_cover,
    cli_new, cli_diff, cli_doc;
extern const cli_option cli_common_options[], cli_format_options[], cli_lang_options[], cli_referral_options[];

/* args.c */
bool cli_parse(const cli_command *command, int argc, char **argv, cli_args *args); /* says what is wrong on stderr */
const char *cli_value(const cli_args *args, const char *name);                     /* the last given; NULL */
bool cli_has(const cli_args *args, const char *name);
void cli_print_help(const cli_command *command, FILE *out);
int cli_usage(const cli_args *args, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool cli_format(const cli_args *args, rscan_format standard, rscan_format *format); /* --format; false: said and wrong */
const char *cli_language(const cli_args *args);                                     /* --lang or "en" */

/* man.c */
void cli_print_man(const cli_command *const *commands, size_t n);

/* book.c */
int cli_open_book(const cli_args *args, rscan_rulebase **book); /* CLI_DONE or the exit status, already explained */
/* For authors: without what has mistakes, which is told on stderr; CLI_DONE if anything is left to try. */
int cli_open_draft(const cli_args *args, rscan_rulebase **book);
bool cli_is_whole(const rscan_rulebase *book);                         /* nothing was left out, nothing is wrong */
void cli_tell_draft(const cli_args *args, const rscan_rulebase *book); /* its mistakes, and what it is without, to stderr */
bool cli_lacks(const cli_args *args, const rscan_rulebase *book, const char *id); /* a draft was to do without it: said on stderr */
void cli_tell_left_out(const cli_args *args, const rscan_rulebase *book);         /* only the latter; nothing of a whole one */
const char *cli_rules_dir(const cli_args *args);                                  /* NULL: the installed one */
/* For authors, before their command runs: which rule base? An argument behind the first n_own that is one, which is taken out of
 * the rest; --rules; $RIGHTSCAN_RULES; the one they stand in, which is said on stderr. False: given twice, which was said. */
bool cli_choose_book(cli_args *args, size_t n_own);
void cli_tell_book(const cli_args *args); /* the one they stand in */
/* More arguments than are wanted: says why one of them is not taken for a rule base. CLI_USAGE. */
int cli_stray(const cli_args *args, const char *wanted);
bool cli_holds_book(const char *dir);         /* is there a rulebase.xml? */
char *cli_book_around(const char *file);      /* the rule base that a file lies in, or would lie in: free(); NULL when in none */
void cli_print_error(const rscan_error *err); /* each diagnostic to stderr */
int cli_fail(rscan_error *err);               /* prints, frees; the exit status that fits */

/* referral.c */
int cli_read_referral(const cli_args *args, rscan_referral *referral); /* from the flags or --json */
/* open: cli_open_book or cli_open_draft. What a draft that is not whole answers has the exit status of a bad rule base. */
int cli_decide(const cli_args *args, int (*open)(const cli_args *args, rscan_rulebase **book),
               int (*then)(const cli_args *args, rscan_scratch *scratch));
int cli_print(const char *text, size_t length); /* CLI_DONE, or a message when stdout cannot be written */

/* revision.c */
bool cli_has_revision(const char *dir, const char *revision); /* does git know a rule base there, as it was then? Says nothing */
char *cli_unpack_revision(const char *dir, const char *revision); /* a new directory: cli_remove_dir(); NULL after saying why */
void cli_remove_dir(char *dir);                                   /* with all in it; NULL is welcome */

/* input.c */
char *cli_read_all(const char *path, size_t *length); /* "-" is stdin; NULL after saying why */

#endif
