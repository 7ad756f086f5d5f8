/* The ladder as SVG, drawn by ourselves: from top to bottom with the answers at the right, it needs no layout engine. See flow.h.
 *
 * The reader's font is not known, so that text is wrapped by the widths of a wide one (DejaVu Sans): in a narrower font lines end
 * early and nothing runs out of its box. Colours have a contrast of at least 4.5 to 1, and a line style or a word says the same. */
#include <string.h>

#include "flow.h"
#include "html.h"

enum { WIDTH = 960, QUESTION_X = 2, QUESTION_WIDTH = 568, ANSWER_X = 640, ANSWER_WIDTH = 318 };
enum { PAD = 12, ROW = 18, SIZE = 13, INDENT = 16, HANG = 10, DROP = 36, WAY_Y = 26 };

typedef struct pen {
  rsi_html html;
  bool is_down;    /* otherwise only the height is found out */
  int x, y, width; /* of the box at hand */
  const char *ink;
  bool has_guides;
} pen;

/* ---- how wide a text is ---- */

/* Thousandths of an em of the characters from space to tilde. */
static const uint16_t widths[] = {318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361,  318, 337, 636, 636, 636,
                                  636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
                                  575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635,  611, 732, 684, 989, 685,
                                  611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352,  635, 634, 278, 278, 579,
                                  278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,  525, 636, 337, 636, 838};

static size_t character_length(const char *p) {
  size_t n = 1;
  while (((unsigned char)p[n] & 0xc0) == 0x80)
    n++;
  return n;
}

static unsigned width_of_character(const char *p) {
  unsigned char c = (unsigned char)*p;
  if (c < 0x80)
    return c < ' ' || c > '~' ? 1000 : widths[c - ' '];
  bool is_ligature = c == 0xc5 && ((unsigned char)p[1] == 0x92 || (unsigned char)p[1] == 0x93);
  return c <= 0xc5 && !is_ligature ? 750 : 1100; /* a letter with an accent; anything else */
}

/* In thousandths of the picture's unit. Bold letters are up to a fifth wider. */
static unsigned width_of(const char *text, size_t length, bool is_bold) {
  unsigned sum = 0;
  for (size_t i = 0; i < length; i += character_length(text + i))
    sum += width_of_character(text + i);
  return sum * SIZE * (is_bold ? 6u : 5u) / 5u;
}

/* ---- text ---- */

typedef struct look {
  bool is_bold;
  const char *ink, *band; /* NULL: the box's own; none */
} look;

static look look_of(uint8_t style) {
  static const look looks[] = {
      [RSI_FLOW_TEXT] = {false, NULL, NULL},
      [RSI_FLOW_TITLE] = {true, NULL, NULL},
      [RSI_FLOW_STATUS] = {true, NULL, NULL},
      [RSI_FLOW_ROUTINE] = {true, "#1a1a1a", "#f0f0f0"},
      [RSI_FLOW_URGENT] = {true, "#ffffff", "#7a3b00"},
      [RSI_FLOW_EMERGENCY] = {true, "#ffffff", "#5f0a15"},
      [RSI_FLOW_CATEGORY + RSCAN_USUALLY_NOT_APPROPRIATE] = {true, "#5f0a15", "#fbe0e3"},
      [RSI_FLOW_CATEGORY + RSCAN_MAY_BE_APPROPRIATE] = {true, "#4a3300", "#fff0c7"},
      [RSI_FLOW_CATEGORY + RSCAN_USUALLY_APPROPRIATE] = {true, "#0a3d17", "#dff3e3"},
  };
  return style < sizeof looks / sizeof *looks ? looks[style] : looks[RSI_FLOW_TEXT];
}

static void put_row(pen *p, const char *text, size_t length, const rsi_flow_line *line, int indent) {
  const look l = look_of(line->style);
  const rsi_sink sink = rsi_html_sink(&p->html);
  rsi_buf *out = p->html.out;
  p->y += ROW;
  if (!p->is_down)
    return;
  if (l.band)
    rsi_buf_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n", p->x + 6, p->y - 14, p->width - 12,
                   ROW, l.band);
  for (int i = 0; i < line->depth && p->has_guides; i++) /* how deep it stands, to the eye */
    rsi_buf_printf(out, "<path d=\"M%d %dv%d\" stroke=\"#c4c4c4\"/>\n", p->x + PAD + 4 + i * INDENT, p->y - 14, ROW);
  rsi_buf_printf(out, "<text x=\"%d\" y=\"%d\"%s fill=\"%s\">", p->x + PAD + indent, p->y, l.is_bold ? " font-weight=\"bold\"" : "",
                 l.ink ? l.ink : p->ink);
  sink.put(sink.to, text, length);
  rsi_buf_puts(out, "</text>\n");
}

/* As much of the text as a row holds: whole words where one fits at all. Ends before white space or at the end. */
static size_t fitting(const char *text, unsigned room, bool is_bold) {
  size_t end = 0;
  while (text[end]) {
    size_t next = end + strspn(text + end, " \t\r\n");
    next += strcspn(text + next, " \t\r\n");
    if (width_of(text, next, is_bold) > room)
      break;
    end = next;
  }
  if (end)
    return end;
  do
    end += character_length(text + end);
  while (text[end] && !strchr(" \t\r\n", text[end]) && width_of(text, end + character_length(text + end), is_bold) <= room);
  return end;
}

static void put_line(pen *p, const rsi_flow_line *line) {
  int indent = line->depth * INDENT;
  bool is_bold = look_of(line->style).is_bold;
  for (const char *text = line->text + strspn(line->text, " \t\r\n"); *text;) {
    int room = p->width - 2 * PAD - indent;
    size_t length = fitting(text, (unsigned)(room > 60 ? room : 60) * 1000u, is_bold);
    put_row(p, text, length, line, indent);
    text += length + strspn(text + length, " \t\r\n");
    indent = line->depth * INDENT + HANG;
  }
}

static void put_lines(pen *p, const rsi_flow_box *box) {
  for (uint32_t i = 0; i < box->n_lines; i++)
    put_line(p, &box->lines[i]);
}

/* ---- boxes and ways ---- */

static const char *stroke_of(uint8_t mark) {
  static const char *const strokes[] = {"stroke=\"#4a4a4a\"", "stroke=\"#0b4a8f\" stroke-width=\"3\"",
                                        "stroke=\"#8a4b00\" stroke-width=\"2\" stroke-dasharray=\"7 4\"",
                                        "stroke=\"#767676\" stroke-dasharray=\"2 3\""};
  return strokes[mark];
}

static const char *ink_of(uint8_t mark) {
  static const char *const inks[] = {"#4a4a4a", "#0b4a8f", "#8a4b00", "#595959"};
  return inks[mark];
}

static int height_of(const pen *p, const rsi_flow_box *box, int width) {
  pen measure = *p;
  measure.is_down = false;
  measure.y = 0;
  measure.width = width;
  put_lines(&measure, box);
  return box->n_lines ? measure.y + PAD + 4 : 0;
}

static void put_box(pen *p, const rsi_flow_box *box, int x, int y, int width, int height, bool is_answer) {
  if (!box->n_lines)
    return;
  rsi_buf_printf(p->html.out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" fill=\"#ffffff\" %s/>\n", x, y, width,
                 height, is_answer ? 10 : 2, stroke_of(box->mark));
  *p = (pen){p->html, true, x, y + 4, width, box->mark == RSI_FLOW_NOT ? "#595959" : "#1a1a1a", !is_answer};
  put_lines(p, box);
}

static void put_label(const pen *p, const char *text, int x, int y, uint8_t mark, const char *anchor) {
  rsi_buf_printf(p->html.out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\"%s fill=\"%s\">", x, y, anchor,
                 mark == RSI_FLOW_TAKEN ? " font-weight=\"bold\"" : "", ink_of(mark));
  rsi_html_put(&p->html, text);
  rsi_buf_puts(p->html.out, "</text>\n");
}

/* An arrowhead: filled where the way is taken, empty where it is not. */
static void put_way(const pen *p, int x, int y, int dx, int dy, uint8_t mark) {
  rsi_buf *out = p->html.out;
  rsi_buf_printf(out, "<path d=\"M%d %dl%d %d\" fill=\"none\" %s/>\n", x, y, dx ? dx - 9 : 0, dy ? dy - 9 : 0, stroke_of(mark));
  rsi_buf_printf(out, "<path d=\"M%d %d%s\" fill=\"%s\" stroke=\"%s\"/>\n", x + dx - 1, y + dy - 1,
                 dx ? "l-9 -5v10z" : "l-5 -9h10z", mark == RSI_FLOW_NOT || mark == RSI_FLOW_OPEN ? "#ffffff" : ink_of(mark),
                 ink_of(mark));
}

static int height_of_step(const pen *p, const rsi_flow_step *s, bool is_last) {
  int question = height_of(p, &s->question, QUESTION_WIDTH), answer = height_of(p, &s->answer, ANSWER_WIDTH);
  return (question > answer ? question : answer) + 4 + (is_last ? 0 : DROP);
}

static void put_step(pen *p, const rsi_flow_step *s, int y, bool is_last) {
  int question = height_of(p, &s->question, QUESTION_WIDTH), answer = height_of(p, &s->answer, ANSWER_WIDTH);
  int bottom = y + height_of_step(p, s, is_last);
  put_box(p, &s->question, QUESTION_X, y + 2, QUESTION_WIDTH, question, false);
  put_box(p, &s->answer, ANSWER_X, y + 2, ANSWER_WIDTH, answer, true);
  if (answer) {
    put_way(p, QUESTION_X + QUESTION_WIDTH, y + WAY_Y, ANSWER_X - QUESTION_X - QUESTION_WIDTH, 0, s->right_mark);
    put_label(p, s->right, (QUESTION_X + QUESTION_WIDTH + ANSWER_X - 6) / 2, y + WAY_Y - 7, s->right_mark, "middle");
  }
  if (is_last)
    return;
  put_way(p, QUESTION_X + 40, y + 2 + question, 0, bottom - y - question, s->down_mark);
  put_label(p, s->down, QUESTION_X + 52, bottom - 12, s->down_mark, "start");
}

/* ---- the same in words, for those who do not see it ---- */

static void put_box_words(const pen *p, const rsi_flow_box *box) {
  for (uint32_t i = 0; i < box->n_lines; i++) {
    rsi_html_put(&p->html, i ? "; " : "");
    rsi_html_put(&p->html, box->lines[i].text);
  }
}

static void put_step_words(const pen *p, const rsi_flow_step *s) {
  put_box_words(p, &s->question);
  if (s->answer.n_lines) {
    rsi_html_put(&p->html, " — ");
    rsi_html_put(&p->html, s->right);
    rsi_html_word(&p->html, "list.colon");
    rsi_html_put(&p->html, " ");
    put_box_words(p, &s->answer);
  }
  rsi_html_put(&p->html, ".\n");
}

/* ---- pictures ---- */

static pen pen_on(const rsi_flow *flow, rsi_buf *out) { return (pen){.html = {out, flow->rb, flow->lang, NULL}, .ink = "#1a1a1a"}; }

/* Opens a picture up to its title and description, which are to be put next; number tells those of one page apart. */
static void open_picture(const pen *p, int height, unsigned number, bool is_page) {
  rsi_buf *out = p->html.out;
  rsi_buf_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", WIDTH, height);
  if (!is_page)
    rsi_buf_printf(out, " width=\"%d\" height=\"%d\"", WIDTH, height);
  rsi_buf_printf(out,
                 " role=\"img\" lang=\"%s\" aria-labelledby=\"flow.%u.title\" aria-describedby=\"flow.%u.words\">\n<title "
                 "id=\"flow.%u.title\">",
                 rsi_lang_name(p->html.lang), number, number, number);
}

static void open_words(const pen *p, unsigned number) {
  rsi_buf_printf(p->html.out, "</title>\n<desc id=\"flow.%u.words\">", number);
}

static void open_drawing(const pen *p) {
  rsi_buf_printf(p->html.out,
                 "</desc>\n<g font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\" font-size=\"%d\" "
                 "stroke=\"none\">\n",
                 SIZE);
}

static void close_picture(const pen *p) { rsi_buf_puts(p->html.out, "</g>\n</svg>\n"); }

/* What stands over the ladders of a decision: title, summary, what the lines mean. A bare guideline says its title in its first
 * box. */
static rsi_flow_box head_of(const rsi_flow *flow, rsi_flow_line lines[3]) {
  lines[0] = (rsi_flow_line){flow->title, 0, RSI_FLOW_TITLE};
  lines[1] = (rsi_flow_line){flow->summary, 0, RSI_FLOW_TEXT};
  lines[2] = (rsi_flow_line){flow->legend, 0, RSI_FLOW_TEXT};
  return (rsi_flow_box){lines, *flow->legend ? 3 : 0, RSI_FLOW_PLAIN};
}

static int height_of_ladder(const pen *p, const rsi_ladder *l) {
  int height = 0;
  for (uint32_t i = 0; i < l->n_steps; i++)
    height += height_of_step(p, &l->steps[i], i + 1 == l->n_steps);
  return height + DROP;
}

void rsi_flow_svg(const rsi_flow *flow, rsi_buf *out) {
  pen p = pen_on(flow, out);
  rsi_flow_line lines[3];
  const rsi_flow_box head = head_of(flow, lines);
  int y = height_of(&p, &head, WIDTH), height = y;
  for (uint32_t i = 0; i < flow->n_ladders; i++)
    height += height_of_ladder(&p, &flow->ladders[i]);
  open_picture(&p, height, 0, false);
  rsi_html_put(&p.html, flow->title);
  open_words(&p, 0);
  put_box_words(&p, &head);
  rsi_html_put(&p.html, "\n");
  for (uint32_t i = 0; i < flow->n_ladders; i++)
    for (uint32_t k = 0; k < flow->ladders[i].n_steps; k++)
      put_step_words(&p, &flow->ladders[i].steps[k]);
  open_drawing(&p);
  rsi_buf_printf(out, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", WIDTH, height);
  p = (pen){p.html, true, 0, 4, WIDTH, "#1a1a1a", false};
  put_lines(&p, &head);
  for (uint32_t i = 0; i < flow->n_ladders; i++) {
    const rsi_ladder *l = &flow->ladders[i];
    for (uint32_t k = 0; k < l->n_steps; k++) {
      put_step(&p, &l->steps[k], y, k + 1 == l->n_steps);
      y += height_of_step(&p, &l->steps[k], k + 1 == l->n_steps);
    }
    y += DROP;
  }
  close_picture(&p);
}

void rsi_flow_svg_steps(const rsi_flow *flow, rsi_buf *out) {
  pen p = pen_on(flow, out);
  unsigned number = 0;
  for (uint32_t i = 0; i < flow->n_ladders; i++)
    for (uint32_t k = 0; k < flow->ladders[i].n_steps; k++) {
      const rsi_flow_step *s = &flow->ladders[i].steps[k];
      bool is_last = k + 1 == flow->ladders[i].n_steps;
      open_picture(&p, height_of_step(&p, s, is_last), ++number, true);
      rsi_html_put(&p.html, s->question.n_lines ? s->question.lines[0].text : flow->title);
      open_words(&p, number);
      put_step_words(&p, s);
      open_drawing(&p);
      put_step(&p, s, 0, is_last);
      close_picture(&p);
    }
}
