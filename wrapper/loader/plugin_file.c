/* SPDX-License-Identifier: MIT */
#include "loader/plugin_file.h"

#include "base/nearest.h"
#include "base/strbuf.h"
#include "base/trusted_file.h"
#include "config/names.h"
#include "loader/descriptor.h"
#include "loader/elf_file.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#define SUFFIX ".so"

/* A later major version may put more into the note; its first two words stay what they are. */
#define NOTE_ROOM 256

#define MOST_MAJORS 16

struct folder_names {
	VECTOR(char *) list;
};

static void folder_names_release(struct folder_names *names)
{
	for (size_t i = 0; i < names->list.count; i++)
		free(names->list.items[i]);
	free(names->list.items);
}

/* Adds the names of all plugins in a folder. What can't be read has no names to suggest. */
static void collect_names(const char *folder, struct folder_names *names)
{
	DIR *dir = opendir(folder);
	if (!dir)
		return;
	for (struct dirent *entry; (entry = readdir(dir));) {
		size_t length = strlen(entry->d_name);
		if (length <= strlen(SUFFIX) ||
		    strcmp(entry->d_name + length - strlen(SUFFIX), SUFFIX))
			continue;
		CLEANUP_FREE char *name = strndup(entry->d_name, length - strlen(SUFFIX));
		char **room = name ? VECTOR_ADD(&names->list) : NULL;
		if (room)
			*room = STEAL(name);
	}
	closedir(dir);
}

static int not_found(const struct settings *settings, const char *name, struct error *err)
{
	CLEANUP(folder_names_release) struct folder_names names = { 0 };
	CLEANUP_STRBUF struct strbuf folders = { 0 };
	for (const char *const *folder = settings->plugin_folders; folder && *folder; folder++) {
		collect_names(*folder, &names);
		strbuf_addf(&folders, "%s%s", folders.length ? ", " : "", *folder);
	}
	if (folders.failed)
		return error_memory(err);
	if (!folders.length)
		return error_set(err, ENOENT, "there is no folder to look for it in");
	const char *nearest =
		nearest_name(name, (const char *const *)names.list.items, names.list.count);
	if (nearest)
		return error_set(err, ENOENT, "there is no %s" SUFFIX " in %s; did you mean '%s'?",
				 name, folders.text, nearest);
	return error_set(err, ENOENT, "there is no %s" SUFFIX " in %s", name, folders.text);
}

int plugin_file_find(const struct settings *settings, const char *name, struct arena *arena,
		     const char **ret_path, struct error *err)
{
	if (!name_is_valid(name))
		return error_set(err, EINVAL,
				 "'%s' is no plugin name: lower-case letters, digits and dashes, a "
				 "letter first",
				 name);
	for (const char *const *folder = settings->plugin_folders; folder && *folder; folder++) {
		const char *path = arena_printf(arena, "%s/%s" SUFFIX, *folder, name);
		struct stat st;
		if (!path)
			return error_memory(err);
		/* Not stat(): a link that leads nowhere is a fault to be told, not passed over. */
		if (!lstat(path, &st)) {
			*ret_path = path;
			return 0;
		}
	}
	return not_found(settings, name, err);
}

/* All foreign hooks are instances of this one. */
#define FOREIGN "foreign"

const char *plugin_file_name(const struct plugin_settings *said)
{
	return said->foreign ? FOREIGN : said->name;
}

int plugin_file_of(const struct settings *settings, const struct plugin_settings *said,
		   struct arena *arena, const char **ret_path, struct error *err)
{
	*ret_path = said->file;
	if (said->file)
		return 0;
	int status = plugin_file_find(settings, plugin_file_name(said), arena, ret_path, err);
	if (status != -ENOENT || !said->foreign)
		return status;
	if (!QW_FOREIGN)
		return error_prefix(err, "this qemu-wrapper was built without libffi, which "
					 "foreign hooks need: ");
	return error_prefix(err, "the part for foreign hooks is not installed: ");
}

/* Who can write to the folder can put another file in the plugin's place. */
static int check_folder(const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	CLEANUP_FREE char *folder = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	struct stat st;
	if (!folder)
		return error_memory(err);
	if (stat(folder, &st))
		return error_set(err, errno, "%s: %s", folder, strerror(errno));
	return trusted_owner_check(&st, "its folder ", folder, err);
}

/* The folder of the name, and if that is a link the folder of the file too. */
static int check_folders(const char *path, struct error *err)
{
	struct stat st;
	int status = check_folder(path, err);
	if (status || lstat(path, &st) || !S_ISLNK(st.st_mode))
		return status;
	CLEANUP_FREE char *target = realpath(path, NULL);
	if (!target)
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	return check_folder(target, err);
}

/* A file may be a plugin of several major versions, each with a note and a symbol of its own. */
static int check_note(struct elf_file *elf, const char *path, struct plugin_identity *ret_identity,
		      struct error *err)
{
	uint32_t words[NOTE_ROOM / 4] = { 0 }, other = 0;
	for (size_t i = 0; i < MOST_MAJORS; i++) {
		int size = elf_file_note_at(elf, QW_NOTE_OWNER, QW_NOTE_PLUGIN, i, words,
					    sizeof(words));
		if (size == -ENOENT && i)
			break;
		if (size == -ENOENT)
			return error_set(err, ENOEXEC,
					 "%s is not a qemu-wrapper plugin: it has no note, which "
					 "QW_PLUGIN() writes",
					 path);
		if (size < 8)
			return error_set(err, ENOEXEC, "%s: its plugin note is damaged", path);
		ret_identity->major = words[0];
		ret_identity->minor = words[1];
		if (words[0] == QW_ABI_MAJOR)
			return 0;
		other = i && other < words[0] ? other : words[0];
	}
	return error_set(
		err, ENOEXEC,
		"%s is made for interface version %u; this is %d: it needs %s qemu-wrapper, "
		"or to be built for this one",
		path, other, QW_ABI_MAJOR, other > QW_ABI_MAJOR ? "a newer" : "an older");
}

static int check_descriptor(struct elf_file *elf, const char *path,
			    struct plugin_identity *ret_identity, struct error *err)
{
	struct qw_plugin raw = { 0 };
	if (elf_file_symbol(elf, "qw_plugin_v0", &raw, DESCRIPTOR_SIZE))
		return error_set(err, ENOEXEC,
				 "%s exports no descriptor qw_plugin_v0: is QW_PLUGIN(...) missing "
				 "or hidden?",
				 path);
	int status = descriptor_check_identity(&raw, err);
	if (status)
		return error_prefix(err, "%s: ", path);
	/* Two headers were mixed: one of them describes structures that aren't in the file. */
	if (raw.abi_minor != ret_identity->minor)
		return error_set(
			err, ENOEXEC,
			"%s: its note says interface %u.%u, its descriptor %u.%u: build all "
			"of it anew with one header",
			path, ret_identity->major, ret_identity->minor, ret_identity->major,
			raw.abi_minor);
	memcpy(ret_identity->name, raw.name, sizeof(raw.name));
	memcpy(ret_identity->version, raw.version, sizeof(raw.version));
	memcpy(ret_identity->summary, raw.summary, sizeof(raw.summary));
	return 0;
}

int plugin_file_open(const char *path, struct plugin_identity *ret_identity, struct error *err)
{
	if (path[0] != '/')
		return error_set(err, EINVAL, "%s is not an absolute path", path);
	CLEANUP_CLOSE int fd = trusted_file_open(path, err);
	if (fd < 0)
		return fd;
	int status = check_folders(path, err);
	if (status)
		return status;
	struct elf_file elf;
	status = elf_file_open(fd, &elf, err);
	if (!status)
		status = elf_file_check(&elf, ET_DYN, err);
	if (status)
		return error_prefix(err, "%s is unusable: ", path);
	status = check_note(&elf, path, ret_identity, err);
	if (!status)
		status = check_descriptor(&elf, path, ret_identity, err);
	if (status)
		return status;
	int result = fd;
	fd = -1;
	return result;
}

int plugin_file_check_name(const char *path, const struct plugin_identity *identity,
			   const char *name, struct error *err)
{
	if (!strcmp(identity->name, name))
		return 0;
	return error_set(err, EINVAL, "%s is the plugin '%s', not '%s': use that name", path,
			 identity->name, name);
}

int plugin_file_check(const char *path, struct plugin_identity *ret_identity, struct error *err)
{
	CLEANUP_CLOSE int fd = plugin_file_open(path, ret_identity, err);
	return fd < 0 ? fd : 0;
}
