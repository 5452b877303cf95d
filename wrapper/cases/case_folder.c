/* SPDX-License-Identifier: MIT */
#include "cases/case_folder.h"

#include "base/message.h"
#include "cases/case_run.h"
#include "cases/case_words.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int case_folder_make(struct arena *arena, const char **ret_path, struct error *err)
{
	const char *parent = secure_getenv("TMPDIR");
	if (!parent || *parent != '/')
		parent = "/tmp";
	char *pattern = arena_printf(arena, "%s/qemu-wrapper-case-XXXXXX", parent);
	if (!pattern)
		return error_memory(err);
	if (!mkdtemp(pattern))
		return error_set(err, errno, "no folder for a case can be made in %s: %s", parent,
				 strerror(errno));
	*ret_path = pattern;
	return 0;
}

/* The folders on the way to a file below `folder`. */
static int make_folders(const char *folder, const char *name, struct arena *arena,
			struct error *err)
{
	char *path = arena_printf(arena, "%s/%s", folder, name);
	if (!path)
		return error_memory(err);
	for (char *at = path + strlen(folder) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		if (mkdir(path, 0755) && errno != EEXIST)
			return error_set(err, errno, "%s: %s", path, strerror(errno));
		*at = '/';
	}
	return 0;
}

static int write_file(const char *folder, const struct case_input_file *file, struct error *err)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *path = arena_printf(&arena, "%s/%s", folder, file->name);
	const char *content = case_text_replace(file->content, CASE_FOLDER, folder, &arena);
	if (!path || !content)
		return error_memory(err);
	int status = make_folders(folder, file->name, &arena, err);
	if (status)
		return status;
	CLEANUP_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	status = message_write(fd, content, strlen(content));
	return status ? error_set(err, -status, "%s: %s", path, strerror(-status)) : 0;
}

int case_folder_fill(const char *folder, const struct test_case *test, struct error *err)
{
	int status = 0;
	for (size_t i = 0; !status && i < test->files.count; i++)
		status = write_file(folder, &test->files.items[i], err);
	return status;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st;
	(void)type;
	(void)walk;
	remove(path);
	return 0;
}

void case_folder_remove(const char *folder)
{
	if (folder)
		nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
