/* SPDX-License-Identifier: MIT */
#include "kvm/azure.h"

/* From Microsoft's pages about sizes of 2024 to 2026, and a list of 2022 made from such pages. */
static const struct azure_series table[] = {
	{ "Dv3 Dsv3 Ev3 Esv3", "", AZURE_NESTS },
	{ "Dv4 Dsv4 Ddv4 Ddsv4 Ev4", "Intel", AZURE_NESTS },
	{ "Dv5 Dsv5 Ddv5 Ddsv5 Ev5", "Intel", AZURE_NESTS },
	{ "Dsv6 Dsv7", "Intel", AZURE_NESTS },
	{ "Dasv5 Dadsv5", "AMD", AZURE_NESTS },
	{ "Dasv6 Dasv7 Fasv6", "AMD", AZURE_NESTS },
	{ "Dav4 Dasv4 Eav4 Easv4", "AMD", AZURE_NESTS_NOT },
	{ "Dpsv6 and other Dp", "Arm", AZURE_NESTS_NOT },
	{ "Bv1 Bsv2", "", AZURE_NESTS_NOT },
	{ "DCasv5 DCsv2 DCsv3", "confidential", AZURE_NESTS_NOT },
	{ "Av2 D Dv2 Dsv2", "", AZURE_NESTS_NOT },
	{ "Fsv2", "sources disagree", AZURE_UNCLEAR },
};

const struct azure_series *azure_series(size_t index)
{
	return index < sizeof(table) / sizeof(*table) ? &table[index] : NULL;
}

static void add_series(enum azure_verdict verdict, const char *heading, struct strbuf *text)
{
	const char *between = heading;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (table[i].verdict != verdict)
			continue;
		strbuf_addf(text, "%s%s", between, table[i].series);
		if (*table[i].remark)
			strbuf_addf(text, " (%s)", table[i].remark);
		between = ", ";
	}
}

void azure_table(struct strbuf *text)
{
	add_series(AZURE_NESTS, "nested virtualization, as of " AZURE_DATE ": yes: ", text);
	add_series(AZURE_NESTS_NOT, "; no: ", text);
	add_series(AZURE_UNCLEAR, "; unclear: ", text);
	strbuf_addf(text, "; suspects on a good size: Trusted Launch (reports of 2022 to 2024; "
			  "Microsoft's list of 2025 doesn't name it), generation 2 (one report, on "
			  "Dsv4)");
}

void azure_remedy(const struct kvm_facts *facts, struct strbuf *text)
{
	if (facts->processor.architecture == ARCHITECTURE_ARM) {
		strbuf_addf(text,
			    "No Arm size of Azure offers nested virtualization (as of " AZURE_DATE
			    "). Take an Intel or AMD size, such as Standard_D4s_v5.");
		return;
	}
	strbuf_addf(text,
		    "Take an Azure size that nests (as of " AZURE_DATE
		    "): Intel D and E from v3 on "
		    "(Dv3, Dsv3, Standard_D4s_v5), AMD from v5 on (Dasv5); no Dasv4, A, B, Dv2, "
		    "Arm or confidential one.");
	if (facts->own.kubernetes)
		strbuf_addf(text, " AKS: `az aks nodepool add --node-vm-size Standard_D4s_v5`.");
	strbuf_addf(text,
		    "\nIf it is one, Trusted Launch (take security type Standard) or generation "
		    "2 may hide it. Test on the machine, not by name.");
}
