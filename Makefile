# minutebook: `make help` lists what can be made; V=1 shows the commands.
#
# Every mode builds in a directory of its own: release (the default) leaves
# build/minutebook, the others build/MODE/minutebook.
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

VERSION := 0.1.0
MODE    ?= release
CC      := $(if $(filter default,$(origin CC)),gcc,$(CC))
PREFIX  ?= /usr/local
DESTDIR ?=
O       := $(if $(filter release,$(MODE)),build,build/$(MODE))
Q       := $(if $(V),,@)
WERROR  ?= $(if $(CI),-Werror)

PKGS       := libpcre2-8 sqlite3 xlsxwriter libxml-2.0 libzip yaml-0.1 jansson libcrypto libseccomp
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
TEST_LIBS  := $(shell pkg-config --libs cmocka 2>/dev/null)
ISCLANG    := $(findstring clang,$(shell $(CC) --version 2>/dev/null))

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
        -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
        -Wredundant-decls -Wpointer-arith -Wcast-qual -Wcast-align \
        -Wwrite-strings -Wformat=2 -Wundef -Wvla -Walloca -Wswitch-enum \
        -Wimplicit-fallthrough -Wnull-dereference -Wdouble-promotion \
        -Wdate-time
WARN += $(if $(ISCLANG),-Wcomma -Wshorten-64-to-32 -Wextra-semi-stmt \
        -Wunreachable-code-aggressive -Wconditional-uninitialized \
        -Wmissing-variable-declarations,\
        -Wlogical-op -Wduplicated-cond -Wduplicated-branches \
        -Wjump-misses-init)
HARD := -fstack-protector-strong -fstack-clash-protection \
        -fcf-protection=full -fno-common -fPIE
LDHARD := -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,--as-needed

OPT_debug   := -Og -g3
OPT_release := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
OPT_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
               -fno-sanitize-recover=all
OPT_cov     := -O0 -g --coverage
OPT_fuzz    := $(OPT_asan) -fsanitize=fuzzer-no-link
OPT_analyze := -O1 -g
LD_asan := -fsanitize=address,undefined
LD_fuzz := $(LD_asan)
LD_cov  := --coverage

CPPFLAGS  += -D_GNU_SOURCE -DMB_VERSION='"$(VERSION)"' -I. -I$(O)/gen
ALL_CFLAGS = -std=c17 $(WARN) $(WERROR) $(HARD) $(OPT_$(MODE)) $(PKG_CFLAGS) \
             -MMD -MP $(CFLAGS)
ALL_LDFLAGS = $(LDHARD) $(LD_$(MODE)) $(LDFLAGS)

LIB_SRC  := $(wildcard base/*.c parser/*.c parser/*/*.c store/*.c \
              assurance/*.c reports/*.c)
CLI_SRC  := $(wildcard cli/*.c)
UNIT_SRC := $(wildcard tests/unit/test_*.c)
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
HEADERS  := $(wildcard base/*.h parser/*.h parser/*/*.h store/*.h \
              assurance/*.h reports/*.h cli/*.h)
LIB_OBJ  := $(LIB_SRC:%.c=$(O)/obj/%.o)
CLI_OBJ  := $(CLI_SRC:%.c=$(O)/obj/%.o)
UNIT_BIN := $(UNIT_SRC:%.c=$(O)/%)
FUZZ_BIN := $(FUZZ_SRC:%.c=$(O)/%)
PACKS    := $(wildcard parser/rules/*.yaml)
DATA     := $(wildcard assurance/data/*.yaml)
GEN      := $(O)/gen/schema.inc $(O)/gen/packs.inc $(O)/gen/data.inc

all: $(if $(CLI_SRC),$(O)/minutebook,$(O)/libminutebook.a) ## build the program (MODE=release|debug|asan|cov)

$(O)/libminutebook.a: $(LIB_OBJ)
	@printf '  %-5s %s\n' AR $@
	$(Q)rm -f $@ && $(AR) rcs $@ $^
$(O)/minutebook: $(CLI_OBJ) $(O)/libminutebook.a
	@printf '  %-5s %s\n' LD $@
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS) $(LDLIBS)
$(UNIT_BIN): $(O)/%: $(O)/obj/%.o $(O)/libminutebook.a
	@mkdir -p $(@D)
	@printf '  %-5s %s\n' LD $@
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS) $(TEST_LIBS)
$(FUZZ_BIN): $(O)/%: $(O)/obj/%.o $(O)/libminutebook.a
	@mkdir -p $(@D)
	@printf '  %-5s %s\n' LD $@
	$(Q)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(PKG_LIBS)
$(O)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	@printf '  %-5s %s\n' CC $<
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

# Data that the program carries: the schema, the rule packs, the thesaurus.
$(O)/gen/schema.inc: store/schema.sql packaging/embed
	@mkdir -p $(@D)
	$(Q)packaging/embed mb_schema $< >$@
$(O)/gen/packs.inc: $(PACKS) packaging/embed
	@mkdir -p $(@D)
	$(Q)packaging/embed mb_packs $(PACKS) >$@
$(O)/gen/data.inc: $(DATA) packaging/embed
	@mkdir -p $(@D)
	$(Q)packaging/embed mb_data $(DATA) >$@
$(LIB_OBJ) $(CLI_OBJ): | $(GEN)

unit: $(UNIT_BIN) ## C unit tests
	@set -e; for t in $^; do $(WRAP) $$t; done

clean: ## remove what was built
	rm -rf build
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

.PHONY: all unit clean help
-include $(shell find build -name '*.d' 2>/dev/null)
