/* Requests of one shape: whatever the reader has seen before, a text gives the tree and the refusal that Jansson gives it. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "json_read.h"
#include "json_shape.h"
#include "support.h"

static rsi_json_shapes *shapes;

static void set_up(void) {
  shapes = rsi_json_shapes_new(&rsi_malloc_allocator);
  ck_assert_ptr_nonnull(shapes);
}

static void tear_down(void) { rsi_json_shapes_free(shapes); }

/* Reads text both ways; true when it is JSON. */
static bool agrees(const char *text, size_t length) {
  json_t *own, *jansson;
  rscan_error *own_err = NULL, *jansson_err = NULL;
  rscan_status own_status = rsi_json_shapes_read(shapes, text, length, &own, &own_err);
  rscan_status status = rsi_json_read(&rsi_malloc_allocator, text, length, &jansson, &jansson_err);
  ck_assert_msg(own_status == status, "status %d, Jansson's %d: %.*s", own_status, status, (int)length, text);
  if (status == RSCAN_OK)
    ck_assert_msg(json_equal(own, jansson), "another tree: %.*s", (int)length, text);
  else
    ck_assert_str_eq(rscan_error_text(own_err, 0), rscan_error_text(jansson_err, 0));
  rscan_error_free(own_err);
  rscan_error_free(jansson_err);
  json_decref(jansson);
  return status == RSCAN_OK;
}

START_TEST(a_shape_seen_before_takes_the_new_values) {
  static const char *const texts[] = {"{\"id\":\"a\",\"age\":46,\"findings\":{\"fever\":\"absent\"},\"codes\":[\"M54.5\"]}",
                                      "{\"id\":\"another\",\"age\":4.25,\"findings\":{\"fever\":\"present\"},\"codes\":[\"R51\"]}",
                                      "{\"id\":\"\",\"age\":-0,\"findings\":{\"fever\":\"\"},\"codes\":[\"\"]}",
                                      "{\"id\":7,\"age\":\"5 months\",\"findings\":{\"fever\":\"present\"},\"codes\":[\"R51\"]}",
                                      "{\"id\":\"\\u00e9\",\"age\":46,\"findings\":{\"fever\":\"absent\"},\"codes\":[\"M54.5\"]}",
                                      "{\"id\":\"b\",\"age\":0.1,\"findings\":{\"fever\":\"absent\"},\"codes\":[\"M54.5\"]}"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    ck_assert(agrees(texts[i], strlen(texts[i])));
}
END_TEST

START_TEST(what_is_not_json_finds_no_shape) {
  static const char *const texts[] = {"{\"a\":\"b\",\"c\":1}",   "{\"a\":\x01,\"c\":\x02}", "{\"a\":\"b\"\"x\",\"c\":1}",
                                      "{\"a\":\"b\",\"c\":01}",  "{\"a\":\"b\",\"c\":1.}",  "{\"a\":\"b\",\"c\":-}",
                                      "{\"a\":\"b\",\"c\":1 2}", "{\"a\":\"b\n\",\"c\":1}", "{\"a\":\"b\",\"c\":1}}",
                                      "{\"a\":\"b\",\"c\":.5}",  "{\"a\":\"b\" ,\"c\": 1",  "{\"a\":\"b\",\"a\":1}",
                                      "{\"a\":tr ue,\"c\":1}",   "{\"a\":true,\"c\":1}"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    ck_assert_int_eq(agrees(texts[i], strlen(texts[i])), i == 0 || i == 13);
}
END_TEST

/* ---- texts made by chance ---- */

static uint32_t seed;
static uint32_t chance(uint32_t n) { return chance_below(&seed, n); }

static const char *pick(const char *const *from, uint32_t n) { return from[chance(n)]; }
#define PICK(...) pick((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void put_value(rsi_buf *out, int depth) {
  uint32_t kind = chance(depth > 2 ? 8 : 10);
  if (kind < 4)
    rsi_buf_printf(out, "\"%s\"", PICK("", "a", "present", "ct head", "\\n", "caf\xc3\xa9", "\\ud83d\\ude00", "a:b", "{\x7f"));
  else if (kind < 7)
    rsi_buf_puts(out, PICK("0", "7", "46", "-1", "12.50", "0.001", "-0", "123456789012345", "1234567890123456", "1e3", "2.5E-2",
                           "0.1", "00", "9007199254740993", "5.", "1e999"));
  else if (kind < 8)
    rsi_buf_puts(out, PICK("true", "false", "null", "nul"));
  else {
    bool is_object = kind == 8;
    uint32_t n = chance(4);
    rsi_buf_putc(out, is_object ? '{' : '[');
    for (uint32_t i = 0; i < n; i++) {
      rsi_buf_puts(out, i ? PICK(",", ", ", ",\t", "\n,") : "");
      if (is_object)
        rsi_buf_printf(out, "\"%s\"%s", PICK("id", "age", "fever", "x\\ty", "\xc3\xa9"), PICK(":", ": ", " :", "\n:", "\r\n\t: "));
      put_value(out, depth + 1);
    }
    rsi_buf_putc(out, is_object ? '}' : ']');
  }
}

START_TEST(texts_made_by_chance_are_read_as_jansson_reads_them) {
  uint32_t n_json = 0;
  rsi_buf text;
  rsi_buf_init(&text, &rsi_malloc_allocator);
  for (int i = 0; i < 60000; i++) {
    rsi_buf_clear(&text);
    rsi_buf_puts(&text, "{\"a\":");
    put_value(&text, chance(3));
    rsi_buf_puts(&text, ",\"b\":");
    put_value(&text, 2);
    rsi_buf_putc(&text, '}');
    if (chance(5) == 0)
      text.data[chance((uint32_t)text.length)] = *PICK("\"", ",", "}", " ", "\x01", "\x02", "0", "a", "\\", ":");
    n_json += agrees(text.data, text.length);
  }
  rsi_buf_free(&text);
  ck_assert_uint_gt(n_json, 20000); /* or little was tried */
}
END_TEST

START_TEST(a_long_text_and_one_of_many_values_are_read_all_the_same) {
  rsi_buf text;
  rsi_buf_init(&text, &rsi_malloc_allocator);
  for (int n = 60; n < 70; n++)
    for (int pass = 0; pass < 2; pass++) {
      rsi_buf_clear(&text);
      for (int i = 0; i < n; i++)
        rsi_buf_printf(&text, "%s%d", i ? "," : "[", i + pass);
      rsi_buf_putc(&text, ']');
      ck_assert(agrees(text.data, text.length));
    }
  for (int n = 1010; n < 1040; n++) {
    rsi_buf_clear(&text);
    rsi_buf_printf(&text, "{\"%0*d\":\"v\"}", n, 0);
    ck_assert(agrees(text.data, text.length) && agrees(text.data, text.length));
  }
  rsi_buf_free(&text);
}
END_TEST

int main(void) {
  Suite *s = suite_create("json");
  TCase *c = tcase_create("shapes");
  tcase_set_timeout(c, 60);
  tcase_add_checked_fixture(c, set_up, tear_down);
  tcase_add_test(c, a_shape_seen_before_takes_the_new_values);
  tcase_add_test(c, what_is_not_json_finds_no_shape);
  tcase_add_test(c, texts_made_by_chance_are_read_as_jansson_reads_them);
  tcase_add_test(c, a_long_text_and_one_of_many_values_are_read_all_the_same);
  suite_add_tcase(s, c);
  return test_run(s);
}
