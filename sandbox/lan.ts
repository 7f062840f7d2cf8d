import { networkInterfaces } from "node:os";

const everywhere = new Set(["0.0.0.0", "::", "[::]", ""]);
const onlyHere = /^(?:127\.|localhost$|\[?::1\]?$)/;

/**
 * Under which address phones of the same network reach a server that listens on `host`.
 * @returns undefined if they cannot
 */
export function lanHost(
  host: string,
  interfaces: typeof networkInterfaces = networkInterfaces,
): string | undefined {
  if (onlyHere.test(host)) return undefined;
  if (!everywhere.has(host))
    return host.includes(":") ? `[${host.replaceAll(/[[\]]/g, "")}]` : host;
  const addresses = Object.values(interfaces()).flatMap((each) => each ?? []);
  const outside = addresses.filter(({ family, internal }) => family === "IPv4" && !internal);
  // The addresses of homes and offices first: bridges of virtual machines lie elsewhere.
  const usual = outside.find(({ address }) => /^(?:192\.168|10)\./.test(address));
  return (usual ?? outside[0])?.address;
}
