/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/message.h"
#include "qmp/client.h"
#include "run_folder/run_folder.h"
#include "text/visible.h"
#include "tool/help.h"

#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

/* Milliseconds for all of it: a probe that hangs is worse than one that fails. */
enum { TIME_LIMIT = 3000, RETRY_EVERY = 20, ATTEMPT = 1000 };

enum question { ASK_LIVE, ASK_STARTUP, ASK_READY };

struct request {
	enum question question;
	/** 0: the only supervisor there is. */
	pid_t pid;
};

static int read_pid(const char *word, pid_t *ret_pid)
{
	long pid = 0;
	for (; *word >= '0' && *word <= '9' && pid < 100000000; word++)
		pid = pid * 10 + (*word - '0');
	*ret_pid = (pid_t)pid;
	return *word || !pid ? -EINVAL : 0;
}

static int read_words(const char *const *words, struct request *ret_request)
{
	*ret_request = (struct request){ .question = ASK_LIVE };
	for (; *words; words++) {
		if (!strcmp(*words, "--live"))
			ret_request->question = ASK_LIVE;
		else if (!strcmp(*words, "--startup"))
			ret_request->question = ASK_STARTUP;
		else if (!strcmp(*words, "--ready"))
			ret_request->question = ASK_READY;
		else if (ret_request->pid || read_pid(*words, &ret_request->pid))
			return help_complain("health", "'%s' is not expected here", *words);
	}
	return 0;
}

static int find(pid_t pid, struct run_folder *ret_folder, struct error *err)
{
	char room[RUN_FOLDER_PATH];
	const char *bases[RUN_FOLDER_BASES];
	run_folder_bases(secure_getenv("XDG_RUNTIME_DIR"), room, bases);
	return run_folder_find(bases, pid, ret_folder, err);
}

static void rest(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = RETRY_EVERY * 1000000L }, NULL);
}

/* One after the other: the monitor serves one client at a time. */
static int take_turn(int lock, int64_t deadline, struct error *err)
{
	while (flock(lock, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_set(err, errno, "flock: %s", strerror(errno));
		if (qmp_now() >= deadline)
			return error_set(err, ETIMEDOUT, "others are asking");
		rest();
	}
	return 0;
}

/* Those who gave up while QEMU stood still are in the queue as long as it hasn't looked: it may be
 * full, and QEMU well. */
static int connect_in_time(const struct run_folder *folder, int64_t deadline, struct error *err)
{
	int fd;
	while ((fd = run_folder_connect(folder, RUN_FOLDER_HEALTH, err)) == -EAGAIN) {
		error_clear(err);
		if (qmp_now() >= deadline)
			return error_set(err, ETIMEDOUT, "no answer in time");
		rest();
	}
	return fd;
}

static int attempt(const struct run_folder *folder, int64_t deadline,
		   struct qmp_message *ret_answer, struct error *err)
{
	CLEANUP_CLOSE int fd = connect_in_time(folder, deadline, err);
	if (fd < 0)
		return fd;
	int64_t until = qmp_now() + ATTEMPT;
	return qmp_client_ask(fd, "query-status", until < deadline ? until : deadline, ret_answer,
			      err);
}

/* QEMU (7.2) now and then forgets to greet a client that comes right behind one that went away:
 * such a one gets an answer as soon as it comes again. */
static int ask(const struct run_folder *folder, struct qmp_message *ret_answer, struct error *err)
{
	int64_t deadline = qmp_now() + TIME_LIMIT;
	CLEANUP_CLOSE int lock = run_folder_open_lock(folder, err);
	if (lock < 0)
		return lock;
	int status = take_turn(lock, deadline, err);
	while (!status) {
		status = attempt(folder, deadline, ret_answer, err);
		if (status != -ETIMEDOUT || qmp_now() >= deadline)
			return status;
		error_clear(err);
		status = 0;
	}
	return status;
}

static int no(const char *why, const char *what)
{
	CLEANUP_FREE char *line = NULL;
	if (asprintf(&line, "%s%s", why, what) < 0)
		line = NULL;
	message_print(line ? line : "out of memory");
	return TOOL_FOUND_PROBLEMS;
}

/* QEMU may be in the guest's hands, and standard output a terminal. */
static int yes(const char *state)
{
	CLEANUP_STRBUF struct strbuf line = { 0 };
	visible_text(&line, state);
	strbuf_addc(&line, '\n');
	if (line.failed)
		return no("out of memory", "");
	fputs(line.text, stdout);
	return TOOL_OK;
}

/* Whatever the state: the main loop has answered. Only `ready` wants a certain one. */
static int judge(enum question question, const struct qmp_message *answer)
{
	const char *state = qmp_message_string(answer, "status");
	if (answer->kind == QMP_ERROR && question != ASK_LIVE)
		return no("QEMU doesn't tell its state: ", answer->text);
	if (!state)
		state = "unknown";
	if (question == ASK_READY && strcmp(state, "running") != 0)
		return no("not ready: the guest is in state ", state);
	return yes(state);
}

int tool_health(const char *const *words)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_RUN_FOLDER struct run_folder folder = RUN_FOLDER_NONE;
	CLEANUP_QMP_MESSAGE struct qmp_message answer = { .id = -1 };
	struct request request;
	if (help_wanted_among(words))
		return help_print("health");
	if (read_words(words, &request))
		return TOOL_REFUSED;
	if (find(request.pid, &folder, &err)) {
		message_print(error_text(&err));
		return TOOL_REFUSED;
	}
	if (ask(&folder, &answer, &err))
		return no("QEMU doesn't answer: ", error_text(&err));
	return judge(request.question, &answer);
}
