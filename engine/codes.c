/* The table of diagnostics of codes.h, and the one way to report one of them. */
#include "code_pages.h"
#include "codes.h"

#include <string.h>

const rsi_code_row rsi_code_table[RSI_N_CODES] = {
#define CODE_ROW(id, code, severity, meaning) {code, severity, meaning},
    RSI_CODES(CODE_ROW)
#undef CODE_ROW
};

void rsi_vreport(rscan_error *err, rsi_code_id id, const char *path, rsi_where where, const char *hint, const char *format,
                 va_list args) {
  if (!hint) /* how such a thing is mended, at least */
    hint = rsi_code_page_of(id)->mend;
  rsi_error_vadd(err, rsi_code_table[id].severity, rsi_code_table[id].code, path, where.line, where.column, NULL, hint, format,
                 args);
}

void rsi_report(rscan_error *err, rsi_code_id id, const char *path, rsi_where where, const char *hint, const char *format, ...) {
  va_list args;
  va_start(args, format);
  rsi_vreport(err, id, path, where, hint, format, args);
  va_end(args);
}

bool rsi_is_code(const rscan_error *err, size_t index, rsi_code_id id) {
  return strcmp(rscan_error_code(err, index), rsi_code_table[id].code) == 0;
}
