/* SPDX-License-Identifier: MIT */
#include <endian.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kvm/access.h"

static const struct {
	uid_t uid;
	gid_t gid, group;
	mode_t mode;
	uid_t our_uid;
	gid_t our_gid, our_group;
	bool override, allowed;
	enum access_rule rule;
} modes[] = {
	{ 0, 36, 0, 0660, 1000, 1000, 36, false, true, ACCESS_GROUP },
	{ 0, 36, 0, 0660, 1000, 36, 5, false, true, ACCESS_GROUP },
	{ 0, 36, 0, 0660, 1000, 1000, 37, false, false, ACCESS_OTHER },
	{ 0, 36, 0, 0640, 1000, 1000, 36, false, false, ACCESS_GROUP },
	{ 0, 36, 0, 0620, 1000, 1000, 36, false, false, ACCESS_GROUP },
	/* The first rule that fits decides, even if a later one would allow it. */
	{ 0, 36, 0, 0606, 1000, 1000, 36, false, false, ACCESS_GROUP },
	{ 1000, 36, 0, 0066, 1000, 1000, 36, false, false, ACCESS_OWNER },
	{ 0, 36, 0, 0666, 1000, 1000, 1, false, true, ACCESS_OTHER },
	{ 0, 36, 0, 0600, 0, 0, 0, false, true, ACCESS_OWNER },
	{ 5, 36, 0, 0000, 0, 0, 0, true, true, ACCESS_OVERRIDE },
	{ 5, 36, 0, 0000, 0, 0, 0, false, false, ACCESS_OTHER },
};

static void modes_count_as_for_the_kernel(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		struct access_node node = { modes[i].uid, modes[i].gid, modes[i].mode };
		struct access_ids ids = { modes[i].our_uid, modes[i].our_gid };
		enum access_rule rule;
		ids.groups[0] = modes[i].our_group;
		ids.group_count = 1;
		ids.override = modes[i].override;
		print_message("row %zu\n", i);
		assert_int_equal(access_allowed(&node, &ids, &rule), modes[i].allowed);
		assert_int_equal(rule, modes[i].rule);
	}
}

struct raw_entry {
	uint16_t tag, permissions;
	uint32_t id;
};

struct raw_acl {
	uint32_t version;
	struct raw_entry entries[ACCESS_ACL_MAX + 1];
};

static size_t put(struct raw_acl *raw, const struct raw_entry *entries, size_t count)
{
	raw->version = htole32(2);
	for (size_t i = 0; i < count; i++)
		raw->entries[i] = (struct raw_entry){ htole16(entries[i].tag),
						      htole16(entries[i].permissions),
						      htole32(entries[i].id) };
	return sizeof(raw->version) + count * sizeof(*entries);
}

/* What udev makes: user::rw-, user:1000:rw-, group::rw-, mask::rw-, other::--- */
static const struct raw_entry seat[] = {
	{ ACL_TAG_OWNER, 6, UINT32_MAX },       { ACL_TAG_USER, 6, 1000 },
	{ ACL_TAG_OWNER_GROUP, 6, UINT32_MAX }, { ACL_TAG_GROUP, 4, 50 },
	{ ACL_TAG_MASK, 6, UINT32_MAX },        { ACL_TAG_OTHER, 0, UINT32_MAX },
};
#define SEAT_COUNT (sizeof(seat) / sizeof(*seat))

static void check_seat(const struct access_node *node, uid_t uid, gid_t gid, bool allowed,
		       enum access_rule rule)
{
	struct access_ids ids = { uid, gid };
	enum access_rule seen;
	assert_int_equal(access_allowed(node, &ids, &seen), allowed);
	assert_int_equal(seen, rule);
}

static void an_acl_counts_as_for_the_kernel(void **state)
{
	(void)state;
	struct raw_acl raw;
	struct access_node node = { 0, 36, 0660 };
	assert_true(access_read_acl(&raw, put(&raw, seat, SEAT_COUNT), &node));
	assert_int_equal(node.acl_count, SEAT_COUNT);
	check_seat(&node, 1000, 9, true, ACCESS_USER);
	check_seat(&node, 1001, 36, true, ACCESS_GROUP);
	check_seat(&node, 1001, 50, false, ACCESS_GROUP);
	check_seat(&node, 1001, 9, false, ACCESS_OTHER);
	check_seat(&node, 0, 9, true, ACCESS_OWNER);
	assert_true(access_group_would_do(&node));
}

static void the_mask_takes_rights_away(void **state)
{
	(void)state;
	struct raw_acl raw;
	struct access_node node = { 0, 36, 0640 };
	struct raw_entry masked[SEAT_COUNT];
	memcpy(masked, seat, sizeof(seat));
	masked[4].permissions = 4;
	assert_true(access_read_acl(&raw, put(&raw, masked, SEAT_COUNT), &node));
	check_seat(&node, 1000, 9, false, ACCESS_USER);
	check_seat(&node, 1001, 36, false, ACCESS_GROUP);
	check_seat(&node, 0, 9, true, ACCESS_OWNER);
	assert_false(access_group_would_do(&node));
}

static void refuses_what_is_no_acl(void **state)
{
	(void)state;
	struct raw_acl raw;
	size_t whole = put(&raw, seat, SEAT_COUNT);
	for (size_t size = 0; size < whole; size++) {
		/* A copy of just that size, so that a sanitizer sees what is read beyond it. */
		char *cut = malloc(size + 1);
		struct access_node node = { 0, 36, 0660 };
		node.acl_count = 3;
		memcpy(cut, &raw, size);
		bool is_whole_entries = size >= 4 && (size - 4) % 8 == 0;
		assert_int_equal(access_read_acl(cut, size, &node), is_whole_entries);
		assert_int_equal(node.acl_count, is_whole_entries ? (size - 4) / 8 : 0);
		free(cut);
	}
	struct access_node node = { 0 };
	raw.version = htole32(3);
	assert_false(access_read_acl(&raw, whole, &node));
	raw.version = htole32(2);
	assert_false(access_read_acl(&raw, sizeof(raw), &node));
	assert_true(access_read_acl(&raw, whole, &node));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modes_count_as_for_the_kernel),
		cmocka_unit_test(an_acl_counts_as_for_the_kernel),
		cmocka_unit_test(the_mask_takes_rights_away),
		cmocka_unit_test(refuses_what_is_no_acl),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
