/* Two texts of lines as one list: what went, what came, and what that stands in. */
#ifndef RSI_DIFF_LINES_H
#define RSI_DIFF_LINES_H

#include "base.h"

/* Writes the lines that differ, marked - and +, below those less indented that they stand in. Splits both texts in place. */
void rsi_diff_lines(rsi_buf *out, char *old_text, char *new_text);

#endif
