/* Shapes of case files: what was asked, what must come of it. */
#include "cases.h"
#include "shape.h"

/* clang-format off */
#define END {NULL, 0, 0, 0}

static const char *const words_sex[] = {"female", "male", "other", "unknown", NULL};
static const char *const words_pregnant[] = {"yes", "no", "unknown", NULL};
static const char *const words_policy[] = {"documented", "strict", NULL};
static const char *const words_verdict[] = {"usually-not-appropriate", "may-be-appropriate", "usually-appropriate", "no-criteria",
                                            "needs-information", NULL}; /* in the order of rscan_category, from 1 */
static const char *const words_urgency[] = {"none", "routine", "urgent", "emergency", NULL};
static const char *const words_safety[] = {"none", "inform", "warn", "stop", NULL};
static const char *const words_reason[] = {"no-guideline", "no-scenario", "not-rated", "other-region", "exam-not-understood", NULL};

#define TOLD_NAME(name, field) RSI_NAME(name, RSI_ATTR_NAME, RSI_SPELT_ID, RSI_REQUIRED, parsed_told, field)
static const rsi_attr_shape finding_attrs[] = {TOLD_NAME("of", of), TOLD_NAME("state", state), RSI_NO_ATTR};
static const rsi_attr_shape is_attrs[] = {TOLD_NAME("of", of), TOLD_NAME("is", state), RSI_NO_ATTR};
static const rsi_attr_shape measure_attrs[] = {
    RSI_NAME("of", RSI_ATTR_NAME, RSI_SPELT_ID, RSI_REQUIRED, parsed_told_measure, of),
    RSI_ATTR("value", RSI_ATTR_NUMBER, RSI_REQUIRED, parsed_told_measure, value),
    RSI_ATTR("unit", RSI_ATTR_WORDS, 0, parsed_told_measure, unit),
    RSI_NO_ATTR,
};
static const rsi_attr_shape prior_attrs[] = {
    RSI_ATTR("exam", RSI_ATTR_WORDS, RSI_REQUIRED, parsed_told_prior, exam),
    RSI_ATTR("date", RSI_ATTR_DATE, 0, parsed_told_prior, date),
    RSI_ATTR("result", RSI_ATTR_WORDS, 0, parsed_told_prior, result),
    RSI_NO_ATTR,
};
#define LEAF(name, record, attrs) {name, sizeof(record), 0, RSI_CONTENT_NONE, 0, attrs, NULL, NULL, NULL}
static const rsi_shape finding = LEAF("finding", parsed_told, finding_attrs), choice = LEAF("choice", parsed_told, is_attrs);
static const rsi_shape measure = LEAF("measure", parsed_told_measure, measure_attrs), prior = LEAF("prior", parsed_told_prior, prior_attrs);
static const rsi_shape fact = LEAF("fact", parsed_told, is_attrs);

static const rsi_attr_shape referral_attrs[] = {
    RSI_ATTR("age", RSI_ATTR_WORDS, 0, parsed_referral, age),
    RSI_ATTR("birth-date", RSI_ATTR_DATE, 0, parsed_referral, birth_date),
    RSI_ATTR("today", RSI_ATTR_DATE, 0, parsed_referral, today),
    RSI_ATTR("exam", RSI_ATTR_WORDS, 0, parsed_referral, exam),
    RSI_ATTR("reason", RSI_ATTR_TEXT, 0, parsed_referral, reason),
    RSI_NAME("setting", RSI_ATTR_NAME, RSI_SPELT_ID, 0, parsed_referral, setting),
    RSI_NAME("codes", RSI_ATTR_NAMES, RSI_SPELT_CODE, 0, parsed_referral, codes),
    RSI_NAME("authorities", RSI_ATTR_NAMES, RSI_SPELT_ID, 0, parsed_referral, authorities),
    RSI_WORD("sex", RSI_ATTR_WORD, 0, parsed_referral, sex, words_sex),
    RSI_WORD("pregnant", RSI_ATTR_WORD, 0, parsed_referral, pregnant, words_pregnant),
    RSI_WORD("language", RSI_ATTR_WORD, 0, parsed_referral, language, rsi_words_lang),
    RSI_WORD("policy", RSI_ATTR_WORD, 0, parsed_referral, policy, words_policy),
    RSI_WORD("prior-complete", RSI_ATTR_WORD, 0, parsed_referral, prior_complete, rsi_words_yes_no),
    RSI_NO_ATTR,
};
static const rsi_child_shape referral_children[] = {
    {RSI_SHAPES(&finding), offsetof(parsed_referral, findings), 0, 0},
    {RSI_SHAPES(&choice), offsetof(parsed_referral, choices), 0, 0},
    {RSI_SHAPES(&measure), offsetof(parsed_referral, measures), 0, 0},
    {RSI_SHAPES(&prior), offsetof(parsed_referral, priors), 0, 0},
    END,
};
static const rsi_shape referral = {
    "referral", sizeof(parsed_referral), 0, RSI_CONTENT_NONE, 0, referral_attrs, NULL, referral_children, NULL};

static void finish_expect(rsi_book *book, const rsi_xml_node *node, void *record) {
  (void)book;
  parsed_expect *expect = record;
  expect->node = node;
  expect->has_recommended = rsi_xml_attribute(node, "recommended") != NULL;
  expect->has_alternatives = rsi_xml_attribute(node, "alternatives") != NULL;
  expect->has_candidates = rsi_xml_attribute(node, "candidates") != NULL;
  expect->has_caution = rsi_xml_attribute(node, "caution") != NULL;
}

#define EXPECT_NAME(name, type, spelling, field) RSI_NAME(name, type, spelling, 0, parsed_expect, field)
static const rsi_attr_shape expect_attrs[] = {
    RSI_WORD("verdict", RSI_ATTR_WORD, 0, parsed_expect, verdict, words_verdict),
    RSI_WORD("urgency", RSI_ATTR_WORD, 0, parsed_expect, urgency, words_urgency),
    RSI_WORD("safety", RSI_ATTR_WORD, 0, parsed_expect, safety, words_safety),
    EXPECT_NAME("exam", RSI_ATTR_NAME, RSI_SPELT_EXAM, exam),
    EXPECT_NAME("guideline", RSI_ATTR_NAME, RSI_SPELT_ID, guideline),
    EXPECT_NAME("scenario", RSI_ATTR_NAME, RSI_SPELT_ID, scenario),
    EXPECT_NAME("question", RSI_ATTR_NAME, RSI_SPELT_ID, question),
    EXPECT_NAME("recommended", RSI_ATTR_ANY_NAMES, RSI_SPELT_EXAM, recommended),
    EXPECT_NAME("alternatives", RSI_ATTR_ANY_NAMES, RSI_SPELT_EXAM, alternatives),
    EXPECT_NAME("candidates", RSI_ATTR_ANY_NAMES, RSI_SPELT_ID, candidates),
    EXPECT_NAME("caution", RSI_ATTR_ANY_NAMES, RSI_SPELT_ID, caution),
    RSI_WORD("no-criteria-reason", RSI_ATTR_WORD, 0, parsed_expect, reason, words_reason),
    RSI_NO_ATTR,
};
static const rsi_child_shape expect_children[] = {{RSI_SHAPES(&fact), offsetof(parsed_expect, facts), 0, 0}, END};
static const rsi_shape expect = {
    "expect", sizeof(parsed_expect), 0, RSI_CONTENT_NONE, 0, expect_attrs, NULL, expect_children, finish_expect};

static const rsi_attr_shape case_attrs[] = {
    RSI_NAME("id", RSI_ATTR_NAME, RSI_SPELT_MESSAGE, RSI_REQUIRED, parsed_case, id), RSI_NO_ATTR};
static const rsi_child_shape case_children[] = {
    {RSI_SHAPES(&referral), offsetof(parsed_case, referrals), 1, 1}, {RSI_SHAPES(&expect), offsetof(parsed_case, expects), 1, 1}, END};
static const rsi_shape case_shape = {"case", sizeof(parsed_case), 0, RSI_CONTENT_NONE, 0, case_attrs, NULL, case_children, NULL};

static const rsi_attr_shape cases_attrs[] = {
    RSI_FORMAT_ATTR, RSI_NAME("guideline", RSI_ATTR_NAME, RSI_SPELT_ID, 0, parsed_cases, guideline), RSI_NO_ATTR};
static const rsi_child_shape cases_children[] = {{RSI_SHAPES(&case_shape), offsetof(parsed_cases, cases), 0, 0}, END};
const rsi_shape rsi_shape_cases = {
    "cases", sizeof(parsed_cases), PARSED_CASES, RSI_CONTENT_NONE, 0, cases_attrs, NULL, cases_children, NULL};

const char *rsi_case_reason(uint8_t reason) { return reason ? words_reason[reason - 1] : NULL; }
/* clang-format on */
