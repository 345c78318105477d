/* The packs built into the program, for tests that parse: include it once,
 * after cmocka.h. */
#ifndef MB_TESTS_RULES_TEST_H
#define MB_TESTS_RULES_TEST_H

#include "parser/rules.h"

static struct mb_rules *rules;

static int load_rules(void **state)
{
    struct mb_err err = {0};

    (void)state;
    if (mb_rules_load(NULL, &rules, &err) == MB_OK)
        return 0;
    print_error("%s\n", err.text);
    return -1;
}

static int free_rules(void **state)
{
    (void)state;
    mb_rules_free(rules);
    return 0;
}

#endif
