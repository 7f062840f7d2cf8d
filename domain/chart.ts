/**
 * A picture of horizontal bars that people read on a phone, before any file format. Plain data that
 * can be kept and handed to another process; every word in it is said already.
 */
export interface Chart {
  readonly title: string;
  /** Under the title, a line each. */
  readonly subtitle: readonly string[];
  /** 1–60, from top to bottom; none where there is a code. */
  readonly rows: readonly ChartRow[];
  /** Words in a QR code, between the title and the bars. */
  readonly code?: string;
  /** Under the bars, a line each. */
  readonly footer: readonly string[];
}

export interface ChartRow {
  /** Number and title; long ones are wrapped, then shortened. */
  readonly label: string;
  /** 0 or more: how long the bar is against the others. */
  readonly value: number;
  /** Said behind the value: 票, 分. */
  readonly unit: string;
  /** Stands out in another colour: what goes on to the next step. */
  readonly isMarked: boolean;
}
