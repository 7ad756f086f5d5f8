/* Expected values of cases, changed where they stand. The last place of a file comes first, so that a change moves no other. */
#include "update.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void *insist(void *memory) {
  if (memory)
    return memory;
  fputs("rightscan: out of memory\n", stderr);
  exit(CLI_BAD_INPUT);
}

static char *copy(const char *text) { return insist(strdup(text)); }

void update_add(update *u, const char *file, const rscan_difference *d) {
  if (u->n == u->room) {
    u->room = u->room ? u->room * 2 : 64;
    u->changes = insist(realloc(u->changes, u->room * sizeof *u->changes));
  }
  u->changes[u->n++] = (change){copy(file), copy(d->expected), d->in_a_case ? copy(d->in_a_case) : NULL, d->line, d->column};
}

static bool is_one_of(const char *text, const char *a, const char *b) {
  return !text || !*text || strcmp(text, a) == 0 || strcmp(text, b) == 0;
}

static bool is_open(const char *verdict) { return is_one_of(verdict, "needs-information", "no-criteria"); }

unsigned update_kind(const rscan_difference *d) {
  if (d->is_fact)
    return 1u << UPDATE_FACT;
  if (strcmp(d->what, "verdict") == 0)
    return 1u << (is_open(d->in_a_case) && !is_open(d->expected) ? UPDATE_SAYS_LESS : UPDATE_VERDICT);
  if (strcmp(d->what, "recommended") == 0)
    return 1u << (is_one_of(d->in_a_case, "none", "") && !is_one_of(d->expected, "none", "") ? UPDATE_LOSES_EXAM : UPDATE_EXAM);
  if (strcmp(d->what, "scenario") == 0)
    return 1u << (d->in_a_case ? UPDATE_SCENARIO : UPDATE_LOSES_SCENARIO);
  return 1u << UPDATE_OTHER;
}

void update_case(update *u, const char *name, const char *told, unsigned kinds) {
  if (u->n_cases == u->cases_room) {
    u->cases_room = u->cases_room ? u->cases_room * 2 : 64;
    u->cases = insist(realloc(u->cases, u->cases_room * sizeof *u->cases));
  }
  u->cases[u->n_cases++] = (accepted){copy(name), copy(told), kinds};
}

/* ---- telling: what weighs most first, and in sum at the end, where the eye rests ---- */

#define NAMED 3 /* cases in the sum of each kind */

static const char *const kind_words[UPDATE_KINDS] = {
    [UPDATE_SAYS_LESS] = "no verdict any more, but a question or no criteria",
    [UPDATE_LOSES_EXAM] = "no recommended exam any more",
    [UPDATE_LOSES_SCENARIO] = "no scenario any more",
    [UPDATE_VERDICT] = "another verdict",
    [UPDATE_EXAM] = "another recommended exam",
    [UPDATE_SCENARIO] = "another scenario",
    [UPDATE_FACT] = "something else read from the words",
    [UPDATE_OTHER] = "something else that was expected",
};

/* One case of this kind in the sum. */
static void tell_kind(const update *u, int kind) {
  size_t n = 0, named = 0;
  for (size_t i = 0; i < u->n_cases; i++)
    n += u->cases[i].kinds >> kind & 1;
  if (!n)
    return;
  printf("%6zu  %s:", n, kind_words[kind]);
  for (size_t i = 0; i < u->n_cases && named < NAMED; i++)
    if (u->cases[i].kinds >> kind & 1)
      printf("%s %s", named++ ? "," : "", u->cases[i].name);
  puts(n > NAMED ? ", …" : "");
}

void update_tell(const update *u, bool is_written) {
  for (int kind = 0; kind < UPDATE_KINDS; kind++)
    for (size_t i = 0; i < u->n_cases; i++)
      if (u->cases[i].kinds >> kind & 1 && !(u->cases[i].kinds & ((1u << kind) - 1))) /* its first */
        fputs(u->cases[i].told, stdout);
  if (u->n_cases)
    printf(is_written ? "What these cases expect from now on (%zu):\n" : "What these cases would expect (%zu):\n", u->n_cases);
  for (int kind = 0; kind < UPDATE_KINDS; kind++)
    tell_kind(u, kind);
}

void update_free(update *u) {
  for (size_t i = 0; i < u->n_cases; i++) {
    free(u->cases[i].name);
    free(u->cases[i].told);
  }
  free(u->cases);
  for (size_t i = 0; i < u->n; i++) {
    free(u->changes[i].file);
    free(u->changes[i].expected);
    free(u->changes[i].found);
  }
  free(u->changes);
}

/* By file, then from its end to its beginning. */
static int compare_changes(const void *a, const void *b) {
  const change *x = a, *y = b;
  int files = strcmp(x->file, y->file);
  if (files)
    return files;
  if (x->line != y->line)
    return x->line < y->line ? 1 : -1;
  return (x->column < y->column) - (x->column > y->column);
}

/* ---- a file as text ---- */

typedef struct document {
  char *text;
  size_t length;
} document;

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* The byte at a line and column, counted as the library counts: a line ends with LF, CR LF or CR; a column is a character. */
static size_t offset_of(const document *d, unsigned long line, unsigned long column) {
  size_t at = 0;
  for (unsigned long l = 1; l < line && at < d->length; at++)
    l += d->text[at] == '\n' || (d->text[at] == '\r' && d->text[at + 1] != '\n');
  for (unsigned long c = 1; c < column && at < d->length; c++)
    for (at++; at < d->length && ((unsigned char)d->text[at] & 0xc0) == 0x80;)
      at++;
  return at;
}

static void splice(document *d, size_t from, size_t to, const char *text) {
  size_t length = strlen(text), rest = d->length - to;
  char *changed = insist(malloc(from + length + rest + 1));
  memcpy(changed, d->text, from);
  memcpy(changed + from, text, length);
  memcpy(changed + from + length, d->text + to, rest + 1); /* with the NUL */
  free(d->text);
  *d = (document){changed, from + length + rest};
}

/* Ids need no escaping. False when the file is no longer what was tested. */
static bool apply(document *d, const change *c) {
  size_t from = offset_of(d, c->line, c->column), length = strlen(c->expected), to = from + length;
  if (from == 0 || to >= d->length || strncmp(d->text + from, c->expected, length) != 0)
    return false;
  if (c->found) {
    splice(d, from, to, c->found);
    return true;
  }
  if (d->text[from - 1] != d->text[to] || (d->text[to] != '"' && d->text[to] != '\''))
    return false;
  for (from--;
       from > 0 && (is_space(d->text[from - 1]) || d->text[from - 1] == '=');) /* back over `name =` and the space before it */
    from--;
  while (from > 0 && !is_space(d->text[from - 1]))
    from--;
  while (from > 0 && is_space(d->text[from - 1]))
    from--;
  splice(d, from, to + 1, "");
  return true;
}

/* ---- files ---- */

static bool complain(const char *path, const char *what) {
  fprintf(stderr, "rightscan test: %s: %s; it was left as it is\n", path, what);
  return false;
}

/* Writes beside the file, then takes its place: a reader sees the old file or the new one, whole. */
static bool replace(const char *path, const document *d) {
  struct stat status;
  char *real = realpath(path, NULL), *beside = insist(malloc((real ? strlen(real) : 0) + sizeof ".XXXXXX"));
  bool is_done = false;
  int descriptor = -1;
  if (real && stat(real, &status) == 0) {
    sprintf(beside, "%s.XXXXXX", real);
    descriptor = mkstemp(beside);
  }
  FILE *out = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
  if (out) {
    is_done = fwrite(d->text, 1, d->length, out) == d->length && fchmod(descriptor, status.st_mode & 07777) == 0 &&
              fflush(out) == 0 && fsync(descriptor) == 0;
    is_done &= fclose(out) == 0;
    is_done = is_done && rename(beside, real) == 0;
  }
  const char *why = strerror(errno);
  if (!is_done && descriptor >= 0)
    unlink(beside);
  if (!is_done)
    complain(path, why);
  free(beside);
  free(real);
  return is_done;
}

static bool write_file(const change *changes, size_t n) {
  document d;
  bool is_good = true;
  if (!(d.text = cli_read_all(changes->file, &d.length)))
    return false;
  for (size_t i = 0; i < n && is_good; i++)
    is_good = apply(&d, &changes[i]);
  is_good =
      is_good
          ? replace(changes->file, &d)
          : complain(changes->file,
                     "a value is not written as it was read: the file changed meanwhile, or spells it with character references");
  free(d.text);
  return is_good;
}

bool update_write(update *u) {
  bool is_good = true;
  if (u->n)
    qsort(u->changes, u->n, sizeof *u->changes, compare_changes);
  for (size_t from = 0, to; from < u->n; from = to) {
    for (to = from; to < u->n && strcmp(u->changes[to].file, u->changes[from].file) == 0;)
      to++;
    is_good &= write_file(u->changes + from, to - from);
  }
  return is_good;
}
