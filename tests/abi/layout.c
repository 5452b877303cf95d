/* SPDX-License-Identifier: MIT */
/*
 * The layout of every public structure, number by number. It is the promise to plugins that were
 * built before: a change of any line here breaks them. New members get new lines at the end.
 */
#include <qemu-wrapper/plugin.h>

#define AT(type, member, offset) \
	_Static_assert(offsetof(struct type, member) == (offset), #type "." #member " has moved")
#define SIZE(type, size) _Static_assert(sizeof(struct type) == (size), #type " has another size")

/* The numbers are those of 64-bit machines; others differ in the size of pointers only. */
#if UINTPTR_MAX == UINT64_MAX
AT(qw_context, host, 0);
AT(qw_context, state, 8);
SIZE(qw_context, 16);

AT(qw_command, host, 0);
SIZE(qw_command, 8);

AT(qw_option_spec, name, 0);
AT(qw_option_spec, type, 8);
AT(qw_option_spec, default_value, 16);
AT(qw_option_spec, help, 24);
AT(qw_option_spec, choices, 32);
AT(qw_option_spec, minimum, 40);
AT(qw_option_spec, maximum, 48);
AT(qw_option_spec, since, 56);
SIZE(qw_option_spec, 64);

AT(qw_outcome, size, 0);
AT(qw_outcome, kind, 4);
AT(qw_outcome, status, 8);
AT(qw_outcome, reserved, 12);
AT(qw_outcome, text, 16);
AT(qw_outcome, plugin, 24);
AT(qw_outcome, phase, 32);
SIZE(qw_outcome, 40);

AT(qw_plugin, struct_size, 0);
AT(qw_plugin, abi_minor, 4);
AT(qw_plugin, option_size, 8);
AT(qw_plugin, flags, 12);
AT(qw_plugin, name, 16);
AT(qw_plugin, version, 48);
AT(qw_plugin, summary, 80);
AT(qw_plugin, options, 208);
AT(qw_plugin, after, 216);
AT(qw_plugin, before, 224);
AT(qw_plugin, open, 232);
AT(qw_plugin, rewrite, 240);
AT(qw_plugin, check, 248);
AT(qw_plugin, launch, 256);
AT(qw_plugin, outcome, 264);
AT(qw_plugin, close, 272);
SIZE(qw_plugin, 280);

AT(qw_elf_note, owner_size, 0);
AT(qw_elf_note, data_size, 4);
AT(qw_elf_note, type, 8);
AT(qw_elf_note, owner, 12);
AT(qw_elf_note, major, 28);
AT(qw_elf_note, minor, 32);
SIZE(qw_elf_note, 36);

AT(qw_word, text, 0);
AT(qw_word, origin, 8);
SIZE(qw_word, 16);

AT(qw_field, name, 0);
AT(qw_field, kind, 8);
AT(qw_field, reserved, 12);
AT(qw_field, text, 16);
AT(qw_field, number, 24);
SIZE(qw_field, 32);

AT(qw_change, size, 0);
AT(qw_change, flags, 4);
AT(qw_change, plugin, 8);
AT(qw_change, action, 16);
AT(qw_change, option, 24);
AT(qw_change, id, 32);
AT(qw_change, property, 40);
AT(qw_change, variable, 48);
AT(qw_change, before, 56);
AT(qw_change, after, 64);
AT(qw_change, reason, 72);
AT(qw_change, index, 80);
SIZE(qw_change, 88);

AT(qw_host, size, 0);
AT(qw_host, abi_minor, 4);
AT(qw_host, error, 8);
AT(qw_host, note, 16);
AT(qw_host, fact, 24);
AT(qw_host, setting, 32);
AT(qw_host, item, 40);
AT(qw_host, next, 48);
AT(qw_host, text, 56);
AT(qw_host, flags, 64);
AT(qw_host, index, 72);
AT(qw_host, owner, 80);
AT(qw_host, get, 88);
AT(qw_host, property, 96);
AT(qw_host, add, 104);
AT(qw_host, add_words, 112);
AT(qw_host, set, 120);
AT(qw_host, remove, 128);
AT(qw_host, env, 136);
AT(qw_host, set_env, 144);
AT(qw_host, reserve_fd, 152);
AT(qw_host, fill_fd, 160);
AT(qw_host, line, 168);
AT(qw_host, about, 176);
AT(qw_host, argument, 184);
AT(qw_host, change_at, 192);
AT(qw_host, fact_at, 200);
AT(qw_host, note_at, 208);
AT(qw_host, redact, 216);
AT(qw_host, redact_property, 224);
AT(qw_host, error_text, 232);
AT(qw_host, note_text, 240);
AT(qw_host, fact_at_sized, 248);
SIZE(qw_host, 256);
#endif

#define VALUE(name, number) _Static_assert((name) == (number), #name " has changed")

VALUE(QW_BOOL, 1);
VALUE(QW_INT, 2);
VALUE(QW_SIZE, 3);
VALUE(QW_TIME, 4);
VALUE(QW_ENUM, 5);
VALUE(QW_STRING, 6);
VALUE(QW_PATH, 7);
VALUE(QW_LIST, 8);
VALUE(QW_ON_PROBES, 1u << 0);
VALUE(QW_STARTING, 1);
VALUE(QW_REFUSED, 2);
VALUE(QW_FAILED, 3);
VALUE(QW_GUEST_VISIBLE, 1u << 0);
VALUE(QW_BOOLEAN, 1u << 1);
VALUE(QW_NUMBER, 1u << 2);
VALUE(QW_INFO, 1);
VALUE(QW_WARNING, 2);
VALUE(QW_LINE_PRINTS, 1u << 0);
VALUE(QW_LINE_PROBES, 1u << 1);
VALUE(QW_LINE_MANAGED, 1u << 2);
VALUE(QW_UNCERTAIN, 1u << 0);
VALUE(QW_INCOMPLETE, 1u << 1);
VALUE(QW_JSON, 1u << 2);
VALUE(QW_FIELD_TEXT, 1);
VALUE(QW_FIELD_NUMBER, 2);
VALUE(QW_FIELD_BOOL, 3);
VALUE(QW_FIELD_NONE, 4);
VALUE(QW_ORIGINAL, 1);
VALUE(QW_FINAL, 2);
VALUE(QW_TEXT_NAME, 1);
VALUE(QW_TEXT_SPELLING, 2);
VALUE(QW_TEXT_VALUE, 3);
VALUE(QW_TEXT_ORIGIN, 4);
VALUE(QW_ABOUT_PROGRAM, 1);
VALUE(QW_ABOUT_NAME, 2);
VALUE(QW_ABOUT_MANAGER, 3);
VALUE(QW_ABOUT_VERSION, 4);
VALUE(QW_NOTE_PLUGIN, 1u);

_Static_assert(sizeof(QW_NOTE_OWNER) == 13, "the owner of the note has changed");
