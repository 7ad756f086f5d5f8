/* Plain requests; see plain.h.
 *
 * Replaying a million structured referrals costs more in parsing than in deciding: a parser that builds a tree takes four times as
 * long as the setters that it ends in. Structured requests are nearly all of one plain form, so that form goes straight to the same
 * setters. Whatever is the least bit unusual is left to the parser, so that there is one judge of what is a request. */
#include "plain.h"

#include <string.h>

#define MAX_PLAIN 4000

typedef struct plain {
  rscan_referral *r;
  char *at;      /* in a copy, where strings are ended in place */
  unsigned seen; /* members of the request, a bit each */
} plain;

static void skip_space(plain *p) {
  while (*p->at == ' ' || *p->at == '\t')
    p->at++;
}

static bool take(plain *p, char c) {
  skip_space(p);
  if (*p->at != c)
    return false;
  p->at++;
  return true;
}

/* A string without escapes; NULL when the next value is none. */
static const char *take_text(plain *p) {
  if (!take(p, '"'))
    return NULL;
  char *start = p->at, *end = start;
  while (*end >= ' ' && *end <= '~' && *end != '"' && *end != '\\')
    end++;
  if (*end != '"')
    return NULL;
  *end = '\0';
  p->at = end + 1;
  return start;
}

/* Digits, perhaps with a point and digits behind it. */
static bool take_number(plain *p, double *value) {
  skip_space(p);
  const char *start = p->at, *end = start + strspn(start, "0123456789");
  if (end == start || end - start > 15 || (*start == '0' && end - start > 1))
    return false;
  if (*end == '.') {
    size_t n = strspn(end + 1, "0123456789");
    if (!n || n > 15)
      return false;
    end += 1 + n;
  }
  p->at += end - start;
  return (*end == ',' || *end == '}' || *end == ' ') && rsi_number_read(start, (size_t)(end - start), value);
}

/* Members of an object until its end: `read` takes the value of each. */
static bool take_members(plain *p, bool (*read)(plain *p, const char *name)) {
  if (!take(p, '{'))
    return false;
  if (take(p, '}'))
    return true;
  do {
    const char *name = take_text(p);
    if (!name || !take(p, ':') || !read(p, name))
      return false;
  } while (take(p, ','));
  return take(p, '}');
}

static bool read_finding(plain *p, const char *id) {
  const char *state = take_text(p);
  return state && rscan_referral_add_finding(p->r, id, state, NULL) == RSCAN_OK;
}

static bool read_measure(plain *p, const char *id) {
  double value;
  return take_number(p, &value) && rscan_referral_add_measure(p->r, id, value, NULL, NULL) == RSCAN_OK;
}

static bool read_age(plain *p) {
  double value;
  return take_number(p, &value) && rscan_referral_set_age(p->r, value, "a", NULL) == RSCAN_OK;
}

static bool read_findings(plain *p) { return take_members(p, read_finding); }
static bool read_measures(plain *p) { return take_members(p, read_measure); }

static const struct {
  const char *name;
  rscan_status (*set)(rscan_referral *r, const char *text, rscan_error **err);
  bool (*read)(plain *p);
} members[] = {
    {"id", rscan_referral_set_id, NULL},          {"age", NULL, read_age},           {"sex", rscan_referral_set_sex, NULL},
    {"exam", rscan_referral_set_exam, NULL},      {"findings", NULL, read_findings}, {"measures", NULL, read_measures},
    {"setting", rscan_referral_set_setting, NULL}};

/* A member given twice is refused by the parser, whatever it holds. */
static bool read_member(plain *p, const char *name) {
  size_t i = 0;
  while (i < sizeof members / sizeof *members && strcmp(members[i].name, name) != 0)
    i++;
  if (i == sizeof members / sizeof *members || (p->seen >> i & 1))
    return false;
  p->seen |= 1u << i;
  if (members[i].read)
    return members[i].read(p);
  const char *text = take_text(p);
  return text && members[i].set(p->r, text, NULL) == RSCAN_OK;
}

bool rsi_plain_read(rscan_referral *r, const char *json, size_t length) {
  char copy[MAX_PLAIN + 1];
  plain p = {r, copy, 0};
  if (length > MAX_PLAIN || memchr(json, '\0', length))
    return false;
  memcpy(copy, json, length);
  copy[length] = '\0';
  rscan_referral_clear(r);
  r->refuses_repeats = true;
  bool is_read = take_members(&p, read_member);
  r->refuses_repeats = false;
  return is_read && p.at[strspn(p.at, " \t\r\n")] == '\0';
}
