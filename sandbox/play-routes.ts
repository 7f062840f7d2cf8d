import type { Context } from "koa";
import { renderSVG } from "uqr";
import { parseObject, type JsonObject } from "./api.ts";
import { readBody } from "./api-route.ts";
import { originalNames } from "./cast.ts";
import { readNames } from "./names.ts";
import { findWindStep } from "./page-state.ts";
import type { OthersLine } from "./others.ts";
import type { Play } from "./play.ts";
import type { WindStep } from "./script-steps.ts";
import { pageBytesMax } from "./talk-routes.ts";
import { listWindChoices } from "./winding.ts";

/** 清空重来. */
export async function restartPlay(ctx: Context, play: Play): Promise<void> {
  if ((await readAsked(ctx)) === undefined) return;
  await play.restart();
  ctx.body = {};
}

/** 换成我们县的名字: `{county, area, brand}`, or `{original: true}`. Begins anew, too. */
export async function renamePlay(ctx: Context, play: Play): Promise<void> {
  const asked = await readAsked(ctx);
  if (asked === undefined) return;
  if (asked["original"] === true) {
    await play.restart(originalNames);
    ctx.body = {};
    return;
  }
  const read = readNames(asked);
  if (read.kind === "fault") {
    ctx.status = 400;
    ctx.body = { field: read.field, message: read.message };
    return;
  }
  await play.restart(read.names);
  ctx.body = {};
}

/** What 快进 offers now. */
export function sendWindChoices(ctx: Context, play: Play): void {
  ctx.body = listWindChoices(play.now()).map(({ id, label, when }) => ({ id, label, when }));
}

/** 快进 to a step's moment (`{step}`) or by one of the choices (`{choice}`). */
export async function windPlay(ctx: Context, { play, windStep }: WindOptions): Promise<void> {
  const asked = await readAsked(ctx);
  if (asked === undefined) return;
  const chosen = listWindChoices(play.now()).find(({ id }) => id === asked["choice"])?.to;
  const step = findWindStep(asked["step"]);
  if (chosen === undefined && step === undefined) return refuse(ctx);
  const isWound = step === undefined ? chosen && (await play.wind(chosen)) : await windStep(step);
  ctx.body = { isWound, now: play.now().getTime() };
}

export interface WindOptions {
  readonly play: Play;
  readonly windStep: (step: WindStep) => Promise<boolean>;
}

/** Winds to a step's moment, and lets the others speak on the way. */
export function createStepWinder(
  play: Play,
  speak: (line: OthersLine) => Promise<void>,
): WindOptions["windStep"] {
  let underWay: { readonly step: WindStep; readonly done: Promise<boolean> } | undefined;
  async function run({ to, others }: WindStep): Promise<boolean> {
    await play.ready();
    // Begun anew meanwhile: the others belong to the old play.
    const cast = play.cast();
    const isOver = () => play.cast() !== cast;
    for (const line of play.now() < to ? others : []) {
      await play.wind(line.at);
      if (isOver()) return false;
      await speak(line);
    }
    return !isOver() && play.wind(to);
  }
  return async (step) => {
    // Pressed on two pages at once, it is wound once.
    if (underWay?.step === step) return underWay.done;
    const own = { step, done: run(step) };
    underWay = own;
    try {
      return await own.done;
    } finally {
      if (underWay === own) underWay = undefined;
    }
  };
}

/** The link for phones of the same network, for whoever is already inside. */
export function sendPhoneLink(ctx: Context, link: string | undefined): void {
  ctx.body = link === undefined ? {} : { link };
}

/** The same link as a picture to be scanned. */
export function sendPhoneCode(ctx: Context, link: string | undefined): void {
  if (link === undefined) {
    ctx.status = 404;
    return;
  }
  ctx.type = "image/svg+xml";
  ctx.body = renderSVG(link, { ecc: "M", border: 3 });
}

async function readAsked(ctx: Context): Promise<JsonObject | undefined> {
  const asked = parseObject((await readBody(ctx, pageBytesMax)) ?? "");
  if (asked === undefined) refuse(ctx);
  return asked;
}

function refuse(ctx: Context): void {
  ctx.status = 400;
  ctx.body = { message: "这一步没有做成，请再点一次。" };
}
