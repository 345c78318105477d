/* Actions: lines that are marked ("ACTION: J Smith to …"), names in the margin
 * behind a sentence, tables of actions; and, apart from these, offers in prose
 * (doc->soft_actions), which a person has to confirm.
 *
 * An owner given by initials is the person of the attendance list who alone
 * has them.
 */
#include "parser/records/actions.h"

#include "parser/records/names.h"
#include "parser/records/outline.h"

#include <string.h>

enum { VOTE_WORDS = 14 };

/* --- fields ------------------------------------------------------------- */

/* Whether `initials` are those of a name: its words' and hyphened words' first
 * letters, honorifics left out. */
static bool has_initials(struct mb_span name, struct mb_span initials)
{
    static const char *const honorifics[] = {
        "mr",  "mrs", "ms",  "miss", "dr",         "prof", "cllr", "sir",
        "rev", "sr",  "col", "revd", "councillor", "lady", "lord"};
    size_t n = 0;

    for (size_t i = 0; i < name.len;) {
        size_t start = i;
        struct mb_span word;
        bool skip = false;
        while (i < name.len && name.ptr[i] != ' ' && name.ptr[i] != '-')
            i++;
        word = mb_span_strip(mb_span_sub(name, start, i), ".,");
        i++;
        for (size_t k = 0; k < sizeof honorifics / sizeof honorifics[0]; k++)
            skip = skip || mb_span_ieq(word, mb_span_str(honorifics[k]));
        if (skip || word.len == 0)
            continue;
        if (n >= initials.len || word.ptr[0] != initials.ptr[n])
            return false;
        n++;
    }
    return n == initials.len;
}

static struct mb_span resolve(const struct mb_action_pass *p,
                              struct mb_span owner)
{
    const struct mb_people *people = &p->x->doc->people;
    struct mb_span found = MB_SPAN_NULL;

    if (owner.len < 2 || owner.len > 4)
        return owner;
    for (size_t i = 0; i < owner.len; i++)
        if (owner.ptr[i] < 'A' || owner.ptr[i] > 'Z')
            return owner;
    for (uint32_t i = 0; i < people->n; i++) {
        struct mb_span name = people->at[i].name.s;
        if (!has_initials(name, owner))
            continue;
        if (found.ptr != NULL && !mb_span_ieq(found, name))
            return owner;
        found = name;
    }
    return found.ptr != NULL ? found : owner;
}

void mb_action_add(struct mb_action_pass *p, enum mb_kind kind, uint32_t block,
                   struct mb_range owner, struct mb_range text,
                   const struct mb_match *match)
{
    struct mb_action *a;
    struct mb_field due;
    struct mb_span view = mb_action_view(p), who;
    uint32_t end = text.end;

    due = mb_action_due(p, text.start, &end);
    text.end = end;
    text = mb_range_strip(view, mb_range_trim(view, text), " -;,(\t");
    owner = mb_range_strip(view, owner, " :;,.-\t");
    if (mb_range_empty(text))
        return;
    a = mb_record_add(p->x->doc, kind);
    if (a == NULL)
        return;
    a->item = mb_item_number(p->x, p->x->outline[block].item);
    a->text = mb_field_words(p->x, text.start, text.end, false);
    a->due = due;
    if (!mb_range_empty(owner)) {
        a->owner = mb_field_words(p->x, owner.start, owner.end, true);
        /* "ACTION FT:" is a tag and stays as it is */
        who =
            match != NULL
                    && mb_span_eq(mb_rules_at(p->x->rules, match->rule)->value,
                                  MB_SPAN_LIT("tag"))
                ? a->owner.s
                : resolve(p, a->owner.s);
        if (who.ptr != a->owner.s.ptr)
            a->owner.s = who;
    }
    mb_evidence_fill(p->x, &a->ev,
                     !mb_range_empty(owner) && owner.start < text.start
                         ? owner.start
                         : text.start,
                     text.end, match, NULL, 0);
    if (kind == MB_KIND_ACTIONS)
        mb_claim(p->x, block, block);
}

/* "Gwen Mere to send …" in [r.start, r.end): who, and what behind the "to". */
bool mb_action_split(struct mb_span view, struct mb_range r,
                     struct mb_range *owner, struct mb_range *text)
{
    struct mb_span s = mb_range_span(view, r);
    size_t at = mb_span_find(s, MB_SPAN_LIT(" to "));

    if (at == s.len || at > 70)
        return false;
    *owner = (struct mb_range){r.start, r.start + (uint32_t)at};
    *text = (struct mb_range){r.start + (uint32_t)at + 4, r.end};
    return true;
}

/* "The Head of Transport will write": a sentence, though it names a post. */
static bool says_something(struct mb_span s)
{
    static const char *const verbs[] = {" will ",  " would ", " was ",
                                        " were ",  " is ",    " has ",
                                        " agreed", " asked",  " should "};

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (mb_span_ifind(s, mb_span_str(verbs[i])) < s.len)
            return true;
    return false;
}

/* No word but small ones begins without a capital. */
static bool capitals_only(struct mb_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z' && i > 0 && s.ptr[i - 1] == ' '
            && !mb_span_istarts(mb_span_sub(s, i, s.len), MB_SPAN_LIT("of "))
            && !mb_span_istarts(mb_span_sub(s, i, s.len), MB_SPAN_LIT("for "))
            && !mb_span_istarts(mb_span_sub(s, i, s.len), MB_SPAN_LIT("the "))
            && !mb_span_istarts(mb_span_sub(s, i, s.len), MB_SPAN_LIT("and ")))
            return false;
    return true;
}

/* One of them: a post, initials, a person of the document, "All". */
static bool is_owner(const struct mb_action_pass *p, struct mb_span s)
{
    bool letters = s.len >= 2 && s.len <= 4;

    for (size_t i = 0; i < s.len; i++)
        letters = letters && s.ptr[i] >= 'A' && s.ptr[i] <= 'Z';
    return letters || mb_span_ieq(s, MB_SPAN_LIT("all"))
           || mb_span_istarts(s, MB_SPAN_LIT("all "))
           || mb_span_ieq(s, MB_SPAN_LIT("clerk"))
           || mb_span_ieq(s, MB_SPAN_LIT("resident"))
           || mb_span_ieq(s, MB_SPAN_LIT("residents")) || mb_name_is_post(s)
           || mb_names_resolve(p->x->doc, s) != MB_NO_INDEX;
}

bool mb_action_names_owner(const struct mb_action_pass *p, struct mb_range r)
{
    static const char *const links[] = {"/", "&", ",", " and ", ";"};
    struct mb_span s = mb_range_span(
        mb_action_view(p), mb_range_strip(mb_action_view(p), r, " .:;,-\t"));

    if (s.len == 0 || s.len > 90 || (s.ptr[0] >= 'a' && s.ptr[0] <= 'z')
        || says_something(s))
        return false;
    if (is_owner(p, s)
        && mb_range_words(s, (struct mb_range){0, (uint32_t)s.len}) <= 9)
        return true; /* "Director, Highways and Transport" */
    while (s.len > 0) {
        size_t at = s.len, skip = 0;
        for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
            struct mb_span link = mb_span_str(links[i]);
            size_t found = mb_span_find(s, link);
            if (found < at) {
                at = found;
                skip = link.len;
            }
        }
        if (!is_owner(p, mb_span_trim(mb_span_sub(s, 0, at))))
            return false;
        s = mb_span_trim(mb_span_sub(s, at + skip, s.len));
    }
    return true;
}

/* --- lines -------------------------------------------------------------- */

/* The words of a shouted action end where capitals do. */
static uint32_t end_of_capitals(struct mb_span view, uint32_t at, uint32_t end)
{
    while (at < end && !(view.ptr[at] >= 'a' && view.ptr[at] <= 'z'))
        at++;
    if (at == end)
        return end;
    while (at > 0 && view.ptr[at - 1] != ' ')
        at--;
    return at;
}

/* "RESOLVED: That a map be sent", "Mr A moved, and it was agreed that …": what
 * was decided, in *ret. */
static bool decided(const struct mb_action_pass *p, struct mb_range r,
                    struct mb_range *ret)
{
    mb_finds finds = mb_rules_finds(p->x->rules, "marker");
    uint32_t block = mb_blocks_find(p->x->blocks, r.start);
    const struct mb_match *m = NULL;
    bool any = false;

    while ((m = mb_matches_next(p->x->rules, p->x->matches, block, finds, m))
           != NULL) {
        struct mb_range behind = {m->end, r.end};
        if (m->end <= r.start || m->start >= r.end
            || mb_range_words(mb_action_view(p), behind) < 3)
            continue;
        *ret = behind;
        any = true;
    }
    return any;
}

/* A sentence that tells who moved it or how they voted. */
static bool is_vote(const struct mb_action_pass *p, struct mb_range r)
{
    static const char *const finds[] = {"proposal", "seconder", "vote",
                                        "outcome", "closing"};
    uint32_t block = mb_blocks_find(p->x->blocks, r.start);
    struct mb_span s = mb_range_span(mb_action_view(p), r);

    if (decided(p, r, &r))
        return false; /* "It was proposed by A and agreed that …" */
    if (mb_span_istarts(s, MB_SPAN_LIT("prop ")) /* "Prop JB, 2nd GK" */
        || mb_span_istarts(s, MB_SPAN_LIT("prop."))
        || mb_span_istarts(s, MB_SPAN_LIT("signed"))
        || mb_span_ends(s, MB_SPAN_LIT(":")))
        return true;
    if (mb_range_words(mb_action_view(p), r) > VOTE_WORDS)
        return false; /* it tells more than that */
    for (size_t i = 0; i < sizeof finds / sizeof finds[0]; i++) {
        mb_finds f = mb_rules_finds(p->x->rules, finds[i]);
        const struct mb_match *m = NULL;
        while (f != MB_FINDS_NONE
               && (m = mb_matches_next(p->x->rules, p->x->matches, block, f, m))
                      != NULL)
            if (m->start >= r.start && m->start < r.end)
                return true;
    }
    return false;
}

/* The last sentence of r that is about the matter; or empty. */
static struct mb_range last_said(const struct mb_action_pass *p,
                                 struct mb_range r)
{
    struct mb_span view = mb_action_view(p);
    struct mb_range s = {0, 0};

    while (!mb_range_empty(r)) {
        s = mb_sentence_around(view, r, r.end - 1);
        if (!is_vote(p, s))
            return s;
        r.end = s.start;
        r = mb_range_trim(view, r);
    }
    return r;
}

struct mb_range mb_action_above(const struct mb_action_pass *p, uint32_t i)
{
    struct mb_span view = mb_action_view(p);
    struct mb_range r;
    uint32_t above = i;

    do
        if (above == 0)
            return (struct mb_range){0, 0};
    while (p->x->blocks->at[--above].kind == MB_BLOCK_FURNITURE);
    if (p->x->outline[above].item != p->x->outline[i].item)
        return (struct mb_range){0, 0};
    r.start = p->x->outline[above].role == MB_ROLE_ITEM_HEADING
                  ? p->x->outline[above].label_end /* what runs on behind it */
                  : p->x->blocks->at[above].view_body;
    r.end = p->x->blocks->at[above].view_end;
    r = mb_range_trim(view, r);
    return last_said(p, r);
}

/* The sentence before view offset `at` of block i, or the last one of the
 * paragraph above. */
static struct mb_range said_before(const struct mb_action_pass *p, uint32_t i,
                                   uint32_t at)
{
    struct mb_span view = mb_action_view(p);
    struct mb_range r = {p->x->blocks->at[i].view_body, at};

    r = mb_range_strip(view, r, " ([-");
    if (mb_range_words(view, r) < 2)
        return mb_action_above(p, i);
    r = mb_range_trim(view, r);
    return mb_range_empty(r) ? r : mb_sentence_around(view, r, r.end - 1);
}

static void action_line(struct mb_action_pass *p, uint32_t i,
                        const struct mb_hit *hit)
{
    struct mb_span view = mb_action_view(p);
    struct mb_range block = {p->x->blocks->at[i].view_body,
                             p->x->blocks->at[i].view_end};
    struct mb_range owner = mb_hit_group(&p->hits, hit, "owner"), text;
    struct mb_range s = mb_sentence_around(view, block, hit->end - 1);

    text = (struct mb_range){hit->end, s.end};
    /* "Due: 14 July 2023" is a sentence of its own */
    struct mb_range next = s;
    if (mb_sentence_next(view, block, &next)
        && mb_span_istarts(mb_range_span(view, next), MB_SPAN_LIT("due")))
        text.end = next.end;
    if (mb_hit_is(&p->hits, hit, "margin")) {
        const struct mb_hit *marker;
        text = mb_sentence_around(
            view, (struct mb_range){block.start, hit->start}, hit->start - 1);
        marker = mb_hits_first(&p->hits, MB_HIT_MARKER, text.start, text.end);
        if (marker != NULL && marker->end < text.end)
            text.start = marker->end;
    } else if (mb_hit_is(&p->hits, hit, "who")) {
        text = said_before(p, i, hit->start);
        if (mb_range_words(view, text) < 3)
            return;
    } else if (mb_hit_is(&p->hits, hit, "by")) {
        text = (struct mb_range){block.start, hit->start};
        if (mb_range_words(view, text) < 2)
            text = mb_action_above(p, i);
        if (mb_range_words(view, text) < 3)
            return;
    } else if (mb_span_eq(mb_hit_rule(&p->hits, hit)->name,
                          MB_SPAN_LIT("action-shouted"))) {
        text.end = end_of_capitals(view, text.start, block.end);
    } else if (mb_hit_is(&p->hits, hit, "text")) {
        struct mb_range all = text;
        if (mb_action_names_owner(p, all)) { /* "Action: Parks Manager" */
            owner = all;
            text = mb_action_beside(p, mb_action_above(p, i), owner);
            if (mb_range_words(view, text) < 3)
                return;
        } else {
            (void)mb_action_split(view, all, &owner, &text);
        }
    }
    mb_action_add(p, MB_KIND_ACTIONS, i, owner, text, hit->match);
}

/* --- a label alone on its line ------------------------------------------- */

/* The words of block i, if they may stand beneath such a label. */
static struct mb_range words_below(const struct mb_action_pass *p,
                                   uint32_t from, uint32_t i)
{
    const struct mb_extract *x = p->x;

    if (i >= x->blocks->n || x->outline[i].item != x->outline[from].item
        || x->outline[i].role == MB_ROLE_ITEM_HEADING
        || x->blocks->at[i].kind == MB_BLOCK_ROW)
        return (struct mb_range){0, 0};
    return mb_range_trim(mb_action_view(p),
                         (struct mb_range){x->blocks->at[i].view_body,
                                           x->blocks->at[i].view_end});
}

/* "Action:" over who, what and when, one a line, or over what stands above it
 * by whom. Returns the block behind what was read, or i. */
static uint32_t label_alone(struct mb_action_pass *p, uint32_t i,
                            const struct mb_match *m)
{
    struct mb_span view = mb_action_view(p);
    uint32_t below = mb_block_behind(p->x, i);
    uint32_t further =
        below < p->x->blocks->n ? mb_block_behind(p->x, below) : below;
    struct mb_range owner = words_below(p, i, below);
    struct mb_range text = words_below(p, i, further), what;

    if (mb_range_empty(owner))
        return i;
    if (!mb_action_names_owner(p, owner)) {
        if (!mb_action_split(view, owner, &owner, &text))
            return i;
        mb_action_add(p, MB_KIND_ACTIONS, below, owner, text, m);
        return further;
    }
    if (mb_span_istarts(mb_range_span(view, text), MB_SPAN_LIT("to "))) {
        uint32_t due = mb_block_behind(p->x, further);
        uint32_t n = p->x->doc->actions.n;
        struct mb_range when = words_below(p, i, due);
        text.start += 3;
        mb_action_add(p, MB_KIND_ACTIONS, below, owner, text, m);
        mb_claim(p->x, further, further);
        if (p->x->doc->actions.n == n || mb_range_empty(when)
            || mb_range_words(view, when) > 6)
            return due;
        p->x->doc->actions.at[n].due = mb_action_due(p, when.start, &when.end);
        return due;
    }
    what = mb_action_above(p, i);
    what = mb_action_beside(p, what, owner);
    if (mb_range_words(view, what) < 3)
        return i;
    mb_action_add(p, MB_KIND_ACTIONS, below, owner, what, m);
    return further;
}

/* --- names in the margin -------------------------------------------------- */

/* The one match of a block that is but a name, or whose last cell is; NULL. */
static const struct mb_match *in_margin(const struct mb_action_pass *p,
                                        uint32_t i)
{
    const struct mb_outline_block *o = &p->x->outline[i];

    if (p->margin == MB_FINDS_NONE || o->item == MB_NO_INDEX
        || (o->role != MB_ROLE_BODY && o->role != MB_ROLE_LABEL)
        || o->section == MB_SECTION_ATTENDANCE
        || o->section == MB_SECTION_CLOSING || o->section == MB_SECTION_VOTE
        || p->x->blocks->at[i].kind == MB_BLOCK_HEADING
        || p->x->blocks->at[i].label.ptr != NULL)
        return NULL;
    return mb_matches_next(p->x->rules, p->x->matches, i, p->margin, NULL);
}

/* Names in the margin come several to a document, or not at all. */
static bool has_margin(const struct mb_action_pass *p)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->x->blocks->n && n < 2; i++)
        n += in_margin(p, i) != NULL;
    return n >= 2;
}

struct mb_range mb_action_beside(const struct mb_action_pass *p,
                                 struct mb_range r, struct mb_range owner)
{
    struct mb_span view = mb_action_view(p);
    struct mb_span who = mb_range_span(view, owner), s;
    struct mb_range who_else, what;
    static const char *const links[] = {" to ", " would ", " will ",
                                        " was asked to ", " agreed to "};

    r = last_said(p, mb_range_trim(view, r));
    if (mb_range_empty(r))
        return r;
    (void)decided(p, r, &r);
    if (mb_action_split(view, r, &who_else, &what)
        && mb_action_names_owner(p, who_else)
        && capitals_only(mb_range_span(view, who_else))
        && mb_range_words(view, what) > 2)
        return what; /* "Clerk to write", with "NC" in the margin */
    s = mb_range_span(view, r);
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        struct mb_span link = mb_span_str(links[i]);
        size_t at = mb_span_ifind(s, who);
        if (at < s.len
            && mb_span_istarts(mb_span_sub(s, at + who.len, s.len), link)) {
            r.start += (uint32_t)(at + who.len + link.len);
            return r;
        }
    }
    return r;
}

static void margin_action(struct mb_action_pass *p, uint32_t i,
                          const struct mb_match *m)
{
    const struct mb_block *b = &p->x->blocks->at[i];
    struct mb_range owner = {m->start, m->end}, text = {b->view_start, 0};
    uint32_t above = i;

    (void)mb_match_range(p->x->rules, m, "owner", &owner);
    text.end = owner.start;
    if (owner.start <= b->view_start + 1) {
        do
            if (above == 0)
                return;
        while (p->x->blocks->at[--above].kind == MB_BLOCK_FURNITURE);
        b = &p->x->blocks->at[above];
        text = (struct mb_range){b->view_body, b->view_end};
        if (p->x->outline[above].item != p->x->outline[i].item
            || p->x->outline[above].role == MB_ROLE_ITEM_HEADING
            || in_margin(p, above) != NULL
            || mb_outline_match(p->x, above, "prose") == NULL)
            return; /* names beneath names are a list */
    }
    text = mb_action_beside(p, text, owner);
    if (mb_range_words(mb_action_view(p), text) >= 3
        && (above != i || mb_range_words(mb_action_view(p), text) >= 5))
        mb_action_add(p, MB_KIND_ACTIONS, i, owner, text, m);
}

/* --- the pass ----------------------------------------------------------- */

static void soft_actions(struct mb_action_pass *p, uint32_t i)
{
    const struct mb_match *m = NULL;

    while ((m = mb_matches_next(p->x->rules, p->x->matches, i, p->soft, m))
           != NULL) {
        struct mb_range owner = {0, 0}, text = {0, 0};
        (void)mb_match_range(p->x->rules, m, "owner", &owner);
        (void)mb_match_range(p->x->rules, m, "text", &text);
        mb_action_add(p, MB_KIND_SOFT_ACTIONS, i, owner, text, m);
    }
}

void mb_extract_actions(struct mb_extract *x)
{
    struct mb_action_pass p = {.x = x};

    if (x->doc->kind == MB_DOC_REPORT || x->doc->kind == MB_DOC_OTHER
        || x->doc->kind == MB_DOC_AGENDA || x->doc->kind == MB_DOC_FORWARD_PLAN
        || !mb_hits_init(&p.hits, x))
        return;
    p.soft = mb_rules_finds(x->rules, "soft-action");
    p.columns = mb_rules_finds(x->rules, "action-column");
    p.margin = mb_rules_finds(x->rules, "action-margin");
    if (!has_margin(&p))
        p.margin = MB_FINDS_NONE;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        uint32_t behind = 0;
        const struct mb_match *margin, *alone;
        if (i < p.next || x->blocks->at[i].kind == MB_BLOCK_FURNITURE)
            continue;
        if (mb_action_table(&p, i))
            continue;
        alone = mb_outline_match(x, i, "action-label");
        if (alone != NULL && alone->end >= x->blocks->at[i].view_end
            && (behind = label_alone(&p, i, alone)) != i) {
            p.next = behind;
            mb_claim(x, i, i);
            continue;
        }
        behind = 0;
        margin = in_margin(&p, i);
        if (margin != NULL) {
            margin_action(&p, i, margin);
            continue;
        }
        mb_hits_read(&p.hits, i);
        for (uint32_t k = 0; k < p.hits.n; k++) {
            struct mb_hit h = p.hits.at[k];
            if (h.kind != MB_HIT_ACTION || h.start < behind)
                continue;
            action_line(&p, i, &h);
            behind = h.end;
        }
        soft_actions(&p, i);
    }
}
