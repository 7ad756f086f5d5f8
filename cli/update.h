/* Expected values of cases, changed where they stand: everything else in the files stays byte for byte. */
#ifndef CLI_UPDATE_H
#define CLI_UPDATE_H

#include "cli.h"

typedef struct change { /* one value of one attribute */
  char *file, *expected, *found; /* found NULL: the attribute is taken out */
  unsigned long line, column;
} change;

typedef struct update {
  change *changes;
  size_t n, room;
  size_t n_left; /* differences that no case can say */
} update;

void update_add(update *u, const char *file, const rscan_difference *difference); /* copies */
bool update_write(update *u); /* each file once, by a new file that takes its place; false: said, and that file is as it was */
void update_free(update *u);

#endif
