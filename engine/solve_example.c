/* What a search found, made into an example for people: few facts, single values, plain numbers. See solve.h. */
#include <math.h>
#include <string.h>

#include "derive.h"
#include "solve.h"
#include "words.h"

#define MAX_INPUTS 4   /* of derived measures that are looked for together */
#define MAX_NUMBERS 40 /* that are tried for one of them */
#define MAX_TRIES 3000 /* of numbers together */

static rsi_told *told_at(const rsi_solver *x, uint32_t i) { return RSI_AT(&x->told, rsi_told, i); }

static rsi_told *told_of(const rsi_solver *x, uint32_t fact) {
  for (uint32_t i = 0; i < x->told.count; i++)
    if (told_at(x, i)->fact == fact)
      return told_at(x, i);
  return NULL;
}

static void remove_at(rsi_solver *x, uint32_t i) {
  x->told.count--;
  memmove(told_at(x, i), told_at(x, i + 1), (x->told.count - i) * sizeof(rsi_told));
}

/* Starts over with what was told. Do the aims hold? */
static bool tell_all(rsi_solver *x) {
  bool is_good = true;
  x->has_failed |= x->world.has_failed;
  rsi_world_reset(&x->world);
  for (uint32_t i = 0; i < x->told.count && is_good; i++)
    is_good = told_at(x, i)->is_left_out || rsi_solver_tell(x, told_at(x, i)->fact, told_at(x, i)->state);
  return is_good && rsi_solver_is_met(x) && !x->has_failed;
}

/* A fact that was narrowed twice is told once. */
static void merge(rsi_solver *x) {
  for (uint32_t i = x->told.count; i-- > 0;) {
    const rsi_told *again = told_at(x, i);
    rsi_told *kept = told_of(x, again->fact);
    kept->state = rsi_state_and(x->world.rb->facts[kept->fact].kind, kept->state, again->state);
    if (kept != again)
      remove_at(x, i);
  }
}

/* Of several values the first that will do. */
static void choose_values(rsi_solver *x) {
  for (uint32_t i = 0; i < x->told.count; i++) {
    rsi_told *t = told_at(x, i);
    rsi_state all = t->state;
    bool is_one = rsi_kind_has_cells(x->world.rb->facts[t->fact].kind) || !(all & (all - 1));
    for (unsigned bit = 0; bit < 62 && !is_one; bit++) {
      t->state = all & (rsi_state)1 << bit;
      is_one = t->state && tell_all(x);
    }
    if (!is_one)
      t->state = all;
  }
}

/* Leaves out what can be, so many at a time, the last first. */
static void leave_out(rsi_solver *x, uint32_t size) {
  for (uint32_t end = x->told.count; end > 0;) {
    uint32_t first = end > size ? end - size : 0;
    for (uint32_t i = first; i < end; i++)
      told_at(x, i)->is_left_out = true;
    if (tell_all(x)) {
      memmove(told_at(x, first), told_at(x, end), (x->told.count - end) * sizeof(rsi_told));
      x->told.count -= end - first;
    } else {
      for (uint32_t i = first; i < end; i++)
        told_at(x, i)->is_left_out = false;
    }
    end = first;
  }
}

void rsi_solver_make_small(rsi_solver *x) {
  merge(x);
  choose_values(x);
  for (uint32_t size = x->told.count / 2; size > 8; size /= 2)
    leave_out(x, size);
  leave_out(x, 1);
  tell_all(x);
}

/* ---- numbers ---- */

static void get_limits(const rscan_rulebase *rb, uint32_t fact, double *min, double *max) {
  const rsi_fact *f = &rb->facts[fact];
  *min = f->kind == RSI_MEASURE ? rb->measures[f->detail].min : -INFINITY;
  *max = f->kind == RSI_MEASURE ? rb->measures[f->detail].max : INFINITY;
}

/* A number inside a run of cells, as plain as there is: a bound that is in, or one step beyond one that is not. */
static double number_in(const rscan_rulebase *rb, uint32_t fact, rsi_state state, bool is_from_top) {
  double min, max;
  get_limits(rb, fact, &min, &max);
  rsi_bounds b = rsi_bounds_of(rb, fact, state);
  double low = b.is_low_open ? b.low + 1 : b.low, high = b.is_high_open ? b.high - 1 : b.high;
  if (!b.has_low && !b.has_high)
    return fmin(fmax(min, 0), max);
  if (b.has_low && b.has_high && low > high)
    return (b.low + b.high) / 2;
  if (!b.has_low)
    return high >= min ? high : (min + b.high) / 2;
  if (!b.has_high)
    return low <= max ? low : (b.low + max) / 2;
  return is_from_top ? high : low;
}

static void set_number(rsi_solver *x, rsi_told *t, double number) {
  t->number = number;
  t->state = rsi_cells_of(x->world.rb, &x->world.rb->facts[t->fact], number, false, number, false);
}

static bool is_derived(const rsi_solver *x, uint32_t fact) {
  const rsi_fact *f = &x->world.rb->facts[fact];
  return f->kind == RSI_MEASURE && x->world.rb->measures[f->detail].derive != RSI_NONE;
}

/* What was told must be one number, and another fact may narrow which: an age of which only "below 50" matters, and "not a child".
 */
static bool choose_from(rsi_solver *x, bool is_from_top) {
  tell_all(x);
  for (uint32_t i = 0; i < x->told.count; i++) {
    rsi_told *t = told_at(x, i);
    if (rsi_kind_has_cells(x->world.rb->facts[t->fact].kind) && !is_derived(x, t->fact))
      set_number(x, t, number_in(x->world.rb, t->fact, x->world.states[t->fact], is_from_top));
  }
  return tell_all(x);
}

/* ---- numbers to derive from ---- */

typedef struct input {
  uint32_t fact;
  double numbers[MAX_NUMBERS];
  uint32_t n_numbers;
} input;

static void offer(const rsi_solver *x, input *in, double number) {
  const rsi_fact *f = &x->world.rb->facts[in->fact];
  double min, max;
  get_limits(x->world.rb, in->fact, &min, &max);
  if (in->n_numbers < MAX_NUMBERS && number >= min && number <= max &&
      rsi_state_inside(RSI_MEASURE, rsi_cells_of(x->world.rb, f, number, false, number, false), x->world.states[in->fact]))
    in->numbers[in->n_numbers++] = number;
}

/* Round numbers first, from the middle out, then the ends of what is possible. */
static void offer_numbers(const rsi_solver *x, input *in) {
  static const double plain[] = {50,   20,   70,    30,  10,  100, 5,  80, 200, 2,  500, 1,   0,   1000,
                                 2000, 5000, 10000, 0.5, 0.1, 40,  60, 90, 15,  65, 18,  300, 750, 100000};
  in->n_numbers = 0;
  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
    offer(x, in, plain[i]);
  offer(x, in, number_in(x->world.rb, in->fact, x->world.states[in->fact], false));
  offer(x, in, number_in(x->world.rb, in->fact, x->world.states[in->fact], true));
}

/* Puts the inputs of every derived measure that was told in its place. Returns how many there are; 0 also when there are too many.
 */
static uint32_t gather_inputs(rsi_solver *x, input inputs[MAX_INPUTS]) {
  const rscan_rulebase *rb = x->world.rb;
  uint32_t n = 0;
  for (uint32_t i = 0; i < x->told.count; i++) {
    uint32_t fact = told_at(x, i)->fact;
    const rsi_measure *m = &rb->measures[rb->facts[fact].detail];
    for (uint32_t k = 0; is_derived(x, fact) && k < m->inputs.count; k++) {
      uint32_t of = rb->indices[m->inputs.first + k];
      bool is_known = false;
      for (uint32_t j = 0; j < n; j++)
        is_known |= inputs[j].fact == of;
      if (!is_known && n == MAX_INPUTS)
        return 0;
      if (!is_known)
        inputs[n++].fact = of;
    }
  }
  return n;
}

/* Tries the numbers of inputs from `i` on, each with each of the later ones. */
static bool try_inputs(rsi_solver *x, const input *inputs, uint32_t i, uint32_t n, uint32_t *n_tries) {
  if (i == n)
    return ++*n_tries <= MAX_TRIES && tell_all(x);
  for (uint32_t k = 0; k < inputs[i].n_numbers && *n_tries <= MAX_TRIES; k++) {
    set_number(x, told_of(x, inputs[i].fact), inputs[i].numbers[k]);
    if (try_inputs(x, inputs, i + 1, n, n_tries))
      return true;
  }
  return false;
}

static bool choose_inputs(rsi_solver *x) {
  input inputs[MAX_INPUTS];
  uint32_t n = gather_inputs(x, inputs), n_tries = 0;
  for (uint32_t i = 0; i < n; i++)
    offer_numbers(x, &inputs[i]);
  for (uint32_t i = x->told.count; i-- > 0;)
    if (is_derived(x, told_at(x, i)->fact))
      remove_at(x, i);
  for (uint32_t i = 0; i < n; i++) {
    rsi_told *t = told_of(x, inputs[i].fact);
    if (!t && !(t = RSI_PUSH(x->allocator, &x->told, rsi_told)))
      x->has_failed = true;
    if (t)
      *t = (rsi_told){inputs[i].fact, x->world.rb->facts[inputs[i].fact].full, NAN, false};
  }
  return !x->has_failed && try_inputs(x, inputs, 0, n, &n_tries);
}

bool rsi_solver_choose_numbers(rsi_solver *x) {
  bool is_any_derived = false;
  for (uint32_t i = 0; i < x->told.count; i++)
    is_any_derived |= is_derived(x, told_at(x, i)->fact);
  bool is_good = choose_from(x, false) || choose_from(x, true);
  x->has_numbers = true;
  return is_any_derived ? choose_inputs(x) : is_good;
}
