/* SPDX-License-Identifier: Apache-2.0 */
/* Places: a country is a code of ISO 3166, a group is a list of countries, and a group lies within another when all of
 * its countries do.
 *
 * Worked: "fi" is in "eu" and so in "eea"; "eea" is not within "eu", since Norway is in the one and not in the other. */
#include "plan/places.h"

#include <string.h>

/* ISO 3166-1 alpha-2 as of 2026, in order. */
static const char countries[] =
    "ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz ca "
    "cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga "
    "gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp "
    "ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms "
    "mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs "
    "ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw "
    "tz ua ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw";

/* The 27 members of the Union since 2020-02-01; the EEA adds Iceland, Liechtenstein and Norway (agreement of 1994).
 * APAC is the group of clouds' profiles: the regions that Amazon Bedrock lists under it, 2026-10. */
#define EU_MEMBERS "at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk"
static const char eu[] = EU_MEMBERS;
static const char eea[] = EU_MEMBERS " is li no";
static const char apac[] = "au hk id in jp kr my nz sg th tw";

toll__place_word toll__place_next(const char **rest)
{
    const char *start = *rest, *end;
    while (*start == ' ')
        start++;
    for (end = start; *end != '\0' && *end != ' ';)
        end++;
    *rest = end;
    return (toll__place_word){start, (uint64_t)(end - start)};
}

int toll__place_is(toll__place_word word, const char *text)
{
    return strlen(text) == word.length && memcmp(word.text, text, (size_t)word.length) == 0;
}

static int holds_word(const char *list, toll__place_word word)
{
    for (toll__place_word w = toll__place_next(&list); w.length > 0; w = toll__place_next(&list))
        if (w.length == word.length && memcmp(w.text, word.text, (size_t)w.length) == 0)
            return 1;
    return 0;
}

/* Countries of a group; NULL: the word is no group. */
static const char *members_of(toll__place_word group)
{
    if (toll__place_is(group, "eu"))
        return eu;
    if (toll__place_is(group, "eea"))
        return eea;
    return toll__place_is(group, "apac") ? apac : NULL;
}

/* People write "uk"; the code is "gb". */
static toll__place_word spell_place(toll__place_word place)
{
    return toll__place_is(place, "uk") ? (toll__place_word){"gb", 2} : place;
}

int toll__place_is_known(toll__place_word place)
{
    place = spell_place(place);
    if (toll__place_is(place, "global") || toll__place_is(place, "site") || toll__place_is(place, "none"))
        return 1;
    return members_of(place) != NULL || holds_word(countries, place);
}

/* Every country of the one stands in the other. */
static int all_members_are_in(const char *members, const char *region)
{
    for (toll__place_word w = toll__place_next(&members); w.length > 0; w = toll__place_next(&members))
        if (!holds_word(region, w))
            return 0;
    return 1;
}

int toll__place_is_within(toll__place_word place, toll__place_word region)
{
    place = spell_place(place);
    region = spell_place(region);
    if (toll__place_is(place, "none") || toll__place_is(region, "global"))
        return 1;
    if (place.length == region.length && memcmp(place.text, region.text, (size_t)place.length) == 0)
        return 1;
    const char *inner = members_of(place), *outer = members_of(region);
    if (outer == NULL)
        return 0;
    return inner != NULL ? all_members_are_in(inner, outer) : holds_word(outer, place);
}

int toll__place_is_allowed(toll__place_word place, const char *regions)
{
    for (toll__place_word r = toll__place_next(&regions); r.length > 0; r = toll__place_next(&regions))
        if (toll__place_is_within(place, r))
            return 1;
    return 0;
}
