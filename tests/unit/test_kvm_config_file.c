/* SPDX-License-Identifier: MIT */
#include "config_file.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/qw-kvm-config-XXXXXX";
static char path[sizeof(folder) + 16];

static int folder_make(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/a.conf", folder);
	return 0;
}

static int folder_remove(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static void write_file(const char *text, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	while (length) {
		ssize_t count = write(fd, text, length);
		assert_true(count > 0);
		text += count;
		length -= (size_t)count;
	}
	close(fd);
}

static struct config_finding read_text(const char *text)
{
	struct config_finding found;
	write_file(text, strlen(text));
	config_file_read(path, false, &found);
	return found;
}

static void expect(const char *text, enum config_verdict verdict)
{
	print_message("%s\n", text);
	assert_int_equal(read_text(text).verdict, verdict);
}

static void files_without_an_accelerator_are_silent(void **state)
{
	(void)state;
	expect("", CONFIG_SILENT);
	expect("\n\n# [accel]\n", CONFIG_SILENT);
	expect("[drive \"a\"]\n  file = \"accel\"\n  accel = \"kvm\"\n", CONFIG_SILENT);
	expect("[machine]\n  usb = \"on\"\n", CONFIG_SILENT);
	expect("[accelerator]\n  accel = \"kvm\"\n", CONFIG_SILENT);
	expect("[machine]\n[vnc \"x\"]\n  accel = \"kvm\"\n", CONFIG_SILENT);
	expect("[accel]", CONFIG_SILENT);
}

static void the_accelerator_is_found(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ "[machine]\n  accel = \"kvm\"\n", "kvm" },
		{ "[machine]\naccel = \"kvm:tcg\"", "kvm:tcg" },
		{ "[machine]\n\taccel = \"tcg\"\n accel = \"kvm\"\n", "kvm" },
		{ "[accel]\n  accel = \"tcg\"\n  thread = \"multi\"\n", "tcg" },
		{ "[accel]\n accel = \"kvm\"\n[accel]\n accel = \"tcg\"\n", "kvm:tcg" },
		{ "[accel \"id\"]\n  accel = \"hvf\"\n", "hvf" },
		{ "[machine]\n  type = \"q35\"\n  accel = \"kvm\"\n", "kvm" },
		{ "[machine]\n  accel = \"\"\n", "" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct config_finding found = read_text(rows[i][0]);
		assert_int_equal(found.verdict, CONFIG_CHOOSES);
		assert_string_equal(found.accelerator, rows[i][1]);
	}
}

static void what_kvm_may_refuse_forbids(void **state)
{
	(void)state;
	expect("[icount]\n  shift = \"3\"\n", CONFIG_FORBIDS);
	expect("[plugin]\n  file = \"x\"\n", CONFIG_FORBIDS);
	expect("[machine]\n  kernel_irqchip = \"off\"\n", CONFIG_FORBIDS);
	expect("[machine]\n  kvm-shadow-mem = \"1G\"\n", CONFIG_FORBIDS);
	expect("[device]\n  driver = \"intel-iommu\"\n  intremap = \"on\"\n", CONFIG_FORBIDS);
	expect("[global]\n  driver = \"x86_64-cpu\"\n  property = \"hv-relaxed\"\n",
	       CONFIG_FORBIDS);
	expect("[global]\n  driver = \"kvm-pit\"\n", CONFIG_FORBIDS);
	expect("[global]\n  property = \"secure\"\n", CONFIG_FORBIDS);
	expect("[global]\n  driver = \"ICH9-LPC\"\n  property = \"disable_s3\"\n", CONFIG_SILENT);
	expect("[drive]\n  eim = \"on\"\n  file = \"kvm-pit\"\n", CONFIG_SILENT);
	assert_string_equal(read_text("[machine]\n type = \"xenfv\"\n").section, "machine");
}

static void what_is_no_configuration_is_not_known(void **state)
{
	(void)state;
	struct config_finding found;
	char line[1200];
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	expect(line, CONFIG_UNKNOWN);
	line[0] = '[';
	line[200] = '\0';
	expect(line, CONFIG_UNKNOWN);
	write_file("[machine]\n\0", 11);
	config_file_read(path, false, &found);
	assert_int_equal(found.verdict, CONFIG_UNKNOWN);
	expect("[machine]\n accel = \"a-name-that-is-longer-than-all-accelerators-together-with"
	       "-each-other\"\n",
	       CONFIG_UNKNOWN);
}

static void large_files_are_not_read(void **state)
{
	(void)state;
	struct config_finding found;
	size_t length = CONFIG_FILE_MOST + 1;
	char *text = malloc(length);
	assert_non_null(text);
	memset(text, '\n', length);
	write_file(text, length - 1);
	config_file_read(path, false, &found);
	assert_int_equal(found.verdict, CONFIG_SILENT);
	write_file(text, length);
	config_file_read(path, false, &found);
	assert_int_equal(found.verdict, CONFIG_UNKNOWN);
	free(text);
}

static void missing_files_are_known_only_if_optional(void **state)
{
	(void)state;
	struct config_finding found;
	config_file_read("/nonexistent/qemu.conf", true, &found);
	assert_int_equal(found.verdict, CONFIG_SILENT);
	config_file_read("/nonexistent/qemu.conf", false, &found);
	assert_int_equal(found.verdict, CONFIG_UNKNOWN);
	config_file_read("/tmp", true, &found);
	assert_int_equal(found.verdict, CONFIG_UNKNOWN);
	config_file_read("/dev/null", true, &found);
	assert_int_equal(found.verdict, CONFIG_UNKNOWN);
}

/* Neither a pipe nor whoever waits to write to one notices anything. */
static void pipes_are_left_alone(void **state)
{
	(void)state;
	struct config_finding found;
	char name[32], byte;
	int pipe_ends[2];
	assert_int_equal(pipe(pipe_ends), 0);
	assert_int_equal(write(pipe_ends[1], "[", 1), 1);
	snprintf(name, sizeof(name), "/dev/fd/%d", pipe_ends[0]);
	config_file_read(name, false, &found);
	assert_int_equal(found.verdict, CONFIG_UNKNOWN);
	assert_int_equal(read(pipe_ends[0], &byte, 1), 1);
	close(pipe_ends[0]);
	close(pipe_ends[1]);

	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	config_file_read(path, false, &found);
	assert_int_equal(found.verdict, CONFIG_UNKNOWN);
	assert_int_equal(open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC), -1);
	assert_int_equal(errno, ENXIO);
	unlink(path);
}

/* A file behind a descriptor is read without moving the position that QEMU starts at. */
static void descriptors_of_files_keep_their_place(void **state)
{
	(void)state;
	struct config_finding found;
	char name[32];
	read_text("[machine]\n accel = \"kvm\"\n");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	snprintf(name, sizeof(name), "/dev/fd/%d", fd);
	config_file_read(name, false, &found);
	assert_int_equal(found.verdict, CONFIG_CHOOSES);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 0);
	close(fd);
}

static void random_text_is_survived(void **state)
{
	(void)state;
	uint64_t seed = 7;
	char text[400];
	for (int i = 0; i < 300; i++) {
		random_text(&seed, "[]\" =\n#machineacelkv:", text, sizeof(text) - 1);
		read_text(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_without_an_accelerator_are_silent),
		cmocka_unit_test(the_accelerator_is_found),
		cmocka_unit_test(what_kvm_may_refuse_forbids),
		cmocka_unit_test(what_is_no_configuration_is_not_known),
		cmocka_unit_test(large_files_are_not_read),
		cmocka_unit_test(missing_files_are_known_only_if_optional),
		cmocka_unit_test(pipes_are_left_alone),
		cmocka_unit_test(descriptors_of_files_keep_their_place),
		cmocka_unit_test(random_text_is_survived),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
