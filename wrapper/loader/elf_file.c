/* SPDX-License-Identifier: MIT */
#include "loader/elf_file.h"

#include <string.h>
#include <sys/stat.h>

/* Our own header, provided by the linker: what it says is what a library has to say as well. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

/* Returns how many bytes there are, up to `size`. */
static size_t read_some(int fd, uint64_t offset, void *ret_bytes, size_t size)
{
	size_t done = 0;
	while (done < size) {
		ssize_t count =
			pread(fd, (char *)ret_bytes + done, size - done, (off_t)(offset + done));
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			break;
		done += (size_t)count;
	}
	return done;
}

static bool is_inside(const struct elf_window *window, uint64_t offset, uint64_t end)
{
	return offset >= window->at && end <= window->at + window->size;
}

static void move_window(struct elf_file *elf, struct elf_window *window, uint64_t at)
{
	window->at = at;
	window->size = read_some(elf->fd, at, window->bytes, sizeof(window->bytes));
}

int elf_file_read(struct elf_file *elf, uint64_t offset, void *ret_bytes, size_t size)
{
	uint64_t end;
	if (__builtin_add_overflow(offset, size, &end) || end > elf->size)
		return -ENOENT;
	if (size > sizeof(elf->last.bytes))
		return read_some(elf->fd, offset, ret_bytes, size) == size ? 0 : -ENOENT;
	const struct elf_window *window = &elf->first;
	if (!is_inside(window, offset, end)) {
		window = &elf->last;
		uint64_t page = offset - offset % sizeof(window->bytes);
		if (!is_inside(window, offset, end))
			move_window(elf, &elf->last,
				    end <= page + sizeof(window->bytes) ? page : offset);
		if (!is_inside(window, offset, end))
			return -ENOENT;
	}
	memcpy(ret_bytes, window->bytes + (offset - window->at), size);
	return 0;
}

static int check_header(const ElfW(Ehdr) * header, struct error *err)
{
	if (memcmp(header->e_ident, ELFMAG, SELFMAG))
		return error_set(err, ENOEXEC, "not a shared library (no ELF file)");
	if (header->e_ident[EI_CLASS] != __ehdr_start.e_ident[EI_CLASS])
		return error_set(err, ENOEXEC, "made for another machine: %s bits, this is %zu",
				 header->e_ident[EI_CLASS] == ELFCLASS32   ? "32"
				 : header->e_ident[EI_CLASS] == ELFCLASS64 ? "64"
									   : "an unknown number of",
				 sizeof(void *) * 8);
	if (header->e_ident[EI_DATA] != __ehdr_start.e_ident[EI_DATA])
		return error_set(err, ENOEXEC, "made for another machine: other byte order");
	if (header->e_machine != __ehdr_start.e_machine)
		return error_set(err, ENOEXEC,
				 "made for another machine: ELF machine number %u, this is %u",
				 (unsigned)header->e_machine, (unsigned)__ehdr_start.e_machine);
	if (header->e_version != EV_CURRENT || header->e_ident[EI_VERSION] != EV_CURRENT)
		return error_set(err, ENOEXEC, "a damaged ELF file: unknown version");
	if (header->e_phentsize != sizeof(ElfW(Phdr)) || !header->e_phnum)
		return error_set(err, ENOEXEC, "not a shared library (no program headers)");
	if (header->e_phnum > ELF_MOST_SEGMENTS)
		return error_set(err, ENOEXEC, "a damaged ELF file: %u program headers",
				 (unsigned)header->e_phnum);
	return 0;
}

int elf_file_open(int fd, struct elf_file *ret_elf, struct error *err)
{
	struct stat st;
	if (fstat(fd, &st))
		return error_set(err, errno, "%s", strerror(errno));
	struct elf_file *elf = ret_elf;
	elf->fd = fd;
	elf->size = st.st_size > 0 ? (uint64_t)st.st_size : 0;
	elf->last.at = elf->last.size = 0;
	if (!elf->size)
		return error_set(err, ENOEXEC, "an empty file");
	move_window(elf, &elf->first, 0);
	/* Another class has a header of another size; its first bytes tell. */
	memset(&elf->header, 0, sizeof(elf->header));
	size_t head = elf->size < sizeof(elf->header) ? (size_t)elf->size : sizeof(elf->header);
	if (elf_file_read(elf, 0, &elf->header, head))
		return error_set(err, EIO, "can't be read");
	if (head < sizeof(elf->header) && !memcmp(elf->header.e_ident, ELFMAG, SELFMAG))
		return error_set(err, ENOEXEC, "truncated: only %zu bytes are there", head);
	int status = check_header(&elf->header, err);
	if (status)
		return status;
	elf->segment_count = elf->header.e_phnum;
	if (elf_file_read(elf, elf->header.e_phoff, elf->segments,
			  elf->segment_count * sizeof(elf->segments[0])))
		return error_set(err, ENOEXEC, "truncated: its program headers are missing");
	return 0;
}

int elf_file_complete(const struct elf_file *elf, struct error *err)
{
	uint64_t needed = (uint64_t)elf->header.e_shnum * elf->header.e_shentsize;
	if (elf->header.e_shoff && __builtin_add_overflow(needed, elf->header.e_shoff, &needed))
		return error_set(err, ENOEXEC, "a damaged ELF file: impossible section headers");
	for (size_t i = 0; i < elf->segment_count; i++) {
		const ElfW(Phdr) *segment = &elf->segments[i];
		uint64_t end;
		if (segment->p_type != PT_LOAD && segment->p_type != PT_DYNAMIC &&
		    segment->p_type != PT_NOTE)
			continue;
		if (__builtin_add_overflow((uint64_t)segment->p_offset, segment->p_filesz, &end) ||
		    segment->p_filesz > segment->p_memsz)
			return error_set(err, ENOEXEC, "a damaged ELF file: impossible segment");
		if (end > needed)
			needed = end;
	}
	if (needed > elf->size)
		return error_set(err, ENOEXEC, "truncated: %llu of %llu bytes are there",
				 (unsigned long long)elf->size, (unsigned long long)needed);
	return 0;
}

int elf_file_memory(struct elf_file *elf, uint64_t address, void *ret_bytes, size_t size)
{
	for (size_t i = 0; i < elf->segment_count; i++) {
		const ElfW(Phdr) *segment = &elf->segments[i];
		uint64_t offset;
		if (segment->p_type != PT_LOAD || address < segment->p_vaddr ||
		    address - segment->p_vaddr > segment->p_filesz ||
		    size > segment->p_filesz - (address - segment->p_vaddr) ||
		    __builtin_add_overflow((uint64_t)segment->p_offset, address - segment->p_vaddr,
					   &offset))
			continue;
		return elf_file_read(elf, offset, ret_bytes, size);
	}
	return -ENOENT;
}

const ElfW(Phdr) * elf_file_segment(const struct elf_file *elf, uint32_t type)
{
	for (size_t i = 0; i < elf->segment_count; i++)
		if (elf->segments[i].p_type == type)
			return &elf->segments[i];
	return NULL;
}
