/* SPDX-License-Identifier: Apache-2.0 */
/* In which country a region of a cloud lies. */
#ifndef TOLL_CLI_PLAN_REGION_PLACES_H
#define TOLL_CLI_PLAN_REGION_PLACES_H

#include <stdbool.h>

typedef struct region_place {
    char code[8];       /* ISO 3166 in lower case, or "eu"; "": not known */
    bool is_unverified; /* no source was read */
    const char *source; /* never NULL */
} region_place;

/* The place of a region as lists of prices name it: "eu-central-1" of aws is de. Words such as "all" name none. */
region_place region_place_find(const char *provider, const char *region);

#endif
