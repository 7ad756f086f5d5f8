/* read: what the engine understands of a text. As a filter, NDJSON in and out. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static int read_one(const cli_args *args, rscan_scratch *scratch, const char *text, rscan_format format) {
  rscan_error *err = NULL;
  size_t length;
  (void)args;
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

static int run_read(const cli_args *args) {
  rscan_rulebase *book;
  rscan_error *err = NULL;
  rscan_format format;
  if (!cli_format(args, args->n_rest ? RSCAN_FORMAT_TEXT : RSCAN_FORMAT_JSON, &format))
    return CLI_USAGE;
  if (args->n_rest > 1)
    return cli_usage(args, "put the text in quotes");
  int status = cli_open_book(args, &book);
  if (status != CLI_DONE)
    return status;
  rscan_scratch *scratch = rscan_scratch_new(book, &err);
  if (!scratch)
    status = cli_fail(err);
  else
    status = args->n_rest ? read_one(args, scratch, args->rest[0], format) : read_stream(scratch);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
  return status;
}

static const cli_option *const options[] = {cli_common_options, NULL};
const cli_command cli_read = {
    "read",
    "[TEXT]",
    "Show what is understood of a text, and from which words",
    "Without TEXT it reads NDJSON lines {\"id\",\"text\"} from stdin and answers in NDJSON. A line that also has \"concept\" is "
    "answered\n"
    "with the assertion of that phrase in that text: present, absent, possible, historical, family or conditional.",
    options,
    run_read};
