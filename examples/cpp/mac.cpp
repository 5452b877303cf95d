// SPDX-License-Identifier: MIT
//
// mac: network cards without a MAC address get one that is made of the guest's name, so that it is
// the same at every start and another for every guest. QEMU gives 52:54:00:12:34:56 to the first
// card of each guest, which two guests on one bridge can't share.
#include <qemu-wrapper/plugin.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using mac_address = std::array<uint8_t, 6>;

// Options that make a card, and their property for its address.
struct kind {
	const char *selector, *address;
};

constexpr kind kinds[] = {
	{ "device[*].netdev", "mac" },
	{ "nic[*].type", "mac" },
	{ "net[nic]", "macaddr" },
};

struct card {
	qw_option *option;
	const char *address;
};

// What fails inside of a hook: a code and a message for qw_error().
struct failure {
	int code;
	std::string text;
};

// Exceptions must not reach the host, which is C: they become the hook's error here.
template <typename Body> int guarded(qw_context *ctx, Body body) noexcept
{
	try {
		body();
		return 0;
	} catch (const failure &f) {
		return qw_error(ctx, f.code, "%s", f.text.c_str());
	} catch (const std::bad_alloc &) {
		return qw_error(ctx, ENOMEM, "out of memory");
	} catch (const std::exception &e) {
		return qw_error(ctx, EINVAL, "%s", e.what());
	} catch (...) {
		return qw_error(ctx, EINVAL, "an unknown exception");
	}
}

std::string to_text(const mac_address &mac)
{
	char text[18];
	std::snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
		      mac[3], mac[4], mac[5]);
	return text;
}

// The first three bytes of every address: "52:54:00".
mac_address parse_prefix(const std::string &text)
{
	mac_address mac{};
	bool right = text.size() == 8;
	for (size_t i = 0; right && i < text.size(); i++)
		right = i % 3 == 2 ? text[i] == ':'
				   : std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
	if (!right)
		throw failure{ EINVAL, "prefix '" + text + "' isn't like 52:54:00" };
	std::sscanf(text.c_str(), "%2hhx:%2hhx:%2hhx", &mac[0], &mac[1], &mac[2]);
	if (mac[0] & 1)
		throw failure{ EINVAL, "prefix '" + text + "' is one of multicast addresses" };
	return mac;
}

// FNV-1a: small, and the same on every machine and in every release, unlike std::hash.
uint64_t hash(std::string_view text)
{
	uint64_t value = 0xcbf29ce484222325;
	for (unsigned char c : text)
		value = (value ^ c) * 0x100000001b3;
	return value;
}

mac_address derive(mac_address prefix, const std::string &seed)
{
	uint64_t value = hash(seed);
	value ^= value >> 24 ^ value >> 48;
	for (int i = 0; i < 3; i++)
		prefix[static_cast<size_t>(3 + i)] = static_cast<uint8_t>(value >> 8 * i);
	return prefix;
}

// The property of the last option that has it: QEMU merges several -name and takes the last -uuid.
std::optional<std::string> last_of(const qw_command *cmd, const char *selector,
				   const char *property)
{
	std::optional<std::string> result;
	for (qw_option *opt = nullptr; (opt = qw_next(cmd, selector, opt));)
		if (const char *value = property ? qw_get(cmd, opt, property) : qw_value(cmd, opt))
			result = value;
	return result;
}

std::vector<card> find_cards(const qw_command *cmd)
{
	std::vector<card> cards;
	for (const kind &what : kinds) {
		for (qw_option *opt = nullptr; (opt = qw_next(cmd, what.selector, opt));) {
			const char *type = qw_get(cmd, opt, "type");
			bool none = type && std::string_view(type) == "none";
			if (!none && !(qw_flags(cmd, opt) & QW_UNCERTAIN))
				cards.push_back({ opt, what.address });
		}
	}
	return cards;
}

void set_addresses(qw_context *ctx, qw_command *cmd)
{
	const mac_address prefix = parse_prefix(qw_string(ctx, "prefix"));
	std::vector<card> cards = find_cards(cmd);
	std::vector<std::string> taken;
	std::vector<card> without;
	for (const card &c : cards) {
		if (const char *mac = qw_get(cmd, c.option, c.address))
			taken.emplace_back(mac);
		else
			without.push_back(c);
	}
	if (without.empty())
		return;
	auto guest = last_of(cmd, "uuid[*]", nullptr);
	if (!guest)
		guest = last_of(cmd, "name[*].guest", "guest");
	if (!guest) {
		qw_note(ctx, QW_WARNING,
			"cards keep QEMU's addresses: without -name guests can't be told apart");
		return;
	}
	size_t number = 0;
	for (const card &c : without) {
		const char *netdev = qw_get(cmd, c.option, "netdev");
		std::string seed = *guest + '\n' + (netdev ? netdev : std::to_string(number++));
		std::string mac;
		do {
			mac = to_text(derive(prefix, seed));
			seed += '+';
		} while (std::find(taken.begin(), taken.end(), mac) != taken.end());
		taken.push_back(mac);
		int status = qw_set(cmd, c.option, c.address, mac.c_str(), QW_GUEST_VISIBLE,
				    "made of the guest's name: unlike all others on the network");
		if (status)
			throw failure{ -status, "the address " + mac + " can't be set" };
	}
}

int rewrite(qw_context *ctx, qw_command *cmd)
{
	return guarded(ctx, [&] { set_addresses(ctx, cmd); });
}

constexpr qw_option_spec options[] = {
	{ "prefix", QW_STRING, "52:54:00", "first half of the addresses", nullptr, 0, 0, "1.0" },
	{},
};

constexpr qw_plugin describe()
{
	qw_plugin plugin = qw_describe("mac", "1.0", "gives network cards stable MAC addresses");
	plugin.options = options;
	plugin.rewrite = rewrite;
	return plugin;
}

} // namespace

QW_PLUGIN(describe());
