/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this room share: the reader, and a record while it is being read. */
#ifndef TOLL_IO_USAGE_USAGE_RECORD_H
#define TOLL_IO_USAGE_USAGE_RECORD_H

#include "toll_io.h"
#include "usage/usage_keys.h"

#define TOLL__LOG_TOTAL   0u /* in place of a meter: total_tokens */
#define TOLL__LOG_COUNTS  64u
#define TOLL__LOG_PATH    8u  /* keys of a mapped path */
#define TOLL__LOG_MAPPED  64u /* mapped targets */
#define TOLL__LOG_MISSING INT64_MIN

/* Where a count stands decides its meter: audio_tokens of the prompt or of the answer. */
typedef enum toll__log_side {
    TOLL__LOG_WHOLE, /* the usage object itself */
    TOLL__LOG_IN,    /* details of the prompt */
    TOLL__LOG_OUT,   /* details of the answer */
    TOLL__LOG_CACHED /* details of what was read from a cache */
} toll__log_side;

/* One quantity or fact of a user's own log: where it stands. */
typedef struct toll__log_path {
    uint32_t target; /* a meter, or TOLL__LOG_COUNTS + key of the fact */
    uint32_t n_keys;
    uint32_t whole; /* number of the dotted text as one key */
    uint32_t keys[TOLL__LOG_PATH];
    char text[256];  /* dotted */
    char parts[256]; /* the keys, each with its NUL: names of the key table point here */
} toll__log_path;

/* A request whose stream of events is open (Anthropic's: message_start .. message_stop). */
typedef struct toll__log_stream {
    bool is_open;
    toll_io_usage record; /* what message_start told of it */
    uint64_t has;
    int64_t counts[TOLL__LOG_COUNTS];
} toll__log_stream;

/* A session of Codex: totals so far, and what earlier lines told. */
typedef struct toll__log_session {
    uint64_t id_low, id_high;
    char model[96];
    char provider[32];
    bool has_totals;
    uint64_t has;
    int64_t totals[TOLL__LOG_COUNTS];
} toll__log_session;

struct toll_io_usage_reader {
    toll__json_keys keys;
    toll__json_picker picked;
    toll__json_doc doc;   /* for the reason of a refusal, and for objects of many keys */
    uint32_t shape;       /* forced; 0: told by the keys */
    uint32_t search_unit; /* the meter of a rerank's search units, where libtoll has one; else 0 */
    bool has_assumed;
    toll_io_usage assumed;
    uint32_t *roots; /* fields of the records in this text */
    uint32_t n_roots, next_root, roots_capacity;
    uint32_t share, shares_end; /* fields: entries of `iterations` that are other models' shares; equal: none */
    toll_io_usage parent;       /* the record that the shares belong to */
    uint32_t n_paths;
    toll__log_stream stream;
    toll__log_session session;
    char meters[TOLL__LOG_COUNTS][32]; /* names, where the key table points to */
    toll__log_path paths[TOLL__LOG_MAPPED];
};

/* A record while it is being read. The first failure stays. */
typedef struct toll__log_draft {
    toll_io_usage_reader *reader;
    const toll__json_picker *picked;
    toll_io_usage *record;
    toll_error *err;
    toll_status status;
    uint32_t level;                        /* field: the object that holds the usage */
    uint32_t usage;                        /* field: the object with the counts; may be `level` */
    bool is_batch;                         /* a line of a batch's output */
    bool is_request;                       /* a request's own id tells its records: claude-code, chunks of a stream */
    uint64_t seen[(KEYS_KNOWN + 63) / 64]; /* keys of the usage object and of its details */
    uint64_t has;                          /* counts that are there, by meter */
    int64_t counts[TOLL__LOG_COUNTS];
} toll__log_draft;

static inline const toll__json_field *toll__log_field(const toll__log_draft *d, uint32_t field)
{
    return &d->picked->fields[field];
}

static inline toll__io_span toll__log_span(const toll__log_draft *d, uint32_t field)
{
    const toll__json_field *const f = toll__log_field(d, field);
    return (toll__io_span){f->at, f->length};
}

static inline uint32_t toll__log_child(const toll__log_draft *d, uint32_t container, toll__log_key key)
{
    return toll__json_field_of(d->picked, container, key);
}

static inline bool toll__log_is(const toll__log_draft *d, uint32_t field, toll__json_kind kind)
{
    return toll__log_field(d, field)->kind == kind;
}

/* A child that is an object; 0: there is none. */
static inline uint32_t toll__log_object(const toll__log_draft *d, uint32_t container, toll__log_key key)
{
    const uint32_t child = toll__log_child(d, container, key);
    return child > 0 && toll__log_is(d, child, TOLL__JSON_OBJECT) ? child : 0;
}

static inline void toll__log_see(toll__log_draft *d, uint32_t key)
{
    if (key < KEYS_KNOWN)
        d->seen[key / 64] |= UINT64_C(1) << key % 64;
}

static inline bool toll__log_saw(const toll__log_draft *d, toll__log_key key)
{
    return (d->seen[key / 64] >> key % 64 & 1) != 0;
}

static inline bool toll__log_has(const toll__log_draft *d, uint32_t meter)
{
    return (d->has >> meter & 1) != 0;
}

static inline int64_t toll__log_count(const toll__log_draft *d, uint32_t meter)
{
    return toll__log_has(d, meter) ? d->counts[meter] : 0;
}

/* Fails unless the record has failed before. */
void toll__log_fail(toll__log_draft *d, toll_status status, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Whether a field is this text. */
bool toll__log_is_text(const toll__log_draft *d, uint32_t field, const char *text);

/* Whether it begins with this text. */
bool toll__log_begins(const toll__log_draft *d, uint32_t field, const char *text);

#endif
