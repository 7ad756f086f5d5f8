/* The support room: numbers as text, nearest names, sorting, memory that is kept, diagnostics. */
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "names.h"
#include "support.h"

static const rscan_allocator *const a = &rsi_malloc_allocator;

/* ---- numbers ---- */

static const char *written(double value) {
  static char text[64];
  rsi_buf buf;
  rsi_buf_init(&buf, a);
  rsi_buf_number(&buf, value);
  ck_assert_uint_lt(buf.length, sizeof text);
  strcpy(text, buf.data);
  rsi_buf_free(&buf);
  return text;
}

START_TEST(a_number_is_written_with_the_fewest_digits) {
  static const struct {
    double value;
    const char *text;
  } numbers[] = {{0, "0"},
                 {1, "1"},
                 {-1.5, "-1.5"},
                 {0.1, "0.1"},
                 {1.0 / 3, "0.3333333333333333"},
                 {100, "100"},
                 {1e20, "100000000000000000000"},
                 {1e21, "1e21"},
                 {1e-7, "0.0000001"},
                 {1.5e-8, "1.5e-8"},
                 {123456.789, "123456.789"},
                 {DBL_MAX, "1.7976931348623157e308"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {NAN, "nan"},
                 {-INFINITY, "-inf"}};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    ck_assert_str_eq(written(numbers[i].value), numbers[i].text);
}
END_TEST

START_TEST(a_written_number_reads_back_the_same) {
  uint64_t bits = 88172645463325252u;
  for (int i = 0; i < 20000; i++) {
    double value, back = 0;
    bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17; /* xorshift */
    memcpy(&value, &bits, sizeof value);
    if (!isfinite(value))
      continue;
    const char *text = written(value);
    ck_assert_msg(rsi_number_read(text, strlen(text), &back) && back == value, "%s", text);
  }
}
END_TEST

START_TEST(numbers_do_not_follow_the_locale) {
  static const char *const comma[] = {"fr_CA.UTF-8", "fr_FR.UTF-8", "de_DE.UTF-8", "fr_CA.utf8", "fr_FR.utf8", "de_DE.utf8"};
  for (size_t i = 0; i < sizeof comma / sizeof *comma; i++)
    if (setlocale(LC_NUMERIC, comma[i]))
      break; /* where there is no such locale the test still holds, and proves less */
  double value = 0;
  ck_assert_str_eq(written(2.5), "2.5");
  ck_assert(rsi_number_read("2.5", 3, &value) && value == 2.5);
  ck_assert(!rsi_number_read("2,5", 3, &value));
  setlocale(LC_NUMERIC, "C");
}
END_TEST

START_TEST(only_a_whole_decimal_number_is_read) {
  static const char *const bad[] = {"",      "-",    "+",   ".",   ".5",    "5.",      "1 ",    " 1",  "1e", "1e+",
                                    "1e1.5", "0x10", "inf", "nan", "1.2.3", "1e99999", "1e400", "--1", "1_0"};
  double value = 7;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    ck_assert_msg(!rsi_number_read(bad[i], strlen(bad[i]), &value) && value == 7, "%s", bad[i]);
  ck_assert(rsi_number_read("-0.5e+1x", 7, &value) && value == -5);
  ck_assert(rsi_number_read("+12", 3, &value) && value == 12);
}
END_TEST

/* ---- names ---- */

static const char *const names[] = {"fever", "cauda-equina", "knee-pain", "knee-pan", "MR", "head-trauma"};
static const char *name_at(const void *context, size_t index) { return ((const char *const *)context)[index]; }
static const char *nearest(const char *word) { return rsi_nearest(word, name_at, names, sizeof names / sizeof *names); }

START_TEST(the_nearest_name_is_the_one_that_was_meant) {
  ck_assert_str_eq(nearest("cauda-equna"), "cauda-equina"); /* a letter less */
  ck_assert_str_eq(nearest("feverr"), "fever");             /* a letter more */
  ck_assert_str_eq(nearest("fevre"), "fever");              /* two swapped */
  ck_assert_str_eq(nearest("haed-truma"), "head-trauma");
  ck_assert_str_eq(nearest("knee-paan"), "knee-pain"); /* knee-pan is as near, and comes later */
}
END_TEST

START_TEST(no_name_is_offered_that_was_not_meant) {
  char long_word[200];
  memset(long_word, 'x', sizeof long_word - 1);
  long_word[sizeof long_word - 1] = '\0';
  ck_assert_ptr_null(nearest("cough"));
  ck_assert_ptr_null(nearest("CT"));
  ck_assert_ptr_null(nearest(""));
  ck_assert_ptr_null(nearest(long_word));
}
END_TEST

START_TEST(a_map_finds_every_name_and_keeps_the_first) {
  rsi_arena arena;
  rsi_arena_init(&arena, a);
  rscan_allocator scratch = rsi_arena_allocator(&arena);
  rsi_names map;
  rsi_names_init(&map, &scratch);
  bool is_new;
  char text[16];
  for (uint32_t i = 0; i < 5000; i++) {
    snprintf(text, sizeof text, "n%u", (unsigned)i);
    rsi_names_add(&map, rsi_arena_strndup(&arena, text, strlen(text)), i, (rsi_where){0, i, 0}, &is_new);
    ck_assert(is_new);
  }
  ck_assert_uint_eq(rsi_names_add(&map, "n7", 99, (rsi_where){0, 0, 0}, &is_new)->value, 7);
  ck_assert(!is_new);
  for (uint32_t i = 0; i < 5000; i++) {
    snprintf(text, sizeof text, "n%u", (unsigned)i);
    ck_assert_uint_eq(rsi_names_find(&map, text)->value, i);
    ck_assert_str_eq(RSI_AT(&map.entries, rsi_name, i)->text, text); /* in the order they came */
  }
  ck_assert_ptr_null(rsi_names_find(&map, "n5000"));
  rsi_arena_free(&arena);
}
END_TEST

START_TEST(a_pool_holds_each_string_once) {
  rsi_arena arena;
  rsi_arena_init(&arena, a);
  rscan_allocator scratch = rsi_arena_allocator(&arena);
  rsi_pool pool;
  ck_assert(rsi_pool_init(&pool, &scratch));
  ck_assert_uint_eq(rsi_pool_add(&pool, NULL), 0);
  ck_assert_uint_eq(rsi_pool_add(&pool, ""), 0);
  rsi_str first = rsi_pool_add(&pool, "word");
  for (int i = 0; i < 1000; i++) {
    char text[16];
    snprintf(text, sizeof text, "w%d", i);
    rsi_str at = rsi_pool_add(&pool, text);
    ck_assert_str_eq(pool.bytes.data + at, text);
  }
  ck_assert_uint_eq(rsi_pool_add(&pool, "word"), first);
  rsi_arena_free(&arena);
}
END_TEST

/* ---- sorting ---- */

static int compare(const void *pa, const void *pb, const void *context) {
  int x = *(const int *)pa, y = *(const int *)pb;
  return *(const int *)context * ((x > y) - (x < y));
}

START_TEST(sorting_orders_any_number_of_items) {
  int items[300], direction = -1;
  for (size_t n = 0; n <= 300; n++) {
    for (size_t i = 0; i < n; i++)
      items[i] = (int)(i * 7919 % 101);
    rsi_sort(items, n, sizeof *items, compare, &direction);
    for (size_t i = 1; i < n; i++)
      ck_assert_int_ge(items[i - 1], items[i]);
  }
}
END_TEST

/* ---- memory ---- */

static unsigned n_allocations;
static void *counted(size_t size, void *context) {
  (void)context;
  n_allocations++;
  return malloc(size);
}
static void *counted_resize(void *block, size_t size, void *context) {
  (void)context;
  n_allocations++;
  return realloc(block, size);
}
static void counted_release(void *block, void *context) {
  (void)context;
  free(block);
}
static const rscan_allocator counting = {counted, counted_resize, counted_release, NULL};

START_TEST(a_warm_arena_allocates_nothing_and_gives_zeros) {
  rsi_arena arena;
  rsi_arena_init(&arena, &counting);
  unsigned after_first = 0;
  for (int round = 0; round < 3; round++) {
    for (size_t size = 0; size < 3000; size += 7) {
      unsigned char *block = rsi_arena_alloc(&arena, size);
      ck_assert_uint_eq((uintptr_t)block % 16, 0);
      unsigned sum = 0;
      for (size_t i = 0; i < size; i++)
        sum += block[i];
      ck_assert_uint_eq(sum, 0);
      memset(block, 0xff, size);
    }
    ck_assert(round == 0 || n_allocations == after_first);
    after_first = n_allocations;
    rsi_arena_reset(&arena);
  }
  ck_assert_ptr_null(rsi_arena_alloc(&arena, SIZE_MAX));
  ck_assert(arena.has_failed);
  rsi_arena_free(&arena);
}
END_TEST

START_TEST(a_buffer_always_ends_with_a_nul) {
  rsi_buf buf;
  rsi_buf_init(&buf, a);
  ck_assert_str_eq(buf.data, "");
  rsi_buf_puts(&buf, "");
  ck_assert_str_eq(buf.data, "");
  for (int i = 0; i < 1000; i++)
    rsi_buf_printf(&buf, "%d,", i);
  ck_assert_uint_eq(strlen(buf.data), buf.length);
  rsi_buf_clear(&buf);
  ck_assert_str_eq(buf.data, "");
  rsi_buf_free(&buf);
}
END_TEST

/* ---- diagnostics ---- */

START_TEST(a_diagnostic_reads_as_a_person_expects) {
  rscan_error *err = rsi_error_new(a, RSCAN_BAD_RULEBASE);
  rsi_error_add(err, RSCAN_ERROR, "c1", "a/b.xml", 48, 14, NULL, "did you mean \"x\"?", "no %s", "y");
  rsi_error_add(err, RSCAN_WARNING, "c2", "a/b.xml", 3, 0, NULL, NULL, "w");
  rsi_error_add(err, RSCAN_NOTE, "c3", NULL, 0, 0, "findings.fever", NULL, "n");
  rsi_error_add(err, RSCAN_ERROR, "c4", NULL, 0, 0, NULL, NULL, "e");
  ck_assert_str_eq(rscan_error_text(err, 0), "a/b.xml:48:14: error: no y [c1]\n  hint: did you mean \"x\"?");
  ck_assert_str_eq(rscan_error_text(err, 1), "a/b.xml:3: warning: w [c2]");
  ck_assert_str_eq(rscan_error_text(err, 2), "findings.fever: note: n [c3]");
  ck_assert_str_eq(rscan_error_text(err, 3), "error: e [c4]");
  ck_assert_str_eq(rscan_error_message(err, 0), "no y");
  ck_assert_str_eq(rscan_error_hint(err, 0), "did you mean \"x\"?");
  ck_assert_ptr_null(rscan_error_hint(err, 1));
  ck_assert_ptr_null(rscan_error_file(err, 2));
  ck_assert_str_eq(rscan_error_path(err, 2), "findings.fever");
  ck_assert_str_eq(rscan_error_text(err, 4), ""); /* beyond the last */
  rsi_error_sort(err);
  ck_assert_str_eq(rscan_error_code(err, 0), "c3");
  ck_assert_str_eq(rscan_error_code(err, 3), "c1");
  rscan_error_free(err);
}
END_TEST

START_TEST(errors_are_kept_before_warnings_when_there_are_too_many) {
  rscan_error *err = rsi_error_new(a, RSCAN_BAD_RULEBASE);
  for (uint32_t i = 0; i < RSI_MAX_DIAGNOSTICS + 5; i++)
    rsi_error_add(err, RSCAN_WARNING, "w", "f", i + 1, 1, NULL, NULL, "w");
  ck_assert(!rsi_error_has_errors(err));
  for (uint32_t i = 0; i < RSI_MAX_DIAGNOSTICS + 5; i++)
    rsi_error_add(err, RSCAN_ERROR, "e", "f", i + 1, 1, NULL, NULL, "e");
  ck_assert(rsi_error_is_full(err));
  ck_assert_uint_eq(rscan_error_count(err), RSI_MAX_DIAGNOSTICS + 1);
  for (uint32_t i = 0; i < RSI_MAX_DIAGNOSTICS; i++)
    ck_assert_str_eq(rscan_error_code(err, i), "e");
  ck_assert_str_eq(rscan_error_message(err, RSI_MAX_DIAGNOSTICS), "1010 more not shown");
  rscan_error_free(err);
}
END_TEST

START_TEST(running_out_of_memory_is_told_without_memory) {
  rscan_error *err = NULL;
  ck_assert_int_eq(rsi_fail_no_memory(&err), RSCAN_NO_MEMORY);
  ck_assert_int_eq(rscan_error_status(err), RSCAN_NO_MEMORY);
  ck_assert_str_eq(rscan_error_text(err, 0), "error: out of memory [no-memory]");
  rscan_error_free(err);
  rsi_error_hand(&err, NULL);
  ck_assert_int_eq(rscan_error_status(err), RSCAN_NO_MEMORY);
  rscan_error_free(err);
  rscan_error_free(NULL);
  ck_assert_uint_eq(rscan_error_count(NULL), 0);
  ck_assert_int_eq(rsi_fail(&err, NULL, RSCAN_BAD_ARGUMENT, "code", "a.b", NULL, "%d", 3), RSCAN_BAD_ARGUMENT);
  ck_assert_str_eq(rscan_error_text(err, 0), "a.b: error: 3 [code]");
  rscan_error_free(err);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("base");
  TCase *tc = tcase_create("base");
  tcase_add_test(tc, a_number_is_written_with_the_fewest_digits);
  tcase_add_test(tc, a_written_number_reads_back_the_same);
  tcase_add_test(tc, numbers_do_not_follow_the_locale);
  tcase_add_test(tc, only_a_whole_decimal_number_is_read);
  tcase_add_test(tc, the_nearest_name_is_the_one_that_was_meant);
  tcase_add_test(tc, no_name_is_offered_that_was_not_meant);
  tcase_add_test(tc, a_map_finds_every_name_and_keeps_the_first);
  tcase_add_test(tc, a_pool_holds_each_string_once);
  tcase_add_test(tc, sorting_orders_any_number_of_items);
  tcase_add_test(tc, a_warm_arena_allocates_nothing_and_gives_zeros);
  tcase_add_test(tc, a_buffer_always_ends_with_a_nul);
  tcase_add_test(tc, a_diagnostic_reads_as_a_person_expects);
  tcase_add_test(tc, errors_are_kept_before_warnings_when_there_are_too_many);
  tcase_add_test(tc, running_out_of_memory_is_told_without_memory);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
