/* Shapes of conditions: the same elements wherever a condition may stand. */
#include "shape.h"

/* clang-format off */
static void finish_measure(rsi_book *book, const rsi_xml_node *node, void *record) {
  rsi_check_bounds(book, node, &((parsed_condition *)record)->bounds, true);
}

static void finish_score(rsi_book *book, const rsi_xml_node *node, void *record) {
  const parsed_condition *c = record;
  rsi_check_bounds(book, node, &c->bounds, !c->is.count);
  if (c->is.count && rsi_has_bounds(&c->bounds))
    rsi_book_report(book, RSI_ATTRIBUTE_CONFLICT, node->where, NULL, "<score> takes bands (is) or a range, not both");
}

static void finish_at_least(rsi_book *book, const rsi_xml_node *node, void *record) {
  const parsed_condition *c = record;
  if (c->count == 0 || (c->count != RSI_NONE && c->count > c->children.count))
    rsi_book_report(book, RSI_COUNT_BAD, node->where, NULL, "count is %u, and there are %u conditions to count", (unsigned)c->count,
                    (unsigned)c->children.count);
}

#define NAME(name, type, field) RSI_NAME(name, type, RSI_SPELT_ID, RSI_ONE_OF, parsed_condition, field)
#define OF RSI_NAME("of", RSI_ATTR_NAME, RSI_SPELT_ID, RSI_REQUIRED, parsed_condition, of)

static const rsi_attr_shape has_attrs[] = {
    NAME("finding", RSI_ATTR_NAME, finding), NAME("any", RSI_ATTR_NAMES, any), NAME("all", RSI_ATTR_NAMES, all), NAME("group", RSI_ATTR_NAME, group),
    RSI_NO_ATTR,
};
static const rsi_attr_shape lacks_attrs[] = {
    NAME("finding", RSI_ATTR_NAME, finding), NAME("all", RSI_ATTR_NAMES, all), NAME("group", RSI_ATTR_NAME, group),
    RSI_NO_ATTR,
};
static const rsi_attr_shape choice_attrs[] = {
    OF, RSI_NAME("is", RSI_ATTR_NAMES, RSI_SPELT_ID, RSI_REQUIRED, parsed_condition, is),
    RSI_NO_ATTR,
};
static const rsi_attr_shape measure_attrs[] = {
    OF, RSI_ATTR("unit", RSI_ATTR_WORDS, 0, parsed_condition, unit), RSI_BOUNDS_ATTRS(parsed_condition),
    RSI_NO_ATTR,
};
static const rsi_attr_shape prior_attrs[] = {
    OF, NAME("shows", RSI_ATTR_NAMES, is), RSI_WORD("done", RSI_ATTR_WORD, RSI_ONE_OF, parsed_condition, done, rsi_words_yes_no),
    RSI_NO_ATTR,
};
static const rsi_attr_shape score_attrs[] = {
    OF, RSI_NAME("is", RSI_ATTR_NAMES, RSI_SPELT_ID, 0, parsed_condition, is), RSI_BOUNDS_ATTRS(parsed_condition),
    RSI_NO_ATTR,
};
static const rsi_attr_shape holds_attrs[] = {
    RSI_NAME("define", RSI_ATTR_NAME, RSI_SPELT_ID, RSI_REQUIRED, parsed_condition, define),
    RSI_NO_ATTR,
};
static const rsi_attr_shape at_least_attrs[] = {
    RSI_ATTR("count", RSI_ATTR_WHOLE, RSI_REQUIRED, parsed_condition, count),
    RSI_NO_ATTR,
};
static const rsi_attr_shape repeat_attrs[] = {
    RSI_ATTR("within-days", RSI_ATTR_NUMBER, RSI_REQUIRED, parsed_condition, within_days),
    RSI_NO_ATTR,
};

static const rsi_child_shape inside[] = {{rsi_shapes_condition, offsetof(parsed_condition, children), 1, 0}, {NULL, 0, 0, 0}};

#define LEAF(name, kind, attrs, finish) {name, sizeof(parsed_condition), kind, RSI_CONTENT_NONE, 0, attrs, NULL, NULL, finish}
#define TREE(name, kind, attrs, finish) {name, sizeof(parsed_condition), kind, RSI_CONTENT_NONE, 0, attrs, NULL, inside, finish}

static const rsi_shape has = LEAF("has", PARSED_HAS, has_attrs, NULL);
static const rsi_shape suspects = LEAF("suspects", PARSED_SUSPECTS, has_attrs, NULL);
static const rsi_shape lacks = LEAF("lacks", PARSED_LACKS, lacks_attrs, NULL);
static const rsi_shape choice = LEAF("choice", PARSED_CHOICE_IS, choice_attrs, NULL);
static const rsi_shape measure = LEAF("measure", PARSED_MEASURE_IS, measure_attrs, finish_measure);
static const rsi_shape prior = LEAF("prior", PARSED_PRIOR_IS, prior_attrs, NULL);
static const rsi_shape score = LEAF("score", PARSED_SCORE_IS, score_attrs, finish_score);
static const rsi_shape holds = LEAF("holds", PARSED_HOLDS, holds_attrs, NULL);
static const rsi_shape all = TREE("all", PARSED_ALL, NULL, NULL);
static const rsi_shape any = TREE("any", PARSED_ANY, NULL, NULL);
static const rsi_shape not = TREE("not", PARSED_NOT, NULL, NULL);
static const rsi_shape at_least = TREE("at-least", PARSED_AT_LEAST, at_least_attrs, finish_at_least);
static const rsi_shape repeat = LEAF("repeat", PARSED_REPEAT, repeat_attrs, NULL);
static const rsi_shape always = LEAF("always", PARSED_ALWAYS, NULL, NULL);

const rsi_shape *const rsi_shapes_condition[] = {&has, &suspects, &lacks, &choice, &measure, &prior, &score,
                                                 &holds, &all, &any, &not, &at_least, &repeat, &always, NULL};

static const rsi_child_shape when_children[] = {{rsi_shapes_condition, offsetof(parsed_wrapper, children), 1, 0}, {NULL, 0, 0, 0}};
const rsi_shape rsi_shape_when = {"when", sizeof(parsed_wrapper), 0, RSI_CONTENT_NONE, 0, NULL, NULL, when_children, NULL};
/* clang-format on */
