import { UserError } from "../../domain/errors.ts";
import { deliveryDetail, deliveryList } from "../../text/delivery.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { listShown } from "../deliveries.ts";

/** 送达情况: what became of what the bot said by its own motion. */
export const deliveryShow = defineCommand({
  id: "delivery-show",
  name: "送达情况",
  aliases: ["消息状态", "消息 状态", "送到没有", "送达"],
  summary: "看我主动说的话送到没有",
  example: "送达情况",
  audience: "staff",
  needs: "person",
  isWriting: false,
  args: { number: arg.optionalNumber("第几条") },
  async run(context, { number }) {
    const reports = await listShown(context);
    const offsetMs = context.now.getTime() - context.wallNow.getTime();
    const setting = { place: context.place, offsetMs };
    if (number === undefined) return deliveryList(reports, setting);
    const report = reports[number.number - 1];
    if (report === undefined) throw new UserError("deliveryNotFound", { count: reports.length });
    return deliveryDetail(report, number.number, setting);
  },
});
