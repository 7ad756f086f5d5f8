/* diff: what changed between two rule bases, and which referrals would be answered differently. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

/* ---- the two rule bases ---- */

typedef struct side {
  const char *name; /* a directory, or git:REVISION of the directory that --rules names */
  char *unpacked;   /* the revision, for as long as it is read */
  rscan_rulebase *book;
} side;

static bool is_revision(const side *s) { return strncmp(s->name, "git:", 4) == 0; }

/* A revision is of the directory that --rules names, else of the first of these that it had a rule base in: the other side; the one
 * the author stands in, or $RIGHTSCAN_RULES. */
static int find_side(const cli_args *args, side *s, const side *other) {
  if (!is_revision(s))
    return CLI_DONE;
  const char *revision = s->name + 4, *asked = cli_value(args, "rules"), *dir = asked;
  const char *places[] = {is_revision(other) ? NULL : other->name, cli_rules_dir(args)};
  for (size_t i = 0; i < 2 && !dir; i++)
    if (places[i] && cli_has_revision(places[i], revision))
      dir = places[i];
  if (dir && dir != asked && dir == args->book)
    cli_tell_book(args);
  if (!dir && (dir = places[0] ? places[0] : places[1]) == NULL)
    return cli_usage(args, "of which directory is %s? Name it with --rules DIR", s->name);
  s->unpacked = cli_unpack_revision(dir, revision);
  if (s->unpacked && cli_holds_book(s->unpacked))
    return CLI_DONE;
  fprintf(stderr, "rightscan diff: git has no rule base of %s in %s; --rules DIR names another directory\n", revision, dir);
  return CLI_BAD_INPUT;
}

/* Reads the side, again if it was read before, without what has mistakes and without what `like` (which may be NULL) is without. */
static int read_side(const cli_args *args, side *s, const rscan_rulebase *like) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  rscan_error *err = NULL;
  options.site = cli_value(args, "site");
  options.profile = cli_value(args, "profile");
  options.partial = 1;
  options.like = like;
  rscan_rulebase_unref(s->book);
  s->book = rscan_rulebase_load(s->unpacked ? s->unpacked : s->name, &options, &err);
  if (s->book)
    return CLI_DONE;
  cli_fail(err);
  fprintf(stderr, "rightscan diff: the rule base %s cannot be used\n", s->name);
  return CLI_BAD_RULEBASE;
}

#define ROUNDS 4 /* what is left out of one side may have been needed by something on the other, hardly more than once */

/* What cannot be used on one side would seem to be new, or gone: it is left out of both. */
static int even_out(const cli_args *args, side sides[2]) {
  size_t n_before = 0, n = 1;
  int status = CLI_DONE;
  for (int i = 0; i < ROUNDS && status == CLI_DONE && n != n_before; i++) {
    n_before = rscan_rulebase_left_out_count(sides[0].book) + rscan_rulebase_left_out_count(sides[1].book);
    for (int k = 0; k < 2 && n_before && status == CLI_DONE; k++)
      status = read_side(args, &sides[k], sides[!k].book);
    if (status == CLI_DONE)
      n = rscan_rulebase_left_out_count(sides[0].book) + rscan_rulebase_left_out_count(sides[1].book);
  }
  return status;
}

static int open_sides(const cli_args *args, side sides[2]) {
  int status = CLI_DONE;
  for (int i = 0; i < 2 && status == CLI_DONE; i++)
    status = find_side(args, &sides[i], &sides[!i]);
  for (int i = 0; i < 2 && status == CLI_DONE; i++)
    if ((status = read_side(args, &sides[i], NULL)) == CLI_DONE)
      cli_tell_draft(args, sides[i].book);
  if (status == CLI_DONE && rscan_rulebase_left_out_count(sides[0].book) + rscan_rulebase_left_out_count(sides[1].book)) {
    fputs("rightscan diff: what is left out of one is left out of the other too\n", stderr);
    status = even_out(args, sides);
  }
  for (int i = 0; i < 2; i++)
    cli_remove_dir(sides[i].unpacked);
  return status;
}

/* ---- referrals ---- */

static void show_progress(FILE *in, off_t size, uint64_t n) {
  off_t at = ftello(in);
  if (size > 0 && at > 0)
    fprintf(stderr, "\r[%-50.*s] %3d %%  %llu referrals", (int)(at * 50 / size),
            "##################################################", (int)(at * 100 / size), (unsigned long long)n);
  else
    fprintf(stderr, "\r%llu referrals", (unsigned long long)n);
}

static int replay(rscan_diff *diff, FILE *in, const char *path) {
  struct stat st;
  rscan_error *err = NULL;
  char *line = NULL;
  size_t room = 0;
  ssize_t length;
  bool has_progress = isatty(STDERR_FILENO);
  off_t size = fstat(fileno(in), &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : 0;
  while ((length = getline(&line, &room, in)) != -1 && !err) {
    if (line[strspn(line, " \t\r\n")])
      rscan_diff_referral(diff, line, (size_t)length, &err);
    if (has_progress && rscan_diff_referral_count(diff) % 10000 == 0)
      show_progress(in, size, rscan_diff_referral_count(diff));
  }
  if (has_progress)
    fputs("\r\033[K", stderr);
  if (!err && ferror(in))
    fprintf(stderr, "rightscan diff: cannot read %s: %s\n", path, strerror(errno));
  free(line);
  if (err)
    return cli_fail(err);
  return ferror(in) ? CLI_BAD_INPUT : CLI_DONE;
}

static int replay_file(const cli_args *args, rscan_diff *diff) {
  const char *path = cli_value(args, "cases");
  if (!path)
    return CLI_DONE;
  bool is_stdin = strcmp(path, "-") == 0;
  FILE *in = is_stdin ? stdin : fopen(path, "rb");
  if (!in) {
    fprintf(stderr, "rightscan diff: cannot open %s: %s\n", path, strerror(errno));
    return CLI_BAD_INPUT;
  }
  int status = replay(diff, in, path);
  if (!is_stdin)
    fclose(in);
  return status;
}

static bool read_examples(const cli_args *args, size_t *n) {
  const char *value = cli_value(args, "examples");
  char *end = NULL;
  *n = value ? strtoul(value, &end, 10) : 3;
  if (!value || (*value >= '0' && *value <= '9' && !*end))
    return true;
  cli_usage(args, "--examples is a number, not \"%s\"", value);
  return false;
}

static int compare(const cli_args *args, rscan_rulebase *const books[2], size_t n_examples, rscan_format format) {
  rscan_error *err = NULL;
  rscan_diff *diff = rscan_diff_new(books[0], books[1], &err);
  if (!diff)
    return cli_fail(err);
  int status = replay_file(args, diff);
  char *text = status == CLI_DONE ? rscan_diff_report(diff, n_examples, cli_language(args), format, &err) : NULL;
  if (text)
    status = cli_print(text, strlen(text));
  else if (status == CLI_DONE)
    status = cli_fail(err);
  rscan_text_free(text);
  rscan_diff_free(diff);
  return status;
}

static int run_diff(const cli_args *args) {
  rscan_format format;
  size_t n_examples;
  if (!cli_format(args, RSCAN_FORMAT_TEXT, &format) || !read_examples(args, &n_examples))
    return CLI_USAGE;
  if (args->n_rest != 2)
    return cli_usage(args, "diff takes two rule bases: the old one and the new one");
  side sides[2] = {{.name = args->rest[0]}, {.name = args->rest[1]}};
  int status = open_sides(args, sides);
  if (status == CLI_DONE)
    status = compare(args, (rscan_rulebase *[]){sides[0].book, sides[1].book}, n_examples, format);
  if (status == CLI_DONE && !(cli_is_whole(sides[0].book) && cli_is_whole(sides[1].book)))
    status = CLI_BAD_RULEBASE;
  for (int i = 0; i < 2; i++)
    rscan_rulebase_unref(sides[i].book);
  return status;
}

static const cli_option options[] = {
    {"cases", "FILE", "referrals, one request a line (- for stdin): which would be answered differently"},
    {"examples", "N", "referrals to show of each kind of difference (3)"},
    {NULL, NULL, NULL},
};
static const cli_option *const tables[] = {options, cli_format_options, cli_lang_options, cli_common_options, NULL};
const cli_command cli_diff = {
    "diff",
    "OLD NEW",
    "Say what changed between two rule bases, and whom it touches",
    "OLD and NEW are directories, or git:REVISION: the other side's directory (else --rules, else the rule base here) as it was\n"
    "then. Examples:\n  rightscan diff git:HEAD .\n  rightscan diff git:HEAD rules --cases referrals.ndjson",
    tables,
    run_diff};
