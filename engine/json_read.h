/* JSON, read by Jansson; what it refuses is refused in our own words. */
#ifndef RSI_JSON_READ_H
#define RSI_JSON_READ_H

#include <jansson.h>

#include "base.h"

/* Reads one JSON value, strictly: UTF-8, no name twice in an object, no NUL in a text, nothing behind. Release it with
 * json_decref(). Members keep the order in which they were written, and every number is a double. On failure *value is NULL, and
 * err says at which line and column, and how to mend it. */
rscan_status rsi_json_read(const rscan_allocator *a, const char *json, size_t length, json_t **value, rscan_error **err);

#endif
