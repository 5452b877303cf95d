/* SPDX-License-Identifier: MIT */
/*
 * What can be said of a host by its text alone, without resolving anything.
 *
 * Hosts are given without brackets. Each function answers true only for forms it knows for sure;
 * a name may mean anything, so no name but "localhost" is ever judged.
 */
#ifndef VNC_HOST_H
#define VNC_HOST_H

#include <stdbool.h>

/* An IPv4 address in any form that getaddrinfo() takes: 127.0.0.1, 127.1, 0, 0x7f000001. */
bool host_is_ipv4(const char *host);

/* An IPv6 address, with or without %SCOPE. */
bool host_is_ipv6(const char *host);

/* 127.0.0.0/8 in any IPv4 form, ::1, localhost: out of other machines' reach. */
bool host_is_loopback(const char *host);

/* "" and "*", which getaddrinfo() of glibc takes for every address. */
bool host_is_all(const char *host);

#endif
