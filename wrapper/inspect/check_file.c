/* SPDX-License-Identifier: MIT */
#include "inspect/check_file.h"

#include "base/strbuf.h"
#include "loader/elf_dynamic.h"
#include "loader/plugin_file.h"

#include <string.h>

/** The file, once it is known to be a plugin's. */
struct subject {
	struct findings *findings;
	struct plugin_identity identity;
	struct elf_file elf;
	struct elf_dynamic dynamic;
	bool sound;
};

/* Names of symbols for a message: the first few. */
struct name_list {
	struct strbuf text;
	size_t count;
};

enum { MOST_NAMES = 5 };

static void add_name(struct name_list *names, const char *name)
{
	if (names->count++ < MOST_NAMES)
		strbuf_addf(&names->text, "%s%s", names->count > 1 ? ", " : "", name);
	else if (names->count == MOST_NAMES + 1)
		strbuf_adds(&names->text, " and more");
}

/* What the linker itself puts into every library, or used to, and AddressSanitizer for each symbol.
 */
static bool is_toolchains(const char *name)
{
	static const char *const names[] = { "_init", "_fini", "_edata", "_end", "__bss_start" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i]))
			return true;
	return !strncmp(name, "__odr_asan.", strlen("__odr_asan."));
}

static void add_exported(struct subject *it, const struct name_list *names)
{
	if (names->count)
		findings_add(it->findings, SEVERITY_WARNING, NULL,
			     "compile with -fvisibility=hidden, or make the functions static: a "
			     "function of the same name elsewhere could be called in their place",
			     "it shows others more than qw_plugin_v0: %s", names->text.text);
}

/* Others that are missing may be in a library that it needs: the dynamic linker knows. */
static void add_missing(struct subject *it, const struct name_list *names)
{
	if (!names->count)
		return;
	it->sound = false;
	findings_add(it->findings, SEVERITY_BROKEN, NULL,
		     "include <qemu-wrapper/plugin.h>, whose functions are inline, and look for a "
		     "misspelled name: there is nothing of qemu-wrapper to link against",
		     "undefined symbol%s: %s", names->count > 1 ? "s" : "", names->text.text);
}

static void check_symbols(struct subject *it)
{
	struct name_list exported = { 0 }, missing = { 0 };
	uint32_t count = elf_dynamic_count(&it->elf, &it->dynamic);
	for (uint32_t i = 1; i < count; i++) {
		struct elf_symbol symbol;
		if (elf_dynamic_symbol(&it->elf, &it->dynamic, i, &symbol) || symbol.weak)
			continue;
		if (!symbol.defined && !strncmp(symbol.name, "qw_", 3))
			add_name(&missing, symbol.name);
		else if (symbol.defined && symbol.visible && strcmp(symbol.name, "qw_plugin_v0") &&
			 !is_toolchains(symbol.name))
			add_name(&exported, symbol.name);
	}
	add_exported(it, &exported);
	add_missing(it, &missing);
	if (exported.text.failed || missing.text.failed)
		it->findings->failed = true;
	strbuf_release(&exported.text);
	strbuf_release(&missing.text);
}

static void check_libraries(struct subject *it)
{
	struct name_list needed = { 0 };
	char text[ELF_NAME_SIZE];
	for (size_t i = 0; !elf_dynamic_text(&it->elf, &it->dynamic, DT_NEEDED, i, text); i++)
		add_name(&needed, text);
	if (needed.count && !needed.text.failed)
		findings_add(it->findings, SEVERITY_INFO, NULL, NULL, "it needs %s",
			     needed.text.text);
	strbuf_release(&needed.text);
	if (!elf_dynamic_text(&it->elf, &it->dynamic, DT_RPATH, 0, text) ||
	    !elf_dynamic_text(&it->elf, &it->dynamic, DT_RUNPATH, 0, text))
		findings_add(it->findings, SEVERITY_WARNING, NULL,
			     "link without -rpath (chrpath -d FILE takes it away), and install its "
			     "libraries where all are",
			     "its libraries are looked for in %s first: whoever can write there "
			     "decides what code a launch runs",
			     text);
}

static void check_loading(struct subject *it)
{
	const ElfW(Phdr) *stack = elf_file_segment(&it->elf, PT_GNU_STACK);
	if (stack && (stack->p_flags & PF_X))
		findings_add(it->findings, SEVERITY_WARNING, NULL,
			     "link with -z noexecstack; assembler sources need a section "
			     ".note.GNU-stack",
			     "it makes the stack of the whole process executable; new C libraries "
			     "refuse to load it");
	if (it->dynamic.text_relocations)
		findings_add(it->findings, SEVERITY_WARNING, NULL, "compile with -fPIC",
			     "its code has to be changed while it is loaded, which SELinux and "
			     "others forbid");
	if (it->dynamic.flags & DF_STATIC_TLS)
		findings_add(
			it->findings, SEVERITY_WARNING, NULL,
			"compile without -ftls-model=initial-exec",
			"it has thread-local variables at fixed places, for which there may be "
			"no room when it is loaded");
}

static void check_identity(struct subject *it, const char *path)
{
	const struct plugin_identity *identity = &it->identity;
	findings_add(it->findings, SEVERITY_OK, NULL, NULL, "%s is plugin %s for interface %u.%u",
		     path, identity->name, (unsigned)identity->major, (unsigned)identity->minor);
	if (!*identity->summary)
		findings_add(it->findings, SEVERITY_WARNING, NULL, "set .summary in QW_PLUGIN()",
			     "it has no summary");
	if (!*identity->version)
		findings_add(it->findings, SEVERITY_WARNING, NULL, "set .version in QW_PLUGIN()",
			     "it has no version");
}

bool check_file(const char *path, struct findings *findings)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct subject it = { .findings = findings, .sound = true };
	CLEANUP_CLOSE int fd = plugin_file_open(path, &it.identity, &err);
	if (fd < 0 || elf_file_open(fd, &it.elf, &err)) {
		findings_add(findings, SEVERITY_BROKEN, NULL, NULL, "%s", error_text(&err));
		return false;
	}
	elf_dynamic_read(&it.elf, &it.dynamic);
	check_identity(&it, path);
	check_symbols(&it);
	check_libraries(&it);
	check_loading(&it);
	return it.sound;
}
