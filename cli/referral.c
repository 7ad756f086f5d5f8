/* A referral from flags. They are put together as one JSON request and go through the same door as every other request, so that a
 * flag means exactly what the member of that name means. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

const cli_option cli_referral_options[] = {
    {"age", "AGE", "years, or with a unit: \"5 months\", \"10 d\""},
    {"sex", "SEX", "female, male, other or unknown"},
    {"exam", "EXAM", "catalogue id, code or words: \"MRI L-spine\""},
    {"reason", "TEXT", "the reason for the exam, as typed"},
    {"codes", "CODE[,CODE …]", "reason codes: M54.5, or system|code"},
    {"pregnant", "yes|no|unknown", "pregnancy"},
    {"finding", "ID=STATE", "present, suspected, absent, unknown, or a value; may be repeated"},
    {"measure", "ID=NUMBER[UNIT]", "egfr=28, duration_days=14; may be repeated"},
    {"prior", "EXAM[;DATE[;RESULT]]", "an exam already done; may be repeated"},
    {"prior-complete", NULL, "the exams given are all there were"},
    {"setting", "SETTING", "outpatient, emergency or inpatient"},
    {"birth-date", "YYYY-MM-DD", "instead of age, with --today"},
    {"today", "YYYY-MM-DD", "the date of the referral; the clock is never read"},
    {"policy", "documented|strict", "strict: silence means nothing"},
    {"authorities", "ID[,ID …]", "whose positions count, in order of preference"},
    {"id", "ID", "returned in the answer"},
    {"consultation", "ID", "returned in the answer, for audit"},
    {"json", "FILE", "read the request as JSON instead (- for stdin)"},
    {NULL, NULL, NULL},
};

int cli_print(const char *text, size_t length) {
  if (fwrite(text, 1, length, stdout) == length && (length == 0 || text[length - 1] == '\n' || putchar('\n') != EOF) &&
      fflush(stdout) == 0)
    return CLI_DONE;
  fprintf(stderr, "rightscan: cannot write the answer: %s\n", strerror(errno));
  return CLI_BAD_INPUT;
}

static void set_list(json_t *request, const char *name, const char *value) {
  json_t *list = json_object_get(request, name);
  if (!list) {
    list = json_array();
    json_object_set_new(request, name, list);
  }
  while (*value) {
    size_t skip = strspn(value, ", "), length = strcspn(value + skip, ", ");
    if (length)
      json_array_append_new(list, json_stringn(value + skip, length));
    value += skip + length;
  }
}

static json_t *member(json_t *request, const char *name) {
  json_t *object = json_object_get(request, name);
  if (!object) {
    object = json_object();
    json_object_set_new(request, name, object);
  }
  return object;
}

/* A number as such, anything else as a string, for the request reader to judge. */
static json_t *number_or_text(const char *value) {
  char *end;
  double number = strtod(value, &end);
  return *value && !*end ? json_real(number) : json_string(value);
}

static json_t *measure_value(const char *value) {
  char *end;
  double number = strtod(value, &end);
  end += strspn(end, " ");
  if (end == value || !*end)
    return number_or_text(value);
  return json_pack("{s:f, s:s}", "value", number, "unit", end);
}

static bool set_pair(const cli_args *args, json_t *request, const char *name, const char *pair, bool is_measure) {
  const char *equals = strchr(pair, '=');
  if (!equals || equals == pair) {
    cli_usage(args, "--%s takes ID=VALUE, not \"%s\"", is_measure ? "measure" : "finding", pair);
    return false;
  }
  char *key = strndup(pair, (size_t)(equals - pair));
  json_object_set_new(member(request, name), key, is_measure ? measure_value(equals + 1) : json_string(equals + 1));
  free(key);
  return true;
}

static void add_prior(json_t *request, const char *text) {
  static const char *const names[] = {"exam", "date", "result"};
  json_t *list = json_object_get(request, "prior"), *prior = json_object();
  if (!list) {
    list = json_array();
    json_object_set_new(request, "prior", list);
  }
  for (int i = 0; i < 3 && *text; i++) {
    size_t length = i < 2 ? strcspn(text, ";") : strlen(text);
    if (length)
      json_object_set_new(prior, names[i], json_stringn(text, length));
    text += length + (text[length] == ';');
  }
  json_array_append_new(list, prior);
}

static bool set_flag(const cli_args *args, json_t *request, const char *name, const char *value) {
  if (strcmp(name, "finding") == 0)
    return set_pair(args, request, "findings", value, false);
  if (strcmp(name, "measure") == 0)
    return set_pair(args, request, "measures", value, true);
  if (strcmp(name, "codes") == 0 || strcmp(name, "authorities") == 0)
    set_list(request, name, value);
  else if (strcmp(name, "prior") == 0)
    add_prior(request, value);
  else if (strcmp(name, "prior-complete") == 0)
    json_object_set_new(request, "prior_complete", json_true());
  else if (strcmp(name, "birth-date") == 0)
    json_object_set_new(request, "birth_date", json_string(value));
  else if (strcmp(name, "lang") == 0)
    json_object_set_new(request, "language", json_string(value));
  else
    json_object_set_new(request, name, strcmp(name, "age") == 0 ? number_or_text(value) : json_string(value));
  return true;
}

static bool is_referral_flag(const char *name) {
  for (const cli_option *o = cli_referral_options; o->name; o++)
    if (strcmp(o->name, name) == 0)
      return true;
  return strcmp(name, "lang") == 0;
}

/* The request as text; NULL after saying what is wrong. */
static char *request_from_flags(const cli_args *args) {
  json_t *request = json_object();
  char *text = NULL;
  bool is_good = request != NULL;
  for (size_t i = 0; i < args->n_given && is_good; i++)
    if (is_referral_flag(args->given[i].option->name))
      is_good = set_flag(args, request, args->given[i].option->name, args->given[i].value);
  if (is_good && args->n_rest) /* `--codes A B`: codes may follow as words of their own */
    for (size_t i = 0; i < args->n_rest && is_good; i++) {
      is_good = cli_has(args, "codes");
      if (is_good)
        set_list(request, "codes", args->rest[i]);
      else
        cli_usage(args, "\"%s\" stands alone; put text of several words in quotes", args->rest[i]);
    }
  if (is_good && !(text = json_dumps(request, JSON_COMPACT)))
    cli_usage(args, "an option is not valid UTF-8 text");
  json_decref(request);
  return text;
}

int cli_read_referral(const cli_args *args, rscan_referral *referral) {
  const char *path = cli_value(args, "json");
  rscan_error *err = NULL;
  size_t length = 0;
  char *text = path ? cli_read_all(path, &length) : request_from_flags(args);
  if (!text)
    return path ? CLI_BAD_INPUT : CLI_USAGE;
  if (!path)
    length = strlen(text);
  rscan_status status = rscan_referral_parse(referral, text, length, &err);
  free(text);
  if (status == RSCAN_OK && path && cli_has(args, "lang"))
    status = rscan_referral_set_language(referral, cli_language(args), &err);
  return status == RSCAN_OK ? CLI_DONE : cli_fail(err);
}

int cli_decide(const cli_args *args, int (*open)(const cli_args *args, rscan_rulebase **book),
               int (*then)(const cli_args *args, rscan_scratch *scratch)) {
  rscan_rulebase *book;
  rscan_error *err = NULL;
  int status = open(args, &book);
  if (status != CLI_DONE)
    return status;
  rscan_scratch *scratch = rscan_scratch_new(book, &err);
  rscan_referral *referral = scratch ? rscan_referral_new(book, &err) : NULL;
  if (!referral)
    status = cli_fail(err);
  else if ((status = cli_read_referral(args, referral)) == CLI_DONE)
    status = rscan_decide(scratch, referral, &err) ? then(args, scratch) : cli_fail(err);
  if (status == CLI_DONE && !cli_is_whole(book))
    status = CLI_BAD_RULEBASE;
  rscan_referral_free(referral);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
  return status;
}
