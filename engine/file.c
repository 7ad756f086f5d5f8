/* From a directory to records: rulebase.xml names the files, each is read, parsed, and put where it belongs. See file.h. */
#define _POSIX_C_SOURCE 200809L
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"

#define RULEBASE "rulebase.xml"

/* ---- bytes ---- */

static const char *reason_of(int error) {
  switch (error) {
  case ENOENT:
    return "there is no such file";
  case EACCES:
  case EPERM:
    return "it may not be read (permission denied)";
  case ELOOP:
    return "its symbolic links go in a circle";
  case ENOTDIR:
    return "a part of its path is not a directory";
  case ENAMETOOLONG:
    return "its name is too long";
  case EMFILE:
  case ENFILE:
    return "too many files are open";
  default:
    return "the system cannot read it";
  }
}

static void report_unreadable(rsi_book *book, rsi_code_id id, const char *path, rsi_where where, const char *reason) {
  if (where.line)
    rsi_book_report(book, id, where, NULL, "cannot read %s: %s", path, reason);
  else
    rsi_report(book->err, id, path, (rsi_where){0, 0, 0}, NULL, "cannot read the file: %s", reason);
}

/* Reads until the end: a file may grow or shrink after it was measured. */
static bool read_all(int descriptor, rsi_buf *bytes) {
  char chunk[1 << 14];
  for (;;) {
    ssize_t got = read(descriptor, chunk, sizeof chunk);
    if (got == 0)
      return true;
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0 || bytes->length > RSI_MAX_XML_FILE) /* the XML door will say that it is too large */
      return got >= 0;
    rsi_buf_add(bytes, chunk, (size_t)got);
    if (bytes->has_failed)
      return true;
  }
}

/* Reads a whole file. False, with one diagnostic at `where` (the path itself when where.line is 0), when it cannot be read. */
static bool read_bytes(rsi_book *book, const char *path, rsi_where where, rsi_buf *bytes) {
  struct stat info;
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); /* a pipe must not keep us waiting */
  if (descriptor < 0) {
    report_unreadable(book, errno == ENOENT ? RSI_FILE_MISSING : RSI_FILE_UNREADABLE, path, where, reason_of(errno));
    return false;
  }
  const char *reason = NULL;
  if (fstat(descriptor, &info) != 0)
    reason = reason_of(errno);
  else if (S_ISDIR(info.st_mode))
    reason = "it is a directory";
  else if (!S_ISREG(info.st_mode))
    reason = "it is not a regular file";
  else if (!read_all(descriptor, bytes))
    reason = reason_of(errno);
  close(descriptor);
  if (reason)
    report_unreadable(book, RSI_FILE_UNREADABLE, path, where, reason);
  else if (bytes->has_failed)
    rsi_error_out_of_memory(book->err);
  return !reason && !bytes->has_failed;
}

static uint64_t word_of(const char *bytes) { /* least byte first, on every machine */
  const unsigned char *b = (const unsigned char *)bytes;
  return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 |
         (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* FNV-1a over words of eight bytes; what is left over is filled with zeros, and the length counts too. */
static void digest_bytes(rsi_book *book, const char *bytes, size_t length) {
  uint64_t digest = book->digest;
  for (size_t i = 0; i < length; i += 8) {
    char last[8] = {0};
    if (length - i < 8)
      memcpy(last, bytes + i, length - i);
    digest = (digest ^ word_of(length - i < 8 ? last : bytes + i)) * 1099511628211u;
    digest ^= digest >> 29; /* a product never carries a high bit down */
  }
  book->digest = (digest ^ length) * 1099511628211u;
}

/* The path of a file that is about to be read; its index is that of the last. */
static const char *add_path(rsi_book *book, const char *dir, const char *href) {
  const char **entry = RSI_PUSH(&book->scratch, &book->files, const char *);
  const char *path = rsi_book_printf(book, "%s%s%s", dir, *dir && dir[strlen(dir) - 1] == '/' ? "" : "/", href);
  if (entry)
    *entry = path;
  return entry ? path : NULL;
}

const rsi_xml_node *rsi_file_parse(rsi_book *book, const char *dir, const char *href, rsi_where where, const rsi_xml_node **part) {
  const char *path = add_path(book, dir, href);
  if (part)
    *part = NULL;
  if (!path)
    return NULL;
  rsi_buf *bytes = &book->bytes; /* the tree has copies of all it needs: one buffer serves every file */
  rsi_buf_clear(bytes);
  if (!read_bytes(book, path, where, bytes))
    return NULL;
  digest_bytes(book, href, strlen(href) + 1);
  digest_bytes(book, bytes->data, bytes->length);
  return rsi_xml_read(&book->arena, path, book->files.count - 1, bytes->data, bytes->length, book->err, part);
}

bool rsi_file_check_href(rsi_book *book, const parsed_words *href) {
  bool leaves = href->text[0] == '/';
  for (const char *p = href->text; p && !leaves; p = strchr(p, '/'), p = p ? p + 1 : NULL)
    leaves = !strncmp(p, "..", 2) && (p[2] == '/' || !p[2]);
  if (leaves)
    rsi_book_report(book, RSI_MODULE_OUTSIDE, href->where, "a path relative to this file: guidelines/knee.xml",
                    "%s leaves the directory of the rule base", rsi_book_shown(book, href->text));
  return !leaves;
}

/* ---- roots ---- */

static const rsi_shape *const roots[] = {&rsi_shape_authorities, &rsi_shape_exams,     &rsi_shape_facts,
                                         &rsi_shape_scores,      &rsi_shape_guideline, &rsi_shape_safety,
                                         &rsi_shape_language,    &rsi_shape_wording,   &rsi_shape_style};
#define N_ROOTS (sizeof roots / sizeof *roots)

static const char *root_name(const void *context, size_t index) {
  (void)context;
  return roots[index]->name;
}

static const rsi_shape *root_shape(rsi_book *book, const rsi_xml_node *node) {
  for (size_t i = 0; i < N_ROOTS; i++)
    if (!strcmp(roots[i]->name, node->name))
      return roots[i];
  const char *near = rsi_nearest(node->name, root_name, NULL, N_ROOTS);
  const char *hint = near ? rsi_book_printf(book, "did you mean <%s>?", near) : NULL;
  if (!strcmp(node->name, "cases"))
    hint = "name it in " RULEBASE " as <cases href=\"…\"/>";
  rsi_book_report(book, RSI_ROOT_UNKNOWN, node->where, hint, "<%s> is not the root of a module", rsi_book_shown(book, node->name));
  return NULL;
}

/* A file of another format is not looked at any further: it would only seem to be full of mistakes. */
static bool has_our_format(rsi_book *book, const rsi_xml_node *node) {
  for (uint32_t i = 0; i < node->n_attrs; i++)
    if (!strcmp(node->attrs[i].name, "format")) {
      if (!strcmp(node->attrs[i].value, "1"))
        return true;
      rsi_book_report(book, RSI_FORMAT_UNSUPPORTED, node->attrs[i].where, NULL,
                      "format \"%s\" is not known: this engine reads format %d", rsi_book_shown(book, node->attrs[i].value),
                      RSCAN_FORMAT);
      return false;
    }
  rsi_book_report(book, RSI_ATTRIBUTE_MISSING, node->where, "write format=\"1\"", "<%s> needs the attribute \"format\"",
                  node->name);
  return false;
}

/* ---- records into the book ---- */

static void gather(rsi_book *book, rsi_vec *vec, const parsed_list *list, size_t size) {
  for (uint32_t i = 0; i < list->count; i++) {
    void **item = RSI_PUSH(&book->scratch, vec, void *);
    if (item)
      *item = (char *)list->items + i * size;
  }
}

static void gather_kind(rsi_book *book, int kind, const parsed_list *list, size_t size) {
  gather(book, &book->kinds[kind].items, list, size);
}

static void gather_root(rsi_book *book, const parsed_root *root) {
  gather_kind(book, RSI_BOOK_FACT, &root->facts, sizeof(parsed_fact));
  gather_kind(book, RSI_BOOK_SHARED_RESULT, &root->shared_results, sizeof(parsed_value));
  gather_kind(book, RSI_BOOK_REGION, &root->regions, sizeof(parsed_entry));
  gather_kind(book, RSI_BOOK_MODALITY, &root->modalities, sizeof(parsed_entry));
  gather_kind(book, RSI_BOOK_TECHNIQUE, &root->techniques, sizeof(parsed_entry));
  gather_kind(book, RSI_BOOK_CONTRAST, &root->contrasts, sizeof(parsed_entry));
  gather_kind(book, RSI_BOOK_EXAM, &root->exams, sizeof(parsed_exam));
  gather_kind(book, RSI_BOOK_AUTHORITY, &root->authorities, sizeof(parsed_authority));
  gather_kind(book, RSI_BOOK_PROFILE, &root->profiles, sizeof(parsed_profile));
  gather_kind(book, RSI_BOOK_RULE, &root->rules, sizeof(parsed_rule));
  if (root->lang)
    gather_kind(book, RSI_BOOK_MESSAGE + root->lang - 1, &root->messages, sizeof(parsed_message));
  gather(book, &book->groups, &root->groups, sizeof(parsed_fact));
  gather(book, &book->exclusives, &root->exclusives, sizeof(parsed_exclusive));
  gather(book, &book->extends, &root->extends, sizeof(parsed_exam));
}

static void read_root(rsi_book *book, const rsi_shape *shape, const rsi_xml_node *node) {
  void *record = rsi_arena_alloc(&book->arena, shape->size);
  if (!record)
    return;
  rsi_shape_read(book, shape, node, record);
  if (shape == &rsi_shape_guideline) {
    parsed_list one = {record, 1, 1};
    gather_kind(book, RSI_BOOK_GUIDELINE, &one, sizeof(parsed_guideline));
  } else if (shape == &rsi_shape_language) {
    rsi_language_file *file = RSI_PUSH(&book->scratch, &book->languages, rsi_language_file);
    if (file)
      *file = (rsi_language_file){node, node->where.file};
  } else if (shape == &rsi_shape_style) {
    const parsed_root **style = RSI_PUSH(&book->scratch, &book->styles, const parsed_root *);
    if (style)
      *style = record;
  } else
    gather_root(book, record);
}

static bool is_left_out(const rsi_module *m, const rsi_xml_node *child) {
  for (uint32_t i = 0; i < m->left_out.count; i++)
    if (*RSI_AT(&m->left_out, const rsi_xml_node *, i) == child)
      return true;
  return false;
}

/* The root with copies of those of its children that are read; the tree itself stays as it is. */
static const rsi_xml_node *without_left_out(rsi_book *book, const rsi_module *m) {
  rsi_xml_node *root = m->left_out.count ? rsi_arena_alloc(&book->arena, sizeof *root) : NULL;
  if (!root)
    return m->root;
  *root = *m->root;
  const rsi_xml_node **link = &root->first;
  for (const rsi_xml_node *child = m->root->first; child; child = child->next) {
    rsi_xml_node *copy = is_left_out(m, child) ? NULL : rsi_arena_alloc(&book->arena, sizeof *copy);
    if (!copy)
      continue;
    *copy = *child;
    *link = copy;
    link = &copy->next;
  }
  *link = NULL;
  return root;
}

void rsi_file_make_records(rsi_book *book) {
  for (uint32_t i = 0; i < book->modules.count; i++) {
    const rsi_module *m = RSI_AT(&book->modules, rsi_module, i);
    if (m->shape && !m->is_left_out)
      read_root(book, m->shape, without_left_out(book, m));
  }
}

/* ---- the files that rulebase.xml names ---- */

static void read_module(rsi_book *book, const char *dir, const parsed_words *href) {
  rsi_module *m = RSI_PUSH(&book->scratch, &book->modules, rsi_module);
  if (!m)
    return;
  *m = (rsi_module){.href = href->text, .file = RSI_NONE, .where = href->where};
  const rsi_xml_node *part = NULL, *node = NULL;
  if (rsi_file_check_href(book, href)) {
    node = rsi_file_parse(book, dir, href->text, href->where, &part);
    m->file = book->files.count - 1;
  }
  m->root = node ? node : part;
  m->shape = node && has_our_format(book, node) ? root_shape(book, node) : NULL;
  book->has_hole |= !m->shape;
}

const parsed_root *rsi_file_read_rulebase(rsi_book *book, const char *dir) {
  const rsi_xml_node *node = rsi_file_parse(book, dir, RULEBASE, (rsi_where){0, 0, 0}, NULL);
  if (!node || !has_our_format(book, node))
    return NULL;
  if (strcmp(node->name, "rulebase") != 0) {
    rsi_book_report(book, RSI_ROOT_UNKNOWN, node->where, NULL, "the root of " RULEBASE " is <rulebase>, not <%s>",
                    rsi_book_shown(book, node->name));
    return NULL;
  }
  parsed_root *root = rsi_arena_alloc(&book->arena, sizeof *root);
  if (root)
    rsi_shape_read(book, &rsi_shape_rulebase, node, root);
  return root;
}

void rsi_file_read_directory(rsi_book *book, const char *dir, bool is_site) {
  if (is_site)
    book->first_site_file = book->files.count;
  const parsed_root *root = rsi_file_read_rulebase(book, dir);
  *(is_site ? &book->site : &book->root) = root;
  rsi_names seen;
  rsi_names_init(&seen, &book->scratch);
  for (uint32_t i = 0; root && i < root->modules.count; i++) {
    const parsed_module *module = PARSED_AT(root->modules, parsed_module, i);
    const parsed_words *href = &module->href;
    bool is_new = true;
    const rsi_name *first = href->text ? rsi_names_add(&seen, href->text, i, href->where, &is_new) : NULL;
    if (first && !is_new)
      rsi_book_report(book, RSI_MODULE_TWICE, href->where, NULL, "%s is named twice; the first is at %s",
                      rsi_book_shown(book, href->text), rsi_book_place(book, first->where));
    else if (first && module->head.kind == 0 && i >= RSI_MAX_MODULES)
      rsi_book_report(book, RSI_TOO_MANY, href->where, NULL, "a rule base has at most %d files", RSI_MAX_MODULES);
    else if (first && module->head.kind == 0)
      read_module(book, dir, href);
  }
}
