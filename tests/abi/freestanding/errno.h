/* SPDX-License-Identifier: MIT */
/* For layouts of machines whose C library is not installed: no number of it is used. */
#define ENOSYS 38
#define EINVAL 22
