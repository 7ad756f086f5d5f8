/* new: a guideline, a finding or a case file to start from. The templates are files of the rule base: what they say is not for C to
 * know. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* ---- what is filled in ---- */

typedef struct blank {
  const char *name;  /* as it stands in a template */
  const char *value; /* NULL: not known */
} blank;

static bool is_id(const char *id) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  for (;;) {
    size_t word = strspn(id, letters);
    if (!word || id[word] != '-')
      return word && !id[word];
    id += word + 1;
  }
}

/* Is it a day of the calendar? following: the same day a year later. */
static bool read_day(const char *text, char following[11]) {
  static const char shape[] = "dddd-dd-dd";
  static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (size_t i = 0; i < sizeof shape; i++)
    if (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])
      return false;
  int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
  bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0, is_leap_day = month == 2 && day == 29;
  if (year < 1 || year > 9998 || month < 1 || month > 12 || day < 1 || day > days[month - 1] || (is_leap_day && !is_leap))
    return false;
  memcpy(following, text, 11);
  for (int i = 3, next = year + 1; i >= 0; i--, next /= 10)
    following[i] = (char)('0' + next % 10);
  if (is_leap_day)
    following[9] = '8';
  return true;
}

static void put(FILE *out, const char *text, const blank *blanks) {
  while (*text) {
    const blank *b = blanks;
    while (b->name && strncmp(text, b->name, strlen(b->name)) != 0)
      b++;
    if (b->name) {
      fputs(b->value, out);
      text += strlen(b->name);
    } else {
      putc(*text++, out);
    }
  }
}

/* ---- templates ---- */

static char *path_in(const char *dir, const char *kind) {
  char *path = dir ? malloc(strlen(dir) + strlen(kind) + sizeof "/templates/.xml") : NULL;
  if (path)
    sprintf(path, "%s/templates/%s.xml", dir, kind);
  return path;
}

/* The rule base's own template, else that of $RIGHTSCAN_RULES, else the installed one: a small rule base need not have any. */
static char *read_template(const cli_args *args, const char *kind) {
  const char *dirs[] = {cli_rules_dir(args), getenv("RIGHTSCAN_RULES"), RSCAN_RULES_DIR};
  char *text = NULL;
  bool is_found = false;
  for (size_t i = 0; i < sizeof dirs / sizeof *dirs && !is_found; i++) {
    char *path = path_in(dirs[i], kind);
    FILE *file = path ? fopen(path, "rb") : NULL;
    size_t length;
    if (file) {
      fclose(file);
      is_found = true;
      text = cli_read_all(path, &length);
    }
    free(path);
  }
  if (!is_found)
    fprintf(stderr, "rightscan new: there is no template templates/%s.xml, neither in the rule base nor in the installed one\n",
            kind);
  return text;
}

/* ---- the door ---- */

static int write_new(const cli_args *args, const char *text, const blank *blanks) {
  const char *path = cli_value(args, "out");
  bool is_stdout = !path || strcmp(path, "-") == 0;
  FILE *out = is_stdout ? stdout : fopen(path, "wx");
  if (!out) {
    fprintf(stderr, "rightscan new: cannot make %s: %s%s\n", path, strerror(errno),
            errno == EEXIST ? "; nothing is ever written over" : "");
    return CLI_BAD_INPUT;
  }
  put(out, text, blanks);
  if (is_stdout)
    return cli_print("", 0);
  bool is_written = !ferror(out);
  is_written &= fclose(out) == 0;
  if (is_written)
    return CLI_DONE;
  fprintf(stderr, "rightscan new: cannot write %s: %s\n", path, strerror(errno));
  return CLI_BAD_INPUT;
}

static bool is_kind(const char *kind) {
  return strcmp(kind, "guideline") == 0 || strcmp(kind, "finding") == 0 || strcmp(kind, "case") == 0;
}

static int run_new(const cli_args *args) {
  const char *today = cli_value(args, "today");
  char following[11] = "";
  if (args->n_rest != 2 || !is_kind(args->rest[0]))
    return cli_usage(args, "new takes guideline, finding or case, and an id");
  const char *kind = args->rest[0], *id = args->rest[1];
  if (!is_id(id))
    return cli_usage(args, "\"%s\" is not spelt like an id: small letters and digits, joined by hyphens, such as wrist-pain", id);
  if (today && !read_day(today, following))
    return cli_usage(args, "--today is a day such as 2026-11-24, not \"%s\"", today);
  char *text = read_template(args, kind);
  if (!text)
    return CLI_BAD_RULEBASE;
  int status;
  if (!today && strstr(text, "{{today}}")) {
    status = cli_usage(args, "a %s carries a date: give it with --today YYYY-MM-DD", kind);
  } else {
    const blank blanks[] = {{"{{id}}", id}, {"{{today}}", today ? today : ""}, {"{{next-year}}", following}, {NULL, NULL}};
    status = write_new(args, text, blanks);
  }
  free(text);
  return status;
}

static const cli_option options[] = {
    {"out", "FILE", "write a new file (never over one that is there); - is stdout, as without it"},
    {"today", "YYYY-MM-DD", "the day of the review; the clock is never read"},
    {"rules", "DIR", "take its templates, where it has any (else $RIGHTSCAN_RULES, else the installed ones)"},
    {NULL, NULL, NULL},
};
static const cli_option *const tables[] = {options, NULL};
const cli_command cli_new = {
    "new",
    "guideline|finding|case ID",
    "Start a guideline, a finding or a case file",
    "Prints commented XML to fill in. A finding, a guideline and a case file of the same ID fit together: once rulebase.xml names\n"
    "them, `rightscan test` passes. Then replace what they say, step by step.",
    tables,
    run_new};
