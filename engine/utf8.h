/* One character of UTF-8, for all who meet bytes from outside: files, referrals, texts. */
#ifndef RSI_UTF8_H
#define RSI_UTF8_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The length in bytes of the character at text, of which `left` bytes are left (at least one), and its code point. 0 when there is
 * none: overlong, a surrogate, beyond U+10FFFF, or cut off; code is then not set. */
static inline size_t rsi_utf8_decode(const char *text, size_t left, uint32_t *code) {
  static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
  const unsigned char *p = (const unsigned char *)text;
  if (p[0] < 0x80) {
    *code = p[0];
    return 1;
  }
  size_t length = p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : p[0] >= 0xe0 && p[0] < 0xf0 ? 3 : p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : 0;
  if (!length || length > left)
    return 0;
  uint32_t value = p[0] & (0xffu >> (length + 1));
  for (size_t i = 1; i < length; i++) {
    if ((p[i] & 0xc0) != 0x80)
      return 0;
    value = value << 6 | (p[i] & 0x3fu);
  }
  if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
    return 0;
  *code = value;
  return length;
}

/* How many bytes of text make at most `limit`, with no character cut in two. */
static inline size_t rsi_whole_characters(const char *text, size_t limit) {
  const char *end = memchr(text, '\0', limit + 1);
  if (end)
    return (size_t)(end - text);
  while (limit > 0 && ((unsigned char)text[limit] & 0xc0) == 0x80)
    limit--;
  return limit;
}

#endif
