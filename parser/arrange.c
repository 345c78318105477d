/* The slots of rules. A rule's heads may be of several kinds, and the filter
 * (places.c) tells more of heads that are alike: each kind gets a slot of its
 * own. Heads that stand at a line's start are looked for there only.
 */
#include "parser/rules_priv.h"

#include <string.h>

/* Kinds of heads of a rule that is tried wherever they fit. */
enum kind {
    AT_LINES,
    LOOSE, /* no more than the first byte is told */
    DEEP,  /* the last byte but one before it is told */
    BLANK, /* a blank comes first, as in \s*x: the others are the same, one
              byte further */
    PLAIN,
    KINDS
};

static bool is_loose(const struct mb_head *head)
{
    for (int k = MB_HEAD_BEFORE + 1; k < MB_HEAD_WIDTH; k++)
        if (head->at[k] != MB_CLASSES_ALL)
            return false;
    return true;
}

static enum kind kind_of(const struct mb_head *head)
{
    const uint64_t blanks =
        (uint64_t)1 << mb_head_class(' ') | (uint64_t)1 << mb_head_class('\t');

    if (head->at[MB_HEAD_BEFORE - 1] == (uint64_t)1 << mb_head_class('\n'))
        return AT_LINES;
    if (is_loose(head) && head->at[0] == MB_CLASSES_ALL)
        return LOOSE;
    if (head->at[0] != MB_CLASSES_ALL)
        return DEEP;
    return (head->at[MB_HEAD_BEFORE] & ~blanks) == 0 ? BLANK : PLAIN;
}

/* The heads of one kind, or NULL where there are none or memory ran out. */
static struct mb_heads *heads_of(const struct mb_rules *rules,
                                 const struct mb_heads *all, enum kind kind)
{
    struct mb_heads *heads = NULL;

    for (uint32_t i = 0; i < all->n; i++) {
        if (kind_of(&all->at[i]) != kind)
            continue;
        if (heads == NULL)
            heads = mb_arena_alloc(rules->building, 1, sizeof *heads);
        if (heads == NULL)
            return NULL;
        heads->at[heads->n++] = all->at[i];
    }
    return heads;
}

static void add_slot(struct mb_rules *rules, struct mb_compiled *rule,
                     struct mb_heads *heads)
{
    struct mb_slot *slot = mb_arena_push(rules->building, &rules->slots,
                                         &rules->nslots, sizeof *slot);

    if (slot == NULL)
        return;
    slot->rule = rule;
    slot->heads = heads;
    if (rule->slot == UINT32_MAX)
        rule->slot = rules->nslots - 1;
}

static void add_rules(struct mb_rules *rules, enum mb_drive drive)
{
    for (uint32_t i = 0; i < rules->n; i++)
        if (rules->at[i].drive == drive)
            add_slot(rules, &rules->at[i], rules->at[i].heads);
}

/* The slots of a rule of these kinds. */
static void add_kinds(struct mb_rules *rules, struct mb_compiled *rule,
                      enum kind from, enum kind to)
{
    /* all of a rule's in one table: its places then come in order */
    while (rules->nslots % MB_PLACES_RULES + KINDS > MB_PLACES_RULES
           && mb_arena_push(rules->building, &rules->slots, &rules->nslots,
                            sizeof *rules->slots)
                  != NULL)
        ;
    for (int k = (int)from; k <= (int)to; k++) {
        struct mb_heads *heads = heads_of(rules, rule->heads, (enum kind)k);
        if (heads != NULL)
            add_slot(rules, rule, heads);
    }
}

static void add_at_lines(struct mb_rules *rules)
{
    for (uint32_t i = 0; i < rules->n; i++)
        if (rules->at[i].drive == MB_DRIVE_PLACES)
            add_kinds(rules, &rules->at[i], AT_LINES, AT_LINES);
}

/* Rules that begin at like places stand together, so that most tables have
 * nothing to say of most places. */
static void add_places(struct mb_rules *rules)
{
    static const unsigned groups[] = {MB_HEAD_INSIDE, MB_HEAD_BETWEEN,
                                      MB_HEAD_AT_WORD};
    unsigned done = 0;

    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        for (uint32_t i = 0; i < rules->n; i++) {
            struct mb_compiled *rule = &rules->at[i];
            unsigned sites = rule->drive == MB_DRIVE_PLACES
                                 ? mb_heads_sites(rule->heads)
                                 : 0;
            if ((sites & groups[g]) != 0 && (sites & done) == 0)
                add_kinds(rules, rule, LOOSE, PLAIN);
        }
        done |= groups[g];
    }
}

/* End the slots of one drive: they are filled up to a whole table. */
static enum mb_status end_drive(struct mb_rules *rules, enum mb_drive drive,
                                uint32_t from, struct mb_err *err)
{
    uint32_t n = rules->nslots - from;
    const struct mb_heads **heads =
        mb_arena_alloc(rules->building, n, sizeof *heads);

    if (heads == NULL)
        return mb_arena_status(rules->building, err);
    for (uint32_t i = 0; i < n; i++)
        heads[i] = rules->slots[from + i].heads;
    rules->first[drive] = from / MB_PLACES_RULES;
    while (rules->nslots % MB_PLACES_RULES != 0)
        if (mb_arena_push(rules->building, &rules->slots, &rules->nslots,
                          sizeof *rules->slots)
            == NULL)
            return mb_arena_status(rules->building, err);
    rules->first[drive + 1] = rules->nslots / MB_PLACES_RULES;
    if (drive == MB_DRIVE_SEARCH)
        return MB_OK;
    return mb_places_build(heads, n, rules->tables, &rules->places[drive], err);
}

static enum mb_status fill_slots(struct mb_rules *rules, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    for (int d = 0; st == MB_OK && d < MB_DRIVE_COUNT; d++) {
        uint32_t from = rules->nslots;
        if (d == MB_DRIVE_PLACES)
            add_places(rules);
        else
            add_rules(rules, (enum mb_drive)d);
        if (d == MB_DRIVE_LINES)
            add_at_lines(rules);
        st = end_drive(rules, (enum mb_drive)d, from, err);
    }
    return st;
}

enum mb_status mb_rules_arrange(struct mb_rules *rules, struct mb_err *err)
{
    const struct mb_gate **gates;
    struct mb_gate *none;
    struct mb_slot *slots;
    enum mb_status st;

    for (uint32_t i = 0; i < rules->n; i++)
        rules->at[i].slot = UINT32_MAX;
    st = fill_slots(rules, err);
    if (st != MB_OK)
        return st;
    slots = mb_arena_alloc(rules->arena, rules->nslots, sizeof *slots);
    gates = mb_arena_alloc(rules->arena, rules->nslots, sizeof *gates);
    none = mb_arena_alloc(rules->arena, 1, sizeof *none);
    if (slots == NULL || gates == NULL || none == NULL)
        return mb_arena_status(rules->arena, err);
    for (uint32_t s = 0; s < rules->nslots; s++) {
        slots[s].rule = rules->slots[s].rule;
        gates[s] = slots[s].rule != NULL ? &slots[s].rule->gate : none;
    }
    rules->slots = slots;
    for (uint32_t i = 0; i < rules->n; i++)
        rules->at[i].heads = NULL;
    return mb_gates_build(rules->gates, gates, rules->nslots, err);
}
