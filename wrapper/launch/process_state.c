/* SPDX-License-Identifier: MIT */
#include "launch/process_state.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

/* A timer that was set back this much too late or too early was not touched by a plugin. */
#define TOLERANCE_SECONDS 1.0

/* New descriptors get the lowest free number: so far above the last one nothing is looked for. */
enum { DESCRIPTOR_GAP = 64 };

static const int timer_kinds[PROCESS_TIMERS] = { ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF };

/* There is no asking without setting. */
static mode_t current_umask(void)
{
	mode_t mask = umask(0);
	umask(mask);
	return mask;
}

/* The C library keeps two signals for itself and refuses to tell: they count as not ignored. */
static bool is_ignored(int number)
{
	struct sigaction action;
	return !sigaction(number, NULL, &action) && !(action.sa_flags & SA_SIGINFO) &&
	       action.sa_handler == SIG_IGN;
}

static int compare_numbers(const void *a, const void *b)
{
	int first = *(const int *)a, second = *(const int *)b;
	return (first > second) - (first < second);
}

/* Asked one by one, which is several times faster than listing /proc/self/fd and needs no /proc. */
static void save_descriptors(struct process_state *state)
{
	int end = DESCRIPTOR_GAP;
	for (int fd = 0; fd < end; fd++) {
		if (fcntl(fd, F_GETFD) < 0)
			continue;
		int *room = VECTOR_ADD(&state->descriptors);
		if (!room)
			return;
		*room = fd;
		end = fd < INT_MAX - DESCRIPTOR_GAP ? fd + 1 + DESCRIPTOR_GAP : fd;
	}
	state->descriptors_end = end;
}

static void save_folder(struct process_state *state)
{
	struct stat st;
	if (stat(".", &st))
		return;
	state->folder_known = true;
	state->folder_device = st.st_dev;
	state->folder_inode = st.st_ino;
	state->folder = getcwd(NULL, 0);
}

void process_state_save(struct process_state *ret_state)
{
	struct process_state *state = ret_state;
	*state = (struct process_state){ .saved = true };
	save_descriptors(state);
	save_folder(state);
	state->umask = current_umask();
	sigprocmask(SIG_SETMASK, NULL, &state->blocked);
	for (int i = 1; i <= PROCESS_SIGNALS; i++)
		state->ignored[i] = is_ignored(i);
	for (int i = 0; i < PROCESS_TIMERS; i++)
		getitimer(timer_kinds[i], &state->timers[i]);
	clock_gettime(CLOCK_MONOTONIC, &state->when);
}

void process_state_release(struct process_state *state)
{
	free(state->folder);
	free(state->descriptors.items);
	*state = (struct process_state){ 0 };
}

struct restoration {
	const struct process_state *state;
	const struct slots *slots;
	struct process_differences *differences;
};

static void tell(const struct restoration *it, enum process_part part, int number)
{
	struct process_difference *room = VECTOR_ADD(&it->differences->list);
	if (room)
		*room = (struct process_difference){ part, number };
}

static bool is_in_folder(const struct process_state *state)
{
	struct stat now;
	return !stat(".", &now) && now.st_dev == state->folder_device &&
	       now.st_ino == state->folder_inode;
}

static void restore_folder(const struct restoration *it)
{
	const struct process_state *state = it->state;
	if (!state->folder_known || is_in_folder(state))
		return;
	if (state->folder && !chdir(state->folder) && is_in_folder(state))
		tell(it, PROCESS_FOLDER, 0);
	else
		tell(it, PROCESS_FOLDER_LOST, 0);
}

static void restore_umask(const struct restoration *it)
{
	if (umask(it->state->umask) != it->state->umask)
		tell(it, PROCESS_UMASK, 0);
}

/* Handlers are none of our business: exec takes them away, and only SIG_IGN survives it. */
static void restore_dispositions(const struct restoration *it)
{
	for (int i = 1; i <= PROCESS_SIGNALS; i++) {
		bool ignored = is_ignored(i);
		if (ignored == it->state->ignored[i])
			continue;
		struct sigaction then = { .sa_handler = ignored ? SIG_DFL : SIG_IGN };
		if (!sigaction(i, &then, NULL))
			tell(it, ignored ? PROCESS_IGNORED : PROCESS_NOT_IGNORED, i);
	}
}

static void restore_mask(const struct restoration *it)
{
	sigset_t now;
	bool differs = false;
	sigprocmask(SIG_SETMASK, NULL, &now);
	for (int i = 1; i <= PROCESS_SIGNALS; i++)
		differs = differs || sigismember(&now, i) != sigismember(&it->state->blocked, i);
	if (!differs)
		return;
	tell(it, PROCESS_BLOCKED, 0);
	sigprocmask(SIG_SETMASK, &it->state->blocked, NULL);
}

static double seconds_of(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

/* What is left of a timer; 0: it isn't running. Only that of real time runs while we wait. */
static double expected(const struct process_state *state, int i)
{
	struct timespec now;
	double left = seconds_of(&state->timers[i].it_value);
	if (left <= 0 || timer_kinds[i] != ITIMER_REAL)
		return left;
	clock_gettime(CLOCK_MONOTONIC, &now);
	left -= (double)(now.tv_sec - state->when.tv_sec) +
		(double)(now.tv_nsec - state->when.tv_nsec) / 1e9;
	return left > 1e-3 ? left : 1e-3;
}

static void restore_timers(const struct restoration *it)
{
	for (int i = 0; i < PROCESS_TIMERS; i++) {
		struct itimerval now, then = it->state->timers[i];
		getitimer(timer_kinds[i], &now);
		double wanted = expected(it->state, i), left = seconds_of(&now.it_value);
		bool same = wanted > 0 ? left > 0 : left <= 0;
		/* One that repeats is somewhere in its interval. */
		if (same && (wanted <= 0 || timercmp(&then.it_interval, &now.it_interval, ==)) &&
		    (seconds_of(&then.it_interval) > 0 || timer_kinds[i] != ITIMER_REAL ||
		     (left - wanted < TOLERANCE_SECONDS && wanted - left < TOLERANCE_SECONDS)))
			continue;
		then.it_value.tv_sec = (time_t)wanted;
		then.it_value.tv_usec = (suseconds_t)((wanted - (double)(time_t)wanted) * 1e6);
		setitimer(timer_kinds[i], &then, NULL);
		tell(it, PROCESS_TIMER, 0);
	}
}

static bool may_stay_open(const struct restoration *it, int fd)
{
	for (size_t i = 0; i < it->slots->list.count; i++)
		if (it->slots->list.items[i].number == fd)
			return true;
	return it->state->descriptors.count &&
	       bsearch(&fd, it->state->descriptors.items, it->state->descriptors.count, sizeof(int),
		       compare_numbers);
}

static void restore_descriptors(const struct restoration *it)
{
	for (int fd = 0; fd < it->state->descriptors_end; fd++) {
		if (fcntl(fd, F_GETFD) != 0 || may_stay_open(it, fd) ||
		    fcntl(fd, F_SETFD, FD_CLOEXEC))
			continue;
		tell(it, PROCESS_DESCRIPTOR, fd);
	}
}

void process_state_set_back(const struct process_state *state, const struct slots *slots,
			    struct process_differences *ret_differences)
{
	*ret_differences = (struct process_differences){ 0 };
	struct restoration it = { state, slots, ret_differences };
	if (!state->saved)
		return;
	restore_folder(&it);
	restore_umask(&it);
	restore_timers(&it);
	restore_dispositions(&it);
	restore_mask(&it);
	restore_descriptors(&it);
}

static const char *words_of(const struct process_difference *difference, struct arena *arena)
{
	int number = difference->number;
	switch (difference->part) {
	case PROCESS_FOLDER:
		return "a plugin changed the working directory; it was set back";
	case PROCESS_FOLDER_LOST:
		return "a plugin changed the working directory, and it can't be set back";
	case PROCESS_UMASK:
		return "a plugin changed the umask; it was set back";
	case PROCESS_TIMER:
		return "a plugin changed an alarm or interval timer; it was set back";
	case PROCESS_IGNORED:
		return arena_printf(arena, "a plugin ignored signal %d (%s); that was set back",
				    number, strsignal(number));
	case PROCESS_NOT_IGNORED:
		return arena_printf(arena,
				    "a plugin stopped ignoring signal %d (%s); that was set back",
				    number, strsignal(number));
	case PROCESS_BLOCKED:
		return "a plugin blocked or unblocked signals; that was set back";
	case PROCESS_DESCRIPTOR:
		return arena_printf(arena,
				    "a plugin left descriptor %d open; it is closed for QEMU (a "
				    "descriptor for QEMU is reserved as a slot)",
				    number);
	}
	return NULL;
}

void process_state_restore(const struct process_state *state, const struct slots *slots,
			   struct notes *notes, struct arena *arena)
{
	struct process_differences differences;
	process_state_set_back(state, slots, &differences);
	for (size_t i = 0; i < differences.list.count; i++)
		(void)notes_add(notes, NULL, NOTE_WARNING,
				words_of(&differences.list.items[i], arena));
	free(differences.list.items);
}
