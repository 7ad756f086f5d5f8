/* Chance that is the same on every machine, and text that is made by it. For tests and benches. */
#ifndef TEST_CHANCE_H
#define TEST_CHANCE_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

/* 0 … n - 1; state is the seed, and what comes of it. */
static inline uint32_t chance_below(uint32_t *state, uint32_t n) {
  *state = *state * 1664525u + 1013904223u;
  return (*state >> 8) % n;
}

typedef struct chance_text {
  char data[20000];
  size_t n;
} chance_text;

static inline void add(chance_text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline void add(chance_text *t, const char *format, ...) {
  va_list args;
  va_start(args, format);
  t->n += (size_t)vsnprintf(t->data + t->n, sizeof t->data - t->n, format, args);
  va_end(args);
}

#endif
