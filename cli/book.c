/* Opening the rule base that the command line names, and saying what is wrong with it. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"

/* ---- which one ---- */

#define ROOT_FILE "rulebase.xml"
#define DEPTH 16 /* directories that a file may lie below its rule base */
#define PATH_ROOM 4100

const char *cli_rules_dir(const cli_args *args) {
  const char *dir = args->book ? args->book : cli_value(args, "rules");
  if (!dir)
    dir = getenv("RIGHTSCAN_RULES");
  return dir && *dir ? dir : NULL;
}

static bool is_of_kind(const char *path, mode_t kind) {
  struct stat st;
  return stat(path, &st) == 0 && (st.st_mode & S_IFMT) == kind;
}

bool cli_holds_book(const char *dir) {
  char path[PATH_ROOM];
  return snprintf(path, sizeof path, "%s/" ROOT_FILE, dir) < (int)sizeof path && is_of_kind(path, S_IFREG);
}

/* The directory above: of "a/b" it is "a", of "a" ".", of "." "..". */
static void go_up(char dir[PATH_ROOM]) {
  char *slash = strrchr(dir, '/'), *last = slash ? slash + 1 : dir;
  if (strcmp(last, ".") == 0)
    strcpy(last, "..");
  else if (strcmp(last, "..") == 0 && strlen(dir) + 4 < PATH_ROOM)
    strcat(dir, "/..");
  else if (slash)
    slash[slash == dir] = '\0';
  else
    strcpy(dir, ".");
}

char *cli_book_around(const char *file) {
  char dir[PATH_ROOM];
  if (snprintf(dir, sizeof dir, "%s", file) >= (int)sizeof dir)
    return NULL;
  for (int i = 0; i < DEPTH; i++) {
    go_up(dir);
    if (cli_holds_book(dir))
      return strdup(dir);
  }
  return NULL;
}

static bool is_same_dir(const char *a, const char *b) {
  struct stat x, y;
  return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* lint: one file, of the rule base that is named beside it, or that it lies in. */
static bool take_file(cli_args *args, const char *file) {
  args->file = file;
  if (args->book || cli_has(args, "rules"))
    return true;
  args->book = cli_book_around(file);
  if (!args->book)
    cli_usage(args, "%s lies in no rule base: there is no " ROOT_FILE " in its directory, nor above", file);
  return args->book;
}

static bool take_dir(cli_args *args, const char *dir) {
  const char *other = args->book ? args->book : cli_value(args, "rules");
  if (other && !is_same_dir(other, dir))
    return cli_usage(args, "two rule bases are named: \"%s\" and \"%s\"", other, dir), false;
  args->book = other ? other : dir;
  return true;
}

/* Takes the argument that names a rule base (or, for lint, a file of one) out of the rest. */
static bool take_book(cli_args *args, size_t n_own) {
  bool is_lint = strcmp(args->command->name, "lint") == 0;
  for (size_t i = n_own; i < args->n_rest;) {
    const char *argument = args->rest[i];
    bool is_file = is_lint && !args->file && is_of_kind(argument, S_IFREG);
    if (!is_file && !cli_holds_book(argument)) {
      i++;
      continue;
    }
    if (!(is_file ? take_file(args, argument) : take_dir(args, argument)))
      return false;
    memmove(&args->rest[i], &args->rest[i + 1], (--args->n_rest - i) * sizeof *args->rest);
  }
  return true;
}

void cli_tell_book(const cli_args *args) {
  fprintf(stderr, "rightscan %s: using the rule base %s\n", args->command->name,
          strcmp(args->book, ".") == 0 ? "in this directory" : "in rules, below this directory");
}

bool cli_choose_book(cli_args *args, size_t n_own) {
  if (!take_book(args, n_own))
    return false;
  const char *here = cli_holds_book(".") ? "." : cli_holds_book("rules") ? "rules" : NULL, *other = cli_rules_dir(args);
  if (other && here && !args->book && !cli_has(args, "rules") && !is_same_dir(here, other)) /* easily forgotten */
    fprintf(stderr, "rightscan %s: using the rule base of $RIGHTSCAN_RULES, %s, not the one here\n", args->command->name, other);
  if (other)
    return true;
  args->book = here;
  if (args->book && args->command != &cli_diff) /* which says when it needs it */
    cli_tell_book(args);
  return true;
}

/* The argument that looks most like a path, else the last. */
static const char *strayed(const cli_args *args) {
  for (size_t i = 0; i < args->n_rest; i++)
    if (is_of_kind(args->rest[i], S_IFDIR) || is_of_kind(args->rest[i], S_IFREG))
      return args->rest[i];
  return args->rest[args->n_rest - 1];
}

int cli_stray(const cli_args *args, const char *wanted) {
  const char *argument = strayed(args);
  if (is_of_kind(argument, S_IFDIR))
    return cli_usage(args, "the directory \"%s\" is no rule base: it has no " ROOT_FILE, argument);
  if (is_of_kind(argument, S_IFREG))
    return cli_usage(args, "\"%s\" is a file; name the directory of its rule base (`rightscan lint FILE` looks at one file)",
                     argument);
  if (strchr(argument, '/'))
    return cli_usage(args, "there is no rule base \"%s\"", argument);
  return cli_usage(args, "%s takes %s; there is no directory \"%s\" with a " ROOT_FILE, args->command->name, wanted, argument);
}

/* ---- opening ---- */

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

static int open_book(const cli_args *args, rscan_rulebase **book, bool is_partial) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  rscan_error *err = NULL;
  options.site = cli_value(args, "site");
  options.profile = cli_value(args, "profile");
  options.partial = is_partial;
  *book = rscan_rulebase_load(cli_rules_dir(args), &options, &err);
  if (*book)
    return CLI_DONE;
  cli_fail(err);
  return CLI_BAD_RULEBASE;
}

int cli_open_book(const cli_args *args, rscan_rulebase **book) { return open_book(args, book, false); }

/* ---- drafts: rule bases with mistakes in them ---- */

#define SHOWN 8 /* of what was left out, and of what needed it; `rightscan lint` tells all */

bool cli_is_whole(const rscan_rulebase *book) {
  const rscan_error *found = rscan_rulebase_warnings(book);
  bool is_clean = rscan_rulebase_left_out_count(book) == 0;
  for (size_t i = 0; i < rscan_error_count(found) && is_clean; i++)
    is_clean = rscan_error_severity(found, i) != RSCAN_ERROR;
  return is_clean;
}

/* Mistakes first, then what follows from them. */
static void print_mistakes(const rscan_error *found) {
  size_t n_following = 0;
  for (int is_following = 0; is_following < 2; is_following++)
    for (size_t i = 0; i < rscan_error_count(found); i++) {
      bool follows = strcmp(rscan_error_code(found, i), "left-out") == 0;
      if (rscan_error_severity(found, i) == RSCAN_ERROR && follows == is_following && (!follows || n_following++ < SHOWN))
        fprintf(stderr, "%s\n", rscan_error_text(found, i));
    }
  if (n_following > SHOWN)
    fprintf(stderr, "and %zu more that need what was left out; `rightscan lint` names them\n", n_following - SHOWN);
}

/* guideline "knee", or guideline "knee" in hip.xml: there may be another of that name. */
static void print_left_out(const rscan_left_out *l) {
  const char *slash = strrchr(l->file, '/'), *name = slash ? slash + 1 : l->file;
  if (!l->what && l->line)
    fprintf(stderr, "the file named at %s:%u:%u", name, (unsigned)l->line, (unsigned)l->column);
  else if (!l->what)
    fputs(l->file, stderr);
  else if (l->id && strncmp(name, l->id, strlen(l->id)) == 0)
    fprintf(stderr, "%s \"%s\"", l->what, l->id);
  else if (l->id)
    fprintf(stderr, "%s \"%s\" in %s", l->what, l->id, name);
  else
    fprintf(stderr, "<%s> in %s", l->what, name);
}

void cli_tell_left_out(const cli_args *args, const rscan_rulebase *book) {
  size_t n = rscan_rulebase_left_out_count(book);
  for (size_t i = 0; i < n && i < SHOWN; i++) {
    if (!i)
      fprintf(stderr, "rightscan %s: left out: ", args->command->name);
    fputs(i ? ", " : "", stderr);
    print_left_out(rscan_rulebase_left_out(book, i));
  }
  if (n > SHOWN)
    fprintf(stderr, " and %zu more", n - SHOWN);
  if (n)
    fputs("; the rest was tried\n", stderr);
}

bool cli_lacks(const cli_args *args, const rscan_rulebase *book, const char *id) {
  const rscan_left_out *l;
  size_t length = id ? strcspn(id, "/") : 0; /* a scenario is guideline/scenario */
  for (size_t i = 0; id && (l = rscan_rulebase_left_out(book, i)); i++)
    if (l->id && strlen(l->id) == length && strncmp(l->id, id, length) == 0) {
      fprintf(stderr, "rightscan %s: \"%s\" was left out; mend it first\n", args->command->name, l->id);
      return true;
    }
  return false;
}

/* A file that nobody names is easily forgotten: it looks as if it were part of the rule base. */
static void print_unnamed(const rscan_error *found) {
  for (size_t i = 0; i < rscan_error_count(found); i++)
    if (strcmp(rscan_error_code(found, i), "file-unnamed") == 0)
      fprintf(stderr, "%s\n", rscan_error_text(found, i));
}

void cli_tell_draft(const cli_args *args, const rscan_rulebase *book) {
  print_mistakes(rscan_rulebase_warnings(book));
  print_unnamed(rscan_rulebase_warnings(book));
  cli_tell_left_out(args, book);
}

int cli_open_draft(const cli_args *args, rscan_rulebase **book) {
  int status = open_book(args, book, true);
  if (status == CLI_DONE)
    cli_tell_draft(args, *book);
  return status;
}
