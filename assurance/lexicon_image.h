/* The program's own lexicons, read when it was built.
 *
 * Reading their YAML and stemming twelve thousand phrases is two thirds of
 * what it takes to link one new document, and every command that links would
 * pay it. So the build does it once: a program made of these very sources
 * reads them and prints what came of it as C source, which this program then
 * carries. Its tables have no pointers and are used where they are. A lexicon
 * from elsewhere is read as ever, and then the program's own beside it.
 */
#ifndef MB_ASSURANCE_LEXICON_IMAGE_H
#define MB_ASSURANCE_LEXICON_IMAGE_H

#include "assurance/lexicon.h"
#include "base/buf.h"

/* An entry; its relations stand one behind the other in the order of their
 * numbers here. */
struct mb_lexicon_image_entry {
    enum mb_entry_kind kind;
    uint32_t name; /* bytes */
    uint32_t nimplied;
    uint32_t nexcluded;
    uint32_t njoined;
};

struct mb_lexicon_image {
    struct mb_lexicon lexicon; /* but for its entries, which are: */
    const struct mb_lexicon_image_entry *entries;
    const struct mb_implied *relations;
    const char *names; /* of the entries, one behind the other */
};

struct mb_lexicons_image {
    struct mb_lexicon_image thesaurus;
    struct mb_lexicon_image acts;
    const struct mb_vocab_word *words; /* of both */
    uint32_t nwords;
    const char *texts; /* of the words, one behind the other */
};

/* What this program carries. */
extern const struct mb_lexicons_image mb_lexicons_image;

/* The two lexicons as mb_lexicon_read makes them of mb_lexicon_builtin, one
 * after the other.
 *
 * image  must live as long as they and the vocabulary
 * vocab  empty
 *
 * MB_ERR_NOMEM. */
enum mb_status mb_lexicons_load(const struct mb_lexicons_image *image,
                                struct mb_vocab *vocab, struct mb_arena *arena,
                                struct mb_lexicon *ret_thesaurus,
                                struct mb_lexicon *ret_acts,
                                struct mb_err *err) MB_MUST_CHECK;

/* Append C source to out that defines mb_lexicons_image. As mb_lexicon_read.
 */
enum mb_status mb_lexicons_print(struct mb_buf *out,
                                 struct mb_err *err) MB_MUST_CHECK;

#endif
