/* Requests of one shape, parsed once.
 *
 * A system that asks thousands of questions asks them alike: the same members in the same order, only with other values. Where one
 * plain text stands for another plain text, or one plain number for another, JSON stays JSON of the same tree. So Jansson judges
 * each shape once, and what follows of that shape only has its values put into the tree. Whatever is not plain, and whatever is
 * wrong, goes to Jansson every time. */
#ifndef RSI_JSON_SHAPE_H
#define RSI_JSON_SHAPE_H

#include <jansson.h>

#include "base.h"

typedef struct rsi_json_shapes rsi_json_shapes;

rsi_json_shapes *rsi_json_shapes_new(const rscan_allocator *a); /* NULL when out of memory */
void rsi_json_shapes_free(rsi_json_shapes *shapes);             /* NULL is welcome */

/* As rsi_json_read(), but *value is borrowed, and lives until the next call. */
rscan_status rsi_json_shapes_read(rsi_json_shapes *shapes, const char *json, size_t length, json_t **value, rscan_error **err);

#endif
