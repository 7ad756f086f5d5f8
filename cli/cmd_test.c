/* test: the rule base's own cases. A case that fails decided otherwise than expected; one that is broken could not be decided.
 *
 * Mistakes stop nothing but what they stand in: what the rule base had to leave out is told beside the cases, and fails the test.
 */
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
  bool is_dry;    /* --update only shows */
  const rscan_rulebase *book;
  const char *filter;    /* NULL: all cases */
  size_t n_left_out;     /* of what the filter lets through */
  const char *last;      /* text: why the last case was broken, when that was a mistake of its file */
  size_t n_more, n_kept; /* text: cases broken by the same; update: cases that failed and are not touched */
} teller;

static const char *const outcome_names[] = {"passed", "failed", "broken"};

/* ---- what was left out ---- */

static bool begins_with(const char *text, const char *begin) { return strncmp(text, begin, strlen(begin)) == 0; }

/* With a filter, only a guideline counts whose cases it may let through. */
static bool is_asked_for(const teller *t, const rscan_left_out *l) {
  char name[256];
  if (!t->filter)
    return true;
  if (!l->what || !l->id || strcmp(l->what, "guideline") != 0)
    return false;
  snprintf(name, sizeof name, "%s/", l->id);
  return strstr(name, t->filter) || begins_with(t->filter, name);
}

/* The next thing left out that was asked for, from *i on; NULL after the last. */
static const rscan_left_out *next_left_out(const teller *t, size_t *i) {
  const rscan_left_out *l;
  while ((l = rscan_rulebase_left_out(t->book, (*i)++)) && !is_asked_for(t, l))
    continue;
  return l;
}

/* Why: the first mistake that stands in it. A file that is missing is told where it is named. */
static const char *why_left_out(const teller *t, const rscan_left_out *l) {
  const rscan_error *found = rscan_rulebase_warnings(t->book);
  for (size_t i = 0; i < rscan_error_count(found); i++) {
    const char *file = rscan_error_file(found, i);
    unsigned long line = rscan_error_line(found, i);
    bool is_here =
        file && strcmp(file, l->file) == 0 && (line > l->line || (line == l->line && rscan_error_column(found, i) >= l->column));
    if (rscan_error_severity(found, i) == RSCAN_ERROR && (is_here || (!l->line && strstr(rscan_error_message(found, i), l->file))))
      return rscan_error_text(found, i);
  }
  return "it has mistakes";
}

/* ---- text ---- */

/* Each line of a message, indented. */
static void print_lines(const char *text) {
  while (*text) {
    size_t length = strcspn(text, "\n");
    printf("  %.*s\n", (int)length, text);
    text += length + (text[length] == '\n');
  }
}

static void finish_run(teller *t) {
  if (t->n_more)
    printf("  and %zu more case%s of this file\n", t->n_more, t->n_more > 1 ? "s" : "");
  t->n_more = 0;
  t->last = NULL;
}

/* A mistake at the head of a file breaks all its cases, and is told once. */
static bool is_told(teller *t, const rscan_cases *cases, size_t index) {
  const rscan_error *mistakes = rscan_case_mistakes(cases, index);
  const char *why = rscan_error_count(mistakes) == 1 ? rscan_error_text(mistakes, 0) : NULL;
  if (why && t->last && strcmp(why, t->last) == 0) {
    t->n_more++;
    return true;
  }
  finish_run(t);
  t->last = why;
  return false;
}

static void tell_text(teller *t, const rscan_cases *cases, size_t index, rscan_scratch *scratch, rscan_outcome outcome,
                      const char *message) {
  (void)scratch;
  if (is_told(t, cases, index) || outcome == RSCAN_PASSED)
    return;
  printf("%s %s (%s)\n", outcome == RSCAN_FAILED ? "FAILED" : "BROKEN", rscan_case_name(cases, index),
         rscan_case_place(cases, index));
  print_lines(message ? message : "");
}

static void finish_sum(const teller *t) {
  if (t->n_left_out)
    printf(", %zu left out", t->n_left_out);
  putchar('\n');
}

static int finish_text(teller *t) {
  finish_run(t);
  printf("%zu passed, %zu failed, %zu broken", t->n[RSCAN_PASSED], t->n[RSCAN_FAILED], t->n[RSCAN_BROKEN]);
  finish_sum(t);
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

static json_t *left_out_list(const teller *t) {
  json_t *list = json_array();
  const rscan_left_out *l;
  for (size_t i = 0; (l = next_left_out(t, &i));)
    json_array_append_new(list, json_pack("{s:s?, s:s?, s:s, s:i, s:i, s:s}", "what", l->what, "id", l->id, "file", l->file, "line",
                                          (int)l->line, "column", (int)l->column, "message", why_left_out(t, l)));
  return list;
}

static int finish_json(teller *t) {
  json_t *all =
      json_pack("{s:I, s:I, s:I, s:o, s:O}", "passed", (json_int_t)t->n[RSCAN_PASSED], "failed", (json_int_t)t->n[RSCAN_FAILED],
                "broken", (json_int_t)t->n[RSCAN_BROKEN], "left_out", left_out_list(t), "cases", t->list);
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

/* What was left out is a suite of errors. */
static void put_junit_left_out(const teller *t) {
  const rscan_left_out *l;
  if (!t->n_left_out)
    return;
  printf("  <testsuite name=\"left out\" tests=\"%zu\" failures=\"0\" errors=\"%zu\">\n", t->n_left_out, t->n_left_out);
  for (size_t i = 0; (l = next_left_out(t, &i));) {
    const char *name = l->id ? l->id : l->file, *why = why_left_out(t, l);
    fputs("    <testcase classname=\"left out\" name=\"", stdout);
    put_xml(l->what ? l->what : "file", strlen(l->what ? l->what : "file"));
    putchar(' ');
    put_xml(name, strlen(name));
    fputs("\">\n      <error message=\"", stdout);
    put_xml(why, strcspn(why, "\n"));
    fputs("\">", stdout);
    put_xml(why, strlen(why));
    puts("</error>\n    </testcase>");
  }
  puts("  </testsuite>");
}

static int finish_junit(teller *t) {
  size_t n = json_array_size(t->list);
  printf(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"rightscan\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n",
      n + t->n_left_out, t->n[RSCAN_FAILED], t->n[RSCAN_BROKEN] + t->n_left_out);
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
  put_junit_left_out(t);
  puts("</testsuites>");
  return cli_print("", 0);
}

/* ---- update: what failed is what is expected from now on ---- */

/* A file with a mistake in it is its author's to mend before anything is written into it. */
static bool has_mistakes(const rscan_cases *cases, const char *file) {
  for (size_t i = 0; i < rscan_cases_count(cases); i++)
    if (rscan_case_mistakes(cases, i) && strcmp(rscan_case_file(cases, i), file) == 0)
      return true;
  return false;
}

/* Says what becomes of one value; returns the kind of it. */
static unsigned accept_difference(teller *t, const char *file, const rscan_difference *d, FILE *to) {
  bool is_left = d->is_fact && !d->in_a_case;
  fprintf(to, "  %s: \"%s\" -> ", d->what, d->expected);
  if (is_left)
    fprintf(to, "left as it is: found %s, which a case cannot say\n", d->found);
  else if (d->in_a_case)
    fprintf(to, "\"%s\"\n", d->in_a_case);
  else
    fputs("taken out: there is none any more\n", to);
  if (is_left)
    t->update->n_left++;
  else
    update_add(t->update, file, d);
  return update_kind(d);
}

static void tell_update(teller *t, const rscan_cases *cases, size_t index, rscan_scratch *scratch, rscan_outcome outcome,
                        const char *message) {
  if (outcome != RSCAN_FAILED) {
    tell_text(t, cases, index, scratch, outcome, message);
    return;
  }
  finish_run(t);
  if (has_mistakes(cases, rscan_case_file(cases, index))) {
    printf("%s (%s)\n  left as it is: its file has mistakes, which are to be mended first\n", rscan_case_name(cases, index),
           rscan_case_place(cases, index));
    t->n_kept++;
    return;
  }
  char *told = NULL;
  size_t length;
  unsigned kinds = 0;
  FILE *to = open_memstream(&told, &length);
  if (to)
    fprintf(to, "%s (%s)\n", rscan_case_name(cases, index), rscan_case_place(cases, index));
  for (size_t i = 0; i < rscan_case_difference_count(scratch) && to; i++)
    kinds |= accept_difference(t, rscan_case_file(cases, index), rscan_case_difference(scratch, i), to);
  if (to && fclose(to) == 0)
    update_case(t->update, rscan_case_name(cases, index), told, kinds);
  free(told);
}

static int finish_update(teller *t) {
  if (!t->is_dry && !update_write(t->update))
    return CLI_BAD_INPUT;
  if (t->update->n && !cli_is_whole(t->book))
    fputs("rightscan test: what was left out may answer otherwise: run the test again when it is mended\n", stderr);
  finish_run(t);
  update_tell(t->update, !t->is_dry);
  printf("%zu passed, %zu %s, %zu broken", t->n[RSCAN_PASSED], t->n[RSCAN_FAILED] - t->n_kept,
         t->is_dry ? "would be updated" : "updated", t->n[RSCAN_BROKEN]);
  if (t->n_kept)
    printf(", %zu left as they are", t->n_kept);
  finish_sum(t);
  if (t->is_dry && t->update->n)
    puts("Nothing was written. Accept what is right with --update --filter TEXT, or everything with --update --all.");
  bool is_left = t->n[RSCAN_BROKEN] + t->n_kept + t->n_left_out + t->update->n_left || (t->is_dry && t->update->n);
  return is_left ? CLI_CHECK_FAILED : CLI_DONE;
}

/* ---- running ---- */

static void start_nothing(teller *t) { (void)t; }

static void count_left_out(teller *t) {
  for (size_t i = 0; next_left_out(t, &i);)
    t->n_left_out++;
}

static int run_cases(teller *t, const rscan_cases *cases, rscan_scratch *scratch) {
  count_left_out(t);
  t->start(t);
  for (size_t i = 0; i < rscan_cases_count(cases); i++) {
    const char *message = NULL;
    if (t->filter && !strstr(rscan_case_name(cases, i), t->filter))
      continue;
    rscan_outcome outcome = rscan_case_run(cases, i, scratch, &message);
    t->n[outcome]++;
    t->tell(t, cases, i, scratch, outcome, message);
  }
  if (t->n[0] + t->n[1] + t->n[2] == 0) {
    fprintf(stderr, "rightscan test: no case found%s\n", t->filter ? " that the filter lets through" : "");
    return CLI_CHECK_FAILED;
  }
  int status = t->finish(t);
  bool is_good = t->n[RSCAN_FAILED] + t->n[RSCAN_BROKEN] + t->n_left_out == 0 && (t->filter || cli_is_whole(t->book));
  return status != CLI_DONE || t->update || is_good ? status : CLI_CHECK_FAILED;
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
    return cli_stray(args, "the directory of a rule base (--filter chooses cases)");
  if (cli_has(args, "all") && (!cli_has(args, "update") || cli_has(args, "filter")))
    return cli_usage(args, "--all is for --update without --filter: it accepts what every case found");
  if (cli_has(args, "update") && !cli_rules_dir(args)) /* the installed book is nobody's to edit by accident */
    return cli_usage(args, "--update changes files: say of which rule base, as in `rightscan test DIR --update`");
  int status = cli_open_draft(args, &book);
  if (status != CLI_DONE)
    return status;
  t.update = cli_has(args, "update") ? &changes : NULL;
  t.is_dry = !cli_has(args, "all") && !cli_has(args, "filter");
  t.book = book;
  t.filter = cli_value(args, "filter");
  rscan_scratch *scratch = rscan_scratch_new(book, &err);
  rscan_cases *cases = scratch ? rscan_cases_load(book, cli_rules_dir(args), &err) : NULL;
  status = cases ? run_cases(&t, cases, scratch) : cli_fail(err);
  json_decref(t.list);
  update_free(&changes);
  rscan_cases_free(cases);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
  return status;
}

static const cli_option options[] = {
    {"filter", "TEXT", "only cases whose name (guideline/id) contains this"},
    {"update", NULL,
     "show what failing cases would expect from now on; with --filter or --all, write it into them"},
    {"all", NULL, "with --update: write it into every failing case"},
    {"format", "text|junit|json", "how to print the outcome"},
    {NULL, NULL, NULL},
};
static const cli_option *const tables[] = {options, cli_common_options, NULL};
const cli_command cli_test = {
    "test",
    "[DIR]",
    "Run the cases of the rule base",
    "A case FAILED when the decision is not as it expects: what differs is said first, then what was known and what stayed\n"
    "possible. It is BROKEN when it could not be decided at all. Finding no case is an error. What has mistakes is left out, with\n"
    "what needs it, and the rest is tried; the exit status is then 1, unless --filter asks for other guidelines. --format junit is\n"
    "for CI servers. --update writes only what --filter or --all choose: attributes of <expect> (and of a <fact> in it) that are\n"
    "there and differ. Every other byte of the files stays, and every byte of a file that has mistakes.",
    tables,
    run_test};
