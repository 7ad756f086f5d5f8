/* An order's words → the exams that they fit.
 *
 * Names are kept bare (letters, digits, and the + and - that mean contrast), so that "MRI L-spine", "mri l spine" and "MRI
 * L/spine" are one look-up. What no name says is read as words: an exam fits when it is of a modality, technique and contrast that
 * were said, and of the most specific region that was said, or of the nearest region around it that has such an exam. */
#include "order.h"

#include <stdio.h>
#include <string.h>

#include "limits.h"
#include "referral.h"

#define MAX_NAME 160 /* bytes of a name; longer orders are read as words */
#define MAX_SAID 8   /* regions, modalities or techniques of one order that are told apart */

typedef struct name {
  const char *key;
  uint32_t exam;
  bool is_title; /* a title states the contrast of its exam; an alias may leave it open */
} name;

struct rsi_order_index {
  const name *names; /* sorted by key, then exam */
  uint32_t n_names;
  const uint32_t *exams;        /* by modality, then index */
  const uint32_t *modality_end; /* a modality each: where its exams end in `exams`; they begin where the one before ends */
  const uint32_t *joint;        /* exams that are several done together */
  uint32_t n_joint;
};

/* ---- names ---- */

/* Letters and digits in lower case, without accents; a + anywhere, a - behind which nothing follows in its word. 0: too long. */
static size_t bare_name(const char *text, char out[MAX_NAME]) {
  char folded[MAX_NAME];
  size_t length = strlen(text), used = 0;
  if (length >= sizeof folded / 2)
    return 0;
  length = rsi_fold(text, length, folded, sizeof folded, NULL);
  for (size_t i = 0; i < length; i++) {
    char c = folded[i], next = i + 1 < length ? folded[i + 1] : ' ';
    bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_word || c == '+' || (c == '-' && (next == ' ' || next == ',')))
      out[used++] = c;
  }
  out[used] = '\0';
  return used;
}

static int compare_names(const void *pa, const void *pb, const void *context) {
  (void)context;
  const name *a = pa, *b = pb;
  int by_key = strcmp(a->key, b->key);
  if (by_key)
    return by_key;
  return a->exam != b->exam ? (a->exam < b->exam ? -1 : 1) : (int)a->is_title - (int)b->is_title;
}

static bool add_name(rscan_rulebase *rb, name *names, uint32_t *count, rsi_str text, uint32_t exam, bool is_title) {
  char key[MAX_NAME];
  size_t length = text ? bare_name(rsi_string(rb, text), key) : 0;
  if (!length)
    return true;
  const char *kept = rsi_arena_strndup(&rb->arena, key, length);
  names[(*count)++] = (name){kept, exam, is_title};
  return kept != NULL;
}

static bool index_names(rscan_rulebase *rb, struct rsi_order_index *index) {
  size_t room = (size_t)rb->n_exams * RSI_LANGS + rb->n_aliases + 1;
  name *names = rsi_arena_alloc(&rb->arena, room * sizeof *names);
  if (!names)
    return false;
  for (uint32_t i = 0; i < rb->n_exams; i++)
    for (int lang = 0; lang < RSI_LANGS; lang++)
      if (!add_name(rb, names, &index->n_names, rb->exams[i].title.in[lang], i, true))
        return false;
  for (uint32_t i = 0; i < rb->n_aliases; i++)
    if (!add_name(rb, names, &index->n_names, rb->aliases[i].text, rb->aliases[i].exam, false))
      return false;
  rsi_sort(names, index->n_names, sizeof *names, compare_names, NULL);
  index->names = names;
  return true;
}

static bool index_exams(rscan_rulebase *rb, struct rsi_order_index *index) {
  uint32_t *exams = rsi_arena_alloc(&rb->arena, (rb->n_exams + 1) * sizeof *exams), count = 0;
  uint32_t *ends = rsi_arena_alloc(&rb->arena, (rb->n_modalities + 1) * sizeof *ends);
  uint32_t *joint = rsi_arena_alloc(&rb->arena, (rb->n_exams + 1) * sizeof *joint);
  if (!exams || !ends || !joint)
    return false;
  for (uint32_t m = 0; m < rb->n_modalities; m++) {
    for (uint32_t i = 0; i < rb->n_exams; i++)
      if (rb->exams[i].modality == m && !rb->exams[i].parts.count)
        exams[count++] = i;
    ends[m] = count;
  }
  for (uint32_t i = 0; i < rb->n_exams; i++)
    if (rb->exams[i].parts.count)
      joint[index->n_joint++] = i;
  index->joint = joint;
  index->exams = exams;
  index->modality_end = ends;
  return true;
}

bool rsi_order_index_make(rscan_rulebase *rb) {
  struct rsi_order_index *index = rsi_arena_alloc(&rb->arena, sizeof *index);
  if (!index || !index_names(rb, index) || !index_exams(rb, index))
    return false;
  rb->orders = index;
  return true;
}

/* ---- collecting ---- */

static void add_exam(rsi_order *order, uint32_t exam) {
  uint32_t at = order->n_exams;
  for (uint32_t i = 0; i < order->n_exams; i++)
    if (order->exams[i] == exam)
      return;
  if (order->n_exams == RSI_MAX_FITTING)
    return;
  for (; at > 0 && order->exams[at - 1] > exam; at--)
    order->exams[at] = order->exams[at - 1];
  order->exams[at] = exam;
  order->n_exams++;
}

/* The default among those that fit, when there is exactly one and they differ only in how, not where; the exam itself when nothing
 * else fits. */
static void set_preferred(const rscan_rulebase *rb, rsi_order *order) {
  uint32_t n_defaults = 0;
  bool is_one_place = true;
  for (uint32_t i = 0; i < order->n_exams; i++) {
    const rsi_exam *exam = &rb->exams[order->exams[i]];
    is_one_place = is_one_place && exam->region == rb->exams[order->exams[0]].region;
    if (exam->is_default && n_defaults++ == 0)
      order->preferred = order->exams[i];
  }
  if (n_defaults > 1 || !is_one_place)
    order->preferred = RSI_NONE;
  if (order->n_exams == 1)
    order->preferred = order->exams[0];
}

/* What the exams have in common is what was understood. */
static void set_understood(const rscan_rulebase *rb, rsi_order *order) {
  for (uint32_t i = 0; i < order->n_exams; i++) {
    const rsi_exam *exam = &rb->exams[order->exams[i]];
    order->modality = i == 0 || order->modality == exam->modality ? exam->modality : RSI_NONE;
    order->region = i == 0 || order->region == exam->region ? exam->region : RSI_NONE;
    order->is_placeholder = (i == 0 || order->is_placeholder) && exam->is_placeholder;
  }
}

/* ---- by id, code, name ---- */

static void find_codes(const rscan_rulebase *rb, const char *text, rsi_order *order) {
  char code[MAX_NAME], system[64] = "", own[64];
  const char *bar = strrchr(text, '|'), *from = bar ? bar + 1 : text;
  size_t length = strlen(from);
  if (length >= sizeof code || !length)
    return;
  for (size_t i = 0; i <= length; i++)
    code[i] = from[i] >= 'a' && from[i] <= 'z' ? (char)(from[i] - ('a' - 'A')) : from[i];
  if (bar)
    rsi_code_system(text, (size_t)(bar - text), system, sizeof system);
  uint32_t low = 0, high = rb->n_codes;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (strcmp(rsi_string(rb, rb->codes[mid].code), code) < 0)
      low = mid + 1;
    else
      high = mid;
  }
  for (; low < rb->n_codes && strcmp(rsi_string(rb, rb->codes[low].code), code) == 0; low++) {
    const char *of = rsi_string(rb, rb->codes[low].system);
    rsi_code_system(of, strlen(of), own, sizeof own);
    if (rb->codes[low].kind == RSI_CODE_EXAM && (!bar || strcmp(own, system) == 0))
      add_exam(order, rb->codes[low].target);
  }
}

/* Exams of this name. *leaves_contrast_open: it is an alias only, which may not say everything. */
static void find_names(const rscan_rulebase *rb, const char *text, rsi_order *order, bool *leaves_contrast_open) {
  char key[MAX_NAME];
  const struct rsi_order_index *index = rb->orders;
  if (!index || !bare_name(text, key))
    return;
  uint32_t low = 0, high = index->n_names;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (strcmp(index->names[mid].key, key) < 0)
      low = mid + 1;
    else
      high = mid;
  }
  *leaves_contrast_open = true;
  for (; low < index->n_names && strcmp(index->names[low].key, key) == 0; low++) {
    add_exam(order, index->names[low].exam);
    *leaves_contrast_open = *leaves_contrast_open && !index->names[low].is_title;
  }
}

static bool is_sibling(const rsi_exam *a, const rsi_exam *b) {
  return a->modality == b->modality && a->region == b->region && a->technique == b->technique && a->contrast && b->contrast
         && a->is_placeholder == b->is_placeholder;
}

/* Is word i only a piece of another: the "c-" of "c-spine" does not speak of contrast. */
static bool is_inside_another(const rsi_exam_word *words, uint32_t n_words, uint32_t i) {
  for (uint32_t k = 0; k < n_words; k++)
    if (words[k].length > words[i].length && words[k].start <= words[i].start
        && words[k].start + words[k].length >= words[i].start + words[i].length)
      return true;
  return false;
}

/* "MRI head" is a name of the default exam, and yet it leaves the contrast open: its siblings fit as well, unless a word of the
 * order speaks of contrast. */
static rscan_status add_siblings(rsi_reader *reader, const rscan_rulebase *rb, const char *text, rsi_order *order,
                                 rscan_error **err) {
  const rsi_exam *exam = &rb->exams[order->exams[0]];
  const rsi_exam_word *words;
  uint32_t n_words;
  if (!reader || order->n_exams != 1 || !exam->is_default || !exam->contrast || exam->modality == RSI_NONE)
    return RSCAN_OK;
  rscan_status status = rsi_read_exam(reader, text, strlen(text), &words, &n_words, err);
  for (uint32_t i = 0; status == RSCAN_OK && i < n_words; i++)
    if (words[i].kind == RSI_CUE_CONTRAST && !is_inside_another(words, n_words, i))
      return RSCAN_OK;
  for (uint32_t i = exam->modality ? rb->orders->modality_end[exam->modality - 1] : 0;
       status == RSCAN_OK && i < rb->orders->modality_end[exam->modality]; i++)
    if (is_sibling(exam, &rb->exams[rb->orders->exams[i]]))
      add_exam(order, rb->orders->exams[i]);
  return status;
}

/* ---- by words ---- */

typedef struct list {
  uint32_t items[MAX_SAID], count;
} list;

static bool has(const list *l, uint32_t item) {
  for (uint32_t i = 0; i < l->count; i++)
    if (l->items[i] == item)
      return true;
  return false;
}

static void put(list *l, uint32_t item) {
  if (l->count < MAX_SAID && !has(l, item))
    l->items[l->count++] = item;
}

typedef struct said {
  list regions, modalities, techniques;
  list all_regions;                     /* those too that only say where the inner ones are */
  uint8_t contrast;                     /* rsi_contrast; NONE when nothing was said */
  uint32_t region_start, region_length; /* the words of the last region */
} said;

static uint8_t join_contrast(uint8_t a, uint8_t b) { return a == RSI_CONTRAST_NONE || a == b ? b : RSI_CONTRAST_BOTH; }

/* "MRI spine lumbar": of regions one inside the other only the inner one is meant. */
static void keep_innermost(const rscan_rulebase *rb, list *regions) {
  list kept = {.count = 0};
  for (uint32_t i = 0; i < regions->count; i++) {
    bool is_outer = false;
    for (uint32_t k = 0; k < regions->count; k++)
      is_outer |= k != i && rsi_region_within(rb, regions->items[k], regions->items[i]);
    if (!is_outer)
      put(&kept, regions->items[i]);
  }
  *regions = kept;
}

static void take_word(said *s, const rsi_exam_word *words, uint32_t n_words, uint32_t i) {
  const rsi_exam_word *w = &words[i];
  switch (w->kind) {
  case RSI_CUE_CONTRAST:
    if (!is_inside_another(words, n_words, i))
      s->contrast = join_contrast(s->contrast, (uint8_t)w->target);
    return;
  case RSI_CUE_REGION:
    put(&s->regions, w->target);
    s->region_start = w->start;
    s->region_length = w->length;
    return;
  default:
    put(w->kind == RSI_CUE_MODALITY ? &s->modalities : &s->techniques, w->target);
  }
}

static rscan_status read_words(rsi_reader *reader, const rscan_rulebase *rb, const char *text, said *s, rscan_error **err) {
  const rsi_exam_word *words;
  uint32_t n_words;
  *s = (said){.contrast = RSI_CONTRAST_NONE};
  rscan_status status = rsi_read_exam(reader, text, strlen(text), &words, &n_words, err);
  for (uint32_t i = 0; status == RSCAN_OK && i < n_words; i++)
    take_word(s, words, n_words, i);
  s->all_regions = s->regions;
  keep_innermost(rb, &s->regions);
  return status;
}

/* How much of what was said an exam must answer to. */
enum strictness { AS_SAID, ANY_TECHNIQUE, NO_TECHNIQUE };

static bool fits_contrast(const rsi_exam *exam, uint8_t contrast) {
  return contrast == RSI_CONTRAST_NONE || exam->contrast == contrast
         || (exam->contrast == RSI_CONTRAST_NONE && contrast == RSI_CONTRAST_WITHOUT);
}

static bool fits_technique(const rsi_exam *exam, const said *s, enum strictness how) {
  if (how == ANY_TECHNIQUE)
    return true;
  if (how == NO_TECHNIQUE || !s->techniques.count)
    return exam->technique == RSI_NONE;
  return exam->technique != RSI_NONE && has(&s->techniques, exam->technique);
}

static bool fits(const rsi_exam *exam, const said *s, enum strictness how) {
  return (!s->modalities.count || has(&s->modalities, exam->modality)) && fits_contrast(exam, s->contrast)
         && fits_technique(exam, s, how);
}

/* Adds the fitting exams whose region passes; returns whether there were any. */
typedef bool region_test(const rscan_rulebase *rb, uint32_t exam_region, uint32_t region);

static bool is_region(const rscan_rulebase *rb, uint32_t exam_region, uint32_t region) {
  (void)rb;
  return exam_region == region;
}

static bool is_inside(const rscan_rulebase *rb, uint32_t exam_region, uint32_t region) {
  return exam_region != RSI_NONE && rsi_region_within(rb, exam_region, region);
}

static bool is_anywhere(const rscan_rulebase *rb, uint32_t exam_region, uint32_t region) {
  (void)rb, (void)exam_region, (void)region;
  return true;
}

static bool gather(const rscan_rulebase *rb, const said *s, enum strictness how, region_test *test, uint32_t region,
                   rsi_order *order) {
  uint32_t before = order->n_exams;
  for (uint32_t m = 0; m < rb->n_modalities; m++) {
    if (s->modalities.count && !has(&s->modalities, m))
      continue;
    for (uint32_t i = m ? rb->orders->modality_end[m - 1] : 0; i < rb->orders->modality_end[m]; i++) {
      const rsi_exam *exam = &rb->exams[rb->orders->exams[i]];
      if (fits(exam, s, how) && test(rb, exam->region, region))
        add_exam(order, rb->orders->exams[i]);
    }
  }
  return order->n_exams > before;
}

/* The exams of one region. "With contrast" is content with "without and with" where that is all there is. *is_settled: the region has
 * such exams, if not with the contrast that was said; a larger region would be another exam altogether. */
static bool gather_at(const rscan_rulebase *rb, const said *s, enum strictness how, uint32_t region, rsi_order *order,
                      bool *is_settled) {
  said other = *s;
  uint32_t before = order->n_exams;
  *is_settled = true;
  if (gather(rb, s, how, is_region, region, order))
    return true;
  other.contrast = RSI_CONTRAST_BOTH;
  if (s->contrast == RSI_CONTRAST_WITH && gather(rb, &other, how, is_region, region, order))
    return true;
  other.contrast = RSI_CONTRAST_NONE;
  *is_settled = gather(rb, &other, how, is_region, region, order);
  order->n_exams = before;
  return false;
}

/* One region: its own exams, or those of the nearest region around it (the outermost holds the placeholders), or of those inside. */
static bool gather_region(const rscan_rulebase *rb, const said *s, enum strictness how, uint32_t region, rsi_order *order) {
  bool is_settled = false;
  for (uint32_t at = region; at != RSI_NONE && !is_settled; at = rb->regions[at].within) {
    if (gather_at(rb, s, how, at, order, &is_settled))
      return true;
    if (how == ANY_TECHNIQUE) /* a technique that nobody asked for is only taken where the body part was named */
      return false;
  }
  return !is_settled && gather(rb, s, how, is_inside, region, order);
}

/* The innermost region that holds all that were said. */
static uint32_t common_region(const rscan_rulebase *rb, const list *regions) {
  for (uint32_t outer = rb->regions[regions->items[0]].within; outer != RSI_NONE; outer = rb->regions[outer].within) {
    uint32_t held = 1;
    while (held < regions->count && rsi_region_within(rb, regions->items[held], outer))
      held++;
    if (held == regions->count)
      return outer;
  }
  return RSI_NONE;
}

/* "Abdomen, pelvis" is the region that directly holds both; three or more are the one that holds them all. Not the placeholder's. */
static bool gather_around(const rscan_rulebase *rb, const said *s, enum strictness how, rsi_order *order) {
  uint32_t outer = s->regions.count > 1 ? common_region(rb, &s->regions) : RSI_NONE, before = order->n_exams;
  for (uint32_t i = 0; outer != RSI_NONE && s->regions.count == 2 && i < 2; i++)
    if (rb->regions[s->regions.items[i]].within != outer)
      return false;
  if (outer == RSI_NONE || !gather(rb, s, how, is_region, outer, order))
    return false;
  if (!rb->exams[order->exams[before]].is_placeholder)
    return true;
  order->n_exams = before;
  return false;
}

/* Do the parts of a joint exam answer to each region and each technique that was said? */
static bool answers_to_all(const rscan_rulebase *rb, const rsi_exam *exam, const said *s) {
  list regions = {.count = 0}, techniques = {.count = 0};
  bool has_placeholder = false;
  for (uint32_t i = 0; i < exam->parts.count; i++) {
    const rsi_exam *part = &rb->exams[rb->indices[exam->parts.first + i]];
    if (!fits(part, s, AS_SAID) || (!part->is_placeholder && s->all_regions.count && !has(&s->all_regions, part->region)))
      return false;
    put(&regions, part->region);
    put(&techniques, part->technique);
    has_placeholder |= part->is_placeholder;
  }
  return (has_placeholder || regions.count >= s->all_regions.count) && techniques.count >= s->techniques.count;
}

/* Exams done together, where the order names more than one region or technique. */
static bool gather_joint(const rscan_rulebase *rb, const said *s, rsi_order *order) {
  if (s->all_regions.count < 2 && s->techniques.count < 2)
    return false;
  for (uint32_t i = 0; i < rb->orders->n_joint; i++)
    if (answers_to_all(rb, &rb->exams[rb->orders->joint[i]], s))
      add_exam(order, rb->orders->joint[i]);
  return order->n_exams > 0;
}

static bool gather_said(const rscan_rulebase *rb, const said *s, enum strictness how, rsi_order *order) {
  bool has_any = false;
  if (gather_around(rb, s, how, order))
    return true;
  for (uint32_t i = 0; i < s->regions.count; i++)
    has_any |= gather_region(rb, s, how, s->regions.items[i], order);
  if (!s->regions.count && s->techniques.count)
    return gather(rb, s, how, is_anywhere, RSI_NONE, order);
  return has_any;
}

/* Only a modality: understood when all its exams are of one region (mammography); otherwise it could be any of them. */
static void gather_modality(const rscan_rulebase *rb, const said *s, rsi_order *order) {
  if (!s->modalities.count || !gather(rb, s, ANY_TECHNIQUE, is_anywhere, RSI_NONE, order))
    return;
  for (uint32_t i = 1; i < order->n_exams; i++)
    if (rb->exams[order->exams[i]].region != rb->exams[order->exams[0]].region) {
      order->n_exams = 0;
      return;
    }
}

static bool is_separator(char c) {
  return !((unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
}

/* A joint name without an exam of its own is read as its parts: "abdo/pelvis" as "abdo" and "pelvis". */
static rscan_status split_region(rsi_reader *reader, const char *text, said *s, rscan_error **err) {
  uint32_t start = s->region_start, end = start + s->region_length, cut = end;
  const rsi_exam_word *words;
  uint32_t n_words;
  list parts = {.count = 0};
  while (cut > start && !is_separator(text[cut - 1]))
    cut--;
  const uint32_t from[2] = {start, cut}, to[2] = {cut, end};
  for (size_t half = 0; cut > start && half < 2; half++) {
    rscan_status status = rsi_read_exam(reader, text + from[half], to[half] - from[half], &words, &n_words, err);
    if (status != RSCAN_OK)
      return status;
    for (uint32_t i = 0; i < n_words; i++)
      if (words[i].kind == RSI_CUE_REGION)
        put(&parts, words[i].target);
  }
  if (parts.count > 1)
    s->regions = s->all_regions = parts;
  return RSCAN_OK;
}

static bool has_only_placeholders(const rscan_rulebase *rb, const rsi_order *order) {
  for (uint32_t i = 0; i < order->n_exams; i++)
    if (!rb->exams[order->exams[i]].is_placeholder)
      return false;
  return true;
}

static rscan_status read_as_words(rsi_reader *reader, const rscan_rulebase *rb, const char *text, rsi_order *order,
                                  rscan_error **err) {
  said s;
  rscan_status status = read_words(reader, rb, text, &s, err);
  if (status != RSCAN_OK)
    return status;
  bool is_found = gather_joint(rb, &s, order) || gather_said(rb, &s, AS_SAID, order);
  if (has_only_placeholders(rb, order) && s.regions.count == 1) {
    rsi_order as_one = *order;
    order->n_exams = 0;
    status = split_region(reader, text, &s, err);
    if (status != RSCAN_OK)
      return status;
    if (s.regions.count > 1)
      is_found = gather_joint(rb, &s, order) || gather_said(rb, &s, AS_SAID, order);
    else
      *order = as_one;
  }
  if (!is_found && s.techniques.count)
    gather_said(rb, &s, NO_TECHNIQUE, order);
  else if (!is_found)
    gather_said(rb, &s, ANY_TECHNIQUE, order);
  if (!s.regions.count && !s.techniques.count)
    gather_modality(rb, &s, order);
  set_understood(rb, order);
  if (s.regions.count == 1) /* as ordered, whatever the exam that stands for it is called */
    order->region = s.regions.items[0];
  if (!order->n_exams && s.modalities.count == 1)
    order->modality = s.modalities.items[0];
  return RSCAN_OK;
}

/* ---- the door ---- */

rscan_status rsi_order_read(rsi_reader *reader, const rscan_rulebase *rb, const char *text, rsi_order *order, rscan_error **err) {
  bool leaves_contrast_open = false;
  uint32_t exam = rsi_find_exam(rb, text);
  rscan_status status = RSCAN_OK;
  *order = (rsi_order){.preferred = RSI_NONE, .region = RSI_NONE, .modality = RSI_NONE};
  if (exam != RSI_NONE)
    add_exam(order, exam);
  if (!order->n_exams)
    find_codes(rb, text, order);
  if (!order->n_exams)
    find_names(rb, text, order, &leaves_contrast_open);
  order->is_exact = order->n_exams > 0;
  if (order->is_exact) {
    set_understood(rb, order);
    status = leaves_contrast_open ? add_siblings(reader, rb, text, order, err) : RSCAN_OK;
  } else if (reader && rb->orders) {
    status = read_as_words(reader, rb, text, order, err);
  }
  set_preferred(rb, order);
  return status;
}
