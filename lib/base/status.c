/* SPDX-License-Identifier: Apache-2.0 */
/* Names and meanings of status codes, from one list. */
#include "base/status.h"

/* One list for names and meanings, so that no code can have one without the other. */
#define STATUSES(X)                                                                                                    \
    X(TOLL_OK, "done")                                                                                                 \
    X(TOLL_E_NULL, "a required pointer is NULL")                                                                       \
    X(TOLL_E_RANGE, "a number is outside its allowed range")                                                           \
    X(TOLL_E_NOT_FINITE, "a number is NaN or infinite")                                                                \
    X(TOLL_E_STRUCT_KIND, "the struct is not of the expected kind")                                                    \
    X(TOLL_E_STRUCT_SIZE, "the struct's size is not that of any released version")                                     \
    X(TOLL_E_STRUCT_NEWER, "the struct uses a field that this library does not know")                                  \
    X(TOLL_E_STRIDE, "the row stride is not a row size of any released version")                                       \
    X(TOLL_E_STRING, "a text field is not well formed")                                                                \
    X(TOLL_E_KNOWN, "known bits and values contradict each other")                                                     \
    X(TOLL_E_UNKNOWN_ID, "no such id")                                                                                 \
    X(TOLL_E_AMBIGUOUS, "the name stands for several ids")                                                             \
    X(TOLL_E_MISSING, "a fact that the question needs is not known")                                                   \
    X(TOLL_E_SYNTAX, "the text does not parse")                                                                        \
    X(TOLL_E_OVERFLOW, "the exact result does not fit its type")                                                       \
    X(TOLL_E_DIVIDE, "division by zero")                                                                               \
    X(TOLL_E_CONFLICT, "two fields contradict each other")                                                             \
    X(TOLL_E_UNSUPPORTED, "this version cannot answer that")                                                           \
    X(TOLL_E_BUFFER, "the buffer is too small")                                                                        \
    X(TOLL_E_OBJECT, "the resolved object is damaged, foreign or of another build")

#define NAME(code, meaning)                                                                                            \
    case code:                                                                                                         \
        return #code;
#define MEANING(code, meaning)                                                                                         \
    case code:                                                                                                         \
        return meaning;

const char *toll__status_name(toll_status status)
{
    switch (status) {
        STATUSES(NAME)
    default:
        return "TOLL_E_?";
    }
}

const char *toll__status_message(toll_status status)
{
    switch (status) {
        STATUSES(MEANING)
    default:
        return "a status code that this library does not define";
    }
}
