import type { Generated } from "kysely";

/** Papers and pictures behind a link; all moments by the wall clock. */
export interface FilesTable {
  tenant_id: number;
  id: Generated<number>;
  /** SHA-256 of the token in the link; the token itself is nowhere. */
  token_digest: Buffer;
  /** topic-list, picture … */
  kind: string;
  /** As it is called once it is fetched, with its ending. */
  name: string;
  mime: string;
  /** What it says: a `PrintedPaper` or a `Chart`. */
  content: unknown;
  /** Whose it is; null = whoever has the link. */
  person_id: number | null;
  made_at: Date;
  expires_at: Date;
  opened_at: Date | null;
  open_count: Generated<number>;
}
