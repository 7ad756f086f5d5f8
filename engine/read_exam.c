/* Shapes of the catalogue of exams, and of who publishes. */
#include <string.h>

#include "shape.h"

/* clang-format off */
#define END {NULL, 0, 0, 0}
#define NO_TEXT {NULL, 0, false}

static const rsi_attr_shape root_attrs[] = {RSI_FORMAT_ATTR, RSI_NO_ATTR};

/* ---- regions, modalities, techniques, contrasts ---- */

static const rsi_attr_shape region_attrs[] = {
    RSI_ID(parsed_entry), RSI_NAME("within", RSI_ATTR_NAME, RSI_SPELT_ID, 0, parsed_entry, within), RSI_NO_ATTR};
static const rsi_attr_shape modality_attrs[] = {
    RSI_NAME("id", RSI_ATTR_NAME, RSI_SPELT_MODALITY, RSI_REQUIRED, parsed_entry, id), RSI_NO_ATTR};
static const rsi_attr_shape technique_attrs[] = {RSI_ID(parsed_entry), RSI_NO_ATTR};
static const rsi_text_shape entry_texts[] = {{"title", offsetof(parsed_entry, title), true}, NO_TEXT};
static const rsi_child_shape entry_children[] = {{rsi_shapes_cue, offsetof(parsed_entry, cues), 0, 0}, END};

static void finish_contrast(rsi_book *book, const rsi_xml_node *node, void *record) {
  const parsed_entry *contrast = record;
  for (int i = 1; contrast->id.id && rsi_words_contrast[i]; i++)
    if (!strcmp(rsi_words_contrast[i], contrast->id.id))
      return;
  if (contrast->id.id)
    rsi_book_report(book, RSI_VALUE_BAD, contrast->id.where, NULL, "id is \"%s\"; it must be one of without, with, without-and-with",
                    rsi_book_shown(book, contrast->id.id));
  (void)node;
}

#define ENTRY(name, kind, attrs, finish) {name, sizeof(parsed_entry), kind, RSI_CONTENT_NONE, 0, attrs, entry_texts, entry_children, finish}
static const rsi_shape region = ENTRY("region", PARSED_REGION, region_attrs, NULL);
static const rsi_shape modality = ENTRY("modality", PARSED_MODALITY, modality_attrs, NULL);
static const rsi_shape technique = ENTRY("technique", PARSED_TECHNIQUE, technique_attrs, NULL);
static const rsi_shape contrast = ENTRY("contrast", PARSED_CONTRAST, technique_attrs, finish_contrast);

/* ---- exams ---- */

static const char *const words_radiation[] = {"0", "1", "2", "3", "4", "5", "varies", NULL};

static const rsi_attr_shape alias_attrs[] = {RSI_WORD("lang", RSI_ATTR_WORD, 0, parsed_alias, lang, rsi_words_lang), RSI_NO_ATTR};
static const rsi_shape alias = {
    "alias", sizeof(parsed_alias), 0, RSI_CONTENT_WORDS, offsetof(parsed_alias, text), alias_attrs, NULL, NULL, NULL};

#define EXAM_NAME(name, spelling, field) RSI_NAME(name, RSI_ATTR_NAME, spelling, 0, parsed_exam, field)
#define EXAM_WORD(name, field, words) RSI_WORD(name, RSI_ATTR_WORD, 0, parsed_exam, field, words)
#define ORDER RSI_ATTR("order", RSI_ATTR_WHOLE, 0, parsed_exam, order)
static const rsi_attr_shape exam_attrs[] = {
    RSI_ID(parsed_exam),
    EXAM_NAME("modality", RSI_SPELT_MODALITY, modality),
    EXAM_NAME("region", RSI_SPELT_ID, region),
    EXAM_NAME("technique", RSI_SPELT_ID, technique),
    EXAM_WORD("contrast", contrast, rsi_words_contrast),
    EXAM_WORD("default", is_default, rsi_words_yes_no),
    EXAM_WORD("laterality", has_side, rsi_words_yes_no),
    EXAM_WORD("placeholder", is_placeholder, rsi_words_yes_no),
    EXAM_WORD("radiation-adult", radiation_adult, words_radiation),
    EXAM_WORD("radiation-child", radiation_child, words_radiation),
    ORDER,
    RSI_NO_ATTR,
};
static const rsi_text_shape exam_texts[] = {{"title", offsetof(parsed_exam, title), true}, NO_TEXT};
static const rsi_child_shape exam_children[] = {
    {RSI_SHAPES(&alias), offsetof(parsed_exam, aliases), 0, 0},
    {RSI_SHAPES(&rsi_shape_code), offsetof(parsed_exam, codes), 0, 0},
    END,
};
static const rsi_shape exam = {"exam", sizeof(parsed_exam), 0, RSI_CONTENT_NONE, 0, exam_attrs, exam_texts, exam_children, NULL};

static const rsi_attr_shape extend_attrs[] = {
    RSI_NAME("exam", RSI_ATTR_NAME, RSI_SPELT_ID, RSI_REQUIRED, parsed_exam, id), ORDER, RSI_NO_ATTR};
static const rsi_shape extend = {"extend", sizeof(parsed_exam), 0, RSI_CONTENT_NONE, 0, extend_attrs, NULL, exam_children, NULL};

static const rsi_child_shape exams_children[] = {
    {RSI_SHAPES(&region), offsetof(parsed_root, regions), 0, 0},
    {RSI_SHAPES(&modality), offsetof(parsed_root, modalities), 0, 0},
    {RSI_SHAPES(&technique), offsetof(parsed_root, techniques), 0, 0},
    {RSI_SHAPES(&contrast), offsetof(parsed_root, contrasts), 0, 0},
    {RSI_SHAPES(&exam), offsetof(parsed_root, exams), 0, 0},
    {RSI_SHAPES(&extend), offsetof(parsed_root, extends), 0, 0},
    END,
};
const rsi_shape rsi_shape_exams = {"exams", sizeof(parsed_root), PARSED_EXAMS, RSI_CONTENT_NONE, 0, root_attrs, NULL, exams_children, NULL};

/* ---- authorities ---- */

static const rsi_shape url = {"url", sizeof(parsed_example), 0, RSI_CONTENT_WORDS, offsetof(parsed_example, text), NULL, NULL, NULL, NULL};
static const rsi_attr_shape authority_attrs[] = {RSI_ID(parsed_authority), RSI_NO_ATTR};
static const rsi_text_shape authority_texts[] = {{"title", offsetof(parsed_authority, title), true}, NO_TEXT};
static const rsi_child_shape authority_children[] = {{RSI_SHAPES(&url), offsetof(parsed_authority, urls), 0, 1}, END};
static const rsi_shape authority = {
    "authority", sizeof(parsed_authority), 0, RSI_CONTENT_NONE, 0, authority_attrs, authority_texts, authority_children, NULL};

static const rsi_attr_shape profile_attrs[] = {
    RSI_ID(parsed_profile),
    RSI_WORD("default", RSI_ATTR_WORD, 0, parsed_profile, is_default, rsi_words_yes_no),
    RSI_NAME("prefer", RSI_ATTR_NAMES, RSI_SPELT_ID, RSI_REQUIRED, parsed_profile, prefer),
    RSI_NO_ATTR,
};
static const rsi_text_shape profile_texts[] = {{"title", offsetof(parsed_profile, title), true}, NO_TEXT};
static const rsi_shape profile = {"profile", sizeof(parsed_profile), 0, RSI_CONTENT_NONE, 0, profile_attrs, profile_texts, NULL, NULL};

static const rsi_child_shape authorities_children[] = {
    {RSI_SHAPES(&authority), offsetof(parsed_root, authorities), 0, 0},
    {RSI_SHAPES(&profile), offsetof(parsed_root, profiles), 0, 0},
    END,
};
const rsi_shape rsi_shape_authorities = {
    "authorities", sizeof(parsed_root), PARSED_AUTHORITIES, RSI_CONTENT_NONE, 0, root_attrs, NULL, authorities_children, NULL};
/* clang-format on */
