/* SPDX-License-Identifier: Apache-2.0 */
/* IRS Publication 946 (2025), Appendix A, Tables A-1 (half-year) and A-2 to A-5 (mid-quarter, quarter 1 to 4).
 * Generated percentages (200 % declining balance, 150 % for 15 years, switched to straight line) differ from the
 * printed ones by up to 0.015 point, because each printed column is nudged to sum to 100; a tax return uses the printed
 * ones. The 20-year column is left out: the copies of it that could be read differ in their last digits. */
#include "finance/macrs.h"

#include <stddef.h>

#include <toll/finance.h>

#define CLASSES     5
#define CONVENTIONS 5
#define WHOLE       10000. /* the tables count hundredths of a per cent */

static const double class_years_of[CLASSES] = {3, 5, 7, 10, 15};

static const uint16_t table[CLASSES][CONVENTIONS][16] = {
    {{3333, 4445, 1481, 741},
     {5833, 2778, 1235, 154},
     {4167, 3889, 1414, 530},
     {2500, 5000, 1667, 833},
     {833, 6111, 2037, 1019}},
    {{2000, 3200, 1920, 1152, 1152, 576},
     {3500, 2600, 1560, 1101, 1101, 138},
     {2500, 3000, 1800, 1137, 1137, 426},
     {1500, 3400, 2040, 1224, 1130, 706},
     {500, 3800, 2280, 1368, 1094, 958}},
    {{1429, 2449, 1749, 1249, 893, 892, 893, 446},
     {2500, 2143, 1531, 1093, 875, 874, 875, 109},
     {1785, 2347, 1676, 1197, 887, 887, 887, 334},
     {1071, 2551, 1822, 1302, 930, 885, 886, 553},
     {357, 2755, 1968, 1406, 1004, 873, 873, 764}},
    {{1000, 1800, 1440, 1152, 922, 737, 655, 655, 656, 655, 328},
     {1750, 1650, 1320, 1056, 845, 676, 655, 655, 656, 655, 82},
     {1250, 1750, 1400, 1120, 896, 717, 655, 655, 656, 655, 246},
     {750, 1850, 1480, 1184, 947, 758, 655, 655, 656, 655, 410},
     {250, 1950, 1560, 1248, 998, 799, 655, 655, 656, 655, 574}},
    {{500, 950, 855, 770, 693, 623, 590, 590, 591, 590, 591, 590, 591, 590, 591, 295},
     {875, 913, 821, 739, 665, 599, 590, 591, 590, 591, 590, 591, 590, 591, 590, 74},
     {625, 938, 844, 759, 683, 615, 591, 590, 591, 590, 591, 590, 591, 590, 591, 221},
     {375, 963, 866, 780, 702, 631, 590, 590, 591, 590, 591, 590, 591, 590, 591, 369},
     {125, 988, 889, 800, 720, 648, 590, 590, 590, 591, 590, 591, 590, 591, 590, 517}},
};

static int class_of(double class_years)
{
    for (int i = 0; i < CLASSES; i++)
        if (class_years_of[i] == class_years)
            return i;
    return -1;
}

uint64_t toll__macrs_years(double class_years)
{
    return class_of(class_years) < 0 ? 0 : (uint64_t)class_years + 1;
}

double toll__macrs_frac(double class_years, uint32_t convention, uint64_t year)
{
    int row = class_of(class_years);
    if (row < 0 || convention >= CONVENTIONS || year > (uint64_t)class_years)
        return 0;
    return table[row][convention][year] / WHOLE;
}

double toll__macrs_done(double class_years, double age_years)
{
    double done = 0;
    uint64_t whole = (uint64_t)age_years;
    if (whole >= toll__macrs_years(class_years))
        return 1; /* the sum of the table, without its rounding */
    for (uint64_t year = 0; year < whole; year++)
        done += toll__macrs_frac(class_years, TOLL_MACRS_HALF_YEAR, year);
    return done + toll__macrs_frac(class_years, TOLL_MACRS_HALF_YEAR, whole) * (age_years - (double)whole);
}
