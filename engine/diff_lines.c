/* Two texts of lines as one list; see diff_lines.h. Where they begin and end alike is set aside; between, the longest run in common
 * is found by the usual table, and where that would be too large, all of it went and came. */
#include "diff_lines.h"

#include <string.h>

#define MAX_BETWEEN 400u /* lines a side for the table */

typedef struct lines {
  rsi_vec at; /* char * */
} lines;

static bool split(const rscan_allocator *a, char *text, lines *to) {
  while (*text) {
    char **line = RSI_PUSH(a, &to->at, char *), *end = strchr(text, '\n');
    if (!line)
      return false;
    *line = text;
    if (!end)
      return true;
    *end = '\0';
    text = end + 1;
  }
  return true;
}

static const char *line_of(const lines *of, uint32_t i) { return *RSI_AT(&of->at, char *, i); }

typedef struct marked_line {
  char mark;
  const char *text;
} marked_line;

typedef struct comparison {
  const rscan_allocator *allocator;
  lines sides[2];
  uint32_t first, n[2]; /* what lies between: from first on, n lines of each side */
  uint16_t *common;     /* the longest run of lines in common from line i of the old and k of the new between on */
  rsi_vec list;         /* marked_line */
} comparison;

static bool is_same(const comparison *c, uint32_t i, uint32_t k) {
  return strcmp(line_of(&c->sides[0], i), line_of(&c->sides[1], k)) == 0;
}

static void set_aside(comparison *c) {
  uint32_t old = c->sides[0].at.count, new = c->sides[1].at.count;
  while (c->first < old && c->first < new &&is_same(c, c->first, c->first))
    c->first++;
  while (old > c->first && new > c->first && is_same(c, old - 1, new - 1))
    old--, new --;
  c->n[0] = old - c->first;
  c->n[1] = new - c->first;
}

static uint16_t *common_at(const comparison *c, uint32_t i, uint32_t k) { return &c->common[i * (c->n[1] + 1) + k]; }

/* Where the table would be too large nothing counts as common: shown longer, but not wrong. False when out of memory. */
static bool measure_common(comparison *c) {
  if (c->n[0] > MAX_BETWEEN || c->n[1] > MAX_BETWEEN)
    return true;
  size_t size = (size_t)(c->n[0] + 1) * (c->n[1] + 1) * sizeof *c->common;
  c->common = rsi_alloc(c->allocator, size);
  if (!c->common)
    return false;
  memset(c->common, 0, size);
  for (uint32_t i = c->n[0]; i-- > 0;)
    for (uint32_t k = c->n[1]; k-- > 0;) {
      uint16_t down = *common_at(c, i + 1, k), right = *common_at(c, i, k + 1);
      *common_at(c, i, k) = is_same(c, c->first + i, c->first + k) ? (uint16_t)(*common_at(c, i + 1, k + 1) + 1)
                            : down > right                         ? down
                                                                   : right;
    }
  return true;
}

static void add(comparison *c, char mark, const char *text, bool *has_failed) {
  marked_line *line = RSI_PUSH(c->allocator, &c->list, marked_line);
  if (line)
    *line = (marked_line){mark, text};
  else
    *has_failed = true;
}

/* Both as one list: what stands in both, what went, what came. */
static bool merge(comparison *c) {
  bool has_failed = false;
  uint32_t i = 0, k = 0;
  for (uint32_t n = 0; n < c->first; n++)
    add(c, ' ', line_of(&c->sides[0], n), &has_failed);
  while (i < c->n[0] || k < c->n[1]) {
    bool has_old = i < c->n[0], has_new = k < c->n[1];
    if (c->common && has_old && has_new && is_same(c, c->first + i, c->first + k))
      add(c, ' ', line_of(&c->sides[0], c->first + i), &has_failed), i++, k++;
    else if (has_old && (!has_new || !c->common || *common_at(c, i + 1, k) >= *common_at(c, i, k + 1)))
      add(c, '-', line_of(&c->sides[0], c->first + i++), &has_failed);
    else
      add(c, '+', line_of(&c->sides[1], c->first + k++), &has_failed);
  }
  return !has_failed;
}

/* What changed, and the parts that it stands in: a line that is further out than the one shown below it. A mark is put out of the
 * way (0) where a line is not shown. */
static void put_list(rsi_buf *out, comparison *c) {
  size_t depth = 0;
  for (uint32_t i = c->list.count; i-- > 0;) {
    marked_line *line = RSI_AT(&c->list, marked_line, i);
    size_t own = strspn(line->text, " ");
    if (line->mark != ' ' || own < depth)
      depth = own;
    else
      line->mark = '\0';
  }
  for (uint32_t i = 0; i < c->list.count; i++) {
    const marked_line *line = RSI_AT(&c->list, marked_line, i);
    if (line->mark)
      rsi_buf_printf(out, "    %c %s\n", line->mark, line->text);
  }
}

void rsi_diff_lines(rsi_buf *out, char *old_text, char *new_text) {
  comparison c = {.allocator = out->allocator};
  bool is_done = split(c.allocator, old_text, &c.sides[0]) && split(c.allocator, new_text, &c.sides[1]);
  if (is_done) {
    set_aside(&c);
    is_done = measure_common(&c) && merge(&c);
  }
  if (is_done)
    put_list(out, &c);
  out->has_failed |= !is_done;
  rsi_release(c.allocator, c.common);
  rsi_vec_free(c.allocator, &c.list);
  for (int side = 0; side < 2; side++)
    rsi_vec_free(c.allocator, &c.sides[side].at);
}
