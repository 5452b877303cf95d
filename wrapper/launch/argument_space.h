/* SPDX-License-Identifier: MIT */
/* How much Linux lets a program be given, and who took it when it was too much. */
#ifndef LAUNCH_ARGUMENT_SPACE_H
#define LAUNCH_ARGUMENT_SPACE_H

#include "launch/execute.h"

/** By the kernel's rules as far as they are known, execve() would fail with E2BIG. */
bool argument_space_exceeded(const struct execution *execution);

/** -E2BIG: how much was asked for, how much there is, and the largest contributors. */
int argument_space_explain(const struct execution *execution, struct error *err);

#endif
