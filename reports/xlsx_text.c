#include "reports/xlsx_text.h"

#include "base/date.h"
#include "base/utf8.h"

#include <string.h>

/* Cut to what a cell holds, and say so. */
static size_t cut(struct mb_span s)
{
    size_t chars = 0;
    size_t len = 0;

    while (len < s.len && chars < MB_XLSX_STRING_MAX - 2) {
        if (((unsigned char)s.ptr[len] & 0xC0) != 0x80)
            chars++;
        len++;
    }
    while (len < s.len && ((unsigned char)s.ptr[len] & 0xC0) == 0x80)
        len++;
    return len;
}

/* XML has no U+FFFE and U+FFFF: they become U+FFFD. */
static void no_noncharacters(char *text, size_t len)
{
    char *at = text;

    while ((at = memchr(at, 0xEF, (size_t)(text + len - at))) != NULL) {
        if (at[1] == (char)0xBF && (unsigned char)at[2] >= 0xBE)
            at[2] = (char)0xBD;
        at++;
    }
}

const char *mb_xlsx_text(struct mb_span s, char *out)
{
    size_t len = s.len;

    if (!mb_utf8_check(s, NULL))
        return "(text that is not UTF-8 was left out)";
    if (len > MB_XLSX_STRING_MAX - 2)
        len = cut(s);
    if (len > 0)
        memcpy(out, s.ptr, len);
    no_noncharacters(out, len);
    if (len < s.len) {
        memcpy(out + len, "\xE2\x80\xA6", 3);
        len += 3;
    }
    out[len] = '\0';
    return out;
}

void mb_xlsx_table_name(struct mb_span sheet, char ret_name[64])
{
    size_t n = 4;

    memcpy(ret_name, "tbl_", n);
    for (size_t i = 0; i < sheet.len && n < 63; i++) {
        char c = sheet.ptr[i];
        bool upper = c >= 'A' && c <= 'Z';
        bool other = (c < 'a' || c > 'z') && (c < '0' || c > '9');
        ret_name[n++] = (char)(upper ? c + ('a' - 'A') : other ? '_' : c);
    }
    ret_name[n] = '\0';
}

time_t mb_xlsx_noon(struct mb_span iso)
{
    struct mb_date date;

    if (!mb_date_parse(iso, &date))
        date = (struct mb_date){1970, 1, 1};
    return (time_t)mb_date_days(date) * 86400 + 43200;
}
