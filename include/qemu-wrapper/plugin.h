/* SPDX-License-Identifier: MIT */
/*
 * qemu-wrapper/plugin.h: the whole interface between qemu-wrapper and its plugins; the one header
 * that they include.
 *
 * A plugin is a shared object that exports one constant, `qw_plugin_v0`, written by the macro
 * QW_PLUGIN. It links against nothing of ours: every service comes through a table of functions
 * that the inline functions below call. This is a complete plugin:
 *
 *     #include <qemu-wrapper/plugin.h>
 *     static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
 *     {
 *         struct qw_option *memory = qw_find(cmd, "m[*]");
 *         return memory ? 0 : qw_add(cmd, "m", qw_string(ctx, "default"), QW_GUEST_VISIBLE,
 *                                    "no memory size was given");
 *     }
 *     static const struct qw_option_spec options[] = {
 *         { "default", QW_SIZE, "2G", "size when -m is missing" },
 *         { 0 }
 *     };
 *     QW_PLUGIN(.name = "memory", .summary = "gives guests a memory size",
 *               .options = options, .rewrite = rewrite);
 *
 * Rules that hold for every function here:
 *
 *  - Lifetime. Strings and handles that the host hands out live until the hook that got them
 *    returns, unless a function says more. Strings that a plugin hands in are copied.
 *  - Errors. Functions that return int return 0 (or a count) or a negative errno. After the first
 *    failed edit the whole hook has failed: its edits are discarded whatever it returns.
 *  - Text. All strings are bytes without NUL, as in argv. Reasons and messages are UTF-8.
 *  - Threads. Only the thread that the hook was called on may call the host, while that hook runs.
 *  - Growth. Structures only ever grow at their end. A member or function that is newer than 0.1
 *    says so; where the other side is older it is absent, which reads as zero or -ENOSYS.
 *
 * Selectors name options of a command line, all spellings alike ("m" finds -m and --m, "machine"
 * finds -M, "vnc" finds -display vnc=):
 *
 *     OPTION               OPTION[id=ID]        OPTION[DRIVER]       OPTION[*]
 *
 * each with an optional .PROPERTY, which then must be there. DRIVER is the value of the option's
 * first key (-device e1000: "device[e1000]"). "image" names bare disk images. A selector that
 * matches more than one option is an error unless it says [*].
 *
 * ISO C99 and later, C++17 and later. Since 0.1. The manual page qemu-wrapper-plugin(3) tells the
 * same at more length; `qemu-wrapper plugin new` writes a project to begin with.
 */
#ifndef QEMU_WRAPPER_PLUGIN_H
#define QEMU_WRAPPER_PLUGIN_H

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Major version of this interface: part of the symbol name `qw_plugin_v0`. */
#define QW_ABI_MAJOR 0
/** Minor version: grows when something is appended. Hosts accept every minor of their major. */
#define QW_ABI_MINOR 5

#if defined(__GNUC__)
#define QW_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))
#define QW_EXPORT                      __attribute__((visibility("default")))
#else
#define QW_PRINTF(format_at, first_at)
#define QW_EXPORT
#endif

/* For the inline functions alone: plugins may be compiled with warnings of old casts. */
#ifdef __cplusplus
#define QW_CAST(type, value) static_cast<type>(value)
#else
#define QW_CAST(type, value) ((type)(value))
#endif

/** One option on the command line: a handle, valid until the hook returns, through all edits but
 * the option's removal. Never to be freed or looked into. */
struct qw_option;

/** The host's services: services.h. */
struct qw_host;

/** What a hook knows about itself. The host allocates it, one per plugin, before `open`; it is gone
 * behind `close`. */
struct qw_context {
	/** The host's services; set before `open`. */
	const struct qw_host *host;
	/** The plugin's own pointer, at first NULL: the host never looks at it, and frees nothing.
	 * Not kept between the hooks of a plugin that the configuration isolates. */
	void *state;
};

/** The command line and environment that QEMU will get, as the present hook sees it: its own edits
 * show at once, nobody else's do before it has succeeded. The host allocates it. */
struct qw_command {
	/** The same services. */
	const struct qw_host *host;
};

/* ---- 1. What a plugin declares ----------------------------------------------------------------
 */

/** Types of a plugin's options. The host parses, checks and documents the values. */
enum qw_type {
	/** on|off, yes|no, true|false, 1|0. Read by qw_bool(). */
	QW_BOOL = 1,
	/** Decimal or 0x hexadecimal, signed 64 bits. Read by qw_int(). */
	QW_INT = 2,
	/** Bytes; suffixes K M G T P E (powers of 1024, also as KiB). Read by qw_int(). */
	QW_SIZE = 3,
	/** A span; suffixes ms s m h, without one seconds. qw_int() gives milliseconds. */
	QW_TIME = 4,
	/** One of the words in `choices`. Read by qw_string(). */
	QW_ENUM = 5,
	/** Any text. Read by qw_string(). */
	QW_STRING = 6,
	/** A path; a relative one is relative to the folder of the file that sets it, or else to
	 * the working directory. qw_string() gives it absolute. A default must be absolute. */
	QW_PATH = 7,
	/** Text that may be given several times; order is kept. Read by qw_item(). */
	QW_LIST = 8
};

/** One option of a plugin. A table of them ends with an element whose name is NULL. It and its
 * strings must stay as they are while the plugin is loaded: they are not copied. */
struct qw_option_spec {
	/** Lower-case letters, digits and dashes, at most 31, a letter first. */
	const char *name;
	/** An enum qw_type. */
	uint32_t type;
	/** Used where nobody sets it, in the same form; NULL: there is no value then. */
	const char *default_value;
	/** One line for people. */
	const char *help;
	/** QW_ENUM: the allowed words, separated by blanks. Otherwise NULL. */
	const char *choices;
	/** QW_INT, QW_SIZE (bytes), QW_TIME (milliseconds): the smallest and largest value that is
	 * allowed; both 0: no limit. A smallest one alone needs INT64_MAX as the largest. */
	int64_t minimum, maximum;
	/** The plugin's version that first had it, or NULL. */
	const char *since;
};

/** Flags of a plugin. Unknown ones are refused, unless the plugin is newer than the host. */
enum qw_plugin_flag {
	/** Call rewrite and launch hooks also for lines that only print or probe (see qw_line()).
	 */
	QW_ON_PROBES = 1u << 0
};

/** Why an outcome hook is called. */
enum qw_outcome_kind {
	/** QEMU is about to be executed. If that fails against all appearance, no call follows. */
	QW_STARTING = 1,
	/** The wrapper or a plugin refused the launch. */
	QW_REFUSED = 2,
	/** QEMU can't be executed: not found, no program, arguments too long. */
	QW_FAILED = 3
};

/** What became of the launch. It and its strings live until the hook returns. */
struct qw_outcome {
	/** sizeof of the host's structure. */
	uint32_t size;
	/** An enum qw_outcome_kind. */
	uint32_t kind;
	/** Exit status of the wrapper, 125 to 127; 0 with QW_STARTING. */
	int32_t status;
	/** 0. */
	int32_t reserved;
	/** The message, one or two lines, without secrets; NULL with QW_STARTING. */
	const char *text;
	/** Who refused, or NULL: the wrapper itself. */
	const char *plugin;
	/** Where: "configuration", "load", "open", "rewrite", "check", "launch", "exec"; or NULL.
	 */
	const char *phase;
};

/** True if the host's structure has the member: only needed for members newer than 0.1. */
#define QW_OUTCOME_HAS(outcome, member) \
	((outcome)->size >= offsetof(struct qw_outcome, member) + sizeof((outcome)->member))

/**
 * The descriptor: a constant, which the host reads and never writes. Identity stands in it as text,
 * not behind pointers, so that tools can read it from the file without running any code of the
 * plugin. Written by QW_PLUGIN; all members that a plugin leaves out are zero.
 */
struct qw_plugin {
	/** sizeof(struct qw_plugin) of the header that the plugin was compiled with. */
	uint32_t struct_size;
	/** QW_ABI_MINOR of that header. */
	uint32_t abi_minor;
	/** sizeof(struct qw_option_spec) of that header. */
	uint32_t option_size;
	/** enum qw_plugin_flag, or-ed. */
	uint32_t flags;
	/** Lower-case letters, digits and dashes, a letter first, at most 31; some words are
	 * reserved (qemu-wrapper.conf(5)). The file is called NAME.so. */
	char name[32];
	/** The plugin's own version, without control characters; may be empty. */
	char version[32];
	/** What it does, one line. */
	char summary[128];
	/** Table of options, or NULL. Must stay valid while the plugin is loaded. */
	const struct qw_option_spec *options;
	/** Names of plugins, separated by blanks, that must stand before this one in the list if
	 * they are in it; NULL: none. The host checks and never sorts. */
	const char *after;
	/** The same for plugins that must stand behind this one. */
	const char *before;
	/** The hooks; NULL: the plugin has none of this kind. They return 0, or a negative errno,
	 * best from qw_error(). At least one of rewrite, check, launch and outcome is needed.
	 *
	 * The options are set; nothing else is known yet. Non-zero: the plugin can't be used. */
	int (*open)(struct qw_context *ctx);
	/** May edit. Returning 0 commits all edits of this call, anything else discards them.
	 * Called by `explain` too: no side effects. Not called on lines that print or probe. Called
	 * once more, on the line as it came, if another plugin has to be left out: what it keeps
	 * in `state` it must begin anew each time. */
	int (*rewrite)(struct qw_context *ctx, struct qw_command *cmd);
	/** Called on every line after all rewriting; sees everything, changes nothing. Non-zero
	 * refuses the launch. Called by `explain` too. */
	int (*check)(struct qw_context *ctx, const struct qw_command *cmd);
	/** The launch is certain: side effects belong here, and descriptor slots are filled. Called
	 * for the lines that rewrite is called for; non-zero refuses the launch all the same. Never
	 * called by `explain`. A plugin that has it can't be isolated. */
	int (*launch)(struct qw_context *ctx, const struct qw_command *cmd);
	/** Told what became of the launch, right before exec or when there will be none; for logs.
	 * Called on every line, never by `explain`. A failure becomes a warning and stops nothing.
	 */
	int (*outcome)(struct qw_context *ctx, const struct qw_command *cmd,
		       const struct qw_outcome *outcome);
	/** Called once for every plugin whose `open` succeeded, in reverse order, before exec. */
	void (*close)(struct qw_context *ctx);
};

extern QW_EXPORT const struct qw_plugin qw_plugin_v0;

/** The ELF note that says "this is a plugin" before any code of it runs: owner "qemu-wrapper",
 * type 1, two 32-bit words, major and minor. */
#define QW_NOTE_OWNER  "qemu-wrapper"
#define QW_NOTE_PLUGIN 1u
struct qw_elf_note {
	uint32_t owner_size, data_size, type;
	char owner[16];
	uint32_t major, minor;
};

#define QW_EMIT_NOTE                                                                          \
	__attribute__((used, aligned(4),                                                      \
		       section(".note.qemu-wrapper.plugin"))) static const struct qw_elf_note \
		qw_plugin_note = { sizeof(QW_NOTE_OWNER), 8,                                  \
				   QW_NOTE_PLUGIN,        QW_NOTE_OWNER,                      \
				   QW_ABI_MAJOR,          QW_ABI_MINOR }

#ifndef __cplusplus
/** Writes the descriptor and the note: QW_PLUGIN(.name = "acme", .summary = "...", ...); */
#define QW_PLUGIN(...)                                                                             \
	QW_EMIT_NOTE;                                                                              \
	const struct qw_plugin qw_plugin_v0 = { .struct_size = (uint32_t)sizeof(struct qw_plugin), \
						.abi_minor = QW_ABI_MINOR,                         \
						.option_size =                                     \
							(uint32_t)sizeof(struct qw_option_spec),   \
						__VA_ARGS__ }
#else
/** C++17 has no designated initializers: write a constexpr function that starts from
 * qw_describe(), sets members and returns the descriptor, then QW_PLUGIN(function()); */
#define QW_PLUGIN(...) \
	QW_EMIT_NOTE;  \
	constexpr const struct qw_plugin qw_plugin_v0 = __VA_ARGS__
#endif

/* ---- 2. Values that cross the boundary --------------------------------------------------------
 */

/** Flags of an edit. Others are an error, or have no effect if the plugin is newer than the host.
 */
enum qw_edit_flag {
	/** The guest may notice (hardware, memory, firmware). Hosts whose guests migrate can refuse
	 * such edits. */
	QW_GUEST_VISIBLE = 1u << 0,
	/** If the option is written as JSON and has no such property yet, its type is boolean;
	 * otherwise it becomes a string. Existing properties keep their type. */
	QW_BOOLEAN = 1u << 1,
	/** The same, a number. */
	QW_NUMBER = 1u << 2
};

/** A word that a person wrote: qw_add_words(). Never grows: one that tells more would be another
 * structure with a function of its own. */
struct qw_word {
	/** The word, as it would stand in argv. */
	const char *text;
	/** Where it was written: "QEMU_ARGS", "FILE:LINE". */
	const char *origin;
};

/** Levels of a note. */
enum qw_level {
	/** Shown by `explain` and logs. */
	QW_INFO = 1,
	/** Also one line on standard error when QEMU is started. */
	QW_WARNING = 2
};

/** What kind of line this is: qw_line(). */
enum qw_line_flag {
	/** QEMU prints something and exits (-version, -device help...). */
	QW_LINE_PRINTS = 1u << 0,
	/** A program asks QEMU about itself (-machine none, -qtest...). */
	QW_LINE_PROBES = 1u << 1,
	/** A program that keeps its own books wrote it (libvirt, Ganeti); see qw_manager(). */
	QW_LINE_MANAGED = 1u << 2
};

/** What is known of an option: qw_flags(). */
enum qw_option_flag {
	/** It follows an option that no QEMU release ever had, so it may be that option's value. It
	 * can be found but not edited. */
	QW_UNCERTAIN = 1u << 0,
	/** Its value is missing: QEMU will refuse the line. */
	QW_INCOMPLETE = 1u << 1,
	/** Its value is one JSON object. */
	QW_JSON = 1u << 2
};

/** Kinds of a fact's field; QW_FIELD_NONE: it exists, and its value is not known. */
enum qw_field_kind { QW_FIELD_TEXT = 1, QW_FIELD_NUMBER = 2, QW_FIELD_BOOL = 3, QW_FIELD_NONE = 4 };

/** One field of a fact. */
struct qw_field {
	/** Never NULL. */
	const char *name;
	/** An enum qw_field_kind. */
	uint32_t kind;
	/** Must be 0. */
	uint32_t reserved;
	/** QW_FIELD_TEXT; otherwise NULL. */
	const char *text;
	/** QW_FIELD_NUMBER; QW_FIELD_BOOL: 0 or 1. */
	int64_t number;
};

/** One recorded change: qw_change_at(). Strings live until the hook returns. */
struct qw_change {
	/** sizeof of the caller's structure; the host fills no more than that, and what it doesn't
	 * know with zeros. */
	uint32_t size;
	/** enum qw_edit_flag. */
	uint32_t flags;
	/** Who made it. */
	const char *plugin;
	/** "add", "set" or "remove". */
	const char *action;
	/** Canonical option name without dash; NULL for a variable. */
	const char *option;
	/** The option's id, or NULL. */
	const char *id;
	/** The property, or NULL: the whole option. */
	const char *property;
	/** Environment variable, or NULL. */
	const char *variable;
	/** Values before and after, or NULL. Not redacted: see qw_redact_property(). */
	const char *before, *after;
	/** Why, in the plugin's words. */
	const char *reason;
	/** Index in the final argv, or -1: it is not there any more, or is a variable. */
	int64_t index;
};

/** Which argv: qw_argument(). QW_ORIGINAL: as it came; QW_FINAL: as QEMU will get it. */
enum qw_argv { QW_ORIGINAL = 1, QW_FINAL = 2 };

#ifdef __cplusplus
} /* extern "C" */

/** Starts a descriptor in C++: identity is set, everything else zero. */
template <size_t N, size_t V, size_t S>
constexpr qw_plugin qw_describe(const char (&name)[N], const char (&version)[V],
				const char (&summary)[S])
{
	static_assert(N <= 32 && V <= 32 && S <= 128, "name, version or summary is too long");
	qw_plugin plugin{};
	plugin.struct_size = static_cast<uint32_t>(sizeof(qw_plugin));
	plugin.abi_minor = QW_ABI_MINOR;
	plugin.option_size = static_cast<uint32_t>(sizeof(qw_option_spec));
	for (size_t i = 0; i < N; i++)
		plugin.name[i] = name[i];
	for (size_t i = 0; i < V; i++)
		plugin.version[i] = version[i];
	for (size_t i = 0; i < S; i++)
		plugin.summary[i] = summary[i];
	return plugin;
}
#endif

/* ---- 3. The host's services: qw_find(), qw_set(), qw_note()... ---- */

#include <qemu-wrapper/services.h>

#endif /* QEMU_WRAPPER_PLUGIN_H */
