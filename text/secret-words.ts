import { lines } from "./phrases.ts";

/** Words like a choice that nobody understood, while a 无记名 one is open to them. */
export function secretUnclear(example: string, isKnown: boolean): string {
  const first = "没听明白，还没有记。正在进行的是无记名推荐，您这句话我没有留下。";
  return isKnown
    ? lines(first, `请点卡片选，或者再发一次，例：${example}`)
    : lines(first, "还不知道您是哪位，请先回复姓名，例：我是 张建国");
}
