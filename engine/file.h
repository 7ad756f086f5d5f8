/* Files of a rule base: their bytes, and their records. */
#ifndef RSI_FILE_H
#define RSI_FILE_H

#include "shape.h"

#ifndef RSCAN_RULES_DIR
#define RSCAN_RULES_DIR "rules" /* a file compiled by hand, outside the build */
#endif

/* Reads dir/href and parses it; the path joins book->files, the bytes join the digest. NULL with a diagnostic at `where`. */
const rsi_xml_node *rsi_file_parse(rsi_book *book, const char *dir, const char *href, rsi_where where);

/* False, with a diagnostic, unless href is a path that stays inside its directory. */
bool rsi_file_check_href(rsi_book *book, const parsed_words *href);

/* Reads rulebase.xml of dir and every module it names into the book. cases files are not read. */
void rsi_file_read_directory(rsi_book *book, const char *dir, bool is_site);

/* Only the root element of dir/rulebase.xml, for those who want its list of files. NULL with a diagnostic. */
const parsed_root *rsi_file_read_rulebase(rsi_book *book, const char *dir);

#endif
