/* SPDX-License-Identifier: MIT */
#include "doctor/libvirt_files.h"

#include "doctor/small_file.h"
#include "doctor/xml_text.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

struct reading {
	const char *root;
	struct arena *arena;
	struct libvirt_emulators *emulators;
};

static bool is_xml(const char *name)
{
	size_t length = strlen(name);
	return *name != '.' && length > 4 && !strcmp(name + length - 4, ".xml");
}

static int read_one(const struct reading *reading, const char *path)
{
	struct arena *arena = reading->arena;
	struct stat st = { 0 };
	char *xml;
	int status = small_file_read(reading->root, path, arena, &xml);
	if (status)
		return status == -ENOMEM ? status : 0;
	const char *whole = arena_printf(arena, "%s%s", reading->root, path);
	const char *emulator = xml_text(xml, "emulator", arena);
	const char *ctime = xml_text(xml, "qemuctime", arena);
	if (!emulator || !whole || stat(whole, &st))
		return 0;
	struct libvirt_emulator *room = VECTOR_ADD(&reading->emulators->list);
	if (!room)
		return -ENOMEM;
	room->path = emulator;
	room->noted = st.st_mtime;
	room->ctime = ctime ? strtoll(ctime, NULL, 10) : 0;
	room->vm = ctime ? NULL : xml_text(xml, "name", arena);
	/* Of a file that is neither. */
	if (!ctime && !room->vm)
		reading->emulators->list.count--;
	return 0;
}

static int read_folder(const struct reading *reading, const char *folder)
{
	const char *path = arena_printf(reading->arena, "%s%s", reading->root, folder);
	DIR *dir = path ? opendir(path) : NULL;
	int status = path ? 0 : -ENOMEM;
	if (!dir && path && errno == EACCES)
		reading->emulators->unreadable = folder;
	for (struct dirent *entry; dir && !status && (entry = readdir(dir));) {
		if (!is_xml(entry->d_name))
			continue;
		const char *file = arena_printf(reading->arena, "%s/%s", folder, entry->d_name);
		status = file ? read_one(reading, file) : -ENOMEM;
	}
	if (dir)
		closedir(dir);
	return status;
}

int libvirt_emulators_read(const char *root, const char *home, struct arena *arena,
			   struct libvirt_emulators *emulators)
{
	struct reading reading = { root, arena, emulators };
	static const char *const folders[] = { "/etc/libvirt/qemu",
					       "/var/cache/libvirt/qemu/capabilities" };
	static const char *const below_home[] = { "/.config/libvirt/qemu",
						  "/.cache/libvirt/qemu/capabilities" };
	for (size_t i = 0; i < 2; i++) {
		const char *own = home ? arena_printf(arena, "%s%s", home, below_home[i]) : "";
		if (!own || read_folder(&reading, folders[i]) ||
		    (home && read_folder(&reading, own)))
			return -ENOMEM;
	}
	return 0;
}

void libvirt_emulators_release(struct libvirt_emulators *emulators)
{
	free(emulators->list.items);
	*emulators = (struct libvirt_emulators){ 0 };
}
