/* Shapes of facts: findings, choices, measures, priors, scores, groups, and the cues, codes and implications on them. */
#include "model.h"
#include "shape.h"

/* clang-format off */
#define END {NULL, 0, 0, 0}
#define NO_TEXT {NULL, 0, false}

/* ---- cues: three kinds of `means`, by where they stand ---- */

static const char *const words_present_absent[] = {"present", "", "absent", NULL}; /* at the indices of rsi_words_state */

#define CUE_LANG RSI_WORD("lang", RSI_ATTR_WORD, 0, parsed_cue, lang, rsi_words_lang)
static const rsi_attr_shape plain_cue_attrs[] = {CUE_LANG, RSI_NO_ATTR};
static const rsi_attr_shape finding_cue_attrs[] = {
    CUE_LANG, RSI_WORD("means", RSI_ATTR_WORD, 0, parsed_cue, means, rsi_words_state), RSI_NO_ATTR};
static const rsi_attr_shape group_cue_attrs[] = {
    CUE_LANG, RSI_WORD("means", RSI_ATTR_WORD, 0, parsed_cue, means, words_present_absent), RSI_NO_ATTR};

/* kind: is it a pattern? */
#define CUE(name, is_pattern, attrs) {name, sizeof(parsed_cue), is_pattern, RSI_CONTENT_RAW, offsetof(parsed_cue, words), attrs, NULL, NULL, NULL}
static const rsi_shape plain_cue = CUE("cue", 0, plain_cue_attrs), plain_pattern = CUE("pattern", 1, plain_cue_attrs);
static const rsi_shape finding_cue = CUE("cue", 0, finding_cue_attrs), finding_pattern = CUE("pattern", 1, finding_cue_attrs);
static const rsi_shape group_cue = CUE("cue", 0, group_cue_attrs), group_pattern = CUE("pattern", 1, group_cue_attrs);
const rsi_shape *const rsi_shapes_cue[] = {&plain_cue, &plain_pattern, NULL};

/* ---- codes ---- */

#define SYSTEM RSI_NAME("system", RSI_ATTR_NAME, RSI_SPELT_ID, RSI_REQUIRED, parsed_code, system)
static const rsi_attr_shape plain_code_attrs[] = {SYSTEM, RSI_NO_ATTR};
static const rsi_attr_shape finding_code_attrs[] = {
    SYSTEM, RSI_WORD("means", RSI_ATTR_WORD, 0, parsed_code, means, rsi_words_state), RSI_NO_ATTR};
#define CODE(attrs) {"code", sizeof(parsed_code), 0, RSI_CONTENT_WORDS, offsetof(parsed_code, code), attrs, NULL, NULL, NULL}
const rsi_shape rsi_shape_code = CODE(plain_code_attrs);
static const rsi_shape finding_code = CODE(finding_code_attrs);

/* ---- implications ---- */

static void finish_implies(rsi_book *book, const rsi_xml_node *node, void *record) {
  const parsed_implies *implies = record;
  if (implies->choice.id && !implies->is.count)
    rsi_book_report(book, RSI_ATTRIBUTE_MISSING, node->where, NULL, "<implies choice=\"…\"> needs the attribute \"is\"");
  if (implies->choice.id && implies->state)
    rsi_book_report(book, RSI_ATTRIBUTE_CONFLICT, node->where, NULL, "state goes with finding; a choice takes is");
  if (implies->finding.id && implies->is.count)
    rsi_book_report(book, RSI_ATTRIBUTE_CONFLICT, node->where, NULL, "is goes with choice; a finding takes state");
}

static void finish_range_implies(rsi_book *book, const rsi_xml_node *node, void *record) {
  finish_implies(book, node, record);
  rsi_check_bounds(book, node, &((parsed_implies *)record)->bounds, true);
}

#define IMPLIED \
  RSI_NAME("finding", RSI_ATTR_NAME, RSI_SPELT_ID, RSI_ONE_OF, parsed_implies, finding), \
  RSI_WORD("state", RSI_ATTR_WORD, 0, parsed_implies, state, rsi_words_state), \
  RSI_NAME("choice", RSI_ATTR_NAME, RSI_SPELT_ID, RSI_ONE_OF, parsed_implies, choice), \
  RSI_NAME("is", RSI_ATTR_NAMES, RSI_SPELT_ID, 0, parsed_implies, is)
static const rsi_attr_shape implies_attrs[] = {IMPLIED, RSI_NO_ATTR};
static const rsi_attr_shape range_implies_attrs[] = {IMPLIED, RSI_BOUNDS_ATTRS(parsed_implies), RSI_NO_ATTR};
static const rsi_shape implies = {"implies", sizeof(parsed_implies), 0, RSI_CONTENT_NONE, 0, implies_attrs, NULL, NULL, finish_implies};
static const rsi_shape range_implies = {
    "implies", sizeof(parsed_implies), 0, RSI_CONTENT_NONE, 0, range_implies_attrs, NULL, NULL, finish_range_implies};

/* ---- finding ---- */

static const rsi_attr_shape mention_attrs[] = {
    RSI_NAME("finding", RSI_ATTR_NAME, RSI_SPELT_ID, RSI_REQUIRED, parsed_mention, finding), RSI_NO_ATTR};
static const rsi_shape historical = {"historical", sizeof(parsed_mention), 0, RSI_CONTENT_NONE, 0, mention_attrs, NULL, NULL, NULL};
static const rsi_shape family = {"family", sizeof(parsed_mention), 0, RSI_CONTENT_NONE, 0, mention_attrs, NULL, NULL, NULL};
#define EXAMPLE(name) {name, sizeof(parsed_example), 0, RSI_CONTENT_WORDS, offsetof(parsed_example, text), NULL, NULL, NULL, NULL}
static const rsi_shape example = EXAMPLE("example"), counterexample = EXAMPLE("counterexample");

static const char *const words_silence[] = {"absent", "unknown", NULL};

#define DANGER RSI_WORD("danger", RSI_ATTR_WORD, 0, parsed_fact, danger, rsi_words_yes_no)
#define FACT_TEXTS {"label", offsetof(parsed_fact, label), true}, {"ask", offsetof(parsed_fact, ask), false}
static const rsi_text_shape fact_texts[] = {FACT_TEXTS, NO_TEXT};

static const rsi_attr_shape finding_attrs[] = {
    RSI_ID(parsed_fact),
    DANGER,
    RSI_WORD("unstated", RSI_ATTR_WORD, 0, parsed_fact, silence, words_silence),
    RSI_WORD("possible", RSI_ATTR_WORD_SET, 0, parsed_fact, possible, rsi_words_sex),
    RSI_NO_ATTR,
};
static const rsi_child_shape finding_children[] = {
    {RSI_SHAPES(&finding_cue, &finding_pattern), offsetof(parsed_fact, cues), 0, 0},
    {RSI_SHAPES(&finding_code), offsetof(parsed_fact, codes), 0, 0},
    {RSI_SHAPES(&implies), offsetof(parsed_fact, implies), 0, 0},
    {RSI_SHAPES(&historical), offsetof(parsed_fact, historical), 0, 1},
    {RSI_SHAPES(&family), offsetof(parsed_fact, family), 0, 1},
    {RSI_SHAPES(&example), offsetof(parsed_fact, examples), 0, 0},
    {RSI_SHAPES(&counterexample), offsetof(parsed_fact, counterexamples), 0, 0},
    END,
};
#define FACT(name, kind, attrs, children) {name, sizeof(parsed_fact), kind, RSI_CONTENT_NONE, 0, attrs, fact_texts, children, NULL}
static const rsi_shape finding = FACT("finding", PARSED_FINDING, finding_attrs, finding_children);

/* ---- values: of a choice, of a prior, of a measure, of a score ---- */

static void finish_range(rsi_book *book, const rsi_xml_node *node, void *record) {
  rsi_check_bounds(book, node, &((parsed_value *)record)->bounds, true);
}

static const rsi_attr_shape value_attrs[] = {RSI_ID(parsed_value), RSI_NO_ATTR};
static const rsi_attr_shape band_attrs[] = {RSI_ID(parsed_value), RSI_BOUNDS_ATTRS(parsed_value), RSI_NO_ATTR};
static const rsi_attr_shape range_attrs[] = {
    RSI_NAME("id", RSI_ATTR_NAME, RSI_SPELT_ID, 0, parsed_value, id), RSI_BOUNDS_ATTRS(parsed_value), RSI_NO_ATTR};
static const rsi_text_shape value_texts[] = {{"label", offsetof(parsed_value, label), true}, NO_TEXT};
static const rsi_text_shape loose_value_texts[] = {{"label", offsetof(parsed_value, label), false}, NO_TEXT};
static const rsi_child_shape value_children[] = {
    {rsi_shapes_cue, offsetof(parsed_value, cues), 0, 0},
    {RSI_SHAPES(&rsi_shape_code), offsetof(parsed_value, codes), 0, 0},
    {RSI_SHAPES(&implies), offsetof(parsed_value, implies), 0, 0},
    END,
};
static const rsi_child_shape band_children[] = {{rsi_shapes_cue, offsetof(parsed_value, cues), 0, 0}, END};
#define VALUE(name, attrs, texts, children, finish) \
  {name, sizeof(parsed_value), 0, RSI_CONTENT_NONE, 0, attrs, texts, children, finish}
static const rsi_shape value = VALUE("value", value_attrs, value_texts, value_children, NULL);
static const rsi_shape result = VALUE("result", value_attrs, loose_value_texts, value_children, NULL);
static const rsi_shape range = VALUE("range", range_attrs, loose_value_texts, value_children, finish_range);
static const rsi_shape band = VALUE("band", band_attrs, value_texts, band_children, finish_range);
static const rsi_shape shared_result = VALUE("shared-result", value_attrs, value_texts, band_children, NULL);

/* ---- choice ---- */

static const rsi_attr_shape choice_attrs[] = {
    RSI_ID(parsed_fact),
    DANGER,
    RSI_NAME("unstated", RSI_ATTR_NAME, RSI_SPELT_ID, 0, parsed_fact, unstated),
    RSI_NO_ATTR,
};
static const rsi_child_shape choice_children[] = {{RSI_SHAPES(&value), offsetof(parsed_fact, values), 1, 0}, END};
static const rsi_shape choice = FACT("choice", PARSED_CHOICE, choice_attrs, choice_children);

/* ---- measure ---- */

static const char *const words_measure_kind[] = {"number", "duration", NULL};

static void finish_unit(rsi_book *book, const rsi_xml_node *node, void *record) {
  if (((parsed_unit *)record)->factor <= 0)
    rsi_book_report(book, RSI_NUMBER_BAD, node->where, NULL, "a factor must be above 0");
}

static const rsi_attr_shape unit_attrs[] = {
    RSI_ATTR("id", RSI_ATTR_WORDS, RSI_REQUIRED, parsed_unit, id),
    RSI_ATTR("factor", RSI_ATTR_NUMBER, RSI_REQUIRED, parsed_unit, factor),
    RSI_ATTR("offset", RSI_ATTR_NUMBER, 0, parsed_unit, offset),
    RSI_NO_ATTR,
};
static const rsi_shape unit = {"unit", sizeof(parsed_unit), 0, RSI_CONTENT_NONE, 0, unit_attrs, NULL, NULL, finish_unit};

static const rsi_attr_shape term_value_attrs[] = {RSI_NAME("of", RSI_ATTR_NAME, RSI_SPELT_ID, RSI_REQUIRED, parsed_term, of), RSI_NO_ATTR};
static const rsi_shape *const terms[9];
static const rsi_child_shape term_any[] = {{terms, offsetof(parsed_term, children), 1, 0}, END};
static const rsi_child_shape term_pair[] = {{terms, offsetof(parsed_term, children), 2, 2}, END};
#define TERM(name, kind, children) {name, sizeof(parsed_term), kind, RSI_CONTENT_NONE, 0, NULL, NULL, children, NULL}
static const rsi_shape term_number = {
    "number", sizeof(parsed_term), RSI_TERM_NUMBER, RSI_CONTENT_NUMBER, offsetof(parsed_term, number), NULL, NULL, NULL, NULL};
static const rsi_shape term_value = {"value", sizeof(parsed_term), RSI_TERM_VALUE, RSI_CONTENT_NONE, 0, term_value_attrs, NULL, NULL, NULL};
static const rsi_shape sum = TERM("sum", RSI_TERM_SUM, term_any), product = TERM("product", RSI_TERM_PRODUCT, term_any);
static const rsi_shape difference = TERM("difference", RSI_TERM_DIFFERENCE, term_pair), quotient = TERM("quotient", RSI_TERM_QUOTIENT, term_pair);
static const rsi_shape greatest = TERM("greatest", RSI_TERM_GREATEST, term_any), least = TERM("least", RSI_TERM_LEAST, term_any);
static const rsi_shape *const terms[9] = {&term_number, &term_value, &sum, &product, &difference, &quotient, &greatest, &least, NULL};
static const rsi_child_shape derive_children[] = {{terms, offsetof(parsed_wrapper, children), 1, 1}, END};
static const rsi_shape derive = {"derive", sizeof(parsed_wrapper), 0, RSI_CONTENT_NONE, 0, NULL, NULL, derive_children, NULL};

static void finish_fact_range(rsi_book *book, const rsi_xml_node *node, void *record) {
  const parsed_fact *fact = record;
  if (fact->min > fact->max)
    rsi_book_report(book, RSI_RANGE_EMPTY, node->where, NULL, "min is above max: no number would be plausible");
}

static const rsi_attr_shape measure_attrs[] = {
    RSI_ID(parsed_fact),
    DANGER,
    RSI_ATTR("unit", RSI_ATTR_WORDS, RSI_REQUIRED, parsed_fact, unit),
    RSI_ATTR("min", RSI_ATTR_NUMBER, 0, parsed_fact, min),
    RSI_ATTR("max", RSI_ATTR_NUMBER, 0, parsed_fact, max),
    RSI_WORD("kind", RSI_ATTR_WORD, 0, parsed_fact, measure_kind, words_measure_kind),
    RSI_NO_ATTR,
};
static const rsi_child_shape measure_children[] = {
    {rsi_shapes_cue, offsetof(parsed_fact, cues), 0, 0},
    {RSI_SHAPES(&unit), offsetof(parsed_fact, units), 0, 0},
    {RSI_SHAPES(&range), offsetof(parsed_fact, values), 0, 0},
    {RSI_SHAPES(&range_implies), offsetof(parsed_fact, implies), 0, 0},
    {RSI_SHAPES(&derive), offsetof(parsed_fact, derive), 0, 1},
    END,
};
static const rsi_shape measure = {
    "measure", sizeof(parsed_fact), PARSED_MEASURE, RSI_CONTENT_NONE, 0, measure_attrs, fact_texts, measure_children, finish_fact_range};

/* ---- prior ---- */

static const rsi_attr_shape prior_attrs[] = {
    RSI_ID(parsed_fact),
    DANGER,
    RSI_NAME("modality", RSI_ATTR_NAMES, RSI_SPELT_MODALITY, RSI_REQUIRED, parsed_fact, modalities),
    RSI_NAME("region", RSI_ATTR_NAME, RSI_SPELT_ID, 0, parsed_fact, region),
    RSI_ATTR("within-days", RSI_ATTR_NUMBER, 0, parsed_fact, within_days),
    RSI_NO_ATTR,
};
static const rsi_child_shape prior_children[] = {
    {rsi_shapes_cue, offsetof(parsed_fact, cues), 0, 0},
    {RSI_SHAPES(&result), offsetof(parsed_fact, values), 1, 0},
    END,
};
static const rsi_shape prior = FACT("prior", PARSED_PRIOR, prior_attrs, prior_children);

/* ---- group, exclusive ---- */

static const rsi_attr_shape group_attrs[] = {
    RSI_ID(parsed_fact),
    RSI_NAME("members", RSI_ATTR_NAMES, RSI_SPELT_ID, RSI_REQUIRED, parsed_fact, members),
    RSI_NO_ATTR,
};
static const rsi_child_shape group_children[] = {{RSI_SHAPES(&group_cue, &group_pattern), offsetof(parsed_fact, cues), 0, 0}, END};
static const rsi_shape group = FACT("group", PARSED_GROUP, group_attrs, group_children);

static const rsi_attr_shape exclusive_attrs[] = {
    RSI_NAME("facts", RSI_ATTR_NAMES, RSI_SPELT_ID, RSI_REQUIRED, parsed_exclusive, facts), RSI_NO_ATTR};
static const rsi_shape exclusive = {"exclusive", sizeof(parsed_exclusive), 0, RSI_CONTENT_NONE, 0, exclusive_attrs, NULL, NULL, NULL};

static const rsi_attr_shape root_attrs[] = {RSI_FORMAT_ATTR, RSI_NO_ATTR};
static const rsi_child_shape facts_children[] = {
    {RSI_SHAPES(&finding, &choice, &measure, &prior), offsetof(parsed_root, facts), 0, 0},
    {RSI_SHAPES(&group), offsetof(parsed_root, groups), 0, 0},
    {RSI_SHAPES(&shared_result), offsetof(parsed_root, shared_results), 0, 0},
    {RSI_SHAPES(&exclusive), offsetof(parsed_root, exclusives), 0, 0},
    END,
};
const rsi_shape rsi_shape_facts = {"facts", sizeof(parsed_root), PARSED_FACTS, RSI_CONTENT_NONE, 0, root_attrs, NULL, facts_children, NULL};

/* ---- scores ---- */

static const rsi_attr_shape criterion_attrs[] = {RSI_ATTR("points", RSI_ATTR_NUMBER, 0, parsed_criterion, points), RSI_NO_ATTR};
static const rsi_text_shape criterion_texts[] = {{"label", offsetof(parsed_criterion, label), true}, NO_TEXT};
static const rsi_child_shape criterion_children[] = {{rsi_shapes_condition, offsetof(parsed_criterion, conditions), 1, 0}, END};
static const rsi_shape criterion = {
    "criterion", sizeof(parsed_criterion), 0, RSI_CONTENT_NONE, 0, criterion_attrs, criterion_texts, criterion_children, NULL};

static const rsi_attr_shape score_attrs[] = {
    RSI_ID(parsed_fact),
    DANGER,
    RSI_WORD("unstated", RSI_ATTR_WORD, 0, parsed_fact, silence, words_silence),
    RSI_NAME("needs", RSI_ATTR_NAMES, RSI_SPELT_ID, 0, parsed_fact, needs),
    RSI_NO_ATTR,
};
static const rsi_child_shape score_children[] = {
    {RSI_SHAPES(&criterion), offsetof(parsed_fact, criteria), 1, 0},
    {RSI_SHAPES(&band), offsetof(parsed_fact, values), 0, 0},
    {RSI_SHAPES(&rsi_shape_source), offsetof(parsed_fact, source), 0, 1},
    {rsi_shapes_cue, offsetof(parsed_fact, cues), 0, 0},
    END,
};
static const rsi_shape score = FACT("score", PARSED_SCORE, score_attrs, score_children);
static const rsi_child_shape scores_children[] = {{RSI_SHAPES(&score), offsetof(parsed_root, facts), 0, 0}, END};
const rsi_shape rsi_shape_scores = {"scores", sizeof(parsed_root), PARSED_SCORES, RSI_CONTENT_NONE, 0, root_attrs, NULL, scores_children, NULL};
/* clang-format on */
