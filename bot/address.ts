/** Which web addresses the bot will speak to when somebody else named them. */

/**
 * An address that came in a message or was pasted by a person is used only if it lies with the
 * platform, so that the bot cannot be sent to the network behind it. Plain http is for a pretend
 * platform on this machine, and only when the configured base is one too.
 * @param bases configured addresses of the platform, e.g. `https://api.example.com`
 */
export function createTrust(bases: readonly string[]): (address: string) => boolean {
  const hosts = bases.map((base) => new URL(base));
  return (address) => {
    const url = URL.parse(address);
    if (url === null || url.username !== "" || url.password !== "") return false;
    return hosts.some((host) => (isLocal(host) ? isLocal(url) : isSameHost(url, host)));
  };
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
