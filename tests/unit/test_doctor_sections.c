/* SPDX-License-Identifier: MIT */
/* The sections whose facts a machine seldom has all of: they look at files of a folder. */
#include "doctor_root.h"
#include "unit.h"

#include <sys/stat.h>

static void container_kinds(void **state)
{
	(void)state;
	static const struct {
		const char *file, *text, *kind;
	} rows[] = {
		{ "/none", "", "no sign of one" },
		{ "/run/.containerenv", "engine=\"podman-4.3.1\"\nname=\"x\"\n", "podman-4.3.1" },
		{ "/run/.containerenv", "", "podman" },
		{ "/.dockerenv", "", "docker" },
		{ "/run/systemd/container", "lxc\n", "lxc" },
		{ "/proc/self/cgroup", "5:devices:/docker/0123456789ab\n", "docker" },
		{ "/proc/self/cgroup", "1:name=systemd:/lxc/guest\n", "one of unknown kind" },
		{ "/proc/version", "Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016\n",
		  "gVisor" },
		{ "/proc/cmdline", "quiet agent.log=debug\n", "Kata Containers" },
		{ "/proc/sys/kernel/osrelease", "5.15.1-microsoft-standard-WSL2\n",
		  "no, but a Windows subsystem for Linux" },
		{ "/var/run/secrets/kubernetes.io/serviceaccount/token", "t", "a Kubernetes pod" },
	};
	/* Where this test runs does not count. */
	unsetenv("container");
	unsetenv("KUBERNETES_SERVICE_HOST");
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_SCRATCH struct scratch scratch;
		scratch_make(&scratch);
		CLEANUP_DOCTOR struct doctor doctor = root_doctor(&scratch);
		root_file(&scratch, rows[i].file, rows[i].text);
		section_container(&doctor);
		assert_string_equal(root_finding(&doctor, NULL)->text, rows[i].kind);
	}
}

static void limits_in_words(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_DOCTOR struct doctor doctor = root_doctor(&scratch);
	root_file(&scratch, "/proc/self/cgroup", "0::/\n");
	root_file(&scratch, "/sys/fs/cgroup/cgroup.controllers", "");
	root_file(&scratch, "/sys/fs/cgroup/memory.max", "536870912\n");
	root_file(&scratch, "/sys/fs/cgroup/cpu.max", "150000 100000\n");
	section_container(&doctor);
	assert_string_equal(root_finding(&doctor, "limits")->text,
			    "memory 512 MiB, processors 1.500 (cgroup v2)");
}

static void ports_that_are_not_known(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_DOCTOR struct doctor doctor = root_doctor(&scratch);
	section_ports(&doctor);
	assert_string_equal(root_finding(&doctor, "/proc/net/tcp")->text,
			    "not readable: No such file or directory");
	assert_int_equal(doctor.findings.sections.items[0].list.count, 1);
}

static void ports_without_version_6(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_DOCTOR struct doctor doctor = root_doctor(&scratch);
	root_file(&scratch, "/proc/net/tcp", "");
	section_ports(&doctor);
	assert_string_equal(root_finding(&doctor, NULL)->text, "nobody listens on 5900 to 5999");
}

/* One program by QEMU's name, and a launch of it with what the environment says. */
static struct finding launch_finding(struct scratch *scratch, const char *plugins, bool wrapper)
{
	CLEANUP_DOCTOR struct doctor doctor = root_doctor(scratch);
	setenv("QEMU_WRAPPER_CONFIG", scratch_file(scratch, "empty.conf", ""), 1);
	setenv("QEMU_WRAPPER_PLUGINS", plugins, 1);
	struct program *program = VECTOR_ADD(&doctor.programs.list);
	assert_non_null(program);
	*program = (struct program){ .path = "/bin/true",
				     .name = "qemu-system-test",
				     .target = "/bin/true",
				     .is_wrapper = wrapper,
				     .executable = true };
	section_launch(&doctor);
	assert_int_equal(doctor.findings.sections.items[0].list.count, 1);
	struct finding copy = doctor.findings.sections.items[0].list.items[0];
	copy.subject = copy.subject ? arena_strdup(&scratch->arena, copy.subject) : NULL;
	copy.text = arena_strdup(&scratch->arena, copy.text);
	return copy;
}

static void launches_that_are_tried(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	unsetenv("QEMU_WRAPPER");
	struct finding found = launch_finding(&scratch, "", false);
	assert_int_equal(found.severity, SEVERITY_OK);
	assert_contains(found.text, "in the way of qemu-system-test");
	/* A drop-in without a QEMU is another section's matter. */
	found = launch_finding(&scratch, "", true);
	assert_int_equal(found.severity, SEVERITY_INFO);
	assert_contains(found.text, "there is no QEMU");
	/* As if section_plugins() had not looked. */
	found = launch_finding(&scratch, "missing", false);
	assert_int_equal(found.severity, SEVERITY_INFO);
	assert_string_equal(found.subject, "qemu-system-test");
	assert_contains(found.text, "another section's reason: missing: ");
}

static void launches_that_are_not_tried(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_DOCTOR struct doctor doctor = root_doctor(&scratch);
	section_launch(&doctor);
	assert_contains(root_finding(&doctor, NULL)->text, "there is no QEMU");
	doctor.plugins_refused = true;
	section_launch(&doctor);
	assert_contains(root_finding(&doctor, NULL)->text, "plugins can't be loaded");
	doctor.broken_configuration = "it is";
	section_launch(&doctor);
	assert_contains(root_finding(&doctor, NULL)->text, "configuration is broken");
	assert_int_equal(findings_count(&doctor.findings, SEVERITY_INFO), 3);
}

static const char *self(struct scratch *scratch)
{
	CLEANUP_FREE char *path = realpath("/proc/self/exe", NULL);
	return arena_strdup(&scratch->arena, path);
}

#define ENABLED     "/sys/module/apparmor/parameters/enabled"
#define ABSTRACTION "/etc/apparmor.d/abstractions/libvirt-qemu"

static void apparmor_lines(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_DOCTOR struct doctor doctor = root_doctor(&scratch);
	static const char *const folders[] = { "/usr/lib/qemu-wrapper/plugins", NULL };
	doctor.settings.plugin_folders = folders;
	section_apparmor(&doctor);
	assert_string_equal(root_finding(&doctor, NULL)->text, "not active");
	root_file(&scratch, ENABLED, "Y\n");
	root_file(&scratch, ABSTRACTION, "/usr/bin/kvm rmix,\n");
	section_apparmor(&doctor);
	assert_int_equal(findings_count(&doctor.findings, SEVERITY_WARNING), 2);
	const struct finding_section *section = &doctor.findings.sections.items[1];
	const struct finding *denied = &section->list.items[1], *rules = &section->list.items[2];
	assert_contains(denied->remedy, "PUx,");
	assert_contains(rules->remedy, ABSTRACTION ".d/qemu-wrapper:\n");
	assert_contains(rules->remedy, self(&scratch));
	assert_contains(rules->remedy, "\" rmix,\n");
	assert_contains(rules->remedy, "  \"/usr/lib/qemu-wrapper/plugins/**.so\" mr,\n");
	assert_contains(rules->remedy, "  \"/etc/qemu-wrapper/{,**}\" r,\n");
	assert_contains(rules->remedy, "/dev/log rw,");
	/* Once they are there, nothing is missing. */
	root_file(&scratch, ABSTRACTION ".d/ours", rules->remedy);
	section_apparmor(&doctor);
	assert_int_equal(doctor.findings.sections.items[2].list.items[2].severity, SEVERITY_OK);
}

static void apparmor_without_the_kernel(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_DOCTOR struct doctor doctor = root_doctor(&scratch);
	root_file(&scratch, ABSTRACTION, "");
	section_apparmor(&doctor);
	assert_int_equal(findings_count(&doctor.findings, SEVERITY_WARNING), 0);
	assert_non_null(root_finding(&doctor, self(&scratch))->remedy);
}

static void selinux_label(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_DOCTOR struct doctor doctor = root_doctor(&scratch);
	section_selinux(&doctor);
	assert_string_equal(root_finding(&doctor, NULL)->text, "not active");
	root_file(&scratch, "/sys/fs/selinux/enforce", "1");
	section_selinux(&doctor);
	assert_string_equal(root_finding(&doctor, NULL)->text, "enforcing");
	const struct finding *label = root_finding(&doctor, self(&scratch));
	assert_int_equal(label->severity, SEVERITY_WARNING);
	assert_contains(label->remedy, "semanage fcontext -a -t qemu_exec_t '/");
}

/* A drop-in that libvirt remembers: `noted` is when its cache was written, `ctime` what it noted.
 */
static enum severity cached(time_t noted, int64_t ctime)
{
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_DOCTOR struct doctor doctor = root_doctor(&scratch);
	struct timespec times[2] = { { .tv_sec = noted }, { .tv_sec = noted } };
	const char *drop_in = scratch_file(&scratch, "qemu-system-test", "");
	struct program *program = VECTOR_ADD(&doctor.programs.list);
	*program = (struct program){
		.path = drop_in, .name = "qemu-system-test", .target = drop_in, .is_wrapper = true
	};
	struct stat st;
	assert_int_equal(stat(drop_in, &st), 0);
	doctor.settings.real = "/bin/sh";
	doctor.settings.real_source = "the test";
	root_file(&scratch, "/usr/sbin/libvirtd", "");
	const char *cache = root_file(
		&scratch, "/var/cache/libvirt/qemu/capabilities/1.xml",
		arena_printf(&scratch.arena, "<emulator>%s</emulator><qemuctime>%lld</qemuctime>",
			     drop_in, (long long)(st.st_ctime + ctime)));
	assert_int_equal(utimensat(AT_FDCWD, cache, times, 0), 0);
	section_libvirt(&doctor);
	return findings_count(&doctor.findings, SEVERITY_WARNING) ? SEVERITY_WARNING
	       : findings_count(&doctor.findings, SEVERITY_OK)    ? SEVERITY_OK
								  : SEVERITY_INFO;
}

static void libvirt_remembers(void **state)
{
	(void)state;
	struct stat shell;
	assert_int_equal(stat("/bin/sh", &shell), 0);
	assert_int_equal(cached(shell.st_ctime - 10, 0), SEVERITY_WARNING);
	assert_int_equal(cached(shell.st_ctime + 10, 0), SEVERITY_OK);
	/* The path itself has changed since: libvirt asks again. */
	assert_int_equal(cached(shell.st_ctime - 10, -5), SEVERITY_INFO);
}

static void libvirt_definitions(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_DOCTOR struct doctor doctor = root_doctor(&scratch);
	section_libvirt(&doctor);
	assert_string_equal(root_finding(&doctor, NULL)->text, "no daemon of it is installed");
	root_file(&scratch, "/usr/sbin/virtqemud", "");
	root_file(&scratch, "/proc/9/comm", "virtqemud\n");
	root_file(&scratch, "/etc/libvirt/qemu.conf",
		  "#security_driver = \"selinux\"\nsecurity_driver = \"none\"\n");
	root_file(&scratch, "/etc/libvirt/qemu/a.xml",
		  "<name>lost</name><emulator>/none/qemu</emulator>");
	section_libvirt(&doctor);
	assert_contains(root_finding(&doctor, "/usr/sbin/virtqemud")->text, ", running");
	assert_string_equal(root_finding(&doctor, "/etc/libvirt/qemu.conf")->text,
			    "security_driver = \"none\"");
	assert_int_equal(root_finding(&doctor, "lost")->severity, SEVERITY_WARNING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(launches_that_are_tried),
		cmocka_unit_test(launches_that_are_not_tried),
		cmocka_unit_test(container_kinds),
		cmocka_unit_test(limits_in_words),
		cmocka_unit_test(ports_that_are_not_known),
		cmocka_unit_test(ports_without_version_6),
		cmocka_unit_test(apparmor_lines),
		cmocka_unit_test(apparmor_without_the_kernel),
		cmocka_unit_test(selinux_label),
		cmocka_unit_test(libvirt_remembers),
		cmocka_unit_test(libvirt_definitions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
