import pg from "pg";

/** A connection of its own for a backup or for putting one back; whoever opens it ends it. */
export async function openBackupClient(
  databaseUrl: string,
  work: "backup" | "restore",
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    application_name: `xiaoxie ${work}`,
  });
  // Told by the statement that fails; without a listener a lost connection would end the process.
  client.on("error", () => {});
  await client.connect();
  return client;
}
