/* SPDX-License-Identifier: MIT */
#include "buffer.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

int buffer_make(size_t size, struct buffer *ret_buffer)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = (size + page - 1) / page * page;
	char *mapping =
		mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mapping == MAP_FAILED)
		return -errno;
	if (mprotect(mapping + room, page, PROT_NONE)) {
		int status = -errno;
		munmap(mapping, room + page);
		return status;
	}
	*ret_buffer = (struct buffer){ (unsigned char *)mapping + room - size, size, mapping,
				       room + page };
	return 0;
}

void buffer_release(struct buffer *buffer)
{
	if (buffer->mapping)
		munmap(buffer->mapping, buffer->mapped);
	*buffer = (struct buffer){ 0 };
}
