/* What looks operative and is not: quoted words, an officers' recommendation,
 * an agenda's template, a resolution that did not come about, and the act of
 * another body. The words that give these away are rules (`lookalike`); the
 * name of the body is compared with the meeting's.
 */
#include "base/date.h"
#include "parser/records/decide.h"

enum { HEAD_BLOCKS = 10 };

static bool in_quotes(const struct mb_decide *p, uint32_t block, uint32_t at)
{
    struct mb_span view = mb_decide_view(p);
    unsigned quotes = 0;

    for (uint32_t i = p->x->blocks->at[block].view_start; i < at; i++)
        quotes += view.ptr[i] == '"';
    return quotes % 2 != 0;
}

static bool has_date(struct mb_span view, uint32_t start, uint32_t end)
{
    struct mb_date_found found;

    return mb_date_scan(mb_span_sub(view, start, end), 0, &found)
           && found.precision == MB_PRECISION_DAY;
}

/* Whether the body that acted is another one than whose meeting this is: its
 * name has words of its own that the meeting's body has not. */
static bool other_body(const struct mb_decide *p, const struct mb_piece *s,
                       const struct mb_hit *hit)
{
    struct mb_range r = mb_hit_group(&p->hits, hit, "body");
    struct mb_span name = mb_range_span(mb_decide_view(p), r),
                   own = MB_SPAN_NULL;
    uint32_t words;

    if (mb_range_empty(r))
        return false;
    if (p->meeting != MB_NO_INDEX)
        own = p->x->doc->meetings.at[p->meeting].body.s;
    else if (p->x->doc->meetings.n == 1)
        own = p->x->doc->meetings.at[0].body.s;
    if (mb_span_istarts(name, MB_SPAN_LIT("the ")))
        name = mb_span_sub(name, 4, name.len);
    words = mb_range_words(name, (struct mb_range){0, (uint32_t)name.len});
    if (own.ptr == NULL)
        return words > 2
               && has_date(mb_decide_view(p), hit->end, s->sentence.end);
    if (words < 2 || mb_span_istarts(name, MB_SPAN_LIT("all ")))
        return false;
    if (mb_span_ifind(own, name) < own.len)
        return false;
    return !(mb_span_ieq(mb_span_last_word(mb_span_trim(name)),
                         MB_SPAN_LIT("council"))
             && mb_span_ifind(own, MB_SPAN_LIT("council")) < own.len)
           && mb_words_alike(name, own) < 60;
}

/* "… and agreed to …" is a body's act only where a mover stands before it or
 * it says so; else a person agreed to do something. */
static bool agreed_by_all(struct mb_decide *p, const struct mb_piece *s,
                          const struct mb_hit *hit)
{
    struct mb_span words = mb_span_sub(mb_decide_view(p), hit->start, hit->end);

    return mb_span_ifind(words, MB_SPAN_LIT("unanimous")) < words.len
           || mb_span_ifind(words, MB_SPAN_LIT("it was")) < words.len
           || mb_hits_first(&p->hits, MB_HIT_PROPOSAL, s->sentence.start,
                            hit->start)
                  != NULL
           || mb_hits_first(&p->hits, MB_HIT_SECONDER, s->sentence.start,
                            hit->start)
                  != NULL;
}

/* "The Board:" decides only where the entry beneath begins with what it did:
 * "- noted progress". */
static bool deeds_below(const struct mb_decide *p, uint32_t block)
{
    const struct mb_extract *x = p->x;
    mb_finds deed = mb_rules_finds(x->rules, "deed");
    uint32_t i = mb_block_behind(x, block);

    return deed != MB_FINDS_NONE && i < x->blocks->n
           && mb_clause_block(x, block, i)
           && mb_matches_next(x->rules, x->matches, i, deed, NULL) != NULL;
}

/* Whether the record is of one person's decisions: elsewhere what the Leader
 * agreed to is a promise. */
static bool decides_alone(const struct mb_decide *p)
{
    static const char *const words[] = {
        "cabinet member",  "executive member",       "portfolio holder",
        "leader's",        "decision session",       "commissioner",
        "member decision", "decisions of the leader"};
    const struct mb_extract *x = p->x;

    if (x->doc->kind == MB_DOC_DECISION)
        return true;
    for (uint32_t i = 0, n = 0; i < x->blocks->n && n < HEAD_BLOCKS; i++) {
        struct mb_span line = mb_block_line(x->blocks, i);
        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        if (x->outline[i].role == MB_ROLE_ITEM_HEADING
            || x->outline[i].section == MB_SECTION_ATTENDANCE)
            break;
        n++;
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
            if (mb_span_ifind(line, mb_span_str(words[k])) < line.len)
                return true;
    }
    return false;
}

static bool is_lookalike(struct mb_decide *p, const struct mb_piece *s,
                         const struct mb_hit *hit)
{
    const struct mb_hit *guard = mb_hits_first(
        &p->hits, MB_HIT_LOOKALIKE, s->sentence.start, hit->start + 1);

    if (guard != NULL && !mb_hit_is(&p->hits, hit, "decision"))
        return true;
    if (mb_hit_is(&p->hits, hit, "member") && !decides_alone(p))
        return true;
    if (mb_hit_is(&p->hits, hit, "deeds") && !deeds_below(p, s->block))
        return true;
    if (mb_hit_is(&p->hits, hit, "recommended")
        && p->x->outline[s->block].section != MB_SECTION_DECISION
        && (s->block == 0
            || p->x->outline[s->block - 1].section != MB_SECTION_DECISION))
        return true;
    if (mb_span_eq(mb_hit_rule(&p->hits, hit)->name,
                   MB_SPAN_LIT("and-agreed-that"))
        && !agreed_by_all(p, s, hit))
        return true;
    return in_quotes(p, s->block, hit->start) || other_body(p, s, hit);
}

/* The first hit of a kind in the sentence that is no look-alike. */
const struct mb_hit *mb_real_hit(struct mb_decide *p, const struct mb_piece *s,
                                 enum mb_hit_kind kind)
{
    uint32_t from = s->sentence.start;
    const struct mb_hit *hit;

    while ((hit = mb_hits_first(&p->hits, kind, from, s->sentence.end))
           != NULL) {
        if (!is_lookalike(p, s, hit))
            return hit;
        from = hit->start + 1;
    }
    return NULL;
}
