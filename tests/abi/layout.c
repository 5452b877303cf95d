/* SPDX-License-Identifier: MIT */
/*
 * The layout of every public structure, number by number. It is the promise to plugins that were
 * built before: a change of any line here breaks them. New members get new lines at the end.
 */
#include <qemu-wrapper/test.h>

/* Each number is given for pointers of 32 and of 64 bits. */
#if UINTPTR_MAX == UINT64_MAX
#define PICK(narrow, wide) (wide)
#else
#define PICK(narrow, wide) (narrow)
#endif

/* Of 32-bit machines, i386 alone aligns int64_t in structures to 4 bytes. */
#if defined(__i386__)
#define I386(here, elsewhere) (here)
#else
#define I386(here, elsewhere) (elsewhere)
#endif

#define AT(type, member, narrow, wide)                                      \
	_Static_assert(offsetof(struct type, member) == PICK(narrow, wide), \
		       #type "." #member " has moved")
#define SIZE(type, narrow, wide) \
	_Static_assert(sizeof(struct type) == PICK(narrow, wide), #type " has another size")

AT(qw_context, host, 0, 0);
AT(qw_context, state, 4, 8);
SIZE(qw_context, 8, 16);

AT(qw_command, host, 0, 0);
SIZE(qw_command, 4, 8);

AT(qw_option_spec, name, 0, 0);
AT(qw_option_spec, type, 4, 8);
AT(qw_option_spec, default_value, 8, 16);
AT(qw_option_spec, help, 12, 24);
AT(qw_option_spec, choices, 16, 32);
AT(qw_option_spec, minimum, I386(20, 24), 40);
AT(qw_option_spec, maximum, I386(28, 32), 48);
AT(qw_option_spec, since, I386(36, 40), 56);
SIZE(qw_option_spec, I386(40, 48), 64);

AT(qw_outcome, size, 0, 0);
AT(qw_outcome, kind, 4, 4);
AT(qw_outcome, status, 8, 8);
AT(qw_outcome, reserved, 12, 12);
AT(qw_outcome, text, 16, 16);
AT(qw_outcome, plugin, 20, 24);
AT(qw_outcome, phase, 24, 32);
SIZE(qw_outcome, 28, 40);

AT(qw_plugin, struct_size, 0, 0);
AT(qw_plugin, abi_minor, 4, 4);
AT(qw_plugin, option_size, 8, 8);
AT(qw_plugin, flags, 12, 12);
AT(qw_plugin, name, 16, 16);
AT(qw_plugin, version, 48, 48);
AT(qw_plugin, summary, 80, 80);
AT(qw_plugin, options, 208, 208);
AT(qw_plugin, after, 212, 216);
AT(qw_plugin, before, 216, 224);
AT(qw_plugin, open, 220, 232);
AT(qw_plugin, rewrite, 224, 240);
AT(qw_plugin, check, 228, 248);
AT(qw_plugin, launch, 232, 256);
AT(qw_plugin, outcome, 236, 264);
AT(qw_plugin, close, 240, 272);
SIZE(qw_plugin, 244, 280);

AT(qw_elf_note, owner_size, 0, 0);
AT(qw_elf_note, data_size, 4, 4);
AT(qw_elf_note, type, 8, 8);
AT(qw_elf_note, owner, 12, 12);
AT(qw_elf_note, major, 28, 28);
AT(qw_elf_note, minor, 32, 32);
SIZE(qw_elf_note, 36, 36);

AT(qw_word, text, 0, 0);
AT(qw_word, origin, 4, 8);
SIZE(qw_word, 8, 16);

AT(qw_field, name, 0, 0);
AT(qw_field, kind, 4, 8);
AT(qw_field, reserved, 8, 12);
AT(qw_field, text, 12, 16);
AT(qw_field, number, 16, 24);
SIZE(qw_field, 24, 32);

AT(qw_change, size, 0, 0);
AT(qw_change, flags, 4, 4);
AT(qw_change, plugin, 8, 8);
AT(qw_change, action, 12, 16);
AT(qw_change, option, 16, 24);
AT(qw_change, id, 20, 32);
AT(qw_change, property, 24, 40);
AT(qw_change, variable, 28, 48);
AT(qw_change, before, 32, 56);
AT(qw_change, after, 36, 64);
AT(qw_change, reason, 40, 72);
AT(qw_change, index, I386(44, 48), 80);
SIZE(qw_change, I386(52, 56), 88);

AT(qw_host, size, 0, 0);
AT(qw_host, abi_minor, 4, 4);
AT(qw_host, error, 8, 8);
AT(qw_host, note, 12, 16);
AT(qw_host, fact, 16, 24);
AT(qw_host, setting, 20, 32);
AT(qw_host, item, 24, 40);
AT(qw_host, next, 28, 48);
AT(qw_host, text, 32, 56);
AT(qw_host, flags, 36, 64);
AT(qw_host, index, 40, 72);
AT(qw_host, owner, 44, 80);
AT(qw_host, get, 48, 88);
AT(qw_host, property, 52, 96);
AT(qw_host, add, 56, 104);
AT(qw_host, add_words, 60, 112);
AT(qw_host, set, 64, 120);
AT(qw_host, remove, 68, 128);
AT(qw_host, env, 72, 136);
AT(qw_host, set_env, 76, 144);
AT(qw_host, reserve_fd, 80, 152);
AT(qw_host, fill_fd, 84, 160);
AT(qw_host, line, 88, 168);
AT(qw_host, about, 92, 176);
AT(qw_host, argument, 96, 184);
AT(qw_host, change_at, 100, 192);
AT(qw_host, fact_at, 104, 200);
AT(qw_host, note_at, 108, 208);
AT(qw_host, redact, 112, 216);
AT(qw_host, redact_property, 116, 224);
AT(qw_host, error_text, 120, 232);
AT(qw_host, note_text, 124, 240);
AT(qw_host, fact_at_sized, 128, 248);
SIZE(qw_host, 132, 256);

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
VALUE(QW_ABOUT_PROCESS, 5);
VALUE(QW_TEST_OPEN, 1);
VALUE(QW_TEST_REWRITE, 2);
VALUE(QW_TEST_CHECK, 3);
VALUE(QW_TEST_LAUNCH, 4);
VALUE(QW_TEST_OUTCOME, 5);
VALUE(QW_TEST_CLOSE, 6);
VALUE(QW_NOTE_PLUGIN, 1u);

_Static_assert(sizeof(QW_NOTE_OWNER) == 13, "the owner of the note has changed");
