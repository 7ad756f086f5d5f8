/* diff: what changed between two rule bases, and which referrals would be answered differently. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

/* A directory, or git:REVISION of the directory that --rules names, which is unpacked only for as long as it is read. */
static int open_side(const cli_args *args, const char *name, rscan_rulebase **book) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  rscan_error *err = NULL;
  const char *rules = cli_rules_dir(args);
  bool is_revision = strncmp(name, "git:", 4) == 0;
  char *unpacked = is_revision ? cli_unpack_revision(rules ? rules : "rules", name + 4) : NULL;
  if (is_revision && !unpacked)
    return CLI_BAD_INPUT;
  options.site = cli_value(args, "site");
  options.profile = cli_value(args, "profile");
  *book = rscan_rulebase_load(unpacked ? unpacked : name, &options, &err);
  cli_remove_dir(unpacked);
  if (*book)
    return CLI_DONE;
  cli_fail(err);
  fprintf(stderr, "rightscan diff: the rule base %s cannot be used\n", name);
  return CLI_BAD_RULEBASE;
}

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
  rscan_rulebase *books[2] = {NULL, NULL};
  rscan_format format;
  size_t n_examples;
  int status = CLI_DONE;
  if (!cli_format(args, RSCAN_FORMAT_TEXT, &format) || !read_examples(args, &n_examples))
    return CLI_USAGE;
  if (args->n_rest != 2)
    return cli_usage(args, "diff takes two rule bases: the old one and the new one");
  for (int i = 0; i < 2 && status == CLI_DONE; i++)
    status = open_side(args, args->rest[i], &books[i]);
  if (status == CLI_DONE)
    status = compare(args, books, n_examples, format);
  for (int i = 0; i < 2; i++)
    rscan_rulebase_unref(books[i]);
  return status;
}

static const cli_option options[] = {
    {"cases", "FILE", "referrals, one request a line (- for stdin): which would be answered differently"},
    {"examples", "N", "referrals to show of each kind of difference (3)"},
    {NULL, NULL, NULL},
};
static const cli_option *const tables[] = {options, cli_common_options, NULL};
const cli_command cli_diff = {
    "diff",
    "OLD NEW",
    "Say what changed between two rule bases, and whom it touches",
    "OLD and NEW are directories, or git:REVISION for the rule base's directory (--rules, else rules) as it was then.\n"
    "Example:\n  rightscan diff git:HEAD rules --cases referrals.ndjson",
    tables,
    run_diff};
