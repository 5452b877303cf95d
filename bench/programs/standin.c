/* SPDX-License-Identifier: MIT */
/* Stands in for QEMU where only the cost of getting there is wanted: static, ends at once. */

int main(void)
{
	return 0;
}
