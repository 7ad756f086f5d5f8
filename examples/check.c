/* The smallest use of the library: one referral, one answer. cc check.c $(pkg-config --cflags --libs rightscan) */
#include <rightscan.h>
#include <stdio.h>

int main(int argc, char **argv) {
  rscan_error *err = NULL;
  rscan_rulebase *book = rscan_rulebase_load(argc > 1 ? argv[1] : NULL, NULL, &err);
  rscan_scratch *scratch = book ? rscan_scratch_new(book, &err) : NULL;
  rscan_referral *referral = scratch ? rscan_referral_new(book, &err) : NULL;
  const rscan_decision *decision = NULL;
  if (referral && rscan_referral_set_age(referral, 46, "a", &err) == RSCAN_OK &&
      rscan_referral_set_exam(referral, "MRI brain without contrast", &err) == RSCAN_OK &&
      rscan_referral_set_reason(referral, "recurrent migraine, normal neuro exam", &err) == RSCAN_OK)
    decision = rscan_decide(scratch, referral, &err);
  if (decision)
    printf("%s; recommended: %s\n", rscan_category_name(rscan_decision_verdict(decision)), rscan_decision_recommended(decision, 0));
  else
    fprintf(stderr, "%s\n", rscan_error_text(err, 0));
  rscan_error_free(err);
  rscan_referral_free(referral);
  rscan_scratch_free(scratch);
  rscan_rulebase_unref(book);
  return decision ? 0 : 1;
}
