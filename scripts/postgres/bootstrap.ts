import pg from "pg";

const requiredAttributes =
  "login nosuperuser nobypassrls nocreaterole nocreatedb noreplication inherit";

/**
 * Sees to the program's login and its database. Repeated at every start, because a first start may
 * have been killed half way; the login's rights are put back if somebody raised them, since row-level
 * security means nothing to a superuser.
 */
export async function bootstrap(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows: roles } = await client.query<{ isSafe: boolean }>(
      `select rolcanlogin and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
        or rolreplication) as "isSafe" from pg_roles where rolname = 'xiaoxie'`,
    );
    if (roles[0] === undefined) await client.query(`create role xiaoxie ${requiredAttributes}`);
    else if (!roles[0].isSafe) await client.query(`alter role xiaoxie ${requiredAttributes}`);
    const { rowCount } = await client.query("select from pg_database where datname = 'xiaoxie'");
    if (rowCount === 0) await client.query("create database xiaoxie owner xiaoxie");
  } finally {
    await client.end();
  }
}
