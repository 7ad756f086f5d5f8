/* A referral being filled in: every setter checks what it is given, says precisely what is wrong with it, and keeps a copy.
 *
 * A setter that fails changes nothing. Facts that have a field of their own (age, sex, setting, pregnancy) are kept there whichever
 * way they are told, so that nothing is ever known twice. What a value may be is read from the rule base, not written here. */
#include "setter.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "json_shape.h"
#include "limits.h"
#include "order.h"

/* ---- life ---- */

static void forget_fields(rscan_referral *r) {
  r->id = r->exam = r->reason = r->consultation = NULL;
  r->age_low = r->age_high = NAN;
  r->age_is_told = r->prior_complete = r->refuses_repeats = false;
  r->birth_date = r->today = RSI_NO_DATE;
  r->sex = r->setting = -1;
  r->pregnant = 0;
  r->language = RSI_EN;
  r->policy = RSI_POLICY_DOCUMENTED;
}

rscan_referral *rscan_referral_new(rscan_rulebase *book, rscan_error **err) {
  if (!book) {
    rsi_fail(err, NULL, RSCAN_BAD_ARGUMENT, "argument-missing", NULL, NULL, "rscan_referral_new needs a rule base");
    return NULL;
  }
  rscan_referral *r = rsi_alloc(&book->allocator, sizeof *r);
  if (!r) {
    rsi_fail_no_memory(err);
    return NULL;
  }
  *r = (rscan_referral){.rb = rscan_rulebase_ref(book)};
  rsi_arena_init(&r->arena, &book->allocator);
  forget_fields(r);
  return r;
}

void rscan_referral_free(rscan_referral *r) {
  if (!r)
    return;
  rscan_rulebase *rb = r->rb;
  rsi_vec *vecs[] = {&r->findings, &r->measures, &r->priors, &r->codes, &r->authorities, &r->warnings};
  for (size_t i = 0; i < sizeof vecs / sizeof *vecs; i++)
    rsi_vec_free(&rb->allocator, vecs[i]);
  rsi_reader_free(r->reader);
  rsi_json_shapes_free(r->shapes);
  rsi_arena_free(&r->arena);
  rsi_release(&rb->allocator, r);
  rscan_rulebase_unref(rb);
}

void rscan_referral_clear(rscan_referral *r) {
  r->findings.count = r->measures.count = r->priors.count = r->codes.count = r->authorities.count = r->warnings.count = 0;
  rsi_arena_reset(&r->arena);
  forget_fields(r);
}

/* ---- plain strings ---- */

rscan_status rscan_referral_set_id(rscan_referral *r, const char *id, rscan_error **err) {
  return rsi_set_string(r, &r->id, id, "$.id", err);
}

rscan_status rscan_referral_set_exam(rscan_referral *r, const char *exam, rscan_error **err) {
  return rsi_set_string(r, &r->exam, exam, "$.exam", err);
}

rscan_status rscan_referral_set_reason(rscan_referral *r, const char *text, rscan_error **err) {
  return rsi_set_string(r, &r->reason, text, "$.reason", err);
}

rscan_status rscan_referral_set_consultation(rscan_referral *r, const char *id, rscan_error **err) {
  return rsi_set_string(r, &r->consultation, id, "$.consultation", err);
}

/* ---- how to answer ---- */

rscan_status rscan_referral_set_language(rscan_referral *r, const char *language, rscan_error **err) {
  static const char *const names[RSI_LANGS] = {"en", "fr"};
  char shown[RSI_SHOWN];
  if (!language) {
    r->language = RSI_EN;
    return RSCAN_OK;
  }
  for (int i = 0; i < RSI_LANGS; i++) /* "fr-CA" is French too */
    if (rsi_lower(language[0]) == names[i][0] && rsi_lower(language[1]) == names[i][1]
        && (!language[2] || language[2] == '-' || language[2] == '_')) {
      r->language = (uint8_t)i;
      return RSCAN_OK;
    }
  return rsi_refuse(r, err, "state-unknown", "$.language", NULL, "expected one of en, fr; found %s", rsi_shown(shown, language));
}

rscan_status rscan_referral_set_policy(rscan_referral *r, const char *policy, rscan_error **err) {
  char shown[RSI_SHOWN];
  if (policy && strcmp(policy, "documented") != 0 && strcmp(policy, "strict") != 0)
    return rsi_refuse(r, err, "state-unknown", "$.policy", NULL, "expected one of documented, strict; found %s",
                      rsi_shown(shown, policy));
  r->policy = policy && policy[0] == 's' ? RSI_POLICY_STRICT : RSI_POLICY_DOCUMENTED;
  return RSCAN_OK;
}

rscan_status rscan_referral_set_prior_complete(rscan_referral *r, int is_complete, rscan_error **err) {
  (void)err;
  r->prior_complete = is_complete != 0;
  return RSCAN_OK;
}

static const char *authority_name(const void *context, size_t index) {
  const rscan_rulebase *rb = context;
  return rsi_string(rb, rb->authorities[index].id);
}

rscan_status rscan_referral_add_authority(rscan_referral *r, const char *id, rscan_error **err) {
  const rscan_rulebase *rb = r->rb;
  char plain[RSI_MAX_ID], shown[RSI_SHOWN], hint[RSI_HINT];
  if (!id) {
    r->authorities.count = 0;
    return RSCAN_OK;
  }
  rscan_status status = rsi_check_room(r, &r->authorities, "authorities", err);
  if (status != RSCAN_OK)
    return status;
  bool is_id = rsi_plain_id(plain, id, strlen(id));
  for (uint32_t i = 0; is_id && i < rb->n_authorities; i++)
    if (strcmp(authority_name(rb, i), plain) == 0) {
      uint32_t *added = RSI_PUSH(&rb->allocator, &r->authorities, uint32_t);
      if (!added)
        return rsi_fail_no_memory(err);
      *added = i;
      return RSCAN_OK;
    }
  rsi_place p = rsi_place_in("authorities", r->authorities.count, NULL);
  const char *nearest = is_id ? rsi_nearest(plain, authority_name, rb, rb->n_authorities) : NULL;
  return rsi_refuse(r, err, "authority-unknown", p.path, rsi_hint(hint, nearest), "the rule base has no authority %s",
                    rsi_shown(shown, id));
}

/* ---- codes ---- */

void rsi_code_system(const char *text, size_t length, char *out, size_t capacity) {
  /* What code systems are called on the wire: parts of FHIR URIs and HL7 OIDs, and plain names. */
  static const struct {
    const char *part, *name;
  } known[] = {{"icd-10", "icd10"},
               {"icd10", "icd10"},
               {"2.16.840.1.113883.6.90", "icd10"},
               {"2.16.840.1.113883.6.3", "icd10"},
               {"snomed", "snomed"},
               {"2.16.840.1.113883.6.96", "snomed"},
               {"loinc", "loinc"},
               {"radlex", "radlex"},
               {"/cpt", "cpt"}};
  size_t used = 0;
  for (; used < length && used + 1 < capacity; used++)
    out[used] = rsi_lower(text[used]);
  out[used] = '\0';
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strstr(out, known[i].part)) {
      snprintf(out, capacity, "%s", known[i].name);
      return;
    }
}

/* An ICD-10 code as machines often send it, without its dot: a letter, a digit, one more, and up to four behind. */
static bool lacks_dot(const char *code, size_t length) {
  bool has_shape = length > 3 && length <= 7 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= '0' && code[1] <= '9';
  for (size_t i = 2; has_shape && i < length; i++)
    has_shape = (code[i] >= '0' && code[i] <= '9') || (code[i] >= 'A' && code[i] <= 'Z');
  return has_shape;
}

static const char *keep_code(rscan_referral *r, const char *text, size_t length, bool may_be_icd) {
  char *code = rsi_arena_alloc(&r->arena, length + 2);
  if (!code)
    return NULL;
  for (size_t i = 0; i < length; i++)
    code[i] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - ('a' - 'A')) : text[i];
  if (may_be_icd && lacks_dot(code, length)) {
    memmove(code + 4, code + 3, length - 3);
    code[3] = '.';
  }
  return code;
}

static void trim(const char **text, size_t *length) {
  while (*length && (**text == ' ' || **text == '\t'))
    ++*text, --*length;
  while (*length && ((*text)[*length - 1] == ' ' || (*text)[*length - 1] == '\t'))
    --*length;
}

rscan_status rscan_referral_add_code(rscan_referral *r, const char *text, rscan_error **err) {
  if (!text) {
    r->codes.count = 0;
    return RSCAN_OK;
  }
  rsi_place p = rsi_place_in("codes", r->codes.count, NULL);
  rscan_status status = rsi_check_room(r, &r->codes, "codes", err);
  if (status == RSCAN_OK)
    status = rsi_check_utf8(r, text, p.path, err);
  if (status != RSCAN_OK)
    return status;
  char shown[RSI_SHOWN], system[64] = "";
  const char *bar = strchr(text, '|'), *code = bar ? strrchr(text, '|') + 1 : text;
  size_t length = strlen(code), system_length = bar ? (size_t)(bar - text) : 0;
  trim(&text, &system_length);
  trim(&code, &length);
  if (!length)
    return rsi_refuse(r, err, "code-invalid", p.path, NULL, "expected a code, or system|code; found %s", rsi_shown(shown, text));
  rsi_code_system(text, system_length, system, sizeof system);
  rsi_told_code told = {system[0] ? rsi_arena_strndup(&r->arena, system, strlen(system)) : NULL,
                        keep_code(r, code, length, !system[0] || strcmp(system, "icd10") == 0), rsi_keep_path(r, &p)};
  rsi_told_code *added = told.code && told.path && (told.system || !system[0])
                             ? RSI_PUSH(&r->rb->allocator, &r->codes, rsi_told_code)
                             : NULL;
  if (!added)
    return rsi_fail_no_memory(err);
  *added = told;
  return RSCAN_OK;
}

/* ---- prior exams ---- */

/* What was done: looked up by name, else read as words. An exam that is not understood is kept as written and named in a warning. */
static rscan_status understand_prior(rscan_referral *r, rsi_told_prior *told, rscan_error **err) {
  rsi_order order;
  rscan_status status = rsi_order_read(NULL, r->rb, told->exam_text, &order, err);
  if (status == RSCAN_OK && !order.n_exams && r->rb->lexicon) {
    if (!r->reader)
      r->reader = rsi_reader_new(r->rb);
    status = r->reader ? rsi_order_read(r->reader, r->rb, told->exam_text, &order, err) : rsi_fail_no_memory(err);
  }
  if (status != RSCAN_OK)
    return status;
  told->modality = order.modality;
  told->region = order.region;
  told->exam = order.n_exams == 1 ? order.exams[0] : order.preferred;
  char shown[RSI_SHOWN];
  if (order.modality == RSI_NONE
      && !rsi_referral_warn(r, "prior-not-understood", told->path, "the prior exam %s was not understood",
                            rsi_shown(shown, told->exam_text)))
    return rsi_fail_no_memory(err);
  return RSCAN_OK;
}

rscan_status rscan_referral_add_prior(rscan_referral *r, const char *exam, const char *date, const char *result,
                                      rscan_error **err) {
  if (!exam) {
    r->priors.count = 0;
    return RSCAN_OK;
  }
  uint32_t index = r->priors.count;
  rsi_place p = rsi_place_in("prior", index, NULL), at_exam = rsi_place_in("prior", index, "exam"),
            at_date = rsi_place_in("prior", index, "date"), at_result = rsi_place_in("prior", index, "result");
  rsi_told_prior told = {.modality = RSI_NONE, .region = RSI_NONE, .exam = RSI_NONE, .date = RSI_NO_DATE};
  rscan_status status = rsi_check_room(r, &r->priors, "prior", err);
  if (status == RSCAN_OK)
    status = rsi_set_string(r, &told.exam_text, exam, at_exam.path, err);
  if (status == RSCAN_OK && !told.exam_text)
    status = rsi_refuse(r, err, "exam-missing", at_exam.path, NULL, "expected the exam that was done; found nothing");
  if (status == RSCAN_OK && date)
    status = rsi_read_date(r, date, at_date.path, &told.date, err);
  if (status == RSCAN_OK)
    status = rsi_set_string(r, &told.result_text, result, at_result.path, err);
  if (status == RSCAN_OK)
    status = (told.path = rsi_keep_path(r, &p)) ? understand_prior(r, &told, err) : rsi_fail_no_memory(err);
  if (status != RSCAN_OK)
    return status;
  rsi_told_prior *added = RSI_PUSH(&r->rb->allocator, &r->priors, rsi_told_prior);
  if (!added)
    return rsi_fail_no_memory(err);
  *added = told;
  return RSCAN_OK;
}
