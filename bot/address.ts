/** Which web addresses the bot will speak to when somebody else named them. */

/**
 * An address that came in a message or was pasted by a person is used only if it lies with the
 * platform, so that the bot cannot be sent to the network behind it. Plain http is for a pretend
 * platform on this machine, and only when the configured base is one too.
 * @param bases configured addresses of the platform, e.g. `https://api.example.com`
 */
export function isTrustedAddress(address: string, bases: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== "" || url.password !== "") return false;
  return bases.some((base) => (isLocalBase(base) ? isLocal(url) : isSameHost(url, new URL(base))));
}

/** True for `http://` on this machine: the base of a pretend platform. */
export function isLocalBase(base: string): boolean {
  return isLocal(new URL(base));
}

/** Joins a base, with or without a path and a final slash, and a path. */
export function under(base: string, path: string): string {
  return base.replace(/\/+$/, "") + path;
}

function isLocal(url: URL): boolean {
  return url.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
}

function isSameHost(url: URL, base: URL): boolean {
  return url.protocol === "https:" && url.host === base.host;
}
