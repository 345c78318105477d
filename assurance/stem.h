/* English stems: "smoking", "smokers", "smoked" to one form.
 *
 * Porter's algorithm (M. F. Porter, "An algorithm for suffix stripping",
 * Program 14(3), 1980), with its author's two later amendments (bli, logi).
 * A stem is a key to compare by, never shown to anybody.
 */
#ifndef MB_ASSURANCE_STEM_H
#define MB_ASSURANCE_STEM_H

#include <stddef.h>

/* Stem a word in place: `len` bytes of lower-case ASCII letters. Words of two
 * letters or fewer, and bytes that are no letters, stay as they are. Returns
 * the new length, which is never more than the old. */
size_t mb_stem(char *word, size_t len);

/* The same, but only what inflects a word is taken off: "repairs" and
 * "repaired" are one, "renew" and "renewables", "operate" and "operations"
 * are not. */
size_t mb_stem_light(char *word, size_t len);

#endif
