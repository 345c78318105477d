/* Meetings: which body met, on what day, at what time. */
#include "parser/records/outline.h"

void mb_outline_meetings(struct mb_extract *x)
{
    (void)x;
}
