/* SPDX-License-Identifier: MIT */
/* The order of hooks is the order of the list; plugins say what they need, we only check. */
#ifndef LOADER_ORDER_H
#define LOADER_ORDER_H

#include "loader/plugin_set.h"

/** Every plugin's `after` and `before` hold among the plugins that are there. Unknown names are
 * fine; -EINVAL names both plugins of the first that don't hold. */
int order_check(const struct plugin_set *set, struct error *err);

#endif
