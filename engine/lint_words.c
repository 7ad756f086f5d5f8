/* Wording that labels patients, in what the rule base says to people. See lint.h.
 *
 * What to avoid is written as phrases in the rule base, like cues, and found with the reader that finds cues: a small rule base is
 * made of those phrases alone. */
#include "lint.h"

#include <string.h>

static void check_text(rsi_lint *l, rsi_reader *reader, const rsi_written *written) {
  const char *text = rsi_string(l->rb, written->text);
  const rsi_exam_word *words;
  uint32_t n = 0;
  rscan_status status = rsi_read_exam(reader, text, strlen(text), &words, &n, NULL);
  if (status == RSCAN_NO_MEMORY)
    rsi_error_out_of_memory(l->err);
  for (uint32_t i = 0; status == RSCAN_OK && i < n; i++) {
    const rsi_style *style = &l->rb->styles[words[i].target];
    if (style->lang != written->lang)
      continue;
    rsi_buf hint;
    rsi_buf_init(&hint, &l->scratch);
    rsi_buf_printf(&hint, "write “%s”", rsi_string(l->rb, style->instead));
    rsi_lint_report(l, RSI_WORDING_LABELS_PATIENT, written->where, hint.data, "“%.*s” is not how this rule base speaks of patients",
                    rsi_lint_shown(text + words[i].start, words[i].length), text + words[i].start);
  }
}

static int compare_written(const void *pa, const void *pb, const void *context) {
  (void)context;
  const rsi_written *a = pa, *b = pb;
  if (a->where.file != b->where.file)
    return a->where.file < b->where.file ? -1 : 1;
  if (a->where.line != b->where.line)
    return a->where.line < b->where.line ? -1 : 1;
  return a->where.column < b->where.column ? -1 : a->where.column > b->where.column;
}

rsi_written *rsi_lint_written(rsi_lint *l, uint32_t *n) {
  rsi_written *texts = rsi_arena_alloc(&l->arena, (l->rb->n_written + 1) * sizeof *texts);
  uint32_t n_all = texts ? l->rb->n_written : 0;
  *n = 0;
  for (uint32_t i = 0; i < n_all; i++)
    texts[i] = l->rb->written[i];
  rsi_sort(texts, n_all, sizeof *texts, compare_written, NULL);
  for (uint32_t i = 0; i < n_all; i++)
    if (!*n || compare_written(&texts[*n - 1], &texts[i], NULL)) /* an inherited text is one text */
      texts[(*n)++] = texts[i];
  return texts;
}

static void check_texts(rsi_lint *l, rsi_reader *reader) {
  uint32_t n;
  const rsi_written *texts = rsi_lint_written(l, &n);
  for (uint32_t i = 0; i < n; i++)
    check_text(l, reader, &texts[i]);
}

void rsi_lint_wording(rsi_lint *l) {
  rscan_rulebase avoided = {.allocator = l->rb->allocator, .strings = l->rb->strings, .n_strings = l->rb->n_strings};
  rsi_cue_def *cues = rsi_arena_alloc(&l->arena, (l->rb->n_styles + 1) * sizeof *cues);
  for (uint32_t i = 0; cues && i < l->rb->n_styles; i++) {
    const rsi_style *style = &l->rb->styles[i];
    if (style->kind == RSI_STYLE_AVOID)
      cues[avoided.n_cues++] =
          (rsi_cue_def){.kind = RSI_CUE_MODALITY, .lang = style->lang, .target = i, .text = style->words, .where = style->where};
  }
  avoided.cues = cues;
  if (!avoided.n_cues || !l->rb->n_written)
    return;
  avoided.lexicon = rsi_lexicon_new(&avoided, NULL);
  rsi_reader *reader = avoided.lexicon ? rsi_reader_new(&avoided) : NULL;
  if (reader)
    check_texts(l, reader);
  else
    rsi_error_out_of_memory(l->err);
  rsi_reader_free(reader);
  rsi_lexicon_free(avoided.lexicon);
}
