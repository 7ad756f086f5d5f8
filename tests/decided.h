/* One rule base, and a referral decided by it, for suites that look at what is said of a decision. After <check.h>. */
#ifndef TEST_DECIDED_H
#define TEST_DECIDED_H

#include <string.h>

#include "scratch.h"
#include "support.h"

static rscan_rulebase *book;
static rscan_scratch *scratch;
static rscan_referral *referral;

static void open_decided(const char *facts, const char *guidelines, const char *wording) {
  book = test_book(facts, NULL, guidelines, wording);
  scratch = rscan_scratch_new(book, NULL);
  referral = rscan_referral_new(book, NULL);
  ck_assert(scratch && referral);
}

static void tear_down(void) {
  rscan_referral_free(referral);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
}

static void decide(const char *request) {
  rscan_error *err = NULL;
  rscan_status status = rscan_referral_parse(referral, request, strlen(request), &err);
  ck_assert_msg(status == RSCAN_OK, "%s", err ? rscan_error_text(err, 0) : "?");
  ck_assert_msg(rscan_decide(scratch, referral, &err) != NULL, "%s", err ? rscan_error_text(err, 0) : "?");
}

#endif
