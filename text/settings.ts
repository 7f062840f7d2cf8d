import { lines, pleaseReply, type Place } from "./phrases.ts";

interface Named {
  readonly name: string;
  readonly example: string;
}

interface Current extends Named {
  readonly value: string;
}

export function settingList(settings: readonly Current[], place: Place): string {
  const first = settings[0];
  return lines(
    "本单位现在的设置：",
    "",
    ...settings.map(({ name, value }) => `${name}　${value}`),
    "",
    first && `要改，${pleaseReply(place)}，例：设置 ${first.name} ${first.example}`,
  );
}

export function settingShown({ name, example }: Named, value: string, place: Place): string {
  return lines(
    `${name}现在是${value}。`,
    `要改，${pleaseReply(place)}，例：设置 ${name} ${example}`,
  );
}

export function settingChanged(
  { name }: Named,
  { before, after }: { readonly before: string; readonly after: string },
): string {
  if (before === after) return `${name}本来就是${after}，没有变。`;
  return lines(`${name}已改为${after}，从现在起按这个办。`, `原来是${before}。`);
}
