/* The XML door: exact places, and every kind of bad file in the author's language. */
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "support.h"
#include "xml.h"

#define NS "xmlns=\"urn:rightscan:rules\""

static rsi_arena arena;
static rscan_error *err;

static const rsi_xml_node *read_bytes(const char *bytes, size_t length) {
  char *copy = malloc(length ? length : 1); /* exactly as long: a read beyond it is seen by the sanitizer */
  memcpy(copy, bytes, length);
  const rsi_xml_node *root = rsi_xml_read(&arena, "t.xml", 3, copy, length, err, NULL);
  free(copy);
  return root;
}

static const rsi_xml_node *read_text(const char *text) { return read_bytes(text, strlen(text)); }

static void set_up(void) {
  rsi_arena_init(&arena, &rsi_malloc_allocator);
  err = rsi_error_new(&rsi_malloc_allocator, RSCAN_BAD_RULEBASE);
}

static void tear_down(void) {
  rsi_arena_free(&arena);
  rscan_error_free(err);
}

static void ck_place(rsi_where where, uint32_t line, uint32_t column) {
  ck_assert_uint_eq(where.file, 3);
  ck_assert_uint_eq(where.line, line);
  ck_assert_uint_eq(where.column, column);
}

/* The only diagnostic is this one, at this place. */
static void ck_refused(const rsi_xml_node *root, const char *code, uint32_t line, uint32_t column) {
  ck_assert_ptr_null(root);
  ck_assert_uint_eq(rscan_error_count(err), 1);
  ck_assert_str_eq(rscan_error_code(err, 0), code);
  ck_assert_msg(rscan_error_line(err, 0) == line && rscan_error_column(err, 0) == column, "expected %u:%u, got %s", line, column,
                rscan_error_text(err, 0));
  rscan_error_free(err);
  err = rsi_error_new(&rsi_malloc_allocator, RSCAN_BAD_RULEBASE);
}

/* ---- places ---- */

START_TEST(each_start_tag_knows_its_line_and_column) {
  const rsi_xml_node *root =
      read_text("<?xml version=\"1.0\"?>\n<!-- <a> --><rules " NS "\n  id='x'>\n  <é/><b/>\r\n<c/>\r<d/></rules>");
  ck_assert_ptr_nonnull(root);
  ck_place(root->where, 2, 13);
  const rsi_xml_node *child = root->first;
  ck_place(child->where, 4, 3);
  ck_place((child = child->next)->where, 4, 7);
  ck_place((child = child->next)->where, 5, 1);
  ck_place((child = child->next)->where, 6, 1);
  ck_assert_ptr_null(child->next);
  ck_assert_ptr_eq(child->parent, root);
}
END_TEST

START_TEST(each_attribute_value_knows_its_line_and_column) {
  const rsi_xml_node *root = read_text("<r " NS " x:a='1' xmlns:x='urn:x'\n  b = \"é>\"\tc='&lt;&amp;&#38;amp;' d='two\n lines'/>");
  ck_assert_ptr_nonnull(root);
  ck_assert_uint_eq(root->n_attrs, 4);
  ck_assert_str_eq(root->attrs[0].name, "x:a");
  ck_place(root->attrs[0].where, 1, 37);
  ck_assert_str_eq(root->attrs[1].value, "é>");
  ck_place(root->attrs[1].where, 2, 8);
  ck_assert_str_eq(root->attrs[2].value, "<&&amp;");
  ck_place(root->attrs[2].where, 2, 15);
  ck_assert_str_eq(root->attrs[3].value, "two\n lines");
  ck_assert_str_eq(rsi_xml_attribute(root, "b"), "é>");
  ck_assert_ptr_null(rsi_xml_attribute(root, "e"));
}
END_TEST

START_TEST(text_knows_where_its_first_word_stands) {
  const rsi_xml_node *root =
      read_text("<r " NS ">\n <!-- not <here> -->\n  é &amp; <![CDATA[<x>]]><b>  </b>after<c>\n<?xml-model a?> &#65;</c><d/> </r>");
  ck_assert_ptr_nonnull(root);
  ck_assert_str_eq(root->text, "é & <x>after ");
  ck_place(root->text_where, 3, 3);
  const rsi_xml_node *b = root->first, *c = b->next, *d = c->next;
  ck_assert_str_eq(b->text, "");
  ck_assert_str_eq(c->text, "A");
  ck_place(c->text_where, 4, 17);
  ck_assert_str_eq(d->text, "");
}
END_TEST

START_TEST(text_after_a_child_knows_where_it_stands) {
  const rsi_xml_node *root = read_text("<r " NS "><a><b x='a>'/></a>\n  word</r>");
  ck_assert_ptr_nonnull(root);
  ck_place(root->text_where, 2, 3);
}
END_TEST

START_TEST(a_byte_order_mark_is_no_character) {
  const rsi_xml_node *root = read_text("\xef\xbb\xbf<r " NS " a='b'/>");
  ck_assert_ptr_nonnull(root);
  ck_place(root->where, 1, 1);
  ck_place(root->attrs[0].where, 1, 35);
}
END_TEST

START_TEST(a_declaration_of_utf_8_is_welcome) {
  ck_assert_ptr_nonnull(read_text("<?xml version='1.0' encoding='utf-8' standalone='yes'?><r " NS "/>"));
  ck_assert_uint_eq(rscan_error_count(err), 0);
}
END_TEST

/* ---- mistakes ---- */

/* clang-format off */
static const struct { const char *text, *code; uint32_t line, column; const char *part; } mistakes[] = {
  {"", "xml-empty", 1, 1, "does not begin with an element"},
  {"   \n", "xml-empty", 1, 1, "does not begin with an element"},
  {"hello", "xml-empty", 1, 1, "does not begin with an element"},
  {"<r " NS "><a>\n<b></a></r>", "xml-tag-mismatch", 2, 4, "</a> closes nothing: the open element is <b>, at 2:1"},
  {"<r " NS ">\n<a></aa></r>", "xml-tag-mismatch", 2, 4, "</aa> closes nothing: the open element is <a>, at 2:1"},
  {"<r " NS "><a>text", "xml-truncated", 1, 39, "inside <a>, which opens at 1:32"},
  {"<r " NS "><a b=\"", "xml-truncated", 1, 38, "inside <r>, which opens at 1:1"},
  {"<r " NS "><!-- ", "xml-truncated", 1, 37, "inside <r>"},
  {"<r " NS ">a & b</r>", "xml-entity", 1, 34, "begins no entity"},
  {"<r " NS ">\na &nbsp; b</r>", "xml-entity", 2, 3, "not one of the five"},
  {"<r " NS ">a &amp b</r>", "xml-entity", 1, 34, "begins no entity"},
  {"<r " NS " a=\"x & y\"/>", "xml-entity", 1, 37, "begins no entity"},
  {"<r " NS ">&#0;</r>", "xml-entity", 1, 32, "names no character"},
  {"<r " NS ">a < b</r>", "xml-syntax", 1, 34, "begins no tag"},
  {"<r " NS "><a b=\"c>\n<d/></r>", "xml-attribute", 2, 1, "< inside the value"},
  {"<r " NS "><a b=c/></r>", "xml-attribute", 1, 37, "quotation marks"},
  {"<r " NS "><a b c=\"\"/></r>", "xml-attribute", 1, 37, "without a value"},
  {"<r " NS "><a b=\"\" b=\"\"/></r>", "xml-attribute", 1, 32, "given twice"},
  {"<r " NS "><a b=\"\"c=\"\"/></r>", "xml-attribute", 1, 39, "space is missing"},
  {"<r " NS "><a b=“c”/></r>", "xml-attribute", 1, 37, "a typographic quotation mark, “ (U+201C), where a straight one must stand"},
  {"<r " NS "><a b=‘c’/></r>", "xml-attribute", 1, 37, "‘ (U+2018)"},
  {"<r " NS "><a b=«\xc2\xa0""c\xc2\xa0»/></r>", "xml-attribute", 1, 37, "« (U+00AB)"},
  {"<r " NS ">\n<a b=\"c” d=\"e\"/></r>", "xml-attribute", 2, 8, "” (U+201D)"},
  {"<r " NS ">\n<a b=\"c”>\n<d/></a></r>", "xml-attribute", 2, 8, "” (U+201D)"},
  {"<r " NS ">\n<a b=\"l’un\" c=d/></r>", "xml-attribute", 2, 15, "must stand in quotation marks"},
  {"<r " NS "><a\xc2\xa0""b=\"c\"/></r>", "xml-character", 1, 34, "a no-break space (U+00A0) inside a tag"},
  {"<r " NS "><a b=\"c\"\xc2\xa0""d=\"e\"/></r>", "xml-character", 1, 40, "a no-break space (U+00A0) inside a tag"},
  {"<r " NS ">\n  a\xe2\x80\x8b b</r>", "xml-character", 2, 4, "an invisible character: a zero-width space (U+200B)"},
  {"<r " NS "><a>\xef\xbb\xbf</a></r>", "xml-character", 1, 35, "a byte order mark (U+FEFF)"},
  {"<r " NS "/><r/>", "xml-syntax", 1, 33, "after the end of the root"},
  {"<r " NS "><!-- a -- b --></r>", "xml-syntax", 1, 39, "two hyphens"},
  {" <?xml version='1.0'?><r " NS "/>", "xml-syntax", 1, 7, "very first thing"},
  {"<r " NS "><x:a/></r>", "xml-namespace", 1, 32, "prefix"},
  {"<r " NS ">\x01</r>", "xml-character", 1, 32, "control character (01)"},
  {"<r " NS ">\xef\xbf\xbf</r>", "xml-character", 1, 32, "does not allow"},
  {"<r " NS ">\n\xe9t\xe9</r>", "xml-encoding", 2, 1, "byte E9"},
  {"<r " NS ">\xc0\xaf</r>", "xml-encoding", 1, 32, "byte C0"},
  {"<r " NS ">\xed\xa0\x80</r>", "xml-encoding", 1, 32, "byte ED"},
  {"<r " NS ">\xf4\x90\x80\x80</r>", "xml-encoding", 1, 32, "byte F4"},
  {"<r " NS ">\xe2\x82", "xml-encoding", 1, 32, "byte E2"},
  {"<?xml version='1.0' encoding='ISO-8859-1'?><r " NS "/>", "xml-encoding", 1, 31, "must be UTF-8, not \"ISO-8859-1\""},
  {"<r " NS "><?php x?></r>", "xml-instruction", 1, 32, "(php)"},
  {"\n<!DOCTYPE r><r " NS "/>", "xml-doctype", 2, 1, "document type"},
};
/* clang-format on */

START_TEST(each_mistake_is_named_at_its_place) {
  const rsi_xml_node *root = read_text(mistakes[_i].text);
  ck_assert_msg(strstr(rscan_error_message(err, 0), mistakes[_i].part) != NULL, "\"%s\" is not in: %s", mistakes[_i].part,
                rscan_error_text(err, 0));
  ck_refused(root, mistakes[_i].code, mistakes[_i].line, mistakes[_i].column);
}
END_TEST

START_TEST(a_wrong_namespace_is_told_once_and_the_rest_is_read) {
  const rsi_xml_node *root = read_text("<r xmlns='urn:other'><a/><b/></r>");
  ck_assert_ptr_nonnull(root);
  ck_assert_uint_eq(rscan_error_count(err), 1);
  ck_assert_str_eq(rscan_error_code(err, 0), "xml-namespace");
  ck_assert_ptr_nonnull(read_text("<r/>"));
  ck_assert_uint_eq(rscan_error_count(err), 2);
  ck_assert_str_eq(rscan_error_hint(err, 1), "write xmlns=\"urn:rightscan:rules\" on the root element");
}
END_TEST

/* ---- hostile files ---- */

START_TEST(a_file_that_multiplies_entities_is_refused_at_its_doctype) {
  ck_refused(read_text("<!DOCTYPE r [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]><r " NS ">&c;</r>"),
             "xml-doctype", 1, 1);
}
END_TEST

START_TEST(an_external_entity_is_never_opened) {
  ck_refused(read_text("<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><r " NS ">&a;</r>"), "xml-doctype", 1, 1);
  ck_refused(read_text("<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r " NS "/>"), "xml-doctype", 1, 1);
}
END_TEST

START_TEST(a_nul_byte_is_refused_where_it_stands) {
  static const char text[] = "<r " NS ">\na\0b</r>";
  ck_refused(read_bytes(text, sizeof text - 1), "xml-character", 2, 2);
}
END_TEST

START_TEST(utf_16_is_refused_by_name) {
  ck_refused(read_bytes("\xff\xfe<\0r\0", 6), "xml-encoding", 1, 1);
  ck_refused(read_bytes("\xfe\xff\0<\0r", 6), "xml-encoding", 1, 1);
}
END_TEST

START_TEST(elements_may_be_nested_as_deep_as_the_limit_and_no_deeper) {
  char text[RSI_MAX_XML_DEPTH * 16 + 200];
  for (int depth = RSI_MAX_XML_DEPTH; depth <= RSI_MAX_XML_DEPTH + 1; depth++) {
    strcpy(text, "<a " NS ">");
    for (int i = 1; i < depth; i++)
      strcat(text, "<a>");
    for (int i = 0; i < depth; i++)
      strcat(text, "</a>");
    if (depth == RSI_MAX_XML_DEPTH)
      ck_assert_ptr_nonnull(read_text(text));
    else
      ck_refused(read_text(text), "xml-too-deep", 1, 32 + 3 * (RSI_MAX_XML_DEPTH - 1));
  }
}
END_TEST

static char *filled(const char *before, char fill, size_t count, const char *after) {
  size_t from = strlen(before), to = strlen(after);
  char *text = malloc(from + count + to + 1);
  memcpy(text, before, from);
  memset(text + from, fill, count);
  memcpy(text + from + count, after, to + 1);
  return text;
}

START_TEST(a_huge_attribute_is_refused) {
  char *text = filled("<a " NS " b='", 'x', 20u << 20, "'/>");
  ck_assert_ptr_null(read_text(text));
  ck_assert_uint_eq(rscan_error_count(err), 1);
  free(text);
}
END_TEST

START_TEST(a_file_over_the_limit_is_not_read) {
  char *text = filled("<a " NS "/>", ' ', RSI_MAX_XML_FILE, "");
  ck_refused(read_text(text), "xml-too-large", 1, 1);
  free(text);
}
END_TEST

START_TEST(every_prefix_of_a_file_is_refused_or_read_without_harm) {
  static const char text[] =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- c --><r " NS " a='&lt;é'>t<![CDATA[x]]>&#233;<b c=\"d\"/></r>";
  for (size_t length = 0; length < sizeof text; length++) {
    const rsi_xml_node *root = read_bytes(text, length);
    ck_assert_uint_eq(root == NULL, rscan_error_count(err) > 0);
    rscan_error_free(err);
    err = rsi_error_new(&rsi_malloc_allocator, RSCAN_BAD_RULEBASE);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("xml");
  TCase *tc = tcase_create("xml");
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, each_start_tag_knows_its_line_and_column);
  tcase_add_test(tc, each_attribute_value_knows_its_line_and_column);
  tcase_add_test(tc, text_knows_where_its_first_word_stands);
  tcase_add_test(tc, text_after_a_child_knows_where_it_stands);
  tcase_add_test(tc, a_byte_order_mark_is_no_character);
  tcase_add_test(tc, a_declaration_of_utf_8_is_welcome);
  tcase_add_loop_test(tc, each_mistake_is_named_at_its_place, 0, sizeof mistakes / sizeof *mistakes);
  tcase_add_test(tc, a_wrong_namespace_is_told_once_and_the_rest_is_read);
  tcase_add_test(tc, a_file_that_multiplies_entities_is_refused_at_its_doctype);
  tcase_add_test(tc, an_external_entity_is_never_opened);
  tcase_add_test(tc, a_nul_byte_is_refused_where_it_stands);
  tcase_add_test(tc, utf_16_is_refused_by_name);
  tcase_add_test(tc, elements_may_be_nested_as_deep_as_the_limit_and_no_deeper);
  tcase_add_test(tc, a_huge_attribute_is_refused);
  tcase_add_test(tc, a_file_over_the_limit_is_not_read);
  tcase_add_test(tc, every_prefix_of_a_file_is_refused_or_read_without_harm);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
