/* SPDX-License-Identifier: Apache-2.0 */
/* Source: ISO 4217 List One (current currency and funds codes) of the maintenance agency SIX, published 2026-01-01
 * (list-one.xml): 178 codes, of which 165 have a minor unit. One text for each number of digits, three letters a code,
 * sorted, so that the list can be compared with the source by eye and needs no pointers. */
#include "base/currency.h"

#include <string.h>

#include "base/fault.h"

#define CODE_LETTERS 3

static const char digits_0[] = "BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXUYIVNDVUVXAFXOFXPF";

static const char digits_2[] = "AEDAFNALLAMDAOAARSAUDAWGAZNBAMBBDBDTBMDBNDBOBBOVBRLBSDBTNBWPBYNBZDCADCDF"
                               "CHECHFCHWCNYCOPCOUCRCCUPCVECZKDKKDOPDZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMD"
                               "GTQGYDHKDHNLHTGHUFIDRILSINRIRRJMDKESKGSKHRKPWKYDKZTLAKLBPLKRLRDLSLMADMDL"
                               "MGAMKDMMKMNTMOPMRUMURMVRMWKMXNMXVMYRMZNNADNGNNIONOKNPRNZDPABPENPGKPHPPKR"
                               "PLNQARRONRSDRUBSARSBDSCRSDGSEKSGDSHPSLESOSSRDSSPSTNSVCSYPSZLTHBTJSTMTTOP"
                               "TRYTTDTWDTZSUAHUSDUSNUYUUZSVEDVESWSTXADXCDXCGYERZARZMWZWG";

static const char digits_3[] = "BHDIQDJODKWDLYDOMRTND";
static const char digits_4[] = "CLFUYW";

/* Metals, units of account, testing and "no currency": the list gives N.A. for their minor unit. */
static const char digits_none[] = "XAGXAUXBAXBBXBCXBDXDRXPDXPTXSUXTSXUAXXX";

/* Binary search; size counts the NUL of the text. */
static int is_listed(const char *list, size_t size, const char *code)
{
    size_t low = 0, high = size / CODE_LETTERS;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(list + middle * CODE_LETTERS, code, CODE_LETTERS);
        if (order == 0)
            return 1;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/* -1: none of them. */
static int32_t find_digits(const char *code)
{
    if (is_listed(digits_2, sizeof digits_2, code))
        return 2;
    if (is_listed(digits_0, sizeof digits_0, code))
        return 0;
    if (is_listed(digits_3, sizeof digits_3, code))
        return 3;
    return is_listed(digits_4, sizeof digits_4, code) ? 4 : -1;
}

toll_status toll__currency_digits(const char *code, uint64_t length, int32_t *digits, toll_error *err)
{
    if (length != CODE_LETTERS)
        return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "code", -1, "must have three letters");
    char upper[CODE_LETTERS];
    for (int i = 0; i < CODE_LETTERS; i++)
        upper[i] = (char)(code[i] >= 'a' && code[i] <= 'z' ? code[i] - 'a' + 'A' : code[i]);
    if (is_listed(digits_none, sizeof digits_none, upper))
        return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "code", -1, "has no minor unit in ISO 4217");
    int32_t found = find_digits(upper);
    if (found < 0)
        return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "code", -1, "is no active currency of ISO 4217");
    *digits = found;
    return TOLL_OK;
}
