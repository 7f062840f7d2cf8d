import { startPostgres } from "../../scripts/postgres.ts";

/**
 * A program that uses the server: says where it is in one line of JSON, stops when its input ends,
 * and is otherwise there to be killed.
 */
const [dataDir = "", systemDir = ""] = process.argv.slice(2);
try {
  const postgres = await startPostgres({ dataDir, systemDir });
  process.stdout.write(`${JSON.stringify(postgres)}\n`);
  process.stdin.resume().once("end", () => void postgres.stop());
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
}
