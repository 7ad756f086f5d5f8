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

/* ---- where it belongs ---- */

typedef struct file_kind {
  const char *name, *dir, *element; /* the element of rulebase.xml that names it */
} file_kind;

static const file_kind kinds[] = {{"guideline", "guidelines", "module"},
                                  {"finding", "facts", "module"},
                                  {"case", "cases", "cases"}};

static const file_kind *find_kind(const char *name) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(kinds[i].name, name) == 0)
      return &kinds[i];
  return NULL;
}

typedef struct home {
  char *book;     /* the directory of the rule base that the file will lie in; NULL when that is not known */
  char file[512]; /* its path below that */
} home;

/* The part of path below the directory that holds its rule base. Both are asked for as they really are: a path may be typed in many
 * ways. */
static bool find_below(const char *book, const char *path, char below[512]) {
  const char *slash = strrchr(path, '/');
  char *dir = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
  char *real_dir = dir ? realpath(dir, NULL) : NULL, *real_book = realpath(book, NULL);
  size_t length = real_book ? strlen(real_book) : 0;
  bool is_below =
      real_dir && real_book && strncmp(real_dir, real_book, length) == 0 && (!real_dir[length] || real_dir[length] == '/');
  if (is_below)
    is_below = snprintf(below, 512, "%s%s%s", real_dir[length] ? real_dir + length + 1 : "", real_dir[length] ? "/" : "",
                        slash ? slash + 1 : path) < 512;
  free(dir);
  free(real_dir);
  free(real_book);
  return is_below;
}

static void find_home(const cli_args *args, const file_kind *k, const char *id, home *h) {
  const char *out = cli_value(args, "out"), *named = args->book ? args->book : cli_value(args, "rules");
  bool is_file = out && strcmp(out, "-") != 0;
  h->book = is_file ? cli_book_around(out) : named ? strdup(named) : NULL;
  if (!is_file || !h->book || !find_below(h->book, out, h->file))
    snprintf(h->file, sizeof h->file, "%s/%.400s.xml", k->dir, id);
}

/* Two things of one id would be a mistake; better said before it is made. A rule base that cannot be read is not looked at. */
static bool is_taken(const cli_args *args, const file_kind *k, const char *id, const home *h) {
  rscan_load_options options = RSCAN_LOAD_OPTIONS_INIT;
  rscan_error *err = NULL;
  uint32_t line, column;
  bool is_guideline = strcmp(k->name, "guideline") == 0;
  options.partial = 1;
  rscan_rulebase *book =
      strcmp(k->name, "case") == 0 ? NULL : rscan_rulebase_load(h->book ? h->book : cli_rules_dir(args), &options, &err);
  const char *file = book ? rscan_rulebase_place(book, is_guideline, id, &line, &column) : NULL;
  if (file)
    fprintf(stderr, "rightscan new: there is a %s \"%s\" already, at %s:%u:%u; choose another id, or change that one\n",
            is_guideline ? "guideline" : "fact", id, file, (unsigned)line, (unsigned)column);
  bool is_there = file != NULL;
  rscan_rulebase_unref(book);
  rscan_error_free(err);
  return is_there;
}

/* Does rulebase.xml name it already? */
static bool is_named(const home *h) {
  char name[520], path[4200];
  size_t length;
  snprintf(name, sizeof name, "\"%s\"", h->file);
  bool is_short = snprintf(path, sizeof path, "%s/rulebase.xml", h->book ? h->book : ".") < (int)sizeof path;
  char *text = h->book && is_short && cli_holds_book(h->book) ? cli_read_all(path, &length) : NULL;
  bool is_there = text && strstr(text, name);
  free(text);
  return is_there;
}

/* What is to be done with it now. */
static void tell_next(const cli_args *args, const file_kind *k, const char *id, const home *h) {
  const char *out = cli_value(args, "out"), *book = h->book ? h->book : "DIR";
  if (!out || strcmp(out, "-") == 0)
    fprintf(stderr, "rightscan new: keep this as %s in the directory of the rule base (--out writes it there)\n", h->file);
  if (!is_named(h))
    fprintf(stderr, "rightscan new: name it in %s%srulebase.xml, before </rulebase>:\n\n  <%s href=\"%s\"/>\n\n",
            h->book ? h->book : "", h->book ? "/" : "", k->element, h->file);
  if (strcmp(k->name, "case") == 0)
    fprintf(stderr, "rightscan new: then make it yours, and run: rightscan test %s --filter %s/\n", book, id);
  else
    fprintf(stderr, "rightscan new: then make it yours, and run: rightscan lint %s\n", book);
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
            errno == EEXIST   ? "; nothing is ever written over"
            : errno == ENOENT ? "; make its directory first"
                              : "");
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

static int run_new(const cli_args *args) {
  const char *today = cli_value(args, "today");
  char following[11] = "";
  const file_kind *k = args->n_rest ? find_kind(args->rest[0]) : NULL;
  if (args->n_rest > 2)
    return cli_stray(args, "guideline, finding or case, an id, and perhaps the directory of a rule base");
  if (args->n_rest != 2 || !k)
    return cli_usage(args, "new takes guideline, finding or case, and an id");
  const char *id = args->rest[1];
  if (!is_id(id))
    return cli_usage(args, "\"%s\" is not spelt like an id: small letters and digits, joined by hyphens, such as wrist-pain", id);
  if (today && !read_day(today, following))
    return cli_usage(args, "--today is a day such as 2026-11-24, not \"%s\"", today);
  home h;
  find_home(args, k, id, &h);
  char *text = read_template(args, k->name);
  int status;
  if (!text)
    status = CLI_BAD_RULEBASE;
  else if (is_taken(args, k, id, &h))
    status = CLI_BAD_INPUT;
  else if (!today && strstr(text, "{{today}}"))
    status = cli_usage(args, "a %s carries a date: give it with --today YYYY-MM-DD", k->name);
  else {
    const blank blanks[] = {
        {"{{id}}", id}, {"{{file}}", h.file}, {"{{today}}", today ? today : ""}, {"{{next-year}}", following}, {NULL, NULL}};
    status = write_new(args, text, blanks);
    if (status == CLI_DONE)
      tell_next(args, k, id, &h);
  }
  free(text);
  free(h.book);
  return status;
}

static const cli_option options[] = {
    {"out", "FILE", "write a new file (never over one that is there); - is stdout, as without it"},
    {"today", "YYYY-MM-DD", "the day of the review; the clock is never read"},
    {"rules", "DIR", "the rule base that it is for, whose templates are taken where it has any"},
    {NULL, NULL, NULL},
};
static const cli_option *const tables[] = {options, NULL};
const cli_command cli_new = {
    "new",
    "guideline|finding|case ID [DIR]",
    "Start a guideline, a finding or a case file",
    "Prints commented XML to fill in, or writes it with --out, and says what to do next. An id that is taken is refused. A "
    "finding, a guideline and a case file of the same ID fit together: once rulebase.xml names\n"
    "them, `rightscan test` passes. Then replace what they say, step by step.",
    tables,
    run_new};
