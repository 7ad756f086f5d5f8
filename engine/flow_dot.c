/* The ladder for Graphviz: boxes and arrows by name, the layout left to `dot`. See flow.h. */
#include "flow.h"

#include <string.h>

enum { QUESTION_WIDTH = 72, ANSWER_WIDTH = 40 }; /* characters in a line */

/* Inside double quotes. Graphviz reads escapes with a backslash, and entities as HTML does. */
static void put_quoted_part(rsi_buf *out, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '"' || text[i] == '\\')
      rsi_buf_putc(out, '\\');
    if (text[i] == '&')
      rsi_buf_puts(out, "&amp;");
    else
      rsi_buf_putc(out, text[i] == '\n' || text[i] == '\r' || text[i] == '\t' ? ' ' : text[i]);
  }
}

static void put_quoted(rsi_buf *out, const char *text) {
  rsi_buf_putc(out, '"');
  put_quoted_part(out, text, strlen(text));
  rsi_buf_putc(out, '"');
}

/* "guideline/step" and "guideline/step/answer": no id has a slash at its end, so no two boxes have one name. */
static void put_name(rsi_buf *out, const rsi_ladder *l, const rsi_flow_step *s, bool is_answer) {
  rsi_buf_putc(out, '"');
  put_quoted_part(out, l->id, strlen(l->id));
  rsi_buf_putc(out, '/');
  put_quoted_part(out, s->id, strlen(s->id));
  rsi_buf_puts(out, is_answer ? "/answer\"" : "\"");
}

static bool is_start(char c) { return ((unsigned char)c & 0xc0) != 0x80; }

/* A line wrapped at so many characters, its further lines further in. Spaces that must stay are non-breaking ones. */
static void put_wrapped(rsi_buf *out, const char *text, unsigned depth, unsigned width) {
  unsigned column = 2 * depth;
  for (unsigned i = 0; i < 2 * depth; i++)
    rsi_buf_puts(out, "\xc2\xa0");
  for (const char *p = text; *p;) {
    size_t length = strcspn(p, " \n\t\r");
    unsigned characters = 0;
    for (size_t i = 0; i < length; i++)
      characters += is_start(p[i]);
    if (column > 2 * depth && column + 1 + characters > width) {
      rsi_buf_puts(out, "\\l");
      for (unsigned i = 0; i < 2 * depth + 2; i++)
        rsi_buf_puts(out, "\xc2\xa0");
      column = 2 * depth + 2;
    } else if (p != text && length) {
      rsi_buf_putc(out, ' ');
      column++;
    }
    put_quoted_part(out, p, length);
    column += characters;
    p += length + strspn(p + length, " \n\t\r");
  }
  rsi_buf_puts(out, "\\l");
}

static const char *fill_of(const rsi_flow_box *box) {
  static const char *const fills[] = {"#ffffff", "#fbe0e3", "#fff0c7", "#dff3e3"};
  for (uint32_t i = 0; i < box->n_lines; i++) /* the best category comes first */
    if (box->lines[i].style >= RSI_FLOW_CATEGORY && box->lines[i].style <= RSI_FLOW_CATEGORY + RSCAN_USUALLY_APPROPRIATE)
      return fills[box->lines[i].style - RSI_FLOW_CATEGORY];
  return "#ffffff";
}

/* Line styles say the same as colours, for paper without them. */
static const char *line_of(uint8_t mark) {
  static const char *const lines[] = {"penwidth=1, color=\"#4a4a4a\"", "penwidth=3, color=\"#0b4a8f\"",
                                      "penwidth=2, color=\"#8a4b00\"", "penwidth=1, color=\"#767676\""};
  return lines[mark];
}

static const char *dash_of(uint8_t mark) {
  static const char *const dashes[] = {"solid", "solid", "dashed", "dotted"};
  return dashes[mark];
}

static void put_box(rsi_buf *out, const rsi_ladder *l, const rsi_flow_step *s, bool is_answer) {
  const rsi_flow_box *box = is_answer ? &s->answer : &s->question;
  if (!box->n_lines)
    return;
  rsi_buf_puts(out, "    ");
  put_name(out, l, s, is_answer);
  rsi_buf_puts(out, " [label=\"");
  for (uint32_t i = 0; i < box->n_lines; i++)
    put_wrapped(out, box->lines[i].text, box->lines[i].depth, is_answer ? ANSWER_WIDTH : QUESTION_WIDTH);
  if (!is_answer) { /* one below the other */
    rsi_buf_puts(out, "\", group=\"");
    put_quoted_part(out, l->id, strlen(l->id));
  }
  rsi_buf_printf(out, "\", style=\"filled%s%s\", fillcolor=\"%s\", fontcolor=\"%s\", %s];\n", is_answer ? ",rounded," : ",",
                 dash_of(box->mark), fill_of(box), box->mark == RSI_FLOW_NOT ? "#4a4a4a" : "#1a1a1a", line_of(box->mark));
}

static void put_way(rsi_buf *out, const rsi_ladder *l, const rsi_flow_step *from, const rsi_flow_step *to, bool is_right) {
  uint8_t mark = is_right ? from->right_mark : from->down_mark;
  rsi_buf_puts(out, "    ");
  put_name(out, l, from, false);
  rsi_buf_puts(out, " -> ");
  put_name(out, l, to, is_right);
  rsi_buf_puts(out, is_right ? " [label=\"" : " [label=\"\xc2\xa0"); /* beside the line, not on it */
  put_quoted_part(out, is_right ? from->right : from->down, strlen(is_right ? from->right : from->down));
  rsi_buf_printf(out, "\", style=%s, %s];\n", dash_of(mark), line_of(mark));
}

static void put_ladder(rsi_buf *out, const rsi_ladder *l) {
  rsi_buf_puts(out, "  subgraph ");
  rsi_buf_puts(out, "\"cluster_");
  put_quoted_part(out, l->id, strlen(l->id));
  rsi_buf_puts(out, "\" {\n    label=");
  put_quoted(out, l->title);
  rsi_buf_puts(out, ";\n");
  for (uint32_t i = 0; i < l->n_steps; i++) {
    const rsi_flow_step *s = &l->steps[i];
    put_box(out, l, s, false);
    put_box(out, l, s, true);
    if (s->answer.n_lines) {
      put_way(out, l, s, s, true);
      rsi_buf_puts(out, "    { rank=same; ");
      put_name(out, l, s, false);
      rsi_buf_puts(out, "; ");
      put_name(out, l, s, true);
      rsi_buf_puts(out, "; }\n");
    }
    if (i + 1 < l->n_steps)
      put_way(out, l, s, s + 1, false);
  }
  rsi_buf_puts(out, "  }\n");
}

void rsi_flow_dot(const rsi_flow *flow, rsi_buf *out) {
  rsi_buf_puts(out, "digraph ");
  put_quoted(out, flow->n_ladders == 1 ? flow->ladders[0].id : "decision");
  rsi_buf_puts(out, " {\n  graph [charset=\"UTF-8\", rankdir=TB, nodesep=0.6, ranksep=0.4, newrank=true, labelloc=t, labeljust=l,\n"
                    "         fontname=\"Helvetica,Arial,sans-serif\", label=\"");
  if (*flow->legend) { /* of a decision; a guideline's title stands over its ladder */
    put_wrapped(out, flow->title, 0, 100);
    put_wrapped(out, flow->summary, 0, 100);
    put_wrapped(out, flow->legend, 0, 100);
  }
  rsi_buf_puts(out, "\"];\n  node [shape=box, fontname=\"Helvetica,Arial,sans-serif\", fontsize=11, margin=\"0.15,0.1\"];\n"
                    "  edge [fontname=\"Helvetica,Arial,sans-serif\", fontsize=11];\n");
  for (uint32_t i = 0; i < flow->n_ladders; i++)
    put_ladder(out, &flow->ladders[i]);
  rsi_buf_puts(out, "}\n");
}
