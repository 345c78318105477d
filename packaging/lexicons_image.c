/* Prints the program's lexicons as C source (assurance/lexicon_image.h). A
 * part of the build, never installed. */
#include "assurance/lexicon_image.h"
#include "packaging/print_source.h"

int main(void)
{
    return print_source(mb_lexicons_print);
}
