/* SPDX-License-Identifier: Apache-2.0 */
/* Regions as the clouds of the catalog's machines name them, and the country of each.
 *
 * A region that no row names is not guessed from its looks, but for two forms: a code of two letters ("FR", as
 * marketplaces write) is that country, and "us-..." is the United States in every cloud of the list. So "asia-pacific"
 * is unknown, and so are "all" and "listed by ...", where the buyer gets what is free. */
#include "plan/region_places.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <toll.h>

#define AWS    "lists of AWS regions at mariadb.com and in public repositories, read 2026-11-30"
#define GCP    "docs.cloud.google.com: regions and zones; codecarbon 3.3.2 cloud/impact.csv, read 2026-11-30"
#define NEBIUS "docs.tokenfactory.nebius.com: data processing, read 2026-11"
#define NAME   "the region's name"
#define GUESS  "from memory"

static const struct {
    const char *provider, *region, *code, *source;
    bool is_unverified;
} regions[] = {
    {"aws", "ap-northeast-1", "jp", AWS, false},  {"aws", "ap-northeast-2", "kr", AWS, false},
    {"aws", "ap-south-1", "in", AWS, false},      {"aws", "ap-southeast-1", "sg", AWS, false},
    {"aws", "ap-southeast-2", "au", AWS, false},  {"aws", "ap-southeast-3", "id", AWS, false},
    {"aws", "ca-central-1", "ca", AWS, false},    {"aws", "eu-central-1", "de", AWS, false},
    {"aws", "eu-north-1", "se", AWS, false},      {"aws", "eu-south-2", "es", AWS, false},
    {"aws", "eu-west-1", "ie", AWS, false},       {"aws", "eu-west-2", "gb", AWS, false},
    {"aws", "me-central-1", "ae", AWS, false},    {"azure", "eastus", "us", NAME, false},
    {"denvr", "ca", "ca", NAME, false},           {"gcp", "asia-east1", "tw", GCP, false},
    {"gcp", "asia-northeast1", "jp", GCP, false}, {"gcp", "asia-northeast3", "kr", GCP, false},
    {"gcp", "asia-south1", "in", GCP, false},     {"gcp", "asia-southeast1", "sg", GCP, false},
    {"gcp", "asia-southeast2", "id", GCP, false}, {"gcp", "australia-southeast1", "au", GCP, false},
    {"gcp", "europe-west1", "be", GCP, false},    {"gcp", "europe-west2", "gb", GCP, false},
    {"gcp", "europe-west3", "de", GCP, false},    {"gcp", "europe-west4", "nl", GCP, false},
    {"gcp", "lowest US", "us", NAME, false},      {"nebius", "eu-north1", "fi", NEBIUS, false},
    {"nebius", "eu-west1", "fr", NEBIUS, false},  {"nebius", "me-west1", "il", GUESS, true},
    {"runpod", "US?", "us", NAME, true},          {"scaleway", "pl-waw", "pl", NAME, false},
    {"verda", "FIN-01", "fi", NAME, false},       {"verda", "FIN-02", "fi", NAME, false},
    {"verda", "FIN-03", "fi", NAME, false},
};

/* "FR", "ca" and "eu" are places; so is the beginning of "us-central". */
static bool read_code(const char *region, char *code)
{
    const size_t length = strcspn(region, "-");
    if (length != 2) {
        return false;
    }
    code[0] = (char)tolower((unsigned char)region[0]);
    code[1] = (char)tolower((unsigned char)region[1]);
    code[2] = 0;
    return (region[2] == 0 || strcmp(code, "us") == 0) && toll_plan_check_place(code, 2, NULL) == TOLL_OK;
}

region_place region_place_find(const char *provider, const char *region)
{
    region_place place = {.source = NAME};
    for (size_t i = 0; i < sizeof regions / sizeof regions[0]; i++) {
        if (strcmp(regions[i].provider, provider) == 0 && strcmp(regions[i].region, region) == 0) {
            snprintf(place.code, sizeof place.code, "%s", regions[i].code);
            place.source = regions[i].source;
            place.is_unverified = regions[i].is_unverified;
            return place;
        }
    }
    if (!read_code(region, place.code)) {
        place.code[0] = 0;
    }
    return place;
}
