/* SPDX-License-Identifier: MIT */
#include "doctor/libvirt_files.h"

#include "doctor/xml_text.h"
#include "doctor_root.h"
#include "unit.h"

static void text_of_an_element(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *xml =
		"<a><name>x &amp; &lt;y&gt; &quot;&apos; &nbsp;</name><name>z</name><e></e>";
	assert_string_equal(xml_text(xml, "name", &arena), "x & <y> \"' &nbsp;");
	assert_string_equal(xml_text(xml, "e", &arena), "");
	assert_null(xml_text(xml, "nam", &arena));
	assert_null(xml_text(xml, "a", &arena));
}

static const struct libvirt_emulator *find(const struct libvirt_emulators *emulators,
					   const char *path)
{
	for (size_t i = 0; i < emulators->list.count; i++)
		if (!strcmp(emulators->list.items[i].path, path))
			return &emulators->list.items[i];
	return NULL;
}

static void definitions_and_cache(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	CLEANUP_LIBVIRT_EMULATORS struct libvirt_emulators emulators = { 0 };
	scratch_make(&scratch);
	root_file(&scratch, "/etc/libvirt/qemu/vm.xml",
		  "<domain>\n<name>vm</name>\n<devices><emulator>/opt/q</emulator></devices>");
	root_file(&scratch, "/etc/libvirt/qemu/.swap.xml", "<name>s</name><emulator>/s</emulator>");
	root_file(&scratch, "/etc/libvirt/qemu/broken.xml", "<name>b</name><emulator>/b");
	root_file(&scratch, "/var/cache/libvirt/qemu/capabilities/1.xml",
		  "<qemuCaps><emulator>/c</emulator><qemuctime>77</qemuctime></qemuCaps>");
	root_file(&scratch, "/home/u/.config/libvirt/qemu/own.xml",
		  "<name>own</name><emulator>/o</emulator>");
	assert_int_equal(
		libvirt_emulators_read(scratch.folder, "/home/u", &scratch.arena, &emulators), 0);
	assert_int_equal(emulators.list.count, 3);
	assert_string_equal(find(&emulators, "/opt/q")->vm, "vm");
	assert_string_equal(find(&emulators, "/o")->vm, "own");
	assert_null(find(&emulators, "/c")->vm);
	assert_int_equal(find(&emulators, "/c")->ctime, 77);
	assert_null(emulators.unreadable);
}

static void nothing_there(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	CLEANUP_LIBVIRT_EMULATORS struct libvirt_emulators emulators = { 0 };
	scratch_make(&scratch);
	assert_int_equal(libvirt_emulators_read(scratch.folder, NULL, &scratch.arena, &emulators),
			 0);
	assert_int_equal(emulators.list.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_of_an_element),
		cmocka_unit_test(definitions_and_cache),
		cmocka_unit_test(nothing_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
