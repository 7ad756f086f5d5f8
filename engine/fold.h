/* Folding inside the text room. rsi_fold itself, which other rooms use, is in text.h. */
#ifndef RSI_FOLD_H
#define RSI_FOLD_H

#include <stddef.h>
#include <stdint.h>

/* As rsi_fold, but capitals are kept. offsets needs as much room as out; the entry after the last is where the text ended. */
size_t rsi_fold_plain(const char *text, size_t length, char *out, size_t capacity, uint32_t *offsets);
/* Where the character, tag or reference that stands at offset ends. */
uint32_t rsi_fold_end(const char *text, size_t length, uint32_t offset);
/* The longest length up to cap that does not cut a character in two. */
size_t rsi_text_cut(const char *text, size_t length, size_t cap);

#endif
