/* SPDX-License-Identifier: MIT */
/* Variables that Kubernetes makes of a Service's name. */
#ifndef DOCTOR_VARIABLE_KIND_H
#define DOCTOR_VARIABLE_KIND_H

#include <stdbool.h>

/**
 * For a Service named qemu-wrapper: what stands behind QEMU_WRAPPER_ in the variables that every
 * container of the namespace gets: PORT, PORT_80_TCP, PORT_80_TCP_ADDR, SERVICE_HOST,
 * SERVICE_PORT_HTTP...
 */
bool variable_is_of_service(const char *rest);

#endif
