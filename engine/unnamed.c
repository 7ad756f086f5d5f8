/* Files that lie in a rule base's directory and that rulebase.xml does not name: forgotten ones, mostly. A courtesy to authors, so
 * that what cannot be listed is passed over in silence. */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "limits.h"

#define RULEBASE "rulebase.xml"
#define DEPTH 6 /* of directories; the book has one */

typedef struct search {
  rsi_book *book;
  const char *dir;
  rsi_names named;
  rsi_vec found; /* const char *: paths below dir */
} search;

static const char *join(search *s, const char *dir, const char *name) {
  return rsi_book_printf(s->book, "%s%s%s", dir, *dir && dir[strlen(dir) - 1] != '/' ? "/" : "", name);
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), end_length = strlen(end);
  return length > end_length && !strcmp(text + length - end_length, end);
}

/* Templates are for `rightscan new`, and a directory with a rulebase.xml is a rule base of its own. */
static bool is_other(search *s, const char *path) {
  struct stat info;
  const char *other = join(s, join(s, s->dir, path), RULEBASE);
  return !strcmp(path, "templates") || (other && lstat(other, &info) == 0);
}

static void look_into(search *s, const char *below, int depth);

static void look_at(search *s, const char *path, int depth) {
  struct stat info;
  bool is_new;
  const char *whole = path ? join(s, s->dir, path) : NULL;
  if (!whole || lstat(whole, &info) != 0)
    return;
  if (S_ISDIR(info.st_mode) && depth < DEPTH && !is_other(s, path))
    look_into(s, path, depth + 1);
  if (!S_ISREG(info.st_mode) || !ends_with(path, ".xml") || rsi_names_find(&s->named, path))
    return;
  const char **found = RSI_PUSH(&s->book->scratch, &s->found, const char *);
  if (found)
    *found = path;
  rsi_names_add(&s->named, path, 0, (rsi_where){0, 0, 0}, &is_new);
}

static void look_into(search *s, const char *below, int depth) {
  const char *path = join(s, s->dir, below);
  DIR *dir = path ? opendir(path) : NULL;
  for (struct dirent *entry; dir && s->found.count < RSI_MAX_MODULES && (entry = readdir(dir));)
    if (entry->d_name[0] != '.')
      look_at(s, join(s, below, entry->d_name), depth);
  if (dir)
    closedir(dir);
}

static int compare_paths(const void *a, const void *b, const void *context) {
  (void)context;
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "./facts/knee.xml" is facts/knee.xml. */
static const char *plain(const char *href) {
  while (!strncmp(href, "./", 2))
    href += 2;
  return href;
}

void rsi_file_report_unnamed(rsi_book *book, const char *dir, const parsed_root *root) {
  search s = {.book = book, .dir = dir};
  bool is_new;
  rsi_names_init(&s.named, &book->scratch);
  rsi_names_add(&s.named, RULEBASE, 0, (rsi_where){0, 0, 0}, &is_new);
  for (uint32_t i = 0; i < root->modules.count; i++) {
    const char *href = PARSED_AT(root->modules, parsed_module, i)->href.text;
    if (href)
      rsi_names_add(&s.named, plain(href), 0, (rsi_where){0, 0, 0}, &is_new);
  }
  look_into(&s, "", 0);
  rsi_sort(s.found.items, s.found.count, sizeof(const char *), compare_paths, NULL);
  for (uint32_t i = 0; i < s.found.count; i++) {
    const char *path = *RSI_AT(&s.found, const char *, i);
    const char *element = !strncmp(path, "cases/", 6) ? "cases" : "module";
    rsi_report(book->err, RSI_FILE_UNNAMED, join(&s, dir, path), (rsi_where){0, 0, 0},
               rsi_book_printf(book, "add <%s href=\"%s\"/> there, or move the file away", element, path),
               RULEBASE " does not name this file, so it is not read");
  }
}
