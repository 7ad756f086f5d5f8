/* Folding: the text as given → a plain copy that everything else reads, each byte of which knows where it came from.
 *
 * Plain means ASCII: accents stripped, ligatures opened, typographic marks made ordinary, markup and foreign scripts turned into
 * white space, each run of white space one blank (or one line break, when it holds one). A second copy in lower case is what is
 * searched; the plain one keeps capitals for phrases that ask for exactly these. Whatever is not UTF-8 is read as Windows-1252,
 * byte by byte: half of the old systems send that. */
#include "fold.h"

#include <string.h>

#include "text.h"
#include "utf8.h"

/* ---- characters ---- */

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

/* One character of UTF-8 at text, or one byte read as Windows-1252 when there is no valid character. */
static uint32_t decode(const char *text, size_t length, size_t *used) {
  static const uint16_t windows[32] = {0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
                                       0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
                                       0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};
  uint32_t code;
  *used = rsi_utf8_decode(text, length, &code);
  if (*used)
    return code;
  unsigned char byte = (unsigned char)*text;
  *used = 1;
  return byte < 0xa0 ? windows[byte - 0x80] : byte;
}

/* U+00A0 to U+017F. A blank is a word break; "" vanishes. Fractions are told apart in plain_of(). */
static const char *latin_of(uint32_t code) {
  static const char first[96][4] = {" ", "!",   "c", " ", " ", " ", "|",  " ", "",  " ", "a", "\"", " ", "",  " ",  " ",
                                    " ", "+/-", "2", "3", "'", "u", " ",  " ", "",  "1", " ", "\"", "",  "",  "",   "?",
                                    "A", "A",   "A", "A", "A", "A", "AE", "C", "E", "E", "E", "E",  "I", "I", "I",  "I",
                                    "D", "N",   "O", "O", "O", "O", "O",  "x", "O", "U", "U", "U",  "U", "Y", "TH", "ss",
                                    "a", "a",   "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e",  "i", "i", "i",  "i",
                                    "d", "n",   "o", "o", "o", "o", "o",  "/", "o", "u", "u", "u",  "u", "y", "th", "y"};
  static const char extended[] =
      "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSs"
      "TtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
  static const char letters[26][2] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m",
                                      "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z"};
  static const char capitals[26][2] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M",
                                       "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z"};
  if (code < 0x100)
    return first[code - 0xa0];
  if (code == 0x132 || code == 0x133)
    return code == 0x132 ? "IJ" : "ij";
  if (code == 0x152 || code == 0x153)
    return code == 0x152 ? "OE" : "oe";
  char c = extended[code - 0x100];
  return c >= 'a' ? letters[c - 'a'] : capitals[c - 'A'];
}

typedef struct mapping {
  uint32_t first, last;
  const char *plain;
} mapping;

/* What doctors and word processors type beyond Latin. Sorted; anything else is a blank. An arrow up or down becomes a sign that no
 * keyboard text holds ('^' and '`'), so that phrases can name it. */
static const mapping others[] = {
    {0x192, 0x192, "f"},     {0x2c6, 0x2c6, " "},       {0x300, 0x36f, ""},      {0x391, 0x391, "Alpha"}, {0x392, 0x392, "Beta"},
    {0x393, 0x393, "Gamma"}, {0x394, 0x394, "delta"},   {0x3b1, 0x3b1, "alpha"}, {0x3b2, 0x3b2, "beta"},  {0x3b3, 0x3b3, "gamma"},
    {0x3b4, 0x3b4, "delta"}, {0x3bc, 0x3bc, "u"},       {0x1e9e, 0x1e9e, "SS"},  {0x200b, 0x200f, ""},    {0x2010, 0x2015, "-"},
    {0x2018, 0x201b, "'"},   {0x201c, 0x201f, "\""},    {0x2022, 0x2023, "\n"},  {0x2026, 0x2026, "..."}, {0x2032, 0x2032, "'"},
    {0x2033, 0x2033, "\""},  {0x2039, 0x203a, "\""},    {0x2044, 0x2044, "/"},   {0x2060, 0x2060, ""},    {0x2070, 0x2070, "0"},
    {0x2080, 0x2080, "0"},   {0x2081, 0x2081, "1"},     {0x2082, 0x2082, "2"},   {0x2083, 0x2083, "3"},   {0x2084, 0x2084, "4"},
    {0x2103, 0x2103, " C"},  {0x2109, 0x2109, " F"},    {0x2116, 0x2116, "No"},  {0x212a, 0x212a, "K"},   {0x212b, 0x212b, "A"},
    {0x2190, 0x2190, "<-"},  {0x2191, 0x2191, "^"},     {0x2192, 0x2192, "->"},  {0x2193, 0x2193, "`"},   {0x21d2, 0x21d2, "->"},
    {0x2205, 0x2205, " 0 "}, {0x2206, 0x2206, "delta"}, {0x2212, 0x2212, "-"},   {0x2215, 0x2215, "/"},   {0x2248, 0x2248, "~"},
    {0x2264, 0x2264, "<="},  {0x2265, 0x2265, ">="},    {0x25cf, 0x25cf, "\n"},  {0x25aa, 0x25aa, "\n"},  {0xfb00, 0xfb00, "ff"},
    {0xfb01, 0xfb01, "fi"},  {0xfb02, 0xfb02, "fl"},    {0xfb03, 0xfb03, "ffi"}, {0xfb04, 0xfb04, "ffl"}, {0xfb05, 0xfb06, "st"},
    {0xfe00, 0xfe0f, ""},    {0xfeff, 0xfeff, ""},
};

/* The plain form of a character; before is the plain byte in front of it. */
static const char *plain_of(uint32_t code, char before, char one[2]) {
  if (code >= 0xff01 && code <= 0xff5e) /* full width */
    code -= 0xfee0;
  if (code < 0x80) {
    one[0] = !code || code == '_' || code == '`' || code == '^' ? ' ' : (char)code;
    one[1] = 0;
    return one;
  }
  if (code >= 0xbc && code <= 0xbe) { /* 1½ is 1.5, ½ alone 0.5 */
    static const char fraction[3][5] = {"0.25", "0.5", "0.75"};
    return fraction[code - 0xbc] + (before >= '0' && before <= '9');
  }
  if ((code == 0xd8 || code == 0xf8) && !is_letter(before)) /* "Ø fever": a crossed nought says none */
    return "0 ";
  if (code >= 0xa0 && code < 0x180)
    return latin_of(code);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (code >= others[i].first && code <= others[i].last)
      return others[i].plain;
  return " ";
}

/* ---- markup ---- */

static bool is_one_of(const char *word, size_t length, const char *list) {
  for (const char *at = list; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
    size_t n = strcspn(at, " "), i = 0;
    while (i < n && i < length && lower(word[i]) == at[i])
      i++;
    if (n == length && i == n)
      return true;
  }
  return false;
}

#define LONGEST_TAG 400

/* The length of an HTML tag or comment at text, or 0. Only names that HTML has count: "LOC <30 s" and "<b>" both occur in orders.
 */
static size_t tag_length(const char *text, size_t length, bool *is_break) {
  static const char breaking[] = "br p div li tr ul ol table h1 h2 h3 h4 h5 h6 hr";
  static const char plain[] = "a b i u s em strong span font td th tbody thead html head body sub sup pre small big center o:p";
  size_t limit = length < LONGEST_TAG ? length : LONGEST_TAG, at = 1;
  bool is_comment = limit > 3 && !memcmp(text, "<!--", 4);
  at += at < limit && text[at] == '/';
  size_t name = at;
  while (at < limit && (is_letter(text[at]) || (at > name && ((text[at] >= '0' && text[at] <= '9') || text[at] == ':'))))
    at++;
  *is_break = is_one_of(text + name, at - name, breaking);
  if (!is_comment && !*is_break && !is_one_of(text + name, at - name, plain))
    return 0;
  if (!is_comment && at < limit && !strchr(" \t\r\n/>", text[at]))
    return 0;
  for (; at < limit; at++)
    if (text[at] == '>' && (!is_comment || (text[at - 1] == '-' && text[at - 2] == '-')))
      return at + 1;
  return 0;
}

/* The length of a character reference at text (&amp; &eacute; &#233;), or 0. */
static size_t reference_length(const char *text, size_t length, uint32_t *code) {
  static const struct {
    char name[7];
    uint16_t code;
  } names[] = {{"amp", '&'},     {"lt", '<'},     {"gt", '>'},      {"quot", '"'},   {"apos", '\''},
               {"nbsp", ' '},    {"ndash", '-'},  {"mdash", '-'},   {"rsquo", '\''}, {"lsquo", '\''},
               {"deg", 0xb0},    {"micro", 'u'},  {"plusmn", 0xb1}, {"ge", 0x2265},  {"le", 0x2264},
               {"oelig", 0x153}, {"aelig", 0xe6}, {"times", 'x'},   {"middot", ' '}, {"hellip", 0x2026}};
  size_t end = 1;
  while (end < length && end < 10 && text[end] != ';')
    end++;
  if (end >= length || text[end] != ';' || end < 3)
    return 0;
  const char *name = text + 1;
  size_t n = end - 1;
  *code = 0;
  if (name[0] == '#') {
    bool is_hex = lower(name[1]) == 'x';
    for (size_t i = is_hex ? 2 : 1; i < n; i++) {
      char c = lower(name[i]);
      unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') : is_hex && c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 99;
      if (digit == 99)
        return 0;
      *code = *code * (is_hex ? 16 : 10) + digit;
    }
    return *code && *code <= 0x10ffff ? end + 1 : 0;
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strlen(names[i].name) == n && !memcmp(names[i].name, name, n)) {
      *code = names[i].code;
      return end + 1;
    }
  if (is_letter(name[0]) && is_one_of(name + 1, n - 1, "acute grave circ uml cedil tilde ring slash")) {
    *code = (unsigned char)name[0]; /* the accent is not kept anyway */
    return end + 1;
  }
  return 0;
}

/* ---- the fold ---- */

/* One unit of the source at text: a character, a tag or a reference. Returns its bytes; plain is what it folds to. */
static size_t next_unit(const char *text, size_t length, char before, char one[2], const char **plain) {
  size_t used;
  uint32_t code;
  bool is_break;
  if (*text == '<' && (used = tag_length(text, length, &is_break)) > 0)
    *plain = is_break ? "\n" : " ";
  else if (*text == '&' && (used = reference_length(text, length, &code)) > 0)
    *plain = plain_of(code, before, one);
  else
    *plain = plain_of(decode(text, length, &used), before, one);
  return used;
}

/* Nearly every byte stands for itself: what can be seen, but for the signs that begin markup and those that are kept free. */
static bool is_itself(char c) {
  static const uint32_t bytes[8] = {0, ~(1u | 1u << ('&' - 32) | 1u << ('<' - 32)), ~(1u << ('^' - 64) | 1u << ('_' - 64)),
                                    ~(1u << ('`' - 96) | 1u << (0x7f - 96))};
  return bytes[(unsigned char)c / 32] >> (unsigned char)c % 32 & 1;
}

size_t rsi_fold_plain(const char *text, size_t length, char *out, size_t capacity, uint32_t *offsets) {
  size_t n = 0, at = 0;
  char one[2];
  while (at < length && n + 1 < capacity) {
    bool is_repeated_blank = text[at] == ' ' && n && (out[n - 1] == ' ' || out[n - 1] == '\n');
    if (is_itself(text[at]) || (text[at] == ' ' && !is_repeated_blank)) {
      if (offsets)
        offsets[n] = (uint32_t)at;
      out[n++] = text[at++];
      continue;
    }
    const char *plain;
    size_t used = next_unit(text + at, length - at, n ? out[n - 1] : 0, one, &plain);
    for (; *plain && n + 1 < capacity; plain++) {
      bool is_line = *plain == '\n' || *plain == '\r', is_blank = is_line || (unsigned char)*plain <= ' ' || *plain == 0x7f;
      if (is_blank && n && (out[n - 1] == ' ' || out[n - 1] == '\n')) {
        if (is_line)
          out[n - 1] = '\n';
        continue;
      }
      if (offsets)
        offsets[n] = (uint32_t)at;
      out[n++] = is_line ? '\n' : is_blank ? ' ' : *plain;
    }
    at += used;
  }
  if (capacity)
    out[n] = 0;
  if (offsets && capacity)
    offsets[n] = (uint32_t)at;
  return n;
}

size_t rsi_fold(const char *text, size_t length, char *out, size_t capacity, uint32_t *offsets) {
  size_t n = rsi_fold_plain(text, length, out, capacity, offsets);
  for (size_t i = 0; i < n; i++)
    out[i] = lower(out[i]);
  return n;
}

uint32_t rsi_fold_end(const char *text, size_t length, uint32_t offset) {
  char one[2];
  const char *plain;
  size_t at = offset;
  if (at < length)
    at += next_unit(text + at, length - at, 0, one, &plain);
  while (at < length) { /* accents that stand behind their letter belong to it */
    size_t used;
    uint32_t code = decode(text + at, length - at, &used);
    if (code < 0x300 || code > 0x36f)
      break;
    at += used;
  }
  return (uint32_t)at;
}

size_t rsi_text_cut(const char *text, size_t length, size_t cap) {
  if (length <= cap)
    return length;
  size_t cut = cap;
  while (cut && cap - cut < 4 && ((unsigned char)text[cut] & 0xc0) == 0x80)
    cut--;
  return cut;
}
