import { Resvg } from "@resvg/resvg-js";

import type { Chart } from "../domain/chart.ts";
import { chartWidth, drawChart } from "./chart-svg.ts";

/** The picture as PNG, 1080 pixels wide, as high as its rows need. */
export function renderChart(chart: Chart): Buffer {
  const options = {
    font: { loadSystemFonts: false },
    fitTo: { mode: "width", value: chartWidth },
  } as const;
  return new Resvg(drawChart(chart), options).render().asPng();
}
