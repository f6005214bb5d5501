/* SPDX-License-Identifier: Apache-2.0 */
/* What each topic of a constraint asks, as rows. A flag is worded so that "yes" is what a constraint wants. */
#include "plan/topics.h"

#include <toll/plan.h>

#define PLACES(name, label, question)                                                                                  \
    (toll__topic)                                                                                                      \
    {                                                                                                                  \
        name, label, "", question, TOLL__SHAPE_WITHIN, 0                                                               \
    }
#define FLAG(name, label, question, is_of_site)                                                                        \
    (toll__topic)                                                                                                      \
    {                                                                                                                  \
        name, label, "", question, TOLL__SHAPE_FLAG, is_of_site                                                        \
    }
#define NUMBER(name, label, unit, question, shape, is_of_site)                                                         \
    (toll__topic)                                                                                                      \
    {                                                                                                                  \
        name, label, unit, question, shape, is_of_site                                                                 \
    }
#define CERTIFICATE(name, label)                                                                                       \
    (toll__topic)                                                                                                      \
    {                                                                                                                  \
        name, label, "", "is the service itself covered, and by which report?", TOLL__SHAPE_SCOPED, 0                  \
    }

/* Addresses are formed at run time: a const array of pointers would need relocations. */
toll__topic toll__topic_get(uint32_t topic)
{
    switch (topic) {
    case TOLL_TOPIC_PROCESSING:
        return PLACES("processing", "processing", "where are requests computed?");
    case TOLL_TOPIC_STORAGE:
        return PLACES("storage", "storage", "where are prompts and answers kept?");
    case TOLL_TOPIC_TELEMETRY:
        return PLACES("telemetry", "telemetry", "where do metrics and logs of operation go?");
    case TOLL_TOPIC_HOME:
        return PLACES("home", "home of the operator", "in which country is the operator established?");
    case TOLL_TOPIC_ACCESS_LAW:
        return PLACES("access_law", "law that can compel disclosure", "whose laws can compel disclosure?");
    case TOLL_TOPIC_SUBPROCESSORS:
        return PLACES("subprocessors", "sub-processors", "where are the sub-processors established?");
    case TOLL_TOPIC_SUBPROCESSORS_KNOWN:
        return FLAG("subprocessors_known", "public list of sub-processors", "is there a public list of sub-processors?",
                    0);
    case TOLL_TOPIC_RETENTION_DAYS:
        return NUMBER("retention_days", "retention", " days",
                      "for how many days are prompts and answers kept, logs against abuse included?",
                      TOLL__SHAPE_AT_MOST, 0);
    case TOLL_TOPIC_NO_TRAINING:
        return FLAG("no_training", "no training on data", "do prompts and answers train models?", 0);
    case TOLL_TOPIC_CUSTOMER_KEYS:
        return FLAG("customer_keys", "keys held by the customer", "can the customer hold the encryption keys?", 0);
    case TOLL_TOPIC_AIR_GAP:
        return FLAG("air_gap", "air gap", "does it run without any connection to the outside?", 0);
    case TOLL_TOPIC_MODELS:
        return NUMBER("models", "models", "", "is this model served?", TOLL__SHAPE_ONE_OF, 0);
    case TOLL_TOPIC_ON_PREMISES:
        return FLAG("on_premises", "on the customer's site", "can it run on the customer's site?", 0);
    case TOLL_TOPIC_OFFLINE_UPDATES:
        return FLAG("offline_updates", "updates by media", "do updates come on media?", 1);
    case TOLL_TOPIC_SPARES_ON_SITE:
        return FLAG("spares_on_site", "spares on site", "do spare parts lie on the site?", 1);
    case TOLL_TOPIC_POWER_KW:
        return NUMBER("power_kw", "power at the site", " kW", "how many kW are available?", TOLL__SHAPE_AT_LEAST, 1);
    case TOLL_TOPIC_DELIVERY_WEEKS:
        return NUMBER("delivery_weeks", "delivery", " weeks", "in how many weeks does the hardware run?",
                      TOLL__SHAPE_AT_MOST, 1);
    case TOLL_TOPIC_PEOPLE:
        return NUMBER("people", "people", "", "how many people can operate it?", TOLL__SHAPE_AT_LEAST, 1);
    case TOLL_TOPIC_ON_CALL:
        return FLAG("on_call", "on call at any hour", "is somebody on call at any hour?", 1);
    case TOLL_TOPIC_SOC2:
        return CERTIFICATE("soc2", "SOC 2 Type II");
    case TOLL_TOPIC_ISO27001:
        return CERTIFICATE("iso27001", "ISO 27001");
    case TOLL_TOPIC_ISO42001:
        return CERTIFICATE("iso42001", "ISO 42001");
    case TOLL_TOPIC_HIPAA:
        return CERTIFICATE("hipaa", "HIPAA agreement");
    case TOLL_TOPIC_C5:
        return CERTIFICATE("c5", "C5");
    case TOLL_TOPIC_SECNUMCLOUD:
        return CERTIFICATE("secnumcloud", "SecNumCloud");
    case TOLL_TOPIC_HDS:
        return CERTIFICATE("hds", "HDS");
    case TOLL_TOPIC_FEDRAMP:
        return CERTIFICATE("fedramp", "FedRAMP");
    case TOLL_TOPIC_COMMERCIAL:
        return FLAG("commercial", "commercial use", "does the licence permit commercial use?", 1);
    case TOLL_TOPIC_HOSTING:
        return FLAG("hosting", "hosting for others", "does the licence permit a service for others?", 1);
    case TOLL_TOPIC_EU_DOMICILE:
        return FLAG("eu_domicile", "use by who is domiciled in the EU", "does the licence grant rights in the EU?", 1);
    case TOLL_TOPIC_MONTHLY_USERS:
        return NUMBER("monthly_users", "monthly users that the licence permits", "", "up to how many monthly users?",
                      TOLL__SHAPE_AT_LEAST, 1);
    case TOLL_TOPIC_YEARLY_REVENUE_USD:
        return NUMBER("yearly_revenue_usd", "yearly revenue that the licence permits", " USD",
                      "up to which yearly revenue?", TOLL__SHAPE_AT_LEAST, 1);
    default:
        return (toll__topic){"", "", "", "", TOLL__SHAPE_NONE, 0};
    }
}
