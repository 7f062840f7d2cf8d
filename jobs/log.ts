/** Where jobs report: numbers and codes, never words or addresses. */
export interface JobLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
  /** A fault with its kind and place; messages of errors may quote what people wrote. */
  fault(error: unknown, message: string): void;
}
