/** What is likely to be refused about an address, before the server is asked; null where nothing strikes the eye. */
export type AddressHint = "hooks.hint_scheme" | "hooks.hint_http" | "hooks.hint_port";

const usualPorts = ["", "443", "8443"];

export const hintFor = (address: string): AddressHint | null => {
  const typed = address.trim();
  if (typed === "" || "https://".startsWith(typed)) return null;
  if (!/^https?:/i.test(typed)) return "hooks.hint_scheme";
  if (!URL.canParse(typed)) return null;
  const { protocol, port } = new URL(typed);
  if (protocol === "http:") return "hooks.hint_http";
  return usualPorts.includes(port) ? null : "hooks.hint_port";
};
