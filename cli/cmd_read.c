/* read: what the engine understands of a text. As a filter, NDJSON in and out. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

/* ---- colour: the text itself, each finding's words in the colour of its assertion ---- */

static const char *colour_of(const char *assertion) {
  static const char *const colours[][2] = {{"present", "\033[1;32m"}, {"absent", "\033[31m"}, {"possible", "\033[33m"}};
  for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
    if (strcmp(assertion, colours[i][0]) == 0)
      return colours[i][1];
  return "\033[36m"; /* historical, family, conditional */
}

/* Mentions come in order of their start; where two share words the first one's colour stands. */
static void print_coloured(const char *text, size_t length, json_t *mentions) {
  size_t at = 0, i;
  json_t *mention;
  json_array_foreach(mentions, i, mention) {
    json_t *span = json_object_get(mention, "span");
    size_t start = (size_t)json_integer_value(json_object_get(span, "start")),
           end = (size_t)json_integer_value(json_object_get(span, "end"));
    if (start < at || end > length || end <= start)
      continue;
    fwrite(text + at, 1, start - at, stdout);
    fputs(colour_of(json_string_value(json_object_get(mention, "assertion"))), stdout);
    fwrite(text + start, 1, end - start, stdout);
    fputs("\033[0m", stdout);
    at = end;
  }
  fwrite(text + at, 1, length - at, stdout);
  fputs("\n\n", stdout);
}

static bool show_coloured(rscan_scratch *scratch, const char *text, rscan_error **err) {
  const char *read = rscan_read(scratch, text, strlen(text), RSCAN_FORMAT_JSON, NULL, err);
  json_t *reading = read ? json_loads(read, 0, NULL) : NULL;
  if (reading)
    print_coloured(text, strlen(text), json_object_get(reading, "mentions"));
  json_decref(reading);
  return reading != NULL;
}

static int read_one(rscan_scratch *scratch, const char *text, rscan_format format) {
  rscan_error *err = NULL;
  size_t length;
  if (format == RSCAN_FORMAT_TEXT && isatty(STDOUT_FILENO) && !show_coloured(scratch, text, &err) && err)
    return cli_fail(err);
  const char *answer = rscan_read(scratch, text, strlen(text), format, &length, &err);
  return answer ? cli_print(answer, length) : cli_fail(err);
}

/* {"id","text"} → {"id", …what was read}; {"id","text","concept"} → {"id","concept","assertion"}. */
static int answer_line(rscan_scratch *scratch, const char *line, size_t length, unsigned long number) {
  json_error_t where;
  rscan_error *err = NULL;
  json_t *request = json_loadb(line, length, JSON_REJECT_DUPLICATES, &where), *answer = NULL;
  const char *text = json_string_value(json_object_get(request, "text")),
             *concept = json_string_value(json_object_get(request, "concept"));
  int status = CLI_BAD_INPUT;
  if (!request) {
    fprintf(stderr, "rightscan read: line %lu, column %d: %s\n", number, where.column, where.text);
  } else if (!text) {
    fprintf(stderr, "rightscan read: line %lu: $.text: expected a string\n", number);
  } else if (concept) {
    const char *assertion = rscan_read_assertion(scratch, text, concept, &err);
    if (err) {
      status = cli_fail(err);
    } else {
      answer = json_pack("{s:s, s:s?}", "concept", concept, "assertion", assertion);
    }
  } else {
    const char *read = rscan_read(scratch, text, strlen(text), RSCAN_FORMAT_JSON, NULL, &err);
    if (!read)
      status = cli_fail(err);
    else
      answer = json_loads(read, 0, NULL);
  }
  if (answer) {
    json_t *id = json_object_get(request, "id");
    if (id)
      json_object_set(answer, "id", id);
    char *out = json_dumps(answer, JSON_COMPACT);
    status = out ? cli_print(out, strlen(out)) : CLI_BAD_INPUT;
    free(out);
  }
  json_decref(answer);
  json_decref(request);
  return status;
}

static int read_stream(rscan_scratch *scratch) {
  char *line = NULL;
  size_t room = 0;
  ssize_t length;
  unsigned long number = 0;
  int status = CLI_DONE;
  while ((length = getline(&line, &room, stdin)) != -1) {
    number++;
    if (line[strspn(line, " \t\r\n")] && answer_line(scratch, line, (size_t)length, number) != CLI_DONE)
      status = CLI_BAD_INPUT;
  }
  free(line);
  return status;
}

/* Guidelines are not what a text is read with. */
static bool reads_as_the_whole(const rscan_rulebase *book) {
  const rscan_left_out *l;
  for (size_t i = 0; (l = rscan_rulebase_left_out(book, i)); i++)
    if (!l->what || strcmp(l->what, "guideline") != 0)
      return false;
  return rscan_rulebase_left_out_count(book) || cli_is_whole(book);
}

static int run_read(const cli_args *args) {
  rscan_rulebase *book;
  rscan_error *err = NULL;
  rscan_format format;
  if (!cli_format(args, args->n_rest ? RSCAN_FORMAT_TEXT : RSCAN_FORMAT_JSON, &format))
    return CLI_USAGE;
  if (args->n_rest > 1)
    return cli_usage(args, "put the text in quotes");
  int status = cli_open_draft(args, &book);
  if (status != CLI_DONE)
    return status;
  rscan_scratch *scratch = rscan_scratch_new(book, &err);
  if (!scratch)
    status = cli_fail(err);
  else
    status = args->n_rest ? read_one(scratch, args->rest[0], format) : read_stream(scratch);
  if (status == CLI_DONE && !reads_as_the_whole(book))
    status = CLI_BAD_RULEBASE;
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
  return status;
}

static const cli_option *const options[] = {cli_format_options, cli_common_options, NULL};
const cli_command cli_read = {
    "read",
    "[TEXT]",
    "Show what is understood of a text, and from which words",
    "Without TEXT it reads NDJSON lines {\"id\",\"text\"} from stdin and answers in NDJSON. A line that also has \"concept\" is "
    "answered\n"
    "with the assertion of that phrase in that text: present, absent, possible, historical, family or conditional.",
    options,
    run_read};
