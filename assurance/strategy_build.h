/* Private to the strategy reader: lines, the growing tree, level names.
 *
 * Shapes (strategy_shapes.c, strategy_table.c) recognise what a block is; the
 * builder here knows codes, parents and what was read before.
 */
#ifndef MB_ASSURANCE_STRATEGY_BUILD_H
#define MB_ASSURANCE_STRATEGY_BUILD_H

#include "assurance/strategy.h"

/* A block as the shapes see it. */
struct mb_strategy_line {
    enum mb_block_kind kind;
    uint8_t level; /* of a heading or list item; 0 unknown */
    uint8_t mark;
    uint16_t page;
    uint16_t blank_above;
    struct mb_span label; /* "1.1", "-"; or null */
    struct mb_span text;  /* as published, without the label */
    uint32_t block;
    bool tabled; /* a row of a commitment table: no line of an outline */
};

/* How a line begins that could be a node's. */
enum mb_numbered_form {
    MB_FORM_NONE,
    MB_FORM_LEVEL,  /* "Priority 1: ..." */
    MB_FORM_CODE,   /* "1.1 ...", "SO1 ..." */
    MB_FORM_NAMED,  /* "Ambition: ...", without a number */
    MB_FORM_NUMBER, /* "1. ..." */
    MB_FORM_LETTER, /* "A. ..." */
    MB_FORM_ROMAN,  /* "II. ..." */
    MB_FORM_SMALL   /* "(a) ..." */
};

struct mb_numbered {
    enum mb_numbered_form form;
    struct mb_span level; /* singular, lower case; null for a bare code */
    struct mb_span code;
    struct mb_span rest; /* what follows */
    bool heads_list;     /* a line that stands above one list after another */
};

struct mb_strategy_build {
    struct mb_arena *arena;
    struct mb_strategy_line *lines; /* of the file being read */
    uint32_t nlines;
    struct mb_numbered *marks; /* parallel to lines */
    struct mb_pledge *pledges;
    uint32_t npledges;
    uint32_t *numbers;      /* parallel to pledges: position among siblings */
    struct mb_span *levels; /* singular names in the order the text has them */
    uint32_t nlevels;
    bool sections; /* tabled rows belong to the section they stand in */
    uint32_t tops; /* nodes at the top so far */
    uint32_t first_code;
    uint32_t current; /* node that text goes to, or UINT32_MAX */
};

/* Lines of a file, furniture left out. */
enum mb_status mb_strategy_lines(struct mb_strategy_build *build,
                                 const struct mb_blocks *blocks,
                                 struct mb_err *err) MB_MUST_CHECK;

/* Read how each line begins into build->marks (strategy_codes.c). */
void mb_strategy_mark(struct mb_strategy_build *build);

/* Length of a printed code at the start of s: "1.1", "3.1.2", "SO1", "A2.3",
 * "A.1"; 0 if there is none, as before a bare number or letter. */
size_t mb_code_len(struct mb_span s);

/* Whether s begins with a code ("1.1 ...", "4b ...") or with a level's name
 * and one ("Promise 2.2 ..."). */
bool mb_code_opens(struct mb_span s, struct mb_arena *arena);

/* Whether s is a level's name, a code, a mark and a title that is whole. */
bool mb_code_title(struct mb_span s, struct mb_arena *arena);

/* Whether s is a Roman number of thirty-nine at most. */
bool mb_code_roman(struct mb_span s);

/* Add a node after those there are and make it the current one; NULL if
 * memory ran out or there are too many (the arena's status, or MB_ERR_LIMIT).
 * A null code gives the position below the parent. */
struct mb_pledge *mb_strategy_add(struct mb_strategy_build *build,
                                  uint32_t parent, struct mb_span code);

/* Add a paragraph or a bullet to the current node's statement. */
void mb_strategy_append(struct mb_strategy_build *build, struct mb_span text,
                        bool bullet);

/* The node with that code, or UINT32_MAX. */
uint32_t mb_strategy_code(const struct mb_strategy_build *build,
                          struct mb_span code);

/* The node above a printed code: that of its longest beginning ("3.1" for
 * "3.1.2"; "SO2" for "SO2.1"; "A" for "A1"), or UINT32_MAX. */
uint32_t mb_strategy_parent(const struct mb_strategy_build *build,
                            struct mb_span code);

/* Level names: "priorities" or "Shared outcome" to the singular in lower
 * case, or null where the last word is no name of a level. In the arena. */
struct mb_span mb_level_name(struct mb_span words, struct mb_arena *arena);
/* Words in lower case, in the arena. */
struct mb_span mb_words_lower(struct mb_span words, struct mb_arena *arena);
/* Whether a single word (either number) names a level. */
bool mb_level_noun(struct mb_span word);
/* All those words, divided by spaces. In the arena. */
struct mb_span mb_level_nouns(struct mb_arena *arena);

/* Gather into build->levels the names that a sentence counts or announces:
 * "four priorities and seventeen commitments". */
void mb_strategy_levels(struct mb_strategy_build *build, struct mb_span text);
/* The name that follows `level` in build->levels, or null. */
struct mb_span mb_strategy_level_below(const struct mb_strategy_build *build,
                                       struct mb_span level);

/* Words of a text, counted. */
uint32_t mb_word_count(struct mb_span text);
/* Whether a line could be a title: few words, no full stop at its end. */
bool mb_title_like(struct mb_span text);
/* Whether it begins with "We will", "We aim to" or the like. */
bool mb_promise_like(struct mb_span text);
/* Whether it is "We will:" above a list of what will be done. */
bool mb_promise_lead_in(struct mb_span text);
/* Cut "Title: prose" at its colon. False where it is not of that form. */
bool mb_cut_title(struct mb_span text, struct mb_span *ret_title,
                  struct mb_span *ret_prose);

/* What a line tells of the pledge above it. */
enum mb_strategy_field {
    MB_FIELD_NONE,
    MB_FIELD_OWNER,
    MB_FIELD_DUE,
    MB_FIELD_TARGET,
    MB_FIELD_OTHER /* partners, cost: not kept */
};

/* "Lead: Director of Housing", "How we will know": the field, and what stands
 * behind the colon (empty if nothing does). */
enum mb_strategy_field mb_strategy_field_label(struct mb_span text,
                                               struct mb_span *ret_value);
/* A field whose label stood alone, so that what follows belongs to it. */
struct mb_field {
    enum mb_strategy_field what;
    uint32_t line; /* of its label */
};

/* If line i is a field's label, keep its value with the node, or look for it
 * below. */
bool mb_strategy_field(struct mb_strategy_build *build, uint32_t node,
                       struct mb_field *field, uint32_t i);
/* If line i stands below a field's label, keep it with the node: a paragraph
 * or bullets. */
bool mb_strategy_field_text(struct mb_strategy_build *build, uint32_t node,
                            struct mb_field *field, uint32_t i);
/* "Projects" to "project": the level that such a line names, or null. In the
 * arena. */
struct mb_span mb_words_singular(struct mb_span words, struct mb_arena *arena);
/* "Priorities", "Our key commitments:" above a list: the level of what is
 * listed, or null. */
struct mb_span mb_strategy_list_level(struct mb_span text,
                                      struct mb_arena *arena);
/* "What we will do", "We will:" above a list. */
bool mb_strategy_list_lead(struct mb_span text);
/* "Introduction", "Next steps": the heading of a part of the paper. */
bool mb_strategy_part(struct mb_span text);
/* That, or "Why this matters", "Context": the heading of what is no pledge. */
bool mb_strategy_subhead(struct mb_span text);
/* Whether it is of the form "Short title. Sentence". */
bool mb_strategy_titled(struct mb_span text);
/* Whether it is "We will ..." or "Title: We will ...". */
bool mb_strategy_promises(struct mb_span text);
/* Part "Jobs in every town. Help firms to ..." or "Good jobs: We will ..."
 * into title and statement; a single sentence is a statement, a line without
 * a stop a title. `titles`: the plan prints titles before a full stop. */
void mb_strategy_split(struct mb_pledge *p, struct mb_span text, bool titles);

/* The shapes; each reads build->lines. */
uint32_t mb_shape_page_count(const struct mb_strategy_build *build);
void mb_shape_page(struct mb_strategy_build *build);
uint32_t mb_shape_outline_count(const struct mb_strategy_build *build);
void mb_shape_outline(struct mb_strategy_build *build);
/* Whether bare numbers begin again under title after title. */
bool mb_shape_outline_restarts(const struct mb_strategy_build *build);
void mb_shape_headings(struct mb_strategy_build *build);
uint32_t mb_shape_table_count(const struct mb_strategy_build *build);
/* `aside_only`: no rows but those set aside. */
void mb_shape_table(struct mb_strategy_build *build, bool aside_only);
/* Set aside the rows of tables whose rows tell who, when or how, so that
 * another shape passes over them; mb_shape_table reads them after it. Returns
 * whether there are any. */
bool mb_shape_table_set_aside(struct mb_strategy_build *build);
/* Whether each table stands in a section of its own, under a title, there are
 * two or more and no column says what a row serves; then their rows are marked
 * as tabled, and the outline and the headings read them where they stand. */
bool mb_shape_table_sections(struct mb_strategy_build *build);
/* Read the tabled rows from line i on; `section` is the node whose table it
 * is, or UINT32_MAX. Returns the line behind them. */
uint32_t mb_shape_table_rows(struct mb_strategy_build *build, uint32_t i,
                             uint32_t section);
/* After an outline of which only the top was found: the priorities of a
 * one-page overview, and statements. */
void mb_shape_matrix(struct mb_strategy_build *build);

#endif
