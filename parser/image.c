/* Making: the packs are loaded twice. The two arenas hold the same but for
 * their pointers, so a word that leads to the same place of either arena is a
 * pointer, and one that differs in any other way cannot be in an image. That
 * needs no list of what the structures hold, which would have to be kept right
 * by hand. Rules are compiled too: PCRE2's codes can be stored.
 */
#include "parser/image.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"

enum { PARTS_MAX = 256, WORD = sizeof(uint64_t), PER_LINE = 4 };

/* --- loading ----------------------------------------------------------- */

/* What was copied is not looked at again: its pages, which are the program
 * file's, need not count as this process's memory. */
static void let_go(const void *from, size_t n)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = ((uintptr_t)from + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)from + n) / page * page;

    if (start < end)
        (void)madvise((void *)start, end - start, MADV_DONTNEED);
}

enum mb_status mb_image_load(const struct mb_image *image,
                             struct mb_rules *rules, struct mb_err *err)
{
    const struct mb_rules own = *rules;
    uint64_t *moving =
        mb_arena_alloc(own.arena, image->nmoving, sizeof *moving);

    if (moving == NULL)
        return mb_arena_status(own.arena, err);
    memcpy(moving, image->moving, image->nmoving * sizeof *moving);
    for (uint32_t i = 0; i < image->npointers; i++) {
        uint64_t *word = &moving[image->pointers[i]];
        const uint64_t *base =
            (*word & MB_IMAGE_STILL) != 0 ? image->still : moving;
        const char *at = (const char *)base + (*word & ~MB_IMAGE_STILL);
        memcpy(word, &at, sizeof at);
    }
    let_go(image->moving, image->nmoving * sizeof *moving);
    let_go(image->pointers, image->npointers * sizeof *image->pointers);
    memcpy(rules, &moving[image->root], sizeof *rules);
    rules->arena = own.arena;
    rules->tables = own.tables;
    rules->scratch = own.scratch;
    rules->data = own.data;
    rules->context = own.context;
    rules->careful = own.careful;
    rules->stack = own.stack;
    return MB_OK;
}

/* --- making ------------------------------------------------------------ */

/* The rules as they were loaded one time. */
struct side {
    struct mb_rules *rules;
    struct mb_rules *root;
    struct mb_span parts[PARTS_MAX];
    uint32_t nparts;
};

struct maker {
    struct side sides[2];
    bool moves[PARTS_MAX];      /* the part holds pointers */
    uint64_t offset[PARTS_MAX]; /* of each part, among those that do or not */
    struct mb_arena *arena;
    uint32_t *pointers;
    uint32_t npointers;
    struct mb_buf *out;
    struct mb_err *err;
};

static enum mb_status compile(struct side *side, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    for (uint32_t i = 0; st == MB_OK && i < side->rules->n; i++)
        st = mb_rules_need(side->rules, &side->rules->at[i], false, err);
    return st;
}

/* A rule's code as bytes to be stored, for both sides the same ones. */
static enum mb_status encode(struct maker *m, uint32_t rule)
{
    struct mb_compiled *r[2] = {&m->sides[0].rules->at[rule],
                                &m->sides[1].rules->at[rule]};
    const pcre2_code *code = r[0]->code;
    uint8_t *bytes = NULL;
    PCRE2_SIZE size = 0;
    enum mb_status st = MB_OK;

    if (pcre2_serialize_encode(&code, 1, &bytes, &size, NULL) != 1)
        st = mb_err_set(m->err, MB_ERR_NOMEM, "a rule cannot be stored");
    for (int s = 0; s < 2; s++) {
        if (st == MB_OK)
            r[s]->stored =
                mb_arena_dup(m->sides[s].rules->tables,
                             (struct mb_span){(const char *)bytes, size});
        pcre2_code_free(r[s]->code);
        r[s]->code = NULL;
    }
    pcre2_serialize_free(bytes);
    return st;
}

/* The handle itself joins what it holds, without what belongs to a process. */
static enum mb_status add_root(struct side *side, struct mb_err *err)
{
    struct mb_rules *root = mb_arena_alloc(side->rules->arena, 1, sizeof *root);

    if (root == NULL)
        return mb_arena_status(side->rules->arena, err);
    *root = *side->rules;
    root->arena = NULL;
    root->tables = NULL;
    root->scratch = NULL;
    root->data = NULL;
    root->context = NULL;
    root->careful = NULL;
    root->stack = NULL;
    root->when = NULL; /* compiled anew */
    side->root = root;
    side->nparts = mb_arena_parts(side->rules->arena, side->parts, PARTS_MAX);
    if (side->nparts <= PARTS_MAX)
        side->nparts +=
            mb_arena_parts(side->rules->tables, side->parts + side->nparts,
                           PARTS_MAX - side->nparts);
    if (side->nparts > PARTS_MAX)
        return mb_err_set(err, MB_ERR_LIMIT, "an image of too many parts");
    return MB_OK;
}

static uint64_t word_at(struct mb_span part, size_t i)
{
    uint64_t word;

    memcpy(&word, part.ptr + i * WORD, WORD);
    return word;
}

/* Where in a side's parts an address leads to; false: nowhere. */
static bool find_place(const struct side *side, uint64_t address,
                       uint32_t *ret_part, uint64_t *ret_offset)
{
    for (uint32_t p = 0; p < side->nparts; p++) {
        uint64_t offset = address - (uint64_t)(uintptr_t)side->parts[p].ptr;
        if (offset >= side->parts[p].len)
            continue;
        *ret_part = p;
        *ret_offset = offset;
        return true;
    }
    return false;
}

/* Whether both words lead to the same place. */
static bool is_pointer(const struct maker *m, const uint64_t words[2],
                       uint32_t *ret_part, uint64_t *ret_offset)
{
    uint32_t part;
    uint64_t offset;

    return find_place(&m->sides[0], words[0], ret_part, ret_offset)
           && find_place(&m->sides[1], words[1], &part, &offset)
           && part == *ret_part && offset == *ret_offset;
}

/* Whether the word leads to data of this program (end(3)), which is elsewhere
 * in another process. */
static bool leads_outside(uint64_t word)
{
    extern const char etext[];
    extern const char end[];

    return word > UINT32_MAX /* a small number is none */
           && word >= (uint64_t)(uintptr_t)etext
           && word < (uint64_t)(uintptr_t)end;
}

/* Which words of a part are pointers: whether it has any. */
static enum mb_status look_through(struct maker *m, uint32_t p)
{
    uint32_t part;
    uint64_t offset;

    for (size_t i = 0; i < m->sides[0].parts[p].len / WORD; i++) {
        uint64_t words[2] = {word_at(m->sides[0].parts[p], i),
                             word_at(m->sides[1].parts[p], i)};
        bool same = words[0] == words[1];
        if (same && !leads_outside(words[0]))
            continue;
        if (same || !is_pointer(m, words, &part, &offset))
            return mb_err_set(m->err, MB_ERR_RULES,
                              "part %u of the rules, byte %zu: a pointer out "
                              "of them, or memory that was not set",
                              p, i * WORD);
        m->moves[p] = true;
    }
    return MB_OK;
}

static enum mb_status compare(struct maker *m)
{
    uint64_t moving = 0;
    uint64_t still = 0;
    enum mb_status st = MB_OK;

    for (uint32_t p = 0; st == MB_OK && p < m->sides[0].nparts; p++) {
        uint64_t *at;
        if (m->sides[1].nparts != m->sides[0].nparts
            || m->sides[1].parts[p].len != m->sides[0].parts[p].len)
            return mb_err_set(m->err, MB_ERR_RULES,
                              "the rules are not loaded the same way twice");
        st = look_through(m, p);
        at = m->moves[p] ? &moving : &still;
        m->offset[p] = *at;
        *at += m->sides[0].parts[p].len;
    }
    return st;
}

static void put_word(struct maker *m, uint64_t word, size_t i)
{
    mb_buf_printf(m->out, "0x%llx,%s", (unsigned long long)word,
                  i % PER_LINE == PER_LINE - 1 ? "\n" : "");
}

/* The words of a part; pointers as what they are in an image, and noted. */
static bool put_part(struct maker *m, uint32_t p)
{
    struct mb_span part = m->sides[0].parts[p];
    uint32_t to;
    uint64_t offset;

    for (size_t i = 0; i < part.len / WORD; i++) {
        uint64_t word = word_at(part, i);
        if (m->moves[p] && word != word_at(m->sides[1].parts[p], i)
            && find_place(&m->sides[0], word, &to, &offset)) {
            uint32_t *slot = mb_arena_push(m->arena, &m->pointers,
                                           &m->npointers, sizeof *slot);
            if (slot == NULL)
                return false;
            *slot = (uint32_t)(m->offset[p] / WORD + i);
            word = m->offset[to] + offset + (m->moves[to] ? 0 : MB_IMAGE_STILL);
        }
        put_word(m, word, i);
    }
    return true;
}

static enum mb_status put_parts(struct maker *m, bool moving)
{
    mb_buf_printf(m->out, "static const uint64_t %s[] = {\n",
                  moving ? "moving" : "still");
    for (uint32_t p = 0; p < m->sides[0].nparts; p++)
        if (m->moves[p] == moving && !put_part(m, p))
            return mb_arena_status(m->arena, m->err);
    mb_buf_puts(m->out, "0};\n");
    return MB_OK;
}

static enum mb_status put_image(struct maker *m)
{
    uint32_t part = 0;
    uint64_t offset = 0;
    enum mb_status st;

    mb_buf_puts(m->out, "#include \"parser/image.h\"\n");
    st = put_parts(m, false);

    if (st == MB_OK)
        st = put_parts(m, true);
    if (st != MB_OK)
        return st;
    (void)find_place(&m->sides[0], (uint64_t)(uintptr_t)m->sides[0].root, &part,
                     &offset);
    mb_buf_puts(m->out, "static const uint32_t pointers[] = {\n");
    for (uint32_t i = 0; i < m->npointers; i++)
        put_word(m, m->pointers[i], i);
    mb_buf_printf(m->out,
                  "0};\n"
                  "const struct mb_image mb_rules_image = {\n"
                  "    moving, sizeof moving / sizeof *moving - 1,\n"
                  "    still, pointers, %u, %llu};\n",
                  m->npointers,
                  (unsigned long long)((m->offset[part] + offset) / WORD));
    return mb_buf_status(m->out, m->err);
}

static enum mb_status make(struct maker *m)
{
    enum mb_status st = MB_OK;

    for (int s = 0; st == MB_OK && s < 2; s++) {
        st = mb_rules_load_shipped(&m->sides[s].rules, m->err);
        if (st == MB_OK)
            st = compile(&m->sides[s], m->err);
    }
    for (uint32_t i = 0; st == MB_OK && i < m->sides[0].rules->n; i++)
        st = encode(m, i);
    for (int s = 0; st == MB_OK && s < 2; s++)
        st = add_root(&m->sides[s], m->err);
    if (st == MB_OK)
        st = compare(m);
    return st == MB_OK ? put_image(m) : st;
}

enum mb_status mb_image_make(struct mb_buf *out, struct mb_err *err)
{
    struct maker m = {.out = out, .err = err, .arena = mb_arena_new(0)};
    enum mb_status st = MB_OK;

    if (m.arena == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    if (sizeof(void *) == WORD)
        st = make(&m);
    else /* none: the packs are read at each start */
        mb_buf_puts(out, "#include \"parser/image.h\"\n"
                         "const struct mb_image mb_rules_image = {0};\n");
    for (int s = 0; s < 2; s++)
        mb_rules_free(m.sides[s].rules);
    mb_arena_free(m.arena);
    return st;
}
