/* The one door for XML: libxml2's SAX2 events into a small tree in which every tag, attribute and text knows its place.
 *
 * libxml2 says where its own cursor stands, which is the END of a start tag, and counts columns its own way. So the reader walks
 * over the same bytes in step with the events: when libxml2 tells of a start tag, that is the next start tag in the bytes, whatever
 * the version does with its buffers. Being well-formed is libxml2's judgement; the words and places of a mistake are ours. */
#include "xml.h"

#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>

#include "codes.h"
#include "limits.h"
#include "utf8.h"

#define NAMESPACE "urn:rightscan:rules"
#define SHOWN 60 /* characters of a name shown in a message */

typedef struct open_element {
  rsi_xml_node *node, *last_child;
  rsi_buf text;
  size_t text_from;    /* where the text that comes next starts in the bytes */
  bool is_self_closed; /* <a/>: its end is no tag of its own */
} open_element;

typedef struct reader {
  rsi_arena *arena;
  rscan_error *err;
  const char *path, *bytes;
  uint32_t file;
  size_t length;
  size_t at;       /* everything before has been told by libxml2 */
  size_t place_at; /* `place` is that of this offset; places are asked for in order, so counting goes on from there */
  rsi_where place;
  open_element open[RSI_MAX_XML_DEPTH];
  uint32_t depth;
  rsi_xml_node *root;
  xmlParserCtxtPtr parser;
  bool has_stopped; /* a mistake was reported after which nothing can be trusted */
  bool has_told_namespace;
} reader;

/* ---- places ---- */

static rsi_where place_of(reader *r, size_t offset) {
  if (offset < r->place_at) {
    r->place_at = 0;
    r->place = (rsi_where){r->file, 1, 1};
  }
  const char *p = r->bytes + r->place_at, *end = r->bytes + (offset < r->length ? offset : r->length);
  uint32_t line = r->place.line, column = r->place.column;
  for (; p < end; p++) {
    bool is_line_end = *p == '\n' || (*p == '\r' && (p + 1 == r->bytes + r->length || p[1] != '\n'));
    column += ((unsigned char)*p & 0xc0) != 0x80; /* a character is counted by its first byte */
    if (is_line_end) {
      line++;
      column = 1;
    }
  }
  r->place_at = (size_t)(p - r->bytes);
  return r->place = (rsi_where){r->file, line, column};
}

/* ---- walking over the bytes ---- */

static bool starts_with(const reader *r, size_t at, const char *text) {
  size_t length = strlen(text);
  return r->length - at >= length && !memcmp(r->bytes + at, text, length);
}

/* The offset after the next `text`; the end when there is none. */
static size_t after(const reader *r, size_t at, const char *text) {
  for (; at < r->length; at++) {
    const char *found = memchr(r->bytes + at, text[0], r->length - at);
    if (!found)
      break;
    at = (size_t)(found - r->bytes);
    if (starts_with(r, at, text))
      return at + strlen(text);
  }
  return r->length;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static size_t skip_spaces(const reader *r, size_t at) {
  while (at < r->length && is_space(r->bytes[at]))
    at++;
  return at;
}

/* If a comment or a processing instruction stands at `at`, the offset after it; otherwise `at`. */
static size_t skip_aside(const reader *r, size_t at) {
  if (starts_with(r, at, "<!--"))
    return after(r, at + 4, "-->");
  return starts_with(r, at, "<?") ? after(r, at + 2, "?>") : at;
}

/* The next start or end tag: past text, comments, CDATA and instructions. */
static size_t next_tag(const reader *r, size_t at) {
  while (at < r->length) {
    const char *found = memchr(r->bytes + at, '<', r->length - at);
    if (!found)
      break;
    at = (size_t)(found - r->bytes);
    size_t next = starts_with(r, at, "<![CDATA[") ? after(r, at + 9, "]]>") : skip_aside(r, at);
    if (next == at)
      return at;
    at = next;
  }
  return r->length;
}

/* The first character of text at or after `at` that is neither white space nor inside a comment. */
static size_t first_of_text(const reader *r, size_t at) {
  for (;;) {
    at = skip_spaces(r, at);
    if (at == r->length)
      return at;
    size_t next = starts_with(r, at, "<![CDATA[") ? at + 9 : skip_aside(r, at);
    if (next == at)
      return at;
    at = next;
  }
}

static bool ends_name(char c) { return is_space(c) || c == '=' || c == '/' || c == '>' || c == '<' || c == '"' || c == '\''; }

static size_t end_of_name(const reader *r, size_t at) {
  while (at < r->length && !ends_name(r->bytes[at]))
    at++;
  return at;
}

/* Reads one attribute of a start tag at *at: where its name and value begin. False at the end of the tag. */
static bool next_attribute(const reader *r, size_t *at, size_t *name, size_t *value) {
  *name = skip_spaces(r, *at);
  size_t end = end_of_name(r, *name);
  size_t quote = skip_spaces(r, end);
  *at = quote;
  if (end == *name || quote == r->length || r->bytes[quote] != '=')
    return false;
  quote = skip_spaces(r, quote + 1);
  if (quote == r->length || (r->bytes[quote] != '"' && r->bytes[quote] != '\''))
    return false;
  *value = quote + 1;
  *at = after(r, *value, r->bytes[quote] == '"' ? "\"" : "'");
  return true;
}

/* ---- signs ---- */

/* clang-format off */
static const struct { uint32_t code; uint8_t kind; const char *name; } signs[] = {
    {0x00a0, RSI_SIGN_SPACE, "a no-break space"},          {0x2007, RSI_SIGN_SPACE, "a figure space"},
    {0x2009, RSI_SIGN_SPACE, "a thin space"},              {0x202f, RSI_SIGN_SPACE, "a narrow no-break space"},
    {0x3000, RSI_SIGN_SPACE, "an ideographic space"},      {0x00ad, RSI_SIGN_NOTHING, "a soft hyphen"},
    {0x200b, RSI_SIGN_NOTHING, "a zero-width space"},      {0x200c, RSI_SIGN_NOTHING, "a zero-width non-joiner"},
    {0x200d, RSI_SIGN_NOTHING, "a zero-width joiner"},     {0x200e, RSI_SIGN_NOTHING, "a left-to-right mark"},
    {0x200f, RSI_SIGN_NOTHING, "a right-to-left mark"},    {0x2060, RSI_SIGN_NOTHING, "a word joiner"},
    {0xfeff, RSI_SIGN_NOTHING, "a byte order mark"},       {0x2010, RSI_SIGN_HYPHEN, "a typographic hyphen"},
    {0x2011, RSI_SIGN_HYPHEN, "a no-break hyphen"},        {0x2012, RSI_SIGN_HYPHEN, "a figure dash"},
    {0x2013, RSI_SIGN_HYPHEN, "an en dash"},               {0x2014, RSI_SIGN_HYPHEN, "an em dash"},
    {0x2212, RSI_SIGN_HYPHEN, "a minus sign"},             {0x00ab, RSI_SIGN_QUOTE, "a typographic quotation mark"},
    {0x00bb, RSI_SIGN_QUOTE, "a typographic quotation mark"}, {0x2018, RSI_SIGN_QUOTE, "a typographic quotation mark"},
    {0x2019, RSI_SIGN_QUOTE, "a typographic quotation mark"}, {0x201a, RSI_SIGN_QUOTE, "a typographic quotation mark"},
    {0x201c, RSI_SIGN_QUOTE, "a typographic quotation mark"}, {0x201d, RSI_SIGN_QUOTE, "a typographic quotation mark"},
    {0x201e, RSI_SIGN_QUOTE, "a typographic quotation mark"}, {0x201f, RSI_SIGN_QUOTE, "a typographic quotation mark"},
    {0x2032, RSI_SIGN_QUOTE, "a prime"},                   {0x2033, RSI_SIGN_QUOTE, "a double prime"},
    {0xff02, RSI_SIGN_QUOTE, "a full-width quotation mark"},
};
/* clang-format on */
#define N_SIGNS (sizeof signs / sizeof *signs)

static size_t sign_of(uint32_t code) {
  size_t i = 0;
  while (i < N_SIGNS && signs[i].code != code)
    i++;
  return i;
}

uint8_t rsi_sign_kind(uint32_t code) { return sign_of(code) < N_SIGNS ? signs[sign_of(code)].kind : 0; }
const char *rsi_sign_name(uint32_t code) { return sign_of(code) < N_SIGNS ? signs[sign_of(code)].name : NULL; }

/* ---- mistakes ---- */

static void stop(reader *r) {
  r->has_stopped = true;
  xmlStopParser(r->parser);
}

static const char *name_of(const reader *r, size_t at, int *length) {
  size_t end = end_of_name(r, at);
  *length = end - at > SHOWN ? SHOWN : (int)(end - at);
  return r->bytes + at;
}

static void report(reader *r, rsi_code_id id, size_t offset, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
static void report(reader *r, rsi_code_id id, size_t offset, const char *hint, const char *format, ...) {
  va_list args;
  va_start(args, format);
  rsi_vreport(r->err, id, r->path, place_of(r, offset), hint, format, args);
  va_end(args);
}

static void report_truncated(reader *r) {
  if (!r->depth) {
    report(r, RSI_XML_TRUNCATED, r->length, NULL, "the file ends in the middle");
    return;
  }
  const rsi_xml_node *open = r->open[r->depth - 1].node;
  report(r, RSI_XML_TRUNCATED, r->length, "its end tag is missing, or the file was cut short",
         "the file ends inside <%.*s>, which opens at %u:%u", SHOWN, open->name, (unsigned)open->where.line,
         (unsigned)open->where.column);
}

static void report_mismatch(reader *r) {
  size_t tag = next_tag(r, r->at);
  if (!r->depth || !starts_with(r, tag, "</")) {
    report(r, RSI_XML_SYNTAX, tag, NULL, "an end tag that closes nothing");
    return;
  }
  int length;
  const char *name = name_of(r, tag + 2, &length);
  const rsi_xml_node *open = r->open[r->depth - 1].node;
  bool is_further_out = false;
  for (uint32_t i = 0; i + 1 < r->depth; i++)
    is_further_out |= !strncmp(r->open[i].node->name, name, (size_t)length) && !r->open[i].node->name[length];
  char hint[SHOWN + 40];
  snprintf(hint, sizeof hint, is_further_out ? "</%.*s> is missing before it" : "did you mean </%.*s>?", SHOWN, open->name);
  report(r, RSI_XML_TAG_MISMATCH, tag, hint, "</%.*s> closes nothing: the open element is <%.*s>, at %u:%u", length, name, SHOWN,
         open->name, (unsigned)open->where.line, (unsigned)open->where.column);
}

/* The last `c` before offset, or offset when there is none in the same file. */
static size_t back_to(const reader *r, size_t offset, char c) {
  for (size_t at = offset < r->length ? offset + 1 : r->length; at-- > 0;)
    if (r->bytes[at] == c)
      return at;
  return offset;
}

typedef struct mistake {
  int libxml_code;
  rsi_code_id id;
  char back_to; /* the character at which the mistake begins; 0: where libxml2 stands */
  const char *message, *hint;
} mistake;

static const mistake mistakes[] = {
    {XML_ERR_UNDECLARED_ENTITY, RSI_XML_ENTITY, '&', "an entity that is not one of the five of XML",
     "write the character itself; the five are &amp; &lt; &gt; &quot; &apos;"},
    {XML_ERR_NAME_REQUIRED, RSI_XML_SYNTAX, 0, "a name is missing here", NULL},
    {XML_ERR_ENTITYREF_SEMICOL_MISSING, RSI_XML_ENTITY, '&', "an & that begins no entity", "write &amp;"},
    {XML_ERR_INVALID_CHARREF, RSI_XML_ENTITY, '&', "a character reference that names no character", NULL},
    {XML_ERR_INVALID_DEC_CHARREF, RSI_XML_ENTITY, '&', "a character reference that is not a number", NULL},
    {XML_ERR_INVALID_HEX_CHARREF, RSI_XML_ENTITY, '&', "a character reference that is not a number", NULL},
    {XML_ERR_INVALID_CHAR, RSI_XML_CHARACTER, 0, "a character that XML does not allow", NULL},
    {XML_ERR_LT_IN_ATTRIBUTE, RSI_XML_ATTRIBUTE, 0, "a < inside the value of an attribute",
     "write &lt;, or the closing quotation mark is missing"},
    {XML_ERR_ATTRIBUTE_NOT_STARTED, RSI_XML_ATTRIBUTE, 0, "the value of an attribute must stand in quotation marks", NULL},
    {XML_ERR_ATTRIBUTE_NOT_FINISHED, RSI_XML_ATTRIBUTE, 0,
     "the closing quotation mark of an attribute is missing, or its value is far too long", NULL},
    {XML_ERR_INTERNAL_ERROR, RSI_XML_TOO_LARGE, 0, "a text or comment is too long to be read", NULL},
    {XML_ERR_ATTRIBUTE_WITHOUT_VALUE, RSI_XML_ATTRIBUTE, 0, "an attribute without a value", "write name=\"value\""},
    {XML_ERR_ATTRIBUTE_REDEFINED, RSI_XML_ATTRIBUTE, '<', "an attribute is given twice in this tag", NULL},
    {XML_ERR_SPACE_REQUIRED, RSI_XML_ATTRIBUTE, 0, "a space is missing between two attributes", NULL},
    {XML_ERR_GT_REQUIRED, RSI_XML_SYNTAX, 0, "a tag that does not end with >", NULL},
    {XML_ERR_HYPHEN_IN_COMMENT, RSI_XML_SYNTAX, 0, "two hyphens inside a comment", "a comment ends at its first --"},
    {XML_ERR_MISPLACED_CDATA_END, RSI_XML_SYNTAX, 0, "]]> in a text", "write ]]&gt;"},
    {XML_ERR_DOCUMENT_EMPTY, RSI_XML_EMPTY, 0, "the file does not begin with an element", NULL},
    {XML_ERR_DOCUMENT_END, RSI_XML_SYNTAX, 0, "something stands after the end of the root element", NULL},
    {XML_ERR_RESERVED_XML_NAME, RSI_XML_SYNTAX, 0, "the XML declaration must be the very first thing in the file", NULL},
    {XML_NS_ERR_UNDEFINED_NAMESPACE, RSI_XML_NAMESPACE, '<', "a prefix that no xmlns: declares", "the format needs no prefixes"},
};

static bool is_of_attribute(int libxml_code) {
  return libxml_code == XML_ERR_ATTRIBUTE_NOT_STARTED || libxml_code == XML_ERR_ATTRIBUTE_NOT_FINISHED ||
         libxml_code == XML_ERR_LT_IN_ATTRIBUTE || libxml_code == XML_ERR_ATTRIBUTE_WITHOUT_VALUE ||
         libxml_code == XML_ERR_SPACE_REQUIRED || libxml_code == XML_ERR_NAME_REQUIRED || libxml_code == XML_ERR_GT_REQUIRED;
}

/* A double quotation mark, or one that stands where a value begins or ends. “d’abord” in a value is nobody's mistake. */
static bool is_quote_of_value(const reader *r, size_t at, uint32_t code, size_t length) {
  size_t next = at + length;
  bool begins = at > 0 && r->bytes[at - 1] == '=', ends = next < r->length && strchr(" \t\r\n/>", r->bytes[next]);
  return (code != 0x2019 && code != 0x00ab && code != 0x00bb) || begins || ends;
}

/* What is wrong with a tag may be a sign in it that looks like another one. Told at that sign. */
static bool report_sign(reader *r, int libxml_code, size_t offset) {
  if (!is_of_attribute(libxml_code) || offset >= r->length)
    return false;
  uint32_t code = 0;
  bool is_lt = r->bytes[offset] == '<';
  for (size_t at = back_to(r, is_lt && offset ? offset - 1 : offset, '<'), length; at <= offset; at += length) {
    length = rsi_utf8_decode(r->bytes + at, r->length - at, &code);
    if (!length)
      return false;
    uint8_t kind = rsi_sign_kind(code);
    bool is_quote = kind == RSI_SIGN_QUOTE && is_quote_of_value(r, at, code, length);
    bool is_unseen = (kind == RSI_SIGN_SPACE || kind == RSI_SIGN_NOTHING) && at == offset;
    if (is_quote || is_unseen) {
      report(r, is_quote ? RSI_XML_ATTRIBUTE : RSI_XML_CHARACTER, at,
             is_quote ? "write the straight \"; programs for letters make others of it"
                      : "delete it, or write an ordinary space in its place",
             is_quote ? "%s, %.*s (U+%04X), where a straight one must stand" : "%s%.*s (U+%04X) inside a tag", rsi_sign_name(code),
             is_quote ? (int)length : 0, r->bytes + at, (unsigned)code);
      return true;
    }
  }
  return false;
}

static void report_mistake(reader *r, int libxml_code, size_t offset) {
  static const mistake other = {0, RSI_XML_SYNTAX, 0, "this is not well-formed XML", NULL};
  const mistake *m = &other;
  for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
    if (mistakes[i].libxml_code == libxml_code)
      m = &mistakes[i];
  if (report_sign(r, libxml_code, offset))
    return;
  char before = offset > 0 ? r->bytes[offset - 1] : ' ';
  if (libxml_code == XML_ERR_NAME_REQUIRED && (before == '&' || before == '<')) {
    report(r, before == '&' ? RSI_XML_ENTITY : RSI_XML_SYNTAX, offset - 1, before == '&' ? "write &amp;" : "write &lt;",
           before == '&' ? "an & that begins no entity" : "a < that begins no tag");
    return;
  }
  if (libxml_code == XML_ERR_INVALID_CHAR && before == ';') {
    report(r, RSI_XML_ENTITY, back_to(r, offset, '&'), NULL, "a character reference that names no character");
    return;
  }
  report(r, m->id, m->back_to ? back_to(r, offset, m->back_to) : offset, m->hint, "%s", m->message);
}

#if LIBXML_VERSION >= 21200
typedef const xmlError libxml_error;
#else
typedef xmlError libxml_error;
#endif

/* libxml2 goes on after a mistake and reports what follows from it; only the first is the author's. */
static void on_error(void *context, libxml_error *error) {
  reader *r = context;
  if (r->has_stopped || (error->level < XML_ERR_FATAL && error->code != XML_NS_ERR_UNDEFINED_NAMESPACE))
    return;
  r->has_stopped = true;
  const xmlParserInput *input = r->parser->input;
  size_t offset = input ? input->consumed + (size_t)(input->cur - input->base) : 0;
  if (error->code == XML_ERR_NO_MEMORY)
    rsi_error_out_of_memory(r->err);
  else if (error->code == XML_ERR_TAG_NAME_MISMATCH)
    report_mismatch(r);
  else if (error->code == XML_ERR_DOCUMENT_EMPTY)
    report(r, RSI_XML_EMPTY, 0, NULL, "the file does not begin with an element");
  else if (offset >= r->length)
    report_truncated(r);
  else
    report_mistake(r, error->code, offset);
}

/* ---- events ---- */

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id) {
  (void)name, (void)external_id, (void)system_id;
  reader *r = context;
  if (r->has_stopped)
    return;
  report(r, RSI_XML_DOCTYPE, after(r, 0, "<!DOCTYPE") - strlen("<!DOCTYPE"), "remove it",
         "a document type declaration is not allowed");
  stop(r);
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *data) {
  (void)data;
  reader *r = context;
  if (r->has_stopped || xmlStrEqual(target, (const xmlChar *)"xml-model")) /* tells an XML editor where the schema is */
    return;
  const xmlParserInput *input = r->parser->input;
  size_t offset = input->consumed + (size_t)(input->cur - input->base);
  report(r, RSI_XML_INSTRUCTION, back_to(r, back_to(r, offset, '?') - 1, '<'), "remove it",
         "a processing instruction (%.*s) is not allowed", SHOWN, (const char *)target);
  stop(r);
}

static void check_namespace(reader *r, const xmlChar *uri, size_t tag) {
  if (r->has_told_namespace || xmlStrEqual(uri, (const xmlChar *)NAMESPACE))
    return;
  r->has_told_namespace = true;
  static const char hint[] = "write xmlns=\"" NAMESPACE "\" on the root element";
  if (uri)
    report(r, RSI_XML_NAMESPACE, tag, hint, "the namespace is \"%.*s\", not \"" NAMESPACE "\"", SHOWN, (const char *)uri);
  else
    report(r, RSI_XML_NAMESPACE, tag, hint, "the element is in no namespace");
}

/* libxml2's attribute: local name, prefix, URI, value from, value to. */
enum { ATTR_NAME, ATTR_PREFIX, ATTR_URI, ATTR_FROM, ATTR_TO, ATTR_PARTS };

/* Without entity replacement libxml2 hands an ampersand in an attribute over as a character reference. */
static void plain_ampersands(char *text) {
  static const char reference[] = "&#38;";
  for (char *found = text; (found = strstr(found, reference)); found++)
    memmove(found + 1, found + strlen(reference), strlen(found + strlen(reference)) + 1);
}

/* The value from `from` to `to` (its closing quotation mark) as it stands; only where it holds references is libxml2's reading
 * needed. Line ends are kept, which XML would turn into spaces, so that the places of names in a list can be counted. */
static const char *read_value(reader *r, size_t from, size_t to, const xmlChar **parts) {
  if (!memchr(r->bytes + from, '&', to - from))
    return rsi_arena_strndup(r->arena, r->bytes + from, to - from);
  const char *read = (const char *)parts[ATTR_FROM];
  char *text = rsi_arena_strndup(r->arena, read, (size_t)((const char *)parts[ATTR_TO] - read));
  if (text)
    plain_ampersands(text);
  return text;
}

static const char *read_name(reader *r, const char *prefix, const char *local) {
  size_t before = prefix ? strlen(prefix) + 1 : 0, length = strlen(local);
  char *name = rsi_arena_alloc(r->arena, before + length + 1);
  if (!name)
    return NULL;
  if (prefix) {
    memcpy(name, prefix, before - 1);
    name[before - 1] = ':';
  }
  memcpy(name + before, local, length);
  return name;
}

static void read_attribute(reader *r, rsi_xml_attr *attr, const xmlChar **parts, size_t from, size_t to) {
  attr->value = read_value(r, from, to, parts);
  attr->where = place_of(r, from);
  attr->name = read_name(r, (const char *)parts[ATTR_PREFIX], (const char *)parts[ATTR_NAME]);
}

/* Reads the tag at r->at and moves past it. libxml2 gives the attributes in the order of the bytes, without xmlns ones. */
static void read_tag(reader *r, open_element *element, const xmlChar **attributes, uint32_t n_attributes) {
  rsi_xml_attr *attrs = n_attributes ? rsi_arena_alloc(r->arena, n_attributes * sizeof *attrs) : NULL;
  size_t at = end_of_name(r, r->at + 1), name, value;
  uint32_t read = 0;
  while (next_attribute(r, &at, &name, &value))
    if (attrs && read < n_attributes && !starts_with(r, name, "xmlns=") && !starts_with(r, name, "xmlns:") &&
        !starts_with(r, name, "xmlns "))
      read_attribute(r, &attrs[read], attributes + (size_t)read * ATTR_PARTS, value, at - 1), read++;
  element->node->attrs = attrs;
  element->node->n_attrs = read;
  element->is_self_closed = starts_with(r, at, "/>");
  r->at = after(r, at, ">");
  element->text_from = r->at;
}

static void link_node(reader *r, rsi_xml_node *node) {
  if (!r->depth) {
    r->root = node;
    return;
  }
  open_element *parent = &r->open[r->depth - 1];
  node->parent = parent->node;
  if (parent->last_child)
    parent->last_child->next = node;
  else
    parent->node->first = node;
  parent->last_child = node;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                     const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **attributes) {
  (void)prefix, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
  reader *r = context;
  if (r->has_stopped)
    return;
  r->at = next_tag(r, r->at);
  if (r->depth == RSI_MAX_XML_DEPTH) {
    report(r, RSI_XML_TOO_DEEP, r->at, NULL, "elements are nested more than %d deep", RSI_MAX_XML_DEPTH);
    stop(r);
    return;
  }
  check_namespace(r, uri, r->at);
  rsi_xml_node *node = rsi_arena_alloc(r->arena, sizeof *node);
  const char *own_name = rsi_arena_strndup(r->arena, (const char *)name, strlen((const char *)name));
  if (!node || !own_name) {
    stop(r);
    return;
  }
  node->name = own_name;
  node->where = place_of(r, r->at);
  node->text_where = node->where;
  node->text = "";
  link_node(r, node);
  open_element *element = &r->open[r->depth++];
  element->node = node;
  element->last_child = NULL;
  rsi_buf_clear(&element->text);
  read_tag(r, element, attributes, (uint32_t)n_attributes);
}

static void on_text(void *context, const xmlChar *text, int length) {
  reader *r = context;
  if (r->has_stopped || !r->depth)
    return;
  open_element *element = &r->open[r->depth - 1];
  if (!element->text.length) { /* white space before the text, or between child elements, is nobody's text */
    for (; length > 0 && is_space((char)*text); length--)
      text++;
    if (!length)
      return;
    element->node->text_where = place_of(r, first_of_text(r, element->text_from));
  }
  rsi_buf_add(&element->text, (const char *)text, (size_t)length);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  (void)name, (void)prefix, (void)uri;
  reader *r = context;
  if (r->has_stopped)
    return;
  open_element *element = &r->open[--r->depth];
  if (element->text.length)
    element->node->text = rsi_arena_strndup(r->arena, element->text.data, element->text.length);
  r->arena->has_failed |= element->text.has_failed;
  if (!element->is_self_closed)
    r->at = after(r, next_tag(r, r->at), ">");
  if (r->depth)
    r->open[r->depth - 1].text_from = r->at;
}

/* ---- before parsing: what the bytes themselves must be ---- */

/* Eight bytes at once that are all plain: no control character, nothing beyond ASCII. */
static bool are_plain(const char *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return !((word | ((word - 0x2020202020202020u) & ~word)) & 0x8080808080808080u);
}

/* False when the file is not to be read; only what is sound of it is then left in r. */
static bool check_bytes(reader *r) {
  if (r->length >= 2 && (!memcmp(r->bytes, "\xff\xfe", 2) || !memcmp(r->bytes, "\xfe\xff", 2))) {
    report(r, RSI_XML_ENCODING, 0, "save it as UTF-8", "the file is UTF-16");
    r->length = 0;
    return false;
  }
  uint32_t code;
  for (size_t at = 0, length; at < r->length; at += length) {
    if (r->length - at >= 8 && are_plain(r->bytes + at)) {
      length = 8;
      continue;
    }
    unsigned char c = (unsigned char)r->bytes[at];
    length = rsi_utf8_decode(r->bytes + at, r->length - at, &code);
    if (!length) {
      report(r, RSI_XML_ENCODING, at, "save the file as UTF-8", "the byte %02X is not UTF-8", c);
      r->length = at;
      return false;
    }
    if (c < 0x20 && !is_space((char)c)) {
      report(r, RSI_XML_CHARACTER, at, NULL, "a control character (%02X) is not allowed", c);
      r->length = at;
      return false;
    }
    if (code == 0xfeff || code == 0x200b || code == 0x2060) { /* no language needs them, and no phrase with one ever matches */
      report(r, RSI_XML_CHARACTER, at, "delete it: select from the character before to the one behind, and type both again",
             "an invisible character: %s (U+%04X)", rsi_sign_name(code), (unsigned)code);
      r->length = at;
      return false;
    }
  }
  return true;
}

/* The XML declaration may name UTF-8 or nothing: libxml2 would otherwise translate, and our places would be wrong. */
static bool check_declaration(reader *r) {
  size_t at = strlen("<?xml"), name, value;
  if (!starts_with(r, 0, "<?xml") || at == r->length || !is_space(r->bytes[at]))
    return true;
  while (next_attribute(r, &at, &name, &value)) {
    int length = (int)(at - 1 - value);
    if (!starts_with(r, name, "encoding") ||
        (length == 5 && !xmlStrncasecmp((const xmlChar *)r->bytes + value, (const xmlChar *)"UTF-8", 5)))
      continue;
    report(r, RSI_XML_ENCODING, value, "save the file as UTF-8 and say encoding=\"UTF-8\"",
           "the encoding must be UTF-8, not \"%.*s\"", length > SHOWN ? SHOWN : length, r->bytes + value);
    return false;
  }
  return true;
}

/* ---- the door ---- */

static const xmlSAXHandler handler = {
    .initialized = XML_SAX2_MAGIC,
    .internalSubset = on_doctype,
    .processingInstruction = on_instruction,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
    .serror = on_error,
};

static void parse(reader *r) {
  xmlInitParser();
  r->parser = xmlNewParserCtxt();
  if (!r->parser) {
    rsi_error_out_of_memory(r->err);
    return;
  }
  *r->parser->sax = handler;
  r->parser->userData = r;
  xmlDocPtr none = xmlCtxtReadMemory(r->parser, r->bytes, (int)r->length, NULL, "UTF-8", XML_PARSE_NONET);
  if (none)
    xmlFreeDoc(none);
  if (!r->parser->wellFormed && !r->has_stopped)
    report(r, RSI_XML_SYNTAX, r->at, NULL, "this is not well-formed XML");
  r->has_stopped |= !r->parser->wellFormed;
  xmlFreeParserCtxt(r->parser);
}

static const rsi_xml_node *read_checked(reader *r) {
  for (size_t i = 0; i < RSI_MAX_XML_DEPTH; i++)
    rsi_buf_init(&r->open[i].text, r->arena->allocator);
  parse(r);
  for (size_t i = 0; i < RSI_MAX_XML_DEPTH; i++)
    rsi_buf_free(&r->open[i].text);
  if (r->arena->has_failed)
    rsi_error_out_of_memory(r->err);
  return r->has_stopped || r->arena->has_failed ? NULL : r->root;
}

const rsi_xml_node *rsi_xml_read(rsi_arena *arena, const char *path, uint32_t file, const char *bytes, size_t length,
                                 rscan_error *err, const rsi_xml_node **part) {
  bool has_mark = length >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3); /* a byte order mark is no character of the text */
  reader r = {.arena = arena, .err = err, .path = path, .file = file, .place = {file, 1, 1}};
  r.bytes = bytes + (has_mark ? 3 : 0);
  r.length = length - (has_mark ? 3 : 0);
  if (length > RSI_MAX_XML_FILE) {
    report(&r, RSI_XML_TOO_LARGE, 0, NULL, "the file has %zu bytes, and %u is the most that is read", length, RSI_MAX_XML_FILE);
    return NULL;
  }
  bool is_sound = check_bytes(&r) && check_declaration(&r);
  if (!is_sound && !part)
    return NULL;
  if (!is_sound)
    r.err = NULL; /* what else is wrong with it follows from that */
  const rsi_xml_node *root = read_checked(&r);
  if (part)
    *part = r.root;
  return is_sound ? root : NULL;
}

const char *rsi_xml_attribute(const rsi_xml_node *node, const char *name) {
  for (uint32_t i = 0; i < node->n_attrs; i++)
    if (!strcmp(node->attrs[i].name, name))
      return node->attrs[i].value;
  return NULL;
}
