/* Shapes of guidelines and safety rules. */
#include "shape.h"

/* clang-format off */
#define END {NULL, 0, 0, 0}
#define NO_TEXT {NULL, 0, false}

/* ---- sources ---- */

static const rsi_attr_shape source_attrs[] = {
    RSI_NAME("id", RSI_ATTR_NAME, RSI_SPELT_ID, 0, parsed_source, id),
    RSI_NAME("authority", RSI_ATTR_NAME, RSI_SPELT_ID, 0, parsed_source, authority),
    RSI_ATTR("year", RSI_ATTR_WHOLE, 0, parsed_source, year),
    RSI_ATTR("url", RSI_ATTR_WORDS, 0, parsed_source, url),
    RSI_NO_ATTR,
};
const rsi_shape rsi_shape_source = {
    "source", sizeof(parsed_source), 0, RSI_CONTENT_WORDS, offsetof(parsed_source, text), source_attrs, NULL, NULL, NULL};

/* ---- ratings ---- */

static const char *const words_panel[] = {"disagrees", NULL};
static const char *const words_certainty[] = {"very-low", "low", "moderate", "high", NULL}; /* in the order of rsi_certainty */
static const char *const words_strength[] = {"conditional", "strong", NULL};                /* in the order of rsi_strength */

static const rsi_attr_shape panel_attrs[] = {RSI_WORD("panel", RSI_ATTR_WORD, 0, parsed_rating, panel, words_panel), RSI_NO_ATTR};
#define RATING(name, category, attrs) {name, sizeof(parsed_rating), category, RSI_CONTENT_EXAMS, offsetof(parsed_rating, exams), attrs, NULL, NULL, NULL}
static const rsi_shape usually = RATING("usually-appropriate", RSCAN_USUALLY_APPROPRIATE, NULL);
static const rsi_shape maybe = RATING("may-be-appropriate", RSCAN_MAY_BE_APPROPRIATE, panel_attrs);
static const rsi_shape usually_not = RATING("usually-not-appropriate", RSCAN_USUALLY_NOT_APPROPRIATE, NULL);

static const rsi_attr_shape ratings_attrs[] = {
    RSI_NAME("source", RSI_ATTR_NAME, RSI_SPELT_ID, RSI_REQUIRED, parsed_ratings, source),
    RSI_ATTR("variant", RSI_ATTR_WORDS, 0, parsed_ratings, variant),
    RSI_WORD("certainty", RSI_ATTR_WORD, 0, parsed_ratings, certainty, words_certainty),
    RSI_WORD("strength", RSI_ATTR_WORD, 0, parsed_ratings, strength, words_strength),
    RSI_WORD("departs", RSI_ATTR_WORD, 0, parsed_ratings, departs, rsi_words_yes_no),
    RSI_NO_ATTR,
};
static const rsi_text_shape ratings_texts[] = {{"note", offsetof(parsed_ratings, note), false}, NO_TEXT};
static const rsi_child_shape ratings_children[] = {
    {RSI_SHAPES(&usually, &maybe, &usually_not), offsetof(parsed_ratings, ratings), 0, 0}, END};

static void finish_ratings(rsi_book *book, const rsi_xml_node *node, void *record) {
  const parsed_ratings *ratings = record;
  if (!ratings->ratings.count)
    rsi_book_report(book, RSI_ELEMENT_MISSING, node->where, NULL, "<ratings> rates no exam");
  if (ratings->departs == PARSED_YES && !ratings->note.in[RSI_EN])
    rsi_book_report(book, RSI_DEPARTURE_UNEXPLAINED, node->where, NULL, "departs=\"yes\" needs a <note lang=\"en\"> that says why");
}

static const rsi_shape ratings = {
    "ratings", sizeof(parsed_ratings), 0, RSI_CONTENT_NONE, 0, ratings_attrs, ratings_texts, ratings_children, finish_ratings};

/* ---- elements that list names ---- */

static const char *const words_means[] = {"absent", "unknown", NULL};
#define NAMES(name) RSI_NAME(name, RSI_ATTR_NAMES, RSI_SPELT_ID, RSI_REQUIRED, parsed_ref_element, names)
static const rsi_attr_shape enter_attrs[] = {NAMES("findings"), RSI_NO_ATTR};
static const rsi_attr_shape yields_attrs[] = {
    NAMES("to"), RSI_WORD("optional", RSI_ATTR_WORD, 0, parsed_ref_element, word, rsi_words_yes_no), RSI_NO_ATTR};
static const rsi_attr_shape unstated_attrs[] = {
    NAMES("finding"), RSI_WORD("means", RSI_ATTR_WORD, RSI_REQUIRED, parsed_ref_element, word, words_means), RSI_NO_ATTR};
static const rsi_attr_shape weighs_attrs[] = {NAMES("safety"), RSI_NO_ATTR};
#define LISTS(name, attrs) {name, sizeof(parsed_ref_element), 0, RSI_CONTENT_NONE, 0, attrs, NULL, NULL, NULL}
static const rsi_shape enter = LISTS("enter", enter_attrs), enter_ordered = LISTS("enter-ordered", enter_attrs), yields = LISTS("yields", yields_attrs);
static const rsi_shape unstated = LISTS("unstated", unstated_attrs), weighs = LISTS("weighs", weighs_attrs);

/* ---- scenarios and gaps ---- */

static const rsi_attr_shape scenario_attrs[] = {
    RSI_ID(parsed_scenario),
    RSI_WORD("urgency", RSI_ATTR_WORD, 0, parsed_scenario, urgency, rsi_words_urgency),
    RSI_NAME("refines", RSI_ATTR_NAME, RSI_SPELT_ID, 0, parsed_scenario, refines),
    RSI_NO_ATTR,
};
static const rsi_text_shape scenario_texts[] = {
    {"title", offsetof(parsed_scenario, title), true},    {"why", offsetof(parsed_scenario, why), false},
    {"patient", offsetof(parsed_scenario, patient), false}, {"instead", offsetof(parsed_scenario, instead), false},
    {"later", offsetof(parsed_scenario, later), false},   NO_TEXT,
};
static const rsi_child_shape scenario_children[] = {
    {RSI_SHAPES(&rsi_shape_when), offsetof(parsed_scenario, when), 1, 1},
    {RSI_SHAPES(&weighs), offsetof(parsed_scenario, weighs), 0, 0},
    {RSI_SHAPES(&ratings), offsetof(parsed_scenario, ratings), 0, 0},
    END,
};
static const rsi_shape scenario = {
    "scenario", sizeof(parsed_scenario), 0, RSI_CONTENT_NONE, 0, scenario_attrs, scenario_texts, scenario_children, NULL};

static const rsi_attr_shape gap_attrs[] = {RSI_ID(parsed_scenario), RSI_NO_ATTR};
static const rsi_text_shape gap_texts[] = {{"reason", offsetof(parsed_scenario, why), true}, NO_TEXT};
static const rsi_child_shape gap_children[] = {{RSI_SHAPES(&rsi_shape_when), offsetof(parsed_scenario, when), 1, 1}, END};
static const rsi_shape gap = {"gap", sizeof(parsed_scenario), 0, RSI_CONTENT_NONE, 0, gap_attrs, gap_texts, gap_children, NULL};

/* ---- guideline ---- */

static const rsi_attr_shape define_attrs[] = {RSI_ID(parsed_define), RSI_NO_ATTR};
static const rsi_child_shape define_children[] = {{rsi_shapes_condition, offsetof(parsed_define, conditions), 1, 0}, END};
static const rsi_text_shape define_texts[] = {{"title", offsetof(parsed_define, title), false}, NO_TEXT};
static const rsi_shape define = {"define", sizeof(parsed_define), 0, RSI_CONTENT_NONE, 0, define_attrs, define_texts, define_children, NULL};

static const rsi_child_shape applies_children[] = {{rsi_shapes_condition, offsetof(parsed_wrapper, children), 1, 0}, END};
static const rsi_shape applies = {"applies", sizeof(parsed_wrapper), 0, RSI_CONTENT_NONE, 0, NULL, NULL, applies_children, NULL};

static const rsi_attr_shape guideline_attrs[] = {
    RSI_FORMAT_ATTR,
    RSI_ID(parsed_guideline),
    RSI_ATTR("version", RSI_ATTR_WORDS, RSI_REQUIRED, parsed_guideline, version),
    RSI_ATTR("reviewed", RSI_ATTR_DATE, 0, parsed_guideline, reviewed),
    RSI_ATTR("review-by", RSI_ATTR_DATE, 0, parsed_guideline, review_by),
    RSI_NAME("regions", RSI_ATTR_NAMES, RSI_SPELT_ID, 0, parsed_guideline, regions),
    RSI_NO_ATTR,
};
static const rsi_text_shape guideline_texts[] = {{"title", offsetof(parsed_guideline, title), true}, NO_TEXT};
static const rsi_child_shape guideline_children[] = {
    {RSI_SHAPES(&rsi_shape_source), offsetof(parsed_guideline, sources), 0, 0},
    {RSI_SHAPES(&enter), offsetof(parsed_guideline, enters), 1, 0},
    {RSI_SHAPES(&enter_ordered), offsetof(parsed_guideline, enters_ordered), 0, 0},
    {RSI_SHAPES(&applies), offsetof(parsed_guideline, applies), 0, 1},
    {RSI_SHAPES(&yields), offsetof(parsed_guideline, yields), 0, 0},
    {RSI_SHAPES(&unstated), offsetof(parsed_guideline, unstated), 0, 0},
    {RSI_SHAPES(&define), offsetof(parsed_guideline, defines), 0, 0},
    {RSI_SHAPES(&scenario), offsetof(parsed_guideline, scenarios), 0, 0},
    {RSI_SHAPES(&gap), offsetof(parsed_guideline, gaps), 0, 0},
    END,
};
const rsi_shape rsi_shape_guideline = {"guideline", sizeof(parsed_guideline), PARSED_GUIDELINE, RSI_CONTENT_NONE, 0, guideline_attrs,
                                       guideline_texts, guideline_children, NULL};

/* ---- safety ---- */

static const char *const words_band[] = {"0", "1", "2", "3", "4", "5", NULL};
static const rsi_attr_shape filter_attrs[] = {
    RSI_NAME("modality", RSI_ATTR_NAMES, RSI_SPELT_MODALITY, 0, parsed_filter, modalities),
    RSI_NAME("regions", RSI_ATTR_NAMES, RSI_SPELT_ID, 0, parsed_filter, regions),
    RSI_NAME("exams", RSI_ATTR_NAMES, RSI_SPELT_EXAM, 0, parsed_filter, exams),
    RSI_WORD("contrast", RSI_ATTR_WORD_SET, 0, parsed_filter, contrasts, rsi_words_contrast),
    RSI_WORD("radiation-at-least", RSI_ATTR_WORD, 0, parsed_filter, radiation, words_band),
    RSI_NO_ATTR,
};
static const rsi_shape filter = {"exam", sizeof(parsed_filter), 0, RSI_CONTENT_NONE, 0, filter_attrs, NULL, NULL, NULL};

static const rsi_attr_shape rule_attrs[] = {
    RSI_ID(parsed_rule), RSI_WORD("level", RSI_ATTR_WORD, RSI_REQUIRED, parsed_rule, level, rsi_words_safety), RSI_NO_ATTR};
static const rsi_text_shape rule_texts[] = {{"title", offsetof(parsed_rule, title), true},
                                            {"message", offsetof(parsed_rule, message), true},
                                            {"advice", offsetof(parsed_rule, advice), false},
                                            NO_TEXT};
static const rsi_child_shape rule_children[] = {
    {RSI_SHAPES(&rsi_shape_when), offsetof(parsed_rule, when), 1, 1},
    {RSI_SHAPES(&filter), offsetof(parsed_rule, filters), 0, 0},
    {RSI_SHAPES(&rsi_shape_source), offsetof(parsed_rule, source), 0, 1},
    END,
};
static const rsi_shape rule = {"rule", sizeof(parsed_rule), 0, RSI_CONTENT_NONE, 0, rule_attrs, rule_texts, rule_children, NULL};
static const rsi_attr_shape root_attrs[] = {RSI_FORMAT_ATTR, RSI_NO_ATTR};
static const rsi_child_shape safety_children[] = {{RSI_SHAPES(&rule), offsetof(parsed_root, rules), 0, 0}, END};
const rsi_shape rsi_shape_safety = {"safety", sizeof(parsed_root), PARSED_SAFETY, RSI_CONTENT_NONE, 0, root_attrs, NULL, safety_children, NULL};
/* clang-format on */
