/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * phi by the recursion on pairs, remembered and without C recursion.
 *
 *   phi(x, x) = (1 + phi(father, mother)) / 2
 *   phi(x, y) = sum of phi(parent of x, y) / 2, x after y in the cone
 *
 * The optimistic value adds what each cell of unknown fullness would add
 * if it were full: a second common parent b with its own (1 + F(b)), or
 * with F = 0 where neither side names one. Let c be the later of the two
 * siblings and y where the other way stands when c steps up; then
 *
 *   lonely(a, y): the share of y that comes from children of a who lack
 *                 their other parent
 *   loose(a, y):  from all children of a, each weighed with phi(b, b) of
 *                 its other parent, 1/2 where that is not known
 *
 * and c adds loose(a, y) / 2 if it lacks its other parent, otherwise
 * phi(b, b) lonely(a, y) / 2 for each parent a with the other parent b.
 *
 * Every value needs only values whose larger number is smaller, or equal
 * with a smaller other number: so the stack below ends.
 */
#include "phi.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- fractions over powers of two ---------------------------------- */

void dyadic_init(struct dyadic *number)
{
    mpz_init(number->numerator);
    number->exponent = 0;
}

void dyadic_clear(struct dyadic *number)
{
    mpz_clear(number->numerator);
}

void dyadic_reduce(struct dyadic *number)
{
    uint64_t zeros;

    if (mpz_sgn(number->numerator) == 0) {
        number->exponent = 0;
        return;
    }
    zeros = mpz_scan1(number->numerator, 0);
    if (zeros > number->exponent)
        zeros = number->exponent;
    mpz_fdiv_q_2exp(number->numerator, number->numerator, zeros);
    number->exponent -= zeros;
}

double dyadic_double(const struct dyadic *number)
{
    long power;
    double mantissa = mpz_get_d_2exp(&power, number->numerator);
    double exponent = (double)power - (double)number->exponent;

    if (exponent < -2000)
        return 0.0;
    return ldexp(mantissa, (int)exponent);
}

/* to += add / 2^halvings */
static void add_share(struct dyadic *to, const struct dyadic *add,
                      unsigned halvings)
{
    uint64_t exponent = add->exponent + halvings;
    mpz_t shifted;

    if (mpz_sgn(add->numerator) == 0)
        return;
    if (exponent > to->exponent) {
        mpz_mul_2exp(to->numerator, to->numerator, exponent - to->exponent);
        to->exponent = exponent;
    }
    if (exponent == to->exponent) {
        mpz_add(to->numerator, to->numerator, add->numerator);
        return;
    }
    mpz_init(shifted);
    mpz_mul_2exp(shifted, add->numerator, to->exponent - exponent);
    mpz_add(to->numerator, to->numerator, shifted);
    mpz_clear(shifted);
}

/* to += a * b / 2^halvings */
static void add_product(struct dyadic *to, const struct dyadic *a,
                        const struct dyadic *b, unsigned halvings)
{
    struct dyadic product;

    dyadic_init(&product);
    mpz_mul(product.numerator, a->numerator, b->numerator);
    product.exponent = a->exponent + b->exponent;
    add_share(to, &product, halvings);
    dyadic_clear(&product);
}

static char *decimal(const mpz_t number, struct kw_arena *arena)
{
    char *text = kw_arena_take(arena, mpz_sizeinbase(number, 10) + 2);

    return text ? mpz_get_str(text, 10, number) : NULL;
}

char *dyadic_print(const struct dyadic *number, struct kw_arena *arena)
{
    struct dyadic lowest;
    mpz_t below;
    char *over;
    char *under;
    char *text = NULL;

    dyadic_init(&lowest);
    mpz_init(below);
    mpz_set(lowest.numerator, number->numerator);
    lowest.exponent = number->exponent;
    dyadic_reduce(&lowest);
    mpz_setbit(below, lowest.exponent);
    over = decimal(lowest.numerator, arena);
    under = decimal(below, arena);
    if (over && under)
        text = kw_arena_take(arena, strlen(over) + strlen(under) + 2);
    if (text) {
        size_t length = strlen(over);

        memcpy(text, over, length + 1);
        text[length] = '/';
        memcpy(text + length + 1, under, strlen(under) + 1);
    }
    mpz_clear(below);
    dyadic_clear(&lowest);
    return text;
}

/* ---- values -------------------------------------------------------- */

enum what { PAIR = 0, LONELY, LOOSE };

struct task {
    enum what what;
    uint32_t a; /* PAIR: the larger number */
    uint32_t b;
};

struct phi {
    const struct cone *cone; /* borrowed */
    bool optimistic;
    uint64_t work_left;
    struct kw_map places; /* task to value */
    struct dyadic *values;
    size_t count;
    size_t capacity;
    struct task *stack;
    size_t stack_count;
    size_t stack_capacity;
    struct dyadic zero;
    struct dyadic half;
};

enum kw_status kw_phi_open(const struct cone *cone, bool optimistic,
                           uint64_t work_max, struct phi **out,
                           struct kw_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return kw_nomem(err);
    (*out)->cone = cone;
    (*out)->optimistic = optimistic;
    (*out)->work_left = work_max ? work_max : UINT64_MAX;
    dyadic_init(&(*out)->zero);
    dyadic_init(&(*out)->half);
    mpz_set_ui((*out)->half.numerator, 1);
    (*out)->half.exponent = 1;
    return KW_OK;
}

void kw_phi_close(struct phi *phi)
{
    if (!phi)
        return;
    for (size_t i = 0; i < phi->count; i++)
        dyadic_clear(&phi->values[i]);
    free(phi->values);
    free(phi->stack);
    kw_map_finish(&phi->places);
    dyadic_clear(&phi->zero);
    dyadic_clear(&phi->half);
    free(phi);
}

static struct task pair(uint32_t x, uint32_t y)
{
    return x > y ? (struct task){PAIR, x, y} : (struct task){PAIR, y, x};
}

static uint64_t key_of(struct task task)
{
    return ((uint64_t)task.what << 62) | ((uint64_t)task.a << 31) | task.b;
}

static uint32_t parent_count(const struct cone *cone, uint32_t x)
{
    return cone->starts[x + 1] - cone->starts[x];
}

/* The parent of x who is not a; UINT32_MAX if there is none. */
static uint32_t other_parent(const struct cone *cone, uint32_t x, uint32_t a)
{
    for (uint32_t i = cone->starts[x]; i < cone->starts[x + 1]; i++)
        if (cone->parents[i] != a)
            return cone->parents[i];
    return UINT32_MAX;
}

static bool is_child(const struct cone *cone, uint32_t x, uint32_t a)
{
    for (uint32_t i = cone->starts[x]; i < cone->starts[x + 1]; i++)
        if (cone->parents[i] == a)
            return true;
    return false;
}

/* The value if it is known or plainly zero; NULL if it must be worked
 * out first. */
static const struct dyadic *known(const struct phi *phi, struct task task)
{
    const uint64_t *place = kw_map_get(&phi->places, key_of(task));

    if (place)
        return &phi->values[*place];
    if (task.what == PAIR)
        return cone_are_kin(phi->cone, task.a, task.b) ? NULL : &phi->zero;
    return cone_is_above(phi->cone, task.a, task.b) ? NULL : &phi->zero;
}

static enum kw_status push(struct phi *phi, struct task task,
                           struct kw_error *err)
{
    struct task *grown = kw_grow(phi->stack, phi->stack_count,
                                 &phi->stack_capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    phi->stack = grown;
    phi->stack[phi->stack_count++] = task;
    return KW_OK;
}

/* One value in the making: what it still lacks is pushed, and nothing is
 * added up until all is there. */
struct making {
    struct phi *phi;
    struct dyadic *sum; /* NULL: only look what is lacking */
    bool lacks;
    enum kw_status status;
    struct kw_error *err;
};

static const struct dyadic *need(struct making *m, struct task task)
{
    const struct dyadic *value = known(m->phi, task);

    if (value)
        return value;
    m->lacks = true;
    if (m->status == KW_OK)
        m->status = push(m->phi, task, m->err);
    return &m->phi->zero;
}

static void take_share(struct making *m, struct task task, unsigned halvings)
{
    const struct dyadic *value = need(m, task);

    if (m->sum)
        add_share(m->sum, value, halvings);
}

static void take_product(struct making *m, struct task a, struct task b,
                         unsigned halvings)
{
    const struct dyadic *left = need(m, a);
    const struct dyadic *right = need(m, b);

    if (m->sum && mpz_sgn(left->numerator) && mpz_sgn(right->numerator))
        add_product(m->sum, left, right, halvings);
}

static void make_pair(struct making *m, struct task task)
{
    const struct cone *cone = m->phi->cone;
    const uint32_t *parents = cone->parents + cone->starts[task.a];
    uint32_t count = parent_count(cone, task.a);

    if (task.a == task.b) {
        if (m->sum)
            add_share(m->sum, &m->phi->half, 0);
        if (count == 2)
            take_share(m, pair(parents[0], parents[1]), 1);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        take_share(m, pair(parents[i], task.b), 1);
    if (!m->phi->optimistic)
        return;
    if (count == 1)
        take_share(m, (struct task){LOOSE, parents[0], task.b}, 1);
    for (uint32_t i = 0; count == 2 && i < 2; i++) {
        struct task lonely = {LONELY, parents[i], task.b};

        if (known(m->phi, lonely) != &m->phi->zero)
            take_product(m, lonely, pair(parents[1 - i], parents[1 - i]), 1);
    }
}

static void make_share(struct making *m, struct task task)
{
    const struct cone *cone = m->phi->cone;
    uint32_t other = other_parent(cone, task.b, task.a);

    if (is_child(cone, task.b, task.a)) {
        if (other == UINT32_MAX && m->sum)
            add_share(m->sum, &m->phi->half, task.what == LOOSE ? 1 : 0);
        else if (other != UINT32_MAX && task.what == LOOSE)
            take_share(m, pair(other, other), 1);
    }
    for (uint32_t i = cone->starts[task.b]; i < cone->starts[task.b + 1]; i++)
        take_share(m, (struct task){task.what, task.a, cone->parents[i]}, 1);
}

static void make(struct making *m, struct task task)
{
    if (task.what == PAIR)
        make_pair(m, task);
    else
        make_share(m, task);
}

static enum kw_status store(struct phi *phi, struct task task,
                            struct kw_error *err)
{
    struct dyadic *grown =
        kw_grow(phi->values, phi->count, &phi->capacity, sizeof *grown);
    struct making making = {.phi = phi, .err = err};

    if (!grown)
        return kw_nomem(err);
    phi->values = grown;
    if (phi->work_left-- == 0)
        return kw_fail(err, KW_LIMIT, "too many pairs of ancestors to weigh");
    making.sum = &phi->values[phi->count];
    dyadic_init(making.sum);
    phi->count++;
    make(&making, task);
    dyadic_reduce(making.sum);
    return kw_map_put(&phi->places, key_of(task), phi->count - 1, NULL, err);
}

enum kw_status kw_phi_of(struct phi *phi, uint32_t x, uint32_t y,
                         const struct dyadic **out, struct kw_error *err)
{
    struct task wanted = pair(x, y);

    *out = known(phi, wanted);
    if (*out)
        return KW_OK;
    phi->stack_count = 0;
    KW_TRY(push(phi, wanted, err));
    while (phi->stack_count) {
        struct task task = phi->stack[phi->stack_count - 1];
        struct making making = {.phi = phi, .err = err};

        if (!known(phi, task)) {
            make(&making, task);
            KW_TRY(making.status);
            if (making.lacks)
                continue;
            KW_TRY(store(phi, task, err));
        }
        phi->stack_count--;
    }
    *out = known(phi, wanted);
    return KW_OK;
}

enum kw_status kw_phi_inbreeding(struct phi *phi, uint32_t x,
                                 const struct dyadic **out,
                                 struct kw_error *err)
{
    const struct cone *cone = phi->cone;
    const uint32_t *parents = cone->parents + cone->starts[x];

    *out = &phi->zero;
    if (parent_count(cone, x) != 2)
        return KW_OK;
    return kw_phi_of(phi, parents[0], parents[1], out, err);
}

bool kw_phi_has_doubt(const struct cone *cone)
{
    uint8_t *children = calloc((size_t)cone->count + 1, 1);
    uint8_t *lonely = calloc((size_t)cone->count + 1, 1);
    bool doubt = !children || !lonely;

    for (uint32_t x = 0; !doubt && x < cone->count; x++)
        for (uint32_t i = cone->starts[x]; i < cone->starts[x + 1]; i++) {
            uint32_t parent = cone->parents[i];

            children[parent] = (uint8_t)(children[parent] ? 2 : 1);
            if (parent_count(cone, x) == 1)
                lonely[parent] = 1;
        }
    for (uint32_t x = 0; !doubt && x < cone->count; x++)
        doubt = children[x] == 2 && lonely[x];
    free(children);
    free(lonely);
    return doubt;
}
