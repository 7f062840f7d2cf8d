/** Something outside the program keeps it from starting; the message is one Chinese sentence. */
export class LauncherError extends Error {
  override name = "LauncherError";
}
