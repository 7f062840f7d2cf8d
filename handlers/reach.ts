import type { HandlerPorts } from "./command.ts";

/** Whether the bot can speak to this account alone, at any time and by its own motion. */
export function canBeTold(
  { ports, wallNow }: { readonly ports: HandlerPorts; readonly wallNow: Date },
  account: { readonly accountId: number; readonly externalId: string },
): boolean {
  const conversation = { kind: "single", externalId: account.externalId } as const;
  return ports.voice(account.accountId, { conversation }, wallNow) !== undefined;
}
