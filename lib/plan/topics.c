/* SPDX-License-Identifier: Apache-2.0 */
/* What each topic of a constraint asks, as rows. A flag is worded so that "yes" is what a constraint wants. */
#include "plan/topics.h"

#include <toll/plan.h>

/* Addresses are formed at run time: a const array of pointers would need relocations. */
toll__topic toll__topic_get(uint32_t topic)
{
#define PLACES(code, name, label, question)                                                                            \
    case code:                                                                                                         \
        return (toll__topic)                                                                                           \
        {                                                                                                              \
            name, label, "", question, TOLL__SHAPE_WITHIN, 0                                                           \
        }
#define FLAG(code, name, label, question, is_of_site)                                                                  \
    case code:                                                                                                         \
        return (toll__topic)                                                                                           \
        {                                                                                                              \
            name, label, "", question, TOLL__SHAPE_FLAG, is_of_site                                                    \
        }
#define NUMBER(code, name, label, unit, question, shape, is_of_site)                                                   \
    case code:                                                                                                         \
        return (toll__topic)                                                                                           \
        {                                                                                                              \
            name, label, unit, question, shape, is_of_site                                                             \
        }
#define CERTIFICATE(code, name, label)                                                                                 \
    case code:                                                                                                         \
        return (toll__topic)                                                                                           \
        {                                                                                                              \
            name, label, "", "is the service itself covered, and by which report?", TOLL__SHAPE_SCOPED, 0              \
        }
    switch (topic) {
        PLACES(TOLL_TOPIC_PROCESSING, "processing", "processing", "where are requests computed?");
        PLACES(TOLL_TOPIC_STORAGE, "storage", "storage", "where are prompts and answers kept?");
        PLACES(TOLL_TOPIC_TELEMETRY, "telemetry", "telemetry", "where do metrics and logs of operation go?");
        PLACES(TOLL_TOPIC_HOME, "home", "home of the operator", "in which country is the operator established?");
        PLACES(TOLL_TOPIC_ACCESS_LAW, "access_law", "law that can compel disclosure",
               "whose laws can compel disclosure?");
        PLACES(TOLL_TOPIC_SUBPROCESSORS, "subprocessors", "sub-processors",
               "where are the sub-processors established?");
        FLAG(TOLL_TOPIC_SUBPROCESSORS_KNOWN, "subprocessors_known", "public list of sub-processors",
             "is there a public list of sub-processors?", 0);
        NUMBER(TOLL_TOPIC_RETENTION_DAYS, "retention_days", "retention", " days",
               "for how many days are prompts and answers kept, logs against abuse included?", TOLL__SHAPE_AT_MOST, 0);
        FLAG(TOLL_TOPIC_NO_TRAINING, "no_training", "no training on data", "do prompts and answers train models?", 0);
        FLAG(TOLL_TOPIC_CUSTOMER_KEYS, "customer_keys", "keys held by the customer",
             "can the customer hold the encryption keys?", 0);
        FLAG(TOLL_TOPIC_AIR_GAP, "air_gap", "air gap", "does it run without any connection to the outside?", 0);
        NUMBER(TOLL_TOPIC_MODELS, "models", "models", "", "is this model served?", TOLL__SHAPE_ONE_OF, 0);
        FLAG(TOLL_TOPIC_ON_PREMISES, "on_premises", "on the customer's site", "can it run on the customer's site?", 0);
        FLAG(TOLL_TOPIC_OFFLINE_UPDATES, "offline_updates", "updates by media", "do updates come on media?", 1);
        FLAG(TOLL_TOPIC_SPARES_ON_SITE, "spares_on_site", "spares on site", "do spare parts lie on the site?", 1);
        NUMBER(TOLL_TOPIC_POWER_KW, "power_kw", "power at the site", " kW", "how many kW are available?",
               TOLL__SHAPE_AT_LEAST, 1);
        NUMBER(TOLL_TOPIC_DELIVERY_WEEKS, "delivery_weeks", "delivery", " weeks",
               "in how many weeks does the hardware run?", TOLL__SHAPE_AT_MOST, 1);
        NUMBER(TOLL_TOPIC_PEOPLE, "people", "people", "", "how many people can operate it?", TOLL__SHAPE_AT_LEAST, 1);
        FLAG(TOLL_TOPIC_ON_CALL, "on_call", "on call at any hour", "is somebody on call at any hour?", 1);
        CERTIFICATE(TOLL_TOPIC_SOC2, "soc2", "SOC 2 Type II");
        CERTIFICATE(TOLL_TOPIC_ISO27001, "iso27001", "ISO 27001");
        CERTIFICATE(TOLL_TOPIC_ISO42001, "iso42001", "ISO 42001");
        CERTIFICATE(TOLL_TOPIC_HIPAA, "hipaa", "HIPAA agreement");
        CERTIFICATE(TOLL_TOPIC_C5, "c5", "C5");
        CERTIFICATE(TOLL_TOPIC_SECNUMCLOUD, "secnumcloud", "SecNumCloud");
        CERTIFICATE(TOLL_TOPIC_HDS, "hds", "HDS");
        CERTIFICATE(TOLL_TOPIC_FEDRAMP, "fedramp", "FedRAMP");
        FLAG(TOLL_TOPIC_COMMERCIAL, "commercial", "commercial use", "does the licence permit commercial use?", 1);
        FLAG(TOLL_TOPIC_HOSTING, "hosting", "hosting for others", "does the licence permit a service for others?", 1);
        FLAG(TOLL_TOPIC_EU_DOMICILE, "eu_domicile", "use by who is domiciled in the EU",
             "does the licence grant rights in the EU?", 1);
        NUMBER(TOLL_TOPIC_MONTHLY_USERS, "monthly_users", "monthly users that the licence permits", "",
               "up to how many monthly users?", TOLL__SHAPE_AT_LEAST, 1);
        NUMBER(TOLL_TOPIC_YEARLY_REVENUE_USD, "yearly_revenue_usd", "yearly revenue that the licence permits", " USD",
               "up to which yearly revenue?", TOLL__SHAPE_AT_LEAST, 1);
    default:
        return (toll__topic){"", "", "", "", TOLL__SHAPE_NONE, 0};
    }
#undef PLACES
#undef FLAG
#undef NUMBER
#undef CERTIFICATE
}
