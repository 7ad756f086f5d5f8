/* Orders: from an id, a code, a name or words to the exams that they fit. */
#include <stdlib.h>
#include <string.h>

#include "order.h"
#include "support.h"

#define REGION(id, within, cue) "<region id=\"" id "\" " within "><title lang=\"en\">" id "</title><title lang=\"fr\">" id "</title><cue>" cue "</cue></region>"
#define MODALITY(id, cue) "<modality id=\"" id "\"><title lang=\"en\">" id "</title><title lang=\"fr\">" id "</title><cue>" cue "</cue></modality>"
#define TECHNIQUE(id, cue) "<technique id=\"" id "\"><title lang=\"en\">" id "</title><title lang=\"fr\">" id "</title><cue>" cue "</cue></technique>"
#define CONTRAST(id, cue) "<contrast id=\"" id "\"><title lang=\"en\">" id "</title><title lang=\"fr\">" id "</title><cue>" cue "</cue></contrast>"
#define EXAM(id, attributes, title, more) "<exam id=\"" id "\" " attributes "><title lang=\"en\">" title "</title><title lang=\"fr\">" title "</title>" more "</exam>"

static const char *const exams =
    REGION("any-area", "", "area of interest") REGION("limb", "within=\"any-area\"", "limb") REGION("leg", "within=\"limb\"", "leg")
    REGION("knee", "within=\"leg\"", "knee; genou") REGION("arm", "within=\"limb\"", "arm") REGION("forearm", "within=\"arm\"", "forearm")
    REGION("spine", "within=\"any-area\"", "spine") REGION("lumbar-spine", "within=\"spine\"", "lumbar (spine); l-spine; lombaire")
    REGION("cervical-spine", "within=\"spine\"", "cervical (spine); c-spine")
    REGION("trunk", "within=\"any-area\"", "CAP") REGION("chest", "within=\"trunk\"", "chest; thorax")
    REGION("abdomen-and-pelvis", "within=\"trunk\"", "A/P") REGION("abdomen", "within=\"abdomen-and-pelvis\"", "abdomen; abdo")
    REGION("pelvis", "within=\"abdomen-and-pelvis\"", "pelvis") REGION("head", "within=\"any-area\"", "head; brain")
    REGION("breast", "within=\"chest\"", "breast")
    MODALITY("MR", "MRI; MR; IRM") MODALITY("CT", "CT; CTPA; CTA") MODALITY("DX", "x-ray; XR; films") MODALITY("US", "US; ultrasound")
    MODALITY("NM", "bone scan") MODALITY("MG", "mammogram")
    TECHNIQUE("angiography", "CTA; angiogra*") TECHNIQUE("arthrography", "arthrogra*") TECHNIQUE("bone-scan", "bone scan")
    TECHNIQUE("standing", "standing; weight-bearing")
    CONTRAST("without", "without (contrast); w/o (contrast); C-; non-contrast") CONTRAST("with", "with contrast; w contrast; C+; gad")
    CONTRAST("without-and-with", "with and without (contrast); w/wo (gad)")
    EXAM("none", "contrast=\"none\"", "no imaging", "")
    EXAM("mr-knee-without", "modality=\"MR\" region=\"knee\" contrast=\"without\" default=\"yes\" laterality=\"yes\"", "MRI knee without IV contrast",
         "<alias>MRI knee</alias><code system=\"loinc\">30691-0</code>")
    EXAM("mr-knee-with", "modality=\"MR\" region=\"knee\" contrast=\"with\"", "MRI knee with IV contrast", "")
    EXAM("mr-arthrography-knee", "modality=\"MR\" region=\"knee\" technique=\"arthrography\" contrast=\"none\"", "MR arthrography knee", "<alias>knee arthro-MRI</alias>")
    EXAM("xr-knee", "modality=\"DX\" region=\"knee\" contrast=\"none\" default=\"yes\"", "Radiography knee", "<alias>knee films</alias>")
    EXAM("mr-lumbar", "modality=\"MR\" region=\"lumbar-spine\" contrast=\"without\" default=\"yes\"", "MRI lumbar spine without IV contrast", "<alias>MRI L-spine</alias>")
    EXAM("mr-lumbar-both", "modality=\"MR\" region=\"lumbar-spine\" contrast=\"without-and-with\"", "MRI lumbar spine without and with IV contrast", "")
    EXAM("mr-cervical", "modality=\"MR\" region=\"cervical-spine\" contrast=\"without\" default=\"yes\"", "MRI cervical spine without IV contrast", "")
    EXAM("mr-cervical-both", "modality=\"MR\" region=\"cervical-spine\" contrast=\"without-and-with\"", "MRI cervical spine without and with IV contrast", "")
    EXAM("mr-any", "modality=\"MR\" region=\"any-area\" contrast=\"without\" default=\"yes\" placeholder=\"yes\"", "MRI area of interest without IV contrast", "")
    EXAM("mr-any-both", "modality=\"MR\" region=\"any-area\" contrast=\"without-and-with\" placeholder=\"yes\"", "MRI area of interest without and with IV contrast", "")
    EXAM("ct-head", "modality=\"CT\" region=\"head\" contrast=\"without\" default=\"yes\"", "CT head without IV contrast", "<alias>CT head</alias><alias>CT head C-</alias>")
    EXAM("ct-head-with", "modality=\"CT\" region=\"head\" contrast=\"with\"", "CT head with IV contrast", "<alias>CT head C+</alias>")
    EXAM("cta-chest", "modality=\"CT\" region=\"chest\" technique=\"angiography\" contrast=\"with\"", "CTA chest with IV contrast", "<alias>CTPA</alias>")
    EXAM("ct-chest", "modality=\"CT\" region=\"chest\" contrast=\"without\" default=\"yes\"", "CT chest without IV contrast", "")
    EXAM("ct-ap-with", "modality=\"CT\" region=\"abdomen-and-pelvis\" contrast=\"with\" default=\"yes\"", "CT abdomen and pelvis with IV contrast", "")
    EXAM("ct-ap-without", "modality=\"CT\" region=\"abdomen-and-pelvis\" contrast=\"without\"", "CT abdomen and pelvis without IV contrast", "")
    EXAM("ct-abdomen-with", "modality=\"CT\" region=\"abdomen\" contrast=\"with\" default=\"yes\"", "CT abdomen with IV contrast", "")
    EXAM("ct-pelvis-with", "modality=\"CT\" region=\"pelvis\" contrast=\"with\" default=\"yes\"", "CT pelvis with IV contrast", "")
    EXAM("ct-cap-with", "modality=\"CT\" region=\"trunk\" contrast=\"with\" default=\"yes\"", "CT chest abdomen pelvis with IV contrast", "")
    EXAM("us-abdomen", "modality=\"US\" region=\"abdomen\" contrast=\"none\" default=\"yes\"", "US abdomen", "")
    EXAM("nm-bone", "modality=\"NM\" technique=\"bone-scan\" contrast=\"none\" default=\"yes\"", "Bone scan whole body", "")
    EXAM("mg-breast", "modality=\"MG\" region=\"breast\" contrast=\"none\" default=\"yes\"", "Mammography", "");

/* A guideline that rates two exams done together: that is how the catalogue learns of them. */
static const char *const authorities = "<authority id=\"acr\"><title lang=\"en\">ACR</title><title lang=\"fr\">ACR</title></authority>";
static const char *const facts =
    "<finding id=\"pain\"><label lang=\"en\">pain</label><label lang=\"fr\">douleur</label><ask lang=\"en\">Pain?</ask><ask lang=\"fr\">Douleur?</ask></finding>";
static const char *const guideline =
    "<guideline xmlns=\"urn:rightscan:rules\" format=\"1\" id=\"pain\" version=\"1\" reviewed=\"2026-01-01\" review-by=\"2030-01-01\" regions=\"knee\">"
    "<title lang=\"en\">Pain</title><title lang=\"fr\">Douleur</title><source id=\"acr\" authority=\"acr\" year=\"2020\">ACR</source><enter findings=\"pain\"/>"
    "<scenario id=\"any\"><title lang=\"en\">any</title><title lang=\"fr\">tout</title><when><has finding=\"pain\"/></when><ratings source=\"acr\">"
    "<usually-appropriate>ct-chest+ct-head</usually-appropriate></ratings></scenario></guideline>";

static rscan_rulebase *book;
static rsi_reader *reader;
static rsi_order order;

static void set_up(void) {
  rscan_error *err = NULL;
  char *modules[] = {test_root("exams", "", exams), test_root("authorities", "", authorities), test_root("facts", "", facts)};
  const test_file files[] = {{"exams.xml", modules[0]}, {"authorities.xml", modules[1]}, {"facts.xml", modules[2]}, {"pain.xml", guideline}, {NULL, NULL}};
  book = test_load(files, &err);
  ck_assert_msg(book != NULL, "%s", err ? rscan_error_text(err, rscan_error_count(err) - 1) : "?");
  for (size_t i = 0; i < 3; i++)
    free(modules[i]);
  reader = rsi_reader_new(book);
}

static void tear_down(void) {
  rsi_reader_free(reader);
  rscan_rulebase_unref(book);
}

/* What text fits, as ids separated by spaces. */
static const char *fitting(const char *text) {
  static char ids[1024];
  rscan_error *err = NULL;
  ck_assert_int_eq(rsi_order_read(reader, book, text, &order, &err), RSCAN_OK);
  ids[0] = '\0';
  for (uint32_t i = 0; i < order.n_exams; i++) {
    strcat(ids, i ? " " : "");
    strcat(ids, rsi_string(book, book->exams[order.exams[i]].id));
  }
  return ids;
}

static const char *preferred(void) { return order.preferred == RSI_NONE ? "" : rsi_string(book, book->exams[order.preferred].id); }
static const char *region(void) { return order.region == RSI_NONE ? "" : rsi_string(book, book->regions[order.region].id); }

START_TEST(an_id_or_a_code_is_that_exam) {
  ck_assert_str_eq(fitting("mr-knee-with"), "mr-knee-with");
  ck_assert(order.is_exact);
  const char *codes[] = {"30691-0", "loinc|30691-0", "http://loinc.org|30691-0"};
  for (size_t i = 0; i < 3; i++)
    ck_assert_str_eq(fitting(codes[i]), "mr-knee-without");
  ck_assert(order.is_exact);
  ck_assert_str_eq(fitting("cpt|30691-0"), "");
}
END_TEST

START_TEST(a_title_is_exact_whatever_its_case_and_punctuation) {
  ck_assert_str_eq(fitting("mri KNEE  without IV-contrast"), "mr-knee-without");
  ck_assert(order.is_exact);
  ck_assert_str_eq(region(), "knee");
}
END_TEST

START_TEST(an_alias_that_leaves_the_contrast_open_fits_every_contrast_and_prefers_the_default) {
  ck_assert_str_eq(fitting("MRI knee"), "mr-knee-without mr-knee-with");
  ck_assert_str_eq(preferred(), "mr-knee-without");
  ck_assert_str_eq(fitting("MRI L-spine"), "mr-lumbar mr-lumbar-both");
  ck_assert_str_eq(fitting("CT head"), "ct-head ct-head-with");
}
END_TEST

START_TEST(an_alias_that_says_the_contrast_is_exact) {
  ck_assert_str_eq(fitting("CT head C-"), "ct-head");
  ck_assert_str_eq(fitting("CT head C+"), "ct-head-with");
  ck_assert_str_eq(fitting("CTPA"), "cta-chest");
}
END_TEST

START_TEST(words_name_modality_region_and_contrast_in_any_order) {
  ck_assert_str_eq(fitting("MRI of the left knee please"), "mr-knee-without mr-knee-with");
  ck_assert(!order.is_exact);
  ck_assert_str_eq(preferred(), "mr-knee-without");
  ck_assert_str_eq(fitting("XR R knee 3 views"), "xr-knee");
  ck_assert_str_eq(fitting("knee MRI with contrast"), "mr-knee-with");
  ck_assert_str_eq(fitting("IRM lombaire"), "mr-lumbar mr-lumbar-both");
  ck_assert_str_eq(fitting("US abdo"), "us-abdomen");
}
END_TEST

START_TEST(with_and_without_may_be_one_phrase_or_two) {
  ck_assert_str_eq(fitting("MRI c-spine w/wo gad"), "mr-cervical-both");
  ck_assert_str_eq(fitting("MRI lumbar spine with and without"), "mr-lumbar-both");
  ck_assert_str_eq(fitting("MRI lumbar spine, with contrast, then w/o contrast"), "mr-lumbar-both");
}
END_TEST

START_TEST(a_technique_must_be_said_to_be_taken_and_is_taken_when_said) {
  ck_assert_str_eq(fitting("MRI knee arthrogram"), "mr-arthrography-knee");
  ck_assert_str_eq(fitting("CTA of the chest"), "cta-chest");
  ck_assert_str_eq(fitting("CT of the chest"), "ct-chest");
}
END_TEST

START_TEST(a_technique_that_the_region_does_not_have_is_dropped) {
  ck_assert_str_eq(fitting("weight-bearing knee x-ray"), "xr-knee");
}
END_TEST

START_TEST(a_technique_alone_may_name_the_exam) {
  ck_assert_str_eq(fitting("bone scan please"), "nm-bone");
  ck_assert_str_eq(fitting("mammogram"), "mg-breast");
}
END_TEST

START_TEST(of_regions_one_inside_the_other_the_inner_one_is_meant) {
  ck_assert_str_eq(fitting("MRI spine, lumbar, non-contrast"), "mr-lumbar");
}
END_TEST

START_TEST(regions_said_together_are_the_one_that_holds_them) {
  ck_assert_str_eq(fitting("CT abdo/pelvis w contrast"), "ct-ap-with");
  ck_assert_str_eq(fitting("CT abdo and pelvis"), "ct-ap-with ct-ap-without");
  ck_assert_str_eq(preferred(), "ct-ap-with");
  ck_assert_str_eq(fitting("CT chest, abdo, pelvis"), "ct-cap-with");
}
END_TEST

START_TEST(regions_without_a_joint_exam_fit_separately_and_none_is_preferred) {
  ck_assert_str_eq(fitting("non-contrast MRI knee and c-spine"), "mr-knee-without mr-cervical");
  ck_assert_str_eq(preferred(), "");
  ck_assert_str_eq(region(), "");
}
END_TEST

START_TEST(exams_that_a_guideline_rates_together_are_found_together) {
  ck_assert_str_eq(fitting("CT head and chest without contrast"), "ct-chest+ct-head");
  ck_assert_str_eq(fitting("CT head and chest with contrast"), "ct-head-with");
  ck_assert_str_eq(fitting("ct-chest+ct-head"), "ct-chest+ct-head");
}
END_TEST

START_TEST(a_body_part_without_an_exam_of_its_own_takes_the_placeholder) {
  ck_assert_str_eq(fitting("MRI forearm w/o contrast"), "mr-any");
  ck_assert(order.is_placeholder);
  ck_assert_str_eq(region(), "forearm");
  ck_assert_str_eq(fitting("MRI forearm"), "mr-any mr-any-both");
  ck_assert_str_eq(preferred(), "mr-any");
}
END_TEST

START_TEST(a_region_without_any_exam_around_it_takes_those_inside_it) {
  ck_assert_str_eq(fitting("XR leg"), "xr-knee");
}
END_TEST

START_TEST(without_contrast_fits_exams_that_have_none) {
  ck_assert_str_eq(fitting("x-ray of the knee w/o contrast"), "xr-knee");
  ck_assert_str_eq(fitting("x-ray of the knee with contrast"), "");
}
END_TEST

START_TEST(with_contrast_takes_without_and_with_but_never_a_larger_exam) {
  ck_assert_str_eq(fitting("MRI of the c-spine with contrast"), "mr-cervical-both");
  ck_assert_str_eq(fitting("CT of the abdomen, non-contrast"), "");
  ck_assert_str_eq(region(), "abdomen");
}
END_TEST

START_TEST(what_is_not_understood_fits_nothing_but_keeps_what_was) {
  ck_assert_str_eq(fitting("flurbogram"), "");
  ck_assert_str_eq(preferred(), "");
  ck_assert_str_eq(fitting("MRI please"), "");
  ck_assert_str_eq(rsi_string(book, book->modalities[order.modality].id), "MR");
  ck_assert_str_eq(fitting("knee"), "mr-knee-without mr-knee-with xr-knee");
  ck_assert_str_eq(preferred(), "");
}
END_TEST

START_TEST(without_a_reader_only_names_are_looked_up) {
  rscan_error *err = NULL;
  ck_assert_int_eq(rsi_order_read(NULL, book, "MRI knee", &order, &err), RSCAN_OK);
  ck_assert_uint_eq(order.n_exams, 1);
  ck_assert_int_eq(rsi_order_read(NULL, book, "MRI of the knee", &order, &err), RSCAN_OK);
  ck_assert_uint_eq(order.n_exams, 0);
}
END_TEST

START_TEST(a_long_order_is_read_and_fits_a_bounded_number_of_exams) {
  static char text[6000] = "MRI knee ";
  while (strlen(text) < 5900)
    strcat(text, "urgent please ");
  ck_assert_str_eq(fitting(text), "mr-knee-without mr-knee-with");
}
END_TEST

int main(void) {
  Suite *suite = suite_create("order");
  TCase *tc = tcase_create("order");
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, an_id_or_a_code_is_that_exam);
  tcase_add_test(tc, a_title_is_exact_whatever_its_case_and_punctuation);
  tcase_add_test(tc, an_alias_that_leaves_the_contrast_open_fits_every_contrast_and_prefers_the_default);
  tcase_add_test(tc, an_alias_that_says_the_contrast_is_exact);
  tcase_add_test(tc, words_name_modality_region_and_contrast_in_any_order);
  tcase_add_test(tc, with_and_without_may_be_one_phrase_or_two);
  tcase_add_test(tc, a_technique_must_be_said_to_be_taken_and_is_taken_when_said);
  tcase_add_test(tc, a_technique_that_the_region_does_not_have_is_dropped);
  tcase_add_test(tc, a_technique_alone_may_name_the_exam);
  tcase_add_test(tc, of_regions_one_inside_the_other_the_inner_one_is_meant);
  tcase_add_test(tc, regions_said_together_are_the_one_that_holds_them);
  tcase_add_test(tc, regions_without_a_joint_exam_fit_separately_and_none_is_preferred);
  tcase_add_test(tc, exams_that_a_guideline_rates_together_are_found_together);
  tcase_add_test(tc, a_body_part_without_an_exam_of_its_own_takes_the_placeholder);
  tcase_add_test(tc, a_region_without_any_exam_around_it_takes_those_inside_it);
  tcase_add_test(tc, without_contrast_fits_exams_that_have_none);
  tcase_add_test(tc, with_contrast_takes_without_and_with_but_never_a_larger_exam);
  tcase_add_test(tc, what_is_not_understood_fits_nothing_but_keeps_what_was);
  tcase_add_test(tc, without_a_reader_only_names_are_looked_up);
  tcase_add_test(tc, a_long_order_is_read_and_fits_a_bounded_number_of_exams);
  suite_add_tcase(suite, tc);
  return test_run(suite);
}
