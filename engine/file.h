/* Files of a rule base: their bytes, and their records. */
#ifndef RSI_FILE_H
#define RSI_FILE_H

#include "shape.h"

#ifndef RSCAN_RULES_DIR
#define RSCAN_RULES_DIR "rules" /* a file compiled by hand, outside the build */
#endif

/* Reads dir/href and parses it; the path joins book->files, the bytes join the digest. NULL with a diagnostic at `where`;
 * *part (which may be NULL) is then the root as far as it could be read, or NULL. */
const rsi_xml_node *rsi_file_parse(rsi_book *book, const char *dir, const char *href, rsi_where where, const rsi_xml_node **part);

/* False, with a diagnostic, unless href is a path that stays inside its directory. */
bool rsi_file_check_href(rsi_book *book, const parsed_words *href);

/* Reads rulebase.xml of dir and every module it names, as XML. Files of cases are not read. */
void rsi_file_read_directory(rsi_book *book, const char *dir, bool is_site);

/* Makes the records of the book from its modules, but for what is left out. */
void rsi_file_make_records(rsi_book *book);

/* Notes the files below dir that the root does not name. */
void rsi_file_report_unnamed(rsi_book *book, const char *dir, const parsed_root *root);

/* Only the root element of dir/rulebase.xml, for those who want its list of files. NULL with a diagnostic. */
const parsed_root *rsi_file_read_rulebase(rsi_book *book, const char *dir);

#endif
