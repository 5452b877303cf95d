/* SPDX-License-Identifier: MIT */
#include "doctor/listeners.h"

#include "doctor/small_file.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* TCP_LISTEN of the kernel's net/tcp_states.h. */
enum { STATE_LISTEN = 10 };

/* The kernel prints each 32-bit word of an address in its own byte order. */
static bool read_address(const char *hex, char *ret_text, size_t size)
{
	uint32_t words[4] = { 0 };
	size_t length = strlen(hex), count = length / 8;
	if (length != 8 && length != 32)
		return false;
	for (size_t i = 0; i < count; i++)
		if (sscanf(hex + 8 * i, "%8" SCNx32, &words[i]) != 1)
			return false;
	return inet_ntop(count == 1 ? AF_INET : AF_INET6, words, ret_text, (socklen_t)size);
}

static bool read_line(const char *line, struct listener *ret_listener)
{
	char address[33];
	unsigned int port, state;
	uint64_t inode;
	if (sscanf(line,
		   " %*u: %32[0-9A-Fa-f]:%4x %*32[0-9A-Fa-f]:%*4x %2x %*x:%*x %*x:%*x %*x %*u %*u "
		   "%" SCNu64,
		   address, &port, &state, &inode) != 4 ||
	    state != STATE_LISTEN)
		return false;
	*ret_listener = (struct listener){ .port = (uint16_t)port, .inode = inode };
	return read_address(address, ret_listener->address, sizeof(ret_listener->address));
}

int listeners_read(const char *table, uint16_t first, uint16_t last, struct listeners *listeners)
{
	for (const char *line = table; *line;) {
		struct listener listener;
		if (read_line(line, &listener) && listener.port >= first && listener.port <= last) {
			struct listener *room = VECTOR_ADD(&listeners->list);
			if (!room)
				return -ENOMEM;
			*room = listener;
		}
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return 0;
}

static void note_owner(struct listeners *listeners, uint64_t inode, long pid, const char *root,
		       struct arena *arena)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
	for (size_t i = 0; i < listeners->list.count; i++) {
		struct listener *listener = &listeners->list.items[i];
		if (listener->inode != inode || listener->pid)
			continue;
		listener->pid = pid;
		listener->process = small_file_line(root, path, arena);
	}
}

static void look_at_process(struct listeners *listeners, long pid, const char *root,
			    struct arena *arena)
{
	const char *path = arena_printf(arena, "%s/proc/%ld/fd", root, pid);
	DIR *folder = path ? opendir(path) : NULL;
	if (!folder)
		return;
	for (struct dirent *entry; (entry = readdir(folder));) {
		char target[64];
		uint64_t inode;
		ssize_t length =
			readlinkat(dirfd(folder), entry->d_name, target, sizeof(target) - 1);
		if (length < 0)
			continue;
		target[length] = '\0';
		if (sscanf(target, "socket:[%" SCNu64 "]", &inode) == 1)
			note_owner(listeners, inode, pid, root, arena);
	}
	closedir(folder);
}

void listeners_find_owners(struct listeners *listeners, const char *root, struct arena *arena)
{
	const char *path = arena_printf(arena, "%s/proc", root);
	DIR *folder = listeners->list.count && path ? opendir(path) : NULL;
	if (!folder)
		return;
	for (struct dirent *entry; (entry = readdir(folder));) {
		char *end;
		long pid = strtol(entry->d_name, &end, 10);
		if (pid > 0 && !*end)
			look_at_process(listeners, pid, root, arena);
	}
	closedir(folder);
}

void listeners_release(struct listeners *listeners)
{
	free(listeners->list.items);
	*listeners = (struct listeners){ 0 };
}
