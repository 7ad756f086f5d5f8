/* Expected values of cases, changed where they stand: everything else in the files stays byte for byte. */
#ifndef CLI_UPDATE_H
#define CLI_UPDATE_H

#include "cli.h"

typedef struct change {          /* one value of one attribute */
  char *file, *expected, *found; /* found NULL: the attribute is taken out */
  unsigned long line, column;
} change;

/* What it means for a case that its differences are accepted; what its author should look at hardest comes first. */
enum {
  UPDATE_SAYS_LESS,
  UPDATE_LOSES_EXAM,
  UPDATE_LOSES_SCENARIO,
  UPDATE_VERDICT,
  UPDATE_EXAM,
  UPDATE_SCENARIO,
  UPDATE_FACT,
  UPDATE_OTHER,
  UPDATE_KINDS
};

typedef struct accepted { /* a case that fails */
  char *name, *told;
  unsigned kinds; /* a bit each */
} accepted;

typedef struct update {
  change *changes;
  size_t n, room;
  size_t n_left; /* differences that no case can say */
  accepted *cases;
  size_t n_cases, cases_room;
} update;

void update_add(update *u, const char *file, const rscan_difference *difference); /* copies */
unsigned update_kind(const rscan_difference *difference);                         /* its bit */
void update_case(update *u, const char *name, const char *told, unsigned kinds);  /* copies */
void update_tell(const update *u, bool is_written); /* what was told of each case, then how many of each kind */
bool update_write(update *u); /* each file once, by a new file that takes its place; false: said, and that file is as it was */
void update_free(update *u);

#endif
