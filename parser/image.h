/* The program's own rules, loaded when it was built. Private to the rules.
 *
 * Reading YAML, working out what each pattern needs and arranging the rules
 * takes a tenth of a second, and every process would pay it. So the build does
 * it once: a program made of these very sources loads the packs and prints the
 * memory that came of it as C source, which this program then carries. It
 * starts with a copy. Packs from elsewhere are loaded as ever, and then the
 * program's own with them.
 */
#ifndef MB_PARSER_IMAGE_H
#define MB_PARSER_IMAGE_H

#include "parser/rules_priv.h"

/* A pointer is the offset of its target in bytes: in `moving`, or with
 * MB_IMAGE_STILL in `still`. */
#define MB_IMAGE_STILL ((uint64_t)1 << 63)

struct mb_image {
    const uint64_t *moving;   /* what holds pointers or is written to: copied */
    uint32_t nmoving;         /* words of it; 0: there is no image */
    const uint64_t *still;    /* what holds none: used where it is */
    const uint32_t *pointers; /* which words of `moving` are pointers */
    uint32_t npointers;
    uint32_t root; /* the word where the struct mb_rules is */
};

/* What this program carries. */
extern const struct mb_image mb_rules_image;

/* Make *rules, which is new, what the image holds. MB_ERR_NOMEM. */
enum mb_status mb_image_load(const struct mb_image *image,
                             struct mb_rules *rules,
                             struct mb_err *err) MB_MUST_CHECK;

/* Append C source to out that defines mb_rules_image with the packs of this
 * program. MB_ERR_RULES for what is wrong in a pack, or where an image cannot
 * be made of what came of them; MB_ERR_NOMEM. */
enum mb_status mb_image_make(struct mb_buf *out,
                             struct mb_err *err) MB_MUST_CHECK;

#endif
