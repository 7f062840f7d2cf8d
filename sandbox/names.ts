import type { JsonObject } from "./api.ts";
import type { Names } from "./cast.ts";

export type ReadNames =
  | { readonly kind: "names"; readonly names: Names }
  | { readonly kind: "fault"; readonly field: keyof Names; readonly message: string };

/** What an office typed as its own names: words of its language, and nothing that acts. */
export function readNames(asked: JsonObject): ReadNames {
  const county = tidy(asked["county"]).replace(/政协$/, "");
  const names: Names = { county, area: tidy(asked["area"]), brand: tidy(asked["brand"]) };
  for (const field of ["county", "area", "brand"] as const) {
    if (fits.test(names[field])) continue;
    return { kind: "fault", field, message: `${labels[field]}${advice}` };
  }
  return { kind: "names", names };
}

const labels: Readonly<Record<keyof Names, string>> = {
  county: "县名",
  area: "片区名",
  brand: "品牌名",
};

const advice = "请写2到12个字，只用汉字、字母和数字。";
const fits = /^[\p{Script=Han}〇A-Za-z0-9·]{2,12}$/u;

function tidy(value: unknown): string {
  return typeof value === "string" ? value.normalize("NFKC").replaceAll(/\s+/g, "") : "";
}
