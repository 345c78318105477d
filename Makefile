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
LIBDIR  ?= $(PREFIX)/lib
UNITDIR ?= $(LIBDIR)/systemd/system
O       := $(if $(filter release,$(MODE)),build,build/$(MODE))
Q       := $(if $(V),,@)
WERROR  ?= $(if $(CI),-Werror)

PKGS       := libpcre2-8 sqlite3 xlsxwriter libxml-2.0 libzip yaml-0.1 jansson libcrypto libseccomp
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm
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
OPT_release := -O3 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
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
BENCH_SRC := $(wildcard tests/bench/bench_*.c)
HEADERS  := $(wildcard base/*.h parser/*.h parser/*/*.h store/*.h \
              assurance/*.h reports/*.h cli/*.h)
LIB_OBJ  := $(LIB_SRC:%.c=$(O)/obj/%.o)
CLI_OBJ  := $(CLI_SRC:%.c=$(O)/obj/%.o)
UNIT_BIN := $(UNIT_SRC:%.c=$(O)/%)
FUZZ_BIN := $(FUZZ_SRC:%.c=$(O)/%)
BENCH_BIN := $(BENCH_SRC:%.c=$(O)/%)
PACKS    := $(wildcard parser/rules/*.yaml)
DATA     := $(wildcard assurance/data/*.yaml)
GEN      := $(O)/gen/schema.inc $(O)/gen/packs.inc $(O)/gen/data.inc

all: $(if $(CLI_SRC),$(O)/minutebook,$(O)/libminutebook.a) ## build the program (MODE=release|debug|asan|cov)

$(O)/libminutebook.a: $(LIB_OBJ) $(O)/obj/rules_image.o $(O)/obj/lexicons_image.o
	@printf '  %-5s %s\n' AR $@
	$(Q)rm -f $@ && $(AR) rcs $@ $^
$(O)/minutebook: $(CLI_OBJ) $(O)/libminutebook.a
	@printf '  %-5s %s\n' LD $@
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS) $(LDLIBS)
$(UNIT_BIN) $(BENCH_BIN): $(O)/%: $(O)/obj/%.o $(O)/libminutebook.a
	@mkdir -p $(@D)
	@printf '  %-5s %s\n' LD $@
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS) $(TEST_LIBS)
$(O)/tests/unit/test_faults: \
  LDFLAGS += -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
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
# The rules and the thesaurus as they are when loaded, told by the very objects
# that load them.
IMAGES := $(O)/gen/rules_image $(O)/gen/lexicons_image
$(O)/gen/rules_image: $(filter $(O)/obj/base/% $(O)/obj/parser/%,$(LIB_OBJ))
$(O)/gen/lexicons_image: $(filter $(O)/obj/base/% \
  $(addprefix $(O)/obj/assurance/,lexicon.o lexicon_image.o stem.o terms.o),$(LIB_OBJ))
$(IMAGES): $(O)/gen/%: $(O)/obj/packaging/%.o
	@printf '  %-5s %s\n' LD $@
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS) $(LDLIBS)
$(IMAGES:%=%.c): %.c: %
	$(Q)$< >$@
$(IMAGES:$(O)/gen/%=$(O)/obj/%.o): $(O)/obj/%.o: $(O)/gen/%.c Makefile
	$(Q)$(CC) $(CPPFLAGS) -std=c17 $(HARD) $(OPT_$(MODE)) $(CFLAGS) -c -o $@ $<
$(LIB_OBJ) $(CLI_OBJ) $(IMAGES:$(O)/gen/%=$(O)/obj/packaging/%.o): | $(GEN)

# check and demo set the machine up first; the build is a make of its own,
# because what pkg-config says is asked for when make starts.
check: ## set up, build, and run every test
	@packaging/setup-debian
	@$(MAKE) --no-print-directory tests
demo: ## set up, build, ingest the fixtures, leave demo/tracker.xlsx
	@packaging/setup-debian
	@$(MAKE) --no-print-directory all
	@packaging/demo $(O)/minutebook
pictures: ## every sheet as PNG in build/pictures, drawn by LibreOffice
	@packaging/setup-debian libreoffice-calc fonts-liberation
	@$(MAKE) --no-print-directory all
	@packaging/pictures $(O)/minutebook $(DB)
tests: all $(UNIT_BIN)
	@tests/run.sh $(O)
unit: $(UNIT_BIN) ## C unit tests alone
	@set -e; for t in $^; do $(WRAP) $$t; done
golden: all ## golden cases alone (CASE=name; UPDATE=1 rewrites)
	@tests/golden.sh $(O)/minutebook $(CASE)
asan: ## every test under ASan and UBSan
	@$(MAKE) --no-print-directory MODE=asan tests
valgrind: all $(UNIT_BIN) ## every test under memcheck
	@WRAP="valgrind -q --leak-check=full --error-exitcode=99" tests/run.sh $(O)

# Accuracy against labelled records: GOLD folders, SCORE the tool.
GOLD  ?= ../shared/corpus
SCORE ?= ../shared/tools/score
LINKS ?= ../shared/links
accuracy: all ## score the labelled sets (LOO=1, PERTURB=1: what is new)
	@tests/accuracy.sh $(O)/minutebook $(SCORE) $(GOLD) $(LINKS)
bench: all $(BENCH_BIN) ## speed and memory, medians of 5 (PEER=script, RULES=file.tsv to compare)
	@RULES='$(RULES)' tests/bench/run.sh $(O)/minutebook $(PEER)

FUZZ_TIME ?= 60
fuzz: ## libFuzzer on each tests/fuzz target, FUZZ_TIME seconds
	@$(MAKE) --no-print-directory MODE=fuzz CC=clang fuzz-run
fuzz-run: $(FUZZ_BIN)
	@for t in $^; do n=$$(basename $$t); log=build/corpus/$$n.log; echo "== $$n"; \
	  mkdir -p build/corpus/$$n; \
	  $$t -max_total_time=$(FUZZ_TIME) -max_len=8192 -timeout=10 -rss_limit_mb=2048 \
	    -print_final_stats=1 build/corpus/$$n $$(ls -d tests/fuzz/seeds/$$n 2>/dev/null) \
	    >$$log 2>&1 || { tail -n 40 $$log; echo "fuzz: $$n found something: $$log"; exit 1; }; \
	  grep -E 'stat::(number|average)' $$log; done

lint: $(GEN) ## gcc's analyser, cppcheck, clang-tidy, shellcheck, formatting
	@$(MAKE) --no-print-directory MODE=analyze CFLAGS="-fanalyzer -Wno-analyzer-malloc-leak -Wno-analyzer-use-of-uninitialized-value -Werror" build/analyze/libminutebook.a
	cppcheck -q --std=c11 --enable=warning,performance,portability --inline-suppr \
	  --suppress=missingIncludeSystem --suppress=legacyUninitvar --suppress=ctuuninitvar \
	  --suppress=uninitStructMember --error-exitcode=1 -I. \
	  base parser store assurance reports cli
	@set -e; for f in $(LIB_SRC) $(CLI_SRC); do clang-tidy -quiet -warnings-as-errors='*' \
	  $$f -- $(CPPFLAGS) $(PKG_CFLAGS) -std=c17 2>/dev/null || { echo "clang-tidy: $$f"; exit 1; }; done
	shellcheck -x -S warning .ci/run packaging/setup-debian packaging/embed packaging/demo packaging/make-deb packaging/debian/post* packaging/pictures tests/*.sh tests/cli/*.sh
	clang-format --dry-run -Werror $(LIB_SRC) $(CLI_SRC) $(HEADERS)
format: ## rewrite the sources in the house style
	clang-format -i $(LIB_SRC) $(CLI_SRC) $(HEADERS) $(UNIT_SRC) $(FUZZ_SRC)
cover: ## line coverage of every file
	@$(MAKE) --no-print-directory MODE=cov tests
	@cd build/cov/obj && find base parser store assurance reports cli -name '*.gcda' \
	  | xargs gcov -n 2>/dev/null \
	  | sed -n "/^File '[bpsarc]/{N;s/\n/ /p;}" | sort -t: -k2 -n

install: all ## install under DESTDIR/PREFIX
	install -Dm755 $(O)/minutebook $(DESTDIR)$(PREFIX)/bin/minutebook
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	install -m644 docs/minutebook.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	for c in $$($(O)/minutebook complete | grep '^[a-z]'); do $(O)/minutebook manual $$c \
	  >$(DESTDIR)$(PREFIX)/share/man/man1/minutebook-$$c.1 || exit 1; done
	install -Dm644 -t $(DESTDIR)$(PREFIX)/share/doc/minutebook \
	  README.md LICENSE docs/*.md packaging/cron.example
	install -Dm644 -t $(DESTDIR)$(UNITDIR) packaging/systemd/*.service \
	  packaging/systemd/*.timer packaging/systemd/*.path
	install -Dm644 packaging/systemd/sysusers.conf $(DESTDIR)$(LIBDIR)/sysusers.d/minutebook.conf
	install -Dm644 packaging/systemd/tmpfiles.conf $(DESTDIR)$(LIBDIR)/tmpfiles.d/minutebook.conf
	install -Dm644 packaging/completion.bash \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions/minutebook
uninstall: ## undo install
	rm -f $(DESTDIR)$(PREFIX)/bin/minutebook \
	  $(DESTDIR)$(PREFIX)/share/man/man1/minutebook.1 \
	  $(DESTDIR)$(PREFIX)/share/man/man1/minutebook-*.1 \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions/minutebook \
	  $(DESTDIR)$(UNITDIR)/minutebook-inbox.* \
	  $(DESTDIR)$(LIBDIR)/sysusers.d/minutebook.conf \
	  $(DESTDIR)$(LIBDIR)/tmpfiles.d/minutebook.conf
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/minutebook
deb: dist ## a Debian package, build/deb/minutebook_VERSION-1_ARCH.deb
	@packaging/make-deb $(VERSION)
dist: ## a source archive, build/minutebook-VERSION.tar.gz
	@mkdir -p build
	git archive --prefix=minutebook-$(VERSION)/ -o build/minutebook-$(VERSION).tar.gz HEAD
clean: ## remove what was built
	rm -rf build demo
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

.PHONY: all check demo pictures tests unit golden asan valgrind accuracy \
        bench fuzz fuzz-run lint format cover install uninstall deb dist clean \
        help
-include $(shell find build -path build/deb -prune -o -name '*.d' -type f -print 2>/dev/null)
