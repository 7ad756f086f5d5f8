/* The one reader of all elements. See shape.h. */
#include "shape.h"

#include <math.h>
#include <string.h>

#include "codes.h"
#include "utf8.h"

const char *const rsi_words_lang[] = {"en", "fr", NULL};
const char *const rsi_words_yes_no[] = {"yes", "no", NULL};
const char *const rsi_words_state[] = {"present", "suspected", "absent", NULL};
const char *const rsi_words_sex[] = {"female", "male", "other", NULL};
const char *const rsi_words_contrast[] = {"none", "without", "with", "without-and-with", NULL}; /* in the order of rsi_contrast */
const char *const rsi_words_urgency[] = {"routine", "urgent", "emergency", NULL};               /* in the order of rscan_urgency */
const char *const rsi_words_safety[] = {"inform", "warn", "stop", NULL};                        /* in the order of rscan_safety */

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* ---- nearest word of a table ---- */

static const char *word_at(const void *context, size_t index) { return ((const char *const *)context)[index]; }

static const char *nearest_word(rsi_book *book, const char *const *words, size_t count, const char *word, const char *quote) {
  const char *near = rsi_error_is_full(book->err) ? NULL : rsi_nearest(word, word_at, words, count);
  return near ? rsi_book_printf(book, *quote == '<' ? "did you mean <%s>?" : "did you mean \"%s\"?", near) : NULL;
}

/* ---- names ---- */

static bool is_id_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/* Words of a-z and 0-9, with one of `joints` between two words. */
static bool is_joined(const char *id, const char *joints) {
  for (const char *p = id; *p; p++)
    if (!is_id_character(*p) && (p == id || !strchr(joints, *p) || !is_id_character(p[1])))
      return false;
  return *id != '\0';
}

static bool is_modality(const char *id) {
  for (const char *p = id; *p; p++)
    if (!(*p >= 'A' && *p <= 'Z') && !(p > id && *p >= '0' && *p <= '9'))
      return false;
  return *id != '\0';
}

static bool is_spelt(uint8_t spelling, const char *id) {
  static const char *const joints[] = {[RSI_SPELT_ID] = "-", [RSI_SPELT_EXAM] = "-+", [RSI_SPELT_MESSAGE] = "-."};
  return spelling == RSI_SPELT_CODE || (spelling == RSI_SPELT_MODALITY ? is_modality(id) : is_joined(id, joints[spelling]));
}

/* Moves past one character. */
static const char *advance(const char *p, rsi_where *where) {
  if (*p == '\n') {
    where->line++;
    where->column = 1;
  } else if (*p != '\r' && ((unsigned char)*p & 0xc0) != 0x80)
    where->column++;
  return p + 1;
}

/* ---- names that are not spelt like one: what was typed, and what was meant ---- */

static char mended_letter(uint8_t spelling, char c) {
  bool is_small = c >= 'a' && c <= 'z', is_capital = c >= 'A' && c <= 'Z';
  if (spelling == RSI_SPELT_MODALITY)
    return is_small ? (char)(c - 'a' + 'A') : c;
  return is_capital ? (char)(c - 'A' + 'a') : c == '_' ? '-' : c;
}

/* The list as it was probably meant: commas and odd spaces made spaces, letters of the right size. NULL when that makes no ids. */
static const char *mend(rsi_book *book, uint8_t spelling, const char *text, uint32_t *count) {
  rsi_buf out, word;
  rsi_buf_init(&out, &book->scratch);
  rsi_buf_init(&word, &book->scratch);
  *count = 0;
  for (const char *p = text;;) {
    uint32_t code = 0;
    size_t length = *p ? rsi_utf8_decode(p, strlen(p), &code) : 0;
    uint8_t sign = length ? rsi_sign_kind(code) : 0;
    if (!length || is_space(*p) || strchr(",;|", *p) || sign == RSI_SIGN_SPACE) {
      if (word.length && !is_spelt(spelling, word.data))
        return NULL;
      if (word.length)
        rsi_buf_printf(&out, "%s%s", (*count)++ ? " " : "", word.data);
      rsi_buf_clear(&word);
    } else if (sign == RSI_SIGN_HYPHEN)
      rsi_buf_putc(&word, '-');
    else if (!sign && length == 1)
      rsi_buf_putc(&word, mended_letter(spelling, *p));
    else if (!sign)
      return NULL;
    if (!length)
      return out.data;
    p += length;
  }
}

static const char *mending_hint(rsi_book *book, uint8_t spelling, const char *mended) {
  if (mended)
    return rsi_book_printf(book, "write \"%s\"", rsi_book_shown(book, mended));
  return spelling == RSI_SPELT_MODALITY ? "capitals and digits only: MR, DX"
                                        : "small letters and digits, joined by hyphens: low-back-pain";
}

/* A sign that the eye cannot tell from what belongs there, or a comma: told at its own place. */
static bool report_sign(rsi_book *book, const char *text, rsi_where where, bool is_list, const char *hint) {
  for (const char *p = text; *p;) {
    uint32_t code = 0;
    size_t length = rsi_utf8_decode(p, strlen(p), &code);
    const char *name = length ? rsi_sign_name(code) : NULL;
    if (name)
      rsi_book_report(book, RSI_ID_BAD, where, hint, "%s (U+%04X) in \"%s\"", name, (unsigned)code, rsi_book_shown(book, text));
    else if (is_list && strchr(",;|", *p))
      rsi_book_report(book, RSI_ID_BAD, where, hint, "a \"%c\" in \"%s\": ids in a list are separated by spaces alone", *p,
                      rsi_book_shown(book, text));
    if (name || (is_list && strchr(",;|", *p)))
      return true;
    for (size_t i = 0; i < (length ? length : 1); i++)
      p = advance(p, &where);
  }
  return false;
}

/* One message for all of an attribute. bad: the first of its names that is not spelt like one. */
static void report_spelling(rsi_book *book, uint8_t spelling, const char *text, rsi_where where, bool is_list,
                            const parsed_name *bad) {
  uint32_t count;
  const char *mended = mend(book, spelling, text, &count);
  const char *hint = mending_hint(book, spelling, count && (is_list || count == 1) ? mended : NULL);
  if (!report_sign(book, text, where, is_list, hint))
    rsi_book_report(book, RSI_ID_BAD, bad->where, hint, "\"%s\" is not spelt like an id", rsi_book_shown(book, bad->id));
}

/* Adds a name if it is spelt like one; bad: the first that is not. */
static void push_name(rsi_book *book, rsi_vec *vec, uint8_t spelling, parsed_name name, parsed_name *bad) {
  bool is_good = name.id && is_spelt(spelling, name.id);
  parsed_name *item = is_good ? RSI_PUSH(&book->scratch, vec, parsed_name) : NULL;
  if (item)
    *item = name;
  if (name.id && !is_good && !bad->id)
    *bad = name;
}

/* What is misspelt is left out, so that it is not also told to be missing. */
static parsed_names split_names(rsi_book *book, const char *text, rsi_where begin, uint8_t spelling) {
  rsi_vec vec = {0};
  rsi_where where = begin;
  parsed_name bad = {NULL, begin, RSI_NONE};
  for (const char *p = text; *p;) {
    if (is_space(*p)) {
      p = advance(p, &where);
      continue;
    }
    const char *from = p;
    rsi_where start = where;
    while (*p && !is_space(*p))
      p = advance(p, &where);
    push_name(book, &vec, spelling, (parsed_name){rsi_arena_strndup(&book->arena, from, (size_t)(p - from)), start, RSI_NONE},
              &bad);
  }
  if (bad.id)
    report_spelling(book, spelling, text, begin, true, &bad);
  return (parsed_names){vec.items, vec.count};
}

/* ---- attributes ---- */

static void report_word(rsi_book *book, const rsi_attr_shape *shape, const char *given, rsi_where where) {
  size_t count = 0;
  rsi_buf list;
  rsi_buf_init(&list, &book->scratch);
  for (; shape->words[count]; count++)
    if (*shape->words[count]) /* an empty word only keeps the place of one that is not allowed here */
      rsi_buf_printf(&list, "%s%s", count ? ", " : "", shape->words[count]);
  rsi_book_report(book, RSI_VALUE_BAD, where, nearest_word(book, shape->words, count, given, "\""),
                  "%s is \"%s\"; it must be one of %s", shape->name, rsi_book_shown(book, given), list.data);
}

/* 1 + index of the word of this length at text, or 0. */
static uint8_t find_word(const char *const *words, const char *text, size_t length) {
  for (uint8_t i = 0; words[i]; i++)
    if (length && strlen(words[i]) == length && !memcmp(words[i], text, length))
      return (uint8_t)(i + 1);
  return 0;
}

static void read_word(rsi_book *book, const rsi_attr_shape *shape, const rsi_xml_attr *attr, uint8_t *out) {
  *out = find_word(shape->words, attr->value, strlen(attr->value));
  if (!*out)
    report_word(book, shape, attr->value, attr->where);
}

static void read_word_set(rsi_book *book, const rsi_attr_shape *shape, const rsi_xml_attr *attr, uint8_t *out) {
  parsed_names names = split_names(book, attr->value, attr->where, RSI_SPELT_CODE);
  for (uint32_t i = 0; i < names.count; i++) {
    uint8_t found = find_word(shape->words, names.items[i].id, strlen(names.items[i].id));
    if (found)
      *out |= (uint8_t)(1u << (found - 1));
    else
      report_word(book, shape, names.items[i].id, names.items[i].where);
  }
}

static void report_number(rsi_book *book, const char *name, const char *given, rsi_where where, const char *kind) {
  rsi_book_report(book, RSI_NUMBER_BAD, where, NULL, "%s is \"%s\"; it must be %s", name, rsi_book_shown(book, given), kind);
}

static void read_whole(rsi_book *book, const rsi_attr_shape *shape, const rsi_xml_attr *attr, uint32_t *out) {
  size_t length = strlen(attr->value);
  uint32_t value = 0;
  for (const char *p = attr->value; *p >= '0' && *p <= '9' && length <= 9; p++, length--)
    value = value * 10 + (uint32_t)(*p - '0');
  if (length || !*attr->value)
    report_number(book, shape->name, attr->value, attr->where, "a whole number");
  else
    *out = value;
}

static bool is_date(const char *text) {
  static const char form[] = "dddd-dd-dd";
  static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (size_t i = 0; i <= strlen(form); i++)
    if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
      return false;
  int year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
  int month = (text[5] - '0') * 10 + (text[6] - '0'), day = (text[8] - '0') * 10 + (text[9] - '0');
  bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] && (month != 2 || day < 29 || is_leap);
}

static void read_words(rsi_book *book, const rsi_attr_shape *shape, const rsi_xml_attr *attr, parsed_words *out) {
  *out = (parsed_words){attr->value, attr->where};
  if (shape->type == RSI_ATTR_DATE && !is_date(attr->value))
    rsi_book_report(book, RSI_DATE_BAD, attr->where, NULL, "%s is \"%s\"; it must be a date such as 2026-11-24", shape->name,
                    rsi_book_shown(book, attr->value));
  if (shape->type == RSI_ATTR_WORDS && !attr->value[strspn(attr->value, " \t\r\n")])
    rsi_book_report(book, RSI_ATTRIBUTE_EMPTY, attr->where, NULL, "%s is empty", shape->name);
}

static void read_names(rsi_book *book, const rsi_attr_shape *shape, const rsi_xml_attr *attr, parsed_names *out) {
  *out = split_names(book, attr->value, attr->where, shape->spelling);
  if (shape->type == RSI_ATTR_NAMES && !attr->value[strspn(attr->value, " \t\r\n")])
    rsi_book_report(book, RSI_ATTRIBUTE_EMPTY, attr->where, NULL, "%s is empty", shape->name);
}

/* finding="a b" where any="a b" was meant: the attributes of this element that take a list in its place. */
static const char *list_hint(rsi_book *book, const rsi_attr_shape *table, const rsi_attr_shape *shape, const char *names) {
  rsi_buf hint;
  rsi_buf_init(&hint, &book->scratch);
  for (const rsi_attr_shape *a = table; a->name && shape->flags & RSI_ONE_OF; a++)
    if (a->flags & RSI_ONE_OF && a->type == RSI_ATTR_NAMES)
      rsi_buf_printf(&hint, "%s%s=\"%s\"", hint.length ? " or " : "write ", a->name, names);
  return hint.length ? hint.data : NULL;
}

/* A name that is misspelt is told once; left as it is, it would also be told to be missing. What it defines keeps it. */
static void read_name(rsi_book *book, const rsi_attr_shape *table, const rsi_attr_shape *shape, const rsi_xml_attr *attr,
                      parsed_name *out) {
  uint32_t count;
  *out = (parsed_name){attr->value, attr->where, RSI_NONE};
  if (is_spelt(shape->spelling, out->id))
    return;
  const char *mended = mend(book, shape->spelling, attr->value, &count);
  if (mended && count > 1)
    rsi_book_report(book, RSI_ID_BAD, attr->where, list_hint(book, table, shape, mended), "%s takes one id, and \"%s\" is %u",
                    shape->name, rsi_book_shown(book, attr->value), (unsigned)count);
  else
    report_spelling(book, shape->spelling, attr->value, attr->where, false, out);
  if (strcmp(shape->name, "id") != 0)
    out->id = NULL;
}

static void read_format(rsi_book *book, const rsi_xml_attr *attr) {
  if (strcmp(attr->value, "1") != 0)
    rsi_book_report(book, RSI_FORMAT_UNSUPPORTED, attr->where, NULL, "format \"%s\" is not known: this engine reads format %d",
                    rsi_book_shown(book, attr->value), RSCAN_FORMAT);
}

static void read_attribute(rsi_book *book, const rsi_attr_shape *table, const rsi_attr_shape *shape, const rsi_xml_attr *attr,
                           void *field) {
  switch ((enum rsi_attr_type)shape->type) {
  case RSI_ATTR_NAME:
    read_name(book, table, shape, attr, field);
    break;
  case RSI_ATTR_NAMES:
  case RSI_ATTR_ANY_NAMES:
    read_names(book, shape, attr, field);
    break;
  case RSI_ATTR_WORDS:
  case RSI_ATTR_TEXT:
  case RSI_ATTR_DATE:
    read_words(book, shape, attr, field);
    break;
  case RSI_ATTR_NUMBER:
    if (!rsi_number_read(attr->value, strlen(attr->value), field))
      report_number(book, shape->name, attr->value, attr->where, "a number");
    break;
  case RSI_ATTR_WHOLE:
    read_whole(book, shape, attr, field);
    break;
  case RSI_ATTR_WORD:
    read_word(book, shape, attr, field);
    break;
  case RSI_ATTR_WORD_SET:
    read_word_set(book, shape, attr, field);
    break;
  case RSI_ATTR_FORMAT:
    read_format(book, attr);
    break;
  }
}

/* What a field holds when its attribute is not given, where that is not zero. */
static void clear_field(const rsi_attr_shape *shape, void *field) {
  if (shape->type == RSI_ATTR_NUMBER)
    *(double *)field = NAN;
  else if (shape->type == RSI_ATTR_WHOLE)
    *(uint32_t *)field = RSI_NONE;
  else if (shape->type == RSI_ATTR_NAME)
    ((parsed_name *)field)->to = RSI_NONE;
}

static const rsi_xml_attr *given(const rsi_xml_node *node, const char *name) {
  for (uint32_t i = 0; i < node->n_attrs; i++)
    if (!strcmp(node->attrs[i].name, name))
      return &node->attrs[i];
  return NULL;
}

static void report_unknown_attribute(rsi_book *book, const rsi_shape *shape, const rsi_xml_node *node, const rsi_xml_attr *attr) {
  const char *names[32];
  size_t count = 0;
  for (const rsi_attr_shape *a = shape->attrs; a && a->name && count < 32; a++)
    if (!given(node, a->name))
      names[count++] = a->name;
  rsi_book_report(book, RSI_ATTRIBUTE_UNKNOWN, attr->where, nearest_word(book, names, count, attr->name, "\""),
                  "<%s> has no attribute \"%s\"", node->name, rsi_book_shown(book, attr->name));
}

static const rsi_attr_shape *attr_shape(const rsi_shape *shape, const char *name) {
  for (const rsi_attr_shape *a = shape->attrs; a && a->name; a++)
    if (!strcmp(a->name, name))
      return a;
  return NULL;
}

/* Exactly one of the attributes marked RSI_ONE_OF. */
static void check_one_of(rsi_book *book, const rsi_shape *shape, const rsi_xml_node *node) {
  rsi_buf list;
  rsi_buf_init(&list, &book->scratch);
  for (const rsi_attr_shape *a = shape->attrs; a && a->name; a++)
    if (a->flags & RSI_ONE_OF)
      rsi_buf_printf(&list, "%s%s", list.length ? ", " : "", a->name);
  uint32_t n_given = 0;
  for (uint32_t i = 0; list.length && i < node->n_attrs; i++) {
    const rsi_attr_shape *a = attr_shape(shape, node->attrs[i].name);
    if (a && a->flags & RSI_ONE_OF && ++n_given == 2)
      rsi_book_report(book, RSI_ATTRIBUTE_CONFLICT, node->attrs[i].where, NULL, "<%s> takes only one of %s", node->name, list.data);
  }
  if (list.length && !n_given)
    rsi_book_report(book, RSI_ATTRIBUTE_MISSING, node->where, NULL, "<%s> needs one of %s", node->name, list.data);
}

static void read_attributes(rsi_book *book, const rsi_shape *shape, const rsi_xml_node *node, char *record) {
  for (uint32_t i = 0; i < node->n_attrs; i++)
    if (!attr_shape(shape, node->attrs[i].name))
      report_unknown_attribute(book, shape, node, &node->attrs[i]);
  for (const rsi_attr_shape *a = shape->attrs; a && a->name; a++) {
    const rsi_xml_attr *attr = given(node, a->name);
    clear_field(a, record + a->offset);
    if (attr)
      read_attribute(book, shape->attrs, a, attr, record + a->offset);
    else if (a->flags & RSI_REQUIRED)
      rsi_book_report(book, RSI_ATTRIBUTE_MISSING, node->where, NULL, "<%s> needs the attribute \"%s\"", node->name, a->name);
  }
  check_one_of(book, shape, node);
}

/* ---- content ---- */

/* The text with its runs of white space made one space each, and none at the ends. */
static const char *squeeze(rsi_book *book, const char *text) {
  char *copy = rsi_arena_strndup(&book->arena, text, strlen(text));
  if (!copy)
    return NULL;
  char *out = copy;
  for (const char *p = copy; *p; p++) {
    if (!is_space(*p))
      *out++ = *p;
    else if (out > copy && out[-1] != ' ')
      *out++ = ' ';
  }
  if (out > copy && out[-1] == ' ')
    out--;
  *out = '\0';
  return copy;
}

static const char *trim(rsi_book *book, const char *text) {
  size_t length = strlen(text);
  while (length && is_space(text[length - 1]))
    length--;
  return rsi_arena_strndup(&book->arena, text, length);
}

static void read_number_content(rsi_book *book, const rsi_xml_node *node, double *out) {
  const char *text = trim(book, node->text);
  *out = NAN;
  if (text && !rsi_number_read(text, strlen(text), out))
    report_number(book, node->name, text, node->text_where, "a number");
}

static void read_content(rsi_book *book, const rsi_shape *shape, const rsi_xml_node *node, char *record) {
  bool has_text = *node->text != '\0';
  if (shape->content == RSI_CONTENT_NONE) {
    if (has_text)
      rsi_book_report(book, RSI_TEXT_UNEXPECTED, node->text_where, NULL, "<%s> holds elements, not text", node->name);
    return;
  }
  if (!has_text)
    rsi_book_report(book, RSI_TEXT_EMPTY, node->where, NULL, "<%s> is empty", node->name);
  void *field = record + shape->content_offset;
  if (shape->content == RSI_CONTENT_EXAMS)
    *(parsed_names *)field = split_names(book, node->text, node->text_where, RSI_SPELT_EXAM);
  else if (shape->content == RSI_CONTENT_NUMBER)
    read_number_content(book, node, field);
  else
    *(parsed_words *)field =
        (parsed_words){shape->content == RSI_CONTENT_RAW ? trim(book, node->text) : squeeze(book, node->text), node->text_where};
}

/* ---- texts for people ---- */

typedef struct said_record {
  parsed_head head;
  uint8_t lang;
  parsed_words words;
} said_record;

static const rsi_attr_shape said_attrs[] = {
    {"lang", RSI_ATTR_WORD, 0, RSI_REQUIRED, offsetof(said_record, lang), rsi_words_lang},
    RSI_NO_ATTR,
};
static const rsi_shape said_shape = {
    "", sizeof(said_record), 0, RSI_CONTENT_WORDS, offsetof(said_record, words), said_attrs, NULL, NULL, NULL};

static void read_said(rsi_book *book, const rsi_xml_node *node, parsed_text *text) {
  said_record said = {0};
  rsi_shape_read(book, &said_shape, node, &said);
  if (!said.lang)
    return;
  int lang = said.lang - 1;
  if (text->in[lang]) {
    rsi_book_report(book, RSI_TEXT_TWICE, node->where, NULL, "a second <%s lang=\"%s\">; the first is at %s", node->name,
                    rsi_words_lang[lang], rsi_book_place(book, text->where[lang]));
    return;
  }
  text->in[lang] = said.words.text;
  text->where[lang] = node->where;
}

static void check_text(rsi_book *book, const rsi_text_shape *shape, const rsi_xml_node *node, const parsed_text *text) {
  bool has_english = text->in[RSI_EN], has_french = text->in[RSI_FR];
  if (!has_english && (has_french || shape->is_required))
    rsi_book_report(book, RSI_TEXT_MISSING, has_french ? text->where[RSI_FR] : node->where, NULL, "<%s> needs a <%s lang=\"en\">",
                    node->name, shape->name);
  if (has_english && !has_french)
    rsi_book_report(book, RSI_TEXT_UNTRANSLATED, text->where[RSI_EN], NULL,
                    "<%s> has no <%s lang=\"fr\">: readers of French will see English", node->name, shape->name);
}

/* ---- children ---- */

static const rsi_text_shape *text_shape(const rsi_shape *shape, const char *name) {
  for (const rsi_text_shape *t = shape->texts; t && t->name; t++)
    if (!strcmp(t->name, name))
      return t;
  return NULL;
}

static const rsi_child_shape *child_shape(const rsi_shape *shape, const char *name, const rsi_shape **found) {
  for (const rsi_child_shape *c = shape->children; c && c->shapes; c++)
    for (const rsi_shape *const *s = c->shapes; *s; s++)
      if (!strcmp((*s)->name, name)) {
        *found = *s;
        return c;
      }
  return NULL;
}

static void report_unknown_element(rsi_book *book, const rsi_shape *shape, const rsi_xml_node *node) {
  const char *names[64];
  size_t count = 0;
  for (const rsi_text_shape *t = shape->texts; t && t->name && count < 64; t++)
    names[count++] = t->name;
  for (const rsi_child_shape *c = shape->children; c && c->shapes; c++)
    for (const rsi_shape *const *s = c->shapes; *s && count < 64; s++)
      names[count++] = (*s)->name;
  rsi_book_report(book, RSI_ELEMENT_UNKNOWN, node->where, nearest_word(book, names, count, node->name, "<"),
                  "unknown element <%s> in <%s>", rsi_book_shown(book, node->name), shape->name);
}

/* A zeroed record at the end of list; the arena keeps what the list outgrows. Most lists have one member, and records are large. */
static void *push_record(rsi_book *book, parsed_list *list, size_t size) {
  if (!list->capacity) {
    list->items = rsi_alloc(&book->scratch, size);
    list->capacity = list->items ? 1 : 0;
  }
  rsi_vec vec = {list->items, list->count, list->capacity};
  void *record = rsi_vec_push(&book->scratch, &vec, size);
  *list = (parsed_list){vec.items, vec.count, vec.capacity};
  return record;
}

static void read_child(rsi_book *book, const rsi_shape *shape, const rsi_xml_node *node, char *record) {
  const rsi_text_shape *text = text_shape(shape, node->name);
  if (text) {
    read_said(book, node, (parsed_text *)(void *)(record + text->offset));
    return;
  }
  const rsi_shape *found = NULL;
  const rsi_child_shape *child = child_shape(shape, node->name, &found);
  if (!child) {
    report_unknown_element(book, shape, node);
    return;
  }
  parsed_list *list = (parsed_list *)(void *)(record + child->offset);
  if (child->max && list->count == child->max) {
    const parsed_head *first = list->items;
    rsi_book_report(book, RSI_ELEMENT_TWICE, node->where, NULL, "a second <%s> in <%s>; the first is at %s", node->name,
                    shape->name, rsi_book_place(book, first->where));
    return;
  }
  void *child_record = push_record(book, list, found->size);
  if (child_record)
    rsi_shape_read(book, found, node, child_record);
}

static void read_children(rsi_book *book, const rsi_shape *shape, const rsi_xml_node *node, char *record) {
  for (const rsi_xml_node *child = node->first; child; child = child->next)
    read_child(book, shape, child, record);
  for (const rsi_text_shape *t = shape->texts; t && t->name; t++)
    check_text(book, t, node, (const parsed_text *)(const void *)(record + t->offset));
  for (const rsi_child_shape *c = shape->children; c && c->shapes; c++) {
    const parsed_list *list = (const parsed_list *)(const void *)(record + c->offset);
    if (list->count < c->min)
      rsi_book_report(book, RSI_ELEMENT_MISSING, node->where, NULL,
                      c->shapes[1] ? "<%s> needs a condition, such as <%s>" : "<%s> needs a <%s>", node->name, c->shapes[0]->name);
  }
}

void rsi_shape_read(rsi_book *book, const rsi_shape *shape, const rsi_xml_node *node, void *record) {
  *(parsed_head *)record = (parsed_head){node->where, shape->kind};
  if (shape->content == RSI_CONTENT_FOREIGN)
    return;
  read_attributes(book, shape, node, record);
  read_content(book, shape, node, record);
  read_children(book, shape, node, record);
  if (shape->finish)
    shape->finish(book, node, record);
}

/* ---- bounds ---- */

void rsi_check_bounds(rsi_book *book, const rsi_xml_node *node, const parsed_bounds *b, bool is_needed) {
  bool has_low = !isnan(b->at_least) || !isnan(b->above), has_high = !isnan(b->at_most) || !isnan(b->below);
  if (is_needed && !has_low && !has_high)
    rsi_book_report(book, RSI_ATTRIBUTE_MISSING, node->where, NULL, "<%s> needs at least one of at-least, above, at-most, below",
                    node->name);
  if (!isnan(b->at_least) && !isnan(b->above))
    rsi_book_report(book, RSI_ATTRIBUTE_CONFLICT, node->where, NULL, "<%s> takes at-least or above, not both", node->name);
  if (!isnan(b->at_most) && !isnan(b->below))
    rsi_book_report(book, RSI_ATTRIBUTE_CONFLICT, node->where, NULL, "<%s> takes at-most or below, not both", node->name);
  double low = isnan(b->at_least) ? b->above : b->at_least, high = isnan(b->at_most) ? b->below : b->at_most;
  bool is_empty = low > high || (low == high && (isnan(b->at_least) || isnan(b->at_most)));
  if (has_low && has_high && is_empty)
    rsi_book_report(book, RSI_RANGE_EMPTY, node->where, NULL, "no number lies in this range");
}
