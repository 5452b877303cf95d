/* SPDX-License-Identifier: MIT */
#include "host.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

static bool ipv4_read(const char *host, struct in_addr *ret_address)
{
	/* inet_aton() of glibc ignores whatever follows a blank; getaddrinfo() does not. */
	return !strpbrk(host, " \t\n\v\f\r") && inet_aton(host, ret_address);
}

static bool ipv6_read(const char *host, struct in6_addr *ret_address)
{
	char address[INET6_ADDRSTRLEN + 1];
	size_t length = strcspn(host, "%");
	if (length >= sizeof(address))
		return false;
	memcpy(address, host, length);
	address[length] = '\0';
	return inet_pton(AF_INET6, address, ret_address) == 1;
}

bool host_is_ipv4(const char *host)
{
	struct in_addr address;
	return ipv4_read(host, &address);
}

bool host_is_ipv6(const char *host)
{
	struct in6_addr address;
	return ipv6_read(host, &address);
}

bool host_is_loopback(const char *host)
{
	struct in_addr four;
	struct in6_addr six;
	if (ipv4_read(host, &four))
		return ntohl(four.s_addr) >> 24 == IN_LOOPBACKNET;
	if (ipv6_read(host, &six))
		return IN6_IS_ADDR_LOOPBACK(&six);
	return !strcasecmp(host, "localhost");
}

bool host_is_all(const char *host)
{
	return !*host || !strcmp(host, "*");
}
