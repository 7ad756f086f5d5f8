/* Dates and age: real days of the calendar, and an age that is exact where guidelines cut it. */
#include "setter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- dates ---- */

/* Days from 1970-01-01 to a day of the Gregorian calendar, by whole 400-year eras that begin in March. */
static int32_t days_from_civil(int year, int month, int day) {
  int y = month <= 2 ? year - 1 : year;
  int era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
  int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

typedef struct civil {
  int year, month, day;
} civil;

static civil civil_from_days(int32_t days) {
  int z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
  int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int of_year = of_era - (365 * year + year / 4 - year / 100), m = (5 * of_year + 2) / 153;
  civil c = {year + era * 400, m < 10 ? m + 3 : m - 9, of_year - (153 * m + 2) / 5 + 1};
  c.year += c.month <= 2;
  return c;
}

static int days_in_month(int year, int month) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap ? 29 : days[month - 1];
}

static int digits(const char *text, int count) {
  int value = 0;
  for (int i = 0; i < count; i++)
    value = value * 10 + (text[i] - '0');
  return value;
}

static bool has_date_shape(const char *text) {
  static const char shape[] = "0000-00-00";
  size_t i = 0;
  for (; shape[i]; i++)
    if (shape[i] == '-' ? text[i] != '-' : text[i] < '0' || text[i] > '9')
      return false;
  return text[i] == '\0';
}

rscan_status rsi_read_date(const rscan_referral *r, const char *text, const char *path, int32_t *date, rscan_error **err) {
  char shown[RSI_SHOWN];
  if (!has_date_shape(text))
    return rsi_refuse(r, err, "date-invalid", path, NULL, "expected a date as YYYY-MM-DD; found %s", rsi_shown(shown, text));
  civil c = {digits(text, 4), digits(text + 5, 2), digits(text + 8, 2)};
  if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 || c.day > days_in_month(c.year, c.month))
    return rsi_refuse(r, err, "date-invalid", path, NULL, "there is no such day in the calendar: %s", rsi_shown(shown, text));
  *date = days_from_civil(c.year, c.month, c.day);
  return RSCAN_OK;
}

/* ---- age ---- */

/* Years in a unit: as the rule base converts it, so that "6 weeks" here is exactly its "6 weeks". */
static double years_per(const rscan_rulebase *rb, const char *unit) {
  static const struct {
    const char *unit;
    double years;
  } usual[] = {{"a", 1}, {"mo", 1 / 12.0}, {"wk", 7 / 365.25}, {"d", 1 / 365.25}};
  const rsi_measure *age = rb->age == RSI_NONE ? NULL : &rb->measures[rb->facts[rb->age].detail];
  const rsi_unit *own = age ? rsi_find_unit(rb, age, unit, strlen(unit)) : NULL;
  for (size_t i = 0; !own && i < sizeof usual / sizeof *usual; i++)
    if (strcmp(usual[i].unit, unit) == 0)
      return usual[i].years;
  return own ? own->factor : NAN;
}

/* Age on a day, in the reckoning that fits it: weeks in the first three months, then months, then years. Each is exact where
 * guidelines cut it (six weeks, four months, a birthday), and the whole never runs backwards. */
static double age_between(const rscan_rulebase *rb, int32_t birth, int32_t today) {
  civil from = civil_from_days(birth), to = civil_from_days(today);
  int months = (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day);
  if (months < 3)
    return (today - birth) / 7.0 * years_per(rb, "wk");
  int year = from.year + (from.month - 1 + months) / 12, month = (from.month - 1 + months) % 12 + 1;
  int last = days_in_month(year, month);
  int32_t month_day = days_from_civil(year, month, from.day < last ? from.day : last);
  return months / 12 + (months % 12 + (today - month_day) / 31.0) * years_per(rb, "mo");
}

void rsi_work_out_age(rscan_referral *r) {
  if (r->age_is_told)
    return;
  bool has_both = r->birth_date != RSI_NO_DATE && r->today != RSI_NO_DATE;
  r->age_low = r->age_high = has_both ? age_between(r->rb, r->birth_date, r->today) : NAN;
}

/* The two dates together must make an age that a person can have. */
static rscan_status check_dates(const rscan_referral *r, int32_t birth, int32_t today, const char *text, const char *path,
                                rscan_error **err) {
  char shown[RSI_SHOWN];
  if (birth == RSI_NO_DATE || today == RSI_NO_DATE)
    return RSCAN_OK;
  if (birth > today)
    return rsi_refuse(r, err, "date-invalid", path, NULL, "the birth date is after today: %s", rsi_shown(shown, text));
  double age = floor(age_between(r->rb, birth, today));
  return rsi_check_range(r, r->rb->age, age, age, path, err);
}

static rscan_status set_date(rscan_referral *r, const char *text, const char *path, int32_t *field, rscan_error **err) {
  int32_t date = RSI_NO_DATE;
  rscan_status status = text ? rsi_read_date(r, text, path, &date, err) : RSCAN_OK;
  if (status == RSCAN_OK && text)
    status = check_dates(r, field == &r->birth_date ? date : r->birth_date, field == &r->today ? date : r->today, text, path,
                         err);
  if (status != RSCAN_OK)
    return status;
  *field = date;
  rsi_work_out_age(r);
  return RSCAN_OK;
}

rscan_status rscan_referral_set_birth_date(rscan_referral *r, const char *date, rscan_error **err) {
  return set_date(r, date, "$.birth_date", &r->birth_date, err);
}

rscan_status rscan_referral_set_today(rscan_referral *r, const char *date, rscan_error **err) {
  return set_date(r, date, "$.today", &r->today, err);
}

static void add_range_words(rsi_buf *buf, const rscan_rulebase *rb, const rsi_measure *measure) {
  bool has_min = measure->min > -INFINITY, has_max = measure->max < INFINITY;
  rsi_buf_puts(buf, has_min && has_max ? "" : has_min ? "at least " : "at most ");
  if (has_min)
    rsi_buf_number(buf, measure->min);
  rsi_buf_puts(buf, has_min && has_max ? " to " : "");
  if (has_max)
    rsi_buf_number(buf, measure->max);
  rsi_buf_printf(buf, " %s", rsi_string(rb, measure->unit));
}

static rscan_status out_of_range(const rscan_referral *r, uint32_t fact, double value, const char *path, rscan_error **err) {
  const rsi_measure *measure = &r->rb->measures[r->rb->facts[fact].detail];
  rsi_buf text;
  rsi_buf_init(&text, &r->rb->allocator);
  rsi_buf_puts(&text, "expected ");
  add_range_words(&text, r->rb, measure);
  rsi_buf_puts(&text, "; found ");
  rsi_buf_number(&text, value);
  rscan_status status = text.has_failed ? rsi_fail_no_memory(err)
                                        : rsi_refuse(r, err, "measure-out-of-range", path, NULL, "%s", text.data);
  rsi_buf_free(&text);
  return status;
}

/* Finite, in order and plausible; measures only have bounds. */
rscan_status rsi_check_range(const rscan_referral *r, uint32_t fact, double low, double high, const char *path,
                             rscan_error **err) {
  if (!isfinite(low) || !isfinite(high))
    return rsi_refuse(r, err, "measure-out-of-range", path, NULL, "expected a finite number");
  if (low > high)
    return rsi_refuse(r, err, "measure-out-of-range", path, NULL, "the low end of the range lies above the high end");
  if (fact == RSI_NONE || r->rb->facts[fact].kind != RSI_MEASURE)
    return RSCAN_OK;
  const rsi_measure *measure = &r->rb->measures[r->rb->facts[fact].detail];
  return low < measure->min    ? out_of_range(r, fact, low, path, err)
         : high > measure->max ? out_of_range(r, fact, high, path, err)
                               : RSCAN_OK;
}

rscan_status rsi_set_age_range(rscan_referral *r, double low, double high, const char *path, rscan_error **err) {
  rscan_status status = rsi_check_repeat(r, r->rb->age, path, err);
  if (status == RSCAN_OK)
    status = rsi_check_range(r, r->rb->age, low, high, path, err);
  if (status != RSCAN_OK)
    return status;
  if (low < 0)
    return rsi_refuse(r, err, "measure-out-of-range", path, NULL, "an age is not negative");
  r->age_low = low;
  r->age_high = high;
  r->age_is_told = true;
  return RSCAN_OK;
}

rscan_status rscan_referral_set_age(rscan_referral *r, double value, const char *unit, rscan_error **err) {
  char shown[RSI_SHOWN];
  if (!unit) { /* unsets */
    r->age_is_told = false;
    rsi_work_out_age(r);
    return RSCAN_OK;
  }
  const char *time = rsi_time_unit(unit, strlen(unit));
  double years = time ? years_per(r->rb, time) : NAN;
  if (isnan(years))
    return rsi_refuse(r, err, "unit-unknown", "$.age", NULL, "%s is not a unit of age; expected one of a, mo, wk, d",
                      rsi_shown(shown, unit));
  return rsi_set_age_range(r, value * years, value * years, "$.age", err);
}
