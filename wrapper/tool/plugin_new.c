/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/message.h"
#include "config/names.h"
#include "text/shell_quote.h"
#include "tool/help.h"
#include "tool/print.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static const struct skeleton {
	/** NAME in it stands for the plugin's name, in the text @NAME@. */
	const char *file, *text;
} skeletons[] = {
#include "skeleton.inc"
};

#define SKELETON_COUNT (sizeof(skeletons) / sizeof(skeletons[0]))

/* What is to be written. */
struct project {
	const char *name;
	/** As the user said it, or the name. */
	const char *folder;
};

static int read_words(const char *const *words, struct project *ret_project)
{
	struct project project = { 0 };
	for (; *words; words++) {
		if (!strncmp(*words, "--dir=", 6))
			project.folder = *words + 6;
		else if (!strcmp(*words, "--dir") && words[1])
			project.folder = *++words;
		else if (!strcmp(*words, "--dir"))
			return help_complain("plugin new", "--dir needs a value");
		else if (**words == '-')
			return help_complain("plugin new", "unknown option %s", *words);
		else if (project.name)
			return help_complain("plugin new", "'%s' is one name too many", *words);
		else
			project.name = *words;
	}
	if (!project.name)
		return help_complain("plugin new", "name the plugin");
	if (!project.folder)
		project.folder = project.name;
	if (!*project.folder)
		return help_complain("plugin new", "--dir needs a value");
	*ret_project = project;
	return TOOL_OK;
}

/* The plugin is a target of meson too, which has words of its own. */
static bool is_word_of_meson(const char *name)
{
	static const char *const words[] = { "all",           "benchmark",    "clean",
					     "coverage",      "dist",         "distcheck",
					     "install",       "phony",        "reconfigure",
					     "test",          "uninstall",    "clean-ctlist",
					     "clean-gcda",    "clean-gcno",   "coverage-html",
					     "coverage-text", "coverage-xml", "scan-build" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(name, words[i]))
			return true;
	return !strncmp(name, "meson-", 6);
}

static int check_name(const char *name, struct error *err)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *const *taken;
	if (strchr(name, '/'))
		return error_set(
			err, EINVAL,
			"'%s' has a slash: NAME is the plugin's name, and --dir says where "
			"its files go",
			name);
	int status = name_check(name, "plugin new", err);
	if (!status)
		status = names_split(QW_BUILTIN_PLUGINS, "plugin new", &arena, &taken, err);
	if (status)
		return status;
	for (; *taken; taken++)
		if (!strcmp(*taken, name))
			return error_set(err, EEXIST,
					 "a plugin '%s' comes with qemu-wrapper: yours needs "
					 "another name",
					 name);
	if (is_word_of_meson(name))
		return error_set(err, EINVAL,
				 "'%s' means something else to meson, which builds the plugin: it "
				 "needs another name",
				 name);
	return 0;
}

/* The plugin's part of its options' variables. */
static void add_upper(struct strbuf *text, const char *name)
{
	for (; *name; name++)
		strbuf_addc(text, *name == '-'                   ? '_'
				  : *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A')
								 : *name);
}

/* Writes what a mark at the beginning of the text stands for; how long the mark is, 0: there is
 * none. */
static size_t expand_mark(struct strbuf *out, const char *text, const char *name)
{
	if (!strncmp(text, "@NAME@", 6)) {
		strbuf_adds(out, name);
		return 6;
	}
	if (!strncmp(text, "@UPPER@", 7)) {
		add_upper(out, name);
		return 7;
	}
	if (!strncmp(text, "@VERSION@", 9)) {
		strbuf_adds(out, QW_VERSION);
		return 9;
	}
	return 0;
}

static void expand(struct strbuf *out, const char *text, const char *name)
{
	while (*text) {
		size_t length = expand_mark(out, text, name);
		if (!length)
			strbuf_addc(out, *text++);
		text += length;
	}
}

static void file_name(struct strbuf *out, const struct skeleton *skeleton, const char *name)
{
	bool named = !strncmp(skeleton->file, "NAME.", 5);
	strbuf_addf(out, "%s%s", named ? name : "", skeleton->file + (named ? 4 : 0));
}

static int write_file(int folder, const struct skeleton *skeleton, const struct project *project,
		      size_t *made, struct error *err)
{
	CLEANUP_STRBUF struct strbuf name = { 0 }, text = { 0 };
	file_name(&name, skeleton, project->name);
	expand(&text, skeleton->text, project->name);
	if (name.failed || text.failed)
		return error_memory(err);
	int fd = openat(folder, name.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return error_set(err, errno, "can't make %s/%s: %s", project->folder, name.text,
				 strerror(errno));
	++*made;
	int status = message_write(fd, text.text, text.length);
	/* Some file systems tell only now that there is no room. */
	if (close(fd) && !status)
		status = -errno;
	return status ? error_set(err, -status, "can't write %s/%s: %s", project->folder, name.text,
				  strerror(-status))
		      : 0;
}

/* Half a project is none: the files of the first `count` skeletons go, and the folder with them. */
static void remove_project(int folder, const struct project *project, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		CLEANUP_STRBUF struct strbuf name = { 0 };
		file_name(&name, &skeletons[i], project->name);
		if (!name.failed)
			unlinkat(folder, name.text, 0);
	}
	rmdir(project->folder);
}

static int make_folder(const char *folder, struct error *err)
{
	if (!mkdir(folder, 0777))
		return 0;
	if (errno == EEXIST)
		return error_set(err, EEXIST,
				 "%s is there already and stays as it is: name another folder by "
				 "--dir",
				 folder);
	return error_set(err, errno, "can't make the folder %s: %s", folder, strerror(errno));
}

static int write_project(const struct project *project, struct error *err)
{
	int status = make_folder(project->folder, err);
	if (status)
		return status;
	CLEANUP_CLOSE int folder =
		open(project->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		status = error_set(err, errno, "can't open the folder %s: %s", project->folder,
				   strerror(errno));
	size_t made = 0;
	for (size_t i = 0; !status && i < SKELETON_COUNT; i++)
		status = write_file(folder, &skeletons[i], project, &made, err);
	if (status)
		remove_project(folder, project, made);
	return status;
}

static int print_next_steps(const struct project *project, struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	strbuf_addf(&text, "The plugin %s is in %s:\n\n", project->name, project->folder);
	for (size_t i = 0; i < SKELETON_COUNT; i++) {
		strbuf_adds(&text, "  ");
		file_name(&text, &skeletons[i], project->name);
		strbuf_addc(&text, '\n');
	}
	strbuf_adds(&text, "\nIt works as it is. Next:\n\n  cd ");
	if (project->folder[0] == '-')
		strbuf_adds(&text, "./");
	shell_quote(&text, project->folder);
	strbuf_addf(&text,
		    "\n  meson setup build\n  meson test -C build\n"
		    "  qemu-wrapper explain --plugins '' --plugin build/%s.so \\\n"
		    "    qemu-system-x86_64 -drive file=disk.qcow2\n",
		    project->name);
	return tool_print(&text, err);
}

int tool_plugin_new(const char *const *words)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct project project = { 0 };
	if (help_wanted_among(words))
		return help_print("plugin new");
	int status = read_words(words, &project);
	if (status)
		return status;
	if (check_name(project.name, &err) || write_project(&project, &err) ||
	    print_next_steps(&project, &err)) {
		message_print(error_text(&err));
		return TOOL_REFUSED;
	}
	return TOOL_OK;
}
