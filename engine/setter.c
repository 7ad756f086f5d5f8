/* What the setters of a referral share: places and words for their messages, names, and what is told already. */
#include "setter.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "limits.h"
#include "utf8.h"

/* ---- words for messages ---- */

/* Control characters and what is not UTF-8 must not reach a terminal, nor spoil JSON. */
static void make_harmless(char *text, size_t length) {
  uint32_t code;
  for (size_t i = 0, step; i < length; i += step) {
    step = rsi_utf8_decode(text + i, length - i, &code);
    if (step == 0 || (unsigned char)text[i] < 0x20 || text[i] == 0x7f) {
      text[i] = '?';
      step = 1;
    }
  }
}

const char *rsi_shown(char out[RSI_SHOWN], const char *text) {
  size_t kept = rsi_whole_characters(text, RSI_SHOWN - 8);
  out[0] = '"';
  memcpy(out + 1, text, kept);
  make_harmless(out + 1, kept);
  strcpy(out + 1 + kept, text[kept] ? "…\"" : "\"");
  return out;
}

rscan_status rsi_refuse(const rscan_referral *r, rscan_error **err, const char *code, const char *path, const char *hint,
                        const char *format, ...) {
  char message[512];
  rsi_place place;
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  make_harmless(message, strlen(message)); /* it may have been cut in a character */
  snprintf(place.path, sizeof place.path, "%s", path);
  make_harmless(place.path, strlen(place.path));
  return rsi_fail(err, &r->rb->allocator, RSCAN_BAD_INPUT, code, place.path, hint, "%s", message);
}

bool rsi_referral_warn(rscan_referral *r, const char *code, const char *path, const char *format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  const char *kept_path = path ? rsi_arena_strndup(&r->arena, path, strlen(path)) : NULL;
  const char *kept_text = rsi_arena_strndup(&r->arena, text, strlen(text));
  rsi_warning *w = kept_text && (kept_path || !path) ? RSI_PUSH(&r->rb->allocator, &r->warnings, rsi_warning) : NULL;
  if (!w)
    return false;
  *w = (rsi_warning){code, kept_path, kept_text};
  return true;
}

/* Written by hand: every fact of every request passes here, and snprintf would cost more than reading its JSON. */
rsi_place rsi_place_of(const char *member, const char *key) {
  rsi_place p;
  size_t used = 2, length = rsi_whole_characters(member, 24);
  memcpy(p.path, "$.", 2);
  memcpy(p.path + used, member, length);
  used += length;
  if (key) {
    p.path[used++] = '.';
    length = rsi_whole_characters(key, RSI_MAX_ID);
    memcpy(p.path + used, key, length);
    used += length;
  }
  p.path[used] = '\0';
  return p;
}

rsi_place rsi_place_in(const char *array, uint32_t index, const char *member) {
  rsi_place p;
  snprintf(p.path, sizeof p.path, member ? "$.%s[%u].%s" : "$.%s[%u]", array, (unsigned)index, member ? member : "");
  return p;
}

const char *rsi_keep_path(rscan_referral *r, const rsi_place *p) {
  return rsi_arena_strndup(&r->arena, p->path + 2, strlen(p->path + 2));
}

/* ---- UTF-8 and plain strings ---- */

static bool is_utf8(const char *text) {
  uint32_t code;
  for (size_t left = strlen(text), length; left; text += length, left -= length)
    if (!(length = rsi_utf8_decode(text, left, &code)))
      return false;
  return true;
}

rscan_status rsi_check_utf8(const rscan_referral *r, const char *text, const char *path, rscan_error **err) {
  return is_utf8(text) ? RSCAN_OK : rsi_refuse(r, err, "not-utf8", path, NULL, "expected text in UTF-8; found other bytes");
}

static bool is_blank(const char *text) { return text[strspn(text, " \t\r\n\f\v")] == '\0'; }

rscan_status rsi_set_string(rscan_referral *r, const char **field, const char *text, const char *path, rscan_error **err) {
  if (!text || is_blank(text)) {
    *field = NULL;
    return RSCAN_OK;
  }
  rscan_status status = rsi_check_utf8(r, text, path, err);
  if (status != RSCAN_OK)
    return status;
  const char *copy = rsi_arena_strndup(&r->arena, text, strlen(text));
  if (!copy)
    return rsi_fail_no_memory(err);
  *field = copy;
  return RSCAN_OK;
}

/* ---- names ---- */

bool rsi_same_caseless(const char *a, const char *b) {
  while (*a && rsi_lower(*a) == rsi_lower(*b))
    a++, b++;
  return rsi_lower(*a) == rsi_lower(*b);
}

bool rsi_plain_id(char out[RSI_MAX_ID], const char *text, size_t length) {
  if (length >= RSI_MAX_ID)
    return false;
  for (size_t i = 0; i < length; i++)
    out[i] = text[i] == '_' ? '-' : text[i];
  out[length] = '\0';
  return true;
}

uint32_t rsi_find_told(const rscan_rulebase *rb, const char *text, size_t length) {
  char id[RSI_MAX_ID];
  return rsi_plain_id(id, text, length) ? rsi_find_fact(rb, id) : RSI_NONE;
}

const char *rsi_fact_name(const void *context, size_t index) {
  const rscan_rulebase *rb = context;
  return rsi_string(rb, index < rb->n_facts ? rb->facts[index].id : rb->groups[index - rb->n_facts].id);
}

const char *rsi_hint(char out[RSI_HINT], const char *nearest) {
  char shown[RSI_SHOWN];
  if (!nearest)
    return NULL;
  snprintf(out, RSI_HINT, "did you mean %s?", rsi_shown(shown, nearest));
  return out;
}

rscan_status rsi_unknown_fact(const rscan_referral *r, const char *id, const char *path, rscan_error **err) {
  char plain[RSI_MAX_ID], shown[RSI_SHOWN], hint[RSI_HINT];
  const char *nearest =
      rsi_plain_id(plain, id, strlen(id)) ? rsi_nearest(plain, rsi_fact_name, r->rb, r->rb->n_facts + r->rb->n_groups) : NULL;
  return rsi_refuse(r, err, "fact-unknown", path, rsi_hint(hint, nearest), "the rule base has no fact %s", rsi_shown(shown, id));
}

/* ---- what is told already ---- */

rsi_told_finding *rsi_finding_of(const rscan_referral *r, uint32_t fact) {
  for (uint32_t i = 0; i < r->findings.count; i++)
    if (RSI_AT(&r->findings, rsi_told_finding, i)->fact == fact)
      return RSI_AT(&r->findings, rsi_told_finding, i);
  return NULL;
}

rsi_told_measure *rsi_measure_of(const rscan_referral *r, uint32_t fact) {
  for (uint32_t i = 0; i < r->measures.count; i++)
    if (RSI_AT(&r->measures, rsi_told_measure, i)->fact == fact)
      return RSI_AT(&r->measures, rsi_told_measure, i);
  return NULL;
}

static bool is_told(const rscan_referral *r, uint32_t fact) {
  const rscan_rulebase *rb = r->rb;
  bool in_field = (fact == rb->age && r->age_is_told) || (fact == rb->sex && r->sex != -1) ||
                  (fact == rb->setting && r->setting != -1) || (fact == rb->pregnancy && r->pregnant != 0);
  return fact != RSI_NONE && (in_field || rsi_finding_of(r, fact) || rsi_measure_of(r, fact));
}

/* In a request a fact told twice is a mistake: which of the two was meant cannot be known. */
rscan_status rsi_check_repeat(const rscan_referral *r, uint32_t fact, const char *path, rscan_error **err) {
  if (!r->refuses_repeats || !is_told(r, fact))
    return RSCAN_OK;
  return rsi_refuse(r, err, "member-duplicate", path, NULL, "\"%s\" is told twice in this request", rsi_fact_name(r->rb, fact));
}

rscan_status rsi_check_room(const rscan_referral *r, const rsi_vec *list, const char *name, rscan_error **err) {
  if (list->count < RSI_MAX_LIST)
    return RSCAN_OK;
  rsi_place p = rsi_place_of(name, NULL);
  return rsi_fail(err, &r->rb->allocator, RSCAN_LIMIT, "list-too-long", p.path, NULL, "expected at most %d entries", RSI_MAX_LIST);
}
