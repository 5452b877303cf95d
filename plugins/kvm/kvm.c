/* SPDX-License-Identifier: MIT */
#include "hooks.h"
#include "settings.h"

QW_PLUGIN(.name = "kvm", .version = "0.1.0",
	  .summary = "uses KVM where it works, and says why where it doesn't",
	  .options = settings_specs, .after = "args", .rewrite = kvm_rewrite);
