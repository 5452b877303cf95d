/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target over every file of the folders named: the corpora as ordinary tests. */
#include "fuzz.h"

#include <dirent.h>

static void replay(const char *folder, const char *name)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "rb");
	MUST(file);
	MUST(!fseek(file, 0, SEEK_END));
	long size = ftell(file);
	MUST(size >= 0);
	rewind(file);
	/* Exactly as many bytes, so that a sanitizer sees a read past the end. */
	uint8_t *data = malloc(size ? (size_t)size : 1);
	MUST(data && fread(data, 1, (size_t)size, file) == (size_t)size);
	fclose(file);
	LLVMFuzzerTestOneInput(data, (size_t)size);
	free(data);
}

int main(int argc, char **argv)
{
	size_t count = 0;
	for (int i = 1; i < argc; i++) {
		DIR *dir = opendir(argv[i]);
		MUST(dir);
		for (struct dirent *entry; (entry = readdir(dir));) {
			if (entry->d_name[0] == '.')
				continue;
			replay(argv[i], entry->d_name);
			count++;
		}
		closedir(dir);
	}
	printf("%zu inputs\n", count);
	return count ? 0 : 1;
}
