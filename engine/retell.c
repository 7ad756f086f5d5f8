/* A referral told again with some of its facts changed: what was told besides stays, what follows from facts follows anew, and what
 * does not go together is noticed. See change.h; engine/facts.c tells a referral for the first time, and this keeps to its order.
 */
#include "change.h"

#include <math.h>

/* ---- the facts of the referral, and how a world with some of them changed is told ---- */

static bool is_root(const rsi_known *k) {
  return k->origin != RSI_FROM_IMPLICATION && k->origin != RSI_FROM_DERIVATION && k->origin != RSI_FROM_ASSUMPTION;
}

const rsi_known *rsi_root_of(const rsi_seeker *x, uint32_t fact) {
  const rsi_vec *known = &x->s->known;
  if (fact < x->rb->n_facts) {
    uint32_t at = x->s->known_of[fact];
    return at && is_root(RSI_AT(known, rsi_known, at - 1)) ? RSI_AT(known, rsi_known, at - 1) : NULL;
  }
  for (uint32_t i = 0; i < known->count; i++)
    if (RSI_AT(known, rsi_known, i)->fact == fact)
      return RSI_AT(known, rsi_known, i);
  return NULL;
}

static const rsi_change *change_of(const rsi_seeker *x, uint32_t fact) {
  for (uint32_t i = 0; i < x->n_changes; i++)
    if (x->changes[i].fact == fact)
      return &x->changes[i];
  return NULL;
}

bool rsi_is_changed(const rsi_seeker *x, uint32_t fact) { return change_of(x, fact) != NULL; }

static void note_cause(void *context, uint32_t fact, uint32_t because) {
  rsi_seeker *x = context;
  rsi_cause *c = RSI_PUSH(&x->rb->allocator, &x->causes, rsi_cause);
  x->has_failed |= !c;
  if (c)
    *c = (rsi_cause){fact, because};
}

static void note_conflict(void *context, const rsi_implication *im, bool is_backwards) {
  rsi_seeker *x = context;
  (void)is_backwards;
  for (uint32_t i = 0; i < x->tolerated.count; i++)
    if (*RSI_AT(&x->tolerated, const rsi_implication *, i) == im)
      return;
  if (!x->is_base) {
    x->conflict = x->conflict ? x->conflict : im;
    return;
  }
  const rsi_implication **t = RSI_PUSH(&x->rb->allocator, &x->tolerated, const rsi_implication *);
  x->has_failed |= !t;
  if (t)
    *t = im;
}

static void follow(rsi_seeker *x) { rsi_world_follow(&x->s->world, note_conflict, note_cause, x); }

/* What a group says of its members, of those that were not spoken of by themselves: absent; or no longer assumed so. */
static void tell_group(rsi_seeker *x, uint32_t fact, rsi_state state) {
  rsi_span members = x->rb->groups[fact - x->rb->n_facts].members;
  if (state & RSI_PRESENT && !(state & RSI_ABSENT))
    rsi_world_mark_group(&x->s->world, fact - x->rb->n_facts);
  for (uint32_t i = members.first; i < members.first + members.count; i++) {
    const rsi_known *own = rsi_root_of(x, x->rb->indices[i]);
    if (!rsi_is_changed(x, x->rb->indices[i]) && (!own || own->origin == RSI_FROM_GROUP))
      rsi_world_tell(&x->s->world, x->rb->indices[i], state == RSI_ABSENT ? RSI_ABSENT : RSI_FINDING_FULL);
  }
}

/* Groups come last: what is said of a member by itself counts more. */
static void tell_facts(rsi_seeker *x) {
  rsi_world *w = &x->s->world;
  for (uint32_t i = 0; i < x->n_changes; i++)
    if (x->changes[i].fact < x->rb->n_facts)
      rsi_world_tell(w, x->changes[i].fact, x->changes[i].state);
  for (int groups = 0; groups < 2; groups++)
    for (uint32_t i = 0; i < x->s->known.count; i++) {
      const rsi_known *k = RSI_AT(&x->s->known, rsi_known, i);
      bool is_of_group = k->origin == RSI_FROM_GROUP && k->because != RSI_NONE;
      if (!is_root(k) || rsi_is_changed(x, k->fact) || (is_of_group && rsi_is_changed(x, k->because)))
        continue;
      if (k->fact < x->rb->n_facts && !groups)
        rsi_world_tell(w, k->fact, k->state);
      else if (k->fact >= x->rb->n_facts && groups)
        tell_group(x, k->fact, k->state);
    }
  for (uint32_t i = 0; i < x->n_changes; i++)
    if (x->changes[i].fact >= x->rb->n_facts)
      tell_group(x, x->changes[i].fact, x->changes[i].state);
}

/* ---- what is worked out ---- */

rsi_range rsi_range_told(const void *context, uint32_t fact) {
  const rsi_seeker *x = context;
  const rsi_measure *m = &x->rb->measures[x->rb->facts[fact].detail];
  const rsi_change *c = change_of(x, fact);
  const rsi_known *root = rsi_root_of(x, fact);
  if (c)
    return (rsi_range){fmax(c->range.low, m->min), fmin(c->range.high, m->max), c->range.is_low_open, c->range.is_high_open};
  return (rsi_range){root ? root->low : NAN, root ? root->high : NAN, false, false};
}

static void note_overdrawn(rsi_seeker *x, uint32_t fact) {
  if (x->is_base)
    x->is_looked_at[fact] |= RSI_OVERDRAWN;
  else if (!(x->is_looked_at[fact] & RSI_OVERDRAWN))
    x->overdrawn = fact;
}

static void derive(rsi_seeker *x) {
  for (uint32_t i = 0; i < x->s->n_derived; i++) {
    uint32_t fact = x->s->derived[i];
    const rsi_measure *m = &x->rb->measures[x->rb->facts[fact].detail];
    if (rsi_root_of(x, fact) || rsi_is_changed(x, fact))
      continue;
    rsi_range r = rsi_derive(x->rb, m->derive, rsi_range_told, x);
    if (isnan(r.low) || isnan(r.high))
      continue;
    if (!rsi_world_tell(&x->s->world, fact, rsi_cells_of(x->rb, &x->rb->facts[fact], r.low, r.is_low_open, r.high, r.is_high_open)))
      note_overdrawn(x, fact);
    for (uint32_t k = m->inputs.first; k < m->inputs.first + m->inputs.count; k++)
      note_cause(x, fact, x->rb->indices[k]);
  }
}

/* A total that was told, and that the criteria do not allow. */
static void check_score(rsi_seeker *x, uint32_t fact, rsi_state told) {
  bool has_criteria =
      fact < x->rb->n_facts && x->rb->facts[fact].kind == RSI_SCORE && x->rb->scores[x->rb->facts[fact].detail].criteria.count;
  if (!has_criteria || !rsi_state_is_empty(RSI_SCORE, rsi_state_and(RSI_SCORE, rsi_score_state(&x->s->world, fact), told)))
    return;
  note_overdrawn(x, fact);
}

static void check_scores(rsi_seeker *x) {
  for (uint32_t i = 0; i < x->n_changes; i++)
    check_score(x, x->changes[i].fact, x->changes[i].state);
  for (uint32_t i = 0; i < x->s->known.count; i++) {
    const rsi_known *k = RSI_AT(&x->s->known, rsi_known, i);
    if (is_root(k) && !rsi_is_changed(x, k->fact))
      check_score(x, k->fact, k->state);
  }
}

/* ---- a world ---- */

static void clear(rsi_seeker *x) {
  rsi_world *w = &x->s->world;
  x->has_failed |= w->has_failed;
  x->steps += w->steps + x->s->known.count / 2 + 2;
  rsi_world_reset(w);
  w->is_strict = x->is_strict;
  x->causes.count = 0;
  x->conflict = NULL;
  x->overdrawn = RSI_NONE;
}

bool rsi_retell(rsi_seeker *x) {
  struct rscan_scratch *s = x->s;
  clear(x);
  tell_facts(x);
  follow(x);
  derive(x);
  follow(x);
  for (uint32_t i = 0; i < s->n_priors && x->rated != RSI_NONE && !x->is_strict; i++)
    if (s->world.states[s->priors[i]] & RSI_UNTOLD && rsi_is_first_of(x->rb, x->rated, s->priors[i]))
      rsi_world_tell(&s->world, s->priors[i], 1);
  follow(x);
  if (x->ordered != RSI_NONE)
    rsi_enter_ordered(s, x->ordered);
  check_scores(x);
  return !x->conflict && x->overdrawn == RSI_NONE;
}

void rsi_tell_changes_alone(rsi_seeker *x) {
  clear(x);
  for (uint32_t i = 0; i < x->n_changes; i++)
    if (x->changes[i].fact < x->rb->n_facts)
      rsi_world_tell(&x->s->world, x->changes[i].fact, x->changes[i].state);
    else
      tell_group(x, x->changes[i].fact, x->changes[i].state);
  follow(x);
  derive(x);
  follow(x);
}
