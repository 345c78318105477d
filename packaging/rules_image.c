/* Prints the program's rules as C source (parser/image.h). A part of the
 * build: it is made of the parser without an image, and never installed. */
#include "packaging/print_source.h"
#include "parser/image.h"

const struct mb_image mb_rules_image = {0};

int main(void)
{
    return print_source(mb_image_make);
}
