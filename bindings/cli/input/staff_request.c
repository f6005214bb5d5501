/* SPDX-License-Identifier: Apache-2.0 */
/* --staff, --salary, --ramp-up, --usd-per-kwh, --pue, --server-power, --site-power, --delivery.
 *
 * People cost   people x USD/year x (1 + ramp-up months / service months) / 8,760   USD an hour. By hand: 1.5 people at
 * $120k a year, paid for 3 months before a service of 36: 1.5 * 120,000 * (1 + 3/36) / 8,760 = $22.26 an hour. A salary
 * that is not given is a row of the catalog (salary_base_ROLE) times the row of what an employer pays on top
 * (salary_loading_multiplier), both of one region: of the site's country where one is stated, else of any, and the
 * answer names it. Without a row nobody is counted, and the answer says so. */
#include "input/staff_request.h"

#include <stdio.h>
#include <string.h>

#include <toll.h>

#include "input/args.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/numbers.h"

#define HOURS_PER_YEAR 8760.0 /* 365 * 24 */
#define PEOPLE_MOST    1e6
#define USUAL_ROLE     "mlops_engineer"
#define ON_CALL_ROLE   "sre_oncall"
#define SALARY         "salary_base_"
#define LOADING        "salary_loading_multiplier"
#define PUE_ROW        "pue_survey_average"
/* Host power / accelerator power where it is not given: the median of toll_serve_site.host_power_frac. */
#define HOST_FRAC 0.25

/* ---- Rows of the catalog ---- */

/* Regions of the figures are codes of three letters; countries of sites have two. Of the others there are no salaries. */
static bool is_region_of(const char *region, const char *country)
{
    return country[0] == 0 || (strcmp(country, "us") == 0 && strcmp(region, "USA") == 0) ||
           strcmp(region, country) == 0;
}

/* The newest row of a name in a region that holds; false: there is none. */
static bool find_figure(const char *name, const char *country, toll_catalog_default *found)
{
    toll_catalog_default row;
    bool is_found = false;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_DEFAULT); i++) {
        start_struct(&row, sizeof row, TOLL_KIND_CATALOG_DEFAULT);
        if (toll_catalog_get_default(i, &row, NULL) != TOLL_OK || strcmp(row.name, name) != 0 ||
            !is_region_of(row.region, country)) {
            continue;
        }
        if (!is_found || strcmp(row.vintage, found->vintage) > 0) {
            *found = row;
            is_found = true;
        }
    }
    return is_found;
}

/* ---- People ---- */

static site_role *new_role(staff_request *s)
{
    if (s->n_roles == SITE_ROLES_MAX) {
        complain("--staff takes at most %d roles", SITE_ROLES_MAX);
        return NULL;
    }
    s->roles[s->n_roles] = (site_role){.people = 0};
    return &s->roles[s->n_roles++];
}

static bool is_people(double people)
{
    return people > 0 && people <= PEOPLE_MOST;
}

/* "1.5", or "mlops_engineer=1". */
static bool read_role(staff_request *s, const char *text)
{
    const char *equals = strchr(text, '=');
    site_role *role = new_role(s);
    if (role == NULL) {
        return false;
    }
    const size_t length = equals == NULL ? 0 : (size_t)(equals - text);
    if ((equals != NULL && (length == 0 || length >= sizeof role->name)) ||
        !number_parse(equals == NULL ? text : equals + 1, &role->people) || !is_people(role->people)) {
        complain("--staff takes people above 0, 1.5, or roles: mlops_engineer=1,sre_oncall=0.5, got \"%.60s\"", text);
        return false;
    }
    snprintf(role->name, sizeof role->name, "%.*s", equals == NULL ? (int)strlen(USUAL_ROLE) : (int)length,
             equals == NULL ? USUAL_ROLE : text);
    s->people += role->people;
    return true;
}

static bool read_staff(staff_request *s, const char *list)
{
    char part[80];
    for (; list != NULL; list = strchr(list, ',') != NULL ? strchr(list, ',') + 1 : NULL) {
        snprintf(part, sizeof part, "%.*s", (int)strcspn(list, ","), list);
        if (!read_role(s, part)) {
            return false;
        }
    }
    return true;
}

/* What a constraint asks for beyond the people that are stated is added: it is asked, so it is paid. */
static bool add_people_asked(staff_request *s, double asked)
{
    if (!(asked > s->people)) {
        return true;
    }
    site_role *role = new_role(s);
    if (role == NULL) {
        return false;
    }
    snprintf(role->name, sizeof role->name, "%s", ON_CALL_ROLE);
    role->people = asked - s->people;
    s->people = asked;
    s->has_asked = true;
    return true;
}

/* "120k/year". */
static bool read_salary(staff_request *s, const char *text)
{
    char number[40];
    double usd = 0;
    const char *slash = strchr(text, '/');
    snprintf(number, sizeof number, "%.*s", slash == NULL ? 0 : (int)(slash - text), text);
    const bool is_year = slash != NULL && strcmp(slash + 1, "year") == 0;
    const bool is_month = slash != NULL && strcmp(slash + 1, "month") == 0;
    if ((!is_year && !is_month) || !number_parse(number, &usd) || !(usd > 0 && usd <= 1e9)) {
        complain("--salary takes dollars above 0 for a person, and a period: 120k/year or /month, got \"%.40s\"", text);
        return false;
    }
    for (int i = 0; i < s->n_roles; i++) {
        s->roles[i].usd_per_year = is_month ? usd * 12 : usd;
    }
    snprintf(s->salary_source, sizeof s->salary_source, "as given");
    return true;
}

/* A role that the catalog does not have is a mistake; one without a row for the country is a gap. */
static bool find_salary(staff_request *s, site_role *role, const char *country)
{
    char name[80];
    toll_catalog_default base, loading;
    snprintf(name, sizeof name, SALARY "%s", role->name);
    if (!find_figure(name, "", &base)) {
        complain(
            "--staff: no salary of a \"%.40s\" is known: give --salary 120k/year, or a role of `toll defaults find "
            "salary`",
            role->name);
        return false;
    }
    if (!find_figure(name, country, &base) || !find_figure(LOADING, country, &loading)) {
        s->people_gap = SITE_NO_SALARY;
        return true;
    }
    role->usd_per_year = base.value * loading.value;
    size_t used = strlen(s->salary_source);
    if (used + 1 < sizeof s->salary_source) {
        snprintf(s->salary_source + used, sizeof s->salary_source - used, "%s%s x %g", used > 0 ? ", " : "", base.id,
                 loading.value);
    }
    return true;
}

static bool find_salaries(staff_request *s, const char *country)
{
    for (int i = 0; i < s->n_roles; i++) {
        if (!find_salary(s, &s->roles[i], country)) {
            return false;
        }
    }
    return true;
}

/* "3/36": months that people are paid before the start, and months of service that bear it. */
static bool read_ramp(staff_request *s, const char *text)
{
    char first[24];
    const char *slash = strchr(text, '/');
    snprintf(first, sizeof first, "%.*s", slash == NULL ? 0 : (int)(slash - text), text);
    if (slash == NULL || !number_parse(first, &s->ramp_months) || !number_parse(slash + 1, &s->service_months) ||
        !(s->ramp_months >= 0 && s->ramp_months <= 1200) || !(s->service_months > 0 && s->service_months <= 1200)) {
        complain("--ramp-up takes months of pay before the start / months of service that bear them, 3/36, each up to "
                 "1200, got \"%.40s\"",
                 text);
        return false;
    }
    return true;
}

static void sum_people(staff_request *s)
{
    s->usd_per_hour = 0;
    const double ramp = s->service_months > 0 ? s->ramp_months / s->service_months : 0;
    for (int i = 0; s->people_gap == SITE_COUNTED && i < s->n_roles; i++) {
        s->usd_per_hour += s->roles[i].people * s->roles[i].usd_per_year * (1 + ramp) / HOURS_PER_YEAR;
    }
}

static bool read_people(staff_request *s, const args *a, const char *country, double people_asked)
{
    const char *salary = args_text(a, OPTION_SALARY, NULL), *ramp = args_text(a, OPTION_RAMP_UP, NULL);
    if (!read_staff(s, args_text(a, OPTION_STAFF, NULL)) || !add_people_asked(s, people_asked)) {
        return false;
    }
    if (s->n_roles == 0 && (salary != NULL || ramp != NULL)) {
        complain("%s: say how many people run it: --staff 1.5", salary != NULL ? "--salary" : "--ramp-up");
        return false;
    }
    s->people_gap = s->n_roles == 0 ? SITE_NO_STAFF : SITE_COUNTED;
    if (!(salary != NULL ? read_salary(s, salary) : find_salaries(s, country)) ||
        (ramp != NULL && !read_ramp(s, ramp))) {
        return false;
    }
    sum_people(s);
    return true;
}

/* ---- Power ---- */

/* "40kW", "2MW", "800 W". */
static bool read_kw(staff_request *s, const char *text)
{
    static const struct {
        const char *unit;
        double kw;
    } units[] = {{"MW", 1e3}, {"kW", 1}, {"W", 1e-3}};
    const size_t length = strlen(text);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const size_t tail = strlen(units[i].unit);
        char number[40];
        if (length <= tail || length - tail >= sizeof number || strcmp(text + length - tail, units[i].unit) != 0) {
            continue;
        }
        snprintf(number, sizeof number, "%.*s", (int)(length - tail), text);
        number[strcspn(number, " ")] = 0;
        if (number_parse(number, &s->kw) && s->kw * units[i].kw > 0 && s->kw * units[i].kw <= 1e7) {
            s->kw *= units[i].kw;
            return true;
        }
    }
    complain("--site-power takes power with its unit above 0, up to 10,000 MW: 40kW, 2MW, got \"%.40s\"", text);
    return false;
}

static bool is_within(const args *a, option which, double low, double high)
{
    const double value = args_number(a, which, low);
    if (args_has(a, which) && !(value >= low && value <= high)) {
        complain("%s must be in %g .. %g, got %g", option_name(which), low, high, value);
        return false;
    }
    return true;
}

/* PUE and the hosts' share: typical ones where they are not given, and the answer says so. */
static bool read_site_factors(staff_request *s, const args *a)
{
    toll_catalog_default pue;
    char from[80];
    if (!is_within(a, OPTION_PUE, 1, 3) || !is_within(a, OPTION_SERVER_POWER, 0, 3)) {
        return false;
    }
    if (!args_has(a, OPTION_PUE) && !find_figure(PUE_ROW, "", &pue)) {
        complain("give the PUE of the site: --pue 1.4");
        return false;
    }
    s->pue = args_has(a, OPTION_PUE) ? args_number(a, OPTION_PUE, 1) : pue.value;
    s->host_frac = args_number(a, OPTION_SERVER_POWER, HOST_FRAC);
    snprintf(from, sizeof from, "%.70s", args_has(a, OPTION_PUE) ? "as given" : pue.id);
    snprintf(s->power_source, sizeof s->power_source, "PUE %g (%s), hosts %g of the GPUs (%s)", s->pue, from,
             s->host_frac, args_has(a, OPTION_SERVER_POWER) ? "as given" : "typical");
    return true;
}

static bool read_power(staff_request *s, const args *a, const char *country, bool has_own_price)
{
    const char *kw = args_text(a, OPTION_SITE_POWER, NULL);
    s->has_tariff = args_has(a, OPTION_USD_PER_KWH);
    s->has_kw = kw != NULL;
    if (s->has_tariff && !has_own_price) {
        complain(
            "--usd-per-kwh is paid on top of your own price of a GPU-hour, --price HW=USD: rented machines hold it");
        return false;
    }
    if (s->has_kw && country[0] == 0) {
        complain("--site-power: say where the site is: --own-site de --price HW=USD");
        return false;
    }
    s->usd_per_kwh = args_number(a, OPTION_USD_PER_KWH, 0);
    if (s->has_tariff && !(s->usd_per_kwh > 0 && s->usd_per_kwh <= 1000)) {
        complain("--usd-per-kwh must be above 0, up to 1000");
        return false;
    }
    return read_site_factors(s, a) && (kw == NULL || read_kw(s, kw));
}

/* ---- All ---- */

static bool read_delivery(staff_request *s, const args *a, const char *country)
{
    const char *text = args_text(a, OPTION_DELIVERY, NULL);
    s->has_delivery = text != NULL;
    if (text == NULL) {
        return true;
    }
    if (country[0] == 0) {
        complain("--delivery is of your own hardware: say where it stands: --own-site de --price HW=USD");
        return false;
    }
    if (!number_parse_weeks(text, &s->delivery_weeks)) {
        complain("--delivery takes days, weeks or months up to 10 years: 12weeks, got \"%.40s\"", text);
        return false;
    }
    return true;
}

bool staff_request_read(staff_request *s, const args *a, const char *country, double people_asked, bool has_own_price)
{
    memset(s, 0, sizeof *s);
    return read_people(s, a, country, people_asked) && read_power(s, a, country, has_own_price) &&
           read_delivery(s, a, country);
}

void staff_request_drop_asked(staff_request *s)
{
    if (!s->has_asked) {
        return;
    }
    s->n_roles--;
    s->people -= s->roles[s->n_roles].people;
    s->has_asked = false;
    s->people_gap = s->n_roles == 0 ? SITE_NO_STAFF : s->people_gap;
    sum_people(s);
}

void staff_request_leave_uncounted(staff_request *s)
{
    if (s->has_asked && s->people_gap == SITE_COUNTED) {
        s->people_gap = SITE_OTHER_QUESTION;
        s->usd_per_hour = 0;
    }
}

const char *site_gap_code(site_gap gap)
{
    static const char *const codes[] = {[SITE_COUNTED] = "",
                                        [SITE_NO_STAFF] = "people_not_counted",
                                        [SITE_NO_SALARY] = "no_salary",
                                        [SITE_NO_TARIFF] = "no_power_price",
                                        [SITE_INCLUDED] = "in_the_price",
                                        [SITE_NO_TDP] = "power_unknown",
                                        [SITE_OTHER_QUESTION] = "machines_alone"};
    return codes[gap];
}
