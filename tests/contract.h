/* Answers held against the JSON Schemas of doc/contract, as much of JSON Schema as these use. For tests, after <check.h>. */
#ifndef TEST_CONTRACT_H
#define TEST_CONTRACT_H

#include <check.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool fits(const json_t *root, const json_t *schema, const json_t *value);

static bool is_type(const char *type, const json_t *value) {
  const char *is = json_is_object(value) ? "object" : json_is_array(value) ? "array" : json_is_string(value) ? "string" : json_is_boolean(value) ? "boolean" : json_is_null(value) ? "null" : json_is_integer(value) ? "integer" : "number";
  return strcmp(type, is) == 0 || (strcmp(type, "number") == 0 && json_is_integer(value));
}

static bool fits_type(const json_t *type, const json_t *value) {
  bool is_any = json_is_string(type) && is_type(json_string_value(type), value);
  for (size_t i = 0; i < json_array_size(type); i++)
    is_any |= is_type(json_string_value(json_array_get(type, i)), value);
  return is_any;
}

/* How many of a list of schemas fit. */
static size_t count_fitting(const json_t *root, const json_t *list, const json_t *value) {
  size_t count = 0;
  for (size_t i = 0; i < json_array_size(list); i++)
    count += fits(root, json_array_get(list, i), value);
  return count;
}

static bool fits_members(const json_t *root, const json_t *schema, const json_t *value) {
  const json_t *required = json_object_get(schema, "required"), *more = json_object_get(schema, "additionalProperties");
  const char *name;
  json_t *member;
  for (size_t i = 0; i < json_array_size(required); i++)
    if (!json_object_get(value, json_string_value(json_array_get(required, i))))
      return false;
  json_object_foreach((json_t *)value, name, member) {
    const json_t *known = json_object_get(json_object_get(schema, "properties"), name);
    if (known ? !fits(root, known, member) : json_is_false(more) || (json_is_object(more) && !fits(root, more, member)))
      return false;
  }
  return true;
}

static bool fits(const json_t *root, const json_t *schema, const json_t *value) {
  const char *ref = json_string_value(json_object_get(schema, "$ref"));
  const json_t *type = json_object_get(schema, "type"), *allowed = json_object_get(schema, "enum"), *items = json_object_get(schema, "items"),
               *fixed = json_object_get(schema, "const"), *all = json_object_get(schema, "allOf"), *any = json_object_get(schema, "anyOf"),
               *one = json_object_get(schema, "oneOf");
  bool is_allowed = !allowed;
  for (size_t i = 0; i < json_array_size(allowed); i++)
    is_allowed |= json_equal(json_array_get(allowed, i), value);
  bool is_good = is_allowed && (!type || fits_type(type, value)) && (!fixed || json_equal(fixed, value));
  is_good = is_good && (!ref || fits(root, json_object_get(json_object_get(root, "$defs"), ref + strlen("#/$defs/")), value));
  is_good = is_good && (!all || count_fitting(root, all, value) == json_array_size(all)) && (!any || count_fitting(root, any, value) > 0);
  is_good = is_good && (!one || count_fitting(root, one, value) == 1) && (!json_is_object(value) || fits_members(root, schema, value));
  for (size_t i = 0; is_good && items && i < json_array_size(value); i++)
    is_good = fits(root, items, json_array_get(value, i));
  return is_good;
}

static json_t *load_schema(const char *file) {
  char path[512];
  const char *dir = getenv("SRCDIR");
  json_error_t failure;
  snprintf(path, sizeof path, "%s/doc/contract/%s", dir ? dir : ".", file);
  json_t *schema = json_load_file(path, 0, &failure);
  ck_assert_msg(schema != NULL, "%s: %s", path, failure.text);
  return schema;
}

/* Names the member at fault, which is as much as a person needs to find it. */
static void check_contract(const char *file, const char *text) {
  const char *name;
  json_t *value = json_loads(text, 0, NULL), *member, *schema = load_schema(file);
  json_object_foreach(value, name, member) {
    const json_t *known = json_object_get(json_object_get(schema, "properties"), name);
    ck_assert_msg(!known || fits(schema, known, member), "%s does not fit %s: %s", name, file, text);
  }
  ck_assert_msg(fits(schema, schema, value), "%s: %s", file, text);
  json_decref(schema);
  json_decref(value);
}

#endif
