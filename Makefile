# throughline: one Makefile, nothing to configure.
#
#   make            build the programs in build/release/bin
#   make demo       install what is missing, build, run the sample study, say where the pack is
#   make test       install, build, pass every test    make lint   formatting, layering, headers
#   make soak       the long sweeps                    make accept CASE=x   re-bless a golden case
#   make check-asan, check-valgrind, coverage, fuzz    the tests another way, on their own
#   make bench           speed and memory beside the peers (BENCH_EVENTS, BENCH_ROUNDS)
#   make partner         tl-pseudonymise for a partner's machine, in build/release/partner
#   make install    to PREFIX (/usr/local)             make deps   install what is missing
#   make MODE=debug|asan|coverage|fuzz|fuzz-fast ...   the same targets, built another way
#   make B=/tmp/x   build somewhere else
#
# Sources are discovered: a new .c in lib/, lib/stats/, pipeline/ or stages/<noun>/ needs no line here.
# stages/<noun>/main_<program>.c becomes the program tl-<program>, linked with the rest of its folder
# and the library. tests/unit/test_<x>.c links the library; tests/unit/<noun>/test_<x>.c links that
# stage (or pipeline) as well. schema/<x>.sql becomes `const char tl_schema_<x>[]`.

MODE ?= release
B ?= build/$(MODE)
SHELL := /bin/bash
export LC_ALL := C
.DELETE_ON_ERROR:
.SECONDARY:

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wformat=2 -Wswitch-enum
ifdef CI
WARN += -Werror
endif
CPPFLAGS += -Iinclude -D_POSIX_C_SOURCE=200809L
CFLAGS_ALL = -std=c17 -g $(WARN) -ffp-contract=off -fno-strict-aliasing -pthread $(CFLAGS_MODE) $(CFLAGS)
LDFLAGS_ALL = -pthread -Wl,--as-needed $(LDFLAGS_MODE) $(LDFLAGS)
LIBS = -lcsv -lsqlite3 -lz -lcyaml -lyaml -lcmark-gfm-extensions -lcmark-gfm -lnettle -lgsl \
	-lgslcblas -lglpk -lzip -lexpat -ldl -lm
# Faster at .gz, where it is installed (libisal-dev); it only reads, so no byte we write depends on it.
ifneq ($(wildcard /usr/include/isa-l/igzip_lib.h),)
CPPFLAGS += -DTL_ISAL
LIBS += -lisal
endif

ifeq ($(MODE),release)
CFLAGS_MODE = -O2 -D_FORTIFY_SOURCE=2
else ifeq ($(MODE),debug)
CFLAGS_MODE = -O0
else ifeq ($(MODE),asan)
CC = clang
CFLAGS_MODE = -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-DTL_INSTRUMENTED
LDFLAGS_MODE = -fsanitize=address,undefined
else ifeq ($(MODE),coverage)
CFLAGS_MODE = -O0 --coverage -DTL_INSTRUMENTED
LDFLAGS_MODE = --coverage
else ifeq ($(MODE),fuzz)
CC = clang
CFLAGS_MODE = -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -DTL_FUZZ
LDFLAGS_MODE = -fsanitize=address,undefined
else ifeq ($(MODE),fuzz-fast)
CC = clang
CFLAGS_MODE = -O2 -fsanitize=fuzzer-no-link -DTL_FUZZ
else
$(error MODE is one of release debug asan coverage fuzz fuzz-fast)
endif
ifeq ($(origin CC),default)
CC = gcc
endif
# Loops over a column's values, which are worth more than one value at a time.
COLUMNS := lib/facts_dictionary lib/facts_pack lib/facts_write lib/hash64 lib/words stages/ingest/batch \
	$(basename $(wildcard stages/ingest/kernel*.c))
ifeq ($(MODE),release)
$(COLUMNS:%=$(B)/obj/%.o): CFLAGS_MODE += -O3
endif

LIB_SRC := $(wildcard lib/*.c lib/stats/*.c)
SCHEMA := $(wildcard schema/*.sql)
STAGES := $(notdir $(wildcard stages/*))
MAINS := $(wildcard stages/*/main_*.c)
PROGRAMS := $(patsubst main_%.c,tl-%,$(notdir $(MAINS)))
UNIT_SRC := $(wildcard tests/unit/test_*.c tests/unit/*/test_*.c)
UNITS := $(patsubst tests/unit/%.c,$(B)/unit/%,$(UNIT_SRC))
TOOLS := $(patsubst tools/%.c,$(B)/bin/%,$(wildcard tools/*.c))

obj = $(patsubst %.c,$(B)/obj/%.o,$(1))
part = $(call obj,$(filter-out %/main.c $(MAINS),$(wildcard $(1)/*.c)))
LIB_OBJ := $(call obj,$(LIB_SRC)) $(patsubst schema/%.sql,$(B)/gen/schema_%.o,$(SCHEMA)) $(B)/gen/version.o
LIB := $(B)/libthroughline.a

all: programs
programs: $(B)/bin/throughline $(addprefix $(B)/bin/,$(PROGRAMS)) $(TOOLS) $(B)/lib/tl_facts.so $(B)/share

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS_ALL) -fPIC -MMD -MP -c -o $@ $<

# Installing or removing libisal-dev after a build must reach the files that ask for it.
ISAL := $(if $(findstring TL_ISAL,$(CPPFLAGS)),with,without)
$(B)/gen/isal: always
	@mkdir -p $(@D)
	@[ "$$(cat $@ 2>/dev/null)" = $(ISAL) ] || echo $(ISAL) > $@
$(call obj,$(wildcard lib/infile*.c)): $(B)/gen/isal

$(B)/gen/schema_%.c: schema/%.sql
	@mkdir -p $(@D)
	@{ echo '#include <throughline/schema.h>'; echo 'const char tl_schema_$*[] ='; \
	  sed -e 's/\\/\\\\/g; s/"/\\"/g; s/^\(.*\)$$/"\1\\n"/' $<; echo ';'; } > $@
$(B)/gen/%.o: $(B)/gen/%.c
	$(CC) $(CPPFLAGS) $(CFLAGS_ALL) -Wno-overlength-strings -fPIC -c -o $@ $<

# The program's version in every manifest: the release and a digest of the sources it was built from,
# so that a rebuilt program reruns its stage and an unchanged one does not.
VERSION_OF := $(sort $(LIB_SRC) $(wildcard include/throughline/*.h stages/*/*.[ch] schema/*.sql))
$(B)/gen/version.c: $(VERSION_OF) VERSION
	@mkdir -p $(@D)
	@printf '#include <throughline/base.h>\nconst char tl_version[] = "%s";\nconst char tl_source_id[] = "%s";\n' \
	  "$$(cat VERSION)" "$$(cat $(VERSION_OF) VERSION | sha256sum | cut -c1-16)" > $@

$(LIB): $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $(LIB_OBJ)

$(B)/bin/throughline: $(call obj,$(wildcard pipeline/*.c)) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(LIB) $(LIBS)

define stage_program
$(B)/bin/tl-$(2): $(call obj,stages/$(1)/main_$(2).c) $(call part,stages/$(1)) $(LIB)
	@mkdir -p $$(@D)
	$$(CC) $$(LDFLAGS_ALL) -o $$@ $$(filter %.o,$$^) $$(LIB) $$(LIBS)
endef
$(foreach m,$(MAINS),$(eval $(call stage_program,$(notdir $(patsubst %/,%,$(dir $(m)))),$(patsubst main_%.c,%,$(notdir $(m))))))

# A tool with helpers of its own has them in a folder of its name.
$(B)/bin/%: $(B)/obj/tools/%.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(LIB) $(LIBS)
$(B)/bin/generate: $(call part,tools/generate)

# For `.load` in the stock sqlite3 shell: the virtual table and what it needs of the library, and
# nothing of that visible but the entry point.
$(B)/lib/tl_facts.so: $(B)/obj/lib/facts_extension.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -shared -Wl,--exclude-libs,ALL -o $@ $< $(LIB) -lsqlite3 -lnettle -lm
$(B)/unit/test_facts: | $(B)/lib/tl_facts.so

# Programs find the catalogue and the report templates beside themselves, at ../share.
$(B)/share:
	@mkdir -p $@
	@for d in catalogue reports schema; do ln -sfn $(CURDIR)/$$d $@/$$d; done

$(B)/unit/%: $(B)/obj/tests/unit/%.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(LIB) $(LIBS) -lcmocka
define stage_unit
$(B)/unit/$(1)/%: $(B)/obj/tests/unit/$(1)/%.o $(call part,stages/$(1)) $(LIB)
	@mkdir -p $$(@D)
	$$(CC) $$(LDFLAGS_ALL) -o $$@ $$(filter %.o,$$^) $$(LIB) $$(LIBS) -lcmocka
endef
$(foreach s,$(STAGES),$(eval $(call stage_unit,$(s))))
$(B)/unit/pipeline/%: $(B)/obj/tests/unit/pipeline/%.o $(call part,pipeline) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(LIB) $(LIBS) -lcmocka
$(B)/unit/generate/%: $(B)/obj/tests/unit/generate/%.o $(call part,tools/generate) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(LIB) $(LIBS) -lcmocka
units: $(UNITS)

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)

# What every target but `all` begins with: nothing here may call a tool before this has run.
deps:
	@tools/deps test

STUDY := sample-data/west-cheshire
demo:
	@tools/deps build
	$(SUBMAKE) all
	@$(B)/bin/throughline run $(STUDY)

# Writes the sample's extracts anew from its truth file: the same bytes, unless either changed.
sample: $(B)/bin/generate
	@$(B)/bin/generate $(STUDY)/truth.yaml $(STUDY)

# The other build that `make test` needs lies beside this one.
ASAN_B := $(if $(findstring file,$(origin B)),build/asan,$(B)-asan)
RUN = B=$(B) ASAN_B=$(ASAN_B) tests/run
SUBMAKE = +@$(MAKE) --no-print-directory -s $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

built: deps
	$(SUBMAKE) all units $(PARTNER)
built-asan: deps
	$(SUBMAKE) MODE=asan B=$(ASAN_B) all units

test: built built-asan
	@$(RUN) unit stat golden schema sample people pseudonymise browser lint real csv-torture kill determinism properties months linked add audit explain money \
	  man asan-unit asan-stat asan-golden asan-real
check-asan: built-asan
	@$(RUN) asan-unit asan-stat asan-golden asan-real
# Both kinds of kernels: valgrind knows no AVX-512.
check-valgrind: built
	@for cpu in scalar avx2; do TL_CPU=$$cpu TL_UNDER="valgrind -q --error-exitcode=99 --leak-check=full \
	  --errors-for-leak-kinds=definite --trace-children=no" $(RUN) unit || exit; done
soak: built built-asan built-fuzz built-fuzz-fast
	@SOAK=1 $(RUN) kill determinism explain
	@$(MAKE) --no-print-directory check-valgrind
	@SOAK=1 B=$(B)-fuzz FUZZ_FAST_B=$(B)-fuzz-fast tests/run fuzz
accept: built
	@B=$(B) tests/golden/run --accept $(CASE)
lint: built
	@B=$(B) tools/lint

coverage: deps
	$(SUBMAKE) MODE=coverage B=$(B)-coverage all units
	@find $(B)-coverage -name '*.gcda' -delete
	@B=$(B)-coverage tests/run unit golden
	@tools/coverage $(B)-coverage

FUZZERS := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 30
$(B)/fuzz/%: $(B)/obj/tests/fuzz/%.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(LIB) $(LIBS)
$(B)/fuzz/fuzz_contract: $(call part,stages/ingest)
fuzzers: $(FUZZERS)
built-fuzz: deps
	$(SUBMAKE) MODE=fuzz B=$(B)-fuzz fuzzers
# Without sanitizers, for a comparison of very many inputs.
built-fuzz-fast: deps
	$(SUBMAKE) MODE=fuzz-fast B=$(B)-fuzz-fast $(B)-fuzz-fast/fuzz/fuzz_csv_paths
fuzz: built-fuzz
	@B=$(B)-fuzz SECONDS_EACH=$(FUZZ_SECONDS) tests/run fuzz

# bench/<part>/<x>.c becomes B/bin/<x>, linked with the stage of that name; bench/<part>/run prints.
define bench_part
$(B)/bin/%: $(B)/obj/bench/$(1)/%.o $(call part,stages/$(1)) $(LIB)
	@mkdir -p $$(@D)
	$$(CC) $$(LDFLAGS_ALL) -o $$@ $$(filter %.o,$$^) $$(LIB) $$(LIBS)
endef
BENCHES := $(patsubst bench/%/run,%,$(wildcard bench/*/run))
BENCH_PROGRAMS := $(patsubst %.c,$(B)/bin/%,$(notdir $(wildcard bench/*/*.c)))
$(foreach b,$(BENCHES),$(eval $(call bench_part,$(b))))
bench: deps
	$(SUBMAKE) all $(BENCH_PROGRAMS)
	@! command -v npm >/dev/null || (cd bench && npm ci --silent --no-audit --no-fund)
	@for b in $(BENCHES); do B=$(B) bench/$$b/run || exit; done

# For a partner's machine: one file, static but for libc. It reads no workbooks, for Debian has no static
# libzip, and unpacks with zlib alone.
PARTNER := $(B)/partner/tl-pseudonymise
partner: deps
	$(SUBMAKE) $(PARTNER)
$(B)/obj/partner/infile.o: lib/infile.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -UTL_ISAL $(CFLAGS_ALL) -fPIC -MMD -MP -c -o $@ $<
$(PARTNER): $(call obj,stages/pseudonymise/main_pseudonymise.c stages/pseudonymise/partner/xlsx_none.c) \
		$(call part,stages/pseudonymise) $(B)/obj/partner/infile.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(LIB) -Wl,-Bstatic -lcsv -lcyaml -lyaml -lnettle -lz \
	  -lsqlite3 -Wl,-Bdynamic -lm

# Programs find one another beside themselves and the catalogue at ../share, so they stay together.
PREFIX ?= /usr/local
HOME_DIR = $(DESTDIR)$(PREFIX)/lib/throughline
MAN_DIR = $(DESTDIR)$(PREFIX)/share/man
install: all
	@mkdir -p $(HOME_DIR)/bin $(HOME_DIR)/lib $(HOME_DIR)/share $(DESTDIR)$(PREFIX)/bin
	@cp $(B)/bin/throughline $(addprefix $(B)/bin/,$(PROGRAMS)) $(HOME_DIR)/bin
	@cp $(B)/lib/tl_facts.so $(HOME_DIR)/lib
	@for d in catalogue reports schema; do rm -rf $(HOME_DIR)/share/$$d && cp -R $$d $(HOME_DIR)/share/$$d || exit; done
	@ln -sfn ../lib/throughline/bin/throughline $(DESTDIR)$(PREFIX)/bin/throughline
	@mkdir -p $(MAN_DIR)/man1 $(MAN_DIR)/man5
	@install -m 644 docs/man/*.1 $(MAN_DIR)/man1
	@install -m 644 docs/man/*.5 $(MAN_DIR)/man5

clean:
	rm -rf build

.PHONY: always all programs units deps demo sample built built-asan test check-asan check-valgrind soak accept lint \
	coverage fuzzers built-fuzz built-fuzz-fast fuzz bench install partner clean
