/* The one door through which XML comes in: libxml2's SAX2 interface, into a small tree that remembers where everything stood.
 *
 * No DTD, no entities but XML's own five, no network, bounded size and depth; UTF-8 only. Mistakes go to `err`
 * in the author's language with file:line:column. */
#ifndef RSI_XML_H
#define RSI_XML_H

#include "base.h"

typedef struct rsi_xml_attr {
  const char *name, *value; /* value with the line ends that it has in the file */
  rsi_where where;          /* of the value's first character */
} rsi_xml_attr;

typedef struct rsi_xml_node {
  const char *name; /* local name */
  rsi_where where;  /* of the '<' of the start tag */
  const rsi_xml_attr *attrs;
  uint32_t n_attrs;
  const char *text;     /* character data directly inside, from the first that is not white space; "" when none */
  rsi_where text_where; /* of the first character of text that is not white space */
  const struct rsi_xml_node *first, *next, *parent;
} rsi_xml_node;

/* Reads one file (path) whose bytes are given. Returns the root, in the arena, or NULL with at least one diagnostic in err. part may
 * be NULL; when the reading fails, *part is the root as far as it was read, or NULL. */
const rsi_xml_node *rsi_xml_read(rsi_arena *arena, const char *path, uint32_t file, const char *bytes, size_t length,
                                 rscan_error *err, const rsi_xml_node **part);
const char *rsi_xml_attribute(const rsi_xml_node *node, const char *name); /* NULL when not given */

/* ---- signs that an author cannot see, or takes for others ---- */

enum rsi_sign {
  RSI_SIGN_SPACE = 1, /* looks like a space, and is no white space of XML */
  RSI_SIGN_NOTHING,   /* has no width */
  RSI_SIGN_HYPHEN,
  RSI_SIGN_QUOTE,
};
uint8_t rsi_sign_kind(uint32_t code);     /* 0: none of these */
const char *rsi_sign_name(uint32_t code); /* with its article; NULL: none of these */

#endif
