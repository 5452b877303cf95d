/* SPDX-License-Identifier: MIT */
#include "base/plugin_guard.h"

#include "base/signal_message.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { STATUS_REFUSED = 125, SIGNALS = 7, STACK_SIZE = 64 * 1024, STACK_GAP = 1024 * 1024 };

static const int fatal_signals[SIGNALS] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE,
					    SIGABRT, SIGSYS, SIGTRAP };

struct plugin_guard {
	/** Whose code runs; NULL: our own. */
	const char *_Atomic plugin, *_Atomic phase;
	/** Whose ran last; a copy, for threads outlive whatever holds the name. */
	char last_plugin[64];
	const char *_Atomic last_phase;
	/** Where it was called: what it uses of the stack lies below. */
	_Atomic uintptr_t frame;
	/** The process that is guarded, and not its children. */
	_Atomic pid_t process;
	/** A message is being written: of several threads that crash one tells it. */
	atomic_bool telling;
	bool installed;
	/** This process is judged by its parent. */
	bool disarmed;
	/** What was there before us. */
	struct sigaction before[SIGNALS];
	/** The alternate stack. No page of it is touched before something crashes. */
	_Alignas(64) char stack[STACK_SIZE];
};

/* Signal handlers are given nothing to find their data by. */
static struct plugin_guard the_guard;

static bool is_ignored(const struct sigaction *action)
{
	return !(action->sa_flags & SA_SIGINFO) && action->sa_handler == SIG_IGN;
}

static bool is_guarded_process(const struct plugin_guard *guard)
{
	return !guard->disarmed && guard->process == getpid();
}

/* All threads but the first are plugins'. */
static bool is_first_thread(void)
{
	return gettid() == getpid();
}

/* Who is to blame, into the message. */
static void add_culprit(const struct plugin_guard *guard, struct signal_message *message)
{
	const char *plugin = guard->plugin;
	bool runs = plugin != NULL;
	if (!runs)
		signal_message_add(message,
				   "a thread that a plugin has started, the last called being ");
	signal_message_add(message, "plugin ");
	signal_message_add(message, runs ? plugin : guard->last_plugin);
	signal_message_add(message, " (");
	signal_message_add(message, runs ? guard->phase : guard->last_phase);
	signal_message_add(message, "): ");
	if (runs && !is_first_thread())
		signal_message_add(message, "a thread beside it ");
}

/* Only one thread comes back from here. */
static void be_the_one_to_tell(struct plugin_guard *guard)
{
	while (atomic_exchange(&guard->telling, true))
		pause();
}

/* Not all: one that is meant to end us must do so even if nobody reads the message. */
static void fill_mask(sigset_t *mask)
{
	sigemptyset(mask);
	for (int i = 0; i < SIGNALS; i++)
		sigaddset(mask, fatal_signals[i]);
	sigaddset(mask, SIGPIPE);
	sigaddset(mask, SIGXFSZ);
}

static _Noreturn void tell_and_end(const struct signal_message *message)
{
	sigset_t mask;
	fill_mask(&mask);
	pthread_sigmask(SIG_BLOCK, &mask, NULL);
	signal_message_print(message);
	_exit(STATUS_REFUSED);
}

static bool stack_overflowed(const struct plugin_guard *guard, int number, const siginfo_t *info)
{
	struct rlimit limit;
	uintptr_t at = (uintptr_t)info->si_addr, frame = guard->frame;
	if (number != SIGSEGV || info->si_code <= 0 || !is_first_thread() || at >= frame ||
	    getrlimit(RLIMIT_STACK, &limit) || limit.rlim_cur > UINTPTR_MAX - STACK_GAP)
		return false;
	return frame - at <= limit.rlim_cur + STACK_GAP;
}

static void tell_crash(struct plugin_guard *guard, int number, const siginfo_t *info)
{
	struct signal_message message = { .length = 0 };
	const char *name = sigdescr_np(number);
	be_the_one_to_tell(guard);
	add_culprit(guard, &message);
	signal_message_add(&message, "crashed: signal ");
	signal_message_add_number(&message, (unsigned)number);
	signal_message_add(&message, " (");
	signal_message_add(&message, name ? name : "unknown");
	if (stack_overflowed(guard, number, info))
		signal_message_add(&message, ", its stack overflowed");
	signal_message_add(&message, "); QEMU was not started. This is a mistake in the plugin; "
				     "see 'isolate' in qemu-wrapper.conf(5)");
	tell_and_end(&message);
}

/* As if there had been no handler: the same signal once more, with what was there before. It comes
 * when the handler returns, which holds it back until then. */
static void give_back(const struct plugin_guard *guard, int number, siginfo_t *info)
{
	for (int i = 0; i < SIGNALS; i++)
		if (fatal_signals[i] == number)
			sigaction(number, &guard->before[i], NULL);
	if (syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), number, info))
		syscall(SYS_tgkill, getpid(), gettid(), number);
}

static bool was_ignored(const struct plugin_guard *guard, int number)
{
	for (int i = 0; i < SIGNALS; i++)
		if (fatal_signals[i] == number)
			return is_ignored(&guard->before[i]);
	return false;
}

static void on_fatal_signal(int number, siginfo_t *info, void *context)
{
	struct plugin_guard *guard = &the_guard;
	int saved_errno = errno;
	(void)context;
	bool is_sent =
		info->si_code == SI_USER || info->si_code == SI_TKILL || info->si_code == SI_QUEUE;
	bool is_from_outside = is_sent && info->si_pid != getpid();
	bool is_plugins = is_guarded_process(guard) && (guard->plugin || !is_first_thread());
	if (is_sent && was_ignored(guard, number) && (is_from_outside || number != SIGABRT))
		/* It still is. abort() is the exception: that ends the process in any case. */;
	else if (is_plugins && !is_from_outside)
		tell_crash(guard, number, info);
	else
		give_back(guard, number, info);
	errno = saved_errno;
}

static void tell_exit(const char *what)
{
	struct plugin_guard *guard = &the_guard;
	struct signal_message message = { .length = 0 };
	if (!is_guarded_process(guard) || (!guard->plugin && is_first_thread()))
		return;
	be_the_one_to_tell(guard);
	add_culprit(guard, &message);
	signal_message_add(&message, is_first_thread() ? "it called " : "called ");
	signal_message_add(&message, what);
	signal_message_add(&message, ", so QEMU was not started; a plugin that fails has to return "
				     "an error");
	tell_and_end(&message);
}

static void on_any_exit(int status, void *unused)
{
	char what[32];
	(void)unused;
	snprintf(what, sizeof(what), "exit(%d)", status);
	tell_exit(what);
}

static void on_any_quick_exit(void)
{
	tell_exit("quick_exit()");
}

static void set_handler(int number, struct sigaction *ret_before)
{
	struct sigaction action = { .sa_sigaction = on_fatal_signal,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK };
	/* A fault in the handler then is the end, by that signal. */
	fill_mask(&action.sa_mask);
	sigaction(number, &action, ret_before);
}

static void install(struct plugin_guard *guard)
{
	/* With an alternate stack a stack overflow can be told, too. */
	stack_t stack = { .ss_sp = guard->stack, .ss_size = sizeof(guard->stack) }, other;
	if (!sigaltstack(&stack, &other) && !(other.ss_flags & SS_DISABLE))
		sigaltstack(&other, NULL);
	for (int i = 0; i < SIGNALS; i++) {
		set_handler(fatal_signals[i], &guard->before[i]);
		/* Exec turns handlers into the default, and QEMU shall find it ignored. */
		if (is_ignored(&guard->before[i]))
			sigaction(fatal_signals[i], &guard->before[i], NULL);
	}
}

struct plugin_guard *plugin_guard_new(void)
{
	struct plugin_guard *guard = &the_guard;
	if (guard->disarmed)
		return guard;
	if (!guard->installed) {
		if (on_exit(on_any_exit, NULL) || at_quick_exit(on_any_quick_exit))
			return NULL;
		install(guard);
		guard->installed = true;
	}
	guard->process = getpid();
	return guard;
}

/* Every hook call comes here, so without the cost of printf(3). */
static void remember(struct plugin_guard *guard, const char *plugin)
{
	size_t length = strnlen(plugin, sizeof(guard->last_plugin) - 1);
	memcpy(guard->last_plugin, plugin, length);
	guard->last_plugin[length] = '\0';
}

void plugin_guard_enter(struct plugin_guard *guard, const char *plugin, const char *phase)
{
	if (!guard || guard->disarmed)
		return;
	guard->frame = (uintptr_t)__builtin_frame_address(0);
	remember(guard, plugin);
	guard->last_phase = phase;
	guard->phase = phase;
	guard->plugin = plugin;
	for (int i = 0; i < SIGNALS; i++)
		if (is_ignored(&guard->before[i]))
			set_handler(fatal_signals[i], NULL);
}

/* A plugin that has set something of its own meanwhile is dealt with by whoever compares. */
static void take_handler(int number, const struct sigaction *before)
{
	struct sigaction now;
	if (!sigaction(number, NULL, &now) && (now.sa_flags & SA_SIGINFO) &&
	    now.sa_sigaction == on_fatal_signal)
		sigaction(number, before, NULL);
}

void plugin_guard_leave(struct plugin_guard *guard)
{
	if (!guard || guard->disarmed)
		return;
	guard->plugin = NULL;
	for (int i = 0; i < SIGNALS; i++)
		if (is_ignored(&guard->before[i]))
			take_handler(fatal_signals[i], &guard->before[i]);
}

void plugin_guard_disarm(void)
{
	struct plugin_guard *guard = &the_guard;
	for (int i = 0; guard->installed && i < SIGNALS; i++)
		take_handler(fatal_signals[i], &guard->before[i]);
	guard->disarmed = true;
}
