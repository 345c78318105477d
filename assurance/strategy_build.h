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

struct mb_strategy_build {
    struct mb_arena *arena;
    struct mb_strategy_line *lines; /* of the file being read */
    uint32_t nlines;
    struct mb_pledge *pledges;
    uint32_t npledges;
    uint32_t *numbers;      /* parallel to pledges: position among siblings */
    struct mb_span *levels; /* singular names in the order the text has them */
    uint32_t nlevels;
    uint32_t tops; /* nodes at the top so far */
    uint32_t first_code;
    uint32_t current; /* node that text goes to, or UINT32_MAX */
};

/* Lines of a file, furniture left out. */
enum mb_status mb_strategy_lines(struct mb_strategy_build *build,
                                 const struct mb_blocks *blocks,
                                 struct mb_err *err) MB_MUST_CHECK;

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
 * "3.1.2"; "SO2" for "SO2.1"), or UINT32_MAX. */
uint32_t mb_strategy_parent(const struct mb_strategy_build *build,
                            struct mb_span code);

/* Level names: "priorities" or "Shared outcome" to the singular in lower
 * case, or null where the last word is no name of a level. In the arena. */
struct mb_span mb_level_name(struct mb_span words, struct mb_arena *arena);
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

/* The shapes; each reads build->lines. */
uint32_t mb_shape_page_count(const struct mb_strategy_build *build);
void mb_shape_page(struct mb_strategy_build *build);
uint32_t mb_shape_outline_count(const struct mb_strategy_build *build);
void mb_shape_outline(struct mb_strategy_build *build);
void mb_shape_headings(struct mb_strategy_build *build);
uint32_t mb_shape_table_count(const struct mb_strategy_build *build);
/* `aside_only`: no rows but those set aside. */
void mb_shape_table(struct mb_strategy_build *build, bool aside_only);
/* Set aside the rows of tables whose rows tell who, when or how, so that
 * another shape passes over them; mb_shape_table reads them after it. Returns
 * whether there are any. */
bool mb_shape_table_set_aside(struct mb_strategy_build *build);
/* After an outline of which only the top was found: the priorities of a
 * one-page overview, and statements. */
void mb_shape_matrix(struct mb_strategy_build *build);

#endif
