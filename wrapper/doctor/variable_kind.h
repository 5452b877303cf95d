/* SPDX-License-Identifier: MIT */
/* Variables that Kubernetes makes of a Service's name. */
#ifndef DOCTOR_VARIABLE_KIND_H
#define DOCTOR_VARIABLE_KIND_H

#include <stdbool.h>

/**
 * For Services named qemu-wrapper, qemu-wrapper-vnc and so on, every container of the namespace
 * gets QEMU_WRAPPER_PORT_80_TCP, QEMU_WRAPPER_VNC_PORT_80_TCP_ADDR, ..._SERVICE_HOST,
 * ..._SERVICE_PORT_HTTP and so on. Not told is ..._PORT alone, which people write, too: its value
 * tells, tcp://...
 */
bool variable_is_of_service(const char *name);

#endif
