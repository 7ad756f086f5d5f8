/* Whole files and stdin, with a ceiling, and a sentence when they cannot be read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define MAX_INPUT (64u << 20) /* bytes: far beyond any request; keeps a wrong file from eating the machine */

char *cli_read_all(const char *path, size_t *length) {
  bool is_stdin = strcmp(path, "-") == 0;
  FILE *in = is_stdin ? stdin : fopen(path, "rb");
  char *data = NULL;
  size_t n = 0, room = 0;
  if (!in) {
    fprintf(stderr, "rightscan: cannot open %s: %s\n", path, strerror(errno));
    return NULL;
  }
  for (;;) {
    if (room - n < 4096) {
      room = room ? room * 2 : 1 << 16;
      char *more = room > MAX_INPUT ? NULL : realloc(data, room);
      if (!more) {
        fprintf(stderr, "rightscan: %s is larger than can be read (%u MiB)\n", path, MAX_INPUT >> 20);
        break;
      }
      data = more;
    }
    size_t got = fread(data + n, 1, room - n - 1, in);
    n += got;
    if (got == 0 && ferror(in)) {
      fprintf(stderr, "rightscan: cannot read %s: %s\n", path, strerror(errno));
      break;
    }
    if (got == 0) {
      if (!is_stdin)
        fclose(in);
      data[n] = '\0';
      *length = n;
      return data;
    }
  }
  if (!is_stdin)
    fclose(in);
  free(data);
  return NULL;
}
