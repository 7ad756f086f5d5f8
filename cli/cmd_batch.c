/* batch: many referrals, NDJSON or CSV in, NDJSON out, in order, one answer a referral. A line that cannot be read is answered with
 * an error in its place; the rest goes on. */
#include <csv.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

typedef struct batch {
  rscan_scratch *scratch;
  rscan_referral *referral;
  const char *language;
  rscan_format format;
  FILE *in;
  unsigned long n_done, n_bad;
  bool has_progress;
  off_t size; /* of the input, when it is a plain file; 0 otherwise */
  int status; /* CLI_DONE until the answers cannot be written */
  /* CSV: */
  char **columns, **fields;
  size_t n_columns, n_fields;
  bool has_header;
} batch;

/* ---- one referral ---- */

static void show_progress(const batch *b) {
  if (!b->has_progress || b->n_done % 1000)
    return;
  off_t at = ftello(b->in);
  if (b->size > 0 && at > 0) {
    int percent = (int)(at * 100 / b->size);
    fprintf(stderr, "\r[%-50.*s] %3d %%  %lu referrals", percent / 2, "##################################################", percent,
            b->n_done);
  } else {
    fprintf(stderr, "\r%lu referrals", b->n_done);
  }
}

static void put(batch *b, const char *text, size_t length) {
  if (fwrite(text, 1, length, stdout) != length || (length && text[length - 1] != '\n' && putchar('\n') == EOF))
    b->status = CLI_BAD_INPUT;
}

static void put_error(batch *b, rscan_error *err) {
  json_t *answer =
      json_pack("{s:{s:i, s:s?, s:s?, s:s?, s:s?}}", "error", "referral", (int)b->n_done, "code", rscan_error_code(err, 0), "path",
                rscan_error_path(err, 0), "message", rscan_error_message(err, 0), "hint", rscan_error_hint(err, 0));
  char *text = answer ? json_dumps(answer, JSON_COMPACT) : NULL;
  if (text)
    put(b, text, strlen(text));
  free(text);
  json_decref(answer);
  rscan_error_free(err);
  b->n_bad++;
}

static void decide(batch *b, const char *json, size_t length) {
  rscan_error *err = NULL;
  const char *text = NULL;
  size_t n = 0;
  b->n_done++;
  if (rscan_referral_parse(b->referral, json, length, &err) == RSCAN_OK &&
      (!b->language || rscan_referral_set_language(b->referral, b->language, &err) == RSCAN_OK) &&
      rscan_decide(b->scratch, b->referral, &err))
    text = rscan_decision_render(b->scratch, b->format, &n, &err);
  if (text)
    put(b, text, n);
  else
    put_error(b, err);
  show_progress(b);
}

/* ---- NDJSON ---- */

static int read_lines(batch *b) {
  char *line = NULL;
  size_t room = 0;
  ssize_t length;
  while (b->status == CLI_DONE && (length = getline(&line, &room, b->in)) != -1)
    if (line[strspn(line, " \t\r\n")])
      decide(b, line, (size_t)length);
  free(line);
  return b->status;
}

/* ---- CSV: a header of request members; findings.ID and measures.ID for those ---- */

static void set_codes(json_t *request, const char *name, const char *value) {
  json_t *list = json_array();
  for (size_t n; *value; value += n + (value[n] != '\0')) {
    n = strcspn(value, ";, ");
    if (n)
      json_array_append_new(list, json_stringn(value, n));
  }
  json_object_set_new(request, name, list);
}

static json_t *csv_value(const char *name, const char *value) {
  char *end;
  double number = strtod(value, &end);
  bool is_number = end != value && !*end && (strcmp(name, "age") == 0 || strncmp(name, "measures.", 9) == 0);
  return is_number ? json_real(number) : json_string(value);
}

static void set_column(json_t *request, const char *name, const char *value) {
  const char *dot = strchr(name, '.');
  if (!*value)
    return;
  if (strcmp(name, "codes") == 0 || strcmp(name, "authorities") == 0) {
    set_codes(request, name, value);
  } else if (dot) {
    char *member = strndup(name, (size_t)(dot - name));
    json_t *object = json_object_get(request, member);
    if (!object) {
      object = json_object();
      json_object_set_new(request, member, object);
    }
    json_object_set_new(object, dot + 1, csv_value(name, value));
    free(member);
  } else {
    json_object_set_new(request, name, csv_value(name, value));
  }
}

static void on_field(void *data, size_t length, void *context) {
  batch *b = context;
  char **more = realloc(b->fields, (b->n_fields + 1) * sizeof *more);
  if (!more)
    return;
  b->fields = more;
  b->fields[b->n_fields++] = strndup(data ? data : "", length);
}

static void free_fields(char **fields, size_t n) {
  for (size_t i = 0; i < n; i++)
    free(fields[i]);
  free(fields);
}

static void decide_row(batch *b) {
  json_t *request = json_object();
  for (size_t i = 0; i < b->n_fields && i < b->n_columns; i++)
    set_column(request, b->columns[i], b->fields[i]);
  char *text = json_dumps(request, JSON_COMPACT);
  decide(b, text ? text : "", text ? strlen(text) : 0);
  free(text);
  json_decref(request);
}

static void on_row(int end, void *context) {
  batch *b = context;
  (void)end;
  if (!b->has_header) {
    b->has_header = true;
    b->columns = b->fields;
    b->n_columns = b->n_fields;
  } else {
    if (b->n_fields)
      decide_row(b);
    free_fields(b->fields, b->n_fields);
  }
  b->fields = NULL;
  b->n_fields = 0;
}

static int read_csv(batch *b) {
  struct csv_parser parser;
  char chunk[1 << 14];
  size_t n;
  bool is_good = csv_init(&parser, CSV_STRICT | CSV_APPEND_NULL) == 0;
  while (is_good && b->status == CLI_DONE && (n = fread(chunk, 1, sizeof chunk, b->in)) > 0)
    is_good = csv_parse(&parser, chunk, n, on_field, on_row, b) == n;
  if (is_good)
    is_good = csv_fini(&parser, on_field, on_row, b) == 0;
  if (!is_good) {
    fprintf(stderr, "rightscan batch: the CSV cannot be read after referral %lu: %s\n", b->n_done,
            csv_strerror(csv_error(&parser)));
    b->status = CLI_BAD_INPUT;
  }
  csv_free(&parser);
  free_fields(b->columns, b->n_columns);
  free_fields(b->fields, b->n_fields);
  return b->status;
}

/* ---- the command ---- */

static bool is_csv(const cli_args *args, const char *path) {
  const char *input = cli_value(args, "input");
  size_t n = strlen(path);
  return input ? strcmp(input, "csv") == 0 : n > 4 && strcmp(path + n - 4, ".csv") == 0;
}

static int run_all(const cli_args *args, batch *b, const char *path) {
  struct stat st;
  b->has_progress = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
  b->size = fstat(fileno(b->in), &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : 0;
  int status = is_csv(args, path) ? read_csv(b) : read_lines(b);
  if (b->has_progress)
    fputs("\r\033[K", stderr);
  if (fflush(stdout) != 0 || b->status != CLI_DONE) {
    fprintf(stderr, "rightscan batch: stopped after %lu referrals: the input cannot be read or the answers cannot be written\n",
            b->n_done);
    return CLI_BAD_INPUT;
  }
  if (b->n_bad)
    fprintf(stderr, "rightscan batch: %lu of %lu referrals could not be read; each is answered with an \"error\"\n", b->n_bad,
            b->n_done);
  return b->n_bad ? CLI_BAD_INPUT : status;
}

static int run_batch(const cli_args *args) {
  rscan_rulebase *book;
  rscan_error *err = NULL;
  const char *path = args->n_rest ? args->rest[0] : "-", *input = cli_value(args, "input");
  batch b = {.language = cli_value(args, "lang")};
  if (args->n_rest > 1)
    return cli_usage(args, "batch takes one file");
  if (!cli_format(args, RSCAN_FORMAT_JSON, &b.format))
    return CLI_USAGE;
  if (input && strcmp(input, "csv") != 0 && strcmp(input, "ndjson") != 0)
    return cli_usage(args, "--input is ndjson or csv, not \"%s\"", input);
  b.in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
  if (!b.in) {
    perror(path);
    return CLI_BAD_INPUT;
  }
  int status = cli_open_book(args, &book);
  if (status == CLI_DONE) {
    b.scratch = rscan_scratch_new(book, &err);
    b.referral = b.scratch ? rscan_referral_new(book, &err) : NULL;
    status = b.referral ? run_all(args, &b, path) : cli_fail(err);
    rscan_referral_free(b.referral);
    rscan_scratch_free(b.scratch);
    rscan_rulebase_unref(book);
  }
  if (b.in != stdin)
    fclose(b.in);
  return status;
}

static const cli_option options[] = {
    {"input", "ndjson|csv", "form of the input (else csv when the file's name ends in .csv)"},
    {NULL, NULL, NULL},
};
static const cli_option *const tables[] = {options, cli_format_options, cli_lang_options, cli_common_options, NULL};
const cli_command cli_batch = {
    "batch",
    "[FILE]",
    "Judge many referrals: NDJSON (one request a line) or CSV in, NDJSON out, in order",
    "FILE is - or absent for stdin. CSV has a header line of request members (id, age, sex, exam, reason, codes …);\n"
    "findings.ID and measures.ID are columns too. A referral that cannot be read is answered with {\"error\":…}; the rest goes on.",
    tables,
    run_batch};
