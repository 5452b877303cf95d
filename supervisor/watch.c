/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include "ladder.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int complain(const char *what, struct error *err)
{
	return error_set(err, errno, "%s: %s", what, strerror(errno));
}

int watch_begin(struct watch *ret_watch, const sigset_t *signals, struct error *err)
{
	struct watch watch = { .timer_at = LADDER_NEVER };
	for (int i = 0; i < WATCH_COUNT; i++)
		watch.fds[i] = -1;
	watch.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (watch.epoll < 0)
		return complain("epoll", err);
	int signal_fd = signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);
	int timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	int status = 0;
	if (signal_fd < 0 || timer_fd < 0)
		status = complain("signalfd, timerfd", err);
	if (!status)
		status = watch_set(&watch, WATCH_SIGNALS, signal_fd, EPOLLIN, err);
	if (!status)
		status = watch_set(&watch, WATCH_TIMER, timer_fd, EPOLLIN, err);
	/* Here, for those that are not watched have no other owner. */
	watch.fds[WATCH_SIGNALS] = signal_fd;
	watch.fds[WATCH_TIMER] = timer_fd;
	if (status)
		watch_end(&watch);
	else
		*ret_watch = watch;
	return status;
}

int watch_set(struct watch *watch, enum watch_what what, int fd, uint32_t events, struct error *err)
{
	struct epoll_event event = { .events = events, .data.u32 = what };
	bool known = watch->fds[what] >= 0;
	if (watch->fds[what] == fd && (fd < 0 || watch->events[what] == events))
		return 0;
	watch->fds[what] = fd;
	watch->events[what] = events;
	if (fd < 0)
		return 0;
	return epoll_ctl(watch->epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event)
		       ? complain("epoll_ctl", err)
		       : 0;
}

int watch_timer(struct watch *watch, int64_t at, struct error *err)
{
	struct itimerspec when = { 0 };
	if (at == watch->timer_at)
		return 0;
	if (at != LADDER_NEVER) {
		when.it_value.tv_sec = at / 1000;
		when.it_value.tv_nsec = at % 1000 * 1000000;
	}
	watch->timer_at = at;
	return timerfd_settime(watch->fds[WATCH_TIMER], TFD_TIMER_ABSTIME, &when, NULL)
		       ? complain("timerfd", err)
		       : 0;
}

int watch_wait(struct watch *watch, unsigned *ret_ready, struct error *err)
{
	struct epoll_event events[WATCH_COUNT];
	uint64_t expirations;
	int count = epoll_wait(watch->epoll, events, WATCH_COUNT, -1);
	*ret_ready = 0;
	if (count < 0 && errno != EINTR)
		return complain("epoll_wait", err);
	for (int i = 0; i < count; i++)
		*ret_ready |= 1u << events[i].data.u32;
	if (*ret_ready & 1u << WATCH_TIMER) {
		watch->timer_at = LADDER_NEVER;
		if (read(watch->fds[WATCH_TIMER], &expirations, sizeof(expirations)) < 0)
			return 0;
	}
	return 0;
}

int watch_signal(struct watch *watch)
{
	struct signalfd_siginfo info;
	ssize_t count = read(watch->fds[WATCH_SIGNALS], &info, sizeof(info));
	return count == sizeof(info) ? (int)info.ssi_signo : 0;
}

void watch_end(struct watch *watch)
{
	/* The connections belong to others. */
	int own[] = { watch->epoll, watch->fds[WATCH_SIGNALS], watch->fds[WATCH_TIMER] };
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (own[i] >= 0)
			close(own[i]);
}
