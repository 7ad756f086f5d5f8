/* Tokens: words, numbers and signs of the folded text, and where sentences begin.
 *
 * Doctors write without full stops, with one after every word, in lists, in tables and in one long line. So what begins a sentence
 * is decided by what stands on both sides of a sign, and a line break counts unless it only wraps a long line. */
#include <string.h>

#include "lexicon.h"
#include "limits.h"

static bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_blank(char c) { return c == ' ' || c == '\n'; }

/* Where the token that starts at `at` ends. Letters and digits part company: "45F", "x3d", "L4" are two or three tokens. */
static uint32_t token_end(const rsi_reader *r, uint32_t at, uint8_t *kind) {
  const char *text = r->lower;
  uint32_t end = at + 1;
  if (is_letter(text[at])) {
    *kind = RSI_TOKEN_WORD;
    while (is_letter(text[end]))
      end++;
  } else if (is_digit(text[at])) {
    *kind = RSI_TOKEN_NUMBER;
    while (is_digit(text[end]) || ((text[end] == '.' || text[end] == ',') && is_digit(text[end + 1])))
      end++;
  } else
    *kind = RSI_TOKEN_SIGN;
  return end;
}

static void push_token(rsi_reader *r, uint32_t from, uint32_t end, uint8_t kind, bool is_line) {
  rsi_token *token = RSI_PUSH(&r->allocator, &r->tokens, rsi_token);
  if (!token) {
    r->has_failed = true;
    return;
  }
  const rsi_token *before = r->tokens.count > 1 ? token - 1 : NULL;
  token->first_bit = rsi_byte_bit((unsigned char)r->lower[from]);
  r->firsts |= token->first_bit;
  token->start = (uint16_t)from;
  token->end = (uint16_t)end;
  token->kind = kind;
  token->sign = kind == RSI_TOKEN_SIGN ? r->lower[from] : 0;
  token->is_glued = before && before->end == from;
  token->is_line = is_line;
  token->is_wide = before && r->offsets[from] - r->offsets[before->end] > 1;
  char next = end > from + 1 ? r->plain[from + 1] : 0;
  token->is_capital = kind == RSI_TOKEN_WORD && r->plain[from] != r->lower[from] && is_letter(next);
}

void rsi_cut_tokens(rsi_reader *r) {
  bool is_line = true;
  r->firsts = 0;
  for (uint32_t at = 0; at < r->length && !r->has_failed;) {
    uint32_t from = at;
    while (at < r->length && (is_blank(r->lower[at]) || (r->lower[at] == '\'' && at && is_letter(r->lower[at - 1])))) {
      is_line |= r->lower[at] == '\n';
      at++;
    }
    uint16_t index = (uint16_t)r->tokens.count;
    if (at < r->length) {
      uint8_t kind;
      uint32_t end = token_end(r, at, &kind);
      push_token(r, at, end, kind, is_line);
      at = end;
      is_line = false;
    }
    for (; from < at; from++)
      r->token_at[from] = index;
  }
  r->token_at[r->length] = (uint16_t)r->tokens.count;
}

static void mark_abbreviations(rsi_reader *r) {
  for (uint32_t i = 0; i < r->matches.count; i++) {
    const rsi_match *match = rsi_match_at(r, i);
    const rsi_cue_def *cue = rsi_match_cue(r, match);
    if (cue->kind == RSI_CUE_LANGUAGE && rsi_role_of(cue) == RSI_ROLE_ABBREVIATION)
      RSI_AT(&r->tokens, rsi_token, r->token_at[match->end - 1])->is_abbreviated = true;
  }
}

/* Does the full stop in front of token i end a sentence? */
static bool full_stop_ends(const rsi_token *t, uint32_t i) {
  const rsi_token *stop = &t[i - 1], *before = i > 1 && stop->is_glued ? &t[i - 2] : NULL;
  if (!before || t[i].sign == '.')
    return !t[i].is_glued && t[i].sign != '.';
  unsigned length = before->end - before->start;
  if (t[i].is_glued) /* "pain.No fever" against "b.i.d" and "e.g." */
    return before->kind == RSI_TOKEN_WORD && length > 2 && t[i].kind == RSI_TOKEN_WORD && t[i].end - t[i].start > 1;
  if (before->is_abbreviated)
    return false;
  if (before->kind == RSI_TOKEN_WORD && length == 1) /* "R. knee" against "Neuro N. Nothing tried" */
    return t[i].is_capital || t[i].is_line || t[i].kind != RSI_TOKEN_WORD;
  return true;
}

#define LINE_THAT_WRAPS 50 /* bytes: shorter lines were ended on purpose */

static bool line_starts(const rsi_token *t, uint32_t i, uint32_t line_start) {
  char sign = t[i - 1].sign;
  if (sign == ',' || sign == ':' || sign == '/' || sign == '+')
    return false;
  bool is_going_on = t[i].kind == RSI_TOKEN_WORD && !t[i].is_capital;
  return !is_going_on || t[i - 1].end - line_start < LINE_THAT_WRAPS;
}

/* "2)" begins a topic, "(GCS 15)" does not. */
static bool is_list_number(const rsi_reader *r, const rsi_token *t, uint32_t i) {
  if (t[i].kind != RSI_TOKEN_NUMBER || t[i].is_glued || t[i].end - t[i].start > 2 || i + 1 >= r->tokens.count ||
      t[i + 1].sign != ')' || !t[i + 1].is_glued)
    return false;
  for (uint32_t k = 0; k < 12 && k < i; k++) {
    if (t[i - 1 - k].sign == ')')
      return true;
    if (t[i - 1 - k].sign == '(')
      return false;
  }
  return true;
}

static bool starts_sentence(const rsi_reader *r, const rsi_token *t, uint32_t i, uint32_t line_start) {
  const rsi_token *before = &t[i - 1];
  bool is_free = !t[i].is_glued && !before->is_glued;
  switch (before->sign) {
  case ';':
  case '!':
  case '|':
    return true;
  case '.':
    if (full_stop_ends(t, i))
      return true;
    break;
  case '?': /* a question mark at the end of a word ends a question; in front of one it raises a suspicion */
    if (before->is_glued && !t[i].is_glued && t[i].sign != ')')
      return true;
    break;
  case '-':
    if (is_free && !(t[i].kind == RSI_TOKEN_NUMBER && i > 1 && t[i - 2].kind == RSI_TOKEN_NUMBER) && t[i].sign != '>')
      return true;
    break;
  default:
    break;
  }
  return (t[i].is_line && line_starts(t, i, line_start)) || is_list_number(r, t, i);
}

void rsi_find_sentences(rsi_reader *r) {
  mark_abbreviations(r);
  rsi_token *t = r->tokens.items;
  uint32_t line_start = 0;
  for (uint32_t i = 0; i < r->tokens.count; i++) {
    t[i].starts = i == 0 || starts_sentence(r, t, i, line_start);
    if (t[i].is_line)
      line_start = t[i].start;
  }
}
