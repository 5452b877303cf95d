/* SPDX-License-Identifier: MIT */
/*
 * qemu-wrapper/services.h: what the host does for a plugin. A part of <qemu-wrapper/plugin.h>,
 * which includes it and states the rules of lifetime, errors and selectors that hold here.
 */
#ifndef QEMU_WRAPPER_SERVICES_H
#define QEMU_WRAPPER_SERVICES_H

#ifndef QEMU_WRAPPER_PLUGIN_H
#error "include <qemu-wrapper/plugin.h>, which brings this header"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Table of the host's functions. Plugins call the inline functions below, not these. `size` is
 * sizeof of the host's table: QW_HOST_HAS() tells whether it has a member that came after 0.1.
 */
struct qw_host {
	uint32_t size;
	uint32_t abi_minor;
	int (*error)(struct qw_context *ctx, int code, const char *format, va_list args);
	void (*note)(struct qw_context *ctx, uint32_t level, const char *format, va_list args);
	int (*fact)(struct qw_context *ctx, const char *key, const struct qw_field *fields,
		    size_t field_size, size_t count);
	int (*setting)(const struct qw_context *ctx, const char *key, int64_t *ret_number,
		       const char **ret_text, const char **ret_source);
	const char *(*item)(const struct qw_context *ctx, const char *key, size_t index,
			    const char **ret_source);
	struct qw_option *(*next)(const struct qw_command *cmd, const char *selector,
				  const struct qw_option *previous, int only_one);
	const char *(*text)(const struct qw_command *cmd, const struct qw_option *opt, int what);
	uint32_t (*flags)(const struct qw_command *cmd, const struct qw_option *opt);
	int64_t (*index)(const struct qw_command *cmd, const struct qw_option *opt);
	const char *(*owner)(const struct qw_command *cmd, const struct qw_option *opt,
			     const char *property);
	const char *(*get)(const struct qw_command *cmd, const struct qw_option *opt,
			   const char *property);
	int (*property)(const struct qw_command *cmd, const struct qw_option *opt, size_t index,
			const char **ret_key, const char **ret_value);
	int (*add)(struct qw_command *cmd, const struct qw_option *anchor, int after,
		   const char *option, const char *value, uint32_t flags, const char *reason);
	int (*add_words)(struct qw_command *cmd, int last, const struct qw_word *words,
			 size_t count, const char *reason);
	int (*set)(struct qw_command *cmd, struct qw_option *opt, const char *property,
		   int64_t position, const char *value, uint32_t flags, const char *reason);
	int (*remove)(struct qw_command *cmd, struct qw_option *opt, const char *property,
		      uint32_t flags, const char *reason);
	const char *(*env)(const struct qw_command *cmd, const char *name);
	int (*set_env)(struct qw_command *cmd, const char *name, const char *value, uint32_t flags,
		       const char *reason);
	int (*reserve_fd)(struct qw_command *cmd, const char *reason);
	int (*fill_fd)(struct qw_context *ctx, int number, int fd);
	uint32_t (*line)(const struct qw_command *cmd);
	const char *(*about)(const struct qw_command *cmd, int what);
	const char *(*argument)(const struct qw_command *cmd, int which, size_t index,
				const char **ret_origin);
	int (*change_at)(const struct qw_command *cmd, size_t index, struct qw_change *ret_change);
	/* Its fields are as long as those of 0.1; qw_fact_at() prefers fact_at_sized. */
	int (*fact_at)(const struct qw_command *cmd, size_t index, const char **ret_plugin,
		       const char **ret_key, const struct qw_field **ret_fields, size_t *ret_count);
	int (*note_at)(const struct qw_command *cmd, size_t index, const char **ret_plugin,
		       uint32_t *ret_level, const char **ret_text);
	const char *(*redact)(const struct qw_command *cmd, const char *option, const char *value);
	/* Since 0.2. */
	const char *(*redact_property)(const struct qw_command *cmd, const char *option,
				       const char *property, const char *value);
	/* Since 0.3. */
	int (*error_text)(struct qw_context *ctx, int code, const char *text);
	void (*note_text)(struct qw_context *ctx, uint32_t level, const char *text);
	int (*fact_at_sized)(const struct qw_command *cmd, size_t index, const char **ret_plugin,
			     const char **ret_key, const struct qw_field **ret_fields,
			     size_t field_size, size_t *ret_count);
};

/** True if the host's table has the member, by the name of its function without "qw_": only needed
 * for those newer than 0.1, by plugins that are to run on older hosts too. */
#define QW_HOST_HAS(table, member) \
	((table)->size >= offsetof(struct qw_host, member) + sizeof((table)->member))

/* What the functions text and about are asked for; plugins use the inline functions. */
enum { QW_TEXT_NAME = 1, QW_TEXT_SPELLING = 2, QW_TEXT_VALUE = 3, QW_TEXT_ORIGIN = 4 };
enum {
	QW_ABOUT_PROGRAM = 1,
	QW_ABOUT_NAME = 2,
	QW_ABOUT_MANAGER = 3,
	QW_ABOUT_VERSION = 4,
	/* Since 0.4. */
	QW_ABOUT_PROCESS = 5
};

/* -- Messages -- */

/** Says why this hook fails and returns -code, so that it can stand in the return statement:
 * `return qw_error(ctx, EINVAL, "...")`. One or two lines; the host adds plugin, phase and option.
 * `code` is a positive errno. Only the first message of a hook is kept. The hook has failed from
 * then on, whatever it returns. Not for secrets; what looks like one is hidden. */
QW_PRINTF(3, 4)
static inline int qw_error(struct qw_context *ctx, int code, const char *format, ...)
{
	va_list args;
	int result;
	va_start(args, format);
	result = ctx->host->error(ctx, code, format, args);
	va_end(args);
	return result;
}

/** Leaves a note of enum qw_level for people, one line. Notes of a hook that fails are dropped, and
 * what looks like a secret is hidden. */
QW_PRINTF(3, 4)
static inline void qw_note(struct qw_context *ctx, uint32_t level, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	ctx->host->note(ctx, level, format, args);
	va_end(args);
}

/** The same as qw_error(ctx, code, "%s", text). The function of the table behind it takes no
 * va_list, which many languages can't make. Since 0.3. */
static inline int qw_error_text(struct qw_context *ctx, int code, const char *text)
{
	if (!QW_HOST_HAS(ctx->host, error_text))
		return qw_error(ctx, code, "%s", text);
	return ctx->host->error_text(ctx, code, text);
}

/** The same as qw_note(ctx, level, "%s", text). Since 0.3. */
static inline void qw_note_text(struct qw_context *ctx, uint32_t level, const char *text)
{
	if (!QW_HOST_HAS(ctx->host, note_text))
		qw_note(ctx, level, "%s", text);
	else
		ctx->host->note_text(ctx, level, text);
}

/** Publishes what the plugin found out, under a key such as "endpoint"; the same key may come
 * several times. Everything is copied; facts of a hook that fails are dropped. -EINVAL: no key, or
 * a field without name, with unknown kind or `reserved` not 0; that fails the hook. */
static inline int qw_fact(struct qw_context *ctx, const char *key, const struct qw_field *fields,
			  size_t count)
{
	return ctx->host->fact(ctx, key, fields, sizeof(*fields), count);
}

/* -- The plugin's own options -- */

/** The value as text, whatever its type (the last one, of a QW_LIST); NULL: not set and no default,
 * or no such option. Lives as long as the plugin. */
static inline const char *qw_string(const struct qw_context *ctx, const char *key)
{
	const char *text = NULL;
	ctx->host->setting(ctx, key, NULL, &text, NULL);
	return text;
}

/** The value of a QW_INT, QW_SIZE (bytes) or QW_TIME (milliseconds); 0 if there is none, which
 * qw_string() tells apart. */
static inline int64_t qw_int(const struct qw_context *ctx, const char *key)
{
	int64_t number = 0;
	ctx->host->setting(ctx, key, &number, NULL, NULL);
	return number;
}

/** The value of a QW_BOOL: 0 or 1. */
static inline int qw_bool(const struct qw_context *ctx, const char *key)
{
	return qw_int(ctx, key) != 0;
}

/** Who set the option: "FILE:LINE", a variable's name, "--plugin"; NULL: its default holds. Lives
 * as long as the plugin. */
static inline const char *qw_source(const struct qw_context *ctx, const char *key)
{
	const char *source = NULL;
	ctx->host->setting(ctx, key, NULL, NULL, &source);
	return source;
}

/** The index-th value of a QW_LIST, counted from 0; NULL behind the last. `ret_source`, unless
 * NULL, is told who set it. Both live as long as the plugin. */
static inline const char *qw_item(const struct qw_context *ctx, const char *key, size_t index,
				  const char **ret_source)
{
	return ctx->host->item(ctx, key, index, ret_source);
}

/* -- Looking at the command line -- */

/** The one option that the selector matches; NULL if there is none. More than one, or a malformed
 * selector, gives NULL too and fails the hook; write [*] to get the first of many. */
static inline struct qw_option *qw_find(const struct qw_command *cmd, const char *selector)
{
	return cmd->host->next(cmd, selector, NULL, 1);
}

/** The next option that the selector matches behind `previous` (NULL: the first); NULL: no more, or
 * a malformed selector, which fails the hook. Between two calls the hook may edit, even remove
 * `previous`: what comes to stand in its place is not met again. */
static inline struct qw_option *qw_next(const struct qw_command *cmd, const char *selector,
					const struct qw_option *previous)
{
	return cmd->host->next(cmd, selector, previous, 0);
}

/** Canonical name without dash: "machine" for -M, "vnc" for -display vnc=, "image" for a bare disk
 * image, the word itself for an option that no QEMU release had. NULL: the handle is stale. */
static inline const char *qw_name(const struct qw_command *cmd, const struct qw_option *opt)
{
	return cmd->host->text(cmd, opt, QW_TEXT_NAME);
}

/** As it is written: "--vnc", "-display". */
static inline const char *qw_spelling(const struct qw_command *cmd, const struct qw_option *opt)
{
	return cmd->host->text(cmd, opt, QW_TEXT_SPELLING);
}

/** The whole value as it is written (without the "vnc=" of -display vnc=), or NULL: it has none. */
static inline const char *qw_value(const struct qw_command *cmd, const struct qw_option *opt)
{
	return cmd->host->text(cmd, opt, QW_TEXT_VALUE);
}

/** Where its present value came from: "user", "QEMU_ARGS", "FILE:LINE" or "plugin:NAME". */
static inline const char *qw_origin(const struct qw_command *cmd, const struct qw_option *opt)
{
	return cmd->host->text(cmd, opt, QW_TEXT_ORIGIN);
}

/** enum qw_option_flag, or-ed; 0 also if the handle is stale. */
static inline uint32_t qw_flags(const struct qw_command *cmd, const struct qw_option *opt)
{
	return cmd->host->flags(cmd, opt);
}

/** Index in argv as it is now (argv[0] is 0); -ESTALE if the option was removed. */
static inline int64_t qw_index(const struct qw_command *cmd, const struct qw_option *opt)
{
	return cmd->host->index(cmd, opt);
}

/** The plugin that set the property (NULL: the option itself), or NULL: people did, or it is not
 * there. */
static inline const char *qw_owner(const struct qw_command *cmd, const struct qw_option *opt,
				   const char *property)
{
	return cmd->host->owner(cmd, opt, property);
}

/** One property of the value, decoded (",," is ","), by the grammar that this option has in QEMU.
 * Of a repeated key the last value, of `id` the first, as QEMU does; bare flags read as "on" or
 * "off". Dots reach into JSON objects. NULL: no such property, or the handle is stale. */
static inline const char *qw_get(const struct qw_command *cmd, const struct qw_option *opt,
				 const char *property)
{
	return cmd->host->get(cmd, opt, property);
}

/** The index-th property, counted from 0, in the order written and repeats included. The implied
 * first key is given by name. 1: there is one, 0: no more, negative: the handle is stale, or the
 * value can't be read (broken JSON, say); this does not fail the hook. */
static inline int qw_property(const struct qw_command *cmd, const struct qw_option *opt,
			      size_t index, const char **ret_key, const char **ret_value)
{
	return cmd->host->property(cmd, opt, index, ret_key, ret_value);
}

/** What kind of line it is: enum qw_line_flag, or-ed. */
static inline uint32_t qw_line(const struct qw_command *cmd)
{
	return cmd->host->line(cmd);
}

/** Who manages this line ("libvirt", "ganeti"), or NULL. */
static inline const char *qw_manager(const struct qw_command *cmd)
{
	return cmd->host->about(cmd, QW_ABOUT_MANAGER);
}

/** Path of the QEMU that will be executed; NULL: none was found. */
static inline const char *qw_program(const struct qw_command *cmd)
{
	return cmd->host->about(cmd, QW_ABOUT_PROGRAM);
}

/** Base name that QEMU was called by, such as "qemu-system-x86_64" or "kvm". */
static inline const char *qw_program_name(const struct qw_command *cmd)
{
	return cmd->host->about(cmd, QW_ABOUT_NAME);
}

/** Version of the host, "0.1.0". */
static inline const char *qw_host_version(const struct qw_command *cmd)
{
	return cmd->host->about(cmd, QW_ABOUT_VERSION);
}

/** Id, in decimal, of the process that becomes QEMU. getpid(2) gives the same, but not in a plugin
 * that the configuration isolates. NULL: an older host. Since 0.4. */
static inline const char *qw_process(const struct qw_command *cmd)
{
	return cmd->host->about(cmd, QW_ABOUT_PROCESS);
}

/* -- Editing: in rewrite hooks only, elsewhere -EPERM --
 *
 * Escaping is the host's work: values of properties are given as QEMU shall see them. Whole values,
 * in the functions that add and in qw_replace(), are taken literally. Everything is copied. `flags`
 * is enum qw_edit_flag; `reason` is required, one line for people. Common errors, each of which
 * fails the hook: -EINVAL no reason, no name or value where one is needed, or a value that the
 * option's grammar can't carry, -ESTALE removed handle, -EBUSY uncertain option, -EEXIST another
 * plugin owns it and wants another value (unless this plugin's section of the configuration says
 * `overrides = THAT`). */

/** Adds an option at the end. `option` is its name without dash, or "image" with a file as value;
 * `value` NULL: the option has none. It is added even if there is one of that name. */
static inline int qw_add(struct qw_command *cmd, const char *option, const char *value,
			 uint32_t flags, const char *reason)
{
	return cmd->host->add(cmd, NULL, 1, option, value, flags, reason);
}

/** Adds an option right before `anchor`; NULL: before all others. Otherwise as qw_add(). */
static inline int qw_add_before(struct qw_command *cmd, const struct qw_option *anchor,
				const char *option, const char *value, uint32_t flags,
				const char *reason)
{
	return cmd->host->add(cmd, anchor, 0, option, value, flags, reason);
}

/** Adds an option right behind `anchor`; NULL: at the end. Otherwise as qw_add(). -EBUSY also if it
 * could be taken for the value of the anchor. */
static inline int qw_add_after(struct qw_command *cmd, const struct qw_option *anchor,
			       const char *option, const char *value, uint32_t flags,
			       const char *reason)
{
	return cmd->host->add(cmd, anchor, 1, option, value, flags, reason);
}

/** Adds words that a person wrote somewhere else than on the command line, at its end (`last`
 * non-zero) or its beginning. They keep the origin given and get no owner, and are cut into options
 * as QEMU would. -EINVAL: an option without its value would swallow a word at the seam. */
static inline int qw_add_words(struct qw_command *cmd, int last, const struct qw_word *words,
			       size_t count, const char *reason)
{
	return cmd->host->add_words(cmd, last, words, count, reason);
}

/** Sets one property; if it is there several times the last one, if not it is appended. What has
 * that value already is neither recorded nor owned. */
static inline int qw_set(struct qw_command *cmd, struct qw_option *opt, const char *property,
			 const char *value, uint32_t flags, const char *reason)
{
	return cmd->host->set(cmd, opt, property, -1, value, flags, reason);
}

/** Sets the property at `position`, counted as qw_property() does. -ERANGE: there is none. */
static inline int qw_set_at(struct qw_command *cmd, struct qw_option *opt, size_t position,
			    const char *value, uint32_t flags, const char *reason)
{
	/* Negative is the whole value, for the host. No value has that many. */
	int64_t at = QW_CAST(int64_t, position < INT32_MAX ? position : INT32_MAX);
	return cmd->host->set(cmd, opt, NULL, at, value, flags, reason);
}

/** Replaces the whole value, literally: nothing is escaped. */
static inline int qw_replace(struct qw_command *cmd, struct qw_option *opt, const char *value,
			     uint32_t flags, const char *reason)
{
	return cmd->host->set(cmd, opt, NULL, -1, value, flags, reason);
}

/** Removes every occurrence of one property. 0 also if there was none. */
static inline int qw_unset(struct qw_command *cmd, struct qw_option *opt, const char *property,
			   uint32_t flags, const char *reason)
{
	/* None is the whole option, for the host; it refuses an empty one. */
	return cmd->host->remove(cmd, opt, property ? property : "", flags, reason);
}

/** Removes the option with its value. Its handle is stale from now on. */
static inline int qw_remove(struct qw_command *cmd, struct qw_option *opt, uint32_t flags,
			    const char *reason)
{
	return cmd->host->remove(cmd, opt, NULL, flags, reason);
}

/** A variable of QEMU's environment as it will be; of duplicates the first, as getenv(3). NULL: it
 * is not set. */
static inline const char *qw_env(const struct qw_command *cmd, const char *name)
{
	return cmd->host->env(cmd, name);
}

/** Sets a variable of QEMU's environment, in place of all its duplicates. setenv(3) in a plugin has
 * no effect on QEMU. -EINVAL: a name that is empty or has a '='. */
static inline int qw_set_env(struct qw_command *cmd, const char *name, const char *value,
			     uint32_t flags, const char *reason)
{
	/* No value removes it, for the host; it refuses no name. */
	return cmd->host->set_env(cmd, value ? name : NULL, value, flags, reason);
}

/** Removes a variable, all its duplicates included. 0 also if there was none. */
static inline int qw_unset_env(struct qw_command *cmd, const char *name, uint32_t flags,
			       const char *reason)
{
	return cmd->host->set_env(cmd, name, NULL, flags, reason);
}

/* -- Descriptors for QEMU -- */

/** In rewrite: reserves a descriptor and returns the number under which QEMU will find it, for
 * `fd=` and the like; negative: an error. A slot that nobody fills stops the launch. Elsewhere, and
 * in plugins that are isolated, it is an error. */
static inline int qw_reserve_fd(struct qw_command *cmd, const char *reason)
{
	return cmd->host->reserve_fd(cmd, reason);
}

/** In launch: fills the slot `number` with a duplicate of `fd`; the plugin still owns `fd` and
 * closes it. -EBADF: this plugin reserved no such slot, or `fd` is not open. -EPERM: not in
 * launch. */
static inline int qw_fill_fd(struct qw_context *ctx, int number, int fd)
{
	return ctx->host->fill_fd(ctx, number, fd);
}

/* -- Reports: for check and outcome hooks -- */

/** The index-th argument of the line as it came (QW_ORIGINAL) or as QEMU gets it (QW_FINAL); NULL
 * behind the last. argv[0] has the index 0. `ret_origin`, unless NULL, is told where it came from.
 * Not redacted. */
static inline const char *qw_argument(const struct qw_command *cmd, enum qw_argv which,
				      size_t index, const char **ret_origin)
{
	return cmd->host->argument(cmd, QW_CAST(int, which), index, ret_origin);
}

/** The index-th change so far of any plugin, counted from 0. 1: there is one, 0: no more. */
static inline int qw_change_at(const struct qw_command *cmd, size_t index,
			       struct qw_change *ret_change)
{
	ret_change->size = sizeof(*ret_change);
	return cmd->host->change_at(cmd, index, ret_change);
}

/** The index-th fact of any plugin. 1: there is one, 0: no more. */
static inline int qw_fact_at(const struct qw_command *cmd, size_t index, const char **ret_plugin,
			     const char **ret_key, const struct qw_field **ret_fields,
			     size_t *ret_count)
{
	/* Once fields are longer than those of 0.1, this must be -ENOSYS. */
	if (!QW_HOST_HAS(cmd->host, fact_at_sized))
		return cmd->host->fact_at(cmd, index, ret_plugin, ret_key, ret_fields, ret_count);
	return cmd->host->fact_at_sized(cmd, index, ret_plugin, ret_key, ret_fields,
					sizeof(**ret_fields), ret_count);
}

/** The index-th note of any plugin. `ret_plugin` may become NULL: the wrapper itself. 1: there is
 * one, 0: no more. */
static inline int qw_note_at(const struct qw_command *cmd, size_t index, const char **ret_plugin,
			     uint32_t *ret_level, const char **ret_text)
{
	return cmd->host->note_at(cmd, index, ret_plugin, ret_level, ret_text);
}

/** The value of an option (canonical name) with every secret replaced: for whatever leaves the
 * process by a log. `option` NULL: text of unknown kind. NULL: `value` is NULL, or there is
 * no memory. It may be `value` itself, if there is nothing to hide. */
static inline const char *qw_redact(const struct qw_command *cmd, const char *option,
				    const char *value)
{
	return cmd->host->redact(cmd, option, value);
}

/** The same for the decoded value of one property, such as a change's `before` and `after`.
 * `option` NULL: of a variable, or of a fact's field. An older host can't tell; then it is all a
 * secret. Since 0.2. */
static inline const char *qw_redact_property(const struct qw_command *cmd, const char *option,
					     const char *property, const char *value)
{
	if (!QW_HOST_HAS(cmd->host, redact_property))
		return value ? "***" : NULL;
	return cmd->host->redact_property(cmd, option, property, value);
}

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* QEMU_WRAPPER_SERVICES_H */
