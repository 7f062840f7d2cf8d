import * as fs from "node:fs";
import { join } from "node:path";

import { createOwnerName, isOwnerAlive } from "../directory-lock.mjs";

/**
 * Who uses one running server: a directory with a file per living user. The last one out stops
 * the server. Read and written only under the cluster's lock.
 */
export interface UserList {
  /** @returns the name to leave under */
  join(): string;
  /** @returns how many living users remain */
  leave(name: string): number;
}

export function createUserList(directory: string): UserList {
  return {
    join() {
      const name = createOwnerName();
      fs.mkdirSync(directory, { recursive: true });
      fs.writeFileSync(join(directory, name), "");
      return name;
    },
    leave(name) {
      fs.rmSync(join(directory, name), { force: true });
      if (!fs.existsSync(directory)) return 0;
      const names = fs.readdirSync(directory);
      const dead = names.filter((each) => !isOwnerAlive(each));
      for (const each of dead) fs.rmSync(join(directory, each), { force: true });
      return names.length - dead.length;
    },
  };
}
