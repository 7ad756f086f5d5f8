/* Texts that were left as they were found: what a template says, a reminder to oneself, one language in the place of the other. See
 * lint.h.
 *
 * Templates mark what is to be rewritten with an ellipsis in brackets, so that nothing of what they say need be known here.
 * Languages are told apart by the small words that the rule base lists for each. */
#include "lint.h"

#include <string.h>

typedef struct texts {
  rsi_lint *l;
  rsi_names small[RSI_LANGS];
  rsi_names english; /* every English text */
} languages;

static bool is_letter(char c) { return ((unsigned char)c & 0x80) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* ---- left unfinished ---- */

/* The first of the marks that stands in a text; words only as whole ones. */
static const char *find_mark(const char *text, size_t *length) {
  static const char *const marks[] = {"[…]", "[...]", "TODO", "FIXME", "TBD", "XXX", "xxx", "todo:"};
  const char *first = NULL;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    size_t n = strlen(marks[i]);
    const char *at = text;
    while ((at = strstr(at, marks[i])) && is_letter(marks[i][0]) && ((at > text && is_letter(at[-1])) || is_letter(at[n])))
      at += n;
    if (at && (!first || at < first))
      first = at, *length = n;
  }
  return first;
}

/* An id with a hyphen, of a guideline or a fact: what a template writes for a title. */
static bool is_id(const rscan_rulebase *rb, const char *text) {
  if (!strchr(text, '-') || text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")])
    return false;
  bool is_one = rsi_find_fact(rb, text) != RSI_NONE;
  for (uint32_t i = 0; i < rb->n_guidelines && !is_one; i++)
    is_one = !strcmp(rsi_string(rb, rb->guidelines[i].id), text);
  return is_one;
}

static void check_finished(rsi_lint *l, const char *text, rsi_where where) {
  size_t length = 0;
  const char *mark = find_mark(text, &length);
  if (mark)
    rsi_lint_report(l, RSI_TEXT_UNFINISHED, where, "write what is meant, and take the mark out",
                    "“%.*s” is not finished: it says “%.*s”", rsi_lint_shown(text, strlen(text)), text, (int)length, mark);
  else if (is_id(l->rb, text))
    rsi_lint_report(l, RSI_TEXT_UNFINISHED, where, "write it as people say it", "“%s” is an id, and stands where people read",
                    text);
}

/* ---- in the other language ---- */

/* Counts the words of a text that are small words of one language alone. */
static void count_small(const languages *t, const char *text, unsigned small[RSI_LANGS]) {
  char folded[1024];
  size_t length = rsi_fold(text, strlen(text), folded, sizeof folded - 1, NULL);
  folded[length < sizeof folded ? length : sizeof folded - 1] = '\0';
  for (char *p = folded; *p;) {
    size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz");
    n += n && p[n] == '\''; /* "l'" */
    char end = p[n];
    p[n] = '\0';
    bool is_en = n && rsi_names_find(&t->small[RSI_EN], p), is_fr = n && rsi_names_find(&t->small[RSI_FR], p);
    small[RSI_EN] += is_en && !is_fr;
    small[RSI_FR] += is_fr && !is_en;
    p[n] = end;
    p += n + !n;
  }
}

/* Words that are no small ones and no names: without any, a text is a name, and the same in all languages. */
static unsigned count_plain(const languages *t, const char *text) {
  unsigned n = 0;
  for (; *text; text += strcspn(text, " "), text += *text == ' ') {
    char word[32];
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    if (length < 3 || length >= sizeof word)
      continue;
    memcpy(word, text, length);
    word[length] = '\0';
    n += !rsi_names_find(&t->small[RSI_EN], word) && !rsi_names_find(&t->small[RSI_FR], word);
  }
  return n;
}

static unsigned count_spaces(const char *text) {
  unsigned n = 0;
  for (; *text; text++)
    n += *text == ' ';
  return n;
}

static void check_language(const languages *t, const rsi_written *written) {
  const char *text = rsi_string(t->l->rb, written->text);
  unsigned small[RSI_LANGS] = {0};
  int other = written->lang == RSI_EN ? RSI_FR : RSI_EN;
  bool is_french = written->lang == RSI_FR;
  if (count_spaces(text) < 2 || !count_plain(t, text))
    return;
  count_small(t, text, small);
  if (is_french && rsi_names_find(&t->english, text))
    rsi_lint_report(t->l, RSI_TEXT_UNTRANSLATED, written->where, "translate it", "the French text is the English one: “%.*s”",
                    rsi_lint_shown(text, strlen(text)), text);
  else if (small[other] > 1 && !small[written->lang])
    rsi_lint_report(t->l, RSI_TEXT_UNTRANSLATED, written->where, "translate it, or correct lang", "this is no %s: “%.*s”",
                    is_french ? "French" : "English", rsi_lint_shown(text, strlen(text)), text);
}

void rsi_lint_texts(rsi_lint *l) {
  languages t = {.l = l};
  uint32_t n;
  rsi_written *texts = rsi_lint_written(l, &n);
  rsi_names_init(&t.english, &l->scratch);
  for (int lang = 0; lang < RSI_LANGS; lang++) {
    rsi_names_init(&t.small[lang], &l->scratch);
    rsi_lint_small_words(l, lang, &t.small[lang]);
  }
  bool is_new;
  for (uint32_t i = 0; i < n; i++)
    if (texts[i].lang == RSI_EN)
      rsi_names_add(&t.english, rsi_string(l->rb, texts[i].text), 0, texts[i].where, &is_new);
  for (uint32_t i = 0; i < n; i++) {
    check_finished(l, rsi_string(l->rb, texts[i].text), texts[i].where);
    check_language(&t, &texts[i]);
  }
  for (uint32_t i = 0; i < l->rb->n_sources; i++)
    check_finished(l, rsi_string(l->rb, l->rb->sources[i].text), l->rb->sources[i].where);
}
