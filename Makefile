# SPDX-License-Identifier: Apache-2.0
VERSION := $(shell cat VERSION)
ABI     := 0.1
CC      ?= gcc
AR      ?= ar
CFLAGS  ?= -O2 -g
BUILD   ?= build

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef \
        -Wdouble-promotion
override CFLAGS += -std=c11 $(WARN) -fvisibility=hidden -fPIC -ffp-contract=off -Iinclude -Ilib

LIB_SRC := $(wildcard lib/*/*.c)
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o)

all: $(BUILD)/libtoll.a
$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@
$(BUILD)/libtoll.a: $(LIB_OBJ)
	$(AR) rcs $@ $^
clean:
	rm -rf $(BUILD)
-include $(LIB_OBJ:.o=.d)
.PHONY: all clean
