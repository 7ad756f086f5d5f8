/* JSON read as it stands; see json_read.h. */
#include "json_read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- failing and knowing where ---- */

static bool fail(rsi_json_in *in, const char *code, const char *what) {
  if (!in->failure) {
    in->code = code;
    in->failure = what;
  }
  return false;
}

static bool fail_syntax(rsi_json_in *in, const char *what) {
  return fail(in, "json-invalid", in->at < in->end ? what : "the request ends before it is complete");
}

rsi_json_path rsi_json_path_of(const rsi_json_in *in) {
  rsi_json_path p = {"$"};
  size_t used = 1;
  for (uint32_t i = 0; i < in->depth && used < sizeof p.text - 80; i++) {
    const rsi_json_level *at = &in->levels[i];
    if (at->is_array)
      used += (size_t)snprintf(p.text + used, sizeof p.text - used, "[%u]", (unsigned)at->index);
    else if (at->key)
      used += (size_t)snprintf(p.text + used, sizeof p.text - used, ".%.64s", at->key);
  }
  for (char *c = p.text; *c; c++)
    if ((unsigned char)*c < 0x20 || (unsigned char)*c >= 0x7f)
      *c = '?'; /* a key cut short in a character must not spoil the message */
  return p;
}

void rsi_json_place(const rsi_json_in *in, uint32_t *line, uint32_t *column) {
  *line = *column = 1;
  for (const char *p = in->start; p < in->at; p++) {
    if (*p == '\n')
      ++*line, *column = 1;
    else
      *column += ((unsigned char)*p & 0xc0) != 0x80;
  }
}

void rsi_json_start(rsi_json_in *in, const char *json, size_t length, char *block) {
  in->start = in->at = json;
  in->end = json + length;
  in->decoded = block;
  in->depth = 0;
  in->is_first = true;
  in->failure = in->code = NULL;
}

/* ---- between values ---- */

static void skip_space(rsi_json_in *in) {
  while (in->at < in->end && (*in->at == ' ' || *in->at == '\n' || *in->at == '\r' || *in->at == '\t'))
    in->at++;
}

char rsi_json_peek(rsi_json_in *in) {
  skip_space(in);
  char c = in->at < in->end && !in->failure ? *in->at : '\0';
  if (c == '{' || c == '[' || c == '"' || c == 't' || c == 'f' || c == 'n')
    return c;
  if (c == '-' || (c >= '0' && c <= '9'))
    return '0';
  fail_syntax(in, "expected a value");
  return '\0';
}

bool rsi_json_enter(rsi_json_in *in) {
  if (in->depth == RSI_MAX_JSON_DEPTH)
    return fail(in, "json-too-deep", "nested too deep");
  in->levels[in->depth++] = (rsi_json_level){.is_array = *in->at == '['};
  in->is_first = true;
  in->at++;
  return true;
}

/* Steps to the next entry of the innermost array or object. False at its end, and on failure. */
static bool next_entry(rsi_json_in *in, char closing) {
  if (in->failure)
    return false;
  skip_space(in);
  if (in->at < in->end && *in->at == closing) {
    in->at++;
    in->depth--;
    in->is_first = false;
    return false;
  }
  if (!in->is_first) {
    if (in->at == in->end || *in->at != ',')
      return fail_syntax(in, closing == '}' ? "expected , or }" : "expected , or ]");
    in->at++;
    skip_space(in);
  }
  in->is_first = false;
  return true;
}

const char *rsi_json_key(rsi_json_in *in) {
  rsi_json_level *level = &in->levels[in->depth - 1];
  if (!next_entry(in, '}'))
    return NULL;
  if (in->at == in->end || *in->at != '"') {
    fail_syntax(in, "expected a name in double quotes");
    return NULL;
  }
  const char *key = rsi_json_text(in);
  if (!key)
    return NULL;
  level->key = key;
  skip_space(in);
  if (in->at == in->end || *in->at != ':') {
    fail_syntax(in, "expected : after the name");
    return NULL;
  }
  in->at++;
  return key;
}

bool rsi_json_element(rsi_json_in *in) {
  rsi_json_level *level = &in->levels[in->depth - 1];
  bool was_first = in->is_first;
  if (!next_entry(in, ']'))
    return false;
  level->index += !was_first;
  return true;
}

bool rsi_json_finish(rsi_json_in *in) {
  skip_space(in);
  return in->at == in->end || fail(in, "json-invalid", "expected nothing behind the request's closing brace");
}

/* ---- texts ---- */

/* Overlong forms, surrogates and what lies beyond U+10FFFF are not UTF-8. */
size_t rsi_utf8_length(const char *text, const char *end) {
  const unsigned char *p = (const unsigned char *)text;
  if (p[0] < 0x80)
    return 1;
  size_t length = p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : p[0] >= 0xe0 && p[0] < 0xf0 ? 3 : p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : 0;
  if (length > (size_t)(end - text))
    return 0;
  for (size_t i = 1; i < length; i++)
    if ((p[i] & 0xc0) != 0x80)
      return 0;
  bool is_overlong = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
  bool is_outside = (p[0] == 0xed && p[1] >= 0xa0) || (p[0] == 0xf4 && p[1] >= 0x90);
  return is_overlong || is_outside ? 0 : length;
}

static bool read_hex(rsi_json_in *in, uint32_t *value) {
  *value = 0;
  for (int i = 0; i < 4; i++, in->at++) {
    char c = in->at < in->end ? *in->at : '\0';
    uint32_t digit = c >= '0' && c <= '9'                     ? (uint32_t)(c - '0')
                     : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (uint32_t)((c | 0x20) - 'a' + 10)
                                                              : 16;
    if (digit == 16)
      return fail_syntax(in, "expected four hexadecimal digits after \\u");
    *value = *value << 4 | digit;
  }
  return true;
}

/* The character of \uXXXX, or of two such that are a pair. */
static bool read_unicode(rsi_json_in *in, uint32_t *character) {
  uint32_t low;
  if (!read_hex(in, character))
    return false;
  if (*character == 0)
    return fail(in, "json-invalid", "a text holds a NUL character");
  if (*character < 0xd800 || *character > 0xdfff)
    return true;
  if (*character > 0xdbff || in->end - in->at < 2 || in->at[0] != '\\' || in->at[1] != 'u')
    return fail(in, "json-invalid", "half of a surrogate pair stands alone");
  in->at += 2;
  if (!read_hex(in, &low))
    return false;
  if (low < 0xdc00 || low > 0xdfff)
    return fail(in, "json-invalid", "half of a surrogate pair stands alone");
  *character = 0x10000 + ((*character - 0xd800) << 10) + (low - 0xdc00);
  return true;
}

static char *put_character(char *to, uint32_t c) {
  if (c < 0x80) {
    *to++ = (char)c;
  } else if (c < 0x800) {
    *to++ = (char)(0xc0 | c >> 6);
    *to++ = (char)(0x80 | (c & 0x3f));
  } else {
    if (c < 0x10000) {
      *to++ = (char)(0xe0 | c >> 12);
    } else {
      *to++ = (char)(0xf0 | c >> 18);
      *to++ = (char)(0x80 | (c >> 12 & 0x3f));
    }
    *to++ = (char)(0x80 | (c >> 6 & 0x3f));
    *to++ = (char)(0x80 | (c & 0x3f));
  }
  return to;
}

/* Behind a backslash. Returns the end of what it wrote, NULL on failure. */
static char *read_escape(rsi_json_in *in, char *to) {
  static const char plain[] = "\"\"\\\\//b\bf\fn\nr\rt\t"; /* each with what it stands for */
  char c = in->at < in->end ? *in->at : '\0';
  uint32_t character;
  if (c == 'u') {
    in->at++;
    return read_unicode(in, &character) ? put_character(to, character) : NULL;
  }
  for (const char *p = plain; c && *p; p += 2)
    if (*p == c) {
      in->at++;
      *to++ = p[1];
      return to;
    }
  fail_syntax(in, "unknown escape after \\");
  return NULL;
}

/* One byte, character or escape that is not plain ASCII. */
static char *read_special(rsi_json_in *in, char *to) {
  unsigned char c = (unsigned char)*in->at;
  if (c == '\\') {
    in->at++;
    return read_escape(in, to);
  }
  if (c < 0x20) {
    fail(in, "json-invalid", c ? "a control character in a text; write it as an escape" : "a NUL byte");
    return NULL;
  }
  size_t length = rsi_utf8_length(in->at, in->end);
  if (!length) {
    fail(in, "not-utf8", "expected text in UTF-8; found other bytes");
    return NULL;
  }
  memcpy(to, in->at, length);
  in->at += length;
  return to + length;
}

const char *rsi_json_text(rsi_json_in *in) {
  char *from = in->decoded, *to = from;
  in->at++;
  while (in->at < in->end && *in->at != '"') {
    unsigned char c = (unsigned char)*in->at;
    if (c >= 0x20 && c < 0x80 && c != '\\') {
      *to++ = (char)c;
      in->at++;
    } else if (!(to = read_special(in, to))) {
      return NULL;
    }
  }
  if (in->at == in->end) {
    fail_syntax(in, "");
    return NULL;
  }
  in->at++;
  *to++ = '\0';
  in->decoded = to;
  return from;
}

/* ---- numbers and the rest ---- */

static const char *skip_digits(const char *p, const char *end) {
  while (p < end && *p >= '0' && *p <= '9')
    p++;
  return p;
}

/* The end of a number by the grammar; NULL when it is none. */
static const char *number_end(const char *p, const char *end) {
  p += p < end && *p == '-';
  const char *digits = p;
  p = skip_digits(p, end);
  if (p == digits || (*digits == '0' && p - digits > 1))
    return NULL;
  if (p < end && *p == '.') {
    const char *fraction = ++p;
    p = skip_digits(p, end);
    if (p == fraction)
      return NULL;
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    p++;
    p += p < end && (*p == '-' || *p == '+');
    const char *exponent = p;
    p = skip_digits(p, end);
    if (p == exponent)
      return NULL;
  }
  return p;
}

/* Up to 15 digits and no exponent, as nearly all numbers of a request are: mantissa and power of ten are exact, so their quotient is
 * the nearest double. */
static bool read_short_number(const char *p, const char *end, double *value) {
  static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  bool is_negative = *p == '-', in_fraction = false;
  uint64_t digits = 0;
  size_t scale = 0;
  p += is_negative;
  if (end - p > 16)
    return false;
  for (; p < end; p++) {
    if (*p == '.' && !in_fraction) {
      in_fraction = true;
      continue;
    }
    if (*p < '0' || *p > '9')
      return false;
    digits = digits * 10 + (uint64_t)(*p - '0');
    scale += in_fraction;
  }
  if (digits >= 1000000000000000u)
    return false;
  *value = (double)digits / powers[scale];
  if (is_negative)
    *value = -*value;
  return true;
}

bool rsi_json_double(rsi_json_in *in, double *value) {
  const char *start = in->at, *end = number_end(start, in->end);
  if (!end)
    return fail_syntax(in, "not a number as JSON writes it");
  in->at = end;
  return read_short_number(start, end, value) || rsi_number_read(start, (size_t)(end - start), value)
         || fail(in, "json-invalid", "this number is too large");
}

bool rsi_json_literal(rsi_json_in *in) {
  static const char *const words[] = {"true", "false", "null"};
  for (size_t i = 0; i < 3; i++) {
    size_t length = strlen(words[i]);
    if ((size_t)(in->end - in->at) >= length && memcmp(in->at, words[i], length) == 0) {
      in->at += length;
      return true;
    }
  }
  return fail_syntax(in, "expected a value");
}

/* Recursion is bounded by the depth that entering allows. */
bool rsi_json_skip(rsi_json_in *in) {
  double number;
  switch (rsi_json_peek(in)) {
  case '{':
    if (rsi_json_enter(in))
      while (rsi_json_key(in))
        rsi_json_skip(in);
    break;
  case '[':
    if (rsi_json_enter(in))
      while (rsi_json_element(in))
        rsi_json_skip(in);
    break;
  case '"':
    rsi_json_text(in);
    break;
  case '0':
    rsi_json_double(in, &number);
    break;
  case '\0':
    break;
  default:
    rsi_json_literal(in);
  }
  return !in->failure;
}
