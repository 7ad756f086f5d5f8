/* From diagnostics back to the elements that they stand in. See partial.h. */
#include "partial.h"

#include <string.h>

#include "shape.h"
#include "xml.h"

/* ---- what an element is, by its name ---- */

#define BIT(kind) (1u << (kind))
#define MESSAGES (BIT(RSI_BOOK_MESSAGE + RSI_EN) | BIT(RSI_BOOK_MESSAGE + RSI_FR))
#define ANYTHING UINT32_MAX

typedef struct element_kind {
  const char *name;
  uint32_t kinds;
} element_kind;

static const element_kind elements[] = {
    {"finding", BIT(RSI_BOOK_FACT)},
    {"choice", BIT(RSI_BOOK_FACT)},
    {"measure", BIT(RSI_BOOK_FACT)},
    {"prior", BIT(RSI_BOOK_FACT)},
    {"score", BIT(RSI_BOOK_FACT)},
    {"group", BIT(RSI_BOOK_FACT)},
    {"region", BIT(RSI_BOOK_REGION)},
    {"modality", BIT(RSI_BOOK_MODALITY)},
    {"technique", BIT(RSI_BOOK_TECHNIQUE)},
    {"contrast", BIT(RSI_BOOK_CONTRAST)},
    {"exam", BIT(RSI_BOOK_EXAM)},
    {"authority", BIT(RSI_BOOK_AUTHORITY)},
    {"rule", BIT(RSI_BOOK_RULE)},
    {"shared-result", BIT(RSI_BOOK_SHARED_RESULT)},
    {"message", MESSAGES},
    {"guideline", BIT(RSI_BOOK_GUIDELINE)},
};
static const element_kind roots[] = {
    {"authorities", BIT(RSI_BOOK_AUTHORITY) | BIT(RSI_BOOK_PROFILE)},
    {"exams",
     BIT(RSI_BOOK_REGION) | BIT(RSI_BOOK_MODALITY) | BIT(RSI_BOOK_TECHNIQUE) | BIT(RSI_BOOK_CONTRAST) | BIT(RSI_BOOK_EXAM)},
    {"facts", BIT(RSI_BOOK_FACT) | BIT(RSI_BOOK_SHARED_RESULT)},
    {"scores", BIT(RSI_BOOK_FACT)},
    {"guideline", BIT(RSI_BOOK_GUIDELINE)},
    {"safety", BIT(RSI_BOOK_RULE)},
    {"wording", MESSAGES},
    {"language", 0},
    {"style", 0},
};

#define N_ELEMENTS (sizeof elements / sizeof *elements)

static uint32_t kinds_of(const element_kind *table, size_t count, const char *name, uint32_t otherwise) {
  for (size_t i = 0; i < count; i++)
    if (!strcmp(table[i].name, name))
      return table[i].kinds;
  return otherwise;
}

static uint32_t kinds_of_root(const rsi_module *m) {
  return m->root ? kinds_of(roots, sizeof roots / sizeof *roots, m->root->name, ANYTHING) : ANYTHING;
}

/* ---- leaving out ---- */

/* What everything depends on: whose word counts, and before whose; how a language says no. Without it every answer would be
 * another. */
static bool is_indispensable(const rsi_module *m, const rsi_xml_node *element) {
  const char *name = element ? element->name : m->root ? m->root->name : "";
  return element ? !strcmp(name, "profile") : !strcmp(name, "authorities") || !strcmp(name, "language");
}

static void note(rsi_book *book, const rsi_left_out *what) {
  rsi_left_out *left_out = RSI_PUSH(book->arena.allocator, &book->left_out, rsi_left_out);
  if (left_out)
    *left_out = *what;
  else
    rsi_error_out_of_memory(book->err);
}

static const char *path_of(const rsi_book *book, uint32_t file) { return *RSI_AT(&book->files, const char *, file); }

/* An element with what names it, a guideline too. */
static void note_element(rsi_book *book, const rsi_xml_node *element) {
  const char *id = rsi_xml_attribute(element, "id");
  note(book, &(rsi_left_out){{element->name, id ? id : rsi_xml_attribute(element, "exam"), path_of(book, element->where.file),
                              element->where.line, element->where.column},
                             NULL,
                             id ? kinds_of(elements, N_ELEMENTS, element->name, 0) : 0});
}

/* A file: with the place that names it when it has none of its own. */
static void note_file(rsi_book *book, const rsi_module *m) {
  rsi_left_out left_out = {{NULL, NULL, NULL, 0, 0}, m->href, kinds_of_root(m)};
  if (m->file == RSI_NONE) {
    left_out.told.line = m->where.line;
    left_out.told.column = m->where.column;
  }
  left_out.told.file = path_of(book, m->file == RSI_NONE ? m->where.file : m->file);
  note(book, &left_out);
}

static bool leave_out_file(rsi_book *book, rsi_module *m, bool *is_new) {
  *is_new = !m->is_left_out;
  m->is_left_out = true;
  if (*is_new && m->root && kinds_of_root(m) == BIT(RSI_BOOK_GUIDELINE) && rsi_xml_attribute(m->root, "id"))
    note_element(book, m->root);
  else if (*is_new)
    note_file(book, m);
  return !is_indispensable(m, NULL);
}

static bool leave_out_element(rsi_book *book, rsi_module *m, const rsi_xml_node *element, bool *is_new) {
  *is_new = true;
  for (uint32_t i = 0; i < m->left_out.count; i++)
    *is_new &= *RSI_AT(&m->left_out, const rsi_xml_node *, i) != element;
  const rsi_xml_node **entry = *is_new ? RSI_PUSH(book->arena.allocator, &m->left_out, const rsi_xml_node *) : NULL;
  if (entry) {
    *entry = element;
    note_element(book, element);
  } else if (*is_new)
    rsi_error_out_of_memory(book->err);
  return !is_indispensable(m, element);
}

static rsi_module *module_of(const rsi_book *book, const char *path) {
  for (uint32_t i = 0; path && i < book->modules.count; i++) {
    rsi_module *m = RSI_AT(&book->modules, rsi_module, i);
    if (m->file != RSI_NONE && !strcmp(path_of(book, m->file), path))
      return m;
  }
  return NULL;
}

static bool is_beyond(const rsi_xml_node *node, uint32_t line, uint32_t column) {
  return node->where.line != line ? node->where.line > line : node->where.column > column;
}

/* Leaves out what a diagnostic stands in: the last element below the root that begins before it. */
static bool leave_out_at(rsi_book *book, const rscan_error *err, size_t i, bool *is_new) {
  rsi_module *m = module_of(book, rscan_error_file(err, i));
  const rsi_xml_node *element = NULL;
  if (!m)
    return false;
  bool has_elements = m->shape && m->shape != &rsi_shape_guideline;
  for (const rsi_xml_node *child = has_elements ? m->root->first : NULL; child; child = child->next)
    if (!is_beyond(child, rscan_error_line(err, i), rscan_error_column(err, i)))
      element = child;
  return element ? leave_out_element(book, m, element, is_new) : leave_out_file(book, m, is_new);
}

/* ---- the doors ---- */

bool rsi_leave_out_unread(rsi_book *book, rscan_error *told) {
  bool can_do = true, is_new;
  for (size_t i = 0; i < rscan_error_count(book->err); i++) {
    bool is_wrong = rscan_error_severity(book->err, i) == RSCAN_ERROR && module_of(book, rscan_error_file(book->err, i));
    can_do &= !is_wrong || leave_out_at(book, book->err, i, &is_new);
    rsi_error_copy(told, book->err, i);
  }
  for (uint32_t i = 0; i < book->modules.count; i++) {
    rsi_module *m = RSI_AT(&book->modules, rsi_module, i);
    can_do &= m->shape || leave_out_file(book, m, &is_new);
  }
  return !rsi_book_has_failed(book) && rsi_error_renew(&book->err) && can_do;
}

/* Of what is missing because something else was left out, one mention is enough. */
static bool is_repeated(const rscan_error *err, size_t i, bool is_new) { return !is_new && rsi_is_code(err, i, RSI_LEFT_OUT); }

bool rsi_leave_out(rsi_book *book, rscan_error *told) {
  bool can_do = true, is_any = false;
  rsi_error_sort(book->err);
  for (size_t i = 0; i < rscan_error_count(book->err); i++) {
    bool is_new = false;
    if (rscan_error_severity(book->err, i) != RSCAN_ERROR) /* it comes again */
      continue;
    can_do &= leave_out_at(book, book->err, i, &is_new);
    is_any |= is_new;
    if (!is_repeated(book->err, i, is_new))
      rsi_error_copy(told, book->err, i);
  }
  rsi_book_forget(book);
  return !rsi_book_has_failed(book) && rsi_error_renew(&book->err) && can_do && is_any;
}

static bool is_same(const rsi_left_out *l, const rsi_xml_node *element) {
  const char *id = rsi_xml_attribute(element, "id");
  return l->told.id && id && !strcmp(l->told.id, id) && l->kinds & kinds_of(elements, N_ELEMENTS, element->name, 0);
}

static void leave_out_same(rsi_book *book, rsi_module *m, const rsi_left_out *l) {
  bool is_new, is_guideline = m->shape == &rsi_shape_guideline;
  if ((is_guideline && is_same(l, m->root)) || (l->href && !strcmp(l->href, m->href)))
    leave_out_file(book, m, &is_new);
  const rsi_xml_node *first = m->shape && !is_guideline && !m->is_left_out ? m->root->first : NULL;
  for (const rsi_xml_node *child = first; child; child = child->next)
    if (is_same(l, child))
      leave_out_element(book, m, child, &is_new);
}

void rsi_leave_out_like(rsi_book *book, const rsi_left_out *list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    for (uint32_t k = 0; k < book->modules.count; k++)
      leave_out_same(book, RSI_AT(&book->modules, rsi_module, k), &list[i]);
}

const rsi_left_out *rsi_left_out_find(const rsi_left_out *list, uint32_t count, int kind, const char *id) {
  const rsi_left_out *possible = NULL;
  for (uint32_t i = 0; i < count; i++) {
    if (!(list[i].kinds & BIT(kind)))
      continue;
    if (list[i].told.id && !strcmp(list[i].told.id, id))
      return &list[i];
    if (!list[i].told.id && !possible)
      possible = &list[i];
  }
  return possible;
}

void rsi_left_out_report(rsi_book *book, const rsi_left_out *left_out, const char *word, const parsed_name *ref, const char *hint) {
  const rscan_left_out *told = &left_out->told;
  const char *shown = rsi_book_shown(book, ref->id);
  if (told->id)
    rsi_book_report(book, RSI_LEFT_OUT, ref->where, NULL, "%s \"%s\" was left out (%s:%u:%u)", word, shown, told->file,
                    (unsigned)told->line, (unsigned)told->column);
  else
    rsi_book_report(book, RSI_LEFT_OUT, ref->where, hint, "%s \"%s\" is not defined, perhaps because %s was left out", word, shown,
                    told->line ? left_out->href : told->file); /* the place of a path that was refused is where it is named */
}

static const char *copy(rsi_arena *arena, const char *text) { return text ? rsi_arena_strndup(arena, text, strlen(text)) : NULL; }

const rsi_left_out *rsi_left_out_freeze(const rsi_book *book, rsi_arena *arena) {
  rsi_left_out *list = rsi_arena_alloc(arena, book->left_out.count * sizeof *list);
  for (uint32_t i = 0; list && i < book->left_out.count; i++) {
    list[i] = *RSI_AT(&book->left_out, rsi_left_out, i);
    list[i].told.what = copy(arena, list[i].told.what);
    list[i].told.id = copy(arena, list[i].told.id);
    list[i].told.file = copy(arena, list[i].told.file);
    list[i].href = copy(arena, list[i].href);
  }
  return list;
}
