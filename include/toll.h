/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file toll.h
 * @brief libtoll: what an LLM token costs. Includes every header, in reading order.
 */
#ifndef TOLL_H
#define TOLL_H

#include <toll/base.h>
#include <toll/money.h>
#include <toll/book.h>
#include <toll/bill.h>
#include <toll/hardware.h>
#include <toll/model.h>
#include <toll/step.h>
#include <toll/serve.h>
#include <toll/train.h>
#include <toll/finance.h>
#include <toll/tco.h>
#include <toll/risk.h>
#include <toll/catalog.h>
#include <toll/plan.h>
#include <toll/init.h>

#endif
