/* test: the rule base's own cases. A case that fails decided otherwise than expected; one that is broken could not be decided. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "update.h"

/* How results are told: each case as it comes, then the sum. */
typedef struct teller {
  void (*start)(struct teller *teller);
  void (*tell)(struct teller *teller, const rscan_cases *cases, size_t index, rscan_scratch *scratch, rscan_outcome outcome,
               const char *message);
  int (*finish)(struct teller *teller);
  size_t n[3];    /* by rscan_outcome */
  json_t *list;   /* JSON, JUnit: what was told so far */
  update *update; /* --update */
} teller;

static const char *const outcome_names[] = {"passed", "failed", "broken"};

/* ---- text ---- */

/* Each line of a message, indented. */
static void print_lines(const char *text) {
  while (*text) {
    size_t length = strcspn(text, "\n");
    printf("  %.*s\n", (int)length, text);
    text += length + (text[length] == '\n');
  }
}

static void tell_text(teller *t, const rscan_cases *cases, size_t index, rscan_scratch *scratch, rscan_outcome outcome,
                      const char *message) {
  (void)t, (void)scratch;
  if (outcome == RSCAN_PASSED)
    return;
  printf("%s %s (%s)\n", outcome == RSCAN_FAILED ? "FAILED" : "BROKEN", rscan_case_name(cases, index),
         rscan_case_place(cases, index));
  print_lines(message ? message : "");
}

static int finish_text(teller *t) {
  printf("%zu passed, %zu failed, %zu broken\n", t->n[RSCAN_PASSED], t->n[RSCAN_FAILED], t->n[RSCAN_BROKEN]);
  return CLI_DONE;
}

/* ---- JSON ---- */

static void start_list(teller *t) { t->list = json_array(); }

static void tell_list(teller *t, const rscan_cases *cases, size_t index, rscan_scratch *scratch, rscan_outcome outcome,
                      const char *message) {
  json_t *of = json_pack("{s:s, s:s, s:s}", "name", rscan_case_name(cases, index), "place", rscan_case_place(cases, index),
                         "outcome", outcome_names[outcome]);
  json_t *differences = json_array();
  if (message)
    json_object_set_new(of, "message", json_string(message));
  for (size_t i = 0; i < rscan_case_difference_count(scratch); i++) {
    const rscan_difference *d = rscan_case_difference(scratch, i);
    json_array_append_new(differences, json_pack("{s:s, s:s, s:s, s:i, s:i}", "what", d->what, "expected", d->expected, "found",
                                                 d->found, "line", (int)d->line, "column", (int)d->column));
  }
  if (json_array_size(differences))
    json_object_set(of, "differences", differences);
  json_decref(differences);
  json_array_append_new(t->list, of);
}

static int finish_json(teller *t) {
  json_t *all = json_pack("{s:I, s:I, s:I, s:O}", "passed", (json_int_t)t->n[RSCAN_PASSED], "failed",
                          (json_int_t)t->n[RSCAN_FAILED], "broken", (json_int_t)t->n[RSCAN_BROKEN], "cases", t->list);
  char *text = json_dumps(all, JSON_COMPACT);
  int status = text ? cli_print(text, strlen(text)) : CLI_BAD_INPUT;
  free(text);
  json_decref(all);
  return status;
}

/* ---- JUnit: a suite a guideline, as CI servers read it ---- */

static void put_xml(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    switch (text[i]) {
    case '&':
      fputs("&amp;", stdout);
      break;
    case '<':
      fputs("&lt;", stdout);
      break;
    case '>':
      fputs("&gt;", stdout);
      break;
    case '"':
      fputs("&quot;", stdout);
      break;
    case '\n':
      fputs("&#10;", stdout);
      break;
    default:
      putchar(text[i]);
    }
}

static const char *member(const json_t *of, const char *name) {
  const char *text = json_string_value(json_object_get(of, name));
  return text ? text : "";
}

static size_t suite_length(const json_t *of) { return strcspn(member(of, "name"), "/"); }

static bool is_same_suite(const json_t *a, const json_t *b) {
  return suite_length(a) == suite_length(b) && strncmp(member(a, "name"), member(b, "name"), suite_length(a)) == 0;
}

static void put_junit_case(const json_t *of) {
  const char *name = member(of, "name"), *outcome = member(of, "outcome"), *message = member(of, "message");
  size_t length = suite_length(of);
  fputs("    <testcase classname=\"", stdout);
  put_xml(name, length);
  fputs("\" name=\"", stdout);
  name += length + (name[length] == '/');
  put_xml(name, strlen(name));
  if (strcmp(outcome, "passed") == 0) {
    puts("\"/>");
    return;
  }
  const char *element = strcmp(outcome, "failed") == 0 ? "failure" : "error";
  printf("\">\n      <%s message=\"", element);
  put_xml(message, strcspn(message, "\n"));
  fputs("\">", stdout);
  put_xml(member(of, "place"), strlen(member(of, "place")));
  fputs("&#10;", stdout);
  put_xml(message, strlen(message));
  printf("</%s>\n    </testcase>\n", element);
}

static int finish_junit(teller *t) {
  size_t n = json_array_size(t->list);
  printf(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"rightscan\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n",
      n, t->n[RSCAN_FAILED], t->n[RSCAN_BROKEN]);
  for (size_t from = 0, to; from < n; from = to) {
    const json_t *first = json_array_get(t->list, from);
    size_t of[3] = {0, 0, 0};
    for (to = from; to < n && is_same_suite(first, json_array_get(t->list, to)); to++)
      for (size_t o = 0; o < 3; o++)
        of[o] += strcmp(member(json_array_get(t->list, to), "outcome"), outcome_names[o]) == 0;
    fputs("  <testsuite name=\"", stdout);
    put_xml(member(first, "name"), suite_length(first));
    printf("\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n", to - from, of[RSCAN_FAILED], of[RSCAN_BROKEN]);
    for (size_t i = from; i < to; i++)
      put_junit_case(json_array_get(t->list, i));
    puts("  </testsuite>");
  }
  puts("</testsuites>");
  return cli_print("", 0);
}

/* ---- update: what failed is what is expected from now on ---- */

static void tell_update(teller *t, const rscan_cases *cases, size_t index, rscan_scratch *scratch, rscan_outcome outcome,
                        const char *message) {
  if (outcome == RSCAN_BROKEN)
    tell_text(t, cases, index, scratch, outcome, message);
  if (outcome != RSCAN_FAILED)
    return;
  printf("%s (%s)\n", rscan_case_name(cases, index), rscan_case_place(cases, index));
  for (size_t i = 0; i < rscan_case_difference_count(scratch); i++) {
    const rscan_difference *d = rscan_case_difference(scratch, i);
    bool is_left = d->is_fact && !d->in_a_case;
    printf("  %s: \"%s\" -> ", d->what, d->expected);
    if (is_left)
      printf("left as it is: found %s, which a case cannot say\n", d->found);
    else if (d->in_a_case)
      printf("\"%s\"\n", d->in_a_case);
    else
      puts("taken out: there is none any more");
    if (is_left)
      t->update->n_left++;
    else
      update_add(t->update, rscan_case_file(cases, index), d);
  }
}

static int finish_update(teller *t) {
  if (!update_write(t->update))
    return CLI_BAD_INPUT;
  printf("%zu passed, %zu updated, %zu broken\n", t->n[RSCAN_PASSED], t->n[RSCAN_FAILED], t->n[RSCAN_BROKEN]);
  return t->n[RSCAN_BROKEN] + t->update->n_left ? CLI_CHECK_FAILED : CLI_DONE;
}

/* ---- running ---- */

static void start_nothing(teller *t) { (void)t; }

static bool is_wanted(const cli_args *args, const char *name) {
  const char *filter = cli_value(args, "filter");
  return !filter || strstr(name, filter);
}

static int run_cases(const cli_args *args, teller *t, const rscan_cases *cases, rscan_scratch *scratch) {
  t->start(t);
  for (size_t i = 0; i < rscan_cases_count(cases); i++) {
    const char *message = NULL;
    if (!is_wanted(args, rscan_case_name(cases, i)))
      continue;
    rscan_outcome outcome = rscan_case_run(cases, i, scratch, &message);
    t->n[outcome]++;
    t->tell(t, cases, i, scratch, outcome, message);
  }
  if (t->n[0] + t->n[1] + t->n[2] == 0) {
    fprintf(stderr, "rightscan test: no case found%s\n", cli_has(args, "filter") ? " that the filter lets through" : "");
    return CLI_CHECK_FAILED;
  }
  int status = t->finish(t);
  return status != CLI_DONE || t->update || t->n[RSCAN_FAILED] + t->n[RSCAN_BROKEN] == 0 ? status : CLI_CHECK_FAILED;
}

static bool choose_teller(const cli_args *args, teller *t) {
  static const struct {
    const char *format;
    teller teller;
  } tellers[] = {
      {"text", {.start = start_nothing, .tell = tell_text, .finish = finish_text}},
      {"junit", {.start = start_list, .tell = tell_list, .finish = finish_junit}},
      {"json", {.start = start_list, .tell = tell_list, .finish = finish_json}},
      {"update", {.start = start_nothing, .tell = tell_update, .finish = finish_update}},
  };
  const char *format = cli_value(args, "format");
  bool is_update = cli_has(args, "update");
  if (is_update && format && strcmp(format, "text") != 0)
    return cli_usage(args, "--update says what it changed as text; leave --format out"), false;
  for (size_t i = 0; i < 3 + (size_t)is_update; i++)
    if (strcmp(is_update ? "update" : format ? format : "text", tellers[i].format) == 0) {
      *t = tellers[i].teller;
      return true;
    }
  return cli_usage(args, "--format is text, junit or json, not \"%s\"", format), false;
}

static int run_test(const cli_args *args) {
  rscan_rulebase *book;
  rscan_error *err = NULL;
  teller t;
  update changes = {0};
  if (!choose_teller(args, &t))
    return CLI_USAGE;
  if (args->n_rest)
    return cli_usage(args, "test takes no argument; --filter chooses cases");
  if (cli_has(args, "update") && !cli_rules_dir(args)) /* the installed book is nobody's to edit by accident */
    return cli_usage(args, "--update changes files: say of which rule base, with --rules DIR");
  int status = cli_open_book(args, &book);
  if (status != CLI_DONE)
    return status;
  t.update = cli_has(args, "update") ? &changes : NULL;
  rscan_scratch *scratch = rscan_scratch_new(book, &err);
  rscan_cases *cases = scratch ? rscan_cases_load(book, cli_rules_dir(args), &err) : NULL;
  status = cases ? run_cases(args, &t, cases, scratch) : cli_fail(err);
  json_decref(t.list);
  update_free(&changes);
  rscan_cases_free(cases);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
  return status;
}

static const cli_option options[] = {
    {"filter", "TEXT", "only cases whose name (guideline/id) contains this"},
    {"update", NULL, "write what is found into the failing cases, in place, as what they expect; says what it changed"},
    {NULL, NULL, NULL},
};
static const cli_option *const tables[] = {options, cli_common_options, NULL};
const cli_command cli_test = {
    "test",
    "",
    "Run the cases of the rule base",
    "A case FAILED when the decision is not as it expects: what differs is said first, then what was known and what stayed "
    "possible.\n"
    "It is BROKEN when it could not be decided at all. Finding no case is an error. --format junit is for CI servers. --update "
    "changes\n"
    "only attributes of <expect> (and of a <fact> in it) that are there and differ; every other byte of the files stays.",
    tables,
    run_test};
