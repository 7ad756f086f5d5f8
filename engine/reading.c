/* A reading shown: what was understood of a text, with which assertion, from which words. */
#include <math.h>
#include <string.h>

#include "flow.h"
#include "json_write.h"
#include "scratch.h"
#include "words.h"

static void put_json_names(rsi_json *j, const rscan_rulebase *rb, const rsi_mention *m) {
  const char *names[RSI_MAX_NAMES];
  size_t n = m->state ? rsi_state_names(rb, m->fact, m->state, names) : 0;
  rsi_json_open(j, '[');
  for (size_t i = 0; i < n; i++)
    rsi_json_string(j, names[i]);
  rsi_json_close(j, ']');
}

static void put_json_span(rsi_json *j, const char *text, uint32_t start, uint32_t length) {
  rsi_json_open(j, '{');
  RSI_JSON_NUMBER(j, "start", start);
  RSI_JSON_NUMBER(j, "end", start + length);
  RSI_JSON_NAME(j, "text");
  rsi_json_string_n(j, text + start, length);
  rsi_json_close(j, '}');
}

static void put_json_mention(rsi_json *j, const rscan_rulebase *rb, const char *text, const rsi_mention *m) {
  rsi_json_open(j, '{');
  RSI_JSON_STRING(j, "fact", rsi_fact_id(rb, m->fact));
  RSI_JSON_STRING(j, "kind", rsi_kind_name(rb, m->fact));
  RSI_JSON_STRING(j, "assertion", rsi_assertion_name(m->assertion));
  RSI_JSON_NAME(j, "values");
  put_json_names(j, rb, m);
  if (m->has_number) {
    RSI_JSON_NUMBER(j, "low", m->low);
    RSI_JSON_NUMBER(j, "high", m->high);
  }
  RSI_JSON_NAME(j, "span");
  put_json_span(j, text, m->start, m->length);
  if (m->trigger_length) {
    RSI_JSON_NAME(j, "trigger");
    put_json_span(j, text, m->trigger_start, m->trigger_length);
  }
  rsi_json_close(j, '}');
}

static void put_json(struct rscan_scratch *s, const char *text, const rsi_reading *r) {
  rsi_json j = {.buf = &s->buffer};
  rsi_json_open(&j, '{');
  RSI_JSON_OPEN(&j, "mentions", '[');
  for (uint32_t i = 0; i < r->n_mentions; i++)
    put_json_mention(&j, s->rb, text, &r->mentions[i]);
  rsi_json_close(&j, ']');
  RSI_JSON_BOOL(&j, "nothing_imaged", r->says_nothing_imaged);
  RSI_JSON_BOOL(&j, "truncated", r->is_truncated);
  rsi_json_close(&j, '}');
}

static void put_to_buffer(void *to, const char *text, size_t length) { rsi_buf_add(to, text, length); }

static void put_text_mention(struct rscan_scratch *s, const char *text, const rsi_mention *m) {
  rsi_sink sink = {put_to_buffer, &s->buffer};
  rsi_buf_printf(&s->buffer, "%-12s %-34s ", rsi_assertion_name(m->assertion), rsi_fact_id(s->rb, m->fact));
  if (m->state)
    rsi_put_state(&sink, s->rb, RSI_EN, m->fact, m->state, m->has_number ? m->low : (double)NAN,
                  m->has_number ? m->high : (double)NAN);
  else
    rsi_put(&sink, "-");
  rsi_buf_puts(&s->buffer, "  \"");
  rsi_buf_add(&s->buffer, text + m->start, m->length);
  rsi_buf_puts(&s->buffer, "\"");
  if (m->trigger_length) {
    rsi_buf_puts(&s->buffer, " < \"");
    rsi_buf_add(&s->buffer, text + m->trigger_start, m->trigger_length);
    rsi_buf_puts(&s->buffer, "\"");
  }
  rsi_buf_putc(&s->buffer, '\n');
}

const char *rscan_read(rscan_scratch *s, const char *text, size_t text_length, rscan_format format, size_t *length,
                       rscan_error **err) {
  rsi_reading reading;
  rsi_buf_clear(&s->buffer);
  if (rsi_refuse_picture(format, err) || rsi_read(s->reader, text, text_length, &reading, err) != RSCAN_OK)
    return NULL;
  if (format == RSCAN_FORMAT_JSON)
    put_json(s, text, &reading);
  else
    for (uint32_t i = 0; i < reading.n_mentions; i++)
      put_text_mention(s, text, &reading.mentions[i]);
  if (s->buffer.has_failed) {
    rsi_fail_no_memory(err);
    return NULL;
  }
  if (length)
    *length = s->buffer.length;
  return s->buffer.data ? s->buffer.data : "";
}

const char *rscan_read_assertion(rscan_scratch *s, const char *text, const char *phrase, rscan_error **err) {
  enum rsi_assertion assertion;
  return rsi_read_assertion(s->reader, text, phrase, &assertion, err) == RSCAN_OK ? rsi_assertion_name((uint8_t)assertion) : NULL;
}
