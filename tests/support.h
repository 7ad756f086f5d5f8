/* Tiny rule bases for tests: a map of file name → XML, written to a directory of their own and loaded. */
#ifndef TEST_SUPPORT_H
#define TEST_SUPPORT_H

#include <check.h>

#include "model.h"

typedef struct test_file { const char *name, *text; } test_file;

/* Wraps text in a root element of the rule base's namespace: "facts" → <facts xmlns=… format="1">text</facts>. Free with free(). */
char *test_root(const char *root, const char *attributes, const char *text);

/* Writes the files (ended by a NULL name) into a new directory; free it with test_remove_dir(). */
char *test_make_dir(const test_file *files);
void test_remove_dir(char *dir);

/* Loads files with a rulebase.xml that names them all. NULL with *err set when they have errors. */
rscan_rulebase *test_load(const test_file *files, rscan_error **err);

/* A rule base of the insides of <facts> and <scores>, and whole <guideline> documents separated by form feeds; with two authorities
 * (home before acr) and exams none, mr-knee, mr-knee-with, ct-knee, xr-knee, ct-head. Fails the test when it has errors. */
rscan_rulebase *test_book(const char *facts, const char *scores, const char *guidelines, const char *extra_module);

/* An allocator that counts its calls and what is still held, and refuses call number test_fail_at (0: none). */
extern const rscan_allocator test_allocator;
extern unsigned long test_calls, test_fail_at, test_held;

/* Runs a suite, TAP on stdout; the exit status of main(). */
int test_run(Suite *suite);

#endif
