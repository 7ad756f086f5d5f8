/* Shapes of rulebase.xml, wording and style, and of <language>, which the text room reads. */
#include "model.h"
#include "shape.h"

/* clang-format off */
#define END {NULL, 0, 0, 0}
#define NO_TEXT {NULL, 0, false}

static const rsi_attr_shape module_attrs[] = {RSI_ATTR("href", RSI_ATTR_WORDS, RSI_REQUIRED, parsed_module, href), RSI_NO_ATTR};
#define FILE_SHAPE(name, kind) {name, sizeof(parsed_module), kind, RSI_CONTENT_NONE, 0, module_attrs, NULL, NULL, NULL}
static const rsi_shape module = FILE_SHAPE("module", 0), cases = FILE_SHAPE("cases", 1);

static const rsi_attr_shape switch_off_attrs[] = {
    RSI_NAME("guideline", RSI_ATTR_NAMES, RSI_SPELT_ID, RSI_REQUIRED, parsed_ref_element, names), RSI_NO_ATTR};
static const rsi_shape switch_off = {
    "switch-off", sizeof(parsed_ref_element), 0, RSI_CONTENT_NONE, 0, switch_off_attrs, NULL, NULL, NULL};

static const rsi_attr_shape rulebase_attrs[] = {
    RSI_FORMAT_ATTR,
    RSI_ID(parsed_root),
    RSI_ATTR("version", RSI_ATTR_WORDS, RSI_REQUIRED, parsed_root, version),
    RSI_ATTR("effective", RSI_ATTR_DATE, 0, parsed_root, effective),
    RSI_ATTR("review-by", RSI_ATTR_DATE, 0, parsed_root, review_by),
    RSI_NO_ATTR,
};
static const rsi_text_shape rulebase_texts[] = {{"title", offsetof(parsed_root, title), true}, NO_TEXT};
static const rsi_child_shape rulebase_children[] = {
    {RSI_SHAPES(&module, &cases), offsetof(parsed_root, modules), 0, 0},
    {RSI_SHAPES(&switch_off), offsetof(parsed_root, switch_offs), 0, 0},
    END,
};
const rsi_shape rsi_shape_rulebase = {
    "rulebase", sizeof(parsed_root), PARSED_RULEBASE, RSI_CONTENT_NONE, 0, rulebase_attrs, rulebase_texts, rulebase_children, NULL};

static const rsi_attr_shape message_attrs[] = {
    RSI_NAME("id", RSI_ATTR_NAME, RSI_SPELT_MESSAGE, RSI_REQUIRED, parsed_message, id), RSI_NO_ATTR};
static const rsi_shape message = {
    "message", sizeof(parsed_message), 0, RSI_CONTENT_WORDS, offsetof(parsed_message, text), message_attrs, NULL, NULL, NULL};
static const rsi_attr_shape wording_attrs[] = {
    RSI_FORMAT_ATTR, RSI_WORD("lang", RSI_ATTR_WORD, RSI_REQUIRED, parsed_root, lang, rsi_words_lang), RSI_NO_ATTR};
static const rsi_child_shape wording_children[] = {{RSI_SHAPES(&message), offsetof(parsed_root, messages), 0, 0}, END};
const rsi_shape rsi_shape_wording = {
    "wording", sizeof(parsed_root), PARSED_WORDING, RSI_CONTENT_NONE, 0, wording_attrs, NULL, wording_children, NULL};

static const rsi_attr_shape avoid_attrs[] = {RSI_ATTR("instead", RSI_ATTR_WORDS, RSI_REQUIRED, parsed_style, instead), RSI_NO_ATTR};
#define STYLE(name, kind, attrs) {name, sizeof(parsed_style), kind, RSI_CONTENT_RAW, offsetof(parsed_style, words), attrs, NULL, NULL, NULL}
static const rsi_shape avoid = STYLE("avoid", RSI_STYLE_AVOID, avoid_attrs), small_words = STYLE("small-words", RSI_STYLE_SMALL_WORDS, NULL);
static const rsi_child_shape style_children[] = {{RSI_SHAPES(&avoid, &small_words), offsetof(parsed_root, styles), 0, 0}, END};
const rsi_shape rsi_shape_style = {
    "style", sizeof(parsed_root), PARSED_STYLE, RSI_CONTENT_NONE, 0, wording_attrs, NULL, style_children, NULL};

const rsi_shape rsi_shape_language = {"language", sizeof(parsed_root), PARSED_LANGUAGE, RSI_CONTENT_FOREIGN, 0, NULL, NULL, NULL, NULL};
/* clang-format on */
