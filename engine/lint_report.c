/* Diagnostics for whoever asked: people (text), programs (JSON), code hosts (SARIF 2.1.0). */
#include <stdio.h>
#include <string.h>

#include "code_pages.h"
#include "json_write.h"
#include "page.h"

typedef struct counts {
  size_t of[RSCAN_ERROR + 1];
} counts; /* by severity */

static counts count(const rscan_error *found) {
  counts c = {{0}};
  for (size_t i = 0; i < rscan_error_count(found); i++)
    c.of[rscan_error_severity(found, i)]++;
  return c;
}

static const char *level_name(rscan_severity severity) {
  return severity == RSCAN_ERROR ? "error" : severity == RSCAN_WARNING ? "warning" : "note"; /* SARIF has the same words */
}

/* ---- text ---- */

static void put_count(rsi_buf *out, size_t n, const char *what, const char *end) {
  rsi_buf_printf(out, "%zu %s%s%s", n, what, n == 1 ? "" : "s", end);
}

/* What fails the check comes first; in each group the order of the files. */
static void put_text(rsi_buf *out, const rscan_error *found) {
  counts c = count(found);
  for (int severity = RSCAN_ERROR; severity >= RSCAN_NOTE; severity--)
    for (size_t i = 0; i < rscan_error_count(found); i++)
      if (rscan_error_severity(found, i) == (rscan_severity)severity)
        rsi_buf_printf(out, "%s\n", rscan_error_text(found, i));
  put_count(out, c.of[RSCAN_ERROR], "error", ", ");
  put_count(out, c.of[RSCAN_WARNING], "warning", ", ");
  put_count(out, c.of[RSCAN_NOTE], "note", "\n");
}

/* ---- JSON ---- */

static void put_json(rsi_json *j, const rscan_error *found) {
  counts c = count(found);
  rsi_json_open(j, '{');
  RSI_JSON_NUMBER(j, "errors", (double)c.of[RSCAN_ERROR]);
  RSI_JSON_NUMBER(j, "warnings", (double)c.of[RSCAN_WARNING]);
  RSI_JSON_NUMBER(j, "notes", (double)c.of[RSCAN_NOTE]);
  RSI_JSON_OPEN(j, "diagnostics", '[');
  for (size_t i = 0; i < rscan_error_count(found); i++) {
    rsi_json_open(j, '{');
    RSI_JSON_STRING(j, "code", rscan_error_code(found, i));
    RSI_JSON_STRING(j, "severity", level_name(rscan_error_severity(found, i)));
    RSI_JSON_STRING(j, "file", rscan_error_file(found, i));
    RSI_JSON_NUMBER(j, "line", rscan_error_line(found, i));
    RSI_JSON_NUMBER(j, "column", rscan_error_column(found, i));
    RSI_JSON_STRING(j, "message", rscan_error_message(found, i));
    RSI_JSON_STRING(j, "hint", rscan_error_hint(found, i));
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

/* ---- SARIF ---- */

static void put_text_object(rsi_json *j, const char *text, const char *more) {
  rsi_json_open(j, '{');
  RSI_JSON_NAME(j, "text");
  rsi_json_raw(j, "\"", 1);
  rsi_json_piece(j, text, strlen(text));
  if (more) {
    rsi_json_piece(j, "\n", 1);
    rsi_json_piece(j, more, strlen(more));
  }
  rsi_json_raw(j, "\"", 1);
  j->needs_comma = true;
  rsi_json_close(j, '}');
}

/* The codes that were found, in the order of the table: rules[i] is the index + 1 in SARIF's list, 0 for those not found. */
static void put_rules(rsi_json *j, const rscan_error *found, uint32_t rules[RSI_N_CODES]) {
  uint32_t n = 0;
  RSI_JSON_OPEN(j, "rules", '[');
  for (int id = 0; id < RSI_N_CODES; id++) {
    rules[id] = 0;
    for (size_t i = 0; i < rscan_error_count(found) && !rules[id]; i++)
      if (!strcmp(rscan_error_code(found, i), rsi_code_table[id].code))
        rules[id] = ++n;
    if (!rules[id])
      continue;
    const rsi_code_page *page = rsi_code_page_of(id);
    rsi_json_open(j, '{');
    RSI_JSON_STRING(j, "id", rsi_code_table[id].code);
    RSI_JSON_NAME(j, "shortDescription");
    put_text_object(j, rsi_code_table[id].meaning, NULL);
    RSI_JSON_NAME(j, "help");
    put_text_object(j, page->why, page->mend);
    RSI_JSON_OPEN(j, "defaultConfiguration", '{');
    RSI_JSON_STRING(j, "level", level_name(rsi_code_table[id].severity));
    rsi_json_close(j, '}');
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, ']');
}

/* A path as a URI: what has a meaning there is written in percents. */
static void put_uri(rsi_json *j, const char *path) {
  static const char digits[] = "0123456789ABCDEF", plain[] = "-._~/";
  RSI_JSON_NAME(j, "uri");
  rsi_json_raw(j, "\"", 1);
  for (const char *p = *path == '.' && path[1] == '/' ? path + 2 : path; *p; p++) {
    unsigned char c = (unsigned char)*p;
    const char coded[] = {'%', digits[c >> 4], digits[c & 15]};
    bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr(plain, c);
    rsi_json_raw(j, is_plain ? p : coded, is_plain ? 1 : sizeof coded);
  }
  rsi_json_raw(j, "\"", 1);
  j->needs_comma = true;
}

static void put_location(rsi_json *j, const rscan_error *found, size_t i) {
  RSI_JSON_OPEN(j, "locations", '[');
  rsi_json_open(j, '{');
  RSI_JSON_OPEN(j, "physicalLocation", '{');
  RSI_JSON_OPEN(j, "artifactLocation", '{');
  put_uri(j, rscan_error_file(found, i));
  rsi_json_close(j, '}');
  if (rscan_error_line(found, i)) {
    RSI_JSON_OPEN(j, "region", '{');
    RSI_JSON_NUMBER(j, "startLine", rscan_error_line(found, i));
    if (rscan_error_column(found, i))
      RSI_JSON_NUMBER(j, "startColumn", rscan_error_column(found, i));
    rsi_json_close(j, '}');
  }
  rsi_json_close(j, '}');
  rsi_json_close(j, '}');
  rsi_json_close(j, ']');
}

static void put_result(rsi_json *j, const rscan_error *found, size_t i, const uint32_t rules[RSI_N_CODES]) {
  const char *code = rscan_error_code(found, i);
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "ruleId", code);
  for (int id = 0; id < RSI_N_CODES; id++)
    if (rules[id] && !strcmp(rsi_code_table[id].code, code))
      RSI_JSON_NUMBER(j, "ruleIndex", rules[id] - 1);
  RSI_JSON_STRING(j, "level", level_name(rscan_error_severity(found, i)));
  RSI_JSON_NAME(j, "message");
  put_text_object(j, rscan_error_message(found, i), rscan_error_hint(found, i));
  if (rscan_error_file(found, i))
    put_location(j, found, i);
  rsi_json_close(j, '}');
}

static void put_sarif(rsi_json *j, const rscan_error *found) {
  uint32_t rules[RSI_N_CODES];
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
  RSI_JSON_STRING(j, "version", "2.1.0");
  RSI_JSON_OPEN(j, "runs", '[');
  rsi_json_open(j, '{');
  RSI_JSON_OPEN(j, "tool", '{');
  RSI_JSON_OPEN(j, "driver", '{');
  RSI_JSON_STRING(j, "name", "rightscan");
  RSI_JSON_STRING(j, "version", rscan_version());
  put_rules(j, found, rules);
  rsi_json_close(j, '}');
  rsi_json_close(j, '}');
  RSI_JSON_STRING(j, "columnKind", "unicodeCodePoints");
  RSI_JSON_OPEN(j, "results", '[');
  for (size_t i = 0; i < rscan_error_count(found); i++)
    put_result(j, found, i, rules);
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
  rsi_json_close(j, ']');
  rsi_json_close(j, '}');
}

/* ---- the doors ---- */

static char *hand(rsi_buf *buf, rscan_error **err) {
  if (!buf->has_failed && buf->data)
    return buf->data;
  rsi_buf_free(buf);
  rsi_fail_no_memory(err);
  return NULL;
}

char *rscan_lint_report(const rscan_error *found, rscan_format format, rscan_error **err) {
  rsi_buf buf;
  rsi_json json = {.buf = &buf};
  rsi_buf_init(&buf, &rsi_malloc_allocator);
  if (format == RSCAN_FORMAT_TEXT)
    put_text(&buf, found);
  else if (format == RSCAN_FORMAT_JSON || format == RSCAN_FORMAT_SARIF) {
    (format == RSCAN_FORMAT_JSON ? put_json : put_sarif)(&json, found);
    rsi_buf_putc(&buf, '\n');
  } else {
    rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "format-unknown", NULL, NULL, "diagnostics are written as text, JSON or SARIF");
    return NULL;
  }
  return hand(&buf, err);
}

static const char *code_at(const void *context, size_t index) {
  (void)context;
  return rsi_code_table[index].code;
}

static void put_part(rsi_page *page, const char *heading, const char *text) {
  rsi_buf_puts(page->out, "\n");
  rsi_page_begin(page, 0, 0);
  rsi_page_put(page, heading);
  rsi_page_begin(page, 2, 2);
  rsi_page_put(page, text);
  rsi_page_end(page);
}

static void put_page(rsi_buf *out, int id) {
  const rsi_code_row *row = &rsi_code_table[id];
  const rsi_code_page *about = rsi_code_page_of(id);
  rsi_page page = rsi_page_on(out);
  rsi_buf_printf(out, "%s (%s)\n\n", row->code, level_name(row->severity));
  rsi_page_begin(&page, 0, 0);
  rsi_page_put(&page, row->meaning);
  rsi_page_end(&page);
  put_part(&page, "Why it matters", about->why);
  put_part(&page, "Example", about->example);
  put_part(&page, "How to mend it", about->mend);
}

/* Every code with what it means, by its letters. */
static void put_codes(rsi_buf *out) {
  const rsi_code_row *last = NULL;
  for (int n = 0; n < RSI_N_CODES; n++) {
    const rsi_code_row *next = NULL;
    for (int id = 0; id < RSI_N_CODES; id++) {
      const rsi_code_row *row = &rsi_code_table[id];
      if ((!last || strcmp(row->code, last->code) > 0) && (!next || strcmp(row->code, next->code) < 0))
        next = row;
    }
    rsi_buf_printf(out, "%-26s %-8s %s\n", next->code, level_name(next->severity), next->meaning);
    last = next;
  }
}

char *rscan_lint_explain(const char *code, rscan_error **err) {
  rsi_buf buf;
  int id = 0;
  if (!code || !*code) {
    rsi_buf_init(&buf, &rsi_malloc_allocator);
    put_codes(&buf);
    return hand(&buf, err);
  }
  while (id < RSI_N_CODES && strcmp(rsi_code_table[id].code, code) != 0)
    id++;
  if (id == RSI_N_CODES) {
    const char *near = rsi_nearest(code, code_at, NULL, RSI_N_CODES);
    char hint[80];
    snprintf(hint, sizeof hint, "did you mean \"%s\"?", near ? near : "");
    rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "code-unknown", NULL, near ? hint : NULL, "no diagnostic has the code \"%s\"", code);
    return NULL;
  }
  rsi_buf_init(&buf, &rsi_malloc_allocator);
  put_page(&buf, id);
  return hand(&buf, err);
}
